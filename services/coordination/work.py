"""Hours and expenses: claimed by the coordinator, approved by the manager, billed by number without names (R42)."""

from datetime import date, timedelta

from contracts.base import Event
from contracts.coordination import ApproveWork, BillWork, ClaimWork, WorkApproved, WorkBilled, WorkClaimed
from contracts.deciding import AMSTERDAM, Given, Refused
from contracts.notices import NoticeDue, NoticeKind
from contracts.states import replace
from contracts.telling import MANAGER, tell
from services.coordination.state import Case, Claims, Work


def claim(case: Case, wish: ClaimWork, given: Given) -> list[Event]:
    """A claim of whoever has or had the case, also after its end. The manager hears of each, at most once a day.

    Raises:
        Refused: it is not theirs; they never had the case; it is empty, in the future, or was claimed before.
    """
    if given.by.role == "coordinator" and given.by.id != wish.coordinator:
        raise Refused("not-your-work", "Everybody claims their own work.", rule="R42")
    if wish.coordinator not in case.search.had:
        raise Refused("never-had-the-case", "Only who has or had the case has work in it.", rule="R42")
    if wish.entry in case.work:
        raise Refused("claimed-before", "This was claimed before.", rule="R42")
    if not (wish.minutes or wish.cents):
        raise Refused("nothing-claimed", "Say how many minutes, or how much money.", rule="R42")
    if wish.on > given.today:
        raise Refused("not-yet", "Work is claimed once it is done.", rule="R42")
    return [WorkClaimed(**wish.model_dump()), *([] if case.claims.told == given.today else [waits(given)])]


def each_morning(case: Case, day: date, given: Given) -> list[Event]:
    """What was claimed after the manager had heard that day, and waits still, is told the next morning."""
    due = next_due(case)
    return [waits(given)] if due and due <= day else []


def next_due(case: Case) -> date | None:
    """When something that was claimed is to be told."""
    unheard = case.claims.unheard and any(one.approved is None for one in case.work.values())
    return case.claims.told + timedelta(days=1) if unheard and case.claims.told else None


def waits(given: Given) -> NoticeDue:
    """The manager hears that something waits for approval, as of now."""
    return tell(given, NoticeKind.WORK_CLAIMED, MANAGER, asked_by="process", when=given.at, rule="R42")


def approve(case: Case, wish: ApproveWork) -> list[Event]:
    """The manager decides, once for each entry.

    Raises:
        Refused: it was not claimed, or was decided about before; with the entries.
    """
    wrong = tuple(entry for entry in wish.entries if entry not in case.work or case.work[entry].approved is not None)
    if wrong:
        raise Refused("not-waiting", "Not all of this waits for approval.", rule="R42", missing=wrong)
    return [WorkApproved(entries=wish.entries, approved=wish.approved)]


def bill(case: Case, wish: BillWork) -> list[Event]:
    """One bill of all that is approved and was not billed: sums under the number of the case.

    Raises:
        Refused: there is nothing to bill.
    """
    open_ones = {entry: one for entry, one in case.work.items() if one.approved and one.bill is None}
    if not open_ones:
        raise Refused("nothing-to-bill", "Nothing is approved that was not billed.", rule="R42")
    return [
        WorkBilled(
            bill=wish.bill,
            entries=tuple(open_ones),
            minutes=sum(one.minutes for one in open_ones.values()),
            cents=sum(one.cents for one in open_ones.values()),
        )
    ]


def after_claimed(case: Case, event: WorkClaimed) -> Case:
    """One more that waits, unless the manager hears of it at once."""
    claimed = {**case.work, event.entry: Work(event.minutes, event.cents)}
    return replace(case, work=claimed, claims=replace(case.claims, unheard=True))


def after_told(event: NoticeDue) -> Claims:
    """The manager heard of all that waits."""
    return Claims(told=event.when.astimezone(AMSTERDAM).date() if event.when else None)


def after_approved(case: Case, event: WorkApproved) -> dict[str, Work]:
    """Decided about."""
    decided = {entry: replace(case.work[entry], approved=event.approved) for entry in event.entries}
    return {**case.work, **decided}


def after_billed(case: Case, event: WorkBilled) -> dict[str, Work]:
    """Billed, once."""
    return {**case.work, **{entry: replace(case.work[entry], bill=event.bill) for entry in event.entries}}
