"""A room answers and shows everybody the same, whoever has taken part in what is hidden."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from live_room import Live, Person, error, serving, until
from room_formats import ASK, EVERYTHING, step

from retrokit import Logbook, Plugins
from retrokit.formats import Ask, Attribution, Format
from retrokit.questions import Scale
from retrokit.web import audience, room
from retrokit.web.audience import LOOK

NAMED, CONFIDENTIAL, ANONYMOUS = Attribution
SECRET = pytest.mark.parametrize("attribution", [CONFIDENTIAL, ANONYMOUS])
TITLES = ("Harvest", "Asked", "Vote dots")
PEOPLE = ("Ana", "Ben", "Cy", "Dee")


def take_part(person: Any, title: str, note: int) -> None:
    if title == "Harvest":
        person.do("add_note", column="Good", text="the same words")
    elif title == "Asked":
        person.do("answer", question="safe", value=3)
    else:
        person.do("vote", ballot={str(note): 1})


def told(live: Live, where: Path, title: str, who: Sequence[str]) -> tuple[list[Any], Any]:
    """Return all that a facilitator and a stranger are answered, and what the streams say."""
    fay = live.person("Fay", leads=True)
    people = {each: live.person(each) for each in PEOPLE}
    eve = live.person("Eve")
    stream = eve.listen()
    fay.do("go", step=step("Parking"))
    fay.do("add_note", column="Parked", text="To vote on")
    fay.do("go", step=step(title))
    [note] = live.retro.state.notes or [0]
    until(lambda: stream.version == live.retro.state.version)
    for each in who:
        take_part(people[each], title, note)
    heard: list[Any] = []

    def asks(person: Any, do: str, **given: Any) -> None:
        answer = person.send(do, **given)
        heard.append((do, answer.status_code, answer.text))

    last = len(live.retro.state.agenda)
    asks(fay, "undo")
    for each in PEOPLE:
        asks(fay, "leave", name=each)
        asks(fay, "join", name=each)
        asks(fay, "undo")
        asks(fay, "readmit", name=each)
        stranger = live.person(each)
        heard.append(stranger.post("/api/letters").text)
        heard.append(stranger.post("/api/mine", {"receipts": ["0" * 32]}).text)
        if title == "Asked":
            asks(stranger, "answer", question="safe", value=2)
        if title == "Vote dots":
            asks(stranger, "vote", ballot={str(note): 1})
    asks(fay, "rename", name="Ana", to="Anna")
    for do, more in (("next", {}), ("go", {"step": last}), ("close", {}), ("skip", {})):
        asks(fay, do, opens=False, **more)
    asks(fay, "set_vote_terms", budget=1)
    asks(fay, "set_vote_terms", budget=9)
    asks(fay, "drop_activity", step=step(title))
    asks(fay, "tighten", attribution="anonymous")
    for _ in range(2):  # to go and come back counts nothing sooner
        asks(fay, "back")
        asks(fay, "close")
        heard.append(eve.get("/api/report/text").text)
        asks(fay, "go", step=step(title), opens=True)
    until(lambda: stream.version == live.retro.state.version)
    until(lambda: stream.rooms)
    assert {each["sealed"] for each in stream.rooms} == {0}
    [keys] = Path(f"{where}.rooms").glob("*.json")
    names = json.loads(keys.read_text())["names"]
    return heard, {name: each["past"] for name, each in names.items()}


@pytest.mark.parametrize(
    "attribution", [pytest.param(CONFIDENTIAL, marks=pytest.mark.long), ANONYMOUS]
)
@pytest.mark.parametrize("title", TITLES)
def test_who_has_taken_part_changes_no_answer(
    title: str, attribution: Attribution, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is compared with two others only: with nobody having taken part at all, too."""
    monkeypatch.setattr(audience, "SEALED_EVERY", 1e9)
    monkeypatch.setattr(room, "RATE", 1e9)
    monkeypatch.setattr(room, "REST", 0)  # how old a report may be depends on the time it took
    found = []
    for at, who in enumerate((("Ana", "Ben"), ("Cy", "Dee"), ())):
        where = tmp_path / f"{at}.logbook"
        with serving(EVERYTHING, where, attribution=attribution) as live:
            # The first count is told when the room begins to look, at nobody's choice.
            until(lambda live=live: live.room._count._at is not None)
            heard, keys = told(live, where, title, who)
            found.append(([of_any_retro(each, live) for each in heard], keys))
    for (answers, keys), (others, other_keys) in pairwise(found):
        assert answers == others
        assert keys == other_keys


def of_any_retro(answer: Any, live: Live) -> str:
    """Return an answer without what differs from retro to retro: its id, and its moments."""
    said = repr(answer).replace(live.retro.state.id, "ID")
    said = re.sub(r"[0-9a-f]{32}", "KEY", said)
    return re.sub(r"\d{4}-\d\d-\d\d|\d\d:\d\d(:[\d.]+)?", "THEN", said)


