"""The sentences that all reports share, so that a retro reads the same in each of them.

No number stands alone: what people answered is told as so many of so many, a middle value only
beside its distribution, and what is withheld says why.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from ..characters import short
from ..events import ActionItem
from ..formats import Attribution
from ..questions import Part
from ..tallies import METHODS, Number
from .answers import Answered
from .charts import SHOWN
from .outline import ActionTold, EarlierTold, Followed, Outcome, Outline
from .sections import Asked, Collected, DetailTold, RowTold, Voted, Votes

if TYPE_CHECKING:
    from ..trends import GoalRecord, Point, Series


def listing(names: Iterable[str]) -> str:
    """Return names as a sentence lists them: `Ada, Ben and Cy`."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def plural(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun: `1 vote`, `2 votes`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def amount(number: Number) -> str:
    """Return a number as people read it: at most two digits after the point."""
    return str(number) if isinstance(number, int) else f"{number:.2f}".rstrip("0").rstrip(".")


def got(votes: Votes | None) -> str:
    """Return what something got in a vote, with its noun; empty where that is nothing."""
    if votes is None or not votes.number:
        return ""
    return f"{amount(votes.number)} {votes.unit}{'' if votes.number == 1 else 's'}"


def titled(title: str, votes: Votes | None) -> str:
    """Return a title with the votes it got, if it got any."""
    said = got(votes)
    return f"{title} ({said})" if said else title


def sentence(line: str, aside: str = "") -> str:
    """Return a line as a sentence, with an aside in brackets if there is one."""
    return f"{line[0].upper()}{line[1:]}{f' ({aside})' if aside else ''}."


def share(taken_part: int, team: int, verb: str) -> str:
    """Return how many of how many took part."""
    if taken_part == 0:
        return f"nobody of {team} {verb}"
    return f"{taken_part} of {team} {verb}"


def answered(result: Answered) -> str:
    """Return the line under a question: who answered, the median, or why it is withheld."""
    line = share(result.taken_part, result.team, "answered")
    if result.floor is not None:
        return f"{line}; {it_takes(result.floor, result.taken_part)} to show this"
    if result.several:
        line += "; more than one could be chosen"
    if result.median is not None:
        line += f"; median {result.median:g}"
    return line


def it_takes(floor: int, taken_part: int, what: str = "") -> str:
    """Return how many it takes to show what is withheld: who has left does not count."""
    told = f"it takes {floor} {what}" if what else f"it takes {floor}"
    if taken_part < floor:
        return told
    return f"{told} {'from ' if what else ''}people who are still here"


AGREED = 0.5
"""The agreement above which answers are called close: three neighbours of five steps, all given
equally often, have exactly this."""
SPLIT = -0.2
"""The agreement at or below which answers are called split. At 0 all steps are equally full, below
it the middle is emptier than the ends; this much lower, no single voice is taken for a camp."""


REVERSED = "Reverse-scored: low is the good end."


def reading(result: Answered) -> str:
    """Return what the numbers of a question say, in sentences; empty where that is nothing."""
    said = []
    if result.quartiles is not None and result.agreement != 1:
        low, high = result.quartiles.q1, result.quartiles.q3
        said.append(
            f"The middle half of the answers lies between {low:g} and {high:g}."
            if low < high
            else f"At least half of the answers are {low:g}."
        )
    if result.agreement is not None:
        said.append(agreed(result.agreement))
    if result.favourable is not None:
        said.append(chosen(result, result.favourable))
    if result.reverse:
        said.append(REVERSED)
    return " ".join(said)


def agreed(agreement: float) -> str:
    """Return in a sentence whether those who answered are of one mind."""
    if agreement == 1:
        return "All who answered gave the same answer."
    if agreement > AGREED:
        return "Those who answered largely agree."
    if agreement > SPLIT:
        return "The answers are spread."
    return "The answers are split into two camps."


def quoted(options: Iterable[str]) -> str:
    """Return options as a sentence names them: `"yes" or "maybe"`."""
    return " or ".join(f'"{each}"' for each in options)


def chosen(result: Answered, number: int) -> str:
    """Return in a sentence how many chose an option, and what the silent could make of it.

    The bounds are those of `retrokit.stats.response_bounds`, in people.
    """
    silent, options = result.team - result.taken_part, quoted(result.options)
    if not silent:
        return f"{number} of {result.team} said {options}."
    return (
        f"{number} of the {result.taken_part} who answered said {options}; of all {result.team} "
        f"it is between {number} and {number + silent}, whatever the others think."
    )


def followed(each: Followed) -> list[str]:
    """Return what can be said of a question of a report over time, a sentence each."""
    said = [f"Followed is who said {quoted(each.options)}."] if each.options else []
    return said + over_time(each.series)


def over_time(series: Series) -> list[str]:
    """Return what can be said of a question over time, a sentence each."""
    if len(series.points) == 1:
        return ["Asked once so far."]
    said = [f"Since last time: {series.change_told}.", f"Trend: {series.trend_told}."]
    if series.reverse:
        said.append("Reverse-scored: the numbers are turned round here, so that more is better.")
    if len(series.points) > SHOWN:
        said.append(f"Shown are the latest {SHOWN} of {len(series.points)} retros.")
    return said


