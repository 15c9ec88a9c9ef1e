"""The standard streams of real processes: UTF-8 in and out, full disks, and terminals."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from every_event import LOG, resigned
from hypothesis import given
from hypothesis import strategies as st
from patience import PATIENCE, end

from retrokit import Logbook, Plugins, texts
from retrokit.cli.commands import _COMMANDS
from retrokit.cli.qr import picture
from retrokit.cli.streams import AS_BEFORE, BLACK_ON_WHITE, visible
from retrokit.codec import CODEC
from retrokit.reports import Report

RETRO = "from retrokit.cli import main; main()"
BOM = b"\xef\xbb\xbf"
TEAM, NAME, NOTE = "Équipe → 队", "Chloé", "naïve → ✓ 🎉"
PLACES = {
    "utf-8": {"PYTHONIOENCODING": "utf-8"},
    "windows": {"PYTHONIOENCODING": "cp1252"},
    "ascii": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "c": {"LC_ALL": "C"},
}


# Runs of `retro` that share one start of Python, which takes longer than any of them: each is a
# process of its own with the streams of all. Its exit code ends what it wrote.
ONE_BY_ONE = """
import json, os, sys
from contextlib import suppress
import retrokit.logbook
import retrokit.cli.commands
from retrokit.cli import main
for args in json.loads(sys.argv[1]):
    if not os.fork():
        sys.argv[1:] = args
        main()
    code = os.waitstatus_to_exitcode(os.wait()[1])
    for stream in 1, 2:
        with suppress(OSError):
            os.write(stream, b"\\0%d\\0" % code)
