"""Events to and from JSON, exports, and everything that can be wrong with one."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from crew import GATHER, NO_PLUGINS, PULSE, start
from every_event import LOG, RECORDED, edited
from grand_tour import tour
from hypothesis import given, settings
from hypothesis import strategies as st

from retrokit import events
from retrokit.codec import CODEC, SealBody, converter
from retrokit.engine.digest import digest_of
from retrokit.engine.kind import BUILT_IN
from retrokit.engine.seals import Letter, NoteDraft
from retrokit.errors import FileError, Invalid
from retrokit.events import EVENTS, Event, NoteAdded, TimeBoxSet
from retrokit.findings import Finding, Severity
from retrokit.formats import Ask, Attribution, Vote, Welcome
from retrokit.kinds.ask.facts import Answers, Reply, Result
from retrokit.kinds.ask.rules import AnswerDraft
from retrokit.kinds.discuss.rules import TopicOrder
from retrokit.kinds.vote.facts import Ballot, CastBallot, Votes, VoteTerms, VoteTermsSet
from retrokit.plugins import Plugins
from retrokit.questions import Allocation, Choice, FreeText, Part, PeerRating, Scale, Summary
from retrokit.scoring import RECEIVED, Scores, Scoring
from retrokit.tallies import BALLOT_KINDS, Tally

T0 = datetime(2025, 3, 4, 9, 0, tzinfo=UTC)
PLUGINS = Plugins.load(NO_PLUGINS)


def test_the_log_of_these_tests_holds_every_kind_of_event() -> None:
    assert {type(event) for event in (*LOG, *RECORDED)} == {*EVENTS, *BUILT_IN.facts.values()}


@pytest.mark.parametrize("event", [*LOG, *RECORDED], ids=lambda event: type(event).__name__)
def test_every_event_comes_back_as_it_was(event: Event) -> None:
    body = CODEC.encode(event)
    assert b"\n" not in body
    assert CODEC.decode([body]) == [event]


TEXTS = (
    st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"))).map(str.rstrip).filter(bool)
)
"""As they are kept: without blanks at their end."""
MOMENTS = st.datetimes(
    datetime(1971, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)
)  # fmt: skip
ITEMS = st.builds(
    events.ActionItem,
    number=st.integers(1),
    text=TEXTS,
    owners=st.lists(TEXTS, max_size=3, unique=True).map(tuple),
    due=st.none() | st.dates(),
    serves=st.lists(TEXTS, max_size=2).map(tuple),
    untouched=st.lists(TEXTS, max_size=2).map(tuple),
    costs=st.lists(TEXTS, max_size=2).map(tuple),
    status=st.sampled_from(events.ActionStatus),
    reason=st.just("") | TEXTS,
    decided=MOMENTS,
    done=st.none() | MOMENTS,
    changed=MOMENTS,
)
RATINGS = st.lists(
    st.tuples(TEXTS, st.lists(st.none() | st.integers(), min_size=1, max_size=3).map(tuple)),
    min_size=1, max_size=3,
).map(tuple)  # fmt: skip
VALUES = st.integers(-5, 10) | TEXTS | st.lists(TEXTS, max_size=3).map(tuple) | RATINGS
FINDINGS = st.builds(
    Finding, severity=st.sampled_from(Severity), sentence=TEXTS,
    evidence=st.lists(TEXTS, max_size=2),
)  # fmt: skip
PARTS = st.builds(
    Part, TEXTS, st.integers(0),
    st.lists(st.tuples(TEXTS, st.integers(0)), max_size=2).map(tuple),
    st.none() | st.floats(-10, 10),
)  # fmt: skip
SENTENCES = st.lists(TEXTS, max_size=2).map(tuple)
TERMS = st.builds(
    VoteTerms, candidates=st.lists(st.integers()).map(tuple), budget=st.integers(),
    cap=st.integers(), ballot=st.sampled_from([*BALLOT_KINDS.values()]),
)  # fmt: skip
SOME = st.one_of(
    st.builds(NoteAdded, at=MOMENTS, step=st.integers(), number=st.integers(), column=TEXTS,
              text=TEXTS, author=st.none() | TEXTS),
    st.builds(events.ActionChanged, at=MOMENTS, item=ITEMS),
    st.builds(
        events.Opened, at=MOMENTS, step=st.integers(), team=st.integers(),
        taken_part=st.integers(),
        measures=st.dictionaries(TEXTS, st.builds(
            events.Measure, counts=st.just((1, 2)), team=st.integers(), share=st.booleans(),
        ), max_size=2),
        value=st.builds(Answers, results=st.lists(
            st.builds(
                Result, question=TEXTS, taken_part=st.integers(),
                replies=st.lists(
                    st.builds(Reply, author=st.none() | TEXTS, value=VALUES), max_size=3
                ).map(tuple),
                summary=st.none() | st.builds(
                    Summary, st.integers(0), parts=st.lists(PARTS, max_size=2).map(tuple)
                ),
                scoring=st.just("") | TEXTS, group=SENTENCES,
                findings=st.lists(FINDINGS, max_size=2).map(tuple),
                about=st.lists(st.tuples(TEXTS, SENTENCES), max_size=2).map(tuple),
            ),
            max_size=3,
        ).map(tuple)),
    ),
    st.builds(
        events.Opened, at=MOMENTS, step=st.integers(), taken_part=st.none() | st.integers(),
        team=st.integers(), attribution=st.sampled_from(Attribution),
        value=st.builds(Votes, terms=TERMS, ballots=st.lists(
            st.builds(CastBallot, author=st.none() | TEXTS, ballot=st.builds(
                Ballot, objections=st.lists(st.tuples(st.integers(), TEXTS)).map(tuple),
                ranks=st.lists(st.lists(st.integers()).map(tuple)).map(tuple),
            )), max_size=2,
        ).map(tuple)),
    ),
    st.builds(
        events.Moved, at=MOMENTS, step=st.integers(), settled=st.one_of(
            st.none(), TERMS,
            st.builds(TopicOrder, topics=st.lists(st.integers()).map(tuple)),
        ),
    ),
    st.builds(TimeBoxSet, at=MOMENTS, started=MOMENTS, seconds=st.integers()),
    st.builds(events.MemberJoined, at=MOMENTS, name=TEXTS),
)  # fmt: skip


@given(st.lists(SOME, max_size=4))
@settings(deadline=None)
def test_whatever_people_write_comes_back_as_it_was(log: list[Event]) -> None:
    assert CODEC.decode(map(CODEC.encode, log)) == log
    assert [CODEC._careful_event(1, json.loads(CODEC.encode(each))) for each in log] == log


@given(st.sampled_from([
    Scale("s", "S?", 0, 3, ("lo", "hi")), Choice("c", "C?", ["a", "b"], several=True),
    FreeText("f", "F?"), Allocation("a", "A?", 50, with_self=True, shown_to="team"),
    PeerRating("p", "P?", ["x", "y"], 0, 3, ("lo", "hi"), scoring="own", shown_to="facilitator"),
]), VALUES, SENTENCES)  # fmt: skip
def test_seals_come_back_as_they_were(question: Any, value: Any, lines: Any) -> None:
    own = {
        "received": RECEIVED,
        "own": Scoring(name="own", title="Own", score=lambda answers: Scores()),
    }
    format = start(Ask(questions=[question]), scorings=own).log[0]
    assert CODEC.decode([CODEC.encode(format)]) == [format]
    assert CODEC._careful_event(1, json.loads(CODEC.encode(format))) == format
    drafts = (
        AnswerDraft(value), NoteDraft("Good", "x"), Ballot(((1, 2), (3, 1))),
        Letter("Ana", lines),
    )  # fmt: skip
    for draft in drafts:
        body = SealBody(slot="s", author="Ana", draft=draft)
        assert CODEC.decode_seal(CODEC.encode_value(body)) == body


NEW_VOTE = [
    events.Moved(at=T0, step=2, settled=VoteTerms(candidates=(1, 2), budget=3, cap=3)),
    VoteTermsSet(at=T0, step=2, terms=VoteTerms(candidates=(1, 2), budget=2, cap=1)),
    events.Opened(
        at=T0, step=2, taken_part=2, team=3, value=Votes(
            terms=VoteTerms(candidates=(1, 2), budget=2, cap=1), method="dots", unit="vote",
            tally=Tally((1,), ((1, 2), (2, 1))),
            ballots=(
                CastBallot(author="Ana", ballot=Ballot(((1, 1), (2, 1)))),
                CastBallot(ballot=Ballot(((1, 1),))),
            ),
        ),
    ),
]  # fmt: skip


@pytest.mark.parametrize("number", ["true", '"7"', "NaN", "Infinity", "[1]"])
def test_a_tally_holds_numbers_and_nothing_else(number: str) -> None:
    whole = CODEC.encode(NEW_VOTE[2]).replace(b"[1,2],[2,1]]},", b"[1,%s],[2,1]]}," % b"9.5")
    assert CODEC.decode([whole])[0].value.tally.standings == ((1, 9.5), (2, 1))  # type: ignore[union-attr]
    bad = whole.replace(b"9.5", number.encode())
    with pytest.raises(FileError, match="expected a number, not "):
        CODEC._careful_event(1, json.loads(bad))


def test_a_digest_comes_back_as_it_was() -> None:
    digest = digest_of(tour().state)
    assert CODEC.decode_digest(CODEC.encode_value(digest)) == digest


def test_a_format_from_before_a_field_of_its_questions_is_read_with_the_default() -> None:
    body = CODEC.encode(start(PULSE).log[0])
    old = body.replace(b',"reverse":false', b"").replace(b',"favourable":[]', b"")
    assert len(old) < len(body)
    assert CODEC.decode([old]) == CODEC.decode([body])


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"{}", b"7", b'{"slot":"x","draft":{}}', b"\xff"],
)
def test_a_damaged_seal_or_digest_says_so(body: bytes) -> None:
    with pytest.raises(FileError, match="a stored sealbody cannot be read"):
        CODEC.decode_seal(body)
    with pytest.raises(FileError, match="a stored digest cannot be read"):
        CODEC.decode_digest(body)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"7", b"null", b'{"event":"Closed"}', b"\xff", b'{"event":"Closed","at":7}',
     b'{"event":"Closed","at":"2025-03-04T09:00:00"}'],
)  # fmt: skip
def test_a_damaged_event_says_so(body: bytes) -> None:
    good = CODEC.encode(events.Closed(at=T0))
    with pytest.raises(FileError, match="a stored event cannot be read"):
        CODEC.decode([good, body, good])


def test_the_defaults_of_a_format_are_written_out_whole() -> None:
    format = json.loads(CODEC.encode(start(Welcome(), GATHER, PULSE, Vote()).log[0]))["format"]
    assert format["comment_floor"] == 5
    assert format["agenda"][0]["minutes"] == 5
    assert "Regardless of what we discover" in format["agenda"][0]["directive"]
    assert format["agenda"][1]["sealed"] is True
    assert format["agenda"][1]["columns"][0] == {"name": "Good", "prompt": "", "color": None}
    assert format["agenda"][2]["questions"][0]["high"] == 5
    assert format["agenda"][3]["budget"] is None


def test_what_is_empty_is_left_out_of_an_event() -> None:
    event = NoteAdded(at=T0, step=1, number=1, column="A", text="x")
    assert "author" not in json.loads(CODEC.encode(event))


@pytest.mark.parametrize("event", ["Sang", "closed", "", "x" * 5000])
def test_an_event_that_is_not_known_is_from_a_newer_retrokit(event: str) -> None:
    body = {"event": event, "at": T0.isoformat()}
    with pytest.raises(FileError, match=r"an event .* is from a newer retrokit; upgrade it$"):
        CODEC.decode([json.dumps(body).encode()])
    with pytest.raises(FileError, match="is from a newer retrokit; upgrade it") as caught:
        CODEC.import_log(edited(3, event=event))
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("name", [[], None, 7])
def test_an_event_without_a_name_is_none(name: Any) -> None:
    with pytest.raises(FileError, match="a stored event has no name"):
        CODEC.decode([json.dumps({"event": name, "at": T0.isoformat()}).encode()])


def test_the_time_of_another_zone_is_the_same_moment() -> None:
    east = T0.astimezone(timezone(timedelta(hours=9)))
    [event] = CODEC.decode([CODEC.encode(events.Closed(at=east))])
    assert event.at == T0


def test_an_error_without_a_path_is_told_as_it_is() -> None:
    assert converter.explain(Invalid("so")) == [("$", "so")]
    assert converter.explain(KeyError("name")) == [("$", "the field 'name' is missing; add it")]
