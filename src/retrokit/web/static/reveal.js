// The moments that all see together: what was hidden is revealed, and the retro is closed. Nothing of
// them takes the focus, a press or a place on the page, and they end at once when the group goes on.

import { el, morph } from "./dom.js";
import { HUES, huesOf } from "./hues.js";
import { agendaOf, stepOf } from "./state.js";
import { plural } from "./words.js";

const FRESH = 15_000; // milliseconds for which an event is news and not history
// By the kind of activity that was revealed, for those that the page knows.
const TITLES = { collect: "Notes revealed", ask: "Answers revealed", vote: "Votes revealed" };
const COUNT = 2000; // milliseconds from 3 to the cards
const [TURN, LAST] = [400, 1100]; // how long a card turns, and when the last one begins to, at most
const APART = 45; // from one card to the next, where they are few
const [BURST, PIECES] = [1600, 32];

const isStill = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
const LOOKS = ["opening", "turning", "closing"]; // of the page, while a moment is shown
let at = null; // where the group is meanwhile
let timer = 0;

const placeOf = (state) => (state.closed ? "closed" : state.current);

/** Whether an event happened just now, by the time of the room in milliseconds. */
export const isNews = (event, now) => now - Date.parse(event.at) < FRESH;

/** What was revealed, in two lines: `Notes revealed`, `85 notes from 7 people`. */
export function revealed(state, { step, taken_part: taken, notes }) {
  const people = plural(taken, "person", "people");
  return [
    TITLES[stepOf(state, step)?.activity.kind] ?? "Revealed",
    notes ? `${plural(notes, "note")} from ${people}` : `${people} took part`,
  ];
}

/** Count to the moment in which all see what was revealed, where the group still is at that step and
 * motion is welcome. Returns whether that is shown.
 */
export function reveal(state, event) {
  if (isStill() || placeOf(state) !== event.step) return false;
  show(placeOf(state), "opening", COUNT, turn, el("div", { key: event.at },
    [3, 2, 1].map((number) => el("p", { class: "beat", style: { "--beat": `${3 - number}` } }, number)),
    el("p", {}, revealed(state, event)[1])));
  return true;
}

/** Have the cards that are in sight turn over, column by column. */
function turn() {
  const cards = [...document.querySelectorAll("#main :is(.note, .result):not(.before *)")];
  const seen = cards.filter((card) => {
    const { top, bottom } = card.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  });
  const apart = Math.min(APART, LAST / seen.length);
  for (const card of cards) {
    const place = seen.indexOf(card);
    card.style.setProperty("--wave", place < 0 ? "" : `${Math.round(place * apart)}ms`);
  }
  show(at, "turning", LAST + TURN, end);
}

/** Throw the colours of the columns into the air, once. */
export function burst(state) {
  if (isStill()) return;
  const found = [...new Set(huesOf(agendaOf(state)).values())];
  const hues = found.length ? found : HUES;
  show(placeOf(state), "closing", BURST, end, Array.from({ length: PIECES }, (_, number) =>
    el("i", {
      key: number, class: `piece hue-${hues[number % hues.length]}`,
      style: { "--angle": `${number * 360 / PIECES}deg`, "--far": `${18 + number * 7 % 5 * 5}vmax` },
    })));
}

/** Show something for a while, over the page as it is. */
function show(place, look, length, then, nodes = []) {
  end();
  at = place;
  document.body.classList.add(look);
  morph(document.getElementById("moment"), nodes);
  timer = setTimeout(then, length);
}

/** End what is shown where the group has gone on, or something else is looked at. */
export function stay(state, away = false) {
  if (at !== null && (away || placeOf(state) !== at)) end();
}

function end() {
  clearTimeout(timer);
  at = null;
  document.body.classList.remove(...LOOKS);
  morph(document.getElementById("moment"), []);
}
