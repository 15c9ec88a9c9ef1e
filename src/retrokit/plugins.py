"""Plugins: found, loaded one at a time, and kept from harming anybody else.

What comes with retrokit goes through the same hooks as everything else. A plugin that fails to
import, to validate or to run is recorded in `Plugins.failures` with a sentence, and whatever
the others provide is there all the same.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from copy import deepcopy
from functools import partial
from importlib import import_module
from importlib.machinery import PathFinder
from math import isfinite
from typing import TYPE_CHECKING, Any

import pluggy
from attrs import evolve, frozen

from . import hookspecs, texts
from .errors import Invalid, NotFound, PluginError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from .checks import Check
    from .findings import Finding
    from .formats import Format
    from .reports import Record, Report
    from .retro.digest import Digest
    from .retro.state import State
    from .scoring import PeerAnswers, Scores, Scoring
    from .stores import StoreKind
    from .tallies import Tally, TallyMethod

_SUFFIX = re.compile(r"(\.[A-Za-z0-9]+)+")
GROUP = "retrokit"
"""The entry point group under which a plugin is published."""
BUILTIN = "retrokit"
"""The name under which what comes with retrokit is listed."""

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


class Plugins:
    """Everything that retrokit itself and the installed plugins provide.

    Make one with `Plugins.load()` and pass it on. `failures` grows as plugins are used.
    """

    def __init__(self, *, strict: bool = False) -> None:
        self._manager = pluggy.PluginManager(hookspecs.PROJECT)
        self._manager.add_hookspecs(hookspecs)
        self._strict = strict
        self._names: list[str] = []
        self._versions: dict[str, str] = {}
        self._collected: dict[str, dict[str, tuple[Any, str]]] = {}
        self._clashes: dict[tuple[str, str], str] = {}
        self.failures: list[Failure] = []

    @classmethod
    def load(cls, environ: Mapping[str, str] | None = None) -> Plugins:
        """Return all installed plugins, in the order of their names.

        `RETROKIT_PLUGINS` narrows them: empty loads none, a comma-separated list only those.
        With `RETROKIT_STRICT=1` the first failure raises `PluginError` instead of being kept.
        """
        environ = os.environ if environ is None else environ
        plugins = cls(strict=environ.get("RETROKIT_STRICT", "") not in ("", "0"))
        wanted = environ.get("RETROKIT_PLUGINS")
        names = None if wanted is None else {each.strip() for each in wanted.split(",")} - {""}
        found = [] if names == set() else _published()
        for point in found:
            if names is None or point.name in names:
                plugins._load(point)
        for name in sorted((names or set()) - {point.name for point in found}):
            plugins._fail(name, "is named in RETROKIT_PLUGINS but not installed")
        return plugins

    def add(self, plugin: object, name: str) -> bool:
        """Register a module or object with hook implementations; return whether that worked."""
        try:
            self._manager.register(plugin, name)
            self._manager.check_pending()
        except (Exception, SystemExit) as error:
            # Half-registered is worse than not at all: the hooks before the bad one would stay.
            if self._manager.has_plugin(name) and self._manager.get_plugin(name) is plugin:
                self._manager.unregister(plugin)
            self._fail(name, f"was not registered: {_in_short(error)}", error)
            return False
        self._names.append(name)
        self._collected.clear()
        return True

    @property
    def names(self) -> tuple[str, ...]:
        """Return the plugins that were loaded, in order, without what comes with retrokit."""
        return tuple(self._names)

    def version(self, name: str) -> str:
        """Return the version of a plugin's distribution, empty if it has none."""
        return self._versions.get(name, "")

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
        """Return the voting methods by name; one that fails counts nothing, and is named."""
        methods = {}
        for name, (method, plugin) in self._collect("tallies").items():
            methods[name] = evolve(method, count=self._guarded_count(plugin, method))
        return methods

    @property
    def scorings(self) -> Mapping[str, Scoring]:
        """Return the scorings by name; one of a plugin that fails scores nothing."""
        scorings = {}
        for name, (scoring, plugin) in self._collect("scorings").items():
            scorings[name] = evolve(
                scoring,
                score=self._guarded_score(plugin, scoring),
                refused=partial(self._refused, plugin, f"its scoring {name} was not used"),
            )
        return scorings

    def format(self, name: str) -> Format:
        """Return a format by its name. Raises `NotFound` with the nearest, or `PluginError`."""
        format: Format = self._object("formats", name)
        return format

    def store(self, scheme: str) -> StoreKind:
        """Return a store by its URL scheme."""
        kind: StoreKind = self._object("stores", scheme)
        return kind

    def render(self, name: str, record: Record) -> str:
        """Return the text of a report. Raises `PluginError` if its plugin fails at it."""
        report: Report = self._object("reports", name)
        plugin = self._collect("reports")[name][1]
        if plugin != BUILTIN:
            record = evolve(record, state=deepcopy(record.state))
        try:
            text = report.render(record)
            if not isinstance(text, str):
                raise TypeError("a report returns text")
            text.encode()  # raises for what cannot be written down
        except (Exception, SystemExit) as error:
            sentence = f"its report {name} failed: {_in_short(error)}"
            self._fail(plugin, sentence, error)
            raise PluginError(f"plugin {plugin}: {sentence}; choose another report") from error
        return text

    def findings(self, state: State, history: Sequence[Digest]) -> list[Finding]:
        """Return what all checks notice, but those that another finding is told instead of.

        A check that fails notices nothing.
        """
        from .findings import Finding

        found: dict[str, list[Finding]] = {}
        # What a plugin changes in its copy is changed for nobody else.
        seen = {BUILTIN: state}
        for name, (check, plugin) in self._collect("checks").items():
            try:
                if plugin not in seen:
                    seen[plugin] = deepcopy(state)
                if check.applies_to(seen[plugin]):
                    said = list(check.run(seen[plugin], history))
                    if not all(isinstance(each, Finding) for each in said):
                        raise TypeError("a check returns findings")
                    found[name] = said
            except (Exception, SystemExit) as error:
                self._fail(plugin, f"its check {name} failed: {_in_short(error)}", error)
        silent = {check for said in found.values() for each in said for check in each.instead_of}
        return [each for name, said in found.items() if name not in silent for each in said]

    def _load(self, point: EntryPoint) -> None:
        try:
            plugin = point.load()
        except (Exception, SystemExit) as error:
            self._fail(point.name, f"was not imported: {_in_short(error)}", error)
            return
        if point.dist is not None:
            self._versions[point.name] = point.dist.version
        self.add(plugin, point.name)

    def _objects(self, kind: str) -> dict[str, Any]:
        return {name: each for name, (each, _) in self._collect(kind).items()}

    def _object(self, kind: str, name: str) -> Any:
        if (kind, name) in self._clashes:
            raise PluginError(self._clashes[kind, name])
        try:
            return self._collect(kind)[name][0]
        except KeyError:
            raise NotFound.among(_in_words(kind), name, self._collect(kind)) from None

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
        found: list[Any] = []
        for implementation in getattr(self._manager.hook, hook).get_hookimpls():
            if implementation.plugin_name != plugin:
                continue
            try:
                for each in implementation.function():
                    if not isinstance(each, wanted):
                        raise TypeError(f"{each!r} is not a {name}")
                    if not isinstance(getattr(each, key), str):
                        raise TypeError(f"the {key} of {each!r} is not text")
                    _check_texts(each)
                    found.append(each)
            except (Exception, SystemExit) as error:
                self._fail(plugin, f"{hook} failed: {_in_short(error)}", error)
                return []
        return found

    def _admit(
        self, kind: str, known: dict[str, tuple[Any, str]], name: str, each: Any, plugin: str
    ) -> None:
        word = _in_words(kind)
        if (kind, name) in self._clashes:
            self._fail(plugin, f"its {word} {name!r} is one that others claim too")
        elif name not in known:
            known[name] = (each, plugin)
        elif known[name][1] in (BUILTIN, plugin):
            self._fail(
                plugin,
                f"its {word} {name!r} is left out: {known[name][1]} has one of that name",
            )
        else:
            # Neither is served: to pick one would be to guess which was meant.
            other = known.pop(name)[1]
            sentence = (
                f"plugins {other} and {plugin} both provide a {word} {name!r}; "
                f"load one of them with RETROKIT_PLUGINS"
            )
            self._clashes[kind, name] = sentence
            self._fail(other, sentence)
            self._fail(plugin, sentence)

    def _guarded_count(self, plugin: str, method: TallyMethod) -> Callable[..., Tally[int] | None]:
        from .tallies import Tally

        def count(ballots: Iterable[Any], *, candidates: Iterable[int]) -> Tally[int] | None:
            candidates = tuple(candidates)
            try:
                tally = method.count(ballots, candidates=candidates)
                if tally is None:
                    return None
                if not isinstance(tally, Tally):
                    raise TypeError("a voting method returns a Tally")
                return _checked(tally, set(candidates))
            except (Exception, SystemExit) as error:
                sentence = f"its voting method {method.name} failed: {_in_short(error)}"
                self._fail(plugin, sentence, error)
                return None

        return count

    def _guarded_score(
        self, plugin: str, scoring: Scoring
    ) -> Callable[[PeerAnswers], Scores | None]:
        def score(answers: PeerAnswers) -> Scores | None:
            try:
                scores = scoring.score(answers)
                return None if scores is None else _checked_scores(scores, answers)
            except (Exception, SystemExit) as error:
                sentence = f"its scoring {scoring.name} failed: {_in_short(error)}"
                self._fail(plugin, sentence, error)
                return None

        return score

    def _refused(self, plugin: str, sentence: str, why: str) -> None:
        self._fail(plugin, f"{sentence}: {why}")

    def _fail(self, plugin: str, sentence: str, error: BaseException | None = None) -> None:
        failure = Failure(plugin, sentence)
        if failure not in self.failures:
            self.failures.append(failure)
        if self._strict:
            raise PluginError(f"plugin {plugin}: {sentence}") from error


