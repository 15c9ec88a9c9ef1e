"""What people choose on the page counts as it is chosen, and what does not count says so."""

from __future__ import annotations

import re
from typing import Any

import pytest
from browsing import Person, Room, untroubled
from playwright.sync_api import Locator, expect
from room_formats import METHOD_OF

from retrokit.formats import Ask, Attribution, Collect, Column, Decide, Format, Vote
from retrokit.logbook import Logbook
from retrokit.questions import Allocation, Choice, FreeText, PeerRating, Scale

IDEAS = Collect(title="Ideas", columns=[Column("Ideas")], sealed=False)


def votes(*methods: str, attribution: Attribution = Attribution.NAMED) -> Format:
    agenda = [IDEAS, *(Vote(title=f"By {each}", method=each) for each in methods), Decide()]
    return Format(
        name="votes", title="Votes", purpose="Vote.", attribution=attribution, agenda=agenda
    )


def asks(*questions: Any, attribution: Attribution = Attribution.NAMED) -> Format:
    agenda = [Ask(title="Asked", questions=questions), Decide()]
    return Format(name="asks", title="Asks", purpose="Ask.", attribution=attribution, agenda=agenda)


def state(room: Room) -> Any:
    with Logbook(room.logbook) as book:
        return book.load(room.retro).state


def counts(who: Person, what: str, within: Locator | None = None) -> None:
    line = (within or who.page).locator(".counts.yes")
    expect(line).to_contain_text(f"Your {what} counts.")


def one_more(who: Person, title: str) -> None:
    who.press(f"One dot more for {title}")


def with_a_dot(rooms: Any, person: Any) -> tuple[Any, Any, Person]:
    """Return a room at a vote on four topics, who leads it, and Ben, who gave Coffee a dot."""
    room = rooms(votes("dots"))
    lead = room.caller("Ada", leads=True)
    ben = person("Ben").join(room)
    for text in ("Tea", "Coffee", "Milk", "Water"):
        lead.do("add_note", column="Ideas", text=text)
    lead.do("next")
    one_more(ben, "Coffee")
    counts(ben, "vote")
    return room, lead, ben


def test_nothing_moves_under_a_finger_while_a_dot_is_saved(rooms: Any, person: Any) -> None:
    room, _, ben = with_a_dot(rooms, person)
    ben.page.evaluate(
        """() => {
          const now = Date.now();
          Date.now = () => now;  // what takes long may be said, on however slow a machine this runs
          window.tops = new Set();
          new MutationObserver(() => {
            tops.add(document.querySelector(".dot-button").getBoundingClientRect().top);
          }).observe(document.body, { subtree: true, childList: true, attributes: true });
        }"""
    )
    for _ in range(3):
        one_more(ben, "Tea")
        counts(ben, "vote")
        ben.press("One dot less for Tea")
        counts(ben, "vote")
    assert len(ben.page.evaluate("[...tops]")) == 1
    untroubled([ben], room)


def test_what_is_chosen_again_stays_on_the_page_until_the_room_has_it(
    rooms: Any, person: Any
) -> None:
    room, lead, ben = with_a_dot(rooms, person)
    held: list[Any] = []
    ben.page.route("**/api/do", lambda route: held.append(route))  # noqa: PLW0108  # it is inspected

    def pass_on() -> None:
        """Let the room have the action that is on its way, and wait for the next one."""
        held.pop(0).continue_()
        while not held:
            ben.page.wait_for_timeout(20)

    one_more(ben, "Tea")
    ben.press("One dot less for Tea")
    one_more(ben, "Tea")
    pass_on()
    ben.press("One dot less for Tea")
    with ben.page.expect_response("**/api/mine"):
        pass_on()
    # The room has a dot for Tea now, and what takes it back is on its way.
    ben.page.wait_for_timeout(300)
    less = ben.page.get_by_role("button", name="One dot less for Tea")
    expect(less).to_have_attribute("aria-disabled", "true")
    held.pop(0).continue_()
    ben.page.unroute("**/api/do")
    counts(ben, "vote")
    lead.do("open_seals")
    ben.sees("1 of 2 voted")
    [ballot] = state(room).at[2].ballots
    assert dict(ballot.ballot.scores) == {2: 1}
    untroubled([ben], room)


