"""The live room's server, for real: who comes in, what they do, and what everybody receives."""

from __future__ import annotations

import json
import socket
import stat
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest
from crew import NO_PLUGINS
from live_room import Listener, Live, Person, Process, new_key, serving, until
from room_formats import EVERYTHING, METHOD_OF, answers, ballot, step

from retrokit import codec
from retrokit.errors import Invalid, LogbookError
from retrokit.formats import Collect, Column, Format
from retrokit.logbook import Logbook
from retrokit.plugins import Plugins
from retrokit.retro import fold
from retrokit.web import app, audience, credentials, hub, room
from retrokit.web import serving as binding
from retrokit.web.actions import ACTIONS
from retrokit.web.credentials import Door
from retrokit.web.serving import bind

OPEN = Format(
    name="open",
    title="Open",
    purpose="See all at once.",
    agenda=[
        Collect(title="Wall", columns=[Column("Wall"), Column("Other")], sealed=False),
        Collect(title="Sealed", columns=[Column("Late")]),
    ],
)


@pytest.fixture
def live() -> Iterator[Live]:
    with serving(EVERYTHING) as found:
        yield found


@pytest.fixture
def wall() -> Iterator[Live]:
    with serving(OPEN) as found:
        yield found


def returned(live: Live, who: Person) -> Person:
    """Return somebody with their cookie, at a server that was started since."""
    found = live.person()
    found.http.cookies = who.http.cookies
    return found


def error(answer: httpx.Response) -> str:
    said = answer.json()["error"]
    assert isinstance(said, str)
    assert "\n" not in said
    return said


# --- coming in


def test_somebody_comes_in_by_the_link_the_code_or_the_facilitators_link(live: Live) -> None:
    door = live.secrets
    ana, ben, cy = Person(live.url), Person(live.url), Person(live.url)
    assert ana.get("/api/me").json() == {"me": None, "retro": None}
    assert ana.join(door.leader, " Ana ").json() == {"id": "ana", "name": "Ana", "leads": True}
    assert ben.join(door.member, "Ben").json() == {"id": "ben", "name": "Ben", "leads": False}
    code = f" {door.code[:3].upper()}-{door.code[3:]} "
    assert cy.join(code, "Cy").json() == {"id": "cy", "name": "Cy", "leads": False}
    me = ana.get("/api/me").json()
    assert me["me"] == {"id": "ana", "name": "Ana", "leads": True}
    assert me["retro"] == {"id": live.retro.state.id, "title": "Everything", "team": "Lander",
                           "version": live.retro.state.version}  # fmt: skip
    assert live.retro.state.here == ("Ana", "Ben", "Cy")
    assert live.retro.state.facilitator == "Ana"


def test_the_cookie_is_for_this_room_and_for_no_script(live: Live) -> None:
    told = Person(live.url).join(live.secrets.member, "Ben").headers["set-cookie"].lower()
    assert told.startswith(f"retrokit-{live.retro.state.id}=")
    assert "httponly" in told
    assert "samesite=strict" in told
    assert "path=/" in told
    assert "domain" not in told


