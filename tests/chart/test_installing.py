"""What an install or upgrade does beside the parts: configuration, migrations, certificates, the door, the notes."""

from typing import Any

import pytest
import yaml

from deploy.helm.values import CHART
from deploy.local.layout import ROOT
from services.chassis.schema_gate import package_folder
from tests.chart.rendering import PARTS, NotRendered, helm, objects, of_kind, one, pod, rendered, saying

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
    """No ConfigMap and no certificate: they are not there yet."""
    for job in [*jobs("migrate"), *jobs("temporal")]:
        spec = job["spec"]["template"]["spec"]
        assert "envFrom" not in spec["containers"][0]
        secrets = {source["secret"]["name"] for source in spec["volumes"][0]["projected"]["sources"]}
        assert not secrets & {f"ekc-{part}-tls" for part in PARTS}


def test_a_plain_migration_is_another_job_when_it_does_something_else() -> None:
    """A Job cannot be changed: a new image makes a new one, and the same values make the same."""
    names = [set(of_kind(rendered("minikube", **saying(**values)), "Job")) for values in ({}, {"image__tag": "0.2.0"})]

    assert not any("annotations" in job["metadata"] for job in of_kind(rendered("minikube"), "Job").values())
    assert not names[0] & names[1]
    assert names[0] == set(of_kind(rendered("minikube", **saying(parts__plan__replicas=2)), "Job"))


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


def test_the_notes_say_what_to_do_next() -> None:
    """With commands; and loudly what is open or missing."""
    notes = {
        name: helm("install", name, {}, "--dry-run=client").partition("NOTES:")[2]
        for name in ("production", "minikube", "operators")
    }

    assert all("kubectl --namespace ekc get jobs,pods" in text and "ekc status" in text for text in notes.values())
    assert "ekc sign-in" in notes["production"]
    assert "desk.env" in notes["minikube"]
    for name in ("production", "operators"):
        assert "export EKC_DESK_URL=https://ekc.example.org\n" in notes[name]
    assert "port-forward" in notes["minikube"]
    assert "DEVELOPMENT" in notes["minikube"]
    assert "DEVELOPMENT" not in notes["production"]
    assert "Parts may reach any address" in notes["minikube"]
    assert "Parts may reach any address" not in notes["production"]


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
