"""What changed in a retro, as it is sent to everyone in a room: made once, the same bytes to all.

Each message tells what became of the state since the one before, as a merge patch. Who follows
from the beginning gets the whole first, and then every message since that was made. Who comes
back at the version of a message gets those after it; at any other version, as after a restart of
the room, they begin anew.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

from attrs import define, field, frozen

from ..codec import Codec
from ..events import Event
from ..news import news_of
from ..projection import Projection
from ..retro import Retro

LEAST = 64 * 1024
"""How many bytes of messages may come after the whole, before a newer whole is made."""


@frozen
class Message:
    """What one message tells: how a retro came to a version from an earlier one, from 0 anew."""

    since: int
    version: int
    data: bytes

    @property
    def framed(self) -> bytes:
        """Return it as a server-sent event, whose id is the version."""
        return b"id: %d\ndata: %b\n\n" % (self.version, self.data)


@define(eq=False)
class Changes:
    """The messages of one room, as many of the latest as those are likely to ask for who return."""

    codec: Codec
    _sent: Projection | None = None
    _whole: Message | None = None
    _messages: list[Message] = field(factory=list)
    _since_whole: int = 0

    @property
    def version(self) -> int:
        """Return up to which version a message was made."""
        return 0 if self._sent is None else self._sent.version

    def look(self, retro: Retro) -> Message | None:
        """Return a message of what is new in a retro, None where nothing is.

        The first one is the whole.
        """
        state = retro.state
        before = self._sent
        if state.version <= self.version:
            return None
        now = Projection.of(state, before)
        events = retro.since(self.version)
        self._sent = now
        if before is None:
            self._whole = self._made_whole(now)
            return self._whole
        patch = now.patch(before, self.codec)
        message = _message(patch, before.version, now.version, self.codec, events)
        self._messages.append(message)
        self._since_whole += len(message.data)
        return message

    def after(self, version: int) -> Sequence[Message]:
        """Return what is told to who is at a version; from 0 on it is the whole first."""
        if self._sent is None or version == self._sent.version:
            return ()
        at = bisect_left(self._messages, version, key=lambda each: each.since)
        if at < len(self._messages) and self._messages[at].since == version:
            return self._messages[at:]
        whole = self._whole
        if whole is None or self._since_whole > max(LEAST, len(whole.data)):
            # Who comes back a little late still finds the messages since the one before.
            before = 0 if whole is None else whole.version
            self._messages = [each for each in self._messages if each.since >= before]
            whole = self._whole = self._made_whole(self._sent)
            self._since_whole = 0
        return [whole, *(each for each in self._messages if each.since >= whole.version)]

    def _made_whole(self, now: Projection) -> Message:
        return _message(now.patch(None, self.codec), 0, now.version, self.codec, ())


def _message(
    patch: dict[str, Any], since: int, version: int, codec: Codec, events: Sequence[Event]
) -> Message:
    told: dict[str, Any] = {"v": version, "since": since, "patch": patch}
    if news := [codec.as_told(each) for each in news_of(events, codec)]:
        told["news"] = news
    if keys := [*dict.fromkeys(each.key for each in events if each.key)]:
        told["keys"] = keys
    data = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return Message(since, version, data.encode())
