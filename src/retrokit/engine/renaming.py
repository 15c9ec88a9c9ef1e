"""What somebody's new name changes in the state. Texts that name them stay as they are."""

from __future__ import annotations

from attrs import evolve

from ..events import ActionItem, MemberRenamed
from .log import folds
from .state import Note, State, fold_name


@folds(MemberRenamed)
def _renamed(state: State, event: MemberRenamed) -> None:
    if event.name in state.members:
        _renamed_member(state, event)
    for number, item in state.actions.items():
        state.actions[number] = _owned(item, event)
    for number, carried in state.carried.items():
        state.carried[number] = evolve(carried, item=_owned(carried.item, event))


def _renamed_member(state: State, event: MemberRenamed) -> None:
    _call(state, event)
    state.facilitator = event.called(state.facilitator)
    for number, note in state.notes.items():
        state.notes[number] = _signed(note, event)
    for id, own in state.at.items():
        state.at[id] = state.step(id).kind.renamed(own, event)


def _signed(note: Note, event: MemberRenamed) -> Note:
    # What is somebody else's stays the very object that it was.
    if note.author == event.name:
        note = evolve(note, author=event.to)
    if any(event.name in names for names in note.reactions.values()):
        called = {each: (*map(event.called, names),) for each, names in note.reactions.items()}
        note = evolve(note, reactions=called)
    if any(each.author == event.name for each in note.comments.values()):
        comments = note.comments.values()
        signed = {each.number: evolve(each, author=event.called(each.author)) for each in comments}
        note = evolve(note, comments=signed)
    return note


def _owned(item: ActionItem, event: MemberRenamed) -> ActionItem:
    # Not as if it had been touched: of two versions of an item the later one still holds.
    old = fold_name(event.name)  # an owner who is no member may be spelled in another case
    called = [event.to if fold_name(each) == old else each for each in item.owners]
    owners = tuple(dict.fromkeys(called))
    return item if owners == item.owners else evolve(item, owners=owners)


def _call(state: State, event: MemberRenamed) -> None:
    """Give the member the new name, in the place that they had, and keep the old one."""
    members = [evolve(each, name=event.called(each.name)) for each in state.members.values()]
    state.members = {each.name: each for each in members}
    old, new = fold_name(event.name), fold_name(event.to)
    del state._by_folded[old]
    state._by_folded[new] = event.to
    state.former = {each: event.called(who) for each, who in state.former.items()}
    if old != new:
        state.former.setdefault(old, event.to)
