// Questions of a kind that the page has no controls for, as plugins bring them: the room says what
// there is to fill in, field by field, and the page draws that.
//
// A draft is what the fields hold, by their names: text, or what stands for each option.

import { el, said } from "./dom.js";
import { leaveOpen, steps } from "./questions.js";
import { membersHere } from "./state.js";

const forms = new Map(); // what is asked for -> the form, null until it has come
const latest = new Map(); // question -> the form that was drawn last
const MOST_STEPS = 11;

/** The form for a question, null until the room has sent it. With the receipt for an answer it holds
 * what was entered.
 */
export function formOf(room, question, receipt = null) {
  const slot = room.own(`${room.step.id}-${question.name}`);
  const body = { question: question.name, ...room.as, ...(receipt && { receipt }) };
  // Whom an answer may be about hangs on who is here.
  const key = JSON.stringify([slot, body, membersHere(room.state)]);
  if (!forms.has(key)) {
    forms.set(key, null);
    read(room, key, body);
  }
  if (forms.get(key) !== null) latest.set(slot, forms.get(key));
  return latest.get(slot) ?? null;
}

async function read(room, key, body) {
  try {
    forms.set(key, (await room.ask("/api/form", body)).form);
  } catch {
    setTimeout(() => forms.delete(key) && room.redraw(), 1000);
  }
  room.redraw();
}

/** The draft that a form holds: what was entered before. */
export const entered = (form) =>
  Object.fromEntries((form?.fields ?? [])
    .filter((each) => each.entered != null)
    .map((each) => [each.name, each.entered]));

const isOpen = (value) => value === undefined || value === null || value === ""
  || (Array.isArray(value) && !value.length);

const filled = (field, value) =>
  field.many
    ? Object.fromEntries(Object.entries(value ?? {}).filter(([, each]) => !isOpen(each)))
    : value;

const isEmpty = (field, value) =>
  field.many ? !Object.keys(filled(field, value)).length : isOpen(value);

const given = (field, value) => (field.kind === "number" ? Number(value) : value);

/** `{value}` of a draft, `{}` where nothing was entered, `{problem}` where something is open. */
export function valueOfForm(form, draft) {
  const fields = form?.fields ?? [];
  if (fields.every((each) => isEmpty(each, draft[each.name]))) return {};
  const open = fields.find((each) => !each.optional && isEmpty(each, draft[each.name]));
  if (open) return { problem: `"${open.label}" is open.` };
  const values = Object.fromEntries(fields
    .filter((each) => !isEmpty(each, draft[each.name]))
    .map((each) => [each.name, valueOfField(each, draft[each.name])]));
  return { value: fields.length === 1 && "value" in values ? values.value : values };
}

function valueOfField(field, value) {
  if (!field.many) return given(field, value);
  return Object.fromEntries(Object.entries(filled(field, value))
    .map(([option, each]) => [option, given(field, each)]));
}

/** What is entered, a line each. */
export function saidOfForm(form, draft) {
  return (form?.fields ?? []).flatMap((field) => {
    const value = draft[field.name];
    if (isEmpty(field, value)) return [];
    if (!field.many) return [`${field.label}: ${[value].flat().join(", ")}`];
    return Object.entries(filled(field, value))
      .map(([option, each]) => `${labelOf(field, option)}: ${each}`);
  });
}

const labelOf = (field, value) =>
  (field.options ?? []).find((each) => String(each.value) === String(value))?.label ?? String(value);

/** The controls of a form; `draft` is `{value, set}`. */
export function formInput(question, form, draft) {
  const set = (field, value, typed = false) =>
    draft.set({ ...draft.value, [field.name]: value }, { typed });
  return el("fieldset", { class: "question" },
    said("legend", question.text, { key: "legend" }),
    (form.fields ?? []).map((field) =>
      el("div", { class: "field", key: field.name },
        // Of a single field the question says what it is.
        form.fields.length > 1 ? el("p", { class: "label", key: "label" }, field.label) : null,
        field.hint ? said("p", field.hint, { class: "hint", key: "hint" }) : null,
        field.many
          ? (field.options ?? []).map((option) => one(question, field, option, draft, set))
          : control(question, field, {
            id: idOf(question, field), label: field.label, value: draft.value[field.name],
            set: (value, typed) => set(field, value, typed),
          }))));
}

const idOf = (question, field, at = "") => `question-${question.name}-${field.name}${at && `-${at}`}`;

/** The control for one of the options of a field that has a value for each. */
function one(question, field, option, draft, set) {
  const value = draft.value[field.name]?.[option.value];
  const id = idOf(question, field, String(option.value));
  return el("div", { class: "of-option", key: `of-${option.value}` },
    el("label", { for: id, class: "label" }, said("span", option.label)),
    control(question, { ...field, options: [] }, {
      id, label: option.label, value,
      set: (each, typed) =>
        set(field, { ...draft.value[field.name], [option.value]: each }, typed),
    }));
}

function control(question, field, { id, label, value, set }) {
  switch (field.kind) {
    case "text":
      return el("textarea", {
        id, key: "text", rows: field.many ? "2" : "3", dir: "auto", maxlength: "2000",
        "aria-label": field.many ? undefined : label, value: value ?? "",
        oninput: (event) => set(event.target.value, true),
      });
    case "number":
    case "dots":
      return field.high - field.low < MOST_STEPS
        ? [
          steps({
            name: id, low: field.low, high: field.high, labels: field.ends, value: value ?? "",
            pick: set, title: label,
          }),
          leaveOpen(!isOpen(value), () => set("")),
        ]
        : el("input", {
          id, key: "number", type: "number", inputmode: "numeric", min: field.low, max: field.high,
          "aria-label": field.many ? undefined : label, value: value ?? "",
          oninput: (event) => set(event.target.value, true),
        });
    case "date":
      return el("input", {
        id, key: "date", type: "date", "aria-label": field.many ? undefined : label,
        value: value ?? "", oninput: (event) => set(event.target.value, true),
      });
    case "toggle":
      return el("label", { class: "option", key: "toggle" },
        el("input", {
          type: "checkbox", id, checked: Boolean(value),
          onchange: (event) => set(event.target.checked),
        }),
        el("span", {}, label));
    case "several":
    case "rank":
      return el("div", { class: "options", key: "options" },
        field.options.map((option, at) => chosen(field, option, `${id}-${at}`, value ?? [], set)));
    default:
      return [
        el("div", { class: "options", key: "options" },
          field.options.map((option, at) =>
            el("label", { class: "option", key: option.value },
              el("input", {
                type: "radio", name: id, id: `${id}-${at}`, value: String(option.value),
                checked: String(value) === String(option.value), onchange: () => set(option.value),
              }),
              said("span", option.label)))),
        leaveOpen(!isOpen(value), () => set("")),
      ];
  }
}

/** One of several that may be chosen; where they are ranked, in the order in which they were. */
function chosen(field, option, id, value, set) {
  const at = value.indexOf(option.value);
  const without = value.filter((each) => each !== option.value);
  return el("label", { class: "option", key: option.value },
    el("input", {
      type: "checkbox", id, checked: at >= 0,
      onchange: (event) => set(event.target.checked ? [...without, option.value] : without),
    }),
    said("span", option.label),
    field.kind === "rank" && at >= 0 ? el("span", { class: "soft" }, ` ${at + 1}`) : null);
}
