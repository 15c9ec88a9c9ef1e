// What somebody typed or chose and nobody else has: where the group has moved on from its field, or
// the room did not take it, it stays in sight until they say what becomes of it.

import { el, said } from "./dom.js";
import { sentence } from "./room.js";
import { talkingAbout } from "./state.js";

const place = (room) => room.kept("unsent", NOTHING);
const NOTHING = Object.freeze([]);
const WHY = "The group has moved on";

/**
 * Remember what is typed under a key and not sent; null once it is sent, or given up.
 *
 * `what` it is in a word, its `text`, and where its field is: at a `step`, for a `topic` of it, or
 * in activities of some `kinds`; what is `hidden` can be given until that is revealed. `send` is the action that would add it, absent where none can any
 * more; `draft` names what is to be cleared with it, and `why` it was refused. A change of a hidden
 * note also holds its `receipt` and what it `was`.
 */
export function setUnsent(room, key, entry) {
  const { value } = place(room);
  const known = value.find((each) => each.key === key);
  if (!entry && !known) return;
  const others = value.filter((each) => each !== known);
  const after = entry ? [...others, { key, ...entry }] : others;
  place(room).set(after.length ? after : NOTHING);
}

/** Return what is typed into a field, as `room.kept` does, and remember it until it is sent.
 *
 * `text(value)` is what of it would be lost, `send(value)` the action that adds it; for the rest
 * see `setUnsent`. Set to its `initial` value it is sent, or given up.
 */
export function typing(room, key, { initial = "", text = (value) => value, send, ...about }) {
  const kept = room.kept(key, initial);
  return {
    get value() {
      return kept.value;
    },
    set(value) {
      kept.set(value);
      const words = value === initial ? "" : text(value);
      setUnsent(room, key, words.trim()
        ? { ...about, text: words, draft: key, send: send?.(value) ?? null } : null);
    },
  };
}

/** What is typed for where the group is now, and was not sent. */
export const unsentHere = (room) => place(room).value.filter((each) => !isLeft(room, each));

function isLeft(room, { step, topic, kinds, hidden, why, receipt }) {
  const { state } = room;
  return Boolean(why) || Boolean(hidden && room.step?.over) || Boolean(state.closed) || isRevealed(room, receipt)
    || (step !== undefined && step !== state.current)
    || (kinds !== undefined && !kinds.includes(room.activity.kind))
    || (topic !== undefined && topic !== (talkingAbout(state, state.current)?.number ?? null));
}

const isRevealed = (room, receipt) =>
  receipt !== undefined && room.state.notes.size > 0 && !room.holds(receipt);

/** A change of a hidden note that was revealed meanwhile: of the note that all see, where it is known. */
function sinceRevealed(room, entry) {
  const { receipt, was, step, text, why } = entry;
  if (!isRevealed(room, receipt)) return entry;
  const note = [...room.state.notes.values()].find((each) => each.author === room.me.name
    && each.step === step && each.text === was.text && each.column === was.column);
  return {
    ...entry, why: why ?? "The note is not hidden any more",
    send: note ? ["edit_note", { note: note.number, text }] : null,
  };
}

/** What was left behind; nothing if there is nothing. */
export function unsent(room) {
  const left = place(room).value.filter((each) => isLeft(room, each))
    .map((each) => sinceRevealed(room, each));
  if (!left.length) return null;
  return el("section", { class: "unwritten", "aria-label": "Not added" },
    left.map((each) => card(room, each)));
}

function card(room, entry) {
  const { key, what, text, why = WHY, send } = entry;
  const about = text.length > 40 ? `${text.slice(0, 39)}…` : text;
  const button = (label, onclick, props = {}) =>
    el("button", {
      type: "button", key: label, "aria-label": `${label}: ${about}`, onclick, ...props,
    }, label);
  return el("div", { class: "card", key },
    el("p", { class: "refused", role: "alert", key: "why" }, `${NOT[what] ?? `Not added: your ${what}.`} ${ended(why)}`),
    said("p", text, { class: "own" }),
    el("p", { class: "buttons" },
      send && !room.state.closed ? button("Add it now", () => add(room, entry), { class: "primary" }) : null,
      button("Copy", () => room.say(copied(text) ? "Copied." : "Select the text, and copy it.")),
      button("Discard", () => putAway(room, entry))));
}

const NOT = { vote: "Not counted: your vote.", answer: "Not counted: your answer." };

const ended = (words) => (/[.!?]$/.test(words) ? sentence(words) : `${sentence(words)}.`);

async function add(room, entry) {
  const [name, given] = entry.send;
  try {
    await room.do(name, given, null);
    putAway(room, entry);
    room.say("Added.");
  } catch (error) {
    setUnsent(room, entry.key, { ...entry, why: error.message });
    room.redraw();
  }
}

function putAway(room, { key, draft }) {
  setUnsent(room, key, null);
  if (draft) room.forget(draft);
  document.querySelector("#main h1")?.focus();
}

/** Copy a text, also without HTTPS, where many rooms are; whether that was possible. */
function copied(text) {
  const field = document.createElement("textarea");
  field.value = text;
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}
