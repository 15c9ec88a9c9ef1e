// One colour and one shape per column, the same wherever a note of it stands.

import { el } from "./dom.js";
import { agendaOf } from "./state.js";

// In the order in which columns without a colour of their own get them: neighbours differ most.
const SHAPES = {
  blue: "●", orange: "▲", purple: "■", green: "◆", red: "▼", teal: "★", yellow: "✚", pink: "♥",
};
export const HUES = Object.keys(SHAPES);

const known = new WeakMap(); // the steps of a state -> the hue of each column

/** The name of the hue of a column; "" for what is no column of this retro. */
export function hueOf(state, column) {
  if (!known.has(state.steps)) known.set(state.steps, huesOf(agendaOf(state)));
  return known.get(state.steps).get(column) ?? "";
}

/** The hue of each column of an agenda: its own, or the next that is free, as hues.py has it. */
export function huesOf(agenda) {
  const columns = agenda.flatMap(({ activity }) => activity.columns ?? [])
    .filter((each) => each.name !== undefined);
  const found = new Map(columns.map(({ name, color }) => [name, SHAPES[color] ? color : ""]));
  const taken = new Set(found.values());
  const free = HUES.filter((each) => !taken.has(each));
  let next = 0;
  for (const [name, hue] of found) {
    if (hue) continue;
    found.set(name, free[next] ?? HUES[(next - free.length) % HUES.length]);
    next += 1;
  }
  return found;
}

/** The class that gives an element and what is in it the colour of a column. */
export function hued(state, column) {
  const hue = hueOf(state, column);
  return hue ? `hued hue-${hue}` : "";
}

/** The shape of a column, for those who do not see its colour; its name stands beside it. */
export function shape(state, column) {
  const hue = hueOf(state, column);
  return hue
    ? el("span", { class: `shape hue-${hue}`, "aria-hidden": "true" }, SHAPES[hue])
    : null;
}
