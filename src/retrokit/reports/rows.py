"""The results of a retro as rows: one table of all that one would sort, filter or count.

All rows have the same keys, so that a table, a data frame or a CSV file takes them as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from ..tallies import Number
from . import Record, wording
from .answers import Answered
from .outline import Outline, outline
from .sections import Asked, Collected, Discussed, NoteTold, Section, Voted, Votes

COLUMNS = (
    "kind",
    "number",
    "activity",
    "column",
    "topic",
    "text",
    "author",
    "votes",
    "count",
    "of",
    "owner",
    "due",
    "goal",
    "status",
    "reason",
    "done",
    "from_retro",
    "retro",
    "team",
    "date",
)
"""The keys of a row. `count` of `of` is how many of how many answered, voted, or chose this."""

Row: TypeAlias = dict[str, object]


def rows(record: Record) -> list[Row]:
    """Return the rows of a retro, in the order of `COLUMNS`; what there is none of is None.

    `kind` says what a row is about: a `note`, a `vote`, an `action`, … Days are ISO text.
    """
    told = outline(record)
    same: Row = {"retro": told.retro, "team": told.team, "date": told.started.date().isoformat()}
    return [
        {key: None if cell == "" else cell for key, cell in (empty | same | row).items()}
        for empty in [dict.fromkeys(COLUMNS)]
        for row in _rows(told)
    ]


def _rows(told: Outline) -> Iterator[Row]:
    for name, here in told.members:
        role = "facilitator" if name == told.facilitator else "here" if here else "left early"
        yield {"kind": "member", "text": name, "status": role}
    for each in told.actions:
        item = each.item
        yield {
            "kind": "action",
            "number": item.number,
            "text": item.text,
            "owner": item.owner or "",
            "due": str(item.due or ""),
            "goal": item.goal or "",
            "status": "overdue" if each.overdue else item.status.value,
            "reason": item.reason,
            "done": "" if item.done is None else str(item.done.date()),
        }
    for earlier in told.earlier:
        item = earlier.item
        yield {
            "kind": "earlier action",
            "number": earlier.number,
            "text": item.text,
            "owner": item.owner or "",
            "due": str(item.due or ""),
            "goal": item.goal or "",
            "status": earlier.outcome.value,
            "reason": item.reason,
            "done": "" if item.done is None else str(item.done.date()),
            "from_retro": f"{earlier.home}-{item.number}",
        }
    for section in told.sections:
        for row in _section(section):
            yield {"activity": section.title, **row}
    yield from _over_time(told)
    for said in told.remarks:
        kind = "decision" if said.decision else "remark"
        yield {"kind": kind, "number": said.number, "topic": said.about or "", "text": said.text}
    for finding in told.findings:
        lines = "\n".join((finding.sentence, *finding.evidence))
        yield {"kind": "finding", "text": lines, "status": finding.severity.value}
    for warning in wording.warnings(told):
        yield {"kind": "warning", "text": warning}


def _over_time(told: Outline) -> Iterator[Row]:
    """Yield a row for each value of a question followed over time, with its own retro and date."""
    for each in told.followed:
        for point in each.series.points:
            yield {
                "kind": "over time",
                "topic": each.question,
                "text": f"{'share' if each.series.share else 'median'} {point.told}",
                "count": point.measure.replies,
                "of": point.measure.team,
                "status": wording.spread(point),
                "retro": point.retro,
                "date": point.day.isoformat(),
            }
    for goal in told.goals_so_far:
        yield {
            "kind": "goal",
            "text": wording.goal_record(goal),
            "count": goal.done,
            "of": goal.decided,
            "goal": goal.goal,
        }


def _section(section: Section) -> Iterator[Row]:
    if isinstance(section, Collected):
        yield from _collected(section)
    elif isinstance(section, Asked):
        for result in section.results:
            yield from _answered(result)
    elif isinstance(section, Voted):
        yield from _voted(section)
    else:
        yield from _discussed(section)


def _number(votes: Votes | None) -> Number | str:
    return "" if votes is None else votes.number


def _note(note: NoteTold, topic: str, votes: Votes | None) -> Row:
    return {
        "kind": "note",
        "number": note.number,
        "column": note.column,
        "topic": topic,
        "text": note.text,
        "author": note.author or "",
        "votes": _number(votes),
    }


def _collected(told: Collected) -> Iterator[Row]:
    for pile in told.piles:
        yield {
            "kind": "topic",
            "number": pile.number,
            "text": pile.title,
            "votes": _number(pile.votes),
        }
        for note in pile.notes:
            yield _note(note, pile.title, None)
    for _, notes in told.columns:
        for note in notes:
            yield _note(note, "", note.votes)


def _answered(told: Answered) -> Iterator[Row]:
    about: Row = {"topic": told.question}
    yield {
        "kind": "question",
        **about,
        "text": ". ".join(filter(None, (wording.answered(told), wording.reading(told)))),
        "count": told.taken_part,
        "of": told.team,
        "status": "shown" if told.floor is None else "withheld",
    }
    # Of people; of shares, where each has given several.
    of = told.taken_part if told.several else sum(count for _, count in told.counts)
    for label, count in told.counts:
        yield {"kind": "result", **about, "text": label, "count": count, "of": of}
    for who, said in told.replies:
        yield {"kind": "answer", **about, "text": said, "author": who}
    for each in told.comments:
        yield {"kind": "answer", **about, "text": each.text, "author": each.author or ""}
    for part in told.parts:
        for label, count in part.counts:
            said = f"{part.criterion}: {label}"
            yield {"kind": "result", **about, "text": said, "count": count, "of": part.given}
    for line in told.group:
        yield {"kind": "for the group", **about, "text": line}
    for who, lines in told.about:
        for line in lines:
            yield {"kind": "about a member", **about, "text": f"{who}: {line}"}


def _voted(told: Voted) -> Iterator[Row]:
    yield {
        "kind": "vote",
        "text": wording.voted(told),
        "count": told.taken_part,
        "of": None if told.taken_part is None else told.team,
        "status": "shown" if told.floor is None else "withheld",
    }
    for each in told.standings:
        yield {
            "kind": "standing",
            "number": each.number,
            "text": each.title,
            "votes": each.votes,
            "status": "first" if each.winner else "",
        }
    if tie := wording.tie(told):
        yield {"kind": "tie", "text": tie}
    for line in wording.objections(told):
        yield {"kind": "objection", "text": line}
    for detail in told.details:
        for row in detail.rows:
            yield {
                "kind": "count",
                "number": row.candidates[0][0] if len(row.candidates) == 1 else "",
                "topic": detail.title,
                "text": wording.about(row.candidates, row.words),
                "votes": row.number,
                "reason": row.words if row.candidates else "",
            }


def _discussed(told: Discussed) -> Iterator[Row]:
    for topic in told.topics:
        yield {
            "kind": "discussed",
            "number": topic.number,
            "text": topic.title,
            "votes": _number(topic.votes),
        }
        for each in topic.remarks:
            yield {
                "kind": "decision" if each.decision else "remark",
                "number": each.number,
                "topic": topic.title,
                "text": each.text,
            }
    for title in told.waiting:
        yield {"kind": "not discussed", "text": title}
