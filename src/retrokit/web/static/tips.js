// Three tips for who leads for the first time in this browser. Each stands beside what it is about,
// once that is there, and never over it.

import { el } from "./dom.js";
import { wide } from "./rails.js";
import { stored } from "./room.js";

const TIPS = {
  invite: "Invite has a link, a code and a QR code. Nobody needs an account.",
  on: "Next takes everyone to the next step. When the time is up, you decide.",
  open: "What people write is hidden until you reveal it. Before that, you are told how many are done.",
};
const NAMES = Object.keys(TIPS);

const seen = stored("retrokit:tips", []);
let told = "";

/** The tip that is due at a place, "people" or "lead"; null if none is. */
export function tip(room, place) {
  const name = NAMES.find((each) =>
    !seen.value.includes(each) && (each !== "open" || room.sealed > 0));
  if (!name || !room.me.leads || room.state.closed) return null;
  if (place !== (name === "invite" && wide.matches ? "people" : "lead")) return null;
  const words = `${TIPS[name]}${name === "invite" && !wide.matches ? " It is under More, People." : ""}`;
  if (told !== name) room.say(`Tip: ${words}`, { shown: false });
  told = name;
  const done = (names) => () => {
    seen.set([...seen.value, ...names]);
    room.redraw();
  };
  return el("section", { class: "tip", "aria-label": "Tip" },
    el("p", {}, el("strong", {}, `Tip ${seen.value.length + 1} of ${NAMES.length}. `), words),
    el("p", { class: "buttons" },
      el("button", { type: "button", onclick: done([name]) }, "Got it"),
      seen.value.length < 2
        ? el("button", { type: "button", class: "quiet", onclick: done(NAMES) }, "Skip tips") : null));
}
