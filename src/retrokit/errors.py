"""What can go wrong, as one family.

Every error is a `RetrokitError` and also the builtin kind a caller would expect, so
`except LookupError` works as well as `except RetrokitError`. A message is one line that says
what happened and what to do about it.
"""

from __future__ import annotations

from collections.abc import Iterable


class RetrokitError(Exception):
    """The root of everything that retrokit raises on purpose."""


class NotFound(RetrokitError, LookupError):
    """Something was named that does not exist."""

    @classmethod
    def among(cls, kind: str, name: object, known: Iterable[str]) -> NotFound:
        """Return the error for a name that is not known, with the nearest ones that are."""
        from difflib import get_close_matches  # slow to import, and only needed to apologise

        by_folded = {each.casefold(): each for each in known}
        near = get_close_matches(str(name).casefold(), by_folded, n=3, cutoff=0.5)
        if near:
            hint = f"did you mean {' or '.join(by_folded[each] for each in near)}?"
        elif by_folded:
            more = ", …" if len(by_folded) > 12 else ""
            hint = f"there is: {', '.join(list(by_folded.values())[:12])}{more}"
        else:
            hint = "there is none yet"
        shown = repr(name[:80]) if isinstance(name, str) else name
        return cls(f"no {kind} {shown}; {hint}")


class Ambiguous(RetrokitError, LookupError):
    """A short name fits several things."""


class Invalid(RetrokitError, ValueError):
    """A value that cannot be taken: a text, a date, an answer, a ballot."""


class NotNow(RetrokitError, RuntimeError):
    """Something that the retro does not allow at this point of its agenda."""


class Conflict(RetrokitError, RuntimeError):
    """Somebody else wrote first; fold forward and try again."""


class FormatError(RetrokitError, ValueError):
    """A format that is declared wrongly; the message names the field."""


class PluginError(RetrokitError, RuntimeError):
    """A plugin that failed to load, to validate or to run."""


class FileError(RetrokitError, ValueError):
    """A file handed in that is not what it should be: cut short, edited, of another kind."""


class LogbookError(RetrokitError, OSError):
    """The logbook cannot be opened, read or written."""
