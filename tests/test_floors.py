"""A result is shown only if at least three of those who are here at the opening stand behind it."""

from __future__ import annotations

from typing import Any

import pytest
from crew import start
from hypothesis import given, settings
from hypothesis import strategies as st

from retrokit.engine.promises import promise
from retrokit.errors import RetrokitError
from retrokit.formats import Ask, Attribution, Collect, Column, Vote
from retrokit.phrases import it_takes
from retrokit.questions import FreeText, PeerRating, Scale
from retrokit.questions.results import TOO_FEW
from retrokit.retro import Receipt, Retro

NAMES = ("Ana", "Ben", "Cy", "Dee", "Eli", "Fay")
ASK = Ask(
    title="Ask",
    questions=(
        Scale("safe", "Safe?"),
        FreeText("word", "One word?"),
        PeerRating("care", "Care?", criteria=("Helps", "Listens")),
        PeerRating("seen", "Seen?", criteria=("Helps",), shown_to="team"),
    ),
)
UNNAMED = [Attribution.CONFIDENTIAL, Attribution.ANONYMOUS]


class Played:
    """A retro, and who of its members has given something that is still there."""

    def __init__(self, retro: Retro) -> None:
        self.retro = retro
        self.given: dict[str, dict[str, Receipt]] = {}  # by what was asked, then by author
        self.rated: dict[tuple[str, str], frozenset[str]] = {}

    def join(self, name: str, slot: str) -> None:
        self.retro.join(name)

    def leave(self, name: str, slot: str) -> None:
        self.retro.leave(name)

    def give(self, name: str, slot: str) -> None:
        if slot == "vote":
            receipt = self.retro.vote({self.retro.state.last_number: 4}, name)
        elif slot in ("care", "seen"):
            mates = self.retro.teammates(slot, name)
            one = [3, None] if slot == "care" else [3]
            receipt = self.retro.answer(slot, dict.fromkeys(mates, one), name)
            self.rated[slot, name] = frozenset(mates) - {name}
        else:
            receipt = self.retro.answer(slot, 3 if slot == "safe" else f"word of {name}", name)
        self.given.setdefault(slot, {})[name] = receipt

    def withdraw(self, name: str, slot: str) -> None:
        if (receipt := self.given.get(slot, {}).pop(name, None)) is not None:
            self.retro.withdraw(receipt)
            self.rated.pop((slot, name), None)

    def rename(self, name: str, slot: str) -> None:
        self.retro.rename(name, f"{name}a")  # refused where it is a second time

    def standing(self, slot: str) -> set[str]:
        """Return who of those who are here stands behind what was given."""
        names = {self.retro.state.known(each) for each in self.given.get(slot, {})}
        return {each for each in names if each in self.retro.state.here}

    def raters(self, slot: str, member: str) -> set[str]:
        known = self.retro.state.known
        return {
            str(known(who))
            for (what, who), mates in self.rated.items()
            if what == slot and member in {known(each) for each in mates}
        } & {*self.retro.state.here}


DOING = st.sampled_from(["join", "leave", "leave", "give", "give", "give", "give", "withdraw",
                         "rename"])  # fmt: skip
WHO = st.sampled_from(NAMES)


def play(played: Played, steps: list[tuple[str, str, str]]) -> None:
    for do, name, slot in steps:
        try:
            getattr(played, do)(name, slot)
        except RetrokitError:
            continue


@settings(deadline=None)
@given(
    attribution=st.sampled_from(UNNAMED),
    steps=st.lists(
        st.tuples(DOING, WHO, st.sampled_from(["safe", "word", "care", "seen"])), max_size=60
    ),
)
def test_no_answer_is_shown_that_fewer_than_three_who_are_here_stand_behind(
    attribution: Attribution, steps: list[tuple[str, str, str]]
) -> None:
    played = Played(start(ASK, Collect(columns=(Column("A"),)), members=NAMES[:4],
                          attribution=attribution))  # fmt: skip
    play(played, steps)
    retro = played.retro
    if not retro.sealed_count():
        return
    step = retro.state.agenda[0]
    assert "people who left do not count" in promise(retro.state, step)
    retro.open_seals()
    for result in retro.state.at[step.id].results:
        stand = played.standing(result.question)
        if result.summary is not None:
            assert len(stand) >= 3, (result, stand)
        elif attribution is Attribution.CONFIDENTIAL:
            assert len(stand) < result.floor, "what the rule shows is shown"
        assert retro.state.at[1].team >= result.taken_part
        for who, lines in result.about:
            assert lines == (TOO_FEW,) or len(played.raters("seen", who)) >= 3
        for part in result.summary.parts if result.summary else ():
            assert not part.counts or len(stand) >= 3
    for who in retro.state.members:
        for slot, letter in retro.letters(who):
            assert letter.lines == (TOO_FEW,) or len(played.raters(slot, who)) >= 3


