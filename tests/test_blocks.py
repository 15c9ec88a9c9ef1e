"""Blocks of every sort, as each front draws them: none is lost, whatever kind they are from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from retrokit.blocks import (
    Amount,
    Bar,
    Bars,
    Block,
    Columns,
    Field,
    ForEach,
    Form,
    Line,
    Lines,
    Option,
    Part,
    Table,
    Text,
    as_data,
)
from retrokit.characters import width
from retrokit.errors import Invalid
from retrokit.reports.html_blocks import Page
from retrokit.reports.markdown_blocks import drawn as markdown
from retrokit.reports.rows import of_blocks
from retrokit.reports.text_blocks import Sheet

FORM = Form(
    action="feel",
    submit="Send",
    fields=(
        Field(name="word", label="How?", kind="choice", options=(Option(value=1, label="a"),)),
    ),
)


def every(said: str) -> list[Block]:
    """Return a block of each sort, each with what was `said` somewhere in it."""
    return [
        Text(role="told", lines=(f"{said} told", "again"), count=2, of=3, status="shown"),
        Text(role="warned", lines=(f"{said} warned",), tone="warning"),
        Bars(
            role="got",
            title="Got",
            head=("What", "Dots"),
            bars=(
                Bar(label=f"{said} first", amount=3, number=7, first=True, words="blocked"),
                Bar(label=f"{said} second", amount=0.5),
            ),
            unit="dot",
        ),
        Bars(role="share", bars=(Bar(label=f"{said} share", amount=1),), of=2),
        Bars(role="win", bars=(Bar(label=f"{said} win", amount=1),), unit="win", drawn="list"),
        Bars(
            role="against",
            title="Against",
            drawn="figures",
            bars=(
                Bar(label=f"{said} held", amount=3, number=1, over=2, against=f"{said} other"),
                Bar(label=f"{said} held", amount=1, words="out"),
            ),
        ),
        Lines(
            role="card",
            style="cards",
            lines=(
                Line(text=f"{said} card", author="Ana", column="Glad", amount=Amount(1, "dot")),
            ),
        ),
        Lines(role="reply", style="soft", lines=(Line(text=f"{said} reply", author="Ben"),)),
        Lines(
            role="remark",
            title="Said",
            lines=(Line(text=f"{said} remark", role="decision", number=4, tag="Decided"),),
        ),
        Table(role="row", title="Who", head=("Pair", "When"), rows=((f"{said} cell", 5),)),
        Table(rows=((f"{said} bare", "cell"),)),
        Part(
            role="topic",
            title="A topic",
            number=9,
            amount=Amount(2, "dot"),
            blocks=(
                Text(lines=(f"{said} inside",)),
                Part(title="Inner", blocks=(Text(role="deep", lines=(f"{said} deep",)),)),
            ),
        ),
        Columns(
            parts=(
                Part(
                    title="Glad",
                    blocks=(Lines(role="note", lines=(Line(text=f"{said} note", column="Glad"),)),),
                ),
                Part(title="Sad", blocks=()),
            )
        ),
        ForEach(role="own", members={"Cy": (Text(role="yours", lines=(f"{said} own",)),)}),
        FORM,
    ]


SAID = (
    "told", "warned", "first", "second", "share", "win", "held", "card", "reply", "remark", "cell",
    "bare", "inside", "deep", "note", "own",
)  # fmt: skip
FRONTS = {
    "html": lambda blocks: unescape("\n".join(Page().drawn(blocks))),
    "markdown": lambda blocks: "\n".join(markdown(blocks)),
    "text": lambda blocks: "\n".join(Sheet(70).drawn(blocks)),
}


@pytest.mark.parametrize("front", FRONTS)
def test_each_block_is_drawn(front: str) -> None:
    page = FRONTS[front](every("x"))
    for word in SAID:
        assert f"x {word}" in page, word
    for words in ("blocked", "over x other", "out", "Decided", "Ana", "Ben", "2 dots", "Who", "Cy"):
        assert words in page, words
    assert page.count("Glad") == 2  # of a card, and of a column: not of a note in that column
    assert "Send" not in page  # a report is for reading


def test_each_thing_with_a_role_is_a_row() -> None:
    rows = [*of_blocks(every("x"))]
    kinds = [row["kind"] for row in rows if row["kind"]]
    assert kinds == [
        "told", "warned", "got", "got", "share", "win", "against", "against", "card", "reply",
        "decision", "row", "topic", "deep", "note", "yours",
    ]  # fmt: skip
    by_kind = {row["kind"]: row for row in rows}
    assert (by_kind["told"]["count"], by_kind["told"]["of"]) == (2, 3)
    assert by_kind["told"]["text"] == "x told again"
    assert (by_kind["share"]["count"], by_kind["share"]["of"]) == (1, 2)
    assert (by_kind["topic"]["number"], by_kind["topic"]["votes"]) == (9, 2)
    assert by_kind["deep"]["topic"] == "A topic: Inner"
    assert (by_kind["note"]["column"], by_kind["note"]["topic"]) == ("Glad", "")
    assert (by_kind["yours"]["owner"], by_kind["row"]["reason"]) == ("Cy", "5")
    first, second = (row for row in rows if row["kind"] == "against")
    assert (first["reason"], second["reason"]) == ("over #2", "out")
    first, second = (row for row in rows if row["kind"] == "got")
    assert (first["votes"], first["status"], second["status"]) == (3, "first", "")


def test_data_leaves_out_what_is_empty_and_keeps_zero() -> None:
    assert as_data(Bars(role="got", bars=(Bar(label="a", amount=0),))) == {
        "block": "bars", "role": "got", "head": ["", ""], "bars": [{"label": "a", "amount": 0}],
        "drawn": "bars",
    }  # fmt: skip
    [form] = as_data([FORM])
    assert (form["block"], form["action"]) == ("form", "feel")
    assert form["fields"][0]["options"] == [{"value": 1, "label": "a"}]
    assert [each["block"] for each in as_data(every("x"))][-2:] == ["foreach", "form"]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ({"kind": "number", "unsure": True}, "are for a number for each of the options"),
        ({"kind": "number", "total": 9}, "give it kind='number' and many=True"),
        ({"kind": "text", "many": True, "unsure": True}, "the field 'it' has unsure or total"),
        ({"kind": "place", "many": True, "total": 9}, "are for a number for each"),
        ({"kind": "number", "many": True, "total": 0}, "the total of the field 'it' is 0; give 1"),
    ],
)
def test_not_sure_and_a_total_are_for_numbers_of_many_options(words: Any, why: str) -> None:
    with pytest.raises(Invalid) as caught:
        Field(name="it", label="It", **words)
    assert why in str(caught.value)
    many = Field(name="it", label="It", kind="number", many=True, unsure=True, total=1)
    assert as_data(many) == {
        "name": "it", "label": "It", "kind": "number", "many": True, "unsure": True, "total": 1,
    }  # fmt: skip


def test_numbers_that_people_type_stand_first_on_a_screen() -> None:
    page = "\n".join(Sheet(70, numbers=True).drawn(every("x")))
    for line in (
        "7 x first (blocked)",
        "4 - Decided: x remark",
        "9 A topic (2 dots)",
        "1 x held: 3 over #2",
    ):
        assert line in page, line


@given(st.text(min_size=1, max_size=300), st.integers(40, 100))
@example("</p><script>alert(1)</script>", 80)
@example("大家一起解决了数据库的问题，" * 20, 40)
@example("* a\n# b\n| c |", 80)
def test_no_words_change_the_shape_of_what_is_drawn(said: str, columns: int) -> None:
    def tags(lines: Iterable[str]) -> list[str]:
        return re.findall(r"<[^>]*>", "".join(lines))

    # What somebody wrote reaches attributes nowhere, and every tag is the front's own.
    filled = [re.sub(r'width="[\d.e+-]*"', "", each) for each in tags(Page().drawn(every(said)))]
    plain = [re.sub(r'width="[\d.e+-]*"', "", each) for each in tags(Page().drawn(every("x")))]
    assert filled == plain
    wide = [each for each in Sheet(columns).drawn(every(said)) if width(each) > columns]
    assert not [each for each in wide if "  " not in each.strip()]  # but for rows of a table


EMPTY: list[Block] = [
    Text(lines=()),
    Bars(bars=(), title="Bars"),
    Bars(bars=(), drawn="list"),
    Bars(bars=(), drawn="figures"),
    Lines(lines=()),
    Lines(lines=(), style="cards"),
    Table(rows=((),)),
    Part(title="A part"),
    Columns(parts=()),
    ForEach(members={}),
    Form(action="feel", fields=(), submit="Send"),
]


@pytest.mark.parametrize("front", FRONTS)
def test_blocks_in_which_there_is_nothing_are_drawn(front: str) -> None:
    page = FRONTS[front](EMPTY)
    assert "A part" in page
    assert [*of_blocks(EMPTY)] == []
