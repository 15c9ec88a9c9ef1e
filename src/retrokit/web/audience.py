"""Everyone who is connected to a room: who they are, and what they are sent."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, TypeAlias

from attrs import define, evolve, field

from ..engine.discretion import is_told_late
from ..engine.promises import promise
from ..engine.turnout import turnout
from ..errors import LogbookError, NotNow
from ..events import MemberLeft, Opened, Undone
from ..hues import Hue
from ..logbook import Logbook
from ..retro import Retro
from .changes import Changes
from .count import Count
from .credentials import Credential
from .door import Door
from .guard import LOG
from .hub import Hub, Stream, framed
from .team_page import TeamPage
from .thumbs import Thumbs

MOST_STREAMS = 5_000
"""How many streams may be open at once, in all."""
MOST_DEVICES = 8
"""How many of these one member may have; with one more, the oldest is let go."""
SEALED_EVERY = 5.0
"""How often, in seconds, a new count of what is sealed is told where it is not named: else the
moment at which it grows could tell whose it was.
"""
LOOK = 0.25
"""How often, in seconds, a room looks for what others wrote into the logbook."""
HEARTBEAT = 15.0
"""How often, in seconds, a stream gets a sign of life: after three that did not come a client knows
that it is cut off.
"""
POLL_EVERY = 2.0
"""After how many seconds a client that polls comes again, where few do."""
MOST_POLLS = 25
"""How many polls a second a room asks for in all: with more clients each comes less often."""
POLLED = 10.0
"""How many seconds late a client that polls may be and still counts as connected."""
PIECE = 64 * 1024
"""How many bytes of what was missed are sent at once."""

Held: TypeAlias = tuple[str, str]
"""What stays of a member whatever they are called, and who holds their name."""
WALL: Held = ("", "wall")
"""What all walls are remembered by. Nobody is called like that, so no list of people has them."""
Gone: TypeAlias = Callable[[], Awaitable[None]]
"""Waits until somebody's connection is closed."""


class Ahead(NotNow):
    """A client has seen more of the log than there is of it."""


