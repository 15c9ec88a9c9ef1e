"""What a line names in front, lists of names, and words that a command has no use for."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrokit import (
    Ask,
    Attribution,
    Collect,
    Column,
    Decide,
    Discuss,
    Format,
    FreeText,
    Logbook,
    Plugins,
    Retro,
    RetrokitError,
    Review,
    Scale,
    Vote,
)
from retrokit.cli.live.command import COMMANDS
from retrokit.cli.live.lines import handle
from retrokit.cli.live.loop import run
from retrokit.cli.live.names import COLONS, begun, plain, same, split_names
from retrokit.cli.live.session import Session
from retrokit.kinds.ask.rules import AnswerDraft

MEMBERS = ["Ana", "Lena", "Chloé de Vries", "J. R.", "Ben: ops", "Zoë", "Jørgen"]
COLUMNS = ["Ideas", "Risks: technical", "Stop:", "Über：uns", "Lena's"]


def session_of(
    attribution: Attribution = Attribution.NAMED,
    *,
    sealed: bool = True,
    columns: list[str] = COLUMNS,
) -> Session:
    format = Format(
        name="lines", title="Lines", purpose="Write.", attribution=attribution,
        goals=["Home safe"],
        agenda=[
            Collect(columns=[Column(each) for each in columns], sealed=sealed),
            Ask(questions=[Scale("ok", "All right?"), FreeText("why", "Why?")]),
            Discuss(),
            Review(),
            Decide(),
        ],
    )  # fmt: skip
    book = Logbook(":memory:", plugins=Plugins(), rng=random.Random(1))
    return Session(book, book.start(format, team="Lander", members=MEMBERS))


def refused(session: Session, line: str) -> str:
    before = session.retro.log, session.retro.sealed_count()
    with pytest.raises(RetrokitError) as caught:
        handle(session, line)
    assert (session.retro.log, session.retro.sealed_count()) == before
    assert "\n" not in str(caught.value)
    return str(caught.value)


SPELLINGS: list[Callable[[str], str]] = [
    str, str.upper, str.lower, lambda name: f"  {name} ", lambda name: f"@{name}",
    lambda name: name.replace("é", "e").replace("ë", "e").replace("ø", "o"),
    lambda name: f"\u200b{name}", lambda name: name.replace(" ", "\u00a0"),
]  # fmt: skip


@pytest.mark.parametrize("attribution", list(Attribution))
@settings(deadline=None)
@given(
    name=st.sampled_from(MEMBERS), column=st.sampled_from([None, *COLUMNS]),
    first=st.booleans(), spell=st.sampled_from(SPELLINGS), colon=st.sampled_from(COLONS),
    blank=st.sampled_from(["", " ", "  "]),
)  # fmt: skip
def test_a_name_in_front_is_the_author_and_never_in_the_text(
    attribution: Attribution,
    name: str,
    column: str | None,
    first: bool,
    spell: Callable[[str], str],
    colon: str,
    blank: str,
) -> None:
    session = session_of(attribution)
    labels = [spell(name), *([column] if column else [])]
    handle(
        session,
        "".join(f"{each}{colon}{blank}" for each in labels[:: 1 if first else -1]) + "slow: builds",
    )
    assert session.retro.taken_part() == {name}
    session.retro.open_seals()
    (note,) = session.retro.state.notes.values()
    assert (note.column, note.text) == (column or "Ideas", "slow: builds")
    assert note.author == (name if attribution is Attribution.NAMED else None)


@pytest.mark.parametrize(
    "line", ["Lena:Ideas:no space", "Lena：Ideas：no space", "ideas∶LENA∶no space"]
)
def test_no_space_is_needed_and_any_colon_will_do(line: str) -> None:
    session = session_of(sealed=False)
    handle(session, line)
    (note,) = session.retro.state.notes.values()
    assert (note.column, note.text, note.author) == ("Ideas", "no space", "Lena")


@pytest.mark.parametrize("attribution", [Attribution.CONFIDENTIAL, Attribution.ANONYMOUS])
@pytest.mark.parametrize("line", ["Ana: Lena: hi", "Ideas: Ana: zoe: hi", "Lena:Ana：hi"])
def test_a_second_name_in_front_is_not_published(attribution: Attribution, line: str) -> None:
    session = session_of(attribution)
    assert "who wrote what is not shown here" in refused(session, line)
    named = session_of(sealed=False)
    handle(named, line)
    assert next(iter(named.retro.state.notes.values())).text.endswith("hi")


@pytest.mark.parametrize("attribution", list(Attribution))
def test_in_ones_own_turn_ones_own_name_alone_is_read(attribution: Attribution) -> None:
    session = session_of(attribution)
    for line in ("/pass ana", "Ana: Stop: mine", "Stop: also mine", "// a slash"):
        handle(session, line)
    if attribution is Attribution.NAMED:
        handle(session, "Ideas: Lena: said so")
    else:
        assert "would show Lena's name" in refused(session, "Ideas: Lena: said so")
    for line in ("", "/open"):
        handle(session, line)
    found = {(note.column, note.text) for note in session.retro.state.notes.values()}
    told = {("Ideas", "Lena: said so")} if attribution is Attribution.NAMED else set()
    assert found == {("Stop:", "mine"), ("Stop:", "also mine"), ("Ideas", "/ a slash")} | told


def test_a_name_of_before_is_not_published_either() -> None:
    session = session_of(Attribution.ANONYMOUS)
    for line in ("/rename Lena as Maxi", "lena: hi", "/pass maxi", "Lena: again", ""):
        handle(session, line)
    assert session.retro.taken_part() == {"Maxi"}
    session.retro.open_seals()
    assert {note.text for note in session.retro.state.notes.values()} == {"hi", "again"}


def test_words_that_answer_a_question_name_nobody() -> None:
    session = session_of(Attribution.ANONYMOUS)
    for line in ("/go ask", "/pass Ana", "4"):
        handle(session, line)
    assert "would show Zoë's name" in refused(session, "Zoe: told me")
    handle(session, "Ana: tired")
    drafts = [seal.draft for seal in session.retro._keeper.seals().values()]
    assert AnswerDraft("tired") in drafts


@pytest.mark.parametrize(
    "text", ["10:30 standup", "http://a.example: down", "Nota bene: x", ": x", "a:"]
)
def test_a_word_that_is_no_name_stays_in_the_text(text: str) -> None:
    session = session_of(sealed=False)
    handle(session, f"Ana: {text}")
    assert next(iter(session.retro.state.notes.values())).text == text


def test_one_reading_of_a_list_of_names() -> None:
    for text in (
        "Ana, Ben and Dev", "Ana,Ben,Dev", "Ana & Ben & Dev", "Ana; Ben; Dev", "Ana\nBen\r\nDev",
        "Ana and Ben and Dev", "Ana, Ben, and Dev", " Ana ,, Ben AND Dev, ", "Ana，Ben、Dev",
    ):  # fmt: skip
        assert split_names(text) == ["Ana", "Ben", "Dev"]
    for name in ("Anand", "Band", "Andy", "Sand Anders", "R&D", "Chloé de Vries", "J. R."):
        assert split_names(name) == [name]
    assert split_names(" , and & ") == []


def test_join_adds_all_that_are_named() -> None:
    session = session_of()
    assert handle(session, "/join Dev and Anand, Eve") == "  Dev, Anand and Eve are here"
    assert handle(session, "/join Dev, Fay") == "  Fay is here; Dev had joined before"
    assert "in this retro already" in refused(session, "/join dev, eve")
    assert "empty" in refused(session, "/join ,")
    handle(session, "/leave Dev")
    assert handle(session, "/join dev & Gil") == "  Dev and Gil are here"


def test_names_are_found_by_their_beginnings_and_without_accents() -> None:
    session = session_of()
    for line, answer in (
        ("/as zoe", "writing as Zoë"),
        ("/as chloe", "writing as Chloé de Vries"),
        ("/as jorg", "writing as Jørgen"),
        ("/as Lena", "writing as Lena"),
        ("/as l", "writing as Lena"),
        ("/facilitator ben", "Ben: ops facilitates"),
        ("/column ri", "writing into Risks: technical"),
        ("/column stop", "writing into Stop:"),
        ("/column uber", "writing into Über：uns"),
        ("/leave zo", "Zoë has left"),
        ("/join Lenz", "Lenz is here"),
    ):
        assert answer in handle(session, line)
    assert "'len' may be Lena or Lenz; type more" in refused(session, "/as len")
    assert "no member of this retro 'Q'" in refused(session, "/as Q")
    assert "no member" in refused(session, "/leave @")
    # Who has left is found where nobody who is here begins so.
    assert "writing as Zoë" in handle(session, "/as z")
    assert "Chloé de Vries, the keyboard is yours" in handle(session, "/pass ch")


def test_two_that_differ_in_accents_alone_are_told_apart() -> None:
    assert same("Zoé", ["Zoé", "Zoë"]) == "Zoé"
    with pytest.raises(RetrokitError, match="'zoe' may be Zoé or Zoë"):
        same("zoe", ["Zoé", "Zoë"])
    assert begun("", ["Zoé"]) is same("::", ["Zoé", ":"]) is None
    assert plain("Łukasz  Ørsted：x") == "lukasz orsted:x"


def test_a_command_says_what_it_has_no_use_for() -> None:
    for command in COMMANDS.values():
        if command.facilitator and not command.usage:
            said = refused(session_of(), f"/{command.name} at once")
            assert said == f"/{command.name} takes nothing after it; 'at once' was not understood"


@pytest.mark.parametrize(
    "line",
    [
        "/agenda add vote schulze", "/agenda add group x", "/agenda drop 2 3",
        "/agenda move 2 to 3 4",
        "/go decide now", "/timer 5 minutes", "/timer off now", "/tighten anonymous please",
        "/budget 3 cap 2 5", "/budget 3 dots", "/topic 1 2", "/topic 1 now", "/column Ideas now",
        "/pass Ana Lena", "/as Ana Lena", "/leave Ana now", "/facilitator Ana now", "/delete 1 2",
        "/delete 1 now", "/undo 2", "/help next now", "/letter Ana Lena", "/split 1 now",
        "/done 2 now",
        "/carry 2 now", "/carry 2 @Ana due friday now", "/owner 2 Ana now", "/due 2 friday now",
        "/serves 2 1 now", "/move 1 Ideas now", "/group 1 now", "/drop 2", "/readmit Ana now",
    ],
)  # fmt: skip
def test_words_that_are_not_used_are_refused(line: str) -> None:
    session = session_of(sealed=False)
    for each in ("Ana: one", "/action Two", "/go discuss"):
        handle(session, each)
    refused(session, line)


@pytest.fixture
def deciding() -> Iterator[Session]:
    session = session_of(sealed=False)
    for line in ("Ana: one", "/go decide", "Book @Ana @Lena due 2999-01-01 goal 1"):
        handle(session, line)
    yield session
    session.logbook.close()


def test_edit_changes_notes_and_action_items(deciding: Session) -> None:
    assert handle(deciding, "/edit 1 two ") == "  1 now reads: two"
    assert handle(deciding, "/edit 2 Book it") == (
        "  2 Book it (Ana, Lena, due 2999-01-01); serves: Home safe"
    )
    said = handle(deciding, "/edit 2 Book it all @Zoe due - goal 7")
    assert said.splitlines() == [
        "  2 Book it all goal 7 (Zoë, no due date yet); serves: Home safe",
        "  (left in the text: goal 7; set it with /serves 2 N)",
    ]
    said = handle(deciding, "/edit 2 Book it @Zoe @Mo due eom")
    assert said.splitlines() == [
        "  2 Book it @Mo due eom (Zoë, no due date yet); serves: Home safe",
        "  (left in the text: @Mo, due eom; set it with /owner 2 NAME or /due 2 DATE)",
    ]
    assert handle(deciding, "/edit 2 Book @Zoe due -") == (
        "  2 Book (Zoë, no due date yet); serves: Home safe"
    )
    assert handle(deciding, "/owner 2 chloe and Ana") == (
        "  2 Book (Chloé de Vries, Ana, no due date yet); serves: Home safe"
    )
    for line in ("/owner 2 -", "/serves 2 -", "/due 2 -"):
        said = handle(deciding, line)
    assert said == "  2 Book (no owner yet, no due date yet)"
    handle(deciding, "/decided Go")
    assert "3 is a remark" in refused(deciding, "/edit 3 Stay")
    assert "no note 9" in refused(deciding, "/edit 9 Stay")


def test_carry_sets_details_in_one_go(deciding: Session) -> None:
    said = handle(deciding, "/carry 2 @Zoe @Ana due 2999-02-02")
    assert said.splitlines()[1] == "  2 Book (Zoë, Ana, due 2999-02-02); serves: Home safe"


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("stpo: oops", "no column or person 'stpo'; did you mean Stop?"),
        ("St: oops", "no column or person 'St'; did you mean Start or Stop?"),
        ("chole: oops", "no column or person 'chole'; did you mean Chloe?"),
        ("Ben: stpo: oops", "no column 'stpo'; did you mean Stop?"),
        ("Stop: bne: oops", "no person 'bne'; did you mean Ben?"),
        ("Zed: oops", "(Zed is no member here; if that was a name"),
        ("Stop: Start: oops", ""),
        ("todo: oops", ""),
        ("4: oops", ""),
        ("https://example.org: oops", ""),
        ("no colon", ""),
    ],
)
@pytest.mark.parametrize("sealed", [True, False])
def test_a_column_or_name_that_is_mistyped_in_front_is_told(
    line: str, hint: str, sealed: bool
) -> None:
    session = session_of(sealed=sealed, columns=["Start", "Stop"])
    session.retro.join("Ben")
    session.retro.join("Chloe")
    said = handle(session, line)
    told = said.partition("\n")[2]
    assert hint in told
    assert bool(told) == bool(hint)
    if sealed:
        session.retro.open_seals()
    (note,) = session.retro.state.notes.values()
    assert line.endswith(note.text)


@pytest.mark.parametrize("attribution", [Attribution.CONFIDENTIAL, Attribution.ANONYMOUS])
def test_a_hint_names_nobody_where_no_names_are_kept(attribution: Attribution) -> None:
    session = session_of(attribution, columns=["Start", "Stop"])
    assert "no column 'stpo'; did you mean Stop?" in handle(session, "stpo: oops")
    assert "\n" not in handle(session, "lnea: oops")
    assert "Lena" not in handle(session, "Lnea: oops")
    handle(session, "/pass Ana")
    said = handle(session, "stpo: secret")
    assert "no column has this name; did you mean Stop?" in said
    assert "stpo" not in said
    assert "\n" not in handle(session, "Lnea: secret")


def test_closing_asks_where_something_is_open() -> None:
    session = session_of()
    asked: list[str] = []
    answers = ["n", "", "YES"]

    def ask(question: str) -> str:
        asked.append(question)
        return answers[len(asked) - 1]

    session.ask = ask
    for line in ("Ana: one", "/who"):
        handle(session, line)
    assert handle(session, "/close") == "  Not closed."
    assert asked[0].splitlines() == [
        "Not held yet: Ask, Discuss, Review, Decide.",
        "1 hidden contribution here will be revealed.",
        "Close it anyway? [y/N] ",
    ]
    handle(session, "/go decide")
    handle(session, "/action Book")
    assert handle(session, "/n") == "  Not closed."
    assert asked[1].splitlines() == [
        "No owner yet: 2 Book.",
        "That was the last activity. Close the retro? [y/N] ",
    ]
    assert "Lines" in handle(session, "/close")
    assert session.retro.state.closed is not None
    assert len(asked) == 3


def test_the_last_next_offers_to_close_though_nothing_is_open(deciding: Session) -> None:
    asked: list[str] = []
    deciding.ask = lambda question: asked.append(question) or "y"  # type: ignore[func-returns-value]
    handle(deciding, "/next")
    assert asked == ["That was the last activity. Close the retro? [y/N] "]
    assert deciding.over


@pytest.mark.parametrize("line", ["/next", "/open", "/go discuss"])
def test_revealing_asks_where_something_would_not_be_shown(line: str) -> None:
    session = session_of(Attribution.CONFIDENTIAL)
    asked: list[str] = []
    answers = ["n", "y"]
    session.ask = lambda question: asked.append(question) or answers[len(asked) - 1]  # type: ignore[func-returns-value]
    handle(session, "/next")
    assert asked == []  # nothing is hidden
    for who in ("Ana", "Lena"):
        session.retro.answer("ok", 3, who)
    before = session.retro.log
    assert handle(session, line).endswith("  Still hidden.")
    assert session.retro.log == before
    assert " ".join(asked[0].split()) == (
        "2 of 14 answers are in. 2 of the 2 questions have too few answers to show yet. Answers "
        "that are not shown would be erased. Waiting may help. Reveal anyway? [y/N]"
    )
    assert "Still hidden." not in handle(session, line)
    assert session.retro.sealed_count(2) == 0
    assert len(asked) == 2


@pytest.mark.parametrize("line", ["/next", "/open", "/go decide"])
@pytest.mark.parametrize("activity", [Vote(), Ask(questions=[Scale("ok", "All right?")])])
@pytest.mark.parametrize("given", range(4))
def test_revealing_asks_while_somebody_has_not_taken_part(
    activity: Vote | Ask, line: str, given: int
) -> None:
    format = Format(
        name="one", title="One", purpose="Try.",
        agenda=[Collect(columns=[Column("Good")], sealed=False), activity, Decide()],
    )  # fmt: skip
    book = Logbook(":memory:", plugins=Plugins(), rng=random.Random(1))
    session = Session(book, book.start(format, team="Lander", members=["Ana", "Ben", "Cy"]))
    for each in ("A note", "/next", *[f"{who}: 1" for who in ("Ana", "Ben", "Cy")[:given]]):
        handle(session, each)
    asked: list[str] = []
    session.ask = lambda question: asked.append(question) or "n"  # type: ignore[func-returns-value]
    if given == 0 and line == "/open":
        assert "nothing is hidden here" in refused(session, line)
    else:
        said = handle(session, line)
        assert ("Still hidden." in said) == (given in (1, 2))
        assert ("Nobody" in said) == (given == 0)
    did = "voted" if isinstance(activity, Vote) else "answered"
    people = {1: "1 of 3 people has", 2: "2 of 3 people have"}
    assert asked == ([f"{people[given]} {did}.\nReveal anyway? [y/N] "] if given in people else [])
    asked.clear()
    if given in people:
        assert f"{people[given]} {did}." in (handle(session, "/close") and asked[0])


@pytest.mark.parametrize("attribution", list(Attribution))
def test_going_on_from_what_nobody_took_part_in_is_said_and_not_asked(
    attribution: Attribution,
) -> None:
    session = session_of(attribution)
    session.ask = pytest.fail
    assert "\n  Collect has no notes. /go 1 returns there.\n" in f"\n{handle(session, '/next')}"
    assert "Nobody answered Ask. /go 2 returns there." in handle(session, "/go decide")
    for line in (
        "/go 2",
        "/back",
        "/skip",
        "/skip",
    ):  # nothing ended, or it was left out on purpose
        assert "returns there" not in handle(session, line)
    handle(session, "/go 1")
    handle(session, "A note")
    assert "no notes" not in handle(session, "/next")


def test_going_back_and_revealing_all_of_it_ask_nothing() -> None:
    session = session_of(Attribution.CONFIDENTIAL)
    session.ask = pytest.fail
    handle(session, "/next")
    session.retro.answer("ok", 3, "Ana")
    handle(session, "/go 1")
    handle(session, "/go 2")
    for who in list(session.retro.state.here)[1:]:
        session.retro.answer("ok", 3, who)
    for who in session.retro.state.here:
        session.retro.answer("why", "So.", who)
    handle(session, "/next")
    assert session.retro.sealed_count(2) == 0


def test_lines_of_a_file_are_not_asked(deciding: Session) -> None:
    handle(deciding, "Nobody's")
    assert "close the retro" in refused(deciding, "/next")
    handle(deciding, "/close")
    assert deciding.over


def test_closing_waits_if_the_retro_moves_while_somebody_is_asked(deciding: Session) -> None:
    other: Retro = deciding.logbook.load()

    def ask(question: str) -> str:
        other.back()
        return "y"

    deciding.ask = ask
    assert "so nothing was done" in handle(deciding, "/next")
    assert deciding.retro.state.closed is None


@pytest.mark.parametrize("attribution", list(Attribution))
@pytest.mark.parametrize("line", ["/edit 1 else", "/move 1 Lena's", "/delete 1"])
def test_a_note_that_is_hidden_has_no_number_yet(attribution: Attribution, line: str) -> None:
    session = session_of(attribution)
    before = refused(session, line)
    assert before == (
        "no note 1; notes have a number once they are revealed. "
        "Until then /undo takes the last one back"
    )
    handle(session, "A note")
    assert refused(session, line) == before  # it tells nothing of whether there is one
    handle(session, "/open")
    handle(session, line)


class Typed:
    """A person who types lines, and leaves."""

    interactive, waiting, line = True, False, 0

    def __init__(self, *lines: str) -> None:
        self._lines = iter([*lines, "/quit"])

    def read(self, prompt: str, *, hidden: bool = False) -> str | None:
        return next(self._lines)

    def ask(self, prompt: str) -> str:
        raise AssertionError(prompt)

    def forget(self) -> int:
        return 0

    def clear(self) -> None:
        pass


def test_what_is_refused_is_wrapped_between_words(
    deciding: Session, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    handle(deciding, "Book it")
    run(deciding, Typed("/due 2 the one after the one after tomorrow", "/due 2 31.02.2999"))
    said = capsys.readouterr().out
    assert all(len(line) <= 80 for line in said.splitlines())
    assert "tomorrow' is no date; write 2026-12-15" in " ".join(said.split())
    assert "! there is no day '31.02.2999' in the calendar" in said
