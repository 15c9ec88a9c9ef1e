"""The store that comes with retrokit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import LogbookError
from ..stores import StoreKind

if TYPE_CHECKING:
    from ..stores import Store

SQLITE = "sqlite:///"


def open_sqlite(url: str) -> Store:
    """Return the logbook in a file that is made if it is not there.

    After `sqlite:///` comes the path as it is: `sqlite:///team.logbook` is in the current
    folder, `sqlite:////srv/team.logbook` (four strokes) where it says. Raises `LogbookError`.
    """
    from ..stores.sqlite import SqliteStore

    path = url.removeprefix(SQLITE)
    if not url.startswith(SQLITE) or not path:
        raise LogbookError(
            f"{url!r} names no file; write sqlite:///team.logbook, or with four strokes a whole "
            "path, sqlite:////srv/team.logbook"
        )
    return SqliteStore(path)


STORE = StoreKind(scheme="sqlite", title="One file, nothing to set up", open=open_sqlite)
