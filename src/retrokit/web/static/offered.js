// What is voted on, as it is drawn: a card in the colour of its column, its title, its notes.

import { bySize, columnsOf, hasColumns, inFull, titleOf } from "./candidates.js";
import { el, said } from "./dom.js";
import { hued, hueOf, shape } from "./hues.js";
import { plural } from "./words.js";

export const labelId = (number) => `candidate-${number}`;
export const whenceId = (number) => `whence-${number}`;

/** The class that gives a candidate the colour of its column, if all its notes are of one. */
function look(state, number) {
  const columns = columnsOf(state, number);
  return columns.length === 1 ? hued(state, columns[0][0]) : "";
}

/** The columns of its notes by shape and name; nothing where the retro has one column. */
function signs(state, number) {
  if (!hasColumns(state)) return [];
  const columns = columnsOf(state, number);
  return columns.map(([name, notes]) =>
    el("span", { class: "of-column", key: name },
      shape(state, name), said("span", name), columns.length > 1 ? ` ${notes}` : null));
}

/** What results are drawn with: see `blocks.js`. */
export const about = (state) => (number) =>
  ({ look: look(state, number), signs: signs(state, number) });

/** The columns of a group as a strip of their colours, each as long as it has notes. */
function strip(state, number) {
  const columns = columnsOf(state, number);
  return columns.length < 2 ? null
    : el("span", { class: "strip", "aria-hidden": "true" },
      columns.map(([name, notes]) =>
        el("i", { class: `hue-${hueOf(state, name)}`, key: name, style: { "--notes": String(notes) } })));
}

/** A list of candidates: groups first, by size. `card(number)` makes each. */
export const listed = (state, candidates, card, props = {}) =>
  el("ol", { class: "candidates", ...props }, bySize(state, candidates).map(card));

/** A candidate as an item of a list, with its controls. */
export const card = (state, number, props, ...controls) =>
  el("li", {
    key: number, ...props, class: `candidate-card ${look(state, number)} ${props?.class ?? ""}`.trim(),
  }, strip(state, number), controls);

export const titled = (state, number) =>
  said("span", titleOf(state, number), { class: "candidate", id: labelId(number) });

/** Where it is from, and every note in full where the title does not say it all. */
export function whence(state, number) {
  const of = signs(state, number);
  const notes = inFull(state, number);
  const head = state.groups.has(number)
    ? [el("span", { class: "size" }, plural(notes.length, "note")), of] : [of, "In full"];
  const id = whenceId(number);
  if (!notes.length) {
    return of.length ? el("p", { class: "whence", id }, of) : null;
  }
  return el("details", { class: "whence fully", key: "fully" },
    el("summary", { id }, head),
    el("ul", { class: "plain" }, notes.map((note) =>
      el("li", { key: note.number }, shape(state, note.column), said("span", note.text)))));
}

/** The title of a candidate with what else there is to know of it. */
export const offered = (state, number) =>
  el("div", { class: "offered" }, titled(state, number), whence(state, number));
