"""What others do on their devices is summed up at the prompt, and nothing hidden is told by it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from live_room import Live, Person, until
from patience import PATIENCE
from room_formats import EVERYTHING, step

from retrokit import Logbook, Plugins, Retro
from retrokit.cli.addresses import Address
from retrokit.cli.hosting import Hosting, listen
from retrokit.cli.live import meanwhile
from retrokit.cli.live.elsewhere import elsewhere
from retrokit.cli.live.lines import handle
from retrokit.cli.live.session import Session
from retrokit.cli.remote.connection import Connection
from retrokit.cli.remote.link import Link
from retrokit.cli.remote.replica import Arriving, Replica
from retrokit.cli.remote.seat import Seat
from retrokit.formats import Attribution
from retrokit.logbook import MEMORY
from retrokit.web import audience

NAMED, CONFIDENTIAL, ANONYMOUS = Attribution
DEVICES = ("Ana", "Ben", "Cy", "Dev", "Eli")


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meanwhile, "EVERY", 0)


# --- what everyone can see


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Session, Retro]]:
    """A terminal, and what somebody else does with the same retro."""
    with Logbook(tmp_path / "team.db", plugins=Plugins()) as logbook:
        names = ["Fay", *DEVICES]
        retro = logbook.start(EVERYTHING, team="Lander", members=names, facilitator="Fay")
        session = Session(logbook, retro)
        handle(session, f"/go {step('Harvest')}")
        yield session, logbook.load(retro.state.id)


def open_board(session: Session, other: Retro) -> None:
    handle(session, "Ana: one")
    handle(session, "Ben: two")
    handle(session, "/open")
    other.refresh()


def test_what_is_added_to_the_board_is_counted(two: tuple[Session, Retro]) -> None:
    session, other = two
    open_board(session, other)
    assert elsewhere(session) == ""
    column = other.state.notes[1].column
    other.add_note(column, "three", "Cy")
    other.add_note(column, "four", "Cy")
    other.add_action("Buy tea")
    other.remark("said")
    other.remark("done", decision=True)
    assert elsewhere(session) == (
        "  2 notes, 1 remark, 1 decision and 1 action item added. /show shows it."
    )
    assert elsewhere(session) == ""


def test_what_changes_on_the_board_is_said(two: tuple[Session, Retro]) -> None:
    session, other = two
    open_board(session, other)
    handle(session, "/action Buy tea")
    other.refresh()
    for act in (
        lambda: other.edit_note(1, "uno"),
        lambda: other.group([1, 2], "Numbers"),
        lambda: other.split([1, 2]),
        lambda: other.delete_note(2),
    ):
        act()
        assert elsewhere(session) == "  The board has changed. /show shows it."
    other.change_action(max(other.state.actions), owner="Ana")
    assert elsewhere(session) == "  Action items have changed. /show shows it."


def test_what_is_typed_here_is_no_news_and_a_line_brings_all_that_is(
    two: tuple[Session, Retro], monkeypatch: pytest.MonkeyPatch
) -> None:
    session, other = two
    open_board(session, other)
    assert handle(session, "Ben: mine").startswith("  3 ")
    assert elsewhere(session) == ""
    other.refresh()
    column = other.state.notes[1].column
    other.add_note(column, "theirs", "Cy")
    assert "1 note added" in elsewhere(session)
    # Eighty notes are not eighty lines.
    monkeypatch.setattr(meanwhile, "EVERY", 1e9)
    for each in ("a", "b", "c"):
        other.add_note(column, each, "Cy")
        assert elsewhere(session) == ""
    said = handle(session, "/who")
    assert said.startswith("  3 notes added. /show shows it.\n")


def test_a_new_screen_says_all_there_is(two: tuple[Session, Retro]) -> None:
    session, other = two
    handle(session, "Ana: one")
    other.refresh()
    other.open_seals()
    assert "added" not in elsewhere(session)
    other.go(step("Asked"))
    assert "added" not in elsewhere(session)
    other.close()
    assert "This retro is closed" in elsewhere(session)
    assert elsewhere(session) == ""


def test_in_private_nothing_is_said_and_nothing_lost(two: tuple[Session, Retro]) -> None:
    session, other = two
    handle(session, "/pass Ana")
    handle(session, "mine")
    other.add_note(other.state.current_step.activity.columns[0].name, "theirs", "Ben")  # type: ignore[union-attr]
    other.add_action("Buy tea")
    assert handle(session, "also mine").splitlines()[0] == "(1 change came from elsewhere)"
    handle(session, "")
    assert elsewhere(session) == "  1 action item added. /show shows it."


# --- beside a room


class Desk:
    """A terminal beside a room, and people on devices."""

    def __init__(self, session: Session, hosting: Hosting) -> None:
        self.session, self.hosting = session, hosting
        self.people = {each: Person(hosting._place.url) for each in DEVICES}
        for name, person in self.people.items():
            assert person.join(hosting._room.door.secrets.member, name).status_code == 200
        hosting.poke()
        until(lambda: hosting._room._count._at is not None)

    def go(self, title: str) -> None:
        handle(self.session, f"/go {step('Parking')}")
        handle(self.session, "Parked: to vote on")
        handle(self.session, f"/go {step(title)}")
        self.hosting.poke()
        until(lambda: self.hosting._room.retro.state.current == step(title))
        elsewhere(self.session)


@pytest.fixture
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    place = tmp_path / "team.logbook"
    with Logbook(place, plugins=Plugins()) as logbook:
        retro = logbook.start(
            EVERYTHING, team="Lander", members=["Fay", *DEVICES[:4]], facilitator="Fay",
            attribution=request.param,
        )  # fmt: skip
        with Hosting(listen(Address(port=0)), str(place), logbook, retro.state.id) as hosting:
            yield Desk(Session(logbook, retro, hosting), hosting)


@pytest.mark.parametrize("desk", Attribution, indirect=True)
def test_who_is_connected_and_done_is_said(desk: Desk) -> None:
    session = desk.session
    said = elsewhere(session)  # Eli was on nobody's list, the others were
    assert "Eli is here" in said
    streams = {name: person.listen() for name, person in desk.people.items()}
    until(lambda: len(session.connected()) == 5)
    assert elsewhere(session) == "  4 more people are connected."
    for number, name in enumerate(DEVICES, 1):
        assert desk.people[name].send("done", done=True).status_code == 200
        until(lambda number=number: len(session.done()) == number)
        counted = "all 5" if number == 5 else f"{number} of 5"
        assert elsewhere(session) == f"  {name} is done: {counted}."
    streams["Ana"].close()
    until(lambda: len(session.connected()) == 4)
    assert elsewhere(session) == ""  # a phone that sleeps is no news, nor that it wakes
    streams["Ana"] = desk.people["Ana"].listen()
    until(lambda: len(session.connected()) == 5)
    assert elsewhere(session) == ""
    for each in streams.values():
        each.close()


@pytest.mark.parametrize("desk", [CONFIDENTIAL, ANONYMOUS], indirect=True)
def test_what_is_hidden_is_said_when_the_room_says_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = desk.session
    for title, ballot, said in (
        ("Harvest", lambda who: who.do("add_note", column="Good", text="hers"), "2 hidden so far."),
        ("Vote dots", lambda who: who.do("vote", ballot={"1": 1}), "2 of 6 people have voted."),
    ):
        monkeypatch.setattr(audience, "SEALED_EVERY", 1e9)
        desk.go(title)
        for name in ("Ana", "Ben"):
            ballot(desk.people[name])
            desk.hosting.poke()
            assert elsewhere(session) == ""
            assert "hidden" not in handle(session, "/who")
        monkeypatch.setattr(audience, "SEALED_EVERY", 0)
        desk.hosting.poke()
        until(lambda: session.sealed() == 2)
        assert elsewhere(session) == f"  {said}"
        monkeypatch.setattr(audience, "SEALED_EVERY", 1e9)
        ballot(desk.people["Cy"])
        desk.hosting.poke()
        assert elsewhere(session) == ""


@pytest.mark.parametrize("desk", [NAMED], indirect=True)
def test_where_names_are_kept_what_is_hidden_is_said_at_once(desk: Desk) -> None:
    desk.go("Harvest")
    receipt = desk.people["Ana"].do("add_note", column="Good", text="hers")["result"]
    assert elsewhere(desk.session) == "  1 hidden so far."
    desk.people["Ana"].do("withdraw", receipt=receipt)
    assert elsewhere(desk.session) == ""


def test_a_member_hears_of_the_others_and_not_of_herself(live: Live) -> None:
    lead = live.person("Fay", leads=True)
    lead.do("go", step=step("Harvest"))
    way = Connection(Link.read(live.url))
    me = way.join(live.secrets.member, "Ana")
    arriving = Arriving(way)
    try:
        arriving.wait(1, PATIENCE)
        with Logbook(MEMORY) as shelf:
            seat = Seat(shelf, Replica(arriving, way, me), hide=False)
            until(lambda: seat.connected() == ["Ana"])
            elsewhere(seat)
            assert "you are done" in handle(seat, "/done")
            until(lambda: seat.done() == ["Ana"])
            assert elsewhere(seat) == ""
            stream = lead.listen()
            until(lambda: "Fay" in seat.connected())
            assert elsewhere(seat) == "  Fay is connected."
            lead.do("done", done=True)
            until(lambda: len(seat.done()) == 2)
            assert elsewhere(seat) == "  Fay is done: all 2."
            stream.close()
    finally:
        arriving.listener.close()
