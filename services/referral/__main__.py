"""Run the referral service: `python -m services.referral`. It alone takes in what agencies send."""

import json
from pathlib import Path

from joserfc.jwk import ECKey
from pydantic import TypeAdapter

from services.chassis.app import main
from services.chassis.inbound import Agency, Inbox
from services.chassis.settings import Settings
from services.referral.app import SERVICE
from services.referral.inbound import translate


class ReferralSettings(Settings):
    """What the referral service is told beside the rest."""

    inbound_key_file: Path
    """The organisation's private key, as a JWK (RFC 7517), to whose public half agencies encrypt."""
    agencies_file: Path
    """JSON: what is agreed with each agency, by the name in its topic."""


def inbox() -> Inbox:
    """How agencies' messages are read."""
    settings = ReferralSettings()
    return Inbox(
        agencies=TypeAdapter(dict[str, Agency]).validate_json(settings.agencies_file.read_bytes()),
        private_key=ECKey.import_key(json.loads(settings.inbound_key_file.read_bytes())),
        mint_key=bytes.fromhex(settings.mint_key.get_secret_value()),
        translation=translate,
    )


if __name__ == "__main__":
    main(SERVICE, inbox=inbox())
