"""Formats to try something in: a question, a voting method, a report."""

from __future__ import annotations

from ..formats import (
    Activity,
    Ask,
    Collect,
    Column,
    Decide,
    Discuss,
    Format,
    Group,
    Matrix,
    Review,
    Vote,
    Welcome,
)
from ..questions import Allocation, Choice, FreeText, PeerRating, Question, Scale

EVERYTHING = Format(
    name="everything",
    title="A retro of everything",
    purpose="Be looked at by checks and reports.",
    goals=["Come home safe"],
    agenda=[
        Welcome(),
        Review(),
        Ask(
            questions=[
                Scale("mood", "How are you?", low=1, high=5),
                Choice("again", "Again?", options=["yes", "no"], favourable=["yes"]),
                FreeText("why", "Why?"),
                Allocation("points", "Who carried what?"),
            ]
        ),
        Collect(columns=[Column("Good"), Column("<b>Bad</b> & | odd")]),
        Group(),
        Vote(),
        Matrix(),
        Discuss(),
        Decide(),
    ],
)
"""A retro with each kind of activity, and words that a report has to escape."""


def asking(*questions: Question) -> Format:
    """Return a format that asks questions, and nothing else that is given in private."""
    return Format(
        name="asking",
        title="Asking",
        purpose="Ask.",
        agenda=[Ask(title="Ask", questions=questions), Decide()],
    )


def rating(scoring: str) -> Format:
    """Return a format in which everybody rates everybody, in both ways, by a scoring."""
    return asking(
        Allocation("points", "Who carried what?", scoring=scoring),
        PeerRating("care", "Care?", ["Helps", "Listens"], scoring=scoring),
    )


def voting(method: str) -> Format:
    """Return a format in which notes are voted on by a method."""
    notes = Collect(columns=[Column("Notes")], prompt="Write.", sealed=False)
    return Format(
        name="voting",
        title="Voting",
        purpose="Vote.",
        agenda=[notes, Vote(on="notes", method=method), Decide()],
    )


def around(activity: Activity) -> Format:
    """Return a format with an activity in it: some notes before, action items after."""
    return Format(
        name="around",
        title="Around",
        purpose="Try an activity.",
        agenda=[Collect(columns=[Column("Notes")], sealed=False), activity, Decide()],
    )