def test_dots_count_without_another_button(rooms: Any, person: Any) -> None:
    room = rooms(votes("dots"))
    ana = person("Ana").join(room, link=room.lead_link)
    ben = person("Ben").join(room)
    cleo = room.caller("Cleo")
    for text in ("Tea", "Coffee", "Milk", "Water"):
        cleo.do("add_note", column="Ideas", text=text)
    ana.press("Next: By dots")
    one_more(ben, "Coffee")
    # In quick succession the last state is the one that is kept.
    for _ in range(3):
        ben.press("One dot less for Coffee")
        one_more(ben, "Coffee")
        one_more(ben, "Tea")
        ben.press("One dot less for Tea")
    one_more(ben, "Tea")
    ben.press("I’m done")
    expect(ana.page.locator(".members > li").filter(has_text="Ben")).to_contain_text("done")
    ana.press("Next: Decide")
    expect(ana.page.get_by_role("dialog")).to_contain_text("1 of 3 people has voted.")
    ana.press("Reveal and go on")
    for each in (ana, ben):
        each.sees("1 of 3 voted")
    [ballot] = state(room).at[2].ballots
    assert (ballot.author, dict(ballot.ballot.scores)) == ("Ben", {1: 1, 2: 1})
    untroubled([ana, ben], room)


def test_a_press_before_the_last_one_is_drawn_counts(rooms: Any, person: Any) -> None:
    room = rooms(votes("dots"))
    lead = room.caller("Ana", leads=True)
    for text in ("Coffee", "Milk", "Tea", "Water"):
        lead.do("add_note", column="Ideas", text=text)
    lead.do("next")
    ben = person("Ben").join(room)
    more = ben.button("One dot more for Tea")
    more.wait_for()
    kept = "Object.keys(sessionStorage).some((key) => key.includes('ballot'))"
    # A machine that draws late: the press and its answer come within one frame.
    ben.page.evaluate("""() => {
      window.frames_held = [];
      window.frame = window.requestAnimationFrame;
      window.requestAnimationFrame = (draw) => window.frames_held.push(draw);
    }""")
    # At once, or its answer may be here before that is asked.
    assert more.evaluate(f"(button) => {{ button.click(); return {kept}; }}")
    ben.until(f"!{kept}")
    more.evaluate("(button) => button.click()")
    ben.page.evaluate("""() => {
      window.requestAnimationFrame = window.frame;
      for (const draw of window.frames_held) draw();
    }""")
    counts(ben, "vote")
    lead.do("next")
    ben.sees("1 of 2 voted")
    [ballot] = state(room).at[2].ballots
    assert dict(ballot.ballot.scores) == {3: 2}
    untroubled([ben], room)


def test_a_one_in_a_safety_check_of_four_counts(rooms: Any, person: Any) -> None:
    room = rooms(asks(Scale("safe", "How safe is it?"), attribution=Attribution.ANONYMOUS))
    lead = room.caller("Ana", leads=True)
    ben = person("Ben").join(room)
    ben.page.locator("#question-safe-1").check(force=True)
    counts(ben, "answer")
    for other in (lead, room.caller("Cleo"), room.caller("Dora")):
        other.do("answer", question="safe", value=4)
    lead.do("next")
    ben.sees("4 of 4 answered")
    assert state(room).at[1].results[0].summary.counts[:1] == (("1", 1),)
    untroubled([ben], room)


