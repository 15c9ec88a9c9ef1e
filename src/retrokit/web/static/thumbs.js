// More time for this topic? Everyone's thumb is asked for, then how many there were is told.

import { perform, refusal } from "./acting.js";
import { el } from "./dom.js";
import { respondents, waiting } from "./state.js";
import { QUESTION, THUMBS, counts, hand, proposal, secondsTo } from "./thumb_counts.js";
import { ticking } from "./ticking.js";
import { listing } from "./words.js";

const CONTROL = "thumb";
let mine = {}; // what was given here, and until when that was asked

/** What is asked when a topic's time is up, and what came of it; nothing if nothing is. */
export function thumbs(room) {
  const { thumbs: told } = room;
  if (!told) return null;
  return told.until ? asking(room, told) : result(room, told);
}

function asking(room, { until, promise }) {
  const left = () => secondsTo(until, room.now());
  const given = mine.until === until ? mine.thumb : null;
  const takesPart = respondents(room.state).includes(room.me.name);
  const give = async (thumb) => {
    if (await perform(room, CONTROL, "thumb", { thumb })) mine = { until, thumb };
  };
  return el("section", {
    class: "thumbs", key: `thumbs-${until}`, "aria-labelledby": "thumbs",
    onshow: () => room.say(`${QUESTION} ${left()} seconds to say.`, { shown: false }),
  },
  el("div", { class: "thumbs-head" },
    el("h3", { id: "thumbs" }, QUESTION),
    ticking("left", () => `${left()} s`, () => "soft")),
  takesPart
    ? el("p", { class: "buttons" },
      THUMBS.map(([thumb, words]) =>
        el("button", {
          type: "button", key: thumb, "aria-pressed": String(given === thumb),
          onclick: () => give(thumb),
        }, hand(thumb), words)))
    : null,
  el("p", { class: "hint" }, promise),
  refusal(CONTROL));
}

/** How many thumbs there were, and what the facilitator may do next. */
function result(room, told) {
  const proposed = proposal(told);
  const heard = told.withheld ? "" : `${listing(THUMBS.map(([thumb]) => `${told[thumb]} ${thumb}`))}. `;
  return el("section", {
    class: "thumbs", key: "thumbs-told", "aria-labelledby": "thumbs",
    onshow: () => room.say(heard + proposed, { shown: false }),
  },
  el("div", { class: "thumbs-head" },
    el("h3", { id: "thumbs" }, proposed)),
  counts(told),
  room.me.leads ? onward(room, told.minutes) : null);
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
    el("p", { class: "buttons" }, minutes ? [more, next] : [next, more]),
    refusal(CONTROL),
  ];
}
