"""The report as one page of HTML that needs nothing else: no script, no file, no connection.

What was decided comes first, then the results, then the notes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..characters import clean
from ..events import ActionStatus
from ..said import Said
from . import Record, wording
from .charts import chart
from .html_blocks import Page, headed, name, said, text
from .outline import (
    ActionTold,
    EarlierTold,
    Followed,
    Outcome,
    Outline,
    RemarkTold,
    Section,
    outline,
)
from .style import CSS, CSS_HASH

POLICY = f"default-src 'none'; style-src '{CSS_HASH}'; base-uri 'none'; form-action 'none'"
"""Nothing is loaded, run or sent, even if an escape should ever fail."""


def render(record: Record) -> str:
    """Return the whole page."""
    told = outline(record)
    page = Page(told.hues, told.columns)
    notes = [each for each in told.sections if each.notes]
    results = [each for each in told.sections if not each.notes]
    parts = (
        start(told),
        _head(told),
        decisions(told.decisions),
        actions(told.actions),
        _earlier(told),
        *(_section(each, page) for each in (*told.at_cost, *results)),
        _over_time(told),
        _remarks(told),
        _findings(told),
        *(_section(each, page) for each in notes),
        foot(told, wording.left_out(told)),
    )
    return "\n".join(line for part in parts for line in part) + "\n"


def start(told: Outline, kind: str = "report") -> Iterator[str]:
    """Yield the beginning of a page, up to its own first element; `kind` is its class."""
    yield "<!doctype html>"
    yield f'<html lang="en" class="{kind}">'
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="color-scheme" content="light dark">'
    yield '<meta name="referrer" content="no-referrer">'
    yield f"<title>{text(f'{told.title}: {told.team}')}</title>"
    yield f"<style>{CSS}</style>"
    yield "</head>"
    yield "<body>"
    yield "<main>"


def _head(told: Outline) -> Iterator[str]:
    yield "<header>"
    yield said(told.team, classes="team")
    yield said(told.title, "h1")
    yield said(told.purpose, classes="purpose")
    yield '<dl class="facts">'
    yield f"<dt>When</dt><dd>{text(wording.when(told))}</dd>"
    yield f'<dt>Who</dt><dd dir="auto">{text(wording.people(told))}</dd>'
    if told.facilitator is not None:
        yield f"<dt>Facilitator</dt><dd>{name(told.facilitator)}</dd>"
    for label, line in wording.agreed(told):
        yield f"<dt>{label}</dt><dd>{said(line)}</dd>"
    if told.goals:
        yield "<dt>Goals</dt><dd><ul>"
        yield from (f"<li>{said(goal)}</li>" for goal in told.goals)
        yield "</ul></dd>"
    yield "</dl>"
    yield from (f'<p class="note-well">{text(line)}</p>' for line in wording.warnings(told))
    yield "</header>"


def decisions(told: Sequence[RemarkTold]) -> Iterator[str]:
    """Yield a section with what was decided; nothing without a decision."""
    if not told:
        return
    yield '<section class="first"><h2>What we decided</h2>'
    yield '<ul class="lines decisions">'
    yield from map(_remark, told)
    yield "</ul>"
    yield "</section>"


def actions(told: Sequence[ActionTold]) -> Iterator[str]:
    """Yield a section with the action items, or that there are none."""
    yield '<section class="first">'
    yield "<h2>What we will do</h2>"
    if told:
        # The roles say again what the elements are: a narrow page shows the rows as blocks.
        yield '<table class="actions" role="table">'
        yield '<thead role="rowgroup"><tr role="row">'
        for head in ("What", "Owner", "Due"):
            yield f'<th scope="col" role="columnheader">{head}</th>'
        yield '<th scope="col" role="columnheader"><span class="unseen">Status</span></th>'
        yield '</tr></thead><tbody role="rowgroup">'
        yield from map(_action, told)
        yield "</tbody></table>"
    else:
        yield "<p>No action items were written down.</p>"
    yield "</section>"


def _action(told: ActionTold) -> str:
    item = told.item
    missing = '<span class="missing">{}</span>'
    owner = ", ".join(map(name, item.owners)) or missing.format("no owner yet")
    due = (
        missing.format("no due date yet")
        if item.due is None
        else f'<time datetime="{item.due}">{item.due}</time>'
    )
    goals = "".join(said(effect, "span", "goal") for effect in item.effects)
    reason = said(item.reason, "span", "goal") if item.reason else ""
    came = wording.origin_of(told)
    origin = said(came, "span", "goal") if came else ""
    status = "overdue" if told.overdue else "" if told.is_open else item.status.value
    done = " done" if item.status is ActionStatus.DONE else ""
    tag = f'<span class="tag{done}">{status}</span>' if status else ""
    return (
        '<tr role="row">'
        f'<td role="cell">{said(item.text, "div")}{goals}{reason}{origin}</td>'
        f'<td class="small" role="cell">{owner}</td>'
        f'<td class="small" role="cell">{due}</td>'
        f'<td class="small status" role="cell">{tag}</td>'
        "</tr>"
    )


def _earlier(told: Outline) -> Iterator[str]:
    if not told.earlier:
        return
    yield "<section>"
    yield "<h2>What became of earlier action items</h2>"
    if thanks := wording.thanks(told):
        yield f'<p class="thanks" dir="auto">{text(thanks)}</p>'
    yield '<ul class="lines">'
    yield from (_became(each) for outcome in Outcome for each in told.became(outcome))
    yield "</ul>"
    yield "</section>"


def _became(earlier: EarlierTold) -> str:
    item = earlier.item
    done = " done" if earlier.outcome is Outcome.DONE else ""
    late = ", overdue" if earlier.overdue else ""
    tag = f'<span class="tag{done}">{earlier.outcome.value}{late}</span>'
    about = []
    if item.owners:
        about.append(", ".join(map(name, item.owners)))
    if item.due is not None:
        about.append(f'by <time datetime="{item.due}">{item.due}</time>')
    about.append(f"from retro {text(earlier.home)}")
    reason = said(f"because: {item.reason}", classes="by") if item.reason else ""
    return f'<li>{said(item.text)}{reason}<p class="by">{tag} {" · ".join(about)}</p></li>'


def _section(section: Section, page: Page) -> Iterator[str]:
    yield "<section>"
    yield said(section.title, "h2")
    yield from page.drawn(section.blocks)
    yield "</section>"


def _remark(told: RemarkTold) -> str:
    goals = "".join(said(effect, "span", "goal") for effect in told.effects)
    by = f'<p class="by">{name(told.about)}</p>' if told.about else ""
    return f"<li>{said(told.text, 'span')}{goals}{by}</li>"


def _over_time(told: Outline) -> Iterator[str]:
    if not told.followed and not told.goals_so_far:
        return
    yield "<section><h2>Over time</h2>"
    for number, each in enumerate(told.followed, 1):
        yield from _followed(each, f"chart-{number}")
    if told.goals_so_far:
        yield "<article><h3>What was decided for each goal, and at its cost</h3>"
        yield '<ul class="plain">'
        for goal in told.goals_so_far:
            yield f'<li>{said(goal.goal)}<p class="by">{wording.goal_record(goal)}</p></li>'
        yield "</ul></article>"
    yield "</section>"


def _followed(told: Followed, chart_name: str) -> Iterator[str]:
    lines = wording.followed(told)
    yield "<article>"
    yield headed(told.question)
    yield f'<p class="soft">{text(" ".join(lines))}</p>'
    yield '<div class="over-time"><figure>'
    yield from chart(told.series, chart_name, clean(told.question), " ".join(lines))
    yield f"<figcaption>{text(wording.legend(told.series))}</figcaption></figure>"
    table = wording.points(told.series)
    yield '<table class="points"><thead><tr>'
    yield "".join(f'<th scope="col">{text(each)}</th>' for each in table.head)
    yield "</tr></thead><tbody>"
    for day, *cells in table.rows:
        yield f'<tr><th scope="row"><time datetime="{day}">{day}</time></th>'
        yield "".join(f"<td>{text(str(each))}</td>" for each in cells) + "</tr>"
    yield "</tbody></table></div></article>"


def _remarks(told: Outline) -> Iterator[str]:
    # What was decided stands at the top.
    if remarks := [each for each in told.remarks if not each.decision]:
        yield "<section><h2>Also said</h2>"
        yield '<ul class="plain">'
        yield from map(_remark, remarks)
        yield "</ul></section>"


def _findings(told: Outline) -> Iterator[str]:
    if not told.findings:
        return
    yield "<section><h2>What stands out</h2>"
    yield '<ul class="lines">'
    for each in told.findings:
        kind = each.severity.value
        yield f'<li><span class="tag {kind}">{kind.capitalize()}</span>'
        yield said(each.sentence, "span")
        if each.evidence:
            yield '<ul class="plain">'
            yield from (f"<li>{said(_unnumbered(line))}</li>" for line in each.evidence)
            yield "</ul>"
        yield "</li>"
    yield "</ul></section>"


def _unnumbered(line: Said) -> str:
    """Return a line without the number before it, which only a terminal takes."""
    return line.removeprefix(f"{line.values.get('number')}: ")


def foot(told: Outline, left_out: Sequence[str]) -> Iterator[str]:
    """Yield the end of a page, with lines about what is not there."""
    yield '<footer class="soft">'
    yield from map(said, left_out)
    yield f"<p>{text(wording.made(told))}</p>"
    yield "</footer>"
    yield "</main>"
    yield "</body>"
    yield "</html>"
