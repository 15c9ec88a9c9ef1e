"""A terminal beside a room tells no more than the room does of what is given on devices."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from live_room import Person, until
from room_formats import EVERYTHING, step

from retrokit import Logbook, NotNow, Plugins, RetrokitError
from retrokit.cli.addresses import Address
from retrokit.cli.commands import retro as commands
from retrokit.cli.hosting import Hosting, listen
from retrokit.cli.live.lines import handle
from retrokit.cli.live.session import Session
from retrokit.engine.counting import AtHand
from retrokit.formats import Attribution
from retrokit.web import audience

NAMED, CONFIDENTIAL, ANONYMOUS = Attribution
SECRET = pytest.mark.parametrize("attribution", [CONFIDENTIAL, ANONYMOUS])
DEVICES, KEYBOARD = ("Ana", "Ben", "Cy"), ("Kim", "Lea")
GIVEN = {"Harvest": "Good: hers", "Asked": "4", "Vote dots": "1"}


class Desk:
    """A terminal beside a room, and people on devices."""

    def __init__(self, session: Session, hosting: Hosting) -> None:
        self.session, self.hosting = session, hosting
        self.url = hosting._place.url
        self.people = {each: self.person(each) for each in DEVICES}
        hosting.poke()
        until(lambda: hosting._room._count._at is not None)  # else the first count comes later

    def person(self, name: str) -> Person:
        found = Person(self.url)
        assert found.join(self.hosting._room.door.secrets.member, name).status_code == 200
        return found

    def say(self, *lines: str) -> str:
        return "\n".join(handle(self.session, line) for line in lines)

    def told(self, line: str) -> str:
        """Return what a line brings, a refusal too, and the foot of the terminal then."""
        try:
            said = self.say(line)
        except RetrokitError as error:
            said = f"! {error}"
        return f"{line} -> {said} [{self.session.toolbar}]"

    def go(self, title: str) -> None:
        self.say("/go parking", "Parked: to vote on", f"/go {title}")
        self.hosting.poke()
        until(lambda: self.hosting._room.retro.state.current == step(title))

    def give(self, name: str, title: str) -> None:
        person = self.people[name]
        if title == "Harvest":
            person.do("add_note", column="Good", text="hers")
        elif title == "Asked":
            person.do("answer", question="safe", value=4)
        else:
            person.do("vote", ballot={"1": 1})


@contextmanager
def beside(folder: Path, attribution: Attribution) -> Iterator[Desk]:
    place = folder / "team.logbook"
    with Logbook(place, plugins=Plugins()) as logbook:
        retro = logbook.start(
            EVERYTHING, team="Lander", members=["Fay", *DEVICES, *KEYBOARD], facilitator="Fay",
            attribution=attribution,
        )  # fmt: skip
        with Hosting(listen(Address(port=0)), str(place), logbook, retro.state.id) as hosting:
            yield Desk(Session(logbook, retro, hosting), hosting)


@pytest.fixture(autouse=True)
def _counted_never(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audience, "SEALED_EVERY", 1e9)


def heard(desk: Desk, title: str, who: Sequence[str]) -> str:
    """Return all that the terminal says while some take part on their devices."""
    desk.go(title)
    for each in who:
        desk.give(each, title)
    given = GIVEN[title]
    lines = [
        "/who", "/agenda", "/report", f"Kim: {given}", "/who", "/pass Lea", given, "", "/pass Kim",
        "", "/undo", "/open", *(f"{each}: {given}" for each in DEVICES),
        *(f"/pass {each}" for each in DEVICES), "/join Zoe", "/undo", "/budget 1", "/back",
        "/report", "/close", f"/go {title}", "/tighten anonymous", "/agenda",
    ]  # fmt: skip
    said = [desk.told(line) for line in lines]
    desk.session.ask = lambda question: said.append(question) or "n"  # type: ignore[func-returns-value]
    said += [desk.told(line) for line in ("/next", "/skip", "/go decide", "/close")]
    # How much time is left, when the retro began, and its day differ from one to the next.
    moment = r"\d+:\d\d (left|over time)|\d\d:\d\d|\d{4}-\d\d-\d\d"
    return re.sub(moment, "TIME", "\n".join(said)).replace(desk.session.retro.state.id, "ID")


@SECRET
@pytest.mark.parametrize("title", sorted(GIVEN))
def test_who_takes_part_on_a_device_changes_no_word_at_the_terminal(
    title: str, attribution: Attribution, tmp_path: Path
) -> None:
    found = []
    for at, who in enumerate(((), ("Ana", "Ben"), ("Cy",))):
        (folder := tmp_path / str(at)).mkdir()
        with beside(folder, attribution) as desk:
            found.append(heard(desk, title, who))
    assert found[0] == found[1] == found[2]


@SECRET
def test_the_terminal_counts_when_the_room_does(
    attribution: Attribution, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with beside(tmp_path, attribution) as desk:
        desk.go("Asked")
        desk.give("Ana", "Asked")
        assert "hidden" not in desk.session.toolbar + desk.say("/agenda", "/report")
        with pytest.raises(NotNow, match="nothing is counted as hidden here yet; move on instead"):
            desk.say("/open")
        asked: list[str] = []
        desk.session.ask = lambda question: asked.append(question) or "n"  # type: ignore[func-returns-value]
        assert "Still hidden" in desk.say("/next")
        assert "Not skipped" in desk.say("/skip")
        assert "Not closed" in desk.say("/close")
        assert ["may be hidden here" in each for each in asked] == [True] * 3
        monkeypatch.setattr(audience, "SEALED_EVERY", 0)
        desk.hosting.poke()
        until(lambda: desk.session.sealed() == 1)
        assert "1 hidden" in desk.session.toolbar
        assert "Asked (ask, 5 min, 1 hidden)" in desk.say("/agenda")
        asked.clear()
        assert "Still hidden" in desk.say("/open")
        assert "6 of the 6 questions have too few answers" in re.sub(r"\s+", " ", asked[0])
        assert "Not closed" in desk.say("/close")
        assert "1 hidden contribution here will be revealed" in asked[1]
        desk.session.ask = None
        said = desk.say("/skip")
        assert "How safe is it?" in said
        assert desk.session.retro.state.is_opened(desk.session.retro.state.step(step("Asked")))


@SECRET
def test_who_shares_the_keyboard_is_told_of(attribution: Attribution, tmp_path: Path) -> None:
    with beside(tmp_path, attribution) as desk:
        desk.go("Vote dots")
        desk.give("Ben", "Vote dots")
        assert desk.say("Kim: 1") == "  hidden: Kim's vote"
        said = desk.say("/pass Lea", "1", "")
        assert "2 of 3 at this keyboard have taken part. Still to come: Fay." in re.sub(
            r"\s+", " ", said
        )
        told = desk.say("/who")
        assert "Kim (has taken part here)" in told
        assert told.count("has taken part") == 2


@pytest.mark.parametrize("attribution", list(Attribution))
def test_the_keyboard_writes_for_nobody_who_has_a_device(
    attribution: Attribution, tmp_path: Path
) -> None:
    with beside(tmp_path, attribution) as desk:
        refused = "Ana has joined on a device of their own; only they write as Ana"
        for title, given in GIVEN.items():
            if title == "Harvest":
                desk.go(title)
            else:
                desk.say(f"/go {title}")
            for line in (f"Ana: {given}", "/pass Ana"):
                with pytest.raises(NotNow, match=refused):
                    desk.say(line)
            desk.say("/pass Kim")
            desk.say(given, "")
        desk.say("/pass Lea")
        desk.person("Lea")
        with pytest.raises(NotNow, match="Lea has joined on a device"):
            desk.say(given)


def test_where_names_are_kept_the_terminal_counts_at_once(tmp_path: Path) -> None:
    with beside(tmp_path, NAMED) as desk:
        desk.go("Vote dots")
        desk.give("Ana", "Vote dots")
        assert desk.say("Kim: 1").splitlines() == [
            "  1 of 6 people has voted.", "  hidden: Kim's vote (2 of 6 voted)",
        ]  # fmt: skip
        assert "Ana (has taken part here)" in desk.say("/who")
        assert "Still to come: Fay;" in " ".join(desk.say("/pass Lea").split())  # no Ben, no Cy
        said = desk.say("")
        assert "2 of 6 have taken part." in said
        desk.say("/open")


@SECRET
def test_who_waits_for_a_plugin_on_a_device_is_not_told_of_after_the_end(
    attribution: Attribution, tmp_path: Path
) -> None:
    with beside(tmp_path, attribution) as desk:
        desk.go("Vote dots")
        desk.give("Ana", "Vote dots")
        desk.say("Kim: 1")
        desk.session.retro._at_hand = AtHand({}, {})
        desk.say("/close")
        told = desk.say("/who")
        assert "Kim (has taken part here)" in told
        assert told.count("has taken part") == 1


@pytest.mark.parametrize("attribution", list(Attribution))
def test_who_is_not_done_writing_on_a_device_is_counted_before_notes_are_revealed(
    attribution: Attribution, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audience, "SEALED_EVERY", 0)
    with beside(tmp_path, attribution) as desk:
        streams = [person.listen() for person in desk.people.values()]
        until(lambda: len(desk.session.connected()) == len(DEVICES))
        desk.go("Harvest")
        desk.give("Ana", "Harvest")
        desk.hosting.poke()
        until(lambda: desk.session.sealed() == 1)
        asked: list[str] = []
        desk.session.ask = lambda question: asked.append(question) or "n"  # type: ignore[func-returns-value]
        assert "Still hidden" in desk.say("/next")
        for many, name in enumerate(DEVICES, 1):
            assert desk.people[name].send("done", done=True).status_code == 200
            until(lambda many=many: len(desk.session.done()) == many)
            if many < len(DEVICES):
                assert "Still hidden" in desk.say("/next")
        assert [each.splitlines()[0] for each in asked] == [
            "Nobody has said that they are done yet.",
            "1 of the 3 people connected is done.",
            "2 of the 3 people connected are done.",
        ]
        desk.say("/next")
        assert len(asked) == 3
        for stream in streams:
            stream.close()


@SECRET
def test_who_has_read_what_was_revealed_is_not_waited_for_with_what_comes_late(
    attribution: Attribution, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audience, "SEALED_EVERY", 0)
    with beside(tmp_path, attribution) as desk:
        streams = [person.listen() for person in desk.people.values()]
        until(lambda: len(desk.session.connected()) == len(DEVICES))
        desk.go("Harvest")
        asked: list[str] = []
        desk.session.ask = lambda question: asked.append(question) or "y"  # type: ignore[func-returns-value]
        for name in ("Ana", "Ben"):
            desk.give(name, "Harvest")
            desk.hosting.poke()
            until(lambda: desk.session.sealed() == 1 and not desk.session.may_reveal())
            desk.say("/open")
        assert [each.splitlines()[0] for each in asked] == [
            "Nobody has said that they are done yet."
        ]
        for stream in streams:
            stream.close()


@SECRET
def test_how_many_have_voted_is_told_as_the_room_tells_it(
    attribution: Attribution, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with beside(tmp_path, attribution) as desk:
        desk.go("Vote dots")
        for name in ("Ana", "Ben"):
            desk.give(name, "Vote dots")
        asked: list[str] = []
        desk.session.ask = lambda question: asked.append(question) or "n"  # type: ignore[func-returns-value]
        desk.say("/next")
        assert "voted" not in asked.pop()
        monkeypatch.setattr(audience, "SEALED_EVERY", 0)
        desk.hosting.poke()
        until(lambda: desk.session.sealed() == 2)
        monkeypatch.setattr(audience, "SEALED_EVERY", 1e9)
        desk.give("Cy", "Vote dots")
        desk.hosting.poke()
        for line in ("/next", "/open", "/close"):
            desk.say(line)
            assert f"2 of {len(desk.session.retro.state.here)} people have voted." in asked.pop()


def test_a_retro_whose_room_is_open_is_not_removed(tmp_path: Path) -> None:
    place = tmp_path / "crew.db"
    with Logbook(place, plugins=Plugins()) as logbook:
        id = logbook.start("daki", team="Lander", members=["Ana"]).state.id
        remove = ["remove", id, "--yes", "--logbook", str(place)]
        with Hosting(listen(Address(port=0)), str(place), logbook, id):
            refused = CliRunner().invoke(commands, remove)
            assert refused.exit_code == 1
            assert f"a room of retro {id} is open; close it" in refused.output
            assert logbook.load(id)
        folder = tmp_path / "crew.db.rooms"
        assert (folder / f"{id}.json").exists()
        assert CliRunner().invoke(commands, remove).exit_code == 0
        assert logbook.retros() == []
        assert [each.name for each in folder.iterdir()] == ["lock"]


def test_who_is_forgotten_is_in_no_keys_of_a_room(tmp_path: Path) -> None:
    place = tmp_path / "crew.db"
    with Logbook(place, plugins=Plugins()) as logbook:
        id = logbook.start("daki", team="Lander", members=["Ben"]).state.id
        forget = ["forget", "Anastasia", "--yes", "--logbook", str(place)]
        keys = tmp_path / "crew.db.rooms" / f"{id}.json"
        with Hosting(listen(Address(port=0)), str(place), logbook, id) as hosting:
            url, secret = hosting._place.url, hosting._room.door.secrets.member
            for name in ("Anastasia", "Ben"):
                assert Person(url).join(secret, name).status_code == 200
            refused = CliRunner().invoke(commands, forget)
            assert f"a room of retro {id} is open; close it" in refused.output
        assert "anastasia" in keys.read_text()
        assert CliRunner().invoke(commands, forget).exit_code == 0
        assert "anastasia" not in keys.read_text()
        assert "ben" in keys.read_text()
        with Hosting(listen(Address(port=0)), str(place), logbook, id) as hosting:
            assert list(hosting._room.retro.state.members) == ["Ben", "Someone"]
