"""The real prompt in a real pseudo-terminal: completion, hidden input, losing the terminal."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from patience import PATIENCE, end

from retrokit import Logbook, Plugins

pexpect = pytest.importorskip("pexpect", reason="there are pseudo-terminals on POSIX only")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")

RETRO = "from retrokit.cli import main; main()"


class Terminal:
    """A terminal of 80 by 30 with `retro` in it."""

    def __init__(self, logbook: Path) -> None:
        self.logbook = logbook
        self._children: list[Any] = []

    def __call__(self, *args: str, **env: str) -> Any:
        child = pexpect.spawn(
            sys.executable,
            ["-c", RETRO, *args],
            env={
                **{key: each for key, each in os.environ.items() if key != "NO_COLOR"},
                "RETROKIT_LOGBOOK": str(self.logbook),
                "RETROKIT_PLUGINS": "",
                "TERM": "xterm",
                "PROMPT_TOOLKIT_NO_CPR": "1",
                **env,
            },
            dimensions=(30, 80),
            encoding="utf-8",
            timeout=PATIENCE,
        )

        self._children.append(child)
        return child

    def close(self) -> None:
        end(self._children)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    made = Terminal(tmp_path / "team.db")
    yield made
    made.close()


def begin(terminal: Terminal) -> Any:
    child = terminal("start")
    child.expect("Which format")
    child.sendline("?start-stop-continue")
    child.expect("What costs us more than it gives back")
    child.expect("Which format")
    child.sendline("sailbot")
    child.expect("did you mean sailboat")
    child.sendline("st")
    child.expect("may be start-stop-continue or starfish")
    child.sendline("start")
    child.expect("Team:")
    child.sendline("Lander")
    child.expect("Who is here")
    child.sendline("Ana, Ben, Chloé")
    child.expect("Welcome>")
    return child


def test_a_retro_from_the_first_question_to_the_report(terminal: Terminal, tmp_path: Path) -> None:
    child = begin(terminal)
    for line, answer in (
        ("/next", "Review>"),
        ("/next", "Collect / Start>"),
        ("Stop: Ben: late calls", "hidden in Stop from Ben"),
        ("Ana: more naps", r"hidden in Start from Ana \(2 hidden\)"),
        ("nonsense: ", "Collect / Start>"),
        ("/vote Ana 1", "! a vote belongs to Vote"),
        ("/next", "late calls"),
        ("/next", "dot each"),
        ("Ana: 1", "1 of 3 voted"),
        ("/next", r"1 of 3 people has voted"),
        ("n", "Still hidden"),
        ("/next", "Reveal anyway"),
        ("y", "Discuss>"),
        ("/next", "Decide>"),
        ("Nap daily @Ana due friday", "Nap daily"),
        ("/close", "Its report: retro report"),
    ):
        child.sendline(line)
        child.expect(answer)
    child.expect(pexpect.EOF)
    with Logbook(terminal.logbook, plugins=Plugins()) as logbook:
        assert logbook.load().state.closed is not None


@pytest.mark.long
def test_a_team_is_known_by_its_name_and_its_people(terminal: Terminal) -> None:
    child = begin(terminal)
    child.sendline("/quit")
    child.expect(pexpect.EOF)
    child = terminal("start", "daki")
    child.expect("Team:")
    child.sendline("  ")
    child.expect("Give your team a name")
    child.expect("Team:")
    child.sendline("Landr")
    child.expect(r"Did you mean Lander\? \[Y/n\]")
    child.sendline("")
    child.expect(r"Who is here\? \[Ana, Ben, Chloé\]")
    child.sendline("")
    child.expect("Here: Ana, Ben, Chloé")
    child.sendline("/quit")
    child.expect(pexpect.EOF)
    child = terminal("start", "daki", "--team", "Landr")
    child.expect(r"Did you mean Lander\? \[Y/n\]")
    child.sendline("n")
    child.expect(r"Who is here\? \(")  # nobody is known in a team of that name
    child.sendline("Dev and Eli")
    child.expect("Here: Dev, Eli")
    child.sendline("/quit")
    child.expect(pexpect.EOF)
    with Logbook(terminal.logbook, plugins=Plugins()) as logbook:
        assert logbook.teams() == ["Landr", "Lander"]
        assert [each.members for each in logbook.retros("lander")] == [("Ana", "Ben", "Chloé")] * 2
        logbook.team("Orbiter", new=True).change_charter(purpose="Fly.")
    child = terminal("start", "daki", "--team", "orbiter")
    child.expect(r"Who is here\? \(")  # a team with a charter and no retro yet is known as well


def test_what_is_typed_in_private_is_never_on_the_screen(terminal: Terminal) -> None:
    child = begin(terminal)
    child.logfile_read = open(terminal.logbook.with_suffix(".screen"), "w", encoding="utf-8")  # noqa: SIM115
    child.sendline("/go collect")
    child.expect("Collect / Start>")
    child.sendline("/pass Ana")
    child.expect("the keyboard is yours")
    child.expect(r"Ana \(hidden\)>")
    child.sendline("Stop: unspeakable")
    child.expect(r"hidden in Stop \(1 hidden\)")
    child.sendline("")
    child.expect("The facilitator has the keyboard")
    child.expect("Collect / Start>")
    child.sendcontrol("d")
    child.expect("Go on with: retro resume")
    child.expect(pexpect.EOF)
    child.logfile_read.close()
    screen = terminal.logbook.with_suffix(".screen").read_text(encoding="utf-8")
    assert "unspeakable" not in screen
    # The screen, and what can be scrolled back to, was emptied before and after.
    assert screen.count("\x1b[3J") == 2


PASTE = "\x1b[200~{}\x1b[201~"
"""What a terminal sends when somebody pastes: bracketed paste."""


def kept(terminal: Terminal) -> list[tuple[str, str | None]]:
    """Return the notes that were kept, each with its author, once all is shown."""
    with Logbook(terminal.logbook, plugins=Plugins()) as logbook:
        retro = logbook.load()
        if retro.sealed_count():
            retro.open_seals()
        return sorted((note.text, note.author) for note in retro.state.notes.values())


@pytest.mark.parametrize(
    "end",
    [
        "\n",
        *(
            pytest.param(each, marks=pytest.mark.long)
            for each in ("\r\n", "\u2028", "\r", "\u2029", "\x85", "\n\n  \n")
        ),
    ],
)
def test_each_line_of_a_paste_is_a_line(terminal: Terminal, end: str) -> None:
    child = begin(terminal)
    child.sendline("/go collect")
    child.expect("Collect / Start>")
    child.send(PASTE.format(end.join(["Ana: one", "Ben: two", "Stop: Chloe: three", ""])))
    child.send("\r")
    child.expect("hidden in Start from Ana")
    child.expect("Ben: two")
    child.expect("hidden in Start from Ben")
    child.expect(r"hidden in Stop from Chloé \(3 hidden\)")
    child.sendline("/quit")
    child.expect(pexpect.EOF)
    assert kept(terminal) == [("one", "Ana"), ("three", "Chloé"), ("two", "Ben")]


def test_a_paste_in_private_is_several_notes_and_never_on_the_screen(terminal: Terminal) -> None:
    child = begin(terminal)
    child.logfile_read = open(terminal.logbook.with_suffix(".screen"), "w", encoding="utf-8")  # noqa: SIM115
    child.sendline("/go collect")
    child.expect("Collect / Start>")
    child.sendline("/pass Ana")
    child.expect(r"Ana \(hidden\)>")
    # A blank line is no Enter: what comes after it is Ana's too.
    child.send(PASTE.format("unspeakable one\r\n\r\nStop: unspeakable two\r\n"))
    child.send("\r")
    child.expect(r"hidden in Start \(1 hidden\)")
    child.expect(r"hidden in Stop \(2 hidden\)")
    # What was pasted behind the end of a turn is nobody's.
    child.send(PASTE.format("/pass\nunspeakable three"))
    child.send("\r")
    child.expect("1 pasted line left out: the keyboard has changed hands")
    child.expect("Collect / Start>")
    child.sendline("/quit")
    child.expect(pexpect.EOF)
    child.logfile_read.close()
    assert "unspeakable" not in terminal.logbook.with_suffix(".screen").read_text(encoding="utf-8")
    assert kept(terminal) == [("unspeakable one", "Ana"), ("unspeakable two", "Ana")]


def test_a_paste_stays_in_the_activity_that_it_was_pasted_into(terminal: Terminal) -> None:
    child = begin(terminal)
    child.sendline("/go collect")
    child.expect("Collect / Start>")
    child.send(PASTE.format("Ana: one\nAna: two\nAna: three"))
    child.expect("three")
    with Logbook(terminal.logbook, plugins=Plugins()) as logbook:
        logbook.load().back()
    child.send("\r")
    child.expect(r"nothing was done with this line, nor with\s+the\s+2\s+pasted")
    child.expect("Review>")
    child.send(PASTE.format("/next\nAna: four\n/next\n/next\nAna: 1"))
    child.send("\r")
    child.expect("1 of 3 voted")
    child.sendline("/quit")
    child.expect(pexpect.EOF)
    assert kept(terminal) == [("four", "Ana")]


def test_names_may_be_pasted_line_by_line(terminal: Terminal) -> None:
    child = terminal("start", "start-stop-continue", "--team", "Lander")
    child.expect("Who is here")
    child.send(PASTE.format("Ana\r\nBen and Anand\r\nChloé"))
    child.send("\r")
    child.expect("Here: Ana, Ben, Anand, Chloé")
    child.expect("Welcome>")
    child.sendline("/quit")
    child.expect(pexpect.EOF)


def test_the_last_next_asks_before_it_closes(terminal: Terminal) -> None:
    child = begin(terminal)
    child.sendline("/go decide")
    child.expect("Decide>")
    child.sendline("Nap daily")
    child.expect("no owner yet")
    child.sendline("/n")
    child.expect("No owner yet: 1 Nap daily")
    child.expect("Close the retro")
    child.sendline("n")
    child.expect("Not closed")
    child.sendline("/n")
    child.expect("Close the retro")
    child.sendcontrol("c")
    child.expect("Not closed")
    child.sendline("/owner 1 be")
    child.expect(r"Nap daily \(Ben,")
    child.sendline("/close")
    child.expect("Its report: retro report")
    child.expect(pexpect.EOF)


ECHOES = """
import sys, termios
from retrokit.cli.live.terminal import open_keyboard
keyboard = open_keyboard()
for hidden in (False, True, True):
    keyboard.read("> ", hidden=hidden)
    print("echo", bool(termios.tcgetattr(sys.stdin)[3] & termios.ECHO))
