"""The wall: a page that reads what everyone is told. It is nobody, and does nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from live_room import PLAIN, Listener, Live, Person, error, new_key, serving, until
from room_formats import answers, step

from retrokit.calls import Calls
from retrokit.formats import Ask, Attribution, Collect, Column, Decide, Format, Vote, Welcome
from retrokit.questions import FreeText
from retrokit.web import audience
from retrokit.web import room as web_room
from retrokit.web.app import application

ACTIONS = [*Calls().actions, "done", "readmit", "show_joining", "close_walls", "change_charter",
           "change_team_action", "wall"]  # fmt: skip
READS = ("me", "poll", "told", "outline", "joining")
CHECK = Format(
    name="check", title="Check", purpose="Look.",
    agenda=[
        Welcome(),
        Ask(title="Asked", questions=[FreeText("word", "One word?")]),
        Collect(title="Notes", columns=[Column("Good")]),
        Vote(),
        Decide(),
    ],
)  # fmt: skip


class Wall(Person):
    """A wall that was opened by the link that the facilitator's page gives."""

    def __init__(self, live: Live, lead: Person) -> None:
        super().__init__(live.url)
        self.link = lead.post("/api/wall_link").json()["link"]
        self.secret = self.link.partition("/wall#wall=")[2]
        answer = self.post("/api/wall", {"secret": self.secret})
        assert (answer.status_code, answer.json()) == (200, {})
        [self.cookie] = self.http.cookies.jar

    def listen(self, query: str = "", **headers: str) -> Listener:
        found = Listener(f"{self.url}/api/wall/events{query}", self.http.cookies, **headers)
        self.streams.append(found)
        return found


@contextmanager
def room(**more: Any) -> Iterator[tuple[Live, Person, Wall]]:
    with serving(CHECK, facilitator="Ana", members=["Ana", "Ben"], **more) as live:
        lead = live.person("Ana", leads=True)
        yield live, lead, Wall(live, lead)


# --- what it may


def test_a_wall_is_told_what_everyone_is_and_is_nobody_in_the_room() -> None:
    with room() as (live, ana, wall):
        ben = live.person("Ben")
        before = live.retro.state.version
        shown, told = wall.listen(), ben.listen()
        ana.do("go", step=3)
        ben.do("add_note", column="Good", text="later")
        ana.do("open_seals")
        for each in (shown, told):
            each.until(lambda s: s.version == live.retro.state.version)
            each.until(lambda s: s.rooms and s.rooms[-1].get("walls") == 1)
            assert each.document == live.document
        told.until(lambda s: s.rooms[-1].get("here") == ["Ben"])
        assert set(live.document["members"]) == {"0", "1"}
        assert wall.get("/api/wall/told").json() == ben.get("/api/told").json()
        assert wall.get("/api/wall/outline").json()["outline"]["step"] == 3
        assert wall.get("/api/wall/me").json() == {
            "me": {}, "retro": {"version": live.retro.state.version},
        }  # fmt: skip
        joined = [each["name"] for each in shown.news if each["event"] == "MemberJoined"]
        assert set(joined) <= {"Ana", "Ben"}
        assert before <= live.retro.state.version
        polled = wall.get("/api/wall/poll?after=0").json()
        assert polled["messages"][-1]["v"] == live.retro.state.version
        told.until(lambda s: s.rooms[-1].get("walls") == 2)  # one streams, one polls
        assert wall.get("/wall").headers["content-type"].startswith("text/html")


def test_its_cookie_is_sent_to_its_own_paths_and_to_no_other() -> None:
    with room() as (live, _, wall):
        assert wall.cookie.path == "/api/wall"
        assert wall.cookie.name == f"retrokit-wall-{live.retro.state.id}"
        assert {"HttpOnly", "SameSite"} <= {*wall.cookie._rest}  # type: ignore[attr-defined]
    with serving(CHECK, public="https://room.example", facilitator="Ana") as live:
        near = Person(f"http://127.0.0.1:{live.port}")
        answer = near.post("/api/wall", {"secret": live.room.door.wall})
        assert "; Secure" in answer.headers["set-cookie"]


# --- what it may not


def routes(live: Live) -> list[str]:
    """Return every path of a room below `/api` that does not belong to the wall."""
    found = [getattr(each, "path", "") for each in application(live.room, live.url, []).routes]
    return [each.replace("{name}", "text") for each in found
            if each.startswith("/api/") and not re.match("/api/wall(/|$)", each)]  # fmt: skip


