"""What is promised before anybody writes, and that it is kept."""

from __future__ import annotations

import pytest
from attrs import evolve
from crew import ANONYMOUS, CONFIDENTIAL, CREW, GATHER, OPEN, PULSE, seal, start

from retrokit.formats import Ask, Attribution, Decide, Vote
from retrokit.questions import FreeText, Scale
from retrokit.retro import Retro
from retrokit.retro.promises import promise

NAMED = Attribution.NAMED
WORD = Ask(questions=[FreeText("word", "One word?")])
SCALE = Ask(questions=[Scale("safe", "How safe?")])
TEAM = (*CREW, "Dee", "Eli")


def promised(retro: Retro) -> str:
    step = retro.state.current_step
    assert step is not None
    return promise(retro.state, step)


@pytest.mark.parametrize(
    ("activity", "attribution", "said"),
    [
        (Decide(), ANONYMOUS, ""),
        (OPEN, NAMED, "Open: everyone sees a note as soon as it is written, and who wrote it."),
        (GATHER, NAMED, "Sealed until the activity closes. Everyone will see who wrote what."),
        (
            GATHER, CONFIDENTIAL,
            "Sealed until the activity closes. Everyone will see what was written; nobody, "
            "and no file, who by.",
        ),
        (
            OPEN, ANONYMOUS,
            "Sealed until the activity closes. Who wrote what is never stored, not even until "
            "it is opened.",
        ),
        (PULSE, NAMED, "Sealed until the activity closes. Everyone will see who answered what."),
        (Vote(), NAMED, "Sealed until the activity closes. Everyone will see who voted for what."),
        (
            SCALE, CONFIDENTIAL,
            "Sealed until the activity closes. Everyone will see the result; the single answers "
            "are then erased. Fewer than 3 answers are not shown.",
        ),
        (
            SCALE, ANONYMOUS,
            "Sealed until the activity closes. Everyone will see the answers, sorted; whose they "
            "are is never stored. Fewer than 3 answers are not shown.",
        ),
        (
            Vote(), CONFIDENTIAL,
            "Sealed until the activity closes. Everyone will see the count; the ballots are then "
            "erased. Fewer than 3 votes are not shown.",
        ),
        (
            Vote(), ANONYMOUS,
            "Sealed until the activity closes. Everyone will see the ballots, sorted; whose they "
            "are is never stored. Fewer than 3 votes are not shown.",
        ),
    ],
)  # fmt: skip
def test_each_activity_says_what_will_be_seen(
    activity: Decide, attribution: Attribution, said: str
) -> None:
    assert promised(start(activity, attribution=attribution)) == said


def test_after_an_opening_a_collect_says_that_it_is_open() -> None:
    retro = start(GATHER)
    seal(retro, "Good", "x")
    retro.open_seals()
    assert promised(retro).startswith("Open: ")


def test_the_floor_of_free_text_is_told_where_the_team_is_large_enough() -> None:
    more = "Free text is shown from 5 answers on."
    assert promised(start(WORD, attribution=CONFIDENTIAL, members=TEAM)).endswith(more)
    assert more not in promised(start(WORD, attribution=CONFIDENTIAL, members=TEAM[:4]))
    assert more not in promised(start(SCALE, attribution=CONFIDENTIAL, members=TEAM))


def test_the_stricter_of_activity_and_retro_is_promised() -> None:
    retro = start(evolve(SCALE, attribution=ANONYMOUS), attribution=CONFIDENTIAL)
    assert "never stored" in promised(retro)


def test_a_promise_does_not_change_when_people_leave() -> None:
    retro = start(WORD, attribution=CONFIDENTIAL, members=TEAM)
    before = promised(retro)
    retro.leave("Eli")
    assert promised(retro) == before
