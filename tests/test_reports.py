"""What the reports tell, and what they must never tell."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from html import unescape
from pathlib import Path
from random import Random
from typing import Any

import pytest
from attrs import evolve
from grand_tour import (
    FORMAT,
    REPORTS,
    TODAY,
    Clock,
    earlier,
    go,
    record,
    rendered,
    rows,
    start,
    tour,
    whole,
)

from retrokit import Logbook, Plugins
from retrokit.builtin.checks import noticed_at_opening
from retrokit.cli.live import outcomes
from retrokit.engine.digest import Digest, digest_of
from retrokit.findings import Finding, Severity
from retrokit.formats import Ask, Attribution, Collect, Column, Decide, Discuss, Format, Group, Vote
from retrokit.questions import Allocation, Choice, PeerRating, Scale
from retrokit.questions.peers import ShownTo
from retrokit.reports import Record
from retrokit.reports.rows import COLUMNS
from retrokit.reports.rows import rows as plain_rows
from retrokit.retro import Retro, fold
from retrokit.scoring import Scores, Scoring
from retrokit.tallies import METHODS, TallyMethod, schulze

FINDING = Finding(severity=Severity.GOOD, sentence="All hands.", evidence=["Ada", "Ben"])


# --- What they tell ---------------------------------------------------------------------------


def test_markdown_tells_all_of_it() -> None:
    text = rendered(tour(), findings=[FINDING])["markdown"]
    for line in (
        "# Grand tour: Crew",
        "- Who: Ada, Ben and Cy",
        "- Facilitator: Ada",
        "- Home safe",
        "| 16 | Fog | Ben | 2025-03-10 | open, overdue | serves: Home safe |",
        "| 17 | Look out | no owner yet | no due date yet | open |  |",
        "| 18 | Steer clear | Cy | 2025-04-01 | done 2025-03-04 |  |",
        "| 19 | Wave | Cy, Ben | no due date yet | dropped: Fog |  |",
        "- No owner yet: 17 (Look out)",
        "- No date yet: 17 (Look out)",
        "- Overdue: 16 (Fog)",
        "1 of 5 earlier action items got done. Thank you, Ben!",
        "- Mend the sail (Ben, from retro b2b2b2b2): done 2025-03-04",
        "- Paint the hull (from retro b2b2b2b2): dropped because: Fog",
        "- Buy a horn (Cy, by 2025-02-20, from retro b2b2b2b2): "
        "carried on, overdue since 2025-02-20",
        "- Count the ropes (by 2026-01-01, from retro b2b2b2b2): not looked at, still open",
        "- Old news (from retro b2b2b2b2): dropped",
        "3 of 3 answered; median 4.",
        "| 1 (not at all) | 0 |",
        "| 5 (fully) | 1 |",
        "- Ben: 4",
        "0 of 3 answered.",
        "2 of 3 answered; more than one could be chosen.",
        "- Ada: Axe, Rope",
        "- Fog (Cy)",
        "### Dangers (6 dots)",
        "- Reef ahead (Rocks, Cy)",
        "- Shallow water (Rocks)",
        "- Seen at once (Later, Ben)",
        "- Fog (Ada, 3 dots)",
        "3 of 3 voted, with up to 3 dots each.",
        "| Dangers | 6 |",
        "2 more got no dots.",
        "- We saw it late",
        "- **Decided:** Fog",
        "Not talked about:",
        "## Also said",
        "- **Decided:** Fog (about: Whirlpool)",
        "- Good: All hands.",
        "  - Ben",
        "- Nothing came in: Parking",
    ):
        assert line in text.splitlines(), line
    order = ["### Dangers", "- Reef", "- Shallow", "- Seen at once", "### Wind", "- Fog (Ada, 3"]
    assert order == sorted(order, key=text.index)
    # What was said is told once, where the topic was taken last.
    talks = text.split("## Talk")[1].split("## Also said")[0]
    assert talks.count("- Fog\n") == 1
    assert "- Fog\n" in talks.split("## Second talk")[1]


def test_each_report_tells_the_same() -> None:
    told = rendered(tour(), findings=[FINDING])
    page = unescape(re.sub("<[^>]*>", "", told["html"]))
    for words in (
        "Nothing came in: Parking",
        "1 of 5 earlier action items got done. Thank you, Ben!",
        "3 of 3 answered; median 4.",
        "3 of 3 voted, with up to 3 dots each.",
        "2 more got no dots.",
        "Not talked about",
        "Whirlpool",
        "All hands.",
        "carried on",
        "We saw it late",
    ):
        assert words in page, words
        assert words in told["text"], words
    table = rows(told["csv"])
    action = next(row for row in table if row["number"] == "16")
    assert (action["kind"], action["owner"], action["due"]) == ("action", "Ben", "2025-03-10")
    assert (action["serves"], action["status"]) == ("Home safe", "overdue")
    past = [(r["text"], r["status"], r["from_retro"]) for r in table if r["kind"].startswith("ear")]
    assert ("Mend the sail", "done", "b2b2b2b2-11") in past
    standing = next(row for row in table if row["kind"] == "standing")
    assert (standing["text"], standing["votes"], standing["status"]) == ("Dangers", "6", "first")
    assert {row["kind"] for row in table} == {
        "member", "action", "earlier action", "question", "answered", "result", "answer", "topic",
        "note", "vote", "standing", "ballot", "discussed", "not discussed", "remark", "decision",
        "finding",
    }  # fmt: skip


def test_a_page_has_no_list_or_table_with_nothing_in_it() -> None:
    for retro in (tour(), start(), rated(Attribution.NAMED, "team")):
        page = rendered(retro, findings=[FINDING])["html"]
        assert not re.findall(r"<(ul|ol|dl|tbody|article|section)\b[^>]*>\s*</\1>", page)


def test_the_same_record_gives_the_same_bytes() -> None:
    retro = tour()
    again = Record(state=fold(retro.log), log=retro.log, today=TODAY)
    for each in REPORTS.values():
        assert each.render(record(retro)) == each.render(record(retro)) == each.render(again)


def find(activity: Any, block: str) -> Any:
    """Return the first of these blocks in an activity of the results."""
    return next(each for each in activity["blocks"] if each["block"] == block)


def test_json_holds_the_results() -> None:
    told = json.loads(rendered(tour(), findings=[FINDING])["json"])
    assert (told["results"], told["retro"], told["team"]) == (1, "k3f9x2bc", "Crew")
    assert {"name": "Ada", "here": True, "observes": False} in told["members"]
    kinds = {each["kind"] for each in told["activities"]}
    assert kinds == {"ask", "collect", "vote", "discuss"}
    asked, collected, voted, talked = (
        next(each for each in told["activities"] if each["kind"] == kind)
        for kind in ("ask", "collect", "vote", "discuss")
    )
    safe = next(each for each in asked["blocks"] if each["name"] == "safe")
    answered, bars, *_ = safe["blocks"]
    assert (answered["count"], answered["of"], answered["status"]) == (3, 3, "shown")
    assert answered["figures"]["median"] == 4
    assert [each["amount"] for each in bars["bars"]] == [0, 0, 0, 2, 1]
    pile, columns = (find(collected, each) for each in ("part", "columns"))
    assert (pile["title"], pile["amount"]) == ("Dangers", {"number": 6, "unit": "dot"})
    [notes] = pile["blocks"]
    assert {"Reef ahead", "Shallow water"} <= {each["text"] for each in notes["lines"]}
    lone = [line for part in columns["parts"] for line in part["blocks"][0]["lines"]]
    fog = next(each for each in lone if each["text"] == "Fog")
    assert (fog["column"], fog["author"], fog["amount"]["number"]) == ("Wind", "Ada", 3)
    bars = find(voted, "bars")
    assert [(each["label"], each["amount"], each.get("first")) for each in bars["bars"]] == [
        ("Dangers", 6, True), ("Fog", 3, None)
    ]  # fmt: skip
    [said] = talked["blocks"][0]["blocks"]
    assert [each["text"] for each in said["lines"]] == ["We saw it late", "Fog"]
    assert [(each["text"], each["about"]) for each in told["decisions"]] == [
        ("Fog", "Dangers"), ("Fog", "Whirlpool")
    ]  # fmt: skip
    mend, look, *_ = told["actions"]
    assert (mend["owners"], mend["due"], mend["overdue"]) == (["Ben"], "2025-03-10", True)
    assert (look["owners"], look["due"], look["status"]) == ([], None, "open")
    assert [each["became"] for each in told["earlier_actions"]][:2] == ["done", "dropped"]
    assert told["findings"] == [
        {
            "name": "",
            "severity": "good",
            "sentence": "All hands.",
            "code": None,
            "values": {},
            "evidence": [{"sentence": each, "code": None, "values": {}} for each in ("Ada", "Ben")],
        }
    ]


def keys_of(value: object) -> set[str]:
    """Return the keys of mappings at any depth, but for what values are called by their code."""
    if isinstance(value, list):
        return set().union(*map(keys_of, value))
    if isinstance(value, dict):
        within = (each for key, each in value.items() if key != "values")
        return {*value}.union(*map(keys_of, within))
    return set()


def test_every_key_of_the_results_is_in_the_docs() -> None:
    docs = (Path(__file__).parents[1] / "docs" / "library.md").read_text("utf-8")
    rating, at_once = json.loads(rendered(rated(Attribution.NAMED, "team"))["json"]), tour()
    keys = keys_of(rating) | keys_of(json.loads(rendered(at_once)["json"]))
    assert len(keys) > 60
    assert not {each for each in keys if f"`{each}`" not in docs}


def test_rows_have_the_same_keys_and_are_those_of_the_spreadsheet() -> None:
    retro = tour()
    told = plain_rows(record(retro))
    assert {tuple(each) for each in told} == {COLUMNS}
    assert len(told) == len(rows(rendered(retro)["csv"]))
    note = next(each for each in told if each["kind"] == "note" and each["text"] == "Fog")
    assert (note["column"], note["author"], note["votes"]) == ("Wind", "Ada", 3)
    assert (note["owner"], note["due"]) == (None, None)
    assert "" not in {cell for each in told for cell in each.values()}


def test_a_retro_that_has_hardly_begun() -> None:
    retro = Retro.start(FORMAT, team="Crew", clock=Clock(), rng=Random(3))
    told = rendered(retro)
    for name in ("markdown", "html", "text"):
        assert "This retro is not closed yet; it is at Welcome." in told[name]
        assert "No action items were written down." in told[name]
        assert "nobody by name" in told[name]
        assert "started at 09:01 UTC" in told[name]
    lonely = Record(state=fold(retro.log[:1]), log=retro.log[:1], today=TODAY)
    assert "This retro is not closed yet.\n" in REPORTS["markdown"].render(lonely)
    assert json.loads(told["json"])["at"] == "Welcome"
    assert json.loads(REPORTS["json"].render(lonely))["at"] is None


def test_what_was_skipped_and_what_is_gone() -> None:
    retro = start()
    retro.skip()
    go(retro, "Harvest")
    retro.add_note("Wind", "One", "Ada")
    retro.add_note("Rocks", "Two", "Ben")
    go(retro, "Dots")
    first, second = retro.state.notes
    retro.vote({first: 1}, "Ada")
    go(retro, "Talk")
    retro.take_topic(first)
    retro.remark("About what is gone")
    retro.delete_note(first)
    retro.remark("Not taken", topic=second)
    retro.leave("Cy")
    retro.leave("Ada")
    text = rendered(retro)["markdown"]
    assert "- Skipped: Welcome" in text
    assert "| (no longer there) | 1 |" in text
    assert "### (no longer there)" in text
    assert "Ada (left early), Ben and Cy (left early)" in text
    assert "- Not taken (about: Two)" in text
    assert "Facilitator" not in text
    assert {"here", "left early"} <= {row["status"] for row in rows(rendered(retro)["csv"])}


def test_a_retro_with_little_in_it() -> None:
    retro = start(carried=[earlier(1, "Mend the sail"), earlier(2, "Paint", owners=("Ben",))])
    go(retro, "Late harvest")
    first = retro.add_note("Later", "One", "Ada")
    go(retro, "Harvest")
    retro.add_note("Wind", "Two", "Ada")
    go(retro, "Dots")
    second = max(retro.state.notes)
    retro.group([second], "Pile of one")
    for number in (second, first.number):  # type: ignore[union-attr]
        retro.change_action(1, text=f"Mend {number}")
    retro.vote({second: 1, first.number: 1}, "Ada")  # type: ignore[union-attr]
    go(retro, "Talk")
    retro.add_action("Row", owner="Ada", due=TODAY)
    told = rendered(retro)
    for name in ("markdown", "html", "text"):
        assert "Thank you" not in told[name]
        assert "got no dots" not in told[name]
        assert "Talk\n" not in told[name].replace("at Talk.", "")
        assert "yet:" not in told[name]


def test_every_topic_was_talked_about() -> None:
    retro = start()
    go(retro, "Harvest")
    retro.add_note("Wind", "One", "Ada")
    go(retro, "Talk")
    retro.take_topic()
    for name in ("markdown", "html", "text"):
        assert "Not talked about" not in rendered(retro)[name]


def test_votes_on_actions_carry_their_text() -> None:
    retro = start(Format(name="v", title="V", purpose="P", agenda=[Decide(), Vote(on="actions")]))
    item = retro.add_action("Row harder")
    retro.next()
    retro.vote({item.number: 1}, "Ada")
    retro.close()
    assert "| 1 | Row harder |" in rendered(retro)["markdown"]


@pytest.mark.parametrize("name", ["text", "markdown", "html"])
def test_a_discussion_is_told_with_the_votes_it_went_by(name: str) -> None:
    sky = Collect(columns=[Column("Sky")], sealed=False)
    agenda = [
        sky, Vote(budget=3), Discuss(title="Talk"),
        Vote(title="Fingers", method="consent"), Discuss(title="More"),
    ]  # fmt: skip
    retro = start(Format(name="v", title="V", purpose="P", agenda=agenda))
    for text in ("Fog", "Wind", "Rain"):
        retro.add_note("Sky", text)
    retro.group([2], "Storm")
    retro.next()
    retro.vote({1: 2, 4: 1}, "Ada")
    retro.next()
    for _ in range(3):
        retro.take_topic()
    retro.next()
    for who in ("Ada", "Ben", "Cy"):
        retro.vote({1: 0, 3: 5, 4: 0}, who)
    retro.next()
    for _ in range(3):
        retro.take_topic()
    sections = re.fullmatch(
        r".*\bTalk\b(.*?)\bFingers\b.*\bMore\b(.*?)(\bCollect\b.*)?", flat(rendered(retro)[name])
    )
    assert sections
    told = [" ".join(re.findall(r"\d+ (?:dot|finger)s?", each)) for each in sections.groups()[:2]]
    assert told == ["2 dots 1 dot", "15 fingers"]  # and no zero, of a group or of a lone note


def voted(
    method: str, *ballots: object, attribution: Attribution | None = None, **more: object
) -> tuple[Retro, list[int]]:
    """Return a retro that has voted once on three notes: Fog, Wind and Rain."""
    crew = ("Ada", "Ben", "Cy", "Dee", "Eli")
    agenda = [Collect(columns=[Column("Sky")], sealed=False), Vote(method=method), Discuss()]
    format = Format(name="v", title="V", purpose="P", agenda=agenda)
    retro = start(format, members=crew, **more)
    notes = [retro.add_note("Sky", text).number for text in ("Fog", "Wind", "Rain")]  # type: ignore[union-attr]
    if attribution is not None:
        retro.tighten(attribution)
    retro.next()
    for who, ballot in zip(crew, ballots, strict=False):
        retro.vote(ballot, who)
    retro.open_seals()
    return retro, notes


def flat(told: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", told)).split())


def test_rankings_are_told_with_all_it_takes_to_check_them() -> None:
    retro, _ = voted("schulze", [2, 1, 3], [2, 3], [1, 2])
    told = rendered(retro)
    for name in ("text", "markdown", "html"):
        text = flat(told[name])
        assert (
            "3 of 5 voted, with a ranking each; counted as rankings, each against each, by "
            "strongest paths." in text
        )
        for line in (
            "Voters who put the first before the second",
            "2 over Fog, 3 over Rain",
            "Strongest paths",
        ):
            assert line in text
    assert "| For | Pairwise wins |" in told["markdown"]
    assert "| Wind | 2 |\n| Fog | 1 |\n| Rain | 0 |" in told["markdown"]
    assert "| Wind | 2 over Fog, 3 over Rain |" in told["markdown"]
    assert "Wind (2 pairwise wins)" in told["text"]
    assert max(map(len, told["text"].splitlines())) <= 80
    assert '<table class="detail"><caption>Strongest paths</caption>' in told["html"]
    counted = [row for row in rows(told["csv"]) if row["kind"] == "count"]
    assert len(counted) == 12
    assert (counted[0]["topic"], counted[0]["text"], counted[0]["votes"]) == (
        "Voters who put the first before the second", "Fog", "1",
    )  # fmt: skip
    assert (counted[0]["number"], counted[0]["reason"]) == ("1", "over #2")


def test_a_method_of_a_plugin_is_told_by_its_name() -> None:
    ranked = TallyMethod("pick_one", title="t", count=schulze, ballot="ranking")
    retro, _ = voted("pick_one", [2, 1, 3], tallies={"pick_one": ranked})
    said = "1 of 5 voted, with a ranking each; counted by pick one."
    assert said in rendered(retro)["text"]


def test_rounds_are_told_with_who_is_out_and_whose_votes_count_no_longer() -> None:
    retro, _ = voted("irv", [1], [1], [2], [2], [3])
    told = rendered(retro)
    text = flat(told["text"])
    assert "Round 1: Fog: 2 Wind: 2 Rain: 1 (out)" in text
    assert "Round 2: Fog: 2 (wins) Wind: 2 (wins) no choice left: 1" in text
    assert "Tied for the first place: Fog and Wind." in text
    [out] = [row for row in rows(told["csv"]) if row["reason"] == "out"]
    assert (out["number"], out["text"], out["votes"]) == ("3", "Rain", "1")
    [none] = [row for row in rows(told["csv"]) if row["text"] == "no choice left"]
    assert (none["number"], none["votes"], none["reason"]) == ("", "1", "")


@pytest.mark.parametrize(
    ("method", "ballot", "word"),
    [
        ("dots", {1: 1}, "dot"),
        ("plurality", 1, "vote"),
        ("score", {1: 4}, "point"),
        ("mine", {1: 1}, "member"),  # a plugin's word, though it is given by dots
    ],
)
def test_a_report_and_the_screen_count_in_the_same_word(
    method: str, ballot: object, word: str
) -> None:
    mine = TallyMethod("mine", title="mine", count=METHODS["dots"].count, unit="member")
    agenda = [Collect(columns=[Column("Sky")], sealed=False), Vote(method=method), Discuss()]
    retro = Retro.start(
        Format(name="v", title="V", purpose="P", agenda=agenda),
        team="Lander", members=["Ada"], tallies={**METHODS, "mine": mine},
    )  # fmt: skip
    retro.add_note("Sky", "Fog")
    retro.next()
    retro.vote(ballot, "Ada")
    retro.next()
    ((_, vote),) = retro.state.of(Vote)
    assert outcomes.unit(vote, 1) == word
    assert f'"unit": "{word}"' in rendered(retro)["json"]
    assert re.search(rf"\d {word}s?\)", rendered(retro)["text"])


@pytest.mark.parametrize("name", ["text", "markdown", "html", "csv"])
def test_a_tie_that_was_settled_is_told_with_how(name: str) -> None:
    retro, _ = voted("plurality", 1, 2)
    assert "Tied for the first place: Fog and Wind." in flat(rendered(retro)[name])
    retro.settle_tie(2, "we flipped a coin")
    told = flat(rendered(retro)[name])
    assert "Tied for the first place: Fog and Wind." in told
    assert "Wind was taken, because: we flipped a coin" in told
    if name != "csv":
        assert "2 of 5 voted, with one vote each." in told
        assert "1 more got no votes." in told


def test_halves_are_told_as_halves() -> None:
    told = rendered(voted("borda", [1, (2, 3)])[0])
    assert "| For | Points |" in told["markdown"]
    assert "| Rain | 0.5 |" in told["markdown"]
    assert "| Fog | 1 (2 points) |" in told["markdown"]
    assert "0.33" in rendered(voted("irv", [(1, 2, 3)])[0])["text"]


OBJECTING = ({1: 5, 2: (0, "too late")}, {1: 4, 2: 0}, {1: 3}, {1: 3}, {1: 3})


@pytest.mark.parametrize("name", ["text", "markdown", "html", "csv"])
def test_objections_are_told_with_who_and_why_where_they_are_named(name: str) -> None:
    told = flat(rendered(voted("consent", *OBJECTING)[0])[name])
    assert "Ada objects to Wind: too late" in told
    assert "Ben objects to Wind" in told
    if name != "csv":
        assert "voted, with 0 to 5 fingers each, where 0 objects." in told
        assert "2 Wind" not in told
    assert "1 (too late)" in told or name == "csv"


@pytest.mark.parametrize("name", ["text", "markdown", "html", "csv"])
def test_objections_without_a_name_are_told_from_the_floor_on(name: str) -> None:
    whole, few = (
        flat(rendered(voted("consent", *OBJECTING[:n], attribution=Attribution.ANONYMOUS)[0])[name])
        for n in (4, 3)
    )
    assert "too late" in whole
    assert "objects to" not in whole
    assert "too late" not in few
    assert "Why somebody objects is not shown: it takes 4 votes." in few


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "2025-03-04, 09:01 to 09:01 UTC (0 min)"),
        (59, "2025-03-04, 09:01 to 10:00 UTC (59 min)"),
        (120, "2025-03-04, 09:01 to 11:01 UTC (2 h)"),
        (125, "2025-03-04, 09:01 to 11:06 UTC (2 h 5 min)"),
        (24 * 60, "2025-03-04 to 2025-03-05"),
    ],
)
def test_when_it_was(minutes: int, words: str) -> None:
    retro = start()
    retro.close()
    retro.state.closed = retro.state.started + timedelta(minutes=minutes)
    assert f"- When: {words}\n" in rendered(retro)["markdown"]


def test_who_answered_and_left_is_counted_among_the_team() -> None:
    retro = start()
    go(retro, "Pulse")
    for who in ("Ada", "Ben", "Cy"):
        retro.answer("safe", 3, who)
    retro.leave("Ben")
    retro.next()
    assert "3 of 3 answered; median 3." in rendered(retro)["markdown"]


def test_a_topic_that_is_joined_after_the_vote_brings_its_votes_and_remarks_along() -> None:
    notes = [Column("Notes")]
    agenda = [Collect(columns=notes, sealed=False), Group(), Vote(budget=3), Discuss(), Decide()]
    made = Format(name="joined", title="Joined", purpose="Join late.", agenda=agenda)
    retro = Retro.start(made, team="Crew", members=["Ada"])
    for text in ("a", "b", "c", "d"):
        retro.add_note("Notes", text)
    first, second = retro.group([1, 2], "First"), retro.group([3, 4], "Second")
    retro.go("vote")
    retro.vote({first.number: 1, second.number: 2}, "Ada")
    retro.next()
    retro.take_topic(second.number)
    retro.remark("said of the second")
    retro.group([first.number, second.number], "Both")
    assert retro.state.votes_for(first.number) == 3
    assert retro.state.topic(second.number).title == "Both"
    assert retro.state.talking_about(retro.state.current or 0) == retro.state.topic(first.number)
    text = rendered(retro)["markdown"]
    assert "no longer there" not in text
    assert text.index("Both (3 dots)") < text.index("said of the second")


# --- What numbers tell -------------------------------------------------------------------------

EIGHT = ["Ada", "Ben", "Cy", "Di", "Eve", "Flo", "Gus", "Hal"]
TIRED = Scale("tired", "How tired are you?", reverse=True)
AGAIN = Choice("again", "Go again?", ["Yes", "If", "No"], favourable=["Yes", "If"])


def asked(question: Scale | Choice, *answers: object, team: int = 8, **more: object) -> Retro:
    """Hold a retro of one question, whose first members answer."""
    made = Format(name="asked", title="Asked", purpose="Ask.", agenda=[Ask(questions=[question])])
    retro = start(made, **{"members": EIGHT[:team], **more})
    for who, answer in zip(EIGHT, answers, strict=False):
        retro.answer(question.name, answer, who)
    retro.close()
    return retro


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ((3, 4, 5), []),
        ((4, 4, 5, 5), ["Those who answered largely agree."]),
        ((4, 4, 4, 4), ["All who answered gave the same answer."]),
        ((4,) * 8, ["All who answered gave the same answer."]),
        ((1, 1, 5, 5), ["The answers are split into two camps."]),
        ((2, 3, 4, 5), ["The answers are spread."]),
        ((1, 2, 3, 3, 4, 4, 5, 5), ["The middle half of the answers lies between 2.75 and 4.25.",
                                    "The answers are spread."]),
        ((1, 4, 4, 4, 4, 4, 4, 5), ["At least half of the answers are 4.",
                                    "Those who answered largely agree."]),
    ],
)  # fmt: skip
def test_the_answers_to_a_scale_are_read_out_in_words(answers: tuple[int], told: list[str]) -> None:
    retro = asked(Scale("pace", "How was the pace?"), *answers)
    text = rendered(retro)
    every = (
        "The middle half",
        "At least half",
        "largely agree",
        "gave the same",
        "split",
        "spread",
    )
    for name in ("markdown", "html", "text", "csv"):
        flat = " ".join(unescape(re.sub("<[^>]*>", "", text[name])).split())
        assert all(line in flat for line in told)
        assert sum(phrase in flat for phrase in every) == len(told)


def test_between_two_steps_nobody_agrees_or_is_split() -> None:
    text = rendered(asked(Scale("ok", "OK?", 0, 1), 0, 0, 1, 1))["text"]
    assert "4 of 8 answered; median 0.5.\n  2  " in text


def test_low_is_said_to_be_good_where_it_is() -> None:
    retro = asked(TIRED, 1, 2, 2)
    for name in ("markdown", "html", "text", "csv"):
        text = rendered(retro)[name]
        assert "median 2" in text
        assert "Reverse-scored: low is the good end." in text


@pytest.mark.parametrize(
    ("answers", "team", "told"),
    [
        (("Yes", "If", "No"), 3, '2 of 3 said "Yes" or "If".'),
        (("Yes", "If", "Yes", "No"), 6, '3 of the 4 who answered said "Yes" or "If"; of all 6 it '
         "is between 3 and 5, whatever the others think."),
    ],
)  # fmt: skip
def test_what_the_silent_could_make_of_it_is_told(
    answers: tuple[str], team: int, told: str
) -> None:
    text = rendered(asked(AGAIN, *answers, team=team))
    assert told in text["markdown"]
    for name in ("html", "text", "csv"):
        flat = " ".join(unescape(re.sub("<[^>]*>", "", text[name])).replace('""', '"').split())
        assert told in flat


def test_of_a_choice_without_favourable_options_counts_are_told() -> None:
    text = rendered(asked(Choice("again", "Go again?", ["Yes", "No"]), "Yes", "No"))["text"]
    assert "2 of 8 answered.\n  1  ###  " in text


def earlier_retros(*retros: Retro) -> tuple[Digest, ...]:
    return tuple(
        evolve(
            digest_of(each.state),
            id=f"r{number:07}",
            started=each.state.started - timedelta(days=90 - number),
        )
        for number, each in enumerate(retros)
    )


def test_answers_are_shown_beside_those_of_earlier_retros() -> None:
    before = earlier_retros(asked(TIRED, 5, 5, 4), asked(TIRED, 3, 4))
    told = rendered(asked(TIRED, 1, 2, 2), history=before)
    assert "▁▄▆\n" in told["markdown"]
    assert "| 2025-03-04 | 4 | 3 of 8 | 0 0 0 2 1 |" in told["markdown"]
    assert "  2024-12-04  1       3 of 8    2 1 0 0 0\n" in told["text"]
    assert told["html"].count("<polyline") == 1
    assert "<td>4</td><td>3 of 8</td><td>0 0 0 2 1</td></tr>" in told["html"]
    for name in ("markdown", "html", "text"):
        flat = " ".join(re.sub("<[^>]*>", "", told[name]).split())
        assert "Since last time: up from 2.5 to 4. Too few answers to call it a change" in flat
        assert "Trend: 3 retros; it takes 6 or more to tell a trend from chance" in flat
        assert "Reverse-scored: the numbers are turned round here, so that more is better." in flat
    table = [row for row in rows(told["csv"]) if row["kind"] == "over time"]
    assert [(r["retro"], r["date"], r["text"], r["count"], r["of"]) for r in table] == [
        ("r0000000", "2024-12-04", "median 1", "3", "8"),
        ("r0000001", "2024-12-05", "median 2.5", "2", "8"),
        ("k3f9x2bc", "2025-03-04", "median 4", "3", "8"),
    ]


def test_the_share_of_a_choice_is_shown_over_time_with_its_options() -> None:
    told = rendered(asked(AGAIN, "Yes", "No", "No"), history=earlier_retros(asked(AGAIN, "If")))
    assert 'Followed is who said "Yes" or "If".' in told["markdown"]
    assert "| 2025-03-04 | 1 of 3 | 3 of 8 | 1 to 6 of 8 |" in told["markdown"]
    assert "<polygon" in told["html"]
    table = [row for row in rows(told["csv"]) if row["kind"] == "over time"]
    assert [(r["text"], r["status"]) for r in table] == [
        ("share 1 of 1", "1 to 8 of 8"), ("share 1 of 3", "1 to 6 of 8"),
    ]  # fmt: skip


def test_what_is_withheld_is_not_shown_over_time() -> None:
    before = earlier_retros(asked(TIRED, 5, 5, 4), asked(TIRED, 3, 4, 4))
    retro = asked(TIRED, 1, 2, attribution=Attribution.ANONYMOUS)
    told = rendered(retro, history=before)
    for name in ("markdown", "html", "text"):
        assert "2 of 8 answered; it takes 3 to show this" in told[name]
        assert "Over time" not in told[name]
    assert not [row for row in rows(told["csv"]) if row["kind"] == "over time"]
    # Nor is a question that nobody asked this time.
    assert "Over time" not in rendered(asked(AGAIN, "Yes"), history=before)["text"]


def test_what_became_of_the_goals_is_shown_with_earlier_retros() -> None:
    retro = tour()
    past = evolve(digest_of(retro.state), id="b2b2b2b2", measures={})
    past = evolve(past, started=past.started - timedelta(days=14))
    told = rendered(retro, history=[past])
    line = (
        "Home safe: 2 decisions served it, 0 were at its cost; "
        "its action items: 0 done, 2 open, 0 dropped"
    )
    assert f"- {line}" in told["markdown"]
    assert f"- {line}" in " ".join(told["text"].split())
    assert "0 done, 2 open, 0 dropped</p>" in told["html"]
    [row] = [row for row in rows(told["csv"]) if row["kind"] == "goal"]
    assert (row["serves"], row["count"]) == ("Home safe", "2")


# --- What they must not tell ------------------------------------------------------------------


@pytest.mark.parametrize("attribution", Attribution)
def test_nothing_sealed_is_in_any_report(attribution: Attribution) -> None:
    retro = start(attribution=attribution, members=["Ada", "Ben", "Cy", "Di", "Eve"])
    go(retro, "Pulse")
    for who in retro.state.here:
        retro.answer("word", f"secret-answer-{who}", who)
    assert all("secret" not in text for text in rendered(retro).values())
    assert "5 contributions are still hidden" in rendered(retro)["text"]
    go(retro, "Harvest")
    assert all("secret-answer-Eve" in text for text in whole(rendered(retro)).values())
    receipts = [retro.add_note("Wind", f"secret-note-{who}", who) for who in retro.state.here]
    assert all("secret-note" not in text for text in rendered(retro).values())
    retro.delete_note(receipts.pop())  # type: ignore[arg-type]
    go(retro, "Dots")
    told = rendered(retro)
    assert all("secret-note-Ada" in text for text in whole(told).values())
    assert all("secret-note-Eve" not in text for text in told.values())
    candidates = list(retro.state.notes)
    retro.vote({candidates[-1]: 3}, "Ben")
    told = rendered(retro)
    assert "standing" not in {row["kind"] for row in rows(told["csv"])}
    assert all("3 dots" not in text and " voted" not in text for text in told.values())
    assert "1 contribution is still hidden" in told["html"]


@pytest.mark.parametrize("attribution", [Attribution.CONFIDENTIAL, Attribution.ANONYMOUS])
def test_authors_are_named_only_where_the_log_names_them(attribution: Attribution) -> None:
    crew = [f"Sailor-{each}" for each in "VWXYZ"]
    retro = start(members=crew, facilitator=None, attribution=attribution)
    go(retro, "Pulse")
    for who in crew:
        retro.answer("safe", 3, who)
        retro.answer("word", "Fog", who)
    go(retro, "Harvest")
    for who in crew:
        retro.add_note("Wind", f"Breeze {crew.index(who)}", who)
    go(retro, "Dots")
    for who in crew:
        retro.vote({next(iter(retro.state.notes)): 2}, who)
    retro.close()
    told = rendered(retro)
    assert all("Breeze 4" in text for text in told.values())
    for name in ("markdown", "html", "text"):
        there = [line for line in told[name].splitlines() if "Sailor-" in line]
        assert len(there) == 1
        assert f"The notes are {attribution.value}." in told[name]
        assert f"({attribution.value})" in told[name]
    assert {r["kind"] for r in rows(told["csv"]) if "Sailor-" in str(r)} == {"member"}
    results = json.loads(told["json"])
    assert {key for key, value in results.items() if "Sailor-" in str(value)} == {"members"}


def test_a_tightening_does_not_make_old_notes_look_safer() -> None:
    retro = start()
    go(retro, "Harvest")
    retro.add_note("Wind", "Breeze", "Ada")
    retro.next()
    retro.tighten(Attribution.ANONYMOUS)
    assert "The notes are" not in rendered(retro)["markdown"]


def test_what_is_withheld_says_why() -> None:
    retro = start(attribution=Attribution.ANONYMOUS)
    go(retro, "Pulse")
    retro.answer("safe", 5, "Ada")
    retro.answer("safe", 5, "Ben")
    go(retro, "Harvest")
    retro.add_note("Wind", "Breeze", "Ada")
    go(retro, "Dots")
    retro.vote({1: 1}, "Cy")
    retro.close()
    told = rendered(retro)
    for name in ("markdown", "html", "text"):
        assert "2 of 3 answered; it takes 3 to show this (anonymous)." in told[name]
        assert "1 of 3 voted; it takes 3 to show this (anonymous)." in told[name]
        assert "median" not in told[name]
    status = {row["kind"]: row["status"] for row in rows(told["csv"])}
    assert (status["answered"], status["vote"]) == ("withheld", "withheld")
    activities = {each["kind"]: each for each in json.loads(told["json"])["activities"]}
    [safe] = activities["ask"]["blocks"][0]["blocks"]
    [voted] = activities["vote"]["blocks"]
    for block, count in ((safe, 2), (voted, 1)):
        assert (block["block"], block["count"], block["of"]) == ("text", count, 3)
        assert (block["status"], block["figures"]) == ("withheld", {"floor": 3})


# --- answers about teammates

PEERS = Ask(
    title="Fair",
    questions=[
        Allocation("points", "Who carried what?"),
        PeerRating("care", "Care?", ["Helps", "Listens"], labels=("never", "always")),
    ],
)
CREW = ("Ada", "Ben", "Cy", "Dee")


def rated(attribution: Attribution, shown_to: ShownTo = "member") -> Retro:
    """Return a retro in which only two could say how the others listen."""
    asked = [evolve(each, shown_to=shown_to) for each in PEERS.questions]  # type: ignore[call-arg]
    format = Format(name="f", title="F", purpose="P.", agenda=[evolve(PEERS, questions=asked)])
    retro = start(format, members=CREW, facilitator=None, attribution=attribution)
    for number, who in enumerate(CREW):
        mates = retro.teammates("points", who)
        row = [60, 30, 10] if len(mates) == 3 else [50, 30, 15, 5]
        retro.answer("points", dict(zip(mates, row, strict=True)), who)
        listens = None if number < 2 else 4
        retro.answer("care", {each: [1 + number, listens] for each in mates}, who)
    retro.close()
    return retro


def test_named_answers_about_teammates_are_told_by_all_reports() -> None:
    told = rendered(rated(Attribution.NAMED))
    for name in ("text", "markdown", "html", "csv"):
        for said in (
            "Ben 60, Cy 30, Dee 10",
            "Ben 1/?, Cy 1/?, Dee 1/?",
            "more than one and a half equal shares",
            "Ben: You were given 30 to 60 by 3, median 30.",
            "5 (always)",
        ):
            assert said in unescape(told[name]), (name, said)
    assert "Listens\n6 ratings, median 4." in told["text"]
    listens = [each for each in rows(told["csv"]) if each["topic"].endswith(": Listens")]
    assert [(each["text"], each["count"], each["of"]) for each in listens][-3:] == [
        ("4", "6", "6"), ("5 (always)", "0", "6"), ("not sure", "6", "6")
    ]  # fmt: skip
    shares = [each for each in rows(told["csv"]) if each["text"].endswith(" equal share")]
    assert {each["of"] for each in shares} == {"12"}


@pytest.mark.parametrize("attribution", [Attribution.CONFIDENTIAL, Attribution.ANONYMOUS])
def test_what_a_team_is_told_of_answers_about_teammates(attribution: Attribution) -> None:
    alone, to_all = whole(rendered(rated(attribution))), rendered(rated(attribution, "team"))
    for name, text in alone.items():
        assert "You were given" not in text
        assert "You were given" in unescape(to_all[name]), name
        assert "Listens: Too few could say." in unescape(to_all[name])
        assert "1/?" not in text + to_all[name]
        if name not in ("json", "csv"):
            assert "ratings, of too few people to show them." in unescape(text), name
            assert "not sure" not in text
    assert "for the group" not in alone["csv"]


def test_what_a_scoring_says_to_the_group_is_told() -> None:
    finding = Finding(severity=Severity.NOTICE, sentence="It is even.")
    scoring = Scoring(
        name="received", title="Own",
        score=lambda answers: Scores(group=["All gave alike."], findings=[finding]),
    )  # fmt: skip
    retro = start(
        Format(name="f", title="F", purpose="P.", agenda=[PEERS]),
        members=CREW, facilitator=None, scorings={"received": scoring},
    )  # fmt: skip
    retro.answer("points", [100, 0, 0], "Ada")
    retro.close()
    for name, text in whole(rendered(retro)).items():
        assert "All gave alike." in text, name
    noticed = list(noticed_at_opening(retro.state, []))
    assert noticed == [finding]


def test_an_action_item_says_which_decision_it_came_of() -> None:
    with Logbook(":memory:", plugins=Plugins()) as logbook:
        format = Format(name="f", title="F", purpose="Decide.", agenda=[Decide()])
        retro = logbook.start(format, team="Lander", members=["Ana"])
        retro.add_action("Of nothing")
        decided = retro.remark("Move the stand-up", decision=True)
        remarked = retro.remark("We might write it down")
        kept = retro.remark("Keep the wall", decision=True)
        retro.add_action("Book the room at ten", origin=decided.number)
        retro.add_action("Write it down", origin=remarked.number)
        retro.add_action(origin=kept.number)
        for name in ("text", "markdown", "html"):
            text = " ".join(unescape(logbook.report(retro, name)).split())
            assert 'from the decision "Move the stand-up"' in text
            assert 'from the remark "We might write it down"' in text
            assert text.count("from a decision") == 1
            assert 'decision "Keep' not in text
        origins = [each["origin"] for each in logbook.results(retro)["actions"]]
        assert origins == [None, decided.number, remarked.number, kept.number]
