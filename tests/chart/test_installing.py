"""What an install or upgrade does beside the parts: configuration, migrations, certificates, the door, the notes."""

import re
from typing import Any

import pytest
import yaml

from deploy.helm.values import CHART
from deploy.local.layout import ROOT
from services.chassis.schema_gate import package_folder
from services.desk.operations import asking
from tests.chart.rendering import EXAMPLES, PARTS, NotRendered, helm, objects, of_kind, one, pod, rendered, saying

POLICIES = ROOT / "deploy" / "policies"


def annotations(part: str, **values: Any) -> dict[str, str]:
    """Of a part's pods."""
    things = rendered("production", **saying(**values))
    found: dict[str, str] = one(things, "Deployment", f"ekc-{part}")["spec"]["template"]["metadata"]["annotations"]
    return found


def jobs(what: str, **values: Any) -> list[Any]:
    """The Jobs that do something."""
    things = rendered("production", **saying(**values))
    return [job for name, job in of_kind(things, "Job").items() if what in name]


def test_the_policies_are_those_of_the_project() -> None:
    """All of them, as they are, and nothing else."""
    found = one(rendered("production"), "ConfigMap", "ekc-policies")["data"]

    assert found == {file.name: file.read_text() for file in POLICIES.glob("*.yaml")}


def test_a_region_adds_its_policy() -> None:
    """Beside those of the chart, or over the one of the same name."""
    own = {"noord.yaml": "version: noord-1\n", "noord-holland.yaml": "version: other\n"}
    found = one(rendered("production", **saying(policies=own)), "ConfigMap", "ekc-policies")["data"]

    assert found.keys() >= {"default.yaml", *own}
    assert {name: found[name] for name in own} == own


def test_what_is_read_at_the_start_starts_a_part_anew() -> None:
    """A changed setting or policy changes the pods; what is read again while running changes nothing."""
    before = annotations("plan")

    assert annotations("plan", settings__log_level="debug") != before
    assert annotations("plan", policies={"noord.yaml": "version: noord-1\n"}) != before
    assert annotations("plan", parts__desk__settings__batch_records=9) == before
    assert annotations("desk", signIn__groups={"a": {"role": "operator"}}) != annotations("desk")
    assert annotations("referral", agencies={}) == annotations("referral")


def test_migrations_come_first() -> None:
    """As a hook, before anything else of an install or upgrade; with an account that is there by then."""
    things = rendered("production")
    migrations = jobs("migrate")
    account = one(things, "ServiceAccount", "ekc-jobs")

    assert len(migrations) == 6
    for hook in (*migrations, account):
        assert hook["metadata"]["annotations"]["helm.sh/hook"] == "pre-install,pre-upgrade"
    weights = {int(job["metadata"]["annotations"]["helm.sh/hook-weight"]) for job in migrations}
    assert int(account["metadata"]["annotations"]["helm.sh/hook-weight"]) < min(weights)


def test_a_hook_needs_nothing_of_its_release() -> None:
    """No ConfigMap, no certificate and no secret of the store that is asked for after it: they are not there yet."""
    store = {"externalSecrets": {"enabled": True, "store": {"name": "vault"}}}
    things = rendered("production", **saying(**store))
    later = {made["spec"]["secretName"] for made in of_kind(things, "Certificate").values()}
    later |= {name for name, made in of_kind(things, "ExternalSecret").items() if "annotations" not in made["metadata"]}

    assert later >= {"ekc-worker", *(f"ekc-{part}-tls" for part in PARTS)}
    for job in [*jobs("migrate", **store), *jobs("temporal", **store)]:
        spec = job["spec"]["template"]["spec"]
        assert "envFrom" not in spec["containers"][0]
        assert not later & {source["secret"]["name"] for source in spec["volumes"][0]["projected"]["sources"]}


def test_a_plain_migration_is_another_job_when_it_does_something_else() -> None:
    """A Job cannot be changed: a new image makes a new one, and the same values make the same."""
    before = plain_jobs()

    assert len(before) == 7
    assert not before & plain_jobs(image__tag="0.2.0")
    assert before == plain_jobs(parts__plan__replicas=2)


