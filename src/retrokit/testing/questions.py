"""The promises of a kind of question, as tests that its author can run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .. import texts
from ..blocks import Form
from ..builtin.examples import asking
from ..codec import CODEC, Codec, SealBody
from ..codec.converter import careful
from ..engine.kind import Kinds, kind_of
from ..engine.promises import promise
from ..engine.seals import Memory
from ..errors import Invalid, NotFound, NotNow
from ..events import Draft, MemberRenamed
from ..formats import ACTIVITIES, Attribution, Format
from ..plugins import Plugins
from ..plugins.vetting import check_question
from ..questions import QUESTIONS, Given, Question, Result
from ..questions.answers import AnswerValue, names_in
from ..questions.foreign import ForeignQuestion
from ..reports import Record
from ..retro import Retro, fold
from .filling import filled_in
from .given import as_fixture
from .playing import NAMES, START
from .saying import check_words

MATES = NAMES[1:]
SAID = "a secret of {}"
"""What is answered where words are asked for."""

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda each: st.lists(each) | st.dictionaries(st.text() | st.sampled_from(NAMES), each),
    max_leaves=8,
)
"""What JSON can hold."""

quick = settings(
    deadline=None, max_examples=50, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip


class QuestionContract:
    """Subclass it in a test module, say which question, and pytest does the rest.

        class TestMyKind(QuestionContract):
            question = Appreciation("thanks", "Whom do you thank?")

    `question` is one of your kind, as a format asks it; it may also be a method or a fixture that
    returns it. Answers are made by its `sample`.
    """

    question: Any

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Make a fixture of `question`, whichever way it was given."""
        super().__init_subclass__(**kwargs)
        as_fixture(cls, "question", Question)

    def test_it_can_be_registered(self, question: Question) -> None:
        """It is a frozen class of its own, with a name that a plugin's kind may have."""
        check_question(type(question), dotted=type(question) not in QUESTIONS)
        assert len({question, question}) == 1, "it cannot be hashed"

    def test_it_reads_what_it_keeps(self, question: Question) -> None:
        """Samples are answers that differ; one that was read is read again as it is."""
        answers = answers_to(question)
        assert len({*map(repr, answers)}) > 1 or question.in_words, "all samples are the same"
        for answer in answers:
            assert question.check(answer, mates_of(question)) == answer, f"{answer} is read anew"
            strange = names_in(answer) - {*mates_of(question)}
            assert not strange, f"{answer} names {strange}, and nobody asked about them"
            assert question.said(answer).strip(), f"{answer} has no words"

    def test_any_answer_is_read_or_refused(self, question: Question) -> None:
        """Whatever is sent is an answer that can be kept, or it is refused in a sentence."""

        @quick
        @given(PLAIN)
        def hold(answer: Any) -> None:
            self._read_or_refused(question, answer)

        hold()

    def test_any_line_is_read_or_refused(self, question: Question) -> None:
        """Whatever is typed is an answer that can be kept, or it is refused in a sentence."""
        mates = mates_of(question)

        @quick
        @given(st.text())
        def hold(line: str) -> None:
            with suppress(Invalid, NotFound):
                question.read_part(line, mates)
            with suppress(Invalid, NotFound):
                self._read_or_refused(question, question.read(line, mates))

        hold()

    def _read_or_refused(self, question: Question, answer: Any) -> None:
        mates = mates_of(question)
        try:
            kept = question.check(answer, mates)
        except (Invalid, NotFound):
            return
        assert question.check(kept, mates) == kept, f"{answer!r} is read anew"
        assert survives(question, kept), f"{answer!r} cannot be kept"

    def test_what_is_filled_in_is_an_answer(self, question: Question) -> None:
        """The form asks for what `check` reads; what is typed is described."""
        form = question.form(mates_of(question))
        assert isinstance(form, Form)
        assert form.fields, "the form has nothing to fill in"
        assert (form.action, form.slot) == ("answer", question.name)
        entered = filled_in(form)
        if any(each.kind == "text" for each in form.fields):
            # Words can be of a shape of which a form knows nothing.
            self._read_or_refused(question, value_of(entered))
        else:
            question.check(value_of(entered), mates_of(question))
        dealt = mates_of(question)[:1] if question.deals else ()
        assert isinstance(question.form(mates_of(question), dealt=dealt), Form)
        for answer in answers_to(question):
            if before := question.entered(answer):
                assert {*before} == {*entered}, f"{answer} fills in {[*before]}, not {[*entered]}"
                again = question.check(value_of(before), mates_of(question))
                assert again == answer, f"{answer} would be {again} once it was opened on a form"
        for part in (None, *range(len(question.parts))):
            assert isinstance(question.asked(mates_of(question), part=part, dealt=dealt), tuple)

    def test_what_is_promised_can_be_read(self, question: Question) -> None:
        """Before anybody answers they read who will see what, however strict the retro is."""
        for retro in retros_asking(question):
            step = retro.state.current_step
            assert step is not None
            said = promise(retro.state, step)
            texts.check(said, "the promise", texts.PROSE)
            assert len(said.split(". ")) > 1, "it does not say who will see what"

    def test_a_summary_does_not_hang_on_who_came_first(self, question: Question) -> None:
        """None, one or many answers come to something that names nobody."""
        for many in range(len(NAMES) + 1):
            answers = answers_to(question)[:many]
            summary = question.summarise(answers)
            assert summary.replies == many, f"of {many} answers it counts {summary.replies}"
            assert question.measure(summary, len(NAMES)) is None or many
            assert question.in_words or not summary.texts, (
                "it tells texts; say in_words = True, so that the floor of free text holds"
            )
            words = [label for label, _ in summary.counts]
            assert not {*words} & {*NAMES}, "the summary is about single people"

    def test_it_holds_the_floor(self, question: Question) -> None:
        """Where names are not shown, nothing is told that fewer than three stand behind."""
        for many in range(1, len(NAMES) + 1):
            for retro in retros_asking(question):
                opened = opened_by(retro, question, NAMES[:many])
                self._holds(retro, question, opened, many)

    def _holds(self, retro: Retro, question: Question, result: Result, many: int) -> None:
        attribution = retro.state.attribution
        letters = {who: retro.letters(who) for who in NAMES}
        if attribution is Attribution.NAMED:
            return
        said = f"{attribution.value}, {many} answers"
        assert not any(each.author for each in result.replies), f"{said}: an author is shown"
        if attribution is Attribution.CONFIDENTIAL:
            assert not result.replies, f"{said}: single answers are shown"
        if many < 3:
            told = (result.summary, result.own, result.group, result.about, result.replies)
            assert told == (None, None, (), (), ()), f"{said}: they are not withheld"
            assert not any(letters.values()), f"{said}: a letter is not withheld"
        for line in result.group:
            assert not any(name in text for name in NAMES for text in line.texts), (
                f"{said}: everyone is told a name: {line}"
            )
        others = [line for _, each in (pair for got in letters.values() for pair in got)
                  for line in each.lines]  # fmt: skip
        for name in NAMES:
            mine = [line for _, each in letters[name] for line in each.lines]
            strange = [line for line in others if line not in mine]
            assert not any(name in text for line in strange for text in line.texts), (
                f"{said}: a letter to another names {name}"
            )

    def test_what_it_remembers_is_kept_and_said_of_nobody(self, question: Question) -> None:
        """What it keeps of members is a number for each; what it says by that names nobody."""
        for many in (1, len(NAMES)):
            for retro in retros_asking(question):
                opened_by(retro, question, NAMES[:many])
                drafts = (each.draft for each in retro._keeper.seals().values())
                kept = [each for each in drafts if isinstance(each, Memory)]
                assert len(kept) == question.remembers, "what it remembers cannot be kept"
        for number in range(10):
            before = dict.fromkeys(NAMES, number)
            for said in question.before_reveal(Given(members=NAMES, here=NAMES, before=before)):
                assert not any(name in said for name in NAMES), f"{said} names somebody"

    def test_a_new_name_goes_along(self, question: Question) -> None:
        """Whoever is renamed is called so in what is hidden, and in what was revealed."""
        event = MemberRenamed(at=START, name=NAMES[1], to="Zoë")
        for answer in answers_to(question):
            draft = sealed_as(question, answer)
            renamed = {event.called(who) for who in draft.names()}
            assert draft.renamed(event).names() == renamed, f"{answer} keeps the name of {NAMES[1]}"
        for retro in retros_asking(question):
            opened_by(retro, question, NAMES)
            retro.rename(NAMES[1], "Zoë")
            assert fold(retro.log) == retro.state

    def test_what_is_kept_comes_back(self, question: Question) -> None:
        """Its format, its answers and its results are stored, exported and read again."""
        codec, format = codec_for(question), asking(question)
        data = careful(codec.kinds).unstructure(format)
        assert careful(codec.kinds).structure(data, Format) == format, "a format file loses some"
        for answer in answers_to(question):
            assert survives(question, answer), f"{answer} does not come back"
        for retro in retros_asking(question):
            opened_by(retro, question, NAMES)
            log = [*retro.log]
            assert codec.decode(map(codec.encode, log)) == log, "a stored log loses something"
            assert codec.import_log(codec.export_log(log)) == log, "an export loses something"

    def test_what_it_says_is_read_in_its_words(self, question: Question) -> None:
        """A code that it says something in is one of its `wordings`, and they take the values."""
        words = codec_for(question).kinds.words
        for retro in retros_asking(question):
            result = opened_by(retro, question, NAMES)
            found = [line for who in NAMES for _, each in retro.letters(who) for line in each.lines]
            found += [*result.group, *(each.sentence for each in result.findings)]
            check_words(found, words)

    def test_reports_tell_of_it(self, question: Question) -> None:
        """Every report is written, from all answers and from none that can be shown."""
        plugins = Plugins()
        for many in (1, len(NAMES)):
            for retro in retros_asking(question):
                opened_by(retro, question, NAMES[:many])
                record = Record(
                    state=retro.snapshot(), log=retro.log, findings=(), sealed=0, today=START.date()
                )
                for name in plugins.reports:
                    assert plugins.render(name, record)

    def test_nothing_is_lost_where_it_is_not_installed(self, question: Question) -> None:
        """Logs are read and written as they were; what is hidden waits for the plugin."""
        if type(question) in QUESTIONS:
            pytest.skip("it comes with retrokit")
        codec = codec_for(question)
        for retro in retros_asking(question):
            for who in NAMES:
                answer(retro, question, who)
            foreign = CODEC.decode(map(codec.encode, retro.log))
            assert [*map(CODEC.encode, foreign)] == [*map(codec.encode, retro.log)]
            for seal in retro._keeper.seals().values():
                body = codec.encode_value(SealBody(slot=seal.slot, draft=seal.draft))
                assert CODEC.encode_value(CODEC.decode_seal(body)) == body
            without = fold(foreign).agenda[0].activity
            [unknown] = without.named["questions"]
            assert isinstance(unknown, ForeignQuestion)
            with pytest.raises(NotNow, match="is not installed"):
                unknown.check("something")


