"""What a member's new name changes: the state, and what is sealed. Texts that name them do not."""

from __future__ import annotations

from typing import Protocol, TypeVar

from attrs import evolve

from ..events import ActionItem, MemberRenamed, Result
from ..questions import AnswerValue, rates
from .log import folds
from .seals import AnswerDraft, Draft, Letter, Seal
from .state import State, fold_name


class _Authored(Protocol):
    @property
    def author(self) -> str | None: ...


A = TypeVar("A", bound=_Authored)


def seal_renamed(seal: Seal, event: MemberRenamed) -> Seal:
    """Return a seal as it is under the new name: who wrote it, and whom it is about or for."""
    return _authored(evolve(seal, draft=_draft(seal.draft, event)), event)


def _draft(draft: Draft, event: MemberRenamed) -> Draft:
    if isinstance(draft, AnswerDraft):
        return AnswerDraft(_answer(draft.value, event))
    if isinstance(draft, Letter):
        return _letter(draft, event)
    return draft


def _letter(letter: Letter, event: MemberRenamed) -> Letter:
    lines = list(letter.lines)
    for at, who in enumerate(letter.about):
        if who == event.name:
            lines[at] = event.to + lines[at].removeprefix(who)
    about = tuple(_named(who, event) for who in letter.about)
    return Letter(_named(letter.to, event), tuple(lines), about)


def _named(who: str, event: MemberRenamed) -> str:
    return event.to if who == event.name else who


def _authored(what: A, event: MemberRenamed) -> A:
    # What is somebody else's stays the very object that it was.
    return evolve(what, author=event.to) if what.author == event.name else what  # type: ignore[misc]


def _answer(value: AnswerValue, event: MemberRenamed) -> AnswerValue:
    if not rates(value):
        return value
    return tuple((_named(who, event), numbers) for who, numbers in value)


def _result(result: Result, event: MemberRenamed) -> Result:
    replies = (evolve(each, value=_answer(each.value, event)) for each in result.replies)
    return evolve(
        result,
        replies=tuple(_authored(each, event) for each in replies),
        about=tuple((_named(who, event), lines) for who, lines in result.about),
    )


def _owned(item: ActionItem, event: MemberRenamed) -> ActionItem:
    # Not as if it had been touched: of two versions of an item the later one still holds.
    if event.name not in item.owners:
        return item
    return evolve(item, owners=tuple(dict.fromkeys(_named(who, event) for who in item.owners)))


@folds(MemberRenamed)
def _renamed(state: State, event: MemberRenamed) -> None:
    _call(state, event)
    if state.facilitator == event.name:
        state.facilitator = event.to
    for number, note in state.notes.items():
        state.notes[number] = _authored(note, event)
    for step, results in state.results.items():
        state.results[step] = tuple(_result(each, event) for each in results)
    for step, vote in state.votes.items():
        ballots = tuple(_authored(each, event) for each in vote.ballots)
        state.votes[step] = evolve(vote, ballots=ballots)
    for number, item in state.actions.items():
        state.actions[number] = _owned(item, event)
    for number, carried in state.carried.items():
        state.carried[number] = evolve(carried, item=_owned(carried.item, event))


def _call(state: State, event: MemberRenamed) -> None:
    """Give the member the new name, in the place that they had, and keep the old one."""
    members = [evolve(each, name=_named(each.name, event)) for each in state.members.values()]
    state.members = {each.name: each for each in members}
    old, new = fold_name(event.name), fold_name(event.to)
    del state._by_folded[old]
    state._by_folded[new] = event.to
    state.former = {each: _named(who, event) for each, who in state.former.items()}
    if old != new:
        state.former.setdefault(old, event.to)
