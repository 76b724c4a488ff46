"""The parts of the desk beside its message path, put together: connections, keys, bell, commands, disclosure."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from contracts.deciding import WorkingDays
from contracts.policy import InForce
from services.chassis.app import connect, policies
from services.chassis.decider import Pool
from services.chassis.deciding import Decisions
from services.chassis.keyring import HttpKeyring, Keyring
from services.desk.app import SERVICE
from services.desk.commands.accepting import Accepting
from services.desk.read_model.access_log import AccessLog, HttpSource, Source
from services.desk.read_model.bell import Bell
from services.desk.read_model.disclosure import Disclosure
from services.desk.read_model.record import Recorder
from services.desk.settings import DeskSettings


@dataclass
class Desk:
    """What the API and the notifier work with."""

    settings: DeskSettings
    pool: Pool
    keyring: Keyring
    bell: Bell
    recorder: Recorder
    disclosure: Disclosure
    access_log: AccessLog
    accepting: Accepting
    policies: Mapping[str, InForce]


def put_together(
    settings: DeskSettings,
    pool: Pool,
    keyring: Keyring,
    bell: Bell,
    source: Source,
) -> Desk:
    """A desk from its connections. What it decides itself needs neither policy nor calendar."""
    decisions = Decisions(SERVICE, settings, {}, WorkingDays(frozenset()))
    recorder = Recorder(decisions, keyring)
    disclosure = Disclosure(pool, keyring, recorder, settings.source())
    return Desk(
        settings=settings,
        pool=pool,
        keyring=keyring,
        bell=bell,
        recorder=recorder,
        disclosure=disclosure,
        access_log=AccessLog(pool, recorder, disclosure, source),
        accepting=Accepting(settings, pool, keyring),
        policies=policies(settings),
    )


@asynccontextmanager
async def opened(settings: DeskSettings) -> AsyncIterator[Desk]:
    """A desk with connections of its own: people's questions do not wait for the message path."""
    pool = await connect(settings)
    keyring = HttpKeyring(settings)
    source = HttpSource(settings)
    try:
        async with Bell(settings) as bell:
            yield put_together(settings, pool, keyring, bell, source)
    finally:
        await source.close()
        await keyring.close()
        await pool.close()
