"""The commands as a user meets them: what they print, and with which code they exit."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from plugin_making import Install

from retrokit.cli.commands import retro
from retrokit.cli.tables import paragraph, table
from retrokit.logbook import Logbook

HELD = """\
/next
/next
Stop: Ben: deploying on Fridays
Start: Ana: pairing on the hard bits
/next
1 2 as Friday
/next
Ana: 3
/next
/topic
it always goes wrong
/decided no more Fridays
/next
Write the runbook @Ana due +2w
Ask operations
/close
"""


class Shell:
    """Runs commands against one logbook."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.logbook = folder / "team.db"

    def __call__(self, *args: str, input: str | None = None, code: int = 0) -> str:
        result = self.run(*args, input=input)
        assert result.exit_code == code, result.output
        return result.output

    def run(self, *args: str, input: str | None = None) -> Result:
        env = {"RETROKIT_LOGBOOK": str(self.logbook), "RETROKIT_PLUGINS": "", "COLUMNS": "80"}
        return CliRunner().invoke(retro, list(args), input=input, env=env)

    def start(self, text: str, *args: str, code: int = 0) -> str:
        names = ("--team", "Lander", "-m", "Ana", "-m", "Ben")
        return self("start", "start-stop-continue", *names, *args, input=text, code=code)

    def id(self) -> str:
        listed = json.loads(self("list", "--json"))
        return str(listed[0]["id"])


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def test_a_whole_retro_from_a_pipe_ends_in_its_report(shell: Shell) -> None:
    said = shell.start(HELD)
    assert "hidden in Stop from Ben (1 hidden)" in said
    report = said[said.rindex("Start, stop, continue") :]
    for each in ("deploying on Fridays", "no more Fridays", "Write the runbook", "Ask operations"):
        assert each in report
    assert f"Its report: retro report {shell.id()}" in said


def test_numbers_are_the_same_whenever_a_session_is_run_again(tmp_path: Path) -> None:
    outcomes = []
    for name in ("one", "two"):
        shell = Shell(tmp_path / name)
        shell.folder.mkdir()
        shell.start(HELD)
        shown = json.loads(shell("show", "--json"))
        outcomes.append((shown["notes"], shown["topics"], [a["text"] for a in shown["actions"]]))
    assert outcomes[0] == outcomes[1]


@pytest.mark.parametrize("name", ["text", "markdown", "html", "summary", "csv", "json"])
def test_every_report_can_be_printed_and_written(shell: Shell, name: str) -> None:
    shell.start(HELD)
    printed = shell("report", "latest", "-f", name)
    ending = {"text": "txt", "markdown": "md", "summary": "html"}.get(name, name)
    target = shell.folder / f"out.{ending}"
    more = [] if name != "summary" else ["-f", name]
    assert "Wrote" in shell("report", "-o", str(target), *more)
    assert target.read_text(encoding="utf-8") == printed


def test_a_file_of_an_unknown_ending_says_which_there_are(shell: Shell) -> None:
    shell.start(HELD)
    said = shell("report", "-o", "notes.docx", code=1)
    assert "files that end in" in said
    assert ".md" in said


def test_a_report_into_a_folder_that_is_not_there(shell: Shell) -> None:
    shell.start(HELD)
    said = shell("report", "-o", str(shell.folder / "no" / "report.md"), code=1)
    assert "cannot be written: No such file or directory" in said


def test_listings_in_words_and_as_json(shell: Shell) -> None:
    shell.start(HELD)
    assert "Lander" in shell("list")
    assert json.loads(shell("list", "--team", "lander", "--json"))[0]["open_actions"] == 2
    for command in (("list", "--team"), ("actions", "--team"), ("trends",)):
        assert "no team 'Landr'; did you mean Lander?" in shell(*command, "Landr", code=1)
    assert "Write the runbook" in shell("actions")
    assert [each["owners"] for each in json.loads(shell("actions", "--json"))] == [["Ana"], []]
    assert "deploying on Fridays" in shell("show")
    assert re.search(r"Write the runbook +Ana +\S+ +open", shell("show"))
    assert json.loads(shell("show", "--json"))["agenda"][-1]["title"] == "Decide"
    assert len(json.loads(shell("formats", "--json"))) == 16
    assert "pre-mortem" in shell("formats")
    assert "- Wind: " in shell("formats", "sailboat")
    assert json.loads(shell("plugins", "--json"))["failures"] == []
    assert "formats: start-stop-continue" in shell("plugins")
    assert "sound, 1 retro." in shell("doctor")


