"""What is decided is held against goals: it serves each, leaves it untouched, or costs it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from retrokit import (
    Collect,
    Column,
    Decide,
    Discuss,
    Format,
    Invalid,
    Logbook,
    NotFound,
    Plugins,
    Retro,
    Severity,
    Welcome,
)
from retrokit.cli.commands import retro as cli
from retrokit.cli.live.lines import handle
from retrokit.cli.live.session import Session
from retrokit.events import Cost

GOALS = ("Home safe", "Go again", "Be quick")
CREW = Format(
    name="crew",
    title="Crew",
    purpose="Hold it against the goals.",
    goals=GOALS,
    agenda=[
        Welcome(),
        Collect(columns=[Column("Notes")]),
        Discuss(),
        Decide(),
    ],
)
EFFECTS = ("serves", "untouched", "costs")


def start(logbook: Logbook | None = None) -> Retro:
    if logbook is None:
        return Retro.start(CREW, team="Lander", members=["Ana", "Ben"], facilitator="Ana")
    return logbook.start(CREW, team="Lander", members=["Ana", "Ben"], facilitator="Ana")


def held(each: Any) -> tuple[tuple[str, ...], ...]:
    return each.serves, each.untouched, each.costs


def test_a_decision_and_an_action_item_say_what_they_do_to_each_goal() -> None:
    retro = start()
    said = retro.remark("Fly at night", decision=True, serves=3, costs=["home SAFE", 2])
    assert held(said) == (("Be quick",), (), ("Home safe", "Go again"))
    assert said.against == ("Be quick", "Home safe", "Go again")
    assert said.effects == ("serves: Be quick", "costs: Home safe; Go again")
    item = retro.add_action("Sleep first", serves=[2, "1", 1], untouched=3)
    assert held(item) == (("Home safe", "Go again"), ("Be quick",), ())
    assert item.effects == ("serves: Home safe; Go again", "doesn't touch: Be quick")
    assert retro.state.decided == (said, item)
    assert retro.add_action("Sing").effects == ()


def test_a_decision_can_be_held_against_goals_later_and_that_be_undone() -> None:
    retro = start()
    number = retro.remark("Fly at night", decision=True).number
    assert held(retro.hold_decision(number, costs=1)) == ((), (), ("Home safe",))
    assert held(retro.hold_decision(number, serves=3)) == (("Be quick",), (), ("Home safe",))
    assert held(retro.hold_decision(number, untouched=[1])) == (("Be quick",), ("Home safe",), ())
    assert held(retro.hold_decision(number, serves=None)) == ((), ("Home safe",), ())
    assert retro.undo().described({}) == f"what decision {number} does to the goals"
    assert held(retro.state.remarks[number]) == (("Be quick",), ("Home safe",), ())


def test_an_action_item_takes_over_what_its_decision_does_to_goals() -> None:
    retro = start()
    decision = retro.remark("Fly at night", decision=True, serves=3, costs=1)
    item = retro.add_action(origin=decision.number, serves=[2], owner="Ana")
    assert held(item) == (("Go again",), (), ("Home safe",))
    assert retro.state.decided == (item,)
    dropped = retro.change_action(item.number, status="dropped", reason="no moon")
    assert retro.state.decided == ()
    assert held(dropped) == held(item)


def test_what_cannot_be_is_refused() -> None:
    retro = start()
    point = retro.remark("It was dark")
    decision = retro.remark("Fly", decision=True)
    with pytest.raises(NotFound, match="no decision 1; there is: 2"):
        retro.hold_decision(point, serves=1)
    with pytest.raises(NotFound, match="no goal of this retro 4; there are: Home safe, Go again"):
        retro.hold_decision(decision, serves=[1, 4])
    with pytest.raises(Invalid, match="'Home safe' is there twice"):
        retro.hold_decision(decision, serves=1, costs=["Home safe"])
    with pytest.raises(Invalid, match="only what was decided is held against goals"):
        retro.remark("It was dark", serves=1)
    with pytest.raises(Invalid, match="serves is"):
        retro.add_action("Rest", serves=1.5)  # type: ignore[arg-type]
    assert held(retro.state.remarks[decision.number]) == ((), (), ())


SAID = st.fixed_dictionaries(
    {},
    optional={
        each: st.none() | st.integers(1, 3) | st.lists(st.sampled_from([1, 2, "Be quick"]))
        for each in EFFECTS
    },
)


@settings(deadline=None)
@given(st.lists(SAID, max_size=6))
def test_a_goal_is_in_one_place_and_what_was_said_last_holds(said: list[dict[str, Any]]) -> None:
    retro = start()
    item = retro.add_action("Rest").number
    decision = retro.remark("Rest", decision=True).number
    known: dict[str, str] = {}
    for each in said:
        named = {
            name: {GOALS[goal - 1] if isinstance(goal, int) else goal for goal in goals}
            for name, given in each.items()
            for goals in [[] if given is None else given if isinstance(given, list) else [given]]
        }
        every = [goal for goals in named.values() for goal in goals]
        if len(every) > len({*every}):
            with pytest.raises(Invalid):
                retro.change_action(item, **each)
            continue
        kept = {goal: way for goal, way in known.items() if way not in named}
        known = kept | {goal: way for way, goals in named.items() for goal in goals}
        wanted = tuple(tuple(g for g in GOALS if known.get(g) == way) for way in EFFECTS)
        assert held(retro.change_action(item, **each)) == wanted
        assert held(retro.hold_decision(decision, **each)) == wanted


def at_cost(logbook: Logbook, retro: Retro) -> list[Any]:
    return [each for each in logbook.findings(retro) if each.name == "at-cost"]


def test_what_was_decided_at_a_cost_is_noticed_and_reported() -> None:
    with Logbook(":memory:", plugins=Plugins.load({})) as logbook:
        retro = start(logbook)
        retro.remark("Fly at night", decision=True, costs=[1, 2])
        retro.add_action("Skip lunch", owner="Ana", costs=2)
        lost = retro.add_action("Sell the tent", costs=2)
        retro.change_action(lost.number, status="dropped", reason="it rains")
        retro.remark("Eat well", decision=True, serves=2)
        assert at_cost(logbook, retro) == []  # not past deciding yet
        retro.close()
        (finding,) = at_cost(logbook, retro)
        assert finding.severity is Severity.NOTICE
        assert finding.sentence == (
            "2 things were decided at a goal's cost. Does everyone know why they are worth it?"
        )
        assert finding.evidence == (
            "1: Fly at night (costs: Home safe; Go again)",
            "2: Skip lunch (costs: Go again)",
        )
        report = logbook.report(retro, "text")
        section = report[report.index("Decided at a goal's cost\n") :]
        section = section[: section.index("Also said")]
        assert [line.strip(" -") for line in section.splitlines() if line.strip(" -")] == [
            "Decided at a goal's cost", "Home safe", "Fly at night", "Go again", "Fly at night",
            "Skip lunch",
        ]  # fmt: skip
        assert "Decided: Eat well; serves: Go again" in report
        assert "Decided: Eat well" not in section
        for name in ("markdown", "html"):
            told = logbook.report(retro, name)
            assert "Decided at a goal" in told
            assert "costs: Home safe; Go again" in told
        told = logbook.results(retro)
        assert told["decisions"][0] == {
            "number": 1, "text": "Fly at night", "about": None,
            "serves": [], "untouched": [], "costs": ["Home safe", "Go again"],
        }  # fmt: skip
        assert told["actions"][0]["costs"] == ["Go again"]
        rows = [each for each in logbook.rows(retro) if each["kind"] == "at cost"]
        assert [(each["topic"], each["text"]) for each in rows] == [
            ("Home safe", "Fly at night"), ("Go again", "Fly at night"), ("Go again", "Skip lunch"),
        ]  # fmt: skip
        assert "goal" not in told["costs_before"]


def test_one_thing_at_a_cost_is_in_the_singular() -> None:
    with Logbook(":memory:", plugins=Plugins.load({})) as logbook:
        retro = start(logbook)
        retro.remark("Fly at night", decision=True, costs=1)
        retro.close()
        (finding,) = at_cost(logbook, retro)
        assert finding.sentence.startswith("1 thing was decided at a goal's cost.")


class Days:
    """A clock that shows a day at a time."""

    def __init__(self) -> None:
        self.now = datetime(2026, 5, 1, 10).astimezone()

    def __call__(self) -> datetime:
        return self.now


def test_the_next_retro_says_what_was_decided_at_a_goals_cost() -> None:
    days = Days()
    with Logbook(":memory:", plugins=Plugins.load({}), clock=days) as logbook:
        first = start(logbook)
        assert first.state.costs == ()
        first.remark("Fly at night", decision=True, costs=1, serves=3)
        first.add_action("Skip lunch", costs=2)
        lost = first.add_action("Sell the tent", costs=2)
        first.close()
        logbook.change_action(f"{first.state.id}-{lost.number}", status="dropped", reason="rain")
        days.now = days.now.replace(day=8)
        between = start(logbook)  # in which nothing is held against goals
        wanted = (
            Cost(goal="Home safe", text="Fly at night", home=first.state.id, day=date(2026, 5, 1)),
            Cost(goal="Go again", text="Skip lunch", home=first.state.id, day=date(2026, 5, 1)),
        )
        assert between.state.costs == wanted
        between.remark("Rest", decision=True)
        between.close()
        days.now = days.now.replace(day=15)
        third = start(logbook)
        assert third.state.costs == wanted
        told = logbook.report(third, "text")
        assert "Decided at a goal's cost on 2026-05-01" in told
        assert logbook.results(third)["costs_before"][0] == {
            "goal": "Home safe", "text": "Fly at night", "home": first.state.id,
            "day": "2026-05-01",
        }  # fmt: skip
        session = Session(logbook, third)
        screen = session.screen()
        assert "  1. Home safe\n     at its cost on 2026-05-01: Fly at night\n  2. Go" in screen
        handle(session, "/go decide")
        assert "at its cost on 2026-05-01: Skip lunch" in handle(session, "/show")
        third.remark("Sleep", decision=True, untouched=[1, 2, 3])
        third.close()
        days.now = days.now.replace(day=22)
        assert start(logbook).state.costs == ()  # the latest that held something cost no goal


def test_the_terminal_holds_decisions_and_items_against_goals() -> None:
    with Logbook(":memory:", plugins=Plugins.load({})) as logbook:
        session = Session(logbook, start(logbook))
        handle(session, "/go discuss")
        assert handle(session, "/decided Fly at night") == "  1 decided: Fly at night"
        assert handle(session, "/costs 1 1 2") == (
            "  1 decided: Fly at night; costs: Home safe; Go again"
        )
        assert handle(session, "/untouched 1 go again") == (
            "  1 decided: Fly at night; doesn't touch: Go again; costs: Home safe"
        )
        handle(session, "/go decide")
        assert "Fly at night; doesn't touch: Go again" in " ".join(handle(session, "/show").split())
        assert handle(session, "Rest @Ana goal 1 costs goal 3") == (
            "  2 Rest (Ana, no due date yet); serves: Home safe; costs: Be quick"
        )
        assert handle(session, "/serves 2 -") == "  2 Rest (Ana, no due date yet); costs: Be quick"
        assert handle(session, "/adopt 1 @Ben") == (
            "  3 Fly at night (Ben, no due date yet); doesn't touch: Go again; costs: Home safe"
        )


def test_trends_say_what_was_decided_for_a_goal_and_at_its_cost(tmp_path: Path) -> None:
    where = tmp_path / "crew.logbook"
    with Logbook(where, plugins=Plugins.load({})) as logbook:
        retro = start(logbook)
        retro.remark("Fly at night", decision=True, costs=1, serves=3)
        retro.close()
        later = start(logbook)
        later.add_action("Rest", serves=1)
        later.close()
        told = logbook.report(later, "text")
        assert "What was decided for each goal, and at its cost:" in told
        flat = " ".join(told.split())
        assert (
            "Home safe: 1 decision served it, 1 was at its cost; its action items: 0 done, "
            "1 open, 0 dropped" in flat
        )
    said = CliRunner().invoke(cli, ["trends", "--logbook", str(where)]).output
    assert "Be quick: 1 decision served it, 0 were at its cost" in " ".join(said.split())
    rows = [line.split() for line in said.splitlines() if line.startswith("Home safe")]
    assert [each[-3:] for each in rows] == [["0", "1", "0"], ["1", "0", "0"]]
