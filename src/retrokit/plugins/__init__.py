"""Plugins: found, loaded one at a time, and kept from harming anybody else.

What comes with retrokit goes through the same hooks as everything else. A plugin that fails to
import, to validate or to run is recorded in `Plugins.failures` with a sentence, and whatever
the others provide is there all the same.

`published` finds them, `registry` knows who provides what, `calling` calls them, and `vetting`
looks at what they hand over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import evolve, frozen

from .. import given
from ..errors import NotFound, PluginError, RetrokitError
from .calling import Overdue, called, contained, in_short, some, within
from .published import GROUP
from .registry import BUILTIN, Failure, Provided, Registry, still
from .vetting import check_findings, check_report, check_rules, check_scores, check_tally

if TYPE_CHECKING:
    from ..checks import Check
    from ..engine.digest import Digest
    from ..engine.kind import Kinds
    from ..engine.state import State
    from ..events import Source
    from ..findings import Finding
    from ..formats import Activity, Format
    from ..questions import Question
    from ..reports import Record, Report
    from ..said import Wording
    from ..scoring import PeerAnswers, Scores, Scoring
    from ..stores import Store, StoreKind
    from ..tallies import Tally, TallyMethod

__all__ = ["BUILTIN", "GROUP", "Failure", "Plugins", "Provided"]

T = TypeVar("T")

LIMIT = 10.0
"""How many seconds a check, a voting method or a scoring of a plugin may take.

