"""What people do with a retro from outside of the program, made of the marks on its methods.

A room and the client of `retro join` use this: it says what is sent to have something done, who may
have it done and in whose name, and what comes back. There is no function for an action here; its
method says all of it. Rules stay with the engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum
from functools import cache, cached_property, reduce
from inspect import Parameter
from operator import or_
from types import GenericAlias, NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import attrs
from attrs import field, frozen

from .codec import CODEC, Codec
from .codec.converter import careful, explain, is_read_within
from .engine.acting import Acting
from .engine.kind import kind_of
from .engine.marks import Role, Spec, marked
from .engine.sealing import Sealing
from .engine.seals import Receipt
from .engine.state import Step
from .errors import Invalid, NotFound, NotYours, Outside, blaming
from .formats import Activity
from .given import Numbered, Unchanged, is_list, shown
from .retro import Retro


@frozen(kw_only=True)
class Actor:
    """Who acts: a member, and whether they facilitate.

    `writes_for` are those for whom they may give something if they do: members without a device of
    their own. `inside` has arguments that never come from outside, by name: the room adds them.
    """

    name: str
    leads: bool = False
    writes_for: frozenset[str] = frozenset()
    inside: Mapping[str, object] = field(factory=dict)


def writer(retro: Sealing, actor: Actor, member: str | None) -> str:
    """Return under which name somebody gives something: their own, or that of a member who has no
    device of their own. Raises `NotYours` for all others, `NotFound` for who is no member.
    """
    if member is None:
        return actor.name
    if (name := retro.state.member(member)) == actor.name:
        return name
    if not actor.leads:
        raise NotYours("only the facilitator writes for somebody else")
    # Said alike of everybody who may have: whether they have is theirs to know.
    if name not in actor.writes_for:
        raise NotYours(
            f"{name} may have written something on a device of their own, so only they write here "
            f"as {name}"
        )
    return name


def check_leads(actor: Actor) -> None:
    """Raise `NotYours` without the role of the facilitator."""
    if not actor.leads:
        raise NotYours("only the facilitator does this")


@frozen
class Call:
    """One thing to do, or to ask for. `takes` is the class of what is sent for it.

    That of a kind of activity that a plugin brings is done `on` the kind's own actions; its name
    begins with the kind's, as in `practice.rounds.draw`.
    """

    name: str
    spec: Spec
    takes: type
    codec: Codec
    on: type[Acting] | None = None

    @property
    def leads(self) -> bool:
        """Return whether only the facilitator does it."""
        return self.spec.mark.by == "facilitator"

    @property
    def for_here(self) -> bool:
        """Return whether it is meant for the step at which it is asked for, and for no other."""
        return self.spec.mark.here or self.on is not None

    @property
    def gives(self) -> bool:
        """Return whether it gives something for the first time under the name of who acts."""
        return Role.ME in self._roles and not self._by_receipt

    @property
    def is_own(self) -> bool:
        """Return whether it is done as a member."""
        return bool(self._roles & {Role.ME, Role.ONESELF})

    @property
    def seals(self) -> bool:
        """Return whether what it gives may be hidden."""
        return _is_receipt(self.spec.gives)

    @property
    def changes(self) -> bool:
        """Return whether it changes what may be somebody's: theirs, but for who facilitates."""
        return Role.ASKER in self._roles

    @property
    def _is_signed(self) -> bool:
        return bool(self._roles & {Role.ME, Role.SIGNED})

    @property
    def _roles(self) -> set[Role | None]:
        return {each.role for each in self.spec.arguments}

    @property
    def _by_receipt(self) -> bool:
        return any(_is_receipt(each.hint) for each in self.spec.arguments)

    def check_role(self, actor: Actor) -> None:
        """Raise `NotYours` for who may not do it."""
        if self.leads:
            check_leads(actor)

    def read(self, given: object) -> Any:
        """Return what was sent, as `takes`. Raises `Invalid` for what it does not take."""
        try:
            return careful(self.codec.kinds).structure(given, self.takes)
        except Exception as error:
            path, said = explain(error)[0]
            raise Invalid(f"{self.name}: {path.removeprefix('$.')}: {said}") from error

    def perform(self, retro: Sealing, actor: Actor, sent: Any) -> Any:
        """Do it for somebody, with what `read` returned, and return what the method returns.

        Raises `Outside` for who is not in the retro, `NotYours` for who may not do this, or not in
        the name of somebody else, and whatever the method raises; `PluginError` for what a plugin's
        raises that is no error of retrokit.
        """
        member = retro.state.members.get(actor.name)
        if member is None or not member.here:
            raise Outside
        self.check_role(actor)
        given = attrs.asdict(sent, recurse=False)
        signed = given.pop("signed", True)
        me = self._writer(retro, actor, given, given.pop("member", None))
        # Who leads does for the group what is nobody's own.
        if self.spec.mark.by == "member" and (self._is_signed or not actor.leads):
            retro.state.respondent(me)
        for each in self.spec.arguments:
            if each.role is Role.ME or (each.role is Role.SIGNED and signed):
                given[each.name] = me
            elif each.role is Role.ONESELF or (each.role is Role.ASKER and not actor.leads):
                given[each.name] = actor.name
            elif each.role is Role.INSIDE and each.name in actor.inside:
                given[each.name] = actor.inside[each.name]
        return self.run(retro, given)

    def own(self, author: str | None, asker: str | None) -> dict[str, str | None]:
        """Return whom it is done as, where it is done without a room: by the argument."""
        mine = {**dict.fromkeys((Role.ME, Role.ONESELF, Role.SIGNED), author), Role.ASKER: asker}
        return {each.name: mine[each.role] for each in self.spec.arguments if each.role in mine}

    def run(self, retro: Sealing, given: Mapping[str, Any]) -> Any:
        """Do it with these arguments, and return what the method returns.

        Raises what the method raises; `PluginError` for what a plugin's raises that is no error of
        retrokit.
        """
        if self.on is None:
            return getattr(retro, self.spec.name)(**given)
        with blaming(self.name, "it"):
            return getattr(self.on.of(retro), self.spec.name)(**given)

    def _writer(
        self, retro: Sealing, actor: Actor, given: Mapping[str, object], member: str | None
    ) -> str:
        """Return in whose name something is done: with a receipt, in that of who sealed it."""
        for each in given.values():
            if isinstance(each, Receipt):
                seal = retro.sealed_under([each]).get(each)
                member = member if seal is None or seal.author is None else seal.author
        return writer(retro, actor, member)

    def message(self, arguments: Mapping[str, Any], *, me: str, seen: int) -> dict[str, Any]:
        """Return what a member sends to have it done with these arguments, having seen the log up
        to a version. What is left out, or unchanged, is not sent.
        """
        sent: dict[str, Any] = {}
        for each in self.spec.arguments:
            value = arguments.get(each.name)
            if each.role is Role.SEEN:
                sent[each.name] = seen if value is None else value
            elif each.role is Role.SIGNED and value is None:
                sent["signed"] = False
            elif each.role in (Role.ME, Role.SIGNED):
                sent |= {} if value in (None, me) else {"member": value}
            elif each.role is Role.ONESELF and value != me:
                raise NotYours(f"only {value} does this")
            elif each.role is None and each.name in arguments and not isinstance(value, Unchanged):
                sent[each.name] = sent_as(value, self.codec)
        return sent

    def answer(self, result: Any) -> Any:
        """Return what is answered: what the method returned, as plain data."""
        return self.codec.as_told(result)

    def result(self, told: Mapping[str, Any], key: str = "result") -> Any:
        """Return what the method returned, of an answer that has it under a key.

        Raises `NotFound` where it has not: a room that was opened again since it did this knows no
        more than that. Raises `FileError` for what is none.
        """
        if self.spec.gives is NoneType:
            return None
        if key not in told:
            raise NotFound("the room did this, but did not say with what result; /show shows it")
        return self.codec.from_data(told[key], self.spec.gives)