def test_action_items_of_one_person_are_listed(shell: Shell) -> None:
    shell.start(HELD)
    for name in ("Ana", "an", "ANA"):
        (item,) = json.loads(shell("actions", "--owner", name, "--json"))
        assert item["text"] == "Write the runbook"
    assert shell("actions", "--owner", "Ben") == "No open action items.\n"
    assert "no person 'Anna'; did you mean Ana?" in shell("actions", "--owner", "Anna", code=1)
    shell("actions", "done", item["action"])
    assert "No open" in shell("actions", "--owner", "Ana")
    assert "Write the runbook" in shell("actions", "--owner", "Ana", "--all", "--team", "Lander")


def test_action_items_are_changed_across_retros(shell: Shell) -> None:
    shell.start(HELD)
    ref = json.loads(shell("actions", "--json"))[0]["action"]
    short = ref[:3] + ref[ref.index("-") :]
    assert "(Zoë," in shell("actions", "assign", short, "Zoë")
    assert "2999-01-01" in shell("actions", "due", short, "2999-01-01")
    assert "no date" in shell("actions", "due", short, "-")
    assert "nobody" in shell("actions", "assign", short, "-")
    assert "dropped" in shell("actions", "drop", short, "no longer needed")
    assert "open" in shell("actions", "reopen", short)
    assert "Write it down" in shell("actions", "edit", short, "Write it down")
    assert "Write the runbook" in shell("actions", "edit", short, "Write the runbook")
    assert "done" in shell("actions", "done", short, "--logbook", str(shell.logbook))
    assert "Write the runbook" not in shell("actions")
    assert "Write the runbook" in shell("actions", "--all")
    assert "past" in shell("actions", "due", short, "2001-01-01", code=1)
    assert "no date" in shell("actions", "due", short, "someday", code=1)
    assert "names no action" in shell("actions", "done", "nonsense", code=1)
    assert "has no action 99" in shell("actions", "done", f"{shell.id()}-99", code=1)
    shell("actions", "done", json.loads(shell("actions", "--json"))[0]["action"])
    assert shell("actions") == "No open action items.\n"
    assert "Ask operations" in shell("actions", "--all")


PULSE = """\
name = "pulse"
title = "Pulse"
purpose = "Ask."
goals = ["Home safe"]
[[agenda]]
kind = "ask"
[[agenda.questions]]
kind = "scale"
name = "safe"
text = "How safe is it?"
[[agenda.questions]]
kind = "choice"
name = "again"
text = "Go again?"
options = ["yes", "no"]
favourable = ["yes"]
[[agenda]]
kind = "decide"
"""


def pulse(shell: Shell, ana: str, ben: str, team: str = "Lander") -> None:
    """Hold a retro of a number and a choice, with a third member who says nothing."""
    (shell.folder / "pulse.toml").write_text(PULSE, encoding="utf-8")
    names = ("--team", team, "-m", "Ana", "-m", "Ben", "-m", "Cy")
    answers = [f"{who}: {each}" for who, of in (("Ana", ana), ("Ben", ben)) for each in of.split()]
    text = "\n".join(answers) + "\n/next\nMend it @Ana goal 1\n/close\n"
    shell("start", str(shell.folder / "pulse.toml"), *names, input=text)


