"""What scorings and questions say: kept as code and values, read in the words of today."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from json import dumps, loads
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import moons
import pytest
from attrs import evolve, frozen
from crew import CONFIDENTIAL, NO_PLUGINS, start
from hypothesis import given
from hypothesis import strategies as st
from moons import FullMoon, Lantern

from retrokit import (
    Allocation,
    Ask,
    Attribution,
    Decide,
    Finding,
    Format,
    Invalid,
    Kinds,
    Letter,
    Logbook,
    PeerAnswers,
    Plugins,
    Retro,
    Said,
    Scores,
    Scoring,
    Severity,
    Wording,
    hookimpl,
    wording,
)
from retrokit.blocks import Block, Line, Lines, as_data
from retrokit.builtin import checks
from retrokit.calls import calls_of
from retrokit.codec import CODEC, Codec, SealBody
from retrokit.engine.kind import WORDINGS, Kind
from retrokit.errors import FileError
from retrokit.formats import ACTIVITIES, Activity, Stage
from retrokit.kinds.ask.facts import Answers
from retrokit.logbook import MEMORY
from retrokit.questions import Given, Outcome, Result, Sent
from retrokit.questions.results import TOO_FEW
from retrokit.said import _warn

TEAM = ("Ana", "Ben", "Cy", "Dev")
POINTS = Allocation("points", "Who carried what?", scoring="stars.own")


@wording("stars.seen")
def seen(*, stars: int, brightest: str = "Vega") -> str:
    return f"{stars} stars were seen, {brightest} first."


@wording("stars.yours")
def yours(*, stars: int) -> str:
    return f"You have {stars}."


@wording("stars.faint")
def faint(*, of: object) -> str:
    return "A star."


def again(code: str, function: Callable[..., Any]) -> Wording:
    """Return the wording of another version."""
    return wording(code)(function)


# --- text with something besides


def test_it_is_text_in_the_words_of_today() -> None:
    said = seen(stars=3)
    assert said == "3 stars were seen, Vega first."
    assert (said.code, said.values, said.sentence) == ("stars.seen", {"stars": 3}, str(said))
    newer = again("stars.seen", lambda *, stars: f"{stars} Sterne.").again(said)
    assert (newer, newer.sentence, newer.values) == ("3 Sterne.", said.sentence, said.values)


def test_a_bare_sentence_is_text_and_no_more() -> None:
    finding = Finding(severity=Severity.GOOD, sentence="All hands.", evidence=["Ana"])
    assert (finding.sentence.code, finding.sentence.values) == ("", {})
    assert CODEC.as_data(finding) == {
        "severity": "good", "sentence": "All hands.", "evidence": ["Ana"]
    }  # fmt: skip


def test_a_copy_has_all_of_it() -> None:
    said = deepcopy(seen(stars=3).of("Ana"))
    assert (said, said.code, said.values, said.who) == (
        "Ana: 3 stars were seen, Vega first.", "stars.seen", {"stars": 3}, "Ana"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (float("nan"), "not nan"),
        (float("inf"), "not inf"),
        (2**53 + 1, "not 9007199254740993"),
        ({"a": 1}, "not {"),
        ([[1]], r"not \[1\]"),
        (object(), "not <object"),
        (b"x", "not b'x'"),
        ("\a", "control character"),
        ("x" * 10_001, "10,001 characters"),
        ([*range(5_000)], "values have 18,8"),
    ],
)
def test_what_could_not_be_kept_is_refused(value: object, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        Said("x", code="stars.seen", values={"stars": value})


def test_all_values_together_are_no_longer_than_a_text_may_be() -> None:
    names = {f"v{at}": "x" * 998 for at in range(10)}
    assert len(Said("x", code="a.b", values=names).values) == 10
    with pytest.raises(Invalid, match="values have 10,0"):
        Said("x", code="a.b", values={**names, "more": 1})


@pytest.mark.parametrize("code", ["seen", "Stars.seen", "stars..seen", "a b.c", "a." + "b" * 80, 3])
def test_a_code_is_a_name_with_a_dot(code: Any) -> None:
    with pytest.raises(Invalid, match="code"):
        wording(code)(lambda: "x")


def test_a_name_before_it_is_one_that_a_member_may_have() -> None:
    with pytest.raises(Invalid, match="a name has 81 characters"):
        Said("x", who="x" * 81)


# --- kept and read again


LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(-1e15, 1e15)
    | st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=20).map(str.strip)
)
CODES = st.from_regex(r"[a-z]{1,5}(\.[a-z]{1,5}){1,2}", fullmatch=True)
WORDS = st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=30)


@given(
    code=CODES | st.just(""), sentence=WORDS, who=WORDS | st.just(""),
    values=st.dictionaries(WORDS, LEAVES | st.lists(LEAVES, max_size=3), max_size=4),
)  # fmt: skip
def test_whatever_is_said_is_written_as_it_was_read(
    code: str, sentence: str, who: str, values: dict[str, Any]
) -> None:
    said = Said(sentence, code=code, who=who, values=values if code else {})
    body = CODEC.encode_value(SealBody(slot="it", draft=Letter("Ana", (said,))))
    read = CODEC.decode_seal(body)
    assert CODEC.encode_value(read) == body
    assert isinstance(read.draft, Letter)
    [line] = read.draft.lines
    assert (line, line.code, line.values, line.who) == (said, said.code, said.values, said.who)
    knows = Codec(Kinds(ACTIVITIES, wordings=(again(code or "a.b", lambda **_: "Anders."),)))
    worded = knows.decode_seal(body)
    assert knows.encode_value(worded) == body
    assert isinstance(worded.draft, Letter)
    shown = "Anders." if code else sentence
    assert worded.draft.lines == (f"{who}: {shown}" if who else shown,)


WRONG: list[Callable[..., Any]] = [
    lambda **_: 1 / 0,
    lambda *, suns: "Other values.",
    lambda **_: None,
    lambda **_: 3,
    lambda **_: "",
    lambda **_: "\x1b[2J",
    lambda **_: "x" * 10_001,
]


@pytest.mark.parametrize("function", WRONG)
def test_a_wording_that_fails_leaves_the_sentence_of_its_time(
    function: Callable[..., Any], caplog: pytest.LogCaptureFixture
) -> None:
    _warn.cache_clear()
    codec = Codec(Kinds(ACTIVITIES, wordings=(again("stars.seen", function),)))
    letter = Letter("Ana", (seen(stars=3, brightest="a secret").of("Ben"),) * 2)
    body = codec.encode_value(SealBody(slot="it", draft=letter))
    assert codec.decode_seal(body).draft == letter
    assert codec.encode_value(codec.decode_seal(body)) == body
    [warned] = [each.message for each in caplog.records]
    assert warned.startswith("a wording of stars failed: ")
    # What a letter says, and that somebody got one that says so, is theirs alone.
    assert "secret" not in warned
    assert "seen" not in warned


def test_what_a_wording_prints_or_ends_harms_nobody_else(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    def loud(*, stars: int) -> str:
        print("Look!")
        raise SystemExit(f"{stars}")

    _warn.cache_clear()
    codec = Codec(having(stars=plugin(again("stars.seen", loud))).kinds)
    letter = Letter("Ana", (seen(stars=3),))
    assert codec.decode_seal(codec.encode_value(SealBody(slot="it", draft=letter))).draft == letter
    assert capsys.readouterr() == ("", "Look!\n")
    assert "stars failed: Broke" in caplog.text


def test_the_same_plugins_are_the_same_kinds() -> None:
    """A converter takes long to make, and is made once for each."""
    one, two = (having(stars=plugin(seen, yours)).kinds for _ in range(2))
    assert (one, hash(one)) == (two, hash(two))


def test_an_export_with_what_nobody_could_have_said_is_refused() -> None:
    retro = scored(lambda answers: Scores(group=[seen(stars=3)]))
    sound = CODEC.export_log(retro.log)
    for wrong, said in (
        ('{"stars":{"a":1}}', "the value 'stars' is text"),
        ('{"stars":1e400}', "the value 'stars' is text"),
        ('{"stars":"\\u0007"}', "control character"),
        ("[3]", "values: "),
    ):
        with pytest.raises(FileError, match=said):
            CODEC.import_log(resealed(sound.replace('{"stars":3}', wrong)))
    with pytest.raises(FileError, match="a code is a name with a dot"):
        CODEC.import_log(resealed(sound.replace('"stars.seen"', '"seen"')))
    with pytest.raises(FileError, match="group"):
        CODEC.import_log(resealed(sound.replace('"values":{"stars":3}', '"suns":3')))


def resealed(export: str) -> str:
    """Return an export that somebody has edited, with the checksum of what it is now."""
    from hashlib import sha256

    data = loads(export)
    lines = ",\n".join(
        dumps(each, ensure_ascii=False, separators=(",", ":")) for each in data["events"]
    )
    return dumps({**data, "sha256": sha256(lines.encode()).hexdigest()})


# --- a scoring, from version to version


def scored(
    score: Callable[[PeerAnswers], Scores | None],
    *,
    question: Allocation = POINTS,
    attribution: Attribution = CONFIDENTIAL,
    heard: Callable[[str], object] = lambda why: None,
    wordings: Sequence[Wording] = (seen, yours, faint),
    team: Sequence[str] = TEAM,
) -> Retro:
    """Return a retro in which all share out points equally, scored so."""
    own = Scoring(name="stars.own", title="Own", score=score, refused=heard, wordings=wordings)
    retro = start(
        Ask(questions=[question]), Decide(), members=team, facilitator=team[0],
        attribution=attribution, scorings={"stars.own": own},
    )  # fmt: skip
    for who in team:
        mates = retro.teammates("points", who)
        retro.answer("points", question.sample(0, "", mates), who)
    retro.open_seals()
    return retro


def plugin(*wordings: Wording, name: str = "stars.own") -> SimpleNamespace:
    """Return a plugin whose scoring says things in these words."""

    def score(answers: PeerAnswers) -> Scores:
        return Scores(
            group=[seen(stars=len(answers.members))],
            findings=[Finding(severity=Severity.GOOD, sentence=seen(stars=1))],
            letters={who: [yours(stars=2)] for who in answers.members},
        )

    @hookimpl
    def retrokit_register_scorings() -> list[Scoring]:
        return [Scoring(name=name, title="Own", score=score, wordings=wordings)]

    return SimpleNamespace(retrokit_register_scorings=retrokit_register_scorings)


def having(**made: object) -> Plugins:
    plugins = Plugins.load(NO_PLUGINS)
    for name, each in made.items():
        assert plugins.add(each, name)
    return plugins


def test_a_log_is_read_in_the_words_of_the_version_that_is_installed(tmp_path: Path) -> None:
    path = tmp_path / "team.db"
    format = Format(
        name="stars", title="Stars", purpose="See.",
        agenda=[Ask(questions=[POINTS], attribution=CONFIDENTIAL), Decide()],
    )  # fmt: skip
    with Logbook(path, plugins=having(stars=plugin(seen, yours))) as book:
        retro = book.start(format, team="Crew", members=TEAM, facilitator="Ana")
        for who in TEAM:
            mates = retro.teammates("points", who)
            retro.answer("points", POINTS.sample(0, "", mates), who)
        retro.next()
        stored = [*map(book.codec.encode, retro.log)]
    now = (again("stars.seen", lambda *, stars: f"{stars} Sterne."),
           again("stars.yours", lambda *, stars: f"Du hast {stars}."))  # fmt: skip
    old = ("4 stars were seen, Vega first.", "1 stars were seen, Vega first.", "You have 2.")
    versions: tuple[tuple[Any, tuple[str, str, str]], ...] = (
        (plugin(seen, yours), old),
        (plugin(*now), ("4 Sterne.", "1 Sterne.", "Du hast 2.")),
        (None, old),
    )
    for version, (group, finding, letter) in versions:
        plugins = having(stars=version) if version else having()
        with Logbook(path, plugins=plugins) as book:
            read = book.load(retro.state.id)
            [result] = read.state.at[1].results
            assert result.group == (group,)
            assert [each.sentence for each in result.findings] == [finding]
            assert [each.lines for _, each in read.letters("Ben")] == [(letter,)]
            for name in ("markdown", "html", "text", "json", "csv"):
                told = book.report(read, name)
                assert group in told, name
                assert finding in told, name
            assert [*map(book.codec.encode, read.log)] == stored


def test_programs_read_code_and_values_beside_the_sentence() -> None:
    retro = scored(
        lambda answers: Scores(
            group=[seen(stars=3), "By hand."],
            findings=[Finding(severity="good", sentence=seen(stars=1), evidence=[seen(stars=2)])],
            letters={who: [yours(stars=2)] for who in answers.members},
        ),
        attribution=Attribution.NAMED,
    )
    with Logbook(MEMORY, plugins=having(stars=plugin(seen))) as book:
        told = book.results(retro)
    [part] = told["activities"][0]["blocks"]
    lines = {each["role"]: each["lines"] for each in part["blocks"] if each["block"] == "lines"}
    assert lines["for the group"] == [
        {"text": "3 stars were seen, Vega first.", "code": "stars.seen", "values": {"stars": 3}},
        {"text": "By hand."},
    ]
    assert lines["about a member"][0] == {
        "text": "Ana: You have 2.", "code": "stars.yours", "values": {"stars": 2}, "who": "Ana"
    }  # fmt: skip
    assert told["findings"][0] == {
        "name": "at-opening",
        "severity": "good",
        "sentence": "1 stars were seen, Vega first.",
        "code": "stars.seen",
        "values": {"stars": 1},
        "evidence": [
            {
                "sentence": "2 stars were seen, Vega first.",
                "code": "stars.seen",
                "values": {"stars": 2},
            }
        ],
    }
    assert loads(dumps(told)) == told


@pytest.mark.parametrize("order", [1, -1])
def test_of_a_code_that_two_plugins_claim_neither_words_it(order: int) -> None:
    other = again("stars.seen", lambda *, stars: f"{stars} suns.")
    one, two = [plugin(seen, yours), plugin(other, name="suns.own")][::order]
    plugins = having(one=one, two=two)
    assert "stars.seen" not in plugins.kinds.words
    assert "stars.yours" in plugins.kinds.words
    said = "its wording 'stars.seen' is left out: one has one of that code"
    assert [each.sentence for each in plugins.failures] == [said]
    assert plugins.failures[0].plugin == "two"


def test_nobody_words_what_retrokit_says() -> None:
    mine = again("rated.too-few", lambda: "All is well.")
    plugins = having(mine=plugin(seen, mine))
    assert plugins.kinds.words["rated.too-few"]() == TOO_FEW
    assert [each.sentence for each in plugins.failures] == [
        "its wording 'rated.too-few' is left out: retrokit has one of that code"
    ]


@frozen(kw_only=True)
class Gaze(Activity):
    """A kind of activity that says something."""

    kind: ClassVar[str] = "stars.gaze"
    rules: ClassVar[str] = "test_said:GAZE"
    title: str = "Gaze"
    stage: Stage = Stage.CLOSE


class _Gaze(Kind[None]):
    wordings = (seen,)


GAZE = _Gaze()


def gazing() -> Plugins:
    @hookimpl
    def retrokit_register_activities() -> list[type[Activity]]:
        return [Gaze]

    return having(gaze=SimpleNamespace(retrokit_register_activities=retrokit_register_activities))


def test_what_a_kind_of_activity_says_is_worded_too() -> None:
    body = CODEC.encode_value(SealBody(slot="it", draft=Letter("Ana", (seen(stars=3),))))
    kinds = gazing().kinds
    assert Codec(kinds).encode_value(Codec(kinds).decode_seal(body)) == body
    assert kinds.words["stars.seen"](stars=3) == "3 stars were seen, Vega first."


def test_a_kind_of_activity_with_what_is_no_wording_has_no_rules(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(_Gaze, "wordings", ("stars.seen",))
    plugins = gazing()
    assert "stars.gaze" not in plugins.kinds.activities
    assert "is no Wording" in plugins.failures[0].sentence


@pytest.mark.parametrize("wordings", [("stars.seen",), (Wording("a.b", 3),)])  # type: ignore[arg-type]
def test_what_is_no_wording_is_not_registered(wordings: Any) -> None:
    plugins = having(stars=plugin(*wordings))
    assert "stars.own" not in plugins.scorings
    assert "is no Wording" in plugins.failures[0].sentence


# --- who is named


KEYS: list[Callable[[str, PeerAnswers], Said]] = [
    lambda key, a: faint(of=key),
    lambda key, a: faint(of=["x", key]),
    lambda key, a: yours(stars=2).of(key),
    lambda key, a: Said("x", code=f"stars.{key}"),
    lambda key, a: Said("x", code="stars.yours", values={key: 1}),
]


@pytest.mark.parametrize("say", KEYS)
def test_a_key_in_what_programs_read_is_a_key_all_the_same(
    say: Callable[[str, PeerAnswers], Said],
) -> None:
    heard: list[str] = []

    def to_all(a: PeerAnswers) -> Scores:
        return Scores(group=[say(a.members[0], a)])

    def as_evidence(a: PeerAnswers) -> Scores:
        said = say(a.members[0], a)
        return Scores(findings=[Finding(severity="good", sentence="x", evidence=[said])])

    def to_another(a: PeerAnswers) -> Scores:
        return Scores(letters={a.members[0]: [say(a.members[1], a)]})

    for score in (to_all, as_evidence, to_another):
        retro = scored(score, heard=heard.append)
        assert retro.state.at[1].results[0].scoring == "received"
    code = "it says something in a code that is none of its wordings"
    assert set(heard) in (
        {
            "it puts the key of a member into what everyone sees",
            "it puts the key of a member into the letter to another",
        },
        {code},
    )


def test_a_name_in_a_value_is_refused_as_in_a_sentence() -> None:
    heard: list[str] = []
    for said in (
        seen(stars=1, brightest="Ben"),
        Said("Fine.", code="stars.seen", values={"stars": "BEN"}),
        Said("Fine.").of("Ben"),
    ):
        retro = scored(lambda a, said=said: Scores(group=[said]), heard=heard.append)
        assert retro.state.at[1].results[0].scoring == "received"
    named = Finding(severity=Severity.GOOD, sentence="Fine.", name="Ben")
    scored(lambda a: Scores(findings=[named]), heard=heard.append)
    assert heard == ["it names a member in what everyone sees"] * 4


def test_what_a_value_is_called_names_nobody() -> None:
    """A wording was there before any answer, so its words may be somebody's name."""
    team = ("Stars", "Brightest", "Yours", "Ana")
    retro = scored(
        lambda a: Scores(letters={who: [yours(stars=1)] for who in a.members}), team=team
    )
    assert retro.state.at[1].results[0].scoring == "stars.own"
    assert [each.lines for _, each in retro.letters("Stars")] == [("You have 1.",)]


