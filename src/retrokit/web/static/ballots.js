// Inputs for each kind of ballot. A draft is plain data as the controls hold it; `ballotOf` makes
// of it what the server takes.

import { columnOf, inFull, titleOf, sizeOf } from "./candidates.js";
import { el, said } from "./dom.js";
import { leaveOpen, steps } from "./questions.js";
import { topicOf } from "./state.js";
import { plural } from "./words.js";

const BEST = 5;
const FINGERS = ["objects, and blocks", "all for it"];

/** What a ballot has room for, in a line. */
export function termsTold({ ballot, own, budget, cap }) {
  if (own) return `Give ${(own.shape ?? "candidates with a number for each").split(", as in ")[0]}.`;
  if (ballot === "dots") {
    const most = cap < budget ? `, at most ${cap} for one` : "";
    return `${plural(budget, "dot")} each${most}.`;
  }
  return {
    one: "One vote each.",
    several: "As many as you like: choose each that you approve of.",
    scores: "Scores from 0 to 5; what you leave out has 0.",
    ranking: "A ranking each, best first; what you leave out comes last.",
    consent: "0 to 5 fingers: 0 objects and blocks, 1 and 2 have doubts, 5 is all for it.",
  }[ballot];
}

/** An empty draft: a table of candidates for most kinds, ranks for a ranking. */
export const blankBallot = ({ ballot }) =>
  ballot === "one" ? "" : ballot === "ranking" || ballot === "several" ? NO_LIST : NO_TABLE;

// One object each, so that what is stored can tell that nothing was entered.
const NO_LIST = Object.freeze([]);
const NO_TABLE = Object.freeze({});

/** Whether a sealed ballot has to be asked for again: something that it names is part of another
 * candidate by now.
 */
export function isBehind(state, { candidates }, { scores = [], ranks = [] }) {
  const there = new Set(candidates);
  return [...scores.map(([number]) => number), ...ranks.flat()]
    .some((each) => !there.has(each) && there.has(topicOf(state, each)?.number));
}

/** The draft that would give a sealed ballot again. */
export function draftOfBallot({ ballot }, { scores = [], ranks = [], objections = [] }) {
  if (ballot === "ranking") return ranks.map((rank) => [...rank]);
  if (ballot === "one") return String(scores[0]?.[0] ?? "");
  if (ballot === "several") return scores.map(([number]) => number);
  const why = Object.fromEntries(objections);
  return Object.fromEntries(scores.map(([number, given]) =>
    [number, ballot === "consent" ? { given, why: why[number] ?? "" } : given]));
}

/** The ballot of a draft, as `{value}`; `{}` where nothing is given: to abstain is not to vote.
 *
 * What went from the board since it was chosen is on no screen, and so is not sent.
 */
export function ballotOf(terms, draft) {
  if (terms.own) return {}; // nothing is drawn for it, and so nothing can be chosen
  const kind = terms.ballot;
  const candidates = new Set(terms.candidates);
  const there = (number) => candidates.has(Number(number));
  if (kind === "one") return there(draft) ? { value: Number(draft) } : {};
  if (kind === "several") return some(draft.filter(there));
  if (kind === "ranking") {
    return some(draft.map((rank) => rank.filter(there)).filter((rank) => rank.length));
  }
  const given = Object.entries(draft).filter(([number]) => there(number));
  if (kind === "consent") {
    return table(given.map(([number, { given: shown, why }]) =>
      [number, shown === 0 && why.trim() ? [0, why] : shown]));
  }
  return table(kind === "dots" ? given.filter(([, number]) => number > 0) : given);
}

const some = (list) => (list.length ? { value: list } : {});
const table = (entries) => (entries.length ? { value: Object.fromEntries(entries) } : {});

