"""A kind of activity: what the engine asks of it, and what one answers that has nothing to say.

A declaration (`formats.Vote`) names its kind by `rules`, so that a list of formats loads none.
The state of a step belongs to its kind: `state.at[step]`. The kind alone makes and changes it, by
pure functions of its own facts; all else of a retro is the engine's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from functools import cached_property
from importlib import import_module
from inspect import isfunction
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from attrs import field, frozen

from ..blocks import Block, Form
from ..errors import blaming
from ..events import Draft, Event, Measure, MemberRenamed, Opened, OpenedNote, StepFact, Value
from ..findings import Finding
from ..formats import ACTIVITIES, Activity, Attribution
from ..questions import QUESTIONS, OwnValue, Question
from ..questions.rating import WORDINGS as RATED
from ..said import Wording
from ..scoring import RECEIVED
from ..tallies import BALLOT_KINDS, BallotKind, Number
from .guard import guarded

if TYPE_CHECKING:  # the state asks the kinds, and a kind reads the state
    from .acting import Acting
    from .counting import AtHand
    from .log import Log
    from .seals import Letter, Mark, Memory, Seal
    from .state import State, Step

S = TypeVar("S")


@frozen(kw_only=True)
class Opening:
    """What the seals of a step come to when they are opened; see `events.Opened`.

    `letters` are results for single members, each with the slot that it is about.
    """

    taken_part: int
    floor: int = 0
    notes: tuple[OpenedNote, ...] = ()
    value: Value | None = None
    measures: Mapping[str, Measure] = field(factory=dict)
    letters: tuple[tuple[str, Letter], ...] = ()


@frozen(kw_only=True)
class Fared:
    """How something fared where a step put things in an order.

    `number` is what it got and `counts` what that counts, in the singular: `dot`, `point`. Where
    numbers of the same sort from several steps can be compared, it `adds_up`. `merit` is what an
    order goes by: more for who came before, equal for equals.
    """

    number: Number
    counts: str
    adds_up: bool
    merit: float


@frozen(kw_only=True)
class Followed:
    """Something that is measured in retro after retro: its name in `Opening.measures`, what people
    read of it, and of a choice the options whose share it is.
    """

    name: str
    text: str
    options: tuple[str, ...] = ()


class Kind(Generic[S]):
    """What is particular about one kind of activity; `S` is the state of its steps, frozen.

    What a kind does not answer is answered as by one that has no state, takes nothing in private
    and puts nothing in order.

    `facts` are the classes of its own facts, each with what it does to the state of its step.
    `values` are what it puts into facts of the engine, `drafts` what it seals, by their names in
    the log and in a seal. `refers` tells that a draft may name notes, topics or action items by
    number. `once` tells that a member gives to each slot once, and may change that.
    `views` is the class of its `view`, of which `seen` makes a state again.
    `actions` are what its forms do by name; those of the kinds that retrokit brings are on a retro.
    `wordings` are those of what its values say (`Said`), and its letters: a log is read in them.
    A `guest` is one that a plugin brings.
    """

    facts: ClassVar[Mapping[type[StepFact], Callable[[Any, Any], Any]]] = {}
    values: ClassVar[Mapping[str, type[Value]]] = {}
    drafts: ClassVar[Mapping[str, type[Draft]]] = {}
    wordings: ClassVar[tuple[Wording, ...]] = ()
    views: ClassVar[type[Any] | None] = None
    refers: ClassVar[bool] = False
    once: ClassVar[bool] = False
    actions: ClassVar[type[Acting] | None] = None
    guest: bool = False

    # --- arriving, and what follows from the board

    def counted_by(
        self, activity: Any, at_hand: AtHand, own: S | None = None
    ) -> Iterable[tuple[str, str, Mapping[str, object]]]:
        """Yield what the activity is counted by: the kind of that, its name, and what there is.

        `own` is the state of its step, where it has one.
        """
        return ()

    def settle(self, state: State, step: Step, at_hand: AtHand) -> Value | None:
        """Return what an arrival settles, to be kept in the log."""
        return None

    def arrived(self, own: S | None, settled: Value | None) -> S | None:
        """Return the state after an arrival that settled this; None if there is none."""
        return own

    def follow(self, state: State, step: Step, own: S) -> S:
        """Return the state after notes, topics or action items have changed at this step."""
        return own

    def grouped(self, activity: Any) -> Sequence[str]:
        """Return the columns whose notes alone are grouped at this step; none if all are."""
        return ()

    # --- what is given in private, and its opening

    def deals(self, activity: Any) -> Sequence[str]:
        """Return the slots for which members are dealt something that only they may know."""
        return ()

    def before_reveal(self, log: Log, step: Step, seals: Sequence[Seal]) -> Sequence[str]:
        """Return what whoever leads should hear when they are about to open these seals."""
        return ()

    def remember(
        self, log: Log, step: Step, seals: Sequence[Seal], marks: Sequence[Mark]
    ) -> Iterable[tuple[str, Memory]]:
        """Return what to keep of members for the team's next retro, each with its slot.

        It is not asked of guests. `seals` are those that are opened, and earlier memories.
        """
        return ()

    def may_tell_author(self, activity: Any) -> bool:
        """Return whether a draft may tell, by whom it leaves out, whose it is."""
        return False

    def writes_letters(self, activity: Any) -> bool:
        """Return whether an opening may bring letters to members."""
        return False

    def seals(self, state: State, step: Step) -> bool:
        """Return whether what members give to this step now is sealed."""
        return False

    def is_over(self, own: S | None) -> bool:
        """Return whether nothing more can be given, since what was is opened."""
        return False

    def open(self, log: Log, step: Step, seals: Sequence[Seal], marks: Sequence[Mark]) -> Opening:
        """Return what seals come to; there is one or more, in an order that tells nothing."""
        raise NotImplementedError(f"{type(self).__name__} seals nothing")

    def opened(self, own: S | None, event: Opened) -> S | None:
        """Return the state after an opening; None if there is none."""
        return own

    def promise(self, state: State, step: Step, attribution: Attribution) -> str:
        """Return who will see what of it, in a few sentences; empty where nothing is private."""
        return ""

    def expected(self, activity: Any, people: int) -> int:
        """Return how much is sealed once so many people have given all; 0 if it is not counted."""
        return 0

    def turnout(self, step: Step, sealed: int, expected: int) -> str:
        """Return how many have taken part, as a sentence; nothing if they are not counted."""
        return ""

    def withheld(
        self, state: State, step: Step, counts: Mapping[str, int], left: int
    ) -> tuple[str, ...]:
        """Return a sentence for each thing that too few have given to be told of it."""
        return ()

    def missed(self, state: State, step: Step) -> str:
        """Return that nobody took part, as a sentence; nothing where that goes without saying.

        It is asked of a step that is over and was not opened.
        """
        return ""

    def moved(self, state: State, step: Step, draft: Draft) -> Draft:
        """Return something sealed as it counts by now: the board may have changed since."""
        return draft

    def said(self, state: State, step: Step, draft: Draft) -> str:
        """Return something sealed in a line, as its author alone reads it."""
        return f"yours in {step.activity.title}"

    # --- what there is to see

    def outline(self, state: State, log: Sequence[Event], step: Step) -> Iterable[Block]:
        """Return what everyone may see of what came of a step; nothing if there is nothing yet.

        It is made of the public log alone.
        """
        return ()

    def forms(self, state: State, step: Step) -> Iterable[Form]:
        """Return what there is to do now, for members and, marked so, for who leads.

        It is made of the public log alone, as an outline is.
        """
        return ()

    def sample(
        self, state: State, step: Step, form: Form, *, member: str, number: int, said: str
    ) -> Mapping[str, Any] | None:
        """Return arguments with which a member can do what a form is for, others for another
        number; `said` where words are asked for. None where all that fits its fields will do.

        Contracts hold whole retros with it.
        """
        return None

    def view(self, own: S) -> object:
        """Return what a screen of this kind reads of the state of a step, as one of its `views`.

        It is asked of the kinds that retrokit brings, where they have some.
        """
        raise NotImplementedError(f"{type(self).__name__} has no views")

    def seen(self, view: Any) -> S:
        """Return the state of a step as far as its view tells it."""
        raise NotImplementedError(f"{type(self).__name__} has no views")

    def noticed(self, own: S) -> Iterable[Finding]:
        """Return what an opening noticed, for the group to talk about."""
        return ()

    def followed(self, activity: Any) -> Iterable[Followed]:
        """Return what is measured at each opening, and followed from retro to retro."""
        return ()

    # --- what others ask

    def fared(self, own: S, numbers: Set[int]) -> Fared | None:
        """Return how these notes, topics or action items fared, None if none stood here."""
        return None

    def topic_now(self, own: S) -> int | None:
        """Return the topic that is talked about."""
        return None

    def more_minutes(self, activity: Any) -> int:
        """Return for how many minutes more everyone is asked when a topic's time is up; 0: nobody
        is asked.
        """
        return 0

    def talked(self, own: S) -> Sequence[int]:
        """Return the topics that were talked about, in the order they were taken."""
        return ()

    def to_come(self, own: S) -> Sequence[int]:
        """Return the topics that are still to be talked about, in order."""
        return ()

    def renamed(self, own: S, event: MemberRenamed) -> S:
        """Return the state with a member's new name."""
        return own


