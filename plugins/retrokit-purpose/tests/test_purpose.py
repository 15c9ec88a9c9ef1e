"""The formats keep the contract of all formats, and notice what they say they do."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest

import retrokit_purpose
from retrokit import Attribution, Charter, Check, Digest, Finding, Format, Logbook, Retro
from retrokit.engine.digest import digest_of
from retrokit.testing import CheckContract, FormatContract
from retrokit_purpose.checks import CHECKS, RUNNING
from retrokit_purpose.compass import (
    ABSENT,
    COMPASS,
    DECIDED,
    DROP,
    KEEP,
    MENTIONED,
    NEXT,
    PART,
    REWORD,
)
from retrokit_purpose.purpose import PURPOSE, SENTENCE

CREW = ("Ada", "Ben", "Cy", "Dee", "Eli", "Fay")
BY_NAME = {each.name: each for each in CHECKS}


class TestFormats(FormatContract):
    @pytest.fixture(params=[PURPOSE, COMPASS], ids=lambda each: each.name)
    def format(self, request: pytest.FixtureRequest) -> Format:
        found: Format = request.param
        return found

    plugin = retrokit_purpose


class TestChecks(CheckContract):
    @pytest.fixture(params=CHECKS, ids=lambda each: each.name)
    def check(self, request: pytest.FixtureRequest) -> Check:
        found: Check = request.param
        return found


def held(parts: Sequence[str], wishes: Sequence[str] = (), *, actions: int = 0) -> Retro:
    """Return a closed compass in which these answers were given."""
    retro = Retro.start(COMPASS, team="Lander", members=CREW)
    for title, question, answers in (
        ("Did it decide?", PART, parts), ("Keep, reword or drop", NEXT, wishes)
    ):  # fmt: skip
        retro.go(title)
        for name, answer in zip(CREW, answers, strict=False):
            retro.answer(question.name, answer, name)
    retro.next()
    for number in range(actions):
        retro.add_action(f"Do {number}")
    retro.close()
    return retro


def noticed(name: str, retro: Retro, history: Sequence[Digest] = ()) -> list[Finding]:
    return list(BY_NAME[f"compass-{name}"].run(retro.state, history))


def before(*retros: Sequence[str]) -> list[Digest]:
    return [digest_of(held(each).state) for each in retros]


NEVER = [MENTIONED, ABSENT, ABSENT, MENTIONED, ABSENT, ABSENT]
ONCE = [DECIDED, *NEVER[1:]]


def test_a_principle_that_never_decides_is_decoration() -> None:
    [finding] = noticed("decoration", held(NEVER), before(NEVER, NEVER))
    assert str(finding.sentence).startswith("In 3 retros running, nobody said")
    # What was before those three does not matter.
    assert noticed("decoration", held(NEVER), before(ONCE, NEVER, NEVER))


@pytest.mark.parametrize(
    ("now", "history"),
    [
        (NEVER, []),
        (NEVER, [NEVER] * (RUNNING - 2)),
        (ONCE, [NEVER, NEVER]),
        (NEVER, [NEVER, ONCE]),
        (NEVER, [ONCE, NEVER]),
        ([], [NEVER, NEVER]),
        (NEVER[:2], [NEVER, NEVER]),  # too few to be shown
    ],
)
def test_it_is_none_as_long_as_somebody_said_so(
    now: Sequence[str], history: Sequence[Sequence[str]]
) -> None:
    assert noticed("decoration", held(now), before(*history)) == []


@pytest.mark.parametrize(("away", "found"), [(3, 0), (4, 1), (6, 1)])
def test_who_brings_it_up_is_asked_where_more_than_half_did_not_think_of_it(
    away: int, found: int
) -> None:
    said = noticed("absent", held([ABSENT] * away + [DECIDED] * (6 - away)))
    assert len(said) == found
    assert all(str(each.sentence).startswith(f"{away} of 6 said") for each in said)


@pytest.mark.parametrize(
    ("wishes", "actions", "found"),
    [
        ([REWORD, DROP, REWORD, DROP, KEEP, KEEP], 0, 1),
        ([REWORD, DROP, REWORD, DROP, KEEP, KEEP], 1, 0),
        ([REWORD, DROP, REWORD, KEEP, KEEP, KEEP], 0, 0),
        ([KEEP] * 6, 0, 0),
        ([], 0, 0),
    ],
)
def test_what_most_want_changed_needs_an_action_item(
    wishes: Sequence[str], actions: int, found: int
) -> None:
    assert len(noticed("unowned", held([], wishes, actions=actions))) == found


def test_nothing_is_missed_before_the_last_step_is_over() -> None:
    retro = Retro.start(COMPASS, team="Lander", members=CREW)
    retro.go("Keep, reword or drop")
    for name in CREW:
        retro.answer(NEXT.name, DROP, name)
    retro.next()
    assert noticed("unowned", retro) == []
    retro.close()
    assert noticed("unowned", retro)


def drawn(rng: Random, *weights: float) -> list[str]:
    return rng.choices([DECIDED, MENTIONED, ABSENT], weights, k=len(CREW))


def rate(name: str, *weights: float, retros: int = 1, teams: int = 200) -> float:
    """Return how often a check finds something in simulated teams whose members answer so."""
    rng, found = Random(7), 0
    digests = [digest_of(held(drawn(rng, *weights)).state) for _ in range(teams)]
    for _ in range(teams):
        history = rng.sample(digests, retros - 1)
        found += bool(noticed(name, held(drawn(rng, *weights)), history))
    return found / teams


def test_the_rates_are_those_of_the_readme() -> None:
    decoration = [rate("decoration", *each, retros=RUNNING) for each in
                  ((0.02, 0.49, 0.49), (0.3, 0.4, 0.3))]  # fmt: skip
    absent = [rate("absent", *each) for each in ((0.1, 0.2, 0.7), (0.4, 0.4, 0.2))]
    told = [f"{each:.0%}" for each in (*decoration, *absent)]
    assert told == ["68%", "0%", "76%", "2%"]


def test_the_sentence_is_chosen_by_consent_among_sentences_alone() -> None:
    [vote] = [each for each in PURPOSE.agenda if each.kind == "vote"]
    assert (vote.method, vote.columns) == ("consent", (SENTENCE,))  # type: ignore[attr-defined]


def test_the_compass_says_the_teams_principle_and_does_without() -> None:
    told = COMPASS.told_to(Charter(principle="Nobody is surprised."))
    assert "comes first for us: Nobody is surprised." in told.agenda[0].prompt
    plain = COMPASS.told_to(Charter())
    assert "nothing that we have written down yet" in plain.agenda[0].prompt


def test_answers_are_never_named() -> None:
    retro = held(NEVER)
    for step in retro.state.agenda:
        assert retro.state.attribution_of(step) is Attribution.CONFIDENTIAL
    for [name, *_] in ((each, None) for each in CREW):
        assert not any(name in str(each) for each in retro.log[1:])


def test_a_logbook_offers_both() -> None:
    with Logbook(":memory:") as logbook:
        assert {"purpose", "compass"} <= {*logbook.plugins.formats}
