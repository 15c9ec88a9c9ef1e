"""Several actions at once: durable together when it ends, and as if nothing was if that fails."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import evolve
from sqlite_logbook import largest_file

from retrokit import Collect, Column, Format, Logbook, Retro
from retrokit.errors import LogbookError
from retrokit.retro import Receipt
from retrokit.web.credentials import Credential, Secrets
from retrokit.web.door import Door
from retrokit.web.hub import Hub
from retrokit.web.keys import Keys, Name
from retrokit.web.room import Room

OPEN = Format(
    name="open",
    title="Open",
    purpose="Take notes.",
    agenda=[Collect(columns=[Column("Notes")], sealed=False)],
)
ANA = Credential("Ana", leads=False, holder="h")


@pytest.fixture
def logbook(tmp_path: Path) -> Iterator[Logbook]:
    with Logbook(tmp_path / "logbook") as logbook:
        yield logbook


@pytest.fixture
def retro(logbook: Logbook) -> Retro:
    return logbook.start(OPEN, team="Lander", members=["Ana", "Ben"])


def texts(retro: Retro) -> list[str]:
    return [note.text for note in retro.state.notes.values()]


def note(number: int, text: str = "late calls") -> dict[str, object]:
    return {"id": f"{number:032x}", "do": "add_note", "with": {"column": "Notes", "text": text}}


def test_actions_together_are_durable_when_it_ends(logbook: Logbook, retro: Retro) -> None:
    before = retro.state.version
    with retro.together():
        retro.add_note("Notes", "one", "Ana")
        retro.add_note("Notes", "two", "Ben")
    assert retro.since(before) == retro.log[before:]
    assert texts(retro) == texts(logbook.load()) == ["one", "two"]


def test_a_retro_alone_does_things_together_too() -> None:
    retro = Retro.start(OPEN, team="Lander", members=["Ana"])
    with retro.together():
        retro.add_note("Notes", "one", "Ana")
    assert texts(retro) == ["one"]


def test_an_error_inside_takes_nothing_back_of_what_was_done_before_it(
    logbook: Logbook, retro: Retro
) -> None:
    with pytest.raises(ZeroDivisionError), retro.together():  # noqa: PT012
        retro.add_note("Notes", "one", "Ana")
        _ = 1 / 0
    assert texts(retro) == texts(logbook.load()) == ["one"]
    retro.add_note("Notes", "two", "Ben")
    assert texts(retro) == texts(logbook.load()) == ["one", "two"]


def test_what_cannot_be_kept_together_did_not_happen(logbook: Logbook, retro: Retro) -> None:
    retro.add_note("Notes", "before", "Ana")
    version = retro.state.version
    with largest_file(150_000):
        with pytest.raises(LogbookError, match="full"), retro.together():  # noqa: PT012
            for number in range(400):
                retro.add_note("Notes", f"{number} {'x' * 900}", "Ana")
        assert (retro.state.version, texts(retro)) == (version, ["before"])
        assert texts(logbook.load()) == ["before"]
    retro.add_note("Notes", "after", "Ana")
    assert texts(retro) == texts(logbook.load()) == ["before", "after"]


def test_actions_together_yield_to_nobody_and_follow_who_came_before(
    logbook: Logbook, retro: Retro
) -> None:
    logbook.load().add_note("Notes", "theirs", "Ben")
    with retro.together():
        retro.add_note("Notes", "ours", "Ana")
    assert texts(retro) == texts(logbook.load()) == ["theirs", "ours"]


def test_seals_that_were_read_before_are_as_they_are_now(logbook: Logbook) -> None:
    sealed = evolve(OPEN, agenda=[Collect(columns=[Column("Notes")])])
    retro = logbook.start(sealed, team="Lander", members=["Ana", "Ben"])
    receipt = retro.add_note("Notes", "one", "Ana")
    assert isinstance(receipt, Receipt)
    assert retro.sealed_count() == 1
    other = logbook.load()
    other.edit_note(receipt, "another")
    other.add_note("Notes", "two", "Ben")
    draft = retro.sealed(receipt).draft
    assert getattr(draft, "text", "") == "another"
    assert retro.sealed_count() == 2
    other.withdraw(receipt)
    assert retro.sealed_count() == 1


def test_what_is_sealed_under_a_key_is_sealed_once(logbook: Logbook) -> None:
    sealed = evolve(OPEN, agenda=[Collect(columns=[Column("Notes")])])
    retro = logbook.start(sealed, team="Lander", members=["Ana"])
    for each in (retro, logbook.load()):
        with each.called("a" * 32):
            assert each.add_note("Notes", "one", "Ana") == Receipt("a" * 32)
    assert retro.sealed_count() == 1


# In a room


class Heard(Hub):
    """A hub that keeps what it is to send to everybody."""

    def __init__(self) -> None:
        super().__init__()
        self.said = b""

    def publish(self, chunk: bytes) -> None:
        self.said += chunk


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def room(logbook: Logbook, retro: Retro, heard: Heard) -> Room:
    names = {retro.state.identity("Ana"): Name(holder="h")}
    door = Door(Keys(secrets=Secrets.new(), names=names))
    return Room(logbook, retro, door, hub=heard)


def test_what_waits_is_done_together_and_each_has_its_own_answer(
    logbook: Logbook, room: Room, heard: Heard
) -> None:
    async def scene() -> None:
        first = room.retro.state.version
        answers = await asyncio.gather(
            room.soon(lambda: room.act(ANA, note(1, "one"))),
            room.soon(lambda: room.act(ANA, {"id": "no"})),
            room.soon(lambda: room.act(ANA, note(2, "two"))),
            room.soon(lambda: room.act(ANA, note(1, "one"))),
            return_exceptions=True,
        )
        assert [answers[0]["version"], answers[2]["version"]] == [first + 1, first + 2]
        assert [answers[0]["result"]["text"], answers[2]["result"]["text"]] == ["one", "two"]
        assert isinstance(answers[1], Exception)
        assert answers[3] == answers[0]
        assert texts(logbook.load()) == ["one", "two"]
        assert (heard.said.count(b'"one"'), heard.said.count(b'"two"')) == (1, 1)

    asyncio.run(scene())


def test_nobody_is_told_of_what_was_not_kept(logbook: Logbook, room: Room, heard: Heard) -> None:
    async def scene() -> None:
        with largest_file(150_000):
            answers = await asyncio.gather(
                *(room.soon(lambda n=n: room.act(ANA, note(n, "lost" * 450))) for n in range(90)),
                return_exceptions=True,
            )
            assert all(isinstance(each, LogbookError) for each in answers)
            assert b"lost" not in heard.said
        answer = await room.soon(lambda: room.act(ANA, note(1, "kept")))
        assert answer["version"] == room.retro.state.version
        assert b"kept" in heard.said
        assert b"lost" not in heard.said

    asyncio.run(scene())


def test_who_stops_waiting_keeps_nobody_from_their_answer(room: Room) -> None:
    async def scene() -> None:
        left = asyncio.ensure_future(room.soon(lambda: room.act(ANA, note(1))))
        stays = asyncio.ensure_future(room.soon(lambda: room.act(ANA, note(2))))
        await asyncio.sleep(0)
        left.cancel()
        assert (await stays)["version"] == room.retro.state.version
        assert len(room.retro.state.notes) == 2

    asyncio.run(scene())


def test_what_was_sealed_and_not_kept_is_not_remembered(logbook: Logbook) -> None:
    sealed = evolve(OPEN, agenda=[Collect(columns=[Column("Notes")])])
    retro = logbook.start(sealed, team="Lander", members=["Ana", "Ben"])
    retro.add_note("Notes", "before", "Ana")
    with largest_file(300_000):
        with pytest.raises(LogbookError, match="full"), retro.together():  # noqa: PT012
            for number in range(400):
                retro.add_note("Notes", f"{number} {'x' * 900}", "Ben")
        assert retro.sealed_count() == logbook.load().sealed_count() == 1
        assert retro.taken_part() == {"Ana"}
    retro.add_note("Notes", "after", "Ben")
    assert retro.sealed_count() == logbook.load().sealed_count() == 2
    assert retro.taken_part() == logbook.load().taken_part() == {"Ana", "Ben"}


def test_whoever_seals_does_not_read_what_others_sealed(
    logbook: Logbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or a note would cost as much as there are notes; only what others do is read, once."""
    sealed = evolve(OPEN, agenda=[Collect(columns=[Column("Notes")])])
    retro = logbook.start(sealed, team="Lander", members=["Ana", "Ben"])
    read, reading = [], logbook._store.sealed
    monkeypatch.setattr(logbook._store, "sealed", lambda id: read.append(id) or reading(id))
    for number in range(5):
        with retro.together(), retro.called(f"{number:032x}"):
            retro.refresh()
            receipt = retro.add_note("Notes", str(number), "Ana")
            assert isinstance(receipt, Receipt)
            retro.edit_note(receipt, f"{number}, that is")
        assert retro.sealed_count() == number + 1
    retro.withdraw(receipt)
    assert len(read) == 1
    logbook.load().add_note("Notes", "theirs", "Ben")
    read.clear()
    assert retro.sealed_count() == 5
    assert retro.taken_part() == {"Ana", "Ben"}
    retro.add_note("Notes", "one more", "Ana")
    assert retro.sealed_count() == 6
    assert len(read) == 1
