"""Plugins: found as installed distributions, loaded one at a time, kept from harming others."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from importlib.metadata import entry_points
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from crew import CREW, FakeClock, write

from retrokit import hookspecs
from retrokit.checks import Severity
from retrokit.errors import NotFound, PluginError
from retrokit.events import VotesOpened
from retrokit.logbook import Logbook
from retrokit.plugins import Failure, Plugins, Provided
from retrokit.retro import Retro

Install = Callable[..., None]

HEAD = """
from retrokit import *
from retrokit.checks import *
from retrokit.formats import *
from retrokit.reports import Report
from retrokit.stores import StoreKind
from retrokit.tallies import Tally, TallyMethod

def a_format(name, method="dots"):
    agenda = [Collect(columns=[Column("Good")], sealed=False), Vote(method=method, budget=2)]
    return Format(name=name, title=name, purpose="Test.", agenda=agenda)
"""


def formats(*names: str) -> str:
    """Return the source of a plugin that provides formats."""
    made = ", ".join(f"a_format({name!r})" for name in names)
    return f"@hookimpl\ndef retrokit_register_formats():\n    return [{made}]\n"


def hook(kind: str, returns: str) -> str:
    """Return the source of one hook."""
    return f"@hookimpl\ndef retrokit_register_{kind}():\n    return {returns}\n"


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Install plugins, each a distribution of its own, for as long as a test runs."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(tmp_path))

    def make(name: str, source: str, *, version: str = "1.0", group: str = "retrokit") -> None:
        module = f"x_{name.replace('-', '_')}"
        (tmp_path / f"{module}.py").write_text(HEAD + dedent(source), "utf-8")
        info = tmp_path / f"{module}-{version}.dist-info"
        info.mkdir()
        metadata = f"Metadata-Version: 2.1\nName: {module}\nVersion: {version}\n"
        (info / "METADATA").write_text(metadata, "utf-8")
        (info / "entry_points.txt").write_text(f"[{group}]\n{name} = {module}\n", "utf-8")

    yield make
    for module in set(sys.modules) - before:
        if module.startswith("x_"):
            del sys.modules[module]


# What else is installed where these tests run, and none of their business.
OTHERS = {point.name for point in entry_points(group="retrokit")}


def load(**environ: str) -> Plugins:
    return Plugins.load(environ)


def names(plugins: Plugins) -> list[str]:
    return [name for name in plugins.names if name not in OTHERS]


def sentences(plugins: Plugins) -> list[str]:
    return [f"{e.plugin}: {e.sentence}" for e in plugins.failures if e.plugin not in OTHERS]


def at_vote(plugins: Plugins, format: str) -> Retro:
    """Return a retro in a logbook that has voted once, on two notes."""
    logbook = Logbook(":memory:", plugins=plugins, clock=FakeClock())
    retro = logbook.start(format, team="Lander", members=CREW)
    for text in "ab":
        write(retro, "Good", text)
    retro.next()
    retro.vote("Ana", {1: 2})
    retro.open_seals()
    return retro


def counted(retro: Retro) -> VotesOpened:
    event = retro.log[-1]
    assert isinstance(event, VotesOpened)
    return event


def test_a_good_plugin_is_found_and_what_it_provides_is_there(install: Install) -> None:
    install("good", formats("own-way"), version="2.3")
    plugins = load()
    assert names(plugins) == ["good"]
    assert plugins.version("good") == "2.3"
    assert plugins.version("other") == ""
    assert plugins.format("own-way").title == "own-way"
    assert Provided("formats", "own-way", "good") in plugins.provided()
    assert Provided("formats", "daki", "retrokit") in plugins.provided()
    assert {each.kind for each in plugins.provided()} == {
        "formats", "checks", "reports", "stores", "tallies",
    }  # fmt: skip
    assert sentences(plugins) == []


def test_another_group_of_entry_points_is_not_looked_at(install: Install) -> None:
    install("other", formats("own-way"), group="pytest11x")
    assert names(load()) == []


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("raise RuntimeError('not\\ntoday')", "was not imported: RuntimeError: not today"),
        ("raise SystemExit(3)", "was not imported: SystemExit: 3"),
        ("import no_such_module_x", "was not imported: ModuleNotFoundError: No module named"),
        ("def broken(:", "was not imported: SyntaxError"),
        ("raise ValueError", "was not imported: ValueError"),
        ("@hookimpl\ndef retrokit_register_format():\n    return []",
         "was not registered: PluginValidationError: unknown hook 'retrokit_register_format'"),
        (formats("own") + "@hookimpl\ndef retrokit_register_tallys():\n    return []",
         "was not registered: PluginValidationError: unknown hook 'retrokit_register_tallys'"),
        ("@hookimpl\ndef retrokit_register_formats(config):\n    return []",
         "was not registered: PluginValidationError: Plugin 'bad' for hook"),
        ("@hookimpl\ndef retrokit_register_formats():\n    raise KeyError('x')",
         "retrokit_register_formats failed: KeyError: 'x'"),
        ("@hookimpl\ndef retrokit_register_formats():\n    raise SystemExit",
         "retrokit_register_formats failed: SystemExit"),
        ("@hookimpl\ndef retrokit_register_formats():\n    yield a_format('own')\n    1/0",
         "retrokit_register_formats failed: ZeroDivisionError"),
        (hook("formats", "None"), "retrokit_register_formats failed: TypeError: 'NoneType'"),
        (hook("formats", "[a_format('own'), 'daki']"),
         "retrokit_register_formats failed: TypeError: 'daki' is not a Format"),
        (hook("formats", "[a_format('Two Words')]"),
         "retrokit_register_formats failed: FormatError: a format's name is lower-case"),
        (hook("checks", "[a_format('own')]"), "retrokit_register_checks failed: TypeError: Format"),
        (hook("checks", "[Check(name=[], title='x', run=print)]"),
         "retrokit_register_checks failed: TypeError: the name of Check"),
        (hook("reports", "[3]"), "retrokit_register_reports failed: TypeError: 3 is not a Report"),
        (hook("stores", "['x']"), "retrokit_register_stores failed: TypeError: 'x' is not a Store"),
        (hook("tallies", "[max]"), "retrokit_register_tallies failed: TypeError: <built-in"),
    ],
)  # fmt: skip
def test_a_bad_plugin_is_named_and_costs_nobody_else_anything(
    install: Install, source: str, said: str
) -> None:
    install("bad", source)
    install("good", formats("own-way"))
    install("also-good", formats("other-way"))
    plugins = load()
    provided = plugins.provided()
    [failure] = sentences(plugins)
    assert failure.startswith(f"bad: {said}")
    assert "\n" not in failure
    assert {each.plugin for each in provided} - OTHERS == {"retrokit", "good", "also-good"}
    assert "own-way" in plugins.formats
    assert "own" not in plugins.formats
    assert {"daki", "sailboat"} <= set(plugins.formats)
    with pytest.raises(PluginError, match="plugin bad: "):
        load(RETROKIT_STRICT="1").provided()


def test_plugins_come_in_the_order_of_their_names(install: Install) -> None:
    for name in ("b", "c", "a"):
        install(name, formats(f"of-{name}"))
    plugins = load()
    assert names(plugins) == ["a", "b", "c"]
    made = [name for name in plugins.formats if name.startswith("of-")]
    assert made == ["of-a", "of-b", "of-c"]


def test_which_plugins_are_loaded_can_be_told(install: Install) -> None:
    for name in ("a", "b", "c"):
        install(name, formats(f"of-{name}"))
    assert load(RETROKIT_PLUGINS="").names == ()
    assert load(RETROKIT_PLUGINS=" , ").names == ()
    assert load(RETROKIT_PLUGINS=" c ,a,").names == ("a", "c")
    missing = load(RETROKIT_PLUGINS="a,zz,yy")
    assert missing.names == ("a",)
    assert sentences(missing) == [
        f"{name}: is named in RETROKIT_PLUGINS but not installed" for name in ("yy", "zz")
    ]
    with pytest.raises(PluginError, match="plugin zz: is named in RETROKIT_PLUGINS"):
        load(RETROKIT_PLUGINS="zz", RETROKIT_STRICT="1")


def test_the_environment_is_asked_where_none_is_given(
    install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    install("a", formats("of-a"))
    monkeypatch.setenv("RETROKIT_PLUGINS", "")
    assert Plugins.load().names == ()
    monkeypatch.delenv("RETROKIT_PLUGINS")
    assert names(Plugins.load()) == ["a"]


@pytest.mark.parametrize("strict", ["", "0"])
def test_strictness_can_be_switched_off(install: Install, strict: str) -> None:
    install("bad", "raise ValueError")
    assert len(sentences(load(RETROKIT_STRICT=strict))) == 1


def test_of_two_plugins_that_claim_one_name_neither_is_served(install: Install) -> None:
    install("one", formats("own-way", "fine"))
    install("two", formats("own-way"))
    install("zwei", formats("own-way", "also-fine"))
    plugins = load()
    both = "plugins one and two both provide a format 'own-way'; load one of them with"
    with pytest.raises(NotFound):
        plugins.format("no-such")
    with pytest.raises(PluginError, match=both):
        plugins.format("own-way")
    assert {"fine", "also-fine"} <= set(plugins.formats)
    assert "own-way" not in plugins.formats
    said = sentences(plugins)
    assert [each.split(":")[0] for each in said] == ["one", "two", "zwei"]
    assert said[2] == "zwei: its format 'own-way' is one that others claim too"
    assert load(RETROKIT_PLUGINS="two").format("own-way")
    with pytest.raises(PluginError, match=both):
        load(RETROKIT_STRICT="1").provided()


def test_what_comes_with_retrokit_keeps_its_name(install: Install) -> None:
    install("thief", formats("daki", "fine", "fine") + hook(
        "stores", "[StoreKind(scheme='sqlite', title='x', open=print)]"))  # fmt: skip
    plugins = load()
    assert plugins.format("daki").title != "daki"
    plugins.provided()
    assert sentences(plugins) == [
        "thief: its format 'daki' is left out: retrokit has one of that name",
        "thief: its format 'fine' is left out: thief has one of that name",
        "thief: its store 'sqlite' is left out: retrokit has one of that name",
    ]
    assert "fine" in plugins.formats


def test_a_module_under_two_names_is_registered_once(install: Install, tmp_path: Path) -> None:
    install("one", formats("own-way"))
    extra = tmp_path / "x_one-1.0.dist-info" / "entry_points.txt"
    extra.write_text("[retrokit]\none = x_one\ntwo = x_one\n", "utf-8")
    plugins = load()
    assert names(plugins) == ["one"]
    assert sentences(plugins)[0].startswith("two: was not registered: ValueError")
    assert "own-way" in plugins.formats


def test_a_plugin_can_be_added_by_hand(install: Install) -> None:
    plugins = load(RETROKIT_PLUGINS="")
    assert "own-way" not in plugins.formats

    class Mine:
        @hookspecs.hookimpl
        def retrokit_register_formats(self) -> list[Any]:
            return [plugins_format]

    install("source", formats("own-way"))
    plugins_format = load().format("own-way")
    assert plugins.add(Mine(), "mine") is True
    assert plugins.format("own-way") is plugins_format
    assert plugins.add(Mine(), "mine") is False
    assert plugins.names == ("mine",)


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [
        ("format", "dakki", "no format 'dakki'; did you mean daki"),
        ("store", "sqlit", "no store 'sqlit'; did you mean sqlite"),
    ],
)
def test_what_is_not_provided_comes_with_the_nearest_names(kind: str, name: str, said: str) -> None:
    with pytest.raises(NotFound, match=said):
        getattr(load(RETROKIT_PLUGINS=""), kind)(name)


# --- checks, reports, tallies and stores at run time


def run(source: str) -> str:
    return hook("checks", f"[Check(name='own', title='Own', run={source})]")


def test_what_a_check_of_a_plugin_notices_is_told(install: Install) -> None:
    finding = "Finding(severity=Severity.GOOD, sentence=said)"
    install("good", formats("own-way") + run(f"lambda s, h: ({finding} for said in 'ab')"))
    plugins = load()
    retro = at_vote(plugins, "own-way")
    found = plugins.findings(retro.state, [])
    assert {each.sentence for each in found if each.severity is Severity.GOOD} >= {"a", "b"}
    assert sentences(plugins) == []


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("lambda state, history: 1 / 0", "ZeroDivisionError: division by zero"),
        ("lambda state, history: exit(3)", "SystemExit: 3"),
        ("lambda state, history: None", "TypeError: 'NoneType' object is not iterable"),
        ("lambda state, history: ['bad']", "TypeError: a check returns findings"),
        ("lambda state, history: [Finding(severity='bad', sentence='x')]", "TypeError: "),
    ],
)
def test_a_check_that_fails_notices_nothing_and_harms_nobody(
    install: Install, source: str, said: str
) -> None:
    install("bad", formats("own-way") + run(source))
    plugins = load()
    retro = at_vote(plugins, "own-way")
    for _ in range(2):
        assert "own" not in [each.sentence for each in plugins.findings(retro.state, [])]
    [failure] = sentences(plugins)
    assert failure.startswith(f"bad: its check own failed: {said}")


def report(source: str) -> str:
    return hook("reports", f"[Report(name='own', title='O', suffix='.o', render={source})]")


def rendered(plugins: Plugins, name: str) -> str:
    with Logbook(":memory:", plugins=plugins, clock=FakeClock()) as logbook:
        return logbook.report(logbook.start("own-way", team="Lander", members=CREW), name)


def test_a_report_of_a_plugin_is_made(install: Install) -> None:
    install("good", formats("own-way") + report("lambda record: record.state.team"))
    assert rendered(load(), "own") == "Lander"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("lambda record: 1 / 0", "ZeroDivisionError: division by zero"),
        ("lambda record: exit(3)", "SystemExit: 3"),
        ("lambda record: None", "TypeError: a report returns text"),
    ],
)
def test_a_report_that_fails_is_an_error_that_names_its_plugin(
    install: Install, source: str, said: str
) -> None:
    install("bad", formats("own-way") + report(source))
    plugins = load()
    with pytest.raises(
        PluginError, match=f"plugin bad: its report own failed: {said}; choose another report"
    ):
        rendered(plugins, "own")
    assert Failure("bad", f"its report own failed: {said}") in plugins.failures
    assert "Lander" in rendered(plugins, "text")


def tally(source: str) -> str:
    method = f"TallyMethod('own', title='Own', count={source})"
    return hook("formats", "[a_format('own-way', 'own')]") + hook("tallies", f"[{method}]")


def test_a_vote_is_counted_by_the_method_of_a_plugin(install: Install) -> None:
    install("good", tally("lambda candidates, ballots: Tally([2], [(2, 7), (1, -7)])"))
    plugins = load()
    event = counted(at_vote(plugins, "own-way"))
    assert event.method == "own"
    assert event.tally is not None
    assert event.tally.winners == (2,)
    assert event.tally.standings == ((2, 7), (1, -7))
    assert sentences(plugins) == []


def test_a_method_that_leaves_the_counting_to_dots_is_no_failure(install: Install) -> None:
    install("shy", tally("lambda candidates, ballots: None"))
    plugins = load()
    event = counted(at_vote(plugins, "own-way"))
    assert (event.method, event.tally.winners) == ("dots", (1,))  # type: ignore[union-attr]
    assert sentences(plugins) == []


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("lambda c, b: 1 / 0", "ZeroDivisionError: division by zero"),
        ("lambda c, b: exit(3)", "SystemExit: 3"),
        ("lambda c, b: [1]", "TypeError: a voting method returns a Tally"),
        ("lambda c, b: Tally((1,), ((1, 2.5),))", "TypeError: a tally holds whole numbers"),
        ("lambda c, b: Tally(('1',), ())", "TypeError: a tally holds whole numbers"),
        ("lambda c, b: Tally((9,), ())", "ValueError: a tally names candidates only"),
        ("lambda c, b: Tally((1,), ((9, 1),))", "ValueError: a tally names candidates only"),
        ("lambda c, b: Tally(None, ())", "TypeError: 'NoneType' object is not iterable"),
    ],
)
def test_a_method_that_fails_is_replaced_by_dots_and_the_log_says_so(
    install: Install, source: str, said: str
) -> None:
    install("bad", tally(source))
    plugins = load()
    event = counted(at_vote(plugins, "own-way"))
    assert (event.method, event.tally.winners) == ("dots", (1,))  # type: ignore[union-attr]
    assert sentences(plugins) == [f"bad: its voting method own failed: {said}"]


def test_a_method_that_is_not_there_is_replaced_by_dots(install: Install) -> None:
    install("half", hook("formats", "[a_format('own-way', 'gone')]"))
    event = counted(at_vote(load(), "own-way"))
    assert (event.method, event.tally.winners) == ("dots", (1,))  # type: ignore[union-attr]


def test_a_logbook_is_opened_by_the_store_of_a_plugin(install: Install) -> None:
    kind = "StoreKind(scheme='mem', title='M', open=lambda url: MemoryStore())"
    source = "from retrokit.stores.memory import MemoryStore\n" + hook("stores", f"[{kind}]")
    install("good", source)
    with Logbook("mem://anything", plugins=load()) as logbook:
        assert logbook.start("daki", team="Lander").state.team == "Lander"


def test_every_hook_there_is_has_been_exercised_here() -> None:
    source = Path(__file__).read_text("utf-8")
    hooks = {name for name in vars(hookspecs) if name.startswith("retrokit_register_")}
    kinds = {name.removeprefix("retrokit_register_") for name in hooks}
    assert kinds == {"formats", "checks", "reports", "stores", "tallies"}
    for name in kinds:
        assert f'"{name}"' in source
        with pytest.raises(NotImplementedError):
            getattr(hookspecs, f"retrokit_register_{name}")()
