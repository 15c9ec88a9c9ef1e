"""One frozen class per fact. A retro's log is a sequence of these and nothing else.

Whatever stands in an event may be shown to everyone in the retro, so an event never holds what
is sealed. Notes, topics, remarks, actions and carried actions share one sequence of numbers per
retro, so that a number on the screen means one thing. Times are in the zone in which the retro
was started, as a fixed distance from UTC: a day is the date of a time, whoever reads it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import ClassVar, Literal, Self, TypedDict, TypeVar

from attrs import asdict, field, frozen

from .charter import NO_CHARTER, Charter
from .errors import FileError
from .formats import Activity, Attribution, Format
from .given import Word
from .measures import Measure as Measure  # noqa: PLC0414

V = TypeVar("V", bound="Value")
Who = TypeVar("Who", str, str | None)


class ActionStatus(Word):
    """What became of an action item: `"open"`, `"done"` or `"dropped"`."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class Emoji(Word):
    """What people react to a note with: 👍 (agree), 💛 (thanks), 🎉 (celebrate), 💡 (idea) or 🤔
    (unsure). `Emoji("agree")` is the first.
    """

    # Each is one code point that is an emoji by itself, so that it is two cells wide everywhere.
    AGREE = "👍"
    THANKS = "💛"
    CELEBRATE = "🎉"
    IDEA = "💡"
    UNSURE = "🤔"


class Effects(TypedDict):
    """The fields of `Held`."""

    serves: tuple[str, ...]
    untouched: tuple[str, ...]
    costs: tuple[str, ...]


@frozen(kw_only=True)
class Held:
    """Something decided, held against goals, each in the words of the retro's format.

    A goal is in one of the three at most: it `serves` it, leaves it `untouched`, or `costs` it. A
    goal in none of them is one that nobody has held it against yet.
    """

    serves: tuple[str, ...] = ()
    untouched: tuple[str, ...] = ()
    costs: tuple[str, ...] = ()

    @property
    def goals(self) -> Effects:
        """Return the three by their names."""
        return {"serves": self.serves, "untouched": self.untouched, "costs": self.costs}

    @property
    def against(self) -> tuple[str, ...]:
        """Return all goals that it was held against."""
        return (*self.serves, *self.untouched, *self.costs)

    @property
    def effects(self) -> tuple[str, ...]:
        """Return what it does to goals as people read it, as in `serves: Home safe`."""
        said = (
            ("serves", self.serves),
            ("doesn't touch", self.untouched),
            ("costs", self.costs),
        )
        return tuple(f"{verb}: {'; '.join(goals)}" for verb, goals in said if goals)


@frozen(kw_only=True)
class Cost:
    """Something decided at a goal's cost in an earlier retro, `home`, and on which day."""

    goal: str
    text: str
    home: str
    day: date


@frozen(kw_only=True)
class ActionItem(Held):
    """What, who, by when, and what it does to which goal.

    `number` is its own in the retro it came from. `owners` are names, each once, none where
    nobody has taken it yet. `reason` says why it was dropped. `decided` is when it was added,
    `done` since when it is done, None while it is not. `changed` is when it was last touched,
    wherever: of two versions the later one holds. `origin` is the number of the decision or remark
    that it was made of, in the retro it came from; None if it was made of none.
    """

    number: int
    text: str
    owners: tuple[str, ...] = ()
    due: date | None = None
    status: ActionStatus = ActionStatus.OPEN
    reason: str = ""
    decided: datetime
    done: datetime | None = None
    changed: datetime
    origin: int | None = None

    @property
    def owner(self) -> str | None:
        """Return the owners as they are said, as in `Ana, Ben`; None if there are none."""
        return ", ".join(self.owners) or None


@frozen(kw_only=True)
class CarriedAction:
    """An action item of an earlier retro as this retro met it.

    `number` is its number here, `home` the id of the retro it came from. `reviewed` tells
    whether this retro has looked at it; `item` is then as this retro left it.
    """

    number: int
    home: str
    item: ActionItem
    reviewed: bool = False


