"""Nobody acts as somebody else: names that are in use, further devices, and being let in anew."""

from __future__ import annotations

import asyncio
import base64
from pathlib import Path
from typing import Any

import httpx
import pytest
from live_room import PLAIN, Live, Person, Process, error, new_key, returned, serving, until
from room_formats import OPEN, answers, step

from retrokit.errors import Outside
from retrokit.web.credentials import Credential
from retrokit.web.hub import Stream
from retrokit.web.keys import KeyFile
from retrokit.web.room import Room


def me(who: Person) -> Any:
    return who.get("/api/me").json()["me"]


def link_of(who: Person) -> str:
    answer = who.post("/api/device")
    assert answer.status_code == 200, answer.text
    link = answer.json()["link"]
    assert isinstance(link, str)
    return link


def secret_of(who: Person) -> str:
    return link_of(who).partition("#me=")[2]


def come_in(live: Live | Process, secret: str) -> httpx.Response:
    return Person(live.url).post("/api/join", {"secret": secret})


def device(live: Live, secret: str) -> Person:
    """Return a new device that came in by a personal link."""
    found = Person(live.url)
    answer = found.post("/api/join", {"secret": secret})
    assert answer.status_code == 200, answer.text
    return found


# --- a name in use


@pytest.mark.parametrize("secret", ["member", "leader", "code"])
@pytest.mark.parametrize("more", [{}, {"again": True}, {"known": ["Ben", False, 1]}])
def test_a_name_in_use_is_nobody_elses_and_the_refusal_says_what_to_do(
    live: Live, secret: str, more: dict[str, Any]
) -> None:
    live.person("Ada", leads=True)
    live.person("Ben")
    for name in ("Ada", "Ben", " ben "):
        if (name, secret) == ("Ada", "leader"):
            continue  # her own name, by her own link
        eve = live.person()
        refused = eve.join(getattr(live.secrets, secret), name, **more)
        assert refused.status_code == 409
        said = error(refused)
        assert f"{name.strip().title()} is here already" in said
        assert "your own link" in said
        assert "let you back in" in said
        assert "another name" in said
        assert me(eve) is None


def test_whoever_is_in_may_come_in_again_on_the_same_device(live: Live) -> None:
    ben = live.person("Ben")
    told = {"id": "ben", "name": "Ben", "leads": False}
    assert ben.join(live.secrets.member, "ben").json() == told
    assert ben.post("/api/letters").status_code == 200


def test_a_join_that_was_undone_costs_its_device_nothing(live: Live) -> None:
    ada, ben = live.person("Ada", leads=True), live.person("Ben")
    ada.do("undo")
    assert me(ben) is None
    assert ben.join(live.secrets.member, "Ben").status_code == 200
    assert ben.post("/api/letters").status_code == 200


# --- a second device


def with_letters(live: Live) -> dict[str, Person]:
    """Return four people who have had letters written to them."""
    people = {name: live.person(name, leads=name == "Ada") for name in ("Ada", "Ben", "Cy", "Dee")}
    people["Ada"].do("tighten", attribution="confidential")
    people["Ada"].do("go", step=step("Asked"))
    for person in people.values():
        mates = person.post("/api/teammates", {"question": "shares"}).json()["teammates"]
        person.do("answer", question="shares", value=answers(mates)["shares"])
    people["Ada"].do("open_seals")
    return people


def test_a_second_device_is_equal_in_all(live: Live) -> None:
    people = with_letters(live)
    for name, leads in (("Ben", False), ("Ada", True)):
        second = device(live, secret_of(people[name]))
        assert me(second) == {"id": name.lower(), "name": name, "leads": leads}
        told = people[name].post("/api/letters").json()
        assert told["letters"]
        assert second.post("/api/letters").json() == told
        assert second.send("next").status_code == (200 if leads else 403)
        # One link brings in any number, and each device gives the same.
        assert secret_of(device(live, secret_of(second))) == secret_of(people[name])
        second.do("discard_letters")
        assert people[name].post("/api/letters").json() == {"letters": []}


