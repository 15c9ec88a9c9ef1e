"""How listings look: tables, wrapped text and JSON, at most as wide as the terminal."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Sequence
from typing import Any

import click

from ..characters import width, wrap

WIDEST = 100
"""Lines longer than this are hard to read, however wide the terminal."""


def columns() -> int:
    """Return how wide to write: the terminal's width, 80 where there is none."""
    return max(40, min(shutil.get_terminal_size((80, 24)).columns, WIDEST))


def paragraph(text: str, indent: str = "", first: str | None = None) -> str:
    """Return text wrapped to the terminal, in any script; its own line breaks are kept."""
    lines = wrap(text, columns() - width(indent))
    lead = indent if first is None else first
    return "\n".join((lead if n == 0 else indent) + line for n, line in enumerate(lines))


def fitted(text: str) -> str:
    """Return text with the lines that are too long wrapped, each under its own indent."""
    return "\n".join(
        line if width(line) <= columns() else paragraph(line.strip(), f"{indent}  ", indent)
        for line in text.split("\n")
        for indent in [" " * (len(line) - len(line.lstrip()))]
    )


def table(
    rows: Iterable[Sequence[Any]], headers: Sequence[str], *, wide: int, indent: str = ""
) -> str:
    """Return a table that fits the terminal; the column at index `wide` gives way.

    None is an empty cell.
    """
    from tabulate import tabulate

    cells = [["" if cell is None else str(cell) for cell in row] for row in rows]
    # tabulate gives a heading two cells more than it needs.
    others = sum(
        max([width(headers[n]) + 2, *(width(row[n]) for row in cells)])
        for n in range(len(headers))
        if n != wide
    )
    room = max(16, columns() - width(indent) - others - 2 * (len(headers) - 1))
    for row in cells:
        row[wide] = "\n".join(wrap(row[wide], room))
    text = tabulate(
        cells, headers, tablefmt="simple", disable_numparse=True, preserve_whitespace=True
    )
    return "\n".join((indent + line).rstrip() for line in text.splitlines())


def print_json(data: Any) -> None:
    """Print data as JSON, with text as it is."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))
