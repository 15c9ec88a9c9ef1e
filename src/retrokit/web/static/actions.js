// Action items: what, who, by when, and what it does to the goals; edited in place.

import { focusSoon, perform, refusal, refuse } from "./acting.js";
import { changing, textField } from "./changing.js";
import { whoAndWhen } from "./chips.js";
import { el, said } from "./dom.js";
import { face } from "./faces.js";
import { effects, heldGoals, sameGoals, sentGoals } from "./goals.js";
import { typing } from "./unsent.js";
import { day, short } from "./words.js";

const NEW = { text: "", owners: [], due: "", goals: {} };
// The activities that show action items.
const WHERE = ["review", "discuss", "decide"];
// Which items are being edited or dropped, by number.
const opened = new Map();

/** Action items as a list; those of earlier retros can be reviewed where `reviewing`. */
export function actionList(room, items, { reviewing = false } = {}) {
  return el("ol", { class: "actions" },
    items.map(({ item, number, reviewed = null }) =>
      el("li", { class: `card action ${item.status}`, key: number, id: `action-${number}` },
        opened.get(number) === "edit" ? editing(room, number, item)
          : opened.get(number) === "drop" ? droppingHere(room, number, reviewing)
            : told(room, number, item, { reviewing, reviewed }))));
}

/** The items of this retro, and those that were carried into it. */
export const ownActions = (state) =>
  [...state.actions.values()].map((item) => ({ item, number: item.number }));
export const carriedActions = (state) => [...state.carried.values()];

function told(room, number, item, { reviewing, reviewed }) {
  const open = item.status === "open";
  const act = (label, does, extra = {}) =>
    el("button", {
      type: "button", key: label, "aria-label": `${label}: ${short(item.text, 60)}`,
      onclick: does, ...extra,
    }, label);
  const change = async (given, message) => {
    const way = given.outcome ? "review" : "change_action";
    if (await perform(room, `action-${number}`, way, { number, ...given })) room.say(message);
  };
  const show = (what) => () => {
    opened.set(number, what);
    if (what === "edit") draftOf(room, number, item).set(asDraft(item));
    room.redraw();
    focusSoon(what === "edit" ? `action-${number}-text` : `action-${number}-reason`);
  };
  return [
    what(room, item, reviewed),
    refusal(`action-${number}`),
    el("p", { class: "buttons small" },
      open
        ? [
          act("Done", () => change(reviewing ? { outcome: "done" } : { status: "done" },
            "The action item is done.")),
          reviewing && !reviewed
            ? act("Keep open", () =>
              change({ outcome: "carried" }, "The action item stays open."))
            : null,
          act("Won’t do", show("drop")),
        ]
        : act("Reopen", () => change({ status: "open" }, "The action item is open again.")),
      act("Edit", show("edit"), { id: `action-${number}-edit` })),
  ];
}

/** What will be done, who does it and by when, `more` facts, and what became of it. */
export function what(room, item, reviewed = null, more = null) {
  const open = item.status === "open";
  return [
    said("p", item.text, { class: "action-what" }),
    el("p", { class: "facts" },
      item.owners.length
        ? item.owners.map((owner) =>
          el("span", { class: "owner", key: `of-${owner}` },
            face(room.state, owner, "small"), said("span", owner)))
        : el("span", { class: "missing" }, "no owner yet"),
      el("span", { class: `due ${item.due ? (late(room, item) ? "late" : "") : "missing"}` },
        item.due ? `due ${day(item.due)}${late(room, item) ? ", overdue" : ""}` : "no due date yet"),
      effects(item),
      more,
      open && !reviewed ? null
        : el("span", { class: `tag ${item.status}` }, becameOf(item, reviewed))),
    item.reason ? said("p", `Because: ${item.reason}`, { class: "soft" }) : null,
  ];
}

/** Action items as cards to read, when there is nothing to do with them here. */
export const actionCards = (room, items) =>
  el("ol", { class: "actions" },
    items.map((item) =>
      el("li", { class: `card action ${item.status}`, key: item.number }, what(room, item))));

/** Make an action item of what was decided, by its number. */
export async function adopt(room, control, origin) {
  if (await perform(room, control, "add_action", { origin })) room.say("The action item is added.");
}

const late = (room, item) =>
  item.status === "open" && item.due < room.today;

const becameOf = (item, reviewed) =>
  reviewed && item.status === "open" ? "stays open" : item.status === "dropped" ? "won’t do" : item.status;

const asDraft = (item) =>
  ({ text: item.text, owners: item.owners, due: item.due ?? "", goals: heldGoals(item) });
const draftOf = (room, number, item) => typing(room, `action-${number}`, {
  initial: NEW, what: "change of an action item", kinds: WHERE,
  text: ({ text }) => (text === item.text ? "" : text),
  send: ({ text }) => ["change_action", { number, text }],
});

function editing(room, number, item) {
  const control = `action-${number}`;
  const draft = draftOf(room, number, item);
  const stop = () => {
    opened.delete(number);
    draft.set(NEW);
    refuse(room, control, null);
    focusSoon(`action-${number}-edit`);
  };
  const save = async () => {
    const before = asDraft(item);
    // Only what was changed: a date that has passed may stand, but not be set.
    const { owners: owner, goals, ...rest } = draft.value;
    const changed = Object.entries(rest).filter(([name, value]) => value !== before[name]);
    if (owner.join("\n") !== before.owners.join("\n")) changed.push(["owner", owner]);
    // What is left empty is taken away; an action item without text is refused.
    const sent = changed.map(([name, value]) => [name, name === "text" ? value : value || null]);
    if (!sameGoals(goals, before.goals)) sent.push(...Object.entries(sentGoals(goals)));
    if (!sent.length || await perform(room, control, "change_action",
      { number, ...Object.fromEntries(sent) })) stop();
  };
  return changing(control, {
    key: "edit", "aria-label": "Edit the action item",
  }, { save, stop },
  textField(control, `${control}-text`, "What will be done", draft.value.text,
    (text) => draft.set({ ...draft.value, text })),
  whoAndWhen(room, control, draft));
}

function droppingHere(room, number, reviewing) {
  const control = `action-${number}`;
  const dropped = (reason) => (reviewing
    ? ["review", { number, outcome: "dropped", reason }]
    : ["change_action", { number, status: "dropped", reason }]);
  const reason = typing(room, `action-${number}-reason`, {
    what: "reason", kinds: WHERE, send: dropped,
  });
  const stop = () => {
    opened.delete(number);
    reason.set("");
    refuse(room, control, null);
    focusSoon(`action-${number}-edit`);
  };
  const save = async () => {
    if (!await perform(room, control, ...dropped(reason.value))) return;
    stop();
    room.say("The action item won’t be done.");
  };
  return dropping(room, control, reason, { save, stop });
}

/** Why an action item won’t be done, which has to be said; `reason` is `{value, set}`. */
export const dropping = (room, control, reason, { save, stop }) =>
  changing(control, { key: "drop", "aria-label": "Won’t do the action item" }, {
    yes: "Won’t do", stop,
    save: () => (reason.value.trim() ? save()
      : refuse(room, control, "Say why, so that the others know.")),
  },
  textField(control, `${control}-reason`, "Why won’t we do it?", reason.value, reason.set));
