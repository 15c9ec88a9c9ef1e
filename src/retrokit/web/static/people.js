// The people: who is connected, who facilitates, who says that they are done.

import { confirmed, refusal } from "./acting.js";
import { wide } from "./agenda.js";
import { el, said } from "./dom.js";
import { finish } from "./giving.js";
import { showInvitation, showOwn } from "./links.js";

const CONTROL = "people-links";
// Whether what was given is still on its way, after "I’m done" was pressed.
let finishing = false;

export function people(room) {
  const members = [...room.state.members.values()].filter((each) => each.here);
  const here = new Set(room.here);
  const team = members.filter((each) => !each.observes && here.has(each.name)).length;
  const done = new Set(room.done);
  const ready = members.filter(({ name }) => done.has(name)).length;
  return [
    el("details", { class: "fold", open: wide.matches, key: "people" },
      el("summary", {},
        el("span", { class: "label" }, "People"),
        el("span", { class: "soft" },
          `${team} here${ready ? `, ${ready} done` : ""}`)),
      el("ul", { class: "members" },
        members.map(({ name, observes }) => member(room, name, {
          observes,
          here: here.has(name), done: done.has(name), device: !room.noDevice.includes(name),
        }))),
      room.walls ? el("p", { class: "hint", key: "walls" },
        room.walls === 1 ? "Shown on a wall." : `Shown on ${room.walls} walls.`) : null,
      el("p", { class: "buttons people-links", key: "links" },
        room.me.leads && !room.state.closed
          ? el("button", {
            type: "button", key: "invite", id: "invite",
            onclick: () => showInvitation(room, CONTROL),
          }, "Invite")
          : null,
        el("button", {
          type: "button", key: "own", id: "own", onclick: () => showOwn(room, CONTROL),
        }, "My other device")),
      refusal(CONTROL)),
    room.state.closed || room.observes ? null : doneButton(room, done.has(room.writer)),
  ];
}

function member(room, name, { observes, here, done, device }) {
  const about = [
    name === room.me.name ? "you" : null,
    name === room.state.facilitator ? "facilitates" : null,
    here ? null : device ? "away" : "no device",
  ].filter(Boolean);
  return el("li", { key: name, class: here ? "here" : "away" },
    el("span", { class: "dot", "aria-hidden": "true" }),
    said("span", observes ? `${name} (observer)` : name, { class: "name" }),
    about.length ? el("span", { class: "soft" }, about.join(", ")) : null,
    done ? el("span", { class: "tag good" }, "done") : null);
}

function doneButton(room, done) {
  const waits = room.away && (finishing || room.onTheirWay.some((each) => each.do === "done"));
  return el("button", {
    type: "button",
    key: "done",
    class: done ? "done-button primary" : "done-button",
    "aria-pressed": String(done),
    onclick: () => sayDone(room, !done),
  }, waits ? "Waiting for the connection…" : finishing ? "Saving…" : `${done ? "✓ " : ""}${
    room.member === null ? "I’m" : `${room.member} is`} done`);
}

/** Say that one is done, once the room has all that was given, and it counts. */
async function sayDone(room, done) {
  if (finishing) return;
  const { as } = room;
  if (done) {
    const step = room.state.current;
    finishing = true;
    room.redraw();
    const left = await finish(room);
    finishing = false;
    room.redraw();
    if (room.state.current !== step) return;
    if (left.length && !await confirmed("Not everything counts yet", left.join(" "),
      "I’m done without it", "Go back")) return;
  }
  room.attempt("done", { done, ...as });
}
