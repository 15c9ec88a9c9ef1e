"""The format of every week on the way: three questions in private, and nothing else."""

from __future__ import annotations

from retrokit import Ask, Attribution, Choice, Format, Scale

SAID_IT = Scale(
    "said-it",
    "This week, could you say it when something was not right?",
    labels=("no, I kept it in", "yes, every time"),
)
NEXT_WEEK = Scale(
    "next-week",
    "How much are you looking forward to next week?",
    labels=("I dread it", "I can't wait"),
)
NO_MORE = "yes, and it cannot go on"
CARRYING = Choice(
    "carrying",
    "Are you carrying more than is good for you?",
    options=["no", "for now", NO_MORE],
    favourable=["no"],
)

UNDERWAY = Format(
    name="underway",
    title="Underway",
    purpose="Ask every week, in five minutes, whether people speak up, look forward and can carry "
    "on.",
    when="Once a week while a trip or a project is running, with three people or more.",
    attribution=Attribution.CONFIDENTIAL,
    agenda=[
        Ask(
            title="This week",
            prompt="Think of this week, and answer for yourself. We will see how many gave each "
            "answer, never whose it was.",
            minutes=5,
            questions=[SAID_IT, NEXT_WEEK, CARRYING],
        ),
    ],
)
