"""Answers and what many of them come to: what all kinds of questions have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, Protocol, Self, TypeAlias, TypeGuard

from attrs import Attribute, frozen

from .. import figures, given, texts
from ..errors import FormatError, Invalid

Ratings: TypeAlias = tuple[tuple[str, tuple[int | None, ...]], ...]
"""What one member gave to each teammate: a number for each criterion, None for "not sure"."""

Called: TypeAlias = Callable[[str], str]
"""Returns what a member is called from now on."""


@frozen
class OwnValue:
    """A value of a plugin's kind of question: an answer of a shape of its own, or what is kept of
    many. Make a frozen attrs class of it, of whole numbers, texts, and tuples of these.

    It is kept under the name that the `values` of its question give it. Whatever of it names a
    member, `names` and `renamed` have to know.
    """

    def names(self) -> frozenset[str]:
        """Return the names of the members whom it says something of."""
        return frozenset()

    def renamed(self, called: Called) -> Self:
        """Return it with members' new names."""
        return self


AnswerValue: TypeAlias = int | str | tuple[str, ...] | Ratings | OwnValue
"""An answer as it is kept."""

Answer: TypeAlias = Annotated[
    int | str | Sequence[object] | Mapping[str, object] | OwnValue,
    given.ReadWithin(),
]
"""An answer as it is given.

A step of a `Scale`; an option of a `Choice`, or several in a list; the text of a `FreeText`; for an
`Allocation` and a `PeerRating` teammates with what each is given, or a list in their order. None is
"not sure". What a plugin's question takes, it says itself.
"""


def rates(answer: AnswerValue) -> TypeGuard[Ratings]:
    """Return whether an answer rates teammates, and is not the options of a choice."""
    return isinstance(answer, tuple) and bool(answer) and not isinstance(answer[0], str)


def ratings(answer: AnswerValue) -> Ratings:
    """Return an answer that rates teammates, as what it is."""
    assert isinstance(answer, tuple)
    return answer  # type: ignore[return-value]  # a tuple of options is no answer to these


def names_in(answer: AnswerValue) -> frozenset[str]:
    """Return the members whom an answer says something of; none where it is not about any."""
    if isinstance(answer, OwnValue):
        return answer.names()
    return frozenset(who for who, _ in answer) if rates(answer) else frozenset()


def in_words(answer: AnswerValue, between: str = "/") -> str:
    """Return an answer in words; `between` stands between the numbers for one teammate."""
    if not isinstance(answer, tuple):
        return str(answer)
    if not rates(answer):
        return ", ".join(map(str, answer))
    return ", ".join(
        f"{who} {between.join('?' if each is None else str(each) for each in numbers)}"
        for who, numbers in answer
    )


def value_renamed(answer: AnswerValue, called: Called) -> AnswerValue:
    """Return an answer with the new names of the members whom it is about."""
    if isinstance(answer, OwnValue):
        return answer.renamed(called)
    return tuple((called(who), numbers) for who, numbers in answer) if rates(answer) else answer


@frozen
class Part:
    """What many ratings come to for one criterion: `given` numbers, all teammates together.

    `counts` pairs each step of the scale with how often it was given, and "not sure" last if
    somebody said so; it is empty where too few people gave a number to show any. `median` is
    None then, or if nobody gave a number.
    """

    criterion: str
    given: int
    counts: tuple[tuple[str, int], ...]
    median: float | None = None


@frozen
class Summary:
    """What many answers come to, with nothing left in it of who gave which.

    `counts` pairs every possible answer with the number of people who gave it, in the order of
    the question (a scale's from low to high). `median` is given for scales only; between two
    middle answers it is their mean. `texts` holds free answers, `parts` the criteria of ratings.
    No mean is given: the steps of a scale are an order, not distances.
    """

    replies: int
    counts: tuple[tuple[str, int], ...] = ()
    median: float | None = None
    texts: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()


LOW, HIGH = 1, 5
"""The usual ends of a scale."""


class Asked(Protocol):
    """What every question has, as far as the checks of its fields need it."""

    @property
    def kind(self) -> str:
        """Return the name of its kind."""

    @property
    def name(self) -> str:
        """Return what it is known by."""


def kind_of(question: Asked) -> str:
    """Return the kind of a question in a word or two: `scale`, `peer rating`."""
    return question.kind.replace("-", " ")


def check_name(instance: object, attribute: object, value: str) -> None:
    """Refuse a name that could not be typed."""
    if not isinstance(value, str) or not value.replace("-", "").replace("_", "").isalnum():
        raise FormatError(
            f"a question's name is letters, digits and dashes, not {given.shown(value)}",
            field="name",
        )


def check_flag(question: Asked, attribute: Attribute[bool], value: object) -> None:
    """Refuse what is neither True nor False."""
    given.check_flag(value, f"question {question.name!r}", attribute.name)


def check_list(question: Asked, attribute: Attribute[tuple[str, ...]], value: object) -> None:
    """Refuse text, and whatever else is no list."""
    given.check_list(value, f"question {question.name!r}", attribute.name)


def check_words(question: Asked, *names: str) -> None:
    """Refuse words that could not be kept, in fields that hold a text or a list of texts."""
    for name in names:
        found = getattr(question, name)
        for at, each in enumerate(found if isinstance(found, tuple) else (found,)):
            place = f"{name}[{at}]" if isinstance(found, tuple) else name
            try:
                texts.check(each, place)
            except Invalid as error:
                raise FormatError(f"question {question.name!r}: {error}", field=place) from None


def pair(labels: Iterable[str] | None) -> tuple[str, str] | None:
    """Return labels given as a list as the pair that they read back as."""
    return labels if labels is None else given.listed(labels)  # type: ignore[return-value]


def ends_of(labels: tuple[str, str] | None) -> tuple[str, str]:
    """Return the words for the lowest and the highest step, as they stand in a hint."""
    return labels or ("lowest", "highest")


def labelled(step: str, low: int, high: int, labels: tuple[str, str] | None) -> str:
    """Return a step of a scale as results show it: those at the ends with their words."""
    words = {str(low): labels[0], str(high): labels[1]} if labels else {}
    return f"{step} ({words[step]})" if words.get(step) else step


def check_labels(question: Asked, labels: tuple[str, str] | None) -> None:
    """Refuse labels that are not two: for the lowest and the highest step."""
    if labels is None:
        return
    given.check_list(labels, f"question {question.name!r}", "labels")
    check_words(question, "labels")
    if len(labels) != 2:
        raise FormatError(
            f"{kind_of(question)} {question.name!r}: labels are two, for the lowest and the "
            f"highest step; there are {len(labels)}",
            field="labels",
        )


def check_range(question: Asked, low: int, high: int) -> None:
    """Refuse what is no scale of two to eleven whole steps."""
    wrong = next((name for name, step in (("low", low), ("high", high)) if not _is_whole(step)), "")
    if not wrong and not 1 <= high - low <= 10:
        # Either could be meant; the one that is farther from the usual is more likely a slip.
        wrong = "low" if abs(low - LOW) >= abs(high - HIGH) else "high"
    if wrong:
        raise FormatError(
            f"{kind_of(question)} {question.name!r} runs from {given.shown(low)} to "
            f"{given.shown(high)}; "
            "it needs two to eleven whole steps, low before high",
            field=wrong,
        )


def _is_whole(step: object) -> bool:
    return figures.whole(step) is not None
