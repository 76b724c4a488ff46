"""A service as a process: consumer, relay and health around a `Service`."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import asyncpg
from aiokafka import AIOKafkaConsumer
from starlette.routing import BaseRoute

from contracts import topics
from contracts.deciding import WorkingDays
from contracts.policy import InForce
from services.chassis import kafka, metrics, runtime, store, tls
from services.chassis.agencies import AgencyTopics
from services.chassis.agency_keys import keep_published
from services.chassis.calendar import working_days
from services.chassis.catching_up import unread
from services.chassis.consumer import Consumer
from services.chassis.dead_letters import DeadLetters
from services.chassis.decider import Connection, Pool, Service
from services.chassis.deciding import Decisions
from services.chassis.describing import described_routes, kept
from services.chassis.figures import Figures
from services.chassis.http import NOT_YET, answers_from_now_on, health_app, server
from services.chassis.inbound import Inbox
from services.chassis.keyring import HttpKeyring
from services.chassis.lag import Lag
from services.chassis.log import logger
from services.chassis.opening import Opening
from services.chassis.policies import load_policies
from services.chassis.refolding import refolded_routes
from services.chassis.relay import Destination, Relay, ToKafka
from services.chassis.restored import own
from services.chassis.schema_gate import Schema, WrongSchema
from services.chassis.settings import Settings
from services.chassis.taking_over import TakingOver
from services.chassis.timeline import Timeline
from services.chassis.truth import Truth

log = logger("app")

LAST_ROWS_SECONDS = 2.0
"""After how long a relay that is to stop begins no further batch."""
CLOSING_SECONDS = 1.0
"""What is left of a stop for closing the connections; until then the relay finishes the batch that it has begun."""
NOTICED = {"tcp_keepalives_idle": "15", "tcp_keepalives_interval": "5", "tcp_keepalives_count": "3"}
"""PostgreSQL notices within half a minute that the machine of a part is gone, and lets go of its locks: of the one with
which a relay leads. Unasked it notices after two hours."""
LITTLE = 1_024
"""Who watches reads the first of what waits, and nothing else: Kafka gives one batch at least."""


type Checked = Callable[[Connection], Awaitable[None]]
"""Looks at a new connection, and raises if it is not to be used."""


def itself(kafka: Destination) -> Destination:
    """What is published goes to Kafka."""
    return kafka


class App:
    """The parts of one service, wired. `async with App(...) as app` starts them; tests and benches use it too."""

    def __init__(
        self,
        service: Service,
        settings: Settings,
        *,
        inbox: Inbox | None = None,
        routes: Sequence[BaseRoute] = (),
        always: Sequence[BaseRoute] = (),
        destination: Callable[[Destination], Destination] = itself,
        extra_topics: Sequence[str] = (),
    ) -> None:
        self.service = service
        self.settings = settings
        self.inbox = inbox
        self.routes = routes
        self.always = always
        """Routes that answer also while the part stands still: without the keyring nobody could go on."""
        self.destination = destination
        self.extra_topics = extra_topics
        self.policies = policies(settings)
        self.keyring = HttpKeyring(settings)
        self.agencies: AgencyTopics | None = None
        self.tasks: list[asyncio.Task[Any]] = []

    async def __aenter__(self) -> "App":
        """Connect and start; returns when everything runs."""
        self.timeline = Timeline()
        self.pool = await connect(self.settings, checked=self.timeline.check)
        self.producer = kafka.producer(self.settings)
        await started(self.producer.start)
        agencies = self.inbox.agencies if self.inbox else ()
        mine, read = own(self.service.name, agencies), [*self.topics(), *map(topics.inbound, agencies)]
        self.relay = Relay(self.pool, self.destination(ToKafka(self.producer)), mine)
        self.watcher = AIOKafkaConsumer(**kafka.client(self.settings), max_partition_fetch_bytes=LITTLE)
        await started(self.watcher.start)
        self.broker = kafka.broker(self.settings)
        self.truth = Truth(self.pool, self.settings, mine, read)
        self.consumer = self.new_consumer()
        self.lag = Lag(self.consumer, self.watcher)
        self.figures = Figures(self.settings, self.pool, self.consumer, self.relay, self.lag, self.standing)
        refolded = refolded_routes(self.settings, self.pool, self.consumer.opening)
        routes = [*described_routes(self.settings, self.describe), *refolded, *self.always, NOT_YET]
        health = health_app(self.readiness, routes, self.figures.tell)
        self.http = server(health, self.settings)
        serving = asyncio.create_task(self.http.serve(), name="http")
        await self.truth.agreed_on()
        await self.taking_over.begin()
        if "privacy" in self.service.listens_to:
            await self.hear_of_erasures()
        answers_from_now_on(health, self.routes)
        ending = asyncio.create_task(self.timeline.end(), name="timeline")
        self.tasks = [asyncio.create_task(self.relay.run(), name="relay"), serving, ending]
        # Whoever comes after one that was killed is let into its group once Kafka misses the dead one, in 15 s or so:
        # meanwhile it says that it is not ready, and the keyring answers.
        await started(self.broker.start)
        if self.agencies:
            await self.agencies.look(self.watcher)
        self.tasks += [
            asyncio.create_task(self.consumer.show_offsets(), name="offsets"),
            *([asyncio.create_task(self.agencies.run(self.watcher), name="agencies")] if self.agencies else []),
        ]
        if self.inbox:
            telling = keep_published(self.inbox.keys, self.producer, self.settings.source())
            self.tasks.append(asyncio.create_task(telling, name="agency keys"))
        self.restoring = asyncio.create_task(self.taking_over.run(self.consumer, self.watcher, read))
        runtime.tune_garbage_collector()
        return self

    async def hear_of_erasures(self) -> None:
        """Before anything else: a database of before an erasure must not go on as if nobody had been erased."""
        reader = AIOKafkaConsumer(**kafka.client(self.settings), enable_auto_commit=False)
        await started(reader.start)
        try:
            async for records in unread(reader, self.pool, topics.events("privacy")):
                await self.consumer.handle(records)
        finally:
            await reader.stop()

    def new_consumer(self) -> Consumer:
        """The consumer with its subscription inside; those of agencies come and go."""
        opening = Opening(self.service, self.settings, self.keyring, self.inbox)
        decisions = Decisions(self.service, self.settings, self.policies, calendar())
        letters = DeadLetters(self.service.name, self.settings, self.keyring)
        self.taking_over = TakingOver(self.pool, self.service, decisions, opening, letters)
        consumer = Consumer(self.pool, opening, self.taking_over.batch, self.relay.wake.set)
        records = self.settings.batch_records
        consumer.subscribe(self.broker, f"ekc.{self.service.name}", self.topics(), records)
        if self.inbox:
            self.agencies = AgencyTopics(letters, self.inbox, consumer, self.broker, records)
        return consumer

    def topics(self) -> list[str]:
        """The internal topics that the service consumes."""
        own = (topics.commands(self.service.name), topics.due(self.service.name))
        known = {topic.name for topic in topics.TOPICS}
        return [
            *(name for name in own if name in known),
            *(topics.events(name) for name in self.service.listens_to),
            *self.extra_topics,
        ]

    async def readiness(self) -> Mapping[str, Any]:
        """Assigned, how far behind the real end of the log, how old the oldest unpublished row."""
        if self.truth.why:
            return {"ready": False, "why": self.truth.why, **self.standing()}
        lag = sum((await self.consumer.behind(self.watcher)).values())
        async with self.pool.acquire(timeout=2) as connection:
            waiting = await connection.fetchrow(store.WAITING)
        stalled = self.consumer.stalled()
        return {
            "ready": self.consumer.assigned() and self.consumer.outage is None and not stalled,
            "lag": lag,
            "stalled": stalled,
            "left": self.consumer.left,
            "closed": len(self.consumer.closed),
            "paused": self.consumer.pauses.topics,
            "leading": self.relay.leading,
            "outage": self.consumer.outage,
            **self.standing(),
            **(dict(waiting) if waiting else {}),
        }

    def standing(self) -> Mapping[str, Any]:
        """Whether it stands still after a restore, or takes over what it had decided before."""
        return {"behind_topic": int(bool(self.truth.why)), "taking_over": not self.taking_over.over.is_set()}

    async def describe(self) -> Mapping[str, Any]:
        """What operators are told beside the settings."""
        return {**await kept(self.pool), "reads": sorted(self.topics())}

    async def __aexit__(self, *_: object) -> None:
        """Stop taking in, finish the batch in hand, publish what it wrote, close."""
        cut = time.monotonic() + runtime.STOP_SECONDS - CLOSING_SECONDS
        self.consumer.stopping.set()
        await self.broker.stop()
        self.http.should_exit = True
        self.relay.stop(within=LAST_ROWS_SECONDS)
        await asyncio.wait({self.tasks[0]}, timeout=max(0.0, cut - time.monotonic()))
        for task in (self.restoring, self.tasks[0], *self.tasks[2:]):
            task.cancel()
        await asyncio.gather(self.restoring, *self.tasks, return_exceptions=True)
        await self.watcher.stop()
        await self.producer.stop()
        await self.keyring.close()
        await self.pool.close()


async def connect(settings: Settings, *, keyring: bool = False, checked: Checked | None = None) -> Pool:
    """A pool of connections to a database with the tables of this release; waits for one that is not up yet.

    Each of them is `checked` when it is made.

    Raises:
        WrongSchema: this release cannot run on it as it is.
    """
    pool = await waited_for(settings, checked)
    try:
        await Schema(settings.part, keyring=keyring).enter(pool)
    except WrongSchema:
        await pool.close()
        raise
    return pool


async def waited_for(settings: Settings, checked: Checked | None = None) -> Pool:
    """A pool of connections, as soon as somebody answers."""

    async def begin(connection: Connection) -> None:
        if checked:
            await checked(connection)
        await timed(connection)

    while True:
        try:
            return await asyncpg.create_pool(
                settings.database_url.get_secret_value(),
                ssl=tls.database(settings),
                min_size=1,
                max_size=settings.database_connections,
                command_timeout=30,
                server_settings={"application_name": f"ekc-{settings.part}", **NOTICED},
                init=begin,
            )
        except (OSError, asyncpg.CannotConnectNowError) as error:
            log.warning("waiting for PostgreSQL", error=error)
            await asyncio.sleep(0.5)


async def timed(connection: Connection) -> None:
    """Let the figures know how long each statement of a connection takes."""
    connection.add_query_logger(metrics.queried)


async def started(start: Callable[[], Any]) -> None:
    """Start something that needs Kafka; waits for a broker that is not up yet."""
    from aiokafka.errors import KafkaConnectionError

    while True:
        try:
            await start()
        except KafkaConnectionError as error:
            log.warning("waiting for Kafka", error=error)
            await asyncio.sleep(0.5)
        else:
            return


def policies(settings: Settings) -> Mapping[str, InForce]:
    """The regions' policies, or the defaults."""
    return load_policies(settings.policy_dir) if settings.policy_dir else {}


def calendar() -> WorkingDays:
    """The Dutch working days of the years that a case can touch."""
    this_year = datetime.now(UTC).year
    return working_days(range(this_year - 5, this_year + 6))


def main(service: Service, **parts: Any) -> None:
    """Run a service as a process: the body of its `__main__.py`."""

    async def serve(settings: Settings, stop: asyncio.Event) -> None:
        async with runtime.living(App(service, settings, **parts), stop) as app:
            if app:
                await runtime.first_to_end(stop, *app.tasks)

    runtime.run(serve)
