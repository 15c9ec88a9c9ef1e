// The time box in words.

/** Return what the clock shows: `4:05`, or `1:10 over`. Seconds may be negative. */
export function clockWords(left) {
  const seconds = Math.abs(left);
  const minutes = Math.floor(seconds / 60);
  const shown = `${minutes}:${String(seconds % 60).padStart(2, "0")}`;
  return left < 0 ? `${shown} over` : shown;
}

/** Return what is said aloud: once when the time is up, then every five minutes. */
export function overWords(left) {
  if (left > 0) return "";
  const minutes = 5 * Math.floor(-left / 300);
  return minutes ? `${minutes} minutes over` : "The time is up; take the time you need";
}
