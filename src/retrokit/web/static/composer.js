// One input for what is said, what is decided and what will be done.

import { focusSoon, perform, refusal, refuse } from "./acting.js";
import { whoAndWhen } from "./chips.js";
import { el } from "./dom.js";
import { sentGoals } from "./goals.js";
import { keysOf, writes } from "./keys.js";
import { typing } from "./unsent.js";

const KINDS = {
  point: { name: "Point", label: "What was said", open: "Write the point first." },
  decision: { name: "Decision", label: "What was decided", open: "Write the decision first." },
  action: { name: "Action item", label: "What will be done", open: "Say what will be done." },
};
const EMPTY = { text: "", owners: [], due: "", goals: {} };
const ID = "composer";
const TEXT = `${ID}-text`;
const DECIDING = keysOf("A point", { "Ctrl+Shift+Enter": "Add it as a decision" });

/** The input: for a point, a decision or an action item about a topic, or for `only` one of them. */
export function composer(room, { topic = null, only = null } = {}) {
  const chosen = room.kept(`composing-${topic ?? ""}`, "point");
  const kind = only ?? chosen.value;
  const { name, label, open } = KINDS[kind];
  const draft = draftOf(room, kind, topic);

  /** What is typed goes along, unless something is typed there already. */
  const choose = (other) => {
    const from = draftOf(room, chosen.value, topic);
    const to = draftOf(room, other, topic);
    const text = to.text || from.text;
    if (to.key !== from.key && !to.text) from.clear();
    chosen.set(other);
    if (text) to.say(text);
  };
  const add = async (as) => {
    const adding = draftOf(room, as, topic);
    if (!adding.text.trim()) return refuse(room, TEXT, KINDS[as].open);
    if (await perform(room, TEXT, ...adding.action())) {
      adding.clear();
      if (!only) chosen.set("point");
      room.say(`The ${KINDS[as].name.toLowerCase()} is added.`);
      focusSoon(TEXT);
    }
    return undefined;
  };
  const decides = ({ target }) => {
    if (target.id !== TEXT) return false;
    choose("decision");
    return add("decision");
  };
  return el("form", {
    class: "composer", key: "composer", novalidate: true,
    "aria-label": only ? "A new action item" : "Points, decisions and action items",
    onsubmit: (event) => {
      event.preventDefault();
      return add(kind);
    },
    ...(kind === "point" && {
      keys: DECIDING, onkeydown: DECIDING.on({ "Ctrl+Shift+Enter": decides }),
    }),
  },
  only ? null : el("div", {
    class: "segments", key: "kinds", role: "radiogroup", "aria-label": "What it is",
  },
  Object.entries(KINDS).map(([value, each]) =>
    el("label", { key: value },
      el("input", {
        type: "radio", name: "composing", value, checked: value === kind,
        onchange: () => choose(value),
      }),
      el("span", {}, each.name)))),
  el("label", { for: TEXT, key: "label" }, label),
  el("textarea", {
    id: TEXT, rows: "2", dir: "auto", maxlength: "2000", value: draft.text,
    "aria-describedby": `${ID}-hint`, ...writes(() => add(kind)),
    oninput: (event) => draft.say(event.target.value),
  }),
  kind === "action" ? whoAndWhen(room, ID, draft.whole) : null,
  refusal(TEXT),
  el("p", { class: "buttons" },
    el("button", { type: "submit", key: "add", class: room.me.leads ? "" : "primary" },
      `Add ${name.toLowerCase()}`),
    el("span", { class: "hint", id: `${ID}-hint` }, "Enter adds it. Shift+Enter: new line.")));
}

/** What is typed of a kind: points and decisions share it, an action item has more than text. */
function draftOf(room, kind, topic) {
  if (kind === "action") {
    const given = ({ text, owners, due, goals }) =>
      ({ text, owner: owners, due: due || null, ...sentGoals(goals) });
    const whole = typing(room, "action-new", {
      initial: EMPTY, what: "action item", kinds: ["discuss", "decide"], text: ({ text }) => text,
      send: (value) => ["add_action", given(value)],
    });
    return {
      key: "action", whole, text: whole.value.text,
      say: (text) => whole.set({ ...whole.value, text }),
      clear: () => whole.set(EMPTY),
      action: () => ["add_action", given(whole.value)],
    };
  }
  const remark = (text) => ["remark", { text, decision: kind === "decision", topic }];
  const whole = typing(room, `remark-${topic ?? ""}`, {
    what: kind, step: room.step.id, topic, send: remark,
  });
  return {
    key: "remark", whole, text: whole.value,
    say: (text) => whole.set(text),
    clear: () => whole.set(""),
    action: () => remark(whole.value),
  };
}
