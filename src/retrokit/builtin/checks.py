"""The checks that come with retrokit: what a group may want to look at once more.

Each says only what is true at the moment it looks, and keeps quiet where it cannot know yet: on
action items once the retro is past deciding them. They speak of the work, never of fault.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from ..characters import short
from ..checks import Check
from ..engine.digest import Digest
from ..engine.material.topics import now_in, talked_about, title_of
from ..engine.state import State, StepStatus
from ..events import ActionItem, ActionStatus
from ..findings import Finding, Severity
from ..formats import Activity, Attribution, Collect, Decide, Discuss, Vote
from ..phrases import listing, plural

MANY = 5
"""More open action items than this are more than most teams get done until they meet again."""
SHARE = 3
"""From so many items on it is worth a look whether one person has more than half of them."""


def _past(state: State, kind: type[Activity]) -> bool:
    """Return whether the retro is closed, or behind the last activity of a kind."""
    if state.closed is not None:
        return True
    there = [at for at, step in enumerate(state.agenda) if isinstance(step.activity, kind)]
    now = [at for at, step in enumerate(state.agenda) if step.id == state.current]
    return bool(there and now) and now[0] > there[-1]


def _to_do(state: State) -> list[ActionItem]:
    """Return everything that is open: what was decided here, and what came along."""
    carried = (each.item for each in state.carried.values())
    return [each for each in (*state.actions.values(), *carried) if _is_open(each)]


def _is_open(item: ActionItem) -> bool:
    return item.status is ActionStatus.OPEN


def _line(item: ActionItem) -> str:
    return f"{item.number}: {short(item.text)}"


def _are(number: int, what: str) -> str:
    return f"{plural(number, what)} {'is' if number == 1 else 'are'}"


def noticed_at_opening(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Say what was noticed in answers when they were opened; the answers are erased since."""
    for id, own in state.at.items():
        yield from state.step(id).kind.noticed(own)