@frozen
class Value:
    """What a kind of activity puts into a fact of the engine: the log has its name with it."""


@frozen
class Draft:
    """What a seal holds: a note, an answer, a ballot, or what else a kind of activity takes.

    `given` tells that a member gave it; what the engine keeps there for itself was given by none.
    """

    given: ClassVar[bool] = True

    def names(self) -> frozenset[str]:
        """Return the names of the members whom it says something of."""
        return frozenset()

    def renamed(self, event: MemberRenamed) -> Self:
        """Return it with a member's new name."""
        return self


@frozen(kw_only=True)
class OpenedNote:
    """A note as it came out from under its seal; the author only where notes are named."""

    number: int
    column: str
    text: str
    author: str | None = None


# What has a number in the words of an undo, and the comma before its text.
_NUMBERED = re.compile(r"(note|topic|comment|decision|action) \{(?:item\.)?(?:number|topic)\}(,?)")
_ON_SCREEN = {"topic": "group", "action": "action item"}


def _without_number(found: re.Match[str]) -> str:
    name = _ON_SCREEN.get(found[1], found[1])
    return f"the {name}" if found[2] else f"{'an' if name[0] == 'a' else 'a'} {name}"


@frozen(kw_only=True)
class Event:
    """What every fact has: when it was recorded, in the retro's zone.

    `key` is what a client called the action that led to it, so that sending it twice does it once.

    A class of events says what is true of all of them. Each has `undo_words`, what is taken back
    by an undo, as in `note {number}, "{text}"`; or it is `final`, the reason why undo stops at it.
    A `{step}` in them is the title of the activity.
    Where something hidden may stand on one, `instead` says what to do in place of an undo.
    `news_words` are said at once to those who take part elsewhere. What a step derives of the board
    is derived again after one `on_board`. One that is not `in_digest` leaves a digest as it is.
    """

    undo_words: ClassVar[str] = ""
    final: ClassVar[str] = ""
    instead: ClassVar[str] = ""
    news_words: ClassVar[str] = ""
    on_board: ClassVar[bool] = False
    in_digest: ClassVar[bool] = True

    at: datetime
    key: str = ""

    def __init_subclass__(cls) -> None:
        """Refuse a class of events that says neither how it is undone nor why it is not."""
        if bool(cls.undo_words) == bool(cls.final):
            raise TypeError(f"{cls.__name__} must have undo_words or final, and not both")

    def described(self, titles: Mapping[int, str]) -> str:
        """Return what an undo takes back, as in `note 3, "slow builds"`; empty if nothing does.

        `titles` are those of the activities, by the ids of their steps.
        """
        return self._described(self.undo_words, titles)

    def unnumbered(self, titles: Mapping[int, str]) -> str:
        """Return the same for a screen that shows no numbers, as in `the note "slow builds"`."""
        return self._described(_NUMBERED.sub(_without_number, self.undo_words), titles)

    def _described(self, words: str, titles: Mapping[int, str]) -> str:
        step = titles.get(getattr(self, "step", 0), "another activity")
        return self._filled_in(words, step=step)

    def news(self) -> str:
        """Return what is said of it at once, empty if nothing is."""
        return self._filled_in(self.news_words)

    def _filled_in(self, words: str, **more: str) -> str:
        said = {
            name: ", ".join(map(str, value)) if type(value) is tuple else value
            for name, value in asdict(self, recurse=False).items()
        }
        return words.format_map(said | more)


# --- the retro and its people


@frozen(kw_only=True)
class Source:
    """The distribution of the plugin that a format came from, and its version, as in `1.2`.

    A plugin that was not installed but added has its name there, and no version.
    """

    distribution: str
    version: str = ""

    def __str__(self) -> str:
        """Return both as they are said, as in `retrokit-go-again 1.2`."""
        return f"{self.distribution} {self.version}".strip()


