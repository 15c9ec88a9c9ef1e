// What a retro is at one moment, as the room sends it: one JSON object, and what became of it since,
// each time as a merge patch (RFC 7396). What no patch names stays the very same object, so that a
// screen can tell by identity what is new. What is null is left out.

/** Return what a merge patch makes of a value, which stays as it is. */
export function merged(target, patch) {
  if (!isObject(patch)) return patch;
  const result = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merged(result[key], value);
  }
  return result;
}

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

/** Return a retro after a message of the room; the first message makes it, and so does one `since` 0.
 *
 * What is numbered stands in a Map in the order of its numbers, and `members` in one by name, in the
 * order they came. Only the tables that a message names are copied: rooms are large, and busy.
 */
export function after(state, { v: version, since, patch }) {
  const before = since ? state : NOTHING;
  const { members: people, ...others } = patch;
  const made = { ...before, version };
  if (people) {
    made.places = entered(before.places, people, member);
    made.members = new Map([...made.places.values()].map((each) => [each.name, each]));
  }
  for (const [name, change] of Object.entries(others)) {
    if (name in TABLES) made[name] = entered(before[name], change, TABLES[name]);
    else if (change === null) delete made[name];
    else made[name] = merged(before[name], change);
  }
  return made;
}

/** Return a table after the entries of a patch; `read(entry, number)` makes each that is new. */
function entered(table, changes, read) {
  const made = new Map(table);
  for (const [key, change] of Object.entries(changes)) {
    const number = Number(key);
    if (change === null) made.delete(number);
    else made.set(number, read(merged(table.get(number), change), number));
  }
  // What was taken away and is there again has come last.
  let last = 0;
  for (const number of made.keys()) {
    if (number < last) return new Map([...made].sort(([one], [other]) => one - other));
    last = number;
  }
  return made;
}

const same = (entry) => entry;
const item = (given) => ({ owners: [], status: "open", ...given });
const member = (given, place) => ({ here: true, ...given, place });

// How an entry of each table is read.
const TABLES = {
  steps: (given, id) => ({ ...given, id }),
  notes: same,
  groups: same,
  joined: same, // the group that each joined group went into
  remarks: same,
  actions: item,
  carried: (given) => ({ ...given, item: item(given.item) }),
  at: same,
  got: same,
};
const NOTHING = Object.fromEntries(
  ["places", "members", ...Object.keys(TABLES)].map((name) => [name, new Map()]));

// --- what screens look up in it

/** Return a step of the agenda by its id, undefined if there is none. */
export const stepOf = (state, id) => state.steps.get(id);

/** Return the steps of the agenda in their order. */
export const agendaOf = (state) => state.agenda.map((id) => state.steps.get(id));

/** Return the step the retro is at, null if it has not begun. */
export const currentStep = (state) => stepOf(state, state.current) ?? null;

/** Return whether people read by now what was collected at a step. */
export const isRead = ({ state, step: { activity, revealed } }) =>
  !state.closed && Boolean(revealed) && activity.kind === "collect";

/** Return the names of all who have not left, observers too, in the order they came. */
export const membersHere = (state) =>
  [...state.members.values()].filter((each) => each.here).map((each) => each.name);

/** Return the names of the members who have not left and take part, in the order they came. */
export const respondents = (state) =>
  membersHere(state).filter((name) => !state.members.get(name).observes);

/** Return where a member stands among all, also those who left: it stays when they are renamed. */
export const placeOf = (state, name) => state.members.get(name)?.place ?? -1;

const lone = ({ number, text }) => ({ number, title: text, notes: [number] });

/** Return all topics, groups and lone notes, by number. */
export const topics = (state) =>
  [...state.groups.values(), ...[...state.notes.values()].filter((note) => !note.topic).map(lone)]
    .sort((a, b) => a.number - b.number);

/** Return a topic by its number; of a grouped note its group, of a group that is gone what it went into. */
export function topicOf(state, number) {
  const known = state.joined.get(number) ?? number;
  const note = state.notes.get(known);
  return note && !note.topic ? lone(note) : state.groups.get(note?.topic ?? known) ?? null;
}

/** Return whether a note of a topic stands in one of these columns; without any, always. */
export const touches = (state, topic, columns) =>
  !columns.length || topic.notes.some((each) => columns.includes(state.notes.get(each).column));

/** Return the topic that is talked about at a step, null if there is none or it is gone. */
export const talkingAbout = (state, step) => topicOf(state, state.at.get(step)?.current ?? 0);

/** Return the topics that a discussion has not come to yet, in order, without those that are none
 * any more: they were joined into another, or their notes are gone.
 */
export const waiting = (state, step) =>
  (state.at.get(step)?.to_come ?? []).map((each) => [each, topicOf(state, each)])
    .filter(([each, topic]) => topic?.number === each).map(([, topic]) => topic);

/** Return the terms of a vote, null once it is revealed and for what is no vote.
 *
 * Of a kind of ballots that a plugin brings, `own` is what is told.
 */
export function termsOf(state, step) {
  const view = state.at.get(step);
  if (!view || view.opened || stepOf(state, step)?.activity.kind !== "vote") return null;
  const { ballot = "dots" } = view;
  const kind = isObject(ballot) ? { ballot: ballot.name, own: ballot } : { ballot };
  return { candidates: [], ...view, ...kind };
}

/** Return the votes whose tie nobody has settled: each step with who is tied, the latest first. */
export const openTies = (state) =>
  [...state.opened ?? []].reverse().map((id) => [id, state.at.get(id)?.tied ?? []])
    .filter(([, tied]) => tied.length);
