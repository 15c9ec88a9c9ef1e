"""Whatever people write, in whatever script, a report keeps its shape and their words."""

from __future__ import annotations

import re
import subprocess
import sys
from base64 import b64encode
from datetime import timedelta
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise
from unicodedata import category

import pytest
import wcwidth
from attrs import evolve
from crew import write
from grand_tour import record, rendered, rows, start, tour
from hypothesis import example, given, settings
from hypothesis import strategies as st

from retrokit.builtin import retrokit_register_reports
from retrokit.characters import clean, short, width, wrap
from retrokit.engine.digest import Digest, digest_of
from retrokit.findings import Finding, Severity
from retrokit.formats import Ask, Collect, Column, Decide, Format, Vote
from retrokit.questions import Choice, Scale
from retrokit.reports import markdown
from retrokit.reports.spreadsheet import guarded
from retrokit.retro import Retro

HOSTILE = [
    "# x",
    "| a | b |",
    "|---|---|",
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "![x](http://x.invalid/x.png)",
    "[a]: /url",
    "`code` ``` ~~~",
    "1. one",
    "2) two",
    "- [ ] task",
    "===",
    "---",
    "- - -",
    "***",
    "> quote",
    "a\n# b\n\n## c\n\n\n- d\n    e",
    "a\n---\n:--",
    "&lt;b&gt; &#35; &",
    "back\\slash \\",
    "\\# \\| \\",
    "</p></li></ul></main><h1>x</h1>",
    '" onmouseover="x',
    "<!-- -->]]><![CDATA[",
    "=1+1",
    "@SUM(A1)",
    "\tcell",
    "'quoted'",
    "＝1",
    "שלום\u202eabc",
    "👩\u200d👩\u200d👧 🇩🇪 e\u0301",
]
hostile = st.lists(
    st.one_of(
        st.sampled_from(HOSTILE),
        st.text(
            st.one_of(
                st.sampled_from("#|<>[]()`*_-+=.1 \n\t&;:\\!~\"'"),
                st.characters(
                    exclude_categories=["Cc", "Cs", "Cn"], exclude_characters="\u2028\u2029"
                ),
            ),
            max_size=60,
        ),
    ),
    min_size=1,
    max_size=4,
).map("".join)
texts = hostile.map(str.rstrip).filter(bool)
"""As they are kept: without blanks at their end."""


