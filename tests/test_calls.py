"""What is done from outside is made of the marks: alike for the engine, a room and a client."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import live_room
import pytest
from attrs import asdict, fields
from hypothesis import given, settings
from hypothesis import strategies as st
from live_room import Live, Person, error, new_key, returned, serving
from patience import PATIENCE
from room_formats import EVERYTHING, step
from test_web_acting import everything

from retrokit import (
    UNCHANGED,
    ActionItem,
    ActionStatus,
    Attribution,
    Decide,
    Emoji,
    FileError,
    Invalid,
    NotFound,
    NotYours,
    Outside,
    Receipt,
    Remark,
    Retro,
    RetrokitError,
)
from retrokit.calls import Actor, Call, Calls, calls_of
from retrokit.cli.remote.connection import Connection
from retrokit.cli.remote.link import Link
from retrokit.cli.remote.replica import Arriving, Replica, remote
from retrokit.codec import CODEC
from retrokit.codec.converter import is_read_within
from retrokit.engine.marks import Me, Role, action
from retrokit.given import number
from retrokit.web import room
from retrokit.web.schema import document

CALLS = calls_of(CODEC)
EVERY = {**CALLS.actions, **CALLS.asks}
RIGHT: dict[str, Any] = {
    "column": "Good", "text": "x", "note": 1, "question": "safe", "value": 3, "ballot": {1: 1},
    "receipt": Receipt("f" * 32), "numbers": [1], "topic": 1, "title": "x", "number": 1,
    "outcome": "done", "step": 1, "minutes": 1, "activity": Decide(), "position": 0,
    "name": "Nobody", "to": "Noone", "winner": 1, "how": "x",
    "attribution": Attribution.ANONYMOUS,
    "receipts": [], "emoji": Emoji.AGREE, "comment": 1,
}  # fmt: skip
"""What may be given for the arguments that have to be, by name."""


def given_to(call: Call, who: str) -> dict[str, Any]:
    """Return arguments for a method, as somebody."""
    takes = call.spec.arguments
    needed = {each.name for each in takes if each.default is inspect.Parameter.empty}
    own = {each.name: who for each in takes if each.role in (Role.ME, Role.SIGNED, Role.ONESELF)}
    return {name: RIGHT.get(name) for name in needed} | own


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "BURST", 100_000)


@contextmanager
def replica(live: Live, name: str, cls: type[Replica] = Replica) -> Iterator[Replica]:
    """Take part by the client of `retro join`."""
    way = Connection(Link.read(live.url))
    me = way.join(live.secrets.member, name)
    arriving = Arriving(way)
    try:
        arriving.wait(1, PATIENCE)
        yield cls(arriving, way, me)
    finally:
        arriving.listener.close()


def refused(do: Any) -> tuple[type[RetrokitError], str]:
    with pytest.raises(RetrokitError) as caught:
        do()
    return type(caught.value), str(caught.value)


LEADS_ONLY = (NotYours, "only the facilitator does this")
FOR_OTHERS = (NotYours, "only the facilitator writes for somebody else")
NOT_HERE = (Outside, "you are not in this room; come in by its link")
HAS_DEVICE = (
    NotYours,
    "Ana may have written something on a device of their own, so only they write here as Ana",
)
STATUS = {NotYours: 403, Outside: 401}


def test_what_a_role_may_not_do_is_refused_alike(fast: None) -> None:
    """By the engine, over HTTP and by the client of `retro join`, whatever it is."""
    with serving(EVERYTHING) as live:
        lead, ben = live.person("Fay", leads=True), live.person("Ben")
        lead.do("join", name="Gil")
        lead.do("go", step=step("Asked"))
        with replica(live, "Ana") as ana:
            nobody = Replica(ana.arriving, Connection(Link.read(live.url)), "Zoe")
            stranger = live.person()
            before = live.retro.log

            def tried(call: Call, role: str, sent: dict[str, Any]) -> Iterator[Any]:
                """Yield each way in which somebody in this role has it done."""
                person = {"outsider": stranger, "lead": lead}.get(role, ben)
                who = {"outsider": "Zoe", "lead": "Fay"}.get(role, "Ben")
                actor = Actor(name=who, leads=role == "lead")
                yield refused(lambda: call.perform(live.retro, actor, call.read(sent)))
                if call.spec.mark.asks:
                    answer = person.post(f"/api/{call.name}", sent)
                else:
                    answer = person.send(call.name, **sent)
                kinds = {status: kind for kind, status in STATUS.items()}
                yield kinds[answer.status_code], error(answer)
                if role == "lead":
                    return
                there = nobody if role == "outsider" else ana
                other = {"outsider": "Zoe", "for another": "Gil"}.get(role, "Ana")
                yield refused(lambda: getattr(there, call.name)(**given_to(call, other)))

            for name, call in EVERY.items():
                message = call.message(given_to(call, "Ben"), me="Ben", seen=1)
                sent = json.loads(json.dumps(message))
                local = name in ("teammates", "letters")  # read of what has arrived
                ways = [*tried(call, "outsider", sent)] if not local else []
                assert set(ways) <= {NOT_HERE}, name
                if call.leads:
                    assert set(tried(call, "member", sent)) == {LEADS_ONLY}, name
                if "member" not in {each.name for each in fields(call.takes)} or local:
                    continue
                for_gil, for_ana = {**sent, "member": "Gil"}, {**sent, "member": "Ana"}
                own = {Role.ME, Role.SIGNED} & {each.role for each in call.spec.arguments}
                found = [*tried(call, "for another", for_gil)][: None if own else 2]
                assert set(found) == {FOR_OTHERS}, name
                assert set(tried(call, "lead", for_ana)) == {HAS_DEVICE}, name
            assert live.retro.log == before


def test_who_is_no_member_any_more_does_nothing() -> None:
    retro = Retro.start(EVERYTHING, team="Lander", members=["Ana", "Ben"])
    retro.leave("Ben")
    remark = CALLS.find("remark")
    assert (
        refused(lambda: remark.perform(retro, Actor(name="Ben"), remark.read({"text": "x"})))
        == NOT_HERE
    )
    assert refused(lambda: CALLS.find("fly"))[0] is NotFound
    assert refused(lambda: CALLS.find(["next"]))[0] is NotFound


def test_a_request_has_what_a_method_takes_from_outside() -> None:
    """Who acts is never sent, and for whom only where that may be somebody else."""
    for name, call in EVERY.items():
        sent = {each.name for each in fields(call.takes)}
        taken = {*inspect.signature(getattr(Retro, name)).parameters} - {"self"}
        roles = {each.role for each in call.spec.arguments}
        not_sent = {"author", "by", "but", "told", "latest", "overheard"}
        if Role.ONESELF in roles:
            not_sent.add("member")
        hidden = {"receipt", *(["note"] if Role.ASKER in roles else [])}  # what may be hidden
        asked = {"member"} if sent & hidden or roles & {Role.ME, Role.SIGNED} else set()
        assert sent == taken - not_sent | asked | ({"signed"} if Role.SIGNED in roles else set()), (
            name
        )
    schema = document(CALLS)["paths"]["/api/do"]["post"]["requestBody"]["content"]
    by_name = {each["title"]: each for each in schema["application/json"]["schema"]["oneOf"]}
    assert by_name["add_note"]["properties"]["with"]["required"] == ["column", "text"]
    assert by_name["vote"]["properties"]["with"]["properties"].keys() == {"ballot", "member"}
    assert by_name["change_action"]["properties"]["with"]["properties"]["due"] == {
        "anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]
    }


FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "text": st.sampled_from(["Mend it", "Paint it"]),
    "owner": st.none() | st.sampled_from(["Ana", ["Ana", "Ben"], []]),
    "due": st.none() | st.dates(date(2125, 1, 1), date(2126, 1, 1)),
    "serves": st.none() | st.sampled_from(["Home safe", "2", 1, ["2", 1]]),
    "status": st.sampled_from([*ActionStatus, "open"]),
}


def as_told(item: ActionItem) -> dict[str, Any]:
    told: dict[str, Any] = asdict(item, recurse=False)
    return {name: told[name] for name in ("text", "owners", "due", "serves", "status")}


@settings(max_examples=60, deadline=None)
@given(changes=st.lists(st.fixed_dictionaries({}, optional=FIELDS), max_size=4))
def test_what_is_not_sent_stays_and_what_is_sent_arrives(changes: list[dict[str, Any]]) -> None:
    """A change from outside comes to what the same call of the method does, field by field."""
    here, there = (
        Retro.start(EVERYTHING, team="Lander", members=["Ana", "Ben"], id="x") for _ in range(2)
    )
    call = CALLS.find("change_action")
    for retro in (here, there):
        retro.add_action("Mend", owner="Ana", due="2130-01-01", serves=1)
    for change in changes:
        before = as_told(there.state.actions[1])
        left_out = dict.fromkeys({*FIELDS} - {*change}, UNCHANGED)
        message = call.message({"number": 1, **change, **left_out}, me="Ana", seen=1)
        assert message.keys() == {"number", *change}
        sent = call.read(json.loads(json.dumps(message)))
        item = call.perform(there, Actor(name="Ana"), sent)
        assert as_told(item) == as_told(here.change_action(1, **change))
        after = as_told(there.state.actions[1])
        for name in {*FIELDS} - {*change}:
            field = "owners" if name == "owner" else name
            assert after[field] == before[field]
        for name, empty in {"due": None, "serves": ()}.items():
            assert change.get(name, 1) is not None or after[name] == empty
    emptied = {"number": 1, "owner": None, "due": None, "serves": None}
    item = call.perform(there, Actor(name="Ana"), call.read(emptied))
    assert (item.owners, item.due, item.serves) == ((), None, ())


@pytest.mark.parametrize("name", EVERY)
def test_what_a_client_sends_is_read_as_it_was_meant(name: str) -> None:
    call = EVERY[name]
    arguments = given_to(call, "Ana")
    sent = call.read(json.loads(json.dumps(call.message(arguments, me="Ana", seen=7))))
    for each in call.spec.arguments:
        if each.role is Role.SEEN:
            assert getattr(sent, each.name) == 7
        elif each.role is None and each.name in arguments:
            wanted = arguments[each.name]
            wanted = tuple(wanted) if isinstance(wanted, list) else wanted
            if is_read_within(each.hint):  # as JSON has it: the vote or the question reads that
                wanted = json.loads(json.dumps(wanted))
            assert getattr(sent, each.name) == wanted, each.name
        elif each.role is None:
            assert getattr(sent, each.name) == each.default, each.name
    assert getattr(sent, "member", None) is None
    assert getattr(sent, "signed", True)


def test_an_argument_is_sent_as_its_number_its_day_or_its_word() -> None:
    retro = Retro.start(EVERYTHING, team="Lander", members=["Ana"])
    retro.go("Parking")
    note = retro.add_note("Parked", "one")
    send = CALLS.actions

    def sent(name: str, **arguments: Any) -> dict[str, Any]:
        return send[name].message(arguments, me="Ana", seen=3)

    assert sent("group", numbers=(each for each in [note])) == {"numbers": [1]}
    assert sent("vote", ballot={note: 2}, author="Gil") == {"ballot": {"1": 2}, "member": "Gil"}
    assert sent("vote", ballot={7}, author="Ana") == {"ballot": [7]}
    assert sent("go", step=retro.state.agenda[2]) == {"step": 3}
    assert sent("add_note", column="A", text="x") == {
        "column": "A", "text": "x", "signed": False, "version": 3,
    }  # fmt: skip
    assert sent("undo", version=2) == {"version": 2}
    assert sent("change_action", number=1, due=date(2126, 1, 1), status=ActionStatus.DONE) == {
        "number": 1, "due": "2126-01-01", "status": "done",
    }  # fmt: skip
    assert sent("open_seals", told=5) == {}
    assert sent("add_activity", activity=Decide())["activity"]["kind"] == "decide"
    with pytest.raises(NotYours, match="only Ben does this"):
        sent("discard_letters", member="Ben")
    with pytest.raises(Invalid, match="cannot be sent"):
        sent("answer", question="safe", value=object(), author="Ana")


def test_what_came_of_it_is_asked_of_the_answer() -> None:
    undo, close = CALLS.find("undo"), CALLS.find("close")
    retro = Retro.start(EVERYTHING, team="Lander", members=["Ana"])
    retro.join("Ben")
    event = retro.undo()
    assert undo.result({"result": json.loads(json.dumps(undo.answer(event)))}) == event
    assert close.result({"version": 3}) is None
    with pytest.raises(NotFound, match="did not say with what result"):
        undo.result({"version": 3})
    for wrong in ({"event": "Flown"}, {"at": 3}, 5, None, {"event": "MemberJoined"}):
        with pytest.raises(FileError):
            undo.result({"result": wrong})
    with pytest.raises(FileError, match="this is no Topic"):
        CALLS.find("group").result({"result": 5})


class Twice(Person):
    """Somebody whose network loses answers: everything that was done is sent once more."""

    sent: list[tuple[Person, str, str, dict[str, Any]]]

    def send(
        self, do: str, /, *, key: str | None = None, at: int | None = None, **given: Any
    ) -> Any:
        key = key or new_key()
        answer = super().send(do, key=key, at=at, **given)
        if answer.status_code == 200:
            assert super().send(do, key=key, at=at, **given).json() == answer.json(), do
            self.sent.append((self, do, key, given))
        return answer


def test_each_action_is_done_once_by_its_key_and_says_with_what_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fast: None
) -> None:
    monkeypatch.setattr(live_room, "Person", Twice)
    monkeypatch.setattr(Twice, "sent", [], raising=False)
    answered = Call.answer

    def answer(call: Call, result: Any) -> Any:
        """Answer, and see that a client gets what the method returned."""
        plain = answered(call, result)
        assert call.result({"result": json.loads(json.dumps(plain))}) == result, call.name
        return plain

    monkeypatch.setattr(Call, "answer", answer)
    where = tmp_path / "crew.logbook"
    earlier(where)
    with serving(EVERYTHING, where) as live:
        assert everything(live) == set(CALLS.actions)
        version = live.retro.state.version
    with serving(EVERYTHING, where) as live:
        state, known = live.retro.state, set[str]()
        back = {each: returned(live, each) for each in {who for who, *_ in Twice.sent}}
        for who, do, key, given in [*Twice.sent]:
            if key in state.keys:
                known.add(do)
                again = {"id": key, "do": do, "with": given}
                # What came of it may be gone by now; it is not looked for.
                assert back[who].post("/api/do", again).json() == {"version": version}, do
        assert live.retro.state.version == version
        sealed = {
            "answer", "change_answer", "vote", "change_vote", "place", "change_places", "withdraw",
            "discard_letters",
        }  # fmt: skip
        assert known >= set(CALLS.actions) - sealed


def earlier(where: Path) -> None:
    with serving(EVERYTHING, where) as live:
        live.retro.add_action("From before")
        live.retro.close()
        live.room.logbook.start(EVERYTHING, team="Lander")


class Waving(Retro):
    """A retro in which one can do one thing more."""

    @action(by="member", here=True)
    def wave(self, how: str, author: Me, *, times: int = 1) -> Remark:
        """Wave to everyone.

        Nobody has to wave back.
        """
        return self.remark(f"{author} waves {how}, {times} times")


def test_a_new_action_is_there_for_everyone_without_another_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls = Calls(Waving)
    schema = document(calls)["paths"]["/api/do"]["post"]["requestBody"]["content"]
    [wave] = [
        each for each in schema["application/json"]["schema"]["oneOf"] if each["title"] == "wave"
    ]
    assert wave["description"] == "Wave to everyone."
    assert wave["properties"]["with"]["properties"].keys() == {"how", "times", "member"}
    distant = remote(type("Distant", (Replica, Waving), {}))
    monkeypatch.setattr(room.Room, "calls", calls)
    monkeypatch.setattr(Retro, "wave", Waving.wave, raising=False)
    with serving(EVERYTHING) as live:
        lead = live.person("Fay", leads=True)
        with replica(live, "Ana", distant) as ana:
            assert isinstance(ana, Waving)
            assert ana.wave("low", "Ana").text == "Ana waves low, 1 times"
            remark = ana.wave("high", "Ana", times=2)
            assert remark == live.retro.state.remarks[number(remark)]
            assert refused(lambda: ana.wave("high", "Fay")) == FOR_OTHERS
        assert lead.do("wave", how="back")["result"]["text"] == "Fay waves back, 1 times"
