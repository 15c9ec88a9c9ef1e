"""The report as plain text: readable in a terminal of 80 columns, in any script."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..characters import width, wrap
from ..tallies import Number
from . import Record, wording
from .answers import Answered
from .charts import sparkline
from .outline import EarlierTold, Outcome, Outline, outline
from .sections import Asked, Collected, Discussed, NoteTold, Section, Voted

COLUMNS = 80
BAR = 24
"""The longest bar."""


def _hung(text: str, first: str = "", later: str | None = None) -> Iterator[str]:
    """Wrap `text` after `first`; further lines stand under the beginning of the text."""
    later = " " * width(first) if later is None else later
    for line in wrap(text, COLUMNS - max(width(first), width(later))):
        yield (first + line).rstrip()
        first = later


def _heading(text: str, sign: str) -> Iterator[str]:
    lines = list(_hung(" ".join(text.split())))
    yield from lines
    yield sign * max(map(width, lines))
    yield ""


def _bars(rows: Sequence[tuple[str, Number]]) -> Iterator[str]:
    most = max(1, *(count for _, count in rows))
    digits = max(len(wording.amount(count)) for _, count in rows)
    for label, count in rows:
        bar = "#" * round(BAR * max(0, count) / most)
        yield from _hung(label, f"  {wording.amount(count):>{digits}}  {bar:<{BAR}}  ")


def render(record: Record) -> str:
    """Return the whole report as plain text."""
    told = outline(record)
    parts = (
        _head(told),
        _actions(told),
        _earlier(told),
        *map(_section, told.sections),
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
        about = [item.owner or "nobody yet", f"by {item.due}" if item.due else "no date yet"]
        line = ", ".join([*about, wording.state_of(each)])
        yield from _hung(line, " " * len(first))
        if item.goal:
            yield from _hung(item.goal, " " * len(first) + "for: ")
        yield ""
    if not told.actions:
        yield "No action items were written down."
        yield ""
    for line in wording.gaps(told):
        yield from _hung(line, "", "  ")
    if told.open_actions:
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
    about = [item.owner or "", f"by {item.due}" if item.due else "", f"from retro {earlier.home}"]
    yield from _hung(", ".join(filter(None, about)), "  ")
    yield from _hung(wording.became(earlier), "  ")


def _section(section: Section) -> Iterator[str]:
    yield from _heading(section.title, "-")
    if isinstance(section, Collected):
        yield from _collected(section)
    elif isinstance(section, Asked):
        for result in section.results:
            yield from _answered(result, wording.attribution(section))
    elif isinstance(section, Voted):
        yield from _voted(section)
    else:
        yield from _discussed(section)


def _note(note: NoteTold, column: bool) -> Iterator[str]:
    about = [note.column if column else "", note.author or "", wording.got(note.votes)]
    aside = ", ".join(filter(None, about))
    yield from _hung(f"{note.text} ({aside})" if aside else note.text, "- ")


def _collected(told: Collected) -> Iterator[str]:
    if how := wording.attribution(told):
        yield f"The notes are {how}."
        yield ""
    for pile in told.piles:
        yield from _hung(wording.titled(pile.title, pile.votes))
        for note in pile.notes:
            yield from _note(note, True)
        yield ""
    for name, notes in told.columns:
        yield from _hung(name)
        for note in notes:
            yield from _note(note, False)
        yield ""


def _answered(told: Answered, how: str) -> Iterator[str]:
    yield from _hung(told.question)
    yield from _hung(wording.sentence(wording.answered(told), how))
    if reading := wording.reading(told):
        yield from _hung(reading)
    if told.counts:
        yield from _bars(list(told.counts))
    for who, said in told.replies:
        yield from _hung(f"{who}: {said}", "- ")
    for each in told.comments:
        yield from _hung(f"{each.text} ({each.author})" if each.author else each.text, "- ")
    for part in told.parts:
        yield from _hung(f"{part.criterion} {wording.rated(part)}.", "  ")
        if part.counts:
            yield from _bars(list(part.counts))
    for line in told.group:
        yield from _hung(line, "- ")
    for who, lines in told.about:
        for line in lines:
            yield from _hung(f"{who}: {line}", "- ")
    yield ""


def _voted(told: Voted) -> Iterator[str]:
    yield from _hung(wording.sentence(wording.voted(told), wording.attribution(told)))
    if told.standings:
        yield from _bars([(each.title, each.votes) for each in told.standings])
    if rest := wording.rest(told):
        yield from _hung(rest)
    if tie := wording.tie(told):
        yield from _hung(tie)
    for line in wording.objections(told):
        yield from _hung(line, "- ")
    for detail in told.details:
        yield ""
        yield from _hung(f"{detail.title}:")
        for what, numbers in wording.lines(detail):
            yield from _hung(f"{what}: {numbers}", "  ", "    ")
    yield ""


def _discussed(told: Discussed) -> Iterator[str]:
    for topic in told.topics:
        yield from _hung(wording.titled(topic.title, topic.votes))
        for each in topic.remarks:
            yield from _hung(("Decided: " if each.decision else "") + each.text, "- ")
        yield ""
    if told.waiting:
        yield "Not talked about:"
        for title in told.waiting:
            yield from _hung(title, "- ")
        yield ""


def _over_time(told: Outline) -> Iterator[str]:
    if told.followed or told.goals_so_far:
        yield from _heading("Over time", "-")
    for each in told.followed:
        yield from _hung(each.question)
        yield f"  {sparkline(each.series)}"
        for line in wording.followed(each):
            yield from _hung(line)
        head, rows = wording.points(each.series)
        room = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
        for row in (head, *rows):
            cells = (f"{cell:<{wide}}" for cell, wide in zip(row, room, strict=True))
            yield f"  {'  '.join(cells)}".rstrip()
        yield ""
    if told.goals_so_far:
        yield "What became of the action items for each goal:"
        for goal in told.goals_so_far:
            yield from _hung(f"{goal.goal}: {wording.goal_record(goal)}", "- ")
        yield ""


def _remarks(told: Outline) -> Iterator[str]:
    if told.remarks:
        yield from _heading("Also said", "-")
        for each in told.remarks:
            line = ("Decided: " if each.decision else "") + each.text
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
