"""The list of formats fits a screen, and what is typed at "Which format?" finds one of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from plugin_making import Install, formats
from wcwidth import wcswidth

from retrokit import Logbook, NotFound, Plugins
from retrokit.cli.commands import retro as commands
from retrokit.cli.format_list import Group, about, all_of, fitting, grouped, lines, meant, whole
from retrokit.cli.start_command import _choose_format
from retrokit.errors import Ambiguous
from retrokit.formats import Collect, Column, Decide, Format

PLUGINS = Plugins()
KNOWN = [*PLUGINS.formats.values()]
NAMES = [each.name for each in KNOWN]


def made(name: str, *columns: str, purpose: str = "P.") -> Format:
    agenda = [Collect(columns=[Column(each) for each in columns])] if columns else [Decide()]
    return Format(name=name, title=name.title(), purpose=purpose, agenda=agenda)


def groups(*sizes: int, held: int = 0) -> list[Group]:
    first = [Group("Held before", [made(f"h-{n}") for n in range(held)], held=True)] if held else []
    return first + [
        Group(f"From {g}", [made(f"g{g}-{n}") for n in range(size)]) for g, size in enumerate(sizes)
    ]


# --- what fits


def test_each_format_has_a_line_with_its_minutes_and_columns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    said = lines(KNOWN, KNOWN, numbered=True)
    assert len(said) == len(KNOWN) == 16  # with a hint and the question it fits 24 lines
    assert said[0] == " 1  start-stop-continue   50 min  Start, Stop, Continue"
    assert said[-1].startswith("16  checkout               3 min  End together: everyone")
    assert max(map(wcswidth, said)) <= 80


@given(
    wide=st.integers(8, 60),
    columns=st.lists(st.text("abc会 ", min_size=1, max_size=20).map(lambda t: f"x{t}x"),
                     max_size=6, unique_by=str.casefold),
    purpose=st.lists(st.sampled_from(["word", "会議", "longer", "it."]), min_size=1, max_size=20),
)  # fmt: skip
def test_what_a_format_is_like_is_never_too_wide(
    wide: int, columns: Sequence[str], purpose: Sequence[str]
) -> None:
    said = about(made("own", *columns, purpose=" ".join(purpose)), wide)
    assert said
    assert wcswidth(said) <= wide


@pytest.mark.parametrize(
    ("format", "said"),
    [
        (made("a", "Start", "Stop"), "Start, Stop"),
        (made("b", "One", "Two", "Three", "Four", "Five"), "One, Two, Three, …"),
        (made("c", "Far too long for it", "Two"), "P"),
        (made("d", "Topics", purpose="Talk it over."), "Talk it over"),
        (made("e", purpose="Say thanks. It reaches everyone."), "Say thanks"),
        (made("f", purpose="Get help, from two, in a while."), "Get help, from two…"),
    ],
)
def test_columns_are_said_if_two_fit_and_else_what_it_is_for(format: Format, said: str) -> None:
    assert about(format, 20) == said


@given(
    sizes=st.lists(st.integers(1, 9), min_size=1, max_size=6),
    held=st.integers(0, 5),
    most=st.integers(1, 30),
)
def test_what_was_held_and_something_of_each_package_is_on_the_screen(
    sizes: Sequence[int], held: int, most: int
) -> None:
    found = groups(*sizes, held=held)
    every, shown = all_of(found), fitting(found, most)
    assert len(shown) == min(most, len(every))
    assert shown == [each for each in every if each in shown]  # in the order of their numbers
    assert len([each for each in shown if each.name.startswith("h-")]) == min(held, most)
    if most >= held + len(sizes):
        assert all(group.formats[0] in shown for group in found)
    assert fitting(found, None) == every


def test_formats_come_by_package_and_what_was_held_most_often_first(install: Install) -> None:
    install("own", formats("own-way"))
    plugins = Plugins.load({"RETROKIT_PLUGINS": "own"})
    of_path = made("from-a-file")
    found = grouped(
        [*plugins.formats.values(), of_path], plugins, ["daki", "wrap", "wrap", "gone", "own-way"]
    )
    assert [group.heading for group in found] == ["Held before", "From retrokit", "Others"]
    assert [each.name for each in found[0].formats] == ["wrap", "daki", "own-way"]
    assert found[2].formats == [of_path]
    said = whole(found, numbered=True)
    assert said[0] == "Held before"
    assert said[1].startswith(" 1  wrap ")
    assert said[5:7] == ["From retrokit", " 4  start-stop-continue   50 min  Start, Stop, Continue"]
    apart = grouped(plugins.formats.values(), plugins)
    assert [group.heading for group in apart] == ["From retrokit", "From own"]
    assert not whole(apart[:1], numbered=False)[0].startswith("From")


def test_the_command_cuts_its_list_where_a_screen_is_too_low(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("retrokit.cli.format_list.room", lambda other: 15 - other)
    run = CliRunner().invoke
    said = run(commands, ["--safe", "formats"]).output
    assert len(said.splitlines()) == 13
    assert "start-stop-continue" in said
    assert "checkout" not in said
    assert "\n6 more with: retro formats --all\n" in said
    said = run(commands, ["--safe", "formats", "--all"]).output
    assert all(name in said for name in NAMES)
    assert "more with" not in said


# --- which is meant


@pytest.mark.parametrize("format", KNOWN, ids=NAMES)
def test_a_number_a_name_or_a_title_finds_a_format(format: Format) -> None:
    assert meant(str(KNOWN.index(format) + 1), KNOWN) is format
    for typed in (format.name, format.title, format.name.upper()):
        assert meant(typed, KNOWN) is format


def test_the_beginning_of_a_name_is_enough_if_it_fits_one() -> None:
    assert meant("sai", KNOWN).name == "sailboat"
    assert meant("Blameless", KNOWN).name == "incident-review"
    with pytest.raises(Ambiguous, match="'st' may be start-stop-continue or starfish; type more"):
        meant("st", KNOWN)
    short, longer = made("fair"), made("fair-by-criteria")
    assert meant("fair", [longer, short]) is short
    for typed in ("0", "17", "sailbot", "", "99999"):
        with pytest.raises(NotFound):
            meant(typed, KNOWN)
    with pytest.raises(NotFound, match="did you mean sailboat"):
        meant("sailbot", KNOWN)


class Typed:
    """A keyboard at which answers are typed."""

    line = waiting = 0

    def __init__(self, *answers: str, interactive: bool = True) -> None:
        self._answers = [*answers]
        self.interactive = interactive

    def ask(self, prompt: str) -> str:
        return self._answers.pop(0)

    def read(self, prompt: str, *, hidden: bool = False) -> str | None:
        raise AssertionError

    def forget(self) -> int:
        raise AssertionError

    def clear(self) -> None:
        raise AssertionError


def test_which_format_is_asked_until_one_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("retrokit.cli.format_list.room", lambda other: 8 - other)
    with Logbook(tmp_path / "team.db", plugins=Plugins()) as logbook:
        keyboard = Typed("", "?", "? 2", "s", "sailbot", "wr")
        assert _choose_format(None, logbook, keyboard).name == "wrap"
        said = capsys.readouterr().out
        assert said.startswith(" 1  start-stop-continue")
        assert "\n 5  sailboat " in said
        assert "\n11 more: type ? for all.\n" in said
        assert said.count("16  checkout") == 2  # Enter shows all as well
        assert "Went well, to improve, ideas (went-well), 56 minutes" in said
        assert "'s' may be start-stop-continue or sailboat or starfish; type more" in said
        assert "did you mean sailboat?" in said
        logbook.start("wrap", team="Lander")
        assert _choose_format(None, logbook, Typed("1")).name == "wrap"
        assert capsys.readouterr().out.startswith(" 1  wrap ")
        # A file means the same whatever was held.
        assert _choose_format(None, logbook, Typed("1", interactive=False)).name == NAMES[0]
        for typed in ("s", "sailbot", ""):
            with pytest.raises((Ambiguous, NotFound)):
                _choose_format(None, logbook, Typed(typed, interactive=False))
        assert not capsys.readouterr().out
