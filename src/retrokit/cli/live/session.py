"""One retro being run at one keyboard: who is typing, and what a line means."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from attrs import evolve

from ...calls import calls_of
from ...characters import short
from ...engine.discretion import is_told_late, may_tell_of
from ...errors import Invalid, NotNow, nearest
from ...formats import Attribution, Column
from ...logbook import Logbook
from ...news import News, news_of
from ...retro import Receipt, Retro
from ..tables import paragraph
from .letters import letter
from .meanwhile import Meanwhile
from .names import find_member, plain
from .prefixes import Prefixed, labels, named_in_front, split
from .screens import activity as activity_screen
from .screens import screen_of
from .screens import toolbar as retro_toolbar
from .screens.collect import reading
from .screens.screen import Screen, Turn
from .thumbs import thumbs_said
from .turns import back_at_facilitator, private

if TYPE_CHECKING:
    from ...blocks import Form
    from ...engine.state import Step, TimeBox
    from ..hosting import Hosting
    from .command import Command


class Session:
    """A running retro and the conversation about it.

    `speaker` is whose name unattributed lines get. `holder` is who has the keyboard in private,
    None for the facilitator; `turn` is what they are asked one thing after the other. `receipts`
    are for what was sealed at this keyboard and may still be changed at it, by slot and
    `State.identity`; `written` are those of the notes of this turn. `had_turns` has who had the
    keyboard in private, by step and identity. `at` is the step whose
    screen the line that is being typed answers, None if that is not known. `hosting` is the room
    that others take part in, if there is one. `clear` empties the screen, `drop_pasted` drops what
    was pasted and not done yet, `ask` asks who sits here, if somebody does. `asked_about` is the
    time box at whose end the group was asked for more time.
    """

    way_out = "Enter hands the keyboard back"
    """How somebody who has taken part goes on."""

    onward = "/next goes on"
    """How the retro goes on where there is nothing to type."""

    thumbs_asked = "more time? everyone is asked"
    """What the toolbar says while everyone in a room is asked for a thumb."""

    way_back = "/undo takes the last one back"
    """How somebody changes a note of theirs that is hidden."""

    def __init__(self, logbook: Logbook, retro: Retro, hosting: Hosting | None = None) -> None:
        self.logbook = logbook
        self.retro = retro
        self.hosting = hosting
        self.at: int | None = None
        self.over = False
        self._speaker: str | None = None
        self._holder: str | None = None
        self.column: str | None = None
        self.turn: Turn | None = None
        self._reads = False
        self.had_turns: set[tuple[int, str]] = set()
        self.receipts: dict[tuple[str, str], Receipt] = {}
        self.written: list[Receipt] = []
        self.sealed_at: int | None = None
        self.meanwhile = Meanwhile()
        self.asked_about: TimeBox | None = None
        self.clear: Callable[[], None] = lambda: None
        self.drop_pasted: Callable[[], int] = lambda: 0
        self.ask: Callable[[str], str] | None = None

    @property
    def speaker(self) -> str | None:
        """Return whose name unattributed lines get, as they are called by now."""
        return self._called(self._speaker)

    @speaker.setter
    def speaker(self, name: str | None) -> None:
        self._speaker = name

    @property
    def holder(self) -> str | None:
        """Return who has the keyboard in private, as they are called by now."""
        return self._called(self._holder)

    @holder.setter
    def holder(self, name: str | None) -> None:
        self._holder = name

    def _called(self, name: str | None) -> str | None:
        return None if name is None else self.retro.state.known(name) or name

    @property
    def hidden(self) -> bool:
        """Return whether what is typed now is nobody else's to see."""
        return self.holder is not None

    @property
    def watches(self) -> bool:
        """Return whether it may be shown, while a line is waited for, what others do."""
        return self.holder is None

    @property
    def prompt(self) -> str:
        """Return what stands before the line."""
        if self.holder is not None:
            return f"{self.holder} (hidden)> "
        return f"{self.place}{f' ({self.speaker})' if self.speaker else ''}> "

    @property
    def place(self) -> str:
        """Return where the retro is, for the prompt."""
        step = self.retro.state.current_step
        if self.retro.state.closed is not None:
            return "closed"
        column = f" / {self.current_column()}" if self.columns else ""
        return f"{step.activity.title}{column}" if step else "retro"

    @property
    def columns(self) -> Sequence[Column]:
        """Return the columns that a line may go into where the retro is."""
        step = self.retro.state.current_step
        return () if step is None else screen_of(step.activity.kind).columns(step)

    @property
    def toolbar(self) -> str:
        """Return the line at the foot of the terminal."""
        return retro_toolbar(self.retro, self.sealed(), *self.standing)

    @property
    def standing(self) -> list[str]:
        """Return what stands first in the toolbar: thumbs, and how many are done or have read."""
        done = len(self.done())
        ready = f"{'has' if done == 1 else 'have'} read" if reading(self.retro.state) else "done"
        thumbs = thumbs_said(self.thumbs(), self.thumbs_asked)
        return list(filter(None, (thumbs, f"{done} {ready}" if done else "")))

    @property
    def alone(self) -> bool:
        """Return whether all are at this keyboard, as far as it knows."""
        return self.hosting is None

    def thumbs(self) -> Mapping[str, Any] | None:
        """Return what the room tells of thumbs; see `Audience.thumbs`."""
        return self.hosting.thumbs() if self.hosting else None

    @property
    def so_far(self) -> str:
        """Return how much is hidden, to be said with what was just done.

        Nothing where the room tells it later, in the toolbar.
        """
        return "" if self.is_told_late() else f"{self.sealed()} hidden"

    @property
    def farewell(self) -> str:
        """Return what to say on leaving."""
        state = self.retro.state
        if state.closed:
            return f"Closed and kept. Its report: retro report {state.id}"
        web = f" --web{self.hosting.options}" if self.hosting else ""
        return f"Kept. Go on with: retro resume {state.id}{web}"

    def commands_of(self, screen: Screen) -> Sequence[str]:
        """Return what of the commands is of most use on a screen, by name."""
        return screen.commands

    def knows(self, command: Command) -> bool:
        """Return whether a command is for this kind of session."""
        return command.facilitator

    def takes(self, command: Command) -> bool:
        """Return whether a command is for whoever has the keyboard."""
        return self.knows(command) and (self.holder is None or command.private)

    def news(self, known: int) -> list[News]:
        """Return what is told at once of all that happened after a version."""
        return [*news_of(self.retro.since(known), self.logbook.codec)]

    def connected(self) -> list[str]:
        """Return who has joined from elsewhere and is connected, by name."""
        return self.hosting.connected() if self.hosting else []

    def done(self) -> list[str]:
        """Return who says that they are done, by name."""
        return self.hosting.done() if self.hosting else []

    def is_told_late(self, step: int | None = None) -> bool:
        """Return whether how much is hidden in a step, by default the current one, is told here
        when the room tells everybody. The room tells nothing of a closed retro.
        """
        state = self.retro.state
        step = state.current if step is None else step
        if self.hosting is None or step is None or state.closed is not None:
            return False
        return is_told_late(state, state.step(step))

    def sealed(self, step: int | None = None) -> int:
        """Return how much is sealed in a step, by default the current one, as far as all know."""
        step = self.retro.state.current if step is None else step
        if self.hosting is not None and step is not None and self.is_told_late(step):
            return self.hosting.sealed(step)
        return self.retro.sealed_count(step)

    def would_withhold(self) -> tuple[str, ...]:
        """Return what would not be shown if the current step were opened, as far as all know."""
        step = self.retro.state.current
        if self.hosting is not None and step is not None and self.is_told_late(step):
            return self.hosting.would_withhold(step)
        return self.retro.would_withhold()

    def before_reveal(self) -> tuple[str, ...]:
        """Return what to hear before the current step is revealed, as far as all know.

        Where there is no room beside, everyone looks at this screen.
        """
        if self.hosting is not None and self.is_told_late():
            return self.hosting.before_reveal()
        return self.retro.before_reveal(overheard=self.hosting is None)

    def may_reveal(self) -> bool:
        """Return whether to open the current step may reveal what people were not told of."""
        return self.hosting is not None and self.retro.may_reveal(told=self.sealed())

    def has_device(self, name: str) -> bool:
        """Return whether a member has, or had, a device of their own in the room beside."""
        identity = self.retro.state.identity(name)
        return self.hosting is not None and self.hosting.has_device(identity)

    def check_shares(self, name: str) -> None:
        """Raise `NotNow` for a member who does not share this keyboard.

        To be refused as a second one here would tell that they have taken part on their device.
        """
        if self.has_device(name):
            raise NotNow(f"{name} has joined on a device of their own; only they write as {name}")

    def taken_part(self) -> frozenset[str]:
        """Return of whom it is said here that they have taken part in the current step."""
        return frozenset(filter(self.tells_of, self.retro.taken_part()))

    def tells_of(self, name: str) -> bool:
        """Return whether it may be said here of a member that they have taken part."""
        step = self.retro.state.current_step
        device = self.has_device(name)
        return step is None or may_tell_of(self.retro.state, step, has_device=device)

    def report(self, name: str = "text") -> str:
        """Return a report on the retro."""
        sealed = sum(self.sealed(step.id) for step in self.retro.state.agenda)
        return self.logbook.report(self.retro, name, sealed=sealed)

    def say_done(self) -> str:
        """Tell the others that whoever sits here is done."""
        raise Invalid("say which action item, by its number")

    def screen(self) -> str:
        """Return the screen of the current activity, or what whoever has the keyboard sees."""
        state, step = self.retro.state, self.retro.state.current_step
        if self.holder is not None and self._reads:
            return letter(self.retro, self.holder)
        gives = step is not None and step.kind.drafts and not state.is_opened(step)
        if self.holder is None or step is None or not gives or state.closed is not None:
            return activity_screen(self.retro)
        return private(self, step)

    def arrived(self) -> str:
        """Settle in after a move, and return the screen of where the retro is now."""
        self.column = None
        self.receipts.clear()
        self.written.clear()
        self._take_turn()
        return self.screen()

    def _take_turn(self) -> None:
        """Begin with what whoever has the keyboard is asked where the retro is."""
        step = self.retro.state.current_step
        self.turn = None
        if self.holder is not None and step is not None:
            self.turn = screen_of(step.activity.kind).turn(self, step, self.holder)

    def current_column(self) -> str:
        """Return the column that lines without one go into: by default the first."""
        names = [column.name for column in self.columns]
        return self.column if self.column in names else names[0]

    def split_prefixes(self, line: str, *, in_words: bool = True) -> Prefixed:
        """Return the author and the column that a line names in front, and the rest of it.

        `Ana: Stop: late calls`, in either order. In somebody's own turn no other author is read.
        Raises `Invalid` where a name in front would be published with a text that is to have none:
        with words of their own, that is, and not where the rest names whom an answer is about.
        """
        state = self.retro.state
        step = state.current_step
        found = split(line, self._names(self.holder), (each.name for each in self.columns))
        author = None if found.author is None else state.known(found.author)
        nameless = step is not None and state.attribution_of(step) is not Attribution.NAMED
        if in_words and nameless:
            self.check_nameless(found.text)
        return evolve(found, author=author)

    def check_nameless(self, text: str) -> None:
        """Raise `Invalid` if a text that is to name nobody begins with a member's name."""
        if who := named_in_front(text, self._names(None)):
            raise Invalid(
                f"this would show {who}'s name, and who wrote what is not shown here; "
                "leave the name out, or write it without the colon"
            )

    def _names(self, of: str | None) -> list[str]:
        """Return what members are and were called, all of them or one."""
        state = self.retro.state
        if of is not None:
            return [of, *(each for each, who in state.former.items() if who == of)]
        return [*state.members, *state.former]

    def stranger(self, step: Step, line: Prefixed, author: str | None) -> str:
        """Return a hint if a line that was read seems to name a column or person there is not.

        `step` is where the line was read: the retro may be elsewhere meanwhile. What is typed in
        private is not said again, and nobody is suggested where no names are kept.
        """
        state = self.retro.state
        named = next((each for each, _ in reversed(list(labels(line.text)))), "")
        columns = [each.name for each in screen_of(step.activity.kind).columns(step)]
        if plain(named) in map(plain, columns):  # two may be alike, but the note is added
            return ""
        kept = author is None and state.attribution_of(step) is Attribution.NAMED
        known = {
            "column": [] if line.column else columns,
            "person": state.respondents if kept else (),
        }
        if near := nearest(named, chain(*known.values()), alike=0.65):
            what = " or ".join(each for each, names in known.items() if names)
            which = f"no {what} has this name" if self.hidden else f"no {what} {short(named, 20)!r}"
            meant = " or ".join(near)
            return f"\n  (kept as text: {which}; did you mean {meant}? Then /undo)"
        if author or not named[:1].isupper() or " " in named or "/" in named:
            return ""
        return f"\n  ({named} is no member here; if that was a name: /undo, then /join {named})"

    def hand_to(self, name: str | None) -> str:
        """Pass the keyboard to a member in private, or back to the facilitator."""
        if name is None:
            if self.holder is None:
                return "You have it already."
            self._take_back()
            return back_at_facilitator(self)
        step = self.retro.state.current_step
        if step is None or not step.kind.drafts:
            raise NotNow(
                "the keyboard is passed on where something is given in private; go there first"
            )
        name, title = find_member(self.retro.state, name), step.activity.title
        self.retro.state.respondent(name)
        self.check_shares(name)
        if self.retro.state.is_opened(step):
            raise NotNow(f"{title} has been revealed; there is nothing to add in private")
        turn = screen_of(step.activity.kind).hand_over(self, step, name)
        self._take_back()
        self.clear()
        self.holder, self.turn = name, turn
        self.had_turns.add((step.id, self.retro.state.identity(name)))
        head = paragraph(f"{name}, the keyboard is yours. What you type is not shown.")
        return f"{head}\n{self.screen()}"

    def show_letter(self, name: str) -> str:
        """Show a member what was written to them alone, until they hand the keyboard back.

        That there is nothing is said in private as well.
        """
        name = find_member(self.retro.state, name)
        said = letter(self.retro, name)
        self._take_back()
        self.clear()
        self.holder, self._reads = name, True
        return said

    def has_given(self, slot: str, name: str) -> bool:
        """Return whether a member has given something in a slot of the current step."""
        return name in self.retro.taken_part(slot)

    def give(
        self,
        slot: str,
        author: str,
        first: Callable[[], Receipt],
        again: Callable[[Receipt], None],
    ) -> None:
        """Seal something in a slot, or have what was sealed there at this keyboard changed."""
        key = (slot, self.retro.state.identity(author))
        if (receipt := self.receipts.get(key)) is not None:
            again(receipt)
        else:
            self.receipts[key] = first()

    def leave_out(self, slot: str, author: str) -> None:
        """Take back what somebody sealed in a slot at this keyboard, if they did."""
        key = (slot, self.retro.state.identity(author))
        if (receipt := self.receipts.get(key)) is not None:
            self.retro.withdraw(receipt, by=author)
            del self.receipts[key]

    def needs_author(self, form: Form) -> bool:
        """Return whether what a form is for is done as a member, who has to be named."""
        return calls_of(self.logbook.codec).find(form.action).is_own

    def act(self, form: Form, given: Mapping[str, Any], author: str | None) -> Any:
        """Do what a form is for, for its author, and return what its action returns."""
        call = calls_of(self.logbook.codec).find(form.action)
        return call.run(self.retro, {**given, **call.own(author, self.holder)})

    def _take_back(self) -> None:
        before, self.holder = self.holder, None
        self.turn, self._reads = None, False
        self.written.clear()
        # What somebody sealed in private is from now on nobody's to change at this keyboard.
        if before is not None:
            whose = self.retro.state.identity(before)
            self.receipts = {key: each for key, each in self.receipts.items() if key[1] != whose}
            self.clear()
