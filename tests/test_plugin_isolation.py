"""What a plugin does at run time: counted, told, rendered, and when it fails, set aside."""

from __future__ import annotations

from pathlib import Path

import pytest
from crew import CREW, FakeClock, write
from plugin_making import Install, formats, hook, load, sentences

from retrokit import hookspecs
from retrokit.codec import CODEC
from retrokit.errors import NotFound, PluginError
from retrokit.events import Opened
from retrokit.findings import Severity
from retrokit.formats import Attribution
from retrokit.kinds.ask.facts import Result
from retrokit.kinds.vote.facts import Votes
from retrokit.logbook import Logbook
from retrokit.plugins import Plugins
from retrokit.questions.results import TOO_FEW
from retrokit.retro import Retro, fold
from retrokit.tallies import Detail, Row, Tally


def at_vote(plugins: Plugins, format: str, ballot: object = None) -> Retro:
    """Return a retro in a logbook that has voted once, on two notes."""
    logbook = Logbook(":memory:", plugins=plugins, clock=FakeClock())
    retro = logbook.start(format, team="Lander", members=CREW)
    for text in "ab":
        write(retro, "Good", text)
    retro.next()
    retro.vote(ballot or {1: 2}, "Ana")
    retro.open_seals()
    return retro


def counted(retro: Retro) -> Votes:
    event = retro.log[-1]
    assert isinstance(event, Opened)
    assert isinstance(event.value, Votes)
    return event.value


def run(source: str) -> str:
    return hook("checks", f"[Check(name='own', title='Own', run={source})]")


def test_what_a_check_of_a_plugin_notices_is_told(install: Install) -> None:
    finding = "Finding(severity=Severity.GOOD, sentence=said)"
    install("good", formats("own-way") + run(f"lambda s, h: ({finding} for said in 'ab')"))
    plugins = load()
    retro = at_vote(plugins, "own-way")
    found = plugins.findings(retro.state, [])
    told = {(each.name, each.sentence) for each in found if each.severity is Severity.GOOD}
    assert told >= {("own", "a"), ("own", "b")}
    assert sentences(plugins) == []


def test_a_finding_keeps_the_name_that_it_has(install: Install) -> None:
    finding = "Finding(severity=Severity.GOOD, sentence='a', name='special')"
    install("good", formats("own-way") + run(f"lambda s, h: [{finding}, 1 / len(s.notes)]"))
    plugins = load()
    retro = Retro.start(plugins.format("own-way"), team="Lander", members=["Ana"])
    assert "check-failed" in {each.name for each in plugins.findings(retro.state, [])}
    install("fine", run(f"lambda s, h: [{finding}]").replace("name='own'", "name='fine'"))
    assert "special" in {each.name for each in load().findings(retro.state, [])}


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("lambda state, history: 1 / 0", "ZeroDivisionError: division by zero"),
        ("lambda state, history: exit(3)", "SystemExit: 3"),
        ("lambda state, history: None", "TypeError: 'NoneType' object is not iterable"),
        ("lambda state, history: ['bad']", "TypeError: a check returns findings"),
        ("lambda state, history: [Finding(severity='bad', sentence='x')]", "Invalid: "),
    ],
)
def test_a_check_that_fails_notices_nothing_and_harms_nobody(
    install: Install, source: str, said: str
) -> None:
    install("bad", formats("own-way") + run(source))
    plugins = load()
    retro = at_vote(plugins, "own-way")
    for _ in range(2):
        assert "own" not in [each.sentence for each in plugins.findings(retro.state, [])]
    [failure] = sentences(plugins)
    assert failure.startswith(f"bad: its check own failed: {said}")


def report(source: str) -> str:
    return hook("reports", f"[Report(name='own', title='O', suffix='.o', render={source})]")


def rendered(plugins: Plugins, name: str) -> str:
    with Logbook(":memory:", plugins=plugins, clock=FakeClock()) as logbook:
        return logbook.report(logbook.start("own-way", team="Lander", members=CREW), name)


