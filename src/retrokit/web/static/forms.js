// Forms: what there is to fill in, field by field, as the room says it, of questions and activities of
// a kind that the page has no controls for, and of simple questions. What is entered is checked here, its
// controls are in `fields.js`.
//
// A draft is what the fields hold, by their names: text, or what stands for each option.

import { el, said } from "./dom.js";
import { after, amiss, entries, fieldInput, given, hintOf, isEmpty, isOneControl, withDefault } from "./fields.js";
import { respondents } from "./state.js";

// Of these the room need not be asked: a question says it all.
const FIELDS = {
  scale: ({ low, high, labels }) => ({ kind: "number", low, high, ends: labels }),
  choice: ({ options, several }) =>
    ({ kind: several ? "several" : "choice", options: options.map((value) => ({ value, label: value })) }),
  "free-text": () => ({ kind: "text" }),
};
const forms = new Map(); // what is asked for -> the form, null until it has come
const latest = new Map(); // question -> the form that was drawn last

/** The form for a question, null until the room has sent it, and for observers. With what is sealed
 * as its answer it holds what was entered.
 */
export function formOf(room, question, answer = null) {
  const field = FIELDS[question.kind]?.(question);
  if (field) {
    return { fields: [{ name: "value", label: question.text, entered: answer?.draft.value, ...field }] };
  }
  if (room.observes) return null;
  const receipt = answer?.receipt;
  const slot = room.own(`${room.step.id}-${question.name}`);
  const body = { question: question.name, ...room.as, ...(receipt && { receipt }) };
  // Whom an answer may be about hangs on who is here.
  const key = JSON.stringify([slot, body, respondents(room.state)]);
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

/** What a draft comes to, by the names of fields: `{values}`, `{}` where nothing was entered, `{problem}`
 * where something is open or amiss.
 */
export function valuesOf(fields, draft) {
  if (fields.every((each) => isEmpty(each, draft[each.name]))) return {};
  const filled = fields.map((each) => [each, withDefault(each, draft[each.name])])
    .filter(([field, value]) => !field.optional || !isEmpty(field, value));
  for (const [field, value] of filled) {
    const problem = amiss(field, value);
    if (problem) return { problem };
  }
  return {
    values: Object.fromEntries(filled.map(([field, value]) => [field.name, given(field, value)])),
  };
}

/** The same as the answer to a question: one field named `value` is the answer itself. */
export function valueOfForm(form, draft) {
  const fields = form?.fields ?? [];
  const { values, problem } = valuesOf(fields, draft);
  if (!values) return problem ? { problem } : {};
  return { value: fields.length === 1 && "value" in values ? values.value : values };
}

/** What is entered, a line each. */
export function saidOfForm(form, draft) {
  return (form?.fields ?? []).flatMap((field, _, { length }) => {
    const value = draft[field.name];
    if (isEmpty(field, value)) return [];
    if (!field.many && field.kind !== "dots") {
      const words = [value].flat().map((each) => wordFor(field, each)).join(", ");
      return [length > 1 ? `${marked(field.label)} ${words}` : words];
    }
    return Object.entries(entries(value))
      .map(([option, each]) => `${marked(wordFor(field, option))} ${[each].flat().join(", ")}`);
  });
}

const marked = (label) => (/[?!:…]$/.test(label) ? label : `${label}:`);

function wordFor(field, value) {
  if (typeof value === "boolean") return value ? "yes" : "no";
  const known = (field.options ?? []).find((each) => String(each.value) === String(value));
  return known?.label ?? String(value);
}

/** The controls of a form; `draft` is `{value, set}`. What the question says is `unseen` where it stands
 * there already.
 */
export function formInput(question, form, draft) {
  const fields = form.fields ?? [];
  return el("fieldset", { class: "question" },
    said("legend", question.text, { key: "legend", ...(question.unseen && { class: "unseen" }) }),
    fields.map((field) => {
      const one = fields.length > 1 ? `${question.name}-${field.name}` : question.name;
      const id = `question-${one}`.replace(/[^\w-]+/g, "-");
      const hint = field.hint || hintOf(field);
      const described = hint ? `${id}-hint` : undefined;
      // Of a single field the question says what it is, and of a box to tick the words beside it.
      const labelled = fields.length > 1 && field.kind !== "toggle";
      const several = labelled && !isOneControl(field);
      return el("div", {
        class: "field", key: field.name,
        ...(several && { role: "group", "aria-labelledby": `${id}-label`, "aria-describedby": described }),
      },
      labelled
        ? said(several ? "p" : "label", field.label, {
          class: "label", key: "label", ...(several ? { id: `${id}-label` } : { for: id }),
        })
        : null,
      hint ? said("p", hint, { class: "hint", id: described }) : null,
      fieldInput(field, {
        id, labelled, described: several ? undefined : described, value: draft.value[field.name],
        set: (to, typed) => draft.set({
          ...draft.value, [field.name]: after(to, draft.value[field.name]),
        }, { typed }),
      }));
    }));
}
