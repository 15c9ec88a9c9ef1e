"""Lean coffee: a meeting without an agenda of its own, which those who come bring along.

Begun by Jim Benson and Jeremy Lightsmith in Seattle, 2009.
"""

from __future__ import annotations

from ..formats import Ask, Collect, Column, Decide, Discuss, Format, Stage, Vote, Welcome
from ..questions import FreeText
from .bookends import REVIEW

LEAN_COFFEE = Format(
    name="lean-coffee",
    title="Lean coffee",
    purpose="Talk about what those present care about most, a few minutes to each topic.",
    when="When there is no one theme, the group is mixed, or there are more topics than time.",
    agenda=[
        Welcome(
            prompt="There is no agenda but the one that we make now. We bring topics, choose "
            "among them, and talk until the time or our interest runs out.",
            minutes=3,
            agreement=[
                "Any topic is welcome; whoever brought it opens it with a sentence or two.",
                "When the time box ends we show thumbs: more than half up buys two more minutes.",
                "A topic that we do not reach is not lost: bring it again.",
            ],
            directive="",
        ),
        REVIEW,
        Collect(
            title="Topics",
            prompt="What would you like to talk about? A few words are enough. When the notes "
            "are revealed, say one sentence about each of yours.",
            minutes=7,
            columns=[
                Column("Topics", "A question, a worry, an idea: what do you want heard today?"),
            ],
        ),
        # Nothing is grouped: a topic is what somebody wants to talk about, in their words.
        Vote(
            prompt="Three dots each: where do you want to be in the conversation? Your own "
            "topics count too.",
            budget=3,
        ),
        Discuss(
            prompt="The most wanted topic first. When the time is up: on with it, or on to the "
            "next?",
            minutes=35,
            order=["votes", "number"],
            topic_minutes=5,
            more_minutes=2,
        ),
        Decide(
            prompt="Did anything come up that somebody wants to do? Not every talk needs an "
            "action; those that do need a name and a date.",
            minutes=5,
        ),
        Ask(
            title="Takeaways",
            prompt="Write down one thing that you take with you. We reveal them together and read "
            "them with the last of the coffee.",
            minutes=3,
            stage=Stage.CLOSE,
            questions=[FreeText("takeaway", "What do you take with you from today?")],
        ),
    ],
)
