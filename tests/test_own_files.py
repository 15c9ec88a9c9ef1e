"""What retrokit keeps can be read by its owner alone, whatever the system gives to new files."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from crew import FORMAT, NO_PLUGINS

from retrokit.cli.commands import retro as command
from retrokit.logbook import Logbook
from retrokit.plugins import Plugins
from retrokit.web.door import Door

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")


@pytest.fixture(params=[0o000, 0o022, 0o077], ids=["open", "usual", "own"], autouse=True)
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def run(*args: str) -> str:
    found = CliRunner().invoke(command, args, env=NO_PLUGINS)
    assert found.exit_code == 0, (args, found.output)
    return found.output


def test_a_new_logbook_and_all_that_comes_of_it_is_its_owners_alone(tmp_path: Path) -> None:
    where = tmp_path / "crew.db"
    (tmp_path / "link.db").symlink_to(where)  # what it names is made, and not the link
    with Logbook(tmp_path / "link.db", plugins=Plugins.load(NO_PLUGINS)) as logbook:
        retro = logbook.start(FORMAT, team="Lander", members=["Ana"])
        found = {each.name: mode(each) for each in tmp_path.iterdir() if not each.is_symlink()}
        assert found == dict.fromkeys(["crew.db", "crew.db-wal", "crew.db-shm"], 0o600)
        logbook.backup(tmp_path / "copy.db")
    run("export", "-o", str(tmp_path / "log.json"), "--logbook", str(where))
    run("backup", str(tmp_path / "second.db"), "--logbook", str(where))
    Door.open(tmp_path / "crew.db.rooms", retro.state.id)
    for each in ("copy.db", "log.json", "second.db"):
        assert mode(tmp_path / each) == 0o600, each
    assert mode(tmp_path / "crew.db.rooms") == 0o700
    assert {mode(each) for each in (tmp_path / "crew.db.rooms").iterdir()} == {0o600}
    with Logbook(tmp_path / "copy.db", plugins=Plugins.load(NO_PLUGINS)) as logbook:
        assert len(logbook.retros()) == 1
    assert "read by others" not in run("doctor", "--logbook", str(where))


def test_the_folder_of_the_usual_logbook_is_its_owners_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platformdirs.user_data_path", lambda *_, **__: tmp_path / "a" / "retrokit")
    run("backup", str(tmp_path / "copy.db"))
    made = tmp_path / "a" / "retrokit"
    assert (mode(made), mode(made / "logbook.db")) == (0o700, 0o600)


def test_files_from_before_stay_as_they_are_and_the_doctor_says_so(tmp_path: Path) -> None:
    where, keys = tmp_path / "crew.db", tmp_path / "crew.db.rooms"
    with Logbook(where, plugins=Plugins.load(NO_PLUGINS)) as logbook:
        logbook.start(FORMAT, team="Lander", members=["Ana"])
    Door.open(keys, "k3f9x2bc")
    where.chmod(0o640)
    keys.chmod(0o755)
    (keys / "k3f9x2bc.json").chmod(0o604)
    with Logbook(where, plugins=Plugins.load(NO_PLUGINS)) as logbook:
        logbook.load().join("Ben")
    said = run("doctor", "--logbook", str(where))
    assert [mode(where), mode(keys), mode(keys / "k3f9x2bc.json")] == [0o640, 0o755, 0o604]
    for mended, name in (("600", where), ("700", keys), ("600", keys / "k3f9x2bc.json")):
        assert f"{name} can be read by others on this computer" in said
        assert f"chmod {mended} '{name}'" in said
    assert said.count("read by others") == 3
    assert "sound, 1 retro." in said
