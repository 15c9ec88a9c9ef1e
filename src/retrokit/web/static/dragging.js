// Dragging rows of a ranking by mouse, pen or finger. A finger drags by the grip, since everywhere
// else it scrolls.

const SLOP = 6; // pixels that a press may stray without being a drag
const EDGE = 90; // pixels from the top or the bottom of the window in which it scrolls
const MARKS = ["drop-before", "drop-after", "drop-out"];

let drag = null; // what is dragged: its row, where that began, where the pointer is by now

/** What makes a row one that can be dragged: `drop(before)` is called with the number of the row
 * that it is dropped before, null for the end, undefined for outside of the ranking.
 */
export const dragging = (room, number, drop) => ({
  "data-number": String(number),
  onpointerdown(event) {
    const { target, pointerType, isPrimary, button, clientY } = event;
    const able = target.closest(".grip")
      || (pointerType === "mouse" && !target.closest("button, input, label, summary"));
    if (room.observes || !isPrimary || button || !able) return;
    drag = { row: event.currentTarget, from: clientY, at: clientY, scrolled: scrollY, on: false };
    drag.row.setPointerCapture(event.pointerId);
  },
  onpointermove({ clientY }) {
    if (drag === null) return;
    drag.at = clientY;
    if (!drag.on && Math.abs(clientY - drag.from) > SLOP) {
      drag.on = true;
      room.hold(true); // nothing moves under the hand
      drag.row.classList.add("lifted");
      requestAnimationFrame(follow);
    }
  },
  onpointerup() {
    const to = drag?.on ? target() : null;
    end(room);
    if (to) drop(to.before);
  },
  onlostpointercapture: () => end(room),
});

function end(room) {
  if (drag === null) return;
  const { row, on } = drag;
  drag = null;
  unmark();
  row.classList.remove("lifted");
  row.style.removeProperty("--lift");
  if (on) room.hold(false);
}

function unmark() {
  for (const each of document.querySelectorAll(MARKS.map((mark) => `.${mark}`).join())) {
    each.classList.remove(...MARKS);
  }
}

/** Move the row with the pointer and show where it would go, once a frame. */
function follow() {
  if (drag === null) return;
  const { row, from, at, scrolled } = drag;
  if (at < EDGE) scrollBy(0, -EDGE / 10);
  if (at > innerHeight - EDGE) scrollBy(0, EDGE / 10);
  row.style.setProperty("--lift", `${at - from + scrollY - scrolled}px`);
  unmark();
  const { node, mark } = target();
  node?.classList.add(mark);
  requestAnimationFrame(follow);
}

/** Where the row would go now: what stands there, how that is marked, and what it comes before. */
function target() {
  const { row, at } = drag;
  const out = document.querySelector(".unranked");
  if (out && at > out.getBoundingClientRect().top) return { node: out, mark: "drop-out" };
  const rows = [...document.querySelectorAll(".ranked > li")].filter((each) => each !== row);
  const node = rows.find((each) => {
    const { top, height } = each.getBoundingClientRect();
    return at < top + height / 2;
  });
  if (node) return { node, mark: "drop-before", before: Number(node.dataset.number) };
  return { node: rows.at(-1), mark: "drop-after", before: null };
}
