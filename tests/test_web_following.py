"""Following a live room: everybody gets everything once, and who takes nothing costs nobody."""

from __future__ import annotations

import asyncio
import json
import re
import socket
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from crew import NO_PLUGINS
from live_room import Live, Person, error, followed, returned, serving, until
from patience import PATIENCE
from room_formats import OPEN

from retrokit.logbook import Logbook
from retrokit.plugins import Plugins
from retrokit.web import audience, hub, room


def test_a_stream_goes_on_where_its_client_left_it(wall: Live) -> None:
    ben = wall.person("Ben")
    for text in "abcdef":
        ben.do("add_note", column="Wall", text=text)
    last = wall.retro.state.version
    stream = ben.listen()
    stream.until(lambda s: s.rooms)
    every = stream.messages
    assert stream.document == wall.document
    assert [each["since"] for each in every] == [0, *(each["v"] for each in every[:-1])]
    seen = every[3]["v"]
    between = every[0]["v"] - 1  # no message ends there
    for query, headers, expected in [
        ("", {}, every),
        (f"?after={seen}", {}, every[4:]),
        ("?after=1", {"last-event-id": f"{seen}"}, every[4:]),
        (f"?after={'0' * 15}{seen}", {}, every[4:]),
        (f"?after={between}", {}, every),
        (f"?after={last}", {}, []),
    ]:
        stream = ben.listen(query, **headers)
        assert stream.headers["content-type"] == "text/event-stream; charset=utf-8"
        stream.until(lambda s: s.rooms)
        assert stream.messages == expected, (query, headers)
        stream.close()


@pytest.mark.parametrize(
    ("seen", "status"),
    [
        ("999999999999", 410), ("9" * 19, 410), ("9" * 20, 410), ("9" * 5_000, 410),
        ("garbage", 400), ("-5", 400), ("1.5", 400), ("", 200), ("1e3", 400), ("\u0663", 400),
    ],
    ids=lambda each: str(each)[:20],
)  # fmt: skip
def test_what_nobody_can_have_seen_is_not_taken_for_the_start(
    wall: Live, seen: str, status: int
) -> None:
    ben = wall.person("Ben")
    if seen.isascii():
        assert ben.listen(**{"last-event-id": seen}).status == status
    if seen:
        assert ben.listen("?" + urlencode({"after": seen})).status == status
        assert ben.get("/api/poll?" + urlencode({"after": seen})).status_code == status


def test_everybody_receives_everything_once_and_in_order(tmp_path: Path) -> None:
    where = tmp_path / "crew.logbook"
    with serving(OPEN, where) as live:
        people = [live.person(name) for name in ("Ana", "Ben", "Cy", "Dee")]
        early = [person.listen() for person in people]

        def write(person: Person) -> None:
            for count in range(15):
                person.do("add_note", column="Wall", text=f"note {count}")

        def write_elsewhere() -> None:
            with Logbook(where, plugins=Plugins.load(NO_PLUGINS)) as logbook:
                retro = logbook.load()
                for count in range(15):
                    retro.add_note("Other", f"from the terminal {count}", "Ana")

        with ThreadPoolExecutor(5) as pool:
            jobs = [pool.submit(write, person) for person in people]
            jobs.append(pool.submit(write_elsewhere))
            late = [person.listen() for person in people for _ in range(2)]
            for job in jobs:
                job.result()
        for stream in early + late:
            stream.until(lambda s: s.version >= 2 + 4 + 75)
            assert stream.document == live.document
        assert len(live.document["notes"]) == 75
        assert len({json.dumps(stream.messages) for stream in early + late}) == 1


def test_a_stream_resumes_over_a_restart(tmp_path: Path) -> None:
    where = tmp_path / "crew.logbook"
    with serving(OPEN, where) as live:
        ben = live.person("Ben")
        ben.do("add_note", column="Wall", text="before")
        stream = ben.listen()
        seen = live.retro.state.version
        stream.until(lambda s: s.version == seen)
        known = stream.document
    until(lambda: stream.over)
    with serving(OPEN, where) as live:
        back = returned(live, ben)
        back.do("add_note", column="Wall", text="after")
        rest = back.listen(f"?after={seen}")
        rest.until(lambda s: s.messages)
        assert followed(rest.messages, seen, known) == live.document
        [message] = rest.messages
        assert [each["text"] for each in message["patch"]["notes"].values()] == ["after"]
        # What came before is in no message of this room: whoever missed some of it begins anew.
        anew = back.listen(f"?after={seen - 1}")
        anew.until(lambda s: s.version == live.retro.state.version)
        assert anew.messages[0]["since"] == 0
        assert anew.document == live.document


def test_what_a_terminal_writes_reaches_the_room(tmp_path: Path) -> None:
    where = tmp_path / "crew.logbook"
    with serving(OPEN, where) as live:
        stream = live.person("Ben").listen()
        with Logbook(where, plugins=Plugins.load(NO_PLUGINS)) as logbook:
            logbook.load().add_note("Wall", "by hand")
        stream.until(lambda s: "by hand" in str(s.document.get("notes")))


