"""What is promised before anybody writes, and that it is kept."""

from __future__ import annotations

import pytest
from attrs import evolve
from crew import ANONYMOUS, CONFIDENTIAL, CREW, GATHER, OPEN, PULSE, seal, start

from retrokit.engine.promises import promise
from retrokit.formats import Ask, Attribution, Decide, Vote
from retrokit.questions import Allocation, Choice, FreeText, PeerRating, Question, Scale
from retrokit.retro import Retro

NAMED = Attribution.NAMED
WORD = Ask(questions=[FreeText("word", "One word?")])
SCALE = Ask(questions=[Scale("safe", "How safe?")])
TEAM = (*CREW, "Dee", "Eli")


HIDDEN = "Hidden until we reveal them."


def promised(retro: Retro) -> str:
    step = retro.state.current_step
    assert step is not None
    return promise(retro.state, step)


@pytest.mark.parametrize(
    ("activity", "attribution", "said"),
    [
        (Decide(), ANONYMOUS, ""),
        (OPEN, NAMED, "Everyone sees a note as soon as you add it, and who wrote it."),
        (GATHER, NAMED, f"{HIDDEN} Then everyone sees them, with names."),
        (GATHER, CONFIDENTIAL, f"{HIDDEN} Then everyone sees them, and who wrote what is erased."),
        (OPEN, ANONYMOUS, f"{HIDDEN} Then everyone sees them. Who wrote what is never stored."),
        (PULSE, NAMED, f"{HIDDEN} Then everyone sees them, with names."),
        (Vote(), NAMED, f"{HIDDEN} Then everyone sees them, with names."),
        (
            SCALE, CONFIDENTIAL,
            f"{HIDDEN} Then everyone sees the result, and the single answers are erased. "
            "Fewer than 3 answers are not shown; people who left do not count.",
        ),
        (
            SCALE, ANONYMOUS,
            f"{HIDDEN} Then everyone sees them, sorted. Whose they are is never stored. "
            "Fewer than 3 answers are not shown; people who left do not count.",
        ),
        (
            Vote(), CONFIDENTIAL,
            f"{HIDDEN} Then everyone sees the count, and the ballots are erased. "
            "Fewer than 3 votes are not shown; people who left do not count.",
        ),
        (
            Vote(), ANONYMOUS,
            f"{HIDDEN} Then everyone sees them, sorted. Whose they are is never stored. "
            "Fewer than 3 votes are not shown; people who left do not count.",
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
    assert promised(retro).startswith("Everyone sees a note as soon as you add it")


def test_what_is_sealed_after_an_opening_is_promised_as_such() -> None:
    retro = start(GATHER, attribution=CONFIDENTIAL)
    seal(retro, "Good", "x")
    retro.open_seals()
    assert promised(retro).startswith("New notes are hidden until we reveal them. ")


@pytest.mark.parametrize(
    ("activity", "attribution", "said"),
    [
        (SCALE, NAMED, "Revealed: everyone sees the answers, with names."),
        (SCALE, CONFIDENTIAL,
         "Revealed: everyone sees the result. The single answers are erased."),
        (SCALE, ANONYMOUS,
         "Revealed: everyone sees the answers, sorted. Whose they are was never stored."),
        (Vote(), NAMED, "Revealed: everyone sees the votes, with names."),
        (Vote(), CONFIDENTIAL,
         "Revealed: everyone sees the result. The single votes are erased."),
        (Vote(), ANONYMOUS,
         "Revealed: everyone sees the votes, sorted. Whose they are was never stored."),
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
        "Revealed: there were too few answers to show a result, and they are erased."
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


def test_the_alarm_of_a_choice_is_promised_too() -> None:
    harm = Choice("harm", "Harm?", ["none", "today"], alarm="Talk about it today.")
    assert 'If even one person answers "today", everyone is told that somebody did' in promised(
        start(Ask(questions=[harm]), attribution=CONFIDENTIAL)
    )
    calm = Choice("harm", "Harm?", ["none", "today"])
    assert "even one person" not in promised(start(Ask(questions=[calm]), attribution=CONFIDENTIAL))


def test_the_stricter_of_activity_and_retro_is_promised() -> None:
    retro = start(evolve(SCALE, attribution=ANONYMOUS), attribution=CONFIDENTIAL)
    assert "never stored" in promised(retro)


def test_a_promise_does_not_change_when_people_leave() -> None:
    retro = start(WORD, attribution=CONFIDENTIAL, members=TEAM)
    before = promised(retro)
    retro.leave("Eli")
    assert promised(retro) == before


# --- about teammates

GIVEN = "Nobody sees what you give a teammate. It is erased when this is revealed."
TOLD = "What 3 or more others gave one person is summed up and goes"
GROUP = "Everyone sees the result for the group, without names."
POINTS = Allocation("points", "Who carried what?")
CARE = PeerRating("care", "Care?", ["Helps"], shown_to="team")
OWN = "Who gave it is never stored. You rate yourself, too: leaving you out would show that the "


@pytest.mark.parametrize(
    ("questions", "attribution", "said"),
    [
        ([POINTS], NAMED,
         "Then everyone sees them, with names. That includes what you say of teammates."),
        ([POINTS], CONFIDENTIAL,
         f"{GIVEN} {TOLD} to that person alone, as a letter. {GROUP} "
         "Fewer than 3 answers are not shown; people who left do not count."),
        ([evolve(POINTS, shown_to="facilitator")], CONFIDENTIAL,
         f"{GIVEN} {TOLD} to that person and the facilitator, as letters. {GROUP} "
         "Fewer than 3 answers are not shown; people who left do not count."),
        ([CARE], ANONYMOUS,
         f"{GIVEN} {TOLD} to everyone. {GROUP} {OWN}answer is yours. "
         "Fewer than 3 answers are not shown; people who left do not count."),
        ([Scale("safe", "Safe?"), POINTS, CARE], CONFIDENTIAL,
         "Then everyone sees the result, and the single answers are erased. "
         f"{GIVEN} {TOLD} to that person alone, as a letter (\"Who carried what?\"), to everyone "
         f"(\"Care?\"). {GROUP} Fewer than 3 answers are not shown; people who left do not count."),
    ],
)  # fmt: skip
def test_what_is_said_of_teammates_has_a_promise_of_its_own(
    questions: list[Question], attribution: Attribution, said: str
) -> None:
    retro = start(Ask(questions=questions), members=TEAM, attribution=attribution)
    assert promised(retro) == f"{HIDDEN} {said}"


@pytest.mark.parametrize("attribution", [CONFIDENTIAL, ANONYMOUS])
def test_where_too_few_are_here_for_a_result_about_anybody_it_says_so(
    attribution: Attribution,
) -> None:
    few = "Too few people are here to tell a result about one person."
    asked = Ask(questions=[POINTS])
    assert few in promised(start(asked, members=TEAM[:3], attribution=attribution))
    retro = start(asked, members=TEAM[:4], attribution=attribution)
    assert few not in promised(retro)
    retro.leave("Dee")
    assert few not in promised(retro), "four may have answered by now"
    assert few not in promised(start(asked, members=TEAM[:2]))
