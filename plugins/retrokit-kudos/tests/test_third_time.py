"""The facilitator hears when somebody gets nothing for the third time, and nobody learns who."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

import pytest

from retrokit import Attribution, Logbook, Retro
from retrokit.cli.live.lines import handle
from retrokit.cli.live.session import Session
from retrokit.questions import Given
from retrokit_kudos.appreciation import Thanks
from retrokit_kudos.format import APPRECIATION, KUDOS

CREW = ("Ana", "Ben", "Cleo", "Dev", "Eli", "Fay")
ONCE = "Somebody would get nothing. "
AGAIN = "Somebody would get nothing, for at least the third retro in a row. "
NAMED, CONFIDENTIAL, ANONYMOUS = Attribution


def at_letters(logbook: Logbook, *, but: str, attribution: Attribution = NAMED) -> Retro:
    """Return a retro in which everyone has written to all but one, and who says what is told."""
    retro = logbook.start(KUDOS, team="Lander", members=CREW, attribution=attribution)
    retro.go("Appreciation")
    for who in CREW:
        mates = [each for each in CREW if each not in (who, but)]
        retro.answer("appreciation", dict.fromkeys(mates, "helped"), who)
    return retro


def heard(logbook: Logbook, *, but: str, attribution: Attribution = NAMED) -> str:
    """Return what the facilitator hears of such a retro, which is then held to its end."""
    retro = at_letters(logbook, but=but, attribution=attribution)
    said = " ".join(retro.before_reveal())
    retro.close()
    return said


def test_the_third_time_in_a_row_is_told_and_neither_who_nor_how_often() -> None:
    with Logbook(":memory:") as logbook:
        said = [heard(logbook, but="Fay") for _ in range(5)]
        assert [each.startswith(AGAIN) for each in said] == [False, False, True, True, True]
        assert said[2] == said[3] == said[4]
        assert said[2].endswith("Until the next retro, look out for work that nobody sees.")
        assert not any(name in each for each in said for name in CREW)
        # Another one for the first time, and then the same one, who got a letter meanwhile.
        assert heard(logbook, but="Ana").startswith(ONCE)
        assert heard(logbook, but="Fay").startswith(ONCE)


def test_everyone_reads_beforehand_that_the_facilitator_hears_it() -> None:
    with Logbook(":memory:") as logbook:
        for attribution in Attribution:
            retro = at_letters(logbook, but="Fay", attribution=attribution)
            assert (
                "Just before that, the facilitator hears if somebody would get nothing, and if it "
                "is for the third retro in a row; never who."
            ) in retro.outline().promise


@pytest.mark.parametrize("stricter", [CONFIDENTIAL, ANONYMOUS])
def test_a_letter_that_is_withheld_neither_counts_nor_ends_the_row(stricter: Attribution) -> None:
    with Logbook(":memory:") as logbook:
        for _ in range(3):
            assert heard(logbook, but="Fay", attribution=stricter).startswith(ONCE)
        said = [heard(logbook, but="Fay") for _ in range(2)]
        said += [heard(logbook, but="Fay", attribution=stricter), heard(logbook, but="Fay")]
        assert [each.startswith(AGAIN) for each in said] == [False, False, True, True]
        # One that arrives ends it, unsigned or not.
        assert heard(logbook, but="Ana", attribution=stricter).startswith(ONCE)
        assert heard(logbook, but="Fay").startswith(ONCE)


def test_nobody_hears_it_from_a_screen_that_everyone_sees() -> None:
    with Logbook(":memory:") as logbook:
        heard(logbook, but="Fay")
        heard(logbook, but="Fay")
        retro = at_letters(logbook, but="Fay")
        assert retro.before_reveal()[0].startswith(AGAIN)
        session, asked = Session(logbook, retro), list[str]()
        session.ask = lambda question: asked.append(question) or "n"  # type: ignore[func-returns-value]
        handle(session, "/close")
    [question] = asked
    said = " ".join(question.split())
    assert ONCE in said
    assert "third" not in said


def third_of_three(team: int, reach: float, *, away: float = 0) -> bool:
    """Return whether it is told in the third retro of a simulated team.

    Of six people each passes in one retro of seven. To whom they were dealt they write in 6 of 10
    cases, to others a quarter as often; to Fay to a `reach` of that.
    """
    rng, before, said = Random(team), dict[str, int](), ""
    for _ in range(3):
        here = tuple(who for who in CREW if rng.random() >= away)
        given = Given(answers=written(rng, here, reach), members=here, here=here, before=before)
        said = " ".join(APPRECIATION.before_reveal(given))
        before = dict(APPRECIATION.remember(given))
    return said.startswith(AGAIN)


def written(rng: Random, here: tuple[str, ...], reach: float) -> tuple[tuple[str, Thanks], ...]:
    dealt: Mapping[str, object] = APPRECIATION.deal({who: rng.random() for who in here})
    found = []
    for who in here:
        if rng.random() < 0.15:
            continue
        lines = tuple(
            (mate, "helped", ())
            for mate in here
            if mate != who
            and rng.random()
            < (reach if mate == "Fay" else 0.6) * (1 if mate in dealt[who] else 0.25)  # type: ignore[operator]
        )
        if lines:
            found.append((who, Thanks(lines)))
    return tuple(found)


@pytest.mark.parametrize(
    ("reach", "away", "rate"),
    [(0.6, 0.0, 1.5), (0.6, 0.1, 0.5), (0.05, 0.0, 63.5), (0.05, 0.1, 46), (0.0, 0.0, 100)],
)
def test_how_often_it_is_told_in_200_teams(reach: float, away: float, rate: int) -> None:
    told = sum(third_of_three(team, reach, away=away) for team in range(200))
    assert told / 2 == rate
