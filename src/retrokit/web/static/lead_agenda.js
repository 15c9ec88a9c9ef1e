// The agenda as the facilitator changes it: another order, another activity, one less.

import { idOf, isRefused, opening, perform, refusal, refuse } from "./acting.js";
import { choices } from "./choices.js";
import { el, said } from "./dom.js";
import { sentence } from "./room.js";
import { agendaOf } from "./state.js";
import { aboutToReveal } from "./words.js";

const CONTROL = "lead-agenda";
const KINDS = ["welcome", "review", "collect", "group", "vote", "matrix", "discuss", "decide"];

export function agendaEditing(room) {
  const { current } = room.state;
  const agenda = agendaOf(room.state);
  return [
    el("ol", { class: "editing-list", "aria-label": "Agenda" },
      agenda.map((step, at) => {
        const { title } = step.activity;
        const act = (label, sign, action, given, able, words) =>
          el("button", {
            type: "button", key: label, "aria-label": `${label}: ${title}`,
            "aria-disabled": able ? "false" : "true",
            onclick: async () => {
              if (able && await perform(room, CONTROL, action, given)) room.say(words);
            },
          }, sign);
        return el("li", { class: `row ${step.status}`, key: step.id },
          el("span", { class: "step-title" },
            said("span", title),
            step.id === current ? el("span", { class: "soft" }, " (here)")
              : step.status === "pending" ? null
                : el("span", { class: "soft" }, ` (${step.status})`)),
          el("span", { class: "moves" },
            act("Earlier", "↑", "reorder", { step: step.id, position: at - 1 }, at > 0,
              `${title} is now number ${at}.`),
            act("Later", "↓", "reorder", { step: step.id, position: at + 1 },
              at < agenda.length - 1, `${title} is now number ${at + 2}.`),
            step.visited ? null
              : act("Drop", "×", "drop_activity", { step: step.id }, true, `${title} is dropped.`),
            step.id === current ? null
              : el("button", {
                type: "button", key: "go", "aria-label": `Go to ${title}`,
                onclick: () => go(room, step, at),
              }, "Go")));
      })),
    adding(room),
    refusal(CONTROL),
  ];
}

async function go(room, step, at) {
  const here = room.state.agenda.indexOf(room.state.current);
  const given = { step: step.id };
  if (at < here) await perform(room, CONTROL, "go", given);
  else {
    await opening(room, CONTROL, {
      question: `Reveal ${aboutToReveal(room)} and go to ${step.activity.title}?`,
      yes: "Reveal and go",
    }, "go", given);
  }
}

function adding(room) {
  const kind = room.kept("lead-add-kind", "discuss");
  const columns = room.kept("lead-add-columns", "");
  const method = room.kept("lead-add-method", "dots");
  const add = async (event) => {
    event.preventDefault();
    const activity = { kind: kind.value };
    if (kind.value === "collect") {
      activity.columns = columns.value.split(",").map((each) => each.trim()).filter(Boolean)
        .map((name) => ({ name }));
      if (!activity.columns.length) {
        document.getElementById("lead-add-columns")?.focus();
        return refuse(room, CONTROL, "Name the columns, with commas between them.");
      }
    }
    if (kind.value === "vote") activity.method = method.value;
    if (await perform(room, CONTROL, "add_activity", { activity })) {
      columns.set("");
      room.say("The activity is added after the current one.");
    }
    return undefined;
  };
  return el("form", { class: "adding", key: "adding", novalidate: true, onsubmit: add },
    el("p", { class: "buttons" },
      el("label", { for: "lead-add-kind" }, "Add after this one"),
      el("select", {
        id: "lead-add-kind", value: kind.value, onchange: (event) => kind.set(event.target.value),
      }, KINDS.map((each) => el("option", { value: each, key: each }, sentence(each)))),
      kind.value === "vote"
        ? el("select", {
          "aria-label": "How it is counted", key: "method", class: "method", value: method.value,
          onchange: (event) => method.set(event.target.value),
        }, Object.entries(choices(room).methods).map(([name, title]) =>
          el("option", { value: name, key: name }, `${name.replaceAll("_", " ")}: ${title}`)))
        : null,
      kind.value === "collect"
        ? el("input", {
          "aria-label": "Columns, with commas between them", type: "text",
          id: "lead-add-columns", "aria-describedby": isRefused(CONTROL) ? idOf(CONTROL) : null,
          placeholder: "Risks, Ideas", value: columns.value,
          oninput: (event) => columns.set(event.target.value),
        })
        : null,
      el("button", { type: "submit", key: "add" }, "Add")));
}
