"""What came of an activity, once it is open: answers, votes, notes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from ...characters import width
from ...engine.kind import Fared
from ...engine.state import Note, State, Step, Topic
from ...formats import Ask, Collect, Group, Vote
from ...kinds.ask.facts import Result
from ...kinds.vote.vote_round import VoteRound
from ...questions import Question
from ...reports.answers import answered
from ...reports.sections import details, instead_of
from ...reports.wording import (
    TOTALS_ONLY,
    amount,
    counted_instead,
    it_takes,
    lines,
    listing,
    plural,
    rated,
    reading,
    sentence,
)
from ...retro import Retro
from ...tallies import Number
from ..tables import paragraph, table
from .letters import waiting_letters


def outcome(retro: Retro, step: Step) -> str:
    """Return what came to light when a step was closed, as far as the next screen leaves it out."""
    state, what, now = retro.state, step.activity, retro.state.current_step
    if isinstance(what, Ask) and state.is_opened(step):
        return f"\n{answers(retro, step, what)}"
    if isinstance(what, Vote) and state.is_opened(step):
        return f"\n{standings(state, step)}"
    if isinstance(what, Collect) and now and not isinstance(now.activity, (Group, Vote)):
        notes = board(retro, step.id)
        return f"\n{notes}" if notes else ""
    return ""


def answers(retro: Retro, step: Step, what: Ask) -> str:
    """Return what the answers of an opened Ask came to, question by question, and for whom
    letters wait.
    """
    state = retro.state
    by_name = {question.name: question for question in what.questions}
    asked = state.at[step.id]
    told = [result(by_name[each.question], each, asked.team) for each in asked.results]
    return "\n\n".join(filter(None, (*told, waiting_letters(retro))))


def result(question: Question, given: Result, team: int) -> str:
    """Return what the answers to a question came to: n of N, and the distribution."""
    lines = [paragraph(question.text), f"  {given.taken_part} of {team} answered"]
    summary = given.summary
    noticed = [paragraph(each.sentence, "    ", "  ! ") for each in given.findings]
    if summary is None:
        lines += [f"  Not shown: {it_takes(given.floor, given.taken_part, 'answers')}.", *noticed]
        return "\n".join(lines)
    if question.in_words:
        lines += [paragraph(each, "    ", "  - ") for each in summary.texts]
    wide = max((width(label) for label, _ in summary.counts), default=0)
    for label, count in summary.counts:
        lines.append(f"  {' ' * (wide - width(label))}{label}  {'#' * count} {count}")
    if summary.median is not None:
        lines.append(f"  median {summary.median:g}")
    if said := reading(answered(question, given, team)):
        lines.append(paragraph(said, "  "))
    for part in summary.parts:
        lines.append(paragraph(f"{part.criterion} {rated(part)}", "  ", "  "))
        wide = max((width(label) for label, _ in part.counts), default=0)
        for label, count in part.counts:
            lines.append(f"    {' ' * (wide - width(label))}{label}  {'#' * count} {count}")
    lines += [paragraph(line, "  ", "  ") for line in given.group]
    for name, told in given.about:
        lines += [paragraph(f"{name}: {line}", "    ", "  ") for line in told]
    lines += noticed
    return "\n".join(line.rstrip() for line in lines)


def standings(state: State, step: Step) -> str:
    """Return how an opened vote went."""
    vote: VoteRound = state.at[step.id]
    taken_part = vote.taken_part
    known = taken_part is not None
    said = f"{taken_part} of {vote.team} voted." if known else sentence(TOTALS_ONLY)
    if vote.tally is None:
        return f"{said} Not shown: {it_takes(vote.floor, taken_part or 0, 'votes')}."
    standings = dict(vote.tally.standings)
    rows = [
        (amount(standings[number]), number, what) for number, what in candidates(state, standings)
    ]
    if asked := instead_of(step, vote):
        said = paragraph(f"{said} They were {counted_instead(vote.method, asked)}.")
    parts = [said, table(rows, [unit(vote), "no", "what"], wide=2)]
    parts += [
        "\n".join(
            [paragraph(f"{each.title}:")]
            + [paragraph(f"{what}: {numbers}", "    ", "  ") for what, numbers in lines(each)]
        )
        for each in details(state, vote)
    ]
    if vote.words_floor:
        parts.append(f"Why somebody objects is not shown: it takes {vote.words_floor} votes.")
    first = vote.tally.winners
    if vote.settled is not None:
        parts.append(paragraph(f"{vote.settled.winner} of the tie, because: {vote.settled.how}"))
    elif len(first) > 1:
        parts.append(
            paragraph(
                f"{listing(map(str, first))} are tied for the first place. /tie {first[0]} because "
                "we flipped a coin: says how you settle it, for the record."
            )
        )
    return "\n\n".join(parts)


def unit(vote: VoteRound | Fared, number: Number = 2) -> str:
    """Return what the numbers of a vote count, in the plural unless there is one."""
    return f"{vote.counts}{'s' if number != 1 else ''}"


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
    collects = [each.activity for each in state.agenda if isinstance(each.activity, Collect)]
    several = len({column.name for each in collects for column in each.columns}) > 1
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
        dots = f" [{amount(some)} {unit(fared, some)}]" if fared and some else ""
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
    about = ", ".join(filter(None, (note.author, note.column if column else "")))
    first = f"{indent}{note.number:>2} "
    return paragraph(f"{note.text}{f' ({about})' if about else ''}", " " * len(first), first)
