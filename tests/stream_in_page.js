// Appended to stream.js, with a room that is played: what becomes of its streams.

const open = [];
class EventSource {
  static OPEN = 1;
  static CLOSED = 2;
  readyState = 1;
  constructor(url) {
    this.url = url;
    open.push(this);
  }
  addEventListener() {}
  close() {
    this.readyState = 2;
    if (open.includes(this)) open.splice(open.indexOf(this), 1);
  }
  send(id) {
    this.onmessage({ lastEventId: String(id), data: "{}" });
  }
  fail() {
    this.close();
    this.onerror();
  }
}
const heardOnline = [];
let asked = 0;
let answer = null;
Object.assign(globalThis, {
  EventSource,
  addEventListener: (_, listener) => heardOnline.push(listener),
  async fetch() {
    asked += 1;
    await new Promise((done) => setTimeout(done, 200));
    return { ok: true, json: async () => answer };
  },
});
const wait = (time) => new Promise((done) => setTimeout(done, time));

async function scene(known, play) {
  answer = known;
  asked = 0;
  heardOnline.length = 0;
  const told = { events: [], refused: 0, ahead: 0 };
  const stop = follow({
    after: 0,
    event(number) {
      told.events.push(number);
      if (number === 2) throw new Error("this cannot be shown");
    },
    room() {},
    connected() {},
    refused: () => (told.refused += 1),
    ahead: () => (told.ahead += 1),
  });
  await play(open[0]);
  const found = { ...told, open: open.map((each) => each.url), asked };
  stop();
  open.splice(0).forEach((each) => each.close());
  return found;
}

const here = { me: { name: "Ana" }, retro: { version: 3 } };
function send(source, ...ids) {
  for (const id of ids) {
    try {
      source.send(id);
    } catch {
      // as a browser, which says so on the console and goes on
    }
  }
}
const found = {
  restored: await scene({ ...here, retro: { version: 1 } }, async (source) => {
    send(source, 1, 2, 3);
    source.fail();
    await wait(900);
  }),
  removed: await scene({ me: null, retro: null }, async (source) => {
    send(source, 1);
    source.fail();
    await wait(900);
  }),
  back: await scene(here, async (source) => {
    send(source, 1, 2, 3);
    source.fail();
    await wait(600);
    for (const listener of heardOnline) listener(); // while it is being asked for
    await wait(500);
  }),
  fault: await scene(here, async (source) => {
    send(source, 1, 2, 3);
    await wait(200);
  }),
};
process.stdout.write(JSON.stringify(found));
process.exit(0);