@pytest.mark.parametrize("kind", METHOD_OF)
def test_each_kind_of_ballot_counts_as_it_is_filled_in(rooms: Any, person: Any, kind: str) -> None:
    room = rooms(votes(METHOD_OF[kind], attribution=Attribution.ANONYMOUS))
    lead = room.caller("Ana", leads=True)
    others = [lead, room.caller("Cleo")]
    for text in ("Coffee", "Milk", "Tea", "Water"):
        lead.do("add_note", column="Ideas", text=text)
    lead.do("next")
    ben = person("Ben").join(room)
    page = ben.page
    tea = page.get_by_role("group", name="Tea", exact=True)
    if kind == "dots":
        one_more(ben, "Tea")
        counts(ben, "vote")
        # Taking everything back is not to vote; the vote can be given again all the same.
        ben.press("One dot less for Tea")
        expect(page.locator(".counts.yes")).to_have_count(0)
        expect(page.get_by_text("Your vote counts as you give it.")).to_be_visible()
        one_more(ben, "Milk")
    elif kind in ("one", "several"):
        page.locator("input[name=vote][value='1']").check()
        page.locator("input[name=vote][value='3']").check()
    elif kind == "ranking":
        ben.press("Rank next: Milk")
        ben.press("Rank next: Tea")
    elif kind == "scores":
        tea.locator("input[value='3']").check(force=True)
    else:
        tea.locator("input[value='0']").check(force=True)
        ben.write("Why do you object? What would have to change?", "Too hot")
        page.get_by_role("heading", level=1).click()
    counts(ben, "vote")
    page.reload()
    counts(ben, "vote")
    wanted: dict[str, Any] = {
        "dots": {2: 1}, "one": {3: 1}, "several": {1: 1, 3: 1}, "scores": {3: 3},
        "consent": {3: 0}, "ranking": {},
    }  # fmt: skip
    for other in others:
        other.do("vote", ballot={"one": 4, "several": [4], "ranking": [4]}.get(kind, {"4": 1}))
    lead.do("next")
    ben.sees("3 of 3 voted")
    vote = state(room).at[2]
    given = [each.ballot for each in vote.ballots if 4 not in dict(each.ballot.scores)]
    if kind == "ranking":
        assert ((2,), (3,)) in [each.ballot.ranks for each in vote.ballots]
    else:
        assert [dict(each.scores) for each in given] == [wanted[kind]]
    assert (
        page.evaluate("Object.keys(sessionStorage).filter((key) => key.includes('ballot'))") == []
    )
    untroubled([ben], room)


def test_each_kind_of_answer_counts_once_it_is_whole(rooms: Any, person: Any) -> None:
    room = rooms(asks(
        Scale("safe", "How safe is it?"), Choice("again", "Again?", ["Yes", "No"]),
        Choice("tools", "Which tools?", ["Axe", "Rope"], several=True),
        FreeText("word", "One word?"), Allocation("shares", "Who carried what?"),
        PeerRating("rated", "How was it with each?", criteria=["Care"]),
    ))  # fmt: skip
    ana = person("Ana").join(room, link=room.lead_link)
    room.caller("Cleo")
    ben = person("Ben").join(room)
    page = ben.page

    def asked(name: str) -> Locator:
        return page.locator(f"#answer-1-{name}")

    page.locator("#question-safe-2").check(force=True)
    page.locator("#question-again-1").check()
    page.locator("#question-tools-0").check()
    page.locator("#question-tools-1").check()
    for name in ("safe", "again", "tools"):
        counts(ben, "answer", asked(name))
    ben.put(page.locator("#question-word"), "Brave")
    counts(ben, "answer", asked("word"))  # after a pause, with the focus still in it
    points = asked("shares").locator("input[type=number]")
    points.nth(0).fill("60")
    rated = asked("rated").locator("select")
    rated.nth(0).select_option("4")
    for name in ("shares", "rated"):
        expect(asked(name).locator(".counts")).to_contain_text("This does not count yet.")
    ben.press("I’m done")
    dialog = page.get_by_role("dialog", name="Not everything counts yet")
    expect(dialog).to_contain_text("Give Cleo a number")
    expect(dialog).to_contain_text("Give Cleo a number for “Care”")
    ben.press("Go back")
    expect(ana.page.locator(".members > li").filter(has_text="Ben")).not_to_contain_text("done")
    page.reload()
    for name in ("shares", "rated"):
        expect(asked(name).locator(".counts")).to_contain_text("This does not count yet.")
    points.nth(1).fill("30")
    expect(asked("shares").locator(".counts")).to_contain_text("10 points left of 100.")
    points.nth(1).fill("40")
    rated.nth(1).select_option("5")
    for name in ("shares", "rated"):
        counts(ben, "answer", asked(name))
    # Changed again, and not whole: what was given before counts.
    points.nth(1).fill("50")
    expect(asked("shares").locator(".counts")).to_contain_text("Your earlier answer still counts.")
    ana.sees("6 answers so far.")
    ana.press(re.compile("^Next: "))
    expect(ana.page.get_by_role("dialog")).to_contain_text("6 of 18 answers are in.")
    ana.press("Reveal and go on")
    left = page.get_by_role("region", name="Not added")
    expect(left).to_contain_text("Not counted: your answer.")
    expect(left).to_contain_text("Cleo: 50")
    results = {each.question: each.replies[0].value for each in state(room).at[1].results}
    assert results["safe"] == 2
    assert results["again"] == "No"
    assert results["tools"] == ("Axe", "Rope")
    assert results["word"] == "Brave"
    assert dict(results["shares"]) == {"Ana": (60,), "Cleo": (40,)}
    assert dict(results["rated"]) == {"Ana": (4,), "Cleo": (5,)}
    untroubled([ana, ben], room)


