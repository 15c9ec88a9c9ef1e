"""What the room hands on to the engine: each field that is sent, and none that is not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from crew import NO_PLUGINS
from live_room import Live, serving
from room_formats import EVERYTHING, step

from retrokit.engine.state import ActionItem
from retrokit.logbook import Logbook
from retrokit.plugins import Plugins
from retrokit.web import room

BEFORE = {"owner": "Ana", "due": "2030-05-05", "serves": ["Home safe"]}
GIVEN = {"owner": "Ben", "due": "2030-01-02", "serves": ["Go again"]}


def each_way(*fields: str) -> Iterator[dict[str, Any]]:
    """Yield what may be sent of these fields: each not at all, with a value, or empty."""
    for ways in product(("absent", "given", "empty"), repeat=len(fields)):
        yield {
            field: GIVEN[field] if way == "given" else None
            for field, way in zip(fields, ways, strict=True)
            if way != "absent"
        }


def told(item: ActionItem) -> dict[str, Any]:
    """Return an item's fields as they go over the wire."""
    due = None if item.due is None else item.due.isoformat()
    return {"owner": ", ".join(item.owners) or None, "due": due, "serves": [*item.serves] or None}


@pytest.fixture
def busy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Live]:
    """Run a room for a team's second retro, without limits on how much one member does."""
    monkeypatch.setattr(room, "RATE", 1e9)
    where = tmp_path / "crew.logbook"
    with Logbook(where, plugins=Plugins.load(NO_PLUGINS)) as logbook:
        first = logbook.start(EVERYTHING, team="Lander", members=["Ana", "Ben"])
        for number in range(9):
            first.add_action(
                f"Item {number}", owner="Ana", due=date(2030, 5, 5), serves="Home safe"
            )
        first.close()
        logbook.start(EVERYTHING, team="Lander", members=["Ana", "Ben"])
    with serving(EVERYTHING, where) as live:
        yield live


def test_an_action_item_keeps_what_is_not_sent_and_gets_what_is(busy: Live) -> None:
    ana, state = busy.person("Ana"), busy.retro.state
    ana.do("add_action", text="Mend", **BEFORE)
    number = state.last_number
    for sent in each_way("owner", "due", "serves"):
        ana.do("change_action", number=number, **BEFORE)
        ana.do("change_action", number=number, **sent)
        assert told(state.actions[number]) == BEFORE | sent
        assert state.actions[number].text == "Mend"
    ana.do("change_action", number=number, text="Repair")
    assert state.actions[number].text == "Repair"
    ana.do("change_action", number=number, status="dropped", reason="too dear")
    assert (state.actions[number].status.value, state.actions[number].reason) == (
        "dropped", "too dear",
    )  # fmt: skip


def test_a_new_action_item_has_what_is_sent_and_no_more(busy: Live) -> None:
    ana, state = busy.person("Ana"), busy.retro.state
    for sent in each_way("owner", "due", "serves"):
        ana.do("add_action", text="Mend", **sent)
        empty = dict.fromkeys(BEFORE)
        assert told(state.actions[state.last_number]) == empty | sent
        # An empty text is neither nothing nor something.
        for field in sent:
            assert ana.send("add_action", text="Mend", **{field: ""}).status_code >= 400
            number = state.last_number
            assert ana.send("change_action", number=number, **{field: ""}).status_code >= 400


def test_an_item_of_an_earlier_retro_keeps_what_is_not_sent(busy: Live) -> None:
    ana, lead, state = busy.person("Ana"), busy.person("Ben", leads=True), busy.retro.state
    lead.do("next")
    for number, sent in enumerate(each_way("owner", "due"), 1):
        ana.do("review", number=number, outcome="carried", **sent)
        assert told(state.carried[number].item) == BEFORE | sent
    ana.do("review", number=1, outcome="dropped", reason="no longer needed")
    assert state.carried[1].item.reason == "no longer needed"


def test_a_remark_is_a_decision_only_if_that_is_sent(live: Live) -> None:
    ben = live.person("Ben")
    for sent in ({}, {"decision": False}, {"decision": True}):
        ben.do("remark", text="so", **sent)
        *_, remark = live.retro.state.remarks.values()
        assert (remark.text, remark.decision) == ("so", sent.get("decision", False))


def test_a_budget_and_a_cap_are_handed_on_one_by_one(live: Live) -> None:
    ana = live.person("Ana", leads=True)
    ana.do("go", step=step("Parking"))
    for text in ("one", "two", "three"):
        ana.do("add_note", column="Parked", text=text)
    vote = step("Vote dots")
    ana.do("go", step=vote)

    def terms() -> tuple[int, int]:
        found = live.retro.state.at[vote].terms
        return found.budget, found.cap

    ana.do("set_vote_terms", budget=5, cap=2)
    assert terms() == (5, 2)
    ana.do("set_vote_terms", budget=4)
    assert terms() == (4, 2)
    ana.do("set_vote_terms", cap=3)
    assert terms() == (4, 3)


def test_a_step_is_put_where_it_is_sent_to(live: Live) -> None:
    ana = live.person("Ana", leads=True)
    ana.do("add_activity", activity={"kind": "decide", "title": "Here"})
    assert [each.activity.title for each in live.retro.state.agenda][1] == "Here"
    ana.do("add_activity", activity={"kind": "decide", "title": "There"}, position=3)
    assert [each.activity.title for each in live.retro.state.agenda][3] == "There"
