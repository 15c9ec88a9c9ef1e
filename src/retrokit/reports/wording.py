"""The sentences that all reports share, so that a retro reads the same in each of them.

No number stands alone: what people answered is told as so many of so many, a middle value only
beside its distribution, and what is withheld says why.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from ..blocks import Table
from ..characters import short
from ..events import ActionItem
from ..phrases import listing, plural, quoted
from .charts import SHOWN
from .outline import ActionTold, EarlierTold, Followed, Outcome, Outline

if TYPE_CHECKING:
    from ..engine.state import Member
    from ..trends import GoalRecord, Point, Series


def agreed(told: Outline) -> list[tuple[str, str]]:
    """Return what the team had agreed on, as labels with what they say; the goals have a list."""
    charter = told.charter
    lines = [
        ("Our purpose", charter.purpose),
        ("What comes first", charter.principle),
        ("Our values", listing(charter.values) if charter.values and not told.value else ""),
        ("Value of the day", told.value),
    ]
    return [(label, said) for label, said in lines if said]


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


def points(series: Series) -> Table:
    """Return a table of the latest retros that asked a question."""
    last = "Of all" if series.share else f"Answers, {series.low} to {series.high}"
    return Table(
        head=("Date", "Share" if series.share else "Median", "Answered", last),
        rows=tuple(
            (
                str(each.day),
                each.told,
                f"{each.measure.replies} of {each.measure.team}",
                spread(each),
            )
            for each in series.points[-SHOWN:]
        ),
    )


def spread(point: Point) -> str:
    """Return the distribution behind a median, or what a share may be among the whole team."""
    measure = point.measure
    if not measure.share:
        return " ".join(map(str, measure.counts))
    yes, silent = measure.counts[1], measure.team - measure.replies
    return f"{yes} to {yes + silent} of {measure.team}" if silent else f"{yes} of {measure.team}"


def goal_record(record: GoalRecord) -> str:
    """Return what was decided for a goal and at its cost, across a team's retros."""
    return (
        f"{plural(record.served, 'decision')} served it, {record.cost} "
        f"{'was' if record.cost == 1 else 'were'} at its cost; its action items: "
        f"{record.done} done, {record.open} open, {record.dropped} dropped"
    )


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
    return listing(map(_person, outline.members)) if outline.members else "nobody by name"


def _person(who: Member) -> str:
    about = ["observer"] * who.observes + ["left early"] * (not who.here)
    return f"{who.name} ({', '.join(about)})" if about else who.name


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
