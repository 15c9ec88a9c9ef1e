"""An action: what it takes, who may do it, and how what is sent is held against that."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from typing import Any, get_type_hints

import attrs
from attrs import frozen

from ...codec.converter import careful, explain
from ...errors import Invalid, NotFound
from ...retro import Receipt, Retro
from ..credentials import Credential

Run = Callable[..., object]

KEY = re.compile(r"[0-9a-f]{32}")
"""What an action is known by: made by whoever asks for it, new for each."""


@frozen
class Action:
    """An action: what it takes as an attrs class, and whether only the facilitator may do it."""

    name: str
    meaning: str
    takes: type
    leads: bool
    run: Run

    def do(self, retro: Retro, who: Credential, given: object) -> Receipt | None:
        """Do it with what was sent, and return the receipt if something was sealed.

        Raises `Invalid` for what it does not take, and whatever the engine raises.
        """
        try:
            read: Any = careful().structure(given, self.takes)
        except Exception as error:
            path, said = explain(error)[0]
            raise Invalid(f"{self.name}: {path.removeprefix('$.')}: {said}") from error
        done = self.run(retro, who, **attrs.asdict(read, recurse=False))
        return done if isinstance(done, Receipt) else None


ACTIONS: dict[str, Action] = {}
"""The actions by the name that they have on the wire."""


def find(name: object) -> Action:
    """Return an action by its name."""
    if not isinstance(name, str) or name not in ACTIONS:
        raise NotFound.among("action", name, ACTIONS)
    return ACTIONS[name]


def member(run: Run) -> Run:
    return _register(run, leads=False)


def facilitator(run: Run) -> Run:
    return _register(run, leads=True)


def _register(run: Run, *, leads: bool) -> Run:
    hints, taken = get_type_hints(run), list(inspect.signature(run).parameters.values())[2:]
    made = {
        each.name: attrs.field(type=hints[each.name], kw_only=True)
        if each.default is inspect.Parameter.empty
        else attrs.field(type=hints[each.name], default=each.default, kw_only=True)
        for each in taken
    }
    name = run.__name__.removesuffix("_")
    takes = attrs.make_class(name, made, frozen=True)
    ACTIONS[name] = Action(name, inspect.getdoc(run) or "", takes, leads, run)
    return run
