"""Turns at a keyboard that several share: what is seen in private, and who is still to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...engine.state import Step
from ..tables import paragraph
from .screens import screen_of, shown

if TYPE_CHECKING:
    from .session import Session


def private(session: Session, step: Step) -> str:
    """Return what whoever has the keyboard sees of a step, and how they hand it on."""
    own = shown(session.retro, step, screen_of(step.activity.kind).private(session, step))
    back = "Enter on an empty line hands the keyboard back."
    if waiting := still_to_come(session):
        back += f" Still to come: {', '.join(waiting)}; /pass {waiting[0]} hands it on."
    return f"{own}\n\n{paragraph(back)}"


def still_to_come(session: Session) -> list[str]:
    """Return who of those who share this keyboard has had no turn here, nor given anything.

    Who had a turn and gave nothing is not among them: it would tell the others so.
    """
    state, taken = session.retro.state, session.taken_part()
    return [
        each
        for each in state.respondents
        if each not in taken
        and each != session.holder
        and (state.current, state.identity(each)) not in session.had_turns
        and not session.has_device(each)
    ]


def back_at_facilitator(session: Session) -> str:
    """Return what the facilitator sees who has the keyboard back: who is still to come."""
    state, step = session.retro.state, session.retro.state.current_step
    said = "The facilitator has the keyboard."
    # Marks are erased with the seals.
    if step is None or not step.kind.drafts or state.is_opened(step):
        return f"{said}\n{session.screen()}"
    here, taken = tuple(filter(session.tells_of, state.respondents)), session.taken_part()
    who = " at this keyboard" if session.is_told_late() else ""
    said += f" {len(taken.intersection(here))} of {len(here)}{who} have taken part."
    on = "/next reveals them." if state.sealing(step) else "/next goes on."
    if waiting := still_to_come(session):
        more = f"Still to come: {', '.join(waiting)}. /pass {waiting[0]}, or {on}"
        said += f"\n{paragraph(more)}"
    else:
        said += f" {on}"
    return said if step.kind.once else f"{said}\n{session.screen()}"
