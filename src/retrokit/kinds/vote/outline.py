"""How a vote came out, as everyone may see it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from functools import partial

from ...blocks import Bar, Bars, Block, Line, Lines, Text
from ...characters import short
from ...engine.material.topics import title_of
from ...engine.promises import shown_as
from ...engine.state import State, Step
from ...events import Event
from ...formats import Vote
from ...phrases import it_takes, listing, sentence, share
from ...tallies import METHODS, Row
from .vote_round import VoteRound

_TOTALS_ONLY = "only the totals are known, not who voted"

_PLAIN = ("dots", "plurality", "approval", "consent")
"""Methods of which the ballot says it all."""
_OF_PEOPLE = ("plurality", "approval", "irv")
"""Methods whose numbers are people: those who were for a candidate."""


def outline(state: State, log: Sequence[Event], step: Step) -> Iterator[Block]:
    """Yield who voted and how it was counted, the standings, ties, objections, the count."""
    vote: VoteRound = state.at[step.id]
    yield Text(
        role="vote",
        tone="soft",
        lines=(sentence(_voted(step, vote), shown_as(log, step)),),
        count=vote.taken_part,
        of=None if vote.taken_part is None else vote.team,
        status="shown" if vote.tally else "withheld",
        figures={} if vote.tally else {"floor": vote.floor},
    )
    if vote.tally is None:
        return
    standings, blocked = vote.tally.standings, _objected(vote)
    bars = [
        Bar(
            label=title_of(state, each),
            amount=got,
            number=each,
            first=each in vote.winners,
            words="blocked" if each in blocked and not got else "",
        )
        for each, got in standings
        if got or not vote.terms.ballot.handed_out
    ]
    if bars:
        head = ("For", f"{vote.counts.capitalize()}s")
        yield Bars(
            role="standing",
            head=head,
            bars=tuple(bars),
            of=vote.team if vote.team and vote.method in _OF_PEOPLE else None,
            unit=vote.counts,
            drawn="bars" if _is_in_order(vote, bars) else "list",
        )
    if rest := len(standings) - len(bars):
        said = f"{rest} {'more ' if bars else ''}got no {vote.counts}s."
        yield Text(tone="soft", lines=(said,))
    if len(vote.tally.winners) > 1:
        yield from _tie(state, vote)
    if objections := tuple(_objections(state, vote)):
        yield Lines(role="objection", lines=objections)
    named = partial(title_of, state)
    cast = tuple(
        Line(text=vote.terms.ballot.said(each.ballot, named), author=each.author)
        for each in vote.ballots
        if each.author is not None
    )
    if cast:
        yield Lines(role="ballot", title="Who voted for what", style="soft", lines=cast)
    for table in vote.tally.detail:
        if table.rows:
            yield Bars(
                role="count",
                title=table.title,
                drawn="figures",
                bars=tuple(_counted(state, row) for row in table.rows),
            )


def _is_in_order(vote: VoteRound, bars: Sequence[Bar]) -> bool:
    """Return whether more means better: not where pairs of candidates were held together."""
    numbers = [each.amount for each in bars]
    return vote.counts != "pairwise win" and numbers == sorted(numbers, reverse=True)


def _voted(step: Step, vote: VoteRound) -> str:
    """Return who voted, with how much, and how it was counted, or why it is withheld."""
    if vote.taken_part is None:
        return _TOTALS_ONLY
    line = share(vote.taken_part, vote.team, "voted")
    if vote.tally is None:
        return f"{line}; {it_takes(vote.floor, vote.taken_part)} to show this"
    line += vote.terms.ballot.describe(vote.terms.budget)
    assert isinstance(step.activity, Vote)
    if (asked := step.activity.method) != vote.method:
        return (
            f"{line}; counted by {vote.method}, since the voting method {asked} could not count "
            "these votes"
        )
    if vote.method in _PLAIN:
        return line
    if vote.method in METHODS:
        return f"{line}; counted as {METHODS[vote.method].title}"
    return f"{line}; counted by {vote.method.replace('_', ' ')}"


def _tie(state: State, vote: VoteRound) -> Iterator[Block]:
    """Yield who tied for the first place, and how that was settled."""
    assert vote.tally is not None
    first = listing(title_of(state, each) for each in vote.tally.winners)
    yield Text(
        role="tie",
        tone="soft",
        lines=(f"Tied for the first place: {first}.",),
        status="open" if vote.settled is None else "settled",
    )
    if vote.settled is not None:
        winner = title_of(state, vote.settled.winner)
        settled = Line(text=f"{winner} was taken, because: {vote.settled.how}")
        yield Lines(role="settled", lines=(settled,))


def _objections(state: State, vote: VoteRound) -> Iterator[Line]:
    """Yield who objects to what, and why, where ballots have authors; or why that is withheld."""
    if vote.words_floor:
        yield Line(text=f"Why somebody objects is not shown: it takes {vote.words_floor} votes.")
        return
    for cast in vote.ballots:
        why = dict(cast.ballot.objections)
        for each in vote.terms.ballot.objected(cast.ballot):
            if cast.author is not None:
                words = f": {why[each]}" if each in why else ""
                yield Line(text=f"{cast.author} objects to {title_of(state, each)}{words}")


def _objected(vote: VoteRound) -> Set[int]:
    """Return what somebody showed fingers for: of these, what has none in all is blocked."""
    if not vote.terms.ballot.asks_why or vote.tally is None:
        return frozenset()
    rows = (row for table in vote.tally.detail for row in table.rows)
    return {each for row in rows for each in row.candidates[:1]}


def _counted(state: State, row: Row[int]) -> Bar:
    """Return a number of a count: about a candidate, one against another, or all the ballots."""
    if not row.candidates:
        return Bar(label=row.words or "ballots", amount=row.number)
    number, *others = row.candidates

    def named(number: int) -> str:
        return short(title_of(state, number), 50)

    return Bar(
        label=named(number),
        amount=row.number,
        number=number,
        over=others[0] if others else None,
        against=named(others[0]) if others else "",
        words=row.words,
    )
