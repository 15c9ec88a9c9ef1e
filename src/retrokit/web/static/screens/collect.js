// Collect: notes into columns. What is sealed is seen by its author alone until it is opened.

import { focusSoon, idOf, perform } from "../acting.js";
import { changing } from "../changing.js";
import { columnAt, columnChoice } from "../column_choice.js";
import { el, said } from "../dom.js";
import { head, toGive } from "../head.js";
import { hued, shape } from "../hues.js";
import { face } from "../faces.js";
import { finding, isDense } from "../finding.js";
import { keysOf, writes } from "../keys.js";
import { phone } from "../rails.js";
import { isOpen, reactButton, reactions, rightsAt } from "../reactions.js";
import { count, sentence } from "../room.js";
import { isRead } from "../state.js";
import { setUnsent, typing } from "../unsent.js";

const EDITING = keysOf("A note that you edit", { "Ctrl+Enter": "Save it", Escape: "Cancel" });
// The note that is being edited: its receipt or its number.
let editing = null;
// A note that all see looks the same until it changes.
const cards = new WeakMap();

export function screen(room) {
  const { step, state, sealed } = room;
  const sealing = step.hides;
  const notes = [...state.notes.values()].filter((note) => note.step === step.id);
  const own = [...room.mine.values()].filter((each) => each.step === step.id);
  const { fits, controls } = finding(room, notes, { columns: !phone.matches });
  const { columns } = step.activity;
  const names = columns.map(({ name }) => name);
  const reading = isRead(room);
  const dense = isDense(notes.length);
  const shown = phone.matches ? columnAt(room, names) : null;
  const many = (name) => notes.filter((note) => note.column === name).length
    + own.filter(({ draft }) => draft.column === name).length;
  return [
    head(room, { brief: reading || (phone.matches && (own.length > 0 || notes.length > 0)) }),
    el("div", { class: "standing" },
      el("p", {}, reading ? `${toRead(room)} ` : null, standing(room, sealing, notes, own, sealed), " ",
        el("span", { id: "compose-hint", class: phone.matches || dense || reading || own.length ? "unseen" : "" },
          "Enter adds the note, Shift+Enter starts a new line.")),
      step.attribution === "named" ? toGive(room, signing(room)) : null,
      controls),
    phone.matches ? columnChoice(room, names, many) : null,
    el("div", { class: `board${dense ? " dense" : ""}${reading ? " reading" : ""}`, key: "board" },
      columns.filter(({ name }) => shown === null || name === shown)
        .map((column) => columnOf(room, column, notes.filter(fits), own, sealing || controls))),
  ];
}

const toRead = (room) =>
  `Read what others wrote.${rightsAt(room, { step: room.step.id }) === 2 ? " React or comment." : ""}`;

function standing(room, sealing, notes, own, sealed) {
  if (!sealing) {
    return isRead(room) ? "" : notes.length ? `${count(notes.length, "note")} so far.` : "No notes yet.";
  }
  // The count of all comes a few seconds late where nobody is named; one's own is there at once.
  const known = Math.max(sealed, own.length);
  const open = notes.length ? `${count(notes.length, "note")} revealed. ` : "";
  if (!known) return open || "No hidden notes yet. Write down what comes to mind.";
  const yours = own.length ? `, ${own.length} of them ${
    room.member === null ? "yours" : `${room.member}’s`} on this device` : "";
  return `${open}${count(known, "hidden note")}${yours}.`;
}

const unsigned = (room) => room.kept(room.own(`unsigned:${room.step.id}`), false);

function signing(room) {
  const kept = unsigned(room);
  return el("label", { class: "check", key: "signing" },
    el("input", {
      type: "checkbox",
      checked: !kept.value,
      onchange: (event) => kept.set(!event.target.checked),
    }),
    el("span", {}, room.member === null
      ? "Sign my notes" : `Sign ${room.member}’s notes`));
}

function columnOf(room, { name, prompt }, notes, own, quiet) {
  const shown = notes.filter((note) => note.column === name);
  const mine = own.filter(({ draft }) => draft.column === name);
  const going = room.onTheirWay.filter((each) =>
    each.do === "add_note" && each.with.column === name && each.with.member === room.as.member);
  const empty = !shown.length && !mine.length && !going.length;
  const id = `column-${room.step.activity.columns.findIndex((each) => each.name === name)}`;
  // A phone with several columns shows their names where one is chosen.
  const label = phone.matches && room.step.activity.columns.length > 1 ? "column-now" : id;
  const writing = toGive(room, compose(room, room.step.id, name, label));
  return el("section", { class: `column ${hued(room.state, name)}`, key: name, "aria-labelledby": id },
    el("h2", { id, class: "said", dir: "auto", title: name },
      shape(room.state, name), " ", name,
      shown.length ? el("span", { class: "count" }, ` ${shown.length}`) : null),
    prompt ? said("p", prompt, { class: "hint" }) : null,
    el("div", { class: "given" },
      phone.matches ? null : writing,
      el("ul", { class: "notes" },
        going.map((each) =>
          el("li", { class: "note going", key: each.id },
            said("p", each.with.text), el("p", { class: "by" }, "on its way"))),
        [...mine].reverse().map((each) => sealedCard(room, each)),
        shown.map((note) => openCard(room, note))),
      empty && !quiet
        ? el("p", { class: "empty" }, "Nothing here yet. Be the first.") : null,
      phone.matches ? writing : null));
}

