"""The images, built once for the session, and a platform whose parts are containers of them."""

import functools
import os
from collections.abc import Iterator

import pytest

from deploy.images import building
from deploy.images.base import base
from deploy.local import Platform
from tests.containers import parts, servers
from tests.containers.platform import ContainerPlatform, no_engine
from tests.platform import relieve, session


@pytest.fixture(scope="session")
def on() -> str:
    """The name of the base image. Without an engine nothing here can be tested, which CI does not accept."""
    if why := no_engine():
        missing = f"no engine runs here, so no image was built or tried ({why})"
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    return base()


@pytest.fixture(scope="session")
def images(on: str) -> dict[str, str]:
    """Part -> the name of its image."""
    building.bring_wheels()
    return {part: building.build(part, on) for part in building.PARTS}


@pytest.fixture(scope="package")
def platform(images: dict[str, str]) -> Iterator[Platform]:
    """Everything: the parts from our images, the servers from packages or from public images."""
    public = servers.MAKERS if os.environ.get("EKC_TEST_PLATFORM") == "containers" else {}
    makers = {**public, **parts.makers()}
    with session(functools.partial(ContainerPlatform, makers=makers)) as own:
        parts.clear(own.layout.folder)
        own.start()
        relieve(own)
        yield own
