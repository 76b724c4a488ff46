"""Values: a name that is none is refused, everything that is there is described, and what is unsafe is said at once."""

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from contracts.agreement import RESERVED
from deploy.helm import __main__ as generating
from deploy.helm.settings import CLASSES, settings
from deploy.helm.values import CHART, VALUES, Value, read
from services.chassis.migrate import MigrationSettings
from services.chassis.settings import FencedSettings
from tests.chart.rendering import EXAMPLES, NotRendered, rendered, saying

SCHEMA = json.loads((CHART / "values.schema.json").read_text())
DEFAULTS = yaml.safe_load(VALUES.read_text())
CHECK = Draft202012Validator(SCHEMA)
AGREED = {"organisation": "urn:nld:oin:00000099000000001000", "contact": "Helpdesk, 020 000 0001"}


def groups(value: Value) -> Iterator[tuple[str, ...]]:
    """Every mapping whose names are fixed."""
    if isinstance(value.default, dict) and not value.is_map:
        yield value.path
    for one in value.within:
        yield from groups(one)


def changed(path: tuple[str, ...], **more: Any) -> Any:
    """The defaults with something more in one place."""
    values = deepcopy(DEFAULTS)
    place = values
    for name in path:
        place = place[name]
    place.update(more)
    return values


def test_what_is_made_from_the_values_is_fresh() -> None:
    """README.md and values.schema.json of the chart."""
    assert generating.main(["--check"]) == 0


def test_the_schema_is_one_and_takes_the_defaults() -> None:
    """And every value that it knows has a default, or is a part's own word over it."""
    Draft202012Validator.check_schema(SCHEMA)

    assert not list(CHECK.iter_errors(DEFAULTS))
    assert SCHEMA["properties"].keys() - {"global"} == DEFAULTS.keys()


@pytest.mark.parametrize("path", [*groups(read()), ("settings",), ("defaults", "settings")], ids=".".join)
def test_a_name_that_is_none_is_refused(path: tuple[str, ...]) -> None:
    """Wherever it stands."""
    assert list(CHECK.iter_errors(changed(path, replicsa=3)))


@pytest.mark.parametrize(
    ("path", "more"),
    [
        (("parts", "plan"), {"replicas": "three"}),
        (("parts", "plan"), {"replicas": -1}),
        (("parts", "plan"), {"settings": {"cached_workflows": 5}}),
        (("parts", "plan"), {"settings": {"batch_records": "many"}}),
        (("parts", "privacy"), {"settings": {"mint_key": "00"}}),
        (("parts", "plan"), {"resources": {"limit": {}}}),
        (("settings",), {"log_level": "loud"}),
        (("image",), {"pullPolicy": "Sometimes"}),
        (("image",), {"digests": {"plan": "0.1.0"}}),
        (("policies",), {"noord.yml": ""}),
        (("networkPolicy", "kafka"), {"to": ["192.0.2.0/28"]}),
        (("signIn",), {"groups": {"leads": {"role": "region-lead", "regon": "noord"}}}),
        (("signIn",), {"groups": {"leads": {"role": "region-leed"}}}),
        (("signIn",), {"groups": {"leads": {"region": "noord"}}}),
        (("agencies",), {"school": AGREED | {"regoins": ["noord"]}}),
        (("agencies",), {"school": AGREED | {"organisation": "00000099000000001000"}}),
        (("agencies",), {"school": AGREED | {"quotas": {"request_percentage": 101}}}),
        (("agencies",), {"school": {"organisation": AGREED["organisation"]}}),
        (("agencies",), {"school.noord": AGREED}),
        *((("agencies",), {name: AGREED}) for name in sorted(RESERVED)),
    ],
    ids=str,
)
def test_a_value_that_cannot_be_is_refused(path: tuple[str, ...], more: dict[str, Any]) -> None:
    """Of a wrong kind, a setting of another part, a secret that would stand in a ConfigMap."""
    assert list(CHECK.iter_errors(changed(path, **more)))


@pytest.mark.parametrize(
    ("path", "more"),
    [
        (("parts", "worker"), {"settings": {"cached_workflows": 5}}),
        (("parts", "privacy"), {"settings": {"erasure_epoch_hours": 12}}),
        (("parts", "desk"), {"replicas": 3, "tolerations": [{"key": "x", "operator": "Exists"}]}),
        (("agencies",), {"school": AGREED, "politie": AGREED | {"authentication": "tls", "users": [1, 2]}}),
        (("signIn",), {"groups": {"leads": {"role": "region-lead", "region": "noord"}, "all": {"role": "operator"}}}),
    ],
    ids=str,
)
def test_what_can_be_is_taken(path: tuple[str, ...], more: dict[str, Any]) -> None:
    """Settings of a part beside those of all; what is agreed with agencies; groups of staff."""
    assert not list(CHECK.iter_errors(changed(path, **more)))


def test_helm_refuses_it_too() -> None:
    """The schema is the one that Helm reads."""
    with pytest.raises(NotRendered, match="replicsa"):
        rendered("production", **saying(parts__plan__replicsa=3))


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"tls__enabled": False}, "tls.enabled"),
        ({"postgres__tls": False}, "postgres.tls"),
        ({"temporal__tls": False}, "temporal.tls"),
        ({"temporal__clientCertificate": ""}, "temporal.clientCertificate"),
        ({"kafka__securityProtocol": "SASL_PLAINTEXT"}, "kafka.securityProtocol"),
        ({"kafka__securityProtocol": "SSL"}, "kafka.userSecrets.plan"),
        ({"kafka__bootstrap": ""}, "kafka.bootstrap"),
        ({"signIn__issuer": "http://id.example.org"}, "signIn.issuer"),
        ({"signIn__keys__secret": "keys"}, "signIn.keys"),
        ({"signIn__groups": None}, "signIn.groups"),
        ({"settings__traces_endpoint": "http://collector:4318"}, r"settings.traces_endpoint: .* \(worker\)"),
        ({"keyEncryption__address": "http://bao.example.org"}, "keyEncryption.address"),
        ({"tls__certManager__enabled": False}, "tls.existingSecrets.desk"),
    ],
    ids=str,
)
def test_what_a_part_would_refuse_is_said_before_anything_is_installed(values: dict[str, Any], why: str) -> None:
    """By the name of the value."""
    with pytest.raises(NotRendered, match=why):
        rendered("production", **saying(**values))


def test_every_group_and_every_odd_value_is_described() -> None:
    """What a name does not say by itself its comment says."""
    undescribed = [one.name for one in read().within if not one.meaning]

    assert not undescribed


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_says_what_it_is_for(example: str) -> None:
    """In its first line; and it names no real place."""
    text = EXAMPLES[example].read_text()

    assert text.startswith("# ")
    assert not [word for word in text.split() if word.startswith("https://") and "example.org" not in word]


@pytest.mark.parametrize("kind", {*CLASSES.values(), MigrationSettings}, ids=lambda kind: kind.__name__)
def test_every_setting_says_what_it_means(kind: type[FencedSettings]) -> None:
    """In a line below it, unless its name says everything; docs/operations/configure.md is made from that."""
    said = {"log_format", "kafka_username", "http_host", "temporal_namespace"}
    said |= {f"{which}_{what}_file" for which in ("database", "kafka", "http", "temporal") for what in ("cert", "key")}

    assert [one.name for one in settings(kind) if not one.meaning and one.name not in said] == []
