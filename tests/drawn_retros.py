"""Retros that are held in a room: what it tells of them is compared with their logs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from crew import OPEN as PARKING
from crew import start, write
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test
from test_engine_machine import Engine

from retrokit.errors import RetrokitError
from retrokit.events import Event
from retrokit.formats import Discuss, Group, Matrix, Vote
from retrokit.retro import Retro


def regrouped() -> tuple[Retro, list[int]]:
    """Return a retro whose groups went into groups that went into others, and its notes."""
    retro = start()
    retro.go("Parking")
    notes = [write(retro, "Parked", text, "Ana").number for text in "abcdefg"]
    one, two, three = (retro.group(notes[i : i + 2], f"T{i}").number for i in (0, 2, 4))
    retro.group([two, one, notes[6]])
    retro.group([three, two])
    return retro, notes


def come_apart(retro: Retro, notes: list[int]) -> None:
    """Take notes out of the groups of such a retro."""
    retro.delete_note(notes[6])
    retro.undo()
    retro.split([notes[0], notes[3]])


def by_a_matrix() -> tuple[Retro, list[int]]:
    """Return a retro at a discussion after a vote and a matrix, and its notes."""
    retro = start(PARKING, Vote(), Matrix(steps=10, good="bottom right"), Discuss(order=["votes"]))
    numbers = [write(retro, "Parked", text, "Ana").number for text in "abcd"]
    retro.next()
    retro.vote({numbers[0]: 1}, "Ana")
    retro.next()
    retro.place({numbers[1]: (9, 2), numbers[2]: (10, 1), numbers[0]: (1, 10)}, "Ana")
    retro.next()
    return retro, numbers


def hold_any(told: Callable[[tuple[Event, ...]], object], examples: int) -> None:
    """Hold retros as the state machine of the engine draws them, and hand over their logs."""

    class Told(Engine):
        def teardown(self) -> None:
            if hasattr(self, "sides"):
                told(max((side.log for side in self.sides), key=len))
            super().teardown()

    run_state_machine_as_test(
        Told,
        settings=settings(
            max_examples=examples,
            stateful_step_count=40,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        ),
    )


VOTES = (
    Vote(title="First"),
    Vote(title="Second", method="schulze"),
    Vote(title="Third"),
    Matrix(title="Fourth"),
)
PLACES = ("Parking", "Group", "First", "Second", "Third", "Fourth", "Talk")


def vote_evenly(retro: Retro, picks: tuple[int, int]) -> None:
    """Have two vote, so that ties are common."""
    step = retro.state.current_step
    at_vote = step is not None and isinstance(step.activity, Vote)
    if step is not None and isinstance(step.activity, Matrix):
        there = retro.state.at[step.id].candidates or (1,)
        for who, pick in zip(("Ana", "Ben"), picks, strict=True):
            retro.place({there[pick % len(there)]: (1 + pick % 5, 5), there[0]: (2, 3)}, who)
        return
    candidates, ballot = (1,), "dots"
    if step is not None and at_vote:
        terms = retro.state.at[step.id].terms
        candidates, ballot = terms.candidates or candidates, terms.ballot.name
    for who, pick in zip(("Ana", "Ben"), picks, strict=True):
        one = candidates[pick % len(candidates)]
        ranking = [one, *(each for each in candidates if each != one)]
        retro.vote(ranking if ballot == "ranking" else {one: 1}, who)


def poll(retro: Retro, place: str, picks: tuple[int, int]) -> None:
    """Go to a vote before or behind, and open it with two ballots."""
    step = retro.state.find_step(place)
    if step.id != retro.state.current:
        retro.go(step.id)
    vote_evenly(retro, picks)
    retro.open_seals()


def act(retro: Retro, do: str, place: str, picks: tuple[int, int]) -> None:
    """Do one thing; what the engine refuses is not done."""
    there = [topic.number for topic in retro.state.topics()]
    one, other = (there[each % len(there)] if there else 1 for each in picks)
    does: dict[str, Callable[[], object]] = {
        "go": lambda: retro.go(place),
        "poll": lambda: poll(retro, place, picks),
        "back": retro.back,
        "vote": lambda: vote_evenly(retro, picks),
        "open": retro.open_seals,
        "group": lambda: retro.group([one, other], place),
        "split": lambda: retro.split([one]),
        "delete": lambda: retro.delete_note(one),
        "write": lambda: retro.add_note("Parked", place, "Ana"),
        "rename": lambda: retro.rename("Ben", f"Ben {picks[0]}"),
        "settle": lambda: retro.settle_tie(one, "by lot"),
        "take": lambda: retro.take_topic(one),
        "undo": retro.undo,
    }
    with suppress(RetrokitError, KeyError):
        does[do]()


DONE = st.tuples(
    st.sampled_from(
        ["go", "back", "vote", "open", "poll", "poll", "poll", "poll", "group", "split", "delete",
         "write", "rename", "settle", "take", "undo"]
    ),
    st.sampled_from(PLACES),
    st.tuples(st.integers(0, 9), st.integers(0, 9)),
)  # fmt: skip


def out_of_turn(done: list[tuple[str, str, tuple[int, int]]]) -> Retro:
    """Return a retro in which all this was done: votes are opened in any order."""
    retro = start(PARKING, Group(), *VOTES, Discuss(title="Talk"))
    for text in "abcd":
        write(retro, "Parked", text, "Ana")
    for do, place, picks in done:
        act(retro, do, place, picks)
    return retro
