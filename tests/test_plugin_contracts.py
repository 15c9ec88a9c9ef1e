"""Contracts for authors of plugins: what comes with retrokit keeps them, what is broken fails."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from types import ModuleType
from typing import Any

import pytest
from attrs import evolve

from retrokit import (
    Ask,
    Check,
    Column,
    Finding,
    Format,
    Report,
    Said,
    Scores,
    Scoring,
    Severity,
    Tally,
    TallyMethod,
    Vote,
    hookimpl,
    wording,
)
from retrokit.builtin import retrokit_register_checks, retrokit_register_reports
from retrokit.formats import Collect
from retrokit.questions import Allocation
from retrokit.scoring import RECEIVED
from retrokit.tallies import METHODS
from retrokit.testing import (
    CheckContract,
    FormatContract,
    ReportContract,
    ScoringContract,
    TallyContract,
)


def named(each: Any) -> str:
    return str(each.name)


@pytest.mark.parametrize("method", METHODS.values(), ids=named)
class TestMethods(TallyContract):
    pass


@pytest.mark.parametrize("check", retrokit_register_checks(), ids=named)
class TestChecks(CheckContract):
    pass


@pytest.mark.parametrize("report", retrokit_register_reports(), ids=named)
class TestReports(ReportContract):
    pass


class TestAsAnAttribute(ScoringContract):
    scoring = RECEIVED


class TestAsAMethod(ScoringContract):
    def scoring(self) -> Scoring:
        return RECEIVED


class TestAsAFixture(TallyContract):
    @pytest.fixture
    def method(self) -> Any:
        return METHODS["star"]


# --- what is broken fails


def standing(ballots: Any, candidates: Any) -> Tally[int]:
    return Tally((), tuple((each, 0) for each in candidates))


def spoiling(ballots: Any, *, candidates: Any) -> Any:
    if ballots:
        ballots.pop()
    return standing(ballots, candidates)


COUNTS: list[tuple[str, Callable[..., Any], str]] = [
    ("can_be_registered", None, "give a function"),  # type: ignore[list-item]
    ("counts_any_ballots", lambda b, *, candidates: 1 // 0, "division"),
    ("counts_any_ballots", lambda b, *, candidates: None, "it counts no ballots at all"),
    ("counts_any_ballots", lambda b, *, candidates: 3, "returns a Tally"),
    ("counts_any_ballots", lambda b: None, "candidates"),
    ("counts_any_ballots", lambda b, *, candidates: Tally((), ()), "hold each candidate once"),
    (
        "counts_any_ballots",
        lambda b, *, candidates: Tally(candidates[::-1], standing(b, candidates).standings),
        "winners are sorted",
    ),
    (
        "counts_any_ballots",
        lambda b, *, candidates: Tally(candidates[-1:], standing(b, candidates).standings),
        "winners do not stand first",
    ),
    (
        "no_ballot_counts_more",
        lambda b, *, candidates: evolve(
            standing(b, candidates),
            standings=tuple((each, b[0].get(each, 0) if b else 0) for each in candidates),
        ),
        "the other way round",
    ),
    ("it_changes_nothing", spoiling, "it changed the ballots"),
]


@pytest.mark.parametrize(("test", "count", "said"), COUNTS)
def test_a_broken_voting_method(test: str, count: Any, said: str) -> None:
    run(TallyContract(), test, TallyMethod("own", title="o", count=count), said)


def run(contract: Any, test: str, what: object, said: str) -> None:
    """Run the tests of a contract whose names hold `test`: one of them must fail with `said`."""
    [found] = [getattr(contract, each) for each in dir(contract) if test in each]
    with pytest.raises(Exception, match=said):
        found(what)


def finding(sentence: Any) -> Finding:
    return Finding(severity=Severity.GOOD, sentence=sentence)


ANEW = wording("own.anew")(lambda: "Anew.")
TURNS = count()
COUNTED = wording("own.counted")(lambda: str(next(TURNS)))
"""Says something else each time."""

SCORES: list[tuple[str, Any, str]] = [
    ("can_be_registered", None, "give a function"),
    ("scores_any_answers", lambda a: 1 // 0, "division"),
    ("scores_any_answers", lambda a: None, "it scores no answers at all"),
    ("scores_any_answers", lambda a: "fine", "returns Scores"),
    ("scores_any_answers", lambda a: Scores(letters={"Zed": ["Hi"]}), "writes to members only"),
    ("scores_any_answers", lambda a: Scores(group=[repr(object())]), "otherwise"),
    ("names_nobody", lambda a: Scores(group=[f"{a.members[0]} leads"]), "it names "),
    ("names_nobody", lambda a: Scores(findings=[finding(f"{a.members[1]}")]), "it names "),
    (
        "names_nobody",
        lambda a: Scores(letters={a.members[0]: [f"{a.members[1]} rated you"]}),
        r"a letter names \w+ to another",
    ),
    (
        "names_nobody",
        lambda a: Scores(group=[Said("Fine.", code="own.a", values={"who": a.members[1]})]),
        "it names ",
    ),
    ("read_in_its_words", lambda a: Scores(group=[ANEW()]), "own.anew is not declared"),
    ("read_in_its_words", lambda a: Scores(group=[COUNTED()]), "is worded anew"),
    (
        "read_in_its_words",
        lambda a: Scores(letters={a.members[0]: [Said("1", code="own.counted", values={"of": 3})]}),
        "own.counted takes other values",
    ),
]


@pytest.mark.parametrize(("test", "score", "said"), SCORES)
def test_a_broken_scoring(test: str, score: Any, said: str) -> None:
    if "otherwise" in said:
        kept: list[object] = []

        def score(answers: Any) -> Scores:
            kept.append(answers)
            return Scores(group=[str(len(kept))])

    own = Scoring(name="own", title="o", score=score, wordings=[COUNTED])
    run(ScoringContract(), test, own, said)


def test_a_scoring_may_name_people_where_all_is_named() -> None:
    def score(answers: Any) -> Scores:
        return Scores(group=answers.members if answers.floor == 0 else ["All rated."])

    ScoringContract().test_it_names_nobody_to_the_group(Scoring(name="own", title="o", score=score))
    shy = Scoring(name="own", title="o", score=lambda answers: None)
    ScoringContract().test_it_names_nobody_to_the_group(shy)
    ScoringContract().test_what_it_says_is_read_in_its_words(shy)


def counter() -> Callable[..., str]:
    """Return a function that returns something else at each call."""

    calls: list[int] = []

    def count(*_: Any) -> str:
        calls.append(1)
        return str(len(calls))

    return count


NEXT = counter()

CHECKS: list[tuple[str, Any, str]] = [
    ("can_be_registered", None, "give a function"),
    ("looks_at_any_retro", lambda s, h: [] if not s.closed else 1 // 0, "division"),
    ("looks_at_any_retro", lambda s, h: None, "not iterable"),
    ("looks_at_any_retro", lambda s, h: ["bad"], "a check returns findings"),
    ("looks_at_any_retro", lambda s, h: [finding("\a")], "control character"),
    ("looks_at_any_retro", lambda *_: [finding(NEXT())], "something else"),
    ("it_changes_nothing", lambda s, h: s.members.clear() or [], "changed what it read"),
]


@pytest.mark.parametrize(("test", "check", "said"), CHECKS)
def test_a_broken_check(test: str, check: Any, said: str) -> None:
    for formats in ((), ("daki",)):  # one that is for other formats is tried as well
        made = Check(name="own", title="o", run=check, formats=formats)
        run(CheckContract(), test, made, said)


REPORTS: list[tuple[str, Any, str]] = [
    ("can_be_registered", None, "give a function"),
    ("tells_of_any_retro", lambda record: "x" if not record.history else 1 // 0, "division"),
    ("tells_of_any_retro", lambda record: 42, "a report returns text"),
    ("tells_of_any_retro", lambda record: " \n", "the report is empty"),
    ("tells_of_any_retro", lambda record: "\ud800", "surrogates"),
    ("tells_of_any_retro", lambda record: NEXT(), "something else"),
    ("it_changes_nothing", lambda record: str(record.state.keys.clear()), "changed what it read"),
    ("it_changes_nothing", lambda r: str(r.state.agenda.clear()), "changed what it read"),
]


@pytest.mark.parametrize(("test", "render", "said"), REPORTS)
def test_a_broken_report(test: str, render: Any, said: str) -> None:
    made = Report(name="own", title="o", suffix=".o", render=render)
    run(ReportContract(), test, made, said)


# --- a format and what else its plugin brings


def a_format(method: str = "dots", scoring: str = "received") -> Format:
    agenda = [
        Collect(columns=[Column("A", "a")], prompt="Write."),
        Vote(on="notes", method=method, prompt="Vote."),
        Ask(questions=[Allocation("points", "Who?", scoring=scoring)], prompt="Rate."),
    ]
    return Format(name="own-way", title="O", purpose="P.", agenda=agenda)


def plugin(format: Format, **hooks: Any) -> ModuleType:
    made = ModuleType("made")
    for kind, returned in {"formats": [format], **hooks}.items():
        setattr(made, f"retrokit_register_{kind}", hookimpl(_returning(returned)))
    return made


def _returning(returned: Any) -> Callable[[], Any]:
    def hook() -> Any:
        return returned

    return hook


def bad(*_: Any, **__: Any) -> Any:
    raise ValueError("broken")


BROUGHT: dict[str, Any] = {
    "tallies": TallyMethod("own", title="o", count=bad),
    "scorings": Scoring(name="own", title="o", score=bad),
    "checks": Check(name="own", title="o", run=bad),
    "reports": Report(name="own", title="o", suffix=".o", render=bad),
}


@pytest.mark.parametrize("kind", BROUGHT)
def test_a_format_whose_plugin_brings_what_fails(kind: str) -> None:
    class Contract(FormatContract):
        pass

    format = a_format()
    Contract.plugin = plugin(format, **{kind: [BROUGHT[kind]]})
    with pytest.raises(Exception, match=r"the plugin: its .* own failed: ValueError: broken"):
        Contract().test_all_that_the_plugin_brings_works(format)


@pytest.mark.parametrize(
    ("kind", "names"),
    [("tallies", {"method": "own"}), ("scorings", {"scoring": "own"}), ("checks", {}),
     ("reports", {})],
)  # fmt: skip
def test_a_format_that_is_held_with_what_fails(kind: str, names: dict[str, str]) -> None:
    class Contract(FormatContract):
        pass

    format = a_format(**names)
    Contract.plugin = plugin(format, **{kind: [BROUGHT[kind]]})
    with pytest.raises(Exception, match="own failed: ValueError: broken"):
        Contract().test_a_whole_retro_can_be_held(format, members=2)


@pytest.mark.parametrize("names", [{"method": "gone"}, {"scoring": "gone"}])
def test_a_format_with_what_does_not_exist(names: dict[str, str]) -> None:
    class Contract(FormatContract):
        pass

    format = a_format(**names)
    Contract.plugin = plugin(format)
    with pytest.raises(LookupError, match="'gone'"):
        Contract().test_a_whole_retro_can_be_held(format, members=2)


class TestAFormatWithMore(FormatContract):
    format = a_format("anybody", "mild")
    plugin = plugin(
        format,
        tallies=[
            TallyMethod(
                "anybody", title="a", count=lambda b, *, candidates: standing(b, candidates)
            )
        ],
        scorings=[Scoring(name="mild", title="m", score=lambda a: Scores(group=["Fine."]))],
        checks=[Check(name="mild", title="m", run=lambda s, h: [finding("Fine.")])],
        reports=[Report(name="mild", title="m", suffix=".mild", render=lambda r: r.state.team)],
    )
