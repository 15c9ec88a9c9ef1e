"""What is sealed stays sealed: in the log, in every export and report, and in the bytes on disk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from crew import (
    ANONYMOUS,
    CONFIDENTIAL,
    GATHER,
    NO_PLUGINS,
    OPEN,
    FakeClock,
    made_of,
    seal,
    write,
)

from retrokit.codec import CODEC
from retrokit.engine.digest import digest_of
from retrokit.events import NoteAdded
from retrokit.formats import Ask, Attribution, Collect, Column, Decide, Vote
from retrokit.logbook import Logbook
from retrokit.plugins import Plugins
from retrokit.questions import Allocation, FreeText, PeerRating, Scale
from retrokit.retro import Receipt, Retro

NAMED = Attribution.NAMED
TEAM = ("Anastasia", "Bartholomew", "Cassiopeia", "Desdemona", "Ezekiel", "Fitzgerald")
SECRET = [f"sealed words of {name.lower()[::-1]}" for name in TEAM]
WORDS = Ask(title="Words", questions=[FreeText("word", "One word?"), Scale("safe", "Safe?")])
FORMAT = made_of(
    OPEN, GATHER, WORDS, Vote(budget=3), Collect(title="Last", columns=[Column("End")]), Decide()
)
REPORTS = ("text", "markdown", "html", "summary", "csv", "json")


@pytest.fixture
def logbook(tmp_path: Path) -> Iterator[Logbook]:
    with Logbook(
        tmp_path / "crew.logbook", plugins=Plugins.load(NO_PLUGINS), clock=FakeClock()
    ) as book:
        yield book


def begin(logbook: Logbook, attribution: Attribution, at: str) -> Retro:
    retro = logbook.start(FORMAT, team="Lander", members=TEAM, attribution=NAMED)
    for text in "ab":
        write(retro, "Parked", text)
    if attribution is not NAMED:
        retro.tighten(attribution)
    retro.go(at)
    return retro


def told(logbook: Logbook, retro: Retro) -> str:
    """Return everything that anybody is shown of a retro."""
    parts = [repr(retro.log), repr(retro.state), logbook.export(retro)]
    parts += [CODEC.encode_value(digest_of(retro.state)).decode(), repr(logbook.retros())]
    parts += [logbook.report(retro, name) for name in REPORTS]
    parts += [repr(row) for row in logbook.rows(retro)]
    parts += [repr(each) for each in entries(logbook.results(retro))]
    return "\n".join(parts)


def entries(value: Any) -> Iterator[Any]:
    """Yield the smallest parts of results that stand together: a note with its author."""
    inner = [*value.values()] if isinstance(value, dict) else value
    lists = [each for each in inner if isinstance(each, (dict, list))]
    if isinstance(value, dict) and not any(isinstance(each, list) for each in lists):
        yield value
    for each in lists:
        yield from entries(each)


def on_disk(folder: Path) -> bytes:
    return b"\n".join(each.read_bytes() for each in sorted(folder.iterdir()))


def joined(text: str, name: str) -> bool:
    """Return whether a text holds a member's name anywhere but in the lists of members."""
    return any(name in line and any(s in line for s in SECRET) for line in text.splitlines())


@pytest.mark.parametrize("attribution", Attribution)
def test_nobody_is_shown_what_is_sealed(logbook: Logbook, attribution: Attribution) -> None:
    retro = begin(logbook, attribution, "Gather")
    for name, text in zip(TEAM, SECRET, strict=True):
        retro.edit_note(seal(retro, "Good", f"first {text}", name), text)
    shown = told(logbook, retro)
    assert not [text for text in SECRET if text in shown]
    assert "still hidden" in logbook.report(retro, "text").lower()


@pytest.mark.parametrize("attribution", Attribution)
def test_no_receipt_is_kept_anywhere(
    logbook: Logbook, tmp_path: Path, attribution: Attribution
) -> None:
    retro = begin(logbook, attribution, "Gather")
    receipts = [seal(retro, "Good", text, who) for who, text in zip(TEAM, SECRET, strict=True)]
    for look in (lambda: on_disk(tmp_path), lambda: told(logbook, retro).encode()):
        assert not [each for each in receipts if each.secret.encode() in look()]
    retro.next()
    keys = [each.key.encode() for each in receipts]
    assert not [key for key in keys if key in told(logbook, retro).encode()]
    assert not [key for key in keys if key in on_disk(tmp_path)]


