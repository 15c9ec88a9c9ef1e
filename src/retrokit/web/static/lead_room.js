// The retro as who facilitates sets it: its time box, the dots of a vote, how much is told of names.

import { confirmed, perform, refusal } from "./acting.js";
import { el } from "./dom.js";
import { termsOf } from "./state.js";
import { plural } from "./words.js";

export function timing(room) {
  const control = "lead-time";
  const minutes = room.kept("lead-minutes", "5");
  const add = (number) =>
    el("button", {
      type: "button", key: number, "aria-label": `${plural(number, "minute")} more`,
      onclick: async () => {
        if (await perform(room, control, "extend_timer", { minutes: number })) {
          room.say(`${plural(number, "minute")} more.`);
        }
      },
    }, `+${number} min`);
  return el("form", {
    class: "panel", key: "timing", novalidate: true,
    onsubmit: async (event) => {
      event.preventDefault();
      const given = { minutes: Number(minutes.value) || 0 };
      if (await perform(room, control, "set_timer", given)) {
        room.say(given.minutes ? `${plural(given.minutes, "minute")} from now.` : "No time box.");
      }
    },
  },
  el("h2", {}, "Time box"),
  el("p", { class: "buttons" },
    el("label", { for: "lead-minutes" }, "Minutes"),
    el("input", {
      id: "lead-minutes", type: "number", min: "0", max: "1440", step: "1", value: minutes.value,
      oninput: (event) => minutes.set(event.target.value),
    }),
    el("button", { type: "submit" }, "Start")),
  el("p", { class: "buttons" }, add(1), add(5),
    room.state.timebox
      ? el("button", {
        type: "button", key: "none", onclick: () => perform(room, control, "set_timer", { minutes: 0 }),
      }, "No time box")
      : null),
  refusal(control));
}

// --- a vote: the budget before anybody has voted

export function budgeting(room) {
  const terms = termsOf(room.state, room.state.current);
  if (terms?.ballot !== "dots") return null;
  const control = "lead-budget";
  const { budget, cap } = terms;
  const draft = room.kept(`lead-budget-${room.state.current}`, null);
  const { value } = draft;
  const of = (name, now) => value?.[name] ?? String(now);
  const set = (name) => (event) => draft.set({ ...draft.value, [name]: event.target.value });
  const field = (name, label, now) => [
    el("label", { for: `lead-${name}` }, label),
    el("input", {
      id: `lead-${name}`, type: "number", min: "1", max: "100", step: "1", value: of(name, now),
      oninput: set(name),
    }),
  ];
  return el("form", {
    class: "panel", key: "budget", novalidate: true,
    onsubmit: async (event) => {
      event.preventDefault();
      const given = { budget: Number(of("budget", budget)) };
      // A cap that nobody set goes with the budget.
      if (value?.cap !== undefined || cap < budget) given.cap = Number(of("cap", cap));
      if (await perform(room, control, "set_vote_terms", given)) {
        draft.set(null);
        room.say(`Each has ${plural(given.budget, "dot")} now.`);
      }
    },
  },
  el("h2", {}, "Dots"),
  el("p", { class: "buttons" }, field("budget", "Each has", budget),
    field("cap", "at most for one", cap)),
  el("p", { class: "buttons" }, el("button", { type: "submit" }, "Set the budget")),
  refusal(control));
}

// --- how much is told of who wrote what

const TOLD = {
  named: "Everyone sees what was written, with names.",
  confidential: "Everyone sees what was written. Who wrote it is erased when it is shown.",
  anonymous: "Who wrote what is never stored.",
};

export function tightening(room) {
  const now = room.state.attribution;
  const names = Object.keys(TOLD);
  const stricter = names.slice(names.indexOf(now) + 1);
  return el("section", { key: "tighten", "aria-labelledby": "lead-tighten" },
    el("h3", { id: "lead-tighten" }, "Names on what people write"),
    el("p", {}, "This retro is ", el("strong", {}, now), `. ${TOLD[now]}`),
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
