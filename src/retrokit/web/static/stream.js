// The log as it grows: server-sent events whose ids are the versions of the log.
//
// The browser connects again by itself and says which id it saw last. Only where it gives up (the
// server was away, or let this client go) is a new connection made here.

/** Follow the log from a version on.
 *
 * `event(version, event)` is called for each event once and in order, `room(data)` with who is
 * here and what is not in the log, `connected(boolean)` as the connection comes and goes, and
 * `refused()` where the room does not know who this is any more, and `ahead()` where it does not
 * have what was seen here: its log was brought back from a copy.
 */
export function follow({ after, event, room, connected, refused, ahead }) {
  let version = after;
  let pause = 500;
  let source = null;
  let timer = null;

  function open() {
    clearTimeout(timer);
    source?.close(); // where the network came back while this was being asked for
    source = new EventSource(`/api/events?after=${version}`);
    source.onopen = () => {
      pause = 500;
      connected(true);
    };
    source.onmessage = (message) => {
      const number = Number(message.lastEventId);
      if (number <= version) return;
      if (number > version + 1) {
        again(0); // something is missing: ask for it
        return;
      }
      version = number; // first: what fails here would fail again
      event(number, JSON.parse(message.data));
    };
    source.addEventListener("room", (message) => room(JSON.parse(message.data)));
    source.onerror = () => {
      connected(false);
      if (source.readyState === EventSource.CLOSED) again(pause);
    };
  }

  async function again(wait) {
    source.close();
    clearTimeout(timer);
    timer = setTimeout(async () => {
      pause = Math.min(2 * pause, 5000);
      const answer = await fetch("/api/me").catch(() => null);
      const known = answer?.ok ? await answer.json().catch(() => null) : null;
      if (known && known.me === null) refused();
      else if (known && known.retro.version < version) ahead();
      else open();
    }, wait);
  }

  open();
  globalThis.addEventListener("online", () => {
    if (source.readyState !== EventSource.OPEN) again(0);
  });
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
