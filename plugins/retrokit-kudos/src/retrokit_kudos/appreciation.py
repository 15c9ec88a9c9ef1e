"""The question kind `Appreciation`: what did somebody do that you are glad of?

Each person is dealt a few colleagues, so that everybody is somebody's. What they write goes to that
person alone, as a letter. Nothing counts or compares who got how much, anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Self

from attrs import evolve, field, frozen

from retrokit import (
    Attribution,
    FormatError,
    Given,
    Invalid,
    NotFound,
    OwnValue,
    Question,
    Rule,
    Said,
    Wording,
    wording,
)
from retrokit.blocks import Block, Field, Form, Option, Text
from retrokit.phrases import listing
from retrokit.questions import AnswerValue
from retrokit.texts import NOTE, check, fold_name

TWICE = 2
"""After how many retros in a row in which somebody got nothing the next one is told of."""
_TAG = re.compile(r"#([\w-]+)")
_LAST = re.compile(r"(.*?)((?:\s*#[\w-]+)+)\s*", re.DOTALL)
"""A text, and the tags that it ends with."""


@frozen
class Thanks(OwnValue):
    """What somebody is glad of: to whom, what they did, and which of the team's values it shows."""

    lines: tuple[tuple[str, str, tuple[str, ...]], ...]

    def names(self) -> frozenset[str]:
        """Return whom it thanks."""
        return frozenset(who for who, _, _ in self.lines)

    def renamed(self, called: Callable[[str], str]) -> Self:
        """Return it with members' new names."""
        return evolve(
            self, lines=tuple((called(who), did, shows) for who, did, shows in self.lines)
        )

    def __str__(self) -> str:
        """Return it as it is typed."""
        return "; ".join(
            f"{who}: {' '.join([did, *(f'#{_slug(each)}' for each in shows)])}"
            for who, did, shows in self.lines
        )


@wording("kudos.thanked")
def _thanked(*, did: str, shows: Sequence[str]) -> str:
    return f"{did} (it shows {listing(shows)})" if shows else did


_HEARS = (
    "Just before that, the facilitator hears if somebody would get nothing, and if it is for the "
    "third retro in a row; never who."
)
_AGAIN = ", for at least the third retro in a row"
_UNTIL_THEN = " Until the next retro, look out for work that nobody sees."


def _without(given: Given) -> list[str]:
    """Return who would get nothing, or nothing that may be told."""
    return [who for who in given.here if given.writers(who) < max(1, given.floor)]


def _slug(value: str) -> str:
    """Return how a value is typed after the `#`."""
    return "-".join(value.casefold().split())


def _texts(values: Sequence[str]) -> tuple[str, ...]:
    return (values,) if isinstance(values, str) else tuple(values)


