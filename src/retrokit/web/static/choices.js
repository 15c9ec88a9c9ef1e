// What there is to choose from: plugins may bring more of it, so that the room alone knows.

let known = null;
let asked = false;

/** Return `{methods, reports}`, each an object of names with titles, `letters`, the kinds of
 * question of which letters may come, and `pages`, the files that kinds of activity have for this
 * page; empty until they are here. */
export function choices(room) {
  if (!asked) read(room);
  return known ?? { methods: {}, reports: {}, letters: [], pages: {} };
}

/** Whether a step asks what letters may come of. */
export const bringsLetters = (room, { activity }) =>
  (activity.questions ?? []).some(({ kind }) => choices(room).letters.includes(kind));

async function read(room) {
  asked = true;
  const answer = await fetch("/api/choices").catch(() => null);
  known = answer?.ok ? await answer.json() : null;
  if (known) room.redraw();
  else setTimeout(() => { asked = false; }, 1000); // asked for again when this is drawn after that
}
