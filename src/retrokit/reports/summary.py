"""One sheet of paper: what was decided, the action items, the top topics, and nothing else.

No style can tell a browser to print less, so this is a report of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import evolve

from ..characters import short, width
from ..events import ActionItem, ActionStatus
from ..phrases import amount, plural
from . import Record, wording
from .html import actions, decisions, foot, start
from .html_blocks import Page, said, text
from .outline import ActionTold, Outline, TopicTold, outline

DECISIONS, ACTIONS, TOPICS = 5, 7, 5
"""How many of each fit on a sheet of A4, however long they are."""
LONGEST, WHO = 140, 40
"""How long a text may be, and how long the names of the owners, in cells: mostly two lines, and
the style cuts what is wider."""
FEW, BRIEF = 12, 80
"""How many there may be in all, and how long each, to be printed in a larger type."""


def render(record: Record) -> str:
    """Return the page. Of what does not fit it says how much more there is."""
    told = outline(record)
    page = Page(told.hues, told.columns)
    decided = [
        evolve(each, text=short(each.text, LONGEST), about=None, effects=())
        for each in told.decisions
    ]
    to_do = [
        ActionTold(item=_in_brief(each.item), overdue=each.overdue)
        for each in told.actions
        if each.item.status is not ActionStatus.DROPPED
    ]
    texts = [*(each.text for each in decided), *(each.item.text for each in to_do)]
    few = len(texts) + len(told.topics[:TOPICS]) <= FEW
    roomy = few and all(width(each) <= BRIEF for each in texts)
    parts = (
        start(told, "summary roomy" if roomy else "summary"),
        _head(told),
        decisions(decided[:DECISIONS]),
        _more(len(decided) - DECISIONS, "decision"),
        actions(to_do[:ACTIONS]),
        _more(len(to_do) - ACTIONS, "action item"),
        _topics(told.topics[:TOPICS], page),
        _more(len(told.topics) - TOPICS, "topic"),
        foot(told, []),
    )
    return "\n".join(line for part in parts for line in part) + "\n"


def _in_brief(item: ActionItem) -> ActionItem:
    owners = (short(", ".join(item.owners), WHO),) if item.owners else ()
    said = short(item.text, LONGEST)
    return evolve(item, text=said, owners=owners, serves=(), untouched=(), costs=(), reason="")


def _head(told: Outline) -> Iterator[str]:
    people = sum(not each.observes for each in told.members)
    yield "<header>"
    yield said(told.team, classes="team")
    yield said(told.title, "h1")
    yield f'<p class="soft">{text(wording.when(told))} · {plural(people, "person", "people")}</p>'
    yield from (f'<p class="note-well">{text(line)}</p>' for line in wording.warnings(told))
    yield "</header>"


def _topics(told: Sequence[TopicTold], page: Page) -> Iterator[str]:
    if not told:
        return
    yield '<section><h2>Top topics</h2><ol class="topics">'
    for each in told:
        signs = "".join(map(page.sign, page.columns_of(each.number)))
        got = amount(each.amount)
        tag = f' <span class="tag">{text(got)}</span>' if got else ""
        yield f"<li>{signs}{said(each.title, 'span')}{tag}</li>"
    yield "</ol></section>"


def _more(more: int, what: str) -> Iterator[str]:
    if more > 0:
        yield f'<p class="soft">{plural(more, f"more {what}")} in the full report.</p>'