@frozen(kw_only=True)
class Started(Event):
    """A retro began. The format is kept whole: the log must read without the plugin.

    `observers` are those of the members who take part in nothing.
    `plugin` is the plugin that the format came from, None where it is of retrokit or of a file.
    `charter` is what the team had agreed on; the format is kept as it was told to that team.
    `earlier` is how many retros it had held, or of a ritual how many of the same.
    `costs` is what the team decided at a goal's cost when it last held something against goals.
    A `rehearsal` is for trying things out, and counts for nothing.
    """

    final = "there is nothing to undo yet"

    retro: str
    team: str
    format: Format
    attribution: Attribution
    members: tuple[str, ...]
    observers: tuple[str, ...] = ()
    facilitator: str | None = None
    carried: tuple[CarriedAction, ...] = ()
    plugin: Source | None = None
    charter: Charter = NO_CHARTER
    earlier: int = 0
    costs: tuple[Cost, ...] = ()
    rehearsal: bool = False


@frozen(kw_only=True)
class MemberJoined(Event):
    """Somebody came, or came back; as an observer, if they are one."""

    undo_words = "{name} joining"
    instead = "remove the member instead"

    name: str
    observes: bool = False

    def news(self) -> str:
        """Return who is here now."""
        return f"{self.name} is here{' as an observer' if self.observes else ''}"


@frozen(kw_only=True)
class ObservingChanged(Event):
    """Somebody became an observer, who takes part in nothing, or is one no longer."""

    undo_words = "the new role of {name}"
    instead = "change the role back instead"

    name: str
    observes: bool

    def news(self) -> str:
        """Return what they are now."""
        return f"{self.name} {'is an observer' if self.observes else 'takes part'} now"


@frozen(kw_only=True)
class MemberLeft(Event):
    """Somebody went; what they contributed stays."""

    undo_words = "{name} leaving"
    in_digest = False
    news_words = "{name} has left"

    name: str


@frozen(kw_only=True)
class TeamRenamed(Event):
    """The team is called otherwise, and always was as far as the state goes."""

    final = "a new name is not undone; rename the team back"
    news_words = "This team is now {to}"

    to: str


@frozen(kw_only=True)
class MemberRenamed(Event):
    """Somebody is called otherwise, and always was as far as the state goes.

    They are a member, or somebody who owns an action item and is none.
    """

    final = "a new name is not undone; rename them back"
    news_words = "{name} is now {to}"

    name: str
    to: str

    def called(self, who: Who) -> Who:
        """Return what somebody is called from now on."""
        return self.to if who == self.name else who


@frozen(kw_only=True)
class Forgotten(Event):
    """Somebody was forgotten: their name and their words are in no event before this any more."""

    final = "somebody was forgotten here; what was before that stays as it is"
    in_digest = False


@frozen(kw_only=True)
class FacilitatorChanged(Event):
    """The role was handed over; None means that the group moves itself."""

    undo_words = "the handing over"
    in_digest = False

    name: str | None

    def news(self) -> str:
        """Return who leads now."""
        return f"{self.name or 'Nobody'} facilitates now"


@frozen(kw_only=True)
class Tightened(Event):
    """What is opened from now on tells less about who said it."""

    final = "an attribution can be tightened, never loosened"
    in_digest = False

    attribution: Attribution

    def news(self) -> str:
        """Return who is known to have said what from now on."""
        return f"From now on this retro is {self.attribution.value}"


@frozen(kw_only=True)
class Closed(Event):
    """The retro ended."""

    undo_words = "the closing"


@frozen(kw_only=True)
class Recorded(Event):
    """All before this was recorded at once, of a retro that was held elsewhere.

    `source` names what it was made from, as in `Miro`; empty where that has no name.
    """

    final = "this retro was recorded as a whole; reopen it to change anything"
    in_digest = False

    source: str = ""


@frozen(kw_only=True)
class Reopened(Event):
    """The retro goes on after all."""

    undo_words = "the reopening"
    instead = "close the retro instead"