A voting method and a scoring are called inside an opening, for which a whole room waits.
"""


class Plugins(Registry):
    """Everything that retrokit itself and the installed plugins provide.

    Make one with `Plugins.load()` and pass it on. `failures` grows as plugins are used; what
    fails while it runs is also a warning of the logger `retrokit`, which is on stderr where
    nobody says otherwise. Threads may share it.
    """

    def __init__(self, *, strict: bool = False) -> None:
        super().__init__(strict=strict)
        self._overdue: dict[tuple[str, str], Thread] = {}

    @property
    def kinds(self) -> Kinds:
        """Return the kinds of activity and of question that there are, with their rules loaded.

        With them are the kinds of ballots that voting methods of plugins bring, and the wordings
        of them all. A kind of activity whose rules fail is left out, as if its plugin
        was not installed.
        """
        from ..engine.kind import Kinds

        known = self._collect("tallies").values()
        own = dict.fromkeys(method.ballot for method, plugin in known if plugin != BUILTIN)
        activities = {
            each: plugin
            for name, (each, plugin) in self._collect("activities").items()
            if plugin == BUILTIN or self._has_rules(name, each, plugin)
        }
        return Kinds(
            tuple(activities),
            asked=tuple(self.questions.values()),
            ballots=tuple(each for each in own if "." in each.name),
            wordings=self._wordings(activities),
        )

    def _wordings(self, activities: Mapping[type[Activity], str]) -> tuple[Wording, ...]:
        """Return the wordings; of a code that two plugins claim none, for it would be a guess."""
        from ..engine.kind import WORDINGS, kind_of

        known = {each.code: (each, BUILTIN) for each in WORDINGS}
        claimed = set()
        there: list[tuple[Any, str]] = [
            *((kind_of(each), plugin) for each, plugin in activities.items()),
            *self._collect("questions").values(),
            *self._collect("scorings").values(),
        ]
        for wording, plugin in ((each, by) for what, by in there for each in what.wordings):
            other, its = known.setdefault(wording.code, (wording, plugin))
            if wording != other:
                sentence = f"its wording {wording.code!r} is left out: {its} has one of that code"
                self._fail(plugin, sentence, felt=False)
                claimed |= {wording.code} if its != BUILTIN else set()
        return tuple(
            each if plugin == BUILTIN else evolve(each, function=_Contained(each.function))
            for code, (each, plugin) in known.items()
            if code not in claimed
        )

    def _has_rules(self, name: str, activity: type[Activity], plugin: str) -> bool:
        try:
            called(partial(check_rules, activity), still(plugin, f"the rules of {name}"))
        except Exception as error:
            self._fail_to_load(plugin, f"has no rules for {name}: {in_short(error)}", error)
            return False
        return True

    @property
    def activities(self) -> Mapping[str, type[Activity]]:
        """Return the kinds of activity by name, those that come with retrokit first.

        They are declarations: a retro has only those of `kinds`, whose rules work.
        """
        return self._objects("activities")

    @property
    def questions(self) -> Mapping[str, type[Question]]:
        """Return the kinds of question by name, those that come with retrokit first."""
        return self._objects("questions")

    @property
    def formats(self) -> Mapping[str, Format]:
        """Return the formats by name, those that come with retrokit first."""
        return self._objects("formats")

    @property
    def checks(self) -> Mapping[str, Check]:
        """Return the checks by name."""
        return self._objects("checks")

    @property
    def reports(self) -> Mapping[str, Report]:
        """Return the reports by name."""
        return self._objects("reports")

    @property
    def stores(self) -> Mapping[str, StoreKind]:
        """Return the stores by URL scheme."""
        return self._objects("stores")

    @property
    def tallies(self) -> Mapping[str, TallyMethod]:
        """Return the voting methods by name; one that fails counts nothing, and is named.

        One of a plugin that takes longer than `LIMIT` has failed.
        """
        return self._shelf("tallies", self._guarded_count)

    @property
    def scorings(self) -> Mapping[str, Scoring]:
        """Return the scorings by name; one of a plugin that fails scores nothing.

        One that takes longer than `LIMIT` has failed.
        """
        return self._shelf("scorings", self._guarded_score)

    def format(self, name: str) -> Format:
        """Return a format by its name. Raises `NotFound` with the nearest, or `PluginError`."""
        from ..formats import Format

        if way := given.way_of(name, Format.READ_BY):
            raise NotFound(f"no format is named {name!r}{way}")
        format: Format = self._object("formats", name)
        return format

    def source(self, format: Format) -> Source | None:
        """Return the plugin that a format comes from, None if it is of retrokit or of no plugin."""
        from ..events import Source

        known, plugin = self._collect("formats").get(format.name, (None, BUILTIN))
        if known != format or plugin == BUILTIN:
            return None
        distribution, version = self._published.get(plugin, (plugin, ""))
        return Source(distribution=distribution, version=version)

    def report(self, name: str) -> Report:
        """Return a report by its name. Raises `NotFound` with the nearest, or `PluginError`."""
        report: Report = self._object("reports", name)
        return report

    def store(self, scheme: str) -> StoreKind:
        """Return a store by its URL scheme. What it prints when it opens goes to stderr."""
        kind: StoreKind = self._object("stores", scheme)
        plugin = self._collect("stores")[scheme][1]

        def open(url: str) -> Store:
            try:
                return self._call(plugin, partial(kind.open, url), f"its store {scheme}")
            except RetrokitError:
                raise
            except Exception as error:
                sentence = f"its store {scheme} failed: {in_short(error)}"
                self._fail(plugin, sentence, error)
                raise PluginError(f"plugin {plugin}: {sentence}; use another logbook") from error

        return evolve(kind, open=open)

    def report_for(self, path: str) -> str:
        """Return the name of the report that files of this ending hold.

        What comes with retrokit keeps its endings. Raises `PluginError` where two reports of
        plugins claim the ending, `NotFound` where none does.
        """
        from pathlib import PurePath

        name = PurePath(path).name.casefold()
        known: dict[str, list[tuple[str, str]]] = {}
        for report, (each, plugin) in self._collect("reports").items():
            claimed = known.setdefault(each.suffix.casefold(), [])
            if not any(by == BUILTIN for _, by in claimed):
                claimed.append((report, plugin))
        fits = [suffix for suffix in known if name.endswith(suffix)]
        if not fits:
            raise self._missed("report for files that end in", PurePath(path).suffix, known)
        suffix = max(fits, key=len)
        if len(known[suffix]) > 1:
            (one, its), (other, others) = known[suffix][:2]
            raise PluginError(
                f"files that end in {suffix} may be the report {one} (plugin {its}) or {other} "
                f"(plugin {others}); choose one with --format"
            )
        return known[suffix][0][0]

    def render(self, name: str, record: Record) -> str:
        """Return the text of a report. Raises `PluginError` if its plugin fails at it."""
        report, plugin = self.report(name), self._collect("reports")[name][1]
        if plugin != BUILTIN:
            record = evolve(record, state=deepcopy(record.state), history=deepcopy(record.history))
        try:
            return self._call(
                plugin, lambda: check_report(report.render(record)), f"its report {name}"
            )
        except Exception as error:
            sentence = f"its report {name} failed: {in_short(error)}"
            self._fail(plugin, sentence, error)
            raise PluginError(f"plugin {plugin}: {sentence}; choose another report") from error

    def findings(self, state: State, history: Sequence[Digest]) -> list[Finding]:
        """Return what all checks notice, but those that another finding is told instead of.

        Where a check of a plugin fails, or takes longer than `LIMIT`, a finding says so.
        """
        found: dict[str, list[Finding]] = {}
        # What a plugin changes in its copy is changed for nobody else.
        seen = {BUILTIN: (state, history)}
        for name, (check, plugin) in self._collect("checks").items():
            if plugin not in seen:
                seen[plugin] = deepcopy((state, history))
            try:
                found[name] = self._check(name, check, plugin, *seen[plugin])
            except Exception as error:
                self._fail(plugin, f"its check {name} failed: {in_short(error)}", error)
                found[name] = [_not_checked(name, plugin, error)]
        silent = {check for said in found.values() for each in said for check in each.instead_of}
        return [each for name, said in found.items() if name not in silent for each in said]

    def _check(
        self, name: str, check: Check, plugin: str, state: State, history: Sequence[Digest]
    ) -> list[Finding]:
        def run() -> list[Finding]:
            if not check.applies_to(state):
                return []
            found = check_findings(some(check.run(state, history)), "a check")
            return [each if each.name else evolve(each, name=name) for each in found]

        return self._call_within_limit(plugin, run, f"its check {name}")

    def _admit(self, kind: str, known: dict[str, tuple[Any, str]], each: Any, plugin: str) -> None:
        """Leave out a voting method whose ballots are called like other ones."""
        others = [
            (by, other.ballot.name)
            for other, by in (known.values() if kind == "tallies" else ())
            if other.ballot.name == each.ballot.name and other.ballot != each.ballot
        ]
        if others:
            by, name = others[0]
            sentence = (
                f"its voting method {each.name!r} is left out: {by} has other ballots {name!r}"
            )
            self._fail(plugin, sentence, felt=False)
        else:
            super()._admit(kind, known, each, plugin)

    def _call(self, plugin: str, call: Callable[[], T], what: str) -> T:
        return call() if plugin == BUILTIN else called(call, still(plugin, what))

    def _call_within_limit(self, plugin: str, call: Callable[[], T], what: str) -> T:
        """Return what a call returns. Raises `TimeoutError` after `LIMIT`, or what it raises.

        What is overdue runs on beside the program, and is not begun again while it does.
        """
        if plugin == BUILTIN:
            return call()
        running = self._overdue.get((plugin, what))
        if running is not None and running.is_alive():
            raise TimeoutError("it still has not come to an end since it was last begun")
        try:
            return within(LIMIT, partial(self._call, plugin, call, what))
        except Overdue as error:
            self._overdue[plugin, what] = error.thread
            raise TimeoutError(str(error)) from None

    def _guarded_count(self, plugin: str, method: TallyMethod) -> TallyMethod:
        def count(ballots: Iterable[Any], *, candidates: Iterable[int]) -> Tally[int] | None:
            candidates = tuple(candidates)

            def checked() -> Tally[int] | None:
                tally = method.count(ballots, candidates=candidates)
                return None if tally is None else check_tally(tally, set(candidates))

            try:
                return self._call_within_limit(plugin, checked, f"its voting method {method.name}")
            except Exception as error:
                sentence = f"its voting method {method.name} failed: {in_short(error)}"
                self._fail(plugin, sentence, error)
                return None

        return evolve(method, count=count)

    def _guarded_score(self, plugin: str, scoring: Scoring) -> Scoring:
        def score(answers: PeerAnswers) -> Scores | None:
            def checked() -> Scores | None:
                scores = scoring.score(answers)
                return None if scores is None else check_scores(scores, answers)

            try:
                return self._call_within_limit(plugin, checked, f"its scoring {scoring.name}")
            except Exception as error:
                sentence = f"its scoring {scoring.name} failed: {in_short(error)}"
                self._fail(plugin, sentence, error)
                return None

        def refused(why: str) -> None:
            self._fail(plugin, f"its scoring {scoring.name} was not used: {why}")

        return evolve(scoring, score=score, refused=refused)


@frozen
class _Contained:
    """The function of a plugin's wording, called so that it harms nobody but itself.

    Two of the same function are equal, so that what is made for some kinds serves others alike.
    """

    function: Callable[..., str]

    def __call__(self, **values: object) -> str:
        return contained(partial(self.function, **values))


def _not_checked(name: str, plugin: str, error: Exception) -> Finding:
    from ..findings import Finding, Severity
    from ..said import wording

    @wording("checks.failed")
    def failed(*, check: str, plugin: str) -> str:
        return (
            f"The check {check} of the plugin {plugin} failed, so what it would have noticed is "
            "missing."
        )

    return Finding(
        name="check-failed",
        severity=Severity.NOTICE,
        sentence=failed(check=name, plugin=plugin),
        evidence=[in_short(error)],
    )
