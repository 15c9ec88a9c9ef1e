"""Blocks as HTML: every text is escaped, and stands in its own direction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape

from attrs import field, frozen

from ..blocks import Bar, Bars, Block, Columns, ForEach, Line, Lines, Part, Table, Text
from ..characters import clean
from ..hues import SHAPES, Hue
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


def headed(title: str, got: str = "", level: int = 3, sign: str = "") -> str:
    """Return a heading, after a sign, with what its topic got as a tag."""
    tag = f' <span class="tag">{text(got)}</span>' if got else ""
    words = f'<span class="said" lang="">{text(title)}</span>'
    return f'<h{level} dir="auto">{sign}{words}{tag}</h{level}>'


_LISTS = {"plain": "plain", "soft": "plain soft", "cards": "notes"}
"""The classes of lists by their style."""


@frozen
class Page:
    """Draws blocks as elements.

    `hues` are those of the columns, `columns` those that a topic or note is in, by its number.

    >>> page = Page({"Stop": "red"})
    >>> page.sign("Stop")
    '<span class="shape hue-red" aria-hidden="true">▼</span> '
    """

    hues: Mapping[str, Hue] = field(factory=dict)
    columns: Mapping[int, Sequence[str]] = field(factory=dict)

    def hued(self, column: str) -> str:
        """Return the classes that give an element, and what is in it, the colour of a column."""
        return f"hued hue-{self.hues[column]}" if column in self.hues else ""

    def sign(self, column: str) -> str:
        """Return the shape of a column, for those who do not see its colour."""
        if (hue := self.hues.get(column)) is None:
            return ""
        return f'<span class="shape hue-{hue}" aria-hidden="true">{SHAPES[hue]}</span> '

    def columns_of(self, number: int | None) -> Sequence[str]:
        """Return the columns that a topic or note is in; none of what is neither."""
        return () if number is None else self.columns.get(number, ())

    def signed(self, columns: Iterable[str]) -> str:
        """Return the names of columns, each with its shape."""
        return " · ".join(f"{self.sign(each)}{name(each)}" for each in columns)

    def drawn(
        self, blocks: Iterable[Block], level: int = 3, column: str | None = None
    ) -> Iterator[str]:
        """Yield the elements of blocks, headings at a `level`; see `text_blocks.drawn`."""
        for block in blocks:
            match block:
                case Text():
                    tone = "" if block.tone == "plain" else block.tone
                    yield from (said(line, classes=tone) for line in block.lines)
                case Bars():
                    yield from (_figures(block) if block.drawn == "figures" else self._bars(block))
                case Lines():
                    yield from self._lines(block, level, column)
                case Table():
                    yield from _table(block)
                case Part():
                    yield from self._part(block, level, column)
                case Columns():
                    yield f'<div class="columns{" two" if len(block.parts) > 1 else ""}">'
                    for part in block.parts:
                        yield from self._part(part, level, part.title)
                    yield "</div>"
                case ForEach():
                    for who, own in block.members.items():
                        yield from self._part(Part(title=who, blocks=own), level, column)

    def _part(self, part: Part, level: int, column: str | None) -> Iterator[str]:
        yield "<article>"
        sign = self.sign(part.title) if part.title == column else ""
        yield headed(part.title, amount(part.amount), level, sign)
        # Where its notes follow, each of them says its own.
        cards = any(isinstance(each, Lines) and each.style == "cards" for each in part.blocks)
        if not cards and (columns := self.columns_of(part.number)):
            yield f'<p class="by">{self.signed(columns)}</p>'
        yield from self.drawn(part.blocks, level + 1, column)
        yield "</article>"

    def _lines(self, block: Lines, level: int, column: str | None) -> Iterator[str]:
        if block.title:
            yield f"<article>{headed(block.title, level=level)}"
        yield f'<ul class="{_LISTS[block.style]}">'
        for each in block.lines:
            yield self._card(each, column) if block.style == "cards" else _line(each)
        yield "</ul>"
        if block.title:
            yield "</article>"

    def _card(self, line: Line, column: str | None) -> str:
        """Return a note as a card, which as a whole turns to the direction of its text."""
        about = " · ".join(map(name, aside(line, column)))
        sign = self.sign(line.column) if line.column != column else ""
        by = f'<p class="by">{sign}{about}</p>' if about else ""
        hued = f' class="{classes}"' if (classes := self.hued(line.column)) else ""
        said = f'<p class="said" lang="">{text(line.text)}</p>{by}{_comments(line)}'
        return f'<li{hued} dir="auto">{said}</li>'

    def _bars(self, block: Bars) -> Iterator[str]:
        yield '<table class="bars" role="table">'
        yield '<thead class="unseen" role="rowgroup"><tr role="row">'
        yield "".join(
            f'<th scope="col" role="columnheader">{text(each)}</th>' for each in block.head
        )
        yield '</tr></thead><tbody role="rowgroup">'
        for each in block.bars:
            yield self._bar(each, block)
        yield "</tbody></table>"

    def _bar(self, bar: Bar, block: Bars) -> str:
        tag = f' <span class="tag">{text(bar.words)}</span>' if bar.words else ""
        columns = self.columns_of(bar.number)
        # One that is of several columns has no colour of its own.
        classes = [self.hued(each) for each in columns if len(columns) == 1]
        row = " ".join(filter(None, ["first" if bar.first else "", *classes]))
        row = f' class="{row}"' if row else ""
        filled = f"{100 * max(0, bar.amount) / block.full:.4g}"
        return (
            f'<tr role="row"{row}>'
            f'<th scope="row" role="rowheader">{"".join(map(self.sign, columns))}'
            f"{name(bar.label)}{tag}</th>"
            f'<td class="count" role="cell">{figure(bar.amount)}</td><td aria-hidden="true">'
            f"{'' if block.drawn == 'list' else _BAR.format(filled)}</td></tr>"
        )


_BAR = (
    '<svg viewBox="0 0 100 10" preserveAspectRatio="none">'
    '<rect class="ground" width="100" height="10"/>'
    '<rect class="fill" width="{}" height="10"/></svg>'
)


def _line(line: Line) -> str:
    if line.author is not None:
        return f"<li>{name(line.author)}: {name(line.text)}</li>"
    tag = f'<span class="tag decided">{text(line.tag)}</span>' if line.tag else ""
    return f"<li>{tag}{said(line.text, 'span')}</li>"


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


def _comments(line: Line) -> str:
    said = "".join(f"<li>{name(each.author)}: {name(each.text)}</li>" for each in line.comments)
    return f'<ul class="plain soft">{said}</ul>' if said else ""
