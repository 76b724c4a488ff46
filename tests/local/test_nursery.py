"""Where parts are born at a start: what all need is loaded once, however long that takes."""

import ctypes
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local import nursery
from deploy.local.command import Command

pytestmark = pytest.mark.servers


@pytest.fixture
def adopting() -> Iterator[None]:
    """Orphans are ours for the length of the test only."""
    yield
    ctypes.CDLL(None).prctl(nursery.PR_SET_CHILD_SUBREAPER, 0)


async def test_it_is_loaded_once_however_slow(adopting: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It does not end while somebody waits to be born: on a busy machine every part would wait for another loading."""
    monkeypatch.setattr(nursery, "IDLE_SECONDS", 0.0)
    own = nursery.Nursery()
    for name in ("first", "second"):
        await own.prepare(name)
    loading = own.process
    assert loading

    first = await own.birth(Command("first", (), module="this"), tmp_path / "log")
    assert own.process is loading
    second = await own.birth(Command("second", (), module="this"), tmp_path / "log")

    assert [await first.wait(), await second.wait(), await loading.wait()] == [0, 0, 0]
