"""What is said of an Ask before it is opened: who will see what, and how many it takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial

from ...blocks import Block, Form
from ...engine.floors import FLOOR, floor_for, team_at, words_floor
from ...engine.kind import Followed, Kind
from ...engine.promises import HIDDEN, kept, too_few
from ...engine.state import State, Step
from ...engine.turnout import of_people
from ...engine.withholding import ended, is_short
from ...errors import PluginError
from ...events import Event
from ...findings import Finding
from ...formats import Ask, Attribution
from ...questions import Question, Rule, answerable, said_by
from .facts import Asked


def needed(state: State, step: Step, question: Question) -> int:
    """Return how many must answer a question before a result is shown: 0 where named."""
    return (words_floor if question.in_words else floor_for)(state, step)


class AskWords(Kind[Asked]):
    """The kind of an Ask, as far as it speaks."""

    def outline(self, state: State, log: Sequence[Event], step: Step) -> Iterable[Block]:
        """Return what the questions came to."""
        from .outline import outline

        return outline(state, log, step) if state.is_opened(step) else ()

    def forms(self, state: State, step: Step) -> Iterable[Form]:
        """Return a form for each question, until it is opened; about all who take part.

        There is none about teammates as long as nobody has any.
        """
        assert isinstance(step.activity, Ask)
        for each in () if state.is_opened(step) else step.activity.questions:
            if each.about_mates and len(state.respondents) < 2:
                continue
            with answerable(each):
                yield each.form(each.mates(state.respondents, None, anonymous=False))

    def noticed(self, own: Asked) -> Iterator[Finding]:
        """Yield what was noticed in the answers when they were opened: they are erased since."""
        for each in own.results:
            yield from each.findings

    def followed(self, activity: Ask) -> Iterator[Followed]:
        """Yield each question, which is measured if it is one that can be."""
        for each in activity.questions:
            yield Followed(name=each.name, text=each.text, options=each.favourable)

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
        rule = Rule(
            attribution=attribution,
            floor=FLOOR,
            team=team_at(state, step),
            questions=activity.questions,
        )
        # What is said of most comes first, and nothing is said twice.
        in_order = sorted(activity.questions, key=lambda each: each.about_mates)
        said = [HIDDEN, *_each(in_order, lambda each: each.who_sees(rule))]
        if attribution is Attribution.NAMED:
            return " ".join(said)
        said.append(too_few("answers"))
        most = max(needed(state, step, each) for each in activity.questions)
        if most > FLOOR:
            said.append(f"Free text is shown from {most} answers on.")
        return " ".join([*said, *_each(activity.questions, lambda each: each.told_besides(rule))])

    def expected(self, activity: Ask, people: int) -> int:
        """Return an answer to each question for everyone."""
        return people * len(activity.questions)

    def turnout(self, step: Step, sealed: int, expected: int) -> str:
        """Return how many have answered; of several questions, how many answers are in."""
        assert isinstance(step.activity, Ask)
        if len(step.activity.questions) == 1:
            return of_people(sealed, expected, "answered")
        return f"{sealed} of {max(sealed, expected)} answers {'is' if sealed == 1 else 'are'} in."

    def missed(self, state: State, step: Step) -> str:
        """Return that nobody answered."""
        return f"Nobody answered {step.activity.title}."

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


def _all_shown(state: State, step: Step, question: Question) -> int:
    """Return how many answers show all that a question has to show."""
    floor = needed(state, step, question)
    with suppress(PluginError), answerable(question):
        return int(question.shown_from(floor))
    return floor


def _each(questions: Iterable[Question], ask: Callable[[Question], Iterable[str]]) -> Iterable[str]:
    """Return what questions say, each sentence once."""
    return dict.fromkeys(
        sentence for each in questions for sentence in said_by(each, partial(ask, each))
    )
