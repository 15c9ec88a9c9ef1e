// What is voted on, in words: titles, numbers of notes, and what something got.

import { agendaOf, topicOf } from "./state.js";
import { amount, short } from "./words.js";

/** What a number stands for in a vote, on one line. */
export function titleOf(state, number) {
  const known = topicOf(state, number)?.title ?? state.actions.get(number)?.text;
  return known === undefined ? "(taken away)" : short(known, 200);
}

/** How many notes a candidate gathers; 0 if it is none of notes. */
export const sizeOf = (state, number) => topicOf(state, number)?.notes.length ?? 0;

/** The column of a lone note, where the format has several; empty for all else. */
export function columnOf(state, number) {
  if (sizeOf(state, number) !== 1 || state.groups.has(number)) return "";
  const columns = agendaOf(state).flatMap(({ activity }) => activity.columns ?? []);
  const names = new Set(columns.map(({ name }) => name));
  return names.size > 1 ? state.notes.get(topicOf(state, number).notes[0]).column : "";
}

/** The notes of a candidate whose title does not say all of them: of a group, or of one cut. */
export function inFull(state, number) {
  const topic = topicOf(state, number);
  if (!topic) return [];
  const cut = short(topic.title, Infinity) !== titleOf(state, number);
  const notes = topic.notes.map((each) => state.notes.get(each));
  return cut || notes.length > 1 ? notes : [];
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
