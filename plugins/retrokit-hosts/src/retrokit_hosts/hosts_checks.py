"""What is noticed when the leader asks: who is missing, what stays unsaid, what became of promises.

No finding rests on fewer answers than it takes to show them, and none says who gave which. Promises
are action items that the host took on aloud: what became of them is the one thing about the host
that is counted from time to time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from retrokit import ActionStatus, Ask, Check, Decide, Digest, Finding, Severity, State, result_of

from . import wordings
from .hosts import BAD_NEWS, CHOICES, HOSTS, KEPT_QUIET, NO_NEWS, REGRETTED
from .promises import Promise, earlier_promises, hosts_here, new_promises

MOST = 2
"""More promises than these are too many: the host says two at most."""
AGAIN = 2
"""Still open in so many of these retros, a promise is told as broken."""
FEWEST = 2
"""One answer may be one bad day, and a finding about it would be about one person."""


def no_host(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Find out whether the host is missing, or counted as one of those who answer."""
    if hosts_here(state):
        return
    if state.observers:
        sentence = wordings.host_gone()
    elif state.facilitator is not None:
        sentence = wordings.host_counted(facilitator=state.facilitator)
    else:
        sentence = wordings.host_missing()
    yield Finding(severity=Severity.WARNING, sentence=sentence)


def too_few(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Find questions that too few answered, or that fewer than half of the team did."""
    results = [each for each in (result_of(state, one.name) for one in CHOICES) if each is not None]
    if not results:
        if state.is_past(Ask):
            yield Finding(severity=Severity.NOTICE, sentence=wordings.nobody())
        return
    withheld = [each for each in results if each.summary is None]
    team = max(asked.team for _, asked in state.of(Ask))
    answered = max(each.taken_part for each in results)
    if withheld:
        sentence = wordings.withheld(questions=len(withheld), of=len(results))
    elif 2 * answered < team:
        sentence = wordings.quiet(answered=answered, team=team)
    else:
        return
    yield Finding(severity=Severity.NOTICE, sentence=sentence)


def bad_news(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Find out whether half of those who had bad news regretted telling it, or kept it."""
    result = result_of(state, BAD_NEWS.name)
    if result is None or {*result.counts} != {*BAD_NEWS.options}:
        return
    had = sum(result.counts.values()) - result.counts[NO_NEWS]
    hidden = result.counts[REGRETTED] + result.counts[KEPT_QUIET]
    if hidden >= FEWEST and 2 * hidden >= had:
        yield Finding(severity=Severity.WARNING, sentence=wordings.bad_news(hidden=hidden, had=had))


def kept(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Say how many of the host's earlier promises were kept."""
    promises = earlier_promises(state, history)
    if not promises:
        return
    status = [each.item.status for each in promises]
    done = status.count(ActionStatus.DONE)
    yield Finding(
        severity=Severity.GOOD if done == len(promises) else Severity.NOTICE,
        sentence=wordings.kept(
            kept=done,
            of=len(promises),
            still_open=status.count(ActionStatus.OPEN),
            dropped=status.count(ActionStatus.DROPPED),
        ),
    )


def broken(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Find promises that are open for the second time, and those dropped since last time."""
    promises = earlier_promises(state, history)
    again = [each for each in promises if _is_open(each) and each.missed >= AGAIN]
    if again:
        yield Finding(
            severity=Severity.WARNING,
            sentence=wordings.broken_again(promises=len(again)),
            evidence=[
                wordings.still_open(text=each.item.text, times=each.missed) for each in again
            ],
            instead_of=("carried-again",),
        )
    dropped = [
        each.item
        for each in promises
        if each.came_along and each.item.status is ActionStatus.DROPPED
    ]
    if dropped:
        yield Finding(
            severity=Severity.NOTICE,
            sentence=wordings.dropped(promises=len(dropped)),
            evidence=[wordings.promise(text=each.text) for each in dropped],
        )


def too_many(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Find out whether the host has more promises to keep than people mostly keep."""
    if not state.is_past(Decide):
        return
    left = [each.item.text for each in earlier_promises(state, history) if _is_open(each)]
    texts = [*left, *(each.text for each in new_promises(state))]
    if len(texts) > MOST:
        yield Finding(
            severity=Severity.NOTICE,
            sentence=wordings.too_many(promises=len(texts)),
            evidence=[wordings.promise(text=each) for each in texts],
            # All of it is the host's, as it should be.
            instead_of=("one-owner",),
        )


def _is_open(promise: Promise) -> bool:
    return promise.item.status is ActionStatus.OPEN


_ONLY = (HOSTS.name,)
CHECKS = (
    Check(name="hosts-no-host", title="Nobody here as the host", run=no_host, formats=_ONLY),
    Check(name="hosts-kept", title="Promises kept", run=kept, formats=_ONLY),
    Check(name="hosts-broken", title="A promise broken again", run=broken, formats=_ONLY),
    Check(name="hosts-too-many", title="More than two promises", run=too_many, formats=_ONLY),
    Check(name="hosts-too-few", title="Too few answers", run=too_few, formats=_ONLY),
    Check(name="hosts-bad-news", title="Bad news kept back", run=bad_news, formats=_ONLY),
)
