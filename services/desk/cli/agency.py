"""`ekc agency`: agencies from their first day to their last. For operators; it asks Kafka itself, and no desk."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from contracts.agreement import Agreements, Authentication, Mode, State
from services.desk.agencies.register import NotAgreed
from services.desk.cli import showing
from services.desk.cli.conformance import check
from services.desk.cli.operating import HERE, Settings, doing, tell
from services.desk.cli.session import Json, Session

agency = typer.Typer(help="Add agencies, look at them, give them new secrets, end them.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(metavar="NAME", help="The name in its topics.")]
Manifests = Annotated[
    Path | None, typer.Option(metavar="FOLDER", help="Write it for Strimzi's operator, instead of doing it.")
]
Secrets = Annotated[Path, typer.Option(metavar="FOLDER", help="Where a new secret is written, once, for you alone.")]
Request = Annotated[Path | None, typer.Option("--csr", metavar="FILE", help="Sign this request (mTLS).")]


@agency.command("add")
def add(
    name: Name,
    contact: Annotated[str, typer.Option(help="Whom to call: a desk or a mailbox.")],
    oin: Annotated[str, typer.Option(help="Its OIN, 20 digits; or else --kvk.")] = "",
    kvk: Annotated[str, typer.Option(help="Its number at the Chamber of Commerce, 8 digits.")] = "",
    region: Annotated[list[str] | None, typer.Option(help="A region that it may refer to; at least one.")] = None,
    mode: Annotated[list[Mode] | None, typer.Option(help="A form in which its events may come; else both.")] = None,
    plain_text: Annotated[bool, typer.Option("--plain-text", help="It may send without encryption.")] = False,
    producer_rate: Annotated[int | None, typer.Option(help="Bytes a second that it may write.")] = None,
    consumer_rate: Annotated[int | None, typer.Option(help="Bytes a second that it may read.")] = None,
    request_percentage: Annotated[int | None, typer.Option(help="Of the time of a broker's thread.")] = None,
    csr: Request = None,
    secrets: Secrets = HERE,
    manifests: Manifests = None,
) -> None:
    """Add one: its topics, its user, what it may do and how much. Its secret is shown once, in a file."""
    quotas = {
        "producer_byte_rate": producer_rate,
        "consumer_byte_rate": consumer_rate,
        "request_percentage": request_percentage,
    }
    with doing():
        if bool(oin) == bool(kvk):
            raise typer.BadParameter("give --oin or --kvk.")
        if not region:
            raise typer.BadParameter("give --region: a referral to one that nobody works in waits unseen.")
        given = {
            "organisation": f"urn:nld:oin:{oin}" if oin else f"urn:nld:kvknr:{kvk}",
            "contact": contact,
            "regions": region,
            **({"modes": mode} if mode else {}),
            "plain_text": plain_text,
            "authentication": Authentication.TLS if csr else Authentication.SCRAM,
            "quotas": {key: value for key, value in quotas.items() if value is not None},
        }
        agreement = Agreements.model_validate({name: given}).root[name]
        tell(Settings.found().upkeep(manifests, secrets).add(name, agreement, csr))


@agency.command("apply")
def apply(secrets: Secrets = HERE, manifests: Manifests = None) -> None:
    """Make everything so as the file says (EKC_AGENCIES_FILE). Doing it again changes nothing."""
    with doing():
        tell(Settings.found().upkeep(manifests, secrets).apply())


@agency.command("rotate")
def rotate(
    name: Name,
    finish: Annotated[bool, typer.Option("--finish", help="The older secret ends now.")] = False,
    csr: Request = None,
    secrets: Secrets = HERE,
    manifests: Manifests = None,
) -> None:
    """Give it a new secret beside the one that it has; `--finish` once it uses the new one. Nothing is refused."""
    with doing():
        upkeep = Settings.found().upkeep(manifests, secrets)
        tell(upkeep.finish(name) if finish else upkeep.rotate(name, csr))


@agency.command("suspend")
def suspend(name: Name, manifests: Manifests = None) -> None:
    """Let it do nothing any more, from now on, also over connections that are open. What it wrote is handled."""
    with doing():
        tell(Settings.found().upkeep(manifests).turn(name, State.SUSPENDED))


@agency.command("resume")
def resume(name: Name, manifests: Manifests = None) -> None:
    """Let one that was suspended do again what it did."""
    with doing():
        tell(Settings.found().upkeep(manifests).turn(name, State.ACTIVE))


@agency.command("remove")
def remove(
    name: Name,
    wait: Annotated[float, typer.Option(help="Seconds to wait until what it wrote is handled.", min=0)] = 10,
    manifests: Manifests = None,
) -> None:
    """Take every right from it for good; its topic goes when what it wrote is handled. Its name is never another's."""
    with doing():
        tell(Settings.found().upkeep(manifests, patience=wait).turn(name, State.REMOVED))


@agency.command("list")
def listed(context: typer.Context, json: Json = False) -> None:
    """List them all."""
    session: Session = context.obj
    session.json = json
    with doing():
        known = Settings.found().register.all()
        found = [{"name": name, **one.model_dump(mode="json")} for name, one in known.items()]
        session.show({"agencies": found}, agencies)


@agency.command("show")
def show(context: typer.Context, name: Name, json: Json = False) -> None:
    """Show what is agreed with one, and what there is of it on Kafka."""
    session: Session = context.obj
    session.json = json
    with doing():
        settings = Settings.found()
        agreement = settings.register.all().get(name)
        if agreement is None:
            raise NotAgreed(f"nothing is agreed with {name}: `ekc agency list` shows who there is.")
        found = {"agreed": agreement.model_dump(mode="json"), "kafka": settings.cluster().look(name)}
        session.show({"name": name, **found}, one_agency)


agency.command("check")(check)


def agencies(console: Console, found: dict[str, Any]) -> None:
    """Who there is."""
    rows = [
        [
            one["name"],
            one["state"] if len(one["users"]) == 1 else f"{one['state']}, a new secret is being taken up",
            one["organisation"],
            ", ".join(one["regions"]) or "all",
            one["authentication"],
            one["contact"],
        ]
        for one in found["agencies"]
    ]
    showing.table(console, ["agency", "state", "organisation", "regions", "shows itself by", "contact"], rows, "None.")


def one_agency(console: Console, found: dict[str, Any]) -> None:
    """One of them, with its rights as Kafka has them."""
    agencies(console, {"agencies": [{"name": found["name"], **found["agreed"]}]})
    kafka = found["kafka"]
    for label in ("users", "rights", "quotas", "groups"):
        console.print(Text(f"{label:8} {'; '.join(kafka[label]) or 'none'}"))
    console.print(f"messages that are not handled yet: {kafka['unhandled']}")
