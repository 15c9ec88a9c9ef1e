// Group: choose notes, then name what they have in common. Dragging does the same, for who likes it.

import { idOf, perform, refusal } from "../acting.js";
import { el, said } from "../dom.js";
import { head } from "../head.js";
import { hued, shape } from "../hues.js";
import { reactionCounts } from "../reactions.js";
import { topics, touches } from "../state.js";
import { typing } from "../unsent.js";
import { short } from "../words.js";

const CONTROL = "group";
const chosen = new Set(); // numbers of notes and groups
let at = null; // the note that the arrow keys are at
let target = ""; // the group that "Add to" goes to
let renaming = null;
// A note looks the same until it changes, is chosen or is arrived at.
const options = new WeakMap();

export function screen(room) {
  const { notes, groups } = onBoard(room);
  for (const number of [...chosen]) {
    if (!notes.has(number) && !groups.has(number)) chosen.delete(number);
  }
  if (target && !groups.has(Number(target))) target = "";
  if (!notes.size) {
    return [head(room),
      el("p", { class: "empty", key: "empty" },
        "There are no notes to group. The facilitator can go back to collect some, or go on.")];
  }
  if (!notes.has(at)) at = firstOf({ notes, groups });
  return [
    head(room),
    el("p", { class: "hint", key: "how" },
      "Select notes with a click or Space, press Enter, and name the group. The arrow keys move "
      + "from note to note. You can also drag one note onto another."),
    board(room),
    bar(room),
  ];
}

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

function firstOf({ groups, notes }) {
  for (const group of groups.values()) return group.notes[0];
  return notes.keys().next().value;
}

// --- the board

function board(room) {
  const { groups, notes } = onBoard(room);
  const lone = [...notes.values()].filter((note) => !note.topic);
  const columns = new Map();
  for (const note of lone) columns.set(note.column, [...(columns.get(note.column) ?? []), note]);
  return el("div", {
    class: "groupings",
    key: "board",
    onkeydown: (event) => keys(event, room),
    onclick: (event) => {
      const number = numberOf(event.target);
      if (number !== null && !getSelection()?.toString()) choose(room, number);
    },
    ondragstart: (event) => dragStart(event, room),
    ondragover: dragOver,
    ondragleave: (event) => mark(event.target, false),
    ondragend: () => room.hold(false),
    ondrop: (event) => drop(event, room),
  },
  groups.size
    ? el("section", { key: "groups", "aria-labelledby": "groups-title" },
      el("h2", { id: "groups-title" }, "Groups ", el("span", { class: "count" }, groups.size)),
      el("div", { class: "board groups" }, [...groups.values()].map((group) => groupCard(room, group))))
    : null,
  lone.length
    ? el("section", { key: "lone", "data-loose": true, "aria-labelledby": "lone-title" },
      el("h2", { id: "lone-title" }, groups.size ? "Not grouped yet " : "Notes ",
        el("span", { class: "count" }, lone.length)),
      el("div", { class: "board" },
        [...columns].map(([name, inside], place) =>
          el("section", { class: `column ${hued(room.state, name)}`, key: name },
            el("h3", { id: `lone-${place}`, class: "said", dir: "auto" },
              shape(room.state, name), " ", name),
            list(room, inside, `lone-${place}`)))))
    : el("p", { class: "empty", key: "none", "data-loose": true },
      "Every note is in a group. Drop one here to take it out."));
}

function groupCard(room, group) {
  const { number, title, notes } = group;
  const picked = chosen.has(number);
  return el("section", { class: picked ? "group-card chosen" : "group-card", key: number,
    "data-group": number, "aria-labelledby": `group-${number}` },
  renaming === number
    ? renameForm(room, group)
    : el("div", { class: "group-head", key: "head" },
      said("h3", title, { id: `group-${number}` }),
      el("p", { class: "tools" },
        el("button", {
          type: "button",
          class: "quiet",
          "aria-pressed": String(picked),
          "aria-label": `Select all of “${short(title, 40)}”`,
          onclick: () => choose(room, number),
        }, "Select all"),
        el("button", {
          type: "button",
          class: "quiet",
          id: `rename-${number}`,
          "aria-label": `Rename “${short(title, 40)}”`,
          onclick: () => {
            renaming = number;
            room.kept(`rename:${number}`).set(title);
          },
        }, "Rename"))),
  list(room, notes.map((each) => room.state.notes.get(each)), `group-${number}`));
}

