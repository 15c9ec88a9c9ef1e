"""The results of a retro as plain data, for programs.

The log says how a retro came to its results, event by event; here they are as they stand, with
keys of their own that stay the same when what is inside is built differently. What is sealed is
not in it. What is withheld says so, with how many it takes to show it.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any, TypeAlias

from attrs import asdict

from ..blocks import as_data
from ..engine.material.topics import now_in, title_of
from ..engine.state import State
from ..events import ActionItem, Held
from ..said import Said
from ..trends import GoalRecord
from . import Record, wording
from .outline import EarlierTold, Section, outline

VERSION = 1
"""The version of the keys: it rises where one goes, or means something else."""

Plain: TypeAlias = dict[str, Any]


def results(record: Record) -> Plain:
    """Return what a retro came to, as data that JSON can hold; docs/library.md has the keys."""
    told = outline(record)
    return {
        "results": VERSION,
        "retro": told.retro,
        "team": told.team,
        "title": told.title,
        "purpose": told.purpose,
        "goals": list(told.goals),
        "charter": {name: _listed(part) for name, part in asdict(told.charter).items()},
        "value": told.value or None,
        "started": told.started.isoformat(),
        "closed": _iso(told.closed),
        "source": told.source,
        "at": told.at or None,
        "facilitator": told.facilitator,
        "members": [asdict(each) for each in told.members],
        "activities": [_activity(each) for each in told.sections],
        "decisions": _remarks(record.state, decision=True),
        "remarks": _remarks(record.state, decision=False),
        "actions": [
            {**_action(each.item), "origin": each.item.origin, "overdue": each.overdue}
            for each in told.actions
        ],
        "earlier_actions": [_earlier(each) for each in told.earlier],
        "over_time": [
            {
                "question": each.question,
                "unit": "share" if each.series.share else "median",
                "points": [
                    {
                        "retro": point.retro,
                        "day": point.day.isoformat(),
                        "value": point.value,
                        "answered": point.measure.replies,
                        "team": point.measure.team,
                    }
                    for point in each.series.points
                ],
            }
            for each in told.followed
        ],
        "costs_before": [
            {**asdict(each), "day": each.day.isoformat()} for each in record.state.costs
        ],
        "goals_over_time": [goal_data(each) for each in told.goals_so_far],
        "findings": [
            {
                "name": each.name,
                "severity": each.severity.value,
                **_said(each.sentence),
                "evidence": [*map(_said, each.evidence)],
            }
            for each in told.findings
        ],
        "skipped": list(told.skipped),
        "empty": list(told.empty),
        "sealed": told.sealed,
        "warnings": list(wording.warnings(told)),
    }


def render(record: Record) -> str:
    """Return the results as JSON text."""
    return json.dumps(results(record), ensure_ascii=False, indent=2) + "\n"


def _listed(part: str | tuple[str, ...]) -> str | list[str]:
    return part if isinstance(part, str) else list(part)


def _iso(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _activity(section: Section) -> Plain:
    return {
        "kind": section.kind,
        "title": section.title,
        "blocks": as_data(section.blocks),
    }


def _remarks(state: State, *, decision: bool) -> list[Plain]:
    """Return what was decided, or else was said, and which topic it is about by now."""
    return [
        {
            "number": each.number,
            "text": each.text,
            "about": each.topic and title_of(state, now_in(state, each.topic)),
            **(held_data(each) if decision else {}),
        }
        for each in state.remarks.values()
        if each.decision == decision
    ]


def goal_data(record: GoalRecord) -> Plain:
    """Return what was decided for a goal and at its cost, as plain data."""
    return {
        "goal": record.goal,
        "served": record.served,
        "cost": record.cost,
        "done": record.done,
        "open": record.open,
        "dropped": record.dropped,
        "points": [{**asdict(each), "day": each.day.isoformat()} for each in record.points],
    }


def held_data(decided: Held) -> Plain:
    """Return what something decided does to goals, as plain data."""
    return {name: list(getattr(decided, name)) for name in decided.goals}


def _said(line: Said) -> Plain:
    return {"sentence": str(line), "code": line.code or None, "values": as_data(line.values)}


def _action(item: ActionItem) -> Plain:
    return {
        "number": item.number,
        "text": item.text,
        "owners": list(item.owners),
        "due": _iso(item.due),
        **held_data(item),
        "status": item.status.value,
        "reason": item.reason or None,
        "done": _iso(item.done and item.done.date()),
    }


def _earlier(told: EarlierTold) -> Plain:
    return {
        **_action(told.item),
        "number": told.number,
        "ref": f"{told.home}-{told.item.number}",
        "became": told.outcome.value,
        "overdue": told.overdue,
    }