def test_what_opens_a_wall_opens_nothing_else_by_whatever_way_it_is_shown() -> None:
    open_to_all = {"/api/me", "/api/schema", "/api/join", "/api/knock"}
    with room() as (live, _, wall):
        paths = {*routes(live)}
        assert {"/api/do", "/api/mine", "/api/letters", "/api/poll", "/api/events"} <= paths
        name = f"retrokit-{live.retro.state.id}"
        for path in sorted(paths - open_to_all):
            for cookie in (f"{wall.cookie.name}={wall.secret}", f"{name}={wall.secret}"):
                for method in ("GET", "POST"):
                    answer = httpx.request(
                        method, live.url + path, headers={"cookie": cookie}, verify=PLAIN,
                        json={} if method == "POST" else None,
                    )  # fmt: skip
                    assert answer.status_code in (401, 404, 405), (path, method)
        refused = wall.join(wall.secret, "Eve")
        assert (refused.status_code, live.retro.state.here) == (422, ("Ana", "Ben"))
        assert wall.get("/api/me").json() == {"me": None, "retro": None}


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 9) | st.sampled_from(["Ana", "Good", "Notes", "x"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=4,
)


@pytest.fixture(scope="module")
def shown() -> Iterator[tuple[Live, Wall]]:
    with room() as (live, lead, wall):
        lead.do("go", step=3)
        yield live, wall


@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=40)
@given(
    do=st.sampled_from(ACTIONS),
    given=st.dictionaries(st.sampled_from(["name", "text", "column", "step", "show"]), VALUES),
    path=st.sampled_from(["/api/do", "/api/wall", *(f"/api/wall/{each}" for each in READS)]),
)
def test_nothing_that_a_wall_sends_changes_anything(
    shown: tuple[Live, Wall], do: str, given: Any, path: str
) -> None:
    live, wall = shown
    before = live.retro.state.version, live.room.done(), live.room.door.wall
    answer = wall.post(path, {"id": new_key(), "do": do, "with": given})
    assert 400 <= answer.status_code < 500
    assert (live.retro.state.version, live.room.done(), live.room.door.wall) == before
    assert live.retro.sealed_count(3) == 0


@pytest.mark.parametrize("kind", Attribution)
def test_nothing_hidden_reaches_it_whoever_gave_it(
    kind: Attribution, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audience, "SEALED_EVERY", 0.2)
    with serving(CHECK, facilitator="Ana", attribution=kind) as live:
        people = {name: live.person(name, leads=name == "Ana") for name in ("Ana", "Ben", "Cy")}
        ana, wall = people["Ana"], Wall(live, people["Ana"])
        stream = wall.listen()
        marks = {name: f"hidden words of {name[::-1]}" for name in people}

        def seen() -> str:
            for path in READS:
                wall.get(f"/api/wall/{path}")
            return (b"".join(wall.heard) + stream.raw).decode()

        def hears_of(count: int) -> None:
            stream.until(lambda s: s.rooms and s.rooms[-1].get("sealed") == count)

        for at, do in ((2, "answer"), (3, "add_note")):
            ana.do("go", step=at)
            for name, person in people.items():
                mark = f"{marks[name]} {at}"
                what = (
                    {"question": "word", "value": mark}
                    if at == 2
                    else {"column": "Good", "text": mark}
                )
                person.do(do, **what)
            hears_of(3)
            for mark in marks.values():
                assert f"{mark} {at}" not in seen()
            for person in people.values():
                for receipt in person.receipts:
                    assert receipt not in seen()
            ana.do("open_seals")
            stream.until(lambda s: any(each["event"] == "Opened" for each in s.news))
            stream.until(lambda s: s.version == live.retro.state.version)
            for mark in marks.values():
                assert f"{mark} {at}" in seen()
        assert stream.document == live.document


def test_letters_and_what_is_for_one_member_never_reach_it(live: Live) -> None:
    names = ["Ana", "Ben", "Cy", "Dee"]
    people = {name: live.person(name, leads=name == "Ana") for name in names}
    ana = people["Ana"]
    wall = Wall(live, ana)
    ana.do("tighten", attribution="confidential")
    ana.do("go", step=step("Asked"))
    for person in people.values():
        mates = person.post("/api/teammates", {"question": "shares"}).json()["teammates"]
        person.do("answer", question="shares", value=answers(mates)["shares"])
    stream = wall.listen()
    ana.do("open_seals")
    stream.until(lambda s: s.version == live.retro.state.version)
    for path in READS:
        wall.get(f"/api/wall/{path}")
    heard = (b"".join(wall.heard) + stream.raw).decode()
    for person in people.values():
        [(_, letter)] = person.post("/api/letters").json()["letters"]
        for line in letter["lines"]:
            assert json.dumps(line, ensure_ascii=False)[1:-1] not in heard


