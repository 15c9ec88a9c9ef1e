"""Forgetting a person: their name and their words leave the logs, and what is counted stays."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from attrs import evolve, frozen

from .engine.digest import Digest
from .engine.log import fold
from .engine.seals import Change, Letter, Mark, Memory, Seal
from .engine.state import State, fold_name
from .errors import FileError, Invalid, NotFound
from .events import Event, Forgotten, Started, StepAdded
from .keeping import Keeping
from .person import SOMEONE, Person, texts_in
from .stores import Entry
from .team import Wanted
from .team_log import is_team_log


@frozen(kw_only=True)
class Traces:
    """What is kept of a person in the retros of a team: what `Logbook.forget` takes out.

    `names` are those that they have or had, `retros` the ids of the retros that they are in or
    that speak of them. `words` is how many of their texts are known to be theirs, `mentions` in how
    many other texts they are named, `hidden` how much they hid that nobody has revealed, with
    letters to them.
    """

    team: str
    names: tuple[str, ...]
    retros: tuple[str, ...]
    words: int
    mentions: int
    hidden: int


@frozen(kw_only=True)
class _Rewriting:
    """A retro as it is without somebody: what replaces its log, and what changes beside it."""

    entry: Entry
    change: Change
    round: int = 0
    words: int = 0
    mentions: int = 0
    hidden: int = 0


@frozen
class Forgetting:
    """What it takes to forget a person in a team; `do` does it."""

    keeping: Keeping
    traces: Traces
    rewritings: tuple[_Rewriting, ...]

    @classmethod
    def of(
        cls, keeping: Keeping, name: str, team: str, retros: Sequence[Digest], now: datetime
    ) -> Forgetting:
        """Return what it takes in a team, which has retros or a charter. Raises `NotFound`."""
        logs = {each.id: keeping.read_log(each.id) for each in retros}
        states = {id: fold(log) for id, log in logs.items()}
        notes = keeping.team_notes(fold_name(team))
        authors = {each.by for own in notes.values() for each in own.changes if each.by}
        wanted = Wanted.of(name, retros, team, states.values(), authors)
        someone = _free_name(states.values(), authors)
        found, spelled = [], set()
        for id, log in logs.items():
            retro = _Retro(keeping, log, states[id], wanted, someone)
            spelled |= retro.spelled
            if (rewriting := retro.rewriting(now)) is not None:
                found.append(rewriting)
        for id in notes:
            log = keeping.read_log(id)
            data = [_data_of(keeping.codec.encode(event)) for event in log]
            spelled |= _spelled(data, wanted.names)
            found += _team_log(keeping, id, data, wanted.names, someone)
        traces = Traces(
            team=team,
            names=tuple(sorted(spelled)),
            retros=tuple(each.entry.id for each in found if not is_team_log(each.entry.id)),
            words=sum(each.words for each in found),
            mentions=sum(each.mentions for each in found),
            hidden=sum(each.hidden for each in found),
        )
        return cls(keeping, traces, tuple(found))

    def do(self) -> None:
        """Rewrite the logs."""
        for each in self.rewritings:
            self.keeping.rewrite(each.entry, each.change, each.round)


def forgettings(
    keeping: Keeping, name: str, teams: Mapping[str, Sequence[Digest]], now: datetime
) -> list[Forgetting]:
    """Return what it takes to forget a person in each of the teams that know them.

    The retros of each are those by its name. Raises `NotFound` where none knows them, with the
    names that are nearest.
    """
    found = []
    for team, retros in teams.items():
        with suppress(NotFound):
            found.append(Forgetting.of(keeping, name, team, retros, now))
    if not found:
        people = {who for retros in teams.values() for each in retros for who in each.people}
        raise NotFound.among("person", name, sorted(people))
    return found


def _team_log(
    keeping: Keeping, id: str, data: list[dict[str, Any]], names: frozenset[str], someone: str
) -> Iterator[_Rewriting]:
    """Yield a team's own log without somebody, if it names them: its charter is everybody's."""
    spelled = frozenset(_spelled(data, names))
    person = Person(names=names, someone=someone, kept=frozenset(), spelled=spelled)
    without = [*map(person.forgotten, data)]
    if without != data:
        events = keeping.codec.decode(map(_bytes_of, without))
        yield _Rewriting(
            entry=keeping.entry_of_team(id, events),
            change=Change(version=len(data), events=tuple(events)),
            mentions=person.mentions,
        )


def _spelled(data: Iterable[dict[str, Any]], names: frozenset[str]) -> set[str]:
    """Return how names are spelled where they stand alone."""
    texts = {each for event in data for each in texts_in(event)}
    return {each for each in texts if fold_name(each) in names}


def _free_name(states: Iterable[State], authors: Iterable[str]) -> str:
    people = (each for state in states for each in _people(state))
    taken = {fold_name(each) for each in (*people, *authors)}
    number, found = 1, SOMEONE
    while fold_name(found) in taken:
        number += 1
        found = f"{SOMEONE} {number}"
    return found


def _people(state: State) -> Iterator[str]:
    yield from (*state.members, *state.former, *state.owners_besides)


class _Retro:
    """One retro that somebody is to be taken out of."""

    def __init__(
        self, keeping: Keeping, log: Sequence[Event], state: State, wanted: Wanted, someone: str
    ) -> None:
        self._keeping, self._codec = keeping, keeping.codec
        self._log, self._state, self._someone = log, state, someone
        self._data = [_data_of(self._codec.encode(event)) for event in log]
        member = wanted.called.get(state.id)
        others = {fold_name(each) for each in state.members if each != member}
        others |= {old for old, who in state.former.items() if who != member}
        self._names = wanted.names - others  # somebody else may have one of them here
        self.spelled = _spelled(self._data, self._names)

    def rewriting(self, now: datetime) -> _Rewriting | None:
        """Return the retro without them, None if it does not know them."""
        if not self._names:
            return None
        person = Person(
            names=self._names,
            someone=self._someone,
            kept=frozenset(self._declared()),
            spelled=frozenset(self.spelled),
        )
        theirs = [person.learn(each) for each in self._data]
        without = [*map(person.forgotten, self._data, theirs)]
        sealed = self._keeping.store.sealed(self._state.id)
        seals = [self._keeping.seal_of(self._state.id, row) for row in sealed.seals]
        change = self._beside(person, seals, self._keeping.marks_of(sealed))
        if without == self._data and not change.touches_seals:
            return None
        events, state = self._read(without, now)
        return _Rewriting(
            entry=self._keeping.entry_of(state),
            change=evolve(change, version=len(self._log), events=tuple(events)),
            round=sealed.round,
            words=person.words,
            mentions=person.mentions,
            hidden=len(change.drop),
        )

    def _declared(self) -> Iterator[str]:
        """Yield what is nobody's words: the names of all, and what stands in the format."""
        yield from _people(self._state)
        for event, data in zip(self._log, self._data, strict=True):
            if isinstance(event, Started):
                yield from texts_in(data["format"])
            elif isinstance(event, StepAdded):
                yield from texts_in(data["activity"])

    def _beside(self, person: Person, seals: Iterable[Seal], marks: Iterable[Mark]) -> Change:
        """Return what changes of what is hidden: what is theirs goes, of all else their name."""
        put, drop = [], []
        for seal in seals:
            to = seal.draft.to if isinstance(seal.draft, Letter) else None
            if person.is_them(seal.author) or person.is_them(to):
                drop.append(seal)
            elif (new := self._seal(person, seal)) != seal:
                put.append(new)
        theirs = [each for each in marks if person.is_them(each.member)]
        given = {(each.step, each.slot) for each in drop if each.draft.given}
        kept = [each for each in theirs if (each.step, each.slot) not in given]
        return Change(
            version=0,
            put=tuple(put),
            drop=tuple(drop),
            mark=tuple(evolve(each, member=self._someone) for each in kept),
            unmark=tuple(theirs),
        )

    def _seal(self, person: Person, seal: Seal) -> Seal:
        if isinstance(seal.draft, Memory):
            return evolve(seal, draft=seal.draft.without(person.is_them))
        new = person.forgotten(_data_of(self._codec.encode_seal(seal)))
        return evolve(seal, draft=self._codec.decode_seal(_bytes_of(new)).draft)

    def _read(self, data: Iterable[dict[str, Any]], now: datetime) -> tuple[list[Event], State]:
        """Return the events that were rewritten, with one that says so, and what they come to."""
        try:
            events = self._codec.decode(map(_bytes_of, data))
            events.append(Forgotten(at=now.astimezone(self._state.started.tzinfo)))
            # As strictly as an import: it is to be one, on another computer.
            self._codec.import_log(self._codec.export_log(events))
            return events, fold(events)
        except FileError as error:
            raise Invalid(
                f"retro {self._state.id} could not be read without that name, so nothing was "
                f"changed; remove it instead: retro remove {self._state.id}"
            ) from error


def _data_of(body: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(body)
    return found


def _bytes_of(data: dict[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False).encode()
