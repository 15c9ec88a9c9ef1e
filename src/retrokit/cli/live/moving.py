"""Commands that move through the agenda, change it, and keep time."""

from __future__ import annotations

from collections.abc import Callable

from ...engine.state import Step, StepStatus
from ...errors import Invalid
from ...formats import Activity
from ..tables import paragraph
from .closing import asked, before_revealing, close
from .command import command
from .numbers import numbers
from .screens import agenda, clock, outcome, screen_of
from .session import Session


@command("next", "", "reveal what is hidden here, and go to the next activity")
def _next(session: Session, rest: str) -> str:
    state = session.retro.state
    last = state.current is not None and state.current == state.agenda[-1].id
    if last and _hides(session):
        return _open(session, rest)
    if not last or state.closed is not None or session.ask is None:
        return _opening(session, lambda: _forward(session, session.retro.next))
    return close(session, "That was the last activity. Close the retro?", always=True)


def _hides(session: Session) -> bool:
    """Return whether something may be hidden here that can be revealed."""
    return session.may_reveal() or (session.sealed() > 0 and not session.retro.waits_for())


def _opening(session: Session, act: Callable[[], str]) -> str:
    """Do what opens this activity; ask first if somebody is missing, or something would be lost."""
    told = before_revealing(session)
    if not told or session.retro.waits_for():  # then it is refused, and the refusal says why
        return act()
    return asked(session, told, "Reveal anyway?", "Still hidden.", act)


def _forward(session: Session, move: Callable[[], Step]) -> str:
    """Move, and return what was revealed by it and the screen of where the retro is now."""
    left = session.retro.state.current_step
    sealed = session.retro.sealed_count()
    move()
    opened = sealed and left and not session.retro.sealed_count(left.id)
    came = outcome(session.retro, left) if opened and left else _empty(session, left)
    return f"{came}\n{session.arrived()}" if came else session.arrived()


def _empty(session: Session, left: Step | None) -> str:
    """Return that nobody took part in the activity that has just ended, else nothing.

    Nothing is lost by it, so it is no question.
    """
    state = session.retro.state
    if left is None or state.step(left.id).status is not StepStatus.DONE or state.is_opened(left):
        return ""
    if not (said := left.kind.missed(state, left)):
        return ""
    return paragraph(f"{said} /go {list(state.titles).index(left.id) + 1} returns there.", "  ")


@command("back", "", "go back one activity; what is hidden stays hidden")
def _back(session: Session, rest: str) -> str:
    session.retro.back()
    return session.arrived()


@command("skip", "", "skip this activity and go on")
def _skip(session: Session, rest: str) -> str:
    reveals = session.hosting is not None and session.retro.may_reveal()

    def skip() -> str:
        return _forward(session, lambda: session.retro.skip(opens=reveals))

    if not reveals:
        return skip()
    told = "Something may be hidden here. It would be revealed, not erased."
    return asked(session, [told], "Skip anyway?", "Not skipped.", skip)


@command("go", "WHERE", "go to an activity, by its number or name")
def _go(session: Session, rest: str) -> str:
    target = _step(session, rest)

    def go() -> str:
        return _forward(session, lambda: session.retro.go(target))

    ids = [step.id for step in session.retro.state.agenda]
    current = session.retro.state.current
    ahead = current in ids and ids.index(target) > ids.index(current)
    return _opening(session, go) if ahead else go()


@command("open", "", "reveal what is hidden here, and stay")
def _open(session: Session, rest: str) -> str:
    def open_() -> str:
        told = session.sealed() if session.is_told_late() else None
        session.retro.open_seals(told=told)
        return session.arrived()

    return _opening(session, open_)


@command("agenda", "[add KIND | drop N | move N to M]", "show the agenda, or change it")
def _agenda(session: Session, rest: str) -> str:
    word, _, what = rest.partition(" ")
    if word == "add":
        kind, _, words = what.strip().partition(" ")
        step = session.retro.add_activity(_activity(session, kind.lower(), words.strip()))
        said = f"  added {step.activity.title} after the current activity"
    elif word == "drop":
        step = session.retro.drop_activity(_step(session, what))
        said = f"  dropped {step.activity.title}"
    elif word == "move":
        which, _, where = what.partition(" to ")
        place = numbers(where)
        if len(place) != 1:
            raise Invalid("say where to, as in /agenda move 5 to 3")
        step = session.retro.reorder(_step(session, which), place[0] - 1)
        said = f"  moved {step.activity.title} to {place[0]}"
    elif word:
        raise Invalid("write /agenda, /agenda add KIND, /agenda drop N or /agenda move N to M")
    else:
        return agenda(session.retro, session.sealed)
    return f"{said}\n{agenda(session.retro, session.sealed)}"


@command("timer", "[MINUTES | +MINUTES | off]", "start, extend or stop the time box")
def _timer(session: Session, rest: str) -> str:
    if rest in ("off", "stop"):
        session.retro.set_timer(0)
    elif rest:
        try:
            minutes = float(rest.removeprefix("+"))
        except ValueError:
            raise Invalid(
                f"{rest[:20]!r} is no length; write /timer 5, /timer +5 or /timer off"
            ) from None
        if rest.startswith("+"):
            session.retro.extend_timer(minutes)
        else:
            session.retro.set_timer(minutes)
    return f"  {clock(session.retro) or 'no time box'}"


@command("close", "", "end the retro")
def _close(session: Session, rest: str) -> str:
    return close(session, "Close it anyway?")


@command("reopen", "", "reopen a retro that was closed")
def _reopen(session: Session, rest: str) -> str:
    session.retro.reopen()
    return session.arrived()


@command("quit", "", "leave; everything is kept, and retro resume brings you back",
         private=True, member=True)  # fmt: skip
def _quit(session: Session, rest: str) -> str:
    session.over = True
    if session.hidden:
        session.clear()
    return ""


def _step(session: Session, text: str) -> int:
    """Return the step that a place in the agenda, counted from 1, or a name means."""
    text = text.strip()
    if not text.isdecimal():
        return session.retro.state.find_step(text).id
    steps = session.retro.state.agenda
    if not 1 <= int(text[:9]) <= len(steps):
        raise Invalid(f"there is no activity {text[:9]}; the agenda has {len(steps)}")
    return steps[int(text) - 1].id


def _activity(session: Session, kind: str, words: str) -> Activity:
    known = {
        name: each
        for name, each in session.logbook.plugins.kinds.activities.items()
        if screen_of(name).can_be_added(each)
    }
    if kind not in known:
        raise Invalid(f"an activity to add is one of {', '.join(known)}")
    return screen_of(kind).make(known[kind], words)
