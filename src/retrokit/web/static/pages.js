// Screens and styles that plugins bring for kinds of activity of theirs: loaded when the retro first
// comes to one. Where a screen fails, the kind is drawn as one without.

import { choices } from "./choices.js";
import { said } from "./dom.js";
import { screen as any } from "./screens/any.js";

const loaded = new Map(); // kind -> its screen

/** Return the screen of a kind that the page has none for. */
export function pageOf(room, kind) {
  const parts = choices(room).pages[kind] ?? [];
  if (!loaded.has(kind) && parts.length) load(room, kind, parts);
  return loaded.get(kind) ?? any;
}

/** Have the style of a kind hold, and of no other. */
export function dress(kind) {
  for (const each of document.querySelectorAll("link[data-kind]")) {
    each.disabled = each.dataset.kind !== kind;
  }
}

async function load(room, kind, parts) {
  loaded.set(kind, any);
  if (parts.includes("style.css")) addStyle(kind);
  if (!parts.includes("screen.js")) return;
  try {
    const { screen } = await import(`/pages/${kind}/screen.js`);
    loaded.set(kind, (shown) => drawnBy(screen, shown, kind));
  } catch (error) {
    failed(kind, error);
  }
  room.redraw();
}

function addStyle(kind) {
  const link = document.createElement("link");
  Object.assign(link, { rel: "stylesheet", href: `/pages/${kind}/style.css` });
  link.dataset.kind = kind;
  document.head.append(link);
}

function drawnBy(screen, room, kind) {
  try {
    const nodes = screen(room);
    if (!isSound(nodes)) throw new TypeError(`the screen of ${kind} returns what el() did not make`);
    return nodes;
  } catch (error) {
    failed(kind, error);
    return loaded.get(kind)(room);
  }
}

/** Whether something can be drawn: what cannot would keep all else from being drawn, too. */
function isSound(node) {
  if (Array.isArray(node)) return node.every(isSound);
  if (typeof node !== "object" || node === null) return typeof node !== "function";
  return typeof node.tag === "string" && typeof node.props === "object" && isSound(node.children);
}

function failed(kind, error) {
  reportError(error);
  loaded.set(kind, (room) => [
    any(room),
    said("p", `The screen that the plugin of ${kind} brings does not work, so you see a plain one.`,
      { class: "hint", key: "page-failed", role: "status" }),
  ]);
}
