"""Whoever comes at whatever moment gets everything, and each change once and in order."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import MutableMapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

pytest.importorskip("uvicorn")

from crew import NO_PLUGINS
from live_room import followed, told_of
from patience import PATIENCE
from room_formats import OPEN

from retrokit import Logbook, Retro
from retrokit.codec import CODEC
from retrokit.plugins import Plugins
from retrokit.retro import fold
from retrokit.web import audience
from retrokit.web.credentials import Credential, Past
from retrokit.web.door import Door
from retrokit.web.hub import Stream
from retrokit.web.room import Room


class Wire(asyncio.Transport):
    """The way to one client. Each piece that it is to catch up with takes some turns to send."""

    def __init__(self, turns: int) -> None:
        super().__init__()
        self.got = b""
        self.after = 0
        self.before: dict[str, Any] = {}
        self._turns = turns
        self._gone = asyncio.Event()

    def write(self, data: Any) -> None:
        self.got += data

    def get_write_buffer_size(self) -> int:
        return 0

    def is_closing(self) -> bool:
        return self._gone.is_set()

    def abort(self) -> None:
        self._gone.set()

    async def send(self, message: MutableMapping[str, Any]) -> None:
        for _ in range(self._turns):
            await asyncio.sleep(0)
        if not self._gone.is_set():
            self.got += message["body"]

    async def gone(self) -> None:
        await self._gone.wait()

    @property
    def messages(self) -> list[dict[str, Any]]:
        whole = self.got[: self.got.rfind(b"\n\n") + 2]
        return [
            json.loads(each)
            for each in re.findall(rb"^id: \d+\ndata: (.*)\n\n", whole, re.MULTILINE)
        ]


class Scene:
    """A room, somebody who writes in it, somebody who writes beside it, and who listens."""

    def __init__(self, logbook: Logbook) -> None:
        self.retro = logbook.start(OPEN, team="Lander", members=["Ana", "Ben"])
        self.beside: Retro = logbook.load()
        door = Door.new()
        id = self.retro.state.identity("Ana")
        self.who = Credential("Ana", leads=False, holder=door.give(id, Past()))
        self.room = Room(logbook, self.retro, door)
        self.wires: list[Wire] = []
        self.tasks: list[asyncio.Task[Any]] = []
        self.count = 0

    def listen(self, turns: int, after: int) -> None:
        wire = Wire(5 * turns)
        wire.after = min(after, self.retro.state.version)
        if wire.after:  # it comes back with what it was told then
            wire.before = told_of(fold(self.retro.log[: wire.after]), CODEC)
        stream = Stream(wire.send, wire, chunked=False)
        self.wires.append(wire)
        self._run(self.room.follow(self.who, wire.after, stream, wire.gone))

    def write(self, many: int) -> None:
        for _ in range(many):
            self.count += 1
            given = {"column": "Wall", "text": "x" * 50}
            asked = {"id": f"{self.count:032x}", "do": "add_note", "with": given}
            self._run(self.room.soon(lambda asked=asked: self.room.act(self.who, asked)))

    def fail(self) -> None:
        self._run(self.room.soon(lambda: self.room.act(self.who, {"id": "none"})))

    def leave(self, number: int) -> None:
        if self.wires:
            self.wires[number % len(self.wires)].abort()

    def _run(self, what: Any) -> None:
        self.tasks.append(asyncio.ensure_future(what))

    async def play(self, steps: list[tuple[str, int, int]]) -> None:
        for what, one, other in steps:
            if what == "listen":
                self.listen(one, other)
            elif what == "write":
                self.write(one)
            elif what == "fail":
                self.fail()
            elif what == "beside":
                self.beside.add_note("Wall", "beside", "Ben")
            elif what == "look":
                self.room.look()
            elif what == "leave":
                self.leave(one)
            else:
                for _ in range(one):
                    await asyncio.sleep(0)
        self.room.look()
        for _ in range(2_000):
            await asyncio.sleep(0)
        everything = self.retro.state.version
        assert len(self.room.retro.log) == everything
        for wire in self.wires:
            document = followed(wire.messages, wire.after, wire.before)
            seen = wire.messages[-1]["v"] if wire.messages else wire.after
            assert document == (told_of(fold(self.retro.log[:seen]), CODEC) if seen else {})
            assert wire.is_closing() or seen == everything
        for wire in self.wires:
            wire.abort()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        assert not self.room.hub.streams


STEP = st.tuples(
    st.sampled_from(["listen", "write", "beside", "look", "turn", "turn", "leave", "fail"]),
    st.integers(0, 3),
    st.integers(0, 30),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(STEP, max_size=40))
@example([("write", 3, 0), ("turn", 3, 0), ("listen", 3, 0), ("turn", 3, 0), ("leave", 0, 0)])
def test_whoever_comes_at_any_moment_gets_all_of_it_once(steps: list[tuple[str, int, int]]) -> None:
    before, audience.PIECE = audience.PIECE, 200
    try:
        with TemporaryDirectory() as folder:
            where = Path(folder) / "logbook"
            with Logbook(where, plugins=Plugins.load(NO_PLUGINS)) as logbook:
                asyncio.run(Scene(logbook).play(steps))
    finally:
        audience.PIECE = before


def test_the_stream_of_who_is_let_go_while_it_begins_ends() -> None:
    async def scene(logbook: Logbook) -> None:
        found = Scene(logbook)
        found.retro.leave("Ana")
        found.listen(0, 0)
        await asyncio.wait_for(asyncio.gather(*found.tasks), PATIENCE)
        assert not found.room.hub.streams

    with Logbook(":memory:", plugins=Plugins.load(NO_PLUGINS)) as logbook:
        asyncio.run(scene(logbook))
