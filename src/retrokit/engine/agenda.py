"""The agenda of a running retro: where it is, what comes next, and how long things take.

The agenda is data. A step can be skipped, gone back to, moved, added or dropped. Moving on is
what closes a step and opens its seals; going back leaves them sealed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from random import Random
from typing import Any, Literal, TypeAlias
from zlib import crc32

from attrs import astuple, evolve

from ..errors import Conflict, Invalid, NotFound, NotNow, PluginError, WouldOpen
from ..events import (
    Closed,
    Moved,
    Opened,
    Recorded,
    Reopened,
    StepAdded,
    StepDropped,
    StepReordered,
    TimeBoxSet,
)
from ..formats import Activity, Attribution, column_names, is_activity, told_to
from .counting import AtHand
from .floors import team_of
from .guard import check_opening
from .kind import Opening
from .log import Log, folds
from .marks import RETRIES, Inside, action, alone, asked_by_lead
from .material.notes import put_note
from .memories import earlier, memory_seal, superseded
from .seals import Lots, Mark, Receipt, Seal
from .state import State, Step, StepStatus, TimeBox, count_respondents
from .withholding import may_have_left

LONGEST = 24 * 60
"""The longest time box, in minutes."""

_MAY_OPEN = "something may be hidden here; this would reveal it"

Left: TypeAlias = Literal["done", "skipped", "pending"]
_LEFT = {
    "done": StepStatus.DONE,
    "skipped": StepStatus.SKIPPED,
    "pending": StepStatus.PENDING,
}


class Agenda(Log):
    """Moves through the agenda and changes it while it runs.

    A move is decided on what its caller saw: where somebody else has moved the retro meanwhile,
    it raises `NotNow` instead of moving on from there. Without `opens` it is made only if that
    reveals nothing: it raises `WouldOpen` where something is sealed, and where names are not kept
    also where something may be, since the answer would tell when it was.
    """

    @action(by="facilitator", here=True, again=False)
    def next(self, *, opens: bool = True) -> Step:
        """Close the current activity, opening what is sealed in it, and go to the next one.

        Raises `NotNow` after the last one, `WouldOpen` where it would open something and shall not.
        """
        position = self._position()
        if position + 1 >= len(self._state.agenda):
            raise NotNow("that was the last activity; close the retro")
        return self._move(self._state.agenda[position + 1], "done", opens=opens)

    @action(by="facilitator", here=True, again=False)
    def back(self) -> Step:
        """Go back to the activity before; what is sealed in the current one stays sealed."""
        position = self._position()
        if position <= 0:
            raise NotNow("this is the first activity; there is nothing before it")
        return self._move(self._state.agenda[position - 1], "pending")

    @action(by="facilitator", here=True, again=False)
    def skip(self, *, opens: bool = False, told: Inside[int | None] = None) -> Step:
        """Leave the current activity aside and go to the next one.

        Raises `NotNow` if something is sealed in it, except where that waits for a plugin: it stays
        sealed then, and can be opened once the plugin is there. With `opens` it is opened instead
        of refused, as by `next`. `told` is as for `open_seals`: with it, and without `opens`,
        raises `WouldOpen` where names are not kept, whether anything is sealed or not.
        """
        position = self._position()
        if position + 1 >= len(self._state.agenda):
            raise NotNow("that was the last activity; close the retro")
        if not opens and told is not None and self.may_reveal():
            raise WouldOpen(_MAY_OPEN)
        here = self._state.current_step
        reveals = opens and self.sealed_count() and not (here and self._stays(here))
        return self._move(self._state.agenda[position + 1], "done" if reveals else "skipped")

    @action(by="facilitator", here=True, again=False)
    def go(self, step: Step | int | str, *, opens: bool = True) -> Step:
        """Go to a step: forward closes the current one, as `next` does, backward leaves it open.

        A step is it itself, or named by its id, its title or its kind; see `State.find_step`.
        """
        target = self._state.find_step(step)
        if target.id == self._state.current:
            raise NotNow(f"the retro is at {target.activity.title!r} already")
        forward = self._state.agenda.index(target) > self._position()
        return self._move(target, "done" if forward else "pending", opens=opens)

    @action(by="facilitator", here=True)
    def open_seals(self, *, told: Inside[int | None] = None) -> Step:
        """Open what is sealed in the current activity without leaving it.

        `told` is how many contributions everyone knows of, where a room tells that late. Raises
        `NotNow` where nothing is sealed; and where no names are kept and everyone knows of
        nothing, also if something is: who asks again and again would else learn when it came.
        """
        self._running()
        step = self._state.current_step
        if step is not None and told == 0 and self._state.may_hide(step):
            raise NotNow("nothing is counted as hidden here yet; move on instead, or wait a moment")
        if step is None or not self.sealed_count():
            raise NotNow("nothing is hidden here")
        self._open(step)
        return step

    @action(by="facilitator")
    def add_activity(self, activity: Activity, position: int | None = None) -> Step:
        """Put an activity into the agenda, by default right after the current one.

        `position` counts from 0. Returns the new step. Raises `NotFound` where it names a voting
        method or a scoring that there is none of.
        """
        self._running()
        if not is_activity(activity):
            raise Invalid(f"{str(activity)[:40]!r} is no activity; give a Collect, a Vote, …")
        there = [name for step in self._state.agenda for name in column_names(step.activity)]
        for column in activity.narrowed_to:
            if column not in there:
                raise NotFound.among("column", column, there)
        begin = crc32(self._state.id.encode())
        activity = told_to(activity, self._state.charter, self._state.earlier, begin=begin)
        self._at_hand.check(activity)
        length = len(self._state.agenda)
        position = self._position() + 1 if position is None else position
        if not 0 <= position <= length:
            raise Invalid(f"position {position + 1} is not in the agenda; it has {length} steps")
        step = 1 + max((each.id for each in self._state.agenda), default=0)
        self._emit(StepAdded(at=self._now(), step=step, activity=activity, position=position))
        return self._state.step(step)

    @action(by="facilitator")
    def drop_activity(self, step: Step | int) -> Step:
        """Take an activity out of the agenda that the retro has not been at yet."""
        self._running()
        target = self._state.step(step)
        if target.id in self._state.visited:
            raise NotNow(f"the retro has been at {target.activity.title!r}; skip it instead")
        self._emit(StepDropped(at=self._now(), step=target.id))
        return target

    @action(by="facilitator")
    def reorder(self, step: Step | int, position: int) -> Step:
        """Put a step of the agenda at another position, counted from 0."""
        self._running()
        target = self._state.step(step)
        if not 0 <= position < len(self._state.agenda):
            raise Invalid(
                f"position {position + 1} is not in the agenda; "
                f"it has {len(self._state.agenda)} steps"
            )
        self._emit(StepReordered(at=self._now(), step=target.id, position=position))
        return target

    @action(by="facilitator")
    def set_timer(self, minutes: float) -> TimeBox | None:
        """Start a time box now; 0 minutes takes it away. Nobody is moved on when it ends."""
        self._running()
        now = self._now()
        self._emit(TimeBoxSet(at=now, started=now, seconds=_seconds(minutes)))
        return self._state.timebox

    @action(by="facilitator")
    def extend_timer(self, minutes: float) -> TimeBox | None:
        """Add minutes to the time box; one that is over gets them from now."""
        self._running()
        now, box = self._now(), self._state.timebox
        added = _seconds(minutes)
        if box is None or box.left(now) < timedelta(0):
            self._emit(TimeBoxSet(at=now, started=now, seconds=added))
        else:
            self._emit(TimeBoxSet(at=now, started=box.started, seconds=box.seconds + added))
        return self._state.timebox

    @alone
    def time_left(self) -> timedelta | None:
        """Return what is left of the time box, negative when it is over, None without one."""
        box = self._state.timebox
        return None if box is None else box.left(self._now())

    @action(by="facilitator", here=True)
    def close(self, *, opens: bool = True) -> None:
        """End the retro, opening what is sealed in the current activity, as `next` does.

        Raises `NotNow` if something is still sealed elsewhere in the agenda, or may be where names
        are not kept, and does not wait for a plugin: that stays sealed.
        """
        self._running()
        if not opens:
            self._check_opens_nothing()
        current = self._state.current
        for step in self._state.agenda:
            if step.id == current:
                continue
            may, count = self._state.may_hide(step), self.sealed_count(step.id)
            if (may or count) and self._stays(step):
                continue
            if may:
                raise NotNow(f"something may be hidden in {step.activity.title!r}; go there first")
            if count:
                raise NotNow(f"something is still hidden in {step.activity.title!r}; go there")
        # Read before the time is: what is sealed since makes the commit fail, and try again.
        sealed = tuple(self._keeper.seals().values())
        # Who took back all they gave where nobody is named still counts as having taken part.
        hiding = self.sealed_steps()
        marks = tuple(each for each in self._keeper.marks() if each.step not in hiding)
        here = self._state.current_step
        opening = None
        if here is not None and not self._waits(here):
            with suppress(PluginError):  # a plugin that fails keeps no retro from its end
                opening = self._opening(here)
        closed = Closed(at=self._now())
        put = () if opening is None else opening[1]
        drop = (
            *(each for each in sealed if isinstance(each.draft, Lots)),
            *superseded((*sealed, *put)),
        )
        if opening is None or current is None:
            self._emit(closed, drop=drop, unmark=marks, reads_seals=True)
        else:
            self._emit(opening[0], closed, put=put, drop=drop, unmark=marks, erase=(current,))

    @action(by="facilitator")
    def reopen(self) -> None:
        """Go on with a retro that was closed."""
        if self._state.closed is None:
            raise NotNow("this retro is not closed")
        self._emit(Reopened(at=self._now()))

    @alone
    def sealed_count(self, step: int | None = None) -> int:
        """Return how many contributions are sealed in a step, by default the current one."""
        step = self._state.current if step is None else step
        return sum(seal.step == step for seal in self._contributions())

    @alone
    def would_withhold(self) -> tuple[str, ...]:
        """Return what would not be shown if the current activity were opened now, as sentences.

        Empty where all is shown, or nothing is hidden. It is told from how many contributions there
        are and who is here. It names nobody, says of several questions only how many have too few
        answers, and does not depend on what anybody gave. Where an activity waits for a plugin,
        that is the one sentence.
        """
        step = self._state.current_step
        if step is None or not self.sealed_count():
            return ()
        if waiting := self.waits_for():
            return (waiting,)
        counts = Counter(seal.slot for seal in self._contributions() if seal.step == step.id)
        left = may_have_left(self._state, step, self._log)
        return step.kind.withheld(self._state, step, counts, left)

    @asked_by_lead
    def before_reveal(self, *, overheard: Inside[bool] = False) -> tuple[str, ...]:
        """Return what whoever leads should hear when they are about to reveal this activity.

        It may hang on what is hidden, so it is asked for at that moment alone, and told nobody
        else. It names nobody and counts nothing. Where it is `overheard`, as on a screen that
        everyone sees, it says nothing that is known from earlier retros.
        """
        step = self._state.current_step
        if step is None or self.waits_for():
            return ()
        seals = [seal for seal in self._contributions() if seal.step == step.id]
        if not seals:
            return ()
        known = [] if overheard else self._earlier(step)
        return tuple(step.kind.before_reveal(self, step, [*seals, *known]))

    @alone
    def waits_for(self) -> str:
        """Return what the current activity waits for before it can be opened, and what to do.

        Empty if it waits for nothing, as nearly always: a plugin that counts its votes or answers
        would have to be missing. Whether anything is hidden in it makes no difference.
        """
        step = self._state.current_step
        if step is None or self._state.is_opened(step):
            return ""
        missing = self._at_hand.waits_for(self._state, step)
        return f"{missing}." if missing else ""

    @alone
    def may_reveal(self, *, told: int = 0) -> bool:
        """Return whether to leave the current activity may reveal what people were not told of.

        `told` is how many contributions everyone knows of. Where no names are kept and that is
        none, it is so whether anything is hidden or not: to say which would tell when it came.
        Not where the activity waits for a plugin, since nothing is opened then.
        """
        step = self._state.current_step
        if step is None or told or self._state.closed is not None:
            return False
        return self._state.may_hide(step) and not self.waits_for()

    @alone
    def taken_part(self, slot: str | None = None) -> frozenset[str]:
        """Return who has sealed something in the current step, or in one slot of it."""
        return frozenset(
            mark.member
            for mark in self._keeper.marks()
            if mark.step == self._state.current and slot in (None, mark.slot)
        )

    @alone
    def sealed_steps(self, *, by: str | None = None) -> frozenset[int]:
        """Return the steps in which something is sealed, or those in which a member took part
        in that.
        """
        if by is None:
            return frozenset(seal.step for seal in self._contributions())
        return frozenset(mark.step for mark in self._keeper.marks() if mark.member == by)

    def _position(self) -> int:
        self._running()
        step = self._state.current_step
        return -1 if step is None else self._state.agenda.index(step)

    def _check_opens_nothing(self) -> None:
        """Raise `WouldOpen` where to leave the current step would, or might, open something."""
        step = self._state.current_step
        if step is not None and self._state.may_hide(step):
            # Whether there is something would tell when it was sealed, sooner than the count does.
            raise WouldOpen(_MAY_OPEN)
        if self.sealed_count():
            raise WouldOpen("something is hidden here by now; this would reveal it")

    def _waits(self, step: Step) -> bool:
        return bool(self._at_hand.waits_for(self._state, step))

    def _stays(self, step: Step) -> bool:
        """Return whether what is sealed in a step stays so: a plugin is missing, or fails at it."""
        if self._waits(step):
            return True
        try:
            self._opening(step)
        except PluginError:
            return True
        return False

    def _opening(self, step: Step) -> tuple[Opened, tuple[Seal, ...]] | None:
        """Return what opens a step's seals, with the letters it brings; None if it has none."""
        seals = [seal for seal in self._contributions() if seal.step == step.id]
        if not seals:
            return None
        self._at_hand.check_can_open(self._state, step)
        # Sorted by what they say, which tells nothing of who wrote when, and unlike a shuffle
        # gives the same contributions the same numbers whenever a session is run again.
        seals.sort(key=lambda seal: (seal.slot, _in_order(astuple(seal.draft)), seal.author or ""))
        marks = [mark for mark in self._keeper.marks() if mark.step == step.id]
        known = self._earlier(step)  # read now: what is sealed since makes the commit fail
        opening = step.kind.open(self, step, seals, marks)
        if step.kind.guest:
            check_opening(
                opening,
                step.activity.kind,
                named=self._state.attribution_of(step) is Attribution.NAMED,
                members=self._state.members,
            )
        letters = (
            # Nobody holds the secret of this receipt: the key is only to be like all others.
            Seal(step=step.id, slot=slot, key=Receipt.new(self._rng).key, author=None, draft=letter)
            for slot, letter in opening.letters
        )
        opened = self._opened(step, opening)
        if step.kind.guest:
            step.kind.opened(self._state.at.get(step.id), opened)  # if it fails, nothing is opened
        return opened, (*letters, *self._memories(step, [*seals, *known], marks))

    def _memories(self, step: Step, seals: Sequence[Seal], marks: Sequence[Mark]) -> Iterator[Seal]:
        """Yield what is kept of members for the team's next retro. A rehearsal keeps nothing."""
        if step.kind.guest or self._state.rehearsal:
            return
        for slot, memory in step.kind.remember(self, step, seals, marks):
            yield memory_seal(slot, memory, self._rng)

    def _earlier(self, step: Step) -> list[Seal]:
        """Return what an earlier retro of the team has kept of members, for no guest to read."""
        return [] if step.kind.guest else [*earlier(self._keeper.seals().values())]

    def _opened(self, step: Step, opening: Opening) -> Opened:
        return Opened(
            at=self._now(),
            step=step.id,
            taken_part=opening.taken_part,
            team=team_of(self._state, step, opening.taken_part),
            floor=opening.floor,
            attribution=self._state.attribution_of(step),
            notes=opening.notes,
            value=opening.value,
            measures=dict(opening.measures),
        )

    def _move(self, target: Step, left: Left, *, opens: bool = True) -> Step:
        source = self._state.current
        for _ in range(RETRIES):
            try:
                self._move_once(target, left, opens=opens)
            except Conflict:
                self.refresh()
                if self._state.current != source:
                    raise NotNow(
                        "somebody else moved the retro meanwhile; look where it is"
                    ) from None
            else:
                return self._state.step(target.id)
        raise Conflict("others keep writing to this retro; try again in a moment")

    def _move_once(self, target: Step, left: Left, *, opens: bool) -> None:
        self._running()
        source = self._state.current_step
        if left == "done" and not opens:
            self._check_opens_nothing()
        if source is not None and left == "done":
            # Opened first, on its own: what the next step settles on arrival (such as the
            # candidates of a vote) counts what has just come to light.
            self._open(source)
        if left == "skipped" and self.sealed_count() and not (source and self._stays(source)):
            raise NotNow("something is hidden here; go on to the next activity to reveal it")
        self._emit(
            arrival(self._state, target.id, at=self._now(), left=left, at_hand=self._at_hand),
            put=lots(self._state, target, self._keeper.seals, self._rng),
            reads_seals=left != "pending",
        )

    def _open(self, step: Step) -> None:
        opening = self._opening(step)
        if opening is not None:
            self._emit(opening[0], put=opening[1], erase=(step.id,))


