"""What the answers of an Ask came to, in the log and in the state of its step."""

from __future__ import annotations

from attrs import frozen

from ...events import Value
from ...findings import Finding
from ...questions import AnswerValue, Summary


@frozen(kw_only=True)
class Reply:
    """One answer as it came out; the author only where answers are named."""

    author: str | None = None
    value: AnswerValue


@frozen(kw_only=True)
class Result:
    """What the answers to one question came to.

    `summary` is None where too few answered to show it (`floor` says how many it takes).
    `replies` holds the single answers: with authors where named, sorted where anonymous, none
    where confidential. Of a question about teammates there are none unless they are named;
    `scoring` then says what made `group` and `findings`, which name nobody, of the answers.
    `findings` also hold the alarm of a scale, where somebody gave its worst step: even where the
    summary is withheld, since everyone was told so beforehand.
    `about` are the results of single members, where everybody was told that all would see them.
    """

    question: str
    taken_part: int
    floor: int = 0
    summary: Summary | None = None
    replies: tuple[Reply, ...] = ()
    scoring: str = ""
    group: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    about: tuple[tuple[str, tuple[str, ...]], ...] = ()


@frozen(kw_only=True)
class Answers(Value):
    """What the answers of an Ask came to: one result per question."""

    results: tuple[Result, ...] = ()


@frozen(kw_only=True)
class Asked:
    """An Ask that was opened: the results, and how many could have answered."""

    results: tuple[Result, ...]
    team: int
