// Undo: what the last thing was, said before it is taken back.

import { confirmed, perform } from "./acting.js";
import { sentence } from "./room.js";
import { short } from "./words.js";

/** Take the last thing back, once it is clear what that is. */
export async function undo(room, control) {
  const answer = await fetch("/api/undo").catch(() => null);
  // Without an answer, and for what cannot be undone, the room says why it refuses.
  const { version, words } = answer?.ok ? await answer.json() : room.state;
  if (words && !await confirmed("Undo this?", `${sentence(short(words, 120))}.`, "Undo it")) return;
  // What comes in while this is being read is not undone unseen.
  await perform(room, control, "undo", { version });
}
