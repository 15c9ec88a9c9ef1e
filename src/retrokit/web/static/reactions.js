// Reactions and comments under a note that everyone sees: who reacted with what, and a short thread.

import { focusSoon, idOf, perform, refusal } from "./acting.js";
import { changing } from "./changing.js";
import { el, said } from "./dom.js";
import { onEscape, writes } from "./keys.js";
import { typing } from "./unsent.js";
import { listing, plural, short } from "./words.js";

const EMOJI = { "👍": "Agree", "💛": "Thanks", "🎉": "Celebrate", "💡": "Good idea", "🤔": "Not sure" };

let open = null; // the note whose panel is open, and the step at which it was opened
let editing = null; // the number of the comment that is being changed

/** Whether the panel of a note is open: it then changes as one types. */
export const isOpen = (room, note) => placeOf(room, note) === open;
const placeOf = (room, { number }) => `${room.state.current}/${number}`;

/** What whoever is here may do at a note: 2 say something to it, 1 take back what they said, 0 read. */
export const rightsAt = (room, note) =>
  (takesPart(room) ? (room.state.steps.get(note.step)?.attribution === "named" ? 2 : 1) : 0);
const mayReact = (room, note) => rightsAt(room, note) === 2;

const takesPart = ({ state, me }) => !state.closed && !state.members.get(me.name)?.observes;

const commentsOf = (note) => Object.values(note.comments ?? {});
const saying = (comments) => `💬 ${comments.length}`;
const isBare = (note) => !note.reactions && !note.comments;

/** How many reacted and commented, for where nothing can be pressed; null if nobody did. */
export function reactionCounts(note) {
  if (isBare(note)) return null;
  const each = Object.keys(EMOJI).filter((emoji) => note.reactions?.[emoji])
    .map((emoji) => `${emoji} ${note.reactions[emoji].length}`);
  const comments = commentsOf(note);
  return el("p", { class: "by" },
    [...each, ...(comments.length ? [saying(comments)] : [])].join("  "));
}

/** The button that opens the panel of a note; null where one may say nothing to it. */
export function reactButton(room, note) {
  if (!mayReact(room, note)) return null;
  return el("button", {
    type: "button", class: "quiet react", id: `react-${note.number}`,
    title: "React or comment", "aria-label": `React to “${short(note.text, 40)}”`,
    ...toggles(room, note),
  }, "☺\ufe0e");
}

/** What was said to a note, and once its panel is open all that can be; null if there is nothing. */
export function reactions(room, note) {
  const shown = isOpen(room, note) || !takesPart(room); // who only reads opens nothing
  if (isBare(note) && !(shown && mayReact(room, note))) return null;
  const comments = commentsOf(note);
  return el("div", {
    class: "reactions", id: `reactions-${note.number}`,
    onkeydown: onEscape(() => {
      if (editing !== null) return false;
      toggle(room, note);
      return focusSoon(`react-${note.number}`);
    }),
  },
  el("p", { class: "reaction-row" },
    Object.keys(EMOJI).map((emoji) => chip(room, note, emoji, shown)),
    comments.length && takesPart(room)
      ? el("button", {
        type: "button", class: "reaction", key: "comments", title: plural(comments.length, "comment"),
        "aria-label": plural(comments.length, "comment"), ...toggles(room, note),
      }, saying(comments))
      : null),
  shown ? thread(room, note, comments) : null);
}

function toggles(room, note) {
  return { "aria-expanded": String(isOpen(room, note)), onclick: () => toggle(room, note) };
}

function toggle(room, note) {
  open = isOpen(room, note) ? null : placeOf(room, note);
  editing = null;
  room.redraw();
}

