"""Two cases of the same people, as they are found and linked (R3)."""

from typing import Any

from contracts.base import Actor
from contracts.people import ReferrerKind
from contracts.referral import Likeness, LinkTold, RetractReferral, UndoSameCase
from services.referral.looked_up import Alike, OtherCase, ReferAmong, SameAs
from services.referral.state import Case
from services.referral.telling_links import news
from tests.rules.referral_cases import OTHERS, Told, accepted, after, from_agency, opened, person, refer, when

HERE = OtherCase(region="noord")
FIRST, LATER = "case-0", "case-1"
SAME = SameAs(case=FIRST, other=HERE)
UNDO = UndoSameCase()
OTHER_AGENCY = Actor(id="wijkteam", role="agency")
POLICE = refer(person("mike-2"), referral="referral-2", kind=ReferrerKind.AGENCY, agency=OTHER_AGENCY.id)
RETRACT = RetractReferral(referral="referral-2")


def among(*cases: str, **changes: Any) -> ReferAmong:
    """A referral about whom there may be cases already."""
    alike = tuple(Alike(case=case, region="noord", by=(Likeness.BORN_AND_NAME,)) for case in cases)
    return ReferAmong(**dict(refer(**changes)), alike=alike)


def flagged() -> Case:
    """A case that may be the same as another one."""
    return after(Case(), among(FIRST))


def linked() -> Case:
    """A case that was found to be the same as the first one."""
    return after(opened(POLICE), SAME)


def passed(told: Told, here: str = LATER) -> list[tuple[str, LinkTold]]:
    """What a decision tells the other of two linked cases."""
    return [one for event in told.facts for one in news(event, here, told.case)]


def heard(first: Case, told: Told, here: str = LATER) -> Told:
    """The other case after it heard, which is all that the two know of each other."""
    result = Told(first, [])
    for _, message in passed(told, here):
        result = when(result.case, message, by=OTHERS)
    return result


def both(first: Case | None = None) -> tuple[Case, Case]:
    """The first case and the later one, linked."""
    told = when(opened(POLICE), SAME)
    return heard(first or accepted(from_agency()), told).case, told.case
