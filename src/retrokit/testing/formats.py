"""The promise of a format as tests that any format's author can run.

A format is data, so nearly all that can go wrong is seen by holding a whole retro of it: `Play`
does that, with members who take part in everything. What else its plugin brings is run too.
"""

from __future__ import annotations

from typing import Any

import pytest

from ..builtin.examples import rating, voting
from ..charter import ENTRY, MOST, NO_CHARTER, SENTENCE, Charter
from ..errors import FormatError
from ..formats import Activity, Attribution, Format
from ..plugins import Plugins
from ..retro import Retro, fold
from .given import as_fixture
from .playing import NAMES, Play, allowed
from .samples import record_of, samples

PURPOSE, WHEN = 110, 160
"""The longest `purpose` and `when`: a list of formats on a terminal shows both."""


_ENTRIES = tuple(f"{number:0>{ENTRY}}" for number in range(MOST))
LONGEST = Charter(
    purpose="x" * SENTENCE, principle="x" * SENTENCE, values=_ENTRIES, goals=_ENTRIES,
    customers=_ENTRIES, colleagues=_ENTRIES,
)  # fmt: skip
"""The longest charter that a team may have."""

NAME = "the plugin"
"""What the plugin goes by while it is tested."""


class FormatContract:
    """Subclass it in a test module, say which format, and pytest does the rest.

        class TestMyFormat(FormatContract):
            format = MY_FORMAT
            plugin = my_package

    `format` may also be a method or a fixture that returns the format. `plugin` is the module
    with your hook implementations; leave it out if there is none.
    """

    format: Any
    plugin: Any = None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Make a fixture of `format`, whichever way it was given."""
        super().__init_subclass__(**kwargs)
        as_fixture(cls, "format", Format)

    def test_the_plugin_registers_it(self, format: Format) -> None:
        """It can be chosen by its name as soon as the plugin is installed."""
        if self.plugin is None:
            pytest.skip("no plugin is given")
        plugins = Plugins()
        plugins.add(self.plugin, NAME)
        found = dict(plugins.formats).get(format.name)
        said = "; ".join(each.sentence for each in plugins.failures)
        assert found == format, f"not registered as {format.name}: {said or 'no hook returns it'}"
        assert not plugins.failures, said

    def test_it_says_what_it_is_for_in_few_words(self, format: Format) -> None:
        """A list of formats has room for so much and no more."""
        for name, said, most in (("purpose", format.purpose, PURPOSE), ("when", format.when, WHEN)):
            assert len(said) <= most, f"{name} has {len(said)} characters; at most {most} fit"
            assert "\n" not in said, f"{name} is one line"

    def test_every_step_has_its_words(self, format: Format) -> None:
        """The facilitator has something to say, and everybody knows what to write."""
        for number, activity in enumerate(format.agenda, 1):
            where = f"step {number} ({activity.kind})"
            assert activity.title.strip(), f"{where} has no title"
            assert activity.prompt.strip(), f"{where} has no prompt"
            for named in _named(activity):
                assert named[1].strip(), f"{where}: {named[0]!r} says nothing of what belongs there"

    def test_it_fits_into_a_meeting(self, format: Format) -> None:
        """It takes between a minute and 4 hours."""
        assert 1 <= format.minutes <= 240, f"{format.minutes} minutes; plan for 1 to 240"

    def test_any_team_can_be_told_it(self, format: Format) -> None:
        """What it says of the team's charter fits, also where a charter is as long as may be."""
        format.told_to(NO_CHARTER)
        try:
            format.told_to(LONGEST)
        except FormatError as error:
            raise AssertionError(f"with the longest charter there may be: {error}") from None

    def test_it_survives_being_exported(self, format: Format) -> None:
        """A retro of it can be exported and imported, and nothing is lost."""
        play = Play.start(format, len(NAMES), plugins=self._plugins())
        log, codec = play.retro.log, play.codec
        assert codec.import_log(codec.export_log(log)) == list(log), (
            "an export does not come back equal"
        )

    @pytest.mark.parametrize("members", [1, 2, 5])
    def test_a_whole_retro_can_be_held(self, format: Format, members: int) -> None:
        """From start to close, under every attribution, with nothing seen or left sealed.

        What counts and scores in it, what looks at it and what reports on it all work.
        """
        plugins = self._plugins()
        for attribution in allowed(format):
            play = Play.start(format, members, attribution, plugins)
            try:
                retro = play.to_the_end()
            except Exception as error:
                error.add_note(f"The retro was {attribution.value}, with {members} members.")
                raise
            assert fold(retro.log) == retro.state, "the log does not fold to the state"
            codec = play.codec
            assert codec.import_log(codec.export_log(retro.log)) == list(retro.log), (
                "an export loses something"
            )
            left = [each for each in play.keeper.seals().values() if each.draft.given]
            assert not left, f"{attribution.value}: something was left sealed"
            assert not play.keeper.marks(), f"{attribution.value}: who took part was left sealed"
            self._look_at(plugins, retro)
            _check_failures(plugins)

    def test_all_that_the_plugin_brings_works(self, format: Format) -> None:
        """Retros are held with each of its methods and scorings, and told by checks and reports."""
        if self.plugin is None:
            pytest.skip(f"no plugin is given with {format.name}")
        plugins = self._plugins()
        for method in self._brought(plugins, "tallies"):
            self._hold(plugins, voting(method))
        for scoring in self._brought(plugins, "scorings"):
            self._hold(plugins, rating(scoring))
        for record in samples().values():
            plugins.findings(record.state, record.history)
            for name in self._brought(plugins, "reports"):
                plugins.render(name, record)
        _check_failures(plugins)

    def _hold(self, plugins: Plugins, format: Format) -> None:
        for members in (1, 2, 5):
            for attribution in Attribution:
                Play.start(format, members, attribution, plugins).to_the_end()

    def _look_at(self, plugins: Plugins, retro: Retro) -> None:
        """Let the checks see a retro, and tell of it in each report of the plugin."""
        plugins.findings(retro.state, [])
        for name in self._brought(plugins, "reports"):
            plugins.render(name, record_of(retro))

    def _plugins(self) -> Plugins:
        """Return what is installed, and what is being tested."""
        plugins = Plugins.load()
        if self.plugin is not None and not plugins.has(self.plugin):
            plugins.add(self.plugin, NAME)
        plugins.provided()
        plugins.failures.clear()  # those of others; `test_the_plugin_registers_it` tells its own
        return plugins

    def _brought(self, plugins: Plugins, kind: str) -> list[str]:
        """Return the names of what the plugin provides of a kind."""
        if self.plugin is None:
            return []
        own = plugins.has(self.plugin)
        return [e.name for e in plugins.provided() if (e.kind, e.plugin) == (kind, own)]


def _named(activity: Activity) -> list[tuple[str, str]]:
    """Return what stands in an activity by its name, with its words if it can have some."""
    things = (each for found in activity.named.values() for each in found)
    return [
        (each.name, getattr(each, "text", getattr(each, "prompt", each.name))) for each in things
    ]


def _check_failures(plugins: Plugins) -> None:
    said = "; ".join(f"{each.plugin}: {each.sentence}" for each in plugins.failures)
    assert not said, f"something failed: {said}"
