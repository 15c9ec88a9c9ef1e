// What goes with the time: a text that says something else by the second.

import { el } from "./dom.js";

/** A paragraph whose `words()` and `look()`, a class, are asked again and again while it is shown. */
export const ticking = (key, words, look) =>
  el("p", {
    class: look(), key,
    onshow(node) {
      const timer = setInterval(() => {
        if (!node.isConnected) return clearInterval(timer);
        const text = node.firstChild;
        if (text && text.data !== words()) text.data = words();
        if (node.className !== look()) node.className = look();
        return undefined;
      }, 250);
    },
  }, words());
