"""What was collected is revealed, and is read: who is done by then says so anew."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from live_room import Listener, Live, error, serving, until
from test_web_join_own import say, seat

from retrokit.cli.live import meanwhile
from retrokit.cli.live.elsewhere import elsewhere
from retrokit.formats import Attribution, Collect, Column, Decide, Format
from retrokit.web import audience

FORMAT = Format(
    name="read", title="Read", purpose="Read what others wrote.", attribution=Attribution.NAMED,
    agenda=[
        Collect(title="Ideas", columns=[Column("Good"), Column("Bad")]),
        Collect(title="More", columns=[Column("Later")]),
        Decide(),
    ],
)  # fmt: skip


@pytest.fixture(params=list(Attribution), ids=lambda each: each.value)
def live(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Live]:
    monkeypatch.setattr(audience, "LOOK", 0.02)
    with serving(FORMAT, attribution=request.param) as live:
        yield live


def done(stream: Listener) -> list[str]:
    """Return who is done, as everyone was told last."""
    found = [each["done"] for each in stream.rooms if "done" in each]
    return list(found[-1]) if found else []


def test_who_was_done_with_writing_has_not_read_and_says_so_anew(live: Live) -> None:
    ada, ben = live.person("Ada", leads=True), live.person("Ben")
    stream = ben.listen()
    ben.do("add_note", column="Good", text="Tea")
    for each in (ada, ben):
        each.do("done", done=True, version=live.retro.state.version)
    stream.until(lambda s: done(s) == ["Ada", "Ben"])
    ada.do("open_seals")
    stream.until(lambda s: done(s) == [])
    # Nobody is told for a moment that those have read who were done with writing.
    opened = next(at for at, each in enumerate(stream.blocks()) if '"Opened"' in each["data"])
    after = stream.blocks()[opened + 1 :]
    assert not [each for each in after if '"done": ["' in each["data"]]
    ben.do("done", done=True, version=live.retro.state.version)
    stream.until(lambda s: done(s) == ["Ben"])
    ada.do("next", opens=True)
    stream.until(lambda s: done(s) == [])


def test_to_be_done_before_the_reveal_counts_for_nothing_after_it(live: Live) -> None:
    ada, ben = live.person("Ada", leads=True), live.person("Ben")
    stream = ada.listen()
    ben.do("add_note", column="Good", text="Tea")
    before = live.retro.state.version
    ada.do("open_seals")
    late = ben.send("done", done=True, version=before)
    assert late.status_code == 409
    assert error(late) == "this was revealed meanwhile; read it, then say that you have"
    assert ben.send("done", done=False, version=before).status_code == 200
    for version in ("1", True, [before]):
        assert ben.send("done", done=True, version=version).status_code == 422
    # Who says nothing of what they saw, or saw more than there is, is believed.
    for version in (None, 10**9, live.retro.state.version):
        ben.do("done", done=True, version=version)
        stream.until(lambda s: done(s) == ["Ben"])
        ben.do("done", done=False, version=before)
        stream.until(lambda s: done(s) == [])
    assert ben.send("done", done=True, version=-1).status_code == 409
    # What was revealed at an earlier step is no matter of this one.
    ada.do("next", opens=True)
    ben.do("done", done=True, version=before)
    stream.until(lambda s: done(s) == ["Ben"])


def test_a_terminal_says_who_has_read(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meanwhile, "EVERY", 0)
    ada = live.person("Ada", leads=True)
    ada.do("add_note", column="Good", text="Tea")
    with seat(live, "Ben") as ben:
        assert say(live, ben, "/done") == "  the others see that you are done"
        until(lambda: "1 done" in ben.standing)
        ada.do("open_seals")
        until(lambda: not ben.done())
        assert say(live, ben, "/done") == "  the others see that you have read the notes"
        until(lambda: "1 has read" in ben.standing)
        elsewhere(ben)
        ada.do("done", done=True)
        until(lambda: "2 have read" in ben.standing)
        assert elsewhere(ben) == "  Ada has read the notes."
        assert say(live, ben, "/done") == "  the others see that you still read"
