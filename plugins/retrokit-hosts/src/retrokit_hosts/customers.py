"""The format in which a team looks at its work from where its customers and colleagues sit."""

from __future__ import annotations

from retrokit import (
    Ask,
    Attribution,
    Collect,
    Column,
    Decide,
    Discuss,
    Format,
    Group,
    Review,
    Scale,
    Vote,
    Welcome,
)

from .hands import HANDS

OUTSIDE, INSIDE = "Customers outside are well served", "Colleagues inside are well served"

TO_CUSTOMERS = Column(
    "To customers", "What do you hand over to {customers|people outside}, and to whom by name?"
)
TO_COLLEAGUES = Column(
    "To colleagues", "What do you hand over to {colleagues|people inside}, and to whom by name?"
)
CUSTOMERS_NEED = Column(
    "Customers need",
    "What do {customers|the people outside} need from us that they don't get, or not as it comes?",
)
COLLEAGUES_NEED = Column(
    "Colleagues need",
    "What do {colleagues|the people inside} need from us that they don't get, or not as it comes?",
)

_ENDS = ("badly", "as well as could be")
CUSTOMERS_SAY = Scale(
    "served-customers", "If you are a customer: how well do we serve you?", labels=_ENDS
)
COLLEAGUES_SAY = Scale(
    "served-colleagues",
    "If you are a colleague who relies on our work: how well do we serve you?",
    labels=_ENDS,
)
WE_SAY_CUSTOMERS = Scale(
    "served-customers-we-say",
    "If you are on the team: how well would {customers|our customers} say we serve them?",
    labels=_ENDS,
)
WE_SAY_COLLEAGUES = Scale(
    "served-colleagues-we-say",
    "If you are on the team: how well would {colleagues|our colleagues} say we serve them?",
    labels=_ENDS,
)

CUSTOMERS = Format(
    name="customers",
    title="Customers",
    purpose="See your work from where customers and colleagues sit, and make a promise to each.",
    when="When nobody is sure who uses what you make. Best with two or three guests who do; they "
    "join by link.",
    goals=[OUTSIDE, INSIDE],
    agenda=[
        Welcome(
            prompt="Two sets of people live on what we make. Outside: {customers|the people we "
            "work for}. Inside: {colleagues|the colleagues who rely on our work}. Today we look "
            "at our work from where they sit. If you are here as a guest, thank you: you know "
            "best.",
            agreement=[
                "We talk about what is handed over, not about who hands it over.",
                "Guests speak first. We explain only what they ask about.",
                "“I don't know who gets this” is worth saying aloud.",
            ],
            directive="",
            minutes=2,
        ),
        Review(
            prompt="What became of what we promised them, and of what they promised us?", minutes=3
        ),
        Collect(
            title="What we hand over",
            prompt="A note names one thing and the person who gets it: “The test report, to Mira "
            "in support.” If you are a guest, write what you get from us.",
            columns=[TO_CUSTOMERS, TO_COLLEAGUES],
            minutes=7,
        ),
        Vote(
            title="Who receives it?",
            prompt="Put your hand up for each one that you receive yourself, and for each one "
            "whose receiver you could name.",
            on="notes",
            columns=[TO_CUSTOMERS.name, TO_COLLEAGUES.name],
            method=HANDS.name,
            minutes=3,
        ),
        Ask(
            title="How well served?",
            prompt="Team: guess what they would say. Guests: say how it is. Answer the questions "
            "that are for you, and leave out the others.",
            questions=[CUSTOMERS_SAY, COLLEAGUES_SAY, WE_SAY_CUSTOMERS, WE_SAY_COLLEAGUES],
            attribution=Attribution.CONFIDENTIAL,
            minutes=3,
        ),
        Collect(
            title="What they need",
            prompt="Guests, write what you need. Team, write what you have heard them say. If "
            "you have heard nothing, write what you would ask them.",
            columns=[CUSTOMERS_NEED, COLLEAGUES_NEED],
            attribution=Attribution.CONFIDENTIAL,
            minutes=7,
        ),
        Group(
            prompt="Which notes ask for the same thing? Name it in their words, not in ours.",
            columns=[CUSTOMERS_NEED.name, COLLEAGUES_NEED.name],
            minutes=3,
        ),
        Vote(
            prompt="Which of these would they notice first, if it changed?",
            columns=[CUSTOMERS_NEED.name, COLLEAGUES_NEED.name],
            attribution=Attribution.CONFIDENTIAL,
            minutes=2,
        ),
        Discuss(
            title="For customers",
            prompt="Guests first: what happens on your side when this is missing? Then all: what "
            "is the smallest thing that would change it?",
            columns=[CUSTOMERS_NEED.name],
            top=1,
            topic_minutes=7,
            minutes=7,
        ),
        Discuss(
            title="For colleagues",
            prompt="Guests first: what happens on your side when this is missing? Then all: what "
            "is the smallest thing that would change it?",
            columns=[COLLEAGUES_NEED.name],
            top=1,
            topic_minutes=7,
            minutes=7,
        ),
        Decide(
            title="One promise each way",
            prompt="One promise to customers, one to colleagues: what they will get, in what "
            "shape, by which day. Say which side it serves. Guests, what will you promise us in "
            "return?",
            minutes=6,
        ),
    ],
)
