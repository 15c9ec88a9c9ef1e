"""Rounds, as a format declares it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from attrs import field, frozen

from retrokit import Activity, FormatError, Stage
from retrokit.phrases import plural

MOST_ROUNDS = 12
LONGEST = 60
"""The longest phase, in minutes."""


@frozen
class Role:
    """What somebody does in a round: `name` is "Listener", `you` is "listen", `they` "listens".

    `prompt` is what people in this role read.
    """

    name: str
    you: str
    they: str
    prompt: str = ""


@frozen
class Phase:
    """A part of every round, with a clock of its own. `prompt` is what everybody reads."""

    title: str
    minutes: int
    prompt: str = ""


SPEAKER = Role(
    "Speaker",
    "speak",
    "speaks",
    "Tell a true story from work that still occupies you. It needs no ending.",
)
LISTENER = Role(
    "Listener",
    "listen",
    "listens",
    "Listen to understand. Say nothing but “What else?”. No advice, no story of your own.",
)
OBSERVER = Role(
    "Observer",
    "observe",
    "observes",
    "Watch the listening. What did the listener do that made the speaker go on?",
)
PHASES = (
    Phase("Talk", 4, "The speaker speaks, the listener listens. Silence is fine."),
    Phase("Say back", 2, "The listener says what they heard. The speaker corrects it."),
    Phase("Observe", 1, "The observer says what they saw, and nothing else."),
)


def _roles(values: Iterable[Role]) -> tuple[Role, ...]:
    return tuple(values)


def _phases(values: Iterable[Phase]) -> tuple[Phase, ...]:
    return tuple(values)


@frozen(kw_only=True)
class Rounds(Activity):
    """People practise in groups of `size`, for so many `rounds`, and the roles go round.

    There is a role for everyone in a group; who is one too many is a second in the last role. Each
    round is drawn when it begins and goes through the same `phases`. With `rounds` for each role,
    there are more of them until everyone has had the first one. Raises `FormatError`.
    """

    kind: ClassVar[str] = "practice.rounds"
    page: ClassVar[str] = "retrokit_practice:page"
    rules: ClassVar[str] = "retrokit_practice.rules:ROUNDS"

    title: str = "Practise in rounds"
    stage: Stage = Stage.GATHER_DATA
    prompt: str = "We practise in small groups. Each of us has each role."
    minutes: int = 25
    size: int = field(default=3)
    rounds: int = field(default=3)
    roles: tuple[Role, ...] = field(default=(SPEAKER, LISTENER, OBSERVER), converter=_roles)
    phases: tuple[Phase, ...] = field(default=PHASES, converter=_phases)

    @size.validator
    def _small(self, attribute: Any, value: object) -> None:
        if type(value) is not int or not 2 <= value <= 4:
            raise FormatError(f"rounds: size is 2, 3 or 4, not {value!r}", field="size")

    @rounds.validator
    def _few(self, attribute: Any, value: object) -> None:
        if type(value) is not int or not 1 <= value <= MOST_ROUNDS:
            raise FormatError(
                f"rounds: rounds is a number from 1 to {MOST_ROUNDS}, not {value!r}", field="rounds"
            )

    @roles.validator
    def _one_each(self, attribute: Any, value: tuple[object, ...]) -> None:
        if not all(isinstance(each, Role) for each in value) or len(value) != self.size:
            raise FormatError(
                f"rounds: roles holds {self.size} roles, one for each in a group", field="roles"
            )

    @phases.validator
    def _timed(self, attribute: Any, value: tuple[object, ...]) -> None:
        if not value or not all(isinstance(each, Phase) for each in value):
            raise FormatError("rounds: phases holds one phase or more", field="phases")
        for at, each in enumerate(value):
            minutes = each.minutes  # type: ignore[attr-defined]  # all are phases
            if type(minutes) is not int or not 1 <= minutes <= LONGEST:
                raise FormatError(
                    f"rounds: a phase takes 1 to {LONGEST} minutes, not {minutes!r}",
                    field=f"phases[{at}].minutes",
                )

    @property
    def contents(self) -> Sequence[str]:
        """Return how it goes: groups and rounds, what each role reads, and the phases."""
        groups = {2: "pairs", 3: "trios", 4: "fours"}[self.size]
        return [
            f"{plural(self.rounds, 'round')} in {groups}",
            *(f"{each.name}: {each.prompt}" for each in self.roles),
            *(f"{each.title}, {each.minutes} min: {each.prompt}" for each in self.phases),
        ]
