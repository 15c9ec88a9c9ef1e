"""Who joins needs no plugin: what there is to see and to do at a kind of activity that is not
installed where they are comes from the room.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from crew import NO_PLUGINS
from live_room import Live, serving, until
from moods import Moods
from moods.rules import Mood
from moods.rules import _Kind as MoodsKind
from patience import PATIENCE
from surveys import Filled, Survey
from test_blocks import every
from test_live_forms import failing
from test_web_join_own import say, seat

from retrokit import Collect, Column, Format, Plugins, Retro, RetrokitError
from retrokit.blocks import (
    BLOCKS,
    Block,
    Text,
    as_data,
)
from retrokit.cli.live.lines import handle
from retrokit.cli.remote.connection import Connection, Unreachable
from retrokit.cli.remote.seat import Seat
from retrokit.codec import CODEC
from retrokit.engine.foreign import ForeignActivity
from retrokit.engine.kind import Kinds
from retrokit.engine.showing import Shown
from retrokit.engine.state import State, Step
from retrokit.errors import Invalid, NotFound, NotNow
from retrokit.events import Event
from retrokit.formats import ACTIVITIES, Attribution
from retrokit.web import audience


class Installed(Plugins):
    kinds = Kinds((*ACTIVITIES, Moods, Survey))


def installed() -> Plugins:
    return Installed.load(NO_PLUGINS)


FORMAT = Format(
    name="toys", title="Toys", purpose="Play.",
    agenda=[
        Moods(prompt="How are you?"), Survey(), Collect(columns=[Column("Words")]),
    ],
)  # fmt: skip


@pytest.fixture(params=["named", "anonymous"])
def live(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Live]:
    monkeypatch.setattr(audience, "SEALED_EVERY", 0.02)
    attribution = Attribution(request.param)
    with serving(FORMAT, plugins=installed, attribution=attribution) as found:
        yield found


@pytest.fixture
def named() -> Iterator[Live]:
    with serving(FORMAT, plugins=installed) as found:
        yield found


def refused(live: Live, session: Seat, line: str) -> RetrokitError:
    before = live.retro.log
    with pytest.raises(RetrokitError) as caught:
        say(live, session, line)
    assert live.retro.log == before
    return caught.value


def moods(live: Live) -> list[Mood]:
    return [each.draft for each in live.retro._contributions() if isinstance(each.draft, Mood)]


def test_a_kind_that_is_not_installed_is_drawn_and_filled_in(live: Live) -> None:
    lead, ben = live.person("Fay", leads=True), live.person("Ben")
    with seat(live, "Ana") as ana:
        assert isinstance(ana.retro.state.step(1).activity, ForeignActivity)
        screen = say(live, ana, "/show")
        assert "How are you?\n    1 sunny\n    2 grey\n  One, by its number or words." in screen
        assert "Ask somebody" not in screen  # the facilitator's
        assert screen.endswith("back to the one before. /mine\nshows and changes yours.")
        assert str(refused(live, ana, "blue")).startswith("no option 'blue'")
        ana.hide = True
        assert ana.hidden
        assert "hidden. Type it again to change it; /done tells the others." in say(
            live, ana, "sunny"
        )
        assert moods(live) == [Mood("sunny", "Ana")]
        assert say(live, ana, "/mine") == "   1 your mood: sunny"
        assert "hidden" in say(live, ana, "grey")
        assert moods(live) == [Mood("grey", "Ana")]
        assert say(live, ana, "/mine 1 -") == "  1 is taken back"
        assert moods(live) == []
        assert "hidden" in say(live, ana, "grey")
        assert say(live, ana, "-").startswith("  not given")
        assert moods(live) == []
        assert "hidden" in say(live, ana, "grey")
        for each in (lead, ben):
            each.do("test.moods.feel", word="sunny")
        assert "sunny" not in say(live, ana, "/show").partition("\n\n")[0]
        lead.do("test.moods.ask", name="Ben")
        ana.room.arriving.wait(live.retro.state.version, PATIENCE)
        assert handle(ana, "/who").startswith(
            "(1 change came from elsewhere)\nMoods has changed; /show shows it."
        )
        assert "Asked to say more:\n- Ben" in say(live, ana, "/show")

        lead.do("open_seals")
        ana.room.arriving.wait(live.retro.state.version, PATIENCE)
        told = handle(ana, "")
        assert "sunny  2 persons" in " ".join(told.split("  ")) or "sunny" in told
        assert not ana.hidden
        assert str(refused(live, ana, "sunny")) == "Moods takes no notes; the facilitator goes on"
        assert "sunny" in say(live, ana, "/show")


def test_what_was_revealed_on_moving_on_is_drawn(named: Live) -> None:
    lead = named.person("Fay", leads=True)
    with seat(named, "Ana") as ana:
        say(named, ana, "grey")
        lead.do("next")
        ana.room.arriving.wait(named.retro.state.version, PATIENCE)
        told = handle(ana, "/show")
        revealed, _, after = told.partition("Survey (2 of 3")
        assert "grey" in revealed
        assert "* Your page is read aloud." in after


LINES = (
    "in my words", "4", "rainy", "1 3", "ben", "7 > 4", "4 4 7", "2,5", "y", "2030-12-24",
    "1=3 2=5 3=0",
)  # fmt: skip
VALUES = (
    1, "in my words", 4, "rain", ("tea", "sun"), "Ben", (7, 4), {4: 2, 7: 1}, (2, 5), True,
    date(2030, 12, 24),
    {"tea": 3, "rain": 5, "sun": 0}, None,
)  # fmt: skip

NAMES = (
    "page", "text", "number", "choice", "several", "person", "rank", "dots", "place", "toggle",
    "day", "each",
)  # fmt: skip
GIVEN = dict(zip(NAMES, VALUES, strict=False))


def test_every_sort_of_field_is_filled_in_changed_and_refused_in_the_same_words(
    named: Live,
) -> None:
    lead = named.person("Fay", leads=True)
    named.person("Ben")
    lead.do("next")

    def filled() -> list[str]:
        seals = named.retro._contributions()
        return [each.draft.values for each in seals if isinstance(each.draft, Filled)]

    with seat(named, "Ana") as ana:
        assert "Fill it in\n\nText\n" in say(named, ana, "/show")
        say(named, ana, *LINES)
        assert "hidden" in say(named, ana, "-")
        assert filled() == [repr(VALUES)]
        assert "Begin with a number" in say(named, ana, "/undo", *LINES, "4=2,5 7=3,4")
        assert filled() == [repr((*VALUES[:-1], {4: (2, 5), 7: (3, 4)}))]
        say(named, ana, "/undo", "harm", *LINES[1:])
        why = refused(named, ana, "-")
        assert str(why) == "no harm; start again with 'Text', or -"
        assert isinstance(why, Invalid)
        assert filled() == [repr((*VALUES[:-1], {4: (2, 5), 7: (3, 4)}))]
        assert str(refused(named, ana, "/mine 1 text")).startswith("1 is no note; type it again")
        [mine] = say(named, ana, "/mine").splitlines()[:1]
        assert mine.startswith(
            "   1 Something is wrong here: said of test.survey failed: it raised"
        )


def test_what_a_plugin_fails_at_is_said_as_where_it_is_installed(named: Live) -> None:
    lead = named.person("Fay", leads=True)
    lead.do("next")
    with seat(named, "Ana") as ana:
        say(named, ana, *LINES[:4], "ana", *LINES[5:], "-")
        why = refused(named, ana, "2")
    assert isinstance(why, NotNow)
    assert str(why) == (
        "test.survey.break_it failed: it raised ZeroDivisionError: no pen; "
        "update the plugin that brings it"
    )


def test_one_sees_what_is_for_oneself_and_not_what_is_for_others(named: Live) -> None:
    lead = named.person("Fay", leads=True)
    lead.do("next")
    lead.do("test.survey.fill_in", **as_data(GIVEN))
    lead.do("open_seals")
    with seat(named, "Ana") as ana:
        screen = say(named, ana, "/show")
        assert screen.index("Pages:") < screen.index("some") < screen.index("yours, Ana")
        assert "yours, Fay" not in screen


def test_a_second_device_is_refused_as_in_the_room(named: Live) -> None:
    named.person("Fay", leads=True)
    with seat(named, "Ana") as ana:
        say(named, ana, "sunny")
        ana.receipts.clear()
        ana.arrived()
        why = refused(named, ana, "grey")
        assert str(why) == "Ana has said it already; change it with the receipt for it"
        assert moods(named) == [Mood("sunny", "Ana")]


def test_what_was_meant_for_one_step_is_done_at_no_other(named: Live) -> None:
    lead = named.person("Fay", leads=True)
    with seat(named, "Ana") as ana:
        say(named, ana, "sunny")
        [receipt] = ana.receipts.values()
        lead.do("next")
        with pytest.raises(NotNow, match="the group has moved on, so this was not done"):
            ana.room.act("test.moods.feel", {"word": "grey"})
        ana.room.arriving.wait(named.retro.state.version, PATIENCE)
        ana.room.refresh()
        with ana.room.instead_of(receipt), pytest.raises(NotFound, match="may have been revealed"):
            ana.room.act("test.survey.fill_in", GIVEN)


def test_nothing_hidden_is_in_what_is_shown_and_all_are_shown_the_same(live: Live) -> None:
    lead, ben = live.person("Fay", leads=True), live.person("Ben")
    before = ben.post("/api/outline").content
    ben.do("test.moods.feel", word="grey")
    lead.do("test.moods.feel", word="grey")
    assert {each.post("/api/outline").content for each in (lead, ben)} == {before}
    assert ben.post("/api/outline", {"step": 1}).content == before
    told = json.loads(before)["outline"]
    assert told["blocks"] == [] if "blocks" in told else True
    [feel, ask] = told["forms"]
    assert (feel["action"], ask["action"], ask["leads"]) == (
        "test.moods.feel", "test.moods.ask", True,
    )  # fmt: skip
    with seat(live, "Ana") as ana:
        say(live, ana, "sunny")
    lead.do("next")
    after = ben.post("/api/outline", {"step": 1})
    assert after.content == lead.post("/api/outline", {"step": 1}).content
    assert after.json()["outline"]["opened"] is True
    assert [each["block"] for each in after.json()["outline"]["blocks"]] == ["bars"]
    assert ben.post("/api/outline", {"step": 9}).status_code == 404
    assert live.person().post("/api/outline").status_code == 401


def test_it_is_made_once_for_all_who_ask(named: Live) -> None:
    made: list[int] = []
    outline = MoodsKind.outline

    def count(self: MoodsKind, state: State, log: Sequence[Event], step: Step) -> Iterable[Block]:
        made.append(len(log))
        return outline(self, state, log, step)

    people = [named.person(name) for name in ("Ben", "Cy", "Dee")]
    with failing(MoodsKind, "outline", count):
        for each in (*people, *people):
            each.post("/api/outline")
        assert made == [named.retro.state.version]
        people[0].do("add_action", text="Rest")
        people[1].post("/api/outline")
        assert len(made) == 2


@pytest.mark.parametrize("name", ["outline", "forms", "promise", "seals"])
def test_a_kind_that_fails_harms_only_itself(named: Live, name: str) -> None:
    def fail(*_: object) -> Iterable[Block]:
        raise ZeroDivisionError("no paint")

    lead = named.person("Fay", leads=True)
    with seat(named, "Ana") as ana:
        ana.hide = True
        ana.room._shown.clear()
        with failing(MoodsKind, name, fail):
            named.room._made = (0, {})
            said = f"Something is wrong here: {name} of test.moods failed: it raised Zero"
            assert said in " ".join(ana.screen().split())
            assert ana.hidden
        lead.do("go", step=3)
        assert "hidden in Words" in say(named, ana, "a note")


def test_a_room_that_does_not_answer_is_asked_again_by_show(
    named: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> Any:
        raise Unreachable("no room answers at all")

    lead = named.person("Fay", leads=True)
    with seat(named, "Ana") as ana:
        ana.hide = True
        ana.room._shown.clear()
        assert ana.hidden  # until it is known
        with monkeypatch.context() as patch:
            patch.setattr(Connection, "ask", fail)
            assert handle(ana, "/show") == "! no room answers at all; /show asks again."
        assert "How are you?" in handle(ana, "/show")
        say(named, ana, "grey")
        lead.do("next")
        ana.room.arriving.wait(named.retro.state.version, PATIENCE)
        with monkeypatch.context() as patch:
            patch.setattr(Connection, "ask", fail)
            told = handle(ana, "/who")
        assert told.count("! no room answers at all") == 2
        assert "no room answers at all; /report shows what was revealed." in told
        assert "Your page is read aloud" in handle(ana, "/show")


def test_what_takes_the_place_of_something_hidden_is_asked_for_rightly(named: Live) -> None:
    ben = named.person("Ben")
    first = ben.do("test.moods.feel", word="grey")["result"]

    def sent(do: str, instead: object, **given: object) -> Any:
        key = f"{len(ben.heard):032x}"
        return ben.post("/api/do", {"id": key, "do": do, "with": given, "instead": instead})

    assert sent("test.moods.feel", first, word="sunny").json()["result"] == first
    assert moods(named) == [Mood("sunny", "Ben")]
    assert sent("test.moods.feel", None, word="grey").status_code == 409
    assert sent("test.moods.feel", "mine", word="grey").status_code == 422
    assert sent("test.moods.feel", "0" * 32, word="grey").status_code == 404
    wrong = sent("add_action", first, text="Rest")
    assert wrong.status_code == 422
    assert wrong.json()["error"].startswith("add_action hides nothing")
    assert moods(named) == [Mood("sunny", "Ben")]


def test_blocks_of_every_sort_go_there_and_come_back() -> None:
    blocks = (*every("said"), Text(lines=()))
    assert {type(each) for each in blocks} == {*BLOCKS}
    whole = Shown(step=1, blocks=blocks, promise="All.", hides=True, opened=True)
    assert CODEC.from_data(json.loads(json.dumps(CODEC.as_data(whole))), Shown) == whole
    with pytest.raises(RetrokitError, match="'hologram' is from a newer retrokit"):
        CODEC.from_data({"step": 1, "blocks": [{"block": "hologram"}]}, Shown)


def test_a_process_in_which_no_plugin_can_be_imported_takes_part(
    named: Live, tmp_path: Path
) -> None:
    named.person("Fay", leads=True)
    command = [Path(sys.executable).parent / "retro", "join", named.join_link, "--name", "Ana"]
    found = subprocess.run(
        [sys.executable, "-c", "import moods"], cwd=tmp_path, capture_output=True, check=False
    )
    assert found.returncode, "a plugin can be imported there"
    done = subprocess.run(
        command, cwd=tmp_path, input="sunny\n/mine\ngrey\n/mine\n/quit\n", text=True,
        encoding="utf-8", capture_output=True, timeout=PATIENCE, check=True,
    )  # fmt: skip
    assert "How are you?\n    1 sunny\n    2 grey" in done.stdout
    assert "1 your mood: sunny" in done.stdout
    assert "1 your mood: grey" in done.stdout
    assert until(lambda: moods(named) == [Mood("grey", "Ana")])


def test_numbers_before_colons_are_read_or_refused_in_a_sentence(named: Live) -> None:
    lead = named.person("Fay", leads=True)
    lead.do("next")
    sent = as_data(GIVEN)
    for dots, why in (
        ({"slow": 2}, "dots: expected whole numbers before the colons, not 'slow'"),
        ({"4": 1, "04": 2}, "dots: one number stands there twice"),
        ({"4": "two"}, "dots[4]: expected a whole number"),
        ([4, 4], "dots: expected a table, not a list"),
    ):
        answer = lead.send("test.survey.fill_in", **(sent | {"dots": dots}))
        assert answer.status_code == 422
        assert answer.json()["error"].startswith(f"test.survey.fill_in: {why}"), answer.text


def test_a_retro_that_has_not_begun_shows_nothing_yet() -> None:
    retro = Retro.start(FORMAT, team="Lander")
    retro.undo()
    with pytest.raises(NotFound, match="the retro has not begun"):
        retro.outline()


@pytest.mark.parametrize(
    "name", ["seals", "is_over", "talked", "to_come", "fared", "topic_now", "more_minutes"]
)
def test_a_kind_that_fails_keeps_nothing_from_the_others(named: Live, name: str) -> None:
    def fail(*_: object) -> Any:
        raise ZeroDivisionError("no paint")

    lead, other = named.person("Fay", leads=True), named.person("Cy")
    stream = other.listen()
    with failing(MoodsKind, name, fail):
        lead.do("remark", text="heard by all")
        stream.until(lambda s: [*s.document.get("remarks", ())] == ["1"])
        lead.do("go", step=3)
        stream.until(lambda s: s.document["current"] == 3)
        lead.do("go", step=1)
        # Who comes while the kind fails gets all that others have, and how things stand.
        assert other.listen().until(lambda s: s.rooms and s.document)["current"] == 1
