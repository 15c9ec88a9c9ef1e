"""Exports: nothing lost, and everything that can be wrong with one."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from attrs import evolve
from crew import FORMAT, NO_PLUGINS, OPEN, FakeClock, made_of, start
from every_event import EXPORT, LOG, edited, resigned
from grand_tour import tour
from hypothesis import given
from hypothesis import strategies as st

from retrokit import events
from retrokit.codec import CODEC
from retrokit.errors import FileError, PluginError
from retrokit.formats import Ask, Group
from retrokit.logbook import Logbook
from retrokit.plugins import Plugins
from retrokit.questions import Allocation, PeerRating
from retrokit.retro import fold

T0 = datetime(2025, 3, 4, 9, 0, tzinfo=UTC)
PLUGINS = Plugins.load(NO_PLUGINS)


def test_an_export_is_a_document_with_an_event_a_line() -> None:
    data = json.loads(EXPORT)
    assert list(data) == ["kind", "version", "events", "sha256"]
    assert len(EXPORT.splitlines()) == len(LOG) + 4
    assert EXPORT.endswith("}\n")


def test_nothing_is_lost_on_the_way() -> None:
    assert CODEC.import_log(EXPORT) == list(LOG)
    assert CODEC.export_log(CODEC.import_log(EXPORT)) == EXPORT
    assert CODEC.import_log(json.dumps(json.loads(EXPORT), indent=3)) == list(LOG)


def test_an_export_that_was_cut_short_is_refused_wherever_it_was_cut() -> None:
    for length in range(0, len(EXPORT) - 2, 997):
        with pytest.raises(FileError, match="this is not a whole JSON document; was the file cut"):
            CODEC.import_log(EXPORT[:length])
    with pytest.raises(FileError, match="this is not a whole JSON document"):
        CODEC.import_log(EXPORT[:-2])


@pytest.mark.parametrize("text", ["[" * 100_000, '{"kind": ' * 50_000, "9" * 5000, "\x00", "NaN,"])
def test_what_is_no_document_is_refused(text: str) -> None:
    with pytest.raises(FileError, match="this is not a whole JSON document"):
        CODEC.import_log(text)


@pytest.mark.parametrize("data", [None, 7, [], "x", {}, {"kind": "other"}, {"kind": ["x"]}])
def test_other_json_is_no_export(data: Any) -> None:
    with pytest.raises(FileError, match="this JSON is not an export of retrokit"):
        CODEC.import_log(json.dumps(data))


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
        CODEC.import_log(json.dumps(json.loads(EXPORT) | change))


def test_one_edited_letter_is_noticed() -> None:
    with pytest.raises(FileError, match="this export was changed since it was written"):
        CODEC.import_log(EXPORT.replace("A steady breeze", "A steady breath"))


@pytest.mark.parametrize(
    ("number", "fields", "said"),
    [
        (1, {"team": 5}, "event 1 of this export: team: expected text, not 5"),
        (1, {"team": "a\x1bb"}, r"event 1 of this export: team: the text holds the control .*001B"),
        (1, {"team": "\ud800"}, "event 1 of this export: team: the text is not UTF-8"),
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
        CODEC.import_log(edited(number, **fields))
    assert len(str(caught.value).splitlines()) == 1


def test_a_field_that_is_missing_is_named() -> None:
    data = json.loads(EXPORT)
    del data["events"][1]["step"]
    with pytest.raises(FileError, match=r"event 2 of this export: step: .*missing; add it"):
        CODEC.import_log(resigned(data))


def test_events_that_make_no_retro_are_refused() -> None:
    log = list(LOG)
    for wrong in ([], log[1:], log[:1] + log[:1], [*log[:2], events.NoteDeleted(at=T0, number=9)]):
        with pytest.raises(FileError, match="the events of this export do not make a retro"):
            CODEC.import_log(CODEC.export_log(wrong))


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
        CODEC.import_log(resigned(data))


def test_a_careful_reader_takes_true_and_false_only() -> None:
    data = json.loads(EXPORT)
    columns = next(e for e in data["events"][0]["format"]["agenda"] if e["kind"] == "collect")
    columns["sealed"] = "no"
    with pytest.raises(FileError, match=r"sealed: expected true or false, not 'no'"):
        CODEC.import_log(resigned(data))


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
        CODEC.import_log(resigned(data))


def test_a_list_has_as_many_as_it_must() -> None:
    data = json.loads(EXPORT)
    ask = next(e for e in data["events"][0]["format"]["agenda"] if e["kind"] == "ask")
    ask["questions"][0]["labels"] = ["a", "b", "c"]
    with pytest.raises(FileError, match="expected a list of 2; this one has 3"):
        CODEC.import_log(resigned(data))


def test_a_long_value_is_cut_in_the_error() -> None:
    with pytest.raises(FileError) as caught:
        CODEC.import_log(edited(2, step="x" * 500))
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
            for name in ("text", "markdown", "html", "summary", "csv", "json"):
                assert logbook.report(retro, name)
            assert logbook.problems() == []
        except (FileError, PluginError) as error:
            said.append(str(error))
        assert all(len(each.splitlines()) == 1 for each in said)


def test_what_was_exported_from_one_logbook_is_the_same_in_another() -> None:
    format = made_of(OPEN, Group(), goals=FORMAT.goals)
    with (
        Logbook(":memory:", plugins=PLUGINS, clock=FakeClock()) as one,
        Logbook(":memory:", plugins=PLUGINS) as two,
    ):
        retro = one.start(format, team="Lander", members=["Ana"])
        item = retro.add_action("Mend", due=date(2030, 1, 1), serves="1")
        retro.change_action(item.number, text="Mend it")
        copy = two.import_(one.export(retro))
        assert (copy.log, copy.state) == (retro.log, retro.state)
        assert evolve(copy.state.actions[1], text="x") != item


def test_a_retro_that_is_over_is_imported_with_its_topics() -> None:
    log = tour().log
    assert fold(log).timebox is None
    assert fold(log).groups
    assert CODEC.import_log(CODEC.export_log(log)) == list(log)


# --- answers about teammates


def peer_log() -> list[Any]:
    retro = start(
        Ask(questions=[Allocation("points", "Who?"), PeerRating("care", "Care?", ["Helps"])])
    )
    for who, mates in (("Ana", ("Ben", "Cy")), ("Ben", ("Ana", "Cy"))):
        retro.answer("points", dict(zip(mates, (40, 60), strict=True)), who)
        retro.answer("care", dict(zip(mates, (4, None), strict=True)), who)
    retro.close()
    return list(retro.log)


def test_answers_about_teammates_are_exported_whole() -> None:
    log = peer_log()
    assert CODEC.import_log(CODEC.export_log(log)) == log


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("replies", 0, "value", 0), ["Ben"], "value[0]: expected a list of 2; this one has 1"),
        (("replies", 0, "value", 0, 1), 40, "value[0][1]: expected a list, not 40"),
        (("replies", 0, "value", 0, 1, 0), "40", "value[0][1][0]: expected a whole number"),
        (("replies", 0, "value", 0, 1, 0), True, "value[0][1][0]: expected a whole number"),
        (("replies", 0, "value", 0, 0), 7, "value[0][0]: expected text, not 7"),
        (("replies", 0, "value", 1), "Cy", "value[1]: expected a list, not 'Cy'"),
        (("replies", 0, "value"), {"Ben": 40}, "value: expected text, not a table"),
        (("replies", 0, "value"), None, "value: expected text, not null"),
        (("about", 0, 1), "All of it", "about[0][1]: expected a list, not 'All of it'"),
        (("findings",), [{"severity": "bad", "sentence": "x"}], "expected one of 'good', 'notice'"),
        (
            ("summary", "parts"),
            [{"criterion": "x"}],
            "parts[0].given: the field 'given' is missing",
        ),
        (("group",), ["\x1b[2J"], "group[0]: the text holds the control character"),
    ],
)
def test_answers_about_teammates_that_cannot_be_are_refused_with_their_place(
    path: tuple[Any, ...], value: Any, said: str
) -> None:
    data = json.loads(CODEC.export_log(peer_log()))
    [opened] = [each for each in data["events"] if each["event"] == "Opened"]
    inside = opened["value"]["results"][0]
    for step in path[:-1]:
        inside = inside[step]
    inside[path[-1]] = value
    with pytest.raises(FileError) as caught:
        CODEC.import_log(resigned(data))
    assert "of this export: value.results[0]." in str(caught.value)
    assert said in str(caught.value)
