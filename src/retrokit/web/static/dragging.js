// Dragging by mouse, pen or finger. A finger drags by the grip, since everywhere else it scrolls.

import { el } from "./dom.js";

const SLOP = 6; // pixels that a press may stray without being a drag
const EDGE = 90; // pixels from the top or the bottom of the window in which it scrolls

/** What a finger drags by. */
export const grip = el("span", { class: "grip", "aria-hidden": "true" });

const begins = ({ target, pointerType, isPrimary, button }) => isPrimary && !button
  && (target.closest(".grip")
    || (pointerType === "mouse" && !target.closest("button, input, label, summary")));

/** Carry something from where it is pressed to where it is let go.
 *
 * Once it is dragged, `lift()` is called; then, once a frame, `move(x, y, down)` with where the
 * pointer is and how far down it has come; `drop()` where it is let go, and `end()` after that, or
 * when Escape or the browser put an end to it.
 */
export function carry(room, event, { lift, move, drop, end }) {
  if (!begins(event)) return;
  const { pointerId, clientX, clientY } = event;
  const scrolled = scrollY;
  let [x, y] = [clientX, clientY];
  let state = "pressed"; // then "dragged", then "over"
  const heard = new AbortController();
  const follow = () => move(x, y, y - clientY + scrollY - scrolled);

  function frame() {
    if (state !== "dragged") return;
    if (y < EDGE) scrollBy(0, -EDGE / 10);
    if (y > innerHeight - EDGE) scrollBy(0, EDGE / 10);
    follow();
    requestAnimationFrame(frame);
  }

  function stop(dropped) {
    if (state === "dragged") {
      state = "over";
      if (dropped) {
        follow();
        drop();
      }
      end();
      room.hold(false);
    }
    state = "over";
  }

  // The whole window listens: what was pressed may be gone by then.
  const on = (type, act) => addEventListener(type, (happened) => {
    if ((happened.pointerId ?? pointerId) === pointerId) act(happened);
  }, { signal: heard.signal, capture: true });

  on("pointermove", (moved) => {
    [x, y] = [moved.clientX, moved.clientY];
    if (!moved.buttons) return release(false); // it was let go outside of the window
    if (state !== "pressed" || Math.hypot(x - clientX, y - clientY) < SLOP) return;
    state = "dragged";
    room.hold(true); // nothing moves under the hand
    lift();
    frame();
  });
  on("pointerup", () => release(true));
  on("pointercancel", () => release(false));
  on("keydown", (pressed) => {
    if (pressed.key !== "Escape" || state !== "dragged") return;
    pressed.stopPropagation();
    stop(false);
  });

  function release(dropped) {
    heard.abort();
    if (state !== "pressed") withoutClick();
    stop(dropped);
  }
}

/** Take the click that ends a drag away from what lies there. */
function withoutClick() {
  const taken = (click) => {
    click.preventDefault();
    click.stopPropagation();
  };
  addEventListener("click", taken, { capture: true, once: true });
  setTimeout(() => removeEventListener("click", taken, true));
}
