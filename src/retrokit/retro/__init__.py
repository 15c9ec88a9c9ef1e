"""One retrospective: its rules, its log, and the state the log folds to.

`Retro` is the one way in. Each of its methods checks the rules, records what happened as
events, and only then lets the state follow. There is one module per activity.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from random import Random, SystemRandom
from typing import Self

from .. import given, texts
from ..errors import Invalid
from ..events import CarriedAction, Event, Source, Started
from ..formats import Attribution, Format
from ..scoring import RECEIVED, Scoring
from ..tallies import METHODS, TallyMethod
from .agenda import Agenda, arrival
from .asking import Asking
from .collecting import Collecting
from .counting import check_at_hand
from .deciding import Deciding
from .discussing import Discussing
from .grouping import Grouping
from .log import Clock, fold, moment
from .people import People, check_member, check_members
from .seals import Change, Keeper, MemoryKeeper, Receipt
from .state import State, fold_name
from .voting import Voting


def local_now() -> datetime:
    """Return the time of day where this runs, aware of its zone: what `today` hangs on."""
    return datetime.now().astimezone()


class Retro(
    Agenda, People, Collecting, Grouping, Asking, Voting, Discussing, Deciding
):  # one mixin per room of the engine; none overrides another
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
        facilitator: str | None = None,
        attribution: Attribution | str | None = None,
        carried: Iterable[CarriedAction] = (),
        id: str | None = None,
        keeper: Keeper | None = None,
        clock: Clock = local_now,
        rng: Random | None = None,
        tallies: Mapping[str, TallyMethod] | None = None,
        scorings: Mapping[str, Scoring] | None = None,
        plugin: Source | None = None,
    ) -> Self:
        """Start a retro at the first activity of its format, and return it.

        `members` are names, all different whatever their case; the facilitator becomes one
        of them. `attribution` may only be stricter than the format's. `id` and `rng` are
        random, `clock` is the local time, unless handed in; the zone it shows now stays the
        retro's. `plugin` is the plugin that the format came from. Without a keeper the retro lives
        as long as the process. Raises `Invalid`, or `NotFound` where the format names a voting
        method or a scoring that there is none of.
        """
        rng = rng or SystemRandom()
        team = texts.check(team.strip(), "the team's name", texts.NAME, lines=False)
        names = check_members(members)
        if facilitator is not None:
            facilitator = check_member(facilitator)
            facilitator = names.setdefault(fold_name(facilitator), facilitator)
        wanted = format.attribution if attribution is None else Attribution(attribution)
        if wanted.strictness < format.attribution.strictness:
            raise Invalid(
                f"the format {format.name} is {format.attribution.value}; "
                "its attribution can be tightened, never loosened"
            )
        for each in format.agenda:
            check_at_hand(each, tallies or METHODS, scorings or {RECEIVED.name: RECEIVED})
        now = moment(clock)
        started = Started(
            at=now,
            retro=id or new_id(rng),
            team=team,
            format=format,
            attribution=wanted,
            members=tuple(names.values()),
            facilitator=facilitator,
            carried=tuple(carried),
            plugin=plugin,
        )
        log = (started, arrival(fold([started]), 1, at=now, tallies=tallies or METHODS))
        keeper = keeper or MemoryKeeper()
        keeper.commit(Change(version=0, events=log), lambda: fold(log))
        return cls(log, keeper, clock=clock, rng=rng, tallies=tallies, scorings=scorings)


# No vowels and nothing that reads like something else: ids are typed, and never spell a word.
_ALPHABET = "23456789bcdfghjkmnpqrstvwxz"


def new_id(rng: Random) -> str:
    """Return a short random id for a retro: 8 of 27 letters and digits."""
    return "".join(rng.choice(_ALPHABET) for _ in range(8))


__all__ = ["Event", "Receipt", "Retro", "State", "fold", "new_id"]