/** A draft in words, a line each; those of a ranking in its order. */
export function ballotTold(state, terms, draft) {
  const title = (number) => titleOf(state, Number(number));
  if (terms.ballot === "one") return draft === "" ? [] : [title(draft)];
  if (terms.ballot === "several") return draft.map(title);
  if (terms.ballot === "ranking") {
    return draft.map((rank) => rank.map(title).join(" = "));
  }
  return Object.entries(draft).flatMap(([number, given]) => {
    if (terms.ballot === "consent") {
      const why = given.given === 0 && given.why.trim() ? `: ${given.why.trim()}` : "";
      return `${given.given} for ${title(number)}${why}`;
    }
    return given || terms.ballot === "scores" ? `${given} for ${title(number)}` : [];
  });
}

/** The controls of a ballot. `draft` is `{value, set}`: see `giving.js`. */
export function ballotInput(state, terms, draft) {
  if (terms.own) return unknown(state, terms, draft);
  const inputs = { dots, one: choose, several: choose, scores, ranking, consent };
  return inputs[terms.ballot](state, terms, draft);
}

/** What a plugin's kind of ballots needs is not drawn here: where else it can be filled in. */
const unknown = (state, terms, draft) =>
  el("div", { class: "ballot", key: "unknown" },
    el("p", { class: "hint", key: "how" },
      "This page has no form for this kind of vote. Join from a terminal to vote, with retro join and "
      + "the link of this page, or tell the facilitator."),
    el("ol", { class: "candidates", key: "candidates" },
      terms.candidates.map((number) =>
        el("li", { key: number }, candidate(state, number), el("span", { class: "given", key: "given" },
          draft.value[number] === undefined ? null : `Your vote: ${draft.value[number]}`)))));

const labelId = (number) => `candidate-${number}`;

function titled(state, number) {
  const size = sizeOf(state, number);
  return el("span", { class: "candidate", id: labelId(number), key: "title" },
    el("span", { class: "number" }, String(number)), " ",
    said("span", titleOf(state, number)),
    size > 1 ? el("span", { class: "soft" }, ` (${size} notes)`) : null);
}

const whenceId = (number) => `whence-${number}`;

/** The column of a lone note: beside its title, and not part of what a control is called. */
function whence(state, number) {
  const column = columnOf(state, number);
  return column ? said("span", column, { class: "soft whence", id: whenceId(number), key: "whence" })
    : null;
}

/** What one votes for, where the title does not say it all: every note in full. */
function fully(state, number) {
  const notes = inFull(state, number);
  if (!notes.length) return null;
  return el("details", { class: "fully", key: "fully" },
    el("summary", {}, notes.length > 1 ? `The ${notes.length} notes` : "In full"),
    el("ul", { class: "plain" }, notes.map((note) => said("li", note.text, { key: note.number }))));
}

const candidate = (state, number) =>
  el("div", { class: "offered", key: "offered" },
    titled(state, number), whence(state, number), fully(state, number));

function dots(state, { candidates, budget, cap }, draft) {
  const of = (number) => draft.value[number] ?? 0;
  const spent = () => candidates.reduce((sum, each) => sum + of(each), 0);
  const left = budget - spent();
  const set = (number, dots) => {
    const room = Math.min(cap, of(number) + budget - spent());
    draft.set({ ...draft.value, [number]: Math.max(0, Math.min(room, Math.round(dots) || 0)) });
  };
  const change = (number, by, sign, label, able) =>
    el("button", {
      type: "button", class: "dot-button", key: sign,
      "aria-label": `${label} ${titleOf(state, number)}`,
      // Not `disabled`: that would take the focus away from who gives one dot after another.
      "aria-disabled": able ? "false" : "true",
      onclick: () => able && set(number, of(number) + by),
    }, sign);
  return el("fieldset", { class: "ballot" },
    el("legend", { class: "unseen" }, "Your dots"),
    el("output", { class: "rest", key: "left" },
      left ? `${plural(left, "dot")} left of ${budget}` : `All ${budget} given`),
    el("ol", { class: "candidates", key: "candidates" },
      candidates.map((number) =>
        el("li", { key: number, class: of(number) ? "row chosen" : "row" },
          candidate(state, number),
          el("span", { class: "dots", key: "dots" },
            el("span", { class: "drawn", "aria-hidden": "true", key: "drawn" },
              "●".repeat(Math.min(of(number), 10))),
            change(number, -1, "−", "One dot less for", of(number) > 0),
            el("input", {
              type: "number", inputmode: "numeric", min: "0",
              max: String(Math.min(cap, of(number) + left)),
              key: "count", value: String(of(number)),
              "aria-label": `Dots for ${titleOf(state, number)}`,
              onchange: (event) => {
                set(number, Number(event.target.value));
                event.target.value = String(of(number));
              },
            }),
            change(number, 1, "+", "One dot more for", left > 0 && of(number) < cap))))));
}

