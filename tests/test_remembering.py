"""What a question remembers of members: for the team's next retro, and for nobody to read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import ClassVar

import moons
import pytest
from attrs import evolve, frozen
from crew import NO_PLUGINS, FakeClock
from live_room import serving, told_of
from moons import Candle

from retrokit import Logbook, Plugins, Question, hookimpl
from retrokit.engine.seals import Memory
from retrokit.errors import Invalid
from retrokit.formats import Ask, Attribution, Collect, Column, Decide, Format
from retrokit.questions import Given
from retrokit.retro import Retro
from retrokit.stores.memory import MemoryStore

CREW = ("Anastasia", "Ben", "Cy", "Dev")
AGAIN = ("It is dark for somebody, again.",)


@frozen
class Broken(Candle):
    """Fails at remembering."""

    kind: ClassVar[str] = "moons.broken"

    def remember(self, given: Given) -> Mapping[str, int]:
        raise ZeroDivisionError


@frozen
class Chatty(Candle):
    """Wants to remember more than a number of one digit."""

    kind: ClassVar[str] = "moons.chatty"

    def remember(self, given: Given) -> Mapping[str, int]:
        return dict.fromkeys(given.here, 10)


@frozen
class Forgetful(Candle):
    """Remembers, and does not say what."""

    kind: ClassVar[str] = "moons.forgetful"
    remember = Question.remember


def register() -> list[type[Question]]:
    return [Broken, Chatty, Forgetful]


HERE = SimpleNamespace(retrokit_register_questions=hookimpl(register))
HERE.retrokit_register_questions.__name__ = "retrokit_register_questions"


def asks(*questions: Question) -> Format:
    """Return a format that asks each of these in a step of its own."""
    steps = [Ask(title=each.name, questions=[each]) for each in questions]
    return Format(name="night", title="Night", purpose="Look up.", agenda=[*steps, Decide()])


CANDLE = Candle("candle", "Who lights your way?")
NIGHT = asks(CANDLE)


def plugins() -> Plugins:
    made = Plugins.load(NO_PLUGINS)
    assert made.add(moons, "moons"), made.failures
    assert made.add(HERE, "here"), made.failures
    return made


class Book(Logbook):
    """A logbook in which people light each other's way."""

    def __init__(self, where: str | Path = ":memory:") -> None:
        super().__init__(where, plugins=plugins(), clock=FakeClock(), rng=Random(3))

    def begin(self, *, members: Sequence[str] = CREW, format: Format = NIGHT,
              rehearsal: bool = False, **more: Attribution) -> Retro:  # fmt: skip
        return self.start(format, team="Lander", members=members, rehearsal=rehearsal, **more)

    def hold(self, *lit: str, question: str = "candle", **more: object) -> Retro:
        """Hold a retro in which the first who is another lights the way of each of these."""
        retro = self.begin(**more)  # type: ignore[arg-type]
        light(retro, *lit, question=question)
        retro.close()
        return retro


def light(retro: Retro, *lit: str, question: str = "candle") -> None:
    first, second = retro.state.respondents[:2]
    if others := [each for each in lit if each != first]:
        retro.answer(question, dict.fromkeys(others, "on"), first)
    if first in lit:
        retro.answer(question, {first: "on"}, second)


def beside(retro: Retro) -> list[Memory]:
    """Return the memories that lie beside a retro."""
    drafts = (each.draft for each in retro._keeper.seals().values())
    return [each for each in drafts if isinstance(each, Memory)]


def kept(retro: Retro) -> dict[str, int]:
    """Return what lies beside a retro of each, where that is one memory."""
    [memory] = beside(retro)
    return dict(memory.about)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with Book(tmp_path / "crew.db") as book:
        yield book


def test_the_next_retro_is_handed_what_the_last_one_made_and_the_lead_alone_hears_it(
    book: Book,
) -> None:
    first = book.hold("Anastasia", "Ben", "Cy")
    assert kept(first) == {"Anastasia": 0, "Ben": 0, "Cy": 0, "Dev": 1}
    second = book.begin()
    assert beside(first) == []
    assert beside(second) == [Memory(CANDLE.kind, (*kept(second).items(),), earlier=True)]
    # Nobody has given anything, and nothing counts as hidden.
    assert (second.sealed_count(), second.sealed_steps(), second.before_reveal()) == (0, set(), ())
    light(second, "Anastasia", "Ben", "Dev")
    assert second.before_reveal() == ()  # Cy is in the dark for the first time
    second.next()
    assert {each.earlier for each in beside(second)} == {True, False}
    second.close()
    assert kept(second) == {"Anastasia": 0, "Ben": 0, "Cy": 1, "Dev": 0}
    third = book.begin()
    light(third, "Anastasia", "Ben", "Dev")
    assert third.before_reveal() == AGAIN
    assert third.before_reveal(overheard=True) == ()
    third.close()
    assert kept(third)["Cy"] == 2
    assert book.problems() == []


