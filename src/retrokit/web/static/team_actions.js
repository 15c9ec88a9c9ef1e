// The team's action items on its page, whichever retro they are from: done, won't do, reopened.

import { focusSoon, perform, refusal, refuse } from "./acting.js";
import { dropping, what } from "./actions.js";
import { el, said, section } from "./dom.js";
import { day, short } from "./words.js";

/** What is open, and what was closed today. `refresh(room)` is called after a change. */
export function openItems(room, told, refresh) {
  const { state, me } = room;
  const acts = !told.rehearsal && (me.leads || !state.members.get(me.name)?.observes);
  return section("team-actions", "Open action items",
    told.actions.length
      ? el("ul", { class: "actions" },
        told.actions.map((item) =>
          el("li", { class: `card action ${item.status}`, key: item.action, id: idOf(item) },
            what(room, item, null, whence(room, item)),
            acts ? buttons(room, item, refresh) : null)))
      : el("p", { class: "empty" }, "Nothing is open."));
}

const idOf = ({ action }) => `team-action-${action}`;

const whence = (room, { home, title, day: since }) =>
  el("span", { key: "from" }, home === room.state.id ? "from this retro"
    : ["from ", title ? [said("span", title), `, ${day(since)}`] : `a retro of ${day(since)}`]);

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
  if (item.status === "open" && why.value !== null) {
    const stop = () => {
      why.set(null);
      refuse(room, control, null);
      focusSoon(`${control}-drop`);
    };
    const save = async () => {
      if (!await become("dropped", { reason: why.value })) return;
      why.set(null);
      focusSoon(`${control}-reopen`);
    };
    return dropping(room, control, why, { save, stop });
  }
  return [
    refusal(control),
    el("p", { class: "buttons small" },
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
