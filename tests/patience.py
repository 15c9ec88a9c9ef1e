"""How long a test waits for something that must come: long, since no test is about speed."""

from __future__ import annotations

PATIENCE = 120.0
"""Seconds. What comes ends the wait at once, however slow the machine; what never comes fails."""
PATIENCE_MS = PATIENCE * 1000
"""The same in milliseconds, for the browser."""
