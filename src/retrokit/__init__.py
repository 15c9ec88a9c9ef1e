"""Team retrospectives you can trust.

    from retrokit import Logbook

    with Logbook(":memory:") as logbook:
        retro = logbook.start("start-stop-continue", team="Lander", members=["Ana", "Ben"])
        ...

The names below are the public ones; each is imported when it is first asked for, so that
importing retrokit costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from .builtin.class_table import Flag as Flag
    from .builtin.class_table import GroupRow as GroupRow
    from .charter import Charter as Charter
    from .checks import Check as Check
    from .codec import Codec as Codec
    from .engine.digest import Digest as Digest
    from .engine.digest import Ritual as Ritual
    from .engine.digest import TeamAction as TeamAction
    from .engine.kind import Fared as Fared
    from .engine.kind import Kinds as Kinds
    from .engine.sealing import OwnSeal as OwnSeal
    from .engine.seals import Keeper as Keeper
    from .engine.seals import Letter as Letter
    from .engine.seals import NoteDraft as NoteDraft
    from .engine.seals import Receipt as Receipt
    from .engine.seals import Seal as Seal
    from .engine.showing import Shown as Shown
    from .engine.state import Comment as Comment
    from .engine.state import Member as Member
    from .engine.state import Note as Note
    from .engine.state import Remark as Remark
    from .engine.state import State as State
    from .engine.state import Step as Step
    from .engine.state import StepStatus as StepStatus
    from .engine.state import TimeBox as TimeBox
    from .engine.state import Topic as Topic
    from .errors import Ambiguous as Ambiguous
    from .errors import Conflict as Conflict
    from .errors import Damaged as Damaged
    from .errors import FileError as FileError
    from .errors import FormatError as FormatError
    from .errors import Invalid as Invalid
    from .errors import LogbookError as LogbookError
    from .errors import NotFound as NotFound
    from .errors import NotNow as NotNow
    from .errors import NotYours as NotYours
    from .errors import Outside as Outside
    from .errors import PluginError as PluginError
    from .errors import RetrokitError as RetrokitError
    from .errors import WouldOpen as WouldOpen
    from .events import ActionItem as ActionItem
    from .events import ActionStatus as ActionStatus
    from .events import CarriedAction as CarriedAction
    from .events import Cost as Cost
    from .events import Emoji as Emoji
    from .events import Event as Event
    from .events import Held as Held
    from .events import Measure as Measure
    from .events import Source as Source
    from .findings import Finding as Finding
    from .findings import Severity as Severity
    from .forgetting import Traces as Traces
    from .format_files import load_format as load_format
    from .format_files import load_formats as load_formats
    from .formats import Activity as Activity
    from .formats import Ask as Ask
    from .formats import Attribution as Attribution
    from .formats import Axis as Axis
    from .formats import Collect as Collect
    from .formats import Column as Column
    from .formats import Decide as Decide
    from .formats import Discuss as Discuss
    from .formats import Format as Format
    from .formats import Group as Group
    from .formats import Matrix as Matrix
    from .formats import Review as Review
    from .formats import Stage as Stage
    from .formats import Vote as Vote
    from .formats import Welcome as Welcome
    from .given import UNCHANGED as UNCHANGED
    from .given import Numbered as Numbered
    from .given import Unchanged as Unchanged
    from .hookspecs import hookimpl as hookimpl
    from .kinds.ask.facts import Asked as Asked
    from .kinds.ask.facts import Reply as Reply
    from .kinds.ask.facts import Result as Result
    from .kinds.ask.facts import result_of as result_of
    from .kinds.ask.rules import AnswerDraft as AnswerDraft
    from .kinds.discuss.rules import Discussion as Discussion
    from .kinds.matrix.facts import MatrixRound as MatrixRound
    from .kinds.matrix.facts import Place as Place
    from .kinds.matrix.facts import Placed as Placed
    from .kinds.matrix.facts import PlacesDraft as PlacesDraft
    from .kinds.matrix.facts import PlacesValue as PlacesValue
    from .kinds.matrix.facts import Spot as Spot
    from .kinds.matrix.facts import Spread as Spread
    from .kinds.vote.facts import Ballot as Ballot
    from .kinds.vote.facts import BallotValue as BallotValue
    from .kinds.vote.facts import CastBallot as CastBallot
    from .kinds.vote.facts import TieSettled as TieSettled
    from .kinds.vote.facts import VoteTerms as VoteTerms
    from .kinds.vote.vote_round import VoteRound as VoteRound
    from .logbook import Logbook as Logbook
    from .past import PastAction as PastAction
    from .past import PastNote as PastNote
    from .past import PastRemark as PastRemark
    from .past import PastRetro as PastRetro
    from .past import PastTopic as PastTopic
    from .plugins import Failure as Failure
    from .plugins import Plugins as Plugins
    from .plugins import Provided as Provided
    from .questions import Allocation as Allocation
    from .questions import Answer as Answer
    from .questions import Choice as Choice
    from .questions import FreeText as FreeText
    from .questions import Given as Given
    from .questions import OwnValue as OwnValue
    from .questions import PeerQuestion as PeerQuestion
    from .questions import PeerRating as PeerRating
    from .questions import Question as Question
    from .questions import Ratings as Ratings
    from .questions import Rule as Rule
    from .questions import Scale as Scale
    from .questions import Summary as Summary
    from .reports import Record as Record
    from .reports import Report as Report
    from .retro import Retro as Retro
    from .rituals import RitualNote as RitualNote
    from .rituals import RitualRecord as RitualRecord
    from .roster import read_roster as read_roster
    from .said import Said as Said
    from .said import Wording as Wording
    from .said import wording as wording
    from .scoring import PeerAnswers as PeerAnswers
    from .scoring import Scores as Scores
    from .scoring import Scoring as Scoring
    from .stores import Store as Store
    from .stores import StoreKind as StoreKind
    from .tallies import Tally as Tally
    from .tallies import TallyMethod as TallyMethod
    from .team import Team as Team
    from .team import TeamMember as TeamMember
    from .team_log import CharterChange as CharterChange
    from .trends import GoalPoint as GoalPoint
    from .trends import GoalRecord as GoalRecord
    from .trends import Point as Point
    from .trends import Series as Series

_HOMES = {
    "builtin.class_table": "Flag GroupRow",
    "charter": "Charter",
    "checks": "Check",
    "codec": "Codec",
    "engine.digest": "Digest Ritual TeamAction",
    "engine.kind": "Fared Kinds",
    "engine.material.items": "UNCHANGED Unchanged",
    "engine.sealing": "OwnSeal",
    "engine.seals": "Keeper Letter NoteDraft Receipt Seal",
    "engine.showing": "Shown",
    "engine.state": "Comment Member Note Remark State Step StepStatus TimeBox Topic",
    "errors": "Ambiguous Conflict Damaged FileError FormatError Invalid LogbookError NotFound "
    "NotNow NotYours Outside PluginError RetrokitError WouldOpen",
    "events": "ActionItem ActionStatus CarriedAction Cost Emoji Event Held Measure Source",
    "findings": "Finding Severity",
    "forgetting": "Traces",
    "format_files": "load_format load_formats",
    "formats": "Activity Ask Attribution Axis Collect Column Decide Discuss Format Group Matrix "
    "Review Stage Vote Welcome",
    "given": "Numbered",
    "hookspecs": "hookimpl",
    "kinds.ask.facts": "Asked Reply Result result_of",
    "kinds.ask.rules": "AnswerDraft",
    "kinds.discuss.rules": "Discussion",
    "kinds.matrix.facts": "MatrixRound Place Placed PlacesDraft PlacesValue Spot Spread",
    "kinds.vote.facts": "Ballot BallotValue CastBallot TieSettled VoteTerms",
    "kinds.vote.vote_round": "VoteRound",
    "logbook": "Logbook",
    "past": "PastAction PastNote PastRemark PastRetro PastTopic",
    "plugins": "Failure Plugins Provided",
    "questions": "Allocation Answer Choice FreeText Given OwnValue PeerQuestion PeerRating "
    "Question Ratings Rule Scale Summary",
    "reports": "Record Report",
    "retro": "Retro",
    "rituals": "RitualNote RitualRecord",
    "roster": "read_roster",
    "said": "Said Wording wording",
    "scoring": "PeerAnswers Scores Scoring",
    "stores": "Store StoreKind",
    "tallies": "Tally TallyMethod",
    "team": "Team TeamMember",
    "team_log": "CharterChange",
    "trends": "GoalPoint GoalRecord Point Series",
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}

__all__ = ["__version__", *sorted(_HOME_OF)]  # noqa: PLE0604


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)


def __dir__() -> list[str]:
    return __all__
