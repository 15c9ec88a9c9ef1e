"""A retro that was held elsewhere is recorded as what is known of it, and nothing is invented."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from click.testing import CliRunner
from crew import CREW, GATHER, logbook, made_of
from hypothesis import given, settings
from hypothesis import strategies as st

from retrokit import (
    ActionStatus,
    Attribution,
    Collect,
    Column,
    Decide,
    Format,
    Group,
    Invalid,
    Logbook,
    NotFound,
    NotNow,
    PastAction,
    PastNote,
    PastRemark,
    PastRetro,
    PastTopic,
    Retro,
    RetrokitError,
    Vote,
)
from retrokit.builtin.recording import moment_of
from retrokit.cli.commands import retro as command
from retrokit.cli.live.outcomes import seen
from retrokit.cli.live.screens import heading
from retrokit.engine.promises import promise
from retrokit.events import ActionItem, Event, NoteAdded, NotesGrouped, Opened, Remarked
from retrokit.web.telling import told

DAY = date(2025, 2, 3)
TODAY = date(2025, 3, 4)
BEACH = PastRetro(
    day=DAY,
    team="Lander",
    title="On the beach",
    members=["Ana", "Ben"],
    notes=[
        PastNote(text="Sand", column="Good", author="ana", votes=2),
        PastNote(text="Wind", column="Bad", votes=0),
        PastNote(text="Towels"),
    ],
    topics=[
        PastTopic(
            title="Tide",
            notes=[PastNote(text="High", column="bad"), PastNote(text="Low", column="Good")],
            votes=5,
            remarks=[PastRemark(text="Swim at noon", decision=True)],
        )
    ],
    unit="dot",
    remarks=[PastRemark(text="A good day")],
    actions=[
        PastAction(text="Dig", owners=["ben", "Coast guard"], due=date(2025, 2, 20)),
        PastAction(text="Swim", done=date(2025, 2, 9)),
        PastAction(text="Sail", dropped=date(2025, 2, 10), reason="No boat"),
    ],
    source="Miro",
)


@pytest.fixture
def kept() -> Iterator[Logbook]:
    with logbook() as opened:
        yield opened


def test_all_that_was_given_is_there_and_nothing_else(kept: Logbook) -> None:
    retro = kept.record(BEACH)
    state = retro.state
    assert (state.team, state.format.title, state.source) == ("Lander", "On the beach", "Miro")
    assert (state.started.date(), state.closed) == (DAY, state.started)
    assert tuple(state.members) == ("Ana", "Ben")
    assert [(n.column, n.text, n.author) for n in state.notes.values()] == [
        ("Good", "Sand", "Ana"),
        ("Good", "Low", None),
        ("Bad", "Wind", None),
        ("Bad", "High", None),
        ("Notes", "Towels", None),
    ]
    [topic] = state.groups.values()
    assert (topic.title, topic.notes) == ("Tide", (2, 4))
    [(_, vote)] = state.of(Vote)
    assert (vote.taken_part, vote.ballots, vote.counts) == (None, (), "dot")
    assert vote.winners == (topic.number,)
    assert [state.votes_for(each) for each in (topic.number, 1, 3, 5)] == [5, 2, 0, None]
    assert [(e.text, e.decision, e.topic) for e in state.remarks.values()] == [
        ("Swim at noon", True, topic.number),
        ("A good day", False, None),
    ]
    dig, swim, sail = state.actions.values()
    assert dig.owners == ("Ben", "Coast guard")
    assert (swim.status, swim.done and swim.done.date()) == (ActionStatus.DONE, date(2025, 2, 9))
    assert (sail.status, sail.reason) == (ActionStatus.DROPPED, "No boat")
    assert {each.decided for each in (dig, swim, sail)} == {state.started}
    assert not retro.sealed_steps()


def test_a_retro_of_which_only_the_day_is_known(kept: Logbook) -> None:
    state = kept.record(PastRetro(day=DAY, team="Lander", title="Lost notes")).state
    assert (state.notes, state.at, state.actions, state.source) == ({}, {}, {}, "")
    assert state.current_step is not None
    assert not state.members


# --- in a format


VOTED = made_of(GATHER, Group(), Vote(on="notes", columns=["Bad"]), Vote(), Decide(), goals=["Fun"])


def test_notes_go_into_the_columns_of_the_format(kept: Logbook) -> None:
    past = PastRetro(
        day=DAY, team="Lander", format=VOTED,
        notes=[PastNote(text="b", column="bad", votes=1), PastNote(text="g", column=" GOOD ")],
        actions=[PastAction(text="Play", serves="1")],
    )  # fmt: skip
    state = kept.record(past).state
    assert [(note.column, note.text) for note in state.notes.values()] == [
        ("Good", "g"),
        ("Bad", "b"),
    ]
    assert state.opened == [3]  # the first vote that could have been on it
    [item] = state.actions.values()
    assert item.serves == ("Fun",)
    both = evolve(past, notes=[evolve(each, votes=1) for each in past.notes])
    assert list(kept.record(both).state.opened) == [4]
    topic = PastTopic(title="T", notes=[PastNote(text="b", column="Bad")], votes=1)
    assert list(kept.record(evolve(past, notes=[], topics=[topic])).state.opened) == [4]


def test_a_format_by_name_and_its_only_column(kept: Logbook) -> None:
    coffee = kept.record(
        PastRetro(day=DAY, team="Lander", format="lean-coffee", notes=[PastNote(text="Builds")])
    )
    [note] = coffee.state.notes.values()
    [column] = [c.name for s in coffee.state.agenda if isinstance(s.activity, Collect)
                for c in s.activity.columns]  # fmt: skip
    assert note.column == column
    assert "Nothing came in" not in kept.report(coffee)
    assert "Skipped" not in kept.report(coffee)


def test_a_format_without_group_or_decide_keeps_topics_and_actions(kept: Logbook) -> None:
    past = evolve(
        BEACH, title="", format=made_of(Collect(columns=[Column("Notes")])), notes=[],
        topics=[PastTopic(title="T", notes=[PastNote(text="a")])],
    )  # fmt: skip
    state = kept.record(past).state
    assert len(state.groups) == 1
    assert len(state.actions) == 3
    bare = PastRetro(day=DAY, team="Lander", format=made_of(Group()))
    assert kept.record(bare).state.current == 1


# --- what contradicts itself


NOTE = PastNote(text="x", votes=1)
REFUSED: list[tuple[Callable[[], object], str]] = [
    (lambda: PastNote(text=" "), "the text is empty"),
    (lambda: PastNote(text="x", votes=-1), "-1 is no total of votes"),
    (lambda: PastNote(text="x", votes=True), "True is no total of votes"),
    (lambda: PastNote(text="x", author=5), "a name or title must be text"),  # type: ignore[arg-type]
    (lambda: PastTopic(title="T", notes=[]), "the topic 'T' has no notes"),
    (lambda: PastTopic(title="T", notes=[NOTE], votes=1), "has votes and so have its notes"),
    (lambda: PastTopic(title="T", notes="ab"), "the notes are a list"),  # type: ignore[arg-type]
    (lambda: PastTopic(title="T", notes=5), "the notes are a list"),  # type: ignore[arg-type]
    (lambda: PastTopic(title="T", notes=["ab"]), "give each as a PastNote"),  # type: ignore[list-item]
    (lambda: PastAction(text="x", owners=[5]), "an owner is a name"),  # type: ignore[list-item]
    (lambda: PastAction(text="x", done=DAY, dropped=DAY), "is done and dropped"),
    (lambda: PastAction(text="x", reason="why"), "has a reason and was not dropped"),
    (lambda: PastAction(text="x", due=datetime(2025, 3, 3)), "is not a day"),
    (lambda: evolve(BEACH, day="2025-02-03"), "is not a day"),
    (lambda: evolve(BEACH, title=""), "has a format or a title"),
    (lambda: evolve(BEACH, format="daki"), "has a format or a title"),
    (lambda: evolve(BEACH, title="", format=Format), "is no format"),
    (lambda: evolve(BEACH, team=" "), "a name or title is empty"),
    (lambda: evolve(BEACH, members="Ana"), "the members are a list"),
    (lambda: evolve(BEACH, members=["Ana", "ana "]), "two members are named ana"),
    (lambda: evolve(BEACH, members=["Ben"]), "ana wrote a note and is not a member"),
    (
        lambda: evolve(BEACH, actions=[PastAction(text="x", done=DAY - timedelta(days=1))]),
        "is done on 2025-02-02, before the retro of 2025-02-03",
    ),
]


@pytest.mark.parametrize(("make", "said"), REFUSED, ids=[said for _, said in REFUSED])
def test_what_contradicts_itself_is_refused(make: Callable[[], object], said: str) -> None:
    with pytest.raises(RetrokitError) as error:
        make()
    assert said in str(error.value)
    assert "\n" not in str(error.value)


SECRET = made_of(GATHER, attribution=Attribution.ANONYMOUS)
NOTES = made_of(GATHER, Vote(on="notes"), Vote(on="actions"))
UNFIT: list[tuple[dict[str, Any], type[RetrokitError], str]] = [
    ({"day": TODAY + timedelta(days=1)}, Invalid, "2025-03-05 is in the future"),
    ({"actions": [PastAction(text="x", done=TODAY + timedelta(days=1))]}, Invalid, "the future"),
    ({"format": "start-stop-continu"}, NotFound, "did you mean start-stop-continue?"),
    ({"format": made_of(Vote()), "notes": [NOTE]}, Invalid, "collects no notes"),
    ({"format": VOTED, "notes": [PastNote(text="x")]}, Invalid, "give one of Good, Bad"),
    ({"format": VOTED, "notes": [PastNote(text="x", column="Goof")]}, NotFound, "mean Good"),
    ({"format": made_of(GATHER), "notes": [evolve(NOTE, column="Bad")]}, Invalid, "no vote on"),
    (
        {"format": NOTES, "topics": [PastTopic(title="T", votes=1,
                                               notes=[PastNote(text="x", column="Bad")])]},
        Invalid, "no vote on these topics",
    ),
    ({"format": SECRET, "notes": [PastNote(text="x", column="Bad", author="Ana")]}, Invalid,
     "'Gather' are anonymous in the format short; leave their authors out"),
    ({"format": VOTED, "actions": [PastAction(text="x", serves="Fame")]}, NotFound, "Fun"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "kind", "said"), UNFIT, ids=[said for *_, said in UNFIT])
def test_what_does_not_fit_is_refused_and_leaves_nothing(
    given: dict[str, Any], kind: type[RetrokitError], said: str, kept: Logbook
) -> None:
    past = PastRetro(
        **{"day": DAY, "team": "Lander", "members": CREW} | ({} if "format" in given else
                                                          {"title": "T"}) | given
    )  # fmt: skip
    with pytest.raises(kind) as error:
        kept.record(past)
    assert said in str(error.value)
    assert kept.retros() == []


# --- days


ZONES = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.dates(date(1970, 1, 2), date(2200, 1, 1)), ZONES, st.integers(1, 10_000))
def test_the_day_is_the_day_here(day: date, zone: timezone, later: int) -> None:
    now = datetime(day.year, day.month, day.day, tzinfo=zone) + timedelta(days=later, hours=9)
    moment = moment_of(day, now)
    assert (moment.date(), moment.tzinfo) == (day, zone)
    assert moment <= now


@given(ZONES, st.integers(0, 24 * 60 - 1))
def test_a_retro_of_today_is_not_in_the_future(zone: timezone, minute: int) -> None:
    now = datetime(2025, 3, 4, tzinfo=zone) + timedelta(minutes=minute)
    moment = moment_of(now.date(), now)
    assert moment <= now
    assert moment.date() == now.date()


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12", "Europe/Berlin"])
def test_it_is_listed_and_reported_under_its_day(
    zone: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", zone)
    monkeypatch.setenv("RETROKIT_PLUGINS", "")
    time.tzset()
    try:
        where = str(tmp_path / "team.db")
        with Logbook(where) as kept:
            assert f"When: {DAY}, recorded from Miro" in kept.report(kept.record(BEACH))
        listed = CliRunner().invoke(command, ["list", "--logbook", where])
        assert str(DAY) in listed.output, listed.output
    finally:
        monkeypatch.undo()
        time.tzset()
    assert os.environ.get("TZ") != zone


# --- what comes after


def test_open_items_go_into_the_next_retro_and_old_news_does_not(kept: Logbook) -> None:
    kept.record(evolve(BEACH, day=date(2024, 2, 3)))
    held = kept.start("daki", team="lander", members=CREW)
    assert [each.item.text for each in held.state.carried.values()] == ["Dig", "Swim", "Sail"]
    held.review(1, "done")
    held.close()
    old = [PastAction(text="Late"), PastAction(text="Old", done=date(2024, 3, 4))]
    late = evolve(BEACH, day=date(2024, 3, 3), actions=old)
    kept.record(late)
    following = kept.start("daki", team="Lander", members=CREW)
    assert [(e.item.text, e.reviewed) for e in following.state.carried.values()] == [
        ("Late", False)
    ]
    assert kept.load().state.id == following.state.id
    assert [each.started.date().year for each in kept.retros()] == [2025, 2025, 2024, 2024]


def test_goals_count_what_was_recorded(kept: Logbook) -> None:
    items = [PastAction(text="a", serves="Fun", done=DAY), PastAction(text="b", serves="fun")]
    kept.record(PastRetro(day=DAY, team="Lander", format=VOTED, actions=items))
    [goal] = kept.goals("Lander")
    assert (goal.goal, goal.served, goal.done, goal.open) == ("Fun", 2, 1, 1)


def test_undo_stops_at_what_was_recorded(kept: Logbook) -> None:
    retro = kept.record(BEACH)
    with pytest.raises(NotNow, match="recorded as a whole; reopen it"):
        retro.undo()
    retro.reopen()
    retro.edit_note(1, "Warm sand")
    retro.go("Vote")
    assert retro.state.votes_for(1) == 2
    for _ in range(3):
        retro.undo()
    with pytest.raises(NotNow, match="recorded as a whole"):
        retro.undo()
    assert retro.state.notes[1].text == "Sand"


def test_a_topic_that_is_discussed_later_has_its_votes(kept: Logbook) -> None:
    from retrokit import Discuss

    retro = kept.record(BEACH)
    retro.reopen()
    retro.add_activity(Discuss())
    retro.next()
    taken = retro.take_topic()
    assert taken.title == "Tide"
    assert "Tide (5 dots)" in kept.report(retro).split("Discuss")[1]


# --- what is said of it


def test_no_report_claims_who_voted_or_how_long_it_took(kept: Logbook) -> None:
    retro = kept.record(BEACH)
    for name in ("text", "markdown", "html"):
        text = kept.report(retro, name)
        assert "2025-02-03, recorded from Miro" in text
        assert "Only the totals are known, not who voted." in text
        assert " of 2 voted" not in text
        assert "UTC (" not in text
        assert "1 more got no dots." in text
    unnamed = kept.record(evolve(BEACH, source=""))
    assert "When: 2025-02-03, recorded later" in kept.report(unnamed)
    [row] = [line for line in kept.report(retro, "csv").splitlines() if line.startswith("vote,")]
    assert row.startswith('vote,,Vote,,,"Only the totals are known, not who voted.",,,,,')
    [[vote, *_]] = told(retro).values()
    assert vote["lines"] == ["Only the totals are known, not who voted."]


def test_the_terminal_says_so_too(kept: Logbook) -> None:
    retro = kept.record(BEACH)
    [step] = [each for each in retro.state.agenda if isinstance(each.activity, Vote)]
    screen = seen(retro, step)
    assert screen.startswith("Only the totals are known, not who voted.\n")
    assert "more got no dots." in screen
    assert "Tide" in screen
    assert "Recorded from Miro." in heading(retro)
    assert promise(retro.state, step) == (
        "Recorded: everyone sees the totals. Who voted was not recorded."
    )


def test_totals_are_said_to_be_counted_by_no_method(kept: Logbook) -> None:
    ranked = made_of(Collect(columns=[Column("Notes")]), Vote(method="schulze"))
    retro = kept.record(PastRetro(day=DAY, team="LANDER", format=ranked, notes=[NOTE]))
    assert "counted" not in seen(retro, retro.state.agenda[1])
    assert "counted" not in kept.report(retro)
    again = kept.record(PastRetro(day=DAY, team="lander", title="T"))
    assert again.state.team == "LANDER"


# --- whatever is recorded


TEXTS = st.sampled_from(["a", "b ", "שלום", "two\nlines", "=1+1", "<b>"])
DAYS = st.dates(DAY, TODAY)
TOTALS = st.none() | st.integers(0, 9)
MADE_NOTES = st.builds(
    PastNote, text=TEXTS, column=st.sampled_from(["", "Good", "bad", "BAD"]),
    author=st.sampled_from([None, "Ana", "ben"]), votes=TOTALS,
)  # fmt: skip


@st.composite
def topics(draw: st.DrawFn) -> PastTopic:
    notes = draw(st.lists(MADE_NOTES, min_size=1, max_size=3))
    votes = draw(TOTALS) if all(each.votes is None for each in notes) else None
    remarks = draw(st.lists(st.builds(PastRemark, text=TEXTS, decision=st.booleans()), max_size=2))
    return PastTopic(title=draw(st.sampled_from("TU")), notes=notes, votes=votes, remarks=remarks)


MADE_ACTIONS = (
    st.builds(PastAction, text=TEXTS, owners=st.sampled_from([(), "Ana", ("ben", "Zoe")]),
              due=st.none() | DAYS, done=st.none() | DAYS)
    | st.builds(PastAction, text=TEXTS, dropped=DAYS, reason=st.sampled_from(["", "why"]))
)  # fmt: skip
PASTS = st.builds(
    PastRetro, day=st.just(DAY), team=st.just("Lander"), title=st.just("T"),
    members=st.just(["Ana", "Ben"]), notes=st.lists(MADE_NOTES, max_size=4),
    topics=st.lists(topics(), max_size=3), unit=st.sampled_from(["vote", "dot", "heart"]),
    remarks=st.lists(st.builds(PastRemark, text=TEXTS), max_size=2),
    actions=st.lists(MADE_ACTIONS, max_size=3), source=st.sampled_from(["", "Miro"]),
)  # fmt: skip


def given_numbers(log: tuple[Event, ...]) -> list[int]:
    found = []
    for event in log:
        if isinstance(event, (NoteAdded, Remarked)):
            found.append(event.number)
        elif isinstance(event, NotesGrouped):
            found.append(event.topic)
        elif isinstance(item := getattr(event, "item", None), ActionItem):
            found.append(item.number)
    return found


@settings(max_examples=60, deadline=None)
@given(PASTS)
def test_whatever_is_recorded_adds_up(past: PastRetro) -> None:
    with logbook() as kept, logbook() as other:
        retro = kept.record(past)
        state = retro.state
        numbers = given_numbers(retro.log)
        assert numbers == list(range(1, len(numbers) + 1))
        assert tuple(state.members) == ("Ana", "Ben")
        assert_votes(retro, past)
        assert other.import_(kept.export(retro)).log == retro.log
        assert kept.problems() == []
        for name in ("text", "markdown", "html", "csv", "json"):
            kept.report(retro, name)
        still = [each.text for each in past.actions if not (each.done or each.dropped)]
        carried = kept.start("daki", team="lander").state.carried.values()
        assert sorted(e.item.text for e in carried if not e.reviewed) == sorted(still)


def assert_votes(retro: Retro, past: PastRetro) -> None:
    state = retro.state
    counted = [event for event in retro.log if isinstance(event, Opened)]
    assert len(counted) == past.voted
    for topic, made in zip(state.groups.values(), past.topics, strict=True):
        got = [each.votes for each in (made, *made.notes) if each.votes is not None]  # type: ignore[attr-defined]
        assert state.votes_for(topic.number) == (sum(got) if got else None)
    alone = [state.votes_for(each.number) for each in state.notes.values() if not each.topic]
    wanted = [each.votes for each in past.notes]
    assert sorted(map(str, alone)) == sorted(map(str, wanted))
    for _, vote in state.of(Vote):
        most = max(total for _, total in counted[0].value.tally.standings)
        assert all(vote.fared({each}).number == most > 0 for each in vote.winners)
