"""What a plugin hands over, looked at before anybody relies on it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from math import isfinite
from typing import TYPE_CHECKING, Any

import attrs

from .. import texts
from ..errors import Invalid

if TYPE_CHECKING:
    from ..findings import Finding
    from ..formats import Activity
    from ..scoring import PeerAnswers, Scores
    from ..tallies import Tally

_NAME = re.compile(r"\w[\w.-]*")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*")
_KIND = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*")
_RULES = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*")
_PAGE = re.compile(r"([A-Za-z_][\w.]*:\w+(/\w+)*)?")
_SUFFIX = re.compile(r"(\.[A-Za-z0-9]+)+")
_CALLED = {
    "Check": "run", "Report": "render", "Scoring": "score", "TallyMethod": "count",
    "StoreKind": "open",
}  # fmt: skip
"""Which field of what a plugin registers is called later."""


def check_plugin_name(name: object) -> None:
    """Raise `Invalid` for a name of an entry point that could not be told apart or typed."""
    text = texts.check(name, "the name of a plugin", texts.NAME, lines=False)  # type: ignore[arg-type]
    if text.casefold() == "retrokit":
        raise Invalid("what comes with retrokit has this name; give its entry point another one")
    if text.strip() != name or text.startswith("-") or "," in text:
        raise Invalid(
            f"{name!r} cannot be named in RETROKIT_PLUGINS; give its entry point a name without "
            "commas, blanks around it or a dash in front"
        )


def check_provided(each: Any, kind: type, key: str) -> None:
    """Raise `TypeError` or `Invalid` for something of a hook that could not work or be shown."""
    if not isinstance(each, kind):
        raise TypeError(f"{_shown(each)} is not a {kind.__name__}")
    name = getattr(each, key)
    if not isinstance(name, str):
        raise TypeError(f"the {key} of {_shown(each)} is not text")
    texts.check(name, f"the {key}", texts.NAME, lines=False)
    wanted, example = (_SCHEME, "postgresql") if key == "scheme" else (_NAME, "no-owner")
    if not wanted.fullmatch(name):
        raise Invalid(
            f"{name!r} is no {key} of a {kind.__name__}; use letters, digits, dots and dashes, "
            f"as in {example}"
        )
    texts.check(getattr(each, "title"), f"the title of {name}", texts.NAME, lines=False)  # noqa: B009
    suffix = getattr(each, "suffix", ".txt")
    if not isinstance(suffix, str) or not _SUFFIX.fullmatch(suffix) or len(suffix) > texts.NAME:
        raise Invalid(f"{_shown(suffix)} is no suffix of the files of {name}; give one as .txt")
    check_wordings(getattr(each, "wordings", ()), name)
    field = _CALLED.get(kind.__name__)
    if field is not None and not callable(getattr(each, field)):
        raise Invalid(f"the {field} of {name} is {_shown(getattr(each, field))}; give a function")
    for said in _texts_in(each):
        if said:
            texts.check(said, f"a text of {name}", texts.PROSE)


def check_activity(each: Any, *, dotted: bool) -> None:
    """Raise `TypeError` or `Invalid` for what could not be a kind of activity.

    Its rules are not loaded for that: `check_rules` looks at them when a retro needs them.
    """
    from ..formats import Activity

    if not isinstance(each, type) or not issubclass(each, Activity):
        raise TypeError(f"{_shown(each)} is not a class of Activity")
    what = _check_kind(each, dotted=dotted)
    if not isinstance(each.rules, str) or not _RULES.fullmatch(each.rules):
        raise Invalid(
            f"the rules of {what} are {_shown(each.rules)}; say where they stand, as in "
            "practice.rules:ROUNDS"
        )
    if not isinstance(each.page, str) or not _PAGE.fullmatch(each.page):
        raise Invalid(
            f"the page of {what} is {_shown(each.page)}; say in which folder of a package its "
            "files are, as in practice:page"
        )


def check_rules(declaration: type[Activity]) -> None:
    """Load the rules of a kind of activity, and look at what they bring into the log.

    Raises `PluginError` where they are not there, `TypeError` or `Invalid` for what could not be
    kept.
    """
    from ..engine.acting import Acting
    from ..engine.kind import kind_of
    from ..events import Draft, StepFact, Value

    kind, what = kind_of(declaration), declaration.kind
    for fact in kind.facts:
        if not issubclass(fact, StepFact) or not attrs.has(fact):
            raise TypeError(f"the fact {_shown(fact)} of {what} is no attrs class of StepFact")
    for brought, base in ((kind.values, Value), (kind.drafts, Draft)):
        for name, value in brought.items():
            if not _KIND.fullmatch(name) or not issubclass(value, base) or not attrs.has(value):
                raise Invalid(f"{_shown(name)} of {what} is no attrs class of {base.__name__}")
    check_wordings(kind.wordings, what)
    if kind.actions is not None and not issubclass(kind.actions, Acting):
        raise TypeError(f"the actions of {what} are no class of Acting")


def check_question(each: Any, *, dotted: bool) -> None:
    """Raise `TypeError` or `Invalid` for what could not be a kind of question."""
    from ..questions import OwnValue, Question

    if not isinstance(each, type) or not issubclass(each, Question):
        raise TypeError(f"{_shown(each)} is not a class of Question")
    what = _check_kind(each, dotted=dotted)
    if each.check is Question.check:
        raise Invalid(f"{what} reads no answers; give it a method check")
    check_wordings(each.wordings, what)
    for name, value in each.values.items():
        if not _KIND.fullmatch(name) or not issubclass(value, OwnValue) or not attrs.has(value):
            raise Invalid(f"the value {_shown(name)} of {what} is no attrs class of OwnValue")


def _check_kind(each: Any, *, dotted: bool) -> str:
    """Return how a class is called that declares a kind of its own.

    The name of a plugin's kind has a dot, so that a misspelt one is told from one that is missing.
    """
    what: str = each.__name__
    if "__attrs_attrs__" not in vars(each) or "kind" not in vars(each):
        raise TypeError(f"{what} is no kind of its own; give it a kind, and make it attrs.frozen")
    kind = each.kind
    if not isinstance(kind, str) or not _KIND.fullmatch(kind) or len(kind) > texts.NAME:
        raise Invalid(f"{_shown(kind)} is no kind of {what}; use a name as in kudos.appreciation")
    if dotted and "." not in kind:
        raise Invalid(f"{kind!r} is no kind of a plugin; put a name of yours and a dot before it")
    return what


def check_wordings(wordings: Iterable[Any], whose: str) -> None:
    """Raise `TypeError` for what could not word anything."""
    from ..said import Wording

    for each in wordings:
        if not isinstance(each, Wording) or not callable(each.function):
            raise TypeError(f"{_shown(each)} among the wordings of {whose} is no Wording")


def _texts_in(value: Any) -> Iterable[str]:
    """Yield all texts that something declared holds."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (tuple, list)):
        for each in value:
            yield from _texts_in(each)
    elif attrs.has(type(value)):
        for field in attrs.fields(type(value)):
            yield from _texts_in(getattr(value, field.name))


