"""What it costs to be seen: the message path with traces, figures and its log, and without, interleaved in one run."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from statistics import median
from unittest.mock import patch

from deploy.local import Platform
from services.chassis import metrics, runtime
from services.chassis.app import timed
from services.chassis.outcome import Outcome
from services.chassis.settings import Settings
from services.chassis.spans import SPANS
from tests.bench import cases, message_path
from tests.bench.privacy import ROUNDS, Round

TAKEN = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"


async def figures(platform: Platform) -> dict[str, float]:
    """The ratio of messages a second with all of it to those without; the same of the processor's time."""
    invited = await cases.invitations(platform, cases.settings(platform, "").source("desk"))
    await asyncio.to_thread(cases.publish, platform, invited)
    databases = cases.Databases(platform, [one.stream for one in invited])
    await databases.prepare()
    runtime.tune_garbage_collector()
    pairs = [await pair(platform, databases, first=number % 2 == 0) for number in range(ROUNDS)]
    return {
        "telemetry.cost_ratio": median(seen.rate / unseen.rate for seen, unseen in pairs),
        "telemetry.cost_ratio_cpu": median(unseen.cpu / seen.cpu for seen, unseen in pairs),
        "telemetry.cost_us": median(1e6 * (seen.cpu - unseen.cpu) / cases.CASES for seen, unseen in pairs),
    }


async def pair(platform: Platform, databases: cases.Databases, *, first: bool) -> tuple[Round, Round]:
    """Seen and unseen; each comes first half of the times."""
    rounds: dict[bool, Round] = {}
    for seen in (first, not first):
        url = await databases.fresh()
        settings = cases.settings(platform, url)
        began = time.process_time()
        if seen:
            async with exporting(settings):
                rate = await message_path.ours(settings, prepare=timed)
        else:
            with unseen():
                rate = await message_path.ours(settings)
        rounds[seen] = Round(rate, time.process_time() - began)
        await databases.drop(url)
    return rounds[True], rounds[False]


@asynccontextmanager
async def exporting(settings: Settings) -> AsyncIterator[None]:
    """Traces go to a collector that takes everything; as many as a part samples that was told nothing about it."""
    server = await asyncio.start_server(taking, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    told = settings.model_copy(update={"traces_endpoint": f"http://127.0.0.1:{port}"})
    task = asyncio.create_task(SPANS.run(told))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})
        server.close()


async def taking(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Take requests, and look at nothing of them."""
    while not reader.at_eof():
        head = await reader.readuntil(b"\r\n\r\n")
        length = head.lower().partition(b"content-length:")[2].partition(b"\r")[0]
        await reader.readexactly(int(length or 0))
        writer.write(TAKEN)


@contextmanager
def unseen() -> Iterator[None]:
    """Nothing is told of a batch: no figure, no line of the log, no trace."""
    with patch.object(Outcome, "tell"), patch.object(metrics, "processed"):
        yield