def test_a_report_of_a_plugin_is_made(install: Install) -> None:
    install("good", formats("own-way") + report("lambda record: record.state.team"))
    assert rendered(load(), "own") == "Lander"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("lambda record: 1 / 0", "ZeroDivisionError: division by zero"),
        ("lambda record: exit(3)", "SystemExit: 3"),
        ("lambda record: None", "TypeError: a report returns text"),
        (r"lambda record: '\ud800'", "UnicodeEncodeError: 'utf-8' codec can't encode character"),
        (r"lambda record: int('\ud800')", "ValueError: invalid literal for int"),
    ],
)
def test_a_report_that_fails_is_an_error_that_names_its_plugin(
    install: Install, source: str, said: str
) -> None:
    install("bad", formats("own-way") + report(source))
    plugins = load()
    with pytest.raises(
        PluginError, match=f"plugin bad: its report own failed: {said}.*; choose another report"
    ):
        rendered(plugins, "own")
    [failure] = plugins.failures
    assert failure.sentence.startswith(f"its report own failed: {said}")
    assert failure.sentence.isprintable()
    assert "Lander" in rendered(plugins, "text")


def tally(source: str) -> str:
    method = f"TallyMethod('own', title='Own', count={source})"
    return hook("formats", "[a_format('own-way', 'own')]") + hook("tallies", f"[{method}]")


def test_a_vote_is_counted_by_the_method_of_a_plugin(install: Install) -> None:
    install("good", tally("lambda ballots, candidates: Tally([2], [(2, 7), (1, -7)])"))
    plugins = load()
    event = counted(at_vote(plugins, "own-way"))
    assert event.method == "own"
    assert event.tally is not None
    assert event.tally.winners == (2,)
    assert event.tally.standings == ((2, 7), (1, -7))
    assert sentences(plugins) == []


def test_a_method_that_leaves_the_counting_to_dots_is_no_failure(install: Install) -> None:
    install("shy", tally("lambda ballots, candidates: None"))
    plugins = load()
    event = counted(at_vote(plugins, "own-way"))
    assert (event.method, event.tally.winners) == ("dots", (1,))  # type: ignore[union-attr]
    assert sentences(plugins) == []


DETAIL = "lambda ballots, candidates: Tally((), (), (Detail('Round', ({},)),))"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("lambda ballots, candidates: 1 / 0", "ZeroDivisionError: division by zero"),
        ("lambda ballots, candidates: exit(3)", "SystemExit: 3"),
        ("lambda ballots, candidates: [1]", "TypeError: a voting method returns a Tally"),
        (
            "lambda ballots, candidates: Tally((1,), ((1, inf),))",
            "TypeError: a tally holds numbers, and inf is none that can be kept",
        ),
        (
            "lambda ballots, candidates: Tally((1,), ((1, True),))",
            "TypeError: a tally holds numbers, and True is none that can be kept",
        ),
        (
            "lambda ballots, candidates: Tally(('1',), ())",
            "TypeError: a tally names candidates by their whole numbers",
        ),
        (DETAIL.format("Row((9,), 1)"), "ValueError: a tally names candidates only"),
        (DETAIL.format("Row((1,), nan)"), "TypeError: a tally holds numbers, and nan is none"),
        (
            DETAIL.format("Row((1,), 1, chr(7))"),
            "Invalid: the text of a detail holds the",
        ),
        (DETAIL.format("Row((1,), 1, 7)"), "Invalid: the text of a detail must be text, not int"),
        (DETAIL.format("'x'"), "AttributeError: 'str' object has no attribute 'candidates'"),
        (
            "lambda ballots, candidates: Tally((), (), (Detail('', ()),))",
            "Invalid: the title of a detail is empty",
        ),
        (
            "lambda ballots, candidates: Tally((9,), ())",
            "ValueError: a tally names candidates only",
        ),
        (
            "lambda ballots, candidates: Tally((1,), ((9, 1),))",
            "ValueError: a tally names candidates only",
        ),
        (
            "lambda ballots, candidates: Tally(None, ())",
            "TypeError: 'NoneType' object is not iterable",
        ),
    ],
)
def test_a_method_that_fails_is_replaced_by_dots_and_the_log_says_so(
    install: Install, source: str, said: str
) -> None:
    install("bad", tally(source))
    plugins = load()
    event = counted(at_vote(plugins, "own-way"))
    assert (event.method, event.tally.winners) == ("dots", (1,))  # type: ignore[union-attr]
    [failure] = sentences(plugins)
    assert failure.startswith(f"bad: its voting method own failed: {said}")


