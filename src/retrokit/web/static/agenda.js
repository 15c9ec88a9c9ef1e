// The agenda: where the retro is, what was, and what comes.

import { el, said } from "./dom.js";
import { rail } from "./rails.js";
import { agendaOf } from "./state.js";

const MARKS = { done: "✓", current: "●", skipped: "–", pending: "○" };
const WORDS = { done: "done", current: "now", skipped: "skipped", pending: "" };

export function agenda(room) {
  const { current, closed } = room.state;
  const steps = agendaOf(room.state);
  const place = steps.findIndex((step) => step.id === current);
  return rail(room, "Agenda", closed ? "closed" : `${place + 1} of ${steps.length}`,
    el("ol", { class: "steps-list" },
      steps.map((step) => item(step, closed && step.id === current ? "done" : step.status))));
}

function item(step, status) {
  const { title, minutes } = step.activity;
  return el("li", {
    key: step.id,
    class: status,
    title,
    "aria-current": status === "current" ? "step" : null,
  },
  el("span", { class: "mark", "aria-hidden": "true" }, MARKS[status]),
  said("span", title, { class: "title" }),
  WORDS[status] ? el("span", { class: "unseen" }, `, ${WORDS[status]}`) : null,
  minutes ? el("span", { class: "minutes" }, `${minutes} min`) : null);
}
