// On a phone there is room for one column at a time.

import { el, said } from "./dom.js";
import { hued, shape } from "./hues.js";

const kept = (room) => room.kept(`column:${room.step.id}`, "");

/** The column of these that is shown on a phone. */
export const columnAt = (room, names) =>
  (names.includes(kept(room).value) ? kept(room).value : names[0]);

/** Which column is shown, as one control of as many parts as there are; `many(name)` is how much is in one. */
export function columnChoice(room, names, many) {
  if (names.length < 2) return null;
  const at = columnAt(room, names);
  return el("div", { class: "column-choice", key: "column-choice", role: "group", "aria-label": "Column" },
    names.map((name) =>
      el("button", {
        type: "button", key: name, class: hued(room.state, name), "aria-pressed": String(name === at),
        onclick: () => kept(room).set(name),
      }, shape(room.state, name), said("span", name, name === at && { id: "column-now" }),
      many(name) ? el("span", { class: "count" }, many(name)) : null)));
}
