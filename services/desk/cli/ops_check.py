"""`ekc ops check`: is everything reached, as it should be, and is nobody allowed more than that?"""

import asyncio
import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import typer
from rich.console import Console
from rich.text import Text

from contracts.access import Act
from contracts.operations import EVERYTHING
from contracts.topics import SERVICES
from services.desk.cli.client import DeskError
from services.desk.cli.operating import Settings
from services.desk.cli.session import Json, Session, answering
from services.desk.operations.checks import Check, failed, unknown

OPERATOR = "operator"
DATABASES = (*SERVICES, "keyring", "workflows")
STYLES = {"ok": "green", "failed": "red", "unknown": "yellow"}


def check(context: typer.Context, json: Json = False) -> None:
    """Look at everything: parts, schemas, rights and no more than these, topics, clocks, certificates, Temporal.

    Kafka and the databases are asked with your own connections (`EKC_KAFKA_...`, `EKC_POSTGRES_URL_<NAME>`). Nothing
    is changed. Exit code 1 when something is not as it should be.
    """
    with answering(context, json) as session:
        known = Settings.found()
        found = [*of_parts(session), *of_kafka(known), *of_databases(known), *of_servers(known)]
        session.show({"checks": [one.shown() for one in found]}, shown)
        if any(one.state == "failed" for one in found):
            raise typer.Exit(1)


def of_parts(session: Session) -> Iterator[Check]:
    """What the parts say of themselves, through the desk; that somebody looks is written down there."""
    from services.desk.operations import parts

    try:
        desk = session.desk(OPERATOR)
        desk.operate(Act.CHECK, EVERYTHING)
        status, before = desk.get("/status"), datetime.now(UTC)
        description, after = desk.get("/description"), datetime.now(UTC)
    except DeskError as error:
        yield failed("desk", str(error), "Nothing can be asked of the parts: see whether the desk runs.")
        return
    except typer.BadParameter as error:
        yield unknown("desk", str(error), "Say where it is and who you are there.")
        return
    yield from parts.ready(status)
    yield from parts.one_release(description)
    yield from parts.clocks(description, before, after)
    yield from parts.of_certificates(description)
    yield from parts.temporal(description)


def of_kafka(known: Settings) -> Iterator[Check]:
    """Topics, their settings, who may do what; and the clock by which agencies' messages are timed."""
    from confluent_kafka import KafkaException

    from services.desk.operations import kafka
    from services.desk.operations.checks import of_all
    from services.desk.operations.databases import stamped

    try:
        cluster, agencies = known.cluster(), known.register.all()
        found, latest = kafka.compared(cluster, agencies), kafka.appended(cluster, agencies)
    except typer.BadParameter as error:
        yield unknown("kafka", str(error), "Say where Kafka is and who you are there.")
    except KafkaException as error:
        yield failed("kafka", f"It does not answer: {error.args[0]}.", "See whether it runs, and whether you may look.")
    else:
        do = "`ekc ops topics --apply` mends it, with `--remove` also what is too much."
        yield from of_all(
            "kafka", found.mistakes(), "Topics, settings and rights are as contracts and agreements say.", do
        )
        if latest:
            yield stamped("kafka", (latest - datetime.now(UTC)).total_seconds())


def of_databases(known: Settings) -> Iterator[Check]:
    """All databases of which the address is known."""
    from services.desk.operations import databases

    async def all_of_them() -> list[list[Check]]:
        return list(await asyncio.gather(*(databases.looked_at(name, one) for name, one in reached.items())))

    reached = {}
    for name in DATABASES:
        try:
            reached[name] = known.database(name)
        except typer.BadParameter as error:
            yield unknown(f"database {name}", str(error), "Say where it is.")
    for found in asyncio.run(all_of_them()):
        yield from found


def of_servers(known: Settings) -> Iterator[Check]:
    """Certificates: in files that you have, and as servers show them."""
    from services.chassis.certificates import of_files
    from services.desk.operations import certificates

    yield from (
        certificates.judged(f"{name} here", days) for name, days in of_files({**known.known, **os.environ}).items()
    )
    yield from certificates.of_servers(tls_addresses(known.known), known.known.get("EKC_KAFKA_CA_FILE"))


def tls_addresses(known: Mapping[str, str]) -> dict[str, str]:
    """Which servers are reached with TLS."""
    found: dict[str, str] = {}
    if known.get("EKC_KAFKA_ADMIN_SECURITY_PROTOCOL", "SASL_SSL").endswith("SSL"):
        for number, address in enumerate(filter(None, known.get("EKC_KAFKA_BOOTSTRAP", "").split(",")), 1):
            found[f"kafka {number}"] = address
    for name in ("EKC_DESK_URL", "EKC_OIDC_ISSUER"):
        url = urlsplit(known.get(name, ""))
        if url.scheme == "https" and url.hostname:
            found[name] = f"{url.hostname}:{url.port or 443}"
    return found


def shown(console: Console, found: dict[str, Any]) -> None:
    """A line for each, what is wrong last; with what to do."""
    order = {"ok": 0, "unknown": 1, "failed": 2}
    for one in sorted(found["checks"], key=lambda one: order[one["state"]]):
        console.print(Text.assemble((f"{one['state']:8}", STYLES[one["state"]]), f"{one['name']}: {one['said']}"))
        if one["do"]:
            console.print(Text(f"        {one['do']}", style="dim"))
