// Two tabs of one browser: what each knows to be its own, and what is on its way. Takes `room.js`.

const kept = new Map();
const sources = [];
const sealed = new Set();
let held = null;
let away = false;
let late = 0;

Object.assign(globalThis, {
  localStorage: {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => kept.set(name, value),
    removeItem: (name) => kept.delete(name),
  },
  document: { hidden: true, addEventListener() {} },
  addEventListener() {},
  EventSource: class {
    constructor() {
      sources.push(this);
    }
    addEventListener(kind, listener) {
      this[kind] = listener;
    }
    close() {}
  },
  async fetch(path, { body }) {
    const given = JSON.parse(body);
    if (path === "/api/do" && away) throw new Error("no network");
    if (path === "/api/do" && late) {
      late -= 1;
      return { ok: false, status: 408, json: async () => ({ error: "too slow" }) };
    }
    if (path === "/api/do") sealed.add(given.id);
    const mine = (given.receipts ?? []).filter((each) => sealed.has(each));
    const told = mine.map((receipt) => ({ receipt }));
    const result = given.do === "add_note" ? given.id : null;
    const found = path === "/api/do" ? { version: 1, result }
      : path === "/api/form" ? { form: FORM } : { mine: told };
    if (path === "/api/mine" && held) await held;
    return { ok: true, status: 200, json: async () => found };
  },
});

const { enter } = await import(process.argv[2]);
const { formOf } = await import(process.argv[2].replace("room.js", "forms.js"));
const FORM = {
  fields: [
    { name: "value", kind: "number", many: true, options: ["Ana", "Bo"].map((value) => ({ value, label: value })) },
    { name: "why", kind: "text" },
  ],
};
const wait = (time) => new Promise((done) => setTimeout(done, time));
const STARTED = {
  v: 1, since: 0, patch: {
    id: "k3f9x2bc", team: "Lander", attribution: "named", format: {},
    members: { 0: { name: "Ana" }, 1: { name: "Bo" } },
    agenda: [], opened: [], decisions: [],
  },
};

async function tab() {
  const quiet = () => {};
  const me = { id: "ana", name: "Ana" };
  const room = enter({ me, draw: quiet, say: quiet, opened: quiet, leave: quiet });
  const source = sources.at(-1);
  source.onmessage({ data: JSON.stringify(STARTED) });
  await wait(50);
  return {
    room, standing: () => source.room({ data: "{}" }),
    hears: (message) => source.onmessage({ data: JSON.stringify(message) }),
  };
}
const receipts = () => JSON.parse(kept.get("retrokit:k3f9x2bc:ana:receipts") ?? "[]").length;

const waiting = () => JSON.parse(kept.get("retrokit:k3f9x2bc:ana:outbox") ?? "[]").length;

const found = {};
const [one, other] = [await tab(), await tab()];
await one.room.do("add_note");
await other.room.do("add_note");
found.tabs = receipts();

let letGo;
held = new Promise((done) => (letGo = done));
one.standing(); // asks what is mine, which takes its time
await wait(100);
const doing = one.room.do("add_note");
await wait(100);
held = null;
letGo();
await doing;
found.meanwhile = receipts();

const [receipt] = sealed;
sealed.clear();
await one.room.do("withdraw", { receipt });
found.over = receipts();

away = true;
const both = [one.room.do("remark"), other.room.do("remark")];
await wait(50);
found.waiting = waiting();
away = false;
late = 1;
await Promise.all(both);
found.sent = 2 - waiting();

formOf(Object.create(one.room, { step: { value: { id: 1 } } }), { name: "fair" });
await wait(50);
const typed = one.room.kept("answer-1-fair", null);
typed.set({ value: { Ana: 3, Bo: 4 }, why: "Bo" });
one.hears({ v: 2, since: 1, patch: { members: { 0: { name: "Bo" }, 1: { name: "Ana" } } } });
found.renamed = [typed.value, one.room.me.name];
process.stdout.write(JSON.stringify(found));
process.exit(0);
