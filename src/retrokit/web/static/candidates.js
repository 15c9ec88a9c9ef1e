// What is voted on, in words: titles, numbers of notes, columns, and what something got.

import { agendaOf, topicOf } from "./state.js";
import { amount, short } from "./words.js";

const GONE = { title: "(taken away)", notes: [] };

/** What a number stands for in a vote: a group, a note even where it is in one, an action item. */
function thing(state, number) {
  const { groups, notes, actions } = state;
  if (groups.has(number)) return groups.get(number);
  if (notes.has(number)) return { title: notes.get(number).text, notes: [number] };
  if (actions.has(number)) return { title: actions.get(number).text, notes: [] };
  return topicOf(state, number) ?? GONE;
}

/** The title of a candidate, on one line. */
export const titleOf = (state, number) => short(thing(state, number).title, 200);

/** How many notes a candidate gathers; 0 if it is none of notes. */
export const sizeOf = (state, number) => thing(state, number).notes.length;

/** Groups first, by size; all else stays in its order. */
export const bySize = (state, candidates) =>
  [...candidates].sort((one, other) => sizeOf(state, other) - sizeOf(state, one));

/** The columns of its notes, each with how many: `[name, number]`, most first. */
export function columnsOf(state, number) {
  const found = new Map();
  for (const each of thing(state, number).notes) {
    const { column } = state.notes.get(each);
    found.set(column, (found.get(column) ?? 0) + 1);
  }
  return [...found].sort(([, one], [, other]) => other - one);
}

/** Whether the notes of the retro come from several columns. */
export function hasColumns(state) {
  const columns = agendaOf(state).flatMap(({ activity }) => activity.columns ?? []);
  return new Set(columns.map(({ name }) => name)).size > 1;
}

/** The column of a lone note, where the retro has several; empty for all else. */
export const columnOf = (state, number) =>
  (hasColumns(state) && !state.groups.has(number) && columnsOf(state, number)[0]?.[0]) || "";

/** The notes of a candidate whose title does not say all of them: of a group, or of one cut. */
export function inFull(state, number) {
  const { title, notes } = thing(state, number);
  const cut = short(title, Infinity) !== titleOf(state, number);
  return notes.length && (cut || state.groups.has(number))
    ? notes.map((each) => state.notes.get(each)) : [];
}

/** What a topic got where it stood last, in words; empty if nowhere. */
export function gotOf(state, number) {
  const got = state.got.get(number);
  return got ? `${amount(got.number)} ${got.counts}${got.number === 1 ? "" : "s"}` : "";
}

/** Topics that follow each other, in parts whose numbers count the same thing.
 *
 * Those that no vote was on go with those before them.
 */
export function byUnit(state, topics) {
  const parts = [];
  for (const topic of topics) {
    const counts = state.got.get(topic.number)?.counts;
    const unit = counts === undefined ? null : `${counts}s`;
    const last = parts.at(-1);
    if (!last || (unit !== null && unit !== last.unit)) parts.push({ unit, topics: [topic] });
    else last.topics.push(topic);
  }
  return parts;
}
