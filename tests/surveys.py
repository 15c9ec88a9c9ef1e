"""A kind of activity that retrokit does not bring: a form with a field of every sort."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import ClassVar

from attrs import field, frozen

from retrokit.blocks import Block, Field, ForEach, Form, Line, Lines, Option, Table, Text
from retrokit.engine.acting import Acting
from retrokit.engine.kind import Kind, Opening
from retrokit.engine.log import Log
from retrokit.engine.marks import Me, action
from retrokit.engine.seals import Mark, Receipt, Seal
from retrokit.engine.state import State, Step
from retrokit.errors import Invalid
from retrokit.events import Draft, Event, Opened, Value
from retrokit.formats import Activity, Attribution, Stage

WORDS = (
    Option(value="tea", label="Tea"),
    Option(value="rain", label="Rainy days"),
    Option(value="sun", label="Sun"),
)
NOTES = (Option(value=4, label="slow builds"), Option(value=7, label="late calls"))


@frozen(kw_only=True)
class Survey(Activity):
    """A form with a field of every sort; what is filled in is hidden."""

    kind: ClassVar[str] = "test.survey"
    rules: ClassVar[str] = f"{__name__}:SURVEY"
    title: str = "Survey"
    stage: Stage = Stage.GATHER_DATA


@frozen
class Filled(Draft):
    values: str


@frozen
class Pages(Value):
    values: tuple[str, ...] = field(converter=tuple)


class Surveying(Acting):
    """What is done at a Survey."""

    @action(by="member", here=True)
    def fill_in(
        self, page: int, text: str, number: int, choice: str, several: tuple[str, ...],
        person: str, rank: tuple[int, ...], dots: dict[int, int], place: tuple[int, int],
        toggle: bool, day: date, each: dict[str, int], author: Me, *,
        places: dict[int, tuple[int, int]] | None = None,
    ) -> Receipt:  # fmt: skip
        """Fill it in."""
        step, _ = self._here(Survey, doing="a survey")
        self._only_once(step, "page", self._member(author), "filled it in")
        if text == "harm":
            raise Invalid("no harm")
        values = (
            page, text, number, choice, several, person, rank, dots, place, toggle, day,
            each, places,
        )  # fmt: skip
        return self._seal(step, "page", self._member(author), Filled(repr(values)))

    @action(by="member", here=True)
    def break_it(self, author: Me) -> None:
        """Fail."""
        raise ZeroDivisionError("no pen")


class _Kind(Kind[Pages]):
    values: ClassVar = {"pages": Pages}
    drafts: ClassVar = {"filled": Filled}
    once: ClassVar = True
    actions: ClassVar = Surveying

    def seals(self, state: State, step: Step) -> bool:
        return not state.is_opened(step)

    def is_over(self, own: Pages | None) -> bool:
        return own is not None

    def open(self, log: Log, step: Step, seals: Sequence[Seal], marks: Sequence[Mark]) -> Opening:
        texts = [each.draft.values for each in seals if isinstance(each.draft, Filled)]
        return Opening(taken_part=len(texts), value=Pages(texts))

    def opened(self, own: Pages | None, event: Opened) -> Pages:
        return event.gave(Pages)

    def promise(self, state: State, step: Step, attribution: Attribution) -> str:
        return "Your page is read aloud."

    def said(self, state: State, step: Step, draft: Draft) -> str:
        raise ZeroDivisionError("no glasses")

    def outline(self, state: State, log: Sequence[Event], step: Step) -> Iterable[Block]:
        if (own := state.at.get(step.id)) is not None:
            yield Lines(title="Pages", lines=tuple(Line(text=each) for each in own.values))
            yield Table(head=("who", "pages"), rows=(("all", 1), ("some", 0.5)))
            yield ForEach(members={who: (Text(lines=(f"yours, {who}",)),) for who in state.members})

    def forms(self, state: State, step: Step) -> Iterable[Form]:
        if state.is_opened(step):
            return
        all_of_them = (
            Field(name="text", label="Text", kind="text"),
            Field(name="number", label="Number", kind="number", low=1, high=5),
            Field(name="choice", label="Choice", kind="choice", options=WORDS),
            Field(name="several", label="Several", kind="several", options=WORDS),
            Field(name="person", label="Person", kind="person"),
            Field(name="rank", label="Rank", kind="rank", options=NOTES),
            Field(name="dots", label="Dots", kind="dots", options=NOTES, high=3),
            Field(name="place", label="Place", kind="place", low=0, high=9),
            Field(name="toggle", label="Toggle", kind="toggle"),
            Field(name="day", label="Day", kind="date"),
            Field(name="each", label="Each", kind="number", low=0, options=WORDS, many=True),
            Field(name="places", label="Places", kind="place", options=NOTES, many=True,
                  optional=True),
        )  # fmt: skip
        yield Form(
            action="fill_in", submit="Fill it in", slot="page", given={"page": 1},
            fields=all_of_them,
        )  # fmt: skip
        yield Form(action="break_it", submit="Break it", fields=())


SURVEY = _Kind()