"""


def test_the_terminal_shows_no_keys_while_nothing_is_read() -> None:
    # Whoever types on while an answer is being sealed must not see the next one in the clear.
    child = pexpect.spawn(
        "/bin/sh",
        ["-c", '"$0" -c "$1"; stty -a', sys.executable, ECHOES],
        env={**os.environ, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"},
        encoding="utf-8",
        timeout=PATIENCE,
    )
    for _ in range(3):
        child.expect(">")
        child.sendline("typed")
        child.expect("echo False")
    child.expect(r"\secho\s")  # it shows them again when the program has ended
    end([child])


PEERS = """\
name = "fair"
title = "Fair"
purpose = "Rate each other."
attribution = "confidential"
[[agenda]]
kind = "ask"
title = "Rate"
[[agenda.questions]]
kind = "allocation"
name = "points"
text = "Who carried what?"
[[agenda.questions]]
kind = "peer-rating"
name = "care"
text = "Care?"
criteria = ["Helps", "Listens"]
[[agenda]]
kind = "decide"
"""


def test_teammates_are_rated_and_letters_read_in_private(terminal: Terminal) -> None:
    format = terminal.logbook.with_suffix(".toml")
    format.write_text(PEERS, encoding="utf-8")
    team = ("Ana", "Ben", "Cy", "Dee")
    child = terminal("start", str(format), "--team", "T", *(f"-m{name}" for name in team))
    child.expect("Rate>")
    child.logfile_read = open(terminal.logbook.with_suffix(".screen"), "w", encoding="utf-8")  # noqa: SIM115
    for name in team:
        child.sendline(f"/pass {name}")
        child.expect(rf"{name} \(hidden\)>")
        child.sendline("61 17 21")
        child.expect("! these are 99 points of 100; 1 are left to give")
        child.sendline("61 17 22")
        child.expect("1 of 2: Helps")
        child.sendline("5 4 ?")
        child.expect("2 of 2: Listens")
        child.sendline("2 2 2")
        child.expect("That was the last question")
        child.sendline("")
        child.expect("Rate>")
    child.sendline("/next")
    child.expect("Letters wait")
    child.expect("Decide>")
    child.logfile_read.close()
    before = terminal.logbook.with_suffix(".screen").read_text(encoding="utf-8")
    assert not [number for number in ("61", "17", "22") if re.search(rf"\b{number}\b", before)]
    assert before.count("\x1b[3J") == 2 * len(team)
    child.logfile_read = None
    child.sendline("/letter Dee")
    child.expect("Dee, this is for you alone")
    child.expect("You were given 22 to 22 by 3, median 22")
    child.expect(r"Dee \(hidden\)>")
    child.sendline("/discard")
    child.expect("2 erased")
    child.sendline("")
    child.expect("The facilitator has the keyboard")
    child.sendline("/letter Dee")
    child.expect("There is no letter for Dee")
    child.sendline("")
    child.expect("The facilitator has the keyboard")
    child.sendline("/close")
    child.expect(pexpect.EOF)
    with Logbook(terminal.logbook, plugins=Plugins()) as logbook:
        retro = logbook.load()
        assert [len(retro.letters(name)) for name in team] == [2, 2, 2, 0]
    child = terminal("letter", "Ana")
    child.expect("Ana, this is for you alone")
    child.expect("Enter clears the screen")
    child.sendline("")
    child.expect_exact("\x1b[3J")
    child.expect(pexpect.EOF)


def test_completion_of_commands_and_names(terminal: Terminal) -> None:
    child = begin(terminal)
    # What is completed is drawn with what was typed, or after it.
    child.send("/agen\t")
    child.expect("/agen.*?da")
    child.sendline("")
    child.expect("> 1. Welcome")
    child.expect("Welcome>")  # a key that is pressed before the prompt is there completes nothing
    child.send("/as Chl\t")
    child.expect("/as Chl.*?oé")
    child.sendline("")
    child.expect("writing as Chloé")


def test_losing_the_terminal_loses_nothing(terminal: Terminal) -> None:
    child = begin(terminal)
    child.sendline("/go collect")
    child.expect("Collect / Start>")
    child.sendline("Ana: kept")
    child.expect(r"\(1 hidden\)")
    child.close(force=True)
    again = terminal("resume")
    again.expect("Collect / Start>")
    again.sendline("/next")
    again.expect("kept")


def test_ctrl_c_begins_the_line_anew(terminal: Terminal) -> None:
    child = begin(terminal)
    child.send("half a li")
    child.sendcontrol("c")
    child.expect("Welcome>")
    child.sendline("/who")
    child.expect("Ana")


def test_ctrl_c_at_a_question_leaves_without_a_retro(terminal: Terminal) -> None:
    child = terminal("start", "daki")
    child.expect("Team:")
    child.sendcontrol("c")
    child.expect("Aborted")
    child.expect(pexpect.EOF)
    with Logbook(terminal.logbook, plugins=Plugins()) as logbook:
        assert logbook.retros() == []


def test_no_color_is_respected(terminal: Terminal) -> None:
    child = terminal("start", "daki", "--team", "T", "-m", "Ana", NO_COLOR="1")
    child.expect("Welcome>")
    seen = child.before
    assert not re.search(r"\x1b\[[0-9;]*(3[0-7]|4[0-7]|38|48|7)[;m]", seen)
