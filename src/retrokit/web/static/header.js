// The header, always in sight: where the room is, how much time is left, and whether it is reached.

import { perform } from "./acting.js";
import { el, said } from "./dom.js";
import { helpButton } from "./keys.js";
import { onward } from "./lead.js";
import { agendaOf, isRead } from "./state.js";
import { pages } from "./team.js";
import { SOON, clockWords, overWords, secondsLeft } from "./time.js";
import { stored } from "./room.js";

const CONTROL = "header-time";

let lostSince = null;
let waiting = {}; // the action that is on its way longest, and since when
let toldOver = null;
let seen = {}; // the time box that was shown last, and what was left of it

export function header(room) {
  const { state } = room;
  const steps = agendaOf(state);
  const at = steps.findIndex(({ id }) => id === state.current);
  return [
    el("div", { class: "place" },
      said("p", state.team, { class: "team", title: state.team }),
      el("p", { class: "at", title: steps[at]?.activity.title }, state.closed ? "Closed" : [
        said("span", steps[at].activity.title, { class: "step-name" }),
        el("span", { class: "soft" }, `${isRead(room) ? " · Read ·" : ""} ${at + 1} of ${steps.length}`)])),
    net(room),
    pages(room),
    state.timebox && !state.closed ? time(room) : null,
    helpButton(),
  ];
}

function net(room) {
  const { onTheirWay } = room;
  if (room.away) lostSince ??= Date.now();
  else lostSince = null;
  // A moment without a connection is not worth a word, nor is one in which something is on its way.
  const lost = lostSince !== null && Date.now() - lostSince > 1000;
  const [oldest] = onTheirWay;
  if (oldest?.id !== waiting.id) waiting = { id: oldest?.id, since: Date.now() };
  const slow = oldest && Date.now() - waiting.since > 1000;
  if (!lost && !slow) return null;
  return el("p", { class: lost ? "net lost" : "net" },
    lost ? "No connection. It comes back by itself; what you write is kept." : "Sending…");
}

/** Whether something here may change by itself within a second. */
export const isUnsettled = () => lostSince !== null || Boolean(waiting.id);

// --- the time box

/** How many seconds are left of the time box, negative when it is over; null without one. */
function leftOf(room) {
  const box = room.state.closed ? null : room.state.timebox;
  return box && secondsLeft(box, room.now());
}

const phase = (left) => (left <= 0 ? "late" : left <= SOON ? "soon" : "");

function time(room) {
  const left = leftOf(room);
  return el("div", { class: `time ${phase(left)}` },
    left <= 0 ? up(room) : null,
    bell(room),
    el("svg", { class: "ring", viewBox: "0 0 24 24", "aria-hidden": "true" },
      ["all", "left"].map((part) =>
        el("circle", { key: part, class: part, cx: 12, cy: 12, r: 10, pathLength: 1 }))),
    el("p", { class: "clock", role: "timer", key: "clock" }));
}

const timeUp = ({ facilitator }) => `Time is up. ${facilitator ?? "The facilitator"} decides.`;

function up(room) {
  return el("div", { class: "up" },
    said("p", timeUp(room.state)),
    room.me.leads
      ? [
        el("button", {
          type: "button", key: "more", "aria-label": "2 minutes more",
          onclick: () => perform(room, CONTROL, "extend_timer", { minutes: 2 }),
        }, "+2 min"),
        onward(room),
      ]
      : null);
}

/** Once a second, and whenever the page is drawn: the clock, its ring, and the title of the tab. */
export function showTime(room, title) {
  const left = leftOf(room);
  const box = room.state.timebox;
  document.title = left === null ? title : `${clockWords(left)} · ${title}`;
  const place = document.querySelector("#header .time");
  if (!place || left === null) return;
  const share = Math.min(1, Math.max(0, left) / Math.max(1, box.seconds));
  place.style.setProperty("--left", share.toFixed(3));
  place.querySelector(".clock").textContent = clockWords(left);
  const which = `${box.started} ${box.seconds}`;
  const before = seen.which === which ? seen.left : null;
  seen = { which, left };
  if (before !== null && phase(before) !== phase(left)) {
    room.redraw();
    if (left <= 0) chime();
  }
  const words = overWords(left, timeUp(room.state));
  if (words && toldOver !== `${which} ${words}`) room.say(words, { shown: false });
  toldOver = `${which} ${words}`;
}

// --- the sound when the time is up: off until somebody wants it

const sound = stored("retrokit:sound", false);
let audio = null;

/** A browser lets a page be heard only after somebody has done something on it. */
function ready() {
  audio ??= new AudioContext();
  audio.resume();
}
if (sound.value) addEventListener("pointerdown", ready, { once: true });

function bell(room) {
  return el("button", {
    type: "button", key: "bell", class: room.me.leads ? "quiet bell" : "quiet bell wide",
    "aria-pressed": String(sound.value), "aria-label": "Sound when the time is up",
    title: sound.value ? "Sound when the time is up: on" : "Sound when the time is up: off",
    onclick: () => {
      sound.set(!sound.value);
      if (sound.value) {
        ready();
        chime();
      }
      room.redraw();
    },
  }, el("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" },
    el("path", { d: "M12 3a6 6 0 0 0-6 6c0 6-2 7-2 7h16s-2-1-2-7a6 6 0 0 0-6-6M10 20h4" }),
    sound.value ? null : el("path", { d: "M4 4l16 16" })));
}

/** Two soft notes, a fourth apart. */
function chime() {
  if (!sound.value || !audio) return;
  for (const [place, pitch] of [660, 880].entries()) {
    const at = audio.currentTime + 0.3 * place;
    const tone = audio.createOscillator();
    const loudness = audio.createGain();
    tone.frequency.value = pitch;
    loudness.gain.setValueAtTime(0.001, at);
    loudness.gain.exponentialRampToValueAtTime(0.2, at + 0.04);
    loudness.gain.exponentialRampToValueAtTime(0.001, at + 1.2);
    tone.connect(loudness).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 1.2);
  }
}
