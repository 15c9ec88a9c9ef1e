// What a retro is at one moment: the fold of its log, as retrokit.retro makes it in Python.
//
// The log is public and so is all of this. Names are those of the log. What is numbered or named
// stands in a Map, in the order in which it came; the values inside are never changed in place, so
// that a screen can tell by identity what is new. What an event leaves out holds its default.

const LEFT = { done: "done", skipped: "skipped", pending: "pending" };
const STRICTNESS = { named: 0, confidential: 1, anonymous: 2 };

/** Return the state that a log comes to. The first event must be `Started`. */
export function fold(log) {
  const undone = new Set(log.filter((e) => e.event === "Undone").map((e) => e.version));
  const state = begin(log[0]);
  log.slice(1).forEach((event, place) => {
    if (event.event !== "Undone" && !undone.has(place + 2)) FOLDS[event.event]?.(state, event);
  });
  state.log = [...log];
  state.version = log.length;
  return state;
}

/** Return the state after one more event: written over the one before, but for an undo. */
export function apply(state, event) {
  if (state === null) return fold([event]);
  if (event.event === "Undone") return fold([...state.log, event]);
  // An event that this page is too old to know changes nothing that it could show.
  FOLDS[event.event]?.(state, event);
  state.log.push(event);
  state.version += 1;
  return state;
}

function begin(event) {
  const carried = (event.carried ?? []).map((each) => ({
    number: each.number,
    home: each.home,
    item: item(each.item),
    reviewed: each.reviewed ?? false,
  }));
  return {
    id: event.retro,
    team: event.team,
    format: event.format,
    attribution: event.attribution,
    started: event.at,
    facilitator: event.facilitator ?? null,
    closed: null,
    version: 1,
    last_number: carried.length,
    members: new Map((event.members ?? []).map((name) => [name, { name, here: true }])),
    agenda: event.format.agenda.map((activity, place) => ({
      id: place + 1,
      activity,
      status: "pending",
    })),
    current: null,
    timebox: null,
    notes: new Map(),
    groups: new Map(),
    visited: new Set(),
    opened: new Set(),
    results: new Map(),
    asked: new Map(),
    votes: new Map(),
    discussions: new Map(),
    remarks: new Map(),
    actions: new Map(),
    carried: new Map(carried.map((each) => [each.number, each])),
    log: [event],
  };
}

function item(given) {
  return { owners: [], due: null, goal: null, status: "open", reason: "", ...given };
}

function terms(given) {
  return { ballot: "dots", ...given };
}

function result(given) {
  return {
    floor: 0, summary: null, replies: [], scoring: "", group: [], findings: [], about: [], ...given,
  };
}

const NOT_OPENED = {
  opened: false, method: "dots", unit: "vote", taken_part: 0, team: 0, floor: 0, tally: null,
  ballots: [], words_floor: 0, settled: null,
};

