"""What all these formats ask in private: were you taken seriously, and did you listen?"""

from __future__ import annotations

from retrokit import Ask, Attribution, Scale

ENDS = ("not at all", "fully")
# Everyone has both parts, so everyone is asked both: who was with whom need not be kept.
HEARD = Scale(
    "felt-heard",
    "When it was your turn to speak: did you feel taken seriously?",
    labels=ENDS,
)
LISTENED = Scale(
    "listened",
    "When it was your turn to listen: did you listen?",
    labels=ENDS,
)


def in_private(*, minutes: int = 3, prompt: str = "") -> Ask:
    """Return the step that asks both. `prompt` comes first: whose turn it was, if that is unclear.

    >>> [each.name for each in in_private().questions]
    ['felt-heard', 'listened']
    """
    rest = (
        "Think of all rounds together, and answer for yourself. If you had only one of the two "
        "parts, leave the other question out. We will see how many gave each answer, without names."
    )
    return Ask(
        title="In private",
        prompt=f"{prompt} {rest}".strip(),
        minutes=minutes,
        attribution=Attribution.CONFIDENTIAL,
        questions=[HEARD, LISTENED],
    )
