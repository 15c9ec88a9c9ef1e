// Letters: what is written to one member alone, fetched and shown when that member asks for it.

import { confirmed, focusSoon, perform, refusal, refuse } from "./acting.js";
import { el, said } from "./dom.js";
import { sentence } from "./room.js";
import { agendaOf } from "./state.js";

const CONTROL = "letters";
// The letters while they are on the screen, else null.
let shown = null;

export function letters(room) {
  return el("section", { class: "letters", "aria-labelledby": "letters-title" },
    el("h2", { id: "letters-title" }, "For you alone"),
    shown === null
      ? el("p", {}, "What is about you alone is in a letter that nobody else can open. ",
        "Make sure that nobody else looks at your screen.")
      : told(room),
    room.me.leads && room.noDevice.length
      ? el("p", { class: "hint" }, "Letters to people without a device are not shown "
        + "here: on the computer that has the logbook, retro letter shows them.")
      : null,
    refusal(CONTROL),
    el("p", { class: "buttons" },
      el("button", { type: "button", id: "letters-show", onclick: () => toggle(room) },
        shown === null ? "Show my letter" : "Hide it"),
      shown?.length
        ? el("button", {
          type: "button", class: "quiet", key: "discard", onclick: () => discard(room),
        }, "Erase it")
        : null));
}

function told(room) {
  if (!shown.length) return el("p", { class: "soft" }, "There is no letter for you.");
  const asked = agendaOf(room.state).flatMap((each) => each.activity.questions ?? []);
  return asked.map(({ name, text }) =>
    shown.filter(([question]) => question === name).map(([, { lines }]) =>
      el("article", { class: "letter" },
        said("h3", text),
        el("ul", { class: "plain" }, lines.map((line) => said("li", line))))));
}

async function toggle(room) {
  if (shown !== null) {
    shown = null;
    return room.redraw();
  }
  try {
    shown = await room.letters();
    return refuse(room, CONTROL, null);
  } catch (error) {
    return refuse(room, CONTROL, sentence(error.message));
  }
}

async function discard(room) {
  const yes = await confirmed("Erase your letter?",
    "It is in no report and cannot be brought back.", "Erase it");
  if (yes && await perform(room, CONTROL, "discard_letters")) {
    shown = [];
    room.say("Your letter is erased.");
    focusSoon("letters-show");
    room.redraw();
  }
}
