"""A colour of one's own for one's face: chosen when joining, the same to all, in no file."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from accessibility import audit
from browsing import PHONE, Keyboard, untroubled
from browsing import Person as Reader
from live_room import Live, Person, error, returned, serving, until
from playwright.sync_api import Browser, Locator, Page, expect
from room_formats import EVERYTHING, OPEN, step

from retrokit import Logbook
from retrokit.errors import LogbookError
from retrokit.formats import Attribution, Collect, Column, Format, Welcome
from retrokit.hues import HUES
from retrokit.web.door import Door


def colors(who: Person) -> Any:
    """Return the colours that somebody is told, by place."""
    return who.get("/api/poll?after=0").json()["room"].get("colors", {})


def own_link(who: Person) -> str:
    secret: str = who.post("/api/device").json()["link"].partition("#me=")[2]
    return secret


def test_everyone_is_told_the_colours_that_people_chose(live: Live) -> None:
    lead = live.person("Fay", leads=True)
    assert "colors" not in lead.get("/api/poll?after=0").json()["room"]
    stream = lead.listen()
    ana = live.person("Ana", color="teal")
    ben = live.person("Ben", color=None)
    live.person("Cy", color="pink")
    stream.until(lambda s: s.rooms[-1].get("colors") == {"1": "teal", "3": "pink"})
    assert colors(ana) == colors(ben) == {"1": "teal", "3": "pink"}
    secret = lead.post("/api/wall_link").json()["link"].partition("#wall=")[2]
    wall = live.person()
    wall.post("/api/wall", {"secret": secret})
    assert wall.get("/api/wall/poll?after=0").json()["room"]["colors"] == colors(ana)
    assert ana.get("/api/me").json()["me"] == {"id": "ana", "name": "Ana", "leads": False}


@pytest.mark.parametrize("hue", HUES)
def test_each_of_the_hues_can_be_chosen(wall: Live, hue: str) -> None:
    assert colors(wall.person("Ana", color=hue)) == {"0": hue}


@pytest.mark.parametrize("wrong", ["", "Teal", "#0ff", "var(--teal)", 5, True, [], ["teal"], {}])
def test_what_is_no_colour_is_refused_and_nobody_joins(live: Live, wrong: Any) -> None:
    refused = live.person().join(live.secrets.member, "Ana", color=wrong)
    assert refused.status_code == 422
    assert error(refused) == "color: say red, orange, yellow, green, teal, blue, purple or pink"
    assert "set-cookie" not in refused.headers
    assert live.retro.state.here == ()


def test_a_colour_stays_over_a_restart_and_a_rename(tmp_path: Path) -> None:
    where = tmp_path / "crew.logbook"
    with serving(OPEN, where) as live:
        lead, ana = live.person("Fay", leads=True), live.person("Ana", color="teal")
        lead.do("rename", name="Ana", to="Anna")
        assert colors(ana) == {"1": "teal"}
    with serving(OPEN, where) as live:
        ana = returned(live, ana)
        assert colors(ana) == {"1": "teal"}
        assert live.retro.state.here == ("Fay", "Anna")


def test_who_comes_back_keeps_their_colour_until_they_choose_another(live: Live) -> None:
    lead, ana = live.person("Fay", leads=True, color="red"), live.person("Ana", color="teal")
    phone = live.person()
    assert phone.post("/api/join", {"secret": own_link(ana)}).status_code == 200
    assert ana.join(live.secrets.member, "Ana").status_code == 200
    assert colors(phone) == {"0": "red", "1": "teal"}
    assert ana.join(live.secrets.member, "Ana", color="blue").status_code == 200
    assert colors(phone) == {"0": "red", "1": "blue"}
    # Who is let back in, or is on another device now, has the same face to the others.
    lead.do("readmit", name="Ana")
    again = live.person("Ana")
    lead = live.person("Fay", leads=True)
    assert colors(again) == {"0": "red", "1": "blue"}
    lead.do("readmit", name="Ana")
    assert colors(live.person("Ana", color="pink")) == {"0": "red", "1": "pink"}
    lead.do("leave", name="Ana")
    assert colors(lead) == {"0": "red", "1": "pink"}, "what they wrote is theirs still"


def test_who_has_no_device_has_the_colour_of_their_place(live: Live) -> None:
    lead = live.person("Fay", leads=True, color="red")
    lead.do("join", name="Gil")
    lead.do("go", step=step("Parking"))
    lead.do("add_note", column="Parked", text="of Gil", member="Gil")
    assert colors(lead) == {"0": "red"}
    assert colors(live.person("Gil", color="teal")) == {"0": "red", "1": "teal"}


def test_a_join_that_was_undone_leaves_its_colour_to_nobody(live: Live) -> None:
    lead, ana = live.person("Fay", leads=True), live.person("Ana", color="teal")
    lead.do("undo")
    ben = live.person("Ben")
    assert live.retro.state.here == ("Fay", "Ben")
    assert colors(ben) == {}
    assert ana.join(live.secrets.member, "Ana").status_code == 200
    assert colors(ben) == {"2": "teal"}


def test_keys_of_before_have_no_colours_and_others_none_that_is_no_hue(tmp_path: Path) -> None:
    secrets = {"member": "a", "leader": "b", "signing": "c", "code": "d"}
    kept = tmp_path / "k3f9x2bc.json"
    kept.write_text(json.dumps({"secrets": secrets, "names": {"ana": {"holder": "x"}}}))
    assert Door.open(tmp_path, "k3f9x2bc").colors == {}
    names = {"ana": {"holder": "x", "color": "#0ff"}}
    kept.write_text(json.dumps({"secrets": secrets, "names": names}))
    with pytest.raises(LogbookError, match=r"cannot be used: \$\.names"):
        Door.open(tmp_path, "k3f9x2bc")


def test_a_colour_is_in_nothing_that_is_kept_of_the_retro(tmp_path: Path) -> None:
    where = tmp_path / "crew.logbook"
    with serving(EVERYTHING, where) as live:
        lead, ana = live.person("Fay", leads=True), live.person("Ana", color="teal")
        lead.do("go", step=step("Parking"))
        ana.do("add_note", column="Parked", text="marker")
        assert colors(ana) == {"1": "teal"}
        lead.do("close")
        for name in live.room.logbook.plugins.reports:
            told = ana.get(f"/api/report/{name}").text
            # The style sheet of a report has all hues.
            assert "teal" not in re.sub(r"<style>.*?</style>", "", told, flags=re.DOTALL), name
        assert "teal" not in json.dumps(live.document)
    with Logbook(where) as logbook:
        assert "teal" not in logbook.export(logbook.load())
        logbook.backup(tmp_path / "copy.logbook")
    for path in tmp_path.glob("*logbook*"):
        if path.is_file():
            assert b"teal" not in path.read_bytes(), path


def noted(chosen: tuple[str, str, str]) -> tuple[Any, set[str]]:
    """Return what everyone is told of notes without names, and the colours that came with it."""
    with serving(
        EVERYTHING, attribution=Attribution.ANONYMOUS, members=["Ana", "Ben", "Cy"]
    ) as live:
        lead = live.person("Fay", leads=True)
        people = [
            live.person(name, color=hue)
            for name, hue in zip(("Ana", "Ben", "Cy"), chosen, strict=True)
        ]
        stream = lead.listen()
        stream.until(lambda s: s.rooms and len(s.rooms[-1].get("colors", {})) == 3)
        before = len(stream.rooms)
        lead.do("go", step=step("Harvest"))
        for number, person in enumerate(people):
            person.do("add_note", column="Good", text=f"note {number}")
        lead.do("next")
        stream.until(lambda s: s.version == live.retro.state.version)
        stream.until(lambda s: len(s.rooms) > before)
        told = {each: stream.document[each] for each in ("notes", "members", "groups", "got")}
        return told, {json.dumps(each.get("colors")) for each in stream.rooms[before:]}


def test_nothing_of_who_wrote_what_follows_from_a_colour() -> None:
    (one, first), (other, second) = noted(("teal", "pink", "red")), noted(("red", "teal", "pink"))
    assert one == other
    assert [each.get("author") for each in one["notes"].values()] == [None] * 3
    # They are the same before, while and after notes are given.
    assert len(first) == len(second) == 1


# --- on the page

NOTES = Format(
    name="notes", title="Notes", purpose="Write.",
    agenda=[
        Welcome(),
        Collect(title="Open", columns=[Column("Good")], sealed=False),
        Collect(title="Hidden", columns=[Column("Late")]),
    ],
)  # fmt: skip
HUE = """([face, hues]) => {
  const node = document.querySelector(face);
  const own = node && getComputedStyle(node).backgroundColor;
  const probe = document.body.appendChild(document.createElement("i"));
  const found = hues.find((hue) => {
    probe.style.setProperty("color", `var(--${hue})`);
    return getComputedStyle(probe).color === own;
  });
  probe.remove();
  return found ?? own;
}"""


def wears(page: Page, name: str, hue: str, within: str = "") -> None:
    """Wait until the face of somebody has a colour."""
    face = f'{within} .face[title="{name}"]'
    until(lambda: page.evaluate(HUE, [face, HUES]) == hue)


def choice(someone: Reader, hue: str) -> Locator:
    group = someone.page.get_by_role("group", name="Your colour")
    return group.get_by_role("radio", name=hue, exact=True)


def test_a_colour_is_chosen_by_keyboard_and_is_the_same_to_all(rooms: Any, person: Any) -> None:
    room = rooms(NOTES)
    ada = person("Ada").join(room, link=room.lead_link)
    ben = person("Ben Oak", Keyboard, **PHONE)
    ben.page.goto(room.join_link)
    expect(choice(ben, "Any")).to_be_checked()
    discs = ben.page.locator(".hues .face")
    expect(discs).to_have_count(1 + len(HUES))
    ben.write("Your name", "Ben Oak")
    expect(discs).to_have_text(["BO"] * 9)
    ben.tick(choice(ben, "Teal"))
    assert audit(ben.page, "a colour") == []
    for width in (320, 360, 768, 1280):
        ben.page.set_viewport_size({"width": width, "height": 740})
        for each in ben.page.locator(".hues > label").all():
            box = each.bounding_box()
            assert box is not None
            assert min(box["width"], box["height"]) >= 44
        assert ben.page.evaluate("document.scrollingElement.scrollWidth") <= width
    ben.press("Join")
    wears(ada.page, "Ben Oak", "teal", "#people")
    wears(ada.page, "Ada", "blue", "#people")
    wears(ben.page, "Ben Oak", "teal", "#people")
    ada.page.emulate_media(color_scheme="dark")
    wears(ada.page, "Ben Oak", "teal", "#people")
    lead = room.caller("Fay", leads=True)
    lead.do("rename", name="Ben Oak", to="Ben")
    for each in (ada, ben):
        wears(each.page, "Ben", "teal", "#people")
    ben.page.reload()
    wears(ben.page, "Ben", "teal", "#people")
    # It is proposed the next time, and can be left again.
    lead.do("leave", name="Ben")
    expect(choice(ben, "Teal")).to_be_checked()
    ben.tick(choice(ben, "Any"))
    ben.page.reload()
    expect(choice(ben, "Any")).to_be_checked()
    untroubled([ada, ben], room)


def test_a_face_that_stands_already_gets_the_colour_that_was_chosen(
    browser: Browser, rooms: Any, person: Any
) -> None:
    room = rooms(NOTES)
    ada = person("Ada").join(room, link=room.lead_link)
    lead = room.caller("Fay", leads=True)
    lead.do("join", name="Gil")
    lead.do("next")
    lead.do("add_note", column="Good", text="of Gil", member="Gil")
    wears(ada.page, "Gil", "purple", ".note")
    gil = person("Gil")
    gil.page.goto(room.join_link)
    gil.write("Your name", "Gil")
    gil.tick(choice(gil, "Pink"))
    gil.press("Join")
    for each in (ada, gil):
        wears(each.page, "Gil", "pink", ".note")
    lead.do("back")
    ada.press("Invite")
    ada.press("Show on a wall")
    wall = browser.new_page(viewport={"width": 1920, "height": 1080})
    wall.goto(ada.field("The wall’s link").input_value())
    wears(wall, "Gil", "pink", ".people")
    assert audit(wall, "wall") == []
    wall.close()
    untroubled([ada, gil], room)


def test_no_note_without_a_name_has_a_face(rooms: Any, person: Any) -> None:
    room = rooms(NOTES, attribution=Attribution.ANONYMOUS)
    ada = person("Ada").join(room, link=room.lead_link)
    ben = person("Ben")
    ben.page.goto(room.join_link)
    ben.write("Your name", "Ben")
    ben.tick(choice(ben, "Red"))
    ben.press("Join")
    lead = room.caller("Fay", leads=True)
    lead.do("go", step=3)
    ben.compose("Late").fill("of nobody")
    ben.page.keyboard.press("Enter")
    expect(ben.page.locator(".note.sealed .tag")).to_have_text("hidden")
    lead.do("open_seals")
    for each in (ada, ben):
        expect(each.page.locator(".note").filter(has_text="of nobody")).to_have_count(1)
        expect(each.page.locator(".note .face")).to_have_count(0)
        wears(each.page, "Ben", "red", "#people")
    untroubled([ada, ben], room)
