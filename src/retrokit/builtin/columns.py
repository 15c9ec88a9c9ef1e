"""Formats that sort notes under a few plain words: habits to change, feelings, wishes."""

from __future__ import annotations

from ..formats import Collect, Column, Decide, Discuss, Format, Group, Vote, Welcome
from .bookends import REVIEW, SAFETY_CHECK, TIME_WELL_SPENT

# Older than agile, and by nobody known. A close relative (stop, keep doing, start) is credited
# to the psychologist Phil Daniels.
START_STOP_CONTINUE = Format(
    name="start-stop-continue",
    title="Start, stop, continue",
    purpose="Turn the last few weeks into habits to begin, to end and to hold on to.",
    when="For a first retro, or whenever you want to be quick and leave with something to do.",
    agenda=[
        Welcome(
            prompt="We look at how we work, not only at what we made, and we leave with one or "
            "two changes that we really mean to try.",
            minutes=3,
        ),
        REVIEW,
        Collect(
            prompt="Write by yourself, one thought to a note, beginning with a verb. Nobody sees "
            "your notes until we reveal them all together.",
            minutes=8,
            columns=[
                Column("Start", "What are we not doing yet that would help us?", color="green"),
                Column("Stop", "What costs us more than it gives back?", color="red"),
                Column(
                    "Continue", "What works, and would be missed if we let it slip?", color="blue"
                ),
            ],
        ),
        Group(
            prompt="Which notes ask for the same change? Put them together and name the change. "
            "A start and a stop are often two sides of one thing.",
        ),
        Vote(prompt="Which of these changes would make the biggest difference to us?"),
        Discuss(
            prompt="What would this look like on an ordinary Tuesday, and what could get in "
            "the way?",
            minutes=18,
            topic_minutes=6,
            top=3,
        ),
        Decide(
            prompt="Pick one or two changes, small enough to begin tomorrow. Who owns each, "
            "and by when?",
            minutes=8,
        ),
    ],
)

# The two questions that Scrum teams have asked from the start (Ken Schwaber, Agile Project
# Management with Scrum, 2004), with room for ideas beside them.
WENT_WELL = Format(
    name="went-well",
    title="Went well, to improve, ideas",
    purpose="Look back evenly: what worked, what did not, and what we might try instead.",
    when="For the regular retro at the end of a sprint, with a team that needs no introduction.",
    agenda=[
        Welcome(
            prompt="We begin with what worked, because it is easy to lose by accident. Then we "
            "take what did not, and the ideas that came up along the way.",
            minutes=3,
        ),
        REVIEW,
        Collect(
            prompt="Take the period from its first day to its last and write down what you "
            "remember. Facts first, opinions are welcome after them.",
            columns=[
                Column("Went well", "What worked, and who or what made it work?", color="green"),
                Column(
                    "To improve", "Where did we lose time, quality or patience?", color="orange"
                ),
                Column("Ideas", "What could we try, even if it is only half thought out?"),
            ],
        ),
        Group(
            prompt="Put notes about the same matter together. If an idea answers a trouble, they "
            "belong in one group.",
        ),
        Vote(
            prompt="What went well is safe with us. Of the rest, what is most worth our time?",
            columns=["To improve", "Ideas"],
        ),
        Discuss(
            prompt="What is behind this? When did it go better, and what was different then?",
            top=4,
        ),
        Decide(
            prompt="What will we try, who owns it, and how will we know by the next retro "
            "whether it helped?",
        ),
    ],
)

# Esther Derby and Diana Larsen, Agile Retrospectives, 2006.
MAD_SAD_GLAD = Format(
    name="mad-sad-glad",
    title="Mad, sad, glad",
    purpose="Say how the work has felt, and learn what those feelings are telling the team.",
    when="After a hard or tense stretch, or when the facts are all known and the mood is not.",
    agenda=[
        Welcome(
            prompt="Today feelings count as data. Nobody has to defend one, and nobody here gets "
            "to argue with one.",
        ),
        SAFETY_CHECK,
        REVIEW,
        Collect(
            prompt="Think of moments, not of people: what happened, and what did it do to you? "
            "Write only what you are willing to see on the wall.",
            columns=[
                Column("Mad", "What made you angry, impatient or tired of asking?", color="red"),
                Column(
                    "Sad", "What let you down, or turned out less than you had hoped?", color="blue"
                ),
                Column("Glad", "What made you happy, proud or grateful?", color="green"),
            ],
        ),
        Group(
            prompt="Which notes speak of the same experience? One event may have made some of us "
            "glad and others sad; keep those together.",
        ),
        Vote(prompt="What do we most need to understand about each other?"),
        Discuss(
            prompt="We listen first. What happened, what did it mean to you, and what would you "
            "have needed? We leave repairs for the next step.",
            minutes=21,
            topic_minutes=7,
            top=3,
        ),
        Decide(
            prompt="What is one thing that would spare us a bad moment, and one that would give "
            "us more of the good ones? Who owns them, and by when?",
        ),
    ],
)

