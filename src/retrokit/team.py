"""A team across its retros: who is in it, what is open, and new names that reach all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from attrs import asdict, evolve, frozen

from . import given
from .charter import NO_CHARTER, Charter
from .engine.digest import Digest, TeamAction
from .engine.people import check_member, check_team
from .engine.state import State, fold_name
from .errors import Invalid, NotFound
from .events import ActionStatus, MemberRenamed, TeamRenamed
from .given import UNCHANGED, Unchanged
from .keeping import Keeping
from .team_log import (
    CharterChange,
    CharterChanged,
    TeamBegun,
    TeamNotes,
    charter_of,
    history_of,
    is_team_log,
)

if TYPE_CHECKING:
    from .logbook import Logbook
    from .retro import Retro


@frozen(kw_only=True)
class TeamMember:
    """Somebody in a team: their name, and an identity that survives a rename in any retro."""

    name: str
    identity: str


class Team:
    """A team of a logbook, as it stands whenever it is asked. Get one with `Logbook.team`."""

    def __init__(
        self, logbook: Logbook, name: str, keeping: Keeping, new_id: Callable[[], str]
    ) -> None:
        self._logbook = logbook
        self._name = name
        self._keeping = keeping
        self._new_id = new_id

    @property
    def name(self) -> str:
        """Return its name, as it is spelled."""
        return self._name

    @property
    def retros(self) -> list[Digest]:
        """Return its retros in short, newest first, without rituals."""
        return self._logbook.retros(self._name)

    def _meetings(self) -> list[Digest]:
        return self._logbook.retros(self._name, rituals=True)

    @property
    def members(self) -> tuple[TeamMember, ...]:
        """Return the members of its latest retro or ritual that had any, in the order they came."""
        retros = self._meetings()
        latest = next((each for each in retros if each.members), None)
        if latest is None:
            return ()
        here = identities(retros)[latest.id]
        return tuple(TeamMember(name=name, identity=here[name]) for name in latest.members)

    @property
    def open_actions(self) -> list[TeamAction]:
        """Return its open action items, oldest first."""
        return self._logbook.actions(self._name, status=ActionStatus.OPEN)

    @property
    def charter(self) -> Charter:
        """Return what the team has agreed on; it is empty if that is nothing yet.

        A retro copies it at its start, as `State.charter`. Raises `Damaged`.
        """
        return charter_of(self._notes().values())

    @property
    def charter_history(self) -> tuple[CharterChange, ...]:
        """Return who changed what in the charter, and when, oldest first. Raises `Damaged`."""
        return history_of(self._notes().values())

    def stamp(self) -> object:
        """Return what is equal again only while nothing of the team has changed.

        It reads no more than it must: whoever shows a team can ask for it often.
        """
        store = self._keeping.store
        return tuple(
            (each.id, each.digest, *(store.remains(each.id) if is_team_log(each.id) else ()))
            for each in store.entries(fold_name(self._name))
        )

    def _notes(self) -> dict[str, TeamNotes]:
        return self._keeping.team_notes(fold_name(self._name))

    @given.checked
    def change_charter(
        self,
        *,
        by: str | None = None,
        purpose: str | Unchanged | None = UNCHANGED,
        principle: str | Unchanged | None = UNCHANGED,
        values: Iterable[str] | Unchanged | None = UNCHANGED,
        goals: Iterable[str] | Unchanged | None = UNCHANGED,
        customers: Iterable[str] | Unchanged | None = UNCHANGED,
        colleagues: Iterable[str] | Unchanged | None = UNCHANGED,
    ) -> Charter:
        """Change parts of the charter, and return it as it then is.

        What is not given stays; None empties a part. `by` is who changes it. Retros that have
        started keep what they began with. Raises `Invalid` for a text that cannot be kept.
        """
        wanted = {
            "purpose": purpose, "principle": principle, "values": values,
            "goals": goals, "customers": customers, "colleagues": colleagues,
        }  # fmt: skip
        empty = asdict(NO_CHARTER)
        given_parts: dict[str, Any] = {
            name: empty[name] if value is None else value
            for name, value in wanted.items()
            if not isinstance(value, Unchanged)
        }
        by = None if by is None else self._spelled(by)
        with self._logbook.together():
            before, notes, now = self.charter, self._notes(), self._logbook.now
            after = evolve(before, **given_parts)
            changed = {
                name: getattr(after, name)
                for name in given_parts
                if getattr(after, name) != getattr(before, name)
            }
            if changed:
                event = CharterChanged(at=now, by=by, **changed)
                if notes:
                    self._keeping.note([*notes][-1], event)
                else:
                    begun = TeamBegun(at=now, team=self._name)
                    self._keeping.note(self._new_id(), begun, event)
        return after

    def _spelled(self, name: str) -> str:
        """Return the name of a member as it is kept, or that of somebody else."""
        name = check_member(name)
        known = {fold_name(each.name): each.name for each in self.members}
        return known.get(fold_name(name), name)

    @given.checked
    def rename(self, to: str, *, merge: bool = False) -> tuple[str, ...]:
        """Call the team otherwise, and return the ids of its retros, newest first.

        All its retros get the new name at once: lists, reports, exports and open rooms follow.
        `merge` joins it with the team that has the name already, as after a typo, and keeps that
        one's spelling. Raises `Invalid` for a name that is taken where it is not to be merged.
        """
        to = check_team(to)
        with self._logbook.together():
            if fold_name(to) != fold_name(self._name):
                to = self._other(to, merge=merge)
            retros = [self._logbook.load(each.id) for each in self._meetings()]
            renamed = [each for each in retros if each.state.team != to]
            noted = [id for id, notes in self._notes().items() if notes.team != to]
            if not renamed and not noted:
                raise Invalid(f"{to} is the team's name already; give another one")
            for each in renamed:
                each.rename_team(to)
            for id in noted:
                self._keeping.note(id, TeamRenamed(at=self._logbook.now, to=to))
            self._name = to
        return tuple(each.state.id for each in renamed)

    def _other(self, name: str, *, merge: bool) -> str:
        """Return another team's name to take: as it is spelled there, if that one is there."""
        teams = self._logbook.teams()
        known = next((each for each in teams if fold_name(each) == fold_name(name)), None)
        if known and not merge:
            raise Invalid(f"there is a team {known} already; merge them, or choose another name")
        if merge and not known:
            raise NotFound.among("team", name, teams)
        return known or name

    @given.checked
    def rename_member(self, name: str, to: str) -> tuple[str, ...]:
        """Call somebody otherwise in all the team's retros, and return the ids of those changed.

        `name` is one that they have or had, or that an action item has as its owner. Open action
        items follow, also in closed retros, and so do open rooms. With the name of somebody in
        other retros they are one person from now on. Raises `NotFound`, or `Invalid` where it is
        the name of somebody else in the same retro.
        """
        to = check_member(to)
        with self._logbook.together():
            digests = self._meetings()
            retros = [self._logbook.load(each.id) for each in digests]
            notes = self._notes()
            authors = {each.by for own in notes.values() for each in own.changes if each.by}
            states = [each.state for each in retros]
            wanted = Wanted.of(name, digests, self._name, states, authors)
            changes = [(each, wanted.names_in(each.state)) for each in retros]
            changed = [(retro, [each for each in names if each != to]) for retro, names in changes]
            for retro, names in changed:
                _check_free(retro, names, to)
            for retro, names in changed:
                for each in names:
                    retro.rename(each, to)
            named = [each for each in authors if fold_name(each) in wanted.names and each != to]
            for id, each in [
                (id, who)
                for id, own in notes.items()
                for who in dict.fromkeys(change.by for change in own.changes)
                if who in named
            ]:
                event = MemberRenamed(at=self._logbook.now, name=each, to=to)
                self._keeping.note(id, event)
        done = tuple(retro.state.id for retro, names in changed if names)
        if not done and not named:
            raise Invalid(f"{to} is the name already; give another one")
        return done


