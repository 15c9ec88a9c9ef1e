// The page: gets somebody in, then draws the room whenever something in it has changed.

import { agenda } from "./agenda.js";
import { el, morph, said } from "./dom.js";
import { paint } from "./faces.js";
import { header, isUnsettled, showTime } from "./header.js";
import { helps } from "./keys.js";
import { lead, more } from "./lead.js";
import { dress, pageOf } from "./pages.js";
import { own, people } from "./people.js";
import { watchFoot } from "./pinned.js";
import { phone, wide } from "./rails.js";
import { stay } from "./reveal.js";
import { unsent } from "./unsent.js";
import { enter, sentence, stored } from "./room.js";
import { send } from "./outbox.js";
import { screen as ask } from "./screens/ask.js";
import { screen as closed } from "./screens/closed.js";
import { screen as collect } from "./screens/collect.js";
import { screen as decide } from "./screens/decide.js";
import { screen as discuss } from "./screens/discuss.js";
import { screen as group } from "./screens/group.js";
import { screen as join } from "./screens/join.js";
import { screen as review } from "./screens/review.js";
import { screen as vote } from "./screens/vote.js";
import { screen as welcome } from "./screens/welcome.js";
import { isTeamOpen, team, turnToAddress } from "./team.js";

const SCREENS = { welcome, review, ask, collect, group, vote, discuss, decide };
const part = (id) => document.getElementById(id);

let room = null;
let screenKey = null;

// --- saying things

/** Tell whoever sees or hears this page; it is gone again in a while. What shows anyway is only
 * for those who hear it.
 */
function say(message, { shown = true } = {}) {
  const line = document.createElement("p");
  if (!shown) line.className = "unseen";
  line.textContent = message;
  const region = part("said");
  // One at a time is seen; what was said before may still be being read out.
  if (shown) for (const each of region.children) each.className = "unseen";
  region.append(line);
  while (region.children.length > 3) region.firstChild.remove();
  setTimeout(() => line.remove(), 6000);
}

// --- drawing

function draw() {
  const { state, step } = room;
  if (!state || !step) return;
  paint(room.colors);
  const key = state.closed ? "closed" : `step-${step.id}`;
  const { kind } = step.activity;
  const show = state.closed ? closed : (SCREENS[kind] ?? pageOf(room, kind));
  morph(part("header"), header(room));
  morph(part("agenda"), agenda(room));
  morph(part("people"), people(room));
  part("agenda").hidden = part("people").hidden = false;
  const led = ["lead", "drawer"].some((id) => part(id).contains(document.activeElement));
  part("lead").hidden = !room.me.leads;
  morph(part("lead"), lead(room));
  const beside = more(room);
  part("drawer").hidden = beside === null;
  morph(part("drawer"), beside);
  const mine = own(room);
  part("mine").hidden = mine === null;
  morph(part("mine"), [mine]);
  const look = state.closed ? "closed" : kind in SCREENS ? kind : "any";
  dress(look === "any" ? kind : null);
  const besides = isTeamOpen(room);
  stay(state, besides);
  morph(part("main"), [
    room.connected === "polling" && !room.away
      ? el("p", { class: "hint held-back", key: "held", role: "status" }, HELD_BACK) : null,
    unsent(room),
    besides ? team(room) : null,
    // It is only out of sight: what is typed there stays as it is.
    screenOf(key, { class: `screen ${look}`, "data-kind": kind, hidden: besides }, show(room)),
  ]);
  // Who gives the role away, or closes the retro, has nothing left to hold on to there.
  if (led && document.activeElement === document.body) {
    (part("lead").querySelector("button") ?? document.querySelector("#main h1"))?.focus();
  }
  if (screenKey !== null && screenKey !== key && !besides) scrollTo({ top: 0 });
  screenKey = key;
  title = `${besides ? "The team" : state.closed ? "Closed" : step.activity.title} · ${state.team}`;
  showTime(room, title);
}

/** The screen of an activity. Who observes and does not lead reads it, and does nothing there. */
function screenOf(key, given, shown) {
  const reads = room.observes && !room.me.leads && !room.step.over && !room.state.closed;
  return reads
    ? el("fieldset", { key: `${key}-read`, disabled: true, ...given }, shown)
    : el("div", { key, ...given }, shown);
}

let title = "";
const HELD_BACK = "Live updates are held back on their way to you, most likely by a proxy or a virus "
  + "scanner. This page asks for news every few seconds instead. Everything works.";

/** Once a second: the clock, and whether the connection has been away for long. */
function tick() {
  if (!room.state) return;
  if (isUnsettled() || !navigator.onLine) room.redraw();
  showTime(room, title);
}

// --- getting in

