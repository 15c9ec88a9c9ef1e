// Who takes part, who leads, and how much is told of who said what.

import { confirmed, focusSoon, idOf, isRefused, perform, refusal, refuse } from "./acting.js";
import { el, said } from "./dom.js";
import { membersHere, placeOf } from "./state.js";

const CONTROL = "lead-people";
// Who is being renamed, by their place among the members; null if nobody is.
let renaming = null;

export function membersEditing(room) {
  const name = room.kept("lead-join", "");
  return el("section", { class: "panel", key: "people", "aria-labelledby": "lead-people" },
    el("h2", { id: "lead-people" }, "People"),
    el("ul", { class: "editing-list" },
      membersHere(room.state).map((each) => {
        const place = placeOf(room.state, each);
        return el("li", { class: "row", key: place },
          place === renaming ? newName(room, each, place) : member(room, each, place));
      })),
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
    refusal(CONTROL));
}

const member = (room, name, place) => [
  said("span", observes(room, name) ? `${name} (observer)` : name, {
    class: "step-title", key: "name",
  }),
  el("span", { class: "moves", key: "moves" },
    name === room.state.facilitator
      ? el("span", { class: "soft", key: "leads" }, "facilitates")
      : el("button", {
        type: "button", key: "hand", "aria-label": `Hand the role to ${name}`,
        onclick: () => handOver(room, name),
      }, "Hand over"),
    observerButton(room, name),
    el("button", {
      type: "button", key: "rename", id: `rename-${place}`, "aria-label": `Rename ${name}`,
      onclick: () => {
        renaming = place;
        refuse(room, CONTROL, null);
      },
    }, "Rename"),
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
  const done = () => {
    renaming = null;
    refuse(room, CONTROL, null);
    focusSoon(`rename-${place}`);
  };
  return el("form", {
    class: "renaming", key: "renaming", novalidate: true,
    onsubmit: async (event) => {
      event.preventDefault();
      const to = event.target.querySelector("input").value;
      if (to === name || await perform(room, CONTROL, "rename", { name, to })) done();
    },
    onkeydown: (event) => event.key === "Escape" && done(),
  },
  el("p", { class: "buttons" },
    el("label", { for: "lead-rename", dir: "auto" }, `New name for ${name}`),
    el("input", {
      id: "lead-rename", type: "text", dir: "auto", maxlength: "80", autocomplete: "off",
      initial: name, focus: true, onshow: (node) => node.select(),
      "aria-invalid": isRefused(CONTROL) ? "true" : undefined,
      "aria-describedby": isRefused(CONTROL) ? idOf(CONTROL) : undefined,
    }),
    el("button", { type: "submit", class: "primary" }, "Rename"),
    el("button", { type: "button", onclick: done }, "Cancel")));
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

const TOLD = {
  named: "Everyone sees what was written, with names.",
  confidential: "Everyone sees what was written. Who wrote it is erased when it is shown.",
  anonymous: "Who wrote what is never stored.",
};

export function tightening(room) {
  const now = room.state.attribution;
  const names = Object.keys(TOLD);
  const stricter = names.slice(names.indexOf(now) + 1);
  return el("section", { class: "panel", key: "tighten", "aria-labelledby": "lead-tighten" },
    el("h2", { id: "lead-tighten" }, "Names on what people write"),
    el("p", {}, el("strong", {}, now), `: ${TOLD[now]}`),
    el("p", { class: "buttons" },
      stricter.map((each) =>
        el("button", { type: "button", key: each, onclick: () => tighten(room, each) },
          `Make it ${each}`))),
    refusal("lead-tighten-control"));
}

async function tighten(room, attribution) {
  const yes = await confirmed(`Make this retro ${attribution} from now on?`,
    `${TOLD[attribution]} What was shown already stays as it is. There is no way back.`,
    `Make it ${attribution}`);
  if (yes) await perform(room, "lead-tighten-control", "tighten", { attribution });
}
