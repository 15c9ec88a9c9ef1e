// Appended to state.js: every state that each of `LOGS` comes to, folded event by event and anew.

/** Return a state as plain data, with all that is worked out of it. */
function plain(state) {
  const { log, visited, opened, joined, ...rest } = state;
  const data = Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [name, value instanceof Map ? [...value] : value]),
  );
  const numbers = [...state.notes.keys(), ...state.groups.keys(), ...state.actions.keys()];
  // A matrix stands among the votes for what it puts in order; its state is its kind's alone.
  const votes = [...state.votes].filter(([id]) => stepOf(state, id)?.activity.kind === "vote");
  const numbered = numbers.sort((a, b) => a - b);
  return {
    ...data,
    votes,
    visited: [...visited].sort((a, b) => a - b),
    opened: [...opened].sort((a, b) => a - b),
    here: membersHere(state),
    topics: topics(state),
    attributions: state.agenda.map((step) => attributionOf(state, step)),
    sealing: state.agenda.map((step) => isSealing(state, step)),
    out: state.agenda.map((step) => isOpened(state, step)),
    decisions: decisions(state),
    talking: [...state.discussions.keys()].map((step) => talkingAbout(state, step)),
    waiting: [...state.discussions.keys()].map((step) => waiting(state, step)),
    winners: votes.map(([, each]) => winners(each)),
    vote_on: numbered.map((number) => [number, stepIn(state, voteOn(state, number))]),
    ties: openTies(state).map(([step]) => step),
    topic_of: Array.from({ length: state.last_number + 2 }, (_, at) => topicOf(state, at)),
    votes_for: numbered.map((number) => [number, votesFor(state, number)]),
  };
}

const stepIn = (state, vote) =>
  [...state.votes].find(([, each]) => each === vote)?.[0] ?? null;

const found = LOGS.map((log) => {
  let state = null;
  return log.map((event, place) => {
    state = apply(state, event);
    const one = JSON.stringify(plain(state));
    const anew = JSON.stringify(plain(fold(log.slice(0, place + 1))));
    return one === anew ? JSON.parse(one) : `event by event: ${one}\nanew: ${anew}`;
  });
});
emit(JSON.stringify(found));
