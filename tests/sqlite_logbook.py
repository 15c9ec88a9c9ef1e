"""Logbooks in SQLite for tests: what is secret in them, and how their files are treated badly."""

from __future__ import annotations

import random
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from retrokit.errors import LogbookError
from retrokit.stores import (
    SealRow,
)
from retrokit.stores.sqlite import SqliteStore

SECRET = re.compile(rb"secret-\d+;")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "logbook"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    store = SqliteStore(path)
    yield store
    store.close()


def secret(number: int, step: int = 1, times: int = 1) -> SealRow:
    key = f"{random.Random(number).getrandbits(256):064x}"
    return SealRow(step=step, key=key, body=b"secret-%d;" % number * times)


def secrets_in(folder: Path) -> set[bytes]:
    """Return every secret that can be found in the bytes of any file."""
    raw = b"\n".join(each.read_bytes() for each in folder.iterdir() if each.is_file())
    return set(SECRET.findall(raw))


def version_of(path: Path) -> int:
    connection = sqlite3.connect(path)
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    connection.close()
    return version


def says(error: pytest.ExceptionInfo[LogbookError], *words: str) -> None:
    line = str(error.value)
    assert "\n" not in line
    for word in words:
        assert word in line


@contextmanager
def immovable(path: Path) -> Iterator[None]:
    """Make a file or folder such that even root cannot change it."""
    if not shutil.which("chattr") or subprocess.run(["chattr", "+i", path], check=False).returncode:
        pytest.skip("this file system has no immutable files")
    try:
        yield
    finally:
        subprocess.run(["chattr", "-i", path], check=True)


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """Let no file grow beyond a size, as a full disk or a quota would."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def run(script: str, *args: object, stdout: int | None = None) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", script, *map(str, args)]
    return subprocess.Popen(command, stdout=stdout)


APPENDER = """
import sys
from retrokit.errors import Conflict
from retrokit.stores import Write
from retrokit.stores.sqlite import SqliteStore

store = SqliteStore(sys.argv[1])
version = 0
for number in range(int(sys.argv[3])):
    event = f"{sys.argv[2]} {number}".encode()
    while True:
        try:
            store.write(Write(retro="r1", version=version, events=(event,)))
        except Conflict:
            version += len(store.events("r1", version))
        else:
            version += 1
            break
store.close()
"""
