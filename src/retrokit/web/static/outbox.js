// What this page asks the room to do: sent one after the other, each until it is answered.
//
// Every action has an id of its own, so that sending it twice does it once. It is written down
// before it is sent: a lost network, a restarted server or a reloaded page loses nothing.

const SLOWEST = 5000; // milliseconds between tries
const PATIENT = new Set([408, 429]); // too slow, too fast: neither was done
const MOST_FAULTS = 5; // tries at what makes the server fail: what comes after it shall not wait

/** Return an outbox that keeps what waits in `store`, an object with `value`, `read` and `set`.
 *
 * `heard` is called with each action, its answer and whether anybody here waits for it, which
 * nobody does for those of before a reload; `changed()` whenever something else is on its way than before.
 */
export function outbox({ store, heard, changed, post = send }) {
  const promised = new Map(); // id -> what to tell whoever asked
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
      const [action] = queue();
      const answer = await post("/api/do", action);
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
      store.set(store.read().filter((each) => each.id !== action.id));
      const asked = promised.get(action.id);
      promised.delete(action.id);
      await heard(action, answer, asked !== undefined);
      changed();
      if (answer.error) {
        asked?.refuse(Object.assign(new Error(answer.error), { status: answer.status }));
      } else asked?.keep(answer.data);
    }
    running = false;
  }

  globalThis.addEventListener?.("online", () => wake());
  if (own.size) run();

  return {
    /** Do something, at a step if that matters; resolves with the answer, or rejects with what the
     * server said.
     */
    do(name, given = {}, at = null) {
      const action = { id: newId(), do: name, with: given, at };
      own.add(action.id);
      store.set([...store.read(), action]);
      changed();
      return new Promise((keep, refuse) => {
        promised.set(action.id, { keep, refuse });
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
