"""Formats as TOML files: what is read, and where each mistake is said to be."""

from __future__ import annotations

import os
import sys
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrokit.builtin import retrokit_register_formats
from retrokit.codec.converter import careful
from retrokit.errors import FormatError
from retrokit.format_files import LARGEST, load_format, load_formats
from retrokit.formats import Activity, Ask, Attribution, Collect, Column, Format, Stage, Vote
from retrokit.hues import HUES
from retrokit.questions import Allocation, PeerRating

EXAMPLE = Path(__file__).parent.parent / "examples" / "weather-report.toml"
FORMATS = retrokit_register_formats()

# The smallest format, in 12 lines, with room for a mistake in each of them.
GOOD = """\
name = "tiny"
title = "Tiny"
purpose = "Show where a mistake is."

[[agenda]]
kind = "collect"
minutes = 10
columns = [{name = "Good", prompt = "What?"}, {name = "Bad"}]

[[agenda]]
kind = "vote"
columns = ["Bad"]
"""


def written(folder: Path, text: str | bytes, name: str = "f.toml") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def refusal(path: Path) -> str:
    with pytest.raises(FormatError) as caught:
        load_format(path)
    said = str(caught.value)
    assert "\n" not in said
    assert said.startswith(str(path))
    return said.removeprefix(str(path))


# --- Every mistake, at its line and field -----------------------------------------------------

