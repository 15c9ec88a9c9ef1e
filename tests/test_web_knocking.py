"""Whose retro it is: told to those who have what lets them in, before they give a name."""

from __future__ import annotations

from typing import Any

import pytest
from accessibility import audit
from browsing import Keyboard, untroubled
from live_room import Live, error
from playwright.sync_api import expect

from retrokit.web.door import TRIES


@pytest.mark.parametrize("secret", ["member", "leader", "code"])
def test_who_can_join_is_told_whose_retro_it_is_and_no_more(live: Live, secret: str) -> None:
    ana = live.person()
    answer = ana.post("/api/knock", {"secret": getattr(live.secrets, secret)})
    assert (answer.status_code, answer.json()) == (200, {"team": "Lander"})
    assert "set-cookie" not in answer.headers
    assert ana.get("/api/me").json() == {"me": None, "retro": None}
    assert live.retro.state.here == ()


def test_a_secret_that_opens_nothing_is_answered_alike_by_both(live: Live) -> None:
    stranger, ana = live.person(), live.person("Ana")
    for wrong in ("", "x", live.secrets.member[:-1], "x" * 5_000, live.room.door.wall, "aeiou1"):
        knocked = stranger.post("/api/knock", {"secret": wrong})
        joined = stranger.join(wrong, "Eve")
        assert (knocked.status_code, error(knocked)) == (422, error(joined))
        assert joined.status_code == 422
    for given in ([], {}, {"secret": 1}, {"secret": None}):
        knocked = stranger.post("/api/knock", given)
        assert (knocked.status_code, error(knocked)) == (
            422, "say the secret of the link, or the code",
        )  # fmt: skip
    # One's own link brings one in, and there is nothing to ask before.
    own = ana.post("/api/device").json()["link"].partition("#me=")[2]
    assert stranger.post("/api/knock", {"secret": own}).status_code == 422
    assert stranger.http.get("/api/knock").status_code == 405


def test_wrong_codes_are_counted_together_by_whichever_way_they_come(live: Live) -> None:
    stranger = live.person()
    for at in range(TRIES):
        path = ("/api/knock", "/api/join")[at % 2]
        assert stranger.post(path, {"secret": "bbbbbb", "name": "Eve"}).status_code == 422
    for secret in ("bbbbbb", live.secrets.code):
        for path in ("/api/knock", "/api/join"):
            refused = stranger.post(path, {"secret": secret, "name": "Eve"})
            assert refused.status_code == 409
            assert "wait a minute" in error(refused)
    assert stranger.post("/api/knock", {"secret": live.secrets.member}).status_code == 200


# --- on the page


@pytest.mark.parametrize("link", ["join", "lead"])
def test_a_link_says_whose_retro_it_opens(rooms: Any, person: Any, link: str) -> None:
    room, ben = rooms("start-stop-continue", team="Harbour & <b>Söhne</b>"), person("Ben", Keyboard)
    ben.page.goto(room.join_link if link == "join" else room.lead_link)
    verb = "Join" if link == "join" else "Lead"
    title = ben.page.get_by_role("heading", level=1)
    expect(title).to_have_text(f"{verb} the retro of Harbour & <b>Söhne</b>")
    expect(ben.page).to_have_title("Join · Harbour & <b>Söhne</b>")
    assert "#" not in ben.page.url
    assert audit(ben.page, link) == []
    for width in (320, 360, 768, 1280, 1920):
        ben.page.set_viewport_size({"width": width, "height": 720})
        across = ben.page.evaluate("document.scrollingElement.scrollWidth")
        assert across <= width
    untroubled([ben], room)


def test_who_has_to_type_the_code_is_told_nothing_before(rooms: Any, person: Any) -> None:
    room, ben = rooms("start-stop-continue", team="Harbour"), person("Ben")
    ben.page.goto(room.url)
    expect(ben.field("The code of the room")).to_be_visible()
    assert audit(ben.page, "code") == []
    # A link that opens nothing says so at once; one that does takes its place.
    ben.page.goto(f"{room.url}/#join={'x' * 22}")
    expect(ben.page.get_by_role("alert")).to_have_text(
        "This link or code does not work; ask for today's link"
    )
    expect(ben.page.get_by_role("heading", level=1)).to_have_text("Join the retro")
    expect(ben.page).to_have_title("Team retro")
    expect(ben.field("The code of the room")).to_be_visible()
    assert "Harbour" not in ben.page.content()
    ben.page.goto(room.join_link)
    expect(ben.page.get_by_role("heading", level=1)).to_have_text("Join the retro of Harbour")
    expect(ben.page.get_by_role("alert")).to_have_count(0)
    untroubled([ben], room)
