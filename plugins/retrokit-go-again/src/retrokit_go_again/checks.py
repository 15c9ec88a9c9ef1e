"""The checks of the format: what was answered, what has changed, and decisions held against goals.

That somebody came to harm is the alarm of its question: the engine tells it when the answers are
opened, from one answer on and whatever else is found. Of the checks here, four look at the answers
as soon as these are opened, one at the notes and one at an earlier brief, two at what was decided
once the retro is past it.

No two findings contradict each other or say the same thing twice:

- Nothing about going again is called good while a warning stands: harm, a fall, a line crossed,
  half who would not go again, or half who would rather keep quiet.
- A goal that answers ask more for, and items that serve no goal at all, are told instead of
  retrokit's own remark on goals without an item (`goal-unserved`).
- Items that serve no goal at all are told instead of each goal that answers ask more for; what
  these ask for is then its evidence.

Only what answers and notes say is a warning. What became of decisions is a notice: most teams that
leave a goal without an item are well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from attrs import frozen

from retrokit import (
    ActionItem,
    ActionStatus,
    Ask,
    Check,
    Choice,
    Decide,
    Digest,
    Finding,
    Measure,
    Result,
    Said,
    Scale,
    Severity,
    State,
    result_of,
)
from retrokit.engine.digest import as_of, digest_of, team_actions
from retrokit.stats import permutation

from . import wordings
from .crew_brief import CREW_BRIEF
from .format import (
    AGAIN,
    CROSSED,
    EXCITED,
    GO_AGAIN,
    HOME_SAFE,
    LETS_GO_AGAIN,
    NO,
    SAFE,
    SPEAK_UP,
    YES,
    YES_IF,
)
from .reading import LOW, gave, is_half

SOURCE = (
    "Whiting, Blaising, Barreau, Fiuza, Marda, Valentine and Bernstein: Did It Have To End This "
    "Way? Understanding the Consistency of Team Fracture. Proceedings of the ACM on "
    "Human-Computer Interaction 3 (CSCW), 2019. They call a team fractured if half of its members "
    "would not want to work with it again."
)

FELL = 0.01
"""One question has fallen where chance alone would bring as large a change this rarely (exact test,
both ways): of five and five answers, where at most one pair is not lower."""
FELL_TOGETHER = 0.1
"""Two questions have fallen together where chance would bring each change this rarely."""
FAR = 2
"""By so many steps a median falls far; how likely it is by chance is another question."""
FAR_SHARE = 0.75
"""By so much the share of a "yes" falls far: of four answers, three."""
MOST_COMPARED = 100
"""The most answers that are tested: an exact test of more takes seconds."""

UNSERVED = "goal-unserved"
"""The check of retrokit's own that says which goals no action item names."""
# The answers that ask for something to be done for a goal. One is enough: both goals are about
# everyone.
_ASKING: dict[str, tuple[tuple[Scale | Choice, tuple[str, ...]], ...]] = {
    HOME_SAFE: ((SAFE, LOW), (SPEAK_UP, LOW)),
    LETS_GO_AGAIN: ((EXCITED, LOW), (AGAIN, (YES_IF, NO))),
}


