"""A live room for tests: the real server, people who talk to it over HTTP, and their streams."""

from __future__ import annotations

import asyncio
import json
import secrets
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from crew import NO_PLUGINS
from patience import PATIENCE

from retrokit import Retro
from retrokit.codec import Codec
from retrokit.engine.log import Clock
from retrokit.engine.state import State
from retrokit.formats import Format
from retrokit.logbook import Logbook
from retrokit.merge_patch import merged
from retrokit.plugins import Plugins
from retrokit.projection import Projection
from retrokit.retro import local_now
from retrokit.web import audience
from retrokit.web.room import Room
from retrokit.web.serving import LOCKED, RoomServer, bind, open_room, server

_OPEN: list[Person | Listener] = []
PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Given to every client: by itself, each would read all certificates first, and need none."""


def hang_up(url: str) -> None:
    """Close what was opened to a server that is gone."""
    for each in [each for each in _OPEN if each.url.startswith(url)]:
        _OPEN.remove(each)
        each.hang_up()


def until(what: Callable[[], Any]) -> Any:
    """Wait until something is so, and return it."""
    end = time.monotonic() + PATIENCE
    while not (found := what()):
        assert time.monotonic() < end, "this never came"
        time.sleep(0.01)
    return found


def new_key() -> str:
    return secrets.token_hex(16)


def followed(
    messages: Iterable[dict[str, Any]], version: int = 0, document: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Return what messages make of a retro at a version, and see that each goes on from where the
    one before it ended, or begins anew.
    """
    found = {} if document is None else document
    for each in messages:
        assert each["since"] in (0, version), (each["since"], version)
        assert each["v"] > each["since"]
        found = merged(found if each["since"] else {}, each["patch"])
        version = each["v"]
    return found


def told_of(state: State, codec: Codec) -> dict[str, Any]:
    """Return what everyone in a room is told of a state, as it is read from the wire."""
    found: dict[str, Any] = json.loads(json.dumps(Projection.of(state).patch(None, codec)))
    return found


class Listener:
    """Somebody's stream, read in a thread: every byte, and the messages that these are."""

    def __init__(self, url: str, cookies: Any, **headers: str) -> None:
        self.url = url
        self.raw = b""
        self.over = False
        self._stop = threading.Event()
        self._client = httpx.Client(cookies=cookies, timeout=PATIENCE, verify=PLAIN)
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._read, args=(url, headers), daemon=True)
        self._thread.start()
        assert self._ready.wait(PATIENCE)
        _OPEN.append(self)

    def hang_up(self) -> None:
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()

    def _read(self, url: str, headers: dict[str, str]) -> None:
        try:
            with self._client.stream("GET", url, headers=headers) as answer:
                self.status = answer.status_code
                self.headers = answer.headers
                self._ready.set()
                for chunk in answer.iter_raw():
                    self.raw += chunk
                    if self._stop.is_set():
                        break
        except httpx.HTTPError:
            pass
        self._client.close()
        self.over = True
        self._ready.set()

    def blocks(self) -> list[dict[str, str]]:
        return [
            dict(line.split(": ", 1) for line in block.split("\n"))
            for block in self.raw.decode(errors="ignore").split("\n\n")[:-1]
            if not block.startswith(":")
        ]

    @property
    def messages(self) -> list[dict[str, Any]]:
        found = [(int(b["id"]), json.loads(b["data"])) for b in self.blocks() if "id" in b]
        assert all(each["v"] == id for id, each in found)
        return [each for _, each in found]

    @property
    def version(self) -> int:
        """Return how far it has come: the version of the last message, 0 before the first."""
        return next((each["v"] for each in reversed(self.messages)), 0)

    @property
    def document(self) -> dict[str, Any]:
        """Return the retro as it was told from the beginning on."""
        return followed(self.messages)

    @property
    def news(self) -> list[dict[str, Any]]:
        return [each for message in self.messages for each in message.get("news", ())]

    @property
    def rooms(self) -> list[dict[str, Any]]:
        return [json.loads(each["data"]) for each in self.blocks() if "event" in each]

    def until(self, what: Callable[[Listener], Any]) -> Any:
        return until(lambda: what(self))

    def close(self) -> None:
        self._stop.set()


