"""A team across its retros: members, open action items, and new names that reach all of them."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest
from crew import NO_PLUGINS, FakeClock, made_of
from hypothesis import given, settings
from hypothesis import strategies as st
from live_room import serving
from room_formats import EVERYTHING

from retrokit import Charter, Logbook, Plugins, Retro, Team, TeamMember
from retrokit.engine.digest import Digest, digest_of
from retrokit.engine.state import fold_name
from retrokit.errors import Conflict, Invalid, NotFound
from retrokit.formats import Collect, Column, Decide, Review
from retrokit.retro import fold
from retrokit.stores import Write
from retrokit.team import identities

PLUGINS = Plugins.load(NO_PLUGINS)
NOTES = Collect(columns=[Column("Notes")], sealed=False)
FORMAT = made_of(Review(), NOTES, Decide(), goals=["Home safe"])


class Book(Logbook):
    """A logbook whose clock and randomness the test holds."""

    def __init__(self, where: str | Path = ":memory:", seed: int = 7) -> None:
        self.time = FakeClock()
        super().__init__(where, plugins=PLUGINS, clock=self.time, rng=Random(seed))

    def held(self, *members: str, team: str = "Lander", close: bool = True) -> Retro:
        """Hold a retro in which each member writes a note and gets an action item."""
        self.time.pass_days(14)
        retro = self.start(FORMAT, team=team, members=members, facilitator=members[0])
        retro.go("collect")
        for name in members:
            retro.add_note("Notes", f"by {len(name)}", name)
            retro.add_action("Dig", owner=name)
        if close:
            retro.close()
        return retro

    def all_of(self, team: str) -> list[Retro]:
        return [self.load(each.id) for each in self.retros(team)]


def words_of(book: Logbook, retro: Retro) -> str:
    """Return all that is told of a retro, apart from its log."""
    reports = [
        book.report(retro, name) for name in ("text", "markdown", "html", "summary", "csv", "json")
    ]
    return "\n".join([*reports, repr(digest_of(retro.state)), repr(retro.state)])


def test_a_team_is_found_whatever_its_case_and_knows_its_retros() -> None:
    with Book() as book:
        first = book.held("Ana", "Ben")
        book.held("Eve", team="Orbiter")
        second = book.held("Ana", "Cy", close=False)
        team = book.team(" lander")
        assert (team.name, [each.id for each in team.retros]) == (
            "Lander", [second.state.id, first.state.id],
        )  # fmt: skip
        assert team.members == (
            TeamMember(name="Ana", identity="ana"), TeamMember(name="Cy", identity="cy"),
        )  # fmt: skip
        assert [each.item.owner for each in team.open_actions] == ["Ana", "Ben", "Ana", "Cy"]
        assert book.teams() == ["Lander", "Orbiter"]
        with pytest.raises(NotFound, match="no team 'Landr'; did you mean Lander"):
            book.team("Landr")


def test_members_are_those_of_the_latest_retro_that_had_some() -> None:
    with Book() as book:
        book.held("Ana", "Ben")
        book.start(FORMAT, team="Lander")
        assert [each.name for each in book.team("Lander").members] == ["Ana", "Ben"]
        book.start(FORMAT, team="Empty")
        assert book.team("Empty").members == ()


def test_a_team_is_renamed_in_all_its_retros_at_once() -> None:
    with Book() as book:
        retros = [book.held("Ana"), book.held("Ana", close=False)]
        book.held("Eve", team="Orbiter")
        team = book.team("Lander")
        assert team.rename("Rover") == (retros[1].state.id, retros[0].state.id)
        assert team.name == "Rover"
        assert book.retros("Lander") == []
        assert book.teams() == ["Orbiter", "Rover"]
        for retro in book.all_of("rover"):
            assert "Lander" not in words_of(book, retro)
            assert fold(retro.log).team == "Rover"
        assert {each.team for each in book.actions()} == {"Rover", "Orbiter"}
        assert retros[1].refresh() == 1
        assert retros[1].state.team == "Rover"
        assert book.problems() == []
        with pytest.raises(Invalid, match="Rover is the team's name already"):
            team.rename("Rover")
        assert len(team.rename("ROVER")) == 2
        assert book.teams() == ["Orbiter", "ROVER"]
        assert book.start(FORMAT, team="rover").state.carried[1].item.text == "Dig"


def test_a_misspelt_team_is_merged_if_that_is_asked_for() -> None:
    with Book() as book:
        first, typo = book.held("Ana"), book.held("Ben", team="Landr")
        team = book.team("landr")
        with pytest.raises(Invalid, match="there is a team Lander already; merge them, or choose"):
            team.rename("LANDER")
        with pytest.raises(NotFound, match="no team 'Landerr'; did you mean Lander"):
            team.rename("Landerr", merge=True)
        assert team.rename("LANDER", merge=True) == (typo.state.id,)
        assert (team.name, book.teams()) == ("Lander", ["Lander"])
        assert [each.id for each in team.retros] == [typo.state.id, first.state.id]
        assert len(team.open_actions) == 2
        carried = book.start(FORMAT, team="Lander").state.carried
        assert [each.item.owner for each in carried.values()] == ["Ana", "Ben"]


def test_a_member_is_renamed_wherever_they_are_named() -> None:
    with Book() as book:
        first = book.held("Ana", "Bne")
        second = book.held("Ana", "Cy")  # the open item of Bne is carried into it
        third = book.held("Bne", "Cy", close=False)
        elsewhere = book.held("Bne", team="Orbiter")
        team = book.team("Lander")
        done = team.rename_member("bne", "Ben")
        assert done == tuple(each.state.id for each in (third, second, first))
        for retro in book.all_of("Lander"):
            assert "Bne" not in words_of(book, retro)
            assert book.codec.import_log(book.export(retro)) == list(retro.log)
        assert {each.item.owner for each in team.open_actions} == {"Ana", "Ben", "Cy"}
        assert team.members[0] == TeamMember(name="Ben", identity="bne")
        assert book.load(first.state.id).state.closed is not None
        assert third.refresh() == 1
        assert third.state.here == ("Ben", "Cy")
        assert book.load(elsewhere.state.id).state.here == ("Bne",)
        assert book.problems() == []
        with pytest.raises(Invalid, match="Ben is the name already"):
            team.rename_member("Bne", "Ben")
        with pytest.raises(NotFound, match="no member of Lander 'Benn'; did you mean Ben"):
            team.rename_member("Benn", "Bert")


def test_who_was_renamed_in_one_retro_is_the_same_in_the_others() -> None:
    with Book() as book:
        first, second = book.held("Eil", "Ana"), book.held("Eil", "Ana")
        book.load(second.state.id).rename("Eil", "Eli")
        third = book.held("Eli", "Ana")
        team = book.team("Lander")
        assert team.members[0] == TeamMember(name="Eli", identity="eil")
        assert team.rename_member("Eli", "Elias") == tuple(
            each.state.id for each in (third, second, first)
        )
        assert {each.item.owner for each in team.open_actions} == {"Elias", "Ana"}
        for retro in book.all_of("Lander"):
            assert retro.state.here == ("Elias", "Ana")


def test_one_person_under_two_names_becomes_one() -> None:
    with Book() as book:
        book.held("Ana", "Ben")
        book.held("Anna", "Ben")
        team = book.team("Lander")
        assert team.members[0].identity == "anna"
        team.rename_member("Anna", "Ana")
        assert team.members[0] == TeamMember(name="Ana", identity="ana")


def test_two_who_were_in_one_retro_stay_two_and_nothing_is_changed() -> None:
    with Book() as book:
        book.held("Ben")
        both = book.held("Ben", "Bert")
        before = [each.log for each in book.all_of("Lander")]
        with pytest.raises(
            Invalid, match=f"Ben and Bert are two people in retro {both.state.id}; choose another"
        ):
            book.team("Lander").rename_member("Ben", "Bert")
        assert [each.log for each in book.all_of("Lander")] == before


def test_an_owner_who_was_never_a_member_is_renamed_too() -> None:
    with Book() as book:
        retro = book.held("Ana")
        [item] = book.team("Lander").open_actions
        book.change_action(item.ref, owner=["Zoe", "Ana"])
        book.held("Ana")
        team = book.team("Lander")
        assert len(team.rename_member("zoe", "Zoë")) == 2
        assert team.open_actions[0].item.owners == ("Zoë", "Ana")
        assert team.rename_member("Zoë", "ana")
        assert team.open_actions[0].item.owners == ("Ana",)
        assert book.load(retro.state.id).state.here == ("Ana",)


def digest(id: str, *members: str, **former: str) -> Digest:
    time = FakeClock()
    time.pass_days(int(id))
    return Digest(
        id=id, team="L", format="f", title="F", started=time(), members=members, former=former
    )


def test_a_name_that_somebody_gave_up_may_be_somebody_elses_later() -> None:
    retros = [
        digest("1", "Alex", "Ana"),
        digest("2", "Alex B", "Ana", alex="Alex B"),
        digest("3", "Alex", "Ana"),  # from habit
        digest("4", "Alex", "Alex B"),
        digest("5", "Alex B", "Alex"),
    ]
    found = identities(reversed(retros))
    assert found["2"] == {"Alex B": "alex", "Ana": "ana"}
    assert found["3"] == {"Alex": "alex", "Ana": "ana"}
    assert found["4"]["Alex"] != found["4"]["Alex B"]
    assert found["5"] == found["4"]
    assert len({*found["4"].values(), "ana"}) == 3
    found = identities([*retros[:2], digest("3", "Alex", "Alex B")])
    assert found["3"] == {"Alex": "alex (2)", "Alex B": "alex"}
    found = identities(
        [*retros[:2], digest("3", "Alex", "Alex B"), digest("4", "Alex C", alex="Alex C")]
    )
    assert found["4"] == {"Alex C": "alex (2)"}
    found = identities(
        [*retros[:2], digest("3", "Alex", "Alex B"), digest("4", "Al", "Alex B", al="Al")]
    )
    assert found["4"] == {"Al": "al", "Alex B": "alex"}
    twice = digest("3", "Alex", "Alex B"), digest("4", "Alex B", "Alex D", alex="Alex D")
    third = digest("5", "Alex", "Alex B", "Alex D")
    found = identities([*retros[:2], *twice, third])
    assert found["5"] == {"Alex": "alex (3)", "Alex B": "alex", "Alex D": "alex (2)"}


NAMES = ("Ana", "Ben", "Anna", "Cy")
TEAMS = ("Lander", "Landr", "Orbiter")
name, team_name = st.sampled_from(NAMES), st.sampled_from(TEAMS)
held = st.tuples(st.just("held"), team_name, st.lists(name, min_size=1, unique=True))
act = st.one_of(
    held,
    st.tuples(st.just("rename"), team_name, team_name),
    st.tuples(st.just("merge"), team_name, team_name),
    st.tuples(st.just("member"), team_name, st.tuples(name, name)),
)


@settings(max_examples=40)
@given(acts=st.lists(act, max_size=12))
def test_whatever_the_order_lists_logs_and_reports_agree(
    acts: Iterable[tuple[str, str, object]],
) -> None:
    with Book() as book:
        for what, team, more in acts:
            live(book, what, team, more)
        assert book.problems() == []
        for team in book.teams():
            for retro in book.all_of(team):
                state = retro.state
                assert state == fold(retro.log)
                assert state.team == team
                listed = next(each for each in book.retros(team) if each.id == state.id)
                assert listed == digest_of(state)
                assert {fold_name(each) for each in state.members} == {*state._by_folded}
                assert book.codec.import_log(book.export(retro)) == list(retro.log)
                named = {owner for item in state.actions.values() for owner in item.owners}
                assert named <= state.members.keys()  # each got one as a member of this retro
            here = identities(book.retros(team))
            assert all(len({*each.values()}) == len(each) for each in here.values())


def live(book: Book, what: str, name: str, more: object) -> None:
    if what == "held":
        book.held(*more, team=name)  # type: ignore[misc]
        return
    with suppress(NotFound, Invalid):
        team = book.team(name)
        kept, items = sorted(each.id for each in book.retros()), len(book.actions())
        if what == "member":
            old, new = more  # type: ignore[misc]
            told = renamed(book, team, old, new)
        else:
            team.rename(str(more), merge=what == "merge")
            told = book.teams().count(team.name) == 1
            told = told and (fold_name(name) == fold_name(team.name) or not book.retros(name))
        assert told
        assert sorted(each.id for each in book.retros()) == kept
        assert len(book.actions()) == items


def renamed(book: Book, team: Team, old: str, new: str) -> bool:
    """Rename somebody and return whether nobody is called so any more, if nobody else was."""
    others = identities(team.retros)
    who = {here.get(old) for here in others.values()} - {None}
    team.rename_member(old, new)
    if len(who) > 1:
        return True
    states = [each.state for each in book.all_of(team.name)]
    return old == new or not any(
        old in each.members or old in each.owners_besides for each in states
    )


def test_two_writers_lose_nothing(tmp_path: Path) -> None:
    """Somebody goes on in a retro that is renamed elsewhere meanwhile."""
    path = tmp_path / "team.db"
    with Book(path, 1) as one, Book(path, 2) as other:
        retro = one.held("Bne", "Ana", close=False)
        team = other.team("Lander")
        note = retro.add_note("Notes", "before", "Bne")
        team.rename_member("Bne", "Ben")
        team.rename("Orbiter")
        late = retro.add_note("Notes", "after", "Bne")
        item = retro.add_action("Fill", owner="bne")
        state = other.load().state
        assert [state.notes[each.number].author for each in (note, late)] == ["Ben", "Ben"]
        assert state.actions[item.number].owner == "Ben"
        assert state.team == retro.state.team == "Orbiter"
        one.time.meanwhile = lambda: team.rename("Rover")
        retro.close()
        assert other.load().state.team == "Rover"
        assert other.problems() == []


def test_a_store_that_keeps_no_other_writer_out_loses_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As a database may be, in which writes together do not wait for each other."""
    with Book(seed=1) as one, Book(seed=2) as other:
        monkeypatch.setattr(other, "_store", one._store)
        monkeypatch.setattr(other, "_keeping", one._keeping)
        first, last = one.held("Ana", close=False), one.held("Ana", close=False)
        team = other.team("Lander")
        other.time.meanwhile = lambda: first.add_action("Late", owner="Ana")
        other.time.now = one.time.now
        team.rename("Rover")
        other.time.meanwhile = lambda: last.add_action("Later", owner="Ana")
        team.rename_member("Ana", "Anna")
        team.change_charter(by="Anna", purpose="Fly")
        for retro in one.all_of("Rover"):
            assert retro.state.here == ("Anna",)
        assert len(team.open_actions) == 4
        assert {each.item.owner for each in team.open_actions} == {"Anna"}
        write, ahead = one._store.write, one.team("Rover")

        def overtaken(change: Write) -> None:
            monkeypatch.setattr(one._store, "write", write)
            ahead.change_charter(principle="Care")
            write(change)

        monkeypatch.setattr(one._store, "write", overtaken)
        team.change_charter(purpose="Land")
        assert team.charter == Charter(purpose="Land", principle="Care")
        assert one.problems() == []

        def always(change: Write) -> None:
            raise Conflict("this retro was changed elsewhere; load it again")

        monkeypatch.setattr(one._store, "write", always)
        with pytest.raises(Conflict, match="others keep writing to this charter; try again"):
            team.change_charter(purpose="Fly")


def test_an_open_room_catches_up(tmp_path: Path) -> None:
    place = tmp_path / "team.db"
    with serving(EVERYTHING, place, members=["Ana", "Bne"], facilitator="Ana") as live:
        ana, ben = live.person("Ana", leads=True), live.person("Bne")
        heard = ana.listen()
        heard.until(lambda s: s.document)
        with Logbook(place, plugins=PLUGINS) as beside:
            team = beside.team("Lander")
            team.rename_member("Bne", "Ben")
            team.rename("Orbiter")
        heard.until(lambda s: s.document["team"] == "Orbiter")
        names = [each["name"] for each in heard.document["members"].values()]
        assert names == ["Ana", "Ben"]
        assert [each["said"] for each in heard.news[-2:]] == [
            "Bne is now Ben", "This team is now Orbiter",
        ]  # fmt: skip
        assert ben.get("/api/me").json()["me"]["name"] == "Ben"
