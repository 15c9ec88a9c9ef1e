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
    if (event.event !== "Undone" && !undone.has(place + 2)) write(state, event);
  });
  state.log = [...log];
  state.version = log.length;
  return state;
}

/** Return the state after one more event: written over the one before, but for an undo. */
export function apply(state, event) {
  if (state === null) return fold([event]);
  if (event.event === "Undone") return fold([...state.log, event]);
  write(state, event);
  state.log.push(event);
  state.version += 1;
  return state;
}

/** Write what an event does over a state, and what the current step derives of it. */
function write(state, event) {
  // A fact of a plugin's kind changes nothing that this page keeps, but it may start the clock.
  if (FOLDS[event.event]) FOLDS[event.event](state, event);
  else if (event.seconds != null) timed(state, event.at, event.seconds);
  const step = ON_THE_BOARD.has(event.event) ? currentStep(state) : null;
  if (step) FOLLOWING[step.activity.kind]?.(state, step);
}

const ON_THE_BOARD = new Set([
  "NoteAdded", "NoteMoved", "NoteDeleted", "NotesGrouped", "NotesSplit", "TieSettled",
  "ActionAdded", "ActionChanged",
]);

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
    source: null,
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
    joined: new Map(), // the group that each joined group went into
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
  return {
    owners: [], due: null, goal: null, status: "open", reason: "", decided: null, done: null,
    origin: null, ...given,
  };
}

/** Terms; `own` is what the log tells of a kind of ballots that a plugin brings. */
function terms({ kind, ballot = "dots", ...given }) {
  return typeof ballot === "string" ? { ballot, ...given } : { ballot: ballot.name, own: ballot, ...given };
}

function result(given) {
  return {
    floor: 0, summary: null, replies: [], scoring: "", group: [], findings: [], about: [], own: null,
    ...given,
  };
}

