"""Reports of the room: made beside it, one at a time, and waited for only so long."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from attrs import define, field
from live_room import Live, until
from patience import PATIENCE

from retrokit import Check, Finding, Record, Report, hookimpl
from retrokit import plugins as plugins_module
from retrokit.web import room as room_module


@define
class Slow:
    """A plugin with a report that is not done before `end` is set."""

    begun: list[Record] = field(factory=list)
    end: threading.Event = field(factory=threading.Event)

    @hookimpl
    def retrokit_register_reports(self) -> list[Report]:
        return [Report(name="slow", title="s", suffix=".slow", render=self.render)]

    @hookimpl
    def retrokit_register_checks(self) -> list[Check]:
        return [Check(name="slow-check", title="s", run=self.check)]

    def render(self, record: Record) -> str:
        self.begun.append(record)
        assert self.end.wait(PATIENCE)
        return f"{record.state.team} has {len(record.state.notes)} notes"

    def check(self, state: object, history: object) -> list[Finding]:
        self.end.wait(PATIENCE)
        return []


@pytest.fixture
def slow(live: Live, monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    plugin = Slow()
    monkeypatch.setattr(plugins_module, "LIMIT", 0.01)
    assert live.room.logbook.plugins.add(plugin, "slow-plugin")
    yield plugin
    plugin.end.set()


def test_the_room_goes_on_while_a_report_is_made(live: Live, slow: Slow) -> None:
    ana, ben = live.person("Ana", leads=True), live.person("Ben")
    with ThreadPoolExecutor() as pool:
        asked = [pool.submit(ben.get, "/api/report/slow") for _ in range(2)]
        until(lambda: slow.begun)
        ana.do("rename", name="Ben", to="Benno")
        assert ana.get("/api/me").json()["me"]["name"] == "Ana"
        slow.end.set()
        answers = [each.result() for each in asked]
    assert [each.status_code for each in answers] == [200, 200]
    assert answers[0].text == "Lander has 0 notes"
    assert len(slow.begun) == 1  # for both who asked
    assert "Benno" not in slow.begun[0].state.members  # a moment's state, not what came since


def test_who_asks_is_told_that_a_report_takes_too_long(
    live: Live, slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room_module, "REPORT_LIMIT", 0.01)
    ana = live.person("Ana", leads=True)
    for _ in range(3):
        refused = ana.get("/api/report/slow")
        assert refused.status_code == 503
        assert "the report slow takes longer than 0.01 seconds" in refused.json()["error"]
    until(lambda: slow.begun)
    assert len(slow.begun) == 1  # one at a time
    monkeypatch.setattr(room_module, "REPORT_LIMIT", PATIENCE)
    slow.end.set()
    assert ana.get("/api/report/slow").text == "Lander has 0 notes"


def test_a_check_that_hangs_costs_a_report_one_finding(live: Live, slow: Slow) -> None:
    ana = live.person("Ana", leads=True)
    text = " ".join(ana.get("/api/report/text").text.split())
    assert "The check slow-check of the plugin slow-plugin failed" in text


def test_a_room_that_ends_keeps_nobody_waiting_for_a_report(live: Live, slow: Slow) -> None:
    ana = live.person("Ana", leads=True)
    with ThreadPoolExecutor() as pool:
        asked = pool.submit(ana.get, "/api/report/slow")
        until(lambda: slow.begun)
        live.stop()
        assert asked.result().status_code == 503
