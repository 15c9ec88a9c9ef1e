"""Keys in place of names: what a scoring is handed, and what it may say to everyone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Any
from unicodedata import category

from attrs import evolve, frozen

from .. import texts
from ..said import Said, Wording, declared
from ..scoring import PeerAnswers, Scores
from .answers import Ratings

if TYPE_CHECKING:  # it is opened by what needs this
    from .peers import PeerQuestion


@frozen
class Mask:
    """Who is behind each key; a key is random, and serves for one opening."""

    names: Mapping[str, str]

    @classmethod
    def made(cls, members: Iterable[str], rng: Random) -> Mask:
        """Return a mask with a fresh key of 128 random bits for each member."""
        return cls({f"{rng.getrandbits(128):032x}": each for each in members})

    def over(self, answers: PeerAnswers) -> PeerAnswers:
        """Return answers with keys for names, in an order that hangs on the numbers alone.

        The order in which people came would tell who is who; so would that of the rows, which are
        sorted by names.
        """
        key = {name: key for key, name in self.names.items()}
        rows = tuple(
            (None if rater is None else key[rater], tuple((key[who], got) for who, got in row))
            for rater, row in answers.rows
        )
        members = sorted(key.values(), key=lambda each: (_numbers_of(each, rows), each))
        place = {each: at for at, each in enumerate(members)}
        ordered = [(rater, sorted(row, key=lambda pair: place[pair[0]])) for rater, row in rows]
        ordered.sort(key=lambda row: (_in_order(row[1]), place.get(row[0] or "", 0)))
        return evolve(
            answers,
            members=tuple(members),
            rows=tuple((rater, tuple(row)) for rater, row in ordered),
        )

    def off(self, scores: Scores) -> Scores:
        """Return scores with letters to members, each of whom may be called by name in theirs."""
        return evolve(
            scores,
            letters={
                name: [line.mapped(partial(_put, name, key)) for line in scores.letters[key]]
                for key, name in self.names.items()
                if key in scores.letters
            },
        )

    def objection(
        self,
        scores: Scores,
        question: PeerQuestion,
        names: Iterable[str],
        wordings: Iterable[Wording] = (),
    ) -> str:
        """Return why scores cannot be told, empty if they can: somebody is named, or their key is.

        `names` are all names that members have or had. What the question itself says names nobody.
        A code, and what values are called, names nobody where it is of one of the `wordings`: that
        was there before any answer.
        """
        if not declared(_all(scores), wordings):
            return "it says something in a code that is none of its wordings"
        public = [*_texts_to_all(scores)]
        if any(key in line.casefold() for line in public for key in self.names):
            return "it puts the key of a member into what everyone sees"
        for reader, lines in scores.letters.items():
            others = [key for key in self.names if key != reader]
            texts_in = [text.casefold() for line in lines for text in line.texts]
            if any(key in text for text in texts_in for key in others):
                return "it puts the key of a member into the letter to another"
        asked = texts.plain(" \n ".join(question.words))
        looked_for = [name for name in map(texts.plain, names) if not stands_in(name, asked)]
        for line in map(texts.plain, public):
            if any(stands_in(name, line) for name in looked_for):
                return "it names a member in what everyone sees"
        if any(line.who for line in _said_to_all(scores)):
            return "it names a member in what everyone sees"
        if any(line.who for line in _all(scores)):
            return "it names a member in the letter to another"
        return ""


def _put(name: str, key: str, text: str) -> str:
    return text.replace(key, name)


def _all(scores: Scores) -> Iterator[Said]:
    yield from _said_to_all(scores)
    for lines in scores.letters.values():
        yield from lines


def _said_to_all(scores: Scores) -> Iterator[Said]:
    yield from scores.group
    for finding in scores.findings:
        yield from (finding.sentence, *finding.evidence)


def _texts_to_all(scores: Scores) -> Iterator[str]:
    for said in _said_to_all(scores):
        yield from said.texts
    for finding in scores.findings:
        yield from (finding.name, *finding.instead_of)


def stands_in(name: str, text: str) -> bool:
    """Return whether a name is in a text as a word; both are plain.

    Scripts without capitals often write words without blanks between them, or join others to a
    name: there it need not be a word of its own. Digits alone are a number and no name.
    """
    if name not in text or not any(category(each).startswith("L") for each in name):
        return False
    before = "" if category(name[0]) == "Lo" else r"(?<![^\W_])"
    after = "" if category(name[-1]) == "Lo" else r"(?![^\W_])"
    return re.search(before + re.escape(name) + after, text) is not None


def _numbers_of(member: str, rows: Sequence[tuple[str | None, Ratings]]) -> list[Any]:
    """Return all that others gave a member, then what they gave themself and what they gave."""
    others: list[Any] = []
    own: list[Any] = []
    gave: list[Any] = []
    for rater, row in rows:
        for who, numbers in row:
            if who == member:
                (own if rater == member else others).append(_known(numbers))
            if rater == member:
                gave.append(_known(numbers))
    return [sorted(others), own, sorted(gave)]


def _in_order(row: Iterable[tuple[str, Iterable[int | None]]]) -> list[Any]:
    return [_known(numbers) for _, numbers in row]


def _known(numbers: Iterable[int | None]) -> list[tuple[bool, int]]:
    """Return numbers so that they can be sorted: "not sure" comes before any."""
    return [(number is not None, number or 0) for number in numbers]
