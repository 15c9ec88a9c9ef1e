// What the room tells of the retro: server-sent events whose ids are versions of it.
//
// The browser connects again by itself and says which id it saw last. Where it gives up (the server
// was away, or let this client go) a new connection is made here; so it is where nothing has come
// for a while, though the room gives a sign of life every 15 seconds. What holds a new stream back
// altogether, as some proxies and virus scanners do, lets single answers through: then the page
// polls.

/** How many milliseconds of what are too long. */
export const LIMITS = {
  silent: 45_000, // nothing came by a stream that worked
  empty: 20_000, // nothing came by a new stream
  behind: 3_000, // an answer told of a version that has not come
  retry: 300_000, // after so long of polling a stream is tried again
  pause: 500, // before the first try to connect again
  slowest: 5_000, // between tries
};

/** Follow a retro from a version on.
 *
 * `message(told)` is called with each message that fits what came before, once and in order: it
 * tells what changed `since` a version, or since 0 the whole. `room(data)` with who is here and
 * what else is not in the retro, `alive(data)` with what a sign of life tells,
 * `connected(how)` when that changes: `"stream"`, `"polling"`, or null while nothing comes.
 * `refused()` is called where the room does not know who this is any more, `ahead()` where it does
 * not have what was seen here: its log was brought back from a copy.
 *
 * `path` is where a room has what it tells: a wall has its own.
 *
 * Returns `{stop, expect, look}`: `expect(version)` tells how long the log is known to be, and
 * `look()` asks the room.
 */
export function follow({
  after, message, room, alive = () => {}, connected, refused, ahead, limits = LIMITS,
  path = "/api",
}) {
  let version = after;
  let pause = limits.pause;
  let source = null;
  let how = null;
  let heard = Date.now(); // when the last sign of life came, by a clock that goes on in sleep
  let polls = 0; // an answer to an older one is not used
  let over = false;
  const timers = new Map();

  function set(name, wait, does) {
    cancel(name);
    timers.set(name, setTimeout(does, wait));
  }

  function cancel(...names) {
    for (const name of names) clearTimeout(timers.get(name));
  }

  function tell(now) {
    if (how === now) return;
    how = now;
    connected(how);
  }

  /** Take a message in; return whether what it tells of follows what is here. */
  function take(told) {
    if (told.since !== 0 && told.v <= version) return true;
    if (told.since !== 0 && told.since !== version) return false;
    version = told.v; // first: what fails here would fail again
    try {
      message(told);
    } catch (error) {
      reportError(error); // what comes after it is shown all the same
    }
    return true;
  }

  // --- by a stream

  function open() {
    cancel("again", "silent");
    source?.close(); // where the network came back while this was being asked for
    const own = new EventSource(`${path}/events?after=${version}`);
    source = own;
    set("empty", limits.empty, empty);
    const by = (does) => (message) => {
      if (own !== source) return;
      came();
      does(message);
    };
    own.onmessage = by(({ data }) => {
      if (!take(JSON.parse(data))) again(0); // ask for what is missing
    });
    own.addEventListener("room", by(({ data }) => room(JSON.parse(data))));
    own.addEventListener("alive", by(({ data }) => alive(JSON.parse(data))));
    own.onerror = () => {
      if (own !== source) return;
      const given = own.readyState === EventSource.CLOSED;
      if (how === "polling") {
        if (given) empty();
        return;
      }
      tell(null);
      cancel("silent");
      if (given) again(pause);
      else set("empty", limits.empty, empty); // the browser tries again
    };
  }

  /** Something came by the stream: it works. */
  function came() {
    heard = Date.now();
    pause = limits.pause;
    polls += 1;
    cancel("empty", "poll", "retry");
    set("silent", limits.silent, lost);
    tell("stream");
  }

  /** Nothing came by a new stream. */
  function empty() {
    source.close();
    cancel("empty");
    if (how !== "polling") poll();
  }

  function lost() {
    tell(null);
    again(0);
  }

  function again(wait) {
    source.close();
    cancel("silent", "empty", "poll", "retry");
    polls += 1;
    set("again", wait, async () => {
      pause = Math.min(2 * pause, limits.slowest);
      if (await isThere() !== false) open();
    });
  }

  // --- by asking

  async function poll() {
    polls += 1;
    const own = polls;
    const answer = await fetch(`${path}/poll?after=${version}`).catch(() => null);
    const told = answer?.ok ? await answer.json().catch(() => null) : null;
    if (over || own !== polls) return;
    if (answer?.status === 401) refused();
    else if (answer?.status === 410) ahead();
    else if (!told) {
      if (how === "polling") set("poll", limits.slowest, poll);
      else again(pause);
      tell(null);
    } else {
      heard = Date.now();
      pause = limits.pause;
      if (how !== "polling") set("retry", limits.retry, retry);
      tell("polling");
      set("poll", told.again * 1000, poll);
      told.messages.forEach(take);
      room(told.room);
    }
  }

  /** Try whether a stream comes through by now, and go on polling until it does. */
  function retry() {
    set("retry", limits.retry, retry);
    open();
  }

  // --- looking whether all of it is here

  async function ask(path) {
    const answer = await fetch(path).catch(() => null);
    return answer?.ok ? answer.json().catch(() => null) : null;
  }

  function expect(known) {
    if (known <= version) return;
    if (how === "polling") set("poll", 0, poll);
    else set("behind", limits.behind, () => known > version && how !== null && lost());
  }

  /** Ask whether all of it is here: whoever comes back to the page shall not look at what was. */
  async function look() {
    if (globalThis.document?.visibilityState === "hidden") return;
    if (how === "stream" && Date.now() - heard > limits.silent) return lost();
    const known = await isThere();
    if (known) expect(known.retro.version);
  }

  /** Ask what the room has: null where it can't be reached, false where there is nothing to follow. */
  async function isThere() {
    const seen = version; // what comes while this is asked may not be told of in the answer
    const known = await ask(`${path}/me`);
    if (over) return false;
    if (known?.me === null) refused();
    else if (known?.retro.version < seen) ahead();
    else return known;
    return false;
  }

  function back({ type }) {
    if (type === "online" && how === null) again(0);
    else if (type === "online" && how === "polling") retry(); // another network may let it through
    else set("look", 0, look); // several of these come at once
  }

  open();
  const returns = [
    [globalThis, "online"], [globalThis, "pageshow"], [globalThis, "focus"],
    [globalThis.document, "visibilitychange"],
  ];
  for (const [where, type] of returns) where?.addEventListener(type, back);
  return {
    expect,
    look,
    stop() {
      over = true;
      source.close();
      cancel(...timers.keys());
      for (const [where, type] of returns) where?.removeEventListener(type, back);
    },
  };
}
