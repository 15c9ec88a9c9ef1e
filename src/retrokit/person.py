"""A person in the plain data of a log: their names, and the words that are known to be theirs.

It is plain data, so that what a plugin brought is reached where the plugin is missing, too. Three
things are told apart in it. What a program reads, such as a kind or a time, is left alone. What
stands in something that they are the author of, and is neither a name of a member nor declared in
the format, is their words. All else is text in which their name may stand.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any
from unicodedata import category, normalize

from attrs import define, field

from .texts import as_title, fold_name

SOMEONE = "Someone"
"""Who stands in the place of a person who was forgotten; a second one is Someone 2."""
REMOVED = "(removed)"
"""What stands in the place of their words."""

CODES = frozenset(
    {
        "event", "kind", "retro", "at", "key", "home", "code", "color", "started", "decided",
        "done", "due", "changed", "day", "attribution", "status", "left", "stage", "method", "on",
        "shown_to", "scoring", "order", "emoji", "good", "ballot", "block", "distribution",
        "version", "severity",
    }
)  # fmt: skip
"""The fields that a program reads: kinds, ids, times, what is one of a few words."""
_AUTHOR = "author"
_NOTE = frozenset({"number", "column", "text"})
_EACH = "texts"
"""Where the answers of all stand without authors."""


@define
class Person:
    """One person in one retro: by which names they are known there, and what is theirs.

    `spelled` are these names as they stand there, `kept` texts that are nobody's words: the names
    of members, and all that is declared.
    """

    names: frozenset[str]
    someone: str
    kept: frozenset[str]
    spelled: frozenset[str]
    pattern: re.Pattern[str] = field(init=False)
    said: set[str] = field(factory=set)
    notes: set[int] = field(factory=set)
    words: int = 0
    mentions: int = 0

    @pattern.default
    def _make_pattern(self) -> re.Pattern[str]:
        return _whole_words(self.spelled | self.names)

    def is_them(self, name: object) -> bool:
        """Return whether a text is one of their names, and nothing else."""
        return isinstance(name, str) and fold_name(name) in self.names

    def without(self, text: str) -> str:
        """Return a text that does not name them."""
        if self.is_them(text):
            return self.someone
        new = self.pattern.sub(self._instead, text)
        self.mentions += new != text
        return new

    def _instead(self, found: re.Match[str]) -> str:
        return self.someone.lower() if found[0].islower() else self.someone

    # --- what is theirs

    def learn(self, data: dict[str, Any]) -> bool | None:
        """Remember the texts of notes in an event that are theirs.

        Return whether the event is theirs as a whole, None where it is nobody's. It takes all
        events of a log, in order: a number that was undone is given again.
        """
        for each in _tables(data):
            if each.keys() >= _NOTE:
                self.notes.discard(each["number"])
                if self.is_them(each.get(_AUTHOR)):
                    self.notes.add(each["number"])
                    self._said(each["text"])
        if data["event"] != "NoteEdited":
            return None
        if theirs := data["number"] in self.notes:
            self._said(data["text"])
        return theirs

    def _said(self, text: str) -> None:
        """Remember a text of theirs, and what became of it where a group has it for a title."""
        self.said |= {text, as_title(text)}

    def forgotten(self, data: dict[str, Any], theirs: bool | None = None) -> dict[str, Any]:
        """Return an event, or what is sealed, as it is without them; see `learn` for `theirs`."""
        given = Counter(
            text
            for each in _tables(data)
            if self.is_them(each.get(_AUTHOR))
            for text in self._words_in(each)
        )
        found: dict[str, Any] = self._without(data, given, theirs)
        return found

    def _words_in(self, value: Any, name: str = "") -> Iterator[str]:
        """Yield what was written in something that is theirs."""
        if isinstance(value, dict):
            for key, each in value.items():
                yield from self._words_in(each, key)
        elif isinstance(value, list):
            for each in value:
                yield from self._words_in(each, name)
        elif self._is_words(value, name):
            yield value

    def _is_words(self, value: object, name: str) -> bool:
        return (
            isinstance(value, str)
            and name not in CODES
            and value not in self.kept
            and fold_name(value) not in self.names
        )

    def _without(self, value: Any, given: Counter[str], theirs: bool | None, name: str = "") -> Any:
        if isinstance(value, dict):
            if _AUTHOR in value or value.keys() >= _NOTE:
                theirs = self.is_them(value.get(_AUTHOR))
                given = given if theirs else Counter()  # what others wrote as well stays theirs
            return {
                self.someone if key in self.spelled else key: self._without(
                    each, given, theirs, key
                )
                for key, each in value.items()
            }
        if isinstance(value, list):
            return [self._without(each, given, theirs, name) for each in value]
        if not isinstance(value, str) or name in CODES:
            return value
        if theirs and self._is_words(value, name):
            self.words += 1
            return REMOVED
        if given[value] > 0 or (theirs is None and self._repeats(value, name)):
            given[value] -= name == _EACH  # of equal answers, as many as were theirs
            return REMOVED
        if name == "said":
            for each in sorted(given, key=len, reverse=True):
                value = value.replace(each, REMOVED)
        return self.without(value)

    def _repeats(self, text: str, name: str) -> bool:
        """Return whether a title or a point repeats a note of theirs, or its beginning."""
        return name in ("title", "text", "reason") and text in self.said and text not in self.kept


def _whole_words(names: Iterable[str]) -> re.Pattern[str]:
    """Return what finds names in a text, as whole words, in any case."""
    spelled = {normalize(form, each) for each in names for form in ("NFC", "NFD")}
    found = sorted(spelled, key=len, reverse=True)
    return re.compile("|".join(map(_whole_word, found)), re.IGNORECASE)


def _whole_word(name: str) -> str:
    # Scripts without capitals often have no blanks either, or put particles to a name.
    before = "" if category(name[0]) == "Lo" else r"(?<!\w)"
    after = "" if category(name[-1]) == "Lo" else r"(?!\w)"
    return before + re.escape(name) + after


def _tables(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        value = value.values()
    if not isinstance(value, str) and hasattr(value, "__iter__"):
        for each in value:
            yield from _tables(each)


def texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for each in value.values() if isinstance(value, dict) else value:
            yield from texts_in(each)
