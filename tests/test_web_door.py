"""The door of a room: one name for one person, the length of texts, and how many may join."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from attrs import fields
from crew import NO_PLUGINS
from live_room import Person, error, serving, until
from room_formats import OPEN

from retrokit import texts
from retrokit.calls import Calls
from retrokit.errors import Conflict, Invalid, LogbookError, NotNow
from retrokit.logbook import Logbook
from retrokit.plugins import Plugins
from retrokit.texts import NAME
from retrokit.web import credentials, door, keys, looks, room
from retrokit.web.credentials import Past
from retrokit.web.door import Door
from retrokit.web.keys import KeyFile, Keys
from retrokit.web.serving import open_room

ACTIONS = Calls().actions

# --- one name, one person


def contend(where: str, start: Any, told: Any, names: list[str]) -> None:
    """Open a room of the retro of others, and let somebody in under each name."""

    async def play() -> None:
        with Logbook(where, plugins=Plugins.load(NO_PLUGINS)) as logbook:
            place = Path(f"{where}.rooms")
            here = open_room(logbook, logbook.load(), place)
            got = {}
            for name in names:
                start.wait()
                enter = partial(here.enter, here.door.secrets.member, name, None)
                while True:
                    try:
                        got[name] = (await here.soon(enter, names=True)).holder
                    except (LogbookError, Conflict):
                        continue  # as a page does where the answer is 503
                    except NotNow:
                        pass
                    break
            told.put(got)

    asyncio.run(play())


def test_no_name_is_given_to_two_people_by_rooms_of_one_folder(tmp_path: Path) -> None:
    where, context = tmp_path / "crew.logbook", multiprocessing.get_context("spawn")
    names = [f"Person {number}" for number in range(60)]
    with Logbook(where, plugins=Plugins.load(NO_PLUGINS)) as logbook:
        # Half of them are listed, and so are not kept apart by who joins the log first.
        id = logbook.start(OPEN, team="Lander", members=["Fay", *names[::2]]).state.id
    start, told = context.Barrier(3), context.Queue()
    rooms = [
        context.Process(target=contend, args=(str(where), start, told, names)) for _ in range(3)
    ]
    for each in rooms:
        each.start()
    got = [told.get(timeout=300) for _ in rooms]
    for each in rooms:
        each.join(60)
        assert each.exitcode == 0
    kept = KeyFile(Path(f"{where}.rooms") / f"{id}.json").read()
    for name in names:
        holders = [each[name] for each in got if name in each]
        assert holders == [kept.names[name.casefold()].holder], name


def hold(folder: str, told: Any) -> None:
    """Hold the lock of a folder, in the middle of writing, until killed."""
    file = KeyFile(Path(folder) / "k3f9x2bc.json")
    with file.alone():
        (Path(folder) / "k3f9x2bc.json.new").write_text("half of it")
        told.put("held")
        signal.pause()


@pytest.mark.skipif(os.name == "nt", reason="signals are another matter there")
def test_a_killed_room_leaves_no_lock_and_no_half_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = multiprocessing.get_context("spawn")
    known, told = Door.open(tmp_path, "k3f9x2bc"), context.Queue()
    other = context.Process(target=hold, args=(str(tmp_path), told))
    other.start()
    assert told.get(timeout=60) == "held"
    with monkeypatch.context() as patch:
        patch.setattr(keys, "WAIT", 0.0)
        with pytest.raises(LogbookError, match="cannot be used"), known.alone():
            pass
    other.kill()
    other.join(60)
    with known.alone():
        known.give("ana", Past())
        known.keep()
    assert Door.open(tmp_path, "k3f9x2bc").is_taken("ana")
    assert {each.name for each in tmp_path.iterdir()} == {"k3f9x2bc.json", "lock"}


def test_rooms_that_are_opened_at_once_have_the_same_links(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    start, told = context.Barrier(3), context.Queue()
    rooms = [context.Process(target=opened, args=(str(tmp_path), start, told)) for _ in range(3)]
    for each in rooms:
        each.start()
    found = [told.get(timeout=300) for _ in rooms]
    for each in rooms:
        each.join(60)
    assert found[0] == found[1] == found[2]


def opened(folder: str, start: Any, told: Any) -> None:
    start.wait()
    told.put([Door.open(Path(folder), f"retro{number}").secrets.member for number in range(20)])


def test_new_links_that_another_room_made_hold_in_this_one_too(tmp_path: Path) -> None:
    one = Door.open(tmp_path, "k3f9x2bc")
    before, (holder,) = one.secrets, [one.give("ana", Past())]
    one.keep()
    (tmp_path / "k3f9x2bc.json").unlink()
    one.look()
    assert one.secrets == before, "until there are others"
    other = Door.open(tmp_path, "k3f9x2bc")
    one.look()
    assert one.secrets == other.secrets != before
    assert one.held("ana", holder) is None


# --- how long


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return how long the texts are that are normalised, looked at closely or hashed."""
    seen: list[int] = []

    def watch(module: Any, name: str, at: int) -> None:
        real = getattr(module, name)

        def watching(*given: Any, **more: Any) -> Any:
            seen.append(len(given[at]))
            return real(*given, **more)

        monkeypatch.setattr(module, name, watching)

    watch(texts, "normalize", 1)
    watch(credentials.hmac, "digest", 1)
    watch(looks, "fold_name", 0)
    return seen