@pytest.mark.parametrize(("attribution", "author"), [(NAMED, True), (CONFIDENTIAL, False),
                                                     (ANONYMOUS, False)])  # fmt: skip
def test_authors_of_notes_are_told_only_where_notes_are_named(
    logbook: Logbook, attribution: Attribution, author: bool
) -> None:
    retro = begin(logbook, attribution, "Gather")
    for name, text in zip(TEAM, SECRET, strict=True):
        seal(retro, "Good", text, name)
    retro.next()
    assert {note.text for note in retro.state.notes.values()} >= set(SECRET)
    assert {note.author for n, note in retro.state.notes.items() if n > 2} == (
        set(TEAM) if author else {None}
    )


@pytest.mark.parametrize("attribution", [CONFIDENTIAL, ANONYMOUS])
def test_no_bytes_on_disk_join_a_note_with_its_author_once_it_is_opened(
    logbook: Logbook, tmp_path: Path, attribution: Attribution
) -> None:
    retro = begin(logbook, attribution, "Gather")
    for name, text in zip(TEAM, SECRET, strict=True):
        seal(retro, "Good", text, name)
    retro.next()
    raw = on_disk(tmp_path)
    assert all(text.encode() in raw for text in SECRET)
    assert b'"author"' not in raw
    for name, text in zip(TEAM, SECRET, strict=True):
        for at in positions(raw, text.encode()):
            line = raw[raw.rfind(b"\n", 0, at) + 1 : at]
            assert name.encode() not in line[-40:]


def positions(raw: bytes, wanted: bytes) -> list[int]:
    found, at = [], raw.find(wanted)
    while at >= 0:
        found.append(at)
        at = raw.find(wanted, at + 1)
    return found


def test_an_anonymous_author_is_never_written_beside_the_words(
    logbook: Logbook, tmp_path: Path
) -> None:
    retro = begin(logbook, ANONYMOUS, "Gather")
    for name, text in zip(TEAM, SECRET, strict=True):
        seal(retro, "Good", text, name)
    assert all(each.author is None for each in retro._keeper.seals().values())
    assert b'"author"' not in on_disk(tmp_path)


def test_tightening_erases_from_disk_who_sealed_what(logbook: Logbook, tmp_path: Path) -> None:
    retro = begin(logbook, CONFIDENTIAL, "Gather")
    for name, text in zip(TEAM, SECRET, strict=True):
        seal(retro, "Good", text, name)
    assert on_disk(tmp_path).count(b'"author"') >= len(TEAM)
    retro.tighten(ANONYMOUS)
    assert b'"author"' not in on_disk(tmp_path)
    assert retro.sealed_count() == len(TEAM)


def test_confidential_answers_are_erased_from_disk_when_their_sum_is_shown(
    logbook: Logbook, tmp_path: Path
) -> None:
    retro = begin(logbook, CONFIDENTIAL, "Words")
    for name in TEAM:
        retro.answer("safe", 4, name)
    assert b'"draft"' in on_disk(tmp_path)
    retro.next()
    raw = on_disk(tmp_path)
    assert b'"draft"' not in raw
    assert b'"author"' not in raw
    assert retro.state.at[3].results[1].summary.median == 4  # type: ignore[union-attr]


@pytest.mark.parametrize("attribution", [CONFIDENTIAL, ANONYMOUS])
@pytest.mark.parametrize("count", [1, 2, 4])
def test_free_answers_under_the_floor_are_gone_for_good(
    logbook: Logbook, tmp_path: Path, attribution: Attribution, count: int
) -> None:
    retro = begin(logbook, attribution, "Words")
    for name, text in list(zip(TEAM, SECRET, strict=True))[:count]:
        retro.answer("word", text, name)
    retro.next()
    assert retro.state.at[3].results[0].floor == 5
    shown, raw = told(logbook, retro), on_disk(tmp_path)
    assert not [text for text in SECRET if text in shown or text.encode() in raw]


