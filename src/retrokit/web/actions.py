"""What can be done in a room: one function per action, and who may do it.

What an action takes are the keyword arguments of its function. What comes over the wire is held
against their types, so that a wrong type, an unknown field or a text that could not have been
typed is refused before anything happens; the rules are the engine's. Members act as themselves,
whatever they send.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from datetime import date
from typing import Any, Literal, get_type_hints

import attrs
from attrs import frozen

from ..codec.converter import careful, explain
from ..errors import Invalid, NotFound, NotNow
from ..events import ActionStatus
from ..formats import AnyActivity, Attribution, Collect
from ..retro import Receipt, Retro
from ..retro.deciding import UNCHANGED, Unchanged
from .credentials import Credential
from .looks import member_like

Run = Callable[..., object]

KEY = re.compile(r"[0-9a-f]{32}")
"""What an action is known by: made by whoever asks for it, new for each."""


@frozen
class Action:
    """An action: what it takes as an attrs class, and whether only the facilitator may do it."""

    name: str
    meaning: str
    takes: type
    leads: bool
    run: Run

    def do(self, retro: Retro, who: Credential, given: object) -> Receipt | None:
        """Do it with what was sent, and return the receipt if something was sealed.

        Raises `Invalid` for what it does not take, and whatever the engine raises.
        """
        try:
            read: Any = careful().structure(given, self.takes)
        except Exception as error:
            path, said = explain(error)[0]
            raise Invalid(f"{self.name}: {path.removeprefix('$.')}: {said}") from error
        done = self.run(retro, who, **attrs.asdict(read, recurse=False))
        return done if isinstance(done, Receipt) else None


ACTIONS: dict[str, Action] = {}
"""The actions by the name that they have on the wire."""


def find(name: object) -> Action:
    """Return an action by its name."""
    if not isinstance(name, str) or name not in ACTIONS:
        raise NotFound.among("action", name, ACTIONS)
    return ACTIONS[name]


def _member(run: Run) -> Run:
    return _register(run, leads=False)


def _leader(run: Run) -> Run:
    return _register(run, leads=True)


def _register(run: Run, *, leads: bool) -> Run:
    hints, taken = get_type_hints(run), list(inspect.signature(run).parameters.values())[2:]
    made = {
        each.name: attrs.field(type=hints[each.name], kw_only=True)
        if each.default is inspect.Parameter.empty
        else attrs.field(type=hints[each.name], default=each.default, kw_only=True)
        for each in taken
    }
    name = run.__name__.removesuffix("_")
    takes = attrs.make_class(name, made, frozen=True)
    ACTIONS[name] = Action(name, inspect.getdoc(run) or "", takes, leads, run)
    return run


# --- what members do


@_member
def add_note(
    retro: Retro,
    who: Credential,
    *,
    column: str,
    text: str,
    signed: bool = True,
    sealed: bool | None = None,
) -> object:
    """Write a note; one that is not signed has no author. One that is said to be sealed is not
    written where all would see it at once.
    """
    step = retro.state.current_step
    collects = step is not None and isinstance(step.activity, Collect)
    if sealed and step is not None and collects and not retro.state.sealing(step):
        raise NotNow(
            "the notes were opened while yours was on its way; see whether it is among them, and "
            "write it again if not"
        )
    return retro.add_note(column, text, who.name if signed else None)


@_member
def edit_note(retro: Retro, who: Credential, *, note: Any, text: str) -> None:
    """Give a note of one's own another text: by its number, or by its receipt while sealed."""
    retro.edit_note(_note(note), text, by=_by(who))


@_member
def move_note(retro: Retro, who: Credential, *, note: Any, column: str) -> None:
    """Put a note of one's own into another column."""
    retro.move_note(_note(note), column, by=_by(who))


@_member
def delete_note(retro: Retro, who: Credential, *, note: Any) -> None:
    """Take a note of one's own away."""
    retro.delete_note(_note(note), by=_by(who))


@_member
def answer(retro: Retro, who: Credential, *, question: str, value: Any) -> object:
    """Answer a question of the current Ask."""
    return retro.answer(question, value, who.name)


