"""The groups of a class: their retros started together, and what a lecturer sees of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from .builtin.class_table import NOTICE, GroupRow, is_told, row_of
from .engine.people import check_members
from .errors import Invalid
from .texts import fold_name

if TYPE_CHECKING:
    from .formats import Attribution, Format
    from .logbook import Logbook
    from .retro import Retro


def start_groups(
    logbook: Logbook,
    format: str | Format,
    groups: Mapping[str, Sequence[str]],
    *,
    host: str,
    attribution: Attribution | str | None = None,
    again: bool = False,
) -> dict[str, Retro]:
    """Start a retro for each group; see `Logbook.start_groups`."""
    if isinstance(format, str):
        format = logbook.plugins.format(format)
    if len({fold_name(each) for each in groups}) < len(groups):
        raise Invalid("two groups are named alike; tell them apart")
    for group, names in groups.items():
        if fold_name(host) in check_members(names):
            raise Invalid(f"{host} is in {group}; a host takes part in none of the groups")
    started: dict[str, Retro] = {}
    with logbook.together():
        before = {
            fold_name(retro.state.team)
            for retro in _held(logbook, groups)
            if retro.state.format.name == format.name
        }
        try:
            for group, names in groups.items():
                if again or fold_name(group) not in before:
                    started[group] = logbook.start(
                        format,
                        team=group,
                        members=names,
                        observers=[host],
                        facilitator=host,
                        attribution=attribution,
                        notice=NOTICE,
                    )
        except BaseException:
            # What is done together is kept, error or not: a class that is half there is not wanted.
            for each in started.values():
                logbook.remove(each.state.id)
            raise
    return started


def class_table(
    logbook: Logbook, groups: Mapping[str, Sequence[str]] | None = None
) -> list[GroupRow]:
    """Return what a lecturer sees of each group; see `Logbook.class_table`."""
    found: dict[str, GroupRow] = {}
    for retro in _held(logbook, groups):
        if (team := fold_name(retro.state.team)) not in found:
            state, checks = retro.snapshot(), logbook.plugins.checks
            found[team] = row_of(state, logbook.findings(retro), checks)
    if groups is None:
        return [*reversed(found.values())]
    return [
        found.get(fold_name(group), GroupRow(group=group, people=len(names)))
        for group, names in groups.items()
    ]


def _held(logbook: Logbook, groups: Mapping[str, Sequence[str]] | None) -> Iterator[Retro]:
    """Yield the retros that classes have started, of these groups or all, newest first."""
    wanted = None if groups is None else {fold_name(each) for each in groups}
    for digest in logbook.retros(rituals=True):
        if digest.observers and (wanted is None or fold_name(digest.team) in wanted):
            retro = logbook.load(digest.id)
            if is_told(retro.state):
                yield retro