const NOT_OPENED = {
  by_hand: false, changed: false, opened: false, method: "dots", unit: "vote", taken_part: 0, team: 0, floor: 0, tally: null,
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
  Recorded(state, event) {
    state.source = event.source ?? "";
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
    const { settled } = event;
    if (settled?.kind === "terms") putTerms(state, event.step, terms(settled));
    if (settled?.kind === "topics") putOrder(state, event.step, settled.topics ?? []);
  },
  Opened(state, event) {
    state.opened.add(event.step);
    for (const each of event.notes ?? []) addNote(state, event.step, each);
    OPENED[event.value?.kind]?.(state, event, event.value);
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
    const stay = new Set(known.notes);
    const coming = event.notes.filter((each) => !stay.has(each));
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
    for (const each of absorbed) state.joined.set(each, event.topic);
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

  VoteTermsSet(state, event) {
    changeVote(state, event.step, { terms: terms(event.terms), by_hand: true });
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
    timed(state, event.at, event.seconds);
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

// What comes out when a step is opened, by the name of the value that its kind of activity gives.
const OPENED = {
  answers(state, event, { results = [] }) {
    state.results.set(event.step, results.map(result));
    state.asked.set(event.step, event.team ?? 0);
  },
  votes(state, event, value) {
    const vote = state.votes.get(event.step) ?? NOT_OPENED; // held elsewhere, or before
    state.votes.delete(event.step); // the one opened last stands last
    state.votes.set(event.step, {
      ...vote,
      terms: terms(value.terms),
      opened: true,
      taken_part: event.taken_part,
      team: event.team ?? 0,
      floor: event.floor ?? 0,
      method: value.method ?? "dots",
      unit: value.unit ?? "vote",
      words_floor: value.words_floor ?? 0,
      tally: value.tally ? { detail: [], ...value.tally } : null,
      ballots: (value.ballots ?? []).map((cast) => ({ author: null, ...cast })),
    });
  },
  // A matrix puts things in an order as scores do: each has points, and a group its best one.
  placements(state, event, { spots }) {
    const standings = (spots ?? []).map(({ candidate, points }) => [candidate, points]);
    state.votes.set(event.step, {
      ...NOT_OPENED,
      terms: terms({ candidates: [], ballot: "scores" }),
      opened: true,
      unit: "point",
      tally: { standings, winners: [], detail: [] },
    });
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
  const leaving = new Map();
  for (const number of numbers) {
    const { topic } = state.notes.get(number);
    if (topic === null) continue;
    if (!leaving.has(topic)) leaving.set(topic, new Set());
    leaving.get(topic).add(number);
    changeNote(state, number, { topic: null });
  }
  for (const [topic, gone] of leaving) {
    const group = state.groups.get(topic);
    const notes = group.notes.filter((each) => !gone.has(each));
    if (notes.length) {
      state.groups.set(topic, { ...group, notes });
    } else {
      state.groups.delete(topic);
      for (const each of group.absorbed) state.joined.delete(each);
    }
  }
}

// --- what follows the board while the retro is at a step, as `Kind.follow` has it in Python

const FOLLOWING = {
  vote(state, { id, activity }) {
    const vote = state.votes.get(id);
    if (!vote.opened) putTerms(state, id, following(state, activity, vote));
  },
  discuss(state, { id, activity }) {
    putOrder(state, id, discussionOrder(state, activity));
  },
};

function putTerms(state, step, now) {
  const known = state.votes.get(step);
  if (!known) {
    state.votes.set(step, { ...NOT_OPENED, terms: now });
  } else if (!sameTerms(known.terms, now)) {
    const changed = known.changed || known.terms.candidates.length > 0;
    changeVote(state, step, { terms: now, changed });
  }
}

const sameTerms = (one, other) =>
  one.candidates.length === other.candidates.length
  && one.candidates.every((each, at) => each === other.candidates[at])
  && ["budget", "cap", "ballot"].every((name) => one[name] === other[name]);

const MOST_SUGGESTED = 10;
const BEST_SCORE = 5;

function following(state, activity, { terms: before, by_hand }) {
  const candidates = candidatesOf(state, activity);
  const number = candidates.length;
  const limits = {
    dots: () => {
      const third = Math.min(Math.max(1, Math.ceil(number / 3)), MOST_SUGGESTED);
      const budget = activity.budget || third;
      return { budget, cap: Math.min(activity.cap || budget, budget) };
    },
    one: () => ({ budget: 1, cap: 1 }),
    scores: () => ({ budget: number * BEST_SCORE, cap: BEST_SCORE }),
    consent: () => ({ budget: number * BEST_SCORE, cap: BEST_SCORE }),
  }[before.ballot] ?? (() => ({ budget: number, cap: 1 }));
  return { ...before, candidates, ...(by_hand ? {} : limits()) };
}

function candidatesOf(state, { on, columns = [] }) {
  if (on === "actions") {
    return [...state.actions.values()].filter(({ status }) => status === "open")
      .map(({ number }) => number);
  }
  if (on === "notes") {
    return [...state.notes.values()]
      .filter(({ column }) => !columns.length || columns.includes(column))
      .map(({ number }) => number);
  }
  return topics(state).filter((topic) => touches(state, topic, columns))
    .map(({ number }) => number);
}

function putOrder(state, step, order) {
  const known = state.discussions.get(step);
  state.discussions.set(step, { current: null, done: [], ...known, order });
}

// Figures are lists of numbers, compared one by one; an empty one comes last.
const RANKS = {
  votes: (state, all) => ranks(state, all.map(({ number }) => number)),
  size: (state, all) => new Map(all.map(({ number, notes }) => [number, [notes.length]])),
};
const TURNS = { columns: columnsInTurn, number: (state, all) => all };

function discussionOrder(state, { order: rules, top = null, columns = [] }) {
  const all = topics(state).filter((topic) => touches(state, topic, columns));
  const first = rules.findIndex((rule) => !(rule in RANKS));
  const figures = rules.slice(0, first < 0 ? rules.length : first)
    .map((rule) => RANKS[rule](state, all));
  const turns = TURNS[rules.find((rule) => rule in TURNS) ?? "number"];
  const ranked = all.map((topic) => ({
    topic, rank: figures.map((figure) => figure.get(topic.number) ?? []),
  }));
  ranked.sort((a, b) => compared(b.rank, a.rank));
  const found = [];
  for (let at = 0, end; at < ranked.length && (top === null || found.length < top); at = end) {
    const { rank } = ranked[at];
    end = at;
    while (end < ranked.length && compared(ranked[end].rank, rank) === 0) end += 1;
    const equals = turns(state, ranked.slice(at, end).map(({ topic }) => topic));
    const left = top === null || rank.some((figure) => figure.length)
      ? equals.length : top - found.length;
    found.push(...equals.slice(0, left).map(({ number }) => number));
  }
  return found;
}

/** Compare lists, also of lists, as Python compares tuples. */
function compared(one, other) {
  for (let at = 0; at < Math.min(one.length, other.length); at += 1) {
    const [a, b] = [one[at], other[at]];
    const by = Array.isArray(a) ? compared(a, b) : a - b;
    if (by) return by;
  }
  return one.length - other.length;
}

function columnsInTurn(state, all) {
  const columns = new Map();
  for (const topic of all) {
    const { column } = state.notes.get(topic.notes[0]);
    if (!columns.has(column)) columns.set(column, []);
    columns.get(column).push(topic);
  }
  const lists = [...columns.values()];
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, turn) => lists.flatMap((list) => list[turn] ?? []))
    .flat();
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

/** Return whether what was hidden in a step is out, so that no more can be given. Notes can. */
export function isOpened(state, step) {
  return state.opened.has(step.id) && step.activity.kind !== "collect";
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
  const into = state.joined.get(number);
  if (into !== undefined) return state.groups.get(into);
  if (state.groups.has(number)) return state.groups.get(number);
  const note = state.notes.get(number);
  if (!note) return null;
  return note.topic === null ? lone(note) : state.groups.get(note.topic);
}

/** Return whether a note of a topic stands in one of these columns; without any, always. */
export const touches = (state, topic, columns) =>
  !columns.length || topic.notes.some((each) => columns.includes(state.notes.get(each).column));

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
function winners(vote) {
  return vote.settled ? [vote.settled.winner] : (vote.tally?.winners ?? []);
}

/** Return what was decided and is no action item yet, by number. */
export function decisions(state) {
  const made = new Set([...state.actions.values()].map(({ origin }) => origin));
  return [...state.remarks.values()].filter((each) => each.decision && !made.has(each.number));
}

/** Return the latest opened vote in which a topic, note or action stood, null if in none. */
export function voteOn(state, number) {
  const wanted = wentInto(state, number);
  return [...state.votes.values()].reverse()
    .find((vote) => wanted.some((each) => numbersIn(vote).has(each))) ?? null;
}

/** Return what a topic, note or action got in the latest vote on such, null if in none.
 *
 * A group also has what its notes and joined groups got: the sum of dots and of one vote each, of
 * other numbers the best.
 */
export function votesFor(state, number) {
  const vote = voteOn(state, number);
  return vote === null ? null : got(vote, wentInto(state, number));
}

function got(vote, wanted) {
  const found = wanted.filter((each) => numbersIn(vote).has(each))
    .map((each) => numbersIn(vote).get(each));
  return addsUp(vote) ? found.reduce((sum, each) => sum + each, 0) : Math.max(...found);
}

const addsUp = ({ terms: { ballot, own } }) =>
  own?.adds_up ?? (ballot === "dots" || ballot === "one");

/** What the numbers of a vote count, in the singular: `dot`, `point`. */
export const countsOf = ({ terms, unit }) =>
  unit === "vote" ? terms.own?.counts ?? (terms.ballot === "dots" ? "dot" : unit) : unit;

// A tally never changes, so what is looked up in it is put up once.
const numbersOf = new WeakMap();
const NONE = new Map();

function numbersIn({ tally }) {
  if (!tally) return NONE;
  if (!numbersOf.has(tally)) numbersOf.set(tally, new Map(tally.standings));
  return numbersOf.get(tally);
}

const placesOf = new WeakMap();

/** How many are not before each candidate: more for who came before, equal for equals. */
function placesIn(vote) {
  if (placesOf.has(vote)) return placesOf.get(vote);
  const first = new Set(winners(vote));
  const { standings } = vote.tally;
  const places = new Map();
  let behind = standings.length;
  standings.forEach(([each, number], at) => {
    const [before, last] = standings[at - 1] ?? [];
    if (number !== last || first.has(each) !== first.has(before)) behind = standings.length - at;
    places.set(each, behind);
  });
  placesOf.set(vote, places);
  return places;
}

function merit(vote, wanted) {
  const edge = vote.settled && wanted.includes(vote.settled.winner) ? 0.5 : 0;
  if (addsUp(vote)) return got(vote, wanted) + edge;
  return Math.max(0, ...wanted.map((each) => placesIn(vote).get(each) ?? 0)) + edge;
}

/** Return what to sort topics by, higher first; nothing for what no vote was on.
 *
 * The first part tells votes apart whose numbers count different things, the latest one highest.
 */
export function ranks(state, numbers) {
  const places = new Map([...state.votes.values()].map((vote, place) => [vote, place]));
  const latest = new Map();
  const found = new Map();
  for (const number of numbers) {
    const vote = voteOn(state, number);
    if (vote === null) continue;
    const kind = addsUp(vote) ? countsOf(vote) : places.get(vote);
    latest.set(kind, Math.max(latest.get(kind) ?? 0, places.get(vote)));
    found.set(number, [kind, merit(vote, wentInto(state, number))]);
  }
  return new Map([...found].map(([number, [kind, how]]) => [number, [latest.get(kind), how]]));
}

function wentInto(state, number) {
  const group = state.groups.get(number);
  return group ? [number, ...group.notes, ...group.absorbed] : [number];
}

/** Return the votes whose tie nobody has settled, each with its step, the one opened last first. */
export function openTies(state) {
  return [...state.votes].reverse()
    .filter(([, vote]) => !vote.settled && (vote.tally?.winners ?? []).length > 1);
}
