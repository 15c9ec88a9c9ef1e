// Appended to stream.js, with a room that is played and a time that passes when it is told to.

// --- time

let now = 0;
let numbers = 0;
const planned = new Map();
Date.now = () => now;
globalThis.setTimeout = (does, wait = 0) => {
  planned.set(++numbers, { at: now + wait, does });
  return numbers;
};
globalThis.clearTimeout = (number) => planned.delete(number);
/** Let all that was promised come about. */
const settled = () => new Promise((done) => setImmediate(done));
async function pass(time) {
  const until = now + time;
  for (;;) {
    await settled();
    const due = [...planned].filter(([, { at }]) => at <= until);
    if (!due.length) break;
    const [number, { at, does }] = due.reduce((a, b) => (b[1].at < a[1].at ? b : a));
    planned.delete(number);
    now = Math.max(now, at);
    does();
  }
  now = until;
}

// --- the room

const open = [];
class EventSource {
  static OPEN = 1;
  static CLOSED = 2;
  readyState = 1;
  heard = {};
  constructor(url) {
    this.url = url;
    open.push(this);
  }
  addEventListener(kind, listener) {
    this.heard[kind] = listener;
  }
  close() {
    this.readyState = 2;
    if (open.includes(this)) open.splice(open.indexOf(this), 1);
  }
  send(...messages) {
    for (const each of messages) this.onmessage({ data: JSON.stringify(each) });
  }
  tell(kind) {
    this.heard[kind]({ data: "{}" });
  }
  fail() {
    this.close();
    this.onerror();
  }
}
const listening = {};
const happen = (type) => [...(listening[type] ?? [])].forEach((each) => each({ type }));
let reported = 0;
let asked = [];
let known = null; // what /api/me says
let polled = null; // what /api/poll says, null where it is not reached
Object.assign(globalThis, {
  EventSource,
  addEventListener: (type, listener) => (listening[type] ??= new Set()).add(listener),
  removeEventListener: (type, listener) => listening[type].delete(listener),
  reportError: () => (reported += 1),
  async fetch(url) {
    asked.push(url);
    const answer = url === "/api/me" ? known : polled?.(Number(url.split("=")[1]));
    if (!answer) throw new Error("no network");
    return { ok: !answer.status, status: answer.status ?? 200, json: async () => answer };
  },
});

async function scene(me, play) {
  known = me;
  polled = null;
  asked = [];
  reported = 0;
  const told = { messages: [], how: [], refused: 0, ahead: 0 };
  const following = follow({
    after: 0,
    message({ since, v }) {
      told.messages.push(`${since}-${v}`);
      if (v === 2) throw new Error("this cannot be shown");
    },
    room: () => (told.rooms = (told.rooms ?? 0) + 1),
    connected: (how) => told.how.push(how),
    refused: () => (told.refused += 1),
    ahead: () => (told.ahead += 1),
  });
  await settled();
  await play(open[0], following, told);
  const found = { ...told, reported, open: open.map((each) => each.url), asked };
  following.stop();
  await pass(1_000_000);
  found.left = open.length + asked.length - found.asked.length;
  open.splice(0);
  return found;
}