def sent_as(value: Any, codec: Codec) -> Any:
    """Return an argument as JSON has it: of what has a number that, and lists for all else."""
    if isinstance(value, Step):
        return value.id
    if (number := getattr(value, "number", None)) is not None:
        return number
    if isinstance(value, Mapping):
        return {str(sent_as(key, codec)): sent_as(each, codec) for key, each in value.items()}
    if is_list(value):
        return [sent_as(each, codec) for each in value]
    if value is None or isinstance(value, (str, int, float)):
        return value.value if isinstance(value, Enum) else value
    plain = codec.as_data(value, Activity if isinstance(value, Activity) else None)
    if plain is value:
        raise Invalid(f"{shown(value)} cannot be sent; give text, a number or a list")
    return plain


@frozen
class Calls:
    """What can be done and asked for in a class of retros, by name."""

    of: type[Sealing] = Retro
    codec: Codec = CODEC

    @cached_property
    def actions(self) -> Mapping[str, Call]:
        """Return what can be done."""
        return {each.name: each for each in self.declared if not each.spec.mark.asks}

    @cached_property
    def asks(self) -> Mapping[str, Call]:
        """Return what can be asked for."""
        return {each.name: each for each in self.declared if each.spec.mark.asks}

    @cached_property
    def declared(self) -> tuple[Call, ...]:
        """Return all of it: on the retro, and on the kinds of activity of plugins."""
        own, shared = marked(self.of), marked(Acting)
        found = [Call(name, each, _takes(each), self.codec) for name, each in own.items()]
        for kind in self.codec.kinds.declarations:
            if (acting := kind_of(kind).actions) is not None:
                found += [
                    Call(f"{kind.kind}.{name}", each, _takes(each), self.codec, acting)
                    for name, each in marked(acting).items()
                    if name not in shared
                ]
        return tuple(found)

    def find(self, name: object) -> Call:
        """Return an action by its name. Raises `NotFound`."""
        if not isinstance(name, str) or name not in self.actions:
            raise NotFound.among("action", name, self.actions)
        return self.actions[name]


