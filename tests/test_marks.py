"""What the marks on the methods of a retro say."""

from __future__ import annotations

import inspect

import pytest

from retrokit import Invalid, Retro
from retrokit.engine.marks import Role, marked
from retrokit.logbook import MEMORY, Logbook

SPECS = marked(Retro)


def test_a_method_is_marked_or_is_no_action() -> None:
    reading = {
        "called", "instead_of", "last", "may_reveal", "refresh", "rename_team", "role_since",
        "sealed", "sealed_count", "sealed_steps", "sealed_under", "since", "snapshot", "taken_part",
        "time_left", "together", "waits_for", "would_withhold",
    }  # fmt: skip
    public = inspect.getmembers(Retro, inspect.isfunction)
    assert {name for name, _ in public if name[0] != "_"} - reading == set(SPECS)
    assert {name for name, each in SPECS.items() if each.mark.asks} == {
        "before_reveal", "dealt", "form", "letters", "mine", "outline", "teammates",
    }  # fmt: skip


def test_each_says_what_it_does_in_a_sentence_and_what_its_arguments_are() -> None:
    assert all(each.meaning.endswith((".", "`.")) for each in SPECS.values())
    roles = {
        f"{name} {argument.name}": argument.role
        for name, each in SPECS.items()
        for argument in each.arguments
        if argument.role is not None
    }
    assert roles == {
        "answer author": Role.ME,
        "vote author": Role.ME,
        "place author": Role.ME,
        "withdraw by": Role.ME,
        "dealt author": Role.ME,
        "form author": Role.ME,
        "teammates author": Role.ME,
        "add_note author": Role.SIGNED,
        "letters member": Role.ONESELF,
        "discard_letters member": Role.ONESELF,
        "react author": Role.ONESELF,
        "comment author": Role.ONESELF,
        **dict.fromkeys(
            (
                "edit_note by", "move_note by", "delete_note by", "edit_comment by",
                "delete_comment by",
            ),
            Role.ASKER,
        ),
        **dict.fromkeys(("add_note version", "undo version"), Role.SEEN),
        **dict.fromkeys(
            (
                "letters but", "discard_letters but", "change_action latest",
                "before_reveal overheard", "open_seals told", "skip told",
            ),
            Role.INSIDE,
        ),
    }  # fmt: skip


def test_what_a_role_is_said_of_is_read_by_its_annotation_all_the_same() -> None:
    with Logbook(MEMORY) as logbook:
        retro = logbook.start("daki", team="Lander", members=["Ana"])
    assert SPECS["next"].method is Retro.next
    retro.go("collect")
    for author in (3, ["Ana"]):
        with pytest.raises(Invalid, match="author is text, not"):
            retro.add_note("Drop", "Tea", author)  # type: ignore[arg-type]
