// Questions about teammates: points that are shared out among them, and ratings. What somebody has
// entered is a draft: plain data as the controls hold it; `valueOf` makes of it the value that the server
// takes. All other questions are filled in by a form: see `forms.js`.

import { el, said } from "./dom.js";
import { listing, plural } from "./words.js";

const NOT_SURE = "?";
const OF_MATES = {
  allocation: { valueOf: allocated, input: allocation },
  "peer-rating": { valueOf: rated, input: peerRating },
};

/** Whether a question is about teammates, of a kind that the page has controls for. */
export const isOfMates = ({ kind }) => Object.hasOwn(OF_MATES, kind);

/** An empty draft: one object, so that what is stored can tell that nothing was entered. */
export const NOBODY = Object.freeze({});

/** The draft that would give a sealed value again. */
export const draftOf = (question, value) =>
  Object.fromEntries(value.map(([who, numbers]) =>
    [who, question.kind === "allocation" ? entered(numbers[0]) : numbers.map(entered)]));

const entered = (number) => (number === null ? NOT_SURE : String(number));

/** What is entered, in words, a line each, for the one who entered it. */
export function saidOf(draft) {
  const word = (each) => (each === NOT_SURE ? "not sure" : each || "open");
  return Object.entries(draft)
    .map(([who, entered]) => `${who}: ${[entered].flat().map(word).join(", ")}`);
}

/** `{value}` of a draft, `{}` where nothing was entered, `{problem}` where something is amiss. */
export const valueOf = (question, draft, mates) =>
  OF_MATES[question.kind].valueOf(question, draft, mates);

/** The controls for a question. `draft` is `{value, set}`; `mates` is whom one rates; `keyOf`
 * says what stays of each of them when they get another name, and `me` which of them one is.
 */
export const input = (question, draft, mates, { keyOf, me }) =>
  OF_MATES[question.kind].input(question, draft, mates, { keyOf, me });

function allocated(question, draft, mates) {
  if (!mates.some((who) => draft[who])) return {};
  const open = mates.filter((who) => !draft[who]);
  if (open.length) {
    return { problem: `Give ${listing(open)} a number (0 is one), or choose "not sure".` };
  }
  const value = Object.fromEntries(
    mates.map((who) => [who, draft[who] === NOT_SURE ? null : Number(draft[who])]));
  const amiss = mates.find((who) => !isPoints(draft[who]));
  if (amiss) return { problem: `${draft[amiss]} for ${amiss} is not possible. Points are whole numbers.` };
  const left = question.total - given(draft, mates);
  if (Object.values(value).every((each) => each === null)) {
    return { problem: "Give at least one teammate points. To skip this question, leave it empty." };
  }
  if (left) {
    return { problem: left > 0 ? `${plural(left, "point")} of ${question.total} left to give.`
      : `${plural(-left, "point")} too many. Take some back.` };
  }
  return { value };
}

function rated(question, draft, mates) {
  const rows = mates.map((who) => [who, question.criteria.map((_, at) => draft[who]?.[at] ?? "")]);
  const cells = rows.flatMap(([, row]) => row);
  if (cells.every((each) => each === "")) return {};
  const open = cells.filter((each) => each === "").length;
  if (open) {
    const fields = plural(open, "field is", "fields are");
    return { problem: `${fields} open. Choose a number, or "not sure".` };
  }
  if (cells.every((each) => each === NOT_SURE)) {
    return { problem: "Rate at least one teammate. To skip this question, leave it open." };
  }
  const numbers = (row) => row.map((each) => (each === NOT_SURE ? null : Number(each)));
  return { value: Object.fromEntries(rows.map(([who, row]) => [who, numbers(row)])) };
}

const isPoints = (entered) =>
  entered === NOT_SURE || (Number.isInteger(Number(entered)) && Number(entered) >= 0);

