"""Answers about teammates: whom one rates, who learns what of it, and the letters."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from attrs import evolve
from crew import ANONYMOUS, CONFIDENTIAL, Two, logbook, made_of, start

from retrokit.codec import CODEC
from retrokit.engine.digest import digest_of
from retrokit.engine.seals import Seal
from retrokit.errors import NotFound, NotNow
from retrokit.events import Opened
from retrokit.formats import Ask, Attribution, Collect, Column, Decide
from retrokit.kinds.ask.facts import Reply, Result
from retrokit.questions import Allocation, PeerRating, Scale
from retrokit.questions.results import TOO_FEW
from retrokit.retro import Receipt, Retro

NAMED = Attribution.NAMED
TEAM = ("Ana", "Ben", "Cy", "Dee", "Eli")
POINTS = Allocation("points", "Who carried what?")
CARE = PeerRating("care", "Care?", ["Helps", "Listens"])
ASK = Ask(title="Fair", questions=[POINTS, CARE])
NOTES = Collect(title="Notes", columns=[Column("Good")])
# What each gives the others, in the order in which these come; a row of 4.
SHARES = {
    "Ana": (10, 20, 30, 40),
    "Ben": (25, 25, 25, 25),
    "Cy": (40, 30, 20, 10),
    "Dee": (30, 30, 20, 20),
    "Eli": (70, 10, 10, 10),
}


def asking(question: Any, **more: Any) -> Retro:
    return start(Ask(questions=[question]), NOTES, Decide(), **{"members": TEAM} | more)


def share_out(retro: Retro, *who: str) -> None:
    """Let these members give what `SHARES` says; where one rates oneself too, oneself nothing."""
    for each in who or TEAM:
        others = [mate for mate in TEAM if mate != each]
        given = dict(zip(others, SHARES[each], strict=True)) | {each: 0}
        mates = retro.teammates("points", each)
        retro.answer("points", {mate: given[mate] for mate in mates}, each)


def result(retro: Retro, question: str = "points") -> Result:
    [found] = [each for each in retro.state.at[1].results if each.question == question]
    return found


def letters(retro: Retro) -> dict[str, list[str]]:
    """Return the lines of all letters by reader, of those who have any."""
    found = {
        who: [line for _, letter in retro.letters(who) for line in letter.lines]
        for who in retro.state.members
    }
    return {who: lines for who, lines in found.items() if lines}


# --- whom one rates


def test_one_rates_who_else_is_here_in_the_order_in_which_they_came() -> None:
    retro = asking(POINTS)
    retro.leave("Ben")
    retro.join("Zoe")
    assert retro.teammates("points", "cy") == ("Ana", "Dee", "Eli", "Zoe")
    retro.join("Ben")
    assert retro.teammates("points", "Zoe") == TEAM


@pytest.mark.parametrize(("question", "attribution"), [
    (evolve(POINTS, with_self=True), NAMED), (POINTS, ANONYMOUS), (CARE, ANONYMOUS)])  # fmt: skip
def test_one_rates_oneself_where_asked_to_and_wherever_it_is_anonymous(
    question: Any, attribution: Attribution
) -> None:
    assert asking(question, attribution=attribution).teammates(question.name, "Cy") == TEAM


def test_other_questions_are_about_nobody() -> None:
    retro = asking(Scale("safe", "Safe?"))
    assert retro.teammates("safe", "Ana") == ()
    with pytest.raises(NotFound, match="no question 'saef'"):
        retro.teammates("saef", "Ana")
    with pytest.raises(NotFound, match="no member of this retro 'Anna'"):
        asking(POINTS).teammates("points", "Anna")


@pytest.mark.parametrize("attribution", Attribution)
def test_who_is_alone_has_nobody_to_rate(attribution: Attribution) -> None:
    retro = asking(evolve(POINTS, with_self=True), members=["Ana"], attribution=attribution)
    with pytest.raises(NotNow, match="nobody else is here to be rated; it takes a team"):
        retro.answer("points", [100], "Ana")
    assert retro.sealed_count() == 0
    assert retro.taken_part() == frozenset()


# --- what comes of it


def test_named_answers_are_in_the_log_whole_and_no_letter_is_written() -> None:
    retro = asking(POINTS, attribution=NAMED)
    share_out(retro)
    retro.open_seals()
    opened = result(retro)
    of_dee: dict[Any, Any] = {each.author: dict(each.value).get("Dee") for each in opened.replies}  # type: ignore[arg-type]
    assert of_dee == {"Ana": (30,), "Ben": (25,), "Cy": (20,), "Dee": None, "Eli": (10,)}
    assert (opened.floor, opened.scoring, opened.taken_part) == (0, "received", 5)
    assert dict(opened.about)["Dee"] == (
        "You were given 10 to 30 by 4, median 22.5.",
        "An equal share would be 25.",
    )
    assert letters(retro) == {}


def test_a_lone_named_answer_is_shown_like_any_other() -> None:
    retro = asking(POINTS, attribution=NAMED)
    share_out(retro, "Ana")
    retro.open_seals()
    assert dict(result(retro).about)["Ben"][0] == "You were given 10 to 10 by 1, median 10."


def test_a_named_question_that_nobody_answered_is_shown_as_that() -> None:
    retro = start(ASK, members=TEAM, attribution=NAMED)
    share_out(retro, "Ana")
    retro.open_seals()
    unanswered = result(retro, "care")
    assert unanswered.taken_part == 0
    assert unanswered.summary is not None
    assert unanswered.summary.replies == 0
    assert (unanswered.about, unanswered.scoring) == ((), "")


def test_of_confidential_answers_the_log_has_what_they_come_to_and_nobody_in_it() -> None:
    retro = asking(POINTS, attribution=CONFIDENTIAL)
    share_out(retro)
    retro.open_seals()
    opened = result(retro)
    assert (opened.replies, opened.about, opened.group, opened.findings) == ((), (), (), ())
    assert opened.summary is not None
    # Of 20 shares, the equal one being 25: counted from SHARES by hand.
    assert [count for _, count in opened.summary.counts] == [5, 4, 4, 4, 3]
    assert not [who for who in TEAM if who in repr(opened)]


@pytest.mark.parametrize("attribution", [CONFIDENTIAL, ANONYMOUS])
def test_each_has_a_letter_and_nobody_elses(attribution: Attribution) -> None:
    retro = asking(POINTS, attribution=attribution)
    share_out(retro)
    retro.open_seals()
    told = letters(retro)
    assert set(told) == set(TEAM)
    if attribution is CONFIDENTIAL:
        assert told["Ana"][0] == "You were given 25 to 70 by 4, median 35."
        assert told["Dee"][0] == "You were given 10 to 30 by 4, median 22.5."
    else:
        said = "You were given 0 to 70 by 5, median 30, with your own if you answered."
        assert told["Ana"][0] == said
    shares = {CONFIDENTIAL: "25", ANONYMOUS: "20"}
    assert {lines[1] for lines in told.values()} == {
        f"An equal share would be {shares[attribution]}."
    }
    assert [question for question, _ in retro.letters("ana")] == ["points"]


def test_what_one_gave_oneself_is_told_beside_what_one_got() -> None:
    retro = asking(evolve(CARE, with_self=True), attribution=CONFIDENTIAL)
    for number, who in enumerate(TEAM):
        retro.answer("care", {mate: [1 + number, 5 - number] for mate in TEAM}, who)
    retro.open_seals()
    assert letters(retro)["Ana"] == [
        "Helps: You were given 2 to 5 by 4, median 3.5; you gave yourself 1.",
        "Listens: You were given 1 to 4 by 4, median 2.5; you gave yourself 5.",
    ]


@pytest.mark.parametrize(("raters", "told"), [(3, True), (2, False)])
def test_a_result_about_one_person_takes_three_others(raters: int, told: bool) -> None:
    retro = asking(POINTS, attribution=CONFIDENTIAL)
    # Dee rates too, so that three have answered in all: of Dee one fewer tells.
    share_out(retro, *TEAM[:raters], "Dee")
    retro.open_seals()
    lines = letters(retro)["Dee"]
    assert (lines == [TOO_FEW]) is not told
    assert (letters(retro)["Eli"] == [TOO_FEW]) is False


def test_where_all_rate_themselves_one_of_the_raters_may_be_oneself() -> None:
    retro = asking(POINTS, attribution=ANONYMOUS)
    share_out(retro, "Ana", "Ben", "Cy")
    retro.open_seals()
    assert set(map(tuple, letters(retro).values())) == {(TOO_FEW,)}


def test_a_criterion_takes_three_who_could_say_too() -> None:
    """Ben is known to all; only one of them could say how he listens: no number of that is told."""
    retro = asking(CARE, attribution=CONFIDENTIAL)
    for who in ("Ana", "Cy", "Dee", "Eli"):
        mates = retro.teammates("care", who)
        listens = 1 if who == "Ana" else None
        retro.answer("care", {each: [4, listens] for each in mates}, who)
    retro.open_seals()
    assert letters(retro)["Ben"] == [
        "Helps: You were given 4 to 4 by 4, median 4.",
        "Listens: Too few could say.",
    ]
    summary = result(retro, "care").summary
    assert summary is not None
    assert summary.parts[0].median == 4
    assert (summary.parts[1].given, summary.parts[1].counts, summary.parts[1].median) == (
        4, (), None
    )  # fmt: skip


def test_not_sure_and_a_number_are_opened_side_by_side() -> None:
    """Both stand at the same place of two answers, and opening puts answers in order."""
    for attribution in Attribution:
        retro = asking(CARE, attribution=attribution)
        for who, step in zip(TEAM, (None, 3, None, 5, 1), strict=True):
            mates = retro.teammates("care", who)
            retro.answer("care", {each: [step, 4] for each in mates}, who)
        retro.open_seals()
        summary = result(retro, "care").summary
        assert summary is not None
        assert dict(summary.parts[0].counts)["not sure"] == 2 * len(mates)


@pytest.mark.parametrize("attribution", [CONFIDENTIAL, ANONYMOUS])
@pytest.mark.parametrize("answers", [1, 2])
def test_fewer_than_three_answers_are_withheld_and_say_so(
    attribution: Attribution, answers: int
) -> None:
    retro = asking(POINTS, attribution=attribution)
    share_out(retro, *TEAM[:answers])
    retro.open_seals()
    assert result(retro) == Result(question="points", taken_part=answers, floor=3)
    assert letters(retro) == {}


def test_the_letter_comes_to_whoever_was_rated_or_rated_though_they_have_left() -> None:
    retro = asking(POINTS, attribution=CONFIDENTIAL)
    share_out(retro, "Ana", "Ben", "Cy", "Dee")
    retro.leave("Eli")
    retro.join("Zoe")
    retro.open_seals()
    assert set(letters(retro)) == set(TEAM)
    assert letters(retro)["Eli"][0] == "You were given 10 to 40 by 4, median 22.5."
    assert retro.letters("Zoe") == ()


def test_who_joins_late_is_rated_by_those_who_answer_later() -> None:
    retro = asking(POINTS, attribution=CONFIDENTIAL)
    share_out(retro, "Ana", "Ben")
    retro.join("Zoe")
    for who in ("Cy", "Dee", "Zoe"):
        retro.answer("points", [20] * 5, who)
    retro.open_seals()
    assert letters(retro)["Zoe"] == [TOO_FEW]
    # By Ana and Ben, of four teammates each, and by three with five.
    assert letters(retro)["Eli"][-1] == "An equal share would be 20."


@pytest.mark.parametrize("attribution", [CONFIDENTIAL, ANONYMOUS])
def test_the_facilitator_reads_all_letters_where_everybody_was_told(
    attribution: Attribution,
) -> None:
    shown = evolve(POINTS, shown_to="facilitator")
    retro = asking(shown, attribution=attribution, facilitator="Cy")
    share_out(retro)
    retro.open_seals()
    told = letters(retro)
    own, others = told["Cy"][:2], told["Cy"][2:]
    assert own[0].startswith("You were given ")
    assert others == [f"{who}: {line}" for who in TEAM if who != "Cy" for line in told[who]]
    assert result(retro).about == ()


def test_a_facilitator_who_did_not_take_part_reads_them_too() -> None:
    shown = evolve(POINTS, shown_to="facilitator")
    retro = asking(shown, attribution=CONFIDENTIAL)
    share_out(retro)
    retro.join("Fay")
    retro.hand_over("Fay")
    retro.open_seals()
    assert len(letters(retro)["Fay"]) == 2 * len(TEAM)


def test_without_a_facilitator_the_letters_are_for_each_alone() -> None:
    retro = asking(evolve(POINTS, shown_to="facilitator"), attribution=CONFIDENTIAL)
    share_out(retro)
    retro.open_seals()
    assert {len(lines) for lines in letters(retro).values()} == {2}


@pytest.mark.parametrize("attribution", [CONFIDENTIAL, ANONYMOUS])
def test_the_team_reads_what_each_was_given_where_everybody_was_told(
    attribution: Attribution,
) -> None:
    retro = asking(evolve(POINTS, shown_to="team"), attribution=attribution)
    share_out(retro)
    retro.open_seals()
    assert letters(retro) == {}
    assert [who for who, _ in result(retro).about] == list(TEAM)
    assert result(retro).replies == ()


# --- changing one's mind, and who is to stay unknown


@pytest.mark.parametrize("attribution", Attribution)
def test_an_answer_is_changed_by_its_receipt_about_those_it_was_about(
    attribution: Attribution,
) -> None:
    retro = asking(POINTS, attribution=attribution)
    mates = retro.teammates("points", "Ana")
    receipt = retro.answer("points", [100] + [0] * (len(mates) - 1), "Ana")
    retro.join("Zoe")
    retro.change_answer(receipt, [0] * (len(mates) - 1) + [100])
    with pytest.raises(ValueError, match="no teammate to rate 'Zoe'"):
        retro.change_answer(receipt, {"Zoe": 100})
    sealed = retro.sealed(receipt).draft.value  # type: ignore[union-attr]
    assert dict(sealed)["Eli"] == (100,)  # type: ignore[arg-type]


def test_an_answer_is_taken_back_and_given_anew() -> None:
    retro = asking(POINTS, attribution=CONFIDENTIAL)
    retro.withdraw(retro.answer("points", [100, 0, 0, 0], "Ana"))
    assert retro.taken_part() == frozenset()
    share_out(retro, "Ana")
    with pytest.raises(NotNow, match="Ana has answered already"):
        share_out(retro, "Ana")


def test_anonymous_answers_hold_no_author_and_leave_nobody_out() -> None:
    retro = asking(CARE, attribution=ANONYMOUS)
    for who in TEAM:
        retro.answer("care", [[3, 4]] * 5, who)
    drafts = {(each.author, each.draft) for each in retro._keeper.seals().values()}
    assert len(drafts) == 1, "two who answered alike cannot be told apart"


@pytest.mark.parametrize("attribution", [NAMED, CONFIDENTIAL])
def test_to_become_anonymous_is_refused_while_an_answer_leaves_out_its_author(
    attribution: Attribution,
) -> None:
    retro = asking(POINTS, attribution=attribution)
    share_out(retro, "Ana")
    with pytest.raises(NotNow, match="answers about teammates are hidden that leave out who gave"):
        retro.tighten(ANONYMOUS)
    assert retro.state.attribution is attribution
    assert [each.author for each in retro._keeper.seals().values()] == ["Ana"]
    retro.next()
    retro.tighten(ANONYMOUS)


def test_to_become_anonymous_erases_the_authors_of_answers_that_leave_out_nobody() -> None:
    retro = asking(evolve(POINTS, with_self=True), attribution=CONFIDENTIAL)
    share_out(retro)
    retro.tighten(ANONYMOUS)
    assert {each.author for each in retro._keeper.seals().values()} == {None}
    retro.open_seals()
    assert "with your own" in letters(retro)["Ana"][0]


def test_named_answers_that_become_confidential_are_opened_as_such() -> None:
    retro = asking(POINTS, attribution=NAMED)
    share_out(retro)
    retro.tighten(CONFIDENTIAL)
    retro.open_seals()
    assert (result(retro).replies, result(retro).about) == ((), ())
    assert set(letters(retro)) == set(TEAM)


# --- letters


def with_letters(attribution: Attribution = CONFIDENTIAL) -> Retro:
    retro = asking(POINTS, attribution=attribution)
    share_out(retro)
    retro.next()
    return retro


def test_letters_are_no_contributions() -> None:
    retro = with_letters()
    assert [retro.sealed_count(step.id) for step in retro.state.agenda] == [0, 0, 0]
    assert retro.taken_part() == frozenset()
    letter = next(iter(retro._keeper.seals().values()))
    assert isinstance(letter, Seal)
    assert letter.author is None


def test_letters_stay_through_whatever_else_happens() -> None:
    retro = with_letters()
    before = letters(retro)
    retro.add_note("Good", "Later", "Ana")
    retro.tighten(ANONYMOUS)
    retro.next()
    retro.add_action("Do it")
    retro.undo()
    retro.back()
    retro.go("Decide")
    retro.leave("Ben")
    retro.close()
    retro.undo()
    retro.close()
    assert letters(retro) == before


def test_no_receipt_opens_a_letter() -> None:
    """Its key is like all others, and made of a secret that is thrown away."""
    retro = asking(POINTS, attribution=CONFIDENTIAL)
    share_out(retro)
    retro._rng.seed(5)  # so that the test knows what nobody else can
    retro.open_seals()
    rng = Random(5)
    for _ in TEAM:
        rng.getrandbits(128)  # what a scoring knows a member by
    receipts = [Receipt.new(rng) for _ in TEAM]
    assert {each.key for each in receipts} == set(retro._keeper.seals())
    for receipt in receipts:
        with pytest.raises(NotFound, match="nothing is hidden under this receipt"):
            retro.withdraw(receipt)
    assert set(letters(retro)) == set(TEAM)


def test_a_letter_is_discarded_by_whom_it_is_to_even_after_the_retro() -> None:
    retro = with_letters()
    retro.go("Decide")
    retro.close()
    assert retro.discard_letters("ana") == 1
    assert retro.discard_letters("Ana") == 0
    assert set(letters(retro)) == {"Ben", "Cy", "Dee", "Eli"}
    with pytest.raises(NotFound, match="no member of this retro 'Anna'"):
        retro.letters("Anna")
    with pytest.raises(NotFound, match="no member of this retro 'Anna'"):
        retro.discard_letters("Anna")


def test_letters_of_several_questions_come_in_the_order_of_their_names() -> None:
    retro = start(ASK, members=TEAM, attribution=CONFIDENTIAL)
    share_out(retro)
    for who in TEAM:
        retro.answer("care", {mate: [4, 4] for mate in retro.teammates("care", who)}, who)
    retro.open_seals()
    assert [question for question, _ in retro.letters("Ana")] == ["care", "points"]
    assert retro.discard_letters("Ana") == 2


def test_two_who_open_at_once_leave_one_letter_each() -> None:
    book = logbook()
    format = made_of(Ask(questions=[POINTS]), NOTES)
    one = book.start(format, team="Lander", members=TEAM, attribution=CONFIDENTIAL)
    share_out(one)
    two = book.load()
    clock: Any = one._clock
    clock.meanwhile = two.next
    with pytest.raises(NotNow, match="somebody else moved the retro meanwhile"):
        one.next()
    stored = book.load()
    assert [len(stored.letters(who)) for who in TEAM] == [1] * len(TEAM)
    assert len([each for each in stored.log if isinstance(each, Opened)]) == 1
    assert letters(one) == letters(two) == letters(stored)


def test_nothing_is_changed_or_added_once_somebody_else_has_opened() -> None:
    two = Two(Ask(questions=[CARE]), attribution=CONFIDENTIAL)
    for who in ("Ana", "Ben"):
        receipt = two.one.answer("care", [[4, 4], [4, 4]], who)
    two.two.open_seals()
    with pytest.raises(
        NotFound, match="nothing is hidden under this receipt; it may have been revealed"
    ):
        two.one.change_answer(receipt, [[1, 1], [1, 1]])
    with pytest.raises(NotNow, match="these answers have been revealed"):
        two.one.answer("care", [[1, 1], [1, 1]], "Cy")


def test_the_digest_of_a_retro_says_nothing_of_answers_about_teammates() -> None:
    for attribution in Attribution:
        retro, unasked = with_letters(attribution), start(Decide(), members=TEAM)
        assert digest_of(retro.state).measures == digest_of(unasked.state).measures == {}


def test_named_replies_come_back_from_an_export() -> None:
    retro = with_letters(NAMED)
    with logbook() as book:
        copy = book.import_(CODEC.export_log(retro.log))
        assert copy.log == retro.log
        assert [copy.letters(who) for who in TEAM] == [()] * 5
    assert Reply(author="Ben", value=tuple((w, (25,)) for w in TEAM if w != "Ben")) in (
        result(retro).replies
    )
