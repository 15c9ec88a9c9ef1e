"""What every member does. They act as themselves, whatever they send; but who facilitates may give
a note, an answer or a vote for a `member` who has no device of their own.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from ...engine.material.items import UNCHANGED
from ...errors import NotNow, NotYours
from ...events import ActionStatus
from ...retro import Receipt, Retro
from ..credentials import NOT_YOUR_LETTERS, Credential
from .action import member
from .values import Names, ballot_of, day_of, note_of, or_empty, receipt_of


@member
def add_note(
    retro: Retro,
    who: Credential,
    *,
    column: str,
    text: str,
    signed: bool = True,
    version: int | None = None,
    member: str | None = None,
) -> object:
    """Write a note; one that is not signed has no author. With the version of the log that its
    writer saw, only if it neither would be seen at once though it was to be sealed, nor may be
    among those that were opened since.
    """
    name = writer(retro, who, member)
    return retro.add_note(column, text, name if signed else None, version=version)


@member
def edit_note(
    retro: Retro, who: Credential, *, note: Any, text: str, member: str | None = None
) -> None:
    """Give a note of one's own another text: by its number, or by its receipt while sealed."""
    retro.edit_note(own_note(retro, who, note, member), text, by=by(who))


@member
def move_note(
    retro: Retro, who: Credential, *, note: Any, column: str, member: str | None = None
) -> None:
    """Put a note of one's own into another column."""
    retro.move_note(own_note(retro, who, note, member), column, by=by(who))


@member
def delete_note(retro: Retro, who: Credential, *, note: Any, member: str | None = None) -> None:
    """Take a note of one's own away."""
    retro.delete_note(own_note(retro, who, note, member), by=by(who))


@member
def answer(
    retro: Retro, who: Credential, *, question: str, value: Any, member: str | None = None
) -> object:
    """Answer a question of the current Ask."""
    return retro.answer(question, value, _first(retro, who, member))


def _first(retro: Retro, who: Credential, member: str | None) -> str:
    """Return as `writer` does. Raise where who had one's own name before may have given something,
    and nobody may know it.
    """
    name = writer(retro, who, member)
    if name != who.name:
        return name
    step = retro.state.current_step
    if step is not None and step.id in who.past.steps and retro.state.may_hide(step):
        raise NotNow(
            f"{who.name} may have been heard here before you joined under that name; to take part "
            "in this, join under another name"
        )
    return name


@member
def change_answer(
    retro: Retro, who: Credential, *, receipt: str, value: Any, member: str | None = None
) -> None:
    """Give another answer while the first one is sealed."""
    retro.change_answer(own_receipt(retro, who, receipt, member)[0], value)


@member
def vote(retro: Retro, who: Credential, *, ballot: Any, member: str | None = None) -> object:
    """Vote."""
    return retro.vote(ballot_of(ballot), _first(retro, who, member))


@member
def change_vote(
    retro: Retro, who: Credential, *, receipt: str, ballot: Any, member: str | None = None
) -> None:
    """Vote otherwise while the first ballot is sealed."""
    retro.change_vote(own_receipt(retro, who, receipt, member)[0], ballot_of(ballot))


@member
def withdraw(retro: Retro, who: Credential, *, receipt: str, member: str | None = None) -> None:
    """Take back something sealed; a vote, or an answer, can then be given again."""
    kept, name = own_receipt(retro, who, receipt, member)
    retro.withdraw(kept, by=name)


@member
def discard_letters(retro: Retro, who: Credential) -> None:
    """Erase the letters to oneself."""
    if not retro.discard_letters(who.name, but=who.past.steps) and retro.letters(who.name):
        raise NotYours(NOT_YOUR_LETTERS)


@member
def group(
    retro: Retro, who: Credential, *, numbers: tuple[int, ...], title: str | None = None
) -> None:
    """Make one topic of notes and topics."""
    retro.group(numbers, title)


@member
def split(retro: Retro, who: Credential, *, numbers: tuple[int, ...]) -> None:
    """Let notes stand alone again."""
    retro.split(numbers)


@member
def rename_topic(retro: Retro, who: Credential, *, topic: int, title: str) -> None:
    """Give a topic another title."""
    retro.rename_topic(topic, title)


@member
def remark(
    retro: Retro, who: Credential, *, text: str, decision: bool = False, topic: int | None = None
) -> None:
    """Write down what was said, or what was decided."""
    retro.remark(text, decision=decision, topic=topic)


@member
def add_action(
    retro: Retro,
    who: Credential,
    *,
    text: str | None = None,
    owner: Names = None,
    due: date | None = None,
    goal: str | None = None,
    origin: int | None = None,
) -> None:
    """Add an action item. Its owner is a name, or a list of several; `origin` is the number of the
    decision that it is made of.
    """
    retro.add_action(text, owner=owner, due=due, goal=goal, origin=origin)


@member
def change_action(
    retro: Retro,
    who: Credential,
    *,
    number: int,
    text: str | None = None,
    owner: Names = None,
    due: str | None = None,
    goal: str | None = None,
    status: ActionStatus | None = None,
    reason: str = "",
) -> None:
    """Change an action item. What is not given stays; an empty text empties a field."""
    retro.change_action(
        number,
        text=UNCHANGED if text is None else text,
        owner=or_empty(owner),
        due=day_of(due),
        goal=or_empty(goal),
        status=UNCHANGED if status is None else status,
        reason=reason,
    )


@member
def review(
    retro: Retro,
    who: Credential,
    *,
    number: int,
    outcome: Literal["done", "carried", "dropped"],
    reason: str = "",
    owner: Names = None,
    due: str | None = None,
) -> None:
    """Say what became of an action item of an earlier retro."""
    retro.review(number, outcome, reason=reason, owner=or_empty(owner), due=day_of(due))


def writer(retro: Retro, who: Credential, member: str | None) -> str:
    """Return under which name somebody gives something: their own, or that of a member who has no
    device of their own. Raises `NotYours` for all others, `NotFound` for who is no member.
    """
    if member is None:
        return who.name
    if (name := retro.state.member(member)) == who.name:
        return name
    if not who.leads:
        raise NotYours("only the facilitator writes for somebody else")
    # Said alike of everybody who may have: whether they have is theirs to know.
    if name not in who.writes_for:
        raise NotYours(
            f"{name} may have written something on a device of their own, so only they write here "
            f"as {name}"
        )
    return name


def own_receipt(
    retro: Retro, who: Credential, given: Any, member: str | None
) -> tuple[Receipt, str]:
    """Return the receipt for something sealed, and whose that is: where the seal says it, that
    counts. Raises as `writer` does.
    """
    receipt = receipt_of(given)
    seal = retro.sealed_under([receipt]).get(receipt)
    author = member if seal is None or seal.author is None else seal.author
    return receipt, writer(retro, who, author)


def own_note(retro: Retro, who: Credential, note: Any, member: str | None) -> int | Receipt:
    """Return what names a note. Raises `NotYours` for one that somebody else wrote under this
    name before, and as `writer` does; whose it is otherwise is for the engine to say.
    """
    number = note_of(note)
    if isinstance(number, Receipt):
        return own_receipt(retro, who, note, member)[0]
    found = retro.state.notes.get(number)
    if found is None or who.leads or found.author != who.name:
        return number
    if found.number <= who.past.number or found.step in who.past.steps:
        raise NotYours(
            f"note {number} was written before you joined as {who.name}; the facilitator can "
            "change it"
        )
    return number


def by(who: Credential) -> str | None:
    """Return who asks, as notes are held against it: who leads may change all of them."""
    return None if who.leads else who.name
