"""How long a case is kept, and the day on which it is forgotten by itself (R5, R34)."""

from datetime import date

from dateutil.relativedelta import relativedelta

from contracts.base import Event
from contracts.deciding import Given
from contracts.erasure import ErasureGround, RetentionSet
from contracts.people import Ending
from contracts.policy import Policy
from contracts.referral import LegalBasis
from services.privacy import erasing
from services.privacy.state import Kept

OTHERWISE_MONTHS = 12
"""An ending that the policy does not name."""


def next_due(kept: Kept) -> date | None:
    """The next day on which something is to be forgotten. While a legal hold stands there is none."""
    if kept.holds or kept.erasing:
        return None
    return min((*kept.lapsing.values(), *([kept.until] if kept.until else [])), default=None)


def follow(kept: Kept, given: Given) -> list[Event]:
    """After the ending every change counts: from the last one on the case is kept for as long as the policy says."""
    if kept.ending is None or kept.erasing:
        return []
    basis = tuple(sorted(set(kept.basis.values())))
    months = months_of(given.policy(kept.region or "default"), kept.ending, basis)
    until = given.today + relativedelta(months=months)
    if kept.until is not None and until <= kept.until:
        return []
    return [RetentionSet(until=until, ending=kept.ending, basis=basis)]


def months_of(policy: Policy, ending: Ending, basis: tuple[LegalBasis, ...]) -> int:
    """By the ending, and at least by every ground that it is kept on."""
    at_least = (policy.kept_months_at_least.get(one, 0) for one in basis)
    return max([policy.kept_months.get(ending, OTHERWISE_MONTHS), *at_least])


def turn(kept: Kept, today: date, given: Given) -> list[Event]:
    """A day began: what was kept for long enough is forgotten, unless a legal hold stands."""
    if kept.holds or kept.erasing:
        return []
    if kept.until and kept.until <= today:
        everybody = [one for one in erasing.everybody(kept, given) if one not in kept.going]
        return erasing.request(kept, everybody, ErasureGround.RETENTION, given, whole=True)
    return without_consent(kept, today, given)


def without_consent(kept: Kept, today: date, given: Given) -> list[Event]:
    """Nobody said yes: with the case itself goes everybody whom it knows of (R5)."""
    late = [name for name, day in kept.lapsing.items() if day <= today]
    whole = given.stream in late
    gone = erasing.everybody(kept, given) if whole else late
    left = [one for one in gone if one not in kept.going]
    return erasing.request(kept, left, ErasureGround.NO_CONSENT, given, whole=whole)
