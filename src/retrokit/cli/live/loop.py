"""The loop of a running retro: read a line, do it, say what changed."""

from __future__ import annotations

import gc

import click

from ...errors import RetrokitError
from ..tables import fitted
from .completion import complete
from .lines import handle
from .screens import heading, toolbar
from .session import Session
from .terminal import Keyboard, Prompt


def run(session: Session, keyboard: Keyboard) -> None:
    """Run a session until it is quit, or there are no more lines.

    Every answer is printed when what it speaks of is durable. A line that cannot be done is
    said so to a person, who goes on; from a pipe it ends the run with exit code 1.
    """
    gc.enable()  # off since `main`, for a quick start
    click.echo(heading(session.retro))
    click.echo(session.screen())
    if isinstance(keyboard, Prompt):
        keyboard.toolbar = lambda: toolbar(session.retro)
        keyboard.completions = lambda before: complete(session, before)
    session.clear = keyboard.clear
    while not session.over:
        try:
            line = keyboard.read(session.prompt, hidden=session.hidden)
            if line is None:
                break
            answer = handle(session, line)
        except RetrokitError as error:
            if not keyboard.interactive:
                click.echo(kept(session))
                raise click.ClickException(f"line {keyboard.line}: {error}") from error
            click.echo(f"! {error}")
        else:
            if answer:
                click.echo(fitted(answer))
    click.echo(kept(session))


def kept(session: Session) -> str:
    """Return what to say on leaving."""
    state = session.retro.state
    if state.closed:
        return f"Closed and kept. Its report: retro report {state.id}"
    return f"Kept. Go on with: retro resume {state.id}"
