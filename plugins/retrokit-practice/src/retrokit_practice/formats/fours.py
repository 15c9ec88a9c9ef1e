"""Groups of four in which what was told in pairs is put together."""

from __future__ import annotations

from ..rounds import Role

OPENER = Role(
    "Opener",
    "begin",
    "begins",
    "Begin with one sentence: what struck you? Then let the next person speak.",
)
SCRIBE = Role(
    "Scribe",
    "write",
    "writes",
    "Write down what comes up more than once, and keep it as the note of your group.",
)
REPORTER = Role(
    "Reporter",
    "report",
    "reports",
    "When we are all together again, say in half a minute what your group found.",
)
# The last role: where a group is larger, several people have it.
ASKER = Role(
    "Asker",
    "bring everyone in",
    "brings everyone in",
    "Ask “What did you hear?” until everyone has spoken.",
)
FOUR = (OPENER, SCRIBE, REPORTER, ASKER)
