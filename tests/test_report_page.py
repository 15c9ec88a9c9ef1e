"""The report as a page: what was decided first, in the colours of the columns, and on paper."""

from __future__ import annotations

import re

import pytest
from accessibility import audit
from attrs import evolve
from crew import made_of
from grand_tour import REPORTS, go, record, rendered, start, tour
from playwright.sync_api import Browser

from retrokit.builtin.checks import without_owner
from retrokit.formats import Ask, Collect, Column, Decide, Discuss, Group, Vote, Welcome
from retrokit.hues import DARK, HUES, LIGHT
from retrokit.questions import Choice
from retrokit.reports.html import CSS
from retrokit.reports.summary import ACTIONS, DECISIONS, TOPICS
from retrokit.retro import Retro

NOTES = made_of(
    Collect(columns=[Column("Mad", color="red"), Column("Glad")], sealed=False),
    Group(), Vote(method="approval"), Discuss(), Decide(),
)  # fmt: skip
WIDE = "W" * 8 + " "


def page_of(retro: Retro, name: str = "html") -> str:
    return REPORTS[name].render(record(retro))


def headings(page: str) -> list[str]:
    return [re.sub("<[^>]*>", "", each) for each in re.findall(r"<h2.*?</h2>", page)]


def discussed(notes: int = 3, decisions: int = 2, actions: int = 2, words: str = "") -> Retro:
    """Return a retro in which Mad and Glad notes were voted on, discussed and decided about."""
    retro = start(NOTES)
    for at in range(notes):
        retro.add_note(("Mad", "Glad")[at % 2], f"note {at + 1} {words}", "Ada")
    go(retro, "Group")
    retro.group([1, 2], "Both")
    go(retro, "Vote")
    for who in ("Ada", "Ben"):
        retro.vote([3], who)
    retro.vote([max(retro.state.groups)], "Cy")
    go(retro, "Discuss")
    retro.take_topic(3)
    retro.remark(f"it hurt {words}")
    for at in range(decisions):
        retro.remark(f"decision {at + 1} {words}", decision=True)
    go(retro, "Decide")
    for at in range(actions):
        retro.add_action(f"action {at + 1} {words}", owner=["Ada", "Ben"], due="2025-03-30")
    retro.close()
    return retro


def test_what_was_decided_comes_first_and_the_notes_last() -> None:
    found = headings(page_of(tour()))
    assert found[:3] == [
        "What we decided",
        "What we will do",
        "What became of earlier action items",
    ]
    results = ["Pulse", "Dots", "Talk", "Second talk"]
    assert [each for each in found if each in results] == results
    assert found[-2:] == ["Also said", "Harvest"]
    assert "What we decided" not in headings(page_of(start()))


def test_a_decision_is_told_once_among_those_at_the_top() -> None:
    retro = start(NOTES)
    go(retro, "Decide")
    made = retro.remark("Sail at dawn", decision=True)
    retro.remark("Carry less", decision=True)
    retro.remark("The wind was good")
    retro.add_action("Pack tonight", origin=made)
    top, _, rest = page_of(retro).partition("<h2>What we will do</h2>")
    assert "Carry less" in top
    assert "Sail at dawn" not in top
    assert "from the decision &quot;Sail at dawn&quot;" in rest
    said = rest.partition("<h2>Also said</h2>")[2]
    assert "The wind was good" in said
    assert "Carry less" not in rest


def test_notes_topics_and_bars_have_the_colours_and_shapes_of_their_columns() -> None:
    page = page_of(discussed())
    mad, glad = (
        f'<span class="shape hue-{hue}" aria-hidden="true">{shape}</span> '
        for hue, shape in (("red", "▼"), ("blue", "●"))
    )
    # Within a group each note says its column; below the heading of its column it does not.
    assert '<li class="hued hue-blue" dir="auto"><p class="said" lang="">note 2</p>' in page
    assert f'<p class="by">{glad}<bdi lang="">Glad</bdi> · <bdi lang="">Ada</bdi></p>' in page
    assert f'<h3 dir="auto">{mad}<span class="said" lang="">Mad</span></h3>' in page
    # A topic that was talked about, and its bar; one of two columns has both shapes, no colour.
    assert f'note 3</span> <span class="tag">2 approvals</span></h3>\n<p class="by">{mad}' in page
    assert (
        f'<tr role="row" class="first hued hue-red"><th scope="row" role="rowheader">{mad}' in page
    )
    assert f'<tr role="row"><th scope="row" role="rowheader">{mad}{glad}<bdi lang="">Both' in page
    for theme in (LIGHT, DARK):
        for hue in HUES:
            assert (
                f".hue-{hue} {{ --hue: {theme.edge.of(hue)}; --hue-tint: {theme.tint.of(hue)};"
                in CSS
            )


def test_a_bar_of_people_is_full_where_all_of_the_team_are_meant() -> None:
    question = Choice("again", "Again?", ["Yes", "No"])
    retro = start(
        made_of(Ask(questions=[question]), Decide()), members=[*"ABCDEF"], facilitator="A"
    )
    for who in "ABC":
        retro.answer("again", "Yes", who)
    retro.next()
    told = rendered(retro)
    assert '<rect class="fill" width="50" height="10"/>' in told["html"]
    assert f"3  {'#' * 12}{' ' * 12}  Yes" in told["text"]
    assert '"of": 6' in told["json"]
    votes = page_of(discussed())
    assert '<rect class="fill" width="66.67" height="10"/>' in votes


