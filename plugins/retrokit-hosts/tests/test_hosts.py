"""The leader asks: the format's contract, its promises of privacy, and what it notices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from typing import Literal

import pytest
from simulated_teams import ANSWERS, CREW, HOST, answered, rate, started

import retrokit_hosts
from retrokit import Answer, Ask, Attribution, Check, Finding, Logbook, Plugins, Retro, Severity
from retrokit.testing import CheckContract, FormatContract
from retrokit_hosts.hosts import AGAIN, BAD_NEWS, CHOICES, HOSTS, KEPT_QUIET, NO_NEWS, REGRETTED
from retrokit_hosts.hosts_checks import CHECKS

GLAD = BAD_NEWS.options[0]
BY_NAME = {each.name: each for each in CHECKS}
Answers = Sequence[Answer | None]
Outcome = Literal["done", "carried", "dropped"]


class TestHosts(FormatContract):
    format = HOSTS
    plugin = retrokit_hosts


class TestChecks(CheckContract):
    @pytest.fixture(params=CHECKS, ids=lambda each: each.name)
    def check(self, request: pytest.FixtureRequest) -> Check:
        found: Check = request.param
        return found


def noticed(name: str, retro: Retro) -> list[Finding]:
    return list(BY_NAME[f"hosts-{name}"].run(retro.state, []))


# --- what is promised to those who answer


def test_it_takes_forty_minutes_and_stores_no_author() -> None:
    assert HOSTS.minutes == 40
    assert HOSTS.attribution is Attribution.ANONYMOUS
    retro = answered(started(HOSTS), {AGAIN.name: ["yes", "no", "yes"]})
    assert not any(name in str(each) for name in CREW for each in retro.log[1:])


def test_no_answer_is_followed_over_time() -> None:
    for each in CHOICES:
        assert each.favourable == ()
    answers: dict[str, Answers] = {each.name: [each.options[0]] * 6 for each in CHOICES}
    retro = answered(started(HOSTS), answers)
    assert retro.state.measures == {}


def test_the_host_answers_nothing_and_is_counted_in_nothing() -> None:
    retro = started(HOSTS)
    assert HOST not in retro.state.respondents
    [(_, asked)] = answered(retro, {AGAIN.name: ["yes"] * 6}).state.of(Ask)
    assert asked.team == len(CREW)


# --- the host


def test_it_says_so_where_nobody_is_the_host() -> None:
    assert noticed("no-host", started(HOSTS)) == []
    [finding] = noticed("no-host", started(HOSTS, observers=()))
    assert finding.severity is Severity.WARNING
    assert finding.sentence.startswith("Nobody is here as the host, so")


def test_a_leader_who_is_counted_among_those_who_answer_is_told() -> None:
    retro = Retro.start(HOSTS, team="Lander", members=[*CREW, HOST], facilitator=HOST)
    [finding] = noticed("no-host", retro)
    assert finding.sentence.startswith("Nobody is here as the host, and Lena is counted")
    retro.set_observer(HOST)
    assert noticed("no-host", retro) == []


def test_somebody_else_may_facilitate_as_long_as_the_host_observes() -> None:
    retro = Retro.start(HOSTS, team="Lander", members=CREW, observers=[HOST], facilitator="Ada")
    assert noticed("no-host", retro) == []


def test_a_host_who_has_left_is_missed() -> None:
    retro = started(HOSTS)
    retro.leave(HOST)
    [finding] = noticed("no-host", retro)
    assert finding.sentence.startswith("The host has left.")


# --- promises


class Meetings:
    """A team that meets with its host every half year."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 12, 9, tzinfo=UTC)
        plugins = Plugins.load({"RETROKIT_PLUGINS": ""})
        plugins.add(retrokit_hosts, "hosts")
        self.logbook = Logbook(":memory:", plugins=plugins, clock=lambda: self.now, rng=Random(7))

    def hold(
        self, *promises: str, host: str = HOST, format: str = "hosts", **reviewed: Outcome
    ) -> Retro:
        """Hold a retro; `reviewed` says what becomes of the action items that came along."""
        retro = self.logbook.start(
            format, team="Lander", members=CREW, observers=[host], facilitator=host
        )
        if reviewed:
            retro.go("review")
        for item in [*retro.state.carried.values()]:
            if what := reviewed.get(item.item.text):
                reason = "it is no use" if what == "dropped" else ""
                retro.review(item.number, what, reason=reason)
        retro.go("decide")
        for each in promises:
            retro.add_action(each, owner=host, due=self.now.date() + timedelta(days=60))
        retro.close()
        self.now += timedelta(days=180)
        return retro

    def found(self, retro: Retro, name: str) -> list[Finding]:
        return [each for each in self.logbook.findings(retro) if each.name == name]