def _check_free(retro: Retro, names: Iterable[str], to: str) -> None:
    """Raise `Invalid` where a name would make two members of a retro one."""
    state = retro.state
    taken = state.known(to)
    for each in names:
        if each in state.members and taken not in (None, each):
            raise Invalid(
                f"{each} and {taken} are two people in retro {state.id}; choose another name"
            )


@frozen
class Wanted:
    """Somebody who is to be renamed: what they are called in which retro, and all their names."""

    called: Mapping[str, str]
    names: frozenset[str]

    @classmethod
    def of(
        cls,
        name: str,
        digests: Iterable[Digest],
        team: str,
        states: Iterable[State],
        authors: Iterable[str],
    ) -> Wanted:
        """Return who has a name, or had it; `authors` changed the charter. Raises `NotFound`."""
        digests, states, folded = [*digests], [*states], fold_name(name)
        known = identities(digests)
        for state in states:
            if (kept := state.known(name)) is not None:
                who = known[state.id][kept]
                return cls.known(who, digests, known)
        owners = {owner for state in states for owner in state.owners_besides} | {*authors}
        if folded not in map(fold_name, owners):
            people = {each for digest in digests for each in digest.people} | owners
            raise NotFound.among(f"member of {team}", name, sorted(people))
        return cls({}, frozenset({folded}))

    @classmethod
    def known(
        cls, who: str, digests: Iterable[Digest], known: Mapping[str, Mapping[str, str]]
    ) -> Wanted:
        called, names = {}, set()
        for digest in digests:
            for name in digest.people:
                if known[digest.id][name] == who:
                    called[digest.id] = name
                    names.update(_names(digest, name))
        return cls(called, frozenset(names))

    def names_in(self, state: State) -> list[str]:
        """Return what they are called in a retro, as a member and as an owner who is none."""
        member = self.called.get(state.id)
        owners = [each for each in state.owners_besides if fold_name(each) in self.names]
        return [*([] if member is None else [member]), *owners]