def test_presence_is_told_when_it_changes(wall: Live) -> None:
    ana, ben = wall.person("Ana", leads=True), wall.person("Ben")
    stream = ana.listen()
    stream.until(lambda s: s.rooms[-1:] and s.rooms[-1]["here"] == ["Ana"])
    other, second = ben.listen(), ben.listen()
    stream.until(lambda s: s.rooms[-1]["here"] == ["Ana", "Ben"])
    ben.do("done", done=True)
    stream.until(lambda s: s.rooms[-1]["done"] == ["Ben"])
    ana.do("set_timer", minutes=5)
    ana.do("undo")  # which may be that somebody came or went, and here is not
    ben.do("done", done=False)
    stream.until(lambda s: s.rooms[-1]["done"] == [])
    ben.do("done", done=True)
    stream.until(lambda s: s.rooms[-1]["done"] == ["Ben"])
    ana.do("next")
    stream.until(lambda s: s.rooms[-1]["done"] == [] and "Hidden" in s.rooms[-1]["promise"])
    other.close()
    second.close()
    ana.do("set_timer", minutes=1)  # whatever comes next shows the reader that it is to stop
    stream.until(lambda s: s.rooms[-1]["here"] == ["Ana"])
    told = stream.rooms
    assert all(one != two for one, two in pairwise(told))


def test_a_quiet_stream_is_kept_alive(wall: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audience, "HEARTBEAT", 0.0)
    stream = wall.person("Ben").listen()
    stream.until(lambda s: s.raw.count(b': here\nevent: alive\ndata: {"now": "') > 1)


def test_the_ninth_device_of_somebody_takes_the_place_of_the_first(
    wall: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audience, "MOST_DEVICES", 2)
    ben = wall.person("Ben")
    first, second, third = [(each := ben.listen(), each.until(lambda s: s.rooms))[0] for _ in "abc"]
    until(lambda: first.over)
    ben.do("add_note", column="Wall", text="x")
    for stream in (second, third):
        stream.until(lambda s: "notes" in s.document)


def test_a_room_takes_only_so_many_connections(wall: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    ben = wall.person("Ben")
    ben.listen().until(lambda s: s.rooms)
    monkeypatch.setattr(audience, "MOST_STREAMS", 1)
    refused = ben.get("/api/events")
    assert refused.status_code == 409
    assert "takes no more" in error(refused)


def knock(at: socket.socket, who: Person) -> None:
    """Ask for somebody's stream by a connection of one's own, and read nothing."""
    host, _, port = who.url.removeprefix("http://").partition(":")
    at.connect((host, int(port)))
    cookie = "; ".join(f"{name}={value}" for name, value in who.http.cookies.items())
    asked = f"GET /api/events HTTP/1.1\r\nHost: {host}:{port}\r\nCookie: {cookie}\r\n\r\n"
    at.sendall(asked.encode())


def test_a_client_that_does_not_read_is_let_go_and_comes_back(
    wall: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "MOST_WAITING", 200_000)
    monkeypatch.setattr(room, "RATE", 1e9)
    ana, ben = wall.person("Ana"), wall.person("Ben")
    stuck = socket.socket()
    stuck.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    knock(stuck, ben)
    until(lambda: len(wall.room.hub.streams) == 1)
    [waiting] = wall.room.hub.streams
    quick, most, padding = ana.listen(), 0, b": %b\n\n" % (b"x" * 50_000)

    async def publish() -> int:
        wall.room.hub.publish(padding)
        wall.room.hub.flush()  # each by itself: what is published before that goes as one
        return waiting._transport.get_write_buffer_size()

    while not waiting.over.is_set():
        sent = asyncio.run_coroutine_threadsafe(publish(), live_loop(wall))
        most = max(most, sent.result(PATIENCE))
    assert 200_000 < most <= 200_000 + len(hub.framed(padding))
    until(lambda: waiting not in wall.room.hub.streams)
    ana.do("add_note", column="Wall", text="nobody else waits")
    quick.until(lambda s: b"nobody else waits" in s.raw)
    # Nothing is kept for it: there are those of Ana, her stream, and Ben's.
    until(lambda: len(wall.server.server_state.connections) <= 3)
    stuck.close()
    back = ben.listen("?after=0")
    back.until(lambda s: s.version == wall.retro.state.version)
    assert back.document == wall.document


def live_loop(live: Live) -> Any:
    return next(iter(live.server.server_state.connections)).loop


def test_a_client_that_reads_slowly_gets_it_all(wall: Live) -> None:
    ana, ben = wall.person("Ana"), wall.person("Ben")
    for _ in range(90):
        ana.do("add_note", column="Wall", text="y" * 2000)
    slow = socket.socket()
    knock(slow, ben)
    until(lambda: len(wall.room.hub.streams) == 1)
    cy = wall.person("Cy")
    for _ in range(90):
        cy.do("add_note", column="Wall", text="z" * 2000)
    got = body = b""
    while body.count(b"z" * 2000) < 90:
        got += slow.recv(20_000)
        body = re.sub(rb"\r\n[0-9a-f]+\r\n", b"", got)  # where a chunk ends and the next begins
    slow.close()
    assert body.count(b"y" * 2000) == 90


def test_nothing_waits_for_more_to_send(wall: Live) -> None:
    wall.person("Ben")
    connection = next(iter(wall.server.server_state.connections))
    taken = connection.transport.get_extra_info("socket")
    assert taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 1
