"""Forty minutes in which everyone listens, is listened to, and watches."""

from __future__ import annotations

from retrokit import Attribution, Collect, Column, Decide, Format, Stage, Welcome

from ..rounds import Rounds
from .asking import in_private

LISTENING = Format(
    name="listening",
    title="Listening in trios",
    purpose="Practise listening, and find out what it does to be listened to.",
    when="When people talk past each other, or a hard conversation is ahead. From three people on.",
    attribution=Attribution.CONFIDENTIAL,
    agenda=[
        Welcome(
            prompt="We practise one thing today: listening. In trios, one of us speaks, one "
            "listens, one observes, and the roles go round. It will feel slow. That is the point.",
            agreement=[
                "What is told in a trio stays there.",
                "Choose a story that you are ready to tell.",
                "You may say stop at any time, without a reason.",
            ],
            directive="",
            minutes=5,
        ),
        Rounds(
            title="Rounds in trios",
            prompt="Find your trio. Take a moment in silence: which story will you tell? Then the "
            "clock starts for all.",
            minutes=23,
        ),
        in_private(),
        Collect(
            title="What it was like",
            prompt="Write for yourself first. Nothing from the stories: only what the listening "
            "was like.",
            columns=[
                Column("I felt heard when", "What did your listener do, or leave out?"),
                Column("I noticed about my listening", "What was hard? What pulled you away?"),
            ],
            minutes=4,
            stage=Stage.GENERATE_INSIGHTS,
        ),
        Decide(
            title="One habit",
            prompt="Which one habit will we try in our meetings until next time?",
            minutes=5,
        ),
    ],
)
