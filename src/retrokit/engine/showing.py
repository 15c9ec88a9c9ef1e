"""What there is to see and to do at a step, made by its kind for whatever front asks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import evolve, frozen

from ..blocks import Block, ForEach, Form, Text
from ..errors import NotFound, PluginError, wrong
from ..events import Event
from .acting import Acting
from .log import Log
from .marks import marked, shows
from .promises import promise
from .state import State, Step


@frozen(kw_only=True)
class Shown:
    """A step as its kind shows it to everyone.

    `forms` are what there is to do, if the retro is at the step: each names its action as it is
    done from outside, `practice.rounds.draw`. `promise` is who will see what is given, or what was
    kept of that; `hides` tells that what is given now is hidden, `opened` that it was revealed.
    Where the kind fails, `blocks` say so.
    """

    step: int
    blocks: tuple[Block, ...] = ()
    forms: tuple[Form, ...] = ()
    promise: str = ""
    hides: bool = False
    opened: bool = False

    def seen_by(self, member: str | None) -> Shown:
        """Return it as one member sees it, or with None as it is on a screen that all share: of
        blocks for single members their own alone, or none.
        """
        blocks = (
            own
            for each in self.blocks
            for own in (
                each.members.get(member or "", ()) if isinstance(each, ForEach) else (each,)
            )
        )
        return evolve(self, blocks=tuple(blocks))


class Showing(Log):
    """Show each step as its kind has it."""

    @shows
    def outline(self, step: int | None = None) -> Shown:
        """Return what there is to see of a step, by default of the current one, and what to do.

        It is made of the public log alone, and the same for everyone. Where a kind fails, its
        blocks say so. Raises `NotFound` where there is no such step, or none yet.
        """
        found = self._state.current_step if step is None else self._state.step(step)
        if found is None:
            raise NotFound("the retro has not begun; go to an activity first")
        return shown(self, found)


def shown(retro: Log, step: Step) -> Shown:
    """Return a step as its kind shows it."""
    state = retro.state
    failed: list[str] = []
    forms: tuple[Form, ...] = ()
    hides = True  # where nobody knows, too
    try:
        hides = state.sealing(step)
    except PluginError as error:
        failed.append(wrong(error))
    if step.id == state.current and state.closed is None:
        try:
            forms = tuple(_doable(retro, step, failed))
        except PluginError as error:
            failed.append(wrong(error))
    return Shown(
        step=step.id,
        blocks=(*revealed(state, retro.log, step), *map(_failed, failed)),
        forms=forms,
        promise=promise(state, step),
        hides=hides,
        opened=state.is_opened(step),
    )


def _failed(sentence: str) -> Text:
    return Text(role="failed", tone="warning", lines=(sentence,))


def revealed(state: State, log: Sequence[Event], step: Step) -> Iterator[Block]:
    """Yield what there is to see of a step: its outline, and what was noticed if it is opened."""
    yield from step.kind.outline(state, log, step)
    for each in step.kind.noticed(state.at[step.id]) if state.is_opened(step) else ():
        said = f"{each.severity.value.capitalize()}: {each.sentence}"
        yield Text(role="finding", tone="warning", lines=(said, *each.evidence))


def _doable(retro: Log, step: Step, failed: list[str]) -> Iterator[Form]:
    """Yield forms under the names that their actions have from outside."""
    acting, before = step.kind.actions, ""
    known = {*marked(type(retro))}
    if acting is not None:
        known, before = {*marked(acting)} - {*marked(Acting)}, f"{step.activity.kind}."
    for form in step.kind.forms(retro.state, step):
        if form.action in known:
            yield evolve(form, action=f"{before}{form.action}")
        else:
            failed.append(
                f"{form.submit!r} cannot be done: {step.activity.kind} has no action "
                f"{form.action!r}; update the plugin that brings it."
            )
