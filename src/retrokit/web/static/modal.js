// Dialogs over the page: plain nodes, made once, that a redraw of the page leaves alone.

/** Return a new element with these properties and children. */
export function made(tag, given, ...children) {
  const node = Object.assign(document.createElement(tag), given);
  node.append(...children);
  return node;
}

/** Open a dialog and return it. When it is closed it is gone, and the focus is back where it was. */
export function modal(look, title, words, ...inside) {
  const shown = made("dialog", { className: look },
    made("h2", { id: "modal-title", textContent: title, dir: "auto" }),
    made("p", { id: "modal-words", textContent: words, dir: "auto" }),
    ...inside);
  shown.setAttribute("aria-labelledby", "modal-title");
  shown.setAttribute("aria-describedby", "modal-words");
  shown.addEventListener("close", () => shown.remove());
  document.body.append(shown);
  shown.showModal();
  return shown;
}
