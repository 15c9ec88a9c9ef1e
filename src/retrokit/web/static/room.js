// The room as every screen gets it: who I am, what is, what is mine, and how to act.

import { writtenFor } from "./behalf.js";
import { renameIn, renamedDraft } from "./forms.js";
import { outbox, send } from "./outbox.js";
import { burst, isNews, reveal, revealed } from "./reveal.js";
import { after, currentStep, openTies, placeOf } from "./state.js";
import { follow } from "./stream.js";
import { serverClock } from "./time.js";
import { setUnsent } from "./unsent.js";

/** Return what stays in this browser under a name: `{value, set, read}`. `read()` returns it as it
 * is by now, should another tab have set it since. In `sessionStorage` it stays in this tab.
 */
export function stored(name, initial, where = "localStorage") {
  let value = initial;
  function read() {
    try {
      const found = globalThis[where].getItem(name);
      if (found !== null) value = JSON.parse(found);
    } catch {
      // Storage is full, broken or forbidden: it is then kept for as long as the page is open.
    }
    return value;
  }
  read();
  return {
    read,
    get value() {
      return value;
    },
    set(wanted) {
      value = wanted;
      try {
        if (wanted === initial) globalThis[where].removeItem(name);
        else globalThis[where].setItem(name, JSON.stringify(wanted));
      } catch {
        // As above.
      }
    },
  };
}

/** Return the room that somebody is in.
 *
 * `draw()` is called after anything changed: at the next frame, or right before the next key or press
 * is answered. `say(message)` shows a message and gives it to screen readers. `leave()` is called when
 * the room does not know us any more. `besides()` says whether another page than the retro's is open,
 * which stays when the group moves on.
 */
