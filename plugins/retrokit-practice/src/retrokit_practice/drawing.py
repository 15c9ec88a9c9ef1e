"""Who is with whom in a round, and in which role: people meet others each time, roles go round.

Among many random draws the best one is taken: the one after which, once all rounds are held, the
fewest people have met twice. A draw that brings nobody together again ends the search.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, permutations, product
from random import Random
from typing import TypeAlias

Group: TypeAlias = tuple[tuple[str, int], ...]
"""Members with the number of their role, from 0."""

TRIES = 300
"""How many draws are compared where each brings somebody together again."""
WORK = 40_000
"""How many pairs may be looked at in all: in large groups nearly any draw will do."""


def draw(
    people: Sequence[str],
    *,
    size: int,
    before: Sequence[Sequence[Group]] = (),
    left: int = 1,
    waiting: Collection[str] = (),
    rng: Random,
) -> tuple[Group, ...]:
    """Return groups of `size` people, each with a role for every one of them.

    `before` are the groups of earlier rounds, `left` is how many rounds there are still to be, this
    one included. Those who are `waiting` get the first role, one in each group. Nobody is left
    over: where numbers don't divide, groups are larger by one, and what more there is are seconds
    in the last role; fewer people than `size` are one group.

    >>> groups = draw(["Ana", "Ben", "Cy", "Dev"], size=2, rng=Random(7))
    >>> [[role for _, role in group] for group in groups]
    [[0, 1], [0, 1]]
    """
    history = _History(before)
    for seat in product(waiting, range(1, size)):
        history.had[seat] += len(before) + 1  # as if they had had enough of the other roles
    shifts = not waiting and _has_shifts(people, size, len(before) + left)
    if len(people) < 2 * size or (shifts and not before):
        return _once(people, size, history, rng)
    shifted = _shifted(people, size, before) if shifts else ()
    if shifted and not any(map(history.met_again, shifted)):
        return shifted
    best: tuple[int, tuple[Group, ...]] | None = None
    for _ in range(min(TRIES, 1 + WORK // (len(people) ** 2 * left))):
        tried, again, ahead = history.copy(), 0, []
        for _ in range(left):
            ahead.append(_once(people, size, tried, rng))
            again += sum(map(tried.met_again, ahead[-1]))
            tried.add(ahead[-1])
        if best is None or again < best[0]:
            best = (again, ahead[0])
        if again == 0:
            break
    assert best is not None
    return best[1]


def _has_shifts(people: Sequence[str], size: int, rounds: int) -> bool:
    """Return whether so many rounds are known in which nobody meets anybody twice: `_shifted`."""
    count = len(people) // size
    is_field = count == 4 or (count > 1 and all(count % each for each in range(2, count)))
    return is_field and len(people) == count * size and max(size, rounds) <= count


def _shifted(
    people: Sequence[str], size: int, before: Sequence[Sequence[Group]]
) -> tuple[Group, ...]:
    """Return the next of these rounds; none where people have come or gone.

    Those who had role `c` in the first round move on by `c` groups each round, and everybody to the
    next role. Counted in a finite field, two of different roles are together once in as many rounds
    as there are groups (the lines of an affine plane; see any book on Latin squares).
    """
    count, round = len(people) // size, len(before)
    seats = {who: (role, at) for at, group in enumerate(before[0]) for who, role in group}
    if {*seats} != {*people} or {*seats.values()} != {*product(range(size), range(count))}:
        return ()
    groups: list[list[tuple[str, int]]] = [[] for _ in range(count)]
    for who, (role, at) in seats.items():
        groups[_moved(at, role, round, count)].append((who, (role + round) % size))
    return tuple(map(tuple, groups))


_TIMES = ((0, 0, 0, 0), (0, 1, 2, 3), (0, 2, 3, 1), (0, 3, 1, 2))
"""Multiplication in the field of four elements, in which to add is to XOR."""


def _moved(at: int, role: int, round: int, count: int) -> int:
    return at ^ _TIMES[role][round] if count == 4 else (at + role * round) % count


class _History:
    """How often two have met, and how often somebody had a role."""

    def __init__(self, rounds: Iterable[Iterable[Group]] = ()) -> None:
        self.met: Counter[frozenset[str]] = Counter()
        self.had: Counter[tuple[str, int]] = Counter()
        for groups in rounds:
            self.add(groups)

    def copy(self) -> _History:
        other = _History()
        other.met, other.had = self.met.copy(), self.had.copy()
        return other

    def add(self, groups: Iterable[Group]) -> None:
        for group in groups:
            self.met.update(_pairs(group))
            self.had.update(group)

    def met_again(self, group: Group) -> int:
        return sum(self.met[each] for each in _pairs(group))


def _pairs(group: Group) -> Iterator[frozenset[str]]:
    for (one, _), (other, _) in combinations(group, 2):
        yield frozenset((one, other))


def _once(people: Sequence[str], size: int, history: _History, rng: Random) -> tuple[Group, ...]:
    """Return one random draw: roles first, then who of each role is in which group."""
    count = max(1, len(people) // size)
    by_role = _roles(people, size, count, history, rng)
    groups = [[(who, 0)] for who in by_role[0]]
    for role, holders in enumerate(by_role[1:], 1):
        for start in range(0, len(holders), count):
            for place, who in _placed(holders[start : start + count], groups, history, rng):
                groups[place].append((who, role))
    return tuple(map(tuple, groups))


def _roles(
    people: Sequence[str], size: int, count: int, history: _History, rng: Random
) -> list[list[str]]:
    """Return who has which role: each somebody who had it as seldom as can be."""
    roles = min(size, len(people))
    numbers = [role for role in range(roles) for _ in range(count)]
    numbers += [roles - 1] * (len(people) - len(numbers))
    rng.shuffle(numbers)
    given = dict(zip(people, numbers, strict=True))
    while passing := _passing_on(given, range(roles), history):
        given |= passing
    found: list[list[str]] = [[] for _ in range(roles)]
    for who in rng.sample(people, len(people)):
        found[given[who]].append(who)
    return found


def _passing_on(
    given: Mapping[str, int], roles: Sequence[int], history: _History
) -> dict[str, int]:
    """Return the new roles of a few people who pass theirs on in a ring, so that roles go to who
    had them more seldom; nobody where that can't be. It is what cancels a negative cycle.
    """
    costs: dict[tuple[int, int], tuple[int, str]] = {}
    for who, role in given.items():
        for other in roles:
            more = history.had[who, other] - history.had[who, role]
            if (role, other) not in costs or more < costs[role, other][0]:
                costs[role, other] = (more, who)
    for many in range(2, len(roles) + 1):
        for ring in permutations(roles, many):
            steps = [*zip(ring, (*ring[1:], ring[0]), strict=True)]
            if sum(costs[each][0] for each in steps) < 0:
                return {costs[each][1]: each[1] for each in steps}
    return {}


def _placed(
    holders: Sequence[str], groups: Sequence[Sequence[tuple[str, int]]], history: _History,
    rng: Random,
) -> Iterator[tuple[int, str]]:  # fmt: skip
    """Yield the group of each: one in which they have met nobody, as far as there is a way.

    It is a matching by augmenting paths (Kuhn's algorithm).
    """
    places = rng.sample(range(len(groups)), len(groups))
    new = {
        who: [
            place
            for place in places
            if not any(history.met[frozenset((who, each))] for each, _ in groups[place])
        ]
        for who in holders
    }
    taken: dict[int, str] = {}

    def finds(who: str, seen: set[int]) -> bool:
        for place in new[who]:
            if place not in seen:
                seen.add(place)
                if place not in taken or finds(taken[place], seen):
                    taken[place] = who
                    return True
        return False

    rest = [who for who in holders if not finds(who, set())]
    free = [place for place in places if place not in taken]
    yield from taken.items()
    yield from zip(free, rest, strict=False)
