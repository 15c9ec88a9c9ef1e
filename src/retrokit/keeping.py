"""What a store keeps of a retro: bodies with checksums, written whole and read with care."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress

from attrs import evolve, frozen

from .codec import Codec, Newer
from .codec.checksums import checked, signed
from .engine.digest import Digest, digest_of
from .engine.log import fold
from .engine.marks import RETRIES
from .engine.salvage import salvaged
from .engine.seals import Change, Mark, Seal, apply_to_seals
from .engine.state import State, fold_name
from .errors import Conflict, Damaged, FileError
from .events import Event
from .stores import Entry, MarkRow, Sealed, SealRow, Store, Write
from .team_log import TeamNotes, is_team_log, notes_of


def damaged(id: str, why: str) -> Damaged:
    """Return the error for a retro, or a charter, that is not what was written."""
    if is_team_log(id):
        return Damaged(f"the charter kept as {id} is damaged ({why}); restore a backup")
    return Damaged(
        f"retro {id} is damaged ({why}); restore a backup, or save the rest: retro export {id}"
    )


@contextmanager
def folding(id: str) -> Iterator[None]:
    """Say of which retro a log is that does not fold. Raises `Damaged`."""
    try:
        yield
    except Newer:
        raise
    except FileError as error:
        raise damaged(id, str(error)) from error


@frozen
class Keeping:
    """A store, and the codec that reads and writes what is kept in it."""

    store: Store
    codec: Codec

    def read_log(self, id: str, after: int = 0) -> list[Event]:
        """Return a retro's log, or what comes after so many events.

        Raises `Damaged` if it is not what was written.
        """
        stored = self.store.events(id, after)
        if not stored and not after:
            raise damaged(id, "its events are gone")
        return self.events_of(id, after, stored)

    def _wrong_events(
        self, id: str, after: int, stored: Sequence[bytes]
    ) -> Iterator[tuple[int, str]]:
        for version, body in enumerate(stored, after + 1):
            try:
                self.codec.decode([checked(body, id, version)])
            except FileError as error:
                yield version, str(error)

    def read_digest(self, entry: Entry) -> Digest:
        """Return what is listed of a retro, from its log if the list is damaged."""
        try:
            return self.codec.decode_digest(checked(entry.digest, entry.id))
        except FileError:
            with folding(entry.id):
                return digest_of(fold(self.read_log(entry.id)))

    def team_notes(self, key: str | None = None) -> dict[str, TeamNotes]:
        """Return what teams have beside their retros by the id of its log, of one team or all.

        Raises `Damaged`.
        """
        found = {}
        for entry in sorted(self.store.entries(key), key=lambda each: (each.started, each.id)):
            if is_team_log(entry.id):
                with folding(entry.id):
                    found[entry.id] = notes_of(self.read_log(entry.id))
        return found

    def note(self, id: str, *events: Event) -> None:
        """Keep more in a team's own log, which the first event may begin.

        Raises `Conflict` if others keep writing first.
        """
        for _ in range(RETRIES):
            with suppress(Conflict):
                return self._note(id, events)
        raise Conflict("others keep writing to this charter; try again in a moment")

    def _note(self, id: str, events: Sequence[Event]) -> None:
        before = self.read_log(id) if self.store.events(id) else []
        # Whatever the clocks of those who write say, the order of the log is that of its times.
        since = max((each.at for each in before), default=events[0].at)
        events = tuple(evolve(each, at=max(each.at, since)) for each in events)
        version = len(before)
        bodies = self.bodies_of(id, events, version)
        entry = self.entry_of_team(id, [*before, *events])
        self.store.write(Write(retro=id, version=version, events=bodies, entry=entry))

    def _problems_of_team(self, entry: Entry) -> Iterator[str]:
        try:
            with folding(entry.id):
                log = self.read_log(entry.id)
                team = notes_of(log).team
        except Damaged as error:
            yield str(error)
            return
        if (entry.team, entry.version) != (fold_name(team), len(log)):
            yield f"the charter kept as {entry.id}: its entry is not what its log says"

    def problems_of(self, entry: Entry) -> Iterator[str]:
        """Yield what is wrong with a retro, or a team's own log, a sentence each."""
        if is_team_log(entry.id):
            yield from self._problems_of_team(entry)
            return
        retro = f"retro {entry.id}"
        try:
            stored = self.store.events(entry.id)
            wrong = [*self._wrong_events(entry.id, 0, stored)]
            yield from (f"{retro}: event {version}: {said}" for version, said in wrong)
            if not wrong:
                with folding(entry.id):
                    state = fold(self.read_log(entry.id))
                yield from self._problems_of_entry(entry, state)
            for row in self.store.sealed(entry.id).seals:
                try:
                    self.seal_of(entry.id, row)
                except FileError as error:
                    yield f"{retro}: something hidden: {error}"
        except Damaged as error:
            yield str(error)

    def _problems_of_entry(self, entry: Entry, state: State) -> Iterator[str]:
        made = digest_of(state)
        try:
            digest = self.codec.decode_digest(checked(entry.digest, entry.id))
        except FileError as error:
            yield f"retro {entry.id}: what is listed of it: {error}"
            return
        listed = (entry.team, entry.started, entry.version)
        if digest != made or listed != (
            fold_name(state.team),
            state.started,
            state.version,
        ):
            yield f"retro {entry.id}: its entry is not what its log says"

    def salvage(self, id: str) -> tuple[list[Event], tuple[int, ...]]:
        """Return the log of what can still be read of a retro, and which events are not in it.

        Raises `Damaged` if nothing can.
        """
        sound = {}
        stored = self.store.remains(id)
        for version, body in enumerate(stored, 1):
            try:
                [sound[version]] = self.codec.decode([checked(body or b"", id, version)])
            except FileError:
                continue
        kept = salvaged(sound)
        if not kept:
            raise Damaged(
                f"nothing can be saved of retro {id}: its beginning is gone; restore a backup"
            )
        return [*kept.values()], tuple(
            each for each in range(1, len(stored) + 1) if each not in kept
        )

    def entry_of(self, state: State) -> Entry:
        """Return what is listed of a retro."""
        return Entry(
            id=state.id,
            team=fold_name(state.team),
            started=state.started,
            version=state.version,
            digest=signed(self.codec.encode_value(digest_of(state)), state.id),
        )

    def written(self, id: str, change: Change, entry: Entry | None, round: int | None) -> Write:
        """Return what a store is to write for a change."""
        return Write(
            retro=id,
            version=change.version,
            round=round,
            events=self.bodies_of(id, change.events, change.version),
            entry=entry,
            put=tuple(self.row_of(id, seal) for seal in change.put),
            drop=tuple(seal.key for seal in change.drop),
            mark=tuple(map(_mark_row, change.mark)),
            unmark=tuple(map(_mark_row, change.unmark)),
            erase=change.erase,
        )

    def bodies_of(self, id: str, events: Sequence[Event], after: int) -> tuple[bytes, ...]:
        """Return what is kept of events that come after so many of the log."""
        return tuple(
            signed(self.codec.encode(event), id, version)
            for version, event in enumerate(events, after + 1)
        )

    def rewrite(self, entry: Entry, change: Change, round: int) -> None:
        """Keep a change whose events are the whole log from now on."""
        write = self.written(entry.id, change, entry, round)
        self.store.rewrite(evolve(write, events=self.bodies_of(entry.id, change.events, 0)))

    def marks_of(self, sealed: Sealed) -> list[Mark]:
        """Return who has taken part, of what lies beside a log."""
        return [Mark(step=row.step, slot=row.slot, member=row.member) for row in sealed.marks]

    def entry_of_team(self, id: str, log: Sequence[Event]) -> Entry:
        """Return what is listed of a team's own log."""
        return Entry(
            id=id,
            team=fold_name(notes_of(log).team),
            started=log[0].at,
            version=len(log),
            digest=b"",  # it is short, and read whole
        )

    def row_of(self, id: str, seal: Seal) -> SealRow:
        """Return what is kept of a seal."""
        stored = signed(self.codec.encode_seal(seal), id, seal.step, seal.key)
        return SealRow(step=seal.step, key=seal.key, body=stored)

    def seal_of(self, id: str, row: SealRow) -> Seal:
        """Return the seal that `row_of` made. Raises `FileError` if it is another by now."""
        body = self.codec.decode_seal(checked(row.body, id, row.step, row.key))
        return Seal(
            step=row.step, slot=body.slot, key=row.key, author=body.author, draft=body.draft
        )

    def events_of(self, id: str, after: int, stored: Sequence[bytes]) -> list[Event]:
        """Return the stored events of a retro that come after the first so many of its log."""
        try:
            places = enumerate(stored, after + 1)
            return self.codec.decode([checked(body, id, version) for version, body in places])
        except Newer:
            raise
        except FileError as error:
            version, said = next(self._wrong_events(id, after, stored), (0, str(error)))
            raise damaged(id, f"event {version}: {said}") from error


