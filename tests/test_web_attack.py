"""The live room under attack: whatever is sent, nothing breaks, changes or runs that must not."""

from __future__ import annotations

import json
import random
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from attrs import fields
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from live_room import PLAIN, Live, Person, Process, new_key, serving
from patience import PATIENCE
from room_formats import EVERYTHING, step

from retrokit.calls import Calls
from retrokit.formats import Attribution, Collect, Column, Decide, Format, Vote
from retrokit.web import answers, connections, room
from retrokit.web.credentials import Credential, Secrets
from retrokit.web.schema import document

ACTIONS = Calls().actions

JSON = {"content-type": "application/json"}
PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<svg onload=alert(1)>",
    "[x](javascript:alert(1))",
    "![](http://evil.example/x)",
    "data: forged\n\nid: 99\ndata: {}",
    "\u202ereversed\u202c",
    "zero\u200bwidth\ufeff",
    "{{7*7}}${7*7}%s%n",
    "=HYPERLINK(\"http://evil.example\")",
    "'; DROP TABLE events; --",
]  # fmt: skip


@pytest.fixture(scope="module")
def live() -> Iterator[Live]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "RATE", 1e9)
        with serving(EVERYTHING) as found:
            yield found


@pytest.fixture(scope="module")
def lead(live: Live) -> Person:
    return live.person("Lead", leads=True)


@pytest.fixture(scope="module")
def member(live: Live, lead: Person) -> Person:
    return live.person("Member")


def refused(answer: httpx.Response) -> str:
    assert 400 <= answer.status_code < 500, (answer.status_code, answer.text)
    said = answer.json()["error"]
    assert isinstance(said, str)
    assert "\n" not in said
    return said


# --- what people write


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_people_write_is_text_and_nothing_else(payload: str) -> None:
    line = payload.replace("\n", " ")
    format = Format(
        name="words",
        title=line,
        purpose=payload,
        agenda=[
            Collect(title=line, prompt=payload, columns=[Column(line)], sealed=False),
            Decide(),
        ],
    )
    with serving(format) as live:
        ana = live.person(line, leads=True)
        stream = ana.listen()
        ana.do("add_note", column=line, text=payload)
        ana.do("group", numbers=[live.retro.state.last_number], title=line)
        ana.do("add_action", text=payload, owner=line)
        ana.do("remark", text=payload)
        stream.until(lambda s: s.version == live.retro.state.version)
        assert stream.document == live.document
        told = [each["text"] for each in stream.document["notes"].values()]
        assert told == [each.text for each in live.retro.state.notes.values()]
        stream.until(lambda s: s.rooms and s.rooms[-1]["here"])
        page = ana.get("/api/report/html")
        policy = page.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'")
        assert "sandbox" in policy
        assert "script-src" not in policy
        for tag in ("<script", "<img", "<svg", "<iframe"):
            assert tag not in page.text.lower()
        for name in live.room.logbook.plugins.reports:
            answer = ana.get(f"/api/report/{name}")
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert "\u202e" not in answer.headers.get("content-disposition", "")


# --- who says they are who they are not


def test_no_forged_cookie_is_somebody(live: Live, member: Person) -> None:
    name = f"retrokit-{live.retro.state.id}"
    [good] = [value for key, value in member.http.cookies.items() if key == name]
    body, _, proof = good.partition(".")
    other = Secrets.new().signed(Credential("Lead", True), "cookie")
    link = member.post("/api/device").json()["link"].partition("#me=")[2]
    wrong = [
        "", ".", "x", "..", good[:-1], good + "A", good.upper(), f"{body}.", f".{proof}",
        f"{body}=.{proof}", f"{other.partition('.')[0]}.{proof}", other, link,
        "null." + proof, "é.ü", good * 100,
    ]  # fmt: skip
    for cookie in wrong:
        header = {"cookie": f"{name}={cookie}".encode("latin-1", "replace")}
        answer = httpx.get(f"{live.url}/api/me", headers=header, verify=PLAIN)
        if cookie.strip() != good:
            assert answer.json() == {"me": None, "retro": None}, cookie
    for other_name in ("retrokit", f"retrokit-{live.retro.state.id}x"):
        header = {"cookie": f"{other_name}={good}"}
        assert httpx.get(f"{live.url}/api/me", headers=header, verify=PLAIN).json()["me"] is None


