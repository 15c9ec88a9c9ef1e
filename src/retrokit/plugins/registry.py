"""Who provides what: a register of plugins, with all that they hand over by kind and name.

What comes with retrokit is the first of them, registered and asked as all others are. A plugin
that fails to be imported or registered, or that hands over something wrong, is recorded with a
sentence, and what the others provide is there all the same.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, Self, TypeVar

import pluggy
from attrs import frozen

from .. import builtin, hookspecs
from ..errors import NotFound, PluginError, RetrokitError
from .calling import called, in_short, some
from .published import Wanted, published
from .vetting import check_activity, check_plugin_name, check_provided, check_question

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

T = TypeVar("T")

BUILTIN = "retrokit"
"""The name under which what comes with retrokit is listed."""

# What each hook returns: the module and class of its objects, and the field that names them.
# Looked up when the hook is first asked, so that listing formats imports no store.
KINDS = {
    "formats": ("retrokit.formats", "Format", "name"),
    "activities": ("retrokit.formats", "Activity", "kind"),
    "checks": ("retrokit.checks", "Check", "name"),
    "questions": ("retrokit.questions", "Question", "kind"),
    "reports": ("retrokit.reports", "Report", "name"),
    "stores": ("retrokit.stores", "StoreKind", "scheme"),
    "scorings": ("retrokit.scoring", "Scoring", "name"),
    "tallies": ("retrokit.tallies", "TallyMethod", "name"),
}


DECLARED = {"activities": check_activity, "questions": check_question}
"""Of what a hook returns classes, and what looks at these."""


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


class Registry:
    """Plugins under their names, and what they provide by kind and name, in order."""

    def __init__(self, *, strict: bool = False) -> None:
        self._manager = pluggy.PluginManager(hookspecs.PROJECT)
        self._manager.add_hookspecs(hookspecs)
        self._manager.register(builtin, BUILTIN)
        self._strict = strict
        self._names: list[str] = []
        self._published: dict[str, tuple[str, str]] = {}
        self._left_out: list[str] = []
        self._collected: dict[str, dict[str, tuple[Any, str]]] = {}
        self._clashes: dict[tuple[str, str], str] = {}
        self._not_loaded: dict[str, str] = {}
        self.failures: list[Failure] = []

    @classmethod
    def load(cls, environ: Mapping[str, str] | None = None) -> Self:
        """Return all installed plugins, in the order of their names.

        `RETROKIT_PLUGINS` narrows them: empty loads none, a comma-separated list only those, and
        `-name` leaves one out. With `RETROKIT_STRICT=1` the first failure raises `PluginError`
        instead of being kept.
        """
        environ = os.environ if environ is None else environ
        made = cls(strict=environ.get("RETROKIT_STRICT", "") not in ("", "0"))
        wanted = Wanted.read(environ.get("RETROKIT_PLUGINS"))
        found = [] if wanted.names == set() else published()
        for point in found:
            if wanted.has(point.name):
                made._load(point)
            else:
                made._left_out.append(point.name)
        for name in sorted((wanted.names or set()) - {point.name for point in found}):
            made._fail_to_load(name, "is named in RETROKIT_PLUGINS but not installed")
        return made

    def _load(self, point: EntryPoint) -> None:
        try:
            check_plugin_name(point.name)
            plugin = called(point.load, still(point.name))
        except Exception as error:
            self._fail_to_load(point.name, f"was not imported: {in_short(error)}", error)
            return
        if self.add(plugin, point.name) and point.dist is not None:
            self._published[point.name] = (point.dist.name, point.dist.version)

    def add(self, plugin: object, name: str) -> bool:
        """Register a module or object with hook implementations; return whether that worked."""

        def register() -> None:
            check_plugin_name(name)
            if self._manager.has_plugin(name):
                raise PluginError("another plugin has this name; uninstall one of them")
            self._manager.register(plugin, name)
            self._manager.check_pending()

        try:
            called(register, still(name))
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
            for kind in KINDS
            for name, (_, plugin) in self._collect(kind).items()
        ]

    def provider(self, kind: str, name: str) -> str | None:
        """Return the plugin that provides something, None if nothing of that name is provided."""
        return self._collect(kind).get(name, (None, None))[1]

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
            known: dict[str, tuple[Any, str]] = {}
            for plugin in (BUILTIN, *self._names):
                for each in self._ask(plugin, kind):
                    self._admit(kind, known, each, plugin)
            self._collected[kind] = known
        return self._collected[kind]

    def _ask(self, plugin: str, kind: str) -> list[Any]:
        """Return what one plugin provides of a kind: all of it, or nothing if any is wrong."""
        module, name, key = KINDS[kind]
        wanted = getattr(import_module(module), name)
        hook = f"retrokit_register_{kind}"
        for implementation in getattr(self._manager.hook, hook).get_hookimpls():
            if implementation.plugin_name != plugin:
                continue

            def ask(function: Callable[[], Any] = implementation.function) -> list[Any]:
                found = some(function())
                for each in found:
                    if kind in DECLARED:
                        DECLARED[kind](each, dotted=plugin != BUILTIN)
                    else:
                        check_provided(each, wanted, key)
                return found

            try:
                return called(ask, still(plugin))
            except Exception as error:
                self._fail_to_load(plugin, f"failed in {hook}: {in_short(error)}", error)
        return []

    def _admit(self, kind: str, known: dict[str, tuple[Any, str]], each: Any, plugin: str) -> None:
        name, word = getattr(each, KINDS[kind][2]), _in_words(kind)
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


def still(plugin: str, what: str = "") -> str:
    doing = f"waiting for plugin {plugin}: {what}" if what else f"loading plugin {plugin}"
    return f"still {doing}; leave it out with RETROKIT_PLUGINS=-{plugin}"


def _in_words(kind: str) -> str:
    words = {
        "activities": "kind of activity", "questions": "kind of question", "stores": "store",
        "tallies": "voting method",
    }  # fmt: skip
    return words.get(kind, kind.removesuffix("s"))
