"""A kind of ballots that somebody else brings, from the vote to life without the plugin."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import coins
import pytest
from attrs import evolve
from coins import METHOD, HalfCoins
from crew import NO_PLUGINS, FakeClock
from live_room import serving
from test_web_join_own import say, seat

from retrokit import Collect, Column, Decide, Discuss, Format, Logbook, Plugins, Retro, Vote
from retrokit.cli.live.lines import handle
from retrokit.cli.live.session import Session
from retrokit.codec import CODEC, Codec
from retrokit.errors import FileError, Invalid, NotFound, NotNow
from retrokit.formats import Attribution
from retrokit.kinds.vote.facts import Ballot
from retrokit.retro import fold
from retrokit.tallies import BallotKind, Detail, Marks, Tally, TallyMethod
from retrokit.tallies.ballots import ForeignBallots
from retrokit.testing import TallyContract

FORMAT = Format(
    name="coins",
    title="Coins",
    purpose="Share out coins.",
    agenda=[
        Collect(columns=[Column("Ideas")], sealed=False),
        Vote(method="coins"),
        Discuss(),
        Decide(),
    ],
)
CREW = ["Ana", "Ben", "Cy"]


class TestCoins(TallyContract):
    method = METHOD


def plugins(method: TallyMethod | None = METHOD) -> Plugins:
    """Return what is installed: the method with its ballots, or nothing."""

    class Bringing:
        retrokit_register_tallies = staticmethod(coins.hookimpl(lambda: [method]))

    loaded = Plugins.load(NO_PLUGINS)
    Bringing.retrokit_register_tallies.__name__ = "retrokit_register_tallies"
    if method is not None:
        assert loaded.add(coins if method is METHOD else Bringing, "coins"), loaded.failures
    return loaded


def logbook(path: Path | str, method: TallyMethod | None = METHOD) -> Logbook:
    return Logbook(path, plugins=plugins(method), clock=FakeClock(), rng=Random(7))


def begin(book: Logbook, attribution: str = "named") -> Retro:
    """Return a retro at the vote on ideas 1 to 4."""
    retro = book.start(FORMAT, team="Lander", members=CREW, attribution=Attribution(attribution))
    for number in range(1, 5):
        retro.add_note("Ideas", f"idea {number}", "Ana")
    retro.next()
    return retro


@pytest.mark.parametrize("attribution", ["named", "confidential", "anonymous"])
def test_a_vote_with_ballots_of_its_own_goes_like_any_other(attribution: str) -> None:
    with logbook(":memory:") as book:
        retro = begin(book, attribution)
        terms = retro.state.at[2].terms
        assert (terms.ballot, terms.budget, terms.cap) == (HalfCoins(), 10, 10)
        receipt = retro.vote({1: 7.5, 2: 2.5}, "Ana")
        assert retro.sealed(receipt).draft == Ballot(((1, 7.5), (2, 2.5)))
        retro.change_vote(receipt, {"1": 4, "2": 4, "3": 2})
        retro.vote({4: 10}, "Ben")
        retro.vote({3: 9.5, 1: 0.5}, "Cy")
        for ballot, kind, said in (
            ({1: 9}, Invalid, "you gave 9 coins; give all 10"),
            ({1: 2.25, 2: 7.75}, Invalid, "you can't give 2.25 coins to 1; give halves"),
            ({1: "x"}, Invalid, "you can't give 'x' to 1; give a number"),
            ([1], Invalid, r"\[1\] is no ballot of this vote; give ten coins among candidates"),
            ({}, Invalid, "this ballot is empty"),
            ({9: 10}, NotFound, "no candidate 9; there are: 1, 2, 3, 4"),
        ):
            with pytest.raises(kind, match=said):
                retro.change_vote(receipt, ballot)
        with pytest.raises(NotNow, match="nobody has dots in this vote"):
            retro.set_vote_terms(budget=3)
        group = retro.group([1, 2], "Both").number
        assert retro.state.at[2].terms.candidates == (3, 4, group)
        retro.rename("Ben", "Benedikt")
        retro.next()
        vote = retro.state.at[2]
        assert (vote.method, vote.counts, vote.taken_part) == ("coins", "win", 3)
        assert vote.tally.standings == ((3, 1), (4, 1), (group, 1))
        assert vote.winners == (3, 4, group)
        told = {each.author: each.ballot for each in vote.ballots}
        if attribution == "named":
            assert told["Ana"] == Ballot(((3, 2), (group, 8)))
            assert told["Benedikt"] == Ballot(((4, 10),))
        assert retro.state.at[3].order
        assert fold(retro.log) == retro.state == book.load(retro.state.id).state
        retro.undo()
        with pytest.raises(NotNow, match="has been shown"):
            retro.undo()
        kept = book.codec.import_log(book.codec.export_log(retro.log))
        assert kept == list(retro.log)
        retro.settle_tie(group, "we tossed one of them")
        assert retro.state.at[2].winners == (group,)


def test_every_report_tells_of_it_with_the_plugin_and_without(tmp_path: Path) -> None:
    with logbook(tmp_path / "team.db") as book:
        retro = begin(book)
        retro.vote({1: 7.5, 2: 2.5}, "Ana")
        retro.vote({1: 10}, "Ben")
        retro.next()
        id, text = retro.state.id, book.export(retro)
        stored = book._store.events(id)
        told = {name: book.report(retro, name) for name in book.plugins.reports}
    assert "2 of 3 voted, with ten coins each; counted by coins" in told["text"]
    assert json.loads(told["json"])
    assert all("idea 1" in each for each in told.values())
    with logbook(tmp_path / "team.db", None) as book:
        retro = book.load(id)
        kind = retro.state.at[2].terms.ballot
        assert isinstance(kind, ForeignBallots)
        assert (kind.name, kind.counts, kind.adds_up) == ("test.coins", "coin", True)
        assert {name: book.report(retro, name) for name in book.plugins.reports} == told
        assert book.export(retro) == text
        assert book.problems() == []
        retro.undo()
        with pytest.raises(NotNow, match="has been shown"):
            retro.undo()
        retro.next()
        assert book._store.events(id)[: len(stored)] == stored
    with logbook(":memory:", None) as other:
        brought = other.import_(text)
        assert other.export(brought) == text


def test_a_vote_waits_for_the_plugin_that_reads_its_ballots(tmp_path: Path) -> None:
    path = tmp_path / "team.db"
    with logbook(path) as book:
        retro = begin(book)
        receipt = retro.vote({1: 10}, "Ana")
        id = retro.state.id
    other = TallyMethod("coins", title="other coins", count=coins.count)
    for method, said in (
        (None, "the voting method 'coins' is not"),
        (other, "the kind of ballots 'test.coins' is not"),
    ):
        with logbook(path, method) as book:
            retro = book.load(id)
            with pytest.raises(NotNow, match=f"Vote stays hidden: .*{said} .*nstall the plugin"):
                retro.open_seals()
            with pytest.raises(
                NotNow, match=r"nobody can vote here: the kind of ballots 'test\.co"
            ):
                retro.vote({1: 10}, "Ben")
            with pytest.raises(NotNow, match="nobody can vote here"):
                retro.change_vote(receipt, {1: 10})
            retro.skip()
            retro.go(2)
            assert retro.sealed(receipt).draft == Ballot(((1, 10),))
    with logbook(path) as book:
        retro = book.load(id)
        retro.open_seals()
        assert retro.state.at[2].winners == (1,)


def test_where_the_method_fails_the_numbers_are_added_up() -> None:
    def failing(ballots: object, *, candidates: object) -> Tally[int]:
        raise ZeroDivisionError

    with logbook(":memory:", evolve(METHOD, count=failing)) as book:
        retro = begin(book)
        retro.vote({1: 7.5, 2: 2.5}, "Ana")
        retro.vote({2: 10}, "Ben")
        retro.next()
        vote = retro.state.at[2]
        assert (vote.method, vote.counts) == ("sum", "coin")
        assert vote.tally.standings == ((2, 12.5), (1, 7.5), (3, 0), (4, 0))
        told = " ".join(book.report(retro, "text").split())
        assert "counted by sum, since the voting method coins could not count" in told


class Broken(BallotKind):
    """A kind that fails at whatever it is asked but to read."""

    def suggest(self, candidates: int, budget: int | None, cap: int | None) -> tuple[int, int]:
        raise KeyError(budget)

    def moved(self, marks: Marks[Any], place: object) -> Marks[Any]:
        raise KeyError(place)

    def _fail(self, *given: object, **more: object) -> Any:
        raise KeyError("no way")

    joined = for_counting = objected = describe = how = example = typed = said = form = _fail


def test_a_kind_that_fails_is_a_plain_one(caplog: pytest.LogCaptureFixture) -> None:
    kind = Broken(name="test.broken")
    with logbook(":memory:", evolve(METHOD, ballot=kind)) as book:
        session = Session(book, begin(book))
        retro = session.retro
        assert "Type a number for each: 1=2 2=1." in " ".join(handle(session, "/show").split())
        handle(session, "Ana: 1=7 2=3")
        handle(session, "/pass Ben")
        assert "hidden: 10 for 3" in handle(session, "3=10")
        handle(session, "")
        group = retro.group([1, 2], "Both").number
        retro.next()
        assert retro.state.at[2].tally.standings == ((3, 1), (group, 1), (4, 0))
        for name in book.plugins.reports:
            assert "Both" in book.report(retro, name)
        with pytest.raises(NotFound, match="no candidate 9"):
            kind.fill_in({9: 1}, retro.state.at[2].terms)
    assert caplog.text.count("the kind of ballots test.broken failed: KeyError in how") == 1
    assert "no way" not in caplog.text  # for it may tell what is hidden
    wrapped = Broken.how
    assert TallyMethod("again", title="x", count=coins.count, ballot=kind).ballot is kind
    assert Broken.how is wrapped


def test_a_kind_may_refuse_what_is_typed() -> None:
    class Shouted(HalfCoins):
        def typed(self, text: str, limits: object) -> Any:
            if not text.isupper():
                raise Invalid("type it louder")
            return {1: 10}

    with logbook(":memory:", evolve(METHOD, ballot=Shouted(name="test.loud"))) as book:
        session = Session(book, begin(book))
        with pytest.raises(Invalid, match="type it louder"):
            handle(session, "Ana: all for the first")
        handle(session, "Ana: ALL FOR THE FIRST")
        assert session.retro.taken_part() == {"Ana"}


def test_it_is_typed_and_said_again_at_a_terminal() -> None:
    with logbook(":memory:") as book:
        session = Session(book, begin(book))
        screen = " ".join(handle(session, "/show").split())
        assert (
            "Give ten coins among candidates, halves allowed. Type a number for each: 1=10."
            in screen
        )
        assert "or Ana: 1=10; then /next" in screen
        assert handle(session, "Ana: 1=7.5 2=2.5") == "  hidden: Ana's vote (1 of 3 voted)"
        with pytest.raises(Invalid, match="you gave 3 coins; give all 10"):
            handle(session, "Ana: 1=3")
        with pytest.raises(Invalid, match="'x' cannot be read; write it as in 1=10"):
            handle(session, "Ana: x")
        assert "As in 1=10; - to abstain." in handle(session, "/pass Ben")
        assert "  hidden: 7.5 for 1, 2.5 for 2." in handle(session, "1=7.5, 2=2.5")
        handle(session, "")
        shown = " ".join(handle(session, "/open").split())
        assert "2 of 3 voted, with ten coins each; counted by coins" in shown
        assert "Ben: 7.5 for idea 1, 2.5 for idea 2" in shown


def test_it_goes_through_a_room_and_from_another_terminal() -> None:
    with serving(FORMAT, plugins=plugins, members=CREW) as live:
        lead = live.person("Fay", leads=True)
        ben = live.person("Ben")
        for number in range(1, 4):
            ben.do("add_note", column="Ideas", text=f"idea {number}")
        lead.do("next")
        ben.do("vote", ballot={"1": 7.5, "3": 2.5})
        assert ben.send("vote", ballot={"1": 3}).status_code == 422
        with seat(live, "Ana") as ana:  # who has no plugin
            assert "Give ten coins among candidates, halves allowed" in " ".join(
                say(live, ana, "/show").split()
            )
            assert "hidden: 10 for 2" in say(live, ana, "2=10")
            assert say(live, ana, "/mine") == "   1 your vote: 10 for 2"
            with pytest.raises(Invalid, match="you gave 9 coins; give all 10"):
                say(live, ana, "2=9")
            lead.do("open_seals")
            assert "2 of 4 voted" in say(live, ana, "/show")
        heard = ben.listen()
        heard.until(lambda it: it.version == live.retro.state.version)
        [terms] = [
            vote["ballot"]
            for each in heard.messages
            for vote in each["patch"].get("at", {}).values()
            if vote.get("ballot")
        ]
        assert terms["name"] == "test.coins"
        assert heard.document == live.document


def test_the_page_says_that_it_has_no_form_and_shows_what_was_given(person: Any) -> None:
    with serving(FORMAT, plugins=plugins, members=CREW) as live:
        lead = live.person("Fay", leads=True)
        for number in range(1, 4):
            lead.do("add_note", column="Ideas", text=f"idea {number}")
        lead.do("next")
        ben = person("Ben").join(live)
        ben.sees("Give ten coins among candidates, halves allowed")
        ben.sees("This page has no form for this kind of vote.")
        ben.sees("idea 3")
        lead.do("vote", ballot={"1": 7.5, "2": 2.5})
        lead.do("open_seals")
        ben.sees("1 of 4 voted, with ten coins each; counted by coins")
        ben.sees("Fay: 7.5 for idea 1, 2.5 for idea 2")
        assert ben.troubles == []


# --- what is stored of it


def test_what_is_stored_names_the_kind_and_tells_what_is_told() -> None:
    mine = Codec(plugins().kinds)
    with logbook(":memory:") as book:
        retro = begin(book)
        line = mine.encode(retro.log[-1])
        stored = json.loads(line)["settled"]["ballot"]
        assert stored == {
            "name": "test.coins", "counts": "coin", "adds_up": True,
            "shape": "ten coins among candidates, halves allowed, as in {3: 7.5, 7: 2.5}",
            "told": ", with ten coins each",
        }  # fmt: skip
        assert mine.decode([line]) == [retro.log[-1]]
        [unknown] = CODEC.decode([line])
        assert CODEC.encode(unknown) == line
        assert hash(unknown)
        later = line.replace(b'"counts"', b'"later":[1],"counts"')
        assert CODEC.encode(CODEC.decode([later])[0]) == later
        as_stored = json.dumps(stored, separators=(",", ":")).encode()
        for ballot in (b'"heads"', b'{"name":"heads"}', b"7", b"{}"):
            with pytest.raises(FileError, match="no kind of ballots"):
                CODEC.decode([line.replace(as_stored, ballot)])
        for field in (b'"told":"\\u0007"', b'"told":7', b'"adds_up":"yes"', b'"shape":""'):
            table = b'{"name":"a.b",' + field + b"}"
            with pytest.raises(FileError, match="of a kind of ballots"):
                CODEC.decode([line.replace(as_stored, table)])


def test_ballots_of_one_name_are_those_of_the_first() -> None:
    class Other:
        @coins.hookimpl
        def retrokit_register_tallies(self) -> list[TallyMethod]:
            own = evolve(METHOD, name="mine")
            return [own, evolve(own, name="late", ballot=HalfCoins(told=", otherwise"))]

    both = plugins()
    assert both.add(Other(), "other")
    assert [each for each in both.tallies if each in ("coins", "mine", "late")] == ["coins", "mine"]
    assert both.kinds.ballots == (HalfCoins(),)
    [failure] = both.failures
    assert failure.sentence == (
        "its voting method 'late' is left out: coins has other ballots 'test.coins'"
    )


def test_a_table_without_rows_is_not_drawn() -> None:
    def count(ballots: Any, *, candidates: Any) -> Tally[int]:
        return evolve(coins.count(ballots, candidates=candidates), detail=(Detail("Pairs", ()),))

    bare = evolve(METHOD, name="bare", count=count)
    with logbook(":memory:", bare) as book:
        retro = book.start(
            evolve(FORMAT, agenda=[*FORMAT.agenda[:1], Vote(method="bare"), *FORMAT.agenda[2:]]),
            team="Lander", members=CREW,
        )  # fmt: skip
        retro.add_note("Ideas", "idea 1", "Ana")
        retro.next()
        retro.vote({1: 10}, "Ana")
        retro.next()
        tally = retro.state.at[2].tally
        assert (tally.winners, len(tally.detail)) == ((1,), 1)
        assert "Pairs" not in book.report(retro)


def test_the_contract_finds_a_kind_that_fails(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(AssertionError, match="failed: KeyError in"):
        TestCoins().test_its_ballots_are_read_as_they_are_given(
            evolve(METHOD, ballot=Broken(name="test.broken2")), caplog
        )


def test_ballots_of_a_plugin_are_known_by_its_methods() -> None:
    assert plugins(None).kinds.ballots == ()
    assert plugins().kinds.ballots == (HalfCoins(),)
    of_ours = TallyMethod("mine", title="mine", count=coins.count, ballot="scores")
    assert plugins(of_ours).kinds.ballots == ()
    assert BallotKind(name="a.b") not in plugins().kinds.ballots
