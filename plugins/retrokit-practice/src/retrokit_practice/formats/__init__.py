"""The formats of this plugin, a file for each."""

from __future__ import annotations

from .appreciative_interviews import APPRECIATIVE_INTERVIEWS
from .heard_seen_respected import HEARD_SEEN_RESPECTED
from .helping import HELPING
from .listening import LISTENING
from .role_play import ROLE_PLAY
from .troika import TROIKA

FORMATS = (
    LISTENING,
    HEARD_SEEN_RESPECTED,
    TROIKA,
    APPRECIATIVE_INTERVIEWS,
    HELPING,
    ROLE_PLAY,
)
