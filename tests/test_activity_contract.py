"""The contract for kinds of activity: those of retrokit and whole ones of plugins hold it."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from types import ModuleType
from typing import Any, ClassVar

import pytest
from attrs import evolve, frozen
from moods import Moods
from moods.rules import MOODS, Counted, Mood, Own

from retrokit import Activity, RetrokitError, Welcome
from retrokit.activities import (
    Attribution,
    Event,
    Log,
    Mark,
    MemberRenamed,
    Opening,
    Seal,
    State,
    Step,
)
from retrokit.builtin.examples import EVERYTHING
from retrokit.testing import ActivityContract


class TestMoods(ActivityContract):
    """A kind of a plugin, with facts, seals and a value of its own."""

    activity = Moods(prompt="How are you?")


@frozen(kw_only=True)
class Pause(Welcome):
    """A kind of a plugin that has nothing but its words."""

    kind: ClassVar[str] = "test.pause"


class TestPause(ActivityContract):
    """A kind without rules keeps the promises, too."""

    activity = Pause()


class TestThoseOfRetrokit(ActivityContract):
    """The kinds that retrokit brings hold the same promises."""

    @pytest.fixture(params=EVERYTHING.agenda, ids=lambda each: each.kind)
    def activity(self, request: pytest.FixtureRequest) -> Activity:
        found: Any = request.param
        return found


# --- what goes wrong is found out


class _Keeps(Mood):
    """A mood that keeps the old name of whom it is about."""

    def renamed(self, event: MemberRenamed) -> Mood:
        return self


class _Telling(type(MOODS)):  # type: ignore[misc]
    """Moods of which the opening says who said the first one."""

    def open(self, log: Log, step: Step, seals: Sequence[Seal], marks: Sequence[Mark]) -> Opening:
        opening = super().open(log, step, seals, marks)
        first = next(each.about for seal in seals if isinstance(each := seal.draft, Mood))
        return evolve(opening, value=Counted(((first, 1),)))


class _Below(type(MOODS)):  # type: ignore[misc]
    """Moods that are told however few said something."""

    def open(self, log: Log, step: Step, seals: Sequence[Seal], marks: Sequence[Mark]) -> Opening:
        opening = super().open(log, step, seals, marks)
        said = Counter(each.word for seal in seals if isinstance(each := seal.draft, Mood))
        return evolve(opening, value=Counted(tuple(sorted(said.items()))))


class _Same(type(MOODS)):  # type: ignore[misc]
    """Moods that call whom was asked to say more as before."""

    def renamed(self, own: Own, event: MemberRenamed) -> Own:
        return own


class _Aloud(type(MOODS)):  # type: ignore[misc]
    """Moods that promise nothing."""

    def promise(self, state: State, step: Step, attribution: Attribution) -> str:
        return ""


class _Wide(type(MOODS)):  # type: ignore[misc]
    """Moods of which a report shows no block."""

    def outline(self, state: State, log: Sequence[Event], step: Step) -> Any:
        return ["Moods"]


class _Private(type(MOODS)):  # type: ignore[misc]
    """Moods of which nothing can be sent."""

    def forms(self, state: State, step: Step) -> Any:
        for form in super().forms(state, step):
            yield evolve(form, given={"moon": 1})


class _Unkept(type(MOODS)):  # type: ignore[misc]
    """Moods that are sealed by a name that nothing knows."""

    drafts: ClassVar = {"other": _Keeps}


@pytest.mark.parametrize(
    ("kind", "test"),
    [
        (_Telling, "test_it_does_not_tell_who_gave_what"),
        (_Below, "test_it_holds_the_floor"),
        (_Same, "test_a_new_name_goes_along"),
        (_Aloud, "test_what_is_promised_can_be_read"),
        (_Wide, "test_reports_tell_of_it"),
        (_Private, "test_it_is_done_from_outside"),
        (_Unkept, "test_it_is_stored_and_exported"),
    ],
)
def test_its_contract_tells(monkeypatch: pytest.MonkeyPatch, kind: type, test: str) -> None:
    home = ModuleType(f"contract_{kind.__name__}")
    vars(home)["KIND"] = kind()
    monkeypatch.setitem(sys.modules, home.__name__, home)
    given = {"kind": "faulty.moods", "rules": f"{home.__name__}:KIND", "__annotations__": {}}
    activity = frozen(kw_only=True)(type("Faulty", (Moods,), given))()
    with pytest.raises((AssertionError, RetrokitError, TypeError, AttributeError)):
        getattr(TestMoods(), test)(activity)
    getattr(TestMoods(), test)(Moods(prompt="How are you?"))