function renameForm(room, { number, title }) {
  const kept = typing(room, `rename:${number}`, {
    what: "name of a group", step: room.step.id, text: (value) => (value === title ? "" : value),
    send: (value) => ["rename_topic", { topic: number, title: value }],
  });
  const control = `rename-${number}`;
  const stop = () => {
    renaming = null;
    kept.set("");
    requestAnimationFrame(() =>
      requestAnimationFrame(() => document.getElementById(control)?.focus()));
  };
  return el("form", {
    class: "group-head",
    key: "rename",
    onsubmit: async (event) => {
      event.preventDefault();
      const wanted = kept.value;
      if (wanted === title || await perform(room, control, "rename_topic", { topic: number, title: wanted })) stop();
    },
    onkeydown: (event) => {
      event.stopPropagation();
      if (event.key === "Escape") stop();
    },
  },
  el("input", {
    value: kept.value,
    maxlength: 80,
    required: true,
    dir: "auto",
    focus: true,
    id: `group-${number}`,
    "aria-label": "The name of the group",
    oninput: (event) => kept.set(event.target.value),
  }),
  refusal(control),
  el("p", { class: "buttons" },
    el("button", { type: "submit", class: "primary" }, "Save"),
    el("button", { type: "button", onclick: stop }, "Cancel")));
}

function list({ state }, notes, label) {
  return el("ul", {
    class: "notes",
    role: "listbox",
    "aria-multiselectable": "true",
    "aria-labelledby": label,
  }, notes.map((note) => option(state, note)));
}

function option(state, note) {
  const selected = chosen.has(note.number);
  const here = note.number === at;
  const known = options.get(note);
  if (known?.selected === selected && known.here === here) return known.node;
  const node = el("li", {
    key: note.number,
    id: `note-${note.number}`,
    class: `note option ${selected ? "chosen " : ""}${hued(state, note.column)}`,
    role: "option",
    "aria-selected": String(selected),
    tabindex: here ? 0 : -1,
    draggable: "true",
    "data-note": note.number,
  },
  said("p", note.text),
  note.author ? said("p", note.author, { class: "by" }) : null,
  reactionCounts(note));
  options.set(note, { selected, here, node });
  return node;
}

// --- choosing

function numberOf(node) {
  const found = node.closest?.("[data-note]");
  return found ? Number(found.dataset.note) : null;
}

function choose(room, number) {
  if (chosen.has(number)) chosen.delete(number);
  else chosen.add(number);
  if (room.state.notes.has(number)) at = number;
  room.redraw();
}

const WAYS = {
  ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1, Home: -Infinity, End: Infinity,
};

function keys(event, room) {
  const number = numberOf(event.target);
  if (number === null) return;
  if (event.key === " ") {
    choose(room, number);
  } else if (event.key === "Enter") {
    if (!chosen.size) choose(room, number);
    document.getElementById("group-title")?.focus();
  } else if (event.key === "Escape") {
    chosen.clear();
    room.redraw();
  } else if (event.key in WAYS) {
    const all = [...event.currentTarget.querySelectorAll("[data-note]")];
    const place = all.findIndex((each) => Number(each.dataset.note) === number);
    const to = all[Math.min(Math.max(place + WAYS[event.key], 0), all.length - 1)];
    at = Number(to.dataset.note);
    to.focus();
    room.redraw();
  } else {
    return;
  }
  event.preventDefault();
}

// --- what is done with what is chosen

