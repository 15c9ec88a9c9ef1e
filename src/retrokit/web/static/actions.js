// Action items: what, who, by when, and what it does to the goals; edited in place.

import { focusSoon, perform, refusal, refuse } from "./acting.js";
import { el, said } from "./dom.js";
import { effectFields, effects, heldGoals, sameGoals, sentGoals, withEffect } from "./goals.js";
import { membersHere, respondents } from "./state.js";
import { typing } from "./unsent.js";
import { day } from "./words.js";

const NEW = { text: "", owners: [], due: "", goals: {} };
// The activities that show action items.
const WHERE = ["review", "discuss", "decide"];
// Which items are being edited or dropped, by number.
const opened = new Map();

/** The form for a new item. */
export function newAction(room, { title = "A new action item" } = {}) {
  const given = ({ text, owners, due, goals }) =>
    ({ text, owner: owners, due: due || null, ...sentGoals(goals) });
  const draft = typing(room, "action-new", {
    initial: NEW, what: "action item", kinds: ["discuss", "decide"], text: ({ text }) => text,
    send: (value) => ["add_action", given(value)],
  });
  const control = "action-new";
  return el("form", {
    class: "card action-form", key: "action-new", novalidate: true, "aria-label": title,
    onsubmit: async (event) => {
      event.preventDefault();
      if (!draft.value.text.trim()) return refuse(room, control, "Say what will be done.");
      if (await perform(room, control, "add_action", given(draft.value))) {
        draft.set(NEW);
        room.say("The action item is added.");
        focusSoon("action-new-text");
      }
      return undefined;
    },
  },
  fields(room, "action-new", draft),
  refusal(control),
  el("p", { class: "buttons", key: "buttons" },
    el("button", { type: "submit", class: "primary" }, "Add action item")));
}

function fields(room, id, draft) {
  const set = (name) => (event) => draft.set({ ...draft.value, [name]: event.target.value });
  const { text, owners, due, goals } = draft.value;
  return [
    el("p", { class: "field wide", key: "text" },
      el("label", { for: `${id}-text` }, "What will be done"),
      el("textarea", {
        id: `${id}-text`, rows: "2", dir: "auto", maxlength: "2000", value: text,
        oninput: set("text"),
      })),
    ownerFields(room, id, owners, (chosen) => draft.set({ ...draft.value, owners: chosen })),
    el("p", { class: "field", key: "due" },
      el("label", { for: `${id}-due` }, "Due"),
      el("input", {
        id: `${id}-due`, type: "date", min: room.today || undefined,
        value: due, onchange: set("due"),
      })),
    effectFields(room, id, goals, (goal, effect) =>
      draft.set({ ...draft.value, goals: withEffect(draft.value.goals, goal, effect) })),
  ];
}

/** A choice for each owner, and one for another owner. */
function ownerFields(room, id, owners, choose) {
  const team = respondents(room.state);
  // Observers come last: a host, for one, makes promises.
  const all = [...team, ...membersHere(room.state).filter((each) => !team.includes(each))];
  return [...owners, ""].map((owner, at) => {
    const others = owners.filter((each) => each !== owner);
    const free = all.filter((each) => !others.includes(each));
    if (owner && !free.includes(owner)) free.push(owner);
    const field = at ? `${id}-owner-${at + 1}` : `${id}-owner`;
    return el("p", { class: "field", key: `owner-${at}` },
      el("label", { for: field }, at ? "Another owner" : "Owner"),
      el("select", {
        id: field, value: owner,
        onchange: (event) => choose(owners.toSpliced(at, 1, event.target.value).filter(Boolean)),
      },
      el("option", { value: "", key: "" }, at ? "nobody else" : "no owner yet"),
      free.map((name) => el("option", { value: name, key: name },
        room.state.members.get(name)?.observes ? `${name} (observer)` : name))));
  });
}

/** Action items as a list; those of earlier retros can be reviewed where `reviewing`. */
export function actionList(room, items, { reviewing = false } = {}) {
  return el("ol", { class: "actions", key: "actions" },
    items.map(({ item, number, reviewed = null }) =>
      el("li", { class: `card action ${item.status}`, key: number, id: `action-${number}` },
        opened.get(number) === "edit" ? editing(room, number, item)
          : opened.get(number) === "drop" ? dropping(room, number, reviewing)
            : told(room, number, item, { reviewing, reviewed }))));
}

/** The items of this retro, and those that were carried into it. */
export const ownActions = (state) =>
  [...state.actions.values()].map((item) => ({ item, number: item.number }));
export const carriedActions = (state) => [...state.carried.values()];