class StoredKeeper:
    """A keeper that leaves what one retro did in a store.

    It remembers what is sealed, so that to seal something costs the same whatever is sealed
    already; what others do beside the log shows in the round. Of a `ritual` the notes are listed
    as well, so that each event changes what is listed.
    """

    def __init__(
        self,
        keeping: Keeping,
        id: str,
        lock: AbstractContextManager[object],
        *,
        ritual: bool = False,
    ) -> None:
        self.lock = lock
        self._ritual = ritual
        self._keeping = keeping
        self._store = keeping.store
        self._id = id
        self._round = 0
        self._beside: tuple[dict[str, Seal], set[Mark]] | None = None  # as of that round
        self._decoded: dict[SealRow, Seal] = {}

    def commit(self, change: Change, after: Callable[[], State]) -> None:
        entry = None
        if change.events and (self._ritual or any(each.in_digest for each in change.events)):
            entry = self._keeping.entry_of(after())
        with self._forgetting():
            round = self._round if change.touches_seals or change.reads_seals else None
            self._store.write(self._keeping.written(self._id, change, entry, round))
        if change.touches_seals:
            self._round += 1
            if self._beside is not None:
                apply_to_seals(change, *self._beside)

    @contextmanager
    def together(self) -> Iterator[None]:
        with self._forgetting(), self._store.together():
            yield

    @contextmanager
    def _forgetting(self) -> Iterator[None]:
        """Read anew after an error: who knows what was kept."""
        try:
            yield
        except BaseException:
            self._beside = None
            raise

    def later(self, version: int) -> Sequence[Event] | None:
        # After a conflict: where the log has not grown, it is what is sealed that has changed.
        self._look()
        known = min(version, 1)  # that the last event one knows is there still is asked as well
        stored = self._store.events(self._id, version - known)
        return (
            None
            if len(stored) < known
            else self._keeping.events_of(self._id, version, stored[known:])
        )

    def seals(self) -> Mapping[str, Seal]:
        return self._read()[0]

    def marks(self) -> frozenset[Mark]:
        return frozenset(self._read()[1])

    def _look(self) -> None:
        count = self._store.round(self._id)
        if count != self._round:
            self._round, self._beside = count, None

    def _read(self) -> tuple[dict[str, Seal], set[Mark]]:
        self._look()
        if self._beside is None:
            sealed = self._store.sealed(self._id)
            self._round, known = sealed.round, self._decoded
            self._decoded = {row: known.get(row) or self._seal(row) for row in sealed.seals}
            self._beside = (
                {seal.key: seal for seal in self._decoded.values()},
                {*self._keeping.marks_of(sealed)},
            )
        return self._beside

    def _seal(self, row: SealRow) -> Seal:
        try:
            return self._keeping.seal_of(self._id, row)
        except FileError as error:
            raise Damaged(
                f"something hidden in retro {self._id} is damaged ({error}); keep the logbook "
                "as it is, and see what else is wrong with: retro doctor"
            ) from error


def _mark_row(mark: Mark) -> MarkRow:
    return MarkRow(step=mark.step, slot=mark.slot, member=mark.member)
