"""How a test waits: long for what must come, since no test is about speed, and for every end."""

from __future__ import annotations

import signal
from collections.abc import Iterable
from typing import Any

PATIENCE = 120.0
"""Seconds. What comes ends the wait at once, however slow the machine; what never comes fails."""
PATIENCE_MS = PATIENCE * 1000
"""The same in milliseconds, for the browser."""


def end(terminals: Iterable[Any]) -> None:
    """End what runs in terminals of pexpect, and wait until it has.

    It is asked to (SIGTERM), so that what it ran is counted where coverage is measured.
    """
    running = [each for each in terminals if not each.closed]
    for each in running:
        each.kill(signal.SIGTERM)
    for each in running:
        try:
            each.read()
        finally:
            each.close(force=True)
