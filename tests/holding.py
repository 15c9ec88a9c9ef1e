"""A retro in any format, held by people in browsers of their own: all do what their page asks for.

What a page offers is found as by somebody who hears it read aloud: by roles and names. All that is
written has a word in it that is nowhere else, so that it can be told who sees it, and when.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from accessibility import audit
from attrs import field, frozen
from browsing import Person, Room
from playwright.sync_api import Locator, expect

from retrokit.formats import Activity, Ask, Attribution, Collect, Discuss, Vote
from retrokit.logbook import Logbook
from retrokit_practice.rounds import Rounds

FREELY = object()
"""Given where it does not matter what somebody says."""
NEXT_TOPIC = re.compile("^(Take the first|Next) topic$")
MORE_DOTS = re.compile("^One dot more")
OBJECTS = re.compile("^0, blocks it")
DRAWN = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""Resolves when the page was drawn anew, which it is in the frame after a press."""


@frozen(kw_only=True)
class Script:
    """What people say where it matters, and what comes of it. All else they make up.

    The first of `people` facilitates. Notes stand by the title of a step and a name, answers by a
    question and a name: None leaves it out. Too few answer the `withheld` questions for anything to
    be shown. `objections` stand by what candidates begin with.
    """

    format: str
    people: Sequence[str] = ("Ada", "Ben", "Cleo", "Dora", "Eve")
    observers: Sequence[str] = ()
    guests: Sequence[str] = ()
    before: Callable[[Logbook], object] | None = None
    after: Callable[[Logbook, str], object] | None = None
    notes: Mapping[str, Mapping[str, tuple[str, str]]] = field(factory=dict)
    answers: Mapping[str, Mapping[str, Any]] = field(factory=dict)
    objections: Mapping[str, str] = field(factory=dict)
    items: Sequence[tuple[str, str, Mapping[str, str]]] = ()
    charter: Mapping[str, str] = field(factory=dict)
    withheld: Sequence[str] = ()
    shown: Mapping[str, Sequence[str]] = field(factory=dict)
    report: Sequence[str] = ()
    audited: Sequence[str] = ()


