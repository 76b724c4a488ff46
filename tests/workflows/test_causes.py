"""What the process asks for says what the process had heard of, so that nobody handles it before that (promise 2)."""

from datetime import UTC, datetime

from contracts.envelope import Envelope, parse_basis
from contracts.process import Due, Milestone
from contracts.referral import CaseAccepted
from tests.workflows.memory import MONDAY, came, due, live
from workflows.asking import publication
from workflows.progress import Asked
from workflows.routing import signal


def test_a_milestone_says_where_it_stands_in_its_producers_order() -> None:
    """The bridge hands on who said it, and its sequence."""
    accepted = CaseAccepted(region="noord", round=1, languages=("nl",), persons=())
    source = "urn:nld:oin:00000099000000000000:systeem:ekc-referral"
    cause = Envelope(id="case-1-referral-7", source=source, type=accepted.type, time=datetime.now(UTC), sequence="7")

    assert signal(accepted, cause, "referral").mark == ("referral", 7)


async def test_the_process_remembers_how_far_it_heard_of_each_producer() -> None:
    """Also over a restart at every wait; what it asks for carries that."""
    milestones = [
        came(Milestone.OPENED, 0).model_copy(update={"mark": ("referral", 2)}),
        came(Milestone.ACCEPTED, 1).model_copy(update={"mark": ("referral", 7)}),
        came(Milestone.OFFERED, 2, due(Due.LAPSE_OFFER, 5)).model_copy(update={"mark": ("coordination", 3)}),
    ]

    world, _ = await live(milestones, crashes=True, until=6)

    assert [(one.what, one.marks) for one in world.asked[:2]] == [
        (Due.FIND_COORDINATOR, {"referral": 7}),
        (Due.LAPSE_OFFER, {"referral": 7, "coordination": 3}),
    ]


def test_what_is_asked_for_names_it_as_its_basis() -> None:
    """For the case that it is about; a process that heard of nothing names nothing."""
    asked = Asked(what=Due.FIND_COORDINATOR, case="case-1", round=1, at=MONDAY, time=MONDAY, count=1)

    _, envelope = publication(
        asked.model_copy(update={"marks": {"referral": 7}}), "urn:nld:oin:00000099000000000000:systeem:ekc-workflows"
    )

    assert parse_basis(envelope.basis) == {("referral", "case-1"): 7}
    assert publication(asked, "urn:nld:oin:00000099000000000000:systeem:ekc-workflows")[1].basis is None
