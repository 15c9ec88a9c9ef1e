"""Review: what became of action items from earlier retros."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....engine.state import Step
from ....errors import NotNow
from ....retro import Retro
from ...tables import paragraph, table
from .screen import Screen

if TYPE_CHECKING:
    from ..session import Session


class _Review(Screen):
    """The open action items of earlier retros."""

    kind = "review"
    commands = ("done", "carry", "drop", "next", "actions")
    own_commands = ("done", "carry", "drop", "actions", "show")

    def body(self, retro: Retro, step: Step) -> str:
        if not retro.state.carried:
            return "Nothing is open from earlier retros."
        rows = [
            (
                each.number,
                each.item.text,
                each.item.owner or "nobody",
                each.item.due or "no date",
                _outcome(each.item.status.value, each.reviewed, each.item.reason),
            )
            for each in retro.state.carried.values()
        ]
        return table(rows, ["no", "what", "who", "due", "now"], wide=1)

    def how_to_lead(self, retro: Retro, step: Step) -> str:
        if not retro.state.carried:
            return "/next"
        return "Type /done 1, /carry 1 due friday, /drop 1 because …; then /next"

    def how_to_take_part(self, session: Session, step: Step) -> str:
        said = "/done 1, /carry 1 due friday, /drop 1 because … say what became of each."
        return paragraph(said) if session.retro.state.carried else ""

    def take(self, session: Session, step: Step, line: str) -> str:
        raise NotNow("say what became of each: /done 1, /carry 1, /drop 1 because …; then /next")


REVIEW = _Review()


def _outcome(status: str, reviewed: bool, reason: str) -> str:
    if not reviewed:
        return "open"
    return f"{'carried on' if status == 'open' else status}{': ' * bool(reason)}{reason}"
