"""Plugins: found, loaded one at a time, and kept from harming anybody else.

What comes with retrokit goes through the same hooks as everything else. A plugin that fails to
import, to validate or to run is recorded in `Plugins.failures` with a sentence, and whatever
the others provide is there all the same.

`published` finds them, `calling` calls them, and `vetting` looks at what they hand over.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from functools import partial
from importlib import import_module
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeVar

import pluggy
from attrs import evolve, frozen

from .. import hookspecs
from ..errors import NotFound, PluginError, RetrokitError
from .calling import Overdue, called, in_short, some, within
from .published import GROUP, Wanted, published
from .vetting import (
    check_findings,
    check_plugin_name,
    check_provided,
    check_report,
    check_scores,
    check_tally,
)

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from ..checks import Check
    from ..events import Source
    from ..findings import Finding
    from ..formats import Format
    from ..reports import Record, Report
    from ..retro.digest import Digest
    from ..retro.state import State
    from ..scoring import PeerAnswers, Scores, Scoring
    from ..stores import Store, StoreKind
    from ..tallies import Tally, TallyMethod

__all__ = ["BUILTIN", "GROUP", "Failure", "Plugins", "Provided"]

T = TypeVar("T")

BUILTIN = "retrokit"
"""The name under which what comes with retrokit is listed."""
LIMIT = 10.0
"""How many seconds a check, a voting method or a scoring of a plugin may take.

