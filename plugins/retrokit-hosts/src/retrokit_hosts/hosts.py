"""The format in which the leader asks the team as customers, and doesn't answer back.

Nothing that people answer is followed over time: a choice is only where some of its options are
favourable, and none are here. A leader who could watch a figure would manage the figure.
"""

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
    Vote,
    Welcome,
)

CLEARED = Choice(
    "host-cleared",
    "When something was in your way, did your host help to clear it?",
    ["nearly always", "often", "now and then", "hardly ever", "nothing was in my way"],
)
REGRETTED, KEPT_QUIET, NO_NEWS = "I regretted it", "I kept it to myself", "I had none"
BAD_NEWS = Choice(
    "host-bad-news",
    "When you had bad news for your host, was it worth telling them?",
    ["I'd do it again", "it made no difference", REGRETTED, KEPT_QUIET, NO_NEWS],
)
WHY = Choice(
    "host-why",
    "Do you know why we do what we do this month?",
    ["I could explain it to a newcomer", "roughly", "no"],
)
SAY = Choice(
    "host-say",
    "Did you have a say in what touches your work?",
    ["yes", "in some of it", "hardly"],
)
AGAIN = Choice(
    "host-again", "Would you choose to work with your host again?", ["yes", "yes, if…", "no"]
)
MOMENT = FreeText(
    "host-moment", "One moment you remember: what was it like to work with your host?"
)
CHOICES = (CLEARED, BAD_NEWS, WHY, SAY, AGAIN)

HOSTS = Format(
    name="hosts",
    title="Hosts",
    purpose="The leader treats the team as customers: asks, listens, and makes a promise or two.",
    when="Twice a year, led by the leader, who observes. Four people or more besides. Not in the "
    "weeks when pay or jobs are decided.",
    attribution=Attribution.ANONYMOUS,
    agenda=[
        Welcome(
            prompt="Today you are my customers, and I am your host. What it is like to work here "
            "is my work. I will ask, listen and say thank you. I won't explain or defend anything. "
            "At the end I make one promise, two at most. Next time, you say whether I kept it.",
            agreement=[
                "The host asks for more, and doesn't answer back.",
                "Nobody asks or guesses who said what.",
                "We talk about what the host does, not about what they are like.",
                "“I'd rather not say” is a full answer.",
            ],
            directive="",
            minutes=2,
        ),
        Review(
            title="What I promised",
            prompt="I read my promises aloud, one by one. You decide whether each was kept; I "
            "don't. Half done is not done yet.",
            minutes=4,
        ),
        Ask(
            title="In private",
            prompt="These are about me, so I answer none of them. Leave out what you'd rather not "
            "say. When everyone is done, I read every answer aloud, and say thank you.",
            questions=[*CHOICES, MOMENT],
            minutes=8,
        ),
        Collect(
            title="For me",
            prompt="What would you like to see me do? Write it so that anyone could see it happen: "
            "“Ask us before you change a date”, not “Be more respectful”.",
            columns=[
                Column("Start", "What should I do that I don't do yet?", color="green"),
                Column("Stop", "What should I stop doing?", color="red"),
                Column("Keep", "What helps you, and should stay as it is?", color="blue"),
            ],
            minutes=7,
        ),
        Group(prompt="Which notes ask for the same thing? Name it in the words of one.", minutes=2),
        Vote(prompt="Which of these would help you most?", budget=2, minutes=2),
        Discuss(
            title="Tell me more",
            prompt="I ask only two things: When did that happen last? What would have been better? "
            "Then I say back what I heard, until you say: yes, that's it.",
            top=2,
            topic_minutes=5,
            minutes=10,
        ),
        Decide(
            title="My promise",
            prompt="I promise one thing, two at most: what you will see me do, and by which day "
            "before we do this again. I own it myself. If I can't promise what you want most, I "
            "say so now.",
            minutes=5,
        ),
    ],
)
