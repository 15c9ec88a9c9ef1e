"""Acting in a live room: who may do what, in which words it is refused, and how much is taken."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from crew import NO_PLUGINS
from live_room import Live, Person, error, new_key, serving
from room_formats import EVERYTHING, METHOD_OF, OPEN, answers, ballot, step

from retrokit.calls import Calls
from retrokit.logbook import Logbook
from retrokit.plugins import Plugins
from retrokit.web import app, room

ACTIONS = Calls().actions


def everything(live: Live) -> set[str]:  # noqa: PLR0915  # as many statements as actions
    """Do every action once, and return what was done."""
    ana, ben, cy = live.person("Ana", leads=True), live.person("Ben"), live.person("Cy")
    state = live.retro.state
    done: set[str] = set()

    def do(who: Person, what: str, /, **given: Any) -> dict[str, Any]:
        done.add(what)
        if ACTIONS[what].leads:
            assert ben.send(what, **given).status_code == 403, what
        return who.do(what, **given)

    do(ana, "next")
    do(ben, "review", number=1, outcome="done")
    do(ana, "back")
    do(ana, "skip")
    do(ana, "go", step=step("Harvest"))
    note = do(ben, "add_note", column="good", text="one", signed=False)["result"]
    do(ben, "edit_note", note=note, text="two")
    do(ben, "move_note", note=note, column="Bad")
    do(ben, "delete_note", note=note)
    note = do(ben, "add_note", column="Good", text="three")["result"]
    do(ben, "withdraw", receipt=note)
    for who in (ana, ben, cy):
        do(who, "add_note", column="Good", text="four")
    do(ana, "open_seals")
    do(ben, "add_note", column="Good", text="at once")
    number = live.retro.state.last_number
    do(ben, "edit_note", note=number, text="changed")
    do(ben, "move_note", note=number, column="Bad")
    assert cy.send("edit_note", note=number, text="not mine").status_code == 409
    do(ana, "edit_note", note=number, text="the facilitator may")
    do(ben, "react", note=number, emoji="👍")
    do(cy, "react", note=number, emoji="👍")
    do(ben, "react", note=number, emoji="👍", taken_back=True)
    comment = do(ben, "comment", note=number, text="said")["result"]["number"]
    do(ben, "edit_comment", comment=comment, text="said better")
    assert cy.send("edit_comment", comment=comment, text="not mine").status_code == 403
    assert live.document["notes"][str(number)]["reactions"] == {"👍": ["Cy"]}
    do(ana, "delete_comment", comment=comment)
    do(ben, "delete_note", note=number)
    first, second, third = live.retro.state.notes
    do(ben, "group", numbers=[first, second], title="Both")
    topic = next(iter(live.retro.state.groups))
    do(cy, "rename_topic", topic=topic, title="The two")
    do(cy, "split", numbers=[topic])
    do(ana, "go", step=step("Asked"))
    mates = ben.post("/api/teammates", {"question": "rated"}).json()["teammates"]
    assert mates == ["Ana", "Cy"]
    receipt = do(ben, "answer", question="safe", value=3)["result"]
    do(ben, "change_answer", receipt=receipt, value=5)
    do(ana, "go", step=step("Vote dots"))
    do(ana, "set_vote_terms", budget=3, cap=2)
    receipt = do(ben, "vote", ballot={str(first): 2})["result"]
    do(ben, "change_vote", receipt=receipt, ballot={str(second): 1})
    do(cy, "vote", ballot={str(first): 1})
    do(ana, "go", step=step("Vote ranking"))
    do(ben, "vote", ballot=[first, [second, third]])
    do(cy, "vote", ballot=[second, first, third])
    do(ana, "open_seals")
    do(ana, "go", step=step("Vote one"))
    do(ben, "vote", ballot=first)
    do(cy, "vote", ballot=second)
    do(ana, "open_seals")
    do(ana, "settle_tie", winner=first, how="a coin")
    do(ana, "add_activity", activity={"kind": "matrix"})
    do(ana, "next")
    receipt = do(ben, "place", places={str(first): [1, 5]})["result"]
    do(ben, "change_places", receipt=receipt, places={str(second): [2, 5]})
    do(ana, "go", step=step("Discuss"))
    do(ana, "take_topic")
    do(ana, "take_topic", number=third)
    do(ben, "remark", text="said", decision=True, topic=first)
    do(cy, "hold_decision", number=live.retro.state.last_number, serves=[1])
    do(ana, "set_timer", minutes=5)
    do(ana, "extend_timer", minutes=0.5)
    do(ana, "undo")
    do(ben, "add_action", text="Mend", owner="Cy", due="2126-01-01", serves="1")
    action = live.retro.state.last_number
    emptied = {"owner": None, "due": None, "serves": None}
    do(cy, "change_action", number=action, text="Mend it", status="done", **emptied)
    do(cy, "change_action", number=action, due="2126-02-02")
    late = {"kind": "collect", "title": "Late", "columns": [{"name": "More"}]}
    do(ana, "add_activity", activity=late)
    added = max(each.id for each in live.retro.state.agenda)
    do(ana, "reorder", step=added, position=len(live.retro.state.agenda) - 1)
    do(ana, "drop_activity", step=added)
    do(ana, "join", name="Dee")
    do(ana, "rename", name="Dee", to="Dea")
    do(ana, "set_observer", name="Dee")
    do(ana, "hand_over", name="Dee")
    do(ana, "leave", name="Dee")
    do(ana, "tighten", attribution="anonymous")
    do(ben, "discard_letters")
    do(ana, "close")
    do(ana, "reopen")
    assert state.id == live.retro.state.id
    return done


def test_every_action_is_done_by_who_may(tmp_path: Path) -> None:
    where = tmp_path / "crew.logbook"
    with Logbook(where, plugins=Plugins.load(NO_PLUGINS)) as logbook:
        earlier = logbook.start(OPEN, team="Lander")
        earlier.add_action("From before")
        earlier.close()
        logbook.start(EVERYTHING, team="Lander")
    with serving(EVERYTHING, where) as live:
        assert everything(live) == set(ACTIONS)
        stream = live.person("Eli").listen()
        stream.until(lambda s: s.version == live.retro.state.version)
        assert stream.document == live.document


@pytest.mark.parametrize(
    ("do", "given", "status"),
    [
        ("add_note", {"column": "Wall"}, 422),
        ("add_note", {"column": "Nowhere", "text": "x"}, 404),
        ("add_note", {"column": "Wall", "text": " "}, 422),
        ("add_note", {"column": "Wall", "text": "x", "author": "Ana"}, 422),
        ("add_note", [], 422),
        ("edit_note", {"note": 99, "text": "x"}, 404),
        ("edit_note", {"note": True, "text": "x"}, 422),
        ("edit_note", {"note": "\ud800", "text": "x"}, 422),
        ("react", {"note": 99, "emoji": "👍"}, 404),
        ("react", {"note": 1, "emoji": "👎"}, 422),
        ("react", {"note": 1, "emoji": "👍", "author": "Ben"}, 422),
        ("comment", {"note": 99, "text": "x"}, 404),
        ("delete_comment", {"comment": 99}, 404),
        ("withdraw", {"receipt": "f" * 32}, 404),
        ("withdraw", {"receipt": "f"}, 422),
        ("vote", {"ballot": {"x": 1}}, 409),
        ("vote", {"ballot": 1}, 409),
        ("review", {"number": 1, "outcome": "done", "due": "soon"}, 422),
        ("add_action", {"text": "x", "due": "soon"}, 422),
        ("add_action", {"text": "x", "due": 5}, 422),
        ("change_action", {"number": 1, "due": "2026-02-30"}, 422),
        ("done", {"done": "yes"}, 422),
        ("done", [], 422),
        ("fly", {}, 404),
        (["next"], {}, 404),
        ("next", {}, 403),
    ],
)
def test_what_cannot_be_done_is_refused_with_its_status(
    wall: Live, do: Any, given: Any, status: int
) -> None:
    ben, before = wall.person("Ben"), wall.retro.state.version
    body = json.dumps({"id": new_key(), "do": do, "with": given})
    kind = {"content-type": "application/json"}
    refused = ben.http.post("/api/do", content=body, headers=kind)
    assert (refused.status_code, wall.retro.state.version) == (status, before), refused.text
    error(refused)


@pytest.mark.parametrize("due", ["soon", "2026-02-30", "\u0662\u0660\u0662\u0666-01-01"])
def test_what_is_no_date_is_said_in_plain_words(wall: Live, due: str) -> None:
    ben = wall.person("Ben")
    ben.do("add_action", text="Mend")
    number = wall.retro.state.last_number
    for do, given in (
        ("add_action", {"text": "x"}),
        ("change_action", {"number": number}),
        ("review", {"number": number, "outcome": "done"}),
    ):
        said = error(ben.send(do, due=due, **given))
        assert "as in 2026-12-01" in said
        assert "isoformat" not in said


@pytest.mark.parametrize(
    "given",
    [5, {"id": "f" * 32, "do": "next", "who": "Ana"}, {"do": "next"}, {"id": "F" * 32}, {"id": 5}],
)
def test_an_action_has_an_id_and_a_name(wall: Live, given: Any) -> None:
    assert wall.person("Ben").post("/api/do", given).status_code == 422


def test_nobody_who_is_not_in_gets_anything(wall: Live) -> None:
    eve = wall.person()
    paths = ("do", "mine", "letters", "teammates", "device", "invite")
    for path in (f"/api/{each}" for each in paths):
        assert eve.post(path).status_code == 401
    for path in ("/api/events", "/api/report/text", "/api/report/nothing"):
        assert eve.get(path).status_code == 401
    assert eve.get("/").status_code == 200
    assert eve.get("/nowhere").status_code == 404
    assert eve.get("/api/do").status_code == 405
    assert eve.http.head("/api/events").status_code == 405
    ben = wall.person("Ben")
    assert ben.http.head("/api/events").status_code == 405
    assert ben.http.post("/api/events", json={}).status_code == 405


def test_whoever_does_too_much_is_slowed_down(wall: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "BURST", 3)
    monkeypatch.setattr(room, "RATE", 0.001)
    monkeypatch.setattr(app, "DEAR", 2)
    ben, cy = wall.person("Ben"), wall.person("Cy")
    assert [ben.send("done", done=True).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert cy.get("/api/report/text").status_code == 200
    assert cy.get("/api/report/text").status_code == 429
    mine = [cy.post("/api/mine", {"receipts": []}).status_code for _ in range(2)]
    assert mine == [200, 429]
    assert "wait a moment" in error(ben.send("fly"))
    monkeypatch.setattr(room, "RATE", 1e9)
    assert ben.send("done", done=True).status_code == 200


def test_a_retro_holds_so_much_and_no_more(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    ana, ben = live.person("Ana", leads=True), live.person("Ben")
    ana.do("go", step=step("Harvest"))
    stream = ben.listen()
    ben.do("add_note", column="Good", text="x")
    stream.until(lambda s: any(each["sealed"] for each in s.rooms))
    monkeypatch.setattr(room, "MOST_SEALED", 1)
    assert "are hidden" in error(ben.send("add_note", column="Good", text="x"))
    ana.do("next")
    monkeypatch.setattr(room, "MOST_EVENTS", 1)
    assert "events" in error(ben.send("add_note", column="Parked", text="x"))
    ana.do("close")


def test_every_ballot_and_answer_goes_over_the_wire(live: Live) -> None:
    ana, ben = live.person("Ana", leads=True), live.person("Ben")
    ana.do("go", step=step("Parking"))
    for text in ("one", "two"):
        ben.do("add_note", column="Parked", text=text)
    standing = list(live.retro.state.notes)
    ana.do("go", step=step("Asked"))
    for question, value in answers(["Ana"]).items():
        ben.do("answer", question=question, value=value)
    for kind in METHOD_OF:
        ana.do("go", step=step(f"Vote {kind}"))
        ben.do("vote", ballot=ballot(kind, standing))
        ana.do("open_seals")
        assert live.retro.state.at[step(f"Vote {kind}")].taken_part == 1