def test_trends_of_a_team_in_words_and_as_json(shell: Shell) -> None:
    for ana, ben in (("2 no", "3 no"), ("3 no", "4 yes"), ("5 yes", "5 yes")):
        pulse(shell, ana, ben)
    said = shell("trends")
    assert all(len(line) <= 80 for line in said.splitlines())
    assert said.startswith("Lander: 3 retros, ")
    assert re.search(r"^safe +▄▅█ +5 +2 of 3 +Since last time: up from 3\.5 to$", said, re.M)
    assert re.search(r"^again +▁▅█ +2 of 2 +2 of 3 +Latest among all: 2 to 3 of 3\.", said, re.M)
    flat = " ".join(said.split())
    assert "it takes 6 or more to tell a trend" in flat
    assert "Other teams" not in said
    told = json.loads(shell("trends", "lander", "--json"))
    assert told["team"] == "Lander"
    safe, again = told["questions"]
    assert (safe["kind"], safe["low"], safe["high"], safe["reverse"]) == ("scale", 1, 5, False)
    assert (again["kind"], again["low"], again["high"]) == ("share", 0, 1)
    assert [each["value"] for each in safe["points"]] == [2.5, 3.5, 5]
    assert safe["trend"]["s"] == 3
    assert safe["change"]["retros_before"] == 2
    assert safe["change"]["p"] >= safe["change"]["smallest_p"]
    assert again["points"][0]["bounds"] == [0, pytest.approx(1 / 3)]
    assert told["goals"] == [
        {
            "goal": "Home safe",
            "served": 3,
            "cost": 0,
            "done": 0,
            "open": 3,
            "dropped": 0,
            "points": [
                {"retro": each["retro"], "day": each["day"], "served": 1, "cost": 0, "done": 0}
                for each in told["goals"][0]["points"]
            ],
        }
    ]
    assert len(told["goals"][0]["points"]) == 3


def test_trends_without_anything_to_follow_say_what_to_do(shell: Shell) -> None:
    shell.start(HELD)
    said = shell("trends")
    assert "No answers to follow yet" in said
    assert "retro formats NAME" in " ".join(said.split())
    pulse(shell, "2 no", "3 no", team="Orbiter")
    once = shell("trends", "ORBITER")
    assert "Asked once so far." in once
    assert "Other teams: Lander. See one with: retro trends TEAM" in once
    assert "no team 'orbitter'; did you mean Orbiter?" in shell("trends", "orbitter", code=1)
    assert json.loads(shell("trends", "--json"))["team"] == "Orbiter"


def test_lists_of_an_empty_logbook(shell: Shell) -> None:
    with Logbook(shell.logbook):
        pass
    assert "No retro yet. Start one with: retro start" in shell("list")
    assert shell("actions", "--all") == "No action items.\n"
    assert "No retro yet. Start one with: retro start" in shell("trends")
    assert json.loads(shell("trends", "--json")) == {"team": None, "questions": [], "goals": []}


def test_trends_are_digits_where_there_are_no_blocks(shell: Shell) -> None:
    pulse(shell, "2 no", "3 no")
    pulse(shell, "3 no", "4 yes")
    result = CliRunner(charset="latin-1").invoke(
        retro, ["trends", "--logbook", str(shell.logbook)], env={"COLUMNS": "80"}
    )
    assert re.search(r"^safe +2\.5 3\.5 +3\.5 ", result.output, re.M)
    assert re.search(r"^again +0/2 1/2 +1 of 2 ", result.output, re.M)


def test_the_second_retro_says_what_became_of_the_firsts_actions(shell: Shell) -> None:
    shell.start(HELD)
    said = shell.start("/next\n/done 1\n/carry 2 @Ben due +1w\n/next\n/quit\n")
    assert "Write the runbook: done" in said
    report = shell("report")
    assert "Write the runbook" in report
    assert "Ask operations" in report
    left = json.loads(shell("actions", "--json"))
    assert [(each["text"], each["owners"], each["reviews"]) for each in left] == [
        ("Ask operations", ["Ben"], 1)
    ]
    shell("actions", "assign", left[0]["action"], "Ana")
    (changed,) = json.loads(shell("actions", "--json"))
    # The date that the second retro gave it is still there.
    assert (changed["owners"], changed["due"]) == (["Ana"], left[0]["due"])