def test_ballots_are_counted_by_a_stand_in_of_their_own_kind(install: Install) -> None:
    method = "TallyMethod('own', title='O', count=lambda ballots, candidates: 1 / 0, ballot='one')"
    install("bad", hook("formats", "[a_format('own-way', 'own')]") + hook("tallies", f"[{method}]"))
    plugins = load()
    retro = at_vote(plugins, "own-way", ballot=2)
    event = counted(retro)
    assert (event.method, event.unit, event.tally.winners) == ("plurality", "vote", (2,))  # type: ignore[union-attr]
    assert retro.state.at[2].terms.ballot.name == "one"
    # The log reads without the plugin.
    assert CODEC.import_log(CODEC.export_log(retro.log)) == list(retro.log)


def test_the_detail_of_a_plugin_s_count_is_kept(install: Install) -> None:
    detail = "[Detail('Own', [Row([2], 0.5, 'half'), Row([], 3)])]"
    install("good", tally(f"lambda ballots, candidates: Tally([2], [(2, 7), (1, 0)], {detail})"))
    retro = at_vote(load(), "own-way")
    assert counted(retro).tally == Tally(
        (2,), ((2, 7), (1, 0)), (Detail("Own", (Row((2,), 0.5, "half"), Row((), 3))),)
    )
    assert CODEC.import_log(CODEC.export_log(retro.log)) == list(retro.log)


def test_a_method_that_is_not_there_is_refused_at_the_start(install: Install) -> None:
    install("half", hook("formats", "[a_format('own-way', 'gone')]"))
    with pytest.raises(NotFound, match="no voting method 'gone'"):
        at_vote(load(), "own-way")


def scoring(source: str) -> str:
    made = f"Scoring(name='own', title='Own', score={source})"
    asked = "[Allocation('points', 'Who?', scoring='own')]"
    format = f"Format(name='own-way', title='O', purpose='P.', agenda=[Ask(questions={asked})])"
    return hook("formats", f"[{format}]") + hook("scorings", f"[{made}]")


def rated(plugins: Plugins, attribution: Attribution = Attribution.CONFIDENTIAL) -> Retro:
    """Return a retro whose four members have each given the next one everything."""
    team = (*CREW, "Dee")
    with Logbook(":memory:", plugins=plugins, clock=FakeClock()) as logbook:
        retro = logbook.start("own-way", team="Lander", members=team, attribution=attribution)
        for number, who in enumerate(team):
            given = {each: 100 * (each == team[number - 1]) for each in team if each != who}
            retro.answer("points", given, who)
        retro.open_seals()
    return retro


def outcome(retro: Retro) -> Result:
    [result] = retro.state.at[1].results
    return result


def test_answers_about_teammates_are_scored_by_a_plugin(install: Install) -> None:
    finding = "Finding(severity=Severity.NOTICE, sentence='Uneven.', evidence=['4 of 4'])"
    letters = "{each: [f'{each}, thank you.'] for each in a.members}"
    install("good", scoring(
        f"lambda a: Scores(group=[f'{{len(a.rows)}} rated.'], findings=[{finding}], "
        f"letters={letters})"
    ))  # fmt: skip
    plugins = load()
    retro = rated(plugins)
    result = outcome(retro)
    assert (result.scoring, result.group) == ("own", ("4 rated.",))
    assert [each.sentence for each in plugins.findings(retro.state, [])] == ["Uneven."]
    for who in retro.state.here:
        [(_, letter)] = retro.letters(who)
        assert letter.lines == (f"{who}, thank you.",)
    assert sentences(plugins) == []


