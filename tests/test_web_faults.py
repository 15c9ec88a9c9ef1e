"""What goes wrong around a room: at the door, on the way, in the logbook, at the end."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Thread

import pytest
from patience import PATIENCE

pytest.importorskip("uvicorn")

from crew import NO_PLUGINS
from live_room import Live, Person, new_key, serving, until
from room_formats import EVERYTHING, OPEN, step
from sqlite_logbook import largest_file

from retrokit import Logbook
from retrokit.cli.remote import connection
from retrokit.cli.remote.connection import Connection, Unreachable
from retrokit.cli.remote.link import Link
from retrokit.errors import LogbookError, NotNow
from retrokit.formats import Attribution
from retrokit.plugins import Plugins
from retrokit.web import audience, connections, room
from retrokit.web.credentials import Past
from retrokit.web.door import Door


@pytest.fixture
def live(wall: Live) -> Live:
    return wall


def cookie(who: Person) -> str:
    return "; ".join(f"{name}={value}" for name, value in who.http.cookies.items())


def asking(live: Live, who: Person, first: str, *more: str) -> bytes:
    """Return the head of a request of somebody's."""
    host = live.url.removeprefix("http://")
    return "\r\n".join([first, f"Host: {host}", f"Cookie: {cookie(who)}", *more, "", ""]).encode()


# --- who is let go


def test_who_was_let_go_while_asking_does_nothing_any_more(live: Live) -> None:
    ana, ben = live.person("Ana", leads=True), live.person("Ben")
    body = json.dumps({"id": new_key(), "do": "remark", "with": {"text": "too late"}}).encode()
    name, _, port = live.url.removeprefix("http://").partition(":")
    with socket.create_connection((name, int(port)), PATIENCE) as wire:
        wire.sendall(
            asking(live, ben, "POST /api/do HTTP/1.1", "Content-Type: application/json",
                   f"Content-Length: {len(body)}") + body[:5]
        )  # fmt: skip
        time.sleep(0.1)
        ana.do("leave", name="Ben")
        wire.sendall(body[5:])
        assert b" 401 " in wire.recv(65536).split(b"\r\n")[0]
    assert not live.retro.state.remarks


def test_who_is_let_go_is_not_told_of_as_done(live: Live) -> None:
    ana, ben = live.person("Ana", leads=True), live.person("Ben")
    ben.do("done", done=True)
    stream = ana.listen()
    stream.until(lambda s: s.rooms and s.rooms[-1]["done"] == ["Ben"])
    ana.do("leave", name="Ben")
    stream.until(lambda s: s.rooms[-1]["done"] == [])


# --- what is not kept


def test_a_name_is_not_taken_by_whoever_was_not_let_in(tmp_path: Path) -> None:
    with Logbook(tmp_path / "logbook", plugins=Plugins.load(NO_PLUGINS)) as logbook:
        retro = logbook.start(OPEN, team="Lander", members=["Ana", "Ben"])
        door = Door.open(tmp_path / "rooms", retro.state.id)
        found = room.Room(logbook, retro, door)

        async def scene() -> None:
            enter = partial(found.enter, door.secrets.member, "Ana", None)
            lost = [partial(retro.add_note, "Wall", "x" * 900, "Ben") for _ in range(400)]
            with largest_file(150_000):
                answers = await asyncio.gather(
                    found.soon(enter, names=True), *map(found.soon, lost), return_exceptions=True
                )
            assert all(isinstance(each, LogbookError) for each in answers)
            assert (await found.soon(enter, names=True)).past == Past()

        asyncio.run(scene())


# --- what others do with the logbook


