"""More time for a topic? Everyone's thumb is asked for, counted once, and never told of anybody."""

from __future__ import annotations

import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from live_room import Listener, Live, Person, error, returned, serving, until
from patience import PATIENCE
from test_web_join_own import seat

from retrokit import Retro
from retrokit.cli.live.lines import handle
from retrokit.errors import FormatError, Invalid, NotNow
from retrokit.formats import Attribution, Collect, Column, Decide, Discuss, Format
from retrokit.web import audience, room
from retrokit.web.thumbs import SECONDS, THUMBS, Thumbs

NAMED, CONFIDENTIAL, ANONYMOUS = Attribution
NAMES = ("Anastasia", "Bartholomew", "Cassiopeia", "Desdemona")
FORMAT = Format(
    name="talk", title="Talk", purpose="Talk it over.", attribution=NAMED,
    agenda=[
        Collect(title="Ideas", columns=[Column("Ideas")]),
        Discuss(topic_minutes=5, more_minutes=2), Decide(),
    ],
)  # fmt: skip
MINUTES = 5


class Time:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = datetime(2030, 3, 1, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def goes(self, seconds: float = 0, *, minutes: float = 0) -> None:
        self.now += timedelta(minutes=minutes, seconds=seconds)


@pytest.fixture
def clock() -> Time:
    return Time()


def prepare(retro: Retro) -> None:
    """Have a retro talk about the first of two topics, in a time box of 5 minutes."""
    if not retro.state.members:
        for name in NAMES:
            retro.join(name)
        for text in ("Tea", "Cake"):
            retro.add_note("Ideas", text, NAMES[0])
        retro.next()
        retro.take_topic()


def talking(clock: Time, attribution: Attribution = NAMED, format: Format = FORMAT) -> Retro:
    retro = Retro.start(format, team="Lander", clock=clock, attribution=attribution)
    prepare(retro)
    return retro


def counted(
    retro: Retro, clock: Time, thumbs: dict[str, str], gone: str | None = None
) -> dict[str, Any]:
    """Return what everyone is told when these thumbs were given, and some are gone since."""
    asked: Thumbs[str] = Thumbs()
    clock.goes(minutes=MINUTES)
    asked.look(retro, lambda who: True)
    for who, thumb in thumbs.items():
        asked.give(who, thumb)
    before = asked.told
    asked.look(retro, lambda who: True)
    assert asked.told is before
    clock.goes(SECONDS)
    asked.look(retro, lambda who: who != gone)
    assert asked.told is not None
    assert asked._given == {}
    with pytest.raises(NotNow, match="nobody is asked"):
        asked.give("Ana", "up")
    return asked.told


# --- what comes of thumbs


@given(st.dictionaries(st.text(max_size=3), st.sampled_from(THUMBS)), st.sampled_from(Attribution))
def test_the_counts_are_all_that_comes_of_thumbs(
    thumbs: dict[str, Any], attribution: Attribution
) -> None:
    clock = Time()
    told = counted(talking(clock, attribution), clock, thumbs)
    number = Counter(thumbs.values())
    if attribution is not NAMED and len(thumbs) < 3:
        assert told == {"withheld": "Fewer than 3 thumbs, so nothing is shown."}
    else:
        more = 2 if number["up"] > len(thumbs) / 2 else 0
        assert told == {each: number[each] for each in THUMBS} | {"minutes": more}


def test_who_is_gone_by_then_is_not_counted(clock: Time) -> None:
    thumbs = dict.fromkeys(NAMES[:3], "up")
    assert counted(talking(clock), clock, thumbs, gone=NAMES[0])["up"] == 2
    told = counted(talking(clock, ANONYMOUS), clock, thumbs, gone=NAMES[0])
    assert list(told) == ["withheld"]


def test_names_that_are_kept_no_longer_when_it_is_counted_raise_the_floor(clock: Time) -> None:
    retro = talking(clock)
    asked: Thumbs[str] = Thumbs()
    clock.goes(minutes=MINUTES)
    asked.look(retro, lambda who: True)
    asked.give("Ana", "up")
    retro.tighten(ANONYMOUS)
    clock.goes(SECONDS)
    asked.look(retro, lambda who: True)
    assert list(asked.told or ()) == ["withheld"]


def test_the_rule_is_told_with_the_question_and_before_anybody_answers(clock: Time) -> None:
    rule = "Everyone sees how many thumbs there are, and not whose."
    for attribution in Attribution:
        asked: Thumbs[str] = Thumbs()
        retro = talking(clock, attribution)
        asked.look(retro, lambda who: True)
        assert asked.told is None
        clock.goes(minutes=MINUTES)
        asked.look(retro, lambda who: True)
        few = "" if attribution is NAMED else " With fewer than 3 thumbs, nothing is shown."
        until_then = (clock.now + timedelta(seconds=SECONDS)).isoformat()
        assert asked.told == {"until": until_then, "promise": rule + few}


def test_what_the_group_does_meanwhile_ends_it_and_nothing_is_counted(clock: Time) -> None:
    retro = talking(clock)
    asked: Thumbs[str] = Thumbs()
    for act, again in (
        (lambda: retro.extend_timer(2), 2), (retro.take_topic, 5), (lambda: retro.set_timer(3), 3),
    ):  # fmt: skip
        clock.goes(minutes=MINUTES)
        asked.look(retro, lambda who: True)
        asked.give("Ana", "up")
        act()
        asked.look(retro, lambda who: True)
        assert (asked.told, asked._given) == (None, {})
        clock.goes(minutes=again - MINUTES)
    # The next end is asked about anew: that of another box, seen before the one that is left.
    clock.goes(minutes=MINUTES)
    asked.look(retro, lambda who: True)
    asked.give("Ana", "up")
    retro.set_timer(1 / 60)
    clock.goes(1)
    asked.look(retro, lambda who: True)
    assert "until" in (asked.told or {})
    assert asked._given == {}
    for act in (retro.next, retro.close):
        act()
        asked.look(retro, lambda who: True)
        assert asked.told is None


def test_what_ended_while_no_room_was_open_is_not_asked(clock: Time) -> None:
    retro = talking(clock)
    clock.goes(SECONDS, minutes=MINUTES)
    asked: Thumbs[str] = Thumbs()
    for _ in range(2):
        asked.look(retro, lambda who: True)
        assert asked.told is None


def test_only_the_end_of_a_topic_is_asked_about_where_the_format_says_so(clock: Time) -> None:
    asked: Thumbs[str] = Thumbs()
    quiet = Format(
        name="quiet", title="Quiet", purpose="Talk.", attribution=NAMED,
        agenda=[Collect(title="Ideas", columns=[Column("Ideas")]), Discuss()],
    )  # fmt: skip
    retro = talking(clock, format=quiet)
    clock.goes(minutes=MINUTES)
    asked.look(retro, lambda who: True)
    assert asked.told is None
    retro = Retro.start(FORMAT, team="Lander", clock=clock)
    for _ in range(2):  # notes are written, then nobody has taken a topic
        retro.set_timer(1)
        clock.goes(minutes=1)
        asked.look(retro, lambda who: True)
        assert asked.told is None
        retro.next()
    with pytest.raises(FormatError, match="more_minutes"):
        Discuss(more_minutes=61)


@pytest.mark.parametrize("thumb", ["Up", "", None, 1, ["up"], {}])
def test_a_thumb_is_one_of_three(clock: Time, thumb: object) -> None:
    retro = talking(clock)
    asked: Thumbs[str] = Thumbs()
    clock.goes(minutes=MINUTES)
    asked.look(retro, lambda who: True)
    with pytest.raises(Invalid, match="a thumb is up, sideways or down"):
        asked.give("Ana", thumb)


# --- in a room


class Crew:
    """A room that talks, all who are in it, and what each has received."""

    def __init__(self, live: Live, clock: Time) -> None:
        self.live, self.clock = live, clock
        self.people = {name: live.person(name, leads=name == NAMES[0]) for name in NAMES}
        self.streams = {name: each.listen() for name, each in self.people.items()}

    def asked(self) -> None:
        """Let the time box end, and wait until everyone is asked."""
        self.clock.goes(minutes=MINUTES)
        for each in self.streams.values():
            each.until(lambda s: "until" in (thumbs_of(s) or {}))
        time.sleep(5 * audience.LOOK)

    def over(self) -> list[dict[str, Any]]:
        """Let the seconds pass, and return what each is told."""
        self.clock.goes(SECONDS)
        for each in self.streams.values():
            each.until(lambda s: thumbs_of(s) and "until" not in thumbs_of(s))
        return [thumbs_of(each) for each in self.streams.values()]


def thumbs_of(stream: Listener) -> Any:
    """Return what somebody was told of thumbs latest."""
    return next((each["thumbs"] for each in reversed(stream.rooms) if "thumbs" in each), None)


def heard(stream: Listener) -> list[dict[str, str]]:
    """Return all that somebody was sent, but for signs of life."""
    return [each for each in stream.blocks() if each.get("event") != "alive"]


@pytest.fixture(params=list(Attribution), ids=lambda each: each.value)
def crew(
    request: pytest.FixtureRequest, clock: Time, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Any:
    monkeypatch.setattr(audience, "LOOK", 0.02)
    where = tmp_path / "logbook.db"
    with serving(FORMAT, where, prepare=prepare, clock=clock, attribution=request.param) as live:
        yield Crew(live, clock)


def test_nobody_is_sent_anything_while_people_answer_and_then_all_the_same(crew: Crew) -> None:
    crew.asked()
    before = {name: heard(each) for name, each in crew.streams.items()}
    answers = []
    for name, thumb in zip(NAMES, ("up", "down", "up", "up"), strict=True):
        answers.append(crew.people[name].send("thumb", thumb=thumb))
        time.sleep(3 * audience.LOOK)
    assert {each.text for each in answers} == {f'{{"version":{crew.live.retro.state.version}}}'}
    assert {name: heard(each) for name, each in crew.streams.items()} == before
    assert crew.over() == [{"up": 3, "sideways": 0, "down": 1, "minutes": 2}] * len(NAMES)
    # That was one message, the same to all.
    since = [heard(each)[len(before[name]) :] for name, each in crew.streams.items()]
    assert [each["event"] for [each] in since] == ["room"] * len(NAMES)


def test_no_thumb_leaves_a_trace(crew: Crew, tmp_path: Path) -> None:
    crew.asked()
    retro, log = crew.live.retro, list(crew.live.retro.since(0))
    files = {each: each.read_bytes() for each in sorted(tmp_path.rglob("*")) if each.is_file()}
    keys = [f"{at:032x}" for at in range(len(NAMES))]
    for name, key in zip(NAMES, keys, strict=True):
        crew.people[name].do("thumb", key=key, thumb="sideways")
    assert len(crew.live.room._thumbs._given) == len(NAMES)
    told = crew.over()
    assert told[0] == {"up": 0, "sideways": 4, "down": 0, "minutes": 0}
    assert list(retro.since(0)) == log
    after = {each: each.read_bytes() for each in sorted(tmp_path.rglob("*")) if each.is_file()}
    assert after == files
    # Nor does the room remember whose it was, once it is counted.
    assert crew.live.room._thumbs._given == {}
    assert not {key for _, key in crew.live.room._did} & set(keys)
    assert not set(keys) & set(retro.state.keys)
    for name in ("html", "markdown", "text", "csv", "json"):
        assert "thumb" not in crew.people[NAMES[0]].get(f"/api/report/{name}").text.lower()


def test_a_few_thumbs_are_told_only_where_names_are_kept(crew: Crew) -> None:
    crew.asked()
    crew.people[NAMES[1]].do("thumb", thumb="down")
    second = returned(crew.live, crew.people[NAMES[1]])
    second.do("thumb", thumb="up")  # on another device, and the latest one counts
    crew.people[NAMES[2]].do("thumb", thumb="up")
    named = crew.live.retro.state.attribution is NAMED
    counts = {"up": 2, "sideways": 0, "down": 0, "minutes": 2}
    few = {"withheld": "Fewer than 3 thumbs, so nothing is shown."}
    assert crew.over() == [counts if named else few] * len(NAMES)


def test_who_observes_or_is_out_by_then_does_not_count(crew: Crew) -> None:
    lead = crew.people[NAMES[0]]
    crew.asked()
    for each in crew.people.values():
        each.do("thumb", thumb="up")
    lead.do("set_observer", name=NAMES[1])
    lead.do("leave", name=NAMES[2])
    crew.streams.pop(NAMES[2])
    refused = crew.people[NAMES[1]].send("thumb", thumb="up")
    assert refused.status_code == 403
    assert "is an observer" in error(refused)
    named = crew.live.retro.state.attribution is NAMED
    assert {tuple(each) for each in crew.over()} == {
        ("up", "sideways", "down", "minutes") if named else ("withheld",)
    }
    lead.do("extend_timer", minutes=2)
    until(lambda: thumbs_of(crew.streams[NAMES[0]]) is None)


@pytest.fixture
def live(clock: Time, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(audience, "LOOK", 0.02)
    monkeypatch.setattr(room, "RATE", 1e9)
    with serving(FORMAT, prepare=prepare, clock=clock) as live:
        yield live


def test_what_is_no_thumb_and_one_that_comes_too_late_is_refused(live: Live, clock: Time) -> None:
    ana: Person = live.person(NAMES[1])
    step = live.retro.state.current
    assert error(ana.send("thumb", thumb="up")) == "nobody is asked for a thumb now"
    clock.goes(minutes=MINUTES)
    for sent in ({}, {"thumb": "Up"}, {"thumb": ["up"]}):
        refused = ana.send("thumb", **sent)
        assert (refused.status_code, "up, sideways or down" in error(refused)) == (422, True)
    bare = ana.post("/api/do", {"id": "0" * 32, "do": "thumb", "with": "up"})
    assert (bare.status_code, error(bare)) == (422, "thumb: say up, sideways or down")
    moved = ana.send("thumb", thumb="up", at=(step or 0) - 1)
    assert (moved.status_code, "moved on" in error(moved)) == (409, True)
    ana.do("thumb", thumb="up", at=step)
    clock.goes(SECONDS)
    late = ana.send("thumb", thumb="down", at=step)
    assert (late.status_code, error(late)) == (409, "nobody is asked for a thumb now")
    assert ana.get(f"/api/poll?after={live.retro.state.version}").json()["room"]["thumbs"] == {
        "up": 1, "sideways": 0, "down": 0, "minutes": 2,
    }  # fmt: skip


def test_a_member_at_a_terminal_is_asked_and_answers(live: Live, clock: Time) -> None:
    with seat(live, NAMES[1]) as ana:

        def foot(words: str) -> None:
            until(lambda: words in ana.toolbar)

        ana.room.arriving.wait(live.retro.state.version, PATIENCE)
        with pytest.raises(NotNow, match="everyone is when a topic's time is up"):
            handle(ana, "/thumb")
        clock.goes(minutes=MINUTES)
        foot("more time for this topic? /thumb")
        said = handle(ana, "/thumb")
        assert "Type /thumb up for more time" in said
        assert "Everyone sees how many thumbs there are, and not whose." in said
        assert "your thumb is up" in handle(ana, "/thumb Up")
        with pytest.raises(Invalid, match="up, sideways or down"):
            handle(ana, "/thumb 1")
        clock.goes(SECONDS)
        foot("thumbs: 1 up, 0 sideways, 0 down")
        live.room.retro.tighten(ANONYMOUS)
        live.room.retro.set_timer(1)
        clock.goes(minutes=1)
        foot("more time for this topic? /thumb")
        clock.goes(SECONDS)
        foot("Fewer than 3 thumbs, so nothing is shown.")
