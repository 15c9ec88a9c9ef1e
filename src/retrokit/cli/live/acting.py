"""Commands about action items, decisions and topics under discussion."""

from __future__ import annotations

import re

from ...errors import Invalid
from ...events import ActionItem, ActionStatus
from .command import command
from .dates import read_date
from .noting import numbered
from .numbers import numbers
from .session import Session

_DETAIL = re.compile(r"\s+(?=@\S|due\s|goal\s+\d+(?:\s|$))")


def add_action(session: Session, text: str) -> str:
    """Add what a text says, as in `Cache builds @Ben due friday goal 1`; return what changed."""
    what, *details = _DETAIL.split(text.strip())
    owner = due = goal = None
    for each in details:
        word, _, value = each.partition(" ")
        if each.startswith("@"):
            owner = session.retro.state.member(each[1:].strip())
        elif word == "due":
            due = read_date(value, session.retro.today)
        else:
            goal = value.strip()
    item = session.retro.add_action(what, owner=owner, due=due, goal=goal)
    return f"  {say_action(item.number, item)}"


def say_action(number: int, item: ActionItem) -> str:
    """Return an action item on a line; one from an earlier retro has another number here."""
    goal = f", for: {item.goal}" if item.goal else ""
    status = "" if item.status is ActionStatus.OPEN else f", {item.status.value}"
    return (
        f"{number} {item.text} ({item.owner or 'nobody yet'}, "
        f"{f'due {item.due}' if item.due else 'no date yet'}{goal}{status})"
    )


@command("action", "TEXT @NAME due DATE goal N", "add an action item, whatever the activity",
         member=True)  # fmt: skip
def _action(session: Session, rest: str) -> str:
    return add_action(session, rest)


@command("owner", "N NAME", "give an action item to somebody", member=True)
def _owner(session: Session, rest: str) -> str:
    number, name = numbered(rest, "/owner 14 Ana")
    owner = session.retro.state.member(name.removeprefix("@"))
    return f"  {say_action(number, session.retro.change_action(number, owner=owner))}"


@command("due", "N DATE", "give an action item a date: 2026-12-01, friday, +2w", member=True)
def _due(session: Session, rest: str) -> str:
    number, when = numbered(rest, "/due 14 friday")
    day = read_date(when, session.retro.today)
    return f"  {say_action(number, session.retro.change_action(number, due=day))}"


@command("goal", "N GOAL", "say which goal an action item serves, by its number or text",
         member=True)  # fmt: skip
def _goal(session: Session, rest: str) -> str:
    number, goal = numbered(rest, "/goal 14 1")
    return f"  {say_action(number, session.retro.change_action(number, goal=goal))}"


@command("done", "N", "mark an action item as done", member=True)
def _done(session: Session, rest: str) -> str:
    if not rest:
        return session.say_done()
    return _settle(session, rest, ActionStatus.DONE, "")


@command("carry", "N [@NAME] [due DATE]", "keep an action item from an earlier retro open",
         member=True)  # fmt: skip
def _carry(session: Session, rest: str) -> str:
    which, *details = _DETAIL.split(rest.strip())
    said = _settle(session, which, ActionStatus.OPEN, "")
    for each in details:
        if each.startswith("@"):
            said = _owner(session, f"{which} {each}")
        else:
            said = _due(session, f"{which} {each.partition(' ')[2]}")
    return said


@command("drop", "N because REASON", "drop an action item, and say why", member=True)
def _drop(session: Session, rest: str) -> str:
    number, reason = numbered(rest, "/drop 2 because nobody needs it any more")
    return _settle(session, str(number), ActionStatus.DROPPED, reason.removeprefix("because "))


@command("decided", "TEXT", "write down what was decided about the topic", member=True)
def _decided(session: Session, rest: str) -> str:
    remark = session.retro.remark(rest, decision=True)
    about = "" if remark.topic is None else f" on {remark.topic}"
    return f"  {remark.number} decided{about}: {rest}"


@command("topic", "[N]", "talk about the next topic, or the one with this number")
def _topic(session: Session, rest: str) -> str:
    found = numbers(rest)
    if len(found) > 1:
        raise Invalid("one topic at a time, as in /topic 13")
    session.retro.take_topic(found[0] if found else None)
    return session.screen()


def _settle(session: Session, which: str, status: ActionStatus, reason: str) -> str:
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
        item = session.retro.review(number, words[status], reason=reason)  # type: ignore[arg-type]
    else:
        item = session.retro.change_action(number, status=status, reason=reason)
    said = {"done": "done", "open": "still open", "dropped": "dropped"}[status.value]
    return f"  {number} {item.text}: {said}{f' ({reason})' if reason else ''}"
