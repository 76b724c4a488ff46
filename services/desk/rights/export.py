"""What is kept about somebody, as a copy for them (GDPR, article 15): read on record, other people's names marked."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from contracts.access import Use
from contracts.base import Actor
from contracts.notices import NoticeSent
from contracts.referral import LegalBasisRecorded, SharingPermitted, StatusReported
from services.desk.desk import Desk
from services.desk.read_model.disclosure import ERASED_TEXT, Opened
from services.desk.read_model.extracts import Sealed
from services.desk.rights.gathering import NAMES, Gathered, Item, gather
from services.desk.rights.names import marked
from services.desk.rights.theirs import Value

PURPOSE = "export"
"""What for, as the access log has it (R33)."""


async def export(
    desk: Desk, by: Actor, case: str, subject: str, *, hidden: bool, now: datetime
) -> dict[str, Any] | None:
    """The copy, not yet reviewed; nothing if the case knows nobody of this id."""
    gathered = await gather(desk.pool, case, subject, hidden=hidden)
    if gathered is None:
        return None
    opened = await desk.disclosure.reveal(by, PURPOSE, by_stream(gathered.sealed()), use=Use.RIGHTS, on_behalf=subject)
    return {"case": case, "subject": subject, "made": now, "reviewed_by": None, **told(gathered, opened)}


def by_stream(sealed: Iterable[tuple[str, Sealed]]) -> dict[str, list[Sealed]]:
    """What is to be opened, by the stream on which that is written down."""
    found: dict[str, list[Sealed]] = {}
    for stream, one in sealed:
        found.setdefault(stream, []).append(one)
    return found


def told(gathered: Gathered, opened: Opened) -> dict[str, Any]:
    """All of it in words."""
    plain = reader(gathered, opened)
    items = [item_of(item, plain) for item in gathered.items]
    own = [opened.read(one) for _, one in gathered.own]
    return {
        "role": gathered.role,
        "erased": ERASED_TEXT in own,
        "kept": items,
        "legal_bases": list(bases(gathered)),
        "recipients": list(recipients(gathered)),
        "read": gathered.readings,
    }


def reader(gathered: Gathered, opened: Opened) -> Callable[[Value], Any]:
    """How a value is read: in a text of people the names of others are marked."""
    others = {opened.read(one) for _, one in gathered.others} - {ERASED_TEXT}
    own = {opened.read(one) for _, one in gathered.own}

    def plain(value: Value) -> Any:
        if value.sealed is None:
            return value.plain
        text = opened.read(value.sealed)
        is_own = value.sealed["subject"] == gathered.whose.subject and value.path.rpartition(".")[2] in NAMES
        return text if is_own else marked(text, others, own)

    return plain


def item_of(item: Item, plain: Callable[[Value], Any]) -> dict[str, Any]:
    """One thing that happened."""
    row = item.row
    return {
        "event": row["event"],
        "type": row["type"],
        "service": row["service"],
        "at": row["at"],
        "by": row["who"],
        "what": row["what"],
        "rule": row["rule"],
        "told": item.happened.kind is NoticeSent,
        "data": {value.path: plain(value) for value in item.values},
    }


def bases(gathered: Gathered) -> Iterator[str]:
    """On which grounds their data is kept (R5)."""
    for one in gathered.items:
        if one.happened.kind is LegalBasisRecorded:
            yield one.happened.data["basis"]


def recipients(gathered: Gathered) -> Iterator[Mapping[str, Any]]:
    """Who was or may be given what: what was permitted (R5), and the statuses that a referrer heard (R30)."""
    for one in gathered.items:
        data = one.happened.data
        if one.happened.kind is SharingPermitted and data["person"] == gathered.whose.subject:
            yield {"who": "with-whom-shared", "what": data.get("what", []), "at": one.at}
        elif one.happened.kind is StatusReported and gathered.whose.concerned:
            yield {"who": "referrer", "what": [data["status"]], "at": one.at}
