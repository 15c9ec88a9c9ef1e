// Faces: a disc with initials for everyone, in a colour of their own.

import { el } from "./dom.js";
import { HUES } from "./hues.js";
import { membersHere } from "./state.js";

const letters = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const first = (text, most) =>
  Array.from(letters.segment(text), ({ segment }) => segment).slice(0, most).join("");

/** The initials of a name: of its first and last word, or two letters where one would not tell. */
function initials(name, others = []) {
  const words = name.trim().split(/\s+/);
  if (words.length > 1) return (first(words[0], 1) + first(words.at(-1), 1)).toLocaleUpperCase();
  const one = first(name, 1).toLocaleUpperCase();
  const alike = others.some((each) =>
    each !== name && !/\s/.test(each.trim()) && first(each, 1).toLocaleUpperCase() === one);
  return alike ? one + first(name, 2).slice(one.length) : one;
}

/** A disc with initials; what it says is said beside it in words. `look`: "done", "away", "small". */
export const disc = (name, look, props, signs = initials(name)) =>
  el("span", { class: `face ${look}`, "aria-hidden": "true", ...props }, signs);

/** Give all faces the colours that people chose, by place. They are the page's and not a node's, so
 * that faces on cards which are not drawn again change, too.
 */
export function paint(colors) {
  const { style } = document.documentElement;
  for (const each of [...style]) {
    if (each.startsWith("--of-") && !(each.slice(5) in colors)) style.removeProperty(each);
  }
  for (const place of Object.keys(colors)) style.setProperty(`--of-${place}`, `var(--${colors[place]})`);
}

// By the members there are, what stands for each: it is looked up for every note of a board.
const found = new WeakMap();

function initialsOf(state, name) {
  const { members } = state;
  if (!found.has(members)) found.set(members, new Map());
  const known = found.get(members);
  if (!known.has(name)) known.set(name, initials(name, membersHere(state)));
  return known.get(name);
}

/** The disc of a member, in the colour that they chose, else in that of their place among all: both
 * stay when they are renamed.
 */
export function face(state, name, look = "") {
  const place = state.members.get(name)?.place ?? 0;
  const hue = `var(--of-${place}, var(--${HUES[place % HUES.length]}))`;
  return disc(name, look, { title: name, style: { "--hue": hue } }, initialsOf(state, name));
}
