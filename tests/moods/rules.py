"""What Moods does: its facts, its state, its actions, and how it is opened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import ClassVar

from attrs import evolve, frozen

from retrokit.activities import (
    HIDDEN,
    Acting,
    AtHand,
    Attribution,
    Draft,
    Event,
    Kind,
    Log,
    Mark,
    Me,
    Measure,
    MemberRenamed,
    Opened,
    Opening,
    Receipt,
    Seal,
    State,
    Step,
    StepFact,
    Value,
    action,
    floor_for,
    too_few,
)
from retrokit.blocks import Bar, Bars, Block, Field, Form, Line, Lines, Option
from retrokit.errors import NotFound

from . import Moods

SLOT = "mood"


@frozen
class Mood(Draft):
    """A sealed mood, and who it is about."""

    word: str
    about: str

    def names(self) -> frozenset[str]:
        return frozenset({self.about})

    def renamed(self, event: MemberRenamed) -> Mood:
        return evolve(self, about=event.called(self.about))


@frozen
class Words(Value):
    """What can be said, as an arrival settles it."""

    words: tuple[str, ...]


@frozen
class Counted(Value):
    """How often each word was said; none where too few said any."""

    counts: tuple[tuple[str, int], ...] = ()


@frozen(kw_only=True)
class Asked(StepFact):
    """Somebody is asked to say more."""

    undo_words = "asking {name}"

    name: str


@frozen
class Own:
    """The state of a step: the words, who was asked, and the counts once it is opened."""

    words: tuple[str, ...]
    asked: tuple[str, ...] = ()
    counts: tuple[tuple[str, int], ...] | None = None


class Feeling(Acting):
    """What members and whoever leads can do at Moods."""

    @action(by="member", here=True)
    def feel(self, word: str, author: Me) -> Receipt:
        """Seal a mood."""
        step, _ = self._here(Moods, doing="a mood")
        if word not in self._state.at[step.id].words:
            raise NotFound.among("mood", word, self._state.at[step.id].words)
        author = self._member(author)
        self._only_once(step, SLOT, author, "said it")
        return self._seal(step, SLOT, author, Mood(word, author))

    @action(by="facilitator")
    def ask(self, name: str, *, seconds: int | None = None) -> None:
        """Ask somebody to say more, for so long."""
        step, _ = self._here(Moods, doing="asking")
        name = self._member(name)
        self._emit(Asked(at=self._now(), step=step.id, name=name, seconds=seconds))


class _Kind(Kind[Own]):
    facts: ClassVar = {Asked: lambda own, event: evolve(own, asked=(*own.asked, event.name))}
    values: ClassVar = {"words": Words, "counted": Counted}
    drafts: ClassVar = {"mood": Mood}
    once: ClassVar = True
    actions: ClassVar = Feeling

    def settle(self, state: State, step: Step, at_hand: AtHand) -> Words:
        assert isinstance(step.activity, Moods)
        notes = (note.text for note in state.notes.values())
        return Words((*step.activity.words, *notes))

    def arrived(self, own: Own | None, settled: Value | None) -> Own:
        assert isinstance(settled, Words)
        return Own(settled.words) if own is None else evolve(own, words=settled.words)

    def seals(self, state: State, step: Step) -> bool:
        return not state.is_opened(step)

    def is_over(self, own: Own | None) -> bool:
        return own is not None and own.counts is not None

    def open(self, log: Log, step: Step, seals: Sequence[Seal], marks: Sequence[Mark]) -> Opening:
        moods = [seal.draft.word for seal in seals if isinstance(seal.draft, Mood)]
        floor = floor_for(log.state, step)
        counts = tuple(sorted(Counter(moods).items())) if len(moods) >= floor else ()
        low = moods.count("grey")
        measures = {"mood": Measure(counts=(low, len(moods) - low), team=5, low=0, share=True)}
        return Opening(
            taken_part=len(moods),
            floor=floor,
            value=Counted(counts),
            measures=measures if counts else {},
        )

    def opened(self, own: Own | None, event: Opened) -> Own | None:
        assert own is not None
        return evolve(own, counts=event.gave(Counted).counts)

    def promise(self, state: State, step: Step, attribution: Attribution) -> str:
        return f"{HIDDEN} Then everyone sees how often each was said. {too_few('moods')}"

    def said(self, state: State, step: Step, draft: Draft) -> str:
        assert isinstance(draft, Mood)
        return f"your mood: {draft.word}"

    def outline(self, state: State, log: Sequence[Event], step: Step) -> Iterable[Block]:
        own = state.at[step.id]
        if own.counts is not None:
            bars = tuple(Bar(label=word, amount=number) for word, number in own.counts)
            yield Bars(role="mood", bars=bars, unit="person")
        if own.asked:
            yield Lines(
                title="Asked to say more", lines=tuple(Line(text=each) for each in own.asked)
            )

    def forms(self, state: State, step: Step) -> Iterable[Form]:
        own = state.at[step.id]
        if own.counts is None:
            words = tuple(Option(value=each, label=each) for each in own.words)
            mood = Field(name="word", label="How are you?", kind="choice", options=words)
            yield Form(action="feel", submit="Say your mood", slot=SLOT, fields=(mood,))
        name = Field(name="name", label="Whom?", kind="person")
        seconds = Field(
            name="seconds", label="For how many seconds?", kind="number", low=10, high=600,
            optional=True,
        )  # fmt: skip
        yield Form(action="ask", submit="Ask somebody", leads=True, fields=(name, seconds))

    def renamed(self, own: Own, event: MemberRenamed) -> Own:
        return evolve(own, asked=tuple(map(event.called, own.asked)))


MOODS = _Kind()
