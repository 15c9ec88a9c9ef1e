"""`retro trends`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from .options import check_team, json_option, logbook_option, open_logbook

if TYPE_CHECKING:
    from ..engine.digest import Digest
    from ..trends import GoalRecord, Point, Series


@click.command("trends")
@click.argument("team", required=False)
@json_option
@logbook_option
def command(team: str | None, as_json: bool, where: str | None) -> None:
    """Follow a team's answers from retro to retro.

    TEAM is by default that of the latest retro. Followed are the medians of scales, and of
    choices the share of the options that their format calls favourable. Last comes what was decided
    for each goal, and at its cost.
    """
    from .tables import print_json

    with open_logbook(where, write=False) as logbook:
        known = logbook.teams()
        if team is None and known:
            team = known[0]
        check_team(team, logbook)
        retros = logbook.retros(team) if team else []
        series, goals = (logbook.trends(team), logbook.goals(team)) if team else ([], [])
    if as_json:
        print_json(_plain(retros[0].team if retros else None, series, goals))
    elif not retros:
        click.echo("No retro yet. Start one with: retro start")
    else:
        click.echo(_told(retros, series, goals))
        if others := [each for each in known if each.casefold() != retros[0].team.casefold()]:
            click.echo(f"\nOther teams: {', '.join(others)}. See one with: retro trends TEAM")


def _told(retros: list[Digest], series: list[Series], goals: list[GoalRecord]) -> str:
    from ..phrases import plural
    from ..reports.wording import goal_record
    from .tables import paragraph, table

    first, last = retros[-1].started.date(), retros[0].started.date()
    when = f"{first}" if first == last else f"{first} to {last}"
    parts = [f"{retros[0].team}: {plural(len(retros), 'retro')}, {when}"]
    if series:
        rows = [
            (each.question, _drawn(each), each.latest.told, _answered(each.latest), _words(each))
            for each in series
        ]
        parts.append(
            table(rows, ["question", "over time", "latest", "answered", "what it tells"], wide=4)
        )
    else:
        parts.append(
            paragraph(
                "No answers to follow yet: they come from formats that ask for a number, or let "
                "people choose and name a favourable option. See what a format asks with: "
                "retro formats NAME"
            )
        )
    if goals:
        lines = [paragraph(f"{each.goal}: {goal_record(each)}", "  ", "- ") for each in goals]
        parts.append("\n".join(["What was decided for each goal, and at its cost:", *lines]))
        points = [
            (each.goal, point.day, point.served, point.cost, point.done)
            for each in goals
            for point in each.points
        ]
        parts.append(table(points, ["goal", "retro", "served", "at its cost", "done"], wide=0))
    return "\n\n".join(parts)


def _drawn(series: Series) -> str:
    """Return a sparkline, or digits where the terminal cannot show one."""
    from ..reports.charts import BLOCKS, digits, sparkline

    try:
        BLOCKS.encode(sys.stdout.encoding)
    except UnicodeEncodeError:
        return digits(series)
    return sparkline(series)


def _answered(point: Point) -> str:
    return f"{point.measure.replies} of {point.measure.team}"


def _words(series: Series) -> str:
    from ..reports.wording import over_time, spread

    lines = over_time(series)
    if series.latest.bounds is not None:
        lines.insert(0, f"Latest among all: {spread(series.latest)}.")
    return "\n".join(lines)


def _plain(team: str | None, series: list[Series], goals: list[GoalRecord]) -> dict[str, Any]:
    from ..reports.results import goal_data

    return {
        "team": team,
        "questions": [
            {
                "question": each.question,
                "kind": "share" if each.share else "scale",
                "low": each.low,
                "high": each.high,
                "reverse": each.reverse,
                "points": [_point(point) for point in each.points],
                "change": each.change
                and {
                    "p": each.change.p,
                    "smallest_p": each.change.smallest_p,
                    "retros_before": each.before,
                },
                "change_told": each.change_told,
                "trend": each.trend
                and {
                    "s": each.trend.s,
                    "tau": each.trend.tau,
                    "p": each.trend.p,
                    "smallest_p": each.trend.smallest_p,
                },
                "trend_told": each.trend_told,
            }
            for each in series
        ],
        "goals": [goal_data(each) for each in goals],
    }


def _point(point: Point) -> dict[str, Any]:
    return {
        "retro": point.retro,
        "date": point.day.isoformat(),
        "value": point.value,
        "counts": point.measure.counts,
        "replies": point.measure.replies,
        "team": point.measure.team,
        "bounds": point.bounds and [point.bounds.low, point.bounds.high],
    }
