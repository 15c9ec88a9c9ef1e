"""Group: notes that belong together become a named topic."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...engine.kind import Kind


class _Kind(Kind[None]):
    def grouped(self, activity: Any) -> Sequence[str]:
        """Return the columns that it is narrowed to."""
        columns: Sequence[str] = activity.columns
        return columns


GROUP = _Kind()
