"""A running retro, line by line: what each line and command answers."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from retrokit import (
    Ask,
    Choice,
    Collect,
    Column,
    Decide,
    Discuss,
    Format,
    FreeText,
    Group,
    Logbook,
    Plugins,
    RetrokitError,
    Review,
    Scale,
    Vote,
    Welcome,
)
from retrokit.cli.live.command import COMMANDS
from retrokit.cli.live.completion import complete
from retrokit.cli.live.elsewhere import elsewhere
from retrokit.cli.live.lines import handle
from retrokit.cli.live.screens import screen_of
from retrokit.cli.live.session import Session

WHOLE = Format(
    name="whole",
    title="Whole",
    purpose="Try every activity.",
    goals=["Be safe", "Go again"],
    agenda=[
        Welcome(),
        Review(),
        Ask(
            questions=[
                Scale("safety", "How safe?", labels=("not", "very")),
                Choice("again", "Again?", options=["yes", "no"]),
                FreeText("why", "Why?"),
            ]
        ),
        Collect(columns=[Column("Start"), Column("Stop", "What hurts?")]),
        Group(),
        Vote(budget=3, cap=2),
        Discuss(),
        Decide(),
    ],
)


class Tick:
    """A clock that moves a second at each look."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def session() -> Iterator[Session]:
    with Logbook(":memory:", plugins=Plugins(), clock=Tick(), rng=random.Random(1)) as logbook:
        retro = logbook.start(WHOLE, team="Lander", members=["Ana", "Ben", "Chloé"])
        yield Session(logbook, retro)


def say(session: Session, *lines: str) -> str:
    """Type lines and return the answer to the last one."""
    answer = ""
    for line in lines:
        answer = handle(session, line)
    return answer


def refused(session: Session, line: str) -> str:
    """Return how a line is refused; nothing may have changed by it."""
    before = session.retro.log
    with pytest.raises(RetrokitError) as caught:
        handle(session, line)
    assert session.retro.log == before
    said = str(caught.value)
    assert "\n" not in said
    return said


def at(session: Session, kind: str) -> Session:
    """Go to an activity with some notes on the board, where it comes after them."""
    steps = [step.activity.kind for step in session.retro.state.agenda]
    if steps.index(kind) > steps.index("collect"):
        say(session, "/go collect", "Ana: Stop: late calls", "Ben: Start: pairing", "naps", "/next")
    if session.retro.state.find_step(kind).id != session.retro.state.current:
        say(session, f"/go {kind}")
    return session


def test_every_command_is_in_the_help(session: Session) -> None:
    listed, named = say(session, "/help all"), say(session, "/help")
    for command in (each for each in COMMANDS.values() if each.facilitator):
        assert f"/{command.name} " in listed
        assert len(re.findall(rf"/{command.name}\b", named.partition("/help all")[0])) == 1
        assert command.meaning in " ".join(listed.split())
        assert say(session, f"/help {command.name}").startswith(f"  /{command.name}")
    assert all(len(line) <= 80 for line in listed.splitlines())
    assert "did you mean group" in refused(session, "/help gruop")


FIRST = {
    "welcome": ["next", "join", "agenda", "timer", "quit"],
    "ask": ["next", "pass", "who", "undo", "timer"],
    "review": ["done", "carry", "drop", "next", "actions"],
    "collect": ["next", "pass", "column", "undo", "timer"],
    "group": ["next", "group", "split", "rename", "undo"],
    "vote": ["next", "pass", "who", "budget", "timer"],
    "discuss": ["next", "topic", "decided", "action", "timer"],
    "decide": ["owner", "due", "edit", "adopt", "close"],
}


def first(said: str) -> list[str]:
    """Return the commands that a help explains first."""
    return re.findall(r"^  /(\w+) ", said.partition("\n\n")[0], re.MULTILINE)


@pytest.mark.parametrize("kind", FIRST)
def test_help_shows_the_five_commands_of_a_screen_first_and_fits_it(
    session: Session, kind: str
) -> None:
    said = say(at(session, kind), "/help")
    assert first(said) == FIRST[kind]
    lines = said.splitlines()
    assert len(lines) <= 21  # a terminal of 24 has the line that asked, a prompt and a toolbar
    assert max(map(len, lines)) <= 80
    assert said.split("\n\n")[1].startswith("  Moving   /")


def test_help_follows_the_retro_and_whoever_has_the_keyboard(session: Session) -> None:
    say(at(session, "collect"), "/pass Ana")
    assert first(said := say(session, "/help")) == ["pass", "undo", "show", "quit", "discard"]
    assert "Moving" not in said
    say(session, "", "/close")
    assert first(say(session, "/help")) == ["report", "actions", "letter", "reopen", "quit"]
    begun = Session(session.logbook, session.logbook.start(WHOLE, team="Orbiter"))
    said = say(begun, "/undo", "/help")
    assert first(said) == ["next", "join", "observer", "agenda", "quit"]


