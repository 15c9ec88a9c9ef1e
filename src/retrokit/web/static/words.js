// Numbers, names and lists as the terminal and the reports say them.

import { attributionOf } from "./state.js";

export const plural = (number, one, many = `${one}s`) =>
  `${number} ${number === 1 ? one : many}`;

/** What opening comes to, for whoever is about to do it; 0 where the number is not known yet. */
export const comeToLight = (sealed, room = null) =>
  `${coming(sealed, room)} What is open cannot be sealed again, not even by undo.`;

function coming(sealed, room) {
  const attribution = room ? attributionOf(room.state, room.step) : "named";
  if (attribution === "named") {
    return sealed ? `${plural(sealed, "contribution comes", "contributions come")} to light.`
      : ALL_COMES;
  }
  // Where nobody is named, the number may be some seconds old: none is said.
  return {
    ask: "The results come to light, and not who gave what.",
    vote: "The count comes to light, and not who voted for what.",
  }[room.activity.kind] ?? ALL_COMES;
}

const ALL_COMES = "What is sealed comes to light.";

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
