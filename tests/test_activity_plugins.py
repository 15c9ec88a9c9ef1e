"""Kinds of activity of plugins: found by their hook, and what they harm where they go wrong."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from attrs import evolve, frozen
from crew import NO_PLUGINS
from moods import Moods
from moods.rules import MOODS, Asked, Feeling, Mood
from plugin_making import Install, hook, load, names, sentences

from retrokit import Decide, Format, Logbook, Plugins, Retro, RetrokitError, hookimpl
from retrokit.calls import Actor, calls_of
from retrokit.cli.live.lines import handle
from retrokit.cli.live.session import Session
from retrokit.engine.foreign import ForeignActivity
from retrokit.engine.kind import Kind, kind_of
from retrokit.engine.log import Log
from retrokit.engine.marks import Me, action
from retrokit.engine.seals import Letter, Receipt
from retrokit.engine.state import Step
from retrokit.errors import NotFound, PluginError
from retrokit.events import OpenedNote
from retrokit.formats import ACTIVITIES, Activity, Welcome
from retrokit.logbook import MEMORY
from retrokit.retro import fold

TEAM = ("Ana", "Ben", "Cy", "Dev")
NUMBERS = count()

GOOD = """
    from attrs import evolve, frozen
    from retrokit.formats import Activity, Decide, Format, Stage

    @frozen(kw_only=True)
    class Tea(Activity):
        kind = "good.tea"
        rules = "{rules}"
        title: str = "Tea"
        stage: Stage = Stage.SET_THE_STAGE

    @hookimpl
    def retrokit_register_activities():
        return [Tea]

    @hookimpl
    def retrokit_register_formats():
        return [Format(name="tea", title="Tea", purpose="Drink.", agenda=[Tea(), Decide()])]
"""

RULES = """
from retrokit.engine.kind import Kind
from retrokit.blocks import Text

class _Kind(Kind):
    def outline(self, state, log, step):
        yield Text(lines=("The kettle is on.",))

