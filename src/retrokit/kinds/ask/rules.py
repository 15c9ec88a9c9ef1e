"""What an Ask does: answers are given in private, and opening makes results of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, ClassVar

from attrs import evolve, frozen

from ...blocks import Form
from ...engine.counting import AtHand
from ...engine.floors import gone_since, team_of
from ...engine.kind import Opening
from ...engine.log import Log
from ...engine.marks import Me, action, asks
from ...engine.sealing import Sealing
from ...engine.seals import Letter, Lots, Mark, Memory, Receipt, Seal
from ...engine.state import State, Step
from ...errors import Invalid, NotFound, NotNow, PluginError
from ...events import Draft, Measure, MemberRenamed, Opened
from ...formats import Ask, Attribution
from ...questions import Answer, AnswerValue, Given, Question, Result, answerable, said_by
from ...questions.answers import in_words, names_in, value_renamed
from .facts import Answers, Asked
from .words import AskWords, needed


@frozen
class AnswerDraft(Draft):
    """A sealed answer."""

    value: AnswerValue

    def names(self) -> frozenset[str]:
        """Return whom it says something of; nobody where it is not about teammates."""
        return names_in(self.value)

    def renamed(self, event: MemberRenamed) -> AnswerDraft:
        """Return it with the new name of whom it is about."""
        return AnswerDraft(value_renamed(self.value, event.called))


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
        before = _value_of(self._given_before(step, asked.name, author))
        with answerable(asked):
            mates = mates_of(self._state, step, asked, author, before)
            if asked.about_mates and not set(mates) - {author}:
                raise NotNow("nobody else is here to be rated; it takes a team")
            draft = AnswerDraft(asked.check(value, mates))
        return self._seal(step, asked.name, author, draft)

    @action(by="member")
    def change_answer(self, receipt: Receipt, value: Answer) -> None:
        """Give another answer, as long as the first one is sealed."""
        self._running()
        seal = self.sealed(receipt)
        step = self._state.step(seal.step)
        if not isinstance(step.activity, Ask) or not isinstance(seal.draft, AnswerDraft):
            raise NotNow("this receipt is not for an answer")
        asked = find_question(step.activity, seal.slot)
        with answerable(asked):
            mates = mates_of(self._state, step, asked, seal.author, seal.draft.value)
            draft = AnswerDraft(asked.check(value, mates))
        self._replace(seal, draft)

    @asks
    def teammates(self, question: str, author: Me) -> tuple[str, ...]:
        """Return whom a member rates in a question of the current Ask, in the order asked for.

        Nobody, where the question is not about teammates.
        """
        step, activity = self._here(Ask, doing="an answer")
        asked = find_question(activity, question)
        with answerable(asked):
            return mates_of(self._state, step, asked, self._member(author))

    @asks
    def dealt(self, question: str, author: Me) -> tuple[str, ...]:
        """Return whom a member was dealt in a question of the current Ask, for them alone to know.

        Nobody, where the question deals nobody, or nobody's name is stored.
        """
        step, activity = self._here(Ask, doing="an answer")
        asked = find_question(activity, question)
        author = self._member(author)
        if not asked.deals or self._state.attribution_of(step) is Attribution.ANONYMOUS:
            return ()
        for seal in self._keeper.seals().values():
            if (seal.step, seal.slot) == (step.id, asked.name) and isinstance(seal.draft, Lots):
                lots = {
                    each: seal.draft.of(self._state.identity(each))
                    for each in self._state.respondents
                }
                with answerable(asked, hides=True):
                    found = asked.deal(lots).get(author, ())
                    return tuple(each for each in found if each in lots and each != author)
        return ()

    @asks
    def form(self, question: str, author: Me, *, receipt: Receipt | None = None) -> Form:
        """Return what a member fills in to answer a question of the current Ask, whatever its kind.

        A front that does not know the kind asks for this; see `Question.form`. With the receipt for
        an answer that is still sealed the fields hold what was entered.
        """
        step, activity = self._here(Ask, doing="an answer")
        asked = find_question(activity, question)
        dealt = self.dealt(question, author)
        seal = None if receipt is None else self.sealed_under([receipt]).get(receipt)
        before = None if seal is None or seal.slot != asked.name else _value_of(seal)
        with answerable(asked):
            mates = mates_of(self._state, step, asked, self._member(author), before)
            form = asked.form(mates, dealt=dealt)
            entered = {} if before is None else asked.entered(before)
        fields = (evolve(each, entered=entered.get(each.name)) for each in form.fields)
        return evolve(form, fields=tuple(fields))


def _value_of(seal: Seal | None) -> AnswerValue | None:
    """Return the answer that a seal holds, None where it holds none."""
    return seal.draft.value if seal and isinstance(seal.draft, AnswerDraft) else None


def find_question(activity: Ask, name: str) -> Question:
    """Return a question of an activity by its name."""
    for question in activity.questions:
        if question.name == name:
            return question
    raise NotFound.among("question", name, (each.name for each in activity.questions))


def mates_of(
    state: State,
    step: Step,
    question: Question,
    author: str | None,
    before: AnswerValue | None = None,
) -> tuple[str, ...]:
    """Return whom a member's answer is about; of a change, with the answer that was given."""
    anonymous = state.attribution_of(step) is Attribution.ANONYMOUS
    return question.mates(state.respondents, author, anonymous=anonymous, before=before)


