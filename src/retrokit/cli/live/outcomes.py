"""What came of an activity, once it is open: answers, votes, notes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from ...blocks import Bars, Block, Number, Text
from ...engine.kind import Fared
from ...engine.state import Note, State, Step, Topic
from ...formats import column_names
from ...phrases import figure, plural
from ...reports.text_blocks import Sheet
from ...retro import Retro
from ..tables import columns, paragraph
from .letters import waiting_letters


def seen(retro: Retro, step: Step) -> str:
    """Return what there is to see of a step; once it is opened, with whether letters wait, and how
    to settle a tie.
    """
    shown = retro.outline(step.id).seen_by(None)  # at a seat of one's own one's are among them
    drawn = "\n".join(Sheet(columns(), numbers=True).drawn(shown.blocks)).strip("\n")
    more = (waiting_letters(retro), _tied(shown.blocks)) if shown.opened else ()
    return "\n\n".join(filter(None, (drawn, *more)))


def _tied(blocks: Iterable[Block]) -> str:
    """Return how to settle a tie, where there is one."""
    first = [
        bar.number
        for bars in blocks
        if isinstance(bars, Bars) and any(map(_is_open_tie, blocks))
        for bar in bars.bars
        if bar.first
    ]
    if not first:
        return ""
    return paragraph(
        f"/tie {first[0]} because we flipped a coin: says how you settle it, for the record."
    )


def _is_open_tie(block: Block) -> bool:
    return isinstance(block, Text) and (block.role, block.status) == ("tie", "open")


def unit(fared: Fared, number: Number = 2) -> str:
    """Return what the numbers of a vote count, in the plural unless there is one."""
    return f"{fared.counts}{'s' if number != 1 else ''}"


def by_unit(state: State, topics: Iterable[Topic]) -> Iterator[tuple[str, list[Topic]]]:
    """Yield topics that follow each other with what their numbers count, in the plural.

    Those that no vote was on go with those before them; where there are none, with dots.
    """
    parts: list[tuple[str, list[Topic]]] = []
    for topic in topics:
        fared = state.fared(topic.number)
        if not parts or (fared is not None and unit(fared) != parts[-1][0]):
            parts.append(("dots" if fared is None else unit(fared), []))
        parts[-1][1].append(topic)
    yield from parts


def candidates(state: State, numbers: Iterable[int]) -> Iterable[tuple[int, str]]:
    """Yield what can be voted for: each number with what it stands for.

    A lone note has its column with it where there is more than one.
    """
    several = len({name for each in state.agenda for name in column_names(each.activity)}) > 1
    for number in numbers:
        if number in state.actions:
            yield number, state.actions[number].text
        elif number in state.groups:
            group = state.groups[number]
            yield number, f"{group.title} ({plural(len(group.notes), 'note')})"
        elif number in state.notes:
            note = state.notes[number]
            yield number, f"{note.text} ({note.column})" if several else note.text
        else:
            yield number, "(taken away)"


def board(retro: Retro, step: int | None = None, columns: Collection[str] = ()) -> str:
    """Return the notes that can be seen: topics first, then by column; empty if none.

    With a step only those written there that stand alone, with columns only topics in these.
    """
    state = retro.state
    parts = []
    topics = [topic for topic in state.groups.values() if state.touches(topic, columns)]
    for topic in topics if step is None else ():
        fared = state.fared(topic.number)
        some = fared and fared.number
        dots = f" [{figure(some)} {unit(fared, some)}]" if fared and some else ""
        lines = [paragraph(f"{topic.number} {topic.title}{dots}")]
        lines += [say_note(state.notes[number], "    ", column=True) for number in topic.notes]
        parts.append("\n".join(lines))
    alone = [
        note
        for note in state.notes.values()
        if note.topic is None
        and step in (None, note.step)
        and (not columns or note.column in columns)
    ]
    for key in dict.fromkeys((note.step, note.column) for note in alone):
        lines = [key[1]]
        lines += [say_note(note, "    ") for note in alone if (note.step, note.column) == key]
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def say_note(note: Note, indent: str, *, column: bool = False) -> str:
    reacted = [f"{emoji.value} {len(names)}" for emoji, names in note.reactions.items()]
    about = ", ".join(filter(None, (note.author, note.column if column else "", *reacted)))
    first = f"{indent}{note.number:>2} "
    said = [paragraph(f"{note.text}{f' ({about})' if about else ''}", " " * len(first), first)]
    below = " " * (len(first) + 2)
    for each in note.comments.values():
        said.append(paragraph(f"{each.author}: {each.text}", below, f"{below[:-2]}> "))
    return "\n".join(said)
