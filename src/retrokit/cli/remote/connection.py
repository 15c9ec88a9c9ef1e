"""Asking a room, and listening to it; both come back by themselves when the network does."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from http.cookies import SimpleCookie
from socket import SHUT_RDWR, socket
from threading import Event, Thread
from typing import Any

from ...errors import Invalid, NotFound, NotNow, NotYours, Outside, RetrokitError, WouldOpen
from .link import Link

PATIENCE = 120.0
"""How many seconds an action is tried again while the room does not answer."""
QUIET = 45.0
"""After how many seconds without a sign of life to reconnect; a room gives four a minute."""
EMPTY = 20.0
"""After how many seconds in which nothing came by a new stream to ask for the news instead."""
BEHIND = 3.0
"""How many seconds news may take that are known to be there, before they are asked for."""
RETRY = 300.0
"""After how many seconds of asking to try whether a stream comes through again."""
PAUSE = 0.5
"""How many seconds to wait before trying again."""

_OUT = (401, 403, 410)
_KINDS: dict[int, type[RetrokitError]] = {
    400: Invalid, 401: Outside, 403: NotYours, 404: NotFound, 412: WouldOpen, 413: Invalid,
    422: Invalid,
}  # fmt: skip
"""What a refusal is here, by its status; `NotNow` for all others."""


class Unreachable(NotNow):
    """The room does not answer."""


class HeldBack(NotNow):
    """Nothing comes by a stream, as behind some proxies and virus scanners."""


class Taken(NotNow):
    """Somebody has joined under this name."""


class Connection:
    """One member's way to a room."""

    def __init__(self, link: Link) -> None:
        self.link = link
        self._cookie = ""
        self._stream: socket | None = None

    def join(self, secret: str, name: str | None) -> str:
        """Come in, and return the name as the room keeps it; None where the secret brings it.

        Raises `Invalid` (secret, name), `Taken`, `Unreachable`.
        """
        body = {"secret": secret, "name": name}
        status, told, cookie = self._post("/api/join", body)
        if status == 409 and "is here already" in str(told.get("error")):
            raise Taken(_said(told))
        _refuse(status, told)
        kept = SimpleCookie(cookie)
        self._cookie = "; ".join(f"{key}={each.value}" for key, each in kept.items())
        return str(told["name"])

    def ask(
        self,
        path: str,
        body: dict[str, Any],
        waiting: Callable[[], None] = lambda: None,
        *,
        patience: float | None = None,
    ) -> dict[str, Any]:
        """Send something that is safe to repeat until it is answered, and return the answer.

        `waiting` is called once if that takes longer. Raises what the room refuses it with, or
        `Unreachable` when patience is over, at the second try soonest; without any it is sent once.
        """
        patience = PATIENCE if patience is None else patience
        until, told_so = time.monotonic() + patience, False
        while True:
            try:
                status, told, _ = self._post(path, body)
                if status < 500:
                    _refuse(status, told)
                    return told
                failed = Unreachable(f"the room at {self.link.url} failed: {_said(told)}")
            except Unreachable as error:
                failed = error
            if time.monotonic() >= until and (told_so or not patience):
                raise failed
            if not told_so:
                told_so = True
                waiting()
            time.sleep(PAUSE)

    def read(self, path: str) -> str:
        """Return a text, such as a report."""
        status, text = self._get(path)
        if status != 200:
            raise NotNow(_said(_json(text)))
        return text

    def poll(self, last: int) -> dict[str, Any]:
        """Return what a stream would bring after version `last`: `messages`, `room` and `again`.

        Raises `Unreachable` where that does not come, `NotNow` if the room does not let one ask.
        """
        status, text = self._get(f"/api/poll?after={last}")
        if status in _OUT:
            raise NotNow(_said(_json(text)))
        told = _json(text)
        if status != 200 or not told:
            raise Unreachable(f"the room at {self.link.url} has no news: {_said(told)}")
        return told

    def listen(self, last: int) -> Generator[tuple[str, Any], None, None]:
        """Yield what the room sends after version `last` as it comes: its kind, and what it tells.

        Ends when the connection does, or is silent; raises `HeldBack` if nothing came by it at
        all, `NotNow` if the room does not let one listen.
        """
        headers = {**self._headers(), "Last-Event-ID": str(last)}
        came = False
        try:
            line = self._open(EMPTY)
            try:
                line.request("GET", "/api/events", headers=headers)
                self._stream = line.sock
                answer = line.getresponse()
                if answer.status in _OUT:
                    raise NotNow(_said(_json(answer.read().decode())))
                for kind, data in _events(answer) if answer.status == 200 else ():
                    came = True
                    self._stream.settimeout(QUIET)
                    yield kind, json.loads(data)
            finally:
                self._stream = None
                line.close()
        except TimeoutError as error:
            if not came:
                raise HeldBack("live updates are held back on their way") from error
        except (OSError, HTTPException, UnicodeDecodeError):
            return

    def cut(self) -> None:
        """End the stream that somebody listens to in another thread, if there is one."""
        if (stream := self._stream) is not None:
            with suppress(OSError):  # it has ended by itself
                stream.shutdown(SHUT_RDWR)

    def _get(self, path: str) -> tuple[int, str]:
        try:
            line = self._open(10.0)
            try:
                line.request("GET", path, headers=self._headers())
                answer = line.getresponse()
                return answer.status, answer.read().decode()
            finally:
                line.close()
        except (OSError, HTTPException, UnicodeDecodeError) as error:
            raise self._unreachable(error) from error

    def _post(self, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any], str]:
        headers = {**self._headers(), "Content-Type": "application/json"}
        try:
            line = self._open(10.0)
            try:
                line.request("POST", path, json.dumps(body).encode(), headers)
                answer = line.getresponse()
                told = _json(answer.read().decode())
            finally:
                line.close()
        except (OSError, HTTPException, UnicodeError) as error:
            raise self._unreachable(error) from error
        return answer.status, told, answer.getheader("Set-Cookie") or ""

    def _open(self, timeout: float) -> HTTPConnection:
        kind = HTTPSConnection if self.link.secure else HTTPConnection
        return kind(self.link.host, self.link.port, timeout=timeout)

    def _headers(self) -> dict[str, str]:
        return {"Cookie": self._cookie} if self._cookie else {}

    def _unreachable(self, error: Exception) -> Unreachable:
        said = getattr(error, "strerror", None) or str(error) or "no answer"
        return Unreachable(f"no room answers at {self.link.url} ({said})")


