"""The standard streams: UTF-8 in files and pipes, and nothing that steers a terminal."""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress
from typing import Any, NoReturn, TextIO

BLACK_ON_WHITE, AS_BEFORE = "\x1b[38;5;16;48;5;231m", "\x1b[0m"
"""The colours of a QR code; with nothing else between them they are let through."""

# Everything that moves the cursor, changes colours or fills the clipboard begins with a C0 or C1
# control; embeddings and overrides of direction show words in another order than they have.
_STEERING = re.compile(
    f"({re.escape(BLACK_ON_WHITE)}[ ▀▄█]*{re.escape(AS_BEFORE)})"
    "|[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]"
)


def visible(text: str) -> str:
    r"""Return text as a terminal may be sent it: what would steer it is spelled out.

    >>> visible("Ana\x1b[2J")
    'Ana\\x1b[2J'
    """
    return _STEERING.sub(lambda found: found[1] or ascii(found[0])[1:-1], text)


class Screen:
    """A stream to a terminal that is sent only what is `visible`.

    It has no `buffer`, so that nothing goes around it. What guards itself, as a line editor does,
    writes to `terminal`.
    """

    def __init__(self, terminal: TextIO) -> None:
        self.terminal = terminal

    def write(self, text: str) -> int:
        """Write text."""
        self.terminal.write(visible(text))
        return len(text)

    def steer(self, sequence: str) -> None:
        """Write a sequence as it is."""
        self.terminal.write(sequence)
        self.terminal.flush()

    def __getattr__(self, name: str) -> Any:
        if name == "buffer":
            raise AttributeError(name)
        return getattr(self.terminal, name)


def prepare() -> None:
    """Make the standard streams ready for a command.

    Files and pipes hold UTF-8 with plain newlines, whatever the system's own encoding is, so that
    what one computer writes another can read. A terminal keeps its encoding; a letter that it
    cannot show becomes a question mark.
    """
    for name in ("stdin", "stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # it was closed, and the next file opened would take its place
            mode = "r" if name == "stdin" else "w"
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115
        elif stream.isatty():
            if name != "stdin":
                stream.reconfigure(errors="replace")
                setattr(sys, name, Screen(stream))
        elif name == "stdin":
            stream.reconfigure(encoding="utf-8-sig", errors="strict")
        else:
            stream.reconfigure(encoding="utf-8", errors="replace", newline="\n")


def steer(sequence: str) -> None:
    """Send a terminal a sequence of our own, and everything else nothing."""
    if isinstance(sys.stdout, Screen):
        sys.stdout.steer(sequence)


def give_up(error: OSError) -> NoReturn:
    """Say on stderr that a stream takes no more, and end with exit code 1."""
    why = error.strerror or error
    nowhere = os.open(os.devnull, os.O_WRONLY)
    with suppress(OSError):
        sys.stderr.write(f"Error: the output cannot be written: {why}\n")
        sys.stderr.flush()
    for stream in (sys.stdout, sys.stderr):
        # Python writes once more what is left when it ends, and would print that it failed.
        with suppress(OSError):
            os.dup2(nowhere, stream.fileno())
    sys.exit(1)
