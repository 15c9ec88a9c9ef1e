"""What a kind of question has to hold: those that come with retrokit, and some that do not."""

from __future__ import annotations

import pytest
from moons import Candle, FullMoon, Lantern

from retrokit.questions import Choice, FreeText, PeerRating, Question, Scale
from retrokit.testing import QuestionContract


class TestFullMoon(QuestionContract):
    question = FullMoon("moon", "How full is the moon?", "It is an eclipse.")


class TestLantern(QuestionContract):
    question = Lantern("light", "Who lights your way?")


class TestCandle(QuestionContract):
    question = Candle("candle", "Who lights your way?")


class TestBuiltIn(QuestionContract):
    @pytest.fixture(params=[
        Scale("safe", "How safe?", alarm="Somebody is not."),
        Choice("again", "Again?", ["yes", "no"], favourable=["yes"]),
        Choice("which", "Which?", ["a", "b"], several=True),
        FreeText("why", "Why?"),
        PeerRating("care", "Care?", ["Helps", "Listens"]),
    ])  # fmt: skip
    def question(self, request: pytest.FixtureRequest) -> Question:
        found: Question = request.param
        return found
