"""Reactions and comments on notes that everyone sees: with names, or not at all."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from crew import OPEN, start, write
from hypothesis import given, settings
from hypothesis import strategies as st
from wcwidth import wcswidth

from retrokit import Logbook, Note, Retro
from retrokit.codec import CODEC
from retrokit.engine.digest import digest_of
from retrokit.errors import FileError, Invalid, NotFound, NotNow, NotYours, RetrokitError
from retrokit.events import Emoji, NoteReacted
from retrokit.formats import Attribution, Collect, Column, Decide, Group
from retrokit.person import REMOVED, SOMEONE
from retrokit.retro import fold

NAMED, CONFIDENTIAL, ANONYMOUS = Attribution


def board() -> Retro:
    """Return a retro with three notes that everyone sees: 1 and 3 are Ana's, 2 is Ben's."""
    retro = start(OPEN, Group(), Decide(), observers=["Olga"], facilitator="Ana")
    for text, who in (("tea", "Ana"), ("rain", "Ben"), ("sun", "Ana")):
        write(retro, "Parked", text, who)
    return retro


def reactions(retro: Retro, number: int = 1) -> dict[str, tuple[str, ...]]:
    return {each.value: who for each, who in retro.state.notes[number].reactions.items()}


def comments(retro: Retro, number: int = 1) -> list[tuple[str, str]]:
    return [(each.author, each.text) for each in retro.state.notes[number].comments.values()]


def test_each_emoji_is_one_sign_two_cells_wide_and_has_a_word() -> None:
    assert [(each.value, each.name.lower()) for each in Emoji] == [
        ("👍", "agree"), ("💛", "thanks"), ("🎉", "celebrate"), ("💡", "idea"), ("🤔", "unsure"),
    ]  # fmt: skip
    assert {(len(each.value), wcswidth(each.value)) for each in Emoji} == {(1, 2)}


def test_one_reacts_once_with_each_emoji_and_can_take_it_back() -> None:
    retro = board()
    retro.react(1, "idea", "ben")
    retro.react(retro.state.notes[1], "👍", "Cy")
    note = retro.react(1, Emoji.AGREE, "Ben")
    assert isinstance(note, Note)
    assert [*reactions(retro).items()] == [("👍", ("Cy", "Ben")), ("💡", ("Ben",))]
    version = retro.state.version
    assert retro.react(1, "agree", "Cy") is retro.state.notes[1]
    assert retro.react(1, "unsure", "Cy", taken_back=True) is retro.state.notes[1]
    assert retro.state.version == version
    retro.react(1, "agree", "Cy", taken_back=True)
    retro.react(1, "idea", "Ben", taken_back=True)
    assert reactions(retro) == {"👍": ("Ben",)}
    assert fold(retro.log) == retro.state


def test_comments_are_signed_and_changed_by_their_author_or_who_runs_the_retro() -> None:
    retro = board()
    first = retro.comment(2, "With sugar? ", "Ana")
    second = retro.comment(2, "No.", "Cy")
    assert (first.number, first.text, first.author) == (4, "With sugar?", "Ana")
    retro.edit_comment(first, "With milk?", by="ana")
    with pytest.raises(NotYours, match="comment 4 is Ana's; members change their own comments"):
        retro.edit_comment(4, "Mine", by="Ben")
    with pytest.raises(NotYours):
        retro.delete_comment(second, by="Ben")
    assert comments(retro, 2) == [("Ana", "With milk?"), ("Cy", "No.")]
    retro.edit_comment(5, "Never.")
    retro.delete_comment(4)
    retro.delete_comment(5, by="Cy")
    assert retro.state.notes[2].comments == {}
    with pytest.raises(NotFound, match="no comment 5"):
        retro.edit_comment(5, "Again")
    assert fold(retro.log) == retro.state


@pytest.mark.parametrize(
    ("act", "error", "said"),
    [
        (lambda r: r.react(9, "agree", "Ana"), NotFound, "no note 9"),
        (lambda r: r.react(1, "thumbs", "Ana"), Invalid, "is no Emoji; give one of .👍., .💛."),
        (lambda r: r.react(1, "agree", "Zoe"), NotFound, "no member of this retro 'Zoe'"),
        (lambda r: r.react(1, "agree", "Olga"), NotYours, "Olga is an observer"),
        (lambda r: r.react(1, "agree", "Cy"), NotNow, "Cy has left"),
        (lambda r: r.comment(1, "Hm", "Olga"), NotYours, "Olga is an observer"),
        (lambda r: r.comment(9, "Hm", "Ana"), NotFound, "no note 9"),
        (lambda r: r.comment(1, " ", "Ana"), Invalid, "the comment is empty"),
        (lambda r: r.comment(1, "x" * 2_001, "Ana"), Invalid, "2,001 characters; the limit is 2,0"),
        (lambda r: r.comment(1, "a\x1b", "Ana"), Invalid, "control character"),
        (lambda r: r.edit_comment(4, "", by="Ben"), Invalid, "the comment is empty"),
    ],
)
def test_what_is_refused(act: Callable[[Retro], object], error: type[Exception], said: str) -> None:
    retro = board()
    retro.comment(1, "Fine", "Ben")
    retro.leave("Cy")
    log = retro.log
    with pytest.raises(error, match=said):
        act(retro)
    assert retro.log == log


def test_nothing_is_said_to_the_notes_of_a_closed_retro() -> None:
    retro = board()
    retro.comment(1, "Fine", "Ben")
    retro.close()
    for act in (
        lambda: retro.react(1, "agree", "Ben"),
        lambda: retro.comment(1, "More", "Ben"),
        lambda: retro.edit_comment(4, "Less", by="Ben"),
        lambda: retro.delete_comment(4, by="Ben"),
    ):
        with pytest.raises(NotNow, match="this retro is closed"):
            act()


@pytest.mark.parametrize("attribution", [CONFIDENTIAL, ANONYMOUS])
@pytest.mark.parametrize("whole", [True, False], ids=["retro", "activity"])
def test_without_names_there_are_none_and_no_trace_of_who_tried(
    attribution: Attribution, whole: bool
) -> None:
    columns = [Column("Good")]
    gather = Collect(columns=columns, attribution=None if whole else attribution)
    retro = start(gather, Group(), attribution=attribution if whole else NAMED)
    for who in ("Ana", "Ben", "Cy"):
        retro.add_note("Good", f"by {who}", who)
    with pytest.raises(NotFound):  # nor to one's own note, while it is hidden
        retro.react(1, "agree", "Ana")
    retro.next()
    log, seals = retro.log, retro._keeper.seals()
    said = set()
    for who in ("Ana", "Ben", "Cy"):
        for number in retro.state.notes:
            for act in (
                lambda who=who, number=number: retro.react(number, "agree", who),
                lambda who=who, number=number: retro.comment(number, "Hm", who),
            ):
                with pytest.raises(NotNow, match="no names are kept here") as refused:
                    act()
                said.add(str(refused.value))
    assert len(said) == 1
    assert (retro.log, retro._keeper.seals()) == (log, seals)


def test_once_a_retro_keeps_no_names_more_only_what_was_said_can_be_taken_back() -> None:
    retro = board()
    retro.react(1, "agree", "Ben")
    retro.comment(1, "Fine", "Ben")
    retro.comment(1, "Well", "Ben")
    retro.tighten(ANONYMOUS)
    for act in (
        lambda: retro.react(1, "idea", "Ben"),
        lambda: retro.react(2, "agree", "Ben"),
        lambda: retro.comment(1, "More", "Ben"),
        lambda: retro.edit_comment(4, "Less", by="Ben"),
    ):
        with pytest.raises(NotNow, match="no names are kept here"):
            act()
    retro.react(1, "agree", "Ben", taken_back=True)
    retro.delete_comment(5, by="Ben")
    assert (reactions(retro), comments(retro)) == ({}, [("Ben", "Fine")])


def test_a_group_keeps_them_with_the_note_and_a_deleted_note_takes_them_along() -> None:
    retro = board()
    retro.react(1, "agree", "Ben")
    retro.comment(1, "Fine", "Ben")
    retro.next()
    topic = retro.group([1, 2], "Weather")
    retro.edit_note(1, "green tea")
    retro.move_note(1, "Later")
    retro.split([topic.number])
    assert (reactions(retro), comments(retro)) == ({"👍": ("Ben",)}, [("Ben", "Fine")])
    retro.delete_note(1)
    with pytest.raises(NotFound):
        retro.edit_comment(4, "Less")
    assert "Fine" not in repr(retro.state)
    retro.undo()
    assert (reactions(retro), comments(retro)) == ({"👍": ("Ben",)}, [("Ben", "Fine")])


def test_each_is_undone_in_words() -> None:
    retro = board()
    acts = [
        (lambda: retro.react(1, "agree", "Ben"), "Ben’s 👍 on note 1"),
        (
            lambda: retro.react(1, "agree", "Ben", taken_back=True),
            "taking back Ben’s 👍 on note 1",
        ),
        (lambda: retro.comment(1, "Fine", "Ben"), 'comment 4, "Fine"'),
        (lambda: retro.edit_comment(4, "Well"), "the new text of comment 4"),
        (lambda: retro.delete_comment(4), "the deletion of comment 4"),
    ]
    notes = []
    for act, _ in acts:
        notes.append(retro.state.notes[1])
        act()
    for _, words in reversed(acts):
        assert retro.undo().described(retro.state.titles) == words
        assert retro.state.notes[1] == notes.pop()
    assert fold(retro.log) == retro.state


def test_they_follow_a_new_name_and_others_notes_stay_the_same_objects() -> None:
    retro = board()
    retro.react(2, "agree", "Cy")
    retro.react(2, "agree", "Ben")
    retro.comment(2, "Fine", "Ben")
    retro.comment(2, "Well", "Cy")
    retro.react(3, "idea", "Cy")
    before = dict(retro.state.notes)
    retro.rename("Ben", "Bert")
    assert reactions(retro, 2) == {"👍": ("Cy", "Bert")}
    assert comments(retro, 2) == [("Bert", "Fine"), ("Cy", "Well")]
    assert retro.state.notes[1] is before[1]
    assert retro.state.notes[3] is before[3]
    retro.edit_comment(4, "Finer", by="Ben")
    retro.react(2, "agree", "Ben", taken_back=True)
    assert reactions(retro, 2) == {"👍": ("Cy",)}
    assert fold(retro.log) == retro.state


@pytest.mark.parametrize("who", ["Ben", "Benjamin"])
def test_who_is_forgotten_leaves_the_counts_and_takes_the_words_along(who: str) -> None:
    with Logbook(":memory:") as book:
        retro = book.start("daki", team="Lander", members=["Ana", "Ben", "Cy"])
        retro.go("collect")
        retro.add_note("Drop", "The old wiki", "Ana")
        retro.open_seals()
        for each in ("Ana", "Ben"):
            retro.react(1, "agree", each)
        retro.comment(1, "As Ben said", "Cy")
        retro.comment(1, "Mine alone", "Ben")
        retro.rename("Ben", "Benjamin")
        retro.edit_comment(3, "Mine again", by="Ben")
        [traces] = book.forget(who)
        assert traces.words == 2
        retro.refresh()
        assert reactions(retro) == {"👍": ("Ana", SOMEONE)}
        assert comments(retro) == [("Cy", f"As {SOMEONE} said"), (SOMEONE, REMOVED)]
        everything = book.export(retro) + repr(book.retros())
        assert not [each for each in ("Ben", "Mine") if each in everything]
        assert CODEC.import_log(book.export(retro)) == list(retro.log)
        assert book.problems() == []


def test_a_log_that_no_retro_could_have_written_is_refused() -> None:
    retro = board()
    retro.react(1, "agree", "Ben")
    retro.comment(1, "Fine", "Ben")
    retro.edit_comment(4, "Well")
    retro.delete_comment(4)
    *log, reacted, added, edited, deleted = retro.log
    kept = [*log, reacted, added, edited, deleted]
    assert CODEC.import_log(CODEC.export_log(kept)) == kept
    for bad in ([deleted], [edited], [added, added], [added, deleted, edited]):
        with pytest.raises(FileError):
            CODEC.import_log(CODEC.export_log([*log, *bad]))
    gone = NoteReacted(at=reacted.at, number=9, emoji=Emoji.IDEA, author="Ben")
    with pytest.raises(FileError):
        CODEC.import_log(CODEC.export_log([*log, gone]))


def test_the_digest_of_a_retro_knows_nothing_of_them() -> None:
    retro = board()
    before = digest_of(retro.state)
    retro.react(1, "agree", "Ben")
    retro.comment(1, "Fine", "Ben")
    assert digest_of(retro.state) == before


WHO, NOTE = st.sampled_from(["Ana", "Ben", "Cy", "Olga"]), st.integers(1, 3)
NUMBER = st.integers(1, 12)
DEEDS = st.one_of(
    st.tuples(st.just("react"), NOTE, st.sampled_from(Emoji), WHO),
    st.tuples(st.just("take back"), NOTE, st.sampled_from(Emoji), WHO),
    st.tuples(st.just("comment"), NOTE, st.just("Hm"), WHO),
    st.tuples(st.just("edit"), NUMBER, st.just("Hm, well"), WHO),
    st.tuples(st.just("delete"), NUMBER, st.none(), WHO),
    st.tuples(st.just("delete note"), NOTE, st.none(), WHO),
    st.tuples(st.just("undo"), st.none(), st.none(), st.none()),
    st.tuples(st.just("rename"), st.none(), st.sampled_from(["Zoe", "Yan"]), WHO),
)


def deed(retro: Retro, what: str, number: int, given: object, who: str) -> object:
    acts: dict[str, Callable[[], object]] = {
        "react": lambda: retro.react(number, given, who),  # type: ignore[arg-type]
        "take back": lambda: retro.react(number, given, who, taken_back=True),  # type: ignore[arg-type]
        "comment": lambda: retro.comment(number, given, who),  # type: ignore[arg-type]
        "edit": lambda: retro.edit_comment(number, given, by=who),  # type: ignore[arg-type]
        "delete": lambda: retro.delete_comment(number, by=who),
        "delete note": lambda: retro.delete_note(number),
        "undo": retro.undo,
        "rename": lambda: retro.rename(who, given),  # type: ignore[arg-type]
    }
    return acts[what]()


@given(st.lists(DEEDS, max_size=25))
@settings(max_examples=60)
def test_whatever_is_done_the_log_says_it_and_each_stands_once(deeds: list[tuple[object]]) -> None:
    retro = board()
    for each in deeds:
        try:
            deed(retro, *each)  # type: ignore[arg-type,call-arg]
        except RetrokitError:
            continue
    state = retro.state
    assert fold(retro.log) == state
    assert CODEC.import_log(CODEC.export_log(retro.log)) == list(retro.log)
    for note in state.notes.values():
        order = [*Emoji]
        assert sorted(note.reactions, key=order.index) == [*note.reactions]
        for names in note.reactions.values():
            assert len({*names}) == len(names) > 0
            assert {*names} <= {*state.members} - {*state.observers}
        assert all(number == each.number for number, each in note.comments.items())
        assert {each.author for each in note.comments.values()} <= {*state.members}
    numbers = [each for note in state.notes.values() for each in (note.number, *note.comments)]
    assert len({*numbers}) == len(numbers)


def test_every_report_tells_them_with_the_note() -> None:
    retro = board()
    for who in ("Ana", "Ben", "Cy"):
        retro.react(2, "agree", who)
    retro.react(2, "idea", "Ben")
    retro.comment(2, "With an umbrella", "Cy")
    retro.comment(2, "<b>*wet*</b>\nand cold", "Ana")
    retro.next()
    with Logbook(":memory:") as book:
        text, markdown, html, csv, data = (
            book.report(retro, name) for name in ("text", "markdown", "html", "csv", "json")
        )
        rows = book.rows(retro)
    assert "- rain (Ben, 👍 3, 💡 1)\n    > Cy: With an umbrella\n    > Ana: <b>*wet*" in text
    assert "- rain (Ben, 👍 3, 💡 1)\n  - Cy: With an umbrella\n  - Ana: \\<b>" in markdown
    assert '<bdi lang="">👍 3</bdi>' in html
    assert '<li><bdi lang="">Cy</bdi>: <bdi lang="">With an umbrella</bdi></li>' in html
    assert "&lt;b&gt;*wet*&lt;/b&gt;" in html
    assert "With an umbrella" in csv
    [note] = [each for each in rows if each["text"] == "rain"]
    assert (note["kind"], note["reason"]) == ("note", "👍 3, 💡 1")
    said = [each for each in rows if each["kind"] == "comment"]
    assert [(each["number"], each["author"]) for each in said] == [(2, "Cy"), (2, "Ana")]
    assert '"unit": "👍"' in data
    assert max(map(wcswidth, text.splitlines())) <= 80