@define(eq=False)
class Audience:
    """Those who follow a retro, each with the devices that they have open.

    Members are remembered by `Held`, which survives a rename, and which nobody shares with who had
    the name before.
    """

    logbook: Logbook
    retro: Retro
    door: Door
    team: TeamPage | None = None
    hub: Hub = field(factory=Hub)
    _open: dict[Held, list[Stream]] = field(factory=dict)
    _polling: dict[Held, float] = field(factory=dict)
    _done: set[Held] = field(factory=set)
    _changes: Changes = field(init=False)
    _told: bytes = b""
    _at: int | None = None
    _soon: asyncio.TimerHandle | None = None
    _count: Count = field(factory=Count)
    _thumbs: Thumbs[Held] = field(factory=Thumbs)
    _trouble: str = ""
    _holding: bool = False
    _wall: str = field(init=False)
    _joining: tuple[int | None, bool] = (None, True)

    def __attrs_post_init__(self) -> None:
        self._changes = Changes(self.logbook.codec)
        self._changes.look(self.retro)
        self._wall = self.door.wall

    # --- who they are

    def held(self, who: Credential) -> Held:
        """Return what somebody is remembered by while they are here."""
        return self.identity(who.name), who.holder

    def nobody(self, name: str) -> Held:
        """Return what a member without a device is remembered by."""
        return self.identity(name), ""

    def identity(self, name: str) -> str:
        """Return what stays of a member whatever they are called."""
        return self.retro.state.identity(name)

    def read(self, token: str) -> Credential | None:
        """Return whose cookie this is, under the name of by now; None if it is void, or nobody's.

        They need not be here: who came in may have been undone.
        """
        credential = self.door.secrets.read(token, "cookie")
        return None if credential is None else self._by_now(credential)

    def recognise(self, credential: Credential) -> Credential | None:
        """Return somebody who was let in, under the name of by now; None if they are out."""
        now = self._by_now(credential)
        return now if now is not None and self._is_here(now.name) else None

    def _by_now(self, credential: Credential) -> Credential | None:
        # Somebody else may have the name now, who was called otherwise when they joined: they
        # are another holder.
        found = self.door.held(self.identity(credential.name), credential.holder)
        if found is None:
            return None
        name = self.retro.state.known(credential.name) or credential.name
        return evolve(credential, name=name, past=found.past)

    def _is_here(self, name: str) -> bool:
        member = self.retro.state.members.get(self.retro.state.known(name) or name)
        return member is not None and member.here

    # --- what they are told

    def promise(self) -> str:
        """Return the rule of the current step, empty where it has none."""
        step = self.retro.state.current_step
        return promise(self.retro.state, step) if step else ""

    def turnout(self) -> str:
        """Return how many have taken part in the current step, as far as everyone is told."""
        step = self.retro.state.current_step
        return turnout(self.retro.state, step, self.sealed()) if step and self.sealed() else ""

    def sealed(self, step: int | None = None) -> int:
        """Return how many contributions are sealed in a step, by default the current one, as far
        as everyone is told.
        """
        step = self.retro.state.current if step is None else step
        return 0 if step is None or self.retro.state.closed else self._count.told.get(step, 0)

    def would_withhold(self, step: int | None = None) -> tuple[str, ...]:
        """Return what would not be shown if a step, by default the current one, were opened, as
        far as everyone is told.
        """
        step = self.retro.state.current if step is None else step
        return () if step is None else self._count.withholds.get(step, ())

    def before_reveal(self) -> tuple[str, ...]:
        """Return what whoever facilitates should hear before they reveal the current step.

        Where no names are kept it is what it was when everyone was last told how much is hidden: to
        ask again and again would tell who gives what.
        """
        step = self.retro.state.current_step
        if step is not None and is_told_late(self.retro.state, step):
            return self._count.hears.get(step.id, ())
        return self.retro.before_reveal()

    def connected(self) -> list[str]:
        """Return who has a connection open or polls, by name."""
        streaming = {held for held, streams in dict(self._open).items() if streams}
        return self._called({id for id, _ in streaming | {*self._polling}})

    def done(self) -> list[str]:
        """Return who of those who take part says that they are done, by name."""
        said = self._called(id for id, _ in set(self._done))
        members = self.retro.state.members
        return [each for each in said if not members[each].observes]

    def thumbs(self) -> dict[str, Any] | None:
        """Return what everyone is asked when a topic's time is up, then how many thumbs there were;
        None for neither.
        """
        return self._thumbs.told

    def walls(self) -> int:
        """Return how many walls show the retro; those that poll count as one."""
        return len(self._open.get(WALL, ())) + (WALL in self._polling)

    def shows_joining(self) -> bool:
        """Return whether walls show how to join: at the first step, unless whoever facilitates
        wants it otherwise at the current one.
        """
        state, (step, shows) = self.retro.state, self._joining
        first = state.current in (None, state.agenda[0].id)
        return state.closed is None and (shows if step == state.current else first)

    def no_device(self) -> list[str]:
        """Return the members to whom no device was ever let in, by name, sorted; also who left."""
        members = self.retro.state.members
        return sorted(each for each in members if not self.door.was_held(self.identity(each)))

    def colors(self) -> dict[int, Hue]:
        """Return the colours that people chose, by the place of each among all members.

        It hangs on the name alone, and on nothing that anybody gives. By the name it would be
        another's for a moment after a rename.
        """
        state = self.retro.state
        places = {name: place for place, name in enumerate(state.members)}
        chosen = [(state.known(id), hue) for id, hue in self.door.colors.items()]
        return {places[name]: hue for name, hue in chosen if name in places}

    def _called(self, identities: Iterable[str]) -> list[str]:
        """Return how some of the members are called by now, sorted."""
        return sorted({*filter(None, map(self.retro.state.known, identities))})

    def publish(self) -> None:
        """Send everybody what is new in the log, once it is durable."""
        if self._holding:
            return
        known = self._changes.version
        if (message := self._changes.look(self.retro)) is not None:
            self.hub.publish(message.framed)
            new = self.retro.since(known)
            revealed = any(isinstance(each, Opened) for each in new)
            if revealed or self._at != self.retro.state.current:
                self._at = self.retro.state.current
                self._done.clear()  # to be done with writing is not to have read
                # What was promised before must not stand on the next screen for a moment.
                asyncio.get_running_loop().call_soon(self.look)
            if any(isinstance(each, (MemberLeft, Undone)) for each in new):
                self._let_go()
        self.tell_soon()

    def _let_go(self) -> None:
        """End the streams of those who are no members any more, or whose name is another's."""
        known = {*self._open, *self._polling, *self._done}
        there = {each for each in known if self._is_here(each[0]) and self._is_held(each)} | {WALL}
        self._done &= there
        self._polling = {each: due for each, due in self._polling.items() if each in there}
        for each, streams in self._open.items():
            if each not in there:
                for stream in streams:
                    stream.over.set()

    def _is_held(self, held: Held) -> bool:
        if held == self.nobody(held[0]):
            return not self.door.was_held(held[0])
        return self.door.held(*held) is not None

    def _takes_part(self, held: Held) -> bool:
        members = self.retro.state.members
        member = members.get(self.retro.state.known(held[0]) or "")
        here = member is not None and member.here and not member.observes
        return here and self._is_held(held)

    def catch_up(self) -> None:
        """Take in and send what others have written into the logbook, and whom they let in."""
        self.door.look()
        if self._wall != self.door.wall:
            self._wall = self.door.wall
            self._polling.pop(WALL, None)
            for stream in self._open.get(WALL, ()):
                stream.over.set()
        if self.retro.refresh():
            self.publish()

    async def watch(self) -> None:
        """Look for what others write, and keep streams alive, until cancelled."""
        alive = time.monotonic()
        while True:
            await asyncio.sleep(LOOK)
            self.look()
            if time.monotonic() - alive > HEARTBEAT:
                alive = time.monotonic()
                self.hub.publish(_alive())

    def look(self) -> None:
        """Take in what others wrote. What goes wrong is reported once, and tried again."""
        if self._soon is not None:
            self._soon.cancel()
            self._soon = None
        now = time.monotonic()
        self._polling = {each: due for each, due in self._polling.items() if due > now}
        try:
            self.catch_up()
            self.tell()
            self._trouble = ""
        except Exception as error:
            said = str(error) if isinstance(error, LogbookError) else type(error).__name__
            if said != self._trouble:
                LOG.error("%s", said)
            self._trouble = said

    async def follow(self, who: Credential | None, after: int, stream: Stream, gone: Gone) -> None:
        """Send somebody, or a wall (None), what came after a version, then what comes, until they
        are gone.
        """
        devices = self._open.setdefault(WALL if who is None else self.held(who), [])
        if len(devices) >= MOST_DEVICES:
            devices.pop(0).drop()
        devices.append(stream)
        if who is not None and self.recognise(who) is None:
            stream.over.set()  # let go while the answer began
        self.tell_soon()
        behind = asyncio.create_task(self._catch_up(stream, after))
        over = asyncio.create_task(stream.over.wait())
        left = asyncio.ensure_future(gone())
        try:
            await asyncio.wait({over, left}, return_when=asyncio.FIRST_COMPLETED)
            if behind.done():
                behind.result()  # what went wrong there goes wrong here
        finally:
            self.hub.streams.discard(stream)
            if stream in devices:
                devices.remove(stream)
            self.tell_soon()
            if left.done() or not behind.done():
                stream.drop()
            else:
                await stream.end()
            for each in (behind, over, left):
                each.cancel()

    async def _catch_up(self, stream: Stream, at: int) -> None:
        """Send what is in the log already; what is told of later goes to all at once."""
        try:
            while missed := self._changes.after(at):
                at = missed[-1].version
                waiting = b"".join([each.framed for each in missed])
                for begin in range(0, len(waiting), PIECE):
                    await stream.catch_up(waiting[begin : begin + PIECE])
            self.hub.flush()
            # What all were last told; who comes changes it for all, in a moment. To look at every
            # member for each one who comes would cost the square of them.
            standing = _event(self._told or self._standing())
            stream.write(standing, framed(standing))
            self.hub.streams.add(stream)
        except BaseException:
            stream.over.set()
            raise

    def check_stream(self, after: int) -> None:
        """Raise `NotNow` where no stream may be opened any more, and `Ahead` where it cannot go on
        after a version, as when the logbook was brought back from a copy.
        """
        if after > self.retro.state.version:
            self.catch_up()  # it may have been told of by another server
        if after > self.retro.state.version:
            raise Ahead("this log is shorter than what you saw of it; load the page again")
        if sum(map(len, self._open.values())) + len(self._polling) >= MOST_STREAMS:
            raise NotNow(f"this room has {MOST_STREAMS:,} connections open, and takes no more")

    def poll(self, who: Credential | None, after: int) -> bytes:
        """Return as JSON what a stream would bring `after` a version: its messages, under `room`
        how things stand, and after how many seconds to come `again`. Who polls is connected; None
        is a wall. Raises as `check_stream` does.
        """
        held = WALL if who is None else self.held(who)
        if held not in self._polling or after > self.retro.state.version:
            self.check_stream(after)
        again = max(POLL_EVERY, (len(self._polling) + 1) / MOST_POLLS)
        self._polling[held] = time.monotonic() + again + POLLED
        told = [each.data for each in self._changes.after(after)]
        return b'{"messages":[%b],"room":%b,"again":%.1f}' % (
            b",".join(told), _dated(self._standing()), again,
        )  # fmt: skip

    def close(self) -> None:
        """End all streams: the server stops. The secrets of a closed retro expire with it."""
        self.look()  # a terminal may have closed the retro just now
        for devices in self._open.values():
            for stream in devices:
                stream.over.set()
        if self.retro.state.closed is not None:
            try:
                self.door.expire()
            except OSError as error:
                LOG.error(
                    "the keys of this room cannot be thrown away: %s", error.strerror or error
                )

    def tell_soon(self) -> None:
        """Tell everybody where things stand, in a moment, once for all that changes by then."""
        if self._soon is None:
            self._soon = asyncio.get_running_loop().call_later(LOOK, self.look)

    def tell(self) -> None:
        """Tell everybody where things stand, if that has changed."""
        self._count.look(self.retro, SEALED_EVERY)
        self._thumbs.look(self.retro, self._takes_part)
        if self.team is not None:
            with suppress(LogbookError):  # who asks for it is told; all else goes on
                self.team.look()
        standing = self._standing()
        if standing != self._told:
            self._told = standing
            self.hub.publish(_event(standing))

    def _standing(self) -> bytes:
        """Return what is not in the log: who is connected and done, how much is sealed, thumbs."""
        told: dict[str, object] = {
            "here": self.connected(),
            "done": self.done(),
            "no_device": list(filter(self._is_here, self.no_device())),
            "sealed": self.sealed(),
            "promise": self.promise(),
            "turnout": self.turnout(),
            "withholds": self.would_withhold(),
            "waits": self.retro.waits_for(),
            "today": self.retro.today.isoformat(),
            "thumbs": self.thumbs(),
        }
        if self.team is not None:
            told["team"] = self.team.stamp
        if colors := self.colors():
            told["colors"] = colors
        if walls := self.walls():
            told |= {"walls": walls, "joining": self.shows_joining()}
        return json.dumps(told, ensure_ascii=False).encode()


def _event(standing: bytes) -> bytes:
    """Return how things stand as a message of the stream."""
    return b"event: room\ndata: %b\n\n" % _dated(standing)


def _dated(standing: bytes) -> bytes:
    """Return how things stand, and what time it is: clocks of clients may be wrong."""
    return b'%b, "now": "%b"}' % (standing[:-1], datetime.now(UTC).isoformat().encode())


def _alive() -> bytes:
    """Return a sign of life: a comment, which keeps proxies from closing a quiet stream, and a
    message, since browsers hide comments from pages. It tells the time to clients that slept.
    """
    now = json.dumps({"now": datetime.now(UTC).isoformat()}).encode()
    return b": here\nevent: alive\ndata: %b\n\n" % now
