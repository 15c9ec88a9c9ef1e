"""The report as plain text: readable in a terminal of 80 columns, in any script."""

from __future__ import annotations

from collections.abc import Iterator

from ..characters import width
from . import Record, wording
from .charts import sparkline
from .outline import EarlierTold, Outcome, Outline, Section, outline
from .text_blocks import Sheet

_SHEET = Sheet(80)
_hung = _SHEET.hung


def _heading(text: str, sign: str) -> Iterator[str]:
    lines = list(_hung(" ".join(text.split())))
    yield from lines
    yield sign * max(map(width, lines))
    yield ""


def render(record: Record) -> str:
    """Return the whole report as plain text."""
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
    yield from _heading(f"{told.title}: {told.team}", "=")
    yield from _hung(wording.when(told), "When: ")
    yield from _hung(wording.people(told), "Who: ")
    if told.facilitator is not None:
        yield from _hung(told.facilitator, "Facilitator: ")
    yield ""
    yield from _hung(told.purpose)
    yield ""
    agreed = wording.agreed(told)
    for label, said in agreed:
        yield from _hung(said, f"{label}: ")
    if agreed:
        yield ""
    if told.goals:
        yield "What we hold every decision against:"
        for goal in told.goals:
            yield from _hung(goal, "- ")
        yield ""
    for warning in wording.warnings(told):
        yield from _hung(warning, "! ")
        yield ""


def _actions(told: Outline) -> Iterator[str]:
    yield from _heading("What we will do", "-")
    digits = len(str(max((each.item.number for each in told.actions), default=0)))
    for each in told.actions:
        item = each.item
        first = f"{item.number:>{digits}}  "
        yield from _hung(item.text, first)
        about = [item.owner or "no owner yet", f"due {item.due}" if item.due else "no due date yet"]
        line = ", ".join([*about, wording.state_of(each)])
        yield from _hung(line, " " * len(first))
        for effect in item.effects:
            yield from _hung(effect, " " * len(first))
        yield ""
    if not told.actions:
        yield "No action items were written down."
        yield ""
    gaps = wording.gaps(told)
    for line in gaps:
        yield from _hung(line, "", "  ")
    if gaps:
        yield ""


def _earlier(told: Outline) -> Iterator[str]:
    if not told.earlier:
        return
    yield from _heading("What became of earlier action items", "-")
    if thanks := wording.thanks(told):
        yield from _hung(thanks)
        yield ""
    for outcome in Outcome:
        for each in told.became(outcome):
            yield from _became(each)
    yield ""


def _became(earlier: EarlierTold) -> Iterator[str]:
    item = earlier.item
    yield from _hung(item.text, "- ")
    about = [item.owner or "", f"due {item.due}" if item.due else "", f"from retro {earlier.home}"]
    yield from _hung(", ".join(filter(None, about)), "  ")
    yield from _hung(wording.became(earlier), "  ")


def _section(section: Section) -> Iterator[str]:
    yield from _heading(section.title, "-")
    lines = [*_SHEET.drawn(section.blocks)]
    yield from lines
    if lines[-1]:
        yield ""


def _over_time(told: Outline) -> Iterator[str]:
    if told.followed or told.goals_so_far:
        yield from _heading("Over time", "-")
    for each in told.followed:
        yield from _hung(each.question)
        yield f"  {sparkline(each.series)}"
        for line in wording.followed(each):
            yield from _hung(line)
        yield from _SHEET.drawn([wording.points(each.series)])
        yield ""
    if told.goals_so_far:
        yield "What was decided for each goal, and at its cost:"
        for goal in told.goals_so_far:
            yield from _hung(f"{goal.goal}: {wording.goal_record(goal)}", "- ")
        yield ""


def _remarks(told: Outline) -> Iterator[str]:
    if told.remarks:
        yield from _heading("Also said", "-")
        for each in told.remarks:
            line = ("Decided: " if each.decision else "") + each.text
            line = "; ".join((line, *each.effects))
            yield from _hung(f"{line} (about: {each.about})" if each.about else line, "- ")
        yield ""


def _findings(told: Outline) -> Iterator[str]:
    if told.findings:
        yield from _heading("What stands out", "-")
        for each in told.findings:
            yield from _hung(f"{each.severity.value.capitalize()}: {each.sentence}", "- ")
            for line in each.evidence:
                yield from _hung(line, "  - ")
        yield ""


def _foot(told: Outline) -> Iterator[str]:
    for line in wording.left_out(told):
        yield from _hung(line, "", "  ")
    yield from _hung(wording.made(told))