def test_no_number_stands_where_nobody_types_it() -> None:
    page = page_of(discussed())
    assert "No." not in page
    assert "No owner yet:" not in page_of(tour())
    (nobody,) = without_owner(tour().state, [])
    found = rendered(tour(), findings=[nobody])
    assert "- 17: Look out" in found["markdown"]
    assert '<li><p class="said" dir="auto" lang="">Look out</p></li>' in found["html"]
    assert "17: Look out" not in found["html"]


def test_the_summary_has_decisions_action_items_and_top_topics_only() -> None:
    page = page_of(discussed(), "summary")
    assert headings(page) == ["What we decided", "What we will do", "Top topics"]
    assert "more" not in page.partition("<body>")[2]
    assert '<html lang="en" class="summary roomy">' in page
    assert "2025-03-04, " in page
    assert " · 3 people</p>" in page
    for gone in ("it hurt", "note 1", "Also said", "Ada voted"):
        assert gone not in page
    assert page.index("note 3") > page.index("Top topics")


def test_the_summary_says_how_much_more_there_is() -> None:
    page = page_of(discussed(decisions=DECISIONS + 1, actions=ACTIONS + 2), "summary")
    assert '<html lang="en" class="summary">' in page
    assert "1 more decision in the full report." in page
    assert "2 more action items in the full report." in page
    assert f"decision {DECISIONS + 1}" not in page
    assert f"action {ACTIONS + 1}" not in page
    long = page_of(discussed(words=WIDE * 40), "summary")
    assert '<html lang="en" class="summary">' in long
    assert max(map(len, re.findall(r">([^<]*W[^<]*)<", long))) <= 140


def test_the_summary_leaves_out_what_was_dropped_and_says_who_owns_the_rest() -> None:
    page = page_of(tour(), "summary")
    assert "Wave" not in page
    assert "Steer clear" in page
    assert '<span class="tag done">done</span>' in page
    assert '<span class="missing">no owner yet</span>' in page


def test_without_a_discussion_the_top_topics_are_those_with_the_most_votes() -> None:
    retro = start(made_of(*NOTES.agenda[:3], Decide()))
    for at in range(TOPICS + 4):
        retro.add_note("Mad", f"note {at + 1}", "Ada")
    go(retro, "Vote")
    for who, chosen in (("Ada", [2, 4, 5]), ("Ben", [4, 5]), ("Cy", [5])):
        retro.vote(chosen, who)
    go(retro, "Decide")
    page = page_of(retro, "summary")
    top = page.partition("<h2>Top topics</h2>")[2]
    assert re.findall(r"note \d", top) == ["note 5", "note 4", "note 2", "note 1", "note 3"]
    assert "4 more topics in the full report." in top
    assert top.count('class="tag"') == 3  # nothing is said of what got nothing
    assert "Top topics" not in page_of(start(made_of(Welcome(), Decide())), "summary")


@pytest.mark.browser
@pytest.mark.parametrize("words", ["", WIDE * 40, "語" * 200], ids=["few", "wide", "in Chinese"])
@pytest.mark.parametrize("ended", [True, False])
def test_the_summary_is_printed_on_one_sheet(browser: Browser, words: str, ended: bool) -> None:
    retro = discussed(notes=40, decisions=9, actions=12, words=words)
    given = record(retro)
    state = given.state if ended else evolve(given.state, closed=None)
    report = REPORTS["summary"].render(evolve(given, state=state, sealed=0 if ended else 3))
    assert sheets(browser, report) == 1
    roomy = discussed(decisions=4, actions=6, words=words[:30])
    assert 'class="summary roomy"' in page_of(roomy, "summary")
    assert sheets(browser, page_of(roomy, "summary")) == 1


def sheets(browser: Browser, report: str) -> int:
    """Return on how many sheets of A4 a report is printed."""
    page = browser.new_page()
    page.set_content(report)
    (count,) = re.findall(rb"/Type /Pages\s+/Count (\d+)", page.pdf(format="A4"))
    page.close()
    return int(count)


@pytest.mark.browser
def test_no_card_and_no_bar_is_cut_in_two_on_paper(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(page_of(discussed(notes=40)))
    page.emulate_media(media="print", color_scheme="dark")
    uncut = """(which) => new Set(
        [...document.querySelectorAll(which)].map((each) => getComputedStyle(each).breakInside))"""
    for which in (".notes > li", ".bars tr", ".actions tr", ".lines > li"):
        found = page.evaluate(f"(which) => [...({uncut})(which)]", which)
        assert found == ["avoid"], which
    # Paper is white and its ink dark, whatever theme the screen has.
    card = page.locator(".hue-red.hued").first
    assert card.evaluate("(each) => getComputedStyle(each).getPropertyValue('--hue')") == (
        LIGHT.edge.of("red")
    )
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("name", ["html", "summary"])
def test_everyone_can_read_it(browser: Browser, name: str) -> None:
    page = browser.new_page()
    page.set_content(page_of(discussed(words=WIDE * 4), name))
    assert audit(page, name) == []
    page.close()