def test_a_choice_on_its_way_is_kept_over_a_lost_connection_and_a_reload(
    rooms: Any, person: Any
) -> None:
    room = rooms(asks(Scale("safe", "How safe is it?")))
    lead = room.caller("Ana", leads=True)
    ben = person("Ben").join(room)
    ben.page.locator("#question-safe-5").check(force=True)
    counts(ben, "answer")
    ben.page.route("**/api/do", lambda route: route.abort())
    for number in (1, 2, 3):
        ben.page.locator(f"#question-safe-{number}").check(force=True)
    expect(ben.page.locator(".counts")).to_have_text("Saving…")
    ben.page.reload()
    expect(ben.page.locator("#question-safe-3")).to_be_checked()
    ben.page.unroute("**/api/do")
    counts(ben, "answer")
    # Another tab changes it, and this one again: the last choice holds.
    other = ben.context.new_page()
    other.goto(room.url)
    expect(other.locator("#question-safe-3")).to_be_checked()
    other.locator("#question-safe-4").check(force=True)
    expect(ben.page.locator("#question-safe-4")).to_be_checked()
    ben.page.locator("#question-safe-2").check(force=True)
    expect(other.locator("#question-safe-2")).to_be_checked()
    lead.do("next")
    ben.sees("1 of 2 answered")
    assert [each.value for each in state(room).at[1].results[0].replies] == [2]
    untroubled([ben], room)


def test_done_waits_for_a_choice_on_its_way_and_says_what_for(rooms: Any, person: Any) -> None:
    room = rooms(asks(Scale("safe", "How safe is it?")))
    lead = room.caller("Ana", leads=True)
    ben = person("Ben").join(room)
    five = ben.page.locator("#question-safe-5")
    expect(five).to_be_visible()
    held: list[Any] = []

    def hold(route: Any) -> None:
        held.append(route)

    ben.page.route("**/api/do", hold)
    five.check(force=True)
    ben.press("I’m done")
    done = ben.page.locator(".done-button")
    expect(done).to_have_text("Saving…")
    expect(done).to_have_attribute("aria-pressed", "false")
    ben.context.set_offline(True)
    expect(done).to_have_text("Waiting for the connection…")
    expect(ben.page.locator(".counts")).to_contain_text("Not saved yet: there is no connection.")
    [first] = held
    first.abort()
    assert first.request.post_data_json["do"] == "answer"
    ben.page.unroute("**/api/do")
    ben.context.set_offline(False)
    expect(done).to_have_text("✓ I’m done")
    counts(ben, "answer")
    lead.do("next")
    ben.sees("1 of 2 answered")
    assert [each.value for each in state(room).at[1].results[0].replies] == [5]
    untroubled([ben], room)


