// More time for this topic? What everyone is asked and told, alike on the page and on a wall.

import { el } from "./dom.js";

export const QUESTION = "More time for this topic?";
export const THUMBS = [["up", "More time"], ["sideways", "I don’t mind"], ["down", "Next topic"]];
// One drawing, turned: not every device has an emoji for it, and none has one that points sideways.
const HAND = "M8 11v9H4v-9zM10 20V11l3-8c2 0 3 1 2.6 3L15 9h4a2 2 0 0 1 2 2.4l-1.3 7a2 2 0 0 1-2 1.6z";

export const hand = (thumb) =>
  el("svg", { class: `thumb ${thumb}`, viewBox: "0 0 24 24", "aria-hidden": "true" },
    el("path", { d: HAND }));

/** How many seconds everyone has left to say, at a time in milliseconds. */
export const secondsTo = (until, now) => Math.max(0, Math.ceil((Date.parse(until) - now) / 1000));

/** What the thumbs propose, or why nothing is shown. */
export function proposal({ withheld, minutes = 0, ...told }) {
  if (withheld) return withheld;
  if (!THUMBS.some(([thumb]) => told[thumb])) return "Nobody gave a thumb.";
  return minutes ? `More than half want more time. ${minutes} more minutes?`
    : "Half or fewer want more time. Next topic?";
}

/** How many thumbs there were of each; null where that is withheld. */
export const counts = (told) => (told.withheld ? null
  : el("ul", { class: "thumb-counts" },
    THUMBS.map(([thumb]) =>
      el("li", { key: thumb },
        hand(thumb), el("span", { class: "thumb-count" }, told[thumb]),
        el("span", { class: "soft" }, thumb)))));
