"""The live room behind the reverse proxies of docs/hosting.md, set up as it says there."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import click
import httpx
import pytest
from live_room import Live, serving, until
from patience import PATIENCE
from room_formats import EVERYTHING

from retrokit.cli.addresses import read_public_url
from retrokit.web import audience

HOSTING = (Path(__file__).parent.parent / "docs" / "hosting.md").read_text(encoding="utf-8")
NGINX = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{}}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {server}
}}
"""
CADDY = """
{{
    admin off
    auto_https disable_redirects
    storage file_system {folder}
}}
{site}
"""
HEARTBEAT = 0.2
CONTEXT = click.Context(click.Command("serve", params=[click.Option(["--public-url"])]))


def block(language: str) -> str:
    """Return the configuration in a language that the document shows."""
    found = re.search(rf"^```{language}\n(.*?)^```$", HOSTING, re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


def replaced(text: str, **by: str) -> str:
    """Return a configuration with what differs here; each has to be in it."""
    for old, new in by.items():
        assert old in text
        text = text.replace(old, new)
    return text


def command(proxy: str, folder: Path, port: int, room: int) -> list[str]:
    """Write the configuration of a proxy, and return what starts it."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    here = {"retro.example.org": "localhost", "127.0.0.1:7387": f"127.0.0.1:{room}"}
    if proxy == "caddy":
        site = replaced(block("caddyfile"), **here).replace("localhost", f"localhost:{port}", 1)
        more = f"tls {certificate} {key}\nlog {{\noutput file {folder}/access.log\n}}\n"
        site = site.replace("{\n", "{\n" + more, 1)
        place = folder / "Caddyfile"
        place.write_text(CADDY.format(folder=folder, site=site))
        return ["caddy", "run", "--config", str(place)]
    shown = block("nginx").replace("/etc/ssl/retro.example.org.pem", str(certificate))
    shown = shown.replace("/etc/ssl/retro.example.org.key", str(key))
    server = replaced(shown, **here, **{"listen 443": f"listen 127.0.0.1:{port}"})
    if proxy == "nginx, by HTTP/1.1":
        server = replaced(server, proxy_pass="proxy_http_version 1.1; proxy_pass")
    place = folder / "nginx.conf"
    place.write_text(NGINX.format(folder=folder, server=server))
    return ["nginx", "-c", str(place)]


def is_up(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


@pytest.fixture(params=["nginx", "nginx, by HTTP/1.1", "caddy"])
def proxied(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Live]:
    """A room behind a proxy with a certificate that clients here trust."""
    for each in (request.param.partition(",")[0], "openssl"):
        if shutil.which(each) is None:
            pytest.skip(f"{each} is not installed")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out",
         "certificate.pem", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"],
        cwd=tmp_path, check=True, capture_output=True,
    )  # fmt: skip
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))  # where Caddy notes what it was told
    monkeypatch.setattr(audience, "HEARTBEAT", HEARTBEAT)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with serving(EVERYTHING, public=f"https://localhost:{port}") as live:
        with open(tmp_path / "said", "wb") as said:
            running = subprocess.Popen(
                command(request.param, tmp_path, port, live.port), stdout=said, stderr=said
            )
        try:
            until(lambda: is_up(port) or running.poll() is not None)
            assert running.poll() is None, (tmp_path / "said").read_text()
            yield live
        finally:
            running.kill()
            running.wait()


@pytest.mark.parametrize(
    ("public", "host", "kept"),
    [
        ("https://retro.example.org", "retro.example.org", "max-age=31536000"),
        ("https://retro.example.org:8443", "retro.example.org:8443", None),
        ("http://retro.example.org", "retro.example.org", None),
    ],
)
def test_a_room_knows_by_which_scheme_it_is_reached(
    public: str, host: str, kept: str | None
) -> None:
    with ExitStack() as stack:
        live = stack.enter_context(serving(EVERYTHING, public=public))
        local = f"http://127.0.0.1:{live.port}"
        client = stack.enter_context(httpx.Client(base_url=local, timeout=PATIENCE))
        there = client.get("/api/me/", headers={"host": host})
        assert there.headers["location"] == f"{public}/api/me"
        assert there.headers.get("strict-transport-security") == kept
        here = client.get("/api/me/")
        assert here.headers["location"] == f"{local}/api/me"
        assert "strict-transport-security" not in here.headers
        swapped = "http" if public.startswith("https") else "https"
        for origin, status in ((public, 200), (f"{swapped}://{host}", 403), (local, 403)):
            asked = client.get("/api/me", headers={"host": host, "origin": origin})
            assert asked.status_code == status, origin


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("https://Rétro.example.org", "https://xn--rtro-bpa.example.org"),
        ("https://例え.jp:8443/", "https://xn--r8jz45g.jp:8443"),
        ("https://xn--rtro-bpa.example.org", "https://xn--rtro-bpa.example.org"),
        ("http://[::1]:80", "http://[::1]"),
    ],
)
def test_a_public_name_in_any_script_is_the_one_that_browsers_send(typed: str, meant: str) -> None:
    assert read_public_url(CONTEXT, CONTEXT.command.params[0], typed) == meant


@pytest.mark.parametrize("typed", ["https://straße.example", f"https://{'é' * 70}.example"])
def test_a_public_name_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(click.BadParameter, match="is no URL"):
        read_public_url(CONTEXT, CONTEXT.command.params[0], typed)


def test_a_room_works_behind_a_proxy_as_the_document_says(proxied: Live, tmp_path: Path) -> None:
    ana = proxied.person()
    answer = ana.join(proxied.secrets.member, "Ana")
    assert answer.status_code == 200, answer.text
    assert "; Secure" in answer.headers["set-cookie"]
    fay = proxied.person("Fay", leads=True)

    stream = ana.listen()
    stream.until(lambda each: each.rooms)
    action = {"id": "0" * 32, "do": "set_timer", "with": {"minutes": 5}}
    said = fay.post("/api/do", action, headers={"Origin": fay.url})
    assert said.status_code == 200, said.text
    # Each of these has to come through by itself: nothing more is sent until it has.
    stream.until(lambda each: "timebox" in each.document)
    known = len(stream.raw)
    stream.until(lambda each: b": here\n" in each.raw[known:])
    assert not stream.over

    elsewhere = {"Origin": "https://elsewhere.example.org"}
    said = ana.post("/api/do", {"id": "1" * 32, "do": "done"}, headers=elsewhere)
    assert said.status_code == 403
    last = stream.messages[-1]
    again = ana.listen(**{"Last-Event-ID": str(last["since"])})
    assert again.until(lambda each: each.messages) == [last]

    proxied.stop()
    stream.until(lambda each: each.over)
    logged = (tmp_path / "access.log").read_text()
    assert "/api/join" in logged
    assert proxied.secrets.member not in logged