@pytest.fixture
def meetings() -> Iterator[Meetings]:
    made = Meetings()
    with made.logbook:
        yield made


def test_promises_kept_are_counted_from_time_to_time(meetings: Meetings) -> None:
    first = meetings.hold("Ask", "Call")
    assert meetings.found(first, "hosts-kept") == []
    second = meetings.hold("Tell", Ask="done")
    [finding] = meetings.found(second, "hosts-kept")
    assert finding.sentence == "Promises kept so far: 1 of 2. 1 is still open."
    third = meetings.hold(Call="dropped", Tell="done")
    [finding] = meetings.found(third, "hosts-kept")
    assert finding.sentence == "Promises kept so far: 2 of 3. 1 is dropped."
    assert finding.severity is Severity.NOTICE
    # A report of before says what was so then.
    [finding] = meetings.found(second, "hosts-kept")
    assert finding.sentence == "Promises kept so far: 1 of 2. 1 is still open."


def test_all_promises_kept_is_good_and_what_got_done_in_between_counts(meetings: Meetings) -> None:
    first = meetings.hold("Ask")
    loaded = meetings.logbook.load(first.state.id)
    loaded.change_action(next(iter(loaded.state.actions)), status="done")
    second = meetings.hold()
    [finding] = meetings.found(second, "hosts-kept")
    assert (finding.severity, finding.sentence.values["kept"]) == (Severity.GOOD, 1)


def test_what_others_promised_elsewhere_is_not_the_hosts(meetings: Meetings) -> None:
    meetings.hold("Ask", format="daki")
    meetings.hold("Call", host="Max")
    retro = meetings.hold()
    assert meetings.found(retro, "hosts-kept") == []


@pytest.mark.parametrize("reviewed", [{"Ask": "carried"}, {}])
def test_a_promise_that_is_open_for_the_second_time_is_told(
    meetings: Meetings, reviewed: dict[str, Outcome]
) -> None:
    meetings.hold("Ask")
    second = meetings.hold(**reviewed)
    assert meetings.found(second, "hosts-broken") == []
    third = meetings.hold(**reviewed)
    [finding] = meetings.found(third, "hosts-broken")
    assert finding.severity is Severity.WARNING
    assert finding.sentence.startswith("A promise is open for the second time or more.")
    assert finding.evidence == ("Ask (still open 2 times when we met again)",)
    assert meetings.found(third, "carried-again") == []


def test_one_that_is_kept_at_last_is_not_broken(meetings: Meetings) -> None:
    meetings.hold("Ask")
    meetings.hold(Ask="carried")
    third = meetings.hold(Ask="done")
    assert meetings.found(third, "hosts-broken") == []


def test_other_retros_in_between_break_no_promise(meetings: Meetings) -> None:
    meetings.hold("Ask")
    meetings.hold(format="daki", Ask="carried")
    meetings.hold(format="daki", Ask="carried")
    retro = meetings.hold(Ask="carried")
    assert meetings.found(retro, "hosts-broken") == []


def test_one_that_is_not_due_yet_is_not_broken(meetings: Meetings) -> None:
    first = meetings.hold("Ask")
    loaded = meetings.logbook.load(first.state.id)
    far = meetings.now.date() + timedelta(days=900)
    loaded.change_action(next(iter(loaded.state.actions)), due=far)
    meetings.hold()
    third = meetings.hold()
    assert meetings.found(third, "hosts-broken") == []


def test_a_promise_that_is_dropped_is_told_once(meetings: Meetings) -> None:
    meetings.hold("Ask")
    second = meetings.hold(Ask="dropped")
    [finding] = meetings.found(second, "hosts-broken")
    assert finding.severity is Severity.NOTICE
    assert finding.sentence.startswith("A promise was dropped.")
    assert meetings.found(meetings.hold(), "hosts-broken") == []


@pytest.mark.parametrize(("promises", "found"), [(1, 0), (2, 0), (3, 1)])
def test_more_than_two_promises_are_too_many(meetings: Meetings, promises: int, found: int) -> None:
    retro = meetings.hold(*(f"Promise {each}" for each in range(promises)))
    assert len(meetings.found(retro, "hosts-too-many")) == found
    assert meetings.found(retro, "one-owner") == []