LONG = "a" + "\u0316\u0300" * 2_000


def test_no_long_text_is_worked_on_whoever_sends_it(watched: list[int]) -> None:
    with serving(OPEN) as live:
        lead, ana = live.person("Fay", leads=True), live.person("Ana")
        watched.clear()
        texts = [LONG, "x" * 20_000, f"{'x' * 15_000}.{'y' * 9_000}"]
        for text in texts:
            for secret, name in [
                (text, "Ben"), (live.secrets.member, text), (live.secrets.code, text),
                (live.secrets.leader, text), (text, text),
            ]:  # fmt: skip
                refused = live.person().join(secret, name)
                assert refused.status_code == 422
                assert len(error(refused)) < 200
            for name, action in ACTIONS.items():
                for taken in fields(action.takes):
                    for value in (text, [text], {text: 1}):
                        more = {"text": "x"} if taken.name == "note" else {}
                        lead.send(name, **{"name": "Ana", taken.name: value} | more)
            ana.send(text)
            lead.send("readmit", name=text)
            ana.post("/api/teammates", {"question": text})
            ana.post("/api/mine", {"receipts": [text]})
            ana.get(f"/api/report/{text[:9_000]}")
            cookie = {"cookie": f"retrokit-{live.retro.state.id}={'x' * 20_000}"}
            assert live.person().http.get("/api/me", headers=cookie).json()["me"] is None
        assert max(watched) <= credentials.LONGEST
        assert live.retro.state.here == ("Fay", "Ana")


@pytest.mark.parametrize("length", [NAME, NAME + 1])
def test_a_name_is_as_long_as_it_may_be(length: int) -> None:
    with serving(OPEN) as live:
        refused = live.person().join(live.secrets.member, "\U0001f600" * length)
        assert refused.status_code == (200 if length == NAME else 422)
        if length == NAME:
            assert texts.fold_name("A" * NAME) == "a" * NAME
        else:
            assert texts.fold_name("A" * length) == "A" * length


def test_every_token_that_is_made_can_be_read() -> None:
    secrets = credentials.Secrets.new()
    for sign in ("\U0001f600", '"', "\\", "ﷺ"):
        known = credentials.Credential(sign * NAME, leads=True, holder="x" * 16)
        token = secrets.signed(known, "cookie")
        assert secrets.read(token, "cookie") == known
        assert len(token) < credentials.LONGEST


# --- how many