A voting method and a scoring are called inside an opening, for which a whole room waits.
"""

# What each hook returns: the module and class of its objects, and the field that names them.
# Looked up when the hook is first asked, so that listing formats imports no store.
_KINDS = {
    "formats": ("retrokit.formats", "Format", "name"),
    "checks": ("retrokit.checks", "Check", "name"),
    "reports": ("retrokit.reports", "Report", "name"),
    "stores": ("retrokit.stores", "StoreKind", "scheme"),
    "scorings": ("retrokit.scoring", "Scoring", "name"),
    "tallies": ("retrokit.tallies", "TallyMethod", "name"),
}


@frozen
class Failure:
    """What went wrong with a plugin, in a sentence."""

    plugin: str
    sentence: str


@frozen
class Provided:
    """One thing that a plugin provides: `kind` is `formats`, `checks`, …"""

    kind: str
    name: str
    plugin: str


class Shelf(dict[str, T]):
    """Things by name; `missing` returns the error for a name that is not there, with the reason."""

    def __init__(self, things: Mapping[str, T], missing: Callable[[str], RetrokitError]) -> None:
        super().__init__(things)
        self.missing = missing


class Plugins:
    """Everything that retrokit itself and the installed plugins provide.

    Make one with `Plugins.load()` and pass it on. `failures` grows as plugins are used; what
    fails while it runs is also a warning of the logger `retrokit`, which is on stderr where
    nobody says otherwise. Threads may share it.
    """

    def __init__(self, *, strict: bool = False) -> None:
        self._manager = pluggy.PluginManager(hookspecs.PROJECT)
        self._manager.add_hookspecs(hookspecs)
        self._strict = strict
        self._names: list[str] = []
        self._published: dict[str, tuple[str, str]] = {}
        self._left_out: list[str] = []
        self._collected: dict[str, dict[str, tuple[Any, str]]] = {}
        self._clashes: dict[tuple[str, str], str] = {}
        self._not_loaded: dict[str, str] = {}
        self._overdue: dict[tuple[str, str], Thread] = {}
        self.failures: list[Failure] = []

    @classmethod
    def load(cls, environ: Mapping[str, str] | None = None) -> Plugins:
        """Return all installed plugins, in the order of their names.

        `RETROKIT_PLUGINS` narrows them: empty loads none, a comma-separated list only those, and
        `-name` leaves one out. With `RETROKIT_STRICT=1` the first failure raises `PluginError`
        instead of being kept.
        """
        environ = os.environ if environ is None else environ
        plugins = cls(strict=environ.get("RETROKIT_STRICT", "") not in ("", "0"))
        wanted = Wanted.read(environ.get("RETROKIT_PLUGINS"))
        found = [] if wanted.names == set() else published()
        for point in found:
            if wanted.has(point.name):
                plugins._load(point)
            else:
                plugins._left_out.append(point.name)
        for name in sorted((wanted.names or set()) - {point.name for point in found}):
            plugins._fail_to_load(name, "is named in RETROKIT_PLUGINS but not installed")
        return plugins

    def add(self, plugin: object, name: str) -> bool:
        """Register a module or object with hook implementations; return whether that worked."""

        def register() -> None:
            check_plugin_name(name)
            if self._manager.has_plugin(name):
                raise PluginError("another plugin has this name; uninstall one of them")
            self._manager.register(plugin, name)
            self._manager.check_pending()

        try:
            called(register, _still(name))
        except Exception as error:
            # Half-registered is worse than not at all: the hooks before the bad one would stay.
            if self._manager.has_plugin(name) and self._manager.get_plugin(name) is plugin:
                self._manager.unregister(plugin)
            self._fail_to_load(name, f"was not registered: {in_short(error)}", error)
            return False
        self._names.append(name)
        self._collected.clear()
        self._clashes.clear()
        return True

    def has(self, plugin: object) -> str | None:
        """Return the name under which a module or object is registered, None if it is not."""
        return self._manager.get_name(plugin)

    @property
    def names(self) -> tuple[str, ...]:
        """Return the plugins that were loaded, in order, without what comes with retrokit."""
        return tuple(self._names)

    def version(self, name: str) -> str:
        """Return the version of a plugin's distribution, empty if it has none."""
        return self._published.get(name, ("", ""))[1]

    def provided(self) -> list[Provided]:
        """Return everything that is provided, by kind and in order."""
        return [
            Provided(kind, name, plugin)
            for kind in _KINDS
            for name, (_, plugin) in self._collect(kind).items()
        ]

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
        if name.casefold().endswith(".toml"):
            raise NotFound(f"no format is named {name!r}; read a file with load_format")
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

    def _call(self, plugin: str, call: Callable[[], T], what: str) -> T:
        return call() if plugin == BUILTIN else called(call, _still(plugin, what))

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

    def _load(self, point: EntryPoint) -> None:
        try:
            check_plugin_name(point.name)
            plugin = called(point.load, _still(point.name))
        except Exception as error:
            self._fail_to_load(point.name, f"was not imported: {in_short(error)}", error)
            return
        if self.add(plugin, point.name) and point.dist is not None:
            self._published[point.name] = (point.dist.name, point.dist.version)

    def _objects(self, kind: str) -> dict[str, Any]:
        return {name: each for name, (each, _) in self._collect(kind).items()}

    def _shelf(self, kind: str, guarded: Callable[[str, Any], Any]) -> Shelf[Any]:
        things = {name: guarded(plugin, it) for name, (it, plugin) in self._collect(kind).items()}
        return Shelf(things, partial(self._missing, kind))

    def _object(self, kind: str, name: str) -> Any:
        known = self._collect(kind)
        if name not in known:
            raise self._missing(kind, name)
        return known[name][0]

    def _missing(self, kind: str, name: str) -> RetrokitError:
        """Return the error for a name that nothing of a kind has: who is why, if that is known."""
        known = self._collect(kind)
        if (kind, name) in self._clashes:
            return PluginError(self._clashes[kind, name])
        return self._missed(_in_words(kind), name, known)

    def _missed(self, what: str, name: str, known: Iterable[str]) -> NotFound:
        said = str(NotFound.among(what, name, known))
        more = [
            f"The plugin {plugin} failed to load: it {sentence}"
            for plugin, sentence in self._not_loaded.items()
        ]
        if len(more) > 2:
            more[2:] = [f"{len(more) - 2} more failed; see them with: retro plugins"]
        if self._left_out:
            more.append(f"RETROKIT_PLUGINS leaves out: {', '.join(self._left_out)}")
        if more:
            said = f"{said}{'' if said.endswith('?') else '.'} {'. '.join(more)}"
        return NotFound(said)

    def _collect(self, kind: str) -> dict[str, tuple[Any, str]]:
        if kind not in self._collected:
            builtin = import_module(f"retrokit.builtin.{kind}")
            own = getattr(builtin, f"retrokit_register_{kind}")
            _, _, key = _KINDS[kind]
            known = {getattr(each, key): (each, BUILTIN) for each in own()}
            for name in self._names:
                for each in self._ask(name, kind):
                    self._admit(kind, known, getattr(each, key), each, name)
            self._collected[kind] = known
        return self._collected[kind]

    def _ask(self, plugin: str, kind: str) -> list[Any]:
        """Return what one plugin provides of a kind: all of it, or nothing if any is wrong."""
        module, name, key = _KINDS[kind]
        wanted = getattr(import_module(module), name)
        hook = f"retrokit_register_{kind}"
        for implementation in getattr(self._manager.hook, hook).get_hookimpls():
            if implementation.plugin_name != plugin:
                continue

            def ask(function: Callable[[], Any] = implementation.function) -> list[Any]:
                found = some(function())
                for each in found:
                    check_provided(each, wanted, key)
                return found

            try:
                return called(ask, _still(plugin))
            except Exception as error:
                self._fail_to_load(plugin, f"failed in {hook}: {in_short(error)}", error)
        return []

    def _admit(
        self, kind: str, known: dict[str, tuple[Any, str]], name: str, each: Any, plugin: str
    ) -> None:
        word = _in_words(kind)
        if (kind, name) in self._clashes:
            self._fail(plugin, f"its {word} {name!r} is one that others claim too", felt=False)
        elif name not in known:
            known[name] = (each, plugin)
        elif known[name][1] in (BUILTIN, plugin):
            self._fail(
                plugin,
                f"its {word} {name!r} is left out: {known[name][1]} has one of that name",
                felt=False,
            )
        else:
            # Neither is served: to pick one would be to guess which was meant.
            other = known.pop(name)[1]
            sentence = (
                f"plugins {other} and {plugin} both provide a {word} {name!r}; "
                f"leave one out with RETROKIT_PLUGINS=-{plugin}"
            )
            self._clashes[kind, name] = sentence
            self._fail(other, sentence, felt=False)
            self._fail(plugin, sentence, felt=False)

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

    def _fail_to_load(self, plugin: str, sentence: str, error: BaseException | None = None) -> None:
        """Keep why a plugin, or what a hook of it gives, is not there: see `_missed`."""
        self._not_loaded.setdefault(plugin, sentence)
        self._fail(plugin, sentence, error, felt=False)

    def _fail(
        self, plugin: str, sentence: str, error: BaseException | None = None, *, felt: bool = True
    ) -> None:
        """Keep a failure; one that is `felt` right now is told at once."""
        failure = Failure(plugin, sentence)
        if failure not in self.failures:
            self.failures.append(failure)
            if felt and not self._strict:
                import logging  # slow to import, and only needed to warn

                logging.getLogger("retrokit").warning("plugin %s: %s", plugin, sentence)
        if self._strict:
            raise PluginError(f"plugin {plugin}: {sentence}") from error


def _still(plugin: str, what: str = "") -> str:
    doing = f"waiting for plugin {plugin}: {what}" if what else f"loading plugin {plugin}"
    return f"still {doing}; leave it out with RETROKIT_PLUGINS=-{plugin}"


def _not_checked(name: str, plugin: str, error: Exception) -> Finding:
    from ..findings import Finding, Severity

    return Finding(
        name="check-failed",
        severity=Severity.NOTICE,
        sentence=f"The check {name} of the plugin {plugin} failed, so what it would have noticed "
        "is missing.",
        evidence=[in_short(error)],
    )


def _in_words(kind: str) -> str:
    words = {"stores": "store", "tallies": "voting method"}
    return words.get(kind, kind.removesuffix("s"))