const FOLDS = {
  MemberJoined(state, event) {
    state.members.set(event.name, { name: event.name, here: true });
  },
  MemberLeft(state, event) {
    state.members.set(event.name, { name: event.name, here: false });
    if (state.facilitator === event.name) state.facilitator = null;
  },
  MemberRenamed(state, event) {
    rename(state, event);
  },
  FacilitatorChanged(state, event) {
    state.facilitator = event.name;
  },
  Tightened(state, event) {
    state.attribution = event.attribution;
  },
  Closed(state, event) {
    state.closed = event.at;
    state.timebox = null;
  },
  Reopened(state) {
    state.closed = null;
  },

  Moved(state, event) {
    if (state.current !== null) setStatus(state, state.current, LEFT[event.left ?? "done"]);
    setStatus(state, event.step, "current");
    state.current = event.step;
    state.visited.add(event.step);
    timed(state, event.at, stepOf(state, event.step).activity.minutes * 60);
    if (event.vote) state.votes.set(event.step, { ...NOT_OPENED, terms: terms(event.vote) });
    if (event.order) {
      state.discussions.set(event.step, { order: event.order, current: null, done: [] });
    }
  },
  StepAdded(state, event) {
    const step = { id: event.step, activity: event.activity, status: "pending" };
    state.agenda.splice(event.position, 0, step);
  },
  StepDropped(state, event) {
    state.agenda = state.agenda.filter((step) => step.id !== event.step);
  },
  StepReordered(state, event) {
    const step = stepOf(state, event.step);
    state.agenda = state.agenda.filter((each) => each !== step);
    state.agenda.splice(event.position, 0, step);
  },
  TimeBoxSet(state, event) {
    timed(state, event.started, event.seconds);
  },

  NoteAdded(state, event) {
    addNote(state, event.step, event);
  },
  NotesOpened(state, event) {
    state.opened.add(event.step);
    for (const each of event.notes) addNote(state, event.step, each);
  },
  NoteEdited(state, event) {
    changeNote(state, event.number, { text: event.text });
  },
  NoteMoved(state, event) {
    changeNote(state, event.number, { column: event.column });
  },
  NoteDeleted(state, event) {
    takeOut(state, [event.number]);
    state.notes.delete(event.number);
  },
  NotesGrouped(state, event) {
    const known = state.groups.get(event.topic) ?? { notes: [], absorbed: [] };
    const absorbed = [...known.absorbed];
    const coming = event.notes.filter((each) => !known.notes.includes(each));
    const left = new Set(coming.map((each) => state.notes.get(each).topic));
    left.delete(null);
    const groups = [...left].sort((a, b) => a - b).map((topic) => state.groups.get(topic));
    takeOut(state, coming);
    for (const group of groups) {
      if (!state.groups.has(group.number)) absorbed.push(group.number, ...group.absorbed);
    }
    const notes = [...known.notes, ...coming];
    const topic = { number: event.topic, title: event.title, notes, absorbed };
    state.groups.set(event.topic, topic);
    for (const number of coming) changeNote(state, number, { topic: event.topic });
    state.last_number = Math.max(state.last_number, event.topic);
  },
  NotesSplit(state, event) {
    takeOut(state, event.notes);
  },
  TopicRenamed(state, event) {
    const topic = state.groups.get(event.topic);
    state.groups.set(event.topic, { ...topic, title: event.title });
  },

  AnswersOpened(state, event) {
    state.results.set(event.step, event.results.map(result));
    state.asked.set(event.step, event.team);
  },
  VoteTermsSet(state, event) {
    changeVote(state, event.step, { terms: terms(event.terms) });
  },
  VotesOpened(state, event) {
    const { taken_part, team } = event;
    const vote = state.votes.get(event.step);
    state.votes.delete(event.step); // the one opened last stands last
    state.votes.set(event.step, {
      ...vote,
      opened: true,
      taken_part,
      team,
      method: event.method ?? "dots",
      unit: event.unit ?? "vote",
      floor: event.floor ?? 0,
      words_floor: event.words_floor ?? 0,
      tally: event.tally ? { detail: [], ...event.tally } : null,
      ballots: (event.ballots ?? []).map((cast) => ({ author: null, ...cast })),
    });
  },
  TieSettled(state, event) {
    changeVote(state, event.step, { settled: { winner: event.winner, how: event.how } });
  },

  TopicTaken(state, event) {
    const before = state.discussions.get(event.step);
    const behind = before.current === null ? before.done : [...before.done, before.current];
    state.discussions.set(event.step, {
      order: before.order,
      current: event.topic,
      done: behind.filter((each) => each !== event.topic),
    });
    const { activity } = stepOf(state, event.step);
    timed(state, event.at, activity.kind === "discuss" ? activity.topic_minutes * 60 : 0);
  },
  Remarked(state, event) {
    const { number, topic, text, decision = false } = event;
    state.remarks.set(number, { number, topic, text, decision });
    state.last_number = number;
  },
  ActionAdded(state, event) {
    state.actions.set(event.item.number, item(event.item));
    state.last_number = event.item.number;
  },
  ActionChanged(state, event) {
    state.actions.set(event.item.number, item(event.item));
  },
  ActionReviewed(state, event) {
    const { home } = state.carried.get(event.number);
    const reviewed = { number: event.number, home, item: item(event.item), reviewed: true };
    state.carried.set(event.number, reviewed);
  },
};

/** Write a member's new name wherever the old one stands; what is somebody else's stays the same. */
function rename(state, { name, to }) {
  const called = (who) => (who === name ? to : who);
  const authored = (each) => (each.author === name ? { ...each, author: to } : each);
  const owned = (each) => (each.owners.includes(name)
    ? { ...each, owners: [...new Set(each.owners.map(called))] } : each);
  // A value that is a list of pairs is one about teammates; options are words.
  const valued = (value) =>
    Array.isArray(value) && Array.isArray(value[0])
      ? value.map(([who, numbers]) => [called(who), numbers]) : value;
  const change = (table, changed) => table.forEach((each, key) => table.set(key, changed(each)));

  const members = [...state.members.values()]
    .map((each) => (each.name === name ? { ...each, name: to } : each));
  state.members = new Map(members.map((each) => [each.name, each]));
  state.facilitator = called(state.facilitator);
  change(state.notes, authored);
  change(state.results, (results) => results.map((each) => ({
    ...each,
    replies: each.replies.map((reply) => authored({ ...reply, value: valued(reply.value) })),
    about: each.about.map(([who, lines]) => [called(who), lines]),
  })));
  change(state.votes, (vote) => ({ ...vote, ballots: vote.ballots.map(authored) }));
  change(state.actions, owned);
  change(state.carried, (each) => ({ ...each, item: owned(each.item) }));
}

function addNote(state, step, given) {
  const { number, column, text, author = null } = given;
  state.notes.set(number, { number, step, column, text, author, topic: null });
  state.last_number = number;
}

function changeNote(state, number, changes) {
  state.notes.set(number, { ...state.notes.get(number), ...changes });
}

function changeVote(state, step, changes) {
  state.votes.set(step, { ...state.votes.get(step), ...changes });
}

