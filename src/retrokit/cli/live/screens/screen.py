"""What a terminal has for an activity: what it shows, what can be typed, and what that does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Protocol

from attrs import NOTHING, fields

from ....activity import Activity
from ....engine.state import State, Step
from ....errors import Invalid, NotNow
from ....formats import Column
from ....retro import Retro
from ...tables import paragraph
from ..outcomes import seen

if TYPE_CHECKING:
    from ..session import Session

ABSTAIN = "-"
"""What is typed to give no answer."""


class Turn(Protocol):
    """What a member is asked in private, one thing after the other.

    It is theirs from when they get the keyboard until they hand it back; at a terminal of their own
    it lasts as long as the activity.
    """

    def asked(self, session: Session) -> str:
        """Return what they are asked now."""

    def take(self, session: Session, line: str) -> str:
        """Take a line as the answer to that, and return what changed and what is asked next."""

    def back(self, session: Session) -> str | None:
        """Go back to what was asked before, and return that; None if there is nothing."""


class Screen:
    """What a terminal has of its own for one kind of activity, found by the name of the `kind`."""

    kind: ClassVar[str] = ""
    shows_board: ClassVar[bool] = False
    """Whether all notes are on it, so that those that were just revealed need no showing before."""

    commands: ClassVar[tuple[str, ...]] = ("next", "back", "agenda", "timer", "quit")
    """What of the commands is of most use to whoever leads, in that order."""
    own_commands: ClassVar[tuple[str, ...]] = ("done", "mine", "undo", "show", "who")
    """The same for a member at a terminal of their own."""

    def body(self, retro: Retro, step: Step) -> str:
        """Return what there is to see, below the prompt and the rule."""
        return seen(retro, step)

    def own(self, session: Session, step: Step) -> str:
        """Return what a member sees instead at a terminal of their own."""
        return self.body(session.retro, step)

    def how_to_lead(self, retro: Retro, step: Step) -> str:
        """Return what the facilitator can type."""
        return "/next"

    def how_to_take_part(self, session: Session, step: Step) -> str:
        """Return what a member can type at a terminal of their own; empty if nothing."""
        return ""

    def take(self, session: Session, step: Step, line: str) -> str:
        """Take a line that is no command, and return what changed."""
        raise NotNow(f"{step.activity.title} takes no notes; {session.onward}")

    def columns(self, step: Step) -> Sequence[Column]:
        """Return the columns that a line may name in front."""
        return ()

    # --- in private

    def turn(self, session: Session, step: Step, name: str) -> Turn | None:
        """Return what a member is asked one thing after the other, None where they just type."""
        return None

    def hand_over(self, session: Session, step: Step, name: str) -> Turn | None:
        """Return the turn of a member who gets the keyboard. Raises `NotNow` if they had theirs."""
        return self.turn(session, step, name)

    def private(self, session: Session, step: Step) -> str:
        """Return what somebody sees who has just got the keyboard, below the rule."""
        return session.turn.asked(session) if session.turn is not None else ""

    # --- on the agenda

    def can_be_added(self, declaration: type[Activity]) -> bool:
        """Return whether `make` makes one."""
        return all(each.default is not NOTHING for each in fields(declaration))

    def make(self, declaration: type[Activity], words: str) -> Activity:
        """Return an activity to add to the agenda, as the words behind its kind say."""
        if words:
            raise Invalid(
                f"/agenda add {declaration.kind} takes nothing after it; leave out {words[:40]!r}"
            )
        return declaration()  # type: ignore[call-arg]  # all else has a default


def author_of(session: Session, named: str | None, example: str) -> str:
    """Return whose a line is: who has the keyboard, was named in front, or types all lines."""
    author = session.holder or named or session.speaker
    if author is None:
        raise Invalid(f"say whose it is, as in {example}; or /pass NAME hands over the keyboard")
    session.check_shares(author)
    return author


def how_to_give(state: State, what: str, more: str = "") -> str:
    """Return how somebody gives something in private at a keyboard that all share."""
    who = state.respondents[0] if state.respondents else "NAME"
    return paragraph(
        f"Type /pass {who} to hand over the keyboard in private, or {who}: {what}; then /next{more}"
    )
