"""A kind of question: one object that says all that the engine and the fronts ask of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any, ClassVar

from attrs import evolve, field, frozen

from .. import texts
from ..activity import Attribution, check_told
from ..errors import Invalid, PluginError, blaming, wrong
from ..said import Wording
from .answers import (
    AnswerValue,
    OwnValue,
    Summary,
    check_name,
    check_words,
    in_words,
    names_in,
)

if TYPE_CHECKING:  # formats are listed without what is made of answers, and drawn of questions
    from ..blocks import Block, Field, Form
    from ..findings import Finding
    from ..measures import Measure
    from .results import Given, Outcome, Reply

USUAL = {
    Attribution.NAMED: "Then everyone sees them, with names.",
    Attribution.CONFIDENTIAL: "Then everyone sees the result, and the single answers are erased.",
    Attribution.ANONYMOUS: "Then everyone sees them, sorted. Whose they are is never stored.",
}
"""What is promised of answers to most questions."""


@frozen(kw_only=True)
class Rule:
    """What holds where questions are asked, so far as a promise rests on it.

    `floor` is how many must stand behind what is told where it is not named. `team` is how many
    are here, or were at any time during the step. `questions` are all that are asked there.
    """

    attribution: Attribution
    floor: int
    team: int
    questions: tuple[Question, ...] = ()


@frozen
class Question:
    """What all questions have. Subclass it as a frozen attrs class to make a kind of your own.

    `kind` is the name of the kind in files, logs and on the wire; that of a plugin has a dot, as in
    `kudos.appreciation`. A kind has to say how an answer is read (`check`) and what many come to
    (`summarise`); for all else there is an answer here, as for a question about nobody whose result
    everyone sees. Whatever a method is handed is plain data, and it keeps none of it.

    What is not `installed` here stands in for a kind whose plugin is missing.

    `about_mates` tells that an answer says something of teammates (see `mates`); letters may come
    of it then. `in_words` tells that people answer in words of their own, by which they could be
    known: it takes more answers to show any. `deals` tells that members are dealt some of their
    teammates (see `deal`). `remembers` tells that something of each member is kept, hidden, until
    the team's next retro that asks a question of this kind (see `remember`). `values` are answers
    and results of a shape of its own, by the names under which they are kept. `wordings` are those
    that it says things by, in `for_the_group`, `letters` and `alarms`: a log is read in their
    words.

    `name` is what the question is known by in its format and over time, `text` is what is asked.
    """

    kind: ClassVar[str]
    installed: ClassVar[bool] = True
    about_mates: ClassVar[bool] = False
    in_words: ClassVar[bool] = False
    deals: ClassVar[bool] = False
    remembers: ClassVar[bool] = False
    values: ClassVar[Mapping[str, type[OwnValue]]] = {}
    wordings: ClassVar[tuple[Wording, ...]] = ()

    name: str = field(validator=check_name)
    text: str

    def __attrs_post_init__(self) -> None:
        check_words(self, "text")
        check_told(self, "text", self.text)

    # --- one answer

    def check(self, answer: object, mates: Sequence[str] = ()) -> AnswerValue:
        """Return an answer as it is kept, or raise `Invalid`.

        `answer` is what somebody gave, as text or as JSON has it; what this returned before is
        returned as it is. `mates` are whom it may be about, where it is `about_mates`.
        """
        raise NotImplementedError(f"{type(self).__name__} reads no answers")

    def mates(
        self,
        here: Sequence[str],
        author: str | None,
        *,
        anonymous: bool,
        before: AnswerValue | None = None,
    ) -> tuple[str, ...]:
        """Return whom an answer may be about: all others who are here, if it is `about_mates`.

        `here` are the members who are here, in the order in which they came. Where the step is
        anonymous the author is among them, since whom an answer leaves out must not tell whose it
        is. Of a change `before` is the answer that was given, and the author may not be known.
        """
        if not self.about_mates:
            return ()
        there = dict.fromkeys((*here, *sorted(names_in(before))) if before is not None else here)
        return tuple(each for each in there if anonymous or each != author)

    def deal(self, lots: Mapping[str, float]) -> Mapping[str, Sequence[str]]:
        """Return whom each member is dealt, for them alone to know. Asked of one that `deals`.

        `lots` has a number from 0 up to 1 for each member who is here, drawn by chance, that stays
        theirs until the answers are revealed. What is dealt is kept nowhere, but made of these
        again, so whoever joins or leaves should change little for others: as in a ring, where
        everybody is dealt those who come next. Where authors are never stored nobody is dealt
        anyone, since that would tell whose an answer is.
        """
        return {}

    @property
    def tells_author(self) -> bool:
        """Return whether an answer may tell, by whom it leaves out, whose it is."""
        return self.about_mates

    # --- what is said beforehand

    def who_sees(self, rule: Rule) -> Sequence[str]:
        """Return who will see what of the answers, in sentences; those of others are not repeated.

        They follow on "Hidden until we reveal them."
        """
        return (USUAL[rule.attribution],)

    def told_besides(self, rule: Rule) -> Sequence[str]:
        """Return what else people should know before they answer where no names are shown."""
        return ()

    def shown_from(self, floor: int) -> int:
        """Return how many answers it takes until all is shown, where it takes `floor` for some."""
        return floor

    def before_reveal(self, given: Given) -> Sequence[str]:
        """Return what the facilitator should hear when she is about to reveal the answers.

        It names nobody and counts nothing, for it is told before anybody may know an answer.
        """
        return ()

    def remember(self, given: Given) -> Mapping[str, int]:
        """Return what to keep of members, by name: 0 to 9, and 0 for who is not in it.

        It is asked when the answers are revealed, of one that `remembers`. Of those who are here
        it is kept where letters are, and handed to `before_reveal` and `remember` alone, as
        `given.before`, in the team's next retro that asks a question of this kind. No screen, log,
        report or export has it. What is said by it should name nobody and count nobody.
        """
        return {}

    # --- many answers

    def summarise(self, answers: Iterable[AnswerValue]) -> Summary:
        """Return what answers come to, with nothing left in it of who gave which.

        They are sorted already. How many there are is all that the default tells.
        """
        return Summary(replies=sum(1 for _ in answers))

    def alarms(self, answers: Iterable[AnswerValue]) -> Sequence[Finding]:
        """Return what everyone is told however few answered; it must be promised beforehand."""
        return ()

    def own_result(self, given: Given) -> OwnValue | None:
        """Return what is kept of the answers besides their summary."""
        return None

    def for_the_group(self, given: Given) -> Sequence[str]:
        """Return what everyone is told in sentences; unless answers are named, it names nobody.

        A sentence made by a `Wording` is read in the words of today.
        """
        return ()

    def letters(self, given: Given) -> Mapping[str, Sequence[str]]:
        """Return what single members alone are told, by name, a line each.

        A line that says who wrote it does so by `Said.of`, so that it follows their new name.
        Where answers are not named, a letter to whom fewer than `given.floor` others wrote is
        withheld, whatever this returns.
        """
        return {}

    def open(self, given: Given) -> Outcome:
        """Return what the answers come to when they are revealed.

        The floor is held here, so a kind hardly ever has to say this itself: too few answers show
        nothing, and single ones are shown with names, sorted, or not at all. Those about teammates
        are shown to nobody unless they are named.
        """
        from .results import Outcome, Result, Sent

        result = Result(
            question=self.name,
            taken_part=len(given.answers),
            floor=given.floor,
            findings=tuple(self.alarms(given)),
        )
        if given.is_short:
            return Outcome(result=result)
        result = evolve(
            result,
            summary=self.summarise(given),
            replies=self.replies(given),
            group=self.for_the_group(given),
            own=self.own_result(given),
        )
        letters = (
            Sent(who, lines)
            for who, lines in self.letters(given).items()
            if lines and given.writers(who) >= given.floor
        )
        return Outcome(result=result, letters=tuple(letters))

    def replies(self, given: Given) -> tuple[Reply, ...]:
        """Return the single answers as everyone sees them: with names, sorted, or none."""
        from .results import Reply

        named = given.attribution is Attribution.NAMED
        if given.attribution is Attribution.CONFIDENTIAL or (self.about_mates and not named):
            return ()
        return tuple(
            Reply(author=who if named else None, value=value) for who, value in given.answers
        )

    def measure(self, summary: Summary, team: int) -> Measure | None:
        """Return what is followed from retro to retro, None if it is not, or nobody answered."""
        return None

    # --- words and forms

    @property
    def parts(self) -> tuple[str, ...]:
        """Return what is asked one after the other at a keyboard; empty where all is one line."""
        return ()

    def asked(
        self, mates: Sequence[str] = (), *, part: int | None = None, dealt: Sequence[str] = ()
    ) -> tuple[Block, ...]:
        """Return how a typed answer looks, below the text of the question: all of it, or a part.

        `dealt` are whom the one who is asked was dealt.
        """
        return ()

    def form(self, mates: Sequence[str] = (), *, dealt: Sequence[str] = ()) -> Form:
        """Return what there is to fill in: by default a text.

        What is given to the field `value` is the answer for `check`; several fields make a mapping
        of it, by their names.
        """
        from ..blocks import Field

        return self._form(Field(name="value", label=self.text, kind="text"))

    def entered(self, value: AnswerValue) -> Mapping[str, Any]:
        """Return what the fields of the form hold, by their names, that would give an answer again.

        Of an `OwnValue` nothing, unless the kind says it: somebody who changes such an answer then
        fills in the form anew.
        """
        return {} if isinstance(value, OwnValue) else {"value": value}

    def _form(self, *fields: Field) -> Form:
        from ..blocks import Form

        return Form(
            role="question",
            action="answer",
            fields=fields,
            submit="Answer",
            given={"question": self.name},
            slot=self.name,
        )

    def read(self, line: str, mates: Sequence[str] = ()) -> Any:
        """Return the answer that somebody typed, for `check`; the line itself by default."""
        return line

    def read_part(self, line: str, mates: Sequence[str]) -> None:
        """Raise `Invalid` for a line that is no answer to a part."""

    def joined(self, lines: Sequence[str]) -> str:
        """Return the lines that answer the parts as the one line that gives all of it."""
        return "; ".join(lines)

    def label(self, answer: str) -> str:
        """Return an answer as results show it: the ends of a scale with their words."""
        return answer

    def said(self, value: AnswerValue) -> str:
        """Return one answer in words."""
        return in_words(value)

    @property
    def steps(self) -> range | None:
        """Return the steps of a scale, on which the answers lie in an order."""
        return None

    @property
    def several(self) -> bool:
        """Return whether one person may be counted more than once in the counts of a summary."""
        return False

    @property
    def favourable(self) -> tuple[str, ...]:
        """Return the answers whose share is followed over time."""
        return ()

    @property
    def reverse(self) -> bool:
        """Return whether less is better."""
        return False

    @property
    def scoring(self) -> str:
        """Return the name of what makes results of answers about teammates; empty if nothing."""
        return ""

    # --- for tests and demonstrations

    def sample(self, number: int, said: str, mates: Sequence[str] = ()) -> Any:
        """Return a valid answer, another one for another number; `said` where words are asked for.

        Contracts hold whole retros with it.
        """
        raise NotImplementedError(f"{type(self).__name__} gives no sample of an answer")


def answerable(question: Question, *, hides: bool = False) -> AbstractContextManager[None]:
    """Say that its kind is at fault where a plugin's question fails; see `blaming`.

    It `hides` the words of the error where the question is handed what is hidden from who is told.
    """
    if "." not in question.kind:
        return nullcontext()
    what, whose = f"the question {question.name!r}", f"its kind {question.kind}"
    return blaming(what, whose, instead="skip this activity", hides=hides)


def said_by(
    question: Question, ask: Callable[[], Iterable[str]], *, hides: bool = False
) -> list[str]:
    """Return the sentences in which a question says something; that it failed, where it does.

    For `hides` see `answerable`.
    """
    try:
        with answerable(question, hides=hides):
            return [texts.check(each, "a sentence", texts.PROSE) for each in ask()]
    except (PluginError, Invalid) as error:
        return [wrong(error)]


def is_question(value: object) -> bool:
    """Return whether something is of a kind of question: a class with a name of its own for it."""
    return isinstance(value, Question) and "kind" in vars(type(value))
