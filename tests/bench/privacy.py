"""What privacy costs the message path: with all of it, and with nothing declared personal, interleaved in one run."""

import asyncio
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from statistics import median

from contracts.catalogue import MESSAGES
from deploy.local import Platform
from services.chassis import runtime
from services.chassis.sealing import Keys
from tests.bench import cases, message_path

ROUNDS = 7
"""The machine's speed varies more from second to second than what is measured: the median is of pairs."""


async def figures(platform: Platform) -> dict[str, float]:
    """The ratio of messages a second, and what sealing, unsealing and keys take of a message."""
    invited = await cases.invitations(platform, cases.settings(platform, "").source("desk"))
    await asyncio.to_thread(cases.publish, platform, invited)
    databases = cases.Databases(platform, [one.stream for one in invited])
    await databases.prepare()
    runtime.tune_garbage_collector()
    pairs = [await pair(platform, databases, first=number % 2 == 0) for number in range(ROUNDS)]
    return {
        "privacy.cost_ratio": median(with_it / without for with_it, without in pairs),
        "privacy.cost_us": median(1e6 / with_it - 1e6 / without for with_it, without in pairs),
    }


async def pair(platform: Platform, databases: cases.Databases, *, first: bool) -> tuple[float, float]:
    """Messages a second with privacy and without; each comes first half of the times."""
    rates: dict[bool, float] = {}
    for protected in (first, not first):
        url = await databases.fresh()
        settings = cases.settings(platform, url)
        if protected:
            rates[protected] = await message_path.ours(settings)
        else:
            with nothing_personal():
                rates[protected] = await message_path.ours(settings, NoKeyring())
        await databases.drop(url)
    return rates[True], rates[False]


class NoKeyring:
    """Knows nobody, and takes no time for it."""

    async def open(self, _subjects: Collection[str]) -> Keys:
        """See `Keyring`."""
        return {}

    async def create(self, _subjects: Collection[str]) -> Keys:
        """See `Keyring`."""
        return {}


@contextmanager
def nothing_personal() -> Iterator[None]:
    """As if no field of any message were personal: nothing is looked for, unsealed, sealed, and no key is asked for.

    What comes sealed stays so, as a text like any other, so rows are as large as with privacy.
    """
    declared = {kind: kind.personal for kind in MESSAGES.values()}
    for kind in declared:
        kind.personal = ()
    try:
        yield
    finally:
        for kind, personal in declared.items():
            kind.personal = personal
