// Vote: a ballot each, in private, and how the vote went.

import { focusInside, focusSoon, idOf, isRefused, perform, refusal, refuse } from "../acting.js";
import {
  ballotInput, ballotNow, ballotOf, ballotTold, blankBallot, draftOfBallot, termsTold,
} from "../ballots.js";
import { el, said } from "../dom.js";
import { head, ownOutcome, sealedSoFar } from "../head.js";

// The vote whose sealed ballot is open for changing.
let changing = null;

const controlOf = (room) => `ballot-${room.step.id}`;

export function screen(room) {
  const vote = room.state.votes.get(room.step.id);
  if (vote.opened) return [head(room), ownOutcome(room)];
  const { terms } = vote;
  if (!terms.candidates.length) {
    return [head(room), el("p", { class: "empty", key: "empty" },
      "There is nothing to vote on. The facilitator can go on, or back to collect something.")];
  }
  const own = sealed(room);
  return [
    head(room),
    el("p", { class: "hint", key: "terms" },
      `${termsTold(terms)} ${sealedSoFar(room, own ? 1 : 0, "vote")}`),
    vote.changed ? changed(room) : null,
    own && changing !== room.step.id ? voted(room, terms, own) : voting(room, terms, own),
  ];
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

function sealed(room) {
  for (const [receipt, each] of room.mine) {
    if (each.step === room.step.id && each.draft.kind === "ballot") return { receipt, ...each };
  }
  return null;
}

function draft(room, terms) {
  const kept = room.kept(controlOf(room), blankBallot(terms));
  return {
    get value() {
      return kept.value;
    },
    set: (value) => {
      kept.set(value);
      refuse(room, controlOf(room), null);
    },
  };
}

function voting(room, terms, own) {
  const control = controlOf(room);
  return el("form", {
    class: isRefused(control) ? "vote wrong" : "vote", key: "form", id: "ballot", novalidate: true,
    "aria-labelledby": "title", "aria-describedby": isRefused(control) ? idOf(control) : undefined,
    onsubmit: (event) => {
      event.preventDefault();
      return send(room, terms, own);
    },
  },
  ballotInput(room.state, terms, draft(room, terms)),
  refusal(control),
  el("p", { class: "buttons", key: "send" },
    el("button", { type: "submit", class: "primary" },
      own ? "Seal the changed vote" : "Seal my vote"),
    own
      ? el("button", { type: "button", onclick: () => stop(room, terms) }, "Keep what is sealed")
      : el("span", { class: "hint" }, "To abstain, just do not vote.")));
}

function voted(room, terms, own) {
  const lines = ballotTold(room.state, terms, draftOfBallot(terms, ballotNow(room.state, terms, own.draft)));
  return el("section", { class: "asked sealed", key: "voted", "aria-labelledby": "voted" },
    el("h2", { class: "legend", id: "voted" },
      "Your vote ", el("span", { class: "tag" }, "Sealed")),
    el(terms.ballot === "ranking" ? "ol" : "ul", { class: "plain" },
      lines.map((line) => said("li", line))),
    refusal(controlOf(room)),
    el("p", { class: "buttons" },
      el("button", {
        type: "button", id: "change-vote",
        onclick: () => {
          changing = room.step.id;
          draft(room, terms).set(draftOfBallot(terms, ballotNow(room.state, terms, own.draft)));
          focusInside("ballot");
        },
      }, "Change my vote"),
      el("button", {
        type: "button", class: "quiet",
        onclick: async () => {
          if (await perform(room, controlOf(room), "withdraw", { receipt: own.receipt })) {
            room.say("Your vote is taken back.");
            focusInside("ballot");
          }
        },
      }, "Take it back")));
}

function stop(room, terms) {
  changing = null;
  draft(room, terms).set(blankBallot(terms));
  focusSoon("change-vote");
}

async function send(room, terms, own) {
  const control = controlOf(room);
  const { ballot, problem } = ballotOf(terms, draft(room, terms).value);
  if (problem) return refuse(room, control, problem);
  const answer = own
    ? await perform(room, control, "change_vote", { receipt: own.receipt, ballot })
    : await perform(room, control, "vote", { ballot });
  if (answer) {
    changing = null;
    // What is sealed shall not stay readable in the browser.
    draft(room, terms).set(blankBallot(terms));
    room.say("Your vote is sealed.");
    focusSoon("change-vote");
  }
  return undefined;
}