@_member
def change_answer(retro: Retro, who: Credential, *, receipt: str, value: Any) -> None:
    """Give another answer while the first one is sealed."""
    retro.change_answer(receipt_of(receipt), value)


@_member
def vote(retro: Retro, who: Credential, *, ballot: Any) -> object:
    """Vote."""
    return retro.vote(who.name, _ballot(ballot))


@_member
def change_vote(retro: Retro, who: Credential, *, receipt: str, ballot: Any) -> None:
    """Vote otherwise while the first ballot is sealed."""
    retro.change_vote(receipt_of(receipt), _ballot(ballot))


@_member
def withdraw(retro: Retro, who: Credential, *, receipt: str) -> None:
    """Take back something sealed."""
    retro.withdraw(receipt_of(receipt))


@_member
def discard_letters(retro: Retro, who: Credential) -> None:
    """Erase the letters to oneself."""
    who.check_letters()
    retro.discard_letters(who.name)


@_member
def group(
    retro: Retro, who: Credential, *, numbers: tuple[int, ...], title: str | None = None
) -> None:
    """Make one topic of notes and topics."""
    retro.group(numbers, title)


@_member
def split(retro: Retro, who: Credential, *, numbers: tuple[int, ...]) -> None:
    """Let notes stand alone again."""
    retro.split(numbers)


@_member
def rename_topic(retro: Retro, who: Credential, *, topic: int, title: str) -> None:
    """Give a topic another title."""
    retro.rename_topic(topic, title)


@_member
def remark(
    retro: Retro, who: Credential, *, text: str, decision: bool = False, topic: int | None = None
) -> None:
    """Write down what was said, or what was decided."""
    retro.remark(text, decision=decision, topic=topic)


@_member
def add_action(
    retro: Retro,
    who: Credential,
    *,
    text: str,
    owner: str | None = None,
    due: date | None = None,
    goal: str | None = None,
) -> None:
    """Add an action item."""
    retro.add_action(text, owner=owner, due=due, goal=goal)


@_member
def change_action(
    retro: Retro,
    who: Credential,
    *,
    number: int,
    text: str | None = None,
    owner: str | None = None,
    due: str | None = None,
    goal: str | None = None,
    status: ActionStatus | None = None,
    reason: str = "",
) -> None:
    """Change an action item. What is not given stays; an empty text empties a field."""
    retro.change_action(
        number,
        text=UNCHANGED if text is None else text,
        owner=_or_empty(owner),
        due=_day(due),
        goal=_or_empty(goal),
        status=UNCHANGED if status is None else status,
        reason=reason,
    )


@_member
def review(
    retro: Retro,
    who: Credential,
    *,
    number: int,
    outcome: Literal["done", "carried", "dropped"],
    reason: str = "",
    owner: str | None = None,
    due: str | None = None,
) -> None:
    """Say what became of an action item of an earlier retro."""
    retro.review(number, outcome, reason=reason, owner=_or_empty(owner), due=_day(due))


# --- what the facilitator does


@_leader
def next_(retro: Retro, who: Credential) -> None:
    """Close the current activity, open what is sealed in it, and go on."""
    retro.next()


@_leader
def back(retro: Retro, who: Credential) -> None:
    """Go back one activity; what is sealed stays sealed."""
    retro.back()


@_leader
def skip(retro: Retro, who: Credential) -> None:
    """Leave the current activity out."""
    retro.skip()


@_leader
def go(retro: Retro, who: Credential, *, step: int) -> None:
    """Go to a step, by its id."""
    retro.go(step)


@_leader
def open_seals(retro: Retro, who: Credential) -> None:
    """Open what is sealed here, and stay."""
    retro.open_seals()


@_leader
def set_timer(retro: Retro, who: Credential, *, minutes: float) -> None:
    """Start a time box; 0 takes it away."""
    retro.set_timer(minutes)


@_leader
def extend_timer(retro: Retro, who: Credential, *, minutes: float) -> None:
    """Add minutes to the time box."""
    retro.extend_timer(minutes)