TEA = _Kind()
"""


def test_what_comes_with_retrokit_goes_through_the_same_door() -> None:
    plugins = Plugins()
    assert [*plugins.activities.values()] == [*ACTIVITIES]
    assert plugins.kinds.declarations == ACTIVITIES


def test_a_kind_is_there_once_its_plugin_is_installed(install: Install, tmp_path: Path) -> None:
    (tmp_path / "x_tea_rules.py").write_text(RULES, "utf-8")
    install("good", GOOD.format(rules="x_tea_rules:TEA"))
    plugins = load()
    assert (names(plugins), sentences(plugins)) == (["good"], [])
    assert "good.tea" in plugins.activities
    with Logbook(tmp_path / "team.db", plugins=plugins) as book:
        retro = book.start("tea", team="Lander", members=TEAM)
        assert retro.state.plugin is not None
        assert retro.state.plugin.distribution == "x_good"
        session = Session(book, retro)
        assert "The kettle is on." in session.screen()
        assert "The kettle is on." in book.report(retro, "markdown")
        handle(session, "/agenda add good.tea")
        assert [each.activity.kind for each in book.load().state.agenda] == [
            "good.tea", "good.tea", "decide",
        ]  # fmt: skip
    with Logbook(tmp_path / "team.db", plugins=Plugins()) as book:
        without = book.load().state.agenda[0].activity
        assert isinstance(without, ForeignActivity)


def test_listing_formats_loads_no_rules(install: Install, tmp_path: Path) -> None:
    (tmp_path / "x_tea_rules.py").write_text(RULES, "utf-8")
    install("good", GOOD.format(rules="x_tea_rules:TEA"))
    ask = (
        "from retrokit.cli.commands import retro; import sys\n"
        "try: retro(['formats'])\n"
        "except SystemExit: print('x_tea_rules' in sys.modules, 'x_good' in sys.modules)"
    )
    environ = {"PYTHONPATH": str(tmp_path), "RETROKIT_PLUGINS": "good"}
    done = subprocess.run(
        [sys.executable, "-c", ask], capture_output=True, text=True, env=environ, check=True
    )
    assert done.stdout.splitlines()[-1] == "False True"
    assert "tea" in done.stdout


# --- what is refused when it is registered


def declared(**given: Any) -> type:
    """Return a class that could be a kind of activity but for what is given."""
    kept = {"kind": "faulty.kind", "rules": "faulty:KIND", "__annotations__": {}, **given}
    return frozen(kw_only=True)(type("Faulty", (Welcome,), kept))


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (Welcome(), "is not a class of Activity"),
        (dict, "<class 'dict'> is not a class of Activity"),
        (type("Plain", (Welcome,), {"kind": "faulty.plain"}), "make it attrs.frozen"),
        (frozen(type("Same", (Welcome,), {"__annotations__": {}})), "give it a kind"),
        (declared(kind="faulty"), "put a name of yours and a dot before it"),
        (declared(kind="Faulty Kind"), "is no kind of Faulty"),
        (declared(kind=7), "7 is no kind of Faulty"),
        (declared(rules="faulty"), "say where they stand, as in practice.rules:ROUNDS"),
        (declared(rules=None), "the rules of Faulty are None"),
        (declared(page="faulty"), "the page of Faulty is 'faulty'; say in which folder"),
        (declared(page="faulty:../page"), "the page of Faulty is 'faulty:../page'"),
        (declared(page=None), "the page of Faulty is None"),
    ],
)
def test_what_can_be_no_kind_is_refused(what: object, said: str) -> None:
    plugins = with_kinds(what)
    assert said in plugins.failures[0].sentence
    assert plugins.kinds.declarations == ACTIVITIES


def with_kinds(*kinds: object) -> Plugins:
    """Return plugins of which one brings these kinds, and what was noticed of them by now."""

    @hookimpl
    def retrokit_register_activities() -> list[object]:
        return [*kinds]

    plugins = Plugins.load(NO_PLUGINS)
    brought = SimpleNamespace(retrokit_register_activities=retrokit_register_activities)
    assert plugins.add(brought, "faulty")
    assert [*plugins.activities]
    return plugins


# --- rules that are not there, or bring what could not be kept


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return a module for rules: what names them is loaded once."""
    module = ModuleType(f"faulty_{next(NUMBERS)}")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    return module


def kind_in(home: ModuleType, kind: object, base: type[Activity] = Moods) -> type[Activity]:
    """Return a declaration whose rules are these."""
    vars(home)["KIND"] = kind
    made = type(
        "Faulty",
        (base,),
        {"kind": "faulty.moods", "rules": f"{home.__name__}:KIND", "__annotations__": {}},
    )
    return frozen(kw_only=True)(made)


class NotAFact:
    """Something that is no fact of a step."""


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (type(MOODS), "is no Kind; name an instance of a subclass of Kind"),
        (None, "is no Kind"),
        (type("K", (Kind,), {"facts": {NotAFact: None}})(), "is no attrs class of StepFact"),
        (type("K", (Kind,), {"values": {"it": NotAFact}})(), "is no attrs class of Value"),
        (type("K", (Kind,), {"drafts": {"It is": Mood}})(), "'It is' of faulty.moods is no"),
        (type("K", (Kind,), {"actions": NotAFact})(), "are no class of Acting"),
    ],
)
def test_rules_that_bring_what_cannot_be_kept_are_left_out(
    home: ModuleType, kind: object, said: str, tmp_path: Path
) -> None:
    declaration = kind_in(home, kind)
    plugins = with_kinds(declaration)
    assert not plugins.failures  # nothing has asked for the rules
    assert plugins.kinds.declarations == ACTIVITIES
    assert said in plugins.failures[0].sentence
    with Logbook(tmp_path / "team.db", plugins=plugins) as book:
        with pytest.raises(RetrokitError) as caught:
            book.start(format_of(declaration), team="Lander", members=TEAM)
        assert "\n" not in str(caught.value)
        assert book.retros() == []
        assert book.start("daki", team="Lander", members=TEAM).state.agenda


