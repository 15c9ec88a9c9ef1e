"""The live room says what came of an activity in the words of the report, and what it takes."""

from __future__ import annotations

from typing import Any

from live_room import Live, Person
from room_formats import answers, ballot, step

from retrokit import Plugins, hookimpl
from retrokit.reports import Record, Report
from retrokit.tallies import TallyMethod, dots

NAMES = ("Ana", "Ben", "Cy", "Dee")


def come_in(live: Live) -> dict[str, Person]:
    return {name: live.person(name, leads=name == "Ana") for name in NAMES}


def told(who: Person) -> Any:
    return who.get("/api/told").json()["told"]


def question(blocks: Any, name: str) -> list[Any]:
    """Return the blocks below a question."""
    [part] = [each for each in blocks if each.get("name") == name]
    blocks = part["blocks"]
    assert isinstance(blocks, list)
    return blocks


def of_role(blocks: Any, role: str) -> Any:
    [found] = [each for each in blocks if each.get("role") == role]
    return found


def test_results_are_told_in_the_sentences_of_the_report(live: Live) -> None:
    people = come_in(live)
    people["Ana"].do("go", step=step("Asked"))
    for name in NAMES:
        given = answers([each for each in NAMES if each != name])
        for name_of in ("safe", "tools", "shares", "rated"):
            people[name].do("answer", question=name_of, value=given[name_of])
    assert told(people["Ben"]) == {}
    people["Ana"].do("open_seals")
    said = told(people["Ben"])[str(step("Asked"))]
    safe, bars, *_ = question(said, "safe")
    assert safe["lines"] == [
        "4 of 4 answered; median 4.",
        "All who answered gave the same answer.",
    ]
    assert [each["amount"] for each in bars["bars"]] == [0, 0, 0, 4, 0]
    [tools, *_] = question(said, "tools")
    assert tools["lines"] == ["4 of 4 answered; more than one could be chosen."]
    [word] = question(said, "word")
    assert word["lines"] == ["0 of 4 answered."]
    parts = [each["blocks"][0]["lines"] for each in question(said, "rated") if "blocks" in each]
    assert parts == [["12 ratings, median 3."], ["0 ratings."]]
    report = people["Ben"].get("/api/report/text").text
    for line in ("4 of 4 answered; median 4", "All who answered gave the same answer."):
        assert line in report


def test_what_is_withheld_is_told_as_such(live: Live) -> None:
    people = come_in(live)
    people["Ana"].do("tighten", attribution="confidential")
    people["Ana"].do("go", step=step("Asked"))
    people["Ben"].do("answer", question="safe", value=4)
    people["Ana"].do("open_seals")
    [said] = question(told(people["Ben"])[str(step("Asked"))], "safe")
    assert said["lines"] == ["1 of 4 answered; it takes 3 to show this (confidential)."]
    assert said["status"] == "withheld"
    assert not any(name in people["Cy"].get("/api/told").text for name in NAMES)
    assert told(people["Cy"]) == told(people["Ben"])


def test_a_vote_is_told_and_how_its_tie_was_settled(live: Live) -> None:
    people = come_in(live)
    people["Ana"].do("go", step=step("Parking"))
    for text in ("one", "two", "three"):
        people["Ben"].do("add_note", column="Parked", text=text)
    vote = step("Vote dots")
    people["Ana"].do("go", step=vote)
    numbers = list(live.retro.state.notes)
    people["Ana"].do("vote", ballot=ballot("dots", numbers))
    people["Ben"].do("vote", ballot=ballot("dots", numbers[::-1]))
    people["Ana"].do("open_seals")
    said = told(people["Cy"])[str(vote)]
    assert of_role(said, "vote")["lines"][0].startswith("2 of 4 voted")
    assert ["1 more got no dots."] in [each.get("lines") for each in said]
    tie = of_role(said, "tie")
    assert tie["lines"] == ["Tied for the first place: one and three."]
    assert tie["status"] == "open"
    people["Ana"].do("settle_tie", winner=numbers[0], how="a coin")
    said = told(people["Cy"])[str(vote)]
    assert of_role(said, "tie")["status"] == "settled"
    [settled] = of_role(said, "settled")["lines"]
    assert settled["text"] == "one was taken, because: a coin"


