"""Blocks as plain text of any width, in any script; nothing here relies on colour."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, zip_longest

from attrs import frozen

from ..blocks import Bar, Bars, Block, Columns, ForEach, Line, Lines, Part, Table, Text
from ..characters import width, wrap
from ..phrases import amount, figure

BAR = 24
"""The longest bar."""
NARROW = 8
"""The least that a column of a table is narrowed to."""


@frozen
class Sheet:
    """Draws blocks in lines of so many columns; with `numbers` those that people type stand first.

    >>> dots = Bars(bars=(Bar(label="Tea", amount=3), Bar(label="Rain", amount=1)))
    >>> for line in Sheet(60).drawn([dots]):
    ...     print(line)
      3  ########################  Tea
      1  ########                  Rain
    """

    columns: int
    numbers: bool = False

    def drawn(self, blocks: Iterable[Block], column: str | None = None) -> Iterator[str]:
        """Yield the lines of blocks; within a `column` of a board its name is not said again."""
        before: Block | None = None
        for block in blocks:
            if before is not None and isinstance(block, _PARTS) and not isinstance(before, _PARTS):
                yield ""
            before = block
            match block:
                case Text():
                    first = "! " if block.tone == "warning" else ""
                    for line in block.lines:
                        yield from self.hung(line, first)
                case Bars():
                    yield from (
                        self._figures(block) if block.drawn == "figures" else self._bars(block)
                    )
                case Lines():
                    yield from self._titled(block.title)
                    for each in block.lines:
                        text = said(each, block, column)
                        yield from self.hung(text, f"{self._number(each.number)}- ")
                        for one in each.comments:
                            yield from self.hung(f"{one.author}: {one.text}", "    > ")
                case Table():
                    yield from self._titled(block.title)
                    yield from self._table(block)
                case Part():
                    yield from self._part(block, column)
                case Columns():
                    for part in block.parts:
                        yield from self._part(part, part.title)
                case ForEach():
                    for name, own in block.members.items():
                        yield from self._part(Part(title=name, blocks=own), column)

    def hung(self, text: str, first: str = "", later: str | None = None) -> Iterator[str]:
        """Wrap `text` after `first`; further lines stand under the beginning of the text."""
        later = " " * width(first) if later is None else later
        for line in wrap(text, self.columns - max(width(first), width(later))):
            yield (first + line).rstrip()
            first = later

    def _number(self, number: int | None) -> str:
        return f"{number} " if self.numbers and number is not None else ""

    def _titled(self, title: str) -> Iterator[str]:
        if title:
            yield ""
            yield from self.hung(f"{title}:")

    def _part(self, part: Part, column: str | None) -> Iterator[str]:
        yield from self.hung(titled(part), self._number(part.number))
        yield from self.drawn(part.blocks, column)
        yield ""

    def _figures(self, block: Bars) -> Iterator[str]:
        yield from self._titled(block.title)
        for what, numbers in grouped(block.bars, numbers=self.numbers):
            yield from self.hung(f"{what}: {numbers}", "  ", "    ")

    def _bars(self, block: Bars) -> Iterator[str]:
        yield from self._titled(block.title)
        digits = max((len(figure(each.amount)) for each in block.bars), default=0)
        for each in block.bars:
            words = f" ({each.words})" if each.words else ""
            label = f"{self._number(each.number)}{each.label}{words}"
            bar = "#" * round(BAR * max(0, each.amount) / block.full)
            drawn = "" if block.drawn == "list" else f"{bar:<{BAR}}  "
            yield from self.hung(label, f"  {figure(each.amount):>{digits}}  {drawn}")

    def _table(self, block: Table) -> Iterator[str]:
        rows = [[str(cell) for cell in row] for row in (block.head, *block.rows) if row]
        room = [max(1, *map(width, column)) for column in zip(*rows, strict=True)]
        # As long as there is not room for all, the widest column gives way, and its cells wrap.
        while sum(room) + 2 * len(room) > self.columns and max(room) > NARROW:
            room[room.index(max(room))] -= 1
        for row in rows:
            cells = [wrap(cell, wide) for cell, wide in zip(row, room, strict=True)]
            for line in zip_longest(*cells, fillvalue=""):
                told = (
                    cell + " " * (wide - width(cell)) for cell, wide in zip(line, room, strict=True)
                )
                yield f"  {'  '.join(told)}".rstrip()


_PARTS = (Part, Columns, ForEach)


def said(line: Line, lines: Lines, column: str | None = None) -> str:
    """Return a line with who wrote it, where it stands, and what it got."""
    text = f"{line.tag}: {line.text}" if line.tag else line.text
    if lines.style == "soft" and line.author is not None:
        return f"{line.author}: {text}"
    about = ", ".join(aside(line, column))
    return f"{text} ({about})" if about else text


def aside(line: Line, column: str | None) -> list[str]:
    """Return what is said beside a line: its column if not within it, who wrote it, what it got,
    and how many reacted to it.
    """
    there = "" if line.column == column else line.column
    return [*filter(None, (there, line.author, amount(line.amount), *reactions(line)))]


def reactions(line: Line) -> list[str]:
    """Return how many reacted to a line with what, as in `👍 3`."""
    return [f"{each.unit} {each.number}" for each in line.reactions]


def titled(part: Part) -> str:
    """Return the title of a part with what its topic got, if anything."""
    got = amount(part.amount)
    return f"{part.title} ({got})" if got else part.title


def grouped(bars: Sequence[Bar], *, numbers: bool = False) -> list[tuple[str, str]]:
    """Return figures as two columns: what, and all the counts of it, with their words.

    With `numbers` what has one is told by it.
    """
    return [
        (
            f"{number} {label}" if numbers and number is not None else label,
            ", ".join(_counted(each, numbers) for each in them),
        )
        for (number, label), them in groupby(bars, lambda bar: (bar.number, bar.label))
    ]


def _counted(bar: Bar, numbers: bool) -> str:
    other = bar.against if bar.against and not numbers else f"#{bar.over}"
    over = "" if bar.over is None else f" over {other}"
    words = f" ({bar.words})" if bar.words else ""
    return f"{figure(bar.amount)}{over}{words}"
