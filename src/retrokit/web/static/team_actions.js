// The team's action items on its page, whichever retro they are from: done, won't do, reopened.

import { focusSoon, perform, refusal, refuse } from "./acting.js";
import { el, said } from "./dom.js";
import { onEscape } from "./keys.js";
import { day, short } from "./words.js";

/** What is open, and what was closed today. `refresh(room)` is called after a change. */
export function openItems(room, told, refresh) {
  const { state, me } = room;
  const acts = !told.rehearsal && (me.leads || !state.members.get(me.name)?.observes);
  return el("section", { key: "actions", "aria-labelledby": "team-actions" },
    el("h2", { id: "team-actions" }, "Open action items"),
    told.actions.length
      ? el("ul", { class: "actions", key: "actions" },
        told.actions.map((item) =>
          el("li", { class: `card action ${item.status}`, key: item.action, id: idOf(item) },
            what(room, item),
            acts ? buttons(room, item, refresh) : null)))
      : el("p", { class: "empty", key: "none" }, "Nothing is open."));
}

const idOf = ({ action }) => `team-action-${action}`;
const isLate = (room, { status, due }) => status === "open" && due && due < room.today;
const TAG = { done: "done", dropped: "won’t do" };

function what(room, item) {
  const { text, owners, due, status, reason, home, title, day: since } = item;
  const late = isLate(room, item);
  return [
    said("p", text, { class: "action-what", key: "what" }),
    el("p", { class: "facts", key: "facts" },
      said("span", owners.join(", ") || "no owner yet", { class: owners.length ? "" : "missing" }),
      el("span", { class: due ? (late ? "late" : "") : "missing" },
        due ? `due ${day(due)}${late ? ", overdue" : ""}` : "no due date yet"),
      home === room.state.id
        ? el("span", { key: "from" }, "from this retro")
        : el("span", { key: "from" }, "from ",
          title ? [said("span", title), `, ${day(since)}`] : `a retro of ${day(since)}`),
      status === "open" ? null : el("span", { class: "tag", key: "tag" }, TAG[status])),
    reason ? said("p", `Because: ${reason}`, { class: "soft", key: "reason" }) : null,
  ];
}

function buttons(room, item, refresh) {
  const control = idOf(item);
  const why = room.kept(`${control}-reason`, null);
  const act = (label, key, does) =>
    el("button", {
      type: "button", key, id: `${control}-${key}`, onclick: does,
      "aria-label": `${label}: ${short(item.text, 60)}`,
    }, label);
  const become = async (status, more = {}) => {
    const given = { action: item.action, status, ...more };
    const done = await perform(room, control, "change_team_action", given, null);
    if (done) refresh(room);
    return done;
  };
  if (item.status === "open" && why.value !== null) return dropping(room, item, why, become);
  return [
    refusal(control),
    el("p", { class: "buttons small", key: "buttons" },
      item.status === "open"
        ? [
          act("Done", "done", () => become("done")),
          act("Won’t do", "drop", () => {
            why.set("");
            focusSoon(`${control}-reason`);
          }),
        ]
        : act("Reopen", "reopen", () => become("open"))),
  ];
}

function dropping(room, item, why, become) {
  const control = idOf(item);
  const close = () => {
    why.set(null);
    refuse(room, control, null);
    focusSoon(`${control}-drop`);
  };
  return el("form", {
    key: "drop", class: "closing", novalidate: true, "aria-label": `Won’t do: ${short(item.text, 60)}`,
    onkeydown: onEscape(close),
    onsubmit: async (event) => {
      event.preventDefault();
      if (!why.value.trim()) {
        return refuse(room, control, "Say why, so that the others know.");
      }
      if (await become("dropped", { reason: why.value })) {
        why.set(null);
        focusSoon(`${control}-reopen`);
      }
      return undefined;
    },
  },
  el("p", { class: "field wide", key: "reason" },
    el("label", { for: `${control}-reason` }, "Why won’t we do it?"),
    el("textarea", {
      id: `${control}-reason`, rows: "2", dir: "auto", maxlength: "2000", value: why.value,
      oninput: (event) => why.set(event.target.value),
    })),
  refusal(control),
  el("p", { class: "buttons", key: "buttons" },
    el("button", { type: "submit", class: "primary" }, "Won’t do"),
    el("button", { type: "button", onclick: close }, "Cancel")));
}
