"""A pool of questions: each retro of a team asks the next one, and none comes back too soon."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from crew import made_of
from hypothesis import given
from hypothesis import strategies as st

from retrokit import Ask, Charter, Decide, Format, Logbook, Retro
from retrokit.builtin.openers import CHECKOUT, ICEBREAKER
from retrokit.cli.commands import retro as command
from retrokit.errors import FormatError
from retrokit.questions import FreeText


def asking(*pool: str, prompt: str = "") -> Format:
    questions = [FreeText("said", "Your answer")]
    return made_of(Ask(pool=pool, prompt=prompt, questions=questions), Decide())


def asked(retro: Retro) -> str:
    return retro.state.agenda[0].activity.prompt


@given(
    st.lists(st.text("abc", min_size=1), min_size=1, max_size=6, unique=True),
    st.text("xyz", min_size=1, max_size=9),
)
def test_each_is_asked_before_one_comes_back(pool: list[str], team: str) -> None:
    with Logbook(":memory:") as book:
        heard = [asked(book.start(asking(*pool), team=team)) for _ in range(2 * len(pool))]
    assert sorted(heard[: len(pool)]) == sorted(pool)
    assert heard[len(pool) :] == heard[: len(pool)]


def test_teams_do_not_all_begin_with_the_same_one() -> None:
    pool = [f"Question {number}?" for number in range(20)]
    with Logbook(":memory:") as book:
        first = {asked(book.start(asking(*pool), team=f"Team {each}")) for each in range(40)}
    assert len(first) > 10


def test_a_rehearsal_uses_none_up() -> None:
    with Logbook(":memory:") as book:
        tried = asked(book.start(ICEBREAKER, team="Lander", rehearsal=True))
        assert asked(book.start(ICEBREAKER, team="Lander")) == tried
        assert asked(book.start(ICEBREAKER, team="lander")) != tried


def test_the_question_stands_above_the_prompt_and_the_pool_is_not_kept() -> None:
    retro = Retro.start(asking("How?", prompt="One sentence."), team="Lander")
    assert asked(retro) == "How?\n\nOne sentence."
    assert retro.state.format.agenda[0].pool == ()


def test_a_question_can_speak_of_the_charter() -> None:
    retro = Retro.start(
        asking("Did {principle} decide?"), team="Lander", charter=Charter(principle="safety first")
    )
    assert asked(retro) == "Did safety first decide?"


def test_an_activity_that_is_added_asks_one_of_them_too() -> None:
    retro = Retro.start(made_of(Decide()), team="Lander")
    step = retro.add_activity(CHECKOUT.agenda[0])
    question = step.activity.prompt.partition("\n")[0]
    assert question in CHECKOUT.agenda[0].pool


@pytest.mark.parametrize(
    ("pool", "said"),
    [
        ("How?", "pool is a list, not 'How?'"),
        ([""], "is empty"),
        (["One\ntwo"], "control character"),
        (["Did {prinziple} decide?"], "{principle}"),
    ],
)
def test_what_is_no_pool_is_refused(pool: object, said: str) -> None:
    with pytest.raises(FormatError, match=re.escape(said)):
        Ask(pool=pool, questions=[FreeText("said", "?")])  # type: ignore[arg-type]


def test_a_format_says_that_there_are_more(tmp_path: Path) -> None:
    told = CliRunner().invoke(command, ["formats", "icebreaker"]).output
    many = len(ICEBREAKER.agenda[0].pool)
    assert f"(The first of {many} questions. Each retro asks the next one.)" in told
    file = tmp_path / "one.toml"
    file.write_text(
        'name = "one"\ntitle = "One"\npurpose = "P."\n[[agenda]]\nkind = "ask"\n'
        'pool = ["How are you?"]\nquestions = [{ kind = "free-text", name = "x", text = "Y?" }]\n'
    )
    told = CliRunner().invoke(command, ["formats", str(file)]).output
    assert "How are you?" in told
    assert "The first of" not in told
