"""A kind of activity that the terminal has never heard of: its forms, filled in line by line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

import pytest
from attrs import evolve, frozen
from crew import NO_PLUGINS
from hypothesis import given
from hypothesis import strategies as st

from retrokit import Collect, Column, Decide, Format, Logbook, Plugins, Retro, RetrokitError
from retrokit.blocks import Block, Field, Form, Option, Text
from retrokit.cli.live import fields
from retrokit.cli.live.lines import handle
from retrokit.cli.live.session import Session
from retrokit.engine.acting import Acting
from retrokit.engine.kind import _LOADED, Kind, Kinds, Opening
from retrokit.engine.log import Log
from retrokit.engine.marks import Me, action
from retrokit.engine.seals import Letter, Mark, Receipt, Seal
from retrokit.engine.state import State, Step
from retrokit.errors import Invalid, PluginError
from retrokit.events import Draft, Event, Opened, StepFact, Value
from retrokit.formats import ACTIVITIES, Activity, Attribution, Stage
from retrokit.testing.filling import filled_in

OPTIONS = (
    Option(value="tea", label="Tea"),
    Option(value="rain", label="Rainy days"),
    Option(value="sun", label="Sun"),
)
NOTES = (Option(value=4, label="slow builds"), Option(value=7, label="late calls"))


def field(kind: str, **given: Any) -> Field:
    return Field(**{"name": "it", "label": "It", "kind": kind, **given})


CHOICE = field("choice", options=OPTIONS)
SEVERAL = field("several", options=OPTIONS)
RANK = field("rank", options=NOTES)
DOTS = field("dots", options=NOTES, high=3)
STARS = field("number", low=1, high=5)
PLACE = field("place", low=0, high=9)
EACH = field("number", low=1, high=5, options=OPTIONS, many=True)
WHY = field("text", options=NOTES, many=True)
PLACES = field("place", options=NOTES, many=True, optional=True)
RATED = field("number", low=1, high=5, options=OPTIONS, many=True, unsure=True)
SHARES = field("number", low=0, high=10, options=OPTIONS, many=True, unsure=True, total=10)


@pytest.fixture
def retro() -> Retro:
    return Retro.start(
        format_of(),
        team="Lander",
        members=["Ana", "Ben", "Chloé"],
        clock=lambda: datetime(2026, 11, 27, 9, 30, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("of", "typed", "value"),
    [
        (field("text"), "  in my words: 1=2 ", "in my words: 1=2"),
        (STARS, "4", 4),
        (field("number"), "-12", -12),
        (field("date"), "2026-12-15", "2026-12-15"),
        (field("date"), "in 2 weeks", "2026-12-11"),
        (CHOICE, "2", "rain"),
        (CHOICE, "#3.", "sun"),
        (CHOICE, "rainy", "rain"),
        (CHOICE, "SUN", "sun"),
        (SEVERAL, "1 3", ["tea", "sun"]),
        (SEVERAL, "Rainy days, tea", ["rain", "tea"]),
        (field("person"), "chlo", "Chloé"),
        (field("person", options=(Option(value="Ben", label="Ben"),)), "1", "Ben"),
        (RANK, "7 > 4", [7, 4]),
        (RANK, "late calls > slow", [7, 4]),
        (DOTS, "4 4 7", {4: 2, 7: 1}),
        (PLACE, "2,5", (2, 5)),
        (PLACE, "0 9", (0, 9)),
        (field("toggle"), "Y", True),
        (field("toggle"), "no", False),
        (EACH, "1=3 2=5 3=1", {"tea": 3, "rain": 5, "sun": 1}),
        (EACH, "Sun=1; rainy days = 5, tea=3", {"sun": 1, "rain": 5, "tea": 3}),
        (PLACES, "#7=2,5", {7: (2, 5)}),
        (PLACES, "4=2,5, 7=3,4", {4: (2, 5), 7: (3, 4)}),
        (WHY, "4=so slow; 7=so late", {4: "so slow", 7: "so late"}),
        (RATED, "1=3 2=? sun=?", {"tea": 3, "rain": None, "sun": None}),
        (SHARES, "1=4 2=6 3=0", {"tea": 4, "rain": 6, "sun": 0}),
        (SHARES, "tea=?, 2=9, 3=1", {"tea": None, "rain": 9, "sun": 1}),
    ],
)  # fmt: skip
def test_a_line_is_read_by_the_kind_of_its_field(
    retro: Retro, of: Field, typed: str, value: object
) -> None:
    assert fields.read(of, typed, retro) == value


@pytest.mark.parametrize(
    ("of", "typed", "why"),
    [
        (field("text"), " ", "type something for 'It'"),
        (STARS, "six", "'six' is no whole number; type 1 to 5"),
        (STARS, "6", "6 is out of reach; type 1 to 5"),
        (field("number", low=1), "0", "type 1 or more"),
        (field("number", high=5), "9", "type 5 or less"),
        (field("number"), "1.5", "type a whole number"),
        (field("date"), "soon", "'soon' is no date; write 2026-12-15"),
        (CHOICE, "4", "no option '4'"),
        (SEVERAL, "1 1", "one stands there twice"),
        (SEVERAL, ",", "type at least one, as in 1 2"),
        (field("person"), "Zoe", "no member of this retro 'Zoe'"),
        (RANK, "4 > 4", "one stands there twice"),
        (DOTS, "4 4 7 7", "4 dots are over the 3 that there are"),
        (PLACE, "2", "'2' is no place; type how far across and up, as in 2,5"),
        (PLACE, "2,10", "10 is out of reach; type 0 to 9"),
        (field("toggle"), "maybe", "'maybe' is neither yes nor no; type y or n"),
        (EACH, "1=3", "nothing is given for Rainy days and Sun; write it as in 1=5 2=5"),
        (EACH, "1=3 1=4 2=1 3=1", "Tea stands there twice"),
        (EACH, "well 1=3", "'well 1=3' cannot be read; write it as in 1=5 2=5"),
        (EACH, "1=3 2=9 3=3", "9 is out of reach; type 1 to 5"),
        (EACH, "1=3 2=? 3=3", "'?' is no whole number; type 1 to 5"),
        (RATED, "1=3 2=?", "nothing is given for Sun; write it as in 1=5 2=5"),
        (SHARES, "1=3 2=6 3=0", "these are 9 points of 10; 1 is left to give"),
        (SHARES, "1=3 2=? 3=0", "these are 3 points of 10; 7 are left to give"),
        (SHARES, "1=3 2=9 3=0", "these are 12 points of 10; take 2 back"),
        (SHARES, "1=3", "nothing is given for Rainy days and Sun; write it as in 1=4 2=3 3=3"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_type(
    retro: Retro, of: Field, typed: str, why: str
) -> None:
    with pytest.raises(RetrokitError) as caught:
        fields.read(of, typed, retro)
    assert why in str(caught.value)
    assert "\n" not in str(caught.value)


EVERY = (
    field("text"), STARS, field("date"), CHOICE, SEVERAL, field("person"), RANK, DOTS, PLACE,
    field("toggle"), EACH, WHY, PLACES, RATED, SHARES,
)  # fmt: skip
LINES = st.one_of(st.text(max_size=30), st.text(alphabet="0123456789=>,;.#- yt", max_size=20))


@given(of=st.sampled_from(EVERY), typed=LINES)
def test_whatever_is_typed_is_read_or_refused_in_a_line(of: Field, typed: str) -> None:
    retro = Retro.start(format_of(), team="Lander", members=["Ana", "Ben"])
    said = ""
    try:
        fields.read(of, typed, retro)
    except RetrokitError as error:
        said = str(error)
    assert "\n" not in said


@pytest.mark.parametrize(
    ("of", "how"),
    [
        (field("text", hint="Two words."), "Two words. Your own words."),
        (field("number", low=1, high=5, ends=("bad", "good")), "1 to 5; 1 is bad, 5 is good."),
        (field("date"), "A day, as in 2026-12-01, Dec 15 or friday."),
        (RANK, "Best first, as in 4 > 7."),
        (DOTS, "A number for each of 3 dots, as in 4 7."),
        (PLACES, "How far across and up for each, as in 4=2,5 7=2,5; - leaves it out."),
        (RATED, "1 to 5 for each, or ? if you cannot say, as in 1=5 2=5."),
        (SHARES, "0 to 10 for each, or ? if you cannot say, 10 in all, as in 1=4 2=3 3=3."),
    ],
)  # fmt: skip
def test_it_is_said_how_a_field_is_typed(of: Field, how: str) -> None:
    assert fields.how(of) == how


def test_options_that_are_too_many_for_a_line_stand_below_each_other() -> None:
    many = field("choice", options=tuple(Option(value=n, label="word " * 5) for n in range(1, 9)))
    assert fields.in_short(many) == "It: One, by its number or words."
    assert len(fields.shown(many).splitlines()) == 10
    each = fields.in_short(field("place", options=many.options, many=True))
    assert each.splitlines()[1:] == [f"{n} {'word ' * 5}" for n in range(1, 9)]
    assert fields.in_short(CHOICE) == "It: 1 Tea, 2 Rainy days, 3 Sun. One, by its number or words."


@given(number=st.integers(0, 20), many=st.integers(1, 7), total=st.integers(1, 100))
def test_what_fills_itself_in_and_the_example_come_to_the_total(
    number: int, many: int, total: int
) -> None:
    retro = Retro.start(format_of(), team="Lander", members=["Ana", "Ben"])
    options = tuple(Option(value=each, label=f"o{each}") for each in range(1, many + 1))
    of = evolve(SHARES, options=options, high=total, total=total)
    entered = filled_in(Form(action="share", submit="Share", fields=(of,)), number=number)["it"]
    assert [*entered] == [each.value for each in options]
    assert sum(entered.values()) == total
    assert sum(fields.read(of, fields.example(of), retro).values()) == total
    rated = filled_in(Form(action="rate", submit="Rate", fields=(RATED,)), number=number)["it"]
    assert all(1 <= each <= 5 for each in rated.values())


# --- a whole kind


@frozen(kw_only=True)
class Canvas(Activity):
    """Cards on a canvas, a secret wish each, and secret tips, as many as one likes."""

    kind: ClassVar[str] = "test.canvas"
    rules: ClassVar[str] = f"{__name__}:CANVAS"
    title: str = "Canvas"
    stage: Stage = Stage.GATHER_DATA


@frozen(kw_only=True)
class Put(StepFact):
    undo_words = "a card"

    text: str
    at_place: tuple[int, ...]
    by: str
    sure: bool
    stars: dict[str, int]


@frozen
class Wish(Draft):
    text: str


@frozen
class Wishes(Value):
    texts: tuple[str, ...]


@frozen
class Own:
    cards: tuple[Put, ...] = ()
    wishes: tuple[str, ...] | None = None


class Drawing(Acting):
    """What is done at a Canvas."""

    @action(by="member", here=True)
    def put(
        self, text: str, place: tuple[int, ...], sure: bool, stars: dict[str, int], kind: str,
        author: Me, *, tags: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        """Put a card there."""
        step, _ = self._here(Canvas, doing="a card")
        if text == "taken":
            raise Invalid("there is such a card")
        self._emit(
            Put(at=self._now(), step=step.id, text=f"{kind} {text} {' '.join(tags)}".strip(),
                at_place=place, by=self._member(author), sure=sure, stars=stars)
        )  # fmt: skip

    @action(by="member", here=True)
    def wish(self, text: str, author: Me, *, why: str = "") -> Receipt:
        """Seal a wish."""
        step, _ = self._here(Canvas, doing="a wish")
        author = self._member(author)
        self._only_once(step, "wish", author, "wished")
        if text == "harm":
            raise Invalid("no harm")
        return self._seal(step, "wish", author, Wish(f"{text} {why}".strip()))

    @action(by="member", here=True)
    def tip(self, text: str, author: Me) -> Receipt:
        """Seal a tip."""
        step, _ = self._here(Canvas, doing="a tip")
        return self._seal(step, "tips", self._member(author), Wish(text))

    @action(by="facilitator")
    def wipe(self) -> None:
        """Fail."""
        raise ZeroDivisionError("no cloth")

    @action(by="member", here=True)
    def clap(self, author: Me) -> None:
        """Do what only some may."""
        if author == "Ana":
            raise Invalid("Ana has clapped")


class _Kind(Kind[Own]):
    facts: ClassVar = {Put: lambda own, event: evolve(own, cards=(*own.cards, event))}
    values: ClassVar = {"wishes": Wishes}
    drafts: ClassVar = {"wish": Wish}
    actions: ClassVar = Drawing

    def arrived(self, own: Own | None, settled: Value | None) -> Own:
        return own or Own()

    def seals(self, state: State, step: Step) -> bool:
        return not state.is_opened(step)

    def is_over(self, own: Own | None) -> bool:
        return own is not None and own.wishes is not None

    def open(self, log: Log, step: Step, seals: Sequence[Seal], marks: Sequence[Mark]) -> Opening:
        texts = sorted(each.draft.text for each in seals if isinstance(each.draft, Wish))
        return Opening(
            taken_part=len({each.member for each in marks}),
            value=Wishes(tuple(texts)),
            letters=(("wish", Letter("Ana", ("It is yours.",))),),
        )

    def writes_letters(self, activity: Canvas) -> bool:
        return True

    def opened(self, own: Own | None, event: Opened) -> Own:
        return evolve(own or Own(), wishes=event.gave(Wishes).texts)

    def outline(self, state: State, log: Sequence[Event], step: Step) -> Iterable[Block]:
        own = state.at[step.id]
        for each in own.cards:
            yield Text(lines=(f"{each.text} at {each.at_place} by {each.by}",))
        if own.wishes is not None:
            yield Text(lines=own.wishes)

    def forms(self, state: State, step: Step) -> Iterable[Form]:
        if state.is_opened(step):
            return
        text = Field(name="text", label="What?", kind="text")
        yield Form(
            action="put", submit="Put a card", given={"kind": "card:"},
            fields=(
                text,
                Field(name="place", label="Where?", kind="place", low=0, high=9),
                Field(name="sure", label="Are you sure?", kind="toggle"),
                evolve(EACH, name="stars", label="Stars"),
                Field(name="tags", label="Tags", kind="several", options=OPTIONS, optional=True),
            ),
        )  # fmt: skip
        why = Field(name="why", label="Why?", kind="text", optional=True)
        yield Form(action="wish", submit="Make a wish", slot="wish", fields=(text, why))
        yield Form(action="tip", submit="Give a tip", fields=(text,))
        yield Form(action="clap", submit="Clap", fields=())
        yield Form(action="wipe", submit="Wipe it", leads=True, fields=())
        yield Form(action="sing", submit="Sing", leads=True, slot="song", fields=(text,))


CANVAS = _Kind()
KINDS = Kinds((*ACTIVITIES, Canvas))


class WithCanvas(Plugins):
    kinds = KINDS


def format_of() -> Format:
    return Format(
        name="canvas",
        title="Canvas",
        purpose="Draw.",
        agenda=[Canvas(prompt="Draw it."), Collect(columns=[Column("Words")]), Decide()],
    )


def begin(path: Path, attribution: str = "named") -> Iterator[Session]:
    with Logbook(path / "team.db", plugins=WithCanvas.load(NO_PLUGINS)) as book:
        retro = book.start(
            format_of(),
            team="Lander",
            members=["Ana", "Ben", "Chloé"],
            attribution=Attribution(attribution),
        )
        yield Session(book, retro)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    yield from begin(tmp_path)


def say(session: Session, *lines: str) -> str:
    return [handle(session, line) for line in lines][-1]


def refused(session: Session, *lines: str) -> str:
    say(session, *lines[:-1]) if lines[1:] else ""
    before = session.retro.log
    with pytest.raises(RetrokitError) as caught:
        handle(session, lines[-1])
    assert session.retro.log == before
    return str(caught.value)


def cards(session: Session) -> tuple[Put, ...]:
    found: tuple[Put, ...] = session.retro.state.at[1].cards
    return found


def sealed(session: Session) -> list[str]:
    seals = session.retro._keeper.seals().values()
    return sorted(each.draft.text for each in seals if isinstance(each.draft, Wish))


def test_a_form_is_filled_in_field_by_field(session: Session) -> None:
    screen = session.screen()
    assert "Draw it." in screen
    for number, what in enumerate(("Put a card", "Make a wish", "Give a tip", "Clap"), 1):
        assert f"\n  {number}. {what}\n" in screen
    assert "     - Where? How far across and up, 0 to 9, as in 2,5.\n" in screen
    assert "Type /pass Ana to hand over the keyboard in private, or Ana: 1 …; then" in screen

    assert "begin with the number of what you do, 1 to 5" in refused(session, "hello")
    assert "say whose it is, as in Ana: 1 …" in refused(session, "1 a hut")
    assert say(session, "Ana: 1 a hut").startswith("  kept\n\nWhere?\n")
    assert "'here' is no place" in refused(session, "here")
    assert say(session, "2,5").startswith("  kept\n\nAre you sure?\n")
    assert say(session, "/undo").startswith("  taken back\n\nWhere?\n")
    assert say(session, "2,6", "y").startswith("  kept\n\nStars\n    1 Tea\n")
    assert "\nTags\n" in say(session, "1=5 2=4 3=3")
    assert cards(session) == ()
    answer = say(session, "-")
    assert answer.startswith("  Put a card: done\n")
    assert "card: a hut at (2, 6) by Ana" in answer
    [card] = cards(session)
    assert (card.sure, card.stars) == (True, {"tea": 5, "rain": 4, "sun": 3})

    say(session, "/as Ben", "1", "a bridge", "0,0", "n", "1=1 2=1 3=1", "1 3")
    assert cards(session)[1].text == "card: a bridge tea sun"
    assert cards(session)[1].by == "Ben"
    assert say(session, "/undo").startswith("  undone: a card")
    assert len(cards(session)) == 1


def test_a_form_that_is_refused_begins_again_and_can_be_let_be(session: Session) -> None:
    lines = ["Ana: 1 taken", "2,5", "y", "1=1 2=1 3=1"]
    assert "there is such a card; start again with 'What?', or -" in refused(session, *lines, "-")
    assert say(session, "a hut").startswith("  kept\n\nWhere?")
    assert say(session, "-") == "  not given"
    assert session.turn is None
    assert say(session, "Ana: 1").startswith("Put a card\n\nWhat?")
    assert say(session, "/undo") == "  taken back"
    assert session.turn is None
    say(session, "Ana: 1 a hut", "/next")
    assert session.turn is None


def test_what_a_plugin_cannot_do_is_said_and_the_retro_goes_on(session: Session) -> None:
    why = refused(session, "5")
    assert why == (
        "test.canvas.wipe failed: it raised ZeroDivisionError: no cloth; "
        "update the plugin that brings it"
    )
    with pytest.raises(PluginError):
        handle(session, "5")
    said = "! 'Sing' cannot be done: test.canvas has no action 'sing'; update the plugin"
    assert said in " ".join(session.screen().split())
    assert "Collect" in say(session, "/next")


@contextmanager
def failing(cls: type, name: str, fail: Callable[..., Any]) -> Iterator[None]:
    """Have a method of a kind fail, which is guarded once for all."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cls, name, fail)
        _LOADED.clear()
        try:
            yield
        finally:
            patch.undo()
            _LOADED.clear()


