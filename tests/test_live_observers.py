"""Observers in a terminal: started with, made and added, and what their name is said with."""

from __future__ import annotations

import json
from pathlib import Path

from test_cli import Shell
from test_live import refused, say, session

from retrokit.cli.live.completion import complete
from retrokit.cli.live.session import Session

__all__ = ["session"]

REFUSED = "Ben is an observer and doesn't take part; the facilitator can add Ben to the team"


def test_somebody_becomes_an_observer_and_is_added_again(session: Session) -> None:
    assert say(session, "/as Ben", "/observer Ben") == "  Ben is an observer now"
    assert session.speaker is None
    assert say(session, "/observer Lena") == "  Lena is here as an observer"
    assert "observes already" in refused(session, "/observer Lena")
    assert "Ben (observer)" in say(session, "/who")
    assert say(session, "/join Ana, Ben") == "  Ben is here; Ana had joined before"
    assert session.retro.state.respondents == ("Ana", "Ben", "Chloé")
    say(session, "/leave Lena")
    assert say(session, "/join Lena") == "  Lena is here"
    assert session.retro.state.observers == ("Lena",)


def test_an_observer_is_not_counted_offered_or_waited_for(session: Session) -> None:
    say(session, "/observer Ben", "/go ask")
    assert "2 here" in session.toolbar
    assert refused(session, "Ben: 3") == REFUSED
    assert refused(session, "/pass Ben") == REFUSED
    said = say(session, "Ana: 3")
    assert "(1 of 2 answered)" in said
    say(session, "/go collect")
    assert refused(session, "Ben: Stop: lectures") == REFUSED
    offered = [name for name, _ in complete(session, "B")]
    assert offered == []
    assert [name for name, _ in complete(session, "/leave B")] == ["Ben"]
    assert [name for name, _ in complete(session, "Mend @B")] == []


def test_a_retro_is_started_with_observers_and_a_host(tmp_path: Path) -> None:
    cli = Shell(tmp_path)
    said = cli.start("/who\n/quit\n", "--observer", "Lena, Gast", "--facilitator", "lena")
    assert "Here: Ana, Ben, Lena (observer), Gast (observer)" in said
    assert "Lena (observer, facilitates)" in said
    shown = json.loads(cli("show", "--json"))
    assert shown["facilitator"] == "Lena"
    assert [each["name"] for each in shown["members"] if each["observes"]] == ["Lena", "Gast"]
    again = cli("start", "start-stop-continue", "--team", "Lander", input="\n/who\n/quit\n")
    assert "Here: Ana, Ben\n" in again
