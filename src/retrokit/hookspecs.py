"""The hooks through which retrokit is extended.

Every hook takes nothing and returns a list of frozen objects, or of classes of these. What a plugin
can say grows by fields and methods with defaults, so a hook's signature never changes. Publish a
plugin under the entry point group `retrokit` and mark its functions with `hookimpl`:

    from retrokit import Format, hookimpl

    @hookimpl
    def retrokit_register_formats():
        return [Format(...)]
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from .checks import Check
    from .formats import Activity, Format
    from .questions import Question
    from .reports import Report
    from .scoring import Scoring
    from .stores import StoreKind
    from .tallies import TallyMethod

PROJECT = "retrokit"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def retrokit_register_formats() -> Iterable[Format]:
    """Return formats: what `retro start` offers."""
    raise NotImplementedError


@hookspec
def retrokit_register_activities() -> Iterable[type[Activity]]:
    """Return kinds of activity, as classes that name the module of their rules."""
    raise NotImplementedError


@hookspec
def retrokit_register_checks() -> Iterable[Check]:
    """Return checks: what looks at a retro and its team's history and says what it noticed."""
    raise NotImplementedError


@hookspec
def retrokit_register_reports() -> Iterable[Report]:
    """Return reports: what turns a retro and its findings into text."""
    raise NotImplementedError


@hookspec
def retrokit_register_questions() -> Iterable[type[Question]]:
    """Return kinds of question, as classes: what an `Ask` may ask."""
    raise NotImplementedError


@hookspec
def retrokit_register_stores() -> Iterable[StoreKind]:
    """Return stores: where logbooks named by a URL of some scheme are kept."""
    raise NotImplementedError


@hookspec
def retrokit_register_scorings() -> Iterable[Scoring]:
    """Return scorings: what makes letters and findings of answers about teammates."""
    raise NotImplementedError


@hookspec
def retrokit_register_tallies() -> Iterable[TallyMethod]:
    """Return voting methods: what a `Vote` activity may name as its method."""
    raise NotImplementedError
