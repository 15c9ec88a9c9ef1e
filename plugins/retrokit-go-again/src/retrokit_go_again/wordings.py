"""The sentences of what the checks notice, each by its code and with the values that it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from retrokit import wording
from retrokit.phrases import plural, quoted
from retrokit.stats import response_bounds

from .format import NO, YES, YES_IF


@wording("go-again.nobody")
def nobody() -> str:
    return "Nobody answered whether they would go again."


@wording("go-again.withheld")
def withheld(*, answered: int, floor: int) -> str:
    return (
        f"Whether you would go again is withheld: {answered} answered, and it takes {floor} to "
        "show it."
    )


@wording("go-again.counts")
def counts(*, yes: int, yes_if: int, no: int, answered: int, silent: int) -> str:
    said = f"Would we go again? {_told({YES: yes, YES_IF: yes_if, NO: no}, answered)}."
    return f"{said} {_left_open(yes, answered, silent)}" if silent else said


@wording("go-again.fractured")
def fractured(*, no: int, answered: int, silent: int, may_be_less: bool) -> str:
    caveat = f" {silent} did not answer, so of the whole crew it may be less than half."
    return (
        f"{no} of the {answered} who answered would not go again.{caveat if may_be_less else ''} "
        "At half or more a crew is called fractured (Whiting et al. 2019). That says something "
        "about how it went, and nothing about any one person; make time to talk about it before "
        "you plan anything else."
    )


@wording("go-again.quiet")
def quiet(*, quiet: int, answered: int) -> str:
    return (
        f"{quiet} of the {answered} who answered find it hard to speak up here. So expect that "
        "what is said aloud is not all there is: write first, talk then, and let those with the "
        "most say speak last."
    )


@wording("go-again.answers")
def gave_these(*, number: int, answered: int, answers: Sequence[str], question: str) -> str:
    return f"{number} of {answered} answered {quoted(answers)}: {question}"


@wording("go-again.fell")
def fell(*, questions: int, sure: bool) -> str:
    which = "The answers" if questions > 1 else "The answers to one question"
    if sure:
        return (
            f"{which} are much lower than last time. What has changed? Ask, and listen, before "
            "you plan anything else."
        )
    return (
        f"{which} are much lower than last time. So few answers can differ by chance, so ask "
        "everyone: what has changed?"
    )


@wording("go-again.ifs")
def ifs(
    *, yes_before: int, answered_before: int, yes: int, answered: int, items: int, done: int
) -> str:
    said = (
        f'What became of the "if"s: last time {yes_before} of {answered_before} said "{YES}", '
        f"today {yes} of {answered}."
    )
    if not items:
        return f"{said} No action item for it came along from then."
    number = plural(items, "action item")
    return f"{said} {number} for it came along from then; {done or 'none'} got done."


@wording("go-again.came-along")
def came_along(*, status: str, text: str) -> str:
    return f"{status}: {_one_line(text)}"


@wording("go-again.asked-for")
def asked_for(*, goal: str) -> str:
    return (
        f"No action item serves a goal that some answers ask more for: {_one_line(goal)}. What "
        "would be a first small step? Nobody has to say which answer was theirs."
    )


@wording("go-again.all-delivery")
def delivery(*, items: int) -> str:
    number = "The only action item serves" if items == 1 else "The action items serve"
    return (
        f"{number} none of the goals: this retro ends with delivery and nothing for the crew. "
        "Does one of them serve a goal after all, or is something missing?"
    )


@wording("go-again.not-held")
def not_held(*, decided: int, of: int) -> str:
    one = decided == 1
    return (
        f"{decided} of {plural(of, 'decision')} {'was' if one else 'were'} held against neither "
        f"goal. What does {'it' if one else 'each'} do to them?"
    )


@wording("go-again.crossed")
def crossed(*, notes: int) -> str:
    return (
        f"{plural(notes, 'note says', 'notes say')} that we crossed a line that we had drawn, or "
        "nearly did. Talk about it first: what would have made us stop?"
    )


@wording("go-again.line")
def line(*, text: str) -> str:
    return _one_line(text)


@wording("go-again.brief")
def brief(*, decisions: int, day: str) -> str:
    return (
        f"On {day}, before you set out, you agreed on {plural(decisions, 'thing')}. Did "
        f"{'it' if decisions == 1 else 'each'} hold?"
    )


@wording("go-again.item")
def item(*, number: int, text: str) -> str:
    return f"{number}: {_one_line(text)}"


@wording("go-again.less-yes")
def less_yes(
    *, yes_before: int, answered_before: int, yes: int, answered: int, question: str
) -> str:
    return (
        f'{yes_before} of {answered_before} said "{YES}" last time, {yes} of {answered} said '
        f'"{YES}" now: {question}'
    )


@wording("go-again.lower")
def lower(*, median_before: float, median: float, question: str) -> str:
    return f"median {median_before:g} last time, median {median:g} now: {question}"


@wording("crew-brief.unclear")
def unclear(*, asking: int, answered: int) -> str:
    return (
        f"{asking} of the {answered} who answered would have to ask if the plan breaks. Say now "
        "who may decide what alone."
    )


@wording("crew-brief.stop-lines-left")
def stop_lines_left(*, left: int, of: int) -> str:
    return (
        f"{left} of {plural(of, 'stop line')} {'has' if left == 1 else 'have'} no decision. "
        "Before you set out, agree for each: does it hold, and who says stop?"
    )


@wording("crew-brief.stop-line")
def stop_line(*, text: str) -> str:
    return _one_line(text)


@wording("crew-brief.no-stop-line")
def no_stop_line() -> str:
    return "Nobody wrote down a stop line. What would make you call this off?"


@wording("underway.high-spirits")
def high_spirits(*, held_back: int, answered: int) -> str:
    return (
        f"Most people look forward to next week, and {held_back} of the {answered} who answered "
        "held back when something was not right. In high spirits a doubt is easy to miss. Before "
        "the next decision, ask everyone for one doubt."
    )


@wording("underway.low-again")
def bring_forward(*, questions: int) -> str:
    which = "both questions" if questions > 1 else "one question"
    return (
        f"The answers to {which} are low for the second time running. Don't wait for the end: "
        'hold "Would we go again?" this week.'
    )


@wording("underway.low-twice")
def low_twice(
    *, low_before: int, answered_before: int, low: int, answered: int, question: str
) -> str:
    return (
        f'{low_before} of {answered_before} answered "1" or "2" last time, {low} of {answered} '
        f"now: {question}"
    )


@wording("underway.too-much")
def too_much() -> str:
    return (
        "At least one person is carrying more than can go on. What can wait this week, and what "
        "can somebody else take? Ask everyone; nobody has to say which answer was theirs."
    )


def _left_open(yes: int, replies: int, silent: int) -> str:
    """Return what those who did not answer could still make of it."""
    team = replies + silent
    bounds = response_bounds(yes, replies, team)
    low, high = (round(each * team) for each in (bounds.low, bounds.high))
    return (
        f"{silent} did not answer: of all {team}, between {low} and {high} would say "
        f'"{YES}", whatever they think.'
    )


def _told(counts: Mapping[str, int], replies: int) -> str:
    for option, number in counts.items():
        if number == replies:
            return f'All {replies} who answered said "{option}"'
    yes, maybe, no = (counts[each] or "none" for each in (YES, YES_IF, NO))
    return f'Of the {replies} who answered, {yes} said "{YES}", {maybe} "{YES_IF}" and {no} "{NO}"'


def _one_line(text: str, longest: int = 80) -> str:
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"
