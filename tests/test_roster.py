"""The roster of a class: what anybody writes is read back, and what is wrong is put to its line."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrokit.errors import FileError
from retrokit.roster import LARGEST, read_roster
from retrokit.texts import fold_name

Roster = dict[str, tuple[str, ...]]

LETTERS = st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"])
NAMES = st.text(LETTERS, min_size=1, max_size=20).filter(lambda name: name == name.strip())
ROSTERS = st.lists(NAMES, min_size=1, max_size=4, unique_by=fold_name).flatmap(
    lambda groups: st.fixed_dictionaries(
        {
            each: st.lists(NAMES, min_size=1, max_size=5, unique_by=fold_name).map(tuple)
            for each in groups
        }
    )
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "students.csv"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    roster=ROSTERS,
    headings=st.permutations(["group", "name", "email", "id"]),
    separator=st.sampled_from(",;\t"),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
    mark=st.sampled_from([b"", b"\xef\xbb\xbf"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    noise=st.data(),
)
def test_any_roster_that_is_written_is_read_back(
    file: Path,
    roster: Roster,
    headings: list[str],
    separator: str,
    line_end: str,
    mark: bytes,
    quoting: Any,
    noise: st.DataObject,
) -> None:
    text = StringIO(newline="")
    sheet = csv.DictWriter(
        text, headings, restval="x, y; z", delimiter=separator, lineterminator=line_end,
        quoting=quoting,
    )  # fmt: skip
    sheet.writer.writerow([noise.draw(st.sampled_from([each, each.upper()])) for each in headings])
    for group, names in roster.items():
        for name in names:
            text.write(noise.draw(st.sampled_from(["", line_end, f"{separator * 3}{line_end}"])))
            sheet.writerow({"group": group, "name": name})
    file.write_bytes(mark + text.getvalue().encode())
    assert read_roster(file) == roster


@pytest.mark.parametrize(
    "text",
    [
        "Section,Team,Name,Email\nA,Red,Ada Fry,a@b\nA,Red,Ben Oz,b@b\n",
        "name,user_id,group_name,group_id\nAda Fry,7,Red,1\nBen Oz,8,Red,1\n",
        "First name\tSurname\tGroups\nAda\tFry\tRed\nBen\tOz\tRed\n",
        "Last name;First name;Group\nFry;Ada;Red\nOz;Ben;RED\n",
        '\ufeff"Group","Name"\n"Red","Ada Fry"\n"Red","Ben Oz"\n',
        '"Student";"Group"\n"Ada Fry";"Red"\n\n;;\nBen Oz;Red;\n',
    ],
)
def test_the_lists_that_courses_have_are_read(text: str, file: Path) -> None:
    file.write_text(text, "utf-8")
    assert read_roster(file) == {"Red": ("Ada Fry", "Ben Oz")}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ":1: no columns for group and name; the first line names them, as in group,name"),
        ("Ada,Red\n", ":1: no columns for group and name"),
        ("name,grade\nAda,1\n", ":1: no columns for group and name"),
        ("first name,group\nAda,Red\n", ":1: no columns for group and name"),
        ("group,name\n\n,\n", ":1: no students are in it"),
        ("group,name\nRed,Ada\n\nRed,\n", ":4: no name; fill it in, or take the line out"),
        ("group,name\nRed,Ada\n,Ben\n", ":3: no group"),
        ("group,name\nRed\n", ":2: no name"),
        ("group,name\nRed,Ada\nred,ADA\n", ":3: ADA is in Red already, by line 2; tell them apart"),
        ("group,name\nRed,Fry, Ada\n", ":2: it has more cells than there are columns; put quotes"),
        ("group;name\nRed;Fry; Ada\n", "put quotes around what holds a semicolon"),
        (f"group,name\nRed,{'x' * 81}\n", ":2: the name has 81 characters; the limit is 80"),
        ('group,name\nRed,"Ada\nFry"\n', ":2: the name holds the control character U+000A"),
        ('group,name\nRed,Ben\nRed,"Ada\n', ":3: unexpected end of data; check the quotes"),
        (b"group,name\nRed,Ada\nRed,Chlo\xe9\n", ':3: not in UTF-8; save it again as "CSV UTF-8"'),
        (b"x" * (LARGEST + 1), ": more than 1,000,000 bytes"),
    ],
)
def test_what_is_wrong_is_put_to_its_line(text: str | bytes, said: str, file: Path) -> None:
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(FileError) as error:
        read_roster(file)
    told = str(error.value)
    assert told.startswith(f"{file}{said if said.startswith(':') else ':2: '}")
    assert said in told
    assert "\n" not in told


def test_a_file_that_is_not_there(file: Path) -> None:
    with pytest.raises(FileError, match="No such file or directory; give a file of CSV"):
        read_roster(file)


def test_the_same_name_may_be_in_two_groups(file: Path) -> None:
    file.write_text("group,name\nRed,Ada\nBlue,Ada\n", "utf-8")
    assert read_roster(file) == {"Red": ("Ada",), "Blue": ("Ada",)}
