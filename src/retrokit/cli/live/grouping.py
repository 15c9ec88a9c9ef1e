"""Commands that make topics of notes."""

from __future__ import annotations

import re

from ...errors import Invalid
from .command import command
from .numbers import numbers
from .people import rename_member
from .screens.group import group
from .session import Session

_NUMBERS = re.compile(r"[\s#,\d]*")


@command("group", "3 5 as NAME", "group notes and topics into one topic", member=True)
def _group(session: Session, rest: str) -> str:
    return group(session, rest)


@command("split", "N …", "take notes, or all notes of a topic, out of their group", member=True)
def _split(session: Session, rest: str) -> str:
    alone = session.retro.split(numbers(rest))
    return f"  not grouped now: {', '.join(map(str, alone))}"


@command("rename", "N as NAME", "give a topic another title, or a member another name: Bne as Ben",
         member=True)  # fmt: skip
def _rename(session: Session, rest: str) -> str:
    which, _, title = f" {rest} ".partition(" as ")
    if not title.strip():
        which, _, title = rest.partition(" ")
    elif not _NUMBERS.fullmatch(which):
        return rename_member(session, which.strip(), title)
    found = numbers(which) if _NUMBERS.fullmatch(which) else []
    if len(found) != 1 or not title.strip():
        raise Invalid("write it as in /rename 13 as Slow builds, or /rename Bne as Ben")
    topic = session.retro.rename_topic(found[0], title.strip())
    return f"  {topic.number} is now {topic.title}"
