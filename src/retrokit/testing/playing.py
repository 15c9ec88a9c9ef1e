"""Retros that play themselves: every member takes part in everything, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import product
from random import Random
from types import MethodType
from typing import Any

from attrs import define, field

from ..blocks import Form
from ..codec import CODEC, Codec
from ..engine.marks import Role, spec_of
from ..engine.seals import Keeper, MemoryKeeper
from ..engine.state import Step
from ..events import ActionItem, CarriedAction
from ..formats import Attribution, Format
from ..plugins import Plugins
from ..retro import Receipt, Retro
from .filling import filled_in

START = datetime(2031, 3, 1, 9, 30, tzinfo=UTC)
NAMES = ("Ada", "Bo", "Cleo", "Dušan", "恵美")
_SIGNED = {Role.ME, Role.SIGNED, Role.ONESELF}


def allowed(format: Format) -> list[Attribution]:
    """Return the attributions that a retro of a format may have: its own and the stricter."""
    return [each for each in Attribution if each.strictness >= format.attribution.strictness]


@define
class Play:
    """A retro in which every member takes part in everything, step by step.

    `secrets` is what is sealed at the moment. An assertion fails when any of it can be seen.
    """

    retro: Retro
    secrets: list[str] = field(factory=list)
    codec: Codec = CODEC

    @classmethod
    def start(
        cls,
        format: Format,
        members: int,
        attribution: Attribution | None = None,
        plugins: Plugins | None = None,
    ) -> Play:
        """Start a retro with so many members and one action item from an earlier retro.

        `plugins` count and score in it, by default all that are installed.
        """
        plugins = plugins or Plugins.load()
        names = NAMES[:members]
        left = CarriedAction(
            number=1,
            home="earlier",
            item=ActionItem(number=1, text="Try again", decided=START, changed=START),
        )
        retro = Retro.start(
            format,
            team="Contract",
            members=names,
            facilitator=names[0],
            attribution=attribution,
            carried=[left],
            keeper=MemoryKeeper(),
            clock=lambda: START,
            rng=Random(members),
            tallies=plugins.tallies,
            scorings=plugins.scorings,
        )
        return cls(retro, codec=Codec(plugins.kinds))

    @property
    def keeper(self) -> Keeper:
        """Return what keeps the retro, with all that is sealed in it."""
        return self.retro._keeper

    def to_the_end(self) -> Retro:
        """Go through the whole agenda, close the retro, and return it."""
        steps = list(self.retro.state.agenda)
        for step in steps:
            try:
                self.take_part(step)
                self._check_sealed(step)
                if step is not steps[-1]:
                    self.retro.next()
                else:
                    self.retro.close()
            except Exception as error:
                error.add_note(f"This was at {step.activity.title!r}, step {step.id}.")
                raise
        return self.retro

    def take_part(self, step: Step) -> None:
        """Have all forms that there are on arrival filled in, by everybody whom they are for."""
        forms = self.forms_at(step)
        alone = len(self.retro.state.respondents) == 1  # a question about others is for nobody then
        assert forms or alone or not step.kind.drafts, (
            f"nothing can be given at {step.activity.title!r}: "
            "let people write notes or decide on actions before"
        )
        for form in forms:
            for number, name in enumerate(self.retro.state.respondents if form.slot else ()):
                self.fill_in(step, form, name, number, optional=number % 2 == 0)
        again = [each for each in forms if not each.slot]
        most = max((_choices(each) + _may_be_short(each) for each in again), default=0)
        for number, form in product(range(most), again):
            # It may be gone, or offer less, by what was done before.
            for now in [each for each in self.forms_at(step) if _same(each, form)]:
                for place, name in enumerate(self._who(step, form)):
                    another = number + place * _choices(form)
                    self.fill_in(step, now, name, another, optional=number < _choices(form))

    def forms_at(self, step: Step) -> list[Form]:
        """Return what there is to do now."""
        return [*step.kind.forms(self.retro.state, step)]

    def _who(self, step: Step, form: Form) -> Sequence[str]:
        """Return who fills in a form: everybody what is given as somebody, else one of them."""
        here = self.retro.state.respondents
        return here if not form.leads and _signed(self._action(step, form)) else here[:1]

    def _action(self, step: Step, form: Form) -> MethodType:
        """Return what does what a form is for: an action of the kind, or of the retro."""
        own = step.kind.actions
        acts = self.retro if own is None else own.of(self.retro)
        found: MethodType | None = getattr(acts, form.action, None)
        assert found is not None, f"{form.submit!r} is for {form.action}, which is no action"
        assert hasattr(found, "mark"), f"{form.action} is for nobody: it has no mark"
        return found

    def fill_in(self, step: Step, form: Form, name: str, number: int, *, optional: bool) -> None:
        """Have somebody do what a form is for; another number gives something else."""
        act = self._action(step, form)
        given = self.given(step, form, name, number, optional=optional)
        if isinstance(act(**{**given, **dict.fromkeys(_signed(act), name)}), Receipt):
            self.secrets.append(_words(step, form, number))

    def given(
        self, step: Step, form: Form, name: str, number: int, *, optional: bool
    ) -> dict[str, Any]:
        """Return what somebody fills in, and what else a form hands to its action."""
        state, said = self.retro.state, _words(step, form, number)
        found = step.kind.sample(state, step, form, member=name, number=number, said=said)
        if found is None:
            found = filled_in(
                form, number=number, said=said, members=state.respondents, optional=optional
            )
        return {**form.given, **found}

    def _check_sealed(self, step: Step) -> None:
        told = self.codec.export_log(self.retro.log)
        for said in self.secrets:
            assert said not in told, f"seen before it was opened: {said}"
        assert not self.retro.state.is_opened(step), "this was opened before the step ended"
        self.secrets.clear()


def _signed(act: MethodType) -> list[str]:
    """Return the arguments of an action that say who acts."""
    return [each.name for each in spec_of(act.__func__).arguments if each.role in _SIGNED]


def _words(step: Step, form: Form, number: int) -> str:
    """Return words that stand for nobody, and nowhere else."""
    return f"{form.action} {step.id}/{form.slot}/{number} is a secret"


def _choices(form: Form) -> int:
    """Return how many there are of what is to be chosen first; 1 where nothing is."""
    return next((len(each.options) for each in form.fields if each.kind == "choice"), 1)


def _may_be_short(form: Form) -> bool:
    return any(each.optional for each in form.fields)


def _same(form: Form, other: Form) -> bool:
    return (form.action, form.slot, form.given) == (other.action, other.slot, other.given)
