// Any other activity: what its kind shows, and its forms, as the room makes both for everyone.
//
// What is hidden and can be given once is kept as it is chosen, like a vote. All else has a button.

import { attempt, focusInside, idOf, isRefused, refusal, refuse } from "../acting.js";
import { el, said } from "../dom.js";
import { fits } from "../fields.js";
import { formInput, saidOfForm, valuesOf } from "../forms.js";
import { giving, standing } from "../giving.js";
import { drawn, head, toGive } from "../head.js";
import { outlineOf } from "../outline.js";
import { respondents } from "../state.js";
import { typing } from "../unsent.js";

// One object, so that what is stored can tell that nothing was entered.
const EMPTY = Object.freeze({});
const sent = new Map(); // control -> what was entered for what is sealed
let doneAt = 0; // the version that the log had when something was done here

export function screen(room) {
  const shown = outlineOf(room);
  if (!shown) return head(room);
  const forms = (shown.forms ?? []).map((each) => readable(room, each));
  const own = forms.filter((each) => !each.leads);
  const kept = own.filter((each) => isKept(shown, each));
  aloud(room, shown);
  return [
    head(room),
    el("div", { class: "outcome" }, drawn(room, shown.blocks ?? [], { open: true })),
    toGive(room, el("div", { class: "entries" },
      own.map((each) => (kept.includes(each) ? keeping(room, each) : doing(room, shown, each))))),
    hidden(room, kept),
    leading(room, shown, forms.filter((each) => each.leads)),
  ];
}

const isKept = ({ hides }, { slot, fields }) => Boolean(hides && slot && fields.length);

/** A form with people to choose from where it names none: those who are here. */
function readable(room, form) {
  const people = respondents(room.state).map((value) => ({ value, label: value }));
  const fields = (form.fields ?? []).map((each) =>
    (each.kind === "person" && !each.options?.length ? { ...each, options: people } : each));
  return { given: {}, slot: "", ...form, fields };
}

let heard = ""; // what was for oneself alone, and at which step

/** Say what is for oneself alone when it changes: what to do now, and with whom. */
function aloud(room, shown) {
  const own = (shown.blocks ?? [])
    .filter(({ block, members }) => block === "foreach" && Object.hasOwn(members, room.me.name))
    .flatMap(({ members }) => members[room.me.name].flatMap(({ lines = [] }) => lines))
    .map((each) => each.text ?? each).join(" ");
  const now = `${shown.step} ${own}`;
  if (own && heard.startsWith(`${shown.step} `) && heard !== now) room.say(own, { shown: false });
  heard = now;
}

// --- what is filled in

const controlOf = (room, { action, slot, given }) =>
  room.own(`form-${room.step.id}-${action}-${slot}-${Object.values(given).join("-")}`);

/** What a fieldset is called: what it asks for, if that is one thing. */
const question = (control, { fields, submit, leads = false }) =>
  ({
    name: control, text: fields.length === 1 ? fields[0].label : submit,
    unseen: leads && fields.length > 1, // it is folded up under those words
  });

const sealedOne = (room, mine, { slot }) =>
  [...mine.values()].find((each) => each.step === room.step.id && each.slot === slot) ?? null;

/** What is hidden and can be changed: kept as it is chosen. */
function keeping(room, form) {
  const control = controlOf(room, form);
  const own = sealedOne(room, room.mine, form);
  const entry = giving(room, {
    control, slot: room.own(form.slot), what: "entry", blank: EMPTY,
    sealed(mine) {
      const now = sealedOne(room, mine, form);
      return now && (matching(form, now.draft) ?? sent.get(control) ?? EMPTY);
    },
    meant: (draft) => valuesOf(form.fields, draft),
    action: (values) => [form.action, { ...form.given, ...values }],
    held: (draft) => sent.set(control, draft),
    told: (draft) => saidOfForm(form, draft),
  });
  return el("div", {
    class: isRefused(control) ? "asked wrong" : "asked", key: control, id: control, role: "group",
    "aria-label": form.submit,
    "aria-describedby": isRefused(control) ? idOf(control) : `${control}-counts`,
  },
  formInput(question(control, form), form, entry),
  own && !matching(form, own.draft) ? yours(own) : null,
  standing(entry));
}