/** Take notes out of their groups; a group that holds nothing any more is gone. */
function takeOut(state, numbers) {
  for (const number of numbers) {
    const note = state.notes.get(number);
    if (note.topic === null) continue;
    const group = state.groups.get(note.topic);
    const notes = group.notes.filter((each) => each !== number);
    if (notes.length) state.groups.set(note.topic, { ...group, notes });
    else state.groups.delete(note.topic);
    changeNote(state, number, { topic: null });
  }
}

function setStatus(state, id, status) {
  const place = state.agenda.findIndex((step) => step.id === id);
  if (place >= 0) state.agenda[place] = { ...state.agenda[place], status };
}

function timed(state, started, seconds) {
  state.timebox = seconds ? { started, seconds } : null;
}

// --- what screens read of it

/** Return a step of the agenda by its id, undefined if there is none. */
export function stepOf(state, id) {
  return state.agenda.find((step) => step.id === id);
}

/** Return the step the retro is at, null if it has not begun. */
export function currentStep(state) {
  return state.current === null ? null : (stepOf(state, state.current) ?? null);
}

/** Return the names of the members who have not left, in the order they came. */
export function membersHere(state) {
  return [...state.members.values()].filter((each) => each.here).map((each) => each.name);
}

/** Return where a member stands among all, also those who left: it stays when they are renamed. */
export function placeOf(state, name) {
  return [...state.members.keys()].indexOf(name);
}

/** Return who is known to have said what in a step: the stricter of the two. */
export function attributionOf(state, step) {
  const own = step.activity.attribution ?? "named";
  return STRICTNESS[own] > STRICTNESS[state.attribution] ? own : state.attribution;
}

/** Return whether what is written into a Collect step is sealed until it is opened. */
export function isSealing(state, step) {
  const { kind, sealed } = step.activity;
  if (kind !== "collect") return false;
  return attributionOf(state, step) !== "named" || (sealed && !state.opened.has(step.id));
}

/** Return whether the answers or votes of a step are out, so that no more can be given. */
export function isOpened(state, step) {
  return state.results.has(step.id) || (state.votes.get(step.id)?.opened ?? false);
}

function lone(note) {
  return { number: note.number, title: note.text, notes: [note.number], absorbed: [] };
}

/** Return all topics, groups and lone notes, by number. */
export function topics(state) {
  const alone = [...state.notes.values()].filter((note) => note.topic === null).map(lone);
  return [...state.groups.values(), ...alone].sort((a, b) => a.number - b.number);
}

/** Return a topic by its number; that of a grouped note or a joined group: its group. */
export function topicOf(state, number) {
  if (state.groups.has(number)) return state.groups.get(number);
  for (const group of state.groups.values()) if (group.absorbed.includes(number)) return group;
  const note = state.notes.get(number);
  if (!note) return null;
  return note.topic === null ? lone(note) : state.groups.get(note.topic);
}

/** Return the topic that a Discuss step is at, null if there is none or it is gone. */
export function talkingAbout(state, step) {
  const number = state.discussions.get(step)?.current ?? null;
  return number === null ? null : topicOf(state, number);
}

/** Return the topics that a Discuss step has not come to yet, in order. */
export function waiting(state, step) {
  const { order, current, done } = state.discussions.get(step);
  const behind = new Set([current, ...done]);
  const there = new Map(topics(state).map((topic) => [topic.number, topic]));
  return order.filter((n) => there.has(n) && !behind.has(n)).map((n) => there.get(n));
}

/** Return who came first in a vote: several where they are tied and no rule has settled it. */
export function winners(vote) {
  return vote.settled ? [vote.settled.winner] : (vote.tally?.winners ?? []);
}

/** Return the latest opened vote in which a topic, note or action stood, null if in none. */
export function voteOn(state, number) {
  const wanted = wentInto(state, number);
  const stood = (vote) => vote.tally?.standings.some(([each]) => wanted.has(each)) ?? false;
  return [...state.votes.values()].reverse().find(stood) ?? null;
}

/** Return what a topic, note or action got in the latest vote on such, null if in none.
 *
 * A group also has what its notes and joined groups got: the sum of dots and of one vote each, of
 * other numbers the best.
 */
export function votesFor(state, number) {
  const vote = voteOn(state, number);
  if (vote === null) return null;
  const wanted = wentInto(state, number);
  const got = vote.tally.standings.filter(([each]) => wanted.has(each)).map((each) => each[1]);
  const addsUp = vote.terms.ballot === "dots" || vote.terms.ballot === "one";
  return addsUp ? got.reduce((sum, each) => sum + each, 0) : Math.max(...got);
}

function wentInto(state, number) {
  const group = state.groups.get(number);
  return new Set(group ? [number, ...group.notes, ...group.absorbed] : [number]);
}

/** Return the votes whose tie nobody has settled, each with its step, the one opened last first. */
export function openTies(state) {
  return [...state.votes].reverse()
    .filter(([, vote]) => !vote.settled && (vote.tally?.winners ?? []).length > 1);
}
