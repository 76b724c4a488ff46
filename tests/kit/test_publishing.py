"""What the agencies' kit publishes is what the back office takes, and what it hears it understands; without Kafka."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka import KafkaError
from joserfc.jwk import ECKey

from contracts import samples
from contracts.agency import InformationAsked, MessageRejected, ReferralSubmitted, StatusChanged
from contracts.base import Message
from contracts.envelope import Envelope
from ekc_agency import Answer, Connection, Incomplete, Invalid, NotConnected, Rejection, Status
from ekc_agency.__main__ import shown
from ekc_agency.answers import read
from ekc_agency.connection import in_file
from ekc_agency.encryption import NoKey, current
from ekc_agency.events import LARGEST, event
from ekc_agency.trouble import Trouble
from services.chassis import envelopes
from services.chassis.agency_keys import AgencyKeys, OwnKey, State
from services.referral.keys import public
from tests.kit.test_checking import USUAL

SETTINGS = {
    "AGENCY_NAME": "school-noord",
    "AGENCY_SOURCE": "urn:nld:oin:00000099000000001000:systeem:dossier",
    "AGENCY_BOOTSTRAP": "127.0.0.1:9092",
    "AGENCY_PASSWORD": "secret",
}
SOURCE = SETTINGS["AGENCY_SOURCE"]


@pytest.fixture
def own() -> OwnKey:
    """The organisation's key."""
    return OwnKey.made(State.CURRENT)


@pytest.fixture
def published(own: OwnKey, tmp_path: Path) -> Path:
    """Its public half in a file."""
    path = tmp_path / "keys.jwks"
    path.write_text(public((own,)))
    return path


def test_what_is_published_is_an_encrypted_event_that_the_back_office_opens(own: OwnKey, published: Path) -> None:
    """A CloudEvent with the data as a JWE that names the key (RFC 7516), in which nothing can be read."""
    key = current(Connection.from_environment({**SETTINGS, "AGENCY_KEYS_FILE": str(published)}))

    value = event(SOURCE, "referral-submitted", "m-1", USUAL, key)

    sent = Envelope.model_validate_json(value)
    assert (sent.type, sent.source, sent.datacontenttype) == (ReferralSubmitted.type, SOURCE, "application/jose")
    assert json.loads(AgencyKeys([own]).decrypt(sent.data)) == USUAL
    assert b"Roos" not in value


def test_plain_text_is_sent_only_where_it_was_agreed() -> None:
    """The word is `agreed`: a yes by habit is none."""
    agreed = Connection.from_environment({**SETTINGS, "AGENCY_PLAIN_TEXT": "agreed"})

    assert agreed.plain_text
    assert not Connection.from_environment({**SETTINGS, "AGENCY_PLAIN_TEXT": "1"}).plain_text
    assert Envelope.model_validate_json(event(SOURCE, "referral-submitted", "m-1", USUAL, None)).data == USUAL


def test_an_event_of_64_kilobytes_is_sent_and_a_larger_one_is_not() -> None:
    """NL GOV profile for CloudEvents: the limit is the back office's own, and counts the encrypted event."""
    key = ECKey.generate_key("P-256")
    persons = [{"name": 4000 * "x", "contact": 3800 * "x"} for _ in range(6)]

    assert envelopes.LARGEST == LARGEST
    assert len(event(SOURCE, "referral-submitted", "m-1", {**USUAL, "persons": persons}, key)) <= LARGEST
    with pytest.raises(Invalid, match="too large"):
        event(SOURCE, "referral-submitted", "m-1", {**USUAL, "persons": [*persons, *persons[:1]]}, key)


@pytest.mark.parametrize("text", ["", "{}", '{"keys": []}', '{"keys": [{"kty": "oct", "k": "AA"}]}'])
def test_a_file_without_a_key_is_told(text: str, tmp_path: Path) -> None:
    """And nothing is sent in plain because of it."""
    path = tmp_path / "keys.jwks"
    path.write_text(text)

    with pytest.raises(NoKey, match=r"keys\.jwks holds no JWK set"):
        current(Connection.from_environment({**SETTINGS, "AGENCY_KEYS_FILE": str(path)}))


