"""Appreciation reaches everyone, as a letter, and nobody learns how much anyone got."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import retrokit_kudos
from retrokit import Ask, Attribution, Decide, Format, FormatError, Invalid, Logbook, NotFound
from retrokit.blocks import Text
from retrokit.cli.commands import retro
from retrokit.testing import FormatContract, QuestionContract
from retrokit_kudos.appreciation import Appreciation, Thanks
from retrokit_kudos.format import APPRECIATION, KUDOS

settings.register_profile(  # on any machine, however slow it is
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")

CREW = ("Ana", "Ben", "Cleo", "Dev", "Eli", "Fay")
VALUED = Appreciation("thanks", "What are you glad of?", team_values=["courage", "Good care"])


class TestKudos(FormatContract):
    format = KUDOS
    plugin = retrokit_kudos


class TestAppreciation(QuestionContract):
    @pytest.fixture(params=[APPRECIATION, VALUED], ids=["plain", "with values"])
    def question(self, request: pytest.FixtureRequest) -> Any:
        return request.param


lots = st.dictionaries(
    st.text(min_size=1, max_size=3), st.floats(0, 1, exclude_max=True), min_size=1, max_size=30
)


@given(lots, st.integers(1, 10))
def test_everybody_is_dealt_as_many_and_to_as_many(lots: dict[str, float], each: int) -> None:
    dealt = Appreciation("thanks", "?", each=each).deal(lots)
    few = min(each, len(lots) - 1)
    assert dealt.keys() == lots.keys()
    for who, mates in dealt.items():
        assert len({*mates} - {who}) == len(mates) == few
    for who in lots:
        assert sum(who in mates for mates in dealt.values()) == few


@settings(max_examples=50)
@given(lots, st.text(min_size=1, max_size=3), st.floats(0, 1, exclude_max=True))
def test_who_joins_changes_what_three_others_are_dealt(
    lots: dict[str, float], name: str, lot: float
) -> None:
    question = Appreciation("thanks", "?")
    before, after = question.deal(lots), question.deal({**lots, name: lot})
    changed = [who for who in lots if who != name and before[who] != after[who]]
    if name not in lots and len(lots) > 3:
        assert len(changed) <= 3


def test_values_stand_behind_what_somebody_did() -> None:
    kept = VALUED.check({"ben": "stayed late #COURAGE #good-care", "Cleo": " "}, CREW)
    assert kept.lines == (("Ben", "stayed late", ("courage", "Good care")),)
    assert VALUED.check(VALUED.read(str(kept), CREW), CREW) == kept
    # Where a team names none, or in the middle of a text, a tag is text.
    assert APPRECIATION.check({"Ben": "won #1"}, CREW).lines == (("Ben", "won #1", ()),)
    assert VALUED.check({"Ben": "took #3 and won"}, CREW).lines[0][1] == "took #3 and won"


@pytest.mark.parametrize(
    ("answer", "error", "said"),
    [
        ({"Zoe": "helped"}, NotFound, "no colleague 'Zoe'"),
        ({"Ben": "helped #corage"}, NotFound, "did you mean courage?"),
        ({"Ben": "#courage"}, Invalid, "say what Ben did"),
        ({"Ben": "a", "BEN": "b"}, Invalid, "Ben stands there twice"),
        ({"Ben": "", "Cleo": "  "}, Invalid, "write at least one line: Ana: stayed"),
        ({"Ben": 5}, Invalid, "write Ana: stayed until the build was green #courage; Ben: asked"),
        ("helped", Invalid, "write Ana: stayed"),
        ({"Ben": "x" * 5_000}, Invalid, "what Ben did"),
    ],
)
def test_what_is_no_appreciation_says_what_to_write(answer: Any, error: Any, said: str) -> None:
    with pytest.raises(error, match=re.escape(said)):
        VALUED.check(answer, CREW)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"team_values": ["a", "b!"]}, "team_values[1]"), ({"each": 0}, "each"),
     ({"each": 11}, "each"), ({"each": "3"}, "each"), ({"team_values": [5]}, "team_values[0]")],
)  # fmt: skip
def test_a_wrong_declaration_names_its_field(wrong: Any, field: str) -> None:
    with pytest.raises(FormatError) as caught:
        Appreciation("thanks", "?", **wrong)
    assert caught.value.field == field


def test_a_line_without_a_name_is_refused() -> None:
    with pytest.raises(Invalid, match="write Ben: stayed"):
        APPRECIATION.read("thanks a lot", ("Ben", "Cleo"))


def test_whoever_is_asked_sees_whom_to_begin_with() -> None:
    [shown] = VALUED.asked(CREW[1:], dealt=("Dev", "Eli", "Fay"))
    assert isinstance(shown, Text)
    assert shown.lines == (
        "Begin with Dev, Eli and Fay; add others if you like.",
        "Write what they did: Dev: stayed until the build was green #courage; "
        "Eli: asked when I was stuck",
        "It may show #courage and #good-care.",
    )
    form = VALUED.form(CREW[1:], dealt=("Dev",))
    [field] = form.fields
    assert [each.value for each in field.options] == ["Dev", "Ben", "Cleo", "Eli", "Fay"]
    assert (
        field.hint == "Begin with Dev; add others if you like. It may show #courage and #good-care."
    )
    assert APPRECIATION.form(CREW).fields[0].hint == ""


def held(logbook: Logbook, attribution: Attribution | None, **written: Any) -> Any:
    """Return a retro in which members have written; `Ben_to_Ana="..."`."""
    format = Format(
        name="thanks", title="Thanks", purpose="Tell.",
        agenda=[Ask(title="Thanks", questions=[VALUED]), Decide()],
    )  # fmt: skip
    retro = logbook.start(format, team="Lander", members=CREW, attribution=attribution)
    said: dict[str, dict[str, str]] = {}
    for who, what in written.items():
        author, _, to = who.partition("_to_")
        said.setdefault(author, {})[to] = what
    for author, thanks in said.items():
        retro.answer("thanks", thanks, author)
    return retro


def around(ring: Sequence[str]) -> dict[str, str]:
    """Return what is written where each thanks the next, and the last one the first."""
    return {f"{a}_to_{b}": "helped" for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)}


def lines_to(retro: Any, name: str) -> list[str]:
    return [line for _, letter in retro.letters(name) for line in letter.lines]


SECRET = "a secret of a lantern #courage"


def test_a_named_letter_is_signed_and_one_writer_is_enough() -> None:
    with Logbook(":memory:") as logbook:
        retro = held(logbook, None, Ben_to_Ana=SECRET, Cleo_to_Ana="asked early")
        retro.next()
        assert lines_to(retro, "Ana") == [
            "Ben: a secret of a lantern (it shows courage)", "Cleo: asked early"
        ]  # fmt: skip
        assert not any(lines_to(retro, name) for name in CREW[1:])


@pytest.mark.parametrize("attribution", [Attribution.CONFIDENTIAL, Attribution.ANONYMOUS])
def test_an_unsigned_letter_takes_three_writers(attribution: Attribution) -> None:
    written = {f"{who}_to_Ana": f"said {who.lower()}" for who in ("Ben", "Cleo", "Dev", "Eli")}
    written |= {f"{who}_to_Fay": f"told {who.lower()}" for who in ("Ben", "Cleo")}
    with Logbook(":memory:") as logbook:
        retro = held(logbook, attribution, **written)
        retro.next()
        assert lines_to(retro, "Ana") == ["said ben", "said cleo", "said dev", "said eli"]
        assert not any(lines_to(retro, name) for name in CREW[1:])


@pytest.mark.parametrize(("size", "few"), [(3, True), (4, False)])
def test_what_a_small_team_reads_before_it_writes(tmp_path: Path, size: int, few: bool) -> None:
    crew = CREW[:size]
    # The first name in a line is who writes, the second is whom they thank.
    lines = "".join(f"{who}: Ana: helped\n" for who in crew[1:])
    done = CliRunner().invoke(
        retro,
        ["start", "kudos", "--team", "Lander", "--attribution", "confidential",
         *(each for name in crew for each in ("-m", name))],
        input=f"/next\n/next\n{lines}/open\n/letter Ana\n\n/quit\n",
        env={"RETROKIT_LOGBOOK": str(tmp_path / "team.db"), "COLUMNS": "80"},
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert done.output.count("hidden: ") == len(crew) - 1
    assert ("Too few people are here for anyone to get one." in flat(done.output)) is few
    assert ("There is no letter for Ana." in done.output) is few
    assert done.output.count("- helped") == (0 if few else 3)


def flat(screen: str) -> str:
    return " ".join(screen.split())


def test_the_facilitator_learns_that_somebody_would_get_nothing_and_no_more() -> None:
    with Logbook(":memory:") as logbook:
        said = set()
        for left_out in (CREW[-1:], CREW[-3:]):
            ring = [each for each in CREW if each not in left_out]
            pairs = {
                f"{a}_to_{b}": "helped" for a, b in zip(ring, ring[1:] + ring[:1], strict=True)
            }
            said.add(held(logbook, None, **pairs).before_reveal())
        [[sentence]] = said
        assert sentence.startswith("Somebody would get nothing.")
        assert not any(name in sentence for name in CREW)
        assert held(logbook, None, **around(CREW)).before_reveal() == ()
        # Where letters are not signed, one that is withheld is nothing.
        few = held(logbook, Attribution.CONFIDENTIAL, **around(CREW))
        assert few.before_reveal() == (sentence,)


def test_what_was_dealt_is_ones_own_and_the_same_until_it_is_revealed() -> None:
    with Logbook(":memory:", rng=Random(3)) as logbook:
        retro = held(logbook, None, Ben_to_Ana="helped")
        dealt = {name: retro.dealt("thanks", name) for name in CREW}
        assert sorted(who for mates in dealt.values() for who in mates) == sorted(CREW * 3)
        assert {name: retro.dealt("thanks", name) for name in CREW} == dealt
        anonymous = held(logbook, Attribution.ANONYMOUS, Ben_to_Ana="helped")
        assert anonymous.dealt("thanks", "Ana") == ()


@pytest.mark.parametrize("attribution", list(Attribution))
def test_no_file_report_or_log_tells_what_was_written_or_to_whom(
    tmp_path: Path, attribution: Attribution
) -> None:
    file = tmp_path / "team.db"
    written = {f"{who}_to_Ana": f"lantern-{who}" for who in CREW[1:]}
    with Logbook(str(file)) as logbook:
        retro = held(logbook, attribution, **written)
        log = logbook.export(retro)
        assert "lantern" not in log
        retro.next()
        assert len(lines_to(retro, "Ana")) == 5
        told = [logbook.export(retro), *(logbook.report(retro, name)
                for name in ("text", "html", "markdown", "csv", "json"))]  # fmt: skip
        for each in told:
            assert "lantern" not in each
            # How many answered is told of the question, and no number of any person.
            assert not re.search(r"Ana\D{0,40}\b5\b", each)
        retro.discard_letters("Ana")
    raw = b"".join(each.read_bytes() for each in tmp_path.iterdir())
    assert b"lantern" not in raw


def test_six_people_hold_it_in_one_terminal(tmp_path: Path) -> None:
    file = tmp_path / "team.db"
    turns = [
        f"/pass {a}\n{b}: a lantern from {a.lower()}\n\n"
        for a, b in zip(CREW, (*CREW[1:], CREW[0]), strict=True)
    ]
    lines = "/next\n/next\n" + "".join(turns) + "/open\n/letter Ben\n\n/quit\n"
    names = [each for name in CREW for each in ("-m", name)]
    done = CliRunner().invoke(
        retro,
        ["start", "kudos", "--team", "Lander", *names],
        input=lines,
        env={"RETROKIT_LOGBOOK": str(file), "COLUMNS": "80"},
    )
    assert done.exit_code == 0, done.output
    assert done.output.count("; add others if you like.") == 6
    assert "Ana: a lantern from ana" in done.output
    # Her turn to read: nobody else's letter was ever on the screen.
    letters = re.findall(r"a lantern from (\w+)", done.output)
    assert set(letters) == {"ana"}
    with Logbook(str(file)) as logbook:
        retro_now = logbook.load()
        assert [len(lines_to(retro_now, name)) for name in CREW] == [1] * 6
        assert "lantern" not in logbook.export(retro_now) + logbook.report(retro_now, "html")
        for name in CREW:
            retro_now.discard_letters(name)
    assert b"lantern" not in b"".join(each.read_bytes() for each in tmp_path.iterdir())


def test_a_thank_you_follows_a_new_name() -> None:
    with Logbook(":memory:") as logbook:
        retro = held(logbook, None, Ben_to_Ana="helped")
        retro.rename("Ana", "Anna")
        retro.next()
        assert lines_to(retro, "Anna") == ["Ben: helped"]
    assert Thanks((("Ana", "helped", ()),)).renamed({"Ana": "Anna"}.__getitem__).names() == {"Anna"}


def test_it_is_added_to_any_format() -> None:
    with Logbook(":memory:") as logbook:
        for format in logbook.plugins.formats.values():
            if format.name != "kudos":
                more = format.extended(KUDOS)
                added = [each for each in more.agenda if each not in format.agenda]
                assert [each.kind for each in added[:-2]] in ([], ["welcome"])  # where it has none
                assert [each.title for each in added[-2:]] == ["Unseen work", "Appreciation"]
                assert list(more.agenda[-2:]) == added[-2:]


def test_what_nobody_saw_is_told_only_by_who_did_it_and_they_know_beforehand() -> None:
    with Logbook(":memory:") as logbook:
        retro = logbook.start(KUDOS, team="Lander", members=CREW)
        step = retro.next()
        assert step.activity.prompt.endswith("If you'd rather not, write nothing.")
        promise = "Everyone sees a note as soon as you add it, and who wrote it."
        assert retro.outline().promise == promise
        retro.add_note("What I did", "kept a lantern lit", "Ben")
        assert [note.author for note in retro.state.notes.values()] == ["Ben"]
        assert "kept a lantern lit (Ben)" in logbook.report(retro)
        # Ben changes his mind, and nothing of it is in the report.
        retro.undo()
        retro.next()
        retro.close()
        assert "lantern" not in logbook.report(retro)


@pytest.mark.parametrize("attribution", [Attribution.CONFIDENTIAL, Attribution.ANONYMOUS])
def test_where_names_are_hidden_so_is_who_did_what_nobody_saw(attribution: Attribution) -> None:
    with Logbook(":memory:") as logbook:
        retro = logbook.start(KUDOS, team="Lander", members=CREW, attribution=attribution)
        retro.next()
        retro.add_note("What I did", "kept a lantern lit", "Ben")
        assert "lantern" not in logbook.report(retro)
        assert retro.outline().promise.startswith("Hidden until we reveal them.")
        retro.next()
        assert "- kept a lantern lit\n" in logbook.report(retro)
        assert not any(note.author for note in retro.state.notes.values())


def test_a_signed_letter_follows_the_new_name_of_who_wrote_it() -> None:
    with Logbook(":memory:") as logbook:
        retro = held(logbook, None, Ben_to_Ana="helped Ben #courage", Cleo_to_Ana="asked")
        retro.next()
        retro.rename("Ben", "Bert")
        retro.rename("Ana", "Anna")
        [(_, letter)] = retro.letters("Anna")
    assert letter.to == "Anna"
    assert letter.lines == ("Bert: helped Ben (it shows courage)", "Cleo: asked")
    line = letter.lines[0]
    assert (line.code, line.who) == ("kudos.thanked", "Bert")
    assert line.values == {"did": "helped Ben", "shows": ("courage",)}
