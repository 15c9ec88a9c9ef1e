// The room's time, and the time box in words.

/** Return a clock that shows the time of the server, whatever the computer's own clock does.
 *
 * `tells(iso)` is called with the server's time whenever that arrives, `now()` returns it by now,
 * in milliseconds. In between it goes on with `ticks`, milliseconds that never jump. These may stand
 * still while a computer sleeps: the first message after that sets the clock right.
 */
export function serverClock(ticks = () => performance.now()) {
  let begun = Date.now() - ticks(); // until the server has told
  return {
    tells(iso) {
      begun = Date.parse(iso) - ticks();
    },
    now: () => begun + ticks(),
  };
}

/** How many seconds before its end a time box is called nearly over. */
export const SOON = 60;

/** Return how many seconds are left of a time box at a time in milliseconds, negative when it is over. */
export const secondsLeft = ({ started, seconds }, now) =>
  Math.round((Date.parse(started) - now) / 1000) + seconds;

/** Return what the clock shows: `4:05`, or `1:10 over`. Seconds may be negative. */
export function clockWords(left) {
  const seconds = Math.abs(left);
  const minutes = Math.floor(seconds / 60);
  const shown = `${minutes}:${String(seconds % 60).padStart(2, "0")}`;
  return left < 0 ? `${shown} over` : shown;
}

/** Return what is said aloud: `timeUp` once, then how long ago that was, every five minutes. */
export function overWords(left, timeUp) {
  if (left > 0) return "";
  const minutes = 5 * Math.floor(-left / 300);
  return minutes ? `${minutes} minutes over` : timeUp;
}
