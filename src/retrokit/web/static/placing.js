// Putting notes and groups into groups, beside each other, or out: what that asks of the room, and
// how it is dragged.

import { made } from "./modal.js";
import { topicOf } from "./state.js";
import { plural, short } from "./words.js";

/** The notes in these notes and groups, by number. */
export const notesOf = (state, numbers) =>
  [...new Set(numbers.flatMap((each) => state.groups.get(each)?.notes ?? [each]))];

/** What puts notes and groups to another note or group, or with 0 out of all groups; null where
 * that would change nothing, or where they would go is gone. Of what others moved meanwhile this
 * knows where it is.
 */
export function placing(state, numbers, to) {
  const known = numbers.filter((each) => state.notes.has(each) || state.groups.has(each));
  const into = topicOf(state, to);
  const moved = to
    ? known.filter((each) => into && topicOf(state, each).number !== into.number)
    : known.filter((each) => state.groups.has(each) || state.notes.get(each).topic);
  if (!moved.length) return null;
  if (!to) return { numbers, action: "split", given: { numbers: moved }, words: "Taken out", does: "Take out" };
  const called = `“${short(into.title, 40)}”`;
  const grouped = state.groups.has(into.number);
  return {
    numbers,
    action: "group",
    given: { numbers: [into.number, ...moved] },
    words: grouped ? `Added to ${called}` : `Grouped with ${called}`,
    does: grouped ? `Put into ${called}` : `Group with ${called}`,
  };
}

const PLACES = ["[data-group]:not([data-group='0'])", "[data-note]", "[data-group]"];

/** What carries notes and groups to where they are dropped; see `carry`. `put` is called with what
 * puts them there. One of them, `number`, is in the hand.
 */
export function carried(room, numbers, number, put) {
  const { state: { notes, groups }, step } = room;
  const many = notesOf(room.state, numbers).length;
  const does = made("p", { className: "does" });
  const hand = made("div", { className: "in-hand", ariaHidden: "true" },
    made("p", { className: "said", dir: "auto",
      textContent: short(groups.get(number)?.title ?? notes.get(number).text, 60) }),
    many > 1 ? made("p", { className: "soft", textContent: plural(many, "note") }) : "",
    does);
  let place = null; // what lies under the pointer and takes them
  const sources = () => numbers.map((each) => document.getElementById(`note-${each}`)
    ?? document.querySelector(`[data-group="${each}"]`));
  const lift = (up) => sources().forEach((each) => each?.classList.toggle("carried-off", up));
  const target = () => placing(room.state, numbers, Number(place?.dataset.note ?? place?.dataset.group));
  return {
    lift() {
      document.body.append(hand);
      lift(true);
    },
    move(x, y) {
      // Above the pointer, where a finger does not hide it, and inside of the window.
      const half = hand.offsetWidth / 2;
      const left = Math.min(Math.max(x, half), innerWidth - half) - half;
      hand.style.transform = `translate(${left}px, ${Math.max(y - hand.offsetHeight - 14, 0)}px)`;
      const under = document.elementFromPoint(x, y);
      const found = PLACES.map((each) => under?.closest(each)).find(Boolean) ?? null;
      if (found === place) return;
      place?.classList.remove("takes");
      place = found;
      const takes = place && target();
      does.textContent = takes?.does ?? "";
      if (takes) place.classList.add("takes");
    },
    drop() {
      const placed = place && room.step?.id === step.id && target();
      if (placed) put(placed);
    },
    end() {
      place?.classList.remove("takes");
      lift(false);
      hand.remove();
    },
  };
}
