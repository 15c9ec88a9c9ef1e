// What the facilitator has more than the others: to move, to open, to undo, to keep time, to close.

import { confirmed, opening, perform, refusal, toHear } from "./acting.js";
import { titleOf } from "./candidates.js";
import { el, said } from "./dom.js";
import { sendNow } from "./giving.js";
import { agendaEditing } from "./lead_agenda.js";
import { membersEditing, tightening } from "./lead_people.js";
import { undo } from "./lead_undo.js";
import { isUnderWay } from "./outline.js";
import { doneWords } from "./people.js";
import { agendaOf, respondents, openTies, stepOf, termsOf, waiting } from "./state.js";
import { aboutToReveal, beforeRevealing, hiddenIn, plural } from "./words.js";

const MOVING = "lead-moving";

export function lead(room) {
  if (!room.me.leads || !room.state) return null;
  if (room.state.closed) {
    return bar(el("div", { class: "moving", key: "moving" },
      button(room, MOVING, "Reopen", "reopen")), refusal(MOVING));
  }
  return bar(
    moving(room),
    refusal(MOVING),
    openTies(room.state).map(([step, tied], at, all) =>
      tieSettling(room, step, tied, all.length > 1)),
    el("details", { class: "more", key: "more" },
      el("summary", {}, "More"),
      el("div", { class: "panels" },
        el("div", { class: "columns" },
          timing(room), budgeting(room), tightening(room), closing(room), agendaEditing(room),
          membersEditing(room)))));
}

const bar = (...children) => el("div", { class: "lead", key: "lead" }, children);

const button = (room, control, label, action, given = {}, props = {}) =>
  el("button", {
    type: "button", key: label, ...props, onclick: () => perform(room, control, action, given),
  }, label);

function moving(room) {
  const { current } = room.state;
  const agenda = agendaOf(room.state);
  const at = agenda.findIndex((each) => each.id === current);
  const next = agenda[at + 1];
  const { kind } = room.activity;
  const opened = room.step.over || room.step.revealed;
  // What came of questions, votes and the like is looked at where it was asked, before moving on; and while
  // there are topics or rounds left, the next of them is the main thing to do.
  const stay = (room.sealed > 0 && kind !== "collect")
    || (kind === "discuss" && waiting(room.state, current).length > 0) || isUnderWay(room);
  const main = { class: "primary" };
  return el("div", { class: "moving", key: "moving" },
    // Always there, and not `disabled`: "Next" stays under the pointer, and the focus here.
    el("button", {
      type: "button", key: "back", title: "What is hidden stays hidden",
      "aria-disabled": at > 0 ? "false" : "true",
      onclick: () => at > 0 && perform(room, MOVING, "back"),
    }, "Back"),
    el("button", {
      // One key for both ends of the way: who goes on by Enter keeps the focus.
      type: "button", key: "on", ...(!stay && main),
      // Of a double click the second does not count: it would pass over an activity.
      onclick: (event) => event.detail < 2 && (next ? goOn(room, next) : close(room)),
    }, next ? ["Next: ", said("span", next.activity.title)] : "Close the retro"),
    room.sealed
      ? el("button", {
        type: "button", key: "open", ...(allGiven(room) && main),
        onclick: () => openSeals(room),
      }, `Reveal ${hiddenIn(room.activity)}`)
      : null,
    el("span", { class: "soft", key: "words" }, doneWords(room)),
    next && (!room.sealed || room.waits) && !opened
      ? el("button", { type: "button", key: "Skip this", onclick: () => skip(room, next) },
        "Skip this")
      : null,
    el("button", {
      type: "button", key: "undo", title: "Take back the last thing that happened",
      onclick: () => undo(room, MOVING),
    }, "Undo"));
}

/** Whether nobody is waited for: each who is here has answered everything, or voted. */
function allGiven(room) {
  const { kind, questions = [] } = room.activity;
  const each = { vote: 1, ask: questions.length }[kind];
  return room.sealed >= respondents(room.state).length * each;
}

/** The way on once the time is up: to the next topic while there is one, else to the next step. */
export function onward(room) {
  const agenda = agendaOf(room.state);
  const next = agenda[agenda.findIndex(({ id }) => id === room.state.current) + 1];
  if (room.activity.kind === "discuss" && waiting(room.state, room.step.id).length) {
    return button(room, "topic", "Next topic", "take_topic", {}, { class: "primary" });
  }
  return el("button", {
    type: "button", key: "onward", class: "primary",
    onclick: (event) => event.detail < 2 && (next ? goOn(room, next) : close(room)),
  }, next ? "Next" : "Close");
}

const goOn = (room, next) =>
  opening(room, MOVING, {
    question: `Reveal ${aboutToReveal(room)} and go on to ${next.activity.title}?`,
    yes: "Reveal and go on",
  }, "next");

const skip = (room, next) =>
  opening(room, MOVING, {
    question: `Leave this out and go on to ${next.activity.title}?`, yes: "Go on",
  }, "skip", { opens: true });

async function openSeals(room) {
  sendNow();
  const at = room.state.current;
  const question = `Reveal ${aboutToReveal(room)}?`;
  const words = [beforeRevealing(room), ...await toHear(room)].filter(Boolean).join(" ");
  if (await confirmed(question, words, "Reveal")) {
    await perform(room, MOVING, "open_seals", {}, at);
  }
}

const close = (room) =>
  opening(room, MOVING, {
    question: "Close the retro?", yes: "Close it",
    told: "Everyone can then read the report. You can reopen the retro later.",
  }, "close");

const closing = (room) =>
  room.state.agenda.at(-1) === room.state.current ? null
    : el("section", { class: "panel", key: "closing" },
      el("h2", {}, "End"),
      el("p", { class: "buttons" },
        el("button", { type: "button", onclick: () => close(room) }, "Close the retro now")));

function timing(room) {
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
    room.state.timebox ? button(room, control, "No time box", "set_timer", { minutes: 0 }) : null),
  refusal(control));
}

// --- a vote: the budget before anybody has voted, a tie after

function budgeting(room) {
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

/** What settles the tie of a vote; where several are open, it says in which. */
function tieSettling(room, id, tied, several) {
  const control = `lead-tie-${id}`;
  const winner = room.kept(`${control}-winner`, String(tied[0]));
  const how = room.kept(`${control}-how`, "");
  return el("details", { class: "more", key: control },
    el("summary", {}, "Settle the tie",
      several ? said("span", ` in ${stepOf(room.state, id).activity.title}`) : null),
    el("form", {
      class: "tie-settling", novalidate: true,
      onsubmit: async (event) => {
        event.preventDefault();
        const given = { winner: Number(winner.value), how: how.value, step: id };
        if (await perform(room, control, "settle_tie", given)) room.say("The tie is settled.");
      },
    },
    el("p", { class: "field" },
      el("label", { for: `${control}-winner` }, "The group takes"),
      el("select", {
        id: `${control}-winner`, value: winner.value,
        onchange: (event) => winner.set(event.target.value),
      }, tied.map((each) =>
        el("option", { value: String(each), key: each }, titleOf(room.state, each))))),
    el("p", { class: "field" },
      el("label", { for: `${control}-how` }, "because"),
      el("input", {
        id: `${control}-how`, type: "text", dir: "auto", maxlength: "2000", value: how.value,
        placeholder: "we flipped a coin", oninput: (event) => how.set(event.target.value),
      })),
    el("p", { class: "buttons" }, el("button", { type: "submit" }, "Write it down")),
    refusal(control)));
}
