"""A kind of ballots of a plugin, kept from harming anybody else: where it fails, it is plain."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from itertools import product, takewhile
from typing import Any

from ...errors import RetrokitError
from .kind import BallotKind

_METHODS = (
    "suggest", "moved", "joined", "for_counting", "objected", "describe",
    "how", "example", "typed", "said", "form",
)  # fmt: skip
"""What is asked of a kind beside a ballot that is handed in: `fill_in` refuses that."""


def guard(kind: BallotKind) -> None:
    """Let a kind be as `BallotKind` is wherever a method of its own raises what is no refusal.

    Hidden ballots are revealed all the same, and screens and reports have something to say. Once
    done, nothing more happens.
    """
    its_own = takewhile(lambda each: not _is_ours(each), type(kind).__mro__)
    for each, name in product(its_own, _METHODS):
        method = vars(each).get(name)
        if callable(method) and not hasattr(method, "plain"):
            setattr(each, name, _or_plain(method, getattr(BallotKind, name)))


def _is_ours(kind: type) -> bool:
    return kind.__module__.startswith(f"{__package__}.")


def _or_plain(method: Callable[..., Any], plain: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def called(self: BallotKind, *args: Any, **kwargs: Any) -> Any:
        try:
            return method(self, *args, **kwargs)
        except RetrokitError:
            raise
        except Exception as error:
            warn(self.name, plain.__name__, type(error).__name__)
            return plain(self, *args, **kwargs)

    vars(called)["plain"] = plain
    return called


@cache
def warn(kind: str, method: str, error: str) -> None:
    """Say once what failed, and not at what: that may be hidden."""
    import logging  # slow to import, and only needed to warn

    logging.getLogger("retrokit").warning(
        "the kind of ballots %s failed: %s in %s", kind, error, method
    )