def plain_jobs(**values: Any) -> set[str]:
    """Names of the Jobs that are no hooks."""
    found = of_kind(rendered("minikube", **saying(**values)), "Job")
    return {name for name, job in found.items() if "annotations" not in job["metadata"]}


def test_a_plain_migration_is_tried_for_days() -> None:
    """Nobody makes it again, and a database may come late: its pod starts again. For a hook Helm waits."""
    tries = {
        mode: {(job["spec"]["backoffLimit"], job["spec"]["template"]["spec"]["restartPolicy"]) for job in found}
        for mode in ("hook", "plain")
        if (found := jobs("migrate", migrations__mode=mode))
    }

    assert tries == {"hook": {(6, "Never")}, "plain": {(1000, "OnFailure")}}


@pytest.mark.parametrize("mode", ["hook", "plain"])
def test_every_part_with_a_database_is_migrated(mode: str) -> None:
    """By the names that the code knows."""
    found = jobs("migrate", migrations__mode=mode)
    commands = [job["spec"]["template"]["spec"]["containers"][0]["command"] for job in found]

    assert all(command[:-1] == ["python", "-m", "services.chassis.migrate"] for command in commands)
    assert all(package_folder(command[-1]).is_dir() for command in commands)


def test_nobody_migrates_when_that_is_wanted() -> None:
    """`none`: for whoever runs them by hand."""
    assert not [
        name for name in of_kind(rendered("production", **saying(migrations__mode="none")), "Job") if "migrate" in name
    ]


def test_temporal_is_set_up_before_the_worker() -> None:
    """As migrations are; with a deployment each release's build becomes the current one, once its worker is there."""
    assert [job["metadata"]["annotations"]["helm.sh/hook"] for job in jobs("temporal")] == ["pre-install,pre-upgrade"]
    assert not jobs("temporal", temporal__setUp=False)
    _, current = jobs("temporal", temporal__deployment="ekc")
    assert current["metadata"]["annotations"]["helm.sh/hook"] == "post-install,post-upgrade"
    assert current["spec"]["template"]["spec"]["containers"][0]["command"][-1] == "--current"


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_release_can_be_tested(example: str) -> None:
    """`helm test` asks every part where the desk asks it, and holds no secret: of a certificate its authority alone."""
    things = rendered(example)
    job = one(things, "Job", "ekc-test")
    spec = job["spec"]["template"]["spec"]
    (container,) = spec["containers"]
    told = {variable["name"]: variable["value"] for variable in container["env"]}

    assert job["metadata"]["annotations"]["helm.sh/hook"] == "test"
    assert container["command"] == ["python", "-m", asking.__name__]
    assert told["EKC_PARTS_URLS"] == one(things, "ConfigMap", "ekc-desk")["data"]["EKC_PARTS_URLS"]
    mounted = [item["key"] for volume in spec.get("volumes", ()) for item in volume["secret"]["items"]]
    assert mounted == ([] if example == "minikube" else ["ca.crt"])
    assert ("EKC_HTTP_CA_FILE" in told) == bool(mounted)


def test_certificates_name_what_parts_are_called() -> None:
    """The names by which others ask; signed by the issuer of the operators, or by one of the release's own."""
    things = rendered("production")
    urls = yaml.safe_load(one(things, "ConfigMap", "ekc-desk")["data"]["EKC_PARTS_URLS"])

    for part, url in urls.items():
        certificate = one(things, "Certificate", f"ekc-{part}")["spec"]
        assert url.removeprefix("https://").removesuffix(":8080") in certificate["dnsNames"]
        assert certificate["issuerRef"]["name"] == "internal"
        assert f"ekc-{part}" in of_kind(things, "Service")
    own = rendered("openshift")
    assert one(own, "Certificate", "ekc-desk")["spec"]["issuerRef"]["name"] == "ekc-ca"
    assert one(own, "Certificate", "ekc-ca")["spec"]["isCA"]


