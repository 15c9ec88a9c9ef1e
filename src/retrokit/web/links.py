"""Links that people open on another device, with the picture that a camera reads."""

from __future__ import annotations

import segno


def opening(link: str) -> dict[str, str]:
    """Return a link, and its QR code (ISO/IEC 18004) as the `data:` URL of an SVG."""
    made = segno.make(link, error="m", micro=False)
    return {"link": link, "qr": made.svg_data_uri(dark="#000", light="#fff", omitsize=True)}
