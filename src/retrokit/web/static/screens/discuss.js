// Discuss: topics one after the other, each with its notes, and what was said and decided.

import { actionList, adopt, ownActions } from "../actions.js";
import { perform, refusal } from "../acting.js";
import { byUnit, gotOf } from "../candidates.js";
import { composer } from "../composer.js";
import { el, said, section } from "../dom.js";
import { effects } from "../goals.js";
import { head } from "../head.js";
import { hued, shape } from "../hues.js";
import { reactButton, reactions } from "../reactions.js";
import { talkingAbout, topicOf, waiting } from "../state.js";
import { thumbs } from "../thumbs.js";
import { ticking } from "../ticking.js";
import { SOON, clockWords, secondsLeft } from "../time.js";

const LONG = 90; // letters of a title that is too long for the largest type

export function screen(room) {
  const { state, step } = room;
  const topic = talkingAbout(state, step.id);
  const next = waiting(state, step.id);
  const behind = (state.at.get(step.id)?.done ?? [])
    .map((number) => topicOf(state, number)).filter(Boolean);
  const own = ownActions(state);
  return [
    head(room),
    topic ? current(room, topic) : noTopic(room, next),
    el("div", { class: "beside" },
      next.length
        ? section("next-topics", "Next",
          parts(room, next))
        : null,
      behind.length
        ? section("talked-about", "Talked about",
          el("ol", { class: "topics" },
            behind.map((each) => listed(room, each, remarks(room, each.number, { over: true })))))
        : null),
    own.length
      ? section("own-actions", "What we will do",
        actionList(room, own))
      : null,
  ];
}

/** What comes next; where votes counted different things, each under what it counted. */
function parts(room, next) {
  const all = byUnit(room.state, next);
  return all.map(({ unit, topics }, at) => [
    all.length > 1 ? el("h3", { key: `unit-${at}`, class: "soft" }, `By ${unit}`) : null,
    el("ol", { class: "topics", key: `topics-${at}` }, topics.map((each) => listed(room, each))),
  ]);
}

function noTopic(room, next) {
  const told = next.length
    ? room.me.leads ? "Take the first topic when everyone is ready."
      : "The facilitator takes the first topic in a moment."
    : "There is no topic to talk about. Add what comes up below.";
  return el("section", { class: "topic-now" },
    el("p", { class: "empty" }, told),
    room.me.leads && next.length ? take(room, "Take the first topic") : null,
    talk(room, null));
}

function current(room, topic) {
  const { state, step } = room;
  const { done = [] } = state.at.get(step.id) ?? {};
  const left = waiting(state, step.id).length;
  const single = topic.notes.length === 1 && !state.groups.has(topic.number);
  const note = state.notes.get(topic.notes[0]);
  const long = topic.title.length > LONG ? "long" : "";
  return el("section", {
    class: `topic-now ${single ? hued(state, note.column) : ""}`, "aria-labelledby": "topic-now",
  },
  el("div", { class: "topic-head" },
    el("h2", { id: "topic-now", class: long }, said("span", topic.title)),
    el("div", { class: "topic-side" },
      time(room),
      // Once thumbs are counted, what to do next stands with them.
      room.me.leads && left && (room.thumbs?.until || !room.thumbs) ? take(room, "Next topic") : null)),
  el("p", { class: "soft topic-about" },
    el("span", {}, `Topic ${done.length + 1} of ${done.length + 1 + left}`),
    gotOf(state, topic.number) ? el("span", {}, gotOf(state, topic.number)) : null,
    single ? [byline(state, note), reactButton(room, note)] : null),
  single ? reactions(room, note) : null,
  thumbs(room),
  el("div", { class: single ? "topic-body" : "topic-body with-notes" },
    single ? null : el("ul", {
      // It can be scrolled on a phone, and so takes the focus.
      class: "notes", tabindex: "0", "aria-label": "The notes of this topic",
    }, topic.notes.map((number) => card(room, state.notes.get(number)))),
    talk(room, topic.number)));
}

const card = (room, note) =>
  el("li", { class: `note ${hued(room.state, note.column)}`, key: note.number },
    said("p", note.text),
    el("div", { class: "note-foot" }, byline(room.state, note), reactButton(room, note)),
    reactions(room, note));

const byline = (state, { author, column }) =>
  el("span", { class: `by ${hued(state, column)}` },
    shape(state, column), " ",
    said("span", author ? `${author}, ${column}` : column));

/** What is left of the topic's time box, beside its title; the header has the room's clock. */
function time(room) {
  const left = () => {
    const { timebox: box } = room.state;
    return box ? secondsLeft(box, room.now()) : 0;
  };
  return room.state.timebox
    ? ticking("time", () => (left() > 0 ? clockWords(left()) : "Time is up"),
      () => (left() > SOON ? "topic-time" : left() > 0 ? "topic-time soon" : "topic-time ended"))
    : null;
}

function take(room, label) {
  return el("p", { class: "buttons take" },
    el("button", {
      type: "button", class: "primary", onclick: () => perform(room, "topic", "take_topic"),
    }, label),
    refusal("topic"));
}

function listed(room, topic, more = null) {
  const got = gotOf(room.state, topic.number);
  return el("li", { key: topic.number },
    said("span", topic.title),
    got ? el("span", { class: "soft got" }, got) : null,
    room.me.leads
      ? el("button", {
        type: "button", class: "quiet", key: "take", "aria-label": `Talk about ${topic.title}`,
        onclick: () => perform(room, "topic", "take_topic", { number: topic.number }),
      }, "Take this")
      : null,
    more);
}

/** What is said, the newest last, and where more is added. */
const talk = (room, topic) =>
  el("div", { class: "talk" }, remarks(room, topic), composer(room, { topic }));

/** What was said about a topic; of what was decided, what became of it, or one tap to an action item. */
function remarks(room, topic, { over = false } = {}) {
  const { state } = room;
  const found = [...state.remarks.values()].filter((each) =>
    (each.topic ?? null) === topic || (each.topic && topicOf(state, each.topic)?.number === topic));
  if (!found.length) return null;
  return el("ol", { class: "remarks" },
    found.map((each) => (each.decision ? decision(room, each, over)
      : el("li", { key: each.number }, said("span", each.text)))));
}

function decision(room, { number, text, ...held }, over) {
  const control = `adopt-${number}`;
  const item = [...room.state.actions.values()].find((each) => each.origin === number);
  return el("li", { key: number, class: "decided" },
    el("span", { class: "tag" }, "Decided"), " ",
    said("span", text, { id: `decided-${number}` }), " ", effects(held),
    item
      ? said("span", ["An action item", item.owners.join(", ")].filter(Boolean).join(": "),
        { class: "soft became" })
      : over ? null
        : el("button", {
          type: "button", class: "quiet", key: "adopt", "aria-describedby": `decided-${number}`,
          onclick: () => adopt(room, control, number),
        }, "Make it an action item"),
    over ? null : refusal(control));
}
