// Goals: what is decided serves each, leaves it untouched, or costs it.

import { el, said } from "./dom.js";
import { day } from "./words.js";

const EFFECTS = [["serves", "serves"], ["untouched", "doesn’t touch"], ["costs", "costs"]];

/** What something decided does, by goal: `{ "Home safe": "serves" }`. */
export const heldGoals = (held) =>
  Object.fromEntries(EFFECTS.flatMap(([name]) => (held[name] ?? []).map((goal) => [goal, name])));

/** The same as it is sent. */
export const sentGoals = (goals) =>
  Object.fromEntries(EFFECTS.map(([name]) =>
    [name, Object.keys(goals).filter((goal) => goals[goal] === name)]));

export const sameGoals = (one, other) =>
  JSON.stringify(sentGoals(one)) === JSON.stringify(sentGoals(other));

/** What something decided does to goals, a line for each way. */
export const effects = (held) =>
  EFFECTS.map(([name, verb]) =>
    (held[name]?.length
      ? said("span", `${verb}: ${held[name].join("; ")}`, { class: "goal", key: name }) : null));

/** What is said of goals, after one more was said: `effect` is empty where nothing is said of it. */
function withEffect(before, goal, effect) {
  const { [goal]: _, ...others } = before;
  return effect ? { ...others, [goal]: effect } : others;
}

/** A choice for each goal of the format, where it has some. `now()` is what is said of them by then,
 * since two can be said before the page is drawn again; `choose(said)` takes all of it.
 */
export function effectFields(room, id, now, choose) {
  const { goals = [] } = room.state.format;
  const chosen = now();
  if (!goals.length) return null;
  return el("fieldset", { class: "effects" },
    el("legend", {}, "What does it do to the goals?"),
    goals.map((goal, at) => {
      const field = `${id}-goal-${at + 1}`;
      return el("p", { class: "field", key: goal },
        said("label", goal, { for: field }),
        el("select", {
          id: field, value: chosen[goal] ?? "",
          onchange: (event) => choose(withEffect(now(), goal, event.target.value)),
        },
        el("option", { value: "", key: "" }, "not said yet"),
        EFFECTS.map(([name, verb]) => el("option", { value: name, key: name }, `${verb} it`))));
    }));
}

/** The goals, each with what was decided at its cost last time. */
export function goalList(room) {
  const { format, costs = [] } = room.state;
  return el("ol", { class: "goals" }, format.goals.map((goal) =>
    el("li", { key: goal },
      said("span", goal),
      costs.filter((each) => each.goal === goal).map((each, at) =>
        said("p", `At its cost on ${day(each.day)}: ${each.text}`, { class: "soft", key: at })))));
}
