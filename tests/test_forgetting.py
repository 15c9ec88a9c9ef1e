"""A person is forgotten: their name and words are in no byte, and all that was counted adds up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from enum import Enum
from itertools import product
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
from attrs import fields, has
from crew import NO_PLUGINS, FakeClock, made_of, write
from room_formats import EVERYTHING

from retrokit import Logbook, Plugins
from retrokit.engine.seals import Letter, NoteDraft
from retrokit.errors import Invalid, NotFound, NotNow
from retrokit.events import EVENTS, Forgotten
from retrokit.formats import (
    Ask,
    Attribution,
    Collect,
    Column,
    Decide,
    Discuss,
    Group,
    Matrix,
    Review,
    Vote,
)
from retrokit.person import CODES, REMOVED, SOMEONE
from retrokit.questions import Allocation, Choice, FreeText, PeerRating, Scale
from retrokit.retro import Retro
from retrokit.tallies import BallotKind
from retrokit.team_log import TEAM_EVENTS
from retrokit.testing.playing import NAMES, Play, allowed

NAMED, CONFIDENTIAL, ANONYMOUS = Attribution
REPORTS = ("text", "markdown", "html", "summary", "csv", "json")
FORMAT = made_of(
    Review(),
    Collect(columns=[Column("Good"), Column("Bad")]),
    Group(),
    Ask(
        questions=[
            Scale("safe", "How safe is it?"),
            Choice("again", "Again?", ["Yes", "No"]),
            FreeText("word", "One word?"),
            Allocation("shares", "Who carried what?"),
            PeerRating("rated", "How was it with each?", criteria=["Care"]),
        ]
    ),
    Vote(budget=3),
    Vote(title="Consent", method="consent"),
    Discuss(),
    Decide(),
    goals=["Home safe"],
)
CREW = ("Anastasia", "Ben", "Cy", "Dee")


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Logbook]:
    with Logbook(tmp_path / "crew.db", plugins=Plugins.load(NO_PLUGINS), clock=FakeClock()) as book:
        yield book


def everywhere(book: Logbook, folder: Path) -> str:
    """Return all that a logbook says, and all bytes of its files."""
    raw = b"\n".join(each.read_bytes() for each in sorted(folder.iterdir()) if each.is_file())
    parts = [raw.decode(errors="replace"), repr(book.retros()), repr(book.actions())]
    for team in book.teams():
        parts += [repr(book.trends(team)), repr(book.goals(team))]
    for each in book.retros():
        retro = book.load(each.id)
        parts += [repr(retro.state), repr(retro.log), book.export(retro)]
        parts += [book.report(retro, name) for name in REPORTS]
        parts += [repr(book.rows(retro)), repr(retro.outline())]
        parts += [repr(retro._keeper.seals()), repr(retro._keeper.marks())]
    return "\n".join(parts)


def named(name: str, text: str) -> list[str]:
    """Return where a name stands in a text, as a word of its own, with what is around it."""
    word = re.escape(name) if name == NAMES[-1] else rf"(?<!\w){re.escape(name)}(?!\w)"
    return [
        text[max(0, at.start() - 40) : at.end() + 40]
        for at in re.finditer(word, text, re.IGNORECASE)
    ]


def figures(value: Any) -> Any:
    """Return what is counted in results: all that is no text, and how many texts there are."""
    if isinstance(value, dict):
        return sorted(str(figures(each)) for each in value.values())
    if isinstance(value, list):
        return sorted(str(figures(each)) for each in value)
    return "text" if isinstance(value, str) else value


def counts(book: Logbook) -> list[Any]:
    """Return all that is counted in a logbook."""
    found: list[Any] = [len(book.actions()), [len(each.members) for each in book.retros()]]
    for each in book.retros():
        retro = book.load(each.id)
        found.append((each.id, figures(book.results(retro)), len(retro.state.notes)))
        found.append(sorted(each.measures.items()))
    found += [repr(book.goals(team)) for team in book.teams()]
    found += [[len(each.points) for each in book.trends(team)] for team in book.teams()]
    return found


def is_sound(book: Logbook) -> None:
    assert book.problems() == []
    with Logbook(":memory:", plugins=book.plugins) as other:
        for each in book.retros():
            retro = book.load(each.id)
            assert other.import_(book.export(retro)).log == retro.log


@pytest.mark.parametrize(
    ("attribution", "missing", "who"),
    [
        pytest.param(*case, marks=[] if case == (ANONYMOUS, True, NAMES[0]) else pytest.mark.long)
        for case in product(Attribution, (False, True), (NAMES[0], NAMES[-1]))
    ],
)
def test_nothing_of_them_is_left_of_any_kind_of_activity(
    tmp_path: Path, attribution: Attribution, missing: bool, who: str
) -> None:
    """Every format that is installed is played to its end; then its plugin may be gone."""
    path = tmp_path / "crew.db"
    plugins = Plugins.load()
    matrix = made_of(Collect(columns=[Column("Good")]), Matrix(on="notes"))
    with Logbook(path, plugins=plugins, clock=FakeClock()) as book:
        for format in (EVERYTHING, matrix, *plugins.formats.values()):
            if attribution in allowed(format):
                retro = book.start(
                    format,
                    team="Contract",
                    members=NAMES,
                    facilitator=NAMES[0],
                    attribution=attribution,
                )
                Play(retro, codec=book.codec).to_the_end()
    with Logbook(path, plugins=Plugins.load(NO_PLUGINS) if missing else plugins) as book:
        before = counts(book)
        assert named(who, everywhere(book, tmp_path))
        notes = [note for each in book.retros() for note in book.load(each.id).state.notes.values()]
        theirs = {each.text for each in notes if each.author == who}
        theirs -= {each.text for each in notes if each.author != who}
        assert bool(theirs) == (attribution is NAMED)
        [traces] = book.forget(who)
        assert traces.names == (who,)
        text = everywhere(book, tmp_path)
        assert named(who, text) == []
        assert [each for each in theirs if each in text] == []
        assert counts(book) == before
        assert named(SOMEONE, text)
        is_sound(book)
        with pytest.raises(NotFound):
            book.forget(who)


def said_by(who: str, what: str) -> str:
    return f"{what} of {who[::-1].lower()} alone"


def held(book: Logbook, attribution: Attribution) -> Retro:
    """Hold a retro in which everyone says something of their own, in whatever way they can."""
    retro = book.start(
        FORMAT, team="Lander", members=CREW, facilitator="Anastasia", attribution=NAMED
    )
    retro.next()
    notes = made_of(Collect(title="Open", columns=[Column("Later")], sealed=False)).agenda[0]
    retro.go(retro.add_activity(notes).id)
    for who in CREW:
        note = write(retro, "Later", said_by(who, "first draft"), who)
        retro.edit_note(note.number, said_by(who, "open note"))
        retro.delete_note(write(retro, "Later", said_by(who, "deleted note"), who).number)
        write(retro, "Later", said_by(who, "undone note"), who)
        retro.undo()
    if attribution is not NAMED:
        retro.tighten(attribution)
    for title in ("Collect", "Ask", "Vote", "Consent"):
        retro.go(next(each.id for each in retro.state.agenda if each.activity.title == title))
        for who in retro.state.here:
            give(retro, title, who)
    retro.go("Discuss")
    alone = next(each for each in retro.state.notes.values() if "anastasia"[::-1] in each.text)
    retro.group([alone.number], alone.text)
    retro.remark("ANASTASIA's plan is fine, and so is Anastasias")
    retro.remark("Ask anastasia first", decision=True)
    retro.go("Decide")
    retro.add_action("Anastasia and Ben pair", owner=["Anastasia", "Ben"])
    return retro


def give(retro: Retro, title: str, who: str) -> None:
    if title == "Collect":
        retro.add_note("Good", said_by(who, "hidden note"), who)
    elif title == "Ask":
        retro.answer("safe", 4, who)
        retro.answer("again", "Yes", who)
        retro.answer("word", said_by(who, "free text"), who)
        first, *others = retro.teammates("shares", who)
        rest = 100 - 20 * len(others)
        retro.answer("shares", {first: rest, **dict.fromkeys(others, 20)}, who)
        retro.answer("rated", {mate: [4] for mate in (first, *others)}, who)
    elif title == "Vote":
        retro.vote({retro.state.topics()[0].number: 2}, who)
    else:
        first = retro.state.topics()[0].number
        retro.vote({first: (0, said_by(who, "objection"))}, who)


@pytest.mark.parametrize("attribution", Attribution)
def test_what_they_said_under_their_name_is_gone_and_the_others_words_stay(
    book: Logbook, tmp_path: Path, attribution: Attribution
) -> None:
    retro = held(book, attribution)
    before, log = counts(book), everywhere(book, tmp_path)
    ways = ["first draft", "open note", "deleted note", "undone note"]
    if attribution is NAMED:
        ways += ["hidden note", "free text", "objection"]
    for who in CREW:
        assert not [way for way in ways if said_by(who, way) not in log]
    assert book.traces("anastasia")[0].words
    assert counts(book) == before
    [traces] = book.forget("anastasia")
    text = everywhere(book, tmp_path)
    assert named("Anastasia", text) == []
    assert [way for way in ways if said_by("Anastasia", way) in text] == []
    for who in CREW[1:]:
        assert not [way for way in ways if said_by(who, way) not in text]
    assert counts(book) == before
    assert traces.retros == (retro.state.id,)
    assert traces.names == ("Anastasia",)
    retro.refresh()
    assert retro.state.facilitator == SOMEONE
    assert [each.text for each in retro.state.remarks.values()] == [
        "Someone's plan is fine, and so is Anastasias", "Ask someone first",
    ]  # fmt: skip
    assert retro.state.actions.popitem()[1].owners == (SOMEONE, "Ben")
    is_sound(book)


@pytest.mark.parametrize("attribution", Attribution)
def test_what_they_hid_and_letters_go_and_what_others_hid_of_them_names_them_no_more(
    book: Logbook, tmp_path: Path, attribution: Attribution
) -> None:
    shares = Ask(questions=[Allocation("shares", "Who carried what?")])
    format = made_of(shares, Collect(columns=[Column("Good")]), Decide(), attribution=attribution)
    retro = book.start(format, team="Lander", members=CREW)
    for who in CREW:
        first, *others = retro.teammates("shares", who)
        rest = 100 - 20 * len(others)
        retro.answer("shares", {first: rest, **dict.fromkeys(others, 20)}, who)
    if attribution is not NAMED:
        retro.next()
        assert retro.letters("Anastasia")
        for who in CREW:
            retro.add_note("Good", said_by(who, "hidden"), who)
    sealed, marks = retro.sealed_count(), len(retro._keeper.marks())
    [traces] = book.forget("Anastasia")
    assert named("Anastasia", everywhere(book, tmp_path)) == []
    retro.refresh()
    theirs = attribution is not ANONYMOUS
    assert traces.hidden == theirs + (attribution is not NAMED)
    assert retro.sealed_count() == sealed - theirs
    assert len(retro._keeper.marks()) == marks - theirs
    assert {each.member for each in retro._keeper.marks()} == {
        *CREW[1:], *([] if theirs else [SOMEONE])
    }  # fmt: skip
    assert (said_by("Anastasia", "hidden") in everywhere(book, tmp_path)) == (
        attribution is ANONYMOUS
    )
    assert attribution is NAMED or (retro.letters("Ben") and not retro.letters(SOMEONE))
    retro.next()
    is_sound(book)


def test_every_name_that_they_had_goes_from_every_retro_of_the_team(
    book: Logbook, tmp_path: Path
) -> None:
    first = book.start(FORMAT, team="Lander", members=["Anna", "Ben"])
    first.add_action("Anna paints the hull", owner="anna")
    second = book.start(FORMAT, team="Lander", members=["Anna", "Ben"])
    second.rename("Anna", "Anna-Lena")
    second.rename("Anna-Lena", "Chloé")
    second.review(1, "carried", owner="Chloé")
    third = book.start(FORMAT, team="Lander", members=["Ben", "Anna"])
    third.remark("chloe\u0301 told Anna-Lena's joke: Annapurna")
    elsewhere = book.start(FORMAT, team="Orbiter", members=["Anna"])
    [traces] = book.traces("CHLOÉ", team="lander")
    assert traces.names == ("Anna", "Anna-Lena", "Chloé")
    book.forget("Chloé", team="Lander")
    assert elsewhere.refresh() == 0
    book.remove(elsewhere.state.id)
    text = everywhere(book, tmp_path)
    for each in ("Anna", "Anna-Lena", "Chloé", "chloe\u0301"):
        assert named(each, text) == []
    third.refresh()
    assert [each.text for each in third.state.remarks.values()] == [
        "someone told Someone's joke: Annapurna"
    ]
    assert [each.item.owners for each in book.actions()] == [(SOMEONE,)]
    assert [each.members for each in book.retros()] == [
        ("Ben", SOMEONE), (SOMEONE, "Ben"), (SOMEONE, "Ben"),
    ]  # fmt: skip
    is_sound(book)


def test_a_second_one_is_forgotten_under_another_name(book: Logbook) -> None:
    retro = book.start(FORMAT, team="Lander", members=["Ana", "Ben", "Cy"])
    number = retro.add_action("Dig").number
    retro.change_action(number, owner="Guest")
    for who in ("Ana", "Cy", "guest"):
        book.forget(who)
    retro.refresh()
    assert list(retro.state.members) == [SOMEONE, "Ben", f"{SOMEONE} 2"]
    assert [each.item.owners for each in book.actions()] == [(f"{SOMEONE} 3",)]
    is_sound(book)


def test_who_has_somebodys_former_name_by_now_keeps_it(book: Logbook) -> None:
    first = book.start(FORMAT, team="Lander", members=["Ana"])
    first.rename("Ana", "Ana Maria")
    second = book.start(FORMAT, team="Lander", members=["Ana Maria", "Ana"])
    second.remark("Ana said so")
    book.forget("Ana Maria")
    second.refresh()
    assert list(second.state.members) == [SOMEONE, "Ana"]
    assert [each.text for each in second.state.remarks.values()] == ["Ana said so"]


def test_the_beginning_of_a_long_note_is_no_title_any_more(book: Logbook, tmp_path: Path) -> None:
    open_notes = Collect(columns=[Column("Good")], sealed=False)
    retro = book.start(made_of(open_notes), team="Lander", members=["Ana", "Ben"])
    long = write(retro, "Good", "It began\non a wet Monday " + "and went on " * 9, "Ana").number
    retro.group([long, write(retro, "Good", "Cake", "Ben").number])
    assert "It began on a wet Monday" in everywhere(book, tmp_path)
    book.forget("Ana")
    assert "wet Monday" not in everywhere(book, tmp_path)
    retro.refresh()
    [group] = retro.state.groups.values()
    assert (group.title, group.unnamed) == (REMOVED, True)
    is_sound(book)


def test_what_they_wrote_is_no_ones_words_if_others_wrote_it_too(book: Logbook) -> None:
    format = made_of(
        Collect(columns=[Column("Good")]), Ask(questions=[FreeText("word", "One word?")]), Decide()
    )
    retro = book.start(format, team="Lander", members=["Ana", "Ben", "Cy"])
    for who in ("Ana", "Ben"):
        retro.add_note("Good", "Fog", who)
    retro.next()
    for who in ("Ana", "Ben", "Cy"):
        retro.answer("word", "Fog", who)
    retro.next()
    retro.remark("Fog")
    retro.remark("Good")
    book.forget("Ana")
    retro.refresh()
    assert sorted(each.text for each in retro.state.notes.values()) == [REMOVED, "Fog"]
    [result] = retro.state.at[2].results
    assert sorted(result.summary.texts) == [REMOVED, "Fog", "Fog"]
    assert {each.author: each.value for each in result.replies} == {
        "Ben": "Fog", "Cy": "Fog", SOMEONE: REMOVED,
    }  # fmt: skip
    assert [each.text for each in retro.state.remarks.values()] == [REMOVED, "Good"]


def test_names_in_scripts_without_blanks_are_found_in_a_sentence(book: Logbook) -> None:
    retro = book.start(FORMAT, team="Lander", members=["田中", "Ben"])
    retro.remark("田中さんに聞く")
    book.forget("田中")
    retro.refresh()
    assert [each.text for each in retro.state.remarks.values()] == ["Someoneさんに聞く"]


def test_who_has_the_retro_open_goes_on_without_the_name(book: Logbook) -> None:
    retro = book.start(FORMAT, team="Lander", members=["Ana", "Ben"])
    with book.together():
        elsewhere = book.load(retro.state.id)
    elsewhere.remark("Ana is late")
    book.forget("Ana")
    retro.remark("Go on")
    assert list(retro.state.members) == [SOMEONE, "Ben"]
    assert "Ana" not in repr(book.retros()) + book.export(retro)
    assert isinstance(retro.log[-2], Forgotten)
    with pytest.raises(NotFound):
        elsewhere.add_action("Late", owner="Ana")
    assert elsewhere.refresh() == 0
    elsewhere.undo()
    with pytest.raises(NotNow, match="somebody was forgotten"):
        elsewhere.undo()


def test_what_could_not_be_read_afterwards_is_left_alone(book: Logbook) -> None:
    format = made_of(Ask(questions=[Choice("who", "Who?", ["Ana", "Someone"])]), Decide())
    retro = book.start(format, team="Lander", members=["Ana", "Ben"])
    log = retro.log
    with pytest.raises(Invalid, match="nothing was changed; remove it instead"):
        book.forget("Ana")
    assert book.load().log == log


def test_a_name_that_nobody_has_gets_the_nearest(book: Logbook) -> None:
    with pytest.raises(NotFound, match="there is none yet"):
        book.forget("Ana")
    book.start(FORMAT, team="Lander", members=["Anastasia"])
    with pytest.raises(NotFound, match="did you mean Anastasia"):
        book.forget("Anastasja")
    with pytest.raises(NotFound):
        book.forget("Anastasia", team="Nobody")


def test_a_charter_names_them_no_more(book: Logbook, tmp_path: Path) -> None:
    team = book.team("Lander", new=True)
    team.change_charter(by="Ana", purpose="Ana and all come home", values=["Ben asks"])
    team.change_charter(by="Zoe", principle="Home first")
    book.start(FORMAT, team="Lander", members=["Ana", "Ben"])
    other = book.start(FORMAT, team="Lander", members=["Ben"])
    book.forget("Ana")
    text = everywhere(book, tmp_path) + repr(team.charter_history)
    assert named("Ana", text) == []
    assert team.charter.purpose == "Someone and all come home"
    assert [each.by for each in team.charter_history] == [SOMEONE, "Zoe"]
    other.refresh()
    assert other.state.charter.purpose == "Someone and all come home"
    assert book.forget("zoe")[0].retros == ()
    assert team.charter_history[1].by == f"{SOMEONE} 2"
    is_sound(book)
    begun = book.team("Orbiter", new=True)
    begun.change_charter(by="Dee", purpose="As Dee says")
    assert book.forget("Dee")[0].team == "Orbiter"
    assert begun.charter.purpose == "As Someone says"


def test_what_a_program_reads_is_left_alone() -> None:
    """Kinds, times and words of a closed list are never taken for somebody's name."""
    known = Plugins.load(NO_PLUGINS).kinds
    classes: set[type] = {*EVENTS, *TEAM_EVENTS, Letter, NoteDraft}
    for found in (known.facts, known.values, known.drafts, known.answers):
        classes |= {*found.values()}
    classes |= {*known.declarations, *known.asked}
    names, seen = set(), set()
    while classes:
        each = classes.pop()
        seen.add(each)
        hints = get_type_hints(each)
        for field in fields(each):
            parts = {*parts_of(hints[field.name])}
            names |= {field.name for part in parts if is_code(part)}
            classes |= {part for part in parts if isinstance(part, type) and has(part)} - seen
    assert {"at", "status", "left", "attribution", "due"} <= names
    assert names <= CODES


