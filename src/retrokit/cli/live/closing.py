"""Ending a retro: what is still open is said before, where somebody can be asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import click

from ...characters import short
from ...engine.state import StepStatus
from ...engine.turnout import expected, turnout
from ...phrases import plural
from ..tables import paragraph
from .elsewhere import elsewhere
from .screens.collect import reading
from .session import Session


def close(session: Session, question: str, *, always: bool = False) -> str:
    """End the retro; ask first if something is open, or `always`. Lines of a file are not asked."""
    left = unfinished(session)

    def end() -> str:
        session.retro.close()
        session.over = True
        return session.report()

    return asked(session, left, question, "Not closed.", end) if always or left else end()


def asked(
    session: Session, told: Sequence[str], question: str, no: str, act: Callable[[], str]
) -> str:
    """Do something if whoever sits here agrees to it, having read what it comes to.

    Where nobody can be asked, it is done.
    """
    if session.ask is not None:
        at = session.retro.state.current
        if not _agrees(session, "\n".join([*map(paragraph, told), f"{question} [y/N] "])):
            return f"  {no}"
        news = elsewhere(session)
        if session.retro.state.current != at:
            return f"{news}\n! The retro moved while you were asked, so nothing was done."
    return act()


def before_revealing(session: Session) -> list[str]:
    """Return what to read before this activity is revealed, empty if nothing speaks against it.

    It tells no more than the toolbar does: how many contributions everyone knows of, and how many
    are here or say that they are done.
    """
    if session.may_reveal():
        return ["Something may be hidden here that is not counted yet. It would be revealed."]
    said = [*filter(None, [_still_expected(session)]), *session.would_withhold()]
    return [*said, *session.before_reveal()]


def _still_expected(session: Session) -> str:
    """Return how many have taken part where something is hidden and others are waited for."""
    step, sealed = session.retro.state.current_step, session.sealed()
    if step is None or not sealed or session.retro.waits_for():
        return ""
    state = session.retro.state
    if not (most := expected(state, step)):
        return _still_writing(session)
    return turnout(state, step, sealed) if sealed < most else ""


def _still_writing(session: Session) -> str:
    """Return how many of those at devices say that they are done, if not all do.

    How much somebody writes is up to them; at a keyboard that all share nobody says so. Once notes
    were revealed, who is done has read them.
    """
    if reading(session.retro.state):
        return ""
    here = {*session.connected()}.intersection(session.retro.state.respondents)
    done = session.done()
    ready = sum(each in done for each in here)
    if ready == len(here):
        return ""
    if not ready:
        return "Nobody has said that they are done yet."
    return f"{ready} of the {len(here)} people connected {'is' if ready == 1 else 'are'} done."


def unfinished(session: Session) -> list[str]:
    """Return a sentence for each thing that is open, or has no owner."""
    state = session.retro.state
    ids = [step.id for step in state.agenda]
    later = state.agenda[ids.index(state.current) + 1 :] if state.current in ids else state.agenda
    waiting = [each.activity.title for each in later if each.status is StepStatus.PENDING]
    unseen = [each.item for each in state.carried.values() if not each.reviewed]
    nobodys = [each for each in state.open_actions if not each.owners]
    hidden = 0 if session.retro.waits_for() else session.sealed()
    found = (
        (waiting, f"Not held yet: {', '.join(waiting)}."),
        (hidden, f"{plural(hidden, 'hidden contribution')} here will be revealed."),
        (unseen, f"From earlier retros, still open: {'; '.join(short(e.text) for e in unseen)}."),
        (nobodys, f"No owner yet: {'; '.join(f'{e.number} {short(e.text)}' for e in nobodys)}."),
    )
    return [sentence for what, sentence in found if what] + before_revealing(session)


def _agrees(session: Session, question: str) -> bool:
    assert session.ask is not None
    try:
        return session.ask(question).strip().lower() in ("y", "yes")
    except click.Abort:
        return False
