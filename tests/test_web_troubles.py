"""What breaks inside a live room is said, logged without words of anybody, and lived through."""

from __future__ import annotations

import time

import pytest
from live_room import Broken, Live, error, new_key, until

from retrokit.errors import LogbookError
from retrokit.web import audience


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
    stream.until(lambda s: s.version == wall.retro.state.version)
    assert [each["text"] for each in stream.document["notes"].values()] == ["it lives"]
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
        patch.setattr(type(wall.room._changes), "after", Broken(KeyError("what somebody wrote")))
        stream = ben.listen()
        until(lambda: stream.over)
    assert "KeyError" in caplog.text
    assert "room.py" in caplog.text
    assert "what somebody wrote" not in caplog.text
    ben.do("add_note", column="Wall", text="it lives")
