"""Run the privacy service: the keyring over HTTP, and the access log."""

import asyncio
import json
from pathlib import Path

import asyncpg
from pydantic import SecretStr

from services.chassis import runtime
from services.chassis.app import App
from services.chassis.settings import Settings
from services.privacy.api import routes
from services.privacy.app import SERVICE
from services.privacy.keys import Epochs, Keyring


class PrivacySettings(Settings):
    """What the privacy service is told beside the rest."""

    keyring_database_url: SecretStr
    keyring_tokens_file: Path
    kek_dir: Path


async def serve(settings: Settings, stop: asyncio.Event) -> None:
    """Serve until told to stop."""
    own = PrivacySettings()
    tokens = json.loads(own.keyring_tokens_file.read_text())
    pool = await asyncpg.create_pool(own.keyring_database_url.get_secret_value(), min_size=1, max_size=4)
    keyring = Keyring(pool, Epochs(own.kek_dir))
    async with App(SERVICE, settings, routes=routes(keyring, tokens)) as app:
        await runtime.first_to_end(stop, *app.tasks)
    await pool.close()


if __name__ == "__main__":
    runtime.run(serve)
