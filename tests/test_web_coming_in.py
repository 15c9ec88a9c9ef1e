"""Coming in to a live room: by which secrets, under which names, and what stays of it."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from live_room import Live, Person, error, returned, serving, until
from room_formats import OPEN

from retrokit.errors import LogbookError
from retrokit.web import door as doors
from retrokit.web import room
from retrokit.web.credentials import Past
from retrokit.web.door import Door


def test_somebody_comes_in_by_the_link_the_code_or_the_facilitators_link(live: Live) -> None:
    door = live.secrets
    ana, ben, cy = Person(live.url), Person(live.url), Person(live.url)
    assert ana.get("/api/me").json() == {"me": None, "retro": None}
    assert ana.join(door.leader, " Ana ").json() == {"id": "ana", "name": "Ana", "leads": True}
    assert ben.join(door.member, "Ben").json() == {"id": "ben", "name": "Ben", "leads": False}
    code = f" {door.code[:3].upper()}-{door.code[3:]} "
    assert cy.join(code, "Cy").json() == {"id": "cy", "name": "Cy", "leads": False}
    me = ana.get("/api/me").json()
    assert me["me"] == {"id": "ana", "name": "Ana", "leads": True}
    assert me["retro"] == {"id": live.retro.state.id, "title": "Everything", "team": "Lander",
                           "version": live.retro.state.version}  # fmt: skip
    assert live.retro.state.here == ("Ana", "Ben", "Cy")
    assert live.retro.state.facilitator == "Ana"


def test_the_cookie_is_for_this_room_and_for_no_script(live: Live) -> None:
    told = Person(live.url).join(live.secrets.member, "Ben").headers["set-cookie"].lower()
    assert told.startswith(f"retrokit-{live.retro.state.id}=")
    assert "httponly" in told
    assert "samesite=strict" in told
    assert "path=/" in told
    assert "domain" not in told


def test_wrong_codes_are_slowed_down_but_not_the_links(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    guess = Person(live.url)
    for _ in range(doors.TRIES):
        assert guess.join("bbbbbb", "Eve").status_code == 422
    for secret in ("bbbbbb", live.secrets.code):
        refused = guess.join(secret, "Eve")
        assert refused.status_code == 409
        assert "wait a minute" in error(refused)
    assert guess.join(live.secrets.member, "Eve").status_code == 200
    monkeypatch.setattr(doors, "PERIOD", 0.0)
    assert Person(live.url).join(live.secrets.code, "Fay").status_code == 200


@pytest.mark.parametrize(
    "given", [[], {}, {"secret": 1, "name": "A"}, {"secret": "x"}, {"secret": "x", "name": None}]
)
def test_a_request_to_come_in_says_a_secret_and_a_name(live: Live, given: Any) -> None:
    assert live.person().post("/api/join", given).status_code == 422
    if isinstance(given, dict):
        asked = live.person().post("/api/join", {**given, "secret": live.secrets.member, "name": 5})
        assert error(asked) == "say your name"


def test_a_link_for_all_brings_no_name(live: Live) -> None:
    for secret in (live.secrets.member, live.secrets.code):
        assert error(live.person().post("/api/join", {"secret": secret})) == "say your name"


@pytest.mark.parametrize(
    "name", ["Ana", "Ὀδυσσεύς", "李小龍", "مريم", "נועה", "José\u0301", "👩‍🚀"]
)
def test_names_are_of_any_script(live: Live, name: str) -> None:
    person = live.person(name)
    assert person.get("/api/me").json()["me"]["name"] == name
    assert live.retro.state.here == (name,)


@pytest.mark.parametrize(
    "name", ["", "  ", "\u200b", "\u2800\u3164", "a\nb", "x" * 81, "\ud800", "\0"]
)
def test_what_cannot_be_a_name_is_refused(live: Live, name: str) -> None:
    given = json.dumps({"secret": live.secrets.member, "name": name})
    kind = {"content-type": "application/json"}
    assert live.person().http.post("/api/join", content=given, headers=kind).status_code == 422
    assert live.retro.state.here == ()


@pytest.mark.parametrize("name", ["Ana", "ana", "Ａｎａ", "A\u200bna", "Ana\u202e", "An\ufe0fa"])
def test_nobody_takes_a_name_that_looks_like_one_in_use(live: Live, name: str) -> None:
    live.person("Ana")
    refused = live.person().join(live.secrets.member, name)
    assert refused.status_code == 409
    assert "is here already" in error(refused)


def test_the_role_goes_with_the_name_and_stays_with_the_link(live: Live) -> None:
    ana, ben = live.person("Ana", leads=True), live.person("Ben")
    assert ben.send("next").status_code == 403
    ana.do("hand_over", name="Ben")
    ben.do("next")
    assert ben.get("/api/me").json()["me"]["leads"]
    assert ana.get("/api/me").json()["me"]["leads"]
    ana.do("back")  # whoever came by the facilitator's link may always help
    ana.do("hand_over", name="Ana")
    assert ben.send("next").status_code == 403


def test_a_name_on_the_list_leads_only_by_the_link() -> None:
    with serving(OPEN, facilitator="Zoe", members=["Yan"]) as live:
        assert live.person().join(live.secrets.member, "Zoe").status_code == 403
        live.person("Zoe", leads=True).do("next")
        live.person("Yan")
        for secret in (live.secrets.member, live.secrets.leader):
            assert live.person().join(secret, "Yan").status_code == 409


def test_a_member_may_come_in_by_the_facilitators_link_too(live: Live) -> None:
    ben = live.person("Ben")
    assert ben.join(live.secrets.leader, "Ben").json()["leads"]
    assert ben.join(live.secrets.member, "Ben").json()["leads"]
    assert ben.post("/api/letters").status_code == 200


def test_a_full_room_says_so(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST_MEMBERS", 1)
    live.person("Ana")
    refused = live.person().join(live.secrets.member, "Ben")
    assert refused.status_code == 409
    assert "full" in error(refused)


def test_who_was_let_go_is_out_and_may_come_anew(live: Live) -> None:
    ana, ben = live.person("Ana", leads=True), live.person("Ben")
    ben.do("done", done=True)
    stream = ben.listen()
    ana.do("leave", name="Ben")
    until(lambda: stream.over)
    assert ben.get("/api/me").json()["me"] is None
    assert ben.send("remark", text="still here").status_code == 401
    assert ben.listen().status == 401
    again = live.person("Ben")  # whoever the facilitator took out has no claim on the name
    assert ben.get("/api/me").json()["me"] is None
    assert again.post("/api/letters").json() == {"letters": []}
    assert ana.listen().until(lambda s: s.rooms)[-1]["done"] == []


def test_a_closed_retro_lets_nobody_else_in_and_its_secrets_end(tmp_path: Path) -> None:
    where = tmp_path / "crew.logbook"
    with serving(OPEN, where) as live:
        ana, before = live.person("Ana", leads=True), live.secrets
        ben = live.person("Ben")
        ana.do("close")
        refused = live.person().join(live.secrets.member, "Cy")
        assert refused.status_code == 409
        assert "closed" in error(refused)
        assert ben.get("/api/report/text").status_code == 200
        assert ana.join(live.secrets.leader, "Ana").status_code == 200
    with serving(OPEN, where) as live:
        assert live.secrets != before
        assert live.person().join(before.leader, "Ana").status_code == 422
        assert returned(live, ana).get("/api/me").json()["me"] is None


def test_secrets_are_kept_for_their_owner_alone(tmp_path: Path) -> None:
    door = Door.open(tmp_path / "rooms", "k3f9x2bc")
    kept = tmp_path / "rooms" / "k3f9x2bc.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
    past = Past(number=7, steps=(2, 5))
    with door.alone():
        first, second, _ = door.give("Ana", Past()), door.give("Ana", past), door.give("Cy", past)
        door.free("Cy")
        door.keep()
    again = Door.open(tmp_path / "rooms", "k3f9x2bc")
    assert again.secrets == door.secrets
    assert again.is_taken("Ana")
    assert not again.is_taken("Ben")
    assert not again.is_taken("Cy")
    assert again.was_held("Cy")
    third = again.give("Cy", Past())
    again.revert()
    assert not again.is_taken("Cy")
    held = again.held("Ana", second)
    assert held is not None
    assert held.past == past
    assert again.held("Ana", first) is None
    assert again.held("Ben", first) is None
    assert again.held("Cy", third) is None
    assert {each.name for each in kept.parent.iterdir()} == {kept.name, "lock"}
    again.expire()
    assert Door.open(tmp_path / "rooms", "k3f9x2bc").secrets != door.secrets


@pytest.mark.parametrize(
    "bytes_", [b"{", b"[]", b"{}", b'{"names": []}', b'{"names": {"Ana": 5}}', b"\xff", b"[" * 9999]
)
def test_a_broken_file_of_secrets_is_said(tmp_path: Path, bytes_: bytes) -> None:
    (tmp_path / "k3f9x2bc.json").write_bytes(bytes_)
    with pytest.raises(LogbookError, match="cannot be used"):
        Door.open(tmp_path, "k3f9x2bc")


@pytest.mark.parametrize(
    "wrong",
    [
        {"secrets": {"member": 1, "leader": "b", "signing": "c", "code": "d"}},
        {"names": {"Ana": {"holder": 2}}},
        {"names": {"Ana": {"holder": "x", "free": 0}}},
        {"names": {"Ana": {"holder": "x", "past": {"number": "7"}}}},
        {"names": {"Ana": {"holder": "x", "past": {"steps": 5}}}},
        {"unseen": ["x"]},
        {"more": 1},
    ],
)
def test_secrets_of_the_wrong_kind_are_said(tmp_path: Path, wrong: dict[str, Any]) -> None:
    secrets = {"member": "a", "leader": "b", "signing": "c", "code": "d"}
    right = {"secrets": secrets, "names": {"Ana": {"holder": "x"}}}
    kept = tmp_path / "k3f9x2bc.json"
    kept.write_text(json.dumps(right))
    assert Door.open(tmp_path, "k3f9x2bc").secrets.code == "d"
    kept.write_text(json.dumps({**right, **wrong}))
    with pytest.raises(LogbookError, match=r"cannot be used: \$\.(secrets|names|unseen|more)"):
        Door.open(tmp_path, "k3f9x2bc")


def test_a_name_that_cannot_be_remembered_is_not_taken(tmp_path: Path) -> None:
    folder = tmp_path / "rooms"
    door = Door.open(folder, "k3f9x2bc")
    for each in folder.iterdir():
        each.unlink()
    folder.rmdir()
    folder.write_text("in the way")
    door.give("Ana", Past())
    with pytest.raises(LogbookError, match="cannot be used"), door.alone():
        pass
    with pytest.raises(LogbookError, match="cannot be written"):
        door.keep()
    assert not door.is_taken("Ana")
    with pytest.raises(LogbookError, match="cannot be used"):
        Door.open(folder, "k3f9x2bc")


def test_a_name_stays_taken_over_a_restart(tmp_path: Path) -> None:
    where = tmp_path / "crew.logbook"
    with serving(OPEN, where) as live:
        ana = live.person("Ana")
    with serving(OPEN, where) as live:
        assert live.person().join(live.secrets.member, "Ana").status_code == 409
        me = returned(live, ana).get("/api/me").json()
        assert me["me"]["name"] == "Ana"
