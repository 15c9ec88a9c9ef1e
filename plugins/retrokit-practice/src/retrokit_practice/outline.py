"""What there is to see of Rounds: for each person where they are, and for everyone the table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from retrokit.activities import State, Step
from retrokit.blocks import Block, ForEach, Line, Lines, Table, Text

from .rounds import Phase, Role, Rounds
from .rules import Held, Round, Seat

ONE_BY_ONE = 200
"""Up to how many people each is told where they are; with more, the table says it to all."""


def outline(state: State, step: Step) -> Iterator[Block]:
    """Yield the round that is on, and those before."""
    held: Held = state.at.get(step.id, Held())
    activity = step.activity
    assert isinstance(activity, Rounds)
    if not held.rounds:
        return
    is_on = step.id == state.current and state.closed is None
    if is_on:
        yield from _now(held, activity)
    for number, round in enumerate(held.rounds, 1):
        yield _table(number, round, activity.roles)
    prompts = tuple(
        Line(text=each.prompt, tag=each.name, role="role") for each in activity.roles if each.prompt
    )
    if is_on and prompts:  # to be read aloud where all sit before one screen
        yield Lines(role="roles", title="What each role does", lines=prompts)
    notes = tuple(
        Line(text=note, tag=f"Round {number}, group {group}", role="note")
        for number, round in enumerate(held.rounds, 1)
        for group, note in enumerate(round.notes, 1)
        if note
    )
    if notes:
        yield Lines(title="Notes of the groups", lines=notes)


def _now(held: Held, activity: Rounds) -> Iterator[Block]:
    """Yield the phase that is on, and for each person where they are and what they do."""
    number, round = len(held.rounds), held.rounds[-1]
    phase: Phase = activity.phases[held.phase - 1]
    most = max(number, activity.rounds)  # there may be more, for those who have had no turn
    said = f"Round {number} of {most}, {phase.title} ({phase.minutes} min)."
    yield Text(role="phase", lines=tuple(filter(None, (said, phase.prompt))))
    seats = [(each, group) for group in round.groups for each in group]
    if len(seats) <= ONE_BY_ONE:
        members = {
            each.member: (
                Text(
                    role="yours",
                    lines=tuple(
                        filter(
                            None,
                            (
                                f"Round {number}: {told(each, group, activity.roles)}.",
                                activity.roles[each.role].prompt,
                            ),
                        )
                    ),
                ),
            )
            for each, group in seats
        }
        yield ForEach(role="own", members=members)


def told(seat: Seat, group: Sequence[Seat], roles: Sequence[Role]) -> str:
    """Return what somebody does, and what the others in their group do.

    >>> from .rounds import LISTENER, SPEAKER
    >>> told(Seat("Ben", 1), [Seat("Ana", 0), Seat("Ben", 1)], [SPEAKER, LISTENER])
    'you listen; Ana speaks'
    """
    others = ", ".join(f"{each.member} {roles[each.role].they}" for each in group if each != seat)
    mine = f"you {roles[seat.role].you}"
    return f"{mine}; {others}" if others else mine


def _table(number: int, round: Round, roles: Sequence[Role]) -> Table:
    """Return a round as it can be read aloud: a row for each group, a column for each role."""
    rows: list[tuple[str | int, ...]] = []
    for at, group in enumerate(round.groups, 1):
        by_role = (
            ", ".join(each.member for each in group if each.role == role)
            for role in range(len(roles))
        )
        rows.append((at, *by_role))
    head = ("Group", *(each.name for each in roles))
    return Table(role="round", title=f"Round {number}", head=head, rows=tuple(rows))
