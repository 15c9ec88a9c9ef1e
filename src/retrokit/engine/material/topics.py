"""Topics: named groups of notes that belong together."""

from __future__ import annotations

from collections.abc import Iterable, Set

from attrs import evolve

from ... import given, texts
from ...blocks import Amount
from ...characters import short
from ...errors import Invalid, NotFound, NotNow
from ...events import NotesGrouped, NotesSplit, TopicRenamed
from ..log import Log, folds, take_number
from ..marks import action
from ..state import State, Topic
from .notes import find_note, take_out


class Topics(Log):
    """Join, split and rename topics, by the numbers of notes and topics.

    Notes can be grouped as soon as they are seen, in whatever activity.
    """

    @action(by="member")
    def group(self, numbers: Iterable[given.Number], title: str | None = None) -> Topic:
        """Make one topic of notes and topics, and return it.

        A number may be a note's or a topic's (all its notes). If there is a topic among them,
        the first one takes the others in; otherwise a new one begins. Without a title it has that
        of the first topic that somebody named, else it keeps its own. A new one has the text of
        its first note, cut to fit. Such a group, which nobody named, is gone once a single note is
        left in it; a title that somebody gives, or `rename_topic`, makes it stay.
        """
        self._running()
        named = list(dict.fromkeys(self._now_known(given.number(each)) for each in numbers))
        groups = [each for each in named if each in self._state.groups]
        notes: dict[int, None] = {}
        for number in named:
            group = self._state.groups.get(number)
            inside = (number,) if group is None else group.notes
            notes.update(dict.fromkeys(find_note(self._state, each).number for each in inside))
        if not notes:
            raise Invalid("nothing to group; give the numbers of notes")
        self._check_columns(named)
        if title is not None:
            title = texts.check(title, "the topic's title", texts.NAME, lines=False)
        topic, unnamed = groups[0] if groups else self._next_number(), False
        if title is None and groups:
            known = [self._state.groups[each] for each in groups]
            titled = next((each for each in known if not each.unnamed), known[0])
            title, unnamed = titled.title, titled.unnamed
        elif title is None:
            if len(notes) < 2:
                raise Invalid("a group needs two notes or more, or a title")
            title, unnamed = texts.as_title(self._state.notes[next(iter(notes))].text), True
        self._emit(
            NotesGrouped(
                at=self._now(), topic=topic, title=title, notes=tuple(notes), unnamed=unnamed
            )
        )
        return self._state.groups[topic]

    @action(by="member")
    def split(self, numbers: Iterable[given.Number]) -> tuple[int, ...]:
        """Let notes stand alone again, and return all that do so now.

        A topic's number takes it apart. What is left of a topic that nobody named, if it is a
        single note, stands alone too.
        """
        self._running()
        notes: dict[int, None] = {}
        for number in map(given.number, numbers):
            inside = self._group(number).notes if number in self._state.groups else (number,)
            notes.update(dict.fromkeys(inside))
        for each in notes:
            if find_note(self._state, each).topic is None:
                raise NotNow(f"note {each} is in no group")
        if not notes:
            raise Invalid("nothing to split; give the numbers of notes or topics")
        topics = dict.fromkeys(self._state.notes[each].topic for each in notes)
        beside = [each for topic in topics if topic for each in self._group(topic).notes]
        self._emit(NotesSplit(at=self._now(), notes=tuple(notes)))
        after = self._state.notes
        return tuple(each for each in dict.fromkeys((*notes, *beside)) if not after[each].topic)

    @action(by="member")
    def rename_topic(self, topic: given.Number, title: str) -> Topic:
        """Give a topic another title, and return it."""
        self._running()
        title = texts.check(title, "the topic's title", texts.NAME, lines=False)
        number = self._group(given.number(topic)).number
        self._emit(TopicRenamed(at=self._now(), topic=number, title=title))
        return self._state.groups[number]

    def _check_columns(self, numbers: Iterable[int]) -> None:
        """Refuse notes and topics that the current activity does not group."""
        step = self._state.current_step
        columns = step.kind.grouped(step.activity) if step else ()
        for number in numbers:
            topic = self._state.topic(number)
            if not self._state.touches(topic, columns):
                column = self._state.notes[topic.notes[0]].column
                raise NotNow(
                    f"{number} is in {column}, and this activity groups {', '.join(columns)}; "
                    "leave it out, or go on and group it later"
                )

    def _now_known(self, number: int) -> int:
        """Return a number, or that of the topic which a group that is gone went into.

        What a screen shows may be a moment old.
        """
        return now_in(self._state, number) if number in self._state.joined else number

    def _group(self, number: int) -> Topic:
        try:
            return self._state.groups[number]
        except KeyError:
            raise NotFound.among("topic", number, map(str, self._state.groups)) from None


@folds(NotesGrouped)
def _grouped(state: State, event: NotesGrouped) -> None:
    known = state.groups.get(event.topic)
    if known is None:
        take_number(state, event.topic)
    kept, absorbed = (known.notes, known.absorbed) if known else ((), ())
    stay = set(kept)
    coming = tuple(each for each in event.notes if each not in stay)
    for group in take_out(state, coming):
        absorbed += (group.number, *group.absorbed)
    state.put_group(Topic(event.topic, event.title, kept + coming, absorbed, event.unnamed))
    for number in coming:
        state.notes[number] = evolve(state.notes[number], topic=event.topic)


@folds(NotesSplit)
def _split(state: State, event: NotesSplit) -> None:
    take_out(state, event.notes)


@folds(TopicRenamed)
def _renamed(state: State, event: TopicRenamed) -> None:
    group = state.groups[event.topic]
    state.groups[event.topic] = evolve(group, title=event.title, unnamed=False)


def title_of(state: State, number: int) -> str:
    """Return what a number stands for in a vote or a discussion, on one line."""
    if number in state.groups:
        return state.groups[number].title
    if number in state.notes:
        return short(state.notes[number].text)
    if number in state.actions:
        return short(state.actions[number].text)
    topic = state.topic_of(number)
    return "(no longer there)" if topic is None else topic.title


def amount_of(state: State, number: int, steps: Set[int] | None = None) -> Amount | None:
    """Return what a topic, note or action item got where it stood last, in these steps if given."""
    fared = state.fared(number, steps)
    return None if fared is None else Amount(fared.number, fared.counts)


def now_in(state: State, number: int) -> int:
    """Return the topic that a number belongs to by now; the number itself if that is gone."""
    topic = state.topic_of(number)
    return number if topic is None else topic.number


def talked_about(state: State, steps: Set[int] | None = None) -> list[int]:
    """Return the topics that were talked about (in these steps), in the order they were taken."""
    numbers: dict[int, None] = {}
    for id, own in state.at.items():
        if steps is None or id in steps:
            for number in state.step(id).kind.talked(own):
                numbers[now_in(state, number)] = None
    return list(numbers)