@pytest.mark.parametrize("attribution", [CONFIDENTIAL, ANONYMOUS])
def test_free_answers_from_the_floor_on_are_shown_without_authors(
    logbook: Logbook, attribution: Attribution
) -> None:
    retro = begin(logbook, attribution, "Words")
    for name, text in list(zip(TEAM, SECRET, strict=True))[:5]:
        retro.answer("word", text, name)
    retro.next()
    summary = retro.state.at[3].results[0].summary
    assert summary is not None
    assert summary.texts == tuple(sorted(SECRET[:5]))
    shown = told(logbook, retro)
    assert not [name for name in TEAM if joined(logbook.report(retro, "csv"), name)]
    assert "author='" not in shown.split("Answers(", 1)[1].split("\n", 1)[0]


def test_single_confidential_ballots_are_erased_from_disk(logbook: Logbook, tmp_path: Path) -> None:
    retro = begin(logbook, CONFIDENTIAL, "Vote")
    for number, name in enumerate(TEAM[:3]):
        retro.vote({1: 3 - number, **({2: number} if number else {})}, name)
    retro.next()
    raw = on_disk(tmp_path)
    assert retro.state.at[4].ballots == ()
    assert b'"ballot":{' not in raw
    assert b'"draft"' not in raw
    assert dict(retro.state.at[4].tally.standings) == {1: 6, 2: 3}  # type: ignore[union-attr]


# Ballots that cannot be mistaken: the numbers of the candidates are large ones.
NUMBER = 7_341_902
KINDS: dict[str, list[Any]] = {
    "dots": [{NUMBER: 2, NUMBER + 1: 1}, {NUMBER + 1: 3}],
    "plurality": [NUMBER, NUMBER + 1],
    "approval": [[NUMBER, NUMBER + 1], [NUMBER + 1]],
    "star": [{NUMBER: 3, NUMBER + 1: 4}, {NUMBER: 2, NUMBER + 1: 1}],
    "irv": [[NUMBER, NUMBER + 1], [NUMBER + 1, NUMBER]],
    "schulze": [[(NUMBER, NUMBER + 1)], [NUMBER + 1]],
    "consent": [{NUMBER: (0, SECRET[0]), NUMBER + 1: 4}, {NUMBER: 5, NUMBER + 1: (0, SECRET[1])}],
}


def numbered(logbook: Logbook, method: str, attribution: Attribution) -> Retro:
    """Return a retro at a vote on two topics with numbers that stand nowhere else."""
    format = made_of(OPEN, Vote(method=method, budget=3), Decide())
    retro = logbook.start(format, team="Lander", members=TEAM, attribution=NAMED)
    retro._emit(*(
        NoteAdded(at=retro._now(), step=1, number=NUMBER + each, column="Parked", text="x")
        for each in (0, 1)
    ))  # fmt: skip
    if attribution is not NAMED:
        retro.tighten(attribution)
    retro.next()
    return retro


@pytest.mark.parametrize("attribution", Attribution)
@pytest.mark.parametrize("method", KINDS)
def test_no_ballot_is_shown_before_it_is_opened(
    logbook: Logbook, method: str, attribution: Attribution
) -> None:
    retro = numbered(logbook, method, attribution)
    before = told(logbook, retro)
    for number, name in enumerate(TEAM):
        retro.vote(KINDS[method][number % 2], name)
    after = told(logbook, retro)
    # Nothing is told but that so many are sealed: not a ballot, not a count, not a word of it.
    assert after.count(str(NUMBER)) == before.count(str(NUMBER))
    assert "Ballot(" not in after
    assert "tally=Tally" not in after
    assert not [words for words in SECRET if words in after]


@pytest.mark.parametrize("attribution", [CONFIDENTIAL, ANONYMOUS])
@pytest.mark.parametrize("method", KINDS)
def test_no_bytes_on_disk_join_a_ballot_of_any_kind_with_its_voter(
    logbook: Logbook, tmp_path: Path, method: str, attribution: Attribution
) -> None:
    retro = numbered(logbook, method, attribution)
    for number, name in enumerate(TEAM):
        retro.vote(KINDS[method][number % 2], name)
    if attribution is ANONYMOUS:
        assert b'"author"' not in on_disk(tmp_path)
    retro.next()
    raw, shown = on_disk(tmp_path), told(logbook, retro)
    assert b'"draft"' not in raw
    assert b'"author"' not in raw
    assert retro._keeper.seals() == {}
    vote = retro.state.at[2]
    assert vote.tally is not None
    if attribution is CONFIDENTIAL:
        assert vote.ballots == ()
        for text in (raw.decode(errors="replace"), shown):
            assert '"ballot":{' not in text
            assert "Ballot(" not in text
            assert '"scores":[' not in text
            assert '"ranks":[' not in text
    # Where there are words, they are the result: without names, and not on the ballots.
    for line in shown.splitlines():
        if method == "consent" and "CastBallot" in line:
            assert not [name for name in TEAM if f"author='{name}'" in line]
    assert all(not each.ballot.objections for each in vote.ballots)


