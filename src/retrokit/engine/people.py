"""Who takes part, who facilitates, and how much is told of who said what."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve

from .. import texts
from ..errors import Invalid, NotNow
from ..events import (
    FacilitatorChanged,
    Forgotten,
    MemberJoined,
    MemberLeft,
    MemberRenamed,
    ObservingChanged,
    TeamRenamed,
    Tightened,
    Undone,
)
from ..formats import Attribution
from .log import Log, enroll, folds
from .marks import action, alone, decided_again
from .seals import Lots, Seal
from .state import State, Step, count_respondents, fold_name


class People(Log):
    """Members come and go, take part or observe; the role of the facilitator can be handed over."""

    @action(by="facilitator")
    def join(self, name: str, *, observes: bool = False) -> str:
        """Add a member (or one who had left), and return their name as it is kept.

        With `observes` they are an observer; see `set_observer`. Who comes back is what they were.
        Raises `Invalid` if the name is taken: no two members may be told apart by case alone.
        """
        self._running()
        name = check_member(name)
        known = self._state.known(name)
        if known is not None and self._state.members[known].here:
            raise Invalid(f"{known} is in this retro already; give another name")
        observes = observes or (known is not None and self._state.members[known].observes)
        self._emit(MemberJoined(at=self._now(), name=known or name, observes=observes))
        return known or name

    @action(by="facilitator")
    def leave(self, name: str) -> str:
        """Let a member go; what they contributed stays. Returns their name."""
        self._running()
        kept = self._state.present(name)
        self._emit(MemberLeft(at=self._now(), name=kept))
        return kept

    @action(by="facilitator")
    def set_observer(self, name: str, *, observes: bool = True) -> str:
        """Make somebody who is here an observer, or a member who takes part. Returns their name.

        An observer follows the retro, takes part in nothing and is counted in nothing. A
        facilitator who is one leads without being a respondent: a host. What they gave before
        counts as that of a member who left: in results, and towards no floor. It is never refused
        for what is hidden, since that would tell who has taken part. Raises `NotFound`, or
        `NotNow`.
        """
        self._running()
        kept = self._state.present(name)
        if self._state.members[kept].observes == observes:
            raise NotNow(f"{kept} {'observes' if observes else 'takes part'} already")
        self._emit(ObservingChanged(at=self._now(), name=kept, observes=observes))
        return kept

    @action(by="facilitator")
    def rename(self, name: str, to: str) -> str:
        """Call a member otherwise, as after a typo, and return their new name.

        All that is theirs is under it from now on, as if they had always had it; words that
        somebody wrote stay as they are. The name of before still means them, and nobody else may
        take it. Owners of action items who are no members can be renamed too, and their new name
        may be a member's. This also works in a closed retro. Raises `NotFound` (member), or
        `Invalid` (name), also where it is taken.
        """
        kept, to = owner_or_member(self._state, name), check_member(to)
        if to == kept:
            raise Invalid(f"{kept} is the name already; give another one")
        known = self._state.known(to)
        if kept not in self._state.members:
            to = known or to
        elif known not in (None, kept):
            raise Invalid(f"{to} is, or was, a name of {known}; give another one")
        event = MemberRenamed(at=self._now(), name=kept, to=to)
        seals = self._keeper.seals().values()
        marks = [each for each in self._keeper.marks() if each.member == kept]
        self._emit(
            event,
            put=tuple(new for each in seals if (new := each.renamed(event)) != each),
            mark=tuple(evolve(each, member=to) for each in marks),
            unmark=tuple(marks),
            reads_seals=True,
        )
        return to

    @decided_again
    def rename_team(self, to: str) -> str:
        """Call the team of this retro otherwise, and return its new name; see `Team.rename`.

        A retro alone leaves its team by that. This also works in a closed retro. Raises `Invalid`.
        """
        to = check_team(to)
        if to == self._state.team:
            raise Invalid(f"{to} is the team's name already; give another one")
        self._emit(TeamRenamed(at=self._now(), to=to))
        return to

    @action(by="facilitator")
    def hand_over(self, name: str | None) -> None:
        """Make a member the facilitator, or with None nobody."""
        self._running()
        kept = None if name is None else self._state.present(name)
        self._emit(FacilitatorChanged(at=self._now(), name=kept))

    @alone
    def role_since(self) -> int:
        """Return the version of the event that made somebody, or nobody, the facilitator."""
        undone = set()
        for version in range(len(self._log), 1, -1):
            event = self._log[version - 1]
            if isinstance(event, Undone):
                undone.add(event.version)
            elif isinstance(event, FacilitatorChanged) and version not in undone:
                return version
        return 1

    @action(by="facilitator")
    def tighten(self, attribution: Attribution | str) -> None:
        """Tell less, from now on, about who said what; there is no way back.

        `attribution` may be given as its word: `"confidential"` or `"anonymous"`.

        What is in the log stays as it is. What is sealed follows: under `ANONYMOUS` the authors
        of sealed contributions are erased at once.
        """
        self._running()
        attribution, now = Attribution(attribution), self._state.attribution
        if attribution.strictness <= now.strictness:
            raise NotNow(
                f"this retro is {now.value}; its attribution can be tightened, never loosened"
            )
        stripped, dealt = tuple[Seal, ...](), tuple[Seal, ...]()
        if attribution is Attribution.ANONYMOUS:
            sealed = self._contributions()
            if any(map(_tells_author, sealed)) or any(
                map(self._may_tell_author, self._state.agenda)
            ):
                raise NotNow(
                    "where answers about teammates are hidden that leave out who gave them, they "
                    "would tell it; go to that activity and move on from it first"
                )
            stripped = tuple(evolve(seal, author=None) for seal in sealed)
            # Whom somebody was dealt would tell of an answer about the same whose it is.
            kept = self._keeper.seals().values()
            dealt = tuple(seal for seal in kept if isinstance(seal.draft, Lots))
        event = Tightened(at=self._now(), attribution=attribution)
        self._emit(event, put=stripped, drop=dealt, reads_seals=True)

    def _may_tell_author(self, step: Step) -> bool:
        """Return whether what may be hidden in a step may tell whose it is."""
        return (
            self._state.may_hide(step)
            and self._state.attribution_of(step) is not Attribution.ANONYMOUS
            and step.kind.may_tell_author(step.activity)
        )


def _tells_author(seal: Seal) -> bool:
    """Return whether what somebody sealed tells, by whom it leaves out, whose it is."""
    names = seal.draft.names()
    return seal.author is not None and bool(names) and seal.author not in names


def check_member(name: str) -> str:
    """Return a name that a member may have: trimmed, on one line, within its limit."""
    return texts.check(name.strip(), "the member's name", texts.NAME, lines=False)


def check_team(name: str) -> str:
    """Return a name that a team may have: trimmed, on one line, within its limit."""
    return texts.check(name.strip(), "the team's name", texts.NAME, lines=False)


def owner_or_member(state: State, name: str) -> str:
    """Return the name, as it is kept, of a member or of whoever else owns an action item.

    Raises `NotFound` with the nearest names of members.
    """
    if state.known(name) is None:
        for owner in state.owners_besides:
            if fold_name(owner) == fold_name(name):
                return owner
    return state.member(name)


def check_members(names: Iterable[str]) -> dict[str, str]:
    """Return names that members may have, all different, by what two spellings have in common."""
    found: dict[str, str] = {}
    for name in map(check_member, names):
        if fold_name(name) in found:
            raise Invalid(f"two members are named {name}; tell them apart")
        found[fold_name(name)] = name
    return found


@folds(MemberJoined)
def _joined(state: State, event: MemberJoined) -> None:
    enroll(state, event.name, observes=event.observes)
    count_respondents(state)


@folds(MemberLeft)
def _left(state: State, event: MemberLeft) -> None:
    state.members[event.name] = evolve(state.members[event.name], here=False)
    if state.facilitator == event.name:
        state.facilitator = None


@folds(ObservingChanged)
def _observes(state: State, event: ObservingChanged) -> None:
    state.members[event.name] = evolve(state.members[event.name], observes=event.observes)
    count_respondents(state)


@folds(TeamRenamed)
def _team_renamed(state: State, event: TeamRenamed) -> None:
    state.team = event.to


@folds(Forgotten)
def _forgotten(state: State, event: Forgotten) -> None:
    """Do nothing: the events before it are other ones by now."""


@folds(FacilitatorChanged)
def _handed_over(state: State, event: FacilitatorChanged) -> None:
    state.facilitator = event.name


@folds(Tightened)
def _tightened(state: State, event: Tightened) -> None:
    state.attribution = event.attribution