def test_no_scoring_writes_to_whom_too_few_have_rated(install: Install) -> None:
    install("bold", scoring("lambda a: Scores(letters={m: ['All of it.'] for m in a.members})"))
    with Logbook(":memory:", plugins=load()) as logbook:
        retro = logbook.start(
            "own-way", team="Lander", members=CREW, attribution=Attribution.CONFIDENTIAL
        )
        for who in CREW:
            retro.answer("points", [50, 50], who)
        retro.open_seals()
    assert [retro.letters(who)[0][1].lines for who in CREW] == [(TOO_FEW,)] * 3


def test_a_scoring_that_leaves_it_to_the_built_in_one_is_no_failure(install: Install) -> None:
    install("shy", scoring("lambda a: None"))
    plugins = load()
    assert outcome(rated(plugins)).scoring == "received"
    assert sentences(plugins) == []


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("lambda a: 1 / 0", "ZeroDivisionError: division by zero"),
        ("lambda a: exit(3)", "SystemExit: 3"),
        ("lambda a: 'fine'", "TypeError: a scoring returns Scores"),
        ("lambda a: Scores(findings=['fine'])", "TypeError: a scoring finds findings"),
        ("lambda a: Scores(group='fine')", "Invalid: a scoring says a list of sentences, not"),
        ("lambda a: Scores(letters={'Ana': 'fine'})", "Invalid: a scoring says a list of"),
        ("lambda a: Scores(letters=['Ana'])", "Invalid: letters map members"),
        ("lambda a: Scores(letters={'Ana': None})", "Invalid: a scoring says a list of"),
        ("lambda a: Scores(letters={a.members[0]: [7]})", "Invalid: what a scoring says must"),
        ("lambda a: Scores(letters={'Zed': ['Hi']})", "ValueError: a scoring writes to members"),
        ("lambda a: Scores(letters={'Ana': ['Hi']})", "ValueError: a scoring writes to members"),
        ("lambda a: Scores(letters={a.members[0]: ['\\x1b[2J']})", "Invalid: what a scoring says"),
        ("lambda a: Scores(group=['\\x07'])", "Invalid: what a scoring says holds the control"),
        ("lambda a: Scores(findings=[Finding(severity=Severity.GOOD, sentence='a', "
         "evidence=['\\x07'])])", "Invalid: what a scoring says holds the control"),
        ("lambda a: a.rows[0][1][0][1].append(3)", "AttributeError: 'tuple' object has no"),
    ],
)  # fmt: skip
def test_a_scoring_that_fails_is_replaced_and_the_log_says_so(
    install: Install, source: str, said: str
) -> None:
    install("bad", scoring(source))
    plugins = load()
    retro = rated(plugins)
    assert outcome(retro).scoring == "received"
    assert retro.letters("Ana")[0][1].lines[0] == "You were given 0 to 100 by 3, median 0."
    [failure] = sentences(plugins)
    assert failure.startswith(f"bad: its scoring own failed: {said}")


def test_where_nothing_may_fail_a_scoring_that_fails_leaves_the_answers_sealed(
    install: Install,
) -> None:
    install("bad", scoring("lambda a: 1 / 0"))
    plugins = load(RETROKIT_STRICT="1")
    retro = Logbook(":memory:", plugins=plugins).start("own-way", team="Lander", members=CREW)
    retro.answer("points", [50, 50], "Ana")
    with pytest.raises(PluginError, match="plugin bad: its scoring own failed: ZeroDivisionError"):
        retro.open_seals()
    assert retro.sealed_count() == 1
    assert retro.state.at == {}


def test_a_scoring_that_is_not_there_is_refused_at_the_start(install: Install) -> None:
    install("half", scoring("None").partition("@hookimpl\ndef retrokit_register_scorings")[0])
    with pytest.raises(NotFound, match="no scoring 'own'"):
        rated(load())


