"""What a running retro looks like in a terminal: text, at most as wide as the terminal.

Nothing here relies on colour. Screens read the retro and never change it. What is particular about
one kind of activity is in its module, and is found by the name of the kind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from ....characters import short
from ....engine.state import Step, StepStatus
from ....phrases import plural, sentence
from ....reports.wording import recorded
from ....retro import Retro
from ...tables import columns, paragraph
from ..outcomes import board, seen
from .ask import ASK
from .collect import COLLECT
from .decide import DECIDE
from .discuss import DISCUSS
from .forms import FORMS
from .group import GROUP
from .review import REVIEW
from .screen import Screen
from .vote import VOTE
from .welcome import WELCOME

SCREENS: Mapping[str, Screen] = {
    each.kind: each
    for each in (
        WELCOME, REVIEW, ASK, COLLECT, GROUP, VOTE, DISCUSS, DECIDE,
    )
}  # fmt: skip
"""The screens by the names of their kinds."""

_ANY = FORMS

_SIGNS = {
    StepStatus.PENDING: " ",
    StepStatus.CURRENT: ">",
    StepStatus.DONE: "x",
    StepStatus.SKIPPED: "-",
}


def screen_of(kind: str) -> Screen:
    """Return what there is for a kind of activity, by its name; the same for all others."""
    return SCREENS.get(kind, _ANY)


def heading(retro: Retro) -> str:
    """Return what retro this is, and of whom."""
    state = retro.state
    who = ", ".join(f"{each}" for each in state.members.values() if each.here) or "nobody yet"
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
        f"{len(state.respondents)} here",
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
    screen = screen_of(step.activity.kind)
    return f"{shown(retro, step, screen.body(retro, step))}\n\n{screen.how_to_lead(retro, step)}"


def shown(retro: Retro, step: Step, body: str) -> str:
    """Return the current activity with the prompt and the rule, and what there is to see."""
    state, what = retro.state, step.activity
    place = state.agenda.index(step) + 1
    length = f", {what.minutes} min" if what.minutes else ""
    title = f"{what.title} ({place} of {len(state.agenda)}{length})"
    parts = [f"\n{title}\n{'-' * min(len(title), columns())}"]
    if what.prompt:
        parts.append(paragraph(what.prompt))
    if not retro.outline(step.id).opened:
        parts.append(rule(retro, step))
    parts.append(body)
    return "\n\n".join(filter(None, parts))


def rule(retro: Retro, step: Step) -> str:
    """Return who will see what of it; empty where nothing is private."""
    said = retro.outline(step.id).promise
    return paragraph(said, indent="  ", first="* ") if said else ""


def outcome(retro: Retro, step: Step) -> str:
    """Return what was revealed when a step was closed, as far as the next screen leaves it out."""
    state, now = retro.state, retro.state.current_step
    if state.is_opened(step) or step.activity.kind not in SCREENS:
        return f"\n{seen(retro, step)}"
    shown_next = now is not None and screen_of(now.activity.kind).shows_board
    notes = "" if shown_next else board(retro, step.id)
    return f"\n{notes}" if notes else ""
