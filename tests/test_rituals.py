"""A ritual is held often: it starts without questions, is kept, and crowds out no retro."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from attrs import evolve
from crew import NO_PLUGINS, FakeClock, made_of
from hypothesis import given
from hypothesis import strategies as st
from test_cli import Shell

from retrokit import (
    ActionStatus,
    Charter,
    Check,
    Digest,
    Finding,
    Logbook,
    Plugins,
    Ritual,
    hookimpl,
)
from retrokit.errors import FormatError, Invalid, NotFound
from retrokit.formats import Ask, Collect, Column, Decide, Format, Review, Welcome
from retrokit.questions import Scale
from retrokit.retro import Retro
from retrokit.rituals import next_to_lead

TODAY = Collect(title="Today", columns=[Column("Risk"), Column("Hand")], sealed=False)
HUDDLE = made_of(
    Welcome(prompt="Today: {value|none}"), Review(), TODAY, Decide(),
    name="huddle", title="Huddle", ritual=True,
)  # fmt: skip
FORMAT = made_of(Review(), Ask(questions=[Scale("safe", "How safe is it?")]), Decide())
CREW = ("Ana", "Ben", "Cy")


class Registering:
    @hookimpl
    def retrokit_register_formats(self) -> list[Format]:
        return [FORMAT, HUDDLE]


class Book(Logbook):
    """A logbook whose clock the test holds."""

    def __init__(self, where: str | Path = ":memory:") -> None:
        self.time = FakeClock()
        plugins = Plugins.load(NO_PLUGINS)
        plugins.add(Registering(), "huddles")
        super().__init__(where, plugins=plugins, clock=self.time, rng=Random(3))

    def held(self, *notes: str, do: str = "", team: str = "Lander", **more: object) -> Retro:
        """Hold a huddle in which the facilitator writes these notes, in the columns in turn."""
        self.time.pass_days(1)
        retro = self.start(HUDDLE, team=team, **more)  # type: ignore[arg-type]
        retro.go("Today")
        for place, text in enumerate(notes):
            retro.add_note(("Risk", "Hand")[place % 2], text, retro.state.facilitator or "Ana")
        if do:
            retro.add_action(do, owner="Ana")
        retro.close()
        return retro

    def met(self, *done: str) -> Retro:
        """Hold a retro that finds these items done, and carries the others on."""
        self.time.pass_days(1)
        retro = self.start(FORMAT, team="Lander", members=CREW)
        for each in [*retro.state.carried.values()]:
            if not each.reviewed:
                retro.review(each.number, "done" if each.item.text in done else "carried")
        retro.go("Ask")
        for who in CREW:
            retro.answer("safe", 4, who)
        retro.next()
        retro.add_action("Dig", owner="Ana")
        retro.close()
        return retro


@pytest.fixture
def book() -> Iterator[Book]:
    with Book() as book:
        yield book


def carried(retro: Retro) -> dict[str, tuple[str, bool]]:
    return {
        each.item.text: (each.item.status.value, each.reviewed)
        for each in retro.state.carried.values()
    }


# --- it starts by itself


def test_it_starts_with_the_team_that_is_known_and_who_leads_goes_round(book: Book) -> None:
    book.met()
    led = [book.held().state.facilitator for _ in range(4)]
    assert led == ["Ana", "Ben", "Cy", "Ana"]
    assert book.held(facilitator="Ana").state.facilitator == "Ana"
    retro = book.held()
    assert (retro.state.facilitator, [*retro.state.members]) == ("Ben", [*CREW])
    # Who leads at the end has led it, and who is new comes first.
    other = book.start(HUDDLE, team="Lander", members=[*CREW, "Dee"])
    assert other.state.facilitator == "Dee"
    other.hand_over("Cy")
    book.time.pass_days(1)
    assert book.start(HUDDLE, team="Lander").state.facilitator == "Dee"
    assert book.start(FORMAT, team="Lander", members=CREW).state.facilitator is None


def test_a_team_of_nobody_has_nobody_to_lead(book: Book) -> None:
    retro = book.start(HUDDLE, team="New")
    assert (retro.state.facilitator, retro.state.members) == (None, {})
    assert book.start(HUDDLE, team="New", members=CREW).state.facilitator == "Ana"
    assert [*book.start(HUDDLE, team="New").state.members] == [*CREW]


@given(st.integers(1, 6), st.integers(0, 25))
def test_nobody_leads_again_before_all_have_led(people: int, times: int) -> None:
    names = [f"M{number}" for number in range(people)]
    led: list[str | None] = []
    for _ in range(times):
        led.append(next_to_lead(names, reversed([*map(led_by, led, range(times))])))
    assert all(len({*led[at : at + people]}) == people for at in range(times - people + 1))


def led_by(name: str | None, day: int) -> Digest:
    return Digest(
        id=f"r{day:07}", team="Lander", format="huddle", title="Huddle",
        started=FakeClock().now + timedelta(days=day), ritual=Ritual(facilitator=name),
    )  # fmt: skip


def test_each_has_the_next_value(book: Book) -> None:
    book.team("Lander", new=True).change_charter(values=["Candour", "Care"])
    book.met()
    said = [book.held().state for _ in range(3)]
    assert [each.agenda[0].activity.prompt for each in said] == [
        "Today: Candour", "Today: Care", "Today: Candour",
    ]  # fmt: skip
    assert [each.value for each in said] == ["Candour", "Care", "Candour"]
    book.start(HUDDLE, team="Lander", rehearsal=True)
    retro = book.start(HUDDLE, team="Lander")
    assert retro.state.value == "Care"
    added = retro.add_activity(Decide(title="More", prompt="And {value}?"))
    assert added.activity.prompt == "And Care?"
    assert book.met().state.value == ""
    assert book.held(team="New").state.agenda[0].activity.prompt == "Today: none"


def test_every_report_says_the_value_of_the_day(book: Book) -> None:
    book.team("Lander", new=True).change_charter(values=["Candour", "Care"])
    retro = book.held()
    assert "Value of the day: Candour\n" in book.report(retro)
    assert "- Value of the day: Candour" in book.report(retro, "markdown")
    assert "<dt>Value of the day</dt>" in book.report(retro, "html")
    assert book.results(retro)["value"] == "Candour"
    assert "Our values: Candour and Care" in book.report(book.met())
    assert book.results(book.met())["value"] is None


def test_a_value_goes_round_in_any_text() -> None:
    charter = Charter(values=["Candour", "Care"])
    format = made_of(Decide(prompt="{value}!"), goals=["Live {value}."])
    told = [format.told_to(charter, turn) for turn in range(3)]
    assert [each.agenda[0].prompt for each in told] == ["Candour!", "Care!", "Candour!"]
    assert [each.goals for each in told] == [
        ("Live Candour.",),
        ("Live Care.",),
        ("Live Candour.",),
    ]
    assert charter.value(-1) == "Care"
    assert format.told_to(Charter()).agenda[0].prompt == "what matters to us!"


# --- it crowds out no retro


def test_it_is_in_no_list_of_retros_and_no_trend(book: Book) -> None:
    first = book.met()
    for _ in range(3):
        last = book.held("Rain")
    assert [each.id for each in book.retros()] == [first.state.id]
    assert len(book.retros(rituals=True)) == 4
    assert book.load().state.id == first.state.id
    assert book.load("huddle").state.id == last.state.id
    assert book.load("SHORT").state.id == first.state.id
    asking = evolve(HUDDLE, agenda=[*FORMAT.agenda])
    asked = book.start(asking, team="Lander", members=CREW)
    asked.go("Ask")
    for who in CREW:
        asked.answer("safe", 1, who)
    asked.close()
    assert [len(each.points) for each in book.trends("Lander")] == [1]
    assert [each.id for each in book.team("Lander").retros] == [first.state.id]
    assert book.problems() == []


def test_a_team_with_rituals_alone_is_one(book: Book) -> None:
    book.held("Rain", team="Orbiter", members=CREW)
    book.met()
    book.held(team="Orbiter")
    assert book.teams() == ["Lander", "Orbiter"]
    assert [each.name for each in book.team("orbiter").members] == [*CREW]
    assert book.start(HUDDLE, team="ORBITER").state.team == "Orbiter"


def test_checks_read_the_like_alone(book: Book) -> None:
    seen: list[list[str]] = []

    def run(state: object, history: list[Digest]) -> Iterator[Finding]:
        seen.append([each.format for each in history])
        return iter(())

    class Looking:
        @hookimpl
        def retrokit_register_checks(self) -> list[Check]:
            return [Check(name="look", title="Look", run=run)]  # type: ignore[arg-type]

    book.plugins.add(Looking(), "look")
    book.met()
    huddles = [book.held("Rain"), book.held()]
    other = book.start(evolve(HUDDLE, name="other"), team="Lander")
    for each in (book.met(), huddles[1], other):
        book.findings(each)
    assert seen == [["short"], ["huddle"], []]


# --- its action items are real


def test_its_open_items_come_into_the_next_retro_and_into_the_next_ritual(book: Book) -> None:
    first = book.met()
    huddle = book.held(do="Ask Ops")
    assert [each.item.text for each in book.actions("Lander", status="open")] == ["Dig", "Ask Ops"]
    assert [each.item.text for each in book.team("Lander").open_actions] == ["Dig", "Ask Ops"]
    # The ritual looks at what rituals began, the retro at all.
    assert carried(book.held()) == {"Ask Ops": ("open", False)}
    assert carried(book.met("Ask Ops")) == {"Dig": ("open", True), "Ask Ops": ("done", True)}
    assert carried(book.held()) == {"Ask Ops": ("done", True)}
    assert carried(book.held()) == {}
    assert first.state.id != huddle.state.id


def test_a_retro_is_not_told_what_was_begun_and_done_between(book: Book) -> None:
    book.met()
    ref = f"{book.held(do='Ask Ops').state.id}-1"
    book.change_action(ref, status="done")
    assert carried(book.held()) == {"Ask Ops": ("done", True)}
    later = f"{book.held(do='Call Mia').state.id}-1"
    assert "Ask Ops" not in carried(book.met())
    # What it has looked at once, it hears of again.
    book.change_action(later, status="done")
    assert carried(book.met())["Call Mia"] == ("done", True)
    assert "Call Mia" not in carried(book.met())


def test_a_first_retro_takes_up_what_is_open(book: Book) -> None:
    book.held(do="Ask Ops", members=CREW)
    ref = f"{book.held(do='Call Mia').state.id}-2"
    book.change_action(ref, status="dropped", reason="She is back")
    assert carried(book.met()) == {"Ask Ops": ("open", True)}


def test_another_ritual_has_its_own(book: Book) -> None:
    book.held(do="Ask Ops", members=CREW)
    other = book.start(evolve(HUDDLE, name="other"), team="Lander")
    assert (carried(other), other.state.facilitator, other.state.earlier) == ({}, "Ana", 0)


def test_an_item_is_changed_where_it_is_and_stays_when_the_ritual_is_removed(book: Book) -> None:
    huddle = book.held(do="Ask Ops", members=CREW)
    ref = f"{huddle.state.id}-1"
    book.met()
    assert [each.ref for each in book.staying(huddle.state.id)] == [ref]
    assert [each.ref for each in book.remove(huddle.state.id)] == [ref]
    assert book.change_action(ref, status="done").item.status is ActionStatus.DONE
    assert book.retros(rituals=True)[0].ritual is None


# --- names


def test_new_names_reach_it_and_who_is_forgotten_is_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "crew.db"
    with Book(path) as book:
        book.held("Zanzibar", members=CREW)
        team = book.team("Lander")
        assert team.rename_member("Ana", "Anna")
        team.rename("Orbiter")
        [digest] = book.retros("Orbiter", rituals=True)
        assert digest.ritual is not None
        assert (digest.ritual.facilitator, digest.ritual.notes[0].author) == ("Anna", "Anna")
        book.forget("Anna")
        [digest] = book.retros(rituals=True)
        assert digest.ritual is not None
        assert digest.ritual.facilitator == "Someone"
        assert book.problems() == []
    for file in tmp_path.iterdir():
        assert b"Zanzibar" not in file.read_bytes()
        assert b"Anna" not in file.read_bytes()


# --- what is listed of it


def test_what_is_listed_follows_each_note(tmp_path: Path) -> None:
    with Book(tmp_path / "crew.db") as book:
        retro = book.start(HUDDLE, team="Lander", members=CREW)
        retro.go("Today")
        for each in (retro, book.load("huddle")):  # also where it was loaded again
            each.refresh()
            each.add_note("Hand", "Mia", "Ben")
            [digest] = book.retros(rituals=True)
            assert digest.ritual is not None
            assert [note.text for note in digest.ritual.notes_in("Hand")] == ["Mia"] * (
                len(each.state.notes)
            )
            assert digest.ritual.notes_in("Risk") == ()
            assert book.problems() == []
        copied = book.export(book.load("huddle"))
    with Book() as other:
        other.import_(copied)
        assert other.retros() == []
        assert other.retros(rituals=True)[0].ritual == digest.ritual
        assert other.problems() == []


def test_what_is_hidden_is_not_listed_and_names_are_not_where_none_are_kept(book: Book) -> None:
    retro = book.start(HUDDLE, team="Lander", members=CREW, attribution="anonymous")
    retro.go("Today")
    retro.add_note("Hand", "Mia", "Ben")
    [digest] = book.retros(rituals=True)
    assert digest.ritual is not None
    assert digest.ritual.notes == ()
    retro.close()
    [record] = book.rituals("Lander")
    assert [(each.author, each.text) for each in record.notes["Hand"]] == [(None, "Mia")]


def test_some_days_are_summed_up(book: Book) -> None:
    book.team("Lander", new=True).change_charter(values=["Candour", "Care"])
    long_ago = book.held("Snow", members=CREW)
    book.time.pass_days(9)
    first = book.held("Rain", "Mia", do="Ask Ops")
    book.change_action(f"{first.state.id}-3", status="done")
    more = evolve(HUDDLE, agenda=[evolve(TODAY, columns=[Column("Joy"), Column("Risk")])])
    last = book.start(more, team="Lander")
    last.add_note("Joy", "Sun", "Ben")
    book.start(evolve(HUDDLE, name="evening", title="Evening"), team="Lander")
    evening, record = book.rituals("Lander")
    assert (evening.title, record.title, record.team) == ("Evening", "Huddle", "Lander")
    assert [each.id for each in record.held] == [first.state.id, last.state.id]
    assert len(record.days) == 1
    assert dict(record.values) == {"Care": 1, "Candour": 1}
    assert {name: [each.text for each in notes] for name, notes in record.notes.items()} == {
        "Joy": ["Sun"], "Risk": ["Rain"], "Hand": ["Mia"],
    }  # fmt: skip
    assert [each.item.status for each in record.actions] == [ActionStatus.DONE]
    day = long_ago.state.started.date()
    assert len(book.rituals("Lander", since=day)[1].held) == 3
    assert len(book.rituals("Lander", since=day.isoformat())[1].days) == 2
    assert book.rituals("Nobody") == []
    with pytest.raises(Invalid, match="'monday' is no date"):
        book.rituals("Lander", since="monday")


# --- declared


def test_a_file_may_declare_one(tmp_path: Path) -> None:
    text = 'name = "f"\ntitle = "F"\npurpose = "P."\nritual = true\n[[agenda]]\nkind = "decide"\n'
    path = tmp_path / "f.toml"
    path.write_text(text)
    shell = Shell(tmp_path)
    said = " ".join(shell("formats", str(path)).split())
    assert "A ritual: kept for good, and left out of lists and trends." in said
    assert "ritual" not in shell("formats", "daki")
    with pytest.raises(FormatError, match="ritual is True or False"):
        made_of(Decide(), ritual="daily")


# --- at the command line


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """Return a shell in whose folder a ritual stands as a file."""
    (tmp_path / "huddle.toml").write_text(
        'name = "huddle"\ntitle = "Huddle"\npurpose = "P."\nritual = true\n'
        '[[agenda]]\nkind = "welcome"\nprompt = "Today: {value|none}"\n'
        '[[agenda]]\nkind = "collect"\nsealed = false\n'
        'columns = [{ name = "Risk" }, { name = "Hand" }]\n[[agenda]]\nkind = "decide"\n'
    )
    return Shell(tmp_path)


def huddle(shell: Shell, lines: str, *more: str) -> str:
    return shell("start", str(shell.folder / "huddle.toml"), *more, input=lines)


def test_one_command_starts_it_and_another_sums_up_a_week(shell: Shell) -> None:
    said = huddle(shell, "Lander\nAna, Ben\n/next\nAna: Risk: Rain\n/next\nAsk Ops @Ben\n/close\n")
    assert "Ana facilitates today. To hand over: /facilitator NAME" in said
    shell("team", "charter", "--value", "Candour", "--value", "Care")
    said = huddle(shell, "/next\nBen: Hand: Mia\n/next\n/close\n")
    assert "Here: Ana, Ben" in said
    assert "Ben facilitates today." in said
    assert "Today: Care" in said
    assert "facilitates today" not in huddle(shell, "/quit\n", "--facilitator", "Ana")
    assert shell("list").splitlines() == [
        "No retro yet. Start one with: retro start",
        "Rituals, such as line-ups, are listed with: retro list --all",
    ]
    listed = json.loads(shell("list", "--all", "--json"))
    assert [each["ritual"] for each in listed] == [True, True, True]
    assert "Ask Ops" in shell("actions", "--owner", "ben")
    assert "3 retros" in shell("doctor")
    text = shell("rituals")
    assert text.startswith("Huddle, Lander: 3 times on 1 day, ")
    assert "\nValues of the day: Care (1), Candour (1)\n\nRisk: 1\n  " in text
    assert "  Rain (Ana)\n\nHand: 1\n  " in text
    assert "Action items: 0 of 1 done\n" in text
    shell("actions", "done", f"{listed[2]['id']}-2")
    [told] = json.loads(shell("rituals", "lander", "--since", "2020-01-01", "--json"))
    assert told["held"] == [each["id"] for each in reversed(listed)]
    assert (told["team"], told["values"], len(told["days"])) == (
        "Lander", {"Care": 1, "Candour": 1}, 1,
    )  # fmt: skip
    assert [each["text"] for each in told["notes"]["Hand"]] == ["Mia"]
    assert [each["status"] for each in told["actions"]] == ["done"]
    assert "Removed" in shell("remove", "huddle", "--yes")


def test_without_any_it_says_so(shell: Shell) -> None:
    shell.start("/quit\n")
    assert shell("rituals") == "No rituals yet. Start one with: retro start line-up\n"
    assert shell("rituals", "--json") == "[]\n"
    assert "Lander: no rituals in the last week." in shell("rituals", "Lander")
    assert shell("rituals", "Lander", "--since", "2020-01-01") == (
        "Lander: no rituals since 2020-01-01\n"
    )
    assert "no team 'Landr'; did you mean Lander" in shell("rituals", "Landr", code=1)
    huddle(shell, "/next\n/next\n/close\n")
    text = shell("rituals")
    assert "Risk\n  none\n\nHand\n  none" in text
    assert "Values" not in text
    assert "Action items" not in text
    assert "Trends" not in text


def test_latest_is_no_ritual(shell: Shell) -> None:
    huddle(shell, "Lander\nAna\n/quit\n")
    assert "no retro yet" in shell("show", code=1)
    assert "Huddle, Lander" in shell("show", "huddle")
    with Book(shell.logbook) as book, pytest.raises(NotFound, match="no retro 'huddles'"):
        book.find("huddles")
