// Who takes part and who leads, as who facilitates changes it.

import { confirmed, focusSoon, idOf, isRefused, perform, refusal, refuse } from "./acting.js";
import { el, said } from "./dom.js";
import { changing } from "./changing.js";
import { hardToUndo } from "./lead_drawer.js";
import { showInvitation } from "./links.js";
import { wide } from "./rails.js";
import { membersHere, placeOf } from "./state.js";

const CONTROL = "lead-people";
const RENAME = "lead-rename";
// Who is being renamed, by their place among the members; null if nobody is.
let renaming = null;

export function membersEditing(room) {
  const name = room.kept("lead-join", "");
  const members = membersHere(room.state).map((each) => [each, placeOf(room.state, each)]);
  return [
    wide.matches ? null : el("p", { class: "buttons" },
      el("button", { type: "button", onclick: () => showInvitation(room, CONTROL) }, "Invite")),
    el("ul", { class: "editing-list", "aria-label": "People" },
      members.map(([each, place]) =>
        el("li", { class: "row", key: place },
          place === renaming ? newName(room, each, place) : member(room, each, place)))),
    el("form", {
      class: "adding", key: "join", novalidate: true,
      onsubmit: async (event) => {
        event.preventDefault();
        if (await perform(room, CONTROL, "join", { name: name.value })) {
          room.say(`${name.value.trim()} is added. To write for them, choose “Write for” above notes, `
            + "answers and votes.");
          name.set("");
        }
      },
    },
    el("p", { class: "buttons" },
      el("label", { for: "lead-join" }, "Add somebody without a device"),
      el("input", {
        id: "lead-join", type: "text", dir: "auto", maxlength: "80", autocomplete: "off",
        value: name.value, oninput: (event) => name.set(event.target.value),
      }),
      el("button", { type: "submit" }, "Add"))),
    refusal(CONTROL),
    hardToUndo("people", el("ul", { class: "editing-list" },
      members.map(([each, place]) => el("li", { class: "row", key: place }, partings(room, each))))),
  ];
}

const member = (room, name, place) => [
  said("span", observes(room, name) ? `${name} (observer)` : name, {
    class: "step-title", }),
  el("span", { class: "moves" },
    name === room.state.facilitator
      ? el("span", { class: "soft" }, "facilitates")
      : el("button", {
        type: "button", key: "hand", "aria-label": `Hand the role to ${name}`,
        onclick: () => handOver(room, name),
      }, "Hand over"),
    observerButton(room, name),
    el("button", {
      type: "button", id: `rename-${place}`, "aria-label": `Rename ${name}`,
      onclick: () => {
        renaming = place;
        refuse(room, CONTROL, null);
      },
    }, "Rename")),
];

const partings = (room, name) => [
  said("span", name, { class: "step-title" }),
  el("span", { class: "moves" },
    name === room.me.name
      ? null
      : el("button", {
        type: "button", key: "readmit", "aria-label": `Let ${name} back in`,
        onclick: () => readmit(room, name),
      }, "Let back in"),
    el("button", {
      type: "button", key: "remove", "aria-label": `Remove ${name}`,
      onclick: () => remove(room, name),
    }, "Remove")),
];

const observes = (room, name) => Boolean(room.state.members.get(name).observes);

const observerButton = (room, name) => el("button", {
  type: "button", key: "observer",
  "aria-label": observes(room, name) ? `Add ${name} to the team` : `Make ${name} an observer`,
  onclick: () => setObserver(room, name, !observes(room, name)),
}, observes(room, name) ? "Add to the team" : "Make observer");

function newName(room, name, place) {
  const stop = () => {
    renaming = null;
    refuse(room, RENAME, null);
    focusSoon(`rename-${place}`);
  };
  const save = async ({ target }) => {
    const to = target.querySelector("input").value;
    if (to === name || await perform(room, RENAME, "rename", { name, to })) stop();
  };
  return changing(RENAME, { key: "renaming" }, { save, stop, yes: "Rename" },
    el("p", { class: "field" },
      el("label", { for: "lead-rename", dir: "auto" }, `New name for ${name}`),
      el("input", {
        id: "lead-rename", type: "text", dir: "auto", maxlength: "80", autocomplete: "off",
        initial: name, focus: true, onshow: (node) => node.select(),
        "aria-invalid": isRefused(RENAME) ? "true" : undefined,
        "aria-describedby": isRefused(RENAME) ? idOf(RENAME) : undefined,
      })));
}

async function setObserver(room, name, observer) {
  const yes = !observer || await confirmed(`Make ${name} an observer?`,
    `${name} sees what everyone sees, and takes part in nothing. What ${name} gave so far stays.`,
    "Make observer");
  if (yes) await perform(room, CONTROL, "set_observer", { name, observes: observer });
}

async function remove(room, name) {
  const yes = await confirmed(`Remove ${name}?`,
    "What they wrote stays. They can be added again, but not take back what was decided meanwhile.",
    "Remove");
  if (yes) await perform(room, CONTROL, "leave", { name });
}

async function readmit(room, name) {
  const yes = await confirmed(`Let ${name} back in?`,
    `The next person to join as ${name} becomes ${name}; their old device is signed out. Letters `
    + "written to them so far can then only be read on the computer that has the logbook.",
    "Let back in");
  if (yes && await perform(room, CONTROL, "readmit", { name })) {
    room.say(`${name} can join again, by the ${
      name === room.state.facilitator ? "facilitator’s" : "members’"} link.`);
  }
}

async function handOver(room, name) {
  const yes = await confirmed(`Hand the role to ${name}?`,
    `${name} moves the agenda from now on. Anyone with the facilitator’s link still can, too.`,
    "Hand over");
  if (yes) await perform(room, CONTROL, "hand_over", { name });
}
