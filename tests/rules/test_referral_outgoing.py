"""What leaves the house for an agency: its status and nothing else (R30)."""

from datetime import UTC, datetime
from typing import Any

from contracts.agency import StatusChanged
from contracts.base import Actor, Message
from contracts.envelope import Envelope
from contracts.people import Status
from services.chassis.decider import Decided, Outgoing
from services.referral.outgoing import publish
from services.referral.state import Case
from tests.rules.referral_cases import (
    AGENCY,
    HELD,
    OTHERS,
    Told,
    accepted,
    from_agency,
    refer,
    when,
)


def decided(told: Told, message: Message, own_id: str = "0195f7a0-0000-7000-8000-000000000001") -> list[Outgoing]:
    """What the relay is given to publish to agencies."""
    at = datetime(2026, 3, 2, tzinfo=UTC)
    source = "urn:nld:oin:00000099000000000000:systeem:ekc-referral"
    attributes = [{"id": f"case-1-{number}", "source": source, "time": at} for number in range(1, len(told.events) + 1)]
    return list(
        publish(
            Decided(
                stream="case-1",
                at=at,
                by=Actor(id="a", role="agency"),
                message=message,
                cause=Envelope(id=own_id, source="urn:nld:oin:00000099000000000001:systeem:x", type="t", time=at),
                facts=tuple(told.events),
                attributes=tuple(attributes),
                state=told.case,
                correlation="c",
                offset=7,
                raw=b"",
            )
        )
    )


def facts(out: Outgoing) -> dict[str, Any]:
    """What it says besides its sentences for people."""
    return {name: value for name, value in (out.envelope.data or {}).items() if name != "sentences"}


def test_the_first_status_says_which_message_it_answers() -> None:
    """R30: an agency knows its message by id and offset, and its referral by our id from then on."""
    (out,) = decided(when(Case(), from_agency(), by=AGENCY), from_agency())

    assert (out.topic, out.key, out.envelope.subject) == ("ekc.out.veilig-thuis", "referral-1", "referral-1")
    changed = StatusChanged.model_validate(out.envelope.data)
    assert (changed.status, changed.offset) == (Status.RECEIVED, 7)
    assert changed.message == "0195f7a0-0000-7000-8000-000000000001"


def test_nothing_but_the_status_leaves_the_house() -> None:
    """R30: neither reference nor case, neither counts nor ids of events; the next status names no message."""
    received = decided(when(Case(), from_agency(), by=AGENCY), from_agency(), own_id="Dossier of Mike")
    held = decided(when(accepted(from_agency()), HELD, by=OTHERS), HELD)

    assert facts(received[0]) == {"offset": 7, "status": "received", "since": "2026-03-02T09:00:00Z"}
    assert facts(held[0]) == {"status": "conference-held", "since": "2026-03-02T09:00:00Z"}
    for out in (*received, *held):
        written = out.envelope.model_dump_json()
        assert not any(word in written for word in ("case-1", "Mike", "Dossier", 'sequence":"', 'correlationid":"'))


def test_a_status_has_the_same_id_on_every_delivery() -> None:
    """Promise 1: whoever reads it twice knows it by its id."""
    told = when(Case(), from_agency(), by=AGENCY)

    assert decided(told, from_agency()) == decided(told, from_agency())


def test_statuses_of_people_leave_over_no_topic() -> None:
    """R30: only an agency's system has one."""
    assert decided(when(Case(), refer()), refer()) == []