def legend(series: Series) -> str:
    """Return what the lines and dots of a chart stand for."""
    if series.share:
        return (
            "The line is the share of those who answered. The band is what it may be among all, "
            "from its lower edge if none of the others would say so to its upper if all would."
        )
    return "The line joins the medians. The dots behind it are the answers, larger for more."


def points(series: Series) -> tuple[list[str], list[list[str]]]:
    """Return a table of the latest retros that asked a question: its head and its rows."""
    last = "Of all" if series.share else f"Answers, {series.low} to {series.high}"
    head = ["Date", "Share" if series.share else "Median", "Answered", last]
    return head, [
        [str(each.day), each.told, f"{each.measure.replies} of {each.measure.team}", spread(each)]
        for each in series.points[-SHOWN:]
    ]


def spread(point: Point) -> str:
    """Return the distribution behind a median, or what a share may be among the whole team."""
    measure = point.measure
    if not measure.share:
        return " ".join(map(str, measure.counts))
    yes, silent = measure.counts[1], measure.team - measure.replies
    return f"{yes} to {yes + silent} of {measure.team}" if silent else f"{yes} of {measure.team}"


def goal_record(record: GoalRecord) -> str:
    """Return what became of the action items for a goal, across a team's retros."""
    return (
        f"{plural(record.decided, 'action item')} so far: {record.done} done, "
        f"{record.open} open, {record.dropped} dropped"
    )


def rated(part: Part) -> str:
    """Return how often somebody was rated by a criterion, and the median, or why it is withheld."""
    if part.counts:
        more = "" if part.median is None else f", median {part.median:g}"
    else:
        more = ", of too few people to show them"
    return f"({plural(part.given, 'rating')}{more})"


def voted(vote: Voted) -> str:
    """Return the line under a vote: who voted, with how much, or why it is withheld."""
    if vote.taken_part is None:
        return TOTALS_ONLY
    line = share(vote.taken_part, vote.team, "voted")
    if vote.floor is not None:
        return f"{line}; {it_takes(vote.floor, vote.taken_part)} to show this"
    line += vote.ballot.describe(vote.budget)
    if vote.instead_of:
        return f"{line}; {counted_instead(vote.method, vote.instead_of)}"
    return line if vote.method in _PLAIN else f"{line}; counted {_method(vote)}"


def counted_instead(method: str, asked: str) -> str:
    """Return what to say of a vote that the voting method asked for did not count."""
    return f"counted by {method}, since the voting method {asked} could not count these votes"


TOTALS_ONLY = "only the totals are known, not who voted"
"""Said of a vote that was held elsewhere."""

# Where the ballot says it all.
_PLAIN = ("dots", "plurality", "approval", "consent")


def _method(vote: Voted) -> str:
    if vote.method in METHODS:
        return f"as {METHODS[vote.method].title}"
    return f"by {vote.method.replace('_', ' ')}"


def unit(vote: Voted) -> str:
    """Return what stands above the numbers of a vote: `Votes`, `Points`."""
    return f"{vote.unit.capitalize()}s"


def tie(vote: Voted) -> str:
    """Return who tied for the first place, and how that was settled; empty if nobody did."""
    if not vote.tied:
        return ""
    line = f"Tied for the first place: {listing(vote.tied)}."
    if vote.settled is not None:
        winner, how = vote.settled
        return f"{line} {winner} was taken, because: {how}"
    return line


def objections(vote: Voted) -> list[str]:
    """Return who objects to what and why, or why that is withheld."""
    if vote.words_floor is not None:
        return [f"Why somebody objects is not shown: it takes {vote.words_floor} votes."]
    return [
        f"{author} objects to {title}{f': {why}' if why else ''}"
        for title, author, why in vote.objections
    ]


def lines(detail: DetailTold) -> list[tuple[str, str]]:
    """Return a table of how a vote was counted as two columns: what, and the numbers on it.

    All that stands there about one candidate, or about it against others, is on one line:
    `3 Slow builds`, `31 over #7, 28 over #9`.
    """
    return [
        (about(row.candidates[:1], row.words), ", ".join(_number(each) for each in (row, *more)))
        for _, (row, *more) in groupby(detail.rows, lambda row: row.candidates[:1])
    ]


def about(candidates: tuple[tuple[int, str], ...], words: str = "") -> str:
    """Return what a number of a count is about: a candidate, two of them, or all the ballots."""
    if not candidates:
        return words or "ballots"
    if len(candidates) == 1:
        number, title = candidates[0]
        return f"{number} {short(title, 50)}"
    return " over ".join(str(number) for number, _ in candidates)


def _number(row: RowTold) -> str:
    over = f" over #{row.candidates[1][0]}" if len(row.candidates) > 1 else ""
    words = f" ({row.words})" if row.words and row.candidates else ""
    return f"{amount(row.number)}{over}{words}"


