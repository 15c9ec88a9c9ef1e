"""Commands about who is here, who is typing, and what is told of them."""

from __future__ import annotations

from ...errors import Invalid, NotNow
from ...formats import Attribution
from ...phrases import listing
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
    here = [who for each in typed if (who := state.known(each)) is not None and who in state.here]
    late = [each for each in typed if state.known(each) not in here]
    new = [session.retro.join(each) for each in late or typed]
    said = f"  {listing(new)} {'is' if len(new) == 1 else 'are'} here"
    return f"{said}; {listing(here)} had joined before" if here else said


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