def test_rules_that_are_not_there_are_said_so(install: Install, tmp_path: Path) -> None:
    install("good", GOOD.format(rules="x_no_such_rules:TEA"))
    install("other", hook("formats", "[]"))
    plugins = load()
    with Logbook(tmp_path / "team.db", plugins=plugins) as book:
        assert sentences(plugins) == [
            "good: has no rules for good.tea: PluginError: loading x_no_such_rules:TEA failed: "
            "good.tea raised ModuleNotFoundError: No module named 'x_no_such_rules'; update the "
            "plugin that brings it"
        ]
        with pytest.raises(PluginError, match="loading x_no_such_rules:TEA failed"):
            book.start("tea", team="Lander", members=TEAM)


def format_of(declaration: type[Activity]) -> Format:
    return Format(
        name="faulty",
        title="Faulty",
        purpose="Go wrong.",
        agenda=[declaration(title="Moods"), Decide()],  # type: ignore[call-arg]
    )


# --- rules that fail while a retro runs


def fail(*given: Any, **_: Any) -> Any:
    """Raise something of which the words hold all that was handed in."""
    raise ZeroDivisionError(f"by {given}")


METHODS = [name for name, what in vars(Kind).items() if callable(what) and name[0] != "_"]


def faulty(home: ModuleType, **methods: Any) -> type[Activity]:
    return kind_in(home, type("Faulty", (type(MOODS),), methods)())


def begin(book: Logbook, declaration: type[Activity]) -> Retro:
    format = format_of(declaration)
    agenda = (Welcome(), *format.agenda)
    format = Format(name="faulty", title="Faulty", purpose="Go wrong.", agenda=agenda)
    return book.start(format, team="Lander", members=TEAM)


@pytest.mark.parametrize("method", METHODS)
def test_a_method_that_fails_harms_only_its_own_activity(
    home: ModuleType, method: str, tmp_path: Path
) -> None:
    plugins = with_kinds(faulty(home, **{method: fail}))
    told: list[str] = []

    def does(what: Any) -> None:
        """Do something, which may be refused in a line."""
        try:
            told.append(str(what()))
        except RetrokitError as error:
            told.append(str(error))
            assert "\n" not in told[-1]

    with Logbook(tmp_path / "team.db", plugins=plugins) as book:
        declaration = plugins.kinds.activities["faulty.moods"]
        if method == "counted_by":  # it says what it waits for, so it does not even start
            with pytest.raises(NotFound, match=r"no kind of activity 'faulty.moods'"):
                begin(book, declaration)
            return
        retro = begin(book, declaration)
        session = Session(book, retro)
        does(retro.next)
        for who in TEAM[:3]:
            does(lambda who=who: Feeling.of(retro).feel("sunny", who) and "")
        for line in ("/show", "/agenda", "/who"):
            does(lambda line=line: handle(session, line))
        does(session.screen)
        does(retro.would_withhold)
        does(retro.before_reveal)
        does(lambda: retro.rename("Dev", "Devi"))
        does(lambda: retro.open_seals() and "")
        does(lambda: handle(session, "/next"))
        does(lambda: handle(session, "/skip"))
        assert not re.search(
            r"Mood\(|Counted\(", "".join(told)
        )  # neither what is hidden, nor its count
        if retro.state.current != 3:
            retro.go("decide")
        retro.add_action("Go on all the same")
        for name in plugins.reports:
            book.report(retro, name)
        book.findings(retro)
        retro.close()
        assert fold(retro.log).actions
        assert book.load().state == retro.state
    with Logbook(tmp_path / "team.db", plugins=Plugins()) as book:
        assert book.load().state.actions


