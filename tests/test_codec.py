"""Events to and from JSON, exports, and everything that can be wrong with one."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from hashlib import sha256
from typing import Any, get_args

import pytest
from attrs import evolve
from crew import FORMAT, GATHER, NO_PLUGINS, OPEN, PULSE, FakeClock, made_of, start, write
from grand_tour import tour
from hypothesis import given, settings
from hypothesis import strategies as st

from retrokit import codec, events
from retrokit.errors import FileError, Invalid, PluginError
from retrokit.events import AnyEvent, NoteAdded, TimeBoxSet
from retrokit.formats import Attribution, Group, Vote, Welcome
from retrokit.logbook import Logbook
from retrokit.plugins import Plugins
from retrokit.questions import Choice, FreeText, Scale
from retrokit.retro import Retro
from retrokit.retro.digest import digest_of
from retrokit.retro.seals import AnswerDraft, BallotDraft, NoteDraft

T0 = datetime(2025, 3, 4, 9, 0, tzinfo=UTC)
PLUGINS = Plugins.load(NO_PLUGINS)


def well_travelled() -> Retro:
    """Return a retro whose log holds an event of every kind."""
    retro = tour()
    retro.reopen()
    retro.join("Dee")
    retro.leave("Dee")
    retro.hand_over(None)
    step = retro.add_activity(Vote(title="Again"))
    retro.reorder(step.id, 0)
    retro.set_timer(5)
    retro.undo()
    late = write(retro, "Parked", "late") if not retro.state.sealing(at(retro)) else None
    if late is not None:
        retro.edit_note(late.number, "later")
        retro.delete_note(late.number)
    number = min(retro.state.notes)
    retro.edit_note(number, "edited")
    retro.move_note(number, retro.state.notes[number].column)
    topic = next(iter(retro.state.groups))
    retro.rename_topic(topic, "Renamed")
    retro.split([topic])
    retro.delete_note(number)
    retro.go(step.id)
    retro.set_vote_terms(budget=1)
    retro.tighten(Attribution.ANONYMOUS)
    gone = retro.add_activity(Group())
    retro.drop_activity(gone.id)
    return retro


def at(retro: Retro) -> Any:
    return retro.state.current_step


LOG = well_travelled().log
EXPORT = codec.export_log(LOG)


def resigned(data: dict[str, Any]) -> str:
    """Return an export with its checksum made right again, as a careful forger would."""
    lines = ",\n".join(
        json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in data["events"]
    )
    data["sha256"] = sha256(lines.encode(errors="surrogatepass")).hexdigest()
    return json.dumps(data)


def edited(number: int, **fields: Any) -> str:
    """Return the export with fields of event `number` (from 1) changed."""
    data = json.loads(EXPORT)
    data["events"][number - 1].update(fields)
    return resigned(data)


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


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"{}", b"7", b'{"slot":"x","draft":{}}', b"\xff"]
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


# --- exports


def test_an_export_is_a_document_with_an_event_a_line() -> None:
    data = json.loads(EXPORT)
    assert list(data) == ["kind", "version", "events", "sha256"]
    assert len(EXPORT.splitlines()) == len(LOG) + 4
    assert EXPORT.endswith("}\n")


def test_nothing_is_lost_on_the_way() -> None:
    assert codec.import_log(EXPORT) == list(LOG)
    assert codec.export_log(codec.import_log(EXPORT)) == EXPORT
    assert codec.import_log(json.dumps(json.loads(EXPORT), indent=3)) == list(LOG)


def test_an_export_that_was_cut_short_is_refused_wherever_it_was_cut() -> None:
    for length in range(0, len(EXPORT) - 2, 997):
        with pytest.raises(FileError, match="this is not a whole JSON document; was the file cut"):
            codec.import_log(EXPORT[:length])
    with pytest.raises(FileError, match="this is not a whole JSON document"):
        codec.import_log(EXPORT[:-2])


@pytest.mark.parametrize("text", ["[" * 100_000, '{"kind": ' * 50_000, "9" * 5000, "\x00", "NaN,"])
def test_what_is_no_document_is_refused(text: str) -> None:
    with pytest.raises(FileError, match="this is not a whole JSON document"):
        codec.import_log(text)


@pytest.mark.parametrize("data", [None, 7, [], "x", {}, {"kind": "other"}, {"kind": ["x"]}])
def test_other_json_is_no_export(data: Any) -> None:
    with pytest.raises(FileError, match="this JSON is not an export of retrokit"):
        codec.import_log(json.dumps(data))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"version": 2}, "this export is of version 2, this retrokit reads 1; upgrade it"),
        ({"version": None}, "this export is of version None"),
        ({"events": 7}, "this export holds no list of events"),
        ({"events": [7]}, "this export holds no list of events"),
        ({"events": []}, "this export was changed since it was written"),
        ({"sha256": "0" * 64}, "this export was changed since it was written"),
        ({"sha256": None}, "this export was changed since it was written"),
        ({"events": [{"a": "\ud800"}]}, "this export was changed since it was written"),
    ],
)
def test_an_export_that_was_tampered_with_is_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(FileError, match=said):
        codec.import_log(json.dumps(json.loads(EXPORT) | change))


def test_one_edited_letter_is_noticed() -> None:
    with pytest.raises(FileError, match="this export was changed since it was written"):
        codec.import_log(EXPORT.replace("A steady breeze", "A steady breath"))


@pytest.mark.parametrize(
    ("number", "fields", "said"),
    [
        (1, {"team": 5}, "event 1 of this export: team: expected text, not 5"),
        (1, {"team": "a\x1bb"}, r"event 1 of this export: team: the text holds the control .*001B"),
        (1, {"team": "\ud800"}, r"event 1 of this export: team: .*U\+D800"),
        (1, {"tem": "x"}, "event 1 of this export: tem: no field 'tem'; did you mean team"),
        (1, {"members": "Ana"}, "event 1 of this export: members: expected a list, not 'Ana'"),
        (1, {"members": ["Ana", 7]}, r"event 1 of this export: members\[1\]: expected text, not 7"),
        (1, {"format": []}, "event 1 of this export: format: expected a table, not a list"),
        (1, {"attribution": "secret"}, "event 1 of this export: attribution: expected one of"),
        (1, {"at": "2025-03-04T09:00:00"}, "event 1 of this export: at: the time .* names no zone"),
        (1, {"at": 7}, "event 1 of this export: at: "),
        (2, {"step": "1"}, "event 2 of this export: step: expected a whole number, not '1'"),
        (2, {"step": True}, "event 2 of this export: step: expected a whole number, not true"),
        (2, {"left": "lost"}, "event 2 of this export: left: expected one of 'done', 'skipped'"),
    ],
)
def test_an_event_that_is_wrong_is_named_with_its_field(
    number: int, fields: dict[str, Any], said: str
) -> None:
    with pytest.raises(FileError, match=said) as caught:
        codec.import_log(edited(number, **fields))
    assert len(str(caught.value).splitlines()) == 1


def test_a_field_that_is_missing_is_named() -> None:
    data = json.loads(EXPORT)
    del data["events"][1]["step"]
    with pytest.raises(FileError, match=r"event 2 of this export: step: .*missing; add it"):
        codec.import_log(resigned(data))


def test_events_that_make_no_retro_are_refused() -> None:
    log = list(LOG)
    for wrong in ([], log[1:], log[:1] + log[:1], [*log[:2], events.NoteDeleted(at=T0, number=9)]):
        with pytest.raises(FileError, match="the events of this export do not make a retro"):
            codec.import_log(codec.export_log(wrong))


@pytest.mark.parametrize("change", [{"notes": []}, {"seconds": 10**30}, {"position": 10**30}])
def test_what_no_rule_would_have_let_in_is_refused(change: dict[str, Any]) -> None:
    [field] = change
    data = json.loads(EXPORT)
    for event in data["events"]:
        if event["event"] in ("NotesGrouped", "TimeBoxSet", "StepAdded") and field in event:
            event.update(change)
    kept = [each for each in data["events"] if each["event"] not in ("NotesSplit", "Undone")]
    data["events"] = kept[: 1 + max(n for n, each in enumerate(kept) if field in each)]
    with pytest.raises(FileError, match="the events of this export do not make a retro"):
        codec.import_log(resigned(data))


def test_a_careful_reader_takes_true_and_false_only() -> None:
    data = json.loads(EXPORT)
    columns = next(e for e in data["events"][0]["format"]["agenda"] if e["kind"] == "collect")
    columns["sealed"] = "no"
    with pytest.raises(FileError, match=r"sealed: expected true or false, not 'no'"):
        codec.import_log(resigned(data))


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (None, r"agenda\[0\]\.kind: the field 'kind' is missing; it is one of welcome, review"),
        ("welcom", r"agenda\[0\]\.kind: no kind 'welcom'; did you mean welcome"),
        (7, r"agenda\[0\]\.kind: no kind 7"),
    ],
)
def test_an_activity_of_no_known_kind_is_named(kind: Any, said: str) -> None:
    data = json.loads(EXPORT)
    data["events"][0]["format"]["agenda"][0]["kind"] = kind
    with pytest.raises(FileError, match=said):
        codec.import_log(resigned(data))


def test_a_list_has_as_many_as_it_must() -> None:
    data = json.loads(EXPORT)
    ask = next(e for e in data["events"][0]["format"]["agenda"] if e["kind"] == "ask")
    ask["questions"][0]["labels"] = ["a", "b", "c"]
    with pytest.raises(FileError, match="expected a list of 2; this one has 3"):
        codec.import_log(resigned(data))


def test_a_long_value_is_cut_in_the_error() -> None:
    with pytest.raises(FileError) as caught:
        codec.import_log(edited(2, step="x" * 500))
    assert len(str(caught.value)) < 200


JUNK = st.sampled_from(
    [
        None,
        True,
        0,
        -1,
        7,
        10**30,
        1.5,
        "",
        "x",
        "2025-03-04",
        "a\x1b",
        "\ud800",
        [],
        [1],
        {},
        [[1]],
    ]
)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_forged_export_is_never_more_than_an_error_in_one_line(
    data: st.DataObject,
) -> None:
    forged = json.loads(EXPORT)
    spot: Any = data.draw(st.sampled_from(forged["events"]))
    while True:
        keys = list(spot) if isinstance(spot, dict) else list(range(len(spot)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(spot[key], (dict, list)) or not spot[key] or data.draw(st.booleans()):
            break
        spot = spot[key]
    spot[key] = data.draw(JUNK)
    with Logbook(":memory:", plugins=PLUGINS, clock=FakeClock()) as logbook:
        said: list[str] = []
        try:
            retro = logbook.import_(resigned(forged))
            for name in ("text", "markdown", "html", "csv", "json"):
                assert logbook.report(retro, name)
            assert logbook.problems() == []
        except (FileError, PluginError) as error:
            said.append(str(error))
        assert all(len(each.splitlines()) == 1 for each in said)


def test_the_time_of_another_zone_is_the_same_moment() -> None:
    east = T0.astimezone(timezone(timedelta(hours=9)))
    [event] = codec.decode([codec.encode(events.Closed(at=east))])
    assert event.at == T0


def test_an_error_without_a_path_is_told_as_it_is() -> None:
    assert codec.explain(Invalid("so")) == [("$", "so")]
    assert codec.explain(KeyError("name")) == [("$", "the field 'name' is missing; add it")]


def test_what_was_exported_from_one_logbook_is_the_same_in_another() -> None:
    format = made_of(OPEN, Group(), goals=FORMAT.goals)
    with (
        Logbook(":memory:", plugins=PLUGINS, clock=FakeClock()) as one,
        Logbook(":memory:", plugins=PLUGINS) as two,
    ):
        retro = one.start(format, team="Lander", members=["Ana"])
        item = retro.add_action("Mend", due=date(2030, 1, 1), goal="1")
        retro.change_action(item.number, text="Mend it")
        copy = two.import_(one.export(retro))
        assert (copy.log, copy.state) == (retro.log, retro.state)
        assert evolve(copy.state.actions[1], text="x") != item
