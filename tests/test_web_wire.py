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
            stream.until(lambda s: s.log and s.log[-1][0] == self.live.retro.state.version)

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


def events(wire: Wire, kind: str) -> list[dict[str, Any]]:
    return [event for _, event in wire.streams[NAMES[1]].log if event["event"] == kind]


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
    [opened] = events(wire, "Opened")
    assert {each["text"] for each in opened["notes"]} == set(secret)
    assert all(("author" in each) == named for each in opened["notes"])
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
    *_, opened = events(wire, "Opened")
    assert {each["question"] for each in opened["value"]["results"]} == {
        e.name for e in ASK.questions
    }
    replies = [
        reply for result in opened["value"]["results"] for reply in result.get("replies", ())
    ]
    assert all(("author" in each) == named for each in replies)
    if live.retro.state.attribution is CONFIDENTIAL:
        assert replies == []
    if not named:
        for result in opened["value"]["results"]:
            if result["question"] in ("shares", "rated"):
                assert not any(name in str(result) for name in NAMES)
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
        before = len(events(wire, "Opened"))
        wire.nobody_has("sealedwhy") if kind == "consent" else wire.settle()
        assert len(events(wire, "Opened")) == before
        lead.do("open_seals")
        wire.settle()
        *_, opened = events(wire, "Opened")
        assert all(("author" in each) == named for each in opened["value"].get("ballots", ()))
    lead.do("go", step=step("Discuss"))
    wire.people["Ezekiel"].do("remark", text="said aloud")
    lead.do("close")
    wire.ask_around()
    wire.settle()
    if not named:
        # Names stand where people came, went and say that they are done; never by what they said.
        for name in NAMES:
            for _, event in wire.streams[name].log:
                if event["event"] not in ("Started", "MemberJoined", "FacilitatorChanged"):
                    assert not any(each in str(event) for each in NAMES), event


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
                "now",
            }
            assert set(told) == parts


def test_a_promise_is_told_before_anybody_writes(wire: Wire) -> None:
    wire.lead.do("go", step=step("Harvest"))
    wire.settle()
    told = wire.streams[NAMES[1]].rooms[-1]["promise"]
    assert told == Room.promise(wire.live.room)
    assert "with names" in told or "who wrote" in told.lower()