def test_what_is_not_touched_stays_open_and_comes_back(shell: Shell) -> None:
    shell.start(HELD)
    shell.start("/next\n/next\n/close\n")
    assert "Write the runbook" in shell.start("/next\n/quit\n")
    assert len(json.loads(shell("actions", "--json"))) == 2


def test_export_then_import_gives_an_equal_retro(shell: Shell, tmp_path: Path) -> None:
    shell.start(HELD)
    target = tmp_path / "retro.json"
    shell("export", "-o", str(target))
    other = Shell(tmp_path / "other")
    other.folder.mkdir()
    assert "is in the logbook" in other("import", str(target))
    assert other("export") == shell("export") == target.read_text(encoding="utf-8")
    assert "is in the logbook" in other("import", str(target))
    whole = target.read_text(encoding="utf-8")
    for damage, said in (
        (whole[: len(whole) // 2], "cut short"),
        (whole.replace("Fridays", "Mondays"), "changed since it was written"),
        ("[]", "not an export of retrokit"),
    ):
        target.write_text(damage, encoding="utf-8")
        assert said in other("import", str(target), code=1)
    target.write_bytes(b"\xff\xfe")
    assert "not UTF-8" in other("import", str(target), code=1)
    assert len(json.loads(other("list", "--json"))) == 1


def test_an_export_says_what_is_sealed_and_missing(shell: Shell) -> None:
    shell.start("/next\n/next\nStart: Ana: only mine\n")
    result = shell.run("export")
    assert "1 hidden contribution is not in it" in result.stderr
    assert "only mine" not in result.stdout
    said = shell("backup", str(shell.folder / "copy.db"))
    assert "1 hidden contribution or letter is not in it" in said
    assert b"only mine" not in (shell.folder / "copy.db").read_bytes()


def test_a_backup_is_a_logbook(shell: Shell) -> None:
    shell.start(HELD)
    copy = shell.folder / "copy.db"
    shell("backup", str(copy))
    assert "is there already" in shell("backup", str(copy), code=1)
    assert json.loads(shell("list", "--json")) == json.loads(
        shell("list", "--json", "--logbook", str(copy))
    )


def test_resume_goes_on_at_the_same_place(shell: Shell) -> None:
    shell.start("/next\n/next\nStart: Ana: one\n/quit\n")
    said = shell("resume", shell.id()[:4], input="Start: Ben: two\n/next\n/close\n")
    assert "hidden in Start from Ben (2 hidden)" in said
    assert "one (Ana)" in said
    assert "Closed and kept" in said
    again = shell("resume", input="/reopen\n/undo\n/quit\n")
    assert "This retro is closed" in again
    assert "undone: the reopening" in again


def test_a_line_that_fails_stops_with_its_number_and_keeps_what_was_before(shell: Shell) -> None:
    said = shell.start("/next\n/next\nStart: kept\n/vote Ana 3\nStart: never\n", code=1)
    assert "line 4: a vote belongs to Vote; the retro is at 'Collect'" in said
    assert json.loads(shell("show", "--json"))["agenda"][2]["sealed"] == 1


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("start", "sailbot", "--team", "T", "-m", "A"), "did you mean sailboat?"),
        (("start", "no/such.toml", "--team", "T", "-m", "A"), "no/such.toml"),
        (("resume", "zzzz"), "no retro 'zzzz'"),
        (("show", "zzzz"), "no retro 'zzzz'"),
        (("formats", "sailbot"), "did you mean sailboat?"),
        (("report", "-f", "pdf"), "no report 'pdf'"),
    ],
)
def test_unknown_names_say_what_is_near(shell: Shell, args: tuple[str, ...], said: str) -> None:
    shell.start("/quit\n")
    output = shell(*args, code=1, input="")
    assert said in output
    assert "Traceback" not in output


