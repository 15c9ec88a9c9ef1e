"""One member of a room at a terminal of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from ...characters import short
from ...errors import RetrokitError
from ...logbook import Logbook
from ...news import News
from ...retro import Receipt
from ..live.screens import screen_of, shown
from ..live.screens.collect import reading
from ..live.session import Session
from ..tables import columns, paragraph
from .replica import Replica

if TYPE_CHECKING:
    from ...blocks import Form
    from ..live.command import Command
    from ..live.screens.screen import Screen


OBSERVES = (
    "You are an observer: you see what everyone sees, and take part in nothing. "
    "The facilitator can add you to the team."
)


class Seat(Session):
    """A session in which all lines are one member's, and only what members do is there.

    What they sealed can be changed here for as long as it is sealed, wherever the retro goes
    meanwhile. With `hide`, what is typed for a sealed activity is not shown.
    """

    way_out = "/done tells the others"
    onward = "the facilitator goes on"
    way_back = "/mine shows and changes yours"
    thumbs_asked = "more time for this topic? /thumb"

    def __init__(self, logbook: Logbook, retro: Replica, *, hide: bool) -> None:
        super().__init__(logbook, retro)
        self.room = retro
        self.holder = retro.me
        self.hide = hide
        self.link = retro.own_link()
        self._by_step: dict[int | None, tuple[dict[tuple[str, str], Receipt], list[Receipt]]] = {}
        self._begins = True
        retro.waiting = lambda: click.echo("  (the room does not answer; trying again …)")
        self.arrived()

    @property
    def hidden(self) -> bool:
        """Return whether what is typed now is not to be seen."""
        step = self.retro.state.current_step
        return self.hide and step is not None and self.room.hides(step)

    @property
    def watches(self) -> bool:
        """Return that what others do is shown at any time."""
        return True

    @property
    def prompt(self) -> str:
        """Return what stands before the line."""
        return f"{self.place} ({self.room.me}{', hidden' * self.hidden})> "

    @property
    def toolbar(self) -> str:
        """Return the line at the foot of the terminal."""
        listener = self.room.arriving.listener
        if listener.refused:
            return short(f" {listener.refused} | /quit", columns())
        return super().toolbar

    @property
    def standing(self) -> list[str]:
        """Return what stands first in the toolbar: whether the room is there, and who is done."""
        listener = self.room.arriving.listener
        if not listener.listening:
            return ["not connected, trying again", *super().standing]
        held = ["live updates held back, asking instead"] if listener.polling else []
        return held + super().standing

    @property
    def alone(self) -> bool:
        """Return False: the others are elsewhere."""
        return False

    def thumbs(self) -> Mapping[str, Any] | None:
        """Return what the room tells of thumbs; nothing while it is not there."""
        return self.room.thumbs if self.room.arriving.listener.listening else None

    @property
    def so_far(self) -> str:
        """Return nothing: the room says a moment later, in the toolbar, how much is sealed."""
        return ""

    @property
    def farewell(self) -> str:
        """Return what to say on leaving."""
        return f"You have left the room. Come back: retro join '{self.link}'"

    def commands_of(self, screen: Screen) -> Sequence[str]:
        """Return what of the commands is of most use to a member on a screen, by name."""
        return screen.own_commands

    def knows(self, command: Command) -> bool:
        """Return whether a command is for members."""
        return command.member

    def takes(self, command: Command) -> bool:
        """Return whether a command is for members."""
        return command.member

    def news(self, known: int) -> list[News]:
        """Return what is told at once of all that arrived after a version."""
        return [each for version, each in self.room.arriving.news if version > known]

    def connected(self) -> list[str]:
        """Return who is connected, by name."""
        return list(self.room.arriving.standing.get("here", ()))

    def done(self) -> list[str]:
        """Return who says that they are done, by name."""
        return list(self.room.arriving.standing.get("done", ()))

    def say_done(self) -> str:
        """Tell the others that one is done, or take that back."""
        done = self.room.me not in self.done()
        self.room.say_done(done)
        if reading(self.retro.state):
            return f"  the others see that you {'have read the notes' if done else 'still read'}"
        return "  the others see that you are done" if done else "  you are not done yet"

    def screen(self) -> str:
        """Return the screen of the current activity."""
        state = self.retro.state
        step = state.current_step
        if step is None:
            return "Not begun. The facilitator begins it."
        if state.closed is not None:
            return "This retro is closed. /report shows its report, /letters what is yours alone."
        screen = screen_of(step.activity.kind)
        try:
            if state.members[self.room.me].observes:
                own = shown(self.retro, step, screen.own(self, step))
                return "\n\n".join(filter(None, (own, paragraph(OBSERVES))))
            if self._begins:  # again, where the room did not answer
                self._take_turn()
                self._begins = False
            own = shown(self.retro, step, screen.own(self, step))
            return "\n\n".join(filter(None, (own, screen.how_to_take_part(self, step))))
        except RetrokitError as error:
            return paragraph(f"! {error}; /show asks again.")

    def arrived(self) -> str:
        """Settle in after a move, and return the screen of where the retro is now."""
        self.column = None
        place = self._by_step.setdefault(self.retro.state.current, ({}, []))
        self.receipts, self.written = place
        self.turn, self._begins = None, True
        return self.screen()

    def has_given(self, slot: str, name: str) -> bool:
        """Return whether one has given something in a slot, at this terminal."""
        return (slot, self.retro.state.identity(name)) in self.receipts

    def hand_to(self, name: str | None) -> str:
        """Do nothing for an empty line; this keyboard is nobody else's."""
        return ""

    def sealed_here(self) -> list[Receipt]:
        """Return the receipts of all that was sealed at this terminal."""
        places = self._by_step.values()
        return [each for kept, written in places for each in (*kept.values(), *written)]

    def needs_author(self, form: Form) -> bool:
        """Return False: all that is typed here is one member's."""
        return False

    def act(self, form: Form, given: Mapping[str, Any], author: str | None) -> Any:
        """Have the room do what a form is for, and return what its action returns."""
        return self.room.act(form.action, given)

    def forget(self, receipt: Receipt) -> None:
        """Let go of the receipt for something that was taken back."""
        for kept, written in self._by_step.values():
            for name in [name for name, each in kept.items() if each == receipt]:
                del kept[name]
            if receipt in written:
                written.remove(receipt)

    def report(self, name: str = "text") -> str:
        """Return a report on the retro, as the room writes it."""
        return self.room.report(name)
