"""What a retro is at one moment: the fold of its log.

Read it, never write it; only the folds in this package do. The values inside are frozen, the
containers around them change as events are folded in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Set
from copy import copy
from datetime import datetime, timedelta
from functools import cached_property
from unicodedata import normalize

from attrs import Factory, define, field, fields, frozen

from ..errors import NotFound
from ..events import (
    ActionItem,
    ActionStatus,
    CarriedAction,
    CastBallot,
    Result,
    Source,
    TieSettled,
    VoteTerms,
)
from ..formats import AnyActivity, Ask, Attribution, Collect, Format, Vote
from ..given import Word
from ..tallies import Number, Tally
from ..texts import NAME


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
    activity: AnyActivity
    status: StepStatus = StepStatus.PENDING


@frozen
class Member:
    """Somebody who takes part. `here` is False once they left."""

    name: str
    here: bool = True


@frozen
class TimeBox:
    """A length of time that somebody set. It ends, and nothing else happens."""

    started: datetime
    seconds: int

    def left(self, now: datetime) -> timedelta:
        """Return the time left, negative when it is over."""
        return self.started + timedelta(seconds=self.seconds) - now


@frozen
class Note:
    """One note that all can see; `topic` is the number of its group, None if it stands alone."""

    number: int
    step: int
    column: str
    text: str
    author: str | None = None
    topic: int | None = None


@frozen
class Topic:
    """What is voted on and discussed: a named group of notes, or a lone note.

    `absorbed` are the numbers of groups that went into this one whole: their votes and what was
    said about them are this topic's now.
    """

    number: int
    title: str
    notes: tuple[int, ...]
    absorbed: tuple[int, ...] = ()


@frozen
class VoteRound:
    """A vote: its terms, once opened its outcome, and how a tie was settled.

    Until it is opened its terms follow the board. `changed` tells that they did so after the first
    arrival at something that could be voted on: votes may have been given before that. `by_hand`
    tells that the budget was set while the retro ran, and so does not follow. `taken_part` is None
    where the vote was held elsewhere and only its totals are known.
    """

    terms: VoteTerms
    by_hand: bool = False
    changed: bool = False
    opened: bool = False
    method: str = "dots"
    unit: str = "vote"
    taken_part: int | None = 0
    team: int = 0
    floor: int = 0
    tally: Tally[int] | None = None
    ballots: tuple[CastBallot, ...] = ()
    words_floor: int = 0
    settled: TieSettled | None = None

    @property
    def winners(self) -> tuple[int, ...]:
        """Return who came first: several where they are tied and no rule has settled it."""
        if self.settled is not None:
            return (self.settled.winner,)
        return self.tally.winners if self.tally is not None else ()

    @property
    def adds_up(self) -> bool:
        """Return whether what several notes got can be added for the group of them.

        So it is with dots, and with one vote each; other numbers say how one candidate fared.
        """
        return self.terms.ballot in ("dots", "one")

    @property
    def counts(self) -> str:
        """Return what the numbers of the standings count, in the singular: `dot`, `point`."""
        votes = self.unit == "vote"  # what a method counts that says nothing else
        return "dot" if votes and self.terms.ballot == "dots" else self.unit

    def got(self, numbers: Set[int]) -> Number | None:
        """Return what these candidates got together, or the best of them; None if none stood."""
        found = [self._numbers[each] for each in numbers if each in self._numbers]
        if not found:
            return None
        return sum(found) if self.adds_up else max(found)

    def merit(self, numbers: Set[int]) -> float:
        """Return what the order of topics goes by: more for who came before, equal for equals.

        A tie that was settled puts its winner before the others.
        """
        edge = 0.5 if self.settled is not None and self.settled.winner in numbers else 0
        if self.adds_up:
            return (self.got(numbers) or 0) + edge
        return (
            max((self._places[each] for each in numbers if each in self._places), default=0) + edge
        )

    @cached_property
    def _numbers(self) -> Mapping[int, Number]:
        return dict(self.tally.standings) if self.tally is not None else {}

    @cached_property
    def _places(self) -> Mapping[int, int]:
        """How many are not before each candidate: more for who came before, equal for equals."""
        # Places and not numbers: with some methods the winner is not who has the highest one.
        first, places = set(self.winners), {}
        standings = self.tally.standings if self.tally is not None else ()
        behind, last = len(standings), None
        for passed, (each, got) in enumerate(standings):
            if (each in first, got) != last:
                behind, last = len(standings) - passed, (each in first, got)
            places[each] = behind
        return places


@define
class Discussion:
    """The order of topics, the one being talked about, and those that were before."""

    order: tuple[int, ...]
    current: int | None = None
    done: tuple[int, ...] = ()


@frozen
class Remark:
    """Something said or decided; `topic` is None where it is about no topic."""

    number: int
    topic: int | None
    text: str
    decision: bool = False


@define
class State:
    """A retro at one moment. `version` is the number of events in its log.

    `former` are the names that members had before, folded, each with who that is by now; the first
    one that somebody had comes first. Nobody else may take them. `source` names what a recorded
    retro was made from: empty where that has no name, None for a retro that was held here.
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
    opened: set[int] = field(factory=set)
    results: dict[int, tuple[Result, ...]] = field(factory=dict)
    asked: dict[int, int] = field(factory=dict)
    most_here: dict[int, int] = field(factory=dict)
    votes: dict[int, VoteRound] = field(factory=dict)
    discussions: dict[int, Discussion] = field(factory=dict)
    remarks: dict[int, Remark] = field(factory=dict)
    actions: dict[int, ActionItem] = field(factory=dict)
    carried: dict[int, CarriedAction] = field(factory=dict)
    # Members by what people type for them, so that a look-up does not walk the list.
    _by_folded: dict[str, str] = Factory(dict)
    # The highest number that an undo left out, since a ballot may name it.
    left_out: int = 0
    plugin: Source | None = None
    # The group that each joined group went into, so that no topic is looked for in all groups.
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
        other.votes = {step: copy(vote) for step, vote in self.votes.items()}
        other.discussions = {step: copy(each) for step, each in self.discussions.items()}
        return other

    @property
    def here(self) -> tuple[str, ...]:
        """Return the names of the members who are here, in the order they came."""
        return tuple(member.name for member in self.members.values() if member.here)

    def member(self, name: str) -> str:
        """Return a member's name as it is kept, whatever the case it was typed in.

        A name of before is as good as the one of now. Raises `NotFound` with the nearest names.
        """
        known = self.known(name)
        if known is None:
            raise NotFound.among("member of this retro", name, self.members)
        return known

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
        return next((first for first, who in self.former.items() if who == now), fold_name(now))

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

    def is_opened(self, step: Step) -> bool:
        """Return whether the answers or votes of a step are out, so that no more can be given."""
        return step.id in self.results or (step.id in self.votes and self.votes[step.id].opened)

    def sealing(self, step: Step) -> bool:
        """Return whether what is written into a Collect step is sealed until it is opened.

        Named notes written after an opening are seen at once; all others are always sealed.
        """
        activity = step.activity
        return isinstance(activity, Collect) and (
            self.attribution_of(step) is not Attribution.NAMED
            or (activity.sealed and step.id not in self.opened)
        )

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
            and (self.sealing(step) or isinstance(step.activity, (Ask, Vote)))
            and not self.is_opened(step)
        )

    def topics(self) -> list[Topic]:
        """Return all topics: groups and lone notes, by number."""
        lone = [Topic(n.number, n.text, (n.number,)) for n in self.notes.values() if not n.topic]
        return sorted([*self.groups.values(), *lone], key=lambda topic: topic.number)

    def topic(self, number: int) -> Topic:
        """Return a topic by its number; that of a grouped note, or a joined group, its group."""
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
            return Topic(number, note.text, (number,))
        return self.groups.get(number if note is None or note.topic is None else note.topic)

    def touches(self, topic: Topic, columns: Collection[str]) -> bool:
        """Return whether a note of a topic stands in one of these columns; without any, always."""
        return not columns or any(self.notes[each].column in columns for each in topic.notes)

    def put_group(self, group: Topic) -> None:
        """Keep a group, and where those that went into it are found."""
        self.groups[group.number] = group
        for each in group.absorbed:
            self._joined[each] = group.number

    def drop_group(self, number: int) -> None:
        """Let a group go, with what went into it."""
        for each in self.groups.pop(number).absorbed:
            del self._joined[each]

    def talking_about(self, step: int) -> Topic | None:
        """Return the topic that a Discuss step is at; None if there is none, or it is gone."""
        number = self.discussions[step].current
        return None if number is None else self.topic_of(number)

    def waiting(self, step: int) -> list[Topic]:
        """Return the topics that a Discuss step has not come to yet, in order.

        A topic that was joined into another, or whose notes are gone, is left out.
        """
        discussion = self.discussions[step]
        behind = {discussion.current, *discussion.done}
        there = {topic.number: topic for topic in self.topics()}
        return [there[n] for n in discussion.order if n in there and n not in behind]

    def votes_for(self, number: int, steps: Set[int] | None = None) -> Number | None:
        """Return what a topic, note or action got in the latest vote on such; None if none.

        With steps only the votes of these count.
        A group also has the dots that its notes got while they stood alone, and those of groups
        that were joined into it; where numbers cannot be added up, the best of them.
        """
        vote = self.vote_on(number, steps)
        return None if vote is None else vote.got(self._went_into(number))

    def vote_on(self, number: int, steps: Set[int] | None = None) -> VoteRound | None:
        """Return the latest opened vote in which a topic, note or action stood, None if none.

        With steps only the votes of these count.
        """
        wanted = self._went_into(number)
        for step, vote in reversed(self.votes.items()):
            if (steps is None or step in steps) and vote.got(wanted) is not None:
                return vote
        return None

    def merit(self, number: int) -> float:
        """Return how something fared in the latest vote on it, higher for better; 0 without one."""
        vote = self.vote_on(number)
        return 0 if vote is None else vote.merit(self._went_into(number))

    def ranks(self, numbers: Iterable[int]) -> dict[int, tuple[int, float]]:
        """Return what to sort topics, notes or actions by, higher first; none where no vote was.

        Numbers that count different things are never compared. The first part of a rank tells
        votes apart, the latest one highest: dots go with dots and single votes with single votes,
        all other votes stand for themselves. The second is how something fared in its vote.
        """
        latest: dict[str | int, int] = {}
        found = {}
        place = {id(vote): place for place, vote in enumerate(self.votes.values())}
        for number in numbers:
            vote = self.vote_on(number)
            if vote is not None:
                kind = vote.counts if vote.adds_up else place[id(vote)]
                latest[kind] = max(latest.get(kind, 0), place[id(vote)])
                found[number] = (kind, self.merit(number))
        return {number: (latest[kind], merit) for number, (kind, merit) in found.items()}

    def _went_into(self, number: int) -> Set[int]:
        group = self.groups.get(number)
        return {number} if group is None else {number, *group.notes, *group.absorbed}

    @property
    def decisions(self) -> tuple[Remark, ...]:
        """Return what was decided and is no action item yet, by number."""
        made = {item.origin for item in self.actions.values()}
        return tuple(
            each for each in self.remarks.values() if each.decision and each.number not in made
        )

    @property
    def open_actions(self) -> tuple[ActionItem, ...]:
        """Return this retro's own action items that are still open, by number."""
        return tuple(each for each in self.actions.values() if each.status is ActionStatus.OPEN)


def count_here(state: State) -> None:
    """Remember the most members who were here at the current step.

    What a step promised to so many holds until it is opened, even if some of them leave.
    """
    if state.current is not None:
        before = state.most_here.get(state.current, 0)
        state.most_here[state.current] = max(before, len(state.here))


def fold_name(name: str) -> str:
    """Return what two spellings of one name have in common.

    What is longer than any name is left as it is: it is nobody's, and to fold it may take long.
    """
    if len(name) > NAME:
        return name
    return normalize("NFKC", name).casefold().strip()