def test_an_ambiguous_id_names_those_it_fits(shell: Shell) -> None:
    ids: set[str] = set()
    while len({each[0] for each in ids}) == len(ids):
        shell.start("/quit\n")
        ids = {each["id"] for each in json.loads(shell("list", "--json"))}
    shared = next(a[0] for a in ids for b in ids if a != b and a[0] == b[0])
    assert f"{shared!r} fits several retros" in shell("show", shared, code=1)


@pytest.mark.parametrize(
    "command", ["list", "show", "actions", "trends", "doctor", "export", "report"]
)
def test_reading_makes_no_logbook(shell: Shell, command: str) -> None:
    assert "begin one with: retro start" in shell(command, code=1)
    assert not shell.logbook.exists()


def test_wrong_usage_exits_with_2(shell: Shell) -> None:
    assert "did you mean start" in shell("strat", code=2)
    assert "No such option" in shell("list", "--nonsense", code=2)
    assert "standard input ended" in shell("start", "daki", input="", code=2)


def test_where_the_usual_folder_cannot_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    usual = tmp_path / "file" / "retrokit"
    monkeypatch.setattr("platformdirs.user_data_path", lambda *_, **__: usual)
    for command, said in (
        ("start", f"{usual} cannot be made (Not a directory); name a file with --logbook"),
        ("list", f"there is no logbook at {usual / 'logbook.db'} yet"),
    ):
        result = CliRunner().invoke(retro, [command], env={"RETROKIT_LOGBOOK": None})
        assert result.exit_code == 1
        assert said in result.output


def test_a_plugin_that_failed_is_listed_with_what_happened(install: Install) -> None:
    install("broken", "raise RuntimeError('boom')")
    env = {"RETROKIT_PLUGINS": "broken", "COLUMNS": "80"}
    said = CliRunner().invoke(retro, ["plugins"], env=env).output
    assert re.search(r"^broken +was not imported: RuntimeError: boom$", said, re.M)


def test_a_folder_is_no_logbook(shell: Shell) -> None:
    shell.logbook.mkdir()
    assert "is a folder" in shell("list", code=1)


def test_another_file_is_no_logbook(shell: Shell) -> None:
    shell.logbook.write_bytes(b"hello, this is a letter to my aunt" * 100)
    before = shell.logbook.read_bytes()
    for command in ("list", "doctor"):
        assert str(shell.logbook.name) in shell(command, code=1)
    assert "Error" in shell.start("/quit\n", code=1)
    assert shell.logbook.read_bytes() == before


def test_doctor_names_what_is_damaged(shell: Shell) -> None:
    shell.start(HELD)
    with closing(sqlite3.connect(shell.logbook)) as logbook, logbook as damaged:
        damaged.execute("UPDATE events SET body = '{' WHERE version = 3")
    said = shell("doctor", code=1)
    assert f"event 3 of retro '{shell.id()}'" in said
    assert "restore a backup" in said


def test_formats_from_a_file_and_a_folder(shell: Shell) -> None:
    folder = shell.folder / "formats"
    folder.mkdir()
    text = (
        'name = "{0}"\ntitle = "Ours {0}"\npurpose = "Ours."\n'
        '[[agenda]]\nkind = "collect"\ncolumns = [{{name = "All"}}]\n'
    )
    for name in ("ours", "theirs"):
        (folder / f"{name}.toml").write_text(text.format(name), encoding="utf-8")
    assert "Ours ours" in shell("formats", str(folder / "ours.toml"))
    (shell.folder / "pulse.toml").write_text(PULSE, encoding="utf-8")
    assert "Goal 1  Home safe" in shell("formats", str(shell.folder / "pulse.toml"))
    assert "theirs" in shell("formats", str(folder))
    said = shell("start", str(folder), "--team", "T", "-m", "A", input="2\nAll: x\n/close\n")
    assert "Ours theirs" in said
    assert "no format 'zzz'" in shell("start", str(folder), "--team", "T", input="zzz\n", code=1)
    (folder / "ours.toml").write_text(text.format("ours") + "colour = 1\n", encoding="utf-8")
    said = shell("start", str(folder / "ours.toml"), "--team", "T", "-m", "A", code=1, input="")
    assert "ours.toml:7: " in said
    assert "colour" in said


