"""Events in a few words, for what was undone."""

from __future__ import annotations

from ... import events as e


def describe(event: e.AnyEvent) -> str:
    """Return what an event was, as in `note 3, "slow builds"`."""
    match event:
        case e.NoteAdded(number=number, text=text):
            return f'note {number}, "{text}"'
        case e.NoteEdited(number=number):
            return f"the new text of note {number}"
        case e.NoteMoved(number=number, column=column):
            return f"note {number} moving to {column}"
        case e.NoteDeleted(number=number):
            return f"the deletion of note {number}"
        case e.NotesGrouped(topic=topic, title=title):
            return f'topic {topic}, "{title}"'
        case e.NotesSplit(notes=notes):
            return f"the splitting of {', '.join(map(str, notes))}"
        case e.TopicRenamed(topic=topic):
            return f"the new name of topic {topic}"
        case e.Remarked(text=text):
            return f'"{text}"'
        case e.TieSettled(winner=winner):
            return f"the tie settled for {winner}"
        case e.ActionAdded(item=item):
            return f'action {item.number}, "{item.text}"'
        case e.ActionChanged(item=item) | e.ActionReviewed(item=item):
            return f'the change to "{item.text}"'
        case e.MemberJoined(name=name):
            return f"{name} joining"
        case e.MemberLeft(name=name):
            return f"{name} leaving"
    return {
        "Moved": "the move",
        "Closed": "the closing",
        "Reopened": "the reopening",
        "FacilitatorChanged": "the handing over",
        "TimeBoxSet": "the time box",
        "VoteTermsSet": "the budget",
        "TopicTaken": "the taking of a topic",
        "StepAdded": "the added activity",
        "StepDropped": "the dropped activity",
        "StepReordered": "the new order",
    }[type(event).__name__]
