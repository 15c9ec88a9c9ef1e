"""Two logs that hold an event of every kind, and an export: for the tests of both."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from typing import Any

from crew import logbook, write
from grand_tour import tour

from retrokit import PastAction, PastNote, PastRemark, PastRetro, PastTopic
from retrokit.codec import CODEC
from retrokit.events import Forgotten
from retrokit.formats import Attribution, Group, Vote
from retrokit.retro import Retro


def well_travelled() -> Retro:
    """Return a retro whose log holds an event of every kind that can happen in one."""
    retro = tour()
    retro.reopen()
    retro.join("Dee")
    retro.rename("Dee", "Dea")
    retro.rename("Ada", "Ada L.")
    retro.rename_team("Crew of Ada")
    retro.set_observer("Dea")
    retro.leave("Dea")
    retro.hand_over(None)
    step = retro.add_activity(Vote(title="Again"))
    retro.reorder(step.id, 0)
    retro.set_timer(5)
    retro.undo()
    late = write(retro, "Parked", "late") if not retro.state.sealing(at(retro)) else None
    if late is not None:
        retro.edit_note(late.number, "later")
        retro.delete_note(late.number)
    retro.hold_decision(retro.state.decisions[0], serves=1)
    number = min(retro.state.notes)
    for who in ("Ada L.", "Ben", "Cy"):
        retro.react(number, "agree", who)
    retro.react(number, "idea", "Cy")
    retro.react(number, "agree", "Ben", taken_back=True)
    comment = retro.comment(number, "Which reef?", "Ben")
    retro.edit_comment(comment, "Which of the reefs?")
    retro.delete_comment(retro.comment(number, "Never mind", "Cy"))
    retro.edit_note(number, "edited")
    retro.move_note(number, retro.state.notes[number].column)
    topic = next(iter(retro.state.groups))
    retro.rename_topic(topic, "Renamed")
    retro.split([topic])
    retro.delete_note(number)
    pair = retro.group([*retro.state.notes][:2])
    retro.split(pair.notes[:1])
    retro.go(step.id)
    retro.set_vote_terms(budget=1)
    coin = retro.add_activity(Vote(title="Coin", method="schulze"))
    retro.go(coin.id)
    one, other, *_ = retro.state.at[coin.id].terms.candidates
    retro.vote([one, other], "Ada")
    retro.vote([other, one], "Ben")
    retro.open_seals()
    retro.settle_tie(other, "we flipped a coin")
    retro._emit(Forgotten(at=retro._now()))  # as a logbook adds it
    retro.tighten(Attribution.ANONYMOUS)
    gone = retro.add_activity(Group())
    retro.drop_activity(gone.id)
    return retro


def held_elsewhere() -> Retro:
    """Return a recorded retro that went on: what is recorded is in no other log."""
    with logbook() as kept:
        retro = kept.record(
            PastRetro(
                day=date(2025, 2, 3),
                team="Crew",
                title="On the beach",
                members=["Ada", "Ben"],
                notes=[PastNote(text="Sand", column="Good", votes=2), PastNote(text="Wind")],
                topics=[
                    PastTopic(
                        title="Tide",
                        notes=[PastNote(text="High", author="ada"), PastNote(text="Low")],
                        votes=2,
                        remarks=[PastRemark(text="Swim at noon", decision=True)],
                    )
                ],
                unit="dot",
                remarks=[PastRemark(text="A good day")],
                actions=[PastAction(text="Dig", owners="Ben")],
                source="A beach",
            )
        )
        retro.reopen()
        retro.go("Vote")
        retro.group([1, 2], "Shore")
        return retro


def at(retro: Retro) -> Any:
    return retro.state.current_step


LOG = well_travelled().log
RECORDED = held_elsewhere().log
EXPORT = CODEC.export_log(LOG)


def resigned(data: dict[str, Any]) -> str:
    """Return an export with its checksum made right again, as a careful forger would."""
    lines = ",\n".join(
        json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in data["events"]
    )
    data["sha256"] = sha256(lines.encode(errors="surrogatepass")).hexdigest()
    return json.dumps(data)


def edited(number: int, **fields: Any) -> str:
    """Return the export with fields of event `number` (from 1) changed."""
    data = json.loads(EXPORT)
    data["events"][number - 1].update(fields)
    return resigned(data)
