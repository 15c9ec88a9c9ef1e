"""A retro has one local day: where it was held, wherever and by whatever it is read."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner
from crew import NO_PLUGINS, made_of, start
from hypothesis import given, settings
from hypothesis import strategies as st

from retrokit import Ask, Decide, Logbook, PastAction, PastRetro, Plugins, Review, Scale
from retrokit.cli.commands import retro as command
from retrokit.codec import CODEC

PLUGINS = Plugins.load(NO_PLUGINS)
FORMAT = made_of(Review(), Ask(questions=[Scale("mood", "How are you?")]), Decide())
TOKYO = timezone(timedelta(hours=9))
MORNING = datetime(2026, 11, 29, 7, 49, tzinfo=TOKYO)

ZONES = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
# All in the past: trends tell nothing of what is still to come.
MOMENTS = st.datetimes(datetime(1975, 1, 2), datetime(2025, 1, 1), timezones=ZONES)
REPORTS = ("text", "markdown", "html", "summary", "csv", "json")


@contextmanager
def reading_in(zone: timezone) -> Iterator[None]:
    """Have this process stand in a zone, without any plugins."""
    west = -(zone.utcoffset(None) // timedelta(minutes=1))
    sign, (hours, minutes) = "-" if west < 0 else "", divmod(abs(west), 60)
    try:
        with patch.dict(os.environ, NO_PLUGINS, TZ=f"HERE{sign}{hours}:{minutes:02}"):
            time.tzset()
            yield
    finally:
        time.tzset()


def said(*arguments: str) -> str:
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == 0, result.output
    return result.output


def told_of(where: Path, now: datetime) -> dict[str, str]:
    """Return everything that names a day of the only retro in a logbook, as it is read here."""
    at = ("--logbook", str(where))
    told = {
        "screen": said("show", *at),
        "list": said("list", *at),
        "actions": said("actions", "--all", *at),
        "trends": said("trends", *at),
        "show as json": said("show", "--json", *at),
        "list as json": said("list", "--json", *at),
        "actions as json": said("actions", "--all", "--json", *at),
        "trends as json": said("trends", "--json", *at),
    }
    with Logbook(where, clock=lambda: now, plugins=PLUGINS) as logbook:
        retro = logbook.load()
        told |= {name: logbook.report(retro, name) for name in REPORTS}
        [digest] = logbook.retros()
        told["digest"] = str(digest.started.date())
        told["today"] = str(retro.today)
    return told


def days_in(text: str) -> set[str]:
    return set(re.findall(r"\b\d{4}-\d\d-\d\d", text))


@given(MOMENTS, ZONES)
@settings(max_examples=8, deadline=None)
def test_everything_says_the_day_where_it_was_held(moment: datetime, reader: timezone) -> None:
    with TemporaryDirectory() as folder:
        where = Path(folder, "team.db")
        with Logbook(where, clock=lambda: moment, plugins=PLUGINS) as logbook:
            retro = logbook.start(FORMAT, team="Lander", members=["Ana", "Ben", "Cy"])
            retro.add_action("Cache it")
            retro.change_action(1, status="done")
            retro.go("ask")
            for name in ("Ana", "Ben", "Cy"):
                retro.answer("mood", 4, name)
            retro.next()
            retro.close()
        with reading_in(reader):
            told = told_of(where, moment.astimezone(reader))
    day = {str(moment.date())}
    assert {name: days_in(text) for name, text in told.items()} == dict.fromkeys(told, day)


@given(st.dates(date(1975, 1, 2), date(2025, 1, 1)), st.integers(0, 3000), ZONES, ZONES)
@settings(max_examples=6, deadline=None)
def test_what_was_held_elsewhere_keeps_the_day_that_was_given(
    day: date, hours: int, here: timezone, reader: timezone
) -> None:
    now = datetime(day.year, day.month, day.day, tzinfo=here) + timedelta(hours=hours)
    dug = PastAction(text="Dig", done=day)
    past = PastRetro(day=day, team="Lander", title="On the beach", actions=[dug])
    with TemporaryDirectory() as folder:
        where = Path(folder, "team.db")
        with Logbook(where, clock=lambda: now, plugins=PLUGINS) as logbook:
            retro = logbook.record(past)
            reports = [logbook.report(retro, name) for name in ("text", "markdown", "html")]
            assert days_in(logbook.report(retro, "csv")) == {str(day)}
        with reading_in(reader):
            at = ("--logbook", str(where))
            lists = [said("show", *at), said("list", *at), said("actions", "--all", *at)]
            lists.append(said("trends", *at))
    assert [days_in(each) for each in lists] == [{str(day)}] * 4
    # They also say when they were made.
    assert [days_in(each) for each in reports] == [{str(day), str(now.date())}] * 3


def test_a_report_names_the_zone_of_its_times() -> None:
    clock = [MORNING]
    with Logbook(":memory:", clock=lambda: clock[0], plugins=PLUGINS) as logbook:
        retro = logbook.start(FORMAT, team="Lander", members=["Ana"])
        assert "2026-11-29, started at 07:49 UTC+09:00" in logbook.report(retro)
        # Somebody goes on with it elsewhere.
        clock[0] = (MORNING + timedelta(minutes=41)).astimezone(UTC)
        retro.close()
        for name in ("text", "markdown", "html"):
            report = logbook.report(logbook.load(), name)
            assert "2026-11-29, 07:49 to 08:30 UTC+09:00 (41 min)" in report
            assert "report made on 2026-11-29. Times are in UTC+09:00." in report


def test_a_log_is_in_one_zone_whoever_writes_it() -> None:
    """Of two who write from two zones, the zone of an event would tell which of them it was."""
    clock = [MORNING]
    with Logbook(":memory:", clock=lambda: clock[0], plugins=PLUGINS) as logbook:
        retro = logbook.start(FORMAT, team="Lander", members=["Ana"])
        for hours in (-5, 0, 3):
            clock[0] = MORNING.astimezone(timezone(timedelta(hours=hours)))
            retro.add_action("Cache it")
        exported = logbook.export(retro)
    assert {each.at.utcoffset() for each in CODEC.import_log(exported)} == {timedelta(hours=9)}
    assert {each.changed.date() for each in retro.state.actions.values()} == {MORNING.date()}


def test_an_action_item_has_one_day_in_all_retros_of_a_team() -> None:
    clock = [MORNING]
    with Logbook(":memory:", clock=lambda: clock[0], plugins=PLUGINS) as logbook:
        first = logbook.start(FORMAT, team="Lander", members=["Ana"])
        first.add_action("Cache it")
        first.change_action(1, status="done")
        clock[0] = (MORNING + timedelta(days=7)).astimezone(UTC)
        second = logbook.start(FORMAT, team="Lander", members=["Ana"])
        assert "done 2026-11-29" in logbook.report(first)
        assert "done 2026-11-29" in logbook.report(second)


@pytest.mark.parametrize(
    ("zone", "east"),
    [
        (ZoneInfo("Europe/Berlin"), timedelta(hours=1)),
        (timezone(timedelta(minutes=19, seconds=32)), timedelta(minutes=19)),
        (timezone(-timedelta(hours=23, minutes=59, seconds=59)), -timedelta(hours=23, minutes=59)),
    ],
    ids=str,
)
def test_a_zone_is_kept_as_whole_minutes_from_utc(
    zone: ZoneInfo | timezone, east: timedelta
) -> None:
    retro = start(clock=lambda: datetime(2026, 1, 29, 12, tzinfo=zone))  # type: ignore[arg-type]
    assert retro.state.started.tzinfo == timezone(east)
    assert CODEC.import_log(CODEC.export_log(retro.log)) == list(retro.log)
