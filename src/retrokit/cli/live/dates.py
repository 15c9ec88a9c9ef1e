"""Dates as people type them."""

from __future__ import annotations

import re
from datetime import date, timedelta

from ...errors import Invalid

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_AHEAD = re.compile(r"(?:\+|in )\s*(\d{1,3})\s*(d|w|day|days|week|weeks)")


def read_date(text: str, today: date) -> date:
    """Return the day that a text means: 2026-12-01, today, tomorrow, friday, +3d, in 2 weeks.

    A weekday is the next one, today not included. Raises `Invalid`.
    """
    said = " ".join(text.lower().split())
    if said in ("today", "tomorrow"):
        return today + timedelta(days=said == "tomorrow")
    if len(said) >= 3 and (day := [each for each in _DAYS if each.startswith(said)]):
        return today + timedelta(days=(_DAYS.index(day[0]) - today.weekday() - 1) % 7 + 1)
    if ahead := _AHEAD.fullmatch(said):
        return today + timedelta(days=int(ahead[1]) * (7 if ahead[2][0] == "w" else 1))
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise Invalid(
            f"{text[:40]!r} is no date; write 2026-12-01, friday, tomorrow, +3d or +2w"
        ) from None