@pytest.mark.parametrize("attribution", [CONFIDENTIAL, ANONYMOUS])
@pytest.mark.parametrize("method", KINDS)
def test_two_ballots_of_any_kind_are_withheld_and_gone_from_disk(
    logbook: Logbook, tmp_path: Path, method: str, attribution: Attribution
) -> None:
    retro = numbered(logbook, method, attribution)
    for number, name in enumerate(TEAM[:2]):
        retro.vote(KINDS[method][number], name)
    retro.next()
    raw, shown = on_disk(tmp_path), told(logbook, retro)
    assert retro.state.at[2].tally is None
    for text in (raw.decode(errors="replace"), shown):
        assert '"draft"' not in text
        assert not [words for words in SECRET if words in text]
        assert "it takes 3 to show this" in shown


@pytest.mark.parametrize("attribution", [CONFIDENTIAL, ANONYMOUS])
def test_why_few_object_is_withheld_and_gone_from_disk(
    logbook: Logbook, tmp_path: Path, attribution: Attribution
) -> None:
    retro = numbered(logbook, "consent", attribution)
    for number, name in enumerate(TEAM[:4]):
        retro.vote(KINDS["consent"][number % 2], name)
    retro.next()
    raw, shown = on_disk(tmp_path), told(logbook, retro)
    assert not [words for words in SECRET if words in shown or words.encode() in raw]
    assert "it takes 5 votes" in shown


@pytest.mark.parametrize("attribution", [CONFIDENTIAL, ANONYMOUS])
def test_two_ballots_are_withheld_and_gone_from_disk(
    logbook: Logbook, tmp_path: Path, attribution: Attribution
) -> None:
    retro = begin(logbook, attribution, "Vote")
    for name in TEAM[:2]:
        retro.vote({1: 1}, name)
    retro.next()
    assert retro.state.at[4].tally is None
    assert b'"scores":[[' not in on_disk(tmp_path)


def test_what_was_changed_or_withdrawn_is_gone_from_disk(logbook: Logbook, tmp_path: Path) -> None:
    retro = begin(logbook, NAMED, "Gather")
    receipt = seal(retro, "Good", SECRET[0], TEAM[0])
    retro.edit_note(receipt, SECRET[1])
    retro.withdraw(seal(retro, "Good", SECRET[2], TEAM[1]))
    raw = on_disk(tmp_path)
    assert [text.encode() in raw for text in SECRET[:3]] == [False, True, False]


def test_who_took_part_is_kept_apart_and_forgotten_at_the_opening(
    logbook: Logbook, tmp_path: Path
) -> None:
    retro = begin(logbook, ANONYMOUS, "Gather")
    for name, text in zip(TEAM, SECRET, strict=True):
        seal(retro, "Good", text, name)
    assert retro.taken_part() == set(TEAM)
    retro.next()
    assert retro._keeper.marks() == frozenset()


def test_a_receipt_does_not_show_its_secret() -> None:
    assert "abc123" not in repr(Receipt("abc123"))


def test_the_numbers_of_opened_notes_do_not_tell_the_order_of_writing(logbook: Logbook) -> None:
    logs = []
    for names in (TEAM, tuple(reversed(TEAM))):
        retro = begin(logbook, ANONYMOUS, "Gather")
        for name in names:
            seal(retro, "Good", SECRET[TEAM.index(name)], name)
        retro.open_seals()
        logs.append([(note.number, note.text) for note in retro.state.notes.values()])
    assert logs[0] == logs[1]


def test_a_backup_holds_nothing_sealed(logbook: Logbook, tmp_path: Path) -> None:
    retro = begin(logbook, NAMED, "Gather")
    for name, text in zip(TEAM, SECRET, strict=True):
        seal(retro, "Good", text, name)
    copy = tmp_path / "copies"
    copy.mkdir()
    assert logbook.backup(copy / "copy.logbook") == len(TEAM)
    assert not [text for text in SECRET if text.encode() in on_disk(copy)]