def test_wrong_codes_are_slowed_down_but_not_the_links(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    guess = Person(live.url)
    for _ in range(credentials.TRIES):
        assert guess.join("bbbbbb", "Eve").status_code == 422
    for secret in ("bbbbbb", live.secrets.code):
        refused = guess.join(secret, "Eve")
        assert refused.status_code == 409
        assert "wait a minute" in error(refused)
    assert guess.join(live.secrets.member, "Eve").status_code == 200
    monkeypatch.setattr(credentials, "PERIOD", 0.0)
    assert Person(live.url).join(live.secrets.code, "Fay").status_code == 200


@pytest.mark.parametrize(
    "given", [[], {}, {"secret": 1, "name": "A"}, {"secret": "x"}, {"secret": "x", "name": None}]
)
def test_a_request_to_come_in_says_a_secret_and_a_name(live: Live, given: Any) -> None:
    assert live.person().post("/api/join", given).status_code == 422
    if isinstance(given, dict):
        asked = live.person().post("/api/join", {**given, "secret": live.secrets.member, "name": 5})
        assert error(asked) == "say your name"


def test_a_link_for_all_brings_no_name(live: Live) -> None:
    for secret in (live.secrets.member, live.secrets.code):
        assert error(live.person().post("/api/join", {"secret": secret})) == "say your name"


@pytest.mark.parametrize(
    "name", ["Ana", "Ὀδυσσεύς", "李小龍", "مريم", "נועה", "José\u0301", "👩‍🚀"]
)
def test_names_are_of_any_script(live: Live, name: str) -> None:
    person = live.person(name)
    assert person.get("/api/me").json()["me"]["name"] == name
    assert live.retro.state.here == (name,)


@pytest.mark.parametrize(
    "name", ["", "  ", "\u200b", "\u2800\u3164", "a\nb", "x" * 81, "\ud800", "\0"]
)
def test_what_cannot_be_a_name_is_refused(live: Live, name: str) -> None:
    given = json.dumps({"secret": live.secrets.member, "name": name})
    kind = {"content-type": "application/json"}
    assert live.person().http.post("/api/join", content=given, headers=kind).status_code == 422
    assert live.retro.state.here == ()


@pytest.mark.parametrize("name", ["Ana", "ana", "Ａｎａ", "A\u200bna", "Ana\u202e", "An\ufe0fa"])
def test_nobody_takes_a_name_that_looks_like_one_in_use(live: Live, name: str) -> None:
    live.person("Ana")
    refused = live.person().join(live.secrets.member, name)
    assert refused.status_code == 409
    assert "is here already" in error(refused)


def test_the_role_goes_with_the_name_and_stays_with_the_link(live: Live) -> None:
    ana, ben = live.person("Ana", leads=True), live.person("Ben")
    assert ben.send("next").status_code == 403
    ana.do("hand_over", name="Ben")
    ben.do("next")
    assert ben.get("/api/me").json()["me"]["leads"]
    assert ana.get("/api/me").json()["me"]["leads"]
    ana.do("back")  # whoever came by the facilitator's link may always help
    ana.do("hand_over", name="Ana")
    assert ben.send("next").status_code == 403


def test_a_name_on_the_list_leads_only_by_the_link() -> None:
    with serving(OPEN, facilitator="Zoe", members=["Yan"]) as live:
        assert live.person().join(live.secrets.member, "Zoe").status_code == 403
        live.person("Zoe", leads=True).do("next")
        live.person("Yan")
        for secret in (live.secrets.member, live.secrets.leader):
            assert live.person().join(secret, "Yan").status_code == 409


def test_a_member_may_come_in_by_the_facilitators_link_too(live: Live) -> None:
    ben = live.person("Ben")
    assert ben.join(live.secrets.leader, "Ben").json()["leads"]
    assert ben.join(live.secrets.member, "Ben").json()["leads"]
    assert ben.post("/api/letters").status_code == 200


def test_a_full_room_says_so(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST_MEMBERS", 1)
    live.person("Ana")
    refused = live.person().join(live.secrets.member, "Ben")
    assert refused.status_code == 409
    assert "full" in error(refused)


def test_who_was_let_go_is_out_and_may_come_anew(live: Live) -> None:
    ana, ben = live.person("Ana", leads=True), live.person("Ben")
    ben.do("done", done=True)
    stream = ben.listen()
    ana.do("leave", name="Ben")
    until(lambda: stream.over)
    assert ben.get("/api/me").json()["me"] is None
    assert ben.send("remark", text="still here").status_code == 401
    assert ben.listen().status == 401
    again = live.person("Ben")  # whoever the facilitator took out has no claim on the name
    assert ben.get("/api/me").json()["me"] is None
    refused = again.post("/api/letters")
    assert refused.status_code == 403
    assert "retro letter shows them" in error(refused)
    assert ana.listen().until(lambda s: s.rooms)[-1]["done"] == []


def test_a_closed_retro_lets_nobody_else_in_and_its_secrets_end(tmp_path: Path) -> None:
    where = tmp_path / "crew.logbook"
    with serving(OPEN, where) as live:
        ana, before = live.person("Ana", leads=True), live.secrets
        ben = live.person("Ben")
        ana.do("close")
        refused = live.person().join(live.secrets.member, "Cy")
        assert refused.status_code == 409
        assert "closed" in error(refused)
        assert ben.get("/api/report/text").status_code == 200
        assert ana.join(live.secrets.leader, "Ana").status_code == 200
    with serving(OPEN, where) as live:
        assert live.secrets != before
        assert live.person().join(before.leader, "Ana").status_code == 422
        assert returned(live, ana).get("/api/me").json()["me"] is None


def test_secrets_are_kept_for_their_owner_alone(tmp_path: Path) -> None:
    door = Door.open(tmp_path / "rooms", "k3f9x2bc")
    kept = tmp_path / "rooms" / "k3f9x2bc.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
    assert [door.give("Ana"), door.give("Ana"), door.give("Cy")] == [1, 2, 1]
    door.free("Cy")
    door.keep()
    again = Door.open(tmp_path / "rooms", "k3f9x2bc")
    assert again.secrets == door.secrets
    assert again.is_taken("Ana")
    assert not again.is_taken("Ben")
    assert not again.is_taken("Cy")
    assert again.give("Cy") == 2
    again.revert()
    assert not again.is_taken("Cy")
    assert again.is_good("Ana", 2)
    assert not again.is_good("Ana", 1)
    assert not again.is_good("Ben", 1)
    assert [each.name for each in kept.parent.iterdir()] == [kept.name]
    again.expire()
    assert Door.open(tmp_path / "rooms", "k3f9x2bc").secrets != door.secrets


@pytest.mark.parametrize(
    "bytes_", [b"{", b"[]", b"{}", b'{"names": []}', b'{"names": {"Ana": 5}}', b"\xff"]
)
def test_a_broken_file_of_secrets_is_said(tmp_path: Path, bytes_: bytes) -> None:
    (tmp_path / "k3f9x2bc.json").write_bytes(bytes_)
    with pytest.raises(LogbookError, match="cannot be used"):
        Door.open(tmp_path, "k3f9x2bc")


@pytest.mark.parametrize(
    "wrong",
    [
        {"member": 1},
        {"names": {"Ana": {"turn": "2"}}},
        {"names": {"Ana": {"turn": 1, "free": 0}}},
    ],
)
def test_secrets_of_the_wrong_kind_are_said(tmp_path: Path, wrong: dict[str, Any]) -> None:
    right = {"member": "a", "leader": "b", "signing": "c", "code": "d", "names": {}}
    (tmp_path / "k3f9x2bc.json").write_text(json.dumps({**right, **wrong}))
    with pytest.raises(LogbookError, match="something else"):
        Door.open(tmp_path, "k3f9x2bc")


def test_a_name_that_cannot_be_remembered_is_not_taken(tmp_path: Path) -> None:
    folder = tmp_path / "rooms"
    door = Door.open(folder, "k3f9x2bc")
    (folder / "k3f9x2bc.json").unlink()
    folder.rmdir()
    folder.write_text("in the way")
    door.give("Ana")
    with pytest.raises(LogbookError, match="cannot be written"):
        door.keep()
    assert not door.is_taken("Ana")


def test_a_name_stays_taken_over_a_restart(tmp_path: Path) -> None:
    where = tmp_path / "crew.logbook"
    with serving(OPEN, where) as live:
        ana = live.person("Ana")
    with serving(OPEN, where) as live:
        assert live.person().join(live.secrets.member, "Ana").status_code == 409
        me = returned(live, ana).get("/api/me").json()
        assert me["me"]["name"] == "Ana"


# --- acting


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
    note = do(ben, "add_note", column="good", text="one", signed=False)["receipt"]
    do(ben, "edit_note", note=note, text="two")
    do(ben, "move_note", note=note, column="Bad")
    do(ben, "delete_note", note=note)
    note = do(ben, "add_note", column="Good", text="three")["receipt"]
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
    do(ben, "delete_note", note=number)
    first, second, third = live.retro.state.notes
    do(ben, "group", numbers=[first, second], title="Both")
    topic = next(iter(live.retro.state.groups))
    do(cy, "rename_topic", topic=topic, title="The two")
    do(cy, "split", numbers=[topic])
    do(ana, "go", step=step("Asked"))
    mates = ben.post("/api/teammates", {"question": "rated"}).json()["teammates"]
    assert mates == ["Ana", "Cy"]
    receipt = do(ben, "answer", question="safe", value=3)["receipt"]
    do(ben, "change_answer", receipt=receipt, value=5)
    do(ana, "go", step=step("Vote dots"))
    do(ana, "set_vote_terms", budget=3, cap=2)
    receipt = do(ben, "vote", ballot={str(first): 2})["receipt"]
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
    do(ana, "go", step=step("Discuss"))
    do(ana, "take_topic")
    do(ana, "take_topic", number=third)
    do(ben, "remark", text="said", decision=True, topic=first)
    do(ana, "set_timer", minutes=5)
    do(ana, "extend_timer", minutes=0.5)
    do(ana, "undo")
    do(ben, "add_action", text="Mend", owner="Cy", due="2126-01-01", goal="1")
    action = live.retro.state.last_number
    do(cy, "change_action", number=action, text="Mend it", owner="", due="", goal="", status="done")
    do(cy, "change_action", number=action, due="2126-02-02")
    late = {"kind": "collect", "title": "Late", "columns": [{"name": "More"}]}
    do(ana, "add_activity", activity=late)
    added = max(each.id for each in live.retro.state.agenda)
    do(ana, "reorder", step=added, position=len(live.retro.state.agenda) - 1)
    do(ana, "drop_activity", step=added)
    do(ana, "join", name="Dee")
    do(ana, "rename", name="Dee", to="Dea")
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
        log = stream.until(lambda s: len(s.log) == live.retro.state.version and s.log)
        assert [number for number, _ in log] == list(range(1, len(log) + 1))
        told = codec.decode(json.dumps(event).encode() for _, event in log)
        assert fold(told) == live.retro.state


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
        ("withdraw", {"receipt": "f" * 32}, 404),
        ("withdraw", {"receipt": "f"}, 422),
        ("vote", {"ballot": {"x": 1}}, 422),
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
    assert "sealed" in error(ben.send("add_note", column="Good", text="x"))
    ana.do("next")
    monkeypatch.setattr(room, "MOST_EVENTS", 1)
    assert "events" in error(ben.send("add_note", column="Parked", text="x"))
    ana.do("close")


# --- safe to repeat


def test_a_repeated_action_is_done_once(live: Live) -> None:
    ana, ben = live.person("Ana", leads=True), live.person("Ben")
    ana.do("go", step=step("Harvest"))
    keys = [new_key() for _ in range(4)]
    note = {"column": "Good", "text": "x"}
    assert ben.do("add_note", key=keys[0], **note) == ben.do("add_note", key=keys[0], **note)
    assert live.retro.sealed_count() == 1
    # Nor does a late copy of an older change undo a newer one, or bring back what was taken away.
    ben.do("edit_note", key=keys[1], note=keys[0], text="first")
    ben.do("edit_note", note=keys[0], text="second")
    ben.do("edit_note", key=keys[1], note=keys[0], text="first")
    assert (
        ben.post("/api/mine", {"receipts": [keys[0]]}).json()["mine"][0]["draft"]["text"]
        == "second"
    )
    ben.do("delete_note", key=keys[2], note=keys[0])
    ben.do("delete_note", key=keys[2], note=keys[0])
    ben.do("add_note", key=keys[0], **note)
    assert live.retro.sealed_count() == 0
    version = ana.do("next", key=keys[3])["version"]
    assert ana.do("next", key=keys[3])["version"] == version
    assert live.retro.state.version == version


def test_a_note_that_was_opened_is_not_written_again_by_a_late_copy(live: Live) -> None:
    ana, ben = live.person("Ana", leads=True), live.person("Ben")
    ana.do("go", step=step("Harvest"))
    key = new_key()
    ben.do("add_note", key=key, column="Good", text="x")
    ana.do("open_seals")
    assert ben.do("add_note", key=key, column="Good", text="x")["receipt"] == key
    assert len(live.retro.state.notes) == 1
    assert key not in live.retro.state.keys


def test_only_so_many_keys_are_remembered(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "KNOWN_KEYS", 1)
    ana = live.person("Ana", leads=True)
    key = new_key()
    version = ana.do("next", key=key)["version"]
    ana.do("next")
    assert ana.do("next", key=key)["version"] == version + 1, "the log knows it"
    assert len(live.room._did) == 1


def test_a_killed_server_has_all_that_it_acknowledged(tmp_path: Path) -> None:
    where, again = tmp_path / "crew.logbook", []
    server = Process(where)
    try:
        ana, ben, cy = server.person("Ana", leads=True), server.person("Ben"), server.person("Cy")

        def do(who: Person, name: str, **given: Any) -> str:
            key = new_key()
            who.do(name, key=key, **given)
            again.append((who, name, key, given))
            return key

        def restart() -> None:
            nonlocal server
            server.kill()
            server = Process(where, server.port)
            for who, name, key, given in again:
                who.do(name, key=key, **given)
            again.clear()

        do(ana, "go", step=step("Harvest"))
        sealed = do(ben, "add_note", column="Good", text="sealed one")
        do(cy, "add_note", column="Bad", text="sealed two")
        restart()
        mine = ben.post("/api/mine", {"receipts": [sealed, "f" * 32]}).json()["mine"]
        assert mine == [
            {
                "receipt": sealed,
                "step": step("Harvest"),
                "slot": "notes",
                "draft": {"kind": "note", "column": "Good", "text": "sealed one"},
            }
        ]
        do(ana, "next")
        restart()
        do(ben, "add_note", column="Parked", text="open one")
        do(ana, "go", step=step("Asked"))
        restart()
        do(ben, "answer", question="word", value="yes")
        do(cy, "answer", question="word", value="no")
        restart()
        do(ana, "go", step=step("Vote dots"))
        do(ben, "vote", ballot={"1": 1})
        restart()
        ana.do("next")
        stream = cy.listen()
        log = stream.until(lambda s: s.log and s.log[-1][1]["event"] == "Moved" and s.log)
        told = fold(codec.decode(json.dumps(event).encode() for _, event in log))
        assert sorted(each.text for each in told.notes.values()) == [
            "open one", "sealed one", "sealed two",
        ]  # fmt: skip
        results = {each.question: each for each in told.results[step("Asked")]}
        assert sorted(results["word"].summary.texts) == ["no", "yes"]  # type: ignore[union-attr]
        assert told.votes[step("Vote dots")].taken_part == 1
    finally:
        said = server.stop()
    assert said == b"", "a server that stops says nothing"


# --- the stream


def test_what_is_sealed_is_not_sealed_again_after_a_restart(tmp_path: Path) -> None:
    where, key = tmp_path / "crew.logbook", new_key()
    with serving(EVERYTHING, where) as live:
        ana = live.person("Ana", leads=True)
        ana.do("go", step=step("Asked"))
        ana.do("answer", key=key, question="safe", value=3)
    with serving(EVERYTHING, where) as live:
        back = returned(live, ana)
        assert back.do("answer", key=key, question="safe", value=3)["receipt"] == key
        assert back.send("answer", question="safe", value=3).status_code == 409


def numbers(stream: Listener) -> list[int]:
    return [number for number, _ in stream.log]


def test_a_stream_goes_on_where_its_client_left_it(wall: Live) -> None:
    ben = wall.person("Ben")
    for text in "abcdef":
        ben.do("add_note", column="Wall", text=text)
    last = wall.retro.state.version
    for query, headers, first in [
        ("", {}, 1),
        ("?after=3", {}, 4),
        ("?after=1", {"last-event-id": "4"}, 5),
        ("", {"last-event-id": "garbage"}, 1),
        ("?after=-5", {}, 1),
        ("?after=999999999999", {}, 1),
        (f"?after={last}", {}, last + 1),
    ]:
        stream = ben.listen(query, **headers)
        assert stream.headers["content-type"] == "text/event-stream; charset=utf-8"
        stream.until(lambda s: s.rooms)
        assert numbers(stream) == list(range(first, last + 1))
        stream.close()


def test_everybody_receives_everything_once_and_in_order(tmp_path: Path) -> None:
    where = tmp_path / "crew.logbook"
    with serving(OPEN, where) as live:
        people = [live.person(name) for name in ("Ana", "Ben", "Cy", "Dee")]
        early = [person.listen() for person in people]

        def write(person: Person) -> None:
            for count in range(15):
                person.do("add_note", column="Wall", text=f"note {count}")

        def write_elsewhere() -> None:
            with Logbook(where, plugins=Plugins.load(NO_PLUGINS)) as logbook:
                retro = logbook.load()
                for count in range(15):
                    retro.add_note("Other", f"from the terminal {count}", "Ana")

        with ThreadPoolExecutor(5) as pool:
            jobs = [pool.submit(write, person) for person in people]
            jobs.append(pool.submit(write_elsewhere))
            late = [person.listen() for person in people for _ in range(2)]
            for job in jobs:
                job.result()
        expected = list(range(1, 2 + 4 + 75 + 1))
        for stream in early + late:
            stream.until(lambda s: len(s.log) >= len(expected))
            assert numbers(stream) == expected
        assert len({json.dumps(stream.log) for stream in early + late}) == 1


def test_a_stream_resumes_over_a_restart(tmp_path: Path) -> None:
    where = tmp_path / "crew.logbook"
    with serving(OPEN, where) as live:
        ben = live.person("Ben")
        ben.do("add_note", column="Wall", text="before")
        stream = ben.listen()
        seen = stream.until(lambda s: s.log)[-1][0]
    until(lambda: stream.over)
    with serving(OPEN, where) as live:
        back = returned(live, ben)
        back.do("add_note", column="Wall", text="after")
        rest = back.listen(f"?after={seen}")
        assert [e["text"] for _, e in rest.until(lambda s: s.log)] == ["after"]


def test_what_a_terminal_writes_reaches_the_room(tmp_path: Path) -> None:
    where = tmp_path / "crew.logbook"
    with serving(OPEN, where) as live:
        stream = live.person("Ben").listen()
        with Logbook(where, plugins=Plugins.load(NO_PLUGINS)) as logbook:
            logbook.load().add_note("Wall", "by hand")
        stream.until(lambda s: [e for _, e in s.log if e.get("text") == "by hand"])


def test_presence_is_told_when_it_changes(wall: Live) -> None:
    ana, ben = wall.person("Ana", leads=True), wall.person("Ben")
    stream = ana.listen()
    stream.until(lambda s: s.rooms[-1:] and s.rooms[-1]["here"] == ["Ana"])
    other, second = ben.listen(), ben.listen()
    stream.until(lambda s: s.rooms[-1]["here"] == ["Ana", "Ben"])
    ben.do("done", done=True)
    stream.until(lambda s: s.rooms[-1]["done"] == ["Ben"])
    ana.do("set_timer", minutes=5)
    ana.do("undo")  # which may be that somebody came or went, and here is not
    ben.do("done", done=False)
    stream.until(lambda s: s.rooms[-1]["done"] == [])
    ben.do("done", done=True)
    stream.until(lambda s: s.rooms[-1]["done"] == ["Ben"])
    ana.do("next")
    stream.until(lambda s: s.rooms[-1]["done"] == [] and "Sealed" in s.rooms[-1]["promise"])
    other.close()
    second.close()
    ana.do("set_timer", minutes=1)  # whatever comes next shows the reader that it is to stop
    stream.until(lambda s: s.rooms[-1]["here"] == ["Ana"])
    told = stream.rooms
    assert all(one != two for one, two in pairwise(told))


def test_a_quiet_stream_is_kept_alive(wall: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audience, "HEARTBEAT", 0.0)
    stream = wall.person("Ben").listen()
    stream.until(lambda s: s.raw.count(hub.ALIVE) > 1)


def test_the_ninth_device_of_somebody_takes_the_place_of_the_first(
    wall: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audience, "MOST_DEVICES", 2)
    ben = wall.person("Ben")
    first, second, third = [(each := ben.listen(), each.until(lambda s: s.rooms))[0] for _ in "abc"]
    until(lambda: first.over)
    ben.do("add_note", column="Wall", text="x")
    for stream in (second, third):
        stream.until(lambda s: s.log[-1][1].get("text") == "x")


def test_a_room_takes_only_so_many_connections(wall: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    ben = wall.person("Ben")
    ben.listen().until(lambda s: s.rooms)
    monkeypatch.setattr(audience, "MOST_STREAMS", 1)
    refused = ben.get("/api/events")
    assert refused.status_code == 409
    assert "takes no more" in error(refused)


def knock(at: socket.socket, who: Person) -> None:
    """Ask for somebody's stream by a connection of one's own, and read nothing."""
    host, _, port = who.url.removeprefix("http://").partition(":")
    at.connect((host, int(port)))
    cookie = "; ".join(f"{name}={value}" for name, value in who.http.cookies.items())
    asked = f"GET /api/events HTTP/1.1\r\nHost: {host}:{port}\r\nCookie: {cookie}\r\n\r\n"
    at.sendall(asked.encode())


def test_a_client_that_does_not_read_is_let_go_and_comes_back(
    wall: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "MOST_WAITING", 200_000)
    monkeypatch.setattr(room, "RATE", 1e9)
    ana, ben = wall.person("Ana"), wall.person("Ben")
    stuck = socket.socket()
    stuck.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    knock(stuck, ben)
    until(lambda: len(wall.room.hub.streams) == 1)
    [waiting] = wall.room.hub.streams
    quick, most, padding = ana.listen(), 0, b": %b\n\n" % (b"x" * 50_000)
    while not waiting.over.is_set():
        live_loop(wall).call_soon_threadsafe(wall.room.hub.publish, padding)
        most = max(most, waiting._transport.get_write_buffer_size())
        time.sleep(0.005)
    assert most <= 200_000 + len(padding)
    until(lambda: waiting not in wall.room.hub.streams)
    ana.do("add_note", column="Wall", text="nobody else waits")
    quick.until(lambda s: b"nobody else waits" in s.raw)
    # Nothing is kept for it: there are those of Ana, her stream, and Ben's.
    until(lambda: len(wall.server.server_state.connections) <= 3)
    stuck.close()
    back = ben.listen("?after=0")
    back.until(lambda s: len(s.log) == wall.retro.state.version)
    assert numbers(back) == list(range(1, wall.retro.state.version + 1))


def live_loop(live: Live) -> Any:
    return next(iter(live.server.server_state.connections)).loop


def test_a_client_that_reads_slowly_gets_it_all(wall: Live) -> None:
    ana, ben = wall.person("Ana"), wall.person("Ben")
    for _ in range(90):
        ana.do("add_note", column="Wall", text="y" * 2000)
    slow = socket.socket()
    knock(slow, ben)
    until(lambda: len(wall.room.hub.streams) == 1)
    cy = wall.person("Cy")
    for _ in range(90):
        cy.do("add_note", column="Wall", text="z" * 2000)
    got = b""
    while got.count(b'"NoteAdded"') < 180:
        got += slow.recv(20_000)
    slow.close()


# --- one's own


def test_what_is_sealed_is_shown_to_who_has_the_receipt(live: Live) -> None:
    ana, ben = live.person("Ana", leads=True), live.person("Ben")
    ana.do("go", step=step("Harvest"))
    key = ben.do("add_note", column="Good", text="my own")["receipt"]
    [mine] = ben.post("/api/mine", {"receipts": [key]}).json()["mine"]
    assert mine["draft"]["text"] == "my own"
    assert ana.post("/api/mine", {"receipts": [key[::-1]]}).json() == {"mine": []}
    for wrong in (None, "x", [5], ["\ud800"], ["f" * 32] * 1001, {}):
        body = json.dumps({"receipts": wrong})
        kind = {"content-type": "application/json"}
        assert ana.http.post("/api/mine", content=body, headers=kind).status_code == 422
    assert ana.post("/api/mine", []).status_code == 422


def test_a_letter_goes_to_who_it_is_for(live: Live) -> None:
    live_people(live)


def live_people(live: Live) -> None:
    names = ["Ana", "Ben", "Cy", "Dee"]
    people = {name: live.person(name, leads=name == "Ana") for name in names}
    people["Ana"].do("tighten", attribution="confidential")
    people["Ana"].do("go", step=step("Asked"))
    for person in people.values():
        mates = person.post("/api/teammates", {"question": "shares"}).json()["teammates"]
        person.do("answer", question="shares", value=answers(mates)["shares"])
    stream = people["Dee"].listen()
    people["Ana"].do("open_seals")
    stream.until(lambda s: s.log[-1][1]["event"] == "AnswersOpened")
    told = {name: person.post("/api/letters").json()["letters"] for name, person in people.items()}
    assert all(letters[0]["question"] == "shares" for letters in told.values())
    for letters in told.values():
        for line in letters[0]["lines"]:
            assert line not in stream.raw.decode()
    people["Ben"].do("discard_letters")
    assert people["Ben"].post("/api/letters").json() == {"letters": []}
    assert people["Cy"].post("/api/letters").json()["letters"] == told["Cy"]


def test_teammates_are_asked_for_by_question(live: Live) -> None:
    ana = live.person("Ana", leads=True)
    assert ana.post("/api/teammates", {"question": "rated"}).status_code == 409
    assert ana.post("/api/teammates", {"question": 5}).status_code == 422
    assert ana.post("/api/teammates", []).status_code == 422
    ana.do("go", step=step("Asked"))
    assert ana.post("/api/teammates", {"question": "safe"}).json() == {"teammates": []}
    assert ana.post("/api/teammates", {"question": "none"}).status_code == 404


def test_reports_are_read_and_downloaded(wall: Live) -> None:
    ben = wall.person("Ben")
    ben.do("add_note", column="Wall", text="in the report")
    kinds = {
        "html": "text/html", "markdown": "text/markdown", "text": "text/plain", "csv": "text/csv",
        "json": "application/json",
    }  # fmt: skip
    for name, kind in kinds.items():
        answer = ben.get(f"/api/report/{name}")
        assert answer.headers["content-type"].startswith(kind)
        assert "in the report" in answer.text
    saved = ben.get("/api/report/markdown?download").headers["content-disposition"]
    assert saved == f'attachment; filename="retro-{wall.retro.state.id}.md"'
    assert "sandbox" in ben.get("/api/report/html").headers["content-security-policy"]
    refused = ben.get("/api/report/nothing")
    assert refused.status_code == 404
    assert "there is: markdown, html" in error(refused)
    ben.do("add_note", column="Wall", text="and one more")
    until(lambda: wall.room._reports["text"][1] < time.monotonic())
    assert "and one more" in ben.get("/api/report/text").text


# --- when something goes wrong


class Broken:
    """What a store does whose disk is full."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def __call__(self, *given: object, **more: object) -> Any:
        raise self.error


def test_a_logbook_that_cannot_be_written_is_said_and_the_room_lives_on(
    wall: Live, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ben = wall.person("Ben")
    store = wall.room.logbook._store
    key, before = new_key(), wall.retro.state.version
    with monkeypatch.context() as patch:
        patch.setattr(type(store), "write", Broken(LogbookError("/secret/place: the disk is full")))
        refused = ben.send("add_note", key=key, column="Wall", text="not kept")
        assert refused.status_code == 503
        assert "nothing can be kept" in error(refused)
        assert "/secret" not in refused.text
        cy = wall.person()
        assert cy.join(wall.secrets.member, "Cy").status_code == 503
    assert wall.retro.state.version == before
    ben.do("add_note", key=key, column="Wall", text="kept now")
    assert cy.join(wall.secrets.member, "Cy").status_code == 200
    assert cy.post("/api/letters").status_code == 200, "the name was given out once"
    assert [each.text for each in wall.retro.state.notes.values()] == ["kept now"]
    assert "the disk is full" in caplog.text
    assert "not kept" not in caplog.text


def test_a_room_goes_on_looking_after_an_error(
    wall: Live, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ben = wall.person("Ben")
    stream = ben.listen()
    stream.until(lambda s: s.rooms)
    for trouble, said in (
        (LogbookError("crew.logbook is locked"), "crew.logbook is locked"),
        (KeyError("what somebody wrote"), "KeyError"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(type(wall.retro), "refresh", Broken(trouble))
            until(lambda said=said: said in caplog.text)
            time.sleep(2 * audience.LOOK)  # it goes on, and does not say it again
    assert "what somebody wrote" not in caplog.text
    ben.do("add_note", column="Wall", text="it lives")
    stream.until(lambda s: s.log[-1][1].get("text") == "it lives")
    assert caplog.text.count("is locked") == 1


def test_what_should_not_happen_is_logged_by_place_and_not_by_words(
    wall: Live, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ben = wall.person("Ben")
    with monkeypatch.context() as patch:
        patch.setattr(type(wall.retro), "add_note", Broken(KeyError("what somebody wrote")))
        answer = ben.send("add_note", column="Wall", text="x")
        assert answer.status_code == 500
        assert "what somebody wrote" not in answer.text
        patch.setattr(type(wall.retro), "add_note", Broken(RecursionError()))
        assert "nested" in error(ben.send("add_note", column="Wall", text="x"))
        patch.setattr(type(wall.room), "_standing", Broken(KeyError("what somebody wrote")))
        stream = ben.listen()
        until(lambda: stream.over)
    assert "KeyError" in caplog.text
    assert "room.py" in caplog.text
    assert "what somebody wrote" not in caplog.text
    ben.do("add_note", column="Wall", text="it lives")


# --- places


@pytest.mark.parametrize(
    ("host", "port", "public", "url", "hosts"),
    [
        ("127.0.0.1", 0, None, "http://127.0.0.1:{}", {"127.0.0.1:{}", "localhost:{}"}),
        ("localhost", 0, None, "http://localhost:{}", {"localhost:{}"}),
        ("::1", 0, None, "http://[::1]:{}", {"[::1]:{}", "localhost:{}"}),
        ("127.0.0.1", 0, "https://retro.example/", "https://retro.example",
         {"retro.example", "127.0.0.1:{}"}),
    ],
)  # fmt: skip
def test_a_place_knows_its_names(
    host: str, port: int, public: str | None, url: str, hosts: set[str]
) -> None:
    try:
        place = bind(host, port, public)
    except LogbookError:
        pytest.skip(f"this machine has no {host}")
    with place.socket:
        bound = place.socket.getsockname()[1]
        assert place.url == url.format(bound)
        assert {each.format(bound) for each in hosts} <= set(place.hosts)


def test_nothing_waits_for_more_to_send(wall: Live) -> None:
    wall.person("Ben")
    connection = next(iter(wall.server.server_state.connections))
    taken = connection.transport.get_extra_info("socket")
    assert taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 1


def test_a_place_for_one_address_has_no_other_names() -> None:
    assert binding._own_names("192.0.2.7") == []


def test_a_place_for_everybody_goes_by_the_machines_names() -> None:
    place = bind("0.0.0.0", 0)
    with place.socket:
        assert not place.url.startswith("http://0.0.0.0")
        assert any(each.startswith("localhost:") for each in place.hosts)


def test_a_machine_without_a_network_still_has_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", Broken(OSError("no network")), raising=False)
    assert binding._own_names("::") == [socket.gethostname().lower(), "localhost", "127.0.0.1"]


def test_a_place_that_cannot_be_is_said() -> None:
    with bind("127.0.0.1", 0).socket as taken:
        for host, port in [("127.0.0.1", taken.getsockname()[1]), ("127.0.0.1", 99_999),
                           ("no.such.host.invalid", 0)]:  # fmt: skip
            with pytest.raises(LogbookError, match="nobody can listen"):
                bind(host, port)


@pytest.mark.parametrize("host", ["", " "])
def test_a_place_is_named(host: str) -> None:
    with pytest.raises(Invalid, match=r"name an address to listen at, or 0\.0\.0\.0"):
        bind(host, 0)


def test_the_usual_port_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "bind", lambda self, address: None, raising=False)
    monkeypatch.setattr(socket.socket, "listen", lambda self, many: None, raising=False)
    monkeypatch.setattr(socket.socket, "getsockname", lambda self: ("127.0.0.1", 80), raising=False)
    with (place := bind("127.0.0.1", 80)).socket:
        assert place.hosts == ("127.0.0.1", "localhost")


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
        assert live.retro.state.votes[step(f"Vote {kind}")].taken_part == 1
