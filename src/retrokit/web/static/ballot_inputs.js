// The controls of each kind of ballot.

import { NO_TABLE } from "./ballots.js";
import { titleOf } from "./candidates.js";
import { el } from "./dom.js";
import { card, labelId, listed, offered, titled, whence, whenceId } from "./offered.js";
import { leaveOpen, steps } from "./fields.js";
import { ranking } from "./ranking.js";
import { plural } from "./words.js";

const BEST = 5;
const FINGERS = ["blocks it", "full support"];
const DRAWN = 12; // dots that are told apart at a glance
const TYPED = 10; // with more dots than that a number is faster

/** The controls of a ballot. `draft` is `{value, set}`: see `giving.js`. */
export function ballotInput(room, terms, draft) {
  if (terms.own) return unknown(room, terms, draft);
  const inputs = { dots, one: choose, several: choose, scores, ranking, consent };
  return inputs[terms.ballot](room, terms, draft);
}

/** What a plugin's kind of ballots needs is not drawn here: where else it can be filled in. */
const unknown = ({ state }, { candidates }, { value }) =>
  el("div", { class: "ballot" },
    el("p", { class: "hint" },
      "This page has no form for this kind of vote. Join from a terminal to vote, with retro join and "
      + "the link of this page, or tell the facilitator."),
    listed(state, candidates, (number) =>
      card(state, number, value[number] === undefined ? {} : { class: "chosen" },
        offered(state, number),
        el("span", { class: "given" },
          value[number] === undefined ? null : `Your vote: ${value[number]}`))));

// --- dots

function dots({ state }, { candidates, budget, cap }, draft) {
  const of = (number) => draft.value[number] ?? 0;
  const left = () => budget - candidates.reduce((sum, each) => sum + of(each), 0);
  const rest = left();
  const give = (number, wanted) => {
    const had = of(number);
    // Two numbers can be entered before the page is drawn again.
    const dots = Math.max(0, Math.min(wanted, cap, had + left()));
    if (dots !== had) draft.set({ ...draft.value, [number]: dots });
  };
  const change = (number, by, sign, label, able) =>
    el("button", {
      type: "button", class: by > 0 ? "dot-button more-dots" : "dot-button", key: sign,
      "aria-label": `${label} ${titleOf(state, number)}`,
      // Not `disabled`: that would take the focus away from who gives one dot after another.
      "aria-disabled": able ? "false" : "true",
      onclick: () => give(number, of(number) + by),
    }, sign);
  return el("fieldset", { class: "ballot" },
    el("legend", { class: "unseen" }, "Your dots"),
    listed(state, candidates, (number) => {
      const given = of(number);
      return card(state, number, { class: given ? "row chosen" : "row" },
        offered(state, number),
        el("span", {
          class: "drawn", key: "drawn", role: given ? "img" : null,
          "aria-label": given ? plural(given, "dot") : null,
        }, drawn(given)),
        el("span", { class: "dots" },
          change(number, -1, "−", "One dot less for", given > 0),
          budget > TYPED
            ? el("input", {
              type: "number", inputmode: "numeric", min: "0", max: String(Math.min(cap, given + rest)),
              key: "count", value: String(given), "aria-label": `Dots for ${titleOf(state, number)}`,
              onchange: ({ target }) => {
                give(number, Math.round(Number(target.value)) || 0);
                target.value = String(of(number));
              },
            })
            : null,
          change(number, 1, "+", "One dot more for", rest > 0 && given < cap)));
    }),
    el("output", { class: "rest budget" },
      budget > DRAWN ? null
        : el("span", { class: "pips", "aria-hidden": "true" },
          Array.from({ length: budget }, (_, at) =>
            el("i", { class: at < budget - rest ? "dot" : "dot free", key: at }))),
      el("span", { key: "words" }, rest ? `${plural(rest, "dot")} left` : "All given")));
}

/** Dots as they stand on a card. */
const drawn = (number) => [
  Array.from({ length: Math.min(number, DRAWN) }, (_, at) => el("i", { class: "dot", key: at })),
  number > DRAWN ? ` ${number}` : null,
];

// --- one, or several

function choose({ state }, { candidates, ballot }, draft) {
  const several = ballot === "several";
  const isChosen = (number) =>
    (several ? draft.value.includes(number) : draft.value === String(number));
  const pick = (number, on) => draft.set(several
    ? candidates.filter((each) => (each === number ? on : isChosen(each))) : String(number));
  return el("fieldset", { class: "ballot" },
    el("legend", {}, several ? "What you approve of" : "Your vote"),
    listed(state, candidates, (number) => {
      const chosen = isChosen(number);
      const about = whence(state, number);
      return card(state, number, { class: chosen ? "row chosen" : "row" },
        el("label", { class: "pick", key: "pick" },
          el("input", {
            type: several ? "checkbox" : "radio", name: "vote", value: String(number),
            checked: chosen, onchange: (event) => pick(number, event.target.checked),
            "aria-labelledby": labelId(number), "aria-describedby": about ? whenceId(number) : null,
          }),
          titled(state, number)),
        about);
    }),
    several ? null : leaveOpen(draft.value !== "", () => draft.set("")));
}

// --- the same asked of each candidate

function ofEach(label, { state }, candidates, isGiven, asked) {
  return el("div", { class: "ballot", role: "group", "aria-label": label },
    listed(state, candidates, (number) =>
      card(state, number, isGiven(number) ? { class: "chosen" } : {},
        el("fieldset", { class: "scored" },
          el("legend", {}, titled(state, number)), whence(state, number), asked(number)))));
}

/** A table of candidates without one of them. */
function lessOf(table, number) {
  const { [number]: _, ...rest } = table;
  return Object.keys(rest).length ? rest : NO_TABLE;
}

const isIn = (draft) => (number) => number in draft.value;
const leave = (draft, number) =>
  leaveOpen(number in draft.value, () => draft.set(lessOf(draft.value, number)));

function scores(room, { candidates, cap }, draft) {
  return ofEach("Your scores", room, candidates, isIn(draft), (number) => [
    steps({
      name: `score-${number}`, low: 0, high: cap ?? BEST, value: draft.value[number],
      pick: (given) => draft.set({ ...draft.value, [number]: given }),
    }),
    leave(draft, number),
  ]);
}

function consent(room, { candidates, cap }, draft) {
  const of = (number) => draft.value[number];
  const set = (number, change, how) => draft.set(
    { ...draft.value, [number]: { given: null, why: "", ...of(number), ...change } }, how);
  return ofEach("Your fingers", room, candidates, isIn(draft), (number) => [
    steps({
      name: `fingers-${number}`, low: 0, high: cap ?? BEST, labels: FINGERS,
      value: of(number)?.given, pick: (given) => set(number, { given }),
    }),
    of(number)?.given === 0
      ? el("p", { class: "why" },
        el("label", { for: `why-${number}` }, "Why do you object? What would have to change?"),
        el("textarea", {
          id: `why-${number}`, rows: "2", dir: "auto", maxlength: "2000", value: of(number).why,
          oninput: (event) => set(number, { why: event.target.value }, { typed: true }),
        }))
      : null,
    leave(draft, number),
  ]);
}
