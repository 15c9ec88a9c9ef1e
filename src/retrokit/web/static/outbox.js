// What this page asks the room to do: sent one after the other, each until it is answered.
//
// Every action has an id of its own, so that sending it twice does it once. It is written down
// before it is sent: a lost network, a restarted server or a reloaded page loses nothing.
//
// Some actions fill a slot, such as a ballot: of those that wait for the same slot only the latest
// is sent. What that takes, a first vote or a change of it, is known only when it is its turn.

const SLOWEST = 5000; // milliseconds between tries
const PATIENT = new Set([408, 429]); // too slow, too fast: neither was done
const OUTDATED = new Set([404, 409]); // another tab may have filled or emptied the slot meanwhile
const MOST_TRIES = 4; // of finding out what another tab did, half a second apart
const MOST_FAULTS = 5; // tries at what makes the server fail: what comes after it shall not wait

/** Return an outbox that keeps what waits in `store`, an object with `value`, `read` and `set`.
 *
 * `heard` is called with each action, its answer and whether anybody here waits for it, which
 * nobody does for those of before a reload; `changed()` whenever something else is on its way than
 * before. `prepare(action)` says what fills a slot now, `{do, with, instead}`, or null where nothing
 * is to be done; `look(action)` resolves when what other tabs did is known, to whether it still matters.
 */
export function outbox({ store, heard, changed, prepare, look, post = send }) {
  const promised = new Map(); // id -> what to tell those who asked
  // What this page sends: its own, and what was left by one that was closed. Another tab of the
  // same person keeps its own in the same place.
  const own = new Set(store.value.map(({ id }) => id));
  const queue = () => store.value.filter(({ id }) => own.has(id));
  let running = false;
  let wake = () => {};

  async function run() {
    if (running) return;
    running = true;
    let pause = 500;
    let faults = 0;
    while (queue().length) {
      const action = ready(queue()[0]);
      if (action === null) continue;
      const { id, at, instead } = action;
      const answer = await post("/api/do", {
        id, do: action.do, with: action.with, at, ...(instead && { instead }),
      });
      if (answer.fault) faults += 1;
      if (answer.again && faults < MOST_FAULTS) {
        await new Promise((done) => {
          wake = done;
          setTimeout(done, answer.after ?? pause);
        });
        pause = Math.min(2 * pause, SLOWEST);
        continue;
      }
      pause = 500;
      faults = 0;
      if (action.slot && OUTDATED.has(answer.status) && await again(action)) continue;
      const newer = queue().find((each) => each.slot && each.slot === action.slot && each.id !== id);
      const asked = promised.get(id) ?? [];
      promised.delete(id);
      store.set(store.read().filter((each) => each.id !== id));
      await heard(action, answer, asked.length > 0);
      changed();
      for (const each of asked) {
        // What was refused and is given otherwise by now is settled by that.
        if (answer.error && newer) promise(newer.id, each);
        else if (answer.error) {
          each.refuse(Object.assign(new Error(answer.error), { status: answer.status }));
        } else each.keep(answer.data);
      }
    }
    running = false;
  }

  /** Write down that an action is sent, as what it is by now; null if there is nothing to send. */
  function ready(action) {
    if (!action.slot || action.sent) return action;
    const now = prepare(action);
    if (now !== null) return replace(action, { instead: null, ...now, sent: true });
    store.set(store.read().filter((each) => each.id !== action.id));
    for (const each of promised.get(action.id) ?? []) each.keep({});
    promised.delete(action.id);
    changed();
    return null;
  }

  /** Make ready what was refused, where another tab did what changes it; whether there is any. */
  async function again(action) {
    const tries = (action.tries ?? 0) + 1;
    if (tries > MOST_TRIES) return false;
    if (!await look(action)) return false;
    const now = prepare(action);
    const receipt = (each) => each.instead ?? each.with.receipt;
    const same = now && now.do === action.do && receipt(now) === receipt(action);
    if (same && action.instead) return false;
    if (same && tries < MOST_TRIES) await new Promise((done) => setTimeout(done, 500));
    else if (same) return false;
    const id = newId();
    own.add(id);
    promised.set(id, promised.get(action.id) ?? []);
    promised.delete(action.id);
    replace(action, { id, tries, sent: false });
    return true;
  }

  function replace(action, by) {
    const after = { ...action, ...by };
    store.set(store.read().map((each) => (each.id === action.id ? after : each)));
    return after;
  }

  const promise = (id, asked) => promised.set(id, [...(promised.get(id) ?? []), asked]);

  globalThis.addEventListener?.("online", () => wake());
  if (own.size) run();

  return {
    /** Do something, at a step if that matters; resolves with the answer, or rejects with what the
     * server said. What fills a `slot` takes the place of what waits for it and was not sent yet.
     */
    do(name, given = {}, at = null, slot = null) {
      const waits = slot && queue().find((each) => each.slot === slot && !each.sent);
      const action = waits || { id: newId() };
      const wanted = { do: name, with: given, at };
      own.add(action.id);
      if (waits) replace(waits, { ...wanted, wanted });
      else store.set([...store.read(), { ...action, ...wanted, ...(slot && { slot, wanted }) }]);
      changed();
      return new Promise((keep, refuse) => {
        promise(action.id, { keep, refuse });
        run();
      });
    },
    /** Return the actions that are not answered yet, oldest first. */
    waiting: queue,
    /** Try again at once, because the room is known to be there. */
    retry: () => wake(),
  };
}

/** Post JSON: `{data}` where it was done, `{error, status}` where it was refused, `{again}` where
 * it is not known, with `after` milliseconds where the server asked for patience.
 */
export async function send(path, body) {
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    const fault = response.status === 500;
    if (fault) return { again: true, fault, error: "the room failed at this; it was not done" };
    if (response.status > 500) return { again: true };
    const data = await response.json();
    if (response.ok) return { data };
    if (PATIENT.has(response.status) && path === "/api/do") return { again: true, after: 1000 };
    return { error: data.error ?? `the room answered ${response.status}`, status: response.status };
  } catch {
    return { again: true };
  }
}

/** Return 128 random bits as 32 hexadecimal digits. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
