"""The report as Markdown: CommonMark, with the tables of GitHub's dialect."""

from __future__ import annotations

from collections.abc import Iterator

from . import Record, wording
from .charts import sparkline
from .markdown_blocks import drawn, escaped, items, one_line, table
from .outline import EarlierTold, Outcome, Outline, Section, outline


def render(record: Record) -> str:
    """Return the whole report as Markdown."""
    told = outline(record)
    parts = (
        _head(told),
        _actions(told),
        _earlier(told),
        *map(_section, (*told.sections, *told.at_cost)),
        _over_time(told),
        _remarks(told),
        _findings(told),
        _foot(told),
    )
    return "\n".join(line for part in parts for line in part).rstrip("\n") + "\n"


def _head(told: Outline) -> Iterator[str]:
    yield f"# {one_line(f'{told.title}: {told.team}')}"
    yield ""
    facts = [("When", wording.when(told)), ("Who", wording.people(told))]
    if told.facilitator is not None:
        facts.append(("Facilitator", told.facilitator))
    yield from items(f"{label}: {one_line(fact)}" for label, fact in facts)
    yield escaped(told.purpose)
    yield ""
    yield from items(f"{label}: {one_line(said)}" for label, said in wording.agreed(told))
    if told.goals:
        yield "What we hold every decision against:"
        yield ""
        yield from items(map(one_line, told.goals))
    for warning in wording.warnings(told):
        yield f"> {one_line(warning)}"
        yield ""


def _actions(told: Outline) -> Iterator[str]:
    yield "## What we will do"
    yield ""
    if not told.actions:
        yield "No action items were written down."
        yield ""
        return
    goals = any(each.item.effects for each in told.actions)
    yield from table(
        ["No.", "What", "Owner", "Due", "Status", *["Goals"] * goals],
        (
            [
                str(each.item.number),
                each.item.text,
                each.item.owner or "no owner yet",
                str(each.item.due or "no due date yet"),
                wording.state_of(each),
                *["; ".join(each.item.effects)] * goals,
            ]
            for each in told.actions
        ),
    )
    yield from items(map(one_line, wording.gaps(told)))


def _earlier(told: Outline) -> Iterator[str]:
    if not told.earlier:
        return
    yield "## What became of earlier action items"
    yield ""
    if thanks := wording.thanks(told):
        yield escaped(thanks)
        yield ""
    yield from items(_became(each) for outcome in Outcome for each in told.became(outcome))


def _became(earlier: EarlierTold) -> str:
    item = earlier.item
    about = [item.owner or "", f"by {item.due}" if item.due else "", f"from retro {earlier.home}"]
    line = f"{escaped(item.text, '  ')} ({one_line(', '.join(filter(None, about)))})"
    return f"{line}: {escaped(wording.became(earlier), '  ')}"


def _section(section: Section) -> Iterator[str]:
    yield f"## {one_line(section.title)}"
    yield ""
    yield from drawn(section.blocks)


def _over_time(told: Outline) -> Iterator[str]:
    if told.followed or told.goals_so_far:
        yield "## Over time"
        yield ""
    for each in told.followed:
        yield f"### {one_line(each.question)}"
        yield ""
        yield sparkline(each.series)
        yield ""
        yield escaped(" ".join(wording.followed(each)))
        yield ""
        yield from drawn([wording.points(each.series)])
    if told.goals_so_far:
        yield "### What was decided for each goal, and at its cost"
        yield ""
        yield from items(
            f"{one_line(each.goal)}: {wording.goal_record(each)}" for each in told.goals_so_far
        )


def _remarks(told: Outline) -> Iterator[str]:
    if told.remarks:
        yield "## Also said"
        yield ""
        yield from items(
            f"{'**Decided:** ' if each.decision else ''}{escaped(each.text, '  ')}"
            + "".join(f"; {one_line(effect)}" for effect in each.effects)
            + (f" (about: {one_line(each.about)})" if each.about else "")
            for each in told.remarks
        )


def _findings(told: Outline) -> Iterator[str]:
    if told.findings:
        yield "## What stands out"
        yield ""
        for each in told.findings:
            yield f"- {each.severity.value.capitalize()}: {escaped(each.sentence, '  ')}"
            yield from (f"  - {escaped(line, '    ')}" for line in each.evidence)
        yield ""


def _foot(told: Outline) -> Iterator[str]:
    yield from items(map(one_line, wording.left_out(told)))
    yield "---"
    yield ""
    yield one_line(wording.made(told))
