// Review: the team's open action items from earlier retros: done, kept open, or not to be done.

import { actionList, carriedActions } from "../actions.js";
import { el } from "../dom.js";
import { head } from "../head.js";

export function screen(room) {
  const items = carriedActions(room.state);
  return [
    head(room),
    items.length
      ? [
        el("p", { class: "hint" }, "What you leave as it is stays open."),
        actionList(room, items, { reviewing: true }),
      ]
      : el("p", { class: "empty" },
        "Nothing is open from earlier retros. What you decide today will be here next time."),
  ];
}
