// Group: select notes, then put them into a group or name a new one. Dragging does the same.

import { focusSoon, idOf, perform, refusal } from "../acting.js";
import { changing } from "../changing.js";
import { columnAt, columnChoice } from "../column_choice.js";
import { el, said } from "../dom.js";
import { carry, grip } from "../dragging.js";
import { face } from "../faces.js";
import { finding, isDense } from "../finding.js";
import { head } from "../head.js";
import { hued, shape } from "../hues.js";
import { keysOf } from "../keys.js";
import { carried, notesOf, placing } from "../placing.js";
import { phone } from "../rails.js";
import { reactionCounts } from "../reactions.js";
import { topics, touches } from "../state.js";
import { typing } from "../unsent.js";
import { plural, short } from "../words.js";

const CONTROL = "group";
const chosen = new Set(); // numbers of notes and groups
let at = null; // the note that the arrow keys are at
let held = null; // the note that has the focus, wherever it is put
let renaming = null;
// A note looks the same until it changes, is chosen or is arrived at.
const options = new WeakMap();

export function screen(room) {
  const { notes, groups } = onBoard(room);
  for (const number of [...chosen]) {
    if (!notes.has(number) && !groups.has(number)) chosen.delete(number);
  }
  if (!notes.size) {
    return [head(room),
      el("p", { class: "empty" },
        "There are no notes to group. The facilitator can go back to collect some, or go on.")];
  }
  const seen = inSight(room, { notes, groups });
  if (!seen.numbers.includes(at)) at = seen.numbers[0] ?? null;
  held = document.activeElement?.id === `note-${at}` ? at : null;
  return [
    head(room, { brief: phone.matches && groups.size > 0 }),
    el("p", { class: "hint" }, phone.matches
      ? "Tap notes, then tap their group or name a new one below. ⠿ drags a note."
      : "Select notes, then press “Put here” on a group or name a new one below. You can also drag "
        + "them. Press ? for the keys."),
    seen.controls,
    board(room, seen, notes.size),
    watches(room) ? null : bar(room, seen),
  ];
}

/** Who observes and does not lead changes nothing. */
const watches = (room) => room.observes && !room.me.leads;

/** The notes and groups that this activity is about: those of its columns. */
function onBoard({ state, step }) {
  const { columns = [] } = step.activity;
  if (!columns.length) return state;
  const inside = topics(state).filter((topic) => touches(state, topic, columns));
  const groups = inside.filter(({ number }) => state.groups.has(number));
  const notes = inside.flatMap((topic) => topic.notes).map((each) => state.notes.get(each));
  return {
    groups: new Map(groups.map((group) => [group.number, group])),
    notes: new Map(notes.map((note) => [note.number, note])),
  };
}

/** What of the board is shown: all groups, each with those of its notes that fit what is looked for,
 * and the other notes by column, on a phone those of one column.
 */
function inSight(room, { notes, groups }) {
  const { fits, controls } = finding(room, [...notes.values()], { columns: !phone.matches });
  const inside = [...groups.values()].map((group) =>
    [group, group.notes.map((each) => notes.get(each)).filter(fits)]);
  const alone = [...notes.values()].filter((note) => !note.topic);
  // In the order of all, so that no column changes its place when its first note is grouped.
  const names = [...new Set([...notes.values()].map((note) => note.column))]
    .filter((name) => alone.some((note) => note.column === name));
  const fitting = alone.filter(fits);
  const lone = phone.matches ? fitting.filter(({ column }) => column === columnAt(room, names)) : fitting;
  const numbers = [...inside.flatMap(([, those]) => those), ...lone].map(({ number }) => number);
  return { controls, inside, alone, names, fitting, lone, numbers };
}

// --- the board

function board(room, seen, size) {
  const { inside, alone, lone, names, fitting } = seen;
  const look = isDense(size) ? "board dense" : "board";
  return el("div", {
    class: "groupings",
    keys: KEYS,
    onkeydown: KEYS.on(keyed(room)),
    onclick: watches(room) ? null : (event) => press(event, room),
    onpointerdown: watches(room) ? null : (event) => {
      const number = numberOf(event.target);
      if (number === null) return;
      const moved = chosen.has(number) ? [...chosen] : [number];
      carry(room, event, carried(room, moved, number, (placed) => put(room, placed)));
    },
  },
  inside.length
    ? el("section", { key: "groups", "aria-labelledby": "groups-title" },
      el("h2", { id: "groups-title" }, "Groups ", el("span", { class: "count" }, inside.length)),
      el("div", { class: `${look} groups` },
        inside.map(([group, shown]) => groupCard(room, group, shown))))
    : null,
  el("section", { key: "lone", "data-group": 0, "aria-labelledby": "lone-title" },
    el("h2", { id: "lone-title" }, inside.length ? "Not grouped yet " : "Notes ",
      alone.length ? el("span", { class: "count" }, alone.length) : null),
    phone.matches ? columnChoice(room, names,
      (name) => fitting.filter(({ column }) => column === name).length) : null,
    lone.length
      ? el("div", { class: look, key: "lone" },
        names.map((name, place) => [name, place, lone.filter(({ column }) => column === name)])
          .filter(([, , those]) => those.length)
          .map(([name, place, those]) =>
            el("section", { class: `column ${hued(room.state, name)}`, key: name },
              el("h3", { id: `lone-${place}`, class: "said", dir: "auto" },
                shape(room.state, name), " ", name),
              list(room, those, `lone-${place}`))))
      : el("p", { class: "empty" }, alone.length
        ? "None of these notes is what you are looking for."
        : "Every note is in a group. Drop one here to take it out.")));
}

