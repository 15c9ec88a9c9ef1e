"""The promises of a kind of activity, as tests that its author can run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from random import Random
from types import SimpleNamespace
from typing import Any

import attrs
import pytest

from .. import texts
from ..blocks import Block, Form
from ..builtin.examples import around
from ..calls import Actor, Call, calls_of
from ..characters import width
from ..codec import CODEC, SealBody
from ..engine.foreign import ForeignActivity
from ..engine.log import fold
from ..engine.promises import promise
from ..engine.state import Step
from ..errors import NotNow, NotYours
from ..events import Event, Opened, StepFact
from ..formats import Activity, Attribution
from ..hookspecs import hookimpl
from ..logbook import MEMORY, Logbook
from ..plugins import Plugins
from ..plugins.vetting import check_activity, check_rules
from ..reports import Record
from ..retro import Retro
from .given import as_fixture
from .playing import NAMES, START, Play

COLUMNS = 80
HERE = 2
"""The step of the activity in `around`: after some notes, before action items."""


class ActivityContract:
    """Subclass it in a test module, say which activity, and pytest does the rest.

        class TestMyKind(ActivityContract):
            activity = Rounds(rounds=2)

    `activity` is one of your kind, as a format has it; it may also be a method or a fixture that
    returns it. People take part by its forms: `Kind.sample` says with what, where anything that
    fits their fields will not do.
    """

    activity: Any

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Make a fixture of `activity`, whichever way it was given."""
        super().__init_subclass__(**kwargs)
        as_fixture(cls, "activity", Activity)

    def test_it_can_be_registered(self, activity: Activity) -> None:
        """It is a frozen class of its own, and its rules bring what can be kept."""
        check_activity(type(activity), dotted="." in activity.kind)
        check_rules(type(activity))
        assert len({activity, activity}) == 1, "it cannot be hashed"

    @pytest.mark.parametrize("members", [1, 2, 5])
    def test_a_whole_retro_can_be_held(self, activity: Activity, members: int) -> None:
        """Under every attribution, with nothing left sealed; its log folds to its state."""
        for attribution in Attribution:
            play = playing(activity, attribution, members)
            retro = play.to_the_end()
            assert fold(retro.log) == retro.state, "the log does not fold to the state"
            assert not [each for each in play.keeper.seals().values() if each.draft.given]
            assert not play.keeper.marks(), "who took part was left sealed"

    def test_what_can_be_done_can_be_undone(self, activity: Activity) -> None:
        """Each fact of the kind is taken back by undo, in words, and leaves what was before."""
        play = playing(activity)
        retro, step = play.retro, arrive(play)
        for _ in _doing(play, step):
            event = retro.log[-1]
            if not isinstance(event, StepFact):
                continue
            before = fold(retro.log[:-1])
            said = event.described(retro.state.titles)
            texts.check(said, "what is undone", texts.PROSE)
            assert "{" not in said, f"the undo words of {type(event).__name__} name no field"
            retro.undo()
            assert retro.state.at == before.at, f"{said}: undo leaves something else"
            retro._emit(event)  # and what was done is done again

    def test_a_new_name_goes_along(self, activity: Activity) -> None:
        """Whoever is renamed is called so in what is hidden, shown and kept."""
        for attribution in Attribution:
            play = playing(activity, attribution)
            step = arrive(play)
            play.take_part(step)
            play.retro.rename(NAMES[1], "Zoë")
            for seal in play.keeper.seals().values():
                assert NAMES[1] not in seal.draft.names(), "a draft keeps the old name"
            self._called_anew(play.retro)
            play.retro.next()
            self._called_anew(play.retro)
            play.retro.rename("Zoë", NAMES[1])
            assert fold(play.retro.log) == play.retro.state

    def _called_anew(self, retro: Retro) -> None:
        assert fold(retro.log) == retro.state
        for said in said_in(retro):
            assert NAMES[1] not in said.split(), f"the old name is still told: {said}"

    def test_people_come_and_go(self, activity: Activity) -> None:
        """Who left has no part in what comes after; who comes can take part."""
        for attribution in Attribution:
            play = playing(activity, attribution)
            retro, step = play.retro, arrive(play)
            for form in play.forms_at(step):
                if form.slot:
                    play.fill_in(step, form, NAMES[0], 0, optional=True)
            retro.leave(NAMES[0])
            retro.join("Noor")
            retro.hand_over(NAMES[1])
            play.take_part(step)
            retro.next()
            assert fold(retro.log) == retro.state

    def test_a_retro_can_be_tightened_meanwhile(self, activity: Activity) -> None:
        """What is given under a stricter rule is told by that rule, and promised so."""
        for attribution in (Attribution.CONFIDENTIAL, Attribution.ANONYMOUS):
            play = playing(activity)
            step = arrive(play)
            play.retro.tighten(attribution)
            play.take_part(step)
            play.retro.next()
            for opened in openings(play.retro):
                assert opened.attribution is attribution
            assert fold(play.retro.log) == play.retro.state

    def test_what_is_promised_can_be_read(self, activity: Activity) -> None:
        """Before anybody gives something in private they read who will see what."""
        for attribution in Attribution:
            play = playing(activity, attribution)
            step = arrive(play)
            said = promise(play.retro.state, step)
            if step.kind.drafts:
                assert said.strip(), "something is given in private, and nothing is promised"
            if said:
                texts.check(said, "the promise", texts.PROSE)

    def test_it_does_not_tell_who_gave_what(self, activity: Activity) -> None:
        """Where names are not kept, an opening is the same whoever gave what.

        That is not so where members give something about others than themselves.
        """
        if about_others(activity):
            pytest.skip("what a member gives depends on who they are")
        for attribution in (Attribution.CONFIDENTIAL, Attribution.ANONYMOUS):
            told = [given_by(activity, attribution, turned) for turned in (0, 2)]
            assert told[0] == told[1], f"{attribution.value}: it tells who gave what"

    def test_it_holds_the_floor(self, activity: Activity) -> None:
        """Where names are not kept, two people's contributions are told in nothing but notes."""
        for attribution in (Attribution.CONFIDENTIAL, Attribution.ANONYMOUS):
            told = [given_by(activity, attribution, turned, people=2) for turned in (0, 1)]
            if told[0] is not None and told[1] is not None:
                for name in ("value", "measures"):
                    one, other = (getattr(each, name) for each in told)
                    assert one == other, f"{attribution.value}: the {name} tells what two gave"

    def test_what_was_revealed_stays_so(self, activity: Activity) -> None:
        """An opening is in one event, and undo does not take it back."""
        play = playing(activity)
        step = arrive(play)
        play.take_part(step)
        play.retro.next()
        if not openings(play.retro):
            pytest.skip("nothing was given in private")
        play.retro.undo()  # the move alone
        with pytest.raises(NotNow):
            play.retro.undo()
        assert step.id in play.retro.state.opened

    def test_two_writers_come_to_the_same(self, activity: Activity) -> None:
        """Whoever writes, and whoever reads on, has the same state."""
        with Logbook(MEMORY, plugins=plugins_with(activity), clock=lambda: START) as book:
            retro = book.start(
                around(activity), team="Contract", members=NAMES, facilitator=NAMES[0]
            )
            play = Play(retro, codec=book.codec)
            step = arrive(play)
            other = Play(book.load(), codec=book.codec)
            for turn, _ in enumerate(_doing(play, step)):
                other.retro.refresh()
                assert other.retro.state == retro.state
                if turn == 1:  # and the other way round
                    other.retro.remark("Meanwhile.")
                    retro.refresh()
            retro.refresh()
            assert book.load().state == retro.state

    def test_it_is_stored_and_exported(self, activity: Activity) -> None:
        """Its declaration, its facts, what is sealed and what was opened come back equal."""
        for attribution in Attribution:
            play = playing(activity, attribution)
            step = arrive(play)
            play.take_part(step)
            for seal in play.keeper.seals().values():
                body = SealBody(slot=seal.slot, draft=seal.draft)
                kept = play.codec.decode_seal(play.codec.encode_value(body))
                assert kept == body, "what is sealed does not come back"
            play.retro.next()
            log = [*play.retro.log]
            assert play.codec.decode(map(play.codec.encode, log)) == log
            assert play.codec.import_log(play.codec.export_log(log)) == log

    def test_it_is_done_from_outside(self, activity: Activity) -> None:
        """A room reads what is sent for a form, and refuses members what who leads does."""
        for attribution in Attribution:
            play = playing(activity, attribution)
            retro, step = play.retro, arrive(play)
            for form in play.forms_at(step):
                call, member = call_of(play, step, form), NAMES[0 if form.leads else 1]
                given = play.given(step, form, member, 0, optional=True)
                unknown = {*given} - {each.name for each in call.spec.arguments}
                assert not unknown, f"{form.submit!r} gives {unknown}, and {call.name} takes none"
                message = call.message(given, me=member, seen=retro.state.version)
                sent = call.read(json.loads(json.dumps(message)))
                if form.leads:
                    with pytest.raises(NotYours):
                        call.perform(retro, Actor(name=NAMES[1]), sent)
                result = call.perform(retro, Actor(name=member, leads=form.leads), sent)
                told = {"result": json.loads(json.dumps(call.answer(result)))}
                assert call.result(told) == result, f"{call.name} answers with something else"
            assert fold(retro.log) == retro.state

    def test_it_is_held_at_a_terminal(self, activity: Activity) -> None:
        """Its screens fit into 80 columns, and say what there is to do."""
        from ..cli.live.lines import handle
        from ..cli.live.session import Session

        for attribution in Attribution:
            play = playing(activity, attribution)
            step = arrive(play)
            with Logbook(MEMORY, plugins=plugins_with(activity)) as book:
                session = Session(book, play.retro)
                screens = [session.screen()]
                if "." in activity.kind:
                    for form in play.forms_at(step):
                        assert form.submit in screens[0], f"{form.submit!r} is not on the screen"
                if any(form.slot for form in play.forms_at(step)):
                    screens.append(handle(session, f"/pass {NAMES[1]}"))
                    handle(session, "")
                play.take_part(step)
                screens += [session.screen(), handle(session, "/next"), handle(session, "/back")]
                for line in "\n".join(screens).split("\n"):
                    assert width(line) <= COLUMNS, f"wider than a terminal: {line}"

    def test_reports_tell_of_it(self, activity: Activity) -> None:
        """Every report is written before, while and after; nothing hidden is in one."""
        plugins = plugins_with(activity)
        for attribution in Attribution:
            play = playing(activity, attribution)
            _told(plugins, play.retro)
            step = arrive(play)
            play.take_part(step)
            before = _told(plugins, play.retro)
            for said in play.secrets:
                assert said not in before, f"told before it was revealed: {said}"
            for block in step.kind.outline(play.retro.state, play.retro.log, step):
                assert isinstance(block, Block), f"{block!r} is no block"
            play.retro.next()
            _told(plugins, play.retro)

    def test_nothing_is_lost_where_it_is_not_installed(self, activity: Activity) -> None:
        """Logs are read and written as they were; what is hidden waits, and the retro goes on."""
        if "." not in activity.kind:
            pytest.skip("it comes with retrokit")
        for attribution in Attribution:
            play = playing(activity, attribution)
            step = arrive(play)
            play.take_part(step)
            self._is_kept(play)
            sealed = play.retro.sealed_count()
            without = Retro([*_foreign(play)], play.keeper, clock=lambda: START, rng=Random(7))
            assert isinstance(without.state.agenda[HERE - 1].activity, ForeignActivity)
            if sealed:
                with pytest.raises(NotNow, match="is not installed"):
                    without.next()
                without.skip()
                assert len(play.keeper.seals()) >= sealed, "what is hidden was erased"
            with_it = playing(activity, attribution)
            with_it.to_the_end()
            self._is_kept(with_it)
            state = fold(_foreign(with_it))
            assert (HERE in state.opened) == bool(openings(with_it.retro))
            record = _record(with_it.retro, _foreign(with_it))
            for name in (plugins := Plugins()).reports:
                assert plugins.render(name, record)

    def _is_kept(self, play: Play) -> None:
        """Assert that the log, and what is sealed, are the same bytes without the plugin."""
        foreign = _foreign(play)
        assert [*map(CODEC.encode, foreign)] == [*map(play.codec.encode, play.retro.log)]
        for seal in play.keeper.seals().values():
            body = play.codec.encode_value(SealBody(slot=seal.slot, draft=seal.draft))
            assert CODEC.encode_value(CODEC.decode_seal(body)) == body