class Person:
    """A device that takes part."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.http = httpx.Client(base_url=url, timeout=PATIENCE, verify=PLAIN)
        self.heard: list[bytes] = []
        self.streams: list[Listener] = []
        self.receipts: list[str] = []
        _OPEN.append(self)

    def hang_up(self) -> None:
        self.http.close()

    def post(self, path: str, given: Any = None, **more: Any) -> httpx.Response:
        answer = self.http.post(path, json={} if given is None else given, **more)
        self.heard.append(answer.content + repr(answer.headers).encode())
        return answer

    def get(self, path: str) -> httpx.Response:
        answer = self.http.get(path)
        self.heard.append(answer.content + repr(answer.headers).encode())
        return answer

    def join(self, secret: str, name: str, **more: Any) -> httpx.Response:
        return self.post("/api/join", {"secret": secret, "name": name, **more})

    def send(
        self, do: str, /, *, key: str | None = None, at: int | None = None, **given: Any
    ) -> httpx.Response:
        asked = {"id": key or new_key(), "do": do, "with": given, "at": at}
        answer = self.post("/api/do", asked)
        if answer.status_code == 200 and answer.json().get("result") == asked["id"]:
            self.receipts.append(asked["id"])
        return answer

    def do(
        self, do: str, /, *, key: str | None = None, at: int | None = None, **given: Any
    ) -> dict[str, Any]:
        answer = self.send(do, key=key, at=at, **given)
        if do == "open_seals" and "nothing is counted" in answer.text:
            answer = self._once_counted(at)
        assert answer.status_code == 200, (do, given, answer.text)
        found: dict[str, Any] = answer.json()
        return found

    def _once_counted(self, at: int | None) -> httpx.Response:
        """Reveal as people do: when they see that something is hidden. The room counts now."""
        usual, audience.SEALED_EVERY = audience.SEALED_EVERY, 0
        end = time.monotonic() + PATIENCE
        try:
            while "nothing is counted" in (answer := self.send("open_seals", at=at)).text:
                assert time.monotonic() < end, "nothing was counted"
                time.sleep(audience.LOOK)
            return answer
        finally:
            audience.SEALED_EVERY = usual

    def listen(self, query: str = "", **headers: str) -> Listener:
        found = Listener(f"{self.url}/api/events{query}", self.http.cookies, **headers)
        self.streams.append(found)
        return found


class Live:
    """A server that runs, and its doors."""

    url: str
    port: int
    room: Room
    server: RoomServer

    @property
    def retro(self) -> Retro:
        return self.room.retro

    @property
    def document(self) -> dict[str, Any]:
        """Return what everyone is told of the retro as it is now."""
        return told_of(self.retro.state, self.room.logbook.codec)

    @property
    def secrets(self) -> Any:
        return self.room.door.secrets

    @property
    def join_link(self) -> str:
        return f"{self.url}/#join={self.secrets.member}"

    def person(self, name: str | None = None, *, leads: bool = False, **more: Any) -> Person:
        found = Person(self.url)
        if name is not None:
            secret = self.secrets.leader if leads else self.secrets.member
            answer = found.join(secret, name, **more)
            assert answer.status_code == 200, answer.text
        return found

    def stop(self) -> None:
        self.server.should_exit = True


@contextmanager
def serving(
    format: Format | str,
    where: Path | str = ":memory:",
    *,
    prepare: Callable[[Retro], object] = lambda retro: None,
    public: str | None = None,
    clock: Clock = local_now,
    plugins: Callable[[], Plugins] = lambda: Plugins.load(NO_PLUGINS),
    team_page: bool = True,
    **start: Any,
) -> Iterator[Live]:
    """Run a room for a new retro, or for the one that is in the logbook, in a thread. `public` is
    the URL of a proxy before it.
    """
    live, ready = Live(), threading.Event()

    def run() -> None:
        with Logbook(where, plugins=plugins(), timeout=LOCKED, clock=clock) as logbook:
            kept = logbook.retros()
            retro = logbook.load() if kept else logbook.start(format, team="Lander", **start)
            prepare(retro)
            folder = None if where == ":memory:" else Path(f"{where}.rooms")
            place = bind("127.0.0.1", 0, public)
            live.room = open_room(logbook, retro, folder, team=team_page)
            live.url, live.server = place.url, server(live.room, place)
            live.port = place.socket.getsockname()[1]
            ready.set()
            asyncio.run(live.server.serve(sockets=[place.socket]))

    thread = threading.Thread(target=run)
    thread.start()
    assert ready.wait(PATIENCE)
    until(lambda: live.server.started)
    try:
        yield live
    finally:
        live.stop()
        thread.join(PATIENCE)
        assert not thread.is_alive()
        hang_up(live.url)


def returned(live: Live, who: Person) -> Person:
    """Return somebody with their cookie, at a server that was started since."""
    found = live.person()
    found.http.cookies = who.http.cookies
    return found


def error(answer: httpx.Response) -> str:
    """Return the one line in which something was refused."""
    said = answer.json()["error"]
    assert isinstance(said, str)
    assert "\n" not in said
    return said


class Broken:
    """What a store does whose disk is full."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def __call__(self, *given: object, **more: object) -> Any:
        raise self.error


class Process:
    """A server in a process of its own, which can be killed."""

    def __init__(self, place: Path, port: int = 0) -> None:
        self.process = subprocess.Popen(
            [sys.executable, __file__, str(place), str(port)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert self.process.stdout is not None
        told = json.loads(self.process.stdout.readline())
        self.url, self.member, self.leader, self.code = told
        self.port = int(self.url.rpartition(":")[2])

    def person(self, name: str, *, leads: bool = False) -> Person:
        found = Person(self.url)
        assert found.join(self.leader if leads else self.member, name).status_code == 200
        return found

    def kill(self) -> bytes:
        self.process.kill()
        return self._rest()

    def stop(self) -> bytes:
        self.process.terminate()
        said = self._rest()
        hang_up(self.url)
        return said

    def _rest(self) -> bytes:
        out, err = self.process.communicate(timeout=PATIENCE)
        return out + err


def main(where: str, port: str) -> None:
    from room_formats import EVERYTHING

    audience.SEALED_EVERY = 0.2
    with Logbook(where, plugins=Plugins.load(NO_PLUGINS), timeout=LOCKED) as logbook:
        new = not logbook.retros()
        retro = logbook.start(EVERYTHING, team="Lander") if new else logbook.load()
        place = bind("127.0.0.1", int(port))
        room = open_room(logbook, retro, Path(f"{where}.rooms"))
        door = room.door.secrets
        print(json.dumps([place.url, door.member, door.leader, door.code]), flush=True)
        asyncio.run(server(room, place).serve(sockets=[place.socket]))


if __name__ == "__main__":
    main(*sys.argv[1:])