def test_the_beginning_of_a_command_is_enough_if_it_fits_one(session: Session) -> None:
    assert "Review (2 of 8" in say(session, "/ne")
    assert "Group (5 of 8" in say(session, "/go collect", "/n")
    assert "Collect (4 of 8" in say(session, "/b")
    said = refused(session, "/re")
    assert said == "/re may be /rename, /readmit, /reopen, /react or /report; type more of it"
    assert "/next" in say(session, "/help n")
    assert "no command 'xyz'" in refused(session, "/xyz")
    assert "no command ''" in refused(session, "/")


def test_agenda_is_shown_and_changed(session: Session) -> None:
    assert "> 1. Welcome" in say(session, "/agenda")
    assert "3. Review" in say(session, "/agenda move 2 to 3")
    assert "added Collect" in say(session, "/agenda add collect Risks, Hopes")
    assert "dropped Collect" in say(session, "/agenda drop 2")
    assert "name its columns" in refused(session, "/agenda add collect")
    assert "one of welcome, review, collect" in refused(session, "/agenda add ask")
    assert "added Vote" in say(session, "/agenda add vote")
    assert "there is no activity 99" in refused(session, "/agenda drop 99")
    assert "say where to" in refused(session, "/agenda move 2")
    assert "write /agenda" in refused(session, "/agenda nonsense")


def test_moving(session: Session) -> None:
    assert "first activity" in refused(session, "/back")
    assert "Review (2 of 8" in say(session, "/next")
    assert "Welcome (1 of 8" in say(session, "/back")
    assert "Ask (3 of 8" in say(session, "/next", "/skip")
    assert "- 2. Review" in say(session, "/agenda")
    assert "Decide (8 of 8" in say(session, "/go decide")
    assert "Collect (4 of 8" in say(session, "/go 4")
    assert "no activity 'lunch'" in refused(session, "/go lunch")
    assert "nothing is hidden" in refused(session, "/open")
    assert "late calls (Ana)" in say(session, "Stop: Ana: late calls", "/open")


def test_time(session: Session) -> None:
    assert "left" in say(session, "/timer 5")
    assert session.retro.state.timebox is not None
    assert session.retro.state.timebox.seconds == 300
    say(session, "/timer +10")
    assert session.retro.state.timebox.seconds == 900
    assert "no time box" in say(session, "/timer off")
    assert "left" in say(session, "/timer 5")
    assert "no time box" in say(session, "/timer stop")
    assert "no length" in refused(session, "/timer soon")
    assert "is not a time box" in refused(session, "/timer 99999")


def test_people(session: Session) -> None:
    assert say(session, "/join Dev") == "  Dev is here"
    assert "in this retro already" in refused(session, "/join dev")
    assert say(session, "/facilitator ana") == "  Ana facilitates"
    assert say(session, "/leave DEV") == "  Dev has left"
    assert "Dev (has left)" in say(session, "/who")
    assert "Ana (facilitates)" in say(session, "/who")
    assert "no member of this retro 'Zed'" in refused(session, "/as Zed")
    assert say(session, "/as ben") == "  writing as Ben"
    assert "Ben (has taken part here)" in say(at(session, "collect"), "mine", "/who")
    assert say(session, "/as") == "  writing as nobody"
    assert say(session, "/as Chloé", "/leave chloé") == "  Chloé has left"
    assert session.speaker is None
    assert "Chloé has left this retro; they can join again" in refused(session, "/pass chloé")


def test_a_typo_in_a_name_is_set_right(session: Session) -> None:
    at(session, "collect")
    assert say(session, "/as ben", "/rename ben as Bernd") == "  Ben is now Bernd"
    assert session.prompt == "Collect / Start (Bernd)> "
    assert "from Bernd" in say(session, "mine")
    assert "from Bernd" in say(session, "/as", "Ben: also mine")
    assert say(session, "/rename Bernd as Bernd 2") == "  Bernd is now Bernd 2"
    assert say(session, "/rename bernd 2 as Benedict") == "  Bernd 2 is now Benedict"
    assert "Ana is, or was, a name of Ana" in refused(session, "/rename Benedict as Ana")
    assert "no member of this retro 'Bnn'" in refused(session, "/rename Bnn as Ben")
    assert "rename them back" in refused(session, "/undo")
    assert "or /rename Bne as Ben" in refused(session, "/rename Benedict Ben")
    say(session, "/as", "/pass ana")
    session.retro.rename("Ana", "Anna")  # from a browser, while the keyboard is hers
    assert session.prompt == "Anna (hidden)> "
    assert "hidden in Start" in say(session, "Ana: hers")
    assert session.retro.taken_part() == {"Benedict", "Anna"}


def test_what_was_sealed_under_another_name_is_still_changed_by_its_receipt(
    session: Session,
) -> None:
    at(session, "vote")
    say(session, "Ben: 1")
    say(session, "/rename Ben as Bernd")
    assert "hidden" in say(session, "Bernd: 2 2")
    assert session.retro.sealed_count() == 1