MISTAKES = [
    # what is written instead of what, and what is said after the file's name
    ("unclosed text", 'title = "Tiny"', 'title = "Tiny', ":2: syntax: Illegal character"),
    ("no value", 'title = "Tiny"', "title", ":2: syntax: Expected '=' after a key"),
    ("cut short", '["Bad"]\n', "[", ":12: syntax: Invalid value"),
    ("twice", 'title = "Tiny"', 'name = "T"', ":2: syntax: Cannot overwrite a value"),
    (
        "too many digits",
        "minutes = 10",
        f"minutes = {'9' * 5000}",
        ":12: syntax: Exceeds the limit",
    ),
    (
        "too deep",
        "minutes = 10",
        f"minutes = {'[' * 20000}",
        ":12: syntax: ",
    ),
    (
        "unknown field",
        'title = "Tiny"',
        'title = "Tiny"\nwehn = "Now."',
        ":3: wehn: no field 'wehn'; did you mean when?",
    ),
    (
        "unknown field that is a table",
        "columns = [{",
        'xyz.name = "x"\ncolumns = [{',
        ":8: agenda[0].xyz: no field 'xyz'; there are: ",
    ),
    (
        "misspelt field, so that another is missing",
        "columns = [{",
        "colums = [{",
        ":8: agenda[0].colums: no field 'colums'; did you mean columns?",
    ),
    (
        "misspelt in an inline table",
        'prompt = "What?"',
        'promt = "What?"',
        ":8: agenda[0].columns[0].promt: no field 'promt'; did you mean prompt?",
    ),
    (
        "a quoted key with dots and brackets",
        'title = "Tiny"',
        'title = "Tiny"\n"agenda.x[1" = 1',
        ":3: agenda.x[1: no field 'agenda.x[1'; ",
    ),
    (
        "a field of the format below an activity",
        'columns = ["Bad"]',
        'goals = ["Win"]',
        ":12: agenda[1].goals: goals is a field of the format; put it above the first [[agenda]]",
    ),
    (
        "a field of the format that is meant for the activity",
        'kind = "vote"',
        'kind = "vote"\nname = "Vote"',
        ":12: agenda[1].name: no field 'name'; there are: ",
    ),
    (
        "a field of the activity below a column",
        'columns = [{name = "Good", prompt = "What?"}, {name = "Bad"}]',
        '[[agenda.columns]]\nname = "Bad"\nsealed = true',
        ":10: agenda[0].columns[0].sealed: sealed is a field of the activity; "
        "put it right below its [[agenda]]",
    ),
    (
        "missing field",
        'title = "Tiny"',
        "",
        ":1: title: the field 'title' is missing; add it",
    ),
    (
        "missing field of an activity",
        'columns = [{name = "Good", prompt = "What?"}, {name = "Bad"}]',
        "",
        ":5: agenda[0].columns: the field 'columns' is missing; add it",
    ),
    (
        "missing field of an inline table",
        '{name = "Bad"}',
        '{prompt = "Bad"}',
        ":8: agenda[0].columns[1].name: the field 'name' is missing; add it",
    ),
    (
        "a color that is no hue",
        '{name = "Bad"}',
        '{name = "Bad", color = "crimson"}',
        ":8: agenda[0].columns[1].color: expected one of 'red', 'orange', 'yellow', 'green', ",
    ),
    (
        "missing kind",
        'kind = "vote"',
        "",
        ":10: agenda[1].kind: the field 'kind' is missing; it is one of welcome, review,",
    ),
    (
        "unknown kind",
        'kind = "vote"',
        'kind = "veto"',
        ":11: agenda[1].kind: no kind 'veto'; did you mean vote?",
    ),
    (
        "text for a number",
        "minutes = 10",
        'minutes = "10"',
        ":7: agenda[0].minutes: expected a whole number, not '10'",
    ),
    (
        "a number for text",
        '"Tiny"',
        "5",
        ":2: title: expected text, not 5",
    ),
    (
        "text for yes or no",
        "minutes = 10",
        'sealed = "yes"',
        ":7: agenda[0].sealed: expected true or false, not 'yes'",
    ),
    (
        "yes or no for text",
        '"Tiny"',
        "true",
        ":2: title: expected text, not true",
    ),
    (
        "a table for text",
        'title = "Tiny"',
        'title = {text = "Tiny"}',
        ":2: title: expected text, not a table",
    ),
    (
        "a list for text, over lines",
        '"Show where a mistake is."',
        "[\n1,\n[2]]",
        ":3: purpose: expected text, not a list",
    ),
    (
        "text for a list",
        'columns = ["Bad"]',
        'columns = "Bad"',
        ":12: agenda[1].columns: expected a list, not 'Bad'",
    ),
    (
        "a number in a list, over lines",
        'columns = ["Bad"]',
        'columns = [ # which\n  "Bad", # this\n\n  7,\n]',
        ":15: agenda[1].columns[1]: expected text, not 7",
    ),
    (
        "text for a table",
        '{name = "Bad"}',
        '"Bad"',
        ":8: agenda[0].columns[1]: expected a table, not 'Bad'",
    ),
    (
        "one activity for a list",
        '[[agenda]]\nkind = "vote"\ncolumns = ["Bad"]\n',
        "",
        None,  # fine: there is one activity left
    ),
    (
        "the agenda after a text",
        "name",
        'agenda = "collect"\nname',
        ":6: syntax: Cannot",
    ),
    (
        "a word that is not one of some",
        'columns = ["Bad"]',
        'on = "topic"',
        ":12: agenda[1].on: expected one of 'topics', 'notes', 'actions'; not 'topic'",
    ),
    (
        "a number where some words are known",
        'columns = ["Bad"]',
        "attribution = 5",
        ":12: agenda[1].attribution: expected one of 'named', 'confidential', 'anonymous'; not 5",
    ),
    (
        "a value that the activity refuses",
        "minutes = 10",
        "minutes = 500",
        ":7: agenda[0].minutes: collect: minutes is a whole number from 0 to 480, not 500",
    ),
    (
        "an absurd value, cut",
        "minutes = 10",
        f"minutes = {'9' * 4000}",
        ":7: agenda[0].minutes: collect: minutes is a whole number from 0 to 480, not 9999",
    ),
    (
        "a value that the column refuses",
        'name = "Bad"',
        f'name = "{"x" * 81}"',
        ":8: agenda[0].columns[1].name: column 'xxxx",
    ),
    (
        "a value that the format refuses",
        '"tiny"',
        '"Tiny format"',
        ":1: name: a format's name is lower-case letters, digits and dashes, not 'Tiny format'",
    ),
    (
        "a control character",
        '"Tiny"',
        r'"Tiny\u0007"',
        ":2: title: the text holds the control character U+0007 at position 5; take it out",
    ),
    (
        "an empty list",
        "columns = [{",
        "columns = []\n# [{",
        ":8: agenda[0].columns: collect: columns is empty; give at least one",
    ),
    (
        "two columns of one name",
        'name = "Bad"',
        'name = "good"',
        ":8: agenda[0].columns[1].name: format 'tiny': two columns are named 'good'; rename one",
    ),
    (
        "a vote on a column that is not there",
        '["Bad"]',
        '[\n"Bad",\n"Worse"]',
        ":14: agenda[1].columns[1]: format 'tiny': vote: no column 'Worse'",
    ),
    (
        "the first of two mistakes",
        'minutes = 10\ncolumns = [{name = "Good"',
        'minutes = []\ncolumns = [{name = "Good"}, {name = 1',
        ":7: agenda[0].minutes: expected a whole number, not a list",
    ),
]


