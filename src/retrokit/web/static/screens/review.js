// Review: the team's open action items from earlier retros: done, carried on, or dropped.

import { actionList, carriedActions } from "../actions.js";
import { el } from "../dom.js";
import { head } from "../head.js";

export function screen(room) {
  const items = carriedActions(room.state);
  return [
    head(room),
    items.length
      ? [
        el("p", { class: "hint", key: "hint" }, "What nobody touches stays open."),
        actionList(room, items, { reviewing: true }),
      ]
      : el("p", { class: "empty", key: "empty" },
        "Nothing is open from earlier retros. What you decide today will be here next time."),
  ];
}
