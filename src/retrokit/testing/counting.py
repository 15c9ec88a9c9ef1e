"""The promises of voting methods and scorings, as tests that their authors can run."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from json import dumps, loads
from random import Random
from typing import Any

import pytest
from attrs import frozen

from ..builtin.examples import rating
from ..formats import Attribution
from ..plugins import Plugins
from ..plugins.calling import called
from ..plugins.vetting import check_provided, check_scores, check_tally
from ..questions import PeerQuestion
from ..retro import Retro
from ..said import Said
from ..scoring import PeerAnswers, Scores, Scoring
from ..tallies import STAND_INS, BallotKind, Tally, TallyMethod
from ..tallies.ballots.guard import warn
from .given import as_fixture
from .playing import NAMES, START
from .saying import check_words

FAILED = "the kind of ballots"
"""What is warned of where a kind fails, and goes on as a plain one."""


class TallyContract:
    """Subclass it in a test module, say which voting method, and pytest does the rest.

        class TestMyMethod(TallyContract):
            method = MY_METHOD

    `method` may also be a method or a fixture that returns it.
    """

    method: Any

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Make a fixture of `method`, whichever way it was given."""
        super().__init_subclass__(**kwargs)
        as_fixture(cls, "method", TallyMethod)

    def test_it_can_be_registered(self, method: TallyMethod) -> None:
        """It has a name, a title and a function."""
        check_provided(method, TallyMethod, "name")

    def test_it_counts_any_ballots(self, method: TallyMethod) -> None:
        """None, one or many, on one candidate or five; what it says of them can be kept."""
        counted = 0
        for ballots, candidates in profiles(method.ballot):
            tally = count(method, ballots, candidates)
            if tally is None:
                continue
            counted += 1
            said = f"of {ballots} on {candidates}"
            named = [who for who, _ in tally.standings]
            assert list(tally.winners) == sorted(set(tally.winners)), f"{said}: winners are sorted"
            first = named[: len(tally.winners)]
            assert sorted(first) == list(tally.winners), f"{said}, the winners do not stand first"
        assert counted, "it counts no ballots at all"

    def test_no_ballot_counts_more_for_where_it_lies(self, method: TallyMethod) -> None:
        """The order of the ballots says nothing, and the same ballots are counted the same."""
        for ballots, candidates in profiles(method.ballot):
            tally = count(method, ballots, candidates)
            again = count(method, ballots[::-1], candidates)
            assert again == tally, f"{ballots} are counted otherwise the other way round"

    def test_it_changes_nothing(self, method: TallyMethod) -> None:
        """What it is handed is as it was."""
        for ballots, candidates in profiles(method.ballot):
            before = deepcopy(ballots)
            count(method, ballots, candidates)
            assert ballots == before, f"it changed the ballots {before}"

    def test_its_ballots_are_read_as_they_are_given(
        self, method: TallyMethod, caplog: pytest.LogCaptureFixture
    ) -> None:
        """By its example, at a keyboard, as JSON, and when candidates have become one since."""
        warn.cache_clear()
        kind, rng = method.ballot, Random(7)
        terms = terms_of(kind, (1, 4, 6, 7, 11))
        example = kind.example(terms)
        typed = kind.fill_in(kind.typed(example, terms), terms)
        assert set(typed.named()) <= set(terms.candidates), f"{example} names somebody else"
        assert kind.said(typed), f"{example} is not said in words"
        assert kind.how(terms), "no word says what to type"
        assert kind.form(terms, ()).name == "ballot", "the field of its form is another one"
        for number in range(9):
            given = sample(kind, terms, rng, number)
            marks = kind.fill_in(given, terms)
            sent = loads(dumps(given))
            assert kind.fill_in(sent, terms) == marks, f"{given} is read otherwise as JSON"
            joined = kind.fill_in(given, terms, lambda each: 1)
            assert list(joined.named()) == [1], f"{given} is lost where its candidates are joined"
            last = STAND_INS[kind.fallbacks[-1]]
            assert last.count([kind.for_counting(marks)], candidates=terms.candidates), (
                f"{last.name} can't count {given} where {method.name} fails"
            )
            assert set(kind.objected(marks)) <= set(terms.candidates), f"{given} objects to others"
        assert isinstance(kind.describe(terms.budget), str), "nothing is told of it in reports"
        failed = [each.message for each in caplog.records if each.message.startswith(FAILED)]
        assert not failed, failed


def count(
    method: TallyMethod, ballots: list[Any], candidates: tuple[int, ...]
) -> Tally[int] | None:
    """Return what a method makes of ballots, if it can be kept."""

    def checked() -> Tally[int] | None:
        tally = method.count(ballots, candidates=candidates)
        return None if tally is None else check_tally(tally, set(candidates))

    return called(checked, f"still waiting for the voting method {method.name}")


