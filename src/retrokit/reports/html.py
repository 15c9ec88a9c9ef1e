"""The report as one page of HTML that needs nothing else: no script, no file, no connection."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from ..characters import clean
from ..events import ActionStatus
from ..tallies import Number
from . import Record, wording
from .answers import Answered
from .charts import chart
from .outline import ActionTold, EarlierTold, Followed, Outcome, Outline, outline
from .sections import (
    Asked,
    Collected,
    DetailTold,
    Discussed,
    NoteTold,
    Section,
    Voted,
    Votes,
)
from .style import CSS, CSS_HASH

POLICY = f"default-src 'none'; style-src '{CSS_HASH}'; base-uri 'none'; form-action 'none'"
"""Nothing is loaded, run or sent, even if an escape should ever fail."""


def text(given: str) -> str:
    """Return text as it may stand anywhere in the page, attributes too."""
    return escape(clean(given))


def said(given: str, tag: str = "p", classes: str = "") -> str:
    """Return an element with what somebody wrote: in its own direction, of unknown language."""
    names = f"said {classes}".strip()
    return f'<{tag} class="{names}" dir="auto" lang="">{text(given)}</{tag}>'


def name(given: str) -> str:
    """Return a name or title within a line, kept apart from the direction of that line."""
    return f'<bdi lang="">{text(given)}</bdi>'


def _aside(parts: Iterable[str]) -> str:
    line = " · ".join(name(part) for part in parts if part)
    return f'<p class="by">{line}</p>' if line else ""


def _card(words: str, *aside: str | None) -> str:
    """Return a note as a card, which as a whole turns to the direction of what is written on it."""
    by = _aside(filter(None, aside))
    return f'<li dir="auto"><p class="said" lang="">{text(words)}</p>{by}</li>'


def render(record: Record) -> str:
    """Return the whole page."""
    told = outline(record)
    parts = (
        _start(told),
        _head(told),
        _actions(told),
        _earlier(told),
        *map(_section, told.sections),
        _over_time(told),
        _remarks(told),
        _findings(told),
        _foot(told),
    )
    return "\n".join(line for part in parts for line in part) + "\n"


def _start(told: Outline) -> Iterator[str]:
    yield "<!doctype html>"
    yield '<html lang="en">'
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
    if told.goals:
        yield "<dt>Goals</dt><dd><ul>"
        yield from (f"<li>{said(goal)}</li>" for goal in told.goals)
        yield "</ul></dd>"
    yield "</dl>"
    yield from (f'<p class="note-well">{text(line)}</p>' for line in wording.warnings(told))
    yield "</header>"


def _actions(told: Outline) -> Iterator[str]:
    yield "<section>"
    yield "<h2>What we will do</h2>"
    if told.actions:
        # The roles say again what the elements are: a narrow page shows the rows as blocks.
        yield '<table class="actions" role="table">'
        yield '<thead role="rowgroup"><tr role="row">'
        for head in ("No.", "What", "Who", "By when"):
            yield f'<th scope="col" role="columnheader">{head}</th>'
        yield '<th scope="col" role="columnheader"><span class="unseen">Status</span></th>'
        yield '</tr></thead><tbody role="rowgroup">'
        yield from map(_action, told.actions)
        yield "</tbody></table>"
    else:
        yield "<p>No action items were written down.</p>"
    if gaps := wording.gaps(told):
        yield '<ul class="gaps soft">'
        yield from (f'<li dir="auto">{text(line)}</li>' for line in gaps)
        yield "</ul>"
    yield "</section>"


def _action(told: ActionTold) -> str:
    item = told.item
    missing = '<span class="missing">{}</span>'
    owner = ", ".join(map(name, item.owners)) or missing.format("nobody yet")
    due = (
        missing.format("no date yet")
        if item.due is None
        else f'<time datetime="{item.due}">{item.due}</time>'
    )
    goal = said(f"for: {item.goal}", "span", "goal") if item.goal else ""
    reason = said(item.reason, "span", "goal") if item.reason else ""
    came = wording.origin_of(told)
    origin = said(came, "span", "goal") if came else ""
    status = "overdue" if told.overdue else "" if told.is_open else item.status.value
    done = " done" if item.status is ActionStatus.DONE else ""
    tag = f'<span class="tag{done}">{status}</span>' if status else ""
    return (
        '<tr role="row">'
        f'<td class="number" role="cell">{item.number}</td>'
        f'<td role="cell">{said(item.text, "div")}{goal}{reason}{origin}</td>'
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


def _section(section: Section) -> Iterator[str]:
    yield "<section>"
    yield said(section.title, "h2")
    if isinstance(section, Collected):
        yield from _collected(section)
    elif isinstance(section, Asked):
        for result in section.results:
            yield from _answered(result, wording.attribution(section))
    elif isinstance(section, Voted):
        yield from _voted(section)
    else:
        yield from _discussed(section)
    yield "</section>"


def _titled(title: str, votes: Votes | None) -> str:
    said = wording.got(votes)
    got = f' <span class="tag">{text(said)}</span>' if said else ""
    return f'<h3 dir="auto"><span class="said" lang="">{text(title)}</span>{got}</h3>'


def _notes(notes: Iterable[NoteTold], column: bool) -> Iterator[str]:
    yield '<ul class="notes">'
    for note in notes:
        votes = wording.got(note.votes)
        yield _card(note.text, note.column if column else None, note.author, votes or None)
    yield "</ul>"


def _collected(told: Collected) -> Iterator[str]:
    if how := wording.attribution(told):
        yield f'<p class="soft">The notes are {how}.</p>'
    for pile in told.piles:
        yield "<article>"
        yield _titled(pile.title, pile.votes)
        yield from _notes(pile.notes, True)
        yield "</article>"
    if told.columns:
        yield f'<div class="columns{" two" if len(told.columns) > 1 else ""}">'
        for title, notes in told.columns:
            yield "<article>"
            yield _titled(title, None)
            yield from _notes(notes, False)
            yield "</article>"
        yield "</div>"


def _bars(head: tuple[str, str], rows: Iterable[tuple[str, Number, bool]]) -> Iterator[str]:
    rows = list(rows)
    most = max(1, *(count for _, count, _ in rows))
    yield '<table class="bars" role="table"><thead class="unseen" role="rowgroup"><tr role="row">'
    yield "".join(f'<th scope="col" role="columnheader">{text(each)}</th>' for each in head)
    yield '</tr></thead><tbody role="rowgroup">'
    for label, count, first in rows:
        filled = f"{100 * max(0, count) / most:.4g}"
        yield (
            f'<tr role="row"{" class=first" if first else ""}>'
            f'<th scope="row" role="rowheader">{name(label)}</th>'
            f'<td class="count" role="cell">{wording.amount(count)}</td><td aria-hidden="true">'
            '<svg viewBox="0 0 100 10" preserveAspectRatio="none">'
            '<rect class="ground" width="100" height="10"/>'
            f'<rect class="fill" width="{filled}" height="10"/></svg></td></tr>'
        )
    yield "</tbody></table>"


def _answered(told: Answered, how: str) -> Iterator[str]:
    yield "<article>"
    yield _titled(told.question, None)
    yield f'<p class="soft">{text(wording.sentence(wording.answered(told), how))}</p>'
    if reading := wording.reading(told):
        yield f'<p class="soft" dir="auto">{text(reading)}</p>'
    if told.counts:
        yield from _bars(("Answer", "How many"), ((*each, False) for each in told.counts))
    if told.replies:
        yield '<ul class="gaps soft">'
        yield from (f"<li>{name(who)}: {name(reply)}</li>" for who, reply in told.replies)
        yield "</ul>"
    if told.comments:
        yield '<ul class="notes">'
        yield from (_card(each.text, each.author) for each in told.comments)
        yield "</ul>"
    for part in told.parts:
        yield said(f"{part.criterion} {wording.rated(part)}.", classes="soft")
        if part.counts:
            yield from _bars(("Rating", "How often"), ((*each, False) for each in part.counts))
    if told.group or told.about:
        yield '<ul class="plain">'
        yield from (f"<li>{said(line)}</li>" for line in told.group)
        for who, lines in told.about:
            yield from (f"<li>{said(f'{who}: {line}')}</li>" for line in lines)
        yield "</ul>"
    yield "</article>"


def _voted(told: Voted) -> Iterator[str]:
    line = wording.sentence(wording.voted(told), wording.attribution(told))
    yield f'<p class="soft">{text(line)}</p>'
    if told.standings:
        yield from _bars(
            ("For", wording.unit(told)),
            ((each.title, each.votes, each.winner) for each in told.standings),
        )
    if rest := wording.rest(told):
        yield f'<p class="by">{text(rest)}</p>'
    if tie := wording.tie(told):
        yield said(tie, classes="by")
    if objections := wording.objections(told):
        yield '<ul class="plain">'
        yield from (f"<li>{said(line)}</li>" for line in objections)
        yield "</ul>"
    for detail in told.details:
        yield from _detail(detail)


def _detail(told: DetailTold) -> Iterator[str]:
    yield f'<table class="detail"><caption>{text(told.title)}</caption><tbody>'
    for what, numbers in wording.lines(told):
        yield f'<tr><th scope="row">{name(what)}</th><td>{name(numbers)}</td></tr>'
    yield "</tbody></table>"


def _line(words: str, decision: bool, about: str | None = None) -> str:
    tag = '<span class="tag decided">Decided</span>' if decision else ""
    return f"<li>{tag}{said(words, 'span')}{_aside([about] if about else [])}</li>"


def _discussed(told: Discussed) -> Iterator[str]:
    for topic in told.topics:
        yield "<article>"
        yield _titled(topic.title, topic.votes)
        if topic.remarks:
            yield '<ul class="plain">'
            yield from (_line(each.text, each.decision) for each in topic.remarks)
            yield "</ul>"
        yield "</article>"
    if told.waiting:
        yield "<article><h3>Not talked about</h3>"
        yield '<ul class="plain soft">'
        yield from (f"<li>{said(title)}</li>" for title in told.waiting)
        yield "</ul></article>"


def _over_time(told: Outline) -> Iterator[str]:
    if not told.followed and not told.goals_so_far:
        return
    yield "<section><h2>Over time</h2>"
    for number, each in enumerate(told.followed, 1):
        yield from _followed(each, f"chart-{number}")
    if told.goals_so_far:
        yield "<article><h3>What became of the action items for each goal</h3>"
        yield '<ul class="plain">'
        for goal in told.goals_so_far:
            yield f'<li>{said(goal.goal)}<p class="by">{wording.goal_record(goal)}</p></li>'
        yield "</ul></article>"
    yield "</section>"


def _followed(told: Followed, chart_name: str) -> Iterator[str]:
    lines = wording.followed(told)
    yield "<article>"
    yield _titled(told.question, None)
    yield f'<p class="soft">{text(" ".join(lines))}</p>'
    yield '<div class="over-time"><figure>'
    yield from chart(told.series, chart_name, clean(told.question), " ".join(lines))
    yield f"<figcaption>{text(wording.legend(told.series))}</figcaption></figure>"
    head, rows = wording.points(told.series)
    yield '<table class="points"><thead><tr>'
    yield "".join(f'<th scope="col">{text(each)}</th>' for each in head)
    yield "</tr></thead><tbody>"
    for day, *cells in rows:
        yield f'<tr><th scope="row"><time datetime="{day}">{day}</time></th>'
        yield "".join(f"<td>{text(each)}</td>" for each in cells) + "</tr>"
    yield "</tbody></table></div></article>"


def _remarks(told: Outline) -> Iterator[str]:
    if told.remarks:
        yield "<section><h2>Also said</h2>"
        yield '<ul class="plain">'
        yield from (_line(each.text, each.decision, each.about) for each in told.remarks)
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
            yield from (f"<li>{said(line)}</li>" for line in each.evidence)
            yield "</ul>"
        yield "</li>"
    yield "</ul></section>"


def _foot(told: Outline) -> Iterator[str]:
    yield '<footer class="soft">'
    yield from (said(line) for line in wording.left_out(told))
    yield f"<p>{text(wording.made(told))}</p>"
    yield "</footer>"
    yield "</main>"
    yield "</body>"
    yield "</html>"