PLAIN: Kind[None] = Kind()
"""The kind of an activity that has no state and takes nothing in private."""


def kind_of(declaration: type[Activity]) -> Kind[Any]:
    """Return the kind of a class of activities. Its rules are loaded when they are asked for.

    That of a plugin raises nothing but errors of retrokit: see `guard`. Raises `PluginError` where
    its rules are not there.
    """
    found = _LOADED.get(declaration)
    if found is None:
        found = _LOADED[declaration] = _load(declaration)
    return found


_LOADED: dict[type[Activity], Kind[Any]] = {}


def _load(declaration: type[Activity]) -> Kind[Any]:
    if declaration.rules.startswith("retrokit."):
        return _at(declaration.rules)
    with blaming(f"loading {declaration.rules}", declaration.kind):
        kind = _at(declaration.rules)
        if not isinstance(kind, Kind):
            raise TypeError(f"{kind!r} is no Kind; name an instance of a subclass of Kind")
        methods = (name for name, what in vars(Kind).items() if isfunction(what))
        return guarded(kind, declaration.kind, methods)


def _at(rules: str) -> Kind[Any]:
    module, _, name = rules.partition(":")
    kind: Kind[Any] = getattr(import_module(module), name)
    return kind


WORDINGS: tuple[Wording, ...] = (
    *RATED,
    *RECEIVED.wordings,
    *(wording for each in QUESTIONS for wording in each.wordings),
)
"""What retrokit says things by of which a log is made."""


