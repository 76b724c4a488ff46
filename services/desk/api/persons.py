"""What somebody can ask for of what is kept about them, through whoever answers for the region (GDPR, article 15)."""

from typing import Any

from fastapi import APIRouter

from contracts.access import Use
from services.chassis.batch import now
from services.desk.api.access import Caller, TheDesk, check_reads
from services.desk.api.cases import visible
from services.desk.api.problems import Problem
from services.desk.api.shapes_rights import Copy, Redactions
from services.desk.api.stating import Purpose, stated
from services.desk.read_model import cases
from services.desk.rights.export import export
from services.desk.rights.redactions import in_words, listed, shown

router = APIRouter(prefix="/cases", tags=["persons"])


@router.get("/{case}/persons/{subject}", response_model=Copy, summary="What is kept about somebody, as a copy for them")
async def copy(case: str, subject: str, desk: TheDesk, caller: Caller) -> dict[str, Any]:
    """A copy that nobody reviewed yet: names of others stand between double brackets in the texts of people.

    That it was read is written down first (R33). Coordinators and managers ask on behalf of whoever it is about; the
    copy is made by whoever answers for the region.
    """
    row = await visible(desk, caller, case)
    check_reads(caller, cases.case(row))
    hidden = "place" in cases.case(row).standing.held
    found = await export(desk, caller, case, subject, hidden=hidden, now=now())
    if found is None:
        raise Problem(404, "not-found", "Nobody of this id is known in this case.")
    return found


@router.get(
    "/{case}/persons/{subject}/redactions", response_model=Redactions, summary="Texts in which a name may still stand"
)
async def texts(
    case: str, subject: str, desk: TheDesk, caller: Caller, texts: bool = False, purpose: Purpose = None
) -> dict[str, Any]:
    """Where the name of somebody who is erased may stand, for a human to take it out (R34).

    It can be in what was told about somebody's safety, so it is for whoever decides on that (R37). With `texts` what
    stands there, as far as nobody put it right: that it was read is written down first (R33).
    """
    row = await visible(desk, caller, case)
    check_reads(caller, cases.case(row))
    found = await listed(desk, case, subject)
    if not texts:
        return shown(found, {})
    why = stated(desk, caller, row["region"], Use.RIGHTS, purpose)
    return shown(found, await in_words(desk, caller, why, found))
