"""The connection to Temporal."""

import asyncio
import logging
from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path
from typing import Literal

from temporalio.client import Client, TLSConfig
from temporalio.runtime import LogForwardingConfig, LoggingConfig, Runtime, TelemetryConfig, TelemetryFilter

from services.chassis.log import logger
from services.chassis.tls import USED
from workflows.codec import data_converter
from workflows.figures import OF_TEMPORAL
from workflows.settings import TemporalSettings

log = logger("temporal")

LOOK_SECONDS = 60.0


@cache
def quiet_runtime() -> Runtime:
    """The process's runtime, whose warnings go where all logs go, and whose figures where all figures do."""
    forwarding = LogForwardingConfig(logging.getLogger("temporalio.core"))
    filtered = TelemetryFilter(core_level="WARN", other_level="ERROR")
    logs = LoggingConfig(filter=filtered, forwarding=forwarding)
    runtime = Runtime(telemetry=TelemetryConfig(logging=logs, metrics=OF_TEMPORAL.buffer))
    OF_TEMPORAL.began = True
    return runtime


async def client(settings: TemporalSettings, *, lazy: bool = False) -> Client:
    """A client with the payload encryption.

    Raises:
        RuntimeError: Temporal cannot be reached, unless the connection is to be made at its first use (`lazy`).
    """
    found = tls(settings)
    made = await Client.connect(
        settings.temporal_address,
        namespace=settings.temporal_namespace,
        data_converter=data_converter(settings.temporal_codec_key_file),
        tls=found,
        runtime=quiet_runtime(),
        lazy=lazy,
    )
    if found:
        files = (settings.temporal_ca_file, found.server_root_ca_cert), (settings.temporal_cert_file, found.client_cert)
        USED.update({file: pem for file, pem in files if file and pem})
    return made


async def waited_for(settings: TemporalSettings) -> Client:
    """A client of a Temporal that may not be up yet."""
    while True:
        try:
            return await client(settings)
        except RuntimeError as error:
            log.warning("waiting for Temporal", error=error)
            await asyncio.sleep(1)


async def renewals(settings: TemporalSettings, used: Client) -> AsyncIterator[Client]:
    """The client that takes the place of the one that is used, each time that files of certificates were replaced.

    A client keeps those with which it was made. Temporal takes the next one first: while it does not, as where a
    certificate is there before its key, the one of before goes on.
    """
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        try:
            if tls(settings) != used.service_client.config.tls:
                used = await client(settings)
                yield used
        except (OSError, RuntimeError) as error:
            log.warning("Temporal does not take new certificates, those of before are used", error=error)


def tls(settings: TemporalSettings) -> TLSConfig | Literal[False]:
    """The TLS of the connection, with our own certificate where there is one.

    Raises:
        OSError: a file cannot be read.
    """
    if not settings.temporal_tls:
        return False
    return TLSConfig(
        server_root_ca_cert=content(settings.temporal_ca_file),
        domain=settings.temporal_server_name,
        client_cert=content(settings.temporal_cert_file),
        client_private_key=content(settings.temporal_key_file),
    )


def content(path: Path | None) -> bytes | None:
    """What is in a file, if one is named."""
    return path.read_bytes() if path else None
