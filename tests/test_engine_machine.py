"""The whole engine, driven at random through a logbook that is open in two places at once."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from attrs import evolve
from crew import CREW, FORMAT, GATHER, NO_PLUGINS, OPEN, PULSE, FakeClock
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from retrokit.codec import CODEC
from retrokit.engine.digest import digest_of
from retrokit.engine.promises import promise
from retrokit.engine.seals import Letter, Receipt
from retrokit.errors import RetrokitError
from retrokit.events import ActionStatus, Emoji
from retrokit.formats import (
    Ask,
    Attribution,
    Collect,
    Decide,
    Discuss,
    Group,
    Matrix,
    Review,
    Vote,
    Welcome,
)
from retrokit.kinds.vote.vote_round import VoteRound
from retrokit.logbook import Logbook
from retrokit.plugins import Plugins
from retrokit.questions import Allocation, PeerRating
from retrokit.retro import Retro, fold
from retrokit.tallies import METHODS

PLUGINS = Plugins.load(NO_PLUGINS)
POINTS = Allocation("points", "Who carried what?", total=10_000)
CARE = PeerRating("care", "Care?", ["Helps", "Listens"])
ASKED = evolve(PULSE, questions=[*PULSE.questions, POINTS, CARE])
PEERS = Ask(title="Peers", questions=[evolve(POINTS, with_self=True), CARE])
TEAM = (*CREW, "Flo")
REPORTS = ("text", "markdown", "html", "summary", "csv", "json")
ADDED = (
    Welcome(), Review(), GATHER, OPEN, PEERS, Group(), Vote(), Vote(on="notes", attribution=None),
    Vote(on="actions"), *(Vote(method=each) for each in METHODS),
    Matrix(), Matrix(on="notes", good="bottom right", steps=2),
    Discuss(order=["size", "columns"], top=2), Decide(),
)  # fmt: skip

side, number, step = st.integers(0, 1), st.integers(0, 14), st.integers(0, 12)
who = st.sampled_from([None, *CREW, "ben", "Dee", "Nobody"])
column = st.sampled_from(["Good", "Bad", "parked", "Later", "Ugly"])
chance = st.booleans()


class Engine(RuleBasedStateMachine):
    """Anything goes, and `RetrokitError` is the only way in which it may not."""

    @initialize(
        attribution=st.sampled_from(Attribution),
        on_disk=st.sampled_from([False, False, False, True]),
        at=st.sampled_from([1, 2, 3, 4, 4, 5, 6, 6, 6, 7, 8, 9]),
    )
    def begin(self, attribution: Attribution, on_disk: bool, at: int) -> None:
        self.folder = tempfile.TemporaryDirectory() if on_disk else None
        where = str(Path(self.folder.name) / "logbook") if self.folder else ":memory:"
        self.clock = FakeClock()
        self.logbook = Logbook(where, plugins=PLUGINS, clock=self.clock, rng=Random(1))
        earlier = self.logbook.start("daki", team="Lander", members=CREW)
        for text in ("Mend", "Paint"):
            earlier.add_action(text, owner="Ana")
        earlier.close()
        self.clock.pass_days(14)
        agenda = [ASKED if each is PULSE else each for each in FORMAT.agenda]
        format = evolve(FORMAT, attribution=attribution, agenda=agenda)
        first = self.logbook.start(format, team="LANDER", members=TEAM, facilitator="Ana")
        # Something to begin from, so that there is something to group, vote on and talk about.
        first.add_activity(OPEN, 0)
        first.go(10)
        for text in ("open", "wide"):
            first.add_note("Parked", text, "Ana")
        if first.sealed_count():
            first.open_seals()
        first.go(at)
        self.sides = [first, self.logbook.load()]
        self.receipts: list[Receipt] = []
        self.said = 1000  # above all numbers of notes and topics, so that a share is no candidate
        self.withdrawn: set[str] = set()

    def teardown(self) -> None:
        if hasattr(self, "logbook"):
            self.look()
            self.logbook.close()
            if self.folder:
                self.folder.cleanup()

    def secret(self) -> str:
        self.said += 1
        return f"secret-{self.said}-"

    def do(self, act: Callable[[], Any]) -> Any:
        said = ""
        try:
            result = act()
        except RetrokitError as error:
            result, said = None, str(error)
        assert len(said.splitlines()) <= 1
        if isinstance(result, Receipt):
            self.receipts.append(result)
        return result

    def receipt(self, at: int) -> Receipt:
        sealed = self.sides[0]._keeper.seals()
        live = [each for each in self.receipts if each.key in sealed] or self.receipts
        return live[at % len(live)]

    def at(self, *kinds: type) -> bool:
        step = self.sides[0].state.current_step
        return step is not None and isinstance(step.activity, kinds)

    def texts(self) -> set[str]:
        """Return what is sealed and stands nowhere else: words, and shares as Python shows them."""
        drafts = [seal.draft for seal in self.sides[0]._keeper.seals().values()]
        found = [getattr(each, "text", getattr(each, "value", None)) for each in drafts]
        found += [words for each in drafts for _, words in getattr(each, "objections", ())]
        shares = [
            str(row) for each in found if isinstance(each, tuple) and "('" in str(each)
            for _, row in each if len(row) == 1 and row[0]
        ]  # fmt: skip
        return {each for each in found if isinstance(each, str) and each.startswith("secret")} | {
            *shares
        }

    def share(self, mates: tuple[str, ...]) -> dict[str, int]:
        """Return points for teammates that nobody was given before."""
        self.said += 1
        row = dict.fromkeys(mates, 0)
        for each, points in zip(mates, (self.said, 10_000 - self.said), strict=False):
            row[each] = points
        return row

    def letters(self) -> list[tuple[str, Letter]]:
        retro = self.sides[0]
        return [(who, each) for who in retro.state.members for _, each in retro.letters(who)]

    def take_part(self, at: int, picks: list[int]) -> None:
        """Let the members do, one after the other, what the current activity is there for."""
        for turn, pick in enumerate(picks):
            retro, who = self.sides[(at + turn) % 2], TEAM[turn % len(TEAM)]
            step = retro.state.current_step
            activity = None if step is None else step.activity
            if isinstance(activity, Collect):
                column = activity.columns[pick % 2].name
                self.do(lambda r=retro, c=column, w=who: r.add_note(c, self.secret(), w))
            elif isinstance(activity, Ask):
                # The same one for all of them, so that now and then enough have answered it.
                self.reply(retro, ("safe", "word", "points", "care")[picks[0] % 4], who, pick)
            elif isinstance(activity, Vote):
                self.vote_on(retro, who, {pick: 1, pick + 1: 1})
            elif isinstance(activity, Matrix):
                places = self.places(pick)
                self.do(lambda r=retro, w=who, p=places: r.place(p, w))
            elif isinstance(activity, Group):
                numbers = self.some([pick, pick + 1])
                self.do(lambda r=retro, n=numbers: r.group(n))
            elif isinstance(activity, Discuss):
                self.do(retro.take_topic)
            elif isinstance(activity, Review):
                self.do(lambda r=retro, n=1 + pick % 2: r.review(n, "carried", owner="Ben"))
            else:
                self.do(lambda r=retro, w=who: r.add_action("Do it", owner=w))

    @rule(at=side, picks=st.lists(number, min_size=3, max_size=5))
    def take_part_all(self, at: int, picks: list[int]) -> None:
        self.take_part(at, picks)

    @rule(at=side, picks=st.lists(number, min_size=3, max_size=5))
    def take_part_all_and_move_on(self, at: int, picks: list[int]) -> None:
        self.take_part(at, picks)
        self.do(self.sides[at].next)

    def reply(self, retro: Retro, question: str, who: str, pick: int) -> None:
        mates = self.do(lambda: retro.teammates(question, who)) or ()
        values: dict[str, Any] = {
            "safe": 1 + pick % 5,
            "word": self.secret(),
            "points": self.share(mates),
            "care": [[1 + pick % 5, None if pick % 3 else 4] for _ in mates],
        }
        self.do(lambda: retro.answer(question, values[question], who))

    # --- the agenda

    @rule(at=side, how=st.sampled_from(["next", "next", "back", "skip", "open_seals"]))
    def move(self, at: int, how: str) -> None:
        self.do(getattr(self.sides[at], how))

    @rule(
        at=side,
        to=st.one_of(step, st.sampled_from(["vote", "Discuss", "gather", "pulse"])),
    )
    def go(self, at: int, to: int | str) -> None:
        self.do(lambda: self.sides[at].go(to))

    @rule(at=side, activity=st.sampled_from(ADDED), place=st.one_of(st.none(), step))
    def add(self, at: int, activity: Any, place: int | None) -> None:
        self.do(lambda: self.sides[at].add_activity(activity, place))

    @rule(at=side, step=step, place=step, drop=chance)
    def rearrange(self, at: int, step: int, place: int, drop: bool) -> None:
        retro = self.sides[at]
        self.do(lambda: retro.drop_activity(step) if drop else retro.reorder(step, place))

    @rule(at=side, minutes=st.sampled_from([0, 1, 5, -1, 10_000]), extend=chance)
    def time(self, at: int, minutes: float, extend: bool) -> None:
        retro = self.sides[at]
        self.clock.now += timedelta(minutes=7)
        self.do(lambda: retro.extend_timer(minutes) if extend else retro.set_timer(minutes))

    @rule(at=side, shut=chance)
    def close(self, at: int, shut: bool) -> None:
        retro = self.sides[at]
        self.do(retro.close if shut and self.said % 3 == 0 else retro.reopen)

    @rule(at=side)
    def undo(self, at: int) -> None:
        self.do(self.sides[at].undo)

    # --- people

    @rule(at=side, who=who, come=chance)
    def people(self, at: int, who: str | None, come: bool) -> None:
        retro = self.sides[at]
        self.do(lambda: retro.join(who or "Eli") if come else retro.leave(who or "Eli"))
        self.do(lambda: retro.hand_over(who))

    @rule(at=side, who=who, to=st.sampled_from(["Gus", "BEN", "Bertrand", "Ana", "Dee", " "]))
    def rename(self, at: int, who: str | None, to: str) -> None:
        retro, name = self.sides[at], who or "Flo"
        member, taken = retro.state.known(name), retro.state.known(to)
        now = self.do(lambda: retro.rename(name, to))
        if now is not None and member is None:  # who only owns an item may become a member's name
            assert now == (taken or to)
            carried = [each.item for each in retro.state.carried.values()]
            items = [*retro.state.actions.values(), *carried]
            owners = {owner for each in items for owner in each.owners}
            assert now in owners
            assert name not in owners
        elif now is not None:
            assert now == to
            assert retro.state.member(name) == to
        sealed, marks = retro._keeper.seals().values(), retro._keeper.marks()
        authors = {seal.author for seal in sealed} | {mark.member for mark in marks}
        assert authors - {None} <= set(retro.state.members)

    @rule(at=side, to=st.sampled_from(Attribution), sure=st.integers(0, 5))
    def tighten(self, at: int, to: Attribution, sure: int) -> None:
        if sure == 5:
            self.do(lambda: self.sides[at].tighten(to))
            if self.sides[at].state.attribution is Attribution.ANONYMOUS:
                assert all(each.author is None for each in self.sides[at]._keeper.seals().values())

    # --- notes and topics

    @rule(at=side, column=column, who=who)
    def note(self, at: int, column: str, who: str | None) -> None:
        self.do(lambda: self.sides[at].add_note(column, self.secret(), who))

    @rule(at=side, number=number, column=column, who=who, how=st.integers(0, 2))
    def change_note(self, at: int, number: int, column: str, who: str | None, how: int) -> None:
        retro, [number] = self.sides[at], self.some([number])
        acts: list[Callable[[], object]] = [
            lambda: retro.edit_note(number, self.secret(), by=who),
            lambda: retro.move_note(number, column, by=who),
            lambda: retro.delete_note(number, by=who),
        ]
        self.do(acts[how])

    @rule(at=side, number=number, emoji=st.sampled_from(Emoji), who=who, how=st.integers(0, 4))
    def react(self, at: int, number: int, emoji: Emoji, who: str | None, how: int) -> None:
        retro, [number] = self.sides[at], self.some([number])
        member = who or "Ana"
        said = [each for note in retro.state.notes.values() for each in note.comments]
        comment = said[number % len(said)] if said else 99
        acts: list[Callable[[], object]] = [
            lambda: retro.react(number, emoji, member),
            lambda: retro.react(number, emoji, member, taken_back=True),
            lambda: retro.comment(number, f"a comment by {member}", member),
            lambda: retro.edit_comment(comment, "another comment", by=who),
            lambda: retro.delete_comment(comment, by=who),
        ]
        self.do(acts[how])

    @precondition(lambda self: self.receipts)
    @rule(at=side, which=number, column=column, how=st.integers(0, 3))
    def change_sealed(self, at: int, which: int, column: str, how: int) -> None:
        retro, receipt = self.sides[at], self.receipt(which)
        acts: list[Callable[[], object]] = [
            lambda: retro.edit_note(receipt, self.secret()),
            lambda: retro.move_note(receipt, column),
            lambda: retro.delete_note(receipt),
            lambda: retro.withdraw(receipt),
        ]
        before = self.texts()
        self.do(acts[how])
        self.withdrawn |= before - self.texts()

    def some(self, numbers: list[int]) -> list[int]:
        """Return numbers of notes and topics that there are, and now and then one there is not."""
        known = [*self.sides[0].state.notes, *self.sides[0].state.groups, 99]
        return [known[each % len(known)] for each in numbers]

    @rule(
        at=side,
        numbers=st.lists(number, min_size=1, max_size=4),
        title=st.sampled_from([None, "T", ""]),
    )
    def group(self, at: int, numbers: list[int], title: str | None) -> None:
        numbers = self.some(numbers)
        self.do(lambda: self.sides[at].group(numbers, title))

    @rule(at=side, numbers=st.lists(number, min_size=1, max_size=2))
    def split(self, at: int, numbers: list[int]) -> None:
        numbers = self.some(numbers)
        self.do(lambda: self.sides[at].split(numbers))
        self.do(lambda: self.sides[at].rename_topic(numbers[0], "Renamed"))

    # --- answers and ballots

    @rule(
        at=side,
        question=st.sampled_from(["safe", "again", "why", "points", "care"]),
        value=st.sampled_from([1, 5, "Yes", "no", 7, [None] * 3, {"Ana": 10_000}]),
        who=st.sampled_from(TEAM),
    )
    def answer(self, at: int, question: str, value: object, who: str) -> None:
        self.do(lambda: self.sides[at].answer(question, value, who))

    @precondition(lambda self: self.at(Ask))
    @rule(
        at=side,
        question=st.sampled_from(["word", "points", "points", "care"]),
        who=st.sampled_from(TEAM),
        pick=number,
    )
    def answer_well(self, at: int, question: str, who: str, pick: int) -> None:
        self.reply(self.sides[at], question, who, pick)

    @precondition(lambda self: self.letters())
    @rule(at=side, who=st.sampled_from(TEAM), sure=st.integers(0, 3))
    def discard(self, at: int, who: str, sure: int) -> None:
        if sure == 3:
            self.sides[at].refresh()  # somebody may have another name by now
            self.sides[1 - at].refresh()
            number = len(self.sides[at].letters(who))
            assert self.sides[at].discard_letters(who) == number
            assert self.sides[1 - at].letters(who) == ()

    def vote_at(self, retro: Retro) -> VoteRound | None:
        step = retro.state.current_step
        at_vote = step is not None and isinstance(step.activity, Vote)
        return retro.state.at[step.id] if step is not None and at_vote else None

    def vote_on(self, retro: Retro, who: str, dots: dict[int, int]) -> None:
        vote = self.vote_at(retro)
        if vote is not None and vote.terms.candidates:
            candidates = vote.terms.candidates
            dots = {candidates[each % len(candidates)]: 1 for each in list(dots)[:2]}
        self.do(lambda: retro.vote(self.ballot(vote, list(dots)), who))

    def ballot(self, vote: VoteRound | None, chosen: list[int]) -> Any:
        """Return a ballot of the kind that a vote wants; candidates may not be any."""
        kind = "dots" if vote is None else vote.terms.ballot.name
        if kind == "one":
            return chosen[0]
        if kind == "several":
            return chosen
        if kind == "ranking":
            return [*chosen[1:], *chosen[:1]] if chosen[0] % 2 else [tuple(chosen)]
        if kind == "consent":
            return {chosen[0]: (0, self.secret()), **dict.fromkeys(chosen[1:], 4)}
        return dict.fromkeys(chosen, 1)

    def places(self, pick: int) -> dict[int, tuple[int, int]]:
        """Return places for what there may be, now and then out of reach of a matrix."""
        return dict.fromkeys(self.some([pick, pick + 1]), (1 + pick % 2, 1 + pick % 4))

    @precondition(lambda self: self.at(Matrix))
    @rule(at=side, who=st.sampled_from(TEAM), pick=number)
    def place(self, at: int, who: str, pick: int) -> None:
        self.do(lambda: self.sides[at].place(self.places(pick), who))

    @rule(at=side, which=number, how=st.sampled_from(["we flipped a coin", ""]))
    def settle(self, at: int, which: int, how: str) -> None:
        retro = self.sides[at]
        tied = [vote.winners for _, vote in retro.state.of(Vote) if vote.opened] or [()]
        winners = [*tied[-1], 99]
        self.do(lambda: retro.settle_tie(winners[which % len(winners)], how))

    @precondition(lambda self: self.receipts)
    @rule(at=side, which=number, value=st.sampled_from([1, "Yes"]), dots=number)
    def change_mind(self, at: int, which: int, value: object, dots: int) -> None:
        retro, receipt = self.sides[at], self.receipt(which)
        before = self.texts()
        draft = self.sides[0]._keeper.seals().get(receipt.key)
        given = getattr(draft and draft.draft, "value", None)
        if isinstance(given, tuple) and "('" in str(given) and len(given[0][1]) == 1:
            value = self.share(tuple(who for who, _ in given))
        self.do(lambda: retro.change_answer(receipt, value))
        vote = self.vote_at(retro)
        self.do(lambda: retro.change_vote(receipt, self.ballot(vote, self.some([dots]))))
        self.do(lambda: retro.change_places(receipt, self.places(dots)))
        self.withdrawn |= before - self.texts()

    @precondition(lambda self: self.at(Vote))
    @rule(at=side, budget=st.integers(0, 5), cap=st.one_of(st.none(), st.integers(0, 5)))
    def terms(self, at: int, budget: int, cap: int | None) -> None:
        self.do(lambda: self.sides[at].set_vote_terms(budget=budget, cap=cap))

    # --- talk and decide

    @rule(at=side, topic=st.one_of(st.none(), number))
    def talk(self, at: int, topic: int | None) -> None:
        topic = None if topic is None else self.some([topic])[0]
        self.do(lambda: self.sides[at].take_topic(topic))
        self.do(lambda: self.sides[at].remark("Said", decision=topic is None, topic=topic))

    @rule(at=side, who=who, goal=st.sampled_from([None, "1", "go again", "3"]), days=step)
    def decide(self, at: int, who: str | None, goal: str | None, days: int) -> None:
        due = (self.clock.now + timedelta(days=days - 2)).date()
        self.do(lambda: self.sides[at].add_action("Do it", owner=who, serves=goal, due=due))

    @rule(at=side, number=number, who=who, status=st.sampled_from(ActionStatus))
    def change_action(self, at: int, number: int, who: str | None, status: ActionStatus) -> None:
        self.do(lambda: self.sides[at].change_action(number, owner=who, status=status))

    @rule(
        at=side,
        number=st.integers(0, 3),
        outcome=st.sampled_from(["done", "carried", "dropped"]),
        reason=st.sampled_from(["", "Sold"]),
    )
    def review(self, at: int, number: int, outcome: Any, reason: str) -> None:
        self.do(lambda: self.sides[at].review(number, outcome, reason=reason))

    @rule(number=number, text=st.sampled_from(["New words", ""]))
    def change_from_outside(self, number: int, text: str) -> None:
        action = self.logbook.actions()[number % len(self.logbook.actions())]
        before = action.item
        changed = self.do(lambda: self.logbook.change_action(action.ref, text=text))
        self.sides[0].refresh()
        if changed is not None:
            assert changed.item == evolve(before, text=text, changed=changed.item.changed)

    # --- what always holds

    @invariant()
    def the_state_is_the_fold_of_the_log(self) -> None:
        for retro in self.sides:
            assert fold(retro.log) == retro.state
            assert retro.state.version == len(retro.log)

    @invariant()
    def what_is_stored_is_what_is_known(self) -> None:
        stored = self.logbook.load(self.sides[0].state.id)
        for retro in self.sides:
            assert retro.log == stored.log[: len(retro.log)]
        newest = max(self.sides, key=lambda retro: retro.state.version)
        assert (newest.log, newest.state) == (stored.log, stored.state)
        assert digest_of(stored.state) in self.logbook.retros("lander")

    @invariant()
    def every_number_means_one_thing(self) -> None:
        for retro in self.sides:
            state = retro.state
            kinds = (state.notes, state.groups, state.remarks, state.actions, state.carried)
            numbers = [each for kind in kinds for each in kind]
            assert len(set(numbers)) == len(numbers)
            assert max(numbers, default=0) <= state.last_number
            for topic in state.groups.values():
                assert len(topic.notes) > topic.unnamed
                assert all(state.notes[each].topic == topic.number for each in topic.notes)

    @invariant()
    def nothing_sealed_is_in_the_log_or_left_behind_in_a_closed_retro(self) -> None:
        newest = max(self.sides, key=lambda retro: retro.state.version)
        log, export = repr(newest.log), CODEC.export_log(newest.log)
        for text in self.texts() | self.withdrawn:
            assert text not in log
            assert text not in export
        if newest.state.closed is not None:
            assert newest.sealed_count() == 0
            assert newest._keeper.marks() == frozenset()
            assert {type(each.draft) for each in newest._keeper.seals().values()} <= {Letter}
        for who, letter in self.letters():
            assert letter.to == who
            for line in letter.lines:
                # What was named before may be told in the same words, unless a share is in it.
                if line.startswith("You were given") and any(
                    len(word) == 4 and word.isdecimal() for word in line.split()
                ):
                    assert line not in log
                    assert line not in export
        for seal in newest._keeper.seals().values():
            assert seal.step in newest.state.visited
            assert newest.state.is_opened(newest.state.step(seal.step)) is isinstance(
                seal.draft, Letter
            )
        for step in newest.state.agenda:
            assert isinstance(promise(newest.state, step), str)

    @rule()
    def look(self) -> None:
        for retro in self.sides:
            retro.refresh()
        one, two = self.sides
        assert (one.state, one.log) == (two.state, two.log)
        sealed = self.texts() | self.withdrawn
        for name in REPORTS:
            said = self.logbook.report(one, name)
            assert not [each for each in sealed if each in said]
        assert self.logbook.problems() == []
        assert PLUGINS.failures == []

    @rule()
    def an_export_is_imported_whole(self) -> None:
        retro: Retro = self.sides[0]
        with Logbook(":memory:", plugins=PLUGINS) as other:
            copy = other.import_(self.logbook.export(retro))
            assert (copy.log, copy.state) == (retro.log, retro.state)


class Longer(Engine):
    """The same, more often."""


for machine, often in ((Engine, 15), (Longer, 200)):
    machine.TestCase.settings = settings(
        max_examples=often,
        stateful_step_count=40,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


TestEngine = Engine.TestCase
TestEngineForLonger = pytest.mark.long(Longer.TestCase)
