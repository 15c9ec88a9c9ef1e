// What there is to see and to do at a step whose kind of activity the page has no screen for: the
// room makes it, and it is asked for when the log has moved on.

const PAUSE = 250; // milliseconds from one question to the next
const AGAIN = 1000; // after one that was not answered

let latest = null; // the outline, and the `version` that the log had at least when it was made
let asking = false;
let last = 0; // when it was asked for last

/** Return the latest outline of the current step, null until the first one has come. */
export function outlineOf(room) {
  const { state, step } = room;
  if (latest?.step !== step.id || latest.version < state.version) ask(room, step.id);
  return latest?.step === step.id ? latest : null;
}

/** Whether the facilitator has more to begin here, by a button, before the group goes on. */
export const isUnderWay = ({ step }) =>
  latest?.step === step.id
  && (latest.forms ?? []).some(({ leads, fields }) => leads && !fields?.length);

async function ask(room, step) {
  if (asking) return;
  asking = true;
  await pause(last + PAUSE - Date.now());
  // In the meantime the group may have come to an activity that has a screen.
  if (room.step?.id === step && !room.state.closed) {
    last = Date.now();
    const { version } = room.state;
    try {
      latest = { ...(await room.ask("/api/outline", { step })).outline, version };
    } catch {
      await pause(AGAIN);
    }
  }
  asking = false;
  room.redraw();
}

const pause = (wait) => new Promise((done) => setTimeout(done, wait));