def test_prefixes_name_author_and_column_in_either_order(session: Session) -> None:
    at(session, "collect")
    assert say(session, "Ana: Stop: one") == "  hidden in Stop from Ana (1 hidden)"
    assert say(session, "stop: ana: two") == "  hidden in Stop from Ana (2 hidden)"
    assert say(session, "/column 2", "three") == "  hidden in Stop (3 hidden)"
    assert say(session, "/column start", "Note: four") == (
        "  hidden in Start (4 hidden)\n"
        "  (Note is no member here; if that was a name: /undo, then /join Note)"
    )
    assert say(session, "//slash") == "  hidden in Start (5 hidden)"
    assert say(session, "http://example.org: why") == "  hidden in Start (6 hidden)"
    say(session, "/next")
    texts = {note.text for note in session.retro.state.notes.values()}
    assert texts == {"one", "two", "three", "Note: four", "/slash", "http://example.org: why"}
    assert "columns belong to Collect" in refused(session, "/column Start")


def test_people_react_to_notes_and_comment_on_them(session: Session) -> None:
    at(session, "group")
    who, other, *_ = session.retro.state.respondents
    assert "say who does" in refused(session, "/react 1 agree")
    assert say(session, f"/react 1 👍 {who}") == f"  1: {who} 👍"
    say(session, f"/as {other}")
    assert say(session, "/react 1 AGREE") == f"  1: {other} 👍"
    assert say(session, "/react 1 agree") == f"  1: {other} takes back 👍"
    assert "no note 99" in refused(session, "/react 99 agree")
    assert "is no Emoji" in refused(session, "/react 1 fly")
    assert f" on 1: Which? ({other})" in say(session, "/comment 1 Which?")
    assert f" on 1: Mine ({who})" in say(session, f"/comment 1 {who}: Mine")
    for shown in (say(session, "/notes"), session.screen()):
        assert "👍 1)" in shown
        assert f"> {other}: Which?\n" in shown
        assert f"> {who}: Mine" in shown


def test_notes_are_edited_moved_deleted_and_brought_back(session: Session) -> None:
    at(session, "group")
    assert say(session, "/edit 1 long naps") == "  1 now reads: long naps"
    assert say(session, "/move 1 stop") == "  1 is in Stop"
    assert "is gone" in say(session, "/delete 1")
    assert "undone: the deletion of note 1" in say(session, "/undo")
    assert "long naps" in say(session, "/notes")
    assert "no note 99" in refused(session, "/edit 99 x")
    assert "write it as in /edit 3" in refused(session, "/edit 1")
    assert "say which note" in refused(session, "/delete")
    assert "'x' is no number" in refused(session, "/delete x")
    say(session, "/action Cache the builds")
    number = max(session.retro.state.actions)
    assert f"write /drop {number} because" in refused(session, f"/delete {number}")
    assert "no column 'Pause'" in refused(session, "/move 1 Pause")


def test_only_notes_that_are_there_are_joined_and_split_in_the_hints(session: Session) -> None:
    at(session, "group")
    assert session.screen().endswith("\nType 1 2 as Name to join notes; /split 2, /next")
    step = session.retro.state.current_step
    assert step is not None
    hint = screen_of("group").how_to_take_part(session, step)
    assert hint == "Type 1 2 as Name to join notes; /split 2 undoes it."
    say(session, "/delete 1", "2 as Slow")
    assert session.screen().endswith("\nType 3 4 as Name to join notes; /split 2, /next")
    say(session, "3 4 as All")
    assert session.screen().endswith("\n/split 2, /next")
    assert screen_of("group").how_to_take_part(session, step) == ""
    say(session, "/delete 2", "/delete 3")
    assert session.screen().endswith("No notes.\n\n/next")


@pytest.mark.parametrize(("columns", "shown"), [("AB", "1     here (A)"), ("A", "1     here")])
def test_a_note_is_voted_on_with_its_column_where_there_are_several(
    columns: str, shown: str
) -> None:
    with Logbook(":memory:", plugins=Plugins(), clock=Tick(), rng=random.Random(1)) as logbook:
        agenda = [Collect(columns=[*map(Column, columns)], sealed=False), Vote()]
        format = Format(name="v", title="V", purpose="P", agenda=agenda)
        session = Session(logbook, logbook.start(format, team="L", members=["Ana", "Ben"]))
        say(session, "here", "there", "2 as Two", "/next")
        assert shown in session.screen().splitlines()
        assert shown in say(session, "/pass Ana").splitlines()


def test_one_dot_and_one_note_are_said_as_one(session: Session) -> None:
    at(session, "group")
    say(session, "1 as Calls", "2 3 as Start", "/next")
    assert "Calls (1 note)" in session.screen()
    assert "Start (2 notes)" in session.screen()
    say(session, "Ana: 4 5", "Ben: 5", "/next")
    assert "4 Calls [1 dot]\n" in say(session, "/notes")
    assert "5 Start [2 dots]\n" in say(session, "/notes")


