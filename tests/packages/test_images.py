"""What goes into an image, as far as it can be told without an engine."""

import ctypes
import subprocess
import sys
from pathlib import Path

import pytest
import uvloop.loop

from deploy.images import base, building, locked, slimmed
from deploy.local.layout import ROOT
from tests.packages.test_alone import locked as declared

LOCK = (ROOT / "requirements.lock").read_text()
ELSEWHERE = "sys_platform == 'win32'"


@pytest.mark.parametrize("part", building.PARTS)
def test_an_image_gets_what_its_packages_declare(part: str) -> None:
    """What the lock says of who wanted what is what the installed packages declare: no more, no less."""
    own = {entry for package in locked.OWN[part] for entry in declared(f"ekc-{package}")}

    assert {entry for entry in locked.requirements(LOCK, part) if ELSEWHERE not in entry} == own


def test_an_image_of_nothing_is_refused() -> None:
    """With the names that there are."""
    with pytest.raises(SystemExit, match="PART is one of privacy, referral"):
        locked.packages("plans")


def test_a_library_without_its_debugging_part_still_loads(tmp_path: Path) -> None:
    """It is smaller, all that the loader maps is as it was, and what is no library stays whole."""
    original = Path(uvloop.loop.__file__)
    (tmp_path / original.name).write_bytes(original.read_bytes())
    (tmp_path / "loop.pyx").write_text("compiled")
    (tmp_path / "module.py").write_text("read")
    (tmp_path / "text.so").write_text("no library")

    slimmed.slim(tmp_path)

    smaller = tmp_path / original.name
    assert smaller.stat().st_size < original.stat().st_size / 2
    assert ctypes.CDLL(str(smaller)).PyInit_loop
    assert {path.name for path in tmp_path.iterdir()} == {original.name, "module.py", "text.so"}
    assert (tmp_path / "text.so").read_text() == "no library"


def test_each_language_of_notices_keeps_how_it_writes_dates(tmp_path: Path) -> None:
    """And with its regions; no other does."""
    spoken = {path.stem for path in (ROOT / "services" / "desk" / "catalogues").glob("*.po")} | {"en", "root"}
    (tmp_path / "locale-data").mkdir()
    for name in (*spoken, "en_GB", "fr", "fr_BE"):
        (tmp_path / "locale-data" / f"{name}.dat").touch()

    slimmed.slim(tmp_path)

    assert {path.stem for path in (tmp_path / "locale-data").iterdir()} == {*spoken, "en_GB"}


def test_only_the_first_process_of_a_container_gets_a_handler() -> None:
    """Elsewhere SIGTERM has its meaning already."""
    code = "import signal, first_process; print(signal.getsignal(signal.SIGTERM) is signal.SIG_DFL)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT / "deploy" / "images", capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "True"


def test_a_base_of_ones_own_is_taken_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is made or asked for."""
    monkeypatch.setenv("EKC_IMAGE_BASE", "registry.example/python:3.13")

    assert base.base() == "registry.example/python:3.13"
