"""Questions check one answer and summarise many."""

from __future__ import annotations

from statistics import median
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrokit.errors import FormatError, Invalid
from retrokit.questions import Choice, FreeText, Scale, Summary

SCALE = Scale("safe", "How safe is it?")
CHOICE = Choice("again", "Again?", ["Yes", "No", "Not sure"])
SEVERAL = Choice("tools", "Which?", ["Axe", "Rope", "Lamp"], several=True)
WORD = FreeText("word", "One word?")


@pytest.mark.parametrize(("answer", "step"), [(1, 1), (5, 5), ("3", 3), (" 4 ", 4)])
def test_a_scale_takes_its_steps_as_numbers_or_digits(answer: object, step: int) -> None:
    assert SCALE.check(answer) == step


@pytest.mark.parametrize("answer", [0, 6, -1, "six", "", 2.5, True, None, [3], "9" * 5000])
def test_a_scale_refuses_what_is_not_on_it(answer: object) -> None:
    with pytest.raises(Invalid, match=r"is not on the scale; give a whole number from 1 to 5$"):
        SCALE.check(answer)


def test_a_scale_is_summed_up_by_counts_and_the_median() -> None:
    assert Scale("s", "So?", 0, 2).summarise([2, 0, 2, 1]) == Summary(
        replies=4, counts=(("0", 1), ("1", 1), ("2", 2)), median=1.5
    )


@given(st.integers(-3, 3), st.integers(1, 10), st.data())
def test_turned_round_twice_a_step_is_itself(low: int, steps: int, data: st.DataObject) -> None:
    step = data.draw(st.integers(low, low + steps))
    turned = Scale("s", "So?", low, low + steps, reverse=True)
    assert turned.scored(turned.scored(step)) == step
    assert turned.scored(low) == low + steps
    assert Scale("s", "So?", low, low + steps).scored(step) == step


def test_an_alarm_is_words_that_can_be_kept() -> None:
    assert Scale("s", "So?").alarm == ""
    for alarm in (" ", "\x1b[31m", 5, None):
        with pytest.raises(FormatError, match="question 's'"):
            Scale("s", "So?", alarm=alarm)  # type: ignore[arg-type]


def test_a_choice_of_several_has_no_alarm() -> None:
    with pytest.raises(FormatError, match="an alarm, and several") as refused:
        Choice("c", "So?", ["a", "b"], several=True, alarm="Help.")
    assert refused.value.field == "alarm"


def test_a_reverse_scored_scale_is_counted_as_answered() -> None:
    assert Scale("s", "So?", reverse=True).summarise([1, 2]) == Scale("s", "So?").summarise([1, 2])


def test_no_answers_have_no_median() -> None:
    assert SCALE.summarise([]).median is None


@given(st.lists(st.integers(1, 5), min_size=1))
def test_the_counts_of_a_scale_are_all_its_answers(answers: list[int]) -> None:
    summary = SCALE.summarise(answers)
    assert [int(s) for s, n in summary.counts for _ in range(n)] == sorted(answers)
    assert summary.median == median(answers)


@pytest.mark.parametrize(
    ("answer", "option"),
    [("Yes", "Yes"), ("yes", "Yes"), (" NO ", "No"), ("1", "Yes"), (3, "Not sure")],
)
def test_an_option_is_chosen_by_text_or_number(answer: object, option: str) -> None:
    assert CHOICE.check(answer) == option


@pytest.mark.parametrize("answer", ["0", "4", "maybe", "", None])
def test_what_is_no_option_is_refused_with_those_there_are(answer: object) -> None:
    with pytest.raises(Invalid, match=r"^no option .*; (did you mean|there are:) "):
        CHOICE.check(answer)


def test_the_text_of_an_option_goes_before_the_number_of_another() -> None:
    days = Choice("days", "How many days?", ["0", "1", "2"])
    assert [days.check(each) for each in ("0", "1", "2", "3")] == ["0", "1", "2", "2"]
    assert days.summarise(["1", "1", "2"]).counts == (("0", 0), ("1", 2), ("2", 1))


def test_an_option_with_blanks_around_it_can_be_chosen_and_counted() -> None:
    padded = Choice("c", "C?", [" Yes ", "No"])
    assert padded.check("yes") == " Yes "
    assert padded.summarise([padded.check("1")]).counts == ((" Yes ", 1), ("No", 0))


@pytest.mark.parametrize("answer", ["rope, axe", ("Rope", "Axe"), ["2", "1", "axe"], "1,2"])
def test_several_options_come_in_the_order_of_the_question(answer: object) -> None:
    assert SEVERAL.check(answer) == ("Axe", "Rope")


