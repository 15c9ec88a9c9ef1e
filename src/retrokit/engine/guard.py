"""A kind of activity of a plugin, kept from harming anybody else: what it raises is said in a line.

What is read on a screen or in a report says there that it failed, and all else goes on. What a
retro cannot go on without, as an opening, raises `PluginError`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from copy import copy
from functools import cache, wraps
from typing import Any, TypeVar

from .. import texts
from ..blocks import Text
from ..errors import Invalid, PluginError, blaming, wrong
from ..findings import Finding, Severity

K = TypeVar("K")

HANDED_SECRETS = {"open", "opened", "before_reveal", "moved", "said"}
"""What is handed what is hidden: of an error in one of these, the words are told to nobody."""


INSTEAD: Mapping[str, Callable[[PluginError], Any]] = {
    "outline": lambda error: (Text(role="failed", tone="warning", lines=(wrong(error),)),),
    "noticed": lambda error: (
        Finding(severity=Severity.NOTICE, sentence=wrong(error), name="kind-failed"),
    ),
    "before_reveal": lambda error: (wrong(error),),
    "withheld": lambda error: (wrong(error),),
    "promise": wrong,
    "turnout": wrong,
    "missed": wrong,
    "said": wrong,
}
"""What is said instead, by the method that failed."""

PLAIN: Mapping[str, Callable[[str], Any]] = {
    "counted_by": lambda name: (("kind of activity", name, {}),),
    "grouped": lambda name: (),
    "expected": lambda name: 0,
    "is_over": lambda name: False,  # what is not known to be revealed is told of as if it was not
    "fared": lambda name: None,
    "topic_now": lambda name: None,
    "more_minutes": lambda name: 0,
    "talked": lambda name: (),
    "to_come": lambda name: (),
    "followed": lambda name: (),
}
"""What is answered instead, as by a kind that has nothing to say, or waits for its plugin.

`name` is that of the kind. A warning says that it failed.
"""


_FOLDS = {"a fact", "arrived", "follow", "opened", "renamed"}
"""A log is read with these: where one fails, the retro can be read without the plugin alone."""


def guarded(kind: K, name: str, methods: Iterable[str]) -> K:
    """Return a kind whose methods raise nothing but errors of retrokit; `name` is that of the kind.

    What they yield is there when they return, and what its facts do is guarded as well.
    """
    found: Any = copy(kind)
    for each in methods:
        setattr(found, each, _guard(getattr(kind, each), each, name))
    found.facts = {fact: _guard(fold, "a fact", name) for fact, fold in found.facts.items()}
    found.guest = True
    guest: K = found
    return guest


def check_opening(opening: Any, name: str, *, named: bool, members: Collection[str]) -> None:
    """Raise `PluginError` for what a kind opens its seals to, if that cannot be told or kept.

    Whether a result holds the floor is up to the kind, and tested by its contract: only it knows
    what its value is of.
    """
    with blaming(f"open of {name}", "it", instead="skip this activity", hides=True):
        signed = any(each.author is not None for each in opening.notes)
        strangers = {letter.to for _, letter in opening.letters} - {*members}
        try:
            for each in opening.notes:
                texts.check(each.text, "a note")
                texts.check(each.column, "a column", texts.NAME, lines=False)
            for _, letter in opening.letters:
                for line in letter.lines:
                    texts.check(line, "a line of a letter", texts.PROSE)
            why = ""
        except Invalid as error:
            why = str(error)
    if signed and not named:
        why = "it tells who wrote a note"
    if strangers:
        why = "it writes to somebody who is no member"
    if why:
        raise PluginError(
            f"open of {name} failed: {why}; update the plugin that brings it, or skip this activity"
        )


def _guard(method: Callable[..., Any], what: str, name: str) -> Callable[..., Any]:
    instead = "read this retro with retro --safe" if what in _FOLDS else "skip this activity"

    @wraps(method)
    def called(*args: Any, **kwargs: Any) -> Any:
        try:
            hides = what in HANDED_SECRETS
            with blaming(f"{what} of {name}", "it", instead=instead, hides=hides):
                result = method(*args, **kwargs)
                return (*result,) if isinstance(result, Iterator) else result
        except PluginError as error:
            if what in INSTEAD:
                return INSTEAD[what](error)
            if what not in PLAIN:
                raise
            _warn(str(error))
            return PLAIN[what](name)

    return called


@cache
def _warn(said: str) -> None:
    """Say once that something failed."""
    import logging  # slow to import, and only needed to warn

    logging.getLogger("retrokit").warning("%s", said)
