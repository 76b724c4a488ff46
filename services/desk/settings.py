"""What the desk is told by its environment beside what every part is told."""

from collections.abc import Iterator
from pathlib import Path

from pydantic import Field

from services.chassis.settings import Settings


class DeskSettings(Settings):
    """The desk's own settings, `EKC_*` too."""

    desk_tokens_file: Path
    """JSON: `{token: {"id", "role", "region"}}`."""
    parts_urls: dict[str, str] = Field(default_factory=dict)
    """JSON: where the health of each part can be asked, `{part: base url}`."""

    def unsafe(self) -> Iterator[str]:
        """See `FencedSettings`."""
        yield from super().unsafe()
        if any(not url.startswith("https://") for url in self.parts_urls.values()):
            yield "EKC_PARTS_URLS has an address without https: parts are asked without TLS in development only."

    @property
    def development(self) -> bool:
        """Whether stories may have dates and names of their own."""
        return self.environment == "development"

    @property
    def secret(self) -> bytes:
        """The key of minted ids and digests."""
        return bytes.fromhex(self.mint_key.get_secret_value())
