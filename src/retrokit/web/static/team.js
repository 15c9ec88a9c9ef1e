// The team's page: what stays from retro to retro. It stands beside the retro, which goes on behind
// it with all that is typed there. It is asked for while it is open, and again whenever the room says
// that something of it has changed.

import { el, said, section } from "./dom.js";
import { face } from "./faces.js";
import { openItems } from "./team_actions.js";
import { charter } from "./team_charter.js";
import { day, listing, plural, short } from "./words.js";

const HERE = "#team";
const PAUSE = 250; // milliseconds from one question to the next
const AGAIN = 1000; // after one that was not answered

let wanted = location.hash === HERE;
let latest = null; // what was told last
let about = null; // by what the room said of it then
let asking = false;
let last = 0;

/** Whether the page is open; where the room has none, it is not. */
export const isTeamOpen = (room) => wanted && Boolean(room.team);

/** Open or leave the page as the address says; returns whether that changed anything. */
export function turnToAddress() {
  const before = wanted;
  // The link that skips to the activity leaves it where it is.
  if (location.hash !== "#main") wanted = location.hash === HERE;
  return wanted !== before;
}

/** The way from the retro to the page and back, for the header. */
export function pages(room) {
  if (!room.team) return null;
  const open = isTeamOpen(room);
  const link = (href, label, here) =>
    el("a", { href, key: label, "aria-current": here ? "page" : null }, label);
  return el("nav", { class: "pages", "aria-label": "Pages" },
    link("#retro", "Retro", !open), link(HERE, "Team", open));
}

/** The page itself. */
export function team(room) {
  if (latest === null || about !== room.team) ask(room);
  const back = room.state.closed ? "the retro" : room.activity.title;
  return el("div", { class: "screen team-page" },
    el("h1", { tabindex: "-1", key: "title" }, "The team"),
    el("p", { key: "back" }, el("a", { href: "#retro" }, "Back to ", said("span", back))),
    latest === null ? el("p", { class: "empty" }, "Opening the page…") : [
      latest.rehearsal
        ? el("p", { class: "hint" },
          "This is a rehearsal. You can look at the team here, and change nothing.")
        : null,
      members(room.state, latest),
      charter(room, latest, refresh),
      openItems(room, latest, refresh),
      retros(room, latest),
    ]);
}

function members(state, { members: all, last: lastDay }) {
  const here = all.filter((each) => each.here).map((each) => each.name);
  const others = all.filter((each) => !each.here).map((each) => each.name);
  return section("team-members", "Members",
    here.length
      ? el("ul", { class: "thanked" },
        here.map((name) => el("li", { key: name }, face(state, name), said("span", name))))
      : el("p", { class: "empty" }, "Nobody takes part in this retro yet."),
    others.length
      ? el("p", { key: "others" }, said("span", listing(others)), ` ${
        others.length === 1 ? "was" : "were"} there on ${day(lastDay)}, but not this time.`)
      : null);
}

function retros({ state }, { retros: all, earlier }) {
  return section("team-retros", "Retros",
    all.length
      ? el("ul", { class: "lines" },
        all.map(({ id, title, day: held, actions, done }) =>
          el("li", { key: id },
            el("p", { class: "held" }, said("span", title),
              id === state.id ? el("span", { class: "tag good" }, "this one") : null),
            el("p", { class: "soft" }, `${day(held)} · ${actions
              ? `${done} of ${plural(actions, "action item")} done` : "no action items"}`))))
      : el("p", { class: "empty" }, "No retros yet."),
    earlier
      ? el("p", { class: "soft" }, `${plural(earlier, "earlier retro")} not shown.`)
      : null);
}

// --- asking for it

/** Ask again at once: something was changed here. */
function refresh(room) {
  about = null;
  ask(room);
}

async function ask(room) {
  if (asking) return;
  asking = true;
  await pause(last + PAUSE - Date.now());
  last = Date.now();
  const now = room.team;
  const answer = await fetch("/api/team").catch(() => null);
  if (answer?.ok) {
    const before = latest;
    latest = (await answer.json()).team;
    about = now;
    if (before !== null && isTeamOpen(room)) tell(room, before, latest);
  } else {
    await pause(AGAIN);
  }
  asking = false;
  room.redraw();
}

const pause = (wait) => new Promise((done) => setTimeout(done, wait));

const BECAME = { done: "is done", dropped: "won’t be done", open: "is open" };

/** Say what has become of something that is in sight. */
function tell(room, before, now) {
  const [change] = now.changes ?? [];
  if (change && change.at !== before.changes?.[0]?.at) {
    room.say(change.by === room.me.name ? "The charter is changed."
      : `${change.by ?? "Somebody"} changed the charter.`);
  }
  const known = new Map(before.actions.map((each) => [each.action, each.status]));
  for (const { action, status, text } of now.actions) {
    const was = known.get(action);
    if (was !== undefined && was !== status) room.say(`“${short(text, 60)}” ${BECAME[status]}.`);
  }
}
