// Ask: questions that everyone answers in private, kept as they are answered, and the results.

import { idOf, isRefused } from "../acting.js";
import { bringsLetters } from "../choices.js";
import { el } from "../dom.js";
import { giving, standing } from "../giving.js";
import { entered, formInput, formOf, saidOfForm, valueOfForm } from "../forms.js";
import { head, ownOutcome, sealedSoFar, toGive } from "../head.js";
import { letters } from "../letters.js";
import { NOBODY, draftOf, input, isOfMates, saidOf, valueOf } from "../questions.js";
import { respondents, placeOf } from "../state.js";

const controlOf = (room, question) => room.own(`answer-${room.step.id}-${question.name}`);

export function screen(room) {
  if (room.step.over) {
    return [
      head(room),
      el("div", { class: "results" },
        ownOutcome(room),
        bringsLetters(room, room.step) ? letters(room) : null),
    ];
  }
  const { questions } = room.activity;
  const own = questions.filter((each) => sealed(room, room.mine, each)).length;
  return [
    head(room),
    el("p", { class: "hint" },
      `${room.observes ? "" : "Your answers count as you give them. "}${
        sealedSoFar(room, own, "answer")}`),
    toGive(room, el("form", {
      class: "ask", key: "ask", novalidate: true, "aria-labelledby": "title",
      onsubmit: (event) => event.preventDefault(),
    }, questions.map((each) => (isOfMates(each) ? rating(room, each) : filling(room, each))))),
  ];
}

const sealedOne = (room, mine, question) =>
  [...mine.values()].find(({ step, slot }) => step === room.step.id && slot === question.name);

const sealed = (room, mine, question) => sealedOne(room, mine, question)?.draft ?? null;

// One object, so that what is stored can tell that nothing was entered.
const EMPTY = Object.freeze({});

/** What is filled in field by field. */
function filling(room, question) {
  const control = controlOf(room, question);
  const form = formOf(room, question, sealedOne(room, room.mine, question));
  const { as } = room;
  const answer = giving(room, {
    control, slot: room.own(question.name), what: "answer", blank: EMPTY,
    sealed(mine) {
      const now = sealedOne(room, mine, question);
      return now ? entered(formOf(room, question, now)) : null;
    },
    meant: (draft) => valueOfForm(form, draft),
    action: (value) => ["answer", { question: question.name, value, ...as }],
    told: (draft) => saidOfForm(form, draft),
  });
  return el("div", {
    class: isRefused(control) ? "asked wrong" : "asked", key: control, id: control, role: "group",
    "aria-describedby": isRefused(control) ? idOf(control) : `${control}-counts`,
  },
  form ? formInput(question, form, answer) : el("p", { class: "hint" }, question.text),
  standing(answer));
}

/** Whom one rates: everybody who is here, and oneself where the question or the promise says so. */
function mates(room, question) {
  const own = question.with_self || room.step.attribution === "anonymous";
  return respondents(room.state).filter((name) => own || name !== room.writer);
}

function rating(room, question) {
  const control = controlOf(room, question);
  const rated = mates(room, question);
  if (!rated.some((each) => each !== room.writer)) {
    return el("p", { class: "hint", key: control },
      `${question.text} Nobody else is here to be rated; it takes a team.`);
  }
  const own = sealed(room, room.mine, question);
  // What was said of some is changed of the same, whoever is here by now.
  const about = own ? own.value.map(([who]) => who) : rated;
  const { as } = room;
  const answer = giving(room, {
    control, slot: room.own(question.name), what: "answer", blank: NOBODY,
    sealed(mine) {
      const now = sealed(room, mine, question);
      return now && draftOf(question, now.value);
    },
    meant: (draft) => valueOf(question, draft, about),
    action: (value) => ["answer", { question: question.name, value, ...as }],
    told: saidOf,
  });
  return el("div", {
    class: isRefused(control) ? "asked wrong" : "asked", key: control, id: control, role: "group",
    "aria-describedby": isRefused(control) ? idOf(control) : `${control}-counts`,
  },
  input(question, answer, about, {
    keyOf: (who) => placeOf(room.state, who), me: room.writer,
  }),
  standing(answer));
}
