"""The format: a quarter of an hour in which everyone is seen."""

from __future__ import annotations

from retrokit import Ask, Collect, Column, Format, Stage, Welcome

from .appreciation import Appreciation

APPRECIATION = Appreciation(
    "appreciation",
    "What did a colleague do lately that you are glad of? Say what they did, and what it did for "
    "you or for the work.",
)

KUDOS = Format(
    name="kudos",
    title="Kudos",
    purpose="Tell colleagues what you are glad of. It reaches everyone, and nothing is counted.",
    when="At the end of anything, or added to another retro: retro start FORMAT --with kudos.",
    agenda=[
        Welcome(
            prompt="We take a quarter of an hour to tell each other what we are glad of. Each of "
            "us begins with a few colleagues, so that nobody is left out. You may feel awkward "
            "while you write. Most people who get such a letter are simply happy about it.",
            agreement=[
                "Say what somebody did, not what they are like.",
                "Small things count: a question asked in time, a build looked after.",
                "You may pass. You may write to others as well.",
                "Nobody keeps score.",
            ],
            directive="",
            minutes=2,
        ),
        # Seen at once: what somebody writes here is meant to be seen, and can be thanked for next.
        Collect(
            title="Unseen work",
            prompt="Did you do something lately that nobody saw? If you'd like it to be seen, "
            "write it down. Everyone can read it here, and thank you for it in a moment. If you'd "
            "rather not, write nothing.",
            columns=[
                Column(
                    "What I did",
                    "A customer answered at night, a newcomer helped, a mess cleared up.",
                )
            ],
            minutes=3,
            stage=Stage.CLOSE,
            sealed=False,
        ),
        Ask(
            title="Appreciation",
            prompt="Take your time. Begin with the names on your screen: think of one moment with "
            "each of them. What you have just read counts, too. If nothing comes to mind, write to "
            "somebody else, or pass. When we reveal them, your letter is for you alone.",
            minutes=10,
            stage=Stage.CLOSE,
            questions=[APPRECIATION],
        ),
    ],
)