def would_go_again(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Say how many of how many would go again, as counts."""
    if (result := result_of(state, AGAIN.name)) is None:
        return
    severity, counts, silent = Severity.NOTICE, _again(result), _silent(state, result)
    if result.taken_part == 0:
        sentence = wordings.nobody()
    elif result.summary is None:
        sentence = wordings.withheld(answered=result.taken_part, floor=result.floor)
    elif counts is not None:
        sentence = wordings.counts(
            yes=counts[YES],
            yes_if=counts[YES_IF],
            no=counts[NO],
            answered=result.taken_part,
            silent=silent,
        )
        if counts[YES] == result.taken_part and not silent and not _worrying(state, history):
            severity = Severity.GOOD
    else:
        return
    yield Finding(severity=severity, sentence=sentence)


def fractured(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Find out whether half or more would not go again; those who did not answer stay open."""
    result = result_of(state, AGAIN.name)
    counts = _again(result) if result is not None else None
    if result is None or counts is None or not is_half(counts[NO], result.taken_part):
        return
    silent = _silent(state, result)
    yield Finding(
        severity=Severity.WARNING,
        sentence=wordings.fractured(
            no=counts[NO],
            answered=result.taken_part,
            silent=silent,
            may_be_less=2 * counts[NO] < result.taken_part + silent,
        ),
        evidence=[SOURCE],
    )


def keeping_quiet(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Find out whether half or more would rather keep quiet: then the rest is not all there is."""
    quiet = gave(state, SPEAK_UP, LOW)
    if quiet is not None and quiet.is_half:
        yield Finding(
            severity=Severity.WARNING,
            sentence=wordings.quiet(quiet=quiet.number, answered=quiet.answered),
            evidence=[quiet.told],
        )


def fell(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Find answers that are lower than last time: surely, or far with too few to be sure."""
    changes = _changes(state, history)
    together = [each for each in changes if each.p <= FELL_TOGETHER]
    sure = len(together) > 1 or any(each.p <= FELL for each in together)
    far = [each for each in changes if each.is_far]
    if sure or far:
        told = [each for each in changes if each in together or each in far] if sure else far
        yield Finding(
            severity=Severity.WARNING if sure else Severity.NOTICE,
            sentence=wordings.fell(questions=len(told), sure=sure),
            evidence=[each.told for each in told],
        )


def what_became_of_the_ifs(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Hold the answers against those of last time, and against what was decided on these."""
    result = result_of(state, AGAIN.name)
    counts = _again(result) if result is not None else None
    asked = [each for each in history if AGAIN.name in each.measures]
    if result is None or counts is None or not asked:
        return
    before = asked[-1].measures[AGAIN.name]
    hesitated, went = before.counts
    if not hesitated:
        return
    # Not only what came along into this retro: a weekly one in between may have met it before. What
    # got done once this one was closed is not told of it.
    earlier = as_of(history, state.closed) if state.closed else history
    items = [
        each.item
        for each in team_actions([*earlier, digest_of(state)])
        if each.home != state.id
        and LETS_GO_AGAIN in each.item.serves
        and (each.item.status is ActionStatus.OPEN or each.item.changed >= asked[-1].started)
    ]
    done = [each for each in items if each.status is ActionStatus.DONE]
    better = counts[YES] * before.replies > went * result.taken_part
    good = better and done and not _worrying(state, history)
    yield Finding(
        severity=Severity.GOOD if good else Severity.NOTICE,
        sentence=wordings.ifs(
            yes_before=went,
            answered_before=before.replies,
            yes=counts[YES],
            answered=result.taken_part,
            items=len(items),
            done=len(done),
        ),
        evidence=[wordings.came_along(status=each.status.value, text=each.text) for each in items],
    )


def goal_asked_for(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Find a goal that answers ask to be served, and that no action item serves."""
    if not state.is_past(Decide) or _all_delivery(state):
        return
    for goal in (HOME_SAFE, LETS_GO_AGAIN):
        asking = _asking(state, goal)
        if asking and goal in state.format.goals and goal not in _served(state):
            yield Finding(
                severity=Severity.NOTICE,
                sentence=wordings.asked_for(goal=goal),
                evidence=asking,
                instead_of=[UNSERVED],
            )


def not_held(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Find decisions held against no goal, or that no item serves one: delivery, and no crew."""
    if not state.is_past(Decide):
        return
    goals = {*state.format.goals}
    if _all_delivery(state):
        items = _decided_here(state)
        asking = [line for goal in state.format.goals for line in _asking(state, goal)]
        yield Finding(
            severity=Severity.NOTICE,
            sentence=wordings.delivery(items=len(items)),
            evidence=[
                *(wordings.item(number=each.number, text=each.text) for each in items),
                *asking,
            ],
            instead_of=[UNSERVED],
        )
        return
    loose = [each for each in state.decided if not goals.intersection(each.against)]
    if loose:
        yield Finding(
            severity=Severity.NOTICE,
            sentence=wordings.not_held(decided=len(loose), of=len(state.decided)),
            evidence=[wordings.item(number=each.number, text=each.text) for each in loose],
        )


def crossed(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Find notes that say of a line that it was crossed."""
    notes = [each for each in state.notes.values() if each.column == CROSSED.name]
    if notes:
        yield Finding(
            severity=Severity.WARNING,
            sentence=wordings.crossed(notes=len(notes)),
            evidence=[wordings.line(text=each.text) for each in notes],
        )


def promised_before(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Say what a crew brief agreed on, if there was one since the crew last did this."""
    for digest in reversed(history):
        if digest.format == GO_AGAIN.name:
            return
        if digest.format == CREW_BRIEF.name and digest.decisions:
            yield Finding(
                severity=Severity.NOTICE,
                sentence=wordings.brief(
                    decisions=len(digest.decisions), day=digest.started.date().isoformat()
                ),
                evidence=[wordings.line(text=each.text) for each in digest.decisions],
            )
            return


def _again(result: Result) -> dict[str, int] | None:
    """Return the counts, None where they are withheld or the options were other ones."""
    return result.counts if result.counts.keys() == {YES, YES_IF, NO} else None


def _worrying(state: State, history: Sequence[Digest]) -> bool:
    """Return whether there is a warning in the answers, beside which nothing is called good."""
    safe = result_of(state, SAFE.name)
    if safe is not None and safe.findings:
        return True
    found = (each for check in _WARNING for each in check(state, history))
    return any(each.severity is Severity.WARNING for each in found)


_WARNING = (fractured, keeping_quiet, fell, crossed)


@frozen(kw_only=True)
class _Change:
    """How the answers to a question have gone down since last time.

    `p` is how often chance alone brings as large a change, 1 where they have not gone down, or
    are too many to be tested.
    """

    question: Scale | Choice
    before: Measure
    now: Measure

    @property
    def p(self) -> float:
        if max(self.before.replies, self.now.replies) > MOST_COMPARED:
            return 1.0
        test = permutation(self.before.values, self.now.values)
        return test.p if test.statistic < 0 else 1.0

    @property
    def is_far(self) -> bool:
        least = FAR_SHARE if self.now.share else FAR
        return _level(self.before) - _level(self.now) >= least

    @property
    def told(self) -> Said:
        before, now = self.before, self.now
        if now.share:
            return wordings.less_yes(
                yes_before=before.counts[1], answered_before=before.replies,
                yes=now.counts[1], answered=now.replies, question=self.question.text,
            )  # fmt: skip
        return wordings.lower(
            median_before=_level(before), median=_level(now), question=self.question.text
        )


def _changes(state: State, history: Sequence[Digest]) -> list[_Change]:
    """Return the questions that were asked before, on the same steps, with the answers to them."""
    measures = digest_of(state).measures
    found = []
    for question in (SAFE, SPEAK_UP, EXCITED, AGAIN):
        before = [
            each.measures[question.name] for each in history if question.name in each.measures
        ]
        now = measures.get(question.name)
        if now is not None and before and _steps(before[-1]) == _steps(now):
            found.append(_Change(question=question, before=before[-1], now=now))
    return found


def _steps(measure: Measure) -> tuple[int, int, bool, bool]:
    return measure.low, len(measure.counts), measure.share, measure.reverse


def _level(measure: Measure) -> float:
    """Return the median of a scale, the share of "yes" of a choice."""
    return measure.counts[1] / measure.replies if measure.share else median(measure.values)


def _silent(state: State, result: Result) -> int:
    """Return how many of those who were there did not answer; some who did may have left."""
    team: int = next(asked.team for _, asked in state.of(Ask) if result in asked.results)
    return max(0, team - result.taken_part)


def _asking(state: State, goal: str) -> list[Said]:
    """Return which answers ask for something to be done for a goal, as counts, a line each."""
    found = [gave(state, *asked) for asked in _ASKING.get(goal, ())]
    return [each.told for each in found if each is not None and each.number]


def _decided_here(state: State) -> list[ActionItem]:
    return [each for each in state.actions.values() if each.status is not ActionStatus.DROPPED]


def _served(state: State) -> set[str]:
    """Return the goals that something serves: decided here, or carried on from earlier."""
    carried = [each.item for each in state.carried.values()]
    going_on = [each for each in carried if each.status is ActionStatus.OPEN]
    return {goal for each in (*state.decided, *going_on) for goal in each.serves}


def _all_delivery(state: State) -> bool:
    """Return whether something was decided, and nothing serves any of the goals."""
    goals = state.format.goals
    return bool(goals and _decided_here(state) and not _served(state).intersection(goals))


_ONLY = (GO_AGAIN.name,)
CHECKS = (
    Check(name="go-again", title="Who would go again", run=would_go_again, formats=_ONLY),
    Check(name="go-again-fractured", title="Half would not go", run=fractured, formats=_ONLY),
    Check(name="go-again-quiet", title="Half keep quiet", run=keeping_quiet, formats=_ONLY),
    Check(name="go-again-fell", title="Lower than last time", run=fell, formats=_ONLY),
    Check(
        name="go-again-ifs",
        title="What became of the ifs",
        run=what_became_of_the_ifs,
        formats=_ONLY,
    ),
    Check(name="go-again-asked-for", title="Goals to act on", run=goal_asked_for, formats=_ONLY),
    Check(name="go-again-held", title="Held against no goal", run=not_held, formats=_ONLY),
    Check(name="go-again-crossed", title="A line was crossed", run=crossed, formats=_ONLY),
    Check(name="go-again-brief", title="What the brief agreed", run=promised_before, formats=_ONLY),
)
