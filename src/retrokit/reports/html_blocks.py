"""Blocks as HTML: every text is escaped, and stands in its own direction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from ..blocks import Bars, Block, Columns, ForEach, Line, Lines, Part, Table, Text
from ..characters import clean
from ..phrases import amount, figure
from .text_blocks import aside, grouped


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


def headed(title: str, got: str = "", level: int = 3) -> str:
    """Return a heading, with what its topic got as a tag."""
    tag = f' <span class="tag">{text(got)}</span>' if got else ""
    return f'<h{level} dir="auto"><span class="said" lang="">{text(title)}</span>{tag}</h{level}>'


def drawn(blocks: Iterable[Block], level: int = 3, column: str | None = None) -> Iterator[str]:
    """Yield the elements of blocks, headings at a `level`; see `text_blocks.drawn`."""
    for block in blocks:
        match block:
            case Text():
                tone = "" if block.tone == "plain" else block.tone
                yield from (said(line, classes=tone) for line in block.lines)
            case Bars():
                yield from _figures(block) if block.drawn == "figures" else _bars(block)
            case Lines():
                yield from _lines(block, level, column)
            case Table():
                yield from _table(block)
            case Part():
                yield from _part(block, level, column)
            case Columns():
                yield f'<div class="columns{" two" if len(block.parts) > 1 else ""}">'
                for part in block.parts:
                    yield from _part(part, level, part.title)
                yield "</div>"
            case ForEach():
                for who, own in block.members.items():
                    yield from _part(Part(title=who, blocks=own), level, column)


def _part(part: Part, level: int, column: str | None) -> Iterator[str]:
    yield "<article>"
    yield headed(part.title, amount(part.amount), level)
    yield from drawn(part.blocks, level + 1, column)
    yield "</article>"


_LISTS = {"plain": "plain", "soft": "plain soft", "cards": "notes"}
"""The classes of lists by their style."""


def _lines(block: Lines, level: int, column: str | None) -> Iterator[str]:
    if block.title:
        yield f"<article>{headed(block.title, level=level)}"
    draw = _card if block.style == "cards" else _line
    yield f'<ul class="{_LISTS[block.style]}">'
    yield from (draw(each, column) for each in block.lines)
    yield "</ul>"
    if block.title:
        yield "</article>"


def _card(line: Line, column: str | None) -> str:
    """Return a note as a card, which as a whole turns to the direction of what is written on it."""
    about = " · ".join(map(name, aside(line, column)))
    by = f'<p class="by">{about}</p>' if about else ""
    return f'<li dir="auto"><p class="said" lang="">{text(line.text)}</p>{by}</li>'


def _line(line: Line, column: str | None) -> str:
    if line.author is not None:
        return f"<li>{name(line.author)}: {name(line.text)}</li>"
    tag = f'<span class="tag decided">{text(line.tag)}</span>' if line.tag else ""
    return f"<li>{tag}{said(line.text, 'span')}</li>"


def _bars(block: Bars) -> Iterator[str]:
    most = max([1, *(each.amount for each in block.bars)])
    yield '<table class="bars" role="table"><thead class="unseen" role="rowgroup"><tr role="row">'
    yield "".join(f'<th scope="col" role="columnheader">{text(each)}</th>' for each in block.head)
    yield '</tr></thead><tbody role="rowgroup">'
    for each in block.bars:
        tag = f' <span class="tag">{text(each.words)}</span>' if each.words else ""
        filled = f"{100 * max(0, each.amount) / most:.4g}"
        yield (
            f'<tr role="row"{" class=first" if each.first else ""}>'
            f'<th scope="row" role="rowheader">{name(each.label)}{tag}</th>'
            f'<td class="count" role="cell">{figure(each.amount)}</td><td aria-hidden="true">'
            f"{'' if block.drawn == 'list' else _BAR.format(filled)}</td></tr>"
        )
    yield "</tbody></table>"


_BAR = (
    '<svg viewBox="0 0 100 10" preserveAspectRatio="none">'
    '<rect class="ground" width="100" height="10"/>'
    '<rect class="fill" width="{}" height="10"/></svg>'
)


def _figures(block: Bars) -> Iterator[str]:
    yield f'<table class="detail"><caption>{text(block.title)}</caption><tbody>'
    for what, numbers in grouped(block.bars):
        yield f'<tr><th scope="row">{name(what)}</th><td>{name(numbers)}</td></tr>'
    yield "</tbody></table>"


def _table(block: Table) -> Iterator[str]:
    yield '<table class="detail">'
    if block.title:
        yield f"<caption>{text(block.title)}</caption>"
    if block.head:
        yield "<thead><tr>"
        yield "".join(f'<th scope="col">{text(each)}</th>' for each in block.head)
        yield "</tr></thead>"
    yield "<tbody>"
    for first, *cells in filter(None, block.rows):
        yield f'<tr><th scope="row">{name(str(first))}</th>'
        yield "".join(f"<td>{name(str(each))}</td>" for each in cells) + "</tr>"
    yield "</tbody></table>"
