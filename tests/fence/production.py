"""The variables with which every part starts in production, with the files that they name."""

from pathlib import Path

from deploy.local import certificates
from deploy.local.layout import ROOT
from deploy.local.parts import GROUPS
from services.desk.agencies.certificates import Authority
from services.privacy.access_log import signing
from services.referral.keys import establish

PASSWORD = "s3cret-of-nobody"


def variables(folder: Path) -> dict[str, str]:
    """Of all parts; nobody listens where they lead."""
    ca, certificate, key, codec = (str(folder / f"{name}.pem") for name in ("ca", "certificate", "key", "codec"))
    Path(ca).write_text(certificates.authority("Test"))
    for path, text in zip((certificate, key), certificates.server(Authority.at(Path(ca)), "part"), strict=True):
        Path(path).write_text(text)
    Path(codec).write_text(f"one:{'aa' * 32}\n")
    return {
        "EKC_PART": "plan",
        "EKC_KAFKA_BOOTSTRAP": "localhost:1",
        "EKC_KAFKA_USERNAME": "plan",
        "EKC_KAFKA_PASSWORD": PASSWORD,
        "EKC_KAFKA_CA_FILE": ca,
        "EKC_KAFKA_CERT_FILE": certificate,
        "EKC_KAFKA_KEY_FILE": key,
        "EKC_DATABASE_CA_FILE": ca,
        "EKC_DATABASE_URL": f"postgresql://plan:{PASSWORD}@localhost:1/plan",
        "EKC_DATABASE_OWNER_URL": f"postgresql://plan_owner:{PASSWORD}@localhost:1/plan",
        "EKC_KEYRING_URL": "https://privacy.test",
        "EKC_KEYRING_TOKEN": PASSWORD,
        "EKC_MINT_KEY": "ab" * 32,
        "EKC_HTTP_CERT_FILE": certificate,
        "EKC_HTTP_KEY_FILE": key,
        "EKC_OIDC_ISSUER": "https://issuer.test",
        "EKC_GROUPS_FILE": written(folder / "groups.yaml", GROUPS.read_text()),
        "EKC_PARTS_URLS": '{"plan": "https://plan.test"}',
        "EKC_TEMPORAL_CA_FILE": ca,
        "EKC_TEMPORAL_CERT_FILE": certificate,
        "EKC_TEMPORAL_KEY_FILE": key,
        "EKC_TEMPORAL_CODEC_KEY_FILE": codec,
        **referral(folder),
        **privacy(folder),
    }


def referral(folder: Path) -> dict[str, str]:
    """Of the service that agencies write to."""
    establish(folder / "inbound-keys.json", folder / "public-keys.jwks")
    return {
        "EKC_INBOUND_KEYS_FILE": str(folder / "inbound-keys.json"),
        "EKC_AGENCIES_FILE": written(
            folder / "agencies.yaml", (ROOT / "deploy" / "local" / "agencies.yaml").read_text()
        ),
        "EKC_LIKENESS_KEYS": f"one:{'cd' * 32}",
    }


def privacy(folder: Path) -> dict[str, str]:
    """Of the keyring."""
    signing.establish(folder / "checkpoint-keys.json")
    return {
        "EKC_KEYRING_DATABASE_URL": f"postgresql://keyring:{PASSWORD}@localhost:1/keyring",
        "EKC_KEYRING_ERASER_DATABASE_URL": f"postgresql://keyring_eraser:{PASSWORD}@localhost:1/keyring",
        "EKC_KEYRING_TOKENS_FILE": written(folder / "tokens.json", f'{{"plan": "{PASSWORD}"}}'),
        "EKC_CHECKPOINT_KEYS_FILE": str(folder / "checkpoint-keys.json"),
        "EKC_KEK_DIR": "/var/lib/ekc/kek",
    }


def written(path: Path, text: str) -> str:
    """A file, and where it is."""
    path.write_text(text)
    return str(path)