class Page(HTMLParser):
    """The elements of a page in order, and the text of each that holds what people said."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[object] = []
        self.said: list[str] = []
        self._open = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(attrs)))
        if "said" in (dict(attrs).get("class") or "").split():
            self._open = tag
            self.said.append("")

    def handle_endtag(self, tag: str) -> None:
        self.tags.append(tag)
        self._open = "" if tag == self._open else self._open

    def handle_data(self, data: str) -> None:
        if self._open:
            self.said[-1] += data


def skeleton(text: str) -> list[str]:
    """Return what a Markdown text is made of, line by line, without the words."""
    found = []
    for line in text.splitlines():
        if line.startswith("|"):
            found.append("|" * len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)))
        elif kind := re.match(r"#{1,6} |- |  - |> |---$|\S", line):
            found.append(kind[0] if not kind[0].isalnum() else "words")
    return found


BLOCK = re.compile(
    r"#{1,6}([ \t]|$)|>|[-+*]([ \t]|$)|--|[0-9]+[.)]([ \t]|$)|=+[ \t]*$|:-|`|~~~|\||\[|[ \t]"
    r"|<(?!http)[A-Za-z/!?]"
)


def objected(text: str) -> Retro:
    """Return a retro in which `text` is why somebody objects, and how a tie was settled."""
    agenda = [Collect(columns=[Column("A")], sealed=False), Vote(method="consent"), Decide()]
    retro = start(Format(name="v", title="V", purpose="P", agenda=agenda))
    one, two, three = (write(retro, "A", each).number for each in (text, "two", "three"))
    retro.next()
    retro.vote({one: 4, two: 4, three: (0, text)}, "Ada")
    retro.next()
    retro.settle_tie(one, text)
    return retro


@settings(max_examples=40, deadline=None)
@given(texts)
@example("\n\n".join(HOSTILE))
@example("=1+1")
def test_no_words_about_a_vote_change_the_shape_of_a_report(text: str) -> None:
    told, plain_words = rendered(objected(text)), rendered(objected("Fog"))
    assert Page(told["html"]).tags == Page(plain_words["html"]).tags
    assert skeleton(told["markdown"]) == skeleton(plain_words["markdown"])
    for line in told["text"].splitlines():
        assert wcwidth.wcswidth(line) <= 80
    cells = rows(told["csv"])
    assert [row["kind"] for row in cells] == [row["kind"] for row in rows(plain_words["csv"])]
    assert not any(cell.startswith(tuple("=+-@\t\r")) for row in cells for cell in row.values())
    assert text in next(row["reason"] for row in cells if row["topic"].startswith("Objections"))


# --- Markdown ---------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(texts)
@example("\n\n".join(HOSTILE))
def test_no_text_changes_the_structure_of_markdown(text: str) -> None:
    plain_words, told = (rendered(tour(each))["markdown"] for each in ("Fog", text))
    assert skeleton(told) == skeleton(plain_words)


@given(texts)
@example("a *\nb")
@example("#")
def test_every_line_of_escaped_markdown_is_only_words(text: str) -> None:
    told = markdown.escaped(text)
    for line in told.replace("\\\n", "\n").split("\n"):
        assert not BLOCK.match(line), line
    bare = re.sub(r" ?\\\n|\n\n", "\n", told)
    bare = re.sub(r"(?<!\\)<(https?://[^\s<>]+)>", r"\1", bare)
    bare = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", bare)
    lines = (line.strip(" \t") for line in text.split("\n"))
    assert bare == "\n".join(line for line in lines if line)
    assert "\n" not in markdown.one_line(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("We don't (yet) deploy on Fridays - why?", None),
        ("2 * 3 < 7 & a_b_c, C:\\Users, #hashtag, -5 degrees, x > y!", None),
        ("(https://example.org/a_b?c=d&e=f)", None),
        ("see https://x.org/~ada, *now*", "see <https://x.org/~ada>, \\*now\\*"),
        ("https://x.org/a~`b`", "<https://x.org/a>\\~\\`b\\`"),
        ("https://x.org/a\nb", "https://x.org/a \\\nb"),
        ("https://x.org/?a&lt;b", "<https://x.org/?a>\\&lt;b"),
        ("1.5 or 3rd", None),
        ("# x", "\\# x"),
        ("12. x", "12\\. x"),
        ("*x* _y_ `z`", "\\*x\\* \\_y\\_ \\`z\\`"),
        ("<b> &amp; \\*", "\\<b> \\&amp; \\\\\\*"),
        ("a\n\n\n b\n===", "a\n\nb\\\n\\==="),
    ],
)
def test_markdown_is_escaped_only_where_it_must_be(text: str, told: str | None) -> None:
    assert markdown.escaped(text) == (text if told is None else told)


def test_headings_keep_the_signs_at_their_end() -> None:
    assert markdown.one_line("learn C#") == "learn C#"
    assert markdown.one_line("learn C ##") == "learn C \\##"
    assert markdown.one_line("#######") == "\\#######"


# --- HTML -------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(texts)
@example("\n".join(HOSTILE))
def test_no_text_changes_the_structure_of_the_page(text: str) -> None:
    told = Page(rendered(tour(text))["html"])
    assert told.tags == Page(rendered(tour("Fog"))["html"]).tags
    # The note, three answers, the action, a reason of it, two remarks, and a decision of each.
    assert told.said.count(text) >= 8


def past(retro: Retro) -> Digest:
    """Return what a retro comes to, as one held two weeks before."""
    digest = digest_of(retro.state)
    return evolve(digest, id="b2b2b2b2", started=digest.started - timedelta(days=14))


def test_the_page_needs_nothing_and_runs_nothing() -> None:
    retro = tour("https://x.invalid/")
    page = rendered(retro, findings=[], history=[past(retro)])["html"]
    assert '<svg class="chart"' in page
    assert "<script" not in page
    assert not re.search(r'\s(src|href|action|on\w+|style)\s*=\s*["\']', page)
    assert "url(" not in page
    assert "@import" not in page
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style is not None
    allowed = b64encode(sha256(style[1].encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{allowed}'" in page


def test_the_page_is_well_formed() -> None:
    finding = Finding(severity=Severity.WARNING, sentence="Reef!", evidence=["ahead"])
    quiet = Finding(severity=Severity.GOOD, sentence="Wind.")
    stack: list[str] = []
    levels = []
    retro = tour()
    told = rendered(retro, findings=[finding, quiet], history=[past(retro)])
    for tag in Page(told["html"]).tags:
        if isinstance(tag, str):
            if tag != "rect":
                assert stack.pop() == tag
        elif tag[0] not in ("meta", "rect"):  # type: ignore[index]
            stack.append(tag[0])  # type: ignore[index]
            if re.fullmatch("h[1-6]", stack[-1]):
                levels.append(int(stack[-1][1]))
    assert stack == []
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("text", HOSTILE)
def test_no_question_changes_the_structure_of_the_page_or_its_charts(text: str) -> None:
    def page(text: str) -> Page:
        question = Choice("again", text, [text, "Fog"], favourable=[text])
        agenda = [Ask(questions=[question, Scale("safe", text)])]
        retro = start(Format(name="q", title="Q", purpose="P", agenda=agenda))
        retro.answer("again", "1", "Ada")
        retro.answer("safe", 3, "Ada")
        retro.close()
        return Page(rendered(retro, history=[past(retro)])["html"])

    assert page(text).tags == page("Wind").tags


# --- CSV --------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(texts)
@example("=1+1")
@example("\t\n")
def test_a_spreadsheet_reads_the_text_back(text: str) -> None:
    if text.isspace():
        return
    told = rendered(tour(text))["csv"]
    cells = [row["text"] for row in rows(told)]
    wanted = f"'{text}" if text[0] in "=+-@\t\r\n＝＋－＠" else text
    assert cells.count(wanted) >= 8
    for row in rows(told):
        assert None not in row
        assert not any(cell.startswith(tuple("=+-@\t\r")) for cell in row.values())


def test_numbers_in_a_spreadsheet_stay_numbers() -> None:
    assert guarded(-1) == -1
    assert guarded("\rx") == "\ufffdx"


# --- Plain text -------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(texts)
@example("大家一起解决了数据库的问题，" * 20)
@example("x" * 300)
@example("👩\u200d👩\u200d👧" * 60)
def test_plain_text_fits_the_terminal(text: str) -> None:
    told = rendered(tour(text))["text"]
    for line in told.splitlines():
        assert wcwidth.wcswidth(line) <= 80


@given(texts, st.integers(8, 40))
def test_wrapping_loses_nothing_but_spaces(text: str, columns: int) -> None:
    lines = wrap(text, columns)
    assert all(width(line) <= columns for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert width(short(text, columns)) <= columns


def test_lines_break_where_readers_expect_it() -> None:
    assert wrap("one two three", 8) == ["one two", "three"]
    assert wrap("一二三。四", 6) == ["一二三", "。四"]
    assert wrap("", 5) == [""]
    assert wrap("a\n\nb", 5) == ["a", "", "b"]
    assert wrap("10\u00a0km far", 6) == ["10\u00a0km", "far"]
    assert wrap("abcdefgh", 3) == ["abc", "def", "gh"]


def test_characters_are_counted_as_they_are_seen() -> None:
    assert [width(each) for each in ("e\u0301", "漢", "❤\ufe0f", "\u200b", "\u00ad")] == [
        1,
        2,
        2,
        0,
        1,
    ]
    assert short("one\n two", 20) == "one two"
    assert short("漢字漢字", 6) == "漢字…"
    assert clean("a\r\nb\x1b[2J\ud800") == "a\nb\ufffd[2J\ufffd"
    assert category("\ufffd") == "So"


def test_control_characters_of_a_plugin_reach_no_report() -> None:
    finding = Finding(severity=Severity.NOTICE, sentence="\x1b[2J gone", evidence=["\x00"])
    for name in ("markdown", "html", "csv", "text"):
        told = rendered(start(), findings=[finding])[name]
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f]", told)
        assert "\ufffd[2J gone".replace("[", "\\[" if name == "markdown" else "[") in told


# --- The plugin -------------------------------------------------------------------------------


def test_the_six_reports() -> None:
    found = {each.name: each.suffix for each in retrokit_register_reports()}
    assert found == {
        "markdown": ".md",
        "html": ".html",
        "summary": ".html",
        "csv": ".csv",
        "json": ".json",
        "text": ".txt",
    }
    assert all(each.render(record(start())) for each in retrokit_register_reports())


def test_registering_reports_imports_none_of_them() -> None:
    code = (
        "import sys; from retrokit.builtin import retrokit_register_reports as register;"
        "register();"
        "print([m for m in sys.modules if m.startswith('retrokit.reports.') or m == 'cattrs'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
