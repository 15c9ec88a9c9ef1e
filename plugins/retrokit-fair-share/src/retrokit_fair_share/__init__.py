"""Fair share: who carried what in a group project, asked in private.

    from retrokit_fair_share import shares

    shares([[50, 150], [80, 80]]).perceived     # {0: 100.0, 1: 100.0}

It is a plugin of retrokit too: it registers the formats `fair-share` and `fair-share-criteria`,
and the scorings that make letters of what members gave one another.

The names below are the public ones; each is imported when it is first asked for, so that
importing the plugin costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from retrokit import hookimpl

if TYPE_CHECKING:
    from retrokit import Format, Scoring

    from .noticing import Noticed as Noticed
    from .noticing import Thresholds as Thresholds
    from .noticing import findings as findings
    from .sharing import Shares as Shares
    from .sharing import shares as shares

# No module may bear the name of something here: importing it would put the module in its place.
_HOMES = {
    "Noticed": "noticing",
    "Shares": "sharing",
    "Thresholds": "noticing",
    "findings": "noticing",
    "shares": "sharing",
}

__all__ = sorted(_HOMES)  # noqa: PLE0605


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


@hookimpl
def retrokit_register_formats() -> list[Format]:
    """Return the formats: points to share out, and criteria to rate by."""
    from .format import FAIR_SHARE, FAIR_SHARE_CRITERIA

    return [FAIR_SHARE, FAIR_SHARE_CRITERIA]


@hookimpl
def retrokit_register_scorings() -> list[Scoring]:
    """Return the scorings, one for each method."""
    from .scorings import SCORINGS

    return list(SCORINGS)
