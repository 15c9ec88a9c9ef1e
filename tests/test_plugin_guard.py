"""What plugins do besides: print, raise to end the program, hang, clash. It harms nobody else."""

from __future__ import annotations

import _thread
import io
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner
from patience import PATIENCE
from plugin_making import Install, formats, hook, load, sentences

from retrokit import (
    Allocation,
    Ask,
    Attribution,
    Check,
    Collect,
    Column,
    Decide,
    Finding,
    Format,
    Logbook,
    NotFound,
    PluginError,
    Plugins,
    Report,
    Retro,
    Scoring,
    Severity,
    TallyMethod,
    Vote,
    hookimpl,
)
from retrokit import plugins as plugins_module
from retrokit.cli.commands import retro as command
from retrokit.codec import CODEC
from retrokit.plugins import calling
from retrokit.plugins.calling import Broke, called, in_short, some, within
from retrokit.stores import StoreKind
from retrokit.stores.memory import MemoryStore
from retrokit.tallies import Tally

RETRO = [sys.executable, "-c", "from retrokit.cli import main; main()"]


def module(**hooks: Any) -> ModuleType:
    """Return a plugin whose hooks return these."""
    made = ModuleType("made")
    for kind, returned in hooks.items():
        setattr(made, f"retrokit_register_{kind}", hookimpl(_returning(returned)))
    return made


def _returning(returned: Any) -> Callable[[], Any]:
    def hook() -> Any:
        return returned() if callable(returned) else returned

    return hook


def with_plugin(name: str = "bad", **hooks: Any) -> Plugins:
    plugins = Plugins()
    assert plugins.add(module(**hooks), name)
    return plugins


def a_format(name: str, *, method: str = "dots") -> Format:
    agenda = [Collect(columns=[Column("A")], sealed=False), Vote(method=method), Decide()]
    return Format(name=name, title=name, purpose="Test.", agenda=agenda)


def a_report(name: str, suffix: str, text: str = "x") -> Report:
    return Report(name=name, title=name, suffix=suffix, render=lambda record: text)


# --- clashes


def test_a_clash_is_told_to_who_asks_first() -> None:
    for kind, thing, ask in (
        ("formats", a_format("twin"), lambda p: p.format("twin")),
        ("reports", a_report("twin", ".tw"), lambda p: p.render("twin", None)),
        ("stores", StoreKind(scheme="twin", title="t", open=print), lambda p: p.store("twin")),
    ):
        plugins = with_plugin("one", **{kind: [thing]})
        plugins.add(module(**{kind: [thing]}), "two")
        for _ in range(2):
            with pytest.raises(PluginError, match=r"plugins one and two both provide .* 'twin'"):
                ask(plugins)


def test_a_clash_of_methods_and_scorings_is_told_to_who_starts_a_retro() -> None:
    method = TallyMethod("twin", title="t", count=max)
    scoring = Scoring(name="twin", title="t", score=lambda answers: None)
    points = Allocation("points", "Who?", scoring="twin")
    asking = Format(name="asks", title="T", purpose="P.", agenda=[Ask(questions=[points])])
    for kind, thing, format in (
        ("tallies", method, a_format("votes", method="twin")),
        ("scorings", scoring, asking),
    ):
        plugins = with_plugin("one", **{kind: [thing]})
        plugins.add(module(**{kind: [thing]}), "two")
        with (
            Logbook(":memory:", plugins=plugins) as logbook,
            pytest.raises(PluginError, match="plugins one and two both provide"),
        ):
            logbook.start(format, team="T")


def test_a_clash_is_gone_with_the_plugin_that_made_it(install: Install) -> None:
    install("one", formats("twin"))
    install("two", formats("twin"))
    assert load(RETROKIT_PLUGINS="-two").format("twin").name == "twin"


