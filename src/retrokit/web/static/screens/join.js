// Getting in: a name, and a code where the link did not bring one.

import { el, said } from "../dom.js";
import { disc } from "../faces.js";
import { HUES } from "../hues.js";
import { sentence } from "../room.js";

export function screen(entry) {
  return [
    el("h1", { tabindex: "-1", key: "title" },
      entry.leads ? "Lead the retro" : "Join the retro",
      entry.team ? [" of ", said("span", entry.team)] : null),
    el("p", { class: "prompt" },
      "No account, nothing to install. Everyone sees your name and your colour."),
    el("form", { class: "join-form", onsubmit: (event) => submit(event, entry) },
      entry.secret === null ? code(entry) : null,
      el("label", { class: "field", key: "name" },
        el("span", { class: "label" }, "Your name"),
        el("input", {
          name: "name",
          value: entry.name,
          maxlength: 80,
          required: true,
          autocomplete: "nickname",
          dir: "auto",
          "aria-describedby": entry.error ? "join-error" : null,
          oninput: (event) => {
            entry.name = event.target.value;
            entry.redraw();
          },
        })),
      // Beside the fields, not below the colours, where a phone has no room for it.
      entry.error
        ? el("p", { class: "refused", role: "alert", id: "join-error" },
          sentence(entry.error))
        : null,
      entry.elsewhere !== null
        ? el("p", { class: "buttons" },
          el("button", { type: "button", onclick: () => entry.join({ over: true }) },
            "Use this device instead"))
        : null,
      colors(entry),
      el("p", { class: "buttons" },
        el("button", { type: "submit", class: "primary", key: "in", disabled: entry.busy },
          entry.busy ? "Joining…" : "Join"))),
  ];
}

/** The colour of one's face. Who chooses none has that of their place among all. */
function colors(entry) {
  return el("fieldset", { class: "hues" },
    el("legend", { class: "label" }, "Your colour"),
    ["", ...HUES].map((hue) =>
      el("label", { key: hue },
        el("input", {
          type: "radio", name: "color", value: hue, checked: hue === entry.color,
          onchange: () => entry.choose(hue),
        }),
        disc(entry.name, hue ? `hue-${hue}` : "away"),
        el("span", {}, hue ? hue[0].toUpperCase() + hue.slice(1) : "Any"))));
}

function code(entry) {
  return el("div", { class: "field" },
    el("label", { class: "label", for: "code" }, "The code of the room"),
    el("input", {
      id: "code",
      name: "code",
      class: "code",
      value: entry.code,
      required: true,
      maxlength: 200,
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      "aria-describedby": "code-hint",
      oninput: (event) => { entry.code = event.target.value; },
    }),
    el("span", { class: "hint", id: "code-hint" }, "Six letters and digits. Ask the facilitator for them."));
}

function submit(event, entry) {
  event.preventDefault();
  entry.join();
}
