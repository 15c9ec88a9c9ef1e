"""Where lines come from: a person at a terminal, or a pipe."""

from __future__ import annotations

import atexit
import os
import sys
from codecs import BOM_UTF8
from collections import deque
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Protocol

import click

from ...errors import Invalid
from ..streams import Screen, steer, visible

if TYPE_CHECKING:
    from prompt_toolkit.completion import Completer
    from prompt_toolkit.history import History


LOOK = 0.5
"""How often, in seconds, a prompt looks for what others did."""


class Keyboard(Protocol):
    """Something that lines are read from."""

    interactive: bool
    """Whether somebody sits there and can mend a line."""
    line: int
    """The number of the line read last, from 1."""

    @property
    def waiting(self) -> int:
        """Return how many lines were pasted together with the one read last, and come next."""

    def read(self, prompt: str, *, hidden: bool = False) -> str | None:
        """Return the next line, None when there are no more."""

    def forget(self) -> int:
        """Drop the lines that are waiting, and return how many those were."""

    def ask(self, prompt: str) -> str:
        """Return the answer to a question, or leave if there is none."""

    def clear(self) -> None:
        """Empty the screen, and what can be scrolled back to."""


class Pipe:
    """Lines from standard input that is no terminal; nothing is prompted for."""

    interactive = False

    def __init__(self) -> None:
        self.line = 0
        # In bytes: text is decoded many lines at a time, and one that cannot be stops them all.
        self._lines = sys.stdin.buffer
        self._encoding = sys.stdin.encoding if sys.stdin.isatty() else "utf-8"

    def read(self, prompt: str, *, hidden: bool = False) -> str | None:
        """Return the next line, None at the end."""
        self.line += 1
        raw = self._lines.readline()
        if self.line == 1:
            raw = raw.removeprefix(BOM_UTF8)
        try:
            line = raw.decode(self._encoding)
        except UnicodeDecodeError:
            raise Invalid("this line is not UTF-8 text; save the file as UTF-8") from None
        return line.rstrip("\r\n") if raw else None

    @property
    def waiting(self) -> int:
        """Return 0: each line is a line of its own."""
        return 0

    def forget(self) -> int:
        """Do nothing."""
        return 0

    def ask(self, prompt: str) -> str:
        """Return the next line as an answer."""
        line = self.read(prompt)
        if line is None:
            raise click.UsageError(f"standard input ended where this was asked: {prompt.strip()}")
        return line

    def clear(self) -> None:
        """Do nothing: there is no screen."""


