"""Ballots of a kind that is not installed here: told of, and kept whole, and never counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from .kind import BallotKind


@frozen(kw_only=True)
class ForeignBallots(BallotKind):
    """What is known of a kind without its plugin; `data` is all that is stored of it.

    What is typed for it is taken for numbers, and sent on to where the plugin is.
    """

    data: Mapping[str, Any] = field(factory=dict, eq=False, repr=False)
