"""Troika: each in turn asks for help, then listens while the other two think aloud."""

from __future__ import annotations

from retrokit import Attribution, Decide, Format, Welcome

from ..rounds import Phase, Role, Rounds
from .asking import in_private

_CONSULT = (
    "Ask to understand. Then think aloud with the other one, as if the client were not there."
)
CLIENT = Role(
    "Client",
    "ask for help",
    "asks for help",
    "Say what you are stuck on, and what help you would like. Later, only listen.",
)
FIRST = Role("First consultant", "consult", "consults", _CONSULT)
SECOND = Role("Second consultant", "consult", "consults", _CONSULT)

TROIKA = Format(
    name="troika",
    title="Troika",
    purpose="Get help from two colleagues in seven minutes, and give it twice.",
    when="When everyone is stuck on something and hardly anyone asks. From three people on.",
    attribution=Attribution.CONFIDENTIAL,
    agenda=[
        Welcome(
            prompt="In groups of three, each of us gets help once and gives it twice. The one who "
            "gets help turns away while the other two talk about it: it is easier to listen if "
            "you need not answer. Take a minute in silence: what are you stuck on, and what "
            "help would you like?",
            agreement=[
                "Choose something of your own that you can change.",
                "Ideas are offers. You can leave them, and you need not defend yourself.",
                "What is told in a group of three stays there.",
            ],
            directive="",
            minutes=3,
        ),
        Rounds(
            title="Rounds in threes",
            prompt="Find your group. In the third phase the client turns around, or switches "
            "the camera off.",
            roles=(CLIENT, FIRST, SECOND),
            phases=(
                Phase("Share", 1, "The client says what it is about, and what help they want."),
                Phase("Clarify", 1, "The consultants ask, to understand. No advice yet."),
                Phase(
                    "Consult",
                    4,
                    "The client turns away and only listens. The consultants talk to each other: "
                    "ideas, doubts, what they would try.",
                ),
                Phase("Take away", 1, "The client turns back, and says what helped most."),
            ),
            minutes=22,
        ),
        in_private(
            minutes=2,
            prompt="Your turn to speak was as the client. Your turn to listen was as a consultant.",
        ),
        Decide(
            title="One habit",
            prompt="What will each of you try? And which one habit would make it easier for us to "
            "ask each other for help?",
            minutes=3,
        ),
    ],
)