@pytest.mark.parametrize(
    ("old", "new", "said"), [each[1:] for each in MISTAKES], ids=[each[0] for each in MISTAKES]
)
def test_a_mistake_is_put_to_its_line_and_field(
    tmp_path: Path, old: str, new: str, said: str | None
) -> None:
    assert GOOD.count(old) >= 1
    path = written(tmp_path, GOOD.replace(old, new, 1))
    if said is None:
        assert load_format(path).name == "tiny"
    else:
        found = refusal(path)
        assert found.startswith(said)
        assert len(found) < 400


def question(text: str) -> str:
    head = '[[agenda]]\nkind = "ask"\n\n[[agenda.questions]]\nname = "mood"\ntext = "How?"\n'
    return GOOD + head + text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('kind = "scales"', ":19: agenda[2].questions[0].kind: no kind 'scales'; did you mean "),
        ("", ":16: agenda[2].questions[0].kind: the field 'kind' is missing; it is one of scale,"),
        (
            'kind = "scale"\nlow = 5\nhigh = 1',
            ":20: agenda[2].questions[0].low: scale 'mood' runs from 5 to 1; it needs two to",
        ),
        (
            'kind = "scale"\nhigh = 50',
            ":20: agenda[2].questions[0].high: scale 'mood' runs from 1 to 50; it needs two to",
        ),
        (
            'kind = "scale"\nlabels = ["low"]',
            ":20: agenda[2].questions[0].labels: expected a list of 2; this one has 1",
        ),
        (
            'kind = "choice"\noptions = ["yes"]',
            ":20: agenda[2].questions[0].options: choice 'mood' needs two or more options",
        ),
        (
            'kind = "choice"',
            ":16: agenda[2].questions[0].options: the field 'options' is missing; add it",
        ),
        (
            'kind = "free-text"\n[[agenda.questions]]\nkind = "free-text"\n'
            'text = "?"\nname = "a b"',
            ":23: agenda[2].questions[1].name: a question's name is letters, digits and dashes, "
            "not 'a b'",
        ),
        (
            'kind = "free-text"\n[[agenda.questions]]\nkind = "free-text"\n'
            'name = "mood"\ntext = "Why?"',
            ":22: agenda[2].questions[1].name: format 'tiny': two questions are named 'mood'; ",
        ),
    ],
)
def test_a_mistake_in_a_question(tmp_path: Path, text: str, said: str) -> None:
    assert refusal(written(tmp_path, question(text))).startswith(said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ":1: format: the file is empty; begin with name, title, purpose"),
        (" \n\n", ":1: format: the file is empty; begin with name, title, purpose"),
        ("# nothing but this\n", ":1: name: the field 'name' is missing; add it"),
        (b'name = "x"\ntitle = "\xff"\n', ":2: text: not in UTF-8; save the file as UTF-8"),
        ('name = "x"\nagenda = []', ":1: title: the field 'title' is missing; add it"),
        (
            'name = "x"\ntitle = "X"\npurpose = "P"\nagenda = []',
            ":4: agenda: format 'x': agenda is empty; give at least one activity",
        ),
        (
            'name = "x"\ntitle = "X"\npurpose = "P"\n[agenda]\nkind = "vote"',
            ":4: agenda: expected a list; begin each activity with [[agenda]]",
        ),
        (
            'name = "x"\ntitle = "X"\npurpose = "P"\nagenda = "vote"',
            ":4: agenda: expected a list, not 'vote'",
        ),
        (
            'name = "x"\ntitle = "X"\npurpose = "P"\n\nagenda = [\n{kind = "vote"},\n\n{},\n]',
            ":8: agenda[1].kind: the field 'kind' is missing; ",
        ),
        (
            '# texts that look like something else\nname = \'x\'\ntitle = """\n[[agenda]]\n'
            "kind = \\\"\"\"\"\"\npurpose = '''\na = ']'\n'''\n# [[agenda]]\n[[agenda]]\n"
            '"kind" = "welcome"\nagreement = ["[", "]]", \'"\', "\\"#"]\nminute=3',
            ":13: agenda[0].minute: no field 'minute'; did you mean minutes?",
        ),
        (
            'name = "x"\r\ntitle = "X"\r\npurpose = "P"\r\n[[agenda]]\r\nkind = "votes"\r\n',
            ":5: agenda[0].kind: no kind 'votes'; did you mean vote?",
        ),
    ],
)
def test_a_mistake_in_a_whole_file(tmp_path: Path, text: str | bytes, said: str) -> None:
    assert refusal(written(tmp_path, text)).startswith(said)