function groupCard(room, group, shown) {
  const { number, title, notes } = group;
  const called = `“${short(title, 40)}”`;
  const picked = chosen.has(number);
  const placed = chosen.size ? placing(room.state, [...chosen], number) : null;
  const button = (label, name, onclick, props) =>
    el("button", { type: "button", class: "quiet", key: label, "aria-label": name, onclick, ...props }, label);
  return el("section", { class: picked ? "group-card chosen" : "group-card", key: number,
    "data-group": number, "aria-labelledby": `group-${number}` },
  renaming === number
    ? renameForm(room, group)
    : el("div", { class: "group-head" },
      grip,
      said("h3", title, { id: `group-${number}` }),
      el("p", { class: "soft" }, shown.length < notes.length
        ? `${shown.length} of ${plural(notes.length, "note")}` : plural(notes.length, "note")),
      watches(room) ? null : el("p", { class: "tools" },
        placed
          ? button("Put here", `Put here: ${called}`, () => put(room, placed), {
            class: "put-here", "data-put": true,
          })
          : [
            button(group.unnamed ? "Name" : "Rename", `Rename ${called}`, () => {
              renaming = number;
              room.kept(`rename:${number}`).set(title);
            }, { id: `rename-${number}` }),
            button("Take apart", `Take apart ${called}`,
              () => put(room, placing(room.state, [number], 0))),
          ],
        button("Select", `Select ${called}`, () => choose(room, number), { "aria-pressed": String(picked) }))),
  shown.length ? list(room, shown, `group-${number}`) : null);
}

function renameForm(room, { number, title, unnamed }) {
  const kept = typing(room, `rename:${number}`, {
    what: "name of a group", step: room.step.id, text: (value) => (value === title ? "" : value),
    send: (value) => ["rename_topic", { topic: number, title: value }],
  });
  const control = `rename-${number}`;
  const stop = () => {
    renaming = null;
    kept.set("");
    focusSoon(control);
  };
  const save = async () => {
    const wanted = kept.value;
    // To keep the text of a note as the name is to name it, too.
    if ((wanted === title && !unnamed)
      || await perform(room, control, "rename_topic", { topic: number, title: wanted })) stop();
  };
  return changing(control, { key: "rename", novalidate: false }, { save, stop },
    el("input", {
      value: kept.value,
      maxlength: 80,
      required: true,
      dir: "auto",
      focus: true,
      id: `group-${number}`,
      "aria-label": "The name of the group",
      oninput: (event) => kept.set(event.target.value),
    }));
}

function list({ state }, notes, label) {
  return el("ul", {
    class: "notes",
    key: "notes",
    role: "listbox",
    "aria-multiselectable": "true",
    "aria-labelledby": label,
  }, notes.map((note) => option(state, note)));
}

function option(state, note) {
  const { number } = note;
  const selected = chosen.has(number);
  const here = number === at;
  const known = options.get(note);
  if (known?.selected === selected && known.here === here) return known.node;
  const node = el("li", {
    key: number,
    id: `note-${number}`,
    class: `note to-group ${selected ? "chosen " : ""}${hued(state, note.column)}`,
    role: "option",
    "aria-selected": String(selected),
    tabindex: here ? 0 : -1,
    "data-note": number,
    // It keeps the focus where it is put elsewhere.
    onshow: (shown) => held === number && shown.focus({ preventScroll: true }),
  },
  grip,
  said("p", note.text),
  note.author
    ? el("p", { class: "by" }, face(state, note.author, "small"), " ", said("span", note.author))
    : null,
  reactionCounts(note));
  options.set(note, { selected, here, node });
  return node;
}

// --- choosing

/** The note, or the group by its head, that something on the page belongs to. */
function numberOf(node) {
  const found = node.closest("[data-note], .group-head");
  if (!found || node.closest("button")) return null;
  return Number(found.dataset.note ?? found.parentNode.dataset.group);
}