@settings(deadline=None)
@given(
    attribution=st.sampled_from(UNNAMED),
    steps=st.lists(st.tuples(DOING, WHO, st.just("vote")), max_size=40),
)
def test_no_vote_is_shown_that_fewer_than_three_who_are_here_stand_behind(
    attribution: Attribution, steps: list[tuple[str, str, str]]
) -> None:
    retro = start(
        Collect(columns=(Column("A"),)),
        Vote(on="notes", method="consent"),
        members=NAMES[:4],
        attribution=attribution,
    )
    retro.add_note("A", "A note", "Ana")
    retro.next()
    played = Played(retro)
    play(played, steps)
    if not retro.sealed_count():
        return
    retro.open_seals()
    vote, stand = retro.state.at[2], played.standing("vote")
    if vote.tally is not None:
        assert len(stand) >= 3
    elif attribution is Attribution.CONFIDENTIAL:
        assert len(stand) < 3
    assert vote.team >= vote.taken_part


def rated(retro: Retro, *names: str) -> None:
    for name in names:
        mates = retro.teammates("care", name)
        retro.answer("care", {each: [3] for each in mates}, name)


@pytest.mark.parametrize("attribution", UNNAMED)
def test_invented_members_help_nobody_to_the_floor(attribution: Attribution) -> None:
    retro = start(Ask(questions=(Scale("safe", "Safe?"),)), Collect(columns=(Column("A"),)),
                  members=("Fay", "Victim", "One", "Two"), attribution=attribution)  # fmt: skip
    for name, value in (("Victim", 1), ("One", 5), ("Two", 5)):
        retro.answer("safe", value, name)
    for name in ("One", "Two"):
        retro.leave(name)
    retro.open_seals()
    [result] = retro.state.at[1].results
    assert (result.summary, result.replies, result.taken_part) == (None, (), 3)
    assert it_takes(result.floor, 3) == "it takes 3 people who are still here"
    assert it_takes(result.floor, 3, "votes") == "it takes 3 votes from people who are still here"


@pytest.mark.parametrize("attribution", UNNAMED)
def test_what_somebody_gave_who_left_counts_where_three_others_stand_behind_it(
    attribution: Attribution,
) -> None:
    retro = start(Ask(questions=(Scale("safe", "Safe?"),)), Collect(columns=(Column("A"),)),
                  members=NAMES[:4], attribution=attribution)  # fmt: skip
    for name in NAMES[:4]:
        retro.answer("safe", 4, name)
    retro.leave("Ana")
    retro.open_seals()
    [result] = retro.state.at[1].results
    assert result.summary is not None
    assert (result.summary.median, result.taken_part) == (4.0, 4)


def test_who_left_and_whether_they_took_part_does_not_show_in_the_size_of_the_team() -> None:
    def team(answered: bool) -> Any:
        retro = start(Ask(questions=(Scale("safe", "Safe?"),)), Collect(columns=(Column("A"),)),
                      members=NAMES[:5], attribution=Attribution.CONFIDENTIAL)  # fmt: skip
        for name in ("Ana", *NAMES[2:5]) if answered else NAMES[1:5]:
            retro.answer("safe", 4, name)
        retro.leave("Ana")
        retro.open_seals()
        return retro.state.at[1].team, retro.state.at[1].results

    assert team(answered=True) == team(answered=False)


def test_named_answers_know_no_floor_whoever_left() -> None:
    retro = start(Ask(questions=(PeerRating("care", "Care?", criteria=("Helps",)),)),
                  Collect(columns=(Column("A"),)), members=NAMES[:3])  # fmt: skip
    rated(retro, "Ana", "Ben")
    for name in ("Ana", "Ben"):
        retro.leave(name)
    retro.open_seals()
    [result] = retro.state.at[1].results
    assert result.summary is not None
    assert TOO_FEW not in [line for _, lines in result.about for line in lines]
