"""What is kept about somebody, as a copy for them (GDPR, article 15): read on record, other people's names marked."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from contracts.access import Use
from contracts.base import Actor, Message
from contracts.declared import Declaration, declared
from contracts.notices import NoticeSent
from contracts.referral import LegalBasisRecorded, SharingPermitted, StatusReported
from contracts.rights import PersonRectified, TextRectified
from services.desk.desk import Desk
from services.desk.read_model.disclosure import ERASED_TEXT, Opened
from services.desk.read_model.extracts import Sealed
from services.desk.read_model.references import SOMEBODY, named
from services.desk.rights.gathering import NAMES, Gathered, Item, gather
from services.desk.rights.names import marked
from services.desk.rights.theirs import Value

RECTIFIED = frozenset({"name", "birth_date", "postcode", "contact"})
PURPOSE = "export"
"""What for, as the access log has it (R33)."""


async def export(
    desk: Desk, by: Actor, case: str, subject: str, *, hidden: bool, now: datetime
) -> dict[str, Any] | None:
    """The copy, not yet reviewed; nothing if the case knows nobody of this id."""
    gathered = await gather(desk.pool, case, subject, hidden=hidden)
    if gathered is None:
        return None
    sealed = by_stream(gathered.sealed())
    opened = await desk.disclosure.reveal(by, PURPOSE, sealed, use=Use.RIGHTS, on_behalf=subject, names=False)
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
    superseded = superseded_by(gathered)
    items = [item_of(item, plain, superseded) for item in gathered.items]
    own = [opened.read(one) for _, one in gathered.own]
    return {
        "role": gathered.role,
        "erased": ERASED_TEXT in own,
        "kept": items,
        "kinds": kinds(gathered),
        "legal_bases": list(bases(gathered)),
        "recipients": list(recipients(gathered)),
        "read": gathered.readings,
    }


def reader(gathered: Gathered, opened: Opened) -> Callable[[Value], Any]:
    """How a value is read: in a text of people the names of others are marked, and references to them stay nameless."""
    others = {opened.read(one) for _, one in gathered.others} - {ERASED_TEXT}
    own = {opened.read(one) for _, one in gathered.own}
    own_names = [opened.read(one) for _, one in gathered.own if one["path"].endswith("name")]

    def plain(value: Value) -> Any:
        if value.sealed is None:
            return value.plain
        text = named(opened.read(value.sealed), {gathered.whose.subject: next(iter(own_names), SOMEBODY)})
        is_own = value.sealed["subject"] == gathered.whose.subject and value.path.rpartition(".")[2] in NAMES
        return text if is_own else marked(text, others, own)

    return plain


def superseded_by(gathered: Gathered) -> set[tuple[str, str]]:
    """Which values, by event and place, were put right later: they stay in the log, and another one stands."""
    found: set[tuple[str, str]] = set()
    latest: dict[tuple[str, str], str] = {}
    known: list[tuple[str, str]] = []
    for item in gathered.items:
        one = item.happened
        if one.kind is TextRectified:
            place = one.data["event"], one.data["place"]
            found.add((latest[place], "text") if place in latest else place)
            latest[place] = one.event
        if one.kind is PersonRectified:
            found.update(known)
        known += [(one.event, value.path) for value in item.values if of_person(one.kind, value.path)]
    return found


def of_person(kind: type[Message], path: str) -> bool:
    """Whether it is what is known of a person concerned."""
    return (path.startswith("persons.") or kind is PersonRectified) and path.rpartition(".")[2] in RECTIFIED


def item_of(item: Item, plain: Callable[[Value], Any], superseded: set[tuple[str, str]]) -> dict[str, Any]:
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
        "superseded": [value.path for value in item.values if (row["event"], value.path) in superseded],
    }


def kinds(gathered: Gathered) -> list[dict[str, Any]]:
    """What is declared of each kind of data that is theirs: what for, on which ground, for how long."""
    found: dict[str, Declaration] = {}
    for item in gathered.items:
        said = declared(item.happened.kind)
        for value in item.values:
            one = said.get(".".join("*" if step.isdigit() else step for step in value.path.split(".")))
            if one and one.personal:
                found[one.title] = one
    return [
        {"kind": title, "purpose": one.purpose, "basis": one.basis, "retention": one.retention, "special": one.special}
        for title, one in sorted(found.items())
    ]


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
