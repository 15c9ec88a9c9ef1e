// The fields of forms: what each sort of them holds, what is wrong with that, and its controls.

import { el, said } from "./dom.js";
import { listing, plural } from "./words.js";

const MOST_STEPS = 11;
const MOST_BUTTONS = 12; // of more options one is chosen from a list
const AXES = ["Across", "Up"];

const isOpen = (value) =>
  value === undefined || (typeof value === "string" && !value.trim())
  || (Array.isArray(value) && value.every(isOpen));

/** What is entered of a value that stands by options: null where one is not sure. */
export const entries = ({ options = [] }, value) =>
  Object.fromEntries(options.map((each) => [each.value, value?.[each.value]])
    .filter(([, each]) => !isOpen(each)));

const isByOption = (field) => field.many || field.kind === "dots";

/** Whether nothing is entered into a field. */
export function isEmpty(field, value) {
  if (!isByOption(field)) return isOpen(value);
  return Object.values(entries(field, value)).every((each) => !field.many && Number(each) === 0);
}

/** The same value; of a box that was not ticked, that it was not. */
export const withDefault = (field, value) =>
  field.kind === "toggle" && !field.many && !field.optional ? Boolean(value) : value;

/** What is wrong with what is entered, in a sentence; nothing if nothing is. */
export function amiss(field, value) {
  const { label, options = [] } = field;
  if (isEmpty(field, value)) return `“${label}” is open.`;
  if (!isByOption(field)) return amissIn(field, label, value);
  const filled = entries(field, value);
  const [look, words] = rest(field, value);
  if (field.kind === "dots" && !field.many) {
    return Object.values(filled).some((each) => !isNumber(each, 0)) ? `“${label}” takes whole numbers of dots.`
      : look === "excess" ? `“${label}” has ${words}. Take some back.` : null;
  }
  const open = openIn(field, filled);
  if (open && !field.optional) {
    return field.unsure ? `Give ${open} a number for “${label}”, or choose "not sure".`
      : `“${label}” is open for ${open}.`;
  }
  return options.map((each) =>
    each.value in filled ? amissIn(field, each.label, filled[each.value]) : null).find(Boolean)
    ?? (field.total && look !== "met" ? words : null);
}

const openIn = ({ options = [] }, filled) =>
  listing(options.filter((each) => !(each.value in filled)).map((each) => each.label));

/** What is left of the dots or points that are shared out: how that is to look, and in words. */
function rest(field, value) {
  const { kind, high, total, options = [], optional } = field;
  const filled = entries(field, value);
  const sum = Object.values(filled).reduce((all, each) => all + (Number(each) || 0), 0);
  const left = (total ?? high) - sum;
  const number = plural(Math.abs(left), kind === "dots" ? "dot" : "point");
  if (kind === "dots") {
    return high == null ? ["", plural(sum, "dot")]
      : left < 0 ? ["excess", `${number} too many`] : [left ? "" : "met", `${number} left`];
  }
  if (!total) return [];
  const wrong = options.find((each) => filled[each.value] && !isNumber(filled[each.value], 0));
  const open = openIn(field, filled);
  return wrong ? ["excess", `Points are whole: give ${wrong.label} another number.`]
    : left < 0 ? ["excess", `${number} too many; take some back.`]
    : left ? ["", `${number} left of ${total}.`]
    : open && !optional ? ["", `No points are left; say 0, or "not sure", of ${open}.`]
    : ["met", "All points are given."];
}

function amissIn({ kind, low, high }, label, value) {
  if (value === null) return null;
  const numbers = kind === "place" ? [0, 1].map((at) => value[at])
    : kind === "number" || kind === "dots" ? [value] : [];
  if (numbers.every((each) => isNumber(each, low, high))) return null;
  const what = kind === "place" ? "two whole numbers" : "a whole number";
  return `“${label}” takes ${what}${within(low, high)}.`;
}

function within(low, high) {
  if (low == null && high == null) return "";
  if (high == null) return `, ${low} or more`;
  return low == null ? `, ${high} or less` : ` from ${low} to ${high}`;
}

const isNumber = (value, low, high) =>
  !isOpen(value) && Number.isInteger(Number(value))
  && Number(value) >= (low ?? -Infinity) && Number(value) <= (high ?? Infinity);

/** A value as it is sent. */
export function given(field, value) {
  const one = (each) => {
    if (field.kind === "place") return each.map(Number);
    if (each !== null && (field.kind === "number" || field.kind === "dots")) return Number(each);
    return each;
  };
  if (!isByOption(field)) return one(value);
  const all = Object.entries(entries(field, value)).map(([option, each]) => [option, one(each)]);
  return Object.fromEntries(field.many ? all : all.filter(([, each]) => each));
}

