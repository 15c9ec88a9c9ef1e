"""Teammates rated at the keyboard, and letters read at it."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from test_live import Tick, refused, say
from wcwidth import width

from retrokit import (
    Allocation,
    Ask,
    Attribution,
    Collect,
    Column,
    Decide,
    Format,
    Logbook,
    PeerRating,
    Plugins,
    Scale,
)
from retrokit.cli.live.session import Session
from retrokit.retro import Retro

POINTS = Allocation("points", "Who carried what?")
CARE = PeerRating("care", "Care?", ["Helps others", "Listens"], labels=("never", "always"))
SAFE = Scale("safe", "How safe?")
FORMAT = Format(
    name="fair",
    title="Fair",
    purpose="Rate each other.",
    attribution=Attribution.CONFIDENTIAL,
    agenda=[
        Ask(title="Shares", questions=[POINTS, CARE, SAFE]),
        Collect(columns=[Column("Good")]),
        Decide(),
    ],
)
TEAM = ("Ana", "Ben", "Cy", "Dušan")


def begin(logbook: Logbook, *members: str, **more: object) -> Session:
    given = {"team": "Lander", "members": members or TEAM} | more
    retro = logbook.start(FORMAT, **given)  # type: ignore[arg-type]
    retro.go("Shares") if retro.state.current != 1 else None
    return Session(logbook, retro)


@pytest.fixture
def book() -> Iterator[Logbook]:
    with Logbook(":memory:", plugins=Plugins(), clock=Tick(), rng=random.Random(1)) as logbook:
        yield logbook


@pytest.fixture
def session(book: Logbook) -> Session:
    return begin(book)


def sealed(retro: Retro, question: str) -> dict[str, object]:
    """Return what is sealed for a question, by author."""
    found = retro._keeper.seals().values()
    return {
        str(each.author): dict(each.draft.value)  # type: ignore[arg-type, union-attr]
        for each in found
        if each.slot == question
    }


def everybody(session: Session) -> Session:
    """Let all share out points, openly, and open them."""
    for who in TEAM:
        say(session, f"{who}: 40 30 30")
    say(session, "/next")
    return session


def test_the_rule_and_how_to_answer_are_on_the_screen_before_the_first_answer(
    session: Session,
) -> None:
    screen = " ".join(session.screen().split())
    assert "Nobody sees what you give a teammate. It is erased when this is" in screen
    assert "Share out 100 points. A number each of your teammates, in order; ? if you" in screen
    assert "1 (never) to 5 (always), a number each of your teammates, in order;" in screen
    assert "- Helps others - Listens On one line: a semicolon after each of these." in screen


def test_a_private_turn_goes_through_teammates_and_criteria(session: Session) -> None:
    turn = say(session, "/pass Ana")
    assert "An equal share would be 33.33. A number each, in this order: Ben, Cy, Dušan; ?" in (
        " ".join(turn.split())
    )
    assert "these are 90 points of 100; 10 are left to give" in refused(session, "30 30 30")
    assert "these are 110 points of 100; take 10 back" in refused(session, "50 30 30")
    first = say(session, "50 ? 50")
    assert first.startswith("  hidden\n\nCare?\n1 of 2: Helps others\n")
    second = say(session, "Ben 5, Cy 4, dušan ?")
    assert second.startswith("  kept\n\nCare?\n2 of 2: Listens\n")
    assert "6 is not on the scale; give 1 to 5, or ?" in refused(session, "6 1 1")
    last = say(session, "? 3 3")
    assert last.startswith("  hidden\n\nHow safe?")
    assert sealed(session.retro, "points") == {"Ana": {"Ben": (50,), "Cy": (None,), "Dušan": (50,)}}
    assert sealed(session.retro, "care") == {
        "Ana": {"Ben": (5, None), "Cy": (4, 3), "Dušan": (None, 3)}
    }
    assert "That was the last question" in say(session, "-")
    assert "1 of 4 have taken part" in say(session, "")


def test_nothing_that_is_typed_in_private_is_said_again(session: Session) -> None:
    said = say(session, "/pass Ana", "17 61 22")
    assert not [number for number in ("17", "61", "22") if number in said]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("40 60", "2 given for 3; give one each for Ben, Cy, Dušan"),
        ("Ben 40, Cy 60", "nothing is said of Dušan; give a number, or ?"),
        ("Ben 40, Zed 60", "no teammate to rate 'Zed'; there are: Ben, Cy, Dušan"),
        ("Ana 40, Cy 60", "no teammate to rate 'Ana'"),
        ("Ben 40, Ben 60, Cy 0, Dušan 0", "Ben is named twice; give each one number"),
        ("Ben lots, Cy 1, Dušan 1", "'lots' for Ben is no whole number; write Ben 25"),
        ("? ? ?", "give at least one teammate points; to skip this question, leave it out"),
        ("Ben", "no teammate to rate 'Ben'"),
        ("99999999999 0 0", "'99999999999' cannot be taken; give a whole number each for Ben, Cy"),
        ("60 45 -5", "'-5' cannot be taken; give a whole number each for Ben, Cy, Dušan, or ?"),
        ("33.3 33.3 33.4", "'33.3' cannot be taken"),
        ("1;2;3", "'1;2;3' cannot be taken"),
    ],
)
def test_points_that_cannot_be_taken_say_why(session: Session, line: str, said: str) -> None:
    say(session, "/pass Ana")
    assert said in refused(session, line)
    assert "Who carried what?" in say(session, "100 0 0", "/undo")


def test_a_rating_on_one_line_openly(session: Session) -> None:
    assert "hidden: Ana on 'Who carried what?' (1 of 4 answered)" in say(session, "Ana: 40 60 0")
    assert "1 of 2 criteria are rated; put a semicolon" in refused(session, "Ana: 4 5 3")
    assert "hidden: Ana on 'Care?'" in say(session, "Ana: 4 5 3; 3 ? 1")
    assert sealed(session.retro, "care")["Ana"] == {"Ben": (4, 3), "Cy": (5, None), "Dušan": (3, 1)}
    say(session, "Ben: Ana 1, Cy = 98, dušan 1")
    assert sealed(session.retro, "points")["Ben"] == {"Ana": (1,), "Cy": (98,), "Dušan": (1,)}


def test_a_rating_on_one_line_in_private(session: Session) -> None:
    assert "How safe?" in say(session, "/pass Ana", "-", "4 5 3; 3 ? 1")
    assert sealed(session.retro, "care")["Ana"]["Dušan"] == (3, 1)  # type: ignore[index]


def test_undo_takes_back_one_criterion_and_then_the_question_before(session: Session) -> None:
    say(session, "/pass Ana", "100 0 0", "1 1 1")
    assert "taken back\n\nCare?\n1 of 2: Helps others" in say(session, "/undo")
    assert "answer it again\n\nWho carried what?" in say(session, "/undo")
    say(session, "0 0 100", "2 2 2", "3 3 3")
    assert sealed(session.retro, "points")["Ana"]["Dušan"] == (100,)  # type: ignore[index]
    assert sealed(session.retro, "care")["Ana"] == dict.fromkeys(TEAM[1:], (2, 3))


def test_what_is_half_rated_when_the_keyboard_goes_back_is_forgotten(session: Session) -> None:
    say(session, "/pass Ana", "-", "1 1 1", "")
    assert session.retro.sealed_count() == 0
    assert "1 of 2: Helps others" in say(session, "/pass Ben", "-")


def test_to_be_unsure_of_everything_is_to_begin_anew(session: Session) -> None:
    say(session, "/pass Ana", "-", "? ? ?")
    said = refused(session, "? ? ?")
    assert said.endswith("start again with 'Helps others', or -")
    assert "2 of 2: Listens" in say(session, "1 1 1")


def test_who_comes_meanwhile_is_not_given_the_numbers_of_somebody_else(session: Session) -> None:
    other = session.logbook.load()
    say(session, "/pass Dušan", "-", "1 2 3")
    other.leave("Cy")
    other.join("Zoe")
    said = refused_after_news(session, "4 5 1")
    assert said == "who is here has changed; start again with Ana, Ben, Zoe"
    say(session, "1 2 3", "4 5 1")
    assert sealed(session.retro, "care")["Dušan"] == {"Ana": (1, 4), "Ben": (2, 5), "Zoe": (3, 1)}


def refused_after_news(session: Session, line: str) -> str:
    """Return how a line is refused though others have changed the retro meanwhile."""
    session.retro.refresh()
    return refused(session, line)


def test_who_is_alone_is_asked_the_other_questions_only(book: Logbook) -> None:
    session = begin(book, "Ana")
    assert "How safe?" in say(session, "/pass Ana")
    assert "That was the last question" in say(session, "3")
    assert "nobody else is here to be rated" in refused(begin(book, "Ana"), "Ana: 100")


def test_who_has_left_is_not_given_the_keyboard(session: Session) -> None:
    say(session, "/leave Ben")
    assert "Ben has left this retro; they can join again" in refused(session, "/pass Ben")
    assert not session.hidden


# --- letters


def opened(session: Session) -> tuple[str, list[int]]:
    """Let all share out points and reveal them; return the screen, and how often it is cleared."""
    cleared: list[int] = []
    session.clear = lambda: cleared.append(1)
    for who in TEAM:
        say(session, f"{who}: 40 30 30")
    return say(session, "/next"), cleared


def test_letters_are_announced_and_read_in_private(session: Session) -> None:
    shown, cleared = opened(session)
    waiting = "Letters wait. Each is for one person alone: /letter NAME shows"
    assert waiting in shown
    assert "You were given" not in shown
    assert shown.index("4 of 4 answered") < shown.index(waiting) < shown.index("Collect (2 of 3")
    read = say(session, "/letter ana")
    assert read.startswith("Ana, this is for you alone; make sure that nobody else looks.")
    assert "Who carried what?\n  - You were given 40 to 40 by 3, median 40." in read
    assert read.endswith("Enter hands the keyboard back.")
    assert (session.prompt, len(cleared)) == ("Ana (hidden)> ", 1)
    assert say(session, "/show") == read.partition("\n\n/discard")[0]
    assert "Ana has the keyboard" in refused(session, "/letter Ben")
    back = say(session, "")
    assert "given" not in back
    assert back.startswith("The facilitator has the keyboard. 0 of 4 have taken part.\n")
    assert len(cleared) == 2


def test_nobody_is_told_that_none_took_part_once_the_seals_are_open(session: Session) -> None:
    for who in TEAM:
        say(session, f"{who}: 40 30 30")
    back = say(session, "/open", "/letter Ana", "")
    assert back.startswith("The facilitator has the keyboard.\n")
    assert "4 of 4 answered" in back


def test_a_letter_is_discarded_by_who_has_read_it(session: Session) -> None:
    everybody(session)
    assert "only whom a letter is to discards it" in refused(session, "/discard")
    assert say(session, "/letter Ana", "/discard").startswith("  1 erased.")
    assert "There is none." in say(session, "/discard")
    assert say(session, "/show") == "There is no letter for Ana."
    say(session, "")
    assert "Letters wait." in say(session, "/back")
    assert "say whose it is, as in /letter Ana" in refused(session, "/letter")
    assert "You were given 30 to 40 by 3" in say(session, "/as Ben", "/letter")


def test_the_last_activity_is_revealed_before_the_retro_is_closed(book: Logbook) -> None:
    """/next reveals what is hidden there too, and then asks whether that was all."""
    only = Format(
        name="one", title="One", purpose="Ask.", agenda=[Ask(title="Safe", questions=[SAFE])]
    )
    asked: list[str] = []
    session = Session(book, book.start(only, team="Lander", members=TEAM))
    session.ask = lambda question: asked.append(question) or "n"  # type: ignore[func-returns-value]
    for who in TEAM:
        say(session, f"{who}: 4")
    assert "4 of 4 answered; median 4" in say(session, "/next")
    assert (session.over, asked) == (False, [])
    assert "Not closed." in say(session, "/next")
    assert "That was the last activity." in asked[0]


def test_opening_on_the_spot_announces_letters_too(session: Session) -> None:
    for who in TEAM:
        say(session, f"{who}: 40 30 30")
    assert "Letters wait." in say(session, "/open")


def test_who_got_no_letter_is_told_so_in_private(session: Session) -> None:
    """Others see the same whether there is one or not: who got none is theirs to know."""
    shown, cleared = opened(session)
    session.retro.discard_letters("Ana")
    told = [line for line in shown.splitlines() if "etter" in line]
    assert not [line for line in told if any(who in line for who in TEAM)]
    nothing = say(session, "/letter Ana")
    assert nothing == "There is no letter for Ana.\n\nEnter hands the keyboard back."
    assert (session.prompt, len(cleared)) == ("Ana (hidden)> ", 1)
    assert say(session, "").startswith("The facilitator has the keyboard.")
    assert len(cleared) == 2


@pytest.mark.parametrize("attribution", list(Attribution)[1:])
@pytest.mark.parametrize("members", [TEAM, ("短い名前" * 5, "Ana", "B" * 80, "C" * 79, "D" * 70)])
def test_every_screen_about_teammates_fits_into_80_columns(
    book: Logbook,
    attribution: Attribution,
    members: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    session = begin(book, *members, attribution=attribution)
    anonymous = attribution is Attribution.ANONYMOUS
    size = len(members) - (0 if anonymous else 1)
    points = " ".join(["100", *["0"] * (size - 1)])
    rating = " ".join(["3"] * size)
    screens = [session.screen()]
    for who in members:
        for line in (f"/pass {who}", points, rating, rating, "-", ""):
            screens.append(say(session, line))
    screens += [say(session, "/next"), say(session, "/back")]
    screens += [say(session, f"/letter {members[0]}"), say(session, "/discard")]
    for line in "\n".join(screens).splitlines():
        assert width(line) <= 80, line
