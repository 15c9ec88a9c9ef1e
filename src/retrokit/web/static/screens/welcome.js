// Welcome: what this retro is for, and what is given here.

import { el, said, section } from "../dom.js";
import { goalList } from "../goals.js";
import { head } from "../head.js";
import { agendaOf } from "../state.js";

const TOLD = {
  named: "What you write is shown with your name.",
  confidential: "Who said what is erased when it is revealed. The results stay.",
  anonymous: "Who said what is never stored.",
};

export function screen(room) {
  const { format, attribution } = room.state;
  const agenda = agendaOf(room.state);
  const { agreement, directive } = room.activity;
  const minutes = agenda.reduce((sum, step) => sum + step.activity.minutes, 0);
  return [
    head(room),
    said("p", format.purpose, { class: "purpose" }),
    format.goals.length
      ? section("goals", "Every decision is held against", goalList(room))
      : null,
    agreement.length
      ? section("agreement", "What we agree on",
        el("ul", { class: "plain" }, agreement.map((line) => said("li", line, { key: line }))))
      : null,
    directive ? said("blockquote", directive, { key: "directive" }) : null,
    el("p", { class: "soft" },
      `${agenda.length} activities, about ${minutes} minutes. ${TOLD[attribution]}`),
  ];
}
