"""Formats written as TOML files: read, checked, and every mistake put to its line.

A file has the fields of `Format`. Activities are `[[agenda]]` tables with a `kind`, questions
`[[agenda.questions]]` with a `kind`, columns `[[agenda.columns]]` or inline tables. There is an
example in `examples/weather-report.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from os import PathLike
from pathlib import Path
from typing import Any

from attrs import fields_dict, frozen

from .codec.converter import careful, explain
from .engine.kind import BUILT_IN, Kinds
from .errors import FormatError
from .formats import ACTIVITIES, Format

LARGEST = 1_000_000
"""The largest file that is read, in bytes."""
LONGEST = 300
"""The longest sentence in an error, in characters."""


def load_format(path: str | PathLike[str], *, kinds: Kinds = BUILT_IN) -> Format:
    """Return the format that a TOML file declares.

    `kinds` are those that may stand in it: `Plugins.kinds` has those of plugins, too. Raises
    `FormatError` for the first mistake. Its message is one line: the file, the line, the field, and
    what to do; where there is nothing to read, just the file and what to do.
    """
    return _read(Path(path)).format(kinds)


def load_formats(folder: str | PathLike[str], *, kinds: Kinds = BUILT_IN) -> list[Format]:
    """Return the formats of all `*.toml` files that are directly in a folder, by file name.

    Raises `FormatError` for the first file with a mistake, and for two formats of one name.
    """
    try:
        paths = sorted(each for each in Path(folder).iterdir() if each.suffix == ".toml")
    except OSError as error:
        raise FormatError(f"{folder}: {error.strerror}; give a folder") from error
    homes: dict[str, Path] = {}
    formats = []
    for path in paths:
        file = _read(path)
        formats.append(file.format(kinds))
        name = formats[-1].name
        if homes.setdefault(name, path) is not path:
            raise file.error("$.name", f"{homes[name]} is named {name!r} too; rename one of them")
    return formats


def _read(path: Path) -> _File:
    if path.is_dir():
        raise FormatError(f"{path}: is a folder; give a file in it")
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError as error:
        raise FormatError(f"{path}: {error.strerror}; give a file that can be read") from error
    if len(raw) > LARGEST:
        raise FormatError(f"{path}: more than {LARGEST:,} bytes; give a file with one format")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise FormatError(f"{path}:{line}: text: not in UTF-8; save the file as UTF-8") from None
    if not text.strip():
        raise FormatError(f"{path}:1: format: the file is empty; begin with name, title, purpose")
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        at = re.search(r" \(at (?:line (\d+), (column \d+)|end of document)\)$", str(error))
        said, line = str(error)[: at and at.start()], text.rstrip().count("\n") + 1
        if at and at[1]:
            said, line = f"{said} at {at[2]}", int(at[1])
        raise FormatError(f"{path}:{line}: syntax: {said[:LONGEST]}; correct the TOML") from None
    return _File(path, data, _lines_of(text))


@frozen
class _File:
    """A file of TOML: what it says, and on which line each place such as `$.agenda[2]` stands."""

    path: Path
    data: dict[str, Any]
    lines: dict[str, int]

    def format(self, kinds: Kinds) -> Format:
        """Return the format, or raise the error about the first mistake."""
        try:
            data = self.data
            if data.get("goals") == "charter":
                data = {**data, "goals": ["{goals}"]}
            return careful(kinds).structure(data, Format)
        except Exception as error:
            found = explain(error)
        # Table by table, and in each what is missing comes last: it may just be misspelt.
        place, sentence = min(
            found,
            key=lambda each: (
                self._line(each[0].rpartition(".")[0]), each[0] not in self.lines,
                self._line(each[0]),
            ),
        )  # fmt: skip
        if sentence.startswith("no field"):
            sentence = _strayed(place, self.data) or sentence
        elif place == "$.agenda" and isinstance(self.data.get("agenda"), dict):
            sentence = "expected a list; begin each activity with [[agenda]]"
        raise self.error(place, sentence) from None

    def error(self, place: str, sentence: str) -> FormatError:
        """Return the error about a place."""
        said = sentence if len(sentence) <= LONGEST else f"{sentence[: LONGEST - 1]}…"
        field = place[2:]
        where = f"{self.path}:{self._line(place)}: {field or 'format'}"
        return FormatError(f"{where}: {said}", field=field)

    def _line(self, place: str) -> int:
        """Return the line of a place, or of the nearest one that it is in."""
        while place and place not in self.lines:
            place = place[: max(place.rfind("."), place.rfind("["), 0)]
        return self.lines[place or "$"]


_OF_ACTIVITIES = {name for kind in ACTIVITIES for name in fields_dict(kind)}


def _strayed(place: str, data: dict[str, Any]) -> str | None:
    """Return where a field belongs that TOML takes for one of the table above it."""
    name, depth = place.rpartition(".")[2], place.count("[")
    if depth > 0 and name in fields_dict(Format) and name not in data:
        return f"{name} is a field of the format; put it above the first [[agenda]]"
    if depth > 1 and name in _OF_ACTIVITIES:
        return f"{name} is a field of the activity; put it right below its [[agenda]]"
    return None


_TOKEN = re.compile(
    r"""(?P<space>[ \t\r]+|\#[^\n]*)"""
    r"""|[\[\]{},=\n]"""
    r"""|"{3}(?:\\.|[^\\])*?"{3,5}|'{3}.*?'{3,5}|"(?:\\.|[^"\\])*"|'[^']*'"""
    r"""|[^\s\[\]{},=\#"']+""",
    re.DOTALL,
)


def _lines_of(text: str) -> dict[str, int]:
    """Return the line of every table, field and list item in a text that is known to be TOML."""
    lines = {"$": 1}
    counts: Counter[str] = Counter()  # of each [[table]], so far
    around: list[tuple[str, int | None]] = []  # the brackets that are open, lists with the item
    table, field, words, head, line = "$", "", "", 0, 1

    def enter(place: str, *, is_item: bool = False) -> str:
        names = words.split(".")
        for number, name in enumerate(names, 1):
            place += f".{name}"
            lines.setdefault(place, line)
            if is_item and number == len(names):
                counts[place] += 1
            if place in counts:
                place += f"[{counts[place] - 1}]"
                lines.setdefault(place, line)
        return place

    for match in _TOKEN.finditer(text):
        token = match[0]
        place, item = around[-1] if around else (table, None)
        if match["space"]:
            continue
        if item is not None and token not in ("\n", ",", "]"):
            field = f"{place}[{item}]"
            lines.setdefault(field, line)
        if token == "=":
            field, words = enter(place), ""
        elif token == "[" and not field:
            words, head = "", head + 1
        elif token in ("[", "{"):
            around.append((field, 0 if token == "[" else None))
            words = ""
        elif token in ("]", "}") and around:
            around.pop()
        elif token == "]" and head:
            table, head = enter("$", is_item=head == 2), 0
        elif token == "," and item is not None:
            around[-1] = (place, item + 1)
        elif token == "\n" and not around:
            field = words = ""
        else:
            words = "" if token == "," else words + token.strip("\"'")
        line += token.count("\n")
    return lines
