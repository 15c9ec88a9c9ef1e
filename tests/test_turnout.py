"""How many have taken part, said before anything is revealed."""

from __future__ import annotations

import pytest

from retrokit import Retro
from retrokit.engine.turnout import turnout
from retrokit.formats import Ask, Collect, Column, Format, Vote
from retrokit.questions import FreeText, Scale

SAFE, WORD = Scale("safe", "How safe is it?"), FreeText("word", "One word?")
ASKED, BOTH = Ask(questions=[SAFE]), Ask(questions=[SAFE, WORD])
CREW = ["Ana", "Ben", "Chloe"]


@pytest.mark.parametrize(
    ("activity", "sealed", "said"),
    [
        (Vote(), 0, "Nobody has voted yet."),
        (Vote(), 1, "1 of 3 people has voted."),
        (Vote(), 2, "2 of 3 people have voted."),
        (Vote(), 3, "Everyone has voted."),
        (Vote(), 4, "Everyone has voted."),  # somebody voted and left
        (ASKED, 2, "2 of 3 people have answered."),
        (BOTH, 1, "1 of 6 answers is in."),
        (BOTH, 4, "4 of 6 answers are in."),
        (BOTH, 7, "7 of 7 answers are in."),
        (Collect(columns=[Column("Good")]), 2, ""),
    ],
)
def test_it_says_how_many_and_never_who(activity: Vote, sealed: int, said: str) -> None:
    format = Format(name="one", title="One", purpose="Try.", agenda=[activity])
    retro = Retro.start(format, team="Lander", members=CREW)
    step = retro.state.agenda[0]
    told = turnout(retro.state, step, sealed)
    assert told == said
    assert not any(name in told for name in CREW)
