"""The logbook: retros kept, found again, and looked at together."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import pytest
from crew import CREW, NO_PLUGINS, FakeClock, made_of, seal
from crew import GATHER as NOTES

from retrokit.codec.checksums import signed
from retrokit.engine.digest import TeamAction
from retrokit.errors import Ambiguous, FileError, Invalid, LogbookError, NotFound, PluginError
from retrokit.events import ActionStatus
from retrokit.formats import Ask, Attribution, Decide, Review
from retrokit.logbook import Logbook
from retrokit.plugins import Plugins
from retrokit.questions import Choice, Scale
from retrokit.retro import Retro

PLUGINS = Plugins.load(NO_PLUGINS)
SEEDS = count()
SHORT = made_of(Review(), Decide(), goals=["Home safe"])
OPEN, DONE, DROPPED = ActionStatus.OPEN, ActionStatus.DONE, ActionStatus.DROPPED


class Book(Logbook):
    """A logbook whose clock the test holds."""

    def __init__(self, where: str | Path = ":memory:", *, read_only: bool = False) -> None:
        self.time = FakeClock()
        super().__init__(
            where, plugins=PLUGINS, clock=self.time, rng=Random(next(SEEDS)), read_only=read_only
        )

    def next_retro(self, team: str = "Lander") -> Retro:
        """Start the next retro of a team, two weeks later."""
        self.time.pass_days(14)
        return self.start(SHORT, team=team, members=CREW)


@pytest.fixture
def book() -> Iterator[Book]:
    with Book() as book:
        yield book


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return the path of a logbook with one retro in it, that is closed."""
    path = tmp_path / "crew.logbook"
    with Book(path) as book:
        retro = book.start(made_of(NOTES, Decide()), team="Lander", members=CREW)
        seal(retro, "Good", "Secret", "Ana")
    return path


def damage(path: Path, *statement: object) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.create_function("signed", -1, signed)
        assert database.execute(*statement).rowcount == 1  # type: ignore[call-overload]


def carried(retro: Retro) -> dict[str, tuple[ActionStatus, bool]]:
    return {each.item.text: (each.item.status, each.reviewed) for each in
            retro.state.carried.values()}  # fmt: skip


# --- start, load, find


def test_a_retro_is_started_by_the_name_of_a_format_or_with_one(book: Book) -> None:
    assert book.start("daki", team="Lander").state.format.name == "daki"
    assert book.start(SHORT, team="Lander", facilitator="Ana").state.facilitator == "Ana"
    strict = book.start(SHORT, team="Lander", attribution=Attribution.ANONYMOUS)
    assert strict.state.attribution is Attribution.ANONYMOUS
    with pytest.raises(NotFound, match="no format 'dakki'; did you mean daki"):
        book.start("dakki", team="Lander")
    with pytest.raises(Invalid, match="the team's name is empty"):
        book.start("daki", team="")
    assert len(book.retros()) == 3


def test_a_retro_is_loaded_as_it_was_left(book: Book) -> None:
    retro = book.next_retro()
    retro.add_action("Mend", owner="Ana")
    retro.close()
    loaded = book.load(retro.state.id)
    assert (loaded.log, loaded.state) == (retro.log, retro.state)


def test_latest_is_the_retro_that_was_started_last(book: Book) -> None:
    with pytest.raises(NotFound, match="this logbook holds no retro yet"):
        book.load()
    first, second = book.next_retro(), book.next_retro()
    assert book.load().state.id == book.find(" Latest ") == second.state.id
    assert [each.id for each in book.retros()] == [second.state.id, first.state.id]


def test_a_retro_is_found_by_the_beginning_of_its_id(book: Book) -> None:
    ids = [book.next_retro().state.id for _ in range(60)]
    for id in ids:
        assert book.find(id) == book.find(f" {id.upper()} ") == book.find(id[:7]) == id
    shared = next(id[0] for id in ids if sum(each[0] == id[0] for each in ids) > 1)
    with pytest.raises(Ambiguous, match=f"'{shared}' fits several retros: .*; type more of it"):
        book.find(shared)
    for ref in ("zzzzzzzz", "", "%", "_"):
        with pytest.raises(NotFound, match="no retro "):
            book.find(ref)


def test_teams_are_told_apart_whatever_their_case(book: Book) -> None:
    one, two = book.next_retro("Lander"), book.next_retro("LANDER")
    other = book.next_retro("Orbiter")
    assert {each.id for each in book.retros("lander ")} == {one.state.id, two.state.id}
    assert [each.id for each in book.retros("orbiter")] == [other.state.id]
    assert book.retros("nobody") == []


