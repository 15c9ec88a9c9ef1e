// Doing something by a control of the page: what the server refuses is shown beside the control.

import { el } from "./dom.js";
import { sendNow } from "./giving.js";
import { made, modal } from "./modal.js";
import { sentence } from "./room.js";
import { beforeRevealing } from "./words.js";

const WOULD_OPEN = 412; // what the room answers where something is sealed that was not known of

const refusals = new Map();
const busy = new Set();

/** Do an action that came from a control, by its name; the answer, or null if it was refused. */
export const perform = (room, control, name, given = {}, at = undefined) =>
  attempt(room, control, () => room.do(name, given, at));

/**
 * The same with what is done in a way of its own, once however often the control is used. At another
 * step it is another use: the stream may bring that before the answer to the first one is here.
 */
export async function attempt(room, control, doing) {
  const use = `${control} at ${room.state?.current}`;
  if (busy.has(use)) return null;
  busy.add(use);
  refusals.delete(control);
  try {
    return await doing();
  } catch (error) {
    refusals.set(control, { words: sentence(error.message), status: error.status });
    return null;
  } finally {
    busy.delete(use);
    room.redraw();
  }
}

/** Say beside a control what is wrong, without asking the server; null takes it back. */
export function refuse(room, control, message) {
  if (message) refusals.set(control, { words: message });
  else refusals.delete(control);
  room.redraw();
}

/** What was refused of a control, for `aria-describedby`; nothing if nothing was. */
export const refusal = (control) =>
  refusals.has(control)
    ? el("p", { class: "refused", role: "alert", id: idOf(control) },
      refusals.get(control).words)
    : null;

export const isRefused = (control) => refusals.has(control);
export const idOf = (control) => `refused-${control.replace(/[^\w-]+/g, "-")}`;

/** Focus what has an id, once the page has been drawn anew: what had the focus is gone. */
export function focusSoon(id) {
  drawn(() => document.getElementById(id)?.focus());
}

/** The same with the first control inside what has an id: what is chosen, or what is typed into. */
export function focusInside(id) {
  const inside = ["input:checked", "input:not(:disabled), textarea, select", "button"];
  drawn(() => {
    const within = document.getElementById(id);
    inside.map((each) => within?.querySelector(each)).find(Boolean)?.focus();
  });
}

const drawn = (then) => requestAnimationFrame(() => requestAnimationFrame(then));

/** Ask before what cannot be taken back. Resolves to whether the answer was yes; Escape is no. */
export function confirmed(question, consequence, yes, not = "Not now") {
  return new Promise((resolve) => {
    const no = made("button", { type: "button", textContent: not });
    const go = made("button", { type: "button", className: "primary", textContent: yes });
    const shown = modal("confirm", question, consequence, made("p", { className: "buttons" }, no, go));
    no.addEventListener("click", () => shown.close(""));
    go.addEventListener("click", () => shown.close("yes"));
    shown.addEventListener("close", () => resolve(shown.returnValue === "yes"));
    no.focus();
  });
}

/**
 * Do what opens what is sealed, once whoever does it knows that; `told` is said in any case.
 *
 * What was sealed a moment ago is not counted here yet: the room then refuses, and it is asked for.
 */
export async function opening(room, control, { question, yes, told = "" }, action, given = {}) {
  sendNow(); // what whoever does it has given themselves is not left behind
  const at = room.state.current; // what others do while this is being read is not gone on from
  const sure = (words) => confirmed(question, [...words, told].filter(Boolean).join(" "), yes);
  if (!room.sealed) {
    if (told && !await sure([])) return;
    await perform(room, control, action, { ...given, opens: false }, at);
    if (refusals.get(control)?.status !== WOULD_OPEN) return;
    refuse(room, control, null);
  }
  const words = [beforeRevealing(room), ...await toHear(room)];
  if (await sure(words)) await perform(room, control, action, given, at);
}

/** What the questions that are asked here say to whoever is about to reveal the answers. */
export async function toHear(room) {
  try {
    return (await room.ask("/api/before_reveal")).before_reveal;
  } catch {
    return []; // the room cannot be reached; so nothing is revealed either
  }
}