"""
forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are not forked here")


class Shell:
    """Processes of `retro` over one logbook."""

    def __init__(self, logbook: Path, **env: str) -> None:
        clean = {
            key: each
            for key, each in os.environ.items()
            if not key.startswith("PYTHON") or key == "PYTHONPYCACHEPREFIX"
        }
        self.env = {**clean, "RETROKIT_LOGBOOK": str(logbook), "RETROKIT_PLUGINS": "", **env}

    def run(
        self, *args: str, input: bytes = b"", python: str = RETRO, **more: Any
    ) -> subprocess.CompletedProcess[bytes]:
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **more}
        return subprocess.run(
            [sys.executable, "-c", python, *args],
            input=input, env=self.env, timeout=PATIENCE, check=False, **streams,
        )  # fmt: skip

    def __call__(self, *args: str, input: bytes = b"") -> bytes:
        done = self.run(*args, input=input)
        assert done.returncode == 0, done.stderr.decode()
        found: bytes = done.stdout
        return found

    def one_by_one(self, *runs: list[str], **more: Any) -> subprocess.CompletedProcess[bytes]:
        done = self.run(json.dumps(runs), python=ONE_BY_ONE, **more)
        assert done.returncode == 0, done.stderr.decode()
        return done

    def each(self, *runs: list[str]) -> list[bytes]:
        """Return what each of several runs prints, all of which do what they are asked."""
        done = self.one_by_one(*runs)
        assert done.stderr == b"\x000\x00" * len(runs)
        return done.stdout.removesuffix(b"\x000\x00").split(b"\x000\x00")


@pytest.fixture
def where(tmp_path: Path) -> Path:
    """Return a logbook with the retro of a team that writes more than ASCII."""
    with Logbook(tmp_path / "team.db", plugins=Plugins.load({"RETROKIT_PLUGINS": ""})) as logbook:
        retro = logbook.start(
            logbook.plugins.formats["start-stop-continue"], team=TEAM, members=[NAME]
        )
        retro.next()
        retro.next()
        retro.add_note("Stop", NOTE, NAME)
        retro.next()
    return tmp_path / "team.db"


ELSEWHERE = [
    pytest.param(place, mark, marks=pytest.mark.long if mark or place != "windows" else [])
    for place in PLACES
    for mark in (b"", BOM)
]


@forks
@pytest.mark.parametrize(("place", "mark"), ELSEWHERE)
def test_data_comes_in_as_utf8_and_goes_out_so(place: str, mark: bytes, tmp_path: Path) -> None:
    shell = Shell(tmp_path / "team.db", **PLACES[place])
    lines = ["start-stop-continue", TEAM, NAME, "/next", "/next", f"{NAME}: Stop: {NOTE}", "/next"]
    shell("start", input=mark + "\r\n".join(lines).encode())
    *told, listed, page, exported, _ = shell.each(
        ["show"], ["show", "--json"], ["report", "-f", "markdown"], ["list", "--json"],
        ["report", "-f", "html"], ["export"], ["export", "-o", str(tmp_path / "log.json")],
    )  # fmt: skip
    for said in told:
        assert NOTE in said.decode()
        assert b"\r" not in said
    assert json.loads(listed)[0]["team"] == TEAM
    assert TEAM in page.decode()
    assert (tmp_path / "log.json").read_bytes() == exported
    elsewhere = Shell(tmp_path / "other.db", **PLACES[place])
    elsewhere("import", "-", input=mark + exported)
    assert elsewhere("export") == exported


@forks
@pytest.mark.parametrize(
    "place",
    [pytest.param(each, marks=pytest.mark.long if each != "windows" else []) for each in PLACES],
)
def test_files_for_spreadsheets_are_marked_and_no_others(
    place: str, where: Path, tmp_path: Path
) -> None:
    kinds = {"csv": "csv", "html": "html", "json": "json", "text": "txt"}
    files = [tmp_path / f"a.{suffix}" for suffix in kinds.values()]
    said = Shell(where, **PLACES[place]).each(
        *(["report", "-f", name] for name in kinds),
        *(["report", "-o", str(each)] for each in files),
    )
    for name, piped, file in zip(kinds, said[:4], files, strict=True):
        assert file.read_bytes().rstrip(b"\n") == piped.rstrip(b"\n")
        assert piped.startswith(BOM) == (name == "csv")
        assert NOTE in piped.decode("utf-8-sig")
        assert BOM not in piped[3:]


def test_a_library_marks_a_document_for_spreadsheets_too() -> None:
    made = {
        suffix: Report(name="r", title="R", suffix=suffix, render=str).document("a,b")
        for suffix in (".csv", ".tsv", ".md")
    }
    assert made == {".csv": "\ufeffa,b", ".tsv": "\ufeffa,b", ".md": "a,b"}


def test_an_import_may_begin_with_a_mark() -> None:
    assert CODEC.import_log("\ufeff" + CODEC.export_log(LOG)) == list(LOG)


def test_a_line_that_is_not_utf8_is_named_and_those_before_it_count(tmp_path: Path) -> None:
    shell = Shell(tmp_path / "team.db")
    lines = b"/next\n/next\nAna: Stop: one\nAna: Stop: caf\xe9\n"
    done = shell.run("start", "start-stop-continue", "--team", "T", "-m", "Ana", input=lines)
    assert done.returncode == 1
    assert done.stderr == b"Error: line 4: this line is not UTF-8 text; save the file as UTF-8\n"
    assert b'"sealed": 1' in shell("show", "--json")


# What is written to.

ARGUMENTS: dict[str, list[str]] = {
    "letter": ["letter", NAME],
    "backup": ["backup", "copy.db"],
    "serve": ["serve", "--port", "0"],
    "join": ["join", "--help"],
    "import": ["import", "log.json"],
    "forget": ["forget", NAME, "--yes"],
    "remove": ["remove", "latest", "--yes"],
    "class": ["class", "--json"],
    "start": ["start", "daki", "--team", "T", "-m", "Ana"],  # the last: it adds a retro
}


def everything(where: Path, folder: Path) -> list[list[str]]:
    """Return a run of each command."""
    (folder / "log.json").write_bytes(Shell(where)("export"))
    plain = [[name] for name in [*_COMMANDS, "--help", "--version"] if name not in ARGUMENTS]
    return [*plain, *ARGUMENTS.values()]


@forks
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no disk that is always full")
def test_a_full_disk_is_one_line_and_exit_code_1(where: Path, tmp_path: Path) -> None:
    runs = everything(where, tmp_path)
    with open("/dev/full", "wb") as full:
        done = Shell(where).one_by_one(*runs, stdout=full, cwd=tmp_path)
    said = b"Error: the output cannot be written: No space left on device\n"
    found = done.stderr.split(b"\x00")
    assert list(zip(runs, found[::2], found[1::2], strict=False)) == [
        (run, said, b"1") for run in runs
    ]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no disk that is always full")
def test_errors_that_nobody_can_read_are_exit_codes_still(where: Path) -> None:
    with open("/dev/full", "wb") as full:
        assert Shell(where).run("nonsense", stderr=full).returncode == 1


@forks
@pytest.mark.long
def test_a_reader_that_has_seen_enough_is_no_error(where: Path, tmp_path: Path) -> None:
    runs = everything(where, tmp_path)
    ours, theirs = os.pipe()
    os.close(ours)
    try:
        done = Shell(where).one_by_one(*runs, stdout=theirs, cwd=tmp_path)
    finally:
        os.close(theirs)
    found = done.stderr.split(b"\x00")
    assert list(zip(runs, found[::2], strict=False)) == [(run, b"") for run in runs]


@pytest.mark.skipif(os.name == "nt", reason="Windows closes no streams")
def test_streams_that_are_closed_are_no_trouble(where: Path) -> None:
    closed = f'exec "$0" -c "{RETRO}" list <&- >&- 2>&-'
    done = subprocess.run(
        ["sh", "-c", closed, sys.executable], env=Shell(where).env, timeout=PATIENCE, check=False
    )
    assert done.returncode == 0
    with Logbook(where, read_only=True) as logbook:
        assert not logbook.problems()


# What a terminal is sent.

HARM = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202egnp\x7f"
STEERING = "\x1b\x07\x9b\u202e\x7f"


@given(st.lists(st.one_of(st.text(), st.sampled_from([*HARM, BLACK_ON_WHITE, AS_BEFORE]))))
def test_nothing_that_steers_is_visible(pieces: list[str]) -> None:
    shown = visible("".join(pieces))
    assert not set(shown.replace(BLACK_ON_WHITE, "").replace(AS_BEFORE, "")) & set(STEERING)
    assert visible(shown) == shown


@given(st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"])))
def test_what_steers_nothing_is_shown_as_it_is(text: str) -> None:
    assert visible(text) == text
    assert visible("👩‍🚀\t\n") == "👩‍🚀\t\n"


class Screen(StringIO):
    """A terminal that says what it can show."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("columns", "encoding", "colour", "drawn"),
    [
        ("80", "utf-8", True, True),
        ("20", "utf-8", True, False),
        ("80", "ascii", True, False),
        ("80", "utf-8", False, False),
    ],
)
def test_a_qr_code_is_drawn_where_it_can_be_seen_whole(
    monkeypatch: pytest.MonkeyPatch, columns: str, encoding: str, *, colour: bool, drawn: bool
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.delenv("NO_COLOR", raising=False)
    if not colour:
        monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr(Screen, "encoding", encoding)
    monkeypatch.setattr(sys, "stdout", Screen())
    lines = picture("https://retro.example.org/#join=abc").splitlines()
    assert bool(lines) == drawn
    assert len({len(each) for each in lines}) <= 1


def test_a_qr_code_keeps_its_colours() -> None:
    line = f"{BLACK_ON_WHITE}  ▀▄█ {AS_BEFORE}"
    assert visible(f"{line}\n{line}") == f"{line}\n{line}"
    assert "\x1b" not in visible(f"{BLACK_ON_WHITE} not a code {AS_BEFORE}")


WRITTEN = (
    "Crew", "Crew of Ada", "Ada", "Ben", "Fog", "Dangers", "Mend the sail", "Look out",
    "Steer clear", "Reef ahead", "We saw it late", "we flipped a coin", "Strongest paths",
)  # fmt: skip
DECLARED = ("Grand tour", "Try everything once.", "Welcome", "Wind", "Axe", "Home safe",
            "How safe is it?")  # fmt: skip
"""What is declared is checked however it is read; a change of direction is in no way forbidden."""


@pytest.fixture(scope="module")
def harmful(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a logbook as another program may have made it, with harm in texts of every kind.

    An import refuses control characters, so nothing is checked while it is made.
    """
    where = tmp_path_factory.mktemp("foreign") / "team.db"
    text = CODEC.export_log(LOG)
    for words, harm in ((WRITTEN, HARM), (DECLARED, "\u202egnp")):
        for word in words:
            text = text.replace(f'"{word}"', json.dumps(f"{word}{harm}"))
    no_plugins = Plugins.load({"RETROKIT_PLUGINS": ""})
    with pytest.MonkeyPatch.context() as patch, Logbook(where, plugins=no_plugins) as logbook:
        patch.setattr(texts, "check", lambda text, *args, **more: text)
        retro = logbook.import_(resigned(json.loads(text)))
        assert HARM in retro.state.team
    return where


@forks
def test_no_command_lets_a_text_steer_the_terminal(harmful: Path) -> None:
    runs = [
        ["list"], ["list", "--json"], ["show"], ["show", "--json"], ["actions", "--all"],
        ["trends"], ["report"], ["report", "-f", "csv"], ["report", "-f", "markdown"], ["export"],
        ["report", "-f", "html"], ["doctor"], ["list", "--team", HARM.replace("\x07", "")],
        ["start", HARM], ["formats", HARM], ["plugins"], ["show", HARM], [HARM],
        ["import", f"no{HARM}"], ["join", f"http://{HARM}/"],
    ]  # fmt: skip
    found = on_a_terminal(harmful, [json.dumps(runs)], python=ONE_BY_ONE).split("\0")
    for args, said in zip(runs, found[::4], strict=False):  # stdout and stderr are one here
        assert said, args
        assert not set(said.replace("\x1b[?12l\x1b[?25h", "")) & set(STEERING), args  # the editor's


def on_a_terminal(where: Path, args: list[str], *lines: str, python: str = RETRO) -> str:
    pexpect = pytest.importorskip("pexpect", reason="there are pseudo-terminals on POSIX only")
    child = pexpect.spawn(
        sys.executable, ["-c", python, *args], env={**Shell(where).env, "TERM": "dumb"},
        dimensions=(30, 80), encoding="utf-8", timeout=PATIENCE,
    )  # fmt: skip
    try:
        for line in lines:
            child.sendline(line)
        child.expect(pexpect.EOF)
        said: str = child.before
        return said
    finally:
        end([child])


@pytest.mark.parametrize(
    "answer", [200, *(pytest.param(each, marks=pytest.mark.long) for each in (403, 409))]
)
def test_no_room_steers_the_terminal_of_who_joins(answer: int, harmful: Path) -> None:
    class Lying(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.dumps({"error": f"no {HARM}", "name": HARM}, ensure_ascii=False).encode()
            self.send_response(answer)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            body = json.dumps({"error": f"gone {HARM}"}, ensure_ascii=False).encode()
            self.send_response(403)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Lying) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/#join=abc"
        said = on_a_terminal(harmful, ["join", url, "--name", "Ana"], "\x04")
        server.shutdown()
    assert "owned" in said
    assert not owned(said)


def test_no_text_steers_the_terminal_of_a_running_retro(harmful: Path) -> None:
    lines = ("", "/agenda", "/board", "/who", "/done ", "/nonsense\x1b[2J")
    said = on_a_terminal(harmful, ["resume"], *lines, "/quit")
    assert said.count("owned") > len(lines)
    assert not owned(said)


def owned(said: str) -> bool:
    """Return whether more was sent than a line editor sends of its own."""
    return any(each in said for each in ("\x1b]", "\x07", "\x9b", "\u202e", "\x7f"))
