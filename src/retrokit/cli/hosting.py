"""Opening a room for a retro: where it listens, what people are told of it, and its end.

The room runs in a thread of its own, on a retro of its own that is loaded from the same logbook;
so a terminal can go on beside it, and each sees what the other writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

import click
from attrs import frozen

from ..errors import LogbookError, NotNow
from ..logbook import MEMORY, Logbook
from .addresses import PORT, Address
from .options import default_place, open_logbook
from .qr import picture
from .tables import paragraph

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

    from ..retro import Retro
    from ..web.keys import KeyFile
    from ..web.serving import Place

PATIENCE = 10.0
"""How many seconds the room has to do something, or to end."""

_LIBRARIES = ("starlette", "uvicorn", "segno")


@frozen
class Listening:
    """A place where a room can be reached, and a word if it is not the usual one."""

    address: Address
    place: Place
    instead: str = ""

    def reach(self) -> str:
        """Return who can reach it."""
        host, port = self.place.socket.getsockname()[:2]
        if self.place.private:
            return "Only this computer can reach the room; --host ADDRESS lets others in."
        if self.address.public is not None:
            return (
                f"People reach the room at {self.place.url}, through whatever passes requests on "
                f"to {host} port {port}."
            )
        where = "every address of this computer" if host in ("0.0.0.0", "::") else host
        return (
            f"Warning: anyone who can reach {where}, port {port}, can knock here, and what people "
            "write goes over the network unencrypted; docs/hosting.md says how to add HTTPS."
        )


class Hosting:
    """An open room. Use it as a context manager, or call `close`."""

    def __init__(self, listening: Listening, where: str | None, logbook: Logbook, id: str) -> None:
        from ..web.serving import LOCKED, open_room, server

        self._listening = listening
        self._place = listening.place
        # A logbook in memory is there once; any other is opened a second time.
        self._logbook = logbook if where == MEMORY else open_logbook(where, timeout=LOCKED)
        self._shared = self._logbook is logbook
        retro = self._logbook.load(id)
        # Those of a rehearsal are kept nowhere: nobody would be there to erase them with it.
        keys = None if retro.state.rehearsal else _keys(where)
        self._room = open_room(self._logbook, retro, keys, team=listening.address.team)
        self._told = ExitStack()
        if (file := _key_file(where, id)) is not None:
            self._told.enter_context(file.occupied())
        self._server = server(self._room, self._place)
        _allow_connections()
        self._loop: AbstractEventLoop | None = None
        self._ended = Event()
        self._thread = Thread(target=self._serve, name="room", daemon=True)
        self._thread.start()

    def __enter__(self) -> Hosting:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def poke(self) -> None:
        """Let the room look now for what was written beside it."""
        if self._loop is not None:
            with suppress(RuntimeError):  # it has ended
                self._loop.call_soon_threadsafe(self._room.look)

    @property
    def options(self) -> str:
        """Return the options that open a room at the same place, as they were given."""
        return self._listening.address.options

    def wait(self, seconds: float) -> bool:
        """Wait a while; return whether the room is still open."""
        # Not by `join`: Python 3.11 takes a thread for ended when Ctrl-C interrupts that.
        return not self._ended.wait(seconds)

    def close(self) -> None:
        """Send everybody off and stop. The keys of a retro that is closed expire."""
        self._server.should_exit = True
        self._thread.join(PATIENCE)
        self._place.socket.close()
        self._told.close()
        if not self._shared:
            self._logbook.close()

    def connected(self) -> list[str]:
        """Return who has the room open, by name."""
        return self._room.connected()

    def done(self) -> list[str]:
        """Return who says that they are done, by name."""
        return self._room.done()

    def thumbs(self) -> Mapping[str, Any] | None:
        """Return what everyone is told of thumbs; see `Audience.thumbs`."""
        return self._room.thumbs()

    def has_device(self, identity: str) -> bool:
        """Return whether a member has, or had, a device in the room. See `State.identity`."""
        return self._room.door.was_held(identity)

    def sealed(self, step: int) -> int:
        """Return how many contributions are sealed in a step, as far as everyone is told."""
        return self._room.sealed(step)

    def would_withhold(self, step: int) -> tuple[str, ...]:
        """Return what would not be shown if a step were opened, as far as everyone is told."""
        return self._room.would_withhold(step)

    def before_reveal(self) -> tuple[str, ...]:
        """Return what to hear before the current step is revealed, as the room tells it."""
        return self._room.before_reveal()

    def readmit(self, name: str) -> None:
        """Let whoever comes in under a name next have it. See `Room.readmit`."""
        import asyncio

        assert self._loop is not None
        done = self._room.soon(partial(self._room.readmit, name), names=True)
        asyncio.run_coroutine_threadsafe(done, self._loop).result(PATIENCE)

    def invitation(self) -> str:
        """Return how people come in, and who can reach the room at all."""
        url, secrets = self._place.url, self._room.door.secrets
        members = f"{url}/#join={secrets.member}"
        drawn = "" if self._place.private else picture(members)
        parts = [
            paragraph(self._listening.instead),
            drawn,
            f"Members:      {members}",
            f"  by a code:  {secrets.spoken} at {url}",
            f"  terminal:   retro join '{members}'",
            paragraph(self._listening.reach()),
        ]
        return "\n".join(part for part in parts if part)

    def leading(self) -> str:
        """Return the facilitator's link, and why it is secret. The invitation is for all to see."""
        link = f"{self._place.url}/#lead={self._room.door.secrets.leader}"
        drawn = "" if self._place.private else picture(link)
        why = "Anyone with this link leads the retro. Keep it to yourself."
        return "\n".join(filter(None, (drawn, f"Facilitator:  {link}", why)))

    def wall(self) -> str:
        """Return the link of a wall, and what it is for."""
        link = f"{self._place.url}/wall#wall={self._room.door.wall}"
        return f"Wall:         {link}\nFor a projector: it shows what everyone sees."

    def _serve(self) -> None:
        import asyncio

        async def serve() -> None:
            self._loop = asyncio.get_running_loop()
            await self._server.serve(sockets=[self._place.socket])

        try:
            asyncio.run(serve())
        finally:
            self._ended.set()


