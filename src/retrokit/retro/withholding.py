"""What an opening would withhold, or erase unseen: said before it, where it can still wait."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..events import Event, MemberLeft, Moved
from ..formats import Ask, Vote
from ..questions import PEER_QUESTIONS, Question
from .asking import floor_for
from .seals import BALLOT
from .state import State, Step
from .voting import asks_why, words_floor


def withheld(state: State, step: Step, counts: Mapping[str, int], left: int) -> tuple[str, ...]:
    """Return a sentence for each thing that too few have given to be told of it.

    `counts` says how many contributions each slot of the step has; `left` how many people may have
    taken part and left, who count towards no floor. Nothing else goes in: who took part, and what
    anybody gave, makes no difference to what is said. Somebody has taken part.
    """
    if isinstance(step.activity, Vote):
        return _of_vote(state, step, counts.get(BALLOT, 0), left)
    if isinstance(step.activity, Ask):
        return _of_ask(state, step, step.activity.questions, counts, left)
    return ()


def may_have_left(state: State, step: Step, log: Iterable[Event]) -> int:
    """Return how many left since the retro first came to a step, and are not back."""
    gone: set[str | None] = set()
    reached = False
    for event in log:
        if isinstance(event, Moved):
            reached = reached or event.step == step.id
        elif reached and isinstance(event, MemberLeft):
            gone.add(state.known(event.name))
    return len(gone - {None, *state.here})


def _of_vote(state: State, step: Step, votes: int, left: int) -> tuple[str, ...]:
    if _is_short(votes, left, floor := floor_for(state, step)):
        said = f"Too few people have voted to show a result: it takes {floor}."
        return (_ended(state, f"{said} The votes would be erased.", floor, left),)
    # Said whether or not anybody objected: that is for the result to tell.
    many = words_floor(state, step)
    if asks_why(state, step) and _is_short(votes, left, many):
        said = f"Reasons for an objection are shown from {many} votes on."
        return (_ended(state, f"{said} If there are any, they would be erased.", many, left),)
    return ()


def _of_ask(
    state: State, step: Step, questions: Iterable[Question], counts: Mapping[str, int], left: int
) -> tuple[str, ...]:
    needs = {each.name: _needed(state, step, each) for each in questions}
    short = [name for name, many in needs.items() if _is_short(counts.get(name, 0), left, many)]
    if not short:
        return ()
    # Which of several questions it is would tell what each of them has.
    if len(needs) > 1:
        which = f"{len(short)} of the {len(needs)} questions"
        said = f"{which} {'has' if len(short) == 1 else 'have'} too few answers to show yet."
    else:
        said = f"Too few people have answered to show all results: it takes {needs[short[0]]}."
    said = f"{said} Answers that are not shown would be erased."
    return (_ended(state, said, min(needs[each] for each in short), left),)


def _needed(state: State, step: Step, question: Question) -> int:
    """Return how many answers show all that a question has to show.

    An answer about teammates is no answer of others about whoever gave it.
    """
    floor = floor_for(state, step, question)
    return floor + 1 if floor and isinstance(question, PEER_QUESTIONS) else floor


def _is_short(count: int, left: int, floor: int) -> bool:
    return count - min(count, left) < floor


def _ended(state: State, said: str, needed: int, left: int) -> str:
    """Return what is withheld with what can be done about it."""
    here = len(state.here)
    if left:
        said = f"{said} People who left may be among those counted, and do not count for this."
    if here < needed:
        return f"{said} Only {here} {'person is' if here == 1 else 'people are'} here."
    return f"{said} Waiting may help."
