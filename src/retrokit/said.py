"""Sentences that are kept: the sentence of its time, and what it says as a code and values.

A plugin makes a sentence, and people read it years later. Kept as text alone it would stay in the
words, and the language, of its day. So a `Wording` makes it: the sentence is kept with the code of
the wording and the values in it, and whoever has a wording of this code reads today's words. Where
the plugin is missing, or its values are other ones by now, the sentence is there.

    @wording("crew.rested")
    def _lifted(*, number: int, team: int) -> str:
        return f"{number} of {team} feel better than before."

    _lifted(number=4, team=5)  # is the text, and has .code and .values
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, cached_property
from math import isfinite
from typing import Any, TypeAlias

from attrs import field, frozen

from . import given, texts
from .errors import Invalid

Plain: TypeAlias = str | int | float | bool | None
Held: TypeAlias = Plain | tuple[Plain, ...]
"""What a value may be: text, a number, a truth value, None, or a list of these."""

_CODE = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*")
_LARGEST = 2**53
"""Up to here every program that reads JSON has the same whole numbers."""


def _code(code: str) -> str:
    if not isinstance(code, str) or "." not in code or not _CODE.fullmatch(code):
        raise Invalid(f"a code is a name with a dot, as in crew.rested, not {given.shown(code)}")
    return texts.check(code, "a code", texts.NAME)


class Said(str):
    """A sentence as people read it today. It is text, and can be used as any other.

    `sentence` is that of its time, `code` what programs know it by, and `values` are what it says,
    by name. All that was written by hand has no code: `Said("It rained.")`.

    `who` is the member whose name it begins with, as in "Ana: stayed late". It is kept apart from
    the words, so that it follows when the member gets another name. A name within the words, or in
    a value, does not.

    Raises `Invalid` for values that could not be kept: each is a `Held`, and all of them together
    are no longer than a text may be.
    """

    __slots__ = ("code", "sentence", "values", "who", "words")

    sentence: str
    code: str
    values: Mapping[str, Held]
    who: str
    words: str
    """Those of today, without the name before them."""

    def __new__(
        cls,
        sentence: str,
        *,
        code: str = "",
        values: Mapping[str, object] | None = None,
        who: str = "",
        words: str | None = None,
    ) -> Said:
        words = sentence if words is None else words
        for each in (sentence, words):
            if not isinstance(each, str):
                raise Invalid(f"a sentence is text, not {given.shown(each)}")
        words = str(words)
        made = super().__new__(cls, f"{who}: {words}" if who else words)
        made.sentence, made.words = str(sentence), words
        made.code, made.who = _code(code) if code else "", _who(who) if who else ""
        made.values = _held(values or {})
        return made

    @property
    def texts(self) -> Iterator[str]:
        """Yield every text in it that anybody wrote: the sentence then and now, and the values."""
        yield from (str(self), self.sentence)
        for value in self.values.values():
            yield from (each for each in _leaves(value) if isinstance(each, str))

    def of(self, who: str) -> Said:
        """Return it with the name of a member before it."""
        return self._with(who=who)

    def renamed(self, called: Callable[[str], str]) -> Said:
        """Return it with the new name of the member that it begins with."""
        return self._with(who=called(self.who)) if self.who else self

    def mapped(self, change: Callable[[str], str]) -> Said:
        """Return it with all text in it changed."""

        def changed(value: Any) -> Any:
            if isinstance(value, tuple):
                return tuple(map(changed, value))
            return change(value) if isinstance(value, str) else value

        return self._with(
            sentence=change(self.sentence),
            words=change(self.words),
            values={name: changed(value) for name, value in self.values.items()},
            who=change(self.who),
        )

    def _with(self, **changes: Any) -> Said:
        now = {"code": self.code, "values": self.values, "who": self.who, "words": self.words}
        return Said(**{"sentence": self.sentence, **now, **changes})


@frozen
class Wording:
    """What words a code: a function of the values, which are its keyword arguments.

    Called with the values it returns what is said. Make one with `wording`, and declare it where a
    log is to be read in its words: in the `wordings` of a scoring or of a kind of question. One
    that has changed what its values are called is a new code, or has a default for what is new.
    """

    code: str = field(converter=_code)
    function: Callable[..., str]

    def __call__(self, **values: object) -> Said:
        """Return the sentence that says these values. Raises what the function raises."""
        return Said(self.function(**values), code=self.code, values=values)

    def again(self, said: Said) -> Said:
        """Return what was said in this code once, in the words of today.

        Where the function fails at the values, or returns no text that could be shown, it stays in
        the words of its time.
        """
        try:
            words = self.function(**said.values)
            texts.check(words, "a sentence", texts.PROSE)
        except Exception as error:
            _warn(self.code.partition(".")[0], type(error).__name__)
            return said
        return said._with(words=words)

    def made(self, said: Said) -> bool:
        """Return whether something can have been said by it: its code, and the names of values."""
        return said.code == self.code and self._names.issuperset(said.values)

    @cached_property
    def _names(self) -> frozenset[str]:
        import inspect  # slow to import, and only needed where names are not shown

        found = inspect.signature(self.function).parameters.values()
        return frozenset(each.name for each in found if each.kind is not each.VAR_KEYWORD)


def wording(code: str) -> Callable[[Callable[..., str]], Wording]:
    """Make a `Wording` of a function with keyword arguments; its code has a dot, as in `a.b`."""
    return lambda function: Wording(code, function)


def said(line: str) -> Said:
    """Return text as something that is said, and what is no text as it is; see `given.listed`."""
    return Said(line) if isinstance(line, str) and not isinstance(line, Said) else line


def all_said(lines: Iterable[str]) -> tuple[Said, ...]:
    """Return lines as `said` does, and what is no list as it is."""
    return tuple(map(said, lines)) if given.is_list(lines) else lines  # type: ignore[return-value]


def declared(lines: Iterable[Said], wordings: Iterable[Wording]) -> bool:
    """Return whether all that has a code was said by one of these wordings."""
    known = {each.code: each for each in wordings}
    coded = [each for each in lines if each.code]
    return all(each.code in known and known[each.code].made(each) for each in coded)


def _who(who: str) -> str:
    return texts.check(who, "a name", texts.NAME, lines=False)


def _held(values: Mapping[str, object]) -> Mapping[str, Held]:
    """Return values as they are kept, or raise `Invalid`."""
    if not isinstance(values, Mapping):
        raise Invalid(f"values are a table of what is said by name, not {given.shown(values)}")
    kept: dict[str, Any] = {
        name: tuple(value) if isinstance(value, (list, tuple)) else value
        for name, value in values.items()
    }
    size = 0
    for name, value in kept.items():
        for each in (name, *_leaves(value)):
            size += len(_checked(each, name))
    if size > texts.PROSE:
        raise Invalid(f"values have {size:,} characters; the limit is {texts.PROSE:,}")
    return kept


def _leaves(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


def _checked(value: object, name: str) -> str:
    """Return a plain value as text, or raise `Invalid`."""
    if isinstance(value, str):
        return value and texts.check(value, f"the value {given.shown(name)}", texts.PROSE)
    if value is None or isinstance(value, bool):
        return str(value)
    known = isinstance(value, (int, float)) and isfinite(value) and abs(value) <= _LARGEST
    if not known:
        raise Invalid(
            f"the value {given.shown(name)} is text, a number, True, False, None, or a list of "
            f"these, not {given.shown(value)}"
        )
    return str(value)


@cache
def _warn(whose: str, error: str) -> None:
    """Say once whose wording failed, and not which: what it says may be for one person alone."""
    import logging  # slow to import, and only needed to warn

    logging.getLogger("retrokit").warning(
        "a wording of %s failed: %s; the sentence of its time is shown", whose, error
    )
