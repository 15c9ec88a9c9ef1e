"""Every field of a declaration is made wrong, one at a time, and the error names that field."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve, fields_dict
from test_format_files import as_data, tables, written

from retrokit import FormatError, load_format
from retrokit.formats import (
    ACTIVITIES,
    Ask,
    Attribution,
    Axis,
    Collect,
    Column,
    Decide,
    Discuss,
    Format,
    Group,
    Matrix,
    Review,
    Vote,
    Welcome,
)
from retrokit.questions import QUESTIONS, Allocation, Choice, FreeText, PeerRating, Scale

SECRET = {"attribution": Attribution.ANONYMOUS}
FULL = Format(
    name="full",
    title="Full",
    purpose="Use every field.",
    when="In tests.",
    goals=["One", "Two"],
    attribution=Attribution.CONFIDENTIAL,
    agenda=[
        Welcome(agreement=["Be kind", "Be brief"], **SECRET),
        Review(**SECRET),
        Ask(
            questions=[
                Scale("safe", "Safe?", 0, 7, ("no", "yes"), alarm="Somebody is not safe."),
                Choice("again", "Again?", ["Yes", "No"], favourable=["Yes"], alarm="Ask why."),
                Choice("days", "Days?", ["Mon", "Tue", "Wed"], several=True),
                FreeText("word", "One word?"),
                Allocation("shares", "Who carried what?"),
                PeerRating("care", "Care?", ["Helps", "Listens"], 0, 3, ("never", "always")),
            ],
            **SECRET,
        ),
        Collect(
            columns=[Column("Good", "What?"), Column("Bad", "What not?", color="red")], **SECRET
        ),
        Group(columns=["Good", "Bad"], **SECRET),
        Vote(method="score", budget=4, cap=2, columns=["Bad"], **SECRET),
        Matrix(
            on="notes",
            columns=["Good"],
            across=Axis("Cost", "low", "high"),
            up=Axis("Value", "some", "a lot"),
            steps=7,
            good="bottom right",
            **SECRET,
        ),
        Discuss(order=["votes", "size"], top=3, columns=["Good"], **SECRET),
        Decide(**SECRET),
    ],
)
WRONG: list[Any] = [
    7, 10**12, -(10**12), True, "", "\a", "x" * 9_000, "two\nlines!", [], ["\a", 7], {"zzz": 1},
]  # fmt: skip
Put = Callable[[Any], dict[str, Any]]


def places(value: Any, whole: dict[str, Any], steps: tuple[str | int, ...] = ()) -> Iterator[Any]:
    """Yield each field and list item: its place, whether it holds others, what puts another."""
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    for step, held in inside:
        if step == "kind":
            continue
        here = (*steps, step)

        def put(wrong: Any, here: tuple[str | int, ...] = here) -> dict[str, Any]:
            changed: Any = deepcopy(whole)
            at = changed
            for each in here[:-1]:
                at = at[each]
            at[here[-1]] = wrong
            return dict(changed)

        said = "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in here)
        holds = isinstance(held, (dict, list, tuple))
        yield said[1:], holds, put
        if holds:
            yield from places(held, whole, here)


DATA = json.loads(json.dumps(as_data(FULL)))
PLACES = list(places(DATA, DATA))
TEXT = "\n".join(tables(DATA))


def is_named(field: str, place: str) -> bool:
    """Return whether a field is a place, lies in it, or is what stands and falls with it."""
    if place.rpartition(".")[2].startswith(("options", "several")) and "favourable" in field:
        return field.rpartition(".")[0] == place.rpartition(".")[0]
    return field == place or field.startswith((f"{place}.", f"{place}["))


def test_every_field_of_every_declaration_is_in_the_format() -> None:
    questions = {type(each) for step in FULL.agenda if isinstance(step, Ask)
                 for each in step.questions}  # fmt: skip
    assert questions == set(QUESTIONS)
    assert [type(each) for each in FULL.agenda] == list(ACTIVITIES)
    known = {place.rpartition(".")[2] for place, _, _ in PLACES}
    kinds = (Format, Axis, Column, *ACTIVITIES, *QUESTIONS)
    assert {name for kind in kinds for name in fields_dict(kind)} <= known


@pytest.mark.parametrize(("place", "holds", "put"), PLACES, ids=[each[0] for each in PLACES])
def test_what_is_wrong_in_a_file_is_named(
    tmp_path: Path, place: str, holds: bool, put: Put
) -> None:
    refused = 0
    for wrong in WRONG:
        text = "\n".join(tables(put(wrong)))
        path = written(tmp_path, text)
        error = refusal(partial(load_format, path))
        if error is None:
            continue
        refused += 1
        assert is_named(error.field, place), (wrong, str(error))
        if error.field == place and not holds and not isinstance(wrong, (dict, list)):
            before, after = TEXT.split("\n"), text.split("\n")
            line = 1 + next(at for at, each in enumerate(after) if each != before[at])
            assert str(error).startswith(f"{path}:{line}: {error.field}: ")
    assert refused


def refusal(make: Callable[[], object]) -> FormatError | None:
    try:
        make()
    except FormatError as error:
        return error
    return None


def declarations() -> Iterator[Any]:
    yield FULL
    for step in FULL.agenda:
        yield step
        yield from step.questions if isinstance(step, Ask) else ()
        yield from step.columns if isinstance(step, Collect) else ()


@pytest.mark.parametrize("declared", [*declarations()], ids=lambda each: type(each).__name__)
def test_what_is_wrong_in_a_declaration_is_named(declared: Any) -> None:
    for name in fields_dict(type(declared)):
        refused, held = 0, getattr(declared, name)
        tries = [(name, wrong) for wrong in (*WRONG, None, 2.5, object())]
        for at in range(len(held)) if isinstance(held, tuple) else ():
            items = [(*held[:at], wrong, *held[at + 1 :]) for wrong in WRONG]
            tries += [(f"{name}[{at}]", each) for each in items]
        for place, wrong in tries:
            error = refusal(partial(evolve, declared, **{name: wrong}))
            if error is not None:
                refused += 1
                assert is_named(error.field, place), (place, wrong, str(error))
        assert refused, name


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: Scale("q", "Q?", low=5, high=1), "low"),
        (lambda: Scale("q", "Q?", low=9), "low"),
        (lambda: Scale("q", "Q?", high=50), "high"),
        (lambda: Scale("q", "Q?", high="many"), "high"),  # type: ignore[arg-type]
        (lambda: PeerRating("q", "Q?", ["a"], low=0, high=50), "high"),
        (lambda: Choice("q", "Q?", ["a", "a"]), "options"),
        (lambda: Choice("q", "Q?", ["a", "b"], favourable=["a", "c"]), "favourable[1]"),
        (lambda: Choice("q", "Q?", ["a", "b"], True, ["a"]), "favourable"),
        (lambda: Collect(columns=[Column("a"), "b"]), "columns[1]"),  # type: ignore[list-item]
        (lambda: Discuss(order=["votes", "luck"]), "order[1]"),  # type: ignore[list-item]
    ],
)
def test_what_does_not_fit_together_is_put_to_one_field(
    make: Callable[[], object], field: str
) -> None:
    with pytest.raises(FormatError) as caught:
        make()
    assert caught.value.field == field


def test_what_is_wrong_between_activities_is_put_to_its_place() -> None:
    good, ask = Collect(columns=[Column("Good")]), Ask(questions=[FreeText("word", "Word?")])
    wrong = {
        "agenda[1].columns[1].name": (good, Collect(columns=[Column("Bad"), Column("good ")])),
        "agenda[2].questions[0].name": (good, ask, ask),
        "agenda[1].columns[1]": (good, Group(columns=["Good", "Best"])),
    }
    for field, agenda in wrong.items():
        with pytest.raises(FormatError) as caught:
            Format(name="x", title="X", purpose="Try.", agenda=agenda)
        assert caught.value.field == field