@pytest.fixture
def minute(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a way to let time go by."""
    now = 0.0

    def later(seconds: float) -> None:
        nonlocal now
        now += seconds

    for module in (room, door):
        monkeypatch.setattr(module.time, "monotonic", lambda: now)
    return later


class Crowd:
    """A room without a network, and as many people as are wanted."""

    def __init__(self, folder: Path, logbook: Logbook, **start: Any) -> None:
        self.retro = logbook.start(OPEN, team="T", members=["Fay"], facilitator="Fay", **start)
        self.room = open_room(logbook, self.retro, folder)
        self.count = 0

    def enter(self, secret: str = "", name: str = "") -> str:
        self.count += 1
        name = name or f"Person {self.count}"
        self.room.enter(secret or self.room.door.secrets.member, name, None)
        return name


def crowded(play: Any, folder: Path) -> None:
    async def scene() -> None:
        with Logbook(":memory:", plugins=Plugins.load(NO_PLUGINS)) as logbook:
            play(Crowd(folder, logbook))

    asyncio.run(scene())


def test_new_names_have_a_budget_and_a_facilitator_still_lets_people_in(
    tmp_path: Path, minute: Any
) -> None:
    def play(crowd: Crowd) -> None:
        retro, secrets = crowd.retro, crowd.room.door.secrets
        names = [crowd.enter() for _ in range(room.NEW_NAMES)]
        for secret in (secrets.member, secrets.code):
            with pytest.raises(room.TooFast, match="ask the facilitator to add you"):
                crowd.enter(secret)
        retro.join("Zoe")
        crowd.enter(name="Zoe")  # whom the facilitator added
        crowd.enter(secrets.leader)
        retro.leave(names[3])  # an invented one gives the place back
        names[3] = crowd.enter()
        with pytest.raises(room.TooFast):
            crowd.enter()
        crowd.room.readmit(names[5])
        crowd.enter(name=names[5])  # who is here is no new name
        minute(room.NEW_PERIOD)
        with pytest.raises(room.TooFast):
            crowd.enter()
        minute(0.001)
        for _ in range(room.NEW_NAMES):
            crowd.enter()
        with pytest.raises(room.TooFast):
            crowd.enter()

    crowded(play, tmp_path / "rooms")


def test_one_link_does_not_fill_the_room(
    tmp_path: Path, minute: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "MOST_UNLISTED", 7)

    def play(crowd: Crowd) -> None:
        retro, secrets = crowd.retro, crowd.room.door.secrets
        names = [crowd.enter() for _ in range(7)]
        minute(room.NEW_PERIOD + 1)
        with pytest.raises(NotNow, match="ask the facilitator to add you"):
            crowd.enter()
        crowd.room.door.keep()
        again = open_room(crowd.room.logbook, retro, tmp_path / "rooms")
        with pytest.raises(NotNow, match="lets in no more"):
            again.enter(secrets.member, "Late", None)
        retro.join("Late")
        crowd.enter(name="Late")
        crowd.enter(secrets.leader)
        retro.leave(names[0])
        crowd.enter()
        with pytest.raises(NotNow):
            crowd.enter()
        retro.rename(names[1], "Ren")  # is here as before
        with pytest.raises(NotNow):
            crowd.enter()

    crowded(play, tmp_path / "rooms")


def test_a_full_log_lets_nobody_in_by_the_members_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def play(crowd: Crowd) -> None:
        ana = crowd.enter()
        crowd.retro.leave(ana)
        monkeypatch.setattr(room, "MOST_EVENTS", crowd.retro.state.version)
        for name in (ana, "Ben"):
            with pytest.raises(NotNow, match="takes no more from members"):
                crowd.enter(name=name)
            crowd.enter(crowd.room.door.secrets.leader, name)

    crowded(play, tmp_path / "rooms")


def test_fifty_people_join_a_workshop_at_once(tmp_path: Path) -> None:
    with serving(OPEN, tmp_path / "crew.logbook") as live:
        crowd = [live.room.soon(partial(live.room.enter, live.secrets.member, f"P{number}", None),
                                names=True) for number in range(50)]  # fmt: skip

        async def at_once() -> Any:
            return await asyncio.gather(*crowd)

        live.person("Fay", leads=True)
        loop = next(iter(live.server.server_state.connections)).loop
        known = asyncio.run_coroutine_threadsafe(at_once(), loop).result(60)
        assert len({each.holder for each in known}) == 50
        until(lambda: len(live.retro.state.here) == 51)


def test_the_link_of_another_day_is_no_wrong_code() -> None:
    with serving(OPEN) as live:
        ben = live.person("Ben")
        own = ben.post("/api/device").json()["link"].partition("#me=")[2]
        old = credentials.Secrets.new()
        elsewhere = old.signed(credentials.Credential("Ben", False), "link")
        for secret in (
            old.member,
            old.leader,
            elsewhere,
            own[:-1],
            "",
            "bbbbbbb",
            "bbbbb",
            "aeiou1",
        ):
            for _ in range(door.TRIES + 1):
                refused = Person(live.url).join(secret, "Eve")
                assert refused.status_code == 422
                assert "ask for today's link" in error(refused)
        assert Person(live.url).join(live.secrets.code.upper(), "Cy").status_code == 200


def test_every_wrong_code_counts_however_it_is_typed() -> None:
    at = Door.new()
    for code in ("bbbbbb", "BBB-bbb", " bbbbbb ", "b-b-b-b-b-b", "bbb-bbb\n"):
        for _ in range(2):
            with pytest.raises(Invalid, match="check it"):
                at.leads(code)
    with pytest.raises(NotNow, match="wait a minute"):
        at.leads(at.secrets.spoken)


def test_keys_that_cannot_be_written_are_refused_and_keys_that_went_are_kept(
    tmp_path: Path,
) -> None:
    (tmp_path / "full" / "k3f9x2bc.json.new").mkdir(parents=True)  # where they are written first
    with pytest.raises(LogbookError, match=r"the keys of the room in .* cannot be used"):
        Door.open(tmp_path / "full", "k3f9x2bc")
    door = Door.open(tmp_path / "rooms", "k3f9x2bc")
    secrets = door.secrets
    (tmp_path / "rooms" / "k3f9x2bc.json").unlink()
    with door.alone():
        assert door.secrets == secrets


def test_a_room_tells_that_it_is_open_until_the_last_one_is_closed(tmp_path: Path) -> None:
    file = KeyFile(tmp_path / "rooms" / "k3f9x2bc.json")
    with file.occupied():
        other = KeyFile(file.place)
        with other.alone():
            assert other.is_occupied()
        with other.occupied():
            pass
        with file.alone():
            assert file.is_occupied()
    with file.alone():
        assert not file.is_occupied()
    assert [each.name for each in file.place.parent.iterdir()] == ["lock"]


def test_a_room_that_was_killed_is_open_no_more(tmp_path: Path) -> None:
    file = KeyFile(tmp_path / "rooms" / "k3f9x2bc.json")
    script = (
        "import sys; from pathlib import Path; from retrokit.web.keys import KeyFile\n"
        "with KeyFile(Path(sys.argv[1])).occupied(): print(flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", script, str(file.place)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as room:
        assert room.stdout is not None
        room.stdout.read(1)
        assert file.is_occupied()
        room.kill()
        room.wait()
    assert not file.is_occupied()
    file.place.write_text("{}")
    file.remove()
    assert [each.name for each in file.place.parent.iterdir()] == ["lock"]


def test_where_it_cannot_be_told_that_a_room_is_open_none_is(tmp_path: Path) -> None:
    file = KeyFile(tmp_path / "rooms" / "k3f9x2bc.json")
    file.place.with_suffix(".open").mkdir(parents=True)
    with pytest.raises(LogbookError, match="cannot be used"), file.occupied():
        pass
    file.place.mkdir()
    with pytest.raises(LogbookError, match="cannot be used"):
        file.remove()
    file.place.rmdir()
    file.forget(["Ana"])
    file.write(Keys(secrets=credentials.Secrets.new()))
    file.place.with_name(f"{file.place.name}.new").mkdir()
    with pytest.raises(LogbookError, match="cannot be used"):
        file.forget(["Ana"])
