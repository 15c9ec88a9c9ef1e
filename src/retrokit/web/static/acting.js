// Doing something by a control of the page: what the server refuses is shown beside the control.

import { el } from "./dom.js";
import { sentence } from "./room.js";

const refusals = new Map();
const busy = new Set();

/** Do an action that came from a control, by its name; the answer, or null if it was refused. */
export async function perform(room, control, name, given = {}) {
  if (busy.has(control)) return null;
  busy.add(control);
  refusals.delete(control);
  try {
    return await room.do(name, given);
  } catch (error) {
    refusals.set(control, sentence(error.message));
    return null;
  } finally {
    busy.delete(control);
    room.redraw();
  }
}

/** Say beside a control what is wrong, without asking the server; null takes it back. */
export function refuse(room, control, message) {
  if (message) refusals.set(control, message);
  else refusals.delete(control);
  room.redraw();
}

/** What was refused of a control, for `aria-describedby`; nothing if nothing was. */
export const refusal = (control) =>
  refusals.has(control)
    ? el("p", { class: "refused", role: "alert", id: idOf(control), key: "refused" },
      refusals.get(control))
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

/**
 * Ask before what cannot be taken back. Resolves to whether the answer was yes; Escape is no, and
 * the focus goes back to where it was.
 */
export function confirmed(question, consequence, yes) {
  return new Promise((resolve) => {
    const dialog = document.createElement("dialog");
    dialog.className = "confirm";
    const made = (tag, text, id) => {
      const node = document.createElement(tag);
      node.textContent = text;
      if (id) node.id = id;
      return node;
    };
    const no = made("button", "Not now");
    const go = made("button", yes);
    go.className = "primary";
    for (const button of [no, go]) button.type = "button";
    no.addEventListener("click", () => dialog.close(""));
    go.addEventListener("click", () => dialog.close("yes"));
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    const buttons = made("p", "");
    buttons.className = "buttons";
    buttons.append(no, go);
    dialog.append(made("h2", question, "confirm-question"),
      made("p", consequence, "confirm-consequence"), buttons);
    dialog.setAttribute("aria-labelledby", "confirm-question");
    dialog.setAttribute("aria-describedby", "confirm-consequence");
    document.body.append(dialog);
    dialog.showModal();
    no.focus();
  });
}