def _shown(value: object) -> str:
    said = repr(value)
    return said if len(said) <= texts.NAME else f"{said[: texts.NAME]}…"


def check_findings(found: Iterable[Any], whose: str) -> list[Finding]:
    """Return findings if all of them can be told. Raises `TypeError` or `Invalid`."""
    from ..findings import Finding

    told = list(found)
    for each in told:
        if not isinstance(each, Finding):
            raise TypeError(f"{whose} returns findings")
        for line in (each.sentence, *each.evidence):
            texts.check(line, f"what {whose} says", texts.PROSE)
    return told


def check_report(text: object) -> str:
    """Return a report if it can be written down. Raises `TypeError` or `UnicodeError`."""
    if not isinstance(text, str):
        raise TypeError("a report returns text")
    text.encode()
    return text


def check_tally(tally: object, candidates: set[int]) -> Tally[int]:
    """Return a tally if it can be kept: numbers, text, and each candidate, nobody else."""
    from ..tallies import Detail, Row, Tally

    if not isinstance(tally, Tally):
        raise TypeError("a voting method returns a Tally")
    kept = Tally(
        tuple(tally.winners),
        tuple((who, got) for who, got in tally.standings),
        tuple(
            Detail(
                texts.check(table.title, "the title of a detail", texts.NAME, lines=False),
                tuple(Row(tuple(row.candidates), row.number, row.words) for row in table.rows),
            )
            for table in tally.detail
        ),
    )
    rows = [row for table in kept.detail for row in table.rows]
    named = [*kept.winners, *(who for who, _ in kept.standings),
             *(who for row in rows for who in row.candidates)]  # fmt: skip
    if not all(type(who) is int for who in named):
        raise TypeError("a tally names candidates by their whole numbers")
    if not candidates.issuperset(named):
        raise ValueError("a tally names candidates only")
    for number in [*(got for _, got in kept.standings), *(row.number for row in rows)]:
        if type(number) not in (int, float) or not isfinite(number):
            raise TypeError(f"a tally holds numbers, and {number!r} is none that can be kept")
    for words in (row.words for row in rows if row.words != ""):
        texts.check(words, "the text of a detail")
    if sorted(who for who, _ in kept.standings) != sorted(candidates):
        raise ValueError("the standings of a tally hold each candidate once")
    return kept


def check_scores(scores: object, answers: PeerAnswers) -> Scores:
    """Return scores if they can be kept: texts, and letters to members only."""
    from ..findings import Finding
    from ..scoring import Scores

    if not isinstance(scores, Scores):
        raise TypeError("a scoring returns Scores")
    if not all(isinstance(each, Finding) for each in scores.findings):
        raise TypeError("a scoring finds findings")
    for who in scores.letters:
        if who not in answers.members:
            raise ValueError("a scoring writes to members only")
    check_findings(scores.findings, "a scoring")
    for line in (*scores.group, *(each for said in scores.letters.values() for each in said)):
        texts.check(line, "what a scoring says", texts.PROSE)
    return scores