def test_grouping_by_numbers(session: Session) -> None:
    at(session, "group")
    assert say(session, "1 2 as Slow mornings") == "  4 Slow mornings: 1, 2"
    assert say(session, "/group #3, 4") == "  4 Slow mornings: 1, 2, 3"
    assert say(session, "/rename 4 as Days") == "  4 is now Days"
    assert say(session, "/rename 4 Mornings") == "  4 is now Mornings"
    assert say(session, "/split 3") == "  not grouped now: 3"
    assert "Mornings" in say(session, "/notes")
    assert "not grouped now: 1, 2" in say(session, "/split 4")
    assert "no topic 4" in refused(session, "/rename 4 as X")
    assert "write it as in /rename" in refused(session, "/rename 1 2 as X")
    assert "is in no group" in refused(session, "/split 1")
    # One of two is no group unless somebody named it; of two that are joined one name stays.
    assert say(session, "1 2").startswith("  5 ")
    assert say(session, "/split 1") == "  not grouped now: 1, 2"
    say(session, "1 2", "3 as Alone")
    assert say(session, "6 7") == "  6 Alone: 1, 2, 3"


def test_votes_within_the_budget(session: Session) -> None:
    at(session, "vote")
    assert "3 dots each, at most 2 for one" in say(session, "/show")
    assert say(session, "/budget 4 cap 3") == "  4 dots each, at most 3 for one"
    assert "write it as in /budget 5" in refused(session, "/budget")
    assert say(session, "Ana: 1 1 2") == "  hidden: Ana's vote (1 of 3 voted)"
    assert say(session, "ana: 2 2") == "  hidden: Ana's vote (1 of 3 voted)"
    assert say(session, "/vote Chloé 3") == "  hidden: Chloé's vote (2 of 3 voted)"
    assert "abstains" in say(session, "Ben: -")
    assert "over the budget" in refused(session, "Ben: 1 1 2 2 3")
    assert "at most 3" in refused(session, "Ben: 1 1 1 1")
    assert "no candidate 77" in refused(session, "Ben: 77")
    assert "say whose it is" in refused(session, "1 2")
    assert "no member of this retro 'Zed'" in refused(session, "/vote Zed 1")
    assert "somebody has voted" in refused(session, "/budget 9")
    assert "2 of 3 voted" in say(session, "/open")
    assert "have been revealed" in refused(session, "Ben: 1")
    assert "a vote belongs to Vote" in refused(at(session, "decide"), "/vote Ben 1")


@pytest.mark.parametrize(
    ("method", "typed", "sealed", "shown"),
    [
        ("plurality", "2", "2", "One vote each. Type the number of what you vote for."),
        ("approval", "3 1", "3, 1", "Choose all that you approve of: type the number"),
        ("score", "1=5 #2 = 2", "5 for 1, 2 for 2", "Score each from 0 to 5. What you leave out"),
        ("star", "1=5, 2:0", "5 for 1, 0 for 2", "Score each from 0 to 5. What you leave out"),
        ("irv", "2 > 1 = 3", "2 > 1 = 3", "Rank them, best first, = for equals. What you"),
        ("schulze", "2 1, 3", "2 > 1 > 3", "Rank them, best first"),
        (
            "consent", "1=4 2=0 because it breaks; the build; 3=5", None,
            "0 to 5 fingers for each: 0 blocks it",
        ),
        (
            "consent", "1=4 2=0 Because: it breaks = the build; 3=5",
            "4 for 1, 0 for 2 because it breaks = the build, 5 for 3",
            "0 to 5 fingers for each: 0 blocks it",
        ),
    ],
)  # fmt: skip
def test_each_kind_of_ballot_is_typed_as_the_screen_says(
    method: str, typed: str, sealed: str | None, shown: str
) -> None:
    with Logbook(":memory:", plugins=Plugins(), clock=Tick(), rng=random.Random(1)) as logbook:
        agenda = [Collect(columns=[Column("A")], sealed=False), Vote(method=method), Decide()]
        format = Format(name="v", title="V", purpose="P", agenda=agenda)
        session = Session(logbook, logbook.start(format, team="L", members=["Ana", "Ben"]))
        say(session, "one", "two", "three")
        screen = say(session, "/next")
        assert shown in " ".join(screen.split())
        if sealed is None:
            assert "'the build' cannot be read; write it as in 1=4" in refused(
                session, f"Ana: {typed}"
            )
            return
        assert say(session, f"Ana: {typed}") == "  hidden: Ana's vote (1 of 2 voted)"
        [example] = re.findall(r"or Ana: (.+?); then", " ".join(screen.split()))
        assert say(session, f"/vote Ana {example}") == "  hidden: Ana's vote (1 of 2 voted)"
        private = " ".join(say(session, "/pass Ben").split())
        assert f"As in {example}; - to abstain." in private
        assert f"  hidden: {sealed}. Type it again" in say(session, typed)
        opened = say(session, "", "/open")
        assert "2 of 2 voted, " in opened
        assert max(map(len, opened.splitlines())) <= 80


