"""References to people in texts: `{name-of:<id>}` in the place of a name, so that the name goes with its own key.

Whoever is shown a text is shown the name, as long as it can be read, and of people of the same case only.
"""

import re
from collections.abc import Mapping

from pydantic_core import from_json

from services.chassis.decider import Pool
from services.desk.read_model.extracts import Sealed

REFERENCE = re.compile(r"\{name-of:([0-9a-z][0-9a-z-]{0,63})\}")
SOMEBODY = "[somebody]"
"""In the place of a name that is not there, not of this case, or not for whoever reads."""
NAMES = """
SELECT c.id, p.subject, p.sealed->'name' AS name FROM unnest($1::text[], $2::text[]) AS c (id, subject)
JOIN people p ON p.subject = c.subject
WHERE jsonb_typeof(p.sealed->'name') = 'object'
    AND (p.stream = c.id OR EXISTS (SELECT 1 FROM cases WHERE id = c.id AND coordinator = p.subject))
"""

type Referred = tuple[str, str]
"""A case, and somebody who is referred to in it."""


def reference(subject: str) -> str:
    """What stands in a text in the place of somebody's name."""
    return f"{{name-of:{subject}}}"


def referred_in(text: str) -> set[str]:
    """Who is referred to."""
    return set(REFERENCE.findall(text))


def named(text: str, names: Mapping[str, str]) -> str:
    """A text with names in the place of references."""
    return REFERENCE.sub(lambda found: names.get(found[1], SOMEBODY), text)


async def names_of(pool: Pool, referred: set[Referred]) -> dict[Referred, Sealed]:
    """Their names, sealed; of nobody who is not of that case."""
    rows = await pool.fetch(NAMES, *map(list, zip(*sorted(referred), strict=True)))
    return {(row["id"], row["subject"]): from_json(row["name"]) for row in rows}
