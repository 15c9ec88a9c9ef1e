// Numbers, names and lists as the terminal and the reports say them.

import { respondents } from "./state.js";

export const plural = (number, one, many = `${one}s`) =>
  `${number} ${number === 1 ? one : many}`;

const HIDDEN = { ask: "answers", vote: "votes", collect: "notes" };
const ANY = "what is hidden";

/** What the activity hides until it is revealed, in a word or three. */
export const hiddenIn = ({ kind }) => HIDDEN[kind] ?? ANY;

/** What is about to be revealed, as a question names it: `85 notes`, `the votes`. */
export function aboutToReveal({ step, sealed }) {
  const what = hiddenIn(step.activity);
  // Where nobody is named, the number may be some seconds old: none is said.
  if (what === "notes" && sealed && step.attribution === "named") {
    return plural(sealed, "note");
  }
  return what === ANY ? what : `the ${what}`;
}

/** Who is still missing, and that there is no way back: to be read before revealing. */
export function beforeRevealing(room) {
  const people = respondents(room.state);
  const done = people.filter((name) => room.done.includes(name)).length;
  const are = done === 1 ? "is" : "are";
  const ready = done ? `${done} of ${plural(people.length, "person", "people")} ${are} done.`
    : "Nobody has pressed “I’m done” yet.";
  const named = room.step.attribution === "named";
  // Where names are not kept nobody is told, before it is counted, whether there is anything.
  const late = `Something ${named ? "was" : "may have been"} added a moment ago.`;
  // Who is done by now has read what was revealed before.
  const far = !room.sealed ? late : room.turnout || (room.step.revealed ? "" : ready);
  // It cannot be revealed: why, and what to do, is all there is to say.
  if (room.waits) return room.waits;
  const what = hiddenIn(room.activity);
  const them = what === ANY || (what === "notes" && room.sealed === 1) ? "it" : "them";
  return [far, ...room.withholds, `You cannot hide ${them} again.`].filter(Boolean).join(" ");
}

export const listing = (names) =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;

/** A number as people read it: at most two digits after the point. */
export const amount = (number) =>
  Number.isInteger(number) ? String(number) : String(Number(number.toFixed(2)));

/** A date of the log (2026-04-03) as the reader's browser writes dates. */
export const day = (iso) =>
  new Date(`${iso}T12:00`).toLocaleDateString(undefined, {
    day: "numeric", month: "short", year: "numeric",
  });

/** A text on one line, cut where it is long. */
export function short(text, most = 80) {
  const line = text.replace(/\s+/g, " ").trim();
  const letters = Array.from(line);
  return letters.length <= most ? line : `${letters.slice(0, most - 1).join("")}…`;
}