def test_a_cookie_of_one_room_opens_no_other(live: Live, lead: Person) -> None:
    with serving(EVERYTHING, members=["Lead"], facilitator="Lead") as elsewhere:
        [good] = lead.http.cookies.values()
        for name in (f"retrokit-{elsewhere.retro.state.id}", f"retrokit-{live.retro.state.id}"):
            header = {"cookie": f"{name}={good}"}
            assert (
                httpx.get(f"{elsewhere.url}/api/me", headers=header, verify=PLAIN).json()["me"]
                is None
            )


# --- what is no request


def nest(depth: int) -> str:
    return "[" * depth + "]" * depth


@pytest.mark.parametrize(
    "path", ["/api/do", "/api/join", "/api/knock", "/api/mine", "/api/teammates"]
)
@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"nope", b"\xff\xfe", b"null", b"5", b'"x"', b"[]", b"{}", b'{"a": NaN}',
        b'{"id": Infinity}', b"[" * 60_000, nest(900).encode(), b'{"id": ' + b"9" * 5000 + b"}",
        b'{"secret": "\\ud800", "name": "\\ud800"}', b'{"question": "\\ud800"}',
        b'{"receipts": ["\\ud800"]}', b'{"id": 1e400}', b"\x00", '{"id": "é"}'.encode("utf-16"),
    ],
)  # fmt: skip
def test_malformed_bodies_are_refused(live: Live, member: Person, path: str, body: bytes) -> None:
    before = live.retro.log
    refused(member.http.post(path, content=body, headers=JSON))
    assert live.retro.log == before


def test_other_ways_to_send_are_refused(live: Live, member: Person) -> None:
    before, good = live.retro.state.version, {"id": new_key(), "do": "remark"}
    good["with"] = {"text": "x"}  # type: ignore[assignment]
    content = json.dumps(good)
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "json",
                 "application/jsonx", ""):  # fmt: skip
        answer = member.http.post("/api/do", content=content, headers={"content-type": kind})
        assert answer.status_code == 400
    for method in ("GET", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"):
        answer = member.http.request(method, "/api/do", content=content, headers=JSON)
        assert answer.status_code == 405
    for header in ("x-http-method-override", "x-method-override", "x-http-method"):
        assert member.http.get("/api/do", headers={header: "POST"}).status_code == 405
    much = json.dumps({**good, "with": {"text": "x" * answers.MOST_BYTES}})
    assert member.http.post("/api/do", content=much, headers=JSON).status_code == 413
    assert live.retro.state.version == before


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"host": "127.0.0.1"},
        {"host": ""},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1"},
        {"origin": "https://{host}"},
        {"origin": "ftp://{host}"},
        {"origin": "{host}"},
        {"origin": "http://{host}/"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"host": "evil.example", "sec-fetch-mode": "navigate"},
    ],
)
def test_what_comes_from_elsewhere_is_refused(
    live: Live, lead: Person, headers: dict[str, str]
) -> None:
    before = live.retro.state.version
    here = live.url.removeprefix("http://")
    headers = {name: each.replace("{host}", here) for name, each in headers.items()}
    for answer in (
        lead.post("/api/do", {"id": new_key(), "do": "next"}, headers=headers),
        lead.http.get("/api/me", headers=headers),
        lead.http.get("/", headers=headers),
        lead.http.get("/api/report/text", headers=headers),
    ):
        assert answer.status_code == 403
        refused(answer)
        assert "content-security-policy" in answer.headers
    assert live.retro.state.version == before


def test_a_link_from_elsewhere_leads_to_the_page_and_no_further(live: Live, lead: Person) -> None:
    visit = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert lead.http.get("/", headers=visit).status_code == 200
    assert lead.http.get("/api/report/html", headers=visit).status_code == 403
    assert lead.http.post("/", headers=visit).status_code == 403


