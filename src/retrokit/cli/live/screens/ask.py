"""Ask: its questions, and how somebody answers one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from attrs import Factory, define

from ....blocks import Block, Lines, Text
from ....engine.state import Step
from ....errors import Invalid, NotNow, PluginError
from ....questions import Answer, Question, answerable
from ....retro import Retro
from ...tables import paragraph
from .. import fields
from .screen import ABSTAIN, Screen, Turn, author_of, how_to_give

if TYPE_CHECKING:
    from ..session import Session


class _Ask(Screen):
    """Questions; in private they come one after the other."""

    kind = "ask"
    commands = ("next", "pass", "who", "undo", "timer")
    own_commands = ("undo", "mine", "done", "show", "who")

    def body(self, retro: Retro, step: Step) -> str:
        if retro.state.is_opened(step):
            return super().body(retro, step)
        return "\n\n".join(map(ask, _questions(step)))

    def own(self, session: Session, step: Step) -> str:
        if session.turn is None or session.retro.state.is_opened(step):
            return super().own(session, step)
        return session.turn.asked(session)

    def how_to_lead(self, retro: Retro, step: Step) -> str:
        state = retro.state
        return "/next" if state.is_opened(step) else how_to_give(state, "ANSWER")

    def how_to_take_part(self, session: Session, step: Step) -> str:
        said = "Type your answer; - leaves it out, /undo goes back to the one before."
        return "" if session.retro.state.is_opened(step) else paragraph(said)

    def take(self, session: Session, step: Step, line: str) -> str:
        if session.holder is not None:
            return (session.turn or _Answering([], [])).take(session, line)
        found = session.split_prefixes(line, in_words=False)
        author, text = author_of(session, found.author, "Ana: 4"), found.text
        # The first question that they have not answered, else the last one again.
        questions = _questions(step)
        left = [each for each in questions if not session.has_given(each.name, author)]
        question = left[0] if left else questions[-1]
        if question.in_words:
            text = session.split_prefixes(line).text
        _seal(session, question, author, text)
        counts = ""
        if not session.is_told_late():
            answered = len(session.retro.taken_part(question.name))
            counts = f" ({answered} of {len(session.retro.state.respondents)} answered)"
        return f"  hidden: {author} on {question.text!r}{counts}"

    def turn(self, session: Session, step: Step, name: str) -> _Answering:
        alone = len(session.retro.state.respondents) == 1  # nobody else is here to be rated
        opened = session.retro.state.is_opened(step)
        mine = [each for each in _questions(step) if not (opened or (each.about_mates and alone))]
        return _Answering(mine, [each for each in mine if not session.has_given(each.name, name)])

    def hand_over(self, session: Session, step: Step, name: str) -> _Answering:
        turn = self.turn(session, step, name)
        if not turn.waiting:
            raise NotNow(f"{name} has answered everything already")
        turn.questions = [*turn.waiting]  # what was answered before is nobody's to go back to
        return turn

    def private(self, session: Session, step: Step) -> str:
        many = len(session.turn.waiting) if isinstance(session.turn, _Answering) else 0
        each = f"{many} questions, one after the other. " if many > 1 else ""
        return f"{super().private(session, step)}\n\n{paragraph(f'{each}Type - to leave one out.')}"


ASK = _Ask()


@define
class _Answering(Turn):
    """The questions of a turn, and those of them that are not come to yet.

    `mates` are whom the first of these is about, as it was shown, `rated` is what was given by the
    first parts of it.
    """

    questions: list[Question]
    waiting: list[Question]
    mates: tuple[str, ...] = ()
    rated: list[str] = Factory(list)

    def asked(self, session: Session) -> str:
        if not self.waiting:
            return "You have answered."
        question, retro = self.waiting[0], session.retro
        author = session.holder
        assert author is not None
        self.mates = retro.teammates(question.name, author)
        if not question.installed:
            field = retro.form(question.name, author).fields[len(self.rated)]
            return f"{paragraph(question.text)}\n{fields.shown(field)}"
        dealt = retro.dealt(question.name, author) if question.deals else ()
        return ask(question, self.mates, part=len(self.rated), dealt=dealt)

    def take(self, session: Session, line: str) -> str:
        author = session.holder
        assert author is not None
        if not self.waiting:
            raise NotNow(f"that was the last question; {session.way_out}")
        question = self.waiting[0]
        session.check_shares(author)
        said = "not answered"
        if line.strip() == ABSTAIN:
            session.leave_out(question.name, author)
        else:
            mates = session.retro.teammates(question.name, author)
            if mates != self.mates:
                # Numbers in the order that was on the screen would go to somebody else.
                self.mates, self.rated = mates, []
                raise NotNow(
                    f"who is here has changed; start again with {', '.join(mates) or 'nobody'}"
                )
            if not question.installed:
                if (value := self._filled_in(session, question, author, line)) is None:
                    return f"  kept\n\n{self.asked(session)}"
                _give(session, question, author, value)
            elif question.parts and ";" not in line:
                with answerable(question):
                    # Refused here, so that those before need no typing again.
                    question.read_part(line, mates)
                self.rated.append(line)
                if len(self.rated) < len(question.parts):
                    return f"  kept\n\n{self.asked(session)}"
                lines, self.rated = self.rated, []
                _seal_all(session, question, author, lines)
            else:
                text = session.split_prefixes(line).text if question.in_words else line
                _seal(session, question, author, text)
            said = "hidden"
        self.rated = []
        self.waiting.pop(0)
        if self.waiting:
            return f"  {said}\n\n{self.asked(session)}"
        return f"  {said}. That was the last question: {session.way_out}."

    def _filled_in(
        self, session: Session, question: Question, author: str, line: str
    ) -> Answer | None:
        """Return the answer by the form of a kind that is not known here, None if it has more."""
        form, retro = session.retro.form(question.name, author), session.retro
        # Read here, so that a line that is refused loses none of those before.
        fields.read(form.fields[len(self.rated)], line, retro)
        self.rated.append(line)
        if len(self.rated) < len(form.fields):
            return None
        pairs, self.rated = zip(form.fields, self.rated, strict=True), []
        given = {each.name: fields.read(each, typed, retro) for each, typed in pairs}
        alone: Answer | None = given.get("value") if len(given) == 1 else None
        return given if alone is None else alone

    def back(self, session: Session) -> str | None:
        if self.rated:
            self.rated.pop()
            return f"  taken back\n\n{self.asked(session)}"
        answered = [each for each in self.questions if each not in self.waiting]
        if not answered:
            return None
        self.waiting.insert(0, answered[-1])
        return f"  answer it again\n\n{self.asked(session)}"


def _questions(step: Step) -> Sequence[Question]:
    found: Sequence[Question] = step.activity.named["questions"]  # type: ignore[assignment]
    return found


def ask(
    question: Question,
    mates: Sequence[str] = (),
    *,
    part: int | None = None,
    dealt: Sequence[str] = (),
) -> str:
    """Return a question with how it can be answered, about which teammates and by what."""
    try:
        with answerable(question):
            blocks = question.asked(mates, part=part, dealt=dealt)
    except PluginError as error:
        blocks = (Text(lines=(f"{error}.",)),)
    return "\n".join([paragraph(question.text), *map(_hint, blocks)])


def _hint(block: Block) -> str:
    if isinstance(block, Text):
        return "\n".join(paragraph(each, "  ", "  ") for each in block.lines)
    if isinstance(block, Lines):
        return "\n".join(
            paragraph(each.text, "    ", "  - ")
            if each.number is None
            else paragraph(each.text, "     ", f"  {each.number}. ")
            for each in block.lines
        )
    return paragraph(getattr(block, "title", ""))


def _seal_all(session: Session, question: Question, author: str, lines: Sequence[str]) -> None:
    """Seal what was given one part after the other."""
    try:
        _seal(session, question, author, question.joined(lines))
    except Invalid as error:
        raise Invalid(f"{error}; start again with {question.parts[0]!r}, or {ABSTAIN}") from None


def _seal(session: Session, question: Question, author: str, text: str) -> None:
    """Seal an answer as it was typed, in place of an earlier one."""
    mates = session.retro.teammates(question.name, author)
    with answerable(question):
        value: Answer = question.read(text, mates)
    _give(session, question, author, value)


def _give(session: Session, question: Question, author: str, value: Answer) -> None:
    """Seal an answer, in place of an earlier one."""
    session.give(
        question.name, author,
        lambda: session.retro.answer(question.name, value, author),
        lambda receipt: session.retro.change_answer(receipt, value),
    )  # fmt: skip
