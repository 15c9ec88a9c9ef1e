"""What is not theirs who have a name that somebody else had before.

The engine knows members by name alone; whose a device is, only the room knows. So these rules are
the room's. They hold for all that is done under a name, whatever it is called.
"""

from __future__ import annotations

from typing import Any

from ..calls import Actor, Call, writer
from ..engine.material.reactions import find_comment
from ..errors import NotNow, NotYours
from ..retro import Retro
from .credentials import Credential


def check_not_theirs(retro: Retro, who: Credential, actor: Actor, call: Call, sent: Any) -> None:
    """Raise where something is done under a name for which who had it before may have done it."""
    step = retro.state.current_step
    heard = step is not None and step.id in who.past.steps and retro.state.may_hide(step)
    if heard and call.gives and writer(retro, actor, sent.member) == who.name:
        raise NotNow(
            f"{who.name} may have been heard here before you joined under that name; to take part "
            "in this, join under another name"
        )
    if call.changes and not actor.leads and hasattr(sent, "comment"):
        _, comment = find_comment(retro.state, sent.comment)
        if comment.number <= who.past.number and comment.author == who.name:
            raise NotYours(
                f"this comment was written before you joined as {who.name}; the facilitator can "
                "change it"
            )
    elif call.changes and not actor.leads:
        note = retro.state.notes.get(sent.note)
        earlier = note is not None and (
            note.number <= who.past.number or note.step in who.past.steps
        )
        if note is not None and earlier and note.author == who.name:
            raise NotYours(
                f"this note was written before you joined as {who.name}; the facilitator can "
                "change it"
            )


def check_letters(retro: Retro, who: Credential, found: Any) -> None:
    """Raise `NotYours` where none was found, and there are some for who had the name before."""
    if not found and retro.letters(who.name):
        raise NotYours(
            "this letter is for who had this name when the answers were given, and you joined "
            "under it later; on the computer that has the logbook, retro letter shows it"
        )