def opens_to(**told: Any) -> Any:
    """Return an `open` that returns this, with what Moods returns else."""

    def open(self: Any, log: Log, step: Step, seals: Any, marks: Any) -> Any:
        opening = type(MOODS).open(MOODS, log, step, seals, marks)
        return told.get("opening") or evolve(opening, **told)

    return open


NOTE = OpenedNote(number=1, column="Good", text="It was fine.")


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"opening": "nothing"}, "it raised AttributeError"),
        ({"notes": (evolve(NOTE, author="Ana"),)}, "it tells who wrote a note"),
        ({"notes": (evolve(NOTE, text=""),)}, "a note is empty"),
        ({"notes": (evolve(NOTE, column="x" * 90),)}, "a column has 90 characters"),
        ({"letters": (("mood", Letter("Zoe", ("Hi.",))),)}, "it writes to somebody who is no"),
        ({"letters": (("mood", Letter("Ana", ("\x1b[2J",))),)}, "a line of a letter holds the"),
    ],
)
def test_an_opening_that_cannot_be_told_is_refused(
    home: ModuleType, told: Any, why: str, tmp_path: Path
) -> None:
    plugins = with_kinds(faulty(home, open=opens_to(**told)))
    with Logbook(tmp_path / "team.db", plugins=plugins) as book:
        retro = begin(book, plugins.kinds.activities["faulty.moods"])
        retro.tighten("confidential")
        retro.next()
        for who in TEAM:
            Feeling.of(retro).feel("sunny", who)
        with pytest.raises(PluginError, match=why) as caught:
            retro.next()
        assert str(caught.value).endswith("or skip this activity")
        assert retro.sealed_count() == len(TEAM)
        retro.skip()
        assert retro.state.current == 3


def test_what_it_cannot_follow_is_not_kept(home: ModuleType, tmp_path: Path) -> None:
    facts: Mapping[type, Any] = {Asked: fail}
    plugins = with_kinds(faulty(home, facts=facts))
    with Logbook(tmp_path / "team.db", plugins=plugins) as book:
        retro = begin(book, plugins.kinds.activities["faulty.moods"])
        retro.next()
        before = retro.log
        with pytest.raises(PluginError, match=r"a fact of faulty.moods") as caught:
            Feeling.of(retro).ask("Ben")
        assert "retro --safe" in str(caught.value)
        assert retro.log == before == book.load().log
        Feeling.of(retro).feel("sunny", "Ana")
        assert retro.sealed_count() == 1


class Failing(Feeling):
    """What people can do, which fails."""

    @action(by="member", here=True)
    def feel(self, word: str, author: Me) -> Receipt:
        """Fail."""
        raise ZeroDivisionError("by nought")


def test_an_action_that_fails_is_refused_in_a_line(home: ModuleType, tmp_path: Path) -> None:
    plugins = with_kinds(faulty(home, actions=Failing))
    with Logbook(tmp_path / "team.db", plugins=plugins) as book:
        retro = begin(book, plugins.kinds.activities["faulty.moods"])
        retro.next()
        call = calls_of(book.codec).find("faulty.moods.feel")
        with pytest.raises(PluginError) as caught:
            call.perform(retro, Actor(name="Ana"), call.read({"word": "sunny"}))
        assert str(caught.value) == (
            "faulty.moods.feel failed: it raised ZeroDivisionError: by nought; update the plugin "
            "that brings it"
        )


def test_a_kind_of_retrokit_is_not_guarded_and_a_plain_one_of_a_plugin_needs_no_rules() -> None:
    assert not any(kind_of(each).guest for each in ACTIVITIES)
    plain = frozen(kw_only=True)(
        type("Plain", (Welcome,), {"kind": "faulty.plain", "__annotations__": {}})
    )
    plugins = with_kinds(plain)
    assert plugins.kinds.activities["faulty.plain"] is plain
    with Logbook(MEMORY, plugins=plugins) as book:
        retro = book.start(format_of(plain), team="Lander", members=TEAM)
        retro.next()
        assert retro.state.current == 2