def test_completion_offers_formats_and_retros(shell: Shell) -> None:
    shell.start("/quit\n")
    env = {"RETROKIT_LOGBOOK": str(shell.logbook), "_RETRO_COMPLETE": "bash_complete"}
    for line, wanted in (
        ("retro start sail", "sailboat"),
        ("retro start ./", "file,./"),
        ("retro resume ", shell.id()),
        ("retro report lat", "latest"),
        ("retro act", "actions"),
    ):
        words = {"COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
        result = CliRunner().invoke(retro, [], env={**env, **words}, prog_name="retro")
        assert wanted in result.output
    shell.logbook.write_bytes(b"no logbook")
    words = {"COMP_WORDS": "retro resume ", "COMP_CWORD": "2"}
    result = CliRunner().invoke(retro, [], env={**env, **words}, prog_name="retro")
    assert not result.output.strip()


PEERS = """
name = "fair"
title = "Fair"
purpose = "Rate each other."
attribution = "confidential"
[[agenda]]
kind = "ask"
[[agenda.questions]]
kind = "allocation"
name = "points"
text = "Who carried what?"
total = 10_000
[[agenda]]
kind = "decide"
"""
RATED = """\
Ana: 4177 2823 3000
Ben: Ana 4177, Cy 2823, Dee 3000
/pass Cy
4177 ? 5823

Dee: 4177 2823 3000
/next
/letter Ana
/discard

/close
"""


def test_teammates_are_rated_from_a_session_file(shell: Shell) -> None:
    format = shell.folder / "fair.toml"
    format.write_text(PEERS, encoding="utf-8")
    team = [part for name in ("Ana", "Ben", "Cy", "Dee") for part in ("-m", name)]
    said = shell("start", str(format), "--team", "Lander", *team, input=RATED)
    assert "(2 of 4 answered)" in said
    assert "You were given 4177 to 4177 by 3, median 4177." in said
    assert "1 erased." in said
    for command in (["report"], ["export"], ["show"], ["show", "--json"], ["list"]):
        assert "You were given" not in shell(*command)
    assert "sound, 1 retro" in shell("doctor")
    copy = shell.folder / "copy.db"
    assert "3 hidden contributions or letters are not in it." in shell("backup", str(copy))
    assert b"You were given" not in copy.read_bytes()
    assert b"You were given 28" in shell.logbook.read_bytes()


def test_a_letter_is_read_and_erased_after_the_retro(shell: Shell) -> None:
    format = shell.folder / "fair.toml"
    format.write_text(PEERS, encoding="utf-8")
    team = [part for name in ("Ana", "Ben", "Cy", "Dee") for part in ("-m", name)]
    shell("start", str(format), "--team", "Lander", *team, input=RATED)
    assert "You were given 2823 to 3000 by 3, median 2823." in shell("letter", "cy")
    said = shell("letter", "Cy", "--discard")
    assert "You were given 2823 to 3000 by 3, median 2823." in said
    assert "1 erased; it cannot be shown again." in said
    assert shell("letter", "Cy", "--discard") == "There is no letter for Cy.\n"
    assert "no member of this retro 'Zed'" in shell("letter", "Zed", code=1)


def test_a_wrong_sum_in_a_session_file_ends_it_at_that_line(shell: Shell) -> None:
    format = shell.folder / "fair.toml"
    format.write_text(PEERS, encoding="utf-8")
    lines = "Ana: 5000 5000\nBen: 1 2\n"
    said = shell("start", str(format), "--team", "L", "-mAna", "-mBen", "-mCy", input=lines, code=1)
    assert "line 2: these are 3 points of 10000; 9997 are left to give" in said


SAID = "Go on with: retro resume 3f2a --web --port 0, or restore-the-service with on-call people."


def test_no_option_and_no_compound_word_is_broken_at_a_hyphen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for wide in range(40, 101):
        monkeypatch.setenv("COLUMNS", str(wide))
        for text in (paragraph(SAID), table([[SAID]], [""], wide=0)):
            assert set(SAID.split()) <= set(text.split())


def test_a_format_is_started_with_what_another_one_asks(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    said = shell.start("/agenda\n/quit\n", "--with", "incident-review", "--with", "pre-mortem")
    places = [said.index(each) for each in ("Decide (", "What prevents it (", "Readiness (ask")]
    assert places == sorted(places)
    shell.start("/quit\n", "--with", "nothing", code=1)


def test_a_retro_is_removed_once_somebody_agreed(shell: Shell) -> None:
    shell.start(HELD)
    first = shell.id()
    shell.start("/next\n/quit\n")
    asked = shell("remove", first, input="n\n", code=1)
    assert "Start, stop, continue, Lander, 20" in asked
    assert "Members: Ana, Ben" in asked
    stays, _, question = asked.partition("Remove retro")
    assert "Open action items that stay, since a later retro brought them along:" in stays
    assert re.findall(rf"{first}-(\d+)  (.+)", stays) == [
        ("6", "Write the runbook (Ana)"), ("7", "Ask operations (nobody)"),
    ]  # fmt: skip
    assert question.endswith("nothing was changed\n")
    assert len(json.loads(shell("list", "--json"))) == 2
    assert shell("remove", first, input="y\n").endswith(f"Removed retro {first}.\n")
    assert [each["id"] for each in json.loads(shell("list", "--json"))] != [first]
    assert "Write the runbook" in shell("actions")
    assert f"{first}-6" in shell("actions", "done", f"{first}-6")
    last = shell.id()
    removed = json.loads(shell("remove", "latest", "--yes", "--json"))
    assert removed["id"] == last
    assert removed["stays"] == []
    assert shell("list") == "No retro yet. Start one with: retro start\n"
    assert "no retro" in shell("remove", last, "--yes", code=1)


def test_a_retro_that_nobody_answered_for_is_not_removed(shell: Shell) -> None:
    shell.start(HELD)
    asked = shell("remove", "latest", input="", code=1)
    assert "Open action items that go with it:" in asked
    assert shell.id()


def test_a_person_is_forgotten_once_somebody_agreed(shell: Shell) -> None:
    shell.start(HELD)
    asked = shell("forget", "ben", input="n\n", code=1)
    assert " ".join(asked.split()).startswith(
        "Lander: Ben, in 1 retro. 1 text of theirs will be removed, and their name replaced in 0 "
        "other texts."
    )
    assert "Forget ben for good? [y/N]: n" in asked
    assert "Fridays" in shell("report")
    said = shell("forget", "ben", input="y\n")
    assert said.endswith("Done. Exports, backups and printed reports are yours to delete.\n")
    report = shell("report")
    assert "Ben" not in report
    assert "deploying" not in report
    [told] = json.loads(shell("forget", "Ana", "--team", "lander", "--yes", "--json"))
    assert told["names"] == ["Ana"]
    assert told["retros"] == [shell.id()]
    assert "no person 'Ana'" in shell("forget", "Ana", "--yes", code=1)
    assert "sound" in shell("doctor")


def test_a_rehearsal_is_listed_where_it_is_asked_for(shell: Shell) -> None:
    said = shell.start("/next\n/quit\n", "--rehearse")
    assert "Rehearsal: Start, stop, continue" in said
    assert shell("list") == "No retro yet. Start one with: retro start\n"
    assert "start-stop-continue (rehearsal)" in " ".join(shell("list", "--all").split())
    [told] = json.loads(shell("list", "--all", "--json"))
    assert told["rehearsal"] is True
    assert "Rehearsal: Start, stop, continue" in shell("show", told["id"])
    assert "Removed" in shell("remove", told["id"], "--yes")
