"""A client to which no stream comes through asks instead, and takes part like everybody."""

from __future__ import annotations

from typing import Any

import pytest
from live_room import Live, Person, followed, until

from retrokit.web import audience


def poll(who: Person, after: int = 0) -> dict[str, Any]:
    answer = who.get(f"/api/poll?after={after}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_it_brings_what_a_stream_brings(live: Live) -> None:
    ada, ben = live.person("Ada", leads=True), live.person("Ben")
    stream = ada.listen()
    ada.do("done", done=True)
    ada.do("remark", text="a line\nand </script> ✓")
    version = live.retro.state.version
    stream.until(lambda each: each.rooms and each.rooms[-1]["done"])
    until(lambda: poll(ben, version)["room"]["here"] == ["Ada", "Ben"])
    told = poll(ben)
    assert told["again"] == audience.POLL_EVERY
    stream.until(lambda each: each.version == version)
    assert told["messages"] == stream.messages
    assert followed(told["messages"]) == live.document
    stream.until(lambda each: each.rooms[-1]["here"] == ["Ada", "Ben"])
    assert {**told["room"], "now": 0} == {**stream.rooms[-1], "now": 0}
    assert told["room"]["today"] == live.retro.today.isoformat()
    assert poll(ben, told["messages"][-2]["v"])["messages"] == told["messages"][-1:]
    assert poll(ben, version)["messages"] == []
    before = told["messages"][0]["v"] - 1  # no message ends there
    assert poll(ben, before)["messages"] == told["messages"]
    stream.close()


def test_who_polls_is_connected_until_they_stop(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audience, "POLLED", 0.0)
    monkeypatch.setattr(audience, "POLL_EVERY", 0.5)
    ada, ben = live.person("Ada", leads=True), live.person("Ben")
    stream = ada.listen()
    poll(ben)
    stream.until(lambda each: any("Ben" in told["here"] for told in each.rooms))
    stream.until(lambda each: each.rooms[-1]["here"] == ["Ada"])
    monkeypatch.setattr(audience, "POLLED", 1_000.0)
    poll(ben)
    stream.until(lambda each: each.rooms[-1]["here"] == ["Ada", "Ben"])
    ada.do("readmit", name="Ben")
    stream.until(lambda each: each.rooms[-1]["here"] == ["Ada"])
    assert ben.get("/api/poll?after=0").status_code == 401
    stream.close()


def test_it_costs_the_room_little(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    poll(live.person("Ben"))
    monkeypatch.setattr(audience, "MOST_POLLS", 0.5)
    others = [live.person(name) for name in ("Cy", "Dee", "Eve")]
    assert [poll(each, live.retro.state.version)["again"] for each in others] == [4, 6, 8]


def test_it_obeys_the_limits_of_streams(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    ben, cy = live.person("Ben"), live.person("Cy")
    assert live.person().get("/api/poll").status_code == 401
    assert ben.get("/api/poll?after=900").status_code == 410
    monkeypatch.setattr(audience, "MOST_STREAMS", 1)
    poll(ben)
    assert cy.get("/api/poll").status_code == 409
    assert cy.listen().status == 409
    poll(ben)  # who is connected stays so
    monkeypatch.setattr("retrokit.web.room.BURST", 1)
    assert ben.get("/api/poll").status_code == 429