function choose(state, { candidates, ballot }, draft) {
  const several = ballot === "several";
  const chosen = (number) =>
    several ? draft.value.includes(number) : draft.value === String(number);
  const pick = (number, on) => {
    if (!several) draft.set(String(number));
    else draft.set(candidates.filter((each) => (each === number ? on : chosen(each))));
  };
  return el("fieldset", { class: "ballot" },
    el("legend", {}, several ? "What you approve of" : "Your vote"),
    el("div", { class: "options" },
      candidates.map((number) =>
        el("div", { key: number },
          el("label", { class: "option" },
            el("input", {
              type: several ? "checkbox" : "radio", name: "vote", value: String(number),
              checked: chosen(number), onchange: (event) => pick(number, event.target.checked),
              "aria-labelledby": labelId(number),
              "aria-describedby": columnOf(state, number) ? whenceId(number) : null,
            }),
            titled(state, number), whence(state, number)),
          fully(state, number)))));
}

/** A ballot that asks the same of each candidate. */
function ofEach(label, state, candidates, asked) {
  return el("div", { class: "ballot", role: "group", "aria-label": label },
    el("ol", { class: "candidates" },
      candidates.map((number) =>
        el("li", { key: number },
          el("fieldset", { class: "scored" },
            el("legend", {}, titled(state, number)),
            whence(state, number), fully(state, number), asked(number))))));
}

/** A table of candidates without one of them. */
function lessOf(table, number) {
  const { [number]: _, ...rest } = table;
  return Object.keys(rest).length ? rest : NO_TABLE;
}

function scores(state, { candidates, cap }, draft) {
  return ofEach("Your scores", state, candidates, (number) => [
    steps({
      name: `score-${number}`, low: 0, high: cap ?? BEST, value: draft.value[number],
      pick: (given) => draft.set({ ...draft.value, [number]: given }),
    }),
    leaveOpen(number in draft.value, () => draft.set(lessOf(draft.value, number))),
  ]);
}

function consent(state, { candidates, cap }, draft) {
  const of = (number) => draft.value[number];
  const set = (number, change, how) => draft.set(
    { ...draft.value, [number]: { given: null, why: "", ...of(number), ...change } }, how);
  return ofEach("Your fingers", state, candidates, (number) => [
    steps({
      name: `fingers-${number}`, low: 0, high: cap ?? BEST, labels: FINGERS,
      value: of(number)?.given, pick: (given) => set(number, { given }),
    }),
    of(number)?.given === 0
      ? el("p", { class: "why", key: "why" },
        el("label", { for: `why-${number}` }, "Why do you object? What would have to change?"),
        el("textarea", {
          id: `why-${number}`, rows: "2", dir: "auto", maxlength: "2000",
          value: of(number).why,
          oninput: (event) => set(number, { why: event.target.value }, { typed: true }),
        }))
      : null,
    leaveOpen(number in draft.value, () => draft.set(lessOf(draft.value, number))),
  ]);
}

// --- a ranking: ranks, best first, each a list of equals

// What the last move came to, for who does not see it.
let lastMove = "";

