"""What is promised before anybody writes: who will see what, and how many it takes.

Once it is opened, what was kept of that.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..formats import Ask, Attribution, Collect, Vote
from ..questions import PeerQuestion, Scale
from .asking import FLOOR, floor_for, team_at
from .rating import questions_about_mates
from .state import State, Step
from .voting import asks_why, words_floor

_WRITTEN = {
    Attribution.NAMED: "Then everyone sees them, with names.",
    Attribution.CONFIDENTIAL: "Then everyone sees them, and who wrote what is erased.",
    Attribution.ANONYMOUS: "Then everyone sees them. Who wrote what is never stored.",
}
_ANSWERED = {
    Attribution.NAMED: "Then everyone sees them, with names.",
    Attribution.CONFIDENTIAL: "Then everyone sees the result, and the single answers are erased.",
    Attribution.ANONYMOUS: "Then everyone sees them, sorted. Whose they are is never stored.",
}
_READERS = {
    "member": "to that person alone, as a letter",
    "facilitator": "to that person and the facilitator, as letters",
    "team": "to everyone",
}
_VOTED = {
    Attribution.NAMED: "Then everyone sees them, with names.",
    Attribution.CONFIDENTIAL: "Then everyone sees the count, and the ballots are erased.",
    Attribution.ANONYMOUS: "Then everyone sees them, sorted. Whose they are is never stored.",
}
_HIDDEN = "Hidden until we reveal them."


def promise(state: State, step: Step) -> str:
    """Return the rule of a step in a few sentences, empty where nothing private is asked.

    Of a step that is opened: what everyone sees of it by now, and what is gone.
    """
    activity, attribution = step.activity, state.attribution_of(step)
    if isinstance(activity, Collect):
        if not state.sealing(step):
            return "Everyone sees a note as soon as you add it, and who wrote it."
        late = "New notes are hidden until we reveal them."
        return f"{late if step.id in state.opened else _HIDDEN} {_WRITTEN[attribution]}"
    if not isinstance(activity, (Ask, Vote)):
        return ""
    if state.is_opened(step):
        return _kept(state, step)
    if isinstance(activity, Vote):
        said = f"{_HIDDEN} {_VOTED[attribution]}"
    else:
        said = f"{_HIDDEN} {_asked(state, step, activity, attribution)}"
    if attribution is Attribution.NAMED:
        return said
    what = "votes" if isinstance(activity, Vote) else "answers"
    said = f"{said} Fewer than {FLOOR} {what} are not shown; people who left do not count."
    floors = [floor_for(state, step, each) for each in getattr(activity, "questions", ())]
    if isinstance(activity, Vote) and asks_why(state, step):
        many = words_floor(state, step)
        since = f", from {many} votes on" if many > FLOOR else ""
        said = f"{said} Reasons for an objection are shown without a name{since}."
    if floors and max(floors) > FLOOR:
        said = f"{said} Free text is shown from {max(floors)} answers on."
    for each in getattr(activity, "questions", ()):
        if isinstance(each, Scale) and each.alarm:
            said = (
                f'{said} If even one person answers "{each.worst_told}", everyone is told that '
                "somebody did, without a name, however few answer."
            )
    return said


def _kept(state: State, step: Step) -> str:
    """Return what is seen and what is gone, once a step is opened.

    What was opened says whose it is, whatever was tightened since.
    """
    if step.id in state.votes:
        vote, what = state.votes[step.id], "votes"
        if vote.taken_part is None:
            return "Recorded: everyone sees the totals. Who voted was not recorded."
        shown, authors = vote.tally is not None, [each.author for each in vote.ballots]
    else:
        results, what = state.results[step.id], "answers"
        shown = any(each.summary is not None for each in results)
        authors = [said.author for each in results for said in each.replies]
    if not shown:
        return f"Revealed: there were too few {what} to show a result, and they are erased."
    if not authors:
        return f"Revealed: everyone sees the result. The single {what} are erased."
    if any(authors):
        return f"Revealed: everyone sees the {what}, with names."
    return f"Revealed: everyone sees the {what}, sorted. Whose they are was never stored."


def _asked(state: State, step: Step, activity: Ask, attribution: Attribution) -> str:
    """Return who will see what of the answers, those about teammates apart."""
    about_mates = questions_about_mates(activity)
    said = [_ANSWERED[attribution]] if len(about_mates) < len(activity.questions) else []
    if about_mates and attribution is Attribution.NAMED:
        said = [_ANSWERED[attribution], "That includes what you say of teammates."]
    elif about_mates:
        said += _said_of_mates(about_mates)
        if attribution is Attribution.ANONYMOUS:
            said.append(
                "Who gave it is never stored. You rate yourself, too: leaving you out would show "
                "that the answer is yours."
            )
        if team_at(state, step) <= FLOOR:
            said.append("Too few people are here to tell a result about one person.")
    return " ".join(said)


def _said_of_mates(questions: Sequence[PeerQuestion]) -> list[str]:
    """Return who will see what of answers about teammates that are not named."""
    readers: dict[str, list[str]] = {}
    for each in questions:
        readers.setdefault(_READERS[each.shown_to], []).append(f'"{each.text}"')
    if len(readers) > 1:
        listed = ", ".join(f"{who} ({', '.join(asked)})" for who, asked in readers.items())
    else:
        listed = next(iter(readers))
    return [
        "Nobody sees what you give a teammate. It is erased when this is revealed.",
        f"What {FLOOR} or more others gave one person is summed up and goes {listed}. "
        "Everyone sees the result for the group, without names.",
    ]