def _checked(tally: Tally[int], candidates: set[int]) -> Tally[int]:
    """Return a tally of a plugin if it can be kept: numbers, text, and nobody but candidates."""
    from .tallies import Detail, Row, Tally

    kept = Tally(
        tuple(tally.winners),
        tuple((who, got) for who, got in tally.standings),
        tuple(
            Detail(
                texts.check(table.title, "the title of a detail", texts.NAME, lines=False),
                tuple(Row(tuple(row.candidates), row.number, row.words) for row in table.rows),
            )
            for table in tally.detail
        ),
    )
    rows = [row for table in kept.detail for row in table.rows]
    named = [*kept.winners, *(who for who, _ in kept.standings),
             *(who for row in rows for who in row.candidates)]  # fmt: skip
    if not all(type(who) is int for who in named):
        raise TypeError("a tally names candidates by their whole numbers")
    if not candidates.issuperset(named):
        raise ValueError("a tally names candidates only")
    for number in [*(got for _, got in kept.standings), *(row.number for row in rows)]:
        if type(number) not in (int, float) or not isfinite(number):
            raise TypeError(f"a tally holds numbers, and {number!r} is none that can be kept")
    for words in (row.words for row in rows if row.words != ""):
        texts.check(words, "the text of a detail")
    return kept