def mates_of(question: Question) -> tuple[str, ...]:
    """Return whom answers may be about: nobody, or all but the first."""
    return question.mates(NAMES, NAMES[0], anonymous=False)


def answers_to(question: Question) -> list[AnswerValue]:
    """Return answers of members who each say something else."""
    mates = mates_of(question)
    return [
        question.check(question.sample(number, SAID.format(name), mates), mates)
        for number, name in enumerate(NAMES)
    ]


def codec_for(question: Question) -> Codec:
    """Return a codec that knows its kind."""
    asked = dict.fromkeys((*QUESTIONS, type(question)))
    return Codec(Kinds(ACTIVITIES, tuple(asked), wordings=type(question).wordings))


def survives(question: Question, value: AnswerValue) -> bool:
    """Return whether an answer is the same once it was stored."""
    codec = codec_for(question)
    body = SealBody(slot=question.name, draft=sealed_as(question, value))
    return codec.decode_seal(codec.encode_value(body)) == body


def sealed_as(question: Question, value: AnswerValue) -> Draft:
    """Return an answer as it is sealed by the kind of activity that asks it."""
    drafts: Mapping[str, Any] = kind_of(type(asking(question).agenda[0])).drafts
    [draft] = drafts.values()
    sealed: Draft = draft(value)
    return sealed