@pytest.mark.parametrize(
    ("method", "typed", "said"),
    [
        ("plurality", "1 2", "give one number, as in 3"),
        ("plurality", "x", "'x' is no number"),
        ("irv", "1 > 2 3", "put > or = between any two, as in 1 > 2 = 3"),
        ("irv", "1 >", "put > or = between any two"),
        ("score", "1", "'1' cannot be read; write it as in 1=5 2=2"),
        ("score", "1=2 1=3", "1 stands there twice; give it one number"),
        ("score", "1=9", "you can't give 9 to 1; give 0 to 5"),
        ("score", "1=0 because no", "'because no' cannot be read"),
        ("consent", "because no", "'because no' cannot be read"),
        ("consent", "1=3 because no", "words go with an objection"),
    ],
)
def test_a_ballot_that_is_typed_otherwise_is_refused_with_an_example(
    method: str, typed: str, said: str
) -> None:
    with Logbook(":memory:", plugins=Plugins(), clock=Tick(), rng=random.Random(1)) as logbook:
        agenda = [Collect(columns=[Column("A")], sealed=False), Vote(method=method), Decide()]
        format = Format(name="v", title="V", purpose="P", agenda=agenda)
        session = Session(logbook, logbook.start(format, team="L", members=["Ana", "Ben"]))
        say(session, "one", "two", "three", "/next")
        assert said in refused(session, f"Ana: {typed}")
        assert "say what Ana votes for, as in " in refused(session, "/vote Ana")
        assert "nobody has dots in this vote" in refused(session, "/budget 3")


def test_a_tie_is_settled_in_words(session: Session) -> None:
    at(session, "vote")
    say(session, "Ana: 1", "Ben: 3")
    assert "a tie shows once it is revealed" in refused(session, "/tie 1 because we flipped a coin")
    shown = " ".join(say(session, "/open").split())
    assert "/tie 1 because we flipped a coin" in shown
    for wrong in ("/tie", "/tie 1", "/tie x because y", "/tie because y"):
        assert "write it as in /tie 7 because we flipped a coin" in refused(session, wrong)
    assert "no winner 2; there are: 1, 3" in refused(session, "/tie 2 because we like it")
    assert say(session, "/tie 3 because we flipped a coin") == (
        "  3 of the tie, because: we flipped a coin"
    )
    assert "late calls was taken, because: we flipped a coin" in say(session, "/show")
    assert "are tied" not in say(session, "/show")
    assert "this tie is settled" in refused(session, "/tie 1 because no")
    assert "undone: the tie settled for 3" in say(session, "/undo")


def test_why_few_object_is_not_on_the_screen() -> None:
    with Logbook(":memory:", plugins=Plugins(), clock=Tick(), rng=random.Random(1)) as logbook:
        agenda = [Collect(columns=[Column("A")], sealed=False), Vote(method="consent"), Decide()]
        format = Format(name="v", title="V", purpose="P", agenda=agenda)
        names = ["Ana", "Ben", "Cy", "Dee", "Eli"]
        session = Session(logbook, logbook.start(format, team="L", members=names))
        say(session, "one", "/tighten confidential", "/next", "Ana: 1=0 because I said so")
        shown = say(session, "Ben: 1=4", "Cy: 1=5", "/open")
        assert "I said so" not in shown
        assert "Why somebody objects is not shown: it takes 4 votes." in shown


def test_what_was_opened_is_shown_on_going_on(session: Session) -> None:
    at(session, "ask")
    shown = say(session, "Ana: 4", "/next")
    assert shown.index("1 of 3 answered") < shown.index("Collect (4 of 8")
    say(session, "Stop: shouting", "/agenda move 8 to 5")
    shown = say(session, "/next")
    assert shown.index("1 shouting") < shown.index("Decide (5 of 8")
    shown = say(session, "/go vote", "Ana: 1", "/next")
    assert shown.index("1 of 3 voted, ") < shown.index("Discuss (8 of 8")
    assert "Hidden until" not in say(session, "/go ask")


def test_answers_for_everybody_at_one_keyboard(session: Session) -> None:
    at(session, "ask")
    assert "(1 of 3 answered)" in say(session, "Ana: 4")
    assert "not on the scale" in refused(session, "Ben: 9")
    assert "on 'Again?' (1 of 3 answered)" in say(session, "Ana: yes")
    assert "on 'Why?'" in say(session, "Ana: because it was fun")
    assert "on 'Why?'" in say(session, "Ana: because it was great fun")
    shown = say(session, "/open")
    assert "1 of 3 answered" in shown
    assert "median 4" in shown
    assert "because it was great fun" in shown
    assert "have been revealed" in refused(session, "Ben: 4")


