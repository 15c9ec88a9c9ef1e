"""A crew, a format with one activity of each kind, and clocks: what tests of the engine share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from retrokit.engine.seals import Change, MemoryKeeper, Receipt
from retrokit.engine.state import Note, State
from retrokit.errors import Conflict
from retrokit.formats import (
    Activity,
    Ask,
    Attribution,
    Collect,
    Column,
    Decide,
    Discuss,
    Format,
    Group,
    Review,
    Vote,
    Welcome,
)
from retrokit.logbook import Logbook
from retrokit.plugins import Plugins
from retrokit.questions import Choice, FreeText, Scale
from retrokit.retro import Retro

PULSE = Ask(
    title="Pulse",
    questions=[
        Scale("safe", "How safe is it?"),
        Choice("again", "Again?", ["Yes", "No"]),
        FreeText("word", "One word?"),
    ],
)
GATHER = Collect(title="Gather", columns=[Column("Good"), Column("Bad")])
OPEN = Collect(title="Parking", columns=[Column("Parked"), Column("Later")], sealed=False)
AGENDA: tuple[Activity, ...] = (
    Welcome(), Review(), PULSE, GATHER, Group(), Vote(budget=3, cap=2), Discuss(), Decide(), OPEN,
)  # fmt: skip
FORMAT = Format(
    name="all-kinds",
    title="All kinds",
    purpose="Have one activity of each kind.",
    goals=["Home safe", "Go again"],
    agenda=AGENDA,
)
CREW = ("Ana", "Ben", "Cy")
NO_PLUGINS = {"RETROKIT_PLUGINS": ""}


class FakeClock:
    """A clock that ticks a second whenever it is read, and may let others act meanwhile."""

    def __init__(self) -> None:
        self.now = datetime(2025, 3, 4, 9, 0, tzinfo=UTC)
        self.meanwhile: Callable[[], object] | None = None

    def __call__(self) -> datetime:
        act, self.meanwhile = self.meanwhile, None
        if act is not None:
            act()
        self.now += timedelta(seconds=1)
        return self.now

    def pass_days(self, days: float) -> None:
        self.now += timedelta(days=days)


def made_of(*agenda: Activity, **more: Any) -> Format:
    """Return a format of these activities."""
    return Format(
        **{"name": "short", "title": "Short", "purpose": "Test.", "agenda": agenda} | more
    )


def start(*agenda: Activity, clock: FakeClock | None = None, **more: Any) -> Retro:
    """Start a retro that nothing keeps: of these activities, or of one of each kind."""
    format = more.pop("format", made_of(*agenda) if agenda else FORMAT)
    given = {"team": "Lander", "members": CREW, "id": "k3f9x2bc"} | more
    return Retro.start(format, clock=clock or FakeClock(), rng=Random(3), **given)


def logbook(clock: FakeClock | None = None, where: str = ":memory:") -> Logbook:
    """Return an empty logbook without any installed plugins."""
    return Logbook(
        where, plugins=Plugins.load(NO_PLUGINS), clock=clock or FakeClock(), rng=Random(7)
    )


class Overtaken(MemoryKeeper):
    """A keeper in whose log somebody else is always ahead."""

    def commit(self, change: Change, after: Callable[[], State]) -> None:
        raise Conflict("this retro was changed elsewhere; load it again")


class Two:
    """One retro in one logbook, open in two places: `one` and `two`."""

    def __init__(self, *agenda: Activity, at: str | None = None, **more: Any) -> None:
        self.clock = FakeClock()
        self.logbook = logbook(self.clock)
        format = made_of(*agenda) if agenda else FORMAT
        self.one = self.logbook.start(format, team="Lander", members=CREW, **more)
        if at is not None:
            self.one.go(at)
        self.two = self.logbook.load()

    def stored(self) -> Retro:
        """Return the retro as a third party would see it."""
        return self.logbook.load()


def seal(retro: Retro, column: str, text: str, author: str | None = None) -> Receipt:
    """Add a note that is sealed."""
    receipt = retro.add_note(column, text, author)
    assert isinstance(receipt, Receipt)
    return receipt


def write(retro: Retro, column: str, text: str, author: str | None = None) -> Note:
    """Add a note that all see at once."""
    note = retro.add_note(column, text, author)
    assert isinstance(note, Note)
    return note


CONFIDENTIAL, ANONYMOUS = Attribution.CONFIDENTIAL, Attribution.ANONYMOUS