@SECRET
def test_to_leave_out_what_may_hide_something_is_asked_and_loses_nothing(
    attribution: Attribution, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audience, "SEALED_EVERY", 1e9)
    with serving(EVERYTHING, attribution=attribution) as live:
        fay, ben = live.person("Fay", leads=True), live.person("Ben")
        fay.do("go", step=step("Harvest"))
        refused = fay.send("skip")
        assert (refused.status_code, "may be hidden" in error(refused)) == (412, True)
        ben.do("add_note", column="Good", text="just now")
        fay.do("skip", opens=True)
        assert [each.text for each in live.retro.state.notes.values()] == ["just now"]
        fay.do("go", step=step("Asked"))
        fay.do("skip", opens=True)
        assert live.retro.state.step(step("Asked")).status.name == "SKIPPED"
        fay.do("go", step=step("Group"))
        fay.do("skip")
        fay.do("go", step=step("Decide"))
        assert "last activity" in error(fay.send("skip"))


# What others do; nothing of it reveals anything.
DEEDS: dict[str, Callable[[Person, str, int], httpx.Response]] = {
    "undo": lambda fay, who, at: fay.send("undo"),
    "leave": lambda fay, who, at: fay.send("leave", name=who),
    "join": lambda fay, who, at: fay.send("join", name=who),
    "readmit": lambda fay, who, at: fay.send("readmit", name=who),
    "rename": lambda fay, who, at: fay.send("rename", name=who, to=f"{who}{who[0]}"),
    "observe": lambda fay, who, at: fay.send("set_observer", name=who),
    "take part": lambda fay, who, at: fay.send("set_observer", name=who, observes=False),
    "hand over": lambda fay, who, at: fay.send("hand_over", name=who),
    "next": lambda fay, who, at: fay.send("next", opens=False),
    "back": lambda fay, who, at: fay.send("back"),
    "skip": lambda fay, who, at: fay.send("skip"),
    "there": lambda fay, who, at: fay.send("go", step=at, opens=False),
    "reveal": lambda fay, who, at: fay.send("open_seals"),
    "close": lambda fay, who, at: fay.send("close", opens=False),
    "drop": lambda fay, who, at: fay.send("drop_activity", step=at),
    "reorder": lambda fay, who, at: fay.send("reorder", step=at, position=0),
    "lower": lambda fay, who, at: fay.send("set_vote_terms", budget=1),
    "raise": lambda fay, who, at: fay.send("set_vote_terms", budget=9),
    "tighten": lambda fay, who, at: fay.send("tighten", attribution="anonymous"),
    "for them": lambda fay, who, at: fay.send("answer", question="safe", value=1, member=who),
    "report": lambda fay, who, at: fay.get("/api/report/text"),
    "done": lambda fay, who, at: fay.send("done", done=True),
}
deeds = st.lists(st.tuples(st.sampled_from(sorted(DEEDS)), st.sampled_from(PEOPLE)), max_size=12)


