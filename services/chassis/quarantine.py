"""The key of a day, under which rests what could not be handled on it: it could be about anybody (decision 008)."""

from collections.abc import Iterable
from datetime import date

from services.chassis.keyring import Keyring

PREFIX = "quarantine-"


def of(day: date) -> str:
    """The subject of a day."""
    return f"{PREFIX}{day:%Y-%m-%d}"


async def erased(keyring: Keyring, days: Iterable[date]) -> set[date]:
    """The days whose key was destroyed: nobody can read any more what could not be handled then.

    Raises:
        KeyringUnreachable: it cannot be said now.
    """
    subjects = {of(day): day for day in days}
    keys = await keyring.open(sorted(subjects))
    return {day for subject, day in subjects.items() if subject in keys and keys[subject].erased}
