"""Whatever is given to the public API: it is taken, or refused with a `RetrokitError`."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import pytest
from attrs import frozen
from crew import start

import retrokit
from retrokit import (
    ActionStatus,
    Ask,
    Collect,
    Column,
    Decide,
    Discuss,
    Finding,
    Format,
    Group,
    Invalid,
    Logbook,
    Matrix,
    NotFound,
    Plugins,
    Receipt,
    Retro,
    RetrokitError,
    Scale,
    Severity,
    Stage,
    Vote,
    given,
)
from retrokit.engine.log import moment

NOON = datetime(2031, 3, 1, 12, tzinfo=UTC)


class Unshown:
    """An object that cannot even be shown."""

    def __repr__(self) -> str:
        """Fail."""
        raise ValueError("no")


ODD: list[Any] = [
    None, "", "str", "\ud800", "a\0b", "x" * 3000, b"x", 3, -1, 0, 10**30, True, 1.5,
    float("nan"), float("inf"), [], ["x"], [1], [[]], [None], {"a": 1}, {1}, {1: None},
    {1: [[]]}, (x for x in "ab"), object(), date(2020, 1, 1), NOON, Stage.CLOSE,
    ActionStatus.DONE, Column, Column("A"), Format, len, Receipt("0" * 32), Path("x.toml"),
    Unshown(),
]  # fmt: skip

BOARD = Format(
    name="board",
    title="Board",
    purpose="Try it.",
    goals=["Come home safe"],
    agenda=[
        Collect(columns=[Column("Ideas")], sealed=False),
        Ask(questions=[Scale("safe", "How safe is it?")]),
        Group(),
        Vote(),
        Matrix(),
        Discuss(),
        Decide(),
    ],
)


def retro_at(kind: str) -> Retro:
    """Return a retro with one of everything, at an activity of this kind."""
    retro = Logbook(":memory:", clock=lambda: NOON).start(BOARD, team="T", members=["Ana", "Ben"])
    retro.add_note("Ideas", "One", "Ana")
    retro.add_note("Ideas", "Two", "Ben")
    retro.remark("Said", decision=True)
    retro.add_action("Do it")
    if kind != "collect":
        retro.go(kind)
    return retro


FINE: dict[str, Any] = {
    "column": "Ideas", "text": "Text", "author": "Ana", "note": 1, "question": "safe", "value": 3,
    "numbers": [1, 2], "title": "Title", "topic": 1, "number": 4, "outcome": "done", "step": 2,
    "position": 1, "minutes": 3, "name": "Ana", "to": "Cy", "attribution": "anonymous", "winner": 1,
    "how": "coin",
    "member": "Ana", "activity": Decide(), "ballot": {1: 1}, "places": {1: (1, 5)},
    "receipt": Receipt("0" * 32),
    "receipts": [], "version": 1, "key": "0" * 32, "format": BOARD, "team": "T",
    "log": (), "keeper": None, "clock": lambda: NOON, "rng": None, "where": ":memory:",
    "ref": "latest", "path": "copy.db",
}  # fmt: skip
"""A value that may be given, by the name of the argument."""


def calls(function: Callable[..., Any], target: Any = None) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield arguments for a function: an odd value for one of them, the rest as they should be."""
    parameters = [each for each in inspect.signature(function).parameters.values()
                  if each.name != "self" and each.kind is not each.VAR_KEYWORD]  # fmt: skip
    base = {
        each.name: FINE.get(each.name)
        for each in parameters
        if each.default is each.empty
    }  # fmt: skip
    if "retro" in base:
        base["retro"] = target
    for each in parameters:
        for odd in ODD:
            if each.name == "clock" and callable(odd):
                continue  # what a clock itself raises is not ours
            yield f"{each.name}={type(odd).__name__}", {**base, each.name: odd}


def tried(function: Callable[..., Any], arguments: dict[str, Any]) -> str | None:
    """Return what went wrong, None where it was taken or refused as it should be."""
    try:
        found = function(**arguments)
        if hasattr(found, "__enter__") and not isinstance(found, Logbook):
            with found:
                pass
    except RetrokitError as error:
        if type(error) is RetrokitError or "\n" in str(error):
            return f"{type(error).__name__}: {error}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return None