def test_a_personal_link_is_told_where_no_server_reads_it(live: Live) -> None:
    ben = live.person("Ben")
    link = link_of(ben)
    head, _, secret = link.partition("/#me=")
    assert head == live.url
    proof = secret.rpartition(".")[2]
    assert len(base64.urlsafe_b64decode(proof + "=")) == 32  # bytes
    drawn = ben.post("/api/device").json()["qr"]
    assert drawn.startswith("data:image/svg+xml;charset=utf-8,%3Csvg")
    assert "script" not in drawn
    # It is no cookie, and a cookie is no link.
    name = f"retrokit-{live.retro.state.id}"
    header = {"cookie": f"{name}={secret}"}
    assert httpx.get(f"{live.url}/api/me", headers=header, verify=PLAIN).json()["me"] is None
    [cookie] = [value for key, value in ben.http.cookies.items() if key == name]
    assert come_in(live, cookie).status_code == 422


@pytest.mark.parametrize("name", ["مريم", "👩‍🚀" * 10, "x" * 80])
def test_every_name_has_a_link_that_can_be_drawn(live: Live, name: str) -> None:
    assert me(device(live, secret_of(live.person(name))))["name"] == name


def test_a_forged_link_is_a_wrong_code(live: Live) -> None:
    live.person("Cy")
    good = secret_of(live.person("Ben"))
    body, _, proof = good.partition(".")
    other = base64.urlsafe_b64encode(b'["Cy",false,1]').decode().rstrip("=")
    for wrong in (f"{other}.{proof}", f"{body}.", f".{proof}", good[:-2], good + "A", "\ud800.x"):
        assert come_in(live, wrong.encode("utf-8", "replace").decode()).status_code == 422


def test_links_outlive_a_restart_but_not_their_member(tmp_path: Path) -> None:
    where = tmp_path / "crew.logbook"
    with serving(OPEN, where) as live:
        live.person("Ada", leads=True)
        secret = secret_of(live.person("Ben"))
    with serving(OPEN, where) as live:
        lead = live.person("Zoe", leads=True)
        device(live, secret)
        lead.do("leave", name="Ben")
        refused = come_in(live, secret)
        assert refused.status_code == 409
        assert "no longer works" in error(refused)


def test_who_is_in_a_closed_retro_may_read_it_on_another_device(live: Live) -> None:
    ada, ben = live.person("Ada", leads=True), live.person("Ben")
    ada.do("close")
    assert device(live, secret_of(ben)).get("/api/report/text").status_code == 200


# --- let in anew


def test_somebody_who_lost_their_device_is_let_in_anew(live: Live) -> None:
    people = with_letters(live)
    ada, ben = people["Ada"], people["Ben"]
    ben.do("done", done=True)
    link, stream = secret_of(ben), ben.listen()
    second = device(live, link)
    other = second.listen()
    for lost in ada, people["Cy"]:
        assert lost.send("readmit", name="ben").status_code == (200 if lost is ada else 403)
    until(lambda: stream.over and other.over)
    for void in (ben, second):
        assert me(void) is None
        assert void.send("remark", text="still here").status_code == 401
        assert void.post("/api/letters").status_code == 401
        assert void.post("/api/device").status_code == 401
        assert void.listen().status == 401
    assert come_in(live, link).status_code == 409
    assert live.retro.state.members["Ben"].here
    anew = live.person("Ben")
    refused = anew.post("/api/letters"), anew.send("discard_letters")
    for each in refused:
        assert each.status_code == 403
        assert "retro letter" in error(each)
    # The new one is as good as any, and the old one stays out.
    device(live, secret_of(anew)).do("remark", text="back")
    assert live.person().join(live.secrets.member, "Ben").status_code == 409
    assert ben.join(live.secrets.member, "Ben").status_code == 409
    assert me(ben) is None
    assert len(live.retro.letters("Ben")) == 1, "they are kept for the logbook's own computer"


def test_what_is_asked_together_with_it_comes_too_late(live: Live) -> None:
    live.person("Ada", leads=True)
    live.person("Ben")
    room = live.room
    ben = Credential("Ben", leads=False, holder=room.door._keys.names["ben"].holder)
    asked = {"id": new_key(), "do": "remark", "with": {"text": "late"}}

    async def together() -> list[Any]:
        both = (
            room.soon(lambda: room.readmit("Ben"), names=True),
            room.soon(lambda: room.act(ben, asked)),
        )
        return await asyncio.gather(*both, return_exceptions=True)

    loop = next(iter(live.server.server_state.connections)).loop
    _, refused = asyncio.run_coroutine_threadsafe(together(), loop).result(10)
    assert isinstance(refused, Outside)