def test_a_program_that_locks_the_logbook_stops_no_room(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    where = tmp_path / "crew.logbook"
    with serving(OPEN, where) as live:
        ana, ben = live.person("Ana"), live.person("Ben")
        lock = sqlite3.connect(where)
        lock.execute("BEGIN IMMEDIATE")
        key, statuses = new_key(), []

        def write() -> None:
            answer = ana.send("add_note", key=key, column="Wall", text="at last")
            statuses.append(answer.status_code)

        writing = Thread(target=write)
        writing.start()
        writing.join()
        assert statuses == [503]
        assert "is locked by another program" in caplog.text
        assert ben.get("/api/me").status_code == 200
        lock.rollback()
        lock.close()
        ana.do("add_note", key=key, column="Wall", text="at last")


def test_two_servers_of_one_retro_tell_the_same(tmp_path: Path) -> None:
    where = tmp_path / "crew.logbook"
    with serving(OPEN, where) as one, serving(OPEN, where) as other:
        assert one.secrets == other.secrets
        ana, ben = one.person("Ana"), other.person("Ben")
        streams = [ana.listen(), ben.listen()]
        for number in range(5):
            ana.do("add_note", column="Wall", text=f"one {number}")
            ben.do("add_note", column="Wall", text=f"other {number}")
        with Logbook(where, plugins=Plugins.load(NO_PLUGINS)) as logbook:
            version = logbook.load().state.version
        for stream in streams:
            stream.until(lambda s: s.version == version)
        # Each looks when it looks, and so may tell of more at once.
        assert streams[0].document == streams[1].document == one.document


def test_two_servers_of_one_retro_give_a_name_to_one_person(tmp_path: Path) -> None:
    where = tmp_path / "crew.logbook"
    with serving(OPEN, where) as one, serving(OPEN, where) as other:
        ana, lead = one.person("Ana"), other.person("Lead", leads=True)
        assert other.person().join(other.secrets.member, "Ana").status_code == 409
        # Either keeps what the other gave out,
        ben = other.person("Ben")
        one.person("Cy")
        assert one.person().join(one.secrets.member, "Ben").status_code == 409
        # and sees that somebody was let in anew.
        lead.do("readmit", name="Ana")
        assert one.person().join(one.secrets.member, "Ana").status_code == 200
        assert until(lambda: ana.post("/api/letters").status_code == 401)
        assert ben.get("/api/me").json()["me"]["name"] == "Ben"


def test_what_another_room_gave_out_is_known_to_whoever_gives_out_a_name(tmp_path: Path) -> None:
    one, other = Door.open(tmp_path, "k3f9x2bc"), Door.open(tmp_path, "k3f9x2bc")
    with one.alone():
        first = one.give("ana", Past())
        one.keep()
    with other.alone():
        assert other.is_taken("ana")
        other.free("ana")
        other.look()  # what is not kept yet is not forgotten
        second = other.give("ana", Past())
        other.keep()
    one.look()
    assert one.held("ana", first) is None
    assert one.held("ana", second)


def test_rights_that_were_given_elsewhere_hold_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audience, "LOOK", 3600.0)
    where = tmp_path / "crew.logbook"
    with serving(OPEN, where) as live, Logbook(where, plugins=Plugins.load(NO_PLUGINS)) as beside:
        ana, ben = live.person("Ana"), live.person("Ben")
        retro = beside.load()
        retro.hand_over("Ana")
        ana.do("set_timer", minutes=1)
        retro.hand_over("Ben")
        assert ana.send("set_timer", minutes=2).status_code == 403
        retro.leave("Ana")
        assert ana.send("add_note", column="Wall", text="gone").status_code == 401
        ben.do("set_timer", minutes=3)


# --- a stream that cannot be gone on with


def test_a_client_that_is_ahead_of_the_log_is_told_so(live: Live) -> None:
    """As after the logbook was brought back from a copy."""
    ana = live.person("Ana")
    ahead = live.retro.state.version + 1
    assert ana.listen(f"?after={ahead - 1}").status == 200
    assert ana.listen(f"?after={ahead}").status == 410
    refused = ana.http.get("/api/events", headers={"Last-Event-ID": str(ahead)})
    assert "load the page again" in refused.json()["error"]
    assert ana.get("/api/me").json()["retro"]["version"] == live.retro.state.version


def test_a_terminal_that_is_ahead_of_the_log_is_told_so(live: Live) -> None:
    seat = Connection(Link.read(f"{live.url}/#join={live.secrets.member}"))
    seat.join(live.secrets.member, "Ana")
    with pytest.raises(NotNow, match="shorter than what you saw"):
        list(seat.listen(live.retro.state.version + 1))