def _events(answer: HTTPResponse) -> Iterator[tuple[str, str]]:
    """Yield kind and data of server-sent events (WHATWG HTML, "Interpreting an event stream")."""
    kind = ""
    data: list[str] = []
    while line := answer.readline():
        text = line.decode().rstrip("\r\n")
        name, _, value = text.partition(":")
        value = value.removeprefix(" ")
        if not text:
            if data:
                yield kind, "\n".join(data)
            kind = ""
            data = []
        elif name == "event":
            kind = value
        elif name == "data":
            data.append(value)


def _json(text: str) -> dict[str, Any]:
    try:
        told = json.loads(text)
    except ValueError:
        told = None
    return told if isinstance(told, dict) else {}


def _said(told: dict[str, Any]) -> str:
    return " ".join(str(told.get("error") or "what answers there is no room").split())


def _refuse(status: int, told: dict[str, Any]) -> None:
    """Raise what the room refused, in its words."""
    if status != 200 or not told:
        raise _KINDS.get(status, NotNow)(_said(told))


class Listener:
    """Listens in a thread of its own until it is closed, and begins anew whenever it is cut off.

    Where nothing comes by a stream it asks for the news (`polling`), for as long as it is answered
    and no stream comes through.
    """

    def __init__(
        self,
        connection: Connection,
        arrived: Callable[[str, Any], None],
        last: Callable[[], int],
    ) -> None:
        self.refused = ""
        self.listening = False
        self.polling = False
        self._hurry = Event()
        self._connection = connection
        self._arrived = arrived
        self._last = last
        self._over = Event()
        self._thread = Thread(target=self._listen, name="listener", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Listen no more."""
        self._over.set()
        self._hurry.set()

    def hurry(self) -> None:
        """Ask for news that are known to be there and did not come."""
        self._hurry.set()
        self._connection.cut()

    def _listen(self) -> None:
        while not self._over.is_set():
            try:
                for each in self._connection.listen(self._last()):
                    if self._over.is_set():
                        return
                    self._arrived(*each)
                    self.listening = True
            except HeldBack:
                if self._poll():
                    return
            except RetrokitError as error:
                self.refused = str(error)
                return
            finally:
                self.listening = False
            self._over.wait(PAUSE)

    def _poll(self) -> bool:
        """Ask for the news until no answer comes, or a stream does; return whether all is over."""
        self.polling = True
        through, retry = Event(), time.monotonic() + RETRY
        try:
            while not self._over.is_set():
                if through.is_set():
                    return False
                if time.monotonic() > retry:
                    retry = time.monotonic() + RETRY
                    Thread(target=self._try, args=(through,), name="trying", daemon=True).start()
                self._hurry.clear()
                news = self._connection.poll(self._last())
                for message in news["messages"]:
                    self._arrived("", message)
                self._arrived("room", news["room"])
                self.listening = True
                self._hurry.wait(news["again"])
        except Unreachable:
            return False
        except RetrokitError as error:
            self.refused = str(error)
        finally:
            self.polling = False
        return True

    def _try(self, through: Event) -> None:
        """Open a stream, close it again, and say whether anything came by it."""
        stream = self._connection.listen(self._last())
        try:
            came = next(stream, None) is not None
        except RetrokitError:  # as held back as before, or what is asked beside it is told so, too
            return
        stream.close()
        if came:
            through.set()
            self._hurry.set()