def test_a_team_has_one_spelling_everywhere(book: Book) -> None:
    retro = book.next_retro("Lander")
    retro.add_action("Mend", owner="Ana")
    before = datetime(2020, 1, 1, tzinfo=UTC)
    with Logbook(":memory:", plugins=Plugins(), clock=lambda: before) as old:
        earlier = old.start(SHORT, team="LANDER")
        book.import_(old.export(earlier))
    assert book.start(SHORT, team=" lander").state.team == "Lander"
    book.next_retro("Orbiter")
    assert book.teams() == ["Orbiter", "Lander"]
    assert [each.team for each in book.retros()] == ["Orbiter", "Lander", "Lander", "Lander"]
    assert {each.team for each in book.retros("LANDER")} == {"Lander"}
    assert [each.team for each in book.actions("LANDER")] == ["Lander"]


def test_a_digest_tells_where_a_retro_stands(book: Book) -> None:
    retro = book.next_retro()
    retro.next()
    retro.add_action("Mend")
    [digest] = book.retros()
    assert (digest.team, digest.format, digest.title) == ("Lander", "short", "Short")
    assert (digest.at, digest.members, digest.closed) == ("Decide", CREW, None)
    assert [each.text for each in digest.actions] == ["Mend"]
    retro.close()
    assert book.retros()[0].closed == retro.state.closed


# --- actions across retros


def test_open_actions_come_back_until_somebody_settles_them(book: Book) -> None:
    first = book.next_retro()
    for text in ("Mend", "Paint", "Sing"):
        first.add_action(text)
    second = book.next_retro("LANDER")
    assert carried(second) == dict.fromkeys(("Mend", "Paint", "Sing"), (OPEN, False))
    second.review(1, "done")
    second.review(2, "carried")
    third = book.next_retro()
    assert carried(third) == {"Paint": (OPEN, False), "Sing": (OPEN, False)}
    assert [each.home for each in third.state.carried.values()][-1] == first.state.id
    third.review(min(third.state.carried), "dropped", reason="Sold")
    assert carried(book.next_retro("Orbiter")) == {}


def test_what_was_settled_in_a_review_does_not_come_back(book: Book) -> None:
    first = book.next_retro()
    for text in ("Mend", "Paint", "Sing"):
        first.add_action(text)
    second = book.next_retro()
    second.review(1, "done")
    second.review(2, "dropped", reason="Sold")
    assert carried(book.next_retro()) == {"Sing": (OPEN, False)}


def test_what_was_done_since_last_time_comes_along_once_and_is_marked(book: Book) -> None:
    first = book.next_retro()
    for text in ("Mend", "Paint"):
        first.add_action(text)
    first.change_action(1, status=DONE)
    second = book.next_retro()
    assert carried(second) == {"Mend": (DONE, True), "Paint": (OPEN, False)}
    assert list(second.state.carried) == [1, 2]
    assert carried(book.next_retro()) == {"Paint": (OPEN, False)}


def test_actions_are_listed_as_they_stand_oldest_first(book: Book) -> None:
    first = book.next_retro()
    first.add_action("Mend", owner="Ana")
    second = book.next_retro()
    second.add_action("Paint")
    second.review(1, "done")
    book.next_retro("Orbiter").add_action("Orbit")
    mend, paint, orbit = book.actions()
    assert mend == TeamAction(
        home=first.state.id, team="Lander", since=first.state.started,
        item=second.state.carried[1].item, met=1,
    )  # fmt: skip
    assert mend.ref == f"{first.state.id}-1"
    assert (paint.item.text, paint.met) == ("Paint", 0)
    assert [each.item.text for each in book.actions("ORBITER")] == [orbit.item.text] == ["Orbit"]


def test_actions_are_found_by_owner_status_and_day(book: Book) -> None:
    day = book.today + timedelta(days=3)
    first = book.start(SHORT, team="Lander", members=["Ana", "Zoë"])
    first.go("decide")
    first.add_action("Mend", owner="Zoë", due=day)
    first.add_action("Paint", owner=["Ana", "Zoë"], due=day + timedelta(days=1))
    first.add_action("Ask", owner="Ana")
    second = book.start(SHORT, team="Orbiter", members=["Zoë"])
    second.go("decide")
    second.add_action("Orbit", owner="Zoë", due=day)
    book.change_action(f"{first.state.id}-1", status="done")

    def found(team: str | None = None, **wanted: Any) -> list[str]:
        return [each.item.text for each in book.actions(team, **wanted)]

    assert found(owner="ZOE\u0308") == ["Mend", "Paint", "Orbit"]
    assert found("lander", owner="zoë") == ["Mend", "Paint"]
    assert found(status="done") == found(status=ActionStatus.DONE) == ["Mend"]
    assert found(due_before=day + timedelta(days=1)) == ["Mend", "Orbit"]
    assert found(due_before=day) == []
    assert found(due_before=str(day + timedelta(days=2)), owner="Ana", status="open") == ["Paint"]
    assert found(owner="Nobody") == []
    for wrong in (
        {"status": "lost"},
        {"due_before": "soon"},
        {"due_before": book.time()},
        {"owner": 3},
    ):
        with pytest.raises(Invalid):
            found(None, **wrong)


