"""The groups of a class: started all or none, and shown to a lecturer as everyone was told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import pytest
from attrs import fields
from crew import NO_PLUGINS, FakeClock, made_of

from retrokit import GroupRow, Logbook, Plugins, hookimpl
from retrokit.builtin.class_table import COLUMNS, NOTICE
from retrokit.checks import Check
from retrokit.engine.digest import Digest
from retrokit.engine.state import State
from retrokit.errors import Invalid, NotFound
from retrokit.findings import Finding, Severity
from retrokit.formats import Ask, Attribution, Collect, Column, Decide, Format, Welcome
from retrokit.questions import Choice, FreeText, Scale
from retrokit.retro import Retro
from retrokit.said import wording

LECTURER = "Dr. Fry"
GROUPS = {"Red": ("Ana", "Ben", "Cy"), "Blue": ("Dev", "Eve", "Finn", "Gus"), "Green": ("Hal",)}
ALARM = Choice("hurt", "Was anybody hurt?", ["no", "yes"], alarm="Somebody was hurt. Ask now.")
FORMAT = made_of(
    Welcome(prompt="Here we are."),
    Ask(title="Pulse", questions=[Scale("safe", "How safe is it?"), ALARM], prompt="In private."),
    Collect(title="Gather", columns=[Column("Good")]),
    Ask(title="Once more", questions=[FreeText("why", "Why?")]),
    Decide(),
    attribution="confidential",
)
SECRET = "Ben wrote that Cy did nothing"


class Noticing:
    """A plugin with checks: the format's own, one of all formats, and what is good."""

    found: Sequence[Finding] = (Finding(severity=Severity.NOTICE, sentence=f"{SECRET}."),)

    @hookimpl
    def retrokit_register_checks(self) -> list[Check]:
        def run(state: State, history: Sequence[Digest]) -> Sequence[Finding]:
            return self.found

        return [
            Check(name="own", title="It is uneven", run=run, formats=["short"]),
            Check(name="of-all", title="Of all", run=run),
        ]


NOTICING = Noticing()


class Book(Logbook):
    """A logbook whose clock the test holds."""

    def __init__(self, where: Path, *, read_only: bool = False, noticing: bool = False) -> None:
        plugins = Plugins.load(NO_PLUGINS)
        if noticing:
            plugins.add(NOTICING, "noticing")
        super().__init__(
            where, plugins=plugins, clock=FakeClock(), rng=Random(3), read_only=read_only
        )

    def row(self, group: str = "Red") -> GroupRow:
        (row,) = self.class_table({group: ()})
        return row


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with Book(tmp_path / "class.db") as book:
        yield book


def begin(book: Book, format: Format = FORMAT, **more: bool) -> Retro:
    """Start the class and return the retro of the first group, at its questions."""
    retro = book.start_groups(format, GROUPS, host=LECTURER, **more)["Red"]
    retro.go("Pulse")
    return retro


def answer(retro: Retro, people: int, hurt: int = 1) -> None:
    """Have the first so many answer, of whom so many say that somebody was hurt; open it."""
    for at, name in enumerate(retro.state.respondents[:people]):
        retro.answer("safe", at + 1, name)
        retro.answer("hurt", "yes" if at < hurt else "no", name)
    retro.go("Gather")


# --- starting


def test_each_group_has_a_retro_that_the_lecturer_hosts(book: Book) -> None:
    started = book.start_groups(FORMAT, GROUPS, host=LECTURER, attribution="anonymous")
    assert [*started] == [*GROUPS]
    for group, retro in started.items():
        state = book.load(retro.state.id).state
        assert (state.team, state.respondents) == (group, GROUPS[group])
        assert (state.facilitator, state.observers) == (LECTURER, (LECTURER,))
        assert state.attribution is Attribution.ANONYMOUS
    assert book.problems() == []


def test_everyone_reads_what_a_lecturer_sees_before_they_answer(book: Book) -> None:
    retro = begin(book)
    prompts = [step.activity.prompt for step in retro.state.agenda]
    assert prompts == [
        f"Here we are.\n\n{NOTICE}",
        f"In private.\n\n{NOTICE}",
        Collect(columns=[Column("Good")]).prompt,
        NOTICE,
        Decide().prompt,
    ]
    # A team that holds it without a lecturer reads nothing of one.
    assert NOTICE not in repr(book.start(FORMAT, team="Own", members=["Ana"]).log)