def test_the_keyboard_is_passed_on_in_private(session: Session) -> None:
    cleared: list[int] = []
    session.clear = lambda: cleared.append(1)
    assert "is passed on where something is given in private" in refused(session, "/pass Ana")
    at(session, "collect")
    assert "Ana, the keyboard is yours" in say(session, "/pass ana")
    assert session.hidden
    assert session.prompt == "Ana (hidden)> "
    assert say(session, "Stop: shouting") == "  hidden in Stop (1 hidden)"
    assert say(session, "Ben: shouts") == "  hidden in Start (2 hidden)"
    assert "Ana has the keyboard" in refused(session, "/next")
    assert "/pass" in say(session, "/help")
    assert "/next" not in say(session, "/help")
    assert "taken back; 1 hidden" in say(session, "/undo")
    assert "taken back; 0 hidden" in say(session, "/undo")
    assert "nothing of this turn" in refused(session, "/undo")
    back = say(session, "Ben: shouts", "")
    assert back.startswith("The facilitator has the keyboard. 1 of 3 have taken part.\n")
    assert "Collect (4 of 8" in back
    assert not session.hidden
    assert len(cleared) == 2
    assert say(session, "/pass") == "You have it already."
    say(session, "/next")
    note = next(iter(session.retro.state.notes.values()))
    assert (note.author, note.text) == ("Ana", "Ben: shouts")


def test_a_private_turn_shows_what_is_asked_and_who_is_still_to_come(session: Session) -> None:
    at(session, "collect")
    turn = say(session, "/pass Ana")
    for part in (
        "Collect (4 of 8", "* Hidden until we reveal them", "- Start", "- Stop: What hurts?",
        "Still to come: Ben, Chloé; /pass Ben hands it on.",
    ):  # fmt: skip
        assert part in " ".join(turn.split())
    # Who had a turn and gave nothing is not waited for: that would tell the others so.
    assert "Still to come: Chloé; /pass" in " ".join(say(session, "/pass Ben").split())
    say(session, "Stop: shouting")
    assert "- Stop: What hurts?" in say(session, "/show")
    back = say(session, "")
    assert "Still to come: Chloé. /pass Chloé, or /next reveals them.\n" in back
    assert "have taken part. /next reveals them.\n" in say(session, "Chloé: naps", "/pass Ana", "")
    say(session, "/next", "/go vote")
    assert "How to vote" not in (turn := say(session, "/pass Chloé"))
    assert "Vote (6 of 8" in turn
    assert "Still to come: Ana, Ben; /pass Ana hands it on." in " ".join(turn.split())
    assert say(session, "-", "").endswith(
        "Still to come: Ana, Ben. /pass Ana, or /next reveals them."
    )


def test_a_private_turn_says_how_many_questions_there_are(session: Session) -> None:
    at(session, "ask")
    turn = say(session, "/pass Ana")
    assert "How safe?" in turn
    assert "3 questions, one after the other. Type - to leave one out." in turn
    assert "Again?" in (turn := say(session, "4", "/show"))
    assert "2 questions, one after the other." in turn
    assert "questions" not in say(session, "yes", "/show")


def test_a_turn_goes_on_where_the_retro_is_moved_to(session: Session) -> None:
    at(session, "collect")
    say(session, "/pass Ana")
    session.logbook.load(session.retro.state.id).go(session.retro.state.find_step("decide").id)
    shown = elsewhere(session)
    assert "Decide (8 of 8" in shown
    assert "Type what will be done" in shown
    session.logbook.load(session.retro.state.id).close()
    assert "This retro is closed" in elsewhere(session)


def test_where_notes_are_open_a_turn_reveals_nothing(tmp_path: Path) -> None:
    agenda = [Collect(columns=[Column("Start")], sealed=False), Decide()]
    format = Format(name="open", title="Open", purpose="Talk.", agenda=agenda)
    with Logbook(tmp_path / "team.db", plugins=Plugins()) as logbook:
        session = Session(logbook, logbook.start(format, team="Lander", members=["Ana", "Ben"]))
        back = say(session, "/pass Ana", "")
        assert "Still to come: Ben. /pass Ben, or /next goes on." in back
        assert "have taken part. /next goes on.\n" in say(session, "/pass Ben", "")


def test_questions_come_one_after_the_other_in_private(session: Session) -> None:
    at(session, "ask")
    assert "How safe?" in say(session, "/pass Ana")
    assert session.prompt == "Ana (hidden)> "
    assert "Again?" in say(session, "5")
    assert "1. yes" in say(session, "/undo", "4")
    assert "not answered\n\nWhy?" in say(session, "-")
    assert "That was the last question" in say(session, "fun")
    assert "that was the last question" in refused(session, "more")
    assert "Ben, the keyboard is yours" in say(session, "/pass Ben")
    assert "nothing of this turn" in refused(session, "/undo")
    say(session, "")
    assert "Again?" in say(session, "/pass Ana")
    assert "not answered" in say(session, "yes", "/undo", "-")
    assert not session.retro.taken_part("again")  # what was left out after all is not kept
    say(session, "", "/pass Ana", "yes", "")
    assert "answered everything" in refused(session, "/pass Ana")
    say(session, "/next")
    first, second, third = session.retro.state.at[3].results
    assert first.replies[0].value == 4
    assert (second.taken_part, third.taken_part) == (1, 1)


