"""What an opening would withhold is said before it, from counts alone."""

from __future__ import annotations

from typing import Any

import pytest
from crew import ANONYMOUS, CONFIDENTIAL, FakeClock, start
from hypothesis import given, settings
from hypothesis import strategies as st

from retrokit.errors import NotNow
from retrokit.formats import Activity, Ask, Attribution, Collect, Column, Decide, Vote
from retrokit.questions import FreeText, PeerRating, Scale
from retrokit.questions.results import TOO_FEW
from retrokit.retro import Retro
from retrokit.scoring import Scores, Scoring
from retrokit.tallies import Tally, TallyMethod

NAMED = Attribution.NAMED
TEAM = ("Ana", "Ben", "Cy", "Dee", "Eli", "Fay", "Gus")
SAFE, WORD = Scale("safe", "How safe?"), FreeText("word", "One word?")
CARE = PeerRating("care", "Care?", ["Helps"])
ASKS = [Ask(questions=[SAFE]), Ask(questions=[WORD]), Ask(questions=[CARE]),
        Ask(questions=[SAFE, WORD, CARE])]  # fmt: skip
VOTES = [Vote(on="notes"), Vote(on="notes", method="consent")]
BOARD = Collect(columns=[Column("Good")], sealed=False)


def at(activity: Activity, attribution: Attribution, people: int) -> Retro:
    """Return a retro of so many people, at an activity."""
    retro = start(
        Collect(columns=[Column("Good")]), activity, Decide(),
        members=TEAM[:people], attribution=attribution,
    )  # fmt: skip
    retro.add_note("Good", "Tea", TEAM[0])
    retro.next()
    return retro


def give(retro: Retro, slot: int, who: str, *, objects: bool = False) -> None:
    """Take part: in a vote, or by answering one of the questions."""
    step = retro.state.current_step
    assert step is not None
    if isinstance(step.activity, Vote):
        [terms] = [each.terms for _, each in retro.state.of(Vote)]
        ballot: Any = {1: 1}
        if terms.ballot.asks_why and objects:
            ballot = {1: (0, "too hot")}
        retro.vote(ballot, who)
        return
    assert isinstance(step.activity, Ask)
    question = step.activity.questions[slot]
    mates = retro.teammates(question.name, who)
    values = {"safe": 3, "word": "tea", "care": {mate: [3] for mate in mates}}
    retro.answer(question.name, values[question.name], who)


def withheld(retro: Retro) -> bool:
    """Open the current step, and return whether anything is not shown, or could not have been."""
    step = retro.state.current_step
    assert step is not None
    retro.open_seals()
    if isinstance(step.activity, Vote):
        vote = retro.state.at[step.id]
        return vote.tally is None or bool(vote.words_floor)
    lines = [line for who in retro.state.members for _, each in retro.letters(who)
             for line in each.lines]  # fmt: skip
    return TOO_FEW in lines or any(each.summary is None for each in retro.state.at[step.id].results)


@st.composite
def situations(draw: st.DrawFn) -> tuple[Activity, Attribution, int, list[list[int]]]:
    """Return an activity, its attribution, how many people there are, and who gives."""
    activity = draw(st.sampled_from([*ASKS, *VOTES]))
    people = draw(st.integers(2, 7))
    slots = len(activity.questions) if isinstance(activity, Ask) else 1
    some = st.lists(st.integers(0, people - 1), unique=True)
    who = draw(st.lists(some, min_size=slots, max_size=slots).filter(any))
    return activity, draw(st.sampled_from([NAMED, CONFIDENTIAL, ANONYMOUS])), people, who


@settings(max_examples=80)
@given(situation=situations())
def test_it_speaks_where_and_only_where_something_is_withheld(situation: Any) -> None:
    activity, attribution, people, gives = situation
    retro = at(activity, attribution, people)
    for slot, givers in enumerate(gives):
        for each in givers:
            give(retro, slot, TEAM[each], objects=True)
    said = retro.would_withhold()
    assert not any(name in " ".join(said) for name in (*TEAM, "safe", "word", "care"))
    assert bool(said) == withheld(retro), said


@settings(max_examples=60)
@given(situation=situations(), order=st.permutations(range(7)), leaves=st.sets(st.integers(0, 6)))
def test_it_hangs_on_counts_alone_and_promises_too_much_to_nobody(
    situation: Any, order: list[int], leaves: set[int]
) -> None:
    """Who takes part, who of them leaves, and whether somebody objects makes no difference."""
    activity, attribution, people, gives = situation
    order = [each for each in order if each < people]
    two = [at(activity, attribution, people) for _ in range(2)]
    for slot, givers in enumerate(gives):
        for each in givers:
            give(two[0], slot, TEAM[each], objects=True)
            give(two[1], slot, TEAM[order[each]])
    for retro in two:
        for each in sorted(leaves & set(range(people))):
            retro.leave(TEAM[each])
    said = [retro.would_withhold() for retro in two]
    assert said[0] == said[1]
    if isinstance(activity, Vote) or all(each != CARE for each in activity.questions):
        # Silent only where all is shown. (Whom somebody rated is no count.)
        assert said[0] or not any(map(withheld, two))


