"""Kinds of question of a plugin that go wrong: what they harm, and that their contract tells."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import moons
import pytest
from attrs import evolve, frozen
from crew import NO_PLUGINS
from moons import FullMoon, Lantern, Light

from retrokit import Ask, Collect, Column, Format, Logbook, Plugins, Question, Retro, hookimpl
from retrokit.cli.live.lines import handle
from retrokit.cli.live.session import Session
from retrokit.engine.promises import promise
from retrokit.errors import PluginError
from retrokit.formats import Attribution
from retrokit.questions import Outcome, Reply, Sent, Summary
from retrokit.questions.results import TOO_FEW
from retrokit.testing import QuestionContract

TEAM = ("Ana", "Ben", "Cy", "Dev")


def fail(*_: Any, **__: Any) -> Any:
    raise ZeroDivisionError("by nought")


def made(base: type[Question], **methods: Any) -> type[Question]:
    """Return a kind that is another one but for these methods."""
    return frozen(type("Faulty", (base,), {"kind": "faulty.one", "__annotations__": {}, **methods}))


def logbook(path: Path, kind: type[Question]) -> Logbook:
    plugins = Plugins.load(NO_PLUGINS)

    @hookimpl
    def retrokit_register_questions() -> list[type[Question]]:
        return [kind]

    plugin = SimpleNamespace(retrokit_register_questions=retrokit_register_questions)
    assert plugins.add(moons, "moons")
    assert plugins.add(plugin, "faulty")
    assert not [*plugins.failures, *(() if plugins.kinds else ("no kinds",))]
    return Logbook(path, plugins=plugins)


def begin(book: Logbook, kind: type[Question], attribution: str = "named") -> Retro:
    format = Format(
        name="faulty",
        title="Faulty",
        purpose="Go wrong.",
        agenda=[
            Ask(title="It", questions=[kind("it", "It?")]),
            Collect(columns=[Column("Good")], sealed=False),
        ],
    )
    return book.start(format, team="Lander", members=TEAM, attribution=Attribution(attribution))


WRONG = "failed: its kind faulty.one raised ZeroDivisionError: by nought; update the plugin"
WRONG_IN_SECRET = WRONG.replace(": by nought", "")  # which may be what somebody answered


@pytest.mark.parametrize("method", ["who_sees", "told_besides", "shown_from", "before_reveal"])
def test_what_fails_beforehand_is_told_and_stops_nobody(tmp_path: Path, method: str) -> None:
    kind = made(FullMoon, **{method: fail})
    with logbook(tmp_path / "team.db", kind) as book:
        retro = begin(book, kind, "confidential")
        step = retro.state.agenda[0]
        told = promise(retro.state, step)
        assert (WRONG in told) == (method in ("who_sees", "told_besides"))
        for who in TEAM[:3]:
            retro.answer("it", "40 waxing", who)
        assert retro.would_withhold() == ()
        told = "".join(retro.before_reveal())
        assert (WRONG_IN_SECRET in told) == (method == "before_reveal")
        retro.next()
        assert retro.state.at[1].results[0].summary.replies == 3


@pytest.mark.parametrize("method", ["check", "mates", "deal", "form", "entered"])
def test_who_asks_is_told_which_kind_fails(tmp_path: Path, method: str) -> None:
    kind = made(Lantern, **{method: fail})
    asking: dict[str, Callable[[Retro], Any]] = {
        "check": lambda retro: retro.answer("it", {"Ben": "so"}, "Ana"),
        "mates": lambda retro: retro.teammates("it", "Ana"),
        "deal": lambda retro: retro.dealt("it", "Ana"),
        "form": lambda retro: retro.form("it", "Ana"),
        "entered": lambda retro: retro.form(
            "it", "Ana", receipt=retro.answer("it", {"Ben": "so"}, "Ana")
        ),
    }
    with logbook(tmp_path / "team.db", kind) as book:
        retro = begin(book, kind)
        with pytest.raises(PluginError, match="the question 'it' failed: its kind faulty"):
            asking[method](retro)
        retro.next()


def test_whom_a_deal_names_that_is_not_here_is_left_out(tmp_path: Path) -> None:
    kind = made(Lantern, deal=lambda self, lots: {who: ["Ana", "Ben", "Zoe", 7] for who in lots})
    with logbook(tmp_path / "team.db", kind) as book:
        retro = begin(book, kind)
        assert retro.dealt("it", "Ana") == ("Ben",)
        assert retro.dealt("it", "Cy") == ("Ana", "Ben")


def test_a_measure_that_fails_is_none(tmp_path: Path) -> None:
    kind = made(FullMoon, measure=fail)
    with logbook(tmp_path / "team.db", kind) as book:
        retro = begin(book, kind)
        retro.answer("it", "40 waxing", "Ana")
        retro.next()
        assert retro.state.measures == {}


@pytest.mark.parametrize("method", ["label", "said"])
def test_what_cannot_be_worded_says_so_in_every_report(tmp_path: Path, method: str) -> None:
    kind = made(FullMoon, **{method: fail})
    with logbook(tmp_path / "team.db", kind) as book:
        retro = begin(book, kind)
        retro.answer("it", "40 waxing", "Ana")
        retro.next()
        retro.add_note("Good", "The weather", "Ana")
        for name in {*book.plugins.reports} - {"summary"}:
            told = " ".join(book.report(retro, name).split())
            assert "The weather" in told, name
            assert "This cannot be told: the question" in told or name == "csv", name


def test_a_hint_that_fails_leaves_the_screen(tmp_path: Path) -> None:
    kind = made(FullMoon, asked=fail)
    with logbook(tmp_path / "team.db", kind) as book:
        session = Session(book, begin(book, kind))
        assert "failed: its kind faulty.one" in session.screen()
        assert "hidden" in handle(session, "Ana: 40 waxing")


def opening(change: Callable[[Outcome], Any]) -> Any:
    """Return a method that opens as the moon does, and then changes what it came to."""
    return lambda self, given: change(FullMoon.open(self, given))


def with_result(**changes: Any) -> Any:
    return opening(lambda outcome: evolve(outcome, result=evolve(outcome.result, **changes)))


SIGNED = (Reply(author="Ana", value="40"),)
SUM = Summary(1)


@pytest.mark.parametrize(
    ("attribution", "answers", "open", "said"),
    [
        ("named", 1, with_result(taken_part=3), "it counts other answers than there are"),
        ("confidential", 3, with_result(floor=0), "it counts other answers than there are"),
        ("anonymous", 3, with_result(replies=SIGNED), "it shows who answered"),
        ("confidential", 3, with_result(replies=(Reply(value="40"),)), "it shows single answers"),
        ("confidential", 2, with_result(summary=SUM), "it tells what too few people stand behind"),
        ("anonymous", 1, with_result(group=("Hm.",)), "it tells what too few people stand behind"),
        ("confidential", 2, opening(lambda o: evolve(o, letters=(Sent("Ana", ("Hm.",)),))),
         "it tells what too few people stand behind"),
        ("confidential", 3, opening(lambda o: evolve(o, letters=(Sent("Ana", ("Hm.",)),))),
         "it writes a letter that nobody may get"),
        ("named", 3, opening(lambda o: evolve(o, letters=(Sent("Zoe", ("Hm.",)),))),
         "it writes a letter that nobody may get"),
        ("named", 1, with_result(group=("\a",)), "what is told holds the control character"),
        ("named", 1, with_result(group=(3,)), "what is told must be text"),
        ("named", 1, with_result(summary=Summary(1, ((7, 1),))),  # type: ignore[arg-type]
         "what is told must be text"),
        ("named", 1, opening(lambda o: None), "AttributeError"),
    ],
)  # fmt: skip
def test_what_may_not_be_told_is_not_revealed(
    tmp_path: Path, attribution: str, answers: int, open: Any, said: str
) -> None:
    kind = made(FullMoon, open=open)
    with logbook(tmp_path / "team.db", kind) as book:
        retro = begin(book, kind, attribution)
        for who in TEAM[:answers]:
            retro.answer("it", "40 waxing", who)
        before = retro.log
        with pytest.raises((PluginError, ValueError), match=said):
            retro.next()
        assert (retro.log, retro.sealed_count()) == (before, answers)
        assert book.load(retro.state.id).log == before


def test_what_may_be_told_is(tmp_path: Path) -> None:
    few = opening(lambda o: evolve(o, letters=(Sent("Ana", (TOO_FEW,)),)))
    kind = made(FullMoon, open=few)
    with logbook(tmp_path / "team.db", kind) as book:
        retro = begin(book, kind, "confidential")
        for who in TEAM[:3]:
            retro.answer("it", "40 waxing", who)
        retro.next()
        assert len(retro.letters("Ana")) == 1


def test_who_cannot_open_can_be_left_where_names_are_not_kept(tmp_path: Path) -> None:
    kind = made(FullMoon, summarise=fail)
    with logbook(tmp_path / "team.db", kind) as book:
        retro = begin(book, kind, "anonymous")
        for who in TEAM:
            retro.answer("it", "40 waxing", who)
        with pytest.raises(PluginError):
            retro.next()
        retro.skip(opens=True)
        retro.close()
        assert retro.sealed_count(1) == 4
        other = begin(book, kind)
        other.answer("it", "40 waxing", "Ana")
        other.close()
        assert (other.state.closed is None, other.sealed_count(1)) == (False, 1)


# --- what the contract finds


@frozen
class Fixed(Light):
    """A value that does not follow a new name."""

    def renamed(self, called: Any) -> Any:
        return self


def fixed(self: Any, answer: object, mates: Any = ()) -> Any:
    return Fixed(Lantern.check(self, answer, mates).ways)


@pytest.mark.parametrize(
    ("kind", "test"),
    [
        (made(FullMoon, kind="dotless"), "test_it_can_be_registered"),
        (made(FullMoon, sample=lambda *_: "40 waxing"), "test_it_reads_what_it_keeps"),
        (made(FullMoon, said=lambda *_: " "), "test_it_reads_what_it_keeps"),
        (made(FullMoon, check=lambda self, answer, mates=(): int(answer)),
         "test_any_answer_is_read_or_refused"),
        (made(FullMoon, read=lambda self, line, mates=(): int(line)),
         "test_any_line_is_read_or_refused"),
        (made(FullMoon, entered=lambda *_: {"lit": 3}), "test_what_is_filled_in_is_an_answer"),
        (made(FullMoon, entered=lambda *_: {"lit": 3, "half": "waxing"}),
         "test_what_is_filled_in_is_an_answer"),
        (made(FullMoon, who_sees=lambda *_: ()), "test_what_is_promised_can_be_read"),
        (made(FullMoon, summarise=lambda self, answers: Summary(7)),
         "test_a_summary_does_not_hang_on_who_came_first"),
        (made(FullMoon, summarise=lambda self, answers: Summary(len([*answers]), (("Ada", 1),))),
         "test_a_summary_does_not_hang_on_who_came_first"),
        (made(Lantern, check=fixed, values={"light": Fixed}), "test_a_new_name_goes_along"),
        (made(FullMoon, values={}), "test_what_is_kept_comes_back"),
        (made(FullMoon, asked=lambda *_, **__: "text"), "test_what_is_filled_in_is_an_answer"),
        (made(FullMoon, wordings=()), "test_what_it_says_is_read_in_its_words"),
        (made(FullMoon, for_the_group=lambda *_: ["Ada sees it."]), "test_it_holds_the_floor"),
        (made(Lantern, before_reveal=lambda *_: ["Bo would get none."]),
         "test_it_holds_the_floor"),
    ],
)  # fmt: skip
def test_a_contract_finds_what_is_wrong(kind: type[Question], test: str) -> None:
    contract = QuestionContract()
    with pytest.raises(Exception) as raised:  # noqa: PT011  # whatever it may be
        getattr(contract, test)(kind("it", "It?"))
    assert not isinstance(raised.value, pytest.skip.Exception)