def test_a_screen_is_there_whatever_a_plugin_fails_at(session: Session) -> None:
    def fail(*_: object) -> Iterable[Block]:
        raise ZeroDivisionError("no paint")

    say(session, "Ana: 3 a tip")
    for name in ("outline", "forms", "seals"):
        with failing(_Kind, name, fail):
            said = f"! Something is wrong here: {name} of test.canvas failed: it raised Zero"
            assert said in " ".join(session.screen().split())
    with failing(_Kind, "forms", fail):
        assert refused(session, "1 a hut") == "Canvas takes no notes; /next goes on"
        assert "Ana has nothing left to give" in refused(session, "/pass Ana")
        assert "Collect" in say(session, "/next")


def test_somebody_gives_in_private_what_has_a_slot_and_more(session: Session) -> None:
    private = say(session, "/pass Ana")
    assert private.startswith("Ana, the keyboard is yours. What you type is not shown.\n\nCanvas")
    assert "\n\nMake a wish" in private
    assert "- leaves it out.\n\nEnter on an empty line hands the keyboard back." in private
    assert session.hidden
    assert say(session, "peace").startswith("  kept\n\nWhy?\n")
    said = say(session, "I like it")
    assert said.startswith("  hidden\n\n  1. Put a card\n")
    assert said.endswith("\n\nBegin with a number; Enter hands the keyboard back.")
    assert sealed(session) == ["peace I like it"]

    say(session, "/undo", "quiet")
    assert sealed(session) == ["peace I like it"]  # until the other one is given
    say(session, "-")
    assert sealed(session) == ["quiet"]
    assert "no harm; start again with 'What?', or -" in refused(session, "/undo", "harm", "-")
    assert sealed(session) == ["quiet"]
    say(session, "sleep", "-", "3 a tip", "3", "another one")
    assert sealed(session) == ["a tip", "another one", "sleep"]
    assert "Ana has clapped" in refused(session, "4")
    assert "begin with the number" in refused(session, "5")  # the facilitator's

    assert say(session, "/undo").startswith("  taken back; 2 hidden")
    assert sealed(session) == ["a tip", "sleep"]
    assert "1 of 3 have taken part" in say(session, "")
    say(session, "/pass Ben", "-")
    assert say(session, "4").startswith("  done\n\n  1. Put a card")
    say(session, "")
    assert sealed(session) == ["a tip", "sleep"]
    assert "Make a wish" not in say(session, "/pass Ana").partition("Put a card")[0]
    say(session, "")
    assert "a tip" in say(session, "/next")
    assert "\nWish\n  - It is yours." in say(session, "/letter Ana")


