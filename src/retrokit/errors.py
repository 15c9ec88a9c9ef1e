"""What can go wrong, as one family.

Every error is a `RetrokitError` and also the builtin kind a caller would expect, so
`except LookupError` works as well as `except RetrokitError`. A message is one line that says
what happened and what to do about it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager


class RetrokitError(Exception):
    """The root of everything that retrokit raises on purpose."""


class NotFound(RetrokitError, LookupError):
    """Something was named that does not exist."""

    @classmethod
    def among(cls, kind: str, name: object, known: Iterable[str]) -> NotFound:
        """Return the error for a name that is not known, with the nearest ones that are."""
        shown = repr(name[:80]) if isinstance(name, str) else name
        by_folded = {each.casefold(): each for each in known}
        if near := nearest(str(name), by_folded.values()):
            hint = f"did you mean {' or '.join(near)}?"
        elif by_folded:
            there = "there is" if len(by_folded) == 1 else "there are"
            lead = f"no {kind} {shown}; {there}: "
            hint = f"{there}: {_first([*by_folded.values()], _LONGEST - len(lead))}"
        else:
            hint = "there is none yet"
        return cls(f"no {kind} {shown}; {hint}")


def nearest(name: str, known: Iterable[str], alike: float = 0.5) -> list[str]:
    """Return the known names that a name may be meant for, at most three, the likeliest first.

    `alike` is how much they have in common, from 0 to 1; those that begin like it fit anyway.
    """
    from difflib import get_close_matches  # slow to import, and only needed to apologise

    by_folded = {each.casefold(): each for each in known}
    asked = name[:80].casefold()
    if asked.isdecimal():  # 4 is no more like 14 than any other number is
        return []
    begun = [each for each in by_folded if len(asked) > 1 and each.startswith(asked)]
    found = [*begun, *get_close_matches(asked, by_folded, n=3, cutoff=alike)]
    return [by_folded[each] for each in dict.fromkeys(found)][:3]


_LONGEST = 80 - len("Error: ")
"""How long a message is where that can be chosen: one line of a terminal, as errors are printed."""


def _first(names: list[str], room: int) -> str:
    """Return as many names as there is room for, at least one; more of them are an ellipsis."""
    said = names[0]
    for number, name in enumerate(names[1:], 2):
        longer, more = f"{said}, {name}", ", …" * (number < len(names))
        if len(longer + more) > room:
            return f"{said}, …"
        said = longer
    return said


class Ambiguous(RetrokitError, LookupError):
    """A short name fits several things."""


class Invalid(RetrokitError, ValueError):
    """A value that cannot be taken: a text, a date, an answer, a ballot."""


class NotNow(RetrokitError, RuntimeError):
    """Something that the retro does not allow at this point of its agenda."""


class WouldOpen(NotNow):
    """Something hidden would be revealed, and whoever asked said that nothing shall be."""


class NotYours(RetrokitError, PermissionError):
    """Something that belongs to another role, or to somebody else."""


class Outside(RetrokitError, PermissionError):
    """Somebody who is not in the retro, or not any more."""

    def __init__(self, message: str = "you are not in this room; come in by its link") -> None:
        super().__init__(message)


class Conflict(RetrokitError, RuntimeError):
    """Somebody else wrote first; fold forward and try again."""


class FormatError(RetrokitError, ValueError):
    """A format, an activity or a question that is declared wrongly.

    `field` is what is wrong in what was to be made, as in `minutes`, or further in, as in
    `agenda[2].columns[0].name`; lists are counted from 0. It is empty where a file holds no format
    at all. The message says it in words.
    """

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class PluginError(RetrokitError, RuntimeError):
    """A plugin that failed to load, to validate or to run."""


@contextmanager
def blaming(what: str, whose: str, *, instead: str = "", hides: bool = False) -> Iterator[None]:
    """Raise as a `PluginError` whatever is raised within that is no error of retrokit.

    It says what failed, whose code it was, and what else can be done `instead` of an update. The
    words of the error are left out where they may hold what the code was handed and is hidden.
    """
    try:
        yield
    except RetrokitError:
        raise
    except Exception as error:
        otherwise = f", or {instead}" if instead else ""
        said = "" if hides else f": {str(error)[:200]}"
        raise PluginError(
            f"{what} failed: {whose} raised {type(error).__name__}{said}; update "
            f"the plugin that brings it{otherwise}"
        ) from (None if hides else error)


def wrong(error: RetrokitError) -> str:
    """Return what stands in the place of what a plugin failed to say."""
    return f"Something is wrong here: {error}."


class FileError(RetrokitError, ValueError):
    """A file handed in that is not what it should be: cut short, edited, of another kind."""


class LogbookError(RetrokitError, OSError):
    """The logbook cannot be opened, read or written."""


class Damaged(LogbookError):
    """What is stored is not what was written."""
