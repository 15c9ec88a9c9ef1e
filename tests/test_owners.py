"""An action item has as many owners as took it: in the engine, the log, reports and checks."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from retrokit import Decide, Format, Invalid, Logbook, NotFound, Plugins, Retro
from retrokit.builtin.checks import earlier_done, one_owner, without_owner
from retrokit.calls import Actor, Calls
from retrokit.codec import CODEC
from retrokit.codec.converter import careful
from retrokit.events import ActionAdded, ActionItem, ActionStatus, CarriedAction

ACTIONS = Calls().actions

PLAN = Format(name="plan", title="Plan", purpose="Decide.", agenda=[Decide()])
AT = datetime(2025, 1, 1, tzinfo=UTC)


def deciding(carried: tuple[CarriedAction, ...] = ()) -> Retro:
    return Retro.start(PLAN, team="Lander", members=["Ana", "Ben", "Cy"], carried=carried)


def test_an_owner_is_a_name_or_several_each_once() -> None:
    retro = deciding()
    assert retro.add_action("Book", owner=["ana", "BEN", "Ana"]).owners == ("Ana", "Ben")
    assert retro.add_action("Book", owner="cy").owners == ("Cy",)
    assert retro.add_action("Book").owners == retro.add_action("Book", owner=[]).owners == ()
    item = retro.change_action(1, owner=(each for each in ("Cy", "Zoe")))
    assert (item.owners, item.owner) == (("Cy", "Zoe"), "Cy, Zoe")
    assert retro.change_action(1, text="Book it").owners == ("Cy", "Zoe")
    assert retro.change_action(1, owner=None).owner is None
    with pytest.raises(NotFound, match="Anna"):
        retro.add_action("Book", owner=["Ben", "Anna"])
    for wrong in ([7], [None], ["Ana", 3]):
        with pytest.raises(Invalid, match="each of owner is text, not "):
            retro.change_action(1, owner=wrong)  # type: ignore[arg-type]


def test_a_new_name_is_the_owners_too_and_nobody_owns_twice() -> None:
    retro = deciding()
    retro.add_action("Book", owner=["Ana", "Ben"])
    retro.change_action(1, owner=["Ana", "Zoe", "Ben"])
    retro.rename("Ana", "Zoe")
    assert retro.state.actions[1].owners == ("Zoe", "Ben")


def test_several_owners_come_back_from_the_log() -> None:
    event = deciding().add_action("Book", owner=["Ana", "Ben"])
    added = ActionAdded(at=AT, item=event)
    assert CODEC.decode([CODEC.encode(added)]) == [added]


def test_checks_count_an_item_for_each_of_its_owners() -> None:
    done = ActionItem(
        number=1,
        text="Mend",
        owners=("Ana", "Ben"),
        status=ActionStatus.DONE,
        decided=AT,
        changed=AT,
    )
    retro = deciding((CarriedAction(number=1, home="abc", item=done, reviewed=True),))
    for owner in (["Ana", "Ben"], ["Ana", "Cy"], ["Ana"]):
        retro.add_action("Book", owner=owner)
    retro.close()
    (finding,) = one_owner(retro.state, ())
    assert finding.sentence.startswith("3 of 3 open action items are with Ana.")
    assert list(without_owner(retro.state, ())) == []
    (thanks,) = earlier_done(retro.state, ())
    assert thanks.sentence.endswith("Thank you, Ana and Ben!")
    assert thanks.evidence == ("Ana, Ben: Mend",)


@pytest.mark.parametrize("report", ["text", "markdown", "html", "csv"])
def test_reports_name_all_owners(report: str, tmp_path: Path) -> None:
    with Logbook(tmp_path / "team.db", plugins=Plugins.load()) as logbook:
        retro = logbook.start(PLAN, team="Lander", members=["Ana", "Ben"])
        retro.add_action("Book", owner=["Ana", "Ben"], due=date(2100, 1, 1))
        said = logbook.report(retro, report)
        assert "No owner" not in said
        assert "nobody" not in said
        assert "Ana, Ben" in re.sub("<[^>]*>", "", said)
        (action,) = logbook.actions()
        assert logbook.change_action(action.ref, owner=["Ben", "Zoe"]).item.owner == "Ben, Zoe"


def act(retro: Retro, name: str, given: dict[str, object]) -> None:
    ACTIONS[name].perform(retro, Actor(name="Ana"), ACTIONS[name].read(given))


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({}, ("Ana",)),
        ({"owner": None}, ()),
        ({"owner": []}, ()),
        ({"owner": "ben"}, ("Ben",)),
        ({"owner": ["Cy", "ben"]}, ("Cy", "Ben")),
    ],
)
def test_the_room_takes_a_name_or_a_list(sent: dict[str, object], kept: tuple[str, ...]) -> None:
    item = ActionItem(number=1, text="Mend", owners=("Ana",), decided=AT, changed=AT)
    retro = deciding((CarriedAction(number=1, home="abc", item=item),))
    retro.add_action("Book", owner="Ana")
    for name, number in (("change_action", 2), ("review", 1)):
        given = {"number": number, **sent} | ({"outcome": "carried"} if name == "review" else {})
        act(retro, name, given)
    assert retro.state.actions[2].owners == retro.state.carried[1].item.owners == kept
    if kept != ():
        act(retro, "add_action", {"text": "New", **sent})
        assert retro.state.actions[3].owners == (kept if sent.get("owner") else ())
    with pytest.raises(Invalid, match=r"owner.*expected text"):
        act(retro, "add_action", {"text": "New", "owner": [3]})
    with pytest.raises(Invalid, match="the member's name is empty"):
        act(retro, "change_action", {"number": 2, "owner": ""})
    assert careful().structure(None, str | tuple[str, ...] | None) is None