def test_two_reports_of_one_ending_are_named_when_it_is_asked_for() -> None:
    plugins = with_plugin("one", reports=[a_report("a", ".tw"), a_report("mine", ".md")])
    plugins.add(module(reports=[a_report("b", ".TW"), a_report("c", ".b.tw")]), "two")
    with pytest.raises(PluginError, match=r"a \(plugin one\) or b \(plugin two\)"):
        plugins.report_for("retro.tw")
    assert plugins.report_for("retro.b.tw") == "c"
    assert plugins.report_for("notes/RETRO.MD") == "markdown"
    with pytest.raises(NotFound, match=r"no report for files that end in '.html5'"):
        plugins.report_for("retro.html5")


# --- what they print


def test_what_a_plugin_prints_goes_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    def printing(returned: Any) -> Callable[..., Any]:
        def call(*_: Any, **__: Any) -> Any:
            print("PRINTED")
            sys.stdout.write("WRITTEN\n")
            return returned

        return call

    plugins = with_plugin(
        formats=printing([a_format("own", method="mine")]),
        checks=[Check(name="c", title="c", run=printing([]))],
        reports=[Report(name="r", title="r", suffix=".r", render=printing("text"))],
        tallies=[TallyMethod("mine", title="m", count=printing(Tally((), ((1, 0),))))],
        stores=[StoreKind(scheme="own", title="o", open=printing(MemoryStore()))],
        questions=printing([]),
    )
    before = sys.stdout
    with Logbook("own://x", plugins=plugins) as logbook:
        retro = logbook.start("own", team="T", members=["Ana"])
        retro.add_note("A", "x", "Ana")
        retro.next()
        retro.vote({1: 1}, "Ana")
        retro.close()
        assert logbook.report(retro, "r") == "text"
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("PRINTED\nWRITTEN\n") == 6
    assert sys.stdout is before
    assert plugins.failures == []


def test_others_print_to_stdout_while_a_plugin_is_at_work(
    capsys: pytest.CaptureFixture[str],
) -> None:
    inside, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        print("of the plugin, before")
        inside.set()
        assert go_on.wait(PATIENCE)
        print("of the plugin, after")

    thread = threading.Thread(target=called, args=(slow, "waiting"))
    thread.start()
    assert inside.wait(PATIENCE)
    print("of the program")
    go_on.set()
    thread.join()
    out, err = capsys.readouterr()
    assert out == "of the program\n"
    assert err == "of the plugin, before\nof the plugin, after\n"


def test_what_a_plugin_puts_in_the_place_of_stdout_is_taken_away() -> None:
    before = sys.stdout

    def replace() -> None:
        sys.stdout = io.StringIO()

    called(replace, "waiting")
    assert sys.stdout is before


NOISY = """
import atexit
print("NOISE at import")
atexit.register(lambda: print("NOISE at exit"))
@hookimpl
def retrokit_register_checks():
    print("NOISE in a hook")
    return [Check(name="c", title="c", run=lambda s, h: print("NOISE in a check") or [])]
"""


def test_a_program_s_output_holds_nothing_that_a_plugin_printed(
    install: Install, tmp_path: Path
) -> None:
    install("noisy", NOISY)
    place = tmp_path / "team.db"
    with Logbook(place, plugins=Plugins()) as logbook:
        retro = logbook.start("daki", team="T", members=["Ana"])
    environ = {**os.environ, "PYTHONPATH": str(tmp_path), "RETROKIT_LOGBOOK": str(place)}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [*RETRO, *arguments], capture_output=True, text=True, check=True, env=environ,
            timeout=PATIENCE,
        )  # fmt: skip
        assert "NOISE" not in done.stdout
        return done

    assert json.loads(run("show", "--json").stdout)["id"] == retro.state.id
    told = run("report", "-f", "json")
    assert json.loads(told.stdout)["retro"] == retro.state.id
    assert CODEC.import_log(run("export").stdout) == list(retro.log)
    for where in ("at import", "in a hook", "in a check", "at exit"):
        assert f"NOISE {where}" in told.stderr
    assert "NOISE" not in run("--safe", "report").stderr


# --- what they raise


