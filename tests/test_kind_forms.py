"""What there is to do at each kind of activity, as forms: whoever draws them needs no kind."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from retrokit.blocks import Form
from retrokit.builtin.examples import EVERYTHING
from retrokit.engine.marks import Role, marked
from retrokit.events import ActionStatus
from retrokit.formats import ACTIVITIES, Decide, Discuss, Format
from retrokit.plugins import Plugins
from retrokit.retro import Retro
from retrokit.testing.filling import filled_in
from retrokit.testing.playing import Play

GIVEN = {Role.ME, Role.SIGNED, Role.ONESELF, Role.ASKER, Role.SEEN, Role.INSIDE}
KINDS = sorted(each.kind for each in ACTIVITIES)


def forms_of(retro: Retro) -> list[Form]:
    """Return what there is to do now."""
    step = retro.state.current_step
    assert step is not None
    return [*step.kind.forms(retro.state, step)]


def told(forms: Iterable[Form]) -> list[str]:
    return [each.action for each in forms]


def at(kind: str, people: int = 3) -> Retro:
    """Return a retro that has come to a kind of activity, with notes and all that was before."""
    play = Play.start(EVERYTHING, people, plugins=Plugins())
    for step in play.retro.state.agenda:
        if step.activity.kind == kind:
            return play.retro
        play.take_part(step)
        play.retro.next()
    raise AssertionError(kind)


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_is_for_an_action_and_its_fields_are_the_arguments(kind: str) -> None:
    for form in forms_of(at(kind)):
        spec = marked(Retro)[form.action]
        arguments = {each.name for each in spec.arguments if each.role not in GIVEN}
        if form.action != "answer":  # the fields of a question make one value
            assert {each.name for each in form.fields} <= arguments
        assert form.submit.strip()
        assert form.leads is (spec.mark.by == "facilitator")
        assert len({each.name for each in form.fields}) == len(form.fields) > 0


def test_each_kind_but_the_welcome_has_something_to_do() -> None:
    assert {each: told(forms_of(at(each))) for each in KINDS} == {
        "ask": ["answer"] * 4,
        "collect": ["add_note"],
        "decide": ["add_action"],
        "discuss": ["take_topic", "remark"],
        "group": ["group"],
        "matrix": ["place"],
        "review": ["review"],
        "vote": ["vote"],
        "welcome": [],
    }


def test_what_is_filled_in_is_done() -> None:
    state = Play.start(EVERYTHING, 3, plugins=Plugins()).to_the_end().state
    columns = {each.column for each in state.notes.values()}
    assert columns == {"Good", "<b>Bad</b> & | odd"}
    assert len(state.notes) == len(columns) * 3
    assert state.groups
    assert [each.item.status for each in state.carried.values()] == [ActionStatus.DONE]
    discuss = next(each for each in state.agenda if isinstance(each.activity, Discuss))
    assert not state.waiting(discuss.id)
    talked = discuss.kind.talked(state.at[discuss.id])
    assert {each.topic for each in state.remarks.values()} == {*talked}
    assert {each.decision for each in state.remarks.values()} == {True, False}
    items = [*state.actions.values()]
    assert [each.serves for each in items] == [("Come home safe",), ()]
    assert [each.owners for each in items] == [("Ada",), ()]
    assert [each.due and each.due.isoformat() for each in items] == ["2031-03-01", None]


def test_what_is_done_is_offered_no_more() -> None:
    review = at("review")
    [form] = forms_of(review)
    review.review(**filled_in(form, members=["Ada"]))
    assert forms_of(review) == []
    group = at("group")
    [form] = forms_of(group)
    group.group([each.value for each in form.fields[0].options])
    assert forms_of(group) == []
    discuss = at("discuss")
    while told(forms_of(discuss)) != ["remark"]:
        discuss.take_topic()


def test_a_topic_is_offered_as_it_stands_now() -> None:
    discuss = at("discuss")
    first, *others = forms_of(discuss)[0].fields[0].options
    discuss.take_topic(int(first.value))
    assert [*forms_of(discuss)[0].fields[0].options] == others
    group = next(each for each in others if each.value in discuss.state.groups)
    discuss.rename_topic(int(group.value), "Called so now")
    assert "Called so now" in [each.label for each in forms_of(discuss)[0].fields[0].options]


def test_nobody_is_asked_about_teammates_who_has_none() -> None:
    assert [each.slot for each in forms_of(at("ask", people=1))] == ["mood", "again", "why"]


def test_a_goal_is_asked_for_where_there_is_one() -> None:
    none = Format(name="none", title="None", purpose="None.", agenda=[Decide()])
    [form] = forms_of(Play.start(none, 2, plugins=Plugins()).retro)
    assert [each.name for each in form.fields] == ["text", "owner", "due"]
