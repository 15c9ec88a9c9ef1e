"""The logbook: where a team's retros are kept, found again, and looked at together."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime, timedelta
from functools import partial
from os import PathLike, fspath
from threading import RLock
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from attrs import evolve

from . import given
from .builtin.recording import log_of
from .classroom import class_table, start_groups
from .codec import Codec
from .engine.digest import (
    Digest,
    TeamAction,
    as_of,
    carried_into,
    costs_before,
    place_of,
    staying,
    team_actions,
)
from .engine.log import Clock, moment
from .engine.material.goals import Goals
from .engine.people import check_team
from .engine.seals import Change
from .engine.state import State, fold_name
from .errors import Ambiguous, Damaged, FileError, Invalid, LogbookError, NotFound
from .events import ActionStatus, Event, Started
from .findings import Finding
from .formats import Attribution, Format
from .given import UNCHANGED, Unchanged
from .keeping import (
    Keeping,
    StoredKeeper,
    folding,
)
from .past import PastRetro
from .plugins import Plugins
from .remembering import hand_on
from .reports import Record
from .retro import Retro, fold, local_now, new_id
from .rituals import RitualRecord, next_to_lead, records_of
from .stores import Entry, Store
from .team import Team
from .team_log import TEAM_LOG, TeamNotes, charter_of, is_team_log

if TYPE_CHECKING:
    from .builtin.class_table import GroupRow
    from .forgetting import Forgetting, Traces
    from .trends import GoalRecord, Series

MEMORY = ":memory:"
"""Names a logbook that lives as long as the process."""
LATEST = "latest"
"""Names the retro that was started last."""


@given.methods_checked
class Logbook:
    """A team's retros, or those of many teams, in one place.

    `where` is a path, a URL of a store that a plugin provides, or `":memory:"`. Every action of
    a retro is durable when its method returns. Use it as a context manager, or call `close`.
    `timeout` is how many seconds a file is waited for while another program holds it. Threads may
    share a logbook and its retros: what changes one waits until no other does. Raises
    `LogbookError` for a place that holds no logbook or cannot be used.
    """

    def __init__(
        self,
        where: str | PathLike[str],
        *,
        plugins: Plugins | None = None,
        clock: Clock = local_now,
        rng: random.Random | None = None,
        read_only: bool = False,
        timeout: float = 10.0,
    ) -> None:
        self.plugins = plugins or Plugins.load()
        self._clock = clock
        self._rng = rng or random.SystemRandom()
        self._lock = RLock()
        self._store = _open_store(fspath(where), self.plugins, read_only=read_only, timeout=timeout)
        self.codec = Codec(self.plugins.kinds)
        self._keeping = Keeping(self._store, self.codec)
        if not read_only:
            self._clear_rehearsals()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the logbook. Closing twice is fine."""
        self._store.close()

    def _clear_rehearsals(self) -> None:
        """Remove rehearsals that are more than a day old."""
        # Few are there, and most logbooks have none: only what may be one is read.
        with suppress(LogbookError):  # one that can only be read, or is damaged, is opened anyway
            for each in [each for each in self._entries() if b'"rehearsal"' in each.digest]:
                old = each.started < self.now - timedelta(days=1)
                if old and self._keeping.read_digest(each).rehearsal:
                    self._store.remove(each.id)

    @property
    def now(self) -> datetime:
        """Return the moment it is, by the logbook's clock."""
        return moment(self._clock)

    @property
    def today(self) -> date:
        """Return the day it is, by the logbook's clock."""
        return self.now.date()

    def start(
        self,
        format: str | Format,
        *,
        team: str,
        members: Iterable[str] = (),
        observers: Iterable[str] = (),
        facilitator: str | None = None,
        attribution: Attribution | str | None = None,
        notice: str = "",
        rehearsal: bool = False,
    ) -> Retro:
        """Start a retro and return it.

        `format` is a format or the name of one. The team's action items that are open at the
        moment, by the logbook's clock, come along. A team that is known keeps its spelling,
        whatever the case here; goals and prompts speak of its charter. For a ritual, `members` are
        by default those whom the team met with last, and the facilitator is the one of them who
        led it longest ago. A `rehearsal` is found by its id: it is in no list and counts for
        nothing. It is removed when the logbook is opened for writing a day later. See
        `Retro.start` for the rest. Raises `NotFound` (format), `Invalid` (names).
        """
        if isinstance(format, str):
            format = self.plugins.format(format)
        with self._lock:
            id, before = self._free_id(), self._until_now(team, rituals=True)
            earlier = [each for each in before if each.is_like(format)]
            if format.ritual:
                known = (each.members for each in before if each.members)
                members = names = tuple(members) or next(known, ())
                facilitator = facilitator or next_to_lead(names, earlier)
            retro = Retro.start(
                format,
                team=self._spelled(team),
                members=members,
                observers=observers,
                facilitator=facilitator,
                attribution=attribution,
                carried=carried_into(before, format.name if format.ritual else ""),
                costs=costs_before(before),
                earlier=len(earlier),
                id=id,
                keeper=self._keeper(id, ritual=format.ritual),
                clock=self._clock,
                rng=self._rng,
                tallies=self.plugins.tallies,
                scorings=self.plugins.scorings,
                plugin=self.plugins.source(format),
                charter=charter_of(self._notes(team)),
                notice=notice,
                rehearsal=rehearsal,
            )
            if not rehearsal:
                hand_on(self._keeping, retro.state, self._rng)
            return retro

    def start_groups(
        self,
        format: str | Format,
        groups: Mapping[str, Sequence[str]],
        *,
        host: str,
        attribution: Attribution | str | None = None,
        again: bool = False,
    ) -> dict[str, Retro]:
        """Start a retro for each group of a class, all or none, and return them by group.

        `groups` has the members of each group by its name, as `read_roster` returns them; each is
        a team. The `host`, such as a lecturer, leads all of them and takes part in none. Everyone
        reads beforehand what a lecturer sees; see `class_table`. Groups of which a class has
        started this format before are left alone, unless `again`. Raises `Invalid` for groups that
        are named alike or that the host is in, and what `start` raises; nothing is started then.
        """
        return start_groups(self, format, groups, host=host, attribution=attribution, again=again)

    def class_table(self, groups: Mapping[str, Sequence[str]] | None = None) -> list[GroupRow]:
        """Return what a lecturer sees of a class: how far each group is, and what was noticed.

        It is what everyone in the groups was told beforehand, and no more: no share, no mark, no
        name of a person, nothing before it is revealed or that too few people stand behind. Of each
        group it is about the latest retro that `start_groups` started. With `groups` it is about
        these, in their order, also where none has started; else about all, the earliest first.
        """
        return class_table(self, groups)

    def record(self, past: PastRetro) -> Retro:
        """Keep a retro that was held elsewhere, closed on its day, and return it.

        Its action items that are still open come along into the team's next retro. Vote totals
        stand without ballots. Raises `NotFound` (format, column, goal), or `Invalid` where it
        does not fit its format or has not taken place yet.
        """
        format = past.format
        if isinstance(format, str):
            format = self.plugins.format(format)
        with self._lock:
            past = evolve(past, team=self._spelled(past.team))
            log = log_of(past, format, id=self._free_id(), now=moment(self._clock))
            return self._keep(log, fold(log))

    def _spelled(self, team: str) -> str:
        """Return a team's name as it is kept, or that of a new team as it is given."""
        return self._known_team(team) or team

    def _known_team(self, team: str) -> str | None:
        """Return a team's name as its latest retro has it, else its charter; None without both."""
        known = self.retros(team, rituals=True)
        if known:
            return known[0].team
        return next((each.team for each in self._notes(team)), None)

    def _notes(self, team: str | None = None) -> list[TeamNotes]:
        """Return what a team has, or all have, beside retros; nothing if that is damaged."""
        with suppress(Damaged):
            return [*self._keeping.team_notes(team and fold_name(team)).values()]
        return []

    def _free_id(self) -> str:
        id = new_id(self._rng)
        while self._store.find(id):
            id = new_id(self._rng)
        return id

    def _keep(self, log: Sequence[Event], state: State) -> Retro:
        keeper = self._keeper(state.id)
        keeper.commit(Change(version=0, events=tuple(log)), lambda: state)
        return self._load(state.id)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Make all that is done inside, to any retros, durable at once; see `Retro.together`.

        Load the retros inside: nobody else can write to them then.
        """
        with self._lock, self._store.together():
            yield

    def load(self, ref: str = LATEST) -> Retro:
        """Return a retro by its id, the beginning of it, or `"latest"`.

        The name of a format means the latest one of that; `"latest"` passes rituals over.
        Raises `NotFound` or `Ambiguous`, and `Damaged` if it is not what was written.
        """
        return self._load(self.find(ref))

    def _load(self, id: str) -> Retro:
        log = self._keeping.read_log(id)
        ritual = isinstance(log[0], Started) and log[0].format.ritual
        with folding(id):
            return Retro(
                log,
                self._keeper(id, ritual=ritual),
                clock=self._clock,
                rng=self._rng,
                tallies=self.plugins.tallies,
                scorings=self.plugins.scorings,
            )

    def _keeper(self, id: str, *, ritual: bool = False) -> StoredKeeper:
        return StoredKeeper(self._keeping, id, self._lock, ritual=ritual)

    def find(self, ref: str) -> str:
        """Return the id of a retro. See `load`."""
        ref = ref.strip()
        if ref and ref in self._ids(ref):
            return ref
        ref = ref.lower()
        if ref == LATEST:
            newest = next((each for each in self._digests() if not each.ritual), None)
            if newest is None:
                raise NotFound("this logbook holds no retro yet; start one with: retro start")
            return newest.id
        found = self._ids(ref) if ref else ()
        if ref in found:
            return ref
        if not found:
            newest = next((each for each in self._digests() if each.format == ref), None)
            if newest is not None:
                return newest.id
            raise NotFound.among("retro", ref, (each.id for each in self._entries()))
        if len(found) > 1:
            raise Ambiguous(f"{ref!r} fits several retros: {', '.join(found)}; type more of it")
        return found[0]

    def _entries(self, team: str | None = None) -> Iterator[Entry]:
        """Yield what is listed of retros, newest first."""
        return (each for each in self._store.entries(team) if not is_team_log(each.id))

    def _digests(self) -> Iterator[Digest]:
        """Yield what is listed of all but rehearsals, newest first."""
        digests = map(self._keeping.read_digest, self._entries())
        return (each for each in digests if not each.rehearsal)

    def _ids(self, prefix: str) -> Sequence[str]:
        """Return the ids of retros that begin with a prefix, sorted, at most ten."""
        found = self._store.find(prefix)
        if any(map(is_team_log, found)):  # and may have taken the place of retros
            found = sorted(each.id for each in self._entries() if each.id.startswith(prefix))[:10]
        return found

    def retros(
        self, team: str | None = None, *, rehearsals: bool = False, rituals: bool = False
    ) -> list[Digest]:
        """Return the retros in short, newest first, of one team (whatever its case) or all.

        A team is spelled as in its latest retro. With `rehearsals` these are among them, with
        `rituals` those.
        """
        key = None if team is None else fold_name(team)
        spelled: dict[str, str] = {}
        found = []
        for each in self._entries(key):
            digest = self._keeping.read_digest(each)
            if (digest.rehearsal and not rehearsals) or (digest.ritual and not rituals):
                continue
            latest = spelled.setdefault(fold_name(digest.team), digest.team)
            found.append(digest if digest.team == latest else evolve(digest, team=latest))
        return found

    def teams(self) -> list[str]:
        """Return the teams by name, the one with the latest retro first.

        After them come those with rituals alone, and last those that have just a charter.
        """
        known = sorted(self.retros(rituals=True), key=lambda each: each.ritual is not None)
        found = {fold_name(each.team): each.team for each in known}
        for notes in self._notes():
            found.setdefault(fold_name(notes.team), notes.team)
        return [*found.values()]

    def team(self, name: str, *, new: bool = False) -> Team:
        """Return a team by its name, whatever the case.

        One that has neither a retro, a ritual nor a charter yet is `new`. Raises `NotFound`.
        """
        known = self._known_team(name)
        if known is None and not new:
            raise NotFound.among("team", name, self.teams())
        return self._team(known or check_team(name))

    def _team(self, name: str) -> Team:
        return Team(self, name, self._keeping, lambda: f"{TEAM_LOG}{self._free_id()}")

    def _until_now(self, team: str, *, rituals: bool = False) -> list[Digest]:
        """Return a team's retros as they were at the moment that the clock shows."""
        return as_of(self.retros(team, rituals=rituals), moment(self._clock))

    def actions(
        self,
        team: str | None = None,
        *,
        owner: str | None = None,
        status: ActionStatus | str | None = None,
        due_before: date | str | None = None,
    ) -> list[TeamAction]:
        """Return every action item as it stands by now, oldest first, of one team or all.

        `owner` narrows them to those of one person, whatever the case, `status` to the open, done
        or dropped ones, `due_before` to those due earlier than that day (none without a date).
        """
        found = team_actions(self.retros(team, rituals=True))
        if owner is not None:
            who = fold_name(owner)
            found = [each for each in found if who in map(fold_name, each.item.owners)]
        if status is not None:
            wanted = ActionStatus(status)
            found = [each for each in found if each.item.status is wanted]
        if due_before is not None:
            day = given.day(due_before, "due_before")
            found = [each for each in found if each.item.due and each.item.due < day]
        return found

    def trends(self, team: str) -> list[Series]:
        """Return each question of a team's retros over time, in the order first asked."""
        from .trends import series_of  # slow to import, for fractions

        return series_of(self._until_now(team))

    def goals(self, team: str) -> list[GoalRecord]:
        """Return what a team decided for each goal, and at its cost, in the order first decided."""
        from .trends import goals_of

        return goals_of(self._until_now(team))

    def rituals(self, team: str, *, since: date | str | None = None) -> list[RitualRecord]:
        """Return what a team's rituals came to, a record for each of their formats, by name.

        `since` is the first day that counts, by default six days ago: a week with today.
        """
        first = self.today - timedelta(days=6) if since is None else given.day(since, "since")
        return records_of(self.retros(team, rituals=True), first)

    def action(self, ref: str) -> TeamAction:
        """Return an action item by what is typed for it, as in `k3f9x2bc-7` or `k3f-7`."""
        retro, _, number = ref.strip().rpartition("-")
        if not retro or not number.isdecimal() or len(number) > 9:
            raise Invalid(f"{ref!r} names no action; give RETRO-NUMBER, as in k3f9x2bc-7")
        known = self.actions()
        # The retro that it came from may be gone.
        carried = {each.home for each in known if each.home.startswith(retro.lower())}
        id = carried.pop() if len(carried) == 1 else self.find(retro)
        for each in known:
            if (each.home, each.item.number) == (id, int(number)):
                return each
        raise NotFound(f"retro {id} has no action {number}; see them with: retro actions")

    def change_action(
        self,
        ref: str,
        *,
        text: str | Unchanged = UNCHANGED,
        owner: str | Iterable[str] | Unchanged | None = UNCHANGED,
        due: date | str | Unchanged | None = UNCHANGED,
        serves: Goals | Unchanged = UNCHANGED,
        untouched: Goals | Unchanged = UNCHANGED,
        costs: Goals | Unchanged = UNCHANGED,
        status: ActionStatus | str | Unchanged = UNCHANGED,
        reason: str = "",
    ) -> TeamAction:
        """Change an action item in the retro it came from, and return it as it then stands.

        See `Retro.change_action`. What later retros said of it is not taken back. Where the retro
        it came from was removed, it is changed in the latest one that it was carried into.
        """
        with self._lock:
            known = self.action(ref)
            place, number = place_of(known, self.retros(known.team, rituals=True))
            self._load(place).change_action(
                number,
                text=text,
                owner=owner,
                due=due,
                serves=serves,
                untouched=untouched,
                costs=costs,
                status=status,
                reason=reason,
                latest=known.item,
            )
            return self.action(known.ref)

    def staying(self, ref: str) -> list[TeamAction]:
        """Return the open action items of a retro that stay if it is removed.

        That are those which a later retro has brought along.
        """
        return staying(self.retros(rituals=True), self.find(ref))

    def remove(self, ref: str) -> list[TeamAction]:
        """Remove a retro for good, and return the open action items that stay; see `staying`.

        Nothing of it is left in the logbook: no event, nothing hidden, no letter. What it said of
        action items that are kept elsewhere is kept with these. Exports and backups are out of
        reach, and so is a program that has it open, which can't go on. Raises `NotFound`.
        """
        with self._lock:
            id = self.find(ref)
            retros = self.retros(rituals=True)
            others = [each for each in retros if each.id != id]
            now = {each.ref: each.item for each in team_actions(retros)}
            with self._store.together():
                for each in team_actions(others):
                    if now[each.ref] != each.item:
                        place, number = place_of(each, others)
                        self._load(place).change_action(number, latest=now[each.ref])
                self._store.remove(id)
            return staying(self.retros(rituals=True), id)

    def traces(self, name: str, *, team: str | None = None) -> list[Traces]:
        """Return what `forget` would take out, team by team. Raises `NotFound`."""
        return [each.traces for each in self._forgettings(name, team)]

    def forget(self, name: str, *, team: str | None = None) -> list[Traces]:
        """Forget a person, in one team or all that know them, and return what was taken out.

        Their names, former ones too, and what is known to be their words leave each log, what is
        listed and what is hidden, for good; Someone stands in their place, and what is counted
        stays. They are replaced in what others wrote as well, as whole words. Exports, backups and
        printed reports are out of reach. Raises `NotFound` for a name that no team knows, and
        `Invalid` where a retro could not be read without it; nothing is changed then.
        """
        with self.together():
            found = self._forgettings(name, team)
            for each in found:
                each.do()
        return [each.traces for each in found]

    def _forgettings(self, name: str, team: str | None) -> list[Forgetting]:
        from .forgetting import forgettings

        named = [each.team for each in self._notes(team)]
        every = partial(self.retros, rehearsals=True, rituals=True)
        named += [each.team for each in every(team)]
        teams = {fold_name(each): each for each in named}.values()
        retros = {each: every(each) for each in teams}
        return forgettings(self._keeping, name, retros, moment(self._clock))

    def findings(self, retro: Retro) -> list[Finding]:
        """Return what the checks notice in a retro, in the light of the team's earlier ones."""
        state = retro.snapshot()
        return self.plugins.findings(state, self._history(state))

    def _history(self, state: State) -> list[Digest]:
        """Return the team's earlier retros, or of a ritual the same ones, oldest first."""
        known = self.retros(state.team, rituals=state.format.ritual)
        return [
            each
            for each in reversed(known)
            if each.started < state.started and each.is_like(state.format)
        ]

    def report(
        self,
        retro: Retro,
        name: str = "text",
        *,
        sealed: int | None = None,
        state: State | None = None,
    ) -> str:
        """Return a report on a retro: `text`, `markdown`, `html`, `summary`, `csv`, `json`, or
        a plugin's.

        `sealed` is how many contributions it says are missing, by default as many as are; a live
        room says no more of that than it told everybody. `state` is a snapshot to make it of, where
        the retro may have gone on.
        """
        return self.plugins.render(name, self._record(retro, state or retro.snapshot(), sealed))

    def results(self, retro: Retro) -> dict[str, Any]:
        """Return what a retro came to as plain data: the `json` report, not yet written down.

        What is sealed is not in it, and what is withheld says so. docs/library.md has the keys.
        """
        from .reports.results import results

        return results(self._record(retro, retro.snapshot()))

    def rows(self, retro: Retro) -> list[dict[str, object]]:
        """Return what a retro came to as rows for a data frame: the `csv` report, as dicts.

        All have the same keys; what there is none of is None. What is sealed is not among them.
        """
        from .reports.rows import rows

        return rows(self._record(retro, retro.snapshot()))

    def _record(self, retro: Retro, state: State, sealed: int | None = None) -> Record:
        history = self._history(state)
        if sealed is None:
            sealed = sum(retro.sealed_count(step.id) for step in state.agenda)
        return Record(
            state=state,
            log=retro.log[: state.version],
            findings=self.plugins.findings(state, history),
            history=history,
            sealed=sealed,
            today=retro.today,
        )

    def export(self, retro: Retro) -> str:
        """Return a retro's whole log as JSON, for `import_`. What is sealed is not in it."""
        return self.codec.export_log(retro.log)

    def salvage(self, ref: str = LATEST) -> tuple[str, tuple[int, ...]]:
        """Return an export of what can still be read of a damaged retro.

        With it come the versions of the events that are not in it: those that are gone or were
        changed, and those that stand on them. Raises `Damaged` if nothing can be read.
        """
        log, lost = self._keeping.salvage(self.find(ref))
        return self.codec.export_log(log), lost

    def import_(self, text: str) -> Retro:
        """Keep a retro that `export` wrote, and return it.

        One that is here already, to the letter, is left alone. Raises `FileError` for a text
        that is no whole export, or for another retro of the same id.
        """
        log = self.codec.import_log(text)
        state = fold(log)
        if is_team_log(state.id):
            raise FileError(f"{state.id} is no id of a retro; export the retro again")
        if state.id in self._store.find(state.id):
            if self._keeping.read_log(state.id) != log:
                raise FileError(f"another version of retro {state.id} is in this logbook already")
            return self._load(state.id)
        return self._keep(log, state)

    def backup(self, path: str | PathLike[str]) -> int:
        """Copy the logbook to a new file, while others may write.

        What is sealed stays out of it, so that no copy outlives the opening; returns how many
        contributions, and letters that nobody has discarded yet, that were.
        """
        return self._store.backup(fspath(path))

    def problems(self) -> list[str]:
        """Return what is wrong with this logbook, a sentence each; none if all is well."""
        found = list(self._store.problems())
        try:
            for entry in self._store.entries():
                found += self._keeping.problems_of(entry)
        except Damaged as error:
            found.append(str(error))
        return found


def _open_store(where: str, plugins: Plugins, *, read_only: bool, timeout: float) -> Store:
    if where == MEMORY:
        from .stores.memory import MemoryStore

        return MemoryStore()
    scheme, colon, _ = where.partition("://")
    if colon:
        return plugins.store(scheme).open(where)
    from .stores.sqlite import SqliteStore

    return SqliteStore(where, read_only=read_only, timeout=timeout)
