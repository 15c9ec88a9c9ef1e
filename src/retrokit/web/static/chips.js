// Who does it, by when, and what it does to the goals: owners and dates by a tap.

import { el, said } from "./dom.js";
import { face } from "./faces.js";
import { effectFields } from "./goals.js";
import { membersHere, respondents } from "./state.js";
import { day } from "./words.js";

const MOST = 12; // chips; whoever else is here is chosen from a list

/** What there is of an action item besides its text; `draft` holds `{ owners, due, goals }`. */
export function whoAndWhen(room, id, draft) {
  const now = (name) => () => draft.value[name];
  const change = (name) => (value) => draft.set({ ...draft.value, [name]: value });
  return [
    ownerChips(room, id, now("owners"), change("owners")),
    dueChips(room, id, draft.value.due, change("due")),
    effectFields(room, id, now("goals"), change("goals")),
  ];
}

/** Chips for the owners: who takes part, then observers. */
function ownerChips(room, id, now, choose) {
  const { state } = room;
  const owners = now();
  const team = respondents(state);
  const all = [...new Set([...team, ...membersHere(state), ...owners])];
  const chips = all.filter((name, at) => at < MOST || owners.includes(name));
  const others = all.filter((name) => !chips.includes(name));
  const toggle = (name) => choose(now().includes(name)
    ? now().filter((each) => each !== name) : [...now(), name]);
  const called = (name) => (state.members.get(name)?.observes ? `${name} (observer)` : name);
  return el("div", {
    class: "chips", key: "owners", role: "group", "aria-labelledby": `${id}-owners`,
  },
  el("span", { class: "label", id: `${id}-owners` }, "Owner"),
  chips.map((name) =>
    el("button", {
      type: "button", class: "chip", key: `of-${name}`, "aria-pressed": String(owners.includes(name)),
      onclick: () => toggle(name),
    }, face(state, name, "small"), said("span", called(name)))),
  others.length
    ? el("select", {
      key: "others", "aria-label": "Another owner", value: "",
      onchange: (event) => event.target.value && toggle(event.target.value),
    },
    el("option", { value: "", key: "" }, "Somebody else…"),
    others.map((name) => el("option", { value: name, key: name }, called(name))))
    : null);
}

/** Chips for the day by which it is due; `choose("")` is for none. */
function dueChips(room, id, due, choose) {
  const chip = (label, days) => {
    const then = later(room.today, days);
    return el("button", {
      type: "button", class: "chip", key: label, title: day(then), "aria-pressed": String(due === then),
      onclick: () => choose(due === then ? "" : then),
    }, label);
  };
  return el("div", {
    class: "chips", key: "due", role: "group", "aria-labelledby": `${id}-due-label`,
  },
  el("span", { class: "label", id: `${id}-due-label` }, "Due"),
  room.today ? [chip("Next week", 7), chip("In two weeks", 14)] : null,
  el("input", {
    id: `${id}-due`, type: "date", "aria-label": "Pick a date",
    min: room.today || undefined, value: due,
    onchange: (event) => choose(event.target.value),
  }));
}

function later(iso, days) {
  const then = new Date(`${iso}T12:00Z`);
  then.setUTCDate(then.getUTCDate() + days);
  return then.toISOString().slice(0, 10);
}
