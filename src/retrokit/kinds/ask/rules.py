"""What an Ask does: answers are given in private, and opening makes results of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from attrs import evolve, frozen

from ...engine.counting import AtHand
from ...engine.floors import gone_since, team_of
from ...engine.kind import Opening
from ...engine.log import Log
from ...engine.marks import Me, action, asks
from ...engine.sealing import Sealing
from ...engine.seals import Mark, Receipt, Seal
from ...engine.state import State, Step
from ...errors import NotFound, NotNow
from ...events import Draft, Measure, MemberRenamed, Opened
from ...findings import Finding, Severity
from ...formats import Ask, Attribution
from ...questions import (
    PEER_QUESTIONS,
    Answer,
    AnswerValue,
    Choice,
    FreeText,
    Question,
    Scale,
    Summary,
    rates,
    ratings,
)
from .facts import Answers, Asked, Reply, Result
from .rating import check_there_are_mates, mates_of, questions_about_mates, rate
from .words import AskWords, needed


@frozen
class AnswerDraft(Draft):
    """A sealed answer."""

    value: AnswerValue

    def names(self) -> frozenset[str]:
        """Return whom it rates; nobody where it is not about teammates."""
        return frozenset(who for who, _ in self.value) if rates(self.value) else frozenset()

    def renamed(self, event: MemberRenamed) -> AnswerDraft:
        """Return it with the new name of whom it rates."""
        return AnswerDraft(_value_renamed(self.value, event))


class Asking(Sealing):
    """Answers, sealed until the activity closes. To abstain is not to answer."""

    @action(by="member", here=True)
    def answer(self, question: str, value: Answer, author: Me) -> Receipt:
        """Seal a member's answer to a question of the current Ask, named by its name.

        What an answer looks like depends on the kind of question; one about teammates says
        something of everybody whom `teammates` returns. Raises `NotFound` (question, member),
        `Invalid` (answer) or `NotNow` (answered already, results opened, nobody to rate).
        """
        step, activity = self._here(Ask, doing="an answer")
        if self._state.is_opened(step):
            raise NotNow("these answers have been revealed; nobody can answer any more")
        asked = find_question(activity, question)
        author = self._member(author)
        self._only_once(step, asked.name, author, "answered")
        if isinstance(asked, PEER_QUESTIONS):
            mates = mates_of(self._state, step, asked, author)
            check_there_are_mates(mates, author)
            return self._seal(step, asked.name, author, AnswerDraft(asked.check(value, mates)))
        return self._seal(step, asked.name, author, AnswerDraft(asked.check(value)))

    @action(by="member")
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

    @asks
    def teammates(self, question: str, author: Me) -> tuple[str, ...]:
        """Return whom a member rates in a question of the current Ask, in the order asked for.

        Nobody, where the question is not about teammates.
        """
        step, activity = self._here(Ask, doing="an answer")
        asked = find_question(activity, question)
        if not isinstance(asked, PEER_QUESTIONS):
            return ()
        return mates_of(self._state, step, asked, self._member(author))


def find_question(activity: Ask, name: str) -> Question:
    """Return a question of an activity by its name."""
    for question in activity.questions:
        if question.name == name:
            return question
    raise NotFound.among("question", name, (each.name for each in activity.questions))


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


def measures(
    questions: Iterable[Question], results: Iterable[Result], team: int
) -> dict[str, Measure]:
    """Return what is followed from retro to retro of what came of these questions."""
    asked = {each.name: each for each in questions}
    found = {}
    for result in results:
        measure = None
        if result.summary is not None:
            measure = _measure(asked[result.question], result.summary, team)
        if measure is not None:
            found[result.question] = measure
    return found


def _measure(question: Question, summary: Summary, team: int) -> Measure | None:
    """Return a measure, None if nobody answered or the question is not followed."""
    given = dict(summary.counts)
    if isinstance(question, Scale):
        steps = range(question.low, question.high + 1)
        counts = tuple(given.get(str(question.scored(step)), 0) for step in steps)
        measure = Measure(counts=counts, team=team, low=question.low, reverse=question.reverse)
    elif isinstance(question, Choice) and question.favourable:
        yes = sum(given.get(each, 0) for each in question.favourable)
        measure = Measure(counts=(sum(given.values()) - yes, yes), team=team, low=0, share=True)
    else:
        return None
    return measure if measure.replies else None


def _value_renamed(value: AnswerValue, event: MemberRenamed) -> AnswerValue:
    if not rates(value):
        return value
    return tuple((event.called(who), numbers) for who, numbers in value)


def _result_renamed(result: Result, event: MemberRenamed) -> Result:
    return evolve(
        result,
        replies=tuple(
            evolve(
                each,
                author=event.called(each.author),
                value=_value_renamed(each.value, event),
            )
            for each in result.replies
        ),
        about=tuple((event.called(who), lines) for who, lines in result.about),
    )


class _Kind(AskWords):
    values: ClassVar = {"answers": Answers}
    drafts: ClassVar = {"answer": AnswerDraft}
    once: ClassVar = True

    def counted_by(
        self, activity: Ask, at_hand: AtHand
    ) -> Iterator[tuple[str, str, Mapping[str, object]]]:
        """Yield the scorings that its questions about teammates name."""
        for each in activity.questions:
            if isinstance(each, PEER_QUESTIONS):
                yield "scoring", each.scoring, at_hand.scorings

    def may_tell_author(self, activity: Any) -> bool:
        """Return whether an answer may tell, by whom it leaves out, whose it is."""
        return any(not each.with_self for each in questions_about_mates(activity))

    def writes_letters(self, activity: Any) -> bool:
        """Return whether it asks about teammates: that alone may bring letters."""
        return bool(questions_about_mates(activity))

    def seals(self, state: State, step: Step) -> bool:
        """Return whether it is not opened yet."""
        return not state.is_opened(step)

    def is_over(self, own: Asked | None) -> bool:
        """Return whether the answers are out."""
        return own is not None

    def open(self, log: Log, step: Step, seals: Sequence[Seal], marks: Sequence[Mark]) -> Opening:
        """Return one result per question, and the letters that come of them."""
        activity = step.activity
        assert isinstance(activity, Ask)
        results, letters = [], []
        for question in activity.questions:
            drafts = [
                (seal.author, seal.draft.value)
                for seal in seals
                if seal.slot == question.name and isinstance(seal.draft, AnswerDraft)
            ]
            floor = needed(log.state, step, question)
            gone = gone_since(log.state, question.name, marks)
            if isinstance(question, PEER_QUESTIONS):
                rows = [(author, ratings(value)) for author, value in drafts]
                rated = rate(
                    log.state,
                    question,
                    rows,
                    floor=floor,
                    gone=gone,
                    scorings=log._at_hand.scorings,
                    rng=log._rng,
                )
                results.append(rated.result)
                letters += [(question.name, letter) for letter in rated.letters]
            else:
                results.append(_result(log.state, step, question, drafts, floor, gone))
        most = max(each.taken_part for each in results)
        return Opening(
            taken_part=most,
            value=Answers(results=tuple(results)),
            measures=measures(activity.questions, results, team_of(log.state, step, most)),
            letters=tuple(letters),
        )

    def opened(self, own: Asked | None, event: Opened) -> Asked:
        """Return the results."""
        return Asked(results=event.gave(Answers).results, team=event.team)

    def renamed(self, own: Asked, event: MemberRenamed) -> Asked:
        """Return the results with the new name."""
        return evolve(own, results=tuple(_result_renamed(each, event) for each in own.results))


ASK = _Kind()