def test_a_terminal_does_not_wait_for_ever_for_a_room_that_fails(
    live: Live, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    seat = Connection(Link.read(f"{live.url}/#join={live.secrets.member}"))
    seat.join(live.secrets.member, "Ana")
    monkeypatch.setattr(connection, "PATIENCE", 0.1)
    told: list[str] = []

    def fail(*given: object) -> None:
        raise LogbookError("the disk is full")

    monkeypatch.setattr(room.Room, "ask", fail)
    with pytest.raises(Unreachable, match="nothing can be kept just now"):
        seat.ask("/api/mine", {"receipts": []}, lambda: told.append("waiting"))
    assert told == ["waiting"]
    assert "the disk is full" in caplog.text


def test_a_newer_http_is_served_as_this_one(live: Live) -> None:
    ana = live.person("Ana")
    name, _, port = live.url.removeprefix("http://").partition(":")
    with socket.create_connection((name, int(port)), PATIENCE) as wire:
        wire.sendall(asking(live, ana, "GET /api/events HTTP/1.2"))
        said = b""
        while b"event: room" not in said:
            said += wire.recv(65536)
    assert b"chunked" in said
    assert re.search(rb"\n[0-9a-f]+\r\nevent: room", said)


# --- connections


def test_a_body_that_turns_into_nonsense_is_no_fault_of_the_server(
    live: Live, caplog: pytest.LogCaptureFixture
) -> None:
    name, _, port = live.url.removeprefix("http://").partition(":")
    with socket.create_connection((name, int(port)), PATIENCE) as wire:
        wire.sendall(
            f"POST /api/do HTTP/1.1\r\nHost: {name}:{port}\r\n"
            "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
        )
        assert b" 401 " in wire.recv(65536)
        wire.sendall(b"what somebody wrote\r\n\r\n")
        while wire.recv(65536):
            pass
    assert live.person().get("/api/me").status_code == 200
    assert not caplog.records


def test_an_answer_that_is_not_taken_is_not_kept(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "TAKEN", 0.3)

    async def report(self: room.Room, name: str) -> str:
        return "long" * 5_000_000

    monkeypatch.setattr(room.Room, "report", report)
    ana = live.person("Ana")
    name, _, port = live.url.removeprefix("http://").partition(":")
    kept = live.server.server_state.connections
    for last in ("close", "keep-alive"):
        before = set(kept)
        with socket.create_connection((name, int(port)), PATIENCE) as wire:
            wire.sendall(asking(live, ana, "GET /api/report/html HTTP/1.1", f"Connection: {last}"))
            assert wire.recv(1)
            [ours] = set(kept) - before
            until(lambda ours=ours: ours not in kept)
    # What is taken is waited for as long as it goes on, and for nothing after it.
    monkeypatch.setattr(connections, "TAKEN", PATIENCE)
    assert len(ana.get("/api/report/html").text) == 20_000_000
    until(lambda: kept and all(each._untaken is None for each in kept))
    assert ana.get("/api/me").status_code == 200


def test_a_client_that_never_reads_is_let_go(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it waits for: many answers, one that goes on for ever, a connection that ends."""
    monkeypatch.setattr(connections, "TAKEN", 0.3)
    monkeypatch.setattr(audience, "HEARTBEAT", 0.0)
    monkeypatch.setattr(audience, "LOOK", 0.001)
    live.server.servers[0].sockets[0].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    ana = live.person("Ana")
    name, _, port = live.url.removeprefix("http://").partition(":")
    kept = live.server.server_state.connections
    page = asking(live, ana, "GET /static/room.js HTTP/1.1")
    for sent in (
        page * 400,
        asking(live, ana, "GET /api/events HTTP/1.1"),
        asking(live, ana, "GET /static/room.js HTTP/1.1", "Connection: close"),
        page * 3 + b"no request\r\n\r\n",
    ):
        before = set(kept)
        with socket.socket() as wire:
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            wire.connect((name, int(port)))
            wire.setblocking(False)
            with suppress(BlockingIOError):
                wire.send(sent)
            until(lambda before=before: set(kept) - before)
            until(lambda before=before: not set(kept) - before)


def test_a_client_that_reads_slowly_gets_all(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each answer has its time; those before it do not count."""
    monkeypatch.setattr(connections, "TAKEN", 5.0)
    ana = live.person("Ana")
    page = asking(live, ana, "GET /api/me HTTP/1.1")
    name, _, port = live.url.removeprefix("http://").partition(":")
    with socket.create_connection((name, int(port)), PATIENCE) as wire:
        got = b""
        for number in range(20):
            wire.sendall(page)
            while got.count(b"200 OK") <= number:
                got += wire.recv(100)


LIMITED = """
import resource
hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (100, hard))
from retrokit import Logbook
from retrokit.cli.addresses import Address
from retrokit.cli.hosting import Hosting, listen
with Logbook({where!r}) as logbook:
    retro = logbook.start("daki", team="Lander")
    with Hosting(listen(Address(port=0)), {where!r}, logbook, retro.state.id):
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == (min(hard, 6_200), hard)
"""


def test_a_room_has_files_for_all_the_connections_that_it_takes(tmp_path: Path) -> None:
    pytest.importorskip("resource")
    code = LIMITED.format(where=str(tmp_path / "logbook"))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


# --- what is sealed


def test_a_report_tells_no_more_of_what_is_sealed_than_the_room_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(audience, "SEALED_EVERY", 1e9)
    with serving(EVERYTHING, attribution=Attribution.ANONYMOUS) as live:
        ana, ben = live.person("Ana", leads=True), live.person("Ben")
        ana.do("go", step=step("Harvest"))
        time.sleep(3 * audience.LOOK)  # nothing is sealed here, as everybody was told
        ana.do("add_note", column="Good", text="x")
        for name in ("text", "markdown", "html"):
            ben.do("add_action", text="make this report anew")
            assert "sealed" not in ben.get(f"/api/report/{name}").text


def test_no_more_is_sealed_than_a_room_takes_however_seldom_that_is_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(audience, "SEALED_EVERY", 1e9)
    monkeypatch.setattr(room, "MOST_SEALED", 3)
    with serving(EVERYTHING, attribution=Attribution.ANONYMOUS) as live:
        ana, ben = live.person("Ana", leads=True), live.person("Ben")
        ana.do("go", step=step("Harvest"))
        ben.listen().until(lambda s: s.rooms)
        answers = [ben.send("add_note", column="Good", text=f"{n}") for n in range(5)]
        assert [each.status_code for each in answers] == [200, 200, 200, 409, 409]


# --- the end


def test_keys_that_cannot_be_thrown_away_keep_no_server_from_stopping(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with serving(OPEN, tmp_path / "crew.logbook") as live:
        ana = live.person("Ana", leads=True)
        stream = ana.listen()
        ana.do("close")

        def refuse(self: Path, missing_ok: bool = False) -> None:
            raise PermissionError("what somebody wrote")

        monkeypatch.setattr(Path, "unlink", refuse)
        live.stop()
        until(lambda: stream.over)
    monkeypatch.undo()
    assert "keys" in caplog.text
