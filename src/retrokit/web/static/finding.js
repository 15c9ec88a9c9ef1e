// Finding a note among many: by what it says, by its column, by who wrote it.

import { el } from "./dom.js";

const MANY = 12; // notes from which on looking for one is worth a row of the page

const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** Whether so many notes are drawn as dense cards, with no line for who wrote them. */
export const isDense = (number) => number > 40;

/** What is looked for among notes: `{fits(note), controls}`; `controls` is null for a few notes.
 * `columns` says whether to choose a column here.
 */
export function finding(room, notes, { columns = true } = {}) {
  const words = room.kept("find", "");
  const column = room.kept("find-column", "");
  const author = room.kept("find-author", "");
  if (notes.length < MANY) return { fits: () => true, controls: null };
  const wanted = folded(words.value.trim());
  const fits = (note) =>
    (!wanted || folded(note.text).includes(wanted))
    && (!columns || !column.value || note.column === column.value)
    && (!author.value || note.author === author.value);
  const found = notes.filter(fits).length;
  return {
    fits,
    controls: el("div", { class: "finding", key: "finding", role: "search" },
      el("input", {
        type: "search", key: "words", "aria-label": "Find notes", placeholder: "Find notes",
        value: words.value, oninput: (event) => words.set(event.target.value),
      }),
      columns
        ? choice("Column", "All columns", column, notes.map((note) => note.column)) : null,
      choice("Person", "Everyone", author, notes.map((note) => note.author)),
      el("p", { class: "soft", key: "found", role: "status" },
        found < notes.length ? `${found} of ${notes.length}` : "")),
  };
}

function choice(label, all, kept, values) {
  const known = [...new Set(values.filter(Boolean))];
  if (kept.value && !known.includes(kept.value)) known.push(kept.value);
  if (known.length < 2) return null;
  return el("select", {
    key: label, "aria-label": label, value: kept.value,
    onchange: (event) => kept.set(event.target.value),
  },
  el("option", { key: "", value: "" }, all),
  known.map((each) => el("option", { key: each, value: each }, each)));
}
