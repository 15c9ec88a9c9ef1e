"""Tables written anew, so that what was taken out of them is in no byte of the file.

SQLite overwrites the row that is deleted (`secure_delete`). But where it moved rows from page to
page before, copies of them lie on in the space between. Pages that are given back are overwritten
whole. So every row is taken out, which gives back every page, and put in again, inside the same
transaction: a retro is removed with all of its traces, or it is still there.
"""

from __future__ import annotations

import sqlite3

_ORDERS = {"retros": "rowid", "events": "retro, version"}
"""The tables by name, with the order of their rows."""


def write_anew(connection: sqlite3.Connection) -> None:
    """Take all rows out of the tables of retros and events, and put them in again."""
    for table, order in _ORDERS.items():
        # It lies in memory, as `temp_store` says.
        connection.execute(f"CREATE TEMP TABLE held AS SELECT * FROM main.{table} ORDER BY {order}")
        connection.execute(f"DELETE FROM main.{table}")
        connection.execute(f"INSERT INTO main.{table} SELECT * FROM temp.held ORDER BY rowid")
        connection.execute("DROP TABLE temp.held")