def test_what_an_undo_would_take_back_is_told_with_the_version_to_send(live: Live) -> None:
    people = come_in(live)
    live.retro.refresh()
    asked = people["Ana"].get("/api/undo").json()
    assert asked == {"version": live.retro.state.version, "words": "Dee joining"}
    people["Ana"].do("go", step=step("Asked"))
    assert people["Ana"].get("/api/undo").json()["words"] == "the move to Asked"
    people["Ana"].do("tighten", attribution="anonymous")
    asked = people["Ana"].get("/api/undo").json()
    assert asked == {"version": live.retro.state.version, "words": ""}


def test_only_who_is_in_the_room_is_told(live: Live) -> None:
    for path in ("/api/told", "/api/choices", "/api/undo"):
        assert live.person().get(path).status_code == 401
        assert live.person().post(path).status_code == 405


def script(record: Record) -> str:
    return "<script>1</script>"


def team(record: Record) -> str:
    return record.state.team


def broken(record: Record) -> str:
    raise ZeroDivisionError("of the plugin")


class Plugin:
    @hookimpl
    def retrokit_register_tallies(self) -> list[TallyMethod]:
        return [TallyMethod("half", title="half a dot each", count=dots)]

    @hookimpl
    def retrokit_register_reports(self) -> list[Report]:
        return [
            Report(name="poster", title="For the wall", suffix=".html", render=script),
            Report(name="diagram", title="A picture", suffix=".svg", render=team),
            Report(name="broken", title="One that fails", suffix=".txt", render=broken),
        ]


def test_what_plugins_bring_is_there_to_choose(live: Live) -> None:
    ana = live.person("Ana", leads=True)
    before = ana.get("/api/choices").json()
    assert before["methods"]["star"] == "scores, then a runoff of the best two"
    assert before["reports"]["csv"] == "A table for spreadsheets"
    assert {"allocation", "peer-rating"} <= set(before["letters"])
    assert not {"scale", "choice", "free-text"} & set(before["letters"])
    plugins: Plugins = live.room.logbook.plugins
    assert plugins.add(Plugin(), "half-plugin")
    told = ana.get("/api/choices").json()
    assert told["methods"] == before["methods"] | {"half": "half a dot each"}
    assert [*told["reports"]] == [*before["reports"], "poster", "diagram", "broken"]


def test_reports_of_plugins_are_made_and_nothing_runs_in_them(live: Live) -> None:
    ana = live.person("Ana", leads=True)
    assert live.room.logbook.plugins.add(Plugin(), "half-plugin")
    page = ana.get("/api/report/poster")
    assert page.headers["content-type"].startswith("text/html")
    assert page.headers["content-security-policy"].endswith("sandbox")
    answer = ana.get("/api/report/diagram?download")
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"].endswith('.svg"')
    assert answer.text == "Lander"
    refused = ana.get("/api/report/broken")
    assert refused.status_code == 409
    assert "half-plugin" in refused.json()["error"]
    assert ana.get("/api/report/text").status_code == 200


def test_an_undo_takes_back_only_what_was_looked_at(live: Live) -> None:
    ana, ben = live.person("Ana", leads=True), live.person("Ben")
    ana.do("go", step=step("Parking"))
    looked = live.retro.state.version
    ben.do("add_note", column="Parked", text="meanwhile")
    refused = ana.send("undo", version=looked)
    assert refused.status_code == 409
    assert "something else happened meanwhile" in refused.json()["error"]
    assert [each.text for each in live.retro.state.notes.values()] == ["meanwhile"]
    ana.do("undo", version=live.retro.state.version)
    assert not live.retro.state.notes