function bar(room) {
  const { notes, groups } = onBoard(room);
  const numbers = [...chosen].sort((a, b) => groups.has(b) - groups.has(a));
  const grouped = numbers.filter((each) => groups.has(each) || notes.get(each).topic);
  const title = typing(room, "group-title", { what: "name of a group", step: room.step.id });
  const run = async (name, given, words) => {
    if (!(await perform(room, CONTROL, name, given))) return;
    chosen.clear();
    target = "";
    room.say(words);
    room.redraw();
    document.getElementById(`note-${at}`)?.focus();
  };
  return el("form", {
    class: chosen.size ? "bar" : "bar idle",
    key: "bar",
    "aria-label": "What to do with what is chosen",
    onsubmit: (event) => {
      event.preventDefault();
      if (!numbers.length) return;
      const given = { numbers, title: title.value.trim() || null };
      title.set("");
      run("group", given, given.title ? `Grouped as ${given.title}` : "Grouped");
    },
  },
  el("p", { class: "chosen-count", key: "count" },
    chosen.size ? `${chosen.size} selected` : "Select notes to group"),
  el("div", { class: "bar-part", key: "name" },
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
  groups.size
    ? el("div", { class: "bar-part", key: "add" },
      el("select", {
        value: target,
        "aria-label": "The group to add to",
        onchange: (event) => {
          target = event.target.value;
          room.redraw();
        },
      },
      el("option", { key: "", value: "" }, "Add to…"),
      [...groups.values()].map((each) =>
        el("option", { key: each.number, value: String(each.number) }, short(each.title, 40)))),
      el("button", {
        type: "button",
        disabled: !chosen.size || !target,
        onclick: () => {
          const into = Number(target);
          const given = { numbers: [into, ...numbers.filter((each) => each !== into)] };
          run("group", given, `Added to ${groups.get(into).title}`);
        },
      }, "Add"))
    : null,
  el("div", { class: "bar-part", key: "more" },
    grouped.length
      ? el("button", {
        type: "button",
        key: "out",
        onclick: () => run("split", { numbers: grouped }, "Taken out"),
      }, "Take out")
      : null,
    chosen.size
      ? el("button", {
        type: "button",
        class: "quiet",
        key: "none",
        onclick: () => {
          chosen.clear();
          room.redraw();
          document.getElementById(`note-${at}`)?.focus();
        },
      }, "Clear")
      : null),
  refusal(CONTROL));
}

// --- dragging: an extra, for nothing that the above cannot do

function dragStart(event, room) {
  const number = numberOf(event.target);
  if (number === null) return;
  const moved = chosen.has(number) ? [...chosen] : [number];
  event.dataTransfer.setData("text/plain", moved.join(" "));
  event.dataTransfer.effectAllowed = "move";
  room.hold(true);
}

const over = (node) => node.closest?.("[data-note], [data-group], [data-loose]");

function dragOver(event) {
  const place = over(event.target);
  if (!place) return;
  event.preventDefault();
  mark(place, true);
}

function mark(node, on) {
  over(node)?.classList.toggle("over", on);
}

function drop(event, room) {
  const place = over(event.target);
  mark(event.target, false);
  const { notes, groups } = room.state;
  const there = (number) => notes.has(number) || groups.has(number);
  const moved = event.dataTransfer.getData("text/plain").split(" ").map(Number).filter(there);
  if (!place || !moved.length) return;
  event.preventDefault();
  const note = notes.get(Number(place.dataset.note));
  const into = note ? (note.topic ?? note.number) : Number(place.dataset.group ?? 0);
  const others = moved.filter((each) => each !== into && notes.get(each)?.topic !== into);
  chosen.clear();
  if (into) {
    if (others.length) room.attempt("group", { numbers: [into, ...others] });
  } else {
    const grouped = moved.filter((each) => groups.has(each) || notes.get(each).topic);
    if (grouped.length) room.attempt("split", { numbers: grouped });
  }
  room.redraw();
}
