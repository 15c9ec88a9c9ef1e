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

// What was said of the goals of a decision, by its number, and the version of the log that has it.
const meant = new Map();
const sending = new Set();

/** A decision, what it does to the goals, and a way to make an action item of it. */
function decision(room, { number, text, ...held }) {
  const control = `decided-${number}`;
  const now = () => {
    const said = meant.get(number);
    return said && said.version > room.state.version ? said.goals
      : heldGoals(room.state.remarks.get(number) ?? held);
  };
  const hold = async (goals) => {
    meant.set(number, { goals, version: Infinity });
    room.redraw();
    if (sending.has(number)) return; // what is said meanwhile goes after what is on its way
    sending.add(number);
    let said;
    let answer;
    do {
      said = meant.get(number);
      answer = await perform(room, control, "hold_decision", { number, ...sentGoals(said.goals) });
    } while (meant.get(number) !== said);
    sending.delete(number);
    said.version = answer?.version ?? 0; // the answer can be here before what it tells of
    room.redraw();
  };
  return el("li", { key: number, class: "decided" },
    said("span", text, { id: control }), " ",
    effects(held), " ",
    el("button", {
      type: "button", "aria-describedby": control, onclick: () => adopt(room, control, number),
    }, "Make it an action item"),
    effectFields(room, control, now, hold),
    refusal(control));
}
