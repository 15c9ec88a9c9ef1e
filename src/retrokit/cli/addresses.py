"""Where a room listens, as it is typed, and what it leaves out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

import click
from attrs import frozen

F = TypeVar("F", bound=Callable[..., Any])

PORT = 7387
"""Where a room listens unless somebody says otherwise: RETR on the keys of a telephone."""


@frozen(kw_only=True)
class Address:
    """Where a room is asked to listen; without a port, at `PORT` or else wherever it can.

    `team` says whether it has a page of the team.
    """

    host: str = "127.0.0.1"
    port: int | None = None
    public: str | None = None
    team: bool = True

    @property
    def options(self) -> str:
        """Return what was typed to ask for this, with a space before each option."""
        given = [
            f" --host {self.host}" if self.host != Address().host else "",
            f" --port {self.port}" if self.port is not None else "",
            f" --public-url {self.public}" if self.public is not None else "",
            "" if self.team else " --no-team",
        ]
        return "".join(given)


def read_host(ctx: click.Context, param: click.Parameter, value: str | None) -> str:
    """Return an address to listen at. No text would mean all of them: that must be said."""
    if value is not None and not value.strip():
        raise click.BadParameter("name an address, or 0.0.0.0 for all that this computer has")
    return "127.0.0.1" if value is None else value.strip()


def read_public_url(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Return a public URL as browsers name it: in lower case and ASCII, without a port that goes
    unsaid.
    """
    if value is None:
        return None
    try:
        parts = urlsplit(value.strip().lower())
        host, port = _in_ascii(parts.hostname or ""), parts.port
    except ValueError as error:
        raise click.BadParameter(f"{value!r} is no URL: {error}") from error
    if parts.scheme not in ("http", "https") or not host or parts.path not in ("", "/"):
        raise click.BadParameter(
            f"{value!r} is not what people can type; write it as in https://retro.example.org"
        )
    name = f"[{host}]" if ":" in host else host
    unsaid = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{name}" + (f":{port}" if port not in (None, unsaid) else "")


def _in_ascii(host: str) -> str:
    """Return a host as it goes over the wire: `xn--rtro-bpa.example` for `rétro.example`."""
    if ":" in host or host.isascii():
        return host
    if odd := sorted(set(host) & set("ßς\u200c\u200d")):
        # What browsers do with these has changed since the standard that Python knows.
        raise ValueError(f"write a host with {odd[0]!r} as browsers show it, with xn--")
    return host.encode("idna").decode("ascii")


def place_options(function: F) -> F:
    """Add where a room listens: `--host`, `--port` and `--public-url`; and `--no-team`."""
    host = click.option(
        "--host", callback=read_host, metavar="ADDRESS",
        help="Listen here, for others to reach.  [default: 127.0.0.1, this computer alone]",
    )  # fmt: skip
    port = click.option(
        "--port", type=click.IntRange(0, 65535), metavar="PORT",
        help="Listen at this port; 0 takes a free one.  [default: 7387, or a free one]",
    )  # fmt: skip
    public = click.option(
        "--public-url", callback=read_public_url, metavar="URL",
        help="What people type, where a proxy passes requests on to the room.",
    )  # fmt: skip
    team = click.option(
        "--no-team", is_flag=True,
        help="Leave the page of the team out, as for guests.",
    )  # fmt: skip
    return host(port(public(team(function))))


def web_options(function: F) -> F:
    """Add `--web`, and where the room then listens."""
    opened = click.option("--web", is_flag=True, help="Open a room beside this terminal: others "
                          "take part on devices of their own.")  # fmt: skip
    return opened(place_options(function))
