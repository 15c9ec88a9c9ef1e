"""What this installation does not know of questions, kept whole: a kind whose plugin is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NoReturn

from attrs import field, frozen

from ..errors import NotNow
from .answers import OwnValue
from .question import Question


@frozen
class ForeignQuestion(Question):
    """A question of a kind that is not installed; `data` is all that is stored of it.

    Nobody can answer it. What was answered stays hidden until the plugin is there; what was
    revealed reads as it does with the plugin, but for the words of a value of its own.
    """

    installed = False

    kind: str  # type: ignore[misc]  # what it is called here, since there is no class for it
    data: Mapping[str, Any] = field(repr=False)

    def __attrs_post_init__(self) -> None:
        """Take it as it was kept."""

    def check(self, answer: object, mates: Sequence[str] = ()) -> NoReturn:
        """Refuse every answer, and say what is missing."""
        raise NotNow(
            f"the kind of question {self.kind!r} is not installed here; install the plugin that "
            "brings it to answer"
        )


@frozen
class ForeignValue(OwnValue):
    """An answer, or a result, of a kind that is not installed; `data` is all that is stored."""

    data: Mapping[str, Any] = field(repr=False)

    def __str__(self) -> str:
        """Return what stands in it: whoever gave it knows what that means."""
        return ", ".join(_leaves([each for name, each in self.data.items() if name != "kind"]))


def _leaves(data: object) -> Iterator[str]:
    if isinstance(data, (list, dict)):
        for each in data.values() if isinstance(data, dict) else data:
            yield from _leaves(each)
    elif data is not None:
        yield str(data)
