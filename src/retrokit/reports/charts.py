"""Questions over time as pictures: a line of blocks for text, a chart for the page.

Both are drawn on the question's own scale, from its lowest to its highest value. They are never
stretched to fill the room, so that a small change looks small.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from math import sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..trends import Point, Series

BLOCKS = "▁▂▃▄▅▆▇█"
SHOWN = 12
"""How many retros are shown, the latest ones."""

_WIDTH, _HEIGHT = 360, 172
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 346, 14, 144


def sparkline(series: Series) -> str:
    """Return a block for each of the latest retros, higher for a better value."""
    return "".join(
        BLOCKS[round(_height(series, each.value) * (len(BLOCKS) - 1))]
        for each in series.points[-SHOWN:]
    )


def digits(series: Series) -> str:
    """Return the values of the latest few retros, where there are no blocks to be had."""
    return " ".join(each.told.replace(" of ", "/") for each in series.points[-5:])


def _height(series: Series, value: float) -> float:
    """Return where a value lies between the lowest and the highest there can be, 0 to 1."""
    return (value - series.low) / (series.high - series.low)


def chart(series: Series, name: str, title: str, description: str) -> Iterator[str]:
    """Yield the lines of a chart in SVG.

    `name` is unlike that of any other chart on the page. The line joins the medians or shares.
    Behind it are the answers of each retro, a larger dot where more of them fell; for a share,
    a band of what those who did not answer could have made of it.
    """
    points = series.points[-SHOWN:]
    step = (_RIGHT - _LEFT) / (len(points) - 1)
    places = [(_LEFT + step * number, each) for number, each in enumerate(points)]
    yield (
        f'<svg class="chart" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-labelledby="{name}-title" aria-describedby="{name}-desc">'
    )
    yield f'<title id="{name}-title">{escape(title)}</title>'
    yield f'<desc id="{name}-desc">{escape(description)}</desc>'
    yield from _grid(series)
    yield from _band(series, places) if series.share else _answers(series, places)
    line = " ".join(f"{x:.4g},{_y(series, each.value):.4g}" for x, each in places)
    yield f'<polyline class="line" points="{line}"/>'
    for x, each in places:
        yield f'<circle class="point" cx="{x:.4g}" cy="{_y(series, each.value):.4g}" r="3.5"/>'
    below = _HEIGHT - 8
    yield f'<text x="{_LEFT - 10}" y="{below}">{points[0].day}</text>'
    yield f'<text class="end" x="{_RIGHT + 10}" y="{below}">{points[-1].day}</text>'
    yield "</svg>"


def _y(series: Series, value: float) -> float:
    return _BOTTOM - (_BOTTOM - _TOP) * _height(series, value)


def _grid(series: Series) -> Iterator[str]:
    """Yield a line for each step of a scale, or each quarter of a share; the ends have numbers."""
    for number in range(5 if series.share else series.high - series.low + 1):
        value = number / 4 if series.share else series.low + number
        y = _y(series, value)
        yield f'<line class="grid" x1="{_LEFT - 10}" x2="{_RIGHT + 10}" y1="{y:.4g}" y2="{y:.4g}"/>'
        if value in (series.low, series.high):
            label = ("all" if number else "none") if series.share else f"{value:g}"
            yield f'<text class="end" x="{_LEFT - 14}" y="{y + 4:.4g}">{label}</text>'


def _answers(series: Series, places: list[tuple[float, Point]]) -> Iterator[str]:
    most = max(max(each.measure.counts) for _, each in places)
    across, up = (_RIGHT - _LEFT) / (len(places) - 1), _BOTTOM - _TOP
    largest = min(9, 0.45 * across, 0.48 * up / (series.high - series.low))
    for x, each in places:
        for number, count in enumerate(each.measure.counts):
            if count:
                y, r = _y(series, series.low + number), largest * sqrt(count / most)
                yield f'<circle class="answers" cx="{x:.4g}" cy="{y:.4g}" r="{r:.3g}"/>'


def _band(series: Series, places: list[tuple[float, Point]]) -> Iterator[str]:
    ends = [
        (x, each.bounds.low, each.bounds.high) if each.bounds else (x, each.value, each.value)
        for x, each in places
    ]
    around = [(x, high) for x, _, high in ends] + [(x, low) for x, low, _ in reversed(ends)]
    corners = " ".join(f"{x:.4g},{_y(series, value):.4g}" for x, value in around)
    yield f'<polygon class="band" points="{corners}"/>'