# Mary Gorman and Ellen Gottesdiener, EBG Consulting, 2010.
FOUR_LS = Format(
    name="four-ls",
    title="Four Ls",
    purpose="See a stretch of work from four sides: liked, learned, lacked and longed for.",
    when="After a release, a project or a training, when what was learned matters most.",
    agenda=[
        Welcome(
            prompt="Four words guide us today. Two of them look at what we got out of this time, "
            "two at what was missing.",
            minutes=4,
        ),
        REVIEW,
        Collect(
            prompt="Go through the four words one by one and give each a few quiet minutes. Try "
            "for at least one note under each.",
            minutes=12,
            columns=[
                Column("Liked", "What did you enjoy, and would gladly have again?", color="green"),
                Column("Learned", "What do you know or can you do now that you could not before?"),
                Column("Lacked", "What did we need and not have?", color="orange"),
                Column("Longed for", "What did you wish for, within reach or not?"),
            ],
        ),
        Group(
            prompt="Put together what belongs together. Something lacked and something longed "
            "for may well be the same need.",
        ),
        Vote(prompt="What should we keep, pass on to others, or get hold of?"),
        Discuss(
            prompt="Something liked: how do we keep it? Something learned: who else should know? "
            "Something missing: what would be a first bit of it?",
            minutes=24,
            topic_minutes=6,
            top=4,
        ),
        Decide(
            prompt="What will we get, ask for or teach each other? Who owns it, and by when?",
        ),
        TIME_WELL_SPENT,
    ],
)

# Passed from team to team; no author known. Fun Retrospectives (Paulo Caroli and Taina Caetano)
# is among its collections.
DAKI = Format(
    name="daki",
    title="DAKI: drop, add, keep, improve",
    purpose="Clear out how we work: every practice is dropped, added, kept or improved.",
    when="When meetings, rules and tools have piled up and nobody remembers why we have them.",
    agenda=[
        Welcome(
            prompt="We go through our practices as through a full cupboard. Each of them once "
            "had a good reason; we ask whether it still has one.",
            minutes=3,
        ),
        REVIEW,
        Collect(
            prompt="Name practices: meetings, rules, tools, handovers. Be concrete enough that "
            "we could take it off the calendar tomorrow.",
            minutes=8,
            columns=[
                Column("Drop", "Which practice would nobody miss if it ended today?", color="red"),
                Column(
                    "Add", "Which practice do we not have that would earn its place?", color="green"
                ),
                Column(
                    "Keep", "Which practice carries us, and must not be cleared away?", color="blue"
                ),
                Column(
                    "Improve", "Which practice is right in itself but done badly?", color="orange"
                ),
            ],
        ),
        Group(
            prompt="Which notes name the same practice? If some would drop what others would "
            "keep, group them: that is the talk we need.",
        ),
        Vote(prompt="Which practices should we settle today?"),
        Discuss(
            prompt="What was this for when it began, and who still needs that? If it went, what "
            "would we see go wrong, and how soon?",
        ),
        Decide(
            prompt="What goes, what comes, what changes? For every practice we add, name one we "
            "drop. Who owns it, and by when?",
        ),
    ],
)

# Passed from team to team; no author known.
KALM = Format(
    name="kalm",
    title="KALM: keep, add, less, more",
    purpose="Tune a way of working that mostly works, by turning a few things up or down.",
    when="With a settled team that needs small corrections rather than big changes.",
    agenda=[
        Welcome(
            prompt="Nothing here needs tearing down. We are looking for the small turns of the "
            "dial that make good weeks more common.",
            minutes=3,
        ),
        REVIEW,
        Collect(
            prompt="Think in amounts: not whether we do a thing, but how much of it does us "
            "good. One thing to a note.",
            minutes=8,
            columns=[
                Column("Keep", "What is just right as it is?", color="blue"),
                Column("Add", "What small new thing is worth a try?", color="green"),
                Column("Less", "What is useful in itself, but more than we need?", color="orange"),
                Column(
                    "More", "What helps whenever we do it, and happens too seldom?", color="teal"
                ),
            ],
        ),
        Group(
            prompt="Which notes turn the same dial? Put them together, also where they would "
            "turn it in different directions.",
        ),
        Vote(prompt="Which small turn would we feel soonest?"),
        Discuss(
            prompt="How much do we have of it now, and how much would be right? What is the "
            "smallest change that we would notice?",
            minutes=15,
            top=3,
        ),
        Decide(
            prompt="How much more or less, from when on, and who keeps an eye on it? We look "
            "again at the next retro.",
            minutes=8,
        ),
    ],
)

# Passed from team to team; no author known.
WRAP = Format(
    name="wrap",
    title="WRAP: wishes, risks, appreciations, puzzles",
    purpose="Thank each other, and bring hopes, worries and open questions to the table.",
    when="Midway through something long, or when thanks and open questions have been left unsaid.",
    agenda=[
        Welcome(
            prompt="We look back and ahead today. And we make time for something that we often "
            "leave out: telling each other thank you.",
            minutes=4,
        ),
        REVIEW,
        Collect(
            prompt="Begin with the appreciations, they are the easiest to forget. Then write "
            "your wishes, what worries you, and what you do not understand yet.",
            minutes=12,
            columns=[
                Column("Wishes", "What would you like to be true a few months from now?"),
                Column("Risks", "What could hurt us if we do nothing about it?", color="red"),
                Column("Appreciations", "Whom do you want to thank, and what for?", color="pink"),
                Column(
                    "Puzzles", "What do you keep asking yourself without an answer?", color="purple"
                ),
            ],
        ),
        Group(
            prompt="I read the appreciations aloud first; they stand as they are. Then we put "
            "together the wishes, risks and puzzles that are about the same thing.",
            minutes=8,
        ),
        Vote(
            prompt="Which wish, risk or puzzle most needs all of us in one room?",
            columns=["Wishes", "Risks", "Puzzles"],
        ),
        Discuss(
            prompt="A wish: what is the first step? A risk: what would we notice first? A "
            "puzzle: who might know, and how do we find out?",
        ),
        Decide(
            prompt="Which step, which safeguard, which question to whom? Who owns it, and by when?",
        ),
    ],
)