def test_every_answer_says_what_browsers_may_do_with_it(live: Live, member: Person) -> None:
    for path in ("/", "/api/me", "/api/report/text", "/nowhere", "/api/do", "/static/index.html"):
        answer = member.http.get(path)
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        kept = "no-cache" if path.startswith("/static/") else "no-store"
        assert answer.headers["cache-control"] == kept
        assert "server" not in answer.headers


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static//etc/passwd",
        "/static/%00", "/static/....//app.py", "/static/\\..\\app.py", "/../../etc/passwd",
        "/static/", "/static", "//evil.example/", "/api/report/..%2f..%2fapp.py",
    ],
)  # fmt: skip
def test_no_path_leads_out(live: Live, member: Person, path: str) -> None:
    host = live.url.removeprefix("http://")
    name, _, port = host.partition(":")
    cookie = "; ".join(f"{key}={value}" for key, value in member.http.cookies.items())
    asked = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n"
    answer = b""
    with socket.create_connection((name, int(port)), PATIENCE) as wire:
        wire.sendall(asked.encode())
        while chunk := wire.recv(65536):
            answer += chunk
    status = int(answer.split()[1])
    assert 300 <= status < 500
    assert b"def " not in answer
    assert b"root:" not in answer
    assert b"location: //" not in answer.lower()


# --- wrong types, for every field of every action

WRONG: list[Any] = [
    None, True, -1, 10**30, 1.5, "", "x", "\0", "x" * 20_000, [], [None], {}, {"": None},
    {"1": {"2": 3}}, [[[]]], [{}], "\u202e", {"kind": "vote"}, {"kind": []}, ["x"] * 500,
    {"-1": 1}, {"1": -5}, {"1": [0, {}]}, [1, [2, "x"]], {"Member": [1, 2, {}]}, 2**70,
]  # fmt: skip
RIGHT: dict[str, Any] = {
    "column": "Good", "text": "x", "note": 1, "question": "safe", "value": 3, "ballot": {"1": 1},
    "receipt": "f" * 32, "numbers": [1], "topic": 1, "title": "x", "number": 1, "outcome": "done",
    "step": 1, "minutes": 1, "activity": {"kind": "group"}, "position": 0, "name": "Nobody",
    "winner": 1, "how": "x", "attribution": "anonymous",
}  # fmt: skip


PLACES = {"answer": ("Asked",), "vote": ("Vote dots", "Vote ranking", "Vote consent")}


@pytest.mark.parametrize(
    ("name", "title"),
    [(name, title) for name in sorted(ACTIONS) for title in PLACES.get(name, ("Harvest",))],
)
def test_no_field_of_any_action_takes_what_it_should_not(
    live: Live, lead: Person, member: Person, name: str, title: str
) -> None:
    if live.retro.state.closed is not None:
        lead.do("reopen")
    if live.retro.state.current != step(title):
        lead.do("go", step=step(title))
    taken = [each.name for each in fields(ACTIONS[name].takes)]
    given = {each: RIGHT[each] for each in taken if each in RIGHT}
    who = lead if ACTIONS[name].leads else member
    for field in (*taken, "surplus", "__class__"):
        for wrong in WRONG:
            before = live.retro.log
            body = json.dumps({"id": new_key(), "do": name, "with": {**given, field: wrong}})
            answer = who.http.post("/api/do", content=body, headers=JSON)
            assert answer.status_code < 500, (name, field, wrong, answer.text)
            if answer.status_code != 200:
                refused(answer)
                assert live.retro.log == before, (name, field, wrong)
            assert field in taken or answer.status_code == 422


def test_nothing_is_nested_too_deep_to_be_refused(lead: Person, live: Live) -> None:
    if live.retro.state.current != step("Asked"):
        lead.do("go", step=step("Asked"))
    for depth in range(850, 1000):
        body = f'{{"id": "{new_key()}", "do": "answer", "with": {{"question": "safe", "value": '
        refused(lead.http.post("/api/do", content=body + nest(depth) + "}}", headers=JSON))


