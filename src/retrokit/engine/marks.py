"""What may be done to a retro from outside: each method says it once, by its mark.

A mark says who may call a method, and whether it is meant for the activity that is on. The
annotations of its arguments say what comes from whom. All else is made of these two (`calls`): what
a room takes, its schema, who is refused, and the client of `retro join`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from enum import Enum
from functools import lru_cache, wraps
from typing import (
    Annotated,
    Any,
    Concatenate,
    Literal,
    ParamSpec,
    Protocol,
    TypeAlias,
    TypeVar,
    get_args,
    get_type_hints,
)

from attrs import frozen

from .. import given
from ..errors import Conflict

RETRIES = 200
"""How often an action is decided again because somebody else wrote first."""


class Shared(Protocol):
    """What several threads and writers share: a retro."""

    _lock: AbstractContextManager[object]

    def refresh(self) -> int:
        """Fold in what others have written."""


P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")
S = TypeVar("S", bound=Shared)
Method: TypeAlias = Callable[Concatenate[S, P], R]

By: TypeAlias = Literal["anyone", "member", "facilitator"]
"""Who may do something: all who are here, all but observers, or only who facilitates."""


class Role(Enum):
    """What an argument is for whoever calls from outside."""

    ME = "me"
    SIGNED = "signed"
    ONESELF = "oneself"
    ASKER = "asker"
    SEEN = "seen"
    INSIDE = "inside"


Me: TypeAlias = Annotated[str, Role.ME]
"""The member who acts. Who facilitates may name another one who has no device of their own."""
Signed: TypeAlias = Annotated[str | None, Role.SIGNED]
"""The same, or None where they leave their name out."""
Oneself: TypeAlias = Annotated[str, Role.ONESELF]
"""The member who acts, and nobody for them."""
Asker: TypeAlias = Annotated[str | None, Role.ASKER]
"""The member who acts, None for who facilitates: they may change what is others'."""
Seen: TypeAlias = Annotated[int | None, Role.SEEN]
"""The version of the log that whoever acts has seen."""
Inside: TypeAlias = Annotated[T, Role.INSIDE]
"""What is never said from outside."""


@frozen
class Mark:
    """Who may call a method, whether it is meant for the step that is on alone (`here`), and
    whether it `asks` for something and changes nothing: what is one's own, or what is `public`,
    made of the log alone and the same for everyone.
    """

    by: By
    here: bool = False
    asks: bool = False
    public: bool = False


@frozen
class Argument:
    """An argument of a marked method: its annotation without the role, and what it is if left out
    (`inspect.Parameter.empty` where it may not be).
    """

    name: str
    hint: Any
    role: Role | None
    default: Any


@frozen
class Spec:
    """A marked method as it is declared. `meaning` is the first paragraph of its docstring."""

    name: str
    mark: Mark
    meaning: str
    arguments: tuple[Argument, ...]
    gives: Any
    method: Callable[..., Any]


def alone(method: Method[S, P, R]) -> Method[S, P, R]:
    """Let one thread at a time into a method of a retro; others wait until it returns.

    What it is given is read by its annotations.
    """
    method = given.checked(method)

    @wraps(method)
    def wait(self: S, *args: P.args, **kwargs: P.kwargs) -> R:
        with self._lock:
            return method(self, *args, **kwargs)

    return wait  # type: ignore[return-value]  # mypy names the first argument of a wrapped one


def decided_again(method: Method[S, P, R]) -> Method[S, P, R]:
    """Have a method decide again when another writer came first; else as `alone`."""
    method = given.checked(method)

    @wraps(method)
    def decide(self: S, *args: P.args, **kwargs: P.kwargs) -> R:
        with self._lock:
            for _ in range(RETRIES):
                try:
                    return method(self, *args, **kwargs)
                except Conflict:
                    self.refresh()
            raise Conflict("others keep writing to this retro; try again in a moment")

    return decide  # type: ignore[return-value]  # as above


def action(
    *, by: By, here: bool = False, again: bool = True
) -> Callable[[Method[S, P, R]], Method[S, P, R]]:
    """Mark a rule of a retro as what people do, and who may: see `Mark`.

    When another writer came first it is decided `again`, but for what is decided on what its caller
    saw. It is for one thread at a time, and reads what it is given, as with `alone`.
    """

    def mark(method: Method[S, P, R]) -> Method[S, P, R]:
        decided = decided_again(method) if again else alone(method)
        vars(decided)["mark"] = Mark(by, here)
        return decided

    return mark


def asks(method: Method[S, P, R]) -> Method[S, P, R]:
    """Mark what members ask for that is theirs alone; see `alone`."""
    asked = alone(method)
    vars(asked)["mark"] = Mark("anyone", asks=True)
    return asked


def shows(method: Method[S, P, R]) -> Method[S, P, R]:
    """Mark what is the same for everyone who asks, and made of the log alone; see `alone`."""
    asked = alone(method)
    vars(asked)["mark"] = Mark("anyone", asks=True, public=True)
    return asked


def asked_by_lead(method: Method[S, P, R]) -> Method[S, P, R]:
    """Mark what whoever facilitates asks for, and nobody else may know; see `alone`."""
    asked = alone(method)
    vars(asked)["mark"] = Mark("facilitator", asks=True)
    return asked


def marked(cls: type) -> Mapping[str, Spec]:
    """Return what is marked in a class, by name, in the order in which it is declared."""
    names = dict.fromkeys(name for each in reversed(cls.__mro__) for name in vars(each))
    methods = {name: getattr(cls, name) for name in names}
    return {name: spec_of(each) for name, each in methods.items() if hasattr(each, "mark")}


@lru_cache(maxsize=1_024)  # whatever is shown asks what can be done
def spec_of(method: Callable[..., Any]) -> Spec:
    """Return how a marked method is declared."""
    hints = get_type_hints(inspect.unwrap(method), include_extras=True)
    parameters = [*inspect.signature(method).parameters.values()][1:]
    return Spec(
        name=method.__name__,
        mark=vars(method)["mark"],
        meaning=" ".join((inspect.getdoc(method) or "").partition("\n\n")[0].split()),
        arguments=tuple(
            Argument(each.name, hint, _role(hint), each.default)
            for each in parameters
            for hint in (hints[each.name],)
        ),
        gives=hints["return"],
        method=method,
    )


def _role(hint: Any) -> Role | None:
    """Return the role of an annotation, also where it stands in a union, as in `Me | None`."""
    inside = getattr(hint, "__metadata__", None) or [*map(_role, get_args(hint))]
    return next((each for each in inside if isinstance(each, Role)), None)
