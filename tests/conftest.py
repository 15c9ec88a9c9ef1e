"""Fixtures that several files of tests share."""

import pytest
from browsing import browser, person, rooms
from plugin_making import install

__all__ = ["browser", "install", "person", "rooms"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what runs in a browser, by the fixture that it takes."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