def told(book: Book, retro: Retro) -> list[object]:
    """Return all that there is to read of a retro."""
    reports = [book.report(retro, name) for name in book.plugins.reports]
    listed = [book.retros(), book.trends("Lander"), book.findings(retro)]
    whole = told_of(retro.snapshot(), book.codec)
    return [retro.log, book.export(retro), *reports, whole, *listed, retro.outline()]


@pytest.mark.parametrize("attribution", list(Attribution))
def test_retros_that_differ_in_what_is_remembered_are_the_same_to_all_but_the_lead(
    tmp_path: Path, attribution: Attribution
) -> None:
    seen, heard, sizes = [], set(), set()
    for number, dark in enumerate(CREW):
        with Book(tmp_path / f"{number}.db") as book:
            first = book.begin(attribution=attribution)
            for who in CREW:
                mates = [each for each in first.teammates("candle", who) if each != dark]
                first.answer("candle", dict.fromkeys(mates, "on"), who)
            first.close()
            assert kept(first)[dark] == 1
            second = book.begin(attribution=attribution)
            at_start = told(book, second)
            light(second, "Ben", "Cy", "Dev")
            heard.add((dark, second.before_reveal()))
            second.close()
            for name in CREW:
                second.discard_letters(name)
            seen.append([*at_start, *told(book, second), book.backup(tmp_path / f"{number}.copy")])
            sealed = book._store.sealed(second.state.id)
            sizes.add(tuple(len(each.body) for each in sealed.seals))
    assert seen[0] == seen[1] == seen[2] == seen[3]
    assert len(sizes) == 1
    assert heard == {(dark, AGAIN if dark == "Anastasia" else ()) for dark in CREW}


def test_it_is_in_no_byte_but_where_what_is_hidden_lies(book: Book, tmp_path: Path) -> None:
    retro = book.hold("Anastasia", "Ben")
    for name in CREW:
        retro.discard_letters(name)
    raw = (tmp_path / "crew.db").read_bytes()
    assert raw.count(b'"memory"') == raw.count(b'"about":[["Anastasia",0]') == 1
    with Book(tmp_path / "crew.db") as again:
        events = again._store.events(retro.state.id)
    assert not any(b"memory" in each for each in events)
    assert book.backup(tmp_path / "copy.db") == 0
    assert b'"about"' not in (tmp_path / "copy.db").read_bytes()
    with Book() as other:
        assert beside(other.import_(book.export(retro))) == []
    book.remove(retro.state.id)
    assert all(b'"about"' not in each.read_bytes() for each in tmp_path.iterdir())


def test_nobody_in_a_room_is_sent_it_and_the_lead_hears_it_when_she_asks(tmp_path: Path) -> None:
    path = tmp_path / "crew.db"
    with Book(path) as book:
        book.hold("Anastasia", "Ben", "Cy")
        third = book.begin()
        light(third, "Anastasia", "Ben", "Cy")
    with serving(NIGHT, path, plugins=plugins) as live:
        lead, dev = live.person("Fay", leads=True), live.person("Gus")
        streams = [lead.listen(), dev.listen()]
        for person in (lead, dev):
            for each in ("/api/letters", "/api/outline", "/api/told", "/api/report/json"):
                person.get(each)
                person.post(each)
        assert dev.post("/api/before_reveal").status_code == 403
        heard = [*map(bytes, lead.heard), *map(bytes, dev.heard), *(each.raw for each in streams)]
        assert not any(b"dark" in each or b'"about"' in each for each in heard)
        assert lead.post("/api/before_reveal").json() == {"before_reveal": [*AGAIN]}
        assert lead.post("/api/before_reveal", {"overheard": True}).status_code == 422
        lead.do("next")
        streams[1].until(lambda s: s.news)
        assert b"dark" not in streams[1].raw + b"".join(dev.heard)


def test_who_is_forgotten_is_not_remembered(book: Book, tmp_path: Path) -> None:
    first = book.hold("Ben", "Cy")
    assert kept(first) == {"Anastasia": 1, "Ben": 0, "Cy": 0, "Dev": 1}
    # It lies beside a retro that they are not in.
    second = book.begin(members=CREW[1:])
    assert "Anastasia" in kept(second)
    book.forget("Anastasia")
    assert kept(book.load(second.state.id)) == {"Ben": 0, "Cy": 0, "Dev": 1}
    assert all(b"nastasia" not in each.read_bytes() for each in tmp_path.iterdir())


def test_a_new_name_goes_along(book: Book) -> None:
    book.hold("Anastasia", "Ben", "Cy")
    book.team("Lander").rename_member("Dev", "Devi")
    second = book.begin(members=["Anastasia", "Ben", "Cy", "DEVI"])
    second.rename("DEVI", "Deva")
    assert kept(second)["Deva"] == 1
    light(second, "Anastasia", "Ben", "Cy")
    assert second.before_reveal() == AGAIN


def test_who_calls_themselves_in_another_case_is_the_same_person(book: Book) -> None:
    book.hold("Anastasia", "Ben", "Cy")
    second = book.begin(members=["anastasia", "ben", "cy", "DEV"])
    light(second, "anastasia", "ben", "cy")
    assert second.before_reveal() == AGAIN


