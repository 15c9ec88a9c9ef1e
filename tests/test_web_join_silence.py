"""`retro join` behind a proxy that lets streams fall silent or holds them back altogether."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from holding_proxy import Proxy, proxied
from live_room import Live, until
from patience import PATIENCE

from retrokit.cli.remote import connection
from retrokit.cli.remote.connection import Connection
from retrokit.cli.remote.link import Link
from retrokit.cli.remote.replica import Arriving, Replica
from retrokit.cli.remote.seat import Seat
from retrokit.errors import LogbookError
from retrokit.logbook import MEMORY, Logbook
from retrokit.web import room


@pytest.fixture
def proxy(wall: Live) -> Iterator[Proxy]:
    with proxied(wall.port) as found:
        yield found


def joined(live: Live, proxy: Proxy) -> Replica:
    link = Link.read(f"{proxy.url}/#join={live.secrets.member}")
    way = Connection(link)
    me = way.join(link.secret, "Ana")
    arriving = Arriving(way)
    arriving.wait(1, PATIENCE)
    return Replica(arriving, way, me)


def test_what_is_known_to_be_there_is_asked_for(wall: Live, proxy: Proxy) -> None:
    """A stream that fell silent costs three seconds and not the time until that is noticed."""
    ana = joined(wall, proxy)
    proxy.deaf = True
    assert ana.add_note("Wall", "By a silent stream").text == "By a silent stream"  # type: ignore[union-attr]
    proxy.deaf = False
    assert ana.add_note("Wall", "By the next one").text == "By the next one"  # type: ignore[union-attr]
    ana.arriving.listener.close()


@pytest.mark.long
def test_where_streams_are_held_back_the_news_is_asked_for(
    wall: Live, proxy: Proxy, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(connection, "EMPTY", 0.5)
    proxy.holding = True
    ana = joined(wall, proxy)
    listener = ana.arriving.listener
    with Logbook(MEMORY) as shelf:
        seat = Seat(shelf, ana, hide=False)
        assert listener.polling
        assert seat.standing[0] == "live updates held back, asking instead"
        lead = wall.person("Fay", leads=True)
        until(lambda: seat.connected() == ["Ana"])
        assert ana.add_note("Wall", "By asking").text == "By asking"  # type: ignore[union-attr]
        lead.do("add_note", column="Wall", text="Of another")
        until(lambda: ana.refresh() or ana.state.last_number == 2)

        # Where that is not answered a stream is tried again, which comes through by now.
        def fail(*given: object) -> Any:
            raise LogbookError("the disk is full")

        proxy.holding = False
        monkeypatch.setattr(room.Room, "poll", fail)
        until(lambda: listener.listening and not listener.polling)
        assert "held back" not in "".join(seat.standing)
        monkeypatch.undo()
    listener.close()
    assert {each.getMessage() for each in caplog.records if each.levelno >= logging.ERROR} == {
        "the disk is full"
    }


@pytest.mark.long
def test_a_stream_that_comes_through_again_is_found(
    wall: Live, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "EMPTY", 0.5)
    monkeypatch.setattr(connection, "RETRY", 1.0)
    proxy.holding = True
    ana = joined(wall, proxy)
    listener = ana.arriving.listener
    lead = wall.person("Fay", leads=True)

    def hears(text: str) -> None:
        lead.do("add_note", column="Wall", text=text)
        until(lambda: ana.refresh() or text in {each.text for each in ana.state.notes.values()})

    tried = proxy.streams
    until(lambda: proxy.streams >= tried + 2)
    assert listener.polling  # also while a stream is tried, and after one that was held back
    hears("By asking")
    proxy.holding = False
    until(lambda: listener.listening and not listener.polling)
    hears("By a stream")
    listener.close()


def test_who_is_let_go_is_told_so_by_an_answer_too(
    wall: Live, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "EMPTY", 0.5)
    proxy.holding = True
    ana = joined(wall, proxy)
    lead = wall.person("Fay", leads=True)
    lead.do("leave", name="Ana")
    assert "not in this room" in until(lambda: ana.arriving.listener.refused)


def test_who_leaves_asks_no_more(wall: Live, proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "EMPTY", 0.5)
    proxy.holding = True
    listener = joined(wall, proxy).arriving.listener
    until(lambda: listener.polling)
    listener.close()
    until(lambda: not listener._thread.is_alive())
    assert listener.refused == ""
