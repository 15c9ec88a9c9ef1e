"""The command line: parse, call, print. It holds no rule of retrospectives.

There is one module per command, imported when it is needed; whatever is slow to import is
imported inside the functions that use it.
"""

from __future__ import annotations

import atexit
import sys
from contextlib import suppress


def main() -> None:
    """Run the command line, as `retro` does."""
    import gc

    from .streams import give_up, prepare

    # Nothing that is imported is garbage, and to look for some takes a tenth of a short command.
    # A running retro, which lives long, turns it on again.
    gc.disable()
    prepare()
    from .commands import retro

    try:
        retro(prog_name="retro")
    except OSError as error:
        if error.filename is not None:
            raise
        give_up(error)
    finally:
        # What plugins registered to be done at exit is done after this, and prints to stderr.
        atexit.register(_put_stdout_away)


def _put_stdout_away() -> None:
    """Let nothing follow what was asked for: it may be an export."""
    with suppress(OSError, ValueError, AttributeError):
        sys.stdout.flush()
        sys.stdout = sys.stderr