def retros_asking(question: Question) -> Iterator[Retro]:
    """Yield retros that have come to the question, one under each attribution."""
    plugins = Plugins()
    for attribution in Attribution:
        retro = Retro.start(
            asking(question),
            team="Contract",
            members=NAMES,
            facilitator=NAMES[0],
            attribution=attribution,
            clock=lambda: START,
            rng=Random(7),
            tallies=plugins.tallies,
            scorings=plugins.scorings,
        )
        yield retro


def answer(retro: Retro, question: Question, who: str) -> None:
    """Have somebody answer, if there is anybody whom an answer can be about."""
    number = NAMES.index(who)
    mates = retro.teammates(question.name, who)
    dealt = retro.dealt(question.name, who)
    assert {*dealt} <= {*NAMES} - {who}, f"{who} is dealt {dealt}"
    retro.answer(question.name, question.sample(number, SAID.format(number), mates), who)


def opened_by(retro: Retro, question: Question, members: Sequence[str]) -> Result:
    """Have members answer and reveal it, and return the result."""
    for who in members:
        answer(retro, question, who)
    for said in retro.before_reveal():
        texts.check(said, "what is said before it is revealed")
        assert not any(name in said for name in NAMES), f"{said} names somebody"
    retro.open_seals()
    [result] = retro.state.at[1].results
    assert isinstance(result, Result)
    return result


def value_of(entered: Mapping[str, Any]) -> Any:
    """Return what is answered with what the fields of a form hold."""
    return entered["value"] if [*entered] == ["value"] else entered
