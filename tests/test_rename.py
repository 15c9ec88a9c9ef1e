"""A member gets another name: all is as if they had always had it."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from attrs import evolve
from crew import ANONYMOUS, CONFIDENTIAL, CREW, FORMAT, GATHER, OPEN, Two, seal, start, write
from hypothesis import given
from hypothesis import strategies as st
from test_engine_machine import CARE, PLUGINS, POINTS

from retrokit.codec import CODEC
from retrokit.engine.digest import digest_of
from retrokit.engine.state import Member
from retrokit.errors import Invalid, NotFound, NotNow, RetrokitError
from retrokit.events import ActionItem, CarriedAction, MemberRenamed
from retrokit.formats import Ask, Attribution, Collect, Decide, Vote
from retrokit.logbook import Logbook
from retrokit.questions import Choice
from retrokit.retro import fold

PEERS = Ask(title="Peers", questions=[POINTS, CARE])
NOW = datetime(2025, 3, 4, 9, 0, tzinfo=UTC)


def test_a_member_is_called_otherwise_and_stands_where_they_stood() -> None:
    retro = start(members=["Ana", "Bne", "Cy"], facilitator="Bne")
    assert retro.rename("bne", " Ben ") == "Ben"
    assert retro.log[-1] == MemberRenamed(at=retro.log[-1].at, name="Bne", to="Ben")
    assert list(retro.state.members.items()) == [
        ("Ana", Member("Ana")), ("Ben", Member("Ben")), ("Cy", Member("Cy")),
    ]  # fmt: skip
    assert retro.state.facilitator == "Ben"
    assert fold(retro.log) == retro.state


def test_a_name_of_before_still_means_the_same_member_and_is_nobody_elses() -> None:
    retro = start(members=["Ana", "Bne", "Cy"])
    retro.rename("Bne", "Ben")
    retro.rename("Ben", "Benn")
    for old in ("Bne", "bne ", "BEN", "Benn"):
        assert retro.state.member(old) == "Benn"
        assert retro.state.identity(old) == "bne"
        with pytest.raises(Invalid, match="Benn is in this retro already"):
            retro.join(old)
    with pytest.raises(Invalid, match="ben is, or was, a name of Benn; give another one"):
        retro.rename("Ana", "ben")
    retro.leave("Bne")
    assert retro.join("bne") == "Benn"
    assert retro.state.here == ("Ana", "Benn", "Cy")
    assert retro.rename("Benn", "Bne") == "Bne"
    assert retro.state.former == {"bne": "Bne", "ben": "Bne", "benn": "Bne"}
    assert retro.state.identity("Dee") == "dee"
    with pytest.raises(NotFound, match="no member of this retro 'Bob'"):
        retro.rename("Bob", "Bert")


def test_who_left_can_be_renamed_and_stays_away() -> None:
    retro = start()
    retro.leave("Ben")
    retro.rename("Ben", "Bert")
    assert retro.state.members["Bert"] == Member("Bert", here=False)
    assert retro.state.here == ("Ana", "Cy")


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("Ana", "Ana is, or was, a name of Ana"),
        ("ＡＮＡ", "is, or was, a name of Ana; give another one"),
        ("Ben", "Ben is the name already; give another one"),
        (" ", "the member's name is empty"),
        ("a\nb", "the member's name holds the control"),
        ("x" * 81, "the member's name has 81 characters"),
    ],
)
def test_a_name_that_is_taken_or_none_is_refused(to: str, said: str) -> None:
    retro = start()
    with pytest.raises(Invalid, match=said):
        retro.rename("Ben", to)
    assert list(retro.state.members) == list(CREW)


def test_the_case_of_a_name_can_be_set_right() -> None:
    retro = start(members=["ana", "Ben"])
    assert retro.rename("ana", "Ana") == "Ana"
    assert retro.state.here == ("Ana", "Ben")
    assert retro.state.former == {}
    assert retro.state.member("ANA") == "Ana"


def test_a_typo_is_set_right_in_a_closed_retro_too() -> None:
    retro = start(Decide())
    retro.close()
    assert retro.rename("Ben", "Bert") == "Bert"
    assert retro.state.closed is not None
    assert fold(retro.log) == retro.state


def test_an_owner_who_is_no_member_is_renamed_and_may_become_one() -> None:
    retro = start(Decide())
    item = retro.add_action("Dig", owner="Ana")
    retro.close()
    retro.change_action(item.number, owner=["Yan", "Zoe", "Ben"])
    assert retro.state.owners_besides == ("Yan", "Zoe")
    assert retro.rename("ZOE", "Zoë") == "Zoë"
    assert retro.state.actions[item.number].owners == ("Yan", "Zoë", "Ben")
    assert list(retro.state.members) == list(CREW)
    assert retro.state.former == {}
    with pytest.raises(Invalid, match="Zoë is the name already"):
        retro.rename("zoë", "Zoë")
    assert retro.rename("Zoë", "ben") == "Ben"
    assert retro.state.actions[item.number].owners == ("Yan", "Ben")
    with pytest.raises(NotFound, match="no member of this retro 'Zoe'"):
        retro.rename("Zoe", "Zora")
    assert fold(retro.log) == retro.state


def test_a_team_is_renamed_in_a_retro_and_no_undo_takes_it_back() -> None:
    retro = start(Decide())
    retro.close()
    assert retro.rename_team(" Orbiter ") == retro.state.team == "Orbiter"
    assert retro.log[-1].news() == "This team is now Orbiter"
    with pytest.raises(NotNow, match="a new name is not undone; rename the team back"):
        retro.undo()
    with pytest.raises(Invalid, match="Orbiter is the team's name already; give another one"):
        retro.rename_team("Orbiter")
    for bad in ("", "a\nb", "x" * 81):
        with pytest.raises(Invalid, match="the team's name"):
            retro.rename_team(bad)
    assert fold(retro.log) == retro.state


def test_a_new_name_is_taken_back_by_another_and_not_by_undo() -> None:
    retro = start()
    retro.rename("Ben", "Bert")
    with pytest.raises(NotNow, match="a new name is not undone; rename them back"):
        retro.undo()
    retro.rename("Bert", "Ben")
    assert retro.state.here == CREW


def test_what_is_in_the_log_already_is_under_the_new_name_and_texts_stay() -> None:
    then = datetime(2025, 1, 1, tzinfo=UTC)
    item = ActionItem(number=4, text="Ask Ben", owners=("Ben",), decided=then, changed=then)
    tools = Choice("tools", "Which?", ["Ben", "Saw"], several=True)
    retro = start(
        OPEN, Ask(title="Asked", questions=[CARE, tools]), Vote(on="notes"), Decide(),
        carried=[CarriedAction(number=1, home="k3f9x2bd", item=item)],
    )  # fmt: skip
    note = write(retro, "Parked", "Ben is late", "Ben")
    other = write(retro, "Parked", "Ben again", "Ana")
    retro.next()
    retro.answer("care", {"Ana": [1, 2], "Cy": [None, 3]}, "Ben")
    retro.answer("care", {"Ben": [5, 4], "Cy": [4, 4]}, "Ana")
    retro.answer("tools", ["Ben"], "Ben")
    retro.next()
    retro.vote({note.number: 1}, "Ben")
    retro.next()
    mine = retro.add_action("Tell Ben", owner="ben")
    retro.rename("Ben", "Bert")
    state = retro.state
    assert state.notes[note.number] == evolve(note, author="Bert")
    assert state.notes[other.number] is other
    care, chosen = state.at[2].results
    replies = {each.author: dict(each.value) for each in care.replies}  # type: ignore[arg-type]
    assert replies["Bert"] == {"Ana": (1, 2), "Cy": (None, 3)}
    assert replies["Ana"] == {"Bert": (5, 4), "Cy": (4, 4)}
    assert [who for who, _ in care.about] == ["Ana", "Bert", "Cy"]
    assert [(each.author, each.value) for each in chosen.replies] == [("Bert", ("Ben",))]
    assert [each.author for each in state.at[3].ballots] == ["Bert"]
    assert state.actions[mine.number] == evolve(mine, owners=("Bert",))
    assert state.carried[1].item == evolve(item, owners=("Bert",))
    assert retro.change_action(mine.number, owner="Ben").owner == "Bert"
    retro.edit_note(note.number, "mine", by="Ben")
    assert digest_of(state).members == ("Ana", "Bert", "Cy")
    assert digest_of(state).actions[0].owner == "Bert"


def test_what_is_sealed_follows_and_stays_its_authors() -> None:
    retro = start(evolve(GATHER, attribution=CONFIDENTIAL), Decide())
    receipt, others = seal(retro, "Good", "Ben's own", "Ben"), seal(retro, "Bad", "x", "Ana")
    before = retro.sealed(others)
    retro.rename("Ben", "Bert")
    assert retro.sealed(receipt).author == "Bert"
    assert retro.sealed(others) is before
    assert retro.taken_part() == {"Ana", "Bert"}
    retro.withdraw(receipt)
    assert retro.taken_part() == {"Ana"}


def test_answers_about_a_teammate_are_about_them_under_any_name() -> None:
    retro = start(evolve(PEERS, attribution=ANONYMOUS), Decide(), members=(*CREW, "Dev"))
    given = {"Ana": 0, "Ben": 10_000, "Cy": 0, "Dev": 0}
    receipts = [retro.answer("points", given, who) for who in (*CREW, "Dev")]
    marks = len(retro._keeper.marks())
    retro.rename("Ben", "Bert")
    for receipt in receipts:
        draft: Any = retro.sealed(receipt).draft
        assert dict(draft.value) == {"Ana": (0,), "Bert": (10_000,), "Cy": (0,), "Dev": (0,)}
        assert retro.sealed(receipt).author is None
    assert len(retro._keeper.marks()) == marks
    with pytest.raises(NotNow, match="Bert has answered already"):
        retro.answer("points", {"Bert" if k == "Ben" else k: v for k, v in given.items()}, "Ben")
    retro.change_answer(receipts[0], {"Ana": 10_000, "Bert": 0, "Cy": 0, "Dev": 0})
    retro.next()
    [(_, letter)] = retro.letters("Ben")
    assert letter.lines[0].startswith("You were given 0 to 10000 by 4, median 10000")
    retro.rename("Bert", "Benedict")
    assert retro.letters("Ben") == (("points", evolve(letter, to="Benedict")),)
    assert retro.discard_letters("Bert") == 1


def test_of_what_is_anonymous_only_what_names_the_member_is_written_anew() -> None:
    """No write beside the log tells which of the sealed notes was theirs."""
    two = Two(evolve(GATHER, attribution=ANONYMOUS), Decide())
    receipts = [seal(two.one, "Good", text, who) for text, who in zip("abc", CREW, strict=True)]
    before = dict(two.one._keeper.seals())
    two.one.rename("Ben", "Bert")
    after = two.one._keeper.seals()
    assert all(after[key] is each for key, each in before.items())  # read from the very same row
    assert [two.stored().sealed(each).author for each in receipts] == [None] * 3


def test_a_letter_to_the_facilitator_names_others_as_they_are_called_by_now() -> None:
    asked = evolve(PEERS, questions=[evolve(POINTS, shown_to="facilitator")])
    retro = start(
        evolve(asked, attribution=CONFIDENTIAL), Decide(), members=(*CREW, "Dev"), facilitator="Ana"
    )
    for who in (*CREW, "Dev"):
        row = [10_000, 0, 0]
        retro.answer("points", row, who)
    retro.next()
    [(_, before)] = retro.letters("Ana")
    assert {line.partition(": ")[0] for line in before.lines if ": " in line} == {
        "Ben",
        "Cy",
        "Dev",
    }
    retro.rename("Ben", "Bert")
    retro.rename("Ana", "Anna")
    [(_, after)] = retro.letters("Ana")
    assert after.to == "Anna"
    assert after.lines == tuple(
        line.replace("Ben: ", "Bert: ") if line.startswith("Ben: ") else line
        for line in before.lines
    )
    assert {line.who for line in after.lines} == {"", "Bert", "Cy", "Dev"}


def test_two_at_once() -> None:
    """Who writes from what was before the rename is asked again, and means the same member."""
    two = Two(GATHER, Decide())
    two.one.rename("Ben", "Bert")
    receipt = seal(two.two, "Good", "x", "Ben")
    assert two.stored().sealed(receipt).author == "Bert"
    assert two.stored().taken_part() == {"Bert"}
    two.clock.meanwhile = lambda: seal(two.two, "Bad", "y", "Bert")
    two.one.rename("Bert", "Ben")
    assert {each.author for each in two.stored()._keeper.seals().values()} == {"Ben"}
    with pytest.raises(Invalid, match="Ben is, or was, a name of"):
        two.two.rename("Cy", "Ben")


def test_an_opening_by_who_has_not_seen_the_new_name() -> None:
    two = Two(evolve(PEERS, attribution=CONFIDENTIAL), Decide())
    for who in CREW:
        two.one.answer("points", [10_000, 0], who)
    two.one.rename("Ben", "Bert")
    two.two.next()
    assert [each for who in CREW for each, _ in two.stored().letters(who)] == ["points"] * 3


def test_it_is_exported_and_imported_whole() -> None:
    retro = start()
    retro.rename("Ben", "Bert")
    assert CODEC.import_log(CODEC.export_log(retro.log)) == list(retro.log)


# --- as if it had always been so

OLD, NEW = "Ben", "Benn"  # in the same place among the others, where these are sorted
REPORTS = ("text", "markdown", "html", "summary", "csv")

ACTS = (
    *("take part", "take part and go on") * 4, "next", "open_seals", "back", "note", "own", "leave",
    "join", "hand_over", "action", "change", "tighten",
)  # fmt: skip
act = st.tuples(st.sampled_from(ACTS), st.integers(0, 3), st.integers(0, 9))


class Life:
    """A retro that goes as it is told; Ben may be called otherwise at some point of it."""

    def __init__(self, name: str, attribution: Attribution, shown_to: Any, at: int) -> None:
        self.logbook = Logbook(":memory:", plugins=PLUGINS, clock=lambda: NOW, rng=Random(1))
        earlier = self.logbook.start("daki", team="Lander", members=("Ana", name, "Cy", "Flo"))
        earlier.add_action("Mend", owner=name)
        earlier.close()
        peers = evolve(PEERS, questions=[evolve(POINTS, shown_to=shown_to), CARE])
        agenda = [*FORMAT.agenda[1:4], peers, OPEN, *FORMAT.agenda[4:8]]
        self.retro = self.logbook.start(
            evolve(FORMAT, attribution=attribution, agenda=agenda),
            team="Lander",
            members=("Ana", name, "Cy", "Flo"),
            facilitator="Flo",
        )
        self.names = ["Ana", name, "Cy", "Flo"]
        self.retro.go("Parking")
        for whose in (1, 2):
            self.retro.add_note("Parked", f"from {whose}", self.names[whose])
        if self.retro.sealed_count():
            self.retro.open_seals()
        self.retro.go(at)

    def live(self, what: str, whose: int, pick: int) -> None:
        with suppress(RetrokitError):
            self._live(what, whose, pick)

    def _live(self, what: str, whose: int, pick: int) -> None:
        retro, who = self.retro, self.names[whose]
        if what.startswith("take part"):
            self._take_part(pick)
            if what.endswith("go on"):
                retro.next()
        elif what == "note":
            retro.add_note("Parked", f"by {whose}", who)
        elif what == "own":
            numbers = [*retro.state.notes, 99]
            retro.edit_note(numbers[pick % len(numbers)], "new", by=who)
        elif what == "action":
            retro.add_action("Do it", owner=who)
        elif what == "change":
            number = ([1, *retro.state.actions])[pick % (1 + len(retro.state.actions))]
            retro.change_action(number, owner=who)
        elif what == "tighten":
            retro.tighten(list(Attribution)[pick % 3])
        elif what in ("leave", "join", "hand_over"):
            getattr(retro, what)(who)
        else:
            getattr(retro, what)()

    def _take_part(self, pick: int) -> None:
        retro, step = self.retro, self.retro.state.current_step
        for place, who in enumerate(self.names):
            try:
                if step is not None and isinstance(step.activity, Ask):
                    for asked in step.activity.questions:
                        mates = retro.teammates(asked.name, who)
                        row: Any = [0] * len(mates)
                        row[pick % (len(row) or 1) : pick % (len(row) or 1) + 1] = [10_000]
                        value: Any = {
                            "points": row,
                            "care": [[1 + (pick + place) % 5, None]] * len(mates),
                            "safe": 1 + (pick + place) % 5, "again": "Yes", "word": f"w{place}",
                        }[asked.name]  # fmt: skip
                        retro.answer(asked.name, value, who)
                elif step is not None and isinstance(step.activity, Vote):
                    candidates = retro.state.at[step.id].terms.candidates
                    retro.vote({candidates[(pick + place) % len(candidates)]: 1}, who)
                elif step is not None and isinstance(step.activity, Collect):
                    column = step.activity.columns[place % 2].name
                    retro.add_note(column, f"n{place} {pick}", who)
            except (RetrokitError, ZeroDivisionError):
                continue

    def rename(self) -> None:
        self.retro.rename(OLD, NEW)
        self.names[1] = NEW

    def all_that_is_known(self) -> dict[str, Any]:
        """Return what is known of it, up to what counts the events."""
        retro = self.retro
        state = evolve(retro.state, version=0, former={})
        return {
            "state": state,
            "digest": evolve(self.logbook.retros("Lander")[0], former={}),
            "actions": [each.item.text for each in self.logbook.actions()],
            "seals": dict(retro._keeper.seals()),
            "marks": retro._keeper.marks(),
            "findings": self.logbook.findings(retro),
            **{name: self.logbook.report(retro, name) for name in REPORTS},
        }


@given(
    acts=st.lists(act, min_size=3, max_size=12),
    at=st.integers(0, 12),
    begun_at=st.sampled_from([2, 3, 4, 4, 7, 7]),
    attribution=st.sampled_from(Attribution),
    shown_to=st.sampled_from(["member", "facilitator", "team"]),
)
def test_all_is_as_if_they_had_always_been_called_so(
    acts: list[tuple[str, int, int]],
    at: int,
    begun_at: int,
    attribution: Attribution,
    shown_to: str,
) -> None:
    one, other = (Life(name, attribution, shown_to, begun_at) for name in (OLD, NEW))
    for number, each in enumerate(acts):
        if number == at:
            one.rename()
        one.live(*each)
        other.live(*each)
    if at >= len(acts):
        one.rename()
    found, expected = one.all_that_is_known(), other.all_that_is_known()
    for name, value in expected.items():
        assert found[name] == value, name
    assert fold(one.retro.log) == one.retro.state