function ranking(state, { candidates }, draft) {
  const ranks = draft.value;
  const rest = candidates.filter((each) => !ranks.flat().includes(each));
  const set = (after, number, what) => {
    const place = after.findIndex((rank) => rank.includes(number)) + 1;
    const where = place ? `, place ${place} of ${after.length}` : "";
    lastMove = `${titleOf(state, number)}: ${what}${where}`;
    draft.set(after);
  };
  return [
    el("fieldset", { class: "ballot", key: "ranked" },
      el("legend", {}, "Your ranking, best first"),
      el("p", { class: "hint", key: "how" }, ranks.length
        ? "Move with the buttons, or with the arrow keys while one of them has the focus."
        : "Nothing is ranked yet. Begin with what is best."),
      el("ol", { class: "candidates ranked", key: "list" },
        ranks.flatMap((rank, place) =>
          rank.map((number, at) => ranked(state, { ranks, place, at, number, set }))))),
    rest.length
      ? el("section", { class: "unranked", key: "unranked", "aria-labelledby": "unranked" },
        el("h2", { id: "unranked", class: "legend" },
          ranks.length ? "Not ranked: these come last" : "To rank"),
        el("ul", { class: "candidates" },
          rest.map((number) =>
            el("li", { class: "row", key: number },
              candidate(state, number),
              el("button", {
                type: "button", "aria-label": `Rank next: ${titleOf(state, number)}`,
                onclick: () => set([...ranks, [number]], number, "ranked"),
              }, "Rank next")))))
      : null,
    el("output", { class: "unseen", key: "moved" }, lastMove),
  ];
}

function ranked(state, { ranks, place, at, number, set }) {
  const title = titleOf(state, number);
  const alone = ranks[place].length === 1;
  const able = (by) => !alone || (by < 0 ? place > 0 : place < ranks.length - 1);
  const move = (by) => {
    if (able(by)) set(moved(ranks, place, number, by), number, by < 0 ? "moved up" : "moved down");
  };
  const keys = (event) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    move(by);
  };
  const button = (label, sign, is, act) =>
    el("button", {
      type: "button", class: "rank-button", key: label, "aria-label": `${label}: ${title}`,
      // Not `disabled`: what has the focus keeps it at the top and at the bottom.
      "aria-disabled": is ? "false" : "true", onclick: act,
    }, sign);
  return el("li", { key: number, class: at ? "row equal" : "row", onkeydown: keys },
    el("span", { class: "place", key: "place" }, at ? "=" : String(place + 1)),
    candidate(state, number),
    el("span", { class: "moves", key: "moves" },
      button("Up", "↑", able(-1), () => move(-1)),
      button("Down", "↓", able(1), () => move(1)),
      button("Leave out", "×", true, () => set(without(ranks, number), number, "left out"))),
    place || at
      ? el("label", { class: "equals", key: "equal" },
        el("input", {
          type: "checkbox", checked: at > 0, "aria-label": `${title}: equal to the one above`,
          onchange: (event) => (event.target.checked
            ? set(joined(ranks, place), number, "equal to the one above")
            : set(parted(ranks, place, at), number, "below the one above")),
        }),
        el("span", { "aria-hidden": "true" }, "equal to the one above"))
      : null);
}

/** One of several equals leaves them; one that stands alone changes places with its neighbour. */
function moved(ranks, place, number, by) {
  const after = [...ranks];
  if (ranks[place].length > 1) {
    after[place] = ranks[place].filter((each) => each !== number);
    after.splice(by < 0 ? place : place + 1, 0, [number]);
  } else {
    [after[place], after[place + by]] = [after[place + by], after[place]];
  }
  return after;
}

const without = (ranks, number) =>
  ranks.map((rank) => rank.filter((each) => each !== number)).filter((rank) => rank.length);

const joined = (ranks, place) =>
  [...ranks.slice(0, place - 1), [...ranks[place - 1], ...ranks[place]], ...ranks.slice(place + 1)];

const parted = (ranks, place, at) =>
  [...ranks.slice(0, place), ranks[place].slice(0, at), ranks[place].slice(at),
    ...ranks.slice(place + 1)];