@frozen(kw_only=True)
class Undone(Event):
    """The event with this version never happened, as far as the state goes."""

    final = "you cannot undo an undo; do it again"

    version: int


# --- the agenda


@frozen(kw_only=True)
class Moved(Event):
    """The retro went to a step. `left` is what became of the step it came from.

    `settled` is what the kind of activity settled on arrival: the terms of a vote, the order of a
    discussion.
    """

    undo_words = "the move to {step}"
    instead = "go back instead, and what is hidden stays hidden"

    step: int
    left: Literal["done", "skipped", "pending"] = "done"
    settled: Value | None = None


@frozen(kw_only=True)
class StepAdded(Event):
    """An activity was put into the agenda at a position counted from 0."""

    undo_words = "the added activity {activity.title}"
    in_digest = False

    step: int
    activity: Activity
    position: int


@frozen(kw_only=True)
class StepDropped(Event):
    """An activity was taken out of the agenda."""

    undo_words = "the dropped activity"
    in_digest = False

    step: int


@frozen(kw_only=True)
class StepReordered(Event):
    """An activity was put elsewhere in the agenda; the position is counted from 0."""

    undo_words = "the new place of {step}"
    in_digest = False

    step: int
    position: int


@frozen(kw_only=True)
class TimeBoxSet(Event):
    """A time box began when `started` says, and lasts `seconds`; 0 takes it away."""

    undo_words = "the time box"
    in_digest = False

    started: datetime
    seconds: int


@frozen(kw_only=True)
class Opened(Event):
    """What was sealed in a step was opened, and the sealed copies are erased.

    `taken_part` of `team` members had given something; it is None where that was elsewhere and is
    not known. Where a result is withheld, since fewer than `floor` gave something, `value` shows
    none. `attribution` is the one that held. `notes` become notes of the retro, in an order that
    says nothing of who or when. `value` is what the kind of activity makes of the rest, and
    `measures` are what is followed from retro to retro, by the names of the questions.
    """

    final = "what was hidden here has been shown; you cannot hide it again"

    step: int
    taken_part: int | None
    team: int = 0
    floor: int = 0
    attribution: Attribution = Attribution.NAMED
    notes: tuple[OpenedNote, ...] = ()
    value: Value | None = None
    measures: dict[str, Measure] = field(factory=dict)

    def gave(self, what: type[V]) -> V:
        """Return the value, which is of this class. Raises `FileError` if it is of another."""
        if not isinstance(self.value, what):
            raise FileError(f"it was opened with {type(self.value).__name__}, not {what.__name__}")
        return self.value


@frozen(kw_only=True)
class StepFact(Event):
    """A fact of one kind of activity, which changes the state of its own step and no other.

    It may start the clock: `seconds` is how long it runs from then on, 0 takes it away, None
    leaves it.
    """

    undo_words = "what was done in {step}"
    in_digest = False

    step: int
    seconds: int | None = None


# --- notes and topics


@frozen(kw_only=True)
class NoteAdded(Event):
    """A note was written where all can see it."""

    undo_words = 'note {number}, "{text}"'
    on_board = True
    in_digest = False

    step: int
    number: int
    column: str
    text: str
    author: str | None = None


@frozen(kw_only=True)
class NoteEdited(Event):
    """A note reads differently now."""

    undo_words = "the new text of note {number}"
    in_digest = False

    number: int
    text: str


@frozen(kw_only=True)
class NoteMoved(Event):
    """A note stands in another column now."""

    undo_words = "note {number} moving to {column}"
    on_board = True
    in_digest = False

    number: int
    column: str


@frozen(kw_only=True)
class NoteDeleted(Event):
    """A note was taken away."""

    undo_words = "the deletion of note {number}"
    on_board = True
    in_digest = False

    number: int


@frozen(kw_only=True)
class NotesGrouped(Event):
    """These notes, and no longer where they were, belong to this topic.

    `unnamed` tells that its title is the text of a note, since nobody gave it one.
    """

    undo_words = 'topic {topic}, "{title}"'
    on_board = True
    in_digest = False

    topic: int
    title: str
    notes: tuple[int, ...]
    unnamed: bool = False


