"""Two kinds of question that retrokit does not bring: how full the moon is, and who lights it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar, Self

from attrs import evolve, field, frozen

from retrokit import Finding, Measure, Said, Severity, Wording, hookimpl, texts, wording
from retrokit.blocks import Block, Field, Form, Option, Text
from retrokit.errors import Invalid, NotFound
from retrokit.questions import AnswerValue, Given, OwnValue, Question, Rule, Summary

HALVES = ("waxing", "waning")


@frozen
class Phase(OwnValue):
    """How much of the moon is lit, in percent, and on which half."""

    lit: int
    half: str

    def __str__(self) -> str:
        return f"{self.lit} {self.half}"


@frozen
class Sky(OwnValue):
    """What all moons come to."""

    darkest: int
    brightest: int


@wording("moons.lit")
def _lit(*, darkest: int, brightest: int) -> str:
    return f"The moon is lit from {darkest} to {brightest}."


@wording("moons.lights")
def _lights(*, how: str) -> str:
    return how


@frozen
class FullMoon(Question):
    """How full the moon is. `eclipse` is told to everyone if anybody sees none of it."""

    kind: ClassVar[str] = "moons.full"
    values: ClassVar[Mapping[str, type[OwnValue]]] = {"phase": Phase, "sky": Sky}
    wordings: ClassVar[tuple[Wording, ...]] = (_lit,)

    eclipse: str = ""

    def check(self, answer: object, mates: Sequence[str] = ()) -> Phase:
        if isinstance(answer, str):
            answer = dict(zip(("lit", "half"), answer.split(), strict=False))
        if isinstance(answer, Phase):
            answer = {"lit": answer.lit, "half": answer.half}
        if not isinstance(answer, Mapping):
            raise Invalid("a moon is how much is lit and which half, as in 40 waxing")
        lit, half = answer.get("lit"), answer.get("half")
        if isinstance(lit, str) and lit.isdecimal():
            lit = int(lit[:9])
        if type(lit) is not int or not 0 <= lit <= 100:
            raise Invalid("a moon is lit from 0 to 100, as in 40 waxing")
        if half not in HALVES:
            raise NotFound.among("half", half, HALVES)
        return Phase(lit, str(half))

    def told_besides(self, rule: Rule) -> Sequence[str]:
        return ("If anybody sees no moon, everyone is told.",) if self.eclipse else ()

    def alarms(self, answers: Iterable[AnswerValue]) -> Sequence[Finding]:
        dark = any(isinstance(each, Phase) and each.lit == 0 for each in answers)
        return (
            (Finding(severity=Severity.WARNING, sentence=self.eclipse),)
            if dark and self.eclipse
            else ()
        )

    def summarise(self, answers: Iterable[AnswerValue]) -> Summary:
        given = Counter(each.half for each in answers if isinstance(each, Phase))
        return Summary(given.total(), tuple((each, given[each]) for each in HALVES))

    def own_result(self, given: Given) -> Sky:
        lit = [each.lit for each in given if isinstance(each, Phase)]
        return Sky(min(lit, default=0), max(lit, default=0))

    def for_the_group(self, given: Given) -> Sequence[str]:
        sky = self.own_result(given)
        return (_lit(darkest=sky.darkest, brightest=sky.brightest),)

    def measure(self, summary: Summary, team: int) -> Measure | None:
        counts = tuple(count for _, count in summary.counts)
        return Measure(counts=counts[::-1], team=team, low=0, share=True) if any(counts) else None

    def asked(
        self, mates: Sequence[str] = (), *, part: int | None = None, dealt: Sequence[str] = ()
    ) -> tuple[Block, ...]:
        return (Text(lines=("How much is lit, and which half: 40 waxing",)),)

    def form(self, mates: Sequence[str] = (), *, dealt: Sequence[str] = ()) -> Form:
        options = tuple(Option(value=each, label=each) for each in HALVES)
        return self._form(
            Field(name="lit", label="How much is lit", kind="number", low=0, high=100),
            Field(name="half", label="Which half", kind="choice", options=options),
        )

    def entered(self, value: AnswerValue) -> Mapping[str, Any]:
        assert isinstance(value, Phase)
        return {"lit": value.lit, "half": value.half}

    def sample(self, number: int, said: str, mates: Sequence[str] = ()) -> Any:
        return {"lit": 10 + number % 90, "half": HALVES[number % 2]}


@frozen
class Light(OwnValue):
    """Who lights one's way, and how."""

    ways: tuple[tuple[str, str], ...] = field(converter=tuple)

    def names(self) -> frozenset[str]:
        return frozenset(who for who, _ in self.ways)

    def renamed(self, called: Callable[[str], str]) -> Self:
        return evolve(self, ways=[(called(who), how) for who, how in self.ways])

    def __str__(self) -> str:
        return "; ".join(f"{who}: {how}" for who, how in self.ways)


