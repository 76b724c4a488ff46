"""What was put right takes the place of what stood there, wherever the desk shows it (GDPR, article 16)."""

from collections.abc import Sequence

from contracts.rights import TextRectified
from services.chassis.decider import Connection
from services.desk.commands.rectifying import holder_of, stands
from services.desk.read_model.extracts import bound, json
from services.desk.read_model.happenings import Happening

RECTIFIED = """
SELECT data->>'text' FROM timeline
WHERE stream = $1 AND type = $2 AND data->>'event' = $3 AND data->>'place' = $4
"""
IN_PLACE = """
UPDATE {table} SET sealed = (
    SELECT jsonb_object_agg(key, CASE WHEN value->>'value' = ANY($2::text[]) THEN $3::jsonb ELSE value END)
    FROM jsonb_each(sealed))
WHERE stream = $1 AND EXISTS (SELECT 1 FROM jsonb_each(sealed) WHERE value->>'value' = ANY($2::text[]))
"""
"""Wherever the sealed value itself stands: whoever was spoken of anew meanwhile is as they were spoken of last."""


async def put_right(connection: Connection, happened: Sequence[Happening]) -> None:
    """Put right what the events say, in their order."""
    for one in happened:
        if not isinstance(one.message, TextRectified):
            continue
        stood = await tokens(connection, one.stream, one.message)
        now = json(bound(one.data["text"], one.message.about, TextRectified, ("text",)))
        for table in ("people", "matters"):
            await connection.execute(IN_PLACE.format(table=table), one.stream, stood, now)


async def tokens(connection: Connection, stream: str, said: TextRectified) -> list[str]:
    """The sealed values that stood there: that of the event, and those that took its place before."""
    rows = await connection.fetch(RECTIFIED, stream, TextRectified.type, said.event, said.place)
    kind, data = await stands(connection, stream, said.event) or (None, {})
    holder = holder_of(data, said.place.split(".")) if kind else None
    first = holder.get(said.place.rpartition(".")[2]) if holder else None
    return [*(row[0] for row in rows), *([first] if isinstance(first, str) else [])]
