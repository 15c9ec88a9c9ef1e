"""Appreciative interviews: what went well, told to one person, and what made it possible."""

from __future__ import annotations

from retrokit import Attribution, Collect, Column, Decide, Format, Stage, Welcome

from ..rounds import Phase, Role, Rounds
from .asking import in_private
from .fours import FOUR

TELLER = Role(
    "Teller",
    "tell your story",
    "tells a story",
    "Tell of one moment at work that you are proud of, and that others had a part in.",
)
INTERVIEWER = Role(
    "Interviewer",
    "interview",
    "interviews",
    "Ask: what happened next, who did what, what made it possible? Write down their words.",
)

APPRECIATIVE_INTERVIEWS = Format(
    name="appreciative-interviews",
    title="Appreciative interviews",
    purpose="Find out from stories of success what made them possible, and get more of it.",
    when="After a long stretch of problems, or before something new. From four people on. Not to "
    "talk over something that went wrong.",
    attribution=Attribution.CONFIDENTIAL,
    agenda=[
        Welcome(
            prompt="We know a lot about what goes wrong here. Today we look at what went right, "
            "and at why. In pairs, you interview each other about one moment that you are "
            "proud of. Then you pass on the story that you heard. Take a minute in silence: which "
            "moment will it be?",
            agreement=[
                "One real moment, with a day and people in it.",
                "The one who tells decides what may be passed on.",
                "Small moments count.",
            ],
            directive="",
            minutes=5,
        ),
        Rounds(
            title="In pairs",
            prompt="Find your partner. In the second round you have the other part, with another "
            "partner where there is one.",
            size=2,
            rounds=2,
            roles=(TELLER, INTERVIEWER),
            phases=(
                Phase("Interview", 7, "Stay with one moment. What made it possible?"),
                Phase(
                    "Say back",
                    2,
                    "The interviewer tells the story in a few sentences. The teller corrects it, "
                    "and says what may be passed on.",
                ),
            ),
            minutes=19,
        ),
        Rounds(
            title="In fours",
            prompt="Each of you retells the story that you heard, as far as its teller agreed.",
            size=4,
            rounds=1,
            roles=FOUR,
            phases=(
                Phase("Retell", 12, "Three minutes each. The others write down what made it work."),
                Phase("Find", 3, "What do these stories have in common? Agree on two or three."),
            ),
            minutes=16,
        ),
        Collect(
            title="What it takes",
            prompt="The reporters begin. Then write, each for yourself.",
            columns=[
                Column("Made it possible", "What was there when it went well?"),
                Column("More of it", "Where do we have too little of this? What would bring it?"),
            ],
            minutes=10,
            stage=Stage.GENERATE_INSIGHTS,
        ),
        in_private(
            prompt="Your turn to speak was as the teller. Your turn to listen was as the "
            "interviewer."
        ),
        Decide(
            title="One habit",
            prompt="Which one habit would bring us more of what made this possible?",
            minutes=7,
        ),
    ],
)