function told(room, number, item, { reviewing, reviewed }) {
  const open = item.status === "open";
  const name = `action ${number}`;
  const act = (label, does, extra = {}) =>
    el("button", {
      type: "button", key: label, "aria-label": `${label}: ${name}`, onclick: does, ...extra,
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
    el("p", { class: "action-what", key: "what" },
      el("span", { class: "number" }, String(number)),
      said("span", item.text)),
    el("p", { class: "facts", key: "facts" },
      said("span", item.owners.join(", ") || "no owner yet",
        { class: item.owners.length ? "" : "missing" }),
      el("span", { class: item.due ? (late(room, item) ? "late" : "") : "missing" },
        item.due ? `due ${day(item.due)}${late(room, item) ? ", overdue" : ""}` : "no due date yet"),
      effects(item),
      el("span", { class: `tag ${item.status}` }, becameOf(item, reviewed))),
    item.reason ? said("p", `Because: ${item.reason}`, { class: "soft", key: "reason" }) : null,
    refusal(`action-${number}`),
    el("p", { class: "buttons small", key: "buttons" },
      reviewing && open
        ? [
          act("Done", () => change({ outcome: "done" }, `Action ${number} is done.`)),
          reviewed ? null
            : act("Keep open", () =>
              change({ outcome: "carried" }, `Action ${number} stays open.`)),
          act("Won’t do", show("drop")),
        ]
        : open
          ? [
            act("Done", () => change({ status: "done" }, `Action ${number} is done.`)),
            act("Won’t do", show("drop")),
          ]
          : act("Reopen", () =>
            change({ status: "open" }, `Action ${number} is open again.`)),
      act("Edit", show("edit"), { id: `action-${number}-edit` })),
  ];
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
  const close = () => {
    opened.delete(number);
    draft.set(NEW);
    refuse(room, control, null);
    focusSoon(`action-${number}-edit`);
  };
  return el("form", {
    class: "action-form", key: "edit", novalidate: true, "aria-label": `Edit action ${number}`,
    onkeydown: (event) => event.key === "Escape" && close(),
    onsubmit: async (event) => {
      event.preventDefault();
      const before = asDraft(item);
      // Only what was changed: a date that has passed may stand, but not be set.
      const { owners: owner, goals, ...rest } = draft.value;
      const changed = Object.entries(rest).filter(([name, value]) => value !== before[name]);
      if (owner.join("\n") !== before.owners.join("\n")) changed.push(["owner", owner]);
      // What is left empty is taken away; an action item without text is refused.
      const sent = changed.map(([name, value]) => [name, name === "text" ? value : value || null]);
      if (!sameGoals(goals, before.goals)) sent.push(...Object.entries(sentGoals(goals)));
      if (!sent.length || await perform(room, control, "change_action",
        { number, ...Object.fromEntries(sent) })) close();
    },
  },
  fields(room, control, draft),
  refusal(control),
  el("p", { class: "buttons", key: "buttons" },
    el("button", { type: "submit", class: "primary" }, "Save"),
    el("button", { type: "button", onclick: close }, "Cancel")));
}

function dropping(room, number, reviewing) {
  const control = `action-${number}`;
  const dropped = (reason) => (reviewing
    ? ["review", { number, outcome: "dropped", reason }]
    : ["change_action", { number, status: "dropped", reason }]);
  const reason = typing(room, `action-${number}-reason`, {
    what: "reason", kinds: WHERE, send: dropped,
  });
  const close = () => {
    opened.delete(number);
    reason.set("");
    refuse(room, control, null);
    focusSoon(`action-${number}-edit`);
  };
  return el("form", {
    key: "drop", novalidate: true, "aria-label": `Won’t do action ${number}`,
    onkeydown: (event) => event.key === "Escape" && close(),
    onsubmit: async (event) => {
      event.preventDefault();
      if (!reason.value.trim()) {
        return refuse(room, control, "Say why, so that the others know.");
      }
      if (await perform(room, control, ...dropped(reason.value))) {
        close();
        room.say(`Action ${number} won’t be done.`);
      }
      return undefined;
    },
  },
  el("p", { class: "field wide", key: "reason" },
    el("label", { for: `action-${number}-reason` }, `Why won’t we do action ${number}?`),
    el("textarea", {
      id: `action-${number}-reason`, rows: "2", dir: "auto", maxlength: "2000", value: reason.value,
      oninput: (event) => reason.set(event.target.value),
    })),
  refusal(control),
  el("p", { class: "buttons", key: "buttons" },
    el("button", { type: "submit", class: "primary" }, "Won’t do"),
    el("button", { type: "button", onclick: close }, "Cancel")));
}