@pytest.mark.parametrize("kind", ["collect", "ask", "vote", "matrix", "discuss", "decide"])
def test_whatever_a_retro_is_given_only_retrokit_errors_come_out(kind: str) -> None:
    wrong = []
    retro = retro_at(kind)
    for name, method in inspect.getmembers(Retro, inspect.isfunction):
        if name.startswith("_"):
            continue
        for label, arguments in calls(method):
            said = tried(getattr(retro, name), arguments)
            if said:
                wrong.append(f"{name}({label}): {said}")
            step = retro.state.current_step
            moved = step is None or step.activity.kind != kind
            if moved or retro.state.closed or retro.state.version > 40:
                retro = retro_at(kind)
    assert not wrong, "\n".join(wrong)


def test_whatever_a_logbook_is_given_only_retrokit_errors_come_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    wrong = []
    retro = retro_at("decide")
    with Logbook(":memory:", clock=lambda: NOON) as logbook:
        logbook.import_(logbook.export(retro))
        for name, method in inspect.getmembers(Logbook, inspect.isfunction):
            if name.startswith("_") or name == "close":
                continue
            for label, arguments in calls(method, retro):
                said = tried(getattr(logbook, name), arguments)
                if said:
                    wrong.append(f"{name}({label}): {said}")
    assert not wrong, "\n".join(wrong)


def test_whatever_a_public_class_is_made_of_only_retrokit_errors_come_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    wrong = []
    names = [name for name in retrokit.__all__ if isinstance(getattr(retrokit, name), type)]
    for name in names:
        each = getattr(retrokit, name)
        if issubclass(each, BaseException) or getattr(each, "_is_protocol", False):
            continue
        if issubclass(each, Enum):
            for odd in ODD[:-1]:
                said = tried(each, {"value": odd})
                if said:
                    wrong.append(f"{name}({type(odd).__name__}): {said}")
            continue
        for label, arguments in calls(each):
            said = tried(each, arguments)
            if said:
                wrong.append(f"{name}({label}): {said}")
    for label, arguments in calls(Retro.start):
        said = tried(Retro.start, arguments)
        if said:
            wrong.append(f"Retro.start({label}): {said}")
    assert not wrong, "\n".join(wrong)


def test_a_finding_is_made_of_texts() -> None:
    for odd in ({"sentence": 3}, {"sentence": "So.", "evidence": [3]}):
        with pytest.raises(Invalid, match="a finding's"):
            Finding(severity=Severity.NOTICE, **odd)  # type: ignore[arg-type]


def test_words_are_found_whatever_their_case() -> None:
    assert Stage(" Close ") is Stage.CLOSE
    assert Stage("GATHER DATA") is Stage("gather data")


def test_what_an_annotation_leaves_open_is_handed_on() -> None:
    @given.checked
    def anything(value: int | Annotated[object, "whatever"], more: object = None) -> object:
        return value if more is None else more

    assert anything("text") == "text"  # type: ignore[arg-type]
    assert anything(1, more="text") == "text"


@pytest.mark.parametrize(
    ("clock", "said"),
    [(lambda: 3, "must return a datetime"), (lambda: datetime(2025, 1, 1), "without a time zone")],
)
def test_a_clock_says_when_and_where(clock: Any, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        moment(clock)


def test_an_activity_of_a_kind_of_ones_own_is_none() -> None:
    @frozen(kw_only=True)
    class Mine(Vote):
        pass

    with pytest.raises(Invalid, match="is no activity; give a Collect, a Vote"):
        start().add_activity(Mine())


def test_a_file_where_a_format_is_meant_is_told_what_reads_it() -> None:
    reads = "read a file with load_format$"
    with Logbook(":memory:", plugins=Plugins()) as logbook:
        with pytest.raises(NotFound, match=reads):
            logbook.start("shares.TOML", team="T")
        with pytest.raises(Invalid, match=reads):
            logbook.start(Path("shares.toml"), team="T")  # type: ignore[arg-type]
    for path in ("shares.toml", Path("shares")):
        with pytest.raises(Invalid, match=reads):
            Retro.start(path, team="T")  # type: ignore[arg-type]
    with pytest.raises(Invalid, match=r"format is a Format, not 3$"):
        Retro.start(3, team="T")  # type: ignore[arg-type]
    with pytest.raises(Invalid, match=r"team is text, not \w+Path"):
        Retro.start(start().state.format, team=Path("shares.toml"))  # type: ignore[arg-type]
