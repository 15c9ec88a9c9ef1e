"""How an author says what a contract is to test: as an attribute, a method or a fixture."""

from __future__ import annotations

from types import FunctionType

import pytest


def as_fixture(contract: type, name: str, kind: type) -> None:
    """Make a fixture of an attribute of a contract's subclass, whichever way it was given."""
    given = contract.__dict__.get(name)
    if isinstance(given, kind):
        setattr(contract, name, pytest.fixture(name=name)(lambda self: given))
    elif isinstance(given, FunctionType) and not hasattr(given, "_pytestfixturefunction"):
        setattr(contract, name, pytest.fixture(given))