def without_owner(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Find action items that nobody has taken yet."""
    found = [each for each in state.open_actions if not each.owners]
    if found and _past(state, Decide):
        yield Finding(
            severity=Severity.WARNING,
            sentence=f"{_are(len(found), 'action item')} still looking for an owner.",
            evidence=map(_line, found),
        )


def without_date(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Find action items that have no date."""
    found = [each for each in state.open_actions if each.due is None]
    if found and _past(state, Decide):
        has = "has" if len(found) == 1 else "have"
        yield Finding(
            severity=Severity.NOTICE,
            sentence=f"{plural(len(found), 'action item')} {has} no date yet.",
            evidence=map(_line, found),
        )


def talk_without_action(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Find a retro that talked about topics and ended with nothing to do."""
    topics = talked_about(state)
    if topics and not state.actions and _past(state, Decide):
        yield Finding(
            severity=Severity.NOTICE,
            sentence=f"{plural(len(topics), 'topic was', 'topics were')} talked about, and no "
            "action item came of it. Was the talk what you needed, or is something left to do?",
            evidence=(title_of(state, each) for each in topics),
        )


def one_owner(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Find out whether most of what is open rests with one person."""
    items = _to_do(state)
    owners = Counter(owner for each in items for owner in each.owners)
    if len(state.members) < 2 or not _past(state, Decide):
        return
    for owner, number in owners.most_common(1):
        if number >= SHARE and 2 * number > len(items):
            yield Finding(
                severity=Severity.NOTICE,
                sentence=f"{number} of {len(items)} open action items are with {owner}. "
                "Is there one that somebody else would like to take?",
                evidence=(short(each.text) for each in items if owner in each.owners),
            )


def too_many(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Find out whether there is more to do than gets done before the next retro."""
    items = _to_do(state)
    if len(items) > MANY and _past(state, Decide):
        yield Finding(
            severity=Severity.NOTICE,
            sentence=f"{len(items)} action items are open now. One or two usually get done "
            "before the next retro; which of them matter most?",
            evidence=(short(each.text) for each in items),
        )


def carried_again(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Find action items that have been carried on for the second time or more."""
    before = Counter(
        (each.home, each.item.number)
        for digest in history
        for each in digest.reviewed
        if digest.id != state.id and _is_open(each.item)
    )
    found = []
    for each in state.carried.values():
        times = before[each.home, each.item.number] + each.reviewed
        if _is_open(each.item) and times > 1:
            found.append((each, times))
    if found:
        yield Finding(
            severity=Severity.NOTICE,
            sentence=f"{plural(len(found), 'action item has', 'action items have')} been carried "
            "on more than once. Still the right thing? Would a smaller first step help?",
            evidence=(
                f"{each.number}: {short(each.item.text)} (carried on {times} times)"
                for each, times in found
            ),
        )


def goal_without_action(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Find goals of the format that no action item serves, where there are action items."""
    served = {each.goal for each in (*_to_do(state), *state.actions.values())}
    missing = [goal for goal in state.format.goals if goal not in served]
    if missing and state.actions and _past(state, Decide):
        yield Finding(
            severity=Severity.NOTICE,
            sentence=f"No action item names {'this goal' if len(missing) == 1 else 'these goals'}"
            " of the retro. Is one needed?",
            evidence=missing,
        )


def favourite_left(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Find topics that came first in the vote and were not talked about."""
    discussed = {*talked_about(state), *_remarked(state)}
    there = {topic.number for topic in state.topics()}
    first = {now_in(state, number) for _, vote in state.of(Vote) for number in vote.winners}
    found = sorted((first & there) - discussed)
    if found and any(state.of(Discuss)) and _past(state, Discuss):
        yield Finding(
            severity=Severity.NOTICE,
            sentence=f"{plural(len(found), 'topic')} that came first in the vote "
            f"{'was' if len(found) == 1 else 'were'} not talked about. Shall "
            f"{'it' if len(found) == 1 else 'they'} open the next retro?",
            evidence=(f"{each}: {title_of(state, each)}" for each in found),
        )


def _remarked(state: State) -> set[int]:
    return {now_in(state, each.topic) for each in state.remarks.values() if each.topic is not None}


def earlier_done(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Find what got done since last time, and say who did it."""
    done = [each.item for each in state.carried.values() if each.item.status is ActionStatus.DONE]
    if done:
        owners = list(dict.fromkeys(owner for each in done for owner in each.owners))
        thanks = f"Thank you, {listing(owners)}!" if owners else "Thank you!"
        yield Finding(
            severity=Severity.GOOD,
            sentence=f"{plural(len(done), 'earlier action item')} got done. {thanks}",
            evidence=(
                f"{each.owner}: {short(each.text)}" if each.owner else short(each.text)
                for each in done
            ),
        )


def everybody_wrote(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Find out whether everybody wrote a note, where all notes are named and so can tell."""
    collects = [step for step in state.agenda if isinstance(step.activity, Collect)]
    named = all(state.attribution_of(step) is Attribution.NAMED for step in collects)
    over = all(step.status in (StepStatus.DONE, StepStatus.SKIPPED) for step in collects)
    if not named or not (over or state.closed is not None):
        return
    authors = {note.author for note in state.notes.values()}
    silent = {each for each in state.here if each not in authors}
    if len(authors - {None}) > 1 and silent <= {state.facilitator}:
        beside = ", and the facilitator made room for it" if silent else ""
        yield Finding(
            severity=Severity.GOOD,
            sentence=f"{'Everybody else' if silent else 'Everybody'} wrote at least one note"
            f"{beside}.",
        )


CHECKS = (
    Check(name="at-opening", title="Noticed in the answers", run=noticed_at_opening),
    Check(name="earlier-done", title="What got done since last time", run=earlier_done),
    Check(name="everybody-wrote", title="Everybody wrote a note", run=everybody_wrote),
    Check(name="no-owner", title="Action items without an owner", run=without_owner),
    Check(name="no-date", title="Action items without a date", run=without_date),
    Check(name="no-action", title="Topics but no action items", run=talk_without_action),
    Check(name="one-owner", title="Most items with one person", run=one_owner),
    Check(name="too-many", title="More than a team gets done", run=too_many),
    Check(name="carried-again", title="Carried on again and again", run=carried_again),
    Check(name="goal-unserved", title="Goals that no item serves", run=goal_without_action),
    Check(name="favourite-left", title="First in the vote, not discussed", run=favourite_left),
)
"""The checks, what is good first."""
