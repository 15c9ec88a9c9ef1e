"""One retro that does everything once, for the tests of reports and checks."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from random import Random

from retrokit.builtin import retrokit_register_reports
from retrokit.events import ActionItem, ActionStatus, CarriedAction
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
    Welcome,
)
from retrokit.questions import Choice, FreeText, Scale
from retrokit.reports import Record
from retrokit.retro import Retro

REPORTS = {each.name: each for each in retrokit_register_reports()}
TODAY = date(2025, 3, 20)

FORMAT = Format(
    name="tour",
    title="Grand tour",
    purpose="Try everything once.",
    goals=["Home safe", "Go again"],
    agenda=[
        Welcome(),
        Review(),
        Ask(
            title="Pulse",
            questions=[
                Scale("safe", "How safe is it?", labels=("not at all", "fully")),
                Scale("pace", "How was the pace?", 0, 2),
                Choice("again", "Again?", ["Yes", "No"]),
                Choice("tools", "Which tools?", ["Axe", "Rope"], several=True),
                FreeText("word", "One word?"),
            ],
        ),
        Collect(title="Harvest", columns=[Column("Wind"), Column("Rocks")]),
        Collect(title="Late harvest", columns=[Column("Later")], sealed=False),
        Group(),
        Vote(title="Dots", budget=3),
        Discuss(title="Talk", topic_minutes=0),
        Discuss(title="Second talk"),
        Decide(),
        Collect(title="Parking", columns=[Column("Parked")]),
    ],
)


class Clock:
    """A clock that ticks a minute whenever it is read."""

    def __init__(self) -> None:
        self.now = datetime(2025, 3, 4, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


def start(format: Format = FORMAT, **more: object) -> Retro:
    given = {"members": ["Ada", "Ben", "Cy"], "facilitator": "Ada", "id": "k3f9x2bc"} | more
    return Retro.start(format, team="Crew", clock=Clock(), rng=Random(3), **given)  # type: ignore[arg-type]


def record(retro: Retro, **more: object) -> Record:
    sealed = sum(retro.sealed_count(step.id) for step in retro.state.agenda)
    given = {"today": TODAY, "sealed": sealed} | more
    return Record(state=retro.state, log=retro.log, **given)  # type: ignore[arg-type]


def rendered(retro: Retro, **more: object) -> dict[str, str]:
    return {name: each.render(record(retro, **more)) for name, each in REPORTS.items()}


def whole(told: dict[str, str]) -> dict[str, str]:
    """Return those of the reports that tell all there is to tell."""
    return {name: text for name, text in told.items() if name != "summary"}


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text, newline="")))


def go(retro: Retro, title: str) -> None:
    retro.go(next(s.id for s in retro.state.agenda if s.activity.title == title))


def earlier(number: int, text: str, *, reviewed: bool = False, **more: object) -> CarriedAction:
    then = datetime(2025, 2, 1, tzinfo=UTC)
    item = ActionItem(
        number=number + 10,
        text=text,
        decided=then,
        changed=then,
        **more,  # type: ignore[arg-type]
    )
    return CarriedAction(number=number, home="b2b2b2b2", item=item, reviewed=reviewed)


CARRIED = [
    earlier(1, "Mend the sail", owners=("Ben",)),
    earlier(2, "Paint the hull"),
    earlier(3, "Buy a horn", owners=("Cy",), due=date(2025, 2, 20)),
    earlier(4, "Count the ropes", due=date(2026, 1, 1)),
    earlier(5, "Old news", status=ActionStatus.DROPPED, reviewed=True),
]


def tour(text: str = "Fog", attribution: Attribution | None = None) -> Retro:
    """Run a whole retro in which `text` stands wherever people can write."""
    retro = start(carried=CARRIED, attribution=attribution)
    go(retro, "Review")
    retro.review(1, "done")
    retro.review(2, "dropped", reason=text)
    retro.review(3, "carried")
    go(retro, "Pulse")
    for who, step in (("Ada", 5), ("Ben", 4), ("Cy", 4)):
        retro.answer("safe", step, who)
        retro.answer("word", text, who)
    for who in ("Ada", "Ben"):
        retro.answer("again", "Yes", who)
        retro.answer("tools", "Axe,Rope", who)
    go(retro, "Harvest")
    retro.add_note("Wind", text, "Ada")
    retro.add_note("Wind", "A steady breeze", "Ben")
    retro.add_note("Rocks", "Reef ahead", "Cy")
    retro.add_note("Rocks", "Shallow water", None)
    retro.add_note("Rocks", "Whirlpool", "Ada")
    go(retro, "Late harvest")
    retro.add_note("Later", "Seen at once", "Ben")
    go(retro, "Group")
    by_text = {note.text: n for n, note in retro.state.notes.items()}
    reef, shallow, late = (by_text[e] for e in ("Reef ahead", "Shallow water", "Seen at once"))
    pile = retro.group([reef, shallow, late], "Dangers")
    go(retro, "Dots")
    for who in ("Ada", "Ben", "Cy"):
        retro.vote({pile.number: 2, by_text[text]: 1}, who)
    go(retro, "Talk")
    retro.take_topic(pile.number)
    retro.remark("We saw it late")
    retro.remark(text, decision=True)
    retro.take_topic(by_text[text])
    retro.remark(text)
    go(retro, "Second talk")
    retro.take_topic(by_text[text])
    go(retro, "Decide")
    first = retro.add_action(text, owner="Ben", due=date(2025, 3, 10), serves="1")
    retro.add_action("Look out", owner=None)
    retro.add_action("Steer clear", owner="Cy", due=date(2025, 4, 1))
    retro.add_action("Wave", owner=["Cy", "Ben"])
    retro.change_action(first.number + 2, status=ActionStatus.DONE)
    retro.change_action(first.number + 3, status=ActionStatus.DROPPED, reason=text)
    retro.remark(text)
    retro.remark(text, decision=True, topic=by_text["Whirlpool"])
    retro.go(retro.state.agenda[-1].id)
    retro.close()
    return retro
