"""The sentences of what the compass notices, each by its code and with the values that it says."""

from __future__ import annotations

from retrokit import wording


@wording("purpose.decoration")
def decoration(*, retros: int) -> str:
    return (
        f"In {retros} retros running, nobody said that the principle decided anything. A principle "
        "that never decides is decoration. Will you keep it, reword it or drop it?"
    )


@wording("purpose.absent")
def absent(*, absent: int, answered: int) -> str:
    return (
        f"{absent} of {answered} said that the principle wasn't in the room when it was hard. Who "
        "brings it up next time, before you decide?"
    )


@wording("purpose.unowned")
def unowned(*, wanting: int, answered: int) -> str:
    return (
        f"{wanting} of {answered} want to reword or drop the principle, and there is no action "
        "item. Who does it, and by when?"
    )
