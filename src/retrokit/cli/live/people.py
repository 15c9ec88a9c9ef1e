"""Commands about who is here, who is typing, and what is told of them."""

from __future__ import annotations

from ...errors import Invalid, NotNow
from ...formats import Attribution
from ...phrases import listing
from ...retro import Retro
from .command import command
from .names import find_member, split_names
from .session import Session


@command("who", "", "show who is here", member=True)
def _who(session: Session, rest: str) -> str:
    state = session.retro.state
    if not state.members:
        return "  Nobody yet. /join NAME adds somebody."
    taken = session.taken_part()
    lines, connected, done = [], session.connected(), session.done()
    for member in state.members.values():
        notes = [
            *(["observer"] if member.observes else []),
            *(["facilitates"] if member.name == state.facilitator else []),
            *([] if member.here else ["has left"]),
            *(["connected"] if member.name in connected else []),
            *(["has taken part here"] if member.name in taken else []),
            *(["done"] if member.name in done else []),
        ]
        lines.append(f"  {member.name}" + (f" ({', '.join(notes)})" if notes else ""))
    return "\n".join(lines)


@command("join", "NAME, NAME", "add somebody, or several at once")
def _join(session: Session, rest: str) -> str:
    state = session.retro.state
    typed = split_names(rest) or [""]
    here = [who for each in typed if (who := state.known(each)) in state.respondents]
    late = [each for each in typed if state.known(each) not in here]
    new = [_add(session.retro, each) for each in late or typed]
    said = f"  {listing(new)} {'is' if len(new) == 1 else 'are'} here"
    return f"{said}; {listing(here)} had joined before" if here else said


def _add(retro: Retro, name: str) -> str:
    """Add somebody to those who take part, also an observer; return their name as it is kept."""
    state = retro.state
    kept = state.known(name)
    if kept in state.here and kept not in state.respondents:
        return retro.set_observer(name, observes=False)
    return retro.join(name)


@command("observer", "NAME", "make somebody an observer; /join adds them to the team again")
def _observer(session: Session, rest: str) -> str:
    retro = session.retro
    known = retro.state.known(rest)
    if known is None:
        return f"  {retro.join(rest, observes=True)} is here as an observer"
    name = retro.set_observer(known)
    if session.speaker == name:
        session.speaker = None
    return f"  {name} is an observer now"


@command("leave", "NAME", "take somebody off the list; what they wrote stays")
def _leave(session: Session, rest: str) -> str:
    name = session.retro.leave(find_member(session.retro.state, rest))
    if session.speaker == name:
        session.speaker = None
    return f"  {name} has left"


def rename_member(session: Session, name: str, to: str) -> str:
    """Call a member otherwise, and say so."""
    before = find_member(session.retro.state, name)
    return f"  {before} is now {session.retro.rename(name, to)}"


@command("facilitator", "NAME", "hand over the role of facilitator")
def _facilitator(session: Session, rest: str) -> str:
    session.retro.hand_over(find_member(session.retro.state, rest))
    return f"  {session.retro.state.facilitator} facilitates"


@command("as", "[NAME]", "write the next lines as somebody; without a name, as nobody")
def _as(session: Session, rest: str) -> str:
    session.speaker = find_member(session.retro.state, rest) if rest else None
    return f"  writing as {session.speaker}" if session.speaker else "  writing as nobody"


@command("pass", "[NAME]", "hand the keyboard to somebody in private, or back", private=True)
def _pass(session: Session, rest: str) -> str:
    return session.hand_to(rest or None)


@command("letter", "[NAME]", "show somebody, in private, what was written to them alone")
def _letter(session: Session, rest: str) -> str:
    name = rest or session.speaker
    if name is None:
        raise Invalid("say whose it is, as in /letter Ana; they should sit at the keyboard alone")
    shown = session.show_letter(name)
    discard = "/discard erases it. " if session.retro.letters(name) else ""
    return f"{shown}\n\n{discard}Enter hands the keyboard back."


@command("discard", "", "erase the letter that you have read", private=True, member=True)
def _discard(session: Session, rest: str) -> str:
    if session.holder is None:
        raise NotNow("only whom a letter is to discards it: /letter NAME first")
    number = session.retro.discard_letters(session.holder)
    return f"  {number} erased." if number else "  There is none."


@command("tighten", "confidential|anonymous", "show less of who said what, from now on")
def _tighten(session: Session, rest: str) -> str:
    try:
        attribution = Attribution(rest.lower())
    except ValueError:
        raise Invalid("write /tighten confidential or /tighten anonymous") from None
    session.retro.tighten(attribution)
    return f"  {attribution.value} from now on; what was shown already stays as it is"
