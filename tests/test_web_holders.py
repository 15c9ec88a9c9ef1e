"""What was somebody else's under a name is not whoever's who has the name later."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from crew import NO_PLUGINS, made_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from live_room import Live, Person, error, new_key, serving

from retrokit.errors import NotNow, RetrokitError
from retrokit.formats import Ask, Attribution, Collect, Column, Welcome
from retrokit.logbook import Logbook
from retrokit.plugins import Plugins
from retrokit.questions import PeerRating
from retrokit.web.credentials import Credential, NotYours
from retrokit.web.door import Door
from retrokit.web.room import Room

NAMES = ("Fay", "Ana", "Ben", "Cy")
FORMAT = made_of(
    Welcome(),
    Ask(title="Rate", questions=(PeerRating("care", "Care?", criteria=("Helps",)),)),
    Collect(title="Notes", columns=(Column("Good"),)),
    Collect(title="Wall", columns=(Column("Wall"),), sealed=False),
    attribution=Attribution.NAMED,
)


def act(room: Room, who: Credential, do: str, **given: Any) -> Any:
    return room.act(who, {"id": new_key(), "do": do, "with": given})


def reads(room: Room, who: Credential) -> bool:
    """Return whether somebody is shown a letter."""
    try:
        return bool(room.letters(room.inside(who)))
    except RetrokitError:
        return False


class Scene:
    """A room, people who come and go under its names, and what each of them may know."""

    def __init__(self, logbook: Logbook) -> None:
        self.logbook = logbook
        self.retro = logbook.start(FORMAT, team="T", members=NAMES, facilitator="Fay")
        self.retro.tighten(Attribution.CONFIDENTIAL)
        self.room = Room(logbook, self.retro, Door.new())
        self.devices: dict[str, Credential] = {}  # who is in under each name
        # For each name, the devices of before that something was given to; None is the keyboard.
        self.strangers: dict[str, list[Credential | None]] = {name: [] for name in NAMES}
        self.retro.next()

    def join(self, name: str) -> None:
        secret = self.room.door.secrets.leader
        try:
            self.devices[name] = self.room.enter(secret, name, None)
        except NotNow:
            assert name in self.devices
        self.room.door.keep()

    def readmit(self, name: str) -> None:
        if self.retro.state.members[name].here:
            self.room.readmit(name)
            self.devices.pop(name, None)

    def leave(self, name: str) -> None:
        if self.retro.state.members[name].here:
            self.retro.leave(name)
            self.devices.pop(name, None)

    def renew(self, name: str) -> None:
        """Give the room new links."""
        self.room = Room(self.logbook, self.retro, Door.new(self.retro.sealed_steps()))
        self.devices = {}

    def answer(self, name: str, by: Credential | None) -> None:
        mates = self.retro.state.here
        value = {each: [3] for each in mates if each != name}
        try:
            if by is None:
                self.retro.answer("care", value, name)
            else:
                act(self.room, by, "answer", question="care", value=value)
        except RetrokitError:
            return
        self.strangers[name].append(by)
        for each in value:
            if each in self.devices:
                self.strangers[each].append(self.devices[each])

    def type(self, name: str) -> None:
        self.answer(name, None)

    def tap(self, name: str) -> None:
        if name in self.devices:
            self.answer(name, self.devices[name])


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["join", "join", "join", "tap", "tap", "tap", "type", "readmit", "leave",
                         "renew"]),
        st.sampled_from(NAMES),
    ),
    max_size=30,
)  # fmt: skip


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(before=STEPS, after=STEPS)
def test_a_letter_opens_for_nobody_but_who_had_the_name_when_it_was_answered(
    before: list[tuple[str, str]], after: list[tuple[str, str]]
) -> None:
    async def play() -> None:
        with Logbook(":memory:", plugins=Plugins.load(NO_PLUGINS)) as logbook:
            scene = Scene(logbook)
            for do, name in before:
                getattr(scene, do)(name)
            if not scene.retro.sealed_steps():
                return
            scene.retro.open_seals()
            opened = dict(scene.devices)
            for do, name in after:
                getattr(scene, do)(name)
            for name, who in scene.devices.items():
                given_to = scene.strangers[name]
                if opened.get(name) != who or not all(each == who for each in given_to):
                    assert not reads(scene.room, who), (name, given_to)
                    if scene.retro.letters(name):
                        with pytest.raises(NotYours):
                            act(scene.room, who, "discard_letters")
                        assert scene.retro.letters(name)

    asyncio.run(play())


# --- who has had the name all along


def people(live: Live, *names: str) -> dict[str, Person]:
    return {name: live.person(name, leads=name == "Fay") for name in names}


def rate(person: Person, question: str = "care") -> None:
    mates = person.post("/api/teammates", {"question": question}).json()["teammates"]
    person.do("answer", question=question, value={each: [3] for each in mates})


def letter(who: Person) -> Any:
    return who.post("/api/letters").json().get("letters")


def confidential(retro: Any) -> None:
    if retro.state.attribution is not Attribution.CONFIDENTIAL:
        retro.tighten(Attribution.CONFIDENTIAL)


def test_who_had_the_name_when_the_answers_were_given_reads_their_letter(tmp_path: Path) -> None:
    start = {"members": NAMES, "facilitator": "Fay", "prepare": confidential}
    with serving(FORMAT, tmp_path / "crew.logbook", **start) as live:
        there = people(live, "Fay", "Ana", "Cy")
        there["Fay"].do("readmit", name="Ana")  # before anything is answered
        there["Ana"] = live.person("Ana")
        there["Fay"].do("next")
        for name in ("Fay", "Ana"):
            rate(there[name])
        there |= people(live, "Ben", "Dee")  # late: one of them listed, one of them new
        for name in ("Ben", "Dee"):
            rate(there[name])
        other = live.person()
        link = there["Ana"].post("/api/device").json()["link"].partition("#me=")[2]
        assert other.post("/api/join", {"secret": link}).status_code == 200
        there["Fay"].do("next")
        for name, who in there.items():  # Cy has answered nothing, and was rated
            assert letter(who), name
        there["Fay"].do("rename", name="Ana", to="Anna")
        assert letter(other) == letter(there["Ana"])
        other.do("discard_letters")
        assert letter(there["Ana"]) == []


def test_a_device_may_have_a_letter_and_another_that_is_not_its_own(tmp_path: Path) -> None:
    craft = Ask(title="Craft", questions=(PeerRating("craft", "Craft?", criteria=("Knows",)),))
    two = made_of(*FORMAT.agenda[:2], craft, Welcome())
    start = {"members": NAMES, "facilitator": "Fay", "prepare": confidential}
    with serving(two, tmp_path / "crew.logbook", **start) as live:
        there = people(live, *NAMES)
        for question in ("care", "craft"):
            there["Fay"].do("next")
            for name in NAMES:
                rate(there[name], question)
            if question == "care":
                there["Fay"].do("open_seals")
                there["Fay"].do("readmit", name="Ana")
                there["Ana"] = live.person("Ana")
        there["Fay"].do("next")
        assert len(letter(there["Ben"])) == 2
        assert len(letter(there["Ana"])) == 1
        there["Ana"].do("discard_letters")
        assert len(live.retro.letters("Ana")) == 1
        refused = there["Ana"].post("/api/letters")
        assert refused.status_code == 403
        assert "retro letter" in error(refused)


# --- notes


def numbers(live: Live, text: str) -> int:
    [found] = [each.number for each in live.retro.state.notes.values() if each.text == text]
    return found


def is_refused(who: Person, note: int) -> bool:
    asked = [
        who.send("edit_note", note=note, text="other"),
        who.send("move_note", note=note, column="Good"),
        who.send("delete_note", note=note),
    ]
    assert len({each.status_code for each in asked}) == 1
    return asked[0].status_code == 403


@pytest.mark.parametrize("how", ["readmit", "leave", "new links", "keyboard"])
def test_a_note_belongs_to_who_wrote_it_and_not_to_the_name(tmp_path: Path, how: str) -> None:
    where = tmp_path / "crew.logbook"
    start = {"members": NAMES, "facilitator": "Fay"}
    with serving(FORMAT, where, **start) as live:
        lead = live.person("Fay", leads=True)
        if how != "keyboard":
            ana = live.person("Ana")
        lead.do("go", step=4)
        if how == "keyboard":
            live.retro.add_note("Wall", "open", "Ana")
        else:
            ana.do("add_note", column="Wall", text="open")
        lead.do("go", step=3)
        if how == "keyboard":
            live.retro.add_note("Good", "sealed", "Ana")
        else:
            ana.do("add_note", column="Good", text="sealed")
        keys = Path(f"{where}.rooms") / f"{live.retro.state.id}.json"
        if how in ("readmit", "leave"):
            lead.do(how, name="Ana")
            stranger, again = live.person("Ana"), live
            finish(again, lead, stranger)
        elif how == "keyboard":
            finish(live, lead, live.person("Ana"))
    if how == "new links":
        keys.unlink()
        with serving(FORMAT, where) as live:
            finish(live, live.person("Fay", leads=True), live.person("Ana"))


def finish(live: Live, lead: Person, stranger: Person) -> None:
    lead.do("open_seals")
    lead.do("go", step=4)
    stranger.do("add_note", column="Wall", text="own")
    for text in ("open", "sealed"):
        number = numbers(live, text)
        assert live.retro.state.notes[number].author == "Ana"
        assert is_refused(stranger, number), text
        lead.do("edit_note", note=number, text=f"{text}, told")
    stranger.do("edit_note", note=numbers(live, "own"), text="own, better")
    stranger.do("delete_note", note=numbers(live, "own, better"))


# --- what is open


def test_a_name_that_goes_from_one_to_another_at_once_takes_no_stream_or_mark_along(
    tmp_path: Path,
) -> None:
    with serving(FORMAT, tmp_path / "crew.logbook", members=NAMES, facilitator="Fay") as live:
        lead, ana = live.person("Fay", leads=True), live.person("Ana")
        ana.do("done", done=True)
        stream, room = ana.listen(), live.room
        stream.until(lambda s: s.rooms and s.rooms[-1]["done"] == ["Ana"])

        async def at_once() -> Any:
            leave = room.soon(lambda: live.retro.leave("Ana"))
            free = room.soon(lambda: room.door.free("ana"), names=True)
            enter = room.soon(lambda: room.enter(live.secrets.member, "Ana", None), names=True)
            return await asyncio.gather(leave, free, enter)

        loop = next(iter(live.server.server_state.connections)).loop
        *_, other = asyncio.run_coroutine_threadsafe(at_once(), loop).result(10)
        stream.until(lambda s: s.over)
        assert room.recognise(other) is not None
        assert lead.listen().until(lambda s: s.rooms)[-1]["done"] == []
