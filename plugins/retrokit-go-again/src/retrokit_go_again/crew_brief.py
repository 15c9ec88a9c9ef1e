"""The format before setting out: two goals, stop lines, and what must be said today."""

from __future__ import annotations

from retrokit import (
    Ask,
    Attribution,
    Choice,
    Collect,
    Column,
    Decide,
    Discuss,
    Format,
    Group,
    Scale,
    Welcome,
)

from .format import HOME_SAFE, LETS_GO_AGAIN

COULD_HURT = Choice(
    "could-hurt",
    "Is there something you know now that could hurt somebody later?",
    options=["nothing", "something small", "something we must talk about today"],
    favourable=["nothing"],
    alarm="At least one of you knows something that we must talk about today. Make time for it "
    "before you go on. It can be said aloud, or go on a note without a name. Nobody has to say "
    "which answer was theirs.",
)
ALONE = Scale(
    "decide-alone",
    "How clear is it to you what you may decide alone when the plan breaks?",
    labels=("I would have to ask", "perfectly clear"),
)

HARM = Column(
    "Could hurt somebody", "What do you know now that could hurt somebody later?", color="orange"
)
GOALS = Column(
    "Must not lose",
    "Which two things must this crew not lose, whatever else we reach?",
    color="green",
)
STOP_LINES = Column(
    "We stop if",
    "What would make you call this off? Write it so that anyone can see it happen.",
    color="red",
)

CREW_BRIEF = Format(
    name="crew-brief",
    title="Crew brief",
    purpose="Agree before you set out what must not be lost and when you stop, and say what could "
    "hurt somebody.",
    when="In the days before a trip, a project or a launch, while plans can still change. Three "
    "people or more.",
    # The team's own goals, where it has some: both become all of these, each once.
    goals=[f"{{goals|{each}}}" for each in (HOME_SAFE, LETS_GO_AGAIN)],
    attribution=Attribution.CONFIDENTIAL,
    agenda=[
        Welcome(
            prompt="We have a task ahead of us, and goals above it: {goals|everyone comes home "
            "safe, and everyone wants to go again}. Today we put those goals in our own words, and "
            "we agree what would make us stop. First, we say what worries us.",
            agreement=[
                "A worry counts even if you are not sure.",
                "Nobody asks or guesses who gave which answer.",
                "Anyone may say stop, and we stop first and talk then.",
            ],
            directive="",  # it looks back
            minutes=2,
        ),
        Ask(
            title="In private",
            prompt="Answer for yourself. We will see how many gave each answer, never whose it "
            "was. If even one person says that we must talk about something today, we do.",
            minutes=3,
            questions=[COULD_HURT, ALONE],
        ),
        Collect(
            prompt="Write by yourself, one thought to a note. Nobody learns who wrote what, unless "
            "they say so themselves.",
            minutes=5,
            columns=[HARM, GOALS, STOP_LINES],
        ),
        Group(
            prompt="Which notes say the same thing? Put them together and give them a name that "
            "we would all use.",
            minutes=2,
        ),
        Discuss(
            title="What could hurt somebody",
            prompt="What do we know about this? What can we change before we set out?",
            minutes=4,
            topic_minutes=2,
            order=["size", "number"],
            columns=[HARM.name],
        ),
        Discuss(
            title="Goals and stop lines",
            prompt="Do we all mean the same? Settle on two goals. For each stop line: how will we "
            "know, and who says stop? Write down each one that we agree on as a decision.",
            minutes=5,
            topic_minutes=1,
            order=["size", "columns"],
            columns=[GOALS.name, STOP_LINES.name],
        ),
        Decide(
            prompt="Read the stop lines aloud: they hold until we are back. What else must be done "
            "before we set out, who owns it, and by when? Which goal does it serve?",
            minutes=4,
        ),
    ],
)
