// The keys. Each place says what its keys do where it handles them, and `?` tells those that are here.

import { el, propsOf } from "./dom.js";
import { made, modal } from "./modal.js";
import { stored } from "./room.js";

/** The keys of a place: `told` is what they do, by their names: `{"Ctrl+Enter": "Save it"}`. Those
 * that do the same stand together, with a space between them.
 *
 * It is given, as the prop `keys`, to what has them or leads there. `on({"Ctrl+Enter": save})` is a
 * listener for keydown. What is not told is not done; who returns false leaves it to others.
 */
export const keysOf = (place, told) => ({
  place,
  told,
  on: (does) => (event) => {
    const { key, ctrlKey, metaKey, shiftKey } = event;
    // While a word is being composed, its keys belong to the input method.
    if (event.defaultPrevented || event.isComposing) return;
    const name = [
      (ctrlKey || metaKey) && "Ctrl", shiftKey && key.length > 1 && "Shift", key === " " ? "Space" : key,
    ].filter(Boolean).join("+");
    const known = Object.keys(told).some((each) => each.split(" ").includes(name));
    if (known && does[name] && does[name](event) !== false) event.preventDefault();
  },
});

const WRITING = keysOf("A note, a point, a comment", {
  "Enter Ctrl+Enter": "Add it",
  "Shift+Enter": "Begin a new line",
});

/** The props of a field whose text is sent by Enter. */
export const writes = (send) =>
  ({ keys: WRITING, onkeydown: WRITING.on({ Enter: send, "Ctrl+Enter": send }) });

const PAGE = keysOf("Everywhere", {
  "Tab Shift+Tab": "Go to what comes next, or before",
  Escape: "Close a form, a dialog or More",
  "?": "Show the keys, unless you are typing",
});

/** A listener for keydown of what Escape closes. */
export const onEscape = (close) => PAGE.on({ Escape: close });

// A key that is a single character may be turned off (WCAG 2.1.4): who talks to their computer sets
// it off by mistake.
const single = stored("retrokit:?", true);
const TYPED = "textarea, select, input:not([type=checkbox], [type=radio])";

/** A listener for keydown of the whole page. */
export const helps = PAGE.on({
  "?": ({ target }) =>
    single.value && !target.matches(TYPED) && !document.querySelector("dialog[open]") && help(),
});

export const helpButton = () => el("button", {
  type: "button", key: "help", class: "quiet help", "aria-label": "Keys (?)", title: "Keys (?)",
  onclick: help,
}, "?");

/** Show what the keys of all that is in sight do, then those of the whole page. */
function help() {
  const here = new Set();
  for (const node of document.querySelectorAll("body *")) {
    const { keys } = propsOf(node);
    if (keys && node.checkVisibility()) here.add(keys);
  }
  const turn = made("input", { type: "checkbox", checked: single.value });
  turn.addEventListener("change", () => single.set(turn.checked));
  const close = made("button", { type: "button", className: "primary", textContent: "Close" });
  const shown = modal("keys", "Keys", "What they do on this screen.",
    ...[...here, PAGE].flatMap(({ place, told }) => [
      made("h3", { textContent: place }),
      made("dl", {}, ...Object.entries(told).flatMap(([keys, words]) => [
        made("dt", {}, ...keys.split(" ").map((key) =>
          made("kbd", { textContent: key.replace("Arrow", "") }))),
        made("dd", { textContent: words }),
      ])),
    ]),
    made("label", { className: "check" }, turn, "The key ? shows this"),
    made("p", { className: "buttons" }, close));
  close.addEventListener("click", () => shown.close());
  close.focus();
}
