"""The formats: agree what is fair, ask in private who carried what, decide what to change."""

from __future__ import annotations

from retrokit import (
    Allocation,
    Ask,
    Attribution,
    Collect,
    Column,
    Decide,
    Discuss,
    Format,
    FreeText,
    Group,
    PeerRating,
    Review,
    Scale,
    Vote,
    Welcome,
)

STAND_BY_IT = "Everyone carries a share that they can stand by"
SEEN = "Everyone is seen for what they carried"

FAIR = Scale(
    "fair",
    "All in all: how fairly was the work shared among us?",
    labels=("not at all", "as fairly as it could be"),
)
UNSEEN = FreeText(
    "unseen",
    "What did somebody carry that hardly anybody saw? You may name who it was, and thank them.",
)
POINTS = Allocation(
    "points",
    "You have 100 points for all the work that went into this: doing it, thinking it through, "
    "keeping it together. Who carried how much of it? Begin with what you saw, and count yourself.",
    with_self=True,
    scoring="fair-share",
)
CRITERIA = PeerRating(
    "criteria",
    "How far does each of these hold for each of us, as far as you saw it? Count yourself.",
    criteria=[
        "Did what we had agreed on, when we had agreed on it",
        "Brought ideas or knowledge that took us further",
        "Helped others, and kept us posted",
        "Could be counted on when it got hard",
    ],
    labels=("hardly", "fully"),
    with_self=True,
    scoring="fair-share",
)


def _fair_share(name: str, title: str, when: str, question: Allocation | PeerRating) -> Format:
    return Format(
        name=name,
        title=title,
        purpose="Agree what fair means to you, ask in private who carried what, and change it.",
        when=when,
        goals=[STAND_BY_IT, SEEN],
        # What one says of a teammate has to be counted, and must never be read.
        attribution=Attribution.CONFIDENTIAL,
        agenda=[
            Welcome(
                prompt="Work that several people answer for has to be shared fairly, or it stops "
                "being good work: some carry too much, some are kept from carrying anything, and "
                "nobody says so. Today we say first what fair means to us. Then each of us says "
                "in private who carried what. Who will see what is on the screen before anybody "
                "answers. None of it is a grade; it is where a conversation starts.",
                agreement=[
                    "We talk about what was carried and how it was shared, not about who is worth "
                    "what.",
                    "Some work leaves no trace: asking, listening, cleaning up. It counts.",
                    "Nobody asks or guesses who said what of whom.",
                    "A letter is its reader's. You may show yours; nobody may ask for it.",
                ],
            ),
            Review(
                prompt="What did we want to share differently? For each item: is it done, do we "
                "keep it open, or do we drop it?",
            ),
            Collect(
                title="What is fair?",
                prompt="Not everybody has the same time, the same experience or the same load at "
                "home. So what would a fair share be for us? Write it each by yourself.",
                minutes=6,
                columns=[
                    Column(
                        "Fair is when",
                        "What would make you say afterwards: that was fair?",
                        color="green",
                    ),
                    Column(
                        "Not fair is when",
                        "What would leave you with a bad feeling?",
                        color="orange",
                    ),
                ],
            ),
            Discuss(
                title="Agree on it",
                prompt="Which of these do we all stand by? Write down in a sentence what fair is "
                "to mean here; we answer the questions that follow by it.",
                minutes=10,
                order=["size", "number"],
                topic_minutes=2,
                top=5,
            ),
            Ask(
                title="Who carried what",
                prompt="Answer for yourself, by what we have just agreed on, for what you saw. If "
                "you cannot say of somebody, say so: that is better than a guess, and it counts "
                "neither for nor against anybody.",
                minutes=8,
                questions=[question, FAIR, UNSEEN],
            ),
            Collect(
                title="From here on",
                prompt="Read your letter, and take a breath. Then write: what shall stay as it "
                "is, and what would make the next stretch fairer?",
                minutes=6,
                columns=[
                    Column(
                        "Keep",
                        "What about how we share the work is good, and should stay?",
                        color="blue",
                    ),
                    Column(
                        "Share differently",
                        "What should move from somebody to somebody else, or be shared in turns? "
                        "Name the work, not the person.",
                    ),
                ],
            ),
            Group(prompt="Which notes are about the same work, or the same way of sharing it?"),
            Vote(
                prompt="What would make the most difference to how fair it feels?",
                columns=["Keep", "Share differently"],
            ),
            Discuss(
                prompt="What keeps this as it is? What would those need who could take it on, and "
                "what those who would let go of it?",
                minutes=15,
                top=2,
            ),
            Decide(
                prompt="What will we share differently, who takes it on, and from when? Say with "
                "every item which goal it serves.",
            ),
        ],
    )


FAIR_SHARE = _fair_share(
    "fair-share",
    "Fair share",
    "Halfway through or after a group project of four or more, to share out what was carried.",
    POINTS,
)
FAIR_SHARE_CRITERIA = _fair_share(
    "fair-share-criteria",
    "Fair share, by criteria",
    "The same, where how somebody worked matters more than how much of it they did.",
    CRITERIA,
)