@pytest.mark.parametrize("how", ["no member", "left", "observes"])
def test_who_is_not_there_begins_anew(book: Book, how: str) -> None:
    book.hold("Anastasia", "Ben", "Cy")
    second = book.begin(members=CREW[:3] if how == "no member" else CREW)
    if how == "left":
        second.leave("Dev")
    elif how == "observes":
        second.set_observer("Dev")
    light(second, "Anastasia", "Ben", "Cy")
    assert second.before_reveal() == ()
    second.close()
    assert "Dev" not in kept(second)
    third = book.begin()
    light(third, "Anastasia", "Ben", "Cy")
    assert third.before_reveal() == ()


def test_a_rehearsal_neither_takes_nor_keeps_any(book: Book) -> None:
    first = book.hold("Ben")
    rehearsal = book.hold("Ben", rehearsal=True)
    assert beside(rehearsal) == []
    assert kept(first) == {"Anastasia": 1, "Ben": 0, "Cy": 1, "Dev": 1}


def test_another_format_leaves_it_where_it_is_and_another_team_has_none_of_it(book: Book) -> None:
    first = book.hold("Ben")
    other = Format(name="short", title="Short", purpose="Test.",
                   agenda=[Collect(columns=[Column("Good")]), Decide()])  # fmt: skip
    assert beside(book.begin(format=other)) == []
    assert beside(book.start(NIGHT, team="Orbiter", members=CREW)) == []
    assert kept(first)["Dev"] == 1
    book.team("Lander").rename("Orbiter", merge=True)
    assert kept(book.start(NIGHT, team="Orbiter", members=CREW))["Dev"] == 1


def test_it_goes_on_beside_a_retro_that_never_came_to_it(book: Book) -> None:
    book.hold("Ben")
    left = book.begin()
    left.skip()
    left.close()
    assert kept(left)["Dev"] == 1
    assert kept(book.begin())["Dev"] == 1
    assert beside(left) == []


def test_of_two_questions_and_of_retros_side_by_side_the_smaller_number_counts(book: Book) -> None:
    book.hold("Cy")
    # One question reaches Ben and the other Dev: only Anastasia got nothing twice.
    both = book.begin(format=asks(CANDLE, Candle("wick", "And who else?")))
    light(both, "Ben", "Cy")
    both.next()
    light(both, "Dev", question="wick")
    both.close()
    assert len(beside(both)) == 2
    one = book.begin()
    assert kept(one) == {"Anastasia": 2, "Ben": 0, "Cy": 0, "Dev": 0}
    two = book.begin()  # while the other one is running
    assert beside(one) == []
    light(one, "Anastasia")
    one.close()
    light(two, "Ben")
    two.close()
    assert kept(two) == {"Anastasia": 3, "Ben": 0, "Cy": 1, "Dev": 1}
    assert kept(book.begin()) == {"Anastasia": 0, "Ben": 0, "Cy": 1, "Dev": 1}


@pytest.mark.parametrize("kind", [Broken, Chatty])
def test_a_kind_that_fails_at_it_is_revealed_and_remembers_nothing(
    book: Book, kind: type[Candle]
) -> None:
    retro = book.hold("Ben", format=asks(kind("candle", "Who?")))
    assert beside(retro) == []
    assert retro.letters("Ben")


def test_a_kind_that_does_not_say_what_to_remember_remembers_nothing_of_anybody(book: Book) -> None:
    asked = asks(Forgetful("candle", "Who?"))
    book.hold("Ben", format=asked)
    assert kept(book.begin(format=asked)) == dict.fromkeys(CREW, 0)


def test_what_is_damaged_of_it_keeps_no_retro_from_its_start() -> None:
    with Book() as book:
        first = book.hold("Ben")
        store = book._store
        assert isinstance(store, MemoryStore)
        sealed = store._retros[first.state.id].seals
        [(key, row)] = [(key, row) for key, row in sealed.items() if row.step == 0]
        sealed[key] = evolve(row, body=row.body.replace(b"1", b"2", 1))
        assert beside(book.begin()) == []
        assert len(book.problems()) == 1


def test_what_else_lies_there_of_no_step_is_left_alone(book: Book) -> None:
    first = book.hold("Ben")
    letter = next(each for each in first._keeper.seals().values() if each.step)
    first._emit(put=(evolve(letter, step=0, key="0" * 64),))
    book.begin()
    assert "0" * 64 in first._keeper.seals()


def test_a_memory_has_numbers_of_one_digit_and_is_written_as_it_is() -> None:
    for wrong in (10, -1, True, "1"):
        with pytest.raises(Invalid, match="a number from 0 to 9"):
            Memory("moons.candle", (("Dev", wrong),))  # type: ignore[arg-type]
    with Book() as book:
        retro = book.hold("Ben")
        [seal] = [each for each in retro._keeper.seals().values() if not each.step]
        body = json.loads(book.codec.encode_seal(seal))
        assert body["draft"]["kind"] == "memory"
        assert body["draft"]["about"] == [["Anastasia", 1], ["Ben", 0], ["Cy", 1], ["Dev", 1]]
