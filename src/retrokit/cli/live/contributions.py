"""A line that is no command: what it contributes depends on the activity."""

from __future__ import annotations

from collections.abc import Sequence

from ...engine.state import Step
from ...errors import Invalid, NotNow
from ...formats import Ask, Collect, Decide, Discuss, Group, Review, Vote
from ...questions import Answer, Question, answerable
from ...retro import Receipt
from .acting import add_action
from .grouping import group
from .session import ABSTAIN, Session
from .voting import cast


def contribute(session: Session, line: str) -> str:
    """Take a line as a contribution to the current activity, and return what changed."""
    step = session.retro.state.current_step
    activity = step.activity if step else None
    if not line.strip():
        return session.hand_to(None) if session.holder is not None else ""
    if step is None or activity is None:
        raise NotNow("the retro has not begun; /next begins it")
    if isinstance(activity, Collect):
        return _note(session, step, line)
    if isinstance(activity, Ask):
        return _answer(session, activity, line)
    if isinstance(activity, Vote):
        return _vote(session, line)
    if isinstance(activity, Group):
        return group(session, line)
    if isinstance(activity, Discuss):
        return _remark(session, line)
    if isinstance(activity, Decide):
        return add_action(session, line)
    if isinstance(activity, Review):
        raise NotNow("say what became of each: /done 1, /carry 1, /drop 1 because …; then /next")
    raise NotNow(f"{activity.title} takes no notes; /next goes on")


def _note(session: Session, step: Step, line: str) -> str:
    activity = step.activity
    assert isinstance(activity, Collect)
    found = session.split_prefixes(line)
    text, author = found.text, session.holder or found.author or session.speaker
    column = found.column or session.current_column(activity)
    if author is not None:
        session.check_shares(author)
    note = session.retro.add_note(column, text, author)
    if isinstance(note, Receipt):
        session.written.append(note)
        session.sealed_at = session.retro.state.version
        who = f" from {author}" if author and session.holder is None else ""
        so_far = f" ({session.so_far})" if session.so_far else ""
        return f"  hidden in {column}{who}{so_far}{session.stranger(step, found, author)}"
    who = f" ({note.author})" if note.author else ""
    return f"  {note.number} {column}: {text}{who}{session.stranger(step, found, author)}"


def _author(session: Session, author: str | None, example: str) -> str:
    author = session.holder or author or session.speaker
    if author is None:
        raise Invalid(f"say whose it is, as in {example}; or /pass NAME hands over the keyboard")
    session.check_shares(author)
    return author


def _answer(session: Session, activity: Ask, line: str) -> str:
    if session.holder is not None:
        return _private_answer(session, line)
    found = session.split_prefixes(line)
    author, text = _author(session, found.author, "Ana: 4"), found.text
    done = session.retro.taken_part
    open_ones = [each for each in activity.questions if author not in done(each.name)]
    question = open_ones[0] if open_ones else activity.questions[-1]
    _seal_answer(session, question, author, text)
    return f"  hidden: {author} on {question.text!r}{_answered(session, question)}"


def _private_answer(session: Session, line: str) -> str:
    if not session.waiting:
        raise NotNow(f"that was the last question; {session.way_out}")
    question, author = session.waiting[0], session.holder
    assert author is not None
    session.check_shares(author)
    said = "not answered"
    if line.strip() != ABSTAIN:
        mates = session.retro.teammates(question.name, author)
        if mates != session.mates:
            # Numbers in the order that was on the screen would go to somebody else.
            session.mates, session.rated = mates, []
            raise NotNow(
                f"who is here has changed; start again with {', '.join(mates) or 'nobody'}"
            )
        if question.parts and ";" not in line:
            with answerable(question):
                # Refused here, so that those before need no typing again.
                question.read_part(line, mates)
            session.rated.append(line)
            if len(session.rated) < len(question.parts):
                return f"  kept\n\n{session.question()}"
            lines, session.rated = session.rated, []
            _seal_all(session, question, author, lines)
        else:
            text = session.split_prefixes(line).text if question.in_words else line
            _seal_answer(session, question, author, text)
        said = "hidden"
    else:
        session.leave_out(question.name, author)
    session.rated = []
    session.waiting.pop(0)
    if session.waiting:
        return f"  {said}\n\n{session.question()}"
    return f"  {said}. That was the last question: {session.way_out}."


def _seal_all(session: Session, question: Question, author: str, lines: Sequence[str]) -> None:
    """Seal what was given one part after the other."""
    try:
        _seal_answer(session, question, author, question.joined(lines))
    except Invalid as error:
        raise Invalid(f"{error}; start again with {question.parts[0]!r}, or {ABSTAIN}") from None


def _seal_answer(session: Session, question: Question, author: str, text: str) -> None:
    """Seal an answer as it was typed."""
    mates = session.retro.teammates(question.name, author)
    with answerable(question):
        value = question.read(text, mates)
    _seal(session, question, author, value)


def _seal(session: Session, question: Question, author: str, value: Answer) -> None:
    whose = session.retro.state.identity(author)
    receipt = session.receipts.get((question.name, whose))
    if receipt is not None:
        session.retro.change_answer(receipt, value)
    else:
        receipt = session.retro.answer(question.name, value, author)
        session.receipts[question.name, whose] = receipt


def _answered(session: Session, question: Question) -> str:
    if session.is_told_late():
        return ""
    here = session.retro.state.here
    return f" ({len(session.retro.taken_part(question.name))} of {len(here)} answered)"


def _vote(session: Session, line: str) -> str:
    found = session.split_prefixes(line)
    author = _author(session, found.author, f"Ana: {session.terms.ballot.example(session.terms)}")
    return cast(session, author, found.text)


def _remark(session: Session, line: str) -> str:
    remark = session.retro.remark(line)
    about = "" if remark.topic is None else f" on {remark.topic}"
    return f"  {remark.number} noted{about}: {line}"
