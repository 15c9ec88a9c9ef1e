"""What the questions of an Ask came to, as everyone may see it.

No number stands alone: what people answered is told as so many of so many, a median only beside
its distribution, and what is withheld says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ...blocks import Bar, Bars, Block, Line, Lines, Number, Part, Text
from ...engine.promises import shown_as
from ...engine.state import State, Step
from ...errors import PluginError
from ...events import Event
from ...formats import Ask
from ...phrases import it_takes, plural, quoted, sentence, share
from ...questions import Part as Criterion
from ...questions import Question, Result, Summary, answerable
from ...stats import agreement, quartiles
from .facts import Asked

ENOUGH = 4
"""How many answers it takes before anything is said of agreement: two camps of two."""
QUARTERED = 8
"""How many it takes for quartiles: a quarter is two people then. With fewer they would fall
between the steps of the scale, and the distribution is read at a glance."""
AGREED = 0.5
"""The agreement above which answers are called close: three neighbours of five steps, all given
equally often, have exactly this."""
SPLIT = -0.2
"""The agreement at or below which answers are called split. At 0 all steps are equally full, below
it the middle is emptier than the ends; this much lower, no single voice is taken for a camp."""


def outline(state: State, log: Sequence[Event], step: Step) -> Iterator[Block]:
    """Yield a part for each question."""
    assert isinstance(step.activity, Ask)
    asked: Asked = state.at[step.id]
    questions = {each.name: each for each in step.activity.questions}
    how = shown_as(log, step)
    for result in asked.results:
        question = questions[result.question]
        try:
            with answerable(question):
                blocks = tuple(_question(question, result, asked.team, how))
        except PluginError as error:
            said = f"This cannot be told: {error}."
            blocks = (Text(role="answered", tone="warning", lines=(said,)),)
        yield Part(role="question", title=question.text, name=question.name, blocks=blocks)


def _question(question: Question, result: Result, team: int, how: str) -> Iterator[Block]:
    summary = result.summary
    line, figures = share(result.taken_part, team, "answered"), dict[str, Number]()
    if summary is None:
        line += f"; {it_takes(result.floor, result.taken_part)} to show this"
        figures["floor"] = result.floor
    else:
        if question.several and result.taken_part:
            line += "; more than one could be chosen"
        if summary.median is not None:
            line += f"; median {summary.median:g}"
            figures["median"] = summary.median
    readings = [] if summary is None else [*_readings(question, summary, team, figures)]
    yield Text(
        role="answered",
        tone="soft",
        lines=(sentence(line, how), *([" ".join(readings)] if readings else [])),
        count=result.taken_part,
        of=team,
        status="withheld" if summary is None else "shown",
        figures=figures,
    )
    if summary is not None and result.taken_part:
        yield from _shown(question, result, summary, team)


def _shown(question: Question, result: Result, summary: Summary, team: int) -> Iterator[Block]:
    if summary.texts:
        # Confidential: who gave which is erased, the texts are the result.
        comments = tuple(Line(text=str(each.value), author=each.author) for each in result.replies)
        texts = comments or tuple(Line(text=each) for each in summary.texts)
        yield Lines(role="answer", style="cards", lines=texts)
    if summary.counts:
        # Of the team, also of who gave no answer; of shares, where each has given several.
        given = sum(count for _, count in summary.counts)
        of = team if question.several or given == result.taken_part else given
        yield _bars(question, summary.counts, ("Answer", "How many"), of)
    replies = tuple(
        Line(text=question.said(each.value), author=each.author)
        for each in result.replies
        if each.author is not None and not summary.texts
    )
    if replies:
        yield Lines(role="answer", style="soft", lines=replies)
    for criterion in summary.parts:
        yield _criterion(question, criterion)
    if result.group:
        yield Lines(role="for the group", lines=tuple(Line(text=each) for each in result.group))
    if about := tuple(Line(text=line.of(who)) for who, lines in result.about for line in lines):
        yield Lines(role="about a member", lines=about)


def _criterion(question: Question, criterion: Criterion) -> Part:
    """Return how often people were rated by a criterion, and the median, or why it is withheld."""
    said, figures = plural(criterion.given, "rating"), dict[str, Number](given=criterion.given)
    if not criterion.counts:
        said += ", of too few people to show them"
    elif criterion.median is not None:
        said += f", median {criterion.median:g}"
        figures["median"] = criterion.median
    text = Text(role="rated", tone="soft", lines=(sentence(said),), figures=figures)
    bars = _bars(question, criterion.counts, ("Rating", "How often"), criterion.given)
    blocks = (text, bars) if criterion.counts else (text,)
    return Part(role="criterion", title=criterion.criterion, blocks=blocks)


def _bars(
    question: Question, counts: Iterable[tuple[str, int]], head: tuple[str, str], of: int
) -> Bars:
    bars = (Bar(label=question.label(each), amount=count) for each, count in counts)
    return Bars(role="result", head=head, bars=tuple(bars), of=of)


def _readings(
    question: Question, summary: Summary, team: int, figures: dict[str, Number]
) -> Iterator[str]:
    """Yield what the numbers say, in sentences, and add those that are new to the figures."""
    if question.favourable and summary.replies:
        chosen = sum(count for each, count in summary.counts if each in question.favourable)
        figures["favourable"] = chosen
        yield _chosen(question.favourable, chosen, summary.replies, team)
    if question.steps is not None and summary.median is not None and summary.replies >= ENOUGH:
        yield from _spread(question.steps, summary, figures)
    if question.reverse and summary.replies:
        yield "Reverse-scored: low is the good end."


def _spread(steps: range, summary: Summary, figures: dict[str, Number]) -> Iterator[str]:
    """Yield where the middle of the answers is, and whether those who answered are of one mind.

    Agreement is van der Eijk's A (2001); it is 1 where all are alike, and defined from three steps.
    """
    given = dict(summary.counts)
    counts = [given.get(str(step), 0) for step in steps]
    numbers = [step for step, count in zip(steps, counts, strict=True) for _ in range(count)]
    alike = agreement(counts) if len(counts) > 2 else None
    if len(numbers) >= QUARTERED:
        cuts = quartiles(numbers)
        figures |= {"quartile 1": cuts.q1, "quartile 3": cuts.q3}
        if alike != 1:
            yield (
                f"The middle half of the answers lies between {cuts.q1:g} and {cuts.q3:g}."
                if cuts.q1 < cuts.q3
                else f"At least half of the answers are {cuts.q1:g}."
            )
    if alike is not None:
        figures["agreement"] = alike
        yield agreed(alike)


def agreed(agreement: float) -> str:
    """Return in a sentence whether those who answered are of one mind."""
    if agreement == 1:
        return "All who answered gave the same answer."
    if agreement > AGREED:
        return "Those who answered largely agree."
    if agreement > SPLIT:
        return "The answers are spread."
    return "The answers are split into two camps."


def _chosen(options: Iterable[str], number: int, replies: int, team: int) -> str:
    """Return in a sentence how many chose an option, and what the silent could make of it.

    The bounds are those of `retrokit.stats.response_bounds`, in people.
    """
    silent, said = team - replies, quoted(options)
    if not silent:
        return f"{number} of {team} said {said}."
    return (
        f"{number} of the {replies} who answered said {said}; of all {team} "
        f"it is between {number} and {number + silent}, whatever the others think."
    )
