// Drafts of each kind of ballot: plain data as its controls (`ballot_inputs.js`) hold it; `ballotOf`
// makes of it what the server takes.

import { titleOf } from "./candidates.js";
import { topicOf } from "./state.js";
import { plural } from "./words.js";

/** What a ballot has room for, in a line. */
export function termsTold({ ballot, own, budget, cap }) {
  if (own) return `Give ${(own.shape ?? "candidates with a number for each").split(", as in ")[0]}.`;
  if (ballot === "dots") {
    const most = cap < budget ? `, at most ${cap} for one` : "";
    return `${plural(budget, "dot")} each${most}.`;
  }
  return {
    one: "One vote each.",
    several: "Choose all that you approve of.",
    scores: "Score each from 0 to 5. What you leave out gets 0.",
    ranking: "Rank them, best first. What you leave out comes last.",
    consent: "0 to 5 fingers for each: 0 blocks it, 1 and 2 are doubts, 5 is full support.",
  }[ballot];
}

/** An empty draft: a table of candidates for most kinds, ranks for a ranking. */
export const blankBallot = ({ ballot }) =>
  ballot === "one" ? "" : ballot === "ranking" || ballot === "several" ? NO_LIST : NO_TABLE;

// One object each, so that what is stored can tell that nothing was entered.
const NO_LIST = Object.freeze([]);
export const NO_TABLE = Object.freeze({});

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
