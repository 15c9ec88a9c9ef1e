"""What can be typed at each activity: by the facilitator, and by a member at their own terminal."""

from __future__ import annotations

from ...engine.state import State, Step
from ...formats import Ask, Attribution, Collect, Decide, Discuss, Group, Review, Vote, Welcome
from ...kinds.vote.facts import VoteTerms
from ...retro import Retro
from ..tables import paragraph

NO_ANSWER = "- leaves it out"


def how_to_lead(retro: Retro, step: Step) -> str:
    """Return what the facilitator can type."""
    state, what = retro.state, step.activity
    who = state.here[0] if state.here else "NAME"
    if isinstance(what, Welcome):
        nobody = "" if state.members else "Nobody is here yet: /join NAME adds somebody.\n\n"
        return f"{nobody}Read this aloud, then /next"
    if isinstance(what, Review) and state.carried:
        return "Type /done 1, /carry 1 due friday, /drop 1 because …; then /next"
    if isinstance(what, Collect):
        return _how_to_collect(state, step, what, who)
    if isinstance(what, Group):
        join, split = _how_to_group(state)
        return f"{f'{join}; ' if join else ''}{f'{split}, ' if split else ''}/next"
    if isinstance(what, Discuss):
        begin = "/topic takes the next one; a" if state.waiting(step.id) else "A"
        return paragraph(
            f"{begin} line notes what is said, /decided … what is decided; "
            "/timer +5 for more time; /next"
        )
    if isinstance(what, Decide):
        return f"Type what will be done: {_action(state, who)}"
    if isinstance(what, (Ask, Vote)) and not state.is_opened(step):
        asked = _vote(state, step) if isinstance(what, Vote) else "ANSWER"
        again = isinstance(what, Vote) and state.at[step.id].changed
        if not isinstance(what, Vote) or state.at[step.id].terms.candidates:
            return paragraph(
                f"Type /pass {who} to hand over the keyboard in private, or {who}: {asked}; "
                f"then /next{'. To vote afresh, /agenda add vote' if again else ''}"
            )
    return "/next"


def _how_to_collect(state: State, step: Step, what: Collect, who: str) -> str:
    first = what.columns[-1].name
    how = [f"Type a note; {first}: … for a column, {who}: … for an author, /column {first} to stay"]
    if state.sealing(step):
        how.append(f"there. /pass {who} hands over the keyboard in private. /next reveals them.")
        few = 0 < len(state.here) < 3
        if few and state.attribution_of(step) is not Attribution.NAMED:
            how.append("So few are here that it may be guessed who wrote what.")
    else:
        how.append("there; /next")
    return paragraph(" ".join(how))


def how_to_take_part(state: State, step: Step, who: str) -> str:
    """Return what a member can type, empty if there is nothing to do here."""
    what = step.activity
    said = ""
    if isinstance(what, Review) and state.carried:
        said = "/done 1, /carry 1 due friday, /drop 1 because … say what became of each."
    elif isinstance(what, Collect):
        first = what.columns[-1].name
        said = f"Type a note; {first}: … for a column, /column {first} to stay there."
        if state.sealing(step):
            said += " /mine shows yours, /undo takes the last one back."
    elif isinstance(what, Group):
        join, split = _how_to_group(state)
        said = f"{join}; {split} undoes it." if join else ""
    elif isinstance(what, Discuss):
        said = "A line notes what is said, /decided … what is decided."
    elif isinstance(what, Decide):
        said = f"Type what will be done: {_action(state, who)}"
    elif isinstance(what, Ask) and not state.is_opened(step):
        said = f"Type your answer; {NO_ANSWER}, /undo goes back to the one before."
    elif isinstance(what, Vote) and not state.is_opened(step):
        terms = state.at[step.id].terms
        said = f"Type your vote, as in {_vote(state, step)}; type it again to change it."
        said = said if terms.candidates else ""
    return paragraph(said)


def _how_to_group(state: State) -> tuple[str, str]:
    """Return how notes are joined and split, with numbers that are there; empty if none are."""
    first = [each.number for each in state.topics()[:2]]
    joined = [each.number for each in state.notes.values() if each.topic is not None]
    join = f"Type {first[0]} {first[1]} as Name to join notes" if len(first) == 2 else ""
    split = joined[:1] or first[1:]
    return join, f"/split {split[0]}" if split else ""


def _vote(state: State, step: Step) -> str:
    terms: VoteTerms = state.at[step.id].terms
    return terms.ballot.example(terms)


def _action(state: State, who: str) -> str:
    return f"Cache the builds @{who} due friday{' goal 1' if state.format.goals else ''}"
