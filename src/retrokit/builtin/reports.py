"""The reports that come with retrokit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..reports import Report

if TYPE_CHECKING:
    from ..reports import Record


def render_markdown(record: Record) -> str:
    """Return the report as Markdown."""
    from ..reports.markdown import render

    return render(record)


def render_html(record: Record) -> str:
    """Return the report as one self-contained page."""
    from ..reports.html import render

    return render(record)


def render_summary(record: Record) -> str:
    """Return what was decided and the top topics, as one page that fits on a sheet."""
    from ..reports.summary import render

    return render(record)


def render_csv(record: Record) -> str:
    """Return the report as a table for spreadsheets."""
    from ..reports.spreadsheet import render

    return render(record)


def render_json(record: Record) -> str:
    """Return the results as data for programs."""
    from ..reports.results import render

    return render(record)


def render_text(record: Record) -> str:
    """Return the report as plain text for a terminal."""
    from ..reports.plain import render

    return render(record)


REPORTS = (
    Report(
        name="markdown",
        title="Markdown, for wikis and repositories",
        suffix=".md",
        render=render_markdown,
    ),
    Report(
        name="html",
        title="One page to send, to read and to print",
        suffix=".html",
        render=render_html,
    ),
    Report(
        name="summary",
        title="One sheet of A4: decisions, action items, top topics",
        suffix=".html",
        render=render_summary,
    ),
    Report(
        name="csv",
        title="A table for spreadsheets",
        suffix=".csv",
        render=render_csv,
    ),
    Report(
        name="json",
        title="The results as data, for programs",
        suffix=".json",
        render=render_json,
    ),
    Report(
        name="text",
        title="Plain text for the terminal",
        suffix=".txt",
        render=render_text,
    ),
)
"""The reports; what each needs is imported when it is first rendered."""
