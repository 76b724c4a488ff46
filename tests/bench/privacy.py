"""What privacy costs the message path: with all of it, and with nothing declared personal, interleaved in one run."""

import asyncio
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

from contracts.catalogue import MESSAGES
from deploy.local import Platform
from services.chassis import runtime
from services.chassis.sealing import Keys
from tests.bench import cases, message_path

ROUNDS = 3
"""Pairs, of which the median counts: the machine's speed varies more from minute to minute than what is measured."""


async def figures(platform: Platform) -> dict[str, float]:
    """The ratio of messages a second with privacy to those without; the same of the processor's time in this process.

    Where others work on the machine too, only the second one can be relied on. Keys are opened in another process.
    """
    invited = await cases.invitations(platform, cases.settings(platform, "").source("desk"))
    await asyncio.to_thread(cases.publish, platform, invited)
    databases = cases.Databases(platform, [one.stream for one in invited])
    await databases.prepare()
    runtime.tune_garbage_collector()
    pairs = [await pair(platform, databases, first=number % 2 == 0) for number in range(ROUNDS)]
    return {
        "privacy.cost_ratio": median(with_it.rate / without.rate for with_it, without in pairs),
        "privacy.cost_ratio_cpu": median(without.cpu / with_it.cpu for with_it, without in pairs),
        "privacy.cost_us": median(1e6 * (with_it.cpu - without.cpu) / cases.CASES for with_it, without in pairs),
    }


@dataclass(frozen=True)
class Round:
    """How all cases were handled once."""

    rate: float
    """Messages a second."""
    cpu: float
    """Seconds of the processor, for all of them."""


async def pair(platform: Platform, databases: cases.Databases, *, first: bool) -> tuple[Round, Round]:
    """With privacy and without; each comes first half of the times."""
    rounds: dict[bool, Round] = {}
    for protected in (first, not first):
        url = await databases.fresh()
        settings = cases.settings(platform, url)
        began = time.process_time()
        if protected:
            rate = await message_path.ours(settings)
        else:
            with nothing_personal():
                rate = await message_path.ours(settings, NoKeyring())
        rounds[protected] = Round(rate, time.process_time() - began)
        await databases.drop(url)
    return rounds[True], rounds[False]


class NoKeyring:
    """Knows nobody, and takes no time for it."""

    async def open(self, _subjects: Collection[str]) -> Keys:
        """See `Keyring`."""
        return {}

    async def create(self, _subjects: Collection[str]) -> Keys:
        """See `Keyring`."""
        return {}

    def forget(self, _subjects: Collection[str]) -> None:
        """See `Keyring`."""


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
