"""What is said of an Ask before it is opened: who will see what, and how many it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...engine.floors import FLOOR, floor_for, team_at, words_floor
from ...engine.kind import Kind
from ...engine.promises import HIDDEN, kept, too_few
from ...engine.state import State, Step
from ...engine.turnout import of_people
from ...engine.withholding import ended, is_short
from ...formats import Ask, Attribution
from ...questions import PEER_QUESTIONS, FreeText, PeerQuestion, Question, Scale
from .facts import Asked
from .rating import questions_about_mates

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


def needed(state: State, step: Step, question: Question) -> int:
    """Return how many must answer a question before a result is shown: 0 where named."""
    return (words_floor if isinstance(question, FreeText) else floor_for)(state, step)


class AskWords(Kind[Asked]):
    """The kind of an Ask, as far as it speaks."""

    def promise(self, state: State, step: Step, attribution: Attribution) -> str:
        """Return who will see an answer, from how many on; once opened, what was kept of that."""
        activity = step.activity
        assert isinstance(activity, Ask)
        if state.is_opened(step):
            results = state.at[step.id].results
            return kept(
                "answers",
                shown=any(each.summary is not None for each in results),
                authors=[said.author for each in results for said in each.replies],
            )
        said = f"{HIDDEN} {_asked(state, step, activity, attribution)}"
        if attribution is Attribution.NAMED:
            return said
        said = f"{said} {too_few('answers')}"
        most = max(needed(state, step, each) for each in activity.questions)
        if most > FLOOR:
            said = f"{said} Free text is shown from {most} answers on."
        for each in activity.questions:
            if isinstance(each, Scale) and each.alarm:
                said = (
                    f'{said} If even one person answers "{each.worst_told}", everyone is told that '
                    "somebody did, without a name, however few answer."
                )
        return said

    def expected(self, activity: Ask, people: int) -> int:
        """Return an answer to each question for everyone."""
        return people * len(activity.questions)

    def turnout(self, step: Step, sealed: int, expected: int) -> str:
        """Return how many have answered; of several questions, how many answers are in."""
        assert isinstance(step.activity, Ask)
        if len(step.activity.questions) == 1:
            return of_people(sealed, expected, "answered")
        return f"{sealed} of {max(sealed, expected)} answers {'is' if sealed == 1 else 'are'} in."

    def withheld(
        self, state: State, step: Step, counts: Mapping[str, int], left: int
    ) -> tuple[str, ...]:
        """Return what of the questions has too few answers, without saying which."""
        assert isinstance(step.activity, Ask)
        needs = {each.name: _all_shown(state, step, each) for each in step.activity.questions}
        short = [name for name, many in needs.items() if is_short(counts.get(name, 0), left, many)]
        if not short:
            return ()
        # Which of several questions it is would tell what each of them has.
        if len(needs) > 1:
            which = f"{len(short)} of the {len(needs)} questions"
            said = f"{which} {'has' if len(short) == 1 else 'have'} too few answers to show yet."
        else:
            said = f"Too few people have answered to show all results: it takes {needs[short[0]]}."
        said = f"{said} Answers that are not shown would be erased."
        return (ended(state, said, min(needs[each] for each in short), left),)


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


def _all_shown(state: State, step: Step, question: Question) -> int:
    """Return how many answers show all that a question has to show.

    An answer about teammates is no answer of others about who gave it.
    """
    floor = needed(state, step, question)
    return floor + 1 if floor and isinstance(question, PEER_QUESTIONS) else floor
