// Closed: what came of it, to take along.

import { el, said } from "../dom.js";
import { count } from "../room.js";
import { report } from "../report.js";
import { day } from "../words.js";

export function screen(room) {
  const { actions, format, notes } = room.state;
  const items = [...actions.values()];
  const decided = items.length
    ? `${count(items.length, "action item")}.`
    : "No action items, which is fine.";
  return [
    el("h1", { tabindex: "-1", key: "title" }, "Thank you."),
    said("p", `${format.title} is closed. ${count(notes.size, "note")}. ${decided}`,
      { class: "prompt", key: "what" }),
    items.length
      ? el("section", { key: "actions" },
        el("h2", {}, "What we will do"),
        el("ul", { class: "lines" },
          items.map((item) =>
            el("li", { key: item.number },
              said("p", item.text),
              el("p", { class: "by", dir: "auto" },
                [item.owners.join(", ") || "no owner yet", item.due && `due ${day(item.due)}`,
                  item.status === "dropped" ? "won’t do" : item.status]
                  .filter(Boolean).join(" · "))))))
      : null,
    report(room),
  ];
}
