"""What a lecturer sees of the groups of a class: a row for each, and no more than was said.

What is said and what is shown are made of the same words, so that neither grows without the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen

from .. import texts
from ..checks import Check
from ..engine.state import State
from ..findings import Finding, Severity
from ..formats import Ask
from ..kinds.ask.facts import Asked, Result
from ..phrases import listing
from ..questions.masking import stands_in

COLUMNS = {
    "people": "how many are in it",
    "answered": "how many answered",
    "at": "which step it is at",
    "flags": "what was noticed, without names",
}
"""The columns of the table, and in words what stands in each."""

NOTICE = (
    "A lecturer hosts this and takes no part. They see what everyone here sees and, in a table of "
    f"all groups, for each group {listing(COLUMNS.values())}. The table shows no share, no mark "
    "and nothing that one person gave."
)
"""What everyone in a group of a class reads before they answer."""


@frozen(kw_only=True)
class Flag:
    """Something that was noticed in a group, as far as a lecturer sees it.

    `name` is what programs know it by. `answered` is how many answers it rests on.
    """

    title: str
    name: str
    severity: Severity
    answered: int


@frozen(kw_only=True)
class GroupRow:
    """A group of a class, as a lecturer sees it; see `Logbook.class_table`.

    `retro` is the id of its retro, empty where none has started. `people` is how many take part,
    `at` the title of the activity, or `closed`. `answered` of `of` is how many have answered the
    latest questions, None until they are revealed.
    """

    group: str
    people: int
    retro: str = ""
    answered: int | None = None
    of: int | None = None
    at: str = ""
    flags: tuple[Flag, ...] = ()


def is_told(state: State) -> bool:
    """Return whether everyone in a retro was told what a lecturer sees of it."""
    return NOTICE in state.format.agenda[0].prompt


def row_of(state: State, noticed: Sequence[Finding], checks: Mapping[str, Check]) -> GroupRow:
    """Return what a lecturer sees of a group; `noticed` is what all checks found in its retro."""
    asked: list[Asked] = [own for _, own in state.of(Ask)]
    results = [each for own in asked for each in own.results]
    answered = max(each.taken_part for each in asked[-1].results) if asked else None
    flags = [flag for each in results for flag in _of_answers(state, each)]
    # A check may read anything, so it counts where nothing was withheld.
    if answered is not None and all(each.summary is not None for each in results):
        flags += _of_checks(state, noticed, checks, answered)
    step = state.current_step
    return GroupRow(
        group=state.team,
        people=len(state.respondents),
        retro=state.id,
        answered=answered,
        of=asked[-1].team if asked else None,
        at="closed" if state.closed or step is None else step.activity.title,
        flags=tuple(flags),
    )


def _of_answers(state: State, result: Result) -> Iterator[Flag]:
    """Yield what was noticed in the answers to a question, if enough gave one to show it."""
    for each in result.findings if result.summary is not None else ():
        if each.severity is not Severity.GOOD:
            yield Flag(
                title=_title(state, each.sentence),
                name=each.name or getattr(each.sentence, "code", ""),
                severity=each.severity,
                answered=result.taken_part,
            )


def _of_checks(
    state: State, noticed: Sequence[Finding], checks: Mapping[str, Check], answered: int
) -> Iterator[Flag]:
    """Yield what the format's own checks noticed, by their titles: a sentence may quote people."""
    for each in noticed:
        check = checks.get(each.name)
        own = check is not None and state.format.name in check.formats
        if check is not None and own and each.severity is not Severity.GOOD:
            yield Flag(
                title=check.title, name=check.name, severity=each.severity, answered=answered
            )


def _title(state: State, sentence: str) -> str:
    """Return the first sentence of a finding; where that names somebody, that there is one."""
    title = re.split(r"(?<=[.?!])\s", sentence, maxsplit=1)[0]
    plain = texts.plain(title)
    names = (*state.members, *state.former)
    named = any(stands_in(texts.plain(each), plain) for each in names)
    return "Something that names a person; read it in the group's report." if named else title