def test_certificates_of_operators_are_taken() -> None:
    """Their secrets are mounted, and cert-manager is asked for nothing."""
    secrets = {part: f"{part}-of-ours" for part in PARTS}
    things = rendered("production", **saying(tls__existingSecrets=secrets, tls__certManager__enabled=False))

    assert not of_kind(things, "Certificate")
    for part in PARTS:
        volume = next(one for one in pod(things, part)["volumes"] if one["name"] == "tls")
        assert volume["secret"]["secretName"] == secrets[part]


def test_the_door_has_tls() -> None:
    """Always; and it leads to the desk."""
    found = one(rendered("production"), "Ingress", "ekc-desk")["spec"]

    assert found["tls"] == [{"hosts": ["ekc.example.org"], "secretName": "ekc-desk-public"}]
    assert found["rules"][0]["http"]["paths"][0]["backend"]["service"] == {"name": "ekc-desk", "port": {"name": "http"}}


def test_objects_of_an_operator_are_rendered() -> None:
    """As they are, and what stands in them as a template."""
    own = [{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "{{ .Release.Name }}-of-ours"}}]

    assert "ekc-of-ours" in of_kind(rendered("production", **saying(extraObjects=own)), "ConfigMap")


def notes(example: str, **values: Any) -> str:
    """What Helm shows when it has installed an example."""
    return helm("install", example, saying(**values), "--dry-run=client").partition("NOTES:")[2]


def test_the_notes_say_what_to_do_next() -> None:
    """With commands; and loudly what is missing."""
    found = {name: notes(name) for name in ("production", "minikube")}

    assert all("kubectl --namespace ekc get jobs,pods" in text and "ekc status" in text for text in found.values())
    assert "ekc sign-in" in found["production"]
    assert "desk.env" in found["minikube"]
    assert "DEVELOPMENT" in found["minikube"]
    assert "DEVELOPMENT" not in found["production"]


@pytest.mark.parametrize(
    ("example", "door"),
    [
        ("production", "export EKC_DESK_URL=https://ekc.example.org\n"),
        ("operators", "export EKC_DESK_URL=https://ekc.example.org\n"),
        ("openshift", "export EKC_DESK_URL=https://ekc.apps.example.org\n"),
        ("minikube", "export EKC_DESK_URL=http://localhost:8080\n"),
    ],
)
def test_the_notes_lead_to_the_desk(example: str, door: str) -> None:
    """By the ingress or the gateway; where there is neither, from the machine of who reads them."""
    assert door in (text := notes(example))
    assert ("port-forward" in text) == (example == "minikube")


@pytest.mark.parametrize(
    ("example", "open_to_all"),
    [
        ("production", None),
        ("operators", None),
        ("openshift", "kafka, postgres, temporal, signIn, keyEncryption"),
        ("minikube", "temporal, signIn"),  # Kafka and PostgreSQL are pods that are known, and keys are in files
    ],
)
def test_the_notes_say_what_network_is_open(example: str, open_to_all: str | None) -> None:
    """To whom a part could connect anywhere, at that port."""
    (*said,) = re.findall(r"Parts may reach any address at the ports of (.*): name their peers", notes(example))

    assert said == ([open_to_all] if open_to_all else [])


def test_the_notes_say_what_nothing_backs_up() -> None:
    """The keyring is not where the others are unless somebody says so, and without it the others are worth little."""
    said = "Nothing backs up the databases of"

    assert said not in notes("operators")
    assert f"{said} keyring (" in notes("operators", postgres__cnpg__keyring__backup__destinationPath="")
    assert said not in notes("production")  # where they are of others


def test_the_version_is_that_of_the_project() -> None:
    """What the images are tagged with."""
    project = (ROOT / "pyproject.toml").read_text()
    chart = yaml.safe_load((CHART / "Chart.yaml").read_text())

    assert f'version = "{chart["appVersion"]}"' in project
    assert chart["version"] == chart["appVersion"]


def test_a_release_of_another_name_stands_beside() -> None:
    """Everything that it makes begins with its name."""
    text = helm("template", "production", saying(fullnameOverride="west"))

    assert not [one for one in objects(text) if one and one["metadata"]["name"].startswith("ekc-")]
    with pytest.raises(NotRendered):
        rendered("production", **saying(nameOverride="west"))
