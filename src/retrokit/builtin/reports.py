"""The reports that come with retrokit, registered through the hook of everybody's reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..hookspecs import hookimpl

if TYPE_CHECKING:
    from ..reports import Record, Report


def render_markdown(record: Record) -> str:
    """Return the report as Markdown."""
    from ..reports.markdown import render

    return render(record)


def render_html(record: Record) -> str:
    """Return the report as one self-contained page."""
    from ..reports.html import render

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


@hookimpl
def retrokit_register_reports() -> list[Report]:
    """Return the built-in reports; what each needs is imported when it is first rendered."""
    from ..reports import Report

    return [
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
    ]
