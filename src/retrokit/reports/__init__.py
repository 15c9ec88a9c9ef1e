"""Reports: a retro and its findings in, text out. A report reads and writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from attrs import field, frozen

from ..engine.digest import Digest
from ..engine.state import State
from ..events import Event
from ..findings import Finding
from ..given import check_members, listed


def _findings(values: Iterable[Finding]) -> tuple[Finding, ...]:
    return listed(values)


def _digests(values: Iterable[Digest]) -> tuple[Digest, ...]:
    return listed(values)


@frozen(kw_only=True)
class Record:
    """What a report is made from.

    `log` is the retro's public log and `state` what it folds to; neither holds anything sealed.
    `sealed` is how many contributions are sealed still, and so missing here. `today` is the day
    the report is made on, for what is overdue. `history` are the digests of the team's earlier
    retros, oldest first, for what is followed over time.
    """

    state: State
    log: tuple[Event, ...]
    findings: tuple[Finding, ...] = field(default=(), converter=_findings, validator=check_members)
    sealed: int = 0
    today: date
    history: tuple[Digest, ...] = field(default=(), converter=_digests, validator=check_members)


@frozen(kw_only=True)
class Report:
    """A report as a plugin registers it.

    `name` is what people type, `suffix` what its files end in (with the dot), and `render`
    turns a `Record` into the whole text.
    """

    name: str
    title: str
    suffix: str
    render: Callable[[Record], str]

    def document(self, text: str) -> str:
        """Return what a file of this report holds, in UTF-8, of the `text` that was rendered.

        Spreadsheets take a file without a byte order mark for one in the system's own encoding.
        """
        return f"\ufeff{text}" if self.suffix in _SPREADSHEETS else text


_SPREADSHEETS = (".csv", ".tsv")
