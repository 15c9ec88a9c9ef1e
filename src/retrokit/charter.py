"""What a team has agreed on beside its retros, and the prompts that speak of it.

In a prompt `{principle}` stands for the team's principle. What follows a bar is said where the
team has none: `{principle|what we agreed to put first}`. Without a bar there are plain words.
`{value}` is one of the values, another one each time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from attrs import Attribute, asdict, field, fields, frozen

from . import texts
from .errors import Invalid, nearest
from .given import is_list, shown
from .phrases import listing

SENTENCE = 300
"""The longest purpose or principle."""
ENTRY = 120
"""The longest value or goal, and the longest name of a customer or colleagues."""
MOST = 12
"""The most values, goals, customers or colleagues."""


def _sentence(text: str) -> str:
    return text.strip() if isinstance(text, str) else text


def _sentences(given: Iterable[str]) -> tuple[str, ...]:
    if not is_list(given):
        raise Invalid(f"give a list, as in ['Candour', 'Care'], not {shown(given)}")
    return tuple(map(_sentence, given))


def _check(instance: object, attribute: Attribute[Any], value: str | tuple[str, ...]) -> None:
    name = attribute.name
    if isinstance(value, tuple):
        if len(value) > MOST:
            raise Invalid(f"these are {len(value)} {name}; choose the {MOST} that matter most")
        if len({*map(texts.fold_name, map(str, value))}) < len(value):
            raise Invalid(f"one of the {name} is there twice; leave it out once")
        for text in value:
            _check_text(text, f"one of the {name}", ENTRY)
    elif value != "":
        _check_text(value, f"the {name}", SENTENCE)


def _check_text(text: str, what: str, limit: int) -> None:
    texts.check(text, what, limit, lines=False)
    if "{" in text or "}" in text:
        raise Invalid(f"{what} holds braces; leave out {{ and }}")


def _one() -> Any:
    return field(default="", converter=_sentence, validator=_check)


def _several() -> Any:
    return field(default=(), converter=_sentences, validator=_check)


@frozen(kw_only=True)
class Charter:
    """What a team has agreed on: why it is there, and what decides.

    `purpose` is one sentence, the why behind the work. `principle` is what comes first where two
    good things collide. `customers` are outside, `colleagues` those inside who live on our work.
    Whatever a team has not agreed on is empty. Raises `Invalid`.
    """

    purpose: str = _one()
    principle: str = _one()
    values: tuple[str, ...] = _several()
    goals: tuple[str, ...] = _several()
    customers: tuple[str, ...] = _several()
    colleagues: tuple[str, ...] = _several()

    def __bool__(self) -> bool:
        """Return whether anything is agreed on."""
        return any(asdict(self).values())

    def value(self, turn: int = 0) -> str:
        """Return the value whose turn it is, counted from 0; after the last comes the first again.

        Without values it is empty.
        """
        return self.values[turn % len(self.values)] if self.values else ""


NO_CHARTER = Charter()
"""That of a team that has agreed on nothing yet."""

PLAIN = {
    "purpose": "what we are here for",
    "principle": "what we put first",
    "values": "what matters to us",
    "value": "what matters to us",
    "goals": "what we want to achieve",
    "customers": "the people we work for",
    "colleagues": "the colleagues who rely on our work",
}
"""What is said for each part of a charter where a team has none of it."""

PARTS = tuple(each.name for each in fields(Charter))
"""The parts of a charter, in their order."""
REFERENCES = (*PARTS, "value")
"""What a prompt can speak of."""

# A word alone in braces; doubled braces, blanks and all else are no reference.
_REFERENCE = re.compile(r"(?<!\{)\{([A-Za-z_]+)(?:\|([^{}]*))?\}(?!\})")


def check_references(text: str) -> str:
    """Return a text whose references to the charter can be told. Raises `Invalid`."""
    for match in _REFERENCE.finditer(text):
        if match[1] not in REFERENCES:
            known = nearest(match[1], REFERENCES) or REFERENCES
            near = " or ".join(f"{{{each}}}" for each in known)
            raise Invalid(
                f"no {{{match[1]}}} in a charter; did you mean {near}? "
                "For a plain brace, put a blank after it"
            )
    if _REFERENCE.search(_REFERENCE.sub("x", text)):
        raise Invalid("a part of the charter stands within braces; leave out the outer ones")
    return text


def told(text: str, charter: Charter, turn: int = 0) -> str:
    """Return a text with what a charter says in place of its references.

    `turn` says which of the values `{value}` is.

    >>> told("We serve {customers}: is {principle|safety} first?", Charter(customers=["Ops", "QA"]))
    'We serve Ops and QA: is safety first?'
    """

    def say(match: re.Match[str]) -> str:
        held = charter.value(turn) if match[1] == "value" else getattr(charter, match[1])
        if not held:
            return PLAIN[match[1]] if match[2] is None else match[2]
        said = held if isinstance(held, str) else listing(held)
        # A sentence within a sentence ends without its full stop.
        return (
            said.removesuffix(".") if text[match.end() : match.end() + 1] in {*".,;:?!"} else said
        )

    return _REFERENCE.sub(say, text) if "{" in text else text


def goals_told(goals: Iterable[str], charter: Charter, turn: int = 0) -> tuple[str, ...]:
    """Return the goals of a format as `told`, each once; `{goals}` alone becomes the team's.

    It becomes what follows its bar where the team has none, and nothing where it has no bar.
    """
    return tuple(dict.fromkeys(each for goal in goals for each in _goals(goal, charter, turn)))


def _goals(goal: str, charter: Charter, turn: int) -> Iterator[str]:
    match = _REFERENCE.fullmatch(goal)
    if match is None or match[1] != "goals":
        yield told(goal, charter, turn)
    elif charter.goals:
        yield from charter.goals
    elif match[2]:
        yield match[2]
