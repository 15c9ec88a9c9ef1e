"""Hosts: the leader asks the team as customers, and the team asks the people it works for.

A plugin of retrokit: it registers the formats `hosts` and `customers`, checks for each, and a show
of hands to vote by.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrokit import hookimpl

if TYPE_CHECKING:
    from retrokit import Check, Format, TallyMethod


@hookimpl
def retrokit_register_formats() -> list[Format]:
    """Return the formats."""
    from .customers import CUSTOMERS
    from .hosts import HOSTS

    return [HOSTS, CUSTOMERS]


@hookimpl
def retrokit_register_tallies() -> list[TallyMethod]:
    """Return the show of hands."""
    from .hands import HANDS

    return [HANDS]


@hookimpl
def retrokit_register_checks() -> list[Check]:
    """Return the checks, each for one format alone."""
    from . import customers_checks, hosts_checks

    return [*hosts_checks.CHECKS, *customers_checks.CHECKS]
