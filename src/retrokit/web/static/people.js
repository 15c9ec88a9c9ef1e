// The people: who is connected, who facilitates, who says that they are done.

import { confirmed, refusal } from "./acting.js";
import { el, said } from "./dom.js";
import { face } from "./faces.js";
import { finish } from "./giving.js";
import { showInvitation, showOwn } from "./links.js";
import { rail } from "./rails.js";
import { isRead, respondents } from "./state.js";
import { tip } from "./tips.js";

const CONTROL = "people-links";
// Whether what was given is still on its way, after "I’m done" was pressed.
let finishing = false;

export function people(room) {
  const members = [...room.state.members.values()].filter((each) => each.here);
  const here = new Set(room.here);
  const team = members.filter((each) => !each.observes && here.has(each.name)).length;
  const done = new Set(room.done);
  return rail(room, "People", `${team} here`,
    el("ul", { class: "members" },
      members.map(({ name, observes }) => member(room, name, {
        observes,
        here: here.has(name), done: done.has(name), device: !room.noDevice.includes(name),
      }))),
    room.walls
      ? el("p", { class: "hint" },
        room.walls === 1 ? "Shown on a wall." : `Shown on ${room.walls} walls.`)
      : null,
    el("p", { class: "buttons people-links" },
      room.me.leads && !room.state.closed
        ? el("button", {
          type: "button", id: "invite",
          onclick: () => showInvitation(room, CONTROL),
        }, "Invite")
        : null,
      el("button", {
        type: "button", id: "own", onclick: () => showOwn(room, CONTROL),
      }, "My other device")),
    tip(room, "people"),
    refusal(CONTROL));
}

function member(room, name, { observes, here, done, device }) {
  const about = [
    name === room.me.name ? "you" : null,
    name === room.state.facilitator ? "facilitates" : null,
    here ? null : device ? "away" : "no device",
  ].filter(Boolean);
  const ready = done ? (isRead(room) ? "has read" : "done") : "";
  const look = `${here || !device ? "" : "away"} ${done ? "done" : ""}`;
  return el("li", {
    key: name, class: here ? "here" : "away",
    title: [name, ...about, ready].filter(Boolean).join(", "),
  },
  face(room.state, name, look),
  el("span", { class: "who" },
    said("span", observes ? `${name} (observer)` : name, { class: "name" }),
    about.length ? el("span", { class: "soft" }, ` ${about.join(", ")}`) : null,
    ready ? el("span", { class: "tag good" }, ready) : null));
}

/** How many of those who take part are done, or have read, in words; "" where it means nothing. */
export function doneWords(room) {
  if (!meansSomething(room)) return "";
  const people = respondents(room.state);
  const done = people.filter((name) => room.done.includes(name)).length;
  return done ? `${done} of ${people.length} ${isRead(room) ? "have read" : "done"}` : "";
}

const GIVES_NOTHING = new Set(["welcome", "review", "discuss", "decide"]);

/** Whether people give or read something here, each for themselves, so that one may be done with it. */
function meansSomething(room) {
  const { state, step, activity } = room;
  return isRead(room)
    || !(state.closed || step.over || step.revealed || GIVES_NOTHING.has(activity.kind));
}

/** What everyone can press at the foot of the page: that they are done, or have read. */
export function own(room) {
  if (!meansSomething(room) || room.observes) return null;
  const done = room.done.includes(room.writer);
  const waits = room.away && (finishing || room.onTheirWay.some((each) => each.do === "done"));
  const words = room.me.leads ? "" : doneWords(room);
  return [
    words ? el("p", { class: "soft" }, words) : null,
    el("button", {
      type: "button",
      key: "done",
      class: done ? "done-button primary" : "done-button",
      "aria-pressed": String(done),
      onclick: () => sayDone(room, !done),
    }, waits ? "Waiting for the connection…" : finishing ? "Saving…" : `${done ? "✓ " : ""}${ready(room)}`),
  ];
}

function ready(room) {
  const { member } = room;
  if (isRead(room)) return member === null ? "I’ve read them" : `${member} has read them`;
  return member === null ? "I’m done" : `${member} is done`;
}

/** Say that one is done, once the room has all that was given, and it counts; or that one has read. */
async function sayDone(room, done) {
  if (finishing) return;
  const { as } = room;
  const { version } = room.state;
  if (done && !isRead(room)) {
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
  room.attempt("done", { done, version, ...as });
}
