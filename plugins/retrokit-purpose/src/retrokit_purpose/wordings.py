"""The sentences of what the compass and line-ups notice, each by its code and with its values."""

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


@wording("line-up.no-risk")
def no_risk(*, line_ups: int) -> str:
    return (
        f"Nobody named a risk in the last {line_ups} line-ups. That may be true. Ask tomorrow: "
        "“What would surprise us least if it went wrong?”"
    )


@wording("line-up.one-voice")
def one_voice(*, line_ups: int, most: int, notes: int) -> str:
    return (
        f"{most} of {notes} notes of the last {line_ups} line-ups came from one person. Whose day "
        "would we like to hear about first tomorrow?"
    )


@wording("line-up.over-time")
def over_time(*, line_ups: int, longest: int, today: int) -> str:
    return (
        f"The last {line_ups} line-ups took more than {longest} minutes each, today's {today}. "
        "What belongs in a talk of its own, with fewer people?"
    )
