"""One colour and one shape per column: told apart, legible, the same on page and in report."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

import pytest
from crew import made_of
from hypothesis import given
from hypothesis import strategies as st
from page_code import STATIC, emitted, needs_a_page

from retrokit.codec.converter import careful
from retrokit.formats import Activity, Collect, Column, Format, Group, Welcome, column_hues
from retrokit.hues import DARK, HUES, LIGHT, SHAPES, Hue
from retrokit.plugins import Plugins

PLUGINS = Plugins.load()
FORMATS = PLUGINS.formats.values()
SOURCE = (STATIC / "hues.js").read_text("utf-8")
TOKENS = (STATIC / "styles" / "tokens.css").read_text("utf-8")

own = st.lists(st.sampled_from([None, *HUES]), min_size=1, max_size=20)


def with_columns(colors: Sequence[Hue | None]) -> Format:
    """Return a format with these columns, spread over two activities, and one that has none."""
    columns = [Column(f"Column {at}", color=color) for at, color in enumerate(colors)]
    half = (len(columns) + 1) // 2
    collects = [Collect(columns=each) for each in (columns[:half], columns[half:]) if each]
    return made_of(Welcome(), *collects, Group(columns=[columns[0].name]))


@given(own)
def test_a_column_has_its_own_hue_or_one_that_no_other_has(colors: list[Hue | None]) -> None:
    found = column_hues(with_columns(colors).agenda)
    assert [*found] == [f"Column {at}" for at in range(len(colors))]
    hues = [*found.values()]
    assert all(hue == color for hue, color in zip(hues, colors, strict=True) if color)
    given_out = [hue for hue, color in zip(hues, colors, strict=True) if color is None]
    if len({*filter(None, colors)}) + len(given_out) <= len(HUES):
        assert len({*given_out}) == len(given_out)
        assert not {*given_out} & {*colors}


@pytest.mark.parametrize("format", FORMATS, ids=lambda each: each.name)
def test_no_two_columns_of_a_known_format_look_alike(format: Format) -> None:
    hues = [*column_hues(format.agenda).values()]
    assert len({*hues}) == len(hues)


def test_what_a_plugin_calls_a_color_and_is_no_hue_is_left_aside() -> None:
    class Odd(Collect):
        @property
        def named(self) -> Mapping[str, Sequence[Column]]:
            columns = [Column("Odd"), Column("Even")]
            object.__setattr__(columns[0], "color", "#f00")
            return {"columns": columns}

    assert column_hues([Odd(columns=[Column("Any")])]) == {"Odd": "blue", "Even": "orange"}


@needs_a_page
def test_the_page_has_the_same_rule_and_the_same_shapes(tmp_path: Path) -> None:
    random = Random(4)
    drawn = [random.choices([None, None, *HUES], k=random.randint(1, 14)) for _ in range(500)]
    agendas = [with_columns(colors).agenda for colors in [*drawn, [None] * 20, [*HUES, None, None]]]
    agendas += [each.agenda for each in FORMATS]
    plain = careful(PLUGINS.kinds)
    data = [
        [{"activity": plain.unstructure(each, Activity)} for each in agenda] for agenda in agendas
    ]
    source = re.sub(r"^import .*$|^export ", "", SOURCE, flags=re.MULTILINE)
    script = f"""{source}
        const found = {json.dumps(data)}.map((agenda) => [...huesOf(agenda)]);
        emit(JSON.stringify({{ found, shapes: Object.entries(SHAPES) }}));"""
    page = emitted(script, tmp_path)
    assert page["shapes"] == [[*each] for each in SHAPES.items()]
    for agenda, found in zip(agendas, page["found"], strict=True):
        assert found == [[*each] for each in column_hues(agenda).items()]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_colours_are_those_of_the_page(dark: bool) -> None:
    theme = DARK if dark else LIGHT
    assert {name: said for name, said in tokens(dark).items() if said.startswith("oklch")} == {
        name: shade.of(hue)
        for hue in HUES
        for name, shade in ((hue, theme.edge), (f"{hue}-tint", theme.tint))
    }


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("hue", HUES)
def test_all_that_is_written_in_or_on_a_hue_can_be_read(hue: Hue, dark: bool) -> None:
    here = tokens(dark)
    edge, tint = lightness(here[hue]), lightness(here[f"{hue}-tint"])
    for ground in (tint, lightness(here["paper"]), lightness(here["card"])):
        assert contrast(edge, ground) >= 4.5
    for text in ("ink", "soft", "accent"):
        assert contrast(lightness(here[text]), tint) >= 4.5


def test_what_is_taken_for_contrast_is_what_is_known_of_it() -> None:
    # The values of CSS Color 4 for #ff0000 and of WCAG 2.2 for the extremes.
    assert lightness("oklch(62.796% 0.25768 29.234)") == pytest.approx(0.2126, abs=1e-3)
    assert contrast(lightness("#ffffff"), lightness("#000000")) == pytest.approx(21)


def tokens(dark: bool) -> dict[str, str]:
    """Return what the page's custom properties are in one of its themes."""
    light, _, rest = TOKENS.partition("@media (prefers-color-scheme: dark) {")
    sheet = light + rest.partition("@media")[0] if dark else light
    found = dict(re.findall(r"--([\w-]+): ([^;]+);", sheet))
    return {
        name: re.sub(r"var\(--([\w-]+)\)", lambda of: found[of[1]], said)
        for name, said in found.items()
    }


def lightness(color: str) -> float:
    """Return the relative luminance of a colour, as WCAG has it, from 0 to 1."""
    weights = (0.2126, 0.7152, 0.0722)
    return sum(weight * part for weight, part in zip(weights, linear(color), strict=True))


def linear(color: str) -> Sequence[float]:
    """Return linear red, green and blue of `#rrggbb` or `oklch(…)`, as far as screens show them."""
    if color.startswith("#"):
        parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        return [
            each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts
        ]
    light, chroma, angle = (float(each) for each in re.findall(r"[\d.]+", color))
    light, turn = light / 100, math.radians(angle)
    a, b = chroma * math.cos(turn), chroma * math.sin(turn)
    # Björn Ottosson's matrices, which CSS Color 4 has too: OKLab, cones, linear sRGB.
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    found = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    return [min(max(each, 0), 1) for each in found]


def contrast(one: float, other: float) -> float:
    """Return the contrast of two luminances, from 1 to 21."""
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)
