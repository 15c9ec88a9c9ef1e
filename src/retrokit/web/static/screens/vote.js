// Vote: a ballot each, in private, kept as it is filled in, and how the vote went.

import { idOf, isRefused, perform, refusal } from "../acting.js";
import { ballotInput } from "../ballot_inputs.js";
import {
  ballotOf, ballotTold, blankBallot, draftOfBallot, isBehind, termsTold,
} from "../ballots.js";
import { el, said } from "../dom.js";
import { giving, standing } from "../giving.js";
import { head, ownOutcome, sealedSoFar, toGive } from "../head.js";
import { agendaOf, termsOf } from "../state.js";

const MANY = 20; // topics from which on it is better to group them first

export function screen(room) {
  const terms = termsOf(room.state, room.step.id);
  if (!terms) return [head(room), ownOutcome(room)];
  if (!terms.candidates.length) {
    return [head(room), el("p", { class: "empty" },
      "There is nothing to vote on. The facilitator can go on, or back to collect something.")];
  }
  const own = sealed(room, room.mine);
  const control = room.own(`ballot-${room.step.id}`);
  const { as } = room;
  const ballot = giving(room, {
    control, slot: room.own("ballot"), what: "vote", blank: blankBallot(terms),
    sealed(mine) {
      const now = sealed(room, mine);
      return now && draftOfBallot(terms, now);
    },
    meant: (draft) => ballotOf(terms, draft),
    action: (ballot) => ["vote", { ballot, ...as }],
    told: (draft) => ballotTold(room.state, terms, draft),
  });
  return [
    head(room),
    el("p", { class: "hint" },
      `${termsTold(terms)} ${sealedSoFar(room, own ? 1 : 0, "vote")}`),
    groupFirst(room, terms),
    terms.changed ? changed(room) : null,
    toGive(room, el("form", {
      class: isRefused(control) ? "vote wrong" : "vote", id: "ballot", novalidate: true,
      "aria-labelledby": "title",
      "aria-describedby": isRefused(control) ? idOf(control) : `${control}-counts`,
      onsubmit: (event) => event.preventDefault(),
    },
    ballotInput(room, terms, own && isBehind(room.state, terms, own) ? unchanged(ballot) : ballot),
    standing(ballot) ?? el("p", { class: "hint", id: `${control}-counts` },
      "Your vote counts as you give it. To abstain, just do not vote."))),
  ];
}

/** A ballot that stays as it is for the moment in which it is asked for again. */
const unchanged = ({ value }) => ({ value, set() {} });

/** What the facilitator can do where there is much to vote on: go back to Group, or add one. */
function groupFirst(room, { candidates }) {
  const { on = "topics" } = room.activity;
  if (!room.me.leads || on !== "topics" || candidates.length <= MANY) return null;
  const agenda = agendaOf(room.state);
  const here = agenda.findIndex(({ id }) => id === room.step.id);
  const group = agenda.slice(0, here).findLast(({ activity }) => activity.kind === "group");
  const act = async () => {
    if (group) return perform(room, "group-first", "go", { step: group.id });
    const given = { activity: { kind: "group" }, position: here };
    return await perform(room, "group-first", "add_activity", given)
      && perform(room, "group-first", "back");
  };
  return el("div", { class: "group-first" },
    el("p", {}, `There are ${candidates.length} topics. Group the ones that belong together first, `
      + "and the vote is easier and says more. Votes that were given still count."),
    el("p", { class: "buttons" },
      el("button", { type: "button", onclick: act },
        group ? ["Back to ", said("span", group.activity.title)] : "Add Group and go there")),
    refusal("group-first"));
}

/** Said to everyone, whether anybody has voted or not: nobody learns from it that somebody has. */
function changed(room) {
  const { activity } = room.step;
  const add = async () => {
    if (await perform(room, "vote-again", "add_activity", { activity })) {
      room.say("Another vote comes after this one.");
    }
  };
  return el("div", { class: "hint", key: "changed", role: "status" },
    el("p", {}, "What you can vote on has changed since this vote began. "
      + "Votes from before still count; check yours."),
    room.me.leads
      ? el("p", { class: "buttons" },
        el("button", { type: "button", onclick: add }, "Add another vote after this one"))
      : null,
    refusal("vote-again"));
}

function sealed(room, mine) {
  for (const each of mine.values()) {
    if (each.step === room.step.id && each.draft.kind === "ballot") return each.draft;
  }
  return null;
}
