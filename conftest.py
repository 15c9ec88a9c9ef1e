"""Every block of the documentation is run: Python, consoles, and the examples in docstrings.

Each document has a namespace, a working folder and a logbook of its own. In a `console` block
the lines that begin with `$ ` are run by a shell, in a folder that holds a copy of `examples/`,
and what they print is compared. A line of `...` stands for any number of lines. Ids, dates and
times differ from run to run: a date stands for any date, and an id for the one that was printed
in its place, in later commands too. A block of Python or TOML whose first line is a comment with
the name of a file, as in `# postcard.toml`, is that file for the blocks after it.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Generator, Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from sybil import Document, Example, Region, Sybil
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser
from sybil.parsers.rest import DocTestParser
from sybil.typing import Evaluator
from xdist.remote import Producer
from xdist.scheduler.loadscope import LoadScopeScheduling

ROOT = Path(__file__).parent
_ID = r"(?<![\w-])[2-9bcdfghjkmnpqrstvwxz]{8}(?!\w)"
_VARYING = re.compile(
    rf"(?P<id>{_ID})|\d{{4}}-\d\d-\d\d|(?<![\d:])\d?\d:\d\d(?![\d:])|\(\d+ min\)(?=\n|$)"
    r"|in \d+\.\d+s"
)


def _enter(namespace: dict[str, Any]) -> None:
    folder = Path(mkdtemp(prefix="docs"))
    shutil.copytree(ROOT / "examples", folder / "examples")
    namespace["_before"] = (os.getcwd(), dict(os.environ))
    namespace["_folder"] = folder
    namespace["_ids"] = {}
    namespace["_path"] = list(sys.path)
    os.chdir(folder)
    sys.path.insert(0, str(folder))
    for name in [each for each in os.environ if each.startswith(("RETROKIT_", "XDG_"))]:
        del os.environ[name]
    scripts = [sysconfig.get_path("scripts"), str(Path(sys.executable).parent)]
    os.environ |= {
        "RETROKIT_LOGBOOK": "logbook.db",
        "RETROKIT_PLUGINS": "",
        "HOME": str(folder),
        "COLUMNS": "80",
        "NO_COLOR": "1",
        "PYTHONUTF8": "1",
        "PATH": os.pathsep.join([*scripts, os.environ.get("PATH", "")]),
    }


def _leave(namespace: dict[str, Any]) -> None:
    folder, environment = namespace["_before"]
    os.chdir(folder)
    sys.path[:] = namespace["_path"]
    os.environ.clear()
    os.environ.update(environment)
    shutil.rmtree(namespace["_folder"])


def run_console(example: Example) -> str | None:
    """Run the commands of a block; return what is wrong with their output, None if nothing is."""
    ids: dict[str, str] = example.namespace["_ids"]
    for command, expected in _commands(example.parsed):
        for shown, real in ids.items():
            command = command.replace(shown, real)  # noqa: PLW2901
        done = subprocess.run(
            command, shell=True, capture_output=True, timeout=300, check=False, encoding="utf-8"
        )
        printed = done.stdout + done.stderr
        wrong = _compare(expected, printed, ids)
        if wrong:
            said = f"--- it printed:\n{printed}--- the document says:\n{expected}"
            return f"$ {command}\n{wrong}\n{said}"
    return None


def _commands(text: str) -> list[tuple[str, str]]:
    found: list[list[str]] = []
    for line in text.splitlines():
        if line.startswith("$ "):
            found.append([line[2:], ""])
        elif line.startswith("> ") and not found[-1][1]:
            found[-1][0] += f"\n{line[2:]}"
        else:
            found[-1][1] += f"{line}\n"
    return [(command, printed) for command, printed in found]


def _compare(expected: str, printed: str, ids: dict[str, str]) -> str | None:
    pattern = ""
    shown = []
    for line in expected.rstrip("\n").splitlines():
        if line == "...":
            pattern += r"(?:.*\n)*?"
            continue
        at = 0
        for each in _VARYING.finditer(line):
            pattern += re.escape(line[at : each.start()])
            if each["id"]:
                shown.append(each["id"])
                pattern += f"({_ID})"
            else:
                pattern += f"(?:{_VARYING.pattern.replace('?P<id>', '?:')})"
            at = each.end()
        pattern += re.escape(line[at:]) + r"[ ]*\n"
    match = re.fullmatch(pattern, printed.rstrip("\n") + "\n" if printed.strip() else "")
    if match is None:
        return "This is not what it prints."
    for said, real in zip(shown, match.groups(), strict=True):
        if ids.setdefault(said, real) != real:
            return f"{said} stands for two ids: {ids[said]} and {real}."
    return None


def save(example: Example) -> None:
    """Write a block that names its file, and leave it to others to run it."""
    _save(str(example.parsed))


def _save(text: str) -> None:
    if named := re.match(r"# ([\w-]+\.(?:py|toml))\n", text):
        Path(named[1]).write_text(text, encoding="utf-8")


class SavingParser(PythonCodeBlockParser):
    """A parser of Python blocks that also writes those that name their file."""

    def __call__(self, document: Document) -> Iterator[Region]:
        """Yield the blocks of a document."""
        for region in super().__call__(document):
            run = region.evaluator

            def save_and_run(example: Example, run: Evaluator = run) -> str | None:
                if isinstance(example.parsed, str):
                    _save(example.parsed)
                return run(example)

            region.evaluator = save_and_run
            yield region


documents = Sybil(
    name="documents",
    parsers=[
        SavingParser(),
        CodeBlockParser("toml", save),
        CodeBlockParser("console", run_console),
    ],
    patterns=["README.md", "docs/*.md", "examples/README.md"],
    excludes=["plugins/*/README.md"],  # run by the plugin's own tests, with the plugin
    setup=_enter,
    teardown=_leave,
)
docstrings = Sybil(
    name="docstrings",
    parsers=[DocTestParser()],
    patterns=[f"src/retrokit/{'*/' * depth}*.py" for depth in range(3)],
)


def pytest_configure() -> None:
    """Let the processes of the tests be as they are anywhere, whatever these are run from."""
    # Where nothing compiled is kept, each of hundreds would compile all that it imports.
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
        os.environ["PYTHONPYCACHEPREFIX"] = str(ROOT / ".pytest_cache" / "compiled")
    # A shell has what it runs behind it ignore Ctrl-C, and so would all that is run from there.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_finish() -> None:
    """Keep what this run was asked for from a pytest that a test starts."""
    # Not before, since the processes on other cores are asked for the same by it.
    os.environ.pop("PYTEST_ADDOPTS", None)


@pytest.hookimpl(wrapper=True)
def pytest_xdist_auto_num_workers() -> Generator[None, int, int]:
    """Return one more than there are cores: tests of a room wait as much as they work."""
    return (yield) + 1


class Documents(LoadScopeScheduling):
    """Hands out tests one by one, and the blocks of a document together, in their order."""

    def _split_scope(self, nodeid: str) -> str:
        path, _, _ = nodeid.partition("::")
        return path if path.endswith(".md") or path.startswith("src") else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Documents:
    """Return what hands the tests out to the cores."""
    return Documents(config, log)


pytest_collect_file = (documents + docstrings).pytest()
