// Links to come in by, for one's own other device or for others, with a code to scan.

import { focusSoon, refuse } from "./acting.js";
import { made, modal } from "./modal.js";
import { sentence } from "./room.js";

/** Ask for one's own link, and show it. */
export const showOwn = (room, control) =>
  show(room, control, "/api/device", () => ({
    asked: "own",
    title: "My other device",
    words: "Scan this with it, or open the link there. Whoever has the link is "
      + `${room.me.name} here: keep it to yourself.`,
    alt: "QR code of your own link",
    label: "Your own link",
  }));

// Where only the computer that the room runs on can open its links.
const NEAR = ["127.0.0.1", "localhost", "[::1]"];
const ONLY_HERE = " As the room was started, only this computer can reach it: start it with --host "
  + "and an address of this computer to let other devices in.";

/** Ask for the members' link, and show it. */
export const showInvitation = (room, control) =>
  show(room, control, "/api/invite", ({ url, code }) => ({
    asked: "invite",
    title: "Invite",
    words: `Let the others scan this, send them the link, or say the code ${code} to whoever opens `
      + `${url}.${NEAR.includes(new URL(url).hostname) ? ONLY_HERE : ""}`,
    alt: "QR code of the members’ link",
    label: "The members’ link",
  }));

async function show(room, control, path, say) {
  try {
    const told = await room.ask(path);
    refuse(room, control, null);
    open(told, say(told));
  } catch (error) {
    refuse(room, control, sentence(error.message));
  }
}

/** Open the dialog; when it closes, the focus goes back to the button by which it was asked for. */
function open({ link, qr }, { asked, title, words, alt, label }) {
  const field = made("input", { id: "link", type: "text", readOnly: true, value: link });
  const copied = made("span", { className: "soft" });
  copied.setAttribute("role", "status");
  const copy = made("button", { type: "button", textContent: "Copy the link" });
  const close = made("button", { type: "button", className: "primary", textContent: "Close" });
  field.addEventListener("focus", () => field.select());
  copy.addEventListener("click", () => {
    field.select();
    // The newer way to the clipboard is not there without HTTPS, where many rooms are.
    copied.textContent = document.execCommand("copy") ? "Copied" : "Select it, and copy it";
  });
  const shown = modal("confirm link", title, words,
    made("img", { src: qr, alt }),
    made("label", { htmlFor: "link", textContent: label }),
    field,
    made("p", { className: "buttons" }, copied, copy, close));
  shown.addEventListener("close", () => focusSoon(asked));
  close.addEventListener("click", () => shown.close());
  close.focus();
}
