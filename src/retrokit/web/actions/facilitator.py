"""What only whoever has the role of the facilitator does."""

from __future__ import annotations

from ...formats import Activity, Attribution
from ...retro import Retro
from ..credentials import Credential
from ..looks import check_look
from .action import facilitator


@facilitator
def next_(retro: Retro, who: Credential, *, opens: bool = True) -> None:
    """Close the current activity, open what is sealed in it, and go on. Where it is said that this
    opens nothing, only if nothing is sealed; where names are not kept, only if nothing may be.
    """
    retro.next(opens=opens)


@facilitator
def back(retro: Retro, who: Credential) -> None:
    """Go back one activity; what is sealed stays sealed."""
    retro.back()


@facilitator
def skip(retro: Retro, who: Credential, *, opens: bool = False) -> None:
    """Leave the current activity out. Where something may be hidden that nobody knows of, only if
    it is said that it may be revealed; if there is something, this goes on as `next` does.
    """
    retro.skip(opens=opens, told=who.told)


@facilitator
def go(retro: Retro, who: Credential, *, step: int, opens: bool = True) -> None:
    """Go to a step, by its id. Forward it opens what is sealed, as `next` does."""
    retro.go(step, opens=opens)


@facilitator
def open_seals(retro: Retro, who: Credential) -> None:
    """Open what is sealed here, and stay. Only what everyone has been told of."""
    retro.open_seals(told=who.told)


@facilitator
def set_timer(retro: Retro, who: Credential, *, minutes: float) -> None:
    """Start a time box; 0 takes it away."""
    retro.set_timer(minutes)


@facilitator
def extend_timer(retro: Retro, who: Credential, *, minutes: float) -> None:
    """Add minutes to the time box."""
    retro.extend_timer(minutes)


@facilitator
def undo(retro: Retro, who: Credential, *, version: int | None = None) -> None:
    """Take back the last thing that happened; with a version, only if it was the last by then."""
    retro.undo(version)


@facilitator
def add_activity(
    retro: Retro, who: Credential, *, activity: Activity, position: int | None = None
) -> None:
    """Put an activity into the agenda, by default after the current one."""
    retro.add_activity(activity, position)


@facilitator
def drop_activity(retro: Retro, who: Credential, *, step: int) -> None:
    """Take an activity out of the agenda."""
    retro.drop_activity(step)


@facilitator
def reorder(retro: Retro, who: Credential, *, step: int, position: int) -> None:
    """Put an activity elsewhere in the agenda; the position is counted from 0."""
    retro.reorder(step, position)


@facilitator
def take_topic(retro: Retro, who: Credential, *, number: int | None = None) -> None:
    """Talk about a topic, by default the next."""
    retro.take_topic(number)


@facilitator
def join(retro: Retro, who: Credential, *, name: str) -> None:
    """Add a member who has no device of their own."""
    check_look(retro.state, name, own=retro.state.known(name))
    retro.join(name)


@facilitator
def leave(retro: Retro, who: Credential, *, name: str) -> None:
    """Let a member go; what they wrote stays."""
    retro.leave(name)


@facilitator
def rename(retro: Retro, who: Credential, *, name: str, to: str) -> None:
    """Call a member otherwise, as after a typo; what is theirs stays theirs."""
    check_look(retro.state, to, own=retro.state.member(name))
    retro.rename(name, to)


@facilitator
def hand_over(retro: Retro, who: Credential, *, name: str) -> None:
    """Make a member the facilitator."""
    retro.hand_over(name)


@facilitator
def set_vote_terms(
    retro: Retro, who: Credential, *, budget: int | None = None, cap: int | None = None
) -> None:
    """Set how many dots each has, and the most for one."""
    retro.set_vote_terms(budget=budget, cap=cap)


@facilitator
def settle_tie(
    retro: Retro, who: Credential, *, winner: int, how: str, step: int | None = None
) -> None:
    """Record how the group settled a tie."""
    retro.settle_tie(winner, how, step=step)


@facilitator
def tighten(retro: Retro, who: Credential, *, attribution: Attribution) -> None:
    """Tell less about who said what, from now on."""
    retro.tighten(attribution)


@facilitator
def close(retro: Retro, who: Credential, *, opens: bool = True) -> None:
    """End the retro, and open what is sealed in the current activity, as `next` does."""
    retro.close(opens=opens)


@facilitator
def reopen(retro: Retro, who: Credential) -> None:
    """Go on after all."""
    retro.reopen()
