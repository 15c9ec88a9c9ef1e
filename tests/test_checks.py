"""The built-in checks: what each notices, and when it keeps quiet."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pluggy
import pytest
from grand_tour import FORMAT, earlier, go, start, tour

from retrokit import builtin, hookspecs
from retrokit.checks import Check
from retrokit.engine.digest import Digest, digest_of
from retrokit.events import ActionStatus
from retrokit.findings import Finding, Severity
from retrokit.formats import Attribution, Collect, Column, Decide, Format
from retrokit.retro import Retro

CHECKS = {each.name: each for each in builtin.retrokit_register_checks()}
DUE = date(2025, 4, 1)


def found(name: str, retro: Retro, *history: Digest) -> list[Finding]:
    return list(CHECKS[name].run(retro.state, history))


def only(name: str, retro: Retro, *history: Digest) -> Finding:
    (finding,) = found(name, retro, *history)
    return finding


def at_decide(**more: object) -> Retro:
    retro = start(**more)
    go(retro, "Decide")
    return retro


def with_notes(*texts: str, **more: object) -> Retro:
    retro = start(**more)
    go(retro, "Harvest")
    for text, who in zip(texts, ["Ada", "Ben", "Cy"] * 2, strict=False):
        retro.add_note("Wind", text, who)
    return retro


def by_text(retro: Retro) -> dict[str, int]:
    return {note.text: number for number, note in retro.state.notes.items()}


def test_they_come_through_the_hook_with_a_docstring_each() -> None:
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    manager.register(builtin)
    (registered,) = manager.hook.retrokit_register_checks()
    assert len(registered) == len({each.name for each in registered}) == 12
    for each in registered:
        assert isinstance(each, Check)
        assert each.run.__doc__
        assert each.applies_to(start().state)


def test_nothing_is_noticed_about_a_retro_that_has_only_begun() -> None:
    retro = start()
    assert [finding for name in CHECKS for finding in found(name, retro)] == []


def test_no_finding_on_a_whole_retro_blames_or_breaks_a_line() -> None:
    retro = tour("Fog\nand more fog")
    findings = [finding for name in CHECKS for finding in found(name, retro)]
    assert len(findings) >= 4
    for each in findings:
        assert "\n" not in each.sentence
        assert each.sentence[-1] in ".?!"
        assert all("\n" not in line for line in each.evidence)


@pytest.mark.parametrize(
    ("name", "severity", "one", "two"),
    [
        (
            "no-owner",
            Severity.WARNING,
            "1 action item is still looking for an owner.",
            "2 action items are still looking for an owner.",
        ),
        (
            "no-date",
            Severity.NOTICE,
            "1 action item has no due date yet.",
            "2 action items have no due date yet.",
        ),
    ],
)
def test_action_items_without_an_owner_or_a_date(
    name: str, severity: Severity, one: str, two: str
) -> None:
    retro = at_decide()
    retro.add_action("Look out", owner="Ada", due=DUE)
    first = retro.add_action("Wave")
    assert found(name, retro) == []  # still deciding
    retro.next()
    assert only(name, retro).sentence == one
    assert only(name, retro).severity is severity
    assert only(name, retro).evidence == (f"{first.number}: Wave",)
    retro.add_action("Sing")
    assert only(name, retro).sentence == two
    retro.back()
    assert found(name, retro) == []
    retro.close()
    assert only(name, retro).sentence == two
    for number in retro.state.actions:
        retro.change_action(number, status=ActionStatus.DONE)
    assert found(name, retro) == []


def test_without_a_decide_it_is_only_known_at_the_end() -> None:
    format = Format(name="x", title="X", purpose="P", agenda=[Collect(columns=[Column("A")])])
    retro = start(format)
    retro.add_action("Wave")
    assert found("no-owner", retro) == []
    retro.close()
    assert found("no-owner", retro) != []


def test_talk_and_no_action() -> None:
    retro = with_notes("Fog", "Wind")
    go(retro, "Talk")
    retro.take_topic(by_text(retro)["Fog"])
    go(retro, "Parking")
    finding = only("no-action", retro)
    assert finding.sentence.startswith("1 topic was talked about, and no action item came of it.")
    assert finding.evidence == ("Fog",)
    go(retro, "Talk")
    assert found("no-action", retro) == []
    retro.take_topic(by_text(retro)["Wind"])
    retro.add_action("Wave")
    retro.close()
    assert found("no-action", retro) == []
    assert found("no-action", at_decide()) == []


def test_most_items_with_one_person() -> None:
    retro = at_decide(
        carried=[earlier(1, "Old", owners=("Ben",)), earlier(2, "Older", owners=("Cy",))]
    )
    retro.add_action("One", owner="Ben")
    retro.next()
    assert found("one-owner", retro) == []  # two of three are not many
    retro.add_action("Two", owner="Ben")
    finding = only("one-owner", retro)
    assert finding.sentence.startswith("3 of 4 open action items are with Ben.")
    assert finding.evidence == ("One", "Two", "Old")
    retro.add_action("Nobody's")
    retro.add_action("Nobody's either")
    assert found("one-owner", retro) == []  # three of six are not most
    alone = at_decide(members=["Ada"])
    for text in "abc":
        alone.add_action(text, owner="Ada")
    alone.close()
    assert found("one-owner", alone) == []
    nobody = at_decide()
    nobody.close()
    assert found("one-owner", nobody) == []


def test_more_than_a_team_gets_done() -> None:
    retro = at_decide(carried=[earlier(1, "Old"), earlier(2, "Gone", status=ActionStatus.DONE)])
    for text in "abcd":
        retro.add_action(text)
    retro.next()
    assert found("too-many", retro) == []
    retro.add_action("e")
    finding = only("too-many", retro)
    assert finding.sentence.startswith("6 action items are open now.")
    assert finding.evidence == ("a", "b", "c", "d", "e", "Old")


def test_carried_on_again_and_again() -> None:
    def digest(id: str, *reviewed: object) -> Digest:
        return Digest(
            id=id,
            team="Crew",
            format="tour",
            title="T",
            started=datetime(2025, 2, 1, tzinfo=UTC),
            carried=reviewed,  # type: ignore[arg-type]
        )

    carried = [earlier(1, "Mend the sail"), earlier(2, "Paint"), earlier(3, "Old")]
    before = digest("c3c3c3c3", earlier(7, "Mend the sail", reviewed=True))
    # The number of an item here is not its number there: what tells is where it is from.
    again = earlier(1, "Mend the sail", reviewed=True)
    before = digest("c3c3c3c3", again, earlier(3, "Old", reviewed=True))
    retro = start(carried=carried)
    assert found("carried-again", retro, before) == []
    go(retro, "Review")
    retro.review(1, "carried")
    retro.review(2, "carried")
    retro.review(3, "done")
    finding = only("carried-again", retro, before)
    assert finding.sentence.startswith("1 action item has been carried on more than once.")
    assert finding.evidence == ("1: Mend the sail (carried on 2 times)",)
    assert found("carried-again", retro, digest_of(retro.state)) == []  # itself is not history


def test_goals_that_no_item_serves() -> None:
    retro = at_decide()
    go(retro, "Parking")
    assert found("goal-unserved", retro) == []  # no action items at all: another check says so
    first = retro.add_action("Look out")
    finding = only("goal-unserved", retro)
    assert finding.sentence.startswith("Nothing that was decided serves these goals of the retro.")
    assert finding.evidence == FORMAT.goals
    retro.change_action(first.number, serves="1")
    assert "this goal" in only("goal-unserved", retro).sentence
    retro.add_action("Sing", serves="2")
    assert found("goal-unserved", retro) == []


def test_a_favourite_that_was_not_talked_about() -> None:
    retro = with_notes("Fog", "Wind", "Reef")
    go(retro, "Dots")
    numbers = by_text(retro)
    retro.vote({numbers["Fog"]: 1, numbers["Wind"]: 1}, "Ada")
    go(retro, "Talk")
    retro.take_topic(numbers["Reef"])
    assert found("favourite-left", retro) == []
    go(retro, "Decide")
    finding = only("favourite-left", retro)
    assert finding.sentence == (
        "2 topics that came first in the vote were not talked about. "
        "Shall they open the next retro?"
    )
    assert {line.split(": ")[1] for line in finding.evidence} == {"Fog", "Wind"}
    retro.remark("Said after all", topic=numbers["Fog"])
    retro.remark("About the whole", topic=None)
    assert only("favourite-left", retro).sentence.startswith("1 topic that came first")
    assert only("favourite-left", retro).evidence == (f"{numbers['Wind']}: Wind",)
    retro.delete_note(numbers["Wind"])
    assert found("favourite-left", retro) == []


def test_a_vote_that_is_withheld_has_no_favourite() -> None:
    retro = with_notes("Fog", attribution=Attribution.ANONYMOUS)
    go(retro, "Dots")
    retro.vote(dict.fromkeys(retro.state.notes, 1), "Ada")
    retro.close()
    assert found("favourite-left", retro) == []


def test_what_got_done_is_recognised() -> None:
    carried = [earlier(1, "Mend the sail", owners=("Ben",)), earlier(2, "Paint"), earlier(3, "Old")]
    retro = start(carried=carried)
    go(retro, "Review")
    retro.review(2, "done")
    assert only("earlier-done", retro).sentence == "1 earlier action item got done. Thank you!"
    retro.review(1, "done")
    finding = only("earlier-done", retro)
    assert finding.severity is Severity.GOOD
    assert finding.sentence == "2 earlier action items got done. Thank you, Ben!"
    assert finding.evidence == ("Ben: Mend the sail", "Paint")


def test_everybody_wrote() -> None:
    retro = with_notes("Fog", "Wind", "Reef")
    go(retro, "Group")
    assert found("everybody-wrote", retro) == []  # one collect is still to come
    retro.close()
    assert only("everybody-wrote", retro).sentence == "Everybody wrote at least one note."
    retro.reopen()
    retro.join("Di")
    retro.close()
    assert found("everybody-wrote", retro) == []


def test_a_facilitator_may_listen() -> None:
    retro = with_notes("Fog", "Wind", "Reef", facilitator="Di")
    retro.close()
    assert only("everybody-wrote", retro).sentence == (
        "Everybody else wrote at least one note, and the facilitator made room for it."
    )


@pytest.mark.parametrize("attribution", [Attribution.CONFIDENTIAL, Attribution.ANONYMOUS])
def test_who_wrote_is_not_asked_where_notes_are_not_named(attribution: Attribution) -> None:
    retro = with_notes("Fog", "Wind", "Reef", attribution=attribution)
    retro.close()
    assert found("everybody-wrote", retro) == []


def test_a_retro_that_only_decides() -> None:
    retro = start(Format(name="d", title="D", purpose="P", agenda=[Decide()]))
    retro.close()
    assert found("everybody-wrote", retro) == []
