"""Run the privacy service: the keyring over HTTP, the access log, and erasures."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from pydantic import SecretStr

from services.chassis import kafka, runtime
from services.chassis.app import App, connect
from services.chassis.settings import Settings
from services.privacy.access_log import api as access
from services.privacy.access_log.checkpoints import Checkpoints, FromKafka, ToKafka
from services.privacy.api import routes
from services.privacy.app import SERVICE
from services.privacy.epochs import FileEpochs
from services.privacy.eraser import Eraser
from services.privacy.keys import Keyring
from services.privacy.laying import lay


class PrivacySettings(Settings):
    """What the privacy service is told beside the rest."""

    keyring_database_url: SecretStr
    keyring_eraser_database_url: SecretStr
    """The same database for the role that may delete keys."""
    keyring_tokens_file: Path
    kek_dir: Path
    checkpoint_keys_file: Path
    """The keys that sign how far the access log is."""
    checkpoint_rows: int = 100
    """So many new rows of a region are signed together, at most."""
    checkpoint_seconds: float = 60
    """So long a row stays unsigned, at most, while Kafka is there."""
    erasure_epoch_hours: float = 24
    """The longest that a deletion waits until the key that had wrapped the deleted key is destroyed, with those of all
    others of that time."""


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[App]:
    """The service with its keyring and the access log; waits for a database that is not up yet."""
    own = PrivacySettings.told()
    tokens = json.loads(own.keyring_tokens_file.read_text())
    async with (
        await connect(settings.model_copy(update={"database_url": own.keyring_database_url})) as pool,
        await connect(settings.model_copy(update={"database_url": own.keyring_eraser_database_url})) as erasing,
        await connect(settings) as readers,
    ):
        keyring = Keyring(pool, FileEpochs(own.kek_dir), erasing)
        await lay(settings, keyring)
        log = access.AccessLog(readers, own.checkpoint_keys_file, FromKafka(kafka.client(settings)))
        async with App(SERVICE, settings, routes=[*routes(keyring, tokens), *access.routes(log, tokens)]) as app:
            app.tasks.append(asyncio.create_task(checkpoints(app, own).run(), name="checkpoints"))
            app.tasks.append(asyncio.create_task(eraser(app, keyring, own).run(), name="eraser"))
            yield app


def checkpoints(app: App, own: PrivacySettings) -> Checkpoints:
    """Who signs how far the access log is."""
    destination = ToKafka(app.producer, app.settings.source())
    rows, seconds = own.checkpoint_rows, own.checkpoint_seconds
    return Checkpoints(app.pool, own.checkpoint_keys_file, destination, rows=rows, seconds=seconds)


def eraser(app: App, keyring: Keyring, own: PrivacySettings) -> Eraser:
    """Who brings erasures to their confirmation."""
    tell = partial(app.consumer.persist, offsets={})
    return Eraser(app.pool, keyring, tell, app.settings.source("workflows"), own.erasure_epoch_hours)


async def serve(settings: Settings, stop: asyncio.Event) -> None:
    """Serve until told to stop."""
    async with runtime.living(opened(settings), stop) as app:
        if app:
            await runtime.first_to_end(stop, *app.tasks)


if __name__ == "__main__":
    runtime.run(serve)
