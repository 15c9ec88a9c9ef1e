"""Kudos: appreciation that reaches everyone, as letters, and is never counted.

A plugin of retrokit: it registers the question kind `Appreciation` and the format `kudos`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrokit import hookimpl

if TYPE_CHECKING:
    from retrokit import Format, Question


@hookimpl
def retrokit_register_questions() -> list[type[Question]]:
    """Return the question kind."""
    from .appreciation import Appreciation

    return [Appreciation]


@hookimpl
def retrokit_register_formats() -> list[Format]:
    """Return the format."""
    from .format import KUDOS

    return [KUDOS]
