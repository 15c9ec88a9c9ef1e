"""Kinds of question that a plugin brings: those of `moons`."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, ClassVar

import moons
import pytest
from attrs import frozen
from cattrs.errors import ClassValidationError
from crew import NO_PLUGINS
from live_room import error, serving
from moons import FullMoon, Lantern, Light, Phase, Sky

from retrokit import (
    Ask,
    Collect,
    Column,
    Decide,
    Format,
    Logbook,
    OwnValue,
    Plugins,
    Question,
    Retro,
    hookimpl,
    load_format,
)
from retrokit.cli.live.lines import handle
from retrokit.cli.live.session import Session
from retrokit.codec import CODEC, Codec
from retrokit.codec.converter import careful, explain
from retrokit.engine.seals import Letter, Lots
from retrokit.errors import FormatError, Invalid, NotFound, NotNow, PluginError
from retrokit.formats import Attribution
from retrokit.kinds.ask.rules import AnswerDraft
from retrokit.questions.foreign import ForeignQuestion, ForeignValue
from retrokit.retro import fold

TEAM = ("Ana", "Ben", "Cy", "Dev", "Eli")
MOON = FullMoon("moon", "How full is the moon?", "It is an eclipse.")
LIGHT = Lantern("light", "Who lights your way?")
FORMAT = Format(
    name="night",
    title="Night",
    purpose="Look up.",
    agenda=[
        Ask(title="Sky", questions=[MOON]),
        Ask(title="Lanterns", questions=[LIGHT]),
        Collect(columns=[Column("Stars")], sealed=False),
        Decide(),
    ],
)


def plugins(*, there: bool = True) -> Plugins:
    made = Plugins.load(NO_PLUGINS)
    if there:
        assert made.add(moons, "moons"), made.failures
    return made


def logbook(path: Path, *, there: bool = True) -> Logbook:
    return Logbook(path, plugins=plugins(there=there))


def begin(book: Logbook, attribution: str = "named") -> Retro:
    return book.start(FORMAT, team="Lander", members=TEAM, attribution=Attribution(attribution))


def test_a_moon_from_the_answer_to_every_report(tmp_path: Path) -> None:
    with logbook(tmp_path / "team.db") as book:
        retro = begin(book)
        receipt = retro.answer("moon", "40 waxing", "Ana")
        retro.change_answer(receipt, {"lit": 0, "half": "waxing"})
        for who in ("Ben", "Cy"):
            retro.answer("moon", {"lit": 90, "half": "waning"}, who)
        with pytest.raises(NotFound, match="did you mean waxing"):
            retro.answer("moon", "40 waxin", "Dev")
        with pytest.raises(Invalid, match="a moon is lit from 0 to 100"):
            retro.answer("moon", "400 waxing", "Dev")
        retro.next()
        [result] = retro.state.at[1].results
        assert result.own == Sky(0, 90)
        assert result.summary.counts == (("waxing", 1), ("waning", 2))
        assert [each.sentence for each in result.findings] == ["It is an eclipse."]
        assert (result.replies[0].author, result.replies[0].value) == ("Ana", Phase(0, "waxing"))
        assert retro.state.measures["moon"].counts == (2, 1)
        retro.rename("Ana", "Anna")
        assert retro.state.at[1].results[0].replies[0].author == "Anna"
        for name in {*book.plugins.reports} - {"summary"}:
            said = book.report(retro, name)
            assert "How full is the moon?" in said, name
            assert "The moon is lit from 0 to 90." in said, name
        assert fold(retro.log) == retro.state == book.load(retro.state.id).state
        text = book.export(retro)
        with logbook(tmp_path / "other.db") as other:
            assert other.load(other.import_(text).state.id).log == retro.log
        retro.back()
        retro.undo()
        assert fold(retro.log) == retro.state
        with pytest.raises(NotNow, match="rename them back"):
            retro.undo()


@pytest.mark.parametrize("attribution", ["confidential", "anonymous"])
def test_what_is_promised_of_a_moon_is_kept(tmp_path: Path, attribution: str) -> None:
    with logbook(tmp_path / "team.db") as book:
        retro = begin(book, attribution)
        step = retro.state.agenda[0]
        said = step.kind.promise(retro.state, step, Attribution(attribution))
        assert said.endswith("If anybody sees no moon, everyone is told.")
        retro.answer("moon", "0 waning", "Ana")
        retro.next()
        [result] = retro.state.at[1].results
        assert (result.summary, result.own, result.replies) == (None, None, ())
        assert [each.sentence for each in result.findings] == ["It is an eclipse."]


def at_lanterns(book: Logbook, attribution: str = "named") -> Retro:
    retro = begin(book, attribution)
    retro.next()
    return retro


def test_everybody_is_dealt_somebody_and_everybody_is_somebodys(tmp_path: Path) -> None:
    with logbook(tmp_path / "team.db") as book:
        retro = at_lanterns(book)
        assert retro.teammates("light", "Ana") == TEAM[1:]
        dealt = {who: retro.dealt("light", who) for who in TEAM}
        assert sorted(who for each in dealt.values() for who in each) == [*TEAM]
        assert all(who not in each for who, each in dealt.items())
        again = book.load(retro.state.id)
        assert {who: again.dealt("light", who) for who in TEAM} == dealt
        assert b"Lots" not in b"".join(book._store.events(retro.state.id))
        assert retro.sealed_count() == 0

        retro.rename("Ben", "Bea")
        swapped = {who.replace("Ben", "Bea"): each for who, each in dealt.items()}
        assert {who: retro.dealt("light", who) for who in swapped} == {
            who: tuple(each.replace("Ben", "Bea") for each in each) for who, each in swapped.items()
        }
        retro.join("Flo")
        changed = [who for who in swapped if retro.dealt("light", who) == ("Flo",)]
        assert len(changed) == 1
        retro.leave("Flo")
        retro.back()
        retro.next()
        assert retro.dealt("light", "Ana") == tuple(
            each.replace("Ben", "Bea") for each in dealt["Ana"]
        )


def test_what_there_is_to_fill_in_is_told_to_who_asks(tmp_path: Path) -> None:
    with logbook(tmp_path / "team.db") as book:
        retro = begin(book)
        assert [each.name for each in retro.form("moon", "Ana").fields] == ["lit", "half"]
        retro.next()
        [field] = retro.form("light", "Ana").fields
        assert [each.value for each in field.options] == [*TEAM[1:]]
        with pytest.raises(NotFound, match="no question 'moon'"):
            retro.form("moon", "Ana")


def test_a_form_holds_what_was_entered_for_who_has_the_receipt(tmp_path: Path) -> None:
    with logbook(tmp_path / "team.db") as book:
        retro = begin(book)
        receipt = retro.answer("moon", "40 waxing", "Ana")
        entered = [each.entered for each in retro.form("moon", "Ana", receipt=receipt).fields]
        assert entered == [40, "waxing"]
        assert [each.entered for each in retro.form("moon", "Ana").fields] == [None, None]
        retro.next()
        # Of another question, or revealed by now: nothing is held, and nothing is said of it.
        assert [each.entered for each in retro.form("light", "Ana", receipt=receipt).fields] == [
            None
        ]


def lots(retro: Retro) -> list[Lots]:
    drafts = (each.draft for each in retro._keeper.seals().values())
    return [each for each in drafts if isinstance(each, Lots)]


def test_by_what_was_dealt_is_erased_with_the_rest(tmp_path: Path) -> None:
    with logbook(tmp_path / "team.db") as book:
        for end in ("next", "close"):
            retro = at_lanterns(book)
            assert len(lots(retro)) == 1
            retro.answer("light", {"Ben": "brightly"}, "Ana")
            getattr(retro, end)()
            assert lots(retro) == []
        retro = at_lanterns(book)
        retro.skip()
        retro.close()
        assert lots(retro) == []
        retro.reopen()
        retro.go("Lanterns")
        assert len(lots(retro)) == 1
        retro.answer("light", {"Ben": "brightly"}, "Ana")
        retro.open_seals()
        retro.back()
        retro.next()
        assert lots(retro) == []
        assert retro.dealt("light", "Ana") == ()


def test_nobody_is_dealt_where_that_would_tell_who_wrote(tmp_path: Path) -> None:
    with logbook(tmp_path / "team.db") as book:
        retro = at_lanterns(book, "anonymous")
        assert lots(retro) == []
        assert retro.dealt("light", "Ana") == ()
        assert retro.teammates("light", "Ana") == TEAM
        retro = begin(book)
        assert retro.dealt("moon", "Ana") == ()


def test_by_what_was_dealt_goes_once_no_names_are_kept(tmp_path: Path) -> None:
    with logbook(tmp_path / "team.db") as book:
        retro = at_lanterns(book)
        receipt = retro.answer("light", {"Ben": "brightly"}, "Ana")
        with pytest.raises(NotNow, match="would tell it"):
            retro.tighten("anonymous")
        retro.withdraw(receipt)
        assert len(lots(retro)) == 1
        retro.tighten("anonymous")
        assert lots(retro) == []
        retro.skip()
        assert lots(retro) == []
        retro.back()
        assert lots(retro) == []
        assert retro.dealt("light", "Ana") == ()


def test_letters_are_signed_where_names_are_shown(tmp_path: Path) -> None:
    with logbook(tmp_path / "team.db") as book:
        retro = at_lanterns(book)
        receipt = retro.answer("light", {"Ben": "brightly"}, "Ana")
        retro.change_answer(receipt, {"Ben": "softly", "Cy": "too"})
        retro.rename("Ben", "Bea")
        assert retro.before_reveal() == ("Somebody would get no letter.",)
        retro.next()
        assert retro.before_reveal() == ()
        assert retro.letters("Bea") == (("light", Letter("Bea", ("Ana: softly",))),)
        [result] = retro.state.at[2].results
        assert (result.replies, result.summary.replies) == ((), 1)
        assert "softly" not in book.export(retro)


@pytest.mark.parametrize("attribution", ["confidential", "anonymous"])
@pytest.mark.parametrize("writers", [2, 3, 4])
def test_letters_that_are_not_signed_need_three_who_wrote(
    tmp_path: Path, attribution: str, writers: int
) -> None:
    with logbook(tmp_path / "team.db") as book:
        retro = at_lanterns(book, attribution)
        for who in TEAM[1 : writers + 1]:
            retro.answer("light", {"Ana": "brightly"}, who)
        retro.answer("light", {"Ben": "softly"}, "Ana")
        retro.next()
        # Of unknown writers one may be whom it is about.
        needed = 3 if attribution == "confidential" else 4
        assert len(retro.letters("Ana")) == (writers >= needed)
        assert retro.letters("Ben") == ()


def test_moon_and_lanterns_at_a_terminal(tmp_path: Path) -> None:
    with logbook(tmp_path / "team.db") as book:
        session = Session(book, begin(book))
        assert "How much is lit, and which half: 40 waxing" in session.screen()
        assert "hidden: Ana on 'How full is the moon?'" in handle(session, "Ana: 40 waxing")
        handle(session, "/pass Ben")
        assert "hidden" in handle(session, "60 waning")
        handle(session, "/pass")
        said = handle(session, "/next")
        assert re.search(r"1 +#+ +waxing", said)
        said = handle(session, "/pass Ana")
        [dealt] = session.retro.dealt("light", "Ana")
        assert f"You were dealt {dealt}. Write Ben: how; Cy: how" in said
        assert "hidden" in handle(session, f"{dealt}: brightly")
        handle(session, "/pass")
        asked: list[str] = []
        session.ask = lambda question: asked.append(question) or "y"  # type: ignore[func-returns-value]
        handle(session, "/next")
        assert "Somebody would get no letter." in asked[0]
        assert session.retro.letters(dealt)[0][1].lines == ("Ana: brightly",)


def test_moon_and_lanterns_in_a_room() -> None:
    with serving(FORMAT, plugins=plugins, attribution=Attribution.CONFIDENTIAL) as live:
        ana, *others = (live.person(who, leads=who == "Ana") for who in TEAM)
        for who in (ana, *others):
            who.do("answer", question="moon", value={"lit": 50, "half": "waxing"})
        assert "no half" in error(ana.send("change_answer", receipt=ana.receipts[0], value="5 up"))
        ana.do("next")
        for who in others:
            who.do("answer", question="light", value={"Ana": "brightly"})
        heard = b"".join(each for who in (ana, *others) for each in who.heard)
        ana.do("next")
        assert live.retro.state.at[1].results[0].own == Sky(50, 50)
        [letter] = ana.post("/api/letters").json()["letters"]
        assert "Somebody: brightly" in str(letter)
        assert b"brightly" not in heard
        assert "brightly" not in others[0].post("/api/letters").text


def test_without_its_plugin_a_retro_reads_and_what_is_hidden_waits(tmp_path: Path) -> None:
    path = tmp_path / "team.db"
    with logbook(path) as book:
        retro = begin(book)
        retro.answer("moon", "40 waxing", "Ana")
        retro.next()
        receipt = retro.answer("light", {"Ben": "brightly"}, "Ana")
        id, text, log = retro.state.id, book.export(retro), retro.log
        stored = book._store.events(id)
    with logbook(path, there=False) as book:
        retro = book.load(id)
        step = retro.state.step(2)
        assert isinstance(step.activity, Ask)
        [asked] = step.activity.questions
        assert isinstance(asked, ForeignQuestion)
        assert (asked.kind, asked.name, asked.text) == ("moons.lantern", "light", LIGHT.text)
        [result] = retro.state.at[1].results
        assert isinstance(result.own, ForeignValue)
        assert str(result.replies[0].value) == "40, waxing"
        told = ForeignValue({"kind": "a.b", "who": [["Ben", 3], {"why": "so"}], "else": None})
        assert str(told) == "Ben, 3, so"
        assert book.export(retro) == text
        assert book.problems() == []
        for name in {*book.plugins.reports} - {"summary"}:
            assert "How full is the moon?" in book.report(retro, name), name
        why = "the kind of question 'moons.lantern' is not installed"
        assert why in retro.waits_for()
        for move in (retro.next, retro.open_seals):
            with pytest.raises(NotNow, match=re.escape(why)):
                move()
        with pytest.raises(NotNow, match=r"'moons\.lantern' is not installed here; install"):
            retro.answer("light", {"Cy": "too"}, "Ben")
        draft = retro.sealed(receipt).draft
        assert isinstance(draft, AnswerDraft)
        assert isinstance(draft.value, ForeignValue)
        assert draft.names() == frozenset()
        assert retro.before_reveal() == ()
        session = Session(book, retro)
        assert LIGHT.text in session.screen()
        retro.rename("Ana", "Anna")
        retro.skip()
        retro.next()
        retro.close()
        assert book._store.events(id)[: len(stored)] == stored
    with logbook(path) as book:
        retro = book.load(id)
        assert retro.log[: len(log)] == log
        retro.reopen()
        retro.go("Lanterns")
        assert retro.sealed(receipt).draft == AnswerDraft(Light([("Ben", "brightly")]))
        retro.next()
        assert retro.letters("Ben")[0][1].lines == ("Anna: brightly",)


def test_format_files_and_requests_take_what_is_installed_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "night.toml"
    path.write_text(
        'name = "night"\ntitle = "Night"\npurpose = "Look up."\n[[agenda]]\nkind = "ask"\n'
        '[[agenda.questions]]\nkind = "moons.full"\nname = "moon"\ntext = "How full?"\n'
    )
    asked = load_format(path, kinds=plugins().kinds).agenda[0]
    assert isinstance(asked, Ask)
    assert asked.questions == (FullMoon("moon", "How full?"),)
    said = "7: agenda[0].questions[0].kind: no kind 'moons.full' is known here; install the plugin "
    with pytest.raises(FormatError, match=re.escape(said)):
        load_format(path)
    with pytest.raises(ClassValidationError) as raised:
        careful().structure({"kind": "moons.full", "name": "a", "text": "A?"}, Question)
    assert "is known here" in explain(raised.value)[0][1]


def test_a_retro_with_a_question_that_is_not_registered_is_refused(tmp_path: Path) -> None:
    with logbook(tmp_path / "team.db", there=False) as book:
        with pytest.raises(Invalid, match="FullMoon is of no kind of question that is known here"):
            begin(book)
        assert book.retros() == []


def test_values_of_a_newer_version_of_a_plugin_are_kept() -> None:
    retro = Retro.start(FORMAT, team="Lander", members=TEAM)
    retro.answer("moon", "40 waxing", "Ana")
    retro.next()
    codec = Codec(plugins().kinds)
    newer = [codec.encode(each).replace(b"moons.full.sky", b"moons.full.sea") for each in retro.log]
    found = codec.decode(newer)
    assert isinstance(fold(found).at[1].results[0].own, ForeignValue)
    assert [*map(codec.encode, found)] == newer
    assert [*map(CODEC.encode, CODEC.decode(newer))] == newer


def provider(*classes: Any) -> ModuleType:
    """Return a plugin that provides kinds of question."""

    @hookimpl
    def retrokit_register_questions() -> list[Any]:
        return [*classes]

    return SimpleNamespace(retrokit_register_questions=retrokit_register_questions)  # type: ignore[return-value]


@frozen
class Whole(Question):
    kind: ClassVar[str] = "whole.one"

    def check(self, answer: object, mates: Any = ()) -> int:
        return 1


@frozen
class Dotless(Whole):
    kind: ClassVar[str] = "dotless"


@frozen
class Nameless(Whole):
    pass


class Thawed(Whole):
    kind: ClassVar[str] = "thawed.one"


@frozen
class Strange(Whole):
    kind: ClassVar[str] = "Strange one"


@frozen
class Deaf(Question):
    kind: ClassVar[str] = "deaf.one"


@frozen
class Odd(Whole):
    kind: ClassVar[str] = "odd.one"
    values: ClassVar[Any] = {"odd": Format}


@pytest.mark.parametrize(
    ("provided", "said"),
    [
        (Whole("a", "A?"), "is not a class of Question"),
        (OwnValue, "is not a class of Question"),
        (Dotless, "'dotless' is no kind of a plugin; put a name of yours and a dot before it"),
        (Nameless, "Nameless is no kind of its own; give it a kind"),
        (Thawed, "Thawed is no kind of its own; give it a kind, and make it attrs.frozen"),
        (Strange, "'Strange one' is no kind of Strange; use a name as in kudos.appreciation"),
        (Deaf, "Deaf reads no answers; give it a method check"),
        (Odd, "the value 'odd' of Odd is no attrs class of OwnValue"),
    ],
)
def test_what_could_be_no_kind_of_question_harms_only_its_plugin(provided: Any, said: str) -> None:
    found = plugins()
    found.add(provider(provided), "bad")
    assert set(found.questions) >= {"scale", "moons.full", "moons.lantern"}
    assert "deaf.one" not in found.questions
    [failure] = found.failures
    assert failure.plugin == "bad"
    assert said in failure.sentence


def test_two_plugins_with_one_kind_are_told_apart_by_neither() -> None:
    found = plugins()
    found.add(provider(Whole), "one")
    found.add(provider(Whole), "two")
    assert "whole.one" not in found.questions
    assert "plugins one and two both provide a kind of question 'whole.one'" in str(found.failures)


@frozen
class Failing(Whole):
    """A kind whose answers cannot be opened."""

    kind: ClassVar[str] = "failing.one"

    def summarise(self, answers: Any) -> Any:
        raise ZeroDivisionError("by nought")


def test_a_question_that_fails_leaves_what_is_hidden_and_can_be_skipped() -> None:
    format = Format(
        name="failing",
        title="Failing",
        purpose="Fail.",
        agenda=[Ask(title="It", questions=[Failing("it", "It?")]), Decide()],
    )
    retro = Retro.start(format, team="Lander", members=TEAM)
    retro.answer("it", "one", "Ana")
    with pytest.raises(PluginError, match=r"'it' failed: its kind failing\.one raised"):
        retro.next()
    assert retro.sealed_count() == 1
    retro.skip()
    assert retro.state.current == 2
    retro.close()
