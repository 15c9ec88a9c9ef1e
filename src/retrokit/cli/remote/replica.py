"""A retro that is elsewhere: what arrives of it, and how what is done here is sent there."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import date, datetime, timedelta
from functools import wraps
from random import SystemRandom
from threading import Condition, RLock
from typing import Any, TypeVar

from ... import events as e
from ...calls import Call, Calls, calls_of, sent_as
from ...codec import CODEC
from ...engine.seals import Change, Letter, Mark, Receipt, Seal
from ...engine.showing import Shown
from ...engine.state import State, Step
from ...errors import FileError, NotNow
from ...retro import Retro, local_now
from .connection import BEHIND, PATIENCE, Connection, Listener

T = TypeVar("T")


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
        raise NotNow("only the room itself does this")

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


def remote(cls: type[T]) -> type[T]:
    """Have all that is marked in a class of retros done by the room: see `Replica`."""
    for call in Calls(cls).declared:  # type: ignore[arg-type]  # a class of retros
        if call.name not in _READ_HERE:
            setattr(cls, call.name, _sent(call))
    return cls


_READ_HERE = {"teammates", "letters", "outline"}
"""What is read of what has arrived, where it has: letters to others do not, and one's own are asked
for; what there is to see is asked for once.
"""


def _sent(call: Call) -> Callable[..., Any]:
    signature = inspect.signature(call.spec.method)

    @wraps(call.spec.method)
    def send(self: Replica, *args: Any, **kwargs: Any) -> Any:
        return self._have(call, signature.bind(self, *args, **kwargs).arguments)

    return send


@remote
class Replica(Retro):
    """A retro of which a member sees all that everybody may see, and does what they may do.

    What is done is sent to the room, and has happened when the method returns. Each method says by
    its mark what is sent and what comes back. `waiting` is called when the room does not answer at
    once.
    """

    def __init__(self, arriving: Arriving, connection: Connection, me: str) -> None:
        self.arriving = arriving
        self._came_as = me
        self.waiting: Callable[[], None] = lambda: None
        self._connection = connection
        self._shown: dict[int, tuple[int, Shown]] = {}
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
        self._send("done", {"done": done}, here=True)

    def outline(self, step: int | None = None) -> Shown:
        """Return what there is to see and to do at a step, as the room shows it.

        It is asked for once while nothing new arrives, and not again if the room does not answer:
        then it raises `Unreachable`.
        """
        version = self.state.version
        known = self._shown.get(step) if step is not None else None
        if known is not None and known[0] == version:
            return known[1]
        call = calls_of(CODEC).asks["outline"]
        told = self._connection.ask("/api/outline", {"step": step}, patience=0)
        found: Shown = call.result(told, call.name).seen_by(self.me)
        self._shown[found.step] = version, found
        return found

    def hides(self, step: Step) -> bool:
        """Return whether what is given at a step is hidden, as the room told it latest."""
        return self._shown[step.id][1].hides if step.id in self._shown else True

    def act(self, name: str, given: Mapping[str, Any]) -> Any:
        """Have the room do what a form is for at the current step, and return what came of it."""
        key = self._new_key()
        told = self._send(
            name, {each: sent_as(value, CODEC) for each, value in given.items()}, here=True, key=key
        )
        result = told.get("result")
        sealed = {key} if self._instead is None else {key, self._instead.secret}
        return Receipt(result) if isinstance(result, str) and result in sealed else result

    @contextmanager
    def instead_of(self, receipt: Receipt) -> Iterator[None]:
        """Have what is given inside take the place of what was given for a receipt, there."""
        self._instead = receipt
        try:
            yield
        finally:
            self._instead = None

    def own_link(self) -> str:
        """Return the link by which one comes in as the same member, on another device or later."""
        return str(self._connection.ask("/api/device", {}, self.waiting)["link"])

    def my_letters(self) -> tuple[tuple[str, Letter], ...]:
        """Return the letters to oneself, which are asked for each time. See `Retro.letters`."""
        found: tuple[tuple[str, Letter], ...] = self._have(
            calls_of(CODEC).asks["letters"], {"member": self.me}
        )
        return found

    def report(self, name: str) -> str:
        """Return a report by its name."""
        return self._connection.read(f"/api/report/{name}")

    def _have(self, call: Call, arguments: Mapping[str, Any]) -> Any:
        """Have the room do something, or answer it, and return what the method returns there."""
        message = call.message(arguments, me=self.me, seen=self.state.version)
        if call.spec.mark.asks:
            told = self._connection.ask(f"/api/{call.name}", message, self.waiting)
            return call.result(told, call.name)
        return call.result(self._send(call.name, message, here=call.spec.mark.here))

    def _new_key(self) -> str:
        return f"{self._rng.getrandbits(128):032x}"

    def _send(
        self, name: str, message: Mapping[str, Any], *, here: bool, key: str = ""
    ) -> dict[str, Any]:
        """Send what is to be done, if the room is where the retro is `here`; wait until what came
        of it has arrived, and return the answer.
        """
        at = {"at": self.state.current} if here else {}
        instead = {} if self._instead is None else {"instead": self._instead.secret}
        request = {"id": key or self._new_key(), "do": name, "with": message, **at, **instead}
        told = self._connection.ask("/api/do", request, self.waiting)
        self.arriving.wait(told["version"], PATIENCE)
        self.refresh()
        return told
