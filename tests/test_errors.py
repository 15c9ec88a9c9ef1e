"""The family of errors."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from retrokit import errors
from retrokit.errors import NotFound, RetrokitError

LEAVES = {
    errors.NotFound: LookupError,
    errors.Ambiguous: LookupError,
    errors.Invalid: ValueError,
    errors.NotNow: RuntimeError,
    errors.WouldOpen: RuntimeError,
    errors.NotYours: PermissionError,
    errors.Outside: PermissionError,
    errors.Conflict: RuntimeError,
    errors.FormatError: ValueError,
    errors.PluginError: RuntimeError,
    errors.FileError: ValueError,
    errors.LogbookError: OSError,
    errors.Damaged: OSError,
}


@pytest.mark.parametrize(("leaf", "kind"), LEAVES.items())
def test_every_error_is_of_the_family_and_of_a_builtin_kind(
    leaf: type[Exception], kind: type[Exception]
) -> None:
    with pytest.raises(RetrokitError):
        raise leaf("so")
    with pytest.raises(kind):
        raise leaf("so")


def test_no_error_is_missing_from_the_family_portrait() -> None:
    found = {
        each
        for each in vars(errors).values()
        if isinstance(each, type) and issubclass(each, Exception) and each is not RetrokitError
    }
    assert found == set(LEAVES)


@pytest.mark.parametrize(
    ("name", "known", "said"),
    [
        ("Anna", ["Ana", "Ben"], "no member 'Anna'; did you mean Ana?"),
        ("BEN", ["Ana", "Ben"], "no member 'BEN'; did you mean Ben?"),
        ("Ane", ["Ana", "Anne"], "no member 'Ane'; did you mean Anne or Ana?"),
        ("zzz", ["Ana", "Ben"], "no member 'zzz'; there are: Ana, Ben"),
        ("zzz", [], "no member 'zzz'; there is none yet"),
        (
            "start",
            ["starfish", "start-stop"],
            "no member 'start'; did you mean start-stop or starfish?",
        ),
        ("1", ["10", "11"], "no member '1'; there are: 10, 11"),
        (7, ["1", "2"], "no member 7; there are: 1, 2"),
    ],
)
def test_what_is_not_found_comes_with_the_nearest_names(
    name: object, known: list[str], said: str
) -> None:
    assert str(NotFound.among("member", name, known)) == said


def test_what_is_not_found_stays_one_short_line_whatever_was_asked_for() -> None:
    said = str(NotFound.among("step", "x\n" * 500, map(str, range(100))))
    assert "\n" not in said
    assert len(said) < 150
    assert said.endswith("'; there are: 0, …")


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (["sailboat", "x" * 35], f"are: sailboat, {'x' * 35}"),
        (["sailboat", "x" * 36], "are: sailboat, …"),
        (["x" * 80], f"is: {'x' * 80}"),
        (map(str, range(100)), "are: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, …"),
    ],
)
def test_as_many_names_are_said_as_there_is_room_for_in_a_line(
    known: Iterable[str], said: str
) -> None:
    message = str(NotFound.among("format", "zzz", known))
    assert message == f"no format 'zzz'; there {said}"
