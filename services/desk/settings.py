"""What the desk is told by its environment beside what every part is told."""

from collections.abc import Iterator
from pathlib import Path

from pydantic import Field, FilePath

from services.chassis.settings import Settings


class DeskSettings(Settings):
    """The desk's own settings, `EKC_*` too."""

    oidc_issuer: str
    """Where staff sign in: the address of the identity provider, as it stands in its tokens (`iss`)."""
    oidc_audience: str = "ekc-desk"
    """For whom its tokens have to be (`aud`)."""
    oidc_ca_file: Path | None = None
    """Who vouches for its certificate, where it is not one of the usual ones."""
    oidc_keys_file: Path | None = None
    """The public keys of the development issuer, a JWK set; every other environment refuses it."""
    groups_file: FilePath
    """YAML: which role each group of the provider is here, and in which region."""
    parts_urls: dict[str, str] = Field(default_factory=dict)
    """JSON: where the health of each part can be asked, `{part: base url}`."""

    def unsafe(self) -> Iterator[str]:
        """See `FencedSettings`."""
        yield from super().unsafe()
        if any(not url.startswith("https://") for url in self.parts_urls.values()):
            yield "EKC_PARTS_URLS has an address without https: parts are asked without TLS in development only."
        if not self.oidc_issuer.startswith("https://"):
            yield "EKC_OIDC_ISSUER is no https address: anybody could say who staff are, save in development."
        if self.oidc_keys_file:
            yield "EKC_OIDC_KEYS_FILE is set: the development issuer signs for development only."

    @property
    def development(self) -> bool:
        """Whether stories may have dates and names of their own."""
        return self.environment == "development"

    @property
    def secret(self) -> bytes:
        """The key of minted ids and digests."""
        return bytes.fromhex(self.mint_key.get_secret_value())