def _allow_connections() -> None:
    """Let this process have as many connections open as a room takes, or as many as it may: the
    usual limits, 1,024 or 256 files, are for programs that serve nobody.
    """
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    from ..web.serving import MOST_CONNECTIONS

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + 200  # what else is open: logbooks, libraries, the terminal
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(OSError, ValueError):  # a system may say more than it allows
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def listen(address: Address, *, new: bool = False) -> Listening:
    """Listen at an address, for a retro that is `new` or may have a room already.

    Raises `NotNow` where the extra `web` is not installed, `LogbookError` where nobody can.
    """
    import errno

    if any(find_spec(each) is None for each in _LIBRARIES):
        raise NotNow("a room needs what is not installed here: pip install 'retrokit-core[web]'")
    from ..web.serving import bind

    try:
        port = PORT if address.port is None else address.port
        return Listening(address, bind(address.host, port, address.public))
    except LogbookError as error:
        taken = getattr(error.__cause__, "errno", None) == errno.EADDRINUSE
        if address.port is not None or not taken:
            raise
    place = bind(address.host, 0, address.public)
    instead = f"Port {PORT} is taken; this room is at port {place.socket.getsockname()[1]}."
    if not new:
        instead += " If what took it is another room of this retro, close one of the two."
    return Listening(address, place, instead)


def room_to_be(web: bool, address: Address, *, new: bool = False) -> Listening | None:
    """Return where a room is to be, if `--web` was given."""
    if web:
        return listen(address, new=new)
    if address != Address():
        raise click.UsageError("--host, --port, --public-url and --no-team go with --web")
    return None


@contextmanager
def room_beside(
    listening: Listening | None, where: str | None, logbook: Logbook, retro: Retro
) -> Iterator[Hosting | None]:
    """Keep a room open beside a terminal, if there is to be one."""
    if listening is None:
        yield None
        return
    with Hosting(listening, where, logbook, retro.state.id) as hosting:
        yield hosting


@contextmanager
def no_room(where: str | None, ids: Iterable[str]) -> Iterator[list[KeyFile]]:
    """Keep rooms of retros closed meanwhile, and hand over the files of their keys, if kept.

    Raises `NotNow` where one is open.
    """
    files = [file for id in ids if (file := _key_file(where, id)) is not None]
    if not files or not files[0].place.parent.exists():
        yield []
        return
    with files[0].alone():
        for each in files:
            if each.is_occupied():
                raise NotNow(f"a room of retro {each.place.stem} is open; close it, then try again")
        yield files


def _key_file(where: str | None, id: str) -> KeyFile | None:
    from ..web.keys import KeyFile

    folder = _keys(where)
    return None if folder is None else KeyFile(folder / f"{id}.json")


def _keys(where: str | None) -> Path | None:
    """Return where the keys of rooms are kept: beside a logbook that is a file."""
    if where and (where == MEMORY or "://" in where):
        return None
    place = Path(where) if where else default_place()
    return place.with_name(f"{place.name}.rooms")