def _checked_scores(scores: Scores, answers: PeerAnswers) -> Scores:
    """Return the scores of a plugin if they can be kept: texts, and letters to members only."""
    from . import texts
    from .findings import Finding
    from .scoring import Scores

    if not isinstance(scores, Scores):
        raise TypeError("a scoring returns Scores")
    if not all(isinstance(each, Finding) for each in scores.findings):
        raise TypeError("a scoring finds findings")
    for who in scores.letters:
        if who not in answers.members:
            raise ValueError("a scoring writes to members only")
    lines = list(scores.group)
    for finding in scores.findings:
        lines += [finding.sentence, *finding.evidence]
    for said in scores.letters.values():
        lines += said
    for line in lines:
        texts.check(line, "what a scoring says", texts.PROSE)
    return scores


def _published() -> list[EntryPoint]:
    """Return what installed distributions publish as plugins, by name."""
    if not _is_mentioned():
        return []
    from importlib.metadata import entry_points

    return sorted(entry_points(group=GROUP), key=lambda point: point.name)


def _is_mentioned() -> bool:
    """Return whether an installed distribution may publish a plugin at all.

    Most often none does, and to import `importlib.metadata` only to learn that would take as long
    as all of retrokit. Where it cannot be told by a look into the folders, the answer is yes.
    """
    if any(
        hasattr(finder, "find_distributions") and finder is not PathFinder
        for finder in sys.meta_path
    ):
        return True
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")
        except FileNotFoundError:
            continue
        except OSError:
            return True  # an archive, or whatever else distributions may lie in
        for name in names:
            if name.endswith((".dist-info", ".egg-info")):
                with suppress(OSError), open(f"{folder}/{name}/entry_points.txt", "rb") as file:
                    if b"[%s]" % GROUP.encode() in file.read():
                        return True
    return False


def _check_texts(provided: object) -> None:
    """Raise `Invalid` for a name or a title that could not be shown to anybody, or no suffix."""
    for what in ("name", "title"):
        if hasattr(provided, what):
            texts.check(getattr(provided, what), f"the {what}", lines=False)
    suffix = getattr(provided, "suffix", ".txt")
    if not isinstance(suffix, str) or not _SUFFIX.fullmatch(suffix):
        raise Invalid(f"{suffix!r} is no suffix of a file, such as .txt")


def _in_words(kind: str) -> str:
    words = {"stores": "store", "tallies": "voting method"}
    return words.get(kind, kind.removesuffix("s"))


def _in_short(error: BaseException) -> str:
    said = " ".join(str(error).split()).encode(errors="backslashreplace").decode()
    return f"{type(error).__name__}: {said[:200]}" if said else type(error).__name__