@_leader
def undo(retro: Retro, who: Credential, *, version: int | None = None) -> None:
    """Take back the last thing that happened; with a version, only if it was the last by then."""
    if version is not None and version != retro.state.version:
        raise NotNow("something else happened meanwhile; look, then undo again")
    retro.undo()


@_leader
def add_activity(
    retro: Retro, who: Credential, *, activity: AnyActivity, position: int | None = None
) -> None:
    """Put an activity into the agenda, by default after the current one."""
    retro.add_activity(activity, position)


@_leader
def drop_activity(retro: Retro, who: Credential, *, step: int) -> None:
    """Take an activity out of the agenda."""
    retro.drop_activity(step)


@_leader
def reorder(retro: Retro, who: Credential, *, step: int, position: int) -> None:
    """Put an activity elsewhere in the agenda; the position is counted from 0."""
    retro.reorder(step, position)


@_leader
def take_topic(retro: Retro, who: Credential, *, number: int | None = None) -> None:
    """Talk about a topic, by default the next."""
    retro.take_topic(number)


@_leader
def join(retro: Retro, who: Credential, *, name: str) -> None:
    """Add a member who has no device of their own."""
    retro.join(name)


@_leader
def leave(retro: Retro, who: Credential, *, name: str) -> None:
    """Let a member go; what they wrote stays."""
    retro.leave(name)


@_leader
def rename(retro: Retro, who: Credential, *, name: str, to: str) -> None:
    """Call a member otherwise, as after a typo; what is theirs stays theirs."""
    like = member_like(retro.state, to)
    if like not in (None, retro.state.member(name)):
        raise Invalid(f"that name looks like the one that {like} has or had; give another one")
    retro.rename(name, to)


@_leader
def hand_over(retro: Retro, who: Credential, *, name: str) -> None:
    """Make a member the facilitator."""
    retro.hand_over(name)


@_leader
def set_vote_terms(
    retro: Retro, who: Credential, *, budget: int | None = None, cap: int | None = None
) -> None:
    """Set how many dots each has, and the most for one."""
    retro.set_vote_terms(budget=budget, cap=cap)


@_leader
def settle_tie(
    retro: Retro, who: Credential, *, winner: int, how: str, step: int | None = None
) -> None:
    """Record how the group settled a tie."""
    retro.settle_tie(winner, how, step=step)


@_leader
def tighten(retro: Retro, who: Credential, *, attribution: Attribution) -> None:
    """Tell less about who said what, from now on."""
    retro.tighten(attribution)


@_leader
def close(retro: Retro, who: Credential) -> None:
    """End the retro."""
    retro.close()


@_leader
def reopen(retro: Retro, who: Credential) -> None:
    """Go on after all."""
    retro.reopen()


# --- how values stand on the wire


def _by(who: Credential) -> str | None:
    return None if who.leads else who.name


def _note(note: object) -> int | Receipt:
    """Return what names a note: its number, or the receipt for it."""
    if isinstance(note, str):
        return receipt_of(note)
    if type(note) is not int:
        raise Invalid("note is its number, or the receipt for it")
    return note


def receipt_of(given: object) -> Receipt:
    """Return the receipt that a text is: the key of the action that sealed something."""
    if not isinstance(given, str) or not KEY.fullmatch(given):
        raise Invalid("a receipt is the id under which something was sealed")
    return Receipt(given)


def _or_empty(text: str | None) -> str | Unchanged | None:
    """Return a field that is left as it is where it was not sent, and emptied by no text."""
    return UNCHANGED if text is None else text or None


def _day(text: str | None) -> date | Unchanged | None:
    if not text:
        return UNCHANGED if text is None else None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid(f"{text[:40]!r} is no date; write it as in 2026-12-01") from None


def _ballot(given: Any) -> Any:
    """Return a ballot as the engine takes it: JSON has text for keys, and lists for tuples."""
    if isinstance(given, dict):
        return {_candidate(key): _tuple(value) for key, value in given.items()}
    if isinstance(given, list):
        return [_tuple(each) for each in given]
    return given


def _candidate(key: str) -> int:
    if not key.isdecimal() or len(key) > 9:
        raise Invalid(f"{key[:40]!r} is no number of a candidate")
    return int(key)


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