def test_letting_in_anew_is_safe_to_repeat(live: Live) -> None:
    ada, ben, key = live.person("Ada", leads=True), live.person("Ben"), new_key()
    version = ada.do("readmit", key=key, name="Ben")["version"]
    ada.do("readmit", name="Ben")  # nobody has come in since
    anew = live.person("Ben")
    assert ada.do("readmit", key=key, name="Ben") == {"version": version}
    assert me(anew) == {"id": "ben", "name": "Ben", "leads": False}
    assert me(ben) is None
    assert live.retro.state.version == version, "the log knows nothing of doors"


@pytest.mark.parametrize(
    ("given", "status"), [({"name": "Nobody"}, 404), ({"name": "Cy"}, 409), ({}, 422), ([], 422)]
)
def test_only_who_is_here_is_let_in_anew(live: Live, given: Any, status: int) -> None:
    ada = live.person("Ada", leads=True)
    live.person("Cy")
    ada.do("leave", name="Cy")
    asked = {"id": new_key(), "do": "readmit", "with": given}
    assert ada.post("/api/do", asked).status_code == status


def test_who_facilitates_comes_in_anew_by_the_link_alone(live: Live) -> None:
    ada, ben = live.person("Ada", leads=True), live.person("Ben")
    ada.do("hand_over", name="Ben")
    ada.do("readmit", name="Ben")
    refused = live.person().join(live.secrets.member, "Ben")
    assert refused.status_code == 403
    assert "facilitator's link" in error(refused)
    assert me(ben) is None
    live.person("Ben", leads=True).do("next")


def test_whoever_has_the_facilitators_link_can_help_themselves(live: Live) -> None:
    live.person("Ada", leads=True)
    helper = live.person("Ada's phone", leads=True)
    helper.do("readmit", name="Ada")
    assert me(live.person("Ada", leads=True)) == {"id": "ada", "name": "Ada", "leads": True}


def test_a_facilitator_has_her_name_back_on_another_device(live: Live) -> None:
    people = with_letters(live)
    ada, ben = people["Ada"], people["Ben"]
    ada.do("go", step=step("Harvest"))
    receipt = ada.do("add_note", column="Good", text="from the old laptop")["result"]
    ada.do("hand_over", name="Ben")  # she came by the link all the same
    link = secret_of(ada)
    again = live.person(" ada", leads=True)
    assert me(again) == {"id": "ada", "name": "Ada", "leads": True}
    assert me(ada) is None
    assert come_in(live, link).status_code == 409
    assert live.retro.sealed_count() == 1
    assert again.post("/api/mine", {"receipts": [receipt]}).json()["mine"], "by its receipt alone"
    refused = again.post("/api/letters")
    assert refused.status_code == 403
    assert "retro letter" in error(refused)
    again.do("open_seals")
    assert "from the old laptop" in [note.text for note in live.retro.state.notes.values()]
    assert me(ben)["name"] == "Ben"


def test_a_device_that_is_connected_is_signed_out_only_when_that_is_asked(live: Live) -> None:
    ada = live.person("Ada", leads=True)
    stream = ada.listen()
    stream.until(lambda each: each.rooms)
    phone = live.person()
    refused = phone.join(live.secrets.leader, "Ada")
    assert refused.status_code == 412
    assert "connected on another device" in error(refused)
    assert me(ada)["name"] == "Ada"
    assert phone.join(live.secrets.leader, "Ada", over="yes").status_code == 422
    assert phone.join(live.secrets.leader, "Ada", over=True).status_code == 200
    stream.until(lambda each: each.over)
    assert me(ada) is None
    assert ada.join(live.secrets.member, "Ada").status_code == 409


@pytest.mark.parametrize("secret", ["member", "code"])
def test_the_members_link_takes_no_name_over(live: Live, secret: str) -> None:
    ada, ben = live.person("Ada", leads=True), live.person("Ben")
    ada.do("hand_over", name="Ben")
    for name in ("Ada", "Ben"):
        assert live.person().join(getattr(live.secrets, secret), name, over=True).status_code == 409
    # Nor does the facilitator's link take the name of one who came by the members'.
    assert live.person().join(live.secrets.leader, "Ben", over=True).status_code == 409
    assert (me(ada)["name"], me(ben)["name"]) == ("Ada", "Ben")
    # Who opened the facilitator's link later has their name back by it too.
    assert ben.join(live.secrets.leader, "Ben").json()["leads"]
    assert me(live.person("Ben", leads=True))["name"] == "Ben"
    assert me(ben) is None


