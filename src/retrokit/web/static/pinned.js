// What is pinned to the foot of the page stands on `--foot`: the height of the foot, or of a keyboard
// on the screen that covers it.

const KEYBOARD = 100; // pixels; less is a bar of the browser

/** Keep `--foot` right from now on. */
export function watchFoot(foot) {
  const seen = globalThis.visualViewport;
  const tell = () => {
    // Where a keyboard makes the page less high, nothing of it is covered.
    const covered = seen?.scale === 1 ? innerHeight - seen.height - seen.offsetTop : 0;
    const typing = covered > KEYBOARD;
    document.body.classList.toggle("typing", typing);
    const pinned = getComputedStyle(foot).position === "sticky" ? foot.offsetHeight : 0;
    document.documentElement.style.setProperty("--foot", `${typing ? covered : pinned}px`);
  };
  new ResizeObserver(tell).observe(foot);
  for (const each of [globalThis, seen]) each?.addEventListener("resize", tell);
  seen?.addEventListener("scroll", tell);
}
