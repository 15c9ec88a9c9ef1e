// Decide: action items, the new ones and those from before.

import { actionList, carriedActions, newAction, ownActions } from "../actions.js";
import { el, said } from "../dom.js";
import { head } from "../head.js";

export function screen(room) {
  const own = ownActions(room.state);
  const carried = carriedActions(room.state);
  const { goals = [] } = room.state.format;
  return [
    head(room),
    goals.length
      ? el("section", { key: "goals", "aria-labelledby": "goals" },
        el("h2", { id: "goals" }, "Hold it against the goals"),
        el("ol", { class: "goals" }, goals.map((goal) => said("li", goal))))
      : null,
    el("section", { key: "own", "aria-labelledby": "own-actions" },
      el("h2", { id: "own-actions" }, "What we will do"),
      own.length ? actionList(room, own)
        : el("p", { class: "empty" },
          "Nothing is decided yet. Write down what will be done, who sees to it, and by when."),
      newAction(room)),
    carried.length
      ? el("section", { key: "carried", "aria-labelledby": "carried-actions" },
        el("h2", { id: "carried-actions" }, "From earlier retros"),
        actionList(room, carried, { reviewing: true }))
      : null,
  ];
}
