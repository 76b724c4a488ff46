"""What agencies send becomes what the service is asked, under ids that tell nothing (R1, R3, R30, R35)."""

from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from contracts.agency import ReferralCorrected, ReferralRetracted, ReferralSubmitted
from contracts.agreement import Agreement
from contracts.base import Inbound
from contracts.envelope import Envelope
from contracts.people import ReferrerKind
from contracts.referral import CorrectReferral, ReferCase, RetractReferral
from services.chassis.agency_keys import AgencyKeys, OwnKey, State
from services.chassis.bad_message import BadMessage
from services.chassis.inbound import Inbox, Mint
from services.referral.inbound import translate
from tests.rules.referral_cases import MONDAY

SOURCE = "urn:nld:oin:00000099000000000001:systeem:x"
INBOX = Inbox(
    agencies={"veilig-thuis": Agreement(organisation="urn:nld:oin:00000099000000000001", contact="Helpdesk")},
    keys=AgencyKeys([OwnKey.made(State.CURRENT)]),
    mint_key=b"k" * 32,
    translation=translate,
)
BSN = "111222333"
"""Passes the eleven-test, and is nobody's."""


def submitted(**changes: Any) -> ReferralSubmitted:
    """A referral as an agency sends it."""
    usual = {
        "reference": "Dossier of Mike Jansen",
        "region": "noord",
        "persons": [{"name": "Mike Jansen", "birth_date": "2014-05-01", "contact": "06 12345678"}, {"name": "Joan"}],
        "reasons": ["illness"],
        "sector": "health-care",
        "contact_name": "A worker",
        "suggested_question": "Hoe kan Mike naar school?",
    }
    return ReferralSubmitted.model_validate({**usual, **changes})


def corrected(**changes: Any) -> ReferralCorrected:
    """Its correction."""
    return ReferralCorrected.model_validate(submitted(**changes).model_dump())


def translated(message: Inbound, agency: str = "veilig-thuis", event: str = "event-1") -> tuple[str, Any]:
    """The stream and the command."""
    envelope = Envelope(id=event, source=SOURCE, type=message.type, time=MONDAY)
    mint: Mint = partial(INBOX.mint, agency)
    return translate(message, envelope, agency, mint)


def test_an_agency_s_referral_is_a_recommendation() -> None:
    """R1: with everything it says, and the agency by the name of its topic."""
    case, command = translated(submitted())

    assert isinstance(command, ReferCase)
    assert (command.referrer.kind, command.referrer.agency, command.referrer.name) == (
        ReferrerKind.AGENCY,
        "veilig-thuis",
        "A worker",
    )
    assert [(one.name, one.contact) for one in command.persons] == [("Mike Jansen", "06 12345678"), ("Joan", None)]
    assert command.agency_reference == "Dossier of Mike Jansen"
    assert command.suggested_question == "Hoe kan Mike naar school?"
    assert UUID(case)


def test_ids_are_opaque_and_all_different() -> None:
    """ARCHITECTURE: an agency's own reference can hold a name, so no id contains it, and nobody can compute it."""
    case, command = translated(submitted())
    ids = [case, command.referral, command.referrer.referrer, *(one.person for one in command.persons)]

    assert len({*ids}) == len(ids)
    assert all(UUID(one) for one in ids)
    other = translate(
        submitted(),
        Envelope(id="e", source=SOURCE, type="t", time=MONDAY),
        "veilig-thuis",
        partial(replace(INBOX, mint_key=b"x" * 32).mint, "veilig-thuis"),
    )
    assert other[0] != case


def test_a_retraction_finds_its_referral_by_the_reference_alone() -> None:
    """R30: another event, the same ids; there is no table of references."""
    case, command = translated(submitted())

    assert translated(ReferralRetracted(reference="Dossier of Mike Jansen"), event="event-2") == (
        case,
        RetractReferral(referral=command.referral),
    )


def test_a_correction_finds_its_referral_and_its_people_by_the_reference_alone() -> None:
    """R30: the same case, the same ids, each person by the place in the list; of another agency nothing is the same."""
    case, referred = translated(submitted())
    found, command = translated(
        corrected(persons=[{"name": "Mike J."}, {"name": "Joan"}, {"name": "Sam"}]), event="e-2"
    )

    assert isinstance(command, CorrectReferral)
    assert (found, command.referral, command.referrer) == (case, referred.referral, referred.referrer)
    assert [one.person for one in command.persons][:2] == [one.person for one in referred.persons]
    assert [one.name for one in command.persons] == ["Mike J.", "Joan", "Sam"]
    other, theirs = translated(corrected(), agency="another")
    ids = {case, referred.referral, *(one.person for one in referred.persons)}
    assert not ids & {other, theirs.referral, *(one.person for one in theirs.persons)}


def test_another_agency_s_reference_is_another_referral() -> None:
    """Promise 6: nobody reaches a referral of another agency, whatever reference they write."""
    assert translated(submitted())[0] != translated(submitted(), agency="another")[0]


def test_a_second_event_with_the_same_reference_meets_the_first_in_one_case() -> None:
    """R3: there it is refused as known (test_referral_referring.py); another reference is another case."""
    assert translated(submitted(), event="event-2")[0] == translated(submitted())[0]
    assert translated(submitted(reference="Another"))[0] != translated(submitted())[0]


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"reference": f"R {BSN}"}, "reference"),
        ({"suggested_question": f"Hoe kan {BSN} naar school?"}, "suggested_question"),
        ({"contact_name": "111.222.333"}, "contact_name"),
        ({"persons": [{"name": "Joan"}, {"name": f"Mike {BSN}"}]}, "persons.1.name"),
        ({"persons": [{"name": "Mike", "contact": f"bsn{BSN}"}]}, "persons.0.contact"),
    ],
)
def test_a_citizen_service_number_is_refused_wherever_it_stands(changes: dict[str, Any], place: str) -> None:
    """R35: the place is named, the number is not."""
    with pytest.raises(BadMessage) as refusal:
        translated(submitted(**changes))

    assert refusal.value.reason == "bsn"
    assert refusal.value.detail.startswith(f"{place}:")
    assert [one.pointer for one in refusal.value.places] == [f"/{place.replace('.', '/')}"]
    assert "111" not in refusal.value.detail


def test_every_place_of_a_citizen_service_number_is_named_at_once() -> None:
    """R35: also in a correction; whoever mends it need not send it once for each."""
    wrong = {"contact_name": BSN, "persons": [{"name": "Joan", "contact": BSN}]}

    with pytest.raises(BadMessage) as refusal:
        translated(corrected(**wrong))

    assert [one.pointer for one in refusal.value.places] == ["/persons/0/contact", "/contact_name"]


def test_a_message_of_another_kind_is_not_for_this_service() -> None:
    """An agency refers, corrects and takes back, and nothing else."""

    class Anything(Inbound):
        """Not of the published language."""

    with pytest.raises(BadMessage, match="wrong-topic"):
        translate(Anything(), Envelope(id="e", source=SOURCE, type="t", time=MONDAY), "a", lambda *_: "id")


def test_a_reference_without_line_breaks_keeps_the_minted_words_apart() -> None:
    """The mint joins its words by line breaks; an own id with one is no valid message."""
    with pytest.raises(ValidationError):
        submitted(reference="one\ntwo")