def test_an_action_whose_retro_is_not_here_stands_as_it_was_carried(book: Book) -> None:
    first = book.next_retro()
    first.add_action("Mend")
    second = book.next_retro()
    with Book() as other:
        other.import_(book.export(second))
        (known,) = other.actions()
        assert (known.home, known.item.status, known.met) == (first.state.id, OPEN, 0)
        assert known.since == known.item.decided
    second.review(1, "done")
    with Book() as other:
        other.import_(book.export(second))
        (known,) = other.actions()
        assert (known.item.status, known.met) == (DONE, 1)


def test_an_action_is_found_by_retro_and_number(book: Book) -> None:
    retro = book.next_retro()
    retro.add_action("Mend")
    id = retro.state.id
    assert book.action(f"{id}-1") == book.action(f" {id[:4].upper()}-01 ") == book.actions()[0]
    for ref in ("x", "-1", f"{id}", f"{id}-", f"{id}-x", f"{id}-²", f"{id}-" + "9" * 5000):
        with pytest.raises(Invalid, match="names no action; give RETRO-NUMBER"):
            book.action(ref)
    with pytest.raises(NotFound, match=f"retro {id} has no action 2; see them with: retro actions"):
        book.action(f"{id}-2")
    with pytest.raises(NotFound, match="no retro 'zz'"):
        book.action("zz-1")


def test_an_action_is_changed_where_it_came_from(book: Book) -> None:
    retro = book.next_retro()
    retro.add_action("Mend", owner="Ana", serves="1")
    retro.close()
    ref = f"{retro.state.id}-1"
    changed = book.change_action(ref, status=DROPPED, reason="Sold")
    assert (changed.item.status, changed.item.reason) == (DROPPED, "Sold")
    assert book.change_action(ref, owner=None).item.reason == "Sold"
    assert book.change_action(ref, status=OPEN).item.reason == ""
    assert book.actions() == [book.action(ref)]


def test_what_a_later_retro_said_is_not_taken_back(book: Book) -> None:
    first = book.next_retro()
    first.add_action("Mend", owner="Ana", due=date(2025, 3, 20), serves="1")
    second = book.next_retro()
    second.change_action(1, text="Mend the sail")
    second.review(1, "carried", owner="Ben", due=date(2025, 4, 30))
    book.time.pass_days(100)
    item = book.change_action(f"{first.state.id}-1", owner="Cy").item
    assert (item.text, item.owner, item.serves) == ("Mend the sail", "Cy", ("Home safe",))
    assert item.due == date(2025, 4, 30)
    assert item.number == 1


# --- trends


ASKING = made_of(
    Ask(
        questions=[
            Scale("safe", "How safe?"),
            Choice("again", "Again?", ["Yes", "No"], favourable=["Yes"]),
        ]
    ),
    Decide(),
    goals=["Home safe"],
)


def ask(book: Book, *answers: int, team: str = "Lander") -> Retro:
    """Hold a retro in which some answer, two weeks after the last one."""
    book.time.pass_days(14)
    retro = book.start(ASKING, team=team, members=CREW)
    for name, answer in zip(CREW, answers, strict=False):
        retro.answer("safe", answer, name)
        retro.answer("again", "Yes" if answer > 2 else "No", name)
    retro.next()
    return retro


def test_a_teams_answers_are_followed_from_retro_to_retro(book: Book) -> None:
    first, second = ask(book, 2, 3), ask(book, 4, 4, 5)
    ask(book, 1, 1, team="Orbiter")
    book.next_retro()  # asks nothing
    safe, again = book.trends("LANDER")
    assert [(each.retro, each.value) for each in safe.points] == [
        (first.state.id, 2.5),
        (second.state.id, 4),
    ]
    assert [(each.told, each.measure.team) for each in again.points] == [
        ("1 of 2", 3),
        ("3 of 3", 3),
    ]
    assert book.trends("nobody") == []