@settings(max_examples=4)
@given(
    title=st.sampled_from(TITLES),
    attribution=st.sampled_from([CONFIDENTIAL, ANONYMOUS]),
    took_part=st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=3, unique=True),
    todo=deeds,
)
@example("Asked", ANONYMOUS, ["Ana"], [(deed, "Ana") for deed in sorted(DEEDS, reverse=True)])
@example("Vote dots", CONFIDENTIAL, ["Ana", "Cy"], [(deed, "Cy") for deed in sorted(DEEDS)])
def test_whatever_others_do_they_see_and_hear_the_same(
    title: str, attribution: Attribution, took_part: list[str], todo: list[tuple[str, str]]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(audience, "SEALED_EVERY", 1e9)
        patch.setattr(room, "RATE", 1e9)
        patch.setattr(room, "REST", 0)
        found = []
        for who in ([], took_part):
            with serving(EVERYTHING, attribution=attribution) as live:
                until(lambda live=live: live.room._count._at is not None)
                found.append(seen_of(live, title, who, todo))
    (answers, told, standings), (other_answers, other_told, other_standings) = found
    assert answers == other_answers
    assert told == other_told
    for version in {*standings} & {*other_standings}:
        assert standings[version] == other_standings[version]


def seen_of(
    live: Live, title: str, took_part: Sequence[str], todo: Sequence[tuple[str, str]]
) -> tuple[list[str], str, dict[int, set[str]]]:
    """Return what the facilitator is answered, and what the stream of somebody else brings: the
    bytes of its messages, and how things stood after each (how often that is said is chance).
    """
    fay, eve = live.person("Fay", leads=True), live.person("Eve")
    people = {each: live.person(each) for each in PEOPLE}
    stream = eve.listen()
    fay.do("go", step=step("Parking"))
    fay.do("add_note", column="Parked", text="To vote on")
    fay.do("go", step=step(title))
    for each in took_part:
        take_part(people[each], title, 1)
    heard = []
    for deed, who in todo:
        answer = DEEDS[deed](fay, who, step(title))
        heard.append(of_any_retro((deed, who, answer.status_code, answer.text), live))
    until(lambda: stream.version == live.retro.state.version)
    until(lambda: stream.rooms)
    messages, standings, version = [], {}, 0
    for block in stream.raw.decode().split("\n\n")[:-1]:
        if block.startswith("id: "):
            version = int(block[4:].partition("\n")[0])
            messages.append(block)
        elif block.startswith("event: room"):
            told = json.loads(block.partition("data: ")[2])
            kept = {key: told[key] for key in told if key not in ("here", "done", "now", "team")}
            standings.setdefault(version, set()).add(json.dumps(kept))
        else:
            assert block.startswith(": ")  # a sign of life
    return heard, of_any_retro("\n\n".join(messages), live), standings


@SECRET
@pytest.mark.parametrize("title", TITLES)
def test_what_nobody_was_told_of_is_not_revealed_by_asking(
    title: str, attribution: Attribution, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audience, "SEALED_EVERY", 1e9)
    with serving(EVERYTHING, attribution=attribution) as live:
        fay, ben = live.person("Fay", leads=True), live.person("Ben")
        fay.do("go", step=step("Parking"))
        fay.do("add_note", column="Parked", text="To vote on")
        fay.do("go", step=step(title))
        before = fay.send("open_seals")
        take_part(ben, title, 1)
        after = fay.send("open_seals")
        assert (before.status_code, before.text) == (after.status_code, after.text)
        assert "nothing is counted as hidden here yet; move on instead" in error(after)
        assert live.retro.sealed_count() == 1
        monkeypatch.setattr(audience, "SEALED_EVERY", 0)
        until(lambda: live.room.sealed() == 1)
        fay.do("open_seals")
        assert live.retro.sealed_count() == 0


def test_the_keys_do_not_keep_who_was_answered_for_where_no_letter_can_come(tmp_path: Path) -> None:
    """Of an activity about teammates they do: its letters are for who had the name by then."""
    pulse = Ask(title="Pulse", questions=[Scale("safe", "How safe is it?")])
    for about_mates, ask in enumerate((pulse, ASK)):
        shape = Format(name="one", title="One", purpose="Ask.", agenda=[ask])
        where = tmp_path / f"{about_mates}.logbook"
        with serving(shape, where, members=["Ana", "Ben"], attribution=ANONYMOUS) as live:
            with Logbook(where, plugins=Plugins()) as beside:
                retro = beside.load()
                retro.answer("safe", 3, "Ana")
            for each in ("Ana", "Ben"):
                live.person(each)
            [keys] = Path(f"{where}.rooms").glob("*.json")
            names = json.loads(keys.read_text())["names"]
            found = {name: each.get("past", {}).get("steps", []) for name, each in names.items()}
            assert bool(found["ana"]) == bool(about_mates)
            assert found["ben"] == []


@SECRET
def test_a_count_is_told_in_its_time_wherever_the_retro_went(
    attribution: Attribution, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audience, "SEALED_EVERY", 1e9)
    with serving(EVERYTHING, attribution=attribution) as live:
        fay, ben = live.person("Fay", leads=True), live.person("Ben")
        stream = ben.listen()
        fay.do("go", step=step("Harvest"))
        ben.do("add_note", column="Good", text="x")
        fay.do("back")
        assert "sealed" not in ben.get("/api/report/text").text
        fay.do("next")
        monkeypatch.setattr(audience, "SEALED_EVERY", LOOK)
        stream.until(lambda s: any(each["sealed"] == 1 for each in s.rooms))
        fay.do("next")
        stream.until(lambda s: s.rooms[-1]["sealed"] == 0)


def test_who_took_a_name_does_not_get_its_role_back_by_undo(tmp_path: Path) -> None:
    """The role goes with the person it was given to, and can be given to the next."""
    with serving(EVERYTHING, members=["Fay", "Guy"], facilitator="Fay") as live:
        guy = live.person("Guy", leads=True)
        guy.do("leave", name="Fay")
        stranger = live.person("Fay")
        guy.do("undo")
        guy.do("undo")
        assert live.retro.state.facilitator == "Fay"
        assert stranger.get("/api/me").json()["me"]["leads"] is False
        assert stranger.send("set_timer", minutes=1).status_code == 403
        guy.do("hand_over", name="Guy")
        guy.do("undo")
        assert stranger.send("set_timer", minutes=1).status_code == 403
        guy.do("hand_over", name="Fay")
        stranger.do("set_timer", minutes=1)
