"""What is one's own at the terminal of `retro join`: answers, votes and letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from live_room import Live
from patience import PATIENCE
from room_formats import step

from retrokit import NotFound, NotNow, NotYours
from retrokit.cli.live.lines import handle
from retrokit.cli.remote import own  # noqa: F401  # for its commands
from retrokit.cli.remote.connection import Connection
from retrokit.cli.remote.link import Link
from retrokit.cli.remote.replica import Arriving, Replica
from retrokit.cli.remote.seat import Seat
from retrokit.engine.foreign import FOREIGN, ForeignDraft
from retrokit.logbook import MEMORY, Logbook


@contextmanager
def seat(live: Live, name: str) -> Iterator[Seat]:
    """Join at a terminal."""
    way = Connection(Link.read(live.url))
    me = way.join(live.secrets.member, name)
    arriving = Arriving(way)
    try:
        arriving.wait(1, PATIENCE)
        with Logbook(MEMORY) as shelf:
            yield Seat(shelf, Replica(arriving, way, me), hide=False)
    finally:
        arriving.listener.close()


def say(live: Live, session: Seat, *lines: str) -> str:
    """Type lines once all has arrived; return the answer to the last."""
    session.room.arriving.wait(live.retro.state.version, PATIENCE)
    handle(session, "/show")
    return [handle(session, line) for line in lines][-1]


VOTES = {
    "Vote dots": ("1", "1 for 1"),
    "Vote one": ("2", "2"),
    "Vote several": ("2 1", "1, 2"),
    "Vote scores": ("1=4 2=0", "4 for 1, 0 for 2"),
    "Vote ranking": ("2 > 1", "2 > 1"),
    "Vote consent": ("1=3; 2=0 because no", "3 for 1, 0 for 2 because no"),
}


def test_what_is_hidden_is_shown_to_who_typed_it_in_words(live: Live) -> None:
    lead = live.person("Fay", leads=True)
    lead.do("go", step=step("Parking"))
    with seat(live, "Ana") as ana:
        say(live, ana, "Parked: mine", "Later: also mine")
        for title, (ballot, meant) in VOTES.items():
            lead.do("go", step=step(title))
            assert say(live, ana, ballot, "/mine") == f"   1 your vote: {meant}"
        say(live, ana, "-")
        lead.do("go", step=step("Asked"))
        state = live.retro.state
        unknown = ForeignDraft({"kind": "mood"})
        assert FOREIGN.said(state, state.step(step("Asked")), unknown) == "yours in Asked"
        say(live, ana, "4", "no", "Axe, Rope", "calm", "100", "3", "?")
        assert say(live, ana, "/mine").splitlines() == [
            "   1 your answer: 4",
            "   2 your answer: No",
            "   3 your answer: Axe, Rope",
            "   4 your answer: calm",
            "   5 your answer: Fay 100",
            "   6 your answer: Fay 3 ?",
        ]


def test_a_vote_is_changed_and_taken_back(live: Live) -> None:
    lead = live.person("Fay", leads=True)
    lead.do("go", step=step("Parking"))
    with seat(live, "Ana") as ana:
        say(live, ana, "Parked: mine", "Later: also mine")
        lead.do("go", step=step("Vote dots"))
        for line, left in (("1", 1), ("2", 1), ("-", 0), ("2", 1), ("/mine 1 -", 0), ("1", 1)):
            say(live, ana, line)
            assert len(live.retro.taken_part()) == left, line
        assert "! " not in say(live, ana, "/mine")
        lead.do("open_seals")
        with pytest.raises(NotFound, match="it may have been revealed"):
            say(live, ana, "2")
        assert say(live, ana, "/mine") == "  You have nothing hidden here."
        assert dict(live.retro.state.at[step("Vote dots")].tally.standings)[1] == 1


def test_an_answer_that_is_left_out_after_all_is_not_counted(live: Live) -> None:
    lead = live.person("Fay", leads=True)
    lead.do("go", step=step("Asked"))
    with seat(live, "Ana") as ana:
        assert "hidden\n" in say(live, ana, "4")
        assert "not answered\n" in say(live, ana, "/undo", "-")
        assert say(live, ana, "/mine") == "  You have nothing hidden here."
        assert not live.retro.taken_part("safe")


def test_a_letter_is_read_and_erased(live: Live) -> None:
    lead = live.person("Fay", leads=True)
    lead.do("tighten", attribution="confidential")
    lead.do("go", step=step("Asked"))
    others = {"Fay": lead, **{name: live.person(name) for name in ("Ben", "Cy")}}
    with seat(live, "Ana") as ana:
        assert say(live, ana, "/letters") == "There is no letter for Ana."
        for name, other in others.items():
            mates = {*others, "Ana"} - {name}
            given = {mate: 100 if mate == "Ana" else 0 for mate in mates}
            other.do("answer", question="shares", value=given)
        lead.do("open_seals")
        letter = say(live, ana, "/letters")
        assert letter.startswith("Ana, this is for you alone")
        assert "You were given 100 to 100 by 3, median 100." in letter
        assert letter.endswith("/discard erases it.")
        assert say(live, ana, "/discard") == "  1 erased."
        assert say(live, ana, "/discard") == "  There is none."
        assert not live.retro.letters("Ana")


def test_a_retro_of_a_newer_room_is_left_with_a_sentence(live: Live) -> None:
    live.person("Fay", leads=True).do("go", step=step("Parking"))
    with seat(live, "Ana") as ana:
        say(live, ana, "Parked: mine")
        arriving = ana.room.arriving
        version = arriving.version
        told = {"v": version + 1, "since": version, "patch": {"steps": {"1": {"status": "flown"}}}}
        arriving._arrived("", told)
        ana.room.refresh()
        assert "what this room sends is from a newer retrokit; upgrade yours" in ana.toolbar
        with pytest.raises(NotNow, match="from a newer retrokit"):
            handle(ana, "Parked: more")


def test_nobody_else_is_written_for(live: Live) -> None:
    live.person("Fay", leads=True).do("go", step=step("Parking"))
    with seat(live, "Ana") as ana:
        assert say(live, ana, "Fay: not hers") == "  1 Parked: Fay: not hers (Ana)"
        with pytest.raises(NotYours, match="only the facilitator writes for somebody else"):
            ana.room.add_note("Parked", "hers", "Fay")


def test_help_begins_with_what_a_member_does_on_this_screen(live: Live) -> None:
    lead = live.person("Fay", leads=True)
    with seat(live, "Ana") as ana:
        for title, first in (
            ("Harvest", ["column", "mine", "undo", "done", "show"]),
            ("Asked", ["undo", "mine", "done", "show", "who"]),
            ("Vote dots", ["mine", "done", "notes", "show", "who"]),
        ):
            lead.do("go", step=step(title))
            said = say(live, ana, "/help")
            assert re.findall(r"^  /(\w+) ", said.partition("\n\n")[0], re.MULTILINE) == first
            assert len(said.splitlines()) <= 21
            assert "/letters /thumb /device" in said
            assert "/next" not in said
