"""What was noticed: an observation with its evidence, for a group to talk about.

A finding is never a verdict and never blocks anything.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import Attribute, evolve, field, frozen

from .errors import Invalid
from .given import Word, shown, texts, word
from .said import Said, all_said, said


class Severity(Word):
    """How much a finding asks to be looked at: `"good"`, `"notice"` or `"warning"`."""

    GOOD = "good"
    NOTICE = "notice"
    WARNING = "warning"


def _severity(value: Severity | str) -> Severity:
    return word(Severity, value)


def _is_severity(finding: object, attribute: object, value: Severity) -> None:
    if not isinstance(value, Severity):
        words = ", ".join(repr(each.value) for each in Severity)
        raise Invalid(f"a finding's severity is one of {words}, not {shown(value)}")


def _is_text(finding: object, attribute: Attribute[Any], value: object) -> None:
    if not isinstance(value, str):
        raise Invalid(f"a finding's {attribute.name} is text, not {shown(value)}")


def _are_texts(finding: object, attribute: Attribute[Any], value: object) -> None:
    if not isinstance(value, tuple) or not all(isinstance(each, str) for each in value):
        raise Invalid(f"a finding's {attribute.name} is a list of texts, not {shown(value)}")


@frozen(kw_only=True)
class Finding:
    """What a check noticed: one sentence, and what it rests on, a line each.

    Made by a `Wording`, each of them also says so in a code and values, which programs can read.
    `instead_of` names checks that speak of the same thing and know less of it: what they noticed
    is not told beside this. `name` is what programs know it by: the name of the check, where the
    check gave it none. Raises `Invalid`.
    """

    severity: Severity = field(converter=_severity, validator=_is_severity)
    sentence: Said = field(converter=said, validator=_is_text)
    evidence: tuple[Said, ...] = field(default=(), converter=all_said, validator=_are_texts)
    instead_of: tuple[str, ...] = field(default=(), converter=texts, validator=_are_texts)
    name: str = field(default="", validator=_is_text)

    def renamed(self, called: Callable[[str], str]) -> Finding:
        """Return it with members' new names."""
        return evolve(
            self,
            sentence=self.sentence.renamed(called),
            evidence=[each.renamed(called) for each in self.evidence],
        )
