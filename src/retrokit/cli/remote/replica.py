"""A retro that is elsewhere: what arrives of it, and how what is done here is sent there."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import wraps
from random import SystemRandom
from threading import Condition
from typing import Any, TypeVar

from ...calls import Call, Calls, calls_of, sent_as
from ...codec import CODEC
from ...engine.seals import Letter, MemoryKeeper, Receipt
from ...engine.showing import Shown
from ...engine.state import State, Step
from ...errors import FileError, NotNow
from ...merge_patch import merged
from ...news import News
from ...retro import Retro, local_now
from .connection import BEHIND, PATIENCE, Connection, Listener
from .received import state_of

T = TypeVar("T")


class Arriving:
    """What has arrived from a room: the retro as one JSON object, and how things stand.

    It arrives in a thread of its own. `state` makes a state of it for whoever reads.
    """

    def __init__(self, connection: Connection) -> None:
        self.version = 0
        self.news: list[tuple[int, News]] = []
        self.standing: dict[str, Any] = {}
        self.ahead = timedelta(0)
        self._retro: Any = {}
        self._came = Condition()
        self.listener = Listener(connection, self._arrived, lambda: self.version)

    def wait(self, version: int, seconds: float) -> None:
        """Wait until a retro has arrived as it is at a version, and how things stand.

        Raises `NotNow` if it does not come.
        """

        def there() -> bool:
            return bool((self.version >= version and self.standing) or self.listener.refused)

        with self._came:
            if not self._came.wait_for(there, min(BEHIND, seconds)):
                if self.standing:  # it came before: what brought it has fallen silent
                    self.listener.hurry()
                self._came.wait_for(there, seconds - BEHIND)
        if self.listener.refused:
            raise NotNow(self.listener.refused)
        if self.version < version or not self.standing:
            raise NotNow("the room does not say what is going on; try again in a moment")

    def state(self) -> State:
        """Return the retro as far as it has arrived. Raises `FileError` if it cannot be read."""
        with self._came:
            retro, version = self._retro, self.version
        return state_of(retro, version, CODEC)

    def _arrived(self, kind: str, told: Any) -> None:
        with self._came:
            if kind == "room":
                self.standing = told
                if now := told.get("now"):
                    self.ahead = datetime.fromisoformat(now) - local_now()
            elif not kind and told["since"] in (0, self.version):
                self._retro = merged(self._retro if told["since"] else {}, told["patch"])
                self.version = told["v"]
                news = (CODEC.from_data(each, News) for each in told.get("news", ()))
                self.news += ((self.version, each) for each in news)
            self._came.notify_all()


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
        self._log = []
        self._keeper = MemoryKeeper()  # of what is sealed, and who took part, nothing comes here
        self._lock = self._keeper.lock
        self._rng = SystemRandom()
        self._clock = lambda: local_now() + arriving.ahead
        self._state = arriving.state()

    def refresh(self) -> int:
        """Go along with what has arrived, and return how many events that was."""
        before = self._state.version
        if self.arriving.version != before:
            try:
                self._state = self.arriving.state()
            except FileError as error:
                self.arriving.listener.refused = str(error)
        return self._state.version - before

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
        self._send("done", {"done": done, "version": self.state.version})

    @property
    def thumbs(self) -> Mapping[str, Any] | None:
        """Return what everyone is asked when a topic's time is up, then how many thumbs there were,
        as the room says it; None for neither.
        """
        return self.arriving.standing.get("thumbs")

    def give_thumb(self, thumb: str) -> None:
        """Say whether a topic gets more time: up, sideways or down."""
        self._send("thumb", {"thumb": thumb})

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
            name, {each: sent_as(value, CODEC) for each, value in given.items()}, key=key
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
        return call.result(self._send(call.name, message))

    def _new_key(self) -> str:
        return f"{self._rng.getrandbits(128):032x}"

    def _send(self, name: str, message: Mapping[str, Any], *, key: str = "") -> dict[str, Any]:
        """Send an action, wait until its effect has arrived, and return the answer.

        What is meant for one step is not done at another.
        """
        request = {
            "id": key or self._new_key(), "do": name, "with": message, "at": self.state.current,
            **({} if self._instead is None else {"instead": self._instead.secret}),
        }  # fmt: skip
        told = self._connection.ask("/api/do", request, self.waiting)
        self.arriving.wait(told["version"], PATIENCE)
        self.refresh()
        return told
