"""Binding to an address and serving a room there."""

from __future__ import annotations

import ipaddress
import socket
from pathlib import Path

import uvicorn
from attrs import frozen

from ..errors import Invalid, LogbookError
from ..logbook import Logbook
from ..retro import Retro
from .app import application
from .audience import MOST_STREAMS
from .connections import Connection
from .door import Door
from .room import Room
from .team_page import TeamPage

MOST_CONNECTIONS = MOST_STREAMS + 1_000
"""How many connections and requests there may be at once; the next one is answered with 503."""
MOST_HEADERS = 32 * 1024
"""The most bytes of a request before its body."""
LOCKED = 0.5
"""How many seconds to wait while another program holds the logbook. Everybody in the room waits
meanwhile; whoever wanted something kept is told that it was not, and their page asks again.
"""


@frozen(kw_only=True)
class Place:
    """Where a room can be reached: the address people type, and the socket behind it.

    `private` says that nobody but this computer can.
    """

    url: str
    hosts: tuple[str, ...]
    socket: socket.socket
    private: bool


def bind(host: str, port: int, public: str | None = None) -> Place:
    """Bind to an address. `port` 0 takes a free one; `public` is the URL behind a proxy.

    Raises `Invalid` for no address, `LogbookError` (an `OSError`) where nobody can listen.
    """
    if not host.strip():
        raise Invalid("name an address to listen at, or 0.0.0.0 for all that this computer has")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, or asyncio would not turn off the wait for more to send (Nagle's algorithm).
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
        bound.listen(2048)
    except (OSError, OverflowError) as error:
        bound.close()
        why = getattr(error, "strerror", None) or error
        raise LogbookError(f"nobody can listen at {host} port {port}: {why}") from error
    port = bound.getsockname()[1]
    own = _is_loopback(host)
    names = [host, "localhost"] if own else [host, *_own_names(host)]
    shown = [f"[{name}]" if ":" in name else name for name in names]
    # Browsers leave the usual port out.
    hosts = tuple(name if port == 80 else f"{name}:{port}" for name in shown)
    if public is not None:
        hosts = (public.split("://")[-1].strip("/"), *hosts)
        return Place(url=public.rstrip("/"), hosts=hosts, socket=bound, private=False)
    url = f"http://{hosts[1] if host in ('0.0.0.0', '::') else hosts[0]}"
    return Place(url=url, hosts=hosts, socket=bound, private=own)


def open_room(logbook: Logbook, retro: Retro, where: Path | None, *, team: bool = True) -> Room:
    """Return a room for a retro; its secrets are kept in a folder, or not at all.

    Without `team` nothing is told in it of the team but what the retro itself holds.
    """
    logbook.plugins.provided()  # a plugin that takes long to say what it brings does it now
    unseen = retro.sealed_steps()
    door = Door.new(unseen) if where is None else Door.open(where, retro.state.id, unseen)
    return Room(logbook, retro, door, team=TeamPage(logbook, retro) if team else None)


class RoomServer(uvicorn.Server):
    """A server that lets the streams of its room end before it waits for connections to."""

    def __init__(self, config: uvicorn.Config, room: Room) -> None:
        super().__init__(config)
        self._room = room

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop; streams come to their end, and clients look for the room to come back."""
        self._room.close()
        await super().shutdown(sockets)


def server(room: Room, place: Place) -> RoomServer:
    """Return a server that is not running yet. Nothing that people write is logged."""
    config = uvicorn.Config(
        application(room, place.url, place.hosts),
        http=Connection,
        log_level="error",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
        limit_concurrency=MOST_CONNECTIONS,
        timeout_keep_alive=75,  # who acts once a minute needs no new connection for it
        timeout_graceful_shutdown=1,
        h11_max_incomplete_event_size=MOST_HEADERS,
    )
    return RoomServer(config, room)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _own_names(host: str) -> list[str]:
    """Return the addresses that this machine has, where it listens at all of them."""
    if host not in ("0.0.0.0", "::"):
        return []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # nothing is sent; this only picks an interface
            return [probe.getsockname()[0], socket.gethostname().lower(), "localhost", "127.0.0.1"]
        except OSError:
            return [socket.gethostname().lower(), "localhost", "127.0.0.1"]
