"""What the rules of a kind of activity are made of; `docs/plugins.md` walks through one.

The rules themselves (`Kind`), actions (`Acting`, `action`), facts (`StepFact`), and what is sealed
(`Draft`) and opened (`Opening`, `Value`). Declare the activity in another module, with `Activity`
and `Stage` of `retrokit`: this one loads the engine, which a list of formats has no need of.
"""

from __future__ import annotations

from .activity import Attribution
from .engine.acting import Acting
from .engine.counting import AtHand
from .engine.floors import floor_for
from .engine.kind import Fared, Followed, Kind, Opening
from .engine.log import Log
from .engine.marks import Asker, Inside, Me, Oneself, Seen, Signed, action, asked_by_lead, asks
from .engine.promises import HIDDEN, too_few
from .engine.seals import Letter, Mark, Receipt, Seal
from .engine.state import State, Step
from .events import Draft, Event, Measure, MemberRenamed, Opened, StepFact, Value

__all__ = [
    "HIDDEN",
    "Acting",
    "Asker",
    "AtHand",
    "Attribution",
    "Draft",
    "Event",
    "Fared",
    "Followed",
    "Inside",
    "Kind",
    "Letter",
    "Log",
    "Mark",
    "Me",
    "Measure",
    "MemberRenamed",
    "Oneself",
    "Opened",
    "Opening",
    "Receipt",
    "Seal",
    "Seen",
    "Signed",
    "State",
    "Step",
    "StepFact",
    "Value",
    "action",
    "asked_by_lead",
    "asks",
    "floor_for",
    "too_few",
]
