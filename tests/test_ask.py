"""Answers in private, and what is made of them when they are opened."""

from __future__ import annotations

import pytest
from crew import ANONYMOUS, CONFIDENTIAL, CREW, PULSE, Two, made_of, seal, start
from crew import GATHER as NOTES

from retrokit.codec import CODEC
from retrokit.errors import Invalid, NotFound, NotNow
from retrokit.events import Measure, Opened
from retrokit.findings import Finding, Severity
from retrokit.formats import Ask, Attribution, Decide
from retrokit.kinds.ask.facts import Reply, Result
from retrokit.questions import Allocation, Choice, FreeText, Scale, Summary
from retrokit.retro import Retro, fold

WORDS = Ask(questions=[FreeText("word", "One word?")])
TEAM = ("Ana", "Ben", "Cy", "Dee", "Eli", "Flo", "Gil", "Hal", "Ivo")


def results(retro: Retro, step: int = 1) -> dict[str, Result]:
    return {each.question: each for each in retro.state.at[step].results}


def answered(attribution: Attribution, *answers: int) -> Result:
    retro = start(PULSE, Decide(), members=TEAM, attribution=attribution)
    for who, value in zip(TEAM, answers, strict=False):
        retro.answer("safe", value, who)
    retro.open_seals()
    return results(retro)["safe"]


def test_answers_are_sealed_until_the_activity_closes() -> None:
    retro = start(PULSE, Decide())
    retro.answer("safe", "4", "ana")
    assert retro.state.at == {}
    retro.next()
    assert results(retro)["safe"].replies == (Reply(author="Ana", value=4),)
    assert retro.state.at[1].team == 3
    assert retro.sealed_count(1) == 0


@pytest.mark.parametrize(
    ("question", "value", "author", "kind", "said"),
    [
        ("saef", 3, "Ana", NotFound, "no question 'saef'; did you mean safe"),
        ("safe", 9, "Ana", Invalid, "'9' is not on the scale"),
        ("safe", 3, "Anna", NotFound, "no member of this retro 'Anna'"),
    ],
)
def test_an_answer_that_cannot_be_is_refused(
    question: str, value: object, author: str, kind: type[Exception], said: str
) -> None:
    retro = start(PULSE)
    with pytest.raises(kind, match=said):
        retro.answer(question, value, author)
    assert retro.sealed_count() == 0


def test_answers_belong_to_an_ask() -> None:
    with pytest.raises(NotNow, match="an answer belongs to Ask; the retro is at 'Decide'"):
        start(Decide()).answer("safe", 3, "Ana")


def test_nobody_answers_a_question_twice() -> None:
    retro = start(PULSE)
    retro.answer("safe", 3, "Ana")
    with pytest.raises(NotNow, match="Ana has answered already; change it with the receipt"):
        retro.answer("safe", 4, "ana")
    retro.answer("again", "Yes", "Ana")


def test_an_answer_given_instead_is_about_the_same_teammates() -> None:
    retro = start(Ask(questions=[Allocation("shares", "Who did?")]), members=("Ana", "Ben", "Cy"))
    receipt = retro.answer("shares", {"Ben": 100, "Cy": 0}, "Ana")
    retro.join("Dee")
    with retro.instead_of(receipt):
        assert retro.answer("shares", {"Ben": 60, "Cy": 40}, "Ana") == receipt
    with retro.instead_of(receipt), pytest.raises(Invalid, match="no teammate to rate 'Dee'"):
        retro.answer("shares", {"Ben": 60, "Cy": 30, "Dee": 10}, "Ana")
    [field] = retro.form("shares", "Ana", receipt=receipt).fields
    assert [each.label for each in field.options] == ["Ben", "Cy"]
    with pytest.raises(Invalid, match="nothing is said of Dee"):
        retro.answer("shares", {"Ana": 60, "Cy": 40}, "Ben")


def test_an_answer_is_changed_with_its_receipt() -> None:
    retro = start(PULSE)
    receipt = retro.answer("safe", 3, "Ana")
    retro.change_answer(receipt, 5)
    with pytest.raises(Invalid, match="is not on the scale"):
        retro.change_answer(receipt, 6)
    retro.open_seals()
    assert results(retro)["safe"].replies == (Reply(author="Ana", value=5),)
    with pytest.raises(NotFound, match="nothing is hidden under this receipt"):
        retro.change_answer(receipt, 1)


def test_an_answer_taken_back_can_be_given_anew_unless_it_was_anonymous() -> None:
    named, anonymous = start(PULSE), start(PULSE, attribution=ANONYMOUS)
    named.withdraw(named.answer("safe", 3, "Ana"))
    named.answer("safe", 4, "Ana")
    anonymous.withdraw(anonymous.answer("safe", 3, "Ana"))
    with pytest.raises(NotNow, match="Ana has answered already"):
        anonymous.answer("safe", 4, "Ana")


def test_a_receipt_for_a_note_changes_no_answer() -> None:
    retro = start(NOTES)
    with pytest.raises(NotNow, match="this receipt is not for an answer"):
        retro.change_answer(seal(retro, "Good", "x"), 3)