def parts_of(hint: Any) -> Iterator[Any]:
    yield hint
    if get_origin(hint) is not Literal:
        for each in get_args(hint):
            yield from parts_of(each)


def is_code(part: Any) -> bool:
    kinds = (Enum, date, BallotKind)
    return get_origin(part) is Literal or (isinstance(part, type) and issubclass(part, kinds))


@pytest.mark.parametrize("name", ["Named", "Vote", "Done", "Yes", "2025", "T", "ranking"])
def test_whoever_is_called_like_a_word_of_a_program_is_forgotten(book: Logbook, name: str) -> None:
    retro = book.start(FORMAT, team="Lander", members=[name, "Ben", "Cy"])
    retro.next()
    write_hidden = [retro.add_note("Good", f"{name} {who}", who) for who in (name, "Ben")]
    assert len(write_hidden) == 2
    retro.go("Ask")
    for who in retro.state.here:
        retro.answer("again", "No", who)
    retro.go("Decide")
    retro.add_action("Dig", owner=name)
    before = counts(book)
    book.forget(name)
    retro.refresh()
    assert list(retro.state.members) == [SOMEONE, "Ben", "Cy"]
    assert counts(book) == before
    is_sound(book)


def test_who_has_a_name_by_now_is_not_who_had_it(book: Logbook) -> None:
    first = book.start(FORMAT, team="Lander", members=["Ana"])
    first.rename("Ana", "Bea")
    first.remark("Ana said so")
    second = book.start(FORMAT, team="Lander", members=["Bea", "Ana"])
    assert book.forget("Ana")[0].retros == (second.state.id,)
    assert first.refresh() == 0
    second.refresh()
    assert list(second.state.members) == ["Bea", SOMEONE]


def test_a_charter_that_names_them_nowhere_is_left_alone(book: Logbook) -> None:
    team = book.team("Lander", new=True)
    team.change_charter(by="Zoe", purpose="All come home")
    book.start(FORMAT, team="Lander", members=["Ana"])
    history = team.charter_history
    book.forget("Ana")
    assert team.charter_history == history


@pytest.mark.parametrize(
    ("name", "readable"), [("Text", True), ("text", False)], ids=["alike", "the same"]
)
def test_whoever_is_called_like_a_field_of_a_log_takes_no_field_along(
    book: Logbook, name: str, readable: bool
) -> None:
    retro = book.start(FORMAT, team="Lander", members=[name, "Ben"])
    retro.remark("Go on")
    if readable:
        book.forget(name)
        is_sound(book)
    else:
        with pytest.raises(Invalid, match="nothing was changed"):
            book.forget(name)
    retro.refresh()
    assert (SOMEONE in retro.state.members) == readable
