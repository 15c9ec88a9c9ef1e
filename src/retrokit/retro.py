"""One retrospective: its rules, its log, and the state the log folds to.

`Retro` is the one way in. Each of its methods checks the rules, records what happened as
events, and only then lets the state follow. What is particular about a kind of
activity stands in `kinds`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from random import Random, SystemRandom
from typing import Self
from zlib import crc32

from attrs import evolve

from . import given, texts
from .charter import NO_CHARTER, Charter
from .engine import renaming  # noqa: F401
from .engine.agenda import Agenda, arrival, lots
from .engine.counting import AtHand
from .engine.letters import Letters
from .engine.log import Clock, fold, moment
from .engine.material.items import Items
from .engine.material.reactions import Reactions
from .engine.material.remarks import Remarks
from .engine.material.topics import Topics
from .engine.people import People, check_member, check_members, check_team
from .engine.seals import Change, Keeper, MemoryKeeper, Receipt
from .engine.showing import Showing
from .engine.state import State, fold_name
from .errors import Invalid
from .events import CarriedAction, Cost, Event, Source, Started
from .formats import Attribution, Format
from .kinds.ask.rules import Asking
from .kinds.collect.rules import Collecting
from .kinds.discuss.rules import Discussing
from .kinds.matrix.rules import Placing
from .kinds.vote.rules import Voting
from .scoring import Scoring
from .tallies import TallyMethod

REHEARSAL = "Rehearsal"
"""What the title of a rehearsal begins with, so that each screen and report says it is one."""


def local_now() -> datetime:
    """Return the time of day where this runs, aware of its zone: what `today` hangs on."""
    return datetime.now().astimezone()


class Retro(
    Agenda, People, Letters, Showing, Topics, Reactions, Remarks, Items,
    Collecting, Asking, Voting, Placing, Discussing,
):  # fmt: skip  # one mixin per room of the engine; none overrides another
    """One retrospective. Start one with `Logbook.start`, or with `Retro.start` to keep nothing.

    Read `retro.state` for where it stands and `retro.log` for how it came there.
    """

    @classmethod
    @given.checked
    def start(
        cls,
        format: Format,
        *,
        team: str,
        members: Iterable[str] = (),
        observers: Iterable[str] = (),
        facilitator: str | None = None,
        attribution: Attribution | str | None = None,
        carried: Iterable[CarriedAction] = (),
        costs: Iterable[Cost] = (),
        id: str | None = None,
        keeper: Keeper | None = None,
        clock: Clock = local_now,
        rng: Random | None = None,
        tallies: Mapping[str, TallyMethod] | None = None,
        scorings: Mapping[str, Scoring] | None = None,
        plugin: Source | None = None,
        charter: Charter = NO_CHARTER,
        earlier: int = 0,
        notice: str = "",
        rehearsal: bool = False,
    ) -> Self:
        """Start a retro at the first activity of its format, and return it.

        `members` are names, all different whatever their case; the facilitator becomes one
        of them. `observers` are members too, who take part in nothing; a facilitator who is one
        leads without being a respondent: a host. `attribution` may only be stricter than the
        format's. `id` and `rng` are random, `clock` is the local time, unless handed in; the zone
        it shows now stays the retro's. `plugin` is the plugin that the format came from. `charter`
        is what the team has agreed on, for the goals and prompts that speak of it, `costs` what it
        decided at a goal's cost when it last held something against goals. `earlier` is how
        many retros it has held, or of a ritual how many of the same: by that it is told one value
        after the other, and asked one question of a pool after the other. A
        `notice` is what everyone reads before they answer anything. A `rehearsal` says so in its
        title. Without a keeper the retro lives as long as the process.
        Raises `Invalid`, or `NotFound` where the format names a voting method or a scoring that
        there is none of.
        """
        rng = rng or SystemRandom()
        team = check_team(team)
        names, observing = check_members(members), check_members(observers)
        names = {**names, **{each: names.get(each, name) for each, name in observing.items()}}
        if facilitator is not None:
            facilitator = check_member(facilitator)
            facilitator = names.setdefault(fold_name(facilitator), facilitator)
        wanted = format.attribution if attribution is None else Attribution(attribution)
        if wanted.strictness < format.attribution.strictness:
            raise Invalid(
                f"the format {format.name} is {format.attribution.value}; "
                "its attribution can be tightened, never loosened"
            )
        format = format.told_to(charter, earlier, begin=crc32(fold_name(team).encode()))
        if notice:
            format = format.with_notice(notice)
        if rehearsal:
            title = f"{REHEARSAL}: {format.title}"[: texts.NAME].rstrip()
            format = evolve(format, title=title)
        at_hand = AtHand.given(tallies, scorings)
        for each in format.agenda:
            at_hand.check(each)
        now = moment(clock)
        started = Started(
            at=now,
            retro=id or new_id(rng),
            team=team,
            format=format,
            attribution=wanted,
            members=tuple(names.values()),
            observers=tuple(names[each] for each in observing),
            facilitator=facilitator,
            carried=tuple(carried),
            costs=tuple(costs),
            plugin=plugin,
            charter=charter,
            earlier=earlier,
            rehearsal=rehearsal,
        )
        begun = fold([started])
        log = (started, arrival(begun, 1, at=now, at_hand=at_hand))
        keeper = keeper or MemoryKeeper()
        put = lots(begun, begun.step(1), dict, rng)
        keeper.commit(Change(version=0, events=log, put=put), lambda: fold(log))
        return cls(log, keeper, clock=clock, rng=rng, tallies=tallies, scorings=scorings)


# No vowels and nothing that reads like something else: ids are typed, and never spell a word.
_ALPHABET = "23456789bcdfghjkmnpqrstvwxz"


def new_id(rng: Random) -> str:
    """Return a short random id for a retro: 8 of 27 letters and digits."""
    return "".join(rng.choice(_ALPHABET) for _ in range(8))


__all__ = ["Event", "Receipt", "Retro", "State", "fold", "new_id"]
