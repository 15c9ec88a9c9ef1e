"""Links that people open on another device, with the picture that a camera reads."""

from __future__ import annotations

import segno

from .credentials import Secrets


def opening(link: str) -> dict[str, str]:
    """Return a link, and its QR code (ISO/IEC 18004) as the `data:` URL of an SVG."""
    made = segno.make(link, error="m", micro=False)
    return {"link": link, "qr": made.svg_data_uri(dark="#000", light="#fff", omitsize=True)}


def invitation(url: str, secrets: Secrets) -> dict[str, str]:
    """Return what lets others join the room at an address: the members' link and the code."""
    return {**opening(f"{url}/#join={secrets.member}"), "code": secrets.spoken, "url": url}