# --- answers about teammates, and the letters that come of them

PEERS = Ask(
    title="Peers",
    questions=[
        Allocation("points", "Who carried what?", total=10_000),
        PeerRating("care", "Care?", ["Helps", "Listens"], low=-9, high=-1),
    ],
)
MANY, LITTLE = 4177, 1
"""What everybody gives the first teammate, and most others: numbers that stand nowhere else."""


def rated(logbook: Logbook, attribution: Attribution, shown_to: str = "member") -> Retro:
    """Return a retro in which all have answered about all, before it is opened."""
    questions = [evolve(each, shown_to=shown_to) for each in PEERS.questions]  # type: ignore[call-arg]
    format = made_of(evolve(PEERS, questions=questions), GATHER, Decide())
    retro = logbook.start(
        format, team="Lander", members=TEAM, attribution=attribution, facilitator=TEAM[1]
    )
    for who in TEAM:
        mates = retro.teammates("points", who)
        rest = 10_000 - MANY - LITTLE * (len(mates) - 2)
        row = [MANY, *[LITTLE] * (len(mates) - 2), rest]
        retro.answer("points", row, who)
        retro.answer("care", [[-7, None if who == TEAM[2] else -8]] * len(mates), who)
    return retro


def traces(raw: str | bytes) -> list[str]:
    """Return what of single answers can be read somewhere: in JSON, in a repr, in a report."""
    said = raw if isinstance(raw, str) else raw.decode(errors="replace")
    wanted = [f"[{MANY}]", f"({MANY},)", "[-7,-8]", "(-7, -8)", "-7/-8"]
    wanted += [f"{who} {MANY}" for who in TEAM]
    return [each for each in wanted if each in said] + re.findall(r'"\w+",\[(?:-?\d|null)', said)


LETTER = f"You were given {MANY} to"


@pytest.mark.parametrize("attribution", Attribution)
def test_answers_about_teammates_are_shown_to_nobody_while_they_are_sealed(
    logbook: Logbook, tmp_path: Path, attribution: Attribution
) -> None:
    retro = rated(logbook, attribution)
    assert traces(told(logbook, retro)) == []
    assert traces(on_disk(tmp_path)), "the search finds what is there"
    assert (b'"author"' in on_disk(tmp_path)) is (attribution is not ANONYMOUS)


def test_named_answers_about_teammates_are_told_with_their_authors(logbook: Logbook) -> None:
    retro = rated(logbook, NAMED)
    retro.next()
    for name in {*REPORTS} - {"summary"}:  # which has no answers
        report = logbook.report(retro, name)
        assert str(MANY) in report, name
        assert TEAM[0] in report
    assert f"{TEAM[0]} {MANY}" in logbook.report(retro, "text")
    assert retro._keeper.seals() == {}


@pytest.mark.parametrize("attribution", [CONFIDENTIAL, ANONYMOUS])
@pytest.mark.parametrize("shown_to", ["member", "facilitator", "team"])
def test_answers_about_teammates_are_gone_from_everywhere_once_they_are_opened(
    logbook: Logbook, tmp_path: Path, attribution: Attribution, shown_to: str
) -> None:
    retro = rated(logbook, attribution, shown_to)
    retro.next()
    assert traces(told(logbook, retro)) == []
    assert traces(on_disk(tmp_path)) == []
    assert b'"author"' not in on_disk(tmp_path)
    to_all = shown_to == "team"
    assert (LETTER in told(logbook, retro)) is to_all
    waiting = [who for who in TEAM if retro.letters(who)]
    assert waiting == ([] if to_all else list(TEAM))
    readers = {
        who for who in TEAM for _, letter in retro.letters(who)
        if any(line.startswith(f"{TEAM[3]}: ") for line in letter.lines)
    }  # fmt: skip
    assert readers == ({TEAM[1]} if shown_to == "facilitator" else set())


