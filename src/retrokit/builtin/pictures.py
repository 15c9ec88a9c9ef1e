"""Formats that look at the team through a picture: a boat, a starfish, a rose bush."""

from __future__ import annotations

from ..formats import Collect, Column, Decide, Discuss, Format, Group, Vote, Welcome
from .bookends import REVIEW, TIME_WELL_SPENT

# Grown out of Speed Boat in Luke Hohmann, Innovation Games, 2006, where customers name the
# anchors of a product; wind, rocks and island came with its use in retros.
SAILBOAT = Format(
    name="sailboat",
    title="Sailboat",
    purpose="Agree where we are heading, then see what drives us, slows us and threatens us.",
    when="At the start of a quarter, or when the team pulls hard but not in one direction.",
    agenda=[
        Welcome(
            prompt="Picture us all in one boat. First we say where we are sailing to, then we "
            "look at wind, anchors and rocks.",
            minutes=4,
        ),
        REVIEW,
        Collect(
            title="The island",
            prompt="Write down where you think this boat is going. When all the notes are "
            "revealed, we read them aloud: is it one island or several?",
            minutes=7,
            columns=[
                Column(
                    "Island",
                    "What will be true when we have arrived, and who will be glad?",
                    color="green",
                ),
            ],
        ),
        Collect(
            title="Wind, anchors, rocks",
            prompt="With the island in sight: what moves us towards it, what holds us, and what "
            "have we not hit yet?",
            columns=[
                Column("Wind", "What drives us forward, in the team or around it?", color="blue"),
                Column("Anchors", "What slows us down already, every week?", color="orange"),
                Column("Rocks", "What lies ahead that could sink us or turn us back?", color="red"),
            ],
        ),
        Group(
            prompt="Which notes are about the same wind, the same anchor, the same rock? Give "
            "each group a name that a stranger would understand.",
        ),
        Vote(
            prompt="What would bring us nearer to the island if we dealt with it now?",
            columns=["Wind", "Anchors", "Rocks"],
        ),
        Discuss(
            prompt="Wind: can we set more sail? An anchor: what is it caught on? A rock: how "
            "close is it, and which way round?",
        ),
        Decide(
            prompt="Which sail do we set, which anchor do we lift, which rock do we steer "
            "around? Who owns it, and by when?",
        ),
        TIME_WELL_SPENT,
    ],
)

# Pat Kua (Patrick Kua), 2006.
STARFISH = Format(
    name="starfish",
    title="Starfish",
    purpose="Weigh our practices in five shades, from what to start to what to stop.",
    when="When start, stop, continue has become too coarse: much of what you do helps, in doses.",
    agenda=[
        Welcome(
            prompt="A starfish has five arms, and so has our question today. Most habits are "
            "neither good nor bad; we ask how much of each we want.",
            minutes=3,
        ),
        REVIEW,
        Collect(
            prompt="Name what we do, or could do. If you waver between two arms, take the milder "
            "one; we shall talk about it anyway.",
            minutes=12,
            columns=[
                Column("Keep doing", "What do we do well enough to leave alone?", color="blue"),
                Column(
                    "Less of", "What has its use, but takes more than it should?", color="orange"
                ),
                Column("More of", "What pays off, and deserves more room?", color="teal"),
                Column("Stop doing", "What helps nobody any longer?", color="red"),
                Column("Start doing", "What have we put off that we should try?", color="green"),
            ],
        ),
        Group(
            prompt="Which notes name the same habit? Put them together, whichever arm they are "
            "on: seeing one habit on two arms tells us something.",
            minutes=6,
        ),
        Vote(prompt="On which habits would a change of dose do us the most good?"),
        Discuss(
            prompt="What does this habit give us, and what does it cost? Who would notice first "
            "if we did more of it, or less?",
        ),
        Decide(
            prompt="Choose a change from either side: one thing that we give more room, and one "
            "that makes the room. Who owns it, and by when?",
        ),
        TIME_WELL_SPENT,
    ],
)

# A custom at camp fires and dinner tables, author unknown; as a method of design teams in
# LUMA Institute, Innovating for People, 2012.
ROSE_THORN_BUD = Format(
    name="rose-thorn-bud",
    title="Rose, thorn, bud",
    purpose="Take in the good, the painful and the promising before the promising withers.",
    when="With people new to retros or from outside the team, or halfway through a project.",
    agenda=[
        Welcome(
            prompt="A rose bush shows us three things at once: what is in bloom, what pricks, "
            "and what is about to open. We give each its turn.",
            minutes=3,
        ),
        REVIEW,
        Collect(
            prompt="One note for each thing, and at least one for each part of the plant. A bud "
            "may be tiny; it only has to be alive.",
            minutes=8,
            columns=[
                Column(
                    "Rose",
                    "What is in bloom: a success, a good day, something lovely?",
                    color="pink",
                ),
                Column(
                    "Thorn", "What pricks: trouble, friction, something that hurts?", color="orange"
                ),
                Column("Bud", "What could open soon, given a little care?", color="green"),
            ],
        ),
        Group(
            prompt="Read the roses aloud and enjoy them. Then put together the thorns and the "
            "buds that grow on the same stem.",
        ),
        Vote(
            prompt="Which thorn hurts enough, which bud promises enough, to spend our time on?",
            columns=["Thorn", "Bud"],
        ),
        Discuss(
            prompt="A thorn: can we take it off, or do we learn to hold the stem differently? "
            "A bud: what does it need, and who can give it that?",
            minutes=15,
            top=3,
        ),
        Decide(
            prompt="Which thorn do we remove, which bud do we care for? Who owns it, and by when?",
            minutes=8,
        ),
    ],
)
