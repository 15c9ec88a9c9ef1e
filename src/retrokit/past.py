"""What is known of a retro that was held elsewhere: the values that `Logbook.record` takes.

They say what was written, voted, decided and agreed, and have no place for what nobody knows: a
vote has totals and no ballots, and a note may have no author. To read the files of another tool
is to make a `PastRetro` of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from attrs import field, frozen

from . import texts
from .engine.material.goals import Goals
from .engine.material.items import owners_of
from .engine.people import check_member, check_members
from .engine.state import fold_name
from .errors import Invalid
from .formats import Format
from .given import is_list, shown

T = TypeVar("T")


def _text(text: str) -> str:
    return texts.check(text, "the text")


def _optional_text(text: str) -> str:
    return "" if text == "" else _text(text)


def _line(text: str) -> str:
    text = text.strip() if isinstance(text, str) else text
    return texts.check(text, "a name or title", texts.NAME, lines=False)


def _optional_line(text: str) -> str:
    return "" if text == "" else _line(text)


def _author(name: str | None) -> str | None:
    return None if name is None else check_member(_line(name))


def _day(value: date) -> date:
    if type(value) is not date:
        raise Invalid(f"{shown(value)} is not a day; give a date, as in date(2024, 3, 1)")
    return value


def _optional_day(value: date | None) -> date | None:
    return None if value is None else _day(value)


def _votes(number: int | None) -> int | None:
    if number is not None and (type(number) is not int or number < 0):
        raise Invalid(f"{shown(number)} is no total of votes; give a whole number from 0, or None")
    return number


def _all(given: Iterable[T], kind: type[T], what: str) -> tuple[T, ...]:
    if not is_list(given):
        raise Invalid(f"the {what} are a list, not {shown(given)}")
    found = tuple(given)
    for each in found:
        if not isinstance(each, kind):
            raise Invalid(f"the {what} hold {shown(each)}; give each as a {kind.__name__}")
    return found


def _members(given: Iterable[str]) -> tuple[str, ...]:
    return tuple(check_members(_all(given, str, "members")).values())


def _owners(given: str | Iterable[str] | None) -> tuple[str, ...]:
    return owners_of(given, check_member)


@frozen(kw_only=True)
class PastNote:
    """A note of a past retro.

    `column` may be left out where there is one column only. `author` is a member, None where that
    is not known or not told. `votes` is what it got by itself, None where it was not voted on.
    """

    text: str = field(converter=_text)
    column: str = field(default="", converter=_optional_line)
    author: str | None = field(default=None, converter=_author)
    votes: int | None = field(default=None, converter=_votes)


def _notes(given: Iterable[PastNote]) -> tuple[PastNote, ...]:
    return _all(given, PastNote, "notes")


@frozen(kw_only=True)
class PastRemark:
    """Something that was said, or with `decision=True` decided."""

    text: str = field(converter=_text)
    decision: bool = False


def _remarks(given: Iterable[PastRemark]) -> tuple[PastRemark, ...]:
    return _all(given, PastRemark, "remarks")


@frozen(kw_only=True)
class PastTopic:
    """Notes that belong together, one or more, under a title, and what was said about them.

    Votes stand on the topic (`votes`) or on its notes, which then add up; not on both.
    """

    title: str = field(converter=_line)
    notes: tuple[PastNote, ...] = field(converter=_notes)
    votes: int | None = field(default=None, converter=_votes)
    remarks: tuple[PastRemark, ...] = field(default=(), converter=_remarks)

    def __attrs_post_init__(self) -> None:
        if not self.notes:
            raise Invalid(f"the topic {self.title!r} has no notes; give one or more")
        if self.votes is not None and any(each.votes is not None for each in self.notes):
            raise Invalid(
                f"the topic {self.title!r} has votes and so have its notes; "
                "give those of the topic, or those of the notes"
            )


def _topics(given: Iterable[PastTopic]) -> tuple[PastTopic, ...]:
    return _all(given, PastTopic, "topics")


@frozen(kw_only=True)
class PastAction:
    """An action item of a past retro: open, or `done` or `dropped` since that day.

    `owners` is a name or several, of members or of others. `serves`, `untouched` and `costs` are
    goals of the format, by their texts or their numbers from 1. `reason` says why it was dropped.
    """

    text: str = field(converter=_text)
    owners: tuple[str, ...] = field(default=(), converter=_owners)
    due: date | None = field(default=None, converter=_optional_day)
    serves: Goals = None
    untouched: Goals = None
    costs: Goals = None
    done: date | None = field(default=None, converter=_optional_day)
    dropped: date | None = field(default=None, converter=_optional_day)
    reason: str = field(default="", converter=_optional_text)

    def __attrs_post_init__(self) -> None:
        if self.done is not None and self.dropped is not None:
            raise Invalid(f"the action {self.text[:40]!r} is done and dropped; give one of them")
        if self.reason and self.dropped is None:
            raise Invalid(
                f"the action {self.text[:40]!r} has a reason and was not dropped; "
                "give the day on which it was"
            )


def _actions(given: Iterable[PastAction]) -> tuple[PastAction, ...]:
    return _all(given, PastAction, "actions")


@frozen(kw_only=True)
class PastRetro:
    """What is known of a retro that was held elsewhere, for `Logbook.record`.

    `day` is the day on which it was held. Give a `format` (or the name of one) whose columns the
    notes are in, or just a `title`: columns are then those of the notes. `notes` stand alone,
    `topics` have theirs with them; `unit` is what the votes count, in the singular, as in `dot`.
    `remarks` are about the retro as a whole. `source` names what it is made from, as in `Miro`.
    Raises `Invalid` for what contradicts itself, such as an author who is not a member.
    """

    day: date = field(converter=_day)
    team: str = field(converter=_line)
    format: str | Format | None = None
    title: str = field(default="", converter=_optional_line)
    members: tuple[str, ...] = field(default=(), converter=_members)
    notes: tuple[PastNote, ...] = field(default=(), converter=_notes)
    topics: tuple[PastTopic, ...] = field(default=(), converter=_topics)
    unit: str = field(default="vote", converter=_line)
    remarks: tuple[PastRemark, ...] = field(default=(), converter=_remarks)
    actions: tuple[PastAction, ...] = field(default=(), converter=_actions)
    source: str = field(default="", converter=_optional_line)

    def __attrs_post_init__(self) -> None:
        if self.format is not None and not isinstance(self.format, (str, Format)):
            raise Invalid(f"{shown(self.format)} is no format; give one, or the name of one")
        if (self.format is None) == (not self.title):
            raise Invalid("a past retro has a format or a title; give one of them")
        members = set(map(fold_name, self.members))
        for note in self.all_notes:
            if note.author is not None and fold_name(note.author) not in members:
                raise Invalid(
                    f"{note.author} wrote a note and is not a member; "
                    "add them to the members, or leave the author out"
                )
        for item in self.actions:
            for what, day in (("due", item.due), ("done", item.done), ("dropped", item.dropped)):
                if day is not None and day < self.day:
                    raise Invalid(
                        f"the action {item.text[:40]!r} is {what} on {day}, before the retro of "
                        f"{self.day}; give a later day"
                    )

    @property
    def all_notes(self) -> tuple[PastNote, ...]:
        """Return the notes that stand alone, then those of the topics."""
        return (*self.notes, *(note for topic in self.topics for note in topic.notes))

    @property
    def voted(self) -> bool:
        """Return whether something was voted on."""
        votes = [each.votes for each in self.all_notes] + [each.votes for each in self.topics]
        return any(each is not None for each in votes)
