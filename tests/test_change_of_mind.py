"""Changing one's mind where nobody is named leaves what one choice would have left."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from live_room import new_key, serving
from room_formats import EVERYTHING, step

from retrokit import Retro
from retrokit.formats import Ask, Attribution, Collect, Column, Format, Vote
from retrokit.logbook import Logbook
from retrokit.questions import Scale
from retrokit.retro import Receipt
from retrokit.web import audience

FORMAT = Format(
    name="quiet", title="Quiet", purpose="Name nobody.", attribution=Attribution.ANONYMOUS,
    agenda=[
        Ask(title="Asked", questions=[Scale("safe", "How safe is it?")]),
        Collect(title="Ideas", columns=[Column("Ideas")]),
        Vote(title="Vote"),
    ],
)  # fmt: skip
KEYS = [f"{number:032x}" for number in range(1, 3)]


def give(retro: Retro, name: str, key: str, value: int | None) -> None:
    """Choose as the page does: a first answer, a change of it, or taking it back."""
    receipt = Receipt(key)
    held = receipt in retro.sealed_under([receipt])
    if value is None and held:
        retro.withdraw(receipt, by=name)
    elif value is not None and held:
        retro.change_answer(receipt, value)
    elif value is not None:
        with retro.called(key):
            retro.answer("safe", value, name)


def kept(place: Path, choices: list[tuple[int, int | None]]) -> tuple[object, ...]:
    """Return all that is stored after two people chose, however often."""
    with Logbook(place / "logbook") as book:
        retro = book.start(FORMAT, team="Lander", members=["Ana", "Ben"])
        for who, value in choices:
            give(retro, ("Ana", "Ben")[who], KEYS[who], value)
        seals = {each.key: each for each in retro.sealed_under(map(Receipt, KEYS)).values()}
        return seals, retro.taken_part(), retro.sealed_count(), retro.state.version


CHOICE = st.tuples(st.integers(0, 1), st.none() | st.integers(1, 5))


@settings(max_examples=25, deadline=None)
@given(choices=st.lists(CHOICE, max_size=12))
def test_what_is_kept_follows_from_the_last_choice_alone(
    tmp_path_factory: pytest.TempPathFactory, choices: list[tuple[int, int | None]]
) -> None:
    last = [(who, value) for who, value in dict(choices).items() if value is not None]
    once = kept(tmp_path_factory.mktemp("once"), last)
    many = kept(tmp_path_factory.mktemp("many"), choices)
    assert many == once


def test_many_changes_leave_the_bytes_that_one_choice_leaves(tmp_path: Path) -> None:
    def sealed_bytes(name: str, values: list[int | None]) -> list[bytes]:
        where = tmp_path / name
        with Logbook(where) as book:
            retro = book.start(FORMAT, team="Lander", members=["Ana", "Ben"])
            for value in values:
                give(retro, "Ben", KEYS[1], value)
            wal = Path(f"{where}-wal")
            return [where.read_bytes(), wal.read_bytes() if wal.exists() else b""]

    # Numbers that stand nowhere else, so that a trace of them would be found.
    for values in ([1, 5, 1, 5, 3], [2, None, 4, None, 3]):
        name = f"many-{len(values)}-{values[0]}"
        file, wal = sealed_bytes(name, list(values))
        once, _ = sealed_bytes(f"once-{values[0]}", [3])
        assert len(file) == len(once)
        assert wal == b""
        for gone in {each for each in values if each not in (3, None)}:
            trace = b'"value":%d' % gone
            assert trace not in file
        assert b'"value":3' in file


def test_nothing_of_a_change_goes_over_the_wire(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audience, "SEALED_EVERY", 1e9)
    with serving(EVERYTHING, attribution=Attribution.ANONYMOUS) as live:
        ada, ben = live.person("Ada", leads=True), live.person("Ben")
        ada.do("go", step=step("Asked"))
        stream = ada.listen()
        stream.until(lambda s: s.rooms and "Hidden" in s.rooms[-1]["promise"])
        key = ben.do("answer", question="safe", value=1)["result"]
        for value in (2, 3):
            ben.do("change_answer", receipt=key, value=value)
        ben.do("withdraw", receipt=key)
        ben.do("answer", key=new_key(), question="safe", value=4)
        version = live.retro.state.version
        ada.do("set_timer", minutes=1)  # whatever was told before comes before this
        stream.until(lambda s: s.version == live.retro.state.version)
        assert live.retro.state.version == version + 1
        assert {each["sealed"] for each in stream.rooms[-1:]} == {0}
        assert live.retro.taken_part("safe") == {"Ben"}


def test_what_would_be_withheld_is_told_with_the_count_and_no_sooner(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(audience, "SEALED_EVERY", 1e9)
    with serving(EVERYTHING, attribution=Attribution.ANONYMOUS) as live:
        ada, ben = live.person("Ada", leads=True), live.person("Ben")
        ada.do("go", step=step("Asked"))
        stream = ada.listen()
        stream.until(lambda s: s.rooms and "Hidden" in s.rooms[-1]["promise"])
        ben.do("answer", question="safe", value=1)
        assert live.retro.would_withhold()
        ada.do("set_timer", minutes=1)  # whatever was told before comes before this
        stream.until(lambda s: s.version == live.retro.state.version)
        assert {tuple(each["withholds"]) for each in stream.rooms} == {()}
        monkeypatch.setattr(audience, "SEALED_EVERY", 0)
        stream.until(lambda s: s.rooms[-1]["sealed"])
        assert stream.rooms[-1]["withholds"] == list(live.retro.would_withhold())
        assert {bool(each["withholds"]) == bool(each["sealed"]) for each in stream.rooms} == {True}
        assert {each["waits"] for each in stream.rooms} == {""}


def test_who_is_no_member_takes_nobody_out_of_those_who_took_part() -> None:
    retro = Retro.start(FORMAT, team="Lander", members=["Ana", "Ben"])
    first = retro.answer("safe", 1, "Ben")
    retro.withdraw(first)  # it is not said who asks
    assert retro.taken_part("safe") == {"Ben"}
    retro.next()
    note = retro.add_note("Ideas", "Tea", "Ana")
    assert isinstance(note, Receipt)
    retro.withdraw(note, by="Ana")  # she may have written others
    assert retro.taken_part("notes") == {"Ana"}
