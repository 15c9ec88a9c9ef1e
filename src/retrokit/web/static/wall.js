// The wall: what everyone sees, large, for a projector. It is nobody in the room and does nothing.

import { el, morph, said } from "./dom.js";
import { paint } from "./faces.js";
import { burst, isNews, reveal, stay } from "./reveal.js";
import { after, currentStep } from "./state.js";
import { follow } from "./stream.js";
import { SOON, clockWords, secondsLeft, serverClock } from "./time.js";
import { fit, readingTime, turnTo } from "./wall_pages.js";
import { isDrawnAnyhow, standing, titleOver, view } from "./wall_screens.js";

const API = "/api/wall";
const PAUSE = 250; // milliseconds from one question to the next
const HINT = 6000; // for how many the keys are shown
const OPEN_IT = "Open it from the facilitator’s page: People, Invite, Show on a wall.";

const part = (id) => document.getElementById(id);
const clock = serverClock();
const wall = {
  state: null, here: [], done: [], sealed: 0, turnout: "", promise: "", joining: false, thumbs: null,
  colors: {},
  /** What was opened as blocks, by step. */
  told: {},
  /** What there is to see of a step of a kind that the wall does not know. */
  outline: null,
  /** What lets others join, while the wall shows it. */
  invitation: null,
  get step() {
    return wall.state && currentStep(wall.state);
  },
  now: () => clock.now(),
};
let connected = null;
let live = false; // whether what comes is new, and not what was missed
let lostSince = Date.now();
let pages = 1;
let page = 0;
let turned = 0; // when the page was turned last
let reading = 0; // how many milliseconds it takes
let held = false; // whether pages stay until somebody turns them
let shown = "";

// --- drawing

let pending = false;
function redraw() {
  if (pending) return;
  pending = true;
  const soon = document.hidden ? setTimeout : requestAnimationFrame;
  soon(() => {
    pending = false;
    draw();
  });
}

function draw() {
  const { state, step } = wall;
  if (!state || !step) return;
  const screen = state.closed ? "closed" : `step-${step.id}${step.revealed ? "-revealed" : ""}`;
  paint(wall.colors);
  const drawn = view(wall);
  stay(state);
  morph(part("header"), [
    el("div", { class: "what" },
      said("p", `${state.team} · ${state.format.title}`, { class: "where" }),
      titleOver(wall)),
    el("div", { class: "time" }, state.closed ? null : timeLeft(state.timebox)),
  ]);
  morph(part("main"), [el("div", { key: screen, class: `view ${drawn.look}` }, drawn.nodes)]);
  if (shown !== screen) [shown, page, turned, held] = [screen, 0, Date.now(), false];
  measure();
  document.title = `${state.closed ? "Closed" : step.activity.title} · ${state.team}`;
}

/** Choose the largest type with which all of it fits, and begin to turn pages where none does. */
function measure() {
  pages = fit(part("main"));
  page = Math.min(page, pages - 1);
  turnTo(part("main"), page);
  reading = readingTime(part("main"));
  foot();
}

function foot() {
  const away = lostSince !== null && Date.now() - lostSince > 1000;
  morph(part("footer"), [
    standing(wall),
    pages > 1
      ? el("p", { class: "pages" }, `Page ${page + 1} of ${pages}${held ? ", held" : ""}`)
      : null,
    el("p", { class: "keys" },
      pages > 1 ? "F: full screen · ← →: turn the page · Space: hold or go on" : "F: full screen"),
    el("p", { class: "net", key: "net", role: "status" },
      away ? "No connection. What you see may be old. It comes back by itself." : ""),
  ]);
}

/** Time left, in figures that are read from the last row. */
function timeLeft(box) {
  if (!box) return null;
  const left = secondsLeft(box, clock.now());
  if (left > 0) {
    const late = left <= SOON ? "clock late" : "clock";
    return el("p", { class: late, role: "timer", key: "clock" }, clockWords(left));
  }
  return [
    el("p", { class: "up", role: "timer", key: "up" }, "Time is up"),
    left < 0 ? el("p", { class: "soft" }, clockWords(left)) : null,
  ];
}

function tick() {
  if (!wall.state) return;
  const { timebox, closed } = wall.state;
  if (timebox && !closed) {
    const place = document.querySelector("#header .time");
    if (place) morph(place, [timeLeft(timebox)].flat());
  }
  if (!held && pages > 1 && Date.now() - turned > reading) turn(1);
  foot();
}

function turn(by) {
  page = (page + by + pages) % pages;
  turned = Date.now();
  turnTo(part("main"), page);
  foot();
}