@pytest.mark.parametrize("error", [SystemExit(3), KeyboardInterrupt(), GeneratorExit(), Exception])
def test_nothing_that_a_plugin_raises_ends_the_program(error: Any) -> None:
    def bad(*_: Any, **__: Any) -> Any:
        raise error

    plugins = Plugins()
    plugins.add(module(formats=bad), "hooks")
    plugins.add(module(checks=[Check(name="own", title="c", run=bad)]), "checks")
    plugins.add(module(reports=[Report(name="r", title="r", suffix=".r", render=bad)]), "reports")
    with Logbook(":memory:", plugins=plugins) as logbook:
        retro = logbook.start("daki", team="T", members=["Ana"])
        with pytest.raises(PluginError, match="its report r failed"):
            logbook.report(retro, "r")
        assert "own" in logbook.report(retro)
    assert {each.plugin for each in plugins.failures} == {"hooks", "checks", "reports"}


@pytest.fixture
def heeds_interrupts() -> Iterator[None]:
    """Have Ctrl-C raise, also where whoever runs the tests in the background has it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_a_real_interrupt_ends_what_a_plugin_does(heeds_interrupts: None) -> None:
    started = threading.Event()

    def hang() -> None:
        started.set()
        _thread.interrupt_main()
        while True:
            pass

    with pytest.raises(KeyboardInterrupt):
        called(hang, "waiting")
    assert started.is_set()

    def pretend() -> None:
        raise KeyboardInterrupt

    with pytest.raises(Broke, match="KeyboardInterrupt"):
        called(pretend, "waiting")


def test_an_error_whose_words_fail_is_told_by_its_name() -> None:
    class Wordless(Exception):
        def __str__(self) -> str:
            raise ValueError

    assert in_short(Wordless()) == "Wordless"
    assert in_short(ValueError("a\x1b[31m\nb")) == "ValueError: a?[31m b"


def test_what_never_ends_is_cut_short() -> None:
    def forever() -> Any:
        while True:
            yield a_report("r", ".r")

    plugins = with_plugin(reports=forever)
    assert "r" not in plugins.reports
    [failure] = plugins.failures
    assert "more than 1,000 things were returned" in failure.sentence
    assert len(some(range(calling.MOST))) == calling.MOST


# --- what hangs


def test_a_plugin_that_hangs_at_import_is_named(install: Install, tmp_path: Path) -> None:
    install("stuck", "import time\ntime.sleep(3600)\n")
    environ = {**os.environ, "PYTHONPATH": str(tmp_path)}
    with subprocess.Popen(
        [*RETRO, "formats"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environ
    ) as running:
        assert running.stderr is not None
        assert running.stderr.readline() == (
            "still loading plugin stuck; leave it out with RETROKIT_PLUGINS=-stuck\n"
        )
        running.kill()
    environ["RETROKIT_PLUGINS"] = "-stuck"
    done = subprocess.run(
        [*RETRO, "formats"], capture_output=True, text=True, env=environ, check=True,
        timeout=PATIENCE,
    )  # fmt: skip
    assert "daki" in done.stdout
    assert done.stderr == ""


def test_a_check_that_hangs_keeps_nobody_from_a_report(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plugins_module, "LIMIT", 0.01)
    begun, first, end = [], threading.Event(), threading.Event()

    def hang(state: Any, history: Any) -> list[Finding]:
        begun.append(state)
        first.set()
        end.wait(PATIENCE)
        return []

    plugins = with_plugin(checks=[Check(name="stuck", title="s", run=hang)])
    with Logbook(":memory:", plugins=plugins) as logbook:
        retro = logbook.start("daki", team="T", members=["Ana"])
        for _ in range(3):
            text = " ".join(logbook.report(retro).split())
            assert "The check stuck of the plugin bad failed" in text
        assert first.wait(PATIENCE)  # a busy machine may begin it when all have given up
        assert len(begun) == 1  # it is not begun again while it runs
        end.set()
    said = [each.sentence for each in plugins.failures]
    assert said[0] == "its check stuck failed: TimeoutError: it took longer than 0.01 seconds"


@pytest.fixture
def stuck(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Any]]:
    """Yield what a plugin calls and does not come back from before the test has ended."""
    monkeypatch.setattr(plugins_module, "LIMIT", 0.01)
    end = threading.Event()

    def hang(*_: Any, **__: Any) -> Any:
        assert end.wait(PATIENCE)

    yield hang
    end.set()


def test_a_voting_method_that_hangs_holds_nobody_up(stuck: Callable[..., Any]) -> None:
    plugins = with_plugin(tallies=[TallyMethod("mine", title="m", count=stuck)])
    logbook, retro = voted(plugins)
    assert retro.state.at[2].tally == Tally((1,), ((1, 1),))
    said = "counted by dots, since the voting method mine could not count these votes"
    with logbook:
        assert said in " ".join(logbook.report(retro).split())
    assert [each.sentence for each in plugins.failures] == [
        "its voting method mine failed: TimeoutError: it took longer than 0.01 seconds"
    ]


def test_a_scoring_that_hangs_holds_nobody_up(stuck: Callable[..., Any]) -> None:
    plugins = with_plugin(scorings=[Scoring(name="own", title="o", score=stuck)])
    with Logbook(":memory:", plugins=plugins) as logbook:
        retro = scored_by_own(logbook, questions=2)
        text = " ".join(logbook.report(retro).split())
        assert [each.scoring for each in retro.state.at[1].results] == ["received", "received"]
        assert retro.letters("Ana")
    assert "The scoring own could not score these answers, so they were scored by received." in text
    assert [each.sentence for each in plugins.failures] == [
        "its scoring own failed: TimeoutError: it took longer than 0.01 seconds",
        "its scoring own failed: TimeoutError: it still has not come to an end since it was last "
        "begun",
    ]


def test_what_comes_with_retrokit_has_no_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plugins_module, "LIMIT", -1.0)
    plugins = Plugins()
    assert plugins.tallies["dots"].count([{1: 1}], candidates=[1]) == Tally((1,), ((1, 1),))
    assert plugins.failures == []


def test_a_call_within_a_limit_returns_or_raises() -> None:
    assert within(PATIENCE, lambda: 3) == 3
    with pytest.raises(ZeroDivisionError):
        within(PATIENCE, lambda: 1 // 0)


def test_without_a_stderr_nobody_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    calling._say("still waiting")


# --- where a failure is felt


def test_a_check_that_fails_is_named_in_the_report(caplog: pytest.LogCaptureFixture) -> None:
    plugins = with_plugin(checks=[Check(name="boom", title="b", run=lambda s, h: 1 // 0)])  # type: ignore[arg-type,return-value]
    with Logbook(":memory:", plugins=plugins) as logbook:
        retro = logbook.start("daki", team="T", members=["Ana"])
        retro.close()
        for name in ("text", "markdown", "html", "csv"):
            text = " ".join(logbook.report(retro, name).split())
            assert "The check boom of the plugin bad failed" in text
        [finding] = [each for each in logbook.findings(retro) if "boom" in each.sentence]
    assert finding.severity is Severity.NOTICE
    assert finding.evidence[0].startswith("ZeroDivisionError: ")
    assert caplog.messages == [f"plugin bad: {each.sentence}" for each in plugins.failures]


def voted(plugins: Plugins) -> tuple[Logbook, Retro]:
    logbook = Logbook(":memory:", plugins=plugins)
    retro = logbook.start(a_format("own", method="mine"), team="T", members=["Ana"])
    retro.add_note("A", "one", "Ana")
    retro.next()
    retro.vote({1: 1}, "Ana")
    retro.open_seals()
    return logbook, retro


def test_a_vote_that_was_counted_by_another_method_says_so() -> None:
    from retrokit.cli.live.outcomes import seen
    from retrokit.web.telling import told

    def bad(ballots: Any, *, candidates: Any) -> Any:
        raise ValueError("bad")

    plugins = with_plugin(tallies=[TallyMethod("mine", title="m", count=bad)])
    logbook, retro = voted(plugins)
    said = "counted by dots, since the voting method mine could not count these votes"
    with logbook:
        for name in ("text", "markdown", "html", "csv"):
            assert said in " ".join(logbook.report(retro, name).split())
    assert said in told(retro)["2"][0]["lines"][0]
    step = retro.state.agenda[1]
    assert said in " ".join(seen(retro, step).split())
    assert CODEC.import_log(CODEC.export_log(retro.log)) == list(retro.log)


def test_a_vote_that_was_counted_as_asked_says_nothing_of_it() -> None:
    def fine(ballots: Any, *, candidates: Any) -> Any:
        return Tally((1,), ((1, 1),))

    plugins = with_plugin(tallies=[TallyMethod("mine", title="m", count=fine)])
    logbook, retro = voted(plugins)
    assert "1 of 1 voted, with up to 1 dot each; counted by mine.\n" in logbook.report(retro)


def scored_by_own(logbook: Logbook, questions: int = 1) -> Retro:
    """Return a closed retro whose questions about teammates ask for the scoring `own`."""
    asked = [Allocation(f"points-{each}", "Who?", scoring="own") for each in range(questions)]
    format = Format(name="asks", title="T", purpose="P.", agenda=[Ask(questions=asked)])
    team = ["Ana", "Ben", "Chloé", "Dev"]
    retro = logbook.start(format, team="T", members=team, attribution=Attribution.CONFIDENTIAL)
    for who in team:
        for each in asked:
            retro.answer(each.name, [34, 33, 33], who)
    retro.close()
    return retro


def test_answers_that_were_scored_by_another_scoring_say_so() -> None:
    scoring = Scoring(name="own", title="o", score=lambda answers: 1 // 0)  # type: ignore[arg-type,return-value]
    with Logbook(":memory:", plugins=with_plugin(scorings=[scoring])) as logbook:
        text = " ".join(logbook.report(scored_by_own(logbook)).split())
    assert "The scoring own could not score these answers, so they were scored by received." in text


def test_a_plugin_that_failed_is_named_where_its_format_is_missed(install: Install) -> None:
    install("broken", "raise RuntimeError('boom')")
    install("hooked", hook("formats", "1 / 0"))
    install("third", "raise RuntimeError('boom')")
    install("fourth", formats("own-way"))
    plugins = load(RETROKIT_PLUGINS="-fourth")
    plugins.provided()
    with pytest.raises(NotFound) as caught:
        plugins.format("dakii")
    assert str(caught.value).startswith(
        "no format 'dakii'; did you mean daki? The plugin broken failed to load: it was not "
        "imported: RuntimeError: boom. "
    )
    assert "see them with: retro plugins" in str(caught.value)
    assert str(caught.value).endswith("RETROKIT_PLUGINS leaves out: fourth")


# --- what cannot work


@pytest.mark.parametrize(
    ("hooks", "said"),
    [
        ({"checks": [Check(name="k", title="t", run=None)]}, "the run of k is None; give a func"),  # type: ignore[arg-type]
        ({"reports": [a_report("../x", ".x")]}, "'../x' is no name of a Report; use letters"),
        ({"reports": [a_report("", ".x")]}, "the name is empty"),
        ({"reports": [a_report("x" * 81, ".x")]}, "the name has 81 characters; the limit is 80"),
        ({"reports": [a_report("x", "nodot")]}, "'nodot' is no suffix of the files of x; give one"),
        ({"reports": [a_report("x", "." + "x" * 5000)]}, "is no suffix of the files of x"),
        ({"checks": [Check(name="k", title="a\x1b[31m", run=max)]}, "control character U+001B"),
        ({"checks": [Check(name="k", title="t" * 81, run=max)]}, "the title of k has 81"),
        ({"tallies": [TallyMethod("m", title="", count=max)]}, "the title of m is empty"),
        ({"tallies": [TallyMethod("m", title="t", count="x")]}, "the count of m is 'x'; give"),  # type: ignore[arg-type]
        ({"scorings": [Scoring(name="a b", title="t", score=max)]}, "'a b' is no name of a Sc"),  # type: ignore[arg-type]
        ({"stores": [StoreKind(scheme="a/b", title="t", open=print)]}, "no scheme of a StoreKind"),  # type: ignore[arg-type]
        ({"formats": [object()]}, "is not a Format"),
        ({"formats": ["x" * 5000]}, "…"),
        ({"reports": 42}, "TypeError"),
    ],
)  # fmt: skip
def test_what_cannot_work_is_refused_with_what_to_do(hooks: dict[str, Any], said: str) -> None:
    plugins = with_plugin(**hooks)
    assert {each.plugin for each in plugins.provided()} == {"retrokit"}
    [failure] = plugins.failures
    assert failure.plugin == "bad"
    assert said in failure.sentence


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("retrokit", "give its entry point another one"),
        ("RetroKit", "give its entry point another one"),
        ("-x", "cannot be named in RETROKIT_PLUGINS"),
        ("a,b", "cannot be named in RETROKIT_PLUGINS"),
        (" a", "cannot be named in RETROKIT_PLUGINS"),
        ("", "the name of a plugin is empty"),
        ("twice", "another plugin has this name"),
    ],
)
def test_a_plugin_whose_name_cannot_be_told_apart_is_refused(name: str, said: str) -> None:
    plugins = with_plugin("twice")
    assert not plugins.add(module(), name)
    assert plugins.names == ("twice",)
    assert said in plugins.failures[0].sentence


def test_an_entry_point_named_retrokit_is_not_even_imported(install: Install) -> None:
    install("retrokit", "raise SystemExit('imported')")
    plugins = load()
    assert sentences(plugins) == [
        "retrokit: was not imported: Invalid: what comes with retrokit has this name; give its "
        "entry point another one"
    ]


@pytest.mark.parametrize(
    "line",
    ["sentence='x' * 20_000", "sentence='\\x07'", "sentence='a', evidence=['\\x1b[2J']"],
)
def test_what_a_check_says_can_be_shown(install: Install, line: str) -> None:
    finding = f"Finding(severity=Severity.GOOD, {line})"
    run = f"lambda s, h: [{finding}]"
    install("bad", hook("checks", f"[Check(name='own', title='o', run={run})]"))
    with Logbook(":memory:", plugins=load()) as logbook:
        retro = logbook.start("daki", team="T", members=["Ana"])
        assert "The check own of the plugin bad failed" in " ".join(logbook.report(retro).split())


# --- the switches


def test_plugins_are_left_out_by_name(install: Install) -> None:
    for name in ("one", "two", "three"):
        install(name, formats(f"of-{name}"))

    def loaded(value: str) -> set[str]:
        return set(load(RETROKIT_PLUGINS=value).names) & {"one", "two", "three"}

    assert loaded("-two") == {"one", "three"}
    assert loaded("-two, - three") == {"one"}
    assert loaded("one,two,-two") == {"one"}
    assert loaded("-nowhere") == {"one", "two", "three"}
    assert loaded(" , ") == set()


@pytest.mark.parametrize("before", [None, "own"])
def test_safe_leaves_all_plugins_out(
    install: Install, monkeypatch: pytest.MonkeyPatch, before: str | None
) -> None:
    install("own", formats("own-way"))
    monkeypatch.delenv("RETROKIT_PLUGINS", raising=False)
    if before is not None:
        monkeypatch.setenv("RETROKIT_PLUGINS", before)
    assert "own-way" in CliRunner().invoke(command, ["formats"]).output
    assert "own-way" not in CliRunner().invoke(command, ["--safe", "formats"]).output
    assert os.environ.get("RETROKIT_PLUGINS") == before


def test_a_store_that_fails_to_open_is_named() -> None:
    def fail(url: str) -> Any:
        raise ValueError("no")

    def refuse(url: str) -> Any:
        raise NotFound("no such place")

    kinds = [StoreKind(scheme=each.__name__, title="t", open=each) for each in (fail, refuse)]
    plugins = with_plugin(stores=kinds)
    with pytest.raises(PluginError, match="its store fail failed: ValueError: no"):
        Logbook("fail://x", plugins=plugins)
    with pytest.raises(NotFound, match="no such place"):
        Logbook("refuse://x", plugins=plugins)


def test_stderr_says_whom_everybody_waits_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(calling, "PATIENCE", 0.0)
    heard: list[str] = []

    def slow() -> None:
        while not heard:
            heard.extend(capsys.readouterr().err.splitlines())

    called(slow, "still waiting")
    assert heard == ["still waiting"]
