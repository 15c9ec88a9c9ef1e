"""The report as CSV: one table of everything that one would sort and filter in a spreadsheet.

RFC 4180, to be written as UTF-8. A cell of text that begins with `=`, `+`, `-`, `@`, a tab or a
carriage return gets a leading apostrophe, so that no spreadsheet takes it for a formula; so does
one that begins with a newline, or with the wide forms of these signs that Japanese spreadsheets
read alike (after OWASP, CSV Injection). Take that apostrophe off to have the text as it was.
"""

from __future__ import annotations

import csv
from io import StringIO

from ..characters import clean
from . import Record
from .rows import COLUMNS, rows

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def guarded(cell: object) -> object:
    """Return a cell as it may stand in a spreadsheet: text never begins like a formula."""
    if not isinstance(cell, str):
        return cell
    text = clean(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text


def render(record: Record) -> str:
    """Return the whole table, with a header."""
    text = StringIO()
    table = csv.DictWriter(text, COLUMNS)
    table.writeheader()
    for row in rows(record):
        table.writerow({key: guarded(cell) for key, cell in row.items()})
    return text.getvalue()