def test_a_scoring_reads_letters_that_can_be_gone_through_but_once(install: Install) -> None:
    letters = "{who: (each for each in ['x', 'y']) for who in a.members}"
    install("lazy", scoring(f"lambda a: Scores(letters={letters})"))
    assert rated(load()).letters("Ana")[0][1].lines == ("x", "y")


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("lambda a: Scores(group=['Most think of ANA.'])", "names a member in what everyone sees"),
        ("lambda a: Scores(group=[f'{a.rows}'])", "puts the key of a member into what everyone"),
        ("lambda a: Scores(letters={a.members[0]: [a.members[1]]})", "into the letter to another"),
    ],
)
def test_a_scoring_that_names_somebody_is_not_used_and_the_log_says_so(
    install: Install, source: str, why: str
) -> None:
    install("nosy", scoring(source))
    plugins = load()
    assert outcome(rated(plugins)).scoring == "received"
    [failure] = sentences(plugins)
    assert failure.startswith("nosy: its scoring own was not used: it ")
    assert why in failure
    assert outcome(rated(load(), Attribution.NAMED)).scoring == "own" or "letters" in source


def test_a_logbook_is_opened_by_the_store_of_a_plugin(install: Install) -> None:
    kind = "StoreKind(scheme='mem', title='M', open=lambda url: MemoryStore())"
    source = "from retrokit.stores.memory import MemoryStore\n" + hook("stores", f"[{kind}]")
    install("good", source)
    with Logbook("mem://anything", plugins=load()) as logbook:
        assert logbook.start("daki", team="Lander").state.team == "Lander"


def test_every_hook_there_is_has_been_exercised_here() -> None:
    folder = Path(__file__).parent
    source = (folder / "test_plugins.py").read_text("utf-8") + Path(__file__).read_text("utf-8")
    hooks = {name for name in vars(hookspecs) if name.startswith("retrokit_register_")}
    kinds = {name.removeprefix("retrokit_register_") for name in hooks}
    assert kinds == {
        "formats", "activities", "checks", "questions", "reports", "scorings", "stores", "tallies",
    }  # fmt: skip
    for name in kinds:
        assert f'"{name}"' in source
        with pytest.raises(NotImplementedError):
            getattr(hookspecs, f"retrokit_register_{name}")()


SPOIL = """
def spoil(state):
    state.members.clear()
    state.actions.popitem()
    state.at.popitem()
"""


@pytest.mark.parametrize("kind", ["checks", "reports"])
def test_what_a_plugin_changes_in_a_state_is_changed_for_nobody_else(
    install: Install, kind: str
) -> None:
    made = {
        "checks": run("lambda state, history: spoil(state) or ()"),
        "reports": report("lambda record: str(spoil(record.state))"),
    }
    install("bad", SPOIL + formats("own-way") + made[kind])
    plugins = load()
    retro = at_vote(plugins, "own-way")
    retro.add_action("Mend it", owner="Ana")
    with Logbook(":memory:", plugins=plugins) as logbook:
        before = logbook.report(retro, "text")
        if kind == "checks":
            plugins.findings(retro.state, [])
        else:
            logbook.report(retro, "own")
        assert logbook.report(retro, "text") == before
    assert [*retro.state.members] == list(CREW)
    assert retro.state.actions
    assert retro.state == fold(retro.log)
    assert sentences(plugins) == []


@pytest.mark.parametrize(
    ("made", "said"),
    [
        ("name='own', title='\\ud800', suffix='.o'", "the title of own is not UTF-8 text"),
        ("name='own', title=None, suffix='.o'", "the title of own must be text"),
        ("name='\\ud800', title='O', suffix='.o'", "the name is not UTF-8 text"),
        ("name='own', title='O', suffix='.t\\r\\nX: y'", "is no suffix of the files of own"),
        ("name='own', title='O', suffix=None", "None is no suffix of the files of own"),
    ],
)
def test_what_cannot_be_shown_is_not_offered(install: Install, made: str, said: str) -> None:
    install("bad", formats("own-way") + hook("reports", f"[Report({made}, render=str)]"))
    plugins = load()
    assert [*plugins.reports] == ["markdown", "html", "summary", "csv", "json", "text"]
    [failure] = sentences(plugins)
    assert said in failure
    assert failure.isprintable()