/** Whether a value could have been given by a field. */
export function fits(field, value) {
  if (!isByOption(field)) return FITS[field.kind](value, field);
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const isOption = (value, { options = [] }) => options.some((each) => each.value === value);
const areOptions = (value, field) =>
  Array.isArray(value) && value.every((each) => isOption(each, field));
const isText = (value) => typeof value === "string";
const FITS = {
  text: isText, date: isText, number: Number.isInteger, choice: isOption, person: isOption,
  several: areOptions, rank: areOptions, toggle: (value) => typeof value === "boolean",
  place: (value) => Array.isArray(value) && value.length === 2 && value.every(Number.isInteger),
};

/** What to do with a field whose form says nothing of it. */
export function hintOf({ kind, high, many, low }) {
  if (many) return kind === "place" ? `Two numbers for each${within(low, high)}.` : "";
  if (kind === "rank") return "Choose them in order, best first.";
  if (kind === "several") return "More than one may be chosen.";
  if (kind === "dots") return high == null ? "" : `Share out up to ${plural(high, "dot")}.`;
  if (kind === "place") return `Two numbers${within(low, high)}: how far across, and how far up.`;
  return "";
}

const isListed = ({ kind, options = [] }) =>
  kind === "person" || (kind === "choice" && options.length > MOST_BUTTONS);
const isInSteps = ({ kind, low, high }) => kind === "number" && high - low < MOST_STEPS;

/** Whether there is one control for a field, which a label can be for. */
export const isOneControl = (field) =>
  !field.many && (isListed(field) || ["text", "date", "toggle"].includes(field.kind)
    || (field.kind === "number" && !isInSteps(field)));

/** What is entered after a change: a value, or what makes one of what is entered by then. Two things
 * can be entered before the page is drawn again, so nothing is made of what was drawn.
 */
export const after = (change, now) => (typeof change === "function" ? change(now) : change);

/** What sets the value of one option. */
const setter = (set, option) => (to, typed) =>
  set((now) => ({ ...now, [option]: after(to, now?.[option]) }), typed);

/** The controls of a field: `set(value, typed)` is called with what they hold. Where it is `labelled`
 * something else says what the field is; `described` is the id of a hint.
 */
export function fieldInput(field, { id, labelled, described, value, set }) {
  if (!field.many) return control(field, { id, labelled, described, label: field.label, value, set });
  if (field.kind === "number" && (field.unsure || field.total || !isInSteps(field))) {
    return shares(field, { id, value, set });
  }
  const each = { ...field, many: false, options: field.kind === "person" ? field.options : [] };
  const several = !isOneControl(each);
  return (field.options ?? []).map((option, at) => {
    const own = `${id}-${at}`;
    return el("div", {
      class: "of-option", key: option.place ?? option.value,
      ...(several && { role: "group", "aria-labelledby": `${own}-label` }),
    },
    said(several ? "p" : "label", option.label, {
      class: "label", key: "label", ...(several ? { id: `${own}-label` } : { for: own }),
    }),
    control(each, {
      id: own, label: option.label, labelled: true, value: value?.[option.value], of: true,
      set: setter(set, option.value),
    }));
  });
}

function control(field, given) {
  if (isListed(field)) return listed(field, given);
  if (isInSteps(field)) return inSteps(field, given);
  return (CONTROLS[field.kind] ?? typed)(field, given);
}

const CONTROLS = {
  text, toggle, place, dots: (field, given) => (field.options?.length ? shares : typed)(field, given),
  several: boxes, rank: boxes, choice: radios,
};

/** What names and describes a control. */
const named = ({ label, labelled, described }) => ({
  "aria-label": labelled ? undefined : label, "aria-describedby": described,
});

function text(field, { id, value, set, of, ...about }) {
  return el("textarea", {
    id, rows: of ? "2" : "3", dir: "auto", maxlength: "2000", ...named(about),
    value: value ?? "", oninput: (event) => set(event.target.value, true),
  });
}

/** A number or a day. */
function typed({ kind, low, high }, { id, value, set, ...about }) {
  return el("input", {
    id, key: "typed", ...named(about), value: value ?? "", disabled: value === null,
    ...(kind === "date" ? { type: "date" }
      : { type: "number", inputmode: "numeric", min: low, max: high, step: "1" }),
    oninput: (event) => set(event.target.value, true),
  });
}

/** Radio buttons in a row, from `low` to `high`, with words for both ends. */
export function steps({ name, low, high, labels, value, pick, title = "" }) {
  const numbers = Array.from({ length: high - low + 1 }, (_, at) => low + at);
  const label = (number) => {
    const word = number === low ? labels?.[0] : number === high ? labels?.[1] : null;
    const words = [title, String(number), word].filter(Boolean);
    return words.length > 1 ? words.join(", ") : undefined;
  };
  return [
    el("div", { class: "steps" },
      numbers.map((number) =>
        el("label", { class: "step", key: `step-${number}` },
          el("input", {
            type: "radio", name, id: `${name}-${number}`, value: String(number),
            checked: String(value) === String(number), "aria-label": label(number),
            onchange: () => pick(number),
          }),
          el("span", {}, String(number))))),
    labels
      ? el("p", { class: "ends", "aria-hidden": "true" },
        said("span", labels[0]),
        said("span", labels[1]))
      : null,
  ];
}

/** A button that takes back what is chosen in a fieldset, and leaves the focus in there. */
export function leaveOpen(chosen, clear) {
  if (!chosen) return null;
  const leave = (event) => {
    const first = event.target.closest("fieldset").querySelector("input");
    clear();
    first?.focus();
  };
  return el("button", { type: "button", class: "quiet", key: "leave", onclick: leave },
    "Leave it open");
}

function inSteps({ low, high, ends }, { id, value, set }) {
  return [
    steps({ name: id, low, high, labels: ends, value: value ?? "", pick: set }),
    leaveOpen(!isOpen(value), () => set("")),
  ];
}

function toggle(field, { id, label, value, set, of }) {
  return el("label", { class: "option", key: "toggle" },
    el("input", {
      type: "checkbox", id, checked: Boolean(value),
      onchange: (event) => set(event.target.checked),
    }),
    said("span", of ? "Yes" : label));
}

/** One of many, or of the people who are here. */
function listed({ options }, { id, value, set, ...about }) {
  return el("select", {
    id, dir: "auto", ...named(about), value: value === undefined ? "" : String(value),
    onchange: ({ target }) =>
      set([...options, { value: "" }].find((each) => String(each.value) === target.value).value),
  },
  el("option", { value: "", key: "open" }, "–"),
  options.map((each) =>
    el("option", { value: String(each.value), key: `at-${each.value}` }, each.label)));
}

function radios({ options }, { id, value, set }) {
  return [
    el("div", { class: "options" },
      options.map((option, at) =>
        el("label", { class: "option", key: option.value },
          el("input", {
            type: "radio", name: id, id: `${id}-${at}`, value: String(option.value),
            checked: String(value) === String(option.value), onchange: () => set(option.value),
          }),
          said("span", option.label)))),
    leaveOpen(!isOpen(value), () => set("")),
  ];
}

/** Some of several; where they are ranked, in the order in which they were chosen. */
function boxes({ kind, options }, { id, value, set }) {
  const now = value ?? [];
  const choose = (option, on) => set((before = []) => {
    const others = before.filter((each) => each !== option.value);
    const chosen = [...others, ...(on ? [option.value] : [])];
    const inOrder = options.map((each) => each.value).filter((each) => chosen.includes(each));
    return kind === "rank" ? chosen : inOrder;
  });
  return el("div", { class: "options" },
    options.map((option, at) => {
      const place = now.indexOf(option.value);
      return el("label", { class: "option", key: option.value },
        el("input", {
          type: "checkbox", id: `${id}-${at}`, checked: place >= 0,
          onchange: (event) => choose(option, event.target.checked),
        }),
        said("span", option.label),
        kind === "rank" && place >= 0
          ? el("span", { class: "tag" }, `${place + 1}.`) : null);
    }));
}

/** A number for each option in a row, and how many dots or points are left. */
function shares(field, { id, value, set }) {
  const { options = [], kind, unsure, total, low = kind === "dots" ? 0 : undefined, high } = field;
  const [look, words] = rest(field, value);
  const chosen = unsure && !total && isInSteps(field);
  const steps = chosen
    && Array.from({ length: high - low + 1 }, (_, at) => ({ value: low + at, label: low + at }));
  return [
    el("div", { class: chosen ? "shares mates" : "shares" },
      options.map((option, at) => {
        const now = value?.[option.value];
        const about = {
          id: `${id}-${at}`, value: now, set: setter(set, option.value), labelled: true,
          described: words && `${id}-rest`,
        };
        return el("div", { class: "share-of", key: option.place ?? option.value },
          said("label", option.you ? `${option.label} (you)` : option.label, { for: about.id }),
          chosen
            ? listed({ options: [...steps, UNSURE] }, about)
            : typed({ kind: "number", low, high }, about),
          unsure && !chosen && el("label", { class: "check soft" },
            el("input", {
              type: "checkbox", checked: now === null, "aria-label": `Not sure about ${option.label}`,
              onchange: ({ target }) => about.set(target.checked ? null : ""),
            }),
            UNSURE.label));
      })),
    words && el("output", { class: `rest ${look}`, id: `${id}-rest` }, words),
  ];
}

const UNSURE = { value: null, label: "not sure" };

function place({ low, high }, { id, label, value, set }) {
  const both = (now) => AXES.map((_, at) => now?.[at] ?? "");
  return el("div", { class: "buttons" },
    AXES.map((axis, at) => el("span", { class: "axis", key: axis },
      el("label", { for: `${id}-${at}` }, axis),
      el("input", {
        id: `${id}-${at}`, type: "number", inputmode: "numeric", min: low, max: high, step: "1",
        placeholder: `${low}–${high}`, value: both(value)[at],
        "aria-label": `${label}: ${axis.toLowerCase()}`,
        oninput: ({ target }) => set((now) => both(now).with(at, target.value), true),
      }))));
}
