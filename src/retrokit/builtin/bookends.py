"""How many of the classic formats open and close: the steps that are the same in all of them."""

from __future__ import annotations

from ..formats import Ask, Attribution, Review, Stage
from ..questions import Scale

REVIEW = Review(
    prompt="What became of what we decided last time? For each item: is it done, do we keep it "
    "open, or do we drop it?",
)

# After the safety exercise in Norman Kerth, Project Retrospectives, 2001.
SAFETY_CHECK = Ask(
    title="Safety check",
    prompt="Answer for yourself; nobody learns who gave which number. If some of us would rather "
    "keep quiet, we talk first about what would make it easier to speak.",
    minutes=3,
    stage=Stage.SET_THE_STAGE,
    attribution=Attribution.ANONYMOUS,
    questions=[
        Scale(
            "safety",
            "How free do you feel to say here what you really think?",
            labels=("I will keep quiet", "I can say anything"),
        ),
    ],
)

# Return on time invested, after Esther Derby and Diana Larsen, Agile Retrospectives, 2006.
# The book counts from 0 to 4; here it is 1 to 5, as on our other scales.
TIME_WELL_SPENT = Ask(
    title="Return on time",
    prompt="One number before we go, and nobody learns whose it is. It is about this meeting, "
    "not about the work, and it helps me make the next one better.",
    minutes=2,
    stage=Stage.CLOSE,
    attribution=Attribution.ANONYMOUS,
    questions=[
        Scale(
            "return-on-time",
            "Was this meeting worth the time you gave it?",
            labels=("time lost", "worth far more than the time"),
        ),
    ],
)