/** What is selected is put into the group whose head is pressed; anything else is selected. */
function press(event, room) {
  const number = numberOf(event.target);
  if (number === null) return;
  const placed = room.state.groups.has(number) && placing(room.state, [...chosen], number);
  if (placed) put(room, placed);
  else choose(room, number);
}

function choose(room, number) {
  if (chosen.has(number)) chosen.delete(number);
  else chosen.add(number);
  if (room.state.notes.has(number)) at = number;
  room.redraw();
}

function clear(room) {
  chosen.clear();
  room.redraw();
}

const KEYS = keysOf("Notes to group", {
  "ArrowUp ArrowDown ArrowLeft ArrowRight": "Go from note to note",
  "Home End": "Go to the first note, or the last",
  Space: "Select a note, or not",
  Enter: "Name a group of what is selected",
  Escape: "Select nothing",
});
const STOPS = "[data-note], [data-put]"; // what the arrow keys come to

/** What the keys do on the board, by name. */
function keyed(room) {
  const way = (by) => ({ target, currentTarget }) => {
    const all = [...currentTarget.querySelectorAll(STOPS)];
    const from = all.indexOf(target.closest(STOPS));
    if (from < 0) return false;
    const to = all[Math.min(Math.max(from + by, 0), all.length - 1)];
    at = Number(to.dataset.note ?? at);
    to.focus();
    return room.redraw();
  };
  const note = (does) => ({ target }) => {
    const number = Number(target.closest(STOPS)?.dataset.note); // that of a button is none
    return number && !watches(room) ? does(number) : false;
  };
  return {
    ArrowDown: way(1), ArrowRight: way(1), ArrowUp: way(-1), ArrowLeft: way(-1),
    Home: way(-Infinity), End: way(Infinity),
    Space: note((number) => choose(room, number)),
    Enter: note((number) => {
      if (!chosen.size) choose(room, number);
      document.getElementById("group-title")?.focus();
    }),
    Escape: ({ target }) => (target.closest(STOPS) ? clear(room) : false),
  };
}

// --- what is done with what is chosen

/** Put notes and groups where `placing` says. What of them was selected is so no more. */
async function put(room, { numbers, action, given, words }) {
  const [first] = notesOf(room.state, numbers);
  if (await room.attempt(action, given)) arrived(room, numbers, first, words);
}

/** Go on from the first of the notes that have come to their place. */
function arrived(room, numbers, first, words) {
  for (const each of numbers) chosen.delete(each);
  const focused = document.activeElement;
  if (focused === document.body || focused.closest("#main")) {
    at = first;
    document.getElementById(`note-${at}`)?.focus({ preventScroll: true });
  }
  room.say(words);
  room.redraw();
}

function bar(room, { numbers }) {
  const all = [...chosen].sort((a, b) => room.state.groups.has(b) - room.state.groups.has(a));
  const those = notesOf(room.state, all);
  const shown = new Set(numbers);
  const unseen = those.filter((each) => !shown.has(each)).length;
  const out = placing(room.state, all, 0);
  const title = typing(room, "group-title", { what: "name of a group", step: room.step.id });
  return el("form", {
    class: chosen.size ? "bar" : "bar idle",
    key: "bar",
    "aria-label": "What to do with what is selected",
    onsubmit: async (event) => {
      event.preventDefault();
      if (!all.length) return;
      const given = { numbers: all, title: title.value.trim() || null };
      title.set("");
      if (!(await perform(room, CONTROL, "group", given))) return;
      arrived(room, all, those[0], given.title ? `Grouped as ${given.title}` : "Grouped");
    },
  },
  el("p", { class: "chosen-count", key: "count", role: "status" }, chosen.size
    ? `${those.length} selected${unseen ? `, ${unseen} not shown` : ""}` : "Select notes to group"),
  el("div", { class: "bar-part" },
    el("input", {
      id: "group-title",
      value: title.value,
      maxlength: 80,
      dir: "auto",
      placeholder: "Name of the group",
      "aria-label": "Name of the group",
      "aria-describedby": idOf(CONTROL),
      oninput: (event) => title.set(event.target.value),
    }),
    el("button", { type: "submit", class: "primary", disabled: !chosen.size }, "Group")),
  el("div", { class: "bar-part" },
    out ? el("button", { type: "button", key: "out", onclick: () => put(room, out) }, "Take out") : null,
    chosen.size
      ? el("button", {
        type: "button",
        class: "quiet",
        key: "none",
        onclick: () => {
          clear(room);
          document.getElementById(`note-${at}`)?.focus({ preventScroll: true });
        },
      }, "Clear")
      : null),
  refusal(CONTROL));
}
