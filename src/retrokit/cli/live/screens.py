"""What a running retro looks like in a terminal: text, at most as wide as the terminal.

Nothing here relies on colour. Screens read the retro and never change it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from ...blocks import Block, Lines, Text
from ...characters import short
from ...engine.promises import promise
from ...engine.state import State, Step, StepStatus
from ...formats import (
    Ask,
    Collect,
    Decide,
    Discuss,
    Group,
    Review,
    Vote,
    Welcome,
)
from ...kinds.vote.facts import VoteTerms
from ...phrases import figure, plural, sentence
from ...questions import Question, answerable
from ...reports.wording import recorded
from ...retro import Retro
from ..tables import columns, paragraph, table
from .hints import how_to_lead
from .outcomes import board, by_unit, candidates, say_note, seen

CHANGED = (
    "What you can vote on has changed since this vote began. Votes from before still count; "
    "check yours."
)

_SIGNS = {
    StepStatus.PENDING: " ",
    StepStatus.CURRENT: ">",
    StepStatus.DONE: "x",
    StepStatus.SKIPPED: "-",
}


def heading(retro: Retro) -> str:
    """Return what retro this is, and of whom."""
    state = retro.state
    who = ", ".join(state.here) or "nobody yet"
    when = state.started.date()
    closed = ", closed" if state.closed else ""
    origin = "" if state.source is None else f"{paragraph(sentence(recorded(state.source)))}\n"
    return (
        f"{state.format.title}, {state.team}, {when} (retro {state.id}{closed})\n{origin}"
        f"{paragraph(who, '      ', 'Here: ')}"
    )


def agenda(retro: Retro, sealed: Callable[[int], int]) -> str:
    """Return the agenda with where the retro is, and how much is `sealed` in each step."""
    lines = []
    for number, step in enumerate(retro.state.agenda, 1):
        count = sealed(step.id)
        note = f", {count} hidden" if count else ""
        lines.append(
            f"{_SIGNS[step.status]} {number}. {step.activity.title} "
            f"({step.activity.kind}, {step.activity.minutes} min{note})"
        )
    return "\n".join(lines)


def clock(retro: Retro) -> str:
    """Return the time that is left, empty without a time box."""
    left = retro.time_left()
    if left is None:
        return ""
    return f"{_minutes(left)} left" if left >= timedelta(0) else f"{_minutes(-left)} over time"


def _minutes(length: timedelta) -> str:
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    return f"{minutes}:{seconds:02}"


def toolbar(retro: Retro, sealed: int, *first: str) -> str:
    """Return one line: what is to stand first, the activity, the time left, the counts."""
    state = retro.state
    step = state.current_step
    where = [
        f"{step.activity.title} {state.agenda.index(step) + 1}/{len(state.agenda)}" if step else "",
        clock(retro),
    ]
    parts = [
        *first,
        *(where if state.closed is None else ["closed"]),
        plural(len(state.notes), "note") if state.notes else "",
        f"{sealed} hidden" if sealed else "",
        plural(len(state.open_actions), "action") if state.open_actions else "",
        f"{len(state.here)} here",
        "/help",
    ]
    return short(" " + " | ".join(part for part in parts if part), columns())


def activity(retro: Retro) -> str:
    """Return the screen of the current activity: what it is, the rule, what to type."""
    step = retro.state.current_step
    if step is None:
        return "Not begun. /next begins it."
    if retro.state.closed is not None:
        return "This retro is closed. /report shows its report, /reopen goes on with it."
    return "\n\n".join((*shown(retro, step), how_to_lead(retro, step)))


def shown(retro: Retro, step: Step) -> list[str]:
    """Return the parts of a screen that are for everybody: what it is, the rule, what is there."""
    state, what = retro.state, step.activity
    place = state.agenda.index(step) + 1
    length = f", {what.minutes} min" if what.minutes else ""
    title = f"{what.title} ({place} of {len(state.agenda)}{length})"
    parts = [f"\n{title}\n{'-' * min(len(title), columns())}"]
    if what.prompt:
        parts.append(paragraph(what.prompt))
    if (rule := promise(state, step)) and not state.is_opened(step):
        parts.append(paragraph(rule, indent="  ", first="* "))
    parts.append(_body(retro, step))
    return [part for part in parts if part]


def _body(retro: Retro, step: Step) -> str:
    state, what = retro.state, step.activity
    if isinstance(what, Welcome):
        return _welcome(state, what)
    if isinstance(what, Review):
        return _review(state)
    if isinstance(what, Ask):
        return _ask(retro, step, what)
    if isinstance(what, Collect):
        return _collect(retro, step, what)
    if isinstance(what, Group):
        return board(retro, columns=what.columns) or "No notes."
    if isinstance(what, Vote):
        return _vote(retro, step)
    if isinstance(what, Discuss):
        return _discuss(state, step)
    return _decide(retro) if isinstance(what, Decide) else ""


def _welcome(state: State, what: Welcome) -> str:
    parts = [paragraph(state.format.purpose)]
    if state.format.goals:
        goals = [
            paragraph(goal, "     ", f"  {number}. ")
            for number, goal in enumerate(state.format.goals, 1)
        ]
        parts.append("\n".join(["Every decision is held against these goals:", *goals]))
    if what.agreement:
        parts.append("\n".join(paragraph(each, "    ", "  - ") for each in what.agreement))
    if what.directive:
        parts.append(paragraph(what.directive))
    return "\n\n".join(parts)


def _review(state: State) -> str:
    if not state.carried:
        return "Nothing is open from earlier retros."
    rows = [
        (
            each.number,
            each.item.text,
            each.item.owner or "nobody",
            each.item.due or "no date",
            _outcome(each.item.status.value, each.reviewed, each.item.reason),
        )
        for each in state.carried.values()
    ]
    return table(rows, ["no", "what", "who", "due", "now"], wide=1)


def _outcome(status: str, reviewed: bool, reason: str) -> str:
    if not reviewed:
        return "open"
    return f"{'carried on' if status == 'open' else status}{': ' * bool(reason)}{reason}"


def ask(
    question: Question,
    mates: Sequence[str] = (),
    *,
    part: int | None = None,
    dealt: Sequence[str] = (),
) -> str:
    """Return a question with how it can be answered, about which teammates and by what."""
    with answerable(question):
        blocks = question.asked(mates, part=part, dealt=dealt)
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


def _ask(retro: Retro, step: Step, what: Ask) -> str:
    if retro.state.is_opened(step):
        return seen(retro, step)
    return "\n\n".join(map(ask, what.questions))


def _collect(retro: Retro, step: Step, what: Collect) -> str:
    parts = ["\n".join(paragraph(f"{c.name}: {c.prompt}" if c.prompt else c.name, "    ", "  - ")
                       for c in what.columns)]  # fmt: skip
    if any(note.step == step.id for note in retro.state.notes.values()):
        parts.append(board(retro))
    return "\n\n".join(parts)


def _vote(retro: Retro, step: Step) -> str:
    state, vote = retro.state, retro.state.at[step.id]
    if vote.opened:
        return seen(retro, step)
    names = dict(candidates(state, vote.terms.candidates))
    if not names:
        return "There is nothing to vote for."
    ballot = _ballot(vote.terms, names)
    if not vote.changed:
        return ballot
    return f"{paragraph(CHANGED)}\n\n{ballot}"


def _ballot(terms: VoteTerms, names: Mapping[int, str]) -> str:
    """Return what can be voted for, and what to type."""
    how = paragraph(terms.ballot.how(terms))
    return f"{table(names.items(), ['no', 'what'], wide=1)}\n\n{how}"


def turn(retro: Retro, name: str, question: str) -> str:
    """Return the screen for a member who has got the keyboard in private: at an Ask, a question."""
    step = retro.state.current_step
    assert step is not None
    head = paragraph(f"{name}, the keyboard is yours. What you type is not shown.") + "\n"
    rule = paragraph(promise(retro.state, step), indent="  ", first="* ")
    if isinstance(step.activity, Ask):
        return f"{head}{rule}\n\nType - to leave a question out.\n\n{question}"
    if isinstance(step.activity, Vote):
        terms = retro.state.at[step.id].terms
        names = dict(candidates(retro.state, terms.candidates))
        how = f"As in {terms.ballot.example(terms)}; - to abstain."
        return f"{head}{rule}\n\n{_ballot(terms, names)}\n{how}"
    prompts = "\n".join(f"  - {column.name}" for column in getattr(step.activity, "columns", ()))
    return (
        f"{head}{rule}\n\n{prompts}\n\nA line is a note, COLUMN: … says which column. /undo takes "
        "the last\none back. Enter on an empty line hands the keyboard back."
    )


def _discuss(state: State, step: Step) -> str:
    discussion = state.at[step.id]
    parts = []
    topic = state.talking_about(step.id)
    if topic is not None:
        parts.append(paragraph(f"Now: {topic.number} {topic.title}"))
        if topic.number in state.groups:
            notes = [state.notes[each] for each in topic.notes]
            parts.append("\n".join(say_note(note, "  ") for note in notes))
    waiting = state.waiting(step.id)
    tables = [
        table(
            [
                (each.number, short(each.title, 200), figure(got) if got else "")
                for each in topics
                for got in [state.votes_for(each.number)]
            ],
            ["no", "next" if place == 0 else "then", counted],
            wide=1,
        )
        for place, (counted, topics) in enumerate(by_unit(state, waiting))
    ]
    nothing = "No topic is waiting." if discussion.order else "There is nothing to discuss."
    return "\n\n".join([*parts, *(tables or [nothing])])


def _decide(retro: Retro) -> str:
    goals = retro.state.format.goals
    listing = actions(retro)
    parts = [listing] if listing else []
    if decided := retro.state.decisions:
        rows = [(each.number, each.text) for each in decided]
        first = decided[0].number
        parts.append(
            f"{table(rows, ['no', 'decided, and not an action item yet'], wide=1)}\n\n"
            + paragraph(f"/adopt {first} @NAME due friday makes an action item of {first}.")
        )
    if goals:
        parts.append("\n".join(paragraph(each, "          ", f"  goal {number}  ")
                               for number, each in enumerate(goals, 1)))  # fmt: skip
    return "\n\n".join(parts)


def actions(retro: Retro) -> str:
    """Return the action items, this retro's and those from earlier ones; empty if none."""
    state = retro.state
    rows = [
        (
            number,
            item.text,
            item.owner or "nobody",
            item.due or "no date",
            item.status.value,
        )
        for number, item in (
            *((each.number, each.item) for each in state.carried.values()),
            *state.actions.items(),
        )
    ]
    return table(rows, ["no", "what", "who", "due", "status"], wide=1) if rows else ""