class Prompt:
    """A line editor with completion and a toolbar, where somebody sits at a terminal."""

    interactive = True

    def __init__(self) -> None:
        from prompt_toolkit import PromptSession
        from prompt_toolkit.output import create_output

        _stop_echo()
        # In memory, and none at all for hidden lines: a history file would keep what is sealed.
        self.line = 0
        self._pasted: deque[str] = deque()
        self.prompt: Callable[[], str] | None = None
        self.toolbar: Callable[[], str] | None = None
        self.news: Callable[[bool], str] | None = None
        self.hides: Callable[[], bool] = lambda: False
        self._masked = False
        self.completions: Callable[[str], Iterable[tuple[str, str]]] | None = None
        output = None
        if isinstance(sys.stdout, Screen):
            output = create_output(sys.stdout.terminal)
        history = _history(lambda: not self._masked)
        self._session: PromptSession[str] = PromptSession(history=history, output=output)
        self._hidden: PromptSession[str] = PromptSession(output=output)

    def read(self, prompt: str, *, hidden: bool = False) -> str | None:
        """Return the next line; Ctrl-D is the end, Ctrl-C begins the line anew.

        Lines that were pasted at once come one by one, and blank ones among them count for nothing.
        """
        self.line += 1
        if self._pasted:
            line = self._pasted.popleft()
            if not hidden:
                click.echo(f"{self._shown(prompt)}{line}")
            return line
        text = self._read(prompt, hidden=hidden)
        if text is None or len(lines := text.splitlines()) < 2:
            return text if text is None else text.rstrip("\r\n")
        first, *rest = [each for each in lines if each.strip()] or [""]
        self._pasted.extend(rest)
        return first

    @property
    def waiting(self) -> int:
        """Return how many pasted lines come next."""
        return len(self._pasted)

    def forget(self) -> int:
        """Drop them."""
        number = len(self._pasted)
        self._pasted.clear()
        return number

    def _shown(self, prompt: str) -> str:
        return visible(self.prompt() if self.prompt else prompt)

    def _masks(self) -> bool:
        """Return whether the line that is being typed is not shown.

        Others may move the retro meanwhile: from then on it is hidden, and stays so till its end.
        """
        self._masked = self._masked or self.hides()
        return self._masked

    def _read(self, prompt: str, *, hidden: bool) -> str | None:
        from prompt_toolkit.filters import Condition
        from prompt_toolkit.formatted_text import HTML
        from prompt_toolkit.history import DummyHistory
        from prompt_toolkit.styles import Style

        plain = "NO_COLOR" in os.environ
        toolbar = self.toolbar
        below = toolbar and (lambda: visible(toolbar()))
        style = Style.from_dict({"bottom-toolbar": "noreverse" if plain else "reverse"})
        while True:
            self._masked = hidden
            try:
                if hidden:
                    self._hidden.history = DummyHistory()
                    return self._hidden.prompt(
                        lambda: self._shown(prompt),
                        is_password=True,
                        bottom_toolbar=below,
                        refresh_interval=1,
                        style=style,
                        pre_run=self._watch,
                    )
                self._session.is_password = Condition(self._masks)
                return self._session.prompt(
                    lambda: HTML("<b>{}</b>").format(self._shown(prompt)),
                    bottom_toolbar=below,
                    refresh_interval=1,
                    completer=_completer(self.completions),
                    complete_while_typing=False,
                    style=style,
                    pre_run=self._watch,
                )
            except KeyboardInterrupt:
                continue
            except EOFError:
                return None

    def _watch(self) -> None:
        """Print above the line that is being typed what others do meanwhile."""
        import asyncio

        from prompt_toolkit.application import get_app, run_in_terminal

        application, news = get_app(), self.news

        async def watch() -> None:
            while news is not None:
                await asyncio.sleep(LOOK)
                if said := news(not application.current_buffer.text):
                    await run_in_terminal(lambda: click.echo(said))

        application.create_background_task(watch())

    def ask(self, prompt: str) -> str:
        """Return the answer to a question; Ctrl-D and Ctrl-C leave."""
        try:
            return self._session.prompt(visible(prompt), is_password=False)
        except (EOFError, KeyboardInterrupt):
            raise click.Abort from None

    def clear(self) -> None:
        """Empty the screen and the terminal's scrollback."""
        clear()


def _history(keeps: Callable[[], bool]) -> History:
    """Return what was typed before, in memory; a line is kept if it `keeps` it."""
    from prompt_toolkit.history import InMemoryHistory

    class Kept(InMemoryHistory):
        def append_string(self, string: str) -> None:
            if keeps():
                super().append_string(string)

    return Kept()


def _stop_echo() -> None:
    """Have the terminal itself show no keys until the program ends; a prompt shows its own.

    Whoever types on while a line is still being worked on would otherwise see it in the clear,
    in private as well.
    """
    try:
        import termios
    except ImportError:  # Windows shows keys only while they are read
        return
    before = termios.tcgetattr(sys.stdin)
    silent = [*before[:3], before[3] & ~termios.ECHO, *before[4:]]
    termios.tcsetattr(sys.stdin, termios.TCSANOW, silent)
    atexit.register(termios.tcsetattr, sys.stdin, termios.TCSANOW, before)


def clear() -> None:
    """Empty the screen of a terminal, and what can be scrolled back to."""
    # Erase what was scrolled away too (the xterm sequence that most terminals know).
    steer("\x1b[2J\x1b[1;1H\x1b[3J")


def _completer(source: Callable[[str], Iterable[tuple[str, str]]] | None) -> Completer:
    from prompt_toolkit.completion import CompleteEvent, Completion
    from prompt_toolkit.completion import Completer as BaseCompleter
    from prompt_toolkit.document import Document

    class FromSession(BaseCompleter):
        def get_completions(
            self, document: Document, complete_event: CompleteEvent
        ) -> Iterable[Completion]:
            before = document.text_before_cursor
            word = document.get_word_before_cursor(WORD=True)
            for text, meaning in source(before) if source else ():
                yield Completion(
                    text,
                    start_position=-len(word),
                    display=visible(text),
                    display_meta=visible(meaning),
                )

    return FromSession()


def open_keyboard() -> Keyboard:
    """Return a prompt where there is a terminal at both ends, else a pipe."""
    if sys.stdin.isatty() and sys.stdout.isatty():
        return Prompt()
    return Pipe()