@cache
def calls_of(codec: Codec) -> Calls:
    """Return what can be done in a retro, and asked for, by who knows the kinds of a codec."""
    return Calls(codec=codec)


def _takes(spec: Spec) -> type:
    """Return the class of what is sent to have a method called: a field for each argument that
    comes from outside, `signed` and `member` where it is given as somebody.
    """
    made = {
        each.name: _field(sendable(each.hint), each.default)
        for each in spec.arguments
        if each.role in (None, Role.SEEN)
    }
    roles = {each.role for each in spec.arguments}
    if Role.SIGNED in roles:
        made["signed"] = _field(bool, True)
    if roles & {Role.ME, Role.SIGNED} or any(_is_receipt(each.hint) for each in spec.arguments):
        made["member"] = _field(str | None, None)
    return attrs.make_class(spec.name, made, frozen=True)


def _field(kind: Any, default: Any) -> Any:
    default = attrs.NOTHING if default is Parameter.empty else default
    return attrs.field(type=kind, default=default, kw_only=True)


_NOT_SENT = (Unchanged, Numbered, Step)
"""What is told by being left out, or by its number."""


def sendable(hint: Any) -> Any:
    """Return the annotation of what is sent for an argument: what JSON has, or has a text for."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return hint if is_read_within(hint) else sendable(inner[0])
    if origin in (Union, UnionType):
        kinds = [sendable(each) for each in inner if each not in _NOT_SENT]
        if any(map(_is_text, kinds)):
            kinds = [each for each in kinds if each is not str]
        return reduce(or_, kinds)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return GenericAlias(Mapping, tuple(map(sendable, inner)))
    if isinstance(origin, type) and origin is not tuple and issubclass(origin, Iterable):
        return GenericAlias(tuple, (sendable(inner[0]), ...))
    return hint


def _is_text(kind: Any) -> bool:
    """Return whether something that is no text is written as one."""
    return kind is date or (isinstance(kind, type) and issubclass(kind, Enum))


def _is_receipt(hint: Any) -> bool:
    return hint is Receipt or (
        get_origin(hint) in (Union, UnionType) and any(map(_is_receipt, get_args(hint)))
    )
