"""Nothing of a case's content can leave for an agency: cases full of canaries go through every status (R30)."""

from collections.abc import Iterator
from datetime import date
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from contracts.agency import CorrectionTaken, InformationAsked, StatusChanged
from contracts.base import Actor, Event, Message, Personal, markers
from contracts.coordination import InformationWanted
from contracts.notices import NoticeDue
from contracts.people import DeclineReason, Means, Status
from contracts.referral import CorrectReferral, DeclineCase, RecordContact, RecordSharing, ReferCase, WithdrawCase
from contracts.sentences import LANGUAGES, sentence
from services.chassis.decider import Outgoing
from services.referral.state import Case
from tests.rules.referral_cases import (
    AGENCY,
    MANAGER,
    OTHERS,
    days,
    from_agency,
    line,
    questions,
    says,
    when,
)
from tests.rules.test_referral_outgoing import decided
from tests.rules.test_referral_status import NO_PLAN, THE_WAY

BIRD = "kanarie"
BORN = date(1987, 6, 5)
BIRDS = (BIRD, "1987-06-05", "5 juni 1987", "5 June 1987")
INTAKE = (RecordContact(with_person=False, means=Means.SPOKEN), line(), questions())
ASKED = InformationWanted(giver="doctor-1", agency=AGENCY.id, conference=days(30))


def sung[M: BaseModel](model: M) -> M:
    """The same with a canary in each personal field, wherever it is."""
    changed: dict[str, Any] = {}
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        if any(isinstance(mark, Personal) for mark in markers(field)):
            changed[name] = BORN if date in get_args(field.annotation) else f"{BIRD} {name}"
        elif isinstance(value, BaseModel):
            changed[name] = sung(value)
        elif isinstance(value, tuple):
            changed[name] = tuple(sung(one) if isinstance(one, BaseModel) else one for one in value)
    return model.model_copy(update=changed)


def heard(case: Case, *messages: Message) -> Iterator[Outgoing]:
    """All that leaves for the agency on the way, each message full of canaries."""
    for message in map(sung, messages):
        told = when(case, message, by=sender(message))
        case = told.case
        yield from decided(told, message, own_id=f"{BIRD} of an own id")
        yield from notices(told.events)


def sender(message: Message) -> Actor:
    """Who says so."""
    if isinstance(message, ReferCase | CorrectReferral):
        return AGENCY
    return OTHERS if isinstance(message, Event) else MANAGER


def notices(events: Any) -> Iterator[Any]:
    """What the desk is told to tell, and the sentences of it."""
    for event in events:
        if isinstance(event, NoticeDue) and event.next_step:
            yield event
            yield from (sentence(event.detail, event.next_step, language) for language in LANGUAGES)


def correction() -> CorrectReferral:
    """The referral once more."""
    said = from_agency()
    return CorrectReferral.model_validate({name: getattr(said, name) for name in CorrectReferral.model_fields})


def decline(reason: DeclineReason) -> tuple[Message, ...]:
    """The intake ends with a no, which the agency may hear."""
    allowed = RecordSharing(referral="referral-1", statuses=tuple(Status))
    return (from_agency(), *INTAKE[:1], allowed, DeclineCase(reason=reason))


WAYS: dict[str, tuple[Message, ...]] = {
    "closed": (from_agency(), correction(), says("mike"), questions(), THE_WAY[0], THE_WAY[1], ASKED, *THE_WAY[2:]),
    "without a plan": (from_agency(), says("mike"), *INTAKE[1:], THE_WAY[0], NO_PLAN),
    "withdrawn": (from_agency(), says("mike"), WithdrawCase(person="mike")),
    **{f"declined: {reason}": decline(reason) for reason in DeclineReason},
}


@pytest.mark.parametrize("way", WAYS)
def test_no_canary_gets_out(way: str) -> None:
    """R30, promise 3: whatever is in a case, nothing of it is in what an agency hears, nor in the sentences."""
    out = list(heard(Case(), *WAYS[way]))

    assert out
    for one in out:
        text = one if isinstance(one, str) else (one if isinstance(one, NoticeDue) else one.envelope).model_dump_json()
        assert not [bird for bird in BIRDS if bird in text]


def test_the_ways_lead_through_every_status_and_every_kind_of_message() -> None:
    """Otherwise a canary could sit where nobody looks; and there are canaries in what is handled."""
    said = [out.envelope for way in WAYS.values() for out in heard(Case(), *way) if isinstance(out, Outgoing)]
    data = [one.data or {} for one in said]

    assert {one.type for one in said} == {StatusChanged.type, CorrectionTaken.type, InformationAsked.type}
    assert {one["status"] for one in data if "status" in one} == set(Status)
    assert {one["reason"] for one in data if "reason" in one} == set(DeclineReason)
    assert BIRD in sung(from_agency()).model_dump_json()
    assert "1987-06-05" in sung(from_agency()).model_dump_json()
