"""One region owns a case at any time; another takes it over only by saying yes, and may assist before (R4, R9, R32)."""

from datetime import date

from contracts.base import Event
from contracts.deciding import AMSTERDAM, Given, Refused
from contracts.notices import NoticeKind
from contracts.referral import (
    AnswerTransfer,
    AssistanceBegan,
    AssistanceEnded,
    CaseTransferred,
    EndAssistance,
    LetRegionAssist,
    OfferTransfer,
    TransferDeclined,
    TransferOffered,
)
from contracts.telling import MANAGER, tell
from services.referral.state import Case, Transfer


def offer(case: Case, wish: OfferTransfer, given: Given) -> list[Event]:
    """Ask another region. Until it accepts, the sender keeps the case.

    Raises:
        Refused: it is not the owner who asks; it is the owner who is asked; or another region is being asked.
    """
    owner_alone(case, given)
    if wish.to == case.region:
        raise Refused("own-region", "The case is in this region already.", rule="R4")
    if case.transfer:
        raise Refused("transfer-open", "Another region is being asked already.", rule="R4")
    by = given.within(given.policy(case.region).transfer_working_days)
    return [
        TransferOffered(to=wish.to, reason=wish.reason, respond_by=by),
        notice(given, wish.to, "asked"),
    ]


def answer(case: Case, said: AnswerTransfer, given: Given) -> list[Event]:
    """The region that was asked takes it, which makes it the owner, or leaves it where it is; the sender is told.

    Raises:
        Refused: nobody is being asked, or somebody else is.
    """
    asked = case.transfer
    if asked is None:
        raise Refused("no-transfer", "No region is being asked to take this case over.", rule="R4")
    if given.by.region not in (None, asked.to):
        raise Refused("not-asked", "The region that was asked answers for itself.", rule="R4")
    if not said.accepted:
        return [TransferDeclined(to=asked.to, lapsed=False), notice(given, case.region, "refused")]
    return [
        CaseTransferred(region=asked.to, before=case.region, reason=asked.reason),
        notice(given, case.region, "accepted"),
    ]


def lapse(case: Case, today: date, given: Given) -> list[Event]:
    """No answer in time: the case stays, and the sender can ask somebody else."""
    asked, last = case.transfer, last_day(case.transfer)
    if asked is None or last is None or today <= last:
        return []
    return [TransferDeclined(to=asked.to, lapsed=True), notice(given, case.region, "lapsed")]


def called_off(case: Case, given: Given) -> list[Event]:
    """The case ended while a region was being asked: it need not answer any more (R31)."""
    return [notice(given, case.transfer.to, "ended")] if case.transfer else []


def let_assist(case: Case, wish: LetRegionAssist, given: Given) -> list[Event]:
    """A second region may act in the case; the owner stays the owner.

    Raises:
        Refused: it is not the owner who says so, or that region acts in it already.
    """
    owner_alone(case, given)
    if wish.region == case.region or wish.region in case.assisting:
        raise Refused("own-region", "This region acts in the case already.", rule="R4")
    return [AssistanceBegan(region=wish.region), notice(given, wish.region, "assists")]


def end_assistance(case: Case, wish: EndAssistance, given: Given) -> list[Event]:
    """The owner says so, or the region that assisted.

    Raises:
        Refused: that region does not assist, or it is neither of the two who says so.
    """
    if wish.region not in case.assisting:
        raise Refused("not-assisting", "This region does not assist in the case.", rule="R4")
    if given.by.region != wish.region:
        owner_alone(case, given)
    return [AssistanceEnded(region=wish.region)]


def owner_alone(case: Case, given: Given) -> None:
    """Where a case is, its owner decides.

    Raises:
        Refused: staff of another region ask.
    """
    if given.by.region not in (None, case.region):
        raise Refused("not-the-owning-region", "The region that owns the case decides this.", rule="R4")


def notice(given: Given, region: str, word: str) -> Event:
    """The managers of a region hear what is asked of them, or what became of their question."""
    return tell(given, NoticeKind.TRANSFER, MANAGER, detail=word, region=region, rule="R4")


def last_day(asked: Transfer | None) -> date | None:
    """The day on which the answer still comes in time, if a region is asked."""
    return asked.respond_by.astimezone(AMSTERDAM).date() if asked else None


def after_offered(event: TransferOffered) -> Transfer:
    """What is remembered of the question."""
    return Transfer(event.to, event.reason, event.respond_by)
