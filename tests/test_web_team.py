"""What a live room tells of its team, to whom, and what can be changed there."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from live_room import Live, Person, error, new_key, serving
from test_rituals import HUDDLE
from test_team import FORMAT, PLUGINS, Book

from retrokit import Logbook
from retrokit.charter import PARTS
from retrokit.errors import Invalid, LogbookError, NotNow, RetrokitError
from retrokit.events import ActionReviewed, ActionStatus
from retrokit.formats import Attribution, Collect, Column, Decide, Format, Review
from retrokit.web import team_page
from retrokit.web.team_page import TeamPage

HELD = Format(
    name="held", title="Held", purpose="Look back.",
    agenda=[Review(), Collect(title="Notes", columns=[Column("Notes")]), Decide()],
)  # fmt: skip


@pytest.fixture(autouse=True)
def looks_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(team_page, "EVERY", 0.0)


def past(book: Book) -> None:
    """Hold two retros, with a charter and action items, and one of another team."""
    book.held("Ana", "Bne", "Dev")
    book.team("Lander").change_charter(by="Bne", purpose="We bring crews home.", values=["Care"])
    book.held("Zoe", team="Orbiter")
    book.team("Orbiter").change_charter(by="Zoe", purpose="Look from above.")
    book.held("Ana", "Dev", team="lander")


@contextmanager
def room(place: Path) -> Iterator[Live]:
    """Run a room for the third retro of a team."""
    where = place / "team.db"
    with Book(where) as book:
        past(book)
        book.time.pass_days(14)
        book.start(HELD, team="Lander", members=["Ben"], observers=["Lena"], facilitator="Ana")
    with serving(HELD, where) as live:
        yield live


def team_of(who: Person) -> Any:
    answer = who.get("/api/team")
    assert answer.status_code == 200, answer.text
    return answer.json()["team"]


def items(told: Any) -> list[tuple[str, list[str], str]]:
    return [(each["text"], each["owners"], each["status"]) for each in told["actions"]]


# --- who is told what


def test_all_who_are_in_the_room_are_told_the_same_of_the_team_and_nobody_else(
    tmp_path: Path,
) -> None:
    with room(tmp_path) as live:
        ana, ben, lena = live.person("Ana", leads=True), live.person("Ben"), live.person("Lena")
        told = team_of(ana)
        assert (told["name"], told["rehearsal"]) == ("Lander", False)
        assert told["members"] == [
            {"name": "Ben", "here": True}, {"name": "Ana", "here": True},
            {"name": "Dev", "here": False},
        ]  # fmt: skip
        assert told["charter"] == {"purpose": "We bring crews home.", "values": ["Care"]}
        [change] = told["changes"]
        assert (change["by"], change["changed"]) == ("Bne", ["purpose", "values"])
        assert [owners for _, owners, _ in items(told)] == [
            ["Ana"], ["Bne"], ["Dev"], ["Ana"], ["Dev"],
        ]  # fmt: skip
        assert [(each["title"], each["actions"], each["done"]) for each in told["retros"]] == [
            ("Held", 0, 0), (FORMAT.title, 2, 0), (FORMAT.title, 3, 0),
        ]  # fmt: skip
        assert told["last"] == told["retros"][1]["day"]
        assert team_of(ben) == team_of(lena) == told
        stranger = live.person().get("/api/team")
        assert (stranger.status_code, "team" in stranger.json()) == (401, False)
        ana.do("leave", name="Ben")
        assert ben.get("/api/team").status_code == 401
        assert [each["name"] for each in team_of(ana)["members"]] == ["Ana", "Dev"]


def test_nothing_of_other_teams_nor_of_what_is_hidden_is_told(tmp_path: Path) -> None:
    with room(tmp_path) as live, Logbook(tmp_path / "team.db", plugins=PLUGINS) as beside:
        ana, ben = live.person("Ana", leads=True), live.person("Ben")
        other = beside.start(HELD, team="Lander", members=["Cy"])
        other.go("collect")
        other.add_note("Notes", "whispered elsewhere", "Cy")
        ana.do("go", step=2)
        ben.do("add_note", column="Notes", text="whispered here")
        said = json.dumps(team_of(ana), ensure_ascii=False)
        for secret in ("whispered", "Orbiter", "Zoe", "from above"):
            assert secret not in said
        assert team_of(ana)["retros"][0]["id"] == other.state.id
        theirs = beside.actions("Orbiter")[0].ref
        for ref in (theirs, "zzzzzzzz-1", "", "7", "Orbiter"):
            refused = ben.send("change_team_action", action=ref, status="done")
            assert refused.status_code == 404
            assert error(refused) == "the team has no such action item; load the Team page again"
        assert beside.action(theirs).item.status is ActionStatus.OPEN


@pytest.mark.parametrize("attribution", Attribution)
def test_what_is_hidden_changes_nothing_of_the_stamp(
    tmp_path: Path, attribution: Attribution
) -> None:
    """The stamp is sent to all, and so may not tell that somebody has given something."""
    with Book(tmp_path / "team.db") as book:
        retro = book.start(HELD, team="Lander", members=["Ana", "Ben"], attribution=attribution)
        retro.go("Notes")
        page, before = TeamPage(book, retro), book.team("Lander").stamp()
        page.told()
        stamp = page.stamp
        receipts = [retro.add_note("Notes", f"hidden {number}", "Ana") for number in range(3)]
        retro.withdraw(receipts[0])
        page.told()
        assert (book.team("Lander").stamp(), page.stamp) == (before, stamp)
        retro.add_action("Mend")
        page.told()
        assert page.stamp != stamp


def test_who_rehearses_sees_the_team_and_changes_nothing_of_it() -> None:
    with Book() as book:
        past(book)
        retro = book.start(HELD, team="Lander", members=["Ana", "Eli"], rehearsal=True)
        page = TeamPage(book, retro)
        told = page.told()
        assert told["rehearsal"] is True
        assert [each["name"] for each in told["members"]] == ["Ana", "Eli", "Dev"]
        assert len(told["retros"]) == 2
        before = book.team("Lander").stamp()
        with pytest.raises(NotNow, match="this is a rehearsal, which changes nothing of the team"):
            page.change_charter("Ana", {"purpose": "Play"})
        ref = told["actions"][0]["action"]
        with pytest.raises(NotNow, match="rehearsal"):
            page.change_action({"action": ref, "status": "done"})
        assert book.team("Lander").stamp() == before


def test_whoever_hosts_can_leave_the_team_out_of_the_room() -> None:
    with serving(HELD, members=["Ana"], facilitator="Ana", team_page=False) as live:
        ana = live.person("Ana", leads=True)
        stream = ana.listen()
        stream.until(lambda s: s.rooms)
        assert all("team" not in each for each in stream.rooms)
        for answer in (
            ana.get("/api/team"),
            ana.send("change_charter", purpose="Fly"),
            ana.send("change_team_action", action="x-1", status="done"),
        ):
            assert answer.status_code == 404
            assert error(answer) == "this room has no Team page; whoever hosts it left it out"
        assert live.room.logbook.team("Lander").charter_history == ()


# --- action items


def test_an_action_item_is_done_from_there_whichever_retro_it_is_from(tmp_path: Path) -> None:
    with room(tmp_path) as live, Logbook(tmp_path / "team.db", plugins=PLUGINS) as beside:
        ana, ben, lena = live.person("Ana", leads=True), live.person("Ben"), live.person("Lena")
        stream = ben.listen()
        later = beside.start(HELD, team="Lander", members=["Cy"])
        later.add_action("Tidy up")
        own = ana.do("add_action", text="Rest", owner="Ben")["result"]["number"]
        told = {each["text"]: each for each in team_of(ana)["actions"]}
        carried, elsewhere, mine = told["Dig"], told["Tidy up"], told["Rest"]
        assert own == live.retro.state.actions[own].number
        refused = lena.send("change_team_action", action=mine["action"], status="done")
        assert refused.status_code == 403
        # What was changed meanwhile in the retro it is from stays as it is there.
        owner = "Eve" if carried["owners"] == ["Dev"] else "Dev"
        beside.change_action(carried["action"], owner=owner)
        key = new_key()
        for each in (carried, elsewhere, mine):
            ben.do("change_team_action", key=key if each is carried else None,
                   action=each["action"], status="done")  # fmt: skip
        done = {each["action"] for each in team_of(lena)["actions"] if each["status"] == "done"}
        assert done == {each["action"] for each in (carried, elsewhere, mine)}
        assert [each["done"] for each in team_of(lena)["retros"]][:2] == [1, 1]
        [review] = [each for each in live.retro.log if isinstance(each, ActionReviewed)]
        assert (review.item.status, review.item.owners) == (ActionStatus.DONE, (owner,))
        number = str(review.number)
        stream.until(lambda s: s.document["carried"][number]["item"].get("status") == "done")
        assert later.refresh() == 1
        assert [each.status for each in later.state.actions.values()] == [ActionStatus.DONE]
        assert live.retro.state.actions[own].status is ActionStatus.DONE
        # The same again, as when no answer came, is done once.
        version = live.retro.state.version
        live.room._did.clear()
        ben.do("change_team_action", key=key, action=carried["action"], status="done")
        assert live.retro.state.version == version
        ana.do("undo", version=version)
        ben.do("change_team_action", action=elsewhere["action"], status="open")
        assert beside.action(elsewhere["action"]).item.status is ActionStatus.OPEN
        ana.do("change_team_action", action=elsewhere["action"], status="done")
        assert beside.action(elsewhere["action"]).item.status is ActionStatus.DONE


def test_whoever_drops_an_action_item_says_why(tmp_path: Path) -> None:
    with room(tmp_path) as live:
        live.person("Ana", leads=True)
        ben = live.person("Ben")
        ref = team_of(ben)["actions"][0]["action"]
        refused = ben.send("change_team_action", action=ref, status="dropped")
        assert refused.status_code == 422
        assert error(refused) == "say why it is dropped; others will want to know"
        empty = ben.send("change_team_action", action=ref, status="dropped", reason="  ")
        assert empty.status_code == 422
        ben.do("change_team_action", action=ref, status="dropped", reason="It rains")
        [dropped] = [each for each in team_of(ben)["actions"] if each["status"] == "dropped"]
        assert (dropped["action"], dropped["reason"]) == (ref, "It rains")
        ben.do("change_team_action", action=ref, status="open", reason="not kept")
        assert {each["reason"] for each in team_of(ben)["actions"]} == {""}


@pytest.mark.parametrize(
    "given",
    [None, [], {}, {"action": "x-1"}, {"action": 7, "status": "done"},
     {"action": "x-1", "status": "shelved"}, {"action": "x-1", "status": "done", "text": "no"},
     {"action": ["x"], "status": "done"}],
)  # fmt: skip
def test_what_is_no_change_of_an_action_item_is_refused(given: Any) -> None:
    with Book() as book:
        page = TeamPage(book, book.held("Ana", close=False))
        with pytest.raises(Invalid, match=r"^change_team_action: "):
            page.change_action(given)


def test_an_item_whose_retro_was_removed_is_changed_where_it_was_carried_to() -> None:
    with Book() as book:
        first = book.held("Ana")
        book.held("Ana")
        book.time.pass_days(14)
        latest = book.start(HELD, team="Lander", members=["Ana"])
        book.remove(first.state.id)
        page = TeamPage(book, latest)
        orphan = next(each for each in page.told()["actions"] if not each["title"])
        assert orphan["home"] == first.state.id
        page.change_action({"action": orphan["action"], "status": "done"})
        assert latest.state.carried[1].item.status is ActionStatus.DONE


def test_what_is_closed_stays_in_sight_for_the_day_and_what_is_due_comes_first() -> None:
    with Book() as book:
        book.time.pass_days(1)
        retro = book.start(HELD, team="Lander", members=["Ana"])
        for text, due in (("someday", None), ("later", "2025-05-01"), ("soon", "2025-04-01")):
            retro.add_action(text, due=due)
        page = TeamPage(book, retro)
        page.change_action({"action": page.told()["actions"][0]["action"], "status": "done"})
        assert [text for text, _, _ in items(page.told())] == ["soon", "later", "someday"]
        book.time.pass_days(1)
        assert [text for text, _, _ in items(page.told())] == ["later", "someday"]


def test_a_ritual_brings_people_and_action_items_and_is_no_retro_of_the_list() -> None:
    with Book() as book:
        retro = book.held("Ana", "Ben", close=False)
        book.time.pass_days(1)
        huddle = book.start(HUDDLE, team="Lander", members=["Ana", "Cy"])
        huddle.add_action("Fix the lift")
        huddle.go("collect")
        huddle.add_note("Risk", "said in the morning")
        told = TeamPage(book, retro).told()
        assert [each["name"] for each in told["members"]] == ["Ana", "Ben", "Cy"]
        assert [each["id"] for each in told["retros"]] == [retro.state.id]
        [item] = [each for each in told["actions"] if each["home"] == huddle.state.id]
        assert (item["text"], item["title"]) == ("Fix the lift", "Huddle")
        assert "in the morning" not in json.dumps(told)
        page = TeamPage(book, huddle)
        page.change_action({"action": item["action"], "status": "done"})
        assert huddle.state.actions[item_number(item)].status is ActionStatus.DONE
        assert [each["id"] for each in page.told()["retros"]] == [retro.state.id]


def item_number(item: Any) -> int:
    return int(item["action"].rpartition("-")[2])


# --- the charter


def test_who_leads_changes_the_charter_and_the_retro_keeps_its_own(tmp_path: Path) -> None:
    with room(tmp_path) as live:
        ana, ben = live.person("Ana", leads=True), live.person("Ben")
        stream = ben.listen()
        stream.until(lambda s: s.rooms)
        before, stamp = live.retro.state.charter, stream.rooms[-1]["team"]
        assert ben.send("change_charter", purpose="Mine").status_code == 403
        ana.do("change_charter", purpose="Get home.", values=["Care", "Candour"], goals=None)
        told = team_of(ben)
        assert told["charter"] == {"purpose": "Get home.", "values": ["Care", "Candour"]}
        assert [(each["by"], each["changed"]) for each in told["changes"]] == [
            ("Ana", ["purpose", "values"]), ("Bne", ["purpose", "values"]),
        ]  # fmt: skip
        stream.until(lambda s: s.rooms[-1]["team"] != stamp)
        assert live.retro.state.charter == before
        ana.do("change_charter", purpose="Get home.")  # as it is already
        assert len(team_of(ben)["changes"]) == 2
        ana.do("change_charter", purpose=None, values=[])
        assert team_of(ben)["charter"] == {}
        for given in ({"purpose": "x" * 301}, {"values": "Care"}, {"values": ["a", "A"]},
                      {"purpose": ["a"]}, {"mission": "Fly"}, {"goals": [""]}, {"by": "Ben"},
                      {"principle": "{purpose}"}, {"customers": [7]}):  # fmt: skip
            refused = ana.send("change_charter", **given)
            assert refused.status_code == 422, given
            error(refused)
        assert ana.post(
            "/api/do", {"id": new_key(), "do": "change_charter", "with": []}
        ).status_code == 422  # fmt: skip
        assert team_of(ben)["charter"] == {}


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)


@settings(max_examples=60)
@given(given=st.dictionaries(st.sampled_from([*PARTS, "by", ""]), anything, max_size=3) | anything)
def test_whatever_is_sent_for_a_charter_is_kept_or_refused(given: Any) -> None:
    with Book() as book:
        page = TeamPage(book, book.start(HELD, team="Lander", members=["Ana"]))
        try:
            page.change_charter("Ana", given)
        except RetrokitError:
            assert book.team("Lander").charter_history == ()
        else:
            assert {*given} <= {*PARTS}
            kept = page.told()["charter"]
            assert kept == {name: kept[name] for name, each in given.items() if each}
            assert book.problems() == []


# --- what changes elsewhere reaches it


def test_new_names_a_forgotten_person_and_a_removed_retro_reach_it(tmp_path: Path) -> None:
    with room(tmp_path) as live, Logbook(tmp_path / "team.db", plugins=PLUGINS) as beside:
        ana = live.person("Ana", leads=True)
        stream = ana.listen()
        stream.until(lambda s: s.rooms)
        stamps = [stream.rooms[-1]["team"]]

        def changed() -> Any:
            stream.until(lambda s: s.rooms[-1]["team"] not in stamps)
            stamps.append(stream.rooms[-1]["team"])
            return team_of(ana)

        team = beside.team("Lander")
        team.rename_member("Bne", "Benno")
        told = changed()
        assert told["changes"][0]["by"] == "Benno"
        assert ["Benno"] in [owners for _, owners, _ in items(told)]
        assert "Bne" not in json.dumps(told)
        team.rename("Rover")
        stream.until(lambda s: s.document["team"] == "Rover")
        assert changed()["name"] == "Rover"
        beside.forget("Benno", team="Rover")
        assert "Benno" not in json.dumps(changed())
        oldest = team.retros[-1].id
        beside.remove(oldest)
        told = changed()
        assert len(told["retros"]) == 2
        assert oldest in {each["home"] for each in told["actions"]}
        assert live.retro.state.id in {each["id"] for each in told["retros"]}


def test_who_is_only_in_the_charter_is_forgotten_there_too() -> None:
    with Book() as book:
        retro = book.start(HELD, team="Lander", members=["Ana"])
        page = TeamPage(book, retro)
        book.team("Lander").change_charter(by="Gil", purpose="Ask Gil first.")
        assert page.told()["changes"][0]["by"] == "Gil"
        stamp = page.stamp
        book.forget("Gil")
        assert "Gil" not in json.dumps(page.told())
        assert page.stamp != stamp


def test_it_is_made_once_while_nothing_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    with Book() as book:
        retro = book.held("Ana", close=False)
        page = TeamPage(book, retro)
        first, stamp = page.told(), page.stamp
        retro.add_note("Notes", "no part of it", "Ana")
        assert page.told() is first
        monkeypatch.setattr(team_page, "EVERY", 1e9)
        page.look()
        book.team("Lander").change_charter(purpose="Fly")
        page.look()
        assert (page.told(), page.stamp) == (first, stamp)
        retro.remark("Something happened here, so it looks")
        assert page.told()["charter"] == {"purpose": "Fly"}
        assert page.stamp != stamp


def test_a_long_past_is_cut_short_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(team_page, "LISTED", 2)
    with Book() as book:
        retros = [book.held("Ana") for _ in range(4)]
        for word in ("Fly", "Land", "Rest"):
            book.team("Lander").change_charter(purpose=word)
        told = TeamPage(book, retros[-1]).told()
        assert [each["id"] for each in told["retros"]] == [
            each.state.id for each in (retros[3], retros[2])
        ]
        assert told["earlier"] == 2
        assert [each["charter"]["purpose"] for each in told["changes"]] == ["Rest", "Land"]


# --- what can go wrong


def test_a_damaged_charter_leaves_the_rest_and_the_room_in_order(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with room(tmp_path) as live:
        ana = live.person("Ana", leads=True)
        with closing(sqlite3.connect(tmp_path / "team.db")) as file, file:
            file.execute("UPDATE events SET body = x'00' WHERE retro LIKE 'team-%'")
        told = team_of(ana)
        assert (told["charter"], told["changes"]) == (None, None)
        assert len(told["retros"]) == 3
        refused = ana.send("change_charter", purpose="Fly")
        assert refused.status_code == 503


def test_a_team_that_cannot_be_read_keeps_nobody_from_the_retro(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(page: TeamPage) -> None:
        raise LogbookError("the disk is gone")

    with room(tmp_path) as live:
        ana = live.person("Ana", leads=True)
        monkeypatch.setattr(TeamPage, "look", broken)
        stream = ana.listen()
        ana.do("done", done=True)
        stream.until(lambda s: s.rooms and s.rooms[-1]["done"] == ["Ana"])
        assert ana.get("/api/team").status_code == 503