def test_in_a_letter_a_readers_key_becomes_their_name_in_the_values_too() -> None:
    @wording("stars.dear")
    def dear(*, who: str, all: Sequence[str], number: int) -> str:
        return f"Dear {who}, {number} thanks."

    retro = scored(
        lambda a: Scores(letters={m: [dear(who=m, all=[m, "x"], number=3)] for m in a.members}),
        wordings=(dear,),
    )
    [(_, letter)] = retro.letters("Ben")
    assert letter.lines == ("Dear Ben, 3 thanks.",)
    assert letter.lines[0].values == {"who": "Ben", "all": ("Ben", "x"), "number": 3}


def given_by(attribution: Attribution, floor: int) -> Given:
    rows = tuple((None, tuple((other, (1,)) for other in TEAM)) for _ in TEAM)
    return Given(
        answers=rows, attribution=attribution, floor=floor, members=TEAM, here=TEAM,
        facilitator="Ana",
    )  # fmt: skip


def test_values_are_a_table_and_a_sentence_is_text() -> None:
    with pytest.raises(Invalid, match="values are a table of what is said by name, not 'stars'"):
        Said("x", code="stars.seen", values="stars")  # type: ignore[arg-type]
    with pytest.raises(Invalid, match="a sentence is text, not 7"):
        Said(7)  # type: ignore[arg-type]


