// What somebody gives in private, a ballot or an answer: kept as it is chosen.
//
// What is chosen is a draft until the room has it. What cannot count yet, such as points that are
// not all given, stays a draft, and is sent the moment it is whole.

import { refusal, refuse } from "./acting.js";
import { el } from "./dom.js";
import { sentence } from "./room.js";
import { setUnsent, unsentHere } from "./unsent.js";

const PAUSE = 1000; // milliseconds after the last letter, or after everything was taken back
const shown = new Map(); // control -> what the screen shows of a slot

/**
 * Return what is given in a slot of the current step: `{value, set}` for its controls.
 *
 * `sealed(mine)` is the draft of what the room has of `mine`, null for nothing; `meant(draft)` is what it comes to:
 * `{value}`, `{}` where nothing is given, `{problem}` where it cannot count yet. `action(value)` says
 * how that is sent, `told(draft)` in lines what it is, `what` in a word. `held(draft)` is called when the
 * room has it.
 */
export function giving(room, { control, slot, what, blank, sealed, meant, action, told, held }) {
  const kept = room.kept(control, null);
  const { as, writer } = room;
  const given = {
    whose: as.member === undefined ? "Your" : `${writer}’s`,
    room, control, slot, what, kept, sealed: latest(room, sealed), meant, action, told, held,
    step: room.step.id,
    timer: shown.get(control)?.timer ?? null,
    sending: shown.get(control)?.sending ?? null,
    get value() {
      return kept.value ?? given.sealed() ?? blank;
    },
    /** Choose a value. What is `typed` is sent after a pause, or when its field is left. */
    set(value, { typed = false } = {}) {
      if (value === given.value) return;
      kept.set(value);
      refuse(room, control, null);
      const now = shown.get(control) ?? given;
      const { value: wanted, problem } = meant(value);
      remember(now, value, problem);
      clearTimeout(now.timer);
      now.typed = typed;
      // To take back all is often on the way to give something else.
      if (typed || (wanted === undefined && !problem)) now.timer = setTimeout(send, PAUSE, now);
      else send(now);
      if (problem && room.done.includes(writer)) room.attempt("done", { done: false, ...as });
    },
  };
  const before = shown.get(control);
  shown.set(control, given);
  // Chosen before the page was loaded again, and not sent by then.
  if (!before && kept.value !== null) send(given);
  return given;
}

/** Ask again only when what is sealed was read: a press may come before that is drawn. It stays that
 * of whom it was drawn for, whoever is written for by then.
 */
function latest(room, sealed) {
  const { place } = room;
  let read = null;
  let draft = null;
  return () => {
    const mine = room.mineOf(place);
    if (read !== mine) [read, draft] = [mine, sealed(mine)];
    return draft;
  };
}

function remember({ room, control, what, step, told, action, meant }, value, problem) {
  const text = told(value).join("\n");
  const wanted = meant(value).value;
  setUnsent(room, control, text
    ? {
      what, step, text, hidden: true, draft: control, ...(problem && { reason: problem }),
      send: wanted === undefined ? null : action(wanted),
    } : null);
}

/** Send what is given, if it can count; resolves when it is settled. */
async function send(given) {
  const { room, control, kept, meant, action, held, step, slot } = shown.get(given.control) ?? given;
  const now = () => shown.get(control) ?? given;
  clearTimeout(now().timer);
  now().timer = null;
  const draft = kept.value;
  if (draft === null || room.step?.id !== step) return;
  const { value, problem } = meant(draft);
  if (problem) return;
  const [name, what] = value === undefined ? [action(null)[0], null] : action(value);
  const sending = room.keep(slot, name, what);
  now().sending = sending;
  room.redraw();
  try {
    await sending;
    // What was chosen again since is on its way still, and the room has something else until then.
    if (same(kept.value, draft) && now().sending === sending) {
      // What is sealed shall not stay readable in the browser.
      held?.(draft);
      kept.set(null);
      setUnsent(room, control, null);
      // The same may have been entered once more meanwhile: there is nothing left to wait for.
      clearTimeout(now().timer);
      now().timer = null;
    }
  } catch (error) {
    missed(given, error);
  } finally {
    if (now().sending === sending) now().sending = null;
    room.redraw();
  }
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** Tell whoever gave it that the room did not take it. */
function missed(given, error) {
  const { room, control, kept, told, what, step } = given;
  if (kept.value === null) return;
  const stays = room.state.current === step && !room.step.over && !room.state.closed;
  if (stays) return refuse(room, control, sentence(error.message));
  const text = told(kept.value).join("\n") || "(nothing)";
  const wanted = given.meant(kept.value).value;
  setUnsent(room, control, {
    what, step, text, draft: control, why: error.message,
    send: wanted === undefined ? null : given.action(wanted),
  });
}

// What counts only once its button is pressed.
const TYPED = { note: "A note", entry: "An entry" };

const here = (room) => [...shown.values()].filter((each) => each.step === room.step?.id);

/** Send what waits for a pause; `typed` alone when a field was left. */
export function sendNow({ typed = false } = {}) {
  for (const each of shown.values()) if (each.timer !== null && (each.typed || !typed)) send(each);
}

/**
 * Send what was given here, wait for it, and return what does not count all the same: a line each.
 */
export async function finish(room) {
  sendNow();
  while (here(room).some((each) => each.sending)) {
    await Promise.allSettled(here(room).map((each) => each.sending));
  }
  return here(room).filter((each) => each.kept.value !== null)
    .map(({ what, told, kept, meant }) =>
      [sentence(what), told(kept.value)[0], meant(kept.value).problem].filter(Boolean).join(": "))
    .concat(unsentHere(room).filter(({ what }) => TYPED[what])
      .map(({ what, text }) => `${TYPED[what]} is not added yet: ${text}`));
}

/** How what is given stands, in a line: whether it counts, and if not, why. */
export function standing(given) {
  const { room, control, kept, sealed, meant, what, whose, sending, timer } = given;
  const line = (look, words, ...more) =>
    [el("p", { class: `counts ${look}`, id: `${control}-counts` }, words, more)];
  const shownRefusal = refusal(control);
  if (shownRefusal) return [shownRefusal, kept.value !== null ? undo(given) : null];
  const { problem } = kept.value === null ? {} : meant(kept.value);
  if (problem) {
    const before = sealed() === null ? "" : ` ${whose} earlier ${what} still counts.`;
    return [...line("not-yet", `This does not count yet. ${problem}${before}`), undo(given)];
  }
  if (sending || timer !== null) return line("going", room.away ? WAITING : "Saving…");
  if (sealed() !== null) {
    return line("yes", `${whose} ${what} counts. You can change it until the facilitator goes on.`);
  }
  return null;
}

const WAITING = "Not saved yet: there is no connection. It is saved when the connection is back.";

function undo({ room, control, kept, sealed }) {
  if (sealed() === null) return null;
  return el("p", { class: "buttons" },
    el("button", {
      type: "button", class: "quiet",
      onclick: () => {
        kept.set(null);
        setUnsent(room, control, null);
        refuse(room, control, null);
      },
    }, "Undo this change"));
}

globalThis.addEventListener?.("focusout", () => sendNow({ typed: true }));
globalThis.addEventListener?.("pagehide", () => sendNow());
