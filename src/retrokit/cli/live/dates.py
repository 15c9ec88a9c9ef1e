"""Dates as people type them."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from ...errors import Ambiguous, Invalid

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4}

_AHEAD = re.compile(rf"(?:\+|in )\s*(\d{{1,3}}|{'|'.join(_COUNTS)})\s*(d|w|m|days?|weeks?|months?)")
_WEEKDAY = re.compile(r"(this |next |on )?([a-z]{3,9})\.?")
_END = re.compile(r"(?:the )?end of (?:the |this )?(next )?(week|month|year)")
_ISO = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
_DOTTED = re.compile(r"(\d{1,2})\. ?(\d{1,2})\.? ?(\d{4}|\d{2})?")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2}))?")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)? (?:of )?([a-z]{3,9})\.?,?(?: (\d{4}))?")
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?")


def read_date(text: str, today: date) -> date:
    """Return the day that a text means, seen from today.

    Taken are 2026-12-15, 15.12.2026, 15.12., Dec 15, 15 December 2026, today, tomorrow, friday (the
    next one, today not included), next friday (that of next week), end of week (its Friday), end of
    month, in 2 weeks, +3d. A day without a year is the next one there is. Raises `Ambiguous` for
    what may be two days, as 03/04/2026, and `Invalid` for what is none.
    """
    said = " ".join(text.lower().split())
    try:
        found = _relative(said, today) or _written(said, today)
    except (ValueError, OverflowError):  # as 31.02.2026
        raise Invalid(f"there is no day {text[:40]!r} in the calendar") from None
    if found is None:
        raise Invalid(
            f"{text[:40]!r} is no date; write 2026-12-15, 15.12., Dec 15, friday or in 2 weeks"
        )
    return found


def _relative(said: str, today: date) -> date | None:
    if said in ("today", "tomorrow"):
        return today + timedelta(days=said == "tomorrow")
    if ahead := _AHEAD.fullmatch(said):
        count = _COUNTS.get(ahead[1]) or int(ahead[1])
        if ahead[2][0] == "m":
            return _months_on(today, count)
        return today + timedelta(days=count * (7 if ahead[2][0] == "w" else 1))
    if end := _END.fullmatch(said):
        return _end_of(end[2], today, later=bool(end[1]))
    if weekday := _WEEKDAY.fullmatch(said):
        day = _place(weekday[2], _DAYS)
        if day is None:
            return None
        if weekday[1] == "next ":
            return today + timedelta(days=7 - today.weekday() + day)
        return today + timedelta(days=(day - today.weekday() - 1) % 7 + 1)
    return None


def _end_of(what: str, today: date, *, later: bool) -> date:
    if what == "week":
        return today + timedelta(days=(4 - today.weekday()) % 7 + 7 * later)
    if what == "year":
        return date(today.year + later, 12, 31)
    month = _months_on(today, int(later))
    return month.replace(day=monthrange(month.year, month.month)[1])


def _months_on(day: date, count: int) -> date:
    """Return the same day so many months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _written(said: str, today: date) -> date | None:
    if iso := _ISO.fullmatch(said):
        return date(int(iso[1]), int(iso[2]), int(iso[3]))
    if dotted := _DOTTED.fullmatch(said):
        return _dated(int(dotted[1]), int(dotted[2]), dotted[3], today)
    if slashed := _SLASHED.fullmatch(said):
        return _either(int(slashed[1]), int(slashed[2]), slashed[3], today, said)
    if day_first := _DAY_FIRST.fullmatch(said):
        day, name, year = day_first.groups()
    elif month_first := _MONTH_FIRST.fullmatch(said):
        name, day, year = month_first.groups()
    else:
        return None
    month = _place(name, _MONTHS)
    return None if month is None else _dated(int(day), month + 1, year, today)


def _either(first: int, second: int, year: str | None, today: date, said: str) -> date:
    """Return the day of a date with slashes, which half of the world begins with the month."""
    if first > 12 or first == second:
        return _dated(first, second, year, today)
    if second > 12:
        return _dated(second, first, year, today)
    one, other = _dated(first, second, year, today), _dated(second, first, year, today)
    raise Ambiguous(f"{said} may be {one} or {other}; write it like one of these")


def _dated(day: int, month: int, year: str | None, today: date) -> date:
    """Return a day; without a year the next one there is."""
    if year is not None:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    if (day, month) == (29, 2):  # eight years hold a leap year, whatever the century
        leaps = (each for each in range(today.year, today.year + 9) if monthrange(each, 2)[1] == 29)
        return next(found for each in leaps if (found := date(each, 2, 29)) >= today)
    found = date(today.year, month, day)
    return found if found >= today else date(today.year + 1, month, day)


def _place(word: str, among: tuple[str, ...]) -> int | None:
    """Return which of these a word is, or is short for: tue, tues, sept."""
    fits = [place for place, each in enumerate(among) if each.startswith(word)]
    return fits[0] if len(fits) == 1 else None