def profiles(kind: BallotKind) -> Iterator[tuple[list[Any], tuple[int, ...]]]:
    """Yield ballots of a kind with their candidates; the same each time."""
    rng = Random(7)
    for voters in (0, 1, 2, 5, 9):
        for candidates in ((3,), (2, 5), (1, 4, 6, 7, 11)):
            yield [ballot(kind, candidates, rng) for _ in range(voters)], candidates


@frozen
class Terms:
    """What the ballots of a vote are held against; see `retrokit.tallies.ballots.marks.Limits`."""

    candidates: tuple[int, ...]
    budget: int
    cap: int


def terms_of(kind: BallotKind, candidates: tuple[int, ...]) -> Terms:
    """Return the terms of a vote on these, as a format that says no more has them."""
    return Terms(candidates, *kind.suggest(len(candidates), None, None))


def ballot(kind: BallotKind, candidates: tuple[int, ...], rng: Random) -> Any:
    """Return a random ballot, as `TallyMethod.count` is handed it."""
    terms = terms_of(kind, candidates)
    return kind.for_counting(kind.fill_in(sample(kind, terms, rng, rng.randrange(100)), terms))


def sample(kind: BallotKind, terms: Terms, rng: Random, number: int) -> Any:
    """Return a ballot on some of the candidates, as it is handed in."""
    chosen = rng.sample(terms.candidates, rng.randint(1, len(terms.candidates)))
    return kind.sample(terms, chosen, number, "It is late.")


class ScoringContract:
    """Subclass it in a test module, say which scoring, and pytest does the rest.

        class TestMyScoring(ScoringContract):
            scoring = MY_SCORING

    `scoring` may also be a method or a fixture that returns it.
    """

    scoring: Any

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Make a fixture of `scoring`, whichever way it was given."""
        super().__init_subclass__(**kwargs)
        as_fixture(cls, "scoring", Scoring)

    def test_it_can_be_registered(self, scoring: Scoring) -> None:
        """It has a name, a title and a function."""
        check_provided(scoring, Scoring, "name")

    def test_it_scores_any_answers(self, scoring: Scoring) -> None:
        """Of two members or five, named or not; the same answers are scored the same."""
        scored = 0
        for answers in given_answers():
            first, second = (score(scoring, answers) for _ in range(2))
            assert first == second, f"it scores the same answers otherwise: {answers}"
            scored += first is not None
        assert scored, "it scores no answers at all"

    def test_it_names_nobody_to_the_group(self, scoring: Scoring) -> None:
        """Unless the retro is named, the group and the findings hold nobody's name."""
        for answers in given_answers():
            scores = score(scoring, answers)
            if scores is None or answers.floor == 0:
                continue
            said = [text for line in _to_all(scores) for text in line.texts]
            for who in answers.members:
                assert not any(who in text for text in said), f"it names {who}: {said}"
                others = [line for to, told in scores.letters.items() if to != who for line in told]
                assert not any(who in text for line in others for text in line.texts), (
                    f"a letter names {who} to another"
                )

    def test_what_it_says_is_read_in_its_words(self, scoring: Scoring) -> None:
        """A code that it says something in is one of its `wordings`, and they take the values."""
        words = {each.code: each for each in scoring.wordings}
        for answers in given_answers():
            if (scores := score(scoring, answers)) is None:
                continue
            letters = [line for told in scores.letters.values() for line in told]
            check_words((*_to_all(scores), *letters), words)


def _to_all(scores: Scores) -> list[Said]:
    findings = [line for each in scores.findings for line in (each.sentence, *each.evidence)]
    return [*scores.group, *findings]


def score(scoring: Scoring, answers: PeerAnswers) -> Scores | None:
    """Return what a scoring makes of answers, if it can be kept."""

    def checked() -> Scores | None:
        scores = scoring.score(answers)
        return None if scores is None else check_scores(scores, answers)

    return called(checked, f"still waiting for the scoring {scoring.name}")


def given_answers() -> list[PeerAnswers]:
    """Return answers as scorings are handed them, of retros that were held for it."""
    seen: list[PeerAnswers] = []
    watching = Scoring(name="watching", title="Watching", score=seen.append)
    format = rating("watching")
    asked = format.agenda[0].named["questions"]
    questions = [each for each in asked if isinstance(each, PeerQuestion)]
    for attribution in Attribution:
        for members in (2, 3, 5):
            retro = Retro.start(
                format,
                team="Contract",
                members=NAMES[:members],
                attribution=attribution,
                clock=lambda: START,
                rng=Random(members),
                tallies=Plugins().tallies,
                scorings={"watching": watching},
            )
            for number, name in enumerate(NAMES[:members]):
                for question in questions:
                    mates = retro.teammates(question.name, name)
                    retro.answer(question.name, question.sample(number, "", mates), name)
            retro.close()
    return seen
