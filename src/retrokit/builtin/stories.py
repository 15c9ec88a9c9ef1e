"""Formats that follow a story in order of time: one that was, one that broke, one that might."""

from __future__ import annotations

from ..formats import (
    Ask,
    Attribution,
    Collect,
    Column,
    Decide,
    Discuss,
    Format,
    Group,
    Review,
    Stage,
    Vote,
    Welcome,
)
from ..questions import Scale
from .bookends import REVIEW, SAFETY_CHECK, TIME_WELL_SPENT

# Norman Kerth, Project Retrospectives, 2001: the timeline, and mining it for gold.
TIMELINE = Format(
    name="timeline",
    title="Timeline",
    purpose="Put the whole story on one wall, then find out together what it has taught us.",
    when="At the end of a project or a long phase, when nobody has seen all of it.",
    agenda=[
        Welcome(
            prompt="Each of us has lived through a part of this story. Today we put the parts "
            "together, and only then ask what they mean.",
        ),
        SAFETY_CHECK,
        REVIEW,
        Collect(
            title="What happened",
            prompt="Put up events: what you saw or did, with a date if you have one. The notes "
            "are open from the first, because one memory wakes the next.",
            minutes=14,
            sealed=False,
            columns=[
                Column("Early", "How did it begin: who came, what was promised, what was new?"),
                Column("Middle", "What turned, stalled, changed hands or came as a surprise?"),
                Column("Late", "How did it come to an end, and what was left over?"),
            ],
        ),
        Collect(
            title="What it taught us",
            prompt="Let us read the wall aloud from left to right. Now write, each for yourself: "
            "what did it do to you, and what did it teach you?",
            minutes=12,
            stage=Stage.GENERATE_INSIGHTS,
            columns=[
                Column(
                    "High points",
                    "When were you at your best, and what made it possible?",
                    color="green",
                ),
                Column(
                    "Low points",
                    "When did your energy or your trust run out, and over what?",
                    color="red",
                ),
                Column("Lessons", "What do you know now that you wish you had known at the start?"),
                Column("Still puzzling", "What can you not explain to this day?", color="purple"),
            ],
        ),
        Group(
            prompt="Which of these come from the same events? Put them with the event, or with "
            "each other, and name the chapter.",
            minutes=6,
        ),
        Vote(
            prompt="Which chapter still has the most to teach us?",
            columns=["High points", "Low points", "Lessons", "Still puzzling"],
        ),
        Discuss(
            prompt="What led up to this? What did each of us know at that moment? What would we "
            "tell a team that is about to begin?",
            minutes=24,
            topic_minutes=6,
            top=4,
        ),
        Decide(
            prompt="What do we take into the next chapter, and who should hear of it outside "
            "this room? Who owns it, and by when?",
        ),
        TIME_WELL_SPENT,
    ],
)

# John Allspaw, Blameless PostMortems and a Just Culture, Etsy, 2012; Beyer and others, Site
# Reliability Engineering, 2016, chapter 15 and its example, which asks where luck helped.
INCIDENT_REVIEW = Format(
    name="incident-review",
    title="Blameless incident review",
    purpose="Learn how an incident happened and how we handled it, and make the next one smaller.",
    when="Within days of an outage, an accident or a near miss, with all who had a hand in it.",
    goals=["Detect sooner", "Limit the damage", "Recover faster"],
    agenda=[
        Welcome(
            prompt="Something broke, and people did what made sense to them at the time. We want "
            "to see it through their eyes, and then change what they had to work with.",
            agreement=[
                "We ask how and what, not why you and who.",
                "Whoever tells what they did and did not know does us a service.",
                "In our notes we name roles and systems, so that they can be shared.",
                "Human error is where our questions begin; it is never the answer.",
            ],
        ),
        SAFETY_CHECK,
        Review(
            prompt="Which repairs from earlier incidents are still open? Would one of them have "
            "made a difference this time?",
        ),
        Collect(
            title="What happened",
            prompt="Facts only, with the time in front: what was seen, said and done. The notes "
            "are open from the first, so that we can fill each other's gaps.",
            minutes=12,
            sealed=False,
            columns=[
                Column("Lead-up", "What was going on before, and what looked normal then?"),
                Column(
                    "Detection",
                    "When and how did we find out, and what did we think it was?",
                    color="red",
                ),
                Column("Response", "What was tried, on what information, and what did it do?"),
                Column(
                    "Recovery",
                    "When did it end for those affected, and how could we tell?",
                    color="teal",
                ),
            ],
        ),
        Collect(
            title="What it shows",
            prompt="Now what lies behind the facts. There is never just one cause: look at "
            "tools, alarms, handovers, time pressure, and what everybody took for granted.",
            stage=Stage.GENERATE_INSIGHTS,
            columns=[
                Column(
                    "Contributed",
                    "What made it possible, likelier, longer or worse?",
                    color="orange",
                ),
                Column(
                    "Went well",
                    "Which person, tool or habit kept it from getting worse?",
                    color="green",
                ),
                Column(
                    "Got lucky", "What spared us this time, and may not the next?", color="yellow"
                ),
            ],
        ),
        Group(
            prompt="Which notes point at the same weakness or the same strength? Name the "
            "condition, not a person.",
        ),
        Vote(
            prompt="Which condition, if we leave it as it is, will hurt us again?",
            columns=["Contributed", "Got lucky"],
        ),
        Discuss(
            prompt="How did this look from where you stood? What would have had to be different "
            "for the right thing to be the easy thing?",
            minutes=20,
            topic_minutes=5,
            top=4,
        ),
        Decide(
            prompt="Which repairs help us detect sooner, limit the damage or recover faster? "
            "Change the system rather than ask people to be careful. Who owns it, and by when?",
            minutes=12,
        ),
        Ask(
            title="Readiness",
            prompt="A last private number. If we are far apart or low, our repairs do not reach "
            "far enough yet.",
            minutes=2,
            stage=Stage.CLOSE,
            attribution=Attribution.ANONYMOUS,
            questions=[
                Scale(
                    "readiness",
                    "With these repairs made, how well would we cope if it began again tonight?",
                    labels=("no better than this time", "it would hardly be felt"),
                ),
            ],
        ),
    ],
)

