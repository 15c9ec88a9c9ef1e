"""The format that finds out why a team is there, in one sentence of its own."""

from __future__ import annotations

from retrokit import Collect, Column, Decide, Discuss, Format, Stage, Vote, Welcome
from retrokit_practice.rounds import Phase, Role, Rounds

SENTENCE = "Our sentence"

ASKED = Role(
    "Speaker",
    "answer",
    "answers",
    "Begin with what you did this week. Answer each why with the first true thing that comes.",
)
ASKING = Role(
    "Asker",
    "ask why",
    "asks why",
    "Ask “Why does that matter to you?” again and again, up to nine times. Say nothing else.",
)

PURPOSE = Format(
    name="purpose",
    title="Purpose",
    purpose="Find the why behind the work, and say it in one sentence that everyone can live with.",
    when="When a team is new or has a new task, or when people say they no longer know what it's "
    "all for. From four people on.",
    agenda=[
        Welcome(
            prompt="We know what we do, and mostly how. Today we ask why. In 45 minutes we want "
            "one sentence. It will hang on no wall. We will hold decisions against it.",
            agreement=[
                "Answer as yourself, not as your role.",
                "There is no wrong why. Earning a living is one.",
                "We look for true words before good ones.",
            ],
            directive="",
            minutes=3,
        ),
        Rounds(
            title="Nine whys",
            prompt="Find your partner. The speaker names one thing they worked on this week. The "
            "asker asks why that matters, and then why the answer matters. Change roles when "
            "the clock runs out.",
            minutes=13,
            size=2,
            rounds=2,
            roles=[ASKED, ASKING],
            phases=[
                Phase("Ask why", 5, "Go on until the answer is something you would get up for."),
                Phase("Note it", 1, "The asker writes down the last why, in the speaker's words."),
            ],
        ),
        Collect(
            title="Somebody who was better off",
            prompt="Write by yourself. Name a real person, or a real day.",
            columns=[
                Column(
                    "Better off",
                    "Who was better off because of something we did? What changed for them?",
                    color="green",
                ),
                Column(
                    "Let down", "Whom would we let down if we stopped tomorrow?", color="orange"
                ),
            ],
            minutes=7,
        ),
        Collect(
            title="One sentence",
            prompt="Now write the sentence. “We are here so that …” is a good beginning. Twenty "
            "words at most, and none that you would not say to a friend.",
            columns=[Column(SENTENCE, "We are here so that … can …")],
            minutes=6,
            stage=Stage.GENERATE_INSIGHTS,
        ),
        Vote(
            title="Can we live with it?",
            prompt="For each sentence: do you agree, stand aside, or object? An objection says "
            "what would go wrong. Taste is no objection.",
            on="notes",
            columns=[SENTENCE],
            method="consent",
            minutes=5,
        ),
        Discuss(
            title="The last words",
            prompt="Take the sentence with the fewest objections. Which word has to change so that "
            "everyone can live with it?",
            columns=[SENTENCE],
            top=1,
            topic_minutes=6,
            minutes=6,
        ),
        Decide(
            title="Keep it",
            prompt="Who writes the sentence into our charter, and who tells it to the people we "
            "work for? (retro team charter TEAM --purpose “…”)",
            minutes=5,
        ),
    ],
)
