"""Folders in the user's cache, made once for every clone and never half."""

import tempfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from deploy.local.jars import cache


def kept(name: str, pinned: bytes, make: Callable[[Path], None]) -> Path:
    """A folder that `make` fills the first time; its name changes with what is pinned: versions live side by side.

    Raises:
        Exception: whatever `make` raises; nothing is kept then.
    """
    target = cache() / f"{name}-{sha256(pinned).hexdigest()[:12]}"
    if not target.is_dir():
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
            made = Path(scratch) / name
            made.mkdir()
            make(made)
            if not target.is_dir():  # another clone may have been quicker
                made.rename(target)
    return target
