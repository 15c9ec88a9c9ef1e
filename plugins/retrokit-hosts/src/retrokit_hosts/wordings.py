"""The sentences of what the checks notice, each by its code and with the values that it says."""

from __future__ import annotations

from retrokit import wording
from retrokit.phrases import plural

BEGIN_SMALL = "The host can make one small promise anyway, keep it, and ask again."


@wording("hosts.counted")
def host_counted(*, facilitator: str) -> str:
    return (
        f"Nobody is here as the host, and {facilitator} is counted among those who answer. The "
        "person you ask about should hear the answers and give none. Before you begin, make them "
        "an observer."
    )


@wording("hosts.missing")
def host_missing() -> str:
    return (
        "Nobody is here as the host, so there is nobody to ask about and nobody to promise "
        "anything. Before you begin, add the person who leads this team as an observer."
    )


@wording("hosts.gone")
def host_gone() -> str:
    return (
        "The host has left. What you said is meant for them to hear, so stop here and go on when "
        "they are back."
    )


@wording("hosts.kept")
def kept(*, kept: int, of: int, still_open: int, dropped: int) -> str:
    rest = [
        f"{number} {'is' if number == 1 else 'are'} {what}"
        for number, what in ((still_open, "still open"), (dropped, "dropped"))
        if number
    ]
    return f"Promises kept so far: {kept} of {of}." + (f" {' and '.join(rest)}." if rest else "")


@wording("hosts.broken-again")
def broken_again(*, promises: int) -> str:
    which = "A promise is" if promises == 1 else f"{promises} promises are"
    it = "it" if promises == 1 else "them"
    return (
        f"{which} open for the second time or more. One promise kept is worth more than two new "
        f"ones. Make {it} smaller and name a day this week, or take {it} back and say why."
    )


@wording("hosts.still-open")
def still_open(*, text: str, times: int) -> str:
    return f"{_one_line(text)} (still open {times} times when we met again)"


@wording("hosts.dropped")
def dropped(*, promises: int) -> str:
    which = "A promise was" if promises == 1 else f"{promises} promises were"
    return f"{which} dropped. Has the host told you why, and is there something else they can do?"


@wording("hosts.too-many")
def too_many(*, promises: int) -> str:
    return (
        f"The host has {promises} promises to keep, and said two at most. Which two would help the "
        "team most? Let go of the others today, aloud."
    )


@wording("hosts.promise")
def promise(*, text: str) -> str:
    return _one_line(text)


@wording("hosts.withheld")
def withheld(*, questions: int, of: int) -> str:
    which = f"{questions} of {of} questions" if questions < of else f"All {of} questions"
    return (
        f"{which} had too few answers to show, so nobody will see them. Maybe too few of you were "
        f"here, or it didn't feel safe enough. Nobody has to say which. {BEGIN_SMALL}"
    )


@wording("hosts.nobody")
def nobody() -> str:
    return (
        "Nobody answered in private. Maybe it didn't feel safe enough, and nobody has to say so. "
        f"{BEGIN_SMALL}"
    )


@wording("hosts.quiet")
def quiet(*, answered: int, team: int) -> str:
    return (
        f"{answered} of {team} people answered. What the others would say is open, and nobody has "
        "to explain. Thank those who answered, and begin with something small that everyone can "
        "see."
    )


@wording("hosts.bad-news")
def bad_news(*, hidden: int, had: int) -> str:
    return (
        f"Of the {plural(had, 'person', 'people')} who had bad news, {hidden} kept it back or "
        "regretted telling the host. So expect to hear the next bad news late. When somebody "
        "brings some, say thank you first and ask questions later."
    )


@wording("customers.one-side")
def one_side(*, decided: int, side: str, other: str) -> str:
    return (
        f"You decided {plural(decided, 'thing')} for {side} and nothing for {other}. What would be "
        f"one small promise to {other}?"
    )


@wording("customers.unreceived")
def unreceived(*, handovers: int, of: int) -> str:
    them = "it" if handovers == 1 else "them"
    return (
        f"{handovers} of {plural(of, 'handover')} {'has' if handovers == 1 else 'have'} no "
        f"receiver that anybody here could name. Ask around this week who uses {them}. If nobody "
        f"does, stop making {them}."
    )


@wording("customers.handover")
def handover(*, text: str) -> str:
    return _one_line(text)


@wording("customers.gap")
def gap(*, side: str, ours: float, theirs: float) -> str:
    return (
        f"You guessed too high for {side}: the middle of your guesses is {ours:g}, and "
        f"the middle of their answers is {theirs:g}. Before you plan anything, ask them what you "
        "don't see."
    )


@wording("customers.unasked")
def unasked() -> str:
    return (
        "Nobody who receives your work answered, so all of this is your own guess. Who asks one of "
        "them this week, and what exactly?"
    )


def _one_line(text: str, longest: int = 80) -> str:
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"
