"""Every byte that every client receives: nothing sealed before its time, no author where there
is none.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from live_room import Live, new_key, serving
from room_formats import ASK, EVERYTHING, METHOD_OF, answers, ballot, step

from retrokit.formats import Attribution
from retrokit.web import audience, room
from retrokit.web.room import Room

NAMED, CONFIDENTIAL, ANONYMOUS = Attribution
NAMES = ("Anastasia", "Bartholomew", "Cassiopeia", "Desdemona", "Ezekiel", "Fitzgerald")
LEAD = NAMES[0]


class Wire:
    """A room of six, and all that each of them has received so far."""

    def __init__(self, live: Live) -> None:
        self.live = live
        self.people = {each: live.person(each, leads=each == LEAD) for each in NAMES}
        self.streams = {name: person.listen() for name, person in self.people.items()}
        self.lead = self.people[LEAD]
        self.own: dict[str, set[bytes]] = {name: set() for name in NAMES}

    def settle(self) -> None:
        """Wait until everybody has what is in the log and what stands beside it."""
        time.sleep(5 * audience.LOOK)
        for stream in self.streams.values():
            stream.until(lambda s: s.version == self.live.retro.state.version)

    def ask_around(self) -> None:
        """Let everybody ask for whatever there is to be asked for."""
        for person in self.people.values():
            for name in ("html", "markdown", "text", "csv", "json"):
                assert person.get(f"/api/report/{name}").status_code == 200
            person.get("/api/me")
            person.post("/api/letters")
            person.post("/api/mine", {"receipts": [new_key()]})
            assert person.post("/api/outline").status_code == 200

    def received(self, name: str) -> bytes:
        return self.streams[name].raw + b"".join(self.people[name].heard)

    def nobody_has(self, *secrets: str) -> None:
        self.ask_around()
        self.settle()
        for name in NAMES:
            got = self.received(name)
            for secret in secrets:
                assert secret.encode() not in got, (name, secret)


@pytest.fixture(params=list(Attribution), ids=lambda each: each.value)
def wire(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    monkeypatch.setattr(audience, "SEALED_EVERY", 0.02)
    monkeypatch.setattr(audience, "LOOK", 0.02)
    monkeypatch.setattr(room, "RATE", 1e9)
    with serving(EVERYTHING, attribution=request.param) as live:
        yield Wire(live)


def words_of(name: str) -> str:
    return f"words only {name[::-1].lower()} would write"


def opened(wire: Wire) -> list[int]:
    """Return the steps of which everybody was told that they were opened."""
    found = [each for each in wire.streams[NAMES[1]].news if each["event"] == "Opened"]
    return [each["step"] for each in found]


def told(wire: Wire, title: str) -> list[dict[str, Any]]:
    """Return what a member is answered of what was opened at a step."""
    found: list[dict[str, Any]] = wire.people[NAMES[1]].get("/api/told").json()["told"]
    return found[str(step(title))]  # type: ignore[call-overload,no-any-return]


def test_nothing_sealed_is_on_the_wire_before_its_time(wire: Wire) -> None:  # noqa: PLR0915
    live, lead = wire.live, wire.lead
    named = live.retro.state.attribution is NAMED
    secret = [words_of(name) for name in NAMES]
    lead.do("go", step=step("Harvest"))
    for name, person in reversed(wire.people.items()):
        note = person.do("add_note", column="Good", text="draft of " + words_of(name))["result"]
        person.do("edit_note", note=note, text=words_of(name))
        person.do("done", done=True)
    receipts = [key for person in wire.people.values() for key in person.receipts]
    wire.nobody_has(*secret)
    owner = wire.people["Ezekiel"]
    own = owner.post("/api/mine", {"receipts": owner.receipts})
    assert words_of("Ezekiel") in own.text
    lead.do("next")
    wire.settle()
    assert opened(wire) == [step("Harvest")]
    notes = [*wire.streams[NAMES[1]].document["notes"].values()]
    assert {each["text"] for each in notes} == set(secret)
    assert {each.get("author") for each in notes} == (set(NAMES) if named else {None})
    for name in NAMES:  # receipts are secrets of their holders for good
        others = set(receipts) - set(wire.people[name].receipts)
        assert not any(each.encode() in wire.received(name) for each in others)

    lead.do("go", step=step("Asked"))
    for name, person in wire.people.items():
        mates = person.post("/api/teammates", {"question": "rated"}).json()["teammates"]
        given = answers(mates) | {"word": "answered: " + words_of(name)}
        for question, value in given.items():
            person.do("answer", question=question, value=value)
    wire.nobody_has(*("answered: " + each for each in secret), '"answers"')
    lead.do("open_seals")
    wire.settle()
    assert opened(wire)[-1] == step("Asked")
    parts = told(wire, "Asked")
    assert {each["name"] for each in parts} == {each.name for each in ASK.questions}
    lines = [line for part in parts for each in part["blocks"] for line in each.get("lines", ())]
    replies = [line for line in lines if "answered: " in str(line)]
    assert len(replies) == len(NAMES)
    authors = {line["author"] for line in lines if "author" in line}
    assert authors == (set(NAMES) if named else set())
    # Answers are asked for: no stream brings them.
    assert not any(b"answered: " in stream.raw for stream in wire.streams.values())
    if not named:
        assert not any(name in str(parts) for name in NAMES)
        for name, person in wire.people.items():
            letters = person.post("/api/letters").json()["letters"]
            lines = [line for _, each in letters for line in each["lines"]]
            assert lines
            for other in wire.people:
                if other != name:
                    assert all(line.encode() not in wire.streams[other].raw for line in lines)

    standing = list(live.retro.state.notes)
    for kind in METHOD_OF:
        lead.do("go", step=step(f"Vote {kind}"))
        for person in wire.people.values():
            given = ballot(kind, standing)
            person.do("vote", ballot=given)
            assert person.send("vote", ballot=given).status_code == 409
        before = opened(wire)
        wire.nobody_has("sealedwhy") if kind == "consent" else wire.settle()
        assert opened(wire) == before
        lead.do("open_seals")
        wire.settle()
        assert opened(wire) == [*before, step(f"Vote {kind}")]
        came = str(told(wire, f"Vote {kind}"))
        assert all((name in came) == named for name in NAMES)
        document = wire.streams[NAMES[1]].document
        assert document == live.document
        assert {*document["at"][str(step(f"Vote {kind}"))]} <= {"opened", "tied"}
    lead.do("go", step=step("Discuss"))
    wire.people["Ezekiel"].do("remark", text="said aloud")
    lead.do("close")
    wire.ask_around()
    wire.settle()
    if not named:
        # Names stand where people came, went and say that they are done; never by what they said.
        for name in NAMES:
            for message in wire.streams[name].messages:
                patch = {**message["patch"], "members": None, "facilitator": None}
                comes = ("MemberJoined", "FacilitatorChanged")
                news = [each for each in message.get("news", ()) if each["event"] not in comes]
                assert not any(each in str((patch, news)) for each in NAMES), message


def test_the_streams_of_all_are_the_same(wire: Wire) -> None:
    for title in ("Harvest", "Asked"):
        wire.lead.do("go", step=step(title))
    wire.settle()
    logs = [[each for each in s.blocks() if "id" in each] for s in wire.streams.values()]
    assert all(log == logs[0] for log in logs)


@pytest.mark.parametrize("attribution", [CONFIDENTIAL, ANONYMOUS])
def test_the_count_of_what_is_sealed_tells_nothing_of_who_was_there(
    attribution: Attribution, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is counted is told at times that nobody's coming, going or being done can choose."""
    monkeypatch.setattr(audience, "SEALED_EVERY", 1e9)
    monkeypatch.setattr(audience, "LOOK", 0.02)
    with serving(EVERYTHING, attribution=attribution) as live:
        wire = Wire(live)
        wire.lead.do("go", step=step("Harvest"))
        wire.settle()
        for name in NAMES[1:4]:
            wire.people[name].do("add_note", column="Good", text="x")
            wire.people[name].do("done", done=True)
            wire.people[name].listen()
            wire.settle()
        assert live.retro.sealed_count() == 3
        for stream in (*wire.streams.values(), wire.people["Ezekiel"].listen()):
            stream.until(lambda s: s.rooms)
            assert {each["sealed"] for each in stream.rooms} == {0}
        assert wire.streams[LEAD].rooms[-1]["done"] == sorted(NAMES[1:4])
        monkeypatch.setattr(audience, "SEALED_EVERY", 0.0)
        [stream] = [wire.people["Fitzgerald"].listen()]
        told = stream.until(lambda s: [e for e in s.rooms if e["sealed"]])
        assert told[0]["sealed"] == 3
        assert told[0]["here"] == sorted(NAMES)
        assert told[0]["done"] == sorted(NAMES[1:4])


def test_room_events_hold_what_they_say_and_no_more(wire: Wire) -> None:
    wire.settle()
    for stream in wire.streams.values():
        for told in stream.rooms:
            parts = {
                "here",
                "done",
                "no_device",
                "sealed",
                "promise",
                "turnout",
                "withholds",
                "waits",
                "today",
                "thumbs",
                "team",
                "now",
            }
            assert set(told) == parts


def test_a_promise_is_told_before_anybody_writes(wire: Wire) -> None:
    wire.lead.do("go", step=step("Harvest"))
    wire.settle()
    told = wire.streams[NAMES[1]].rooms[-1]["promise"]
    assert told == Room.promise(wire.live.room)
    assert "with names" in told or "who wrote" in told.lower()
