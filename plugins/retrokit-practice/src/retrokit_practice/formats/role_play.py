"""Role-play: a real scene with a customer, played again by others than those who were there."""

from __future__ import annotations

from retrokit import Attribution, Collect, Column, Decide, Format, Stage, Welcome

from ..rounds import Phase, Role, Rounds
from .asking import in_private

BRINGER = Role(
    "Scene",
    "bring the scene",
    "brings the scene",
    "Tell of a moment with a customer that you wish had gone differently. Then watch: somebody "
    "else plays you.",
)
STAND_IN = Role(
    "Stand-in",
    "stand in",
    "stands in",
    "You play the person who brought the scene. First find out what the customer needs.",
)
CUSTOMER = Role(
    "Customer",
    "play the customer",
    "plays the customer",
    "You need something. Be as you were described. If you feel taken seriously, show it.",
)
# The last role: where a group is larger, or somebody would rather not play, several people have it.
WATCHER = Role(
    "Watcher",
    "watch",
    "watches",
    "Watch for the moment in which it turns. What was said or done just before?",
)

ROLE_PLAY = Format(
    name="role-play",
    title="A scene, played again",
    purpose="Play a real moment with a customer again, and find the sentence that turns it.",
    when="When talks with customers, or with colleagues who rely on you, go wrong in the same way. "
    "From four people on, and only with people who want to.",
    attribution=Attribution.CONFIDENTIAL,
    agenda=[
        Welcome(
            prompt="We take a real moment with a customer and play it again, to try out what else "
            "we could say. It is practice, and nobody is a good or a bad actor here. Nobody plays "
            "themself: if you bring a scene, somebody else has your part. If you would rather "
            "watch, say so now or at any time, and I will swap you.",
            agreement=[
                "Playing is voluntary, and so is bringing a scene.",
                "Change the customer's name, and anything that shows who it was.",
                "Anyone may say stop.",
                "We may laugh at a scene, and never at a person.",
            ],
            directive="",
            minutes=6,
        ),
        Rounds(
            title="Scenes",
            prompt="Find your group. If you have no scene to bring, ask who in your group has one. "
            "If you bring a scene, you do not play in it.",
            size=4,
            rounds=3,
            roles=(BRINGER, STAND_IN, CUSTOMER, WATCHER),
            phases=(
                Phase("Tell", 2, "Who was there, what did the customer need, how did it begin?"),
                Phase("Play", 2, "Play it as it was told, up to where it went wrong."),
                Phase(
                    "Play it again",
                    3,
                    "Once more, differently. Anyone may say stop, suggest a sentence, or take the "
                    "stand-in's place, except the person whose scene it is.",
                ),
                Phase(
                    "Step out",
                    2,
                    "Say your own name, and leave the part behind. Then the customer begins: what "
                    "did you need to hear? Which sentence turned it?",
                ),
            ),
            minutes=28,
        ),
        in_private(
            prompt="Your turn to speak was as the customer. Your turn to listen was as the "
            "stand-in."
        ),
        Collect(
            title="Sentences",
            prompt="What is worth keeping? Word for word, and without the customer's name.",
            columns=[
                Column("Helped", "Which sentence or gesture turned a scene?", color="green"),
                Column("To try", "What would you like to try with the next customer?"),
            ],
            minutes=4,
            stage=Stage.GENERATE_INSIGHTS,
        ),
        Decide(
            title="One habit",
            prompt="Which one habit will we try with the next customer who needs us?",
            minutes=4,
        ),
    ],
)
