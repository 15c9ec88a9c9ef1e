"""Action items, made here and brought along from earlier retros."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from attrs import evolve
from crew import OPEN, FakeClock, Two, made_of, start

from retrokit.errors import Invalid, NotFound, NotNow
from retrokit.events import ActionItem, ActionStatus, CarriedAction
from retrokit.formats import Decide, Welcome
from retrokit.retro import Retro

TODAY = date(2025, 3, 4)
LONG_AGO = datetime(2025, 2, 1, tzinfo=UTC)
CARRIED = tuple(
    CarriedAction(
        number=number,
        home="b2b2b2b2",
        item=ActionItem(
            number=number + 10, text=text, owners=("Zoe",), decided=LONG_AGO, changed=LONG_AGO
        ),
    )
    for number, text in ((1, "Mend"), (2, "Paint"))
)


def reviewing() -> Retro:
    return start(carried=CARRIED)


def test_an_action_says_what_who_by_when_and_what_it_does_to_goals() -> None:
    retro = start()
    item = retro.add_action("Mend", owner="ana", due=TODAY, serves="go AGAIN")
    assert item == ActionItem(
        number=1,
        text="Mend",
        owners=("Ana",),
        due=TODAY,
        serves=("Go again",),
        decided=item.changed,
        changed=item.changed,
    )
    assert retro.state.actions == {1: item}
    assert retro.state.open_actions == (item,)
    assert retro.add_action("Other", serves="1").serves == ("Home safe",)
    assert retro.add_action("Third").owner is None


def test_an_action_that_cannot_be_is_refused() -> None:
    retro = start()
    with pytest.raises(Invalid, match="the action is empty"):
        retro.add_action("")
    with pytest.raises(NotFound, match="no member of this retro 'Anna'; did you mean Ana"):
        retro.add_action("x", owner="Anna")
    with pytest.raises(Invalid, match=r"2025-03-03 is in the past; give today \(2025-03-04\)"):
        retro.add_action("x", due=TODAY - timedelta(days=1))
    with pytest.raises(NotFound, match="no goal of this retro 'fun'; there are: Home safe, Go aga"):
        retro.add_action("x", serves="fun")
    assert retro.state.actions == {}


def test_today_is_the_day_where_the_retro_was_started() -> None:
    class East(FakeClock):
        def __call__(self) -> datetime:
            late = datetime(2025, 3, 4, 22, 0, tzinfo=UTC)
            return late.astimezone(timezone(timedelta(hours=9)))

    retro = start(clock=East())
    assert retro.state.started.date() == TODAY + timedelta(days=1)
    with pytest.raises(Invalid, match=r"give today \(2025-03-05\)"):
        retro.add_action("x", due=TODAY)


def test_the_text_of_a_goal_goes_before_the_number_of_another() -> None:
    retro = start(format=made_of(Decide(), goals=["2", "1", " padded "]))
    goals = [retro.add_action("x", serves=goal).serves for goal in ("1", "2", "3", "Padded")]
    assert goals == [("1",), ("2",), (" padded ",), (" padded ",)]


def test_what_is_not_given_stays_and_none_empties() -> None:
    retro = start()
    item = retro.add_action("Mend", owner="Ana", due=TODAY, serves="1")
    new = retro.change_action(1, text="Mend it", due=None)
    assert new == evolve(item, text="Mend it", due=None, changed=new.changed)
    assert new.changed > item.changed
    new = retro.change_action(1, owner=None, serves=None, due=TODAY)
    assert (new.text, new.owner, new.serves, new.due) == ("Mend it", None, (), TODAY)
    done = retro.change_action(1, status=ActionStatus.DONE)
    assert retro.state.actions == {1: done}
    assert retro.state.open_actions == ()


def test_a_due_day_that_has_passed_stays_when_something_else_is_changed() -> None:
    clock = FakeClock()
    retro = start(clock=clock)
    retro.add_action("Mend", due=TODAY)
    clock.pass_days(9)
    assert retro.change_action(1, status=ActionStatus.DONE).due == TODAY


def test_the_reason_goes_with_the_status() -> None:
    retro = start()
    retro.add_action("Mend")
    dropped = retro.change_action(1, status=ActionStatus.DROPPED, reason="Sold")
    assert dropped.reason == "Sold"
    assert retro.change_action(1, text="Mend it").reason == "Sold"
    assert retro.change_action(1, status=ActionStatus.OPEN).reason == ""


def test_the_owner_may_be_somebody_who_joined_after_the_retro() -> None:
    retro = start()
    retro.add_action("Mend")
    assert retro.change_action(1, owner="BEN").owner == "Ben"
    assert retro.change_action(1, owner=" Zoe ").owner == "Zoe"
    with pytest.raises(Invalid, match="the member's name"):
        retro.change_action(1, owner="two\nlines")


def test_a_change_that_cannot_be_is_refused() -> None:
    retro = start()
    retro.add_action("Mend")
    with pytest.raises(NotFound, match="no action 7; there is: 1"):
        retro.change_action(7, text="x")
    with pytest.raises(Invalid, match="the action is empty"):
        retro.change_action(1, text="")
    with pytest.raises(Invalid, match="is in the past"):
        retro.change_action(1, due=LONG_AGO.date())
    with pytest.raises(NotFound, match="no goal"):
        retro.change_action(1, serves="fun")
    with pytest.raises(Invalid, match="the reason has"):
        retro.change_action(1, status=ActionStatus.DROPPED, reason="x" * 2001)


def test_life_goes_on_after_a_retro() -> None:
    retro = start()
    retro.add_action("Mend")
    retro.close()
    assert retro.change_action(1, status=ActionStatus.DONE).status is ActionStatus.DONE
    assert retro.state.closed is not None


def test_of_two_versions_of_an_action_the_later_one_is_changed() -> None:
    retro = start()
    item = retro.add_action("Mend")
    later = evolve(item, number=9, text="Mend soon", changed=item.changed + timedelta(days=1))
    assert retro.change_action(1, owner="Ana", latest=later).text == "Mend soon"
    older = evolve(item, text="Older", decided=LONG_AGO, changed=LONG_AGO)
    assert retro.change_action(1, owner="Ben", latest=older).text == "Mend soon"
    assert list(retro.state.actions) == [1]


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        ("done", ActionStatus.DONE),
        ("carried", ActionStatus.OPEN),
        ("dropped", ActionStatus.DROPPED),
    ],
)
def test_an_action_from_earlier_is_reviewed(outcome: str, status: ActionStatus) -> None:
    retro = reviewing()
    assert not retro.state.carried[1].reviewed
    item = retro.review(1, outcome, reason="So")  # type: ignore[arg-type]
    assert (item.number, item.status, item.reason) == (11, status, "So")
    assert retro.state.carried[1] == CarriedAction(
        number=1, home="b2b2b2b2", item=item, reviewed=True
    )
    assert not retro.state.carried[2].reviewed
    assert retro.state.actions == {}


def test_one_that_is_carried_on_may_get_another_owner_or_day() -> None:
    retro = reviewing()
    item = retro.review(2, "carried", owner="ben", due=TODAY)
    assert (item.owner, item.due) == ("Ben", TODAY)
    assert retro.review(2, "carried", owner=None).owner is None


def test_a_review_that_cannot_be_is_refused() -> None:
    retro = reviewing()
    with pytest.raises(Invalid, match="say why it is dropped"):
        retro.review(1, "dropped", reason=" ")
    with pytest.raises(NotFound, match="no action from earlier 3; there are: 1, 2"):
        retro.review(3, "done")
    with pytest.raises(NotFound, match="no outcome 'don'; did you mean done"):
        retro.review(1, "don")  # type: ignore[arg-type]


def test_an_action_from_earlier_can_be_changed_like_any_other() -> None:
    retro = reviewing()
    assert retro.change_action(1, text="Mend the sail").text == "Mend the sail"
    assert retro.state.carried[1].reviewed


def test_numbers_go_on_after_those_that_were_brought_along() -> None:
    assert reviewing().add_action("New").number == 3


def test_two_who_decide_at_the_same_time_lose_nothing() -> None:
    two = Two(Decide(), Welcome())
    assert two.one.add_action("First").number == 1
    assert two.two.add_action("Second").number == 2
    two.one.change_action(1, owner="Ana")
    two.two.change_action(1, text="First!")
    item = two.stored().state.actions[1]
    assert (item.text, item.owner) == ("First!", "Ana")


def test_a_decision_becomes_an_action_item_once() -> None:
    retro = start(OPEN, Decide(), members=("Ana", "Ben"))
    said = retro.remark("We might move it")
    moved = retro.remark("Move the stand-up", decision=True)
    kept = retro.remark("Keep the wall", decision=True)
    assert retro.state.decisions == (moved, kept)
    item = retro.add_action(origin=moved.number, owner="Ana")
    assert (item.text, item.owners, item.origin) == ("Move the stand-up", ("Ana",), moved.number)
    assert retro.state.decisions == (kept,)
    with pytest.raises(NotNow, match=f"{moved.number} is action item {item.number} already"):
        retro.add_action(origin=moved.number)
    retro.change_action(item.number, text="Move it to ten")
    assert retro.state.actions[item.number].origin == moved.number
    other = retro.add_action("Ask again", origin=said.number)
    assert (other.text, other.origin) == ("Ask again", said.number)
    retro.undo()
    retro.undo()
    retro.undo()
    assert retro.state.decisions == (moved, kept)


def test_an_action_item_needs_a_text_or_a_decision_that_is_there() -> None:
    retro = start(Decide())
    with pytest.raises(Invalid, match="the action has no text"):
        retro.add_action()
    with pytest.raises(NotFound, match="no decision or remark 7"):
        retro.add_action(origin=7)