const to = (v, since = v - 1) => ({ v, since });
const upTo = (v) => Array.from({ length: v }, (_, at) => to(at + 1));
const here = { me: { name: "Ana" }, retro: { version: 3 } };
const grown = { me: { name: "Ana" }, retro: { version: 4 } };
const answers = (after) => ({
  messages: after ? upTo(4).slice(after) : upTo(3), room: {}, again: after ? 2 : 0,
});
const found = {
  restored: await scene({ ...here, retro: { version: 1 } }, async (source) => {
    source.send(...upTo(3));
    source.fail();
    await pass(600);
  }),
  removed: await scene({ me: null, retro: null }, async (source) => {
    source.send(to(1));
    source.fail();
    await pass(600);
  }),
  back: await scene(here, async (source) => {
    source.send(...upTo(3));
    source.fail();
    happen("online"); // while it waits to ask
    await pass(0);
    happen("online"); // while it is being asked for
    await pass(10);
  }),
  fault: await scene(here, async (source) => {
    source.send(...upTo(3));
    await pass(200);
  }),
  skipping: await scene(here, async (source) => {
    source.send(to(2, 0), to(5, 2), to(7, 5)); // several events each
    await pass(200);
  }),
  again: await scene(here, async (source) => {
    source.send(...upTo(3), to(2), to(3)); // sent again by what holds the stream
    await pass(200);
  }),
  gap: await scene(here, async (source) => {
    source.send(...upTo(2), to(4)); // 3 was lost
    await pass(200);
    open[0].send(to(3), to(4));
  }),
  across: await scene(here, async (source) => {
    source.send(...upTo(3), to(5, 2)); // from what is here no more
    await pass(200);
    open[0].send(to(5, 0));
  }),
  restarted: await scene(here, async (source) => {
    source.send(...upTo(3));
    source.fail();
    await pass(600);
    open[0].send(to(3, 0), to(4)); // the room does not know what it sent before
    open[0].send(to(2, 0), to(3)); // nor what came of the last things
  }),
  silent: await scene(here, async (source) => {
    source.send(...upTo(3));
    await pass(44_000);
    source.tell("alive");
    await pass(44_999);
    source.send(to(3)); // late, and a sign of life all the same
    await pass(45_001);
  }),
  slept: await scene(here, async (source) => {
    source.send(...upTo(3));
    now += 46_000; // no timer ran
    happen("focus");
    await pass(0);
  }),
  returned: await scene(grown, async (source) => {
    source.send(...upTo(3));
    for (const type of ["pageshow", "focus", "online"]) happen(type);
    await pass(2_999);
    open[0].send(to(4)); // it was on its way
    await pass(3_000);
    known = { ...grown, retro: { version: 5 } };
    happen("pageshow");
    await pass(3_001);
  }),
  overtaken: await scene(here, async (source, following) => {
    source.send(...upTo(3));
    following.look();
    source.send(to(4)); // while the answer is on its way
    await pass(200);
  }),
  answered: await scene(grown, async (source, following) => {
    source.send(...upTo(3));
    following.expect(3);
    await pass(10_000);
    following.expect(4);
    await pass(3_001);
  }),
  held: await scene(here, async (source, following) => {
    polled = answers;
    await pass(19_999);
    await pass(2_100);
    following.expect(5);
    await pass(0);
  }),
  missed: await scene(here, async () => {
    polled = (after) => ({ messages: after < 3 ? upTo(3) : [to(5)], room: {}, again: 2 });
    await pass(22_100); // 4 was lost
    polled = () => ({ messages: [to(5, 0), to(6)], room: {}, again: 2 });
    await pass(2_000);
  }),
  recovered: await scene(here, async () => {
    polled = answers;
    await pass(20_000);
    await pass(300_000); // a stream is tried again
    open[0].send(to(5));
    await pass(10_000);
  }),
  helpless: await scene(here, async () => {
    polled = answers;
    await pass(20_000);
    await pass(330_000); // a stream is tried again, and brings nothing
  }),
  away: await scene(here, async () => {
    await pass(20_000); // no stream, and nothing else either
    await pass(600);
  }),
  hiccup: await scene(here, async () => {
    polled = answers;
    await pass(20_000);
    polled = null;
    await pass(2_000);
    polled = answers;
    await pass(5_000);
  }),
  barred: await scene(here, async () => {
    polled = () => ({ status: 401 });
    await pass(20_000);
  }),
  shorter: await scene(here, async () => {
    polled = () => ({ status: 410 });
    await pass(20_000);
  }),
};
process.stdout.write(JSON.stringify(found));
process.exit(0);
