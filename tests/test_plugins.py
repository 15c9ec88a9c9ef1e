"""Plugins: found as installed distributions, loaded one at a time, kept from harming others."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest
from plugin_making import OTHERS, Install, formats, hook, load, names, sentences

from retrokit import builtin, hookspecs
from retrokit.errors import NotFound, PluginError
from retrokit.hookspecs import hookimpl
from retrokit.plugins import Plugins, Provided, registry
from retrokit.tallies import METHODS


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
        "formats", "activities", "checks", "questions", "reports", "scorings", "stores", "tallies",
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
         "failed in retrokit_register_formats: KeyError: 'x'"),
        ("@hookimpl\ndef retrokit_register_formats():\n    raise SystemExit",
         "failed in retrokit_register_formats: SystemExit"),
        ("@hookimpl\ndef retrokit_register_formats():\n    yield a_format('own')\n    1/0",
         "failed in retrokit_register_formats: ZeroDivisionError"),
        (hook("formats", "None"), "failed in retrokit_register_formats: TypeError: 'NoneType'"),
        (hook("formats", "[a_format('own'), 'daki']"),
         "failed in retrokit_register_formats: TypeError: 'daki' is not a Format"),
        (hook("formats", "[a_format('Two Words')]"),
         "failed in retrokit_register_formats: FormatError: a format's name is lower-case"),
        (hook("checks", "[a_format('own')]"),
         "failed in retrokit_register_checks: TypeError: Format"),
        (hook("checks", "[Check(name=[], title='x', run=print)]"),
         "failed in retrokit_register_checks: TypeError: the name of Check"),
        (hook("questions", "[Scale('a', 'A?')]"),
         "failed in retrokit_register_questions: TypeError: Scale(name='a'"),
        (hook("reports", "[3]"),
         "failed in retrokit_register_reports: TypeError: 3 is not a Report"),
        (hook("stores", "['x']"),
         "failed in retrokit_register_stores: TypeError: 'x' is not a Store"),
        (hook("tallies", "[max]"), "failed in retrokit_register_tallies: TypeError: <built-in"),
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
    both = "plugins one and two both provide a format 'own-way'; leave one out with"
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


def test_everything_is_there_by_name() -> None:
    plugins = load(RETROKIT_PLUGINS="")
    assert set(plugins.stores) == {"sqlite"}
    assert list(plugins.tallies) == list(METHODS)
    for name, method in plugins.tallies.items():
        nobody = METHODS[name].count([], candidates=[1, 2])
        assert method.count([], candidates=[2, 1]) == nobody
    assert {"text", "markdown", "html", "summary", "csv", "json"} <= set(plugins.reports)
    assert plugins.checks
    assert all(check.name == name for name, check in plugins.checks.items())


def test_an_entry_point_of_no_distribution_has_no_version() -> None:
    plugins = load(RETROKIT_PLUGINS="")
    plugins._load(EntryPoint("loose", "plugin_making", "retrokit"))
    assert plugins.names == ("loose",)
    assert plugins.version("loose") == ""


class Little:
    """What could come with retrokit: one format."""

    def __init__(self, *formats: Any) -> None:
        self.formats = formats

    @hookimpl
    def retrokit_register_formats(self) -> list[Any]:
        return [*self.formats]


def test_what_comes_with_retrokit_comes_through_the_hooks_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    [daki] = [each for each in builtin.retrokit_register_formats() if each.name == "daki"]
    monkeypatch.setattr(registry, "builtin", Little(daki))
    assert Plugins().provided() == [Provided("formats", "daki", "retrokit")]
    monkeypatch.setattr(registry, "builtin", Little(daki, "wrap"))
    plugins = Plugins()
    assert plugins.provided() == []
    assert sentences(plugins) == [
        "retrokit: failed in retrokit_register_formats: TypeError: 'wrap' is not a Format"
    ]


@pytest.mark.parametrize("wanted", ["", "other", "-retrokit", "-other,-retrokit", "retrokit"])
def test_what_comes_with_retrokit_cannot_be_left_out(install: Install, wanted: str) -> None:
    install("other", formats("own-way"))
    whole = Plugins().provided()
    assert {each.kind for each in whole} == set(registry.KINDS)
    plugins = load(RETROKIT_PLUGINS=wanted)
    assert [each for each in plugins.provided() if each.plugin == "retrokit"] == whole
    assert "retrokit" not in plugins.names
