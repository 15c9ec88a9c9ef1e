"""What is one's own in a live room: sealed notes, letters, teammates; and the report."""

from __future__ import annotations

import json
import time

from live_room import Live, error, until
from room_formats import answers, step


def test_what_is_sealed_is_shown_to_who_has_the_receipt(live: Live) -> None:
    ana, ben = live.person("Ana", leads=True), live.person("Ben")
    ana.do("go", step=step("Harvest"))
    key = ben.do("add_note", column="Good", text="my own")["result"]
    [mine] = ben.post("/api/mine", {"receipts": [key]}).json()["mine"]
    assert mine["draft"]["text"] == "my own"
    assert ana.post("/api/mine", {"receipts": [key[::-1]]}).json() == {"mine": []}
    for wrong in (None, "x", [5], ["\ud800"], ["f" * 32] * 1001, {}):
        body = json.dumps({"receipts": wrong})
        kind = {"content-type": "application/json"}
        assert ana.http.post("/api/mine", content=body, headers=kind).status_code == 422
    assert ana.post("/api/mine", []).status_code == 422


def test_a_letter_goes_to_who_it_is_for(live: Live) -> None:
    live_people(live)


def live_people(live: Live) -> None:
    names = ["Ana", "Ben", "Cy", "Dee"]
    people = {name: live.person(name, leads=name == "Ana") for name in names}
    people["Ana"].do("tighten", attribution="confidential")
    people["Ana"].do("go", step=step("Asked"))
    for person in people.values():
        mates = person.post("/api/teammates", {"question": "shares"}).json()["teammates"]
        person.do("answer", question="shares", value=answers(mates)["shares"])
    stream = people["Dee"].listen()
    people["Ana"].do("open_seals")
    stream.until(lambda s: any(each["event"] == "Opened" for each in s.news))
    told = {name: person.post("/api/letters").json()["letters"] for name, person in people.items()}
    assert all(letters[0][0] == "shares" for letters in told.values())
    for letters in told.values():
        for line in letters[0][1]["lines"]:
            assert line not in stream.raw.decode()
    people["Ben"].do("discard_letters")
    assert people["Ben"].post("/api/letters").json() == {"letters": []}
    assert people["Cy"].post("/api/letters").json()["letters"] == told["Cy"]


def test_teammates_are_asked_for_by_question(live: Live) -> None:
    ana = live.person("Ana", leads=True)
    assert ana.post("/api/teammates", {"question": "rated"}).status_code == 409
    assert ana.post("/api/teammates", {"question": 5}).status_code == 422
    assert ana.post("/api/teammates", []).status_code == 422
    ana.do("go", step=step("Asked"))
    assert ana.post("/api/teammates", {"question": "safe"}).json() == {"teammates": []}
    assert ana.post("/api/teammates", {"question": "none"}).status_code == 404


def test_reports_are_read_and_downloaded(wall: Live) -> None:
    ben = wall.person("Ben")
    ben.do("add_note", column="Wall", text="in the report")
    kinds = {
        "html": "text/html", "markdown": "text/markdown", "text": "text/plain", "csv": "text/csv",
        "json": "application/json",
    }  # fmt: skip
    for name, kind in kinds.items():
        answer = ben.get(f"/api/report/{name}")
        assert answer.headers["content-type"].startswith(kind)
        assert "in the report" in answer.text
    saved = ben.get("/api/report/markdown?download").headers["content-disposition"]
    assert saved == f'attachment; filename="retro-{wall.retro.state.id}.md"'
    sheet = ben.get("/api/report/summary?download").headers["content-disposition"]
    assert sheet == f'attachment; filename="retro-{wall.retro.state.id}-summary.html"'
    assert "sandbox" in ben.get("/api/report/html").headers["content-security-policy"]
    refused = ben.get("/api/report/nothing")
    assert refused.status_code == 404
    assert "there are: markdown, html" in error(refused)
    ben.do("add_note", column="Wall", text="and one more")
    until(lambda: wall.room._reports["text"][1] < time.monotonic())
    assert "and one more" in ben.get("/api/report/text").text
