"""Who facilitates gives notes, answers and votes for somebody who has no device."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from live_room import Live, Person, error, new_key, serving
from room_formats import EVERYTHING, answers, step

from retrokit import Retro
from retrokit.formats import Attribution

NAMED = Attribution.NAMED


def crew(live: Live) -> tuple[Person, Person, Person]:
    """Return a facilitator and two members with devices, in a room with Gil, who has none."""
    fay, ana, cy = live.person("Fay", leads=True), live.person("Ana"), live.person("Cy")
    fay.do("join", name="Gil")
    return fay, ana, cy


def own(who: Person) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = who.post("/api/mine", {"receipts": who.receipts}).json()["mine"]
    return found


def shown(live: Live, who: Person) -> dict[str, Any]:
    """Return how things stand, as everybody is told."""
    found: dict[str, Any] = who.get(f"/api/poll?after={live.retro.state.version}").json()["room"]
    return found


@pytest.mark.parametrize("attribution", Attribution)
def test_what_is_given_for_somebody_counts_as_theirs(live: Live, attribution: Attribution) -> None:
    fay, ana, cy = crew(live)
    if attribution is not NAMED:
        fay.do("tighten", attribution=attribution.value)
    fay.do("go", step=step("Harvest"))
    fay.do("add_note", column="Good", text="of Fay")
    kept = fay.do("add_note", column="Good", text="of gil", member="Gil")["result"]
    fay.do("edit_note", note=kept, text="of Gil", member="Gil")
    fay.do("move_note", note=kept, column="Bad", member="Gil")
    gone = fay.do("add_note", column="Good", text="no", member="Gil")["result"]
    fay.do("delete_note", note=gone, member="Gil")
    assert [each["draft"]["text"] for each in own(fay)] == ["of Fay", "of Gil"]
    fay.do("done", done=True, member="gil")
    assert shown(live, ana)["done"] == ["Gil"]
    fay.do("done", done=False, member="Gil")
    assert shown(live, ana)["done"] == []
    fay.do("open_seals")
    notes = {each.text: each.author for each in live.retro.state.notes.values()}
    named = attribution is NAMED
    assert notes == {"of Fay": "Fay" if named else None, "of Gil": "Gil" if named else None}

    fay.do("go", step=step("Asked"))
    mates = fay.post("/api/teammates", {"question": "rated", "member": "Gil"}).json()["teammates"]
    assert ("Gil" in mates) is (attribution is Attribution.ANONYMOUS)
    receipt = fay.do("answer", question="safe", value=1, member="Gil")["result"]
    fay.do("change_answer", receipt=receipt, value=2, member="Gil")
    for who, value in ((fay, 3), (ana, 4), (cy, 5)):
        who.do("answer", question="safe", value=value)
    # Taken back it can be given again, and only once.
    fay.do("withdraw", receipt=receipt, member="Gil")
    fay.do("answer", question="safe", value=2, member="Gil")
    assert fay.send("answer", question="safe", value=2, member="Gil").status_code == 409
    shares = fay.post("/api/teammates", {"question": "shares", "member": "Gil"}).json()
    fay.do("answer", question="shares", value=answers(shares["teammates"])["shares"], member="Gil")
    fay.do("open_seals")
    [safe] = [r for r in live.retro.state.at[step("Asked")].results if r.question == "safe"]
    assert safe.taken_part == 4

    fay.do("go", step=step("Vote dots"))
    numbers = [*live.retro.state.notes]
    receipt = fay.do("vote", ballot={str(numbers[0]): 1}, member="Gil")["result"]
    fay.do("change_vote", receipt=receipt, ballot={str(numbers[1]): 1}, member="Gil")
    ana.do("vote", ballot={str(numbers[1]): 1})
    cy.do("vote", ballot={str(numbers[1]): 1})
    fay.do("open_seals")
    assert live.retro.state.votes_for(numbers[1]) == 3
    # A letter to somebody without a device is on the computer with the logbook alone.
    assert fay.post("/api/letters").status_code == 200
    gil = live.person("Gil")
    assert gil.post("/api/letters").json().get("letters", []) == []


@pytest.mark.parametrize("attribution", Attribution)
@pytest.mark.parametrize("taken_part", [False, True])
@pytest.mark.parametrize("away", [False, True])
def test_for_who_may_have_a_device_nothing_is_given_and_nothing_is_told(
    live: Live, attribution: Attribution, taken_part: bool, away: bool
) -> None:
    fay, ana, _ = crew(live)
    if attribution is not NAMED:
        fay.do("tighten", attribution=attribution.value)
    fay.do("go", step=step("Asked"))
    if taken_part:
        ana.do("answer", question="safe", value=4)
    if away:
        fay.do("readmit", name="Ana")
    expected = (
        "Ana may have written something on a device of their own, so only they write here as Ana"
    )
    for given in ({"question": "safe", "value": 3}, {"question": "word", "value": "x"}):
        answer = fay.send("answer", **given, member="Ana")
        assert (answer.status_code, error(answer)) == (403, expected)
    assert error(fay.send("done", done=True, member="Ana")) == expected
    assert fay.post("/api/teammates", {"question": "rated", "member": "Ana"}).status_code == 403


def test_members_write_for_nobody_else(live: Live) -> None:
    fay, ana, _ = crew(live)
    fay.do("go", step=step("Harvest"))
    for do, given in (
        ("add_note", {"column": "Good", "text": "x"}),
        ("answer", {"question": "safe", "value": 3}),
        ("vote", {"ballot": 1}),
        ("done", {"done": True}),
    ):
        answer = ana.send(do, **given, member="Gil")
        assert answer.status_code == 403, do
        assert error(answer) == "only the facilitator writes for somebody else"
    assert ana.do("add_note", column="Good", text="mine", member="ana")["result"]
    assert fay.send("add_note", column="Good", text="x", member="Nobody").status_code == 404
    kind = {"content-type": "application/json"}
    for wrong, status in ((5, 422), (["Gil"], 422), ("Gill", 404), ("\ud800", None)):
        for do, more in (("done", {"done": True}), ("add_note", {"column": "Good", "text": "x"})):
            asked = {"id": new_key(), "do": do, "with": {**more, "member": wrong}}
            answer = fay.http.post("/api/do", content=json.dumps(asked), headers=kind)
            assert answer.status_code in ((status,) if status else (404, 422)), (do, wrong)
    # The receipt alone does not help who has another role by then, where it is known whose it is.
    receipt = fay.do("add_note", column="Good", text="of Gil", member="Gil")["result"]
    for do, given in (
        ("edit_note", {"note": receipt, "text": "y"}),
        ("withdraw", {"receipt": receipt}),
    ):
        assert ana.send(do, **given).status_code == 403
    fay.do("withdraw", receipt=receipt)


def test_who_joins_later_writes_alone_and_keeps_what_was_given(live: Live) -> None:
    fay, ana, _ = crew(live)
    assert shown(live, ana)["no_device"] == ["Gil"]
    fay.do("go", step=step("Harvest"))
    receipt = fay.do("add_note", column="Good", text="of Gil", member="Gil")["result"]
    fay.do("done", done=True, member="Gil")
    fay.do("rename", name="Gil", to="Gill")
    fay.do("edit_note", note=receipt, text="of Gill", member="Gil")
    gill = live.person("Gill")
    told = shown(live, ana)
    assert (told["no_device"], told["done"]) == ([], [])
    for do, given in (
        ("add_note", {"column": "Good", "text": "x", "member": "Gill"}),
        ("edit_note", {"note": receipt, "text": "x"}),
        ("withdraw", {"receipt": receipt}),
    ):
        assert fay.send(do, **given).status_code == 403, do
    gill.do("done", done=True)
    assert shown(live, ana)["done"] == ["Gill"]
    fay.do("open_seals")
    assert [(each.text, each.author) for each in live.retro.state.notes.values()] == [
        ("of Gill", "Gill")
    ]
    # Who was let go is still somebody who had a device.
    fay.do("leave", name="Gill")
    fay.do("join", name="Gill")
    assert fay.send("done", done=True, member="Gill").status_code == 403


@pytest.mark.parametrize("left_out", [False, True])
def test_what_may_be_hidden_under_ones_own_name_binds_oneself_alone(
    live: Live, left_out: bool
) -> None:
    """Who got a name that may have been heard here is refused however they say whose name it is,
    and still writes for somebody else.
    """
    fay, lea = crew(live)[0], live.person("Lea", leads=True)
    fay.do("tighten", attribution="anonymous")
    fay.do("go", step=step("Parking"))
    fay.do("add_note", column="Parked", text="to vote on")
    for where, do, given in (
        ("Asked", "answer", {"question": "safe", "value": 3}),
        ("Vote dots", "vote", {"ballot": {"1": 1}}),
    ):
        fay.do("go", step=step(where))
        if left_out:
            lea.do("skip", opens=True)
        lea.do("readmit", name="Fay")
        fay = live.person("Fay", leads=True)
        if left_out:
            lea.do("go", step=step(where))
        for whose in (None, "fay"):
            refused = fay.send(do, **given, member=whose)
            assert refused.status_code == 409, (where, whose)
            assert error(refused).startswith("Fay may have been heard here before you joined")
        fay.do(do, **given, member="Gil")


def test_done_of_who_has_no_device_stays_when_others_leave(live: Live) -> None:
    fay, ana, _ = crew(live)
    fay.do("go", step=step("Harvest"))
    fay.do("done", done=True, member="Gil")
    fay.do("leave", name="Cy")
    assert shown(live, ana)["done"] == ["Gil"]
    fay.do("leave", name="Gil")
    assert shown(live, ana)["done"] == []


@pytest.mark.parametrize("attribution", Attribution)
def test_where_somebody_may_have_answered_before_the_room_nobody_is_written_for(
    tmp_path: Path, attribution: Attribution
) -> None:
    """Who has answered at the terminal before is not found out by answering for them."""

    def prepare(retro: Retro) -> None:
        for name in ("Gil", "Hal"):
            retro.join(name)
        if attribution is not NAMED:
            retro.tighten(attribution)
        retro.go(step("Asked"))
        retro.answer("safe", 4, "Gil")

    with serving(EVERYTHING, tmp_path / "crew.logbook", prepare=prepare) as live:
        fay = live.person("Fay", leads=True)
        refused = [
            fay.send("answer", question="safe", value=1, member=name).status_code
            for name in ("Gil", "Hal")
        ]
        assert refused == ([409, 200] if attribution is NAMED else [403, 403])
        fay.do("go", step=step("Vote dots"))
        assert fay.send("vote", ballot={}, member="Hal").status_code == 422