@pytest.mark.parametrize("attribution", [CONFIDENTIAL, ANONYMOUS])
def test_what_too_few_said_of_teammates_is_gone_for_good(
    logbook: Logbook, tmp_path: Path, attribution: Attribution
) -> None:
    retro = logbook.start(made_of(PEERS), team="Lander", members=TEAM, attribution=attribution)
    for who in TEAM[:2]:
        mates = retro.teammates("points", who)
        retro.answer("points", [MANY, *[0] * (len(mates) - 2), 10_000 - MANY], who)
    retro.close()
    for raw in (told(logbook, retro), on_disk(tmp_path).decode(errors="replace")):
        assert not re.search(rf"(?<![0-9a-f]){MANY}(?![0-9a-f])", raw)  # ids hold any digits
    assert not [who for who in TEAM if retro.letters(who)]


@pytest.mark.parametrize("attribution", [CONFIDENTIAL, ANONYMOUS])
def test_a_letter_is_in_nothing_that_others_are_shown(
    logbook: Logbook, tmp_path: Path, attribution: Attribution
) -> None:
    retro = rated(logbook, attribution)
    retro.next()
    own = {who: dict(retro.letters(who)) for who in TEAM}
    # Read by others, of others: each letter names its reader in the file, and nowhere else.
    assert {who: {each.to for each in found.values()} for who, found in own.items()} == {
        who: {who} for who in TEAM
    }
    shown = told(logbook, retro)
    lines = {line for found in own.values() for each in found.values() for line in each.lines}
    assert len(lines) > 3
    assert not [line for line in lines if line in shown]
    copy = tmp_path / "copies"
    copy.mkdir()
    assert logbook.backup(copy / "copy.logbook") == 2 * len(TEAM)
    assert not [line for line in lines if line.encode() in on_disk(copy)]
    with Logbook(":memory:", plugins=Plugins.load(NO_PLUGINS)) as other:
        assert not [w for w in TEAM if other.import_(logbook.export(retro)).letters(w)]


def test_letters_wait_in_the_file_until_they_are_discarded_and_are_gone_then(
    tmp_path: Path,
) -> None:
    where = tmp_path / "crew.logbook"
    with Logbook(where, plugins=Plugins.load(NO_PLUGINS), clock=FakeClock()) as book:
        retro = rated(book, CONFIDENTIAL)
        retro.go("Decide")
        retro.close()
    assert LETTER.encode() in on_disk(tmp_path)
    with Logbook(where, plugins=Plugins.load(NO_PLUGINS), clock=FakeClock()) as book:
        retro = book.load()
        assert book.problems() == []
        assert "sealed" not in book.report(retro, "text")
        for number, who in enumerate(TEAM, 1):
            [[_, care], [_, points]] = retro.letters(who)
            mark = f'"to":"{who}"'.encode()
            assert mark in on_disk(tmp_path)
            assert retro.discard_letters(who) == 2
            assert mark not in on_disk(tmp_path)
            left = [other for other in TEAM if book.load().letters(other)]
            assert left == list(TEAM[number:])
        raw = on_disk(tmp_path)
        gone = [LETTER, "You were given", "An equal share", *care.lines, *points.lines]
        assert not [line for line in gone if line.encode() in raw]
    assert b"You were given" not in on_disk(tmp_path)


def test_what_was_rated_before_and_changed_is_gone_from_disk(
    logbook: Logbook, tmp_path: Path
) -> None:
    retro = logbook.start(made_of(PEERS), team="Lander", members=TEAM, attribution=CONFIDENTIAL)
    receipt = retro.answer("points", [MANY, 0, 0, 0, 10_000 - MANY], TEAM[0])
    assert f"[{MANY}]".encode() in on_disk(tmp_path)
    retro.change_answer(receipt, [2_000] * 5)
    assert f"[{MANY}]".encode() not in on_disk(tmp_path)
    assert b"[2000]" in on_disk(tmp_path)
    retro.withdraw(receipt)
    assert b"[2000]" not in on_disk(tmp_path)


def test_anonymous_answers_about_teammates_lie_in_the_file_with_nobody_left_out(
    logbook: Logbook, tmp_path: Path
) -> None:
    rated(logbook, ANONYMOUS)
    raw = on_disk(tmp_path).decode(errors="replace")
    rows = [raw[at : raw.index("]]]", at)] for at in positions_of(raw, '"value":[["')]
    assert len(rows) >= 2 * len(TEAM)
    assert {tuple(who for who in TEAM if f'"{who}",[' in row) for row in rows} == {TEAM}


def positions_of(raw: str, wanted: str) -> list[int]:
    return [at for at in range(len(raw)) if raw.startswith(wanted, at)]
