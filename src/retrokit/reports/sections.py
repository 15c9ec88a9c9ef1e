"""What there is to tell about each activity of a retro, in the words of the reports.

Only what the public log holds is told, and an author only where the log has one.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import TypeAlias

from attrs import frozen

from ..characters import short
from ..engine.state import Note, Remark, State, Step, Topic
from ..events import Event, Moved, NoteAdded, Opened, Started, Tightened
from ..formats import Ask, Attribution, Collect, Discuss, Vote
from ..kinds.ask.rules import find_question
from ..kinds.vote.vote_round import VoteRound
from ..tallies import BallotKind, Number
from .answers import Answered, answered


@frozen
class Votes:
    """What something got in a vote: so many of what the vote counts, in the singular."""

    number: Number
    unit: str


@frozen(kw_only=True)
class NoteTold:
    """One note; `votes` are those it got by itself."""

    number: int
    column: str
    text: str
    author: str | None
    votes: Votes | None


@frozen(kw_only=True)
class Pile:
    """A topic made of several notes."""

    number: int
    title: str
    votes: Votes | None
    notes: tuple[NoteTold, ...]


@frozen(kw_only=True)
class Collected:
    """What a Collect brought: piles in the order of their votes, then lone notes by column."""

    title: str
    attribution: Attribution
    piles: tuple[Pile, ...]
    columns: tuple[tuple[str, tuple[NoteTold, ...]], ...]


@frozen(kw_only=True)
class Asked:
    """What the questions of an Ask came to."""

    title: str
    attribution: Attribution
    results: tuple[Answered, ...]


@frozen(kw_only=True)
class Standing:
    """What one candidate got in a vote."""

    number: int
    title: str
    votes: Number
    winner: bool


@frozen(kw_only=True)
class RowTold:
    """One line of how a vote was counted: a number of two candidates, of one, or of none."""

    candidates: tuple[tuple[int, str], ...]
    number: Number
    words: str


@frozen(kw_only=True)
class DetailTold:
    """One table of how a vote was counted; candidates with their titles."""

    title: str
    rows: tuple[RowTold, ...]


@frozen(kw_only=True)
class Voted:
    """A vote: `taken_part` of `team` voted with `budget` votes each, or as their ballots go.

    Where only the totals of a vote are known, `taken_part` is None and `team` 0.

    `standings` are the candidates, best first; where votes are handed out only those that got
    anything, and `rest` is how many got nothing. `unit` is what their numbers count. `tied` are
    the titles of several that came first; `settled` is which of them was taken, and the words for
    how. `objections` are titles, authors and words where these are named. `words_floor` is how
    many it takes to show words that are withheld, None where none are. `method` counted them, as
    it may be `instead_of` the one that was asked for.
    """

    title: str
    attribution: Attribution
    taken_part: int | None
    team: int
    budget: int
    floor: int | None
    ballot: BallotKind
    method: str
    instead_of: str
    unit: str
    standings: tuple[Standing, ...]
    rest: int
    tied: tuple[str, ...]
    settled: tuple[str, str] | None
    details: tuple[DetailTold, ...]
    objections: tuple[tuple[str, str, str], ...]
    words_floor: int | None


@frozen(kw_only=True)
class TopicTold:
    """A topic that was talked about, with what was said and decided."""

    number: int
    title: str
    votes: Votes | None
    remarks: tuple[Remark, ...]


@frozen(kw_only=True)
class Discussed:
    """The topics of a Discuss in the order they were taken; `waiting` are titles of the others."""

    title: str
    topics: tuple[TopicTold, ...]
    waiting: tuple[str, ...]


Section: TypeAlias = Collected | Asked | Voted | Discussed


def section(state: State, log: Sequence[Event], step: Step) -> Section | None:
    """Return what there is to tell about a step, None if there is nothing."""
    activity = step.activity
    if isinstance(activity, Collect):
        return _collected(state, log, step, activity)
    if isinstance(activity, Ask) and state.is_opened(step):
        asked = state.at[step.id]
        return Asked(
            title=activity.title,
            attribution=_attribution(log, step),
            results=tuple(
                answered(find_question(activity, each.question), each, asked.team)
                for each in asked.results
            ),
        )
    if isinstance(activity, Vote) and state.is_opened(step):
        return _voted(state, log, step)
    if isinstance(activity, Discuss) and step.id in state.at:
        return _discussed(state, log, step)
    return None


def _attribution(log: Sequence[Event], step: Step) -> Attribution:
    """Return the attribution that held when a step was opened, the most open if it was twice.

    It may have been tightened since; what had been shown by then was not made any safer by it.
    """
    now = Attribution.NAMED
    held: list[Attribution] = []
    for event in log:
        if isinstance(event, (Started, Tightened)):
            now = event.attribution
        elif isinstance(event, (NoteAdded, Opened)) and event.step == step.id:
            own = step.activity.attribution or now
            held.append(max(own, now, key=lambda each: each.strictness))
    return min(held, key=lambda each: each.strictness)


def _note(state: State, note: Note) -> NoteTold:
    return NoteTold(
        number=note.number,
        column=note.column,
        text=note.text,
        author=note.author,
        votes=None if note.topic else _votes(state, note.number),
    )


def _votes(state: State, number: int, steps: Set[int] | None = None) -> Votes | None:
    fared = state.fared(number, steps)
    return None if fared is None else Votes(fared.number, fared.counts)


def _collected(
    state: State, log: Sequence[Event], step: Step, activity: Collect
) -> Collected | None:
    """Tell a pile where its first note was written, so that it is told once."""
    place = {column.name: position for position, column in enumerate(activity.columns)}

    def most_votes(told: NoteTold | Pile) -> tuple[int, float, int]:
        vote, merit = ranks.get(told.number, (-1, 0))
        return -vote, -merit, told.number

    def pile(topic: Topic) -> Pile:
        notes = sorted(
            (state.notes[each] for each in topic.notes),
            key=lambda note: (place.get(note.column, len(place)), note.number),
        )
        return Pile(
            number=topic.number,
            title=topic.title,
            votes=_votes(state, topic.number),
            notes=tuple(_note(state, note) for note in notes),
        )

    own = [topic for topic in state.topics() if state.notes[topic.notes[0]].step == step.id]
    if not own:
        return None
    ranks = state.ranks(each.number for each in own)
    piles = [pile(each) for each in own if each.number in state.groups]
    lone = [_note(state, state.notes[each.number]) for each in own if each.number in state.notes]
    columns = (
        (name, tuple(sorted((note for note in lone if note.column == name), key=most_votes)))
        for name in place
    )
    return Collected(
        title=activity.title,
        attribution=_attribution(log, step),
        piles=tuple(sorted(piles, key=most_votes)),
        columns=tuple((name, notes) for name, notes in columns if notes),
    )


def _voted(state: State, log: Sequence[Event], step: Step) -> Voted:
    vote: VoteRound = state.at[step.id]
    ballot = vote.terms.ballot
    standings = vote.tally.standings if vote.tally else ()
    first = vote.tally.winners if vote.tally else ()
    told = [
        Standing(number=each, title=candidate(state, each), votes=got, winner=each in vote.winners)
        for each, got in standings
        if got or not ballot.handed_out
    ]
    settled = vote.settled
    return Voted(
        title=step.activity.title,
        attribution=_attribution(log, step),
        taken_part=vote.taken_part,
        team=vote.team,
        budget=vote.terms.budget,
        floor=vote.floor if vote.tally is None else None,
        ballot=ballot,
        method=vote.method,
        instead_of=instead_of(step, vote),
        unit=vote.counts,
        standings=tuple(told),
        rest=len(standings) - len(told),
        tied=tuple(candidate(state, each) for each in first) if len(first) > 1 else (),
        settled=(candidate(state, settled.winner), settled.how) if settled else None,
        details=details(state, vote),
        objections=_objections(state, vote),
        words_floor=vote.words_floor or None,
    )


def instead_of(step: Step, vote: VoteRound) -> str:
    """Return the voting method that was asked for where another one counted; empty if it did."""
    assert isinstance(step.activity, Vote)
    asked, counted = step.activity.method, vote.tally is not None and vote.taken_part is not None
    return asked if counted and asked != vote.method else ""


def details(state: State, vote: VoteRound) -> tuple[DetailTold, ...]:
    """Return how a vote was counted, table by table."""
    return tuple(
        DetailTold(
            title=table.title,
            rows=tuple(
                RowTold(
                    candidates=tuple((each, candidate(state, each)) for each in row.candidates),
                    number=row.number,
                    words=row.words,
                )
                for row in table.rows
            ),
        )
        for table in (vote.tally.detail if vote.tally else ())
        if table.rows
    )


def _objections(state: State, vote: VoteRound) -> tuple[tuple[str, str, str], ...]:
    """Return who objected to what, and why, where ballots have authors."""
    return tuple(
        (candidate(state, each), cast.author, dict(cast.ballot.objections).get(each, ""))
        for cast in vote.ballots
        if cast.author is not None
        for each in vote.terms.ballot.objected(cast.ballot)
    )


def candidate(state: State, number: int) -> str:
    """Return what a number stood for in a vote or a discussion, on one line."""
    if number in state.groups:
        return state.groups[number].title
    if number in state.notes:
        return short(state.notes[number].text)
    if number in state.actions:
        return short(state.actions[number].text)
    joined = settled(state, number)
    return state.groups[joined].title if joined in state.groups else "(no longer there)"


def settled(state: State, number: int) -> int:
    """Return the topic that a number belongs to by now; the number itself if that is gone."""
    topic = state.topic_of(number)
    return number if topic is None else topic.number


def taken(state: State, steps: Set[int] | None = None) -> list[int]:
    """Return the topics that were talked about (in these steps), in the order they were taken."""
    numbers: dict[int, None] = {}
    for id, own in state.at.items():
        if steps is None or id in steps:
            for number in state.step(id).kind.talked(own):
                numbers[settled(state, number)] = None
    return list(numbers)


def _opened_before(log: Sequence[Event], step: Step) -> Set[int]:
    """Return which votes were open when a Discuss was last come to: its order is from them."""
    begun = max(
        (
            place
            for place, event in enumerate(log)
            if isinstance(event, Moved) and event.step == step.id and event.settled is not None
        ),
        default=0,
    )
    return {event.step for event in log[:begun] if isinstance(event, Opened)}


def _discussed(state: State, log: Sequence[Event], step: Step) -> Discussed | None:
    topics = taken(state, {step.id})
    if not topics:
        return None
    # What was said is told where its topic was talked about last.
    again = taken(state, {each.id for each in state.agenda[state.agenda.index(step) + 1 :]})
    before = _opened_before(log, step)
    return Discussed(
        title=step.activity.title,
        topics=tuple(
            TopicTold(
                number=number,
                title=candidate(state, number),
                votes=_votes(state, number, before),
                remarks=() if number in again else _remarks(state, number),
            )
            for number in topics
        ),
        waiting=tuple(short(topic.title) for topic in state.waiting(step.id)),
    )


def _remarks(state: State, topic: int) -> tuple[Remark, ...]:
    return tuple(
        each
        for each in state.remarks.values()
        if each.topic is not None and settled(state, each.topic) == topic
    )
