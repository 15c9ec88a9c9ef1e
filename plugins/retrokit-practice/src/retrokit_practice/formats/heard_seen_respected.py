"""Heard, seen, respected: a story to one listener, then what the stories have in common."""

from __future__ import annotations

from retrokit import Attribution, Decide, Format, Stage, Welcome

from ..rounds import LISTENER, Phase, Role, Rounds
from .asking import in_private
from .fours import FOUR

TELLER = Role(
    "Teller",
    "tell your story",
    "tells a story",
    "Tell of a time when you were not heard, not seen or not respected. Tell it as it was for you.",
)

HEARD_SEEN_RESPECTED = Format(
    name="heard-seen-respected",
    title="Heard, seen, respected",
    purpose="Tell one person what it was like not to be heard, and listen without fixing it.",
    when="When people are tired of each other, or a team has just come together. From four people "
    "on. Not in the middle of a quarrel.",
    attribution=Attribution.CONFIDENTIAL,
    agenda=[
        Welcome(
            prompt="Most of us know a moment in which we were not heard, not seen or not "
            "respected. Today we tell each other about one, in pairs. The listener fixes nothing. "
            "Then groups of four look for what the stories have in common. Take a minute in "
            "silence now: which story could you tell today?",
            agreement=[
                "What you are told stays with you, in the fours as well.",
                "Choose a story that you are ready to tell, and not the hardest one.",
                "Leave out the names of people who are not here.",
                "You may stop or pass at any time, without a reason.",
            ],
            directive="",
            minutes=4,
        ),
        Rounds(
            title="In pairs",
            prompt="Sit so that you face each other. In the second round you have the other part, "
            "with another partner where there is one.",
            size=2,
            rounds=2,
            roles=(TELLER, LISTENER),
            phases=(
                Phase("Tell", 6, "One story. If it is over sooner, be silent together."),
                Phase("Look back", 2, "What was it like to tell this? What was it like to listen?"),
            ),
            minutes=17,
        ),
        Rounds(
            title="In fours",
            stage=Stage.GENERATE_INSIGHTS,
            prompt="Find out what the stories have in common. Nobody retells one.",
            size=4,
            rounds=1,
            roles=FOUR,
            phases=(Phase("Compare", 5, "What comes up more than once? What would have helped?"),),
            minutes=6,
        ),
        in_private(),
        Decide(
            title="One habit",
            prompt="The reporters begin: what did your group find? Then choose one habit, small "
            "enough for our next meeting, so that people feel heard, seen and respected here.",
            minutes=5,
        ),
    ],
)
