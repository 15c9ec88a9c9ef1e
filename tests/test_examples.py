"""Every file in `examples/` is run, and does what it is there to show."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from retrokit import ActionStatus, Attribution, Logbook, load_format
from retrokit.format_files import load_formats

EXAMPLES = Path(__file__).parent.parent / "examples"
TEAM = ("--team", "Lander", "-m", "Ana", "-m", "Ben", "-m", "Chloé", "-m", "Dev")


def retro(*arguments: str, logbook: Path, session: Path | None = None, plugins: str = "") -> str:
    """Run the command line in a process of its own, with a session file if there is one."""
    command = [sys.executable, "-c", "from retrokit.cli import main; main()", *arguments]
    typed = session.read_text(encoding="utf-8") if session else ""
    done = subprocess.run(
        [*command, "--logbook", str(logbook)],
        input=typed,
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "PYTHONUTF8": "1", "RETROKIT_PLUGINS": plugins, "COLUMNS": "80"},
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


@pytest.fixture(scope="module")
def logbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a logbook in which the team has held both retros."""
    path = tmp_path_factory.mktemp("examples") / "logbook.db"
    first = ("start", "start-stop-continue", *TEAM)
    second = ("start", "mad-sad-glad", *TEAM)
    retro(*first, logbook=path, session=EXAMPLES / "sprint-12.txt")
    retro(*second, logbook=path, session=EXAMPLES / "sprint-13.txt")
    return path


def test_no_example_is_left_out() -> None:
    names = {path.name for path in EXAMPLES.iterdir() if not path.name.startswith("_")}
    known = {
        "appreciative-interviews.txt", "compass.txt", "crew-autumn.txt", "crew-brief.txt",
        "crew-spring.txt", "customers.txt", "first_retro.py", "heard-seen-respected.txt",
        "helping.txt", "hosts-autumn.txt", "hosts-spring.txt", "kudos.txt", "line-up-1.txt",
        "line-up-2.txt", "line-up-3.txt", "listening.txt", "project-fair.txt", "purpose.txt",
        "role-play.txt", "sprint-12.txt", "sprint-13.txt", "students.csv", "troika.txt",
        "underway-1.txt", "underway-2.txt", "weather-report.toml",
    }  # fmt: skip
    assert names == {*known, "README.md"}
    listed = re.findall(r"^\| \[([^\]]+)\]", (EXAMPLES / "README.md").read_text(), re.MULTILINE)
    assert set(listed) == known


