// A ranking: ranks, best first, each a list of equals. It is put in order by taps, by keys, or by
// dragging rows about.

import { titleOf } from "./candidates.js";
import { carry, grip } from "./dragging.js";
import { el } from "./dom.js";
import { keysOf } from "./keys.js";
import { card, listed, offered } from "./offered.js";

const RANKING = keysOf("A ranked card", { "ArrowUp ArrowDown": "Move it up or down" });
// What the last move came to, for who does not see it.
let lastMove = "";

export function ranking(room, { candidates }, draft) {
  const { state } = room;
  const ranks = draft.value;
  const rest = candidates.filter((each) => !ranks.flat().includes(each));
  const set = (number, what, change) => {
    const now = draft.value;
    const after = change(now, number);
    if (after === now) return;
    const place = after.findIndex((rank) => rank.includes(number)) + 1;
    const where = place ? `, place ${place} of ${after.length}` : "";
    lastMove = `${titleOf(state, number)}: ${what}${where}`;
    draft.set(after);
  };
  const drop = (number) => (before) => (before === undefined
    ? set(number, "left out", leftOut)
    : set(number, "ranked", (now) => placed(now, number, before)));
  return [
    el("fieldset", { class: "ballot" },
      el("legend", {}, "Your ranking, best first"),
      el("p", { class: "hint" }, ranks.length
        ? "Drag to another place, or move with the buttons or the arrow keys."
        : "Tap what is best, then what comes next. You can change the order later."),
      el("ol", { class: "candidates ranked" },
        ranks.flatMap((rank, place) => rank.map((number, at) =>
          ranked(room, { ranks, place, at, number, set, drop: drop(number) }))))),
    rest.length
      ? el("section", { class: "unranked", "aria-labelledby": "unranked" },
        el("h2", { id: "unranked", class: "legend" },
          ranks.length ? "Not ranked: these come last" : "To rank"),
        listed(state, rest, (number) =>
          card(state, number, { class: "row", ...dragging(room, number, drop(number)) },
            grip,
            offered(state, number),
            el("button", {
              type: "button", class: "rank-next", key: "next",
              "aria-label": `Rank next: ${titleOf(state, number)}`,
              onclick: () => set(number, "ranked", (now) => placed(now, number, null, true)),
            }, "Rank next"))))
      : null,
    el("output", { class: "unseen" }, lastMove),
  ];
}

function ranked(room, { ranks, place, at, number, set, drop }) {
  const { state } = room;
  const title = titleOf(state, number);
  const alone = ranks[place].length === 1;
  const move = (by) =>
    set(number, by < 0 ? "moved up" : "moved down", (now) => moved(now, number, by));
  const button = (label, sign, able, act) =>
    el("button", {
      type: "button", class: "rank-button", key: label, "aria-label": `${label}: ${title}`,
      // Not `disabled`: what has the focus keeps it at the top and at the bottom.
      "aria-disabled": able ? "false" : "true", onclick: act,
    }, sign);
  return card(state, number, {
    class: at ? "row equal" : "row", keys: RANKING,
    onkeydown: RANKING.on({ ArrowUp: () => move(-1), ArrowDown: () => move(1) }),
    ...dragging(room, number, drop),
  },
  grip,
  el("span", { class: "place" }, at ? "=" : `${place + 1}.`),
  offered(state, number),
  el("span", { class: "moves" },
    button("Up", "↑", !alone || place > 0, () => move(-1)),
    button("Down", "↓", !alone || place < ranks.length - 1, () => move(1)),
    button("Leave out", "×", true, () => set(number, "left out", leftOut))),
  place || at
    ? el("label", { class: "equals", key: "equal" },
      el("input", {
        type: "checkbox", checked: at > 0, "aria-label": `${title}: equal to the one above`,
        onchange: (event) => (event.target.checked
          ? set(number, "equal to the one above", joined)
          : set(number, "below the one above", parted)),
      }),
      el("span", { "aria-hidden": "true" }, "equal to the one above"))
    : null);
}

// --- dragging

const MARKS = ["drop-before", "drop-after", "drop-out"];

/** What makes a row one that can be dragged: `drop(before)` is called with the number of the row
 * that it is dropped before, null for the end, undefined for outside of the ranking.
 */
const dragging = (room, number, drop) => ({
  "data-number": String(number),
  onpointerdown: (event) =>
    room.observes || carry(room, event, carried(event.currentTarget, drop)),
});

function carried(row, drop) {
  let to = null;
  const unmark = () => to?.node?.classList.remove(...MARKS);
  return {
    lift: () => row.classList.add("lifted"),
    move(x, y, down) {
      row.style.setProperty("--lift", `${down}px`);
      unmark();
      to = target(row, y);
      to.node?.classList.add(to.mark);
    },
    drop: () => drop(to.before),
    end() {
      unmark();
      row.classList.remove("lifted");
      row.style.removeProperty("--lift");
    },
  };
}

/** Where a row would go now: what stands there, how that is marked, and what it comes before. */
function target(row, y) {
  const out = document.querySelector(".unranked");
  if (out && y > out.getBoundingClientRect().top) return { node: out, mark: "drop-out" };
  const rows = [...document.querySelectorAll(".ranked > li")].filter((each) => each !== row);
  const node = rows.find((each) => {
    const { top, height } = each.getBoundingClientRect();
    return y < top + height / 2;
  });
  if (node) return { node, mark: "drop-before", before: Number(node.dataset.number) };
  return { node: rows.at(-1), mark: "drop-after", before: null };
}

// --- putting in order

const placeOf = (ranks, number) => ranks.findIndex((rank) => rank.includes(number));

/** One of several equals leaves them; one that stands alone changes places with its neighbour. */
function moved(ranks, number, by) {
  const place = placeOf(ranks, number);
  const after = [...ranks];
  if (place < 0) return ranks;
  if (ranks[place].length > 1) {
    after[place] = ranks[place].filter((each) => each !== number);
    after.splice(by < 0 ? place : place + 1, 0, [number]);
    return after;
  }
  if (!(place + by in ranks)) return ranks;
  [after[place], after[place + by]] = [after[place + by], after[place]];
  return after;
}

/** Right before another one, an equal between two equals; null is the last place. What is ranked
 * stays where it is if it is put there `once`.
 */
function placed(ranks, number, before, once = false) {
  if (before === number || (once && placeOf(ranks, number) >= 0)) return ranks;
  const after = without(ranks, number);
  const place = placeOf(after, before);
  if (place < 0) return [...after, [number]];
  const at = after[place].indexOf(before);
  if (at) after[place].splice(at, 0, number);
  else after.splice(place, 0, [number]);
  return after;
}

const without = (ranks, number) =>
  ranks.map((rank) => rank.filter((each) => each !== number)).filter((rank) => rank.length);

const leftOut = (ranks, number) => (placeOf(ranks, number) < 0 ? ranks : without(ranks, number));

/** Its rank becomes one with the rank above. */
function joined(ranks, number) {
  const place = placeOf(ranks, number);
  if (place < 1 || ranks[place][0] !== number) return ranks;
  return ranks.toSpliced(place - 1, 2, [...ranks[place - 1], ...ranks[place]]);
}

/** It begins a rank of its own, with those of its equals that stand below it. */
function parted(ranks, number) {
  const place = placeOf(ranks, number);
  const at = ranks[place]?.indexOf(number);
  if (!at || at < 0) return ranks;
  return ranks.toSpliced(place, 1, ranks[place].slice(0, at), ranks[place].slice(at));
}
