"""A kind of activity that somebody else brings, from the start of a retro to life without it."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from crew import NO_PLUGINS
from moods import Moods
from moods.rules import Feeling, Mood

from retrokit import (
    Allocation,
    Ask,
    Collect,
    Column,
    Decide,
    Format,
    Logbook,
    Plugins,
    Retro,
    RetrokitError,
    Scale,
    Vote,
)
from retrokit.blocks import Form, Option
from retrokit.calls import calls_of
from retrokit.cli.live.lines import handle
from retrokit.cli.live.session import Session
from retrokit.codec import CODEC, Codec
from retrokit.engine.digest import digest_of
from retrokit.engine.foreign import ForeignActivity, ForeignDraft, ForeignFact, ForeignValue
from retrokit.engine.kind import BUILT_IN, PLAIN, Kinds
from retrokit.engine.state import Step
from retrokit.errors import FileError, Invalid, NotNow, NotYours
from retrokit.events import Event, Opened
from retrokit.formats import ACTIVITIES, Attribution
from retrokit.retro import fold
from retrokit.testing.playing import NAMES, Play
from retrokit.web.door import Door
from retrokit.web.room import Room
from retrokit.web.schema import document

KINDS = Kinds((*ACTIVITIES, Moods))
MINE = Codec(KINDS)


class WithMoods(Plugins):
    """Plugins that bring the kind."""

    kinds = KINDS


def logbook(path: Path, *, there: bool = True) -> Logbook:
    """Return a logbook where the kind is installed, or not."""
    return Logbook(path, plugins=(WithMoods if there else Plugins).load(NO_PLUGINS))


def format_of(**given: object) -> Format:
    return Format(
        name="moods",
        title="Moods",
        purpose="Say how you are.",
        agenda=[
            Collect(columns=[Column("Words")], sealed=False),
            Moods(**given),  # type: ignore[arg-type]
            Decide(),
            Vote(),
        ],
    )


def begin(book: Logbook, attribution: str = "named") -> Retro:
    """Return a retro at Moods."""
    retro = book.start(
        format_of(minutes=7),
        team="Lander",
        members=["Ana", "Ben", "Cy", "Dev"],
        attribution=Attribution(attribution),
    )
    if attribution == "named":
        retro.add_note("Words", "foggy", "Ana")
    retro.next()
    return retro


def seconds(retro: Retro) -> int:
    assert retro.state.timebox is not None
    return retro.state.timebox.seconds


@pytest.mark.parametrize("attribution", ["named", "confidential", "anonymous"])
def test_a_kind_runs_like_those_that_come_with_retrokit(tmp_path: Path, attribution: str) -> None:
    with logbook(tmp_path / "team.db") as book:
        retro = begin(book, attribution)
        mine, state = Feeling.of(retro), retro.state
        words = ("sunny", "grey", *(["foggy"] if attribution == "named" else []))
        assert state.at[2].words == words

        mine.ask("Ben", seconds=90)
        assert seconds(retro) == 90
        assert retro.state.at[2].asked == ("Ben",)
        assert retro.undo().described(retro.state.titles) == "asking Ben"
        assert retro.state.at[2].asked == ()
        assert seconds(retro) == 7 * 60
        receipts = [mine.feel("grey", who) for who in ("Ana", "Ben", "Cy")]
        with pytest.raises(NotNow, match="Ana has said it already"):
            mine.feel("grey", "Ana")
        retro.withdraw(receipts[0], by="Ana")
        mine.feel("sunny", "Ana")
        mine.ask("Ben")
        retro.rename("Ben", "Benedikt")
        assert retro.state.at[2].asked == ("Benedikt",)
        assert "Benedikt" in retro.taken_part()

        retro.next()
        opened = next(each for each in retro.log if isinstance(each, Opened))
        assert (opened.step, opened.taken_part, opened.team) == (2, 3, 4)
        assert opened.attribution is Attribution(attribution)
        assert retro.state.at[2].counts == (("grey", 2), ("sunny", 1))
        assert retro.state.opened == [2]
        assert digest_of(retro.state).measures["mood"].counts == (2, 1)
        assert retro.sealed_steps() == frozenset()
        retro.undo()  # the move alone
        with pytest.raises(NotNow, match="has been shown"):
            retro.undo()
        assert fold(retro.log) == retro.state == book.load(retro.state.id).state


def test_its_actions_are_done_from_outside_as_all_others_are(tmp_path: Path) -> None:
    calls = calls_of(MINE)
    paths = document(calls)["paths"]["/api/do"]["post"]["requestBody"]["content"]
    found = {each["title"]: each for each in paths["application/json"]["schema"]["oneOf"]}
    assert found["test.moods.feel"]["description"] == "Seal a mood."
    assert {*found} - {each["title"] for each in found.values() if "." not in each["title"]} == {
        "test.moods.feel", "test.moods.ask",
    }  # fmt: skip
    with logbook(tmp_path / "team.db") as book:
        retro = begin(book)
        room, door = Room(book, retro, Door.new()), {}

        async def scene() -> None:
            for name in ("Ana", "Ben"):
                secret = room.door.secrets.leader if name == "Ana" else room.door.secrets.member
                door[name] = room.enter(secret, name, None)

            def act(name: str, number: int, do: str, /, **given: object) -> dict[str, Any]:
                asked = {"id": f"{number:032x}", "do": f"test.moods.{do}", "with": given}
                return room.act(door[name], asked)

            receipt = act("Ben", 1, "feel", word="sunny")["result"]
            [mine] = room.ask(door["Ben"], room.calls.asks["mine"], {"receipts": [receipt]})
            assert mine["draft"] == {"word": "sunny", "about": "Ben", "kind": "test.moods.mood"}
            with pytest.raises(NotYours, match="only the facilitator writes for somebody else"):
                act("Ben", 2, "feel", word="sunny", member="Cy")
            assert act("Ana", 3, "feel", word="grey", member="Cy")["result"]
            with pytest.raises(NotYours, match="only the facilitator does this"):
                act("Ben", 4, "ask", name="Cy")
            act("Ana", 5, "ask", name="Cy", seconds=30)

        asyncio.run(scene())
        assert (retro.sealed_count(), retro.state.at[2].asked) == (2, ("Cy",))


def test_a_draft_follows_a_new_name_and_is_gone_once_opened(tmp_path: Path) -> None:
    with logbook(tmp_path / "team.db") as book:
        retro = begin(book)
        receipt = Feeling.of(retro).feel("grey", "Ben")
        retro.rename("Ben", "Bo")
        assert book.load(retro.state.id).sealed(receipt).draft == Mood("grey", "Bo")
        retro.next()
        assert retro.sealed_under([receipt]) == {}


def test_what_a_retro_held_is_read_and_kept_without_the_plugin(tmp_path: Path) -> None:
    path = tmp_path / "team.db"
    with logbook(path) as book:
        retro = begin(book)
        Feeling.of(retro).feel("grey", "Ben")
        Feeling.of(retro).ask("Ben", seconds=90)
        retro.next()
        id, text, log = retro.state.id, book.export(retro), retro.log
        stored = book._store.events(id)
    with logbook(path, there=False) as book:
        retro = book.load(id)
        foreign = retro.state.step(2).activity
        assert isinstance(foreign, ForeignActivity)
        assert (foreign.kind, foreign.title, foreign.minutes) == ("test.moods", "Moods", 7)
        assert [type(each) for each in retro.log if isinstance(each, ForeignFact)] == [ForeignFact]
        assert retro.state.opened == [2]
        assert retro.state.measures["mood"].counts == (1, 0)
        assert isinstance(next(e for e in retro.log if isinstance(e, Opened)).value, ForeignValue)
        assert book.problems() == []
        assert book.export(retro) == text
        retro.undo()
        with pytest.raises(NotNow, match="has been shown"):
            retro.undo()
        retro.next()
        retro.next()
        retro.add_action("Air the room", owner="Ana")
        retro.close()
        assert book._store.events(id)[: len(stored)] == stored
        for name in book.plugins.reports:
            assert "Lander" in book.report(retro, name) or name in ("csv", "json"), name
    with logbook(path) as book:
        assert book.load(id).log[: len(log)] == log
        assert book.load(id).state.at[2].counts == (("grey", 1),)


def test_an_export_comes_back_the_same_without_the_plugin(tmp_path: Path) -> None:
    with logbook(tmp_path / "team.db") as book:
        retro = begin(book)
        Feeling.of(retro).feel("grey", "Ben")
        Feeling.of(retro).ask("Ben")
        retro.next()
        text, log = book.export(retro), retro.log
    with logbook(tmp_path / "other.db", there=False) as other:
        assert other.export(other.import_(text)) == text
    assert CODEC.export_log(CODEC.import_log(text)) == text
    assert tuple(MINE.import_log(text)) == log
    foreign = CODEC.decode(map(MINE.encode, log))
    assert [*map(CODEC.encode, foreign)] == [*map(MINE.encode, log)]
    assert fold(foreign).notes == fold(log).notes


def test_what_is_sealed_of_a_missing_plugin_waits_for_it(tmp_path: Path) -> None:
    path = tmp_path / "team.db"
    with logbook(path) as book:
        retro = begin(book, "anonymous")
        receipt = Feeling.of(retro).feel("grey", "Ben")
        id = retro.state.id
    with logbook(path, there=False) as book:
        retro = book.load(id)
        assert isinstance(retro.sealed(receipt).draft, ForeignDraft)
        why = "the kind of activity 'test.moods' is not installed"
        assert why in retro.waits_for()
        for move in (retro.next, retro.open_seals):
            with pytest.raises(NotNow, match=re.escape(why)):
                move()
        assert retro.state.may_hide(retro.state.step(2))
        retro.rename("Ben", "Bo")
        retro.skip()
        retro.next()
        retro.close()
        assert retro.sealed_count(2) == 1
    with logbook(path) as book:
        retro = book.load(id)
        retro.reopen()
        retro.go(2)
        assert retro.sealed(receipt).draft == Mood("grey", "Ben")  # written where nobody knew it
        retro.next()
        assert retro.sealed_count(2) == 0


@pytest.mark.parametrize("there", [True, False])
def test_a_terminal_has_a_screen_for_any_kind(tmp_path: Path, there: bool) -> None:
    path = tmp_path / "team.db"
    with logbook(path) as book:
        id = begin(book).state.id
    with logbook(path, there=there) as book:
        session = Session(book, book.load(id))
        assert "Moods" in session.screen()
        assert "Moods" in session.toolbar
        if not there:
            assert "Moods takes no notes; /next goes on" in str(failed(session, "sunny"))
            assert "something is given in private; go there" in str(failed(session, "/pass Ana"))


def test_a_kind_is_held_at_a_terminal_that_never_heard_of_it(tmp_path: Path) -> None:
    with logbook(tmp_path / "team.db") as book:
        session = Session(book, begin(book))

        def say(*lines: str) -> str:
            return [handle(session, line) for line in lines][-1]

        assert session.screen().endswith(
            "\n  1. Say your mood\n"
            "     - How are you? 1 sunny, 2 grey, 3 foggy. One, by its number or words.\n"
            "  2. Ask somebody\n"
            "     - Whom? A name.\n"
            "     - For how many seconds? 10 to 600; - leaves it out.\n\n"
            "Type /pass Ana to hand over the keyboard in private, or Ana: 1 sunny; then /next"
        )
        assert "no option 'blue'; there are: sunny, grey, foggy" in str(
            failed(session, "Ana: 1 blue")
        )
        assert say("Ana: 1 sunny", "Ana: 1 gr") == "  hidden from Ana (1 hidden)"
        assert "How are you?\n    1 sunny" in say("/pass Ben")
        assert say("2") == "  hidden. Type it again to change it; Enter hands the keyboard back."
        assert "Still to come: Cy, Dev." in say("foggy", "")
        assert "Ben has nothing left to give in Moods" in str(failed(session, "/pass Ben"))
        assert say("/pass Cy", "-") == "  not given. Enter hands the keyboard back."
        say("/pass Dev", "3", "")
        assert "Asked to say more:\n- Dev" in say("2 Dev", "90")
        assert seconds(session.retro) == 90
        assert "1  ############              grey\n" in say("/next")
        assert session.retro.state.at[2].counts == (("foggy", 2), ("grey", 1))
        assert "  Ask somebody\n" in say("/back")
        assert "Moods has been revealed" in str(failed(session, "/pass Cy"))
        assert "moods" in say("/agenda add test.moods").casefold()


def failed(session: Session, line: str) -> RetrokitError:
    with pytest.raises(RetrokitError) as caught:
        handle(session, line)
    return caught.value


def test_what_there_is_to_do_at_an_ask_and_a_vote_are_forms() -> None:
    format = Format(
        name="both",
        title="Both",
        purpose="Ask and vote.",
        agenda=[
            Ask(questions=[Scale("safe", "How safe?"), Allocation("share", "Who did what?")]),
            Collect(columns=[Column("Good")], sealed=False),
            Vote(),
        ],
    )
    retro = Retro.start(format, team="Lander", members=["Ana", "Ben"])
    ask, collect, vote = retro.state.agenda

    def forms(step: Step) -> list[Form]:
        return [*step.kind.forms(retro.state, step)]

    safe, share = forms(ask)
    assert (safe.action, safe.slot, safe.fields[0].kind) == ("answer", "safe", "number")
    assert [each.value for each in share.fields[0].options] == ["Ana", "Ben"]
    receipt = retro.answer("safe", 4, "Ana")
    [mine] = retro.mine([receipt])
    assert ask.kind.said(retro.state, ask, mine.draft) == "your answer: 4"
    retro.open_seals()
    assert forms(ask) == []
    assert ask.kind.missed(retro.state, ask) == "Nobody answered Ask."
    retro.next()
    assert collect.kind.missed(retro.state, collect) == "Collect has no notes."
    retro.go(vote.id)
    assert forms(vote) == []
    assert vote.kind.missed(retro.state, vote) == ""
    retro.go(collect.id)
    note = retro.add_note("Good", "Tea", "Ana")
    retro.next()
    assert collect.kind.missed(retro.state, collect) == ""
    assert vote.kind.missed(retro.state, vote) == "Nobody voted in Vote."
    [ballot] = forms(vote)
    assert (ballot.action, ballot.fields[0].kind, ballot.fields[0].high) == ("vote", "dots", 1)
    assert ballot.fields[0].options == (Option(value=note.number, label="Tea"),)  # type: ignore[union-attr]
    receipt = retro.vote({1: 1}, "Ana")
    [mine] = retro.mine([receipt])
    assert vote.kind.said(retro.state, vote, mine.draft) == "your vote: 1 for 1"
    assert PLAIN.said(retro.state, vote, mine.draft) == "yours in Vote"
    assert [*PLAIN.forms(retro.state, vote)] == []
    assert PLAIN.missed(retro.state, vote) == ""
    retro.open_seals()
    assert forms(vote) == []


def test_a_fact_of_a_newer_version_of_a_plugin_is_kept_and_changes_nothing() -> None:
    log = [*Retro.start(format_of(), team="Lander", members=["Ana"]).log]
    known = fold(log)
    newer = b'{"event":"test.moods.Cheered","at":"2030-01-01T00:00:00+00:00","step":2,"seconds":60}'
    [fact] = MINE.decode([newer])
    assert isinstance(fact, ForeignFact)
    assert MINE.encode(fact) == newer
    state = fold([*log, fact])
    assert state.timebox is not None
    assert (state.timebox.seconds, state.at) == (60, known.at)
    assert fact.described(state.titles) == "what was done in Moods"


def test_what_cannot_be_of_a_plugin_is_refused() -> None:
    with pytest.raises(FileError, match="is from a newer retrokit"):
        CODEC.decode([b'{"event":"Cheered","at":"2030-01-01T00:00:00+00:00","step":2}'])


def test_an_activity_that_a_logbook_does_not_know_is_refused_before_anything_is_kept(
    tmp_path: Path,
) -> None:
    with logbook(tmp_path / "team.db", there=False) as book:
        with pytest.raises(Invalid, match="Moods is of no kind of activity that is known here"):
            book.start(format_of(), team="Lander")
        assert book.retros() == []
    assert "test.moods" not in BUILT_IN.activities


def test_what_a_kind_says_nothing_of_is_as_if_it_had_no_part_in_it(tmp_path: Path) -> None:
    with logbook(tmp_path / "team.db") as book:
        retro = begin(book)
        before = retro.state.at[2]
        retro.add_action("Air the room")  # on the board, and Moods does not follow it
        assert retro.state.at[2] == before
        assert retro.state.waiting(2) == []
        assert retro.state.talking_about(2) is None
        assert retro.state.fared(1) is None
        with pytest.raises(NotImplementedError, match="Kind seals nothing"):
            PLAIN.open(retro, retro.state.step(4), [], [])


def test_an_opening_with_the_value_of_another_kind_is_no_log(tmp_path: Path) -> None:
    with logbook(tmp_path / "team.db") as book:
        retro = begin(book)
        Feeling.of(retro).feel("grey", "Ben")
        retro.next()
        wrong = [
            evolve(each, value=None) if isinstance(each, Opened) else each for each in retro.log
        ]
    with pytest.raises(FileError, match="it was opened with NoneType, not Counted"):
        fold(wrong)


def test_events_of_a_kind_are_named_after_it() -> None:
    log: list[Event] = [*Retro.start(format_of(), team="Lander", members=["Ana"]).log]
    assert set(KINDS.facts) - set(BUILT_IN.facts) == {"test.moods.Asked"}
    assert set(KINDS.drafts) - set(BUILT_IN.drafts) == {"test.moods.mood"}
    assert set(KINDS.values) - set(BUILT_IN.values) == {"test.moods.words", "test.moods.counted"}
    assert b'"kind":"test.moods"' in MINE.encode(log[0])


@pytest.mark.parametrize("attribution", Attribution)
def test_contracts_play_it_by_its_forms(attribution: Attribution) -> None:
    play = Play.start(format_of(), 5, attribution, WithMoods.load(NO_PLUGINS))
    own = play.to_the_end().state.at[2]
    assert sum(number for _, number in own.counts) == 5
    assert len(own.counts) > 1  # members choose otherwise
    assert own.asked == NAMES[:2]  # for so many seconds, and without


@pytest.mark.parametrize(
    ("does", "why"),
    [("feels", "'Say it' is for feels, which is no action"), ("of", "of is for nobody")],
)
def test_contracts_tell_of_a_form_that_is_for_no_action(
    monkeypatch: pytest.MonkeyPatch, does: str, why: str
) -> None:
    play = Play.start(format_of(), 2, plugins=WithMoods.load(NO_PLUGINS))
    form = Form(action=does, submit="Say it", fields=())
    monkeypatch.setattr(play.retro.state.agenda[1].kind, "forms", lambda *_: [form])
    with pytest.raises(AssertionError, match=why):
        play.to_the_end()