def test_a_file_that_cannot_be_read_at_all(tmp_path: Path) -> None:
    assert refusal(tmp_path) == ": is a folder; give a file in it"
    assert refusal(tmp_path / "no.toml") == (
        ": No such file or directory; give a file that can be read"
    )
    large = written(tmp_path, GOOD + "#" * LARGEST)
    assert refusal(large) == ": more than 1,000,000 bytes; give a file with one format"
    assert load_format(written(tmp_path, GOOD.ljust(LARGEST, "#"))).name == "tiny"


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="whoever may do all may read all"
)
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD)
    path.chmod(0)
    assert refusal(path) == ": Permission denied; give a file that can be read"


def test_a_mark_that_some_editors_write_first_is_no_mistake(tmp_path: Path) -> None:
    assert load_format(str(written(tmp_path, b"\xef\xbb\xbf" + GOOD.encode()))).name == "tiny"


# --- What is right comes out equal ------------------------------------------------------------


def toml(value: Any) -> str:
    """Write a value inline, as TOML."""
    if isinstance(value, dict):
        pairs = (f"{name} = {toml(each)}" for name, each in value.items() if each is not None)
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, (bool, int)):
        return str(value).lower()
    assert isinstance(value, str)
    escaped = "".join(
        c if c.isprintable() and c not in '"\\' else rf"\U{ord(c):08x}" for c in value
    )
    return f'"{escaped}"'


def tables(data: dict[str, Any], head: str = "") -> list[str]:
    """Write a table as lines of TOML; lists of tables go below their own heads."""
    lower, lines = [], []
    for name, value in data.items():
        of_tables = isinstance(value, (list, tuple)) and {dict} == {type(each) for each in value}
        if of_tables:
            path = f"{head}.{name}".lstrip(".")
            for each in value:
                lower += ["", f"[[{path}]]", *tables(each, path)]
        elif value is not None:  # TOML has no word for nothing
            lines.append(f"{name} = {toml(value)}")
    return lines + lower


def as_data(format: Format) -> dict[str, Any]:
    data = careful().unstructure(format)
    assert not any(isinstance(each, Enum) for each in data.values())
    return dict(data)


prose = (
    st.text(
        st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"])
        | st.sampled_from("\"\\\n\t'#[]"),
        max_size=60,
    )
    .map(lambda text: text.replace("{", "{ ").rstrip())  # no word that a charter has not
    .filter(bool)
    | st.sampled_from(["{values}", "Is {principle|it } it?", "{{purpose}}"])
)


@st.composite
def variants(draw: st.DrawFn) -> Format:
    """Draw a built-in format with other words, and steps left out or put in."""
    from attrs import evolve

    format: Format = draw(st.sampled_from(FORMATS))
    kept = [
        evolve(each, prompt=draw(prose), minutes=draw(st.integers(0, 480)))
        for each in format.agenda
        if not isinstance(each, Vote) and draw(st.booleans())
    ]
    names = ["Déjà vu", 'a "b" # c', "[[agenda]]"]
    hues = st.sampled_from([None, *HUES])
    columns = [Column(name, draw(prose), color=draw(hues)) for name in names]
    agenda: list[Activity] = [
        *kept,
        Collect(columns=columns, sealed=draw(st.booleans()), stage=draw(st.sampled_from(Stage))),
        Vote(columns=names[1:], attribution=draw(st.sampled_from(Attribution))),
    ]
    line = prose.filter(lambda text: not set(text) & set("\n\t"))
    goals = draw(st.lists(line, max_size=3))
    return evolve(format, agenda=agenda, goals=goals, purpose=draw(prose))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("formats")


@pytest.mark.parametrize("format", FORMATS, ids=lambda each: each.name)
def test_every_builtin_format_can_be_a_file(tmp_path: Path, format: Format) -> None:
    assert load_format(written(tmp_path, "\n".join(tables(as_data(format))))) == format


@settings(deadline=None)
@given(format=variants(), inline=st.booleans())
def test_what_is_written_out_comes_back_equal(folder: Path, format: Format, inline: bool) -> None:
    data = as_data(format)
    if inline:
        text = "\n".join(f"{name} = {toml(each)}" for name, each in data.items())
    else:
        text = "\n".join(tables(data))
    assert load_format(written(folder, text)) == format


@settings(deadline=None)
@given(
    format=variants(),
    step=st.integers(0, 50),
    inline=st.booleans(),
)
def test_an_unknown_field_is_found_wherever_it_is(
    folder: Path, format: Format, step: int, inline: bool
) -> None:
    data = as_data(format)
    step %= len(data["agenda"])
    data["agenda"][step]["zzz"] = 1
    if inline:
        rows = ",\n".join(map(toml, data.pop("agenda")))
        text = "\n".join([*tables(data), f"agenda = [ # all\n{rows},\n]"])
    else:
        text = "\n".join(tables(data))
    line = 1 + next(at for at, each in enumerate(text.split("\n")) if "zzz = 1" in each)
    said = refusal(written(folder, text))
    assert said.startswith(f":{line}: agenda[{step}].zzz: no field 'zzz'; ")