def test_none_of_several_options_is_an_answer_too() -> None:
    assert SEVERAL.check(()) == ()
    assert SEVERAL.summarise([(), ("Axe",)]) == Summary(2, (("Axe", 1), ("Rope", 0), ("Lamp", 0)))


def test_choices_are_counted_in_the_order_of_the_question() -> None:
    assert CHOICE.summarise(["No", "Yes", "No"]) == Summary(
        3, (("Yes", 1), ("No", 2), ("Not sure", 0))
    )
    assert SEVERAL.summarise([("Axe", "Lamp"), ("Lamp",)]).counts[2] == ("Lamp", 2)


def test_free_text_is_kept_as_typed() -> None:
    assert WORD.check(" Fog ") == " Fog"  # but for blanks at its end
    assert WORD.summarise(["b", "a"]) == Summary(2, texts=("b", "a"))


@pytest.mark.parametrize("answer", ["", "  ", "x" * 2001, "bell\x07", 3])
def test_free_text_has_the_limits_of_every_text(answer: object) -> None:
    with pytest.raises(Invalid, match=r"^the answer "):
        WORD.check(answer)


@pytest.mark.parametrize("name", ["", "two words", "a.b", None, 3, "-"])
@pytest.mark.parametrize("kind", [Scale, FreeText, lambda n, t: Choice(n, t, ("a", "b"))])
def test_the_name_of_a_question_is_letters_digits_and_dashes(kind: Any, name: Any) -> None:
    with pytest.raises(FormatError, match=r"^a question's name is letters, digits and dashes"):
        kind(name, "Text?")


@pytest.mark.parametrize(
    ("low", "high"), [(1, 1), (5, 1), (0, 11), (0.5, 2.5), ("1", "5"), (False, True)]
)
def test_a_scale_has_two_to_eleven_whole_steps(low: Any, high: Any) -> None:
    with pytest.raises(FormatError, match=r"^scale 's' runs from .* two to eleven whole steps"):
        Scale("s", "So?", low, high)


@pytest.mark.parametrize("labels", [("a",), ("a", "b", "c"), ()])
def test_a_scale_has_two_labels_or_none(labels: Any) -> None:
    with pytest.raises(FormatError, match=r"^scale 's': labels are two"):
        Scale("s", "So?", labels=labels)


def test_labels_in_a_list_are_the_same_labels() -> None:
    assert Scale("s", "So?", labels=["a", "b"]) == Scale("s", "So?", labels=("a", "b"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "options", [(), ("one",), ("Yes", "yes"), ("Yes", "No", " yes"), ("a", "a")]
)
def test_a_choice_has_two_or_more_different_options(options: tuple[str, ...]) -> None:
    with pytest.raises(FormatError, match=r"^choice 'c' needs two or more options, all different"):
        Choice("c", "C?", options)


def test_what_is_favourable_is_among_the_options() -> None:
    assert Choice("c", "C?", ["Yes", "No"], favourable=["Yes"]).favourable == ("Yes",)
    with pytest.raises(
        FormatError, match=r"^choice 'c': favourable 'yes' is none of its options: 'Yes', 'No'$"
    ):
        Choice("c", "C?", ["Yes", "No"], favourable=["yes"])


def test_where_several_may_be_chosen_no_share_is_followed() -> None:
    with pytest.raises(FormatError, match=r"^choice 'c' .* leave one of the two out$"):
        Choice("c", "C?", ["Yes", "No"], several=True, favourable=["Yes"])


@pytest.mark.parametrize(
    ("field", "make"),
    [
        ("text", lambda bad: Scale("q", bad)),
        ("labels[1]", lambda bad: Scale("q", "Q?", labels=("a", bad))),
        ("text", lambda bad: Choice("q", bad, ("a", "b"))),
        ("options[1]", lambda bad: Choice("q", "Q?", ("a", bad))),
        ("text", lambda bad: FreeText("q", bad)),
        ("alarm", lambda bad: Scale("q", "Q?", alarm=bad or " ")),
        ("alarm", lambda bad: Choice("q", "Q?", ("a", "b"), alarm=bad or " ")),
    ],
)
@pytest.mark.parametrize("bad", ["", "bell\x07", 3])
def test_every_text_of_a_question_is_checked_and_the_error_names_it(
    field: str, make: Any, bad: Any
) -> None:
    with pytest.raises(FormatError) as caught:
        make(bad)
    assert str(caught.value).startswith(f"question 'q': {field} ")
    assert caught.value.field == field
