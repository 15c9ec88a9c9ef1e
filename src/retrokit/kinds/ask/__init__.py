"""Ask, as a format declares it: questions that each member answers in private."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from attrs import field, frozen

from ... import given
from ...activity import Activity, Named, Stage, all_are, stage_of
from ...questions import Question, is_question


def _questions(values: Iterable[Question]) -> tuple[Question, ...]:
    return given.listed(values)


@frozen(kw_only=True)
class Ask(Activity):
    """Questions that each member answers in private."""

    kind: ClassVar[str] = "ask"
    rules: ClassVar[str] = "retrokit.kinds.ask.rules:ASK"
    title: str = "Ask"
    stage: Stage = field(default=Stage.GATHER_DATA, converter=stage_of)
    questions: tuple[Question, ...] = field(converter=_questions)

    @questions.validator
    def _some(self, attribute: object, value: tuple[Question, ...]) -> None:
        all_are(is_question, value, "ask", "questions", "a question")

    @property
    def named(self) -> Mapping[str, Sequence[Named]]:
        """Return its questions: no other activity has one of the same name."""
        return {"questions": self.questions}

    @property
    def contents(self) -> Sequence[str]:
        """Return what is asked."""
        return [each.text for each in self.questions]
