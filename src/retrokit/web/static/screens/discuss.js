// Discuss: topics one after the other, each with its notes, and what was said and decided.

import { actionList, newAction, ownActions } from "../actions.js";
import { focusSoon, perform, refusal, refuse } from "../acting.js";
import { byUnit, gotOf } from "../candidates.js";
import { el, said } from "../dom.js";
import { effects } from "../goals.js";
import { head } from "../head.js";
import { talkingAbout, topicOf, waiting } from "../state.js";
import { typing } from "../unsent.js";

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
    el("div", { class: "beside", key: "lists" },
      next.length
        ? el("section", { key: "next", "aria-labelledby": "next-topics" },
          el("h2", { id: "next-topics" }, "Next"),
          parts(room, next))
        : null,
      behind.length
        ? el("section", { key: "behind", "aria-labelledby": "talked-about" },
          el("h2", { id: "talked-about" }, "Talked about"),
          el("ol", { class: "topics" },
            behind.map((each) => listed(room, each, remarks(state, each.number)))))
        : null),
    el("details", { class: "aside-actions", key: "actions" },
      el("summary", {}, own.length ? `Action items (${own.length})` : "Add an action item"),
      own.length ? actionList(room, own) : null,
      newAction(room)),
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
  return el("section", { class: "topic-now", key: "now" },
    el("p", { class: "empty", key: "empty" }, told),
    room.me.leads && next.length ? take(room, "Take the first topic") : null,
    remarks(room.state, null),
    remarking(room, null));
}

function current(room, topic) {
  const { state } = room;
  const got = gotOf(state, topic.number);
  const single = topic.notes.length === 1 && !state.groups.has(topic.number);
  return el("section", { class: "topic-now", key: "now", "aria-labelledby": "topic-now" },
    el("h2", { id: "topic-now", key: "title" },
      el("span", { class: "number" }, String(topic.number)), " ", said("span", topic.title)),
    el("p", { class: "soft", key: "got" },
      [got, single ? byline(state.notes.get(topic.notes[0])) : ""].filter(Boolean).join(" · ")),
    single ? null : el("ul", { class: "notes", key: "notes" },
      topic.notes.map((number) => {
        const note = state.notes.get(number);
        return el("li", { class: "note", key: number },
          said("p", note.text),
          said("p", byline(note), { class: "by" }));
      })),
    remarks(state, topic.number),
    remarking(room, topic.number),
    room.me.leads && waiting(state, room.step.id).length
      ? take(room, "Next topic") : null);
}

const byline = (note) => (note.author ? `${note.author}, ${note.column}` : note.column);

function take(room, label) {
  return el("p", { class: "buttons take", key: "take" },
    el("button", {
      type: "button", class: "primary", onclick: () => perform(room, "topic", "take_topic"),
    }, label),
    refusal("topic"));
}

function listed(room, topic, more = null) {
  const got = gotOf(room.state, topic.number);
  return el("li", { key: topic.number },
    el("span", { class: "number" }, String(topic.number)), " ",
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

function remarks(state, topic) {
  const found = [...state.remarks.values()].filter((each) =>
    (each.topic ?? null) === topic || (each.topic && topicOf(state, each.topic)?.number === topic));
  if (!found.length) return null;
  return el("ul", { class: "remarks", key: "remarks" },
    found.map((each) =>
      el("li", { key: each.number, class: each.decision ? "decided" : "" },
        each.decision ? el("span", { class: "tag" }, "Decided") : null, " ",
        said("span", each.text), " ", each.decision ? effects(each) : null)));
}

function remarking(room, topic) {
  const draft = typing(room, `remark-${topic ?? ""}`, {
    what: "point", step: room.step.id, topic,
    send: (text) => ["remark", { text, decision: false, topic }],
  });
  const write = async (decision) => {
    if (!draft.value.trim()) return refuse(room, "remark", "Write the point or decision first.");
    if (await perform(room, "remark", "remark", { text: draft.value, decision, topic })) {
      draft.set("");
      room.say(decision ? "The decision is added." : "The point is added.");
      focusSoon("remark");
    }
    return undefined;
  };
  return el("form", {
    class: "remarking", key: "remarking", novalidate: true, "aria-label": "Points and decisions",
    onsubmit: (event) => {
      event.preventDefault();
      return write(false);
    },
    onkeydown: (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        write(event.shiftKey);
      }
    },
  },
  el("label", { for: "remark", key: "label" }, "Add a point or a decision"),
  el("textarea", {
    id: "remark", key: "text", rows: "2", dir: "auto", maxlength: "2000", value: draft.value,
    oninput: (event) => draft.set(event.target.value),
  }),
  refusal("remark"),
  el("p", { class: "buttons", key: "buttons" },
    el("button", { type: "submit" }, "Add point"),
    el("button", { type: "button", onclick: () => write(true) }, "Add decision")));
}
