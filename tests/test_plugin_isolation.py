"""What a plugin does at run time: counted, told, rendered, and when it fails, set aside."""

from __future__ import annotations

from pathlib import Path

import pytest
from crew import CREW, FakeClock, write
from plugin_making import Install, formats, hook, load, sentences

from retrokit import hookspecs
from retrokit.errors import PluginError
from retrokit.events import VotesOpened
from retrokit.findings import Severity
from retrokit.logbook import Logbook
from retrokit.plugins import Failure, Plugins
from retrokit.retro import Retro


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
    folder = Path(__file__).parent
    source = (folder / "test_plugins.py").read_text("utf-8") + Path(__file__).read_text("utf-8")
    hooks = {name for name in vars(hookspecs) if name.startswith("retrokit_register_")}
    kinds = {name.removeprefix("retrokit_register_") for name in hooks}
    assert kinds == {"formats", "checks", "reports", "stores", "tallies"}
    for name in kinds:
        assert f'"{name}"' in source
        with pytest.raises(NotImplementedError):
            getattr(hookspecs, f"retrokit_register_{name}")()
