"""What a check reads of a retro: results by their question, and how far the retro is."""

from __future__ import annotations

from crew import made_of

from retrokit import Ask, Attribution, Decide, Discuss, Retro, Scale, result_of

SAFE = Scale("safe", "How safe is it?")
TEAM = ("Ana", "Ben", "Cy")


def test_a_result_is_found_by_its_question_once_it_is_revealed() -> None:
    retro = Retro.start(made_of(Ask(questions=[SAFE]), Decide()), team="T", members=TEAM)
    for who in TEAM:
        retro.answer("safe", 4, who)
    assert result_of(retro.state, "safe") is None
    retro.next()
    result = result_of(retro.state, "safe")
    assert result is not None
    assert result.counts == {"1": 0, "2": 0, "3": 0, "4": 3, "5": 0}
    assert result_of(retro.state, "pace") is None


def test_what_is_withheld_counts_nothing() -> None:
    format = made_of(Ask(questions=[SAFE]), Decide(), attribution=Attribution.CONFIDENTIAL)
    retro = Retro.start(format, team="T", members=TEAM)
    retro.answer("safe", 4, "Ana")
    retro.next()
    result = result_of(retro.state, "safe")
    assert result is not None
    assert (result.summary, result.counts) == (None, {})


def test_a_retro_is_past_the_last_activity_of_a_kind() -> None:
    format = made_of(Decide(), Ask(questions=[SAFE]), Decide(title="Again"), Ask(
        title="End", questions=[Scale("end", "How was it?")]
    ))  # fmt: skip
    retro = Retro.start(format, team="T", members=TEAM)
    past = []
    for _ in range(4):
        past.append(retro.state.is_past(Decide))
        if len(past) < 4:
            retro.next()
    assert past == [False, False, False, True]
    assert not retro.state.is_past(Discuss)
    retro.close()
    assert retro.state.is_past(Discuss)
