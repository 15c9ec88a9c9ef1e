// What stands above every activity: its title, what the facilitator says, the promise, and what
// came to light when the activity before was closed.

import { writingFor } from "./behalf.js";
import { blocks } from "./blocks.js";
import { bringsLetters } from "./choices.js";
import { el, said } from "./dom.js";
import { letters } from "./letters.js";
import { about } from "./offered.js";
import { agendaOf, isRead, talkingAbout } from "./state.js";
import { plural } from "./words.js";

const OBSERVES = "You are an observer: you see what everyone sees, and take part in nothing. "
  + "The facilitator can add you to the team.";

const HOSTS = "You are the host: you lead, see what everyone sees, and give no notes, answers or votes.";

/** What people give: there for observers to read, and not for them to fill in. */
export const toGive = (room, ...parts) =>
  (room.observes ? el("fieldset", { disabled: true, key: "to-read" }, parts) : parts);

/** What stands above an activity. Where that is `brief`, its prompt and its rule are folded up. */
export function head(room, { brief = false } = {}) {
  const { prompt } = room.activity;
  const about = [
    prompt ? said("p", prompt, { class: "prompt" }) : null,
    room.promise ? said("p", room.promise, { class: "promise" }) : null,
  ];
  return [
    heading(room),
    brief
      ? el("details", { class: "about", key: "about" },
        el("summary", {}, "About this step"), about)
      : about,
    room.observes
      ? el("p", { class: "hint" }, room.me.leads ? HOSTS : OBSERVES) : null,
    writingFor(room),
    before(room),
  ];
}

/** The title of a step; where people read, that stands before it. */
function heading(room) {
  const { title } = room.activity;
  const about = { key: "title", id: "title", tabindex: "-1" };
  return isRead(room) ? el("h1", about, "Read ", el("small", {}, "· ", said("span", title))) : said("h1", title, about);
}

// The steps whose outcome this page has shown where it was asked.
const seen = new Set();

/** What an opened activity came to, for everybody. */
export function outcome(room, step) {
  return el("div", { class: "outcome", key: `outcome-${step.id}` },
    drawn(room, room.told[step.id] ?? []));
}

/** Blocks as whoever is here sees them. */
export const drawn = ({ state, me }, list, given = {}) =>
  blocks(list, { about: about(state), me: me.name, ...given });

/** The same on the step's own screen: it is then folded up when the retro has moved on. */
export function ownOutcome(room) {
  seen.add(room.step.id);
  return outcome(room, room.step);
}

/** How far the group is, in words; `own` are known here even where all are not counted yet. */
export function sealedSoFar(room, own, what) {
  const number = Math.max(room.sealed, own);
  return number ? `${plural(number, what)} so far.` : "";
}

function before(room) {
  const { state, step } = room;
  const agenda = agendaOf(state);
  const left = agenda[agenda.findIndex((each) => each.id === step.id) - 1];
  if (!left?.over) return null;
  if (talkingAbout(state, step.id)) seen.add(left.id); // the topic is what there is to see
  return el("details", { class: "before", open: !seen.has(left.id), key: `before-${left.id}` },
    el("summary", {}, "Result of ", said("span", left.activity.title)),
    outcome(room, left),
    step.activity.kind !== "ask" && bringsLetters(room, left) ? letters(room) : null);
}
