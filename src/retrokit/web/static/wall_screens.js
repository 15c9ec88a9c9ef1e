// What the wall shows at each activity. What may grow long is a `flow`: it is in columns, and turns pages.

import { blocks } from "./blocks.js";
import { bySize, columnOf, gotOf, sizeOf, titleOf } from "./candidates.js";
import { el, said } from "./dom.js";
import { face } from "./faces.js";
import { hued, shape } from "./hues.js";
import { about } from "./offered.js";
import {
  isRead, respondents, talkingAbout, termsOf, topicOf, topics, touches, waiting,
} from "./state.js";
import { QUESTION, counts, proposal, secondsTo } from "./thumb_counts.js";
import { ticking } from "./ticking.js";
import { day, listing, plural, short } from "./words.js";

/** What stands on top of the wall: the activity, or what it is about. */
export function titleOver({ state, step }) {
  if (state.closed) return el("h1", { key: "title" }, "Thank you");
  const { title, prompt, kind } = step.activity;
  if (kind === "discuss" && talkingAbout(state, step.id)) {
    return said("p", title, { class: "prompt" });
  }
  if (isRead({ state, step })) {
    return el("h1", { key: "title" }, "Read ", el("small", {}, "· ", said("span", title)));
  }
  return [
    said("h1", title, { key: "title" }),
    // At the beginning it stands below, beside what people join by.
    kind !== "welcome" && !step.revealed ? prompting(prompt) : null,
  ];
}

const prompting = (prompt) =>
  (prompt ? said("p", prompt, { class: sized("prompt", prompt), key: "prompt" }) : null);

/** A class for a text, with another one where it is long. */
const sized = (look, text, most = 200) => (text.length > most ? `${look} long` : look);

/** What stands at the foot: how far the group is, as far as everyone is told, or who sees what. */
export function standing({ state, step, done, promise }) {
  if (state?.closed !== undefined || !step) return null;
  const people = respondents(state);
  const ready = people.filter((name) => done.includes(name)).length;
  const [one, many, what] = isRead({ state, step }) ? ["has", "have", "read"] : ["is", "are", "done"];
  const far = ready && (what === "read" || (step.hides && !step.revealed))
    ? `${ready} of ${plural(people.length, "person", "people")} ${ready === 1 ? one : many} ${what}.` : "";
  const words = [far, promise].filter(Boolean).join(" ");
  return el("p", { class: sized("standing", words), key: "standing" }, words);
}

/** Whether the room has to say what there is to see: the wall has no view of this kind of its own. */
export const isDrawnAnyhow = ({ state, step }) =>
  Boolean(step) && !state.closed && !(step.activity.kind in VIEWS);

/** What is shown in the middle: nodes, and the name by which they are laid out. */
export function view(wall) {
  const { state, step, invitation } = wall;
  const kind = state.closed ? "closed" : step.activity.kind in VIEWS ? step.activity.kind : "any";
  const nodes = state.closed ? closed(wall) : (VIEWS[kind] ?? any)(wall);
  if (!invitation || state.closed) return { look: kind, nodes };
  return {
    look: `${kind} joining`,
    nodes: [el("div", { class: "beside" }, nodes), joining(invitation)],
  };
}

const VIEWS = { welcome, review, ask, collect, group, vote, discuss, decide };

// How long a topic is in the largest type, in any, and as one of those to come.
const [LONG, LONGEST, NEXT] = [90, 400, 50];

const flow = (tag, look, key, ...items) => el(tag, { class: `flow ${look}`, key }, items);
const big = (words) => el("p", { class: "big" }, words);

