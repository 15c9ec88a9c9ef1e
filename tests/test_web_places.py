"""Where a live room can be reached, and the names it goes by there."""

from __future__ import annotations

import socket

import pytest
from live_room import Broken

from retrokit.errors import Invalid, LogbookError
from retrokit.web import serving as binding
from retrokit.web.serving import bind


@pytest.mark.parametrize(
    ("host", "port", "public", "url", "hosts"),
    [
        ("127.0.0.1", 0, None, "http://127.0.0.1:{}", {"127.0.0.1:{}", "localhost:{}"}),
        ("localhost", 0, None, "http://localhost:{}", {"localhost:{}"}),
        ("::1", 0, None, "http://[::1]:{}", {"[::1]:{}", "localhost:{}"}),
        ("127.0.0.1", 0, "https://retro.example/", "https://retro.example",
         {"retro.example", "127.0.0.1:{}"}),
    ],
)  # fmt: skip
def test_a_place_knows_its_names(
    host: str, port: int, public: str | None, url: str, hosts: set[str]
) -> None:
    try:
        place = bind(host, port, public)
    except LogbookError:
        pytest.skip(f"this machine has no {host}")
    with place.socket:
        bound = place.socket.getsockname()[1]
        assert place.url == url.format(bound)
        assert {each.format(bound) for each in hosts} <= set(place.hosts)


def test_a_place_for_one_address_has_no_other_names() -> None:
    assert binding._own_names("192.0.2.7") == []


def test_a_place_for_everybody_goes_by_the_machines_names() -> None:
    place = bind("0.0.0.0", 0)
    with place.socket:
        assert not place.url.startswith("http://0.0.0.0")
        assert any(each.startswith("localhost:") for each in place.hosts)


def test_a_machine_without_a_network_still_has_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", Broken(OSError("no network")), raising=False)
    assert binding._own_names("::") == [socket.gethostname().lower(), "localhost", "127.0.0.1"]


def test_a_place_that_cannot_be_is_said() -> None:
    with bind("127.0.0.1", 0).socket as taken:
        for host, port in [("127.0.0.1", taken.getsockname()[1]), ("127.0.0.1", 99_999),
                           ("no.such.host.invalid", 0)]:  # fmt: skip
            with pytest.raises(LogbookError, match="nobody can listen"):
                bind(host, port)


@pytest.mark.parametrize("host", ["", " "])
def test_a_place_is_named(host: str) -> None:
    with pytest.raises(Invalid, match=r"name an address to listen at, or 0\.0\.0\.0"):
        bind(host, 0)


def test_the_usual_port_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "bind", lambda self, address: None, raising=False)
    monkeypatch.setattr(socket.socket, "listen", lambda self, many: None, raising=False)
    monkeypatch.setattr(socket.socket, "getsockname", lambda self: ("127.0.0.1", 80), raising=False)
    with (place := bind("127.0.0.1", 80)).socket:
        assert place.hosts == ("127.0.0.1", "localhost")
