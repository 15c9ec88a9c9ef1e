// Ask: questions that everybody answers in private, and what the answers came to.

import { focusInside, focusSoon, idOf, isRefused, perform, refusal, refuse } from "../acting.js";
import { el, said } from "../dom.js";
import { head, ownOutcome, sealedSoFar } from "../head.js";
import { letters } from "../letters.js";
import {
  asksOfMates, blank, draftOf, input, isOfMates, saidOf, valueOf,
} from "../questions.js";
import { attributionOf, membersHere, placeOf } from "../state.js";

// The questions whose sealed answer is open for changing, by step and name.
const changing = new Set();

const controlOf = (room, question) => `answer-${room.step.id}-${question.name}`;

export function screen(room) {
  if (room.state.results.has(room.step.id)) {
    return [
      head(room),
      el("div", { class: "results", key: "results" },
        ownOutcome(room),
        asksOfMates(room.step) ? letters(room) : null),
    ];
  }
  const { questions } = room.activity;
  const open = questions.filter((each) =>
    !sealed(room, each) || changing.has(controlOf(room, each)));
  const own = questions.filter((each) => sealed(room, each)).length;
  const soFar = sealedSoFar(room, own, "answer");
  return [
    head(room),
    soFar ? el("p", { class: "hint", key: "so-far" }, soFar) : null,
    el("form", {
      class: "ask", key: "ask", novalidate: true, "aria-labelledby": "title",
      onsubmit: (event) => {
        event.preventDefault();
        return send(room, open);
      },
    },
    questions.map((each) => (open.includes(each) ? asking(room, each) : answered(room, each))),
    open.length
      ? el("p", { class: "buttons", key: "send" },
        el("button", { type: "submit", class: "primary" },
          open.length === 1 ? "Seal my answer" : "Seal my answers"),
        el("span", { class: "hint" }, "What you leave open is not answered."))
      : el("p", { class: "soft", key: "all", id: "all-sealed", tabindex: "-1" },
        `${questions.length === 1 ? "Your answer is" : "Your answers are"} sealed. ` +
        "You can change them until the activity closes.")),
    own || open.length ? null : el("p", {}, "There is nothing to answer here."),
  ];
}

const sealed = (room, question) => {
  for (const [receipt, each] of room.mine) {
    if (each.step === room.step.id && each.slot === question.name) {
      return { receipt, value: each.draft.value };
    }
  }
  return null;
};

function draft(room, question) {
  const kept = room.kept(controlOf(room, question), blank(question));
  return {
    get value() {
      return kept.value;
    },
    set: (value) => {
      kept.set(value);
      refuse(room, controlOf(room, question), null);
    },
  };
}

/** Whom one rates: everybody who is here, and oneself where the question or the promise says so. */
function mates(room, question) {
  if (!isOfMates(question)) return [];
  const own = question.with_self || attributionOf(room.state, room.step) === "anonymous";
  return membersHere(room.state).filter((name) => own || name !== room.me.name);
}

function asking(room, question) {
  const control = controlOf(room, question);
  const rated = mates(room, question);
  if (isOfMates(question) && !rated.some((each) => each !== room.me.name)) {
    return el("p", { class: "hint", key: control },
      `${question.text} Nobody else is here to be rated; it takes a team.`);
  }
  return el("div", {
    class: isRefused(control) ? "asked wrong" : "asked", key: control, id: control, role: "group",
    "aria-describedby": isRefused(control) ? idOf(control) : undefined,
  },
  input(question, draft(room, question), rated, {
    keyOf: (who) => placeOf(room.state, who), me: room.me.name,
  }),
  refusal(control),
  changing.has(control)
    ? el("p", { class: "buttons", key: "changing" },
      el("button", {
        type: "button", onclick: () => stopChanging(room, question),
      }, "Keep what is sealed"),
      el("button", {
        type: "button", class: "quiet", onclick: () => withdraw(room, question),
      }, "Take the answer back"))
    : null);
}

function answered(room, question) {
  const control = controlOf(room, question);
  return el("section", { class: "asked sealed", key: control, id: control },
    said("h2", question.text, { class: "legend" }),
    el("p", { class: "own" },
      el("span", { class: "tag" }, "Sealed"), " ",
      said("span", saidOf(question, sealed(room, question).value))),
    el("p", { class: "buttons" },
      el("button", {
        type: "button", id: `${control}-change`, "aria-label": `Change my answer: ${question.text}`,
        onclick: () => {
          changing.add(control);
          draft(room, question).set(draftOf(question, sealed(room, question).value));
          room.redraw();
          focusInside(control);
        },
      }, "Change")));
}

function stopChanging(room, question) {
  const control = controlOf(room, question);
  changing.delete(control);
  draft(room, question).set(blank(question));
  focusSoon(`${control}-change`);
}

async function withdraw(room, question) {
  const control = controlOf(room, question);
  const { receipt } = sealed(room, question);
  if (await perform(room, control, "withdraw", { receipt })) {
    changing.delete(control);
    draft(room, question).set(blank(question));
    room.say("Your answer is taken back.");
    focusInside(control);
  }
}

async function send(room, open) {
  let done = 0;
  let wrong = null;
  for (const question of open) {
    const control = controlOf(room, question);
    const entered = draft(room, question).value;
    const { value, problem } = valueOf(question, entered, mates(room, question));
    if (problem) refuse(room, control, problem);
    if (value === undefined) {
      if (problem) wrong ??= control;
      continue;
    }
    const own = sealed(room, question);
    const answer = own
      ? await perform(room, control, "change_answer", { receipt: own.receipt, value })
      : await perform(room, control, "answer", { question: question.name, value });
    if (answer) {
      done += 1;
      changing.delete(control);
      // What is sealed shall not stay readable in the browser.
      draft(room, question).set(blank(question));
    } else {
      wrong ??= control;
    }
  }
  room.redraw();
  if (done) room.say(done === 1 ? "Your answer is sealed." : `${done} answers are sealed.`);
  if (wrong) focusInside(wrong);
  else if (!done) refuse(room, controlOf(room, open[0]), "Nothing is answered yet.");
  else if (done === open.length) focusSoon("all-sealed");
}
