"""Serve a retro's room in a process of its own: `python serve_room.py LOGBOOK RETRO PORT`.

Prints the address as soon as it can be reached. `RETROKIT_TESTS_PAGE` may name another folder
with the files of the page, such as those of a wheel.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from retrokit.logbook import Logbook
from retrokit.web import app
from retrokit.web.serving import bind, open_room, server


def main(logbook: str, retro: str, port: str) -> None:
    """Serve until the process is ended."""
    app.STATIC = Path(os.environ.get("RETROKIT_TESTS_PAGE", app.STATIC))
    book = Logbook(logbook)
    room = open_room(book, book.load(retro), Path(f"{logbook}.rooms"))
    place = bind("127.0.0.1", int(port))
    print(place.url, flush=True)
    asyncio.run(server(room, place).serve(sockets=[place.socket]))


if __name__ == "__main__":
    main(*sys.argv[1:])
