// The people: who is connected, who facilitates, who says that they are done.

import { refusal } from "./acting.js";
import { wide } from "./agenda.js";
import { el, said } from "./dom.js";
import { showInvitation, showOwn } from "./links.js";

const CONTROL = "people-links";

export function people(room) {
  const members = [...room.state.members.values()].filter((each) => each.here);
  const here = new Set(room.here);
  const done = new Set(room.done);
  const ready = members.filter(({ name }) => done.has(name)).length;
  return [
    el("details", { class: "fold", open: wide.matches, key: "people" },
      el("summary", {},
        el("span", { class: "label" }, "People"),
        el("span", { class: "soft" },
          `${here.size} here${ready ? `, ${ready} done` : ""}`)),
      el("ul", { class: "members" },
        members.map(({ name }) => member(room, name, here.has(name), done.has(name)))),
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
    room.state.closed ? null : doneButton(room, done.has(room.me.name)),
  ];
}

function member(room, name, here, done) {
  const about = [
    name === room.me.name ? "you" : null,
    name === room.state.facilitator ? "facilitates" : null,
    here ? null : "away",
  ].filter(Boolean);
  return el("li", { key: name, class: here ? "here" : "away" },
    el("span", { class: "dot", "aria-hidden": "true" }),
    said("span", name, { class: "name" }),
    about.length ? el("span", { class: "soft" }, about.join(", ")) : null,
    done ? el("span", { class: "tag good" }, "done") : null);
}

function doneButton(room, done) {
  return el("button", {
    type: "button",
    key: "done",
    class: done ? "done-button primary" : "done-button",
    "aria-pressed": String(done),
    onclick: () => room.attempt("done", { done: !done }),
  }, done ? "✓ I’m done" : "I’m done");
}
