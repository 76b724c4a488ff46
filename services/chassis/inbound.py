"""What agencies send: decrypted, validated, and translated into the service's own command."""

import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from pydantic import ValidationError
from pydantic_core import to_json

from contracts.agency import Place
from contracts.agreement import Agreement, Mode
from contracts.base import Inbound, Message
from contracts.bsn import mentions_bsn
from contracts.envelope import Envelope
from services.chassis import limits
from services.chassis.agency_keys import DATA, AgencyKeys
from services.chassis.bad_message import BadMessage
from services.chassis.envelopes import Arrival, bad_input, write
from services.chassis.keyring import Keyring
from services.chassis.sealing import Keys, concerned

REGION = (Place(pointer="/region", detail="none of those that were agreed with you"),)

type Mint = Callable[..., str]
"""Makes an opaque id from words of one agency: the same words, the same id; keyed, so that nobody can guess it."""
type Translate = Callable[[Inbound, Envelope, str, Mint], tuple[str, Message]]
"""(message, envelope, agency, mint) -> (stream, command of the service)."""


WORDS_OF_AGENCIES = ("id", "subject", "partitionkey", "correlationid", "causationid")
"""The context attributes in which an agency could write anything."""


def number_in(envelope: Envelope) -> str | None:
    """The attribute that holds what passes for a citizen service number (R35).

    Attributes are not encrypted, and whoever forwards an event may log them (CloudEvents 1.0.2 "Privacy & Security").
    """
    return next((name for name in WORDS_OF_AGENCIES if mentions_bsn(getattr(envelope, name) or "")), None)


@dataclass
class Inbox:
    """Takes the messages of agencies in."""

    agencies: Mapping[str, Agreement]
    """What is agreed with each; `agencies.py` puts another one here when the file has changed."""
    keys: AgencyKeys
    mint_key: bytes
    translation: Translate
    written: Path | None = None
    """The file of the agreements, looked at again and again."""

    def source(self, agency: str) -> str | None:
        """The organisation that an agency's topic belongs to."""
        known = self.agencies.get(agency)
        return known.organisation if known else None

    def wrong_mode(self, item: Arrival) -> BadMessage | None:
        """What is wrong with the form in which an agency's event came."""
        known = self.agencies.get(item.producer)
        if known is None or (Mode.BINARY if item.binary else Mode.STRUCTURED) in known.modes:
            return None
        return BadMessage("mode-not-agreed", f"Events in {' and '.join(known.modes)} mode were agreed with you.")

    def translate(self, item: Arrival) -> None:
        """Turn an agency's message into the service's command; a failure is noted on it."""
        try:
            kind = item.kind or Message
            message = self.decrypt(item, kind)
            mint = partial(self.mint, item.producer)
            item.stream, item.message = self.translation(message, item.envelope, item.producer, mint)
            region = getattr(item.message, "region", None)
            if region and not self.agreed(item).allows_region(region):
                raise BadMessage("region-not-agreed", "region: none of those that were agreed with you.", REGION)
            item.kind = type(item.message)
            item.inbound = True
        except ValidationError as error:
            item.failure = bad_input(error, "invalid")
        except BadMessage as bad:
            item.failure = bad

    def decrypt(self, item: Arrival, kind: type[Message]) -> Inbound:
        """The agency's message in plain, validated.

        Raises:
            BadMessage: it cannot be decrypted, or had to be encrypted.
        """
        data = item.envelope.data
        if isinstance(data, str):
            waited = item.held is not None or item.replay
            message = validated(kind, self.keys.decrypt(data, waited=waited))
        elif self.agreed(item).plain_text:
            message = validated(kind, to_json(data))
        else:
            raise BadMessage(
                "not-encrypted", "data: must be encrypted (JWE, RFC 7516) to the organisation's key.", DATA
            )
        if not isinstance(message, Inbound):
            raise BadMessage("wrong-topic", "type: not a message of an agency.")
        return message

    def agreed(self, item: Arrival) -> Agreement:
        """What is agreed with the agency whose message this is.

        Raises:
            BadMessage: nothing is, any more.
        """
        if item.producer not in self.agencies:
            raise BadMessage("wrong-source", "source: nothing is agreed with the organisation of this topic.")
        return self.agencies[item.producer]

    def encrypted(self, item: Arrival) -> bytes:
        """The event with its data encrypted to the organisation's own key, as agencies do."""
        if isinstance(item.envelope.data, str):
            return item.value
        return write(item.envelope.model_copy(update={"data": self.keys.encrypt(to_json(item.envelope.data))}))

    def mint(self, agency: str, *what: str) -> str:
        """See `Mint`. No word holds a line break: neither an attribute of an envelope nor an agency's own id may."""
        return str(UUID(bytes=hmac.digest(self.mint_key, "\n".join((agency, *what)).encode(), sha256)[:16]))

    def message_id(self, item: Arrival) -> str:
        """What an agency's message is called inside, for the agency's own id can hold a name."""
        return self.mint(item.producer, "message", item.envelope.source, item.envelope.id)

    @staticmethod
    async def create_keys(arrivals: Sequence[Arrival], keyring: Keyring) -> Keys:
        """Create the keys of the subjects that were minted, before anything about them is written (idempotent)."""
        wanted: set[str] = set()
        for item in arrivals:
            if item.inbound and item.message and not item.failure:
                data = item.message.model_dump(mode="json", exclude_none=True)
                wanted |= {item.stream, *concerned(type(item.message), data, item.stream)}
        return await keyring.create(wanted)


def validated[M: Message](kind: type[M], text: bytes) -> M:
    """A stranger's message. Nothing is taken for something else: a number is no date, and no text a number.

    Raises:
        BadMessage, ValidationError: it goes beyond the limits, or does not keep to its contract.
    """
    limits.check(text)
    return kind.model_validate_json(text, strict=True)
