"""Recording: the log of a closed retro, made of what is known of one that was held elsewhere.

Nothing is invented: a vote has totals and no ballots, nobody is a member who was not given as one,
and activities of which nothing is known stay as if the retro had not been at them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from itertools import count

from attrs import frozen

from ..charter import NO_CHARTER
from ..engine.log import begin
from ..engine.material.goals import held
from ..engine.material.items import known_or_new, owners_of
from ..engine.state import Step
from ..errors import Invalid, NotFound
from ..events import (
    ActionAdded,
    ActionItem,
    ActionStatus,
    Closed,
    Event,
    Held,
    Moved,
    NoteAdded,
    NotesGrouped,
    Opened,
    Recorded,
    Remarked,
    Started,
)
from ..formats import (
    Activity,
    Attribution,
    Collect,
    Column,
    Decide,
    Format,
    Group,
    Vote,
    column_names,
)
from ..kinds.vote.facts import Votes, VoteTerms
from ..past import PastAction, PastNote, PastRemark, PastRetro
from ..tallies.ballots import ONE
from ..tallies.tally import outcome

UNSORTED = "Notes"
"""The column of notes that have none, in a retro that has no format either."""


def log_of(past: PastRetro, format: Format | None, *, id: str, now: datetime) -> list[Event]:
    """Return the log of a retro that was held elsewhere, closed on its day.

    `format` is the one that it names, None where it has a title. `now` is aware, at a
    fixed distance from UTC; its zone says when a day begins. Raises as `Logbook.record`.
    """
    for day in (past.day, *(item.done or item.dropped for item in past.actions)):
        if day is not None and day > now.date():
            raise Invalid(f"{day} is in the future; record what has happened already")
    return _Recording(past, (format or _format_of(past)).told_to(NO_CHARTER), id, now).log()


def moment_of(day: date, now: datetime) -> datetime:
    """Return noon of a day in the zone of `now`, or `now` if that is sooner."""
    return min(datetime.combine(day, time(12), tzinfo=now.tzinfo), now)


def _format_of(past: PastRetro) -> Format:
    """Return a format with the activities that something is known of."""
    columns: dict[str, Column] = {}
    for note in past.all_notes:
        name = note.column or UNSORTED
        columns.setdefault(name.casefold(), Column(name))
    agenda: list[Activity] = [Collect(columns=columns.values())] if columns else []
    if past.topics:
        agenda.append(Group())
    if past.voted:
        agenda.append(Vote())
    return Format(
        name="recorded",
        title=past.title,
        purpose="Keep what came out of a retro that was held elsewhere.",
        agenda=[*agenda, Decide()],
    )


@frozen
class _Written:
    """A note with its number, where it stands, and the place of its topic among the topics."""

    number: int
    step: Step
    column: str
    note: PastNote
    topic: int | None


def _counted(totals: list[tuple[int, int]], unit: str) -> Votes:
    """Return a vote of which the totals are known, and not who gave them."""
    candidates = tuple(sorted(each for each, _ in totals))
    # One vote each is what totals can be added up of, whoever gave them.
    terms = VoteTerms(candidates=candidates, budget=1, cap=1, ballot=ONE)
    return Votes(terms=terms, unit=unit, tally=outcome(dict(totals)))


class _Recording:
    """The events of one past retro; what is new gets numbers that rise."""

    def __init__(self, past: PastRetro, format: Format, id: str, now: datetime) -> None:
        self._past, self._format, self._now = past, format, now
        self._at = moment_of(past.day, now)
        started = Started(
            at=self._at,
            retro=id,
            team=past.team,
            format=format,
            attribution=format.attribution,
            members=past.members,
        )
        self._state = begin(started)
        self._log: list[Event] = [started]
        self._current: Step | None = None
        self._numbers = count(1)

    def log(self) -> list[Event]:
        notes = self._notes()
        topics = self._topics(notes)
        self._votes(notes, topics)
        if self._past.actions and (decide := self._first(Decide)):
            self._move(decide)
        if self._current is None:
            self._move(self._state.agenda[0])
        for topic, number in zip(self._past.topics, topics, strict=True):
            self._remarks(topic.remarks, number)
        self._remarks(self._past.remarks, None)
        for item in self._past.actions:
            self._log.append(ActionAdded(at=self._at, item=self._item(item)))
        self._log.append(Closed(at=self._at))
        self._log.append(Recorded(at=self._now, source=self._past.source))
        return self._log

    def _first(self, kind: type[Activity]) -> Step | None:
        return next((each for each in self._state.agenda if isinstance(each.activity, kind)), None)

    def _move(self, step: Step) -> None:
        if step != self._current:
            self._current = step
            self._log.append(Moved(at=self._at, step=step.id))

    def _notes(self) -> list[_Written]:
        """Write the notes, column by column as the format has them; return them in that order."""
        columns = {
            name.strip().casefold(): (step, name)
            for step in self._state.agenda
            for name in column_names(step.activity)
        }
        places = {name: place for place, (_, name) in enumerate(columns.values())}
        fallback = UNSORTED if self._past.format is None else ""
        if len(columns) == 1:
            [fallback] = columns

        def where(note: PastNote) -> tuple[Step, str]:
            if not columns:
                raise Invalid(
                    f"the format {self._format.name} collects no notes; "
                    "choose another one, or give a title instead"
                )
            name = note.column or fallback
            if not name:
                raise Invalid(
                    f"the note {note.text[:40]!r} has no column; give one of {', '.join(places)}"
                )
            if name.casefold() not in columns:
                raise NotFound.among("column", name, places)
            return columns[name.casefold()]

        given: list[tuple[PastNote, int | None]] = [(each, None) for each in self._past.notes]
        for place, pile in enumerate(self._past.topics):
            given += [(each, place) for each in pile.notes]
        placed = sorted(
            ((*where(note), note, topic) for note, topic in given),
            key=lambda each: places[each[1]],
        )
        written = []
        for step, column, note, topic in placed:
            each = _Written(next(self._numbers), step, column, note, topic)
            written.append(each)
            self._move(step)
            self._log.append(
                NoteAdded(
                    at=self._at,
                    step=step.id,
                    number=each.number,
                    column=column,
                    text=note.text,
                    author=self._author(each),
                )
            )
        return written

    def _author(self, written: _Written) -> str | None:
        author = written.note.author
        if author is None:
            return None
        attribution = self._state.attribution_of(written.step)
        if attribution is not Attribution.NAMED:
            raise Invalid(
                f"notes of {written.step.activity.title!r} are {attribution.value} in the format "
                f"{self._format.name}; leave their authors out"
            )
        return self._state.member(author)

    def _topics(self, notes: list[_Written]) -> list[int]:
        """Group the notes of each topic, and return the numbers of the topics."""
        if self._past.topics and (group := self._first(Group)):
            self._move(group)
        numbers = []
        for place, topic in enumerate(self._past.topics):
            numbers.append(next(self._numbers))
            inside = tuple(each.number for each in notes if each.topic == place)
            self._log.append(
                NotesGrouped(at=self._at, topic=numbers[-1], title=topic.title, notes=inside)
            )
        return numbers

    def _votes(self, notes: list[_Written], topics: list[int]) -> None:
        totals: list[tuple[int, int]] = []
        columns: list[set[str]] = []
        for each in notes:
            if each.note.votes is not None:
                totals.append((each.number, each.note.votes))
                columns.append({each.column})
        for place, (number, topic) in enumerate(zip(topics, self._past.topics, strict=True)):
            if topic.votes is not None:
                totals.append((number, topic.votes))
                columns.append({each.column for each in notes if each.topic == place})
        if not totals:
            return
        on = "topics" if any(each.votes is not None for each in self._past.topics) else "notes"
        for step in self._state.agenda:
            vote = step.activity
            if (
                isinstance(vote, Vote)
                and vote.on in ("topics", on)
                and all(not vote.columns or each.intersection(vote.columns) for each in columns)
            ):
                self._move(step)
                self._log.append(
                    Opened(
                        at=self._at,
                        step=step.id,
                        taken_part=None,
                        attribution=self._state.attribution_of(step),
                        value=_counted(totals, self._past.unit),
                    )
                )
                return
        raise Invalid(
            f"the format {self._format.name} has no vote on these {on}; "
            "leave the votes out, or give a title instead of the format"
        )

    def _remarks(self, remarks: Iterable[PastRemark], topic: int | None) -> None:
        for each in remarks:
            self._log.append(
                Remarked(
                    at=self._at,
                    number=next(self._numbers),
                    topic=topic,
                    text=each.text,
                    decision=each.decision,
                )
            )

    def _item(self, item: PastAction) -> ActionItem:
        over = item.done or item.dropped
        changed = self._at if over is None else moment_of(over, self._now)
        status = ActionStatus.DONE if item.done else ActionStatus.OPEN
        return ActionItem(
            number=next(self._numbers),
            text=item.text,
            owners=owners_of(item.owners, lambda name: known_or_new(self._state, name)),
            due=item.due,
            **held(
                self._format, Held(), serves=item.serves, untouched=item.untouched, costs=item.costs
            ),
            status=ActionStatus.DROPPED if item.dropped else status,
            reason=item.reason,
            decided=self._at,
            done=changed if item.done else None,
            changed=changed,
        )
