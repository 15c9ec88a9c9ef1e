// Closed: thanks to everyone, what was decided and will be done, and the report to take along.

import { actionCards } from "../actions.js";
import { el, said, section } from "../dom.js";
import { face } from "../faces.js";
import { effects } from "../goals.js";
import { count } from "../room.js";
import { report } from "../report.js";
import { respondents } from "../state.js";

const MOST = 20; // people thanked by name

export function screen(room) {
  const { state } = room;
  const items = [...state.actions.values()];
  const decisions = [...state.remarks.values()].filter((each) => each.decision);
  const told = [
    count(state.notes.size, "note"),
    decisions.length ? count(decisions.length, "decision") : null,
    items.length ? count(items.length, "action item") : "no action items, which is fine",
  ].filter(Boolean).join(", ");
  return [
    el("h1", { tabindex: "-1", key: "title" }, "Thank you."),
    thanks(room),
    said("p", `${state.format.title} is closed: ${told}.`, { class: "prompt" }),
    items.length
      ? section("will-do", "What we will do", actionCards(room, items))
      : null,
    decisions.length
      ? section("decided", "What we decided",
        el("ul", { class: "remarks" },
          decisions.map((each) =>
            el("li", { class: "decided", key: each.number },
              said("span", each.text), " ", effects(each)))))
      : null,
    report(room),
  ];
}

/** Everyone who took part, by name. */
function thanks({ state }) {
  const people = respondents(state);
  const more = people.length - MOST;
  return el("ul", { class: "thanked", "aria-label": "Who took part" },
    people.slice(0, MOST).map((name) =>
      el("li", { key: name }, face(state, name), said("span", name))),
    more > 0 ? el("li", { key: "more" }, `and ${more} more`) : null);
}
