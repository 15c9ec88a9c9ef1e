// What the answers to a question came to, once the seals are open. The numbers are drawn from the
// log; the sentences on them are those of the report.

import { el, said } from "./dom.js";
import { listing } from "./words.js";

/** The results of an opened Ask, question by question; `told` are the sentences on each. */
export function results(state, step, told) {
  const opened = state.results.get(step.id) ?? [];
  const asked = new Map(step.activity.questions.map((each) => [each.name, each]));
  return opened.map((each) =>
    result(asked.get(each.question), each, told[each.question] ?? { parts: [] }));
}

function result(question, given, { line, reading, parts }) {
  const summary = given.summary ?? null;
  return el("article", { class: "result", key: question.name },
    said("h2", question.text),
    el("p", { class: summary ? "soft" : "withheld" }, line),
    reading ? said("p", reading, { class: "reading", key: "reading" }) : null,
    summary ? shown(question, given, summary, parts) : null,
    (given.findings ?? []).map((finding) =>
      el("p", { class: `finding ${finding.severity}`, key: finding.sentence },
        el("strong", {}, `${SEVERITY[finding.severity]}: `),
        finding.sentence)));
}

function shown(question, given, summary, words) {
  const named = (given.replies ?? []).filter((each) => each.author != null);
  return [
    summary.counts?.length
      ? bars(question, summary.counts, named, question.several ? summary.replies : null)
      : null,
    question.kind === "free-text" ? freeTexts(given, summary) : null,
    (summary.parts ?? []).map((part, at) =>
      el("div", { class: "part", key: part.criterion },
        said("h3", part.criterion),
        el("p", { class: "soft" }, words[at]),
        part.counts?.length ? bars(question, part.counts, []) : null)),
    given.group?.length
      ? el("ul", { class: "plain", key: "group" },
        given.group.map((text) => said("li", text)))
      : null,
    (given.about ?? []).map(([name, lines]) =>
      el("div", { class: "part", key: `about-${name}` },
        said("h3", name),
        el("ul", { class: "plain" },
          lines.map((text) => said("li", text))))),
  ];
}

const SEVERITY = { good: "Good", notice: "Notice", warning: "Warning" };

/** A distribution: every possible answer, how many gave it, and who where that is known. */
function bars(question, counts, named, replies = null) {
  const all = Math.max(1, replies ?? counts.reduce((sum, [, count]) => sum + count, 0));
  const who = (label) =>
    listing(named.filter((each) => [each.value].flat().map(String).includes(label))
      .map((each) => each.author));
  return el("table", { class: "bars", key: "bars" },
    el("caption", { class: "unseen" }, "Distribution of the answers"),
    el("thead", { class: "unseen" },
      el("tr", {}, el("th", { scope: "col" }, "Answer"), el("th", { scope: "col" }, "How many"))),
    el("tbody", {},
      counts.map(([label, count]) =>
        el("tr", { key: label },
          said("th", worded(question, label), { scope: "row" }),
          el("td", {},
            el("span", { class: "count" }, String(count)),
            el("progress", { max: String(all), value: String(count), "aria-hidden": "true" }),
            named.length && count
              ? said("span", who(label), { class: "who" }) : null)))));
}

function worded(question, label) {
  const [worst, best] = question.labels ?? [];
  const word = label === String(question.low) ? worst : label === String(question.high) ? best : "";
  return word ? `${label} (${word})` : label;
}

function freeTexts(given, summary) {
  const replies = given.replies?.length ? given.replies
    : (summary.texts ?? []).map((value) => ({ value }));
  if (!replies.length) return null;
  return el("ul", { class: "notes", key: "texts" },
    replies.map((each, at) =>
      el("li", { class: "note", key: `text-${at}` },
        said("p", each.value),
        each.author ? said("p", each.author, { class: "by" }) : null)));
}
