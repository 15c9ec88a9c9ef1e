// Links to come in by, for one's own other device or for others, with a code to scan.

import { focusSoon, perform, refuse } from "./acting.js";
import { made, modal } from "./modal.js";
import { sentence } from "./room.js";

/** Ask for one's own link, and show it. */
export const showOwn = (room, control) =>
  show(room, control, "/api/device", () => ({
    asked: "own",
    title: "My other device",
    words: "Scan this with it, or open the link there. Anyone with the link is "
      + `${room.me.name} here. Keep it to yourself.`,
    alt: "QR code of your own link",
    label: "Your own link",
  }));

// Where only the computer that the room runs on can open its links.
const NEAR = ["127.0.0.1", "localhost", "[::1]"];
const ONLY_HERE = " Only this computer can reach the room. To let other devices in, start it with --host "
  + "and this computer’s address.";

/** Ask for the members' link, and show it. */
export const showInvitation = (room, control) =>
  show(room, control, "/api/invite", ({ url, code }) => ({
    asked: "invite",
    title: "Invite",
    words: `Let the others scan this, or send them the link. They can also open ${url} and type `
      + `the code ${code}.${NEAR.includes(new URL(url).hostname) ? ONLY_HERE : ""}`,
    alt: "QR code of the members’ link",
    label: "The members’ link",
    more: [doing("Show on a wall", () => showWall(room, control))],
  }));

/** Ask for the link of a wall, and show it with what there is to do about walls. */
const showWall = (room, control) =>
  show(room, control, "/api/wall_link", ({ link }) => ({
    asked: "invite",
    title: "Show on a wall",
    words: "A page for a projector or a screen on the wall. It shows what everyone sees, in large "
      + "type, and nothing hidden. It needs no name. Anyone who has the link can watch, so keep it in "
      + "the team.",
    alt: "QR code of the wall’s link",
    label: "The wall’s link",
    more: [
      made("a", {
        className: "button primary", href: link, target: "_blank", rel: "noopener",
        textContent: "Open the wall",
      }),
      ...(room.walls ? [
        doing(room.joining ? "Hide how to join" : "Show how to join",
          () => perform(room, control, "show_joining", { show: !room.joining })),
        doing("Close all walls", () => perform(room, control, "close_walls")),
      ] : []),
    ],
  }));

/** A button that closes the dialog and does something. */
function doing(label, does) {
  const button = made("button", { type: "button", textContent: label });
  button.addEventListener("click", () => {
    button.closest("dialog").close();
    does();
  });
  return button;
}

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
function open({ link, qr }, { asked, title, words, alt, label, more = [] }) {
  const field = made("input", { id: "link", type: "text", readOnly: true, value: link });
  const copied = made("span", { className: "soft" });
  copied.setAttribute("role", "status");
  const copy = made("button", { type: "button", textContent: "Copy the link" });
  const main = more.some((each) => each.matches(".primary")) ? "" : "primary";
  const close = made("button", { type: "button", className: main, textContent: "Close" });
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
    made("p", { className: "buttons" }, copied, ...more, copy, close));
  shown.addEventListener("close", () => focusSoon(asked));
  close.addEventListener("click", () => shown.close());
  close.focus();
}
