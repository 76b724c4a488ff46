"""Run the referral service: `python -m services.referral`. It alone takes in what agencies send."""

import asyncio
from collections.abc import Mapping

from pydantic import FilePath, SecretStr

from services.chassis import runtime
from services.chassis.agency_keys import AgencyKeys
from services.chassis.agreements import agreements
from services.chassis.app import App
from services.chassis.inbound import Inbox
from services.chassis.settings import BadSettings, Settings
from services.referral.app import LINKS, noticing
from services.referral.inbound import translate
from services.referral.lookups import keys_of


class ReferralSettings(Settings):
    """What the referral service is told beside the rest."""

    inbound_keys_file: FilePath
    """The organisation's keys to which agencies encrypt, private halves too (`services/chassis/agency_keys.py`)."""
    agencies_file: FilePath
    """YAML: what is agreed with each agency, by the name in its topics (contracts/agreement.py)."""
    likeness_keys: SecretStr
    """`<id>:<64 hex digits>`, several separated by commas, the newest first: possible duplicates are noticed by blind
    indexes under them. A key stays in the list for as long as cases run that were opened under it."""

    @property
    def likeness(self) -> Mapping[str, bytes]:
        """The keys of likeness, by their ids.

        Raises:
            BadSettings: they are none.
        """
        try:
            return keys_of(self.likeness_keys.get_secret_value(), bytes.fromhex(self.mint_key.get_secret_value()))
        except ValueError as error:
            raise BadSettings(str(error)) from None


def inbox(settings: ReferralSettings) -> Inbox:
    """How agencies' messages are read."""
    return Inbox(
        agencies=agreements(settings.agencies_file),
        written=settings.agencies_file,
        keys=AgencyKeys.read(settings.inbound_keys_file),
        mint_key=bytes.fromhex(settings.mint_key.get_secret_value()),
        translation=translate,
    )


async def serve(_: Settings, stop: asyncio.Event) -> None:
    """Serve until told to stop."""
    own = ReferralSettings.told()
    referral = App(noticing(own.likeness), own, inbox=inbox(own), extra_topics=(LINKS,))
    async with runtime.living(referral, stop) as app:
        if app:
            await runtime.first_to_end(stop, *app.tasks)


if __name__ == "__main__":
    runtime.run(serve)