def test_what_became_of_a_goal_counts_what_later_retros_said(book: Book) -> None:
    first = ask(book, 3)
    first.add_action("Mend", serves="1")
    first.add_action("Paint", serves="1")
    first.add_action("Sing")
    second = book.next_retro()
    second.review(1, "done")
    [goal] = book.goals("lander")
    assert (goal.goal, goal.served, goal.done, goal.open) == ("Home safe", 2, 1, 1)
    assert book.goals("Orbiter") == []


def test_a_report_looks_back_over_earlier_retros_and_not_ahead(book: Book) -> None:
    first, second, third = ask(book, 2, 3), ask(book, 3, 4), ask(book, 5, 5)
    assert "Over time" not in book.report(first)
    text = book.report(second)
    assert "up from 2.5 to 3.5" in text
    assert str(third.state.started.date()) not in text.split("Over time")[1].split("report made")[0]
    assert "up from 3.5 to 5" in book.report(third)


# --- findings and reports


def test_findings_are_made_in_the_light_of_earlier_retros_only(book: Book) -> None:
    asking = made_of(Ask(questions=[Scale("safe", "How safe?")]), Decide())
    for _ in range(2):
        book.time.pass_days(14)
        retro = book.start(asking, team="Lander", members=CREW)
        retro.answer("safe", 3, "Ana")
        retro.close()
    first = book.load(book.retros()[-1].id)
    seen = [book.findings(each) for each in (first, retro)]
    assert all(isinstance(each.sentence, str) for found in seen for each in found)
    assert book.plugins.failures == []


def test_reports_are_made_of_a_retro_and_its_findings(book: Book) -> None:
    retro = book.next_retro()
    retro.add_action("Mend")
    for name in ("text", "markdown", "html", "summary", "csv"):
        assert "Mend" in book.report(retro, name)
    assert json.loads(book.report(retro, "json")) == book.results(retro)
    assert len(book.rows(retro)) == book.report(retro, "csv").count("\r\n") - 1
    assert book.report(retro) == book.report(retro, "text")
    with pytest.raises(NotFound, match="no report 'txt'; did you mean text"):
        book.report(retro, "txt")


# --- export and import


def test_a_retro_is_imported_whole_and_twice_is_once(book: Book) -> None:
    retro = book.next_retro()
    retro.add_action("Mend")
    text = book.export(retro)
    with Book() as other:
        for _ in range(2):
            copy = other.import_(text)
            assert (copy.log, copy.state) == (retro.log, retro.state)
        assert other.retros() == book.retros()
        copy.add_action("More")
        with pytest.raises(FileError, match=f"another version of retro {retro.state.id} is in"):
            other.import_(text)
        assert other.problems() == []


@pytest.mark.parametrize("id", ["Sprint-42", "latest", "two words"])
def test_a_retro_with_an_id_of_its_own_is_imported_too(book: Book, id: str) -> None:
    retro = Retro.start(SHORT, team="Lander", id=id)
    assert book.import_(book.export(retro)).state == retro.state
    assert book.load(id).state == retro.state


def test_what_is_sealed_is_not_exported(book: Book) -> None:
    retro = book.start(made_of(NOTES), team="Lander", members=CREW)
    seal(retro, "Good", "Secret", "Ana")
    assert "Secret" not in book.export(retro)


# --- places


def test_a_logbook_in_a_file_outlives_its_process(file: Path) -> None:
    with Book(file) as book:
        retro = book.load()
        assert retro.sealed_count() == 1
        retro.next()
    with Book(file) as book:
        assert book.load().state.notes[1].text == "Secret"
        assert book.problems() == []


def test_without_plugins_handed_in_those_installed_are_loaded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("RETROKIT_PLUGINS", "")
    with Logbook(":memory:") as book:
        assert "daki" in book.plugins.formats
        assert len(book.start("daki", team="Lander").state.id) == 8


def test_a_url_names_a_store(tmp_path: Path) -> None:
    with Book(f"sqlite:///{tmp_path}/by-url.logbook") as book:
        book.next_retro()
    assert (tmp_path / "by-url.logbook").exists()
    with pytest.raises(NotFound, match="no store 'mysql'; did you mean sqlite"):
        Book("mysql://somewhere")
    with pytest.raises((LogbookError, PluginError)):
        Book("sqlite:///")


def test_a_read_only_logbook_can_be_read_and_not_written(file: Path) -> None:
    with Book(file, read_only=True) as book:
        retro = book.load()
        assert book.problems() == []
        with pytest.raises(LogbookError):
            retro.add_action("Mend")
        assert retro.state.actions == {}
        assert len(retro.log) == retro.state.version


