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
from ..events import ActionItem, ActionStatus, Held
from ..findings import Finding, Severity
from ..formats import Attribution, Collect, Decide, Discuss, Vote
from ..phrases import listing, plural
from ..said import wording

MANY = 5
"""More open action items than this are more than most teams get done until they meet again."""
SHARE = 3
"""From so many items on it is worth a look whether one person has more than half of them."""


def _to_do(state: State) -> list[ActionItem]:
    """Return everything that is open: what was decided here, and what came along."""
    carried = (each.item for each in state.carried.values())
    return [each for each in (*state.actions.values(), *carried) if _is_open(each)]


def _is_open(item: ActionItem) -> bool:
    return item.status is ActionStatus.OPEN


@wording("checks.item")
def _item(*, number: int, text: str) -> str:
    return f"{number}: {short(text)}"


@wording("checks.unnumbered-item")
def _text(*, text: str, owner: str | None = None) -> str:
    return f"{owner}: {short(text)}" if owner else short(text)


@wording("checks.topic")
def _topic(*, number: int, title: str) -> str:
    return f"{number}: {title}"


def _are(number: int, what: str) -> str:
    return f"{plural(number, what)} {'is' if number == 1 else 'are'}"


def noticed_at_opening(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Say what was noticed in answers when they were opened; the answers are erased since."""
    for id, own in state.at.items():
        yield from state.step(id).kind.noticed(own)


@wording("checks.no-owner")
def _no_owner(*, items: int) -> str:
    return f"{_are(items, 'action item')} still looking for an owner."


def without_owner(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Find action items that nobody has taken yet."""
    found = [each for each in state.open_actions if not each.owners]
    if found and state.is_past(Decide):
        yield Finding(
            severity=Severity.WARNING,
            sentence=_no_owner(items=len(found)),
            evidence=[_item(number=each.number, text=each.text) for each in found],
        )


@wording("checks.no-date")
def _no_date(*, items: int) -> str:
    return f"{plural(items, 'action item')} {'has' if items == 1 else 'have'} no due date yet."


def without_date(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Find action items that have no date."""
    found = [each for each in state.open_actions if each.due is None]
    if found and state.is_past(Decide):
        yield Finding(
            severity=Severity.NOTICE,
            sentence=_no_date(items=len(found)),
            evidence=[_item(number=each.number, text=each.text) for each in found],
        )


@wording("checks.no-action")
def _no_action(*, topics: int) -> str:
    return (
        f"{plural(topics, 'topic was', 'topics were')} talked about, and no action item came of "
        "it. Was the talk what you needed, or is something left to do?"
    )


@wording("checks.discussed")
def _discussed(*, number: int, title: str) -> str:
    return title


def talk_without_action(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Find a retro that talked about topics and ended with nothing to do."""
    topics = talked_about(state)
    if topics and not state.actions and state.is_past(Decide):
        yield Finding(
            severity=Severity.NOTICE,
            sentence=_no_action(topics=len(topics)),
            evidence=[_discussed(number=each, title=title_of(state, each)) for each in topics],
        )


@wording("checks.one-owner")
def _one_owner(*, owner: str, items: int, of: int) -> str:
    return (
        f"{items} of {of} open action items are with {owner}. Is there one that somebody else "
        "would like to take?"
    )


def one_owner(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Find out whether most of what is open rests with one person."""
    items = _to_do(state)
    owners = Counter(owner for each in items for owner in each.owners)
    if len(state.members) - len(state.observers) < 2 or not state.is_past(Decide):
        return
    for owner, number in owners.most_common(1):
        if number >= SHARE and 2 * number > len(items):
            yield Finding(
                severity=Severity.NOTICE,
                sentence=_one_owner(owner=owner, items=number, of=len(items)),
                evidence=[_text(text=each.text) for each in items if owner in each.owners],
            )


@wording("checks.too-many")
def _too_many(*, items: int) -> str:
    return (
        f"{items} action items are open now. One or two usually get done before the next retro; "
        "which of them matter most?"
    )


def too_many(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Find out whether there is more to do than gets done before the next retro."""
    items = _to_do(state)
    if len(items) > MANY and state.is_past(Decide):
        yield Finding(
            severity=Severity.NOTICE,
            sentence=_too_many(items=len(items)),
            evidence=[_text(text=each.text) for each in items],
        )


@wording("checks.carried-again")
def _carried_again(*, items: int) -> str:
    return (
        f"{plural(items, 'action item has', 'action items have')} been carried on more than once. "
        "Still the right thing? Would a smaller first step help?"
    )


@wording("checks.carried-item")
def _carried_item(*, number: int, text: str, times: int) -> str:
    return f"{number}: {short(text)} (carried on {times} times)"


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
            sentence=_carried_again(items=len(found)),
            evidence=[
                _carried_item(number=each.number, text=each.item.text, times=times)
                for each, times in found
            ],
        )


@wording("checks.goal-unserved")
def _goal_unserved(*, goals: int) -> str:
    these = "this goal" if goals == 1 else "these goals"
    return f"Nothing that was decided serves {these} of the retro. Is something needed?"


@wording("checks.goal")
def _goal(*, goal: str) -> str:
    return goal


def goal_without_action(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Find goals of the format that nothing serves, where there are action items."""
    decided: tuple[Held, ...] = (*_to_do(state), *state.actions.values(), *state.decisions)
    served = {goal for each in decided for goal in each.serves}
    missing = [goal for goal in state.format.goals if goal not in served]
    if missing and state.actions and state.is_past(Decide):
        yield Finding(
            severity=Severity.NOTICE,
            sentence=_goal_unserved(goals=len(missing)),
            evidence=[_goal(goal=each) for each in missing],
        )


@wording("checks.at-cost")
def _at_cost(*, decided: int) -> str:
    one = decided == 1
    return (
        f"{plural(decided, 'thing was', 'things were')} decided at a goal's cost. Does everyone "
        f"know why {'it is' if one else 'they are'} worth it?"
    )


@wording("checks.cost")
def _cost(*, number: int, text: str, goals: Sequence[str]) -> str:
    return f"{number}: {short(text)} (costs: {'; '.join(goals)})"


def decided_at_cost(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Find what was decided here at the cost of a goal, and was not dropped."""
    found = [each for each in state.decided if each.costs]
    if found and state.is_past(Decide):
        yield Finding(
            severity=Severity.NOTICE,
            sentence=_at_cost(decided=len(found)),
            evidence=[
                _cost(number=each.number, text=each.text, goals=each.costs) for each in found
            ],
        )


@wording("checks.favourite-left")
def _favourite_left(*, topics: int) -> str:
    one = topics == 1
    return (
        f"{plural(topics, 'topic')} that came first in the vote {'was' if one else 'were'} not "
        f"talked about. Shall {'it' if one else 'they'} open the next retro?"
    )


def favourite_left(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Find topics that came first in the vote and were not talked about."""
    discussed = {*talked_about(state), *_remarked(state)}
    there = {topic.number for topic in state.topics()}
    first = {now_in(state, number) for _, vote in state.of(Vote) for number in vote.winners}
    found = sorted((first & there) - discussed)
    if found and any(state.of(Discuss)) and state.is_past(Discuss):
        yield Finding(
            severity=Severity.NOTICE,
            sentence=_favourite_left(topics=len(found)),
            evidence=[_topic(number=each, title=title_of(state, each)) for each in found],
        )


def _remarked(state: State) -> set[int]:
    return {now_in(state, each.topic) for each in state.remarks.values() if each.topic is not None}


@wording("checks.earlier-done")
def _earlier_done(*, items: int, owners: Sequence[str]) -> str:
    thanks = f"Thank you, {listing(owners)}!" if owners else "Thank you!"
    return f"{plural(items, 'earlier action item')} got done. {thanks}"


def earlier_done(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Find what got done since last time, and say who did it."""
    done = [each.item for each in state.carried.values() if each.item.status is ActionStatus.DONE]
    if done:
        owners = list(dict.fromkeys(owner for each in done for owner in each.owners))
        yield Finding(
            severity=Severity.GOOD,
            sentence=_earlier_done(items=len(done), owners=owners),
            evidence=[_text(text=each.text, owner=each.owner or None) for each in done],
        )


@wording("checks.everybody-wrote")
def _everybody_wrote(*, but_facilitator: bool) -> str:
    if but_facilitator:
        return "Everybody else wrote at least one note, and the facilitator made room for it."
    return "Everybody wrote at least one note."


def everybody_wrote(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Find out whether everybody wrote a note, where all notes are named and so can tell."""
    collects = [step for step in state.agenda if isinstance(step.activity, Collect)]
    named = all(state.attribution_of(step) is Attribution.NAMED for step in collects)
    over = all(step.status in (StepStatus.DONE, StepStatus.SKIPPED) for step in collects)
    if not named or not (over or state.closed is not None):
        return
    authors = {note.author for note in state.notes.values()}
    silent = {each for each in state.respondents if each not in authors}
    if len(authors - {None}) > 1 and silent <= {state.facilitator}:
        yield Finding(
            severity=Severity.GOOD, sentence=_everybody_wrote(but_facilitator=bool(silent))
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
    Check(name="goal-unserved", title="Goals that nothing serves", run=goal_without_action),
    Check(name="at-cost", title="Decided at a goal's cost", run=decided_at_cost),
    Check(name="favourite-left", title="First in the vote, not discussed", run=favourite_left),
)
"""The checks, what is good first."""