def heard(kind: type[Message], **changes: Any) -> Answer:
    """The example of the contract as the kit reads it."""
    envelope = samples.envelope(kind).model_dump(mode="json", exclude_none=True)
    return read(json.dumps({**envelope, **changes}).encode())


def test_statuses_and_rejections_are_understood() -> None:
    """Each field of the contract is in the data, the usual ones have a name; a kind from later on is passed on."""
    status, rejection = heard(StatusChanged), heard(MessageRejected)
    later = heard(StatusChanged, type="nl.eigenkrachtconferenties.something-new.v1")

    assert isinstance(status, Status)
    assert isinstance(rejection, Rejection)
    assert status.data.keys() == StatusChanged.model_fields.keys()
    assert status.referral == samples.envelope(StatusChanged).subject
    assert (rejection.problem, rejection.offset) == (rejection.data["problem"], rejection.data["offset"])
    assert type(later) is Answer


@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_that_is_missing_is_told_with_what_it_is(name: str) -> None:
    """Whoever sets it up reads nothing else."""
    with pytest.raises(Incomplete, match=f"{name} is not set: the "):
        Connection.from_environment({**SETTINGS, name: ""})


def test_a_certificate_takes_the_place_of_the_password(tmp_path: Path) -> None:
    """TLS with a certificate of the agency's own; the settings can be in a file as shells read it."""
    file = tmp_path / "agency.env"
    file.write_text("# of an invented school\nexport AGENCY_CERTIFICATE_FILE='a b.pem'\n")
    given = {**SETTINGS, **in_file(file), "AGENCY_PASSWORD": ""}

    settings = Connection.from_environment(given).settings()

    assert settings["security.protocol"] == "SSL"
    assert settings["ssl.certificate.location"] == "a b.pem"
    assert "sasl.password" not in settings


def test_a_password_is_sent_under_the_name_or_another_user() -> None:
    """And over TLS, where nothing else is said."""
    settings = Connection.from_environment({**SETTINGS, "AGENCY_USER": "school-noord.b"}).settings()

    assert (settings["security.protocol"], settings["sasl.username"]) == ("SASL_SSL", "school-noord.b")
    assert Connection.from_environment(SETTINGS).settings()["sasl.username"] == "school-noord"


@pytest.mark.parametrize("protocol", ["SASL_SSL", "SASL_PLAINTEXT"])
def test_kafka_that_does_not_answer_is_told_after_a_while(protocol: str) -> None:
    """With the settings to look at, and the address; a wrong one and a server that starts anew look the same."""
    trouble = Trouble(Connection.from_environment({**SETTINGS, "AGENCY_SECURITY_PROTOCOL": protocol}))

    trouble(KafkaError(KafkaError._TRANSPORT, "Connection refused"))
    trouble.heed(until=time.monotonic() + 60)

    with pytest.raises(NotConnected, match=r"at 127\.0\.0\.1:9092: look at AGENCY_BOOTSTRAP.*\(Connection refused\)"):
        trouble.heed(until=time.monotonic() - 1)


def test_a_password_that_is_not_known_is_told_at_once() -> None:
    """Kafka's client would try it for ever, in silence."""
    trouble = Trouble(Connection.from_environment(SETTINGS))

    with pytest.raises(NotConnected, match="look at AGENCY_NAME, AGENCY_USER and AGENCY_PASSWORD"):
        trouble(KafkaError(KafkaError._AUTHENTICATION, "invalid credentials"))


def test_a_right_that_is_not_there_is_told() -> None:
    """Topics and groups are called after the agency."""
    trouble = Trouble(Connection.from_environment(SETTINGS))

    assert "look at AGENCY_NAME" in trouble.said(KafkaError(KafkaError.TOPIC_AUTHORIZATION_FAILED))


def test_an_answer_is_shown_with_its_places_and_the_sentence_for_people() -> None:
    """A line each; who follows for people chooses the language."""
    rejected, later = shown(heard(MessageRejected), None), shown(heard(InformationAsked), "nl")
    places = samples.envelope(MessageRejected).data["errors"]

    assert rejected.splitlines()[1:] == [f"    {one['pointer']}: {one['detail']}" for one in places]
    assert "  information-asked  " in later
    assert later.splitlines()[1].strip() == samples.envelope(InformationAsked).data["sentences"]["nl"]
