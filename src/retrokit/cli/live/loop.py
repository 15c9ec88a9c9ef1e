"""The loop of a running retro: read a line, do it, say what changed."""

from __future__ import annotations

import gc

import click

from ...errors import RetrokitError
from ...phrases import plural
from ..tables import fitted
from .completion import complete
from .elsewhere import elsewhere
from .lines import handle
from .screens import heading
from .session import Session
from .terminal import Keyboard, Prompt
from .thumbs import time_up


def run(session: Session, keyboard: Keyboard) -> None:
    """Run a session until it is quit, or there are no more lines.

    Every answer is printed when what it speaks of is durable. A line that cannot be done is
    said so to a person, who goes on; from a pipe it ends the run with exit code 1.
    """
    gc.enable()  # off since `main`, for a quick start
    click.echo(heading(session.retro))
    if session.hosting is not None:
        click.echo(session.hosting.invitation())
    click.echo(session.screen())
    if session.hosting is not None and keyboard.interactive:
        # A terminal of 24 lines has scrolled them away.
        click.echo("/room shows the links to join again, /link the one to lead from a browser.")
    if isinstance(keyboard, Prompt):
        keyboard.prompt = lambda: session.prompt
        keyboard.toolbar = lambda: session.toolbar
        keyboard.hides = lambda: session.hidden
        keyboard.completions = lambda before: complete(session, before)
        keyboard.news = lambda untouched: _news(session, untouched=untouched)
    session.clear, session.drop_pasted = keyboard.clear, keyboard.forget
    session.ask = keyboard.ask if keyboard.interactive else None
    while not session.over:
        if keyboard.interactive and not keyboard.waiting:
            session.at = session.retro.state.current
        holder = session.holder
        try:
            line = keyboard.read(session.prompt, hidden=session.hidden)
            if line is None:
                break
            answer = handle(session, line)
        except RetrokitError as error:
            if not keyboard.interactive:
                click.echo(session.farewell)
                raise click.ClickException(f"line {keyboard.line}: {error}") from error
            click.echo(fitted(f"! {error}"))
        else:
            if answer:
                click.echo(fitted(answer))
        if session.holder != holder and (left := keyboard.forget()):
            # What was pasted in private is not for the next one at the keyboard, or for all.
            click.echo(f"! {plural(left, 'pasted line')} left out: the keyboard has changed hands.")
        if session.hosting is not None:
            session.hosting.poke()
    if session.hosting is not None and session.retro.state.closed and keyboard.interactive:
        keyboard.ask("The room stays open for the report to be read. Enter closes it. ")
    click.echo(session.farewell)


def _news(session: Session, *, untouched: bool) -> str:
    """Return what others did while a line is waited for, and that a topic's time is up.

    What is `untouched` is an empty line: what is typed from now on answers the screen that is
    shown now.
    """
    if not session.watches:
        return ""
    try:
        said = elsewhere(session)
    except RetrokitError:
        return ""  # whoever types next is told
    if untouched:
        session.at = session.retro.state.current
    return fitted("\n".join(filter(None, (said, time_up(session)))))
