// The drawer of who facilitates: tabs with what there is to do besides going on. The board stays in
// reach beside it.

import { focusSoon } from "./acting.js";
import { el } from "./dom.js";
import { keysOf, onEscape } from "./keys.js";

const KEYS = keysOf("The tabs of More", {
  "ArrowLeft ArrowRight": "Another tab",
  "Home End": "The first tab, or the last",
});

const kept = (room) => room.kept("drawer", "");
let last = ""; // the tab that was looked at last

const close = (room) => {
  // First, since what has the focus will be gone.
  document.getElementById("more")?.focus();
  kept(room).set("");
};

/** The button that opens the drawer and closes it. */
export function moreButton(room) {
  const open = Boolean(kept(room).value);
  return el("button", {
    type: "button", id: "more", "aria-expanded": String(open), "aria-controls": "drawer",
    onclick: () => (open ? close(room) : turn(room, last)),
    onkeydown: onEscape(() => open && close(room)),
  }, "More");
}

function turn(room, name) {
  kept(room).set(name || "Agenda");
  focusSoon(`tab-${kept(room).value}`);
}

/** The drawer: `first` stands above its tabs; `tabs` are what is in each, by its name. */
export function drawer(room, first, tabs) {
  const here = kept(room).value;
  if (!here) return null;
  last = here;
  const names = Object.keys(tabs);
  const to = (place) => turn(room, names.at(place % names.length));
  const at = names.indexOf(here);
  return el("div", {
    class: "drawer", tabindex: "-1", onkeydown: onEscape(() => close(room)),
  },
  el("div", { class: "drawer-head" },
    el("div", {
      class: "tabs", role: "tablist", "aria-label": "More", keys: KEYS,
      onkeydown: KEYS.on({
        ArrowLeft: () => to(at - 1), ArrowRight: () => to(at + 1), Home: () => to(0), End: () => to(-1),
      }),
    }, names.map((name) =>
      el("button", {
        type: "button", role: "tab", key: name, id: `tab-${name}`, "aria-controls": `panel-${name}`,
        "aria-selected": String(name === here), tabindex: name === here ? "0" : "-1",
        onclick: () => turn(room, name),
      }, name))),
    el("button", {
      type: "button", class: "quiet", "aria-label": "Close More", onclick: () => close(room),
    }, "×")),
  first,
  names.map((name) =>
    el("div", {
      role: "tabpanel", key: name, id: `panel-${name}`, "aria-labelledby": `tab-${name}`,
      hidden: name !== here,
    }, tabs[name])));
}

/** What is hard to undo: apart, and last in its tab. */
export const hardToUndo = (name, ...inside) =>
  el("section", { class: "panel hard", "aria-labelledby": `hard-${name}` },
    el("h2", { id: `hard-${name}` }, "Hard to undo"), inside);
