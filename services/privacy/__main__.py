"""Run the privacy service: the keyring over HTTP, the access log, and erasures."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial

from services.chassis import kafka, runtime
from services.chassis.app import App, connect
from services.chassis.settings import Settings
from services.chassis.taking_over import after
from services.privacy.access_log import api as access
from services.privacy.access_log.checkpoints import Checkpoints, FromKafka, ToKafka
from services.privacy.access_log.signing import SigningKeys
from services.privacy.api import routes
from services.privacy.app import SERVICE
from services.privacy.eraser import Eraser
from services.privacy.health import PrivacyApp
from services.privacy.keeping import Keeping
from services.privacy.keys import Keyring
from services.privacy.laying import lay
from services.privacy.settings import PrivacySettings


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[App]:
    """The service with its keyring and the access log; waits for a database that is not up yet."""
    own = PrivacySettings.told()
    tokens = own.keyring_tokens
    SigningKeys.read(own.checkpoint_keys_file)  # what cannot sign does not start; it is read again when it has changed
    async with (
        own.epochs() as epochs,
        await connect(settings.model_copy(update={"database_url": own.keyring_database_url}), keyring=True) as pool,
        await connect(
            settings.model_copy(update={"database_url": own.keyring_eraser_database_url}), keyring=True
        ) as erasing,
        await connect(settings) as readers,
    ):
        keyring = Keyring(pool, epochs, erasing)
        keeping = Keeping(keyring, quarantine_days=own.quarantine_days, epoch_hours=own.erasure_epoch_hours)
        await lay(settings, keyring)
        await keeping.sweep(datetime.now(UTC).date())
        log = access.AccessLog(readers, own.checkpoint_keys_file, FromKafka(kafka.client(settings)))
        keys, reading = routes(keyring, tokens), access.routes(log, tokens)
        made = PrivacyApp(SERVICE, own, routes=reading, always=keys)
        made.keys = pool
        async with made as app:
            signing, erasing_keys = checkpoints(app, own).run(), eraser(app, keyring, own).run()
            app.tasks.append(asyncio.create_task(after(app.taking_over, signing), name="checkpoints"))
            app.tasks.append(asyncio.create_task(after(app.taking_over, erasing_keys), name="eraser"))
            app.tasks.append(asyncio.create_task(keeping.run(), name="keeping"))
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
