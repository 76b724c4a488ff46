"""Key-encryption keys in the transit engine of OpenBao or Vault: they never leave it.

An epoch is a version of one key. Data keys are wrapped there, many with one request, each with its subject as
associated data. What the token is to be allowed is in the README.
"""

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from itertools import batched
from pathlib import Path
from typing import Any

import httpx
from cryptography.exceptions import InvalidTag

from services.privacy.epochs import Bound, EpochDestroyed

AT_ONCE = 100
"""Keys in one request: OpenBao refuses JSON of more than a thousand strings, and each key makes five."""


class TransitUnreachable(OSError):
    """It does not answer, is sealed, or refuses the token: whoever needs a key waits."""


class TransitEpochs:
    """See `Epochs`. The token's file is read with every request, for an agent may put another one there at any time."""

    def __init__(self, client: httpx.AsyncClient, token_file: Path, *, mount: str, key: str) -> None:
        self.client = client
        self.token_file = token_file
        self.mount = mount
        self.name = key

    async def begin(self, after: int) -> int:
        """See `Epochs`. The first version comes with the key."""
        if await self.known():
            await self.ask("POST", f"keys/{self.name}/rotate")
        else:
            await self.ask("POST", f"keys/{self.name}", {"type": "aes256-gcm96"})
        while (newest := max(await self.known())) <= after:
            await self.ask("POST", f"keys/{self.name}/rotate")
        return newest

    async def known(self) -> Sequence[int]:
        """See `Epochs`. A version that may not be used any more, but was not trimmed, is still there."""
        about = await self.ask("GET", f"keys/{self.name}", absent={"latest_version": 0, "min_available_version": 0})
        return range(max(about["min_available_version"], 1), about["latest_version"] + 1)

    async def wrap(self, epoch: int, keys: Sequence[Bound]) -> Sequence[bytes]:
        """See `Epochs`."""
        items = [{"plaintext": text(plain), "associated_data": text(subject.encode())} for subject, plain in keys]
        done = await self.batch("encrypt", epoch, [{**item, "key_version": epoch} for item in items])
        return [one["ciphertext"].encode() for one in done]

    async def unwrap(self, epoch: int, keys: Sequence[Bound]) -> Sequence[bytes]:
        """See `Epochs`."""
        items = [{"ciphertext": one.decode(), "associated_data": text(subject.encode())} for subject, one in keys]
        return [b64decode(one["plaintext"]) for one in await self.batch("decrypt", epoch, items)]

    async def destroy(self, before: int) -> None:
        """See `Epochs`. What may not be used any more can be trimmed, and only trimming is for good."""
        await self.ask(
            "POST", f"keys/{self.name}/config", {"min_decryption_version": before, "min_encryption_version": before}
        )
        await self.ask("POST", f"keys/{self.name}/trim", {"min_available_version": before})

    async def batch(self, what: str, epoch: int, items: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
        """Wrap or unwrap all of them.

        Raises:
            EpochDestroyed: the version is not there.
            InvalidTag: one is of another subject, or was changed.
        """
        results: list[Mapping[str, Any]] = []
        for some in batched(items, AT_ONCE, strict=False):
            answer = await self.ask("POST", f"{what}/{self.name}", {"batch_input": some}, absent={}, refused={})
            results += answer.get("batch_results", ())
        if len(results) == len(items) and not any(one.get("error") for one in results):
            return results
        if epoch not in await self.known():
            raise EpochDestroyed(epoch)
        raise InvalidTag

    async def ask(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        absent: Mapping[str, Any] | None = None,
        refused: Mapping[str, Any] | None = None,
    ) -> Mapping[str, Any]:
        """The data of an answer; `absent` and `refused` in place of an error of that kind.

        Raises:
            TransitUnreachable: there is no answer that can be used. The text quotes nothing of it.
        """
        try:
            token = self.token_file.read_text().strip()
            answer = await self.client.request(
                method, f"/v1/{self.mount}/{path}", json=body, headers={"x-vault-token": token}
            )
        except httpx.HTTPError as error:
            raise TransitUnreachable(f"No answer: {type(error).__name__}.") from None
        instead = {404: absent, 400: refused}.get(answer.status_code)
        if instead is not None:
            return answer.json().get("data") or instead if answer.content else instead
        if answer.is_error:
            raise TransitUnreachable(f"Answered {answer.status_code} to {method} {path}.")
        data: Mapping[str, Any] = answer.json()["data"] if answer.content else {}
        return data


def text(value: bytes) -> str:
    """As the engine takes bytes."""
    return b64encode(value).decode()
