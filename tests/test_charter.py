"""A team's charter: kept with its versions, copied into retros, spoken of in prompts."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from attrs import asdict, evolve
from crew import FakeClock, made_of
from hypothesis import given
from hypothesis import strategies as st
from test_team import Book

from retrokit import Charter, PastRetro, load_format
from retrokit.charter import ENTRY, MOST, PARTS, PLAIN, SENTENCE, check_references, told
from retrokit.codec import CODEC
from retrokit.errors import Damaged, FileError, FormatError, Invalid, NotFound
from retrokit.events import Event, MemberRenamed, Started
from retrokit.formats import Ask, Collect, Column, Decide, Format, told_to
from retrokit.questions import Scale
from retrokit.retro import Retro, fold
from retrokit.team_log import CharterChanged, TeamBegun, notes_of

WHOLE = Charter(
    purpose="We bring crews home.",
    principle="The crew comes first",
    values=["Candour", "Care"],
    goals=["Everyone comes home", "Everyone says: again"],
    customers=["The crew"],
    colleagues=["Ops", "Medical", "Training"],
)
FORMAT = made_of(
    Ask(
        questions=[Scale("first", "Did we hold to {principle|what matters}?")],
        prompt="Our purpose: {purpose}",
    ),
    Collect(
        columns=[Column("Lived", "Where did you see {values}?")], prompt="Think of {customers}."
    ),
    Decide(prompt="What does {purpose|this work}, ask of {colleagues}?"),
    goals="charter",
)


# --- what it is


def test_a_charter_is_what_was_agreed_on_and_is_empty_at_first() -> None:
    assert not Charter()
    assert Charter(principle="Care")
    assert Charter(purpose="  Fly. ", values=[" Care "]) == Charter(
        purpose="Fly.", values=("Care",)
    )


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"purpose": "x" * (SENTENCE + 1)}, "the purpose has 301 characters"),
        ({"purpose": "a\nb"}, "the purpose holds the control"),
        ({"principle": 3}, "the principle must be text"),
        ({"values": "Care"}, "give a list, as in"),
        ({"values": [""]}, "one of the values is empty"),
        ({"values": [3]}, "one of the values must be text"),
        ({"goals": ["x" * (ENTRY + 1)]}, "one of the goals has 121 characters"),
        ({"goals": ["Home", "home"]}, "one of the goals is there twice"),
        ({"customers": [str(n) for n in range(MOST + 1)]}, "these are 13 customers; choose the 12"),
        ({"colleagues": ["{ops}"]}, "one of the colleagues holds braces; leave out"),
    ],
)
def test_what_cannot_be_kept_is_refused(parts: dict[str, Any], said: str) -> None:
    with pytest.raises(Invalid, match=said):
        Charter(**parts)


# --- prompts


@pytest.mark.parametrize(
    ("text", "with_one", "without"),
    [
        ("Is it {principle}?", "Is it The crew comes first?", "Is it what we put first?"),
        ("{purpose}", "We bring crews home.", PLAIN["purpose"]),
        ("{purpose}, still?", "We bring crews home, still?", "what we are here for, still?"),
        ("See {colleagues|them}.", "See Ops, Medical and Training.", "See them."),
        ("A{principle|}B", "AThe crew comes firstB", "AB"),
        ("{{principle}}", "{{principle}}", "{{principle}}"),
        *[(each, each, each) for each in ("{ principle }", "{}, {1}, {a b}", "{x: 1} }{")],
        ("plain", "plain", "plain"),
    ],
)  # fmt: skip
def test_a_text_speaks_of_the_charter(text: str, with_one: str, without: str) -> None:
    check_references(text)
    assert told(text, WHOLE) == with_one
    assert told(text, Charter()) == without


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Is it {principel}?", "no {principel} in a charter; did you mean {principle}"),
        ("Is it {Principle|x}?", "no {Principle} in a charter; did you mean {principle}"),
        ("Is it {zzz}?", "did you mean {purpose} or {principle} or {values}"),
        ("{f|{values} }", "stands within braces; leave out the outer ones"),
    ],
)
def test_a_format_that_speaks_of_something_else_is_refused(text: str, said: str) -> None:
    makers: tuple[tuple[Any, str], ...] = (
        (lambda: Decide(prompt=text), "prompt"),
        (lambda: Column("A", text), "prompt"),
        (lambda: Scale("a", text), "text"),
        (lambda: made_of(Decide(), goals=[text]), "goals[0]"),
    )
    for make, field in makers:
        with pytest.raises(FormatError, match=re.escape(said)) as caught:
            make()
        assert caught.value.field == field


pieces = st.sampled_from(
    ["{", "}", "|", "a", " ", "x: 1", "{}", *("{" + each + "}" for each in PARTS), "{values|some}"]
)


@given(parts=st.lists(pieces, max_size=8), charter=st.sampled_from([WHOLE, Charter()]))
def test_what_was_told_speaks_of_nothing_any_more(parts: list[str], charter: Charter) -> None:
    """So a format that was told to a team can be read again, and is told once."""
    text = "".join(parts)
    try:
        check_references(text)
    except Invalid:
        return
    said = told(text, charter)
    check_references(said)
    assert told(said, charter) == said


def test_goals_of_the_team_take_their_place_among_others() -> None:
    def goals(*given: str, charter: Charter = WHOLE) -> tuple[str, ...]:
        return made_of(Decide(), goals=given).told_to(charter).goals

    assert goals("{goals}") == WHOLE.goals
    assert goals("Rest well", "{goals|Go on}", "Everyone comes home") == ("Rest well", *WHOLE.goals)
    assert goals("We live {values}") == ("We live Candour and Care",)
    assert goals("{goals|Go on}", charter=Charter()) == ("Go on",)
    assert goals("{goals}", charter=Charter()) == goals("{goals|}", charter=Charter()) == ()
    assert made_of(Decide(), goals="charter").goals == ("{goals}",)
    with pytest.raises(FormatError, match="goals is a list"):
        made_of(Decide(), goals="chart")


def test_a_file_says_that_its_goals_are_those_of_the_charter(tmp_path: Path) -> None:
    path = tmp_path / "f.toml"
    head = 'name = "f"\ntitle = "F"\npurpose = "P."\n'
    agenda = '[[agenda]]\nkind = "decide"\nprompt = "Is it {principle}?"\n'
    path.write_text(f'{head}goals = "charter"\n{agenda}')
    assert load_format(path).goals == ("{goals}",)
    path.write_text(head + agenda.replace("principle", "principel"))
    with pytest.raises(FormatError, match=r"f\.toml:6: agenda\[0\]\.prompt: .* did you mean"):
        load_format(path)


def test_what_says_nothing_of_a_charter_stays_the_very_object() -> None:
    format = made_of(Ask(questions=[Scale("a", "A?")]), Collect(columns=[Column("B")]))
    assert format.told_to(WHOLE) is format
    assert all(told_to(each, WHOLE) is each for each in format.agenda)


# --- in a retro


def texts_of(retro: Retro) -> list[str]:
    ask, collect, decide = (step.activity for step in retro.state.agenda)
    assert isinstance(ask, Ask)
    assert isinstance(collect, Collect)
    return [
        ask.prompt, ask.questions[0].text, collect.prompt, collect.columns[0].prompt, decide.prompt
    ]  # fmt: skip


def test_a_retro_copies_the_charter_at_its_start_and_speaks_of_it() -> None:
    with Book() as book:
        team = book.team("Lander", new=True)
        team.change_charter(by="Ana", **asdict(WHOLE))
        retro = book.start(FORMAT, team="lander", members=["Ana"])
        assert retro.state.team == "Lander"
        assert retro.state.charter == WHOLE
        assert retro.state.format.goals == WHOLE.goals
        assert texts_of(retro) == [
            "Our purpose: We bring crews home.",
            "Did we hold to The crew comes first?",
            "Think of The crew.",
            "Where did you see Candour and Care?",
            "What does We bring crews home, ask of Ops, Medical and Training?",
        ]
        step = retro.add_activity(Decide(title="Again", prompt="And {values}?"))
        assert step.activity.prompt == "And Candour and Care?"
        retro.go("decide")
        assert retro.add_action("Rest", serves=1).serves == ("Everyone comes home",)
        team.change_charter(purpose="Otherwise")
        assert book.load().state.charter == WHOLE
        text = book.report(retro, "text")
        assert "Our purpose: We bring crews home.\nWhat comes first: The crew comes first\n" in text
        assert "Our values: Candour and Care\n" in text
        assert "- Our purpose: We bring crews home." in book.report(retro, "markdown")
        assert "<dt>Our purpose</dt>" in book.report(retro, "html")
        assert book.results(retro)["charter"] == {
            **asdict(WHOLE), **{each: list(getattr(WHOLE, each)) for each in PARTS[2:]}
        }  # fmt: skip


def test_a_team_without_one_is_told_plain_words() -> None:
    with Book() as book:
        retro = book.start(FORMAT, team="Lander", members=["Ana"])
        assert retro.state.format.goals == ()
        assert texts_of(retro)[:2] == [
            "Our purpose: what we are here for", "Did we hold to what matters?"
        ]  # fmt: skip
        assert "charter" not in CODEC.encode(retro.log[0]).decode()
        assert "Our " not in book.report(retro, "text").partition("Ask")[0]
        day = date(2025, 1, 2)
        past = book.record(PastRetro(day=day, team="Lander", format=FORMAT))
        assert texts_of(past)[1] == "Did we hold to what matters?"


def test_an_export_and_an_import_keep_it() -> None:
    with Book() as book, Book() as other:
        book.team("Lander", new=True).change_charter(**asdict(WHOLE))
        retro = book.start(FORMAT, team="Lander", members=["Ana"])
        again = other.import_(book.export(retro))
        assert again.state == retro.state
        assert other.report(again, "json") == book.report(retro, "json")
        assert other.team("Lander").charter == Charter()


# --- versions


def test_every_change_is_kept_with_who_and_when() -> None:
    with Book() as book:
        book.held("Ana", "Ben")
        team = book.team("Lander")
        assert team.charter_history == ()
        assert team.change_charter(by="ana", purpose="Fly", values=["Care"]).purpose == "Fly"
        book.time.pass_days(3)
        team.change_charter(purpose="Fly well", values=["Care"])
        team.change_charter(by="Guest", values=None, purpose="Fly well")
        first, second, third = book.team("lander").charter_history
        assert (first.by, first.changed) == ("Ana", ("purpose", "values"))
        assert first.charter == Charter(purpose="Fly", values=["Care"])
        assert (second.by, second.changed) == (None, ("purpose",))
        assert (second.at - first.at).days == 3
        assert (third.by, third.changed, third.charter) == (
            "Guest", ("values",), Charter(purpose="Fly well"),
        )  # fmt: skip
        assert team.charter == third.charter
        before = team.change_charter()
        assert before == team.change_charter(by="Ana", purpose="Fly well") == team.charter
        assert len(team.charter_history) == 3
        with pytest.raises(Invalid, match="the principle has"):
            team.change_charter(principle="x" * 999)
        assert len(team.charter_history) == 3


def test_a_team_may_have_a_charter_before_its_first_retro_and_no_list_takes_it_for_one() -> None:
    with Book() as book:
        with pytest.raises(NotFound, match="no team 'Lander'"):
            book.team("Lander")
        for number in range(12):
            book.team(f"Team {number}", new=True).change_charter(purpose="Fly")
        team = book.team("Lander", new=True)
        assert team.name == "Lander"
        with pytest.raises(Invalid, match="the team's name"):
            book.team("", new=True)
        team.change_charter(purpose="Fly")
        assert book.retros() == book.retros("Lander") == book.actions() == []
        assert book.team("LANDER").charter.purpose == "Fly"
        with pytest.raises(NotFound, match="no retro yet"):
            book.load()
        with pytest.raises(NotFound, match="no retro 'team-'"):
            book.load("team-")
        retro = book.start(made_of(Decide()), team="LANDER")
        assert retro.state.team == "Lander"
        assert book.teams() == ["Lander", *(f"Team {number}" for number in range(12))]
        assert book.find("latest") == book.find(retro.state.id[:4]) == retro.state.id
        log = [evolve(retro.log[0], retro=f"t{retro.state.id[1:]}"), *retro.log[1:]]  # type: ignore[call-arg]
        other = book.import_(CODEC.export_log(log))
        assert book.find("t") == other.state.id
        forged = [evolve(retro.log[0], retro="team-23456789"), *retro.log[1:]]  # type: ignore[call-arg]
        with pytest.raises(FileError, match="team-23456789 is no id of a retro"):
            book.import_(CODEC.export_log(forged))
        assert book.problems() == []


def test_new_names_reach_the_charter() -> None:
    with Book() as book:
        book.held("Ana", "Bne")
        team = book.team("Lander")
        team.change_charter(by="Bne", purpose="Fly")
        team.change_charter(by="Guest", principle="Care")
        assert len(team.rename_member("Bne", "Ben")) == 1
        assert team.rename_member("Guest", "Gus") == ()
        with pytest.raises(NotFound):
            team.rename_member("Guest", "Gus")
        assert [each.by for each in team.charter_history] == ["Ben", "Gus"]
        team.rename("Rover")
        assert book.team("Rover").charter == Charter(purpose="Fly", principle="Care")
        assert book.team("Lander", new=True).charter == Charter()
        early = book.team("Early", new=True)
        early.change_charter(purpose="Wake")
        assert early.rename("Late") == ()
        assert book.teams() == ["Rover", "Late"]
        with pytest.raises(Invalid, match="there is a team Late already"):
            team.rename("late")
        assert book.problems() == []


def test_of_two_teams_that_became_one_what_was_changed_last_holds() -> None:
    with Book() as book:
        book.held("Ana")
        book.held("Ana", team="Landr")
        right, wrong = book.team("Lander"), book.team("Landr")
        right.change_charter(purpose="First", principle="Care")
        wrong.change_charter(purpose="Second", values=["Candour"])
        right.change_charter(principle="Care above all")
        wrong.rename("Lander", merge=True)
        assert right.charter == Charter(
            purpose="Second", principle="Care above all", values=["Candour"]
        )
        assert len(right.charter_history) == 3
        right.change_charter(purpose="Third")
        assert book.team("Lander").charter.purpose == "Third"
        assert book.problems() == []


parts = st.fixed_dictionaries(
    {}, optional={"purpose": st.sampled_from(["Fly", "Land", None]), "goals": st.just(["Home"])}
)
step = st.tuples(st.sampled_from(["A", "B"]), st.sampled_from(["change", "merge"]), parts)


@given(steps=st.lists(step, max_size=8))
def test_in_any_order_of_changes_and_merges_the_latest_holds(
    steps: list[tuple[str, str, Mapping[str, Any]]],
) -> None:
    with Book() as book:
        model: dict[str, dict[str, tuple[int, Any]]] = {}
        for number, (name, what, change) in enumerate(steps):
            other = "B" if name == "A" else "A"
            if what == "change" and change:
                book.team(name, new=True).change_charter(**change)
                own = model.setdefault(name, {})
                own |= {
                    part: (number, value)
                    for part, value in change.items()
                    if value != own.get(part, (0, None))[1]
                }
            elif what == "merge" and {name, other} <= {*book.teams()}:
                book.team(name).rename(other, merge=True)
                gone = model.pop(name, {})
                kept = model.setdefault(other, {})
                for part, known in gone.items():
                    if known > kept.get(part, (-1, None)):
                        kept[part] = known
        for name in book.teams():
            expected = {part: value for part, (_, value) in model[name].items() if value}
            assert book.team(name).charter == Charter(**expected)
        assert book.problems() == []


def test_two_writers_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "team.db"
    with Book(path, 1) as one, Book(path, 2) as other:
        here, there = (each.team("Lander", new=True) for each in (one, other))
        here.change_charter(purpose="Fly")
        there.change_charter(principle="Care")
        here.change_charter(values=["Candour"])
        assert here.charter == Charter(purpose="Fly", principle="Care", values=["Candour"])
        one.time.pass_days(-9)  # a clock that is wrong
        here.change_charter(purpose="Land")
        assert there.charter.purpose == "Land"
        assert [each.charter for each in here.charter_history][-1] == there.charter
    copy = tmp_path / "copy.db"
    with Book(path) as book:
        book.backup(copy)
    with Book(copy) as book:
        assert book.team("lander").charter.values == ("Candour",)


# --- damage


@pytest.mark.parametrize("what", ["body", "entry", "other"])
def test_a_damaged_charter_harms_no_retro_and_the_doctor_says_so(tmp_path: Path, what: str) -> None:
    path = tmp_path / "team.db"
    with Book(path) as book:
        book.held("Ana")
        book.team("Lander").change_charter(purpose="Fly")
    with closing(sqlite3.connect(path)) as file, file:
        if what == "body":
            file.execute("UPDATE events SET body = x'00' WHERE retro LIKE 'team-%' AND version = 2")
        elif what == "entry":
            file.execute("UPDATE retros SET team = 'rover' WHERE id LIKE 'team-%'")
        else:
            file.execute("DELETE FROM events WHERE retro LIKE 'team-%'")
    with Book(path) as book:
        [said, *_] = book.problems()
        assert re.search("the charter kept as team-.{8}|retro 'team-", said)
        if what != "entry":
            with pytest.raises(Damaged):
                _ = book._team("Lander").charter
        assert book.start(FORMAT, team="Lander").state.charter == Charter()
        assert [each.team for each in book.retros()] == ["Lander", "Lander"]
        assert book.teams()[0] == "Lander"


NOW = FakeClock()()
BEGUN = TeamBegun(at=NOW, team="L")


@pytest.mark.parametrize(
    "log",
    [[], [MemberRenamed(at=NOW, name="A", to="B")], [BEGUN, BEGUN]],
)
def test_what_no_team_could_have_written_is_no_log_of_one(log: list[Event]) -> None:
    with pytest.raises(FileError, match="a team's own log"):
        notes_of(log)


def test_an_event_of_a_team_is_none_of_a_retro() -> None:
    with Book() as book:
        retro = book.held("Ana")
        started = retro.log[0]
        assert isinstance(started, Started)
        with pytest.raises(FileError):
            fold([started, CharterChanged(at=NOW, purpose="x")])
        format: Format = started.format
        assert format.goals == ("Home safe",)
