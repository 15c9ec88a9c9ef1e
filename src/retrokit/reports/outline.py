"""What every report tells: a `Record` read once into a small frozen outline.

The reports differ in how they say it, never in what they say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from enum import Enum

from attrs import evolve, frozen

from ..blocks import Amount, Block, Line, Lines, Part
from ..charter import Charter
from ..engine.digest import digest_of
from ..engine.material.topics import amount_of, now_in, talked_about, title_of
from ..engine.state import Member, Remark, State, Step, StepStatus
from ..events import ActionItem, ActionStatus, CarriedAction
from ..findings import Finding
from ..formats import column_hues
from ..hues import Hue
from ..trends import GoalRecord, Series, goals_of, series_of
from . import Record


@frozen(kw_only=True)
class Section:
    """What came of an activity: its kind, its title, what there is to see, and if that is notes."""

    kind: str
    title: str
    blocks: tuple[Block, ...]
    notes: bool = False


@frozen(kw_only=True)
class RemarkTold:
    """A remark or decision; `about` is the title of its topic, if it is about one.

    `effects` say what it does to goals.
    """

    number: int
    text: str
    decision: bool
    about: str | None
    effects: tuple[str, ...] = ()


@frozen(kw_only=True)
class TopicTold:
    """A topic by its number, with what it got, if there was a vote on it."""

    number: int
    title: str
    amount: Amount | None


@frozen(kw_only=True)
class ActionTold:
    """An action item of this retro; `overdue` as of the day the report is made.

    `origin` is the decision or remark that it was made of.
    """

    item: ActionItem
    overdue: bool
    origin: Remark | None = None

    @property
    def is_open(self) -> bool:
        """Return whether it is still to be done."""
        return self.item.status is ActionStatus.OPEN


class Outcome(Enum):
    """What became of an action item of an earlier retro."""

    DONE = "done"
    CARRIED = "carried on"
    DROPPED = "dropped"
    UNSEEN = "not looked at, still open"


@frozen(kw_only=True)
class EarlierTold:
    """An action item of an earlier retro: `number` is its number here, `home` where it is from."""

    number: int
    home: str
    item: ActionItem
    outcome: Outcome
    overdue: bool


@frozen(kw_only=True)
class Followed:
    """A question of this retro, in its words, over the team's retros up to this one.

    `options` are those of a choice that are followed.
    """

    question: str
    series: Series
    options: tuple[str, ...] = ()


@frozen(kw_only=True)
class Outline:
    """One retro as the reports tell it. Times are in the retro's zone.

    `members` are all who were there, observers too. `at` is the title of the activity a running
    retro is at. `value` is that of the day, of a ritual of a team that has values. `skipped` and
    `empty` are titles of activities that were left out, and of those into which nobody put
    anything.

    `decisions` are all that stand for themselves; one that an action item was made of is told with
    that. `remarks` are what was said and decided outside of discussions. `topics` are those that
    were talked about, in the order they were taken, or else voted on, best first. `hues` are those
    of the columns. `columns` are those that a note, or the notes of a topic, are in, by its number.

    `at_cost` is what was decided at a goal's cost, here and when the team last held something
    against goals. `followed` and `goals_so_far` look back over the team's retros: the questions
    that were asked before too, and what was decided for each of the format's goals and at its cost.
    Both are empty in a team's first retro.
    """

    retro: str
    team: str
    title: str
    purpose: str
    charter: Charter
    value: str
    goals: tuple[str, ...]
    started: datetime
    closed: datetime | None
    source: str | None
    at: str
    facilitator: str | None
    members: tuple[Member, ...]
    sections: tuple[Section, ...]
    decisions: tuple[RemarkTold, ...]
    remarks: tuple[RemarkTold, ...]
    topics: tuple[TopicTold, ...]
    hues: Mapping[str, Hue]
    columns: Mapping[int, tuple[str, ...]]
    skipped: tuple[str, ...]
    empty: tuple[str, ...]
    actions: tuple[ActionTold, ...]
    earlier: tuple[EarlierTold, ...]
    at_cost: tuple[Section, ...]
    followed: tuple[Followed, ...]
    goals_so_far: tuple[GoalRecord, ...]
    findings: tuple[Finding, ...]
    sealed: int
    today: date

    @property
    def open_actions(self) -> tuple[ActionTold, ...]:
        """Return this retro's action items that are still to be done."""
        return tuple(each for each in self.actions if each.is_open)

    def became(self, outcome: Outcome) -> tuple[EarlierTold, ...]:
        """Return the earlier action items of which this became."""
        return tuple(each for each in self.earlier if each.outcome is outcome)


