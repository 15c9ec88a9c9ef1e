// More time for this topic? Everyone's thumb is asked for, then how many there were is told.

import { perform, refusal } from "./acting.js";
import { el } from "./dom.js";
import { respondents, waiting } from "./state.js";
import { ticking } from "./ticking.js";
import { listing } from "./words.js";

const CONTROL = "thumb";
const THUMBS = [["up", "More time"], ["sideways", "I don’t mind"], ["down", "Next topic"]];
// One drawing, turned: not every device has an emoji for it, and none has one that points sideways.
const HAND = "M8 11v9H4v-9zM10 20V11l3-8c2 0 3 1 2.6 3L15 9h4a2 2 0 0 1 2 2.4l-1.3 7a2 2 0 0 1-2 1.6z";

let mine = {}; // what was given here, and until when that was asked

/** What is asked when a topic's time is up, and what came of it; nothing if nothing is. */
export function thumbs(room) {
  const { thumbs: told } = room;
  if (!told) return null;
  return told.until ? asking(room, told) : result(room, told);
}

function asking(room, { until, promise }) {
  const left = () => Math.max(0, Math.ceil((Date.parse(until) - room.now()) / 1000));
  const given = mine.until === until ? mine.thumb : null;
  const takesPart = respondents(room.state).includes(room.me.name);
  const give = async (thumb) => {
    if (await perform(room, CONTROL, "thumb", { thumb })) mine = { until, thumb };
  };
  return el("section", {
    class: "thumbs", key: `thumbs-${until}`, "aria-labelledby": "thumbs",
    onshow: () => room.say(`More time for this topic? ${left()} seconds to say.`, { shown: false }),
  },
  el("div", { class: "thumbs-head", key: "head" },
    el("h3", { id: "thumbs" }, "More time for this topic?"),
    ticking("left", () => `${left()} s`, () => "soft")),
  takesPart
    ? el("p", { class: "buttons", key: "buttons" },
      THUMBS.map(([thumb, words]) =>
        el("button", {
          type: "button", key: thumb, "aria-pressed": String(given === thumb),
          onclick: () => give(thumb),
        }, hand(thumb), words)))
    : null,
  el("p", { class: "hint", key: "promise" }, promise),
  refusal(CONTROL));
}

const hand = (thumb) =>
  el("svg", { class: `thumb ${thumb}`, viewBox: "0 0 24 24", "aria-hidden": "true", key: "hand" },
    el("path", { d: HAND }));

/** How many thumbs there were, and what the facilitator may do next. */
function result(room, told) {
  const { withheld, minutes = 0 } = told;
  const counts = THUMBS.map(([thumb]) => `${told[thumb]} ${thumb}`);
  const number = THUMBS.reduce((sum, [thumb]) => sum + (told[thumb] ?? 0), 0);
  const proposed = withheld ?? (number === 0 ? "Nobody gave a thumb."
    : minutes ? `More than half are up: ${minutes} more minutes?`
      : "Not more than half are up: on to the next topic?");
  return el("section", {
    class: "thumbs", key: "thumbs-told", "aria-labelledby": "thumbs",
    onshow: () => room.say(
      [withheld ? "" : `${listing(counts)}.`, proposed].filter(Boolean).join(" "), { shown: false }),
  },
  el("div", { class: "thumbs-head", key: "head" },
    el("h3", { id: "thumbs" }, proposed)),
  withheld ? null : el("ul", { class: "thumb-counts", key: "counts" },
    THUMBS.map(([thumb]) =>
      el("li", { key: thumb },
        hand(thumb), el("span", { class: "thumb-count" }, String(told[thumb])),
        el("span", { class: "soft" }, thumb)))),
  room.me.leads ? onward(room, minutes) : null);
}

/** What is proposed comes first. */
function onward(room, minutes) {
  const { more_minutes: usual = 2 } = room.activity;
  const more = el("button", {
    type: "button", key: "more", class: minutes ? "primary" : "",
    onclick: () => perform(room, CONTROL, "extend_timer", { minutes: usual }),
  }, `+${usual} min`);
  const next = waiting(room.state, room.step.id).length
    ? el("button", {
      type: "button", key: "next", class: minutes ? "" : "primary",
      onclick: () => perform(room, CONTROL, "take_topic"),
    }, "Next topic")
    : null;
  return [
    el("p", { class: "buttons", key: "onward" }, minutes ? [more, next] : [next, more]),
    refusal(CONTROL),
  ];
}