class Meeting:
    """People who hold a retro, from the first step to its report."""

    def __init__(self, room: Room, script: Script, person: Callable[..., Person]) -> None:
        self.room, self.script = room, script
        self.people = [person(each) for each in script.people]
        self.lead = self.people[0]
        self.team = [each for each in self.people if each.name not in script.observers]
        self.hidden: dict[str, Person] = {}
        """Each word that only who wrote it may see, for now or for good."""
        self.kept: list[str] = []
        """The words that belong into the report."""
        self.unsigned: list[str] = []
        """Those of them that stand there without a name."""
        self.letters: dict[str, list[tuple[str, str]]] = {}
        """What was written to each, by whom."""
        self.amiss: list[str] = []
        self._words = 0
        with Logbook(room.logbook, read_only=True) as book:
            state = book.load(room.retro).state
        self.agenda = [each.activity for each in state.agenda]
        self.rules = [state.attribution_of(each) for each in state.agenda]

    def hold(self) -> str:
        """Come in, go through every step, close, and return the report."""
        self.come_in()
        for at, (step, rule) in enumerate(zip(self.agenda, self.rules, strict=True)):
            for each in self.people:
                heading = each.page.get_by_role("heading", level=1, name=step.title, exact=True)
                expect(heading).to_be_visible()
            DOES.get(step.kind, Meeting.read)(self, step, rule)
            self.look(step.title)
            for text in self.script.shown.get(step.title, ()):
                for each in self.people:
                    each.sees(text)
            if at + 1 < len(self.agenda):
                self.go_on(self.agenda[at + 1])
        self.write_charter()
        return self.close()

    # --- coming in

    def come_in(self) -> None:
        """Let everyone in: the team by the room's link, guests by that of an invitation."""
        self.lead.join(self.room, link=self.room.lead_link)
        for each in self.people[1:]:
            each.join(
                self.room, link=self.invitation() if each.name in self.script.guests else None
            )
        for name in self.script.observers:
            self.lead.more("People")
            self.lead.press(f"Make {name} an observer")
            self.lead.press("Make observer")
            for each in self.people:
                expect(each.page.get_by_text(f"{name} (observer)").first).to_be_attached()
            self.lead.press("Close More")

    def invitation(self) -> str:
        """Return the link that whoever facilitates sends to somebody."""
        invite = self.lead.page.get_by_role("button", name="Invite")
        if not invite.is_visible():
            self.lead.press(re.compile("^People"))
        self.lead.activate(invite)
        dialog = self.lead.page.get_by_role("dialog")
        link = dialog.get_by_label("The members’ link").input_value()
        dialog.get_by_role("button", name="Close").click()
        return link

    def go_on(self, step: Activity) -> None:
        """Go on to the next step, also where something may have been added since the reveal."""
        self.lead.press(f"Next: {step.title}")
        arrived = self.lead.page.get_by_role("heading", level=1, name=step.title, exact=True)
        asked = self.lead.button("Reveal and go on")
        expect(arrived.or_(asked)).to_be_visible()
        if asked.count():
            asked.click()

    # --- words, and who may see them

    def word(self, text: str = "") -> str:
        """Return a text with a word that is nowhere else, and names nobody."""
        self._words += 1
        return f"{text} w{self._words:03}x".strip()

    def hides(self, text: str, who: Person) -> None:
        """Note that nobody else may see this for now."""
        self.hidden[text.rpartition(" ")[2]] = who

    def keep_hidden(self) -> None:
        """Assert that what is hidden is in nobody else's page: not in sight, not out of sight."""
        for each in self.people:
            page = each.page.content() + each.reads()
            leaked = [word for word, who in self.hidden.items() if who is not each and word in page]
            assert leaked == [], each.name

    def reveal(self) -> None:
        """Reveal what is hidden in the step, and say what is still hidden after that."""
        self.keep_hidden()
        self.lead.press(re.compile("^Reveal "))
        self.keep_hidden()
        dialog = self.lead.page.get_by_role("dialog")
        dialog.get_by_role("button", name="Reveal", exact=True).click()
        for each in self.people:
            each.hears("revealed")

    def see(self, texts: Sequence[str], rule: Attribution) -> None:
        """Wait until everyone sees these, without a name where none is kept."""
        for text in texts:
            self.hidden.pop(text.rpartition(" ")[2], None)
            for each in self.people:
                each.sees(text)
        self.kept += texts
        if rule is not Attribution.NAMED:
            self.unsigned += texts
            for text in texts:
                shown = main(self.lead).get_by_role("listitem").filter(has_text=text).last
                assert not [each for each in self.script.people if each in said(shown)]

    def look(self, screen: str) -> None:
        """Look at a screen with axe-core, where this format is the first to bring it."""
        if screen in self.script.audited:
            for each in (self.lead, self.people[-1]):
                each.calm()
                self.amiss += audit(each.page, screen)

    # --- what is done in each kind of step

    def read(self, step: Activity, rule: Attribution) -> None:
        """Do nothing but read."""

    def review(self, step: Activity, rule: Attribution) -> None:
        """Say of what is open that it is done; somebody does who does not facilitate."""
        done = main(self.people[-1]).get_by_role("button", name=re.compile("^Done"))
        while done.count():
            name = done.first.get_attribute("aria-label")
            done.first.click()
            expect(self.people[-1].button(str(name))).to_have_count(0)

    def collect(self, step: Collect, rule: Attribution) -> None:
        """Write a note each, one after the other into the columns."""
        texts = []
        for at, who in enumerate(self.team):
            told = (step.columns[at % len(step.columns)].name, "A note")
            column, text = self.script.notes.get(step.title, {}).get(who.name, told)
            texts.append(text := self.word(text))
            where = region(who, column)
            who.put(where.get_by_role("textbox").first, text)
            who.page.keyboard.press("Enter")
            expect(where).to_contain_text(text)
            expect(where).not_to_contain_text("on its way")
            if step.sealed:
                self.hides(text, who)
        if step.sealed:
            self.done()
            self.reveal()
        self.see(texts, rule)

    def ask(self, step: Ask, rule: Attribution) -> None:
        """Answer every question, each in the way it is asked."""
        texts = []
        for at, who in enumerate(self.team):
            for question in step.questions:
                given = self.script.answers.get(question.name, {}).get(who.name, FREELY)
                if given is not None:
                    texts += self.answer(who, question, given, at)
        self.done()
        self.reveal()
        if not texts and not self.letters:
            for each in self.people:
                each.sees(" answered")
        self.see(texts, rule)

    def answer(self, who: Person, question: Any, given: Any, at: int) -> list[str]:
        """Answer a question; return what all will see of it in the words of whoever answers."""
        if question.kind == "free-text":
            text = self.word("I say")
            who.put(main(who).get_by_role("textbox", name=question.text), text)
            self.hides(text, who)
            return [] if question.name in self.script.withheld else [text]
        asked = main(who).get_by_role("group", name=question.text, exact=True)
        expect(asked).to_be_visible()
        choices = asked.get_by_role("radio")
        if choices.count():
            choice = choices.nth(at % choices.count())
            if isinstance(given, int):
                choice = asked.get_by_role("radio", name=re.compile(rf"^{given}\b"))
            elif isinstance(given, str):
                choice = asked.get_by_role("radio", name=given, exact=True)
            who.tick(choice)
            return []
        lines = asked.get_by_role("textbox")
        assert lines.count(), f"nothing on the page answers {question.text}"
        for mate in self.team if given is FREELY else given:
            if mate is not who and (line := lines.and_(who.page.get_by_label(mate.name))).count():
                text = self.word("Was glad")
                who.put(line, text)
                self.hides(text, who)
                self.letters.setdefault(mate.name, []).append((who.name, text))
        return []

    def vote(self, step: Vote, rule: Attribution) -> None:
        """Vote, each in the way that the page offers; all but the last candidate get something."""
        objections = []
        for at, who in enumerate(self.team):
            more = main(who).get_by_role("button", name=MORE_DOTS, disabled=False)
            boxes = main(who).get_by_role("checkbox")
            each_of = main(who).get_by_role("group").filter(has=who.page.get_by_role("radio"))
            expect(more.or_(boxes).or_(each_of).first).to_be_visible()
            dots = 0
            while free := more.count():
                who.activate(more.nth(min(dots * at, max(0, free - 2))))
                who.page.evaluate(DRAWN)
                dots += 1
            for box in boxes.all()[:-1]:
                who.tick(box)
            candidates = each_of.filter(has_not=who.page.get_by_role("group")).all()
            for place, candidate in enumerate(candidates):
                who.tick(candidate.get_by_role("radio", name=re.compile("^4" if place else "^5")))
                # The last one objects.
                for start, why in self.script.objections.items() if who is self.team[-1] else ():
                    if start in said(candidate):
                        who.tick(candidate.get_by_role("radio", name=OBJECTS))
                        who.put(candidate.get_by_role("textbox"), text := self.word(why))
                        self.hides(text, who)
                        objections.append(text)
        self.done()
        self.reveal()
        for each in self.people:
            each.sees(" voted")
        self.see(objections, rule)

    def group(self, step: Activity, rule: Attribution) -> None:
        """Put the first two notes of a column together, and name them; the team does that."""
        who = self.team[-1]
        notes = main(who).get_by_role("listbox").first.get_by_role("option")
        expect(notes.nth(1)).to_be_visible()
        for note in notes.all()[:2]:
            note.click()
        who.write("Name of the group", name := self.word("Both of these"))
        who.press("Group")
        self.see([name], Attribution.NAMED)

    def discuss(self, step: Discuss, rule: Attribution) -> None:
        """Talk about every topic: a point by one, a decision by another."""
        page = self.lead.page
        now = page.get_by_role("region").filter(has=page.get_by_label("What was said"))
        take = main(self.lead).get_by_role(
            "button", name=re.compile("^(Take the first|Next) topic$")
        )
        topics = 0
        while take.count():
            before = now.get_by_role("heading", level=2).all_inner_texts()
            self.lead.activate(take)
            heading = now.get_by_role("heading", level=2)
            if before:
                expect(heading).not_to_have_text(before[0])
            title = said(heading)
            for each in self.people:
                expect(each.page.get_by_role("heading", level=2, name=title)).to_be_visible()
            for who, what, label in (
                (self.team[0], "point", "What was said"),
                (self.team[-1], "decision", "What was decided"),
            ):
                who.tick(who.field(what.capitalize()))
                who.write(label, text := self.word(f"A {what}"))
                who.press(f"Add {what}")
                self.see([text], Attribution.NAMED)
            topics += 1
        assert topics, "there was nothing to talk about"

    def decide(self, step: Activity, rule: Attribution) -> None:
        """Write down what will be done: what, who, by when, and what it does to the goals."""
        due = date.today() + timedelta(days=7)
        other = self.team[-1].name
        for text, owner, goals in self.script.items or [("Try it for a week", other, {})]:
            form = self.lead.page.get_by_role("form", name="A new action item")
            self.lead.put(self.lead.field("What will be done", form), text := self.word(text))
            self.lead.activate(self.lead.button(owner, form))
            self.lead.date(self.lead.field("Pick a date", form), due.isoformat())
            for goal, effect in goals.items():
                self.lead.choose(self.lead.field(goal, form), effect)
            self.lead.press("Add action item")
            for each in self.people:
                item = each.page.get_by_role("listitem").filter(has_text=text)
                expect(item).to_contain_text(owner.partition(" (")[0])
                for goal in goals:
                    expect(item).to_contain_text(goal)
            self.see([text], Attribution.NAMED)

    def practise(self, step: Rounds, rule: Attribution) -> None:
        """Go through all rounds and phases; one of each round keeps a note for their group."""
        leading = region(self.lead, "For the facilitator")
        further = leading.get_by_role("button", name=re.compile("^(Draw|Begin) "))
        first: set[str] = set()
        drawn = 0
        expect(further).not_to_have_count(0)
        while further.count():
            name = said(further.first)
            self.lead.activate(further.first)
            expect(self.lead.button(name, leading)).to_have_count(0)
            if name.startswith("Draw"):
                drawn += 1
                first |= self.draw(step, drawn)
            else:
                phase = name.removeprefix("Begin “").removesuffix("”")
                for each in self.people:
                    each.sees(f", {phase} (")
        assert drawn >= step.rounds
        if step.rounds >= step.size:
            assert first == {each.name for each in self.team}

    def draw(self, step: Rounds, number: int) -> set[str]:
        """See where everyone is in a round, and keep a note; return who has the first role."""
        first = set()
        met: dict[str, frozenset[str]] = {}
        for who in self.team:
            own = main(who).get_by_text(re.compile(rf"^Round {number}: you "))
            expect(own).to_have_count(1)
            mine = next(each for each in step.roles if f": you {each.you}" in said(own))
            expect(main(who)).to_contain_text(mine.prompt)
            if mine is step.roles[0]:
                first.add(who.name)
            met[who.name] = frozenset(
                {who.name, *(each.name for each in self.team if f" {each.name} " in said(own))}
            )
        assert len(first) == len({*met.values()}), "a group has one speaker"
        for name, group in met.items():
            assert all(met[each] == group for each in group), name
        who = self.team[number % len(self.team)]
        who.write("What does your group want to keep?", text := self.word("We keep"))
        who.press("Keep a note for your group")
        self.see([text], Attribution.NAMED)
        return first

    def done(self) -> None:
        """Have everyone say that they are done: the page then has sent all that they gave."""
        for who in self.team:
            who.press("I’m done")
            expect(
                who.page.get_by_role("button", name=re.compile("I’m done$"), pressed=True)
            ).to_be_visible()

    # --- the end

    def write_charter(self) -> None:
        """Write down on the team's page what was agreed on, as everyone then reads it."""
        pages = self.lead.page.get_by_role("navigation", name="Pages")
        for part, text in self.script.charter.items():
            self.lead.activate(pages.get_by_role("link", name="Team"))
            self.lead.press(f"Edit: {part}")
            where = region(self.lead, part)
            self.lead.put(where.get_by_role("textbox"), text)
            self.lead.activate(where.get_by_role("button", name="Save"))
            expect(where.get_by_text(text)).to_be_visible()
            self.lead.activate(pages.get_by_role("link", name="Retro"))

    def close(self) -> str:
        """Close the retro, have everyone read their letter, and return the report."""
        self.lead.press("Close the retro")
        self.lead.press("Close it")
        for each in self.people:
            each.sees("Thank you.")
        self.keep_hidden()
        for each in self.people if self.letters else ():
            self.read_letter(each)
        self.look("closed")
        with self.people[-1].page.expect_download() as started:
            self.people[-1].page.get_by_role("link", name="markdown").click()
        return str(started.value.path().read_text("utf-8"))

    def read_letter(self, who: Person) -> None:
        """See that the letter has what was written to somebody, and nothing else."""
        own = self.letters.get(who.name, [])
        letter = region(who, "For you alone")
        letter.get_by_role("button", name="Show my letter").click()
        for writer, text in own:
            expect(letter).to_contain_text(f"{writer}: {text}")
        others = [
            text for name, all_ in self.letters.items() if name != who.name for _, text in all_
        ]
        assert not [text for text in others if text in who.page.content()]


def main(who: Person) -> Locator:
    """Return what is on the page beside its header and its rails."""
    return who.page.get_by_role("main")


def region(who: Person, name: str) -> Locator:
    """Return a part of the page by its heading, whatever number stands behind that."""
    return who.page.get_by_role("region", name=re.compile(rf"^{re.escape(name)}( \d+)?$"))


def said(what: Locator) -> str:
    """Return the words of something, on one line."""
    return " ".join(what.inner_text().split())


DOES: dict[str, Callable[..., None]] = {
    "review": Meeting.review,
    "collect": Meeting.collect,
    "ask": Meeting.ask,
    "vote": Meeting.vote,
    "group": Meeting.group,
    "discuss": Meeting.discuss,
    "decide": Meeting.decide,
    Rounds.kind: Meeting.practise,
}
"""What is done in a step, by its kind."""
