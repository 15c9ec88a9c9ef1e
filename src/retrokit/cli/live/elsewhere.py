"""What others did meanwhile, from devices of their own."""

from __future__ import annotations

from ... import events as e
from ..tables import paragraph
from .outcomes import outcome
from .session import Session


def elsewhere(session: Session) -> str:
    """Fold in what others did, and return what of it is said at once, empty if nothing is.

    Said is who comes and goes, what was opened, and the new screen after a move; notes and the
    like are counted in the toolbar alone.
    """
    retro = session.retro
    known, left, closed = retro.state.version, retro.state.current_step, retro.state.closed
    if not retro.refresh():
        return ""
    said = [each for event in retro.log[known:] if (each := _say(event))]
    state = retro.state
    moved = (None if left is None else left.id) != state.current
    opened = left is not None and any(
        isinstance(event, (e.NotesOpened, e.AnswersOpened, e.VotesOpened)) and event.step == left.id
        for event in retro.log[known:]
    )
    if moved and opened and left is not None and (came := outcome(retro, left)):
        said.append(came)
    if moved or opened or state.closed != closed:
        said.append(session.arrived())
    elif any(isinstance(event, e.TopicTaken) for event in retro.log[known:]):
        said.append(session.screen())
    return "\n".join(said)


def _say(event: e.AnyEvent) -> str:
    match event:
        case e.MemberJoined(name=name):
            return paragraph(f"  {name} is here")
        case e.MemberLeft(name=name):
            return paragraph(f"  {name} has left")
        case e.MemberRenamed(name=name, to=to):
            return paragraph(f"  {name} is now {to}")
        case e.FacilitatorChanged(name=name) if name is not None:
            return paragraph(f"  {name} facilitates")
    return ""
