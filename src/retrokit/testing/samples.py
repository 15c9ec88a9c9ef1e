"""Retros at several moments, for checks and reports to be tried on."""

from __future__ import annotations

from datetime import timedelta

from attrs import evolve

from ..builtin.examples import EVERYTHING
from ..engine.digest import digest_of
from ..findings import Finding, Severity
from ..formats import Attribution
from ..plugins import Plugins
from ..reports import Record
from ..retro import Retro
from .playing import START, Play


def samples() -> dict[str, Record]:
    """Return records by what they show: at the start, half-way, and closed in every way."""
    none = Plugins()
    begun = Play.start(EVERYTHING, 3, plugins=none).retro
    half = Play.start(EVERYTHING, 3, plugins=none).retro
    half.go("collect")
    half.add_note("Good", "hidden still", "Ada")
    records = {"at the start": record_of(begun), "half-way": record_of(half)}
    for attribution in Attribution:
        for members in (1, 5):
            retro = Play.start(EVERYTHING, members, attribution, none).to_the_end()
            records[f"{attribution.value}, {members} members, closed"] = record_of(retro)
    last = records["named, 5 members, closed"]
    earlier = evolve(digest_of(last.state), id="earlier", started=START - timedelta(days=14))
    records["with an earlier retro"] = evolve(last, history=(earlier,))
    return records


def record_of(retro: Retro) -> Record:
    """Return what a report on a retro is made of, with one finding."""
    seen = Finding(severity=Severity.NOTICE, sentence="Something was seen.", evidence=["Here."])
    return Record(
        state=retro.snapshot(),
        log=retro.log,
        findings=[seen],
        sealed=sum(retro.sealed_count(step.id) for step in retro.state.agenda),
        today=START.date(),
    )