def test_where_names_are_not_shown_none_stands_before_a_line() -> None:
    given = given_by(CONFIDENTIAL, 3)
    result = Result(question="it", taken_part=4, floor=3)
    said = Said("Hm.").of("Cy")
    group = Outcome(result=evolve(result, group=[said]))
    assert given.objection(group) == "it names a member in what everyone sees"
    signed = Outcome(result=result, letters=(Sent("Ben", [said]),))
    assert given.objection(signed) == "it names a member in the letter to another"
    # Who facilitates may be told of others by name, of whom enough have told.
    leads = Outcome(result=result, letters=(Sent("Ana", [said]),))
    assert given.objection(leads) == ""
    few = Outcome(result=result, letters=(Sent("Ana", [Said("Hm.").of("Zoe")]),))
    assert given.objection(few) == "it writes a letter that nobody may get"
    told = Outcome(result=result, letters=(Sent("Ana", [TOO_FEW.of("Zoe")]),))
    assert given.objection(told) == ""


# --- new names


def asking_for_light(path: Path) -> Logbook:
    return Logbook(path, plugins=having(moons=moons))


def test_a_signed_line_of_a_letter_follows_who_wrote_it(tmp_path: Path) -> None:
    format = Format(
        name="light", title="Light", purpose="Shine.",
        agenda=[Ask(questions=[Lantern("light", "Who lights your way?")]), Decide()],
    )  # fmt: skip
    with asking_for_light(tmp_path / "team.db") as book:
        retro = book.start(format, team="Crew", members=TEAM)
        retro.answer("light", {"Ben": "Cy: never too late"}, "Cy")
        retro.next()
        before = retro.letters("Ben")[0][1].lines[0]
        assert (before, before.who) == ("Cy: Cy: never too late", "Cy")
    # Without the plugin, too: there is nothing to be known of the words.
    with Logbook(tmp_path / "team.db", plugins=having()) as book:
        retro = book.load("latest")
        retro.rename("Cy", "Cyrus")
        assert retro.letters("Ben")[0][1].lines == ("Cyrus: Cy: never too late",)
    with asking_for_light(tmp_path / "team.db") as book:
        [line] = book.load("latest").letters("Ben")[0][1].lines
        assert line == "Cyrus: Cy: never too late"
        assert (line.code, line.values) == ("moons.lights", {"how": "Cy: never too late"})


