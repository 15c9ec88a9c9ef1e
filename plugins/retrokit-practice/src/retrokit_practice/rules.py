"""What Rounds does: who is with whom, which phase is on, and what a group noted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar

from attrs import evolve, frozen

from retrokit import NotFound, NotNow, texts
from retrokit.activities import (
    Acting,
    Event,
    Kind,
    Me,
    MemberRenamed,
    State,
    Step,
    StepFact,
    Value,
    action,
)
from retrokit.blocks import Block, Field, Form
from retrokit.phrases import listing

from .drawing import draw
from .rounds import Rounds

NAMED = 3
"""Up to so many people are named for whom a round is."""


@frozen
class Seat:
    """Somebody in a group, with the number of their role, from 0."""

    member: str
    role: int


@frozen(kw_only=True)
class Drawn(StepFact):
    """A round begins, in these groups, with its first phase."""

    undo_words = "the draw of round {round}"

    round: int
    groups: tuple[tuple[Seat, ...], ...]


@frozen(kw_only=True)
class PhaseBegun(StepFact):
    """The next phase of a round is on; `phase` is its number, from 1."""

    undo_words = "the beginning of phase {phase}"

    phase: int


@frozen(kw_only=True)
class Swapped(StepFact):
    """Two changed places in the round that is on."""

    undo_words = "swapping {one} and {other}"

    one: str
    other: str


@frozen(kw_only=True)
class Noted(StepFact):
    """A group of the round that is on keeps a note; `group` is its number, from 1."""

    undo_words = "the note of group {group}"

    group: int
    text: str


@frozen
class Round:
    """A round as it was held: its groups, and the note of each, empty where there is none."""

    groups: tuple[tuple[Seat, ...], ...]
    notes: tuple[str, ...]


@frozen
class Held:
    """The state of a step: its rounds so far, and the number of the phase that is on, from 1."""

    rounds: tuple[Round, ...] = ()
    phase: int = 0

    def group_of(self, member: str) -> int | None:
        """Return the place of a member's group in the round that is on, None if there is none."""
        groups = self.rounds[-1].groups if self.rounds else ()
        found = (at for at, group in enumerate(groups) if member in {each.member for each in group})
        return next(found, None)


def _waiting(held: Held, activity: Rounds, people: Iterable[str]) -> list[str]:
    """Return for whom there are more rounds than planned: who has not had the first role.

    Nobody, where there were too few rounds for everyone to have it.
    """
    if activity.rounds < activity.size or len(held.rounds) < activity.rounds:
        return []
    groups = (group for round in held.rounds for group in round.groups)
    had = {seat.member for group in groups for seat in group if seat.role == 0}
    return [each for each in people if each not in had]


def _is_more(held: Held, activity: Rounds, people: Iterable[str]) -> bool:
    """Return whether there is another round."""
    return len(held.rounds) < activity.rounds or bool(_waiting(held, activity, people))


def _drawn(own: Held, event: Drawn) -> Held:
    held = Round(event.groups, ("",) * len(event.groups))
    return Held((*own.rounds, held), 1)


def _changed(own: Held, change: Callable[[Round], Round]) -> Held:
    return evolve(own, rounds=(*own.rounds[:-1], change(own.rounds[-1])))


def _renamed(round: Round, called: Callable[[str], str]) -> Round:
    groups = (
        tuple(evolve(each, member=called(each.member)) for each in group) for group in round.groups
    )
    return evolve(round, groups=tuple(groups))


def _swapped(own: Held, event: Swapped) -> Held:
    places = {event.one: event.other, event.other: event.one}
    return _changed(own, lambda round: _renamed(round, lambda who: places.get(who, who)))


def _noted(own: Held, event: Noted) -> Held:
    def noted(round: Round) -> Round:
        notes = [*round.notes]
        notes[event.group - 1] = event.text
        return evolve(round, notes=tuple(notes))

    return _changed(own, noted)


