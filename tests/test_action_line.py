"""The line of an action item: no word is lost, and what was understood is what was typed."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from retrokit import Invalid
from retrokit.cli.live.action_line import ActionLine, read_action
from retrokit.cli.live.dates import read_date
from retrokit.errors import Ambiguous

TODAY = date(2026, 11, 25)  # a Wednesday
MEMBERS = ["Ana", "Ben", "Chloé de Vries", "J. R.", "Anders"]


def read(line: str) -> ActionLine:
    return read_action(line, today=TODAY, members=MEMBERS, goals=2)


def said(line: str) -> tuple[str, tuple[str, ...], date | None, dict[str, str]]:
    found = read(line)
    return found.text, found.owners, found.due, found.goals


ONE = {"1": "serves"}


FRIDAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("line", "text", "owners", "due", "goals"),
    [
        ("Book the room @Ana @Ben due friday", "Book the room", ("Ana", "Ben"), FRIDAY, {}),
        ("Ask who reviews what is due tomorrow @Ben due friday",
         "Ask who reviews what is due tomorrow", ("Ben",), FRIDAY, {}),
        ("Move the due date of the release @Ana",
         "Move the due date of the release", ("Ana",), None, {}),
        ("Ben: fix it by friday", "fix it", ("Ben",), FRIDAY, {}),
        ("Ana and ben: fix it", "fix it", ("Ana", "Ben"), None, {}),
        ("ben：fix it", "fix it", ("Ben",), None, {}),
        ("Ben: fix it @Ana", "fix it", ("Ben", "Ana"), None, {}),
        ("and Ana: fix it", "and Ana: fix it", (), None, {}),
        ("Zed: fix it", "Zed: fix it", (), None, {}),
        ("Ana and Zed: fix it", "Ana and Zed: fix it", (), None, {}),
        ("Fix it due by 15.12. goal 2 @Chloe de vries",
         "Fix it", ("Chloé de Vries",), date(2026, 12, 15), {"2": "serves"}),
        ("Fix it @Ana, @J. R. and @Ben.", "Fix it", ("Ana", "J. R.", "Ben"), None, {}),
        ("Fix it @Chl", "Fix it", ("Chloé de Vries",), None, {}),
        ("Fix it @Ana, Ben", "Fix it", ("Ana", "Ben"), None, {}),
        ("Fix it @J. R., ben and chloe de vries. due friday",
         "Fix it", ("J. R.", "Ben", "Chloé de Vries"), FRIDAY, {}),
        ("Fix it @Ana, Ben and @Chl", "Fix it", ("Ana", "Ben", "Chloé de Vries"), None, {}),
        ("Fix it @Ana, Zed", "Fix it @Ana, Zed", (), None, {}),
        ("Fix it @A, then rest", "Fix it @A, then rest", (), None, {}),
        ("Fix it @ana due eom", "Fix it due eom", ("Ana",), None, {}),
        ("Fix it @ana and @zed due friday", "Fix it @zed", ("Ana",), FRIDAY, {}),
        ("Fix it  @zed due eom", "Fix it  @zed due eom", (), None, {}),
        ("Call the shop, @Ben", "Call the shop,", ("Ben",), None, {}),
        ("Mail ana@home.example about @Zed", "Mail ana@home.example about @Zed", (), None, {}),
        ("Say hello to @Ana and to all", "Say hello to @Ana and to all", (), None, {}),
        ("Pay goal 9 goal 1", "Pay goal 9", (), None, ONE),
        ("Pay what is due friday due -", "Pay what is due friday", (), None, {}),
        ("Thank @Ana @- @Ben", "Thank @Ana", ("Ben",), None, {}),
        ("Ben: fix it @-", "Ben: fix it", (), None, {}),
        ("Reach goal 1 goal -", "Reach goal 1", (), None, {}),
        ("Reach goal 1 goal - costs goal 2", "Reach goal 1", (), None, {"2": "costs"}),
        ("Rest @Ana goal 1 costs goal 2", "Rest", ("Ana",), None, {"1": "serves", "2": "costs"}),
        ("Rest untouched goal 1 Serves Goal 2 due friday",
         "Rest", (), FRIDAY, {"1": "untouched", "2": "serves"}),
        ("Say what it costs goal 1 goal 1", "Say what it costs goal 1", (), None, ONE),
        ("Find out what it costs", "Find out what it costs", (), None, {}),
        ("Do it by hand, and by the book of Ana", "Do it by hand, and by the book of Ana",
         (), None, {}),
        ("Do it by the very last day of next month and year",
         "Do it by the very last day of next month and year", (), None, {}),
    ],
)  # fmt: skip
def test_details_are_read_from_the_end(
    line: str, text: str, owners: tuple[str, ...], due: date | None, goals: dict[str, str]
) -> None:
    assert said(line) == (text, owners, due, goals)


@pytest.mark.parametrize(
    ("line", "unread"),
    [
        ("Late @Zed", ["@Zed"]),
        ("Late due whenever", ["due whenever"]),
        ("Late by 31.02.2027", ["by 31.02.2027"]),
        ("Late goal 7", ["goal 7"]),
        ("Say @Ana what is due tomorrow or so", ["@Ana", "due tomorrow or so"]),
        ("Move the due date of the release", []),
        ("Stand by me", []),
        ("Pay due friday due monday goal 9 goal 1", ["goal 9"]),
        ("Pay costs goal 3 untouched goal 2", ["costs goal 3"]),
    ],
)
def test_what_looks_like_a_detail_and_was_left_is_told(line: str, unread: list[str]) -> None:
    assert read(line).unread == unread


def test_what_may_be_two_is_asked_about() -> None:
    with pytest.raises(Ambiguous, match="'An' may be Ana or Anders"):
        read("Fix it @An")
    with pytest.raises(Ambiguous, match="2026-04-03 or 2026-03-04"):
        read("Fix it due 03/04/2026 @Ben")


def test_details_say_what_was_typed_and_what_is_to_be_empty() -> None:
    assert read("Fix it").details == {}
    assert read("Ben: fix it due - goal 1").details == {
        "owner": ("Ben",),
        "due": None,
        "serves": ["1"],
    }
    assert read("Fix it costs goal 2 untouched goal 3").details == {"costs": ["2"]}
    assert read("Fix it costs goal 2 goal 1").details == {"serves": ["1"], "costs": ["2"]}
    assert read("Fix it goal - costs goal 2").details == {
        "serves": None,
        "untouched": None,
        "costs": ["2"],
    }
    assert read("Fix it @-").details == {"owner": None}


WORDS = st.sampled_from(
    [
        "fix",
        "the",
        "room",
        "@Ana",
        "@Ben",
        "@Zed",
        "@-",
        "due",
        "by",
        "friday",
        "tomorrow",
        "15.12.",
        "goal",
        "costs",
        "1",
        "9",
        "Ana:",
        "Ben:",
        "Ben",
        "Zed:",
        "and",
        ",",
        "who's",
        "-",
        "due:",
        "@",
        "review,",
        "next",
    ]
)
LINES = st.lists(WORDS, min_size=1, max_size=10).map(" ".join)


@settings(deadline=None)
@given(LINES)
@example("@ Ana: fix")
@example("@Ana and Ben: fix")
def test_no_word_is_lost(line: str) -> None:
    try:
        found = read(line)
    except Ambiguous:
        assume(False)
    assume(found.text)  # an item without a text is refused by the engine
    kept, rest = found.text.split(), iter(line.split())
    assert all(word in rest for word in kept)  # in the order in which they were typed
    assert _understood(found, [*(Counter(line.split()) - Counter(kept)).elements()])


def _understood(found: ActionLine, taken: list[str]) -> bool:
    """Return whether the words that are not in the text are just what was understood."""
    owners = {word.strip("@:") for word in taken if word.strip("@:") in ("Ana", "Ben")}
    dates = [word for word in taken if word in ("friday", "tomorrow", "15.12.")]
    names = {"@Ana", "@Ben", "Ana:", "Ben:", "Ben"}
    return (
        owners == set(found.owners)
        and len(dates) == (found.due is not None)
        and taken.count("1") == len(found.goals)
        and taken.count("costs") == [*found.goals.values()].count("costs")
        and set(taken)
        <= {*names, *dates, "@-", "due", "by", "goal", "costs", "1", "-", "and", ",", "next"}
    )


@pytest.mark.parametrize("unknown", ["due eom", "@Zed", "goal 9", "by 31.02.2027"])
@settings(deadline=None)
@given(st.data())
def test_what_is_not_understood_keeps_nothing_else_from_being_read(
    unknown: str, data: st.DataObject
) -> None:
    kind = "due" if unknown[0] in "db" else unknown[:4].strip()
    known = {"@Zed": "@Ben", "due": "due friday", "goal": "goal 1"}
    details = [known[each] for each in known if each != kind]
    parts = data.draw(st.permutations([*details, unknown]))
    found = read(" ".join(["Fix it", *parts]))
    assert (found.text, found.unread) == (f"Fix it {unknown}", [unknown])
    assert found.owners == (() if kind == "@Zed" else ("Ben",))
    assert found.due == (None if kind == "due" else FRIDAY)
    assert found.goals == ({} if kind == "goal" else ONE)


TEXTS = st.one_of(
    LINES, st.text(st.characters(exclude_categories=("Cc", "Cs", "Z")), min_size=1)
).filter(lambda text: bool(text.strip()))


@settings(deadline=None)
@given(
    TEXTS,
    st.lists(st.sampled_from(MEMBERS), unique=True, max_size=3),
    st.none() | st.dates(date(2026, 1, 1), date(2030, 1, 1)),
    st.dictionaries(st.sampled_from(["1", "2"]), st.sampled_from(["serves", "untouched", "costs"])),
)
def test_what_is_written_down_is_read_back(
    text: str, owners: list[str], due: date | None, goals: dict[str, str]
) -> None:
    text = text.strip()
    parts = [
        text,
        "@-",
        *(f"@{each}" for each in owners),
        f"due {due or '-'}",
        "goal -",
        *(f"{effect} goal {number}" for number, effect in goals.items()),
    ]
    assert said(" ".join(parts)) == (text, tuple(owners), due, goals)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("today", "2026-11-25"),
        ("Tomorrow", "2026-11-26"),
        ("friday", "2026-11-27"),
        ("Fri", "2026-11-27"),
        ("on friday", "2026-11-27"),
        ("this  friday", "2026-11-27"),
        ("wednesday", "2026-12-02"),
        ("monday", "2026-11-30"),
        ("next friday", "2026-12-04"),
        ("next monday", "2026-11-30"),
        ("next wednesday", "2026-12-02"),
        ("+3d", "2026-11-28"),
        ("+2w", "2026-12-09"),
        ("in 2 weeks", "2026-12-09"),
        ("in a week", "2026-12-02"),
        ("in two months", "2027-01-25"),
        ("+3m", "2027-02-25"),
        ("end of week", "2026-11-27"),
        ("end of next week", "2026-12-04"),
        ("end of month", "2026-11-30"),
        ("the end of the month", "2026-11-30"),
        ("end of next month", "2026-12-31"),
        ("end of year", "2026-12-31"),
        ("end of next year", "2027-12-31"),
        ("2026-12-15", "2026-12-15"),
        ("2026/12/5", "2026-12-05"),
        ("2020-01-01", "2020-01-01"),
        ("15.12.2026", "2026-12-15"),
        ("15.12.26", "2026-12-15"),
        ("15. 12. 2026", "2026-12-15"),
        ("15.12.", "2026-12-15"),
        ("15.12", "2026-12-15"),
        ("25.11.", "2026-11-25"),
        ("24.11.", "2027-11-24"),
        ("Dec 15", "2026-12-15"),
        ("15 Dec", "2026-12-15"),
        ("Dec. 15th, 2026", "2026-12-15"),
        ("15 December 2026", "2026-12-15"),
        ("the 1st of", None),
        ("1st of march", "2027-03-01"),
        ("3. January", "2027-01-03"),
        ("12/15/2026", "2026-12-15"),
        ("15/12/2026", "2026-12-15"),
        ("5/5", "2027-05-05"),
        ("29 feb", "2028-02-29"),
        ("29 feb 2027", None),
        ("31.02.2026", None),
        ("99.99.", None),
        ("0000-01-01", None),
        ("ma 5", None),
        ("funday", None),
        ("s", None),
        ("in 2", None),
        ("whenever", None),
        ("", None),
    ],
)
def test_dates_as_people_type_them(typed: str, day: str | None) -> None:
    if day is None:
        with pytest.raises(Invalid):
            read_date(typed, TODAY)
    else:
        assert read_date(typed, TODAY) == date.fromisoformat(day)


def test_a_day_of_two_readings_is_refused_with_both() -> None:
    for typed in ("03/04/2026", "3/4/26"):
        with pytest.raises(Ambiguous, match=f"{typed} may be 2026-04-03 or 2026-03-04"):
            read_date(typed, TODAY)


def test_the_day_of_a_month_that_is_too_short_is_its_last() -> None:
    assert read_date("in 1 month", date(2027, 1, 31)) == date(2027, 2, 28)
    assert read_date("29.2.", date(2096, 3, 1)) == date(2104, 2, 29)


@settings(deadline=None)
@given(st.dates(date(1990, 1, 1), date(2200, 1, 1)), st.integers(0, 364))
def test_a_day_without_a_year_is_the_next_one(today: date, days: int) -> None:
    day = today + timedelta(days)
    assume((day.day, day.month) != (29, 2))
    later = date(today.year + 1, today.month, min(today.day, 28))
    assume(day < later)
    for typed in (f"{day.day}.{day.month}.", f"{day:%b} {day.day}", f"{day.day} {day:%B}"):
        assert read_date(typed, today) == day
    assert read_date(day.isoformat(), today) == day
