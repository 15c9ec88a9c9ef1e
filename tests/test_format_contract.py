"""The contract for authors of formats: the built-in ones keep it, a bad one is found out."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from attrs import evolve

from retrokit.builtin import retrokit_register_formats
from retrokit.format_files import load_format
from retrokit.formats import (
    Ask,
    Attribution,
    Collect,
    Column,
    Decide,
    Discuss,
    Format,
    Group,
    Vote,
    Welcome,
)
from retrokit.hookspecs import hookimpl
from retrokit.questions import Allocation, Choice, FreeText, PeerRating, Scale
from retrokit.questions.peers import ShownTo
from retrokit.tallies import METHODS
from retrokit.testing import FormatContract
from retrokit.testing.playing import Play, allowed

EXAMPLE = Path(__file__).parent.parent / "examples" / "weather-report.toml"
FORMATS = retrokit_register_formats()

# Every kind of activity and question, in the ways that the built-in formats do not use.
ALL = Format(
    name="everything",
    title="Everything",
    purpose="Try every corner of a format.",
    goals=["Come home safe", "Go again"],
    attribution=Attribution.CONFIDENTIAL,
    agenda=[
        Welcome(prompt="Hello."),
        Ask(
            prompt="Say.",
            attribution=Attribution.ANONYMOUS,
            questions=[
                Scale("mood", "How are you?", low=-2, high=2),
                Choice("where", "Where?", options=["here", "there"]),
                Choice("which", "Which?", options=["a", "b", "c"], several=True),
                FreeText("why", "Why?"),
            ],
        ),
        Ask(
            prompt="Rate.",
            questions=[
                Allocation("points", "Who carried what?", total=50),
                PeerRating("care", "Care?", ["Helps", "Listens"], low=0, high=2, with_self=True),
            ],
        ),
        Collect(prompt="Write.", columns=[Column("Notes", "Anything.")], sealed=False),
        Vote(on="notes", prompt="Notes.", budget=1),
        Decide(prompt="Do what {principle|we agreed on} says."),
        Vote(on="actions", prompt="Actions."),
        *(Vote(on="notes", title=each, prompt="Vote.", method=each) for each in METHODS),
        Discuss(prompt="Talk.", order=["size", "number"]),
        Collect(prompt="Again.", title="More", columns=[Column("More", "Anything else.")]),
        Group(prompt="Pile up."),
    ],
)


def module(*formats: Format) -> ModuleType:
    """Return a plugin with these formats."""

    @hookimpl
    def retrokit_register_formats() -> list[Format]:
        return list(formats)

    plugin = ModuleType("my_plugin")
    plugin.retrokit_register_formats = retrokit_register_formats  # type: ignore[attr-defined]
    return plugin


# --- The contract is kept ---------------------------------------------------------------------


@pytest.mark.parametrize("format", FORMATS, ids=lambda each: each.name)
class TestBuiltins(FormatContract):
    pass


class TestAsAnAttribute(FormatContract):
    format = ALL
    plugin = module(ALL)


class TestAsAMethod(FormatContract):
    def format(self) -> Format:
        return load_format(EXAMPLE)


class TestAsAFixture(FormatContract):
    @pytest.fixture(params=[ALL, load_format(EXAMPLE)], ids=lambda each: each.name)
    def format(self, request: pytest.FixtureRequest) -> Any:
        return request.param


@pytest.mark.parametrize("shown_to", ["member", "facilitator", "team"])
class TestAboutTeammates(FormatContract):
    """Under all attributions, since it is named; `ALL` may be confidential at the least."""

    @pytest.fixture
    def format(self, shown_to: ShownTo) -> Format:
        questions = [
            Allocation("points", "Who carried what?", shown_to=shown_to),
            PeerRating("care", "Care?", ["Helps", "Listens"], shown_to=shown_to),
            FreeText("why", "Why?"),
        ]
        agenda = [Ask(prompt="Rate.", questions=questions), Decide(prompt="Do.")]
        return Format(name="peers", title="Peers", purpose="Rate each other.", agenda=agenda)


class TestInherited(TestAsAnAttribute):
    pass


def test_the_stricter_attributions_are_allowed() -> None:
    assert allowed(ALL) == [Attribution.CONFIDENTIAL, Attribution.ANONYMOUS]


# --- A bad format is found out ----------------------------------------------------------------

contract = FormatContract()


def test_words_that_are_missing() -> None:
    good = Column("Good", "What?")
    for agenda, said in (
        ([Welcome()], r"step 1 \(welcome\) has no prompt"),
        ([Collect(prompt="Go.", columns=[good, Column("Bad")])], r"'Bad' says nothing"),
    ):
        with pytest.raises(AssertionError, match=said):
            contract.test_every_step_has_its_words(evolve(ALL, agenda=agenda))


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("purpose", "x" * 111, "purpose has 111 characters; at most 110 fit"),
        ("when", "x" * 161, "when has 161 characters; at most 160 fit"),
        ("purpose", "one\ntwo", "purpose is one line"),
    ],
)
def test_too_many_words(field: str, text: str, said: str) -> None:
    changes: dict[str, Any] = {field: text}
    with pytest.raises(AssertionError, match=said):
        contract.test_it_says_what_it_is_for_in_few_words(evolve(ALL, **changes))


def test_words_that_grow_too_long_with_a_charter() -> None:
    fits = Ask(questions=[FreeText("a", "See {values} and {purpose}?" + "." * 200)])
    contract.test_any_team_can_be_told_it(evolve(ALL, agenda=[fits]))
    grown = Ask(questions=[FreeText("a", "See {values} and {goals}?")])
    with pytest.raises(AssertionError, match="with the longest charter there may be: question 'a'"):
        contract.test_any_team_can_be_told_it(evolve(ALL, agenda=[grown]))


@pytest.mark.parametrize("minutes", [0, 241])
def test_too_short_and_too_long(minutes: int) -> None:
    agenda = [Welcome(prompt="Hello.", minutes=minutes)]
    with pytest.raises(AssertionError, match=f"{minutes} minutes; plan for 1 to 240"):
        contract.test_it_fits_into_a_meeting(evolve(ALL, agenda=agenda))


@pytest.mark.parametrize(
    ("plugin", "said"),
    [
        (module(), "no hook returns it"),
        (module(evolve(ALL, name="other")), "not registered as everything"),
        (module(ALL, ALL), "has one of that name"),
        (module(ALL, FORMATS[0]), "has one of that name"),
        (module(SimpleNamespace(name="x")), "TypeError"),  # type: ignore[arg-type]
    ],
)
def test_a_plugin_that_does_not_register_it(plugin: ModuleType, said: str) -> None:
    class Bad(FormatContract):
        pass

    Bad.plugin = plugin
    with pytest.raises(AssertionError, match=said):
        Bad().test_the_plugin_registers_it(ALL)


def test_a_retro_that_cannot_be_held() -> None:
    early = evolve(ALL, agenda=[Vote(prompt="Vote."), *ALL.agenda])
    with pytest.raises(AssertionError, match="nothing can be given at 'Vote'") as caught:
        contract.test_a_whole_retro_can_be_held(early, members=2)
    assert caught.value.__notes__ == [
        "This was at 'Vote', step 1.",
        "The retro was confidential, with 2 members.",
    ]


def test_something_seen_before_it_was_opened() -> None:
    play = Play.start(ALL, 2)
    play.retro.go("ask")
    play.retro.remark("my secret answer")
    play.secrets.append("my secret answer")
    with pytest.raises(AssertionError, match="seen before it was opened: my secret answer"):
        play._check_sealed(play.retro.state.agenda[1])


def test_something_left_sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Play, "to_the_end", lambda self: self._take(self.retro), raising=True)
    monkeypatch.setattr(Play, "_take", left_in_the_middle, raising=False)
    with pytest.raises(AssertionError, match="something was left sealed"):
        contract.test_a_whole_retro_can_be_held(ALL, members=1)


def left_in_the_middle(play: Play, retro: Any) -> Any:
    retro.go("ask")
    retro.answer("why", "Because.", "Ada")
    return retro


def test_a_format_that_no_export_can_hold() -> None:
    """What Python lets through and no file may hold: a goal with a control character."""
    with pytest.raises(ValueError, match="control character"):
        contract.test_it_survives_being_exported(evolve(ALL, goals=["\a"]))


def test_answers_differ_between_members() -> None:
    ask = ALL.agenda[1]
    assert isinstance(ask, Ask)
    mood, where, which, why = ask.questions
    assert [mood.sample(number, "") for number in range(6)] == [-2, -1, 0, 1, 2, -2]
    assert [where.sample(number, "") for number in range(3)] == ["here", "there", "here"]
    assert which.sample(1, "") == ("b",)
    assert why.sample(1, "words") == "words"
    peers = ALL.agenda[2]
    assert isinstance(peers, Ask)
    points, care = peers.questions
    mates = ("Bo", "Cleo", "Dušan")
    assert [dict(points.sample(number, "", mates))["Cleo"] for number in range(3)] == [
        16, 18, 16
    ]  # fmt: skip
    assert care.sample(2, "", mates[:1]) == {"Bo": [2, 0]}