def test_a_name_before_what_everyone_is_told_follows_too() -> None:
    retro = scored(
        lambda a: Scores(
            group=[seen(stars=3).of("Ben"), "Ben saw."],
            findings=[Finding(severity="good", sentence=Said("Well.").of("Ben"),
                              evidence=[seen(stars=1).of("Ben")])],
        ),
        attribution=Attribution.NAMED,
    )  # fmt: skip
    retro.rename("Ben", "Bert")
    [result] = retro.state.at[1].results
    assert result.group == ("Bert: 3 stars were seen, Vega first.", "Ben saw.")
    [finding] = result.findings
    assert (finding.sentence, *finding.evidence) == (
        "Bert: Well.", "Bert: 1 stars were seen, Vega first."
    )  # fmt: skip


# --- who asks from elsewhere


def test_a_room_words_letters_for_who_knows_none_of_its_plugins() -> None:
    now = again("stars.yours", lambda *, stars: f"Du hast {stars}.")
    codec = Codec(having(stars=plugin(now)).kinds)
    letter = Letter("Ana", (now.again(yours(stars=2)).of("Ben"), Said("By hand.")))
    told = calls_of(codec).asks["letters"].answer((("points", letter),))
    assert told == [["points", {"to": "Ana", "lines": ["Ben: Du hast 2.", "By hand."]}]]
    assert calls_of(CODEC).asks["letters"].result({"result": told}) == (("points", letter),)