@frozen
class Lantern(Question):
    """Who lights your way, and how? It reaches them as a letter."""

    kind: ClassVar[str] = "moons.lantern"
    about_mates: ClassVar[bool] = True
    deals: ClassVar[bool] = True
    values: ClassVar[Mapping[str, type[OwnValue]]] = {"light": Light}
    wordings: ClassVar[tuple[Wording, ...]] = (_lights,)

    def deal(self, lots: Mapping[str, float]) -> Mapping[str, Sequence[str]]:
        ring = sorted(lots, key=lots.__getitem__)
        return {who: (ring[(at + 1) % len(ring)],) for at, who in enumerate(ring)}

    def who_sees(self, rule: Rule) -> Sequence[str]:
        return ("Then it goes to whom it is about, as a letter.",)

    def before_reveal(self, given: Given) -> Sequence[str]:
        reached = {who for each in given if isinstance(each, Light) for who in each.names()}
        return () if reached.issuperset(given.here) else ("Somebody would get no letter.",)

    def check(self, answer: object, mates: Sequence[str] = ()) -> Light:
        if isinstance(answer, Light):
            answer = dict(answer.ways)
        if not isinstance(answer, Mapping) or not answer:
            raise Invalid("say who lights your way, and how")
        for who in answer:
            if who not in mates:
                raise NotFound.among("teammate", who, mates)
        return Light([(who, texts.check(answer[who], "how")) for who in mates if who in answer])

    def letters(self, given: Given) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[Said | str]] = {}
        for author, light in given.answers:
            assert isinstance(light, Light)
            for who, how in light.ways:
                named = author and not given.floor
                line = _lights(how=how).of(author) if named else f"Somebody: {how}"
                found.setdefault(who, []).append(line)
        return found

    def replies(self, given: Given) -> tuple[Any, ...]:
        return ()

    def asked(
        self, mates: Sequence[str] = (), *, part: int | None = None, dealt: Sequence[str] = ()
    ) -> tuple[Block, ...]:
        who = f"You were dealt {', '.join(dealt)}. " if dealt else ""
        return (Text(lines=(f"{who}Write Ben: how; Cy: how",)),)

    def read(self, line: str, mates: Sequence[str] = ()) -> Any:
        parts = [each.partition(":") for each in line.split(";")]
        return {who.strip(): how.strip() for who, _, how in parts}

    def form(self, mates: Sequence[str] = (), *, dealt: Sequence[str] = ()) -> Form:
        options = tuple(Option(value=each, label=each) for each in mates)
        return self._form(
            Field(name="value", label=self.text, kind="text", options=options, many=True)
        )

    def sample(self, number: int, said: str, mates: Sequence[str] = ()) -> Any:
        return dict.fromkeys(mates, said or "brightly")


@frozen
class Candle(Lantern):
    """Who lights your way? It remembers for how many retros in a row nobody has lit somebody's."""

    kind: ClassVar[str] = "moons.candle"
    remembers: ClassVar[bool] = True

    def before_reveal(self, given: Given) -> Sequence[str]:
        again = any(given.before.get(who) for who in _in_the_dark(given))
        return ("It is dark for somebody, again.",) if again else ()

    def remember(self, given: Given) -> Mapping[str, int]:
        return {who: min(9, given.before.get(who, 0) + 1) for who in _in_the_dark(given)}


def _in_the_dark(given: Given) -> list[str]:
    lit = {who for each in given if isinstance(each, Light) for who in each.names()}
    return [who for who in given.here if who not in lit]


@hookimpl
def retrokit_register_questions() -> list[type[Question]]:
    return [FullMoon, Lantern, Candle]