def test_the_first_retro_takes_less_than_twelve_lines_and_prints_its_report() -> None:
    path = EXAMPLES / "first_retro.py"
    code = path.read_text(encoding="utf-8").split('"""')[2]
    assert len([line for line in code.splitlines() if line.strip()]) < 12
    done = subprocess.run(
        [sys.executable, str(path)], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.startswith("Start, stop, continue: Lander\n")
    assert "Waiting 40 minutes for a build (Ana, 1 dot)" in done.stdout
    assert "3  Cache the packages between builds\n   Ben, no due date yet, open" in done.stdout


def test_sprint_12_is_a_whole_retro(logbook: Path) -> None:
    with Logbook(logbook) as opened:
        state = opened.load(opened.retros()[1].id).state
    assert state.closed is not None
    assert all(step.id in state.visited for step in state.agenda)
    assert len(state.notes) == 12
    assert {note.author for note in state.notes.values()} == {"Ana", "Ben", "Chloé", "Dev"}
    titles = {topic.title: state.votes_for(topic.number) for topic in state.groups.values()}
    assert titles == {"Slow and shaky builds": 5, "Time to think": 3, "Pairing on tickets": 0}
    assert sum(remark.decision for remark in state.remarks.values()) == 2
    owners = [item.owner for item in state.actions.values()]
    assert owners == ["Ben", "Ana", "Chloé", None]
    today = datetime.now().astimezone().date()
    dues = [item.due for item in state.actions.values()]
    assert dues[3] is None
    for due, weeks in zip(dues, (2, 3, 1), strict=False):
        assert due is not None
        assert abs(due - today - timedelta(weeks=weeks)) <= timedelta(days=1)


def test_the_second_report_says_what_became_of_the_first_retros_actions(logbook: Path) -> None:
    report = retro("report", logbook=logbook)
    _, _, became = report.partition("What became of earlier action items\n")
    became, _, rest = became.partition("\nSafety check\n")
    flat = " ".join(became.split())
    assert re.search(r"Cache the packages between builds Ben, .*? done \S+ - ", flat)
    assert re.search(r"Give each test its own database Dev, .*? carried on - ", flat)
    assert "dropped because: support reads the release notes and is happy with them" in flat
    assert re.search(r"Keep 10 to 12 free .* not looked at, still open", flat)
    assert "4 of 4 answered; median 4 (anonymous)" in rest


def test_the_two_retros_leave_the_right_things_open(logbook: Path) -> None:
    with Logbook(logbook) as opened:
        by_text = {each.item.text: each.item for each in opened.actions("lander")}
        state = opened.load().state
        assert opened.problems() == []
    assert by_text["Cache the packages between builds"].status is ActionStatus.DONE
    assert by_text["Give each test its own database"].owner == "Dev"
    assert by_text["Ask support what they want to see a day early"].status is ActionStatus.DROPPED
    still = [item.text for item in by_text.values() if item.status is ActionStatus.OPEN]
    assert len(still) == 5
    topic = max(state.topics(), key=lambda each: state.votes_for(each.number) or 0)
    assert (topic.title, topic.notes) == ("Friday's release", (5, 6, 7, 8))


def test_the_undone_remark_of_sprint_13_is_in_no_report(logbook: Path) -> None:
    report = " ".join(retro("report", logbook=logbook).split())
    assert "everybody thought somebody was with her" in report
    assert "because everybody thought" not in report


def test_nobody_learns_who_answered_the_safety_check(logbook: Path) -> None:
    with Logbook(logbook) as opened:
        state = opened.load().state
    step = next(each for each in state.agenda if each.activity.kind == "ask")
    assert step.activity.attribution is Attribution.ANONYMOUS
    (result,) = state.at[step.id].results
    assert [(reply.author, reply.value) for reply in result.replies] == [
        (None, 3), (None, 4), (None, 4), (None, 5),
    ]  # fmt: skip


def test_the_weather_report_can_be_held(tmp_path: Path) -> None:
    path = EXAMPLES / "weather-report.toml"
    format = load_format(path)
    assert [each.name for each in load_formats(EXAMPLES)] == [format.name]
    session = tmp_path / "session.txt"
    session.write_text("/go collect\nAna: Stormy: The migration\n/go decide\n/close\n", "utf-8")
    said = retro("start", str(path), *TEAM, logbook=tmp_path / "logbook.db", session=session)
    assert said.startswith(f"{format.title}, Lander")
    assert "Stormy\n- The migration (Ana)" in said


SIX = [word for name in ("Ada", "Ben", "Cleo", "Dev", "Eve", "Finn") for word in ("-m", name)]


def test_the_project_is_a_whole_retro_of_a_plugins_format(tmp_path: Path) -> None:
    path, session = tmp_path / "logbook.db", EXAMPLES / "project-fair.txt"
    start = ("start", "fair-share", "--team", "Group 4", *SIX)
    said = retro(*start, logbook=path, session=session, plugins="fair-share")
    assert "Ada, this is for you alone" in said
    # The retro reads without the plugin, and so does a letter.
    assert "would have to change hands" in " ".join(retro("report", logbook=path).split())
    assert "The others put your share at 59," in retro("letter", "Finn", logbook=path)
    with Logbook(path) as opened:
        state = opened.load().state
    assert state.closed is not None
    assert all(step.id in state.visited for step in state.agenda)


def test_six_people_listen_in_trios_however_the_groups_are_drawn(tmp_path: Path) -> None:
    path, session = tmp_path / "logbook.db", EXAMPLES / "listening.txt"
    start = ("start", "listening", "--team", "Nordlys", *SIX)
    retro(*start, logbook=path, session=session, plugins="practice")
    said = retro("report", logbook=path, plugins="practice")
    assert "Counting to three helped." in said
    assert "We think we listen better than it feels to the others" in " ".join(said.split())
    with Logbook(path) as opened:
        state = opened.load().state
    assert state.closed is not None
    assert all(step.id in state.visited for step in state.agenda)
    rounds = state.at[2].rounds
    assert len(rounds) == 3
    for name in state.members:
        seats = [seat.role for each in rounds for group in each.groups for seat in group
                 if seat.member == name]  # fmt: skip
        assert sorted(seats) == [0, 1, 2]


def test_a_crew_sets_out_and_is_asked_twice_on_the_way(tmp_path: Path) -> None:
    path = tmp_path / "logbook.db"

    def held(format: str, example: str) -> str:
        start = ("start", format, "--team", "Nordlys", *SIX)
        said = retro(*start, logbook=path, session=EXAMPLES / example, plugins="go-again")
        return " ".join(said.split())

    brief = held("crew-brief", "crew-brief.txt")
    alarm = brief.index("something that we must talk about today. Make time for it")
    assert alarm < brief.index("Collect (3 of 7")
    assert "1 of 3 stop lines has no decision." in brief
    assert "low for the second time" not in held("underway", "underway-1.txt")
    assert "The answers to one question are low for the second time" in held(
        "underway", "underway-2.txt"
    )
    with Logbook(path) as opened:
        states = [opened.load(each.id).state for each in opened.retros()]
    assert all(state.closed and set(state.visited) >= {*state.titles} for state in states)


def test_six_people_play_scenes_and_nobody_plays_themself(tmp_path: Path) -> None:
    path, session = tmp_path / "logbook.db", EXAMPLES / "role-play.txt"
    start = ("start", "role-play", "--team", "Desk", *SIX)
    retro(*start, logbook=path, session=session, plugins="practice")
    said = retro("report", logbook=path, plugins="practice")
    assert "Nobody had said sorry." in said
    assert said.count("3 of 6 answered; median 4 (confidential)") == 2
    with Logbook(path) as opened:
        state = opened.load().state
    assert state.closed is not None
    assert len(state.at[2].rounds) == 3
    for round in state.at[2].rounds:
        [group] = round.groups
        assert sorted(seat.role for seat in group) == [0, 1, 2, 3, 3, 3]


def test_three_mornings_need_one_command_each(tmp_path: Path) -> None:
    path = tmp_path / "logbook.db"
    with Logbook(path) as opened:
        opened.team("Orbiter", new=True).change_charter(values=["Candour", "Care"])
    given: tuple[str, ...] = ("--team", "Orbiter", *SIX)
    for number in (1, 2, 3):
        session = EXAMPLES / f"line-up-{number}.txt"
        retro("start", "line-up", *given, logbook=path, session=session, plugins="purpose,practice")
        given = ()
    with Logbook(path) as opened:
        [record] = opened.rituals("Orbiter")
        assert opened.retros() == []
        assert len(opened.actions("Orbiter", status="open")) == 2
    held = [each.ritual for each in record.held if each.ritual is not None]
    assert [each.facilitator for each in held] == ["Ada", "Ben", "Cleo"]
    assert [each.value for each in held] == ["Candour", "Care", "Candour"]
    assert [len(each) for each in record.notes.values()] == [3, 2, 3]


def test_a_leader_asks_the_team_twice_and_promises_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "logbook.db"
    start = ("start", "hosts", "--team", "Orbiter", *SIX, "--observer", "Lena",
             "--facilitator", "Lena")  # fmt: skip
    spring = retro(*start, logbook=path, session=EXAMPLES / "hosts-spring.txt", plugins="hosts")
    assert "Of the 4 people who had bad news, 3" in " ".join(spring.split())
    autumn = retro(*start, logbook=path, session=EXAMPLES / "hosts-autumn.txt", plugins="hosts")
    assert "Promises kept so far: 1 of 2. 1 is still open." in autumn
    assert "No answers to follow yet" in retro("trends", "Orbiter", logbook=path, plugins="hosts")
    with Logbook(path) as opened:
        states = [opened.load(each.id).state for each in opened.retros()]
    assert all(state.closed and set(state.visited) >= {*state.titles} for state in states)
    assert all("Lena" not in state.respondents for state in states)


def test_a_team_thanks_each_other_and_tells_what_nobody_saw(tmp_path: Path) -> None:
    path, session = tmp_path / "logbook.db", EXAMPLES / "kudos.txt"
    start = ("start", "kudos", "--team", "Orbiter", *SIX)
    retro(*start, logbook=path, session=session, plugins="kudos")
    report = retro("report", logbook=path, plugins="kudos")
    assert "(Cleo)" in report
    assert "(Finn)" in report
    assert "red Mondays" not in report  # that is in a letter
    with Logbook(path) as opened:
        loaded = opened.load()
        letters = {name: loaded.letters(name) for name in loaded.state.members}
    assert all(letters.values())
    assert loaded.state.closed is not None
    assert set(loaded.state.visited) >= {*loaded.state.titles}


def test_a_team_asks_its_guests_and_guesses_too_high(tmp_path: Path) -> None:
    path, session = tmp_path / "logbook.db", EXAMPLES / "customers.txt"
    people = ("-m", "Ada, Ben, Cleo, Dev, Petra, Mira, Noor, Omar")
    start = ("start", "customers", "--team", "Lander", *people)
    said = " ".join(retro(*start, logbook=path, session=session, plugins="hosts").split())
    assert "You guessed too high for colleagues: the middle of your guesses is 4" in said
    assert "1 of 6 handovers has no receiver" in said
    assert "You decided 2 things for colleagues and nothing for customers." in said
    with Logbook(path) as opened:
        state = opened.load().state
    assert state.closed is not None
    assert set(state.visited) >= {*state.titles}
