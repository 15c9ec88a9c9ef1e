"""Write the generated parts of the documentation: screens and help, as they really are.

    python docs/generate.py            writes them
    python docs/generate.py --check    changes nothing, and fails if anything would change

What stands between `<!-- generated: NAME -->` and `<!-- end -->` in a document is one part. The
screens come from whole sessions at a keyboard whose lines are given, at 80 columns, with a clock
and randomness of their own, so that they are the same on every run.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, redirect_stdout
from datetime import UTC, datetime, timedelta
from functools import cache
from io import StringIO
from pathlib import Path
from random import Random
from unittest.mock import patch

import click
from click.testing import CliRunner

import retrokit_fair_share
import retrokit_go_again
import retrokit_hosts
import retrokit_kudos
import retrokit_practice
import retrokit_purpose
from retrokit.cli import class_command, rituals_command, start_command, trends_command
from retrokit.cli.commands import retro as cli
from retrokit.cli.live import loop, terminal
from retrokit.cli.live.command import listed
from retrokit.cli.live.letters import letter
from retrokit.cli.live.session import Session
from retrokit.cli.remote import own  # noqa: F401  # puts its commands into the table
from retrokit.formats import Ask
from retrokit.logbook import Logbook
from retrokit.plugins import Plugins
from retrokit.retro import Retro
from retrokit.roster import read_roster

ROOT = Path(__file__).parent.parent
WIDTH = 80
BEGIN = datetime(2026, 3, 6, 13, 0, tzinfo=UTC)
CLEARED = f"{' ' * 24}(the screen is cleared here)\n"
_PART = re.compile(r"(<!-- generated: (\S+) -->\n).*?(<!-- end -->)", re.DOTALL)

Script = Sequence[tuple[str, Sequence[str]]]
"""The lines of a session, in parts that have names."""


class Clock:
    """A clock that moves on when it is told to."""

    def __init__(self) -> None:
        self.now = BEGIN

    def __call__(self) -> datetime:
        return self.now

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)


class Scripted:
    """A keyboard at which lines are typed that stand in a script; it shows what a person sees.

    `shown` holds what was on the screen, by part of the script. A part ends with the prompt that
    waits for the first line of the next one, and the toolbar under it.
    """

    waiting = 0

    def __init__(
        self, script: Script, clock: Clock, screen: StringIO, *, interactive: bool
    ) -> None:
        self.interactive = interactive
        self.line = 0
        self.session: Session | None = None
        self.shown: dict[str, str] = {}
        self._lines = [(part, line) for part, lines in script for line in lines]
        self._part = script[0][0]
        self._clock = clock
        self._screen = screen

    def read(self, prompt: str, *, hidden: bool = False) -> str | None:
        """Type the next line, None at the end."""
        line = self._next(prompt)
        if line is not None:
            click.echo(f"{prompt}{'*' * len(line) if hidden else line}".rstrip())
        return line

    def ask(self, prompt: str) -> str:
        """Type an answer; a script need not hold that one is sure."""
        line = "y" if prompt.endswith("[y/N] ") else self._next(prompt)
        assert line is not None, f"the script ends where this is asked: {prompt}"
        click.echo(f"{prompt}{line}".rstrip())
        return line

    def forget(self) -> int:
        """Do nothing: each line of a script is typed."""
        return 0

    def clear(self) -> None:
        """Show that nothing above is on the screen any more."""
        if not self._screen.getvalue().endswith(CLEARED):
            click.echo(CLEARED, nl=False)

    def finish(self) -> None:
        """End the last part."""
        self.shown[self._part] = self._screen.getvalue().strip("\n")

    def _next(self, prompt: str) -> str | None:
        self.line += 1
        self._clock.wait(23)
        if self.line > len(self._lines):
            return None
        part, line = self._lines[self.line - 1]
        if part != self._part:
            if self.session is not None:
                click.echo(prompt.rstrip())
                click.echo(self.session.toolbar)
            self.finish()
            self._screen.seek(0)
            self._screen.truncate()
            self._part = part
        self._clock.wait(len(line) / 4)
        return line


@contextmanager
def fixed() -> Iterator[None]:
    """Make everything that a screen depends on the same wherever this runs."""

    environment = {"TZ": "UTC", "COLUMNS": str(WIDTH), "LINES": "24", "NO_COLOR": "1"}
    try:
        with patch.dict(os.environ, environment):
            _set_zone()
            yield
    finally:
        _set_zone()


def _set_zone() -> None:
    if hasattr(time, "tzset"):
        time.tzset()


def play(
    script: Script, *arguments: str, logbook: Logbook, clock: Clock, interactive: bool = True
) -> dict[str, str]:
    """Run `retro start` with these arguments and type a script; return what was seen, by part.

    Where that is not `interactive`, it is run from a file: the first line that is refused ends it.
    """
    screen = StringIO()
    keyboard = Scripted(script, clock, screen, interactive=interactive)
    run = loop.run

    def watched(session: Session, at: Scripted) -> None:
        at.session = session
        run(session, at)

    @contextmanager
    def opened(where: object) -> Iterator[Logbook]:
        yield logbook

    with (
        fixed(),
        redirect_stdout(screen),
        patch.object(start_command, "open_logbook", opened),
        patch.object(terminal, "open_keyboard", lambda: keyboard),
        patch.object(loop, "run", watched),
    ):
        cli.main(["start", *arguments], prog_name="retro", standalone_mode=False)
    keyboard.finish()
    return keyboard.shown


def script_of(name: str, parts: Sequence[str], *begin: str) -> Script:
    """Return the lines of an example, in parts: each begins with a line like one of `begin`."""
    lines = (ROOT / "examples" / name).read_text(encoding="utf-8").splitlines()
    found: list[list[str]] = [[]]
    for line in lines:
        if line.startswith(begin):
            found.append([])
        found[-1].append(line)
    return list(zip(parts, found, strict=True))


@cache
def sessions() -> dict[str, str]:
    """Return what was on the screen in both example sessions, by part."""
    clock = Clock()
    plugins = Plugins.load({"RETROKIT_PLUGINS": ""})
    logbook = Logbook(":memory:", plugins=plugins, clock=clock, rng=Random(12))
    first = script_of("sprint-12.txt", TUTORIAL, "/next", "/pass", "/as ", "/close")
    answers = ["1", "Lander", "Ana, Ben, Chloé, Dev"]
    seen = play([("tutorial-start", answers), *first[1:]], logbook=logbook, clock=clock)
    clock.now = BEGIN + timedelta(days=14)
    members = [word for name in ("Ana", "Ben", "Chloé", "Dev") for word in ("-m", name)]
    second = script_of("sprint-13.txt", SCREENS, "/next", "/close")
    second = [("screen-welcome", ["/show"]), *second[1:]]
    command = ["mad-sad-glad", "--team", "Lander", *members]
    seen |= play(second, *command, logbook=logbook, clock=clock)
    apart = Logbook(":memory:", plugins=plugins, clock=clock, rng=Random(12))
    command = ["start-stop-continue", "--team", "Lander", *members]
    return seen | play(MATRIX, *command, logbook=apart, clock=clock)


def new_logbook() -> tuple[Clock, Logbook]:
    """Return a logbook that knows the formats of all packages of the sessions, and its clock."""
    clock = Clock()
    plugins = Plugins.load({"RETROKIT_PLUGINS": ""})
    plugins.add(retrokit_go_again, "go-again")
    plugins.add(retrokit_fair_share, "fair-share")
    plugins.add(retrokit_practice, "practice")
    plugins.add(retrokit_purpose, "purpose")
    plugins.add(retrokit_hosts, "hosts")
    plugins.add(retrokit_kudos, "kudos")
    return clock, Logbook(":memory:", plugins=plugins, clock=clock, rng=Random(7))


def hold(
    format: str,
    team: str,
    example: str,
    *,
    people: Sequence[str] = (),
    logbook: Logbook,
    clock: Clock,
) -> Retro:
    """Hold a retro from a session file and return it; `people` are the options for who is there."""
    script = script_of(example, [example])
    people = people or [each for name in CREW for each in ("-m", name)]
    start = (format, "--team", team, *people)
    play(script, *start, logbook=logbook, clock=clock, interactive=False)
    return logbook.load()


@cache
def on_the_way() -> dict[str, str]:
    """Return what a crew gets of a brief before it sets out and of two weeks underway, by part."""
    clock, logbook = new_logbook()
    brief = hold("crew-brief", "Nordlys", "crew-brief.txt", logbook=logbook, clock=clock)
    reports = {name: logbook.report(brief, name) for name in ("text", "html")}
    for example in ("underway-1.txt", "underway-2.txt"):
        clock.now += timedelta(days=7)
        week = hold("underway", "Nordlys", example, logbook=logbook, clock=clock)
    return {
        "crew-brief-report": reports["text"],
        "crew-brief.html": reports["html"],
        "underway-report": logbook.report(week),
        "underway.html": logbook.report(week, "html"),
    }


@cache
def mornings() -> dict[str, str]:
    """Return what a team gets of three line-ups, and of the week, by part."""
    clock, logbook = new_logbook()
    values = ["Candour", "Care", "Craft"]
    logbook.team("Orbiter", new=True).change_charter(values=values)
    given = ["--team", "Orbiter", *(each for name in CREW for each in ("-m", name))]
    for number in (1, 2, 3):
        clock.now = BEGIN.replace(hour=8, minute=30) + timedelta(days=2 + number)
        script = script_of(f"line-up-{number}.txt", ["line-up"])
        play(script, "line-up", *given, logbook=logbook, clock=clock)
        given = []
    with (
        fixed(),
        patch.object(rituals_command, "open_logbook", lambda *_, **__: nullcontext(logbook)),
    ):
        week = CliRunner().invoke(cli, ["rituals"]).output
    last = logbook.load("line-up")
    return {
        "line-up-report": logbook.report(last),
        "line-up.html": logbook.report(last, "html"),
        "line-up-week": week,
    }


@cache
def asked() -> dict[str, str]:
    """Return what a leader gets who asks the team twice, and a team that asks others, by part."""
    clock, logbook = new_logbook()
    people = ["-m", ", ".join(CREW), "--observer", "Lena", "--facilitator", "Lena"]
    hold("hosts", "Orbiter", "hosts-spring.txt", people=people, logbook=logbook, clock=clock)
    clock.now = BEGIN + timedelta(days=190)
    hosts = hold(
        "hosts", "Orbiter", "hosts-autumn.txt", people=people, logbook=logbook, clock=clock
    )
    logbook.team("Lander", new=True).change_charter(
        customers=["Orbit", "Tidal"], colleagues=["Support", "the board"]
    )
    people = ["-m", "Ada, Ben, Cleo, Dev, Petra, Mira, Noor, Omar"]
    customers = hold(
        "customers", "Lander", "customers.txt", people=people, logbook=logbook, clock=clock
    )
    return {
        "hosts-report": logbook.report(hosts),
        "hosts.html": logbook.report(hosts, "html"),
        "customers-report": logbook.report(customers),
        "customers.html": logbook.report(customers, "html"),
    }


@cache
def thanked() -> dict[str, str]:
    """Return what a team gets that thanks each other, by part."""
    clock, logbook = new_logbook()
    retro = hold("kudos", "Orbiter", "kudos.txt", logbook=logbook, clock=clock)
    return {
        "kudos-report": logbook.report(retro),
        "kudos.html": logbook.report(retro, "html"),
        "kudos-letter": letter(retro, "Cleo"),
    }


@cache
def flagships() -> dict[str, str]:
    """Return what the other sessions come to, and how to prepare a practice, by part."""
    clock, logbook = new_logbook()
    hold("go-again", "Nordlys", "crew-spring.txt", logbook=logbook, clock=clock)
    clock.now = BEGIN + timedelta(days=190)
    trip = hold("go-again", "Nordlys", "crew-autumn.txt", logbook=logbook, clock=clock)
    with (
        fixed(),
        patch.object(trends_command, "open_logbook", lambda *_, **__: nullcontext(logbook)),
    ):
        trends = CliRunner().invoke(cli, ["trends", "Nordlys"]).output
        formats = [each.name for each in retrokit_practice.retrokit_register_formats()]
        prepared = {name: CliRunner().invoke(cli, ["formats", name]).output for name in formats}
    project = hold("fair-share", "Group 4", "project-fair.txt", logbook=logbook, clock=clock)
    listening = hold("listening", "Nordlys", "listening.txt", logbook=logbook, clock=clock)
    orbiter = logbook.team("Orbiter", new=True)
    orbiter.change_charter(principle="Nobody is surprised by what we ship.")
    compass = hold("compass", "Orbiter", "compass.txt", logbook=logbook, clock=clock)
    scenes = hold("role-play", "Desk", "role-play.txt", logbook=logbook, clock=clock)
    return {
        "go-again-report": logbook.report(trip),
        "go-again.html": logbook.report(trip, "html"),
        "go-again-trends": trends,
        "fair-share-report": logbook.report(project),
        "fair-share.html": logbook.report(project, "html"),
        "fair-share-letter": letter(project, "Ada"),
        **{f"prepare-{name}": output for name, output in prepared.items()},
        "listening-report": logbook.report(listening),
        "listening.html": logbook.report(listening, "html"),
        "role-play.html": logbook.report(scenes, "html"),
        "compass-report": logbook.report(compass),
    }


@cache
def practised() -> dict[str, str]:
    """Return the reports of the practices that have no other example, and of a purpose, by file."""
    eight = ["-m", ", ".join((*CREW, "Gus", "Hal"))]
    reports = {}
    for name, people in (
        ("heard-seen-respected", eight), ("troika", ()), ("appreciative-interviews", eight),
        ("helping", ()), ("purpose", ()),
    ):  # fmt: skip
        # Each has a logbook of its own, as if it were run from its file: no items of the others.
        clock, logbook = new_logbook()
        retro = hold(name, "Orbiter", f"{name}.txt", people=people, logbook=logbook, clock=clock)
        reports[f"{name}.html"] = logbook.report(retro, "html")
    return reports


@cache
def course() -> dict[str, str]:
    """Return what a lecturer sees of three groups that hold Fair share."""
    _, logbook = new_logbook()
    groups = read_roster(ROOT / "examples" / "students.csv")
    started = logbook.start_groups("fair-share", groups, host="Dr. Fry")
    carried = (
        "40 20 15 15 5 5", "30 20 15 15 10 10", "35 10 25 ? 10 20", "30 20 15 15 10 10",
        "30 15 10 15 25 5",
    )  # fmt: skip
    given = {"Group 4": carried, "Group 5": ["25 25 25 25"] * 4}
    for group, rows in given.items():
        retro = started[group]
        retro.go("Who carried what")
        (ask,) = [each for each in retro.state.format.agenda if isinstance(each, Ask)]
        question = ask.questions[0]
        for name, row in zip(groups[group], rows, strict=False):
            retro.answer(question.name, question.read(row, groups[group]), name)
        retro.next()
    started["Group 5"].close()
    started["Group 6"].go("Who carried what")
    with (
        fixed(),
        patch.object(class_command, "open_logbook", lambda *_, **__: nullcontext(logbook)),
    ):
        shown = CliRunner().invoke(cli, ["class", str(ROOT / "examples" / "students.csv")])
    return {"fair-share-class": shown.output}


CREW = ("Ada", "Ben", "Cleo", "Dev", "Eve", "Finn")
TUTORIAL = [
    f"tutorial-{each}"
    for each in (
        "start", "review", "collect", "private", "as", "group", "vote", "vote-private", "discuss",
        "decide", "close",
    )
]  # fmt: skip
SCREENS = [
    f"screen-{each}"
    for each in (
        "welcome", "ask", "review", "collect", "group", "vote", "discuss", "decide", "report",
    )
]  # fmt: skip


MATRIX = [
    (
        "matrix-notes",
        [
            "/go collect",
            "Ana: Start: Ask before we change the release day",
            "Ben: Start: One dashboard for all builds",
            "Dev: Stop: Rewriting the installer by hand for every customer",
            "/go vote",
            "/agenda add matrix",
        ],
    ),
    (
        "screen-matrix",
        [
            "/next",
            "Ana: 1=1,4 2=4,5 3=5,3",
            "Ben: 1=2,5 2=5,4",
            "/pass Chloé",
            "1=1,4 2=3,5 3=4,2",
            "",
            "/next",
        ],
    ),
]
"""A session with a matrix, which none of the examples has."""


def command_help() -> str:
    """Return the help of every command, the ones inside others included."""
    return "\n".join(
        f"### {' '.join(('retro', *path))}\n\n{fenced(help_of(path))}" for path in command_paths()
    )


def command_paths() -> Iterator[tuple[str, ...]]:
    """Yield the words of every command."""
    yield ()
    context = click.Context(cli, info_name="retro")
    for name in cli.list_commands(context):
        yield (name,)
        command = cli.get_command(context, name)
        if isinstance(command, click.Group):
            yield from ((name, inner) for inner in command.list_commands(context))


def help_of(path: Sequence[str]) -> str:
    """Return what `--help` prints."""
    environment = {"COLUMNS": str(WIDTH), "LANG": "C.UTF-8"}
    result = CliRunner().invoke(cli, [*path, "--help"], prog_name="retro", env=environment)
    assert result.exit_code == 0, result.output
    return result.output


def slash_commands() -> str:
    """Return the table of what can be typed after a slash."""
    rows = ["| command | what it does | in private |", "|---|---|---|"]
    for each in listed():
        usage = f"/{each.name} {each.usage}".strip().replace("|", "\\|")
        where = "" if each.facilitator else "in `retro join`: "
        rows.append(f"| `{usage}` | {where}{each.meaning} | {'yes' if each.private else ''} |")
    return "\n".join(rows) + "\n"


def fenced(text: str) -> str:
    """Return text as a block."""
    return f"```text\n{text.strip(chr(10))}\n```\n"


def part(name: str) -> str:
    """Return a generated part by its name."""
    if name == "commands":
        return command_help()
    if name == "slash-commands":
        return slash_commands()
    known = sessions() | flagships() | on_the_way() | course() | mornings() | asked() | thanked()
    return fenced(known[name])


def documents() -> list[Path]:
    """Return the documents that may have generated parts."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def generated(text: str) -> str:
    """Return a document with its generated parts as they should be."""
    return _PART.sub(lambda found: f"{found[1]}{part(found[2])}{found[3]}", text)


def pages() -> dict[Path, str]:
    """Return the documents that are generated whole: reports, as a team gets them."""
    return {
        ROOT / "docs" / "reports" / name: text
        for name, text in (
            flagships() | on_the_way() | mornings() | asked() | thanked() | practised()
        ).items()
        if name.endswith(".html")
    }


def main(arguments: Sequence[str]) -> int:
    """Write or check all documents; return the exit code."""
    stale = []
    wanted = {path: generated(path.read_text(encoding="utf-8")) for path in documents()}
    for path, after in (wanted | pages()).items():
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        if after != before:
            stale.append(path.name)
            if "--check" not in arguments:
                path.write_text(after, encoding="utf-8", newline="\n")
    done = "are stale; run: python docs/generate.py" if "--check" in arguments else "were written"
    print(f"{', '.join(stale)} {done}" if stale else "All generated parts are up to date.")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
