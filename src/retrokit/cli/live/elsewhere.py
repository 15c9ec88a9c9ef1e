"""What others did meanwhile, from devices of their own."""

from __future__ import annotations

from ...engine.state import Step
from ...errors import RetrokitError
from ...retro import Retro
from ..tables import paragraph
from .screens import SCREENS, outcome
from .session import Session


def elsewhere(session: Session, *, at_once: bool = False) -> str:
    """Fold in what others did, and return what of it is said, empty if nothing is.

    Said is who comes and goes, what was opened, and the new screen after a move or where
    the activity itself goes on, as to another topic; that there is more to see in an activity that
    has no screen of its own. All else is summed up now and then, or `at_once`; see `meanwhile`.
    """
    retro = session.retro
    known, left, closed = retro.state.version, retro.state.current_step, retro.state.closed
    retro.refresh()
    news = session.news(known) if retro.state.version != known else []
    said = [paragraph(f"  {each.said}") for each in news if each.said]
    for each in news:
        if each.event == "MemberJoined":
            session.meanwhile.greet(retro.state.identity(each.name))
    state = retro.state
    moved = (None if left is None else left.id) != state.current
    opened = left is not None and any(
        each.event == "Opened" and each.step == left.id for each in news
    )
    if moved and opened and left is not None and (came := _outcome(retro, left)):
        said.append(came)
    if moved or opened or state.closed != closed:
        said.append(session.arrived())
        session.meanwhile.settle(session)
    elif facts := [each for each in news if each.own]:
        if any(each.seconds is not None for each in facts):
            said.append(session.screen())
        elif left is not None and left.activity.kind not in SCREENS:
            said.append(paragraph(f"{left.activity.title} has changed; /show shows it."))
    if session.watches:
        said.append(session.meanwhile.said(session, at_once=at_once))
    return "\n".join(filter(None, said))


def _outcome(retro: Retro, left: Step) -> str:
    """Return what was revealed, or why it cannot be shown now: the rest of the news is."""
    try:
        return outcome(retro, left)
    except RetrokitError as error:
        return paragraph(f"! {error}; /report shows what was revealed.")
