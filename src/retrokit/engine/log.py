"""The log under a retro: how events are decided, kept, folded and undone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from datetime import date, datetime, timedelta, timezone
from random import Random
from typing import TypeAlias, TypeVar

from attrs import evolve

from .. import given
from ..errors import Conflict, FileError, Invalid, LogbookError, NotNow
from ..events import (
    ActionAdded,
    Event,
    Forgotten,
    MemberJoined,
    NotesGrouped,
    ObservingChanged,
    Reopened,
    Started,
    StepFact,
    Undone,
)
from ..formats import Activity, Attribution
from ..scoring import Scoring
from ..tallies import TallyMethod
from .counting import AtHand
from .foreign import ForeignFact
from .marks import Seen, action, alone
from .seals import Change, Keeper, Mark, Seal
from .state import Member, State, Step, fold_name

Clock: TypeAlias = Callable[[], datetime]
"""Says what time it is, with the zone: the day of `today` is that of the zone."""

E = TypeVar("E", bound=Event)
A = TypeVar("A", bound=Activity)

_FOLDS: dict[type[Event], Callable[[State, Event], None]] = {}


def folds(kind: type[E]) -> Callable[[Callable[[State, E], None]], Callable[[State, E], None]]:
    """Register a function as what an event does to the state."""

    def register(function: Callable[[State, E], None]) -> Callable[[State, E], None]:
        _FOLDS[kind] = function  # type: ignore[assignment]
        return function

    return register


def moment(clock: Clock) -> datetime:
    """Return what a clock says, at a fixed distance from UTC: whole minutes, below 24 hours.

    So it reads the same wherever it is read later. Raises `Invalid` where the clock has no zone.
    """
    said = clock()
    if not isinstance(said, datetime):
        raise Invalid(f"the clock says {given.shown(said)}; it must return a datetime")
    east = said.utcoffset()
    if east is None:
        raise Invalid(f"the clock says {said} without a time zone; use datetime.now(UTC)")
    minute = timedelta(minutes=1)
    return said.astimezone(timezone(int(east / minute) * minute))


def fold(log: Iterable[Event]) -> State:
    """Return the state that a log comes to.

    Raises `FileError` if no retro could have written it: the first event must be `Started`, each
    must fit those before it, and no number may be given twice.
    """
    events = list(log)
    undone = {event.version for event in events if isinstance(event, Undone)}
    if not events or not isinstance(events[0], Started):
        raise FileError("a log begins with Started")
    state = begin(events[0])
    fold_into(state, enumerate(events[1:], 2), undone)
    state.keys.update(event.key for event in events[1:])
    state.version = len(events)
    return state


def fold_into(
    state: State, events: Iterable[tuple[int, Event]], undone: Set[int] = frozenset()
) -> None:
    """Let a state follow events, each with its version. Raises `FileError` at one that cannot be.

    The state is then between two events, and of no more use. Of an undone one only the number
    that it gave is remembered.
    """
    for version, event in events:
        try:
            if version in undone:
                _leave_number(state, event)
            elif not isinstance(event, Undone):
                _apply(state, event)
        except (LookupError, ValueError, TypeError, AttributeError, ArithmeticError) as error:
            what = f"event {version} ({type(event).__name__})"
            raise FileError(f"{what} does not fit those before it: {error}") from error


def _apply(state: State, event: Event) -> None:
    """Write what an event does over a state, and what the current step derives of it."""
    if isinstance(event, StepFact):
        _apply_own(state, event)
    else:
        _FOLDS[type(event)](state, event)
    if event.on_board and (step := state.current_step) is not None:
        own = state.at.get(step.id)
        if own is not None:
            state.at[step.id] = step.kind.follow(state, step, own)


def _apply_own(state: State, event: StepFact) -> None:
    """Have the kind of a step write its own fact over the state of the step."""
    if not isinstance(event, ForeignFact):
        write = state.step(event.step).kind.facts[type(event)]
        state.at[event.step] = write(state.at.get(event.step), event)
    if event.seconds is not None:
        state.start_clock(event.at, event.seconds)


def _leave_number(state: State, event: Event) -> None:
    """Leave the number out that an undone event gave to something, where a ballot may name it."""
    step = state.current_step
    if step is None or not step.kind.refers:
        return
    if isinstance(event, NotesGrouped):
        state.left_out = max(state.left_out, event.topic)
    elif isinstance(event, ActionAdded):
        state.left_out = max(state.left_out, event.item.number)


def begin(event: Started) -> State:
    """Return the state right after a retro started, at the first step of its agenda."""
    agenda = [Step(id, activity) for id, activity in enumerate(event.format.agenda, 1)]
    state = State(
        id=event.retro,
        team=event.team,
        format=event.format,
        attribution=event.attribution,
        started=event.at,
        facilitator=event.facilitator,
        version=1,
        agenda=agenda,
        carried={each.number: each for each in event.carried},
        plugin=event.plugin,
        charter=event.charter,
        earlier=event.earlier,
        costs=event.costs,
        rehearsal=event.rehearsal,
    )
    for each in event.carried:
        take_number(state, each.number)
    for name in event.members:
        enroll(state, name, observes=name in event.observers)
    return state


def take_number(state: State, number: int) -> None:
    """Give a number to something new. Numbers only rise, so that none means two things."""
    if number <= state.last_number:
        raise FileError(f"number {number} is given twice")
    state.last_number = number


def enroll(state: State, name: str, *, observes: bool) -> None:
    """Add somebody to the members, or mark them as here again."""
    state.members[name] = Member(name, observes=observes)
    state._by_folded[fold_name(name)] = name


class Log:
    """A retro's log, its state, and the one way in: `_emit`.

    `clock` returns an aware datetime, `rng` is the source of ids and receipts; hand in your own
    of both and a run repeats to the byte.

    Any number of threads may use one: a method that changes or computes something waits until no
    other is at work, and so does a block of `together` or `called`.
    """

    @given.checked
    def __init__(
        self,
        log: Sequence[Event],
        keeper: Keeper,
        *,
        clock: Clock,
        rng: Random,
        tallies: Mapping[str, TallyMethod] | None = None,
        scorings: Mapping[str, Scoring] | None = None,
    ) -> None:
        self._log = list(log)
        self._state = fold(self._log)
        self._keeper = keeper
        self._lock = keeper.lock
        self._clock = clock
        self._rng = rng
        self._key = ""
        self._at_hand = AtHand.given(tallies, scorings)

    @property
    def state(self) -> State:
        """Return the retro as it is now. Read it; change it through the retro's methods.

        It goes along with what happens: where other threads are at work, read a `snapshot`.
        """
        return self._state

    @property
    def log(self) -> tuple[Event, ...]:
        """Return everything that happened, in order; all of it may be shown to everyone."""
        return tuple(self._log)

    @given.checked
    def since(self, version: int) -> tuple[Event, ...]:
        """Return what happened after the first `version` events, without copying those."""
        return tuple(self._log[version:])

    @alone
    def snapshot(self) -> State:
        """Return the retro as it is now, in a copy that nothing changes.

        It costs a few microseconds for a hundred notes: the notes themselves are not copied.
        """
        return self._state.copy()

    @alone
    def refresh(self) -> int:
        """Fold in what others have written since, and return how many events that was."""
        news = self._keeper.later(self._state.version)
        if news is None or any(isinstance(each, Forgotten) for each in news):
            # What was done here was not kept, as when actions together on another retro failed;
            # or what was before reads otherwise by now.
            self._log = list(self._keeper.later(0) or ())
            if not self._log:
                raise LogbookError(f"retro {self._state.id} is not in the logbook; start it again")
            self._state = fold(self._log)
            return len(news or ())
        try:
            self._state = self._folded(news)
            self._log.extend(news)
        except BaseException:
            self._state = fold(self._log)  # the fold stopped half-way
            raise
        return len(news)

    @given.checked
    @contextmanager
    def called(self, key: str) -> Iterator[None]:
        """Give what is done inside a key, by which `state.keys` knows that it was done.

        Something sealed has no event; there the key becomes the receipt, and sealing it a second
        time changes nothing. A key is 32 hexadecimal digits, random, and known to nobody else.
        """
        with self._lock:
            self._key = key
            try:
                yield
            finally:
                self._key = ""

    @contextmanager
    def together(self) -> Iterator[None]:
        """Make all that is done inside durable at once, when it ends: nothing is before.

        Use it for several actions that are waiting; tell nobody of any of them until then. An
        error inside takes nothing back of what was done before it. If what was done cannot be
        kept, the retro is again as it was, and the error says why. Other threads wait until the
        block ends; never `await` inside. A block inside another one ends with that.
        """
        with self._lock:
            version, inside = self._state.version, None
            try:
                with self._keeper.together():
                    try:
                        yield
                    except BaseException as error:
                        inside = error
                        raise
            except BaseException as error:
                if error is not inside:
                    del self._log[version:]
                    self._state = fold(self._log)
                raise

    @action(by="facilitator", again=False)
    def undo(self, version: Seen = None) -> Event:
        """Take back the last thing that happened, and return the event that was undone.

        With a `version`, only if the log has not grown since it was that long. Raises `NotNow`
        where it cannot be: what was opened cannot be hidden again, a tightened attribution cannot
        be loosened, and what happened since the caller last looked is not undone unseen. Nor is
        what something hidden may stand on: where names are kept, if anything is hidden that it may
        be; where they are not, always. To say whether it does would tell who has taken part.
        """
        if version not in (None, self._state.version):
            raise NotNow("something else happened meanwhile; look, then undo again")
        last, event = self._last_version()
        if event.final:
            raise NotNow(event.final)
        step = self._state.current_step
        if event.instead and step is not None and self._state.may_hide(step):
            raise NotNow(
                "something may have been added in secret since, so this cannot be undone; "
                f"{event.instead}"
            )
        if self._is_under_named(event):
            instead = f", or {event.instead}" if isinstance(event, MemberJoined) else ""
            raise NotNow(
                f"something hidden since then may depend on this; reveal it first{instead}"
            )
        try:
            # What is sealed meanwhile is sealed here, and tells nothing where no names are kept.
            named = step is not None and self._state.attribution_of(step) is Attribution.NAMED
            self._emit(Undone(at=self._now(), version=last), reads_seals=named)
        except Conflict:
            self.refresh()
            raise NotNow("something else happened meanwhile; look, then undo again") from None
        return event

    def _is_under_named(self, event: Event) -> bool:
        """Return whether something may stand on an event that is sealed in a step with names.

        How much is sealed there, everyone is told; who gave it, nobody is before it is opened.
        """
        named = {
            step.id
            for step in self._state.agenda
            if self._state.attribution_of(step) is Attribution.NAMED
        }
        seals = [seal for seal in self._contributions() if seal.step in named]
        # Going on again, undone, is closing again: nothing may be sealed then.
        if isinstance(event, (MemberJoined, ObservingChanged, Reopened)):
            return bool(seals)
        return any(seal.step == getattr(event, "step", None) for seal in seals)

    @alone
    def last(self) -> Event:
        """Return the last thing that happened: what an undo takes back, or why it can't."""
        return self._last_version()[1]

    def _last_version(self) -> tuple[int, Event]:
        # The state of a retro is not asked: only the log knows what came last.
        undone = set()
        for version in range(len(self._log), 1, -1):
            event = self._log[version - 1]
            if isinstance(event, Undone):
                undone.add(event.version)
            elif version not in undone:
                return version, event
        return 1, self._log[0]

    @property
    def today(self) -> date:
        """Return the day it is in the retro's zone: what due dates are held against."""
        return self._now().date()

    def _now(self) -> datetime:
        # In the zone of the start, so that a retro has one day wherever others go on with it. An
        # event that names nobody could be traced by the zone of the program that wrote it.
        return moment(self._clock).astimezone(self._state.started.tzinfo)

    def _next_number(self) -> int:
        return self._state.next_number

    def _emit(
        self,
        *events: Event,
        put: tuple[Seal, ...] = (),
        drop: tuple[Seal, ...] = (),
        mark: tuple[Mark, ...] = (),
        unmark: tuple[Mark, ...] = (),
        erase: tuple[int, ...] = (),
        reads_seals: bool = False,
    ) -> None:
        """Keep a change first, then let the state follow."""
        events = tuple(evolve(event, key=self._key) for event in events)
        change = Change(
            version=self._state.version,
            events=events,
            put=put,
            drop=drop,
            mark=mark,
            unmark=unmark,
            erase=erase,
            reads_seals=reads_seals,
        )
        ahead: State | None = None
        begun = False

        def after() -> State:
            # A keeper may ask what the state will be, and most often does not: what it is then
            # given is the very state that follows, so that nothing is folded twice.
            nonlocal ahead, begun
            if ahead is None:
                begun = True
                ahead = self._folded(events)
            return ahead

        try:
            if self._state.has_guests:
                after()  # what a plugin cannot follow is not kept: it could not be read again
            self._keeper.commit(change, after)
            self._state = after()
            self._log.extend(events)
        except BaseException:
            # Whether it was kept shows when the log is read on: see `refresh`.
            if begun:
                del self._log[change.version :]
                self._state = fold(self._log)
            raise

    def _folded(self, events: Sequence[Event]) -> State:
        """Return the state after more events, written over the one before."""
        if any(isinstance(event, Undone) for event in events):
            return fold([*self._log, *events])
        fold_into(self._state, enumerate(events, self._state.version + 1))
        self._state.keys.update(event.key for event in events)
        self._state.version += len(events)
        return self._state

    # --- what every rule needs

    def _contributions(self) -> list[Seal]:
        """Return what members have sealed; letters to them are sealed too, and are not."""
        return [seal for seal in self._keeper.seals().values() if seal.draft.given]

    def _running(self) -> None:
        if self._state.closed is not None:
            raise NotNow("this retro is closed; reopen it to change anything")

    def _here(self, *kinds: type[A], doing: str) -> tuple[Step, A]:
        """Return the current step and its activity if that is one of these kinds."""
        self._running()
        step = self._state.current_step
        if step is None or not isinstance(step.activity, kinds):
            wanted = " or ".join(kind.kind.capitalize() for kind in kinds)
            place = "not begun" if step is None else f"at {step.activity.title!r}"
            raise NotNow(f"{doing} belongs to {wanted}; the retro is {place}")
        return step, step.activity

    def _member(self, name: str) -> str:
        """Return a member who is here and takes part, as their name is kept."""
        return self._state.respondent(name)