def test_those_that_are_still_open_count_among_them(meetings: Meetings) -> None:
    meetings.hold("Ask")
    retro = meetings.hold("Call", "Tell", Ask="carried")
    [finding] = meetings.found(retro, "hosts-too-many")
    assert finding.evidence == ("Ask", "Call", "Tell")
    assert meetings.found(meetings.hold("Say", Ask="done", Call="done"), "hosts-too-many") == []


def test_nothing_is_too_many_before_the_last_step_is_over() -> None:
    retro = started(HOSTS)
    for number in range(3):
        retro.add_action(f"Promise {number}", owner=HOST)
    assert noticed("too-many", retro) == []
    retro.close()
    assert noticed("too-many", retro)


# --- answers


def test_too_few_answers_are_told_kindly_and_nothing_is_shown() -> None:
    retro = answered(started(HOSTS), {AGAIN.name: ["no", "no"]})
    [finding] = noticed("too-few", retro)
    assert finding.severity is Severity.NOTICE
    assert finding.sentence.startswith("All 5 questions had too few answers to show")
    assert "Nobody has to say which." in finding.sentence
    three = {each.name: [each.options[0]] * 3 for each in CHOICES[1:]}
    [finding] = noticed("too-few", answered(started(HOSTS), three))
    assert finding.sentence.startswith("1 of 5 questions had too few answers")


@pytest.mark.parametrize(("people", "found"), [(3, 0), (4, 0), (7, 1), (8, 1)])
def test_fewer_than_half_are_told_too(people: int, found: int) -> None:
    members = [*CREW, "Gil", "Hal"][:people]
    answers: dict[str, Answers] = {each.name: [each.options[0]] * 3 for each in CHOICES}
    said = noticed("too-few", answered(started(HOSTS, members), answers))
    assert [each.sentence.partition(" answered")[0] for each in said] == [
        f"3 of {people} people"
    ] * found


def test_that_nobody_answered_is_told() -> None:
    retro = started(HOSTS)
    assert noticed("too-few", retro) == []
    retro.next()
    [finding] = noticed("too-few", retro)
    assert finding.sentence.startswith("Nobody answered")


def test_nothing_is_too_few_before_the_answers_are_revealed() -> None:
    assert noticed("too-few", started(HOSTS)) == []


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ([REGRETTED, KEPT_QUIET, GLAD, GLAD, NO_NEWS], 1),
        ([REGRETTED, REGRETTED, NO_NEWS, NO_NEWS], 1),
        ([REGRETTED, GLAD, GLAD, NO_NEWS], 0),
        ([REGRETTED, NO_NEWS, NO_NEWS, NO_NEWS], 0),  # it would be about one person
        ([REGRETTED, KEPT_QUIET, GLAD, GLAD, GLAD], 0),
        ([REGRETTED, KEPT_QUIET], 0),  # withheld
        ([NO_NEWS] * 6, 0),
    ],
)
def test_bad_news_kept_back_by_half_is_told(said: Answers, found: int) -> None:
    findings = noticed("bad-news", answered(started(HOSTS), {BAD_NEWS.name: said}))
    assert len(findings) == found
    assert all(each.severity is Severity.WARNING for each in findings)


# --- how often they are right


def silent(rng: Random, chance: float) -> bool:
    answers = {
        each.name: [each.options[0] if who else None for who in there]
        for there in [[rng.random() < chance for _ in CREW]]
        for each in CHOICES
    }
    retro = answered(started(HOSTS), answers)
    retro.close()
    return bool(noticed("too-few", retro))


def held_back(rng: Random, chance: float) -> bool:
    def answer() -> str | None:
        if rng.random() >= ANSWERS:
            return None
        if rng.random() < 0.4:
            return NO_NEWS
        return rng.choice([REGRETTED, KEPT_QUIET]) if rng.random() < chance else GLAD

    answers = {BAD_NEWS.name: [answer() for _ in CREW]}
    return bool(noticed("bad-news", answered(started(HOSTS), answers)))


def test_the_rates_are_those_of_the_docs() -> None:
    few = [rate(partial(silent, chance=each)) for each in (0.3, 0.6, 0.9)]
    bad = [rate(partial(held_back, chance=each)) for each in (0.7, 0.4, 0.1)]
    assert few == [67.0, 15.5, 0.0]
    assert bad == [69.5, 33.0, 4.0]
