"""What a Collect brought, as everyone may see it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...blocks import Amount, Block, Columns, Comment, Line, Lines, Part, Text
from ...engine.material.topics import amount_of
from ...engine.promises import shown_as
from ...engine.state import Note, State, Step, Topic
from ...events import Event
from ...formats import column_names


def outline(state: State, log: Sequence[Event], step: Step) -> Iterator[Block]:
    """Yield the groups by what they got, then the lone notes by column; nothing without notes.

    A group is told where its first note was written, so that it is told once.
    """
    place = {name: position for position, name in enumerate(column_names(step.activity))}
    own = [topic for topic in state.topics() if state.notes[topic.notes[0]].step == step.id]
    if not own:
        return
    ranks = state.ranks(each.number for each in own)

    def best_first(topic: Topic) -> tuple[int, float, int]:
        vote, merit = ranks.get(topic.number, (-1, 0))
        return -vote, -merit, topic.number

    own.sort(key=best_first)
    if how := shown_as(log, step):
        yield Text(lines=(f"The notes are {how}.",), tone="soft")
    for topic in own:
        if topic.number in state.groups:
            notes = sorted(
                (state.notes[each] for each in topic.notes),
                key=lambda note: (place.get(note.column, len(place)), note.number),
            )
            yield Part(
                role="topic",
                title=topic.title,
                number=topic.number,
                amount=amount_of(state, topic.number),
                blocks=(_cards(state, notes),),
            )
    lone = [state.notes[each.number] for each in own if each.number in state.notes]
    columns = ((name, [note for note in lone if note.column == name]) for name in place)
    parts = (Part(title=name, blocks=(_cards(state, notes),)) for name, notes in columns if notes)
    if lone:
        yield Columns(parts=tuple(parts))


def _cards(state: State, notes: Sequence[Note]) -> Lines:
    return Lines(
        role="note",
        style="cards",
        lines=tuple(
            Line(
                text=note.text,
                number=note.number,
                column=note.column,
                author=note.author,
                amount=None if note.topic else amount_of(state, note.number),
                reactions=tuple(
                    Amount(len(names), emoji.value) for emoji, names in note.reactions.items()
                ),
                comments=tuple(Comment(each.text, each.author) for each in note.comments.values()),
            )
            for note in notes
        ),
    )