_SURE = ("it will fail", "it will succeed")

# Gary Klein, Performing a Project Premortem, Harvard Business Review, September 2007.
PRE_MORTEM = Format(
    name="pre-mortem",
    title="Pre-mortem",
    purpose="Imagine that the plan has failed, work out why, and prevent it while there is time.",
    when="Before a project, a launch or a big decision, as soon as there is a plan to talk about.",
    goals=["Make failure less likely", "See it coming", "Be ready for it"],
    agenda=[
        Welcome(
            prompt="Somebody tells us the plan in two minutes, so that we all mean the same one. "
            "Then we travel to the day on which we know that it has failed.",
            agreement=[
                "For the next half hour the failure is a fact; nobody has to argue that it comes.",
                "A doubt spoken today is loyal: it helps the plan.",
                "We look for causes, not for culprits in advance.",
            ],
            # The directive is about work that has been done; here none has.
            directive="",
        ),
        # No review: this looks ahead, often with people who have not met before.
        Ask(
            title="Confidence before",
            prompt="A private number before we begin. We ask again at the end and compare.",
            minutes=2,
            stage=Stage.SET_THE_STAGE,
            attribution=Attribution.ANONYMOUS,
            questions=[
                Scale(
                    "confidence-before",
                    "How sure are you that this plan will succeed?",
                    labels=_SURE,
                ),
            ],
        ),
        Collect(
            title="Why it failed",
            prompt="The day has come, and the plan has failed beyond repair. Write by yourself "
            "every reason you can think of, above all those that are awkward to say.",
            columns=[
                Column("Our work", "What did we do badly, too late or not at all?"),
                Column("Our plan", "What had we assumed, promised or left out?"),
                Column(
                    "Around us", "What did others do, or the world, that we had not reckoned on?"
                ),
            ],
        ),
        Group(
            prompt="Each of us in turn reads out one reason until there are no more. Which of "
            "them tell the same story of failure?",
            minutes=8,
        ),
        Vote(
            prompt="Weigh two things at once: how likely is it, and how badly would it hurt? "
            "Your dots go where both are high.",
        ),
        Discuss(
            prompt="How would it have come to this, step by step? What would have been the first "
            "sign, and who would have seen it?",
            minutes=20,
            top=4,
        ),
        Collect(
            title="What prevents it",
            prompt="Back to today, and nothing has failed yet. For the causes that we talked "
            "about: what can we still do?",
            minutes=8,
            stage=Stage.DECIDE_WHAT_TO_DO,
            columns=[
                Column(
                    "Prevent", "What makes the cause less likely, or takes it away?", color="green"
                ),
                Column(
                    "Watch",
                    "Which sign would warn us in time, and where would it show?",
                    color="yellow",
                ),
                Column(
                    "Prepare", "What do we want ready, should it happen all the same?", color="teal"
                ),
            ],
        ),
        Decide(
            prompt="Which of these go into the plan today, and what do we change in it? Who sees "
            "to each, and by when?",
            minutes=12,
        ),
        Ask(
            title="Confidence after",
            prompt="The same question as at the start. A lower number is no bad sign: it may be "
            "the truer one.",
            minutes=2,
            stage=Stage.CLOSE,
            attribution=Attribution.ANONYMOUS,
            questions=[
                Scale(
                    "confidence-after",
                    "With what we have decided, how sure are you that this plan will succeed?",
                    labels=_SURE,
                ),
            ],
        ),
    ],
)
