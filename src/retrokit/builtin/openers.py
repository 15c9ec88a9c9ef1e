"""Two short steps for the agenda of any retro: everyone says a sentence, before and after the work.

They are formats, so that each can be added to another one: `retro start daki --with icebreaker`.
Nobody has to tell anything of their childhood, family, faith, body or money.
"""

from __future__ import annotations

from ..formats import Ask, Format, Stage
from ..questions import FreeText

ICEBREAKER = Format(
    name="icebreaker",
    title="Icebreaker",
    purpose="Hear everyone's voice once before the work begins.",
    when="Add it to any retro, above all with new people: retro start FORMAT --with icebreaker.",
    agenda=[
        Ask(
            title="Icebreaker",
            pool=[
                "What small thing made you smile this week?",
                "What are you looking forward to outside work?",
                "If this week were weather, what would it be?",
                "What's the best thing you've eaten lately?",
                "What did you learn recently that surprised you?",
                "Which song would you put on for this team right now?",
                "What can you reach from where you sit that says something about you?",
                "What would you do with a free hour today?",
                "If our last weeks were a film, what would it be called?",
                "Which tool or trick would you recommend to everyone here?",
                "What's the most useful thing you own that cost next to nothing?",
                "Which place would you go back to tomorrow?",
                "What ordinary thing do you enjoy more than most people do?",
                "Sea, mountains, forest or city: where do you get your energy back?",
                "What's the last thing you fixed, at work or at home?",
                "Which word do you like the sound of, in any language?",
                "What could you explain to us for five minutes without preparing?",
                "What made your work easier this week?",
                "If this team had a mascot, what should it be?",
                "What's on your desk that shouldn't be there?",
                "Which book, film or game would you lend to a friend?",
                "How full is your battery, from 1 to 10, and what charges it?",
                "What are you better at than you were a year ago?",
                "What's a good sound?",
            ],
            prompt="One sentence is plenty, and you may pass. When everyone who wants to has "
            "answered, we reveal the answers and read them out.",
            minutes=4,
            stage=Stage.SET_THE_STAGE,
            questions=[FreeText("icebreaker", "Your answer")],
        ),
    ],
)

CHECKOUT = Format(
    name="checkout",
    title="Checkout",
    purpose="End together: everyone says in a sentence what they leave with.",
    when="Add it to any retro, as its last step: retro start FORMAT --with checkout.",
    agenda=[
        Ask(
            title="Checkout",
            pool=[
                "In one word, how do you leave this meeting?",
                "What will you take with you from today?",
                "What surprised you today?",
                "What are you glad we talked about?",
                "Who made something easier for you today, and how?",
                "What's the first small step you'll take?",
                "What's still on your mind that we didn't get to?",
                "What did somebody say today that you'll remember?",
                "What will you do differently tomorrow?",
                "What would make our next retro better?",
                "What can we stop worrying about now?",
                "What do you need from the rest of us this week?",
                "What do you hope we'll say about today in a month?",
                "If a friend asks how this meeting was, what will you say?",
            ],
            prompt="One sentence is plenty, and you may pass. We reveal the answers together. "
            "Then we're done. Thank you for today.",
            minutes=3,
            stage=Stage.CLOSE,
            questions=[FreeText("checkout", "Your answer")],
        ),
    ],
)