class Practising(Acting):
    """What is done in Rounds."""

    @action(by="facilitator", here=True)
    def draw(self) -> None:
        """Begin the next round: draw its groups, and start the clock of its first phase.

        Raises `NotNow` after the last one, or where nobody else is here. Where everyone was to have
        the first role, there are more rounds as long as somebody here has not had it.
        """
        step, activity = self._here(Rounds, doing="a round")
        held: Held = self._state.at[step.id]
        people = [*self._state.respondents]
        if not _is_more(held, activity, people):
            raise NotNow("that was the last round; go on to the next activity")
        if len(people) < 2:
            raise NotNow("it takes two people at least; add those who are here")
        groups = draw(
            people,
            size=activity.size,
            before=[
                [tuple((each.member, each.role) for each in group) for group in round.groups]
                for round in held.rounds
            ],
            left=max(1, activity.rounds - len(held.rounds)),
            waiting=_waiting(held, activity, people),
            rng=self._rng,
        )
        self._emit(
            Drawn(
                at=self._now(),
                step=step.id,
                seconds=activity.phases[0].minutes * 60,
                round=len(held.rounds) + 1,
                groups=tuple(tuple(Seat(who, role) for who, role in each) for each in groups),
            )
        )

    @action(by="facilitator", here=True)
    def begin_phase(self) -> None:
        """Go on to the next phase of the round, and start its clock. Raises `NotNow`."""
        step, activity = self._here(Rounds, doing="a phase")
        held = self._on(step)
        if held.phase == len(activity.phases):
            raise NotNow("that was the last phase of this round; draw the next round, or go on")
        seconds = activity.phases[held.phase].minutes * 60
        self._emit(PhaseBegun(at=self._now(), step=step.id, seconds=seconds, phase=held.phase + 1))

    @action(by="facilitator", here=True)
    def swap(self, one: str, other: str) -> None:
        """Have two people change places in this round. Raises `NotFound`, or `NotNow`."""
        step, _ = self._here(Rounds, doing="a swap")
        held = self._on(step)
        one, other = self._state.member(one), self._state.member(other)
        for each in (one, other):
            if held.group_of(each) is None:
                raise NotFound(f"{each} is in no group of this round; swap people who are")
        if one == other:
            raise NotNow("these are the same person; name two")
        self._emit(Swapped(at=self._now(), step=step.id, one=one, other=other))

    @action(by="member", here=True)
    def note(self, text: str, author: Me) -> None:
        """Keep a note for one's group in this round, in place of the one before.

        Everyone sees it. Raises `Invalid` (text), or `NotNow`.
        """
        step, _ = self._here(Rounds, doing="a note")
        held, author = self._on(step), self._member(author)
        group = held.group_of(author)
        if group is None:
            raise NotNow(f"{author} is in no group of this round; the next round has everyone")
        text = texts.check(text, "the note")
        self._emit(Noted(at=self._now(), step=step.id, group=group + 1, text=text))

    def _on(self, step: Step) -> Held:
        held: Held = self._state.at[step.id]
        if not held.rounds:
            raise NotNow("no round has begun; draw the first one")
        return held


class _Kind(Kind[Held]):
    facts: ClassVar = {
        Drawn: _drawn,
        PhaseBegun: lambda own, event: evolve(own, phase=event.phase),
        Swapped: _swapped,
        Noted: _noted,
    }
    actions: ClassVar = Practising

    def arrived(self, own: Held | None, settled: Value | None) -> Held:
        """Return that no round was held; coming back changes nothing."""
        return own or Held()

    def renamed(self, own: Held, event: MemberRenamed) -> Held:
        """Return the rounds with the new name."""
        return evolve(own, rounds=tuple(_renamed(each, event.called) for each in own.rounds))

    def outline(self, state: State, log: Sequence[Event], step: Step) -> Iterable[Block]:
        """Return who is with whom, in which role, and what groups noted."""
        from .outline import outline

        return outline(state, step)

    def forms(self, state: State, step: Step) -> Iterable[Form]:
        """Return what leads on, swapping two, and a note for members."""
        held, activity = state.at[step.id], step.activity
        assert isinstance(activity, Rounds)
        if held.rounds and held.phase < len(activity.phases):
            following = activity.phases[held.phase].title
            yield Form(action="begin_phase", submit=f"Begin “{following}”", fields=(), leads=True)
        if _is_more(held, activity, state.respondents) and len(state.respondents) > 1:
            submit = f"Draw round {len(held.rounds) + 1}"
            if waiting := _waiting(held, activity, state.respondents):
                few = listing(waiting) if len(waiting) <= NAMED else f"{len(waiting)} people"
                submit = f"{submit}, for {few}"
            yield Form(action="draw", submit=submit, fields=(), leads=True)
        if held.rounds:
            two = (
                Field(name="one", label="Who?", kind="person"),
                Field(name="other", label="With whom?", kind="person"),
            )
            yield Form(action="swap", submit="Swap two people", fields=two, leads=True)
            text = Field(name="text", label="What does your group want to keep?", kind="text")
            yield Form(action="note", submit="Keep a note for your group", fields=(text,))

    def sample(
        self, state: State, step: Step, form: Form, *, member: str, number: int, said: str
    ) -> Mapping[str, Any] | None:
        """Return two people to swap, if there are two."""
        if form.action != "swap":
            return None
        held: Held = state.at[step.id]
        there = [each.member for group in held.rounds[-1].groups for each in group]
        return {"one": there[number % len(there)], "other": there[(number + 1) % len(there)]}


ROUNDS = _Kind()
