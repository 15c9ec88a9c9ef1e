"""What is meant to be sealed is sealed once, and is not opened unasked."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from crew import NO_PLUGINS
from live_room import Live, Process, new_key
from room_formats import step

from retrokit.formats import Attribution
from retrokit.logbook import Logbook
from retrokit.plugins import Plugins


@pytest.mark.parametrize("attribution", Attribution)
def test_a_note_is_kept_once_however_often_it_is_sent(
    tmp_path: Path, attribution: Attribution
) -> None:
    where, key = tmp_path / "crew.logbook", new_key()
    server = Process(where)
    try:
        ada, ben = server.person("Ada", leads=True), server.person("Ben")
        if attribution is not Attribution.NAMED:
            ada.do("tighten", attribution=attribution.value)
        seen = ada.do("go", step=step("Harvest"))["version"]
        note = {"column": "Good", "text": "for later", "version": seen}
        ben.do("add_note", key=key, **note)
        server.kill()
        server = Process(where, server.port)
        # Its answer got lost, and it is sent again: while it is sealed, also from elsewhere,
        assert ben.do("add_note", key=key, **note)["receipt"] == key
        server.kill()
        server = Process(where, server.port)
        ada.do("back")
        assert ben.do("add_note", key=key, **note)["receipt"] == key
        before = ada.do("next")["version"]
        server.kill()
        server = Process(where, server.port)
        ada.do("open_seals")
        seen = ada.do("add_note", column="Good", text="of somebody else")["version"]
        if attribution is not Attribution.NAMED:
            seen = ada.do("open_seals")["version"]
        # and after it was opened, when nobody could tell that it is there already.
        for again, version in ((key, note["version"]), (key, before), (new_key(), before)):
            refused = ben.send("add_note", key=again, **note | {"version": version})
            assert refused.status_code == 409
            assert "went on while your note was on its way" in refused.json()["error"]
        # What says something else is none of those: it is sealed again, but never shown unasked.
        other = {"column": "Good", "text": "later still", "version": before}
        refused = ben.send("add_note", **other)
        assert refused.status_code == (409 if attribution is Attribution.NAMED else 200)
        if attribution is Attribution.NAMED:
            ben.do("add_note", **other | {"version": seen})
        ada.do("next")
    finally:
        server.stop()
    with closing(Logbook(where, plugins=Plugins.load(NO_PLUGINS))) as logbook:
        texts = [each.text for each in logbook.load().state.notes.values()]
    assert texts == ["for later", "of somebody else", "later still"]


def test_a_note_is_written_where_its_writer_saw_the_retro(live: Live) -> None:
    ada, ben = live.person("Ada", leads=True), live.person("Ben")
    seen = ada.do("go", step=step("Parking"))["version"]
    ben.do("add_note", column="Parked", text="as seen", version=seen)
    ben.do("add_note", column="Parked", text="others may have written", version=seen)
    ada.do("next")
    back = ada.do("back")["version"]
    refused = ben.send("add_note", column="Parked", text="hush", version=seen)
    assert "went on while your note was on its way" in refused.json()["error"]
    for version in (back, None, 10**6):
        ben.do("add_note", column="Parked", text="here", version=version)
    assert ben.send("add_note", column="Parked", text="x", version=-1).status_code == 409
    assert ben.send("add_note", column="Parked", text="x", version="now").status_code == 422


def test_only_the_words_of_what_was_opened_are_refused(live: Live) -> None:
    ada, ben = live.person("Ada", leads=True), live.person("Ben")
    ada.do("tighten", attribution="anonymous")
    seen = ada.do("go", step=step("Harvest"))["version"]
    for text in ("one", "two"):
        ben.do("add_note", column="Good", text=text, version=seen)
        ada.do("open_seals")
    for text in ("one", "two"):
        assert ben.send("add_note", column="Bad", text=text, version=seen).status_code == 409
    assert "receipt" in ben.do("add_note", column="Good", text="three", version=seen)
    assert len(live.retro.state.notes) == 2


def test_nothing_is_opened_that_was_not_known_of(live: Live) -> None:
    ada, ben = live.person("Ada", leads=True), live.person("Ben")
    last = len(live.retro.state.agenda)
    ada.do("go", step=step("Harvest"), opens=False)
    receipt = ben.do("add_note", column="Good", text="just now")["receipt"]
    version = live.retro.state.version
    for do, more in (("next", {}), ("go", {"step": last}), ("close", {})):
        refused = ada.send(do, opens=False, **more)
        assert refused.status_code == 412
        assert refused.json() == {
            "error": "something is sealed here by now; it would come to light by this"
        }
    assert live.retro.state.version == version
    assert live.retro.sealed_count() == 1
    ben.do("withdraw", receipt=receipt)
    ada.do("next", opens=False)
    assert live.retro.state.current == step("Parking")
    ada.do("back")
    ben.do("add_note", column="Good", text="and now")
    ada.do("next", opens=True)
    assert [each.text for each in live.retro.state.notes.values()] == ["and now"]
    ada.do("close", opens=False)
    assert live.retro.state.closed is not None
