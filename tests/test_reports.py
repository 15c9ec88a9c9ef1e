"""What the reports tell, and what they must never tell."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from html import unescape
from random import Random

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
)

from retrokit.codec import import_log
from retrokit.findings import Finding, Severity
from retrokit.formats import Ask, Attribution, Collect, Column, Decide, Discuss, Format, Group, Vote
from retrokit.questions import Choice, Scale
from retrokit.reports import Record
from retrokit.retro import Retro, fold
from retrokit.retro.digest import Digest, digest_of

FINDING = Finding(severity=Severity.GOOD, sentence="All hands.", evidence=["Ada", "Ben"])


# --- What they tell ---------------------------------------------------------------------------


def test_markdown_tells_all_of_it() -> None:
    text = rendered(tour(), findings=[FINDING])["markdown"]
    for line in (
        "# Grand tour: Crew",
        "- Who: Ada, Ben and Cy",
        "- Facilitator: Ada",
        "- Home safe",
        "| 16 | Fog | Ben | 2025-03-10 | open, overdue | Home safe |",
        "| 17 | Look out | nobody yet | no date yet | open |  |",
        "| 18 | Steer clear | Cy | 2025-04-01 | done |  |",
        "| 19 | Wave | nobody yet | no date yet | dropped: Fog |  |",
        "- No owner yet: 17 (Look out)",
        "- No date yet: 17 (Look out)",
        "- Overdue: 16 (Fog)",
        "1 of 5 earlier action items got done. Thank you, Ben!",
        "- Mend the sail (Ben, from retro b2b2b2b2): done",
        "- Paint the hull (from retro b2b2b2b2): dropped because: Fog",
        "- Buy a horn (Cy, by 2025-02-20, from retro b2b2b2b2): "
        "carried on, overdue since 2025-02-20",
        "- Count the ropes (by 2026-01-01, from retro b2b2b2b2): not looked at, still open",
        "- Old news (from retro b2b2b2b2): dropped",
        "3 of 3 answered; median 4.",
        "| 1 (not at all) | 0 |",
        "| 5 (fully) | 1 |",
        "- Ben: 4",
        "Nobody of 3 answered.",
        "2 of 3 answered; more than one could be chosen.",
        "- Ada: Axe, Rope",
        "- Fog (Cy)",
        "### Dangers (6 votes)",
        "- Reef ahead (Rocks, Cy)",
        "- Shallow water (Rocks)",
        "- Seen at once (Later, Ben)",
        "- Fog (Ada, 3 votes)",
        "3 of 3 voted, with up to 3 votes each.",
        "| 6 | Dangers |",
        "2 more got no votes.",
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
        "3 of 3 voted, with up to 3 votes each.",
        "2 more got no votes.",
        "No owner yet: 17 (Look out)",
        "Not talked about",
        "Whirlpool",
        "All hands.",
        "carried on",
    ):
        assert words in page, words
        assert words in told["text"], words
    table = rows(told["csv"])
    action = next(row for row in table if row["number"] == "16")
    assert (action["kind"], action["owner"], action["due"]) == ("action", "Ben", "2025-03-10")
    assert (action["goal"], action["status"]) == ("Home safe", "overdue")
    past = [(r["text"], r["status"], r["from_retro"]) for r in table if r["kind"].startswith("ear")]
    assert ("Mend the sail", "done", "b2b2b2b2-11") in past
    standing = next(row for row in table if row["kind"] == "standing")
    assert (standing["text"], standing["votes"], standing["status"]) == ("Dangers", "6", "first")
    assert {row["kind"] for row in table} == {
        "member", "action", "earlier action", "question", "result", "answer", "topic", "note",
        "vote", "standing", "discussed", "not discussed", "remark", "decision", "finding",
    }  # fmt: skip


def test_the_same_record_gives_the_same_bytes() -> None:
    retro = tour()
    again = Record(state=fold(retro.log), log=retro.log, today=TODAY)
    for each in REPORTS.values():
        assert each.render(record(retro)) == each.render(record(retro)) == each.render(again)


def test_json_is_the_log() -> None:
    retro = tour()
    assert tuple(import_log(rendered(retro)["json"])) == retro.log


def test_a_retro_that_has_hardly_begun() -> None:
    retro = Retro.start(FORMAT, team="Crew", clock=Clock(), rng=Random(3))
    told = rendered(retro)
    for name in ("markdown", "html", "text"):
        assert "This retro is not closed yet; it is at Welcome." in told[name]
        assert "No action items were written down." in told[name]
        assert "nobody by name" in told[name]
        assert "begun at 09:01 UTC" in told[name]
    lonely = Record(state=fold(retro.log[:1]), log=retro.log[:1], today=TODAY)
    assert "This retro is not closed yet.\n" in REPORTS["markdown"].render(lonely)


def test_what_was_skipped_and_what_is_gone() -> None:
    retro = start()
    retro.skip()
    go(retro, "Harvest")
    retro.add_note("Wind", "One", "Ada")
    retro.add_note("Rocks", "Two", "Ben")
    go(retro, "Dots")
    first, second = retro.state.notes
    retro.vote("Ada", {first: 1})
    go(retro, "Talk")
    retro.take_topic(first)
    retro.remark("About what is gone")
    retro.delete_note(first)
    retro.remark("Not taken", topic=second)
    retro.leave("Cy")
    retro.leave("Ada")
    text = rendered(retro)["markdown"]
    assert "- Skipped: Welcome" in text
    assert "| 1 | (no longer there) |" in text
    assert "### (no longer there)" in text
    assert "Ada (left early), Ben and Cy (left early)" in text
    assert "- Not taken (about: Two)" in text
    assert "Facilitator" not in text
    assert {"here", "left early"} <= {row["status"] for row in rows(rendered(retro)["csv"])}


def test_a_retro_with_little_in_it() -> None:
    retro = start(carried=[earlier(1, "Mend the sail"), earlier(2, "Paint", owner="Ben")])
    go(retro, "Late harvest")
    first = retro.add_note("Later", "One", "Ada")
    go(retro, "Harvest")
    retro.add_note("Wind", "Two", "Ada")
    go(retro, "Dots")
    second = max(retro.state.notes)
    retro.group([second], "Pile of one")
    for number in (second, first.number):  # type: ignore[union-attr]
        retro.change_action(1, text=f"Mend {number}")
    retro.vote("Ada", {second: 1, first.number: 1})  # type: ignore[union-attr]
    go(retro, "Talk")
    retro.add_action("Row", owner="Ada", due=TODAY)
    told = rendered(retro)
    for name in ("markdown", "html", "text"):
        assert "Thank you" not in told[name]
        assert "got no votes" not in told[name]
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
    retro.vote("Ada", {item.number: 1})
    retro.close()
    assert "| 1 | Row harder |" in rendered(retro)["markdown"]


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
    retro.vote("Ada", {first.number: 1, second.number: 2})
    retro.next()
    retro.take_topic(second.number)
    retro.remark("said of the second")
    retro.group([first.number, second.number], "Both")
    assert retro.state.votes_for(first.number) == 3
    assert retro.state.topic(second.number).title == "Both"
    assert retro.state.talking_about(retro.state.current or 0) == retro.state.topic(first.number)
    text = rendered(retro)["markdown"]
    assert "no longer there" not in text
    assert text.index("Both (3 votes)") < text.index("said of the second")


# --- What numbers tell -------------------------------------------------------------------------

CREW = ["Ada", "Ben", "Cy", "Di", "Eve", "Flo", "Gus", "Hal"]
TIRED = Scale("tired", "How tired are you?", reverse=True)
AGAIN = Choice("again", "Go again?", ["Yes", "If", "No"], favourable=["Yes", "If"])


def asked(question: Scale | Choice, *answers: object, team: int = 8, **more: object) -> Retro:
    """Hold a retro of one question, whose first members answer."""
    made = Format(name="asked", title="Asked", purpose="Ask.", agenda=[Ask(questions=[question])])
    retro = start(made, **{"members": CREW[:team], **more})
    for who, answer in zip(CREW, answers, strict=False):
        retro.answer(question.name, answer, who)
    retro.close()
    return retro


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ((3, 4, 5), []),
        ((4, 4, 5, 5), ["Those who answered largely agree."]),
        ((4, 4, 4, 4), ["All who answered gave the same answer."]),
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
    assert "2 of 8 answered.\n  1  ######" in text


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
        assert "Since last time: up from 2.5 to 4; " in flat
        assert "Trend: 3 retros; with fewer than 5 no trend could be told from chance" in flat
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
    line = "Home safe: 2 action items so far: 0 done, 2 open, 0 dropped"
    assert f"- {line}" in told["markdown"]
    assert f"- {line}" in told["text"]
    assert "2 action items so far: 0 done, 2 open, 0 dropped</p>" in told["html"]
    [row] = [row for row in rows(told["csv"]) if row["kind"] == "goal"]
    assert (row["goal"], row["count"], row["of"]) == ("Home safe", "0", "2")


# --- What they must not tell ------------------------------------------------------------------


@pytest.mark.parametrize("attribution", Attribution)
def test_nothing_sealed_is_in_any_report(attribution: Attribution) -> None:
    retro = start(attribution=attribution, members=["Ada", "Ben", "Cy", "Di", "Eve"])
    go(retro, "Pulse")
    for who in retro.state.here:
        retro.answer("word", f"secret-answer-{who}", who)
    assert all("secret" not in text for text in rendered(retro).values())
    assert "5 contributions are still sealed" in rendered(retro)["text"]
    go(retro, "Harvest")
    assert all("secret-answer-Eve" in text for text in rendered(retro).values())
    receipts = [retro.add_note("Wind", f"secret-note-{who}", who) for who in retro.state.here]
    assert all("secret-note" not in text for text in rendered(retro).values())
    retro.delete_note(receipts.pop())  # type: ignore[arg-type]
    go(retro, "Dots")
    told = rendered(retro)
    assert all("secret-note-Ada" in text for text in told.values())
    assert all("secret-note-Eve" not in text for text in told.values())
    candidates = list(retro.state.notes)
    retro.vote("Ben", {candidates[-1]: 3})
    told = rendered(retro)
    assert "standing" not in {row["kind"] for row in rows(told["csv"])}
    assert all("3 votes" not in text and " voted" not in text for text in told.values())
    assert "1 contribution is still sealed" in told["html"]


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
        retro.vote(who, {next(iter(retro.state.notes)): 2})
    retro.close()
    told = rendered(retro)
    assert all("Breeze 4" in text for text in told.values())
    for name in ("markdown", "html", "text"):
        there = [line for line in told[name].splitlines() if "Sailor-" in line]
        assert len(there) == 1
        assert f"The notes are {attribution.value}." in told[name]
        assert f"({attribution.value})" in told[name]
    assert {r["kind"] for r in rows(told["csv"]) if "Sailor-" in str(r)} == {"member"}
    events = json.loads(told["json"])["events"]
    assert {e["event"] for e in events if "Sailor-" in str(e)} == {"Started"}


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
    retro.vote("Cy", {1: 1})
    retro.close()
    told = rendered(retro)
    for name in ("markdown", "html", "text"):
        assert "2 of 3 answered; it takes 3 to show this (anonymous)." in told[name]
        assert "1 of 3 voted; it takes 3 to show this (anonymous)." in told[name]
        assert "median" not in told[name]
    status = {row["kind"]: row["status"] for row in rows(told["csv"])}
    assert (status["question"], status["vote"]) == ("withheld", "withheld")
