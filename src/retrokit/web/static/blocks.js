// Blocks: what there is to see of an activity, in the words of the report. The room makes them; they
// are drawn here alike, whatever kind of activity or question they are from.

import { el, said } from "./dom.js";
import { amount } from "./words.js";

const ABOUT = { look: "", signs: [] }; // what is known of what is no topic
const TURNS = 10;

/** The elements of blocks as `me` sees them, a member by name: of those for single members, their own.
 * Headings are at a `level`, `about(number)` says of a topic in what colour it is drawn (`look`, a class) and
 * which columns it is from (`signs`), and lists with a title are folded up unless they are `open`.
 */
export function blocks(list, {
  about = () => ABOUT, me = null, level = 2, column = null, open = false,
} = {}) {
  const figures = list.filter(({ drawn }) => drawn === "figures");
  const rest = list.filter(({ drawn }) => drawn !== "figures").map((each, at) => [each, at]);
  // What was noticed stands on top: below long results it would be out of sight.
  const noticed = ([{ role }]) => role === "finding";
  return [
    ...[...rest.filter(noticed), ...rest.filter((each) => !noticed(each))]
      .map(([each, at]) =>
        DRAWN[each.block]?.(each, { about, me, level, column, open, key: `${each.block}-${at}` })),
    figures.length
      ? folded("How it was counted", figures.map(counted), "figures")
      : null,
  ];
}

const DRAWN = {
  text: ({ lines, tone = "plain", role = "", status = "" }, { key }) =>
    lines.map((line, at) => {
      const open = role === "tie" && status === "open" && at === lines.length - 1;
      const more = open ? " How do you settle it? The facilitator writes it down." : "";
      return said("p", line + more, { key: `${key}-${at}`, class: classOf(tone, status, at) });
    }),
  bars: (block, { about, key }) => bars(block, about, key),
  lines: ({ lines, style = "plain", title }, { column, open, key }) => {
    const list = style === "cards"
      ? el("ul", { class: "notes", key }, lines.map((each, at) => card(each, column, at)))
      : el("ul", { class: `plain ${style}`, key }, lines.map(item));
    return title ? folded(title, list, key, open) : list;
  },
  table: (block, { key }) => tabled(block, key),
  part,
  columns: ({ parts }, given) => el("div", { class: "board", key: given.key },
    parts.map((each, at) => part(each, { ...given, column: each.title, key: `column-${at}` }))),
  foreach: ({ members }, { me, key, ...given }) =>
    (me !== null && Object.hasOwn(members, me)
      ? el("div", { class: "for-you", key }, blocks(members[me], { ...given, me })) : null),
};

function classOf(tone, status, at) {
  if (tone === "warning") return "finding warning";
  if (status === "withheld") return "withheld";
  return at ? "reading" : tone;
}

function part({ title, amount: got, blocks: inside = [] }, { level, key, ...given }) {
  return el("article", { class: level === 2 ? "result" : "part", key },
    el(`h${level}`, {}, said("span", title),
      got ? el("span", { class: "tag" }, amountOf(got.number, got.unit)) : null),
    blocks(inside, { ...given, level: level + 1 }));
}

const amountOf = (number, unit) => `${amount(number)} ${unit}${number === 1 ? "" : "s"}`;

const folded = (title, inside, key, open = false) =>
  el("details", { class: "detail", key, open }, el("summary", {}, title), inside);

/** Numbers as bars; those of standings with places. */
function bars(block, about, key) {
  const { title, head = [], bars: all, of = null, unit = "", role } = block;
  const named = head.some(Boolean);
  const most = Math.max(1, of ?? 0, ...all.map((each) => each.amount));
  const drawn = block.drawn !== "list";
  const places = role === "standing" ? placesOf(all) : [];
  return el("table", { class: `bars${unit ? " votes" : ""}${drawn ? "" : " undrawn"}`, key },
    title || named
      ? el("caption", { class: title ? "" : "unseen" }, title || head.join(", ")) : null,
    named
      ? el("thead", { class: "unseen" },
        el("tr", {}, head.map((each) => el("th", { scope: "col" }, each))))
      : null,
    el("tbody", {},
      all.map((each, at) => {
        const { look, signs } = each.number === undefined ? ABOUT : about(each.number);
        return el("tr", {
          key: each.number ?? each.label, class: `${each.first ? "first " : ""}${look}`,
          // They grow one after the other, and what came first does so last.
          style: { "--turn": String(Math.max(0, Math.min(all.length, TURNS) - 1 - at)) },
        },
        el("th", { scope: "row" },
          places.length ? el("span", { class: "place" }, places[at]) : null,
          el("span", { class: "candidate" }, said("span", each.label),
            each.words ? el("span", { class: "tag" }, each.words) : null),
          signs.length ? el("span", { class: "whence" }, signs) : null),
        el("td", {},
          el("span", { class: "count" },
            unit ? amountOf(each.amount, unit) : amount(each.amount)),
          drawn
            ? el("progress", {
              max: String(most), value: String(Math.max(0, each.amount)), "aria-hidden": "true",
            })
            : null));
      })));
}

/** The places of standings: `1.`, and `= 2.` where several share it. */
function placesOf(all) {
  const same = (one, other) => other && Boolean(one.first) === Boolean(other.first)
    && (one.first || one.amount === other.amount);
  let place = 0;
  return all.map((each, at) => {
    const shared = same(each, all[at - 1]);
    if (!shared) place = at + 1;
    return `${shared || same(each, all[at + 1]) ? "= " : ""}${place}.`;
  });
}

/** Figures to be read one by one; all that is about the same is on one line. */
function counted({ title, bars: all }) {
  const lines = [];
  for (const each of all) {
    const [same] = lines.at(-1)?.[1] ?? [];
    if (same && same.number === each.number && same.label === each.label) lines.at(-1)[1].push(each);
    else lines.push([each.label, [each]]);
  }
  const rows = lines.map(([label, those]) => [label, those.map(figure).join(", ")]);
  return tabled({ title, rows }, title);
}

const figure = ({ amount: number, against, words }) =>
  [amount(number), against && `over ${against}`, words && `(${words})`].filter(Boolean).join(" ");

function tabled({ title, head = [], rows }, key) {
  return el("table", { class: "cells", key },
    title ? el("caption", {}, title) : null,
    head.length
      ? el("thead", {}, el("tr", {}, head.map((each) => el("th", { scope: "col" }, each))))
      : null,
    el("tbody", {},
      rows.map(([first, ...cells]) =>
        el("tr", {},
          el("th", { scope: "row" }, said("span", String(first))),
          cells.map((each) => el("td", {}, said("span", String(each))))))));
}

function card({ text, author, column: where, amount: got }, column, at) {
  const by = [where === column ? "" : where, author, got && amountOf(got.number, got.unit)];
  const aside = by.filter(Boolean).join(", ");
  return el("li", { class: "note", key: `card-${at}` },
    said("p", text), aside ? said("p", aside, { class: "by" }) : null);
}

function item({ text, author, tag }, at) {
  const line = [tag, author].filter(Boolean).map((each) => `${each}: `).join("") + text;
  return said("li", line, { key: `item-${at}` });
}
