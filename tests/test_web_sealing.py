"""What is meant to be sealed is sealed once, and is not opened unasked."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from crew import NO_PLUGINS
from live_room import Live, Process, error, new_key, returned, serving
from room_formats import EVERYTHING, step

from retrokit.formats import Attribution, Collect, Column, Format
from retrokit.logbook import Logbook
from retrokit.plugins import Plugins


@pytest.mark.parametrize(
    "attribution",
    [
        Attribution.NAMED,
        Attribution.ANONYMOUS,
        pytest.param(Attribution.CONFIDENTIAL, marks=pytest.mark.long),
    ],
)
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
        assert ben.do("add_note", key=key, **note)["result"] == key
        server.kill()
        server = Process(where, server.port)
        ada.do("back")
        assert ben.do("add_note", key=key, **note)["result"] == key
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
            assert "were revealed while yours was on its way" in refused.json()["error"]
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


def test_what_is_meant_for_one_step_is_done_at_no_other(live: Live) -> None:
    ada, ben = live.person("Ada", leads=True), live.person("Ben")
    here, later = step("Parking"), step("Vote dots")
    ada.do("go", step=here)
    ben.do("add_note", at=here, column="Parked", text="as seen")
    # The facilitator's other device shows where the retro was, and so does a lost network.
    ada.do("next", at=here)
    for do in ("next", "back", "skip", "open_seals", "close"):
        assert "the group has moved on, so" in error(ada.send(do, at=here))
    # What is meant for no step is done wherever the retro is by then.
    assert ada.send("remark", at=here, text="said").status_code == 200
    assert ada.send("set_timer", at=here, minutes=1).status_code == 200
    assert "moved on" in error(ada.send("go", at=here, step=later))
    ada.do("go", step=later)
    for do, given in (
        ("add_note", {"column": "Parked", "text": "late"}),
        ("vote", {"ballot": {"1": 1}}),
        ("done", {"done": True}),
    ):
        assert "the group has moved on, so" in error(ben.send(do, at=here, **given))
    assert live.retro.state.current == later
    assert live.retro.sealed_count() == 0
    assert isinstance(ben.do("vote", at=later, ballot={"1": 1})["result"], str)
    for wrong in ("here", 1.5, True, [later]):
        asked = {"id": new_key(), "do": "done", "with": {"done": True}, "at": wrong}
        assert ben.post("/api/do", asked).status_code == 422


def test_a_note_for_a_step_that_was_undone_is_not_shown_in_another(live: Live) -> None:
    ada, ben = live.person("Ada", leads=True), live.person("Ben")
    late = {"kind": "collect", "title": "Late", "columns": [{"name": "Parked"}]}
    ada.do("go", step=step("Parking"))
    ada.do("add_activity", activity=late)
    there = live.retro.state.agenda[step("Parking")].id
    seen = ada.do("next")["version"]
    ada.do("undo")
    secret = {"column": "Parked", "text": "to be sealed", "version": seen}
    assert "moved on" in error(ben.send("add_note", at=there, **secret))
    assert live.retro.state.notes == {}


def test_what_is_sealed_is_known_by_its_receipt_wherever_the_retro_is(tmp_path: Path) -> None:
    where, key = tmp_path / "crew.logbook", new_key()
    note = {"column": "Good", "text": "for later"}
    with serving(EVERYTHING, where) as live:
        ada = live.person("Ada", leads=True)
        ada.do("go", step=step("Harvest"))
        ada.do("add_note", key=key, **note)
        ada.do("back")
    with serving(EVERYTHING, where) as live:
        again = returned(live, ada)
        # Said again it is not the key of an event, where everybody could read the receipt.
        assert again.do("add_note", key=key, at=step("Harvest"), **note)["result"] == key
        assert again.do("remark", key=key, text="not said")["result"] == key
        assert live.retro.state.version == again.get("/api/me").json()["retro"]["version"]
        assert key not in live.retro.state.keys
        assert live.retro.sealed_count(step("Harvest")) == 1


def test_only_the_words_of_what_was_opened_are_refused(live: Live) -> None:
    ada, ben = live.person("Ada", leads=True), live.person("Ben")
    ada.do("tighten", attribution="anonymous")
    seen = ada.do("go", step=step("Harvest"))["version"]
    for text in ("one", "two"):
        ben.do("add_note", column="Good", text=text, version=seen)
        ada.do("open_seals")
    for text in ("one", "two"):
        assert ben.send("add_note", column="Bad", text=text, version=seen).status_code == 409
    assert isinstance(ben.do("add_note", column="Good", text="three", version=seen)["result"], str)
    assert len(live.retro.state.notes) == 2


def test_nothing_is_opened_that_was_not_known_of(live: Live) -> None:
    ada, ben = live.person("Ada", leads=True), live.person("Ben")
    last = len(live.retro.state.agenda)
    ada.do("go", step=step("Harvest"), opens=False)
    receipt = ben.do("add_note", column="Good", text="just now")["result"]
    version = live.retro.state.version
    for do, more in (("next", {}), ("go", {"step": last}), ("close", {})):
        refused = ada.send(do, opens=False, **more)
        assert refused.status_code == 412
        assert refused.json() == {"error": "something is hidden here by now; this would reveal it"}
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


def test_wherever_an_activity_stands_it_is_not_opened_unasked() -> None:
    titles = ["First", "Second", "Third", "Last"]
    agenda = [Collect(title=each, columns=[Column(each)]) for each in titles]
    with serving(Format(name="four", title="Four", purpose="Hide.", agenda=agenda)) as live:
        ada = live.person("Ada", leads=True)
        for title in titles[:-1]:
            ada.do("add_note", column=title, text="hidden")
            for do, more in (("next", {}), ("go", {"step": 4}), ("close", {})):
                assert ada.send(do, opens=False, **more).status_code == 412, (title, do)
            ada.do("next", opens=True)
        assert live.retro.state.current == 4


def test_whether_anything_is_sealed_is_told_only_to_who_moves_on(live: Live) -> None:
    ada, ben = live.person("Ada", leads=True), live.person("Ben")
    ada.do("tighten", attribution="anonymous")
    ada.do("go", step=step("Harvest"))
    for _ in range(2):  # while nothing is sealed, and after
        at = ada.send("go", step=step("Harvest"), opens=False)
        assert (at.status_code, "already" in error(at)) == (409, True)
        assert ada.send("go", step=99, opens=False).status_code == 404
        ben.do("add_note", column="Good", text="quiet")
    ada.do("go", step=step("Review"), opens=False)
    assert live.retro.sealed_count(step("Harvest")) == 2
    ada.do("go", step=live.retro.state.agenda[-1].id)
    assert "the last activity" in error(ada.send("next", opens=False))
