"""What each member and the group read, on numbers that can be checked by hand."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pytest
from attrs import evolve
from fair_retro import TEAM, WHO_CARRIED_WHAT, Opened, asking, opened, told

from retrokit import Attribution, Retro, Severity
from retrokit_fair_share.format import FAIR_SHARE, FAIR_SHARE_CRITERIA
from retrokit_fair_share.scorings import SCORINGS, _spread
from retrokit_fair_share.wordings import NOT_A_GRADE

SEEN = f"It says what was seen, and not all that you did. {NOT_A_GRADE}"
TOO_FEW = "Fewer than three others rated you"

# Of what each gave the other three, Ada has 60, 60 and 60 of 75, Ben 30, 15 and 15, and so on.
FOUR: list[Any] = [
    [40, 30, 20, 10],
    [60, 20, 10, 10],
    [60, 10, 20, 10],
    [60, 10, 10, 20],
]


def test_a_share_is_told_to_its_member_alone_beside_their_own_view() -> None:
    # In percent of equal marks: Ada 3 x 225; Ben 150, 37.5 and 37.5; Cleo 100, 37.5, 37.5;
    # Dev 50, 37.5, 37.5. The averages are 225, 75, 58.33 and 41.67, which average 100.
    retro = opened(FOUR)
    assert retro.letters["Ada"] == (
        "The others put your share at 225, where 100 is an equal share. "
        "3 of the 3 others rated you.",
        # 40 is 160 % of an equal share of 100 points; 225 % is 56.25.
        "You gave yourself 40 points. Measured as you shared out yours, the others would give you "
        "56.",
        "The others see much of the work as resting on you. Is that how it was for you? What would "
        "you gladly hand over?",
        "The others see your part as larger than you do. Ask them what they were glad of.",
        SEEN,
    )
    assert retro.letters["Dev"] == (
        "The others put your share at 42, where 100 is an equal share. "
        "3 of the 3 others rated you.",
        "You gave yourself 20 points. Measured as you shared out yours, the others would give you "
        "10.",
        "The others saw less of your part than of an equal one. That says what they saw, and not "
        "what you did. What stood in your way, and what may they not have seen?",
        # Not that Dev sees more of it than the others do: it is their view that is in question.
        SEEN,
    )
    # It is told to somebody who is not left out, and to nobody else.
    bold: list[Any] = [[70, 10, 10, 10], [20, 40, 20, 20], [20, 20, 40, 20], [20, 20, 20, 40]]
    assert (
        "You see your part as larger than the others do. That is common: we all know our own work "
        "best. What may they not have seen, and what of theirs might you have missed?"
    ) in opened(bold).letters["Ada"]


def test_the_group_is_told_one_number_and_no_share() -> None:
    retro = opened(FOUR)
    # 125 of 400 is above an equal share: 31.25 %.
    assert retro.result.group == (
        "As the others see it, about 30 % of what was carried would have to change hands for all "
        "shares to be equal. Whether equal would be fair is for you to say.",
        NOT_A_GRADE,
    )
    assert [each.severity for each in retro.result.findings] == [
        Severity.WARNING,  # one carries
        Severity.WARNING,  # left out
    ]
    assert retro.result.about == ()


@pytest.mark.parametrize(
    ("off", "said"),
    [(0, None), (14.9, None), (15, 10), (24, 10), (25, 15), (100, 50)],
)
def test_shares_that_differ_by_less_than_chance_would_are_nearly_equal(
    off: float, said: int | None
) -> None:
    # Two have `off` more than an equal share and two as much less: half of that would move.
    told: dict[Hashable, float] = {
        "Ada": 100.0 + off,
        "Ben": 100.0 + off,
        "Cleo": 100.0 - off,
        "Dev": 100.0 - off,
    }
    sentence = next(_spread(told))
    assert ("nearly equal" in sentence) == (said is None)
    assert said is None or f"about {said} %" in sentence


def test_as_a_factor_by_webpa_and_by_autorating() -> None:
    webpa, autorating = (
        opened(FOUR, scoring=f"fair-share-{each}").letters for each in ("webpa", "autorating")
    )
    assert (
        "your share at 225, where 100 is an equal share. As a factor by WebPA: 2.25."
        in webpa["Ada"][0]
    )
    assert "by WebPA: 0.42." in webpa["Dev"][0]
    # The marks as given average 60, 16.67, 13.33 and 10; of 25 that is 2.4, 0.67, 0.53 and 0.4.
    assert "your share at 240," in autorating["Ada"][0]
    assert "by autorating, which goes no higher than 1.05: 1.05." in autorating["Ada"][0]
    assert "no higher than 1.05: 0.40." in autorating["Dev"][0]


def test_somebody_absent_has_a_share_and_no_view_of_it() -> None:
    letters = opened([*[[20] * 5] * 4, None]).letters
    assert letters["Eve"] == (
        "The others put your share at 100, where 100 is an equal share. "
        "4 of the 4 others rated you.",
        SEEN,
    )
    assert letters["Ada"][0].endswith("3 of the 4 others rated you.")


@pytest.mark.parametrize("scoring", [each.name for each in SCORINGS])
@pytest.mark.parametrize("attribution", [Attribution.CONFIDENTIAL, Attribution.ANONYMOUS])
def test_equal_marks_are_exactly_equal_shares_whoever_is_absent(
    scoring: str, attribution: Attribution
) -> None:
    points = opened([*[[20] * 5] * 4, None], attribution=attribution, scoring=scoring)
    lowest = opened(
        [*[[[1] * 4] * 6] * 4, None, None],
        FAIR_SHARE_CRITERIA,
        attribution=attribution,
        scoring=scoring,
    )
    for retro in (points, lowest):
        assert retro.result.group[0] == "As the others see it, all shares are nearly equal."
        assert "Everyone gave everyone the same." in retro.group
        for lines in retro.letters.values():
            if attribution is Attribution.ANONYMOUS and TOO_FEW in lines[0]:
                continue
            assert "your share at 100," in lines[0] or "share is put at 100," in lines[0]
            assert scoring == "fair-share" or "1.00. " in lines[0]


def test_marks_on_criteria() -> None:
    # One step is worth as much as any other: 1 of 5 is a fifth of 5, and not nothing.
    rows = [[[mark] * 4 for mark in (5, 5, 5, 1)]] * 4
    letters = opened(rows, FAIR_SHARE_CRITERIA).letters
    # Ada: 5 of 5, 5 and 1 is 15/11, from two, and of 5, 5 and 5 it is 1. Dev: 3/11 from all.
    assert letters["Ada"][:2] == (
        "The others put your share at 124, where 100 is an equal share. "
        "3 of the 3 others rated you.",
        "You see it at 125.",
    )
    assert "your share at 27," in letters["Dev"][0]


def test_each_criterion_counts_the_same() -> None:
    # On the first criterion marks for Dev are a fifth of the others', on the rest they are equal.
    rows = [[[each, 3, 3, 3] for each in (5, 5, 5, 1)]] * 4
    dev = opened(rows, FAIR_SHARE_CRITERIA).letters["Dev"]
    assert dev[1] == "You see it at 81."  # (25 + 3 x 100) / 4


def test_one_who_could_not_say_of_somebody_has_nothing_compared() -> None:
    rows: list[Any] = [[40, 30, None, 20, 10], *[[20] * 5] * 4]
    ada, *_ = opened(rows).letters.values()
    assert ada[1] == (
        "You gave yourself 40 points; an equal share among the 4 whom you rated is 25."
    )
    assert not [line for line in ada if "Measured" in line or "smaller" in line or "larger" in line]
    criteria: list[Any] = [[[5] * 4, [3] * 4, [4] * 4, [4] * 4, [None] * 4]]
    criteria += [[[3] * 4] * 5] * 4
    ada, *_ = opened(criteria, FAIR_SHARE_CRITERIA).letters.values()
    assert ada[1] == "Among those whom you rated, you see it at 125."


def test_one_who_could_not_say_of_themself_reads_how_the_others_see_it() -> None:
    rows: list[Any] = [[None, 40, 40, 20], *FOUR[1:]]
    ada = opened(rows).letters["Ada"]
    assert not [line for line in ada if "yourself" in line]
    assert "put your share at" in ada[0]


def test_whoever_gave_everything_to_themself_has_said_nothing_of_the_others() -> None:
    team = len(TEAM)
    rows = [[100 * (at == own) for at in range(team)] for own in range(team)]
    retro = opened(rows)
    assert retro.result.group == ()
    (finding,) = retro.result.findings
    assert finding.sentence.startswith("There are too few ratings to say anything about 6 of 6")
    assert {lines[0] for lines in retro.letters.values()} == {
        "There are too few ratings to say anything about your part: a share is told where 3 others "
        "rated it. That says nothing about what you did."
    }


def test_three_members_are_told_that_they_are_too_few() -> None:
    retro = opened([[40, 30, 30], [20, 50, 30], [30, 20, 50]])
    assert retro.result.group == ()
    assert all(lines[0].startswith(TOO_FEW) for lines in retro.letters.values())


def test_two_answers_are_withheld() -> None:
    retro = opened([[25] * 4, [25] * 4, None, None])
    assert (retro.result.group, retro.result.findings, retro.result.summary) == ((), (), None)
    assert not any(retro.letters.values())


def test_where_answers_are_anonymous_nothing_rests_on_who_gave_what() -> None:
    # Column means of rows that are set to average 100: (200 + 50 + 50 + 50) / 4, and so on.
    rows: list[Any] = [[50, 20, 20, 10], [10, 50, 20, 20], [10, 20, 50, 20], [10, 20, 20, 50]]
    retro = opened(rows, attribution=Attribution.ANONYMOUS)
    assert retro.letters["Ada"] == (
        "Your share is put at 80, where 100 is an equal share. At least 3 of the 3 others rated "
        "you; what you gave yourself counts as well, since nobody can tell which answer is whose.",
        SEEN,
    )
    assert retro.letters["Ben"][0].startswith("Your share is put at 110,")
    assert retro.result.findings == ()


def test_where_answers_are_anonymous_one_rater_less_is_counted() -> None:
    rows: list[Any] = [[None, 50, 50, 0], [40, 20, 20, 20], [40, 20, 20, 20], [40, 20, 20, 20]]
    retro = opened(rows, attribution=Attribution.ANONYMOUS)
    # Three gave Ada a number, and one of these may be Ada: nothing of her enters anything.
    assert retro.letters["Ada"][0].startswith(TOO_FEW)
    assert "resting on one person" not in retro.group


def test_where_answers_are_named_too_few_are_still_no_share() -> None:
    named = evolve(FAIR_SHARE, attribution=Attribution.NAMED)
    retro = opened([[40, 60], [70, 30]], named)
    assert not any(retro.letters.values())
    assert [lines[0] for _, lines in retro.result.about] == [
        "There are too few ratings to say anything about your part: a share is told where 3 others "
        "rated it. That says nothing about what you did."
    ] * 2


@pytest.mark.parametrize("shown_to", ["facilitator", "team"])
def test_what_members_say_of_themselves_is_not_shown_to_anybody_else(shown_to: str) -> None:
    retro = opened(FOUR, facilitator="Ben", shown_to=shown_to)
    lines: list[str] = [line for _, about in retro.result.about for line in about]
    lines += [line for letter in retro.letters.values() for line in letter]
    assert [line for line in lines if "put your share at 225" in line]
    assert not [line for line in lines if "yourself" in line or "than you do" in line]
    assert not [line for line in lines if "than the others do" in line]


def test_somebody_who_comes_late_is_rated_by_those_who_answer_after() -> None:
    retro = Retro.start(
        FAIR_SHARE,
        team="Group 4",
        members=[*TEAM[:4], "Finn"],
        scorings={each.name: each for each in SCORINGS},
    )
    retro.go(WHO_CARRIED_WHAT)
    retro.answer("points", [40, 15, 15, 15, 15], "Ada")
    retro.join("Eve")
    for each in ("Ben", "Cleo", "Dev", "Finn", "Eve"):
        retro.answer("points", [20, 16, 16, 16, 16, 16], each)
    retro.leave("Ben")
    retro.next()
    letters = told(retro).letters
    # Ada gave 60 points to four others, and has not heard of Eve.
    assert letters["Ada"][1] == (
        "You gave yourself 40 points; an equal share among the 5 whom you rated is 20."
    )
    assert letters["Eve"][0].endswith("100 is an equal share. 4 of the 5 others rated you.")
    # Ben was rated before he left, and his letter waits for him.
    assert letters["Ben"][0].startswith("The others put your share at ")


def test_a_format_of_ones_own_names_the_scoring() -> None:
    scoring = asking(FAIR_SHARE, scoring="fair-share-webpa")
    assert opened(FOUR, scoring).result.scoring == "fair-share-webpa"


LECTURER = "Lena"
STUDENTS = ("Ada", "Ben", "Cleo", "Dev", "Eve")


def test_a_lecturer_who_observes_leaves_equal_shares_equal() -> None:
    """As a member she has no part in the work, and everyone's share of it reads 120."""
    alike = [dict.fromkeys(STUDENTS, 20) for _ in STUDENTS]
    as_member = opened(
        [*({**each, LECTURER: 0} for each in alike), None],
        members=(*STUDENTS, LECTURER), facilitator=LECTURER,
    )  # fmt: skip
    assert all("your share at 120" in _sentence(as_member, each) for each in STUDENTS)
    observing = opened(alike, members=STUDENTS, observers=[LECTURER], facilitator=LECTURER)
    assert all("your share at 100" in _sentence(observing, each) for each in STUDENTS)
    without = opened(alike, members=STUDENTS)
    assert {each: observing.letters[each] for each in STUDENTS} == without.letters
    assert (observing.letters[LECTURER], observing.result) == ((), without.result)


def _sentence(found: Opened, member: str) -> str:
    return " ".join(found.letters[member])
