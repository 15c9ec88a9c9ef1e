"""Where a room is, and what opens it."""

from __future__ import annotations

from urllib.parse import urlsplit

from attrs import field, frozen

from ...errors import Invalid


@frozen
class Link:
    """The address of a room, and the secret after the `#` of its link, empty if it is not there.

    `own` says that it is a member's own link, whose secret brings their name.
    """

    secure: bool
    host: str
    port: int | None
    secret: str = field(repr=False)
    own: bool = False

    @classmethod
    def read(cls, text: str) -> Link:
        """Return the link that somebody typed. Raises `Invalid`."""
        typed = text.strip()
        try:
            parts = urlsplit(typed if "://" in typed else f"http://{typed}")
            host, port = parts.hostname, parts.port
        except ValueError as error:
            raise Invalid(f"this is no link: {error}") from error
        if parts.scheme not in ("http", "https") or not host or parts.path not in ("", "/"):
            raise Invalid(
                "this is no link to a room; it looks like http://192.0.2.7:7387/#join=SECRET"
            )
        what, _, secret = parts.fragment.partition("=")
        if what == "lead":
            raise Invalid("this link is the facilitator's, for a browser; join by the members' one")
        known = secret if what in ("join", "me") else ""
        return cls(parts.scheme == "https", host, port, known, own=what == "me")

    @property
    def url(self) -> str:
        """Return where the room is, without the secret."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        scheme = "https" if self.secure else "http"
        return f"{scheme}://{name}" + ("" if self.port is None else f":{self.port}")
