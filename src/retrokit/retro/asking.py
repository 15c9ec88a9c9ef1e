"""Ask: each member answers in private; opening makes results of the answers."""

from __future__ import annotations

from ..errors import NotFound, NotNow
from ..events import AnswersOpened, Reply, Result
from ..formats import Ask, Attribution
from ..questions import FreeText, Question
from .collecting import Sealing
from .log import Log, action, folds
from .seals import AnswerDraft, Mark, Receipt, Seal
from .state import State, Step

FLOOR = 3
"""How many people must stand behind a result that is not named."""


class Asking(Sealing):
    """Answers, sealed until the activity closes. To abstain is not to answer."""

    @action
    def answer(self, question: str, value: object, author: str) -> Receipt:
        """Seal a member's answer to a question of the current Ask, named by its name.

        Raises `NotFound` (question, member), `Invalid` (answer) or `NotNow` (answered already,
        results opened).
        """
        step, activity = self._here(Ask, doing="an answer")
        if step.id in self._state.results:
            raise NotNow("these answers have been opened; nobody can answer any more")
        asked = find_question(activity, question)
        author = self._member(author)
        self._only_once(step, asked.name, author, "answered")
        return self._seal(step, asked.name, author, AnswerDraft(asked.check(value)))

    @action
    def change_answer(self, receipt: Receipt, value: object) -> None:
        """Give another answer, as long as the first one is sealed."""
        self._running()
        seal = self.sealed(receipt)
        activity = self._state.step(seal.step).activity
        if not isinstance(activity, Ask):
            raise NotNow("this receipt is not for an answer")
        asked = find_question(activity, seal.slot)
        self._replace(seal, AnswerDraft(asked.check(value)))


def find_question(activity: Ask, name: str) -> Question:
    """Return a question of an activity by its name."""
    for question in activity.questions:
        if question.name == name:
            return question
    raise NotFound.among("question", name, (each.name for each in activity.questions))


def floor_for(state: State, step: Step, question: Question | None = None) -> int:
    """Return how many must answer (or vote) before a result is shown: 0 where named.

    Three; for free answers what the format says, if the team is that large, or was at any time
    while the retro was at this step: what was promised then still holds.
    """
    if state.attribution_of(step) is Attribution.NAMED:
        return 0
    wanted, team = state.format.comment_floor, max(len(state.here), state.most_here.get(step.id, 0))
    return wanted if isinstance(question, FreeText) and team >= wanted else FLOOR


def open_answers(log: Log, step: Step, seals: list[Seal], marks: list[Mark]) -> AnswersOpened:
    """Return the event that opens an Ask."""
    activity = step.activity
    assert isinstance(activity, Ask)
    return AnswersOpened(
        at=log._now(),
        step=step.id,
        results=tuple(_result(log.state, step, each, seals) for each in activity.questions),
        team=team_of(log.state, marks),
    )


def team_of(state: State, marks: list[Mark]) -> int:
    """Return how many could take part: who is here, and who took part and has left since."""
    return len({*state.here, *(mark.member for mark in marks)})


def _result(state: State, step: Step, question: Question, seals: list[Seal]) -> Result:
    drafts = [
        (seal.author, seal.draft.value)
        for seal in seals
        if seal.slot == question.name and isinstance(seal.draft, AnswerDraft)
    ]
    attribution = state.attribution_of(step)
    floor = floor_for(state, step, question)
    if len(drafts) < floor:
        return Result(question=question.name, taken_part=len(drafts), floor=floor)
    named = attribution is Attribution.NAMED
    shown = () if attribution is Attribution.CONFIDENTIAL else drafts
    return Result(
        question=question.name,
        taken_part=len(drafts),
        floor=floor,
        summary=question.summarise(value for _, value in drafts),
        replies=tuple(Reply(author=who if named else None, value=value) for who, value in shown),
    )


@folds(AnswersOpened)
def _opened(state: State, event: AnswersOpened) -> None:
    state.results[event.step] = event.results
    state.asked[event.step] = event.team
