"""In a real browser, behind a proxy that lets streams fall silent or holds them back altogether."""

from __future__ import annotations

import re
from typing import Any

from accessibility import audit
from browsing import Person, untroubled
from holding_proxy import Proxy, proxied
from playwright.sync_api import expect


def join(someone: Person, proxy: Proxy, secret: str) -> None:
    someone.page.clock.install()
    someone.page.goto(f"{proxy.url}/#join={secret}")
    someone.write("Your name", someone.name)
    someone.press("Join")


def test_a_stream_that_falls_silent_is_noticed(rooms: Any, person: Any) -> None:
    room = rooms("start-stop-continue")
    lead = room.caller("Fay", leads=True)
    with proxied(room.port) as proxy:
        ana = person("Ana")
        join(ana, proxy, room.secrets.member)
        expect(ana.page.locator("h1")).to_have_text("Welcome")
        expect(ana.page.locator(".members")).to_contain_text("you")
        proxy.deaf = True
        lead.do("next")
        ana.page.clock.run_for(30_000)
        expect(ana.page.locator("h1")).to_have_text("Welcome")
        ana.page.clock.run_for(46_000)
        expect(ana.page.locator("h1")).to_have_text("Review")
        # Whoever comes back to the page, and whoever does something, is not left with what was.
        lead.do("next")
        for move, title, does in (
            ("back", "Review", lambda: ana.press("I’m done")),
            ("next", "Collect", lambda: ana.page.evaluate("dispatchEvent(new Event('focus'))")),
        ):
            proxy.deaf = False
            ana.page.reload()
            expect(ana.page.locator(".members > li.here")).to_contain_text("you")
            proxy.deaf = True
            lead.do(move)
            with ana.page.expect_response(lambda each: re.search("/api/(me|do)$", each.url)):
                does()
                ana.page.clock.run_for(10)
            ana.page.clock.run_for(100)
            ana.page.clock.run_for(3_000)
            expect(ana.page.locator("h1")).to_have_text(title)
        untroubled([], room)


def test_a_room_works_where_streams_are_held_back(rooms: Any, person: Any) -> None:
    room = rooms("start-stop-continue")
    lead = room.caller("Fay", leads=True)
    with proxied(room.port) as proxy:
        proxy.holding = True
        ana = person("Ana", viewport={"width": 320, "height": 640})
        join(ana, proxy, room.secrets.member)
        expect(ana.page.locator("#main")).to_contain_text("Opening the room")
        ana.page.clock.run_for(20_100)
        expect(ana.page.locator("h1")).to_have_text("Welcome")
        expect(ana.page.locator("#main")).to_contain_text("a proxy or a virus scanner")
        assert audit(ana.page, "polling") == []
        ben = person("Ben").join(room)
        expect(ben.page.locator(".members > li").filter(has_text="Ana")).to_have_class("here")

        def until(seen: Any) -> None:
            """Let time pass until something is seen there: a page that polls has to ask."""
            for _ in range(100):
                ana.page.clock.run_for(2_100)
                try:
                    return expect(seen).to_be_attached(timeout=500)
                except AssertionError:
                    continue
            raise AssertionError(f"{seen} never came")

        lead.do("go", step=3)
        until(ana.compose("Start"))
        ana.put(ana.compose("Start"), "Pair on reviews")
        ana.page.keyboard.press("Enter")
        until(ana.page.locator("#main").get_by_text("Pair on reviews"))
        ana.press("I’m done")
        expect(ben.page.locator(".members > li").filter(has_text="Ana")).to_contain_text("done")
        lead.do("rename", name="Ben", to="Benno")
        until(ana.page.locator(".members").get_by_text("Benno"))
        lead.do("open_seals")
        until(ana.page.locator("#main").get_by_text("Pair on reviews"))
        # In another network one is tried at once, and nothing is said any more.
        proxy.holding = False
        ana.page.evaluate("dispatchEvent(new Event('online'))")
        expect(ana.page.locator("#main")).not_to_contain_text("virus scanner")
        lead.do("next")
        expect(ana.page.locator("h1")).to_have_text("Group")
        untroubled([ben], room)