def rest(vote: Voted) -> str:
    """Return the line after the standings, empty if everything got something."""
    if not vote.rest:
        return ""
    return f"{vote.rest} {'more ' if vote.standings else ''}got no {vote.unit}s."


def attribution(section: Collected | Asked | Voted) -> str:
    """Return what is said about who said it: nothing where it is named."""
    return "" if section.attribution is Attribution.NAMED else section.attribution.value


def when(outline: Outline) -> str:
    """Return the day and, of a retro that is closed, how long it took, or where it is from."""
    started, closed = outline.started, outline.closed
    if outline.source is not None:
        return f"{started:%Y-%m-%d}, {recorded(outline.source)}"
    if closed is None:
        return f"{started:%Y-%m-%d}, started at {started:%H:%M} {started:%Z}"
    if closed.date() != started.date():
        return f"{started:%Y-%m-%d} to {closed:%Y-%m-%d}"
    hours, minutes = divmod(round((closed - started) / timedelta(minutes=1)), 60)
    took = " ".join([f"{hours} h"] * bool(hours) + [f"{minutes} min"] * bool(minutes or not hours))
    return f"{started:%Y-%m-%d}, {started:%H:%M} to {closed:%H:%M} {closed:%Z} ({took})"


def recorded(source: str) -> str:
    """Return that a retro was held elsewhere, and what it was recorded from if that has a name."""
    return f"recorded from {source}" if source else "recorded later"


def people(outline: Outline) -> str:
    """Return who was there, and who of them left before the end."""
    names = (name if here else f"{name} (left early)" for name, here in outline.members)
    return listing(names) if outline.members else "nobody by name"


def warnings(outline: Outline) -> list[str]:
    """Return what a reader has to know first: what is missing here, and whether it is over."""
    lines = []
    if outline.closed is None:
        lines.append(
            f"This retro is not closed yet; it is at {outline.at}."
            if outline.at
            else "This retro is not closed yet."
        )
    if outline.sealed:
        is_are = "is" if outline.sealed == 1 else "are"
        lines.append(
            f"{plural(outline.sealed, 'contribution')} {is_are} still hidden "
            "and so missing from this report."
        )
    return lines


def thanks(outline: Outline) -> str:
    """Return the recognition for what got done, empty if nothing did yet."""
    done = outline.became(Outcome.DONE)
    if not done:
        return ""
    owners = list(dict.fromkeys(owner for each in done for owner in each.item.owners))
    line = f"{len(done)} of {plural(len(outline.earlier), 'earlier action item')} got done."
    return f"{line} Thank you, {listing(owners)}!" if owners else f"{line} Thank you!"


def became(earlier: EarlierTold) -> str:
    """Return what became of an earlier action item."""
    line = _since(earlier.outcome.value, earlier.item)
    if earlier.outcome is Outcome.DROPPED and earlier.item.reason:
        line += f" because: {earlier.item.reason}"
    if earlier.overdue:
        line += f", overdue since {earlier.item.due}"
    return line


def _since(status: str, item: ActionItem) -> str:
    """Return a status with the day on which the item was done."""
    return status if item.done is None else f"{status} {item.done.date()}"


def state_of(action: ActionTold) -> str:
    """Return where an action item of this retro stands."""
    line = _since(action.item.status.value, action.item)
    if action.item.reason:
        line += f": {action.item.reason}"
    if action.overdue:
        line += ", overdue"
    origin = origin_of(action)
    return f"{line}, {origin}" if origin else line


def origin_of(action: ActionTold) -> str:
    """Return which decision or remark an action item was made of, empty if of none.

    One of the same words is not quoted again.
    """
    if action.origin is None:
        return ""
    what = "decision" if action.origin.decision else "remark"
    if action.origin.text == action.item.text:
        return f"from a {what}"
    return f'from the {what} "{short(action.origin.text, 60)}"'


def gaps(outline: Outline) -> list[str]:
    """Return which open action items lack an owner or a date, and which are overdue, by name."""
    found = (
        ("No owner yet", [each for each in outline.open_actions if not each.item.owners]),
        ("No date yet", [each for each in outline.open_actions if each.item.due is None]),
        ("Overdue", [each for each in outline.open_actions if each.overdue]),
    )
    return [
        f"{what}: {'; '.join(f'{each.item.number} ({short(each.item.text, 60)})' for each in them)}"
        for what, them in found
        if them
    ]


def left_out(outline: Outline) -> list[str]:
    """Return which activities were skipped, and into which nobody put anything."""
    lines = []
    if outline.skipped:
        lines.append(f"Skipped: {', '.join(outline.skipped)}")
    if outline.empty:
        lines.append(f"Nothing came in: {', '.join(outline.empty)}")
    return lines


def made(outline: Outline) -> str:
    """Return the last line: which retro this is, and when the report was made."""
    made_on = f"Retro {outline.retro}, report made on {outline.today}."
    return f"{made_on} Times are in {outline.started:%Z}."
