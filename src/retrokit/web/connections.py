"""Connections: what uvicorn's own leave open, closed. A client that dawdles is let go."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

PATIENCE = 10.0
"""How many seconds a request may take to arrive, its body apart."""
TAKEN = 60.0
"""How many seconds a client may take to read all that it was sent."""


class Connection(H11Protocol):
    """One connection. Its requests find its `transport` in their state, for which ASGI has no word:
    to write to it directly, and to end it at once. A client that reads nothing would else keep what
    was written to it in memory for as long as it likes.
    """

    _deadline: asyncio.TimerHandle | None = None
    _untaken: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin, and expect a request."""
        super().connection_made(transport)
        # With these limits the transport tells when something begins to wait, and when nothing
        # does any more: between answers, within one, on a stream, and while it closes.
        transport.set_write_buffer_limits(high=0)
        self.app_state = {**self.app_state, "transport": transport}
        self._expect()

    def data_received(self, data: bytes) -> None:
        """Take bytes in; where they make no whole request yet, the rest is expected."""
        super().data_received(data)
        if self.cycle is None or self.cycle.response_complete:
            self._expect()
        else:
            self._expect_no_more()

    def send_400_response(self, msg: str) -> None:
        """Say that this is no request; end where that was answered before it was whole."""
        try:
            super().send_400_response(msg)
        except Exception:  # h11 takes no second answer, and its error shows what was sent
            self.transport.abort()

    def on_response_complete(self) -> None:
        """Go on; where the next request has begun already, the rest of it is expected."""
        super().on_response_complete()
        if self.conn.trailing_data[0] and self.cycle.response_complete:
            self._expect()

    def pause_writing(self) -> None:
        """Wait for the client to read, but not for ever."""
        super().pause_writing()
        self._untaken = self.loop.call_later(TAKEN, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on: the client has read all."""
        super().resume_writing()
        self._all_taken()

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        self._expect_no_more()
        self._all_taken()
        super().connection_lost(exc)

    def _expect(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(PATIENCE, self.transport.abort)

    def _expect_no_more(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _all_taken(self) -> None:
        if self._untaken is not None:
            self._untaken.cancel()
            self._untaken = None
