"""Renew the keyring by hand while the service runs: `python -m services.privacy.renew`, with its settings."""

import asyncio
import sys

from services.chassis.app import connect
from services.chassis.schema_gate import WrongSchema
from services.chassis.settings import BadSettings
from services.privacy.epochs import EpochDestroyed
from services.privacy.keys import Keyring
from services.privacy.renewing import RenewalFailed, RenewalUnderWay
from services.privacy.settings import PrivacySettings


async def renew(settings: PrivacySettings) -> int:
    """The number of the epoch that began. See `Keyring.renew`."""
    pool = await connect(settings.model_copy(update={"database_url": settings.keyring_database_url}), keyring=True)
    async with pool, settings.epochs() as epochs:
        return await Keyring(pool, epochs).renew()


def main() -> str | None:
    """What went wrong, if something did."""
    try:
        epoch = asyncio.run(renew(PrivacySettings.told()))
    except BadSettings as error:
        return f"The settings cannot be used. {error}"
    except RenewalUnderWay:
        return "The keyring is being renewed already."
    except WrongSchema as error:
        return str(error)
    except (EpochDestroyed, RenewalFailed) as error:
        return f"No older key was destroyed. {error}"
    print(f"Epoch {epoch}. Make a backup of the keyring now: those of before open nothing any more.")
    return None


if __name__ == "__main__":
    sys.exit(main())
