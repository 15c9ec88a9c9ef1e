// Decide: action items, the new ones and those from before.

import { actionList, adopt, carriedActions, ownActions } from "../actions.js";
import { composer } from "../composer.js";
import { el, said, section } from "../dom.js";
import { perform, refusal } from "../acting.js";
import { effectFields, effects, goalList, heldGoals, sentGoals } from "../goals.js";
import { head } from "../head.js";

export function screen(room) {
  const own = ownActions(room.state);
  const carried = carriedActions(room.state);
  const { goals = [] } = room.state.format;
  return [
    head(room),
    goals.length
      ? section("goals", "Hold it against the goals",
        goalList(room))
      : null,
    decided(room),
    section("own-actions", "What we will do",
      own.length ? actionList(room, own)
        : el("p", { class: "empty" },
          "No action items yet. Write down what will be done, who does it, and by when."),
      composer(room, { only: "action" })),
    carried.length
      ? section("carried-actions", "From earlier retros",
        actionList(room, carried, { reviewing: true }))
      : null,
  ];
}

/** What was decided while the group talked, ready to become an action item. */
function decided(room) {
  const waiting = (room.state.decisions ?? []).map((each) => room.state.remarks.get(each));
  if (!waiting.length) return null;
  return section("decided-before", "Decided in the discussion",
    el("ul", { class: "remarks" },
      waiting.map((each) => decision(room, each))));
}

// What was said of the goals of a decision, by its number, until the room has it; and of which
// decisions something is on its way.
const meant = new Map();
const sending = new Set();

/** A decision, what it does to the goals, and a way to make an action item of it. */
function decision(room, { number, text, ...held }) {
  const control = `decided-${number}`;
  const chosen = meant.get(number) ?? heldGoals(held);
  const hold = async (wanted) => {
    meant.set(number, wanted);
    room.redraw();
    if (sending.has(number)) return; // what is said meanwhile goes after what is on its way
    sending.add(number);
    let goals;
    do {
      goals = meant.get(number);
      await perform(room, control, "hold_decision", { number, ...sentGoals(goals) });
    } while (meant.get(number) !== goals);
    sending.delete(number);
    meant.delete(number);
  };
  return el("li", { key: number, class: "decided" },
    said("span", text, { id: control }), " ",
    effects(held), " ",
    el("button", {
      type: "button", "aria-describedby": control, onclick: () => adopt(room, control, number),
    }, "Make it an action item"),
    effectFields(room, control, chosen, hold),
    refusal(control));
}
