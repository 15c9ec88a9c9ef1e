"""A room's links show what they are, and a room can be kept like an app, with icons of its own."""

from __future__ import annotations

import json
import re
import struct
from typing import Any

import httpx
import pytest
from browsing import untroubled
from live_room import PLAIN, Live
from page_code import STATIC
from test_hues import tokens

from retrokit.web.guard import POLICY


def served(path: str, live: Live) -> httpx.Response:
    """Return what anybody is answered, who shows nothing."""
    answer = httpx.get(live.url + path, verify=PLAIN)
    assert answer.status_code == 200, path
    return answer


def metas(page: str) -> dict[str, str]:
    found = re.findall(
        r'<meta (?:name|property)="([\w:-]+)" content="([^"]+)"(?: media="([^"]+)")?', page
    )
    return {f"{name} {media}".strip(): content for name, content, media in found}


def test_a_preview_of_a_link_says_what_it_is_and_nothing_of_the_team(live: Live) -> None:
    page = served("/", live).text
    told = metas(page)
    assert "<title>Team retro</title>" in page
    assert told["og:title"] == "Join the team’s retro"
    assert told["og:description"] == told["description"]
    for path in ("/", "/wall", "/static/manifest.webmanifest"):
        found = served(path, live).text
        for word in ("Lander", "Everything", live.retro.state.id):
            assert word not in found
        assert "://" not in found, "nothing comes from elsewhere"


@pytest.mark.parametrize("path", ["/", "/wall"])
def test_a_page_has_icons_and_the_colour_of_its_paper(live: Live, path: str) -> None:
    page = served(path, live).text
    for dark, scheme in ((False, "light"), (True, "dark")):
        wanted = metas(page)[f"theme-color (prefers-color-scheme: {scheme})"]
        assert wanted == tokens(dark)["paper"]
    for rel in ("icon", "apple-touch-icon"):
        [href] = re.findall(f'<link rel="{rel}" href="([^"]+)"', page)
        assert served(href, live).headers["content-type"].startswith("image/")


def test_a_room_can_be_kept_like_an_app(live: Live) -> None:
    assert '<link rel="manifest" href="/static/manifest.webmanifest">' in served("/", live).text
    answer = served("/static/manifest.webmanifest", live)
    assert answer.headers["content-type"].startswith("application/manifest+json")
    manifest = answer.json()
    assert (manifest["start_url"], manifest["scope"], manifest["id"]) == ("/", "/", "/")
    assert manifest["display"] == "standalone"
    assert manifest["theme_color"] == manifest["background_color"] == tokens(dark=False)["paper"]
    for icon in manifest["icons"]:
        found = served(f"/static/{icon['src']}", live)
        assert found.headers["content-type"] == icon["type"]
        assert len(found.content) < 8_000
        if icon["type"] == "image/png":
            assert found.content[:16] == b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
            wide, high = struct.unpack(">II", found.content[16:24])
            assert icon["sizes"] == f"{wide}x{high}"
    assert {each["sizes"] for each in manifest["icons"]} == {"any", "192x192", "512x512"}


def test_the_policy_lets_in_what_is_ours_and_nothing_else(live: Live) -> None:
    answer = served("/", live)
    assert answer.headers["content-security-policy"] == POLICY
    rules = {name: rest for name, *rest in (each.split() for each in POLICY.split(";"))}
    assert rules["manifest-src"] == ["'self'"]
    assert rules.pop("img-src") == ["'self'", "data:"]
    assert {source for each in rules.values() for source in each} == {"'self'", "'none'"}


# --- in Chromium


def test_chromium_would_keep_a_room_like_an_app(rooms: Any, person: Any) -> None:
    room, ben = rooms("start-stop-continue"), person("Ben")
    ben.page.goto(room.join_link)
    asked = ben.context.new_cdp_session(ben.page)
    told = asked.send("Page.getAppManifest")
    assert told["url"] == f"{room.url}/static/manifest.webmanifest"
    assert told["errors"] == []
    assert json.loads(told["data"]) == json.loads((STATIC / "manifest.webmanifest").read_text())
    amiss = asked.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # Browsers of tests keep nothing, so that nothing can be installed there.
    assert {each["errorId"] for each in amiss} <= {"in-incognito"}
    untroubled([ben], room)


def test_no_system_cuts_off_what_is_drawn_on_an_icon(rooms: Any, person: Any) -> None:
    """Of an icon that is cut to a shape, a circle of 80 % of its width is always seen."""
    room, ben = rooms("start-stop-continue"), person("Ben")
    ben.page.goto(f"{room.url}/static/icon.svg")
    reach = ben.page.evaluate(
        """Math.max(...[...document.querySelectorAll("path")].flatMap((path) =>
          Array.from({ length: 200 }, (_, at) => {
            const { x, y } = path.getPointAtLength(at / 199 * path.getTotalLength());
            return Math.hypot(x - 16, y - 16);
          })))"""
    )
    assert 5 < reach <= 0.4 * 32
    untroubled([], room)
