"""What a Matrix does: things are placed in private, and shown where their middle is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from statistics import median
from typing import ClassVar

from attrs import evolve

from ... import figures, given
from ...engine.counting import AtHand
from ...engine.floors import floor_for, gone_since
from ...engine.kind import Fared, Opening
from ...engine.log import Log
from ...engine.marks import Me, action
from ...engine.material.candidates import candidates, inside, placing
from ...engine.sealing import Sealing
from ...engine.seals import Mark, Receipt, Seal
from ...engine.state import State, Step
from ...errors import Invalid, NotFound, NotNow
from ...events import MemberRenamed, Opened, Value
from ...formats import Attribution, Matrix
from ...tallies import Number
from .facts import (
    PLACES,
    MatrixRound,
    Place,
    Placed,
    Placements,
    PlacesDraft,
    PlacesValue,
    Spot,
    Spread,
    ToPlace,
)
from .words import MatrixWords


class Placing(Sealing):
    """Places on two axes, sealed until the activity closes."""

    @action(by="member", here=True)
    def place(self, places: PlacesValue, author: Me) -> Receipt:
        """Seal where a member puts things: for each candidate, by number, how far across and up.

        As many of `retro.state.at[step.id].candidates` as they like, as in `{3: (1, 5)}`; both
        numbers go from 1 to the steps of the matrix. Raises `Invalid` for another shape or a place
        that there is not, `NotFound` for what is not a candidate, `NotNow` outside a Matrix, after
        it was opened, or for a second time.
        """
        step, _ = self._here(Matrix, doing="a place")
        if self._state.is_opened(step):
            raise NotNow("this matrix has been revealed; add another one to the agenda")
        author = self._member(author)
        draft = self._places(step, places)
        self._only_once(step, PLACES, author, "placed something")
        return self._seal(step, PLACES, author, draft)

    @action(by="member")
    def change_places(self, receipt: Receipt, places: PlacesValue) -> None:
        """Place things otherwise, as long as the first places are sealed."""
        self._running()
        seal = self.sealed(receipt)
        if not isinstance(seal.draft, PlacesDraft):
            raise NotNow("this receipt is not for places in a matrix")
        self._replace(seal, self._places(self._state.step(seal.step), places))

    def _places(self, step: Step, value: PlacesValue) -> PlacesDraft:
        """Return the places that are meant; a note that was grouped stands for its group."""
        there = self._state.at[step.id].candidates
        known, now = inside(self._state, there), placing(self._state, there)
        assert isinstance(step.activity, Matrix)
        found: dict[int, Place] = {}
        for each, where in _pairs(value):
            if each not in known:
                raise NotFound.among("candidate", str(each), map(str, there))
            place = Place(now(each), *_steps(where, each, step.activity.steps))
            if found.setdefault(place.candidate, place) != place:
                raise Invalid(f"{place.candidate} has two places; give it one")
        if not found:
            raise Invalid("nothing is placed; give at least one thing a place")
        return PlacesDraft(tuple(found[each] for each in sorted(found)))


def _pairs(value: object) -> Iterator[tuple[int, object]]:
    """Yield numbers with what is given for each. In JSON a number is text where it is a key."""
    if not isinstance(value, Mapping):
        raise Invalid(
            f"places is a mapping of numbers to places, as in {{3: (1, 5)}}, not "
            f"{given.shown(value)}"
        )
    for key, where in value.items():
        number = int(key) if isinstance(key, str) and key.isdecimal() else figures.whole(key)
        if number is None:
            raise Invalid(f"{given.shown(key)} is no number of a topic or note")
        yield number, where


def _steps(value: object, number: int, steps: int) -> tuple[int, int]:
    """Return how far across and up something is put."""
    both = [*map(figures.whole, value)] if isinstance(value, Sequence) else []
    match both:
        case [int(across), int(up)] if min(across, up) >= 1 and max(across, up) <= steps:
            return across, up
    raise Invalid(
        f"{given.shown(value)} is no place for {number}; give how far across and up, "
        f"each from 1 to {steps}"
    )


def _following(own: MatrixRound | None, there: tuple[int, ...]) -> MatrixRound:
    """Return a matrix as it begins or goes on with what is there to be placed."""
    if own is None:
        return MatrixRound(there)
    if there == own.candidates:
        return own
    return evolve(own, candidates=there, changed=own.changed or bool(own.candidates))


def _moved(state: State, there: Sequence[int], draft: PlacesDraft) -> dict[int, tuple[Number, ...]]:
    """Return where one member put things as they are now.

    Of several that have become one, as notes of a group do, it is the middle of where they put
    them: nobody counts twice.
    """
    now = placing(state, there)
    found: dict[int, list[Place]] = defaultdict(list)
    for place in draft.places:
        found[now(place.candidate)].append(place)
    return {
        number: (_middle([each.across for each in put]), _middle([each.up for each in put]))
        for number, put in found.items()
    }


def _middle(numbers: Sequence[Number]) -> Number:
    found = median(numbers)
    return int(found) if found == int(found) else found


def _spread(numbers: Sequence[Number]) -> Spread:
    return Spread(_middle(numbers), min(numbers), max(numbers))


def _spot(activity: Matrix, number: int, put: Sequence[tuple[Number, ...]]) -> Spot:
    across, up = (_spread(each) for each in zip(*put, strict=True))
    right, top = activity.good.endswith("right"), activity.good.startswith("top")
    return Spot(
        candidate=number,
        across=across,
        up=up,
        people=len(put),
        points=sum(
            median - 1 if rises else activity.steps - median
            for median, rises in ((across.median, right), (up.median, top))
        ),
    )


class _Kind(MatrixWords):
    values: ClassVar = {"to_place": ToPlace, "placements": Placements}
    drafts: ClassVar = {"places": PlacesDraft}
    refers: ClassVar = True
    once: ClassVar = True

    def settle(self, state: State, step: Step, at_hand: AtHand) -> ToPlace | None:
        """Return what there is to place as the board stands, None where it is opened."""
        activity = step.activity
        assert isinstance(activity, Matrix)
        if state.is_opened(step):
            return None
        return ToPlace(candidates=candidates(state, activity.on, activity.columns))

    def arrived(self, own: MatrixRound | None, settled: Value | None) -> MatrixRound | None:
        """Return the matrix with what was settled."""
        return _following(own, settled.candidates) if isinstance(settled, ToPlace) else own

    def follow(self, state: State, step: Step, own: MatrixRound) -> MatrixRound:
        """Return the matrix with what stands on the board now, until it is opened."""
        assert isinstance(step.activity, Matrix)
        if own.opened:
            return own
        return _following(own, candidates(state, step.activity.on, step.activity.columns))

    def seals(self, state: State, step: Step) -> bool:
        """Return whether it is not opened yet."""
        return not state.is_opened(step)

    def is_over(self, own: MatrixRound | None) -> bool:
        """Return whether the places are out."""
        return own is not None and own.opened

    def open(self, log: Log, step: Step, seals: Sequence[Seal], marks: Sequence[Mark]) -> Opening:
        """Return where each candidate stands, and who put it where if names are kept.

        The floor holds for each candidate by itself: what too few placed is not told, nor how few
        or whether anybody did. What is gone, or was split, stands as when it was placed.
        """
        activity, state = step.activity, log.state
        assert isinstance(activity, Matrix)
        drafts = [
            (seal.author, seal.draft) for seal in seals if isinstance(seal.draft, PlacesDraft)
        ]
        floor, gone = floor_for(state, step), gone_since(state, PLACES, marks)
        there = state.at[step.id].candidates
        shown = Placements(candidates=there)
        if len(drafts) - gone >= floor:
            put: dict[int, list[tuple[Number, ...]]] = defaultdict(list)
            for _, draft in drafts:
                for number, place in _moved(state, there, draft).items():
                    put[number].append(place)
            spots = [
                _spot(activity, number, places)
                for number, places in put.items()
                if len(places) - gone >= floor
            ]
            spots.sort(key=lambda each: (-each.points, each.candidate))
            stood = {*there, *(each.candidate for each in spots)}
            shown = Placements(candidates=tuple(sorted(stood)), spots=tuple(spots))
        if state.attribution_of(step) is Attribution.NAMED:
            signed = (Placed(author=who, places=each.places) for who, each in drafts if who)
            in_order = sorted(signed, key=lambda each: each.author)
            shown = evolve(shown, placed=tuple(in_order))
        return Opening(taken_part=len(drafts), floor=floor, value=shown)

    def opened(self, own: MatrixRound | None, event: Opened) -> MatrixRound:
        """Return the matrix as it came out."""
        value = event.gave(Placements)
        return evolve(
            own or MatrixRound(value.candidates),
            candidates=value.candidates,
            opened=True,
            taken_part=event.taken_part or 0,
            team=event.team,
            floor=event.floor,
            spots=value.spots,
            placed=value.placed,
        )

    def fared(self, own: MatrixRound, numbers: Set[int]) -> Fared | None:
        """Return how many points these candidates have, or the best of them."""
        return own.fared(numbers)

    def renamed(self, own: MatrixRound, event: MemberRenamed) -> MatrixRound:
        """Return the matrix with the new name of who placed something."""
        placed = (evolve(each, author=event.called(each.author)) for each in own.placed)
        return evolve(own, placed=tuple(placed))


MATRIX = _Kind()
