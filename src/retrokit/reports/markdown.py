"""The report as Markdown: CommonMark, with the tables of GitHub's dialect.

What people wrote stays text, whatever signs it is made of, and is left alone where it needs no
escaping. Names and limits of the syntax are from the CommonMark 0.31 and GFM 0.29 specifications.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..characters import clean
from . import Record, wording
from .answers import Answered
from .charts import sparkline
from .outline import EarlierTold, Outcome, Outline, outline
from .sections import Asked, Collected, Discussed, NoteTold, Section, Voted, Votes

_INLINE = re.compile(
    r"""
      \\(?=[!-/:-@\[-`{-~]|$)      # a backslash that would escape, or break the line
    | [`\[|]                       # code, links, cells
    | (?<!\s)[*~] | [*~](?!\s)     # emphasis, unless it stands alone
    | (?<![^\W_])_+ | _+(?![^\W_]) # emphasis, unless within a word
    | <(?=[A-Za-z/!?])             # a tag or an autolink
    | &(?=\#?\w+;)                 # an entity
    """,
    re.VERBOSE | re.MULTILINE,
)
_OPENING = re.compile(
    r"""
    ^(?: (?P<number>[0-9]{1,9})(?=[.)](?:[ \t]|$))  # an ordered list
    | (?= \#{1,6}(?:[ \t]|$)                     # a heading
        | >                                      # a quotation
        | [-+](?:[-\s:|]|$)                      # a list, a rule, a table's second line
        | :-
        | =+[ \t]*$ )                            # what makes a heading of the line before
    )
    """,
    re.VERBOSE,
)


# What an address ends in is more likely its own than the sentence's.
_URL = re.compile(r"https?://(?:[^\s<>|`\\&]|&(?!#?\w+;))*[\w/=#%+-]")
_URL_AT_END = re.compile(r"(?:https?://|www\.)\S*$")
_UP_TO_SPACE = re.compile(r"\S*")


def _escaped_inline(text: str) -> str:
    return _INLINE.sub(lambda found: "".join("\\" + char for char in found[0]), text)


def _escaped_line(line: str) -> str:
    """Escape a line; an address that would not survive that stands in angle brackets instead."""
    line, done = line.strip(" \t"), 0
    parts: list[str] = []
    for url in _URL.finditer(line):
        whole = _UP_TO_SPACE.match(line, url.start())[0]  # type: ignore[index]
        if _escaped_inline(whole) != whole:
            parts += _escaped_inline(line[done : url.start()]), f"<{url[0]}>"
            done = url.end()
    line = "".join((*parts, _escaped_inline(line[done:])))
    return _OPENING.sub(lambda found: f"{found['number'] or ''}\\", line)


def escaped(text: str, indent: str = "") -> str:
    """Return `text` as Markdown that reads as that text, in paragraphs and lines as they are.

    Every line but the first is indented by `indent`, so that it stays in its list item.
    """
    paragraphs: list[list[str]] = [[]]
    for line in map(_escaped_line, clean(text).split("\n")):
        if line:
            paragraphs[-1].append(line)
        else:
            paragraphs.append([])
    # A space keeps the backslash that breaks a line from being taken into an address.
    for lines in paragraphs:
        lines[:-1] = [f"{each}{' ' * bool(_URL_AT_END.search(each))}\\" for each in lines[:-1]]
    return f"\n\n{indent}".join(f"\n{indent}".join(lines) for lines in paragraphs if lines)


def one_line(text: str) -> str:
    """Return `text` as Markdown on a single line, as headings need it."""
    # Signs at the very end would close a heading, and be gone.
    return re.sub(r"(?<![^ ])(#+)$", r"\\\1", _escaped_line(" ".join(clean(text).split())))


def _cell(text: str) -> str:
    return "<br>".join(filter(None, map(_escaped_line, clean(text).split("\n"))))


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    head = list(head)
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(map(_cell, row))} |"
    yield ""


def _items(lines: Iterable[str]) -> Iterator[str]:
    items = [f"- {line}" for line in lines]
    yield from items
    yield from [""] * bool(items)


def render(record: Record) -> str:
    """Return the whole report as Markdown."""
    told = outline(record)
    parts = (
        _head(told),
        _actions(told),
        _earlier(told),
        *map(_section, told.sections),
        _over_time(told),
        _remarks(told),
        _findings(told),
        _foot(told),
    )
    return "\n".join(line for part in parts for line in part).rstrip("\n") + "\n"


def _head(told: Outline) -> Iterator[str]:
    yield f"# {one_line(f'{told.title}: {told.team}')}"
    yield ""
    facts = [("When", wording.when(told)), ("Who", wording.people(told))]
    if told.facilitator is not None:
        facts.append(("Facilitator", told.facilitator))
    yield from _items(f"{label}: {one_line(fact)}" for label, fact in facts)
    yield escaped(told.purpose)
    yield ""
    if told.goals:
        yield "What we hold every decision against:"
        yield ""
        yield from _items(map(one_line, told.goals))
    for warning in wording.warnings(told):
        yield f"> {one_line(warning)}"
        yield ""


def _actions(told: Outline) -> Iterator[str]:
    yield "## What we will do"
    yield ""
    if not told.actions:
        yield "No action items were written down."
        yield ""
        return
    goals = any(each.item.goal for each in told.actions)
    yield from _table(
        ["No.", "What", "Who", "By when", "Status", *["Goal"] * goals],
        (
            [
                str(each.item.number),
                each.item.text,
                each.item.owner or "nobody yet",
                str(each.item.due or "no date yet"),
                wording.state_of(each),
                *[each.item.goal or ""] * goals,
            ]
            for each in told.actions
        ),
    )
    yield from _items(map(one_line, wording.gaps(told)))


def _earlier(told: Outline) -> Iterator[str]:
    if not told.earlier:
        return
    yield "## What became of earlier action items"
    yield ""
    if thanks := wording.thanks(told):
        yield escaped(thanks)
        yield ""
    yield from _items(_became(each) for outcome in Outcome for each in told.became(outcome))


def _became(earlier: EarlierTold) -> str:
    item = earlier.item
    about = [item.owner or "", f"by {item.due}" if item.due else "", f"from retro {earlier.home}"]
    line = f"{escaped(item.text, '  ')} ({one_line(', '.join(filter(None, about)))})"
    return f"{line}: {escaped(wording.became(earlier), '  ')}"


def _section(section: Section) -> Iterator[str]:
    yield f"## {one_line(section.title)}"
    yield ""
    if isinstance(section, Collected):
        yield from _collected(section)
    elif isinstance(section, Asked):
        for result in section.results:
            yield from _answered(result, wording.attribution(section))
    elif isinstance(section, Voted):
        yield from _voted(section)
    else:
        yield from _discussed(section)


def _note(note: NoteTold, column: bool) -> str:
    about = [note.column if column else "", note.author or "", wording.got(note.votes)]
    aside = one_line(", ".join(filter(None, about)))
    return f"{escaped(note.text, '  ')} ({aside})" if aside else escaped(note.text, "  ")


def _titled(title: str, votes: Votes | None) -> str:
    return f"### {one_line(wording.titled(title, votes))}"


def _collected(told: Collected) -> Iterator[str]:
    if how := wording.attribution(told):
        yield f"The notes are {how}."
        yield ""
    for pile in told.piles:
        yield _titled(pile.title, pile.votes)
        yield ""
        yield from _items(_note(note, True) for note in pile.notes)
    for name, notes in told.columns:
        yield _titled(name, None)
        yield ""
        yield from _items(_note(note, False) for note in notes)


def _answered(told: Answered, how: str) -> Iterator[str]:
    yield _titled(told.question, None)
    yield ""
    yield wording.sentence(wording.answered(told), how)
    yield ""
    if reading := wording.reading(told):
        yield escaped(reading)
        yield ""
    if told.counts:
        yield from _table(
            ["Answer", "How many"], ([label, str(count)] for label, count in told.counts)
        )
    yield from _items(f"{one_line(who)}: {one_line(said)}" for who, said in told.replies)
    yield from _items(
        escaped(each.text, "  ") + (f" ({one_line(each.author)})" if each.author else "")
        for each in told.comments
    )
    for part in told.parts:
        yield f"**{one_line(part.criterion)}** {wording.rated(part)}."
        yield ""
        if part.counts:
            yield from _table(
                ["Rating", "How often"], ([label, str(count)] for label, count in part.counts)
            )
    yield from _items(escaped(line, "  ") for line in told.group)
    yield from _items(
        f"{one_line(who)}: {escaped(line, '  ')}" for who, lines in told.about for line in lines
    )


def _voted(told: Voted) -> Iterator[str]:
    yield one_line(wording.sentence(wording.voted(told), wording.attribution(told)))
    yield ""
    if told.standings:
        yield from _table(
            [one_line(wording.unit(told)), "For"],
            ([wording.amount(each.votes), each.title] for each in told.standings),
        )
    if rest := wording.rest(told):
        yield one_line(rest)
        yield ""
    tie = wording.tie(told)
    said = [*[tie] * bool(tie), *wording.objections(told)]
    yield from _items(escaped(line, "  ") for line in said)
    for detail in told.details:
        yield from _table([one_line(detail.title), "Count"], wording.lines(detail))


def _discussed(told: Discussed) -> Iterator[str]:
    for topic in told.topics:
        yield _titled(topic.title, topic.votes)
        yield ""
        yield from _items(
            f"{'**Decided:** ' if each.decision else ''}{escaped(each.text, '  ')}"
            for each in topic.remarks
        )
    if told.waiting:
        yield "Not talked about:"
        yield ""
        yield from _items(map(one_line, told.waiting))


def _over_time(told: Outline) -> Iterator[str]:
    if told.followed or told.goals_so_far:
        yield "## Over time"
        yield ""
    for each in told.followed:
        yield _titled(each.question, None)
        yield ""
        yield sparkline(each.series)
        yield ""
        yield escaped(" ".join(wording.followed(each)))
        yield ""
        yield from _table(*wording.points(each.series))
    if told.goals_so_far:
        yield "### What became of the action items for each goal"
        yield ""
        yield from _items(
            f"{one_line(each.goal)}: {wording.goal_record(each)}" for each in told.goals_so_far
        )


def _remarks(told: Outline) -> Iterator[str]:
    if told.remarks:
        yield "## Also said"
        yield ""
        yield from _items(
            f"{'**Decided:** ' if each.decision else ''}{escaped(each.text, '  ')}"
            + (f" (about: {one_line(each.about)})" if each.about else "")
            for each in told.remarks
        )


def _findings(told: Outline) -> Iterator[str]:
    if told.findings:
        yield "## What stands out"
        yield ""
        for each in told.findings:
            yield f"- {each.severity.value.capitalize()}: {escaped(each.sentence, '  ')}"
            yield from (f"  - {escaped(line, '    ')}" for line in each.evidence)
        yield ""


def _foot(told: Outline) -> Iterator[str]:
    yield from _items(map(one_line, wording.left_out(told)))
    yield "---"
    yield ""
    yield one_line(wording.made(told))