def plugins_with(activity: Activity) -> Plugins:
    """Return what comes with retrokit, and the kind of an activity."""
    plugins = Plugins(strict=True)
    if "." in activity.kind:

        @hookimpl
        def retrokit_register_activities() -> list[type[Activity]]:
            return [type(activity)]

        brought = SimpleNamespace(retrokit_register_activities=retrokit_register_activities)
        assert plugins.add(brought, "contract")
    return plugins


def playing(
    activity: Activity, attribution: Attribution = Attribution.NAMED, members: int = len(NAMES)
) -> Play:
    """Return a retro with some notes before the activity, and action items after it."""
    return Play.start(around(activity), members, attribution, plugins_with(activity))


def arrive(play: Play) -> Step:
    """Come to the activity, with some notes on the board, and return its step."""
    play.take_part(play.retro.state.agenda[0])
    play.secrets.clear()
    play.retro.next()
    step = play.retro.state.current_step
    assert step is not None
    return step


def call_of(play: Play, step: Step, form: Form) -> Call:
    """Return what is done from outside for a form: by the kind, or by the retro."""
    calls = calls_of(play.codec)
    own = f"{step.activity.kind}.{form.action}"
    return calls.find(own if own in calls.actions else form.action)


def _doing(play: Play, step: Step) -> Iterator[None]:
    """Do all that there is to do in public, and yield after each."""
    for form in play.forms_at(step):
        if not form.slot:
            before = play.retro.state.version
            play.fill_in(step, form, NAMES[0], 0, optional=True)
            if play.retro.state.version > before:
                yield


