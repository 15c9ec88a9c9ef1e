"""Fixtures that several files of tests share."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browsing import browser, person, rooms
from hypothesis import HealthCheck, settings
from plugin_making import install
from sqlite_logbook import path, store

if TYPE_CHECKING:
    from live_room import Live

__all__ = ["browser", "install", "path", "person", "rooms", "store"]


@pytest.fixture
def live() -> Iterator[Live]:
    """Run a room for a retro with everything."""
    from live_room import serving
    from room_formats import EVERYTHING

    with serving(EVERYTHING) as found:
        yield found


@pytest.fixture
def wall() -> Iterator[Live]:
    """Run a room for a wall of open notes."""
    from live_room import serving
    from room_formats import OPEN

    with serving(OPEN) as found:
        yield found


@pytest.fixture(autouse=True)
def no_error_is_logged(
    request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> Iterator[None]:
    """Fail a test in which an error was logged that it does not ask for with `caplog`."""
    yield
    if "caplog" not in inspect.signature(getattr(request, "function", print)).parameters:
        records = [*caplog.get_records("setup"), *caplog.get_records("call")]
        assert [each.getMessage() for each in records if each.levelno >= logging.ERROR] == []


QUICK = {"test_dots_count_without_another_button"}
"""What runs in a browser and is not marked `long`."""


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out the file whose requests are made while it is collected, unless it is run."""
    left_out = "not long" in config.option.markexpr
    return (left_out and collection_path.name == "test_web_schema.py") or None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what runs in a browser, by the fixture that it takes."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
            if item.name not in QUICK:
                item.add_marker(pytest.mark.long)


# How long an example takes tells how busy the machine is. Each rule is tried with more of them
# where `.ci/run` asks for the profile `thorough`.
for name, examples in (("thorough", 100), ("quick", 40)):
    settings.register_profile(
        name, max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
settings.load_profile("quick")
