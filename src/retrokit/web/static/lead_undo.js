// Undo: what the last thing was, said before it is taken back.

import { confirmed, perform } from "./acting.js";
import { short } from "./words.js";

const quoted = (text) => `“${short(text, 60)}”`;

// What cannot be undone is left out: the room then says why.
const WORDS = {
  MemberJoined: ({ name }) => `${name} came in.`,
  MemberLeft: ({ name }) => `${name} left.`,
  FacilitatorChanged: ({ name }) => `${name ?? "Nobody"} became the facilitator.`,
  Closed: () => "The retro was closed.",
  Reopened: () => "The retro was opened again.",
  Moved: ({ step }, state) => `The retro went to ${titleOf(state, step)}.`,
  StepAdded: ({ activity }) => `${activity.title} was added to the agenda.`,
  StepDropped: () => "An activity was taken out of the agenda.",
  StepReordered: ({ step }, state) => `${titleOf(state, step)} was put elsewhere in the agenda.`,
  TimeBoxSet: ({ seconds }) => (seconds ? "A time box was set." : "The time box was taken away."),
  NoteAdded: ({ text }) => `A note was written: ${quoted(text)}.`,
  NoteEdited: ({ text }) => `A note was changed to ${quoted(text)}.`,
  NoteMoved: ({ column }) => `A note was put into ${quoted(column)}.`,
  NoteDeleted: () => "A note was deleted.",
  NotesGrouped: ({ title }) => `Notes were grouped as ${quoted(title)}.`,
  NotesSplit: () => "Notes were taken out of their group.",
  TopicRenamed: ({ title }) => `A group was renamed to ${quoted(title)}.`,
  VoteTermsSet: () => "The budget of dots was changed.",
  TieSettled: ({ how }) => `A tie was settled: ${quoted(how)}.`,
  TopicTaken: () => "A topic was taken.",
  Remarked: ({ text }) => `This was written down: ${quoted(text)}.`,
  ActionAdded: ({ item }) => `An action item was added: ${quoted(item.text)}.`,
  ActionChanged: ({ item }) => `An action item was changed: ${quoted(item.text)}.`,
  ActionReviewed: ({ item }) => `An action item was looked at: ${quoted(item.text)}.`,
};

const titleOf = (state, id) =>
  state.agenda.find((step) => step.id === id)?.activity.title ?? "another activity";

/** Return the event that an undo would take back. */
export function lastThing({ log }) {
  const undone = new Set(log.filter((each) => each.event === "Undone").map((each) => each.version));
  const place = log.findLastIndex((each, at) => each.event !== "Undone" && !undone.has(at + 1));
  return log[place];
}

/** Take the last thing back, once it is clear what that is. */
export async function undo(room, control) {
  const { state } = room;
  const last = lastThing(state);
  // What comes in while this is being read shall not be undone unseen.
  const { version } = state;
  const words = WORDS[last.event]?.(last, state);
  if (words && !await confirmed("Take this back?", words, "Take it back")) return;
  await perform(room, control, "undo", { version });
}