/** What was entered for what is sealed, by the names of the fields; null where it has other names. */
function matching({ fields }, draft) {
  const there = fields.filter(({ name }) => draft[name] != null);
  const all = fields.every((each) => each.optional || there.includes(each));
  if (!all || !there.every((each) => fits(each, draft[each.name]))) return null;
  return Object.fromEntries(there.map(({ name }) => [name, draft[name]]));
}

const yours = (own) => said("p", own.said, { class: "own" });

/** What counts once its button is pressed. */
function doing(room, shown, form) {
  const control = controlOf(room, form);
  if (!form.fields.length) {
    return el("p", { class: "buttons", key: control }, button(room, shown, form), refusal(control));
  }
  const draft = typing(room, control, {
    initial: EMPTY, what: "entry", step: room.step.id,
    text: (value) => saidOfForm(form, value).join("\n"),
    send(entry) {
      const { value } = valuesOf(form.fields, entry);
      return value ? [form.action, { ...form.given, ...value }] : null;
    },
  });
  const submit = async (event) => {
    event.preventDefault();
    const { value, problem } = valuesOf(form.fields, draft.value);
    const needed = form.fields.some((each) => !each.optional && each.kind !== "toggle");
    if (!value && (problem || needed)) {
      refuse(room, control, problem ?? "Fill it in first.");
      return focusInside(control);
    }
    if (await act(room, shown, form, control, { ...form.given, ...value })) draft.set(EMPTY);
    return undefined;
  };
  return el("form", {
    class: isRefused(control) ? "asked wrong" : "asked", key: control, id: control,
    novalidate: true, "aria-label": form.submit, onsubmit: submit,
    "aria-describedby": isRefused(control) ? idOf(control) : undefined,
  },
  formInput(question(control, form), form, draft),
  refusal(control),
  el("p", { class: "buttons" },
    el("button", { type: "submit" }, form.submit)));
}

function button(room, shown, form, props = {}) {
  const control = controlOf(room, form);
  return el("button", {
    type: "button", key: control, ...props,
    // Of a double click the second does not count: by then the button may be for what comes next.
    onclick: (event) => event.detail < 2 && act(room, shown, form, control, form.given),
  }, form.submit);
}

/** Do what a form is for, if it was drawn after what was done last; whether that came about. */
async function act(room, shown, { action, slot, submit }, control, given) {
  if (shown.version < doneAt) return false;
  const { step } = room;
  const answer = await attempt(room, control, () =>
    (slot ? room.keep(room.own(slot), action, given) : room.do(action, given, step.id)));
  if (!answer) return false;
  doneAt = Math.max(doneAt, answer.version ?? 0);
  room.say(`${submit}: done`);
  return true;
}

// --- what is hidden, and not in a field

function hidden(room, kept) {
  const fields = new Set(kept.map(({ slot }) => slot));
  const own = [...room.mine.values()]
    .filter((each) => each.step === room.step.id && !fields.has(each.slot));
  if (!own.length) return null;
  return el("ul", { class: "notes", "aria-label": "What you gave" },
    own.map((each) =>
      el("li", { class: "note sealed", key: each.receipt },
        yours(each),
        el("div", { class: "note-foot" },
          el("p", { class: "by" }, el("span", { class: "tag" }, "hidden")),
          el("p", { class: "tools" },
            el("button", {
              type: "button", class: "quiet", "aria-label": `Take back: ${each.said}`,
              onclick: async () => {
                const given = { receipt: each.receipt, ...room.as };
                if (await room.attempt("withdraw", given)) room.say("Taken back.");
              },
            }, "Take back"))))));
}

// --- the facilitator

function leading(room, shown, forms) {
  if (!room.me.leads || !forms.length) return null;
  const quick = forms.filter(({ fields }) => !fields.length);
  return el("section", { class: "leading", "aria-labelledby": "leading" },
    el("h2", { id: "leading" }, "For the facilitator"),
    quick.length
      ? el("p", { class: "buttons" },
        quick.map((each, at) => button(room, shown, each, { ...(!at && { class: "primary" }) })))
      : null,
    quick.map((each) => refusal(controlOf(room, each))),
    forms.filter(({ fields }) => fields.length).map((each) =>
      el("details", { class: "detail", key: `more-${controlOf(room, each)}` },
        el("summary", {}, each.submit),
        doing(room, shown, each))));
}
