"""What a terminal shows of a kind that it has no screen for, and how its forms are filled in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from attrs import Factory, define

from ....blocks import Form
from ....engine.state import Step
from ....errors import Invalid, NotFound, NotNow, RetrokitError
from ....formats import Attribution
from ....retro import Receipt, Retro
from ...tables import paragraph
from .. import fields
from .screen import ABSTAIN, Screen, Turn, author_of, how_to_give

if TYPE_CHECKING:
    from ..session import Session

_NUMBERED = re.compile(r"(\d{1,3})[.:)]?(?:\s+(.*))?", re.DOTALL)


class _Forms(Screen):
    """Its blocks, and its forms by number. A line fills in a form, field by field."""

    commands = ("next", "pass", "undo", "timer", "show")

    def how_to_lead(self, retro: Retro, step: Step) -> str:
        shown = retro.outline(step.id)
        given = [each for each in shown.forms if not each.leads]
        if not shown.forms:
            return "/next"
        if given and shown.hides:
            how = how_to_give(retro.state, _example(shown.forms, given[0]))
        else:
            first = _example(shown.forms, shown.forms[0])
            number = "Begin with a number, as in " if shown.forms[1:] else "Type "
            how = paragraph(f"{number}{first}. /next goes on to the next activity.")
        return f"{_listed(shown.forms)}\n\n{how}"

    def how_to_take_part(self, session: Session, step: Step) -> str:
        if not (forms := _forms(session, step, private=True)):
            return ""
        asking = isinstance(session.turn, _Filling) and session.turn.form is not None
        if asking:
            how = "Type your answer; - leaves it out, /undo goes back to the one before."
        elif forms[0].slot and not forms[1:]:
            how = "Type it again to change it."
        else:
            how = f"Type {_example(forms, forms[0])}."
        if session.retro.outline(step.id).hides:
            how += f" {session.way_back}."
        asked = session.turn.asked(session) if session.turn is not None else _listed(forms)
        return f"{asked}\n\n{paragraph(how)}"

    def take(self, session: Session, step: Step, line: str) -> str:
        if session.turn is not None:
            return session.turn.take(session, line)
        private = session.holder is not None
        if not _forms(session, step, private=private):
            return super().take(session, step, line)
        found = session.split_prefixes(line)
        turn = _Filling(step, session.holder or found.author or session.speaker, private)
        said = turn.take(session, found.text)
        if turn.form is not None:
            session.turn = turn
        return said

    def turn(self, session: Session, step: Step, name: str) -> Turn | None:
        if not _forms(session, step, private=True):
            return None
        turn = _Filling(step, name, private=True)
        turn.begin(session)
        return turn

    def hand_over(self, session: Session, step: Step, name: str) -> Turn | None:
        turn = self.turn(session, step, name)
        forms = _forms(session, step, private=True)
        if all(each.slot and session.has_given(each.slot, name) for each in forms):
            raise NotNow(f"{name} has nothing left to give in {step.activity.title}")
        return turn

    def private(self, session: Session, step: Step) -> str:
        return f"{super().private(session, step)}\n\n- leaves it out."


FORMS = _Forms()


def _forms(session: Session, step: Step, *, private: bool) -> list[Form]:
    """Return what whoever types can do: in private all but what the facilitator does."""
    found = session.retro.outline(step.id).forms
    return [each for each in found if not (private and each.leads)]


def _listed(forms: Sequence[Form]) -> str:
    """Return what there is to do, each with its number if there are several, and its fields."""
    lines = []
    for number, form in enumerate(forms, 1):
        lines.append(paragraph(form.submit, "     ", f"  {number}. " if forms[1:] else "  "))
        lines += [paragraph(fields.in_short(each), "       ", "     - ") for each in form.fields]
    return "\n".join(lines)


def _example(forms: Sequence[Form], form: Form) -> str:
    """Return a line that begins with a form."""
    number = [str(forms.index(form) + 1)] if forms[1:] else []
    return " ".join((*number, *(fields.example(each) for each in form.fields[:1]))) or form.submit


@define
class _Filling(Turn):
    """A form that somebody fills in, with the `values` of its fields so far.

    In private the forms with a slot are asked for one after the other: `left` are the slots that
    were left out, `given` the forms that were given in this turn.
    """

    step: Step
    author: str | None
    private: bool
    form: Form | None = None
    values: list[Any] = Factory(list)
    left: list[str] = Factory(list)
    given: list[Form] = Factory(list)

    def asked(self, session: Session) -> str:
        if self.form is None:
            return _listed(_forms(session, self.step, private=self.private))
        at = len(self.values)
        what = f"{paragraph(self.form.submit)}\n\n" if not at and self.form.fields[1:] else ""
        return f"{what}{fields.shown(self.form.fields[at])}"

    def begin(self, session: Session) -> None:
        """Come to the first form with a slot in which nothing is given, if there is one."""
        assert self.author is not None
        for form in _forms(session, self.step, private=self.private):
            over = form.slot in self.left or session.has_given(form.slot, self.author)
            if form.slot and form.fields and not over:
                self.form = form
                return

    def take(self, session: Session, line: str) -> str:
        if self.form is None:
            return self._choose(session, line.strip())
        if session.holder is not None:  # as they are called by now
            self.author = session.holder
            session.check_shares(self.author)
        field, retro = self.form.fields[len(self.values)], session.retro
        if line.strip() != ABSTAIN:
            if (
                field.kind == "text"
                and retro.state.attribution_of(self.step) is not Attribution.NAMED
            ):
                session.check_nameless(line)
            self.values.append(fields.read(field, line, retro))
        elif field.optional and not (self.form.slot and not self.form.fields[1:]):
            self.values.append(None)
        else:
            return self._leave_out(session)
        if len(self.values) < len(self.form.fields):
            return f"  kept\n\n{self.asked(session)}"
        return self._act(session)

    def back(self, session: Session) -> str | None:
        if self.values:
            self.values.pop()
            return f"  taken back\n\n{self.asked(session)}"
        if self.given and (before := self.given.pop()).slot:
            self.form = before
            return f"  answer it again\n\n{self.asked(session)}"
        if self.private:
            return None
        session.turn = None
        return "  taken back"

    def _choose(self, session: Session, line: str) -> str:
        forms = _forms(session, self.step, private=self.private)
        number, rest = "1", line
        if forms[1:]:
            match = _NUMBERED.fullmatch(line)
            number, rest = (match[1], match[2] or "") if match else ("0", "")
        if not 1 <= int(number) <= len(forms):
            raise Invalid(f"begin with the number of what you do, 1 to {len(forms)}")
        form = forms[int(number) - 1]
        if session.holder is None and session.needs_author(form):
            self.author = author_of(session, self.author, f"Ana: {_example(forms, form)}")
        elif self.author is not None:
            session.check_shares(self.author)
        self.form = form
        try:
            if not form.fields:
                return self._act(session)
            return self.take(session, rest) if rest else self.asked(session)
        except RetrokitError:
            self.form = None
            raise

    def _leave_out(self, session: Session) -> str:
        assert self.form is not None
        if self.form.slot and self.author is not None:
            session.leave_out(self.form.slot, self.author)
            self.left.append(self.form.slot)
        return self._next(session, "not given")

    def _act(self, session: Session) -> str:
        """Do what the form is for, in place of what this keyboard gave to its slot before."""
        assert self.form is not None
        form, values, self.values = self.form, self.values, []
        named = zip((each.name for each in form.fields), values, strict=True)
        given = {**form.given, **{name: each for name, each in named if each is not None}}
        key = (form.slot, session.retro.state.identity(self.author or ""))
        before = session.receipts.get(key) if form.slot else None
        try:
            with nullcontext() if before is None else session.retro.instead_of(before):
                result = session.act(form, given, self.author)
        except (Invalid, NotFound) as error:
            if not form.fields[1:]:
                raise
            again = form.fields[0].label
            raise type(error)(f"{error}; start again with {again!r}, or {ABSTAIN}") from None
        if not isinstance(result, Receipt):
            return self._next(session, "done")
        if form.slot:
            session.receipts[key] = result
        else:
            session.written.append(result)
            session.sealed_at = session.retro.state.version
        self.given.append(form)
        return self._next(session, "hidden")

    def _next(self, session: Session, said: str) -> str:
        """Come to what is asked for next, and return what happened with that."""
        form, self.form, self.values = self.form, None, []
        assert form is not None
        if not self.private:
            session.turn = None
            if said == "done":
                return f"  {form.submit}: done\n{session.screen()}"
            if said == "not given":
                return f"  {said}"
            so_far = f" ({session.so_far})" if session.so_far else ""
            return f"  {said}{f' from {self.author}' if self.author else ''}{so_far}"
        self.begin(session)
        if self.form is not None:
            return f"  {said}\n\n{self.asked(session)}"
        if not (forms := _forms(session, self.step, private=self.private))[1:]:
            again = "Type it again to change it; " if said == "hidden" and forms[0].slot else ""
            return f"  {said}. {again}{session.way_out}."
        return f"  {said}\n\n{_listed(forms)}\n\nBegin with a number; {session.way_out}."