@pytest.mark.parametrize("attribution", [Attribution.NAMED, Attribution.ANONYMOUS])
def test_a_change_of_a_note_that_was_revealed_meanwhile_is_not_lost(
    rooms: Any, person: Any, attribution: Attribution
) -> None:
    room = rooms(Format(
        name="hidden", title="Hidden", purpose="Hide.", attribution=attribution,
        agenda=[Collect(title="Ideas", columns=[Column("Ideas")]), Decide()],
    ))  # fmt: skip
    lead = room.caller("Ana", leads=True)
    for name in ("Cleo", "Dora"):
        room.caller(name).do("add_note", column="Ideas", text=f"By {name}")
    ben = person("Ben").join(room)
    ben.put(ben.compose("Ideas"), "Tea")
    ben.press("Add")
    ben.press("Edit “Tea”")
    ben.write("The note", "Tea, and time to drink it")
    lead.do("open_seals")
    left = ben.page.get_by_role("region", name="Not added")
    expect(left).to_contain_text("The note is not hidden any more.")
    expect(left).to_contain_text("Tea, and time to drink it")
    ben.page.reload()
    expect(left).to_contain_text("The note is not hidden any more.")
    if attribution is Attribution.NAMED:
        ben.press("Add it now: Tea, and time to drink it")
        expect(left).to_have_count(0)
        expect(ben.page.locator(".note").get_by_text("Tea, and time to drink it")).to_be_visible()
    else:  # nobody knows whose note it was, so it stays as it was revealed
        expect(left.get_by_role("button", name=re.compile("^Add it now"))).to_have_count(0)
    texts = {each.text for each in state(room).notes.values()}
    assert ("Tea" in texts) == (attribution is Attribution.ANONYMOUS)
    untroubled([ben], room)


def test_whose_choice_comes_too_late_is_told_so(rooms: Any, person: Any) -> None:
    room = rooms(votes("plurality"))
    lead = room.caller("Ana", leads=True)
    for text in ("Tea", "Coffee"):
        lead.do("add_note", column="Ideas", text=text)
    lead.do("next")
    ben = person("Ben").join(room)
    ben.page.route("**/api/do", lambda route: route.abort())
    ben.page.locator("input[name=vote][value='2']").check()
    expect(ben.page.locator(".counts")).to_have_text("Saving…")
    lead.do("vote", ballot=1)
    lead.do("next")
    ben.page.unroute("**/api/do")
    left = ben.page.get_by_role("region", name="Not added")
    expect(left).to_contain_text("The group has moved on, so your vote does not count.")
    expect(left).to_contain_text("Coffee")
    ben.press("Discard: Coffee")
    expect(left).to_have_count(0)
    untroubled([ben], room)


def test_text_that_was_not_sent_stays_until_it_is_put_away(rooms: Any, person: Any) -> None:
    room = rooms(Format(
        name="left", title="Left", purpose="Leave nothing.", attribution=Attribution.NAMED,
        agenda=[
            IDEAS, Decide(),
            Collect(title="Later", columns=[Column("Later")], sealed=False), Decide(title="End"),
        ],
    ))  # fmt: skip
    lead = room.caller("Ana", leads=True)
    ben = person("Ben").join(room)
    ben.put(ben.compose("Ideas"), "Half a thou")
    ben.press("I’m done")
    expect(ben.page.get_by_role("dialog")).to_contain_text("A note is not added yet: Half a thou")
    ben.press("Go back")
    lead.do("next")
    left = ben.page.get_by_role("region", name="Not added")
    expect(left).to_contain_text("Not added: your note. The group has moved on.")
    expect(left).to_contain_text("Half a thou")
    ben.write("What will be done", "Tidy the bo")
    ben.press("Add it now: Half a thou")
    expect(left).to_contain_text("A note belongs to Collect")
    expect(left).to_contain_text("Half a thou")
    lead.do("next")
    expect(left.locator(".card")).to_have_count(2)
    ben.page.reload()
    expect(left.locator(".card")).to_have_count(2)
    ben.press("Copy: Half a thou")
    ben.hears("Copied.")
    ben.press("Discard: Half a thou")
    ben.press("Add it now: Tidy the bo")
    expect(left).to_have_count(0)
    lead.do("next")
    ben.sees("Tidy the bo")
    expect(ben.field("What will be done")).to_have_value("")
    ben.write("What will be done", "Said at the end")
    lead.do("close")
    expect(left).to_contain_text("Said at the end")
    untroubled([ben], room)