def test_a_logbook_can_be_closed_twice(file: Path) -> None:
    book = Book(file)
    book.close()
    book.close()
    with pytest.raises(LogbookError):
        book.retros()


def test_a_logbook_is_closed_when_its_block_is_left_in_error(file: Path) -> None:
    with pytest.raises(ZeroDivisionError), Book(file) as book:
        raise ZeroDivisionError
    with pytest.raises(LogbookError):
        book.retros()


def test_a_backup_is_a_logbook_without_what_is_sealed(file: Path, tmp_path: Path) -> None:
    with Book(file) as book:
        assert book.backup(tmp_path / "copy.logbook") == 1
        with pytest.raises(LogbookError):
            book.backup(tmp_path / "copy.logbook")
    with Book(tmp_path / "copy.logbook") as copy:
        assert copy.load().sealed_count() == 0
        assert copy.problems() == []


# Without their checksums, so that others can be made for what was changed.
PLAIN_DIGEST = "substr(digest, 1, length(digest) - 9)"
PLAIN_BODY = "substr(body, 1, length(body) - 9)"


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE retros SET digest = signed(x'7b7d', id)", "a stored digest cannot be read"),
        ("UPDATE retros SET digest = CAST(replace(digest, 'Lander', 'Lender') AS BLOB)",
         "what is listed of it: it was changed since it was written"),
        (f"UPDATE retros SET digest = "
         f"signed(CAST(replace({PLAIN_DIGEST}, 'Lander', 'Lender') AS BLOB), id)",
         "its entry is not what its log says"),
        ("UPDATE retros SET team = 'lender'", "its entry is not what its log says"),
        ("UPDATE retros SET started = replace(started, ':', '-')", "cannot be"),
        ("UPDATE events SET body = x'78' WHERE version = 1", "event 1: it was changed"),
        ("UPDATE events SET body = signed(x'7b7d', retro, version) WHERE version = 1",
         "event 1: a stored event has no name"),
        (f"UPDATE events "
         f"SET body = signed(CAST(replace({PLAIN_BODY}, 'Moved', 'Flown') AS BLOB), retro, 2) "
         "WHERE version = 2", "an event 'Flown' is from a newer retrokit"),
        (f"UPDATE events "
         f"SET body = signed(CAST(replace({PLAIN_BODY}, 'p\":1', 'p\":9') AS BLOB), retro, 2) "
         "WHERE version = 2", "no step 9"),
        ("UPDATE sealed "
         "SET items = CAST(replace(items, '\"draft\"', '\"drift\"') AS BLOB) "
         "WHERE instr(items, CAST('\"draft\"' AS BLOB))",
         "something hidden: it was changed since it was written"),
    ],
)  # fmt: skip
def test_a_damaged_logbook_says_what_is_wrong_with_it(
    file: Path, statement: str, said: str
) -> None:
    damage(file, statement)
    with Book(file) as book:
        assert any(said in problem for problem in book.problems()), book.problems()


def test_a_retro_that_cannot_be_read_does_not_hide_the_others(file: Path) -> None:
    with Book(file) as book:
        book.next_retro()
    damage(file, "DELETE FROM events WHERE version = 1 AND retro = (SELECT min(retro) FROM events)")
    with Book(file) as book:
        assert len(book.retros()) == 2
        assert book.problems()


def test_an_id_that_is_taken_is_drawn_again() -> None:
    class Stuck(Random):
        """Draws the same id twice, then others."""

        draws = 0

        def choice(self, letters: Any) -> Any:
            self.draws += 1
            return letters[0] if self.draws <= 16 else super().choice(letters)

    with Logbook(":memory:", plugins=Plugins.load(NO_PLUGINS), rng=Stuck(1)) as book:
        first = book.start("daki", team="Lander")
        second = book.start("daki", team="Lander")
        assert first.state.id == "22222222"
        assert second.state.id != first.state.id
        assert len(book.retros()) == 2


def test_results_look_back_over_the_retros_of_a_team(book: Book) -> None:
    ask(book, 2, 3).close()
    retro = ask(book, 3, 4)
    retro.close()
    told = json.loads(book.report(retro, "json"))
    safe = next(each for each in told["over_time"] if each["unit"] == "median")
    assert [(each["value"], each["answered"]) for each in safe["points"]] == [(2.5, 2), (3.5, 2)]
    assert safe["points"][-1]["retro"] == retro.state.id
    assert told["goals_over_time"] == book.results(retro)["goals_over_time"]
