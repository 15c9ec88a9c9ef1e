"""The promises of checks and reports, as tests that their authors can run."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from attrs import evolve

from ..checks import Check
from ..findings import Finding
from ..plugins.calling import called, some
from ..plugins.vetting import check_findings, check_provided, check_report
from ..reports import Record, Report
from .given import as_fixture
from .samples import samples


class CheckContract:
    """Subclass it in a test module, say which check, and pytest does the rest.

        class TestMyCheck(CheckContract):
            check = MY_CHECK

    `check` may also be a method or a fixture that returns the check.
    """

    check: Any

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Make a fixture of `check`, whichever way it was given."""
        super().__init_subclass__(**kwargs)
        as_fixture(cls, "check", Check)

    def test_it_can_be_registered(self, check: Check) -> None:
        """It has a name, a title and a function."""
        check_provided(check, Check, "name")

    def test_it_looks_at_any_retro(self, check: Check) -> None:
        """At the start, half-way and closed; what it says can be shown, and is so again."""
        for what, record in samples().items():
            try:
                first, second = (_noticed(check, record) for _ in range(2))
            except Exception as error:
                error.add_note(f"The retro was {what}.")
                raise
            assert first == second, f"{what}: it says something else of the same retro"

    def test_it_changes_nothing(self, check: Check) -> None:
        """A check reads the state and the history, and leaves both as they are."""
        for what, record in samples().items():
            before = deepcopy((record.state, record.history))
            _noticed(check, record)
            assert (record.state, record.history) == before, f"{what}: it changed what it read"


def _noticed(check: Check, record: Record) -> list[Finding]:
    check = evolve(check, formats=(record.state.format.name,) if check.formats else ())
    return called(
        lambda: check_findings(some(check.run(record.state, record.history)), "a check"),
        f"still waiting for the check {check.name}",
    )


class ReportContract:
    """Subclass it in a test module, say which report, and pytest does the rest.

        class TestMyReport(ReportContract):
            report = MY_REPORT

    `report` may also be a method or a fixture that returns the report.
    """

    report: Any

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Make a fixture of `report`, whichever way it was given."""
        super().__init_subclass__(**kwargs)
        as_fixture(cls, "report", Report)

    def test_it_can_be_registered(self, report: Report) -> None:
        """It has a name, a title, a suffix and a function."""
        check_provided(report, Report, "name")

    def test_it_tells_of_any_retro(self, report: Report) -> None:
        """At the start, half-way and closed; the same text for the same retro."""
        for what, record in samples().items():
            try:
                first, second = (_rendered(report, record) for _ in range(2))
            except Exception as error:
                error.add_note(f"The retro was {what}.")
                raise
            assert first.strip(), f"{what}: the report is empty"
            assert first == second, f"{what}: it says something else of the same retro"

    def test_it_changes_nothing(self, report: Report) -> None:
        """A report reads the record and leaves it as it is."""
        for what, record in samples().items():
            before = deepcopy(record)
            _rendered(report, record)
            assert record == before, f"{what}: it changed what it read"


def _rendered(report: Report, record: Record) -> str:
    return called(
        lambda: check_report(report.render(record)), f"still waiting for the report {report.name}"
    )
