"""Observers in a live room: what they are sent, what they are refused, and what others see."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from live_room import Live, error, serving, until
from test_web_join_own import say, seat

from retrokit.errors import NotYours
from retrokit.formats import Ask, Collect, Column, Decide, Format, Vote, Welcome
from retrokit.questions import Scale

REFUSED = "Lena is an observer and doesn't take part; the facilitator can add Lena to the team"
CHECK = Format(
    name="check", title="Check", purpose="Look.",
    agenda=[
        Welcome(),
        Ask(title="Asked", questions=[Scale("safe", "How safe is it?")]),
        Collect(title="Notes", columns=[Column("Good")]),
        Vote(),
        Decide(),
    ],
)  # fmt: skip


@contextmanager
def room() -> Iterator[Live]:
    with serving(CHECK, members=["Ben"], observers=["Lena"], facilitator="Ana") as live:
        yield live


def test_an_observer_follows_and_gives_nothing() -> None:
    with room() as live:
        ana, ben, lena = live.person("Ana", leads=True), live.person("Ben"), live.person("Lena")
        told = lena.listen()
        told.until(lambda s: s.version == live.retro.state.version)
        assert told.document["members"]["1"] == {"name": "Lena", "observes": True}
        ana.do("go", step=2)
        refused = lena.send("answer", question="safe", value=3)
        assert (refused.status_code, error(refused)) == (403, REFUSED)
        for do, given in (
            ("done", {"done": True}),
            ("remark", {"text": "as I always say"}),
            ("add_action", {"text": "Revise chapter 3"}),
            ("next", {}),
        ):
            assert lena.send(do, **given).status_code == 403, do
        assert lena.post("/api/form", {"question": "safe"}).status_code == 403
        assert lena.post("/api/teammates", {"question": "safe"}).status_code == 403
        assert lena.post("/api/mine", {"receipts": []}).json() == {"mine": []}
        assert lena.post("/api/outline").json() == ben.post("/api/outline").json()
        assert lena.get("/api/told").json() == ben.get("/api/told").json()
        ben.do("done", done=True)
        ben.do("answer", question="safe", value=3)
        told.until(
            lambda s: s.rooms and s.rooms[-1].get("turnout") == "1 of 2 people has answered."
        )
        assert told.rooms[-1]["done"] == ["Ben"]


def test_the_facilitator_makes_observers_and_adds_them_to_the_team() -> None:
    with room() as live:
        ana, ben, lena = live.person("Ana", leads=True), live.person("Ben"), live.person("Lena")
        assert ben.send("set_observer", name="Lena", observes=False).status_code == 403
        told = ben.listen()
        ben.do("done", done=True)
        told.until(lambda s: s.rooms and s.rooms[-1].get("done") == ["Ben"])
        assert ana.do("set_observer", name="ben")["result"] == "Ben"
        told.until(lambda s: s.document["members"]["0"].get("observes"))
        told.until(lambda s: s.rooms[-1].get("done") == [])
        assert told.news[-1]["said"] == "Ben is an observer now"
        ana.do("set_observer", name="Lena", observes=False)
        told.until(lambda s: not s.document["members"]["1"].get("observes"))
        ana.do("go", step=3)
        lena.do("add_note", column="Good", text="glad to")
        assert ben.send("add_note", column="Good", text="me too").status_code == 403
        assert told.document == live.document


def test_who_joins_again_is_an_observer_still() -> None:
    with room() as live:
        ana = live.person("Ana", leads=True)
        live.person("Lena")
        ana.do("leave", name="Lena")
        live.person("Lena")
        assert live.retro.state.members["Lena"].observes
        ana.do("join", name="A guest", observes=True)
        assert live.retro.state.respondents == ("Ben", "Ana")


def test_a_host_leads_without_taking_part() -> None:
    with serving(CHECK, members=["Ana", "Ben"], observers=["Lena"], facilitator="Lena") as live:
        lena, ben = live.person("Lena", leads=True), live.person("Ben")
        lena.do("go", step=3)
        for signed in (True, False):
            refused = lena.send("add_note", column="Good", text="mine", signed=signed)
            assert error(refused) == REFUSED
        lena.do("add_note", column="Good", text="dictated", member="Ana")
        ben.do("add_note", column="Good", text="written")
        assert lena.send("done", done=True).status_code == 403
        lena.do("done", done=True, member="Ana")
        lena.do("next")
        lena.do("remark", text="said aloud")
        assert len(live.retro.state.notes) == 2


def test_an_observer_at_a_terminal_reads_and_is_told_why_nothing_is_taken() -> None:
    with room() as live:
        with seat(live, "Lena") as lena:
            assert "You are an observer" in say(live, lena, "/show")
            assert "Lena (observer, connected)" in say(live, lena, "/who")
            live.person("Ana", leads=True).do("go", step=2)
            screen = say(live, lena, "/show")
            assert "How safe is it?" in screen
            assert "The facilitator can add you to the team." in " ".join(screen.split())
            with pytest.raises(NotYours, match=REFUSED):
                say(live, lena, "3")
            with pytest.raises(NotYours, match=REFUSED):
                say(live, lena, "/done")
        until(lambda: live.room.sealed() == 0)