def test_a_name_taken_back_outlives_a_restart(tmp_path: Path) -> None:
    where = tmp_path / "crew.logbook"
    with serving(OPEN, where) as live:
        ada = live.person("Ada", leads=True)
    with serving(OPEN, where) as live:
        again = live.person("Ada", leads=True)
        assert me(returned(live, ada)) is None
    with serving(OPEN, where) as live:
        assert me(returned(live, ada)) is None
        assert me(returned(live, again))["leads"]


def test_whoever_leaves_and_is_let_in_has_the_same_devices(live: Live) -> None:
    ada, ben = live.person("Ada", leads=True), live.person("Ben")
    ada.do("leave", name="Ben")
    ada.do("undo")
    assert me(ben)["name"] == "Ben"


def test_what_was_given_out_outlives_a_killed_server(tmp_path: Path) -> None:
    where = tmp_path / "crew.logbook"
    server = Process(where)
    try:
        ada, ben = server.person("Ada", leads=True), server.person("Ben")
        key = new_key()
        ada.do("readmit", key=key, name="Ben")
        server.kill()
        server = Process(where, server.port)
        assert me(ben) is None
        assert me(ada)["name"] == "Ada"
        ada.do("readmit", key=key, name="Ben")  # as the page does where it heard no answer
        anew = server.person("Ben")
        server.kill()
        server = Process(where, server.port)
        assert me(anew)["name"] == "Ben"
        assert me(ben) is None
        assert anew.post("/api/letters").json() == {"letters": []}
        assert ben.join(server.member, "Ben").status_code == 409
    finally:
        server.stop()


def test_what_cannot_be_kept_was_not_given_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with serving(OPEN, tmp_path / "crew.logbook") as live:
        ada, ben, cy = live.person("Ada", leads=True), live.person("Ben"), live.person()

        def full(self: object, keys: object) -> None:
            raise OSError("the disk is full")

        with monkeypatch.context() as patch:
            patch.setattr(KeyFile, "write", full)
            assert ada.send("readmit", name="Ben").status_code == 503
            assert cy.join(live.secrets.member, "Cy").status_code == 503
        assert me(ben)["name"] == "Ben"
        assert cy.join(live.secrets.member, "Cy").status_code == 200
        assert cy.post("/api/letters").status_code == 200
    assert "the disk is full" in caplog.text


def test_a_stream_that_began_too_late_ends_at_once(live: Live) -> None:
    live.person("Ben")
    assert live.retro.state.here == ("Ben",)

    forever = asyncio.Event()

    async def send(message: Any) -> None:
        await forever.wait()

    class Transport:
        ended = False

        def abort(self) -> None:
            self.ended = True

    async def follow(room: Room) -> bool:
        transport = Transport()
        stream = Stream(send, transport)  # type: ignore[arg-type]
        async with asyncio.timeout(5):
            await room.follow(Credential("Ben", False, holder="another"), 0, stream, forever.wait)
        return transport.ended and stream not in room.hub.streams

    loop = next(iter(live.server.server_state.connections)).loop
    ended = asyncio.run_coroutine_threadsafe(follow(live.room), loop)
    assert ended.result(10)


# --- an invitation


def test_who_leads_gets_what_others_come_in_by(live: Live) -> None:
    ada, ben = live.person("Ada", leads=True), live.person("Ben")
    assert ben.post("/api/invite").status_code == 403
    ada.do("hand_over", name="Ben")
    told = ben.post("/api/invite").json()
    assert told.pop("qr").startswith("data:image/svg+xml")
    code = live.secrets.code
    assert told == {
        "link": f"{live.url}/#join={live.secrets.member}",
        "code": f"{code[:3]}-{code[3:]}",
        "url": live.url,
    }
    assert live.secrets.leader not in str(told)
    assert live.person().join(told["code"], "Cy").status_code == 200
