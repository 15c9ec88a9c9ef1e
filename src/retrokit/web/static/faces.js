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

/** The colour of a member: by their place among all, so that it stays when they are renamed. */
const hueOfMember = (state, name) =>
  HUES[(state.members.get(name)?.place ?? 0) % HUES.length];

/** The disc of a member; what it says is said beside it in words. `look`: "done", "away", "small". */
export function face(state, name, look = "") {
  return el("span", {
    class: `face hue-${hueOfMember(state, name)} ${look}`, "aria-hidden": "true", key: "face",
    title: name,
  }, initials(name, membersHere(state)));
}