def test_opened_answers_stay_opened() -> None:
    retro = start(PULSE, Decide())
    retro.answer("safe", 3, "Ana")
    retro.open_seals()
    with pytest.raises(NotNow, match="these answers have been revealed"):
        retro.answer("safe", 4, "Ben")
    retro.next()
    retro.back()
    with pytest.raises(NotNow, match="these answers have been revealed"):
        retro.answer("word", "x", "Ben")


def test_an_ask_that_nobody_answered_can_be_answered_later() -> None:
    retro = start(PULSE, Decide())
    retro.next()
    assert retro.state.at == {}
    retro.back()
    retro.answer("safe", 3, "Ana")
    retro.next()
    assert results(retro)["safe"].taken_part == 1


def test_named_answers_are_shown_with_their_authors_however_few() -> None:
    result = answered(Attribution.NAMED, 5)
    assert result.floor == 0
    assert result.replies == (Reply(author="Ana", value=5),)
    assert result.summary is not None
    assert result.summary.median == 5


def test_confidential_answers_are_summed_up_and_erased() -> None:
    result = answered(CONFIDENTIAL, 5, 1, 4)
    assert result == Result(
        question="safe",
        taken_part=3,
        floor=3,
        summary=Summary(3, (("1", 1), ("2", 0), ("3", 0), ("4", 1), ("5", 1)), 4.0),
        replies=(),
    )


def test_anonymous_answers_are_shown_sorted_and_without_authors() -> None:
    result = answered(ANONYMOUS, 5, 1, 4)
    assert result.replies == (Reply(value=1), Reply(value=4), Reply(value=5))
    assert result.summary is not None


@pytest.mark.parametrize("attribution", [CONFIDENTIAL, ANONYMOUS])
@pytest.mark.parametrize("answers", [(), (5,), (5, 1)])
def test_what_fewer_than_three_answered_is_withheld_and_says_so(
    attribution: Attribution, answers: tuple[int, ...]
) -> None:
    retro = start(PULSE, members=TEAM, attribution=attribution)
    retro.answer("again", "Yes", "Ana")
    for who, value in zip(TEAM, answers, strict=False):
        retro.answer("safe", value, who)
    retro.open_seals()
    assert results(retro)["safe"] == Result(question="safe", taken_part=len(answers), floor=3)


HURT = "Somebody is hurt. Who looks after it?"
TOLD = (Finding(severity=Severity.WARNING, sentence=HURT),)


@pytest.mark.parametrize("attribution", list(Attribution))
@pytest.mark.parametrize(
    ("answers", "reverse", "told"),
    [
        ((1,), False, TOLD),
        ((5, 1), False, TOLD),
        ((1, 1, 5, 5), False, TOLD),
        ((2, 2, 2), False, ()),
        ((), False, ()),
        ((1, 1, 1), True, ()),
        ((1, 5), True, TOLD),
    ],
)
def test_an_alarm_is_told_from_one_answer_on_and_says_neither_how_many_nor_who(
    attribution: Attribution, answers: tuple[int, ...], reverse: bool, told: tuple[Finding, ...]
) -> None:
    hurt = Scale("hurt", "Hurt?", alarm=HURT, reverse=reverse)
    ask = Ask(questions=[hurt, Scale("safe", "Safe?")])
    retro = start(ask, members=TEAM, attribution=attribution)
    retro.answer("safe", 1, "Flo")
    for who, value in zip(TEAM, answers, strict=False):
        retro.answer("hurt", value, who)
    retro.open_seals()
    result = results(retro)["hurt"]
    assert result.findings == told
    withheld = attribution is not Attribution.NAMED and len(answers) < 3
    assert (result.summary is None) == withheld
    # It is in the log, for it is not to be made again from answers that are erased.
    assert fold(CODEC.decode(map(CODEC.encode, retro.log))).at == retro.state.at
    assert results(retro)["safe"].findings == ()


def test_a_choice_raises_its_alarm_at_the_last_option_alone() -> None:
    harm = Choice("harm", "Harm?", ["none", "some", "today"], alarm=HURT)
    for answers, told in (["today"], TOLD), (["none", "some", "some"], ()):
        retro = start(Ask(questions=[harm]), members=TEAM, attribution=CONFIDENTIAL)
        for who, answer in zip(TEAM, answers, strict=False):
            retro.answer("harm", answer, who)
        retro.open_seals()
        assert results(retro)["harm"].findings == told


@pytest.mark.parametrize(
    ("team", "answers", "floor"),
    [
        (9, 5, 5),
        (6, 4, 5),
        (6, 5, 5),
        (5, 3, 4),
        (5, 4, 4),
        (4, 3, 3),
        (4, 2, 3),
        (3, 3, 3),
        (2, 2, 3),
    ],
)
def test_free_text_is_shown_where_one_is_silent_but_from_no_more_than_the_format_says(
    team: int, answers: int, floor: int
) -> None:
    retro = start(WORDS, members=TEAM[:team], attribution=CONFIDENTIAL)
    for number, who in enumerate(TEAM[:answers]):
        retro.answer("word", f"word {number}", who)
    retro.open_seals()
    result = results(retro)["word"]
    assert result.floor == floor
    assert (result.summary is not None) == (answers >= floor)