@pytest.mark.parametrize(
    ("activity", "people", "givers", "said"),
    [
        (VOTES[0], 5, 2, "Too few people have voted to show a result: it takes 3. The votes "
                         "would be erased. Waiting may help."),
        (VOTES[0], 2, 2, "Too few people have voted to show a result: it takes 3. The votes "
                         "would be erased. Only 2 people can take part."),
        (VOTES[1], 7, 3, "Reasons for an objection are shown from 5 votes on. If there are any, "
                         "they would be erased. Waiting may help."),
        (ASKS[0], 5, 1, "Too few people have answered to show all results: it takes 3. Answers "
                        "that are not shown would be erased. Waiting may help."),
        (ASKS[2], 5, 3, "Too few people have answered to show all results: it takes 4. Answers "
                        "that are not shown would be erased. Waiting may help."),
        (ASKS[3], 5, 3, "2 of the 3 questions have too few answers to show yet. Answers that are "
                        "not shown would be erased. Waiting may help."),
    ],
)  # fmt: skip
def test_it_says_what_and_what_can_be_done(
    activity: Activity, people: int, givers: int, said: str
) -> None:
    retro = at(activity, CONFIDENTIAL, people)
    for slot in range(len(getattr(activity, "questions", "1"))):
        for each in TEAM[:givers]:
            give(retro, slot, each)
    assert retro.would_withhold() == (said,)


def test_one_question_of_several_and_one_person() -> None:
    retro = at(ASKS[3], CONFIDENTIAL, 4)
    for each in TEAM[:4]:
        give(retro, 0, each)
        give(retro, 1, each)
    give(retro, 2, "Ana")
    [said] = retro.would_withhold()
    assert said.startswith("1 of the 3 questions has too few answers to show yet.")
    for each in TEAM[1:4]:
        retro.leave(each)
    [said] = retro.would_withhold()
    assert "People who left may be among those counted" in said
    assert said.endswith("Only 1 person can take part.")


def test_who_left_before_or_came_back_is_not_counted_off() -> None:
    retro = at(ASKS[0], CONFIDENTIAL, 6)
    for each in TEAM[:3]:
        give(retro, 0, each)
    assert retro.would_withhold() == ()
    retro.leave("Fay")
    assert retro.would_withhold()
    retro.join("Fay")
    assert retro.would_withhold() == ()
    early = start(Collect(columns=[Column("Good")]), ASKS[0], members=TEAM, attribution=ANONYMOUS)
    early.leave("Gus")
    early.next()
    for each in TEAM[:3]:
        give(early, 0, each)
    assert early.would_withhold() == ()


def test_nothing_hidden_and_notes_withhold_nothing() -> None:
    retro = at(VOTES[0], CONFIDENTIAL, 3)
    assert retro.would_withhold() == ()
    retro.back()
    retro.add_note("Good", "Rest", "Ana")
    assert retro.would_withhold() == ()
    retro.next()
    retro.close()
    assert retro.would_withhold() == ()


def _last(ballots: Any, *, candidates: Any) -> Tally[int]:
    return Tally((), ())


@pytest.mark.parametrize("kind", ["vote", "ask"])
def test_a_missing_plugin_is_named_before_anything_is_opened(kind: str) -> None:
    points = PeerRating("care", "Care?", ["Helps"], scoring="own")
    activity = Vote(on="notes", method="last") if kind == "vote" else Ask(questions=[points])
    retro = start(
        BOARD, activity, Decide(), members=TEAM, attribution=CONFIDENTIAL,
        tallies={"last": TallyMethod("last", title="Last", count=_last)},
        scorings={"own": Scoring(name="own", title="Own", score=lambda answers: Scores())},
    )  # fmt: skip
    retro.add_note("Good", "Tea", "Ana")
    retro.next()
    left = Retro(retro.log, retro._keeper, clock=FakeClock(), rng=retro._rng)
    assert retro.waits_for() == ""
    waiting = left.waits_for()
    assert "is not installed. Install the plugin that brings it" in waiting
    assert left.would_withhold() == ()  # nothing is hidden yet
    give(retro, 0, "Ana")
    left.refresh()
    assert left.would_withhold() == (waiting,)
    with pytest.raises(NotNow) as refused:
        left.next()
    assert f"{refused.value}." == waiting
    retro.next()
    left.refresh()
    left.back()
    assert left.waits_for() == ""  # it is open