def _in_order(content: object) -> Any:
    """Return what a draft says in a form that can be sorted: "not sure" before any number."""
    if isinstance(content, (tuple, list)):
        return [_in_order(each) for each in content]
    return (content is not None, 0 if content is None else content)


def lots(
    state: State, step: Step, seals: Callable[[], Mapping[str, Seal]], rng: Random
) -> tuple[Seal, ...]:
    """Return the chance by which is dealt at a step, as far as it does not lie there yet.

    Where authors are never stored nothing is dealt: whom somebody was dealt would tell.
    """
    anonymous = state.attribution_of(step) is Attribution.ANONYMOUS
    slots = () if anonymous or step.id in state.opened else step.kind.deals(step.activity)
    if not slots:
        return ()
    there = {
        each.slot
        for each in seals().values()
        if each.step == step.id and isinstance(each.draft, Lots)
    }
    return tuple(
        Seal(
            step=step.id,
            slot=slot,
            key=Receipt.new(rng).key,
            author=None,
            draft=Lots(Receipt.new(rng).secret),
        )
        for slot in slots
        if slot not in there
    )


def arrival(
    state: State,
    step: int,
    *,
    at: datetime,
    at_hand: AtHand,
    left: Left = "done",
) -> Moved:
    """Return the move to a step, with what an arrival settles there."""
    target = state.step(step)
    settled = target.kind.settle(state, target, at_hand)
    return Moved(at=at, step=step, left=left, settled=settled)