ABOUT_TEAMMATES = """\
name = "fair"
title = "Fair"
purpose = "Rate each other."
[[agenda]]
kind = "ask"
[[agenda.questions]]
kind = "allocation"
name = "points"
text = "Who carried what?"
total = 50
with_self = true
scoring = "own"
shown_to = "facilitator"
[[agenda.questions]]
kind = "peer-rating"
name = "care"
text = "Care?"
criteria = ["Helps", "Listens"]
low = 0
high = 3
labels = ["never", "always"]
shown_to = "team"
"""


def test_questions_about_teammates_are_read(tmp_path: Path) -> None:
    ask = load_format(written(tmp_path, ABOUT_TEAMMATES)).agenda[0]
    assert isinstance(ask, Ask)
    assert ask.questions == (
        Allocation(
            "points",
            "Who carried what?",
            total=50,
            with_self=True,
            scoring="own",
            shown_to="facilitator",
        ),
        PeerRating(
            "care", "Care?", ("Helps", "Listens"), 0, 3, ("never", "always"), shown_to="team"
        ),
    )


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ('"facilitator"', '"boss"',
         ":13: agenda[0].questions[0].shown_to: expected one of 'member', 'facilitator', 'team'"),
        ("total = 50", "total = 5", ":10: agenda[0].questions[0].total: allocation 'points': tot"),
        ("total = 50", "totl = 50", ":10: agenda[0].questions[0].totl: no field 'totl'; did you"),
        ("with_self = true", "with_self = 1", ":11: agenda[0].questions[0].with_self: expected t"),
        ('["Helps", "Listens"]', '"Helps"', ":18: agenda[0].questions[1].criteria: expected a l"),
        ('"Listens"]', '"helps"]', ":18: agenda[0].questions[1].criteria: peer rating 'care' ne"),
        ('"peer-rating"', '"peers"', ":15: agenda[0].questions[1].kind: no kind 'peers'"),
    ],
)  # fmt: skip
def test_a_mistake_about_teammates_is_put_to_its_line(
    tmp_path: Path, right: str, wrong: str, said: str
) -> None:
    assert refusal(written(tmp_path, ABOUT_TEAMMATES.replace(right, wrong))).startswith(said)


# --- Folders ----------------------------------------------------------------------------------


def test_the_formats_of_a_folder_come_by_file_name(tmp_path: Path) -> None:
    written(tmp_path, GOOD.replace("tiny", "second"), "b.toml")
    written(tmp_path, GOOD.replace("tiny", "first"), "a.toml")
    written(tmp_path, "not a format", "notes.txt")
    (tmp_path / "deeper").mkdir()
    written(tmp_path / "deeper", GOOD, "c.toml")
    assert [each.name for each in load_formats(tmp_path)] == ["first", "second"]
    assert [each.name for each in load_formats(str(tmp_path))] == ["first", "second"]


def test_an_empty_folder_has_no_formats(tmp_path: Path) -> None:
    assert load_formats(tmp_path) == []


def test_two_files_of_one_name_are_both_named(tmp_path: Path) -> None:
    one = written(tmp_path, GOOD, "one.toml")
    two = written(tmp_path, "# my own\n" + GOOD, "two.toml")
    with pytest.raises(FormatError) as caught:
        load_formats(tmp_path)
    assert str(caught.value) == f"{two}:2: name: {one} is named 'tiny' too; rename one of them"


def test_a_mistake_in_a_folder_names_the_file(tmp_path: Path) -> None:
    written(tmp_path, GOOD, "a.toml")
    path = written(tmp_path, "name = 1", "b.toml")
    with pytest.raises(FormatError) as caught:
        load_formats(tmp_path)
    assert str(caught.value).startswith(f"{path}:1: name: expected text, not 1")


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    for path in (tmp_path / "none", written(tmp_path, GOOD)):
        with pytest.raises(FormatError, match=r"(No such file|Not a) .*; give a folder"):
            load_formats(path)


# --- The example ------------------------------------------------------------------------------


def test_the_example_is_a_whole_format() -> None:
    format = load_format(EXAMPLE)
    assert format.name == "weather-report"
    assert [each.kind for each in format.agenda] == [
        "welcome", "review", "ask", "collect", "group", "vote", "discuss", "decide",
    ]  # fmt: skip
    assert format.goals
    assert load_formats(EXAMPLE.parent) == [format]
