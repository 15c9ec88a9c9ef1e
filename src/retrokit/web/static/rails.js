// How wide the page is, and the rails at both its sides: slim, so that the board has the room, or open.
// Below that width each is folded up above or under the screen.

import { el } from "./dom.js";
import { stored } from "./room.js";

export const wide = matchMedia("(min-width: 68rem)");
/** There is room for one column, and for one row of buttons. */
export const phone = matchMedia("(max-width: 40rem)");

/** A rail with a list that is in sight, `inside`, and how many there are in a word, `told`. */
export function rail(room, name, told, ...inside) {
  if (!wide.matches) {
    return el("details", { class: "fold", key: name },
      el("summary", {}, heading(name, told)), inside);
  }
  const open = isOpen(name);
  return el("div", { class: open ? "rail open" : "rail", key: `rail-${name}` },
    el("button", {
      type: "button", class: "quiet rail-head", "aria-expanded": String(open),
      onclick: () => {
        kept(name).set(!isOpen(name));
        room.redraw();
      },
    }, heading(name, told)), inside);
}

const heading = (name, told) =>
  [el("span", { class: "label" }, name), " ", el("span", { class: "soft" }, told)];

const rails = new Map();
function kept(name) {
  if (!rails.has(name)) rails.set(name, stored(`retrokit:rail-${name}`, false));
  return rails.get(name);
}
const isOpen = (name) => kept(name).value;
