"""A room: one retro, everyone who is connected to it, and what they do."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Collection
from contextlib import nullcontext, suppress
from functools import partial
from threading import Thread
from typing import Any, TypeVar

from attrs import define, evolve, field, frozen

from ..calls import Actor, Call, Calls, calls_of, check_leads, writer
from ..codec.converter import KEY
from ..engine.discretion import is_told_late
from ..engine.state import StepStatus
from ..errors import Invalid, NotFound, NotNow, NotYours, Outside
from ..events import Opened
from ..formats import Attribution
from ..hues import Hue
from ..retro import Receipt
from .audience import Audience
from .credentials import Credential, Past
from .held_before import check_letters, check_not_theirs
from .looks import check_look, look_of, member_like
from .team_page import TeamPage
from .telling import shown_to_all, told

MOST_MEMBERS = 2_000
"""How many members a room takes."""
MOST_UNLISTED = 1_000
"""How many of them may have come by the members' link or the code, under a name that nobody had
listed before.
"""
NEW_NAMES, NEW_PERIOD = 100, 60.0
"""How many such names a room takes in so many seconds."""
MOST_EVENTS = 50_000
"""How long a log may grow by what members do; what the facilitator does is not held up."""
MOST_SEALED = 10_000
"""How many contributions may be sealed at once."""
RATE, BURST = 20, 100
"""How many actions a second a member may do over time, and how many at once."""
DEAR = 10
"""How many actions a report counts for."""
KNOWN_KEYS = 10_000
"""How many of the latest actions are remembered by their key, beside those in the log."""
REST = 20
"""How many times as long as it took to make a report it is left as it is, before a newer one is
made: or asking for them could take all that this computer can do.
"""
REPORT_LIMIT = 30.0
"""How many seconds people wait for a report before they are told that it takes too long."""

_MISSED = {
    "add_note": "your note was not added",
    "answer": "your answer does not count",
    "change_answer": "your change of the answer does not count",
    "vote": "your vote does not count",
    "change_vote": "your change of the vote does not count",
    "withdraw": "nothing was taken back",
}
_NOTHING = "this was not done; look where it is now"
_FULL = f"this retro holds {MOST_EVENTS:,} events, and takes no more from members"

T = TypeVar("T")


class TooFast(NotNow):
    """Somebody does more than a room takes from one person."""


class Overdue(NotNow):
    """A report that takes longer than anybody waits for it."""


class StillThere(NotNow):
    """A name that somebody has on a device that is connected, and may have on this one instead."""


@frozen
class Asked:
    """What somebody asks a room to do: the key that is new for each, the name of the action, what
    goes with it, the id of the step at which they saw the retro, and the receipt for what it takes
    the place of.
    """

    key: str
    do: object
    given: Any
    at: int | None
    instead: Receipt | None

    @classmethod
    def read(cls, request: Any) -> Asked:
        """Return what a request asks for. Raises `Invalid` for one that is none."""
        if not isinstance(request, dict) or not {*request} <= {"id", "do", "with", "at", "instead"}:
            raise Invalid("an action is an object with id, do, with, at and instead")
        key, at = request.get("id"), request.get("at")
        if not isinstance(key, str) or not KEY.fullmatch(key):
            raise Invalid("id is 32 hexadecimal digits in lower case, new for each action")
        if not (at is None or type(at) is int):
            raise Invalid("at is the id of the step at which you saw the retro")
        before = request.get("instead")
        if before is not None and not (isinstance(before, str) and KEY.fullmatch(before)):
            raise Invalid("instead is the id under which something was hidden")
        instead = None if before is None else Receipt(before)
        return cls(key, request.get("do"), request.get("with", {}), at, instead)


@frozen(eq=False)
class Waiting:
    """Something that is to be done in a moment, where the answer goes, and whether it may give a
    name out or let one go.
    """

    do: Callable[[], Any]
    answer: asyncio.Future[Any]
    names: bool


@define(eq=False)
class Room(Audience):
    """A retro that people take part in over the network. All of it runs in one event loop."""

    _spent: dict[str, deque[float]] = field(factory=dict)
    _did: OrderedDict[tuple[str, str], dict[str, Any]] = field(factory=OrderedDict)
    _reports: dict[str, tuple[object, float, str]] = field(factory=dict)
    _making: dict[str, asyncio.Future[None]] = field(factory=dict)
    _made: tuple[int, dict[object, Any]] = (0, {})
    _asked: list[Waiting] = field(factory=list)
    _new: deque[tuple[float, str]] = field(factory=deque)

    # --- coming in

    def enter(
        self,
        secret: str,
        name: str | None,
        known: Credential | None,
        *,
        over: bool = False,
        color: Hue | None = None,
    ) -> Credential:
        """Let somebody in by a secret, under a name; return who they are from now on.

        The secret of a member's own link brings its name. Whoever has the name of a member whom
        nobody has come in as yet is that member; `known` is who they have come in as on this
        device. Who came by the facilitator's link has their name back by that link, on a device
        that stands in for the one before: with `over` also while that one is connected. Raises
        `Invalid` (secret, name), `NotNow` where the name is in use or the link is void, `NotYours`
        for the name of who leads, `StillThere` where it takes `over`. Their face has the `color`
        from now on; without one it stays as it is.
        """
        who = self._let_in(secret, name, known, over=over)
        if color is not None:
            self.door.paint(self.identity(who.name), color)
        return who

    def _let_in(
        self, secret: str, name: str | None, known: Credential | None, *, over: bool
    ) -> Credential:
        if (own := self.door.secrets.read(secret, "link")) is not None:
            self.catch_up()
            if (now := self.recognise(own)) is None:
                raise NotNow(f"{own.name}'s own link no longer works; ask for the members' link")
            return now
        leads = self.door.leads(secret)
        if name is None:
            raise Invalid("say your name")
        self.catch_up()
        known = known and self._by_now(known)  # that may be another's since they asked
        state = self.retro.state
        if state.closed is not None and not leads:
            raise NotNow("this retro is closed; the facilitator can reopen it")
        kept = member_like(state, name)
        if kept is None and known is not None and look_of(known.name) == look_of(name):
            kept = known.name  # this device came in as them, and that was undone
        same = known if known is not None and known.name == kept else None
        listed = kept is not None
        if kept is None or not self._is_here(kept):
            if len(state.members) >= MOST_MEMBERS <= len(state.here):
                raise NotNow(f"this room is full: it takes {MOST_MEMBERS:,} people")
            if not leads:
                self._check_new_name(listed=listed)
            kept = self.retro.join(kept or name)
        elif same is None:
            if leads and self.door.is_led(self.identity(kept)):
                self._take_over(kept, over=over)
            self._check_free(kept, leads)
        if leads and state.facilitator is None:
            self.retro.hand_over(kept)
        self.publish()
        id = self.identity(kept)
        if same is not None:
            if leads:
                self.door.lead(id)
            return evolve(same, leads=leads or same.leads)
        if not leads and not listed:
            self._new.append((time.monotonic(), id))
        past = self._past(kept) if listed else Past()
        self._done.discard(self.nobody(id))  # from now on they say so themselves
        holder = self.door.give(
            id, past, listed=listed or leads, leads=leads, since=self.retro.state.version
        )
        return Credential(kept, leads, holder, past=past)

    def _take_over(self, name: str, *, over: bool) -> None:
        """Sign out the device of whoever came by the facilitator's link, who is on another now."""
        if not over and name in self.connected():
            raise StillThere(
                f"{name} is connected on another device. You can use this one instead; then the "
                "other one is signed out"
            )
        self.readmit(name)

    def _check_new_name(self, *, listed: bool) -> None:
        """Raise where the members' link brings in no name that is not here yet."""
        if self.retro.state.version >= MOST_EVENTS:
            raise NotNow(_FULL)
        if listed:
            return
        now = time.monotonic()
        while self._new and now - self._new[0][0] > NEW_PERIOD:
            self._new.popleft()
        # Who was removed gives the place back.
        if self._as_many_here([id for _, id in self._new], NEW_NAMES):
            raise TooFast(
                f"{NEW_NAMES} people have joined in the last minute; try again in a minute, or ask "
                "the facilitator to add you"
            )
        if self._as_many_here(self.door.unlisted(), MOST_UNLISTED):
            raise NotNow(
                f"{MOST_UNLISTED:,} people have joined by the link, and it lets in no more; ask "
                "the facilitator to add you"
            )

    def _as_many_here(self, names: Collection[str], most: int) -> bool:
        """Return whether so many of these are here; nobody is looked for where there are fewer."""
        return len(names) >= most and sum(map(self._is_here, names)) >= most

    def _past(self, name: str) -> Past:
        """Return what is there under the name of a member before somebody gets it.

        What was answered by them is not the next person's, nor is what others answered about them
        while somebody else may have had the name.
        """
        state = self.retro.state
        steps = {
            step.id
            for step in state.agenda
            if step.id in state.opened and step.kind.writes_letters(step.activity)
        }
        given, sealed = self.retro.sealed_steps(by=name), self.retro.sealed_steps()
        if not (held := self.door.was_held(self.identity(name))):
            steps |= {*self.door.unseen}
        for step in state.agenda:
            asks = step.kind.writes_letters(step.activity)
            if state.attribution_of(step) is Attribution.NAMED:
                past = step.id in given or (held and asks and step.id in sealed)
            elif held:
                # Whether something was given under the name is nobody's to know, and in no file.
                # What was left out holds it still where its plugin was missing.
                hides = state.may_hide(step) or step.status is StepStatus.SKIPPED
                past = hides and step.kind.once
            else:
                past = asks and step.id in given  # at the shared terminal
            if past:
                steps.add(step.id)
        return Past(number=state.last_number, steps=tuple(sorted(steps)))

    def _check_free(self, name: str, leads: bool) -> None:
        """Raise where somebody else may not come in under the name of a member who is here."""
        if self.door.is_taken(self.identity(name)):
            raise NotNow(
                f"{name} is here already. If that is you, open your own link from My other device "
                "there, or ask the facilitator to let you back in. If not, choose another name"
            )
        if name == self.retro.state.facilitator and not leads:
            raise NotYours(f"{name} leads this retro; join by the facilitator's link")

    def readmit(self, name: str) -> None:
        """Let whoever comes in under a name next have it; nobody is in under it from now on.

        Raises `NotFound`, or `NotNow` where the member is not here.
        """
        name = self.retro.state.member(name)
        if not self._is_here(name):
            raise NotNow(f"{name} has left; whoever comes in under that name next has it")
        if self.door.is_taken(self.identity(name)):
            self.door.free(self.identity(name))
            self._let_go()

    def leads(self, credential: Credential) -> bool:
        """Return whether somebody has the role: by the facilitator's link, or handed over."""
        if credential.leads or credential.name != self.retro.state.facilitator:
            return credential.leads
        # An undo can bring back the role of who had the name before them.
        found = self.door.held(self.identity(credential.name), credential.holder)
        return found is not None and found.since < self.retro.role_since()

    # --- acting

    def act(self, who: Credential, request: Any) -> dict[str, Any]:
        """Do what a request asks for, once, and return what to answer.

        Raises `Invalid` for a request that is none, `Outside`, `NotYours` without the role,
        `TooFast`, and whatever the engine raises.
        """
        self.catch_up()  # who they are, and what they may, can have been changed elsewhere
        who = self.inside(who)
        asked = Asked.read(request)
        self.slow_down(who)
        if asked.do == "done":
            return self._say_done(who, asked)
        if asked.do == "thumb":
            return self._give_thumb(who, asked)
        if (did := self._did.get((self.identity(who.name), asked.key))) is not None:
            return did
        answer = self._way(asked.do)(who, asked)
        self._did[self.identity(who.name), asked.key] = answer
        if len(self._did) > KNOWN_KEYS:
            self._did.popitem(last=False)
        return answer

    def _way(self, do: object) -> Callable[[Credential, Asked], dict[str, Any]]:
        """Return how something is done: what is no method of the retro is the room's own."""
        match do:
            case "readmit":
                return self._readmit
            case "show_joining":
                return self._show_joining
            case "close_walls":
                return self._close_walls
            case "change_charter":
                return self._change_charter
            case "change_team_action":
                return self._change_team_action
            case _:
                return self._act

    def inside(self, who: Credential) -> Credential:
        """Return somebody under the name of by now. Raises `Outside` if they are out by now."""
        if (now := self.recognise(who)) is None:
            raise Outside
        return now

    def check_leads(self, who: Credential) -> None:
        """Raise `NotYours` without the role."""
        check_leads(Actor(name=who.name, leads=self.leads(who)))

    @property
    def calls(self) -> Calls:
        """Return what can be done here, and asked for."""
        return calls_of(self.logbook.codec)

    def _act(self, who: Credential, asked: Asked) -> dict[str, Any]:
        """Do something that is kept in the log, or sealed beside it."""
        call, actor = self.calls.find(asked.do), self._actor(who)
        call.check_role(actor)
        if asked.key in self.retro.state.keys:  # what came of it is everybody's to see
            return {"version": self.retro.state.version}
        if self._is_sealed(asked.key):  # what is sealed has no event
            return {"version": self.retro.state.version, "result": asked.key}
        if call.for_here:
            self._check_here(asked)
        if not actor.leads:
            self._check_space(who)
        try:
            result = self._perform(who, actor, call, asked)
        except RecursionError:
            raise Invalid("this is nested deeper than anything here is") from None
        finally:
            self.publish()
        if isinstance(result, Receipt) and result != asked.instead:
            self._count.since[self.identity(who.name)] += 1
        return {"version": self.retro.state.version, "result": call.answer(result)}

    def _perform(self, who: Credential, actor: Actor, call: Call, asked: Asked) -> Any:
        """Do something by the rules of the engine, and by the room's own about names."""
        sent = call.read(asked.given)
        if asked.instead is not None and not call.seals:
            raise Invalid(f"{call.name} hides nothing, so it takes the place of nothing hidden")
        state = self.retro.state
        if call.name == "join":
            check_look(state, sent.name, own=state.known(sent.name))
        elif call.name == "rename":
            check_look(state, sent.to, own=state.member(sent.name))
        check_not_theirs(self.retro, who, actor, call, sent)
        instead = asked.instead
        with (
            self.retro.called(asked.key),
            nullcontext() if instead is None else self.retro.instead_of(instead),
        ):
            result = call.perform(self.retro, actor, sent)
        if call.name == "discard_letters":
            check_letters(self.retro, who, result)
        return result

    def _actor(self, who: Credential) -> Actor:
        """Return somebody with what they may do by now."""
        leads = self.leads(who)
        return Actor(
            name=who.name,
            leads=leads,
            writes_for=self._writes_for() if leads else frozenset(),
            inside={"told": self.sealed(), "but": who.past.steps},
        )

    def _writes_for(self) -> frozenset[str]:
        """Return whom who leads may write for: members without a device.

        Nobody, where it is not told who has taken part and somebody may have done so before the
        room knew who joins: to be refused as a second one would tell it.
        """
        state, step = self.retro.state, self.retro.state.current_step
        if step is not None and step.id in self.door.unseen and is_told_late(state, step):
            return frozenset()
        return frozenset(self.no_device())

    def _check_here(self, asked: Asked) -> None:
        """Raise `NotNow` where the retro is not at the step at which this was asked for."""
        if asked.at not in (None, self.retro.state.current):
            raise NotNow(f"the group has moved on, so {_MISSED.get(str(asked.do), _NOTHING)}")

    def _is_sealed(self, key: str) -> bool:
        try:
            self.retro.sealed(Receipt(key))
        except NotFound:
            return False
        return True

    def _check_space(self, who: Credential) -> None:
        if self.retro.state.version >= MOST_EVENTS:
            raise NotNow(_FULL)
        # What others have added since everyone was told is not to be learnt from a refusal.
        if self.sealed() + self._count.since[self.identity(who.name)] >= MOST_SEALED:
            raise NotNow(f"{MOST_SEALED:,} contributions are hidden, and there is room for no more")

    def _say_done(self, who: Credential, asked: Asked) -> dict[str, Any]:
        given = asked.given
        if not isinstance(given, dict) or not isinstance(given.get("done"), bool):
            raise Invalid("done: say true or false")
        self._check_here(asked)
        if not isinstance(member := given.get("member"), str | None):
            raise Invalid("member: say the name of the member whom you write for")
        version = given.get("version")
        if not (version is None or type(version) is int):
            raise Invalid("version: say up to which version you saw the log")
        if given["done"] and version is not None and self._was_revealed_since(version):
            raise NotNow("this was revealed meanwhile; read it, then say that you have")
        name = writer(self.retro, self._actor(who), member)
        self.retro.state.respondent(name)
        held = self.held(who) if name == who.name else self.nobody(name)
        (self._done.add if given["done"] else self._done.discard)(held)
        self.tell_soon()
        return {"version": self.retro.state.version}

    def _was_revealed_since(self, version: int) -> bool:
        """Return whether something of the current step was: who was done had not read that."""
        current = self.retro.state.current
        new = self.retro.since(max(version, 0))
        return any(isinstance(each, Opened) and each.step == current for each in new)

    def _give_thumb(self, who: Credential, asked: Asked) -> dict[str, Any]:
        """Take a thumb, and tell nobody: how many there are is told when the time is over."""
        given = asked.given
        if not isinstance(given, dict):
            raise Invalid("thumb: say up, sideways or down")
        self._check_here(asked)
        self.retro.state.respondent(who.name)
        self._thumbs.look(self.retro, self._takes_part)
        self._thumbs.give(self.held(who), given.get("thumb"))
        return {"version": self.retro.state.version}

    def _readmit(self, who: Credential, asked: Asked) -> dict[str, Any]:
        self.check_leads(who)
        given = asked.given
        if not isinstance(given, dict) or not isinstance(given.get("name"), str):
            raise Invalid("name: say who is to come in anew")
        self.readmit(given["name"])
        return {"version": self.retro.state.version}

    def _show_joining(self, who: Credential, asked: Asked) -> dict[str, Any]:
        self.check_leads(who)
        given = asked.given
        if not isinstance(given, dict) or not isinstance(given.get("show"), bool):
            raise Invalid("show: say true or false")
        self._check_here(asked)
        self._joining = self.retro.state.current, given["show"]
        self.tell_soon()
        return {"version": self.retro.state.version}

    def _close_walls(self, who: Credential, asked: Asked) -> dict[str, Any]:
        self.check_leads(who)
        self.door.renew_wall()
        return {"version": self.retro.state.version}

    def _change_charter(self, who: Credential, asked: Asked) -> dict[str, Any]:
        self.check_leads(who)
        self.team_page().change_charter(who.name, asked.given)
        return {"version": self.retro.state.version}

    def _change_team_action(self, who: Credential, asked: Asked) -> dict[str, Any]:
        page = self.team_page()
        if not self.leads(who):
            self.retro.state.respondent(who.name)
            self._check_space(who)
        if asked.key not in self.retro.state.keys:
            with self.retro.called(asked.key):
                page.change_action(asked.given)
            self.publish()
        return {"version": self.retro.state.version}

    def slow_down(self, who: Credential | None, cost: int = 1) -> None:
        """Count what somebody does, or what all walls do (None). Raises `TooFast` where it is more
        than a room takes.
        """
        now = time.monotonic()
        id = "" if who is None else self.identity(who.name)  # nobody's is empty
        spent = self._spent.setdefault(id, deque())
        while spent and now - spent[0] > BURST / RATE:
            spent.popleft()
        if len(spent) + cost > BURST:
            raise TooFast("that is more than a room takes from one person; wait a moment")
        spent.extend([now] * cost)

    async def soon(self, do: Callable[[], T], *, names: bool = False) -> T:
        """Do something together with all else that waits, and return what it returns.

        All of it is durable by then, at the cost of once, and told to everybody at once. `names`
        says that it may give a name out or let one go, which one room does at a time.
        """
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._asked.append(Waiting(do, done, names))
        if len(self._asked) == 1:
            asyncio.get_running_loop().call_soon(self._do_asked)
        return await done

    def _do_asked(self) -> None:
        asked, self._asked = self._asked, []
        answers: list[Callable[[], None]] = []
        self._holding = True
        naming = any(each.names for each in asked)
        try:
            # The door before the logbook, always: or two rooms could wait for each other.
            with self.door.alone() if naming else nullcontext():
                with self.retro.together():
                    for each in asked:
                        try:
                            answers.append(partial(each.answer.set_result, each.do()))
                        except Exception as error:
                            answers.append(partial(each.answer.set_exception, error))
                self.door.keep()
        except Exception as error:
            # As after a restart: the log, and what is sealed, know what was done.
            self._did.clear()
            self.door.revert()
            answers = [partial(each.answer.set_exception, error) for each in asked]
        self._holding = False
        self.publish()
        for each, answer in zip(asked, answers, strict=True):
            if not each.answer.done():
                answer()

    # --- what is asked for

    def ask(self, who: Credential, call: Call, given: Any) -> Any:
        """Return what somebody asks for: what is theirs alone, or the same for everyone. Raises
        what the engine does, and `NotYours` where all letters under a name are another's.
        """
        sent = call.read(given)
        if call.spec.mark.public:
            made = partial(call.perform, self.retro, self._actor(who), sent)
            return self._once((call.name, sent), lambda: call.answer(made()))
        result = call.perform(self.retro, self._actor(who), sent)
        if call.name == "letters":
            check_letters(self.retro, who, result)
        if call.name == "before_reveal":
            result = self.before_reveal()
        return call.answer(result)

    async def report(self, name: str) -> str:
        """Return a report, made once for all who ask while nothing new has happened; one that
        takes long may be as old as `REST` says, but never older than the end of the retro.

        It is made beside the room, which goes on meanwhile. Raises `Overdue` where that takes more
        than `REPORT_LIMIT`, and what the report raises.
        """
        patience = asyncio.get_running_loop().time() + REPORT_LIMIT
        while True:
            state = self.retro.state
            what = (state.version, self._missing(), self.retro.today)
            known, until, text = self._reports.get(name, (None, 0.0, ""))
            if known == what or (time.monotonic() <= until and state.closed is None):
                return text
            if (made := self._making.get(name)) is None:
                made = self._make(name, what)
            try:
                async with asyncio.timeout_at(patience):
                    await asyncio.shield(made)
            except TimeoutError:
                raise Overdue(
                    f"the report {name} takes longer than {REPORT_LIMIT:g} seconds; try again in "
                    "a few minutes, or choose another one"
                ) from None

    def _make(self, name: str, what: object) -> asyncio.Future[None]:
        """Begin to make a report in a thread, one at a time of each name."""
        loop, began = asyncio.get_running_loop(), time.monotonic()
        made: asyncio.Future[None] = loop.create_future()
        made.add_done_callback(lambda done: done.exception())  # all who asked may have gone
        make = partial(
            self.logbook.report, self.retro, name, sealed=self._missing(),
            state=self.retro.snapshot(),
        )  # fmt: skip

        def end(text: str, error: Exception | None) -> None:
            if made.done():
                return  # the room has ended
            del self._making[name]
            if error is not None:
                made.set_exception(error)
                return
            until = time.monotonic() + REST * (time.monotonic() - began)
            self._reports[name] = (what, until, text)
            made.set_result(None)

        def work() -> None:
            try:
                text, error = make(), None
            except Exception as raised:
                text, error = "", raised
            with suppress(RuntimeError):  # so has the loop
                loop.call_soon_threadsafe(end, text, error)

        self._making[name] = made
        # One that hangs must not keep the program from ending.
        Thread(target=work, name=f"report {name}", daemon=True).start()
        return made

    def close(self) -> None:
        """End the room; who waits for a report waits no longer."""
        for made in self._making.values():
            made.set_exception(Overdue("the room has ended; ask for the report in the next one"))
        self._making.clear()
        super().close()

    def _missing(self) -> int:
        """Return how many contributions are still sealed, as far as everybody was told."""
        return sum(self.sealed(step.id) for step in self.retro.state.agenda)

    def told(self) -> dict[str, Any]:
        """Return the sentences on what was opened."""
        found: dict[str, Any] = self._once("told", partial(told, self.retro))
        return found

    def shown(self) -> dict[str, Any]:
        """Return what there is to see of the current step, as on a screen that all share."""
        found: dict[str, Any] = self._once("shown", partial(shown_to_all, self.retro))
        return found

    def _once(self, what: object, make: Callable[[], Any]) -> Any:
        """Return what is made of the public log, made once for all while that does not grow."""
        if self._made[0] != self.retro.state.version:
            self._made = (self.retro.state.version, {})
        made = self._made[1]
        if what not in made:
            made[what] = make()
        return made[what]

    def team_page(self) -> TeamPage:
        """Return what is told of the team. Raises `NotFound` where that stays out of the room."""
        if self.team is None:
            raise NotFound("this room has no Team page; whoever hosts it left it out")
        return self.team

    def choices(self) -> dict[str, Any]:
        """Return what there is to choose from, that of plugins included: names with titles. With
        them, by name, the kinds of question of which letters may come.
        """
        plugins = self.logbook.plugins
        return {
            "methods": {name: each.title for name, each in plugins.tallies.items()},
            "reports": {name: each.title for name, each in plugins.reports.items()},
            "letters": [name for name, each in plugins.questions.items() if each.about_mates],
        }
