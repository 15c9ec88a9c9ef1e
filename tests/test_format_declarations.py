"""A format is checked when it is declared; the error names the field."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from attrs import frozen
from crew import made_of

from retrokit.errors import FormatError
from retrokit.formats import (
    ACTIVITIES,
    Ask,
    Attribution,
    Collect,
    Column,
    Decide,
    Discuss,
    Format,
    Group,
    Matrix,
    Review,
    Stage,
    Vote,
    Welcome,
)
from retrokit.questions import FreeText, Scale

SAFE = Scale("safe", "How safe?")
GOOD = Column("Good")
BELL = "bell\x07"


def test_activities_have_defaults_for_all_but_what_they_are_about() -> None:
    made = [Welcome(), Review(), Group(), Vote(), Matrix(), Discuss(), Decide()]
    made += [Ask(questions=[SAFE]), Collect(columns=[GOOD])]
    assert {type(each) for each in made} == set(ACTIVITIES)
    assert all(each.title and each.minutes for each in made)
    assert {each.stage for each in made} == set(Stage) - {Stage.CLOSE}


def test_lists_are_kept_as_tuples_so_that_a_format_can_be_compared_and_hashed() -> None:
    one = made_of(Ask(questions=[SAFE]), Collect(columns=[GOOD]), goals=["a"])
    two = made_of(Ask(questions=(SAFE,)), Collect(columns=(GOOD,)), goals=("a",))
    assert one == two
    assert hash(one) == hash(two)


def test_the_minutes_of_a_format_are_those_of_its_agenda() -> None:
    assert made_of(Welcome(minutes=3), Group(minutes=0), Decide(minutes=7)).minutes == 10


def test_attributions_go_from_open_to_strict() -> None:
    assert [each.strictness for each in Attribution] == [0, 1, 2]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        # activities
        (lambda: Welcome(title=""), "welcome: title is empty"),
        (lambda: Welcome(title="two\nlines"), "welcome: title holds the control"),
        (lambda: Group(title="x" * 81), "group: title has 81 characters; the limit is 80"),
        (lambda: Group(prompt=BELL), "group: prompt holds the control"),
        (lambda: Review(prompt=None), "review: prompt must be text, not NoneType"),
        (lambda: Decide(minutes=481), "decide: minutes is a whole number from 0 to 480, not 481"),
        (lambda: Decide(minutes=-1), "decide: minutes is a whole number"),
        (lambda: Decide(minutes=2.5), "decide: minutes is a whole number"),
        (lambda: Decide(minutes=True), "decide: minutes is a whole number"),
        (lambda: Welcome(agreement=["ok", BELL]), "welcome: agreement[1] holds the control"),
        (lambda: Welcome(agreement=[3]), "welcome: agreement[0] must be text, not int"),
        (lambda: Welcome(directive=BELL), "welcome: directive holds the control"),
        (lambda: Group(attribution="secret"), "group: attribution is one of 'named', 'conf"),
        (lambda: Ask(questions=[]), "ask: questions is empty"),
        (lambda: Ask(questions=["Why?"]), "ask: questions holds 'Why?', not a question"),
        (lambda: Collect(columns=[]), "collect: columns is empty"),
        (lambda: Collect(columns=["Good"]), "collect: columns holds 'Good', not a Column"),
        (lambda: Column(""), "column: name is empty"),
        (lambda: Column("a\tb"), "column 'a\\tb': name holds the control"),
        (lambda: Column("Good", BELL), "column 'Good': prompt holds the control"),
        (lambda: Column("Mad", color="crimson"), "column 'Mad': color is one of red, orange, yell"),
        (lambda: Column("Mad", color=["red"]), "column 'Mad': color is one of red, orange, yell"),
        (lambda: Vote(on="people"), "vote: on is 'topics', 'notes' or 'actions', not 'people'"),
        (lambda: Vote(budget=0), "vote: budget is a whole number from 1 to 100, not 0"),
        (lambda: Vote(cap=101), "vote: cap is a whole number from 1 to 100, not 101"),
        (lambda: Discuss(order=["votes", "luck"]), "discuss: order knows votes, columns, size, "),
        (lambda: Discuss(order=[3]), "discuss: order knows"),
        (lambda: Discuss(topic_minutes=241), "discuss: topic_minutes is a whole number"),
        (lambda: Discuss(top=0), "discuss: top is a whole number from 1 to 1,000, not 0"),
        # the format
        (lambda: made_of(Welcome(), name="Two Words"), "a format's name is lower-case letters"),
        (lambda: made_of(Welcome(), name="a--b"), "a format's name is lower-case letters"),
        (lambda: made_of(Welcome(), name="x" * 81), "a format's name is lower-case letters"),
        (lambda: made_of(Welcome(), name=None), "a format's name is lower-case letters"),
        (lambda: made_of(Welcome(), title=""), "format 'short': title is empty"),
        (lambda: made_of(Welcome(), purpose=" "), "format 'short': purpose is empty"),
        (lambda: made_of(Welcome(), when=BELL), "format 'short': when holds the control"),
        (lambda: made_of(Welcome(), goals=["a", ""]), "format 'short': goals[1] is empty"),
        (
            lambda: made_of(Welcome(), attribution="secret"),
            "format 'short': attribution is one of 'named', 'confidential', 'anonymous', not 'sec",
        ),
        (lambda: made_of(Welcome(), comment_floor=2), "format 'short': comment_floor is a whole"),
        (made_of, "format 'short': agenda is empty"),
        (lambda: made_of("Welcome"), "format 'short': agenda holds 'Welcome', not an activity"),  # type: ignore[arg-type]
        (
            lambda: made_of(Collect(columns=[GOOD]), Collect(columns=[Column("good ")])),
            "format 'short': two columns are named 'good '; rename one",
        ),
        (
            lambda: made_of(Ask(questions=[SAFE]), Ask(questions=[SAFE])),
            "format 'short': two questions are named 'safe'; rename one",
        ),
        (
            lambda: made_of(Collect(columns=[GOOD]), Vote(columns=["Bad"])),
            "format 'short': vote: no column 'Bad'",
        ),
    ],
)
def test_a_wrong_declaration_is_refused_with_the_field_that_is_wrong(
    make: Callable[[], object], said: str
) -> None:
    with pytest.raises(FormatError, match=f"^{re.escape(said)}"):
        make()


def test_a_kind_of_activity_of_ones_own_is_refused_where_it_is_declared() -> None:
    @frozen(kw_only=True)
    class MyCollect(Collect):
        pass

    with pytest.raises(FormatError, match="not an activity"):
        made_of(MyCollect(columns=[GOOD]))


@pytest.mark.parametrize(
    "more", [{}, {"when": "", "goals": ()}, {"name": "a-1", "comment_floor": 3}]
)
def test_what_may_be_left_out_may_be_empty(more: dict[str, Any]) -> None:
    format = made_of(Welcome(directive="", prompt="", agreement=[]), Vote(columns=()), **more)
    assert isinstance(format, Format)


def test_a_vote_may_be_narrowed_to_columns_that_there_are() -> None:
    assert made_of(Collect(columns=[GOOD]), Vote(columns=["Good"])).agenda[1].columns == ("Good",)  # type: ignore[union-attr]


THANKS = Ask(title="Thanks", stage="close", questions=[FreeText("thanks", "Thanks for what?")])
PULSE = Ask(title="Pulse", questions=[Scale("safe", "How safe is it?")])
EXTRA = made_of(Welcome(), PULSE, Decide(), THANKS, attribution=Attribution.CONFIDENTIAL)


def test_a_format_is_extended_by_what_another_one_asks() -> None:
    notes = Collect(columns=[Column("Notes")], attribution=Attribution.ANONYMOUS)
    here = made_of(Welcome(), notes, Group(), Decide())
    more = here.extended(EXTRA)
    assert [each.title for each in more.agenda] == [
        "Welcome", "Collect", "Pulse", "Group", "Decide", "Thanks"
    ]  # fmt: skip
    assert [each for each in more.agenda if each in here.agenda] == list(here.agenda)
    # What is added stays as private as it was to be, and nothing else becomes so.
    added = {each.title: each.attribution for each in more.agenda}
    assert (added["Pulse"], added["Thanks"], added["Group"]) == (
        Attribution.CONFIDENTIAL, Attribution.CONFIDENTIAL, None
    )  # fmt: skip
    assert (more.name, more.title, more.attribution) == (here.name, here.title, here.attribution)
    strict = made_of(notes, attribution=Attribution.ANONYMOUS).extended(EXTRA)
    assert [each.attribution for each in strict.agenda if each.kind == "ask"] == [None, None]


def test_what_was_stricter_than_its_format_stays_so_when_it_is_added() -> None:
    secret = Ask(questions=[Scale("safe", "?")], attribution=Attribution.ANONYMOUS)
    [_, added] = made_of(Decide()).extended(made_of(secret, Decide())).agenda[::-1]
    assert added.attribution is Attribution.ANONYMOUS


def test_a_format_is_not_extended_by_what_it_asks_already() -> None:
    with pytest.raises(FormatError, match="two questions are named 'safe'; rename one"):
        made_of(PULSE).extended(EXTRA)
