"""Commands for members at their own terminal, about what is theirs alone."""

from __future__ import annotations

import click

from ...engine.seals import NOTES
from ...errors import NotFound, NotNow
from ..live.command import command
from ..live.letters import say_letters
from ..live.numbers import numbered
from ..live.session import Session
from ..qr import picture
from ..tables import paragraph
from .seat import Seat


@command("mine", "[N TEXT]", "show your hidden notes and votes, or change one of your notes; "
         "- takes it back", member=True, facilitator=False)  # fmt: skip
def _mine(session: Session, rest: str) -> str:
    assert isinstance(session, Seat)
    found = session.room.mine(session.sealed_here())
    if not rest:
        lines = [
            paragraph(each.said, "     ", f"  {number:>2} ") for number, each in enumerate(found, 1)
        ]
        return "\n".join(lines) or "  You have nothing hidden here."
    number, text = numbered(rest, "/mine 2 the new text")
    if not 1 <= number <= len(found):
        raise NotFound(f"nothing of yours is numbered {number}; /mine shows what there is")
    receipt = found[number - 1].receipt
    if text == "-":
        session.room.withdraw(receipt)
        session.forget(receipt)
        return f"  {number} is taken back"
    if found[number - 1].slot != NOTES:
        raise NotNow(
            f"{number} is no note; type it again where it was asked, or take it back: "
            f"/mine {number} -"
        )
    session.room.edit_note(receipt, text)
    return f"  {number} now reads: {text}"


@command("letters", "", "show what was written to you alone", member=True, facilitator=False)
def _letters(session: Session, rest: str) -> str:
    assert isinstance(session, Seat)
    found = session.room.my_letters()
    said = say_letters(session.retro, session.room.me, found)
    return f"{said}\n\n/discard erases it." if found else said


@command("thumb", "[up]", "say whether a topic gets more time: up, sideways or down", member=True,
         facilitator=False)  # fmt: skip
def _thumb(session: Session, rest: str) -> str:
    assert isinstance(session, Seat)
    told = session.room.thumbs
    if told is None or "until" not in told:
        raise NotNow("nobody is asked for a thumb now; everyone is when a topic's time is up")
    if not rest:
        how = "Type /thumb up for more time, /thumb down for the next topic, or /thumb sideways."
        return f"  {how}\n  {told['promise']}"
    session.room.give_thumb(rest.lower())
    return f"  your thumb is {rest.lower()}; you can change it until it is counted"


@command("device", "", "show your own link, for another device of yours", member=True,
         facilitator=False)  # fmt: skip
def _device(session: Session, rest: str) -> str:
    assert isinstance(session, Seat)
    # Not as an answer, which would be wrapped: a link and a picture stay as they are.
    click.echo("\n".join(filter(None, (picture(session.link), session.link))))
    return "  Anyone with this link is you here. Keep it to yourself."
