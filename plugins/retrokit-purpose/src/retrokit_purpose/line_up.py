"""The format with which a team begins its day: a value, a story, a risk, and a hand."""

from __future__ import annotations

from retrokit import Collect, Column, Decide, Format, Review, Stage, Welcome

STORY, RISK, HAND = "Story", "Risk", "Hand"

LINE_UP = Format(
    name="line-up",
    title="Line-up",
    purpose="Begin the day together: a value, a story, a risk, and a hand for anyone who needs "
    "one.",
    when="Every morning, or when a shift begins. It takes 7 minutes, and 15 at most. One command "
    "starts it once your team is known.",
    ritual=True,
    agenda=[
        Welcome(
            title="Value of the day",
            prompt="Our value today: {value|none written down yet, so name one that matters today}"
            "\n\nSay in one sentence what it will look like today.",
            agreement=[
                "One sentence each is plenty, and you may pass.",
                "What takes longer gets a talk of its own, afterwards.",
            ],
            directive="",
            minutes=1,
        ),
        Collect(
            title="A story",
            prompt="Where did you see {value|what matters to us} since last time? One story is "
            "enough. Ask first whoever has not told one for a while.",
            columns=[Column(STORY, "Who did what, and who was better off?")],
            sealed=False,
            minutes=2,
        ),
        Review(
            title="What we said",
            prompt="Did the hands we promised arrive?",
            minutes=1,
        ),
        Collect(
            title="Today",
            prompt="What could go wrong today, and who needs a hand?",
            columns=[
                Column(RISK, "What could go wrong today? One thing is enough.", color="red"),
                Column(HAND, "Who needs a hand today, and with what?", color="green"),
            ],
            sealed=False,
            minutes=2,
            stage=Stage.GENERATE_INSIGHTS,
        ),
        Decide(
            title="Who helps",
            prompt="Who lends a hand, with what, and by when? Then close, and have a good day.",
            minutes=1,
        ),
    ],
)