@frozen
class Kinds:
    """The kinds of activity and of question that an installation knows, by their declarations.

    `ballots` are the kinds of ballots that plugins bring with their voting methods. `wordings` are
    those of what they all say.

    What a kind brings has its own name in the log where retrokit brings it, and the name of the
    kind before it where a plugin does: that of a plugin has a dot, as in `practice.rounds`.
    """

    declarations: tuple[type[Activity], ...]
    asked: tuple[type[Question], ...] = QUESTIONS
    ballots: tuple[BallotKind, ...] = ()
    wordings: tuple[Wording, ...] = WORDINGS

    @cached_property
    def words(self) -> Mapping[str, Wording]:
        """Return what words sentences, by their codes."""
        return {each.code: each for each in (*self.wordings, *WORDINGS)}

    @cached_property
    def questions(self) -> Mapping[str, type[Question]]:
        """Return the kinds of question by name."""
        return {each.kind: each for each in self.asked}

    @cached_property
    def answers(self) -> Mapping[str, type[OwnValue]]:
        """Return answers and results of shapes of their own, by their names in logs and seals."""
        return {
            f"{each.kind}.{name}": value
            for each in self.asked
            for name, value in each.values.items()
        }

    @cached_property
    def activities(self) -> Mapping[str, type[Activity]]:
        """Return the declarations by name."""
        return {each.kind: each for each in self.declarations}

    @cached_property
    def ballot_kinds(self) -> Mapping[str, BallotKind]:
        """Return all kinds of ballots by name."""
        return {**{each.name: each for each in self.ballots}, **BALLOT_KINDS}

    @cached_property
    def facts(self) -> Mapping[str, type[StepFact]]:
        """Return the facts of all kinds, by their names in a log."""
        return {
            _name(each, fact.__name__): fact
            for each in self.declarations
            for fact in kind_of(each).facts
        }

    @cached_property
    def values(self) -> Mapping[str, type[Value]]:
        """Return what kinds put into facts of the engine, by their names in a log."""
        return {
            _name(each, name): value
            for each in self.declarations
            for name, value in kind_of(each).values.items()
        }

    @cached_property
    def drafts(self) -> Mapping[str, type[Draft]]:
        """Return what kinds seal, by their names in a seal."""
        return {
            _name(each, name): draft
            for each in self.declarations
            for name, draft in kind_of(each).drafts.items()
        }


def _name(declaration: type[Activity], name: str) -> str:
    return f"{declaration.kind}.{name}" if "." in declaration.kind else name


BUILT_IN = Kinds(ACTIVITIES)
"""The kinds that retrokit brings."""
