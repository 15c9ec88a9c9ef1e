"""Each format that the project exists for, held once for real: by five people in browsers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from browsing import untroubled
from holding import Meeting, Script

from retrokit import Logbook

CREW = ("Ada", "Ben", "Cleo", "Dora", "Eve")
HEARD, LISTENED = "felt-heard", "listened"


def an_earlier_promise(book: Logbook) -> None:
    before = book.start(
        "hosts", team="Lander", members=CREW[1:], observers=["Lena"], facilitator="Lena"
    )
    before.add_action("Ask before a date moves", owner="Lena")
    before.close()


def a_principle(book: Logbook) -> None:
    book.team("Lander", new=True).change_charter(principle="The patient comes first.")


def a_morning_before(book: Logbook) -> None:
    book.team("Lander", new=True).change_charter(values=["Candour", "Care"])
    first = book.start("line-up", team="Lander", members=CREW)
    first.add_action("Read the test plan together", owner="Cleo")
    first.close()


def the_host_has_promised(book: Logbook, retro: str) -> None:
    assert [each.owners for each in book.load(retro).state.actions.values()] == [("Lena",)]


def the_next_one_led_and_a_hand_is_counted(book: Logbook, retro: str) -> None:
    [record] = book.rituals("Lander")
    assert [each.ritual.facilitator for each in record.held if each.ritual] == ["Ada", "Ben"]
    assert [each.item.status.value for each in record.actions] == ["done", "open"]
    assert {name: len(notes) for name, notes in record.notes.items()} == {
        "Story": 5, "Risk": 3, "Hand": 2,
    }  # fmt: skip


HOSTS = Script(
    format="hosts",
    people=("Lena", *CREW[:4]),
    observers=["Lena"],
    before=an_earlier_promise,
    after=the_host_has_promised,
    answers={
        "host-bad-news": {
            "Ada": "I regretted it", "Ben": "I regretted it",
            "Cleo": "I'd do it again", "Dora": "it made no difference",
        },
        # Two answers are too few for anything of them to be shown.
        "host-moment": {"Ada": None, "Ben": None},
    },
    withheld=["host-moment"],
    items=[("Ask the team before I change a date", "Lena (observer)", {})],
    shown={
        "What I promised": ["Ask before a date moves"],
        "In private": ["4 of 4 answered (anonymous).", "2 of 4 answered; it takes 3 to show this"],
        "Vote": ["4 of 4 voted"],
        "My promise": ["Lena"],
    },
    report=[
        "Promises kept so far: 1 of 1.",
        "Of the 4 people who had bad news, 2 kept it back or regretted telling the host.",
    ],
    audited=["What I promised", "In private", "My promise"],
)  # fmt: skip
CUSTOMERS = Script(
    format="customers",
    guests=CREW[2:],
    answers={
        # Three guests are enough to show what they say, and two of the team are not.
        "served-customers": {"Ada": None, "Ben": None, "Cleo": 2, "Dora": 2, "Eve": 3},
        "served-customers-we-say": {"Ada": 4, "Ben": 5, "Cleo": None, "Dora": None, "Eve": None},
        "served-colleagues": dict.fromkeys(CREW),
        "served-colleagues-we-say": dict.fromkeys(CREW),
    },
    items=[
        (
            "A word the day before a date moves", "Ada",
            {"Customers outside are well served": "serves it"},
        ),
    ],
    shown={
        "Who receives it?": ["5 of 5 voted", "5 hands"],
        "How well served?": ["3 of 5 answered; median 2", "2 of 5 answered; it takes 3 to show"],
        "Vote": ["5 of 5 voted"],
        "One promise each way": ["serves: Customers outside are well served"],
    },
    report=[
        "You decided 1 thing for customers and nothing for colleagues.",
        "1 of 5 handovers has no receiver that anybody here could name.",
    ],
    audited=["Who receives it?", "How well served?"],
)  # fmt: skip
PURPOSE = Script(
    format="purpose",
    notes={
        "One sentence": {
            "Ada": ("Our sentence", "A shop can open without doubt"),
            "Ben": ("Our sentence", "Effortless for everyone"),
        }
    },
    objections={"Effortless": "It would be true of any shop"},
    charter={"Purpose": "We are here so that every shop can open in the morning."},
    shown={
        "Can we live with it?": ["5 of 5 voted", "Eve objects to Effortless for everyone"],
        "The last words": ["A shop can open without doubt", "25 fingers"],
    },
    report=["Round 2", "Everybody wrote at least one note."],
    audited=["Can we live with it?"],
)
COMPASS = Script(
    format="compass",
    before=a_principle,
    answers={
        "principle-part": {
            **dict.fromkeys(CREW, "It wasn't in the room"),
            "Ada": "Somebody mentioned it", "Ben": "Somebody mentioned it",
        },
        "principle-next": {**dict.fromkeys(CREW, "Reword it"), "Ada": "Keep it as it is"},
    },
    charter={"Principle": "What the patient needs today comes first."},
    shown={
        "Welcome": ["We said what comes first for us: The patient comes first."],
        "Did it decide?": ["5 of 5 answered (confidential)."],
        "Hold them against it": ["What would our principle have said: The patient comes first?"],
        "Keep, reword or drop": ["5 of 5 answered (confidential)."],
    },
    report=["3 of 5 said that the principle wasn't in the room when it was hard."],
)  # fmt: skip
LINE_UP = Script(
    format="line-up",
    people=("Ben", "Ada", "Cleo", "Dora", "Eve"),
    before=a_morning_before,
    after=the_next_one_led_and_a_hand_is_counted,
    shown={
        "Value of the day": ["Our value today: Care"],
        "A story": ["Where did you see Care since last time?"],
        "What we said": ["Read the test plan together"],
    },
    report=["Facilitator: Ben", "Read the test plan together"],
    audited=["Today"],
)
KUDOS = Script(
    format="kudos",
    shown={"Appreciation": ["For you alone"]},
    audited=["closed"],
)
LISTENING = Script(
    format="listening",
    answers={HEARD: dict.fromkeys(CREW, 3), LISTENED: dict.fromkeys(CREW, 5)},
    shown={"In private": ["5 of 5 answered; median 3", "5 of 5 answered; median 5"]},
    report=["We think we listen better than it feels to the others"],
)
HEARD_SEEN_RESPECTED = Script(
    format="heard-seen-respected",
    answers={HEARD: {"Eve": None, "Dora": None, "Cleo": None}, LISTENED: dict.fromkeys(CREW, 4)},
    shown={"In private": ["2 of 5 answered; it takes 3 to show this", "median 4"]},
    report=["Round 3"],
    audited=["In fours"],
)
TROIKA = Script(
    format="troika",
    answers={HEARD: dict.fromkeys(CREW, 4), LISTENED: dict.fromkeys(CREW, 4)},
    shown={"In private": ["5 of 5 answered; median 4 (confidential)."]},
    report=["Round 5"],
)
APPRECIATIVE_INTERVIEWS = Script(
    format="appreciative-interviews",
    report=["Made it possible", "More of it"],
)
HELPING = Script(
    format="helping",
    answers={HEARD: dict.fromkeys(CREW, 5), LISTENED: dict.fromkeys(CREW, 4)},
    shown={"In private": ["5 of 5 answered; median 5", "5 of 5 answered; median 4"]},
    report=["Round 5"],
)
CREW_BRIEF = Script(
    format="crew-brief",
    answers={
        "could-hurt": {
            **dict.fromkeys(CREW, "nothing"),
            "Eve": "something we must talk about today",
        },
        "decide-alone": dict.fromkeys(CREW, 4),
    },
    shown={
        "In private": [
            "At least one of you knows something that we must talk about today.",
            "5 of 5 answered (confidential).",
        ],
    },
    report=["We stop if", "Could hurt somebody"],
    audited=["In private"],
)
UNDERWAY = Script(
    format="underway",
    answers={
        "said-it": dict.fromkeys(CREW, 2),
        "next-week": dict.fromkeys(CREW, 5),
        "carrying": dict.fromkeys(CREW, "no"),
    },
    shown={"This week": ["5 of 5 answered; median 2", "5 of 5 answered; median 5"]},
    report=["median 2 (confidential)"],
    audited=["This week"],
)
GO_AGAIN = Script(format="go-again", shown={"In private": ["5 of 5 answered"]})
ICEBREAKER = Script(format="icebreaker")
CHECKOUT = Script(format="checkout")
SCRIPTS = (
    CREW_BRIEF, UNDERWAY, GO_AGAIN, ICEBREAKER, CHECKOUT,
    HOSTS, CUSTOMERS, PURPOSE, COMPASS, LINE_UP, KUDOS, LISTENING, HEARD_SEEN_RESPECTED, TROIKA,
    APPRECIATIVE_INTERVIEWS, HELPING,
)  # fmt: skip


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda each: each.format)
def test_a_format_is_held_by_five_people_in_browsers(
    script: Script, rooms: Any, person: Any, tmp_path: Path
) -> None:
    if script.before is not None:
        with Logbook(tmp_path / "logbook.db") as book:
            script.before(book)
    room = rooms(script.format)
    meeting = Meeting(room, script, person)
    report = meeting.hold()
    for text in (*meeting.kept, *script.report):
        assert text in " ".join(report.split())
    for word in meeting.hidden:
        assert word not in report
    for line in report.splitlines():
        if any(text in line for text in meeting.unsigned):
            assert not [each for each in script.people if each in line]
    untroubled(meeting.people, room)
    assert meeting.amiss == []
    with Logbook(tmp_path / "logbook.db", read_only=True) as book:
        for part, text in script.charter.items():
            assert getattr(book.team("Lander").charter, part.lower()) == text
        if script.after is not None:
            script.after(book, room.retro)
        assert book.problems() == []
