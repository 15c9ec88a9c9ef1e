"""The formats of a crew in a room: five people, and what all of them see."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

CREW = ("Ben", "Cleo", "Dora", "Eve")


def test_what_must_be_talked_about_today_is_on_every_screen_before_the_group_goes_on(
    rooms: Any, person: Any
) -> None:
    room = rooms("crew-brief")
    ada = person("Ada").join(room, link=room.lead_link)
    ben = person("Ben").join(room)
    others = [room.caller(name) for name in CREW[1:]]
    ada.press("Next: In private")
    ben.sees('If even one person answers "something we must talk about today"')
    ben.page.get_by_label("something we must talk about today").check()
    for each in others:
        each.do("answer", question="could-hurt", value="nothing")
    ada.press("Reveal answers")
    ada.press("Reveal")
    for each in (ada, ben):
        each.sees("At least one of you knows something that we must talk about today.")
        expect(each.page.locator("#main > .screen.ask")).to_be_visible()
        # It stands above the answers: below them it would be out of sight.
        expect(each.page.locator(".finding.warning ~ .result").first).to_be_visible()


def test_a_week_underway_ends_with_a_report_of_counts(rooms: Any, person: Any) -> None:
    room = rooms("underway")
    ada = person("Ada").join(room, link=room.lead_link)
    ben = person("Ben").join(room)
    for name, said in zip(CREW[1:], (1, 2, 4), strict=True):
        caller = room.caller(name)
        caller.do("answer", question="said-it", value=said)
        caller.do("answer", question="next-week", value=5)
    for question in ben.page.locator(".asked").all():
        ben.tick(question.locator("input[type=radio]").last)
    expect(ben.page.locator(".counts.yes")).to_have_count(3)
    ada.sees("9 answers so far")
    ada.press("Reveal answers")
    ada.press("Reveal")
    ben.sees("4 of 5 answered")
    ada.press("Close the retro")
    ada.press("Close it")
    with ben.page.expect_download() as started:
        ben.page.get_by_role("link", name="markdown").click()
    report = " ".join(started.value.path().read_text("utf-8").split())
    assert "2 of the 4 who answered held back when something was not right" in report
    assert "carrying more than can go on" not in report  # one answer alone is withheld