def test_a_format_keeps_the_plugin_that_it_comes_from(book: Book) -> None:
    class Plugin:
        @hookimpl
        def retrokit_register_formats(self) -> list[Format]:
            return [FORMAT]

    book.plugins.add(Plugin(), "of-a-class")
    plugin = begin(book, book.plugins.format("short")).state.plugin
    assert plugin is not None
    assert plugin.distribution == "of-a-class"
    with pytest.raises(NotFound, match="no format 'shorter'"):
        book.start_groups("shorter", GROUPS, host=LECTURER)


@pytest.mark.parametrize(
    ("groups", "said"),
    [
        ({"Red": ["Ana"], "Blue": ["Ben"], "x" * 81: ["Cy"]}, "the team's name has 81 characters"),
        ({"Red": ["Ana"], "RED": ["Ben"]}, "two groups are named alike; tell them apart"),
        ({"Red": ["Ana"], "Blue": ["Ben", "dr. fry"]}, "Dr. Fry is in Blue; a host takes part in"),
        ({"Red": ["Ana"], "Blue": ["Ben", "BEN"]}, "two members are named BEN"),
    ],
)
def test_it_is_all_of_them_or_none(
    groups: dict[str, list[str]], said: str, book: Book, tmp_path: Path
) -> None:
    with pytest.raises(Invalid, match=said):
        book.start_groups(FORMAT, groups, host=LECTURER)
    assert book.retros(rehearsals=True) == book.class_table() == []
    assert b"Ana" not in b"".join(each.read_bytes() for each in tmp_path.iterdir())
    assert len(book.start_groups(FORMAT, GROUPS, host=LECTURER)) == 3


