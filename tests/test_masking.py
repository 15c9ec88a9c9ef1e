"""A scoring is not told who anybody is, and tells everyone of nobody."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from crew import ANONYMOUS, CONFIDENTIAL, start
from hypothesis import given, settings
from hypothesis import strategies as st

from retrokit.codec import CODEC
from retrokit.findings import Finding, Severity
from retrokit.formats import Ask, Attribution, Decide
from retrokit.kinds.ask.facts import Result
from retrokit.questions import Allocation, PeerRating
from retrokit.retro import Retro
from retrokit.said import wording
from retrokit.scoring import PeerAnswers, Scores, Scoring

TEAM = ("Ana", "Ben Okri", "Chloé", "Đạt", "小明")
CARE = PeerRating("care", "How far does it hold?", ["Helps Mark", "Listens"], scoring="own")
SELF = PeerRating("care", "Care?", ["Helps", "Listens"], scoring="own", with_self=True)
Given = list[list[int | None]]


@wording("own.copied")
def copied_out(*, said: Sequence[str], first: str = "") -> str:
    return "All of you were rated."


def asking(
    score: Callable[[PeerAnswers], Scores | None],
    given: Given,
    *,
    team: tuple[str, ...] = TEAM,
    attribution: Attribution = CONFIDENTIAL,
    question: Any = CARE,
    heard: Callable[[str], object] = lambda why: None,
) -> Retro:
    """Return a retro in which members gave their marks, which then were opened."""
    own = Scoring(name="own", title="Own", score=score, refused=heard, wordings=[copied_out])
    retro = start(
        Ask(questions=[question]), Decide(), members=team, attribution=attribution,
        scorings={"own": own},
    )  # fmt: skip
    for who, all_marks in zip(team, given, strict=True):
        mates = retro.teammates(question.name, who)
        marks = all_marks[: len(mates)]
        if marks and set(marks) == {None}:
            continue  # who can say nothing of anybody does not answer
        if isinstance(question, Allocation):
            row: Any = dict.fromkeys(mates, 0) | {mates[0]: question.total}
        else:
            row = {mate: [mark, mark] for mate, mark in zip(mates, marks, strict=True)}
        retro.answer(question.name, row, who)
    retro.next()
    return retro


def result(retro: Retro) -> Result:
    [found] = (
        retro.state.at[1].results
        if 1 in retro.state.at
        else (Result(question="care", taken_part=0, floor=3),)
    )
    return found


def told_to_all(retro: Retro) -> tuple[object, ...]:
    found = result(retro)
    return (found.group, tuple(each.sentence for each in found.findings), found.scoring)


NOT_USED = "The scoring own could not score these answers, so they were scored by received."

COPIED: list[Callable[[PeerAnswers], list[str]]] = [
    lambda a: [repr(a)],
    lambda a: [f"{rater} gave {row}" for rater, row in a.rows],
    lambda a: list(a.members),
    lambda a: [f"{a.members[0].upper()} was first"],
    lambda a: [f"{[a.received(each) for each in a.members]}"],
    lambda a: [f"{[numbers for _, row in a.rows for _, numbers in row]}"],
]
PLACES: list[Callable[[list[str]], Scores]] = [
    lambda said: Scores(group=said),
    lambda said: Scores(findings=[Finding(severity=Severity.GOOD, sentence=" ".join(said))]),
    lambda said: Scores(
        findings=[Finding(severity=Severity.GOOD, sentence="Look.", evidence=said)]
    ),
    lambda said: Scores(
        findings=[Finding(severity=Severity.GOOD, sentence="Look.", instead_of=said)]
    ),
    lambda said: Scores(group=[copied_out(said=said)]),
    lambda said: Scores(
        findings=[Finding(severity=Severity.GOOD, sentence=copied_out(said=[], first=said[0]))]
    ),
    lambda said: Scores(group=[copied_out(said=[]).of(said[0][:80])]),
]
MARKS = st.lists(
    st.lists(st.none() | st.integers(1, 5), min_size=5, max_size=5), min_size=5, max_size=5
)


@settings(max_examples=25)
@given(
    given=MARKS, copied=st.sampled_from(COPIED), place=st.sampled_from(PLACES),
    attribution=st.sampled_from([CONFIDENTIAL, ANONYMOUS]),
)  # fmt: skip
def test_no_scoring_that_copies_what_it_is_handed_names_anybody(
    given: Given,
    copied: Callable[[PeerAnswers], list[str]],
    place: Callable[[list[str]], Scores],
    attribution: Attribution,
) -> None:
    retro = asking(lambda a: place(copied(a)), given, attribution=attribution)
    told = repr(retro.log[1:]) + repr(retro.state.at) + CODEC.export_log(retro.log[1:])
    assert not any(name in told for name in TEAM)
    assert not re.search("[0-9a-f]{32}", CODEC.export_log(retro.log[1:]).partition("sha256")[0])


def test_a_name_before_a_line_of_a_letter_is_refused() -> None:
    heard: list[str] = []

    def score(answers: PeerAnswers) -> Scores:
        letters = {who: [copied_out(said=[]).of("Somebody")] for who in answers.members}
        return Scores(letters=letters)

    retro = asking(score, [[3] * 5] * 5, heard=heard.append)
    assert heard == ["it names a member in the letter to another"]
    assert result(retro).scoring == "received"


@settings(max_examples=25)
@given(
    given=MARKS, copied=st.sampled_from(COPIED[:5]), order=st.permutations(range(5)),
    attribution=st.sampled_from([CONFIDENTIAL, ANONYMOUS]),
)  # fmt: skip
def test_who_gave_and_got_what_makes_no_difference_to_what_everyone_is_told(
    given: Given,
    copied: Callable[[PeerAnswers], list[str]],
    order: list[int],
    attribution: Attribution,
) -> None:
    swapped = [[given[rater][rated] for rated in order] for rater in order]
    one, two = (
        asking(lambda a: Scores(group=copied(a)), each, question=SELF, attribution=attribution)
        for each in (given, swapped)
    )
    assert told_to_all(one) == told_to_all(two)


def test_the_same_numbers_read_the_same_whoever_gave_them() -> None:
    given: Given = [[1, 2, 3, 4, 5], [5, 5, 5, 5, 5], [1, 1, 1, 1, 2], [3, 3, 3, 2, 3],
                    [2, 4, 2, 4, 2]]  # fmt: skip
    read = set()
    for order in ([0, 1, 2, 3, 4], [4, 2, 0, 1, 3], [1, 0, 2, 3, 4]):
        rows = [[given[rater][rated] for rated in order] for rater in order]
        for copied in COPIED[4:]:
            retro = asking(lambda a, c=copied: Scores(group=c(a)), rows, question=SELF)
            read.add((copied, told_to_all(retro)))
    assert len(read) == 2


@pytest.mark.parametrize(
    "line",
    [
        "Most think of Ana.", "ANA carries most.", "Ana: 5", "so said_ana", "Thanks,\nben  okri!",
        "CHLOE was seen.", "chloé’s part", "Dat carries most.", "他们觉得小明做得最多",
        "Zoe was seen.",
    ],
)  # fmt: skip
def test_a_sentence_with_a_name_in_it_is_refused(line: str) -> None:
    heard: list[str] = []
    own = Scoring(
        name="own", title="Own", score=lambda a: Scores(group=[line]), refused=heard.append
    )
    retro = start(
        Ask(questions=[CARE]), Decide(), members=("Zoe", *TEAM[1:]) if "Zoe" in line else TEAM,
        attribution=CONFIDENTIAL, scorings={"own": own},
    )  # fmt: skip
    if "Zoe" in line:
        retro.rename("Zoe", "Ana")  # a name of before is still theirs
    for who in TEAM:
        retro.answer("care", {mate: [3, 3] for mate in retro.teammates("care", who)}, who)
    retro.open_seals()
    assert told_to_all(retro) == ((), (NOT_USED,), "received")
    assert heard == ["it names a member in what everyone sees"]


@pytest.mark.parametrize(
    "line", ["A banana a day.", "Anaïs was not here.", "Benokri", "Ben was here.", "5 of 5 rated."]
)
def test_a_name_within_another_word_is_none(line: str) -> None:
    retro = asking(lambda a: Scores(group=[line]), [[3, 3, 3, 3, 3]] * 5)
    assert told_to_all(retro) == ((line,), (), "own")


def test_words_of_the_question_and_numbers_are_no_names() -> None:
    team = ("Mark", "5", "Ana", "Ben")
    retro = asking(lambda a: Scores(group=["Helps Mark: 5"]), [[3] * 5] * 4, team=team)
    assert result(retro).group == ("Helps Mark: 5",)


def test_a_letter_may_name_its_reader_and_no_other() -> None:
    given: Given = [[3, 3, 3, 3, 3]] * 5
    kind = asking(
        lambda a: Scores(letters={who: [f"{who}, thank you."] for who in a.members}), given
    )
    assert kind.letters("Chloé")[0][1].lines == ("Chloé, thank you.",)
    nosy = asking(
        lambda a: Scores(letters={who: [f"From {a.members}."] for who in a.members}), given
    )
    assert result(nosy).scoring == "received"
    assert all("From" not in line for _, each in nosy.letters("Ana") for line in each.lines)


def test_where_everything_is_named_a_scoring_may_name_people() -> None:
    points = Allocation("points", "Who carried what?", scoring="own")
    retro = asking(
        lambda a: Scores(group=[f"{a.members[0]} came first."]), [[]] * 5,
        attribution=Attribution.NAMED, question=points,
    )  # fmt: skip
    assert told_to_all(retro) == (("Ana came first.",), (), "own")
