// What the team has agreed on, part by part: to read, to change for whoever leads, and who changed
// what before.

import { focusSoon, perform, refuse } from "./acting.js";
import { changing, textField } from "./changing.js";
import { el, said } from "./dom.js";
import { day } from "./words.js";

const PARTS = {
  purpose: ["Purpose", "Why are we here? One sentence."],
  principle: ["Principle", "What comes first when two good things collide?"],
  values: ["Values", "What do we want to see every day?"],
  goals: ["Goals", "What do we hold every decision against?"],
  customers: ["Customers", "Who do we work for outside?"],
  colleagues: ["Colleagues", "Who inside relies on our work?"],
};
const SENTENCES = new Set(["purpose", "principle"]);

/** What a part holds as lines, none if nothing. */
const linesOf = (charter, part) => {
  const held = charter[part];
  return typeof held === "string" ? [held].filter(Boolean) : held ?? [];
};

/** The charter. `refresh(room)` is called after a change. */
export function charter(room, told, refresh) {
  const { me, state } = room;
  const edits = me.leads && !told.rehearsal;
  return el("section", { class: "charter", "aria-labelledby": "team-charter" },
    el("h2", { id: "team-charter" }, "What we have agreed on"),
    told.charter === null
      ? el("p", { class: "refused" }, "The charter can’t be read. On the computer "
        + "that has the logbook, retro doctor says why.")
      : [
        ofThisRetro(told.charter, state.charter ?? {}, edits),
        Object.keys(PARTS)
          .filter((part) => edits || linesOf(told.charter, part).length)
          .map((part) => partOf(room, told.charter, part, edits, refresh)),
        told.changes.length ? history(told.changes) : null,
      ]);
}

/** A retro keeps the charter that it began with: says so, and what that is where it differs. */
function ofThisRetro(now, own, edits) {
  const agreed = Object.keys(PARTS).some((part) => linesOf(now, part).length);
  const differing = Object.keys(PARTS).filter((part) =>
    linesOf(now, part).join("\n") !== linesOf(own, part).join("\n"));
  if (!differing.length) {
    return el("p", { class: "hint" }, agreed
      ? "This retro keeps the charter it began with. A change counts from the next retro on."
      : `Nothing yet. ${edits ? "You" : "The facilitator"} can write it down here. It counts from the next retro on.`);
  }
  return [
    el("p", { class: "hint" },
      "The charter has changed since this retro began. This retro keeps the one it began with."),
    el("details", { key: "began-with" },
      el("summary", {}, "What this retro began with"),
      el("dl", { class: "parts" }, differing.map((part) => held(part, linesOf(own, part))))),
  ];
}

const held = (part, lines) => el("div", { key: part },
  el("dt", {}, PARTS[part][0]),
  lines.length ? lines.map((line) => el("dd", { key: line }, said("span", line)))
    : el("dd", { class: "soft" }, "nothing"));

function partOf(room, now, part, edits, refresh) {
  const [title, question] = PARTS[part];
  const lines = linesOf(now, part);
  const draft = room.kept(`team-charter-${part}`, null);
  return el("section", { key: part, class: "charter-part", "aria-labelledby": `team-${part}` },
    el("div", { class: "charter-head" },
      el("h3", { id: `team-${part}` }, title),
      edits && draft.value === null
        ? el("button", {
          type: "button", class: "quiet", id: `team-${part}-edit`,
          "aria-label": `Edit: ${title}`,
          onclick: () => {
            const text = lines.join("\n");
            draft.set({ text, was: text });
            focusSoon(`team-${part}-text`);
          },
        }, "Edit")
        : null),
    edits && draft.value !== null
      ? editing(room, part, question, lines, draft, refresh)
      : !lines.length ? el("p", { class: "soft" }, question)
        : SENTENCES.has(part) ? said("p", lines[0], { key: "sentence" })
          // The mark of each stands on the side of the page's own direction.
          : el("ul", { class: "plain" },
            lines.map((line) => el("li", { key: line }, said("span", line)))));
}

function editing(room, part, question, lines, draft, refresh) {
  const control = `team-${part}`;
  const single = SENTENCES.has(part);
  const { text, was } = draft.value;
  const now = lines.join("\n");
  const stop = () => {
    draft.set(null);
    refuse(room, control, null);
    focusSoon(`${control}-edit`);
  };
  const save = async () => {
    const given = single ? text.replace(/\s+/g, " ").trim()
      : text.split("\n").map((line) => line.trim()).filter(Boolean);
    if (!await perform(room, control, "change_charter", { [part]: given }, null)) return;
    stop();
    refresh(room);
  };
  return changing(control, { key: "form", "aria-labelledby": control }, { save, stop },
    textField(control, `${control}-text`, `${question}${single ? "" : " One per line."}`, text,
      (typed) => draft.set({ text: typed, was }),
      { rows: single ? "2" : "4", maxlength: single ? "300" : "1500" }),
    now === was ? null : el("div", { class: "hint", role: "status", key: "meanwhile" },
      el("p", {}, "Somebody changed it meanwhile. If you save, yours takes the place of:"),
      lines.length ? lines.map((line) => said("p", line, { key: line })) : el("p", {}, "nothing")));
}

/** Who changed what, and when, the latest first. */
function history(changes) {
  return el("details", { key: "history" },
    el("summary", {}, "Who changed what, and when"),
    el("ol", { class: "lines" },
      changes.map(({ at, by, changed, charter: version }, index) =>
        el("li", { key: changes.length - index },
          el("p", {}, el("time", { datetime: at }, day(at.slice(0, 10))), ", ",
            by === null ? "nobody said who" : said("span", by)),
          el("dl", { class: "parts" }, changed.map((part) => held(part, linesOf(version, part))))))));
}