def _names(digest: Digest, name: str) -> list[str]:
    """Return the names of a member in a retro, folded: that of now, then the first and others."""
    return [fold_name(name), *(old for old, who in digest.former.items() if who == name)]


def identities(retros: Iterable[Digest]) -> dict[str, dict[str, str]]:
    """Return what stays of each member, by the retro's id and their name there.

    Who is renamed in one retro is the same person in the others, under either name. Two who are
    in one retro together are never the same.
    """
    called: dict[str, str] = {}  # by the names that people have
    before: dict[str, str] = {}  # by those that they gave up, which somebody else may have by now
    given_out: set[str] = set()
    found: dict[str, dict[str, str]] = {}
    looks: tuple[Callable[[list[str]], str | None], ...] = (
        lambda names: called.get(names[0]),
        lambda names: next((called[each] for each in names[1:] if each in called), None),
        lambda names: before.get(names[0]),
    )
    for digest in sorted(retros, key=lambda each: (each.started, each.id)):
        names_of = {name: _names(digest, name) for name in digest.people}
        here: dict[str, str] = {}
        taken: set[str] = set()
        for look in looks:
            for name, names in names_of.items():
                who = look(names)
                if name not in here and who is not None and who not in taken:
                    here[name] = who
                    taken.add(who)
        for name, names in names_of.items():
            if name not in here:
                here[name] = _new(names[min(1, len(names) - 1)], given_out)
                given_out.add(here[name])
            for old in names[1:]:
                called.pop(old, None)
                before[old] = here[name]
        called.update({names_of[name][0]: who for name, who in here.items()})
        found[digest.id] = here
    return found


def _new(name: str, given_out: set[str]) -> str:
    """Return a name that nobody's identity is yet."""
    number, who = 1, name
    while who in given_out:
        number += 1
        who = f"{name} ({number})"
    return who
