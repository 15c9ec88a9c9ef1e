"""The types that the public API speaks of are public themselves, and said to be."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import attrs
import pytest

import retrokit
from retrokit import Logbook, Plugins, Retro

PUBLIC = (
    "retrokit.activities", "retrokit.blocks", "retrokit.events", "retrokit.questions",
    "retrokit.stats", "retrokit.tallies",
)  # fmt: skip
"""The modules that docs/library.md names beside `retrokit` itself."""
KNOWN = {name: getattr(retrokit, name) for name in retrokit.__all__}


def named(hint: Any) -> Iterator[Any]:
    """Yield what an annotation is made of."""
    yield get_origin(hint) or hint
    for each in hint if isinstance(hint, list) else get_args(hint):
        yield from named(each)


def hints_of(thing: Any, home: str) -> dict[str, Any]:
    """Return annotations, with no other names at hand than where they stand and public ones."""
    names = {**KNOWN, **vars(sys.modules[home])}
    for base in getattr(thing, "__mro__", ()):  # what is inherited stands elsewhere
        names = {**vars(sys.modules[base.__module__]), **names}
    return get_type_hints(thing, names)


def spoken_of() -> Iterator[tuple[str, Any]]:
    """Yield each annotation of public methods and fields, with where it is."""
    for cls in (Retro, Logbook, Plugins):
        for name, found in inspect.getmembers(cls):
            each = found.fget if isinstance(found, property) else found
            if callable(each) and (name == "__init__" or not name.startswith("_")):
                raw = inspect.unwrap(getattr(each, "__func__", each))
                for about, hint in hints_of(raw, raw.__module__).items():
                    yield f"{cls.__name__}.{name} {about}", hint
    for name, each in KNOWN.items():
        if isinstance(each, type) and attrs.has(each):
            for about, hint in hints_of(each, each.__module__).items():
                if not about.startswith("_"):
                    yield f"{name}.{about}", hint


def is_public(each: type) -> bool:
    """Return whether a class of retrokit is one of the public names."""
    modules = [retrokit, *map(import_module, PUBLIC)]
    return any(getattr(module, each.__name__, None) is each for module in modules)


def test_every_type_that_the_public_api_speaks_of_is_public() -> None:
    said = list(spoken_of())
    assert len(said) > 300
    hidden = {
        f"{where}: {each.__module__}.{each.__name__}"
        for where, hint in said
        for each in named(hint)
        if isinstance(each, type) and each.__module__.startswith("retrokit")
        if not is_public(each)
    }
    assert not hidden


def test_no_method_of_a_retro_or_a_logbook_takes_just_anything() -> None:
    loose = [where for where, hint in spoken_of() if hint is Any and where.split(".")[1][0] != "_"]
    assert [each for each in loose if each.startswith(("Retro.", "Logbook."))] == []


@pytest.mark.parametrize("module", PUBLIC)
def test_the_public_modules_are_named_in_the_docs(module: str) -> None:
    docs = Path(__file__).parents[1] / "docs" / "library.md"
    assert f"`{module}`" in docs.read_text("utf-8")
