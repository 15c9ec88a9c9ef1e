"""The results of a retro as rows: one table of all that one would sort, filter or count.

All rows have the same keys, so that a table, a data frame or a CSV file takes them as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from ..blocks import Bar, Bars, Block, Columns, ForEach, Line, Lines, Part, Table, Text
from ..events import Held
from . import Record, wording
from .outline import Outline, outline
from .text_blocks import reactions

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
    "serves",
    "untouched",
    "costs",
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
    for who in told.members:
        role = "observer" if who.observes else "here" if who.here else "left early"
        role = "facilitator" if who.name == told.facilitator else role
        yield {"kind": "member", "text": who.name, "status": role}
    for each in told.actions:
        item = each.item
        yield {
            "kind": "action",
            "number": item.number,
            "text": item.text,
            "owner": item.owner or "",
            "due": str(item.due or ""),
            **_held(item),
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
            **_held(item),
            "status": earlier.outcome.value,
            "reason": item.reason,
            "done": "" if item.done is None else str(item.done.date()),
            "from_retro": f"{earlier.home}-{item.number}",
        }
    for section in (*told.sections, *told.at_cost):
        for row in of_blocks(section.blocks):
            yield {"activity": section.title, **row}
    yield from _over_time(told)
    for said in told.remarks:
        kind = "decision" if said.decision else "remark"
        yield {
            "kind": kind,
            "number": said.number,
            "topic": said.about or "",
            "text": said.text,
            "reason": "; ".join(said.effects),
        }
    for finding in told.findings:
        lines = "\n".join((finding.sentence, *finding.evidence))
        yield {"kind": "finding", "text": lines, "status": finding.severity.value}
    for warning in wording.warnings(told):
        yield {"kind": "warning", "text": warning}


def _held(decided: Held) -> Row:
    return {name: "; ".join(getattr(decided, name)) for name in decided.goals}


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
            "count": goal.served,
            "serves": goal.goal,
        }


def of_blocks(blocks: Iterable[Block], topic: str = "") -> Iterator[Row]:
    """Yield a row for each thing in blocks that has a role, below the titles of their parts."""
    for block in blocks:
        same: Row = {"kind": block.role, "topic": topic}
        match block:
            case Text() if block.role:
                text = " ".join(block.lines)
                of = {"count": block.count, "of": block.of, "status": block.status}
                yield {**same, "text": text, **of}
            case Bars():
                yield from (_of_bar(each, block, topic) for each in block.bars)
            case Lines():
                for line in block.lines:
                    yield {**same, **_of_line(line)}
                    for each in line.comments:
                        row = {"text": each.text, "author": each.author, "topic": topic}
                        yield {"kind": "comment", "number": line.number, **row}
            case Table():
                for first, *cells in filter(None, block.rows):
                    yield {**same, "text": first, "reason": ", ".join(map(str, cells))}
            case Part():
                if block.role:
                    amount = None if block.amount is None else block.amount.number
                    got = {"number": block.number, "votes": amount}
                    yield {**same, "text": block.title, **got}
                below = f"{topic}: {block.title}" if topic else block.title
                yield from of_blocks(block.blocks, below)
            case Columns():
                for part in block.parts:
                    yield from of_blocks(part.blocks, topic)
            case ForEach():
                for name, own in block.members.items():
                    yield from ({**row, "owner": name} for row in of_blocks(own, topic))


def _of_bar(bar: Bar, bars: Bars, topic: str) -> Row:
    words = bar.words if bar.over is None else f"over #{bar.over}"
    row: Row = {"kind": bars.role, "number": bar.number, "text": bar.label, "reason": words}
    row["topic"] = ": ".join(filter(None, (topic, bars.title)))
    if bars.of is not None and not bars.unit:
        return {**row, "count": bar.amount, "of": bars.of}
    return {**row, "votes": bar.amount, "status": "first" if bar.first else ""}


def _of_line(line: Line) -> Row:
    row: Row = {
        "number": line.number,
        "column": line.column,
        "text": line.text,
        "author": line.author,
        "votes": None if line.amount is None else line.amount.number,
        "reason": ", ".join(reactions(line)),
    }
    return {**row, "kind": line.role} if line.role else row