def _seconds(minutes: float) -> int:
    if not 0 <= minutes <= LONGEST:
        raise Invalid(f"{minutes:g} minutes is not a time box; give 0 to {LONGEST}")
    return round(minutes * 60)


def _set_status(state: State, id: int, status: StepStatus) -> None:
    for position, step in enumerate(state.agenda):
        if step.id == id:
            state.agenda[position] = evolve(step, status=status)


@folds(Moved)
def _moved(state: State, event: Moved) -> None:
    if state.current is not None:
        _set_status(state, state.current, _LEFT[event.left])
    _set_status(state, event.step, StepStatus.CURRENT)
    state.current = event.step
    state.visited.add(event.step)
    count_respondents(state)
    step = state.step(event.step)
    state.start_clock(event.at, step.activity.minutes * 60)
    own = step.kind.arrived(state.at.get(step.id), event.settled)
    if own is not None:
        state.at[step.id] = own


@folds(Opened)
def _opened(state: State, event: Opened) -> None:
    step = state.step(event.step)
    if step.id in state.opened:
        state.opened.remove(step.id)
    state.opened.append(step.id)
    for each in event.notes:
        put_note(state, step.id, each)
    state.measures.update(event.measures)
    own = step.kind.opened(state.at.pop(step.id, None), event)
    if own is not None:
        state.at[step.id] = own  # what was opened last stands last


@folds(StepAdded)
def _added(state: State, event: StepAdded) -> None:
    state.agenda.insert(event.position, Step(event.step, event.activity))


@folds(StepDropped)
def _dropped(state: State, event: StepDropped) -> None:
    state.agenda.remove(state.step(event.step))


@folds(StepReordered)
def _reordered(state: State, event: StepReordered) -> None:
    step = state.step(event.step)
    state.agenda.remove(step)
    state.agenda.insert(event.position, step)


@folds(TimeBoxSet)
def _timed(state: State, event: TimeBoxSet) -> None:
    state.start_clock(event.started, event.seconds)


@folds(Closed)
def _closed(state: State, event: Closed) -> None:
    state.closed = event.at
    state.timebox = None


@folds(Recorded)
def _recorded(state: State, event: Recorded) -> None:
    state.source = event.source


@folds(Reopened)
def _reopened(state: State, event: Reopened) -> None:
    state.closed = None
