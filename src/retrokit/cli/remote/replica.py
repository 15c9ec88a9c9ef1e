"""A retro that is elsewhere: what arrives of it, and how what is done here is sent there."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime, timedelta
from random import SystemRandom
from threading import Condition, RLock
from typing import Any, Literal, TypeVar

from ... import events as e
from ... import given
from ...codec import CODEC
from ...engine.material.items import UNCHANGED, Unchanged
from ...engine.sealing import OwnSeal
from ...engine.seals import Change, Letter, Mark, Seal
from ...engine.state import Note, Remark, State, Topic
from ...errors import FileError, NotFound, NotNow
from ...questions import Answer
from ...retro import Receipt, Retro, fold, local_now
from .connection import BEHIND, PATIENCE, Connection, Listener

E = TypeVar("E")


class Arriving:
    """What has arrived from a room: the log, and how things stand. The keeper of a replica.

    The events come in a thread of their own; whoever reads folds them in by `later`.
    """

    def __init__(self, connection: Connection) -> None:
        self.log: list[e.Event] = []
        self.standing: dict[str, Any] = {}
        self.ahead = timedelta(0)
        self.lock: AbstractContextManager[object] = RLock()
        self._news = Condition()
        self.listener = Listener(connection, self._arrived, lambda: len(self.log))

    def wait(self, version: int, seconds: float) -> None:
        """Wait until so much of the log has arrived, and how things stand.

        Raises `NotNow` if it does not come.
        """

        def there() -> bool:
            return bool((len(self.log) >= version and self.standing) or self.listener.refused)

        with self._news:
            if not self._news.wait_for(there, min(BEHIND, seconds)):
                if self.standing:  # it came before: what brought it has fallen silent
                    self.listener.hurry()
                self._news.wait_for(there, seconds - BEHIND)
        if self.listener.refused:
            raise NotNow(self.listener.refused)
        if len(self.log) < version or not self.standing:
            raise NotNow("the room does not say what is going on; try again in a moment")

    def commit(self, change: Change, after: Callable[[], State]) -> None:
        """Refuse: what is done is done there."""
        raise NotNow("this is for the facilitator to do")

    def together(self) -> AbstractContextManager[None]:
        """Return a context in which nothing is different."""
        return nullcontext()

    def later(self, version: int) -> Sequence[e.Event]:
        """Return the events after the first `version` ones."""
        return self.log[version:]

    def seals(self) -> Mapping[str, Seal]:
        """Return nothing: what is sealed does not come here."""
        return {}

    def marks(self) -> frozenset[Mark]:
        """Return nothing: nor does who has taken part."""
        return frozenset()

    def _arrived(self, id: str, kind: str, data: str) -> None:
        with self._news:
            if kind == "room":
                self.standing = json.loads(data)
                if now := self.standing.get("now"):
                    self.ahead = datetime.fromisoformat(now) - local_now()
            elif id.isdecimal() and int(id) == len(self.log) + 1:
                try:
                    self.log += CODEC.decode([data.encode()])
                except FileError as error:
                    self.listener.refused = str(error)
            self._news.notify_all()


class Replica(Retro):
    """A retro of which a member sees all that everybody may see, and does what members may do.

    What is done is sent to the room, and has happened when the method returns. `waiting` is
    called when the room does not answer at once.
    """

    def __init__(self, arriving: Arriving, connection: Connection, me: str) -> None:
        self.arriving = arriving
        self._came_as = me
        self.waiting: Callable[[], None] = lambda: None
        self._connection = connection
        super().__init__(
            arriving.log, arriving, clock=lambda: local_now() + arriving.ahead, rng=SystemRandom()
        )

    @property
    def me(self) -> str:
        """Return the name of whoever takes part here, as they are called by now."""
        return self.state.known(self._came_as) or self._came_as

    @property
    def today(self) -> date:
        """Return the day that it is where the room is: what due dates are held against."""
        told = self.arriving.standing.get("today")
        return super().today if told is None else date.fromisoformat(told)

    def sealed_count(self, step: int | None = None) -> int:
        """Return how many contributions are sealed in the current step, as the room says it."""
        if step not in (None, self.state.current):
            return 0
        return int(self.arriving.standing.get("sealed", 0))

    def would_withhold(self) -> tuple[str, ...]:
        """Return what would not be shown if the current activity were opened, as the room says."""
        return tuple(self.arriving.standing.get("withholds", ()))

    def waits_for(self) -> str:
        """Return which plugin the current activity waits for, as the room says it."""
        return str(self.arriving.standing.get("waits", ""))

    def say_done(self, done: bool) -> None:
        """Tell the others that one is done, or not yet."""
        self._do_here("done", done=done)

    # --- what is sealed

    def add_note(
        self, column: str, text: str, author: str | None = None, *, version: int | None = None
    ) -> Note | Receipt:
        """Write a note; it is signed where that is told of notes. See `Retro`."""
        self._check_author(author)
        # What its writer saw: the room may be further by now.
        seen = self.state.version if version is None else version
        key, told = self._do_here("add_note", column=column, text=text, version=seen)
        if "receipt" in told:
            return Receipt(told["receipt"])
        added, then = self._happened(key, e.NoteAdded)
        return then.notes[added.number]

    def edit_note(self, note: given.Number | Receipt, text: str, *, by: str | None = None) -> None:
        """Give a note of one's own another text."""
        self._do("edit_note", note=_named(note), text=text)

    def move_note(
        self, note: given.Number | Receipt, column: str, *, by: str | None = None
    ) -> None:
        """Put a note of one's own into another column."""
        self._do("move_note", note=_named(note), column=column)

    def delete_note(self, note: given.Number | Receipt, *, by: str | None = None) -> None:
        """Take a note of one's own away."""
        self._do("delete_note", note=_named(note))

    def answer(self, question: str, value: Answer, author: str) -> Receipt:
        """Answer a question."""
        self._check_author(author)
        return Receipt(self._do_here("answer", question=question, value=value)[1]["receipt"])

    def change_answer(self, receipt: Receipt, value: Answer) -> None:
        """Give another answer."""
        self._do("change_answer", receipt=receipt.secret, value=value)

    def vote(self, ballot: Any, author: str) -> Receipt:
        """Vote."""
        self._check_author(author)
        return Receipt(self._do_here("vote", ballot=ballot)[1]["receipt"])

    def change_vote(self, receipt: Receipt, ballot: Any) -> None:
        """Vote otherwise."""
        self._do("change_vote", receipt=receipt.secret, ballot=ballot)

    def withdraw(self, receipt: Receipt, *, by: str | None = None) -> None:
        """Take back something sealed; the room knows who asks."""
        self._do("withdraw", receipt=receipt.secret)

    def mine(self, receipts: Iterable[Receipt]) -> tuple[OwnSeal, ...]:
        """Return what is still sealed of one's own: in which step, and what it says."""
        secrets = [each.secret for each in receipts]
        told = self._connection.ask("/api/mine", {"receipts": secrets}, self.waiting)
        found = []
        for each in told["mine"]:
            body = json.dumps({"slot": each["slot"], "draft": each["draft"]}).encode()
            draft = CODEC.decode_seal(body).draft
            found.append(OwnSeal(Receipt(each["receipt"]), each["step"], each["slot"], draft))
        return tuple(found)

    def own_link(self) -> str:
        """Return the link by which one comes in as the same member, on another device or later."""
        return str(self._connection.ask("/api/device", {}, self.waiting)["link"])

    def my_letters(self) -> tuple[tuple[str, Letter], ...]:
        """Return the letters to oneself, which are asked for each time. See `Retro.letters`."""
        told = self._connection.ask("/api/letters", {}, self.waiting)
        return tuple(
            (each["question"], Letter(self.me, tuple(each["lines"]))) for each in told["letters"]
        )

    def discard_letters(self, member: str, *, but: Collection[int] = ()) -> int:
        """Erase the letters to oneself, and return how many those were."""
        number = len(self.my_letters())
        self._do("discard_letters")
        return number

    def report(self, name: str) -> str:
        """Return a report by its name."""
        return self._connection.read(f"/api/report/{name}")

    # --- what all see at once

    def group(self, numbers: Iterable[given.Number], title: str | None = None) -> Topic:
        """Make one topic of notes and topics."""
        key, _ = self._do("group", numbers=[*map(given.number, numbers)], title=title)
        grouped, then = self._happened(key, e.NotesGrouped)
        return then.groups[grouped.topic]

    def split(self, numbers: Iterable[given.Number]) -> tuple[int, ...]:
        """Let notes stand alone again."""
        key, _ = self._do("split", numbers=[*map(given.number, numbers)])
        return self._happened(key, e.NotesSplit)[0].notes

    def rename_topic(self, number: given.Number, title: str) -> Topic:
        """Give a topic another title."""
        key, _ = self._do("rename_topic", topic=given.number(number), title=title)
        renamed, then = self._happened(key, e.TopicRenamed)
        return then.groups[renamed.topic]

    def remark(
        self, text: str, *, decision: bool = False, topic: given.Number | None = None
    ) -> Remark:
        """Write down what was said, or what was decided."""
        topic = None if topic is None else given.number(topic)
        key, _ = self._do("remark", text=text, decision=decision, topic=topic)
        remarked, then = self._happened(key, e.Remarked)
        return then.remarks[remarked.number]

    def add_action(
        self,
        text: str | None = None,
        *,
        owner: str | Iterable[str] | None = None,
        due: date | str | None = None,
        goal: str | int | None = None,
        origin: given.Number | None = None,
    ) -> e.ActionItem:
        """Add an action item."""
        key, _ = self._do(
            "add_action",
            text=text,
            owner=owner,
            due=due.isoformat() if isinstance(due, date) else due,
            goal=None if goal is None else str(goal),
            origin=None if origin is None else given.number(origin),
        )
        return self._happened(key, e.ActionAdded)[0].item

    def change_action(self, number: given.Number, **changes: Any) -> e.ActionItem:
        """Change an action item; what is not given stays."""
        number = given.number(number)
        key, _ = self._do("change_action", number=number, **_changed(changes))
        if number in self.state.carried:
            return self._happened(key, e.ActionReviewed)[0].item
        return self._happened(key, e.ActionChanged)[0].item

    def review(
        self,
        number: given.Number,
        outcome: Literal["done", "carried", "dropped"],
        *,
        reason: str = "",
        owner: str | Iterable[str] | Unchanged | None = UNCHANGED,
        due: date | str | Unchanged | None = UNCHANGED,
    ) -> e.ActionItem:
        """Say what became of an action item of an earlier retro."""
        changes = _changed({"reason": reason, "owner": owner, "due": due})
        key, _ = self._do("review", number=given.number(number), outcome=outcome, **changes)
        return self._happened(key, e.ActionReviewed)[0].item

    # --- how

    def _do_here(self, name: str, **values: Any) -> tuple[str, dict[str, Any]]:
        """Have the room do something if it is where the retro is here."""
        return self._send({"do": name, "with": values, "at": self.state.current})

    def _do(self, name: str, **values: Any) -> tuple[str, dict[str, Any]]:
        """Have the room do something, wherever it is by now."""
        return self._send({"do": name, "with": values})

    def _send(self, request: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """Send a request, wait until what came of it has arrived here, and return its key."""
        key = f"{self._rng.getrandbits(128):032x}"
        request = {"id": key, **request}
        told = self._connection.ask("/api/do", request, self.waiting)
        self.arriving.wait(told["version"], PATIENCE)
        self.refresh()
        return key, told

    def _happened(self, key: str, kind: type[E]) -> tuple[E, State]:
        """Return the event that a key stands for, and the state right after it: by now others may
        have changed or removed what came of it.
        """
        for version in range(len(self._log), 0, -1):
            event = self._log[version - 1]
            if event.key == key and isinstance(event, kind):
                return event, fold(self._log[:version])
        raise NotFound("the room did this, but did not say with what result; /show shows it")

    def _check_author(self, author: str | None) -> None:
        if author not in (None, self.me):
            raise NotNow(f"you are {self.me} here; {author} writes on a device of their own")


def _named(note: given.Number | Receipt) -> int | str:
    return note.secret if isinstance(note, Receipt) else given.number(note)


def _changed(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was changed as it is sent: an empty text empties a field."""
    return {
        name: "" if value is None else value.value if isinstance(value, e.ActionStatus)
        else value.isoformat() if isinstance(value, date) else value
        for name, value in changes.items()
        if value is not UNCHANGED
    }  # fmt: skip
