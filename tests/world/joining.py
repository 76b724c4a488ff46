"""How what is known of the agencies in a case changes (R12), and of the work that is claimed in it (R42)."""

from contracts import coordination as c
from contracts import referral as r
from tests.world.known import Claimed, Heard, Known


def joins(k: Known, agency: str | None) -> None:
    """One more agency in the case (R12)."""
    k.joined |= {agency} if agency else set()


def referral_linked(k: Known, event: r.ReferralLinked) -> None:
    """Another referrer hears of this case."""
    k.referrals[event.linked.referral] = Heard.of(event.linked, event.of)
    joins(k, event.linked.agency)


def funded(k: Known, event: r.FundingDecided) -> None:
    """Somebody pays, or not."""
    k.funded = True
    joins(k, event.agency)


def informs(k: Known, event: c.InformationGiverAdded) -> None:
    """One more who is to say what they know."""
    k.givers[event.giver] = False
    joins(k, event.agency)


def claimed(k: Known, event: c.WorkClaimed) -> None:
    """It waits for the manager."""
    k.work[event.entry] = Claimed(event.minutes, event.cents)


def approved(k: Known, event: c.WorkApproved) -> None:
    """The manager decided."""
    for entry in event.entries:
        k.work[entry].approved = event.approved


def billed(k: Known, event: c.WorkBilled) -> None:
    """On a bill."""
    for entry in event.entries:
        k.work[entry].billed = True
