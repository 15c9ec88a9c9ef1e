"""Retros that play themselves: every member takes part in everything, step by step."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

from attrs import define, field

from ..codec import CODEC, Codec
from ..engine.seals import MemoryKeeper
from ..engine.state import Step
from ..events import ActionItem, CarriedAction
from ..formats import Ask, Attribution, Collect, Decide, Discuss, Format, Review, Vote
from ..kinds.vote.facts import VoteTerms
from ..plugins import Plugins
from ..retro import Receipt, Retro

START = datetime(2031, 3, 1, 9, 30, tzinfo=UTC)
NAMES = ("Ada", "Bo", "Cleo", "Dušan", "恵美")


def allowed(format: Format) -> list[Attribution]:
    """Return the attributions that a retro of a format may have: its own and the stricter."""
    return [each for each in Attribution if each.strictness >= format.attribution.strictness]


@define
class Play:
    """A retro in which every member takes part in everything, step by step.

    `secrets` is what is sealed at the moment. An assertion fails when any of it can be seen.
    """

    retro: Retro
    keeper: MemoryKeeper
    secrets: list[str] = field(factory=list)
    codec: Codec = CODEC

    @classmethod
    def start(
        cls,
        format: Format,
        members: int,
        attribution: Attribution | None = None,
        plugins: Plugins | None = None,
    ) -> Play:
        """Start a retro with so many members and one action item from an earlier retro.

        `plugins` count and score in it, by default all that are installed.
        """
        plugins = plugins or Plugins.load()
        keeper, names = MemoryKeeper(), NAMES[:members]
        left = CarriedAction(
            number=1,
            home="earlier",
            item=ActionItem(number=1, text="Try again", decided=START, changed=START),
        )
        retro = Retro.start(
            format,
            team="Contract",
            members=names,
            facilitator=names[0],
            attribution=attribution,
            carried=[left],
            keeper=keeper,
            clock=lambda: START,
            rng=Random(members),
            tallies=plugins.tallies,
            scorings=plugins.scorings,
        )
        return cls(retro, keeper, codec=Codec(plugins.kinds))

    def to_the_end(self) -> Retro:
        """Go through the whole agenda, close the retro, and return it."""
        steps = list(self.retro.state.agenda)
        for step in steps:
            try:
                self._take_part(step)
                self._check_sealed(step)
                if step is not steps[-1]:
                    self.retro.next()
                else:
                    self.retro.close()
            except Exception as error:
                error.add_note(f"This was at {step.activity.title!r}, step {step.id}.")
                raise
        return self.retro

    def _take_part(self, step: Step) -> None:
        state, activity = self.retro.state, step.activity
        for number, name in enumerate(state.here):
            if isinstance(activity, Collect):
                self._write(step, activity, name)
            elif isinstance(activity, Ask):
                self._answer(step, activity, number, name)
            elif isinstance(activity, Vote):
                self._vote(step, number, name)
        if isinstance(activity, Review):
            for each in [each.number for each in state.carried.values() if not each.reviewed]:
                self.retro.review(each, "carried", owner=NAMES[0])
        elif isinstance(activity, Discuss):
            while self.retro.state.waiting(step.id):
                topic = self.retro.take_topic()
                self.retro.remark("It matters.", topic=topic.number)
            self.retro.remark("We go on.", decision=True)
        elif isinstance(activity, Decide):
            for goal in (*state.format.goals, None):
                self.retro.add_action("Do it", owner=NAMES[0], due=START.date(), goal=goal)
        elif activity.kind == "group" and len(topics := state.topics()) > 1:
            self.retro.group([topic.number for topic in topics[:2]], "Alike")

    def _write(self, step: Step, activity: Collect, name: str) -> None:
        for column in activity.columns:
            said = f"note {step.id}/{column.name}/{name} is a secret"
            if isinstance(self.retro.add_note(column.name, said, name), Receipt):
                self.secrets.append(said)

    def _answer(self, step: Step, activity: Ask, number: int, name: str) -> None:
        for question in activity.questions:
            said = f"answer {step.id}/{question.name}/{name} is a secret"
            mates = self.retro.teammates(question.name, name)
            if question.about_mates and len(self.retro.state.here) == 1:
                continue  # nobody else is here to be rated
            self.retro.answer(question.name, question.sample(number, said, mates), name)
            self.secrets.append(said)

    def _vote(self, step: Step, number: int, name: str) -> None:
        terms: VoteTerms = self.retro.state.at[step.id].terms
        assert terms.candidates, (
            f"nothing can be voted on at {step.activity.title!r}: "
            "let people write notes or decide on actions before"
        )
        said = f"objection {step.id}/{name} is a secret"
        chosen = terms.candidates[number % len(terms.candidates)]
        self.retro.vote(terms.ballot.sample(terms, [chosen], number, said), name)
        self.secrets.append(said)

    def _check_sealed(self, step: Step) -> None:
        told = self.codec.export_log(self.retro.log)
        for said in self.secrets:
            assert said not in told, f"seen before it was opened: {said}"
        assert not self.retro.state.is_opened(step), "this was opened before the step ended"
        self.secrets.clear()
