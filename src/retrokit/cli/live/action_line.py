"""The line of an action item: what will be done, who, until when, and what it does to goals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from attrs import define, field

from ...errors import Ambiguous, Invalid
from .dates import read_date
from .names import begun, same, split_names
from .prefixes import labels

NONE = "-"
"""What is typed in place of a detail that there is none of: `@-`, `due -`, `goal -`."""

_DUE = re.compile(r"(?<!\S)(?:due(?: by| on)?|by)\s+", re.IGNORECASE)
_GOAL = re.compile(r"(?<!\S)(?:(serves|untouched|costs)\s+)?goal\s+(\d{1,9}|-)\Z", re.IGNORECASE)
_OWNER = re.compile(r"(?<!\S)@(?=\S)")
_STRANGER = re.compile(r"(?<!\S)@\S+\Z")
_JOINT = re.compile(r"(?:\s+and|\s*[,;&])\Z", re.IGNORECASE)
_AFTER_NAME = ".,;!"
_DATE_WORDS = 5
"""The most words that a date has: the end of next month."""


@define
class ActionLine:
    """What a line says. `unread` are words that look like a detail and were left in the text."""

    text: str
    owners: tuple[str, ...] = ()
    due: date | None = None
    goals: dict[str, str] = field(factory=dict)
    """What it does to which goal, by the goal's number: `serves`, `untouched` or `costs`."""
    unread: list[str] = field(factory=list)
    _read: set[str] = field(factory=set)

    def take(self, detail: str, at: int) -> None:
        """Note that a detail was read, and cut it off the text, where it begins at `at`."""
        self._read.add(detail)
        self.cut(at)

    def cut(self, at: int) -> str:
        """Cut the text off at a place, and return the rest, with the blanks before it."""
        whole, self.text = self.text, self.text[:at].rstrip()
        return whole[len(self.text) :]

    @property
    def details(self) -> dict[str, Any]:
        """Return what was said besides the text: a detail that there is to be none of is None."""
        found: dict[str, Any] = {}
        if self.owners or self.has("owners"):
            found["owner"] = self.owners or None
        if self.has("due"):
            found["due"] = self.due
        if self.goals or self.has("goals"):
            for effect in ("serves", "untouched", "costs"):
                goals = sorted(number for number, each in self.goals.items() if each == effect)
                if goals or self.has("goals"):
                    found[effect] = goals or None
        return found

    def has(self, detail: str) -> bool:
        """Return whether a detail was read, so that there is no second one."""
        return detail in self._read


def read_action(line: str, *, today: date, members: Sequence[str], goals: int = 0) -> ActionLine:
    """Return what the line of an action item says.

    Details are read from the end: `Book the room @Ana @Ben due friday goal 1`, in any order; a date
    once, owners and goals as often as there are. `goal 1` is one that it serves, `untouched goal 2`
    and `costs goal 3` say the other two. A member's name in front, as in `Ana: book the room`, is
    an owner too. All else stays text. `@-`, `due -` and `goal -` say that there is none, so that
    what stands before them is text whatever it looks like. Raises `Ambiguous` for a name or a date
    that may be two.
    """
    said, aside = ActionLine(line.strip()), ""
    while True:
        while _take_due(said, today) or _take_goal(said, goals) or _take_owner(said, members):
            pass
        if not (left := _cut_unknown(said)):
            break
        said.unread.insert(0, left.strip())
        aside = left + aside
        _take_joint(said, members)
    _take_front(said, members)
    said.unread = _unread(said) + said.unread
    said.text = f"{said.text}{aside}".strip()
    return said


def _cut_unknown(said: ActionLine) -> str:
    """Cut off and return what stands last if it looks like a detail and is none, else nothing."""
    places = [] if said.has("owners") else [_STRANGER.search(said.text)]
    if not said.has("due"):
        dues = (
            each for each in _DUE.finditer(said.text) if _like_a_date(said.text[each.start() :])
        )
        places.append(next(dues, None))
    if not said.has("goals"):
        places.append(_GOAL.search(said.text))
    # What begins last: there is nothing else behind it.
    return said.cut(max((each.start() for each in places if each), default=len(said.text)))


def _take_due(said: ActionLine, today: date) -> bool:
    if said.has("due"):
        return False
    for match in reversed(list(_DUE.finditer(said.text))):
        words = said.text[match.end() :]
        if len(words.split()) > _DATE_WORDS:
            return False
        try:
            said.due = None if words == NONE else read_date(words, today)
        except Ambiguous:
            raise
        except Invalid:
            continue
        said.take("due", match.start())
        return True
    return False


def _take_goal(said: ActionLine, goals: int) -> bool:
    match = None if said.has("goals") else _GOAL.search(said.text)
    if match is None:
        return False
    effect, number = (match[1] or "serves").lower(), match[2]
    if number == NONE:
        said.take("goals", match.start())
        return True
    if not 1 <= int(number) <= goals or str(int(number)) in said.goals:
        return False
    said.goals[str(int(number))] = effect
    said.take("goal", match.start())
    return True


def _take_owner(said: ActionLine, members: Sequence[str]) -> bool:
    if said.has("owners"):
        return False
    for match in reversed(list(_OWNER.finditer(said.text))):
        name = said.text[match.end() :]
        if name == NONE:
            said.take("owners", match.start())
            return True
        owners = _owners(name, members)
        if not owners:
            continue
        said.owners = tuple(dict.fromkeys((*owners, *said.owners)))
        said.take("owner", match.start())
        _take_joint(said, members)
        return True
    return False


def _owners(typed: str, members: Sequence[str]) -> tuple[str, ...]:
    """Return whom the words behind an @ name: one, or several as in `@Ana, Ben`; else nobody."""
    first, *more = split_names(typed) or [""]
    others = [same(each.rstrip(_AFTER_NAME), members) for each in more]
    if more and None not in others and (one := begun(first.removeprefix("@"), members)):
        return (one, *filter(None, others))
    one = same(typed, members) or begun(typed.rstrip(_AFTER_NAME), members)
    return (one,) if one else ()


def _take_joint(said: ActionLine, members: Sequence[str]) -> None:
    """Cut off an `and` or a comma if it stands between two owners."""
    before = _JOINT.sub("", said.text)
    if before == said.text:
        return
    found = list(_OWNER.finditer(before))
    if any(_owners(before[each.end() :], members) for each in found):
        said.text = before


def _take_front(said: ActionLine, members: Sequence[str]) -> None:
    if said.has("owners"):
        return
    for label, rest in labels(said.text):
        names = split_names(label)
        if not names or not (label.startswith(names[0]) and label.endswith(names[-1])):
            continue  # a comma or an `and` too many is a word of the text
        named = [same(_OWNER.sub("", each), members) for each in names]
        owners = tuple(each for each in named if each is not None)
        if len(owners) == len(named):
            said.owners = tuple(dict.fromkeys((*owners, *said.owners)))
            said.text = rest
            return


def _unread(said: ActionLine) -> list[str]:
    """Return the words of the text that look like a detail that could not be read."""
    found = [word for word in said.text.split() if len(word) > 1 and word[0] == "@"]
    if not said.has("due"):
        tails = [said.text[each.start() :] for each in _DUE.finditer(said.text)]
        found += [each for each in tails[-1:] if _like_a_date(each)]
    if not said.has("goals"):
        found += [each[0] for each in [_GOAL.search(said.text)] if each]
    return found


def _like_a_date(tail: str) -> bool:
    few = len(tail.split()) <= 4
    return few and (tail[:3].lower() == "due" or any(each.isdecimal() for each in tail))
