// Appended to state.js: what each of `STREAMS` of messages comes to, message by message.

const TABLED = ["places", ...Object.keys(TABLES)];

/** Return what screens look up in a retro, as plain data. */
function lookedUp(state, last) {
  const votes = agendaOf(state).filter(({ activity }) => activity.kind === "vote");
  const talks = agendaOf(state).filter(({ id, activity }) =>
    activity.kind === "discuss" && state.at.has(id));
  return {
    version: state.version,
    here: membersHere(state),
    places: [...state.members.keys()].map((name) => [name, placeOf(state, name)]),
    agenda: agendaOf(state).map(({ id, activity, status, attribution, hides, over, visited }) =>
      [id, activity.title, status, attribution, Boolean(hides), Boolean(over), Boolean(visited)]),
    current: currentStep(state)?.id ?? null,
    topics: topics(state).map(told),
    topic_of: Array.from({ length: last + 2 }, (_, at) => told(topicOf(state, at))),
    talking: talks.map(({ id }) => told(talkingAbout(state, id))),
    waiting: talks.map(({ id }) => waiting(state, id).map(told)),
    got: [...state.got].map(([number, got]) => [number, got.number, got.counts]),
    ties: openTies(state),
    terms: votes.map(({ id }) => {
      const terms = termsOf(state, id);
      return terms && [terms.candidates, terms.budget ?? 0, terms.cap ?? 0, terms.ballot];
    }),
    decisions: (state.decisions ?? []).map((each) => state.remarks.get(each).text),
    actions: [...state.actions.values()].map(({ number, owners, status }) =>
      [number, owners, status]),
    carried: [...state.carried.values()].map(({ number, item }) =>
      [number, item.owners, item.status]),
  };
}

/** Return the whole of a state as text, with the order of its tables. */
const whole = (state) => JSON.stringify(state, (_, each) => (each instanceof Map ? [...each] : each));

const told = (topic) => topic && [topic.number, topic.title, topic.notes];

/** Return what became another object though nothing in it changed, and what changed in place. */
function moved(before, now) {
  const found = [];
  for (const name of TABLED) {
    const [was, is] = [before.state[name], now[name]];
    let kept = 0;
    for (const [key, each] of is) {
      const alike = before.shown[name].get(key) === JSON.stringify(each);
      if (alike) kept += 1;
      if (alike && was.get(key) !== each) found.push(`${name} ${key} anew`);
      if (!alike && was.get(key) === each) found.push(`${name} ${key} in place`);
    }
    const ordered = String([...was.keys()]) === String([...is.keys()]);
    if (was !== is && kept === was.size && ordered) found.push(`${name} anew`);
  }
  return found;
}

const shown = (state) => Object.fromEntries(TABLED.map((name) =>
  [name, new Map([...state[name]].map(([key, each]) => [key, JSON.stringify(each)]))]));

/** Return the whole of a state as text, whatever the order in which its fields came. */
const sorted = (state) => whole(Object.fromEntries(Object.entries(state).map(([name, each]) =>
  [name, each instanceof Map ? [...each].map(([key, one]) => [key, flat(one)]) : flat(each)])
  .sort(([a], [b]) => (a < b ? -1 : 1))));

const flat = (value) => (isObject(value)
  ? Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, flat(each)])
  : value);

emit(JSON.stringify(STREAMS.map((messages) => {
  let before = null;
  return messages.map(({ last, ...message }) => {
    const document = merged(message.since ? before.document : {}, message.patch);
    const state = after(before?.state ?? null, message);
    const anew = after(null, { v: message.v, since: 0, patch: document });
    const found = {
      ...lookedUp(state, last), document,
      moved: message.since ? moved(before, state) : [],
      anew: sorted(state) === sorted(anew) || `${whole(state)}\nanew: ${whole(anew)}`,
    };
    before = { document, state, shown: shown(state) };
    return found;
  });
})));