def test_the_floor_that_was_promised_holds_even_if_people_leave() -> None:
    retro = start(WORDS, members=TEAM, attribution=CONFIDENTIAL)
    for who in TEAM[:3]:
        retro.answer("word", "secret", who)
    for who in TEAM[3:]:
        retro.leave(who)
    retro.open_seals()
    assert results(retro)["word"].floor == 5
    assert results(retro)["word"].summary is None


@pytest.mark.parametrize("wanted", [3, 4, 7])
def test_the_floor_of_free_text_leaves_one_silent_and_is_no_higher_than_the_format_says(
    wanted: int,
) -> None:
    for team in range(2, 10):
        format = made_of(WORDS, attribution=CONFIDENTIAL, comment_floor=wanted)
        retro = Retro.start(format, team="Lander", members=TEAM[:team])
        retro.answer("word", "secret", "Ana")
        retro.open_seals()
        assert results(retro)["word"].floor == min(wanted, max(3, team - 1))


def test_the_floor_rises_with_those_who_join_and_stays() -> None:
    retro = start(WORDS, members=TEAM[:4], attribution=CONFIDENTIAL)
    retro.join("Zoe")
    for who in ("Ana", "Ben", "Cy"):
        retro.answer("word", "secret", who)
    retro.leave("Zoe")
    retro.open_seals()
    assert results(retro)["word"].summary is None


def test_the_order_of_free_answers_says_nothing_of_who_or_when() -> None:
    retro = start(WORDS, attribution=CONFIDENTIAL)
    for who, word in zip(CREW, ("c", "a", "b"), strict=True):
        retro.answer("word", word, who)
    retro.open_seals()
    summary = results(retro)["word"].summary
    assert summary is not None
    assert summary.texts == ("a", "b", "c")


def test_several_options_are_opened_like_one() -> None:
    retro = start(Ask(questions=[Choice("t", "T?", ["Axe", "Rope"], several=True)]))
    retro.answer("t", (), "Ana")
    retro.answer("t", "rope,axe", "Ben")
    retro.open_seals()
    assert [each.value for each in results(retro)["t"].replies] == [(), ("Axe", "Rope")]


def test_what_is_followed_over_time_is_in_the_digest() -> None:
    two = Two(
        Ask(
            questions=[
                Scale("safe", "How safe is it?"),
                Scale("tired", "How tired are you?", 0, 2, reverse=True),
                Choice("again", "Again?", ["Yes", "Rather", "No"], favourable=["Yes", "Rather"]),
                Choice("tools", "Which?", ["Axe", "Rope"]),
                FreeText("word", "One word?"),
                Scale("silence", "Did nobody answer?"),
            ]
        )
    )
    for name, safe, tired, again in (("Ana", 2, 0, "Yes"), ("Ben", 5, 2, "No")):
        two.one.answer("safe", safe, name)
        two.one.answer("tired", tired, name)
        two.one.answer("again", again, name)
        two.one.answer("tools", "Axe", name)
        two.one.answer("word", "Fog", name)
    two.one.answer("tired", 0, "Cy")
    two.one.answer("again", "Rather", "Cy")
    assert two.logbook.retros()[0].measures == {}
    two.one.open_seals()
    assert two.logbook.retros()[0].measures == {
        "safe": Measure(counts=(0, 1, 0, 0, 1), team=3),
        "tired": Measure(counts=(1, 0, 2), team=3, low=0, reverse=True),
        "again": Measure(counts=(1, 2), team=3, low=0, share=True),
    }


def test_what_is_withheld_is_not_followed() -> None:
    two = Two(PULSE, attribution=Attribution.ANONYMOUS)
    for name in ("Ana", "Ben"):
        two.one.answer("safe", 4, name)
    two.one.open_seals()
    assert two.logbook.retros()[0].measures == {}


def test_of_a_question_that_is_asked_twice_the_later_answers_are_followed() -> None:
    two = Two(PULSE)
    two.one.answer("safe", 2, "Ana")
    two.one.go(two.one.add_activity(PULSE).id)
    two.one.answer("safe", 5, "Ana")
    two.one.open_seals()
    assert two.logbook.retros()[0].measures == {"safe": Measure(counts=(0, 0, 0, 0, 1), team=3)}


def test_an_answer_cannot_be_given_twice_by_two_processes() -> None:
    two = Two(PULSE)
    two.one.answer("safe", 3, "Ana")
    with pytest.raises(NotNow, match="Ana has answered already"):
        two.two.answer("safe", 4, "Ana")
    two.two.answer("safe", 4, "Ben")
    two.one.open_seals()
    assert [each.value for each in results(two.stored())["safe"].replies] == [3, 4]
    with pytest.raises(NotNow, match="these answers have been revealed"):
        two.two.answer("safe", 4, "Cy")
    opened = [each for each in two.stored().log if isinstance(each, Opened)]
    assert len(opened) == 1