export function enter({ me, draw, say, leave, besides }) {
  const keeps = new Map();
  let pending = false;
  let held = false;
  let live = false;
  let box = null;
  const arrived = new Set();
  let receipts = null; // {id, slot, for} each: for whom that is, by their place; null for me
  let sealed = new Map();
  const mine = byPerson();
  let touched = null; // the action by which something of mine was sealed or changed last
  const clock = serverClock();

  const room = {
    me,
    state: null,
    here: [],
    done: [],
    /** The members who have no device of their own, by name. */
    noDevice: [],
    sealed: 0,
    /** How the log comes: "stream", "polling", null while it does not. */
    connected: null,
    /** Whether the room cannot be reached just now. */
    get away() {
      return !room.connected || !navigator.onLine;
    },
    promise: "",
    /** How many have taken part, as a sentence: never more than `sealed` tells. */
    turnout: "",
    withholds: [],
    waits: "",
    /** What everyone is asked when a topic's time is up, then how many thumbs there were; else null. */
    thumbs: null,
    /** The colours that people chose, by place. */
    colors: {},
    /** How many walls show the retro, and whether they show how to join. */
    walls: 0,
    joining: false,
    /** The retro's own day, which its dates are held against. */
    today: "",
    /** Another text when something of the team has changed; empty where the room has no page of it. */
    team: "",
    /** What was opened as blocks, by step: see `blocks.js`. */
    told: {},
    /** What is sealed by this device, of whoever is written for here, by receipt. */
    get mine() {
      return room.mineOf(room.place);
    },
    /** What is sealed by this device for a member, by their place, or for me (null), by receipt:
     * the same Map until that is read again.
     */
    mineOf: (place) => mine.of(sealed, receipts?.value ?? [], place),
    /** Whether something is still sealed under a receipt of this device, for whomever. */
    holds: (receipt) => sealed.has(receipt),
    /** Whom the facilitator writes for, who has no device; null for me. */
    get member() {
      return room.state && writtenFor(room);
    },
    /** Where that member stands among all members; null for me. */
    get place() {
      return room.member === null ? null : placeOf(room.state, room.member);
    },
    /** The name under which something is given here. */
    get writer() {
      return room.member ?? room.me.name;
    },
    /** Whether that is an observer, who gives nothing. */
    get observes() {
      return Boolean(room.state?.members.get(room.writer)?.observes);
    },
    /** What goes with an action that gives something, so that it counts as theirs. */
    get as() {
      return room.member === null ? {} : { member: room.member };
    },
    /** A name for what is typed or chosen for whoever is written for, and for nobody else. */
    own: (key) => (room.place === null ? key : `${key}:for-${room.place}`),
    say,

    /** The current step, null before the first event has come. */
    get step() {
      return room.state && currentStep(room.state);
    },
    get activity() {
      return room.step?.activity ?? null;
    },
    /** What was done here and has not arrived yet: `{id, do, with}` each. */
    get onTheirWay() {
      return (box?.waiting() ?? []).filter(({ id }) => !arrived.has(id));
    },
    /** Return the time of the server's clock, in milliseconds. */
    now: () => clock.now(),

    /** Do something in the room; rejects with an Error that holds the server's sentence. What is
     * meant for one step is done at the one that was seen when it was asked for, and at no other.
     */
    do: (name, given, at = room.state.current) => box.do(name, given, at),
    /** Fill a slot of the current step with what an action gives, or empty it (null). Only what is
     * given last is sent, as a first one or as a change of what is there.
     */
    keep: (slot, name, given) =>
      box.do(name, given, room.state.current, `${room.state.current}/${slot}`),
    /** Do something, and say so if it was refused. Returns whether it was done. */
    async attempt(name, given) {
      try {
        await room.do(name, given);
        return true;
      } catch (error) {
        say(sentence(error.message));
        return false;
      }
    },
    /** Ask for something that is not kept here; rejects with an Error that holds a sentence. */
    async ask(path, body = {}) {
      const { data, error } = await send(path, body);
      if (!data) throw new Error(error ?? "the room cannot be reached; try again in a moment");
      return data;
    },
    /** Return the letters to me: asked for whenever somebody wants to read them, never kept. */
    async letters() {
      return (await room.ask("/api/letters")).letters;
    },
    redraw() {
      if (pending) return;
      pending = true;
      // A page that is not seen gets no frames, and shall still be right when it is.
      const soon = document.hidden ? setTimeout : requestAnimationFrame;
      soon(settle);
    },
    /** Keep what is drawn as it is, so that nothing moves under a hand that drags, or let go. */
    hold(still) {
      held = still;
      if (!held) room.redraw();
    },
    /** Return what is typed and not sent, by a name of your own: `{value, set}`. Setting redraws.
     *
     * What stands here is still there after a reload, in this tab.
     */
    kept(key, initial = "") {
      if (!keeps.has(key)) {
        const name = `retrokit:${room.state.id}:${me.id}:${key}`;
        const place = stored(name, initial, "sessionStorage");
        keeps.set(key, {
          get value() {
            return place.value;
          },
          set(value) {
            place.set(value);
            room.redraw();
          },
          clear: () => keeps.get(key).set(initial),
        });
      }
      return keeps.get(key);
    },
    /** Forget what is typed under a name, whether its field is on the screen or not. */
    forget(key) {
      if (keeps.has(key)) keeps.get(key).clear();
      else stored(`retrokit:${room.state.id}:${me.id}:${key}`, null, "sessionStorage").set(null);
    },
  };

  function settle() {
    if (!pending) return;
    pending = false;
    if (!held) draw(room);
  }
  // Text and the key that sends it can come within one frame, and what a button does is made of what
  // was there when it was drawn. A box that is clicked holds its tick before this hears of it.
  for (const each of ["keydown", "click", "submit"]) {
    globalThis.addEventListener(each, ({ type, target }) => {
      if (type !== "click" || target.tagName !== "INPUT") settle();
    }, true);
  }

  function begin() {
    // By what stays of somebody who gets another name, so that what is kept stays theirs.
    const own = (what) => `retrokit:${room.state.id}:${me.id}:${what}`;
    clearOthers(`retrokit:${room.state.id}:`);
    receipts = stored(own("receipts"), []);
    touched = stored(own("touched"), "");
    // Another tab of mine sealed or changed something.
    globalThis.addEventListener("storage", ({ key }) => key === own("touched") && refresh());
    box = outbox({
      store: stored(own("outbox"), []),
      async heard(action, answer, waited) {
        if (answer.status === 401) leave();
        if (answer.data) following.expect(answer.data.version);
        else following.look(); // it may be refused because this page is behind
        if (answer.error && action.do === "add_note" && !waited) {
          setUnsent(room, `refused-${action.id}`, {
            what: "note", text: action.with.text, why: answer.error,
            send: ["add_note", { ...action.with, version: null }],
          });
        }
        // The receipt is the id of the action, also where an answer that got lost held it.
        const known = receipts.read().some(({ id }) => id === action.id);
        const hidden = answer.data?.result === action.id;
        if (hidden && !known) {
          const { member } = action.with;
          const whose = member === undefined ? null : placeOf(room.state, member);
          receipts.set([...receipts.value, { id: action.id, slot: action.slot ?? null, for: whose }]);
        }
        if (hidden || (answer.data && (action.instead || namesMine(action)))) {
          touched.set(action.id);
          while (!await readMine()) await new Promise((done) => setTimeout(done, 1000));
        }
      },
      prepare({ slot, wanted }) {
        const known = receipts.read().findLast((each) => each.slot === slot);
        const receipt = known?.id;
        const whose = room.state.places.get(known?.for)?.name;
        const as = whose === undefined ? {} : { member: whose };
        if (wanted.with === null) return receipt ? { do: "withdraw", with: { receipt, ...as } } : null;
        return receipt ? { ...wanted, instead: receipt } : wanted;
      },
      async look({ at }) {
        await readMine();
        return room.state.current === at;
      },
      changed: room.redraw,
    });
  }

  /** Whether an action is about something of mine that is hidden: it says so by the receipt. */
  function namesMine({ with: given }) {
    const known = new Set(receipts.read().map(({ id }) => id));
    return Object.values(given ?? {}).some((each) => known.has(each));
  }

  let reads = 0;
  let newest = 0;
  /** Read what of mine is sealed; whether that came about. */
  async function readMine() {
    reads += 1;
    const read = reads;
    const asked = receipts.read().map(({ id }) => id);
    if (!asked.length) {
      sealed = new Map();
    } else {
      const { data, again, status } = await send("/api/mine", { receipts: asked });
      if (!data) {
        refresh(1000); // too fast, or away: what is mine stays as it was until then
        return !again && status !== 429;
      }
      if (read < newest) return true; // an answer that was overtaken tells what was before
      newest = read;
      sealed = new Map(data.mine.map((each) => [each.receipt, each]));
      // What is sealed no more has no use for its receipt; what was sealed meanwhile has.
      const over = new Set(asked.filter((each) => !sealed.has(each)));
      receipts.set(receipts.read().filter(({ id }) => !over.has(id)));
    }
    room.redraw();
    return true;
  }

  async function readMe() {
    const answer = await fetch("/api/me").catch(() => null);
    const known = answer?.ok ? (await answer.json()).me : null;
    if (known) room.me = known;
    room.redraw();
  }

  let asked = false;
  /** Ask what of mine is still sealed, once for however many events it hangs on. */
  function refresh(after = 30) {
    if (asked) return;
    asked = true;
    setTimeout(() => {
      asked = false;
      readMine();
    }, after);
  }

  let tellings = 0;
  /** Ask for what was opened, as blocks in the words of the reports. Of several askings the last counts. */
  async function readTold() {
    tellings += 1;
    const own = tellings;
    await new Promise((soon) => setTimeout(soon, 30));
    if (own !== tellings) return;
    const answer = await fetch("/api/told").catch(() => null);
    if (own !== tellings) return;
    if (answer?.status === 429) setTimeout(readTold, 1000);
    if (!answer?.ok) return;
    room.told = (await answer.json()).told;
    room.redraw();
  }

  function heard(message) {
    const before = room.state;
    room.state = after(before, message);
    if (before === null) begin();
    // It may come before the answer does.
    const { keys = [], news = [] } = message;
    for (const { id } of room.onTheirWay) if (keys.includes(id)) arrived.add(id);
    if (live) {
      hasChanged(before);
      for (const each of news) if (isNews(each, room.now())) tell(each);
    }
    room.redraw();
  }

  /** Follow what has become of people and results, be it that the page was away meanwhile. */
  function hasChanged(before) {
    const now = room.state;
    const renamed = new Map(before.places === now.places ? [] : [...before.places]
      .map(([place, { name }]) => [name, now.places.get(place)?.name])
      .filter(([name, to]) => to !== undefined && to !== name));
    if (renamed.size) retype(renamed);
    if (renamed.has(room.me.name)) room.me = { ...room.me, name: renamed.get(room.me.name) };
    const opened = before.opened !== now.opened;
    // A vote that was given counts for what its candidates are part of by now.
    const offered = before.at.get(now.current)?.candidates;
    const moved = offered !== undefined && offered !== now.at.get(now.current)?.candidates;
    if (opened || moved || renamed.size) refresh();
    if (opened || renamed.size || tied(before) !== tied(now)) readTold();
    if (before.facilitator !== now.facilitator) readMe();
    const { name } = room.me;
    if (before.members.get(name)?.here && now.members.get(name)?.here === false) leave();
  }

  /** Keep what is typed about teammates under the names that they have now. */
  function retype(renamed) {
    const called = (name) => renamed.get(name) ?? name;
    for (const [key, place] of keeps) {
      const { value } = place;
      if (value?.owners?.length) place.set({ ...value, owners: value.owners.map(called) });
      // What stands by numbers of candidates is by no name.
      else if (value && key.startsWith("answer-")) place.set(renamedDraft(key, value, called));
    }
    renameIn(called);
  }

  function tell(event) {
    if (event.event === "Opened") {
      const seen = !besides() && reveal(room.state, event);
      say(`${revealed(room.state, event).join(". ")}.`, { shown: !seen });
    } else {
      if (event.event === "Closed" && !besides()) burst(room.state);
      const words = TELLS[event.event]?.(event, room) ?? event.said;
      if (words) say(words, { shown: !SHOWN.has(event.event) || besides() });
    }
  }

  const following = follow({
    after: 0,
    message: heard,
    alive: ({ now }) => clock.tells(now),
    room(data) {
      if (data.now) clock.tells(data.now);
      const { here = [], done = [], sealed = 0, promise = "", turnout = "", today = "" } = data;
      const { withholds = [], waits = "", team = "", no_device: noDevice = [], thumbs = null } = data;
      const { walls = 0, joining = false, colors = {} } = data;
      const { member } = room;
      Object.assign(room, {
        here, done, noDevice, sealed, promise, turnout, today, team, withholds, waits, walls, joining, thumbs,
        colors,
      });
      if (member !== null && room.state.members.get(member)?.here && !noDevice.includes(member)) {
        say(`${member} has joined on a device, and writes there from now on`);
      }
      if (!live && room.state) {
        refresh();
        readTold();
      }
      live = room.state !== null;
      room.redraw();
    },
    connected(how) {
      if (how) box?.retry();
      if (how && room.state) readTold();
      room.connected = how;
      room.redraw();
    },
    refused: leave,
    ahead: () => location.reload(),
  });
  return room;
}