const given = (draft, mates) =>
  mates.reduce((sum, who) => sum + (Number(draft[who]) || 0), 0);

const legend = (question) =>
  said("legend", question.text, { key: "legend" });

const nameOf = (question) => `question-${question.name}`;

function allocation(question, draft, mates, { keyOf, me }) {
  const left = question.total - given(draft.value, mates);
  const set = (who, points, typed = false) =>
    draft.set({ ...draft.value, [who]: points }, { typed });
  const amiss = mates.find((who) => draft.value[who] && !isPoints(draft.value[who]));
  const open = mates.filter((who) => !draft.value[who]);
  const met = left === 0 && !amiss && !open.length;
  const share = question.total / (mates.length || 1);
  const rest = amiss ? `Points are whole: give ${amiss} another number.`
    : met ? "All points are given."
    : left === 0 ? `No points are left; say 0, or "not sure", of ${listing(open)}.`
    : left > 0 ? `${plural(left, "point")} left of ${question.total}.`
      : `${plural(-left, "point")} too many; take some back.`;
  return el("fieldset", { class: "question allocation" },
    legend(question),
    el("p", { class: "hint" },
      `Share out ${question.total} points. An equal share would be ` +
      (Number.isInteger(share) ? `${share}.` : `about ${Math.round(share)}, in whole points.`)),
    el("div", { class: "shares" },
      mates.map((who, at) => {
        const id = `${nameOf(question)}-${at}`;
        const unsure = draft.value[who] === NOT_SURE;
        return el("div", { class: "share-of", key: keyOf(who) },
          el("label", { for: id },
            said("span", who), who === me ? el("span", { class: "soft" }, " (you)") : null),
          el("input", {
            id, type: "number", inputmode: "numeric", min: "0",
            max: String(question.total), step: "1", disabled: unsure,
            value: unsure ? "" : draft.value[who] ?? "",
            "aria-describedby": `${nameOf(question)}-rest`,
            oninput: (event) => set(who, event.target.value, true),
          }),
          el("label", { class: "unsure", key: "unsure" },
            el("input", {
              type: "checkbox", checked: unsure, "aria-label": `Not sure about ${who}`,
              onchange: (event) => set(who, event.target.checked ? NOT_SURE : ""),
            }),
            el("span", {}, "not sure")));
      })),
    el("output", {
      class: left < 0 || amiss ? "rest excess" : met ? "rest met" : "rest", id: `${nameOf(question)}-rest`,
    }, rest));
}

function peerRating(question, draft, mates, { keyOf }) {
  const { low, high } = question;
  const numbers = Array.from({ length: high - low + 1 }, (_, at) => low + at);
  const [worst, best] = question.labels ?? [];
  const set = (who, at, text) => {
    const row = question.criteria.map((_, each) => draft.value[who]?.[each] ?? "");
    row[at] = text;
    draft.set({ ...draft.value, [who]: row });
  };
  const cell = (who, criterion, at) => {
    const value = draft.value[who]?.[at] ?? "";
    const option = (text, shown) =>
      el("option", { value: text, key: text || "open" }, shown);
    return el("label", { class: "mate", key: keyOf(who), "data-who": who },
      said("span", who),
      el("select", {
        "aria-label": `${who}: ${criterion}`, value,
        onchange: (event) => set(who, at, event.target.value),
      },
      option("", "–"),
      numbers.map((each) => option(String(each), String(each))),
      option(NOT_SURE, "not sure")));
  };
  return el("fieldset", { class: "question" },
    legend(question),
    el("p", { class: "hint" },
      `${low}${worst ? ` (${worst})` : ""} to ${high}${best ? ` (${best})` : ""}, ` +
      'or "not sure" where you cannot say.'),
    question.criteria.map((criterion, at) =>
      el("fieldset", { class: "criterion", key: criterion },
        said("legend", criterion),
        el("div", { class: "mates" }, mates.map((who) => cell(who, criterion, at))))));
}
