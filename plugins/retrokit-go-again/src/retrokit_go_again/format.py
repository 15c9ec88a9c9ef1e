"""The format: two goals above all tasks, asked after in private."""

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
    FreeText,
    Group,
    Review,
    Scale,
    Vote,
    Welcome,
)

HOME_SAFE = "Everyone comes home safe"
LETS_GO_AGAIN = 'Everyone says "let\'s go again"'

YES, YES_IF, NO = "yes", "yes, if…", "no"

SAFE = Scale(
    "safe",
    "How well did we keep each other safe and well, in body and in mind?",
    labels=("somebody came to harm", "everyone was in good hands"),
    alarm="At least one of you says that somebody came to harm. Take care of that before anything "
    "else. What happened? Is everyone all right now? Who looks after it today? Nobody has to say "
    "which answer was theirs.",
)
SPEAK_UP = Scale(
    "speak-up",
    "How safe is it to speak up in this crew: to ask, to doubt, to own up to a mistake?",
    labels=("I would rather keep quiet", "I can say anything"),
)
EXCITED = Scale(
    "excited",
    "How excited are you about what this crew could do next?",
    labels=("not at all", "I can hardly wait"),
)
AGAIN = Choice(
    "again",
    "Would you go again with this crew, if it were up to you?",
    options=[YES, YES_IF, NO],
    favourable=[YES],
)
# Put to everyone, not only to those who hesitate: an answer of theirs would stand out, and too
# few answers would be withheld and lost.
WHAT_IT_TAKES = FreeText(
    "what-it-takes", "What would make it a yes for you? If it is one already: what makes it one?"
)

CROSSED = Column(
    "A line we crossed",
    "Which line that we had drawn for ourselves did we cross, or nearly? Leave it empty if there "
    "was none.",
    color="red",
)
NEARLY = Column(
    "Nearly cost us a goal",
    "When did somebody nearly come to harm, burn out or give up on us? What was going on around "
    "it?",
    color="orange",
)
KEEP = Column(
    "Keep for the next trip",
    "What made it good to be in this crew, and would you not leave without?",
    color="blue",
)

GO_AGAIN = Format(
    name="go-again",
    title="Would we go again?",
    purpose="Ask in private if all came home safe and would go again, then act on what it takes.",
    when="After a trip, a project or a hard stretch, with three or more people who may set out "
    "together again.",
    goals=[HOME_SAFE, LETS_GO_AGAIN],
    # All of it, notes and votes too: about a close call people are frank where it cannot be held
    # against them. Aviation has had them reported that way since 1976.
    attribution=Attribution.CONFIDENTIAL,
    agenda=[
        Welcome(
            prompt="A crew has tasks, and two goals above them: that everyone comes home safe, "
            "and that everyone says: let's go again. They stand above because they pay for all "
            "the rest. Whatever we reach by wearing somebody out is borrowed from them, and "
            "whatever we reach by wearing each other out is borrowed from the next trip. Tasks "
            "can be made up for; people and trust are slow to mend. So today we ask first how we "
            "did by the two goals, and then hold all that we decide against them.",
            agreement=[
                "We ask what happened to us and what it did to us, not whose fault it was.",
                "Nobody asks or guesses who gave which answer.",
                "No is an answer as welcome as yes; so is none.",
                "Whoever tells of a close call does all of us a service.",
            ],
        ),
        Review(
            prompt="What did we promise each other last time? For each item: is it done, do we "
            "keep it open, or do we drop it? And did it bring us nearer to the goal it was for? If "
            "you held a crew brief, read its stop lines aloud as well.",
        ),
        Ask(
            title="In private",
            prompt="Answer for yourself, as it was for you. We will see how many gave each "
            "answer, and never whose it was. What you write in your own words is shown as you "
            "write it, without your name, so leave out what only you could know. Please all "
            "write a line there, then nobody stands out by it.",
            minutes=6,
            questions=[SAFE, SPEAK_UP, EXCITED, AGAIN, WHAT_IT_TAKES],
        ),
        Collect(
            prompt="Take the answers in for a moment, without explaining them. Then write, each "
            "by yourself, what lies behind them. Nobody learns who wrote what, unless they say "
            "so themselves.",
            columns=[CROSSED, NEARLY, KEEP],
        ),
        Group(
            prompt="Which notes tell of the same thing? Name it by what it did to us, not by "
            "who was there.",
        ),
        Vote(
            prompt="Which of these will matter most to whether we all come home safe the next "
            "time, and would go once more?",
        ),
        Discuss(
            title="What hurt, first",
            prompt="What led up to this? What would have helped? Hear everyone out before anybody "
            "suggests anything.",
            minutes=15,
            top=3,
            columns=[CROSSED.name, NEARLY.name],
        ),
        Discuss(
            title="What we keep",
            prompt="What does this depend on, and could we lose it?",
            minutes=5,
            top=2,
            columns=[KEEP.name],
        ),
        Decide(
            prompt="What will we do, who owns it, and by when? Hold each decision and each item "
            "against both goals: does it serve the goal, leave it untouched, or cost it? If it "
            "serves neither, it may be good work, but it is for another list.",
        ),
    ],
)
