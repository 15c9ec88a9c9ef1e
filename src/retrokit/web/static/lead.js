// What the facilitator has more than the others: to move, to open, to undo, to keep time, to close.

import { confirmed, opening, perform, refusal, toHear } from "./acting.js";
import { titleOf } from "./candidates.js";
import { el, said } from "./dom.js";
import { sendNow } from "./giving.js";
import { agendaEditing } from "./lead_agenda.js";
import { drawer, hardToUndo, moreButton } from "./lead_drawer.js";
import { membersEditing } from "./lead_people.js";
import { budgeting, tightening, timing } from "./lead_room.js";
import { undo } from "./lead_undo.js";
import { isUnderWay } from "./outline.js";
import { doneWords } from "./people.js";
import { phone } from "./rails.js";
import { agendaOf, respondents, openTies, stepOf, waiting } from "./state.js";
import { tip } from "./tips.js";
import { aboutToReveal, beforeRevealing, hiddenIn } from "./words.js";

const MOVING = "lead-moving";

export function lead(room) {
  if (!room.me.leads || !room.state) return null;
  if (room.state.closed) {
    return bar(el("div", { class: "moving" },
      button(room, MOVING, "Reopen", "reopen")), refusal(MOVING));
  }
  const { back, on, open, words, skipping, undoing } = ways(room);
  return bar(
    tip(room, "lead"),
    el("div", { class: "moving" },
      // On a phone all is in one row: of both ways on, the one that comes first.
      back, phone.matches ? [open ?? on, words] : [on, open, words, skipping, undoing],
      moreButton(room)),
    refusal(MOVING),
    openTies(room.state).map(([step, tied], at, all) =>
      tieSettling(room, step, tied, all.length > 1)));
}

/** What stands behind "More". */
export function more(room) {
  if (!room.me.leads || !room.state || room.state.closed) return null;
  const { on, open, skipping, undoing } = ways(room);
  return drawer(room,
    phone.matches
      ? el("p", { class: "buttons" }, open && on, skipping, undoing) : null,
    {
      Agenda: agendaEditing(room),
      People: membersEditing(room),
      Room: [
        timing(room), budgeting(room), hardToUndo("room", tightening(room), closing(room)),
      ],
    });
}

const bar = (...children) => el("div", { class: "lead" }, children);

const button = (room, control, label, action, given = {}, props = {}) =>
  el("button", {
    type: "button", key: label, ...props, onclick: () => perform(room, control, action, given),
  }, label);

/** What moves the retro, by its name; null for what cannot be done now. */
function ways(room) {
  const { current } = room.state;
  const next = nextOf(room);
  const first = agendaOf(room.state)[0].id === current;
  const { kind } = room.activity;
  const opened = room.step.over || room.step.revealed;
  // What is hidden is looked at where it was given, before moving on; and while there are topics or rounds
  // left, the next of them is the main thing to do.
  const stay = room.sealed > 0
    || (kind === "discuss" && waiting(room.state, current).length > 0) || isUnderWay(room);
  const main = { class: "primary" };
  const done = doneWords(room);
  const reveals = kind === "collect" || allGiven(room);
  return {
    // Always there, and not `disabled`: "Next" stays under the pointer, and the focus here.
    back: el("button", {
      type: "button", key: "back", title: "What is hidden stays hidden",
      "aria-disabled": String(first), "aria-label": phone.matches ? "Back" : null,
      onclick: () => !first && perform(room, MOVING, "back"),
    }, phone.matches ? "←" : "Back"),
    on: el("button", {
      // One key for both ends of the way: who goes on by Enter keeps the focus.
      type: "button", id: "lead-on", ...(!stay && main),
      onclick: advance(room, next),
    }, next ? ["Next: ", said("span", next.activity.title)] : "Close the retro"),
    open: room.sealed
      ? el("button", {
        type: "button", id: "lead-open", ...(reveals && main),
        onclick: () => openSeals(room),
      }, `Reveal ${hiddenIn(room.activity)}`)
      : null,
    words: done ? el("span", { class: "soft" }, done) : null,
    skipping: next && (!room.sealed || room.waits) && !opened
      ? el("button", { type: "button", key: "Skip this", onclick: () => skip(room, next) },
        "Skip this")
      : null,
    undoing: el("button", {
      type: "button", key: "undo", title: "Take back the last thing that happened",
      onclick: () => undo(room, MOVING),
    }, "Undo"),
  };
}

/** The step that comes next; undefined at the last one. */
function nextOf({ state }) {
  const agenda = agendaOf(state);
  return agenda[agenda.findIndex(({ id }) => id === state.current) + 1];
}

/** Go on, or close the retro at its end. Of a double click the second does not count: it would pass over
 * an activity.
 */
const advance = (room, next) => (event) =>
  event.detail < 2 && (next ? goOn(room, next) : close(room));

/** Whether nobody is waited for: each who is here has answered everything, or voted. */
function allGiven(room) {
  const { kind, questions = [] } = room.activity;
  const each = { vote: 1, ask: questions.length }[kind];
  return room.sealed >= respondents(room.state).length * each;
}

/** The way on once the time is up: to the next topic while there is one, else to the next step. */
export function onward(room) {
  const next = nextOf(room);
  if (room.activity.kind === "discuss" && waiting(room.state, room.step.id).length) {
    return button(room, "topic", "Next topic", "take_topic", {}, { class: "primary" });
  }
  return el("button", {
    type: "button", key: "onward", class: "primary", onclick: advance(room, next),
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
    question: room.sealed ? `Reveal ${aboutToReveal(room)} and close the retro?` : "Close the retro?",
    yes: "Close it",
    told: "Everyone can then read the report. You can reopen the retro later.",
  }, "close");

const closing = (room) =>
  room.state.agenda.at(-1) === room.state.current ? null
    : el("p", { class: "buttons" },
      el("button", { type: "button", onclick: () => close(room) }, "Close the retro now"));

/** What settles the tie of a vote; where several are open, it says in which. */
function tieSettling(room, id, tied, several) {
  const control = `lead-tie-${id}`;
  const winner = room.kept(`${control}-winner`, String(tied[0]));
  const how = room.kept(`${control}-how`, "");
  return el("details", { class: "settling", key: control },
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