# --- how it is opened, and closed


def test_only_the_facilitator_gets_the_link_and_closes_walls() -> None:
    with room() as (live, ana, wall):
        ben = live.person("Ben")
        for answer in (ben.post("/api/wall_link"), ben.send("close_walls"),
                       ben.send("show_joining", show=True)):  # fmt: skip
            assert answer.status_code == 403
        for wrong in ({}, {"secret": 5}, [], {"secret": "x" * 5_000}, {"secret": wall.secret[:-1]},
                      {"secret": live.secrets.leader}, {"secret": live.secrets.code}):  # fmt: skip
            assert live.person().post("/api/wall", wrong).status_code == 422
        assert live.person().get("/api/wall/told").status_code == 401
        assert live.person().get("/api/wall/events").status_code == 401
        assert live.person().get("/api/wall/me").json() == {"me": None, "retro": None}
        stream = wall.listen()
        assert stream.status == 200
        ana.do("close_walls")
        until(lambda: stream.over)
        assert wall.get("/api/wall/poll").status_code == 401
        refused = live.person().post("/api/wall", {"secret": wall.secret})
        assert error(refused) == "this link opens no wall, or not any more; ask for a new one"
        assert Wall(live, ana).get("/api/wall/told").status_code == 200
        assert live.room.walls() == 0


def test_a_wall_that_polls_is_let_go_like_one_that_streams() -> None:
    with room() as (live, ana, wall):
        wall.get("/api/wall/poll")
        assert live.room.walls() == 1
        ana.do("leave", name="Ben")
        assert live.room.walls() == 1  # nobody's leaving is its own
        ana.do("close_walls")
        until(lambda: live.room.walls() == 0)


def test_walls_read_no_faster_than_a_room_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    with room() as (_, _, wall):
        monkeypatch.setattr(web_room, "BURST", 3)
        found = [wall.get("/api/wall/told").status_code for _ in range(4)]
        assert found == [200, 200, 200, 429]


def test_its_link_outlives_a_restart_and_dies_with_the_links_of_the_room(tmp_path: Path) -> None:
    place = tmp_path / "crew.logbook"
    with serving(CHECK, place, facilitator="Ana") as live:
        lead = live.person("Ana", leads=True)
        first = Wall(live, lead).secret
        lead.do("close_walls")
        second = Wall(live, lead).secret
        assert first != second
    with serving(CHECK, place) as live:
        assert live.person().post("/api/wall", {"secret": first}).status_code == 422
        assert live.person().post("/api/wall", {"secret": second}).status_code == 200
        live.person("Ana", leads=True, over=True).do("close")
    with serving(CHECK, place) as live:  # the keys of a closed retro are thrown away
        assert live.person().post("/api/wall", {"secret": second}).status_code == 422


def test_how_to_join_is_shown_at_the_beginning_and_when_it_is_asked_for() -> None:
    with room() as (live, ana, wall):
        stream = wall.listen()

        def shows(joining: bool) -> None:
            stream.until(lambda s: s.rooms and s.rooms[-1].get("joining") is joining)
            answer = wall.get("/api/wall/joining")
            assert answer.status_code == (200 if joining else 403)
            heard = (b"".join(wall.heard[-1:])).decode()
            assert (live.secrets.spoken in heard) is joining
            assert live.secrets.leader not in heard

        shows(True)
        assert wall.get("/api/wall/joining").json() == ana.post("/api/invite").json()
        ana.do("show_joining", show=False)
        shows(False)
        ana.do("next")
        ana.do("show_joining", show=True)
        shows(True)
        ana.do("next")
        shows(False)
        assert ana.send("show_joining", show=3).status_code == 422
        assert ana.send("show_joining", show=True, at=1).status_code == 409
        ana.do("close")
        shows(False)


def test_a_link_from_elsewhere_opens_the_page(live: Live) -> None:
    elsewhere = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert live.person().http.get("/wall", headers=elsewhere).status_code == 200
    assert live.person().http.get("/api/wall/me", headers=elsewhere).status_code == 403
