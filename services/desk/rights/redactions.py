"""The texts of a case in which the name of somebody stands who is to be erased: listed while it can be read (R34).

The list holds ids and places only. A human looks at each text and takes the name out by putting it right.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import asyncpg

from contracts.access import Use
from contracts.base import Actor
from contracts.notices import NoticeSent
from contracts.rights import TextPlace, TextRectified, TextsListed
from services.chassis.batch import now
from services.chassis.sealing import ERASED_VALUE
from services.desk.commands.rectifying import holder_of, owner
from services.desk.desk import Desk
from services.desk.read_model.disclosure import ERASED_TEXT
from services.desk.read_model.extracts import Sealed, bound
from services.desk.read_model.references import named
from services.desk.rights.gathering import NAMES, names_in, of_row
from services.desk.rights.names import spans
from services.desk.rights.theirs import Happened

DESK = Actor(id="desk", role="service")
PURPOSE = "texts to redact"
OF_CASE = "SELECT * FROM timeline WHERE stream = $1 ORDER BY number"

type Text = tuple[Happened, str, Sealed]
"""An event, the place in it, and what stands there, sealed."""


async def note_texts(desk: Desk, case: str, subjects: Iterable[str]) -> None:
    """Write down for each of them in which texts their name stands, before their key is gone."""
    happened = [of_row(row) for row in await desk.pool.fetch(OF_CASE, case)]
    texts = list(texts_of(happened))
    names = [one for _, one in names_in(happened)]
    wanted = {case: [*names, *(one for _, _, one in texts)]}
    opened = await desk.disclosure.reveal(DESK, PURPOSE, wanted, use=Use.RIGHTS, names=False)
    said = []
    for subject in subjects:
        own = [opened.read(one) for one in names if one["subject"] == subject]
        known = [name for name in own if name != ERASED_TEXT]
        found = [(one, place) for one, place, text in texts if not known or spans(named(opened.read(text), {}), known)]
        listed = tuple(TextPlace(event=one.event, place=place) for one, place in found)
        said.append(TextsListed(subject=subject, texts=listed, compared=bool(known)))
    async with desk.pool.acquire() as connection, connection.transaction():
        await desk.recorder.record(connection, {case: said}, cause=desk.disclosure.request(DESK), by=DESK, at=now())


def texts_of(happened: Iterable[Happened]) -> Iterator[Text]:
    """Every text that people wrote in a case and that can be put right; what somebody was told is none."""
    for one in happened:
        if one.kind is NoticeSent:
            continue
        for path in one.kind.personal:
            if path.path[-1] in NAMES:
                continue
            for place in placed(one.data, path.path):
                subject = owner(one.kind, one.data, place, one.stream)
                holder = holder_of(one.data, place.split("."))
                if subject and holder:
                    yield one, place, bound(holder[path.path[-1]], subject, one.kind, path.path)


def placed(data: Any, path: tuple[str, ...], at: tuple[str, ...] = ()) -> Iterator[str]:
    """Each place of a path in the data: a number for "each of"."""
    if not path:
        if data is not None and data != ERASED_VALUE:
            yield ".".join(at)
    elif path[0] == "*":
        for number, item in enumerate(data if isinstance(data, list) else ()):
            yield from placed(item, path[1:], (*at, str(number)))
    elif isinstance(data, dict):
        yield from placed(data.get(path[0]), path[1:], (*at, path[0]))


@dataclass(frozen=True)
class Listed:
    """The list as it was made; every text of the case, if none was."""

    case: str
    subject: str
    compared: bool
    texts: list[Text]
    rows: dict[str, asyncpg.Record]
    """The events by their ids."""
    rectified: set[tuple[str, str]]
    """Where something else stands by now."""


async def listed(desk: Desk, case: str, subject: str) -> Listed:
    """In which texts the name of somebody may stand."""
    rows = await desk.pool.fetch(OF_CASE, case)
    happened = [of_row(row) for row in rows]
    known = [one.data for one in happened if one.kind is TextsListed and one.data["subject"] == subject]
    places = {(text["event"], text["place"]) for data in known for text in data["texts"]}
    return Listed(
        case=case,
        subject=subject,
        compared=bool(known) and all(data["compared"] for data in known),
        texts=[text for text in texts_of(happened) if not known or (text[0].event, text[1]) in places],
        rows={row["event"]: row for row in rows},
        rectified={(one.data["event"], one.data["place"]) for one in happened if one.kind is TextRectified},
    )


async def in_words(desk: Desk, by: Actor, purpose: str, found: Listed) -> dict[tuple[str, str], str]:
    """What stands there, as far as nobody put it right; references to people stay as they are."""
    left = {(one.event, place): text for one, place, text in found.texts if (one.event, place) not in found.rectified}
    opened = await desk.disclosure.reveal(by, purpose, {found.case: list(left.values())}, use=Use.RIGHTS, names=False)
    return {where: opened.read(text) for where, text in left.items()}


def shown(found: Listed, words: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    """The list, each text as `rectify-text` names it."""
    texts = [
        {
            "event": one.event,
            "type": one.kind.type,
            "place": place,
            "about": text["subject"],
            "at": found.rows[one.event]["at"],
            "by": found.rows[one.event]["who"],
            "rectified": (one.event, place) in found.rectified,
            "text": words.get((one.event, place)),
        }
        for one, place, text in found.texts
    ]
    return {"case": found.case, "subject": found.subject, "compared": found.compared, "texts": texts}
