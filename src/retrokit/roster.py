"""The roster of a class: who is in which group, from a table that a lecturer has.

It is CSV with a line for each student. The first line names the columns, in any order: one is for
the group, and one for the name, or two for its parts. Other columns are passed over. Cells are
separated by commas, semicolons or tabs, as spreadsheets of different countries write them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from contextlib import suppress
from io import StringIO
from os import PathLike
from pathlib import Path

from attrs import frozen

from . import texts
from .errors import FileError, Invalid

LARGEST = 1_000_000
"""The largest file that is read, in bytes."""
SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab"}

# What such columns are called in lists that courses have; the first that is there is taken.
_GROUP = ("group", "group name", "groups", "team", "team name")
_NAME = ("name", "full name", "student", "student name")
_FIRST = ("first name", "given name", "forename")
_LAST = ("last name", "surname", "family name")


def read_roster(path: str | PathLike[str]) -> dict[str, tuple[str, ...]]:
    """Return who is in each group of a class, groups and names in the order of the file.

    Two spellings of a group that differ in case alone are one group. Raises `FileError` for a file
    that cannot be read or holds no such table, and for a line that is not whole; it names the line.
    """
    file = _File(Path(path))
    groups: dict[str, list[str]] = {}
    spelled: dict[str, str] = {}
    lines: dict[tuple[str, str], int] = {}
    for line, group, name in file.students():
        folded = texts.fold_name(group)
        kept = spelled.setdefault(folded, group)
        first = lines.setdefault((folded, texts.fold_name(name)), line)
        if first != line:
            raise file.error(
                line, f"{name} is in {kept} already, by line {first}; tell them apart, or take "
                "one out",
            )  # fmt: skip
        groups.setdefault(kept, []).append(name)
    if not groups:
        raise file.error(1, "no students are in it; write a line for each")
    return {group: tuple(names) for group, names in groups.items()}


@frozen
class _Columns:
    """Where in a line the group and the parts of the name are, of so many cells."""

    group: int
    name: tuple[int, ...]
    size: int


def _columns(cells: Sequence[str]) -> _Columns | None:
    """Return the columns that a first line names, None if one is missing."""
    headings = [texts.plain(each.replace("_", " ")) for each in cells]

    def place(words: Sequence[str]) -> tuple[int, ...]:
        return next(((headings.index(each),) for each in words if each in headings), ())

    group, first, last = place(_GROUP), place(_FIRST), place(_LAST)
    name = place(_NAME) or (first and last and first + last)
    return _Columns(group[0], name, len(cells)) if group and name else None


@frozen
class _File:
    """A file of CSV."""

    path: Path

    def students(self) -> Iterator[tuple[int, str, str]]:
        """Yield the line, the group and the name of each student."""
        separator, columns, rows = self._heading(self._text())
        for line, cells in rows:
            if any(cells[columns.size :]):
                raise self.error(
                    line, f"it has more cells than there are columns; put quotes around what "
                    f"holds a {SEPARATORS[separator]}",
                )  # fmt: skip
            group, *parts = [
                cells[place] if place < len(cells) else ""
                for place in (columns.group, *columns.name)
            ]
            name = " ".join(filter(None, parts))
            for what, given in (("name", name), ("group", group)):
                if not given:
                    raise self.error(line, f"no {what}; fill it in, or take the line out")
                try:
                    texts.check(given, f"the {what}", texts.NAME, lines=False)
                except Invalid as error:
                    raise self.error(line, str(error)) from None
            yield line, group, name

    def _text(self) -> str:
        try:
            with self.path.open("rb") as file:
                raw = file.read(LARGEST + 1)
        except OSError as error:
            raise FileError(f"{self.path}: {error.strerror}; give a file of CSV") from error
        if len(raw) > LARGEST:
            raise FileError(f"{self.path}: more than {LARGEST:,} bytes; give a list of students")
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            raise self.error(line, 'not in UTF-8; save it again as "CSV UTF-8"') from None

    def _heading(self, text: str) -> tuple[str, _Columns, Iterator[tuple[int, list[str]]]]:
        """Return what separates cells, the columns, and the lines below the one that names them."""
        for separator in SEPARATORS:
            rows = self._rows(text, separator)
            with suppress(FileError):  # quotes may be right for another one
                _, cells = next(rows, (1, []))
                if columns := _columns(cells):
                    return separator, columns, rows
        raise self.error(
            1, "no columns for group and name; the first line names them, as in group,name"
        )

    def _rows(self, text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
        """Yield the cells of each line that is not blank, with its number."""
        rows = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
        line = 1
        try:
            for cells in rows:
                stripped = [each.strip() for each in cells]
                if any(stripped):
                    yield line, stripped
                line = rows.line_num + 1
        except csv.Error as error:
            raise self.error(line, f"{error}; check the quotes") from None

    def error(self, line: int, said: str) -> FileError:
        """Return the error about a line."""
        return FileError(f"{self.path}:{line}: {said}")