def outline(record: Record) -> Outline:
    """Return what there is to tell about a retro."""
    state = record.state
    told = [(step, tuple(step.kind.outline(state, record.log, step))) for step in state.agenda]
    step = state.current_step
    written = {each.step for each in state.notes.values()}
    return Outline(
        retro=state.id,
        team=state.team,
        title=state.format.title,
        purpose=state.format.purpose,
        charter=state.charter,
        value=state.value,
        goals=state.format.goals,
        started=state.started,
        closed=state.closed,
        source=state.source,
        at=step.activity.title if step and state.closed is None else "",
        facilitator=state.facilitator,
        members=tuple(state.members.values()),
        sections=tuple(
            Section(
                kind=step.activity.kind,
                title=step.activity.title,
                blocks=blocks,
                notes=step.id in written,
            )
            for step, blocks in told
            if blocks
        ),
        decisions=_decisions(state),
        remarks=_remarks(state),
        topics=_topics(state),
        hues=column_hues(step.activity for step in state.agenda),
        columns=_columns(state),
        skipped=tuple(
            step.activity.title for step in state.agenda if step.status is StepStatus.SKIPPED
        ),
        empty=tuple(
            step.activity.title for step, blocks in told if not blocks and _is_empty(state, step)
        ),
        actions=tuple(
            ActionTold(
                item=each,
                overdue=_overdue(each, record.today),
                origin=None if each.origin is None else state.remarks.get(each.origin),
            )
            for each in state.actions.values()
        ),
        earlier=tuple(_earlier(each, record.today) for each in state.carried.values()),
        at_cost=tuple(_at_cost(state)),
        followed=_followed(record),
        goals_so_far=_goals(record),
        findings=record.findings,
        sealed=record.sealed,
        today=record.today,
    )


def _is_empty(state: State, step: Step) -> bool:
    """Return whether something could have come in, is over, and left nothing to tell."""
    over = step.status is StepStatus.DONE or (state.closed and step.id == state.current)
    # Notes that were piled up are told elsewhere.
    used = any(note.step == step.id for note in state.notes.values())
    return bool(over and step.kind.drafts) and not used


def _overdue(item: ActionItem, today: date) -> bool:
    return item.status is ActionStatus.OPEN and item.due is not None and item.due < today


def _earlier(carried: CarriedAction, today: date) -> EarlierTold:
    outcome = {
        ActionStatus.DONE: Outcome.DONE,
        ActionStatus.DROPPED: Outcome.DROPPED,
        ActionStatus.OPEN: Outcome.CARRIED if carried.reviewed else Outcome.UNSEEN,
    }[carried.item.status]
    return EarlierTold(
        number=carried.number,
        home=carried.home,
        item=carried.item,
        outcome=outcome,
        overdue=_overdue(carried.item, today),
    )


def _followed(record: Record) -> tuple[Followed, ...]:
    """Return the questions that this retro has a result for and an earlier one had too."""
    state = record.state
    asked = {each.name: each for step in state.agenda for each in step.kind.followed(step.activity)}
    return tuple(
        Followed(
            question=asked[each.question].text,
            series=each,
            options=asked[each.question].options,
        )
        for each in series_of((*record.history, digest_of(state)))
        if len(each.points) > 1 and each.latest.retro == state.id
    )


def _at_cost(state: State) -> Iterator[Section]:
    here = [(goal, each.text) for each in state.decided for goal in each.costs]
    if here:
        yield Section(kind="costs", title="Decided at a goal's cost", blocks=_by_goal(here))
    if state.costs:
        before = [(each.goal, each.text) for each in state.costs]
        title = f"Decided at a goal's cost on {state.costs[0].day}"
        yield Section(kind="costs before", title=title, blocks=_by_goal(before))


def _by_goal(costs: Iterable[tuple[str, str]]) -> tuple[Block, ...]:
    texts: dict[str, list[Line]] = {}
    for goal, text in costs:
        texts.setdefault(goal, []).append(Line(text=text))
    return tuple(
        Part(title=goal, blocks=(Lines(role="at cost", lines=tuple(lines)),))
        for goal, lines in texts.items()
    )


def _goals(record: Record) -> tuple[GoalRecord, ...]:
    if not record.history:
        return ()
    found = goals_of((*record.history, digest_of(record.state)))
    return tuple(each for each in found if each.goal in record.state.format.goals)


def _decisions(state: State) -> tuple[RemarkTold, ...]:
    made = {each.origin for each in state.actions.values()}
    return tuple(
        RemarkTold(
            number=each.number,
            text=each.text,
            decision=True,
            about=None if each.topic is None else title_of(state, now_in(state, each.topic)),
            effects=each.effects,
        )
        for each in state.remarks.values()
        if each.decision and each.number not in made
    )


def _topics(state: State) -> tuple[TopicTold, ...]:
    numbers = talked_about(state)
    if not numbers:
        ranks = state.ranks(each.number for each in state.topics())
        numbers = sorted(ranks, key=lambda each: (*ranks[each], -each), reverse=True)
    return tuple(
        TopicTold(number=each, title=title_of(state, each), amount=amount_of(state, each))
        for each in numbers
    )


def _columns(state: State) -> dict[int, tuple[str, ...]]:
    alone = {number: (note.column,) for number, note in state.notes.items()}
    return alone | {
        topic.number: tuple(dict.fromkeys(state.notes[each].column for each in topic.notes))
        for topic in state.topics()
    }


def _remarks(state: State) -> tuple[RemarkTold, ...]:
    """Return what was said about the retro as a whole, or about topics that were never taken."""
    discussed = set(talked_about(state))
    told = []
    for each in state.remarks.values():
        said = RemarkTold(
            number=each.number,
            text=each.text,
            decision=each.decision,
            about=None,
            effects=each.effects,
        )
        if each.topic is None:
            told.append(said)
        elif (topic := now_in(state, each.topic)) not in discussed:
            told.append(evolve(said, about=title_of(state, topic)))
    return tuple(told)
