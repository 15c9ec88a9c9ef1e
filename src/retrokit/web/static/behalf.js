// Writing for somebody without a device: the facilitator chooses them, for this activity, and the
// whole screen is theirs until she is back at herself.

import { bringsLetters } from "./choices.js";
import { el } from "./dom.js";
import { placeOf, respondents } from "./state.js";

const GIVEN = new Set(["collect", "ask", "vote"]);
const MYSELF = null;
const LETTER = " Their letter is not shown here: on the computer that has the logbook, retro letter "
  + "shows it.";

const chosen = (room) => room.kept("write-for", MYSELF);

function canWrite({ me, state, step }) {
  if (!me.leads || !step || state.closed || !GIVEN.has(step.activity.kind)) return false;
  return step.activity.kind === "collect" || !step.over;
}

/** Return whom the facilitator writes for, by name; null for herself. In another activity, and once
 * they have a device, she is herself again.
 */
export function writtenFor(room) {
  if (!canWrite(room)) return null;
  const { step, place } = chosen(room).value ?? {};
  if (step !== room.step.id) return null;
  return withoutDevice(room).find((name) => placeOf(room.state, name) === place) ?? null;
}

function withoutDevice({ noDevice, state }) {
  const team = new Set(respondents(state));
  return noDevice.filter((name) => team.has(name));
}

/** The choice of whom one writes for; nothing where everybody has a device, or has no use for it. */
export function writingFor(room) {
  const { member, state, step, me } = room;
  const others = withoutDevice(room).filter((name) => name !== me.name);
  if (!canWrite(room) || !others.length) return null;
  const choose = ({ target: { value } }) =>
    chosen(room).set(value === "" ? MYSELF : { step: step.id, place: Number(value) });
  return el("div", { class: member === null ? "write-for" : "write-for on" },
    el("p", { class: "buttons" },
      el("label", { for: "write-for" }, "Write for"),
      el("select", {
        id: "write-for", dir: "auto", onchange: choose,
        value: member === null ? "" : String(placeOf(state, member)),
        "aria-describedby": "write-for-told",
      },
      el("option", { value: "", key: "" }, "myself"),
      others.map((name) =>
        el("option", { value: String(placeOf(state, name)), key: placeOf(state, name) }, name)))),
    el("p", { class: "hint", id: "write-for-told", role: "status" }, member === null
      ? "People without a device can tell you what to write."
      : `What you give here now counts as ${member}’s. You know what ${member} says; the others learn `
        + `no more than it says above. If ${member} joins on a device later, it stays, and only `
        + `${member} writes from then on.${bringsLetters(room, step) ? LETTER : ""}`));
}
