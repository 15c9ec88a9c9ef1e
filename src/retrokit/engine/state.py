"""What a retro is at one moment: the fold of its log.

Read it, never write it; only the folds in this package do. The values inside are frozen, the
containers around them change as events are folded in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from copy import copy
from datetime import datetime, timedelta
from typing import Any

from attrs import Factory, define, evolve, field, fields, frozen

from ..charter import NO_CHARTER, Charter
from ..errors import NotFound, NotNow, NotYours
from ..events import ActionItem, ActionStatus, CarriedAction, Cost, Emoji, Held, Measure, Source
from ..formats import Activity, Attribution, Format
from ..given import Word
from ..tallies import Number
from ..texts import fold_name as fold_name  # noqa: PLC0414
from .kind import Fared, Kind, kind_of


class StepStatus(Word):
    """Where a step of the agenda stands."""

    PENDING = "pending"
    CURRENT = "current"
    DONE = "done"
    SKIPPED = "skipped"


@frozen
class Step:
    """One activity in the agenda of a running retro; `id` stays the same when it is moved."""

    id: int
    activity: Activity
    status: StepStatus = StepStatus.PENDING

    @property
    def kind(self) -> Kind[Any]:
        """Return the rules of its kind of activity."""
        return kind_of(type(self.activity))


@frozen
class Member:
    """Somebody in the retro. `here` is False once they left.

    One who `observes` follows the retro, takes part in nothing and is counted in nothing.
    """

    name: str
    here: bool = True
    observes: bool = False

    def __str__(self) -> str:
        """Return the name with the role beside it, as in `Lena (observer)`."""
        return f"{self.name} (observer)" if self.observes else self.name


@frozen
class TimeBox:
    """A length of time that somebody set. It ends, and nothing else happens to the retro."""

    started: datetime
    seconds: int

    def left(self, now: datetime) -> timedelta:
        """Return the time left, negative when it is over."""
        return self.started + timedelta(seconds=self.seconds) - now


@frozen
class Comment:
    """What somebody wrote under a note."""

    number: int
    text: str
    author: str


@frozen
class Note:
    """One note that all can see; `topic` is the number of its group, None if it stands alone.

    `reactions` are who reacted, by emoji, in the order of `Emoji`; `comments` are by number. Both
    are empty where no names are kept. `absorbed` are the numbers of groups of which it alone is
    left: what they got, and what was said about them, is this note's now.
    """

    number: int
    step: int
    column: str
    text: str
    author: str | None = None
    topic: int | None = None
    reactions: Mapping[Emoji, tuple[str, ...]] = field(factory=dict, hash=False)
    comments: Mapping[int, Comment] = field(factory=dict, hash=False)
    absorbed: tuple[int, ...] = ()

    @property
    def alone(self) -> Topic:
        """Return the topic that it is by itself."""
        return Topic(self.number, self.text, (self.number,), self.absorbed)


@frozen
class Topic:
    """What is voted on and discussed: a named group of notes, or a lone note.

    `absorbed` are the numbers of groups that went into this one whole: their votes and what was
    said about them are this topic's now. A group that is `unnamed` has the text of a note for a
    title, and is none any more once a single note is left in it.
    """

    number: int
    title: str
    notes: tuple[int, ...]
    absorbed: tuple[int, ...] = ()
    unnamed: bool = False


@frozen
class Remark(Held):
    """Something said or decided; `topic` is None where it is about no topic.

    Only what was decided is held against goals.
    """

    number: int
    topic: int | None
    text: str
    decision: bool = False


@define
class State:
    """A retro at one moment. `version` is the number of events in its log.

    `at` holds the state of each step, by its id, as its kind of activity has it; a step that has
    none is not in it. `opened` are the steps that were opened, the latest one last, and `measures`
    what was measured then, by question: of one that was asked twice the later one.
    `former` are the names that members had before, folded, each with who that is by now; the first
    one that somebody had comes first. Nobody else may take them. `source` names what a recorded
    retro was made from: empty where that has no name, None for a retro that was held here.
    `charter` is what the team had agreed on when the retro started, `costs` what it decided at a
    goal's cost when it last held something against goals, and `earlier` how many retros it had held
    then, or of a ritual how many of the same.
    """

    id: str
    team: str
    format: Format
    attribution: Attribution
    started: datetime
    facilitator: str | None = None
    closed: datetime | None = None
    source: str | None = None
    version: int = 0
    last_number: int = 0
    keys: set[str] = field(factory=set)
    members: dict[str, Member] = field(factory=dict)
    former: dict[str, str] = field(factory=dict)
    agenda: list[Step] = field(factory=list)
    current: int | None = None
    timebox: TimeBox | None = None
    notes: dict[int, Note] = field(factory=dict)
    groups: dict[int, Topic] = field(factory=dict)
    visited: set[int] = field(factory=set)
    at: dict[int, Any] = field(factory=dict)
    opened: list[int] = field(factory=list)
    measures: dict[str, Measure] = field(factory=dict)
    most_respondents: dict[int, int] = field(factory=dict)
    remarks: dict[int, Remark] = field(factory=dict)
    actions: dict[int, ActionItem] = field(factory=dict)
    carried: dict[int, CarriedAction] = field(factory=dict)
    # Members by what people type for them, so that a look-up does not walk the list.
    _by_folded: dict[str, str] = Factory(dict)
    # The highest number that an undo left out, since a ballot may name it.
    left_out: int = 0
    plugin: Source | None = None
    charter: Charter = NO_CHARTER
    earlier: int = 0
    costs: tuple[Cost, ...] = ()
    rehearsal: bool = False
    # What each group that is gone went into, so that no topic is looked for in all groups.
    _joined: dict[int, int] = Factory(dict)

    @property
    def next_number(self) -> int:
        """Return the number that the next note, topic, remark or action item gets."""
        return max(self.last_number, self.left_out) + 1

    def copy(self) -> State:
        """Return a copy that no later event changes; what is frozen is shared."""
        other = copy(self)
        for each in fields(State):
            held = getattr(self, each.name)
            if isinstance(held, (dict, list, set)):
                setattr(other, each.name, held.copy())
        return other

    @property
    def joined(self) -> Mapping[int, int]:
        """Return what each group that is gone went into: a group, or the one note left of it."""
        return self._joined

    @property
    def value(self) -> str:
        """Return the value of the day: that of the team whose turn it is, where this is a ritual.

        It is empty for a team without values, and where this is none.
        """
        return self.charter.value(self.earlier) if self.format.ritual else ""

    @property
    def here(self) -> tuple[str, ...]:
        """Return the names of all who are here, observers too, in the order they came."""
        return tuple([each.name for each in self.members.values() if each.here])  # quick

    @property
    def respondents(self) -> tuple[str, ...]:
        """Return the names of the members who are here and take part, in the order they came.

        All that counts or offers people asks this: turnout, floors, teammates, pairs.
        """
        members = self.members.values()
        return tuple([each.name for each in members if each.here and not each.observes])  # quick

    @property
    def observers(self) -> tuple[str, ...]:
        """Return the names of all who observe, also of those who left, in the order they came."""
        return tuple([each.name for each in self.members.values() if each.observes])

    def member(self, name: str) -> str:
        """Return a member's name as it is kept, whatever the case it was typed in.

        A name of before is as good as the one of now. Raises `NotFound` with the nearest names.
        """
        known = self.known(name)
        if known is None:
            raise NotFound.among("member of this retro", name, self.members)
        return known

    def present(self, name: str) -> str:
        """Return the name of a member or observer who is here. Raises `NotFound`, or `NotNow`."""
        kept = self.member(name)
        if not self.members[kept].here:
            raise NotNow(f"{kept} has left this retro; they can join again")
        return kept

    def respondent(self, name: str) -> str:
        """Return the name of a member who is here and takes part.

        Raises `NotFound`, `NotNow` for who has left, `NotYours` for an observer.
        """
        kept = self.present(name)
        if self.members[kept].observes:
            raise NotYours(
                f"{kept} is an observer and doesn't take part; "
                f"the facilitator can add {kept} to the team"
            )
        return kept

    def known(self, name: str) -> str | None:
        """Return who has a name, or had it before, as they are called by now; None if nobody."""
        if name in self.members:
            return name
        folded = fold_name(name)
        return self._by_folded.get(folded) or self.former.get(folded)

    def identity(self, name: str) -> str:
        """Return what stays of a member whatever they are called: their first name, folded.

        It names them wherever a name does. A name that nobody has is folded only.
        """
        now = self.known(name) or name
        for first, who in self.former.items():
            if who == now:
                return first
        return fold_name(now)

    @property
    def owners_besides(self) -> tuple[str, ...]:
        """Return who owns an action item here, one carried into it too, and is no member."""
        items = (*self.actions.values(), *(each.item for each in self.carried.values()))
        named = dict.fromkeys(owner for item in items for owner in item.owners)
        return tuple(each for each in named if fold_name(each) not in self._by_folded)

    @property
    def has_guests(self) -> bool:
        """Return whether an activity on the agenda is of a kind that a plugin brings."""
        return any([kind_of(type(each.activity)).guest for each in self.agenda])  # noqa: C419  # quick

    def step(self, id: Step | int) -> Step:
        """Return a step of the agenda by its id, or as it stands there by now."""
        id = id.id if isinstance(id, Step) else id
        for step in self.agenda:
            if step.id == id:
                return step
        raise NotFound.among("step", id, (str(each.id) for each in self.agenda))

    def find_step(self, name: Step | int | str) -> Step:
        """Return a step by its id, its title, or the kind of its activity, whatever the case.

        Of several the first one after the current step is taken, else the first of all.
        """
        if not isinstance(name, str):
            return self.step(name)
        wanted = name.strip().casefold()
        fits = [
            step
            for step in self.agenda
            if wanted in (step.activity.title.casefold(), step.activity.kind)
        ]
        if not fits:
            raise NotFound.among("activity", name, (each.activity.title for each in self.agenda))
        ids = [step.id for step in self.agenda]
        here = ids.index(self.current) if self.current is not None else -1
        return next((step for step in fits if ids.index(step.id) > here), fits[0])

    @property
    def titles(self) -> dict[int, str]:
        """Return the titles of the activities by the ids of their steps, in their order."""
        return {step.id: step.activity.title for step in self.agenda}

    @property
    def current_step(self) -> Step | None:
        """Return the step the retro is at."""
        return None if self.current is None else self.step(self.current)

    def attribution_of(self, step: Step) -> Attribution:
        """Return who is known to have said what in this step: the stricter of the two."""
        own = step.activity.attribution
        if own is None or own.strictness < self.attribution.strictness:
            return self.attribution
        return own

    def of(self, *declarations: type[Activity]) -> Iterator[tuple[Step, Any]]:
        """Yield the steps of these kinds that have a state, each with it.

        Those that were opened come last, in the order of their opening.
        """
        for id, own in self.at.items():
            if isinstance((step := self.step(id)).activity, declarations):
                yield step, own

    def is_past(self, declaration: type[Activity]) -> bool:
        """Return whether the retro is closed, or behind its last activity of a kind."""
        if self.closed is not None:
            return True
        ids = [step.id for step in self.agenda]
        last = max(
            (at for at, step in enumerate(self.agenda) if isinstance(step.activity, declaration)),
            default=len(ids),
        )
        return self.current in ids[last + 1 :]

    def is_opened(self, step: Step) -> bool:
        """Return whether what was given to a step is out, so that no more can be given."""
        return step.kind.is_over(self.at.get(step.id))

    def sealing(self, step: Step) -> bool:
        """Return whether what is given to a step now is sealed until it is opened."""
        return step.kind.seals(self, step)

    def may_hide(self, step: Step) -> bool:
        """Return whether something may be hidden in a step that nobody knows the givers of.

        It follows from what everyone knows, and not from what is sealed: the step keeps no names,
        the retro has been at it, and nothing has revealed since what was given there. What is
        refused where names are not kept is decided on this: to look at what is sealed would tell
        who has taken part, or when.
        """
        return (
            step.id in self.visited
            and step.status in (StepStatus.CURRENT, StepStatus.PENDING)
            and self.attribution_of(step) is not Attribution.NAMED
            and self.sealing(step)
        )

    def topics(self) -> list[Topic]:
        """Return all topics: groups and lone notes, by number."""
        lone = [note.alone for note in self.notes.values() if not note.topic]
        return sorted([*self.groups.values(), *lone], key=lambda topic: topic.number)

    def topic(self, number: int) -> Topic:
        """Return a topic by its number; that of a grouped note, or of a group that is gone, too."""
        found = self.topic_of(number)
        if found is None:
            known = (str(topic.number) for topic in self.topics())
            raise NotFound.among("note or topic", number, known)
        return found

    def topic_of(self, number: int) -> Topic | None:
        """Return the topic that a number belongs to, as `topic` does; None if it is gone."""
        number = self._joined.get(number, number)
        note = self.notes.get(number)
        if note is not None and not note.topic:
            return note.alone
        return self.groups.get(number if note is None or note.topic is None else note.topic)

    def touches(self, topic: Topic, columns: Collection[str]) -> bool:
        """Return whether a note of a topic stands in one of these columns; without any, always."""
        return not columns or any(self.notes[each].column in columns for each in topic.notes)

    def start_clock(self, started: datetime, seconds: int) -> None:
        """Start a time box of so many seconds; 0 takes it away."""
        self.timebox = TimeBox(started, seconds) if seconds else None

    def put_group(self, group: Topic) -> None:
        """Keep a group, and where those that went into it are found."""
        self.groups[group.number] = group
        for each in group.absorbed:
            self._joined[each] = group.number

    def drop_group(self, number: int) -> None:
        """Let a group go, with what went into it."""
        for each in self.groups.pop(number).absorbed:
            del self._joined[each]

    def dissolve(self, number: int, left: int) -> None:
        """Let a group go of which one note is left: that stands alone, for the group too."""
        gone = (number, *self.groups.pop(number).absorbed)
        note = self.notes[left]
        self.notes[left] = evolve(note, topic=None, absorbed=(*note.absorbed, *gone))
        self._joined.update(dict.fromkeys(gone, left))

    def drop_note(self, number: int) -> None:
        """Let a note go that is in no group, with the groups of which it alone was left."""
        for each in self.notes.pop(number).absorbed:
            del self._joined[each]

    def talking_about(self, step: int) -> Topic | None:
        """Return the topic that is talked about at a step; None if there is none, or it is gone."""
        number = self.step(step).kind.topic_now(self.at.get(step))
        return None if number is None else self.topic_of(number)

    def waiting(self, step: int) -> list[Topic]:
        """Return the topics that a step has not come to yet, in order.

        A topic that was joined into another, or whose notes are gone, is left out.
        """
        there = {topic.number: topic for topic in self.topics()}
        numbers = self.step(step).kind.to_come(self.at.get(step))
        return [there[each] for each in numbers if each in there]

    def votes_for(self, number: int, steps: Set[int] | None = None) -> Number | None:
        """Return what a topic, note or action got in the latest vote on such; None if none.

        With steps only the votes of these count.
        A group also has the dots that its notes got while they stood alone, and those of groups
        that were joined into it; where numbers cannot be added up, the best of them.
        """
        fared = self.fared(number, steps)
        return None if fared is None else fared.number

    def fared(self, number: int, steps: Set[int] | None = None) -> Fared | None:
        """Return how a topic, note or action item fared where it stood last, None if nowhere.

        With steps only these are asked, such as the votes that an order was made of.
        """
        found = self._fared(number, self._latest(steps))
        return None if found is None else found[1]

    def ranks(self, numbers: Iterable[int]) -> dict[int, tuple[int, float]]:
        """Return what to sort topics, notes or actions by, higher first; none where no vote was.

        Numbers that count different things are never compared. The first part of a rank tells
        steps apart, the latest one highest: dots go with dots and single votes with single votes,
        all other numbers stand for themselves. The second is how something fared there.
        """
        latest: dict[str | int, int] = {}
        found = {}
        places = [*self._latest(None)]
        for number in numbers:
            if (there := self._fared(number, places)) is not None:
                place, fared = there
                sort = fared.counts if fared.adds_up else place
                latest[sort] = max(latest.get(sort, 0), place)
                found[number] = (sort, fared.merit)
        return {number: (latest[sort], merit) for number, (sort, merit) in found.items()}

    def _latest(self, steps: Set[int] | None) -> Iterator[tuple[int, Kind[Any], Any]]:
        """Yield the opened steps, the latest first, each with its place among them."""
        for place, id in reversed([*enumerate(self.opened, 1)]):
            if id in self.at and (steps is None or id in steps):
                yield place, self.step(id).kind, self.at[id]

    def _fared(
        self, number: int, latest: Iterable[tuple[int, Kind[Any], Any]]
    ) -> tuple[int, Fared] | None:
        wanted = self.went_into(number)
        for place, kind, own in latest:
            if (fared := kind.fared(own, wanted)) is not None:
                return place, fared
        return None

    def went_into(self, number: int) -> Set[int]:
        """Return the numbers that stand for a topic: its own, its notes', those of groups in it."""
        topic = self.groups.get(number)
        inside = (number,) if topic is None else topic.notes
        found = {number, *inside, *(() if topic is None else topic.absorbed)}
        for each in inside:
            if each in self.notes:
                found.update(self.notes[each].absorbed)
        return found

    @property
    def decisions(self) -> tuple[Remark, ...]:
        """Return what was decided and is no action item yet, by number."""
        made = {item.origin for item in self.actions.values()}
        return tuple(
            each for each in self.remarks.values() if each.decision and each.number not in made
        )

    @property
    def decided(self) -> tuple[Remark | ActionItem, ...]:
        """Return what was decided here and stands: decisions, and action items not dropped.

        A decision that an action item was made of stands as that item.
        """
        items = self.actions.values()
        kept = [each for each in items if each.status is not ActionStatus.DROPPED]
        return (*self.decisions, *kept)

    @property
    def open_actions(self) -> tuple[ActionItem, ...]:
        """Return this retro's own action items that are still open, by number."""
        return tuple(each for each in self.actions.values() if each.status is ActionStatus.OPEN)


def count_respondents(state: State) -> None:
    """Remember the most members who could take part in the current step.

    What a step promised to so many holds until it is opened, even if some of them leave.
    """
    if state.current is not None:
        before = state.most_respondents.get(state.current, 0)
        state.most_respondents[state.current] = max(before, len(state.respondents))
