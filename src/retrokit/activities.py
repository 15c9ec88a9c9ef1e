"""What a kind of activity of your own is made of; `docs/plugins.md` walks through one.

A declaration (`Activity`), its rules (`Kind`), its actions (`Acting`, `action`), its own facts
(`StepFact`), and what it seals (`Draft`) and opens to (`Opening`, `Value`).
"""

from __future__ import annotations

from .activity import Activity, Attribution, Stage
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
    "Activity",
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
    "Stage",
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