@frozen
class Appreciation(Question):
    """What did colleagues do that you are glad of? It reaches them as a letter.

    `team_values` are the values that people can say it shows, each typed after a `#`. Everybody is
    dealt `each` colleagues, or all others where there are fewer. They may write to more, or none.

    In a named retro letters are signed. In a stricter one they are not, and a letter takes three
    writers; what fewer wrote is erased. Whom somebody was dealt is known to them alone; in an
    anonymous retro nobody is dealt anyone, since it would tell who wrote.

    It remembers of each how often in a row they got nothing, so that the facilitator can hear that
    it is somebody's third time, and not whose.
    """

    kind: ClassVar[str] = "kudos.appreciation"
    about_mates: ClassVar[bool] = True
    deals: ClassVar[bool] = True
    remembers: ClassVar[bool] = True
    values: ClassVar[Mapping[str, type[OwnValue]]] = {"thanks": Thanks}
    wordings: ClassVar[tuple[Wording, ...]] = (_thanked,)

    team_values: tuple[str, ...] = field(default=(), converter=_texts)
    each: int = 3

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        for at, value in enumerate(self.team_values):
            if not isinstance(value, str) or not _TAG.fullmatch(f"#{_slug(value)}"):
                raise FormatError(
                    f"appreciation {self.name!r}: a value is a word or a few, not {value!r}",
                    field=f"team_values[{at}]",
                )
        if type(self.each) is not int or not 1 <= self.each <= 10:
            raise FormatError(
                f"appreciation {self.name!r}: each is 1 to 10 people, not {self.each!r}",
                field="each",
            )

    # --- one answer

    def deal(self, lots: Mapping[str, float]) -> Mapping[str, Sequence[str]]:
        """Return the next few in a ring for each, so that everybody is dealt to as many."""
        ring = sorted(lots, key=lots.__getitem__)
        few = min(self.each, len(ring) - 1)
        return {
            who: tuple(ring[(at + step) % len(ring)] for step in range(1, few + 1))
            for at, who in enumerate(ring)
        }

    def read(self, line: str, mates: Sequence[str] = ()) -> Any:
        """Return what a line says of whom: `Ben: stayed late #care; Cy: asked early`."""
        found: dict[str, str] = {}
        for part in filter(str.strip, line.split(";")):
            who, colon, did = part.partition(":")
            if not colon:
                raise Invalid(f"write {self._example(mates)}")
            found[who.strip()] = did.strip()
        return found

    def check(self, answer: object, mates: Sequence[str] = ()) -> Thanks:
        """Return a mapping of colleagues to what they did as it is kept.

        Empty texts are left out, as a form leaves them. Raises `Invalid` where nothing is left,
        `NotFound` for who is no colleague.
        """
        if isinstance(answer, Thanks):
            answer = dict(self._entries(answer))
        if not isinstance(answer, Mapping):
            raise Invalid(f"write {self._example(mates)}")
        known = {fold_name(each): each for each in mates}
        given: dict[str, tuple[str, tuple[str, ...]]] = {}
        for name, did in answer.items():
            if not isinstance(did, str) or not isinstance(name, str):
                raise Invalid(f"write {self._example(mates)}")
            if not did.strip():
                continue
            if (who := known.get(fold_name(name))) is None:
                raise NotFound.among("colleague", name, mates)
            if who in given:
                raise Invalid(f"{who} stands there twice; write one line for each")
            given[who] = self._read(who, did)
        if not given:
            raise Invalid(f"write at least one line: {self._example(mates)}; or leave it out")
        return Thanks(tuple((who, *given[who]) for who in mates if who in given))

    def _entries(self, thanks: Thanks) -> list[tuple[str, str]]:
        return [
            (who, " ".join([did, *(f"#{_slug(each)}" for each in shows)]))
            for who, did, shows in thanks.lines
        ]

    def _read(self, who: str, did: str) -> tuple[str, tuple[str, ...]]:
        """Return what somebody did, and the values that stand after it."""
        tags = ""
        if self.team_values and (found := _LAST.fullmatch(did)):
            did, tags = found[1], found[2]
        by_tag = {_slug(each): each for each in self.team_values}
        shows: dict[str, None] = {}
        for tag in _TAG.findall(tags):
            if (value := by_tag.get(tag.casefold())) is None:
                raise NotFound.among("value", tag, by_tag)
            shows[value] = None
        if not did.strip():
            raise Invalid(f"say what {who} did, and then what it shows")
        return check(did, f"what {who} did", NOTE), tuple(shows)

    def _example(self, mates: Sequence[str]) -> str:
        one, other = (*mates, "Ben", "Cy")[:2]
        value = f" #{_slug(self.team_values[0])}" if self.team_values else ""
        return f"{one}: stayed until the build was green{value}; {other}: asked when I was stuck"

    # --- what is said beforehand

    def who_sees(self, rule: Rule) -> Sequence[str]:
        """Return that it goes to that person alone, and what an unsigned letter takes."""
        alone = "as a letter that nobody else can read"
        if rule.attribution is Attribution.NAMED:
            return (
                f"Then each person gets what you wrote to them, with your name, {alone}.",
                "Nobody sees who got how much.",
                _HEARS,
            )
        few = rule.team <= rule.floor
        return (
            f"Then each person gets what was written to them, without names, {alone}. It takes "
            f"{rule.floor} people who wrote to them: what fewer wrote is erased.",
            *(["Too few people are here for anyone to get one."] if few else []),
            "Nobody sees who got how much.",
            _HEARS,
        )

    def before_reveal(self, given: Given) -> Sequence[str]:
        """Return that somebody would get nothing; not who, and not how many."""
        without = _without(given)
        if not without:
            return ()
        again = any(given.before.get(who, 0) >= TWICE for who in without)
        return (
            f"Somebody would get nothing{_AGAIN if again else ''}. You can stay here for a moment: "
            "ask everyone to look around once more. Don't guess who it is."
            f"{_UNTIL_THEN if again else ''}",
        )

    def remember(self, given: Given) -> Mapping[str, int]:
        """Return how many retros in a row each person here has got nothing, two at most.

        A letter that is withheld neither counts nor ends the row: somebody may have written, and
        in most teams that happens to somebody all the time.
        """
        signed = given.attribution is Attribution.NAMED
        return {who: min(TWICE, given.before.get(who, 0) + signed) for who in _without(given)}

    # --- many answers

    def replies(self, given: Given) -> tuple[Any, ...]:
        """Return nothing: what was written is for one person."""
        return ()

    def letters(self, given: Given) -> Mapping[str, Sequence[str]]:
        """Return what each person did, by whom where that is shown."""
        found: dict[str, list[Said]] = {}
        for author, thanks in given.answers:
            assert isinstance(thanks, Thanks)
            signed = author if given.attribution is Attribution.NAMED else None
            for who, did, shows in thanks.lines:
                said = _thanked(did=did, shows=shows)
                found.setdefault(who, []).append(said.of(signed) if signed else said)
        # In the order of the words: the same place in two letters would tell of the same writer.
        return {who: sorted(lines) for who, lines in found.items()}

    # --- words and forms

    def asked(
        self, mates: Sequence[str] = (), *, part: int | None = None, dealt: Sequence[str] = ()
    ) -> tuple[Block, ...]:
        """Return whom to look back at first, and how to write it."""
        lines = []
        if dealt:
            lines.append(f"Begin with {listing(dealt)}; add others if you like.")
        lines.append(f"Write what they did: {self._example((*dealt, *mates))}")
        if self.team_values:
            tags = listing(f"#{_slug(each)}" for each in self.team_values)
            lines.append(f"It may show {tags}.")
        return (Text(lines=tuple(lines)),)

    def form(self, mates: Sequence[str] = (), *, dealt: Sequence[str] = ()) -> Form:
        """Return a line for each colleague, those who were dealt first."""
        first = dict.fromkeys((*dealt, *mates))
        said = [
            f"Begin with {listing(dealt)}; add others if you like." if dealt else "",
            f"It may show {listing(f'#{_slug(each)}' for each in self.team_values)}."
            if self.team_values
            else "",
        ]
        return self._form(
            Field(
                name="value",
                label="What did they do?",
                kind="text",
                options=tuple(Option(value=each, label=each) for each in first),
                many=True,
                optional=True,
                hint=" ".join(filter(None, said)),
            )
        )

    def entered(self, value: AnswerValue) -> Mapping[str, Any]:
        """Return a line for each who is thanked."""
        assert isinstance(value, Thanks)
        return {"value": dict(self._entries(value))}

    def sample(self, number: int, said: str, mates: Sequence[str] = ()) -> Any:
        """Return a line for each colleague."""
        return dict.fromkeys(mates, said or f"helped {number + 1} times")
