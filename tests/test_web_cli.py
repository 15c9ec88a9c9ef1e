"""The live room from the command line, in processes and terminals of its own, on loopback."""

from __future__ import annotations

import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from io import StringIO
from pathlib import Path
from secrets import token_hex
from typing import Any

import httpx
import pytest
import segno
from live_room import PLAIN
from patience import PATIENCE, end

from retrokit import Invalid, Logbook, Plugins
from retrokit.cli.addresses import Address
from retrokit.cli.hosting import Hosting, listen
from retrokit.cli.live.elsewhere import elsewhere
from retrokit.cli.live.lines import handle
from retrokit.cli.live.session import Session
from retrokit.cli.remote.connection import Connection
from retrokit.cli.remote.link import Link
from retrokit.cli.remote.replica import Arriving, Replica
from retrokit.cli.remote.seat import Seat

pexpect = pytest.importorskip("pexpect", reason="there are pseudo-terminals on POSIX only")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")

RETRO = "from retrokit.cli import main; main()"
JOIN, LEAD = r"Members: +(http\S+)\s", r"Facilitator: +(http\S+)\s"
NAMES = ("--team", "Lander", "-m", "Fay", "--facilitator", "Fay")


class Desk:
    """Terminals and pipes with `retro` in them, all of one logbook."""

    def __init__(self, folder: Path) -> None:
        self.logbook = folder / "team.db"
        self.keys = folder / "team.db.rooms"
        self._children: list[Any] = []
        self._clients: list[httpx.Client] = []

    def env(self, **more: str) -> dict[str, str]:
        # How wide a terminal is, it says itself, and not who runs the tests.
        inherited = {key: each for key, each in os.environ.items() if key != "COLUMNS"}
        return {
            **inherited, "RETROKIT_LOGBOOK": str(self.logbook), "RETROKIT_PLUGINS": "",
            "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1", "NO_COLOR": "1", **more,
        }  # fmt: skip

    def __call__(self, *args: str, columns: int = 100, color: bool = False, **env: str) -> Any:
        all_env = self.env(**env)
        if color:
            del all_env["NO_COLOR"]
        child = pexpect.spawn(
            sys.executable, ["-c", RETRO, *args], env=all_env, dimensions=(60, columns),
            encoding="utf-8", timeout=PATIENCE,
        )  # fmt: skip
        self._children.append(child)
        return child

    def run(
        self, *args: str, input: str = "", code: str = RETRO, status: int | None = 0, **env: str
    ) -> str:
        done = subprocess.run(
            [sys.executable, "-c", code, *args], input=input, env=self.env(**env), timeout=PATIENCE,
            capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr

    def start(self, *lines: str) -> None:
        """Start a retro without a room, type lines and leave it."""
        self.run("start", "daki", *NAMES, input="\n".join((*lines, "")))

    def serve(self, *args: str) -> tuple[Any, str, str]:
        """Open a room; return its process, the members' link and the facilitator's."""
        server = self("serve", *args)
        server.expect(JOIN)
        member = server.match[1]
        server.expect(LEAD)
        leader = server.match[1]
        server.expect("Ctrl-C closes the room")
        return server, member, leader

    def browser(self, link: str, name: str) -> Browser:
        browser = Browser(link, name)
        self._clients.append(browser.http)
        return browser

    def close(self) -> None:
        end(self._children)
        for each in self._clients:
            each.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.close()


class Browser:
    """What a page does, without one."""

    def __init__(self, link: str, name: str) -> None:
        self.url, _, fragment = link.partition("/#")
        self.http = httpx.Client(base_url=self.url, timeout=PATIENCE, verify=PLAIN)
        secret = fragment.partition("=")[2]
        answer = self.http.post("/api/join", json={"secret": secret, "name": name})
        assert answer.status_code == 200, answer.text

    def do(self, name: str, /, **given: Any) -> dict[str, Any]:
        body = {"id": token_hex(16), "do": name, "with": given}
        answer = self.http.post("/api/do", json=body)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told


def port_of(link: str) -> str:
    found = re.search(r":(\d+)/", link)
    assert found
    return found[1]


def test_what_is_acknowledged_survives_the_server_being_killed(desk: Desk) -> None:
    desk.start("/go collect")
    server, member, leader = desk.serve("--port", "0")
    ana = desk("join", member, "--name", "Ana")
    ana.expect(r"Collect / Drop \(Ana\)>")
    ana.sendline("Keep: before")
    ana.expect("hidden in Keep")
    server.kill(signal.SIGKILL)
    server.expect(pexpect.EOF)
    ana.sendline("Keep: meanwhile")
    ana.expect("the room does not answer; trying again")
    server, again, _ = desk.serve("--port", port_of(member))
    assert again == member
    ana.expect("hidden in Keep")
    ana.sendline("Drop: after")
    ana.expect("hidden in Drop")
    desk.browser(leader, "Fay").do("next")
    ana.expect("Group")
    for text in ("after", "before", "meanwhile"):
        ana.expect(text)
    ana.sendline("/quit")
    ana.expect("Come back: retro join 'http://127.0.0.1")
    ana.expect(pexpect.EOF)
    with Logbook(desk.logbook, plugins=Plugins()) as logbook:
        notes = logbook.load().state.notes.values()
    assert sorted(note.text for note in notes) == ["after", "before", "meanwhile"]


OWN = (
    ("Keep: tea", "hidden in Keep"),
    ("/mine", "1 Keep: tea"),
    ("/mine 1 green tea", "1 now reads: green tea"),
    ("Drop: coffee", "hidden in Drop"),
    ("/undo", "taken back"),
    ("Add: water", "hidden in Add"),
    ("/mine 1 -", "1 is taken back"),
    ("/mine 7 x", "! nothing of yours is numbered 7"),
    ("Fay: Keep: not mine", "hidden in Drop"),  # a text like any other
    ("/column Improve", "writing into Improve"),
    ("/done", "the others see that you are done"),
    ("/next", "! no command 'next'"),
    ("/pass Fay", "! no command 'pass'"),
)


def talk(terminal: Any, lines: Iterable[tuple[str, str]]) -> None:
    for line, answer in lines:
        terminal.sendline(line)
        terminal.expect(answer)


def test_a_retro_from_two_terminals(desk: Desk) -> None:
    fay = desk("start", "daki", *NAMES, "--web", "--port", "0")
    fay.expect(JOIN)
    member = fay.match[1]
    fay.expect("Only this computer can reach the room")
    fay.expect(r"then /next\s+/room shows the links to join again, /link the one to lead")
    ana = desk("join", member, "--name", "Ana")
    ana.expect(r"Welcome \(Ana\)>")
    fay.expect("Ana is here")
    fay.sendline("/room")
    fay.expect("retro join 'http")
    fay.expect("connected: Ana")
    fay.sendline("/go collect")
    ana.expect(r"Collect / Drop \(Ana\)>")
    talk(ana, OWN)
    fay.sendline("/who")
    fay.expect(r"Ana \(connected, has taken part here, done\)")
    fay.sendline("/room")
    fay.expect(r"connected: Ana \(done\)")
    fay.sendline("/next")
    ana.expect("Fay: Keep: not mine")
    ana.expect(r"Group \(Ana\)>")
    talk(ana, [("1 2 as Drinks", "3 Drinks: 1, 2")])
    fay.sendline("/next")
    fay.expect("Drinks")
    fay.expect("Vote>")
    ana.expect(r"Vote \(Ana\)>")
    sealed = r"hidden: 1 for 3. Type it again to change it.\s+/done tells the others"
    talk(ana, [("9", "! "), ("3", sealed)])
    fay.sendline("/next")
    fay.expect("1 of 2 people has voted")
    fay.sendline("y")
    fay.expect("Discuss>")
    ana.expect(r"Discuss \(Ana\)>")
    fay.sendline("/topic")
    ana.expect("Now: 3 Drinks")
    talk(ana, [("we like them", "4 noted on 3: we"), ("/decided two a day", "5 decided on 3")])
    fay.sendline("/next")
    ana.expect(r"Decide \(Ana\)>")
    talk(ana, [
        ("Buy tea @Ana due 2030-01-02", r"6 Buy tea \(Ana, due 2030-01-02\)"),
        ("/owner 6 Fay", r"6 Buy tea \(Fay, due 2030-01-02\)"),
        ("/letters", "There is no letter for Ana"),
    ])  # fmt: skip
    fay.sendline("/close")
    fay.expect("Buy tea")
    fay.expect("Enter closes it")
    ana.expect("This retro is closed")
    ana.sendline("/report")
    ana.expect("two a day")
    assert len([*desk.keys.glob("*.json")]) == 1
    fay.sendline("")
    fay.expect("Closed and kept")
    fay.expect(pexpect.EOF)
    assert [*desk.keys.glob("*.json")] == []


@pytest.mark.parametrize("key", ["\r", "\x03"], ids=["enter", "ctrl-c"])
def test_the_link_that_leads_is_shown_on_request_and_cleared(desk: Desk, key: str) -> None:
    fay = desk("start", "daki", *NAMES, "--web", "--port", "0")
    fay.logfile_read = log = StringIO()
    fay.expect("Welcome>")
    fay.sendline("/room")
    fay.expect("connected: nobody yet")
    assert "#lead=" not in log.getvalue()
    fay.sendline("/link")
    fay.expect(LEAD)
    leader = fay.match[1]
    fay.expect("Anyone with this link leads the retro. Keep it to yourself.")
    fay.expect(r"Wall: +(http://127\.0\.0\.1:\d+)/wall#wall=([\w-]+)")
    opened = httpx.post(f"{fay.match[1]}/api/wall", json={"secret": fay.match[2]})
    assert opened.status_code == 200
    fay.expect("Enter clears them from the screen")
    shown = len(log.getvalue())
    fay.send(key)
    fay.expect(r"\x1b\[3J")  # what can be scrolled back to as well
    fay.expect(r"Welcome \(1 of 7")
    assert "#lead=" not in log.getvalue()[shown:]
    assert "#wall=" not in log.getvalue()[shown:]
    desk.browser(leader, "Fay").do("next")
    fay.expect("Review>")
    fay.sendline("/quit")
    fay.expect(pexpect.EOF)


def test_lines_of_a_file_get_the_link_that_leads_without_a_question(desk: Desk) -> None:
    said = desk.run("start", "daki", *NAMES, "--web", "--port", "0", input="/link\n/room\n/quit\n")
    assert len(re.findall(LEAD, said)) == 1
    assert "Enter clears" not in said
    said = desk.run("resume", input="/link\n", status=1)
    assert "no room is open; begin with: retro resume --web" in said


def soon(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.fixture
def beside(desk: Desk) -> Iterator[tuple[Session, Seat, Browser]]:
    """A facilitator's terminal beside a room, a member's terminal, and the page of another."""
    with Logbook(desk.logbook, plugins=Plugins()) as logbook:
        retro = logbook.start("daki", team="Lander", members=["Fay"], facilitator="Fay")
        where = listen(Address(port=0))
        with Hosting(where, str(desk.logbook), logbook, retro.state.id) as hosting:
            link = re.search(JOIN, hosting.invitation())
            lead = re.search(LEAD, hosting.leading())
            assert link
            assert lead
            connection = Connection(Link.read(link[1]))
            me = connection.join(connection.link.secret, "Ana")
            arriving = Arriving(connection)
            try:
                arriving.wait(1, PATIENCE)
                seat = Seat(logbook, Replica(arriving, connection, me), hide=False)
                yield Session(logbook, retro, hosting), seat, desk.browser(lead[1], "Fay")
            finally:
                arriving.listener.close()


def test_who_is_done_is_at_the_foot_of_both_terminals(
    beside: tuple[Session, Seat, Browser],
) -> None:
    session, seat, page = beside
    assert "done" not in session.toolbar + seat.toolbar
    page.do("done", done=True)
    soon(lambda: seat.done() == ["Fay"])
    elsewhere(session)
    for each in (session, seat):
        assert each.toolbar.startswith("1 done | Welcome 1/7 | ")
    assert "Fay (facilitates, done)" in handle(session, "/who")
    assert (seat.retro.would_withhold(), seat.retro.waits_for()) == ((), "")
    seat.room.arriving.standing |= {"withholds": ["Too few."], "waits": "Wait."}
    assert (seat.retro.would_withhold(), seat.retro.waits_for()) == (("Too few.",), "Wait.")
    seat.room.arriving.listener.listening = False
    assert seat.toolbar.startswith("not connected, trying again | 1 done | Welcome 1/7 | ")


@pytest.mark.long
def test_somebody_is_renamed_by_the_other_terminal(desk: Desk) -> None:
    desk.start("/go collect")
    _, member, leader = desk.serve("--port", "0")
    lead = desk.browser(leader, "Fay")
    ana = desk("join", member, "--name", "Aan")
    ana.expect(r"Collect / Drop \(Aan\)>")
    talk(ana, [("Keep: tea", "hidden in Keep"), ("/done", "the others see that you are done")])
    lead.do("rename", name="Aan", to="Ana")
    ana.expect("Aan is now Ana")
    talk(ana, [
        ("Drop: coffee", "hidden in Drop"),
        ("", r"Collect / Drop \(Ana\)>"),
        ("/mine", "1 Keep: tea"),
        ("/done", "you are not done yet"),
        ("/who", r"Ana \(connected"),
        ("/rename Fay as Eve", "! only the facilitator does this"),
        ("/letters", "There is no letter for Ana"),
    ])  # fmt: skip
    lead.do("next")
    ana.expect(r"Group \(Ana\)>")
    ana.sendline("/quit")
    ana.expect(pexpect.EOF)
    with Logbook(desk.logbook, plugins=Plugins()) as logbook:
        assert {each.author for each in logbook.load().state.notes.values()} == {"Ana"}


@pytest.mark.long
def test_answers_are_given_one_after_the_other(desk: Desk) -> None:
    format = desk.logbook.with_suffix(".toml")
    format.write_text(ASKING, encoding="utf-8")
    fay = desk("start", str(format), *NAMES, "--web", "--port", "0")
    fay.expect(JOIN)
    ana = desk("join", fay.match[1], "--name", "Ana", "--hide")
    for line, answer in (
        (None, "How safe"),
        ("nine", "! "),
        ("4", "Who carried what"),
        ("60 40", "That was the last question: /done tells the others"),
        ("/undo", "Who carried what"),
        ("50 50", "That was the last question"),
        ("/mine", "your answer: 4"),
    ):
        if line:
            ana.sendline(line)
        ana.expect(answer)
        ana.expect(r"Ask \(Ana, hidden\)>")
    fay.sendline("/who")
    fay.expect(r"Ana \(connected\)")  # and not that she has answered: that is anonymous
    fay.sendline("/next")
    fay.expect(r"Reveal anyway\? \[y/N\]")  # one answer is too few to show a result
    fay.sendline("y")
    ana.expect(r"Decide \(Ana\)>")


def test_the_first_line_after_a_move_is_hidden_too(desk: Desk) -> None:
    fay = desk("start", "daki", *NAMES, "--web", "--port", "0")
    fay.expect(JOIN)
    ana = desk("join", fay.match[1], "--name", "Ana", "--hide")
    ana.expect(r"Welcome \(Ana\)>")
    ana.sendline("/who")
    ana.expect(r"Welcome \(Ana\)>")
    fay.sendline("/go collect")
    ana.expect(r"Collect / Drop \(Ana, hidden\)>")  # the prompt that said Welcome before
    shown = ""
    for note in ("unspeakable one", "unspeakable two"):
        ana.sendline(note)
        ana.expect("hidden in Drop")
        shown += ana.before
    assert "***" in shown
    assert "unspeakable" not in shown
    fay.sendline("/next")
    fay.sendline("y")
    ana.expect("unspeakable two")
    ana.expect(r"Group \(Ana\)>")
    ana.sendline("")
    ana.expect(r"Group \(Ana\)>")
    ana.send("\x1b[A")  # the line before: one that could be seen
    ana.expect("/who")


ASKING = """\
name = "asking"
title = "Asking"
purpose = "Ask."
attribution = "anonymous"
[[agenda]]
kind = "ask"
[[agenda.questions]]
kind = "scale"
name = "safe"
text = "How safe?"
[[agenda.questions]]
kind = "allocation"
name = "points"
text = "Who carried what?"
with_self = true
[[agenda]]
kind = "decide"
"""


@pytest.mark.long
def test_a_line_begun_before_a_move_goes_nowhere(desk: Desk) -> None:
    desk.start("/go discuss", "/back", "/back", "/back")
    _, member, leader = desk.serve("--port", "0")
    ana = desk("join", member, "--name", "Ana")
    ana.expect(r"Collect / Drop \(Ana\)>")
    ana.send("my sec")
    ana.expect("m.*y.*s.*e.*c")
    fay = desk.browser(leader, "Fay")
    fay.do("go", step=6)
    ana.expect(r"Discuss \(6 of 7")
    ana.sendline("ret")
    ana.expect("The retro moved while you typed; nothing was done with this line")
    ana.sendline("said aloud")
    ana.expect("noted: said aloud")
    with Logbook(desk.logbook, plugins=Plugins()) as logbook:
        remarks = logbook.load().state.remarks.values()
    assert [each.text for each in remarks] == ["said aloud"]


def test_a_terminal_beside_a_browser_from_a_pipe(desk: Desk) -> None:
    fay = subprocess.Popen(
        [sys.executable, "-c", RETRO, "start", "daki", *NAMES, "--web", "--port", "0"],
        env=desk.env(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip
    assert fay.stdin
    assert fay.stdout
    try:
        found = next(filter(None, (re.search(JOIN, line) for line in fay.stdout)))
        ben = desk.browser(found[1], "Ben")
        fay.stdin.write("/go collect\n")
        fay.stdin.flush()
        next(line for line in fay.stdout if "Type a note" in line)
        with ben.http.stream("GET", "/api/events") as stream:
            # The room was told at once of what was typed.
            next(line for line in stream.iter_lines() if '"event":"Moved"' in line)
        ben.do("add_note", column="Drop", text="from a browser")
        said, _ = fay.communicate("/next\n", timeout=PATIENCE)
    finally:
        fay.kill()
        fay.wait()
    assert "from a browser (Ben)" in said
    assert re.search(r"Kept\. Go on with: retro resume \w+ --web --port 0\n", said)


@pytest.mark.parametrize(
    "kind", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.long)]
)
def test_a_room_ends_when_it_is_told_to_and_opens_again(desk: Desk, kind: signal.Signals) -> None:
    desk.start()
    server, member, leader = desk.serve("--port", "0")
    kept = [desk.keys, *desk.keys.iterdir()]
    # The keys, a lock, and one that is held while the room is open.
    assert [stat.S_IMODE(each.stat().st_mode) for each in kept] == [0o700, 0o600, 0o600, 0o600]
    ben = desk.browser(member, "Ben")
    with ben.http.stream("GET", "/api/events") as stream:
        lines = stream.iter_lines()
        assert next(lines).startswith("id: ")
        server.kill(kind)
        server.expect("all is kept. Open it again: retro serve")
        server.expect(pexpect.EOF)
        server.close()
        assert server.exitstatus == 0
        assert "Error" not in server.before
        assert "Traceback" not in server.before
        list(lines)  # the stream came to its end, and was not cut off
    assert desk.serve("--port", port_of(member))[1:] == (member, leader)


def test_the_room_of_a_closed_retro_says_so(desk: Desk) -> None:
    desk.start("/close")
    server = desk("serve", "--port", "0")
    server.expect("This retro is closed: its members can read it, nobody comes in.")
    server.expect("Ctrl-C closes the room")
    server.kill(signal.SIGINT)
    server.expect("Closed and kept. Its report: retro report")
    server.expect(pexpect.EOF)


def test_the_code_opens_a_room_and_another_one_does_not(desk: Desk) -> None:
    desk.start()
    server = desk("serve", "--port", "0")
    server.expect(r"by a code: +(\S+) at (http\S+)\s")
    code, url = server.match.groups()
    assert "the code" not in desk.run("join", url, "--name", "Ana", input=f"{code}\n/who\n")
    said = desk.run("join", url, "--name", "Ben", input="zzz-zzz\n", status=1)
    assert said == "Error: this code does not work; check it, or ask for the link\n"
    said = desk.run("join", url, "--name", "ana", input=f"{code}\n", status=1)
    assert said.startswith("Error: Ana is here already. If that is you, open your own link")
    said = desk.run("join", f"{url}/#join={code}", "--name", "Ben", input="/budget 3\n", status=1)
    assert "Error: line 1: no command 'budget'" in said


def test_a_name_that_is_taken_is_asked_about(desk: Desk) -> None:
    desk.start()
    _, member, _ = desk.serve("--port", "0")
    own = desk.browser(member, "Ana").http.post("/api/device", json={}).json()["link"]
    for answer, name in (("Ben", "Ben"), (own, "Ana")):
        ana = desk("join", member, columns=300)
        ana.expect("Your name:")
        ana.sendline("Ana")
        ana.expect("Ana is here already. If that is you, open your own link")
        ana.expect("Another name, or your own link:")
        ana.sendline(answer)
        ana.expect(rf"Welcome \({name}\)>")


def test_ones_own_link_leads_back_and_to_other_devices(desk: Desk) -> None:
    desk.start()
    _, member, _ = desk.serve("--port", "0")
    said = desk.run("join", member, "--name", "Ana", input="/device\n")
    assert "Anyone with this link is you here" in said
    links = re.findall(r"http\S+/#me=[^\s']+", said)
    assert len(links) == 2
    assert links[0] == links[1], "on leaving it is told again"
    back = desk("join", links[0], columns=300)
    back.expect(r"Welcome \(Ana\)>")
    back.sendline("/letters")
    back.expect("no letter")
    said = desk.run("join", links[0][:-3] + "xxx", status=1)
    assert "does not work" in said


@pytest.mark.long
def test_the_terminal_lets_somebody_in_anew(desk: Desk) -> None:
    fay = desk("start", "daki", *NAMES, "--web", "--port", "0")
    fay.expect(JOIN)
    member = fay.match[1]
    lost = desk.browser(member, "Ana")
    fay.sendline("/readmit Zoe")
    fay.expect("no member of this retro 'Zoe'")
    fay.sendline("/readmit ana")
    fay.expect(r"the next person to join as Ana becomes Ana; their\s+old\s+device")
    assert lost.http.get("/api/me").json()["me"] is None
    desk.browser(member, "Ana").do("done", done=True)


def test_without_the_extra_a_line_says_what_to_install(desk: Desk) -> None:
    without = f"import sys; sys.modules['starlette'] = None; {RETRO}"
    said = desk.run("start", "daki", *NAMES, "--web", code=without, status=1)
    wanted = "Error: a room needs what is not installed here: pip install 'retrokit-core[web]'\n"
    assert said == wanted
    assert not desk.logbook.exists()  # nothing was begun
    desk.start()
    assert desk.run("serve", code=without, status=1) == wanted
    assert desk.run("resume", "--web", code=without, status=1) == wanted
    assert "Kept" in desk.run("resume", code=without)


@pytest.mark.parametrize(
    ("args", "status", "said"),
    [
        (("--host", ""), 2, "name an address, or 0.0.0.0"),
        (("--host", "999.1.1.1"), 1, "nobody can listen at 999.1.1.1"),
        *(
            pytest.param(*each, marks=pytest.mark.long)
            for each in (
                (("--host", "192.0.2.1"), 1, "nobody can listen at 192.0.2.1"),
                (("--port", "65536"), 2, "not in the range 0<=x<=65535"),
                (("--port", "http"), 2, "not a valid integer"),
                (("--public-url", "retro.example.org"), 2, "write it as in https://retro.ex"),
                (("--public-url", "https://example.org/retro"), 2, "not what people can type"),
                (("--public-url", "https://example.org:x"), 2, "is no URL"),
            )
        ),
    ],
)
def test_where_no_room_can_be(desk: Desk, args: tuple[str, ...], status: int, said: str) -> None:
    desk.start()
    assert said in desk.run("serve", *args, status=status)


def test_where_a_room_is_needs_a_room(desk: Desk) -> None:
    said = desk.run("start", "daki", *NAMES, "--port", "80", status=2)
    assert "--host, --port, --public-url and --no-team go with --web" in said
    desk.start()
    assert "! no room is open" in desk.run("resume", input="/readmit Fay\n", status=1).replace(
        "Error: line 1:", "!"
    )


@pytest.mark.parametrize(
    ("address", "options"),
    [
        (Address(), ""),
        (Address(port=0), " --port 0"),
        (
            Address(host="0.0.0.0", port=80, public="https://retro.example.org"),
            " --host 0.0.0.0 --port 80 --public-url https://retro.example.org",
        ),
        (Address(port=0, team=False), " --port 0 --no-team"),
    ],
)
def test_where_a_room_was_is_said_as_it_was_typed(address: Address, options: str) -> None:
    assert address.options == options


def test_a_room_can_be_opened_without_the_page_of_the_team(desk: Desk) -> None:
    desk.start()
    with Logbook(desk.logbook, plugins=Plugins()) as logbook:
        retro = logbook.load()
        for team, status in ((True, 200), (False, 404)):
            where = listen(Address(port=0, team=team))
            with Hosting(where, str(desk.logbook), logbook, retro.state.id) as hosting:
                lead = re.search(LEAD, hosting.leading())
                assert lead
                page = desk.browser(lead[1], "Fay")
                assert page.http.get("/api/team").status_code == status
    server, _, leader = desk.serve("--port", "0", "--no-team")
    assert desk.browser(leader, "Fay").http.get("/api/team").status_code == 404
    server.sendintr()
    server.expect(r"Open it again: retro serve \w+ --port 0 --no-team")


def test_a_port_that_is_taken(desk: Desk) -> None:
    desk.start()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        said = desk.run("serve", "--port", str(taken.getsockname()[1]), status=1)
        assert "Address already in use" in said
    with socket.socket() as usual:
        try:
            usual.bind(("127.0.0.1", 7387))
            usual.listen()
        except OSError:
            pass  # somebody else has it: just as well
        server = desk("serve")
        server.expect(r"Port 7387 is taken; this room is at port (\d+)\.")
        port = server.match[1]
        server.expect(r"If what\s+took\s+it\s+is\s+another\s+room\s+of\s+this\s+retro")
        server.expect(JOIN)
        assert port_of(server.match[1]) == port


def test_who_can_reach_it_is_said(desk: Desk) -> None:
    desk.start()
    server = desk("serve", "--host", "0.0.0.0", "--port", "0")
    server.expect("Warning: anyone who can reach every address of this computer, port")
    server.sendcontrol("c")
    server.expect("all is kept")
    server = desk("serve", "--port", "0", "--public-url", "HTTPS://Retro.Example.org:443/")
    server.expect("Members: +https://retro.example.org/#join=")
    server.expect("People reach the room at https://retro.example.org")


@pytest.mark.long
def test_a_link_can_be_scanned_from_the_screen(desk: Desk) -> None:
    desk.start()
    public = ("serve", "--port", "0", "--public-url", "https://retro.example.org")
    server = desk(*public, color=True)
    server.expect(JOIN)
    rows = re.findall(r"\x1b\[38;5;16;48;5;231m([ ▀▄█]+)\x1b\[0m", server.before)
    link = server.match[1]
    seen = [[each in half for each in row] for row in rows for half in ("▀█", "▄█")]
    drawn = [[bool(each) for each in row] for row in segno.make(link, error="l", micro=False)
             .matrix_iter(border=2)]  # fmt: skip
    assert seen[: len(drawn)] == drawn
    assert not any(map(any, seen[len(drawn) :]))
    for narrow in (desk(*public, color=True, columns=30), desk(*public)):
        narrow.expect(JOIN)
        assert "▀" not in narrow.before


def test_nobody_answers(desk: Desk) -> None:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))  # and does not listen
        link = f"http://127.0.0.1:{reserved.getsockname()[1]}/#join=abc"
        said = desk.run("join", link, "--name", "Ana", status=1)
    assert said.startswith("Error: no room answers at http://127.0.0.1:")
    assert "abc" not in said


@pytest.mark.parametrize(
    ("typed", "url", "secret"),
    [
        ("http://127.0.0.1:7387/#join=aB_c-1", "http://127.0.0.1:7387", "aB_c-1"),
        ("https://retro.example.org/#join=x", "https://retro.example.org", "x"),
        ("127.0.0.1:7387", "http://127.0.0.1:7387", ""),
        (" http://[::1]:8/ ", "http://[::1]:8", ""),
        ("http://h/#other=x", "http://h", ""),
        ("http://h/#me=y.z", "http://h", "y.z"),
    ],
)
def test_a_link_is_read(typed: str, url: str, secret: str) -> None:
    link = Link.read(typed)
    assert (link.url, link.secret, link.own) == (url, secret, "#me=" in typed)
    assert "secret" not in repr(link)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("http://h:99999/#join=x", "no link"),
        ("ftp://h/#join=x", "no link to a room"),
        ("http://h/path#join=x", "no link to a room"),
        ("", "no link to a room"),
        ("http://h/#lead=x", "the facilitator's"),
    ],
)
def test_what_is_no_link_is_refused(typed: str, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        Link.read(typed)
