"""Commands about action items, decisions and topics under discussion."""

from __future__ import annotations

from typing import Any

from ...errors import Invalid
from ...events import ActionStatus
from .action_line import NONE
from .command import command
from .dates import read_date
from .names import find_members
from .numbers import numbered, numbers
from .screens.decide import add_action, read_line, say_action, say_goals, unread
from .session import Session


def edit_action(session: Session, number: int, text: str) -> str:
    """Give an action item another text, and the details that stand behind it."""
    said = read_line(session, text)
    item = session.retro.change_action(number, text=said.text, **said.details)
    return f"  {say_action(number, item)}{unread(number, said)}"


@command("action", "TEXT @NAME due DATE goal N", "add an action item, whatever the activity",
         member=True)  # fmt: skip
def _action(session: Session, rest: str) -> str:
    return add_action(session, rest)


@command("owner", "N NAME, NAME", "name the owners of an action item, or - for nobody",
         member=True)  # fmt: skip
def _owner(session: Session, rest: str) -> str:
    number, names = numbered(rest, "/owner 14 Ana, Ben")
    owner = None if names == NONE else find_members(session.retro.state, names)
    return f"  {say_action(number, session.retro.change_action(number, owner=owner))}"


@command("due", "N DATE", "give an action item a date: 2026-12-01, Dec 15, friday, +2w; or -",
         member=True)  # fmt: skip
def _due(session: Session, rest: str) -> str:
    number, when = numbered(rest, "/due 14 friday")
    day = None if when == NONE else read_date(when, session.retro.today)
    return f"  {say_action(number, session.retro.change_action(number, due=day))}"


@command("serves", "N GOAL", "say which goals something decided serves: 1, 1 2, or its text; or -",
         member=True)  # fmt: skip
def _serves(session: Session, rest: str) -> str:
    return _hold(session, rest, "serves")


@command("untouched", "N GOAL", "say which goals it does not touch", member=True)
def _untouched(session: Session, rest: str) -> str:
    return _hold(session, rest, "untouched")


@command("costs", "N GOAL", "say at which goals' cost it is", member=True)
def _costs(session: Session, rest: str) -> str:
    return _hold(session, rest, "costs")


def _hold(session: Session, rest: str, effect: str) -> str:
    number, typed = numbered(rest, f"/{effect} 14 1")
    words = typed.replace(",", " ").split()
    each = words if all(word.isdecimal() for word in words) else typed
    goals: dict[str, Any] = {effect: None if typed == NONE else each}
    if number in session.retro.state.remarks:
        decision = session.retro.hold_decision(number, **goals)
        return f"  {number} decided: {decision.text}{say_goals(decision)}"
    return f"  {say_action(number, session.retro.change_action(number, **goals))}"


@command("done", "N", "mark an action item as done; in retro join, without N: say that you are",
         member=True)  # fmt: skip
def _done(session: Session, rest: str) -> str:
    if not rest:
        return session.say_done()
    return _settle(session, rest, ActionStatus.DONE, "")


@command("carry", "N [@NAME] [due DATE]", "keep an action item from an earlier retro open",
         member=True)  # fmt: skip
def _carry(session: Session, rest: str) -> str:
    which, _, rest = rest.partition(" ")
    said = read_line(session, rest, goals=False)
    if said.text:
        raise Invalid(f"{said.text[:40]!r} is no owner and no date; as in /carry 2 @Ana due friday")
    return _settle(session, which, ActionStatus.OPEN, "", **said.details)


@command("drop", "N because REASON", "drop an action item, and say why", member=True)
def _drop(session: Session, rest: str) -> str:
    number, reason = numbered(rest, "/drop 2 because nobody needs it any more")
    return _settle(session, str(number), ActionStatus.DROPPED, reason.removeprefix("because "))


@command("decided", "TEXT", "write down what was decided about the topic", member=True)
def _decided(session: Session, rest: str) -> str:
    remark = session.retro.remark(rest, decision=True)
    about = "" if remark.topic is None else f" on {remark.topic}"
    return f"  {remark.number} decided{about}: {rest}"


@command("adopt", "N @NAME due DATE", "make an action item of what was decided, by its number",
         member=True)  # fmt: skip
def _adopt(session: Session, rest: str) -> str:
    first, _, details = rest.partition(" ")
    found = numbers(first)
    remark = session.retro.state.remarks.get(found[0]) if len(found) == 1 else None
    if remark is None:
        raise Invalid("say which decision, by its number, as in /adopt 14 @Ana due friday")
    return add_action(session, f"{remark.text} {details}", origin=remark.number)


@command("topic", "[N]", "talk about the next topic, or the one with this number")
def _topic(session: Session, rest: str) -> str:
    found = numbers(rest)
    if len(found) > 1:
        raise Invalid("one topic at a time, as in /topic 13")
    session.retro.take_topic(found[0] if found else None)
    return session.screen()


def _settle(session: Session, which: str, status: ActionStatus, reason: str, **details: Any) -> str:
    found = numbers(which)
    if len(found) != 1:
        raise Invalid("say which action item, by its number")
    number = found[0]
    if number in session.retro.state.carried:
        words = {
            ActionStatus.DONE: "done",
            ActionStatus.OPEN: "carried",
            ActionStatus.DROPPED: "dropped",
        }
        item = session.retro.review(number, words[status], reason=reason, **details)  # type: ignore[arg-type]
    else:
        item = session.retro.change_action(number, status=status, reason=reason, **details)
    said = {"done": "done", "open": "still open", "dropped": "dropped"}[status.value]
    line = f"  {number} {item.text}: {said}{f' ({reason})' if reason else ''}"
    return f"{line}\n  {say_action(number, item)}" if details else line
