// Forms: what there is to fill in, field by field, as the room says it, of questions, and of activities of
// a kind that the page has no controls for. What is entered is checked here, its controls are in
// `fields.js`.
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
const forms = new Map(); // question -> `{key, form}`: what was asked for last, and the form that came last

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
  const key = JSON.stringify([body, answer?.draft, respondents(room.state)]);
  if (!forms.has(slot)) forms.set(slot, { form: null });
  const known = forms.get(slot);
  if (known.key !== key) {
    known.key = key;
    read(room, known, body);
  }
  return known.form;
}

async function read(room, known, body) {
  const { key } = known;
  try {
    const { form } = await room.ask("/api/form", body);
    for (const { options = [] } of form.fields) {
      for (const each of options) {
        each.place = room.state.members.get(each.value)?.place;
        each.you = each.value === room.writer;
      }
    }
    if (known.key === key) known.form = form;
  } catch {
    setTimeout(() => {
      known.key = null;
      room.redraw();
    }, 1000);
  }
  room.redraw();
}

/** Put the names that people have now into all forms, until the room sends those again. */
export function renameIn(called) {
  for (const known of forms.values()) {
    for (const field of (known.form?.fields ?? []).filter(isOfPeople)) {
      field.entered = renamed(field.entered, called);
      for (const each of field.options) {
        Object.assign(each, { value: called(each.value), label: called(each.label) });
      }
    }
  }
}

/** The draft of an answer with the names that people have now. A text stays as it was typed. */
export function renamedDraft(key, draft, called) {
  const fields = forms.get(key.replace("answer-", ""))?.form?.fields ?? [];
  const people = new Set(fields.filter(isOfPeople).map(({ name }) => name));
  return Object.fromEntries(Object.entries(draft)
    .map(([name, value]) => [name, people.has(name) ? renamed(value, called) : value]));
}

const isOfPeople = ({ options = [] }) => options.some(({ place }) => place !== undefined);

/** Somebody, some of all, or what stands by people, with the names that they have now. */
function renamed(value, called) {
  if (typeof value !== "object" || value === null) return called(value);
  return Array.isArray(value) ? value.map(called)
    : Object.fromEntries(Object.entries(value).map(([name, each]) => [called(name), each]));
}

/** The draft that a form holds: what was entered before. */
export const entered = (form) =>
  Object.fromEntries(form.fields
    .filter((each) => each.entered != null)
    .map((each) => [each.name, each.entered]));

/** What a draft comes to, by the names of fields: `{value}`, `{}` where nothing was entered, `{problem}`
 * where something is open or amiss.
 */
export function valuesOf(fields, draft) {
  if (fields.every((each) => isEmpty(each, draft[each.name]))) return {};
  const filled = fields.map((each) => [each, withDefault(each, draft[each.name])])
    .filter(([field, value]) => !field.optional || !isEmpty(field, value));
  const problem = filled.map(([field, value]) => amiss(field, value)).find(Boolean);
  return problem ? { problem } : {
    value: Object.fromEntries(filled.map(([field, value]) => [field.name, given(field, value)])),
  };
}

/** The same as the answer to a question: one field named `value` is the answer itself. */
export function valueOfForm(form, draft) {
  const found = valuesOf(form.fields, draft);
  return !form.fields[1] && found.value?.value !== undefined ? found.value : found;
}

/** What is entered, a line each. */
export function saidOfForm(form, draft) {
  return form.fields.flatMap((field, _, { length }) => {
    const value = draft[field.name];
    if (isEmpty(field, value)) return [];
    if (!field.many && field.kind !== "dots") {
      const words = [value].flat().map((each) => wordFor(field, each)).join(", ");
      return [length > 1 ? `${marked(field.label)} ${words}` : words];
    }
    const lines = Object.entries(entries(field, value)).map(([option, each]) =>
      `${marked(wordFor(field, option))} ${each === null ? "not sure" : [each].flat().join(", ")}`);
    return length > 1 ? `${marked(field.label)} ${lines.join("; ")}` : lines;
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
  const { fields } = form;
  return el("fieldset", { class: "question" },
    said("legend", question.text, question.unseen && { class: "unseen" }),
    fields.map((field) => {
      const one = fields.length > 1 ? `${question.name}-${field.name}` : question.name;
      const id = `question-${one}`.replace(/[^\w-]+/g, "-");
      const hint = field.hint || hintOf(field);
      const described = hint ? `${id}-hint` : undefined;
      // The question may say what it is, and of a box to tick the words beside it do.
      const labelled = field.label !== question.text && field.kind !== "toggle";
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
