"""What comes with retrokit: a plugin like any other, with an implementation of each hook.

What a hook returns is imported when it is asked, so that listing formats loads no report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..hookspecs import hookimpl

if TYPE_CHECKING:
    from ..checks import Check
    from ..formats import Activity, Format
    from ..questions import Question
    from ..reports import Report
    from ..scoring import Scoring
    from ..stores import StoreKind
    from ..tallies import TallyMethod


@hookimpl
def retrokit_register_formats() -> list[Format]:
    """Return the fourteen classic formats, those that a newcomer is best served by first, and two
    short ones to add to any other.
    """
    from .columns import DAKI, FOUR_LS, KALM, MAD_SAD_GLAD, START_STOP_CONTINUE, WENT_WELL, WRAP
    from .lean_coffee import LEAN_COFFEE
    from .openers import CHECKOUT, ICEBREAKER
    from .pictures import ROSE_THORN_BUD, SAILBOAT, STARFISH
    from .stories import INCIDENT_REVIEW, PRE_MORTEM, TIMELINE

    return [
        START_STOP_CONTINUE,
        WENT_WELL,
        MAD_SAD_GLAD,
        FOUR_LS,
        SAILBOAT,
        STARFISH,
        LEAN_COFFEE,
        ROSE_THORN_BUD,
        DAKI,
        KALM,
        WRAP,
        TIMELINE,
        INCIDENT_REVIEW,
        PRE_MORTEM,
        ICEBREAKER,
        CHECKOUT,
    ]


@hookimpl
def retrokit_register_activities() -> list[type[Activity]]:
    """Return the kinds of activity."""
    from ..formats import ACTIVITIES

    return [*ACTIVITIES]


@hookimpl
def retrokit_register_checks() -> list[Check]:
    """Return the checks, those of what is good first."""
    from .checks import CHECKS

    return [*CHECKS]


@hookimpl
def retrokit_register_questions() -> list[type[Question]]:
    """Return the kinds of question."""
    from ..questions import QUESTIONS

    return [*QUESTIONS]


@hookimpl
def retrokit_register_reports() -> list[Report]:
    """Return the reports; what each needs is imported when it is first rendered."""
    from .reports import REPORTS

    return [*REPORTS]


@hookimpl
def retrokit_register_stores() -> list[StoreKind]:
    """Return the one store: a file in SQLite's format."""
    from .stores import STORE

    return [STORE]


@hookimpl
def retrokit_register_scorings() -> list[Scoring]:
    """Return the scorings that a question about teammates may name."""
    from ..scoring import RECEIVED

    return [RECEIVED]


@hookimpl
def retrokit_register_tallies() -> list[TallyMethod]:
    """Return the methods that a `Vote` may name."""
    from ..tallies import METHODS

    return list(METHODS.values())
