"""Welcome: words to read aloud. It needs no rules."""

from __future__ import annotations

from typing import ClassVar

from attrs import field, frozen

from .. import given
from ..activity import Activity, Stage, each_is_text, prose, stage_of

PRIME_DIRECTIVE = (
    "Regardless of what we discover, we understand and truly believe that everyone did the best "
    "job they could, given what they knew at the time, their skills and abilities, the resources "
    "available, and the situation at hand. (Norman Kerth, Project Retrospectives, 2001)"
)

WORKING_AGREEMENT = (
    "We talk about the work and how we work, not about who is to blame.",
    "One person speaks at a time; everyone gets to.",
    "What is said here stays here; what is decided here is written down.",
)


@frozen(kw_only=True)
class Welcome(Activity):
    """Words to read aloud: the purpose and goals of the format, and what is given here."""

    kind: ClassVar[str] = "welcome"
    title: str = "Welcome"
    stage: Stage = field(default=Stage.SET_THE_STAGE, converter=stage_of)
    agreement: tuple[str, ...] = field(
        default=WORKING_AGREEMENT, converter=given.texts, validator=each_is_text
    )
    directive: str = field(default=PRIME_DIRECTIVE, validator=prose(optional=True))
