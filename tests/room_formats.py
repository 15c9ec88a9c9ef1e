"""Formats for live rooms: one with everything, and one that is a wall of open notes."""

from __future__ import annotations

from retrokit.formats import (
    Ask,
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
from retrokit.questions import Allocation, Choice, FreeText, PeerRating, Scale
from retrokit.tallies import METHODS

ASK = Ask(
    title="Asked",
    questions=[
        Scale("safe", "How safe is it?"),
        Choice("again", "Again?", ["Yes", "No"]),
        Choice("tools", "Which tools?", ["Axe", "Rope"], several=True),
        FreeText("word", "One word?"),
        Allocation("shares", "Who carried what?"),
        PeerRating("rated", "How was it with each?", criteria=["Care", "Craft"]),
    ],
)
METHOD_OF = {}
for _name, _method in METHODS.items():
    METHOD_OF.setdefault(_method.ballot.name, _name)
VOTES = tuple(Vote(title=f"Vote {kind}", method=name) for kind, name in METHOD_OF.items())
AGENDA = (
    Welcome(),
    Review(),
    Collect(title="Harvest", columns=[Column("Good"), Column("Bad")]),
    Collect(title="Parking", columns=[Column("Parked"), Column("Later")], sealed=False),
    Group(),
    ASK,
    *VOTES,
    Discuss(),
    Decide(),
)
EVERYTHING = Format(
    name="everything",
    title="Everything",
    purpose="Have it all once.",
    goals=["Home safe", "Go again"],
    agenda=AGENDA,
)
OPEN = Format(
    name="open",
    title="Open",
    purpose="See all at once.",
    agenda=[
        Collect(title="Wall", columns=[Column("Wall"), Column("Other")], sealed=False),
        Collect(title="Sealed", columns=[Column("Late")]),
    ],
)


def step(title: str) -> int:
    """Return the id of a step by the title or kind of its activity."""
    for id, activity in enumerate(AGENDA, 1):
        if title in (activity.title, activity.kind):
            return id
    raise LookupError(title)


def answers(mates: list[str]) -> dict[str, object]:
    """Return an answer to each question, as it goes over the wire."""
    rest = 100 - 10 * (len(mates) - 1)
    return {
        "safe": 4,
        "again": "Yes",
        "tools": ["Axe"],
        "word": "sealedword",
        "shares": {each: rest if each == mates[0] else 10 for each in mates},
        "rated": {each: [3, None] for each in mates},
    }


def ballot(kind: str, numbers: list[int]) -> object:
    """Return a ballot of a kind for candidates, as it goes over the wire."""
    first, second = numbers[:2]
    return {
        "dots": {str(first): 1},
        "one": first,
        "several": [first, second],
        "scores": {str(first): 5, str(second): 2},
        "ranking": [first, [second]],
        "consent": {str(first): [0, "sealedwhy"], str(second): 4},
    }[kind]
