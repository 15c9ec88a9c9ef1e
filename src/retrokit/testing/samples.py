"""Retros at several moments, for checks and reports to be tried on."""

from __future__ import annotations

from datetime import timedelta

from attrs import evolve

from ..engine.digest import digest_of
from ..findings import Finding, Severity
from ..formats import (
    Ask,
    Attribution,
    Collect,
    Column,
    Decide,
    Discuss,
    Format,
    Group,
    Review,
    Vote,
    Welcome,
)
from ..plugins import Plugins
from ..questions import Allocation, Choice, FreeText, Scale
from ..reports import Record
from ..retro import Retro
from .playing import START, Play

SAMPLE = Format(
    name="contract-sample",
    title="A retro of everything",
    purpose="Be looked at by checks and reports.",
    goals=["Come home safe"],
    agenda=[
        Welcome(),
        Review(),
        Ask(
            questions=[
                Scale("mood", "How are you?", low=1, high=5),
                Choice("again", "Again?", options=["yes", "no"], favourable=["yes"]),
                FreeText("why", "Why?"),
                Allocation("points", "Who carried what?"),
            ]
        ),
        Collect(columns=[Column("Good"), Column("<b>Bad</b> & | odd")]),
        Group(),
        Vote(),
        Discuss(),
        Decide(),
    ],
)


def samples() -> dict[str, Record]:
    """Return records by what they show: at the start, half-way, and closed in every way."""
    none = Plugins()
    begun = Play.start(SAMPLE, 3, plugins=none).retro
    half = Play.start(SAMPLE, 3, plugins=none).retro
    half.go("collect")
    half.add_note("Good", "hidden still", "Ada")
    records = {"at the start": record_of(begun), "half-way": record_of(half)}
    for attribution in Attribution:
        for members in (1, 5):
            retro = Play.start(SAMPLE, members, attribution, none).to_the_end()
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
