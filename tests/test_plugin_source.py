"""A retro knows which plugin its format came from, and which version of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from plugin_making import HEAD, Install, formats, hook, load

from retrokit import Logbook, NotNow, Plugins
from retrokit.cli.commands import retro as command
from retrokit.codec import CODEC
from retrokit.events import Source, Started


def test_a_retro_records_the_plugin_of_its_format(install: Install, tmp_path: Path) -> None:
    install("good", formats("own-way"), version="2.3")
    place = tmp_path / "team.db"
    with Logbook(place, plugins=load()) as logbook:
        retro = logbook.start("own-way", team="T", members=["Ana"])
    source = Source(distribution="x_good", version="2.3")
    assert isinstance(retro.log[0], Started)
    assert retro.log[0].plugin == retro.state.plugin == source
    assert CODEC.import_log(CODEC.export_log(retro.log)) == list(retro.log)
    done = CliRunner().invoke(command, ["--safe", "show", "--json", "--logbook", str(place)])
    assert json.loads(done.output)["plugin"] == {"distribution": "x_good", "version": "2.3"}


def test_formats_of_retrokit_and_of_nobody_have_no_plugin(install: Install) -> None:
    install("good", formats("own-way"))
    plugins = load()
    own = plugins.format("own-way")
    with Logbook(":memory:", plugins=plugins) as logbook:
        assert logbook.start("daki", team="T").state.plugin is None
        assert logbook.start(own, team="T").state.plugin is not None
    with Logbook(":memory:", plugins=Plugins()) as logbook:
        assert logbook.start(own, team="T").state.plugin is None


def test_a_plugin_that_was_added_has_its_name_and_no_version(install: Install) -> None:
    namespace: dict[str, object] = {}
    exec(HEAD + formats("own-way"), namespace)
    plugins = Plugins()
    assert plugins.add(type("Made", (), {
        "retrokit_register_formats": staticmethod(namespace["retrokit_register_formats"]),
    }), "made")  # fmt: skip
    with Logbook(":memory:", plugins=plugins) as logbook:
        assert logbook.start("own-way", team="T").state.plugin == Source(distribution="made")


def test_what_a_retro_waits_for_is_named_by_its_plugin(install: Install, tmp_path: Path) -> None:
    method = "TallyMethod('own', title='Own', count=print)"
    source = hook("formats", "[a_format('own-way', 'own')]") + hook("tallies", f"[{method}]")
    install("good", source, version="2.3")
    place = tmp_path / "team.db"
    with Logbook(place, plugins=load()) as logbook:
        retro = logbook.start("own-way", team="T", members=["Ana"])
        retro.add_note("Good", "x", "Ana")
        retro.next()
        retro.vote({1: 1}, "Ana")
    with Logbook(place, plugins=Plugins()) as logbook:
        waiting = logbook.load()
        assert "plugin that brings it (the format came from x_good 2.3)" in waiting.waits_for()
        with pytest.raises(NotNow, match=r"came from x_good 2\.3"):
            waiting.open_seals()
