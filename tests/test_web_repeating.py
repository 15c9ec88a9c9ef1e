"""Whatever is sent twice is done once, by a server that was killed in between too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from live_room import Live, Person, Process, new_key, returned, serving
from room_formats import EVERYTHING, step

from retrokit.web import room


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
    assert ben.do("add_note", key=key, column="Good", text="x")["result"] == key
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
                "said": "Good: sealed one",
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
        stream.until(lambda s: s.messages)
        assert sorted(each["text"] for each in stream.document["notes"].values()) == [
            "open one", "sealed one", "sealed two",
        ]  # fmt: skip
        told = cy.get("/api/told").json()["told"]
        [word] = [each for each in told[str(step("Asked"))] if each["name"] == "word"]
        [lines] = [each["lines"] for each in word["blocks"] if each["role"] == "answer"]
        assert sorted(each["text"] for each in lines) == ["no", "yes"]
        assert told[str(step("Vote dots"))][0]["count"] == 1
    finally:
        said = server.stop()
    assert said == b"", "a server that stops says nothing"


def test_what_is_sealed_is_not_sealed_again_after_a_restart(tmp_path: Path) -> None:
    where, key = tmp_path / "crew.logbook", new_key()
    with serving(EVERYTHING, where) as live:
        ana = live.person("Ana", leads=True)
        ana.do("go", step=step("Asked"))
        ana.do("answer", key=key, question="safe", value=3)
    with serving(EVERYTHING, where) as live:
        back = returned(live, ana)
        assert back.do("answer", key=key, question="safe", value=3)["result"] == key
        assert back.send("answer", question="safe", value=3).status_code == 409
