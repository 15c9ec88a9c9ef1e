"""Events to and from JSON, exports, and everything that can be wrong with one."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, get_args

import pytest
from attrs import evolve
from crew import GATHER, NO_PLUGINS, PULSE, start
from every_event import LOG, edited
from grand_tour import tour
from hypothesis import given, settings
from hypothesis import strategies as st

from retrokit import codec, events
from retrokit.errors import FileError, Invalid
from retrokit.events import AnyEvent, NoteAdded, TimeBoxSet
from retrokit.formats import Vote, Welcome
from retrokit.plugins import Plugins
from retrokit.questions import Choice, FreeText, Scale
from retrokit.retro.digest import digest_of
from retrokit.retro.seals import AnswerDraft, BallotDraft, NoteDraft

T0 = datetime(2025, 3, 4, 9, 0, tzinfo=UTC)
PLUGINS = Plugins.load(NO_PLUGINS)


def test_the_log_of_these_tests_holds_every_kind_of_event() -> None:
    assert {type(event) for event in LOG} == set(get_args(AnyEvent))


@pytest.mark.parametrize("event", LOG, ids=lambda event: type(event).__name__)
def test_every_event_comes_back_as_it_was(event: AnyEvent) -> None:
    body = codec.encode(event)
    assert b"\n" not in body
    assert codec.decode([body]) == [event]


TEXTS = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1).filter(
    str.strip
)
MOMENTS = st.datetimes(
    datetime(1971, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)
)  # fmt: skip
ITEMS = st.builds(
    events.ActionItem,
    number=st.integers(1),
    text=TEXTS,
    owner=st.none() | TEXTS,
    due=st.none() | st.dates(),
    goal=st.none() | TEXTS,
    status=st.sampled_from(events.ActionStatus),
    reason=st.just("") | TEXTS,
    changed=MOMENTS,
)
VALUES = st.integers(-5, 10) | TEXTS | st.lists(TEXTS, max_size=3).map(tuple)
EVENTS = st.one_of(
    st.builds(NoteAdded, at=MOMENTS, step=st.integers(), number=st.integers(), column=TEXTS,
              text=TEXTS, author=st.none() | TEXTS),
    st.builds(events.ActionChanged, at=MOMENTS, item=ITEMS),
    st.builds(
        events.AnswersOpened, at=MOMENTS, step=st.integers(), team=st.integers(),
        results=st.lists(
            st.builds(
                events.Result, question=TEXTS, taken_part=st.integers(),
                replies=st.lists(
                    st.builds(events.Reply, author=st.none() | TEXTS, value=VALUES), max_size=3
                ).map(tuple),
            ),
            max_size=3,
        ).map(tuple),
    ),
    st.builds(TimeBoxSet, at=MOMENTS, started=MOMENTS, seconds=st.integers()),
    st.builds(events.MemberJoined, at=MOMENTS, name=TEXTS),
)  # fmt: skip


@given(st.lists(EVENTS, max_size=4))
@settings(deadline=None)
def test_whatever_people_write_comes_back_as_it_was(log: list[AnyEvent]) -> None:
    assert codec.decode(map(codec.encode, log)) == log
    assert [codec._careful_event(1, json.loads(codec.encode(each))) for each in log] == log


@given(st.sampled_from([
    Scale("s", "S?", 0, 3, ("lo", "hi")), Choice("c", "C?", ["a", "b"], several=True),
    FreeText("f", "F?"),
]), VALUES)  # fmt: skip
def test_seals_come_back_as_they_were(question: Any, value: Any) -> None:
    for draft in (AnswerDraft(value), NoteDraft("Good", "x"), BallotDraft(((1, 2), (3, 1)))):
        body = codec.SealBody(slot="s", author="Ana", draft=draft)
        assert codec.decode_seal(codec.encode_value(body)) == body


def test_a_digest_comes_back_as_it_was() -> None:
    digest = digest_of(tour().state)
    assert codec.decode_digest(codec.encode_value(digest)) == digest


def test_a_digest_with_medians_is_read_without_them() -> None:
    """As a retrokit before measures wrote it."""
    data = json.loads(codec.encode_value(digest_of(tour().state)))
    assert "counts" in data["measures"]["safe"]
    data["measures"] = {"safe": 3.5, "pace": 1}
    digest = codec.decode_digest(json.dumps(data).encode())
    assert digest == evolve(digest_of(tour().state), measures={})


def test_a_format_from_before_a_field_of_its_questions_is_read_with_the_default() -> None:
    body = codec.encode(start(PULSE).log[0])
    old = body.replace(b',"reverse":false', b"").replace(b',"favourable":[]', b"")
    assert len(old) < len(body)
    assert codec.decode([old]) == codec.decode([body])


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"{}", b"7", b'{"slot":"x","draft":{}}', b"\xff"],
)
def test_a_damaged_seal_or_digest_says_so(body: bytes) -> None:
    with pytest.raises(FileError, match="a stored sealbody cannot be read"):
        codec.decode_seal(body)
    with pytest.raises(FileError, match="a stored digest cannot be read"):
        codec.decode_digest(body)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"7", b"null", b'{"event":"Closed"}', b"\xff", b'{"event":"Closed","at":7}',
     b'{"event":"Closed","at":"2025-03-04T09:00:00"}'],
)  # fmt: skip
def test_a_damaged_event_says_so(body: bytes) -> None:
    good = codec.encode(events.Closed(at=T0))
    with pytest.raises(FileError, match="a stored event cannot be read"):
        codec.decode([good, body, good])


def test_the_defaults_of_a_format_are_written_out_whole() -> None:
    format = json.loads(codec.encode(start(Welcome(), GATHER, PULSE, Vote()).log[0]))["format"]
    assert format["comment_floor"] == 5
    assert format["agenda"][0]["minutes"] == 5
    assert "Regardless of what we discover" in format["agenda"][0]["directive"]
    assert format["agenda"][1]["sealed"] is True
    assert format["agenda"][1]["columns"][0] == {"name": "Good", "prompt": ""}
    assert format["agenda"][2]["questions"][0]["high"] == 5
    assert format["agenda"][3]["budget"] is None


def test_what_is_empty_is_left_out_of_an_event() -> None:
    event = NoteAdded(at=T0, step=1, number=1, column="A", text="x")
    assert "author" not in json.loads(codec.encode(event))


# --- versions


def test_an_old_version_is_brought_up_to_the_present(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(codec.VERSIONS, "MemberJoined", 3)
    monkeypatch.setitem(
        codec.UPCASTS, ("MemberJoined", 1), lambda data: {**data, "nick": data.pop("who")}
    )
    monkeypatch.setitem(
        codec.UPCASTS, ("MemberJoined", 2), lambda data: {**data, "name": data.pop("nick")}
    )
    wanted = events.MemberJoined(at=T0, name="Ana")
    moment = T0.isoformat()
    old = {"event": "MemberJoined", "at": moment, "who": "Ana"}
    newer = {"event": "MemberJoined", "v": 2, "at": moment, "nick": "Ana"}
    assert codec.decode([json.dumps(old).encode(), json.dumps(newer).encode()]) == [wanted] * 2
    body = codec.encode(wanted)
    assert json.loads(body)["v"] == 3
    assert codec.decode([body]) == [wanted]
    log = [*start().log, wanted]
    assert codec.import_log(codec.export_log(log)) == log


@pytest.mark.parametrize(
    ("event", "version"),
    [("Closed", 2), ("Sang", 1), ("Closed", 0), ("Closed", "2"), ("Closed", True), ([], 1),
     (None, 1), ("Closed", 1.5), ("x" * 5000, 1)],
)  # fmt: skip
def test_an_event_that_is_not_known_is_from_a_newer_retrokit(event: Any, version: Any) -> None:
    body = {"event": event, "v": version, "at": T0.isoformat()}
    with pytest.raises(FileError, match=r"an event .* is from a newer retrokit; upgrade it$"):
        codec.decode([json.dumps(body).encode()])
    with pytest.raises(FileError, match="is from a newer retrokit; upgrade it") as caught:
        codec.import_log(edited(3, event=event, v=version))
    assert len(str(caught.value)) < 200


def test_the_time_of_another_zone_is_the_same_moment() -> None:
    east = T0.astimezone(timezone(timedelta(hours=9)))
    [event] = codec.decode([codec.encode(events.Closed(at=east))])
    assert event.at == T0


def test_an_error_without_a_path_is_told_as_it_is() -> None:
    assert codec.explain(Invalid("so")) == [("$", "so")]
    assert codec.explain(KeyError("name")) == [("$", "the field 'name' is missing; add it")]
