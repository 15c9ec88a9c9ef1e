"""What every kind of question says of itself: what is asked, what is filled in, who sees it."""

from __future__ import annotations

from typing import Any

import pytest

from retrokit.blocks import Field
from retrokit.errors import Invalid, PluginError
from retrokit.formats import Attribution
from retrokit.questions import (
    QUESTIONS,
    Allocation,
    Choice,
    FreeText,
    Given,
    PeerRating,
    Question,
    Rule,
    Scale,
    answerable,
    is_question,
)

MATES = ("Ben", "Cy")
EACH: tuple[Question, ...] = (
    Scale("safe", "How safe?", low=0, high=3, labels=("not", "fully")),
    Choice("again", "Again?", ["yes", "no"]),
    Choice("which", "Which?", ["a", "b", "c"], several=True),
    FreeText("why", "Why?"),
    Allocation("points", "Who carried what?", total=50),
    PeerRating("care", "Care?", ["Helps", "Listens"], labels=("never", "always")),
)


def filled_in(field: Field) -> Any:
    """Return what somebody fills in who takes the last that there is to choose."""
    if field.many:
        rest = dict.fromkeys((each.value for each in field.options[:-1]), field.low)
        return {**rest, field.options[-1].value: field.high}
    if field.kind == "several":
        return [field.options[-1].value]
    if field.kind == "choice":
        return field.options[-1].value
    return field.high if field.kind == "number" else "some words"


def test_here_is_one_of_each_kind() -> None:
    assert {type(each) for each in EACH} == set(QUESTIONS)
    assert all(map(is_question, EACH))
    assert not is_question(object())


@pytest.mark.parametrize("question", EACH, ids=lambda each: each.name)
def test_what_is_filled_in_is_an_answer(question: Question) -> None:
    mates = MATES if question.about_mates else ()
    form = question.form(mates)
    assert (form.action, form.slot, form.given) == (
        "answer",
        question.name,
        {"question": question.name},
    )
    given = {each.name: filled_in(each) for each in form.fields}
    answer = question.check(given["value"] if [*given] == ["value"] else given, mates)
    assert question.check(answer, mates) == answer
    assert question.said(answer) == {
        "safe": "3", "again": "no", "which": "c", "why": "some words",
        "points": "Ben 0, Cy 50", "care": "Ben 1/1, Cy 5/5",
    }[question.name]  # fmt: skip


@pytest.mark.parametrize("question", EACH, ids=lambda each: each.name)
def test_a_typed_answer_is_read(question: Question) -> None:
    typed = {
        "safe": "2", "again": "yes", "which": "1, 3", "why": "because",
        "points": "20 30", "care": "4 ?; 3 2",
    }[question.name]  # fmt: skip
    mates = MATES if question.about_mates else ()
    assert question.said(question.check(question.read(typed, mates), mates)) == {
        "safe": "2", "again": "yes", "which": "a, c", "why": "because",
        "points": "Ben 20, Cy 30", "care": "Ben 4/3, Cy ?/2",
    }[question.name]  # fmt: skip


def test_a_criterion_of_which_nothing_is_said_is_left_open() -> None:
    care = EACH[-1]
    assert care.check({"Helps": {"Ben": 4, "Cy": 2}, "Listens": "?"}, MATES) == (
        ("Ben", (4, None)), ("Cy", (2, None)),
    )  # fmt: skip


class Plain(Question):
    """A kind that says no more than it has to."""

    kind = "test.plain"

    def check(self, answer: object, mates: Any = ()) -> int:
        return int(str(answer))


class Praise(Plain):
    """A kind about teammates that says no more than it has to."""

    kind = "test.praise"
    about_mates = True


def test_a_kind_that_says_nothing_more_is_a_question_about_nobody() -> None:
    plain = Plain("plain", "Plain?")
    assert plain.mates(MATES, "Ana", anonymous=True) == ()
    assert not plain.tells_author
    assert plain.deal({"Ana": 0.5}) == {}
    assert plain.before_reveal(Given()) == ()
    assert (plain.parts, plain.asked(), plain.steps, plain.scoring) == ((), (), None, "")
    assert (plain.several, plain.favourable, plain.reverse) == (False, (), False)
    assert [each.kind for each in plain.form().fields] == ["text"]
    assert plain.read("3") == "3"
    plain.read_part("3", ())
    assert plain.label("3") == "3"
    opened = plain.open(Given(answers=(("Ana", 3), ("Ben", 4))))
    assert opened.result.summary is not None
    assert opened.result.summary.replies == 2
    assert [(each.author, each.value) for each in opened.result.replies] == [("Ana", 3), ("Ben", 4)]
    assert plain.measure(opened.result.summary, 2) is None
    assert opened.letters == ()
    rule = Rule(attribution=Attribution.NAMED, floor=3, team=2)
    assert plain.who_sees(rule) == ("Then everyone sees them, with names.",)
    with pytest.raises(NotImplementedError, match="Plain gives no sample of an answer"):
        plain.sample(1, "")
    with pytest.raises(NotImplementedError, match="Question reads no answers"):
        Question("some", "Some?").check(1)


def test_whom_an_answer_about_teammates_may_be_about() -> None:
    praise = Praise("praise", "Whom?")
    assert praise.mates(("Ana", "Ben"), "Ana", anonymous=False) == ("Ben",)
    assert praise.mates(("Ana", "Ben"), "Ana", anonymous=True) == ("Ana", "Ben")
    before = (("Cy", (1,)),)
    assert praise.mates(("Ana", "Ben"), None, anonymous=False, before=before) == (
        "Ana", "Ben", "Cy",
    )  # fmt: skip
    for attribution in (Attribution.CONFIDENTIAL, Attribution.ANONYMOUS):
        given = Given(answers=(("Ana", 3),), attribution=attribution)
        assert praise.open(given).result.replies == ()


def test_a_plugin_is_named_where_its_question_fails() -> None:
    plain = Plain("plain", "Plain?")
    said = "^the question 'plain' failed: its kind test.plain raised ValueError: invalid"
    with pytest.raises(PluginError, match=said), answerable(plain):
        plain.check("x")
    with pytest.raises(Invalid, match="no"), answerable(plain):
        raise Invalid("no")
    with pytest.raises(ZeroDivisionError), answerable(FreeText("why", "Why?")):
        1 / 0  # noqa: B018
