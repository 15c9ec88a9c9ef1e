"""What whole retros come to, kept as it is: their logs, screens, wire and reports.

    python tests/goldens.py

writes the files in `tests/golden/` again. Read the difference before you commit it: a change of the
engine's shape should leave none.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from unittest.mock import patch

from attrs import define, field
from crew import CREW, made_of
from every_event import held_elsewhere, well_travelled
from room_formats import EVERYTHING

from retrokit.cli.live.session import Session
from retrokit.engine.state import Step
from retrokit.formats import (
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
)  # fmt: skip
from retrokit.logbook import MEMORY, Logbook
from retrokit.plugins import Plugins
from retrokit.retro import Retro
from retrokit.testing.playing import NAMES, START, Play
from retrokit.web import telling
from retrokit.web.door import Door
from retrokit.web.room import Room

FOLDER = Path(__file__).parent / "golden"
PLUGINS = Plugins.load()


class Clock:
    """A clock that stands still until it is moved: how often it is read leaves no trace."""

    def __init__(self) -> None:
        self.now = datetime(2025, 3, 4, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


class Told:
    """What everybody is told of a retro as it goes on, in parts with a heading."""

    def __init__(self, logbook: Logbook, retro: Retro, clock: Clock) -> None:
        self._logbook, self._retro, self._clock = logbook, retro, clock
        self._room = Room(logbook, retro, Door.new())
        self._session = Session(logbook, retro)
        self._parts: list[tuple[str, str]] = []
        self._standing = ""

    def look(self, when: str) -> None:
        """Keep the screen, the toolbar, and what the room says beside the log."""
        self._clock.now += timedelta(minutes=1)
        with patch.dict("os.environ", {"COLUMNS": "80"}):
            said = f"{self._session.screen()}\n\n{self._session.toolbar}"
        self._parts.append((f"screen, {when}", said))
        self._room._count.look(self._retro, every=0)
        standing = self._room._standing().decode()
        if standing != self._standing:
            self._standing = standing
            self._parts.append((f"room, {when}", standing))

    def text(self) -> str:
        """Return it all, with the log as it is sent and what is read of it at the end."""
        retro = self._retro
        encode = self._logbook.codec.encode
        log = "\n".join(encode(event).decode() for event in retro.log)
        told = (json.dumps(each, ensure_ascii=False) for each in telling.told(retro).items())
        parts = [*self._parts, ("log", log), ("what the page is told", "\n".join(told))]
        for name in retro.state.members:
            if letters := [list(letter.lines) for _, letter in retro.letters(name)]:
                parts.append((f"letters to {name}", _pretty(letters)))
        for name in PLUGINS.reports:
            # A page without its style, which is the same in all; a table without its \\r.
            said = self._logbook.report(retro, name).rpartition("</style>")[2].replace("\r", "")
            parts.append((f"report {name}", said))
        return "".join(f"=== {heading}\n{said.strip()}\n\n" for heading, said in parts)


def _pretty(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1)


@define
class Watched(Play):
    """A retro that plays itself, and is looked at before, in and after each activity."""

    told: Told = field(kw_only=True)

    def take_part(self, step: Step) -> None:
        """Take part by the words that were kept, whatever the forms of an activity are."""
        self.told.look(f"{step.activity.title} begins")
        retro, activity = self.retro, step.activity
        if "." in activity.kind:
            super().take_part(step)
        for number, name in enumerate(retro.state.respondents):
            if isinstance(activity, Collect):
                for column in activity.columns:
                    note = f"note {step.id}/{column.name}/{name} is a secret"
                    retro.add_note(column.name, note, name)
            elif isinstance(activity, Ask):
                self._answer(step, activity, number, name)
            elif isinstance(activity, Vote):
                terms = retro.state.at[step.id].terms
                chosen = terms.candidates[number % len(terms.candidates)]
                said = f"objection {step.id}/{name} is a secret"
                retro.vote(terms.ballot.sample(terms, [chosen], number, said), name)
        if isinstance(activity, Review):
            for each in [each.number for each in retro.state.carried.values() if not each.reviewed]:
                retro.review(each, "carried", owner=NAMES[0])
        elif isinstance(activity, Discuss):
            while retro.state.waiting(step.id):
                topic = retro.take_topic()
                retro.remark("It matters.", topic=topic.number)
            retro.remark("We go on.", decision=True)
        elif isinstance(activity, Decide):
            for goal in (*retro.state.format.goals, None):
                retro.add_action("Do it", owner=NAMES[0], due=START.date(), serves=goal)
        elif isinstance(activity, Group):
            board = retro.state
            topics = [each for each in board.topics() if board.touches(each, activity.columns)]
            if len(topics) > 1:
                retro.group([topic.number for topic in topics[:2]], "Alike")

    def _answer(self, step: Step, activity: Ask, number: int, name: str) -> None:
        for question in activity.questions:
            if question.about_mates and len(self.retro.state.respondents) == 1:
                continue
            said = f"answer {step.id}/{question.name}/{name} is a secret"
            mates = self.retro.teammates(question.name, name)
            self.retro.answer(question.name, question.sample(number, said, mates), name)

    def _check_sealed(self, step: Step) -> None:
        super()._check_sealed(step)
        self.told.look(f"{step.activity.title}, all have taken part")
        if self.retro.sealed_count():
            self.retro.open_seals()
            self.told.look(f"{step.activity.title}, revealed")


def _logbook(clock: Clock) -> Logbook:
    return Logbook(MEMORY, plugins=PLUGINS, clock=clock, rng=Random(5))


def played(
    format: Format,
    people: int,
    attribution: Attribution | None = None,
    observers: Sequence[str] = (),
) -> str:
    """Return what the second of two retros of a team comes to: it has a past."""
    clock = Clock()
    with _logbook(clock) as logbook:
        for _ in range(2):
            retro = logbook.start(
                format,
                team="Lander",
                members=NAMES[:people],
                observers=observers,
                facilitator=NAMES[0],
                attribution=attribution,
            )
            told = Told(logbook, retro, clock)
            Watched(retro, told=told, codec=logbook.codec).to_the_end()
            clock.now += timedelta(days=14)
        return told.text()


OUT_OF_TURN = made_of(
    Collect(columns=[Column("Good"), Column("Bad")]),
    Group(),
    Vote(title="First"),
    Vote(title="Second", method="schulze"),
    Discuss(top=2),
    Decide(),
)


def out_of_turn() -> str:
    """Return what a retro comes to that opens its second vote first, and ends with a tie."""
    clock = Clock()
    with _logbook(clock) as logbook:
        retro = logbook.start(OUT_OF_TURN, team="Lander", members=CREW, facilitator="Ana")
        told = Told(logbook, retro, clock)
        for text, name in (("Tea", "Ana"), ("Rain", "Ben"), ("Sun", "Cy"), ("Wind", "Cy")):
            retro.add_note("Good" if text in "Tea Sun" else "Bad", text, name)
        retro.go("Second")
        for name, order in (("Ana", [1, 2, 3]), ("Ben", [2, 1, 4]), ("Cy", [3, 1])):
            retro.vote(order, name)
        retro.open_seals()
        told.look("the second vote is opened")
        retro.back()
        told.look("back at the first vote")
        retro.go("Group")
        weather = retro.group([2, 4], "Weather")
        retro.go("First")
        for name, topic in (("Ana", 1), ("Ben", weather.number)):
            retro.vote({topic: 1}, name)
        retro.open_seals()
        told.look("the first vote is opened, with a tie")
        retro.settle_tie(weather.number, "it rained")
        told.look("the tie is settled")
        retro.go("Discuss")
        told.look("discuss")
        retro.take_topic()
        retro.remark("We need coats.", decision=True)
        retro.go("Second")
        told.look("at the second vote again")
        retro.undo()
        retro.go("Decide")
        retro.add_action("Buy coats", owner=["Ana", "Ben"])
        told.look("decide")
        retro.close()
        return told.text()


def held(retro: Retro) -> str:
    """Return what a retro comes to that is over already."""
    clock = Clock()
    clock.now = retro.state.started + timedelta(days=1)
    with _logbook(clock) as logbook:
        return Told(logbook, retro, clock).text()


GOLDENS: Mapping[str, Callable[[], str]] = {
    **{f"format-{each.name}": partial(played, each, 3) for each in PLUGINS.formats.values()},
    **{f"everything-{each.value}": partial(played, EVERYTHING, 5, each) for each in Attribution},
    "out-of-turn": out_of_turn,
    "every-event": lambda: held(well_travelled()),
    "held-elsewhere": lambda: held(held_elsewhere()),
}
"""What each file in `tests/golden/` holds, by its name without the ending."""


def path_of(name: str) -> Path:
    return FOLDER / f"{name}.txt"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, made in GOLDENS.items():
        path_of(name).write_text(made(), encoding="utf-8")
