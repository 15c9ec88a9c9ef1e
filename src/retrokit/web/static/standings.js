// How an opened vote went: standings, ties and how they were settled, and what it takes to check
// the count by hand. The sentences are those of the report.

import { sizeOf, titleOf, unitOf } from "./candidates.js";
import { el, said } from "./dom.js";
import { winners } from "./state.js";
import { amount } from "./words.js";

/** How a vote went; `told` are the sentences on it. */
export function standings(state, step, told) {
  const vote = state.votes.get(step.id);
  return el("div", { class: "standings", key: `standings-${step.id}` },
    el("p", { class: vote.tally ? "soft" : "withheld", key: "line" }, told.line),
    vote.tally
      ? [
        table(state, vote),
        told.rest ? el("p", { class: "soft", key: "rest" }, told.rest) : null,
        tie(vote, told),
        told.objections?.length
          ? el("ul", { class: "plain", key: "objections" },
            told.objections.map((each) => said("li", each)))
          : null,
        voters(state, vote), details(state, vote),
      ]
      : null);
}

// Of what is handed out, what got none is counted below and not listed.
const HANDED_OUT = ["dots", "one", "several"];

function table(state, vote) {
  const all = !HANDED_OUT.includes(vote.terms.ballot);
  const rows = vote.tally.standings.filter(([, got]) => all || got);
  if (!rows.length) return null;
  // Bars would tell another order where it is not that of the numbers, as by pairwise wins.
  const drawn = vote.unit !== "pairwise win"
    && rows.every(([, got], at) => at === 0 || got <= rows[at - 1][1]);
  const units = vote.unit === "vote" ? "" : " units";
  const most = Math.max(1, ...rows.map(([, number]) => number));
  const first = new Set(winners(vote));
  return el("table", { class: `bars${units}${drawn ? "" : " undrawn"}`, key: "standings" },
    el("caption", { class: "unseen" }, "Standings"),
    el("thead", { class: "unseen" },
      el("tr", {}, el("th", { scope: "col" }, "What"), el("th", { scope: "col" }, unitOf(vote)))),
    el("tbody", {},
      rows.map(([number, got]) =>
        el("tr", { key: number, class: first.has(number) ? "first" : "" },
          el("th", { scope: "row" }, el("span", { class: "candidate" },
            el("span", { class: "number" }, String(number)), " ",
            said("span", titleOf(state, number)),
            sizeOf(state, number) > 1
              ? el("span", { class: "soft" }, ` (${sizeOf(state, number)} notes)`) : null,
            isBlocked(vote, number, got) ? el("span", { class: "tag" }, "blocked") : null)),
          el("td", {},
            el("span", { class: "count" }, amount(got),
              units ? el("span", { class: "soft" }, ` ${unitOf(vote, got)}`) : null),
            drawn
              ? el("progress", {
                max: String(most), value: String(Math.max(0, got)), "aria-hidden": "true",
              })
              : null)))));
}

/** Whether somebody objects: by fingers, who was shown some and has none in all is blocked. */
const isBlocked = (vote, number, got) =>
  vote.terms.ballot === "consent" && got === 0
  && vote.tally.detail.some(({ rows = [] }) =>
    rows.some(({ candidates = [] }) => candidates[0] === number));

function tie(vote, told) {
  if (!told.tie) return null;
  return el("p", { class: "tie", key: "tie" }, said("span", told.tie), " ",
    vote.settled ? null : "How do you settle it? The facilitator writes it down.");
}

/** Who gave what, where votes are named. */
function voters(state, vote) {
  const named = vote.ballots.filter((cast) => cast.author !== null);
  if (!named.length) return null;
  return el("details", { class: "detail", key: "voters" },
    el("summary", {}, "Who voted for what"),
    el("ul", { class: "plain" },
      named.map((cast) =>
        said("li", `${cast.author}: ${gave(state, vote.terms.ballot, cast.ballot)}`,
          { key: cast.author }))));
}

function gave(state, kind, { scores = [], ranks = [], objections: why = [] }) {
  const words = Object.fromEntries(why);
  if (kind === "ranking") {
    return ranks.map((rank) => rank.map((each) => titleOf(state, each)).join(" = ")).join(" > ");
  }
  if (kind === "one" || kind === "several") {
    return scores.map(([each]) => titleOf(state, each)).join(", ");
  }
  return scores
    .map(([each, given]) =>
      `${given} for ${titleOf(state, each)}${words[each] ? `: ${words[each]}` : ""}`)
    .join(kind === "consent" ? "; " : ", ");
}

/** How it was counted, table by table. */
function details(state, vote) {
  const tables = vote.tally.detail.filter((each) => each.rows?.length);
  if (!tables.length) return null;
  return el("details", { class: "detail", key: "details" },
    el("summary", {}, "How it was counted"),
    tables.map((each) =>
      el("table", { key: each.title },
        el("caption", {}, each.title),
        el("thead", { class: "unseen" },
          el("tr", {}, el("th", { scope: "col" }, "What"), el("th", { scope: "col" }, "Number"))),
        el("tbody", {},
          byFirst(each.rows).map(([first, rows]) =>
            el("tr", {},
              first === null ? el("th", { scope: "row" }, rows[0].words || "ballots")
                : el("th", { scope: "row" },
                  el("span", { class: "number" }, String(first)), " ",
                  said("span", titleOf(state, first))),
              said("td", rows.map((row) => numbered(row)).join(", "))))))));
}

/** Rows about one candidate, or about it against others, are one line. */
function byFirst(rows) {
  const lines = [];
  for (const row of rows) {
    const first = row.candidates?.[0] ?? null;
    if (lines.length && lines.at(-1)[0] === first && first !== null) lines.at(-1)[1].push(row);
    else lines.push([first, [row]]);
  }
  return lines;
}

function numbered({ candidates = [], number, words = "" }) {
  const over = candidates.length > 1 ? ` over #${candidates[1]}` : "";
  return `${amount(number)}${over}${words && candidates.length ? ` (${words})` : ""}`;
}