def test_a_ballot_in_private_can_be_typed_anew_until_the_turn_ends(session: Session) -> None:
    at(session, "vote")
    assert "A number for each dot.\nAs in 1 2 3; - to abstain." in say(session, "/pass Ana")
    assert "hidden: 1 for 1, 1 for 2" in say(session, "1 2")
    assert "hidden: 2 for 3" in say(session, "3 3")
    assert "Ana abstains" in say(session, "-")
    assert not session.retro.taken_part()
    say(session, "3 3", "")
    assert "Ana has voted already" in refused(session, "/pass Ana")
    assert "Ana has voted already" in refused(session, "Ana: 1")
    assert "Ana has voted already" in refused(session, "Ana: -")
    assert "abstains" in say(session, "/pass Ben", "-")
    say(session, "/quit")
    assert session.over


def test_undo_takes_back_what_was_sealed_last(session: Session) -> None:
    at(session, "collect")
    say(session, "Ana: one", "/timer 5", "Ana: two")
    assert "taken back; 1 hidden" in say(session, "/undo")
    say(session, "Ana: two", "/timer 6")
    assert "undone: the time box" in say(session, "/undo")
    assert session.retro.sealed_count() == 2


def test_a_discussion(session: Session) -> None:
    at(session, "discuss")
    assert "/topic takes the next one" in say(session, "/show")
    assert "Now: 1 naps" in say(session, "/topic")
    assert say(session, "we need them") == "  4 noted on 1: we need them"
    assert say(session, "/decided at two") == "  5 decided on 1: at two"
    assert "Now: 3 late calls" in say(session, "/topic 3")
    assert "Now: 2 pairing" in say(session, "/topic")
    assert "No topic is waiting" in say(session, "/show")
    assert "every topic has been talked about" in refused(session, "/topic")
    assert "one topic at a time" in refused(session, "/topic 1 2")
    assert "undone: the taking of a topic" in say(session, "/undo")


def test_action_items(session: Session) -> None:
    at(session, "decide")
    assert "goal 1  Be safe" in say(session, "/show")
    assert say(session, "Nap @ana due 2999-01-01 goal 1") == (
        "  4 Nap (Ana, due 2999-01-01); serves: Be safe"
    )
    assert say(session, "Rest") == "  5 Rest (no owner yet, no due date yet)"
    assert "(Ben," in say(session, "/owner 5 @ben")
    assert "due 2999" in say(session, "/due 5 2999-01-01")
    assert "serves: Go again" in say(session, "/serves 5 go again")
    assert say(session, "/done 5") == "  5 Rest: done"
    assert say(session, "/carry 5") == "  5 Rest: still open"
    assert say(session, "/drop 5 because no time") == "  5 Rest: dropped (no time)"
    assert "Rest" in say(session, "/actions")
    assert "in the past" in refused(session, "Late due 2001-01-01")
    assert "no action 99" in refused(session, "/done 99")
    assert "say which action item" in refused(session, "/done")
    assert say(session, "/action Sing @Chloé due tomorrow").startswith("  6 Sing (Chloé, due ")


def test_review_of_earlier_actions(session: Session) -> None:
    at(session, "decide")
    say(session, "Nap @Ana", "Rest", "Sing", "/close")
    logbook = session.logbook
    again = Session(logbook, logbook.start(WHOLE, team="LANDER", members=["Ana"]))
    assert "nobody" in say(again, "/next")
    assert "/done 1" in refused(again, "they are all done")
    assert say(again, "/done 1") == "  1 Nap: done"
    assert "2 Rest (Ana, due" in say(again, "/carry 2 @Ana due +2w")
    assert "write it as in /drop" in refused(again, "/drop 3")
    assert say(again, "/drop 3 because nobody sings") == "  3 Sing: dropped (nobody sings)"
    assert "dropped: nobody sings" in say(again, "/show")
    assert "carried on" in say(again, "/show")
    assert "undone: the change to" in say(again, "/undo")


def test_lines_that_have_no_place(session: Session) -> None:
    assert "takes no notes; /next goes on" in refused(session, "hello")
    assert say(session, "") == ""
    say(session, "/undo")
    assert session.screen() == "Not begun. /next begins it."
    assert "has not begun" in refused(session, "hello")
    assert session.prompt == "retro> "