/** Who turns a page wants to look at it. */
function turnByHand(by) {
  held = true;
  turn(by);
}

// --- what the room tells

function entered() {
  document.body.classList.add("live");
  follow({
    after: 0,
    path: API,
    message(message) {
      const before = wall.state;
      wall.state = after(before, message);
      if (before?.opened !== wall.state.opened || before?.at !== wall.state.at) ask("told");
      if (isDrawnAnyhow(wall)) ask("outline");
      for (const each of live ? message.news ?? [] : []) if (isNews(each, clock.now())) tell(each);
      redraw();
    },
    alive: ({ now }) => clock.tells(now),
    room(data) {
      if (data.now) clock.tells(data.now);
      const { here = [], done = [], sealed = 0, turnout = "", promise = "" } = data;
      const { joining = false, thumbs = null, colors = {} } = data;
      Object.assign(wall, { here, done, sealed, turnout, promise, joining, thumbs, colors });
      live = wall.state !== null;
      if (!joining) wall.invitation = null;
      else if (!wall.invitation) ask("joining");
      redraw();
    },
    connected(how) {
      connected = how;
      lostSince = connected ? null : lostSince ?? Date.now();
      if (connected && wall.state) ask("told");
      foot();
    },
    refused: () => over(`This wall was closed. ${OPEN_IT}`),
    ahead: () => location.reload(),
  });
  setInterval(tick, 1000);
}

function tell(event) {
  if (event.event === "Opened") reveal(wall.state, event);
  else if (event.event === "Closed") burst(wall.state);
}

const KEEPS = { told: "told", outline: "outline", joining: "invitation" };
const asking = new Set();
/** Ask the room for what is not in the stream, once for however much has changed. */
async function ask(what) {
  if (asking.has(what)) return;
  asking.add(what);
  await new Promise((soon) => setTimeout(soon, PAUSE));
  asking.delete(what);
  const answer = await fetch(`${API}/${what}`).catch(() => null);
  if (answer?.status === 429) ask(what);
  if (!answer?.ok) return;
  const found = await answer.json();
  wall[KEEPS[what]] = what === "joining" ? found : found[what];
  redraw();
}

// --- getting in, and staying awake

function over(words) {
  document.body.classList.remove("live");
  morph(part("header"), []);
  morph(part("footer"), []);
  morph(part("main"), [el("div", { class: "view over" },
    el("h1", { key: "title" }, "The wall"), el("p", { key: "words" }, words))]);
}

async function start(secret) {
  const asked = secret
    ? fetch(API, {
      method: "POST", headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ secret }),
    })
    : fetch(`${API}/me`);
  const answer = await asked.catch(() => null);
  const told = await answer?.json().catch(() => null);
  if (!told || answer.status >= 500) {
    over("The room cannot be reached. This page tries again by itself.");
    setTimeout(() => start(secret), 2000);
  } else if (!answer.ok) over(`This link opens no wall, or not any more. ${OPEN_IT}`);
  else if (told.me === null) over(`This page shows a retro on a projector. ${OPEN_IT}`);
  else if (document.body.classList.contains("live")) location.reload();
  else entered();
}

/** Take the secret out of the address, where it could be read from the wall. */
function takeSecret() {
  const found = /^#wall=(.+)$/.exec(location.hash);
  if (found) history.replaceState(null, "", location.pathname);
  return found && decodeURIComponent(found[1]);
}

function stayAwake() {
  if (document.visibilityState === "visible") navigator.wakeLock?.request("screen").catch(() => {});
}

const fullScreen = () => (document.fullscreenElement
  ? document.exitFullscreen() : document.documentElement.requestFullscreen?.());

let hiding = 0;
function hint() {
  document.body.classList.add("hinting");
  clearTimeout(hiding);
  hiding = setTimeout(() => document.body.classList.remove("hinting"), HINT);
}

const KEYS = {
  f: fullScreen,
  ArrowLeft: () => turnByHand(-1),
  ArrowRight: () => turnByHand(1),
  " ": () => {
    held = !held;
    turned = Date.now();
    foot();
  },
};

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  KEYS[event.key.length > 1 ? event.key : event.key.toLowerCase()]?.();
});
addEventListener("dblclick", fullScreen);
addEventListener("pointermove", hint);
addEventListener("resize", () => wall.state && measure());
addEventListener("hashchange", () => {
  const secret = takeSecret();
  if (secret) start(secret);
});
document.addEventListener("visibilitychange", stayAwake);
document.fonts?.ready.then(() => wall.state && measure());
hint();
stayAwake();
start(takeSecret());
