"""Run a part: everything it consists of, until SIGTERM, and an exit code that is true."""

import asyncio
import gc
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import uvloop

from services.chassis import log as logging
from services.chassis import metrics
from services.chassis.schema_gate import WrongSchema
from services.chassis.settings import PREFIX, BadSettings, Settings
from services.chassis.spans import SPANS
from services.chassis.written import BadFile

STOP_SECONDS = 9.0
"""How long a part may take to stop."""


def run(main: Callable[[Settings, asyncio.Event], Awaitable[None]], *, messages: bool = True) -> None:
    """Run a part's `main(settings, stop)` until it returns; `stop` is set on SIGTERM or SIGINT.

    `messages`: it handles messages, and needs what goes with that.

    The process ends through `os._exit` after everything was flushed: client libraries can crash while Python shuts
    down, and the exit code must not lie.
    """
    logging.configure(os.environ.get(f"{PREFIX}PART", ""), os.environ.get(f"{PREFIX}LOG_FORMAT", "json"))
    code = 0
    try:
        settings = Settings.told().for_messages() if messages else Settings.told()
        logging.configure(settings.part, settings.log_format, settings.log_level)
        metrics.begin(settings.part)
        uvloop.run(_until_stopped(main, settings))
    except (BadFile, BadSettings) as error:
        logging.logger("runtime").error(f"what was written for it cannot be used: {error}")
        code = 1
    except WrongSchema as error:
        logging.logger("runtime").error(f"the database is not as it has to be: {error}")
        code = os.EX_CONFIG
    except BaseException as error:  # the exit code says it
        logging.logger("runtime").error("ended by an error", error=error)
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


async def _until_stopped(main: Callable[[Settings, asyncio.Event], Awaitable[None]], settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    logging.logger("runtime").info("started", pid=os.getpid())
    working = asyncio.ensure_future(main(settings, stop))
    stopped = asyncio.create_task(stop.wait())
    exporting = asyncio.create_task(SPANS.run(settings)) if settings.traces_endpoint else None
    await asyncio.wait({working, stopped}, return_when=asyncio.FIRST_COMPLETED)
    async with asyncio.timeout(STOP_SECONDS):
        await working
    if exporting:
        exporting.cancel()
        await asyncio.wait({exporting})
    logging.logger("runtime").info("stopped")


@asynccontextmanager
async def living[T](part: AbstractAsyncContextManager[T], stop: asyncio.Event) -> AsyncIterator[T | None]:
    """A part while it lives; nothing if it is told to stop while it still waits for a server to start."""
    entering = asyncio.ensure_future(part.__aenter__())
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait({entering, stopped}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if not entering.done():
        entering.cancel()
        yield None
        return
    entered = entering.result()
    try:
        yield entered
    finally:
        await part.__aexit__(None, None, None)


def tune_garbage_collector() -> None:
    """After start-up: what is loaded stays; measured 1.7 times the throughput of the default thresholds."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


async def first_to_end(stop: asyncio.Event, *tasks: asyncio.Task[Any]) -> None:
    """Wait until `stop` is set or a task ends, which it should not.

    Raises:
        Exception: what ended a task.
    """
    stopped = asyncio.create_task(stop.wait())
    done, _ = await asyncio.wait({stopped, *tasks}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    for task in done - {stopped}:
        task.result()
        raise RuntimeError(f"{task.get_name()} ended by itself")
