"""Who joins needs no plugin: questions of kinds that they do not know are filled in by forms."""

from __future__ import annotations

import pytest
from live_room import serving
from moons import Light, Phase
from patience import PATIENCE
from test_question_plugins import FORMAT, plugins
from test_web_join_own import say, seat

from retrokit import Attribution, Invalid, NotFound
from retrokit.cli.live.lines import handle
from retrokit.kinds.ask.rules import AnswerDraft
from retrokit.web import audience


def test_moon_and_lanterns_are_answered_by_who_has_no_plugin() -> None:
    with serving(FORMAT, plugins=plugins) as live:
        lead = live.person("Fay", leads=True)
        live.person("Ben")
        with seat(live, "Ana") as ana:
            screen = say(live, ana, "/show")
            assert "How full is the moon?\nHow much is lit" in screen
            with pytest.raises(Invalid):
                say(live, ana, "full")
            assert "kept\n\nHow full is the moon?\nWhich half" in say(live, ana, "40")
            assert "taken back" in say(live, ana, "/undo")
            assert "kept" in say(live, ana, "60")
            with pytest.raises(NotFound):
                say(live, ana, "upper")
            assert "hidden. That was the last question" in say(live, ana, "waning")
            [seal] = live.retro._contributions()
            assert seal.draft == AnswerDraft(Phase(60, "waning"))
            assert say(live, ana, "/mine") == "   1 your answer: 60 waning"
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(Phase, "__str__", lambda phase: 1 / 0)
                said = "1 Something is wrong here: showing it failed: the plugin raised"
                assert said in say(live, ana, "/mine")
            lead.do("next")
            assert "Who lights your way?" in say(live, ana, "/show")
            assert "hidden" in say(live, ana, "Ben = brightly, Fay = softly")
            [seal] = live.retro._contributions()
            assert seal.draft == AnswerDraft(Light([("Fay", "softly"), ("Ben", "brightly")]))
            lead.do("next")
            assert ("light", "Ben") not in ana.receipts
        assert live.retro.letters("Ben")[0][1].lines == ("Ana: brightly",)


def test_what_is_promised_and_what_came_of_it_is_said_in_the_words_of_the_plugin() -> None:
    with serving(FORMAT, plugins=plugins, attribution=Attribution.CONFIDENTIAL) as live:
        lead = live.person("Fay", leads=True)
        people = [lead, *map(live.person, ("Ben", "Cy", "Dee"))]
        with seat(live, "Ana") as ana:
            screen = " ".join(say(live, ana, "/show").split())
            assert "If anybody sees no moon, everyone is told." in screen
            for lit, each in enumerate(people):
                each.do("answer", question="moon", value={"lit": 10 * lit, "half": "waxing"})
            lead.do("next")
            ana.room.arriving.wait(live.retro.state.version, PATIENCE)
            told = handle(ana, "/show").partition("Lanterns (2 of 4")[0]
            assert "The moon is lit from 0 to 30." in told
            assert "! Warning: It is an eclipse." in told


@pytest.mark.parametrize("attribution", [Attribution.NAMED, Attribution.CONFIDENTIAL])
def test_what_to_hear_before_a_reveal_is_told_with_the_count_and_no_sooner(
    monkeypatch: pytest.MonkeyPatch, attribution: Attribution
) -> None:
    said = ("Somebody would get no letter.",)
    late = attribution is not Attribution.NAMED
    monkeypatch.setattr(audience, "SEALED_EVERY", 1e9)
    with serving(FORMAT, plugins=plugins, attribution=attribution) as live:
        lead, ana = live.person("Fay", leads=True), live.person("Ana")
        lead.do("go", step=2)
        stream = lead.listen()
        stream.until(lambda s: s.rooms and "Hidden" in s.rooms[-1]["promise"])
        ana.do("answer", question="light", value={"Fay": "softly"})
        assert live.retro.before_reveal() == said

        def heard() -> tuple[str, ...]:
            return tuple(lead.post("/api/before_reveal").json()["before_reveal"])

        assert heard() == (() if late else said)
        assert ana.post("/api/before_reveal").status_code == 403
        monkeypatch.setattr(audience, "SEALED_EVERY", 0)
        stream.until(lambda s: s.rooms[-1]["sealed"])
        assert heard() == said
