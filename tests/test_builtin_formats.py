"""The fourteen classic formats: each a whole agenda, each in its own words."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from itertools import pairwise

import pluggy
import pytest

from retrokit import builtin, hookspecs, texts
from retrokit.builtin import bookends
from retrokit.formats import (
    Activity,
    Ask,
    Attribution,
    Collect,
    Column,
    Decide,
    Discuss,
    Format,
    Group,
    Review,
    Stage,
    Vote,
    Welcome,
)
from retrokit.questions import Scale

NAMES = [
    "start-stop-continue",
    "went-well",
    "mad-sad-glad",
    "four-ls",
    "sailboat",
    "starfish",
    "lean-coffee",
    "rose-thorn-bud",
    "daki",
    "kalm",
    "wrap",
    "timeline",
    "incident-review",
    "pre-mortem",
]

ALL = builtin.retrokit_register_formats()
FORMATS, OPENERS = ALL[: len(NAMES)], ALL[len(NAMES) :]
NAMED = {each.name: each for each in FORMATS}
SHARED = (bookends.REVIEW, bookends.SAFETY_CHECK, bookends.TIME_WELL_SPENT)

each_format = pytest.mark.parametrize("format", FORMATS, ids=lambda each: each.name)


def columns_of(format: Format) -> list[Column]:
    return [
        column
        for activity in format.agenda
        if isinstance(activity, Collect)
        for column in activity.columns
    ]


def kinds_of(format: Format) -> list[str]:
    return [activity.kind for activity in format.agenda]


def own_activities() -> list[Activity]:
    return [each for format in FORMATS for each in format.agenda if each not in SHARED]


def repeated(items: list[str]) -> list[str]:
    return [item for item, times in Counter(items).items() if times > 1]


# --- All of them together ---------------------------------------------------------------------


def test_exactly_these_fourteen_in_the_order_a_newcomer_reads_them() -> None:
    assert [each.name for each in FORMATS] == NAMES
    assert [each.name for each in OPENERS] == ["icebreaker", "checkout"]


def test_they_come_through_the_hook_like_any_plugins_formats() -> None:
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    manager.register(builtin)
    manager.check_pending()
    assert manager.hook.retrokit_register_formats()[0] == ALL


def test_any_format_begins_and_ends_with_the_short_ones() -> None:
    opening, ending = OPENERS
    for format in FORMATS:
        titles = [each.title for each in format.extended(opening).extended(ending).agenda]
        assert titles[-1] == "Checkout"
        first = min(
            (titles.index(each.title) for each in format.agenda if each.kind == "collect"),
            default=len(titles),
        )
        assert titles.index("Icebreaker") < first
        assert len(titles) == len(format.agenda) + 2


def test_no_question_is_asked_twice_or_without_its_mark() -> None:
    asked = [text for each in OPENERS for text in each.agenda[0].pool]
    assert repeated([text.casefold() for text in asked]) == []
    assert all(text.endswith("?") for text in asked)


def test_loading_the_plugin_makes_no_format_until_the_hook_is_called() -> None:
    seen = (
        "import sys, retrokit.builtin as plugin\n"
        "content = {'columns', 'pictures', 'stories', 'lean_coffee', 'bookends', 'openers'}\n"
        "loaded = lambda: sorted(c for c in content if 'retrokit.builtin.' + c in sys.modules)\n"
        "print(loaded())\n"
        "plugin.retrokit_register_formats()\n"
        "print(len(loaded()))\n"
    )
    run = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["[]", "6"]


def test_titles_purposes_and_occasions_tell_the_formats_apart() -> None:
    for what in ("title", "purpose", "when"):
        assert repeated([getattr(each, what).casefold() for each in FORMATS]) == []


def test_no_two_formats_have_the_same_columns() -> None:
    sets = ["|".join(sorted(c.name.casefold() for c in columns_of(each))) for each in FORMATS]
    assert repeated(sets) == []


def test_every_format_speaks_in_its_own_words() -> None:
    assert repeated([activity.prompt for activity in own_activities()]) == []
    assert repeated([column.prompt for format in FORMATS for column in columns_of(format)]) == []


def test_the_same_question_is_asked_under_the_same_name_in_every_format() -> None:
    # Trends follow a question by its name across retros of different formats.
    asked: dict[str, object] = {}
    for format in FORMATS:
        for activity in format.agenda:
            for question in activity.questions if isinstance(activity, Ask) else ():
                assert asked.setdefault(question.name, question) == question


# --- Each of them -----------------------------------------------------------------------------


@each_format
def test_it_opens_with_a_welcome_and_ends_with_a_decision(format: Format) -> None:
    kinds = kinds_of(format)
    assert kinds[0] == "welcome"
    assert kinds.count("welcome") == kinds.count("decide") == 1
    assert kinds[kinds.index("decide") + 1 :] in ([], ["ask"])


@each_format
def test_it_collects_then_votes_then_discusses_then_decides(format: Format) -> None:
    kinds = kinds_of(format)
    assert kinds.count("vote") == kinds.count("discuss") == 1
    order = [kinds.index(kind) for kind in ("collect", "vote", "discuss", "decide")]
    assert order == sorted(order)
    if "group" in kinds:
        assert kinds.index("collect") < kinds.index("group") < kinds.index("vote")


@each_format
def test_its_stages_run_in_the_classic_order(format: Format) -> None:
    stages = [list(Stage).index(activity.stage) for activity in format.agenda]
    assert stages == sorted(stages)
    assert format.agenda[0].stage is Stage.SET_THE_STAGE


@each_format
def test_its_purpose_and_occasion_are_one_short_sentence_each(format: Format) -> None:
    for sentence, limit in ((format.purpose, 110), (format.when, 160)):
        assert 20 <= len(sentence) <= limit
        assert re.fullmatch(r"[A-Z][^.!?]*\.", sentence)


@each_format
def test_it_fits_a_meeting(format: Format) -> None:
    assert 30 <= format.minutes <= 90
    assert all(activity.minutes >= 2 for activity in format.agenda)


@each_format
def test_its_columns_are_easy_to_type_and_say_what_belongs_there(format: Format) -> None:
    for column in columns_of(format):
        assert re.fullmatch(r"[A-Z][A-Za-z]*([ -][A-Za-z]+)*", column.name)
        assert len(column.name) <= 24
        assert column.prompt.endswith("?")
        assert column.prompt != f"{column.name}?"


@each_format
def test_all_that_it_says_can_be_shown_on_a_screen(format: Format) -> None:
    for activity in format.agenda:
        texts.check(activity.prompt, activity.title, limit=240, lines=False)
        assert activity.prompt.endswith((".", "?"))
        assert not re.search(r"\b(\w+) \1\b|  ", activity.prompt), "a word or space is doubled"
    for column in columns_of(format):
        texts.check(column.prompt, column.name, limit=100, lines=False)


@each_format
def test_its_steps_can_be_told_apart_by_title(format: Format) -> None:
    assert repeated([activity.title.casefold() for activity in format.agenda]) == []


@each_format
def test_a_vote_asks_only_for_what_was_collected_before_it(format: Format) -> None:
    before: set[str] = set()
    for activity in format.agenda:
        if isinstance(activity, Collect):
            before.update(column.name for column in activity.columns)
        if isinstance(activity, Vote):
            assert set(activity.columns) <= before
            # A vote that names every column narrows nothing, and should name none.
            assert set(activity.columns) != before
            assert activity.on == "topics"
            assert activity.method == "dots"


@each_format
def test_the_discussion_has_time_for_the_topics_it_takes(format: Format) -> None:
    (discuss,) = [each for each in format.agenda if isinstance(each, Discuss)]
    assert discuss.order[0] == "votes"
    assert 5 <= discuss.topic_minutes <= 10
    assert discuss.minutes >= 3 * discuss.topic_minutes
    if discuss.top is not None:
        assert discuss.top >= 3
        assert discuss.top * discuss.topic_minutes == discuss.minutes


@each_format
def test_nobody_is_asked_for_a_number_under_their_name(format: Format) -> None:
    for activity in format.agenda:
        if isinstance(activity, Ask):
            for question in activity.questions:
                if isinstance(question, Scale):
                    assert activity.attribution is Attribution.ANONYMOUS
                    assert question.labels


@each_format
def test_open_action_items_are_looked_at_before_new_notes_are_written(format: Format) -> None:
    kinds = kinds_of(format)
    if format.name == "pre-mortem":
        assert "review" not in kinds  # nothing has been done yet that could be looked back on
    else:
        assert kinds.count("review") == 1
        assert kinds.index("review") < kinds.index("collect")


# --- Where their practice differs -------------------------------------------------------------


def test_lean_coffee_has_one_column_no_groups_and_short_talks() -> None:
    coffee = NAMED["lean-coffee"]
    assert [column.name for column in columns_of(coffee)] == ["Topics"]
    assert "group" not in kinds_of(coffee)
    for activity in coffee.agenda:
        if isinstance(activity, Discuss):
            assert (activity.topic_minutes, activity.top) == (5, None)
            assert activity.minutes == max(each.minutes for each in coffee.agenda)
        if isinstance(activity, Vote):
            assert activity.budget == 3
            assert activity.prompt.startswith("Three dots")


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"lean-coffee"}))
def test_all_others_put_notes_together_before_they_vote(name: str) -> None:
    assert sum(isinstance(each, Group) for each in NAMED[name].agenda) == 1


@pytest.mark.parametrize("name", ["timeline", "incident-review"])
def test_facts_are_gathered_in_the_open_and_judged_in_private(name: str) -> None:
    facts, insights = [each for each in NAMED[name].agenda if isinstance(each, Collect)]
    assert not facts.sealed
    assert insights.sealed
    (vote,) = [each for each in NAMED[name].agenda if isinstance(each, Vote)]
    assert set(vote.columns) <= {column.name for column in insights.columns}
    assert set(vote.columns) != set()


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"timeline", "incident-review"}))
def test_elsewhere_notes_stay_hidden_until_all_are_opened(name: str) -> None:
    assert all(each.sealed for each in NAMED[name].agenda if isinstance(each, Collect))


@pytest.mark.parametrize("name", ["mad-sad-glad", "timeline", "incident-review"])
def test_where_speaking_up_is_hard_safety_is_asked_before_anything_is_said(name: str) -> None:
    assert isinstance(NAMED[name].agenda[0], Welcome)
    assert NAMED[name].agenda[1] is bookends.SAFETY_CHECK


def test_a_sailboat_agrees_on_the_island_before_it_looks_at_the_wind() -> None:
    island, forces = [each for each in NAMED["sailboat"].agenda if isinstance(each, Collect)]
    assert [column.name for column in island.columns] == ["Island"]
    assert [column.name for column in forces.columns] == ["Wind", "Anchors", "Rocks"]
    (vote,) = [each for each in NAMED["sailboat"].agenda if isinstance(each, Vote)]
    assert "Island" not in vote.columns


def test_nobody_votes_on_thanks() -> None:
    (vote,) = [each for each in NAMED["wrap"].agenda if isinstance(each, Vote)]
    assert set(vote.columns) == {column.name for column in columns_of(NAMED["wrap"])} - {
        "Appreciations"
    }


def test_a_pre_mortem_looks_ahead_and_collects_causes_before_preventions() -> None:
    format = NAMED["pre-mortem"]
    kinds = kinds_of(format)
    first, second = [place for place, kind in enumerate(kinds) if kind == "collect"]
    assert first < kinds.index("vote") < kinds.index("discuss") < second < kinds.index("decide")
    welcome = format.agenda[0]
    assert isinstance(welcome, Welcome)
    assert welcome.directive == ""
    before, after = [
        question
        for activity in format.agenda
        if isinstance(activity, Ask)
        for question in activity.questions
        if isinstance(question, Scale)
    ]
    assert (before.low, before.high, before.labels) == (after.low, after.high, after.labels)


def test_an_incident_review_is_blameless_and_holds_repairs_against_goals() -> None:
    format = NAMED["incident-review"]
    welcome = format.agenda[0]
    assert isinstance(welcome, Welcome)
    assert "best job they could" in welcome.directive
    assert {"Contributed", "Went well", "Got lucky"} <= {c.name for c in columns_of(format)}
    assert any(isinstance(each, Review) and "repairs" in each.prompt for each in format.agenda)
    (decide,) = [each for each in format.agenda if isinstance(each, Decide)]
    for goal in format.goals:
        assert goal.lower() in decide.prompt.lower()


def test_goals_are_declared_where_decisions_are_held_against_them() -> None:
    assert {each.name for each in FORMATS if each.goals} == {"incident-review", "pre-mortem"}
    for format in FORMATS:
        assert len(format.goals) in (0, 3)
        for shorter, longer in pairwise(sorted(format.goals, key=len)):
            assert not longer.lower().startswith(shorter.lower()), "typed goals must tell apart"
