"""What is promised before anybody writes: who will see what, and how many it takes."""

from __future__ import annotations

from ..formats import Ask, Attribution, Collect, Vote
from ..questions import PEER_QUESTIONS
from .asking import FLOOR, floor_for
from .state import State, Step

_WRITTEN = {
    Attribution.NAMED: "Everyone will see who wrote what.",
    Attribution.CONFIDENTIAL: "Everyone will see what was written; nobody, and no file, who by.",
    Attribution.ANONYMOUS: "Who wrote what is never stored, not even until it is opened.",
}
_ANSWERED = {
    Attribution.NAMED: "Everyone will see who answered what.",
    Attribution.CONFIDENTIAL: "Everyone will see the result; the single answers are then erased.",
    Attribution.ANONYMOUS: "Everyone will see the answers, sorted; whose they are is never stored.",
}
_READERS = {
    "member": "that person alone, as a letter",
    "facilitator": "that person and the facilitator, as a letter",
    "team": "everyone",
}
_VOTED = {
    Attribution.NAMED: "Everyone will see who voted for what.",
    Attribution.CONFIDENTIAL: "Everyone will see the count; the ballots are then erased.",
    Attribution.ANONYMOUS: "Everyone will see the ballots, sorted; whose they are is never stored.",
}


def promise(state: State, step: Step) -> str:
    """Return the rule of a step in a few sentences, empty where nothing private is asked."""
    activity, attribution = step.activity, state.attribution_of(step)
    if isinstance(activity, Collect):
        if not state.sealing(step):
            return "Open: everyone sees a note as soon as it is written, and who wrote it."
        return f"Sealed until the activity closes. {_WRITTEN[attribution]}"
    if not isinstance(activity, (Ask, Vote)):
        return ""
    if isinstance(activity, Vote):
        said = f"Sealed until the activity closes. {_VOTED[attribution]}"
    else:
        said = f"Sealed until the activity closes. {_asked(activity, attribution)}"
    if attribution is Attribution.NAMED:
        return said
    what = "votes" if isinstance(activity, Vote) else "answers"
    said = f"{said} Fewer than {FLOOR} {what} are not shown."
    floors = [floor_for(state, step, each) for each in getattr(activity, "questions", ())]
    if floors and max(floors) > FLOOR:
        said = f"{said} Free text is shown from {max(floors)} answers on."
    return said


def _asked(activity: Ask, attribution: Attribution) -> str:
    """Return who will see what of the answers, those about teammates apart."""
    about_mates = [each for each in activity.questions if isinstance(each, PEER_QUESTIONS)]
    said = [_ANSWERED[attribution]] if len(about_mates) < len(activity.questions) else []
    if about_mates and attribution is Attribution.NAMED:
        said = [_ANSWERED[attribution], "That goes for what you say of teammates, too."]
    elif about_mates:
        readers = " or ".join(dict.fromkeys(_READERS[each.shown_to] for each in about_mates))
        said.append(
            "What you say of a teammate is shown to nobody. What was said of one person in all, by "
            f"{FLOOR} others or more, goes to {readers}; what it comes to for the group, without "
            "names, to everyone."
        )
        if attribution is Attribution.ANONYMOUS:
            said.append("You rate yourself as well: whom an answer left out would have given it.")
    return " ".join(said)
