"""At one keyboard the group is asked for thumbs when a topic's time is up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from live_room import until
from test_web_join_own import seat
from test_web_thumbs import FORMAT, MINUTES, NAMES, Time, prepare, serving

from retrokit import Logbook, Plugins
from retrokit.cli.addresses import Address
from retrokit.cli.hosting import Hosting, listen
from retrokit.cli.live.lines import handle
from retrokit.cli.live.loop import _news
from retrokit.cli.live.session import Session
from retrokit.cli.live.thumbs import RECENT, time_up
from retrokit.formats import Collect, Column, Discuss, Format

ASKED = (
    "Time is up. More time for this topic? Everyone holds up a thumb: up, sideways or down. "
    "If more than half are up, /timer +2 gives 2 more minutes; if not, "
)
QUIET = Format(
    name="quiet", title="Quiet", purpose="Talk.",
    agenda=[Collect(title="Ideas", columns=[Column("Ideas")]), Discuss()],
)  # fmt: skip


@pytest.fixture
def clock() -> Time:
    return Time()


@contextmanager
def talking(clock: Time, format: Format = FORMAT) -> Iterator[Session]:
    """Yield a terminal at which the first of two topics is on, in a time box of 5 minutes."""
    with Logbook(":memory:", plugins=Plugins(), clock=clock) as logbook:
        retro = logbook.start(format, team="Lander")
        prepare(retro)
        yield Session(logbook, retro)


def said(session: Session) -> str:
    """Return what the terminal says above the line that is typed, as one line."""
    return " ".join(_news(session, untouched=True).split())


def test_the_group_is_asked_at_the_end_of_each_time_box_once(clock: Time) -> None:
    with talking(clock) as session:
        assert said(session) == ""
        clock.goes(minutes=MINUTES)
        assert said(session) == f"{ASKED}/topic takes the next one."
        assert said(session) == ""
        handle(session, "/timer +2")
        assert said(session) == ""
        clock.goes(minutes=2)
        assert said(session) == f"{ASKED}/topic takes the next one."
        handle(session, "/topic")
        clock.goes(minutes=MINUTES)
        assert said(session) == f"{ASKED}/next goes on."
        handle(session, "/timer 1")
        clock.goes(minutes=1)
        session.holder = NAMES[1]
        assert said(session) == ""  # nobody else's words are printed over what is typed in private
        session.holder = None
        handle(session, "/next")
        assert said(session) == ""


@given(st.integers(-MINUTES * 60, 3 * 60))
def test_only_what_has_just_ended_is_asked_about(over: int) -> None:
    clock = Time()
    with talking(clock) as session:
        clock.goes(over, minutes=MINUTES)
        assert (said(session) != "") == (0 <= over < RECENT.total_seconds())


def test_a_format_that_does_not_ask_is_left_alone(clock: Time) -> None:
    with talking(clock, QUIET) as session:
        clock.goes(minutes=MINUTES)
        assert said(session) == ""


def test_who_has_joined_a_room_is_asked_by_it(clock: Time) -> None:
    with serving(FORMAT, prepare=prepare, clock=clock) as live, seat(live, NAMES[1]) as ana:
        clock.goes(minutes=MINUTES)
        until(lambda: "more time for this topic? /thumb" in ana.toolbar)
        assert time_up(ana) == ""


def test_beside_a_room_everyone_is_asked_on_their_devices(tmp_path: Path) -> None:
    place = tmp_path / "team.logbook"
    with Logbook(place, plugins=Plugins()) as logbook:
        retro = logbook.start(FORMAT, team="Lander")
        prepare(retro)
        with Hosting(listen(Address(port=0)), str(place), logbook, retro.state.id) as hosting:
            session = Session(logbook, retro, hosting)
            assert "more time" not in session.toolbar
            handle(session, "/timer 0.02")
            hosting.poke()
            until(lambda: "more time? everyone is asked | " in session.toolbar)
            assert time_up(session) == ""
