// Ask: questions that everyone answers in private, kept as they are answered, and the results.

import { idOf, isRefused } from "../acting.js";
import { bringsLetters } from "../choices.js";
import { el } from "../dom.js";
import { giving, standing } from "../giving.js";
import { entered, formInput, formOf, saidOfForm, valueOfForm } from "../forms.js";
import { head, ownOutcome, sealedSoFar, toGive } from "../head.js";
import { letters } from "../letters.js";

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
  const own = questions.filter((each) => sealedOne(room, room.mine, each)).length;
  return [
    head(room),
    el("p", { class: "hint" },
      `${room.observes ? "" : "Your answers count as you give them. "}${
        sealedSoFar(room, own, "answer")}`),
    toGive(room, el("form", {
      class: "ask", key: "ask", novalidate: true, "aria-labelledby": "title",
      onsubmit: (event) => event.preventDefault(),
    }, questions.map((each) => filling(room, each)))),
  ];
}

const sealedOne = (room, mine, question) =>
  [...mine.values()].find(({ step, slot }) => step === room.step.id && slot === question.name);

/** What is filled in field by field. */
function filling(room, question) {
  const control = controlOf(room, question);
  const form = formOf(room, question, sealedOne(room, room.mine, question));
  const alone = form?.fields.some(({ many, options = [] }) => many && options.every(({ you }) => you));
  if (!form || alone) {
    return el("p", { class: "hint", key: control },
      `${question.text}${alone ? " Nobody else is here to be rated; it takes a team." : ""}`);
  }
  const { as } = room;
  const answer = giving(room, {
    control, slot: room.own(question.name), what: "answer", blank: {},
    sealed(mine) {
      const now = sealedOne(room, mine, question);
      return now ? entered(formOf(room, question, now)) : null;
    },
    meant: (draft) => valueOfForm(form, draft),
    action: (value) => ["answer", { question: question.name, value, ...as }],
    told: (draft) => saidOfForm(form, draft),
    held(draft) {
      for (const each of form.fields) each.entered = draft[each.name];
    },
  });
  return el("div", {
    class: isRefused(control) ? "asked wrong" : "asked", key: control, id: control, role: "group",
    "aria-describedby": isRefused(control) ? idOf(control) : `${control}-counts`,
  },
  formInput(question, form, answer),
  standing(answer));
}
