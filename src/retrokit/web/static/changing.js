// What takes the place of something while it is changed: a form that is saved, or left by "Cancel"
// and by Escape.

import { idOf, isRefused, refusal } from "./acting.js";
import { el } from "./dom.js";
import { onEscape } from "./keys.js";

/** The form. `save(event)` and `stop()` are what its buttons do, and `yes` is what the first one says. */
export const changing = (control, props, { save, stop, yes = "Save" }, ...inside) =>
  el("form", {
    class: "changing", novalidate: true, onkeydown: onEscape(stop), ...props,
    onsubmit(event) {
      event.preventDefault();
      save(event);
    },
  },
  inside,
  refusal(control),
  el("p", { class: "buttons" },
    el("button", { type: "submit", class: "primary" }, yes),
    el("button", { type: "button", onclick: stop }, "Cancel")));

/** A field for a text of some lines, with its label; `set(text)` is called with what is typed. */
export const textField = (control, id, label, value, set, props) =>
  el("p", { class: "field", key: id },
    el("label", { for: id }, label),
    el("textarea", {
      id, rows: "2", dir: "auto", maxlength: "2000", value,
      "aria-invalid": isRefused(control) ? "true" : undefined,
      "aria-describedby": isRefused(control) ? idOf(control) : undefined,
      oninput: ({ target }) => set(target.value), ...props,
    }));
