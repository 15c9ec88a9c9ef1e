// Notes that the room did not take: nobody else has them, so they stay here until put away.

import { el, said } from "./dom.js";

const kept = (room) => room.kept("unwritten", []);

/** Keep a note that was refused, and why. */
export function keepUnwritten(room, text, why) {
  kept(room).set([...kept(room).value, { text, why }]);
}

/** What was refused and is not put away yet; nothing if there is nothing. */
export function unwritten(room) {
  const notes = kept(room);
  if (!notes.value.length) return null;
  return el("section", { class: "unwritten", key: "unwritten", "aria-label": "Not written" },
    notes.value.map((each, place) =>
      el("div", { class: "card", key: place },
        el("p", { class: "refused" }, `This note was not written: ${each.why}`),
        said("p", each.text),
        el("p", { class: "buttons" },
          el("button", {
            type: "button",
            onclick: () => notes.set(notes.value.filter((other) => other !== each)),
          }, "Put it away")))));
}
