"""A room is driven by its own schema: what that allows is answered as it says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import coins
import moons
import pytest
import schemathesis
from crew import NO_PLUGINS
from hypothesis import HealthCheck, Phase, settings
from live_room import Person, serving
from moods import Moods
from moons import FullMoon, Lantern
from room_formats import EVERYTHING, step
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from retrokit import Plugins, Retro, hookimpl
from retrokit.calls import Calls
from retrokit.codec import Codec
from retrokit.formats import Ask, Collect, Column, Decide, Format, Vote
from retrokit.web import room
from retrokit.web.schema import document

pytestmark = pytest.mark.long

CHECKS = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
OFTEN = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)


def described(calls: Calls) -> Any:
    """Return what a room says that it takes."""
    return schemathesis.openapi.from_dict(json.loads(json.dumps(document(calls))))


@pytest.fixture(scope="module")
def driven() -> Iterator[Person]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "RATE", 1e9)
        with serving(EVERYTHING) as found:
            person = found.person("Lead", leads=True)
            person.do("go", step=step("Parking"))
            yield person


@described(Calls()).parametrize()
@OFTEN
def test_what_the_schema_allows_is_answered_as_it_says(case: Any, driven: Person) -> None:
    [(name, value)] = driven.http.cookies.items()
    cookie = {name: value}
    answer = case.call(base_url=driven.url, cookies=cookie)
    case.validate_response(answer, checks=CHECKS)


# What plugins bring is sent the same way, and read by the same rules: at a question of a kind of
# their own, at an activity of a kind of their own, at a vote with ballots of their own.

WITH_TOYS = Format(
    name="toys",
    title="Toys",
    purpose="Send anything to what plugins bring.",
    agenda=[
        Collect(columns=[Column("Good")], sealed=False),
        Ask(
            questions=[FullMoon("moon", "How full is the moon?"), Lantern("way", "Who lights it?")]
        ),
        Moods(),
        Vote(on="notes", method="coins"),
        Decide(),
    ],
)


def with_toys() -> Plugins:
    """Return plugins that bring a kind of activity, kinds of question and one of ballots."""
    plugins = Plugins.load(NO_PLUGINS)
    activities = SimpleNamespace(retrokit_register_activities=hookimpl(lambda: [Moods]))
    for name, each in (("moods", activities), ("moons", moons), ("coins", coins)):
        assert plugins.add(each, name)
    assert "test.moods" in plugins.kinds.activities
    assert not plugins.failures
    return plugins


@pytest.fixture(scope="module", params=["ask", "test.moods", "vote"])
def driven_with_toys(request: pytest.FixtureRequest) -> Iterator[Person]:
    def prepare(retro: Retro) -> None:
        for text in ("slow", "loud"):
            retro.add_note("Good", text)
        retro.go(request.param)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "RATE", 1e9)
        with serving(WITH_TOYS, plugins=with_toys, prepare=prepare, members=["Ben"]) as found:
            yield found.person("Lead", leads=True)


@described(Calls(codec=Codec(with_toys().kinds))).parametrize()
@OFTEN
def test_what_plugins_bring_is_answered_as_the_schema_says(
    case: Any, driven_with_toys: Person
) -> None:
    [(name, value)] = driven_with_toys.http.cookies.items()
    answer = case.call(base_url=driven_with_toys.url, cookies={name: value})
    case.validate_response(answer, checks=CHECKS)