def test_the_results_of_a_kind_of_question_are_worded_too(tmp_path: Path) -> None:
    format = Format(
        name="moon", title="Moon", purpose="Look up.",
        agenda=[Ask(questions=[FullMoon("moon", "How full?")]), Decide()],
    )  # fmt: skip
    with asking_for_light(tmp_path / "team.db") as book:
        retro = book.start(format, team="Crew", members=TEAM)
        retro.answer("moon", "40 waxing", "Cy")
        retro.next()
        bodies = [*map(book.codec.encode, retro.log)]
    words = again("moons.lit", lambda *, darkest, brightest: f"{darkest}–{brightest} %")
    newer = Codec(Kinds(ACTIVITIES, asked=(*book.codec.kinds.asked,), wordings=(words,)))
    [opened] = [each for each in newer.decode(bodies) if type(each).__name__ == "Opened"]
    [result] = opened.gave(Answers).results  # type: ignore[attr-defined]
    assert result.group == ("40–40 %",)
    assert [*map(newer.encode, newer.decode(bodies))] == bodies


def test_every_code_of_retrokit_is_in_the_docs_with_its_values() -> None:
    docs = (Path(__file__).parents[1] / "docs" / "library.md").read_text("utf-8")
    noticed = [each for each in vars(checks).values() if isinstance(each, Wording)]
    assert len(noticed) > 10
    for each in (*noticed, *WORDINGS):
        [row] = [line for line in docs.splitlines() if f"`{each.code}`" in line]
        assert {name for name in each._names if f"`{name}`" not in row} == set(), each.code


def test_who_draws_the_blocks_of_a_room_reads_its_words() -> None:
    lines = Lines(role="for the group", lines=(Line(text=seen(stars=3).of("Ana")),))
    told = as_data(lines)
    assert told["lines"][0]["values"] == {"stars": 3}
    assert CODEC.from_data(loads(dumps(told)), Block) == lines
