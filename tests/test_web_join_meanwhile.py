"""Whatever a member does by `retro join`, and whatever others do to the same thing just before or
just after, the answer is a sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from crew import NO_PLUGINS
from live_room import Live, Person, serving
from room_formats import EVERYTHING, step

from retrokit import Logbook, Plugins, RetrokitError
from retrokit.cli.live.lines import handle
from retrokit.cli.remote.connection import Connection
from retrokit.cli.remote.link import Link
from retrokit.cli.remote.replica import Arriving, Replica
from retrokit.cli.remote.seat import Seat


class Interrupted(Connection):
    """A way to the room on which others are faster: before a request, and before its answer."""

    before: Callable[[], object] | None = None
    after: Callable[[], object] | None = None

    def ask(self, path: str, *given: Any, **more: Any) -> dict[str, Any]:
        if path != "/api/do":
            return super().ask(path, *given, **more)
        before, self.before = self.before, None
        after, self.after = self.after, None
        if before is not None:
            before()
        told = super().ask(path, *given, **more)
        if after is not None:
            after()
        return told


@contextmanager
def seat(live: Live) -> Iterator[tuple[Seat, Interrupted]]:
    way = Interrupted(Link.read(live.url))
    way.join(live.secrets.member, "Ana")
    arriving = Arriving(way)
    try:
        arriving.wait(1, 15)
        with Logbook(":memory:", plugins=Plugins.load(NO_PLUGINS)) as logbook:
            yield Seat(logbook, Replica(arriving, way, "Ana"), hide=False), way
    finally:
        arriving.listener.close()


# What somebody does to the things that a line is about: `seen` has their numbers.
Seen = dict[str, int]
OTHERS: dict[str, Callable[[Person, Seen], object]] = {
    "review": lambda lead, seen: lead.send(
        "review", number=seen["old"], outcome="dropped", reason="old"
    ),
    "change": lambda lead, seen: lead.send("change_action", number=seen["item"], text="Tidied"),
    "delete": lambda lead, seen: [
        lead.send("delete_note", note=seen[each]) for each in ("note", "mate", "grouped")
    ],
    "split": lambda lead, seen: lead.send("split", numbers=[seen["topic"]]),
    "absorb": lambda lead, seen: lead.send("group", numbers=[seen["other"], seen["topic"]]),
    "undo": lambda lead, seen: lead.send("undo"),
    "move on": lambda lead, seen: lead.send("next"),
    "rename": lambda lead, seen: lead.send("rename", name="Ana", to="Anna"),
    "close": lambda lead, seen: lead.send("close"),
}
QUICK = ("move on", "rename")
LINES = (
    "/owner {old} Ana", "/due {old} tomorrow", "/serves {old} 1", "/carry {old}",
    "/carry {old} @Ana due tomorrow", "/done {old}", "/drop {old} because no",
    "/owner {item} Ana", "/due {item} tomorrow", "/costs {item} 1", "/done {item}",
    "/drop {item} because no", "/carry {item}", "/action Sweep @Ana", "/edit {note} b",
    "/move {note} Later", "/delete {note}", "/group {note} {mate} as Pair", "/group {note} {topic}",
    "/split {grouped}", "/rename {topic} as Other", "/decided Yes", "/column Later",
    "Parked: one more", "/undo", "/done", "/notes", "/actions", "/show", "/who",
)  # fmt: skip


def kept(where: Path) -> None:
    """Keep a retro into which as many action items are carried as there are lines."""
    with Logbook(where, plugins=Plugins.load(NO_PLUGINS)) as logbook:
        earlier = logbook.start(EVERYTHING, team="Lander", members=["Ana"])
        for line in LINES:
            earlier.add_action(line)
        earlier.close()
        logbook.start(EVERYTHING, team="Lander")


@pytest.fixture(autouse=True)
def no_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retrokit.web.room.BURST", 100_000)


def fresh(live: Live, lead: Person, old: int) -> Seen:
    """Have the retro where notes are seen at once, with things that nobody has touched yet."""

    def made(do: str, **given: Any) -> int:
        lead.do(do, **given)
        return live.retro.state.last_number

    lead.send("reopen")
    lead.send("go", step=step("Parking"))
    lead.send("rename", name="Anna", to="Ana")
    seen = {
        name: made("add_note", column="Parked", text=name, signed=False)
        for name in ("note", "mate", "grouped", "second", "third")
    }
    seen["topic"] = made("group", numbers=[seen["grouped"], seen["second"]], title="Both")
    seen["other"] = made("group", numbers=[seen["third"]], title="Other")
    return {**seen, "item": made("add_action", text="Tidy"), "old": old}


@pytest.mark.parametrize("first", ["before", pytest.param("after", marks=pytest.mark.long)])
@pytest.mark.parametrize(
    "others",
    [each if each in QUICK else pytest.param(each, marks=pytest.mark.long) for each in OTHERS],
)
def test_every_command_answers_with_a_sentence(first: str, others: str, tmp_path: Path) -> None:
    """In turn, others are faster before a request and before its answer."""
    turn = [*OTHERS].index(others) + (first == "after")
    kept(tmp_path / "team.db")
    with serving(EVERYTHING, tmp_path / "team.db") as live:
        lead = live.person("Fay", leads=True)
        with seat(live) as (session, way):
            for old, line in enumerate(LINES, 1):
                seen = fresh(live, lead, old)
                session.room.arriving.wait(live.retro.state.version, 15)
                handle(session, "/show")
                when = ("after", "before")[(old + turn) % 2]
                setattr(way, when, partial(OTHERS[others], lead, seen))
                try:
                    said = handle(session, line.format(**seen))
                except RetrokitError as error:
                    said = str(error)
                assert said.strip(), line
                way.before = way.after = None


def test_what_is_told_is_what_was_done_here(tmp_path: Path) -> None:
    kept(tmp_path / "team.db")
    with serving(EVERYTHING, tmp_path / "team.db") as live:
        lead = live.person("Fay", leads=True)
        with seat(live) as (session, way):
            seen = fresh(live, lead, 1)
            session.room.arriving.wait(live.retro.state.version, 15)
            handle(session, "/show")
            way.after = partial(OTHERS["review"], lead, seen)
            assert handle(session, "/owner 1 Ana").endswith("(Ana, no due date yet)")
            way.after = lambda: lead.send("delete_note", note=live.retro.state.last_number)
            assert "Parked: mine (Ana)" in handle(session, "Parked: mine")
            way.after = partial(OTHERS["split"], lead, seen)
            assert "Renamed" in str(session.room.rename_topic(seen["topic"], "Renamed"))
