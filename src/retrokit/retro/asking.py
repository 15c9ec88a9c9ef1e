"""Ask: each member answers in private; opening makes results of the answers."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from attrs import evolve

from ..errors import NotFound, NotNow
from ..events import AnswersOpened, Reply, Result
from ..findings import Finding, Severity
from ..formats import Ask, Attribution
from ..questions import (
    PEER_QUESTIONS,
    Answer,
    AnswerValue,
    Choice,
    FreeText,
    Question,
    Scale,
    ratings,
)
from .collecting import Opening, Sealing
from .log import Log, action, alone, folds
from .rating import check_there_are_mates, mates_of, rate
from .seals import AnswerDraft, Letter, Mark, Receipt, Seal
from .state import State, Step

FLOOR = 3
"""How many people must stand behind a result that is not named."""


class Asking(Sealing):
    """Answers, sealed until the activity closes. To abstain is not to answer."""

    @action
    def answer(self, question: str, value: Answer, author: str) -> Receipt:
        """Seal a member's answer to a question of the current Ask, named by its name.

        What an answer looks like depends on the kind of question; one about teammates says
        something of everybody whom `teammates` returns. Raises `NotFound` (question, member),
        `Invalid` (answer) or `NotNow` (answered already, results opened, nobody to rate).
        """
        step, activity = self._here(Ask, doing="an answer")
        if step.id in self._state.results:
            raise NotNow("these answers have been revealed; nobody can answer any more")
        asked = find_question(activity, question)
        author = self._member(author)
        self._only_once(step, asked.name, author, "answered")
        if isinstance(asked, PEER_QUESTIONS):
            mates = mates_of(self._state, step, asked, author)
            check_there_are_mates(mates, author)
            return self._seal(step, asked.name, author, AnswerDraft(asked.check(value, mates)))
        return self._seal(step, asked.name, author, AnswerDraft(asked.check(value)))

    @action
    def change_answer(self, receipt: Receipt, value: Answer) -> None:
        """Give another answer, as long as the first one is sealed."""
        self._running()
        seal = self.sealed(receipt)
        activity = self._state.step(seal.step).activity
        if not isinstance(activity, Ask):
            raise NotNow("this receipt is not for an answer")
        asked = find_question(activity, seal.slot)
        if isinstance(asked, PEER_QUESTIONS):
            assert isinstance(seal.draft, AnswerDraft)
            mates = [who for who, _ in ratings(seal.draft.value)]
            self._replace(seal, AnswerDraft(asked.check(value, mates)))
        else:
            self._replace(seal, AnswerDraft(asked.check(value)))

    @alone
    def teammates(self, question: str, author: str) -> tuple[str, ...]:
        """Return whom a member rates in a question of the current Ask, in the order asked for.

        Nobody, where the question is not about teammates.
        """
        step, activity = self._here(Ask, doing="an answer")
        asked = find_question(activity, question)
        if not isinstance(asked, PEER_QUESTIONS):
            return ()
        return mates_of(self._state, step, asked, self._member(author))

    @alone
    def letters(self, member: str, *, but: Collection[int] = ()) -> tuple[tuple[str, Letter], ...]:
        """Return the letters to a member, each with the name of the question it is about.

        They are for that member alone. They stay until they are discarded, even after the retro
        was closed, and are in no log, report or export. `but` names steps whose letters are left
        out: a room does not show a letter to who got the name later.
        """
        found = [
            (seal.slot, seal.draft)
            for seal in self._letters(member, but)
            if isinstance(seal.draft, Letter)
        ]
        return tuple(sorted(found, key=lambda each: each[0]))

    @action
    def discard_letters(self, member: str, *, but: Collection[int] = ()) -> int:
        """Erase the letters to a member, and return how many those were. See `letters`."""
        found = tuple(self._letters(member, but))
        if found:
            self._emit(drop=found)
        return len(found)

    def _letters(self, member: str, but: Collection[int]) -> list[Seal]:
        to = self._state.member(member)
        return [
            seal
            for seal in self._keeper.seals().values()
            if isinstance(seal.draft, Letter) and seal.draft.to == to and seal.step not in but
        ]


def find_question(activity: Ask, name: str) -> Question:
    """Return a question of an activity by its name."""
    for question in activity.questions:
        if question.name == name:
            return question
    raise NotFound.among("question", name, (each.name for each in activity.questions))


def floor_for(state: State, step: Step, question: Question | None = None) -> int:
    """Return how many must answer (or vote) before a result is shown: 0 where named.

    Three. For free answers all but one of the team, so that in every team one may stay silent; and
    no more than the format says. The team is the largest it was while the retro was at this step:
    what was promised then still holds.
    """
    if state.attribution_of(step) is Attribution.NAMED:
        return 0
    if not isinstance(question, FreeText):
        return FLOOR
    return min(state.format.comment_floor, max(FLOOR, team_at(state, step) - 1))


def team_at(state: State, step: Step) -> int:
    """Return the most members who were here at any time while the retro was at this step."""
    return max(len(state.here), state.most_here.get(step.id, 0))


def open_answers(log: Log, step: Step, seals: list[Seal], marks: list[Mark]) -> Opening:
    """Return the event that opens an Ask, and the letters that come of it."""
    activity = step.activity
    assert isinstance(activity, Ask)
    results, letters = [], []
    for question in activity.questions:
        drafts = [
            (seal.author, seal.draft.value)
            for seal in seals
            if seal.slot == question.name and isinstance(seal.draft, AnswerDraft)
        ]
        floor = floor_for(log.state, step, question)
        gone = gone_since(log.state, question.name, marks)
        if isinstance(question, PEER_QUESTIONS):
            rows = [(author, ratings(value)) for author, value in drafts]
            rated = rate(
                log.state,
                question,
                rows,
                floor=floor,
                gone=gone,
                scorings=log._scorings,
                rng=log._rng,
            )
            results.append(rated.result)
            letters += [(question.name, letter) for letter in rated.letters]
        else:
            results.append(_result(log.state, step, question, drafts, floor, gone))
    most = max(each.taken_part for each in results)
    event = AnswersOpened(
        at=log._now(), step=step.id, results=tuple(results), team=team_of(log.state, step, most)
    )
    return Opening(
        event,
        letters=tuple(
            # Nobody holds the secret of this receipt: the key is only to be like all others.
            Seal(step=step.id, slot=slot, key=Receipt.new(log._rng).key, author=None, draft=letter)
            for slot, letter in letters
        ),
    )


def team_of(state: State, step: Step, taken_part: int) -> int:
    """Return how many could take part in a step, or did.

    It follows from what everyone knows. To add to those who are here the ones who took part and
    left would tell of somebody who left whether they had.
    """
    return max(team_at(state, step), taken_part)


def gone_since(state: State, slot: str, marks: list[Mark]) -> int:
    """Return how many have left who took part in a slot of a step.

    What they gave counts in the result, and not towards the floor: at least so many of those who
    are here must stand behind a result as the floor says. Whose a contribution is may not be
    known, so of the contributions as many are taken off as people have left.
    """
    return sum(mark.slot == slot and mark.member not in state.here for mark in marks)


def _result(
    state: State,
    step: Step,
    question: Scale | Choice | FreeText,
    drafts: list[tuple[str | None, AnswerValue]],
    floor: int,
    gone: int,
) -> Result:
    attribution = state.attribution_of(step)
    result = Result(
        question=question.name,
        taken_part=len(drafts),
        floor=floor,
        findings=_alarms(question, (value for _, value in drafts)),
    )
    if floor and len(drafts) - gone < floor:
        return result
    named = attribution is Attribution.NAMED
    shown = () if attribution is Attribution.CONFIDENTIAL else drafts
    return evolve(
        result,
        summary=question.summarise(value for _, value in drafts),
        replies=tuple(Reply(author=who if named else None, value=value) for who, value in shown),
    )


def _alarms(question: Question, values: Iterable[AnswerValue]) -> tuple[Finding, ...]:
    """Return what everyone is told because somebody gave the worst step; how many did is not."""
    if not isinstance(question, Scale) or not question.alarm or question.worst not in values:
        return ()
    return (Finding(severity=Severity.WARNING, sentence=question.alarm),)


@folds(AnswersOpened)
def _opened(state: State, event: AnswersOpened) -> None:
    state.results[event.step] = event.results
    state.asked[event.step] = event.team
