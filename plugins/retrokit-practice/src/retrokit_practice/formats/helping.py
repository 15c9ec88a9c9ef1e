"""Helping: four ways to help somebody, one after the other, and what each does."""

from __future__ import annotations

from retrokit import Attribution, Decide, Format, Welcome

from ..rounds import OBSERVER, Phase, Role, Rounds
from .asking import in_private

CLIENT = Role(
    "Client",
    "bring something",
    "brings something",
    "Bring something that you care about and have not solved. Stay with it in all four phases.",
)
HELPER = Role(
    "Helper",
    "help",
    "helps",
    "Help in the way of the phase, and in no other way. You need not solve anything.",
)

HELPING = Format(
    name="helping",
    title="Four ways to help",
    purpose="Try four ways to help somebody, and notice which one you always take.",
    when="When advice comes too fast, or nobody asks for help. From three people on.",
    attribution=Attribution.CONFIDENTIAL,
    agenda=[
        Welcome(
            prompt="Most of us help in one way, and it is often advice. Today we try four ways on "
            "the same question, two minutes each: being there, asking, challenging, and thinking "
            "on together. The roles go round, so each of us helps and is helped.",
            agreement=[
                "Bring something real, and not the hardest thing.",
                "A challenge is about the question, never about the person.",
                "What is told in a group of three stays there.",
                "You may say stop at any time, without a reason.",
            ],
            directive="",
            minutes=4,
        ),
        Rounds(
            title="Rounds in threes",
            prompt="Find your group. Each round goes through all four ways.",
            roles=(CLIENT, HELPER, OBSERVER),
            phases=(
                Phase("Be there", 2, "The helper listens, and says nothing at all."),
                Phase(
                    "Ask",
                    2,
                    "The helper only asks. What have you tried? What would be good enough?",
                ),
                Phase(
                    "Challenge",
                    2,
                    "The helper says, kindly, what the client may not see or may not want to see.",
                ),
                Phase(
                    "Think on",
                    2,
                    "You both think on together: take what the other says, and add to it.",
                ),
                Phase(
                    "Look back",
                    1,
                    "The client says which of the four helped. The observer says when the client "
                    "lit up.",
                ),
            ),
            minutes=28,
        ),
        in_private(
            prompt="Your turn to speak was as the client. Your turn to listen was as the helper."
        ),
        Decide(
            title="One habit",
            prompt="Which way do we take too often, and which too rarely? Choose one habit for "
            "the next time somebody asks us for help.",
            minutes=5,
        ),
    ],
)