function compose(room, step, column, id) {
  const control = room.own(`compose-${step}-${column}`);
  const { as } = room;
  const sign = unsigned(room);
  const added = (text) => ["add_note", { column, text, signed: !sign.value, ...as }];
  const kept = typing(room, control, { what: "note", step, send: added });
  const send = async () => {
    const text = kept.value;
    if (!text.trim()) return;
    kept.set("");
    const { version } = room.state;
    const [name, given] = added(text);
    try {
      await room.do(name, { ...given, version });
      room.say("Added", { shown: false });
    } catch (error) {
      // What was refused goes back to where it was written, unless the next one stands there.
      if (kept.value || room.step?.id !== step || room.state.closed) {
        const why = error.message;
        return setUnsent(room, `refused-${Date.now()}`, { what: "note", text, why, send: [name, given] });
      }
      kept.set(text);
      room.say(sentence(error.message));
    }
  };
  return el("form", {
    class: "compose",
    key: "compose",
    onsubmit: (event) => {
      event.preventDefault();
      send();
    },
  },
  el("textarea", {
    rows: 1,
    value: kept.value,
    maxlength: 2000,
    dir: "auto",
    placeholder: isRead(room) ? "Add a note" : "Write a note",
    "aria-labelledby": id,
    "aria-describedby": "compose-hint",
    oninput: (event) => kept.set(event.target.value),
    ...writes(send),
  }),
  el("button", { type: "submit", disabled: !kept.value.trim() }, "Add"));
}

// --- cards

function sealedCard(room, { receipt, draft }) {
  if (editing === receipt) return editor(room, receipt, draft);
  return el("li", { class: "note sealed", key: receipt },
    said("p", draft.text),
    el("div", { class: "note-foot" },
      el("p", { class: "by" }, el("span", { class: "tag" }, "hidden")),
      tools(room, receipt, draft)));
}

function openCard(room, note) {
  if (editing === note.number) return editor(room, note.number, note);
  const changeable = room.me.leads || note.author === room.me.name;
  const rights = rightsAt(room, note);
  const known = cards.get(note);
  const same = known?.changeable === changeable && known.rights === rights && known.room === room;
  if (same && !known.open && !isOpen(room, note)) return known.card;
  const card = el("li", { class: "note", key: note.number },
    said("p", note.text),
    note.author || changeable || rights === 2
      ? el("div", { class: "note-foot" },
        note.author
          ? el("p", { class: "by" }, face(room.state, note.author, "small"), " ",
            said("span", note.author))
          : null,
        el("div", { class: "note-tools" },
          changeable ? tools(room, note.number, note) : null, reactButton(room, note)))
      : null,
    reactions(room, note));
  cards.set(note, { changeable, rights, open: isOpen(room, note), room, card });
  return card;
}

/** What is sealed is theirs whom one writes for; what is open has its author. */
const asOf = (room, note) => (typeof note === "string" ? room.as : {});
const placeOf = (note) => `edit-${note}`;

function tools(room, note, { text, column }) {
  const about = text.length > 40 ? `${text.slice(0, 39)}…` : text;
  return el("p", { class: "tools" },
    el("button", {
      type: "button",
      class: "quiet",
      id: placeOf(note),
      keys: EDITING,
      "aria-label": `Edit “${about}”`,
      onclick: () => {
        editing = note;
        room.kept(`edit:${note}`, null).set({ text, column });
      },
    }, "Edit"),
    el("button", {
      type: "button",
      class: "quiet",
      "aria-label": `Delete “${about}”`,
      onclick: async () => {
        if (await room.attempt("delete_note", { note, ...asOf(room, note) })) room.say("Note deleted");
      },
    }, "Delete"));
}

function editor(room, note, { text, column }) {
  const control = `edit:${note}`;
  const as = asOf(room, note);
  const kept = typing(room, control, {
    initial: null, what: "change of a note", step: room.step.id,
    text: (value) => (value.text === text ? "" : value.text),
    send: (value) => ["edit_note", { note, text: value.text, ...as }],
    ...(room.mine.has(note) && { receipt: note, was: { text, column } }),
  });
  const draft = kept.value ?? { text, column };
  const stop = () => {
    editing = null;
    kept.set(null);
    focusSoon(placeOf(note));
  };
  const save = async () => {
    const { text: wanted, column: to } = kept.value ?? draft;
    const done = (wanted === text || await perform(room, control, "edit_note", { note, text: wanted, ...as }))
      && (to === column || await perform(room, control, "move_note", { note, column: to, ...as }));
    if (done) stop();
  };
  return el("li", { class: "note editing", key: note },
    changing(control, { novalidate: false, onkeydown: EDITING.on({ "Ctrl+Enter": save, Escape: stop }) }, { save, stop },
      el("textarea", {
        rows: 3,
        value: draft.text,
        maxlength: 2000,
        dir: "auto",
        focus: true,
        required: true,
        "aria-label": "The note",
        "aria-describedby": idOf(control),
        oninput: (event) => kept.set({ ...(kept.value ?? draft), text: event.target.value }),
      }),
      room.step.activity.columns.length > 1
        ? el("label", { class: "field" },
          el("span", { class: "label" }, "Column"),
          el("select", {
            value: draft.column,
            onchange: (event) => kept.set({ ...(kept.value ?? draft), column: event.target.value }),
          },
          room.step.activity.columns.map(({ name }) =>
            el("option", { key: name, value: name }, name))))
        : null));
}