// What the screen turns to anyway.
const SHOWN = new Set(["Moved", "TopicTaken", "Closed", "Reopened"]);
const TELLS = {
  MemberJoined: ({ name, said }, { me }) => (name === me.name ? "" : said),
  Moved: (_, { activity }) => `Now: ${activity.title}`,
  TopicTaken: ({ topic }, { state }) => `Now about: ${titleOf(state, topic)}`,
  Undone: () => "The last thing that happened was undone",
  Closed: () => "The retro is closed. Thank you",
  Reopened: () => "The retro goes on",
};

const tied = (state) => JSON.stringify(openTies(state));

function titleOf(state, number) {
  const title = state.groups.get(number)?.title ?? state.notes.get(number)?.text ?? "a topic";
  return title.length > 120 ? `${title.slice(0, 119)}…` : title;
}

/** Return a sorter of what is sealed by for whom it is, which keeps what it found. */
function byPerson() {
  let of = [];
  let found = new Map();
  return {
    of(sealed, receipts, place) {
      if (of[0] !== sealed || of[1] !== receipts) [of, found] = [[sealed, receipts], new Map()];
      if (!found.has(place)) {
        const own = receipts.filter((each) => (each.for ?? null) === place).map(({ id }) => id);
        found.set(place, new Map(
          own.filter((id) => sealed.has(id)).map((id) => [id, sealed.get(id)])));
      }
      return found.get(place);
    },
  };
}

/** Forget what was typed in this tab for another retro. */
function clearOthers(ours) {
  try {
    for (const name of Object.keys(sessionStorage)) {
      if (name.startsWith("retrokit:") && !name.startsWith(ours)) sessionStorage.removeItem(name);
    }
  } catch {
    // As in `stored`.
  }
}

/** Return a number with its noun: `1 note`, `2 notes`. */
export function count(number, one, many = `${one}s`) {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
}

/** Return an error's line as a sentence to show. */
export function sentence(line) {
  return line.charAt(0).toUpperCase() + line.slice(1);
}
