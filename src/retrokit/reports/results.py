"""The results of a retro as plain data, for programs.

The log says how a retro came to its results, event by event; here they are as they stand, with
keys of their own that stay the same when what is inside is built differently. What is sealed is
not in it. What is withheld says so, with how many it takes to show it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any, TypeAlias

from ..engine.state import Remark
from ..events import ActionItem
from . import Record, wording
from .answers import Answered
from .outline import EarlierTold, Outline, Said, outline
from .sections import Asked, Collected, Discussed, NoteTold, Section, Voted, Votes

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
        "started": told.started.isoformat(),
        "closed": _iso(told.closed),
        "source": told.source,
        "at": told.at or None,
        "facilitator": told.facilitator,
        "members": [{"name": name, "here": here} for name, here in told.members],
        "activities": [_activity(each) for each in told.sections],
        "decisions": _decisions(told),
        "remarks": [_said(each) for each in told.remarks],
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
        "goals_over_time": [
            {"goal": each.goal, "decided": each.decided, "done": each.done}
            for each in told.goals_so_far
        ],
        "findings": [
            {
                "name": each.name,
                "severity": each.severity.value,
                "sentence": each.sentence,
                "evidence": list(each.evidence),
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


def _iso(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _activity(section: Section) -> Plain:
    if isinstance(section, Collected):
        return _collected(section)
    if isinstance(section, Asked):
        return {
            "kind": "ask",
            "title": section.title,
            "attribution": section.attribution.value,
            "questions": [_answered(each) for each in section.results],
        }
    return _voted(section) if isinstance(section, Voted) else _discussed(section)


def _got(votes: Votes | None) -> Plain | None:
    return None if votes is None else {"number": votes.number, "unit": votes.unit}


def _note(note: NoteTold) -> Plain:
    return {
        "number": note.number,
        "column": note.column,
        "text": note.text,
        "author": note.author,
        "votes": _got(note.votes),
    }


def _collected(told: Collected) -> Plain:
    return {
        "kind": "collect",
        "title": told.title,
        "attribution": told.attribution.value,
        "topics": [
            {
                "number": pile.number,
                "title": pile.title,
                "votes": _got(pile.votes),
                "notes": [_note(each) for each in pile.notes],
            }
            for pile in told.piles
        ],
        "notes": [_note(each) for _, notes in told.columns for each in notes],
    }


def _counts(counts: Iterable[tuple[str, int]]) -> list[Plain]:
    return [{"answer": answer, "count": count} for answer, count in counts]


def _answered(told: Answered) -> Plain:
    cuts = told.quartiles
    return {
        "name": told.name,
        "question": told.question,
        "answered": told.taken_part,
        "team": told.team,
        "withheld": told.floor is not None,
        "floor": told.floor,
        "counts": _counts(told.counts),
        "median": told.median,
        "quartiles": None if cuts is None else [cuts.q1, cuts.median, cuts.q3],
        "agreement": told.agreement,
        "favourable": told.favourable,
        "answers": [
            *({"text": text, "author": author} for author, text in told.replies),
            *({"text": each.text, "author": each.author} for each in told.comments),
        ],
        "criteria": [
            {
                "criterion": each.criterion,
                "given": each.given,
                "counts": _counts(each.counts),
                "median": each.median,
            }
            for each in told.parts
        ],
        "group": list(told.group),
        "members": [{"name": name, "lines": list(lines)} for name, lines in told.about],
    }


def _voted(told: Voted) -> Plain:
    return {
        "kind": "vote",
        "title": told.title,
        "attribution": told.attribution.value,
        "method": told.method,
        "instead_of": told.instead_of or None,
        "ballot": told.ballot.name,
        "unit": told.unit,
        "voted": told.taken_part,
        "team": told.team,
        "withheld": told.floor is not None,
        "floor": told.floor,
        "standings": [
            {
                "number": each.number,
                "title": each.title,
                "votes": each.votes,
                "winner": each.winner,
            }
            for each in told.standings
        ],
        "without_votes": told.rest,
        "tied": list(told.tied),
        "settled": told.settled and {"winner": told.settled[0], "how": told.settled[1]},
        "objections": [
            {"title": title, "author": author, "text": why or None}
            for title, author, why in told.objections
        ],
        "words_floor": told.words_floor,
        "counting": [
            {
                "title": table.title,
                "rows": [
                    {
                        "candidates": [number for number, _ in row.candidates],
                        "number": row.number,
                        "words": row.words,
                    }
                    for row in table.rows
                ],
            }
            for table in told.details
        ],
    }


def _remark(remark: Remark | Said, about: str | None) -> Plain:
    return {"number": remark.number, "text": remark.text, "about": about}


def _said(said: Said) -> Plain:
    return {**_remark(said, said.about), "decision": said.decision}


def _discussed(told: Discussed) -> Plain:
    return {
        "kind": "discuss",
        "title": told.title,
        "topics": [
            {
                "number": topic.number,
                "title": topic.title,
                "votes": _got(topic.votes),
                "remarks": [
                    {"number": each.number, "text": each.text, "decision": each.decision}
                    for each in topic.remarks
                ],
            }
            for topic in told.topics
        ],
        "not_discussed": list(told.waiting),
    }


def _decisions(told: Outline) -> list[Plain]:
    """Return what was decided, wherever it was said, in the order of the numbers."""
    discussed = [
        _remark(each, topic.title)
        for section in told.sections
        if isinstance(section, Discussed)
        for topic in section.topics
        for each in topic.remarks
        if each.decision
    ]
    others = [_remark(each, each.about) for each in told.remarks if each.decision]
    return sorted([*discussed, *others], key=lambda each: each["number"])


def _action(item: ActionItem) -> Plain:
    return {
        "number": item.number,
        "text": item.text,
        "owners": list(item.owners),
        "due": _iso(item.due),
        "goal": item.goal,
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