def test_a_new_name_takes_the_turn_along(session: Session) -> None:
    say(session, "/pass Ana", "peace")
    session.retro.rename("Ana", "Anna")
    assert say(session, "-").startswith("  hidden\n\n  1. Put a card")
    assert say(session, "/undo", "quiet", "-").startswith("  hidden\n\n  1. Put a card")
    assert sealed(session) == ["quiet"]
    assert session.retro.taken_part("wish") == {"Anna"}


def test_what_was_given_before_everyone_is_changed_by_a_second_line(session: Session) -> None:
    assert say(session, "Ana: 2 peace", "-") == "  hidden from Ana (1 hidden)"
    assert say(session, "Ana: 2 quiet", "-") == "  hidden from Ana (1 hidden)"
    assert sealed(session) == ["quiet"]
    say(session, "Ana: 3 a tip", "/undo")
    assert sealed(session) == ["quiet"]
    assert "Sing" not in say(session, "/pass Ana")


@pytest.mark.parametrize("attribution", ["confidential", "anonymous"])
def test_what_is_to_name_nobody_does_not(tmp_path: Path, attribution: str) -> None:
    for session in begin(tmp_path, attribution):
        say(session, "/pass Ana")
        assert "this would show Ben's name" in refused(session, "Ben: less of it")
        say(session, "less of it", "-", "/undo", "more of it", "-")
        assert sealed(session) == ["more of it"]
        assert session.retro.taken_part("wish") == {"Ana"}


def test_what_is_given_in_place_of_another_is_of_the_same_slot(session: Session) -> None:
    retro, drawing = session.retro, Drawing.of(session.retro)
    receipt = drawing.wish("peace", "Ana")
    with retro.instead_of(receipt):
        drawing.tip("a tip", "Ana")
        drawing.wish("quiet", "Ben")
        assert drawing.wish("sleep", "Ana") == receipt
    assert sealed(session) == ["a tip", "quiet", "sleep"]
    with retro.instead_of(receipt), pytest.raises(RetrokitError, match="no harm"):
        drawing.wish("harm", "Ana")
    assert sealed(session) == ["a tip", "quiet", "sleep"]
    retro.withdraw(receipt)
    with pytest.raises(RetrokitError, match="nothing is hidden under"), retro.instead_of(receipt):
        pass
    assert re.fullmatch(r"[0-9a-f]{32}", receipt.secret)
