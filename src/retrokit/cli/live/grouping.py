"""Commands that make topics of notes."""

from __future__ import annotations

from ...errors import Invalid
from .command import command
from .noting import numbered
from .numbers import numbers
from .session import Session


@command("group", "3 5 as NAME", "join notes and topics into one topic")
def _group(session: Session, rest: str) -> str:
    return group(session, rest)


def group(session: Session, text: str) -> str:
    """Join what a text such as `3 5 as Slow builds` says, and return what changed."""
    which, _, title = f" {text} ".partition(" as ")
    topic = session.retro.group(numbers(which), title.strip() or None)
    return f"  {topic.number} {topic.title}: {', '.join(map(str, topic.notes))}"


@command("split", "N …", "let notes, or all notes of a topic, stand alone again")
def _split(session: Session, rest: str) -> str:
    alone = session.retro.split(numbers(rest))
    return f"  alone again: {', '.join(map(str, alone))}"


@command("rename", "N as NAME", "give a topic another title")
def _rename(session: Session, rest: str) -> str:
    which, _, title = f" {rest} ".partition(" as ")
    if not title.strip():
        number, title = numbered(rest, "/rename 13 as Slow builds")
    else:
        found = numbers(which)
        if len(found) != 1:
            raise Invalid("write it as in /rename 13 as Slow builds")
        number = found[0]
    topic = session.retro.rename_topic(number, title.strip())
    return f"  {topic.number} is now {topic.title}"
