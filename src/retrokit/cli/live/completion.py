"""What could come next on a line: commands, names, columns."""

from __future__ import annotations

from collections.abc import Iterable

from .command import listed
from .session import Session


def complete(session: Session, before: str) -> Iterable[tuple[str, str]]:
    """Yield what could end a line that begins like this, each with what it means."""
    if before.startswith("/") and " " not in before:
        for each in listed(session):
            if f"/{each.name}".startswith(before):
                yield f"/{each.name}", each.meaning
        return
    word = before.rsplit(" ", 1)[-1]
    at = "@" if word.startswith("@") else ""
    state = session.retro.state
    people = state.here if before.startswith("/") and not at else state.respondents
    names = [(name, "") for name in people]
    names += [(each.name, each.prompt) for each in session.columns if not at]
    ending = "" if at or " " in before else ": "
    for name, meaning in names:
        if word and name.casefold().startswith(word.removeprefix("@").casefold()):
            yield f"{at}{name}{ending}", meaning
