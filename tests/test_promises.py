"""What is promised before anybody writes, and that it is kept."""

from __future__ import annotations

import pytest
from attrs import evolve
from crew import ANONYMOUS, CONFIDENTIAL, CREW, GATHER, OPEN, PULSE, seal, start

from retrokit.formats import Ask, Attribution, Decide, Vote
from retrokit.questions import Allocation, FreeText, PeerRating, Question, Scale
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


def test_what_is_sealed_after_an_opening_is_promised_as_such() -> None:
    retro = start(GATHER, attribution=CONFIDENTIAL)
    seal(retro, "Good", "x")
    retro.open_seals()
    assert promised(retro).startswith("What comes now is sealed until the activity closes. ")


@pytest.mark.parametrize(
    ("activity", "attribution", "said"),
    [
        (SCALE, NAMED, "Opened: everyone sees whose answers these are."),
        (SCALE, CONFIDENTIAL,
         "Opened: everyone sees what it came to; the single answers are erased."),
        (SCALE, ANONYMOUS,
         "Opened: everyone sees the answers, sorted; whose they are was never stored."),
        (Vote(), NAMED, "Opened: everyone sees whose votes these are."),
        (Vote(), CONFIDENTIAL,
         "Opened: everyone sees what it came to; the single votes are erased."),
        (Vote(), ANONYMOUS,
         "Opened: everyone sees the votes, sorted; whose they are was never stored."),
    ],
)  # fmt: skip
def test_once_opened_it_says_what_was_kept(
    activity: Ask | Vote, attribution: Attribution, said: str
) -> None:
    retro = start(OPEN, activity, attribution=NAMED)
    retro.add_note("Parked", "tea", "Ana")
    if attribution is not NAMED:
        retro.tighten(attribution)
    retro.next()
    for name in CREW:
        if isinstance(activity, Vote):
            retro.vote({1: 1}, name)
        else:
            retro.answer("safe", 3, name)
    retro.open_seals()
    assert promised(retro) == said
    if attribution is NAMED:
        retro.tighten(ANONYMOUS)  # what was shown by then stays shown
        assert promised(retro) == said


def test_where_too_few_took_part_it_says_that_nothing_is_shown() -> None:
    retro = start(SCALE, attribution=CONFIDENTIAL)
    retro.answer("safe", 3, "Ana")
    retro.open_seals()
    assert promised(retro) == (
        "Opened: too few answers came in to show anything, and they are erased."
    )


def test_the_floor_of_free_text_is_told_where_the_team_is_large_enough() -> None:
    more = "Free text is shown from {} answers on."
    six = (*TEAM, "Flo")
    assert promised(start(WORD, attribution=CONFIDENTIAL, members=six)).endswith(more.format(5))
    assert promised(start(WORD, attribution=CONFIDENTIAL, members=TEAM)).endswith(more.format(4))
    assert "Free text" not in promised(start(WORD, attribution=CONFIDENTIAL, members=TEAM[:4]))
    assert "Free text" not in promised(start(SCALE, attribution=CONFIDENTIAL, members=six))


@pytest.mark.parametrize(
    ("labels", "reverse", "worst"),
    [
        (None, False, "1"),
        (("hurt", "well"), False, "1 (hurt)"),
        (("well", "hurt"), True, "5 (hurt)"),
    ],
)
def test_an_alarm_is_promised_before_anybody_answers(
    labels: tuple[str, str] | None, reverse: bool, worst: str
) -> None:
    hurt = Scale("hurt", "Hurt?", labels=labels, reverse=reverse, alarm="Somebody is hurt.")
    for attribution in (CONFIDENTIAL, ANONYMOUS):
        assert promised(start(Ask(questions=[hurt]), attribution=attribution)).endswith(
            f'If even one person answers "{worst}", everyone is told that somebody did, without a '
            "name, however few answer."
        )
    assert "somebody did" not in promised(start(Ask(questions=[hurt]), attribution=NAMED))


def test_the_stricter_of_activity_and_retro_is_promised() -> None:
    retro = start(evolve(SCALE, attribution=ANONYMOUS), attribution=CONFIDENTIAL)
    assert "never stored" in promised(retro)


def test_a_promise_does_not_change_when_people_leave() -> None:
    retro = start(WORD, attribution=CONFIDENTIAL, members=TEAM)
    before = promised(retro)
    retro.leave("Eli")
    assert promised(retro) == before


# --- about teammates

GIVEN = "What you give a teammate is shown to nobody, and erased when this is opened."
TOLD = "What 3 others or more gave one person is summed up and goes"
GROUP = "What it comes to for the group goes to everyone, without names."
POINTS = Allocation("points", "Who carried what?")
CARE = PeerRating("care", "Care?", ["Helps"], shown_to="team")
OWN = "Who gave it is never stored. You rate yourself as well: an answer that left you out would "


@pytest.mark.parametrize(
    ("questions", "attribution", "said"),
    [
        ([POINTS], NAMED,
         "Everyone will see who answered what. That goes for what you say of teammates, too."),
        ([POINTS], CONFIDENTIAL,
         f"{GIVEN} {TOLD} to that person alone, as a letter. {GROUP} "
         "Fewer than 3 answers are not shown."),
        ([evolve(POINTS, shown_to="facilitator")], CONFIDENTIAL,
         f"{GIVEN} {TOLD} to that person and the facilitator, as letters. {GROUP} "
         "Fewer than 3 answers are not shown."),
        ([CARE], ANONYMOUS,
         f"{GIVEN} {TOLD} to everyone. {GROUP} {OWN}be known as yours. "
         "Fewer than 3 answers are not shown."),
        ([Scale("safe", "Safe?"), POINTS, CARE], CONFIDENTIAL,
         "Everyone will see the result; the single answers are then erased. "
         f"{GIVEN} {TOLD} to that person alone, as a letter (\"Who carried what?\"), to everyone "
         f"(\"Care?\"). {GROUP} Fewer than 3 answers are not shown."),
    ],
)  # fmt: skip
def test_what_is_said_of_teammates_has_a_promise_of_its_own(
    questions: list[Question], attribution: Attribution, said: str
) -> None:
    retro = start(Ask(questions=questions), members=TEAM, attribution=attribution)
    assert promised(retro) == f"Sealed until the activity closes. {said}"


@pytest.mark.parametrize("attribution", [CONFIDENTIAL, ANONYMOUS])
def test_where_too_few_are_here_for_a_result_about_anybody_it_says_so(
    attribution: Attribution,
) -> None:
    few = "So few are here that no result about one person will be told."
    asked = Ask(questions=[POINTS])
    assert few in promised(start(asked, members=TEAM[:3], attribution=attribution))
    retro = start(asked, members=TEAM[:4], attribution=attribution)
    assert few not in promised(retro)
    retro.leave("Dee")
    assert few not in promised(retro), "four may have answered by now"
    assert few not in promised(start(asked, members=TEAM[:2]))
