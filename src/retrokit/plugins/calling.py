"""Every call into a plugin goes through here, so that it harms nobody but itself.

What it prints goes to stderr, since stdout may be an export. What it raises becomes an
`Exception`, also where it wants to end the program; a real Ctrl-C still does. Where it takes long,
stderr says whom everybody waits for.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import islice
from threading import Lock, Thread, Timer, current_thread, main_thread
from typing import Any, TextIO, TypeVar

T = TypeVar("T")

PATIENCE = 5.0
"""After how many seconds stderr says which plugin everybody waits for."""
MOST = 1_000
"""How many things a plugin may return at once: formats of a hook, findings of a check."""

_inside: ContextVar[bool] = ContextVar("_inside", default=False)
_lock = Lock()
_calls = 0


class Broke(Exception):
    """What a plugin raised instead of an `Exception`, such as `SystemExit`, said in short."""


class Overdue(Exception):
    """Something took longer than it may, and still runs in `thread`."""

    def __init__(self, seconds: float, thread: Thread) -> None:
        super().__init__(f"it took longer than {seconds:g} seconds")
        self.thread = thread


def called(call: Callable[[], T], waiting: str) -> T:
    """Return what a call into a plugin returns. Raises `Exception`s only, but for a real Ctrl-C.

    `waiting` is what to say on stderr when it takes long.
    """
    watch = Timer(PATIENCE, _say, (waiting,))
    watch.daemon = True
    watch.start()
    try:
        return contained(call)
    finally:
        watch.cancel()


def contained(call: Callable[[], T]) -> T:
    """Return what a call that takes no time returns, else as `called`: that costs a thread."""
    pressed = False
    try:
        with _aside(), _interrupts() as interrupts:
            try:
                return call()
            finally:
                pressed = bool(interrupts)
    except Exception:
        raise
    except BaseException as error:
        if pressed:
            raise
        raise Broke(in_short(error)) from error


def within(seconds: float, call: Callable[[], T]) -> T:
    """Return what a call returns, made in a thread of its own. Raises `Overdue`, or what it raises.

    An overdue call is waited for no longer; the end of the program ends it.
    """
    returned: list[T] = []
    raised: list[BaseException] = []

    def work() -> None:
        try:
            returned.append(call())
        except BaseException as error:
            raised.append(error)

    thread = Thread(target=work, name="retrokit plugin", daemon=True)
    thread.start()
    thread.join(seconds)
    if raised:
        raise raised[0]
    if not returned:
        raise Overdue(seconds, thread)
    return returned[0]


def some(things: Iterable[T]) -> list[T]:
    """Return a list of what a plugin yields, which need not end. Raises `ValueError`."""
    found = list(islice(things, MOST + 1))
    if len(found) > MOST:
        raise ValueError(f"more than {MOST:,} things were returned; return fewer")
    return found


def in_short(error: BaseException) -> str:
    """Return an error of a plugin in one line that can be shown anywhere."""
    try:
        said = " ".join(str(error).split()).encode(errors="backslashreplace").decode()
    except Exception:
        said = ""  # even its words may fail
    said = "".join(each if each.isprintable() else "?" for each in said[:200])
    if isinstance(error, Broke):
        return said
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


class _Aside:
    """Stands in for stdout: what is written inside a plugin goes to stderr."""

    def __init__(self, out: TextIO) -> None:
        self.out = out

    def __getattr__(self, name: str) -> Any:
        return getattr(sys.stderr if _inside.get() else self.out, name)


@contextmanager
def _aside() -> Iterator[None]:
    """Have what this thread prints go to stderr; what others print goes where it would."""
    global _calls  # noqa: PLW0603  there is one stdout
    with _lock:
        _calls += 1
        if not isinstance(sys.stdout, _Aside):
            sys.stdout = _Aside(sys.stdout)
        stand_in = sys.stdout
    token = _inside.set(True)
    try:
        yield
    finally:
        _inside.reset(token)
        with _lock:
            _calls -= 1
            if current_thread() is main_thread() and sys.stdout is not stand_in:
                sys.stdout = stand_in  # the plugin put something of its own there
            if not _calls and isinstance(sys.stdout, _Aside):
                sys.stdout = sys.stdout.out


@contextmanager
def _interrupts() -> Iterator[list[int]]:
    """Yield a list that is filled when somebody presses Ctrl-C, which raises as ever.

    A plugin may raise `KeyboardInterrupt` by itself, and nothing on the error tells the two apart.
    """
    pressed: list[int] = []
    known = signal.getsignal(signal.SIGINT)
    if current_thread() is not main_thread() or known is not signal.default_int_handler:
        yield pressed
        return

    def press(number: int, frame: object) -> None:
        pressed.append(number)
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, press)
    try:
        yield pressed
    finally:
        signal.signal(signal.SIGINT, known)


def _say(sentence: str) -> None:
    if sys.stderr is not None:
        print(sentence, file=sys.stderr, flush=True)