def test_text_that_cannot_be_kept(session: Session) -> None:
    at(session, "collect")
    assert "the limit is 2,000" in refused(session, "x" * 1_000_000)
    assert "U+001B" in refused(session, "red \x1b[31m text")
    assert "is not UTF-8 text at position 5" in refused(session, "not \udc80 text")
    for text in ("emoji 🎉👩‍🚀", "مرحبا بكم", "短い会議", "  spaces kept  ", "a\u202eb"):
        say(session, text)
    say(session, "/next")
    kept = {note.text for note in session.retro.state.notes.values()}
    assert "  spaces kept" in kept
    assert len(kept) == 5


def test_a_report_is_shown_and_written(session: Session, tmp_path: Path) -> None:
    at(session, "group")
    assert "late calls" in say(session, "/report")
    assert say(session, f"/report {tmp_path / 'so far.md'}") == f"  wrote {tmp_path / 'so far.md'}"
    assert (tmp_path / "so far.md").read_text("utf-8").startswith("# Whole")
    assert "files that end in" in refused(session, "/report so far.docx")


def test_a_vote_of_too_few_is_not_shown(session: Session) -> None:
    at(session, "vote")
    said = say(session, "/tighten anonymous", "Ana: 1 1", "/next")
    assert "1 of 3 voted; it takes 3 to show this (anonymous)." in said


def test_where_few_are_here_it_may_be_guessed_who_wrote_what(session: Session) -> None:
    at(session, "collect")
    assert "it may be guessed" not in " ".join(say(session, "/tighten anonymous", "/show").split())
    assert "it may be guessed" in " ".join(say(session, "/leave Chloé", "/show").split())


def test_closing_and_going_on(session: Session) -> None:
    assert "Whole" in say(session, "/close")
    assert session.over
    assert "is closed" in refused(session, "/next")
    assert "Welcome (1 of 8" in say(session, "/reopen")
    say(session, "/close")
    assert "undone: the closing" in say(session, "/undo")


def test_tightening(session: Session) -> None:
    at(session, "collect")
    assert "anonymous from now on" in say(session, "Ana: mine", "/tighten anonymous")
    assert "never loosened" in refused(session, "/tighten confidential")
    assert "write /tighten" in refused(session, "/tighten more")
    assert "Who wrote what is never stored." in " ".join(say(session, "/show").split())
    say(session, "/next")
    assert next(iter(session.retro.state.notes.values())).author is None


def test_what_others_do_meanwhile_is_said(session: Session) -> None:
    other = session.logbook.load(session.retro.state.id)
    other.join("Dev")
    assert say(session, "/who").startswith("(1 change came from elsewhere)\n")


def test_toolbar_fits_and_says_where_we_are(session: Session) -> None:
    at(session, "collect")
    say(session, "Ana: one", "/action x")
    line = session.toolbar
    assert "Collect 4/8" in line
    assert "1 hidden" in line
    assert "1 action |" in line
    assert len(line) <= 80
    say(session, "/action y", "/next")
    line = session.toolbar
    assert "1 note |" in line
    assert "2 actions |" in line


def test_a_retro_that_is_closed_is_at_no_activity(session: Session) -> None:
    at(session, "decide")
    session.logbook.load(session.retro.state.id).close()  # from a browser
    assert "This retro is closed" in elsewhere(session)
    assert session.prompt == "closed> "
    assert session.toolbar == "closed | 3 notes | 3 here | /help"
    say(session, "/as Ana", "/reopen")
    assert session.prompt == "Decide (Ana)> "


def test_completion(session: Session) -> None:
    at(session, "collect")

    def offered(before: str) -> list[str]:
        return [text for text, _ in complete(session, before)]

    assert "/next" in offered("/ne")
    assert offered("An") == ["Ana: "]
    assert offered("Sto") == ["Stop: "]
    assert offered("/as B") == ["Ben"]
    assert offered("Do it @Ch") == ["@Chloé"]
    assert offered("") == []


@pytest.mark.parametrize("kind", ["welcome", "review", "ask", "collect", "group", "vote",
                                  "discuss", "decide"])  # fmt: skip
@pytest.mark.parametrize("members", [(), ("Ana",), ("Ana", "Ben", "Chloé", "短い名前")])
def test_every_screen_fits_into_80_columns(
    kind: str, members: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    from wcwidth import width

    monkeypatch.setenv("COLUMNS", "80")
    with Logbook(":memory:", plugins=Plugins()) as logbook:
        for _ in range(2):
            session = Session(logbook, logbook.start(WHOLE, team="短い", members=members))
            say(session, "/go collect", f"Stop: {'短い会議' * 30}", f"{'word ' * 40}", "/next")
            say(session, f"/action {'a long thing to do ' * 8}")
            screens = [session.screen(), say(session, "/agenda"), say(session, "/notes")]
            step = session.retro.state.current_step
            if step is None or step.activity.kind != kind:
                say(session, f"/go {kind}")
            screens += [session.screen(), session.toolbar, say(session, "/actions")]
            for line in "\n".join(screens).splitlines():
                assert width(line) <= 80, line
