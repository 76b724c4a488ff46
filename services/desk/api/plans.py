"""The circle's plan as a document: what is handed over, and a setter's own part (R43, R24)."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic_core import from_json

from contracts.access import Use
from contracts.base import Actor
from contracts.notices import NoticeKind
from services.desk.api.access import Caller, TheDesk, check_reads
from services.desk.api.cases import visible
from services.desk.api.problems import Problem
from services.desk.api.shapes import PlanOut
from services.desk.api.stating import Purpose, stated
from services.desk.desk import Desk
from services.desk.notices import document, plans
from services.desk.notices.audience import Reader
from services.desk.notices.languages import language_for
from services.desk.notices.wording import Wording
from services.desk.read_model import cases

router = APIRouter(prefix="/cases", tags=["cases"])
HANDED = """
SELECT coalesce(p.chosen->>'language', p.language) FROM notices n JOIN people p ON p.subject = n.recipient
WHERE n.stream = $1 AND n.recipient = $2 AND n.kind = $3 AND NOT p.gone LIMIT 1
"""
LINES = "SELECT matter, facts FROM matters WHERE stream = $1 AND kind = 'bottom-line'"
Language = Annotated[str, Query(pattern=r"^[a-z]{2,3}$")]


@router.get("/{case}/plan", response_model=PlanOut, summary="The circle's plan, as far as it is for its reader")
async def plan(
    case: str,
    desk: TheDesk,
    caller: Caller,
    reader: str | None = None,
    language: Language = "nl",
    purpose: Purpose = None,
) -> dict[str, Any]:
    """The document of one of the circle, in their language, for whoever hands it over; or what the caller may read.

    A coordinator reads what they wrote up, a manager what is for the whole circle, a setter what answers their bottom
    lines. That it was read is written down first (R33).
    """
    who, tongue = await whose(desk, caller, case, reader, language)
    draft = await plans.draft(desk.pool, case, who)
    sealed = list(draft.sealed.values())
    use = Use.HANDING_OVER if reader else Use.CASE_WORK
    stated_as = stated(desk, caller, caller.region, use, purpose)
    opened = await desk.disclosure.reveal(caller, stated_as, {case: sealed}, use=use, on_behalf=reader)
    found = draft.document([opened.read(one) for one in sealed])
    if found is None:
        raise Problem(404, "not-found", "The circle has agreed on no plan yet.")
    wording = Wording(language_for(tongue), NoticeKind.PLAN)
    text = wording.directed(document.write(found, wording))
    return {"case": case, "reader": reader, "version": found.version, "language": wording.language, "text": text}


async def whose(desk: Desk, caller: Actor, case: str, reader: str | None, language: str) -> tuple[Reader, str]:
    """Whose document it is, and in which language.

    Raises:
        Problem: the case is not theirs, or the plan was not handed to this reader.
    """
    if caller.role == "bottom-line-setter":
        return await setter(desk, caller, case), language
    row = await visible(desk, caller, case)
    check_reads(caller, cases.case(row))
    if reader is None:
        return Reader(whole=caller.role == "coordinator"), language
    own = await desk.pool.fetchval(HANDED, case, reader, NoticeKind.PLAN)
    if own is None:
        raise Problem(404, "not-found", "The plan was not handed to this reader.")
    return Reader(reader), own


async def setter(desk: Desk, caller: Actor, case: str) -> Reader:
    """Who set a bottom line in this case reads what answers theirs. Another case sounds like one that is not there."""
    rows = await desk.pool.fetch(LINES, case)
    own = frozenset(row["matter"] for row in rows if from_json(row["facts"]).get("setter") == caller.id)
    if not own:
        raise Problem(404, "not-found", "There is no such case, or it is not yours.")
    return Reader(lines=own)