def test_numbers_that_nobody_can_mean_are_refused() -> None:
    long, most = "9" * 4_300, "9" * 18
    with serving(EVERYTHING) as live:
        lead, ben = live.person("Lead", leads=True), live.person("Ben")
        lead.do("go", step=step("Parking"))
        for text in ("one", "two"):
            ben.do("add_note", column="Parked", text=text)
        lead.do("go", step=step("Vote dots"))
        for who, do, given in (
            (ben, "vote", f'{{"ballot": {{"1": {long}, "2": {long}}}}}'),
            (ben, "vote", f'{{"ballot": {{"1": -{long}}}}}'),
            (ben, "vote", f'{{"ballot": {{"1": {most}, "2": {most}}}}}'),
            (lead, "reorder", f'{{"step": 1, "position": {long}}}'),
        ):
            body = f'{{"id": "{new_key()}", "do": "{do}", "with": {given}}}'
            answer = who.http.post("/api/do", content=body, headers=JSON)
            assert answer.status_code == 422, answer.text
            assert len(answer.text) < 200


# --- dawdlers


def talk(live: Live, data: bytes) -> bytes:
    name, _, port = live.url.removeprefix("http://").partition(":")
    got = b""
    with socket.create_connection((name, int(port)), PATIENCE) as wire:
        wire.sendall(data)
        try:
            while chunk := wire.recv(65536):
                got += chunk
        except ConnectionResetError:
            pass
    return got


def test_whoever_dawdles_is_let_go(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "PATIENCE", 0.2)
    monkeypatch.setattr(answers, "PATIENCE", 0.2)
    host = live.url.removeprefix("http://").encode()
    assert talk(live, b"") == b""
    assert talk(live, b"GET / HTTP/1.1\r\nHost: ") == b""
    whole = b"GET /api/me HTTP/1.1\r\nHost: %b\r\n\r\n" % host
    assert talk(live, whole + b"GET / HTTP/1.1\r\nHo").count(b"200 OK") == 1
    some = b"POST /api/join HTTP/1.1\r\nHost: %b\r\nContent-Type: application/json\r\n" % host
    assert b"408" in talk(live, some + b"Content-Length: 50\r\n\r\n{").split(b"\r\n")[0]
    assert b" 400 " in talk(live, whole[:-2] + b"X: " + b"x" * 40_000)
    assert b" 400 " in talk(live, b"\x16\x03\x01 no http at all\r\n\r\n")
    twice = b"GET / HTTP/1.1\r\nHost: %b\r\nHost: evil.example\r\n\r\n" % host
    assert b" 400 " in talk(live, twice)
    assert talk(live, some + b"Content-Length: 5000\r\n\r\n{"[:-1]) != b""


def test_a_client_that_hangs_up_in_the_middle_of_a_body_is_no_trouble(live: Live) -> None:
    name, _, port = live.url.removeprefix("http://").partition(":")
    for _ in range(3):
        wire = socket.create_connection((name, int(port)), PATIENCE)
        wire.sendall(
            f"POST /api/join HTTP/1.1\r\nHost: {name}:{port}\r\n"
            "Content-Type: application/json\r\nContent-Length: 50\r\n\r\n{".encode()
        )
        wire.close()
    assert live.person().get("/api/me").status_code == 200


# --- in any order, by several people


CROWD = Format(
    name="crowd",
    title="Crowd",
    purpose="Do all of it at once.",
    agenda=[
        Collect(title="Sealed", columns=[Column("Good")]),
        Collect(title="Open", columns=[Column("Wall")], sealed=False),
        Vote(title="Votes", budget=3, cap=2),
        Decide(),
    ],
)
small = st.integers(-1, 8)