@frozen(kw_only=True)
class NotesSplit(Event):
    """These notes stand alone again."""

    undo_words = "the splitting of {notes}"
    on_board = True
    in_digest = False

    notes: tuple[int, ...]

    def unnumbered(self, titles: Mapping[int, str]) -> str:
        """Return what an undo takes back, without the numbers of the notes."""
        return f"the taking of {'a note' if len(self.notes) == 1 else 'notes'} out of a group"


@frozen(kw_only=True)
class TopicRenamed(Event):
    """A topic has another title."""

    undo_words = "the new name of topic {topic}"
    in_digest = False

    topic: int
    title: str


@frozen(kw_only=True)
class NoteReacted(Event):
    """Somebody reacted to a note, or took that back."""

    undo_words = "{author}’s {emoji.value} on note {number}"
    in_digest = False

    number: int
    emoji: Emoji
    author: str
    taken_back: bool = False

    def _described(self, words: str, titles: Mapping[int, str]) -> str:
        # An undo may take back the taking back.
        return "taking back " * self.taken_back + super()._described(words, titles)


@frozen(kw_only=True)
class CommentAdded(Event):
    """Somebody commented on a note."""

    undo_words = 'comment {number}, "{text}"'
    in_digest = False

    number: int
    note: int
    text: str
    author: str


@frozen(kw_only=True)
class CommentEdited(Event):
    """A comment reads differently now. `author` is whose it is, whoever changed it."""

    undo_words = "the new text of comment {number}"
    in_digest = False

    number: int
    note: int
    text: str
    author: str


@frozen(kw_only=True)
class CommentDeleted(Event):
    """A comment was taken away."""

    undo_words = "the deletion of comment {number}"
    in_digest = False

    number: int
    note: int


# --- remarks and action items


@frozen(kw_only=True)
class Remarked(Event):
    """Something said, or decided, about a topic (None: about the retro as a whole)."""

    undo_words = '"{text}"'

    number: int
    topic: int | None
    text: str
    decision: bool = False
    serves: tuple[str, ...] = ()
    untouched: tuple[str, ...] = ()
    costs: tuple[str, ...] = ()


@frozen(kw_only=True)
class DecisionHeld(Event):
    """A decision is now held against these goals, and no others."""

    undo_words = "what decision {number} does to the goals"

    number: int
    serves: tuple[str, ...] = ()
    untouched: tuple[str, ...] = ()
    costs: tuple[str, ...] = ()


@frozen(kw_only=True)
class ActionAdded(Event):
    """An action item was agreed on."""

    undo_words = 'action {item.number}, "{item.text}"'
    on_board = True

    item: ActionItem


@frozen(kw_only=True)
class ActionChanged(Event):
    """An action item is now like this."""

    undo_words = 'the change to "{item.text}"'
    on_board = True

    item: ActionItem


@frozen(kw_only=True)
class ActionReviewed(Event):
    """An action item of an earlier retro is now like this; `number` is its number here."""

    undo_words = 'the change to "{item.text}"'

    number: int
    item: ActionItem


EVENTS: tuple[type[Event], ...] = (
    Started, TeamRenamed, MemberJoined, ObservingChanged, MemberLeft, MemberRenamed, Forgotten,
    FacilitatorChanged,
    Tightened, Closed, Recorded, Reopened, Undone,
    Moved, StepAdded, StepDropped, StepReordered, TimeBoxSet, Opened,
    NoteAdded, NoteEdited, NoteMoved, NoteDeleted,
    NotesGrouped, NotesSplit, TopicRenamed,
    NoteReacted, CommentAdded, CommentEdited, CommentDeleted,
    Remarked, DecisionHeld, ActionAdded, ActionChanged, ActionReviewed,
)  # fmt: skip
"""The facts of the engine; each kind of activity has its own besides, see `StepFact`."""
