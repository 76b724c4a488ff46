"""The parts in their images do the work of a case, on real servers, and stop in good order."""

import pytest

from deploy.local import Platform
from tests.faults.test_stops import test_a_part_stops_in_good_order_under_load as stop_each_under_load

pytestmark = [pytest.mark.long, pytest.mark.servers]


async def test_an_image_stops_in_good_order_under_load(platform: Platform) -> None:
    """SIGTERM to its first process, in the middle of a transaction: as of a part that is a process."""
    await stop_each_under_load(platform)
