"""The limits of a room: as docs/hosting.md says them, and both neighbours of each."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from live_room import Live, error, new_key
from room_formats import step

from retrokit import texts
from retrokit.web import answers, audience, connections, door, hub, room, serving

HOSTING = Path(__file__).parent.parent / "docs" / "hosting.md"

# Each row of the table by how it begins, with the numbers that stand in it.
SAID = {
    "members in a room": [room.MOST_MEMBERS],
    "of them, people who joined": [room.MOST_UNLISTED],
    "such new names": [room.NEW_NAMES],
    "length of a name": [texts.NAME],
    "streams, in all": [audience.MOST_STREAMS, audience.MOST_DEVICES],
    "actions of one member": [room.RATE, room.BURST],
    "how much may be hidden": [room.MOST_SEALED],
    "events that members add": [room.MOST_EVENTS],
    "length of a request": [answers.MOST_BYTES // 1024],
    "how long a request may take": [answers.PATIENCE],
    "wrong codes": [door.TRIES],
}


def rows() -> dict[str, list[float]]:
    """Return the numbers of each row of the table."""
    text = HOSTING.read_text("utf-8").partition("## Limits")[2]
    found = re.findall(r"^\| ([^|]+) \| (\d[^|]*) \|$", text, re.MULTILINE)
    return {
        what: [float(each.replace(",", "")) for each in re.findall(r"\d[\d,]*", how_much)]
        for what, how_much in found
    }


def test_hosting_tells_the_limits_that_there_are() -> None:
    told = rows()
    assert len(told) == len(SAID)
    for begins, numbers in SAID.items():
        [row] = [each for each in told if each.startswith(begins)]
        assert told[row] == numbers, row


def test_limits_that_no_table_tells_have_their_values() -> None:
    # Each was chosen for a reason that its module gives; none may change unseen.
    assert (door.PERIOD, room.NEW_PERIOD) == (60, 60)  # "in a minute" in the table
    assert connections.PATIENCE == answers.PATIENCE == 10  # "and as much for its body"
    assert answers.MOST_DIGITS == 18  # what fits 64 bits
    assert serving.MOST_CONNECTIONS == audience.MOST_STREAMS + 1_000
    assert hub.MOST_WAITING == 1_000_000


def test_the_server_is_set_up_to_wait_little_and_to_say_nothing(live: Live) -> None:
    # What it leaves out would be the default of uvicorn, which logs, and trusts proxies.
    config = live.server.config
    assert (config.log_level, config.access_log, config.server_header) == ("error", False, False)
    assert (config.proxy_headers, config.ws, config.http) == (False, "none", connections.Connection)
    assert (config.timeout_keep_alive, config.timeout_graceful_shutdown) == (75, 1)
    assert config.limit_concurrency == serving.MOST_CONNECTIONS
    assert config.h11_max_incomplete_event_size == serving.MOST_HEADERS == 32 * 1024


def test_a_number_of_eighteen_digits_is_read_and_one_of_nineteen_is_not(live: Live) -> None:
    ana = live.person("Ana", leads=True)
    most = 10 ** (answers.MOST_DIGITS - 1)
    read = ana.send("edit_note", note=most, text="x")
    assert "no note" in read.json()["error"]
    longer = ana.send("edit_note", note=10 * most, text="x")
    assert longer.json()["error"] == "numbers have at most 18 digits"


def test_the_tenth_wrong_code_is_answered_and_the_eleventh_is_not(live: Live) -> None:
    stranger = live.person()
    wrong = "".join("3" if each == "2" else "2" for each in live.secrets.code)
    answers = [stranger.join(wrong, "Zoe").status_code for _ in range(door.TRIES + 1)]
    assert answers[:-1] == [answers[0]] * door.TRIES
    assert answers[-1] == 409 != answers[0]


@pytest.mark.parametrize("length", [texts.NAME - 1, texts.NAME, texts.NAME + 1])
def test_a_name_may_be_as_long_as_the_table_says(live: Live, length: int) -> None:
    stranger = live.person()
    answer = stranger.join(live.secrets.member, "n" * length)
    assert (answer.status_code == 200) == (length <= texts.NAME)


@pytest.mark.parametrize("length", [texts.NOTE - 1, texts.NOTE, texts.NOTE + 1])
def test_a_note_may_be_as_long_as_its_limit(live: Live, length: int) -> None:
    ana = live.person("Ana", leads=True)
    ana.do("go", step=step("Parking"))
    answer = ana.send("add_note", column="Parked", text="n" * length)
    assert (answer.status_code == 200) == (length <= texts.NOTE)


@pytest.mark.parametrize("over", [-1, 0, 1])
def test_a_request_may_be_as_long_as_the_table_says(live: Live, over: int) -> None:
    ana = live.person("Ana", leads=True)
    asked = json.dumps({"id": new_key(), "do": "go", "with": {"step": step("Parking")}})
    content = asked + " " * (answers.MOST_BYTES + over - len(asked))
    answer = ana.http.post("/api/do", content=content, headers={"content-type": "application/json"})
    assert answer.status_code == (413 if over > 0 else 200)


def test_a_log_takes_the_last_event_that_it_holds_and_no_further_one(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, ben = live.person("Ana", leads=True), live.person("Ben")
    ana.do("go", step=step("Parking"))
    monkeypatch.setattr(room, "MOST_EVENTS", live.retro.state.version + 1)
    ben.do("add_note", column="Parked", text="the last")
    assert "events" in error(ben.send("add_note", column="Parked", text="one more"))