const ownName = stored("retrokit:name", "");
const ownColor = stored("retrokit:color", "");
const out = stored("retrokit:out", false);
const ELSEWHERE = 412;
const entry = {
  secret: null,
  leads: false,
  code: "",
  name: ownName.value,
  /** The colour that was chosen here, the last time to begin with; empty for that of one's place. */
  color: ownColor.value,
  /** Whose retro the link opens; empty while that is not known. */
  team: "",
  error: "",
  busy: false,
  /** The name that another device of mine has, which is connected; this one may stand in for it. */
  elsewhere: null,
  choose(color) {
    ownColor.set(color);
    entry.color = color;
    entry.redraw();
  },
  redraw: () => morph(part("main"), [el("div", { class: "screen join" }, join(entry))]),
  async join({ over = false } = {}) {
    Object.assign(entry, { busy: true, error: "", elsewhere: null });
    entry.redraw();
    const secret = entry.secret ?? entry.code.trim();
    const name = entry.name.trim();
    const answer = await send("/api/join", { secret, name, over, color: entry.color || null });
    entry.busy = false;
    if (answer.status === ELSEWHERE) entry.elsewhere = name;
    if (answer.data) return begin(answer.data);
    entry.error = answer.error ?? "The room cannot be reached. Is the network there?";
    return entry.redraw();
  },
};

/** Learn whose retro a link opens. Who has yet to type the code is told nothing. */
async function knock() {
  if (entry.secret === null) return;
  const { data, error, status } = await send("/api/knock", { secret: entry.secret });
  if (error) entry.error = error;
  // The code that is on the wall may work where an old link does not.
  if (status === 422) Object.assign(entry, { secret: null, leads: false });
  if (!data) return;
  entry.team = data.team;
  document.title = `Join · ${data.team}`;
}

function begin(me) {
  ownName.set(me.name);
  entry.secret = null;
  room = enter({ me, draw, say, leave, besides: () => isTeamOpen(room) });
  morph(part("main"), [el("p", { class: "empty" }, "Opening the room…")]);
  setInterval(tick, 1000);
  for (const width of [wide, phone]) width.addEventListener("change", room.redraw);
  watchFoot(part("foot"));
}

// The secret of a member's own link, until they are in by it.
let ownSecret = null;

/** Begin anew, and say why: the room does not know us any more. */
function leave() {
  out.set(true);
  location.reload();
}

/** Take the secret out of the address, where it could be read over a shoulder or shared. */
function takeSecret() {
  const found = /^#(join|lead|me)=(.+)$/.exec(location.hash);
  if (!found) return;
  const secret = decodeURIComponent(found[2]);
  if (found[1] === "me") ownSecret = secret;
  else Object.assign(entry, { secret, leads: found[1] === "lead", team: "", error: "" });
  history.replaceState(null, "", location.pathname);
}

async function start() {
  takeSecret();
  if (ownSecret !== null) {
    const { data, again, error = "" } = await send("/api/join", { secret: ownSecret });
    if (again) return away();
    ownSecret = null;
    entry.error = error;
    if (data) return begin(data);
  }
  const [answer] = await Promise.all([fetch("/api/me").catch(() => null), knock()]);
  if (!answer?.ok) return away();
  const { me } = await answer.json();
  if (me && !(entry.leads && !me.leads)) return begin(me);
  if (me) {
    Object.assign(entry, { name: me.name, color: "" });
    return entry.join(); // the facilitator's link, opened by somebody who is in already
  }
  if (out.value) {
    entry.error = "You are not in this room any more. If you should be, ask for its link or code.";
    out.set(false);
  }
  return entry.redraw();
}

function away() {
  const words = "The room cannot be reached. This page tries again by itself.";
  morph(part("main"), [el("p", { class: "empty" }, words)]);
  setTimeout(start, 2000);
}

let left = 0; // how far the other page was scrolled

/** Show the other page, and begin at its heading; the retro is again where it was left. */
function turn() {
  const to = left;
  left = scrollY;
  draw();
  document.querySelector("#main > .screen:not([hidden]) h1")?.focus({ preventScroll: true });
  scrollTo({ top: isTeamOpen(room) ? 0 : to });
}

addEventListener("hashchange", async () => {
  takeSecret();
  if (turnToAddress() && room?.step) turn();
  if (room === null) {
    if (ownSecret !== null) start();
    else if (entry.secret !== null) knock().then(() => room ?? entry.redraw());
    return;
  }
  if (ownSecret === null && !(entry.leads && !room.me.leads)) return;
  const given = ownSecret === null
    ? { secret: entry.secret, name: room.me.name } : { secret: ownSecret };
  ownSecret = null;
  const { data, error } = await send("/api/join", given);
  if (data) location.reload();
  else say(sentence(error ?? "the room cannot be reached; open the link again in a moment"));
});

addEventListener("keydown", helps);

start();
