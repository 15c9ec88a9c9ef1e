"""The facilitator renames somebody in a live room: their page goes on, and nobody else gets in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from live_room import Live, Person, new_key, serving
from room_formats import EVERYTHING, answers, step

from retrokit.formats import Attribution

NAMED, CONFIDENTIAL, ANONYMOUS = Attribution


def crew(live: Live) -> tuple[Person, Person, Person]:
    """Return whoever leads, Bne with her typo, and Cy."""
    return live.person("Ana", leads=True), live.person("Bne"), live.person("Cy")


def me(who: Person) -> Any:
    return who.get("/api/me").json()["me"]


def test_somebody_who_is_renamed_goes_on_under_the_new_name(live: Live) -> None:
    ana, ben, cy = crew(live)
    stream, others = ben.listen(), cy.listen()
    ben.do("done", done=True)
    before = me(ben)
    ana.do("rename", name="bne", to="Ben")
    [told] = others.until(lambda s: [e for e in s.news if e["event"] == "MemberRenamed"])
    assert told["name"] == "Bne"
    assert "Ben" in told["said"]
    assert [each["name"] for each in others.document["members"].values()] == ["Ana", "Ben", "Cy"]
    assert others.document["former"] == {"bne": "Ben"}
    others.until(lambda s: s.rooms[-1]["done"] == ["Ben"])
    assert others.rooms[-1]["here"] == ["Ben", "Cy"]
    assert me(ben) == {**before, "name": "Ben"}
    assert not stream.over
    ana.do("go", step=step("Parking"))
    ben.do("add_note", column="Parked", text="mine")
    [note] = live.retro.state.notes.values()
    assert note.author == "Ben"
    ben.do("edit_note", note=note.number, text="still mine")
    assert cy.send("edit_note", note=note.number, text="not mine").status_code == 409
    assert ben.post("/api/letters").status_code == 200
    assert ben.listen().status == 200
    ben.do("done", done=False)
    others.until(lambda s: s.rooms[-1]["done"] == [])
    ana.do("hand_over", name="Bne")
    assert me(ben)["leads"]
    ben.do("set_timer", minutes=1)
    ben.do("rename", name="Ana", to="Anna")
    assert me(ana) == {"id": "ana", "name": "Anna", "leads": True}
    ana.do("leave", name="Ben")
    stream.until(lambda s: s.over)
    assert me(ben) is None


def test_neither_name_lets_anybody_else_in(live: Live) -> None:
    ana, _, _ = crew(live)
    ana.do("rename", name="Bne", to="Ben")
    for name in ("Bne", "ben", "B\u200bne", " BEN "):
        refused = live.person().join(live.secrets.member, name)
        assert refused.status_code == 409
        assert refused.json()["error"].startswith("Ben is here already")
    ana.do("rename", name="Ana", to="Anna")
    assert live.person().join(live.secrets.member, "ana").status_code == 409
    assert live.retro.state.here == ("Anna", "Ben", "Cy")


def test_ones_own_link_is_good_under_any_name_until_somebody_else_is_let_in(live: Live) -> None:
    ana, ben, _ = crew(live)
    link = ben.post("/api/device").json()["link"].partition("#me=")[2]
    ana.do("rename", name="Bne", to="Ben")
    second = live.person()
    assert second.post("/api/join", {"secret": link}).json()["name"] == "Ben"
    stream = ben.listen()
    ana.do("readmit", name="Bne")
    stream.until(lambda s: s.over)
    assert me(ben) is None
    assert me(second) is None
    assert live.person().post("/api/join", {"secret": link}).status_code == 409
    anew = live.person()
    assert anew.join(live.secrets.member, "Bne").json()["name"] == "Ben"
    assert anew.post("/api/letters").json() == {"letters": []}


@pytest.mark.parametrize(
    ("to", "status", "said"),
    [
        ("cy", 422, "looks like the one that Cy has or had"),
        ("C\u200by", 422, "looks like the one that Cy has or had"),
        ("\u3164", 422, "something that can be seen"),
        ("a\nb", 422, "control character"),
        ("", 422, "the name is empty; write something"),
        ("Bne", 422, "Bne is the name already"),
    ],
)
def test_a_name_that_would_pass_for_anothers_is_refused(
    live: Live, to: str, status: int, said: str
) -> None:
    ana, ben, _ = crew(live)
    refused = ana.send("rename", name="Bne", to=to)
    assert (refused.status_code, said in refused.json()["error"]) == (status, True), refused.text
    assert ana.send("rename", name="Bob", to="Bert").status_code == 404
    assert ben.send("rename", name="Bne", to="Ben").status_code == 403
    assert live.retro.state.here == ("Ana", "Bne", "Cy")
    ana.do("rename", name="Bne", to="BNE")
    ana.do("rename", name="Bne", to="B ne")
    ana.do("rename", name="Bne", to="B  ne")
    assert me(ben)["name"] == "B  ne"


def test_what_was_done_before_is_not_done_again_under_the_new_name(live: Live) -> None:
    ana, ben, _ = crew(live)
    ana.do("go", step=step("Harvest"))
    key = new_key()
    first = ben.do("add_note", key=key, column="Good", text="x")
    ana.do("rename", name="Bne", to="Ben")
    assert ben.do("add_note", key=key, column="Good", text="x") == first
    [mine] = ben.post("/api/mine", {"receipts": [key]}).json()["mine"]
    assert mine["draft"]["text"] == "x"
    assert live.retro.sealed_count() == 1


def test_a_server_that_was_started_again_knows_who_was_renamed(tmp_path: Path) -> None:
    where = tmp_path / "crew.logbook"
    with serving(EVERYTHING, where) as live:
        ana, ben, _ = crew(live)
        ana.do("rename", name="Bne", to="Ben")
        cookies = ben.http.cookies
    with serving(EVERYTHING, where) as live:
        again = live.person()
        again.http.cookies = cookies
        assert me(again) == {"id": "bne", "name": "Ben", "leads": False}
        assert again.post("/api/letters").status_code == 200
        for name in ("Ben", "Bne"):
            assert live.person().join(live.secrets.member, name).status_code == 409


@pytest.mark.parametrize("attribution", list(Attribution), ids=lambda each: each.value)
def test_what_is_sealed_about_somebody_who_is_renamed_opens_right(attribution: Attribution) -> None:
    names = ("Ana", "Bne", "Cy", "Dev", "Eve")
    with serving(EVERYTHING, attribution=attribution) as live:
        people = {each: live.person(each, leads=each == "Ana") for each in names}
        ana, ben = people["Ana"], people["Bne"]
        stream = people["Cy"].listen()
        ana.do("go", step=step("Asked"))
        for who in people.values():
            mates = who.post("/api/teammates", {"question": "shares"}).json()["teammates"]
            given = answers(mates)
            shares = {each: 100 if each == "Bne" else 0 for each in mates}
            if "Bne" not in mates:
                shares = dict.fromkeys(mates, 25)
            who.do("answer", question="shares", value=shares)
            who.do("answer", question="rated", value=given["rated"])
        ana.do("rename", name="Bne", to="Ben")
        renamed = live.retro.state.version
        mine = people["Cy"].post("/api/mine", {"receipts": people["Cy"].receipts}).json()["mine"]
        shares = next(each["draft"]["value"] for each in mine if each["slot"] == "shares")
        assert dict(shares)["Ben"] == [100]
        assert "Ben" in people["Cy"].post("/api/teammates", {"question": "rated"}).text
        assert ben.send("answer", question="shares", value={}).status_code == 409
        ana.do("open_seals")
        [letter] = [
            each for question, each in ben.post("/api/letters").json()["letters"]
            if question == "shares"
        ] or [None]  # fmt: skip
        stream.until(lambda s: s.version == live.retro.state.version)
        told = people["Cy"].get("/api/told").json()["told"][str(step("Asked"))]
        about = next(each for each in told if each["name"] == "shares")["blocks"]
        if attribution is NAMED:
            lines = {each["role"]: each["lines"] for each in about if each["block"] == "lines"}
            received = [each["text"] for each in lines["about a member"]]
            assert any(each.startswith("Ben: You were given 100 to 100 by 4") for each in received)
            replies = {each["author"]: each["text"] for each in lines["answer"]}
            assert "Ben 100" in replies["Cy"]
            assert "Ben" in replies
        else:
            assert letter is not None
            assert letter["lines"][0].startswith("You were given ")
            assert "to 100 by " in letter["lines"][0]
        # From the rename on the old name is on no wire, but for the message that says both.
        later = json.dumps([each for each in stream.messages if each["v"] > renamed])
        assert "Bne" not in later
        assert "Bne" not in json.dumps(told)
        assert all("Bne" not in str(each) for each in stream.rooms[-1:])
        if attribution is not NAMED:
            assert not any(each in later + json.dumps(told) for each in ("Ben", *names))


def test_whoever_was_thrown_out_is_not_who_gets_the_name_later(live: Live) -> None:
    lead, thrown_out = live.person("Lead", leads=True), live.person("Ana")
    lead.do("undo")
    ana = live.person("Ana K")
    lead.do("rename", name="Ana K", to="Ana")
    assert me(thrown_out) is None
    for path in ("/api/letters", "/api/device", "/api/do"):
        assert thrown_out.post(path).status_code == 401
    assert me(ana) == {"id": "ana k", "name": "Ana", "leads": False}
    lead.do("go", step=step("Asked"))
    ana.do("answer", question="safe", value=5)