class Crowd(RuleBasedStateMachine):
    """Three people and a facilitator who send whatever they like, over the wire."""

    def __init__(self) -> None:
        super().__init__()
        self.context = serving(CROWD, attribution=random.Random(0).choice(list(Attribution)))
        self.live = self.context.__enter__()
        self.people = [self.live.person("Ana", leads=True)]
        self.people += [self.live.person(name) for name in ("Ben", "Cy", "Dee")]
        self.stream = self.people[1].listen()
        self.before: Any = None

    def teardown(self) -> None:
        state = self.live.retro.state
        self.stream.until(lambda s: s.version >= state.version)
        self.context.__exit__(None, None, None)
        assert self.stream.document == self.live.document

    def send(self, who: int, name: str, **given: Any) -> None:
        person, before = self.people[who], self.live.retro.log
        answer = person.send(name, **given)
        assert answer.status_code < 500, answer.text
        if answer.status_code != 200:
            refused(answer)
            assert self.live.retro.log == before
        elif ACTIONS[name].leads:
            assert who == 0

    people = st.integers(0, 3)

    @rule(who=people, column=st.sampled_from(["Good", "Wall"]))
    def write(self, who: int, column: str) -> None:
        self.send(who, "add_note", column=column, text=f"by {who}")

    @rule(who=people, number=small)
    def edit(self, who: int, number: int) -> None:
        self.send(who, "edit_note", note=number, text=f"by {who}")

    @rule(who=people, of=people)
    def use_a_receipt(self, who: int, of: int) -> None:
        if self.people[of].receipts:
            self.send(who, "delete_note", note=self.people[of].receipts[-1])

    @rule(who=people, dots=st.dictionaries(small.map(str), small, max_size=3))
    def vote(self, who: int, dots: dict[str, int]) -> None:
        self.send(who, "vote", ballot=dots)

    @rule(who=people, name=st.sampled_from(["next", "back", "skip", "open_seals", "undo", "close",
                                            "reopen"]))  # fmt: skip
    def move(self, who: int, name: str) -> None:
        self.send(who, name)

    @rule(who=people, step=small)
    def go(self, who: int, step: int) -> None:
        self.send(who, "go", step=step)

    @rule(who=people, numbers=st.lists(small, max_size=3))
    def group(self, who: int, numbers: list[int]) -> None:
        self.send(who, "group", numbers=numbers, title="T")

    @rule(who=people, number=small)
    def split(self, who: int, number: int) -> None:
        self.send(who, "split", numbers=[number])

    @rule(who=people)
    def repeat(self, who: int) -> None:
        key, version = new_key(), None
        for _ in range(2):
            answer = self.people[who].send("remark", key=key, text="once")
            if answer.status_code == 200:
                assert version in (None, answer.json()["version"])
                version = answer.json()["version"]

    @invariant()
    def the_limits_hold(self) -> None:
        for _, vote in self.live.retro.state.of(Vote):
            for cast in vote.ballots:
                assert sum(number for _, number in cast.ballot.scores) <= vote.terms.budget
            assert vote.taken_part <= 4


Crowd.TestCase.settings = settings(
    max_examples=6,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)
test_a_crowd_breaks_nothing = Crowd.TestCase


# --- by the schema


def test_the_schema_names_every_action(live: Live) -> None:
    told = live.person().get("/api/schema").json()
    assert told == json.loads(json.dumps(document(Calls())))
    actions = told["paths"]["/api/do"]["post"]["requestBody"]["content"]["application/json"]
    rooms_own = {
            "done", "readmit", "show_joining", "close_walls", "change_charter",
            "change_team_action", "thumb",
        }  # fmt: skip
    assert {each["title"] for each in actions["schema"]["oneOf"]} == {*ACTIONS} | rooms_own
    assert all(each["description"] for each in actions["schema"]["oneOf"])


# --- what is written anywhere else


def test_nothing_that_people_write_reaches_a_log(tmp_path: Path) -> None:
    server = Process(tmp_path / "crew.logbook")
    try:
        ana, ben = server.person("Ana Logged", leads=True), server.person("Ben Logged")
        ana.do("go", step=step("Parking"))
        ben.do("add_note", column="Parked", text="words that are logged")
        for body in (b"{words that are logged", b'{"id": "words that are logged"}', b"[" * 60_000):
            ben.http.post("/api/do", content=body, headers=JSON)
        ben.send("add_note", column="words that are logged", text="x")
        ben.get("/api/report/words-that-are-logged?words=logged")
        ben.http.get("/words-that-are-logged", headers={"host": "logged.example"})
        Person(server.url).join("logged-secret", "Eve Logged")
        ben.listen().until(lambda s: s.rooms)
    finally:
        said = server.stop()
    assert said == b""