function joining({ qr, code, url }) {
  return el("aside", { class: "join", key: "join", "aria-label": "Join" },
    el("h2", { key: "title" }, "Join"),
    el("img", { src: qr, alt: "QR code of the link to join by", key: "qr" }),
    el("p", { key: "url" }, url.replace(/^http:\/\//, "")),
    el("p", { class: "code" }, code));
}

function welcome({ state, step, here }) {
  const { purpose, goals } = state.format;
  const people = respondents(state).filter((name) => here.includes(name));
  return [
    said("p", purpose, { class: "purpose" }),
    prompting(step.activity.prompt),
    goals.length
      ? el("ol", { class: "plain" }, goals.map((goal) => said("li", goal, { key: goal })))
      : null,
    el("h2", { key: "count" }, people.length
      ? `${plural(people.length, "person is", "people are")} here` : "Nobody has joined yet"),
    el("ul", { class: "people" }, people.map((name) =>
      el("li", { key: name }, face(state, name), said("span", name)))),
    flow("ul", "agreed", "agreed", step.activity.agreement.map((line) => said("li", line, { key: line }))),
  ];
}

// --- notes

function note(state, { number, text, author, column, reactions = {} }) {
  const got = Object.entries(reactions).map(([emoji, names]) => `${emoji} ${names.length}`);
  const about = [author, ...got].filter(Boolean).join(" · ");
  return el("li", { class: `note ${hued(state, column)}`, key: number },
    said("p", text), about ? said("p", about, { class: "by" }) : null);
}

function columnHead(state, name, more = null) {
  return el("h2", { class: "said", dir: "auto" }, shape(state, name), " ", name, more);
}

function collect({ state, step, sealed }) {
  const notes = [...state.notes.values()].filter((each) => each.step === step.id);
  const open = notes.length > 0 || !step.hides;
  return [
    sealed ? big(plural(sealed, "hidden note")) : open ? null : big("Write down what comes to mind."),
    el("div", { class: "columns" }, step.activity.columns.map(({ name, prompt }) => {
      const own = notes.filter((each) => each.column === name);
      return el("section", { class: `column ${hued(state, name)}`, key: name },
        columnHead(state, name, own.length ? el("span", { class: "count" }, ` ${own.length}`) : null),
        open && own.length
          ? flow("ul", "notes", "notes", own.map((each) => note(state, each)))
          : prompt ? said("p", prompt, { class: "ask" }) : null);
    })),
  ];
}

function group({ state, step }) {
  const all = topics(state).filter((each) => touches(state, each, step.activity.columns ?? []));
  if (!all.length) return big("There are no notes to group.");
  const groups = all.filter(({ number }) => state.groups.has(number));
  const lone = all.filter(({ number }) => !state.groups.has(number));
  return flow("div", "topics", "topics",
    groups.map(({ number, title, notes }) =>
      el("section", { class: "topic", key: number },
        el("h2", { key: "title" }, said("span", title), el("span", { class: "count" }, ` ${notes.length}`)),
        el("ul", { class: "notes" },
          notes.map((each) => note(state, state.notes.get(each)))))),
    lone.length
      ? el("ul", { class: "notes lone" },
        lone.map(({ number }) => note(state, state.notes.get(number))))
      : null);
}

// --- what is answered and voted on

const results = ({ state, told }, step) =>
  flow("div", "results", "results",
    blocks(told[step.id] ?? [], { about: about(state) }));

function ask(wall) {
  const { step, turnout } = wall;
  if (step.over || step.revealed) return results(wall, step);
  return [
    big(turnout || "Answer on your device."),
    flow("ol", "items", "items",
      step.activity.questions.map(({ name, text }) => said("li", text, { class: "item", key: name }))),
  ];
}

function vote(wall) {
  const { state, step, turnout } = wall;
  const terms = termsOf(state, step.id);
  if (!terms) return results(wall, step);
  return [
    big(turnout || "Vote on your device."),
    flow("ol", "items", "items", bySize(state, terms.candidates).map((number) => {
      const column = columnOf(state, number);
      const size = sizeOf(state, number);
      return el("li", { class: `item ${column ? hued(state, column) : ""}`, key: number },
        said("span", titleOf(state, number)),
        size > 1 ? el("span", { class: "count" }, ` ${size} notes`) : null);
    })),
  ];
}

// --- what is talked about, and what will be done

function discuss(wall) {
  const { state, step } = wall;
  const topic = talkingAbout(state, step.id);
  const next = waiting(state, step.id);
  if (!topic) {
    return next.length
      ? flow("ol", "items", "next", next.map((each) => listed(state, each)))
      : big("What comes up?");
  }
  const own = [...state.remarks.values()]
    .filter((each) => each.topic && topicOf(state, each.topic)?.number === topic.number);
  const single = topic.notes.length === 1 && !state.groups.has(topic.number);
  const lone = single ? state.notes.get(topic.notes[0]) : null;
  const about = [gotOf(state, topic.number), lone?.author, lone?.column].filter(Boolean).join(" · ");
  const look = sized("topic-now", topic.title, LONG);
  return [
    said("h1", short(topic.title, LONGEST), {
      class: lone ? `${look} ${hued(state, lone.column)}` : look, key: `topic-${topic.number}`,
    }),
    about ? said("p", about, { class: "got" }) : null,
    wall.thumbs ? thumbs(wall, wall.thumbs) : null,
    el("div", { class: "about" },
      single ? null : flow("ul", "notes", "notes",
        topic.notes.map((each) => note(state, state.notes.get(each)))),
      own.length
        ? flow("ul", "items", "remarks", own.map(({ number, text, decision }) =>
          el("li", { class: decision ? "item decided" : "item", key: number },
            decision ? el("span", { class: "tag" }, "Decided") : null, " ", said("span", text))))
        : null),
    next.length
      ? el("p", { class: "soft next" }, "Next: ",
        said("span", next.slice(0, 3).map((each) => short(each.title, NEXT)).join(" · ")),
        next.length > 3 ? ` and ${next.length - 3} more` : "")
      : null,
  ];
}

/** What everyone is asked when a topic's time is up, then how many thumbs there were. */
function thumbs({ now }, told) {
  const { until, promise } = told;
  return el("section", { class: "thumbs" },
    el("div", { class: "thumbs-head", key: `head-${until}` },
      el("h2", {}, until ? QUESTION : proposal(told)),
      until ? ticking("left", () => `${secondsTo(until, now())} s`, () => "left") : null),
    until ? el("p", { key: "promise" }, promise) : counts(told));
}

function listed(state, { number }) {
  const got = gotOf(state, number);
  return el("li", { class: "item", key: number },
    said("span", titleOf(state, number)), got ? el("span", { class: "count" }, ` ${got}`) : null);
}

function item({ text, owners, due, status }, key) {
  const about = [owners.join(", ") || "no owner yet", due && `due ${day(due)}`,
    status === "open" ? "" : status === "dropped" ? "won’t do" : status];
  return el("li", { class: `item ${status}`, key },
    said("p", text), said("p", about.filter(Boolean).join(" · "), { class: "by" }));
}

const items = (state) => [...state.actions].map(([number, each]) => item(each, number));

function decide({ state }) {
  const decisions = (state.decisions ?? []).map((each) => state.remarks.get(each));
  return state.actions.size || decisions.length
    ? flow("ul", "items", "items", items(state), decisions.map(({ number, text }) =>
      el("li", { class: "item decided", key: `decided-${number}` },
        el("span", { class: "tag" }, "Decided"), " ", said("span", text))))
    : big("What will we do? Who does it, and by when?");
}

function review({ state }) {
  return state.carried.size
    ? flow("ul", "items", "items",
      [...state.carried].map(([number, each]) => item(each.item, number)))
    : big("Nothing is open from earlier retros.");
}

function closed({ state }) {
  const people = respondents(state);
  return [
    people.length ? el("p", { class: "thanks" }, said("span", listing(people))) : null,
    el("h2", { key: "what" }, state.actions.size
      ? `What we will do: ${plural(state.actions.size, "action item")}` : "No action items, which is fine."),
    flow("ul", "items", "items", items(state)),
  ];
}

function any({ outline, step, turnout, state }) {
  return [
    turnout ? big(turnout) : null,
    outline?.step === step.id
      ? flow("div", "results", "results",
        blocks(outline.blocks ?? [], { about: about(state) }))
      : null,
  ];
}
