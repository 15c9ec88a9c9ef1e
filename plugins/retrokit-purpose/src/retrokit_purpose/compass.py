"""The format that asks whether what a team puts first decides anything."""

from __future__ import annotations

from retrokit import (
    Ask,
    Attribution,
    Choice,
    Collect,
    Column,
    Decide,
    Discuss,
    Format,
    Stage,
    Vote,
    Welcome,
)  # fmt: skip

DECIDED, MENTIONED, ABSENT = "It decided", "Somebody mentioned it", "It wasn't in the room"
PART = Choice(
    "principle-part",
    "Think of the hardest decision since last time. What part did our principle play?",
    [DECIDED, MENTIONED, ABSENT],
    favourable=[DECIDED],
)
KEEP, REWORD, DROP = "Keep it as it is", "Reword it", "Drop it"
NEXT = Choice("principle-next", "What shall we do with our principle?", [KEEP, REWORD, DROP])

DILEMMAS = "A dilemma"

COMPASS = Format(
    name="compass",
    title="Compass",
    purpose="Hold hard decisions against what we say comes first, and change one of the two.",
    when="Every few months, once a team has a guiding principle. With none, it shows which one "
    "you live by.",
    attribution=Attribution.CONFIDENTIAL,
    agenda=[
        Welcome(
            prompt="We said what comes first for us: {principle|nothing that we have written down "
            "yet}\n\nA principle is worth something when two good things collide and it says "
            "which one wins. Today we look whether ours does. If it doesn't, we change what we do, "
            "or we change the sentence.",
            agreement=[
                "We look at decisions, not at the people who made them.",
                "The people who decided had less time and knew less than we do now.",
                "“It didn't help us” is a result.",
            ],
            directive="",
            minutes=2,
        ),
        Ask(
            title="Did it decide?",
            prompt="Think back by yourself. If no decision was hard, pass.",
            questions=[PART],
            minutes=2,
            stage=Stage.GATHER_DATA,
        ),
        Collect(
            title="Dilemmas",
            prompt="Write down decisions where two good things collided. First what we faced, "
            "then what we chose: “Ship on Friday or test one more day. We shipped.” No names.",
            columns=[Column(DILEMMAS, "What did we face, and what did we choose?")],
            minutes=6,
        ),
        Vote(
            title="Which ones?",
            prompt="Which of them should we look at together?",
            budget=2,
            minutes=2,
        ),
        Discuss(
            title="Hold them against it",
            prompt="What would our principle have said: {principle|what we put first}? If it says "
            "the same as we did, what made that possible? If not, what do we change, the deed or "
            "the sentence?",
            top=2,
            topic_minutes=6,
            minutes=12,
        ),
        Ask(
            title="Keep, reword or drop",
            prompt="After what we have just heard.",
            questions=[NEXT],
            minutes=2,
            stage=Stage.DECIDE_WHAT_TO_DO,
        ),
        Decide(
            title="What we change",
            prompt="If you reword the principle, who writes it into the charter? (retro team "
            "charter TEAM --principle “…”) And what do we do differently from tomorrow?",
            minutes=4,
        ),
    ],
)