function chip(room, note, emoji, shown) {
  const names = note.reactions?.[emoji] ?? [];
  const mine = names.includes(room.me.name);
  const may = mayReact(room, note);
  if (!names.length && !(shown && may)) return null;
  const people = `${plural(names.length, "person", "people")}: ${listing(names)}`;
  const about = {
    key: emoji, class: "reaction", title: names.length ? `${EMOJI[emoji]}: ${listing(names)}` : EMOJI[emoji],
    "aria-label": names.length ? `${EMOJI[emoji]}, ${people}` : EMOJI[emoji],
  };
  const words = names.length ? `${emoji} ${names.length}` : emoji;
  if (!may && !(mine && takesPart(room))) return el("span", { ...about, role: "img" }, words);
  return el("button", {
    ...about, type: "button", "aria-pressed": String(mine),
    onclick: () => room.attempt("react", { note: note.number, emoji, taken_back: mine }),
  }, words);
}

function thread(room, note, comments) {
  const who = Object.entries(EMOJI).filter(([emoji]) => note.reactions?.[emoji])
    .map(([emoji, word]) => `${emoji} ${word}: ${listing(note.reactions[emoji])}`);
  return [
    who.length ? said("p", who.join("\n"), { class: "by" }) : null,
    comments.length
      ? el("ul", { class: "thread" },
        comments.map((each) => comment(room, note, each)))
      : null,
    mayReact(room, note) && editing === null ? compose(room, note) : null,
  ];
}

function comment(room, note, { number, text, author }) {
  const own = author === room.me.name && takesPart(room);
  const may = own && mayReact(room, note);
  if (may && editing === number) return editor(room, note, { number, text });
  const about = short(text, 40);
  return el("li", { key: number },
    said("p", text, { key: "text" }),
    el("div", { class: "note-foot" },
      said("p", author, { class: "by" }),
      el("p", { class: "tools" },
        may ? el("button", {
          type: "button", class: "quiet", id: `comment-${number}`,
          "aria-label": `Edit “${about}”`,
          onclick() {
            editing = number;
            room.redraw();
          },
        }, "Edit") : null,
        own || (room.me.leads && !room.state.closed) ? el("button", {
          type: "button", class: "quiet", key: "delete", "aria-label": `Delete “${about}”`,
          onclick: async () => {
            if (await room.attempt("delete_comment", { comment: number })) {
              room.say("Comment deleted");
            }
          },
        }, "Delete") : null)));
}

function compose(room, note) {
  const control = `comment-on-${note.number}`;
  const kept = typing(room, control, {
    what: "comment", step: room.step.id,
    send: (text) => ["comment", { note: note.number, text }],
  });
  const send = async () => {
    const text = kept.value;
    if (!text.trim()) return;
    if (await perform(room, control, "comment", { note: note.number, text })) {
      kept.set("");
      room.say("Comment added", { shown: false });
    }
  };
  return el("form", {
    key: "compose",
    onsubmit: (event) => {
      event.preventDefault();
      send();
    },
  },
  commentField(kept, control, "Write a comment", send),
  refusal(control),
  el("p", { class: "buttons" },
    el("button", { type: "submit", disabled: !kept.value.trim() }, "Comment")));
}

function editor(room, note, { number, text }) {
  const control = `edit-comment-${number}`;
  const kept = typing(room, control, {
    initial: null, what: "change of a comment", step: room.step.id,
    text: (value) => (value === text ? "" : value),
    send: (value) => ["edit_comment", { comment: number, text: value }],
  });
  const stop = () => {
    editing = null;
    kept.set(null);
    focusSoon(`comment-${number}`);
  };
  const send = async () => {
    const wanted = kept.value ?? text;
    const given = { comment: number, text: wanted };
    if (wanted === text || await perform(room, control, "edit_comment", given)) stop();
  };
  return el("li", { key: number },
    changing(control, { key: "editor", novalidate: false }, { save: send, stop },
      commentField(kept, control, "The comment", send, { value: kept.value ?? text, focus: true, required: true })));
}

const commentField = (kept, control, label, send, props) =>
  el("textarea", {
    rows: 1, value: kept.value, maxlength: 2000, dir: "auto", placeholder: label, "aria-label": label,
    "aria-describedby": idOf(control), key: "text", ...props,
    oninput: (event) => kept.set(event.target.value),
    ...writes(send),
  });
