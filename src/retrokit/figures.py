"""What a number is, wherever one is taken: one of numpy's is, text and truth values are not."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from numbers import Integral, Rational, Real

from .errors import Invalid


def whole(value: object) -> int | None:
    """Return a whole number of any kind as an int, None for anything else.

    A float is none, even 3.0: where whole numbers are counted it is a slip.
    """
    return int(value) if isinstance(value, Integral) and not isinstance(value, bool) else None


def exact(value: object) -> Fraction | None:
    """Return a finite number of any kind exactly, None for anything else.

    A float is taken as the decimal that it prints as, so .1 and .2 make .3.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, Rational):
        return Fraction(int(value.numerator), int(value.denominator))
    if not isinstance(value, (Real, Decimal)):
        return None
    try:
        return Fraction(str(value))
    except ValueError:  # nan, or infinite
        return None


def shared_out(total: int, among: int, lucky: int = 0) -> list[int]:
    """Return whole shares of a total, as equal as can be. One, `lucky` from 0, has what is left.

    >>> shared_out(100, 3)
    [34, 33, 33]
    """
    share, rest = divmod(total, max(1, among))
    return [share + rest * (at == lucky) for at in range(among)]


def in_text(text: str) -> list[int]:
    """Return the numbers in a text such as `3 5, 7` or `#3 #5`."""
    found = text.replace(",", " ").replace("#", " ").split()
    for each in found:
        if not each.isdecimal() or len(each) > 9:
            raise Invalid(f"{each[:40]!r} is no number; give numbers such as 3 5")
    return [int(each) for each in found]
