"""Blocks as Markdown: CommonMark, with the tables of GitHub's dialect.

What people wrote stays text, whatever signs it is made of, and is left alone where it needs no
escaping. Names and limits of the syntax are from the CommonMark 0.31 and GFM 0.29 specifications.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..blocks import Bars, Block, Columns, ForEach, Line, Lines, Part, Table, Text
from ..characters import clean
from ..phrases import figure
from .text_blocks import aside, grouped, titled

_INLINE = re.compile(
    r"""
      \\(?=[!-/:-@\[-`{-~]|$)      # a backslash that would escape, or break the line
    | [`\[|]                       # code, links, cells
    | (?<!\s)[*~] | [*~](?!\s)     # emphasis, unless it stands alone
    | (?<![^\W_])_+ | _+(?![^\W_]) # emphasis, unless within a word
    | <(?=[A-Za-z/!?])             # a tag or an autolink
    | &(?=\#?\w+;)                 # an entity
    """,
    re.VERBOSE | re.MULTILINE,
)
_OPENING = re.compile(
    r"""
    ^(?: (?P<number>[0-9]{1,9})(?=[.)](?:[ \t]|$))  # an ordered list
    | (?= \#{1,6}(?:[ \t]|$)                     # a heading
        | >                                      # a quotation
        | [-+](?:[-\s:|]|$)                      # a list, a rule, a table's second line
        | :-
        | =+[ \t]*$ )                            # what makes a heading of the line before
    )
    """,
    re.VERBOSE,
)


# What an address ends in is more likely its own than the sentence's.
_URL = re.compile(r"https?://(?:[^\s<>|`\\&]|&(?!#?\w+;))*[\w/=#%+-]")
_URL_AT_END = re.compile(r"(?:https?://|www\.)\S*$")
_UP_TO_SPACE = re.compile(r"\S*")


def _escaped_inline(text: str) -> str:
    return _INLINE.sub(lambda found: "".join("\\" + char for char in found[0]), text)


def _escaped_line(line: str) -> str:
    """Escape a line; an address that would not survive that stands in angle brackets instead."""
    line, done = line.strip(" \t"), 0
    parts: list[str] = []
    for url in _URL.finditer(line):
        whole = _UP_TO_SPACE.match(line, url.start())[0]  # type: ignore[index]
        if _escaped_inline(whole) != whole:
            parts += _escaped_inline(line[done : url.start()]), f"<{url[0]}>"
            done = url.end()
    line = "".join((*parts, _escaped_inline(line[done:])))
    return _OPENING.sub(lambda found: f"{found['number'] or ''}\\", line)


def escaped(text: str, indent: str = "") -> str:
    """Return `text` as Markdown that reads as that text, in paragraphs and lines as they are.

    Every line but the first is indented by `indent`, so that it stays in its list item.
    """
    paragraphs: list[list[str]] = [[]]
    for line in map(_escaped_line, clean(text).split("\n")):
        if line:
            paragraphs[-1].append(line)
        else:
            paragraphs.append([])
    # A space keeps the backslash that breaks a line from being taken into an address.
    for lines in paragraphs:
        lines[:-1] = [f"{each}{' ' * bool(_URL_AT_END.search(each))}\\" for each in lines[:-1]]
    return f"\n\n{indent}".join(f"\n{indent}".join(lines) for lines in paragraphs if lines)


def one_line(text: str) -> str:
    """Return `text` as Markdown on a single line, as headings need it."""
    # Signs at the very end would close a heading, and be gone.
    return re.sub(r"(?<![^ ])(#+)$", r"\\\1", _escaped_line(" ".join(clean(text).split())))


def _cell(text: str) -> str:
    return "<br>".join(filter(None, map(_escaped_line, clean(text).split("\n"))))


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    head = list(head)
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(map(_cell, row))} |"
    yield ""


def items(lines: Iterable[str]) -> Iterator[str]:
    items = [f"- {line}" for line in lines]
    yield from items
    yield from [""] * bool(items)


def drawn(blocks: Iterable[Block], level: int = 3, column: str | None = None) -> Iterator[str]:
    """Yield the lines of blocks, headings at a `level`; see `text_blocks.drawn`."""
    for block in blocks:
        match block:
            case Text():
                for line in block.lines:
                    yield f"> {one_line(line)}" if block.tone == "warning" else escaped(line)
                    yield ""
            case Bars():
                yield from _bars(block)
            case Lines():
                if block.title:
                    yield f"{one_line(block.title)}:"
                    yield ""
                yield from items(_line(each, block, column) for each in block.lines)
            case Table():
                if block.title:
                    yield f"**{one_line(block.title)}**"
                    yield ""
                rows = ([str(cell) for cell in row] for row in block.rows)
                yield from table(block.head, rows)
            case Part():
                yield from _part(block, level, column)
            case Columns():
                for part in block.parts:
                    yield from _part(part, level, part.title)
            case ForEach():
                for name, own in block.members.items():
                    yield from _part(Part(title=name, blocks=own), level, column)


def _part(part: Part, level: int, column: str | None) -> Iterator[str]:
    yield f"{'#' * level} {one_line(titled(part))}"
    yield ""
    yield from drawn(part.blocks, level + 1, column)


def _line(line: Line, lines: Lines, column: str | None) -> str:
    text = f"**{one_line(line.tag)}:** " if line.tag else ""
    if lines.style == "soft" and line.author is not None:
        return f"{one_line(line.author)}: {text}{escaped(line.text, '  ')}"
    about = one_line(", ".join(aside(line, column)))
    said = f"{text}{escaped(line.text, '  ')}" + (f" ({about})" if about else "")
    below = (f"  - {one_line(each.author)}: {escaped(each.text, '    ')}" for each in line.comments)
    return "\n".join((said, *below))


def _bars(block: Bars) -> Iterator[str]:
    if block.drawn == "figures":
        yield from table([one_line(block.title), "Count"], grouped(block.bars))
        return
    rows = (
        [f"{each.label} ({each.words})" if each.words else each.label, figure(each.amount)]
        for each in block.bars
    )
    yield from table(map(one_line, block.head), rows)