def measures(
    questions: Iterable[Question], results: Iterable[Result], team: int
) -> dict[str, Measure]:
    """Return what is followed from retro to retro of what came of these questions."""
    asked = {each.name: each for each in questions}
    found = {}
    for result in results:
        measure = None
        if result.summary is not None:
            question = asked[result.question]
            with suppress(PluginError), answerable(question):
                measure = question.measure(result.summary, team)
        if measure is not None:
            found[result.question] = measure
    return found


def given_to(
    log: Log, step: Step, question: Question, seals: Iterable[Seal], marks: Iterable[Mark]
) -> Given:
    """Return the answers to a question with what else it is handed when it is revealed."""
    state = log.state
    return Given(
        answers=tuple(
            (seal.author, seal.draft.value)
            for seal in seals
            if seal.slot == question.name and isinstance(seal.draft, AnswerDraft)
        ),
        attribution=state.attribution_of(step),
        floor=needed(state, step, question),
        gone=gone_since(state, question.name, marks),
        before=before_this(state, question, seals),
        members=tuple(state.members),
        here=state.respondents,
        former=tuple(state.former),
        facilitator=state.facilitator,
        scorings=log._at_hand.scorings,
        rng=log._rng,
    )


def before_this(state: State, question: Question, seals: Iterable[Seal]) -> dict[str, int]:
    """Return what these seals hold of members that is from an earlier retro, by today's names."""
    return {
        state.known(who) or who: kept
        for seal in seals
        if isinstance(seal.draft, Memory) and seal.draft.of == question.kind
        for who, kept in seal.draft.about
    }


class _Kind(AskWords):
    values: ClassVar = {"answers": Answers}
    drafts: ClassVar = {"answer": AnswerDraft}
    once: ClassVar = True

    def counted_by(
        self, activity: Ask, at_hand: AtHand, own: Asked | None = None
    ) -> Iterator[tuple[str, str, Mapping[str, object]]]:
        """Yield the scorings that its questions name, and kinds of question that are missing."""
        for each in activity.questions:
            if not each.installed:
                yield "kind of question", each.kind, {}
            if each.scoring:
                yield "scoring", each.scoring, at_hand.scorings

    def may_tell_author(self, activity: Ask) -> bool:
        """Return whether an answer may tell, by whom it leaves out, whose it is."""
        return any(each.tells_author for each in activity.questions)

    def writes_letters(self, activity: Ask) -> bool:
        """Return whether it asks about teammates: that alone may bring letters."""
        return any(each.about_mates for each in activity.questions)

    def deals(self, activity: Ask) -> Sequence[str]:
        """Return its questions in which members are dealt others."""
        return [each.name for each in activity.questions if each.deals]

    def before_reveal(self, log: Log, step: Step, seals: Sequence[Seal]) -> Sequence[str]:
        """Return what its questions say to whoever leads."""
        assert isinstance(step.activity, Ask)
        marks = [each for each in log._keeper.marks() if each.step == step.id]
        return [
            said
            for each in step.activity.questions
            for given in (given_to(log, step, each, seals, marks),)
            for said in said_by(each, partial(each.before_reveal, given), hides=True)
        ]

    def remember(
        self, log: Log, step: Step, seals: Sequence[Seal], marks: Sequence[Mark]
    ) -> Iterator[tuple[str, Memory]]:
        """Yield what its questions keep of each who is here, as far as they do not fail."""
        assert isinstance(step.activity, Ask)
        for each in step.activity.questions:
            if each.remembers:
                given = given_to(log, step, each, seals, marks)
                with suppress(PluginError, Invalid), answerable(each, hides=True):
                    kept = each.remember(given)
                    about = tuple((who, kept.get(who, 0)) for who in given.here)
                    yield each.name, Memory(each.kind, about)

    def seals(self, state: State, step: Step) -> bool:
        """Return whether it is not opened yet."""
        return not state.is_opened(step)

    def said(self, state: State, step: Step, draft: Draft) -> str:
        """Return the answer."""
        assert isinstance(draft, AnswerDraft)
        return f"your answer: {in_words(draft.value, ' ')}"

    def sample(
        self, state: State, step: Step, form: Form, *, member: str, number: int, said: str
    ) -> Mapping[str, Any]:
        """Return an answer as its question samples one."""
        assert isinstance(step.activity, Ask)
        question = find_question(step.activity, form.slot)
        mates = mates_of(state, step, question, member)
        return {"question": question.name, "value": question.sample(number, said, mates)}

    def is_over(self, own: Asked | None) -> bool:
        """Return whether the answers are out."""
        return own is not None

    def open(self, log: Log, step: Step, seals: Sequence[Seal], marks: Sequence[Mark]) -> Opening:
        """Return one result per question, and the letters that come of them."""
        activity = step.activity
        assert isinstance(activity, Ask)
        results, letters = [], []
        for question in activity.questions:
            given = given_to(log, step, question, seals, marks)
            with answerable(question, hides=True):
                outcome = question.open(given)
                why = given.objection(outcome)
            if why:
                raise PluginError(
                    f"the question {question.name!r} failed: {why}; update the plugin that brings "
                    f"its kind {question.kind}, or skip this activity"
                )
            results.append(outcome.result)
            letters += [(question.name, Letter(each.to, each.lines)) for each in outcome.letters]
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
        return evolve(own, results=tuple(each.renamed(event.called) for each in own.results))


ASK = _Kind()