def test_nor_does_one_that_is_stopped_in_between_leave_some(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = book.start

    def stopped(*args: object, team: str, **more: object) -> Retro:
        if team == "Green":
            raise KeyboardInterrupt
        return start(*args, team=team, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(book, "start", stopped)
    with pytest.raises(KeyboardInterrupt):
        book.start_groups(FORMAT, GROUPS, host=LECTURER)
    assert book.retros(rehearsals=True) == []


def test_a_second_time_starts_only_what_is_new(book: Book) -> None:
    book.start(FORMAT, team="Red", members=["Ana"], facilitator="Ana")  # their own: no class
    begin(book).close()
    assert book.start_groups(FORMAT, GROUPS, host=LECTURER) == {}
    late = {**GROUPS, "Late": ("Ida", "Jon")}
    assert [*book.start_groups(FORMAT, late, host=LECTURER)] == ["Late"]
    other = made_of(Decide(), name="other")
    assert [*book.start_groups(other, {"red": ("Ana",)}, host=LECTURER)] == ["red"]
    assert len(book.start_groups(FORMAT, late, host=LECTURER, again=True)) == 4
    assert len(book.retros("Red")) == 4
    assert len(book.retros()) == 10


def test_nor_is_a_ritual_started_twice(book: Book) -> None:
    ritual = made_of(Decide(), ritual=True)
    assert len(book.start_groups(ritual, GROUPS, host=LECTURER)) == 3
    assert book.start_groups(ritual, GROUPS, host=LECTURER) == {}
    assert [each.group for each in book.class_table()] == [*GROUPS]


# --- what a lecturer sees


def test_the_table_is_what_was_said_and_no_more() -> None:
    shown = {each.name for each in fields(GroupRow)} - {"group", "retro"}
    assert shown == {*COLUMNS, "of"}  # answered of how many
    assert all(said in NOTICE for said in COLUMNS.values())
    assert NOTICE == (
        "A lecturer hosts this and takes no part. They see what everyone here sees and, in a table "
        "of all groups, for each group how many are in it, how many answered, which step it is at "
        "and what was noticed, without names. The table shows no share, no mark and nothing that "
        "one person gave."
    )


def test_the_docs_have_a_lecturer_read_aloud_what_is_on_the_screens() -> None:
    guide = (Path(__file__).parents[1] / "docs" / "shares.md").read_text("utf-8")
    quoted = [line.strip()[1:] for line in guide.splitlines() if line.startswith("   >")]
    assert " ".join(" ".join(quoted).split()) == NOTICE


def test_nothing_is_shown_before_it_is_revealed(book: Book) -> None:
    retro = begin(book)
    for name in GROUPS["Red"]:
        retro.answer("safe", 1, name)
        retro.answer("hurt", "yes", name)
    before = GroupRow(group="Red", people=3, retro=retro.state.id, at="Pulse")
    assert book.row() == before
    retro.open_seals()
    after = book.row()
    assert (after.answered, after.of) == (3, 3)
    assert [each.title for each in after.flags] == ["Somebody was hurt."]


def test_nothing_is_shown_that_too_few_stand_behind(tmp_path: Path) -> None:
    with Book(tmp_path / "class.db", noticing=True) as book:
        retro = begin(book)
        answer(retro, people=2)
        # The group is told of the alarm from one answer on, as was promised to it.
        assert [each.name for each in book.findings(retro)] == ["at-opening", "own", "of-all"]
        assert (book.row().answered, book.row().of, book.row().flags) == (2, 3, ())


def test_flags_are_of_the_format_and_say_how_many_answered(tmp_path: Path) -> None:
    with Book(tmp_path / "class.db", noticing=True) as book:
        retro = begin(book)
        answer(retro, people=3)
        row = book.row()
        assert [(each.title, each.name, each.severity, each.answered) for each in row.flags] == [
            ("Somebody was hurt.", "question.alarm", Severity.WARNING, 3),
            ("It is uneven", "own", Severity.NOTICE, 3),
        ]
        assert SECRET not in repr(row)
        retro.go("Once more")
        retro.answer("why", SECRET, "Ben")
        retro.next()
        row = book.row()
        assert (row.answered, row.of) == (1, 3)
        assert [each.answered for each in row.flags] == [3]  # a check may have read the one answer
        retro.close()
        assert book.row().at == "closed"


def test_what_is_good_is_no_flag(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = (Finding(severity=Severity.GOOD, sentence="All is well."),)
    monkeypatch.setattr(NOTICING, "found", good)
    monkeypatch.setattr(Choice, "alarms", lambda self, answers: good)
    with Book(tmp_path / "class.db", noticing=True) as book:
        answer(begin(book), people=3)
        assert book.row().flags == ()


@pytest.mark.parametrize("names", ["Cy", "CY", "Cyrus"])
def test_a_finding_that_names_somebody_is_only_counted(
    names: str, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    @wording("test.worn")
    def worn(*, who: str) -> str:
        return f"Is {who} worn out? Ask."

    found = (Finding(severity=Severity.NOTICE, sentence=worn(who=names)),)
    monkeypatch.setattr(Choice, "alarms", lambda self, answers: found)
    retro = begin(book)
    retro.rename("Cy", "Cyrus")
    answer(retro, people=3)
    (flag,) = book.row().flags
    assert flag.title == "Something that names a person; read it in the group's report."
    assert names not in repr(flag)


def test_a_retro_whose_people_were_not_told_is_in_no_table(book: Book) -> None:
    own = {"members": GROUPS["Red"], "observers": [LECTURER], "facilitator": LECTURER}
    book.start(FORMAT, team="Red", **own)
    book.start(FORMAT, team="Red", notice=NOTICE, rehearsal=True, **own)
    assert book.class_table() == []
    assert book.class_table(GROUPS) == [
        GroupRow(group=group, people=len(names)) for group, names in GROUPS.items()
    ]


def test_it_is_about_the_latest_of_each_group_and_read_only_will_do(tmp_path: Path) -> None:
    with Book(tmp_path / "class.db") as book:
        begin(book)
        book.start_groups(FORMAT, {"Blue": ("Dev",)}, host=LECTURER, again=True)
    with Book(tmp_path / "class.db", read_only=True) as book:
        assert [(each.group, each.people, each.at) for each in book.class_table()] == [
            ("Red", 3, "Pulse"), ("Green", 1, "Welcome"), ("Blue", 1, "Welcome"),
        ]  # fmt: skip
        assert [each.group for each in book.class_table({"Blue": (), "RED": ()})] == ["Blue", "Red"]