def about_others(activity: Activity) -> bool:
    """Return whether members are asked for something else, depending on who they are."""
    play = playing(activity)
    step = arrive(play)
    return any(
        len({repr(play.given(step, form, name, 0, optional=True)) for name in NAMES}) > 1
        for form in play.forms_at(step)
        if form.slot
    )


def given_by(
    activity: Activity, attribution: Attribution, turned: int, people: int = len(NAMES)
) -> Opened | None:
    """Return what an opening is once so many have given something, each what another one gave
    before if it is `turned`; None if nothing is given in private.
    """
    play = playing(activity, attribution)
    step = arrive(play)
    for form in play.forms_at(step):
        for number, name in enumerate(NAMES[:people] if form.slot else ()):
            given = (number + turned) % (people if people == len(NAMES) else len(NAMES))
            play.fill_in(step, form, name, given, optional=True)
    play.retro.next()
    return next(iter(openings(play.retro)), None)


def openings(retro: Retro) -> list[Opened]:
    """Return what was opened at the activity."""
    return [each for each in retro.log if isinstance(each, Opened) and each.step == HERE]


def said_in(retro: Retro) -> Iterator[str]:
    """Yield every text in what there is to see of the activity."""
    step = retro.state.step(HERE)
    for block in step.kind.outline(retro.state, retro.log, step):
        yield from _texts(attrs.asdict(block))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _texts([*value.keys(), *value.values()])
    elif isinstance(value, Iterable):
        for each in value:
            yield from _texts(each)


def _foreign(play: Play) -> tuple[Event, ...]:
    """Return the log as it is read where the kind is not installed."""
    return tuple(CODEC.decode(map(play.codec.encode, play.retro.log)))


def _record(retro: Retro, log: tuple[Event, ...]) -> Record:
    sealed = sum(retro.sealed_count(step.id) for step in retro.state.agenda)
    return Record(state=fold(log), log=log, findings=(), sealed=sealed, today=START.date())


def _told(plugins: Plugins, retro: Retro) -> str:
    """Return all reports on a retro as one text."""
    record = _record(retro, retro.log)
    return "\n".join(plugins.render(name, record) for name in plugins.reports)
